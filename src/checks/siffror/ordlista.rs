//! The words of `ord/siffror.toml`, by what they mean, and the first question to a text: may it say a number?

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::Deserialize;

use super::mening::Bit;

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

    /// Whether the phrase stands at the beginning of these.
    pub(super) fn begins(&self, bits: &[Bit<'_>]) -> bool {
        let last = self.words.len().saturating_sub(1);
        !self.words.is_empty()
            && bits.len() >= self.words.len()
            && self.words.iter().zip(bits).enumerate().all(|(idx, (known, bit))| {
                bit.ord == *known || (idx == last && self.goes_on && bit.ord.starts_with(known.as_str()))
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

impl Grupp {
    /// How many of these, from the first, are a word or phrase of the group; the longest counts.
    pub(super) fn begins(self, bits: &[Bit<'_>]) -> Option<usize> {
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

/// Pieces of number words, one of which every number in words has. Those of the first list are whole words.
const WHOLE: [&str; 12] = ["tre", "fem", "sex", "sju", "nio", "tio", "Tre", "Fem", "Sex", "Sju", "Nio", "Tio"];
const PIECES: [&str; 42] = [
    "två",
    "fyra",
    "åtta",
    "elva",
    "tolv",
    "Två",
    "Fyra",
    "Åtta",
    "Elva",
    "Tolv",
    "hundra",
    "tusen",
    "Hundra",
    "Tusen",
    "miljon",
    "miljard",
    "älften",
    "halv",
    "Halv",
    "tredjedel",
    "järdedel",
    "emtedel",
    "tiondel",
    "erparten",
    "jugo",
    "trett",
    "Trett",
    "fjort",
    "Fjort",
    "femt",
    "Femt",
    "sext",
    "Sext",
    "sjutt",
    "Sjutt",
    "arton",
    "Arton",
    "nitt",
    "Nitt",
    "fyrt",
    "Fyrt",
    "ttio",
];

static MARKS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let mut search = AhoCorasick::builder();
    // Of marks that begin alike the longest is the one: in ”trettio” there is no ”tre” to find.
    search.match_kind(MatchKind::LeftmostLongest).kind(Some(AhoCorasickKind::NoncontiguousNFA));
    search.build(WHOLE.iter().chain(&PIECES)).expect("a test makes the search for numbers")
});

/// Where a text may say a number: at digits and at pieces of number words, in order. Most texts have none.
pub(super) fn may_say_numbers(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let is_start = |at: usize| bytes[at].is_ascii_digit() && (at == 0 || !bytes[at - 1].is_ascii_digit());
    // Counting has no branch to miss, and so is many bytes at a time.
    let has_digits = bytes.iter().filter(|it| it.is_ascii_digit()).count() > 0;
    let mut found: Vec<usize> =
        if has_digits { (0..bytes.len()).filter(|at| is_start(*at)).collect() } else { Vec::new() };
    let letter = |it: Option<char>| it.is_some_and(char::is_alphabetic);
    for it in MARKS.find_iter(text) {
        let whole = it.pattern().as_usize() < WHOLE.len();
        let inside = letter(text[..it.start()].chars().next_back()) || letter(text[it.end()..].chars().next());
        if !whole || !inside {
            found.push(it.start());
        }
    }
    found.sort_unstable();
    found
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
            }
        }
        assert_eq!(list.grupp.len(), GROUPS, "every group has its words");
        assert!(GRUPPER.iter().all(|it| !it.is_empty()));
    }

    #[test]
    fn most_texts_are_passed_over() {
        assert!(may_say_numbers("Nationella studier om centrala sjukdomar, till exempel sexuell hälsa.").is_empty());
        assert_eq!(may_say_numbers("Tre av 28 %, hälften och trettiofem"), [0, 7, 14, 26]);
    }
}
