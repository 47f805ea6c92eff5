//! `fhplan check`: says what is wrong with plans.

mod output;

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Failure, Outcome};
use crate::diagnostic::{Check, Report, Severity, Tier};
use crate::discover::{Enhet, STDIN, discover_as};
use crate::inlasning::{Andrade, Inlast, las_andrade};
use crate::report::{FileName, Finding, Format, Roots, Run, Summary, findings};
use crate::{checks, fix, parallell, terminal};
use output::{Output, ReportFile};

/// Kontrollerar planer
///
/// Alla anmärkningar visas på en gång, med fil, rad, vad som är fel och vad du ska skriva.
#[derive(Debug, clap::Args)]
#[command(help_template = super::HELP, override_usage = "fhplan check [VAL] [FIL ELLER MAPP]…")]
pub(super) struct Args {
    /// Filer eller mappar; utan dem den mapp du står i. - läser en fil från standard in
    #[arg(value_name = "FIL ELLER MAPP", help_heading = "Argument", default_value = ".", hide_default_value = true)]
    pub paths: Vec<PathBuf>,

    /// Filen som standard in står för: då gäller den mappens kommun.toml, och anmärkningarna nämner filen
    #[arg(long, value_name = "FIL", help_heading = "Val")]
    stdin_filename: Option<PathBuf>,

    #[arg(long, value_name = "FORMAT", value_parser = Format::named, help_heading = "Val", help = FORMAT_HELP)]
    format: Option<Format>,

    /// Skriver också anmärkningarna till en fil, till exempel sarif=fhplan.sarif. Går att ange flera gånger
    #[arg(long, value_name = "FORMAT=FIL", value_parser = ReportFile::parse, help_heading = "Val")]
    report: Vec<ReportFile>,

    /// Rättar det som säkert går att rätta; dokumentet säger samma sak och ingen summa ändras
    #[arg(long, help_heading = "Val")]
    pub fix: bool,

    /// Rättar med --fix också det som någon behöver titta på efteråt
    #[arg(long, help_heading = "Val")]
    pub unsafe_fixes: bool,

    /// Visar vad --fix skulle ändra, utan att skriva något
    #[arg(long, help_heading = "Val")]
    pub diff: bool,

    /// Räknar varningar som fel
    #[arg(long, help_heading = "Val")]
    pub strict: bool,

    /// Slutar med 0 också när det finns fel
    #[arg(long, help_heading = "Val")]
    pub exit_zero: bool,

    /// Visar bara fel; -qq visar ingenting
    #[arg(short, long, action = clap::ArgAction::Count, help_heading = "Val")]
    pub quiet: u8,

    /// Visar också det som är tystat, med skälen
    #[arg(long, help_heading = "Val")]
    visa_tysta: bool,

    /// Kör också en kontroll som annars är avstängd, till exempel olika-rad
    #[arg(long, value_name = "KONTROLL", help_heading = "Val")]
    pub med: Vec<String>,
}

const FORMAT_HELP: &str = "Hur anmärkningarna skrivs: text, concise, json, jsonl, github, gitlab, sarif, junit, rdjson \
    eller markdown. Utan valet gäller miljövariabeln FHPLAN_FORMAT, annars text";

/// What was found in one kommun's files, ready to be written.
struct Found {
    /// For people, as much as they want to see.
    shown: String,
    /// For people, everything.
    text: String,
    findings: Vec<Finding>,
    files: Vec<Arc<FileName>>,
    summary: Summary,
}

pub(super) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> Result<Outcome, Failure> {
    known(&args.med)?;
    if args.stdin_filename.is_some() && !args.paths.iter().any(|it| it.as_os_str() == STDIN) {
        return Err("--stdin-filename gäller standard in: skriv - bland filerna.".to_owned().into());
    }
    let units = discover_as(&args.paths, args.stdin_filename.as_deref().unwrap_or(STDIN.as_ref()))?;
    if args.unsafe_fixes && !(args.fix || args.diff) {
        let message = "--unsafe-fixes gäller --fix: skriv --fix --unsafe-fixes, eller --diff --unsafe-fixes för att se det först.";
        return Err(message.to_owned().into());
    }
    if args.fix || args.diff {
        return super::fix::run(args, &units, out, err);
    }
    report(args, &units, &Andrade::default(), out, err)
}

/// Checks the documents, as they would be with some files changed, and writes what is found.
pub(super) fn report(
    args: &Args,
    units: &[Enhet],
    andrade: &Andrade,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let output = Output::new(args)?;
    let mut summary = Summary::default();
    let (mut findings, mut files, mut text) = (Vec::new(), Vec::new(), String::new());
    let mut written = Ok(());
    let work = |idx: usize| check(&units[idx], andrade, args, &output);
    parallell::ordered(units.len(), parallell::cores(), work, |found: Found| {
        summary = summary.plus(found.summary);
        findings.extend(found.findings);
        files.extend(found.files);
        if output.wants_text() {
            text.push_str(&found.text);
        }
        if written.is_ok() && !found.shown.is_empty() {
            written = out.write_all(found.shown.as_bytes());
        }
    });
    written?;
    if summary.files == 0 {
        return Err("Här finns inga planer. En plan är en .toml-fil med [dokument].".to_owned().into());
    }
    let run = Run { findings, files, checks: spoken(&args.med), summary, strict: args.strict }.identified();
    output.write(run, &text, out, err)?;
    Ok(if args.exit_zero { Outcome::Done } else { Outcome::of(summary, args.strict) })
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

/// The checks that are run: all but those that are quiet unless asked for.
fn spoken(asked: &[String]) -> Vec<&'static Check> {
    let wanted = |it: &&Check| it.tier != Tier::Tillval || asked.iter().any(|name| name == it.name);
    checks::documented().filter(wanted).collect()
}

fn check(unit: &Enhet, andrade: &Andrade, args: &Args, output: &Output) -> Found {
    let mut read = las_andrade(unit, andrade);
    checks::run_all(&mut read, &args.med);
    fix::keep_possible(&mut read);
    let summary = Summary::of(&read.report, read.antal());
    let all_shown = output.shows_text() && args.quiet == 0;
    let text = if output.wants_text() || all_shown { text(&read, args.visa_tysta) } else { String::new() };
    let shown = match args.quiet {
        0 if all_shown => text.clone(),
        1 if output.shows_text() => terminal::findings(&only_errors(&read.report), &read.sources),
        _ => String::new(),
    };
    let (mut list, mut files) = (Vec::new(), Vec::new());
    if output.wants_findings() {
        list = findings(&read.report, &read.sources);
        let mut roots = Roots::new();
        files.extend(read.granskade.iter().map(|it| Arc::new(FileName::new(read.sources.get(*it), &mut roots))));
    }
    Found { shown, text, findings: list, files, summary }
}

fn text(read: &Inlast, silenced: bool) -> String {
    let mut text = terminal::findings(&read.report, &read.sources);
    if silenced {
        text.push_str(&terminal::silenced(&read.report, &read.sources));
    }
    text
}

fn only_errors(report: &Report) -> Report {
    let errors = report.diagnostics.iter().filter(|it| it.severity == Severity::Fel);
    Report { diagnostics: errors.cloned().collect(), tystade: Vec::new() }
}
