//! What somebody meant who typed a number the way people write it: `350 000 kr`, `48 500,50`, `1,2 mnkr`, `50 %`.

use crate::svenska;

/// What stands after a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    None,
    /// Kronor, or thousands or more of them as a power of ten.
    Kronor(u8),
    Percent,
}

/// A number as it was typed and as TOML writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// As TOML writes it: `350_000`.
    pub toml: String,
    pub unit: Unit,
    /// The digits as they were typed, with what parts them.
    pub digits: String,
    /// The unit as it was typed.
    pub unit_text: String,
    /// Whether it begins with a zero, as codes do and numbers do not.
    pub is_code: bool,
    /// Whether its only point or comma, before three digits, may part thousands as well as begin decimals.
    pub is_doubtful: bool,
}

/// What a text that looks like a number says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    Number(Number),
    /// Groups that are not of three digits.
    OddGroups,
}

/// Reads a number; `None` for what is none.
///
/// Three digits after the only point or comma, with one to three before it, are thousands in an amount (`thousands`) and
/// decimals in any other number.
pub fn typed(text: &str, thousands: bool) -> Option<Typed> {
    if text.len() > 100 {
        return None;
    }
    let plain: String = text.trim().chars().map(|it| if is_group_sign(it) { ' ' } else { it }).collect();
    let (sign, rest) = signed(&plain);
    let prefix = ["sek ", "kr "].into_iter().find(|it| rest.to_lowercase().starts_with(it));
    let rest = rest.get(prefix.map_or(0, str::len)..)?;
    let end = rest.find(|it: char| !it.is_ascii_digit() && !matches!(it, ' ' | '.' | ',' | '_')).unwrap_or(rest.len());
    let (digits, unit_text) = rest.split_at_checked(end)?;
    let unit_text = unit_text.trim().trim_end_matches([';', ' ']);
    let unit = if prefix.is_some() && unit_text.is_empty() { Unit::Kronor(0) } else { unit(unit_text)? };
    let digits = digits.trim_matches(|it: char| it == ' ' || !unit_text.is_empty() && matches!(it, ',' | '.'));
    if !digits.contains(|it: char| it.is_ascii_digit()) {
        return None;
    }
    let thousands = match unit {
        Unit::None => thousands,
        Unit::Kronor(power) => power <= 3,
        Unit::Percent => false,
    };
    let is_doubtful = is_doubtful(digits);
    let (whole, decimals) = match split(digits, thousands) {
        Split::Exact(whole, decimals) => (whole, decimals),
        Split::Odd => return Some(Typed::OddGroups),
        Split::No => return None,
    };
    let power = if let Unit::Kronor(power) = unit { power } else { 0 };
    let is_code = power == 0 && whole.len() > 1 && whole.starts_with('0') && decimals.is_empty();
    let (whole, decimals) = if power > 0 { shifted(&whole, &decimals, power) } else { (whole, decimals) };
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        it => it,
    };
    let point = if decimals.is_empty() { "" } else { "." };
    let toml = format!("{sign}{}{point}{decimals}", svenska::grouped(whole, '_'));
    Some(Typed::Number(Number {
        toml,
        unit,
        digits: digits.to_owned(),
        unit_text: unit_text.to_owned(),
        is_code,
        is_doubtful,
    }))
}

/// Whether a character only parts groups of digits, or cannot be seen.
fn is_group_sign(it: char) -> bool {
    it.is_whitespace() || matches!(it, '\'' | '’' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// The sign of a number as TOML writes it, and the number without it.
fn signed(text: &str) -> (&'static str, &str) {
    let rest = text.trim_start_matches([' ', '+', '-', '\u{2212}', '–', '—']);
    let signs = text.get(..text.len() - rest.len()).unwrap_or_default();
    (if signs.contains(|it| it != '+' && it != ' ') { "-" } else { "" }, rest)
}

fn unit(text: &str) -> Option<Unit> {
    let lower = text.to_lowercase();
    Some(match lower.trim_end_matches('.') {
        "" if text.is_empty() => Unit::None,
        "" | "kr" | "kronor" | "krona" | "sek" | ":-" | "-" | ":" | "–" | ":–" => Unit::Kronor(0),
        "tkr" | "kkr" | "tsek" | "ksek" | "tusen" | "tusen kr" | "tusen kronor" => Unit::Kronor(3),
        "mnkr" | "mkr" | "msek" | "mn" | "milj" | "milj. kr" | "miljon" | "miljoner" | "miljoner kr"
        | "miljoner kronor" => Unit::Kronor(6),
        "mdkr" | "mdr" | "miljard" | "miljarder" | "miljarder kronor" => Unit::Kronor(9),
        "%" | "procent" | "proc" => Unit::Percent,
        _ => return None,
    })
}

/// Whether the only sign among digits is a point or a comma with three digits after it and at most three before.
fn is_doubtful(digits: &str) -> bool {
    let mut parts = digits.split([',', '.']);
    let (before, after) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let plain = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    parts.next().is_none() && plain(before) && plain(after) && (1..=3).contains(&before.len()) && after.len() == 3
}

/// What digits with spaces, points and commas say.
enum Split {
    /// Whole digits and decimals.
    Exact(String, String),
    Odd,
    No,
}

fn split(number: &str, thousands: bool) -> Split {
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
        return Split::No;
    }
    let groups: Vec<&str> = whole.split([' ', '_', '.', ',']).filter(|it| !it.is_empty()).collect();
    let whole_digits = if groups.is_empty() { "0".to_owned() } else { groups.concat() };
    let well_grouped = groups.iter().skip(1).all(|it| it.len() == 3) && groups.first().is_some_and(|it| it.len() <= 3);
    if groups.len() > 1 && !well_grouped {
        return if whole.contains(['.', ',']) { Split::No } else { Split::Odd };
    }
    let one_group = groups.len() == 1 && whole_digits.len() <= 3 && !whole_digits.starts_with('0');
    if thousands && commas + points == 1 && decimals.len() == 3 && one_group {
        return Split::Exact(whole_digits + decimals, String::new());
    }
    Split::Exact(whole_digits, decimals.to_owned())
}

/// A number times a power of ten, digit by digit.
fn shifted(whole: &str, decimals: &str, power: u8) -> (String, String) {
    let power = usize::from(power);
    let moved: String = decimals.chars().chain(std::iter::repeat('0')).take(power).collect();
    let left = decimals.get(power..).unwrap_or_default().trim_end_matches('0');
    let left = if left.len() == 1 { format!("{left}0") } else { left.to_owned() };
    (format!("{whole}{moved}"), left)
}
