//! Mends files by what the findings say: round by round, each file read again after its fixes, until nothing changes.
//!
//! Nothing is written here before [`Mended::write`]. A fix that would do more than it says is refused by the guard.

mod apply;
mod guard;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use crate::discover::Enhet;
use crate::inlasning::{self, Andrade, Inlast, las_andrade, whole};
use crate::source::{FileId, decode};
use crate::{checks, unified, utskrift};
use apply::{Applied, Placed};
use guard::Refused;

/// More rounds than any file needs: each mends what the one before laid bare.
const ROUNDS: usize = 20;

/// What is tried one by one in a round when the fixes of a file cannot all be made.
const MOST_ALONE: usize = 200;

/// A file that fixes change.
#[derive(Debug)]
pub struct Changed {
    pub path: PathBuf,
    /// The path as messages show it.
    pub name: String,
    pub before: Vec<u8>,
    pub after: Vec<u8>,
}

impl Changed {
    /// What changes, as a unified diff.
    pub fn diff(&self) -> String {
        let text = |bytes: &[u8]| decode(bytes.to_vec()).unwrap_or_default();
        unified::diff(&self.name, &text(&self.before), &text(&self.after))
    }
}

/// What the fixes make of some files.
#[derive(Debug, Default)]
pub struct Mended {
    /// The changed files, in order of their paths.
    pub files: Vec<Changed>,
    /// How many findings were mended.
    pub count: usize,
    /// What was not done, in Swedish, a sentence each.
    pub refused: BTreeSet<String>,
    /// The files as they are after the fixes.
    pub andrade: Andrade,
    /// The file that standard input stands for, which is not written.
    pub stdin: Option<PathBuf>,
}

impl Mended {
    /// Writes the changed files, each whole.
    ///
    /// # Errors
    /// Says which file could not be written and why; it and those after it are untouched.
    pub fn write(&self) -> Result<(), String> {
        for file in self.files.iter().filter(|it| self.stdin.as_ref() != Some(&it.path)) {
            let failed = |why: &str| format!("{} går inte att skriva: {why}. Den är som förut.", file.name);
            if std::fs::read(&file.path).ok().as_ref() != Some(&file.before) {
                return Err(failed("den har ändrats under tiden"));
            }
            utskrift::replace(&file.path, &file.after).map_err(|error| failed(crate::bild::reason(&error)))?;
        }
        Ok(())
    }
}

/// Works out what the fixes make of the files of some kommuner: the safe ones, or `all`. `tillval` names checks that are
/// off unless asked for, `andrade` files that already are otherwise than on the disk.
///
/// # Errors
/// Says why standard input cannot be read.
pub fn mend(units: &[Enhet], andrade: Andrade, tillval: &[String], all: bool) -> Result<Mended, String> {
    let mended = Mended { andrade, ..Mended::default() };
    let mut mender = Mender { tillval, all, mended, before: BTreeMap::new() };
    for unit in units {
        if let Some(path) = unit.stdin.as_ref().filter(|_| mender.mended.stdin.is_none()) {
            // It can be read only once, and there are many rounds.
            let bytes = inlasning::typed().map_err(|(message, _)| message)?;
            mender.mended.andrade.set(path, bytes);
            mender.mended.stdin = Some(path.clone());
        }
        mender.unit(unit);
    }
    Ok(mender.finish())
}

/// Takes away the fixes that cannot be made since the document is decided and locked. Gives how many in each file.
pub fn keep_possible(read: &mut Inlast) -> BTreeMap<String, usize> {
    let mut dropped = BTreeMap::new();
    let mut locks: BTreeMap<FileId, Option<guard::Locked>> = BTreeMap::new();
    let Inlast { report, sources, kommun, .. } = read;
    let mut diagnostics = std::mem::take(&mut report.diagnostics);
    for diagnostic in diagnostics.iter_mut().filter(|it| it.fix.is_some()) {
        let file = diagnostic.span().file;
        let source = sources.get(file);
        let lock = locks.entry(file).or_insert_with(|| guard::Locked::of(file, kommun.as_ref(), sources));
        let (Some(lock), Some(fix)) = (lock.as_ref(), &diagnostic.fix) else { continue };
        let count = dropped.entry(source.name.clone()).or_insert(0);
        // What is tried has its cost, and a locked document has few mistakes.
        let possible = *count < MOST_ALONE
            && apply::apply(&source.text, &[Placed::new(fix)]).is_some_and(|it| lock.allows(&source.text, &it.text));
        if !possible {
            *count += 1;
            diagnostic.fix = None;
        }
    }
    report.diagnostics = diagnostics;
    dropped.retain(|_, count| *count > 0);
    dropped
}

/// A file as it was found.
struct Original {
    name: String,
    bytes: Vec<u8>,
}

struct Mender<'a> {
    tillval: &'a [String],
    all: bool,
    mended: Mended,
    /// The files that have been changed, as they were.
    before: BTreeMap<PathBuf, Original>,
}

/// What tells a fix from others in later rounds, when the places have moved: its file, its check and what it writes.
type Name = (PathBuf, &'static str, String, Vec<String>);

/// What has been tried in the rounds of a kommun.
#[derive(Default)]
struct Memory {
    /// The fixes that have been made, each with the line that it left: one whose finding still stands there did not help.
    left: BTreeSet<(Name, String)>,
    /// What was not done in the last round; what the guard refuses in one round may be sound in the next.
    refused: BTreeSet<String>,
}

/// A finding with its fix.
struct Candidate<'d> {
    name: Name,
    diagnostic: &'d Diagnostic,
    fix: &'d Fix,
}

impl Mender<'_> {
    fn unit(&mut self, unit: &Enhet) {
        let mut memory = Memory::default();
        for _ in 0..ROUNDS {
            memory.refused.clear();
            let mut read = las_andrade(unit, &self.mended.andrade);
            checks::run_all(&mut read, self.tillval);
            for (name, count) in keep_possible(&mut read) {
                let them = crate::svenska::count(count, "rättning skulle ändra", "rättningar skulle ändra");
                memory.refused.insert(format!("{name} är låst efter beslutet: {them} det som är beslutat."));
            }
            if !self.round(&read, &mut memory) {
                break;
            }
        }
        self.mended.refused.append(&mut memory.refused);
    }

    /// Makes what fixes it can in every file; tells whether any file changed.
    fn round(&mut self, read: &Inlast, memory: &mut Memory) -> bool {
        let mut files: BTreeMap<PathBuf, (FileId, Vec<Candidate<'_>>)> = BTreeMap::new();
        for diagnostic in &read.report.diagnostics {
            let file = diagnostic.span().file;
            let (Some(path), Some(fix)) = (&read.sources.get(file).path, &diagnostic.fix) else { continue };
            let wanted = self.all || fix.applicability == Applicability::Safe;
            // A form may have been read twice, for two follow-ups.
            let own = files.entry(path.clone()).or_insert_with(|| (file, Vec::new()));
            if wanted && own.0 == file && fix.edits.iter().all(|it| it.span.file == file) {
                let texts = fix.edits.iter().map(|it| it.text.clone()).collect();
                let name = (path.clone(), diagnostic.check.name, diagnostic.message.clone(), texts);
                own.1.push(Candidate { name, diagnostic, fix });
            }
        }
        let mut changed = false;
        for (path, (file, candidates)) in files {
            let candidates = memory.fresh(candidates, &read.sources.get(file).text);
            changed |= self.file(&path, file, &candidates, read, memory);
        }
        changed
    }

    /// Makes the fixes of one file that can be made together; tells whether it changed.
    fn file(
        &mut self,
        path: &Path,
        file: FileId,
        candidates: &[Candidate<'_>],
        read: &Inlast,
        memory: &mut Memory,
    ) -> bool {
        // What needs a person's look waits until all that is sure is done, so that each is judged as what it is.
        let safe = |it: &&Candidate<'_>| it.fix.applicability == Applicability::Safe;
        let mut chosen: Vec<&Candidate<'_>> = candidates.iter().filter(safe).collect();
        let is_safe = !chosen.is_empty();
        if !is_safe {
            chosen = candidates.iter().collect();
        }
        let text = &read.sources.get(file).text;
        let flawed = read.report.diagnostics.iter().any(|it| it.severity == Severity::Fel && it.span().file == file);
        let guard =
            guard::Guard::new(text, flawed, is_safe, guard::Locked::of(file, read.kommun.as_ref(), &read.sources));
        let (after, made) = Self::allowed(text, apply::apart(&chosen, |it| Placed::new(it.fix)), &guard, memory);
        if made.is_empty() {
            return false;
        }
        memory.remember(&made, &after);
        self.mended.count += made.len();
        let known = self.mended.andrade.get(path).map(<[u8]>::to_vec);
        let Some(before) = known.or_else(|| inlasning::bytes(path).ok()) else { return false };
        let bytes =
            if before.starts_with(BOM) { [BOM, after.text.as_bytes()].concat() } else { after.text.into_bytes() };
        self.mended.andrade.set(path, bytes);
        let name = read.sources.get(file).name.clone();
        self.before.entry(path.to_owned()).or_insert(Original { name, bytes: before });
        true
    }

    /// The text with those of the fixes that the guard lets through, and these.
    fn allowed<'c, 'd>(
        text: &str,
        chosen: Vec<&'c Candidate<'d>>,
        guard: &guard::Guard<'_>,
        memory: &mut Memory,
    ) -> (Applied, Vec<&'c Candidate<'d>>) {
        let placed = |all: &[&Candidate<'_>]| -> Vec<Placed> { all.iter().map(|it| Placed::new(it.fix)).collect() };
        let judged = |all: &[&Candidate<'_>]| {
            let fixes = placed(all);
            let after = apply::apply(text, &fixes).ok_or(Refused::Unreadable)?;
            guard.judge(&after.text, &fixes).map(|()| after)
        };
        if let Ok(after) = judged(&chosen) {
            return (after, chosen);
        }
        let (mut made, mut after) = (Vec::new(), Applied::unchanged(text));
        for candidate in chosen.into_iter().take(MOST_ALONE) {
            made.push(candidate);
            match judged(&made) {
                Ok(it) => after = it,
                Err(why) => {
                    made.pop();
                    memory.refuse(candidate, why);
                }
            }
        }
        (after, made)
    }

    fn finish(mut self) -> Mended {
        for (path, Original { name, bytes: before }) in self.before {
            let after = self.mended.andrade.get(&path).map(<[u8]>::to_vec).unwrap_or_default();
            // Fixes of two rounds may undo each other.
            if after != before {
                self.mended.files.push(Changed { path, name, before, after });
            }
        }
        self.mended.files.sort_by_key(|it| whole(&it.path));
        self.mended
    }
}

/// The mark that some programs put first in a file of UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

impl Memory {
    /// The fixes that are worth a try: not those that have been made where their findings still stand.
    fn fresh<'d>(&self, candidates: Vec<Candidate<'d>>, text: &str) -> Vec<Candidate<'d>> {
        let line = |it: &Candidate<'_>| apply::line_at(text, Placed::new(it.fix).start()).to_owned();
        let mut candidates = candidates;
        candidates.retain(|it| !self.left.contains(&(it.name.clone(), line(it))));
        candidates
    }

    /// Keeps in words that a fix is not made.
    fn refuse(&mut self, candidate: &Candidate<'_>, why: Refused) {
        let (check, path) = (candidate.diagnostic.check.name, inlasning::shown(&candidate.name.0));
        let why = match why {
            Refused::Unreadable => "filen skulle inte gå att läsa",
            Refused::Changes => "den skulle ändra mer än texten",
            Refused::Locked => "dokumentet är beslutat och låst",
        };
        self.refused.insert(format!("En rättning av {check} i {path} görs inte: {why}."));
    }

    /// Remembers what the fixes that were made have left.
    fn remember(&mut self, made: &[&Candidate<'_>], after: &Applied) {
        for it in made {
            let line = apply::line_at(&after.text, after.place(Placed::new(it.fix).start()));
            self.left.insert((it.name.clone(), line.to_owned()));
        }
    }
}
