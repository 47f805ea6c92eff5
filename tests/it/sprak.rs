//! What can be done about a remark on the language: a fix mends it and nothing else, and a `[[tyst]]` at its place
//! silences it.

use std::fs;
use std::path::{Path, PathBuf};

use fhplan::diagnostic::{Diagnostic, Fix, Report};
use fhplan::discover::discover;
use fhplan::{checks, inlasning};

use crate::verktyg::{findings, folder, root};

/// What is found in a plan, and the plan's text.
fn check(path: &Path) -> (Vec<Diagnostic>, String) {
    let read = inlasning::las(&discover(&[path.to_owned()]).expect("the plan is there").remove(0));
    let mut report = Report { diagnostics: read.report.diagnostics, tystade: Vec::new() };
    let kommun = read.kommun.expect("the plan can be read");
    checks::run(&kommun, &read.sources, &[], &mut report);
    let text = read.sources.get(kommun.handlingar[0].fil).text.clone();
    (report.diagnostics, text)
}

/// The text with all edits of a fix made.
fn mended(text: &str, fix: &Fix) -> String {
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|it| std::cmp::Reverse(it.span.start));
    edits.into_iter().fold(text.to_owned(), |mut text, it| {
        text.replace_range(it.span.range(), &it.text);
        text
    })
}

/// The cases of the gallery, with the folder each stands in.
fn cases() -> Vec<PathBuf> {
    let gallery = root().join("examples/misstag-sprak");
    let files = walkdir::WalkDir::new(gallery).sort_by_file_name().into_iter().filter_map(Result::ok);
    let plans = files.filter(|it| it.file_name() != "kommun.toml");
    plans.map(walkdir::DirEntry::into_path).filter(|it| it.extension().is_some_and(|it| it == "toml")).collect()
}

/// A copy of a case that may be changed.
fn copied(case: &Path) -> (tempfile::TempDir, PathBuf) {
    let dir = folder();
    let profile = case.with_file_name("kommun.toml");
    fs::copy(profile, dir.path().join("kommun.toml")).expect("the profile can be copied");
    let plan = dir.path().join("plan.toml");
    fs::copy(case, &plan).expect("the plan can be copied");
    (dir, plan)
}

#[test]
fn a_fix_mends_what_was_found() {
    let mut mendable = Vec::new();
    for case in cases() {
        let (_dir, plan) = copied(&case);
        let (found, text) = check(&plan);
        let Some(fix) = found.iter().find_map(|it| it.fix.as_ref()) else { continue };
        fs::write(&plan, mended(&text, fix)).expect("the plan can be written");
        let left: Vec<_> = check(&plan).0.into_iter().map(|it| it.message).collect();
        assert!(left.is_empty(), "{}: {left:?}\n{}", case.display(), mended(&text, fix));
        mendable.push(case.file_stem().expect("a name").to_string_lossy().into_owned());
    }
    for name in ["raka-citattecken-med-bakstreck", "antal-med-bindestreck", "procent-enheter", "stycke-tva-ganger"] {
        assert!(mendable.iter().any(|it| it == name), "{name} can be mended: {mendable:?}");
    }
}

#[test]
fn what_is_decided_is_not_mended_by_a_program() {
    for case in cases().into_iter().filter(|it| it.ends_with("mkr.toml") || it.ends_with("raka-citattecken.toml")) {
        let (_dir, plan) = copied(&case);
        let text = fs::read_to_string(&plan).expect("readable");
        fs::write(&plan, text.replace("\"utkast\"", "\"beslutad\"")).expect("the plan can be written");
        let found = check(&plan).0;
        let told = found.iter().filter(|it| matches!(it.check.name, "skrivsatt" | "citattecken"));
        assert!(told.clone().count() > 0 && told.into_iter().all(|it| it.fix.is_none()), "{}", case.display());
    }
}

#[test]
fn a_remark_is_silenced_at_its_text() {
    for case in cases() {
        let (_dir, plan) = copied(&case);
        let found = check(&plan).0;
        let name = found[0].check.name;
        let text = fs::read_to_string(&plan).expect("readable");
        // The remark stands in the first section, in the second, or in the title.
        let silent = |place: &str| {
            let more =
                format!("\n[[tyst]]\nkontroll = \"{name}\"\nplats = \"{place}\"\norsak = \"Så ska det vara.\"\n");
            fs::write(&plan, format!("{text}{more}")).expect("the plan can be written");
            findings(&[&plan], &[]).is_empty()
        };
        let places = ["avsnitt[0].text", "avsnitt[1].text", "avsnitt", "dokument.titel"];
        assert!(places.into_iter().any(silent), "{} cannot be silenced", case.display());
    }
}
