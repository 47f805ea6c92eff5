//! Two texts → what stayed, what went and what came, word by word.

use std::ops::Range;

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A run of words of a changed text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "words", content = "text", rename_all = "lowercase")]
pub enum Piece {
    Same(String),
    Removed(String),
    Added(String),
}

/// Longer texts, in words, are told as replaced whole.
const MOST_WORDS: usize = 20_000;

/// Fewer unchanged words than this between two changes belong to them: a sentence is easier to read whole.
const FEW: usize = 2;

/// The difference between two texts. A line break is the word `¶`.
pub(super) fn difference(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (tokens(before), tokens(after));
    if old.len() + new.len() > MOST_WORDS {
        return vec![Piece::Removed(before.to_owned()), Piece::Added(after.to_owned())];
    }
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let mut runs: Vec<(bool, Range<usize>, Range<usize>)> = Vec::new();
    for op in ops {
        let (o, n) = (op.old_range(), op.new_range());
        let same = matches!(op, DiffOp::Equal { .. });
        // What little lies between two changes is told with them.
        let inside = same && o.len() < FEW && o.end < old.len();
        match runs.last_mut() {
            Some((false, before, after)) if !same || inside => (before.end, after.end) = (o.end, n.end),
            _ => runs.push((same, o, n)),
        }
    }
    let mut pieces = Vec::new();
    for (same, old, new) in runs.into_iter().map(|(same, o, n)| (same, &old[o], &new[n])) {
        if same {
            pieces.push(Piece::Same(old.join(" ")));
            continue;
        }
        // Words that both sides begin or end with stayed after all.
        let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
        let (o, n) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
        let kept = [(&old[..head], 0), (o, 1), (n, 2), (&old[old.len() - tail..], 0)];
        for (words, kind) in kept.into_iter().filter(|(words, _)| !words.is_empty()) {
            let text = words.join(" ");
            pieces.push(match kind {
                0 => Piece::Same(text),
                1 => Piece::Removed(text),
                _ => Piece::Added(text),
            });
        }
    }
    joined(pieces)
}

/// Neighbours of one kind as one.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (out.last_mut(), &piece) {
            (Some(Piece::Same(a)), Piece::Same(b))
            | (Some(Piece::Removed(a)), Piece::Removed(b))
            | (Some(Piece::Added(a)), Piece::Added(b)) => {
                a.push(' ');
                a.push_str(b);
            }
            _ => out.push(piece),
        }
    }
    out
}

/// How many words the text gained and lost.
pub(super) fn counts(pieces: &[Piece]) -> (usize, usize) {
    let words = |it: &str| it.split(' ').filter(|it| *it != "¶").count();
    pieces.iter().fold((0, 0), |(added, removed), it| match it {
        Piece::Added(text) => (added + words(text), removed),
        Piece::Removed(text) => (added, removed + words(text)),
        Piece::Same(_) => (added, removed),
    })
}

/// An unchanged run without its middle, which a reader of changes does not need. `first` and `last` say whether the text
/// begins or ends here.
pub(super) fn elided(text: &str, first: bool, last: bool) -> String {
    const KEPT: usize = 6;
    let words: Vec<&str> = text.split(' ').collect();
    let (before, after) = (if first { 0 } else { KEPT }, if last { 0 } else { KEPT });
    if words.len() <= before + after + 4 {
        return text.to_owned();
    }
    let head = words[..before].join(" ");
    let tail = words[words.len() - after..].join(" ");
    [head.as_str(), "…", tail.as_str()].iter().filter(|it| !it.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

/// The words of a text, with `¶` where a line ends.
fn tokens(text: &str) -> Vec<&str> {
    let mut all = Vec::new();
    for line in text.lines().filter(|it| !it.trim().is_empty()) {
        if !all.is_empty() {
            all.push("¶");
        }
        all.extend(line.split_whitespace());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> String {
        let piece = |it| match it {
            Piece::Same(it) => it,
            Piece::Removed(it) => format!("-{it}-"),
            Piece::Added(it) => format!("+{it}+"),
        };
        difference(before, after).into_iter().map(piece).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_told_in_runs() {
        assert_eq!(
            shown("Fler elever trivs i skolan", "Fler elever mår bra i skolan"),
            "Fler elever -trivs- +mår bra+ i skolan"
        );
        assert_eq!(shown("en två tre fyra", "en 2 tre 4"), "en -två tre fyra- +2 tre 4+");
        assert_eq!(shown("a\n\nb", "a\n\nb\n\nc"), "a ¶ b +¶ c+");
        assert_eq!(shown("", "ny"), "+ny+");
    }
}
