//! What `--fix` does: with every mistake of the galleries, with the files in `examples/rattat`, with odd files.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use fhplan::diagnostic::{Applicability, Severity};
use fhplan::discover::discover;
use fhplan::fix::{Mended, mend};
use fhplan::inlasning::{Andrade, las_andrade};
use fhplan::parallell::{cores, ordered};
use snapbox::assert::Assert;
use snapbox::data::{Data, DataFormat};

use crate::misstag::cases;
use crate::verktyg::{PLAN, Run, fhplan, folder, kommun, root, write};

/// A finding as far as it can be told again when the places have moved.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    check: &'static str,
    message: String,
    severity: Severity,
    fix: Option<Applicability>,
}

fn told(path: &Path, andrade: &Andrade) -> Vec<Told> {
    let mut all = Vec::new();
    for unit in discover(&[path.to_owned()]).expect("the file is there") {
        let mut read = las_andrade(&unit, andrade);
        fhplan::checks::run_all(&mut read, &[]);
        fhplan::fix::keep_possible(&mut read);
        all.extend(read.report.diagnostics.iter().map(|it| Told {
            check: it.check.name,
            message: it.message.clone(),
            severity: it.severity,
            fix: it.fix.as_ref().map(|it| it.applicability),
        }));
    }
    all
}

fn mended(path: &Path, andrade: Andrade, all: bool) -> Mended {
    mend(&discover(&[path.to_owned()]).expect("the file is there"), andrade, &[], all).expect("there is no stdin")
}

/// The numbers of a file with three digits or more, in no order: a safe fix may group them otherwise, but has no others.
fn numbers(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut numbers = vec![String::new()];
    let mut signs = text.chars().peekable();
    while let Some(it) = signs.next() {
        let parts = matches!(it, ' ' | '\u{a0}' | '_' | '.' | ',' | '\'' | '’');
        let last = numbers.last_mut().expect("there is always one");
        if it.is_ascii_digit() {
            last.push(it);
        } else if last.is_empty() || !(parts && signs.peek().is_some_and(char::is_ascii_digit)) {
            numbers.push(String::new());
        }
    }
    numbers.retain(|it| it.len() > 2);
    numbers.sort();
    numbers
}

/// What the cases of a gallery stand on, in a folder of its own.
fn foundation(gallery: &Path, all: &[PathBuf]) -> tempfile::TempDir {
    let dir = folder();
    for file in walkdir::WalkDir::new(gallery).into_iter().filter_map(Result::ok) {
        let path = file.path();
        let wanted = path.extension().is_none_or(|it| it != "txt") && !all.iter().any(|it| it == path);
        if file.file_type().is_file() && wanted {
            copy(path, gallery, dir.path());
        }
    }
    dir
}

/// Copies a file of a gallery to the same place in another folder, and says where that is.
fn copy(path: &Path, gallery: &Path, to: &Path) -> PathBuf {
    let to = to.join(path.strip_prefix(gallery).expect("inside"));
    fs::create_dir_all(to.parent().expect("a folder")).expect("the folder can be made");
    fs::copy(path, &to).expect("the file can be copied");
    to
}

/// What is wrong with the fixes of a gallery's cases, each alone with what it stands on: how many have safe fixes, how
/// many have others, and what is wrong.
fn judged_all(gallery: &Path) -> (usize, usize, Vec<String>) {
    let all = cases(gallery);
    let dir = foundation(gallery, &all);
    let (mut safe, mut risky, mut wrong) = (0, 0, Vec::new());
    for case in &all {
        // In a folder of their own, cases are about each other.
        let beside = |it: &&PathBuf| *it == case || it.parent() == case.parent() && it.parent() != Some(gallery);
        let copies: Vec<PathBuf> = all.iter().filter(beside).map(|it| copy(it, gallery, dir.path())).collect();
        let name = case.strip_prefix(gallery).expect("inside");
        if let Some((is_safe, found)) = judged(&dir.path().join(name)) {
            *(if is_safe { &mut safe } else { &mut risky }) += 1;
            wrong.extend(found.into_iter().map(|it| format!("{}: {it}", name.display())));
        }
        copies.iter().for_each(|it| fs::remove_file(it).expect("the copy can be removed"));
    }
    (safe, risky, wrong)
}

/// What is wrong with the fixes of a case, and whether they are safe; `None` when it has none.
fn judged(case: &Path) -> Option<(bool, Vec<String>)> {
    let mut wrong = Vec::new();
    let before = told(case, &Andrade::default());
    let is_safe = before.iter().find_map(|it| it.fix)? == Applicability::Safe;
    if !is_safe && mended(case, Andrade::default(), false).count > 0 {
        wrong.push("--fix alone makes a fix that is not safe".to_owned());
    }
    let done = mended(case, Andrade::default(), !is_safe);
    let [file] = done.files.as_slice() else {
        wrong.push(format!("{} files change, refused {:?}", done.files.len(), done.refused));
        return Some((is_safe, wrong));
    };
    if !done.refused.is_empty() {
        wrong.push(format!("refused {:?}", done.refused));
    }
    for it in told(case, &done.andrade) {
        let same = before.iter().any(|other| (other.check, &other.message) == (it.check, &it.message));
        if same && before.len() == 1 {
            wrong.push(format!("still there: {}", it.message));
        // What was empty is now missing, and that is told in words of its own.
        } else if !same && it.severity == Severity::Fel && !case.ends_with("effekter-tomma.toml") {
            wrong.push(format!("new: {} {}", it.check, it.message));
        }
    }
    let again = mended(case, done.andrade.clone(), !is_safe);
    if again.count > 0 {
        wrong.push(format!("a second run makes {} fixes", again.count));
    }
    // A month that was a word becomes digits, thousands that were a word become noughts, and an amount in a text may be
    // fetched from the budget instead.
    let fetched = |bytes: &[u8]| String::from_utf8_lossy(bytes).matches("{{").count();
    let worded = before.iter().any(|it| it.check == "ogiltigt-datum")
        || case.ends_with("belopp-med-tkr.toml")
        || fetched(&file.after) > fetched(&file.before);
    let (old, new) = (numbers(&file.before), numbers(&file.after));
    if is_safe && !worded && old != new {
        wrong.push(format!("other numbers: {old:?} became {new:?}"));
    }
    Some((is_safe, wrong))
}

#[test]
fn fixes_mend_what_the_galleries_show() {
    let all = fs::read_dir(root().join("examples")).expect("there are examples").filter_map(Result::ok);
    let named = all.filter(|it| it.file_name().to_string_lossy().starts_with("misstag")).map(|it| it.path());
    let mut galleries: Vec<PathBuf> = named.collect();
    galleries.sort();
    let (mut safe, mut risky, mut wrong) = (0, 0, Vec::new());
    let work = |idx: usize| judged_all(&galleries[idx]);
    ordered(galleries.len(), cores(), work, |(some, others, found): (usize, usize, Vec<String>)| {
        safe += some;
        risky += others;
        wrong.extend(found);
    });
    assert!(wrong.is_empty(), "{safe} safe, {risky} risky\n{}", wrong.join("\n"));
    assert!(safe > 100 && risky > 70, "{safe} safe and {risky} other fixes in the galleries");
}

/// `SNAPSHOTS=overwrite` writes what stands beside the files anew.
#[test]
fn the_mended_files_are_as_shown() {
    let from = root().join("examples/rattat");
    let assert = Assert::new().action_env("SNAPSHOTS").normalize_paths(false);
    for (name, more) in [("skrivfel", None), ("gissningar", Some("--unsafe-fixes"))] {
        let dir = folder();
        for file in ["kommun.toml".to_owned(), format!("{name}.toml")] {
            fs::copy(from.join(&file), dir.path().join(&file)).expect("the example is there");
        }
        let plan = dir.path().join(format!("{name}.toml"));
        let run = fhplan(["check", "--fix"].into_iter().chain(more).chain([plan.to_str().expect("a path")]));
        assert!(run.code.contains("(0)") && run.err.contains("anmärkningar rättade"), "{}{}", run.out, run.err);
        let mended = fs::read_to_string(&plan).expect("the plan is there");
        assert.eq(&mended, Data::read_from(&from.join(format!("{name}.rattad")), Some(DataFormat::Text)));
        let again = fhplan(["check", "--fix", "--unsafe-fixes", plan.to_str().expect("a path")]);
        assert!(!again.err.contains("rättad"), "{}", again.err);
        assert_eq!(fs::read_to_string(&plan).expect("the plan is there"), mended, "a second run changes nothing");
    }
}

/// A plan with one mistake that `--fix` mends, in a folder with its kommun.
fn wrong_plan(text: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = folder();
    write(dir.path(), &[("kommun.toml", kommun("").as_bytes()), ("plan.toml", text.as_bytes())]);
    let path = dir.path().join("plan.toml");
    (dir, path)
}

fn check(options: &[&str], path: &Path) -> Run {
    let path = path.as_os_str().to_owned();
    fhplan(std::iter::once("check").chain(options.iter().copied()).map(OsString::from).chain([path]))
}

#[test]
fn nothing_is_written_unless_asked_for() {
    let wrong = PLAN.replace("\"utkast\"", "utkast");
    let (_dir, path) = wrong_plan(&wrong);
    let text = || fs::read_to_string(&path).expect("the plan is there");
    let run = check(&[], &path);
    assert!(run.out.contains("Rättas med --fix\n") || run.out.contains("Rättas med --fix\u{1b}"), "{}", run.out);
    assert!(run.err.contains("1 kan rättas med --fix."), "{}", run.err);
    assert_eq!(text(), wrong);
    let run = check(&["--diff"], &path);
    assert!(run.code.contains("(1)") && run.out.contains("+status = \"utkast\""), "{}", run.out);
    assert!(run.err.contains("1 fil skulle ändras: 1 anmärkning skulle rättas."), "{}", run.err);
    assert_eq!(text(), wrong);
    let run = check(&["--fix"], &path);
    assert!(run.code.contains("(0)") && run.err.starts_with("1 anmärkning rättad."), "{}{}", run.out, run.err);
    assert_eq!(text(), PLAN);
    let run = check(&["--diff"], &path);
    assert!(run.code.contains("(0)") && run.out.is_empty(), "nothing is left to mend: {}", run.out);
}

#[test]
fn what_would_be_mended_is_seen_first() {
    let wrong = PLAN.replace("\"utkast\"", "utkast");
    let (_dir, path) = wrong_plan(&wrong);
    let shown = check(&["--diff"], &path);
    let run = check(&["--fix", "--diff"], &path);
    assert_eq!((run.code, run.out), (shown.code, shown.out));
    assert_eq!(fs::read_to_string(&path).expect("the plan"), wrong, "nothing is written");
    let run = check(&["--unsafe-fixes"], &path);
    assert!(run.code.contains("(2)") && run.err.contains("skriv --fix --unsafe-fixes"), "{}", run.err);
}

#[test]
fn a_diff_shows_what_cannot_be_seen() {
    let text = format!(
        "{PLAN}\n[[avsnitt]]\nrubrik = \"Nuläge\"\ntext = \"\"\"\n\u{f0b7} Fler \u{202e}unga\u{9b}31m mår bra.\n\"\"\"\n"
    );
    let (_dir, path) = wrong_plan(&text);
    let run = check(&["--diff"], &path);
    assert!(run.out.contains("-\\u{f0b7} Fler \\u{202e}unga\\u{9b}31m mår bra."), "{}", run.out);
    assert!(run.out.contains("+- Fler unga31m mår bra."), "{}", run.out);
}

#[test]
fn a_fix_that_needs_a_look_is_asked_for_by_name() {
    let (_dir, path) = wrong_plan(&format!("{PLAN}\n[budget.kontrollsumma]\nsumma = 1\n"));
    let run = check(&["--fix"], &path);
    assert!(run.code.contains("(1)") && run.err.contains("1 kan rättas med --fix --unsafe-fixes."), "{}", run.err);
    assert!(check(&["--fix", "--unsafe-fixes"], &path).err.contains("1 anmärkning rättad."));
}

#[test]
fn line_ends_mark_and_comments_stay() {
    let wrong = format!("\u{feff}{}# slut\n", PLAN.replace("ar = 2024", "år = 2024 # planåret")).replace('\n', "\r\n");
    let (_dir, path) = wrong_plan(&wrong);
    assert!(check(&["--fix"], &path).code.contains("(0)"));
    assert_eq!(fs::read_to_string(&path).expect("the plan is there"), wrong.replace("år =", "ar ="));
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_are_respected() {
    use std::os::unix::fs::PermissionsExt as _;
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("they can be set");
    let wrong = PLAN.replace("\"utkast\"", "utkast");
    let (dir, path) = wrong_plan(&wrong);
    set(&path, 0o444);
    let refused = |run: Run| {
        assert!(run.code.contains("(2)") && run.err.contains("plan.toml går inte att skriva"), "{}", run.err);
        assert_eq!(fs::read_to_string(&path).expect("the plan is there"), wrong, "the old file is kept");
        let files = fs::read_dir(dir.path()).expect("the folder is there").count();
        assert_eq!(files, 2, "nothing is left behind");
    };
    refused(check(&["--fix"], &path));
    set(&path, 0o640);
    set(dir.path(), 0o555);
    refused(check(&["--fix"], &path));
    set(dir.path(), 0o755);
    assert!(check(&["--fix"], &path).code.contains("(0)"));
    assert_eq!(fs::metadata(&path).expect("the plan is there").permissions().mode() & 0o777, 0o640);
}

#[test]
fn what_is_decided_and_locked_is_left_alone() {
    let decided = PLAN.replace("utkast", "beslutad")
        + "\n[styrdokument]\nbeslutande_instans = \"Kommunstyrelsen\"\nbeslutsdatum = 2023-11-27\nparagraf = 210\n\
           diarienummer = \"2023.445 KS\"\n\n[[avsnitt]]\nrubrik = \"Styrning\"\ntext = \"Stor rådhighet.\"\n\
           \n[[tyst]]\nkontroll = \"olika-rad\"\norsak = \"Behövs inte.\"\n";
    let (dir, path) = wrong_plan(&decided);
    let table = toml::de::DeTable::parse(&decided).expect("the plan is TOML");
    let kept = fhplan::lock::write(table.get_ref(), Some("2023-11-27"));
    write(dir.path(), &[("plan.lock", kept.as_bytes())]);
    assert!(!check(&[], &path).out.contains("rådighet”.\n              \u{1b}[2mRättas"), "it is not offered");
    let run = check(&["--fix"], &path);
    let text = fs::read_to_string(&path).expect("the plan is there");
    assert!(
        text.contains("rådhighet") && !text.contains("[[tyst]]"),
        "what a decision does not cover is mended: {text}"
    );
    assert!(run.err.contains("är låst efter beslutet: 1 rättning skulle ändra"), "{}", run.err);
    let found = check(&["--format", "json"], &path).out;
    assert!(!found.contains("andrad-efter-beslut"), "{found}");
}

#[test]
fn forms_and_profiles_are_mended_too() {
    let dir = folder();
    let profile = kommun("").replace("[kommun]", "[kommun]\nkod = 1489");
    let form = "[formular]\nid = \"prov\"\nar = [2024]\ntitel = Uppföljning\n";
    write(dir.path(), &[("kommun.toml", profile.as_bytes()), ("templates/formular/prov.toml", form.as_bytes())]);
    let run = check(&["--fix"], dir.path());
    assert!(run.err.starts_with("2 anmärkningar rättade."), "{}{}", run.out, run.err);
    let read = |name: &str| fs::read_to_string(dir.path().join(name)).expect("it is there");
    assert!(read("kommun.toml").contains("kod = \"1489\""));
    assert!(read("templates/formular/prov.toml").contains("titel = \"Uppföljning\""));
}

#[test]
fn standard_input_comes_out_mended() {
    use std::io::Write as _;
    let (dir, _) = wrong_plan(PLAN);
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_fhplan"))
        .args(["check", "--fix", "-"])
        .current_dir(dir.path())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program runs");
    let wrong = PLAN.replace("\"utkast\"", "utkast");
    program.stdin.take().expect("it reads").write_all(wrong.as_bytes()).expect("it reads on");
    let output = program.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stdout), PLAN);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
