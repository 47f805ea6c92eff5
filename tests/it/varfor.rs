//! `fhplan why`: every file in `examples/varfor` that ends with `.txt` is a question and its answer, as a terminal shows
//! them. `SNAPSHOTS=overwrite cargo test` writes the answers anew.

use std::path::{Path, PathBuf};
use std::process::Command;

use fhplan::discover::discover;
use fhplan::modell::{Innehall, Kommun, names};
use fhplan::varfor::{Summor, Vem};
use fhplan::{inlasning, uttryck};
use minijinja::Value;
use snapbox::assert::Assert;
use snapbox::data::{Data, DataFormat};

use crate::verktyg::{fhplan, folder, kommun, root, write};

const PROMPT: &str = "$ fhplan ";

#[test]
fn every_question_has_its_answer() {
    let files = std::fs::read_dir(root().join("examples/varfor")).expect("the gallery is there");
    let mut questions: Vec<PathBuf> = files.filter_map(|it| Some(it.ok()?.path())).collect();
    questions.retain(|it| it.extension().is_some_and(|it| it == "txt"));
    questions.sort();
    assert!(questions.len() > 12, "the gallery is there");
    let assert = Assert::new().action_env("SNAPSHOTS").normalize_paths(false);
    questions.iter().for_each(|it| answered(it, &assert));
}

/// Asks the question of a file's first line from the root of the repository.
fn answered(path: &Path, assert: &Assert) {
    let text = std::fs::read_to_string(path).expect("readable");
    let question = text.lines().next().and_then(|it| it.strip_prefix(PROMPT)).expect("the first line is a command");
    let output = Command::new(env!("CARGO_BIN_EXE_fhplan")).args(question.split(' ')).current_dir(root()).output();
    let output = output.expect("the program runs");
    let (out, err) = (String::from_utf8(output.stdout), String::from_utf8(output.stderr));
    let (out, err) = (out.expect("UTF-8"), err.expect("UTF-8"));
    assert_eq!(output.status.code(), Some(if err.is_empty() { 0 } else { 2 }), "{question}: {err}");
    let answer = format!("{PROMPT}{question}\n{out}{err}");
    assert.eq(answer, Data::read_from(path, Some(DataFormat::Text)));
}

/// Every amount below a name, as `{{ name | kr }}` finds it.
fn amounts(value: &Value, name: &str, all: &mut Vec<String>) {
    match value.try_iter() {
        Ok(keys) if value.kind() == minijinja::value::ValueKind::Map => {
            for key in keys {
                let inner = value.get_item(&key).expect("the key is there");
                amounts(&inner, &format!("{name}.{key}"), all);
            }
        }
        _ if !name.ends_with(".andel") => all.push(name.to_owned()),
        _ => {}
    }
}

/// What a name comes to by the sums; a sum that nothing is typed for is nothing.
fn explained(sums: &[Summor<'_>], name: &str) -> String {
    let (group, party) = name.rsplit_once('.').expect("a name has parts");
    let vem = Vem::ALLA.into_iter().find(|it| it.word() == party).expect("it ends with a party");
    let found = sums.iter().flat_map(|it| &it.grupper).find(|it| it.namn == group);
    found.map(|it| it.summa(vem)).unwrap_or_default().to_string() + "\u{a0}kr"
}

fn told_apart(kommun: &Kommun) -> usize {
    let mut count = 0;
    for document in kommun.efterfragade().filter(|it| !matches!(it.innehall, Innehall::Handlingsplan(_))) {
        let names = names(&document.innehall, kommun);
        let mut quotable = Vec::new();
        for name in ["budget", "ekonomi"] {
            let value = names.get_attr(name).unwrap_or_default();
            if !value.is_undefined() {
                amounts(&value, name, &mut quotable);
            }
        }
        let sums = Summor::alla(kommun, Some(document.innehall.handling().ar().value));
        for name in quotable {
            let text = format!("{{{{ {name} | kr }}}}");
            let quoted = uttryck::evaluate(&text, 0..text.len(), &names).expect("it can be quoted");
            assert_eq!(explained(&sums, &name), quoted, "{name} in {}", document.path.display());
            count += 1;
        }
    }
    count
}

#[test]
fn what_a_text_can_quote_can_be_explained_and_comes_to_the_same() {
    let read: Vec<_> =
        discover(&[root().join("examples/solbacka/2025"), root().join("examples/solbacka/2026"), root().join("plans")])
            .expect("they are there")
            .iter()
            .map(inlasning::las)
            .collect();
    let compared: usize = read.iter().filter_map(|it| it.kommun.as_ref()).map(told_apart).sum();
    assert!(compared > 150, "only {compared} sums were compared");
}

#[test]
fn the_answer_is_json_with_exact_amounts() {
    let plan = root().join("examples/varfor/obalans.toml").display().to_string();
    let run = fhplan(["why", "budget.totalt.kommun", &plan, "--format", "json"]);
    let output: serde_json::Value = serde_json::from_str(&run.out).expect("JSON and nothing else");
    let answer = &output["answers"][0];
    assert_eq!((&output["schema"], &answer["sum"]), (&1.into(), &"880000.00".into()));
    assert_eq!(answer["terms"].as_array().map(Vec::len), Some(3));
    let control = &answer["comparisons"][0];
    assert_eq!((&control["holds"], &control["difference"]), (&false.into(), &"180000.00".into()));
    let slip = &control["suggestions"][0]["changes"][0];
    assert_eq!((&slip["amount"], &slip["typed"]["line"]), (&"350000.00".into(), &18.into()));
    let listing = fhplan(["why", &plan, "--format", "json"]);
    let listing: serde_json::Value = serde_json::from_str(&listing.out).expect("JSON and nothing else");
    let names = listing["documents"][0]["names"].as_array().expect("a list");
    assert!(names.iter().any(|it| it["name"] == "budget.totalt.kommun" && it["holds"] == false));
}

#[test]
fn every_sum_of_every_example_can_be_asked_for() {
    for run in [["examples/solbacka"], ["plans"], ["examples/varfor"]].map(|[it]| root().join(it)) {
        let read: Vec<_> = discover(&[run]).expect("it is there").iter().map(inlasning::las).collect();
        for it in read
            .iter()
            .filter_map(|it| Some((it, it.kommun.as_ref()?)))
            .flat_map(|(read, kommun)| Summor::alla(kommun, None).into_iter().map(move |it| (it, read)))
        {
            let (sums, read) = it;
            for name in sums.namn() {
                assert!(sums.svar(&name, &read.sources).is_some(), "{name} has no answer");
            }
        }
    }
}

#[test]
fn a_plan_that_cannot_be_read_is_told_of() {
    let dir = folder();
    write(dir.path(), &[("kommun.toml", kommun("").as_bytes()), ("plan.toml", b"[dokument]\nar = 1 2\n")]);
    let run = fhplan(["why", "budget.totalt", &dir.path().display().to_string()]);
    assert!(run.code.contains("(1)") && run.err.contains("plan.toml"), "{}{}", run.code, run.err);
    let empty = folder();
    let run = fhplan(["why", "budget.totalt", &empty.path().display().to_string()]);
    assert!(run.code.contains("(2)") && run.err.contains("ingen plan med budget"), "{}", run.err);
}
