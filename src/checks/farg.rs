//! Meaning that only those who see colours get, as `ord/farger.toml` describes it.

use std::sync::LazyLock;

use serde::Deserialize;

use super::texter::place_in;
use super::{Findings, Sammanhang};
use crate::check;
use crate::dokument::Handling;
use crate::svenska::{self, quoted};
use crate::tecken::{self, SmallSieve};

check! {
    /// Bildtexten och alternativtexten förklarar inte bara med färg.
    ///
    /// Den som inte ser färgerna, eller skriver ut i svartvitt, får inte veta vad ”grönt fält” är (WCAG 1.4.1).
    ///
    /// ```toml,fails
    /// [[figur]]
    /// id = "stjarnan"
    /// fil = "stjarnan.svg"
    /// bildtext = "Skyddsfaktorer (grönt fält) och problem (orange fält)"
    /// alt = "En stjärna. I mitten står skyddsfaktorerna, i uddarna det som de förebygger."
    /// ```
    ///
    /// ```toml
    /// [[figur]]
    /// id = "stjarnan"
    /// fil = "stjarnan.svg"
    /// bildtext = "Skyddsfaktorer i mitten och problem i uddarna"
    /// alt = "En stjärna. I mitten står skyddsfaktorerna, i uddarna det som de förebygger."
    /// ```
    pub(super) const FORKLARAS_MED_FARG: Check = Vanlig("forklaras-med-farg", Some(Upplysning), Some(Upplysning));
}

#[derive(Deserialize)]
#[cfg_attr(test, serde(deny_unknown_fields))]
struct Fargord {
    #[cfg(test)]
    kalla: String,
    farger: Vec<String>,
    andelser: Vec<String>,
    saker: Vec<String>,
    markt: Vec<String>,
}

static WORDS: LazyLock<Fargord> =
    LazyLock::new(|| toml::from_str(include_str!("ord/farger.toml")).expect("a test reads the words of colours"));

static BEGINNINGS: LazyLock<SmallSieve> =
    LazyLock::new(|| SmallSieve::of_beginnings(WORDS.farger.iter().map(String::as_str)));

pub(super) fn forklaras_med_farg(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for figure in handling.figurer() {
        let caption = ("Bildtexten", &figure.bildtext.0);
        let alternative = figure.alt.as_ref().map(|it| ("Alternativtexten", &it.0));
        for (name, text) in [Some(caption), alternative].into_iter().flatten() {
            let Some(place) = in_text(&text.value) else { continue };
            let message = format!("{name} förklarar med färg: ”{}”.", quoted(&text.value[place.clone()]));
            findings.add(place_in(sammanhang.sources, text.span, place), message, |it| {
                it.help("Skriv också var det är, vilken form det har eller vad som står där.")
            });
        }
    }
}

/// Where a text first tells something apart by its colour.
fn in_text(text: &str) -> Option<std::ops::Range<usize>> {
    let place = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let words: Vec<&str> = text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    (0..words.len()).filter(|it| is_colour(words[*it])).find_map(|at| {
        let after = words.get(at + 1).filter(|it| {
            let it = svenska::in_small_letters(it);
            WORDS.saker.iter().any(|thing| it.starts_with(thing.as_str()))
        });
        let before = at.checked_sub(1).map(|it| words[it]).filter(|it| {
            let it = svenska::in_small_letters(it);
            WORDS.markt.iter().any(|marked| it == marked.as_str())
        });
        match (before, after) {
            (Some(before), _) => Some(place(before)..place(words[at]) + words[at].len()),
            (None, Some(after)) => Some(place(words[at])..place(after) + after.len()),
            (None, None) => None,
        }
    })
}

fn is_colour(word: &str) -> bool {
    // Nearly every word begins with other letters than the colours do.
    if !BEGINNINGS.may_hold(tecken::beginning(word.as_bytes())) {
        return false;
    }
    let word = svenska::in_small_letters(word);
    let ending = |it: &String| word.strip_prefix(it.as_str());
    WORDS.farger.iter().filter_map(ending).any(|it| WORDS.andelser.iter().any(|known| known == it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        in_text(text).map(|it| &text[it])
    }

    #[test]
    fn colours_that_mean_something_are_found() {
        assert!(!WORDS.kalla.is_empty());
        assert_eq!(found("universell nivå (grönt fält)"), Some("grönt fält"));
        assert_eq!(found("De gröna områdena visar insatser"), Some("gröna områdena"));
        assert_eq!(found("Det som är markerat grönt"), Some("markerat grönt"));
        assert_eq!(found("En röd stuga vid en blå sjö"), None);
        assert_eq!(found("Vita huset och Röda Korset"), None);
    }
}
