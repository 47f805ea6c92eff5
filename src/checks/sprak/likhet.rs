//! How a place in a text is like a name: the same, nearly the same, or something else.
//!
//! A name is nearly there when the text has one slip of the pen inside a long word (`Samhällsbyggandsförvaltningen`),
//! lacks the s of a place's name (`Trollhättan Stad`), or joins the words or writes their capitals in another way (`Barn
//! och utbildningsförvaltningen`). Endings are no mistakes. It would rather miss a mistake than find one that is none.

use std::ops::Range;

use super::langord::same_letter;

/// How a place in a text is like a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likhet {
    Samma,
    Nastan,
}

/// A word of a text, and the word of a name that it is compared with.
type Par = (Range<usize>, Range<usize>);

/// Compares a name with the words of a text around `word`, which stands where the name has its word `longest`. Gives how
/// they are alike and the place of all of it; `None` where the text has something else.
pub(super) fn compare(
    text: &str,
    word: &Range<usize>,
    name: &str,
    longest: &Range<usize>,
) -> Option<(Likhet, Range<usize>)> {
    // Most names of several words are done with here: another word stands beside the one they share.
    let (text_bytes, name_bytes) = (text.as_bytes(), name.as_bytes());
    let before = may_join(text_bytes[..word.start].iter().rev(), name_bytes[..longest.start].iter().rev());
    if !before || !may_join(text_bytes[word.end..].iter(), name_bytes[longest.end..].iter()) {
        return None;
    }
    let slip = |pair: &Par| slip(&text[pair.0.clone()], &name[pair.1.clone()], ends(name, pair.1.end));
    let middle = (word.clone(), longest.clone());
    let mut slips = slip(&middle)?;
    let (mut first, mut last) = (middle.clone(), middle.clone());
    let mut pairs = Vec::new();
    while let Some(part) = word_before(name, first.1.start) {
        first = (word_before(text, first.0.start)?, part);
        slips += slip(&first)?;
        pairs.push(first.clone());
    }
    pairs.reverse();
    pairs.push(middle);
    while let Some(part) = word_after(name, last.1.end) {
        last = (word_after(text, last.0.end)?, part);
        slips += slip(&last)?;
        pairs.push(last.clone());
    }
    // A name with other signs between its words, such as parentheses, is not compared.
    if !ends(name, last.1.end) || name[..first.1.start].bytes().any(in_word) {
        return None;
    }
    let place = first.0.start..last.0.end;
    match slips {
        0 if !is_written_otherwise(text, name, &pairs) => Some((Likhet::Samma, place)),
        0 | 1 if stands_alone(text, &place) && !super::is_address(text, &place) => Some((Likhet::Nastan, place)),
        _ => None,
    }
}

/// How many slips there are in a word that is to be the known word; `None` where it is another word.
fn slip(typed: &str, known: &str, is_last: bool) -> Option<usize> {
    match compare_words(typed, known)? {
        Ordlikhet::Samma => Some(0),
        Ordlikhet::Bojt { .. } if is_last => Some(0),
        // Words inside a name bend too, but the s of a place's name must stay: Trollhättans Stad.
        Ordlikhet::Bojt { only_s: true } if typed.starts_with(char::is_uppercase) => Some(1),
        Ordlikhet::Bojt { .. } => None,
        Ordlikhet::Felskrivet => Some(1),
    }
}

/// Whether no word of a name comes after this place.
fn ends(name: &str, at: usize) -> bool {
    !name[at..].bytes().any(in_word)
}

/// Whether the word beside a place in a text can be the word beside a place in a name, as far as the nearest letters tell.
fn may_join<'b>(text: impl Iterator<Item = &'b u8>, name: impl Iterator<Item = &'b u8>) -> bool {
    let is_letter = |it: &u8| !matches!(it, b' ' | b'-' | b'&' | b'\n');
    let Some(name) = name.copied().find(is_letter) else { return true };
    match text.copied().find(is_letter) {
        None => false,
        // Dashes and hard spaces are not looked into here, and an s at the end of a word may be missing.
        Some(text) => !text.is_ascii() || !name.is_ascii() || same_letter(text, name) || [text, name].contains(&b's'),
    }
}

/// Whether a text that has every word of a name joins them, or writes their capitals, in another way.
fn is_written_otherwise(text: &str, name: &str, pairs: &[Par]) -> bool {
    let (first, last) = (&pairs[0], &pairs[pairs.len() - 1]);
    let is_capital = |text: &str, it: &Range<usize>| text[it.clone()].starts_with(char::is_uppercase);
    // In small letters it may be no name at all: ”för barn och utbildningsförvaltningen”.
    if !is_capital(text, &first.0) || !text[first.0.start..last.0.end].contains(char::is_lowercase) {
        return false;
    }
    pairs.windows(2).any(|two| {
        let (typed, known) = (two[0].0.end..two[1].0.start, two[0].1.end..two[1].1.start);
        spaced(&text[typed]).ne(spaced(&name[known]))
    }) || pairs[1..].iter().any(|it| match (is_capital(text, &it.0), is_capital(name, &it.1)) {
        // At the beginning of a sentence the capital of the first word says nothing.
        (false, true) => !begins_sentence(text, first.0.start),
        (typed, known) => typed != known,
    })
}

/// How a word is like another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ordlikhet {
    Samma,
    /// It has another ending; `only_s` where one has an s that the other lacks.
    Bojt {
        only_s: bool,
    },
    /// It has one slip of the pen, before its last letters.
    Felskrivet,
}

/// Compares two words, whatever their case; `None` where they are different words.
fn compare_words(typed: &str, known: &str) -> Option<Ordlikhet> {
    if typed == known {
        return Some(Ordlikhet::Samma);
    }
    let same = common(typed, known);
    let (typed_rest, known_rest) = (&typed[same..], &known[same..]);
    if typed_rest.is_empty() && known_rest.is_empty() {
        return Some(Ordlikhet::Samma);
    }
    if same >= 4 && is_ending(typed_rest) && is_ending(known_rest) {
        let only_s = matches!((typed_rest, known_rest), ("s", "") | ("", "s"));
        return Some(Ordlikhet::Bojt { only_s });
    }
    // Short words and the beginnings of words are too often different words.
    if same < 4 || letters(known) < 8 {
        return None;
    }
    let goes_on = |typed: &str, known: &str| {
        let same = common(typed, known);
        same >= 4 && is_ending(&typed[same..]) && is_ending(&known[same..])
    };
    let (typed_next, known_next) = (skip_letter(typed_rest), skip_letter(known_rest));
    // Another letter makes another word more often than one too many, one too few or two in the wrong order.
    let is_slip = goes_on(typed_next, known_rest)
        || goes_on(typed_rest, known_next)
        || (goes_on(typed_next, known_next) && letters(known) >= 12)
        || (goes_on(skip_letter(typed_next), skip_letter(known_next)) && are_swapped(typed_rest, known_rest));
    is_slip.then_some(Ordlikhet::Felskrivet)
}

/// Whether two words begin with the same two letters in the other order.
fn are_swapped(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.chars(), other.chars());
    let (first, second) = (one.next(), one.next());
    let swapped = (other.next(), other.next());
    swapped == (second, first)
}

fn letters(word: &str) -> usize {
    word.bytes().filter(|it| it & 0xc0 != 0x80).count()
}

fn skip_letter(text: &str) -> &str {
    let mut rest = text.chars();
    rest.next();
    rest.as_str()
}

/// How many bytes two words have in common from their beginning, in whole letters.
fn common(one: &str, other: &str) -> usize {
    let same = one.bytes().zip(other.bytes()).take_while(|(one, other)| same_letter(*one, *other)).count();
    (0..=same).rev().find(|it| one.is_char_boundary(*it)).unwrap_or(0)
}

/// Whether words end in this when they bend.
fn is_ending(rest: &str) -> bool {
    matches!(
        rest,
        "" | "s"
            | "n"
            | "ns"
            | "en"
            | "ens"
            | "t"
            | "ts"
            | "et"
            | "ets"
            | "e"
            | "es"
            | "a"
            | "as"
            | "an"
            | "ans"
            | "ar"
            | "ars"
            | "arna"
            | "arnas"
            | "er"
            | "ers"
            | "erna"
            | "ernas"
            | "or"
            | "ors"
            | "orna"
            | "ornas"
            | "na"
            | "nas"
            | "r"
            | "rs"
            | "rna"
            | "rnas"
            | "um"
            | "ma"
    )
}

/// What may stand between the words of a name.
fn joins(it: char) -> bool {
    it.is_whitespace() || matches!(it, '-' | '–' | '&')
}

/// The word after a place, where the two can belong to one name.
fn word_after(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = &text[at..];
    let start = at + rest.find(|it| !joins(it))?;
    let length = text[start..].bytes().position(|it| !in_word(it)).unwrap_or(text.len() - start);
    (can_join(&text[at..start]) && length > 0).then_some(start..start + length)
}

/// The word before a place, where the two can belong to one name.
fn word_before(text: &str, at: usize) -> Option<Range<usize>> {
    let end = text[..at].trim_end_matches(joins).len();
    let mut start = end - text[..end].bytes().rev().position(|it| !in_word(it)).unwrap_or(end);
    // The last bytes of a quotation mark are like those of a letter.
    while !text.is_char_boundary(start) {
        start += 1;
    }
    (can_join(&text[end..at]) && start < end).then_some(start..end)
}

/// Whether a byte is in a word. Signs beyond ASCII end one, since they begin with other bytes than letters.
fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, 0x80..=0xbf | 0xc3..=0xdf)
}

/// Whether what stands between two words keeps them together: a paragraph's end does not.
fn can_join(between: &str) -> bool {
    !between.is_empty() && between.bytes().filter(|it| *it == b'\n').count() <= 1
}

/// What stands between two words with its whitespace as single spaces.
fn spaced(between: &str) -> impl Iterator<Item = char> {
    let mut before = None;
    between.chars().map(|it| if it.is_whitespace() { ' ' } else { it }).filter(move |it| {
        let is_more = *it == ' ' && before == Some(' ');
        before = Some(*it);
        !is_more
    })
}

/// Whether a place is no part of a longer word.
fn stands_alone(text: &str, place: &Range<usize>) -> bool {
    let goes_on = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_' | '/' | '@' | '\u{ad}');
    !text[..place.start].ends_with(goes_on) && !text[place.end..].starts_with(goes_on)
}

/// Whether a sentence may begin at a place.
fn begins_sentence(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\u{a0}']);
    !before.ends_with(|it: char| it.is_alphanumeric() || it == ',')
}
