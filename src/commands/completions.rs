//! `fhplan completions`: what a shell needs to fill in commands and options.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, Failure, Outcome};

/// Skriver ett skript som låter skalet fylla i kommandon och val
///
/// Skriptet skrivs på skärmen. Spara det där skalet letar efter sådana skript, och öppna ett nytt fönster.
#[derive(Debug, clap::Args)]
#[command(help_template = super::HELP, override_usage = "fhplan completions <SKAL>")]
pub(super) struct Args {
    /// Skalet: bash, zsh, fish, powershell eller elvish
    #[arg(value_name = "SKAL", hide_possible_values = true, help_heading = "Argument")]
    shell: Shell,
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    // The generator ends the program when it cannot write, so it writes where that cannot happen.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "fhplan", &mut script);
    out.write_all(&script)?;
    Ok(Outcome::Done)
}
