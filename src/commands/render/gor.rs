//! Makes the documents on several threads, and writes them as they come.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::jobb::Job;
use super::vakt::Watch;
use super::{Args, Failure, Format, sidor};
use crate::dokument::Status;
use crate::html::Sidor;
use crate::index::Post;
use crate::pdf::{self, Bilaga, Engine, Uppsatt};
use crate::utskrift::Utfil;
use crate::view::Dokumentvy;
use crate::{bilagor, inlasning, markdown, parallell, revision, view, xlsx};

/// What documents with the same templates share.
pub(super) struct Verktyg {
    engine: Engine,
    pub(super) sidor: Result<Sidor, String>,
}

impl Verktyg {
    fn new(overrides: Option<&Path>) -> Self {
        Self { engine: Engine::new(overrides), sidor: Sidor::new(overrides) }
    }
}

/// What became of a document in one format.
enum Made {
    /// It is made and waits to be written.
    File {
        bytes: Vec<u8>,
        key: String,
    },
    /// Its pages are made and wait to be written.
    Pages {
        pages: Vec<Vec<u8>>,
        key: String,
    },
    Current,
    /// The document has nothing for this format.
    Nothing,
    Failed(String),
}

/// A document in one format.
struct Version {
    format: Format,
    utfil: Utfil,
    made: Made,
    /// The files that it needs beside it.
    beside: Vec<(Utfil, Vec<u8>)>,
}

/// A document in every format that was asked for.
struct Gjort {
    /// Its line in the index.
    post: Option<Post>,
    versions: Vec<Version>,
    /// Why nothing could be made, when nothing could.
    failure: Option<String>,
}

impl Gjort {
    fn failed(message: String) -> Self {
        Self { post: None, versions: Vec::new(), failure: Some(message) }
    }
}

/// Makes the documents on several threads and tells which were written. Gives how many failed.
pub(super) fn make(
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
    let mut tally = Tally::default();
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
            let _at_work = watch.begin(idx, &job.name, job.mallar.is_some());
            let engine = engines[&job.mallar].get_or_init(|| Verktyg::new(job.mallar.as_deref()));
            // A panic in the layout engine is a bug, but it must not take the other documents with it.
            catch_unwind(AssertUnwindSafe(|| make_one(job, args, engine)))
                .unwrap_or_else(|_| Gjort::failed("Ett internt fel uppstod när dokumentet sattes.".to_owned()))
        };
        // Writing waits for the disk, so it is done here while the workers set the next documents.
        let mut in_order = jobs.iter();
        parallell::ordered(jobs.len(), threads, work, |gjort| {
            bar.inc(1);
            let Some(job) = in_order.next() else { return };
            let result = bar.suspend(|| write(gjort, job, index, &mut tally, out, err));
            if written.is_ok() {
                written = result;
            }
        });
        watch.stop();
    });
    bar.finish_and_clear();
    written?;
    if tally.current > 0 {
        writeln!(err, "{} har inte ändrats.", crate::svenska::count(tally.current, "dokument", "dokument"))?;
    }
    Ok(tally.failed)
}

#[derive(Default)]
struct Tally {
    failed: usize,
    current: usize,
}

/// Writes a document's files and tells of them.
fn write(
    gjort: Gjort,
    job: &Job,
    index: &mut sidor::Samling<'_>,
    tally: &mut Tally,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<()> {
    if let Some(message) = gjort.failure {
        tally.failed += 1;
        writeln!(err, "fhplan: {message}")?;
    }
    // A reader that went away does not keep the documents from being written.
    let mut told = Ok(());
    for Version { format, utfil, made, beside } in gjort.versions {
        if let (Some(post), Made::File { .. } | Made::Current) = (&gjort.post, &made)
            && format != Format::Png
        {
            index.add(post, job, format);
        }
        // What a page needs is there before the page is.
        let beside = beside.iter().try_for_each(|(file, bytes)| file.write_changed(bytes).map(|_| ()));
        let written = match made {
            Made::File { bytes, key } => beside.and_then(|()| utfil.write(&bytes, &key)).map(|()| vec![utfil.path()]),
            Made::Pages { pages, key } => utfil.write_pages(&pages, &key),
            Made::Current => {
                tally.current += 1;
                continue;
            }
            Made::Nothing => continue,
            Made::Failed(message) => {
                tally.failed += 1;
                told = told.and(writeln!(err, "fhplan: {message}"));
                continue;
            }
        };
        told = told.and(match written {
            Ok(files) => files.iter().try_for_each(|it| writeln!(out, "{}", it.display())),
            Err(error) => {
                tally.failed += 1;
                let reason = crate::bild::reason(&error);
                writeln!(err, "fhplan: {} kunde inte skrivas: {reason}.", utfil.path().display())
            }
        });
    }
    told
}

fn make_one(job: &Job, args: &Args, verktyg: &Verktyg) -> Gjort {
    let path = &job.enhet.filer[0];
    let shown = inlasning::shown(path);
    let read = inlasning::las(&job.enhet);
    let Some((kommun, underlag)) = read.kommun.as_ref().and_then(|it| Some((it, it.efterfragade().next()?))) else {
        return Gjort::failed(format!("{shown} ändrades medan dokumenten gjordes. Kör igen."));
    };
    let draft = underlag.innehall.handling().status().value == Status::Utkast;
    let date = if draft { revision::draft_date(path) } else { None };
    let vy = view::dokument(underlag, job.del, kommun, date, job.underkand);
    let bilagor = match args.formats.contains(&Format::Pdf) {
        true => bilagor::alla(args.onskemal(), &read, underlag, job.del, &vy),
        false => Ok(Vec::new()),
    };
    let bilagor = match bilagor {
        Ok(bilagor) => bilagor,
        Err(reason) => return Gjort::failed(format!("{shown} kunde inte sättas:\n{reason}")),
    };
    let document = Document { vy: &vy, data: vy.data(), bilagor: &bilagor, verktyg, set: OnceCell::new() };
    let version = |format: Format| {
        let utfil = job.utfil(&args.output, format);
        let beside = sidor::beside(&vy, &utfil, format, verktyg);
        let made = document.made(format, &utfil, args.ppi);
        let made = made.unwrap_or_else(|reason| Made::Failed(format!("{shown} kunde inte sättas:\n{reason}")));
        Version { format, utfil, made, beside }
    };
    let versions = args.formats().into_iter().map(version).collect();
    Gjort { post: Some(sidor::post(&vy, job.del, underlag)), versions, failure: None }
}

/// A document while its formats are made. It is laid out once, and only when a format needs that.
struct Document<'a> {
    vy: &'a Dokumentvy,
    data: Vec<u8>,
    bilagor: &'a [Bilaga],
    verktyg: &'a Verktyg,
    set: OnceCell<Result<Uppsatt<'a>, String>>,
}

impl<'a> Document<'a> {
    fn set(&self) -> Result<&Uppsatt<'a>, String> {
        let engine = &self.verktyg.engine;
        self.set.get_or_init(|| engine.set(self.vy, self.data.clone(), self.bilagor)).as_ref().map_err(Clone::clone)
    }

    /// The document in a format, unless what is there already is that.
    fn made(&self, format: Format, utfil: &Utfil, ppi: u16) -> Result<Made, String> {
        let (vy, name) = (self.vy, &utfil.name);
        let key = |what: &str, bilagor| self.verktyg.engine.key(vy, &self.data, what, bilagor);
        if format == Format::Png {
            let key = key(&format!("png {ppi}"), &[]);
            if utfil.pages_are_current(&key) {
                return Ok(Made::Current);
            }
            return Ok(Made::Pages { pages: self.set()?.pages(ppi)?, key });
        }
        let key = key(format.ending(), if format == Format::Pdf { self.bilagor } else { &[] });
        if utfil.is_current(&key) {
            return Ok(Made::Current);
        }
        let bytes = match format {
            Format::Pdf | Format::Png => self.set()?.pdf()?,
            Format::Xlsx => match &vy.ark {
                Some(ark) => xlsx::workbook(vy, ark)?,
                None => return Ok(Made::Nothing),
            },
            Format::Html => self.verktyg.sidor.as_ref().map_err(Clone::clone)?.sida(vy, name)?,
            Format::Md => markdown::sida(vy, name),
            Format::Json => vy.json(),
        };
        Ok(Made::File { bytes, key })
    }
}

/// A bar on a terminal, after a moment; nothing elsewhere.
fn progress(count: usize) -> ProgressBar {
    if count < 2 || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::stderr_with_hz(5));
    let style = ProgressStyle::with_template("{bar:30} {pos} av {len} dokument, klart om {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
