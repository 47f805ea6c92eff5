//! `fhplan check`: says what is wrong with plans.

use std::io::Write;
use std::path::PathBuf;

use serde_json::Value;

use super::{Failure, Outcome};
use crate::diagnostic::Tier;
use crate::discover::{Enhet, discover};
use crate::inlasning::{self, Andrade};
use crate::json::{self, Summary};
use crate::{checks, fix, parallell, terminal};

/// Kontrollerar planer
///
/// Alla anmärkningar visas på en gång, med fil, rad, vad som är fel och vad du ska skriva.
#[derive(Debug, clap::Args)]
#[command(help_template = super::HELP, override_usage = "fhplan check [VAL] [FIL ELLER MAPP]…")]
pub(super) struct Args {
    /// Filer eller mappar; utan dem den mapp du står i. - läser en fil från standard in
    #[arg(value_name = "FIL ELLER MAPP", help_heading = "Argument", default_value = ".", hide_default_value = true)]
    pub paths: Vec<PathBuf>,

    /// Hur anmärkningarna skrivs: text eller json
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Val"
    )]
    pub format: Format,

    /// Rättar det som säkert går att rätta; dokumentet säger samma sak och ingen summa ändras
    #[arg(long, help_heading = "Val")]
    pub fix: bool,

    /// Rättar med --fix också det som någon behöver titta på efteråt
    #[arg(long, help_heading = "Val")]
    pub unsafe_fixes: bool,

    /// Visar vad --fix skulle ändra, utan att skriva något
    #[arg(long, conflicts_with = "fix", help_heading = "Val")]
    pub diff: bool,

    /// Räknar varningar som fel
    #[arg(long, help_heading = "Val")]
    strict: bool,

    /// Visar också det som är tystat, med skälen
    #[arg(long, help_heading = "Val")]
    visa_tysta: bool,

    /// Kör också en kontroll som annars är avstängd, till exempel olika-rad
    #[arg(long, value_name = "KONTROLL", help_heading = "Val")]
    pub med: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
}

/// What was found in one kommun's files, ready to be written.
struct Found {
    text: String,
    values: Vec<Value>,
    summary: Summary,
}

pub(super) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> Result<Outcome, Failure> {
    known(&args.med)?;
    let units = discover(&args.paths)?;
    if args.fix || args.diff {
        return super::fix::run(args, &units, out, err);
    }
    let (outcome, summary) = report(args, &units, &Andrade::default(), out)?;
    if args.format == Format::Text {
        writeln!(err, "{}", terminal::summary(summary))?;
    }
    Ok(outcome)
}

/// Checks the documents, as they would be with some files changed, and writes what is found.
pub(super) fn report(
    args: &Args,
    units: &[Enhet],
    andrade: &Andrade,
    out: &mut dyn Write,
) -> Result<(Outcome, Summary), Failure> {
    let mut summary = Summary::default();
    let mut values = Vec::new();
    let mut written = Ok(());
    let work = |idx: usize| check(&units[idx], andrade, args);
    parallell::ordered(units.len(), parallell::cores(), work, |found: Found| {
        summary = summary.plus(found.summary);
        values.extend(found.values);
        if written.is_ok() && !found.text.is_empty() {
            written = out.write_all(found.text.as_bytes());
        }
    });
    written?;
    if summary.files == 0 {
        return Err("Här finns inga planer. En plan är en .toml-fil med [dokument].".to_owned().into());
    }
    if args.format == Format::Json {
        out.write_all(json::output(&values, summary).as_bytes())?;
    }
    let failed = summary.errors > 0 || args.strict && summary.warnings > 0;
    Ok((if failed { Outcome::Findings } else { Outcome::Done }, summary))
}

/// Refuses names of checks that do not exist.
fn known(names: &[String]) -> Result<(), Failure> {
    for name in names {
        let found = checks::documented().find(|it| it.name == name.as_str());
        if found.is_none() {
            let optional =
                checks::documented().filter(|it| it.tier == Tier::Tillval).map(|it| it.name).collect::<Vec<_>>();
            let shown = crate::svenska::quoted(name);
            return Err(format!(
                "Det finns ingen kontroll som heter ”{shown}”. Avstängda kontroller: {}.",
                optional.join(", ")
            )
            .into());
        }
    }
    Ok(())
}

fn check(unit: &Enhet, andrade: &Andrade, args: &Args) -> Found {
    let mut read = inlasning::las_andrade(unit, andrade);
    checks::run_all(&mut read, &args.med);
    fix::keep_possible(&mut read);
    let summary = Summary::of(&read.report, read.antal);
    let (text, values) = match args.format {
        Format::Text => {
            let silenced =
                if args.visa_tysta { terminal::silenced(&read.report, &read.sources) } else { String::new() };
            (terminal::findings(&read.report, &read.sources) + &silenced, Vec::new())
        }
        Format::Json => (String::new(), json::findings(&read.report, &read.sources)),
    };
    Found { text, values, summary }
}
