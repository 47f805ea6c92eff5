//! The command line: one file a command, and the one place that decides exit codes.

mod check;
mod explain;
mod fix;
mod lock;
mod render;
mod summary;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

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
    Render(render::Args),
    Lock(lock::Args),
    Explain(explain::Args),
    Summary(summary::Args),
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done; there may be warnings.
    Done,
    /// There are errors in the plans.
    Findings,
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
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            let text = error.render();
            let _ = if error.use_stderr() {
                write!(err, "{}", swedish(&text.ansi().to_string()))
            } else {
                write!(out, "{}", text.ansi())
            };
            return ExitCode::from(code);
        }
    };
    let result = match &cli.command {
        Command::Check(args) => check::run(args, out, err),
        Command::Render(args) => render::run(args, out, err),
        Command::Lock(args) => lock::run(args, out, err),
        Command::Explain(args) => explain::run(args, out),
        Command::Summary(args) => summary::run(args, out, err),
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

/// clap's own messages in Swedish.
fn swedish(text: &str) -> String {
    const WORDS: [(&str, &str); 12] = [
        ("error:", "fhplan:"),
        ("unexpected argument", "okänt argument"),
        ("unrecognized subcommand", "okänt kommando"),
        ("the following required arguments were not provided:", "det här saknas:"),
        ("invalid value", "ogiltigt värde"),
        ("a value is required for", "ett värde saknas för"),
        ("but none was supplied", ""),
        ("a similar subcommand exists:", "menade du"),
        ("a similar argument exists:", "menade du"),
        ("Usage:", "Användning:"),
        ("For more information, try", "Mer hjälp:"),
        ("possible values:", "välj bland"),
    ];
    let swedish = WORDS.iter().fold(text.to_owned(), |text, (english, swedish)| text.replace(english, swedish));
    swedish.replace(" found", "").replace("  tip:", "  Tips:").replace(" for '", " för '")
}
