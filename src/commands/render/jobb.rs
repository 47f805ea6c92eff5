//! Which documents are to be made, and what they are called.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{Args, Failure, Format};
use crate::discover::{Enhet, templates_for};
use crate::report::Summary;
use crate::source::FileId;
use crate::utskrift::Utfil;
use crate::view::Del;
use crate::{checks, inlasning, parallell, terminal, view};

/// A document to be made, in every format that was asked for.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) enhet: Enhet,
    /// The document's path below the output folder, without an ending.
    pub(super) name: PathBuf,
    pub(super) del: Del,
    /// Whether the document has errors, and is made only as a marked draft.
    pub(super) underkand: bool,
    /// The templates that apply.
    pub(super) mallar: Option<PathBuf>,
}

impl Job {
    /// The file that a format becomes; the name that its files share where a format becomes several.
    pub(super) fn utfil(&self, folder: &Path, format: Format) -> Utfil {
        let mut name = self.name.clone().into_os_string();
        name.push(".");
        name.push(format.ending());
        Utfil { folder: folder.to_owned(), name: name.into() }
    }
}

/// Checks every kommun, writes what was found, and lists the documents that may be made.
pub(super) fn plan(units: &[Enhet], args: &Args, err: &mut dyn Write) -> Result<(Vec<Job>, Summary), Failure> {
    let mut jobs = Vec::new();
    let mut summary = Summary::default();
    let mut written = Ok(());
    let work = |idx: usize| {
        let unit = &units[idx];
        let mut read = inlasning::las(unit);
        if let Some(kommun) = &read.kommun {
            checks::run(kommun, &read.sources, &[], &mut read.report);
        }
        let bad: Vec<FileId> = read
            .report
            .diagnostics
            .iter()
            .filter(|it| it.severity == crate::diagnostic::Severity::Fel)
            .map(|it| it.span().file)
            .collect();
        let mut jobs = Vec::new();
        if let Some(kommun) = &read.kommun {
            let profile_bad = bad.contains(&kommun.profil.span().file);
            for underlag in kommun.efterfragade() {
                let underkand = profile_bad || kommun.filer(underlag).iter().any(|it| bad.contains(it));
                if underkand && !args.draft {
                    continue;
                }
                let enhet = inlasning::ensam(unit, kommun, underlag);
                let mallar = templates_for(&kommun.mapp);
                let name = output_name(&underlag.path, &kommun.mapp);
                for del in view::delar(&underlag.innehall) {
                    let (enhet, name, mallar) = (enhet.clone(), with_part(&name, del), mallar.clone());
                    jobs.push(Job { enhet, name, del, underkand, mallar });
                }
            }
        }
        (jobs, Summary::of(&read.report, read.antal()), terminal::findings(&read.report, &read.sources))
    };
    parallell::ordered(units.len(), args.jobs.unwrap_or_else(parallell::cores), work, |(more, found, text)| {
        jobs.extend(more);
        summary = summary.plus(found);
        if written.is_ok() && !text.is_empty() {
            written = err.write_all(text.as_bytes());
        }
    });
    written?;
    Ok((jobs, summary))
}

/// The document's path below the output folder: the kommun's folder, the plan's folder in it, the file's own name.
fn output_name(path: &Path, kommun: &Path) -> PathBuf {
    let kommun_name = kommun.canonicalize().ok().and_then(|it| it.file_name().map(PathBuf::from)).unwrap_or_default();
    let inner = match (path.canonicalize(), kommun.canonicalize()) {
        (Ok(path), Ok(kommun)) => path.strip_prefix(&kommun).map(Path::to_owned).ok(),
        _ => None,
    };
    let inner = inner.unwrap_or_else(|| path.file_name().map(PathBuf::from).unwrap_or_default());
    kommun_name.join(inner)
}

/// A document's path with what tells it from the others of its file, and no ending.
fn with_part(name: &Path, del: Del) -> PathBuf {
    let stem = name.file_stem().unwrap_or_default().to_string_lossy();
    name.with_file_name(format!("{stem}{}", del.tillagg()))
}

/// Refuses to write two documents to one file; letters that differ only in size are one name on some disks.
pub(super) fn no_collisions(jobs: &[Job], args: &Args) -> Result<(), Failure> {
    let mut taken: BTreeMap<String, &Job> = BTreeMap::new();
    for job in jobs {
        let name = job.name.to_string_lossy().to_lowercase();
        if let Some(other) = taken.insert(name, job) {
            let path = |it: &Job| inlasning::shown(&it.enhet.filer[0]);
            return Err(format!(
                "{} och {} skulle båda skrivas till {}. Byt namn på den ena filen eller mappen.",
                path(other),
                path(job),
                job.utfil(&args.output, args.formats[0]).path().display()
            )
            .into());
        }
    }
    Ok(())
}
