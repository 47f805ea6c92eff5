//! The command line: one file a command, and the one place that decides exit codes.

mod check;
mod completions;
mod diff;
mod explain;
mod fix;
mod fmt;
mod lock;
mod man;
mod pages;
mod render;
mod schema;
mod summary;
mod usage;
mod verify;
mod why;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use crate::report::Summary;

/// Kontrollerar folkhälsoplaner och gör PDF av dem.
///
/// Planerna är TOML-filer. Börja med fhplan check, som säger vad som är fel, var och vad du ska skriva i stället.
#[derive(Debug, Parser)]
#[command(
    name = "fhplan",
    version,
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    arg_required_else_help = true,
    subcommand_help_heading = "Kommandon",
    subcommand_value_name = "KOMMANDO",
    override_usage = "fhplan <KOMMANDO>",
    help_template = HELP
)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// Visar hjälp
    #[arg(short, long, global = true, action = clap::ArgAction::Help, help_heading = "Val")]
    help: Option<bool>,

    /// Visar programmets version
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help_heading = "Val")]
    version: Option<bool>,
}

const HELP: &str = "{about-with-newline}\nAnvändning: {usage}\n\n{all-args}{after-help}";

#[derive(Debug, clap::Subcommand)]
enum Command {
    Check(check::Args),
    Fmt(fmt::Args),
    Diff(diff::Args),
    Render(render::Args),
    Pages(pages::Args),
    Verify(verify::Args),
    Lock(lock::Args),
    Explain(explain::Args),
    Why(why::Args),
    Summary(summary::Args),
    Schema(schema::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done; there may be warnings.
    Done,
    /// There are errors in the plans.
    Findings,
}

impl Outcome {
    /// How a command ends that has found this much; `strict` counts warnings as errors.
    fn of(found: Summary, strict: bool) -> Self {
        if found.fails(strict) { Self::Findings } else { Self::Done }
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// What is wrong, in Swedish.
    Message(String),
    /// The reader of the output went away, as `| head` does.
    ClosedPipe,
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::ClosedPipe;
        }
        Self::Message(format!("Det går inte att skriva: {error}"))
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Message(message)
    }
}

/// Runs the program with these arguments and streams.
///
/// 0: done. 1: there are errors in the plans. 2: the job could not be done.
pub fn run(arguments: impl Iterator<Item = OsString>, out: &mut dyn Write, err: &mut dyn Write) -> ExitCode {
    let arguments: Vec<OsString> = arguments.collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => write!(out, "{}", error.render().ansi()),
                ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => write!(err, "{}", error.render().ansi()),
                _ => write!(err, "{}", usage::swedish(&error, arguments.get(1).and_then(|it| it.to_str()))),
            };
            let code = if error.use_stderr() { 2 } else { 0 };
            return ExitCode::from(code);
        }
    };
    let result = match &cli.command {
        Command::Check(args) => check::run(args, out, err),
        Command::Fmt(args) => fmt::run(args, out, err),
        Command::Diff(args) => diff::run(args, out),
        Command::Render(args) => render::run(args, out, err),
        Command::Pages(args) => pages::run(args, out, err),
        Command::Verify(args) => verify::run(args, out),
        Command::Lock(args) => lock::run(args, out, err),
        Command::Explain(args) => explain::run(args, out),
        Command::Schema(args) => schema::run(args, out),
        Command::Completions(args) => completions::run(args, out),
        Command::Man(args) => man::run(args, out),
        Command::Summary(args) => summary::run(args, out, err),
        Command::Why(args) => why::run(args, out, err),
    };
    let result = result.and_then(|it| out.flush().map(|()| it).map_err(Failure::from));
    match result {
        Ok(Outcome::Done) | Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(Failure::Message(message)) => {
            let _ = writeln!(err, "fhplan: {message}");
            ExitCode::from(2)
        }
    }
}
