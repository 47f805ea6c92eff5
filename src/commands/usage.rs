//! What is wrong with a command line, in Swedish.

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Cli;
use crate::svenska::{self, quoted};

/// A mistake in the arguments, as the program tells it: what is wrong, what may have been meant, how the command is
/// written. `first` is the first argument, which most often is the command.
pub(super) fn swedish(error: &clap::Error, first: Option<&str>) -> String {
    let mut text = format!("fhplan: {}\n", message(error));
    if let Some(help) = help(error) {
        text.push_str(&format!("\n  {help}\n"));
    }
    let usage = styled(error, ContextKind::Usage).unwrap_or_default();
    let usage = usage.trim().trim_start_matches("Usage:").trim();
    if !usage.is_empty() {
        text.push_str(&format!("\nAnvändning: {usage}\n"));
    }
    let command = first.filter(|it| Cli::command().find_subcommand(it).is_some());
    let command = command.map_or("fhplan".to_owned(), |it| format!("fhplan {it}"));
    text + &format!("\nMer hjälp: {command} --help\n")
}

fn message(error: &clap::Error) -> String {
    let argument = one(error, ContextKind::InvalidArg);
    let value = one(error, ContextKind::InvalidValue).map(|it| quoted(&it));
    match (error.kind(), argument, value) {
        (ErrorKind::InvalidSubcommand, ..) => {
            let name = one(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("Det finns inget kommando som heter ”{}”.", quoted(&name))
        }
        (ErrorKind::MissingSubcommand, ..) => "Skriv ett kommando.".to_owned(),
        (ErrorKind::UnknownArgument, Some(argument), _) if argument.starts_with('-') => {
            format!("Det finns inget val som heter {}.", quoted(&argument))
        }
        (ErrorKind::UnknownArgument, Some(argument), _) => {
            format!("”{}” är ett argument för mycket.", quoted(&argument))
        }
        (ErrorKind::InvalidValue, Some(argument), None) => format!("Värdet saknas för {argument}."),
        (ErrorKind::InvalidValue, Some(argument), Some(value)) if value.is_empty() => {
            format!("Värdet saknas för {argument}.")
        }
        (ErrorKind::InvalidValue | ErrorKind::ValueValidation, Some(argument), Some(value)) => {
            format!("”{value}” går inte att använda för {argument}.")
        }
        (ErrorKind::TooManyValues, Some(argument), Some(value)) => {
            format!("{argument} ska inte ha något värde, men här står ”{value}”.")
        }
        (ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues, Some(argument), _) => {
            format!("Fel antal värden för {argument}.")
        }
        (ErrorKind::NoEquals, Some(argument), _) => format!("{argument} ska skrivas med likhetstecken."),
        (ErrorKind::ArgumentConflict, Some(argument), _) => match many(error, ContextKind::PriorArg).as_slice() {
            [] => format!("{argument} går inte att kombinera med det andra."),
            [same] if *same == argument => format!("{argument} kan bara stå en gång."),
            others => format!("{argument} går inte att kombinera med {}.", svenska::list(others, "och")),
        },
        (ErrorKind::MissingRequiredArgument, ..) => {
            let missing = many(error, ContextKind::InvalidArg);
            let missing: Vec<&str> = missing.iter().map(|it| it.trim_end_matches("...")).collect();
            format!("Det här saknas: {}.", svenska::list(&missing, "och"))
        }
        (ErrorKind::InvalidUtf8, ..) => "Ett argument är inte text i UTF-8.".to_owned(),
        _ => "Argumenten går inte att förstå.".to_owned(),
    }
}

/// What may have been meant, or what there is to choose from.
fn help(error: &clap::Error) -> Option<String> {
    let suggested = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    // The most alike comes last.
    let near = suggested.into_iter().find_map(|it| many(error, it).into_iter().next_back());
    if let Some(near) = near {
        return Some(format!("Menade du {near}?"));
    }
    let words = many(error, ContextKind::ValidValue);
    (!words.is_empty()).then(|| format!("Välj {}.", svenska::list(&words, "eller")))
}

fn many(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(it)) => vec![it.clone()],
        Some(ContextValue::Strings(all)) => all.clone(),
        _ => Vec::new(),
    }
}

fn one(error: &clap::Error, kind: ContextKind) -> Option<String> {
    many(error, kind).into_iter().next()
}

fn styled(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind) {
        Some(ContextValue::StyledStr(it)) => Some(it.to_string()),
        _ => None,
    }
}
