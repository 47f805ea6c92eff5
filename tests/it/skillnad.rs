//! `fhplan diff` on a repository with a history: each commit of `tests/andringar` is an edit, with what is printed beside it.
//! `SNAPSHOTS=overwrite` writes it anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use fhplan::compare::side::State;
use fhplan::compare::{compare, markdown, text};
use snapbox::assert::Assert;
use snapbox::data::{Data, DataFormat};
use toml::Value;

use crate::verktyg::{folder, root};

/// Git, told to use nobody's settings.
fn git(at: &Path, arguments: &[&str]) -> Output {
    let output = Command::new("git")
        .args(["-c", "user.name=Prov", "-c", "user.email=prov@example.com", "-c", "core.autocrlf=false"])
        .args(["-c", "commit.gpgsign=false", "-c", "core.quotePath=false", "-c", "protocol.file.allow=always"])
        .args(arguments)
        .current_dir(at)
        .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1"), ("LC_ALL", "C")])
        .output();
    let output = output.expect("git runs");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// The program, as a process of its own in a folder.
fn diff(at: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_fhplan")).arg("diff").args(arguments).current_dir(at).output();
    let output = output.expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn data() -> PathBuf {
    root().join("tests/andringar")
}

/// A repository with the plans that the edits begin with.
fn repository(at: &Path) {
    let from = data().join("grund");
    for file in walkdir::WalkDir::new(&from).into_iter().filter_map(Result::ok).filter(|it| it.file_type().is_file()) {
        let to = at.join(file.path().strip_prefix(&from).expect("inside"));
        fs::create_dir_all(to.parent().expect("a folder")).expect("the folder can be made");
        fs::copy(file.path(), to).expect("the file can be copied");
    }
    git(at, &["init", "-q", "-b", "main"]);
    commit(at, "grund");
}

fn commit(at: &Path, message: &str) {
    git(at, &["add", "-A"]);
    git(at, &["commit", "-q", "--allow-empty", "-m", message]);
}

/// Makes an edit as its file tells it.
fn edit(at: &Path, case: &Path) -> bool {
    let text = fs::read_to_string(case.join("andring.toml")).expect("the edit is there");
    let edit: Value = toml::from_str(&text).expect("the edit is TOML");
    let all = |key: &str| edit.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let word =
        |it: &Value, key: &str| it[key].as_str().unwrap_or_else(|| panic!("{key} in {}", case.display())).to_owned();
    for it in all("flytta") {
        let (from, to) = (at.join(word(&it, "fran")), at.join(word(&it, "till")));
        fs::rename(from, to).expect("it can be moved");
    }
    for it in all("byt") {
        let path = at.join(word(&it, "fil"));
        let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is there", path.display()));
        let (from, to) = (word(&it, "fran"), word(&it, "till"));
        assert!(text.contains(&from), "{} has {from:?}", path.display());
        fs::write(&path, text.replacen(&from, &to, 1)).expect("writable");
    }
    for it in all("skriv") {
        let path = at.join(word(&it, "fil"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        fs::write(path, word(&it, "text")).expect("writable");
    }
    for it in all("ta_bort") {
        fs::remove_file(at.join(word(&it, "fil"))).expect("it can be removed");
    }
    edit["sak"].as_bool().expect("whether anything changes in substance")
}

#[test]
fn every_edit_is_told_as_a_reviewer_reads_it() {
    let dir = folder();
    repository(dir.path());
    let assert = Assert::new().action_env("SNAPSHOTS").normalize_paths(false);
    let mut cases: Vec<PathBuf> =
        fs::read_dir(data()).expect("the edits are there").flatten().map(|it| it.path()).collect();
    cases.retain(|it| it.join("andring.toml").exists());
    cases.sort();
    assert!(cases.len() >= 20, "the history is there");
    for case in cases {
        let name = case.file_name().expect("a name").to_string_lossy().into_owned();
        let in_substance = edit(dir.path(), &case);
        let expected = case.join("vantat.md");
        // What is not committed yet is compared like what is.
        let standing = expected.exists().then(|| diff(dir.path(), &["HEAD"]).1);
        commit(dir.path(), &name);
        let (code, text, err) = diff(dir.path(), &["--exit-code", "HEAD~1..HEAD"]);
        assert_eq!((code, err.as_str()), (Some(i32::from(in_substance)), ""), "{name}\n{text}");
        assert!(standing.is_none_or(|it| it == text), "{name}: as it stands and committed");
        assert.eq(&text, Data::read_from(&case.join("vantat.txt"), Some(DataFormat::Text)));
        assert_eq!(text.starts_with("Ingen ändring i sak."), !in_substance, "{name}");
        if !expected.exists() {
            continue;
        }
        let (_, markdown, _) = diff(dir.path(), &["--format", "markdown", "HEAD~1..HEAD"]);
        assert!(markdown.starts_with("<!-- fhplan-diff -->\n"), "{name}");
        assert.eq(&markdown, Data::read_from(&expected, Some(DataFormat::Text)));
        let (_, json, _) = diff(dir.path(), &["--format", "json", "HEAD~1..HEAD"]);
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let empty = |key: &str| json[key].as_array().is_some_and(Vec::is_empty);
        let same = empty("documents") && empty("unread");
        assert_eq!((json["schema"].as_u64(), same), (Some(1), !in_substance), "{name}");
    }
}

fn path(it: &Path) -> &str {
    it.to_str().expect("a plain path")
}

const PLAN: &str = "plans/björkvik/2025/verksamhetsplan.toml";

/// Puts one text in the place of another in a file.
fn replace(at: &Path, file: &str, from: &str, to: &str) {
    let path = at.join(file);
    let text = fs::read_to_string(&path).expect("it is there");
    assert!(text.contains(from), "{file} has {from}");
    fs::write(path, text.replacen(from, to, 1)).expect("writable");
}

#[test]
fn without_arguments_a_branch_is_held_against_where_it_parted_from_main() {
    let dir = folder();
    let at = dir.path();
    repository(at);
    git(at, &["checkout", "-q", "-b", "min-gren"]);
    replace(at, PLAN, "region = 350_000", "region = 360_000");
    commit(at, "ändrat på grenen");
    git(at, &["checkout", "-q", "main"]);
    replace(at, "plans/åkerby/2025/plan.toml", "region = 60_000", "region = 70_000");
    commit(at, "ändrat på main");
    git(at, &["checkout", "-q", "min-gren"]);
    // Neither committed nor known to git.
    replace(at, PLAN, "kommun = 350_000", "kommun = 355_000");
    let new = fs::read_to_string(at.join(PLAN)).expect("readable").replace("ar = 2025", "ar = 2026");
    fs::create_dir_all(at.join("plans/björkvik/2026")).expect("the folder can be made");
    fs::write(at.join("plans/björkvik/2026/ny.toml"), new).expect("writable");
    let (code, text, err) = diff(at, &[]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(text.contains("Regionen betalar 10\u{a0}000\u{a0}kr mer och kommunen 5\u{a0}000\u{a0}kr mer."), "{text}");
    assert!(text.contains("verksamhetsplan 2026"), "{text}");
    assert!(!text.contains("Åkerby"), "what others did on main is no change of the branch: {text}");
    // From a folder below, and for one place only.
    let (_, text, _) = diff(&at.join("plans"), &["main", "--", "åkerby"]);
    assert!(text.contains("Åkerby") && !text.contains("Björkvik"), "{text}");
    let (_, text, _) = diff(at, &["main...", "plans/åkerby"]);
    assert_eq!(text, "Ingen ändring i sak.\n");
    // A file that is gone can still be asked for.
    fs::remove_file(at.join("plans/åkerby/2025/plan.toml")).expect("it can be removed");
    let (_, text, _) = diff(at, &["HEAD", "--", "plans/åkerby/2025/plan.toml"]);
    assert!(text.contains("Verksamhetsplanen tas bort"), "{text}");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let dir = folder();
    let at = dir.path();
    let (code, out, err) = diff(at, &[]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.starts_with("fhplan: Den här mappen hör inte till något git-repo."), "{err}");
    repository(at);
    let refused = |arguments: &[&str], told: &str| {
        let (code, out, err) = diff(at, arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(err.contains(told), "{arguments:?}: {err}");
    };
    refused(&["finns-inte"], "Det finns ingen revision som heter ”finns-inte”");
    refused(&["main..finns-inte"], "Det finns ingen revision som heter ”finns-inte”");
    refused(&["--output=x..main"], "okänt argument");
    refused(&["main", "--", "../utanför"], "ligger utanför git-repot");
    refused(&["plans", PLAN], "två mappar eller två filer");
    refused(&["--git"], "--git är till för git");
    git(at, &["branch", "plans"]);
    refused(&["plans"], "är både en revision och en fil");
    git(at, &["branch", "-m", "main", "annan"]);
    refused(&[], "vilken gren som är huvudgren");
    // Only the last commit of a branch, and only that branch: where it parted from main is not known.
    git(at, &["branch", "-m", "annan", "main"]);
    git(at, &["checkout", "-q", "-b", "gren"]);
    commit(at, "ett");
    git(at, &["checkout", "-q", "main"]);
    commit(at, "två");
    let shallow = folder();
    let url = format!("file://{}", at.display());
    git(shallow.path(), &["clone", "-q", "--depth", "1", "--no-single-branch", &url, "klon"]);
    let clone = shallow.path().join("klon");
    git(&clone, &["checkout", "-q", "gren"]);
    let (code, _, err) = diff(&clone, &[]);
    assert_eq!(code, Some(2));
    assert!(err.contains("git fetch --unshallow"), "{err}");
    let output = Command::new(env!("CARGO_BIN_EXE_fhplan")).arg("diff").current_dir(at).env("PATH", "").output();
    let err = String::from_utf8(output.expect("it runs").stderr).expect("UTF-8");
    assert!(err.contains("git finns inte på den här datorn"), "{err}");
}

#[test]
fn settings_of_a_repository_start_no_programs() {
    let dir = folder();
    let at = dir.path();
    repository(at);
    let trap = at.join("fällan");
    let script = at.join(".git/ond.sh");
    fs::write(&script, format!("#!/bin/sh\ntouch '{}'\ncat\n", trap.display())).expect("writable");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("it can be run");
    }
    let run = path(&script);
    for key in [
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.ond.textconv",
        "diff.ond.command",
        "filter.ond.clean",
        "filter.ond.smudge",
        "core.sshCommand",
    ] {
        git(at, &["config", key, run]);
    }
    fs::write(at.join(".gitattributes"), "*.toml diff=ond filter=ond\n").expect("writable");
    replace(at, PLAN, "region = 350_000", "region = 360_000");
    for arguments in [&["HEAD"][..], &["HEAD~0..HEAD"], &[]] {
        let (code, _, err) = diff(at, arguments);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{arguments:?}");
    }
    assert!(!trap.exists(), "a setting of the repository was run");
}

#[test]
fn two_folders_or_two_files_are_compared_without_git() {
    let dir = folder();
    let at = dir.path();
    repository(at);
    fs::rename(at.join("plans"), at.join("gamla")).expect("it can be moved");
    for file in
        walkdir::WalkDir::new(at.join("gamla")).into_iter().filter_map(Result::ok).filter(|it| it.file_type().is_file())
    {
        let to = at.join("nya").join(file.path().strip_prefix(at.join("gamla")).expect("inside"));
        fs::create_dir_all(to.parent().expect("a folder")).expect("the folder can be made");
        fs::copy(file.path(), to).expect("it can be copied");
    }
    fs::remove_dir_all(at.join(".git")).expect("it can be removed");
    let (code, text, _) = diff(at, &["--exit-code", "gamla", "nya"]);
    assert_eq!((code, text.as_str()), (Some(0), "Ingen ändring i sak.\n"));
    let plan = "nya/björkvik/2025/verksamhetsplan.toml";
    replace(at, plan, "region = 50_000", "region = 40_000");
    let (code, text, _) = diff(at, &["--exit-code", "gamla", "nya"]);
    assert_eq!(code, Some(1));
    assert!(
        text.contains("björkvik/2025/verksamhetsplan.toml\n")
            && text.contains("Budgeten sänks med 10\u{a0}000\u{a0}kr"),
        "{text}"
    );
    // Two files are held against each other whatever they are called and whatever year they are about.
    replace(at, plan, "ar = 2025", "ar = 2026");
    fs::rename(at.join(plan), at.join("nya/björkvik/nästa.toml")).expect("it can be moved");
    let (_, text, _) = diff(at, &["gamla/björkvik/2025/verksamhetsplan.toml", "nya/björkvik/nästa.toml"]);
    assert!(
        text.contains("Budgeten sänks med 10\u{a0}000\u{a0}kr") && text.contains("År: [-2025-] → {+2026+}"),
        "{text}"
    );
}

#[test]
fn git_diff_tells_of_plans_in_sentences_and_of_other_files_line_by_line() {
    let dir = folder();
    let at = dir.path();
    repository(at);
    let program = format!("'{}' diff --git", env!("CARGO_BIN_EXE_fhplan"));
    git(at, &["config", "diff.fhplan.command", &program]);
    fs::write(at.join(".gitattributes"), "*.toml diff=fhplan\n").expect("writable");
    replace(at, PLAN, "region = 350_000", "region = 360_000");
    replace(at, "byggplan.toml", "version = 1", "version = 2");
    replace(at, "plans/åkerby/2025/plan.toml", "rubrik = \"Trygghet\"", "rubrik = \"Trygghet");
    let text = String::from_utf8(git(at, &["diff"]).stdout).expect("UTF-8");
    assert!(text.contains(&format!("fhplan diff {PLAN}\nBjörkviks kommun, verksamhetsplan 2025\n")), "{text}");
    assert!(text.contains("Budgeten höjs med 10\u{a0}000\u{a0}kr"), "{text}");
    assert!(
        text.contains("--- a/byggplan.toml\n+++ b/byggplan.toml\n") && text.contains("-version = 1\n+version = 2\n"),
        "{text}"
    );
    assert!(
        text.contains("går inte att läsa: Texten saknar citattecken på slutet.")
            && text.contains("+rubrik = \"Trygghet\n"),
        "{text}"
    );
    // A new file and one that is gone, between commits, and from a folder below.
    fs::remove_file(at.join("plans/björkvik/2025/beslut.toml")).expect("it can be removed");
    fs::rename(at.join(PLAN), at.join("plans/björkvik/2025/ny.toml")).expect("it can be moved");
    git(at, &["checkout", "-q", "plans/åkerby"]);
    commit(at, "flyttat");
    let text =
        String::from_utf8(git(&at.join("plans"), &["show", "--ext-diff", "-M30", "HEAD"]).stdout).expect("UTF-8");
    assert!(text.contains("Dokumentet tas bort."), "{text}");
    assert!(text.contains(&format!("{PLAN} → plans/björkvik/2025/ny.toml")), "{text}");
}

/// A year's plans in a folder are more than a comment holds.
#[test]
fn a_comment_never_grows_too_long_and_names_what_is_left_out() {
    let dir = folder();
    let at = dir.path();
    repository(at);
    for number in 0..120 {
        for side in ["gamla", "nya"] {
            let to = at.join(side).join(format!("kommun-{number}"));
            fs::create_dir_all(&to).expect("the folder can be made");
            let profile = fs::read_to_string(at.join("plans/björkvik/kommun.toml")).expect("readable");
            fs::write(to.join("kommun.toml"), profile.replace("Björkviks", &format!("Björkviks {number}:e")))
                .expect("writable");
            let text = fs::read_to_string(at.join(PLAN)).expect("readable");
            let text = if side == "nya" {
                text.replace("000\n", "500\n").replace("skolan", "skolorna och förskolorna")
            } else {
                text
            };
            fs::write(to.join("plan.toml"), text).expect("writable");
        }
    }
    let (code, text, _) = diff(at, &["--format", "markdown", "gamla", "nya"]);
    assert_eq!(code, Some(0));
    assert!(text.chars().count() <= 65_536, "{}", text.chars().count());
    assert!(
        text.starts_with("<!-- fhplan-diff -->\n\n## Ändringar i sak\n\n120 dokument i 120 kommuner ändras."),
        "{}",
        &text[..300]
    );
    let left = text.lines().last().expect("a line");
    assert!(left.contains("får inte plats i kommentaren") && left.contains("fhplan diff"), "{left}");
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
}

/// Whatever files hold, and however little two folders have in common.
#[test]
fn mistakes_of_every_kind_can_be_compared() {
    let dir = folder();
    let galleries = ["misstag", "misstag-beslut", "misstag-uppfoljning", "misstag-sprak", "misstag-utan-kommun"];
    for (number, name) in galleries.into_iter().enumerate() {
        let gallery = root().join("examples").join(name);
        let cut = dir.path().join(name);
        for file in
            walkdir::WalkDir::new(&gallery).into_iter().filter_map(Result::ok).filter(|it| it.file_type().is_file())
        {
            let to = cut.join(file.path().strip_prefix(&gallery).expect("inside"));
            fs::create_dir_all(to.parent().expect("a folder")).expect("the folder can be made");
            let bytes = fs::read(file.path()).expect("readable");
            // Every seventh line is gone: some of them hold what the others need.
            let lines = bytes.split_inclusive(|it| *it == b'\n').enumerate().filter(|(at, _)| at % 7 != number);
            fs::write(to, lines.flat_map(|(_, it)| it.to_vec()).collect::<Vec<u8>>()).expect("writable");
        }
        let state = |it: &Path| State::folder(String::new(), it, None).expect("it can be searched");
        let found = compare(&state(&gallery), &state(&cut), &|_| true);
        for out in [text(&found), markdown(&found), found.json()] {
            let steering = out.chars().find(|it| it.is_control() && *it != '\n');
            assert_eq!(steering, None, "{name}");
            assert!(out.len() > 2, "{name}");
        }
        assert!(!found.is_same() && markdown(&found).chars().count() <= 65_536, "{name}");
    }
}
