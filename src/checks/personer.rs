//! Texts that tell of one person: a name after a title, and quotations of or about somebody, as `ord/personer.toml` knows
//! them.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::skrift::{self, paragraphs};
use super::{Findings, Sammanhang, sprak};
use crate::check;
use crate::dokument::Handling;
use crate::profil::Profil;
use crate::svenska::{in_small_letters, quoted};

check! {
    /// Texten pekar inte ut någon i onödan.
    ///
    /// En uppföljning är en allmän handling. Ett namn, eller ett citat från ett barn i en liten grupp, kan peka ut någon.
    /// Kontrollen påminner om namn efter en titel, som ”föreläsaren Maja Lindh”, och om citat där någon talar eller
    /// omtalas. Den som har sagt ja till att nämnas får nämnas: tysta då kontrollen med det skälet.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Elevhälsan lyssnade på föreläsaren Maja Lindh."
    /// ```
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Familjehemmen har hört av sig: ”Flickan ser fram mot varje paket och läser mer.”"
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Elevhälsan lyssnade på en föreläsare. Familjehemmen berättade att barnen ser fram mot paketen."
    /// ```
    pub(super) const PERSONUPPGIFT_I_TEXT: Check = Vanlig("personuppgift-i-text", Some(Upplysning), Some(Upplysning));
}

#[derive(Deserialize)]
#[cfg_attr(test, serde(deny_unknown_fields))]
struct Lista {
    #[cfg(test)]
    kalla: String,
    titlar: Vec<String>,
    personer: Vec<String>,
    sagt: Vec<String>,
    omtalade: Vec<String>,
}

static LIST: LazyLock<Lista> =
    LazyLock::new(|| toml::from_str(include_str!("ord/personer.toml")).expect("a test reads the words for people"));

pub(super) fn personuppgift_i_text(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    skrift::quotations_of_people(sammanhang, findings);
    for it in sprak::named_people(sammanhang) {
        let name = quoted(sammanhang.sources.text(it));
        findings.add(it, format!("”{name}” ser ut att vara en persons namn."), |it| {
            it.help("Skriv en titel eller en funktion, om namnet inte behövs.")
        });
    }
}

/// Whether a word may be a title with a name after it; hardly any word is.
pub(super) fn may_be_named(text: &str, word: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    bytes.get(word.end + 1).is_some_and(|it| it.is_ascii_uppercase() | (*it == 0xc3)) && bytes[word.end] == b' '
}

/// The name after a title, where it is none that the kommun's profile has.
pub(super) fn name_after(text: &str, title: &Range<usize>, profil: &Profil) -> Option<Range<usize>> {
    // Two words with capitals are rarer than one, and are asked for first.
    let name = full_name(text[title.end..].strip_prefix(' ')?)?;
    let word = in_small_letters(&text[title.clone()]);
    if !LIST.titlar.iter().any(|it| word.ends_with(it.as_str())) {
        return None;
    }
    let names = profil.aktor.iter().flat_map(|it| {
        let alias = it.alias.iter().map(|it| it.value.as_str());
        alias.chain([it.namn.as_str()])
    });
    let known = names.chain([profil.kommun.namn.as_str()]).any(|it| it.contains(name));
    (!known).then(|| title.end + 1..title.end + 1 + name.len())
}

/// The quotations of a text that may be of or about one person; the places of its quotation marks are given in order.
pub(super) fn quotations(text: &str, marks: &[usize]) -> Vec<Range<usize>> {
    /// A shorter quotation, in bytes, is a term or a title.
    const SHORTEST: usize = 20;
    let mut all = Vec::new();
    if !marks.windows(2).any(|it| it[1] - it[0] >= SHORTEST) {
        return all;
    }
    for paragraph in paragraphs(text) {
        let mine: Vec<usize> = marks.iter().copied().filter(|it| paragraph.contains(it)).collect();
        for pair in mine.chunks_exact(2) {
            let sign = text[pair[1]..].chars().next().map_or(0, char::len_utf8);
            let place = pair[0]..pair[1] + sign;
            if place.len() >= SHORTEST && is_about_somebody(text, &paragraph, &place) {
                all.push(place);
            }
        }
    }
    all
}

/// The first name and the surname that a text begins with.
fn full_name(text: &str) -> Option<&str> {
    let name_at = |from: usize| {
        let rest = &text[from..];
        let length = rest.find(|it: char| !it.is_alphabetic() && it != '-').unwrap_or(rest.len());
        let mut letters = rest[..length].chars();
        let is_name = letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
        is_name.then_some(from + length)
    };
    let first = name_at(0)?;
    let last = text[first..].starts_with(' ').then(|| name_at(first + 1)).flatten()?;
    Some(&text[..last])
}

/// Whether a quotation is of or about one person: it names one, or the words before or after it say who spoke.
fn is_about_somebody(text: &str, paragraph: &Range<usize>, quotation: &Range<usize>) -> bool {
    /// A shorter quotation is a term or a title.
    const FEWEST: usize = 4;
    /// How many words before and after a quotation may tell who spoke.
    const NEAR: usize = 6;
    fn words(text: &str) -> impl DoubleEndedIterator<Item = Cow<'_, str>> {
        let words = text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
        words.map(in_small_letters)
    }
    let has = |list: &[String], word: &str| list.iter().any(|it| it == word);
    let spoken = |words: &[Cow<'_, str>]| {
        words
            .windows(3)
            .any(|it| has(&LIST.sagt, &it[0]) && matches!(&*it[1], "en" | "ett") && has(&LIST.omtalade, &it[2]))
    };
    let quoted: Vec<_> = words(&text[quotation.clone()]).collect();
    let mut before: Vec<_> = words(&text[paragraph.start..quotation.start]).rev().take(NEAR).collect();
    before.reverse();
    let after: Vec<_> = words(&text[quotation.end..paragraph.end]).take(NEAR).collect();
    quoted.len() >= FEWEST && (quoted.iter().any(|it| has(&LIST.personer, it)) || spoken(&before) || spoken(&after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sound() {
        assert!(!LIST.kalla.is_empty());
        let words = [&LIST.titlar, &LIST.personer, &LIST.sagt, &LIST.omtalade];
        assert!(words.into_iter().flatten().all(|it| *it == it.to_lowercase()));
    }

    #[test]
    fn names_are_told_from_other_words() {
        assert_eq!(full_name("Maja Lindh, skolsamordnare"), Some("Maja Lindh"));
        assert_eq!(full_name("Lars-Erik Åkesson."), Some("Lars-Erik Åkesson"));
        for other in ["Maja har", "KSAU Lindh", "på Nolhaga", "Maja", "Maja\nLindh", ""] {
            assert_eq!(full_name(other), None, "{other}");
        }
    }
}
