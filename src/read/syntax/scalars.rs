//! Values without quotes that TOML cannot read: amounts, dates, yes and no, and texts that lack their quotes.

use super::statements::{is_blank, is_curly};
use super::wording::shown;
use super::{SyntaxKind, accepts};

/// The label of a text without quotes.
pub(super) const UNQUOTED: &str = "text utan citattecken";

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
}

impl Reading {
    fn new(kind: SyntaxKind, message: String, label: &'static str, help: String, fixed: impl Into<String>) -> Self {
        Self { kind, message, label, from: 0, help, fixed: fixed.into() }
    }

    fn syntax(message: String, label: &'static str, help: String, fixed: impl Into<String>) -> Self {
        Self::new(SyntaxKind::Syntax, message, label, help, fixed)
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
        .or_else(|| word(raw))
        .or_else(|| super::dates::reading(raw))
        .or_else(|| amount(raw))
        .or_else(|| list(raw, key))
        .unwrap_or_else(|| text(raw, key))
}

/// `key = value`, or the value alone where there is no key.
fn assigned(key: Option<&str>, value: &str) -> String {
    key.map_or_else(|| shown(value), |key| format!("{} = {}", shown(key), shown(value)))
}

/// The rest of `=>`.
fn arrow(raw: &str) -> Option<Reading> {
    let value = raw.strip_prefix('>')?.trim_start();
    let fixed = if is_value(value) { value.to_owned() } else { reading(value.trim_start_matches('>'), None).fixed };
    let help = format!("Skriv = {}.", shown(&fixed));
    Some(Reading::syntax("Det står => i stället för ett likhetstecken.".to_owned(), "hör inte hit", help, fixed))
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
        return Some(Reading::syntax(
            message,
            "hör inte hit",
            "Ta bort tecknet: en rad slutar utan skiljetecken.".to_owned(),
            value,
        ));
    }
    if ["//", "--", "/*", ";", "%"].iter().any(|it| after.starts_with(it)) {
        let message = format!("Kommentaren ”{}” börjar inte med #.", shown(after));
        let help = format!("Skriv # {} i stället.", shown(comment));
        return Some(Reading::syntax(message, "kommentar utan #", help, value));
    }
    if only(']') || only('}') {
        let message = format!("”{}” stänger något som inte har öppnats.", shown(after));
        return Some(Reading::syntax(message, "hör inte ihop med något", format!("Ta bort {}.", shown(after)), value));
    }
    None
}

/// Yes, no, nothing and numbers that are no numbers.
fn word(raw: &str) -> Option<Reading> {
    let lower = raw.to_lowercase();
    let truth = match lower.as_str() {
        "ja" | "sant" | "true" | "yes" | "on" => Some("true"),
        "nej" | "falskt" | "false" | "no" | "off" => Some("false"),
        _ => None,
    };
    if let Some(truth) = truth {
        let message = format!("”{}” kan inte läsas som ja eller nej.", shown(raw));
        let help = format!("Skriv {truth}, med små bokstäver och utan citattecken.");
        return Some(Reading::syntax(message, "ja eller nej", help, truth));
    }
    let nothing = ["null", "none", "nil", "n/a", "-", "–", "?", "x", "…", "..."].contains(&lower.as_str());
    let no_number = ["nan", "inf", "+inf", "-inf", "+nan", "-nan", "infinity"].contains(&lower.as_str());
    (nothing || no_number).then(|| {
        let message = format!("”{}” är inget värde.", shown(raw));
        let help = "Ta bort raden om värdet saknas, eller skriv det när det är känt.";
        Reading::syntax(message, "inget värde", help.to_owned(), "0")
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
        Reading::syntax(message, "flera värden", format!("Skriv {}.", assigned(key, &fixed)), fixed)
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
    Reading::syntax(message, UNQUOTED, help, fixed)
}

/// A text as a TOML string that needs no escapes: inner straight quotes become ”.
pub(super) fn quoted(text: &str) -> String {
    let text = text.trim_matches(|it| matches!(it, '"' | ' ') || is_curly(it)).replace('"', "”");
    if text.contains('\\') && !text.contains('\'') {
        return format!("'{text}'");
    }
    format!("\"{}\"", text.replace('\\', "\\\\"))
}

/// How much a unit multiplies, as a power of ten.
enum Unit {
    Plain,
    Kronor(u8),
    Percent,
}

/// A number with Swedish grouping, a decimal comma, a unit or a sign that TOML does not know.
fn amount(raw: &str) -> Option<Reading> {
    let plain: String = raw.chars().map(|it| if is_blank(it) { ' ' } else { it }).collect();
    let (minus, rest) = signed(&plain);
    let rest = ["sek ", "kr "]
        .iter()
        .find_map(|it| rest.to_lowercase().starts_with(it).then(|| rest.get(it.len()..)))
        .flatten()
        .unwrap_or(rest);
    let end = rest.find(|it: char| !it.is_ascii_digit() && !matches!(it, ' ' | '.' | ',' | '_')).unwrap_or(rest.len());
    let (number, unit_text) = rest.split_at_checked(end)?;
    let unit_text = unit_text.trim();
    let unit = unit(unit_text)?;
    let number = number.trim_matches(|it: char| it == ' ' || !unit_text.is_empty() && matches!(it, ',' | '.'));
    if !number.contains(|it: char| it.is_ascii_digit()) {
        return None;
    }
    let money = matches!(unit, Unit::Kronor(_)) || number.contains(' ') || number.len() > 3;
    let message = format!("{} ”{}” kan inte läsas.", if money { "Beloppet" } else { "Talet" }, shown(raw));
    let say = |help: String, fixed: &str| {
        Some(Reading::new(SyntaxKind::Belopp, message.clone(), "inte skrivet som tal", help, fixed))
    };
    let (whole, decimals) = match digits(number, matches!(unit, Unit::Kronor(0))) {
        Digits::Exact(whole, decimals) => (whole, decimals),
        Digits::Either(thousands, decimal) => {
            let help =
                format!("Skriv {} om det är tusental, eller {decimal} om det är decimaler.", grouped(&thousands));
            return say(help, "0");
        }
        Digits::Odd => {
            let help = "Siffrorna står inte i grupper om tre. Kontrollera talet och skriv det till exempel 350_000.";
            return say(help.to_owned(), "0");
        }
        Digits::No => return None,
    };
    let (scaled, shift) = match unit {
        Unit::Kronor(power) if power > 0 => (true, power),
        _ => (false, 0),
    };
    let (whole, decimals) = if scaled { shifted(&whole, &decimals, shift) } else { (whole, decimals) };
    let bare = whole.trim_start_matches('0');
    let code = !scaled && whole.len() > 1 && whole.starts_with('0') && decimals.is_empty() && unit_text.is_empty();
    let sign = if minus { "-" } else { "" };
    let point = if decimals.is_empty() { "" } else { "." };
    let fixed = format!("{sign}{}{point}{decimals}", grouped(if bare.is_empty() { "0" } else { bare }));
    if code {
        return say(format!("Skriv {fixed}, eller \"{}\" om det är en kod och inte ett tal.", shown(number)), &fixed);
    }
    say(format!("Skriv {fixed}{}.", how(raw, number, unit_text, scaled)), &fixed)
}

/// Whether a number is negative, and the number without its sign.
fn signed(text: &str) -> (bool, &str) {
    let signs = ['+', '-', '\u{2212}', '–', '—'];
    let rest = text.trim_start_matches(|it| it == ' ' || signs.contains(&it));
    let sign = text.get(..text.len() - rest.len()).unwrap_or_default();
    (sign.contains(|it| it != '+' && it != ' '), rest)
}

fn unit(text: &str) -> Option<Unit> {
    let lower = text.to_lowercase();
    Some(match lower.trim_end_matches('.') {
        "" if text.is_empty() => Unit::Plain,
        "" | "kr" | "kronor" | "krona" | "sek" | ":-" | "-" | ":" | "–" | ":–" => Unit::Kronor(0),
        "tkr" | "tsek" | "ksek" | "tusen" | "tusen kr" | "tusen kronor" => Unit::Kronor(3),
        "mnkr" | "mkr" | "msek" | "mn" | "milj" | "milj. kr" | "miljon" | "miljoner" | "miljoner kr"
        | "miljoner kronor" => Unit::Kronor(6),
        "mdkr" | "mdr" | "miljard" | "miljarder" | "miljarder kronor" => Unit::Kronor(9),
        "%" | "procent" | "proc" => Unit::Percent,
        _ => return None,
    })
}

/// What digits with spaces, points and commas say.
enum Digits {
    /// Whole digits and decimals.
    Exact(String, String),
    /// Thousands or decimals: `350,000`.
    Either(String, String),
    /// Groups that are not of three digits.
    Odd,
    /// No number.
    No,
}

fn digits(number: &str, money: bool) -> Digits {
    let all_digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    let (commas, points) = (number.matches(',').count(), number.matches('.').count());
    let decimal = match (commas, points) {
        (0, 0) => None,
        (1, _) if number.rfind(',') > number.rfind('.') => Some(','),
        (_, 1) if number.rfind('.') > number.rfind(',') => Some('.'),
        _ => None,
    };
    let (whole, decimals) = decimal.and_then(|it| number.rsplit_once(it)).unwrap_or((number, ""));
    let decimals = decimals.trim_matches([' ', '_']);
    if !all_digits(decimals) || number.contains(", ") && commas > 1 {
        return Digits::No;
    }
    let groups: Vec<&str> = whole.split([' ', '_', '.', ',']).filter(|it| !it.is_empty()).collect();
    if groups.is_empty() {
        return Digits::Exact("0".to_owned(), decimals.to_owned());
    }
    let whole_digits = groups.concat();
    let well_grouped = groups.iter().skip(1).all(|it| it.len() == 3) && groups.first().is_some_and(|it| it.len() <= 3);
    let marked = whole.contains(['.', ',']);
    if groups.len() > 1 && !well_grouped {
        return if marked { Digits::No } else { Digits::Odd };
    }
    let may_be_thousands = decimal == Some(',') && commas == 1 && points == 0 || decimal == Some('.') && money;
    if may_be_thousands
        && decimals.len() == 3
        && groups.len() == 1
        && whole_digits.len() <= 3
        && !whole_digits.starts_with('0')
    {
        let plain = format!("{whole_digits}.{decimals}");
        return Digits::Either(whole_digits + decimals, plain);
    }
    Digits::Exact(whole_digits, decimals.to_owned())
}

/// A number times a power of ten, digit by digit.
fn shifted(whole: &str, decimals: &str, power: u8) -> (String, String) {
    let power = usize::from(power);
    let moved: String = decimals.chars().chain(std::iter::repeat('0')).take(power).collect();
    let left = decimals.get(power..).unwrap_or_default().trim_end_matches('0');
    let left = if left.len() == 1 { format!("{left}0") } else { left.to_owned() };
    (format!("{whole}{moved}"), left)
}

/// Digits in groups of three, as in `1_050_000`.
fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (idx, it) in digits.chars().enumerate() {
        if idx > 0 && (digits.len() - idx).is_multiple_of(3) {
            grouped.push('_');
        }
        grouped.push(it);
    }
    grouped
}

/// What the written number must do without.
fn how(raw: &str, number: &str, unit: &str, scaled: bool) -> String {
    if scaled {
        return ", alltså hela beloppet i kronor".to_owned();
    }
    let mut without = Vec::new();
    if raw.contains(is_blank) && (number.contains(' ') || unit.is_empty() && raw.contains(['+', '-', '\u{2212}'])) {
        without.push("mellanslag".to_owned());
    }
    if raw.starts_with('+') {
        without.push("plustecken".to_owned());
    }
    if number.matches('.').count() > 1 || number.contains('.') && number.contains(',') {
        without.push("punkter".to_owned());
    }
    if !unit.is_empty() {
        without.push(if unit == "%" { "procenttecken".to_owned() } else { format!("”{}”", shown(unit)) });
    }
    let mut how = String::new();
    if let Some((last, first)) = without.split_last() {
        how =
            if first.is_empty() { format!(", utan {last}") } else { format!(", utan {} och {last}", first.join(", ")) };
    }
    if number.contains(',') && number.matches(',').count() == 1 {
        how.push_str(", med punkt i stället för komma");
    }
    if raw.starts_with(['\u{2212}', '–', '—']) {
        how.push_str(", med ett vanligt bindestreck som minustecken");
    }
    how
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
