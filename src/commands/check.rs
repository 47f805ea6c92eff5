//! `fhplan check`: says what is wrong with plans.

use std::io::Write;
use std::path::PathBuf;

use serde_json::Value;

use super::{Failure, Outcome};
use crate::diagnostic::Tier;
use crate::discover::{Enhet, discover};
use crate::json::{self, Summary};
use crate::{checks, inlasning, parallell, terminal};

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
    format: Format,

    /// Räknar varningar som fel
    #[arg(long, help_heading = "Val")]
    strict: bool,

    /// Visar också det som är tystat, med skälen
    #[arg(long, help_heading = "Val")]
    visa_tysta: bool,

    /// Kör också en kontroll som annars är avstängd, till exempel olika-rad
    #[arg(long, value_name = "KONTROLL", help_heading = "Val")]
    med: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
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
    let mut summary = Summary::default();
    let mut values = Vec::new();
    let mut written = Ok(());
    let work = |idx: usize| check(&units[idx], args);
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
    match args.format {
        Format::Json => out.write_all(json::output(&values, summary).as_bytes())?,
        // Talk goes to the other stream, so that the findings can be sent on alone.
        Format::Text => writeln!(err, "{}", terminal::summary(summary))?,
    }
    let failed = summary.errors > 0 || args.strict && summary.warnings > 0;
    Ok(if failed { Outcome::Findings } else { Outcome::Done })
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

fn check(unit: &Enhet, args: &Args) -> Found {
    let mut read = inlasning::las(unit);
    if let Some(kommun) = &read.kommun {
        checks::run(kommun, &read.sources, &args.med, &mut read.report);
    }
    for form in &read.formular {
        checks::run_formular(form, &read.sources, &mut read.report);
    }
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
