//! Paragraphs that a document has twice.

use std::ops::Range;

use super::text::{Text, paragraphs};
use super::{Amne, Anmarkning};

/// Shorter paragraphs may well be the same: ”Målgruppen är barn och unga.”
const SHORTEST: usize = 80;

/// A paragraph, known by how it begins and ends.
struct Stycke<'a> {
    key: [u8; 16],
    text: Text<'a>,
    place: Range<usize>,
}

/// The paragraphs of a document.
#[derive(Default)]
pub(super) struct Stycken<'a>(Vec<Stycke<'a>>);

impl<'a> Stycken<'a> {
    /// Takes note of the paragraphs of a text.
    pub(super) fn see(&mut self, text: &Text<'a>) {
        if text.value.len() < SHORTEST {
            return;
        }
        let long = paragraphs(text.value).into_iter().filter(|it| it.len() >= SHORTEST);
        self.0.extend(long.map(|place| Stycke { key: key(&text.value[place.clone()]), text: *text, place }));
    }

    /// Judges them when the whole document has been seen.
    pub(super) fn judge(mut self, all: &mut Vec<Anmarkning>) {
        self.0.sort_by_key(|it| (it.key, it.text.span.start, it.place.start));
        for alike in self.0.chunk_by(|one, other| one.key == other.key) {
            for (idx, it) in alike.iter().enumerate().skip(1) {
                let first = alike[..idx].iter().find(|first| same(first.words(), it.words()));
                all.extend(first.map(|first| it.remark(first)));
            }
        }
    }
}

impl<'a> Stycke<'a> {
    fn words(&self) -> &'a str {
        &self.text.value[self.place.clone()]
    }

    /// Where its first line stands: a longer place would fill the screen.
    fn first_line(&self) -> Range<usize> {
        let words = self.words();
        let start = self.place.start + words.len() - words.trim_start().len();
        let line = words.trim().lines().next().map_or(0, |it| it.trim_end().len());
        start..start + line
    }

    fn remark(&self, first: &Self) -> Anmarkning {
        // A text that is nothing but the paragraph would be empty without it.
        let is_part = self.words().trim().len() < self.text.value.trim().len();
        Anmarkning {
            amne: Amne::Upprepning,
            place: self.text.place(self.first_line()),
            message: "Samma stycke finns två gånger.".to_owned(),
            help: "Ta bort det ena.".to_owned(),
            label: Some((first.text.place(first.first_line()), "första gången")),
            fix: is_part.then(|| self.text.risky(self.place.clone(), "")).flatten(),
        }
    }
}

/// The first and last eight bytes that are no space.
fn key(text: &str) -> [u8; 16] {
    let mut key = [0; 16];
    let bytes = || text.bytes().filter(|it| !it.is_ascii_whitespace());
    key[..8].iter_mut().zip(bytes()).for_each(|(place, it)| *place = it);
    key[8..].iter_mut().zip(bytes().rev()).for_each(|(place, it)| *place = it);
    key
}

/// Whether two paragraphs have the same words, however their lines are broken, and enough of them.
fn same(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
        && one.split_whitespace().map(|it| it.chars().count() + 1).sum::<usize>() > SHORTEST
}
