//! Which thing of one list is which of another: by id, else by what is natural to it, else by likeness.

use std::collections::BTreeMap;

use super::names::NAMING;
use crate::read::tree::{Node, Table};

/// Things that are this alike, in per cent, are the same thing with another id.
const SAME_THING: usize = 60;

/// Things that have both another id and another name are the same only if they say nearly the same.
const NEARLY_EQUAL: usize = 85;

/// Things without ids that are this alike are the same thing, changed.
const ALIKE: usize = 50;

/// Lists longer than this are not searched for likeness: each thing would be held against every other.
const MOST_ITEMS: usize = 400;

/// How two lists hang together.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Places in the old and the new list of what is the same thing.
    pub both: Vec<(usize, usize)>,
    pub removed: Vec<usize>,
    pub added: Vec<usize>,
}

/// Matches two lists.
pub(super) fn pairs(old: &[Node], new: &[Node]) -> Pairs {
    let mut open = Open { old: vec![true; old.len()], new: vec![true; new.len()], both: Vec::new() };
    open.by_key(old, new, id, false);
    open.by_key(old, new, |it| Some(content(it)), true);
    open.by_key(old, new, natural, false);
    open.by_likeness(old, new);
    open.both.sort_by_key(|(_, at)| *at);
    Pairs { removed: places(&open.old), added: places(&open.new), both: open.both }
}

/// What has no counterpart yet.
struct Open {
    old: Vec<bool>,
    new: Vec<bool>,
    both: Vec<(usize, usize)>,
}

fn places(open: &[bool]) -> Vec<usize> {
    open.iter().enumerate().filter(|(_, open)| **open).map(|(at, _)| at).collect()
}

/// Everything that a node says, as one text.
fn content(node: &Node) -> String {
    match node {
        Node::Table(it) => {
            let entries = it.entries.iter().map(|it| format!("{}={}", it.key, content(&it.node)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join("\u{1e}"))
        }
        Node::List(items) => format!("[{}]", items.iter().map(content).collect::<Vec<_>>().join("\u{1f}")),
        Node::Leaf(it) => it.text.clone(),
    }
}

impl Open {
    fn take(&mut self, old: usize, new: usize) {
        (self.old[old], self.new[new]) = (false, false);
        self.both.push((old, new));
    }

    /// Pairs what has the same key. A key that several things share pairs them in order, or none of them.
    fn by_key(&mut self, old: &[Node], new: &[Node], key: fn(&Node) -> Option<String>, shared: bool) {
        let index = |all: &[Node], open: &[bool]| {
            let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for at in places(open) {
                if let Some(key) = key(&all[at]) {
                    by_key.entry(key).or_default().push(at);
                }
            }
            by_key
        };
        let (before, after) = (index(old, &self.old), index(new, &self.new));
        for (key, places) in before {
            let Some(others) = after.get(&key) else { continue };
            if shared || (places.len() == 1 && others.len() == 1) {
                places.into_iter().zip(others).for_each(|(old, new)| self.take(old, *new));
            }
        }
    }

    fn by_likeness(&mut self, old: &[Node], new: &[Node]) {
        let (left, right) = (places(&self.old), places(&self.new));
        if left.len() > MOST_ITEMS || right.len() > MOST_ITEMS {
            return;
        }
        let words = |all: &[Node], open: &[usize]| -> Vec<(usize, Bag)> {
            open.iter().map(|at| (*at, Bag::of(&all[*at]))).collect()
        };
        let (before, after) = (words(old, &left), words(new, &right));
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        for (one, a) in &before {
            for (other, b) in &after {
                let alike = a.likeness(b);
                if alike >= least(&old[*one], &new[*other]) {
                    found.push((alike, *one, *other));
                }
            }
        }
        // The most alike first; among equals those that stand in the same order.
        found.sort_by_key(|(alike, one, other)| (std::cmp::Reverse(*alike), *one, *other));
        for (_, one, other) in found {
            if self.old[one] && self.new[other] {
                self.take(one, other);
            }
        }
    }
}

/// How alike two things must be to be the same, in per cent: the more when nothing that names them is the same.
fn least(one: &Node, other: &Node) -> usize {
    let name = |it: &Node| table(it).and_then(|it| NAMING.into_iter().find_map(|key| it.text(key)).map(str::to_owned));
    match (id(one).is_some() && id(other).is_some(), name(one) == name(other)) {
        (true, false) => NEARLY_EQUAL,
        (true, true) => SAME_THING,
        (false, _) => ALIKE,
    }
}

fn table(node: &Node) -> Option<&Table> {
    match node {
        Node::Table(it) => Some(it),
        _ => None,
    }
}

/// The id of a thing.
pub(super) fn id(node: &Node) -> Option<String> {
    table(node)?.text("id").map(str::to_owned)
}

/// What tells a thing without an id from others of its kind.
fn natural(node: &Node) -> Option<String> {
    let table = table(node)?;
    let answers = ["rad", "aktor", "fraga"].into_iter().find_map(|it| table.text(it));
    if answers.is_some() && table.get("text").is_none_or(|_| table.text("fraga").is_some()) {
        return answers.map(str::to_owned);
    }
    let parts = |keys: &[&str]| {
        let all: Vec<&str> = keys.iter().map(|it| table.text(it).unwrap_or_default()).collect();
        all.join("\u{1f}")
    };
    if table.get("part").is_some() {
        return Some(parts(&["part", "fran_ar", "till_ar", "avtal"]));
    }
    if table.get("kontroll").is_some() {
        return Some(parts(&["kontroll", "plats"]));
    }
    if table.get("datum").is_some() && table.get("typ").is_some() {
        return Some(parts(&["typ", "datum"]));
    }
    if table.get("fran").is_some() || table.get("till").is_some() {
        return Some(parts(&["fran", "till"]));
    }
    let named = NAMING.into_iter().find_map(|it| table.text(it));
    // A budget row without a post is that of its area.
    named.or_else(|| table.text("omrade")).or_else(|| table.text("insats")).map(str::to_owned)
}

/// The words of a thing, each with how often it stands there.
pub(super) struct Bag(BTreeMap<String, usize>);

impl Bag {
    /// The words of everything in a node but its id.
    pub(super) fn of(node: &Node) -> Self {
        let mut bag = Self(BTreeMap::new());
        bag.add("", node);
        bag
    }

    fn add(&mut self, key: &str, node: &Node) {
        match node {
            Node::Table(table) => {
                table.entries.iter().filter(|it| it.key != "id").for_each(|it| self.add(&it.key, &it.node));
            }
            Node::List(items) => items.iter().for_each(|it| self.add(key, it)),
            Node::Leaf(leaf) => {
                for word in leaf.text.split_whitespace() {
                    *self.0.entry(format!("{key}:{word}")).or_default() += 1;
                }
            }
        }
    }

    /// How much two things have in common, in per cent of both.
    pub(super) fn likeness(&self, other: &Self) -> usize {
        let size = |it: &Self| it.0.values().sum::<usize>();
        let common: usize = self.0.iter().map(|(word, count)| other.0.get(word).map_or(0, |it| *it.min(count))).sum();
        let both = size(self) + size(other);
        (200 * common).checked_div(both).unwrap_or(0)
    }
}
