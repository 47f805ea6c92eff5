//! The words of `ord/siffror.toml`, by what they mean, and the first question to a text: may it say a number?

use std::sync::LazyLock;

use serde::Deserialize;

use super::mening::Bit;
use super::rakneord;
use crate::svenska;
use crate::tecken::{self, SmallSieve};

const LIST: &str = include_str!("../ord/siffror.toml");

/// What words mean to these checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Grupp {
    Ungefar,
    Mer,
    Mindre,
    Grans,
    Budget,
    Pengar,
    Helhet,
    Helhetens,
    Totalt,
    Tillsammans,
    PerPart,
    Parterna,
    Vilja,
    Region,
    Kommun,
    Plats,
    Personal,
    Omkostnad,
    Insatsmedel,
    Utfall,
    Kvar,
    Utgaende,
    Aterbetalning,
    Omfordelning,
    Skillnad,
    Del,
    Varlden,
    MellanAr,
    Fokusomraden,
    Programomraden,
    Insatser,
    Mal,
    Invanare,
    Planen,
    Omradet,
    Alla,
    Bestamd,
    Andra,
    Tjanst,
    Per,
}

/// The number of [`Grupp`]s.
const GROUPS: usize = Grupp::Per as usize + 1;

#[derive(Deserialize)]
#[cfg_attr(test, serde(deny_unknown_fields))]
struct Ordgrupp {
    namn: Grupp,
    #[cfg(test)]
    kalla: String,
    ord: String,
}

#[derive(Deserialize)]
struct Lista {
    grupp: Vec<Ordgrupp>,
}

/// A word or some words in a row; the last may go on.
#[derive(Debug)]
pub(super) struct Fras {
    words: Vec<String>,
    goes_on: bool,
}

impl Fras {
    /// A phrase as the list writes it.
    pub(super) fn new(text: &str) -> Self {
        let text = text.to_lowercase();
        let (plain, goes_on) = text.strip_suffix('*').map_or((text.as_str(), false), |it| (it, true));
        Self { words: plain.split_whitespace().map(str::to_owned).collect(), goes_on }
    }

    /// A bit for how its first word begins.
    pub(super) fn beginning(&self) -> u64 {
        self.words.first().map_or(0, |it| beginning(it))
    }

    /// Whether the phrase stands at the beginning of these.
    pub(super) fn begins(&self, bits: &[Bit<'_>]) -> bool {
        let last = self.words.len().saturating_sub(1);
        !self.words.is_empty()
            && bits.len() >= self.words.len()
            && self.words.iter().zip(bits).enumerate().all(|(idx, (known, bit))| {
                bit.ord() == known.as_str() || (idx == last && self.goes_on && bit.ord().starts_with(known.as_str()))
            })
    }

    /// How many words it has.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }
}

static GRUPPER: LazyLock<Vec<Vec<Fras>>> = LazyLock::new(|| {
    let list: Lista = toml::from_str(LIST).expect("a test reads the words about figures");
    let mut groups: Vec<Vec<Fras>> = (0..GROUPS).map(|_| Vec::new()).collect();
    for grupp in list.grupp {
        groups[grupp.namn as usize].extend(grupp.ord.lines().filter(|it| !it.is_empty()).map(Fras::new));
    }
    groups
});

/// Groups, as the bits of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grupper(u64);

impl Grupper {
    fn has(self, grupp: Grupp) -> bool {
        self.0 >> grupp as u32 & 1 == 1
    }
}

/// The first word of phrases, whether it may go on, and the groups that have such a phrase.
struct Forsta {
    ord: &'static str,
    goes_on: bool,
    grupper: u64,
}

/// The first words by the first two bytes: a word is compared with few of them.
static FORSTA: LazyLock<Vec<Vec<Forsta>>> = LazyLock::new(|| {
    let mut all: Vec<Vec<Forsta>> = (0..SHELVES).map(|_| Vec::new()).collect();
    for (grupp, fraser) in GRUPPER.iter().enumerate() {
        for fras in fraser {
            let (ord, goes_on) = (fras.words[0].as_str(), fras.goes_on && fras.words.len() == 1);
            let shelf = &mut all[shelf(ord)];
            match shelf.iter_mut().find(|it| it.ord == ord && it.goes_on == goes_on) {
                Some(it) => it.grupper |= 1 << grupp,
                None => shelf.push(Forsta { ord, goes_on, grupper: 1 << grupp }),
            }
        }
    }
    all
});

const SHELVES: usize = 256;

/// Where words that begin with these two bytes are kept.
fn shelf(word: &str) -> usize {
    let (first, second) = match word.as_bytes() {
        [first, second, ..] => (*first, *second),
        [first] => (*first, 0),
        [] => (0, 0),
    };
    usize::from(first.wrapping_mul(29) ^ second)
}

/// A bit for how a word begins, the same for all words that begin with the same two bytes.
pub(super) fn beginning(word: &str) -> u64 {
    1 << (shelf(word) % 64)
}

/// The groups of which a phrase may begin with a word in small letters. Nearly all words are done with here.
pub(super) fn may_begin(word: &str) -> Grupper {
    let is_it = |it: &&Forsta| word == it.ord || (it.goes_on && word.starts_with(it.ord));
    Grupper(FORSTA[shelf(word)].iter().filter(is_it).fold(0, |all, it| all | it.grupper))
}

impl Grupp {
    /// How many of these, from the first, are a word or phrase of the group; the longest counts.
    pub(super) fn begins(self, bits: &[Bit<'_>]) -> Option<usize> {
        if !bits.first()?.grupper.has(self) {
            return None;
        }
        GRUPPER[self as usize].iter().filter(|it| it.begins(bits)).map(Fras::len).max()
    }

    /// Whether a word or phrase of the group stands anywhere among these.
    pub(super) fn is_in(self, bits: &[Bit<'_>]) -> bool {
        (0..bits.len()).any(|at| self.begins(&bits[at..]).is_some())
    }

    /// Whether the group has this one word.
    pub(super) fn has(self, word: &str) -> bool {
        let is_it = |it: &Fras| match it.words.as_slice() {
            [only] => word == only || (it.goes_on && word.starts_with(only.as_str())),
            _ => false,
        };
        GRUPPER[self as usize].iter().any(is_it)
    }
}

/// Where a text may say a number: at digits and at words that one begins with, in order. Most texts have none.
pub(super) fn may_say_numbers(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let may_begin = &*MAY_BEGIN;
    let (mut found, mut before) = (Vec::new(), 0);
    for (idx, block) in bytes.chunks(64).enumerate() {
        // Digits after a letter are no number.
        let here = tecken::bits(block, |it| tecken::is_of_letter(it) | it.is_ascii_digit());
        let begins = here & !(here << 1 | before >> 63);
        found.extend(tecken::places(begins, idx * 64).filter_map(|at| beginning_of_number(bytes, at, may_begin)));
        before = here;
    }
    found
}

/// Other words than numbers that a figure may begin with, by their beginnings; the parts stand after `en`.
const BEGINNINGS: [&str; 10] =
    ["halv", "hälften", "merparten", "delen", "miljon", "miljard", "tredjedel", "fjärdedel", "femtedel", "tiondel"];

static MAY_BEGIN: LazyLock<SmallSieve> =
    LazyLock::new(|| SmallSieve::of_beginnings(rakneord::beginnings().chain(BEGINNINGS).filter(|it| *it != "en")));

/// Where digits, or a word that a number begins with, begin at a place that looks like the beginning of a word. `en` and
/// `ett` begin a number only before another such word.
fn beginning_of_number(bytes: &[u8], at: usize, may_begin: &SmallSieve) -> Option<usize> {
    let mut rest = bytes.get(at..)?;
    // The last bytes of a quotation mark look like those of letters.
    while let [first, after @ ..] = rest
        && tecken::is_continuation(*first)
    {
        rest = after;
    }
    // Nearly every word is done with here.
    let begins = rest.first().is_some_and(u8::is_ascii_digit)
        || (may_begin.may_hold(tecken::beginning(rest)) && begins_number(rest));
    begins.then_some(bytes.len() - rest.len())
}

/// Whether the first word of a text is a number in words, or one of the [`BEGINNINGS`].
fn begins_number(text: &[u8]) -> bool {
    let length = text.iter().take_while(|it| tecken::is_of_letter(**it)).count();
    let Ok(word) = std::str::from_utf8(&text[..length]) else { return true };
    let word = svenska::in_small_letters(word);
    let is_number = rakneord::ord(&word).is_some() && !matches!(&*word, "en" | "ett");
    is_number || BEGINNINGS.iter().any(|it| word.starts_with(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sound() {
        let list: Lista = toml::from_str(LIST).expect("the list is TOML");
        for grupp in &list.grupp {
            assert!(!grupp.kalla.trim().is_empty(), "{:?} has a source", grupp.namn);
            for line in grupp.ord.lines().filter(|it| !it.is_empty()) {
                assert!(line == line.to_lowercase() && line.trim() == line, "{line}");
                assert_eq!(grupp.ord.lines().filter(|it| *it == line).count(), 1, "{line} is listed twice");
                assert!(!line.ends_with('*') || line.len() > 2, "{line} is found by its first two bytes");
            }
        }
        assert_eq!(list.grupp.len(), GROUPS, "every group has its words");
        assert!(GRUPPER.iter().all(|it| !it.is_empty()));
    }

    #[test]
    fn most_texts_are_passed_over() {
        assert!(may_say_numbers("Nationella studier om centrala sjukdomar, till exempel sexuell hälsa.").is_empty());
        assert_eq!(may_say_numbers("Tre av 28 %, hälften och trettiofem"), [0, 7, 13, 26]);
        assert_eq!(may_say_numbers("”Åttahundra” av de elva, ett par – en halv"), [3, 24, 45]);
        assert_eq!(may_say_numbers("350\u{a0}000 kr, A4 och 4H"), [0, 5, 20]);
        for word in BEGINNINGS.iter().chain(&["ettusen", "tjugotre", "noll", "dussin"]) {
            for lead in [0, 1, 63, 64] {
                let text = format!("{}{word}", " ".repeat(lead));
                assert_eq!(may_say_numbers(&text), [lead], "{word} after {lead}");
                assert_eq!(may_say_numbers(&text.to_uppercase()), [lead], "{word} after {lead}");
            }
        }
    }
}
