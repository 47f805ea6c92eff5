//! Reads the files of one kommun into its model; what cannot be read is reported and left out.

mod ordagrann;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Report};
use crate::discover::{Enhet, Grannar, STDIN, neighbours, templates_for};
use crate::dokument::Slag;
use crate::formular::Formular;
use crate::lock::{self, LockState};
use crate::modell::{Innehall, Kommun, Olasbar, Underlag};
use crate::profil::Profil;
use crate::read::mistakes::{EJ_DOKUMENT, EJ_UTF_8, OLASBAR_FIL, SAKNAD_KOMMUNPROFIL};
use crate::read::reference::Record;
use crate::read::{self, ascii_key, nearest};
use crate::source::{FileId, MAX_FILE_BYTES, NotText, Sources, Span, decode};
use crate::typsnitt::TEMPLATES;

pub use ordagrann::{Ordagrann, ordagrann};

/// A kommun as far as it could be read, and the texts its findings point into.
#[derive(Debug, Default)]
pub struct Inlast {
    pub sources: Sources,
    pub report: Report,
    /// `None` when there is no profile, or one that cannot be used.
    pub kommun: Option<Kommun>,
    /// Forms that were asked for by themselves.
    pub formular: Vec<Formular>,
    /// The documents that were looked at, readable or not.
    pub granskade: Vec<FileId>,
    /// The file whose text comes from standard input.
    stdin: Option<PathBuf>,
    /// Files that are read from here instead of the disk.
    andrade: Andrade,
}

impl Inlast {
    /// How many documents were looked at.
    pub fn antal(&self) -> usize {
        self.granskade.len()
    }
}

/// Files as they would be after changes that are not on the disk, by their whole paths.
#[derive(Clone, Debug, Default)]
pub struct Andrade(BTreeMap<PathBuf, Vec<u8>>);

impl Andrade {
    /// The file at a path as it would be; `None` when it would be as on the disk.
    pub fn get(&self, path: &Path) -> Option<&[u8]> {
        if self.0.is_empty() { None } else { self.0.get(&whole(path)).map(Vec::as_slice) }
    }

    /// Says what a file would be.
    pub fn set(&mut self, path: &Path, bytes: Vec<u8>) {
        self.0.insert(whole(path), bytes);
    }
}

/// A path that is the same from wherever the file was found.
pub fn whole(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The years around a document that it can build on: money may wait a year before it is used.
const YEARS_BEFORE: i16 = 2;
const YEARS_AFTER: i16 = 1;

/// What a file turned out to be.
enum Fil {
    Handling(Box<Underlag>),
    Formular(Box<Formular>),
    Olasbar(Olasbar),
    Annat,
}

/// Reads a kommun's profile and documents, and what these build on.
pub fn las(enhet: &Enhet) -> Inlast {
    las_andrade(enhet, &Andrade::default())
}

/// Reads the same as if some files had other contents.
pub fn las_andrade(enhet: &Enhet, andrade: &Andrade) -> Inlast {
    let mut inlast = Inlast { stdin: enhet.stdin.clone(), andrade: andrade.clone(), ..Inlast::default() };
    // A profile that is looked at by itself is what was asked for.
    let asked = enhet.filer.is_empty();
    let profil = enhet.profil.as_ref().and_then(|path| las_profil(path, asked, &mut inlast));
    let (mut handlingar, mut olasbara) = (Vec::new(), Vec::new());
    for path in &enhet.filer {
        match las_dokument(path, enhet.profil.is_some(), true, &mut inlast) {
            Fil::Handling(it) => handlingar.push(*it),
            Fil::Formular(it) => inlast.formular.push(*it),
            Fil::Olasbar(it) => olasbara.push(it),
            Fil::Annat => {}
        }
    }
    inlast.kommun = enhet.profil.as_ref().zip(profil).map(|(path, profil)| {
        let back = YEARS_BEFORE.max(profil.langsta_insats_ar());
        las_grannar(enhet, path, back, &mut handlingar, &mut olasbara, &mut inlast);
        let mapp = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (formular, formularfiler) = las_formular(&handlingar, mapp, &mut inlast);
        Kommun { profil, mapp: mapp.to_owned(), handlingar, olasbara, formular, formularfiler }
    });
    inlast.report.sort();
    inlast
}

/// A document alone with what it builds on, as its finished document is made.
pub fn ensam(enhet: &Enhet, kommun: &Kommun, underlag: &Underlag) -> Enhet {
    let grannar = Grannar::Kanda(kommun.bygger_pa(underlag));
    Enhet { profil: enhet.profil.clone(), filer: vec![underlag.path.clone()], grannar, stdin: None }
}

fn las_profil(path: &Path, asked: bool, inlast: &mut Inlast) -> Option<Profil> {
    let file = las_fil(path, inlast)?;
    inlast.granskade.extend(asked.then_some(file));
    let (sources, report) = (&inlast.sources, &mut inlast.report);
    let text = sources.get(file).text.as_str();
    let table = read::parse(file, text, report)?;
    read::record(file, text, table, report)
}

/// Reads what the documents build on: the kommun's other documents of the years around theirs, `back` years before. What is wrong with those
/// is told when they are asked for.
fn las_grannar(
    enhet: &Enhet,
    profil: &Path,
    back: i16,
    handlingar: &mut Vec<Underlag>,
    olasbara: &mut Vec<Olasbar>,
    inlast: &mut Inlast,
) {
    let years: Vec<i16> = handlingar.iter().map(|it| it.innehall.handling().ar().value).collect();
    let Some((first, last)) = years.iter().min().zip(years.iter().max()) else { return };
    let years = first.saturating_sub(back)..=last + YEARS_AFTER;
    let files = match &enhet.grannar {
        Grannar::Kanda(files) => files.clone(),
        Grannar::Sok => neighbours(profil, &enhet.filer),
    };
    for path in files {
        let near = |text: &str| year_of(text).is_none_or(|it| years.contains(&it));
        if !bytes(&path).is_ok_and(|it| std::str::from_utf8(&it).is_ok_and(near)) {
            continue;
        }
        let kept = std::mem::take(&mut inlast.report);
        let granskade = inlast.granskade.len();
        match las_dokument(&path, true, false, inlast) {
            Fil::Handling(it) => handlingar.push(*it),
            Fil::Olasbar(it) => olasbara.push(it),
            Fil::Formular(_) | Fil::Annat => {}
        }
        inlast.report = kept;
        inlast.granskade.truncate(granskade);
    }
}

/// The year that a document's text names, found without reading it as TOML.
fn year_of(text: &str) -> Option<i16> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        let digits: String = value.trim_start().chars().take_while(char::is_ascii_digit).collect();
        (key.trim() == "ar").then(|| digits.parse().ok()).flatten()
    })
}

/// Reads the forms that the follow-ups which were asked for name: the override folder's, else the built-in one. One that
/// does not exist is left to the checks. Gives the forms, and the file of each that was found.
fn las_formular(handlingar: &[Underlag], mapp: &Path, inlast: &mut Inlast) -> (Vec<Formular>, Vec<(String, FileId)>) {
    let (mut forms, mut files): (Vec<Formular>, Vec<(String, FileId)>) = (Vec::new(), Vec::new());
    let mut tried: Vec<&str> = Vec::new();
    for underlag in handlingar.iter().filter(|it| it.efterfragad) {
        let Innehall::Uppfoljning(uppfoljning) = &underlag.innehall else { continue };
        let id = uppfoljning.dokument.formular.as_str();
        if tried.contains(&id) {
            continue;
        }
        tried.push(id);
        let name = format!("formular/{id}.toml");
        let own = templates_for(mapp).map(|it| it.join(&name)).filter(|it| it.is_file());
        let file = match (own, TEMPLATES.get_file(&name).and_then(include_dir::File::contents_utf8)) {
            (Some(path), _) => {
                let read = las_fil(&near(&path), inlast);
                // What cannot even be read as text is told at the file.
                let told = inlast.report.diagnostics.last().map(|it| it.span().file).filter(|_| read.is_none());
                files.extend(told.map(|it| (id.to_owned(), it)));
                read
            }
            (None, Some(text)) => Some(inlast.sources.add(format!("(inbyggt) {name}"), text.to_owned())),
            (None, None) => None,
        };
        files.extend(file.map(|it| (id.to_owned(), it)));
        let form = file.and_then(|file| {
            let (sources, report) = (&inlast.sources, &mut inlast.report);
            let text = sources.get(file).text.as_str();
            let table = read::parse(file, text, report)?;
            read::record::<Formular>(file, text, table, report)
        });
        forms.extend(form);
    }
    (forms, files)
}

/// A path as seen from where the program stands, when it lies below.
fn near(path: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(|it| it.canonicalize());
    here.ok().and_then(|it| path.strip_prefix(it).ok().map(Path::to_owned)).unwrap_or_else(|| path.to_owned())
}

/// What to say of a plan's file without its first table: a misspelt one is pointed at.
fn no_document(file: FileId, table: Option<&DeTable<'_>>, text: &str) -> Diagnostic {
    let near = |it: &str| nearest(&ascii_key(it), &["dokument"]).is_some();
    let misspelt = table.into_iter().flat_map(DeTable::keys).find(|it| near(it.get_ref()));
    let message = "Filen saknar [dokument], så det går inte att se vad den är.";
    match misspelt {
        Some(key) => Diagnostic::new(&EJ_DOKUMENT, Span::new(file, key.span()), message)
            .here("nästan rätt")
            .help("Skriv [dokument]."),
        None => Diagnostic::new(&EJ_DOKUMENT, first_line(file, text), message)
            .help("Börja filen med [dokument] och raderna slag, titel, ar och status."),
    }
}

/// The ids of the forms that a kommun in a folder can use.
pub fn formular_som_finns(mapp: &Path) -> Vec<String> {
    let built_in = TEMPLATES.get_dir("formular").into_iter().flat_map(|it| it.files()).map(|it| it.path().to_owned());
    let folder = templates_for(mapp).map(|it| it.join("formular"));
    let own = folder.and_then(|it| fs::read_dir(it).ok()).into_iter().flatten().flatten().map(|it| it.path());
    let toml = built_in.chain(own).filter(|it: &PathBuf| it.extension().is_some_and(|it| it == "toml"));
    let mut ids: Vec<String> = toml.filter_map(|it| Some(it.file_stem()?.to_string_lossy().into_owned())).collect();
    ids.sort();
    ids.dedup();
    ids
}

fn las_dokument(path: &Path, has_profile: bool, efterfragad: bool, inlast: &mut Inlast) -> Fil {
    let Some(file) = las_fil(path, inlast) else { return Fil::Annat };
    let kept = lock_beside(path, inlast);
    let Inlast { sources, report, granskade, .. } = inlast;
    let text = sources.get(file).text.as_str();
    let mut own = Report::default();
    let table = read::parse(file, text, &mut own);
    if let Some(table) = table.as_ref().filter(|it| is_form(it.get_ref())) {
        granskade.push(file);
        return read::record(file, text, table.clone(), report).map_or(Fil::Annat, |it| Fil::Formular(Box::new(it)));
    }
    let is_document = match &table {
        Some(table) => table.get_ref().contains_key("dokument"),
        None => names_document(text),
    };
    if !is_document {
        // Other programs keep TOML files too; only one that holds a plan's tables was meant for this one.
        let stray = table.as_ref().is_some_and(|it| has_plan_tables(it.get_ref())) || (table.is_none() && has_profile);
        if stray {
            granskade.push(file);
            report.diagnostics.append(&mut own.diagnostics);
            report.push(no_document(file, table.as_ref().map(|it| it.get_ref()), text));
        }
        return Fil::Annat;
    }
    granskade.push(file);
    report.diagnostics.append(&mut own.diagnostics);
    if !has_profile {
        let message = "Det finns ingen kommun.toml i den här mappen eller ovanför.";
        report.push(
            Diagnostic::new(&SAKNAD_KOMMUNPROFIL, first_line(file, text), message)
                .help("Lägg en kommun.toml i kommunens mapp, med [kommun] namn = \"…\" och kommunens avtal."),
        );
    }
    let slag = table.as_ref().map_or(Slag::Verksamhetsplan, |it| slag_of(it.get_ref()));
    let unreadable = Olasbar { path: path.to_owned(), slag, ar: year_of(text), efterfragad };
    let Some(table) = table else { return Fil::Olasbar(unreadable) };
    let lock = kept.map_or_else(LockState::default, |kept| {
        let same = lock::compare(table.get_ref(), file, &sources.get(kept).text, kept);
        same.unwrap_or(LockState { exists: true, ..LockState::default() })
    });
    let innehall = Innehall::read(slag, file, text, table, report);
    match innehall {
        Some(innehall) => {
            Fil::Handling(Box::new(Underlag { fil: file, path: path.to_owned(), innehall, efterfragad, lock }))
        }
        None => Fil::Olasbar(unreadable),
    }
}

/// The decided state of a document that is kept beside it, as text.
pub fn kept_beside(path: &Path) -> Option<String> {
    if path.as_os_str() == STDIN {
        return None;
    }
    let kept = bytes(&path.with_extension(lock::ENDING)).ok()?;
    Some(String::from_utf8_lossy(&kept).into_owned())
}

/// The file beside a document that keeps its decided state, where there is one.
fn lock_beside(path: &Path, inlast: &mut Inlast) -> Option<FileId> {
    let kept = kept_beside(path)?;
    let beside = path.with_extension(lock::ENDING);
    Some(inlast.sources.add_file(shown(&beside), beside, kept))
}

/// The kind a document says it is, or most likely means to be: a misspelt kind is told of when it is read.
fn slag_of(table: &DeTable<'_>) -> Slag {
    let word = table.get("dokument").and_then(|it| match it.get_ref() {
        DeValue::Table(inner) => match inner.get("slag")?.get_ref() {
            DeValue::String(text) => Some(ascii_key(text)),
            _ => None,
        },
        _ => None,
    });
    let meant = word.as_deref().and_then(|it| nearest(it, Slag::WORDS));
    // Without the word, the tables that only one kind has tell which it is.
    let meant = meant.or_else(|| if word.is_none() { slag_by_tables(table) } else { None });
    Slag::ALL.iter().copied().find(|it| meant == Some(it.word())).unwrap_or(Slag::Verksamhetsplan)
}

/// The word for the kind whose tables a document has.
fn slag_by_tables(table: &DeTable<'_>) -> Option<&'static str> {
    const FOLLOW_UP: [&str; 5] = ["pastaende", "ekonomi", "vardaktor", "insats", "utfall"];
    let has = |name: &str| table.keys().any(|it| ascii_key(it.get_ref()) == name);
    let of_form = table.get("dokument").is_some_and(|it| match it.get_ref() {
        DeValue::Table(inner) => inner.contains_key("formular"),
        _ => false,
    });
    match () {
        () if of_form || FOLLOW_UP.into_iter().any(has) => Some(Slag::Uppfoljning.word()),
        () if has("programomrade") => Some(Slag::Handlingsplan.word()),
        () if has("beslut") => Some(Slag::Beslut.word()),
        () => None,
    }
}

/// Whether a file is a region's form.
fn is_form(table: &DeTable<'_>) -> bool {
    table.contains_key("formular") && !table.contains_key("dokument")
}

/// The word for what a file is and the declaration of its tables: a kind of document, or a form. `None` for the files of
/// other programs.
pub fn record_of(table: &DeTable<'_>) -> Option<(&'static str, &'static Record)> {
    if is_form(table) {
        return Some(("formular", &Formular::RECORD));
    }
    let slag = table.contains_key("dokument").then(|| slag_of(table).word())?;
    Innehall::RECORDS.iter().find(|(word, _)| *word == slag).copied()
}

/// Whether a text that cannot be read as TOML means to be a document.
fn names_document(text: &str) -> bool {
    text.lines().any(|it| it.trim_start().trim_start_matches('[').starts_with("dokument"))
}

/// Whether a table has keys that only documents have.
fn has_plan_tables(table: &DeTable<'_>) -> bool {
    const TABLES: [&str; 7] = ["styrdokument", "fokusomrade", "avsnitt", "budget", "pastaende", "ekonomi", "vardaktor"];
    table.keys().any(|it| TABLES.contains(&ascii_key(it.get_ref()).as_str()))
}

fn first_line(file: FileId, text: &str) -> Span {
    Span::new(file, 0..text.lines().next().map_or(0, str::len))
}

/// Reads a file's text; reports why it cannot be read.
fn las_fil(path: &Path, inlast: &mut Inlast) -> Option<FileId> {
    las_text(path, inlast).map(|it| it.0)
}

/// Reads a file's text, and says whether a byte order mark was taken away; reports why it cannot be read.
fn las_text(path: &Path, inlast: &mut Inlast) -> Option<(FileId, bool)> {
    let name = shown(path);
    let read = match inlast.andrade.get(path) {
        Some(changed) => Ok(changed.to_vec()),
        None if inlast.stdin.as_deref() == Some(path) => typed(),
        None => bytes(path),
    };
    let has_mark = read.as_ref().is_ok_and(|it| it.starts_with("\u{feff}".as_bytes()));
    match read {
        Ok(bytes) => match decode(bytes) {
            Ok(text) => Some((inlast.sources.add_file(name, path.to_owned(), text), has_mark)),
            Err(NotText { message, help, line, bytes }) => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let start = text.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
                let length = text[start..].lines().next().map_or(0, str::len);
                let file = inlast.sources.add_file(name, path.to_owned(), text);
                inlast.granskade.push(file);
                let span = Span::new(file, start..start + length);
                inlast.report.push(Diagnostic::new(&EJ_UTF_8, span, message).help(help));
                None
            }
        },
        Err((message, help)) => {
            let file = inlast.sources.add_file(name, path.to_owned(), String::new());
            inlast.granskade.push(file);
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
    crate::svenska::harmless(&name)
}

/// Why a file cannot be read, and what to do about it.
pub type Unreadable = (String, String);

fn too_large() -> Unreadable {
    let message = format!("Filen är större än {} MB.", MAX_FILE_BYTES >> 20);
    (message, "En plan är några tiotal kilobyte. Har något klistrats in av misstag?".to_owned())
}

fn unreadable(error: &std::io::Error) -> Unreadable {
    let message = format!("Filen går inte att läsa: {}.", crate::bild::reason(error));
    (message, "Kontrollera att filen finns och att du får läsa den.".to_owned())
}

/// What comes from standard input; it can be read once.
///
/// # Errors
/// The message and the help, in Swedish.
pub fn typed() -> Result<Vec<u8>, Unreadable> {
    let mut text = Vec::new();
    std::io::stdin().lock().take(MAX_FILE_BYTES + 1).read_to_end(&mut text).map_err(|it| unreadable(&it))?;
    checked(text)
}

/// A file's bytes.
///
/// # Errors
/// The message and the help, in Swedish.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Unreadable> {
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
    let mut text = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut text).map_err(|it| unreadable(&it))?;
    checked(text)
}

/// Refuses what is no plan for certain.
fn checked(text: Vec<u8>) -> Result<Vec<u8>, Unreadable> {
    if text.len() as u64 > MAX_FILE_BYTES {
        return Err(too_large());
    }
    if text.starts_with(b"version https://git-lfs") {
        let message = "Filen är en pekare till git LFS, inte själva planen.".to_owned();
        return Err((message, "Kör git lfs pull och försök igen.".to_owned()));
    }
    Ok(text)
}
