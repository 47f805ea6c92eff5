//! `fhplan fmt` as people meet it. Every file in `examples/form` becomes the one beside it that ends in `.efter.toml`;
//! `SNAPSHOTS=overwrite cargo test` writes those anew.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use snapbox::assert::Assert;
use snapbox::data::{Data, DataFormat};

use crate::verktyg::{PLAN, Run, fhplan, findings, folder, kommun, root, write};

/// A plan that is typed in another form than the one there is.
const UNTIDY: &str = "[dokument]\nar=2024\nslag = 'verksamhetsplan'\ntitel = \"T\"\nstatus = \"utkast\"\n";

/// The same plan in the one form.
const TIDY: &str = "[dokument]\nslag = \"verksamhetsplan\"\ntitel = \"T\"\nar = 2024\nstatus = \"utkast\"\n";

#[test]
fn every_example_becomes_the_one_beside_it() {
    let gallery = root().join("examples/form");
    let files = walkdir::WalkDir::new(&gallery).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files: Vec<PathBuf> = files.map(walkdir::DirEntry::into_path).filter(|it| it.is_file()).collect();
    let is_after = |it: &Path| it.to_string_lossy().ends_with(".efter.toml");
    let cases: Vec<&PathBuf> = files.iter().filter(|it| !is_after(it)).collect();
    assert!(cases.len() > 25, "the gallery is there");
    let beside = files.iter().filter(|it| is_after(it)).map(|it| it.with_extension("").with_extension("toml"));
    assert!(beside.into_iter().all(|it| it.exists()), "each has the file that it comes from");
    let assert = Assert::new().action_env("SNAPSHOTS").normalize_paths(false);
    for case in cases {
        let dir = folder();
        let path = dir.path().join(case.file_name().expect("a file has a name"));
        fs::copy(case, &path).expect("the case can be copied");
        let run = fmt(&[&path], &[]);
        assert!(run.code.contains("(0)"), "{}: {}", case.display(), run.err);
        let after = fs::read_to_string(&path).expect("it is still there");
        let expected = Data::read_from(&case.with_extension("efter.toml"), Some(DataFormat::Text));
        assert.eq(Data::text(after).raw(), expected.raw());
        assert_eq!(fmt(&[&path], &["--check"]).out, "", "{} is in form now", case.display());
    }
}

fn fmt(paths: &[&Path], more: &[&str]) -> Run {
    let paths = paths.iter().map(|it| it.display().to_string());
    fhplan(["fmt".to_owned()].into_iter().chain(more.iter().map(|it| (*it).to_owned())).chain(paths))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("the file is there")
}

#[test]
fn files_are_written_and_counted() {
    let dir = folder();
    let files: [(&str, &[u8]); 5] = [
        ("k/kommun.toml", b"[kommun]\nnamn = 'Prov'\n"),
        ("k/2024/plan.toml", UNTIDY.as_bytes()),
        ("k/2025/plan.toml", TIDY.as_bytes()),
        ("k/2025/plan.lock", b"x='y'\n"),
        ("Cargo.toml", b"[package]\nname='x'\n"),
    ];
    write(dir.path(), &files);
    let seen = fmt(&[dir.path()], &["--check"]);
    assert!(seen.code.contains("(1)"));
    assert_eq!(seen.err, "2 filer skulle ändras, 1 är redan rätt.\n");
    assert_eq!(seen.out.lines().count(), 2);
    for (name, content) in files {
        assert_eq!(read(&dir.path().join(name)).as_bytes(), content, "--check writes nothing");
    }
    let run = fmt(&[dir.path()], &[]);
    assert!(run.code.contains("(0)"));
    assert_eq!(run.out, seen.out, "the files that are written are the ones that --check names");
    assert_eq!(run.err, "2 filer formaterade, 1 var redan rätt.\n");
    assert_eq!(read(&dir.path().join("k/kommun.toml")), "[kommun]\nnamn = \"Prov\"\n");
    assert_eq!(read(&dir.path().join("k/2024/plan.toml")), TIDY);
    for (name, content) in &files[2..] {
        assert_eq!(read(&dir.path().join(name)).as_bytes(), *content, "{name} is not touched");
    }
    assert_eq!(fmt(&[dir.path()], &[]).err, "3 filer var redan rätt.\n");
    assert!(fmt(&[&dir.path().join("Cargo.toml")], &[]).code.contains("(2)"), "it is no plan");
}

#[test]
fn a_profile_is_formatted_only_when_it_is_asked_for() {
    let dir = folder();
    let profile: &[u8] = b"[kommun]\nnamn = 'Prov'\n";
    write(dir.path(), &[("kommun.toml", profile), ("2024/plan.toml", UNTIDY.as_bytes())]);
    assert_eq!(fmt(&[&dir.path().join("2024")], &[]).err, "1 fil formaterad.\n");
    assert_eq!(read(&dir.path().join("kommun.toml")).as_bytes(), profile);
    assert_eq!(fmt(&[&dir.path().join("kommun.toml")], &[]).err, "1 fil formaterad.\n");
}

#[test]
fn what_is_no_toml_is_told_and_left_as_it_is() {
    let dir = folder();
    let broken = "[dokument]\r\nslag = verksamhetsplan\n\tar=2024";
    let files: [(&str, &[u8]); 5] = [
        ("k/kommun.toml", b"[kommun]\nnamn = \"Prov\"\n"),
        ("k/trasig.toml", broken.as_bytes()),
        ("k/latin.toml", b"[dokument]\na = \"\xe5\""),
        ("k/hel.toml", UNTIDY.as_bytes()),
        ("annat.toml", b"a = [\n"),
    ];
    write(dir.path(), &files);
    let run = fmt(&[dir.path()], &[]);
    assert!(run.code.contains("(1)"), "{}", run.err);
    assert!(run.err.contains("ej-utf-8"), "{}", run.err);
    assert!(run.err.ends_with("1 fil formaterad, 1 var redan rätt, 2 går inte att läsa.\n"), "{}", run.err);
    let trasig = dir.path().join("k/trasig.toml");
    assert_eq!(read(&trasig), broken);
    assert_eq!(read(&dir.path().join("k/hel.toml")), TIDY);
    let checked = fhplan(["check".to_owned(), trasig.display().to_string()]);
    assert!(checked.out.contains("trasig.toml:2:8") && run.err.contains(&checked.out), "check says the same");
}

#[test]
fn a_locked_document_may_be_formatted() {
    let dir = folder();
    for name in ["kommun.toml", "logotyp.svg", "2025/uppfoljning.toml", "2025/uppfoljning.lock"] {
        let bytes = fs::read(root().join("examples/solbacka").join(name)).expect("the example is there");
        write(dir.path(), &[(name, &bytes)]);
    }
    let path = dir.path().join("2025/uppfoljning.toml");
    // Another form of the same: keys, blanks, quotes and groups of digits.
    let amount = |line: &str| line.starts_with("region = ") || line.starts_with("kommun = ");
    let typed = |line: &str| match line {
        line if amount(line) => format!("\t'{}", line.replacen(" = ", "'=", 1).replace('_', "")),
        line if line.starts_with("[[") => format!("\n\n  {line}"),
        "status = \"beslutad\"" => String::new(),
        "[dokument]" => "[dokument]\n\"status\"   = 'beslutad'".to_owned(),
        line => line.to_owned(),
    };
    let untidy: String = read(&path).lines().map(|it| typed(it) + "\n").collect();
    let untidy = untidy.replace('\n', "\r\n");
    fs::write(&path, &untidy).expect("it can be written");
    let changed = |dir: &Path| findings(&[dir], &[]).iter().any(|it| it.0 == "andrad-efter-beslut");
    // Lines that end in another way than the rest of the file's are mended with the form.
    let said =
        || -> Vec<_> { findings(&[dir.path()], &[]).into_iter().filter(|it| it.0 != "blandade-radslut").collect() };
    let before = said();
    assert!(!changed(dir.path()), "{before:?}");
    assert!(fmt(&[&path], &[]).err.starts_with("1 fil formaterad"));
    assert_ne!(read(&path), untidy);
    assert_eq!(said(), before, "check says nothing more of it");
    fs::write(&path, read(&path).replace("2025", "2026")).expect("it can be written");
    assert!(changed(dir.path()), "the lock is there");
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions_and_is_not_written_in_vain() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let dir = folder();
    write(dir.path(), &[("plan.toml", UNTIDY.as_bytes())]);
    let path = dir.path().join("plan.toml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("they can be set");
    fmt(&[&path], &[]);
    let written = fs::metadata(&path).expect("it is there");
    assert_eq!(written.permissions().mode() & 0o777, 0o640);
    fmt(&[&path], &[]);
    assert_eq!(fs::metadata(&path).expect("it is there").ino(), written.ino(), "it was right already");
    let left: Vec<_> = fs::read_dir(dir.path()).expect("a folder").collect();
    assert_eq!(left.len(), 1, "nothing is left beside it");
}

/// Runs the program with a text on standard input; gives its exit code and what it prints.
fn through(arguments: &[&str], text: &str, folder: &Path) -> (Option<i32>, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fhplan"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("it reads").write_all(text.as_bytes()).expect("it takes the text");
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn standard_input_goes_to_standard_output() {
    let dir = folder();
    let run = |arguments: &[&str], text: &str| through(arguments, text, dir.path());
    assert_eq!(run(&["fmt", "-"], UNTIDY), (Some(0), TIDY.to_owned(), String::new()));
    assert_eq!(run(&["fmt", "-"], TIDY).1, TIDY);
    let profile = "[kommun]\nkod='1489'\nnamn='Prov'\n";
    let named = ["fmt", "-", "--stdin-filename", "plans/prov/kommun.toml"];
    assert_eq!(run(&named, profile).1, "[kommun]\nnamn = \"Prov\"\nkod = \"1489\"\n");
    assert_eq!(run(&["fmt", "-"], "[package]\nname='x'\n").1, "[package]\nname='x'\n", "not a plan, not touched");
    let (code, out, err) = run(&["fmt", "-", "--stdin-filename", "prov.toml"], "a = [");
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("prov.toml:1:5"), "{err}");
    assert_eq!(run(&["fmt", "-", "--check"], UNTIDY), (Some(1), "<stdin>\n".to_owned(), String::new()));
    assert_eq!(run(&["fmt", "-", "."], TIDY).0, Some(2));
    assert_eq!(run(&["fmt", "--stdin-filename", "x", "."], TIDY).0, Some(2));
}

#[test]
fn diff_shows_what_would_change() {
    let dir = folder();
    write(dir.path(), &[("plan.toml", UNTIDY.as_bytes()), ("hel.toml", TIDY.as_bytes())]);
    let (code, out, err) = through(&["fmt", "--diff", "."], "", dir.path());
    let expected = "--- plan.toml\n+++ plan.toml\n@@ -1,5 +1,5 @@\n [dokument]\n-ar=2024\n-slag = 'verksamhetsplan'\n\
        +slag = \"verksamhetsplan\"\n titel = \"T\"\n+ar = 2024\n status = \"utkast\"\n";
    assert_eq!((code, out.as_str(), err.as_str()), (Some(1), expected, "1 fil skulle ändras, 1 är redan rätt.\n"));
    assert_eq!(read(&dir.path().join("plan.toml")), UNTIDY);
    assert_eq!(through(&["fmt", "--diff", "hel.toml"], "", dir.path()).0, Some(0));
}

/// The TOML that README shows is in the form that `fmt` writes.
#[test]
fn readme_shows_the_form() {
    let readme = read(&root().join("README.md"));
    let blocks: Vec<&str> = readme.split("```toml\n").skip(1).filter_map(|it| it.split("```").next()).collect();
    assert!(blocks.len() > 2, "README shows what is typed");
    for block in blocks {
        let dir = folder();
        let is_whole = block.contains("[dokument]");
        let text = if is_whole { block.to_owned() } else { format!("{PLAN}\n{block}") };
        write(dir.path(), &[("kommun.toml", kommun("").as_bytes()), ("plan.toml", text.as_bytes())]);
        let run = fmt(&[&dir.path().join("plan.toml")], &["--diff"]);
        assert!(run.code.contains("(0)"), "{}{}", run.out, run.err);
    }
}
