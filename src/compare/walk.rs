//! Content × content → changes: one walk over both trees, and then what only one of them has is looked for elsewhere.

use std::collections::BTreeSet;

use super::facts::{Facts, summary};
use super::matching::{Bag, id, pairs};
use super::names::{Meaning, NAMING, label};
use super::words::difference;
use super::{Change, Difference, Fact, Group, What};
use crate::belopp::Belopp;
use crate::read::tree::{Kind, Leaf, Node, Table};

/// Things in two places that are this alike, in per cent, are one thing that moved.
const MOVED: usize = 75;

/// A value of more words than this is told word by word.
const SHORT: usize = 8;

/// What the sums already tell, so that it is not told twice.
#[derive(Clone, Copy, Default)]
pub(super) struct Told {
    /// Keys whose amounts the sums tell.
    pub keys: &'static [&'static str],
    /// Keys of which nothing more need be said when the thing they belong to came or went.
    pub facts: &'static [&'static str],
}

/// Where the walk is.
#[derive(Clone, Default)]
struct Place {
    root: String,
    /// The keys without ids, with dots between.
    keys: String,
    /// The keys with ids.
    path: String,
    within: Vec<String>,
    /// The same things as they were called before.
    within_before: Vec<String>,
    /// The labels of tables that are no things of a list.
    inside: Vec<String>,
}

impl Place {
    fn key(&self, key: &str) -> Self {
        let join = |above: &str| if above.is_empty() { key.to_owned() } else { format!("{above}.{key}") };
        let root = if self.root.is_empty() { key.to_owned() } else { self.root.clone() };
        Self { root, keys: join(&self.keys), path: join(&self.path), ..self.clone() }
    }

    /// A thing of the list that the place holds.
    fn item(&self, [before, after]: [&str; 2], at: usize, table: &Table) -> Self {
        let id = ["id", "rad", "aktor", "fraga"].into_iter().find_map(|it| table.text(it));
        let path = format!("{}[{}]", self.path, id.map_or_else(|| at.to_string(), str::to_owned));
        let more = |names: &[String], name: &str| names.iter().cloned().chain([name.to_owned()]).collect();
        let (within, within_before) = (more(&self.within, after), more(&self.within_before, before));
        Self { path, within, within_before, inside: Vec::new(), ..self.clone() }
    }

    /// A table that is no thing of a list; one of the file itself goes without saying.
    fn table(&self, key: &str) -> Self {
        let mut inner = self.clone();
        if self.path.contains('.') || !self.within.is_empty() {
            inner.inside.push(label(key));
        }
        inner
    }

    fn label(&self, key: &str) -> String {
        let mut words = self.inside.clone();
        words.push(if words.is_empty() { label(key) } else { super::names::word(key) });
        words.join(", ")
    }

    fn change(&self, label: String, what: What) -> Change {
        Change { group: Group::of(&self.root), place: self.path.clone(), within: self.within.clone(), label, what }
    }
}

/// A thing that only one side has, so far.
struct Pending<'t> {
    /// When it was met, so that it is told there.
    at: usize,
    key: String,
    node: &'t Node,
    place: Place,
    /// The number of the thing it stands in, where that came or went too.
    inside: Option<usize>,
    done: bool,
}

/// The walk over two trees.
struct Walk<'a, 't> {
    old: &'a Meaning<'a>,
    new: &'a Meaning<'a>,
    told: Told,
    next: usize,
    changes: Vec<(usize, Change)>,
    removed: Vec<Pending<'t>>,
    added: Vec<Pending<'t>>,
}

/// What one content says otherwise than another.
pub(super) fn changes<'t>(old: (&'t Table, &Meaning<'_>), new: (&'t Table, &Meaning<'_>), told: Told) -> Vec<Change> {
    let mut walk =
        Walk { old: old.1, new: new.1, told, next: 0, changes: Vec::new(), removed: Vec::new(), added: Vec::new() };
    walk.tables(old.0, new.0, &Place::default());
    walk.find_moved();
    walk.tell_pending();
    // A thing that came stands before what moved into it.
    let comes = |it: &Change| matches!(it.what, What::Added { .. } | What::Removed { .. });
    walk.changes.sort_by_key(|(at, it)| (it.group, *at, !comes(it)));
    walk.changes.into_iter().map(|(_, it)| it).collect()
}

impl<'t> Walk<'_, 't> {
    fn push(&mut self, change: Change) {
        self.changes.push((self.next, change));
        self.next += 1;
    }

    fn tables(&mut self, old: &'t Table, new: &'t Table, place: &Place) {
        for entry in &new.entries {
            let inner = place.key(&entry.key);
            match old.get(&entry.key) {
                Some(before) => self.nodes(&entry.key, before, &entry.node, &inner),
                None => self.one_sided(&entry.key, &entry.node, &inner, true),
            }
        }
        for entry in old.entries.iter().filter(|it| new.get(&it.key).is_none()) {
            self.one_sided(&entry.key, &entry.node, &place.key(&entry.key), false);
        }
    }

    fn nodes(&mut self, key: &str, old: &'t Node, new: &'t Node, place: &Place) {
        if old == new || self.told.keys.contains(&place.keys.as_str()) {
            return;
        }
        match (old, new) {
            (Node::Table(old), Node::Table(new)) => {
                let named = new.record.is_some_and(|_| is_named(place));
                let inner = if named { self.named(key, new, place, true) } else { place.table(key) };
                self.tables(old, new, &inner);
            }
            (Node::List(old), Node::List(new)) => self.lists(key, old, new, place),
            (Node::Leaf(old), Node::Leaf(new)) => self.leaves(key, old, new, place),
            _ => {
                let (before, after) = (summary(old, self.old), summary(new, self.new));
                let what = What::Changed { before, after, difference: None };
                self.push(place.change(place.label(key), what));
            }
        }
    }

    /// The place of a table under a name that another file declares, such as a statement of a form.
    fn named(&self, key: &str, table: &Table, place: &Place, is_new: bool) -> Place {
        let meaning = if is_new { self.new } else { self.old };
        let list = place.keys.rsplit_once('.').map_or("", |it| it.0);
        let kind = list.rsplit('.').next().unwrap_or_default();
        let id = key.replace('_', "-");
        let name = meaning.ids.get(&id).map_or(id.as_str(), String::as_str);
        let heading = format!("{} ”{}”", super::names::one_of(kind), super::names::shortened(name, 70));
        let mut inner = place.item([&heading; 2], 0, table);
        inner.path.clone_from(&place.path);
        inner
    }

    fn lists(&mut self, key: &str, old: &'t [Node], new: &'t [Node], place: &Place) {
        let found = pairs(old, new);
        for (before, after) in &found.both {
            let (one, other) = (&old[*before], &new[*after]);
            match (one, other) {
                _ if one == other => {}
                (Node::Table(one), Node::Table(other)) => {
                    let names = [self.old.item(key, one), self.new.item(key, other)];
                    let inner = place.item([&names[0], &names[1]], *after, other);
                    self.tables(one, other, &inner);
                }
                (Node::Leaf(one), Node::Leaf(other)) => self.leaves(key, one, other, place),
                _ => self.nodes(key, one, other, place),
            }
        }
        found.removed.iter().for_each(|it| self.one_of_list(key, &old[*it], *it, place, false));
        found.added.iter().for_each(|it| self.one_of_list(key, &new[*it], *it, place, true));
    }

    fn leaves(&mut self, key: &str, old: &Leaf, new: &Leaf, place: &Place) {
        let (before, after) = (self.old.value(old), self.new.value(new));
        let is_text = matches!(new.kind, Kind::Prosa | Kind::Text);
        // A figure that is now fetched rather than typed reads the same.
        if old == new || (is_text && before == after) {
            return;
        }
        let (before, after) = match before == after || key == "id" {
            true if key == "id" => (old.text.clone(), new.text.clone()),
            // Two things of one name are told apart by their ids.
            true => (format!("{before} ({})", old.text), format!("{after} ({})", new.text)),
            false => (before, after),
        };
        let long = |it: &str| it.split_whitespace().count() > SHORT;
        let what = if place.is_item_key(key) {
            What::Renamed { before, after }
        } else if is_text && (long(&before) || long(&after)) {
            What::Reworded { words: difference(&before, &after) }
        } else {
            let amounts = Belopp::parse(&old.text).ok().zip(Belopp::parse(&new.text).ok());
            let difference = amounts.filter(|_| new.kind == Kind::Belopp);
            let difference = difference.map(|(before, after)| Difference { before, after });
            What::Changed { before, after, difference }
        };
        self.push(place.change(place.label(key), what));
    }

    /// What only one side has under a key.
    fn one_sided(&mut self, key: &str, node: &'t Node, place: &Place, is_new: bool) {
        if self.told.keys.contains(&place.keys.as_str()) {
            return;
        }
        match node {
            Node::List(items) => {
                items.iter().enumerate().for_each(|(at, it)| self.one_of_list(key, it, at, place, is_new));
            }
            // Each of the names that the author chose is a thing of its own.
            Node::Table(table) if table.record.is_none() => {
                let inner = place.table(key);
                table.entries.iter().for_each(|it| self.one_sided(&it.key, &it.node, &inner.key(&it.key), is_new));
            }
            Node::Table(table) if is_named(place) => {
                let inner = self.named(key, table, place, is_new);
                self.pend(key, node, inner, is_new);
            }
            // A table of the file itself is told by what it says.
            Node::Table(table) if place.within.is_empty() && !place.path.contains('.') => {
                table.entries.iter().for_each(|it| self.one_sided(&it.key, &it.node, &place.key(&it.key), is_new));
            }
            Node::Table(_) => {
                let inner = Place { within: [place.within.clone(), vec![place.label(key)]].concat(), ..place.clone() };
                self.pend(key, node, inner, is_new);
            }
            Node::Leaf(leaf) => self.one_leaf(key, leaf, place, is_new),
        }
    }

    fn one_of_list(&mut self, key: &str, node: &'t Node, at: usize, place: &Place, is_new: bool) {
        match node {
            Node::Table(table) => {
                let meaning = if is_new { self.new } else { self.old };
                let inner = place.item([&meaning.item(key, table); 2], at, table);
                self.pend(key, node, inner, is_new);
            }
            Node::Leaf(leaf) => self.one_leaf(key, leaf, place, is_new),
            Node::List(_) => self.one_sided(key, node, place, is_new),
        }
    }

    fn one_leaf(&mut self, key: &str, leaf: &Leaf, place: &Place, is_new: bool) {
        let text = if is_new { self.new.value(leaf) } else { self.old.value(leaf) };
        let change = place.change(place.label(key), came_or_went(is_new, text, Vec::new()));
        self.push(change);
    }

    /// Keeps a thing until it is known whether it stands elsewhere on the other side; with it what it holds.
    fn pend(&mut self, key: &str, node: &'t Node, place: Place, is_new: bool) {
        let number = if is_new { self.added.len() } else { self.removed.len() };
        let at = self.next;
        self.next += 1;
        let pending = Pending { at, key: key.to_owned(), node, place, inside: None, done: false };
        let all = if is_new { &mut self.added } else { &mut self.removed };
        all.push(pending);
        self.pend_inner(number, is_new);
    }

    fn pend_inner(&mut self, number: usize, is_new: bool) {
        let meaning = if is_new { self.new } else { self.old };
        let all = if is_new { &mut self.added } else { &mut self.removed };
        let (node, place, at) = (all[number].node, all[number].place.clone(), all[number].at);
        let Node::Table(table) = node else { return };
        let mut inner = Vec::new();
        for entry in &table.entries {
            let Node::List(items) = &entry.node else { continue };
            for (idx, item) in items.iter().enumerate() {
                let Node::Table(thing) = item else { continue };
                let list = place.key(&entry.key);
                let place = list.item([&meaning.item(&entry.key, thing); 2], idx, thing);
                let inside = Some(number);
                inner.push(Pending { at, key: entry.key.clone(), node: item, place, inside, done: false });
            }
        }
        for pending in inner {
            let all = if is_new { &mut self.added } else { &mut self.removed };
            all.push(pending);
            let number = if is_new { self.added.len() } else { self.removed.len() } - 1;
            self.pend_inner(number, is_new);
        }
    }

    /// Pairs what went from one place with what came to another.
    fn find_moved(&mut self) {
        let mut found: Vec<(usize, usize)> = Vec::new();
        let key = |it: &Pending<'_>| Some((it.key.clone(), id(it.node)?));
        let by_id: std::collections::BTreeMap<_, usize> =
            self.added.iter().enumerate().filter_map(|(at, it)| Some((key(it)?, at))).collect();
        for (number, it) in self.removed.iter().enumerate() {
            found.extend(key(it).and_then(|key| by_id.get(&key)).map(|other| (number, *other)));
        }
        found.extend(self.alike());
        let (mut old, mut new) = (BTreeSet::new(), BTreeSet::new());
        for (one, other) in found {
            let taken = is_done(&self.removed, one) || is_done(&self.added, other);
            if taken || !old.insert(one) || !new.insert(other) {
                continue;
            }
            (self.removed[one].done, self.added[other].done) = (true, true);
            self.tell_moved(one, other);
        }
    }

    /// Things without ids that are so alike that they are one that moved.
    fn alike(&self) -> Vec<(usize, usize)> {
        const MOST: usize = 100;
        let top = |all: &[Pending<'_>]| -> Vec<(usize, Bag)> {
            let open = all.iter().enumerate().filter(|(_, it)| it.inside.is_none() && id(it.node).is_none());
            open.take(MOST).map(|(at, it)| (at, Bag::of(it.node))).collect()
        };
        let (old, new) = (top(&self.removed), top(&self.added));
        let mut found = Vec::new();
        for (one, a) in &old {
            for (other, b) in new.iter().filter(|(it, _)| self.added[*it].key == self.removed[*one].key) {
                let alike = a.likeness(b);
                if alike >= MOVED {
                    found.push((std::cmp::Reverse(alike), *one, *other));
                }
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(_, one, other)| (one, other)).collect()
    }

    fn tell_moved(&mut self, one: usize, other: usize) {
        let (from, to) = (&self.removed[one], &self.added[other]);
        let around = |names: &[String], place: &Place| match names {
            [.., outer, _] => outer.clone(),
            _ => label(&place.root),
        };
        let (left, came) = (around(&from.place.within_before, &from.place), around(&to.place.within, &to.place));
        let (Node::Table(old), Node::Table(new)) = (from.node, to.node) else { return };
        let what = What::Moved { from: left, to: came };
        let (place, at) = (to.place.clone(), to.at);
        let heading = place.within.last().cloned().unwrap_or_default();
        let within = place.within[..place.within.len().saturating_sub(1)].to_vec();
        let stayed = matches!(&what, What::Moved { from, to } if from == to);
        if !stayed {
            let change = Change { within, ..place.change(heading, what) };
            self.changes.push((at, change));
        }
        self.tables(old, new, &place);
    }

    fn tell_pending(&mut self) {
        for is_new in [false, true] {
            let all = std::mem::take(if is_new { &mut self.added } else { &mut self.removed });
            let meaning = if is_new { self.new } else { self.old };
            let moved: BTreeSet<*const Node> =
                all.iter().filter(|it| it.done).map(|it| std::ptr::from_ref(it.node)).collect();
            for (number, it) in all.iter().enumerate() {
                if it.inside.is_some() || is_done(&all, number) {
                    continue;
                }
                let mut contents = Vec::new();
                let facts = Facts { meaning, told: self.told, moved: &moved };
                facts.add(it.node, &it.place.keys, &[], true, &mut contents);
                if contents.is_empty() && self.told.facts.iter().any(|told| told.starts_with(&it.place.keys)) {
                    continue;
                }
                let (heading, within) = it
                    .place
                    .within
                    .split_last()
                    .map_or((String::new(), Vec::new()), |(last, rest)| (last.clone(), rest.to_vec()));
                let what = came_or_went(is_new, String::new(), contents);
                self.changes.push((it.at, Change { within, ..it.place.change(heading, what) }));
            }
        }
    }
}

impl Place {
    /// Whether a key names the thing that the place is.
    fn is_item_key(&self, key: &str) -> bool {
        let of_item = self.path.rsplit_once('.').is_some_and(|(above, _)| above.ends_with(']'));
        of_item && self.inside.is_empty() && (key == "id" || NAMING.contains(&key))
    }
}

/// Whether a table stands under a name that the author chose rather than under a key of the format.
fn is_named(place: &Place) -> bool {
    let list = place.keys.rsplit_once('.').map_or("", |it| it.0);
    matches!(list.rsplit('.').next(), Some("pastaende"))
}

fn is_done(all: &[Pending<'_>], number: usize) -> bool {
    let it = &all[number];
    it.done || it.inside.is_some_and(|it| is_done(all, it))
}

fn came_or_went(is_new: bool, text: String, contents: Vec<Fact>) -> What {
    if is_new { What::Added { text, contents } } else { What::Removed { text, contents } }
}
