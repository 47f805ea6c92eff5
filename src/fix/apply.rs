//! Fixes made in a text: which can be made together, and the text after them.

use std::ops::Range;

use crate::diagnostic::Fix;

/// What a fix writes and where, in the order of the text.
pub(super) struct Placed {
    pub edits: Vec<(Range<usize>, String)>,
}

impl Placed {
    pub(super) fn new(fix: &Fix) -> Self {
        let mut edits: Vec<_> = fix.edits.iter().map(|it| (it.span.range(), it.text.clone())).collect();
        edits.sort_by_key(|(place, _)| (place.start, place.end));
        Self { edits }
    }

    pub(super) fn start(&self) -> usize {
        self.edits.first().map_or(0, |(place, _)| place.start)
    }
}

/// Those of some fixes that do not touch each other; of two that do, the first in the text.
pub(super) fn apart<'c, C>(candidates: &[&'c C], placed: impl Fn(&C) -> Placed) -> Vec<&'c C> {
    let mut all: Vec<(Placed, &'c C)> = candidates.iter().map(|it| (placed(it), *it)).collect();
    all.sort_by_key(|(it, _)| it.start());
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut kept = Vec::new();
    for (fix, candidate) in all {
        let places = || fix.edits.iter().map(|(place, _)| place);
        if !places().any(|it| taken.iter().rev().take(NEAR).any(|other| meet(it, other))) {
            taken.extend(places().cloned());
            taken.sort_by_key(|it| it.start);
            kept.push(candidate);
        }
    }
    kept
}

/// Fixes come in the order of the text, so that only the last ones taken can meet the next.
const NEAR: usize = 1_000;

/// Whether two places have a byte in common, or begin in the same place.
fn meet(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end || one.start == other.start
}

/// A text after some fixes.
pub(super) struct Applied {
    pub text: String,
    /// Where each edit began in the text before, and where that is now, in order.
    places: Vec<(usize, usize)>,
}

impl Applied {
    /// A text after no fixes at all.
    pub(super) fn unchanged(text: &str) -> Self {
        Self { text: text.to_owned(), places: Vec::new() }
    }

    /// Where an edit that began at `start` has left its mark.
    pub(super) fn place(&self, start: usize) -> usize {
        let until = self.places.partition_point(|(before, _)| *before <= start);
        self.places[..until].last().map_or(start, |(_, now)| *now)
    }
}

/// The line of a text that a place is on.
pub(super) fn line_at(text: &str, at: usize) -> &str {
    let at = text.floor_char_boundary(at);
    let (before, after) = text.split_at(at);
    let start = before.rfind('\n').map_or(0, |it| it + 1);
    let end = at + after.find('\n').unwrap_or(after.len());
    text.get(start..end).unwrap_or_default()
}

/// The text after some fixes; `None` when they meet each other or lie outside the text.
pub(super) fn apply(text: &str, fixes: &[Placed]) -> Option<Applied> {
    let mut edits: Vec<(Range<usize>, &str)> = Vec::new();
    for (place, new) in fixes.iter().flat_map(|it| &it.edits) {
        edits.push((if new.is_empty() { with_its_line(text, place) } else { place.clone() }, new));
    }
    edits.sort_by_key(|(place, _)| (place.start, place.end));
    let breaks = if text.lines().count() > 1 && text.split('\n').next()?.ends_with('\r') { "\r\n" } else { "\n" };
    let (mut after, mut at, mut places) = (String::with_capacity(text.len()), 0, Vec::new());
    for (place, new) in edits {
        after.push_str(text.get(at..place.start)?);
        places.push((place.start, after.len()));
        after.push_str(&new.replace("\r\n", "\n").replace('\n', breaks));
        text.get(place.clone())?;
        at = place.end;
    }
    after.push_str(text.get(at..)?);
    Some(Applied { text: after, places })
}

/// What is taken away leaves no blank line behind: when nothing else stands on its lines, they go too.
fn with_its_line(text: &str, place: &Range<usize>) -> Range<usize> {
    let (Some(before), Some(after)) = (text.get(..place.start), text.get(place.end..)) else { return place.clone() };
    let start = before.rfind('\n').map_or(0, |it| it + 1);
    let end = after.find('\n').map_or(text.len(), |it| place.end + it + 1);
    let blank = |range: Range<usize>| text.get(range).is_some_and(|it| it.trim().is_empty());
    let whole = !place.is_empty() && blank(start..place.start) && blank(place.end..end);
    if whole { start..end } else { place.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(edits: &[(Range<usize>, &str)]) -> Placed {
        Placed { edits: edits.iter().map(|(place, new)| (place.clone(), (*new).to_owned())).collect() }
    }

    #[test]
    fn a_text_after_its_fixes() {
        let mended = |text, edits: &[(Range<usize>, &str)]| apply(text, &[placed(edits)]).map(|it| it.text);
        assert_eq!(mended("a = b\nc = d\n", &[(4..5, "\"b\""), (10..11, "1")]).as_deref(), Some("a = \"b\"\nc = 1\n"));
        assert_eq!(
            mended("a\r\nb\r\n", &[(1..1, "\nx")]).as_deref(),
            Some("a\r\nx\r\nb\r\n"),
            "line ends are the file's"
        );
        assert_eq!(mended("a\n  b # c\nd\n", &[(4..5, "")]).as_deref(), Some("a\n   # c\nd\n"), "a comment stays");
        assert_eq!(mended("a\n  b\nd\n", &[(4..5, "")]).as_deref(), Some("a\nd\n"), "no blank line is left");
        assert_eq!(mended("å", &[(1..2, "")]), None, "not inside a letter");
        assert_eq!(mended("abc", &[(0..2, ""), (1..3, "")]), None, "not two in one place");
    }

    #[test]
    fn of_two_fixes_that_meet_the_first_is_made() {
        let all = [placed(&[(4..6, "")]), placed(&[(0..2, ""), (5..7, "")]), placed(&[(2..4, "")])];
        let all: Vec<&Placed> = all.iter().collect();
        let kept = apart(&all, |it| placed(&it.edits.iter().map(|(a, b)| (a.clone(), b.as_str())).collect::<Vec<_>>()));
        let starts: Vec<usize> = kept.iter().map(|it| it.start()).collect();
        assert_eq!(starts, [0, 2]);
    }
}
