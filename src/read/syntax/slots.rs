//! The keys and values of a statement: what stands between its signs.

use std::ops::Range;

use super::scalars::is_value;
use super::statements::{Kind, Token};

/// The tokens of a key or a value between two signs.
pub(super) struct Slot {
    pub tokens: Range<usize>,
    /// Where it stands; for a value that is missing, where its `=` stands.
    pub place: Range<usize>,
    pub is_key: bool,
    /// The bracket that it stands in.
    pub inside: Option<char>,
    /// The key of a value that comes right after its `=`.
    pub key: Option<Range<usize>>,
    /// The sign before and after.
    pub before: Option<Kind>,
    pub after: Option<Kind>,
}

/// The keys and values of a statement, in order.
pub(super) fn slots(tokens: &[Token]) -> Vec<Slot> {
    let mut slots: Vec<Slot> = Vec::new();
    let mut inside: Vec<char> = Vec::new();
    let (mut is_key, mut start, mut before) = (true, 0, None);
    let mut key: Option<Range<usize>> = None;
    for idx in 0..=tokens.len() {
        let after = tokens.get(idx).map(|it| it.kind);
        if matches!(after, Some(Kind::Bare | Kind::Text | Kind::OpenText | Kind::Curly)) {
            continue;
        }
        let held = tokens.get(start..idx).unwrap_or_default();
        let place = match (held, before) {
            ([first, .., last], _) => Some(first.start..last.end),
            ([only], _) => Some(only.start..only.end),
            ([], Some(Kind::Equals)) if !matches!(after, Some(Kind::Open(_))) => {
                tokens.get(start.saturating_sub(1)).map(|it| it.start..it.end)
            }
            ([], _) => None,
        };
        if let Some(place) = place {
            let of = key.clone().filter(|_| before == Some(Kind::Equals));
            if is_key {
                key = Some(place.clone());
            }
            slots.push(Slot {
                tokens: start..idx,
                place,
                is_key,
                inside: inside.last().copied(),
                key: of,
                before,
                after,
            });
        }
        is_key = match after {
            Some(Kind::Open(open)) => {
                inside.push(open);
                open == '{'
            }
            Some(Kind::Close(close)) => {
                unnest(&mut inside, close);
                false
            }
            // What follows a comma or begins a line of a table can only be a key.
            Some(Kind::Comma | Kind::Newline) => inside.last() == Some(&'{'),
            _ => false,
        };
        // A line break is no sign of its own, except that it ends the wait for a value.
        let blank = after == Some(Kind::Newline) && before != Some(Kind::Equals);
        (start, before) = (idx + 1, if blank { before } else { after });
    }
    slots
}

/// Takes from the open brackets those that `close` closes; `false` if it closes none.
pub(super) fn unnest(open: &mut Vec<char>, close: char) -> bool {
    let left = match open.as_slice() {
        [left @ .., last] if closer(*last) == close => left.len(),
        [left @ .., last, _] if closer(*last) == close => left.len(),
        _ => return false,
    };
    open.truncate(left);
    true
}

/// Whether words are values of their own rather than one number in groups of three digits.
pub(super) fn is_row(raw: &str) -> bool {
    let mut words = raw.split_whitespace().take(100);
    let grouped = |it: &str| it.len() == 3 && it.bytes().all(|it| it.is_ascii_digit());
    words.clone().all(is_value) && words.next().is_some() && words.clone().count() > 0 && !words.all(grouped)
}

/// The bracket that closes `open`.
pub(super) fn closer(open: char) -> char {
    if open == '{' { '}' } else { ']' }
}
