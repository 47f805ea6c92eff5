//! The schemas: they are valid themselves, every good document fits its own, and structural mistakes do not.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Map, Value, json};
use toml::de::{DeTable, DeValue};

use crate::verktyg::{fhplan, findings, folder, root};

const KINDS: [&str; 6] = ["verksamhetsplan", "uppfoljning", "handlingsplan", "beslut", "formular", "kommun.toml"];

/// TOML as JSON: days become text, as editors see them.
fn json_of(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(it) => json!(it.as_ref()),
        DeValue::Integer(it) => match i64::from_str_radix(it.as_str(), it.radix()) {
            Ok(it) => json!(it),
            Err(_) => number(it.as_str()),
        },
        DeValue::Float(it) => number(it.as_str()),
        DeValue::Boolean(it) => json!(it),
        DeValue::Datetime(it) => json!(it.to_string()),
        DeValue::Array(it) => it.iter().map(|it| json_of(it.get_ref())).collect(),
        DeValue::Table(it) => object(it),
    }
}

/// A number from its digits; what is none in JSON is nothing.
fn number(digits: &str) -> Value {
    serde_json::from_str(digits.trim_start_matches('+')).unwrap_or(Value::Null)
}

fn object(table: &DeTable<'_>) -> Value {
    table.iter().map(|(key, value)| (key.get_ref().to_string(), json_of(value.get_ref()))).collect::<Map<_, _>>().into()
}

/// A file as JSON; `None` for what is no TOML.
fn read(path: &Path) -> Option<Value> {
    let text = String::from_utf8(fs::read(path).expect("readable")).ok()?;
    let table = DeTable::parse(text.trim_start_matches('\u{feff}')).ok()?;
    Some(object(table.get_ref()))
}

fn schema(name: Option<&str>) -> Value {
    let run = fhplan(std::iter::once("schema").chain(name));
    serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("no schema: {}", run.err))
}

fn validator(schema: &Value) -> Validator {
    jsonschema::options().should_validate_formats(true).build(schema).expect("the schema can be used")
}

/// The schemas by name; the one for any document has none.
fn validators() -> BTreeMap<Option<&'static str>, Validator> {
    let names = std::iter::once(None).chain(KINDS.into_iter().map(Some));
    names.map(|it| (it, validator(&schema(it)))).collect()
}

/// What kind of file this is.
fn kind(path: &Path, content: &Value) -> Option<&'static str> {
    if path.file_name().is_some_and(|it| it == "kommun.toml") {
        return Some("kommun.toml");
    }
    let slag = content.pointer("/dokument/slag").and_then(Value::as_str);
    match slag {
        Some(slag) => KINDS.into_iter().find(|it| *it == slag),
        None => content.get("formular").map(|_| "formular"),
    }
}

fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    files.map(walkdir::DirEntry::into_path).filter(|it| it.extension().is_some_and(|it| it == "toml")).collect()
}

#[test]
fn every_schema_is_valid_and_says_what_keys_mean() {
    for name in std::iter::once(None).chain(KINDS.into_iter().map(Some)) {
        let schema = schema(name);
        assert!(jsonschema::meta::is_valid(&schema), "{name:?} is no JSON Schema");
        let mut keys = 0;
        described(&schema, &mut keys);
        assert!(keys > 15, "{name:?} has only {keys} keys");
    }
}

/// Every key below says in Swedish what it is, and what it may hold.
fn described(schema: &Value, keys: &mut usize) {
    let tables = schema["$defs"].as_object().expect("tables").values().chain([schema]);
    for (key, value) in tables.filter_map(|it| it["properties"].as_object()).flatten() {
        *keys += 1;
        // The document's own table in the schema for any document only tells the kinds apart.
        let tells_apart = value["properties"].is_object();
        assert!(tells_apart || value["description"].as_str().is_some_and(|it| it.len() > 5), "{key} is not described");
        limited(key, value);
    }
}

/// A value that may be anything would let every mistake through.
fn limited(key: &str, value: &Value) {
    let limits = ["type", "enum", "const", "$ref", "anyOf"];
    assert!(limits.iter().any(|it| value.get(it).is_some()), "{key} may be anything: {value}");
    value["anyOf"].as_array().into_iter().flatten().for_each(|it| limited(key, it));
    value.get("items").into_iter().for_each(|it| limited(key, it));
    value.get("additionalProperties").filter(|it| it.is_object()).into_iter().for_each(|it| limited(key, it));
}

#[test]
fn good_documents_fit() {
    let validators = validators();
    let mut fitted = 0;
    for folder in ["plans", "examples/solbacka", "examples/templates", "examples/varfor", "templates"] {
        for path in toml_files(&root().join(folder)) {
            let content = read(&path).expect("it is TOML");
            let Some(kind) = kind(&path, &content) else { continue };
            let schemas = if content.get("dokument").is_some() { vec![Some(kind), None] } else { vec![Some(kind)] };
            for name in schemas {
                let errors: Vec<String> =
                    validators[&name].iter_errors(&content).map(|it| format!("{}: {it}", it.instance_path())).collect();
                assert!(errors.is_empty(), "{} as {name:?}: {errors:#?}", path.display());
                fitted += 1;
            }
        }
    }
    assert!(fitted > 30, "only {fitted} were tried");
}

/// The mistakes that a schema can see: the shape of a file, key by key.
const STRUCTURAL: [&str; 8] = [
    "okand-nyckel",
    "saknad-nyckel",
    "okant-varde",
    "fel-typ",
    "tom-text",
    "ogiltigt-id",
    "ogiltigt-tal",
    "belopp-som-text",
];

/// Sorts of mistakes that a schema sees some of: JSON has no days, and no öre.
const SOME: [&str; 3] = ["ogiltigt-datum", "ogiltigt-belopp", "ej-dokument"];

/// Mistakes that take more than the shape to see: how many targets each goal has.
const BEYOND: [&str; 1] = ["examples/misstag/delmal-som-inte-finns.toml"];

#[test]
fn structural_mistakes_do_not_fit_and_others_do() {
    let validators = validators();
    let (mut refused, mut passed, mut wrong) = (0, 0, Vec::new());
    for folder in ["examples/misstag", "examples/misstag-uppfoljning", "examples/misstag-beslut"] {
        for path in toml_files(&root().join(folder)) {
            let Ok(told) = fs::read_to_string(path.with_extension("txt")) else { continue };
            let check = told.lines().next().and_then(|it| it.split(' ').nth(1)).unwrap_or_default().to_owned();
            // What the finding points at may be another file than the one with the mistake's name.
            let own = path.file_name().is_some_and(|name| told.contains(&*name.to_string_lossy()));
            let Some(content) = read(&path).filter(|_| own) else { continue };
            let name = path.strip_prefix(root()).expect("inside").display().to_string();
            let fits = match kind(&path, &content) {
                Some(kind) => validators[&Some(kind)].is_valid(&content),
                None => validators[&None].is_valid(&content),
            };
            let structural = STRUCTURAL.contains(&check.as_str());
            let either = SOME.contains(&check.as_str()) || BEYOND.contains(&name.as_str());
            if structural == fits && !either {
                wrong.push(format!("{name} ({check}) {}", if fits { "fits" } else { "does not fit" }));
            }
            if fits { passed += 1 } else { refused += 1 }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(refused > 80 && passed > 200, "{refused} were refused and {passed} passed");
}

#[test]
fn keys_with_letters_of_their_own_are_let_through() {
    let dir = folder();
    fs::write(dir.path().join("kommun.toml"), "[kommun]\nnamn = \"Provköping\"\n").expect("writable");
    let plan = "[dokument]\nslag = \"verksamhetsplan\"\ntitel = \"Plan\"\n\"år\" = 2024\nstatus = \"utkast\"\n\n\
                [[fokusomrade]]\nid = \"a\"\nrubrik = \"A\"\n\"målgrupper\" = [\"Barn\"]\n";
    let path = dir.path().join("plan.toml");
    fs::write(&path, plan).expect("writable");
    let reading = ["okand-nyckel", "saknad-nyckel"];
    assert!(findings(&[&path], &[]).iter().all(|(it, _)| !reading.contains(&it.as_str())), "the reader takes them");
    let content = read(&path).expect("TOML");
    assert!(
        validators().iter().all(|(name, it)| !matches!(name, None | Some("verksamhetsplan")) || it.is_valid(&content))
    );
}

#[test]
fn all_schemas_are_written_to_a_folder() {
    let dir = folder();
    let to = dir.path().join("schema").display().to_string();
    let run = fhplan(["schema", "-o", &to]);
    assert_eq!(run.out.lines().count(), KINDS.len() + 1, "{}{}", run.out, run.err);
    for line in run.out.lines() {
        assert!(jsonschema::meta::is_valid(
            &serde_json::from_str(&fs::read_to_string(line).expect("written")).expect("JSON")
        ));
    }
    assert_eq!(fhplan(["schema", "-o", &to]).out, "", "what has not changed is not written again");
    let run = fhplan(["schema", "verksamhetplan"]);
    assert!(run.code.contains("(2)") && run.err.contains("Menade du ”verksamhetsplan”?"), "{}", run.err);
}
