//! A change as a line, in the marks of whatever it is written for.

use super::sentences::{Payer, delta, payers};
use super::words::{Piece, counts, elided};
use super::{Amounts, Change, Document, Money, Sum, What};
use crate::belopp::Belopp;
use crate::budget::Summor;
use crate::svenska;

/// How an output marks what went and what came.
pub(super) trait Marks {
    /// Text that means just what it says.
    fn plain(&self, text: &str) -> String;
    /// What went.
    fn removed(&self, text: &str) -> String;
    /// What came.
    fn added(&self, text: &str) -> String;
    /// A heading on a line.
    fn strong(&self, text: &str) -> String;
}

/// A change ready to be written.
pub(super) struct Line {
    pub text: String,
    /// What a thing that came or went says.
    pub facts: Vec<String>,
    /// What is told of a text that is too long for a line, in a few words; the text itself is then `text`.
    pub long: Option<String>,
}

/// Facts of one thing that are written at most, and how long each may be in characters.
const MOST_FACTS: usize = 12;
const LONGEST_FACT: usize = 180;

/// Longer values are shortened where they only explain.
const LONGEST_VALUE: usize = 300;

/// A reworded text of more characters than this has its own place.
const LONG: usize = 400;

/// A change in words.
pub(super) fn line(change: &Change, marks: &dyn Marks) -> Line {
    let label = marks.plain(&change.label);
    let short = |text: &str| marks.plain(&super::names::shortened(text, LONGEST_VALUE));
    let simple = |text: String| Line { text, facts: Vec::new(), long: None };
    match &change.what {
        What::Changed { before, after, difference } => {
            let before = marks.removed(&super::names::shortened(before, LONGEST_VALUE));
            let after = marks.added(&super::names::shortened(after, LONGEST_VALUE));
            let by = difference.map(|it| delta(Some(it.before), Some(it.after)));
            let by = by.map(|it| format!(" ({}, {})", it.kronor, it.percent)).unwrap_or_default();
            simple(format!("{label}: {before} → {after}{by}"))
        }
        What::Renamed { before, after } if change.place.ends_with(".id") => {
            simple(format!("Har nu id {}, förut {}", marks.added(after), marks.removed(before)))
        }
        What::Renamed { before, after } => {
            simple(format!("Heter nu {}, förut {}", marks.added(after), marks.removed(before)))
        }
        What::Moved { from, to } => {
            simple(format!("{} flyttas från {} till {}", marks.strong(&change.label), short(from), short(to)))
        }
        What::Reworded { words } => reworded(&label, words, marks),
        What::Added { text, .. } | What::Removed { text, .. } if !text.is_empty() => {
            let is_new = matches!(change.what, What::Added { .. });
            let text = super::names::shortened(&text.replace("\n", " "), LONGEST_VALUE);
            let (verb, text) =
                if is_new { ("tillkommer", marks.added(&text)) } else { ("utgår", marks.removed(&text)) };
            simple(format!("{label} {verb}: {text}"))
        }
        What::Added { contents, .. } | What::Removed { contents, .. } => {
            let is_new = matches!(change.what, What::Added { .. });
            let verb = if is_new { "tillkommer" } else { "utgår" };
            let fact = |it: &super::Fact| {
                let text = it.text.split_whitespace().collect::<Vec<_>>().join(" ");
                let text = super::names::shortened(&text, LONGEST_FACT);
                let colon = if text.is_empty() { "" } else { ": " };
                format!("{}{colon}{}", marks.plain(&it.label), marks.plain(&text))
            };
            // What went is named; what came is read.
            let most = if is_new { MOST_FACTS } else { 4 };
            let mut facts: Vec<String> = contents.iter().take(most).map(fact).collect();
            let hidden = contents.len().saturating_sub(most);
            if hidden > 0 {
                facts.push(format!("och {} till", svenska::count(hidden, "uppgift", "uppgifter")));
            }
            Line { text: format!("{} {verb}", marks.strong(&change.label)), facts, long: None }
        }
    }
}

fn reworded(label: &str, words: &[Piece], marks: &dyn Marks) -> Line {
    let last = words.len().saturating_sub(1);
    let pieces = words.iter().enumerate().map(|(at, it)| match it {
        Piece::Same(text) => marks.plain(&elided(text, at == 0, at == last)),
        Piece::Removed(text) => marks.removed(text),
        Piece::Added(text) => marks.added(text),
    });
    let text = pieces.collect::<Vec<_>>().join(" ");
    let (added, removed) = counts(words);
    let told = match (added, removed) {
        (added, 0) => format!("{} läggs till", svenska::count(added, "ord", "ord")),
        (0, removed) => format!("{} tas bort", svenska::count(removed, "ord", "ord")),
        (added, removed) => format!("{removed} ord byts mot {added}"),
    };
    if text.chars().count() <= LONG {
        return Line { text: format!("{label}: {text}"), facts: Vec::new(), long: None };
    }
    Line { text, facts: Vec::new(), long: Some(format!("{label} ({told})")) }
}

/// All who pay.
const SUMMA: Payer<'_> = ("Summa", Summor::summa);

/// A row of a table of amounts.
pub(super) struct Row {
    pub name: String,
    pub part: String,
    pub before: String,
    pub after: String,
    pub kronor: String,
    pub percent: String,
    /// Whether it is the sum of those who pay.
    pub is_sum: bool,
}

/// The rows of a table of amounts: one for each who pays something else, and their sum. `whole` gives all who pay.
pub(super) fn rows(document: &Document, sums: &[&Sum], whole: bool) -> Vec<Row> {
    let payers = payers(document, sums);
    let oren = sums
        .iter()
        .flat_map(|it| [it.before, it.after])
        .flatten()
        .any(|it| [it.0.region, it.0.kommun, it.0.annan].iter().any(|it| it.has_oren()));
    let shown = |amount: Option<Belopp>| match amount {
        Some(it) if oren => format!("{it:.2}"),
        Some(it) => it.to_string(),
        None => "–".to_owned(),
    };
    let mut all = Vec::new();
    for sum in sums {
        let of = |side: Option<Amounts>, part: fn(Summor) -> Belopp| side.map(|it| part(it.0));
        let pays = |(_, part): &&Payer<'_>| {
            let (before, after) = (of(sum.before, *part), of(sum.after, *part));
            let some = [before, after].into_iter().flatten().any(|it| !it.is_zero());
            some && (whole || before.unwrap_or_default() != after.unwrap_or_default())
        };
        let mut of_sum: Vec<Payer<'_>> = payers.iter().filter(pays).copied().collect();
        if whole || of_sum.len() != 1 {
            of_sum.push(SUMMA);
        }
        for (part, amount) in of_sum {
            let (before, after) = (of(sum.before, amount), of(sum.after, amount));
            let change = delta(before, after);
            let percent = match (sum.before, sum.after) {
                (None, _) => "ny".to_owned(),
                (_, None) => "utgår".to_owned(),
                _ => change.percent,
            };
            all.push(Row {
                name: named(sum),
                part: part.to_owned(),
                before: shown(before),
                after: shown(after),
                kronor: change.kronor,
                percent,
                is_sum: part == SUMMA.0,
            });
        }
    }
    all
}

/// What a sum is called, and was.
fn named(sum: &Sum) -> String {
    sum.name_before.as_ref().map_or_else(|| sum.name.clone(), |before| format!("{} (förut {before})", sum.name))
}

/// The sums of a document that is new or gone: what each is called, and what each pays of it.
pub(super) fn whole(document: &Document, money: &Money) -> (Vec<String>, Vec<Vec<String>>) {
    let sums: Vec<&Sum> = money.sums.iter().collect();
    let payers = payers(document, &sums);
    let amounts: Vec<(&str, Summor)> =
        sums.iter().filter_map(|it| Some((it.name.as_str(), it.after.or(it.before)?.0))).collect();
    let parts: Vec<fn(Summor) -> Belopp> = payers.iter().map(|it| it.1).chain([Summor::summa as fn(_) -> _]).collect();
    let oren = amounts.iter().any(|(_, sums)| parts.iter().any(|part| part(*sums).has_oren()));
    let shown = |it: Belopp| if oren { format!("{it:.2}") } else { it.to_string() };
    let rows = amounts.iter().filter(|(_, sums)| *sums != Summor::default()).map(|(name, sums)| {
        [(*name).to_owned()].into_iter().chain(parts.iter().map(|part| shown(part(*sums)))).collect()
    });
    let heading = ["Kronor"].into_iter().chain(payers.iter().map(|it| it.0)).chain(["Summa"]);
    (heading.map(str::to_owned).collect(), rows.collect())
}

/// The sums of a document but the first: those that are others, and those that are not. An area whose one row is told
/// already is not told again.
pub(super) fn other_sums(money: &Money) -> (Vec<&Sum>, Vec<&Sum>) {
    let is_told = |sum: &Sum| money.rows.iter().any(|row| (row.before, row.after) == (sum.before, sum.after));
    let (other, same): (Vec<&Sum>, Vec<&Sum>) = money.sums.iter().skip(1).partition(|it| it.before != it.after);
    (other.into_iter().filter(|it| !it.of_area || !is_told(it)).collect(), same)
}
