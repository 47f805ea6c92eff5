//! The fhplan command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    fhplan::commands::run(std::env::args_os(), &mut anstream::stdout(), &mut anstream::stderr())
}
