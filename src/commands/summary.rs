//! `fhplan summary`: one summary over many kommuner.

use std::io::Write;
use std::path::PathBuf;

use super::{Failure, Outcome};
use crate::diagnostic::Severity;
use crate::discover::{STDIN, discover};
use crate::report::Summary;
use crate::sammanstallning::{self, Sammanstallning, TITEL};
use crate::source::FileId;
use crate::utskrift::Utfil;
use crate::xlsx::{self, Uppgifter};
use crate::{checks, inlasning, parallell, terminal};

/// Sammanställer budget och utfall för många kommuner
///
/// Skriver sammanstallning.md, .json och .xlsx: vem som betalar vad, år för år, och vad pengarna blev där det finns en
/// uppföljning. Dokument med fel räknas inte, utan nämns.
#[derive(Debug, clap::Args)]
#[command(help_template = super::HELP, override_usage = "fhplan summary [VAL] [FIL ELLER MAPP]…")]
pub(super) struct Args {
    /// Filer eller mappar; utan dem den mapp du står i
    #[arg(value_name = "FIL ELLER MAPP", help_heading = "Argument", default_value = ".", hide_default_value = true)]
    paths: Vec<PathBuf>,

    /// Mappen som sammanställningen skrivs till; utan den ut
    #[arg(short, long, value_name = "MAPP", default_value = "ut", hide_default_value = true, help_heading = "Val")]
    output: PathBuf,

    /// Format, ett eller flera med komma emellan: md, json, xlsx; utan valet alla tre
    #[arg(
        long = "as",
        value_name = "FORMAT",
        value_delimiter = ',',
        default_value = "md,json,xlsx",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Val"
    )]
    formats: Vec<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Md,
    Json,
    Xlsx,
}

pub(super) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> Result<Outcome, Failure> {
    let units = discover(&args.paths)?;
    if units.iter().any(|it| it.filer.iter().any(|it| it.as_os_str() == STDIN)) {
        return Err("summary behöver filer eller mappar, inte standard in.".to_owned().into());
    }
    let mut all = Sammanstallning::default();
    let mut found = Summary::default();
    let mut written = Ok(());
    let work = |idx: usize| {
        let mut read = inlasning::las(&units[idx]);
        if let Some(kommun) = &read.kommun {
            checks::run(kommun, &read.sources, &[], &mut read.report);
        }
        read
    };
    parallell::ordered(units.len(), parallell::cores(), work, |read| {
        found = found.plus(Summary::of(&read.report, read.antal()));
        let text = terminal::findings(&read.report, &read.sources);
        if written.is_ok() && !text.is_empty() {
            written = err.write_all(text.as_bytes());
        }
        let errors = read.report.diagnostics.iter().filter(|it| it.severity == Severity::Fel);
        let bad: Vec<FileId> = errors.map(|it| it.span().file).collect();
        match &read.kommun {
            Some(kommun) => {
                let profile = bad.contains(&kommun.profil.span().file);
                all.add(kommun, &|it| profile || bad.contains(&it.fil));
            }
            None if read.antal() > 0 => all.unread(bad.iter().map(|it| read.sources.get(*it).name.clone())),
            None => {}
        }
    });
    written?;
    if found.files == 0 {
        return Err("Här finns inga planer. En plan är en .toml-fil med [dokument].".to_owned().into());
    }
    all.sort();
    for format in &args.formats {
        write(*format, &all, args, out)?;
    }
    if found.errors + found.warnings + found.infos > 0 {
        writeln!(err, "{}", terminal::summary(found))?;
    }
    Ok(if found.errors > 0 { Outcome::Findings } else { Outcome::Done })
}

fn write(format: Format, all: &Sammanstallning, args: &Args, out: &mut dyn Write) -> Result<(), Failure> {
    let (name, bytes) = match format {
        Format::Md => ("sammanstallning.md", sammanstallning::markdown(all)),
        Format::Json => ("sammanstallning.json", sammanstallning::json(all)),
        Format::Xlsx => {
            let sheets = sammanstallning::arks(all);
            // The same plans give the same bytes: the workbook's date is the first day of the last year.
            let dag = all.ar.keys().next_back().and_then(|it| crate::datum::Datum::new(*it, 1, 1));
            let facts = Uppgifter { titel: TITEL, avsandare: "fhplan", nyckelord: "folkhälsa, budget", dag };
            ("sammanstallning.xlsx", xlsx::sheets(&facts, &sheets.iter().collect::<Vec<_>>())?)
        }
    };
    let utfil = Utfil { folder: args.output.clone(), name: PathBuf::from(name) };
    let path = utfil.path();
    let written = utfil.write_changed(&bytes);
    let written =
        written.map_err(|it| format!("{} kunde inte skrivas: {}.", path.display(), crate::bild::reason(&it)))?;
    if written {
        writeln!(out, "{}", path.display())?;
    }
    Ok(())
}
