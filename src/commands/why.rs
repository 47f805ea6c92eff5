//! `fhplan why`: what a sum is made of, what it is held against, and what would make it hold.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::{Failure, Outcome};
use crate::diagnostic::Severity;
use crate::discover::discover;
use crate::inlasning::{self, Inlast};
use crate::read::nearest;
use crate::svenska::quoted;
use crate::terminal;
use crate::varfor::{self, Platser, Summor};

/// Förklarar en summa
///
/// Visar varje belopp som summan består av, med fil och rad, vad summan jämförs med och om det stämmer. Stämmer det inte
/// visas också vad som skulle få det att gå ihop. Namnen är desamma som i planens texter, till exempel
/// budget.totalt.region. Utan namn visas alla namn som går att fråga efter, med vad de blir.
#[derive(Debug, clap::Args)]
#[command(help_template = super::HELP, override_usage = "fhplan why [VAL] [NAMN] [FIL ELLER MAPP]…")]
pub(super) struct Args {
    /// Summan, till exempel budget.totalt.region, ekonomi.kvar.kommun eller budget.rad[3].region
    #[arg(value_name = "NAMN", help_heading = "Argument")]
    name: Option<String>,

    /// Filer eller mappar; utan dem den mapp du står i
    #[arg(value_name = "FIL ELLER MAPP", help_heading = "Argument")]
    paths: Vec<PathBuf>,

    /// Visar bara dokument för det här året
    #[arg(long, value_name = "ÅR", help_heading = "Val")]
    ar: Option<i16>,

    /// Hur svaret skrivs: text eller json; utan valet text
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Val"
    )]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> Result<Outcome, Failure> {
    let (name, paths) = asked(args);
    let read: Vec<Inlast> = discover(&paths)?.iter().map(inlasning::las).collect();
    let places: Vec<Platser<'_>> = read.iter().map(|it| Platser::new(&it.sources)).collect();
    let sums: Vec<(Summor<'_>, usize)> = (read.iter().enumerate())
        .filter_map(|(idx, it)| Some((idx, it.kommun.as_ref()?)))
        .flat_map(|(idx, kommun)| Summor::alla(kommun, args.ar).into_iter().map(move |it| (it, idx)))
        .collect();
    let unreadable = told(&read, err)?;
    if sums.is_empty() {
        return match unreadable {
            true => Ok(Outcome::Findings),
            false => Err(nothing(args.ar).into()),
        };
    }
    match name {
        Some(name) => answer(&name, &sums, &read, &places, args.format, out)?,
        None => list(&sums, &places, args.format, out)?,
    }
    Ok(if unreadable { Outcome::Findings } else { Outcome::Done })
}

/// The name that is asked for, as it stands in a text or by itself, and where to look. What is a file is no name.
fn asked(args: &Args) -> (Option<String>, Vec<PathBuf>) {
    let bare = |it: &String| {
        let inside = it.trim().trim_start_matches("{{").trim_end_matches("}}");
        inside.split('|').next().unwrap_or_default().trim().to_owned()
    };
    let is_path = |it: &String| it == "-" || Path::new(it).exists();
    let (name, first) = match &args.name {
        Some(it) if is_path(it) => (None, Some(PathBuf::from(it))),
        it => (it.as_ref().map(bare), None),
    };
    let mut paths: Vec<PathBuf> = first.into_iter().chain(args.paths.iter().cloned()).collect();
    if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    (name, paths)
}

/// Tells why documents cannot be read; gives whether any cannot.
fn told(read: &[Inlast], err: &mut dyn Write) -> Result<bool, Failure> {
    let mut any = false;
    for it in read {
        let errors = it.report.diagnostics.iter().any(|it| it.severity == Severity::Fel);
        if errors {
            err.write_all(terminal::findings(&it.report, &it.sources).as_bytes())?;
        }
        any |= errors;
    }
    Ok(any)
}

fn nothing(ar: Option<i16>) -> String {
    let when = ar.map_or(String::new(), |it| format!(" för {it}"));
    format!("Här finns ingen plan med budget{when} och ingen uppföljning med ekonomi.")
}

fn answer(
    name: &str,
    sums: &[(Summor<'_>, usize)],
    read: &[Inlast],
    places: &[Platser<'_>],
    format: Format,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let found = sums.iter().filter_map(|(it, idx)| Some((it, it.svar(name, &read[*idx].sources)?, &places[*idx])));
    let found: Vec<_> = found.collect();
    if found.is_empty() {
        return Err(unknown(name, sums).into());
    }
    if format == Format::Json {
        return Ok(out.write_all(varfor::answers(&found).as_bytes())?);
    }
    for (idx, (summor, svar, places)) in found.iter().enumerate() {
        if idx > 0 {
            out.write_all(b"\n\n")?;
        }
        out.write_all(varfor::answer(summor, svar, places).as_bytes())?;
    }
    Ok(())
}

/// What to say of a name that nothing has.
fn unknown(name: &str, sums: &[(Summor<'_>, usize)]) -> String {
    let mut names: Vec<String> = sums.iter().flat_map(|(it, _)| it.namn()).collect();
    names.sort();
    names.dedup();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let shown = quoted(name);
    // A name that only begins others, such as budget.omrade.
    let begins = |it: &&str| it.strip_prefix(name).is_some_and(|it| it.starts_with(['.', '[']));
    let groups = sums.iter().flat_map(|(it, _)| &it.grupper).map(|it| it.namn.as_str());
    let mut below: Vec<&str> = groups.filter(begins).collect();
    below.dedup();
    match nearest(name, &names) {
        _ if !below.is_empty() => format!("”{shown}” är flera summor: {}.", below.join(", ")),
        Some(near) => format!("Det finns ingen summa som heter ”{shown}”. Menade du ”{near}”?"),
        None => format!("Det finns ingen summa som heter ”{shown}”. Kör fhplan why utan namn för att se alla."),
    }
}

fn list(
    sums: &[(Summor<'_>, usize)],
    places: &[Platser<'_>],
    format: Format,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if format == Format::Json {
        let all: Vec<_> = sums.iter().map(|(it, idx)| (it, &places[*idx])).collect();
        return Ok(out.write_all(varfor::listing_json(&all).as_bytes())?);
    }
    for (it, idx) in sums {
        out.write_all(varfor::listing(it, &places[*idx]).as_bytes())?;
        out.write_all(b"\n")?;
    }
    out.write_all(
        "fhplan why NAMN visar vad en summa består av, till exempel fhplan why budget.totalt.region.\n".as_bytes(),
    )?;
    Ok(())
}
