//! Sentences and their words: where a sentence begins and ends in light Markdown, and what stands in it.

use std::borrow::Cow;
use std::ops::Range;

use rust_decimal::Decimal;

use super::ordlista::{self, Grupper};
use crate::svenska;

/// A sentence, a list item or a row of a table, in pieces.
#[derive(Debug)]
pub(super) struct Mening<'t> {
    /// Where it stands in the text.
    pub place: Range<usize>,
    pub bitar: Vec<Bit<'t>>,
    /// The sentence that introduces the list it stands in: `Budgeten fördelas så här:`.
    pub inledning: Vec<Bit<'t>>,
    /// The headings of the columns, where it is a row of a table.
    pub rubrikrad: Vec<Bit<'t>>,
}

/// A piece of a sentence.
#[derive(Debug)]
pub(super) struct Bit<'t> {
    pub slag: Bitslag,
    /// Where it stands in the text.
    pub place: Range<usize>,
    /// As typed.
    pub text: &'t str,
    /// A word in small letters; what stands between the braces of an expression; a sign.
    ord: Cow<'t, str>,
    /// What the words and phrases that may begin here mean.
    pub grupper: Grupper,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bitslag {
    Ord,
    /// A number and how many decimals it has.
    Tal {
        varde: Decimal,
        decimaler: u32,
        grupperat: bool,
    },
    /// Digits that are no number: a date, a range, a paragraph, a number of a case.
    Kod,
    Uttryck,
    Tecken,
}

impl Bit<'_> {
    pub(super) fn is_word(&self) -> bool {
        self.slag == Bitslag::Ord
    }

    /// What it says, in small letters.
    pub(super) fn ord(&self) -> &str {
        &self.ord
    }
}

/// The sentence of a text that a place stands in.
pub(super) fn around(text: &str, at: usize) -> Mening<'_> {
    let block = block(text, at);
    let lead = if is_item(&text[block.start..]) { introduction(text, block.start) } else { 0..0 };
    let is_row = is_row(&text[block.start..]);
    let headings = if is_row { headings(text, block.start) } else { 0..0 };
    let place = if is_row { block } else { sentence(text, block, at) };
    Mening { bitar: bits(text, place.clone()), inledning: bits(text, lead), rubrikrad: bits(text, headings), place }
}

/// Whether a line is a row of a table.
fn is_row(line: &str) -> bool {
    line.trim_start().starts_with('|')
}

/// The first row of the table that a row stands in, where that has the headings of its columns and is another row.
fn headings(text: &str, row: usize) -> Range<usize> {
    let mut first = row;
    while first > 0 {
        let before = text[..first - 1].rfind('\n').map_or(0, |it| it + 1);
        if !is_row(&text[before..first]) {
            break;
        }
        first = before;
    }
    let mut lines = text[first..row].split_inclusive('\n');
    let heading = lines.next().unwrap_or_default();
    let is_rule = |it: &str| it.contains('-') && it.trim().bytes().all(|it| matches!(it, b'|' | b'-' | b':' | b' '));
    if lines.next().is_some_and(is_rule) { first..first + heading.len() } else { 0..0 }
}

/// Whether a line begins something of its own: an item of a list, a row of a table, a heading, a quote.
fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.len() - line.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let numbered =
        (1..=2).contains(&digits) && line[digits..].starts_with([')', '.']) && line[digits + 1..].starts_with(' ');
    line.starts_with(['-', '*', '+', '#', '|', '>']) && !line.starts_with("**") || numbered
}

/// The paragraph, item or row that a place stands in.
fn block(text: &str, at: usize) -> Range<usize> {
    let mut start = text[..at].rfind('\n').map_or(0, |it| it + 1);
    while start > 0 && !is_item(&text[start..]) {
        let before = text[..start - 1].rfind('\n').map_or(0, |it| it + 1);
        if text[before..start - 1].trim().is_empty() {
            break;
        }
        start = before;
    }
    let mut end = at;
    loop {
        end += text[end..].find('\n').unwrap_or(text.len() - end);
        let next = text.get(end + 1..).unwrap_or_default();
        let line = next.split('\n').next().unwrap_or_default();
        if line.trim().is_empty() || is_item(line) {
            break;
        }
        end += 1;
    }
    start..end
}

/// The last line before a list, when it introduces the list.
fn introduction(text: &str, list: usize) -> Range<usize> {
    let mark = |line: &str| line.trim_start().chars().next();
    let own = mark(&text[list..]);
    let mut end = list;
    while end > 0 {
        let start = text[..end - 1].rfind('\n').map_or(0, |it| it + 1);
        let line = text[start..end].trim_end();
        let is_of_list = is_item(line) && mark(line) == own;
        if !line.is_empty() && !is_of_list {
            let introduces = line.ends_with(':') && !is_item(line);
            return if introduces { sentence(text, start..start + line.len(), start + line.len() - 1) } else { 0..0 };
        }
        end = start;
    }
    0..0
}

/// Abbreviations whose full stop ends no sentence.
const FORKORTNINGAR: [&str; 24] = [
    "ca", "c:a", "bl.a", "t.ex", "dvs", "d.v.s", "m.m", "osv", "ev", "resp", "inkl", "exkl", "s.k", "sk", "kl", "st",
    "nr", "tel", "bl", "ex", "p.g.a", "pga", "f.d", "fr.o.m",
];

/// The sentence of a block that a place stands in.
fn sentence(text: &str, block: Range<usize>, at: usize) -> Range<usize> {
    let mut start = block.start;
    for (idx, it) in text.as_bytes()[block.clone()].iter().enumerate() {
        let idx = block.start + idx;
        if !matches!(it, b'.' | b'!' | b'?') || !ends_sentence(text, idx, &block) {
            continue;
        }
        if idx >= at {
            return start..idx + 1;
        }
        start = idx + 1;
    }
    start..block.end
}

/// Whether the full stop at a place ends a sentence.
fn ends_sentence(text: &str, at: usize, block: &Range<usize>) -> bool {
    let after = text[at + 1..block.end].trim_start_matches(['”', '"', ')', '*', '_', '’']);
    let after = after.strip_prefix("[^").and_then(|it| it.split_once(']')).map_or(after, |(_, it)| it);
    let Some(next) = after.chars().next() else { return true };
    if !next.is_whitespace() {
        return false;
    }
    if after.starts_with('\n') {
        return true;
    }
    let word = text[block.start..at].rsplit(|it: char| it.is_whitespace() || it == '(').next().unwrap_or_default();
    let begins = after.trim_start().chars().next();
    let abbreviated = FORKORTNINGAR.contains(&word.to_lowercase().as_str());
    !abbreviated && begins.is_none_or(|it| !it.is_lowercase())
}

/// The first pieces of what stands at a place, and after its sentence.
pub(super) fn first_bits(text: &str, at: usize, most: usize) -> Vec<Bit<'_>> {
    bits_in(text, at..text.len()).take(most).collect()
}

/// The pieces of a part of a text.
fn bits(text: &str, place: Range<usize>) -> Vec<Bit<'_>> {
    let mut bits = Vec::with_capacity(place.len() / 5);
    bits.extend(bits_in(text, place));
    bits
}

fn bits_in(text: &str, place: Range<usize>) -> impl Iterator<Item = Bit<'_>> {
    let mut at = place.start;
    std::iter::from_fn(move || {
        at = place.end - text[at..place.end].trim_start().len();
        let rest = &text[at..place.end];
        let first = rest.chars().next()?;
        let (slag, length) = if let Some(inside) = rest.strip_prefix("{{") {
            (Bitslag::Uttryck, inside.find("}}").map_or(2, |it| it + 4))
        } else if first.is_ascii_digit() {
            digits(text, at, place.end)
        } else if first.is_alphabetic() {
            (Bitslag::Ord, word_length(rest))
        } else {
            (Bitslag::Tecken, if rest.starts_with(":-") { 2 } else { first.len_utf8() })
        };
        let shown = &text[at..at + length];
        let ord = svenska::in_small_letters(shown);
        let grupper = ordlista::may_begin(&ord);
        let place = at..at + length;
        at = place.end;
        Some(Bit { slag, place, text: shown, ord, grupper })
    })
}

/// How long a word is. A point, colon or hyphen inside it belongs to it: `t.ex`, `FN:s`, `50-procentig`.
fn word_length(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((idx, it)) = chars.next() {
        let joins = matches!(it, '.' | ':' | '-' | '–' | '\u{ad}')
            && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !it.is_alphanumeric() && !joins {
            break;
        }
        end = idx + it.len_utf8();
    }
    end
}

/// What parts the thousands of a number.
fn is_group_sign(it: char) -> bool {
    matches!(it, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '.' | '\'' | '’' | '_')
}

/// The number that stands at a place, or the code that only looks like one.
fn digits(text: &str, at: usize, end: usize) -> (Bitslag, usize) {
    let run = |from: usize| text[from..end].bytes().take_while(u8::is_ascii_digit).count();
    let first = run(at);
    let mut to = at + first;
    let mut plain = text[at..to].to_owned();
    let mut grouped = false;
    // A group sign and three digits, as long as it is the same sign.
    let group = |to: usize, grouped: bool| {
        let sign = text[to..end].chars().next().filter(|it| is_group_sign(*it))?;
        let from = to + sign.len_utf8();
        (run(from) == 3 && (!grouped || text[at..to].contains(sign))).then_some(from)
    };
    let mut next = group(to, false).filter(|_| first <= 3);
    while let Some(from) = next {
        plain.push_str(&text[from..from + 3]);
        (to, grouped) = (from + 3, true);
        next = group(to, true);
    }
    let decimals = text[to..end].strip_prefix([',', '.']).map_or(0, |_| run(to + 1));
    if (1..=3).contains(&decimals) {
        plain.push('.');
        plain.push_str(&text[to + 1..to + 1 + decimals]);
        to += 1 + decimals;
    }
    let length = code_length(text, at, to, end);
    // Numbers of many digits are numbers of telephones and accounts.
    let number = Decimal::from_str_exact(&plain).ok().filter(|_| plain.len() <= 14 && length.is_none());
    match number {
        Some(varde) => {
            let decimaler = if (1..=3).contains(&decimals) { u32::try_from(decimals).unwrap_or(0) } else { 0 };
            (Bitslag::Tal { varde, decimaler, grupperat: grouped }, to - at)
        }
        None => (Bitslag::Kod, length.unwrap_or(to) - at.min(length.unwrap_or(to))),
    }
}

/// Where digits end that are part of a range, a date, a case number or a word; `None` where they are a number.
fn code_length(text: &str, at: usize, to: usize, end: usize) -> Option<usize> {
    let joins = |it: char| matches!(it, '-' | '–' | '/' | ':' | '.' | ',' | '‑');
    let mut chars = text[to..end].chars();
    let (next, then) = (chars.next(), chars.next());
    let joined = next.is_some_and(joins) && then.is_some_and(|it| it.is_ascii_digit());
    let spaced_range = text[to..end].trim_start_matches([' ', '\u{a0}']).strip_prefix(['–', '-']).is_some_and(|rest| {
        rest.trim_start().starts_with(|it: char| it.is_ascii_digit()) && text[to..end].starts_with([' ', '\u{a0}'])
    });
    let is_unit = ["kr", "tkr", "kkr", "mkr", "mnkr"].iter().any(|it| text[to..end].starts_with(it));
    let lettered = !is_unit && next.is_some_and(char::is_alphabetic);
    let before = text[..at].chars().next_back();
    let before = before.is_some_and(|it| joins(it) && it != ':' || it == '§' || it.is_alphabetic() || it == '+');
    let marked = text[..at].trim_end().ends_with('§');
    if !(joined || spaced_range || lettered || before || marked) {
        return None;
    }
    // The whole run of digits and what joins them; of a range with spaces, both ends.
    let mut stop = to;
    let mut rest = text[to..end].char_indices().peekable();
    while let Some((idx, it)) = rest.next() {
        let next = rest.peek().map(|(_, it)| *it);
        let goes_on = it.is_alphanumeric()
            || joins(it) && next.is_some_and(char::is_alphanumeric)
            || spaced_range && matches!(it, ' ' | '\u{a0}' | '–' | '-') && idx < 8;
        if !goes_on {
            break;
        }
        stop = to + idx + it.len_utf8();
    }
    Some(stop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_found() {
        let text = "Först. Sedan 5 kr (ca. 7 st) här.[^a] Sist!\n\nSå här:\n\n- Ett: 50 000 kr\n- Två: {{ ar }} är 3 av. Nej\n\n| A | 100 |\n";
        let around = |mark: &str| {
            let found = around(text, text.find(mark).expect("it is there"));
            (text[found.place].trim(), found.inledning.len())
        };
        assert_eq!(around("5 kr"), ("Sedan 5 kr (ca. 7 st) här.", 0));
        assert_eq!(around("Sist"), ("[^a] Sist!", 0));
        assert_eq!(around("50 000"), ("- Ett: 50 000 kr", 3));
        assert_eq!(around("3 av"), ("- Två: {{ ar }} är 3 av.", 3));
        assert_eq!(around("100"), ("| A | 100 |", 0));
    }

    #[test]
    fn numbers_are_told_from_codes() {
        let numbers = |text: &str| -> Vec<String> {
            let bits = bits(text, 0..text.len());
            let number = |it: &Bit<'_>| match it.slag {
                Bitslag::Tal { varde, .. } => Some(varde.to_string()),
                _ => None,
            };
            bits.iter().filter_map(number).collect()
        };
        assert_eq!(
            numbers("250 000 kr, 250.000 kr, 1,2 mnkr, 14.55 kr och 350000:-"),
            ["250000", "250000", "1.2", "14.55", "350000"]
        );
        assert_eq!(numbers("Under 2024 350 000 kr"), ["2024", "350000"]);
        assert_eq!(numbers("28%, 50 procent, 7kr"), ["28", "50", "7"]);
        let none = "2023-11-27, 13–17 år, 2021 – 2024, § 210, KS 2024/118, kl. 8:30, 1,2–1,4 mnkr, Covid-19, 4H, 0322-61 60 00";
        assert_eq!(numbers(none), ["60", "0"]);
        assert!(numbers("123456789012345").is_empty());
    }
}
