//! `fhplan diff`: what changed in substance between two states of plans.

mod driver;
mod states;

use std::io::Write;
use std::path::PathBuf;

use super::{Failure, Outcome};
use crate::compare::{Comparison, compare, markdown, text};
use states::States;

/// Visar vad som ändras i sak mellan två versioner av planerna
///
/// Jämför belopp, summor, balans, mål, insatser, datum, texter och allt annat som planerna säger. Flyttade rader, andra
/// mellanslag och kommentarer är ingen ändring. Utan argument jämförs den utcheckade mappen, med det som inte är
/// committat, med den punkt där grenen skildes från huvudgrenen.
#[derive(Debug, clap::Args)]
#[command(
    help_template = super::HELP,
    override_usage = "fhplan diff [VAL] [BAS[..HUVUD]] [FIL ELLER MAPP]…\n            fhplan diff [VAL] GAMMAL NY",
    after_help = EXAMPLES
)]
pub(super) struct Args {
    /// En revision i git (main, HEAD~3), två med .. emellan (main..min-gren), eller två mappar eller två filer. Efter
    /// revisionen kan stå de filer och mappar som ska jämföras
    #[arg(index = 1, value_name = "VAD", help_heading = "Argument")]
    what: Vec<String>,

    /// Filer och mappar efter --, när ett namn också är en revision
    #[arg(index = 2, last = true, value_name = "FIL ELLER MAPP", help_heading = "Argument")]
    paths: Vec<PathBuf>,

    /// Hur ändringarna skrivs: text, markdown (för en kommentar i en pull request) eller json
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Val"
    )]
    format: Format,

    /// Slutar med 1 om något ändras i sak
    #[arg(long, help_heading = "Val")]
    exit_code: bool,

    /// Körs av git som jämförelseprogram för en fil: git config diff.fhplan.command "fhplan diff --git"
    #[arg(long, help_heading = "Val")]
    git: bool,
}

const EXAMPLES: &str = "Exempel:
  fhplan diff                          det du har ändrat på din gren
  fhplan diff HEAD                     det som inte är committat
  fhplan diff main..min-gren plans/    mellan två grenar, i en mapp
  fhplan diff 2025/plan.toml 2026/plan.toml";

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    if args.git {
        return driver::run(&args.what, out);
    }
    let states = States::wanted(&args.what, &args.paths)?;
    let found = compare(&states.old, &states.new, &|it| states.in_scope(it));
    out.write_all(shown(&found, args.format).as_bytes())?;
    let differs = args.exit_code && !found.is_same();
    Ok(if differs { Outcome::Findings } else { Outcome::Done })
}

fn shown(found: &Comparison, format: Format) -> String {
    match format {
        Format::Text => text(found),
        Format::Markdown => markdown(found),
        Format::Json => found.json(),
    }
}
