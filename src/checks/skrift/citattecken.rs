//! Quotation marks: ”…”, the same sign before and after.

use super::text::{Text, paragraphs};
use super::{Amne, Anmarkning};
use crate::diagnostic::{Applicability, Fix};
use crate::svenska::quoted;

/// The only quotation mark that is printed.
const RIGHT: &str = "”";

/// The quotation mark that begins at a place, if one does.
pub(super) fn mark_at(text: &str, at: usize) -> Option<char> {
    let sign = text.get(at..).and_then(|it| it.chars().next())?;
    matches!(sign, '"' | '”' | '“' | '„').then_some(sign)
}

/// Judges the quotation marks of a text, whose places are given in order.
pub(super) fn judge(text: &Text<'_>, marks: &[usize], all: &mut Vec<Anmarkning>) {
    if marks.is_empty() {
        return;
    }
    let is_right = |at: usize| text.value[at..].starts_with(RIGHT);
    if marks.len().is_multiple_of(2) && marks.iter().all(|it| is_right(*it)) && !text.value.contains('\n') {
        return;
    }
    for paragraph in paragraphs(text.value) {
        let mine = marks.iter().copied().filter(|it| paragraph.contains(it));
        let mine: Vec<usize> = mine.filter(|it| text.is_words(&(*it..it + sign(text, *it).len()))).collect();
        for pair in mine.chunks(2) {
            match pair {
                [open, close] if !is_right(*open) || !is_right(*close) => all.push(wrong(text, *open, *close)),
                [alone] => all.push(unbalanced(text, *alone)),
                _ => {}
            }
        }
    }
}

fn sign<'a>(text: &Text<'a>, at: usize) -> &'a str {
    let length = text.after(at).map_or(0, char::len_utf8);
    &text.value[at..at + length]
}

/// A quotation whose marks are others.
fn wrong(text: &Text<'_>, open: usize, close: usize) -> Anmarkning {
    let words = quoted(text.value[open + sign(text, open).len()..close].trim());
    let kind = match (sign(text, open), sign(text, close)) {
        ("\"", "\"") => "raka citattecken",
        ("\"", _) | (_, "\"") => "olika citattecken före och efter",
        _ => "utländska citattecken",
    };
    let edits = [open, close].into_iter().filter(|it| sign(text, *it) != RIGHT);
    let edits = edits.map(|it| text.edit(it..it + sign(text, it).len(), RIGHT)).collect::<Option<Vec<_>>>();
    let end = close + sign(text, close).len();
    Anmarkning {
        amne: Amne::Citattecken,
        place: text.place(open..end),
        message: format!("Citatet ”{words}” har {kind}."),
        help: "Skriv ” både före och efter.".to_owned(),
        label: None,
        fix: edits.map(|edits| Fix { applicability: Applicability::Safe, edits }),
    }
}

/// A mark that has no other.
fn unbalanced(text: &Text<'_>, at: usize) -> Anmarkning {
    Anmarkning {
        amne: Amne::Citattecken,
        place: text.place(at..at + sign(text, at).len()),
        message: "Citatet börjar eller slutar inte: stycket har ett udda antal citattecken.".to_owned(),
        help: "Skriv ” både före och efter det som citeras.".to_owned(),
        label: None,
        fix: None,
    }
}
