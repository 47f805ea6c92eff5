//! `{{ … }}` in a text: names from the plan's data and filters that format them.
//!
//! Only names and filters are understood. There are no operators, functions or statements, so that a text can neither
//! calculate nor run for long; every sum it can name is one that the plan itself has computed.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use minijinja::value::{Object, ObjectRepr, ValueKind};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};
use rust_decimal::Decimal;

use crate::belopp::Belopp;
use crate::datum::Datum;
use crate::read::nearest;
use crate::svenska::{self, NBSP};

/// A mistake in a text; the range counts bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextMistake {
    pub kind: TextMistakeKind,
    pub range: Range<usize>,
    pub message: String,
    pub help: String,
    /// What would mend it: a range of the text and what to write there, and whether that is sure.
    pub instead: Option<(Range<usize>, String, bool)>,
}

impl TextMistake {
    /// A mistake that only a person can mend.
    pub fn new(
        kind: TextMistakeKind,
        range: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { kind, range, message: message.into(), help: help.into(), instead: None }
    }
}

/// What kind of mistake a text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextMistakeKind {
    /// A `{{ … }}` that cannot be computed.
    Uttryck,
    /// Markup that a document cannot hold.
    Markering,
    /// A heading level was skipped.
    Rubrikniva,
}

/// An amount that a text can name.
#[derive(Clone, Copy, Debug)]
struct BeloppVarde(Belopp);

/// A day that a text can name.
#[derive(Clone, Copy, Debug)]
struct DatumVarde(Datum);

/// An exact number that a text can name.
#[derive(Clone, Copy, Debug)]
struct TalVarde(Decimal);

macro_rules! plain_object {
    ($type:ty, $value:ident => $shown:expr) => {
        impl Object for $type {
            fn repr(self: &Arc<Self>) -> ObjectRepr {
                ObjectRepr::Plain
            }

            fn render(self: &Arc<Self>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                let $value = self.0;
                write!(out, "{}", $shown)
            }
        }
    };
}

plain_object!(BeloppVarde, it => it);
plain_object!(DatumVarde, it => it.text());
plain_object!(TalVarde, it => svenska::number(it));

/// A value for [`evaluate`]: an amount.
pub fn belopp(it: Belopp) -> Value {
    Value::from_object(BeloppVarde(it))
}

/// A value for [`evaluate`]: a day.
pub fn datum(it: Datum) -> Value {
    Value::from_object(DatumVarde(it))
}

/// A value for [`evaluate`]: an exact number.
pub fn tal(it: Decimal) -> Value {
    Value::from_object(TalVarde(it))
}

/// A filter: what it makes of a value.
type Filter = fn(&Value) -> Result<String, Error>;

/// The filters, by the names that texts use.
const FILTERS: [(&str, Filter); 9] = [
    ("kr", |it| amount(it).map(|it| format!("{it}{NBSP}kr"))),
    ("kronor", |it| amount(it).map(|it| format!("{it}{NBSP}kronor"))),
    ("tkr", |it| scaled(it, 3).map(|it| format!("{it}{NBSP}tkr"))),
    ("mnkr", |it| scaled(it, 6).map(|it| format!("{it}{NBSP}mnkr"))),
    ("procent", |it| number(it).map(|it| svenska::percent(it, 1))),
    ("datum", |it| day(it).map(Datum::text)),
    ("artal", |it| day(it).map(|it| it.ar().to_string())),
    ("tal", |it| number(it).map(svenska::number)),
    ("ord", |it| number(it).map(svenska::number_in_words)),
];

/// The names of the filters.
fn filter_names() -> [&'static str; FILTERS.len()] {
    FILTERS.map(|(name, _)| name)
}

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(10_000));
    for (name, filter) in FILTERS {
        environment.add_filter(name, move |it: &Value| filter(it));
    }
    environment
});

fn wrong(message: &str) -> Error {
    Error::new(ErrorKind::InvalidOperation, message.to_owned())
}

fn amount(value: &Value) -> Result<Belopp, Error> {
    value.downcast_object_ref::<BeloppVarde>().map(|it| it.0).ok_or_else(|| wrong("värdet är inget belopp"))
}

/// Kronor in thousands or millions, exactly: no decimal is rounded away.
fn scaled(value: &Value, places: u32) -> Result<String, Error> {
    let amount = amount(value)?.decimal();
    let scaled = amount.checked_mul(Decimal::new(1, places)).ok_or_else(|| wrong("beloppet är för stort"))?;
    Ok(svenska::number(scaled))
}

fn number(value: &Value) -> Result<Decimal, Error> {
    if let Some(it) = value.downcast_object_ref::<TalVarde>() {
        return Ok(it.0);
    }
    value.as_i64().map(Decimal::from).ok_or_else(|| wrong("värdet är inget tal"))
}

fn day(value: &Value) -> Result<Datum, Error> {
    value.downcast_object_ref::<DatumVarde>().map(|it| it.0).ok_or_else(|| wrong("värdet är inget datum"))
}

/// A piece of a text: as typed, or an expression. The ranges count bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(Range<usize>),
    /// The range covers the braces too.
    Uttryck(Range<usize>),
}

/// Whether a text may have expressions; most have none.
pub fn may_be_in(text: &str) -> bool {
    memchr::memchr(b'{', text.as_bytes()).is_some()
}

/// Parts a text into what is typed and what is an expression.
pub fn pieces(text: &str, mistakes: &mut Vec<TextMistake>) -> Vec<Piece> {
    if !may_be_in(text) {
        return vec![Piece::Text(0..text.len())];
    }
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(open) = find(&text[at..], b"{{").map(|it| it + at) {
        pieces.push(Piece::Text(at..open));
        let inside = &text[open + 2..];
        // A second opening before any closing means that the first was never closed.
        let close = find(inside, b"}}").filter(|close| find(&inside[..*close], b"{{").is_none());
        let Some(close) = close.map(|it| open + 2 + it + 2) else {
            mistakes.push(TextMistake::new(
                TextMistakeKind::Uttryck,
                open..open + 2,
                "”{{” saknar sitt ”}}”.",
                "Skriv till exempel {{ budget.totalt.region | kr }}.",
            ));
            at = open + 2;
            continue;
        };
        pieces.push(Piece::Uttryck(open..close));
        at = close;
    }
    pieces.push(Piece::Text(at..text.len()));
    if let Some(open) = find(text, b"{%") {
        mistakes.push(TextMistake::new(
            TextMistakeKind::Uttryck,
            open..open + 2,
            "”{%” kan inte stå i en text.",
            "Bara värden kan hämtas, med {{ namn }} eller {{ namn | filter }}.",
        ));
    }
    pieces
}

/// Where two bytes first stand in a text.
fn find(text: &str, pair: &[u8; 2]) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(pair[0], bytes).find(|at| bytes.get(at + 1) == Some(&pair[1]))
}

/// What the expression in `text[range]`, braces included, means with these names.
///
/// # Errors
/// Says which name or filter does not exist, or what does not fit.
pub fn evaluate(text: &str, range: Range<usize>, names: &Value) -> Result<String, Box<TextMistake>> {
    let source = text.get(range.start + 2..range.end - 2).unwrap_or_default();
    if let Some(shown) = plainly(source, names) {
        return Ok(shown);
    }
    let mistake = |message: String, help: String| {
        Box::new(TextMistake::new(TextMistakeKind::Uttryck, range.clone(), message, help))
    };
    let shown = || svenska::quoted(source.trim());
    let allowed =
        |it: char| it.is_alphanumeric() || matches!(it, '_' | '.' | '[' | ']' | '"' | '\'' | '|' | ' ' | '\n' | '-');
    let filters: Vec<&str> = source.split('|').skip(1).map(str::trim).collect();
    if source.trim().is_empty() || !source.chars().all(allowed) || source.len() > 300 {
        let help = "Skriv ett namn och eventuellt ett filter, till exempel {{ budget.totalt.region | kr }}.";
        return Err(mistake(format!("”{}” är inget namn som kan hämtas.", shown()), help.to_owned()));
    }
    if let Some(unknown) = filters.iter().find(|it| !filter_names().contains(it)) {
        let help = match nearest(unknown, &filter_names()) {
            Some(near) => format!("Menade du ”{near}”?"),
            None => format!("Filter som finns: {}.", filter_names().join(", ")),
        };
        let mistake = mistake(format!("Filtret ”{}” finns inte.", svenska::quoted(unknown)), help);
        let instead = nearest(unknown, &filter_names()).map(|near| (place_of(unknown, text), near.to_owned(), false));
        let instead = instead.filter(|it| leads_on(text, &range, it, names));
        return Err(Box::new(TextMistake { instead, ..*mistake }));
    }
    let compiled = ENVIRONMENT.compile_expression(source.trim());
    let value = compiled.and_then(|it| it.eval(names));
    let found = value.as_ref().is_ok_and(|it| !it.is_undefined());
    // Why a name is not found is looked into only when one is not.
    let name = source.split('|').next().unwrap_or_default().trim();
    if !found && let Some(Okant { message, help, meant }) = unknown_name(name, names) {
        let instead = meant.map(|(step, near)| (place_of(step, text), near, false));
        let instead = instead.filter(|it| leads_on(text, &range, it, names));
        return Err(Box::new(TextMistake { instead, ..*mistake(message, help) }));
    }
    let value = value.map_err(|error| {
        let reason = error.detail().unwrap_or("den kan inte beräknas").to_owned();
        let help = "belopp: kr, kronor, tkr, mnkr · tal: tal, procent, ord · datum: datum, artal";
        mistake(
            format!("”{}” går inte att skriva ut: {reason}.", shown()),
            format!("Välj ett filter som passar värdet ({help})."),
        )
    })?;
    let nothing = value.is_undefined() || value.is_none() || value.kind() == ValueKind::Map;
    if nothing {
        let help = format!("Här finns: {}.", keys(&value).join(", "));
        return Err(mistake(format!("”{}” är inget enskilt värde.", shown()), help));
    }
    Ok(value.to_string())
}

/// What a name with at most one filter means, which is how nearly every expression is written. `None` where there is
/// anything to say of it, or more to it.
fn plainly(source: &str, names: &Value) -> Option<String> {
    let (path, filter) = match source.split_once('|') {
        Some((path, filter)) => (path, Some(filter.trim())),
        None => (source, None),
    };
    let is_name = |it: &str| {
        it.starts_with(|it: char| it.is_ascii_lowercase())
            && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_')
    };
    let mut value = names.clone();
    for step in path.trim().split('.') {
        value = value.get_attr(step).ok().filter(|it| is_name(step) && !it.is_undefined())?;
    }
    match filter {
        Some(name) => FILTERS.iter().find(|(it, _)| *it == name)?.1(&value).ok(),
        None => (!value.is_none() && value.kind() != ValueKind::Map).then(|| value.to_string()),
    }
}

/// Whether an expression means something with another word in it, or only has one more word that is misspelt.
fn leads_on(text: &str, range: &Range<usize>, (place, word, _): &(Range<usize>, String, bool), names: &Value) -> bool {
    let (Some(before), Some(after)) = (text.get(range.start..place.start), text.get(place.end..range.end)) else {
        return false;
    };
    let mended = format!("{before}{word}{after}");
    evaluate(&mended, 0..mended.len(), names).map_or_else(|it| it.instead.is_some(), |_| true)
}

/// Where a piece of a text stands in it.
fn place_of(piece: &str, text: &str) -> Range<usize> {
    let start = (piece.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start..start + piece.len()
}

/// A name that does not exist.
struct Okant<'p> {
    message: String,
    help: String,
    /// The part of it that there is none of, and what was probably meant.
    meant: Option<(&'p str, String)>,
}

/// Which step of a dotted name does not exist.
fn unknown_name<'p>(path: &'p str, names: &Value) -> Option<Okant<'p>> {
    let mut value = names.clone();
    let mut walked = String::new();
    let steps = path.split(['.', '[', ']']).map(|it| it.trim().trim_matches(['"', '\''])).filter(|it| !it.is_empty());
    for step in steps {
        let next = value.get_attr(step).ok().filter(|it| !it.is_undefined());
        let Some(next) = next else {
            let known = keys(&value);
            let near = nearest(step, &known.iter().map(String::as_str).collect::<Vec<_>>()).map(str::to_owned);
            let message = match walked.as_str() {
                "" => format!("Namnet ”{}” finns inte.", svenska::quoted(step)),
                walked => format!("”{}” finns inte i ”{walked}”.", svenska::quoted(step)),
            };
            let help = match &near {
                Some(near) => format!("Menade du ”{near}”?"),
                None if known.is_empty() => format!("”{walked}” är redan ett enskilt värde."),
                None => format!("Här finns: {}.", known.join(", ")),
            };
            return Some(Okant { message, help, meant: near.map(|it| (step, it)) });
        };
        walked = if walked.is_empty() { step.to_owned() } else { format!("{walked}.{step}") };
        value = next;
    }
    None
}

/// The names inside a value.
fn keys(value: &Value) -> Vec<String> {
    if value.kind() != ValueKind::Map {
        return Vec::new();
    }
    value.try_iter().map(|keys| keys.map(|it| it.to_string()).collect()).unwrap_or_default()
}
