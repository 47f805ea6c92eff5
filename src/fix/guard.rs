//! What no fix may do: make a file unreadable, change an amount or a sum, or touch what is decided and locked.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeTable;

use super::apply::Placed;
use crate::inlasning;
use crate::lock;
use crate::modell::Kommun;
use crate::read::{Fact, facts, whole_statements};
use crate::source::{FileId, Sources};

/// Why a fix is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// The file would not be TOML any more, or lose statements.
    Unreadable,
    /// It is said to be safe but changes an amount, a date, an answer or which keys there are.
    Changes,
    /// The document is decided and locked.
    Locked,
}

/// A file before its fixes, and what must hold after them.
pub(super) struct Guard<'t> {
    text: &'t str,
    facts: Option<Vec<Fact>>,
    /// Whether the file has errors, so that nothing could be made of it as it stands.
    flawed: bool,
    safe: bool,
    lock: Option<Locked>,
}

impl<'t> Guard<'t> {
    /// `flawed` tells that the file has errors, `safe` that the fixes are said to be safe.
    pub(super) fn new(text: &'t str, flawed: bool, safe: bool, lock: Option<Locked>) -> Self {
        Self { text, facts: facts(text), flawed, safe, lock }
    }

    /// Whether fixes may turn the file into `after`.
    pub(super) fn judge(&self, after: &str, fixes: &[Placed]) -> Result<(), Refused> {
        let then = facts(after);
        match (&self.facts, &then) {
            (Some(_), None) => return Err(Refused::Unreadable),
            (Some(before), Some(after)) if self.safe && !self.same(before, after) => return Err(Refused::Changes),
            (None, _) => self.of_unreadable(after, fixes)?,
            _ => {}
        }
        let allowed = self.lock.as_ref().is_none_or(|it| it.allows(self.text, after));
        if allowed { Ok(()) } else { Err(Refused::Locked) }
    }

    /// Whether two states of a file say the same. One that could be printed keeps every key and every value that is no
    /// text, and so every sum. One with errors may get its keys and its ways of typing right, but says the same numbers,
    /// dates and answers in the same order.
    fn same(&self, before: &[Fact], after: &[Fact]) -> bool {
        if !self.flawed {
            return in_any_order(before) == in_any_order(after);
        }
        let said = |all: &[Fact]| -> Vec<String> { all.iter().filter_map(|(_, said)| said.clone()).collect() };
        said(before) == said(after)
    }

    /// A file that is no TOML keeps every statement that is, and what is written anew has the digits of what it replaces.
    fn of_unreadable(&self, after: &str, fixes: &[Placed]) -> Result<(), Refused> {
        let edits = || fixes.iter().flat_map(|it| &it.edits);
        let touched = |place: &Range<usize>| edits().any(|(it, _)| it.start <= place.end && place.start <= it.end);
        let mut left = whole_statements(after).map(|(_, statement)| statement);
        let kept = whole_statements(self.text)
            .filter(|(place, _)| !touched(place))
            .all(|(_, statement)| left.any(|it| it == statement));
        if !kept {
            return Err(Refused::Unreadable);
        }
        let old = |place: &Range<usize>| self.text.get(place.clone()).unwrap_or_default();
        let same = edits().all(|(place, new)| said(old(place)) == said(new));
        if self.safe && !same { Err(Refused::Changes) } else { Ok(()) }
    }
}

fn in_any_order(facts: &[Fact]) -> BTreeMap<&str, Option<&str>> {
    facts.iter().map(|(path, said)| (path.as_str(), said.as_deref())).collect()
}

/// The number or date that a piece of text says, or else its digits.
fn said(piece: &str) -> String {
    let bare = piece.trim().trim_matches(|it: char| matches!(it, '"' | '\'' | '”' | '“' | '„' | '’' | '‘'));
    crate::read::said(bare).unwrap_or_else(|| piece.chars().filter(char::is_ascii_digit).collect())
}

/// The decided state of a document that is locked.
pub(super) struct Locked {
    kept: String,
}

impl Locked {
    /// The lock of a file; `None` when it has none, is not decided, or has been decided anew.
    pub(super) fn of(file: FileId, kommun: Option<&Kommun>, sources: &Sources) -> Option<Self> {
        let path = sources.get(file).path.as_ref()?;
        let kept = inlasning::kept_beside(path)?;
        let known = kommun.into_iter().flat_map(|it| &it.handlingar).find(|it| it.fil == file);
        if let Some(underlag) = known {
            let handling = underlag.innehall.handling();
            let decided = handling.beslutad().map(|it| it.value.to_string());
            if !handling.is_decided() || decided.is_some() && decided != underlag.lock.decided_on {
                return None;
            }
        }
        Some(Self { kept })
    }

    /// Whether nothing that was decided differs after a change that did not differ before it.
    pub(super) fn allows(&self, before: &str, after: &str) -> bool {
        let places = |text: &str| {
            let table = DeTable::parse(text).ok()?;
            let changes = lock::differences(table.get_ref(), &self.kept)?;
            Some(changes)
        };
        match (places(before), places(after)) {
            (Some(before), Some(after)) => after.iter().all(|it| before.contains(it)),
            (None, Some(after)) => after.is_empty(),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = "[budget]\nnamn = \"Skolan\"\nregion = 350_000\ndatum = 2024-11-27\nja = true\n";

    fn judged(before: &str, after: &str, flawed: bool, safe: bool) -> Result<(), Refused> {
        Guard::new(before, flawed, safe, None).judge(after, &[])
    }

    #[test]
    fn a_safe_fix_leaves_every_amount_date_and_key() {
        for flawed in [false, true] {
            assert_eq!(judged(PLAN, &PLAN.replace("Skolan", "Skolorna"), flawed, true), Ok(()), "a text is a text");
            assert_eq!(judged(PLAN, &PLAN.replace("350_000", "350000.00"), flawed, true), Ok(()));
            for (old, new) in
                [("350_000", "360_000"), ("11-27", "11-28"), ("true", "false"), ("region = 350_000\n", "")]
            {
                assert_eq!(judged(PLAN, &PLAN.replace(old, new), flawed, true), Err(Refused::Changes), "{old}");
            }
        }
        let renamed = PLAN.replace("region", "kommun");
        assert_eq!(judged(PLAN, &renamed, false, true), Err(Refused::Changes), "the sums are others");
        assert_eq!(judged(PLAN, &renamed, true, true), Ok(()), "a key that was wrong has no sum yet");
        assert_eq!(judged(PLAN, &PLAN.replace("350_000", "360_000"), false, false), Ok(()), "a person looks");
    }

    #[test]
    fn no_fix_makes_a_file_unreadable() {
        for safe in [false, true] {
            let broken = PLAN.replace("\"Skolan\"", "\"Skolan");
            assert_eq!(judged(PLAN, &broken, true, safe), Err(Refused::Unreadable));
            let swallowed = PLAN.replace("[budget]", "[budget]\nx = \"\"\"") + "\"\"\"\n";
            let before = PLAN.replace("[budget]", "[budget]\nx = ");
            assert_eq!(judged(&before, &swallowed, true, safe), Err(Refused::Unreadable), "statements are lost");
        }
    }

    #[test]
    fn what_replaces_a_broken_value_has_its_digits() {
        let broken = PLAN.replace("350_000", "350 000 kr");
        let at = broken.find("350").expect("it is there");
        let judged = |new: &str| {
            let fix = Placed { edits: vec![(at..at + "350 000 kr".len(), new.to_owned())] };
            let after = broken.replace("350 000 kr", new);
            Guard::new(&broken, true, true, None).judge(&after, &[fix])
        };
        assert_eq!(judged("350_000"), Ok(()));
        assert_eq!(judged("360_000"), Err(Refused::Changes));
        assert_eq!(judged("35_000"), Err(Refused::Changes));
    }
}
