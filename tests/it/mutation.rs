//! Plans that somebody has damaged: reading, checking and making a view of them never panics, hangs or places a
//! finding outside its file. The damage is the same on every run.

use std::fs;

use fhplan::diagnostic::Report;
use fhplan::discover::discover;
use fhplan::fix::mend;
use fhplan::inlasning::Andrade;
use fhplan::{checks, inlasning, view};

use crate::verktyg::{folder, root, write};

/// Pieces that people and programs leave in files.
const PIECES: [&str; 28] = [
    "\"",
    "\"\"\"",
    "[",
    "]",
    "{",
    "}",
    "{{",
    "}}",
    "{{ budget.totalt }}",
    "=",
    "\n",
    "#",
    "350 000 kr",
    "-1",
    "9999999999999999999999999999",
    "1e9",
    "nan",
    "\u{202e}",
    "\u{f0b7}",
    "🙂",
    "\\",
    "[^x]",
    "[^x]: [^x]",
    "<b>",
    "> > > > > > > > > > ",
    "|a|\n|-|\n",
    "2024-02-30",
    "[[fokusomrade]]",
];

/// A small generator whose numbers are the same everywhere.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The text with a few pieces lost, added or copied.
pub(crate) fn damage(text: &str, dice: &mut Dice) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.below(4) {
        let at = boundary(&text, dice.below(text.len() + 1));
        let end = boundary(&text, (at + dice.below(60)).min(text.len()));
        match dice.below(3) {
            0 => text.replace_range(at..end, ""),
            1 => text.insert_str(at, PIECES[dice.below(PIECES.len())]),
            _ => {
                let copy = text[at..end].to_owned();
                let to = boundary(&text, dice.below(text.len() + 1));
                text.insert_str(to, &copy);
            }
        }
    }
    text
}

/// The files of the example that are damaged, one at a time.
pub(crate) const FILES: [&str; 6] = [
    "solbacka/kommun.toml",
    "solbacka/2025/verksamhetsplan.toml",
    "solbacka/2025/uppfoljning.toml",
    "solbacka/2025/uppfoljning.lock",
    "solbacka/2026/verksamhetsplan.toml",
    "templates/formular/solbacka-2025.toml",
];

#[test]
fn damaged_plans_are_told_about() {
    let examples = root().join("examples");
    let read = |name: &str| fs::read_to_string(examples.join(name)).expect("the example is there");
    let whole: Vec<(&str, String)> = FILES.iter().map(|it| (*it, read(it))).collect();
    let mut dice = Dice(20_241_127);
    let dir = folder();
    let all: Vec<(&str, &[u8])> = whole.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    write(dir.path(), &all);
    for round in 0..480 {
        let (name, text) = &whole[round % whole.len()];
        write(dir.path(), &[(name, damage(text, &mut dice).as_bytes())]);
        for unit in discover(&[dir.path().to_owned()]).expect("the folder is there") {
            let mut read = inlasning::las(&unit);
            for form in &read.formular {
                checks::run_formular(form, &read.sources, &mut read.report);
            }
            if let Some(kommun) = &read.kommun {
                checks::run(kommun, &read.sources, &[], &mut read.report);
                for underlag in &kommun.handlingar {
                    for del in view::delar(&underlag.innehall) {
                        let vy = view::dokument(underlag, del, kommun, None, true);
                        assert!(!vy.json().is_empty());
                        let sheet = vy.ark.as_ref().map(|it| fhplan::xlsx::workbook(&vy, it));
                        assert!(sheet.is_none_or(|it| it.is_ok()), "round {round}");
                    }
                }
            }
            in_place(&read.report, &read.sources, round);
            let shown = fhplan::terminal::findings(&read.report, &read.sources);
            assert!(shown.chars().all(|it| it == '\n' || it == '\u{1b}' || !it.is_control()), "round {round}");
        }
        if round % 16 == 0 {
            mended(dir.path(), round);
        }
        write(dir.path(), &[(name, text.as_bytes())]);
    }
}

/// Fixes of damaged plans come to an end, and a second run has nothing to do.
fn mended(folder: &std::path::Path, round: usize) {
    let units = discover(&[folder.to_owned()]).expect("the folder is there");
    for all in [false, true] {
        let once = mend(&units, Andrade::default(), &[], all).expect("there is no stdin");
        let again = mend(&units, once.andrade, &[], all).expect("there is no stdin");
        let files: Vec<String> = again.files.iter().map(fhplan::fix::Changed::diff).collect();
        assert!(files.is_empty(), "round {round}: {}", files.join("\n"));
    }
}

/// Every place lies in its file, on whole characters.
fn in_place(report: &Report, sources: &fhplan::source::Sources, round: usize) {
    for label in report.diagnostics.iter().flat_map(|it| &it.labels) {
        let text = &sources.get(label.span.file).text;
        assert!(text.get(label.span.range()).is_some(), "round {round}: {label:?} in a file of {} bytes", text.len());
    }
    for edit in report.diagnostics.iter().filter_map(|it| it.fix.as_ref()).flat_map(|it| &it.edits) {
        let text = &sources.get(edit.span.file).text;
        assert!(text.get(edit.span.range()).is_some(), "round {round}: {edit:?} in a file of {} bytes", text.len());
    }
}
