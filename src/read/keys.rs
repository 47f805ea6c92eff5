//! The keys that lead to a place in a file.

use std::cmp::Reverse;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::ascii_key;

/// Where in a document a place is, as its keys name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyPath {
    /// The keys with the index of each table, from 0: `budget.rad[3].region`.
    pub indexed: String,
    /// The keys with what names each table of a list in place of its index, so that a table above changes nothing:
    /// `budget.rad[personal].region`. A table without any such name keeps its index.
    pub named: String,
    /// The ids of the tables around the place, outermost first.
    pub ids: Vec<String>,
}

/// The keys of a file by their places.
pub struct KeyIndex(Vec<(Range<usize>, KeyPath)>);

impl KeyIndex {
    /// Indexes a file; one that is no TOML has no keys.
    pub fn new(text: &str) -> Self {
        let mut places = Vec::new();
        if let Ok(table) = DeTable::parse(text) {
            walk_keys(table.get_ref(), &KeyPath::default(), &mut |span, path| {
                places.push((span, path.clone()));
            });
        }
        places.sort_by_key(|(span, _)| (span.start, Reverse(span.end)));
        Self(places)
    }

    /// The keys that lead to a byte; `None` for a place outside every key.
    pub fn at(&self, offset: usize) -> Option<&KeyPath> {
        // Places nest, so the last one that begins before the byte and holds it is the innermost.
        let until = self.0.partition_point(|(span, _)| span.start <= offset);
        self.0[..until].iter().rev().find(|(span, _)| span.contains(&offset)).map(|(_, path)| path)
    }
}

fn walk_keys(table: &DeTable<'_>, above: &KeyPath, visit: &mut dyn FnMut(Range<usize>, &KeyPath)) {
    let id = table.get("id").and_then(|it| it.get_ref().as_str());
    let ids: Vec<String> = above.ids.iter().cloned().chain(id.map(str::to_owned)).collect();
    for (key, value) in table {
        let dot = if above.indexed.is_empty() { "" } else { "." };
        let below = |it: &str| format!("{it}{dot}{}", key.get_ref());
        let path = KeyPath { indexed: below(&above.indexed), named: below(&above.named), ids: ids.clone() };
        visit(key.span(), &path);
        walk_value(value, &path, visit);
    }
}

fn walk_value(value: &toml::Spanned<DeValue<'_>>, path: &KeyPath, visit: &mut dyn FnMut(Range<usize>, &KeyPath)) {
    visit(value.span(), path);
    match value.get_ref() {
        DeValue::Table(inner) => walk_keys(inner, path, visit),
        DeValue::Array(items) => {
            for (idx, item) in items.iter().enumerate() {
                let indexed = format!("{}[{idx}]", path.indexed);
                let named = format!("{}[{}]", path.named, name_of(item.get_ref()).unwrap_or_else(|| idx.to_string()));
                walk_value(item, &KeyPath { indexed, named, ids: path.ids.clone() }, visit);
            }
        }
        _ => {}
    }
}

/// What tells a table of a list from the others: its id, what it refers to, or the words it begins with.
fn name_of(value: &DeValue<'_>) -> Option<String> {
    const NAMES: [&str; 14] = [
        "id", "rad", "insats", "fraga", "aktor", "omrade", "kontroll", "part", "organ", "post", "namn", "rubrik",
        "titel", "typ",
    ];
    match value {
        DeValue::Table(table) => NAMES.iter().find_map(|it| table.get(*it)?.get_ref().as_str()).map(str::to_owned),
        DeValue::String(text) => Some(text.to_string()),
        _ => None,
    }
}

/// Where the single value stands that keys such as `budget.rad[3].region` lead to. A table of several is named by its
/// number from 0 or by its id, `budget.rad[strateg].region`; `None` when there is no such value, or a table there.
pub fn value_at(text: &str, path: &str) -> Option<Range<usize>> {
    let table = DeTable::parse(text).ok()?;
    let mut steps = path.split(['.', '[']).map(|it| it.trim_end_matches(']').trim());
    let mut value = named(table.get_ref(), steps.next()?)?;
    for step in steps {
        value = match value.get_ref() {
            DeValue::Table(entries) => named(entries, step)?,
            DeValue::Array(items) => numbered(items, step)?,
            _ => return None,
        };
    }
    let is_single = !matches!(value.get_ref(), DeValue::Table(_) | DeValue::Array(_));
    is_single.then(|| value.span())
}

fn named<'a>(table: &'a DeTable<'a>, step: &str) -> Option<&'a toml::Spanned<DeValue<'a>>> {
    table.iter().find(|(key, _)| ascii_key(key.get_ref()) == ascii_key(step)).map(|(_, value)| value)
}

fn numbered<'a>(items: &'a [toml::Spanned<DeValue<'a>>], step: &str) -> Option<&'a toml::Spanned<DeValue<'a>>> {
    if let Ok(idx) = step.parse::<usize>() {
        return items.get(idx);
    }
    let id = |it: &DeValue<'_>| it.get("id").and_then(|it| it.get_ref().as_str().map(ascii_key));
    items.iter().find(|it| id(it.get_ref()).is_some_and(|it| it == ascii_key(step)))
}
