//! The faults and oddities of the documents that fhplan began with, as `forlagor/fel.toml` lists them: what is to be found
//! is found by the check that is named, and what is to be left alone is left alone.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::verktyg::{diagnostics, folder, root};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rad {
    var: String,
    vad: String,
    i: String,
    i_fil: Option<String>,
    text: Option<String>,
    #[serde(default)]
    byt: Vec<(String, String)>,
    gor: String,
    kontroll: Option<String>,
    vantar: Option<String>,
}

#[derive(Deserialize)]
struct Fel {
    rad: Vec<Rad>,
}

/// The documents that faults are written into: a word, the kommun's folder, the file and what goes before the text.
const DOCUMENTS: [(&str, &str, &str, &str); 5] = [
    ("plan", "plans/alingsas", "2024/verksamhetsplan.toml", "text = \"\"\"\n"),
    ("beslut", "plans/alingsas", "2025/beslut.toml", "arendebeskrivning = \"\"\"\n"),
    ("uppfoljning", "plans/vanersborg", "2021/uppfoljning.toml", "effekter = \"\"\"\n"),
    ("handlingsplan", "plans/perstorp", "2020/handlingsplan.toml", "text = \"\"\"\n"),
    ("arende", "examples/solbacka", "2026/beslut.toml", "arendebeskrivning = \"\"\"\n"),
];

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().filter_map(Result::ok) {
        let target = to.join(entry.path().strip_prefix(from).expect("inside"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).expect("the folder can be made");
        } else {
            fs::copy(entry.path(), target).expect("the file can be copied");
        }
    }
}

/// Writes a fault into a copy of its document, which is not locked; gives its file.
fn written(row: &Rad, dir: &Path) -> PathBuf {
    let (_, source, name, mark) = DOCUMENTS.iter().find(|it| it.0 == row.i).expect("the document is known");
    let kommun = dir.join("kommun");
    copy(&root().join(source), &kommun);
    if source.starts_with("examples") {
        copy(&root().join("examples/templates"), &dir.join("templates"));
    }
    let file = kommun.join(name);
    // The text of a decided document is not to be changed; here it is.
    let lock = file.with_extension("lock");
    if lock.exists() {
        fs::remove_file(lock).expect("the lock can be removed");
    }
    let change = |file: &Path, change: &dyn Fn(String) -> String| {
        let text = fs::read_to_string(file).expect("readable");
        fs::write(file, change(text)).expect("writable");
    };
    if let Some(text) = &row.text {
        change(&file, &|it| it.replacen(mark, &format!("{mark}{text}\n\n"), 1));
    }
    let changed = row.i_fil.as_ref().map_or_else(|| file.clone(), |it| kommun.join(it));
    for (old, new) in &row.byt {
        change(&changed, &|it| {
            assert!(it.contains(old), "{}: {old} is there", row.vad);
            it.replacen(old, new, 1)
        });
    }
    file
}

#[test]
fn what_was_wrong_in_the_first_documents_is_found() {
    let all: Fel = toml::from_str(include_str!("forlagor/fel.toml")).expect("the table is TOML");
    assert!(all.rad.len() > 80, "the table is there");
    let mut wrong = Vec::new();
    for row in all.rad.iter().filter(|it| it.vantar.is_none()) {
        let dir = folder();
        let found: Vec<(String, String)> = diagnostics(&[&written(row, dir.path())])
            .iter()
            .map(|it| (it["severity"].to_string(), it["check"].to_string()))
            .map(|(severity, check)| (severity.trim_matches('"').to_owned(), check.trim_matches('"').to_owned()))
            .filter(|(_, check)| check != "olast-beslut")
            .collect();
        let level = match row.gor.as_str() {
            "F" => Some("error"),
            "V" => Some("warning"),
            "U" => Some("info"),
            _ => None,
        };
        let good = match (level, row.gor.as_str()) {
            (Some(level), _) => found.iter().any(|it| it.0 == level && Some(&it.1) == row.kontroll.as_ref()),
            (None, "T") => found.is_empty(),
            (None, "H") => found.iter().all(|it| it.0 == "info"),
            _ => false,
        };
        if !good {
            wrong.push(format!("{} {}: {} {:?}, found {found:?}", row.var, row.vad, row.gor, row.kontroll));
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}
