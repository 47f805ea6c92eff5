//! Dashes: ” – ” in a sentence, ”2021–2024” in a range. `ord/intervall.toml` tells which numbers are a range.

use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::text::Text;
use super::{Amne, Anmarkning};
use crate::svenska::month;

#[derive(Deserialize)]
#[cfg_attr(test, serde(deny_unknown_fields))]
struct Intervallord {
    #[cfg(test)]
    kalla: String,
    efter: Vec<String>,
    fore: Vec<String>,
}

static WORDS: LazyLock<Intervallord> = LazyLock::new(|| {
    toml::from_str(include_str!("../ord/intervall.toml")).expect("a test reads the words beside ranges")
});

const SPACES: [char; 2] = [' ', '\u{a0}'];

/// Judges the dash that begins at a place, if one does.
pub(super) fn judge(text: &Text<'_>, at: usize) -> Option<Anmarkning> {
    let value = text.value;
    let dash = text.after(at).filter(|it| matches!(it, '-' | '–' | '—'))?;
    let end = at + dash.len_utf8();
    let spaced_before = text.before(at).is_some_and(|it| SPACES.contains(&it));
    let spaced_after = text.after(end).is_some_and(|it| SPACES.contains(&it));
    let digit_before = text.before(at).is_some_and(|it| it.is_ascii_digit());
    // Nearly every hyphen joins two words, and a dash without spaces between digits is what it should be.
    if !spaced_before && !(dash == '-' && digit_before) && !(spaced_after && digit_before) {
        return None;
    }
    let left = value[..at].trim_end_matches(SPACES).len();
    let right = value.len() - value[end..].trim_start_matches(SPACES).len();
    if let Some(numbers) = numbers_around(text, left, right) {
        return in_range(text, &numbers, left..right);
    }
    let wrong = dash != '–' && spaced_before && spaced_after && is_in_sentence(text, left, right);
    (wrong && text.is_words(&(at..end))).then(|| Anmarkning {
        amne: Amne::Tankstreck,
        place: text.place(at..end),
        message: "Här ska stå ett tankstreck.".to_owned(),
        help: "Skriv ” – ”: ett kort tankstreck med mellanslag före och efter.".to_owned(),
        label: None,
        fix: text.safe(at..end, "–"),
    })
}

/// A range with another sign than a dash, or with spaces.
fn in_range(text: &Text<'_>, numbers: &Range<usize>, between: Range<usize>) -> Option<Anmarkning> {
    let (from, to) = (&text.value[numbers.start..between.start], &text.value[between.end..numbers.end]);
    let year = |it: &str| it.len() == 4 && matches!(it.get(..2), Some("19" | "20"));
    let both_years = year(from) && year(to);
    let is_range = if both_years { !follows_month(text, numbers.start) } else { is_counted(text, numbers) };
    if !is_range || from.parse::<u32>().ok()? >= to.parse().ok()? || !text.is_words(numbers) {
        return None;
    }
    Some(Anmarkning {
        amne: Amne::Tankstreck,
        place: text.place(numbers.clone()),
        message: format!("Intervallet ”{}” ska ha kort tankstreck utan mellanslag.", &text.value[numbers.clone()]),
        help: format!("Skriv {from}–{to}"),
        label: None,
        fix: text.safe(between, "–"),
    })
}

/// Two whole numbers of at most four digits, where a text has them on both sides of a dash and they are no part of a date,
/// a telephone number, an amount or a registry number.
fn numbers_around(text: &Text<'_>, left: usize, right: usize) -> Option<Range<usize>> {
    let digit = |it: &u8| it.is_ascii_digit();
    let bytes = text.value.as_bytes();
    let start = left - bytes[..left].iter().rev().take_while(|it| digit(it)).count();
    let end = right + bytes[right..].iter().take_while(|it| digit(it)).count();
    let short = |it: Range<usize>| (1..=4).contains(&it.len());
    let joins =
        |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || matches!(it, '-' | '–' | '/' | ':' | '§'));
    // A comma or a full stop, or a space, with another digit goes on with the number.
    let digit_beyond = |mut it: std::str::Chars<'_>, back: bool| {
        let mut next = || if back { it.next_back() } else { it.next() };
        next().is_some_and(|it| matches!(it, ',' | '.' | ' ' | '\u{a0}'))
            && next().is_some_and(|it| it.is_ascii_digit())
    };
    let apart = !joins(text.before(start))
        && !joins(text.after(end).filter(|it| *it != '-' || !is_unit(&text.value[end + 1..])))
        && !digit_beyond(text.value[..start].chars(), true)
        && !digit_beyond(text.value[end..].chars(), false);
    (short(start..left) && short(right..end) && apart).then_some(start..end)
}

/// Whether a word beside two numbers says that they are a range: ”2-4 gånger”, ”årskurs 7-9”.
fn is_counted(text: &Text<'_>, numbers: &Range<usize>) -> bool {
    let before = text.value[..numbers.start].trim_end_matches(SPACES);
    let before = before.rsplit(|it: char| it.is_whitespace() || it == '(').next().unwrap_or_default().to_lowercase();
    let after = text.value[numbers.end..].trim_start_matches(['-', ' ', '\u{a0}']);
    is_unit(after) || WORDS.fore.contains(&before)
}

/// Whether a text begins with something that is counted.
fn is_unit(text: &str) -> bool {
    let length = text.find(|it: char| !it.is_alphabetic() && it != '%').unwrap_or(text.len());
    WORDS.efter.iter().any(|it| *it == text[..length])
}

/// Whether a month goes before a year, as in ”mars 2018 – 2020”.
fn follows_month(text: &Text<'_>, at: usize) -> bool {
    let before = text.value[..at].trim_end();
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase();
    word.chars().count() >= 3 && (1..=12).any(|it| month(it).starts_with(word.trim_end_matches('.')))
}

/// Whether a sign with spaces around it stands between words of a sentence, and is no bullet, part of a table, half of a
/// word that is left out (”Kultur - och”) or a minus sign.
fn is_in_sentence(text: &Text<'_>, left: usize, right: usize) -> bool {
    let (before, rest) = (&text.value[..left], &text.value[right..]);
    // A list that was pasted without its line breaks has more space before its signs.
    let one_space = !text.value[left..right].starts_with("  ");
    let half = ["och ", "eller ", "samt ", "respektive "].iter().any(|it| rest.starts_with(it));
    let numbers = before.ends_with(|it: char| it.is_ascii_digit()) && rest.starts_with(|it: char| it.is_ascii_digit());
    let date = rest.len() >= 10
        && rest.as_bytes()[..10].iter().enumerate().all(|(idx, it)| match idx {
            4 | 7 => *it == b'-',
            _ => it.is_ascii_digit(),
        });
    !before.is_empty()
        && one_space
        && !before.ends_with(['\n', '\t', '|', '>'])
        && !rest.starts_with(['|', '\n'])
        && !rest.is_empty()
        && !half
        && (!numbers || date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_have_a_source() {
        assert!(!WORDS.kalla.is_empty() && !WORDS.efter.is_empty() && !WORDS.fore.is_empty());
    }
}
