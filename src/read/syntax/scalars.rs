//! Values without quotes that TOML cannot read: amounts, dates, yes and no, and texts that lack their quotes.

use rust_decimal::Decimal;

use super::sorts::{self, Sort};
use super::statements::{is_blank, is_curly};
use super::wording::shown;
use super::{SyntaxKind, accepts};
use crate::belopp::meant::{self, Number, Typed, Unit};
use crate::belopp::{self, Belopp};
use crate::read::suggest;
use crate::svenska;

/// The label of a text without quotes.
pub(super) const UNQUOTED: &str = "text utan citattecken";

/// The label of a comment of another language.
pub(super) const COMMENT: &str = "kommentar utan #";

/// What a value is likely to mean and how to write it.
pub(super) struct Reading {
    pub kind: SyntaxKind,
    pub message: String,
    pub label: &'static str,
    /// Where in the value the mistake begins.
    pub from: usize,
    pub help: String,
    /// The value as TOML; a stand-in where what is meant cannot be told.
    pub fixed: String,
    /// Whether `fixed` is what was meant, or only likely to be; `None` for a stand-in.
    pub sure: Option<bool>,
}

impl Reading {
    fn new(kind: SyntaxKind, message: String, label: &'static str, help: String, fixed: impl Into<String>) -> Self {
        Self { kind, message, label, from: 0, help, fixed: fixed.into(), sure: None }
    }

    /// Says that `fixed` is what was meant, for certain or in all likelihood.
    fn meant(self, sure: bool) -> Self {
        Self { sure: Some(sure), ..self }
    }

    fn syntax(message: String, label: &'static str, help: String, fixed: impl Into<String>) -> Self {
        Self::new(SyntaxKind::Syntax, message, label, help, fixed)
    }
}

impl Reading {
    /// A good number that only stands in quotes.
    pub(super) fn plain(number: &str, key: Option<&str>) -> Self {
        let help = format!("Skriv {}, utan citattecken.", assigned(key, number));
        unreadable(number, Sort::of(key) == Sort::Money, help, number).meant(true)
    }
}

/// Whether TOML reads a text as a value.
pub(super) fn is_value(raw: &str) -> bool {
    accepts(&format!("x = {raw}"))
}

/// How to write a value that TOML refuses; `key` is the key it stands under, for the help.
pub(super) fn reading(raw: &str, key: Option<&str>) -> Reading {
    let raw = raw.trim_matches(is_blank);
    arrow(raw)
        .or_else(|| tail(raw))
        .or_else(|| word(raw, key))
        .or_else(|| super::dates::reading(raw, key))
        .or_else(|| period(raw, key))
        .or_else(|| amount(raw, key))
        .or_else(|| lone_number(raw, key))
        .or_else(|| list(raw, key))
        .unwrap_or_else(|| text(raw, key))
}

/// `key = value`, or the value alone where there is no key.
pub(super) fn assigned(key: Option<&str>, value: &str) -> String {
    key.map_or_else(|| shown(value), |key| format!("{} = {}", shown(key), shown(value)))
}

/// The rest of `=>`.
fn arrow(raw: &str) -> Option<Reading> {
    let value = raw.strip_prefix('>')?.trim_start();
    let good = is_value(value);
    let fixed = if good { value.to_owned() } else { reading(value.trim_start_matches('>'), None).fixed };
    let help = format!("Skriv = {}", shown(&fixed));
    let it = Reading::syntax("Det står => i stället för ett likhetstecken.".to_owned(), "hör inte hit", help, fixed);
    Some(if good { it.meant(true) } else { it })
}

/// A good value with something after it: a comment of another language, a `;`, a comma.
fn tail(raw: &str) -> Option<Reading> {
    let blank = raw.find(char::is_whitespace).unwrap_or(raw.len());
    let cut = ["//", "--", "/*", ";", ",", "]", "}"].iter().filter_map(|it| raw.find(it)).min()?.min(raw.len());
    let (value, after) = (raw.get(..cut)?.trim_end(), raw.get(cut..)?);
    if cut == 0 || !is_value(value) || cut > blank + 40 {
        return None;
    }
    junk(after, value).map(|it| Reading { from: cut, ..it })
}

/// What to say about something after a good value.
pub(super) fn junk(after: &str, value: &str) -> Option<Reading> {
    let only = |sign: char| after.chars().all(|it| it == sign || it.is_whitespace());
    let comment = after.trim_start_matches(['/', '-', '*', ';', '%', ' ']);
    if only(';') || only(',') {
        let message = format!("Raden slutar med ”{}”.", shown(after));
        return Some(
            Reading::syntax(
                message,
                "hör inte hit",
                "Ta bort tecknet: en rad slutar utan skiljetecken.".to_owned(),
                value,
            )
            .meant(true),
        );
    }
    if ["//", "--", "/*", ";", "%"].iter().any(|it| after.starts_with(it)) {
        let message = format!("Kommentaren ”{}” börjar inte med #.", shown(after));
        let help = format!("Skriv # {} i stället.", shown(comment));
        let closes = comment.contains(['}', ']', '*']) || comment.trim().is_empty();
        let fixed = if closes { value.to_owned() } else { format!("{value} # {}", comment.trim()) };
        let it = Reading::syntax(message, COMMENT, help, fixed.trim_start());
        return Some(if closes { it } else { it.meant(true) });
    }
    if only(']') || only('}') {
        let message = format!("”{}” stänger något som inte har öppnats.", shown(after));
        return Some(Reading::syntax(message, "hör inte ihop med något", format!("Ta bort {}.", shown(after)), value));
    }
    None
}

/// Yes, no, nothing and numbers that are no numbers.
fn word(raw: &str, key: Option<&str>) -> Option<Reading> {
    let lower = raw.to_lowercase();
    let nothing = ["null", "none", "nil", "n/a", "-", "–", "—", "?", "x", "…", "..."].contains(&lower.as_str());
    let no_number = ["nan", "inf", "infinity"].contains(&lower.trim_start_matches(['+', '-']));
    if nothing || no_number {
        let message = format!("”{}” är inget värde.", shown(raw));
        let help = "Ta bort raden om värdet saknas, eller skriv det när det är känt.";
        return Some(Reading::syntax(message, "inget värde", help.to_owned(), "0"));
    }
    let truth = suggest::truth(raw).filter(|_| !raw.starts_with(|it: char| it.is_ascii_digit()))?;
    let message = format!("”{}” ska skrivas {truth}.", shown(raw));
    let help = format!("Skriv {}, med små bokstäver och utan citattecken.", assigned(key, &truth.to_string()));
    Some(Reading::syntax(message, "ja eller nej", help, truth.to_string()).meant(true))
}

/// Two years with a dash between them.
fn period(raw: &str, key: Option<&str>) -> Option<Reading> {
    let (first, last) = raw.split_once(['-', '–', '—'])?;
    let (first, last) = (suggest::year(first.trim())?, suggest::year(last.trim())?);
    let fixed = format!("{{ fran = {first}, till = {last} }}");
    key.filter(|it| it.trim().ends_with("period")).map(|_| {
        let message = format!("Perioden ”{}” kan inte läsas.", shown(raw));
        Reading::syntax(message, "två år", format!("Skriv {}", assigned(key, &fixed)), fixed).meant(true)
    })
}

/// Several values that stand without brackets.
fn list(raw: &str, key: Option<&str>) -> Option<Reading> {
    if !raw.contains(", ") {
        return None;
    }
    let items: Vec<String> =
        raw.split(',').map(str::trim).map(|it| if is_value(it) { it.to_owned() } else { quoted(it) }).collect();
    let fixed = format!("[{}]", items.join(", "));
    let numbers = raw.split(',').all(|it| is_value(it.trim()));
    let short = items.iter().all(|it| it.split_whitespace().count() <= 3);
    (numbers || short && raw.starts_with(char::is_lowercase)).then(|| {
        let message = format!("”{}” är flera värden utan hakparenteser.", shown(raw));
        Reading::syntax(message, "flera värden", format!("Skriv {}", assigned(key, &fixed)), fixed).meant(numbers)
    })
}

/// A text without quotes.
fn text(raw: &str, key: Option<&str>) -> Reading {
    let fixed = quoted(raw);
    let message = format!("Texten ”{}” saknar citattecken.", shown(raw.trim_matches(|it| it == '"' || is_curly(it))));
    let digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    let number = raw
        .split_once(' ')
        .filter(|(number, unit)| digits(number) && is_value(number) && !unit.contains(|it: char| it.is_ascii_digit()));
    let help = match number {
        Some((number, _)) => format!(
            "Skriv {} om det är en text, eller bara {} om det är ett tal.",
            assigned(key, &fixed),
            shown(number)
        ),
        None => format!("Skriv {} med raka citattecken.", assigned(key, &fixed)),
    };
    // A text that has something of its own to say about where it begins or ends may be cut in the wrong place.
    let whole = !raw.contains(['"', '\'', '[', ']', '{', '}', '=', '\\']) && !raw.contains(is_curly);
    let sure = (!sorts::is_date(key)).then_some(whole && number.is_none());
    Reading { sure, ..Reading::syntax(message, UNQUOTED, help, fixed) }
}

/// A text as a TOML string that needs no escapes: inner straight quotes become ”.
pub(in crate::read) fn quoted(text: &str) -> String {
    let text = text.trim_matches(|it| matches!(it, '"' | ' ') || is_curly(it)).replace('"', "”");
    if text.contains('\\') && !text.contains('\'') {
        return format!("'{text}'");
    }
    format!("\"{}\"", text.replace('\\', "\\\\"))
}

/// A number with Swedish grouping, a decimal comma, a unit or a sign that TOML does not know.
fn amount(raw: &str, key: Option<&str>) -> Option<Reading> {
    let sort = Sort::of(key);
    let number = match meant::typed(raw, sort != Sort::Number)? {
        Typed::Number(number) => number,
        Typed::OddGroups => {
            let help = "Siffrorna står inte i grupper om tre. Kontrollera talet och skriv det till exempel 350_000.";
            return Some(unreadable(raw, sort == Sort::Money || sort == Sort::Other, help.to_owned(), "0"));
        }
    };
    let long = number.digits.bytes().filter(u8::is_ascii_digit).count() > 3;
    let money = match (number.unit, sort) {
        (Unit::Kronor(_), _) | (Unit::None, Sort::Money) => true,
        (Unit::None, Sort::Other) => long,
        _ => false,
    };
    let fixed = if sort == Sort::Year { number.toml.replace('_', "") } else { number.toml.clone() };
    let assigned = assigned(key, &fixed);
    if number.is_code && sort == Sort::Other && number.unit == Unit::None {
        let help = format!("Skriv {assigned}, eller \"{}\" om det är en kod och inte ett tal.", shown(&number.digits));
        return Some(unreadable(raw, money, help, fixed));
    }
    let sure = !number.is_code && !number.is_doubtful;
    Some(unreadable(raw, money, format!("Skriv {assigned}{}", how(raw, &number)), fixed).meant(sure))
}

/// A number that cannot be read, of money or not.
fn unreadable(raw: &str, money: bool, help: String, fixed: impl Into<String>) -> Reading {
    let (kind, what) = if money { (SyntaxKind::Belopp, "Beloppet") } else { (SyntaxKind::Tal, "Talet") };
    Reading::new(kind, format!("{what} ”{}” kan inte läsas.", shown(raw)), "inte skrivet som tal", help, fixed)
}

/// What the written number must do without.
fn how(raw: &str, number: &Number) -> String {
    if matches!(number.unit, Unit::Kronor(1..)) {
        return ", alltså hela beloppet i kronor.".to_owned();
    }
    let (digits, unit) = (number.digits.as_str(), number.unit_text.as_str());
    let has_point = number.toml.contains('.');
    let signs_apart = unit.is_empty() && raw.contains(is_blank) && raw.contains(['+', '-', '\u{2212}']);
    let without = [
        raw.contains(['\'', '’']).then(|| "apostrof".to_owned()),
        (digits.contains(' ') && raw.contains(is_blank) || signs_apart).then(|| "mellanslag".to_owned()),
        raw.starts_with('+').then(|| "plustecken".to_owned()),
        (digits.contains('.') && (!has_point || digits.contains(','))).then(|| "punkt".to_owned()),
        (digits.contains(',') && !has_point).then(|| "kommatecken".to_owned()),
        match unit {
            "" => None,
            "%" => Some("procenttecken".to_owned()),
            unit => Some(format!("”{}”", shown(unit))),
        },
    ];
    let without: Vec<String> = without.into_iter().flatten().collect();
    let mut how = match without.is_empty() {
        true => String::new(),
        false => format!(", utan {}", svenska::list(&without, "och")),
    };
    if digits.contains(',') && has_point {
        how.push_str(", med punkt i stället för komma");
    }
    if raw.starts_with(['\u{2212}', '–', '—']) {
        how.push_str(", med ett vanligt bindestreck som minustecken");
    }
    if how.is_empty() { how } else { how + "." }
}

/// Anything that stands where the format has a number, and sums that are not worked out.
fn lone_number(raw: &str, key: Option<&str>) -> Option<Reading> {
    let sort = Sort::of(key);
    let (kind, what, example) = match sort {
        Sort::Money => (SyntaxKind::Belopp, "belopp", "350_000"),
        Sort::Number => (SyntaxKind::Tal, "tal", "28"),
        Sort::Year => (SyntaxKind::Tal, "årtal", "2025"),
        Sort::Other if is_sum(raw) => (SyntaxKind::Tal, "tal", "350_000"),
        Sort::Other => return None,
    };
    let digits = raw.trim_start_matches(|it: char| !it.is_ascii_digit());
    let meant = number_of(digits, sort).or_else(|| number_before_words(digits, sort)).or_else(|| sum(digits));
    let help = match &meant {
        Some(number) => format!("Skriv {}", assigned(key, number)),
        None => format!("Skriv till exempel {}", assigned(key, example)),
    };
    // What stands beside the number goes away, and a sum is worked out: somebody must look.
    let sure = meant.as_ref().map(|_| false);
    let fixed = meant.unwrap_or_else(|| "0".to_owned());
    let (message, label) = match digits {
        "" => (format!("”{}” är inget {what}.", shown(raw)), "inga siffror"),
        _ => (format!("Här ska stå ett enda {what}."), "mer än ett tal"),
    };
    Some(Reading { sure, ..Reading::new(kind, message, label, help, fixed) })
}

/// Whether a text is nothing but numbers and signs between them.
fn is_sum(raw: &str) -> bool {
    let of_sum = |it: char| it.is_ascii_digit() || is_blank(it) || "_.,+*/×()=-".contains(it);
    raw.starts_with(|it: char| it.is_ascii_digit())
        && raw.chars().all(of_sum)
        && raw.contains(['+', '*', '×', '/', '='])
}

/// The sum of numbers with `+` between them, or the product with `*`.
fn sum(raw: &str) -> Option<String> {
    let number = |it: &str| belopp::meant(it).map(Belopp::decimal);
    let product = |it: &str| it.split(['*', '×']).map(number).try_fold(Decimal::ONE, |all, it| all.checked_mul(it?));
    let sum = raw.split('+').map(product).try_fold(Decimal::ZERO, |all, it| all.checked_add(it?))?;
    Belopp::parse(&sum.normalize().to_string()).ok().map(Belopp::toml)
}

/// The number that a text begins with, when only words follow: `350_000 (prel.)`.
fn number_before_words(raw: &str, sort: Sort) -> Option<String> {
    let end = raw.find(|it: char| !it.is_ascii_digit() && !is_blank(it) && !"_.,".contains(it))?;
    let (number, words) = raw.split_at_checked(end)?;
    if words.contains(|it: char| it.is_ascii_digit()) || words.starts_with(['+', '-', '–', '*', '/', '=', '×']) {
        return None;
    }
    number_of(number, sort)
}

/// A number alone, as it is written.
fn number_of(text: &str, sort: Sort) -> Option<String> {
    match meant::typed(text, sort != Sort::Number)? {
        Typed::Number(it) if sort == Sort::Year => Some(it.toml.replace('_', "")),
        Typed::Number(it) => Some(it.toml),
        Typed::OddGroups => None,
    }
}

/// Where the first escape is that TOML does not know.
pub(super) fn bad_escape(raw: &str) -> Option<usize> {
    let mut signs = raw.char_indices();
    while let Some((at, it)) = signs.next() {
        if it != '\\' {
            continue;
        }
        let (_, next) = signs.next()?;
        let wanted = match next {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            '"' | '\\' | 'b' | 'e' | 'f' | 'n' | 'r' | 't' => continue,
            it if it.is_whitespace() && raw.starts_with("\"\"\"") => continue,
            _ => return Some(at),
        };
        let digits = raw.get(at + 2..).unwrap_or_default().chars().take(wanted);
        let code: String = digits.take_while(char::is_ascii_hexdigit).collect();
        let known = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
        if code.len() < wanted || known.is_none() {
            return Some(at);
        }
    }
    None
}
