//! A file's content without its spelling: what the records' declarations say that each key holds, ready to be compared.
//!
//! The tree is made of the TOML and the declarations alone, so that a new key of the format needs no code here, and a file
//! whose values have mistakes still has its content. Spaces, comments, the order of keys and the way a number is typed are
//! gone; a list of one and a single value are the same where the format takes either.

use rust_decimal::Decimal;
use toml::de::{DeTable, DeValue};

use super::ascii_key;
use super::reference::{Record, Shape};

/// What a place of a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Table(Table),
    List(Vec<Node>),
    Leaf(Leaf),
}

/// A table: its keys in the order of the format, those that it does not know last.
#[derive(Clone, Debug)]
pub struct Table {
    /// The declaration; `None` for keys that the author chooses, and for what the format does not know.
    pub record: Option<&'static Record>,
    pub entries: Vec<Entry>,
}

/// A key with what it holds.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key as the format spells it, or as the author chose it.
    pub key: String,
    pub node: Node,
}

/// A single value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    pub kind: Kind,
    /// The value in one spelling: an amount as its plain digits, a text without needless spaces.
    pub text: String,
}

/// What a value is, as far as a reader of changes cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text of several paragraphs.
    Prosa,
    /// Text of one line.
    Text,
    /// The name of another thing.
    Id,
    Belopp,
    Tal,
    /// A word of the format.
    Ord,
    JaNej,
    Annat,
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.entries.len() == other.entries.len()
            && self.entries.iter().all(|it| other.get(&it.key).is_some_and(|node| *node == it.node))
    }
}

impl Eq for Table {}

impl Table {
    /// What a key holds.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let same = |it: &&Entry| it.key == key || (self.record.is_none() && folded(&it.key) == folded(key));
        self.entries.iter().find(same).map(|it| &it.node)
    }

    /// The text of a key that holds a single value.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Node::Leaf(it) => Some(&it.text),
            _ => None,
        }
    }

    /// The table under a key.
    pub fn table(&self, key: &str) -> Option<&Table> {
        match self.get(key)? {
            Node::Table(it) => Some(it),
            _ => None,
        }
    }

    /// The tables in the list under a key.
    pub fn tables(&self, key: &str) -> impl Iterator<Item = &Table> {
        let items = match self.get(key) {
            Some(Node::List(items)) => items.as_slice(),
            _ => &[],
        };
        items.iter().filter_map(|it| match it {
            Node::Table(it) => Some(it),
            _ => None,
        })
    }
}

/// A chosen key, however its words are held together.
fn folded(key: &str) -> String {
    key.replace('_', "-")
}

/// The content of a file that is declared as a record.
pub fn tree(table: &DeTable<'_>, record: &'static Record) -> Table {
    declared(table, record)
}

fn declared(table: &DeTable<'_>, record: &'static Record) -> Table {
    let place = |key: &str| record.keys.iter().position(|it| it.name == key);
    let mut entries: Vec<(usize, Entry)> = table
        .iter()
        .map(|(key, value)| {
            let key = match ascii_key(key.get_ref()) {
                key if key == "drn" && place("drn").is_none() => "region".to_owned(),
                key => key,
            };
            let at = place(&key);
            let shape = at.and_then(|it| record.keys.get(it)).map(|it| (it.shape)());
            let node = node(value.get_ref(), shape.as_ref());
            (at.unwrap_or(usize::MAX), Entry { key, node })
        })
        .collect();
    entries.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.key.cmp(&other.key)));
    Table { record: Some(record), entries: entries.into_iter().map(|(_, it)| it).collect() }
}

/// Keys that nobody declared.
fn chosen(table: &DeTable<'_>, inner: Option<&Shape>) -> Table {
    let entry = |(key, value): (&toml::Spanned<std::borrow::Cow<'_, str>>, &toml::Spanned<DeValue<'_>>)| Entry {
        key: key.get_ref().to_string(),
        node: node(value.get_ref(), inner),
    };
    let mut entries: Vec<Entry> = table.iter().map(entry).collect();
    entries.sort_by(|one, other| one.key.cmp(&other.key));
    Table { record: None, entries }
}

fn node(value: &DeValue<'_>, shape: Option<&Shape>) -> Node {
    let list = |items: &[toml::Spanned<DeValue<'_>>], inner: Option<&Shape>| {
        Node::List(items.iter().map(|it| node(it.get_ref(), inner)).collect())
    };
    match (value, shape) {
        (DeValue::Array(items), Some(Shape::Lista(inner))) => list(items, Some(inner)),
        (_, Some(Shape::Lista(inner))) => Node::List(vec![node(value, Some(inner))]),
        (_, Some(Shape::Antingen(one, other))) => either(value, one, other),
        (DeValue::Array(items), _) => list(items, None),
        (DeValue::Table(table), Some(Shape::Tabell(record))) => Node::Table(declared(table, record)),
        (DeValue::Table(table), Some(Shape::Fritt(inner))) => Node::Table(chosen(table, Some(inner))),
        (DeValue::Table(table), _) => Node::Table(chosen(table, None)),
        _ => Node::Leaf(leaf(value, shape)),
    }
}

/// A value that can be written in two ways, in one of them.
fn either(value: &DeValue<'_>, one: &Shape, other: &Shape) -> Node {
    match (value, other) {
        (DeValue::Array(_), Shape::Lista(_)) => node(value, Some(other)),
        (_, Shape::Lista(_)) => Node::List(vec![node(value, Some(one))]),
        (DeValue::Table(_), _) => node(value, Some(if one.record().is_some() { one } else { other })),
        // A word in the place of a table is the table's first key.
        (DeValue::String(_), Shape::Tabell(record)) => {
            let key = record.keys.first().map_or("", |it| it.name).to_owned();
            Node::Table(Table { record: Some(record), entries: vec![Entry { key, node: node(value, Some(one)) }] })
        }
        (DeValue::Boolean(_), _) => node(value, Some(one)),
        _ => node(value, Some(other)),
    }
}

fn leaf(value: &DeValue<'_>, shape: Option<&Shape>) -> Leaf {
    let kind = match shape {
        Some(Shape::Val(_)) => Kind::Ord,
        Some(Shape::Enkel(name)) => match *name {
            "prosa" => Kind::Prosa,
            "text" | "textrad" => Kind::Text,
            "id" => Kind::Id,
            "belopp i kronor" => Kind::Belopp,
            "tal" | "procent" | "heltal" | "årtal" => Kind::Tal,
            "true | false" => Kind::JaNej,
            _ => Kind::Annat,
        },
        _ => Kind::Annat,
    };
    let digits =
        |text: &str| Decimal::from_str_exact(text).map_or_else(|_| text.to_owned(), |it| it.normalize().to_string());
    let text = match value {
        DeValue::String(text) if kind == Kind::Prosa => paragraphs(text),
        DeValue::String(text) => {
            let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            // A paragraph of the minutes is a number, with or without its sign.
            line.strip_prefix('§').map_or(line.clone(), |it| it.trim_start().to_owned())
        }
        DeValue::Integer(it) if it.radix() == 10 => digits(it.as_str()),
        DeValue::Integer(it) => it.to_string(),
        DeValue::Float(it) => digits(it.as_str()),
        DeValue::Boolean(it) => it.to_string(),
        DeValue::Datetime(it) => it.to_string(),
        DeValue::Array(_) | DeValue::Table(_) => String::new(),
    };
    Leaf { kind, text }
}

/// A text as paragraphs: a single line break is a space, except where lines are items, cells or headings.
fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_paragraph = false;
    let mut pending = "";
    for line in text.lines() {
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            (in_paragraph, pending) = (false, "\n\n");
            continue;
        }
        let flows = in_paragraph && !begins_a_line(&words);
        let between = if out.is_empty() {
            ""
        } else if flows {
            " "
        } else if pending.is_empty() {
            "\n"
        } else {
            pending
        };
        out.push_str(between);
        // Indentation says how deep an item of a list stands.
        if begins_a_line(&words) {
            out.extend(line.chars().take_while(|it| *it == ' '));
        }
        out.push_str(&words);
        (in_paragraph, pending) = (!words.starts_with(['|', '#']), "");
    }
    out
}

/// Whether a line is an item of a list, a row of a table, a heading or a quotation.
fn begins_a_line(line: &str) -> bool {
    let digits = line.len() - line.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let numbered =
        (1..=9).contains(&digits) && line[digits..].starts_with(['.', ')']) && line[digits + 1..].starts_with(' ');
    numbered || ["- ", "* ", "+ ", "| ", "|", "#", ">", "[^"].iter().any(|it| line.starts_with(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reflowing_a_text_changes_nothing_and_a_new_item_does() {
        assert_eq!(paragraphs("Ett\nstycke.\n\n\nEtt till."), "Ett stycke.\n\nEtt till.");
        assert_eq!(paragraphs("Listan:\n\n- ett\n  och mer\n- två"), "Listan:\n\n- ett och mer\n- två");
        assert_eq!(paragraphs("| a | b |\n|---|---|"), "| a | b |\n|---|---|");
    }
}
