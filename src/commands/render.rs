//! `fhplan render`: checks plans and writes their documents.

mod sidor;
mod vakt;

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Failure, Outcome};
use crate::discover::{Enhet, Grannar, STDIN, discover, templates_for};
use crate::dokument::Status;
use crate::html::Sidor;
use crate::index::Post;
use crate::pdf::{self, Engine};
use crate::report::Summary;
use crate::source::FileId;
use crate::utskrift::Utfil;
use crate::view::Del;
use crate::{checks, inlasning, markdown, parallell, revision, terminal, view, xlsx};
use vakt::Watch;

/// Gör dokument av planer
///
/// Varje plan kontrolleras först. En plan med fel skrivs inte. Dokumenten hamnar som
/// ut/kommun/år/namn.pdf. Det som inte har ändrats görs inte om. Med html och md skrivs också en
/// förteckning över dokumenten, index.html och index.md.
#[derive(Debug, clap::Args)]
#[command(help_template = super::HELP, override_usage = "fhplan render [VAL] [FIL ELLER MAPP]…")]
pub(super) struct Args {
    /// Filer eller mappar; utan dem den mapp du står i
    #[arg(value_name = "FIL ELLER MAPP", help_heading = "Argument", default_value = ".", hide_default_value = true)]
    paths: Vec<PathBuf>,

    /// Mappen som dokumenten skrivs till; utan den ut
    #[arg(short, long, value_name = "MAPP", default_value = "ut", hide_default_value = true, help_heading = "Val")]
    output: PathBuf,

    /// Format, ett eller flera med komma emellan: pdf, xlsx, html, md, json; utan valet pdf
    #[arg(
        long = "as",
        value_name = "FORMAT",
        value_delimiter = ',',
        default_value = "pdf",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Val"
    )]
    formats: Vec<Format>,

    /// Skriver också planer med fel, tydligt märkta som utkast
    #[arg(long, help_heading = "Val")]
    draft: bool,

    /// Hur många dokument som görs samtidigt; utan den ett per processorkärna
    #[arg(short, long, value_name = "ANTAL", help_heading = "Val")]
    jobs: Option<usize>,

    /// Längsta tid för ett dokument, i sekunder
    #[arg(long, value_name = "SEKUNDER", default_value_t = 120, hide_default_value = true, help_heading = "Val")]
    timeout: u64,
}

/// What a document is written as. Every format is made of the same view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Pdf,
    Xlsx,
    Html,
    Md,
    Json,
}

impl Format {
    /// The ending of the file's name.
    fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
            Self::Md => "md",
            Self::Json => "json",
        }
    }
}

/// A document to be made.
#[derive(Clone, Debug)]
struct Job {
    enhet: Enhet,
    utfil: Utfil,
    del: Del,
    format: Format,
    /// Whether the document has errors, and is made only as a marked draft.
    underkand: bool,
    /// The templates that apply.
    mallar: Option<PathBuf>,
}

/// What became of a document.
enum Made {
    /// It is set and waits to be written.
    Set {
        bytes: Vec<u8>,
        key: String,
    },
    Current,
    /// The document has nothing for this format.
    Nothing,
    Failed(String),
}

/// What became of a document, its line in the index, and the files beside it.
type Gjort = (Made, Option<Post>, Vec<(Utfil, Vec<u8>)>);

impl Made {
    /// Nothing to list and nothing beside it.
    fn alone(self) -> Gjort {
        (self, None, Vec::new())
    }
}

/// What documents with the same templates share.
struct Verktyg {
    engine: Engine,
    sidor: Result<Sidor, String>,
}

impl Verktyg {
    fn new(overrides: Option<&Path>) -> Self {
        Self { engine: Engine::new(overrides), sidor: Sidor::new(overrides) }
    }
}

pub(super) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> Result<Outcome, Failure> {
    let units = discover(&args.paths)?;
    if units.iter().any(|it| it.filer.iter().any(|it| it.as_os_str() == STDIN)) {
        return Err("render behöver en fil: standard in har ingen mapp att hämta bilder från.".to_owned().into());
    }
    let (jobs, summary) = plan_jobs(&units, args, err)?;
    if summary.files == 0 {
        return Err("Här finns inga planer. En plan är en .toml-fil med [dokument].".to_owned().into());
    }
    no_collisions(&jobs)?;
    let mut index = sidor::Samling::new(&args.output);
    let failed = make(&jobs, args, &mut index, out, err)?;
    for format in [Format::Html, Format::Md].into_iter().filter(|it| args.formats.contains(it)) {
        index.write(format, &jobs, out)?;
    }
    let skipped = summary.errors > 0;
    if summary.errors + summary.warnings + summary.infos > 0 {
        writeln!(err, "{}", terminal::summary(summary))?;
    }
    if failed > 0 {
        return Err(format!("{} kunde inte göras.", crate::svenska::count(failed, "dokument", "dokument")).into());
    }
    Ok(if skipped { Outcome::Findings } else { Outcome::Done })
}

/// Checks every kommun, writes what was found, and lists the documents that may be made.
fn plan_jobs(units: &[Enhet], args: &Args, err: &mut dyn Write) -> Result<(Vec<Job>, Summary), Failure> {
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
                let grannar = Grannar::Kanda(kommun.bygger_pa(underlag));
                let (profil, filer) = (unit.profil.clone(), vec![underlag.path.clone()]);
                let enhet = Enhet { profil, filer, grannar, stdin: None };
                let mallar = templates_for(&kommun.mapp);
                let name = output_name(&underlag.path, &kommun.mapp);
                for del in view::delar(&underlag.innehall) {
                    jobs.extend(args.formats.iter().map(|format| {
                        let utfil = Utfil { folder: args.output.clone(), name: with_ending(&name, del, *format) };
                        Job { enhet: enhet.clone(), utfil, del, format: *format, underkand, mallar: mallar.clone() }
                    }));
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

/// A document's path with what tells it from the others of its file.
fn with_ending(name: &Path, del: Del, format: Format) -> PathBuf {
    let stem = name.file_stem().unwrap_or_default().to_string_lossy();
    name.with_file_name(format!("{stem}{}.{}", del.tillagg(), format.ending()))
}

/// Refuses to write two documents to one file; letters that differ only in size are one name on some disks.
fn no_collisions(jobs: &[Job]) -> Result<(), Failure> {
    let mut taken: BTreeMap<String, &Job> = BTreeMap::new();
    for job in jobs {
        let name = job.utfil.name.to_string_lossy().to_lowercase();
        if let Some(other) = taken.insert(name, job) {
            let path = |it: &Job| inlasning::shown(&it.enhet.filer[0]);
            return Err(format!(
                "{} och {} skulle båda skrivas till {}. Byt namn på den ena filen eller mappen.",
                path(other),
                path(job),
                job.utfil.path().display()
            )
            .into());
        }
    }
    Ok(())
}

/// Makes the documents on several threads and tells which were written. Gives how many failed.
fn make(
    jobs: &[Job],
    args: &Args,
    index: &mut sidor::Samling<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<usize, Failure> {
    let engines: BTreeMap<&Option<PathBuf>, OnceLock<Verktyg>> =
        jobs.iter().map(|it| (&it.mallar, OnceLock::new())).collect();
    let bar = progress(jobs.len());
    let watch = Watch::default();
    let (mut failed, mut current) = (0, 0);
    let mut written = Ok(());
    let threads = args.jobs.unwrap_or_else(parallell::cores).clamp(1, jobs.len().max(1));
    let limit = Duration::from_secs(args.timeout.max(1));
    thread::scope(|scope| {
        scope.spawn(|| watch.guard(limit));
        let work = |idx: usize| {
            let job = &jobs[idx];
            if threads > 1 {
                pdf::stay_on_this_thread();
            }
            let _at_work = watch.begin(idx, &job.utfil.name, job.mallar.is_some());
            let engine = engines[&job.mallar].get_or_init(|| Verktyg::new(job.mallar.as_deref()));
            // A panic in the layout engine is a bug, but it must not take the other documents with it.
            catch_unwind(AssertUnwindSafe(|| make_one(job, engine)))
                .unwrap_or_else(|_| Made::Failed("Ett internt fel uppstod när dokumentet sattes.".to_owned()).alone())
        };
        // Writing waits for the disk, so it is done here while the workers set the next documents.
        let mut in_order = jobs.iter();
        parallell::ordered(jobs.len(), threads, work, |(made, post, beside)| {
            bar.inc(1);
            let job = in_order.next();
            // What a page needs is there before the page is.
            let beside = beside.iter().try_for_each(|(file, bytes)| file.write_changed(bytes).map(|_| ()));
            if let (Some(job), Some(post), Made::Set { .. } | Made::Current) = (job, post, &made) {
                index.add(post, job);
            }
            let result = match (made, job) {
                (Made::Set { bytes, key }, Some(job)) => match beside.and_then(|()| job.utfil.write(&bytes, &key)) {
                    Ok(()) => bar.suspend(|| writeln!(out, "{}", job.utfil.path().display())),
                    Err(error) => {
                        failed += 1;
                        let reason = crate::bild::reason(&error);
                        let path = job.utfil.path();
                        bar.suspend(|| writeln!(err, "fhplan: {} kunde inte skrivas: {reason}.", path.display()))
                    }
                },
                (Made::Current, _) => {
                    current += 1;
                    Ok(())
                }
                (Made::Failed(message), _) => {
                    failed += 1;
                    bar.suspend(|| writeln!(err, "fhplan: {message}"))
                }
                (Made::Set { .. }, None) | (Made::Nothing, _) => Ok(()),
            };
            if written.is_ok() {
                written = result;
            }
        });
        watch.stop();
    });
    bar.finish_and_clear();
    written?;
    if current > 0 {
        writeln!(err, "{} har inte ändrats.", crate::svenska::count(current, "dokument", "dokument"))?;
    }
    Ok(failed)
}

fn make_one(job: &Job, verktyg: &Verktyg) -> Gjort {
    let path = &job.enhet.filer[0];
    let shown = inlasning::shown(path);
    let read = inlasning::las(&job.enhet);
    let Some((kommun, underlag)) = read.kommun.as_ref().and_then(|it| Some((it, it.efterfragade().next()?))) else {
        return Made::Failed(format!("{shown} ändrades medan dokumenten gjordes. Kör igen.")).alone();
    };
    let draft = underlag.innehall.handling().status().value == Status::Utkast;
    let date = if draft { revision::draft_date(path) } else { None };
    let vy = view::dokument(underlag, job.del, kommun, date, job.underkand);
    let data = vy.data();
    let engine = &verktyg.engine;
    let post = sidor::post(&vy, job.del, underlag);
    let beside = sidor::beside(&vy, job, verktyg);
    let key = engine.key(&vy, &data, job.format.ending());
    if job.utfil.is_current(&key) {
        return (Made::Current, Some(post), beside);
    }
    let made = match job.format {
        Format::Pdf => engine.pdf(&vy, data),
        Format::Xlsx => match &vy.ark {
            Some(ark) => xlsx::workbook(&vy, ark),
            None => return Made::Nothing.alone(),
        },
        Format::Html => verktyg.sidor.as_ref().map_err(Clone::clone).and_then(|it| it.sida(&vy, &job.utfil.name)),
        Format::Md => Ok(markdown::sida(&vy, &job.utfil.name)),
        Format::Json => Ok(vy.json()),
    };
    match made {
        Ok(bytes) => (Made::Set { bytes, key }, Some(post), beside),
        Err(reason) => Made::Failed(format!("{shown} kunde inte sättas:\n{reason}")).alone(),
    }
}

/// A bar on a terminal, after a moment; nothing elsewhere.
fn progress(count: usize) -> ProgressBar {
    if count < 2 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::stderr_with_hz(5));
    let style = ProgressStyle::with_template("{bar:30} {pos} av {len} dokument, klart om {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
