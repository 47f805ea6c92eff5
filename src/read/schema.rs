//! The format as JSON Schema (2020-12), made from the records, for editors and other programs.
//!
//! A schema says what a file may hold, key by key. What takes a calculation or another file to judge is for the checks.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::reference::{Key, Record, Shape};
use super::table::ALIASES;
use crate::belopp::Belopp;
use crate::svenska;

/// The dialect that the schemas are written in.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of a kind of file. With `slag` the document's own table must name that kind.
pub fn of_file(title: &str, root: &'static Record, slag: Option<&str>) -> Value {
    let mut tables = Tables::default();
    let body = tables.table(root);
    if let Some((dokument, slag)) = dokument(root).zip(slag) {
        tables.pin(dokument.name, slag);
    }
    with_head(title, root.docs, body, tables)
}

/// The schema of a file of any of some kinds: which one it is, its document's own table says.
pub fn of_any(title: &str, docs: &str, kinds: &[(&'static str, &'static Record)]) -> Value {
    let words: Vec<&str> = kinds.iter().map(|(word, _)| *word).collect();
    let mut tables = Tables::default();
    let branches: Vec<Value> = kinds
        .iter()
        .map(|(word, record)| {
            let of_kind = part(json!({ "properties": { "slag": { "const": word } }, "required": ["slag"] }));
            let is_kind = part(json!({ "properties": { "dokument": of_kind }, "required": ["dokument"] }));
            json!({ "if": is_kind, "then": tables.reference(record) })
        })
        .collect();
    let slag = part(json!({ "type": "object", "properties": { "slag": { "enum": words } }, "required": ["slag"] }));
    let body = part(json!({
        "type": "object",
        "properties": { "dokument": slag },
        "required": ["dokument"],
        "allOf": branches,
    }));
    with_head(title, docs, body, tables)
}

fn with_head(title: &str, docs: &str, body: Value, tables: Tables) -> Value {
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), DIALECT.into());
    schema.insert("title".to_owned(), title.into());
    if let Value::Object(body) = body {
        schema.extend(body);
    }
    schema.insert("description".to_owned(), flowing(docs).into());
    schema.insert("$defs".to_owned(), tables.made.into_iter().collect());
    Value::Object(schema)
}

/// A schema of something that other schemas say more of. Some programs take what it does not name for unknown unless it
/// says otherwise.
fn part(mut schema: Value) -> Value {
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("additionalProperties".to_owned(), true.into());
    }
    schema
}

/// The document's own table among a file's.
fn dokument(root: &Record) -> Option<&'static Record> {
    root.keys.iter().find(|it| it.name == "dokument").and_then(|it| (it.shape)().record())
}

/// The tables of a schema by the names of their records, each made once.
#[derive(Default)]
struct Tables {
    made: BTreeMap<String, Value>,
}

impl Tables {
    /// A table's own schema; the tables that it holds are referred to.
    fn table(&mut self, record: &'static Record) -> Value {
        let mut properties = Map::new();
        for key in record.keys {
            properties.insert(key.name.to_owned(), self.key(key));
        }
        for (alias, name) in ALIASES {
            if let Some(same) = properties.get(name).cloned() {
                properties.insert(alias.to_owned(), same);
            }
        }
        let required: Vec<&str> = record.keys.iter().filter(|it| (it.required)()).map(|it| it.name).collect();
        let mut table = json!({
            "type": "object",
            "description": flowing(record.docs),
            "properties": properties,
            // A key may also be spelt with å, ä, ö and spaces within quotes; how, only the reader can tell.
            "patternProperties": { NOT_PLAIN: {} },
            "additionalProperties": false,
        });
        if let (false, Some(table)) = (required.is_empty(), table.as_object_mut()) {
            table.insert("if".to_owned(), part(json!({ "propertyNames": { "pattern": PLAIN } })));
            table.insert("then".to_owned(), part(json!({ "required": required })));
        }
        table
    }

    fn key(&mut self, key: &Key) -> Value {
        let mut schema = self.shape(&(key.shape)());
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("description".to_owned(), flowing(key.docs).into());
        }
        schema
    }

    /// A reference to a table, which is made when it is first referred to.
    fn reference(&mut self, record: &'static Record) -> Value {
        if !self.made.contains_key(record.name) {
            // A table may hold itself: what is being made counts as made.
            self.made.insert(record.name.to_owned(), Value::Null);
            let table = self.table(record);
            self.made.insert(record.name.to_owned(), table);
        }
        json!({ "$ref": format!("#/$defs/{}", record.name) })
    }

    fn shape(&mut self, shape: &Shape) -> Value {
        match shape {
            Shape::Enkel(name) => plain(name),
            Shape::Val(words) => choice(words),
            Shape::Tabell(record) => self.reference(record),
            Shape::Lista(inner) => json!({ "type": "array", "items": self.shape(inner) }),
            Shape::Antingen(one, other) => json!({ "anyOf": [self.shape(one), self.shape(other)] }),
            Shape::Fritt(inner) => json!({ "type": "object", "additionalProperties": self.shape(inner) }),
        }
    }

    /// Lets a document's own table name one kind only.
    fn pin(&mut self, dokument: &str, slag: &str) {
        let key = self.made.get_mut(dokument).and_then(|it| it.pointer_mut("/properties/slag"));
        if let Some(key) = key.and_then(Value::as_object_mut) {
            key.remove("enum");
            key.insert("const".to_owned(), slag.into());
        }
    }
}

/// A key that is spelt as the format spells keys, and one that is not.
const PLAIN: &str = "^[!-~]*$";
const NOT_PLAIN: &str = "[^!-~]";

/// One of some words; one that ends with `.id` stands for every id after the point.
fn choice(words: &[&str]) -> Value {
    let (open, closed): (Vec<&str>, Vec<&str>) = words.iter().partition(|it| it.ends_with(".id"));
    let closed = json!({ "enum": closed });
    if open.is_empty() {
        return closed;
    }
    let begins = |it: &str| json!({ "type": "string", "pattern": format!("^{}\\..+$", it.trim_end_matches(".id")) });
    let all: Vec<Value> = std::iter::once(closed).chain(open.into_iter().map(begins)).collect();
    json!({ "anyOf": all })
}

/// What a plain value may be, by the name that the reference gives it. The tests see that none is unknown.
fn plain(name: &str) -> Value {
    let text = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    let day = || json!({ "type": "string", "format": "date" });
    let either = |one: Value, other: Value| json!({ "anyOf": [one, other] });
    match name {
        "text" | "textrad" | "prosa" | "reguljärt uttryck" => text("\\S"),
        "id" => json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$", "maxLength": 80 }),
        "true | false" => json!({ "type": "boolean" }),
        "heltal" => json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        "årtal" => json!({ "type": "integer", "minimum": 1900, "maximum": 2199 }),
        "tal" => json!({ "type": "number" }),
        "procent" => json!({ "type": "number", "minimum": 0, "maximum": 100 }),
        // Amounts with ören below the largest whole one are left to the reader, which counts exactly.
        "belopp i kronor" => json!({
            "type": "number", "exclusiveMinimum": -Belopp::MAX - 1, "exclusiveMaximum": Belopp::MAX + 1
        }),
        "målområde 1–8" => json!({ "type": "integer", "minimum": 1, "maximum": 8 }),
        "mål \"1\"–\"17\" eller delmål" => text("^(1[0-7]|[1-9])(\\.([1-9]|1[0-9]|[a-z]))?$"),
        "heltal eller text" => either(plain("heltal"), text("[^§\\s]")),
        "steg på en skala" => either(json!({ "type": "integer" }), text("\\S")),
        "kommunkod \"1234\"" => text("^[0-9]{4}$"),
        "färg \"#rrggbb\"" => text("^#[0-9A-Fa-f]{6}$"),
        "datum" => day(),
        "datum eller \"ÅÅÅÅ-MM\"" => either(day(), text("^\\s*(19|2[01])[0-9]{2}-(0[1-9]|1[0-2])\\s*$")),
        "datum eller \"tills vidare\"" => either(day(), text("^\\s*tills vidare\\s*$")),
        "dag \"25 januari\"" => {
            let months: Vec<String> = (1..=12).map(|it| letters(svenska::month(it))).collect();
            text(&format!("^\\s*(0?[1-9]|[12][0-9]|3[01])\\s+({})\\s*$", months.join("|")))
        }
        // A value that nobody has described here is let through: the reader knows it.
        _ => json!({}),
    }
}

/// A word in small letters or capitals, as a pattern.
fn letters(word: &str) -> String {
    word.chars().map(|it| format!("[{}{it}]", it.to_uppercase())).collect()
}

/// A doc comment on one line.
fn flowing(docs: &str) -> String {
    docs.split_whitespace().collect::<Vec<_>>().join(" ")
}
