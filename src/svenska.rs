//! The Swedish way to write numbers, lists and shares in running text.

use std::borrow::Cow;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::tecken;

/// The space that keeps a number and its unit on one line.
pub const NBSP: char = '\u{a0}';

/// Digits in groups of three, as in `1 050 000`.
pub fn grouped(digits: &str, separator: char) -> String {
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (idx, digit) in digits.chars().enumerate() {
        if idx > 0 && (digits.len() - idx).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// A number with decimal comma, grouped thousands and a true minus sign.
pub fn number(number: Decimal) -> String {
    let text = number.abs().normalize().to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let sign = if number.is_sign_negative() && !number.is_zero() { "\u{2212}" } else { "" };
    let comma = if decimals.is_empty() { "" } else { "," };
    format!("{sign}{}{comma}{decimals}", grouped(whole, NBSP))
}

/// A number as running text has it: in words up to twelve, then in digits.
pub fn number_in_words(number: Decimal) -> String {
    const WORDS: [&str; 13] =
        ["noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"];
    let word = WORDS.iter().enumerate().find(|(idx, _)| Decimal::from(*idx) == number);
    word.map_or_else(|| self::number(number), |(_, it)| (*it).to_owned())
}

/// A number of per cent with at most `decimals` decimals: `28 %`.
pub fn percent(percent: Decimal, decimals: u32) -> String {
    let rounded = percent.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    format!("{}{NBSP}%", number(rounded))
}

/// Items as a sentence lists them: `a, b och c`.
pub fn list<T: AsRef<str>>(items: &[T], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., end] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", first.join(", "), end.as_ref())
        }
    }
}

/// A count with its noun: `1 fel`, `2 filer`. Counts up to twelve stay digits here, since they stand in messages.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A word in small letters, as nearly all words already are.
pub fn in_small_letters(word: &str) -> Cow<'_, str> {
    let is_small = |it: char| if it.is_ascii() { !it.is_ascii_uppercase() } else { it.is_lowercase() };
    if word.chars().all(is_small) { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) }
}

/// A word as it begins a line.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// What to sort a name by: as Swedish lists do, with å, ä and ö last.
pub fn ordning(text: &str) -> String {
    let letter = |it| match it {
        'å' => '{',
        'ä' | 'æ' => '|',
        'ö' | 'ø' => '}',
        'é' | 'è' => 'e',
        'ü' => 'y',
        it => it,
    };
    text.to_lowercase().chars().map(letter).collect()
}

/// The month's name in running text.
pub fn month(month: i8) -> &'static str {
    const MONTHS: [&str; 12] = [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ];
    usize::try_from(month - 1).ok().and_then(|it| MONTHS.get(it)).copied().unwrap_or("")
}

/// Text for a message: control and direction characters become visible, long text is cut.
pub fn quoted(text: &str) -> String {
    const MOST: usize = 60;
    // Every character of ASCII and from À to ÿ but the controls can be shown.
    let is_plain = |it: u8| matches!(it, b' '..=b'~' | 0xc3 | 0x80..=0xbf);
    if text.len() <= MOST && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    let mut shown = String::new();
    for (idx, it) in text.chars().enumerate() {
        if idx == MOST {
            shown.push('…');
            break;
        }
        shown.extend(visible(it));
    }
    shown
}

/// Text that steers nothing on its line: signs that would not be seen become visible, and so do those that a build server
/// takes for its commands wherever they stand.
pub fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for (at, it) in text.char_indices() {
        if is_command_sign(text, at) {
            shown.extend(it.escape_unicode());
        } else {
            shown.extend(visible(it));
        }
    }
    shown
}

/// Whether the character at a byte is the second sign of `##[…` or its like, which begin commands to build servers in the
/// middle of a line too.
pub fn is_command_sign(text: &str, at: usize) -> bool {
    const AFTER: [&str; 3] = ["[", "vso[", "teamcity["];
    let Some((before, after)) = text.split_at_checked(at) else { return false };
    before.ends_with('#') && after.strip_prefix('#').is_some_and(|it| AFTER.iter().any(|word| it.starts_with(word)))
}

/// A character, or `\u{…}` where it would not be seen or would steer the terminal.
pub fn visible(it: char) -> impl Iterator<Item = char> {
    let (plain, escaped) = if is_hidden(it) { (None, Some(it.escape_unicode())) } else { (Some(it), None) };
    plain.into_iter().chain(escaped.into_iter().flatten())
}

/// Whether a character would not be seen or would steer the terminal.
pub fn is_hidden(it: char) -> bool {
    let zero_width = matches!(it, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    let private = matches!(it, '\u{e000}'..='\u{f8ff}');
    it.is_control() || is_direction_control(it) || zero_width || private
}

/// Whether a character changes the direction of the text around it (bidi embeddings, overrides and isolates).
pub fn is_direction_control(it: char) -> bool {
    matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// Straight quotes and double hyphens become ”, ’ and –, ranges of numbers and percentages get their Swedish form.
///
/// Strings from data get no typography from the layout engine, so it is done here, for every output alike.
pub fn typographic(text: &str) -> String {
    let is_typed = |it| matches!(it, b'"' | b'\'' | b'-' | b'%');
    if !tecken::has_any(text.as_bytes(), is_typed) {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len() + 8);
    let mut idx = 0;
    while idx < chars.len() {
        let before = idx.checked_sub(1).and_then(|it| chars.get(it)).copied();
        let after = chars.get(idx + 1).copied();
        match chars[idx] {
            '"' => out.push('”'),
            '\'' => out.push('’'),
            '-' if before == Some(' ') && after == Some(' ') => out.push('–'),
            '-' if after == Some('-') && before != Some('-') && chars.get(idx + 2) != Some(&'-') => {
                out.push('–');
                idx += 1;
            }
            '-' if is_year_range(&chars, idx) => out.push('–'),
            '%' if before.is_some_and(|it| it.is_ascii_digit()) => {
                out.push(NBSP);
                out.push('%');
            }
            '%' if before == Some(' ') && idx >= 2 && chars[idx - 2].is_ascii_digit() => {
                out.pop();
                out.push(NBSP);
                out.push('%');
            }
            it => out.push(it),
        }
        idx += 1;
    }
    out
}

/// Whether the hyphen at `at` stands between two years, as in `2021-2024`.
fn is_year_range(chars: &[char], at: usize) -> bool {
    let year = |it: &[char]| it.len() >= 4 && it[..4].iter().all(char::is_ascii_digit) && matches!(it[0], '1' | '2');
    let before = at >= 4 && year(&chars[at - 4..at]) && (at == 4 || !chars[at - 5].is_alphanumeric());
    let after = chars.get(at + 1..).is_some_and(year) && chars.get(at + 5).is_none_or(|it| !it.is_alphanumeric());
    before && after && chars.get(at + 5) != Some(&'-') && (at < 5 || chars[at - 5] != '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typography_is_swedish() {
        assert_eq!(typographic("\"Utsatta\" 2021-2024 - 28% -- det's"), "”Utsatta” 2021–2024 – 28\u{a0}% – det’s");
        assert_eq!(typographic("2023-11-27 och 0322-61 60 00"), "2023-11-27 och 0322-61 60 00");
        assert_eq!(typographic("--- 50 %"), "--- 50\u{a0}%");
    }

    #[test]
    fn numbers_are_swedish() {
        assert_eq!(number(Decimal::new(-12345678, 2)), "\u{2212}123\u{a0}456,78");
        assert_eq!(percent(Decimal::new(4815, 2), 0), "48\u{a0}%");
        assert_eq!(list(&["a", "b", "c"], "och"), "a, b och c");
    }
}
