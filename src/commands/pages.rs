//! `fhplan pages`: the pages that have changed, as they were and as they are, side by side.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Failure, Outcome};
use crate::index::href;
use crate::sidbilder::{self, Dokumentandring, INGA, Sida, Sidandring, Sidlank, Visning};
use crate::utskrift::{Utfil, page_of};
use crate::{bild, html, markdown};

/// Visar de sidor som har ändrats, före och efter
///
/// Jämför två mappar med sidbilder, som fhplan render --as png gör, och skriver de sidor som skiljer sig parvis
/// tillsammans med index.md och index.html, där de står bredvid varandra. En sida som har kommit till gör inte de följande
/// ändrade, och sidor där bara sidfoten skiljer sig räknas men visas inte.
#[derive(Debug, clap::Args)]
#[command(help_template = super::HELP, override_usage = "fhplan pages [VAL] <FÖRE> <EFTER>")]
pub(super) struct Args {
    /// Mappen med sidbilderna som de var
    #[arg(value_name = "FÖRE", help_heading = "Argument")]
    before: PathBuf,

    /// Mappen med sidbilderna som de är
    #[arg(value_name = "EFTER", help_heading = "Argument")]
    after: PathBuf,

    /// Mappen som de ändrade sidorna skrivs till; utan den andrade-sidor
    #[arg(
        short,
        long,
        value_name = "MAPP",
        default_value = "andrade-sidor",
        hide_default_value = true,
        help_heading = "Val"
    )]
    output: PathBuf,

    /// Slutar med 1 om någon sida har ändrats
    #[arg(long, help_heading = "Val")]
    exit_code: bool,
}

/// What a page's file is called after its number.
const ENDINGS: [&str; 2] = ["-fore.png", "-efter.png"];

pub(super) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> Result<Outcome, Failure> {
    let changes = sidbilder::jamfor(&args.before, &args.after)?;
    let mut written = Vec::new();
    let shown = changes.iter().map(|it| show(it, &args.output, &mut written)).collect::<io::Result<Vec<_>>>();
    let shown = shown.map_err(|it| unwritable(&args.output, &it))?;
    let pages = [("index.md", markdown::andrade_sidor(&shown)), ("index.html", html::andrade_sidor(&shown))];
    for (name, bytes) in pages {
        let file = Utfil { folder: args.output.clone(), name: name.into() };
        file.write_changed(&bytes).map_err(|it| unwritable(&file.path(), &it))?;
    }
    remove_old(&args.output, &written).map_err(|it| unwritable(&args.output, &it))?;
    for it in &shown {
        writeln!(out, "{}: {}", it.namn, it.sammanfattning())?;
    }
    if shown.is_empty() {
        writeln!(out, "{INGA}")?;
    }
    writeln!(err, "Sidorna står bredvid varandra i {}.", args.output.join("index.html").display())?;
    Ok(if args.exit_code && !shown.is_empty() { Outcome::Findings } else { Outcome::Done })
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    format!("{} kunde inte skrivas: {}.", path.display(), bild::reason(error)).into()
}

/// Copies a document's changed pages below the output folder.
fn show(andring: &Dokumentandring, output: &Path, written: &mut Vec<PathBuf>) -> io::Result<Visning> {
    let mut copy = |sida: &Sida, spalt: usize| {
        let stem = sida.fil.file_stem().unwrap_or_default().to_string_lossy();
        let name = Path::new(&andring.namn).with_file_name(format!("{stem}{}", ENDINGS[spalt]));
        let file = Utfil { folder: output.to_owned(), name };
        file.write_changed(&fs::read(&sida.fil)?)?;
        written.push(file.path());
        Ok::<_, io::Error>(Some(Sidlank { nummer: sida.nummer, lank: href(&file.name) }))
    };
    let mut par = Vec::new();
    for sida in &andring.sidor {
        par.push(match sida {
            Sidandring::Andrad { fore, efter } => [copy(fore, 0)?, copy(efter, 1)?],
            Sidandring::Ny(efter) => [None, copy(efter, 1)?],
            Sidandring::Borttagen(fore) => [copy(fore, 0)?, None],
        });
    }
    Ok(Visning { namn: andring.namn.clone(), par, bara_sidfot: andring.bara_sidfot })
}

/// Takes away the pages that an earlier comparison wrote to the same folder.
fn remove_old(output: &Path, written: &[PathBuf]) -> io::Result<()> {
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        ENDINGS.iter().filter_map(|it| name.strip_suffix(it)).any(|it| page_of(&format!("{it}.png")).is_some())
    };
    let walk = ignore::WalkBuilder::new(output).standard_filters(false).follow_links(false).build();
    let files = walk.filter_map(Result::ok).filter(|it| it.file_type().is_some_and(|it| it.is_file()));
    let old = files.map(ignore::DirEntry::into_path).filter(is_ours).filter(|it| !written.contains(it));
    old.collect::<Vec<_>>().into_iter().try_for_each(fs::remove_file)
}
