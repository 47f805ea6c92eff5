//! What the checks of figures in running text say of the sentences in `siffror/meningar.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::verktyg::{diagnostics, folder, write};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mening {
    i: String,
    text: String,
    #[serde(default)]
    lika: Vec<String>,
    #[serde(default)]
    fel: Vec<String>,
}

#[derive(Deserialize)]
struct Meningar {
    mening: Vec<Mening>,
}

const DOCUMENTS: [(&str, &str, &str); 5] = [
    ("plan", "verksamhetsplan.toml", include_str!("siffror/verksamhetsplan.toml")),
    ("omrade", "verksamhetsplan.toml", include_str!("siffror/verksamhetsplan.toml")),
    ("uppfoljning", "uppfoljning.toml", include_str!("siffror/uppfoljning.toml")),
    ("beslut", "beslut.toml", include_str!("siffror/beslut.toml")),
    ("handlingsplan", "handlingsplan.toml", include_str!("siffror/handlingsplan.toml")),
];

/// What is said of the sentences of one document, each as `lika` and `fel` write it, by the line of the file.
fn said(kind: &str, sentences: &[&Mening]) -> BTreeMap<usize, Vec<String>> {
    let dir = folder();
    write(dir.path(), &[("kommun.toml", include_bytes!("siffror/kommun.toml"))]);
    let mut file = "";
    for (it, name, text) in DOCUMENTS.iter().rev() {
        let mark = if *it == "omrade" { "OMRADE" } else { "PROV" };
        let own = if *it == kind { paragraphs(sentences) } else { "Inga siffror.".to_owned() };
        if *it == kind || *name != file {
            let empty = text.replace(mark, &own).replace("OMRADE", "Inga siffror.").replace("PROV", "Inga siffror.");
            write(dir.path(), &[(*name, empty.as_bytes())]);
        }
        if *it == kind {
            file = name;
        }
    }
    let mut all: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for it in diagnostics(&[&dir.path().join(file)]) {
        let check = it["check"].as_str().unwrap_or_default();
        let message = it["message"].as_str().unwrap_or_default();
        let typed = message.split('”').nth(1).unwrap_or_default();
        let fix = it["fix"]["edits"][0]["text"].as_str();
        let answer = match check {
            "siffra-i-text" => format!("lika {typed} → {}", fix.unwrap_or("?")),
            "fel-siffra-i-text" => {
                let value = message.rsplit_once(" är ").or(message.rsplit_once(": ")).map_or("", |it| it.1);
                let nearest =
                    message.rsplit_once(": ").filter(|_| message.contains("Närmast")).map_or(value, |it| it.1);
                format!("fel {typed} → {}", nearest.trim_end_matches('.').replace('\u{a0}', " "))
            }
            _ => continue,
        };
        let line = it["range"]["start"]["line"].as_u64().and_then(|it| usize::try_from(it).ok()).unwrap_or_default();
        all.entry(line).or_default().push(answer);
    }
    all
}

fn paragraphs(sentences: &[&Mening]) -> String {
    sentences.iter().map(|it| it.text.clone()).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn figures_in_sentences_are_judged_as_a_reader_would() {
    let all: Meningar = toml::from_str(include_str!("siffror/meningar.toml")).expect("the sentences are TOML");
    assert!(all.mening.len() > 80, "the sentences are there");
    let mut wrong = Vec::new();
    for (kind, _, text) in DOCUMENTS {
        let own: Vec<&Mening> = all.mening.iter().filter(|it| it.i == kind).collect();
        let found = said(kind, &own);
        let mark = if kind == "omrade" { "OMRADE" } else { "PROV" };
        let mut line = 1 + text.lines().take_while(|it| *it != mark).count();
        for it in &own {
            let lines = it.text.lines().count();
            let answers: Vec<&String> = found.range(line..line + lines).flat_map(|(_, it)| it).collect();
            let told = it.lika.iter().map(|it| format!("lika {it}")).chain(it.fel.iter().map(|it| format!("fel {it}")));
            let expected: Vec<String> = told.collect();
            if answers.iter().map(|it| it.as_str()).ne(expected.iter().map(String::as_str)) {
                wrong.push(format!("{}\n  expected {expected:?}\n  found    {answers:?}", it.text));
            }
            line += lines + 1;
        }
    }
    assert!(wrong.is_empty(), "{} sentences:\n{}", wrong.len(), wrong.join("\n"));
}
