//! The fhplan command line.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    fhplan::commands::run(std::env::args_os(), &mut anstream::stdout(), &mut anstream::stderr())
}
