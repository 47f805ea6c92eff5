//! `fhplan fmt`: writes plans in the one layout there is.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::{Failure, Outcome};
use crate::discover::{Enhet, STDIN, discover_as};
use crate::format::{Refused, formatted};
use crate::inlasning::{Ordagrann, ordagrann, shown};
use crate::svenska::count;
use crate::{parallell, terminal, unified, utskrift};

/// Skriver planer med samma form
///
/// Nycklar och tabeller ställs i formatets ordning, belopp grupperas, och indrag, blanktecken och tomma rader blir lika
/// överallt. Kommentarer och innehåll är kvar. Det gäller alla dokument, formulär och kommun.toml. Filer som hör till
/// andra program rörs inte.
#[derive(Debug, clap::Args)]
#[command(help_template = super::HELP, override_usage = "fhplan fmt [VAL] [FIL ELLER MAPP]…")]
pub(super) struct Args {
    /// Filer eller mappar; utan dem den mapp du står i. - läser en fil från standard in och skriver den på standard ut
    #[arg(value_name = "FIL ELLER MAPP", help_heading = "Argument", default_value = ".", hide_default_value = true)]
    paths: Vec<PathBuf>,

    /// Skriver inget, utan räknar upp de filer som skulle ändras
    #[arg(long, help_heading = "Val")]
    check: bool,

    /// Skriver inget, utan visar vad som skulle ändras
    #[arg(long, help_heading = "Val")]
    diff: bool,

    /// Filen som standard in står för, till exempel plans/ort/kommun.toml
    #[arg(long, value_name = "FIL", help_heading = "Val")]
    stdin_filename: Option<PathBuf>,
}

/// A file to format.
struct Work {
    path: PathBuf,
    /// Whether its text comes from standard input.
    is_stdin: bool,
    has_profile: bool,
}

/// What became of a file.
enum Formatted {
    /// It belongs to another program.
    Other,
    Same,
    Changed,
    /// It cannot be read, and why.
    Unreadable(String),
    /// It could not be written, or should not.
    Failed(String),
}

/// What became of a file, and what is told of it as the result.
struct Done {
    what: Formatted,
    out: String,
}

/// How many files ended in each way.
#[derive(Default)]
struct Tally {
    same: usize,
    changed: usize,
    unreadable: usize,
    failures: Vec<String>,
}

pub(super) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> Result<Outcome, Failure> {
    let work = work(args)?;
    let mut tally = Tally::default();
    let mut written = Ok(());
    let format = |idx: usize| format(&work[idx], args);
    parallell::ordered(work.len(), parallell::cores(), format, |done: Done| {
        let told = tally.add(done.what);
        if written.is_ok() {
            written = out.write_all(done.out.as_bytes()).and_then(|()| err.write_all(told.as_bytes()));
        }
    });
    written?;
    if let Some(failure) = tally.failures.pop() {
        for other in tally.failures {
            writeln!(err, "fhplan: {other}")?;
        }
        return Err(failure.into());
    }
    if !work.iter().any(|it| it.is_stdin) {
        if tally.same + tally.changed + tally.unreadable == 0 {
            return Err("Här finns inga planer. En plan är en .toml-fil med [dokument].".to_owned().into());
        }
        writeln!(err, "{}", tally.summary(args))?;
    }
    let would_change = (args.check || args.diff) && tally.changed > 0;
    Ok(if would_change || tally.unreadable > 0 { Outcome::Findings } else { Outcome::Done })
}

/// Finds the files that were asked for.
fn work(args: &Args) -> Result<Vec<Work>, Failure> {
    let has_stdin = args.paths.iter().any(|it| it.as_os_str() == STDIN);
    if has_stdin && args.paths.len() > 1 {
        return Err("- läser en fil från standard in och kan inte stå ihop med andra filer.".to_owned().into());
    }
    if args.stdin_filename.is_some() && !has_stdin {
        return Err("--stdin-filename gäller standard in: skriv - i stället för filerna.".to_owned().into());
    }
    let units = discover_as(&args.paths, args.stdin_filename.as_deref().unwrap_or(STDIN.as_ref()))?;
    let of = |unit: &Enhet| -> Vec<Work> {
        let has_profile = unit.profil.is_some();
        let work = |path: &Path| Work { path: path.to_owned(), is_stdin: has_stdin, has_profile };
        unit.efterfragade(&args.paths).map(work).collect()
    };
    Ok(units.iter().flat_map(of).collect())
}

fn format(work: &Work, args: &Args) -> Done {
    let (what, mut inlast) = ordagrann(&work.path, work.is_stdin, work.has_profile);
    let (file, has_mark, record) = match what {
        Ordagrann::Own { file, has_mark, record } => (file, has_mark, record),
        Ordagrann::Other(file) => {
            // An editor that sends the text here gets it back.
            let is_filter = work.is_stdin && !args.check && !args.diff;
            let out = if is_filter { inlast.sources.get(file).text.clone() } else { String::new() };
            return Done { what: Formatted::Other, out };
        }
        Ordagrann::Unreadable => {
            inlast.report.sort();
            let findings = terminal::findings(&inlast.report, &inlast.sources);
            return Done { what: Formatted::Unreadable(findings), out: String::new() };
        }
    };
    let old = &inlast.sources.get(file).text;
    let name = shown(&work.path);
    match formatted(old, record) {
        Ok(new) if has_mark => give(work, args, &format!("\u{feff}{old}"), new),
        Ok(new) => give(work, args, old, new),
        Err(Refused::NoToml | Refused::Otherwise) => {
            let why = "den skulle ha fått ett annat innehåll. Det är ett fel i fhplan";
            Done { what: Formatted::Failed(format!("{name} är orörd: {why}.")), out: String::new() }
        }
    }
}

/// Writes a formatted file, or says what would be written.
fn give(work: &Work, args: &Args, old: &str, new: String) -> Done {
    let name = shown(&work.path);
    let is_changed = old != new;
    let what = if is_changed { Formatted::Changed } else { Formatted::Same };
    let out = match () {
        () if args.diff => unified::diff(&name, old, &new),
        () if !args.check && work.is_stdin => new,
        () if !is_changed => String::new(),
        () if args.check => format!("{name}\n"),
        () => match utskrift::replace(&work.path, new.as_bytes()) {
            Ok(()) => format!("{name}\n"),
            Err(error) => {
                let message = format!("{name} går inte att skriva: {}.", crate::bild::reason(&error));
                return Done { what: Formatted::Failed(message), out: String::new() };
            }
        },
    };
    Done { what, out }
}

impl Tally {
    /// Counts a file; gives what is to be said of it beside the result.
    fn add(&mut self, what: Formatted) -> String {
        match what {
            Formatted::Other => {}
            Formatted::Same => self.same += 1,
            Formatted::Changed => self.changed += 1,
            Formatted::Failed(message) => self.failures.push(message),
            Formatted::Unreadable(findings) => {
                self.unreadable += 1;
                return findings;
            }
        }
        String::new()
    }

    /// The last line: how many files were formatted and how many needed it not.
    fn summary(&self, args: &Args) -> String {
        let only_looked = args.check || args.diff;
        let (one, many) = match only_looked {
            true => ("fil skulle ändras", "filer skulle ändras"),
            false => ("fil formaterad", "filer formaterade"),
        };
        let mut parts = Vec::new();
        if self.changed > 0 {
            parts.push(count(self.changed, one, many));
        }
        let mut more = |number: usize, text: &str| {
            if number > 0 {
                let files = if parts.is_empty() { count(number, "fil", "filer") } else { number.to_string() };
                parts.push(format!("{files} {text}"));
            }
        };
        more(self.same, if only_looked { "är redan rätt" } else { "var redan rätt" });
        more(self.unreadable, "går inte att läsa");
        format!("{}.", parts.join(", "))
    }
}
