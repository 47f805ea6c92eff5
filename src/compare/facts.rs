//! What a thing that came or went says, value by value.

use std::collections::BTreeSet;

use super::Fact;
use super::names::{Meaning, label, word};
use super::walk::Told;
use crate::read::tree::{Kind, Node, Table};
use crate::svenska;

/// Everything a node says, on one line.
pub(super) fn summary(node: &Node, meaning: &Meaning<'_>) -> String {
    match node {
        Node::Leaf(it) => meaning.value(it),
        Node::List(items) => {
            let items: Vec<String> = items.iter().map(|it| summary(it, meaning)).collect();
            svenska::list(&items, "och")
        }
        Node::Table(table) => {
            let entries = table.entries.iter().map(|it| format!("{}: {}", word(&it.key), summary(&it.node, meaning)));
            entries.collect::<Vec<_>>().join(", ")
        }
    }
}

/// What a thing that came or went says.
pub(super) struct Facts<'a, 'm> {
    pub(super) meaning: &'a Meaning<'m>,
    pub(super) told: Told,
    /// Things in it that stand elsewhere on the other side.
    pub(super) moved: &'a BTreeSet<*const Node>,
}

impl Facts<'_, '_> {
    pub(super) fn add(&self, node: &Node, keys: &str, above: &[String], is_thing: bool, all: &mut Vec<Fact>) {
        let Node::Table(table) = node else { return };
        // What names the thing is its heading.
        let naming = self.meaning.naming(table).map(|it| it.1).filter(|_| is_thing).unwrap_or_default();
        for entry in &table.entries {
            let keys = format!("{keys}.{}", entry.key);
            let is_heading = is_thing && (entry.key == "id" || naming.contains(&entry.key.as_str()));
            if is_heading || self.told.facts.contains(&keys.as_str()) || self.told.keys.contains(&keys.as_str()) {
                continue;
            }
            let named = |name: String| above.iter().cloned().chain([name]).collect::<Vec<_>>();
            match &entry.node {
                Node::Leaf(leaf) => all.push(self.fact(&named(label(&entry.key)), self.meaning.value(leaf))),
                Node::List(items) if items.iter().all(|it| matches!(it, Node::Leaf(_))) => {
                    let texts: Vec<String> = items.iter().map(|it| summary(it, self.meaning)).collect();
                    let is_name =
                        |it: &Node| matches!(it, Node::Leaf(leaf) if !matches!(leaf.kind, Kind::Prosa | Kind::Text));
                    let long = !items.iter().all(is_name);
                    if long {
                        texts.into_iter().for_each(|it| all.push(self.fact(&named(label(&entry.key)), it)));
                    } else {
                        all.push(self.fact(&named(label(&entry.key)), svenska::list(&texts, "och")));
                    }
                }
                Node::List(items) => {
                    for it in items.iter().filter(|it| !self.moved.contains(&std::ptr::from_ref(*it))) {
                        let Node::Table(thing) = it else { continue };
                        self.thing(it, thing, &entry.key, &keys, above, all);
                    }
                }
                Node::Table(inner) if inner.entries.iter().all(|it| matches!(it.node, Node::Leaf(_))) => {
                    all.push(self.fact(&named(label(&entry.key)), summary(&entry.node, self.meaning)));
                }
                Node::Table(_) => self.add(&entry.node, &keys, &named(label(&entry.key)), false, all),
            }
        }
    }

    /// A thing inside: on one line with what it says where that is little.
    fn thing(&self, node: &Node, table: &Table, key: &str, keys: &str, above: &[String], all: &mut Vec<Fact>) {
        let mut inner = Vec::new();
        self.add(node, keys, &[], true, &mut inner);
        let heading: Vec<String> = above.iter().cloned().chain([self.meaning.item(key, table)]).collect();
        let text: Vec<String> = inner.iter().map(|it| format!("{}: {}", it.label.to_lowercase(), it.text)).collect();
        all.push(self.fact(&heading, text.join("; ")));
    }

    fn fact(&self, label: &[String], text: String) -> Fact {
        Fact { label: label.join(", "), text }
    }
}
