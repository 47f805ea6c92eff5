//! `fhplan explain`: the manual of every check, and the reference of the format.

use std::io::Write;

use super::{Failure, Outcome};
use crate::diagnostic::{Check, Severity, Tier};
use crate::formular::Formular;
use crate::modell::Innehall;
use crate::profil::Profil;
use crate::read::nearest;
use crate::read::reference::{self, Record};
use crate::{checks, report};

/// Förklarar en kontroll eller formatet
///
/// Utan namn visas alla kontroller. Namnet kan vara en kontroll, till exempel olika-andelar, eller ett slags fil, som
/// visar vilka nycklar som finns: verksamhetsplan, uppfoljning, handlingsplan, beslut,
/// formular eller kommun.toml.
#[derive(Debug, clap::Args)]
#[command(help_template = super::HELP, override_usage = "fhplan explain [NAMN]")]
pub(super) struct Args {
    /// En kontroll eller ett slags fil
    #[arg(value_name = "NAMN", help_heading = "Argument")]
    name: Option<String>,
}

/// The kinds of files there is a reference for.
pub(super) fn formats() -> impl Iterator<Item = (&'static str, &'static Record)> {
    let others = [("formular", &Formular::RECORD), ("kommun.toml", &Profil::RECORD)];
    Innehall::RECORDS.iter().copied().chain(others)
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let Some(name) = &args.name else {
        out.write_all(overview().as_bytes())?;
        return Ok(Outcome::Done);
    };
    if let Some((title, record)) = formats().find(|(it, _)| *it == name.as_str()) {
        out.write_all(reference::markdown(title, record).as_bytes())?;
        return Ok(Outcome::Done);
    }
    let Some(check) = checks::documented().find(|it| it.name == name.as_str()) else {
        let names: Vec<&str> = checks::documented().map(|it| it.name).chain(formats().map(|it| it.0)).collect();
        let near = nearest(name, &names)
            .map_or("Kör fhplan explain utan namn för att se alla.".to_owned(), |it| format!("Menade du ”{it}”?"));
        return Err(format!("Det finns inget som heter ”{}”. {near}", crate::svenska::quoted(name)).into());
    };
    out.write_all(page(check).as_bytes())?;
    Ok(Outcome::Done)
}

/// Every check on a line: its name and what it wants.
fn overview() -> String {
    let widest = checks::documented().map(|it| it.name.chars().count()).max().unwrap_or(0);
    let mut text = String::from("Kontroller, med det som gäller för en rätt plan. fhplan explain NAMN visar mer.\n\n");
    for check in checks::documented() {
        let wants = checks::summary(check);
        text.push_str(&format!("{:widest$}  {wants}\n", check.name));
    }
    text
}

/// A check's manual page with what it means in each state.
fn page(check: &Check) -> String {
    let level = |it: Option<Severity>| match it {
        Some(Severity::Fel) => "fel",
        Some(Severity::Varning) => "varning",
        Some(Severity::Upplysning) => "upplysning",
        None => "kontrolleras inte",
    };
    let tier = match check.tier {
        Tier::Grund => "Kan inte tystas.",
        Tier::Vanlig => "Kan tystas med [[tyst]] och en orsak.",
        Tier::Tillval => "Avstängd om du inte kör fhplan check --med med dess namn.",
    };
    let docs = report::in_words(check);
    format!(
        "{}\n\n{}\nI ett utkast: {}. I en beslutad plan: {}. {tier}\n",
        check.name,
        docs,
        level(check.utkast),
        level(check.beslutad)
    )
}
