//! `fhplan man`: a manual page for the program and for each of its commands.

use std::io::Write;
use std::path::PathBuf;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::{Cli, Failure, Outcome};
use crate::read::nearest;
use crate::svenska::quoted;
use crate::utskrift::Utfil;

/// Skriver manualsidor
///
/// Utan argument skrivs programmets egen sida, och med ett kommandos namn sidan om det. Skicka sidan till man -l - för att
/// läsa den.
#[derive(Debug, clap::Args)]
#[command(help_template = super::HELP, override_usage = "fhplan man [VAL] [KOMMANDO]")]
pub(super) struct Args {
    /// Kommandot som sidan handlar om
    #[arg(value_name = "KOMMANDO", help_heading = "Argument")]
    command: Option<String>,

    /// Skriver alla sidor som filer i mappen i stället, till exempel ~/.local/share/man/sv/man1
    #[arg(short, long, value_name = "MAPP", conflicts_with = "command", help_heading = "Val")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let pages = pages()?;
    if let Some(folder) = &args.output {
        for (name, page) in pages {
            let utfil = Utfil { folder: folder.clone(), name: PathBuf::from(format!("{name}.1")) };
            let path = utfil.path();
            let written = utfil.write_changed(page.as_bytes());
            let written = written
                .map_err(|it| format!("{} kunde inte skrivas: {}.", path.display(), crate::bild::reason(&it)))?;
            if written {
                writeln!(out, "{}", path.display())?;
            }
        }
        return Ok(Outcome::Done);
    }
    let wanted = args.command.as_ref().map_or("fhplan".to_owned(), |it| format!("fhplan-{it}"));
    let Some((_, page)) = pages.iter().find(|(name, _)| *name == wanted) else {
        let typed = args.command.as_deref().unwrap_or_default();
        let names: Vec<&str> = pages.iter().filter_map(|(name, _)| name.strip_prefix("fhplan-")).collect();
        let help = nearest(typed, &names)
            .map_or(format!("Välj bland {}.", names.join(", ")), |it| format!("Menade du ”{it}”?"));
        return Err(format!("Det finns inget kommando som heter ”{}”. {help}", quoted(typed)).into());
    };
    out.write_all(page.as_bytes())?;
    Ok(Outcome::Done)
}

/// Every page by its name: the program's, then one for each command.
fn pages() -> Result<Vec<(String, String)>, Failure> {
    let mut program = Cli::command();
    program.build();
    let commands: Vec<Command> = program.get_subcommands().filter(|it| !it.is_hide_set()).cloned().collect();
    let own = ("fhplan".to_owned(), page(program, &commands)?);
    let others = commands.into_iter().map(|it| Ok((format!("fhplan-{}", it.get_name()), page(it, &[])?)));
    std::iter::once(Ok(own)).chain(others).collect()
}

/// A command's page.
fn page(command: Command, commands: &[Command]) -> Result<String, Failure> {
    let name = command.get_display_name().unwrap_or(command.get_name()).to_uppercase();
    // The first line of a description is the one that names the command already.
    let long = command.get_long_about().map(ToString::to_string);
    let rest = long.as_deref().and_then(|it| it.split_once("\n\n")).map(|(_, rest)| rest.to_owned());
    let command = rest.into_iter().fold(command, Command::long_about);
    let man = Man::new(command);
    let mut page = Vec::new();
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    ending(commands).to_writer(&mut page)?;
    // The day would be of no use, and left out it must still be there as an empty text.
    let version = env!("CARGO_PKG_VERSION");
    let title = format!(".TH {name} 1 \"\" \"fhplan {version}\" \"Handbok för fhplan\"\n");
    Ok(format!("{CODING}{PREAMBLE}{title}{}", swedish(&String::from_utf8_lossy(&page).replace(PREAMBLE, ""))))
}

/// Says that the page is written in UTF-8; man reads it in a comment on the first line.
const CODING: &str = ".\\\" -*- coding: utf-8 -*-\n";

/// What the generator begins every section with, and a page needs once.
const PREAMBLE: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";

/// What every page ends with, and the commands on the program's own.
fn ending(commands: &[Command]) -> Roff {
    let mut roff = Roff::new();
    if !commands.is_empty() {
        roff.control("SH", ["KOMMANDON"]);
        for it in commands {
            roff.control("TP", []);
            roff.text([bold(format!("fhplan {}", it.get_name()))]);
            roff.text([roman(it.get_about().map(ToString::to_string).unwrap_or_default())]);
        }
    }
    roff.control("SH", ["SLUTKOD"]);
    for (code, meaning) in CODES {
        roff.control("TP", []);
        roff.text([bold(code)]);
        roff.text([roman(meaning)]);
    }
    let others: Vec<String> = match commands {
        [] => vec!["fhplan(1)".to_owned()],
        all => all.iter().map(|it| format!("fhplan-{}(1)", it.get_name())).collect(),
    };
    roff.control("SH", ["SE ÄVEN"]);
    roff.text([roman(others.join(", "))]);
    roff
}

/// What the program's exit codes mean.
const CODES: [(&str, &str); 3] = [
    ("0", "Klart. Det kan finnas varningar."),
    ("1", "Det finns fel i planerna."),
    ("2", "Programmet kunde inte göra sitt jobb."),
];

/// A page with its headings in Swedish.
fn swedish(page: &str) -> String {
    const HEADINGS: [(&str, &str); 2] = [(".SH NAME", ".SH NAMN"), (".SH DESCRIPTION", ".SH BESKRIVNING")];
    let line = |it: &str| {
        let heading = HEADINGS.iter().find(|(english, _)| *english == it).map(|(_, swedish)| *swedish);
        format!("{}\n", heading.unwrap_or(it))
    };
    page.lines().map(line).collect()
}
