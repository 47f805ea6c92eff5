//! Text that was to be replaced and was not, as `ord/platshallare.toml` describes it.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex_lite::Regex;
use serde::Deserialize;

const LIST: &str = include_str!("../ord/platshallare.toml");

/// One kind of placeholder. The list also says what only its readers and its test need.
#[derive(Deserialize)]
#[cfg_attr(test, serde(deny_unknown_fields))]
struct Monster {
    /// What it looks like. The part in parentheses is the placeholder, where there is such a part.
    monster: String,
    /// Pieces of text, one of which every placeholder of the kind has.
    marken: Vec<String>,
    /// Where such placeholders come from.
    #[cfg(test)]
    kalla: String,
    /// What must be found, and nothing more or less of it.
    #[cfg(test)]
    exempel: Vec<String>,
    /// Texts in which nothing may be found.
    #[cfg(test)]
    #[serde(default)]
    god_text: Vec<String>,
}

#[derive(Deserialize)]
struct Lista {
    platshallare: Vec<Monster>,
}

static MONSTER: LazyLock<Vec<Monster>> = LazyLock::new(|| {
    let list: Lista = toml::from_str(LIST).expect("a test reads the list of placeholders");
    list.platshallare
});

static MARKS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let marks = MONSTER.iter().flat_map(|it| &it.marken);
    // Of this kind the search for so few marks uses vector instructions, and the automaton is hardly ever asked.
    let mut search = AhoCorasick::builder();
    search.match_kind(MatchKind::LeftmostFirst).kind(Some(AhoCorasickKind::NoncontiguousNFA));
    search.build(marks).expect("a test makes the search for the marks")
});

static PATTERNS: LazyLock<Vec<Regex>> =
    LazyLock::new(|| MONSTER.iter().map(|it| Regex::new(&it.monster).expect("a test makes the patterns")).collect());

/// Whether a text may hold a placeholder. It costs little, so that whole files are asked.
pub(super) fn may_be_in(text: &str) -> bool {
    MARKS.is_match(text)
}

/// Where the placeholders of a text stand.
pub(super) fn in_text(text: &str) -> Vec<Range<usize>> {
    if !may_be_in(text) {
        return Vec::new();
    }
    let found = PATTERNS.iter().flat_map(|it| it.captures_iter(text));
    let places = found.filter_map(|it| it.get(1).or(it.get(0)).map(|it| it.range()));
    let mut places: Vec<_> = places.filter(|it| stands_alone(text, it) && !is_link(text, it)).collect();
    // Of places that overlap, the first and longest is the one.
    places.sort_by_key(|it| (it.start, std::cmp::Reverse(it.end)));
    let mut end = 0;
    places.retain(|it| {
        let apart = it.start >= end;
        end = end.max(it.end);
        apart
    });
    places
}

/// Whether a place is no part of a longer word, of an address or of a run of the same sign.
fn stands_alone(text: &str, place: &Range<usize>) -> bool {
    let (before, inside, after) = (&text[..place.start], &text[place.clone()], &text[place.end..]);
    let goes_on = |one: Option<char>, other: Option<char>| match (one, other) {
        (Some(one), Some(other)) => one == other || (one.is_alphanumeric() && other.is_alphanumeric()),
        _ => false,
    };
    !goes_on(before.chars().next_back(), inside.chars().next())
        && !goes_on(inside.chars().next_back(), after.chars().next())
        && !super::is_address(text, place)
}

/// Whether a place is in the text of a link, which may say `klicka här` and stands in brackets.
fn is_link(text: &str, place: &Range<usize>) -> bool {
    let (before, after) = (&text[..place.start], &text[place.end..]);
    let is_whole = text[..place.end].ends_with(']');
    let opened = before.rfind(['[', ']']).is_some_and(|it| before[it..].starts_with('['));
    let closed = after.find(['[', ']']).and_then(|it| after[it..].strip_prefix(']')).filter(|_| opened);
    let target = if is_whole { Some(after) } else { closed };
    target.is_some_and(|it| it.starts_with(['[', ':']) || it.starts_with("(http") || it.starts_with("(mailto:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        in_text(text).into_iter().map(|it| &text[it]).collect()
    }

    #[test]
    fn the_list_is_sound() {
        for kind in &*MONSTER {
            assert!(!kind.kalla.trim().is_empty() && !kind.exempel.is_empty(), "{}", kind.monster);
            for example in &kind.exempel {
                let pattern = Regex::new(&kind.monster).expect("a pattern");
                assert!(pattern.is_match(example), "{} is no {}", example, kind.monster);
                assert!(kind.marken.iter().any(|it| example.contains(it)), "{example} has none of its marks");
                assert_eq!(found(example), [example], "alone");
                assert_eq!(found(&format!("Text: {example}\n")), [example], "in a text");
            }
            for good in &kind.god_text {
                assert_eq!(found(good), [""; 0], "{good}");
            }
        }
    }

    #[test]
    fn the_marks_are_few_enough_for_the_fast_search() {
        let marks = MONSTER.iter().flat_map(|it| &it.marken);
        assert!(marks.clone().all(|it| it.len() >= 3), "a shorter mark is found everywhere");
        assert!(marks.count() <= 32, "with more marks aho-corasick looks at half as many bytes at a time");
    }
}
