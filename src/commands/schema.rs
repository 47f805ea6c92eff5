//! `fhplan schema`: the shapes of what the program writes, as JSON Schema.

use std::io::Write;

use super::{Failure, Outcome};
use crate::report::SCHEMA_TEXT;

/// Skriver JSON Schema
///
/// Ett JSON Schema (2020-12) säger för andra program vad som får stå var.
#[derive(Debug, clap::Args)]
#[command(help_template = super::HELP, override_usage = "fhplan schema --diagnostics")]
pub(super) struct Args {
    /// Formen på det som fhplan check --format json skriver
    #[arg(long, required = true, help_heading = "Val")]
    diagnostics: bool,
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    if args.diagnostics {
        out.write_all(SCHEMA_TEXT.as_bytes())?;
    }
    Ok(Outcome::Done)
}
