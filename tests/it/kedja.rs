//! The year's chain: plan → follow-up → next plan. No öre can change anywhere without an error that names two places.

use std::fs;
use std::path::Path;

use serde_json::Value;
use toml::de::{DeTable, DeValue};

use crate::verktyg::{Run, fhplan, folder, root, write};

/// The documents of the example's chain, below the kommun's folder.
const CHAIN: [&str; 3] = ["2025/verksamhetsplan.toml", "2025/uppfoljning.toml", "2026/verksamhetsplan.toml"];

/// Copies the example's kommun with its templates; gives the kommun's folder.
fn copy(to: &Path) -> std::path::PathBuf {
    let examples = root().join("examples");
    for part in ["solbacka", "templates"] {
        for file in walkdir::WalkDir::new(examples.join(part)).into_iter().filter_map(Result::ok) {
            if file.file_type().is_file() {
                let name = file.path().strip_prefix(&examples).expect("inside").display().to_string();
                write(to, &[(&name, &fs::read(file.path()).expect("readable"))]);
            }
        }
    }
    to.join("solbacka")
}

fn check(paths: &[&Path]) -> Value {
    let arguments = ["check", "--format", "json"].map(Into::into).into_iter();
    let run = fhplan(arguments.chain(paths.iter().map(|it| it.as_os_str().to_owned())));
    serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("no JSON: {}{}", run.out, run.err))
}

fn errors(output: &Value) -> Vec<&Value> {
    let all = output["diagnostics"].as_array().expect("a list");
    all.iter().filter(|it| it["severity"] == "error").collect()
}

/// An amount of a document: the keys that lead to it and where it stands.
struct Amount {
    key: String,
    start: usize,
    end: usize,
}

/// Every amount of money in a document.
fn amounts(text: &str) -> Vec<Amount> {
    fn add(path: &str, key: &str, value: &toml::Spanned<DeValue<'_>>, all: &mut Vec<Amount>) {
        let money = ["region", "kommun", "annan", "summa", "belopp"].contains(&key);
        match value.get_ref() {
            DeValue::Integer(_) | DeValue::Float(_) if money => {
                let span = value.span();
                all.push(Amount { key: path.to_owned(), start: span.start, end: span.end });
            }
            DeValue::Table(entries) => {
                for (key, value) in entries {
                    add(&format!("{path}.{}", key.get_ref()), key.get_ref(), value, all);
                }
            }
            DeValue::Array(items) => items.iter().for_each(|it| add(path, key, it, all)),
            _ => {}
        }
    }
    let table = DeTable::parse(text).expect("the document is TOML");
    let mut all = Vec::new();
    for (key, value) in table.get_ref() {
        add(key.get_ref(), key.get_ref(), value, &mut all);
    }
    all
}

/// The amount with one öre more, as TOML.
fn one_ore_more(digits: &str) -> String {
    let plain = digits.replace('_', "");
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    let oren: i64 = format!("{whole}{decimals:0<2}").parse().expect("an amount");
    format!("{}.{:02}", (oren + 1) / 100, (oren + 1) % 100)
}

/// The line of the file at a place.
fn line(text: &str, at: usize) -> u64 {
    text[..at].matches('\n').count() as u64 + 1
}

/// Changes every amount of the chain by one öre, one at a time; gives those that lead to no error that names the changed
/// place and another one.
fn unnoticed(kommun: &Path) -> (usize, Vec<String>) {
    let (mut tried, mut missed) = (0, Vec::new());
    for name in CHAIN {
        let path = kommun.join(name);
        let text = fs::read_to_string(&path).expect("the chain is there");
        for amount in amounts(&text) {
            tried += 1;
            let more = one_ore_more(&text[amount.start..amount.end]);
            fs::write(&path, format!("{}{more}{}", &text[..amount.start], &text[amount.end..])).expect("writable");
            let output = check(&[kommun]);
            let changed = line(&text, amount.start);
            let here = |it: &Value| {
                it["range"]["start"]["line"] == changed && it["file"].as_str().is_some_and(|it| it.ends_with(name))
            };
            let names_both = |it: &&Value| {
                let labels = it["labels"].as_array().expect("a list");
                let elsewhere = |place: &Value| !here(place);
                (here(it) && labels.iter().any(elsewhere)) || (elsewhere(it) && labels.iter().any(here))
            };
            if !errors(&output).iter().any(names_both) {
                missed.push(format!("{name}: {} = {more}", amount.key));
            }
        }
        fs::write(&path, text).expect("writable");
    }
    (tried, missed)
}

#[test]
fn the_chain_has_no_errors_and_no_warnings() {
    let examples = root().join("examples/solbacka");
    let output = check(&[&examples.join("2025"), &examples.join("2026")]);
    assert_eq!((&output["summary"]["errors"], &output["summary"]["warnings"]), (&0.into(), &0.into()), "{output:#}");
}

#[test]
fn no_ore_can_change_in_the_chain_unnoticed() {
    let dir = folder();
    let kommun = copy(dir.path());
    let (tried, missed) = unnoticed(&kommun);
    assert!(tried > 60, "the chain has its amounts: {tried}");
    assert!(missed.is_empty(), "unnoticed: {missed:#?}");
}

#[test]
fn without_locks_the_sums_themselves_give_an_ore_away() {
    let dir = folder();
    let kommun = copy(dir.path());
    for name in CHAIN {
        let _ = fs::remove_file(kommun.join(name).with_extension("lock"));
    }
    let (tried, missed) = unnoticed(&kommun);
    assert!(tried > 60, "the chain has its amounts: {tried}");
    // What a row is spent on is told for information, and what both leaves one row and reaches another sums to nothing
    // whatever it is; only the decided state can tell that these have changed.
    let tied: Vec<&String> =
        missed.iter().filter(|it| !it.contains("specifikation") && !it.contains("omfordelning")).collect();
    assert!(tied.is_empty(), "unnoticed: {tied:#?}");
}

/// What one file gives alone is what it gives among all of its kommun.
#[test]
fn a_document_is_judged_alike_alone_and_among_others() {
    let examples = root().join("examples/solbacka");
    let all = check(&[&examples]);
    for name in CHAIN {
        let alone = check(&[&examples.join(name)]);
        let of_file = |it: &Value| -> Vec<Value> {
            let all = it["diagnostics"].as_array().expect("a list");
            all.iter().filter(|it| it["file"].as_str().is_some_and(|it| it.ends_with(name))).cloned().collect()
        };
        assert_eq!(of_file(&alone), of_file(&all), "{name}");
    }
}

fn run(arguments: &[&str], paths: &[&Path]) -> Run {
    fhplan(arguments.iter().map(Into::into).chain(paths.iter().map(|it| it.as_os_str().to_owned())))
}

#[test]
fn a_decision_is_locked_corrected_and_made_anew() {
    let dir = folder();
    let kommun = copy(dir.path());
    let plan = kommun.join("2025/verksamhetsplan.toml");
    let lock = plan.with_extension("lock");
    let _ = fs::remove_file(&lock);
    let told = |wanted: &str| {
        let output = check(&[&plan]);
        let all = output["diagnostics"].as_array().expect("a list").clone();
        all.into_iter().filter(|it| it["check"] == wanted).count()
    };
    assert_eq!(told("olast-beslut"), 1);
    assert!(run(&["lock"], &[&plan]).code.contains("(0)"));
    let kept = fs::read_to_string(&lock).expect("the lock is written");
    assert_eq!((told("olast-beslut"), told("andrad-efter-beslut")), (0, 0));

    // Another way to type the same, a comment and another order of keys are no change.
    let text = fs::read_to_string(&plan).expect("readable");
    let same = text.replace("336_450.60", "336450.6").replace("ar = 2025\n", "ar = 2025 # året\n");
    fs::write(&plan, same).expect("writable");
    assert_eq!(told("andrad-efter-beslut"), 0);
    assert!(run(&["lock"], &[&plan]).code.contains("(0)"));
    assert_eq!(fs::read_to_string(&lock).expect("readable"), kept, "an unchanged decision keeps its lock");

    // A change is told at its place, and cannot be locked away.
    let changed = text.replace("Gamla skolan i Norrby", "Nya skolan i Norrby");
    assert_ne!(changed, text);
    fs::write(&plan, &changed).expect("writable");
    assert_eq!(told("andrad-efter-beslut"), 1);
    let refused = run(&["lock"], &[&plan]);
    assert!(refused.code.contains("(1)") && refused.out.is_empty(), "{}", refused.err);
    assert_eq!(fs::read_to_string(&lock).expect("readable"), kept);

    // A correction tells of it.
    let corrected = format!(
        "{changed}\n[[rattelse]]\ndatum = 2025-02-03\nplats = \"motesplatser\"\norsak = \"Platsen var felskriven.\"\n"
    );
    fs::write(&plan, &corrected).expect("writable");
    assert_eq!(told("andrad-efter-beslut"), 0);

    // A new decision is locked anew.
    let decided = changed.replace("beslutsdatum = 2024-11-18", "beslutsdatum = 2024-11-19");
    assert_ne!(decided, changed);
    fs::write(&plan, &decided).expect("writable");
    assert_eq!(told("andrad-efter-beslut"), 1, "that the new decision is not locked");
    assert!(run(&["lock"], &[&plan]).code.contains("(0)"));
    assert_eq!(told("andrad-efter-beslut"), 0);
    assert!(fs::read_to_string(&lock).expect("readable").contains("beslut = \"2024-11-19\""));
}

/// What is wrong with a neighbour is told when it is asked for, not in the documents beside it.
#[test]
fn a_neighbours_broken_form_is_no_mistake_of_a_follow_up() {
    let dir = folder();
    let kommun = copy(dir.path());
    let other = "[dokument]\nslag = \"uppfoljning\"\nar = 2024\nformular = \"trasigt\"\nstatus = \"utkast\"\n";
    write(&kommun, &[("2024/uppfoljning.toml", other.as_bytes())]);
    write(dir.path(), &[("templates/formular/trasigt.toml", b"[formular]\nid = \"trasigt\"\nar = 2024\n")]);
    let follow_up = kommun.join("2025/uppfoljning.toml");
    assert!(errors(&check(&[&follow_up])).is_empty());
    assert!(!errors(&check(&[&kommun.join("2024/uppfoljning.toml")])).is_empty());
}

#[test]
fn two_follow_ups_of_a_year_are_told_when_they_are_checked_together() {
    let dir = folder();
    let kommun = copy(dir.path());
    let text = fs::read(kommun.join("2025/uppfoljning.toml")).expect("readable");
    write(&kommun, &[("2025/kopia.toml", &text)]);
    let output = check(&[&kommun]);
    let told = errors(&output).into_iter().filter(|it| it["check"] == "flera-uppfoljningar").count();
    assert!(told >= 2, "both copies are told of: {output:#}");
    assert!(errors(&output).iter().all(|it| it["check"] == "flera-uppfoljningar"), "nothing else is: {output:#}");
}
