//! `fhplan render`: checks plans and writes their documents.

mod gor;
mod jobb;
mod sidor;
pub(super) mod vakt;

use std::io::Write;
use std::path::PathBuf;

use super::{Failure, Outcome};
use crate::bilagor::Onskemal;
use crate::discover::{STDIN, discover};
use crate::terminal;

/// Gör dokument av planer
///
/// Varje plan kontrolleras först. En plan med fel skrivs inte. Dokumenten hamnar som
/// ut/kommun/år/namn.pdf. Det som inte har ändrats görs inte om. Med html och md skrivs också en
/// förteckning över dokumenten, index.html och index.md.
#[derive(Debug, clap::Args)]
#[command(help_template = super::HELP, override_usage = "fhplan render [VAL] [FIL ELLER MAPP]…")]
pub(super) struct Args {
    /// Filer eller mappar; utan dem den mapp du står i
    #[arg(value_name = "FIL ELLER MAPP", help_heading = "Argument", default_value = ".", hide_default_value = true)]
    paths: Vec<PathBuf>,

    /// Mappen som dokumenten skrivs till; utan den ut
    #[arg(short, long, value_name = "MAPP", default_value = "ut", hide_default_value = true, help_heading = "Val")]
    output: PathBuf,

    /// Format, ett eller flera med komma emellan: pdf, xlsx, html, md, json, png; utan valet pdf
    #[arg(
        long = "as",
        value_name = "FORMAT",
        value_delimiter = ',',
        default_value = "pdf",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Val"
    )]
    formats: Vec<Format>,

    /// PDF:en bär sina källor med sig, så att den kan göras om ur sig själv: PDF/A-3a i stället för PDF/A-2a
    #[arg(long, help_heading = "Val")]
    with_source: bool,

    /// PDF:en bär sitt kalkylblad med sig, där den har pengar: PDF/A-3a i stället för PDF/A-2a
    #[arg(long, help_heading = "Val")]
    with_annex: bool,

    /// Sidbildernas upplösning med png, i bildpunkter per tum: 36–600; utan den 110
    #[arg(
        long,
        value_name = "ANTAL",
        default_value_t = 110,
        hide_default_value = true,
        value_parser = clap::value_parser!(u16).range(36..=600),
        help_heading = "Val"
    )]
    ppi: u16,

    /// Skriver också planer med fel, tydligt märkta som utkast
    #[arg(long, help_heading = "Val")]
    draft: bool,

    /// Hur många dokument som görs samtidigt; utan den ett per processorkärna
    #[arg(short, long, value_name = "ANTAL", help_heading = "Val")]
    jobs: Option<usize>,

    /// Längsta tid för ett dokument, i sekunder
    #[arg(long, value_name = "SEKUNDER", default_value_t = 120, hide_default_value = true, help_heading = "Val")]
    timeout: u64,
}

/// What a document is written as. Every format is made of the same view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Pdf,
    Xlsx,
    Html,
    Md,
    Json,
    /// An image of each page.
    Png,
}

impl Format {
    /// The ending of the file's name.
    fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
            Self::Md => "md",
            Self::Json => "json",
            Self::Png => "png",
        }
    }
}

impl Args {
    /// What a PDF is to carry.
    fn onskemal(&self) -> Onskemal {
        Onskemal { kallor: self.with_source, kalkylblad: self.with_annex }
    }

    /// The formats, each once.
    fn formats(&self) -> Vec<Format> {
        let mut formats = self.formats.clone();
        let mut seen = Vec::new();
        formats.retain(|it| {
            !seen.contains(it) && {
                seen.push(*it);
                true
            }
        });
        formats
    }
}

pub(super) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> Result<Outcome, Failure> {
    let units = discover(&args.paths)?;
    if units.iter().any(|it| it.filer.iter().any(|it| it.as_os_str() == STDIN)) {
        return Err("render behöver en fil: standard in har ingen mapp att hämta bilder från.".to_owned().into());
    }
    let (jobs, summary) = jobb::plan(&units, args, err)?;
    if summary.files == 0 {
        return Err("Här finns inga planer. En plan är en .toml-fil med [dokument].".to_owned().into());
    }
    jobb::no_collisions(&jobs, args)?;
    let mut index = sidor::Samling::new(&args.output);
    let failed = gor::make(&jobs, args, &mut index, out, err)?;
    for format in [Format::Html, Format::Md].into_iter().filter(|it| args.formats.contains(it)) {
        index.write(format, &jobs, out)?;
    }
    let skipped = summary.errors > 0;
    if summary.errors + summary.warnings + summary.infos > 0 {
        writeln!(err, "{}", terminal::summary(summary))?;
    }
    if failed > 0 {
        return Err(format!("{} kunde inte göras.", crate::svenska::count(failed, "dokument", "dokument")).into());
    }
    Ok(if skipped { Outcome::Findings } else { Outcome::Done })
}
