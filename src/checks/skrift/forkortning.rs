//! Abbreviations in capitals that nobody explains, and labels that are nearly the agreement's.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::text::Text;
use super::{Amne, Anmarkning};
use crate::checks::Sammanhang;
use crate::modell::Innehall;
use crate::source::Span;

#[derive(Deserialize)]
#[cfg_attr(test, serde(deny_unknown_fields))]
struct Grupp {
    /// Why everybody knows them.
    #[cfg(test)]
    kalla: String,
    ord: Vec<String>,
}

#[derive(Deserialize)]
struct Lista {
    grupp: Vec<Grupp>,
}

static KNOWN: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let list: Lista =
        toml::from_str(include_str!("../ord/forkortningar.toml")).expect("a test reads the known abbreviations");
    list.grupp.into_iter().flat_map(|it| it.ord).collect()
});

/// The abbreviations of a document that are not known to everybody.
#[derive(Default)]
pub(super) struct Samling<'a> {
    /// Where each first stands, and whether it is explained anywhere.
    found: BTreeMap<&'a str, (Span, bool)>,
}

impl<'a> Samling<'a> {
    /// Takes note of the abbreviation whose second letter stands at a place.
    pub(super) fn see(&mut self, text: &Text<'a>, at: usize) {
        let Some(place) = abbreviation(text, at) else { return };
        let word = &text.value[place.clone()];
        if KNOWN.contains(word) || is_number(text, &place) || is_shouted(text, &place) || !text.is_words(&place) {
            return;
        }
        let explained = is_explained(text, &place);
        let entry = self.found.entry(word).or_insert_with(|| (text.place(place), explained));
        entry.1 |= explained;
    }

    /// Judges them when the whole document has been seen.
    pub(super) fn judge(self, sammanhang: &Sammanhang<'_>, all: &mut Vec<Anmarkning>) {
        if self.found.is_empty() {
            return;
        }
        let names = names(sammanhang);
        for (word, (place, explained)) in self.found {
            let in_name = |it: &&str| it.split(|it: char| !it.is_alphanumeric()).any(|it| it == word);
            // What has been told as an old name is not told again.
            let is_old = |it: &Anmarkning| it.amne == Amne::Benamning && sammanhang.sources.text(it.place) == word;
            if all.iter().any(is_old) {
                continue;
            }
            if sammanhang.profil.forkortning.contains_key(word) || names.iter().any(|it| in_name(it)) {
                continue;
            }
            // Another label is one too many even where it is explained.
            let near = near_label(word, place, sammanhang);
            let unexplained = (!explained).then(|| Anmarkning {
                amne: Amne::Forkortning,
                place,
                message: format!("Förkortningen ”{word}” förklaras inte."),
                help: format!(
                    "Lägg till {word} = \"…\" under [forkortning] i kommun.toml, eller skriv ut orden första gången, med \
                     ({word}) efter."
                ),
                label: None,
                fix: None,
            });
            all.extend(near.or(unexplained));
        }
    }
}

/// The names of the kommun, the agreements, the actors and the insatser, in which an abbreviation is part of the name, and
/// the terms that the document explains.
fn names<'a>(sammanhang: &Sammanhang<'a>) -> Vec<&'a str> {
    let profil = sammanhang.profil;
    let mut names = vec![profil.kommun.namn.as_str()];
    names.extend(profil.kommun.kort.as_ref().map(|it| it.as_str()));
    names.extend(profil.kommun.godkannande_organ.as_ref().map(|it| it.as_str()));
    names.extend(
        profil.avtal.iter().flat_map(|it| [it.region_kort.as_str(), it.region_namn.as_str(), it.benamning.as_str()]),
    );
    for aktor in &profil.aktor {
        names.push(aktor.namn.as_str());
        names.extend(aktor.alias.iter().map(|it| it.value.as_str()));
    }
    let year = sammanhang.underlag.map(|it| it.innehall.handling().ar().value);
    let plan = year.and_then(|it| sammanhang.kommun.plan(it));
    names.extend(
        plan.into_iter().flat_map(|it| it.insatser()).filter_map(|(_, it)| it.namn.as_ref()).map(|it| it.as_str()),
    );
    match sammanhang.underlag.map(|it| &it.innehall) {
        Some(Innehall::Handlingsplan(plan)) => names.extend(plan.begrepp.iter().map(|it| it.term.as_str())),
        Some(Innehall::Uppfoljning(it)) => {
            names.extend(it.insats.iter().filter_map(|it| it.namn.as_ref()).map(|it| it.as_str()));
        }
        _ => {}
    }
    names
}

/// A label that is the agreement's but for one letter: ”DRNV” beside ”DRN”.
fn near_label(word: &str, place: Span, sammanhang: &Sammanhang<'_>) -> Option<Anmarkning> {
    let year = sammanhang.underlag?.innehall.handling().ar().value;
    let label = &sammanhang.profil.huvudavtal(year)?.region_kort;
    let kort = label.as_str();
    let near = word.len().abs_diff(kort.len()) == 1 && (word.starts_with(kort) || kort.starts_with(word));
    (near && kort.len() >= 3).then(|| Anmarkning {
        amne: Amne::Beteckning,
        place,
        message: format!("”{word}” är nästan ”{kort}”, som avtalet kallar regionens part."),
        help: format!(
            "Skriv ”{kort}” om samma organ menas. Annars läggs {word} till under [forkortning] i kommun.toml."
        ),
        label: Some((label.span(), "avtalets beteckning")),
        fix: None,
    })
}

/// The word of two to six capitals around a place; it may have the s of a genitive after it.
fn abbreviation(text: &Text<'_>, at: usize) -> Option<Range<usize>> {
    let value = text.value;
    let start = at - value[..at].chars().rev().take_while(|it| it.is_uppercase()).map(char::len_utf8).sum::<usize>();
    let length: usize = value[start..].chars().take_while(|it| it.is_uppercase()).map(char::len_utf8).sum();
    let place = start..start + length;
    let letters = value[place.clone()].chars().count();
    let rest = value[place.end..].strip_prefix('s').unwrap_or(&value[place.end..]);
    let goes_on = |it: char| it.is_alphanumeric() || it == '_';
    let alone = !value[..start].ends_with(goes_on) && !rest.starts_with(goes_on);
    let roman = value[place.clone()].bytes().all(|it| matches!(it, b'I' | b'V' | b'X' | b'L' | b'C'));
    ((2..=6).contains(&letters) && alone && !roman).then_some(place)
}

/// Whether an abbreviation is part of a number: ”KS 2024/118”, ”2023.445 KS”, ”SFS 2018:1937”, ”ISO 9001”, ”KS § 196”.
fn is_number(text: &Text<'_>, place: &Range<usize>) -> bool {
    let after = text.value[place.end..].trim_start_matches([' ', '\u{a0}', '-']);
    let number: String = after.chars().take_while(|it| it.is_ascii_digit() || matches!(it, '/' | ':' | '.')).collect();
    let number = number.trim_end_matches(['.', ':', '/']);
    let year = number.parse::<u16>().is_ok_and(|it| (1900..2100).contains(&it));
    let before = text.value[..place.start].trim_end_matches([' ', '\u{a0}', '-']);
    let before = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let registry = before.starts_with(|it: char| it.is_ascii_digit()) && before.contains(['.', '/', ':', '-']);
    after.starts_with('§') || (!number.is_empty() && !year) || registry
}

/// Whether the word beside an abbreviation is in capitals too, as in a name that is all capitals.
fn is_shouted(text: &Text<'_>, place: &Range<usize>) -> bool {
    let shouted = |it: &str| {
        let it = it.trim_end_matches(['.', ',', ':']);
        it.chars().count() >= 2 && it.chars().all(|it| it.is_uppercase() || it == '-')
    };
    let (before, after) = (&text.value[..place.start], &text.value[place.end..]);
    let beside = |it: Option<&str>| it.is_some_and(shouted);
    (before.ends_with(char::is_whitespace) && beside(before.split_whitespace().next_back()))
        || (after.starts_with(char::is_whitespace) && beside(after.split_whitespace().next()))
}

/// Whether the text says beside an abbreviation what it means: ”arbetsutskottet (KSAU)”, ”KSAU (arbetsutskottet)”,
/// ”nämnd västra, DRNV, har”, ”MEA, ”möjliggöra egen aktivitetsförmåga””.
fn is_explained(text: &Text<'_>, place: &Range<usize>) -> bool {
    let before = text.value[..place.start].trim_end_matches(['*', '_', '”', '"']);
    let after = text.value[place.end..].trim_start_matches(['*', '_', '”', '"']);
    let in_parentheses = before.ends_with('(') && after.starts_with([')', ',', ';']);
    let meaning = after.strip_prefix(" (").and_then(|it| it.split_once(')')).map(|it| it.0);
    let has_meaning = meaning.is_some_and(|it| it.chars().filter(|it| it.is_alphabetic()).count() >= 6);
    let word = before.strip_suffix(", ").and_then(|it| it.rsplit(char::is_whitespace).next());
    let apposition = word.is_some_and(|it| it.chars().any(char::is_lowercase)) && after.starts_with(',')
        || after.starts_with(", ”")
        || after.starts_with(", \"");
    let told = [" står för ", " betyder ", " utläses "].iter().any(|it| after.starts_with(it));
    in_parentheses || has_meaning || apposition || told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sound() {
        let list: Lista = toml::from_str(include_str!("../ord/forkortningar.toml")).expect("the list is TOML");
        let mut seen = HashSet::new();
        for grupp in &list.grupp {
            assert!(!grupp.kalla.is_empty());
            for it in &grupp.ord {
                assert!((2..=6).contains(&it.chars().count()) && it.chars().all(char::is_uppercase), "{it}");
                assert!(seen.insert(it), "{it} is listed twice");
            }
        }
    }
}
