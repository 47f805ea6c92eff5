//! The decided state of a document, kept beside it in a file that `fhplan lock` writes, and what has changed since.
//!
//! What is kept is the document's content, key by key: spaces, comments, the order of tables and the way a number is
//! typed are no change. What is told after the decision is left out: the status, events, corrections, signatures and
//! silenced findings.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use toml::de::{DeTable, DeValue};

use crate::read::ascii_key;
use crate::source::{FileId, Span};

/// The ending of the file beside a document.
pub const ENDING: &str = "lock";

/// Tables that may change after the decision.
const FREE: [&str; 4] = ["handelse", "rattelse", "tyst", "underskrift"];

/// Keys of `[dokument]` that may change after the decision.
const FREE_KEYS: [&str; 1] = ["dokument.status"];

/// Texts longer than this, in characters, are kept as a hash.
const LONGEST_TEXT: usize = 60;

/// A value of a document: where it stands and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub value: String,
    pub range: Range<usize>,
}

/// Something that is no longer as it was decided.
#[derive(Clone, Debug)]
pub struct Change {
    /// The keys that lead to it, such as `budget.rad[strateg].region`.
    pub place: String,
    /// What it is now and where; `None` when it was taken away.
    pub now: Option<(String, Span)>,
    /// What was decided and where that is kept; `None` when it was added.
    pub then: Option<(String, Span)>,
}

/// What is known of a document's decision.
#[derive(Clone, Debug, Default)]
pub struct LockState {
    /// Whether there is a file that keeps the decided state.
    pub exists: bool,
    /// What has changed since, in the order of the document.
    pub changes: Vec<Change>,
    /// The day of the decision that is kept.
    pub decided_on: Option<String>,
}

/// Whether a place is in what may change after the decision.
pub fn may_change(place: &str) -> bool {
    let table = place.split(['.', '[']).next().unwrap_or_default();
    FREE.contains(&table) || FREE_KEYS.contains(&place)
}

/// Every value of a document that a decision covers, by the keys that lead to it.
pub fn content(table: &DeTable<'_>) -> BTreeMap<String, Entry> {
    let mut all = BTreeMap::new();
    for (key, value) in table {
        let name = ascii_key(key.get_ref());
        if !FREE.contains(&name.as_str()) {
            add(&name, value, &mut all);
        }
    }
    all.retain(|key, _| !FREE_KEYS.contains(&key.as_str()));
    all
}

fn add(path: &str, value: &toml::Spanned<DeValue<'_>>, all: &mut BTreeMap<String, Entry>) {
    match value.get_ref() {
        DeValue::Table(entries) => {
            for (key, value) in entries {
                add(&format!("{path}.{}", ascii_key(key.get_ref())), value, all);
            }
        }
        DeValue::Array(items) => {
            let mut names = BTreeSet::new();
            for (idx, item) in items.iter().enumerate() {
                let name = name_of(item).unwrap_or_else(|| idx.to_string());
                // Two with one name are told apart by their number.
                let name = if names.contains(&name) { format!("{name}#{idx}") } else { name };
                add(&format!("{path}[{name}]"), item, all);
                names.insert(name);
            }
        }
        plain => {
            all.insert(path.to_owned(), Entry { value: plain_value(plain), range: value.span() });
        }
    }
}

/// What a table in a list is called: by its id, by what it answers, or by its heading.
fn name_of(item: &toml::Spanned<DeValue<'_>>) -> Option<String> {
    let DeValue::Table(entries) = item.get_ref() else { return None };
    ["id", "rad", "aktor", "fraga", "rubrik", "titel", "namn"].into_iter().find_map(|key| {
        match entries.get(key)?.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => None,
        }
    })
}

/// A value as it is kept: a number without the ways to type it, a long text as its hash.
fn plain_value(value: &DeValue<'_>) -> String {
    let number = |digits: &str| {
        Decimal::from_str_exact(digits).map_or_else(|_| digits.to_owned(), |it| it.normalize().to_string())
    };
    match value {
        DeValue::String(text) => {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            // The line breaks of a text part its paragraphs and lists, so they count when there are any.
            if words.chars().count() <= LONGEST_TEXT && !text.contains('\n') {
                return words;
            }
            let text = text.replace("\r\n", "\n");
            let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
            let hash = Sha256::digest(lines.join("\n").as_bytes());
            let digits: String = hash.iter().take(8).map(|it| format!("{it:02x}")).collect();
            format!("sha256:{digits}")
        }
        DeValue::Integer(it) if it.radix() == 10 => number(it.as_str()),
        DeValue::Integer(it) => it.to_string(),
        DeValue::Float(it) => number(it.as_str()),
        DeValue::Boolean(it) => it.to_string(),
        DeValue::Datetime(it) => it.to_string(),
        DeValue::Array(_) | DeValue::Table(_) => String::new(),
    }
}

/// The file that keeps a document's decided state.
/// `decided` is the day of the decision.
pub fn write(table: &DeTable<'_>, decided: Option<&str>) -> String {
    let all = content(table);
    let mut text = String::from(
        "# Det som beslutades, nyckel för nyckel. Skrivs av fhplan lock och kontrolleras av fhplan check.\n\
         # Ändra inte här. En rättelse skrivs som [[rattelse]] i dokumentet, ett nytt beslut låses med fhplan lock.\n\n",
    );
    if let Some(day) = decided {
        let _ = writeln!(text, "beslut = {}\n", literal(day));
    }
    text.push_str("[innehall]\n");
    for (key, entry) in &all {
        let _ = writeln!(text, "{} = {}", literal(key), literal(&entry.value));
    }
    text
}

/// A text as TOML writes it.
fn literal(text: &str) -> String {
    let mut out = String::from("\"");
    for it in text.chars() {
        match it {
            '"' | '\\' => out.extend(['\\', it]),
            it if it.is_control() => {
                let _ = write!(out, "\\u{:04x}", it as u32);
            }
            it => out.push(it),
        }
    }
    out.push('"');
    out
}

/// The places where a document differs from its kept decided state, each with what it is now. `None` when that file
/// cannot be read.
pub fn differences(table: &DeTable<'_>, kept: &str) -> Option<Vec<(String, Option<String>)>> {
    let root = DeTable::parse(kept).ok()?;
    let DeValue::Table(entries) = root.get_ref().get("innehall")?.get_ref() else { return None };
    let decided: BTreeMap<&str, &str> =
        entries.iter().filter_map(|(key, value)| Some((key.get_ref().as_ref(), value.get_ref().as_str()?))).collect();
    let current = content(table);
    let changed = current.iter().filter(|(place, entry)| decided.get(place.as_str()) != Some(&entry.value.as_str()));
    let changed = changed.map(|(place, entry)| (place.clone(), Some(entry.value.clone())));
    let gone = decided.keys().filter(|it| !current.contains_key(**it)).map(|it| ((*it).to_owned(), None));
    Some(changed.chain(gone).collect())
}

/// What has changed in a document since its decided state was kept. `None` when that file cannot be read.
pub fn compare(table: &DeTable<'_>, file: FileId, kept: &str, kept_file: FileId) -> Option<LockState> {
    let root = DeTable::parse(kept).ok()?;
    let DeValue::Table(entries) = root.get_ref().get("innehall")?.get_ref() else { return None };
    let decided: BTreeMap<String, Entry> = entries
        .iter()
        .filter_map(|(key, value)| match value.get_ref() {
            DeValue::String(text) => {
                let range = key.span().start..value.span().end;
                Some((key.get_ref().to_string(), Entry { value: text.to_string(), range }))
            }
            _ => None,
        })
        .collect();
    let current = content(table);
    let mut changes = Vec::new();
    for (place, entry) in &current {
        let before = decided.get(place);
        if before.is_none_or(|it| it.value != entry.value) {
            let now = Some((entry.value.clone(), Span::new(file, entry.range.clone())));
            let then = before.map(|it| (it.value.clone(), Span::new(kept_file, it.range.clone())));
            changes.push(Change { place: place.clone(), now, then });
        }
    }
    for (place, entry) in decided.iter().filter(|(place, _)| !current.contains_key(*place)) {
        let then = Some((entry.value.clone(), Span::new(kept_file, entry.range.clone())));
        changes.push(Change { place: place.clone(), now: None, then });
    }
    let decided_on = root.get_ref().get("beslut").and_then(|it| match it.get_ref() {
        DeValue::String(day) => Some(day.to_string()),
        _ => None,
    });
    Some(LockState { exists: true, changes, decided_on })
}
