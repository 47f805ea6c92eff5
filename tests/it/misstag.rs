//! Every mistake in `examples/misstag*` prints what stands beside it, as one finding. `SNAPSHOTS=overwrite cargo test`
//! writes it anew.

use std::path::{Path, PathBuf};

use fhplan::parallell::{cores, ordered};
use snapbox::assert::Assert;
use snapbox::data::{Data, DataFormat};

use crate::verktyg::{program, root};

#[test]
fn every_mistake_prints_its_message() {
    let cases = told(&root().join("examples/misstag"));
    assert!(cases > 200, "the gallery is there");
    assert_eq!(told(&root().join("examples/misstag-utan-kommun")), 1);
    assert!(told(&root().join("examples/misstag-uppfoljning")) > 200, "the follow-ups are there");
    assert!(told(&root().join("examples/misstag-beslut")) > 25, "decisions and action plans are there");
    assert!(told(&root().join("examples/misstag-siffror")) > 15, "figures in running text are there");
    assert!(told(&root().join("examples/misstag-sprak")) > 12, "the language is there");
}

/// The mistakes below a folder, in order.
pub(crate) fn cases(folder: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let mut cases: Vec<PathBuf> = files.map(walkdir::DirEntry::into_path).collect();
    // What begins with an underscore, and a form, is what cases stand on.
    let is_case = |it: &PathBuf| {
        let name = it.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        let below = it.components().any(|it| it.as_os_str() == "templates");
        name.ends_with(".toml") && name != "kommun.toml" && !name.starts_with('_') && !below
    };
    cases.retain(is_case);
    cases
}

/// Runs the program on every mistake below a folder, from there; gives how many there are.
fn told(folder: &Path) -> usize {
    let cases = cases(folder);
    let assert = Assert::new().action_env("SNAPSHOTS").normalize_paths(false);
    // Each case is a process of its own, which waits more than it works.
    let work = |idx: usize| assert_told(&cases[idx], folder, &assert);
    ordered(cases.len(), cores(), work, |()| {});
    cases.len()
}

/// Runs the program on one mistake: it gives one finding, and prints what stands beside it.
fn assert_told(case: &Path, folder: &Path, assert: &Assert) {
    let name = case.strip_prefix(folder).expect("the case is in the folder");
    let output = program(folder).arg("check").arg(name).output();
    let output = output.expect("the program runs");
    let out = String::from_utf8(output.stdout).expect("the program writes UTF-8");
    let findings: Vec<&str> = out.lines().filter(|it| it.starts_with(['F', 'V', 'U'])).collect();
    assert_eq!(findings.len(), 1, "one mistake is one finding: {} {findings:?}", name.display());
    assert_eq!(output.status.code(), Some(i32::from(findings[0].starts_with("Fel "))), "{}", name.display());
    let expected = Data::read_from(&case.with_extension("txt"), Some(DataFormat::Text));
    assert.eq(out, expected);
}
