//! Reads the files of one kommun into its model; what cannot be read is reported and left out.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use toml::de::DeTable;

use crate::diagnostic::{Diagnostic, Report};
use crate::discover::{Enhet, STDIN};
use crate::modell::{Innehall, Kommun, Underlag};
use crate::plan::Verksamhetsplan;
use crate::profil::Profil;
use crate::read::mistakes::{EJ_DOKUMENT, EJ_UTF_8, OLASBAR_FIL, SAKNAD_KOMMUNPROFIL};
use crate::read::{self, ascii_key};
use crate::source::{FileId, MAX_FILE_BYTES, NotText, Sources, Span, decode};

/// A kommun as far as it could be read, and the texts its findings point into.
#[derive(Debug)]
pub struct Inlast {
    pub sources: Sources,
    pub report: Report,
    /// `None` when there is no profile, or one that cannot be used.
    pub kommun: Option<Kommun>,
    /// How many documents were found, readable or not.
    pub antal: usize,
}

/// Reads a kommun's profile and documents.
pub fn las(enhet: &Enhet) -> Inlast {
    let mut inlast = Inlast { sources: Sources::default(), report: Report::default(), kommun: None, antal: 0 };
    let profil = enhet.profil.as_ref().and_then(|path| las_profil(path, &mut inlast));
    let mut handlingar = Vec::new();
    for path in &enhet.filer {
        handlingar.extend(las_handling(path, enhet.profil.is_some(), &mut inlast));
    }
    inlast.kommun = enhet.profil.as_ref().zip(profil).map(|(path, profil)| {
        let mapp = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Kommun { profil, mapp: mapp.to_owned(), handlingar }
    });
    // A profile that is looked at by itself is what was asked for.
    inlast.antal += usize::from(enhet.profil.is_some() && enhet.filer.is_empty());
    inlast.report.sort();
    inlast
}

fn las_profil(path: &Path, inlast: &mut Inlast) -> Option<Profil> {
    let file = las_fil(path, inlast)?;
    let (sources, report) = (&inlast.sources, &mut inlast.report);
    let table = read::parse(file, &sources.get(file).text, report)?;
    read::record(file, table, report)
}

fn las_handling(path: &Path, has_profile: bool, inlast: &mut Inlast) -> Option<Underlag> {
    let file = las_fil(path, inlast)?;
    let (sources, report) = (&inlast.sources, &mut inlast.report);
    let text = &sources.get(file).text;
    let mut own = Report::default();
    let table = read::parse(file, text, &mut own);
    let is_document = match &table {
        Some(table) => table.get_ref().contains_key("dokument"),
        None => names_document(text),
    };
    if !is_document {
        // Other programs keep TOML files too; only one that holds a plan's tables was meant for this one.
        let stray = table.as_ref().is_some_and(|it| has_plan_tables(it.get_ref())) || (table.is_none() && has_profile);
        if stray {
            inlast.antal += 1;
            report.diagnostics.append(&mut own.diagnostics);
            let message = "Filen saknar [dokument], så det går inte att se vad den är.";
            report.push(
                Diagnostic::new(&EJ_DOKUMENT, first_line(file, text), message)
                    .help("Börja filen med [dokument] och raderna slag, titel, ar och status."),
            );
        }
        return None;
    }
    inlast.antal += 1;
    report.diagnostics.append(&mut own.diagnostics);
    if !has_profile {
        let message = "Det finns ingen kommun.toml i den här mappen eller ovanför.";
        report.push(
            Diagnostic::new(&SAKNAD_KOMMUNPROFIL, first_line(file, text), message)
                .help("Lägg en kommun.toml i kommunens mapp, med [kommun] namn = \"…\" och kommunens avtal."),
        );
    }
    let plan: Verksamhetsplan = read::record(file, table?, report)?;
    Some(Underlag { fil: file, path: path.to_owned(), innehall: Innehall::Verksamhetsplan(Box::new(plan)) })
}

/// Whether a text that cannot be read as TOML means to be a document.
fn names_document(text: &str) -> bool {
    text.lines().any(|it| it.trim_start().trim_start_matches('[').starts_with("dokument"))
}

/// Whether a table has keys that only documents have.
fn has_plan_tables(table: &DeTable<'_>) -> bool {
    const TABLES: [&str; 4] = ["styrdokument", "fokusomrade", "avsnitt", "budget"];
    table.keys().any(|it| TABLES.contains(&ascii_key(it.get_ref()).as_str()))
}

fn first_line(file: FileId, text: &str) -> Span {
    Span::new(file, 0..text.lines().next().map_or(0, str::len))
}

/// Reads a file's text; reports why it cannot be read.
fn las_fil(path: &Path, inlast: &mut Inlast) -> Option<FileId> {
    let name = shown(path);
    match bytes(path) {
        Ok(bytes) => match decode(bytes) {
            Ok(text) => Some(inlast.sources.add(name, text)),
            Err(NotText { message, help, line, bytes }) => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let start = text.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
                let length = text[start..].lines().next().map_or(0, str::len);
                let file = inlast.sources.add(name, text);
                inlast.antal += 1;
                let span = Span::new(file, start..start + length);
                inlast.report.push(Diagnostic::new(&EJ_UTF_8, span, message).help(help));
                None
            }
        },
        Err((message, help)) => {
            let file = inlast.sources.add(name, String::new());
            inlast.antal += 1;
            inlast.report.push(Diagnostic::new(&OLASBAR_FIL, Span::new(file, 0..0), message).help(help));
            None
        }
    }
}

/// A path as messages show it.
pub fn shown(path: &Path) -> String {
    if path.as_os_str() == STDIN {
        return "<stdin>".to_owned();
    }
    let name = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    name.chars().flat_map(crate::svenska::visible).collect()
}

fn bytes(path: &Path) -> Result<Vec<u8>, (String, String)> {
    let too_large = || {
        let message = format!("Filen är större än {} MB.", MAX_FILE_BYTES >> 20);
        (message, "En plan är några tiotal kilobyte. Har något klistrats in av misstag?".to_owned())
    };
    let unreadable = |error: &std::io::Error| {
        let message = format!("Filen går inte att läsa: {}.", crate::bild::reason(error));
        (message, "Kontrollera att filen finns och att du får läsa den.".to_owned())
    };
    let mut text = Vec::new();
    if path.as_os_str() == STDIN {
        std::io::stdin().lock().take(MAX_FILE_BYTES + 1).read_to_end(&mut text).map_err(|it| unreadable(&it))?;
    } else {
        let metadata = fs::symlink_metadata(path).map_err(|it| unreadable(&it))?;
        // A link could lead to any file of the machine, and messages quote what is read.
        if metadata.is_symlink() {
            return Err(("Det här är en länk till en annan fil.".to_owned(), "Lägg själva filen här.".to_owned()));
        }
        if metadata.is_dir() {
            let message = "Det här är en mapp, inte en fil.".to_owned();
            return Err((message, "Byt namn på mappen: bara filer ska ha namn som slutar på .toml.".to_owned()));
        }
        if !metadata.is_file() {
            return Err(("Det här är ingen vanlig fil.".to_owned(), "Skriv planen i en vanlig textfil.".to_owned()));
        }
        if metadata.len() > MAX_FILE_BYTES {
            return Err(too_large());
        }
        let file = fs::File::open(path).map_err(|it| unreadable(&it))?;
        text.reserve(usize::try_from(metadata.len()).unwrap_or(0));
        file.take(MAX_FILE_BYTES + 1).read_to_end(&mut text).map_err(|it| unreadable(&it))?;
    }
    if text.len() as u64 > MAX_FILE_BYTES {
        return Err(too_large());
    }
    if text.starts_with(b"version https://git-lfs") {
        let message = "Filen är en pekare till git LFS, inte själva planen.".to_owned();
        return Err((message, "Kör git lfs pull och försök igen.".to_owned()));
    }
    Ok(text)
}
