//! What `--fix` does: with every mistake of the galleries, with the files in `examples/rattat`, with odd files.

use std::fs;
use std::path::{Path, PathBuf};

use fhplan::diagnostic::{Applicability, Severity};
use fhplan::discover::discover;
use fhplan::fix::{Mended, mend};
use fhplan::inlasning::{Andrade, las_andrade};
use fhplan::parallell::{cores, ordered};

use crate::misstag::cases;
use crate::verktyg::{folder, root};

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

/// A case alone with what its gallery's cases stand on, in a folder of its own.
fn alone(case: &Path, gallery: &Path, all: &[PathBuf]) -> (tempfile::TempDir, PathBuf) {
    let dir = folder();
    for file in walkdir::WalkDir::new(gallery).into_iter().filter_map(Result::ok) {
        let path = file.path();
        let other = all.iter().any(|it| it == path) && path != case;
        let beside = path.parent() == case.parent() && path.parent() != Some(gallery);
        if file.file_type().is_file() && !path.extension().is_some_and(|it| it == "txt") && (!other || beside) {
            let to = dir.path().join(path.strip_prefix(gallery).expect("inside"));
            fs::create_dir_all(to.parent().expect("a folder")).expect("the folder can be made");
            fs::copy(path, to).expect("the file can be copied");
        }
    }
    let case = dir.path().join(case.strip_prefix(gallery).expect("inside"));
    (dir, case)
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
    // A month that was a word becomes digits, and thousands that were a word become noughts.
    let worded = before.iter().any(|it| it.check == "ogiltigt-datum") || case.ends_with("belopp-med-tkr.toml");
    let (old, new) = (numbers(&file.before), numbers(&file.after));
    if is_safe && !worded && old != new {
        wrong.push(format!("other numbers: {old:?} became {new:?}"));
    }
    Some((is_safe, wrong))
}

#[test]
fn fixes_mend_what_the_galleries_show() {
    let (mut safe, mut risky, mut wrong) = (0, 0, Vec::new());
    for gallery in ["misstag", "misstag-utan-kommun", "misstag-uppfoljning", "misstag-beslut", "misstag-sprak"] {
        let gallery = root().join("examples").join(gallery);
        let all = cases(&gallery);
        let work = |idx: usize| {
            let (_dir, case) = alone(&all[idx], &gallery, &all);
            (idx, judged(&case))
        };
        ordered(all.len(), cores(), work, |(idx, it): (usize, Option<(bool, Vec<String>)>)| {
            let Some((is_safe, found)) = it else { return };
            if is_safe {
                safe += 1
            } else {
                risky += 1
            }
            let name = all[idx].strip_prefix(root()).unwrap_or(&all[idx]).display().to_string();
            wrong.extend(found.into_iter().map(|it| format!("{name}: {it}")));
        });
    }
    assert!(wrong.is_empty(), "{safe} safe, {risky} risky\n{}", wrong.join("\n"));
    assert!(safe > 150 && risky > 40, "{safe} safe and {risky} other fixes in the galleries");
}
