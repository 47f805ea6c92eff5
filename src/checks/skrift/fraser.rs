//! Words that are looked for as they stand: units and abbreviations that are written otherwise, names that have been
//! changed, official words, and the kommun's own name. One search finds the marks of all of them.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::Deserialize;

use super::benamning::{self, Benamning};
use super::citat::{self, Citat};
use super::text::Text;
use super::{Amne, Anmarkning};
use crate::checks::Sammanhang;
use crate::source::FileId;

/// Words that are written otherwise.
#[derive(Deserialize)]
#[cfg_attr(test, serde(deny_unknown_fields))]
struct Skrivsatt {
    fel: Vec<String>,
    ratt: String,
    #[cfg(test)]
    kalla: String,
}

#[derive(Deserialize)]
struct Lista {
    skrivsatt: Vec<Skrivsatt>,
}

/// What a mark may be a piece of.
enum Mark {
    Skrivsatt { fel: &'static str, ratt: &'static str },
    Benamning(&'static Benamning),
    Citat(&'static Citat),
    Kommunnamn,
}

/// What goes between a kommun's name and the word that is written with a small letter.
const KOMMUN: &str = " Kommun";

static SKRIVSATT: LazyLock<Lista> =
    LazyLock::new(|| toml::from_str(include_str!("../ord/skrivsatt.toml")).expect("a test reads the words"));

/// Every mark once, and what it may be a piece of.
static MARKS: LazyLock<Vec<(&'static str, Vec<Mark>)>> = LazyLock::new(|| {
    let words = SKRIVSATT
        .skrivsatt
        .iter()
        .flat_map(|it| it.fel.iter().map(|fel| (fel.as_str(), Mark::Skrivsatt { fel, ratt: &it.ratt })));
    let names = benamning::LIST.benamning.iter();
    let names = names.flat_map(|it| it.marken.iter().map(move |mark| (mark.as_str(), Mark::Benamning(it))));
    let quotations = citat::LIST.citat.iter();
    let quotations = quotations.flat_map(|it| it.marken.iter().map(move |mark| (mark.as_str(), Mark::Citat(it))));
    let mut marks: Vec<(&str, Vec<Mark>)> = Vec::new();
    for (mark, it) in words.chain(names).chain(quotations).chain([(KOMMUN, Mark::Kommunnamn)]) {
        match marks.iter_mut().find(|(known, _)| *known == mark) {
            Some((_, all)) => all.push(it),
            None => marks.push((mark, vec![it])),
        }
    }
    // Of two marks that begin at the same place the shorter is found: what judges it looks at what follows.
    marks.sort_by_key(|(mark, _)| mark.len());
    marks
});

static SEARCH: LazyLock<AhoCorasick> = LazyLock::new(|| {
    // Of these kinds the search for so few marks uses vector instructions, and the automaton is hardly ever asked.
    let mut search = AhoCorasick::builder();
    search.kind(Some(AhoCorasickKind::NoncontiguousNFA)).match_kind(MatchKind::LeftmostFirst);
    search.build(MARKS.iter().map(|it| it.0)).expect("a test makes the search for the marks")
});

/// The marks in a file. Nearly every text has none, and one search of the whole file costs less than one of each text.
pub(super) struct Funna {
    file: FileId,
    /// Where each begins, in order, and which it is.
    all: Vec<(usize, usize)>,
    /// Whether any text of the file may have escapes.
    escapes: bool,
}

impl Funna {
    pub(super) fn in_file(file: FileId, sammanhang: &Sammanhang<'_>) -> Self {
        let text = sammanhang.sources.get(file).text.as_str();
        Self { file, all: marks_in(text).collect(), escapes: memchr::memchr(b'\\', text.as_bytes()).is_some() }
    }

    /// The marks of a text. One with escapes is not in the file as it reads, and is searched by itself.
    fn of(&self, text: &Text<'_>) -> Vec<(usize, usize)> {
        let place = text.span.start as usize..text.span.end as usize;
        let first = self.all.partition_point(|(at, _)| *at < place.start);
        let own = || self.all[first..].iter().take_while(|(at, _)| *at < place.end);
        if text.span.file == self.file && !self.escapes && own().next().is_none() {
            return Vec::new();
        }
        match text.start_in_file().filter(|_| text.span.file == self.file) {
            Some(start) => own().map(|(at, mark)| (at - start, *mark)).collect(),
            None => marks_in(text.value).collect(),
        }
    }
}

fn marks_in(text: &str) -> impl Iterator<Item = (usize, usize)> {
    SEARCH.find_iter(text).map(|it| (it.start(), it.pattern().as_usize()))
}

/// Judges the words of a text.
pub(super) fn judge(text: &Text<'_>, funna: &Funna, sammanhang: &Sammanhang<'_>, all: &mut Vec<Anmarkning>) {
    let mut told: Vec<&str> = Vec::new();
    for (at, mark) in funna.of(text) {
        let (mark, kinds) = &MARKS[mark];
        let range = at..at + mark.len();
        for kind in kinds {
            match kind {
                Mark::Skrivsatt { fel, ratt } => all.extend(written_otherwise(text, at, fel, ratt)),
                Mark::Benamning(it) => all.extend(it.judge(text, range.clone(), sammanhang)),
                Mark::Kommunnamn => all.extend(name_of_the_kommun(text, range.clone(), sammanhang)),
                Mark::Citat(it) if !told.contains(&it.lydelse.as_str()) => {
                    told.push(&it.lydelse);
                    all.extend(it.judge(text));
                }
                Mark::Citat(_) => {}
            }
        }
    }
}

fn written_otherwise(text: &Text<'_>, at: usize, fel: &str, ratt: &str) -> Option<Anmarkning> {
    let place = at..at + fel.len();
    (text.stands_alone(&place) && text.is_words(&place)).then(|| otherwise(text, place, fel, ratt))
}

fn otherwise(text: &Text<'_>, place: Range<usize>, fel: &str, ratt: &str) -> Anmarkning {
    Anmarkning {
        amne: Amne::Skrivsatt,
        place: text.place(place.clone()),
        message: format!("”{fel}” ska skrivas ”{ratt}”."),
        help: format!("Skriv ”{ratt}”."),
        label: None,
        fix: text.safe(place, ratt),
    }
}

/// Judges a sign for per cent.
pub(super) fn percent(text: &Text<'_>, at: usize) -> Option<Anmarkning> {
    let digit = text.before(at).is_some_and(|it| it.is_ascii_digit());
    let rest = &text.value[at + 1..];
    if !text.is_words(&(at..at + 1)) {
        return None;
    }
    if rest.starts_with("-enhet") || rest.starts_with("enhet") {
        let length = 1 + rest.find(|it: char| !it.is_alphanumeric() && it != '-').unwrap_or(rest.len());
        let place = at..at + length;
        let words = text.value[place.clone()].replacen("%-", "procent", 1).replacen('%', "procent", 1);
        let fix = text.safe(place.clone(), &if digit { format!(" {words}") } else { words.clone() });
        let found = otherwise(text, place.clone(), &text.value[place], &words);
        return Some(Anmarkning { fix, ..found });
    }
    // ”50%-ig” is another word, which people mend.
    if !digit || rest.starts_with(|it: char| it.is_alphanumeric() || it == '-') {
        return None;
    }
    let number = text.value[..at].rsplit(|it: char| !it.is_ascii_digit() && it != ',' && it != '.').next();
    let number = number.unwrap_or_default();
    Some(Anmarkning {
        message: format!("Procenttecknet ska ha mellanslag före sig: ”{number} %”."),
        help: format!("Skriv {number} % med vanligt mellanslag. Det blir ett fast mellanslag i dokumentet."),
        fix: text.safe(at..at + 1, " %"),
        ..otherwise(text, at - number.len()..at + 1, "", "")
    })
}

/// The name of the kommun with a capital where it has none.
fn name_of_the_kommun(text: &Text<'_>, place: Range<usize>, sammanhang: &Sammanhang<'_>) -> Option<Anmarkning> {
    let name = sammanhang.profil.kommun.namn.as_str();
    let first = name.strip_suffix(" kommun")?;
    let start = place.start.checked_sub(first.len())?;
    let whole = start..place.end;
    let same = text.value.get(start..place.start) == Some(first);
    let bounded = text.value[place.end..].strip_prefix('s').unwrap_or(&text.value[place.end..]);
    let bounded = !bounded.starts_with(|it: char| it.is_alphanumeric());
    (same && bounded && text.stands_alone(&(start..start + first.len())) && text.is_words(&whole)).then(|| Anmarkning {
        amne: Amne::Kommunnamn,
        place: text.place(whole.clone()),
        message: format!("Kommunens namn skrivs ”{name}”."),
        help: format!("Skriv ”{name}”, som i kommun.toml."),
        label: Some((sammanhang.profil.kommun.namn.span(), "kommunens namn")),
        fix: text.safe(whole, name),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_are_few_enough_for_the_fast_search() {
        assert!(MARKS.iter().all(|it| it.0.len() >= 3), "a shorter mark is found everywhere");
        assert!(!MARKS.iter().any(|it| it.0.contains(['"', '\'', '\n'])), "a mark ends where its text does");
        assert!(MARKS.len() <= 32, "with {} marks aho-corasick looks at half as many bytes at a time", MARKS.len());
        assert!(SEARCH.is_match("28 mkr") && !SEARCH.is_match("28 mnkr"));
    }

    #[test]
    fn the_words_have_a_source() {
        for it in &SKRIVSATT.skrivsatt {
            assert!(!it.kalla.is_empty() && !it.fel.is_empty() && !it.fel.contains(&it.ratt), "{}", it.ratt);
        }
    }
}
