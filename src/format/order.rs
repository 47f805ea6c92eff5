//! Puts tables and keys in the order of the format and writes keys as the format spells them.

use std::borrow::Cow;
use std::collections::HashMap;

use super::scalar;
use super::tree::{Document, Entry, Key, Section, Value};
use crate::read::reference::{Record, Shape};

/// Whether keys may be spelt otherwise than they were typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As the format spells them.
    Format,
    /// As they were typed: two of them would become the same key.
    Typed,
}

/// What the format knows of a table.
#[derive(Clone, Debug)]
pub(super) enum Sort {
    Record(&'static Record),
    /// The author chooses the keys.
    Free(Shape),
    Unknown,
}

impl Sort {
    /// What is known of a table of this shape.
    pub(super) fn of(shape: &Shape) -> Self {
        match shape {
            Shape::Tabell(record) => Self::Record(record),
            Shape::Fritt(inner) => Self::Free(inner.as_ref().clone()),
            Shape::Lista(inner) => Self::of(inner),
            Shape::Antingen(one, other) => match Self::of(one) {
                Self::Unknown => Self::of(other),
                known => known,
            },
            Shape::Enkel(_) | Shape::Val(_) => Self::Unknown,
        }
    }

    /// A key's number in the order of the format.
    fn number(&self, typed: &str) -> Option<usize> {
        match self {
            Self::Record(record) => record.find(typed).map(|it| it.0),
            Self::Free(_) | Self::Unknown => None,
        }
    }

    /// How the format spells a key that was typed with å, ä, ö or spaces. A name that means another key, such as
    /// `drn`, is a word of its own.
    pub(super) fn spelling(&self, typed: &str) -> Option<&'static str> {
        match self {
            Self::Record(record) if !typed.is_ascii() || typed.contains(' ') => record.find(typed).map(|it| it.1.name),
            _ => None,
        }
    }

    /// What a key may hold.
    pub(super) fn shape(&self, typed: &str) -> Option<Shape> {
        match self {
            Self::Record(record) => record.find(typed).map(|it| (it.1.shape)()),
            Self::Free(inner) => Some(inner.clone()),
            Self::Unknown => None,
        }
    }

    /// What is known of the table below a key.
    fn below(&self, typed: &str) -> Self {
        self.shape(typed).map_or(Self::Unknown, |it| Self::of(&it))
    }
}

/// Puts a whole file in order. Gives for each section how many lists of tables it stands in.
pub(super) fn arrange(document: &mut Document<'_>, record: &'static Record, spelling: Spelling) -> Vec<usize> {
    let mut root = Node::new(Sort::Record(record));
    for (idx, section) in document.sections.iter_mut().enumerate() {
        let node = match &mut section.header {
            Some(header) => root.place(&mut header.path, header.many, spelling),
            None => &mut root,
        };
        node.section = Some(idx);
        entries(&mut section.entries, &node.sort, spelling);
    }
    let mut order = Vec::with_capacity(document.sections.len());
    root.list(0, 0, &mut order);
    let mut sections: Vec<Option<Section<'_>>> = document.sections.drain(..).map(Some).collect();
    let mut depths = Vec::with_capacity(order.len());
    for (idx, depth) in order {
        if let Some(section) = sections.get_mut(idx).and_then(Option::take) {
            document.sections.push(section);
            depths.push(depth);
        }
    }
    depths
}

/// A table of the file, with the tables inside it that have headers.
struct Node {
    sort: Sort,
    section: Option<usize>,
    children: Vec<Child>,
    /// Where each child is, by its key.
    places: HashMap<String, usize>,
}

/// A key with the table it leads to, or all the tables.
struct Child {
    number: Option<usize>,
    many: bool,
    tables: Vec<Node>,
}

impl Node {
    fn new(sort: Sort) -> Self {
        Self { sort, section: None, children: Vec::new(), places: HashMap::new() }
    }

    /// The first section of the table, its own or that of a table in it.
    fn first(&self) -> Option<usize> {
        self.section.into_iter().chain(self.children.iter().filter_map(Child::first)).min()
    }

    /// The table that a header begins.
    fn place(&mut self, path: &mut [Key<'_>], many: bool, spelling: Spelling) -> &mut Self {
        let mut node = self;
        let last = path.len().saturating_sub(1);
        for (idx, key) in path.iter_mut().enumerate() {
            let sort = node.sort.below(&key.name);
            let child = node.child(key);
            spell(key, &node.sort, spelling);
            let child = &mut node.children[child];
            if child.tables.is_empty() || many && idx == last {
                child.many |= many && idx == last;
                child.tables.push(Self::new(sort));
            }
            let table = child.tables.len() - 1;
            node = &mut child.tables[table];
        }
        node
    }

    /// The place of the child with a key.
    fn child(&mut self, key: &Key<'_>) -> usize {
        if let Some(at) = self.places.get(key.name.as_ref()) {
            return *at;
        }
        let number = self.sort.number(&key.name);
        self.children.push(Child { number, many: false, tables: Vec::new() });
        self.places.insert(key.name.to_string(), self.children.len() - 1);
        self.children.len() - 1
    }

    /// Lists the sections in the order they are written, with the number of lists around each: `own` for this table,
    /// `inside` for those in it.
    fn list(&mut self, own: usize, inside: usize, order: &mut Vec<(usize, usize)>) {
        self.places.clear();
        sort(&mut self.children, |it| it.number);
        let mut section = self.section;
        // The order of keys that the author chooses means something, also when some come before their table's header.
        let is_free = matches!(self.sort, Sort::Free(_));
        for child in &mut self.children {
            if !is_free || section < child.first() {
                order.extend(section.take().map(|it| (it, own)));
            }
            for table in &mut child.tables {
                table.list(inside, inside + usize::from(child.many), order);
            }
        }
        order.extend(section.map(|it| (it, own)));
    }
}

impl Child {
    /// The section that its key stands in first.
    fn first(&self) -> Option<usize> {
        self.tables.iter().filter_map(Node::first).min()
    }
}

/// Sorts by the number of the format; what has none follows what it followed.
fn sort<T>(items: &mut Vec<T>, number: impl Fn(&T) -> Option<usize>) {
    let mut before = 0;
    let mut numbered: Vec<(usize, T)> = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        before = number(&item).map_or(before, |it| it + 1);
        numbered.push((before, item));
    }
    numbered.sort_by_key(|it| it.0);
    items.extend(numbered.into_iter().map(|it| it.1));
}

/// Puts the keys of a table in order, and what they hold.
fn entries(all: &mut Vec<Entry<'_>>, of: &Sort, spelling: Spelling) {
    sort_keys(all, 0, of);
    for entry in all {
        let mut table = of.clone();
        let mut shape = None;
        for (idx, key) in entry.key.iter_mut().enumerate() {
            if idx > 0 {
                table = shape.as_ref().map_or(Sort::Unknown, Sort::of);
            }
            shape = table.shape(&key.name);
            spell(key, &table, spelling);
        }
        value(&mut entry.value, shape.as_ref(), spelling);
    }
}

/// Sorts by the part of the keys at `depth`, and dotted keys with that part in common by the next.
fn sort_keys(all: &mut Vec<Entry<'_>>, depth: usize, of: &Sort) {
    sort(all, |it| it.key.get(depth).and_then(|it| of.number(&it.name)));
    if !all.iter().any(|it| it.key.len() > depth + 1) {
        return;
    }
    let mut sorted = Vec::with_capacity(all.len());
    let mut rest = std::mem::take(all).into_iter().peekable();
    while let Some(first) = rest.next() {
        let name = first.key.get(depth).map(|it| it.name.clone());
        let mut run = vec![first];
        while let Some(next) = rest.next_if(|it| it.key.get(depth).map(|it| &it.name) == name.as_ref()) {
            run.push(next);
        }
        if run.len() > 1 {
            let below = name.as_ref().map_or(Sort::Unknown, |it| of.below(it));
            sort_keys(&mut run, depth + 1, &below);
        }
        sorted.append(&mut run);
    }
    *all = sorted;
}

/// Writes a value as the format writes it.
fn value(value: &mut Value<'_>, shape: Option<&Shape>, spelling: Spelling) {
    match value {
        Value::Scalar { text, encoding } => scalar::write(text, *encoding, shape),
        Value::Array(list) => {
            let shape = shape.map(Shape::item);
            for item in &mut list.items {
                self::value(&mut item.value, shape, spelling);
            }
        }
        Value::Table(list) => entries(&mut list.items, &shape.map_or(Sort::Unknown, Sort::of), spelling),
    }
}

/// Writes a key as the format spells it, and without quotes where it needs none.
fn spell(key: &mut Key<'_>, of: &Sort, spelling: Spelling) {
    let spelt = of.spelling(&key.name).filter(|_| spelling == Spelling::Format);
    if let Some(spelt) = spelt {
        key.text = Cow::Borrowed(spelt);
        return;
    }
    let bare = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
    if !key.name.is_empty() && key.name.chars().all(bare) {
        key.text = key.name.clone();
    } else if key.text.starts_with('\'') && !key.name.chars().any(|it| it == '"' || it == '\\' || it.is_control()) {
        key.text = Cow::Owned(format!("\"{}\"", key.name));
    }
}
