//! Reports have the shape that their readers demand, and findings are known again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fhplan::diagnostic::{Diagnostic, Fix, Report};
use fhplan::read::mistakes::OKANT_VARDE;
use fhplan::report::{Format, Run, Summary};
use fhplan::source::{Sources, Span};
use serde_json::Value;

use crate::rapport::{check, hard_cases, out, parsed};
use crate::verktyg::{PLAN, fhplan, folder, kommun, root, write};

/// Every file of the galleries.
fn gallery() -> Vec<String> {
    let files = walkdir::WalkDir::new(root().join("examples")).sort_by_file_name().into_iter().filter_map(Result::ok);
    let named = files.map(|it| it.path().strip_prefix(root()).expect("inside").display().to_string());
    named
        .filter(|it| it.starts_with("examples/misstag") && it.ends_with(".toml") && !it.contains("templates"))
        .collect()
}

/// What a format says of every mistake in the galleries.
fn told(format: &str) -> String {
    let files = gallery();
    let arguments: Vec<&str> = ["--format", format].into_iter().chain(files.iter().map(String::as_str)).collect();
    let text = out(&check(&root(), &arguments));
    assert!(text.len() > 100_000, "the gallery is there");
    text
}

fn schema(name: &str) -> jsonschema::Validator {
    let text = fs::read_to_string(root().join("tests/it/schema").join(name)).expect("the schema is there");
    jsonschema::validator_for(&parsed(&text)).expect("a schema")
}

fn assert_valid(schema: &jsonschema::Validator, value: &Value, what: &str) {
    let wrong: Vec<String> =
        schema.iter_errors(value).map(|it| format!("{}: {it}", it.instance_path())).take(5).collect();
    assert!(wrong.is_empty(), "{what}: {wrong:#?}");
}

/// A schema that allows no key it does not describe.
fn strict(schema: &mut Value) {
    if let Some(object) = schema.as_object_mut() {
        if object.contains_key("properties") {
            object.insert("additionalProperties".to_owned(), Value::Bool(false));
        }
        object.values_mut().for_each(strict);
    }
    if let Some(items) = schema.as_array_mut() {
        items.iter_mut().for_each(strict);
    }
}

#[test]
fn our_json_is_what_our_schema_describes() {
    let mut ours = parsed(&fhplan(["schema", "--diagnostics"]).out);
    let dialect = jsonschema::validator_for(&ours).expect("a schema");
    drop(dialect);
    strict(&mut ours);
    let schema = jsonschema::validator_for(&ours).expect("a schema");
    assert_valid(&schema, &parsed(&told("json")), "the gallery");
    assert_valid(&schema, &parsed(&out(&check(hard_cases().path(), &["--format", "json"]))), "the hard cases");
    assert_valid(&schema, &parsed(&mended(Format::Json)), "a fix");
    // A line of JSON Lines is one of the diagnostics.
    let mut line = ours.clone();
    line["$ref"] = Value::from("#/$defs/diagnostic");
    for key in ["required", "properties", "additionalProperties", "type"] {
        line.as_object_mut().expect("an object").remove(key);
    }
    let line = jsonschema::validator_for(&line).expect("a schema");
    for text in out(&check(hard_cases().path(), &["--format", "jsonl"])).lines() {
        assert_valid(&line, &parsed(text), "a line");
    }
}

#[test]
fn sarif_is_what_the_standard_demands() {
    let schema = schema("sarif-2.1.0.json");
    for text in [told("sarif"), out(&check(hard_cases().path(), &["--format", "sarif"])), mended(Format::Sarif)] {
        let log = parsed(&text);
        assert_valid(&schema, &log, "SARIF");
        let run = &log["runs"][0];
        for result in run["results"].as_array().expect("a list") {
            let locations = result["locations"].as_array().expect("a list");
            assert_eq!(locations.len(), 1, "GitHub shows one place");
            let place = &locations[0]["physicalLocation"];
            let region = place["region"].as_object().expect("an object");
            assert_eq!(region.len(), 4, "the place is whole: {region:?}");
            assert_eq!(region["startLine"], region["endLine"], "one line");
            let uri = place["artifactLocation"]["uri"].as_str().expect("a text");
            assert!(uri.bytes().all(|it| it.is_ascii_alphanumeric() || b"-._~/%".contains(&it)), "{uri}");
            let rule = result["ruleIndex"].as_u64().and_then(|it| usize::try_from(it).ok()).expect("a number");
            assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
            assert!(result["message"]["text"].as_str().is_some_and(|it| !it.is_empty()));
        }
        for rule in run["tool"]["driver"]["rules"].as_array().expect("a list") {
            for (key, most) in [("shortDescription", 1_024), ("fullDescription", 1_024)] {
                let length = rule[key]["text"].as_str().map_or(0, |it| it.chars().count());
                assert!(length > 0 && length <= most, "{}: {key} has {length} characters", rule["id"]);
            }
        }
    }
    let empty = parsed(&out(&check(&root(), &["--format", "sarif", "examples/solbacka/2026"])));
    assert_valid(&schema, &empty, "an empty report, which closes alerts");
    assert_eq!(empty["runs"][0]["results"], Value::Array(Vec::new()));
}

/// GitLab publishes no schema: the one used here is written from its documentation.
#[test]
fn gitlabs_report_is_what_its_documentation_demands() {
    let schema = schema("gitlab-code-quality.json");
    for text in [told("gitlab"), out(&check(hard_cases().path(), &["--format", "gitlab"]))] {
        let report = parsed(&text);
        assert_valid(&schema, &report, "Code Quality");
        let prints: Vec<&str> =
            report.as_array().expect("a list").iter().filter_map(|it| it["fingerprint"].as_str()).collect();
        assert_eq!(prints.iter().collect::<BTreeSet<_>>().len(), prints.len(), "fingerprints are unique");
    }
    assert_eq!(out(&check(&root(), &["--format", "gitlab", "examples/solbacka/2026"])), "[]\n");
}

/// Elements, attributes and their order of standing inside each other, as the well-known schema has them. The one
/// exception is `skipped` on the outermost element, which the library writes and every reader passes over.
#[test]
fn junit_is_what_its_schema_describes() {
    let text = fs::read_to_string(root().join("tests/it/schema/junit-10.xsd")).expect("the schema is there");
    let schema = roxmltree::Document::parse(&text).expect("XML");
    type Declared<'a> = (BTreeSet<&'a str>, BTreeSet<&'a str>, BTreeSet<&'a str>);
    let mut elements: BTreeMap<&str, Declared<'_>> = BTreeMap::new();
    for element in
        schema.root_element().children().filter(|it| it.has_tag_name(("http://www.w3.org/2001/XMLSchema", "element")))
    {
        let (mut all, mut required, mut inside) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for it in element.descendants() {
            match (it.tag_name().name(), it.attribute("name"), it.attribute("ref")) {
                ("attribute", Some(name), _) => {
                    all.insert(name);
                    required.extend((it.attribute("use") == Some("required")).then_some(name));
                }
                ("element", _, Some(name)) => {
                    inside.insert(name);
                }
                _ => {}
            }
        }
        elements.insert(element.attribute("name").expect("a name"), (all, required, inside));
    }
    for text in [told("junit"), out(&check(hard_cases().path(), &["--format", "junit"]))] {
        let report = roxmltree::Document::parse(&text).expect("XML");
        for element in report.descendants().filter(roxmltree::Node::is_element) {
            let name = element.tag_name().name();
            let (all, required, _) = elements.get(name).unwrap_or_else(|| panic!("{name} is no element of JUnit"));
            for attribute in element.attributes().filter(|it| (name, it.name()) != ("testsuites", "skipped")) {
                assert!(all.contains(attribute.name()), "{name} has no {}", attribute.name());
            }
            assert!(required.iter().all(|it| element.has_attribute(*it)), "{name} lacks one of {required:?}");
            let within = element.parent_element().map(|it| elements[it.tag_name().name()].2.contains(name));
            assert!(within.unwrap_or(name == "testsuites"), "{name} stands in the wrong place");
        }
    }
}

#[test]
fn junit_fails_when_the_run_fails() {
    let dir = folder();
    let plan = format!("{PLAN}\n[[budget.rad]]\nslag = \"personal\"\npost = \"Strateg\"\nregion = 2\nkommun = 1\n");
    write(dir.path(), &[(".git/HEAD", b""), ("kommun.toml", kommun("").as_bytes()), ("plan.toml", plan.as_bytes())]);
    let failures = |more: &[&str]| {
        let run = check(dir.path(), &[&["--format", "junit"], more].concat());
        (run.status.code(), out(&run).matches("<failure ").count(), out(&run).matches("<system-out>").count())
    };
    let (lenient, strict) = (failures(&[]), failures(&["--strict"]));
    assert_eq!((lenient.0, lenient.1), (Some(0), 0), "warnings alone are no failure");
    assert!(lenient.2 > 0 && strict == (Some(1), lenient.2, 0), "{lenient:?} {strict:?}");
}

/// A plan whose three rows each have a finding; `above` stands first.
fn rows(above: &str, middle: &str) -> String {
    let row = |name: &str| {
        format!("[[budget.rad]]\n{name}slag = \"personal\"\npost = \"Tjänst\"\nregion = 1\nkommun = 1\nokand = 1\n")
    };
    let ids = ["id = \"a\"\n", middle, ""];
    format!("{PLAN}{above}{}", ids.map(row).concat())
}

/// The fingerprints of what a check finds in a plan, in each format that has them.
fn fingerprints(plan: &str, name: &str) -> [Vec<String>; 3] {
    let dir = folder();
    write(dir.path(), &[(".git/HEAD", b""), ("kommun.toml", kommun("").as_bytes()), ("plan.toml", plan.as_bytes())]);
    let of = |format: &str| parsed(&out(&check(dir.path(), &["--format", format])));
    let list = |value: &Value, pointer: &str| -> Vec<String> {
        let all = value.as_array().expect("a list").iter().filter(|it| it.to_string().contains(&format!("\"{name}\"")));
        all.map(|it| it.pointer(pointer).and_then(Value::as_str).expect("a fingerprint").to_owned()).collect()
    };
    [
        list(&of("gitlab"), "/fingerprint"),
        list(&of("sarif")["runs"][0]["results"], "/partialFingerprints/fhplanItem~1v1"),
        list(&of("json")["diagnostics"], "/fingerprint"),
    ]
}

#[test]
fn findings_are_known_again_when_lines_move_and_not_when_they_are_about_something_else() {
    let [gitlab, sarif, json] = fingerprints(&rows("", "id = \"b\"\n"), "okand-nyckel");
    assert_eq!(gitlab.len(), 3);
    assert_eq!((&gitlab, &gitlab), (&sarif, &json), "one fingerprint for all formats");
    // Lines above, and a row above that has its own name.
    let comment = rows("\n# En rad\n\n# och en till\n", "id = \"b\"\n");
    assert_eq!(fingerprints(&comment, "okand-nyckel")[0], gitlab);
    let row = "[[budget.rad]]\nid = \"forst\"\nslag = \"personal\"\npost = \"Annat\"\nregion = 1\nkommun = 1\n";
    assert_eq!(fingerprints(&rows(row, "id = \"b\"\n"), "okand-nyckel")[0], gitlab);
    // Another id is another row; the others stay.
    let renamed = fingerprints(&rows("", "id = \"c\"\n"), "okand-nyckel")[0].clone();
    let same: Vec<bool> = gitlab.iter().zip(&renamed).map(|(a, b)| a == b).collect();
    assert_eq!(same, [true, false, true]);
}

#[test]
fn repeats_of_a_finding_have_fingerprints_of_their_own() {
    let [gitlab, ..] = fingerprints(&rows("", ""), "okand-nyckel");
    assert_eq!(gitlab.iter().collect::<BTreeSet<_>>().len(), 3, "two rows are called the same");
    // What is no TOML has no keys; the words on the line tell the findings apart.
    let broken = |above: &str| format!("{PLAN}{above}a = \"x\nb = \"y\n");
    let [first, ..] = fingerprints(&broken(""), "toml-syntax");
    assert_eq!((first.len(), &fingerprints(&broken("# rad\n"), "toml-syntax")[0]), (2, &first));
}

/// A finding with a fix of two edits, in a format.
fn mended(format: Format) -> String {
    let mut sources = Sources::default();
    let text = "å = [\"😀\", ett, tva]\n";
    let file = sources.add_file("plan.toml".to_owned(), Path::new("plan.toml").to_owned(), text.to_owned());
    let at = |word: &str| {
        let start = text.find(word).expect("the word is there");
        Span::new(file, start..start + word.len())
    };
    let fix = Fix::safe(at("ett"), "\"ett\"").and(at("tva"), "\"två\"");
    let mut report = Report::default();
    report.push(Diagnostic::new(&OKANT_VARDE, at("ett"), "Fel ord.").help("Skriv orden inom citattecken.").fix(fix));
    let summary = Summary::of(&report, 1);
    let findings = fhplan::report::findings(&report, &sources);
    Run { findings, files: Vec::new(), checks: Vec::new(), summary, strict: false }.identified().written(format)
}

#[test]
fn fixes_reach_those_who_can_make_them() {
    let json = parsed(&mended(Format::Json));
    let fix = &json["diagnostics"][0]["fix"];
    assert_eq!((&fix["applicability"], fix["edits"].as_array().map(Vec::len)), (&Value::from("safe"), Some(2)));
    let sarif = parsed(&mended(Format::Sarif));
    let change = &sarif["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "plan.toml");
    assert_eq!(change["replacements"][0]["deletedRegion"]["startColumn"], 12);
    assert_eq!(change["replacements"][1]["insertedContent"]["text"], "\"två\"");
    // A suggestion is taken alone, so the two edits are one there; its columns count bytes.
    let rdjson = parsed(&mended(Format::Rdjson));
    let suggestions = rdjson["diagnostics"][0]["suggestions"].as_array().expect("a list");
    assert_eq!(suggestions.len(), 1);
    assert_eq!(suggestions[0]["text"], "\"ett\", \"två\"");
    assert_eq!(suggestions[0]["range"]["start"]["column"], 15);
    assert_eq!(suggestions[0]["range"]["end"]["column"], 23);
}
