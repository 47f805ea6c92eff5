//! Two states → which document is which, and what each says otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::matching::Bag;
use super::money::{Holding, money};
use super::names::Meaning;
use super::side::{File, State, Unit, refers_to};
use super::walk::{Told, changes};
use super::{Change, Comparison, Document, Fate, Group, Money, Renamed, SCHEMA, Side, Unread};
use crate::discover::Enhet;
use crate::modell::{Innehall, Kommun};
use crate::parallell;
use crate::read::tree::Node;
use crate::svenska;

/// What the table of a budget tells.
const BUDGET: Told = Told {
    keys: &["budget.rad.region", "budget.rad.kommun"],
    facts: &["budget.rad.slag", "budget.rad.omrade", "budget.rad.avtal", "budget.rad.annan"],
};

/// What the table of outcomes tells.
const EKONOMI: Told = Told {
    keys: &["ekonomi.utfall.region", "ekonomi.utfall.kommun", "ekonomi.utfall.annan"],
    facts: &["ekonomi.utfall.rad"],
};

/// Compares two states. Only files that `in_scope` takes are told of.
pub fn compare(old: &State, new: &State, in_scope: &(dyn Fn(&str) -> bool + Sync)) -> Comparison {
    let mut all = Comparison {
        schema: SCHEMA,
        before: old.name.clone(),
        after: new.name.clone(),
        documents: Vec::new(),
        renamed: Vec::new(),
        unread: Vec::new(),
    };
    let units = paired(old, new);
    let work = |idx: usize| {
        let (one, other) = units[idx];
        of_unit((old, one), (new, other), in_scope)
    };
    parallell::ordered(units.len(), parallell::cores(), work, |found: Found| {
        all.documents.extend(found.documents);
        all.renamed.extend(found.renamed);
        all.unread.extend(found.unread);
    });
    all.documents.sort_by_cached_key(rank);
    all
}

/// What was found in one kommun.
#[derive(Default)]
struct Found {
    documents: Vec<Document>,
    renamed: Vec<Renamed>,
    unread: Vec<Unread>,
}

/// The order of documents: those that do not balance, then those with other sums, then the rest; within that by kommun
/// and year.
fn rank(it: &Document) -> (u8, String, Option<i16>, String) {
    let money = it.money.as_ref();
    let unbalanced = money
        .is_some_and(|it| it.balance.iter().any(|it| it.after.as_ref().is_some_and(|it| it.balanced == Some(false))));
    let class = match () {
        () if unbalanced => 0,
        () if money.is_some_and(Money::differs) => 1,
        () => 2,
    };
    (class, svenska::ordning(&it.kommun), it.ar, it.name.clone())
}

type Pair<'a> = (Option<&'a Enhet>, Option<&'a Enhet>);

/// The kommuner of both states: by folder, else by the profile that is most like.
fn paired<'a>(old: &'a State, new: &'a State) -> Vec<Pair<'a>> {
    if old.is_file && new.is_file {
        return vec![(old.enheter.first(), new.enheter.first())];
    }
    let mut by_key: BTreeMap<String, &Enhet> = old.enheter.iter().map(|it| (old.key(it), it)).collect();
    let mut pairs: Vec<Pair<'a>> = Vec::new();
    let mut left: Vec<&Enhet> = Vec::new();
    for it in &new.enheter {
        match by_key.remove(&new.key(it)) {
            Some(other) => pairs.push((Some(other), Some(it))),
            None => left.push(it),
        }
    }
    let mut before: Vec<&Enhet> = by_key.into_values().collect();
    for it in left {
        let name = |it: &Enhet| kommun_name(&String::from_utf8_lossy(&std::fs::read(it.profil.as_ref()?).ok()?));
        let wanted = name(it);
        let found =
            before.iter().position(|other| wanted.is_some() && name(other) == wanted).map(|at| before.swap_remove(at));
        pairs.push((found, Some(it)));
    }
    pairs.extend(before.into_iter().map(|it| (Some(it), None)));
    pairs
}

/// The name that a profile's text says, found without reading it as TOML.
fn kommun_name(text: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "namn").then(|| value.split('#').next().unwrap_or_default().trim().to_owned())
    })
}

fn of_unit(
    (old, before): (&State, Option<&Enhet>),
    (new, after): (&State, Option<&Enhet>),
    in_scope: &dyn Fn(&str) -> bool,
) -> Found {
    if let (Some(one), Some(other)) = (before, after)
        && is_untouched(old, one, new, other)
    {
        return Found::default();
    }
    let before = before.map(|it| Unit::read(old, it));
    let after = after.map(|it| Unit::read(new, it));
    let both = Both { old: before.as_ref(), new: after.as_ref(), in_scope, chosen: old.is_file && new.is_file };
    both.found()
}

/// Whether a kommun has the same files with the same bytes on both sides.
fn is_untouched(old: &State, one: &Enhet, new: &State, other: &Enhet) -> bool {
    let (before, after) = (old.files(one), new.files(other));
    let same = |(name, path): (&String, &&std::path::Path)| {
        after.get(name).is_some_and(|it| match (std::fs::read(path), std::fs::read(it)) {
            (Ok(a), Ok(b)) => a == b,
            _ => false,
        })
    };
    !old.is_file && before.len() == after.len() && before.iter().all(same)
}

/// A kommun on both sides.
struct Both<'a> {
    old: Option<&'a Unit<'a>>,
    new: Option<&'a Unit<'a>>,
    in_scope: &'a dyn Fn(&str) -> bool,
    /// Whether one file a side was chosen, so that they are held against each other whatever they are.
    chosen: bool,
}

type Files<'a> = (Option<&'a File>, Option<&'a File>);

/// Whether two files are one document.
type Test<'t> = &'t dyn Fn(&File, &File) -> bool;

impl<'a> Both<'a> {
    fn found(&self) -> Found {
        let mut found = Found::default();
        for (before, after) in self.files() {
            let name = |it: Option<&File>| it.is_some_and(|it| (self.in_scope)(&it.name));
            if !name(before) && !name(after) {
                continue;
            }
            self.add(before, after, &mut found);
        }
        found
    }

    /// Which file is which.
    fn files(&self) -> Vec<Files<'a>> {
        let all = |unit: Option<&'a Unit<'a>>| -> Vec<&'a File> { unit.into_iter().flat_map(|it| &it.files).collect() };
        let (mut old, mut new) = (all(self.old), all(self.new));
        let mut pairs: Vec<Files<'a>> = Vec::new();
        if self.chosen {
            return vec![(old.first().copied(), new.first().copied())];
        }
        let key = |it: &File| Some((it.slag?, it.ar()));
        // What cannot be read keeps its name; so does what is alone of its kind and year, whatever it is called; two of a
        // kind and year are told apart by their names; and what is left by its name, or by likeness.
        let unread = |a: &File, b: &File| a.name == b.name && (a.table.is_none() || b.table.is_none());
        let same_name = |a: &File, b: &File| a.name == b.name && key(a) == key(b);
        let same_kind = |a: &File, b: &File| key(a).is_some() && key(a) == key(b);
        let edited = |a: &File, b: &File| a.name == b.name && a.slag == b.slag;
        let tests: [Test<'_>; 4] = [&unread, &same_name, &same_kind, &edited];
        for test in tests {
            let mut left = Vec::new();
            for it in new {
                let alike: Vec<usize> = (0..old.len()).filter(|at| test(old[*at], it)).collect();
                let best = match alike.as_slice() {
                    [] => None,
                    [one] => Some(*one),
                    several => several.iter().copied().max_by_key(|at| likeness(old[*at], it)),
                };
                match best {
                    Some(at) => pairs.push((Some(old.remove(at)), Some(it))),
                    None => left.push(it),
                }
            }
            new = left;
        }
        pairs.extend(new.into_iter().map(|it| (None, Some(it))));
        pairs.extend(old.into_iter().map(|it| (Some(it), None)));
        pairs
    }

    fn add(&self, before: Option<&'a File>, after: Option<&'a File>, found: &mut Found) {
        let same_bytes = before.zip(after).is_some_and(|(a, b)| a.bytes == b.bytes);
        if !same_bytes {
            let told = |unit: Option<&Unit<'_>>, file: Option<&File>, side| {
                unit.zip(file).map(|(unit, file)| unit.mistakes(file, side)).unwrap_or_default()
            };
            let (old, new) = (told(self.old, before, Side::Before), told(self.new, after, Side::After));
            // What was wrong before too is told once.
            let again =
                |it: &Unread| new.iter().any(|other| (&other.check, &other.message) == (&it.check, &it.message));
            found.unread.extend(old.into_iter().filter(|it| !again(it)));
            found.unread.extend(new);
        }
        let readable = |it: Option<&File>| it.is_none_or(|it| it.table.is_some());
        if !readable(before) || !readable(after) {
            return;
        }
        let document = self.document(before, after, same_bytes);
        match document {
            Some(it) => found.documents.push(it),
            None => {
                if let Some((a, b)) = before.zip(after).filter(|(a, b)| a.name != b.name && !self.chosen) {
                    found.renamed.push(Renamed { before: a.name.clone(), after: b.name.clone() });
                }
            }
        }
    }

    /// What a document says otherwise; `None` when it says the same.
    fn document(&self, before: Option<&'a File>, after: Option<&'a File>, same_bytes: bool) -> Option<Document> {
        let file = after.or(before)?;
        let (mut old, mut new) = (self.side(self.old, before), self.side(self.new, after));
        old.learn(&new);
        new.learn(&old);
        let money = self.money((before, &old), (after, &new));
        let told = match (money.is_some(), file.slag) {
            (true, Some("verksamhetsplan")) => BUDGET,
            (true, Some("uppfoljning")) => EKONOMI,
            _ => Told::default(),
        };
        let mut document = self.heading(before, after, &new);
        document.money_unknown = money.is_none() && self.is_lost(before, after);
        document.money = money;
        match (before.and_then(|it| it.table.as_ref()), after.and_then(|it| it.table.as_ref())) {
            (Some(one), Some(other)) => {
                if !same_bytes {
                    document.changes = changes((one, &old), (other, &new), told);
                }
                let money_differs = document.money.as_ref().is_some_and(Money::differs);
                if document.changes.is_empty() && !money_differs {
                    return None;
                }
                if document.changes.is_empty() && same_bytes {
                    document.change = Fate::Follows;
                }
                document.touches = self.touches(file, &document.changes);
            }
            (None, Some(_)) => document.change = Fate::Added,
            _ => document.change = Fate::Removed,
        }
        Some(document)
    }

    fn side(&self, unit: Option<&'a Unit<'a>>, file: Option<&File>) -> Meaning<'a> {
        unit.zip(file).map(|(unit, file)| unit.meaning(file)).unwrap_or_default()
    }

    fn money(
        &self,
        (before, old): (Option<&File>, &Meaning<'_>),
        (after, new): (Option<&File>, &Meaning<'_>),
    ) -> Option<Money> {
        let old_text = |it: &str| old.text(it);
        let new_text = |it: &str| new.text(it);
        let one = holding(self.old, before, &old_text);
        let other = holding(self.new, after, &new_text);
        // Money that could be read on one side only is no money that came or went.
        if self.is_lost(before, after) { None } else { money(one, other) }
    }

    /// Whether a side has a document that is about money, and that mistakes kept from being read.
    fn is_lost(&self, before: Option<&File>, after: Option<&File>) -> bool {
        let lost = |unit: Option<&Unit<'_>>, file: Option<&File>| {
            let file = file.filter(|it| matches!(it.slag, Some("verksamhetsplan" | "uppfoljning")));
            unit.zip(file).is_some_and(|(unit, file)| match unit.underlag(file).map(|it| &it.innehall) {
                // What a year's money became is counted from the year's plan.
                Some(Innehall::Uppfoljning(it)) => {
                    it.ekonomi.is_some()
                        && unit.inlast.kommun.as_ref().is_none_or(|kommun| kommun.plan(it.ar()).is_none())
                }
                Some(_) => false,
                None => true,
            })
        };
        lost(self.old, before) || lost(self.new, after)
    }

    fn heading(&self, before: Option<&File>, after: Option<&File>, new: &Meaning<'_>) -> Document {
        let unit = if after.is_some() { self.new } else { self.old };
        let file = after.or(before);
        let slag = file.and_then(|it| it.slag).unwrap_or_default();
        let ar = file.and_then(File::ar);
        let status = |it: Option<&File>| Some(it?.table.as_ref()?.table("dokument")?.text("status")?.to_owned());
        let kommun = unit.and_then(Unit::kommun).unwrap_or_default();
        let profil = unit.and_then(|it| it.inlast.kommun.as_ref()).map(|it| &it.profil);
        let avtal = profil.and_then(|it| it.huvudavtal(ar.unwrap_or_default()));
        let region = avtal.map_or("Regionen".to_owned(), |it| new.text(it.region_kort.as_str()));
        let kort = profil.and_then(|it| it.kommun.kort.as_ref()).map(|it| it.as_str());
        let kort = kort.filter(|it| *it != "Kommun").unwrap_or("Kommunen");
        Document {
            change: Fate::Changed,
            name: called(slag, ar, file, new),
            kommun,
            slag: slag.to_owned(),
            ar,
            file_before: before.map(|it| it.name.clone()),
            file: after.map(|it| it.name.clone()),
            status_before: status(before),
            status: status(after),
            parties: [region, kort.to_owned()],
            money: None,
            money_unknown: false,
            changes: Vec::new(),
            touches: Vec::new(),
        }
    }

    /// The plans that a changed agreement covers, and the documents that name a changed actor.
    fn touches(&self, file: &File, changes: &[Change]) -> Vec<String> {
        if file.slag != Some("kommun") {
            return Vec::new();
        }
        let ids = |key: &str| -> BTreeSet<String> {
            let of =
                |it: &Change| it.place.strip_prefix(key)?.strip_prefix('[')?.split_once(']').map(|it| it.0.to_owned());
            changes.iter().filter(|it| it.group == Group::Kommun).filter_map(of).collect()
        };
        let (agreements, actors) = (ids("avtal"), ids("aktor"));
        let covers = |kommun: Option<&Kommun>, ar: Option<i16>| {
            let all = kommun.into_iter().flat_map(|it| &it.profil.avtal);
            all.filter(|it| agreements.contains(it.id.as_str())).any(|it| ar.is_some_and(|ar| it.omfattar(ar)))
        };
        let kommun = |unit: Option<&'a Unit<'a>>| unit.and_then(|it| it.inlast.kommun.as_ref());
        let touched = |it: &&File| {
            let Some(table) = it.table.as_ref().filter(|_| it.slag != Some("kommun")) else { return false };
            let is_plan = matches!(it.slag, Some("verksamhetsplan" | "uppfoljning"));
            let covered = is_plan && (covers(kommun(self.old), it.ar()) || covers(kommun(self.new), it.ar()));
            covered || actors.iter().any(|id| table.entries.iter().any(|it| refers_to(&it.node, id)))
        };
        let files = self.new.into_iter().flat_map(|it| &it.files).filter(touched);
        let mut names: Vec<String> =
            files.map(|it| called(it.slag.unwrap_or_default(), it.ar(), Some(it), &Meaning::default())).collect();
        names.sort();
        names.dedup();
        names
    }
}

/// A document with what is needed to add up its money.
fn holding<'h>(
    unit: Option<&'h Unit<'h>>,
    file: Option<&File>,
    text: &'h dyn Fn(&str) -> String,
) -> Option<Holding<'h>> {
    let unit = unit?;
    let innehall: &Innehall = &unit.underlag(file?)?.innehall;
    Some(Holding { kommun: unit.inlast.kommun.as_ref()?, innehall, text })
}

/// What a document is called in a heading.
fn called(slag: &str, ar: Option<i16>, file: Option<&File>, meaning: &Meaning<'_>) -> String {
    let kind = svenska::capitalised(&super::names::word(slag));
    match (slag, ar) {
        ("kommun", _) => "Kommunens uppgifter (kommun.toml)".to_owned(),
        ("formular", _) => {
            let form = file.and_then(|it| it.table.as_ref()).and_then(|it| it.table("formular"));
            let id = form.and_then(|it| it.text("id")).unwrap_or_default();
            format!("{kind} {id}")
        }
        // A kommun takes many decisions in a year.
        ("beslut", Some(ar)) => {
            let table = file.and_then(|it| it.table.as_ref());
            let title = table.and_then(|it| it.table("dokument")).and_then(|it| it.text("titel")).unwrap_or_default();
            format!("{kind} {ar}, {}", super::names::shortened(&meaning.text(title), 60))
        }
        (_, Some(ar)) => format!("{kind} {ar}"),
        (_, None) => kind,
    }
}

fn likeness(one: &File, other: &File) -> usize {
    let bag = |it: &File| it.table.as_ref().map(|it| Bag::of(&Node::Table(it.clone())));
    bag(one).zip(bag(other)).map_or(0, |(a, b)| a.likeness(&b))
}
