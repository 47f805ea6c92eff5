//! The misspellings that are known, as `ord/felstavningar.toml` lists them.

use std::sync::LazyLock;

use serde::Deserialize;

use super::langord::Langord;
use crate::tecken::Sieve;

const LIST: &str = include_str!("../ord/felstavningar.toml");

/// Words with the same endings and the same source.
#[derive(Deserialize)]
#[cfg_attr(test, serde(deny_unknown_fields))]
struct Grupp<'a> {
    /// Where it says how the words are spelt.
    #[cfg(test)]
    kalla: String,
    #[serde(borrow)]
    andelser: Vec<&'a str>,
    /// A misspelling and the right word on each line.
    ord: &'a str,
}

#[derive(Deserialize)]
struct Lista<'a> {
    #[serde(borrow)]
    grupp: Vec<Grupp<'a>>,
}

/// The list, ready to be asked.
pub(super) struct Felstavningar {
    sieve: Sieve<1024>,
    /// Every form, sorted by its number as a word.
    forms: Vec<Form>,
    numbers: Vec<u64>,
}

/// A misspelt word and the right one, with the ending of both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    fel: &'static str,
    ratt: &'static str,
    andelse: &'static str,
}

pub(super) static FELSTAVNINGAR: LazyLock<Felstavningar> = LazyLock::new(|| {
    let list: Lista<'static> = toml::from_str(LIST).expect("a test reads the list of misspellings");
    let (mut sieve, mut forms) = (Sieve::empty(), Vec::new());
    let mut word = String::new();
    for grupp in list.grupp {
        for (fel, ratt) in grupp.ord.lines().filter_map(|it| it.split_once(' ')) {
            for andelse in &grupp.andelser {
                word.clear();
                word.push_str(fel);
                word.push_str(andelse);
                let ends = Langord::new(&word, 0..word.len()).ends;
                sieve.add(ends);
                forms.push((ends, Form { fel, ratt, andelse }));
            }
        }
    }
    forms.sort_unstable();
    let (numbers, forms) = forms.into_iter().unzip();
    Felstavningar { sieve, forms, numbers }
});

impl Felstavningar {
    /// Whether a word may be one of the misspellings; most words are not.
    pub(super) fn may_hold(&self, word: &Langord) -> bool {
        self.sieve.may_hold(word.ends)
    }

    /// What a word of a text should have been, where it is one of the misspellings, with capitals where it has them.
    pub(super) fn meant(&self, text: &str, word: &Langord) -> Option<String> {
        let first = self.numbers.partition_point(|it| *it < word.ends);
        let known = self.numbers[first..].iter().take_while(|it| **it == word.ends).zip(&self.forms[first..]);
        let word = &text[word.place.clone()];
        let (_, form) = known.into_iter().find(|(_, it)| {
            let mut typed = word.chars().flat_map(char::to_lowercase);
            it.fel.chars().chain(it.andelse.chars()).all(|it| typed.next() == Some(it)) && typed.next().is_none()
        })?;
        Some(in_case_of(word, &format!("{}{}", form.ratt, form.andelse)))
    }
}

fn in_case_of(typed: &str, meant: &str) -> String {
    let mut capitals = typed.chars().map(char::is_uppercase);
    match (capitals.next(), capitals.next()) {
        (Some(true), Some(true)) => meant.to_uppercase(),
        (Some(true), _) => {
            let mut letters = meant.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
        }
        _ => meant.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::checks::sprak::langord::SHORTEST;

    fn meant(word: &str) -> Option<String> {
        FELSTAVNINGAR.meant(word, &Langord::new(word, 0..word.len()))
    }

    #[test]
    fn the_list_is_sound() {
        let list: Lista<'_> = toml::from_str(LIST).expect("the list is TOML");
        for grupp in list.grupp {
            assert!(!grupp.kalla.trim().is_empty() && !grupp.andelser.is_empty() && !grupp.ord.trim().is_empty());
            let is_pair = |it: &str| it.split(' ').filter(|it| !it.is_empty()).count() >= 2 && it.trim() == it;
            assert!(grupp.ord.lines().all(is_pair), "a misspelling and the right word: {}", grupp.ord);
        }
        let (mut wrong, mut right) = (BTreeSet::new(), BTreeSet::new());
        for it in &FELSTAVNINGAR.forms {
            let (fel, ratt) = (format!("{}{}", it.fel, it.andelse), format!("{}{}", it.ratt, it.andelse));
            assert!(fel.len() >= SHORTEST, "{fel} is too short to be looked at");
            assert!(fel.chars().all(|it| it.is_lowercase()) && ratt == ratt.to_lowercase(), "{fel} → {ratt}");
            assert_eq!(meant(&fel).as_ref(), Some(&ratt), "{fel} is found");
            assert!(wrong.insert(fel.clone()), "{fel} is listed twice");
            right.insert(ratt);
        }
        let both: Vec<_> = wrong.intersection(&right).collect();
        assert!(both.is_empty(), "both right and wrong: {both:?}");
    }

    #[test]
    fn capitals_are_kept() {
        assert_eq!(meant("Rådhigheten").as_deref(), Some("Rådigheten"));
        assert_eq!(meant("RÅDHIGHET").as_deref(), Some("RÅDIGHET"));
        assert_eq!(meant("rådighet"), None);
    }
}
