//! The names that a document knows, and the places where a text nearly has one of them.

use std::ops::{Range, RangeInclusive};

use super::langord::{Langord, long_words, shape};
use super::likhet::{Likhet, compare};
use crate::checks::Sammanhang;
use crate::modell::Innehall;
use crate::source::Span;
use crate::tecken::Sieve;
use crate::text::Klartext;

/// A name that texts may use.
pub(super) struct Namn<'a> {
    pub text: &'a str,
    pub span: Span,
    pub slag: Namnslag,
    /// The longest word of the name: where a text has it, or nearly has it, the whole name is compared.
    word: Langord,
}

/// Where a name is known from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Namnslag {
    /// An actor of `kommun.toml`, or another way to write its name.
    Aktor,
    /// A role that the document itself has.
    Roll,
}

/// The names that a document knows.
pub(super) struct Register<'a> {
    /// Sorted by how their longest words begin.
    namn: Vec<Namn<'a>>,
    beginnings: Vec<u64>,
    /// How words begin, and how long they are, that can be near the longest word of a name.
    shapes: Sieve<256>,
}

impl<'a> Register<'a> {
    pub(super) fn new(sammanhang: &Sammanhang<'a>) -> Self {
        let mut names = Vec::new();
        for aktor in &sammanhang.profil.aktor {
            names.push((aktor.namn.as_str(), aktor.namn.span(), Namnslag::Aktor));
            names.extend(aktor.alias.iter().map(|it| (it.value.as_str(), it.span, Namnslag::Aktor)));
        }
        let roles = sammanhang.underlag.map(|it| roles(&it.innehall)).unwrap_or_default();
        names.extend(roles.into_iter().map(|it| (it.as_str(), it.span(), Namnslag::Roll)));
        Self::of(names.into_iter())
    }

    fn of(names: impl Iterator<Item = (&'a str, Span, Namnslag)>) -> Self {
        let mut namn = Vec::new();
        // A name with an expression is known only when it is set.
        for (text, span, slag) in names.filter(|it| !it.0.contains('{')) {
            let mut longest: Option<Langord> = None;
            long_words(text, |it| {
                if longest.as_ref().is_none_or(|longest| longest.place.len() < it.place.len()) {
                    longest = Some(it);
                }
            });
            namn.extend(longest.map(|word| Namn { text, span, slag, word }));
        }
        namn.sort_by_key(|it| it.word.beginning);
        let mut shapes = Sieve::empty();
        for it in &namn {
            lengths(&it.word).for_each(|length| shapes.add(shape(it.word.beginning, length)));
        }
        let beginnings = namn.iter().map(|it| it.word.beginning).collect();
        Self { namn, beginnings, shapes }
    }

    /// Whether a word may be near the longest word of a name; most words are not.
    pub(super) fn may_hold(&self, word: &Langord) -> bool {
        self.shapes.may_hold(word.shape)
    }

    /// The name that a text nearly has where one of its long words stands, and the place of what it has instead.
    pub(super) fn near(&self, text: &str, word: &Langord) -> Option<(&Namn<'a>, Range<usize>)> {
        let mut near = None;
        let first = self.beginnings.partition_point(|it| *it < word.beginning);
        let alike = self.namn[first..].iter().take_while(|it| it.word.beginning == word.beginning);
        for namn in alike.filter(|it| lengths(&it.word).contains(&word.place.len())) {
            match compare(text, &word.place, namn.text, &namn.word.place) {
                // What is one of the names is right, however near it is to another.
                Some((Likhet::Samma, _)) => return None,
                Some((Likhet::Nastan, place)) => near = near.or(Some((namn, place))),
                None => {}
            }
        }
        near
    }
}

/// How long a word can be that is near this one: a slip of the pen and another ending are a few bytes.
fn lengths(word: &Langord) -> RangeInclusive<usize> {
    word.place.len().saturating_sub(4)..=word.place.len() + 6
}

/// The roles and bodies that a document itself names.
fn roles(innehall: &Innehall) -> Vec<&Klartext> {
    let owner = innehall.handling().styrdokument().and_then(|it| it.dokumentansvarig.as_ref());
    let mut roles: Vec<&Klartext> = owner.into_iter().collect();
    if let Innehall::Verksamhetsplan(plan) = innehall {
        for row in plan.alla_avsnitt().into_iter().flat_map(|it| &it.organisation) {
            roles.push(&row.roll);
            roles.extend(&row.organ);
        }
        roles.extend(plan.insatser().filter_map(|(_, it)| it.tjanst.as_ref()).map(|it| &it.funktion));
    }
    roles
}
