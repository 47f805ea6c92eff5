//! `fhplan schema`: the format of plans and of findings as JSON Schema, for editors and other programs.

use std::io::Write;
use std::path::PathBuf;

use serde_json::Value;

use super::explain::formats;
use super::{Failure, Outcome};
use crate::modell::Innehall;
use crate::read::nearest;
use crate::read::reference::Record;
use crate::read::schema;
use crate::report::SCHEMA_TEXT;
use crate::svenska::quoted;
use crate::utskrift::Utfil;

/// Skriver JSON Schema för planer, för redigeringsprogram
///
/// Ett schema (2020-12) säger vilka nycklar en fil kan ha, vad de betyder och vilka värden som går att skriva. Utan namn
/// gäller schemat alla slags dokument, och [dokument] slag bestämmer vilket det är. Ett redigeringsprogram som läser
/// schemat visar beskrivningar, föreslår nycklar och säger till om fel medan du skriver.
#[derive(Debug, clap::Args)]
#[command(help_template = super::HELP, override_usage = "fhplan schema [VAL] [SLAG]")]
pub(super) struct Args {
    /// Ett slags fil: verksamhetsplan, uppfoljning, handlingsplan, beslut, formular eller kommun.toml
    #[arg(value_name = "SLAG", help_heading = "Argument")]
    kind: Option<String>,

    /// Skriver alla scheman som filer i mappen i stället
    #[arg(short, long, value_name = "MAPP", conflicts_with = "kind", help_heading = "Val")]
    output: Option<PathBuf>,

    /// Skriver i stället formen på det som fhplan check --format json skriver
    #[arg(long, conflicts_with_all = ["kind", "output"], help_heading = "Val")]
    diagnostics: bool,
}

/// The name of the schema that any document fits.
const ANY: &str = "dokument";

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    if args.diagnostics {
        out.write_all(SCHEMA_TEXT.as_bytes())?;
        return Ok(Outcome::Done);
    }
    if let Some(folder) = &args.output {
        for (name, schema) in all() {
            let utfil = Utfil { folder: folder.clone(), name: PathBuf::from(format!("{name}.schema.json")) };
            let path = utfil.path();
            let written = utfil.write_changed(text(&schema).as_bytes());
            let written = written
                .map_err(|it| format!("{} kunde inte skrivas: {}.", path.display(), crate::bild::reason(&it)))?;
            if written {
                writeln!(out, "{}", path.display())?;
            }
        }
        return Ok(Outcome::Done);
    }
    let schema = match &args.kind {
        None => any(),
        Some(name) => {
            let names: Vec<&str> = formats().map(|it| it.0).collect();
            let found = formats().find(|(it, _)| it == name);
            let (name, record) = found.ok_or_else(|| unknown(name, &names))?;
            of_kind(name, record)
        }
    };
    out.write_all(text(&schema).as_bytes())?;
    Ok(Outcome::Done)
}

fn unknown(name: &str, names: &[&str]) -> String {
    let help = match nearest(name, names) {
        Some(near) => format!("Menade du ”{near}”?"),
        None => format!("Välj bland {}.", names.join(", ")),
    };
    format!("Det finns inget slags fil som heter ”{}”. {help}", quoted(name))
}

/// Every schema by the name of its file.
fn all() -> Vec<(String, Value)> {
    let of_kinds = formats().map(|(name, record)| (name.trim_end_matches(".toml").to_owned(), of_kind(name, record)));
    std::iter::once((ANY.to_owned(), any())).chain(of_kinds).collect()
}

fn of_kind(name: &str, record: &'static Record) -> Value {
    let slag = Innehall::RECORDS.iter().find(|(word, _)| *word == name).map(|(word, _)| *word);
    schema::of_file(name, record, slag)
}

fn any() -> Value {
    let docs = "Ett dokument: en verksamhetsplan, uppföljning, handlingsplan eller ett beslut. Vilket det är står i \
                [dokument] slag.";
    schema::of_any(ANY, docs, Innehall::RECORDS)
}

fn text(schema: &Value) -> String {
    serde_json::to_string_pretty(schema).unwrap_or_default() + "\n"
}
