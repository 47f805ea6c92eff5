//! Official words that are quoted nearly right, as `ord/citat.toml` has them.

use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::text::Text;
use super::{Amne, Anmarkning};
use crate::diagnostic::{Applicability, Fix};

/// An official text.
#[derive(Deserialize)]
#[cfg_attr(test, serde(deny_unknown_fields))]
pub(super) struct Citat {
    namn: String,
    pub(super) lydelse: String,
    /// Pieces of it; only texts with one of them are read closely.
    pub(super) marken: Vec<String>,
    #[cfg(test)]
    kalla: String,
}

#[derive(Deserialize)]
pub(super) struct Lista {
    pub(super) citat: Vec<Citat>,
}

pub(super) static LIST: LazyLock<Lista> =
    LazyLock::new(|| toml::from_str(include_str!("../ord/citat.toml")).expect("a test reads the quotations"));

/// A word of the official text and what stands in its place.
enum Avvikelse {
    /// Another word.
    Annat(usize, usize),
    /// No word, before this word of the text.
    Saknas(usize, usize),
    /// A word too much.
    Extra(usize),
}

impl Citat {
    /// The first deviation in the text's quotation of the official words, if it is a quotation and deviates.
    pub(super) fn judge(&self, text: &Text<'_>) -> Option<Anmarkning> {
        let (official, typed) = (words(&self.lydelse), words(text.value));
        let right: Vec<String> = official.iter().map(|it| self.lydelse[it.clone()].to_lowercase()).collect();
        let told: Vec<String> = typed.iter().map(|it| text.value[it.clone()].to_lowercase()).collect();
        let (matches, deviations) = align(&right, &told);
        // Fewer words in common are a text of its own, and more deviations are one too.
        if deviations.is_empty() || deviations.len() > 3 || matches * 5 < right.len() * 3 {
            return None;
        }
        let near = |it: &Avvikelse| match it {
            Avvikelse::Annat(one, other) => is_near(&right[*one], &told[*other]),
            _ => false,
        };
        let at = |it: &Avvikelse| match it {
            Avvikelse::Annat(_, at) | Avvikelse::Saknas(_, at) | Avvikelse::Extra(at) => typed[*at].clone(),
        };
        let first = deviations.first()?;
        // Outside quotation marks another word may be meant, but hardly one that is nearly the official one.
        if !text.is_quoted(at(first).start) && !deviations.iter().all(near) {
            return None;
        }
        if !text.is_words(&at(first)) {
            return None;
        }
        let word = |at: &usize| &text.value[typed[*at].clone()];
        let what = match first {
            Avvikelse::Annat(one, at) => format!("”{}” ska vara ”{}”", word(at), right[*one]),
            Avvikelse::Saknas(one, at) => format!("”{}” saknas före ”{}”", right[*one], word(at)),
            Avvikelse::Extra(at) => format!("”{}” ska inte vara med", word(at)),
        };
        let edits = deviations.iter().map(|it| match it {
            Avvikelse::Annat(one, at) => text.edit(typed[*at].clone(), &right[*one]),
            _ => None,
        });
        let edits: Option<Vec<_>> = edits.collect();
        Some(Anmarkning {
            amne: Amne::Citat,
            place: text.place(at(first)),
            message: format!("{} är felciterat: {what}.", self.namn),
            help: format!("Den officiella lydelsen är ”{}”.", self.lydelse),
            label: None,
            fix: edits.map(|edits| Fix { applicability: Applicability::Unsafe, edits }),
        })
    }
}

/// Where the words of a text stand.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut start = None;
    for (at, it) in text.char_indices().chain([(text.len(), ' ')]) {
        match (it.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                all.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    all
}

/// Whether a word is likely to be a slip of the pen for another.
fn is_near(one: &str, other: &str) -> bool {
    let common = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let (most, least) =
        (one.chars().count().max(other.chars().count()), one.chars().count().min(other.chars().count()));
    common >= 4 && most - least <= 3 && common * 2 >= most
}

/// The stretch of a text that has most of the official words in their order: how many words they share, and where they
/// deviate between the first and the last of those. (Smith and Waterman's local alignment, word by word.)
fn align(right: &[String], told: &[String]) -> (usize, Vec<Avvikelse>) {
    const MATCH: i32 = 2;
    const MISS: i32 = 1;
    let width = told.len() + 1;
    let mut score = vec![0_i32; (right.len() + 1) * width];
    let mut best = (0, 0, 0);
    for one in 1..=right.len() {
        for other in 1..=told.len() {
            let diagonal = score[(one - 1) * width + other - 1];
            let diagonal = if right[one - 1] == told[other - 1] { diagonal + MATCH } else { diagonal - MISS };
            let up = score[(one - 1) * width + other] - MISS;
            let left = score[one * width + other - 1] - MISS;
            let here = diagonal.max(up).max(left).max(0);
            score[one * width + other] = here;
            if here > best.0 {
                best = (here, one, other);
            }
        }
    }
    let (_, mut one, mut other) = best;
    let (mut matches, mut deviations) = (0, Vec::new());
    while one > 0 && other > 0 && score[one * width + other] > 0 {
        let here = score[one * width + other];
        let diagonal = score[(one - 1) * width + other - 1];
        let same = right[one - 1] == told[other - 1];
        if same && here == diagonal + MATCH {
            matches += 1;
            (one, other) = (one - 1, other - 1);
        } else if here == diagonal - MISS {
            deviations.push(Avvikelse::Annat(one - 1, other - 1));
            (one, other) = (one - 1, other - 1);
        } else if here == score[(one - 1) * width + other] - MISS {
            // The text goes on with the word after the place.
            deviations.push(Avvikelse::Saknas(one - 1, other.min(told.len() - 1)));
            one -= 1;
        } else {
            deviations.push(Avvikelse::Extra(other - 1));
            other -= 1;
        }
    }
    deviations.reverse();
    (matches, deviations)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sound() {
        for it in &LIST.citat {
            assert!(!it.kalla.is_empty() && !it.namn.is_empty());
            assert!(it.marken.iter().all(|mark| it.lydelse.contains(mark.as_str())), "{}", it.namn);
        }
    }

    #[test]
    fn deviations_are_those_between_the_words_in_common() {
        let deviations = |told: &str| {
            let official = "att skapa samhälleliga förutsättningar för en god hälsa";
            let list = |it: &str| it.split(' ').map(str::to_owned).collect::<Vec<_>>();
            let (matches, found) = align(&list(official), &list(told));
            (matches, found.len())
        };
        assert_eq!(deviations("målet är att skapa samhälleliga förutsättningar för en god hälsa i länet"), (8, 0));
        assert_eq!(deviations("att skapa samhällsliga förutsättningar för en god hälsa"), (7, 1));
        assert_eq!(deviations("att skapa förutsättningar för en god hälsa"), (7, 1));
        assert_eq!(deviations("att skapa de samhälleliga förutsättningar för en god hälsa"), (8, 1));
        assert_eq!(deviations("en cykelväg"), (1, 0));
    }
}
