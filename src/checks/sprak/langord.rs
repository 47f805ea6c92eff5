//! The long words of a text, found many bytes at a time, and a sieve that lets hardly any of them through.
//!
//! Every word of every plan is asked whether it is misspelt, and nearly none is. So the letters of a text become the bits
//! of a number, in which the long words are found without a branch for each letter, and a word is first known by its ends.

use std::ops::Range;

use crate::tecken::{bits, is_continuation, is_of_letter, mixed};

/// Words of fewer bytes are not looked at.
pub(super) const SHORTEST: usize = 7;

/// Shows every word of at least [`SHORTEST`] bytes. Digits and punctuation end a word.
pub(super) fn long_words(text: &str, mut visit: impl FnMut(Langord)) {
    let bytes = text.as_bytes();
    let mut blocks = bytes.chunks(64).map(letters);
    let (mut before, mut here) = (0, blocks.next().unwrap_or(0));
    for at in (0..bytes.len()).step_by(64) {
        let next = blocks.next().unwrap_or(0);
        // A bit stays set where two, four and at last seven letters follow in a row.
        let run = u128::from(here) | u128::from(next) << 64;
        let pairs = run & run >> 1;
        let fours = pairs & pairs >> 2;
        let begins = here & !(here << 1 | before >> 63);
        let mut long = begins & (fours & fours >> 3) as u64;
        while long != 0 {
            let offset = long.trailing_zeros();
            long &= long - 1;
            let rest = here >> offset | next << 1 << (63 - offset);
            let length = (!rest).trailing_zeros() as usize;
            let mut start = at + offset as usize;
            let end = (start + length).min(bytes.len());
            // The last bytes of a quotation mark or a hard space look like letters.
            while start < end && is_continuation(bytes[start]) {
                start += 1;
            }
            // A word of 64 bytes and more is none.
            if end - start >= SHORTEST && text.is_char_boundary(end) {
                visit(Langord::new(text, start..end));
            }
        }
        (before, here) = (here, next);
    }
}

/// Which of at most 64 bytes belong to letters, as bits.
fn letters(bytes: &[u8]) -> u64 {
    bits(bytes, is_of_letter)
}

/// A word of a text.
#[derive(Clone, Debug)]
pub(super) struct Langord {
    pub place: Range<usize>,
    /// Its first six bytes, whatever the case.
    pub beginning: u64,
    /// A number for how it begins and how long it is.
    pub shape: u64,
    /// A number for how it begins and ends and how long it is, which few words share.
    pub ends: u64,
}

/// Makes capitals small: in ASCII and among the letters À–Þ they differ from small letters in this bit alone.
const SMALL: u8 = 0x20;

impl Langord {
    /// The word at a place, where a text has at least [`SHORTEST`] bytes of letters.
    pub(super) fn new(text: &str, place: Range<usize>) -> Self {
        let bytes = &text.as_bytes()[place.clone()];
        let [a, b, c, d, e, f] = *bytes.first_chunk().unwrap_or(&[0; 6]);
        let last = u32::from_le_bytes(*bytes.last_chunk().unwrap_or(&[0; 4])) | u32::from_le_bytes([SMALL; 4]);
        let first = u64::from(u32::from_le_bytes([a, b, c, d])) | u64::from(u16::from_le_bytes([e, f])) << 32;
        let beginning = first | u64::from_le_bytes([SMALL; 8]);
        let shape = shape(beginning, place.len());
        Self { place, beginning, shape, ends: shape ^ mixed(last.into()) }
    }
}

/// A number for how a word begins and how long it is, in bytes.
pub(super) fn shape(beginning: u64, length: usize) -> u64 {
    mixed(beginning ^ (length as u64) << 56)
}

/// Whether two bytes are of the same letter, be it a capital or not.
pub(super) fn same_letter(one: u8, other: u8) -> bool {
    one | SMALL == other | SMALL
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tecken::Sieve;

    fn words(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        long_words(text, |it| found.push(&text[it.place]));
        found
    }

    fn word(text: &str) -> Langord {
        Langord::new(text, 0..text.len())
    }

    #[test]
    fn long_words_are_those_of_a_plain_split() {
        let text = "”Rådighet” är\u{a0}kommunens, Barn- och utbildningsförvaltningen (2024) folkhälso\u{ad}strateg … ";
        assert_eq!(words(text), ["Rådighet", "kommunens", "utbildningsförvaltningen", "folkhälso", "strateg"]);
        // At every place in and between the blocks.
        for lead in 0..140 {
            let quote = if lead % 2 == 0 { "" } else { "–”" };
            let text = format!("{}{quote}{text} abcdefg", " .".repeat(lead / 2));
            let plain: Vec<&str> =
                text.split(|it: char| !it.is_alphabetic()).filter(|it| it.len() >= SHORTEST).collect();
            assert_eq!(words(&text), plain, "{lead}");
        }
        assert!(words("").is_empty() && words("korta ord är det").is_empty());
        assert!(words(&"ö".repeat(200)).len() <= 1);
    }

    #[test]
    fn words_are_known_whatever_the_case() {
        assert_eq!(word("ÅTGÄRDEN").ends, word("åtgärden").ends);
        assert_eq!(word("ÅTGÄRDER").shape, word("åtgärden").shape);
        let mut sieve = Sieve::<64>::empty();
        sieve.add(word("rådhighet").ends);
        assert!(sieve.may_hold(word("Rådhighet").ends) && !sieve.may_hold(word("rådighet").ends));
    }
}
