//! The recipes for build servers do what they say, in a scratch repository and with the program itself.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use crate::rapport::parsed;
use crate::verktyg::{PLAN, folder, kommun, root, write};

/// Runs git in a folder as somebody of no account, with nobody's settings.
fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    for (name, value) in [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null")] {
        command.env(name, value);
    }
    for name in ["GIT_AUTHOR", "GIT_COMMITTER"] {
        command.env(format!("{name}_NAME"), "Prov").env(format!("{name}_EMAIL"), "prov@example.org");
        command.env(format!("{name}_DATE"), "2024-03-01T12:00:00Z");
    }
    let run = command.args(arguments).current_dir(folder).output().expect("git runs");
    assert!(run.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
}

/// A plan with this much in its only row, and a budget that is shown.
fn plan(kronor: u32) -> String {
    let row =
        format!("id = \"strateg\"\nslag = \"personal\"\npost = \"Strateg\"\nregion = {kronor}\nkommun = {kronor}\n");
    format!("{PLAN}\n[[avsnitt]]\nrubrik = \"Budget\"\nvisa = \"budget\"\n\n[[budget.rad]]\n{row}")
}

/// A repository with a plan on `main`, and a branch where the plan is another.
fn repository() -> tempfile::TempDir {
    let dir = folder();
    git(dir.path(), &["init", "--quiet", "--initial-branch=main"]);
    write(
        dir.path(),
        &[("planer/Ås/kommun.toml", kommun("").as_bytes()), ("planer/Ås/2024/plan.toml", plan(100).as_bytes())],
    );
    git(dir.path(), &["add", "."]);
    git(dir.path(), &["commit", "--quiet", "-m", "ett"]);
    git(dir.path(), &["checkout", "--quiet", "-b", "gren"]);
    write(dir.path(), &[("planer/Ås/2024/plan.toml", plan(350).as_bytes())]);
    git(dir.path(), &["commit", "--quiet", "-a", "-m", "två"]);
    // A hook of the repository's must not run when its older state is looked at.
    write(dir.path(), &[(".git/hooks/post-checkout", b"#!/bin/sh\ntouch \"$GIT_DIR/krok\"\n")]);
    let hook = dir.path().join(".git/hooks/post-checkout");
    fs::set_permissions(hook, fs::Permissions::from_mode(0o755)).expect("it can be made to run");
    dir
}

/// Runs one of the recipes' steps in a folder.
fn step(folder: &Path, name: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(root().join("ci").join(name));
    for name in ["FHPLAN_FORMAT", "FHPLAN_UT", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"] {
        command.env_remove(name);
    }
    command.env("FHPLAN", env!("CARGO_BIN_EXE_fhplan")).args(arguments).current_dir(folder);
    command.output().expect("the step runs")
}

fn shown(run: &Output) -> String {
    format!("{:?}\n{}\n{}", run.status, String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr))
}

#[test]
fn plans_are_checked_and_every_report_is_there() {
    let dir = repository();
    let run = step(dir.path(), "kontrollera", &["planer"]);
    assert_eq!(run.status.code(), Some(0), "{}", shown(&run));
    let read = |name: &str| fs::read_to_string(dir.path().join("fhplan-ut").join(name)).expect("the report is there");
    assert_eq!(parsed(&read("fhplan.sarif"))["version"], "2.1.0");
    assert!(parsed(&read("gl-code-quality-report.json")).is_array());
    assert!(read("junit.xml").starts_with("<?xml") && read("anmarkningar.md").starts_with("## fhplan"));
    assert_eq!(step(dir.path(), "kontrollera", &["--strict", "planer"]).status.code(), Some(1));
    assert_eq!(step(dir.path(), "kontrollera", &["finns-inte"]).status.code(), Some(2));
}

#[test]
fn documents_are_made_with_names_that_a_release_can_have() {
    let dir = repository();
    write(dir.path(), &[("planer/Ås/2025/plan.toml", format!("{}okand = 1\n", plan(1)).as_bytes())]);
    let run = step(dir.path(), "dokument", &["planer"]);
    assert_eq!(run.status.code(), Some(1), "one plan has an error: {}", shown(&run));
    let files = fs::read_dir(dir.path().join("fhplan-ut/filer")).expect("the folder is there");
    let names: BTreeSet<String> =
        files.map(|it| it.expect("readable").file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(names, BTreeSet::from(["Ås-2024-plan.pdf".to_owned(), "Ås-2024-plan.xlsx".to_owned()]));
    // Two documents that would have one name are none too many, but cannot be told apart.
    write(
        dir.path(),
        &[
            ("planer/Ås/2025/plan.toml", plan(1).as_bytes()),
            ("planer/Ås-2025/plan.toml", plan(1).as_bytes()),
            ("planer/Ås-2025/kommun.toml", kommun("").as_bytes()),
        ],
    );
    let run = step(dir.path(), "dokument", &["planer"]);
    assert_eq!(run.status.code(), Some(2), "{}", shown(&run));
    assert!(shown(&run).contains("två dokument skulle heta Ås-2025-plan"), "{}", shown(&run));
}

#[test]
fn what_a_branch_changes_is_told() {
    let dir = repository();
    let run = step(dir.path(), "skillnad", &["ingen-gren", "planer"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(shown(&run).contains("Hämta hela historiken"), "{}", shown(&run));
    let run = step(dir.path(), "skillnad", &["main", "planer"]);
    assert!(run.status.success(), "{}", shown(&run));
    let told = fs::read_to_string(dir.path().join("fhplan-ut/skillnad.md")).expect("it is there");
    assert!(told.contains("350") && told.contains("100"), "{told}");
}

#[test]
fn changed_pages_are_shown_and_the_repository_is_as_it_was() {
    let dir = repository();
    assert_eq!(step(dir.path(), "sidbilder", &["ingen-gren"]).status.code(), Some(2));
    let run = step(dir.path(), "sidbilder", &["main", "planer"]);
    assert!(run.status.success(), "{}", shown(&run));
    let pages = dir.path().join("fhplan-ut/sidor/Ås/2024");
    assert!(fs::read_dir(pages).expect("the pages are there").count() >= 2, "before and after");
    assert!(!dir.path().join(".git/krok").exists(), "no hook ran");
    let trees = Command::new("git").args(["worktree", "list"]).current_dir(dir.path()).output().expect("git runs");
    assert_eq!(String::from_utf8_lossy(&trees.stdout).lines().count(), 1, "the older state is gone");
}

#[test]
fn recipes_run_only_steps_that_exist() {
    let steps: BTreeSet<String> = fs::read_dir(root().join("ci"))
        .expect("the steps are there")
        .map(|it| it.expect("readable"))
        .filter(|it| it.path().is_file())
        .map(|it| it.file_name().to_string_lossy().into_owned())
        .collect();
    for step in &steps {
        let mode = fs::metadata(root().join("ci").join(step)).expect("readable").permissions().mode();
        assert_eq!(mode & 0o111, 0o111, "{step} can be run");
    }
    let recipes = ["action.yml", "ci/gitlab/fhplan.yml", "ci/azure/azure-pipelines.yml", "ci/forgejo/planer.yml"];
    for recipe in recipes {
        let text = fs::read_to_string(root().join(recipe)).expect("readable");
        let used: BTreeSet<String> = ["$STEG/", "$KALLA/ci/"]
            .iter()
            .flat_map(|mark| text.split(mark).skip(1))
            .filter_map(|it| it.split('"').next())
            .map(str::to_owned)
            .collect();
        assert_eq!(used, steps, "{recipe} runs every step there is, and no other");
    }
    let image = fs::read_to_string(root().join("Dockerfile")).expect("readable");
    assert!(steps.iter().all(|it| image.contains(&format!("ci/{it} "))), "the image has every step");
    let hooks = fs::read_to_string(root().join(".pre-commit-hooks.yaml")).expect("readable");
    assert!(hooks.contains("- id: fhplan-check\n") && hooks.contains("- id: fhplan-fmt\n"));
}
