//! A view → PDF bytes and page images, through Typst inside the program. The only module that knows the layout engine.
//!
//! Typst sees three places: `/templates` (the override folder, else the embedded files), `/data` (the view as JSON, and
//! what the PDF is to carry) and `/bild` (images that were read and judged before). It can reach no other file, no package
//! and no network.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World, WorldExt};
use typst_kit::files::{FileLoader, FileStore};
use typst_kit::fonts::FontStore;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::typsnitt::{self, TEMPLATES};
use crate::view::Dokumentvy;

/// The largest file of an override folder, in bytes.
const MAX_TEMPLATE_BYTES: u64 = 20 << 20;

/// What all documents share: the library, the fonts and the templates. It can be used from several threads.
pub struct Engine {
    library: LazyHash<Library>,
    fonts: FontStore,
    templates: FileStore<Templates>,
    /// A hash of everything but the document itself.
    fingerprint: [u8; 32],
}

/// Where templates come from: the override folder file by file, else the program.
struct Templates {
    folder: Option<PathBuf>,
}

impl Engine {
    /// Makes an engine; files in `overrides` stand in for the embedded templates of the same name.
    pub fn new(overrides: Option<&Path>) -> Self {
        let mut fonts = FontStore::new();
        for file in typsnitt::files() {
            for font in Font::iter(Bytes::new(file)) {
                let info = font.info().clone();
                fonts.push((font, info));
            }
        }
        let folder = overrides.and_then(|it| it.canonicalize().ok());
        let fingerprint = fingerprint(folder.as_deref());
        Self {
            library: LazyHash::new(
                Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build(),
            ),
            fonts,
            templates: FileStore::new(Templates { folder }),
            fingerprint,
        }
    }

    /// A hash of everything that goes into a document's bytes: two equal keys mean equal bytes. `data` is the view as
    /// [`Dokumentvy::data`] gives it.
    pub fn key(&self, vy: &Dokumentvy, data: &[u8], format: &str, bilagor: &[Bilaga]) -> String {
        let mut hash = Sha256::new();
        hash.update(self.fingerprint);
        hash.update(format);
        hash.update(content_hash(vy, data));
        hash.update(format!("{:?}", vy.ark));
        for it in bilagor {
            hash.update(format!("{:?}", (&it.namn, it.typ, it.relation, &it.beskrivning, it.bytes.len())));
            hash.update(&it.bytes);
        }
        hex(&hash.finalize())
    }

    /// Lays a document out. What is carried along shows in the PDF only.
    ///
    /// # Errors
    /// What a template does wrong, with its file and line. The embedded templates do nothing wrong with a view of a
    /// document that passed its checks.
    pub fn set<'a>(&'a self, vy: &'a Dokumentvy, data: Vec<u8>, bilagor: &'a [Bilaga]) -> Result<Uppsatt<'a>, String> {
        let innehall = avtryck(vy, &data);
        let world = Varld::new(self, vy, data, bilagor);
        let typst::diag::Warned { output, warnings } = typst::compile::<PagedDocument>(&world);
        // A font that is not found is only a warning to Typst, but text may be gone from the page.
        let fatal: Vec<&SourceDiagnostic> = warnings.iter().filter(|it| it.message.contains("font")).collect();
        let result = match output {
            Err(errors) => Err(world.say(errors.iter())),
            Ok(_) if !fatal.is_empty() => Err(world.say(fatal.into_iter())),
            Ok(document) => Ok(document),
        };
        match result {
            Ok(document) => Ok(Uppsatt { world, document, innehall }),
            Err(message) => {
                typst::comemo::evict(2);
                Err(message)
            }
        }
    }
}

/// A document that is laid out.
pub struct Uppsatt<'a> {
    world: Varld<'a>,
    document: PagedDocument,
    innehall: String,
}

impl Uppsatt<'_> {
    /// The document as PDF/UA-1 and PDF/A-2a; as PDF/A-3a when it carries files, which PDF/A-2 does not allow.
    ///
    /// # Errors
    /// What the standards do not allow. A document that passed its checks follows them.
    pub fn pdf(&self) -> Result<Vec<u8>, String> {
        let options = options(self.world.vy, &self.innehall, !self.world.bilagor.is_empty())?;
        typst_pdf::pdf(&self.document, &options).map_err(|it| self.world.say(it.iter()))
    }

    /// An image in PNG of each page, `ppi` pixels an inch.
    ///
    /// # Errors
    /// Says which page cannot be written.
    pub fn pages(&self, ppi: u16) -> Result<Vec<Vec<u8>>, String> {
        let options = typst_render::RenderOptions { pixel_per_pt: pixels_per_point(ppi), render_bleed: false };
        let page = |(idx, it)| {
            let error = |it| format!("Sida {} blev ingen bild: {it}", idx + 1);
            typst_render::render(it, &options).encode_png().map_err(error)
        };
        self.document.pages().iter().enumerate().map(page).collect()
    }
}

impl Drop for Uppsatt<'_> {
    /// Different documents share nearly nothing, so what one has left behind only takes room.
    fn drop(&mut self) {
        typst::comemo::evict(2);
    }
}

/// A point is a 72nd of an inch.
#[expect(clippy::disallowed_types, reason = "a scale of drawing, never a sum")]
fn pixels_per_point(ppi: u16) -> typst::utils::Scalar {
    typst::utils::Scalar::new(f64::from(ppi) / 72.0)
}

/// A file that travels inside a PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bilaga {
    /// Its name, which no other file in the PDF has.
    pub namn: String,
    /// What it is, such as `application/toml`.
    pub typ: &'static str,
    pub relation: Relation,
    pub beskrivning: String,
    pub bytes: Vec<u8>,
}

/// What a file has to do with the PDF that carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The PDF was made of it.
    Kalla,
    /// It holds the figures that the PDF shows.
    Data,
}

impl Relation {
    /// The word that PDF files, and templates, have for it.
    fn word(self) -> &'static str {
        match self {
            Self::Kalla => "source",
            Self::Data => "data",
        }
    }
}

thread_local! {
    static ALONE: bool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().is_ok();
}

/// Keeps the layout of documents on the thread that sets them, for when several threads each set their own.
///
/// The engine hands its work to a pool of threads. One pool for all makes documents wait for each other and steal from
/// each other (1.6 instead of 1.8 times the speed on two cores). Where no pool can be made the common one serves.
pub fn stay_on_this_thread() -> bool {
    ALONE.with(|it| *it)
}

/// A hash of what a document shows, whoever sets it.
fn content_hash(vy: &Dokumentvy, data: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(data);
    hash.update(format!("{:?}", vy.dag));
    for image in &vy.bilder {
        hash.update((image.bytes.len() as u64).to_le_bytes());
        hash.update(&image.bytes);
    }
    hash.finalize().into()
}

/// What a document shows in 16 digits, as each PDF names it, so that its source can be found in a long history. `data` is
/// the view as [`Dokumentvy::data`] gives it.
pub fn avtryck(vy: &Dokumentvy, data: &[u8]) -> String {
    hex(&content_hash(vy, data)[..8])
}

/// What a PDF says it was made by: this version, and before the last parenthesis [`avtryck`].
pub const MADE_BY: &str = concat!("fhplan ", env!("CARGO_PKG_VERSION"));

fn options(vy: &Dokumentvy, innehall: &str, carries: bool) -> Result<PdfOptions, String> {
    let archive = if carries { PdfStandard::A_3a } else { PdfStandard::A_2a };
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, archive]).map_err(|it| it.message().to_string())?;
    let identity =
        [vy.kommun.namn.as_str(), vy.slag, &vy.ar.to_string(), vy.diarienummer.as_deref().unwrap_or("")].join("\n");
    Ok(PdfOptions {
        ident: Smart::Custom(identity),
        creator: Smart::Custom(Some(format!("{MADE_BY} (sha256:{innehall})"))),
        timestamp: datetime(vy).map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    })
}

fn datetime(vy: &Dokumentvy) -> Option<Datetime> {
    let day = vy.dag?;
    Datetime::from_ymd_hms(i32::from(day.ar()), day.manad().unsigned_abs(), day.dag().unsigned_abs(), 0, 0, 0)
}

/// Bytes as small hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

/// A hash of the program's version, what is built into it and the templates that override that.
fn fingerprint(overrides: Option<&Path>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(concat!(env!("CARGO_PKG_VERSION"), " typst 0.15.1 ", env!("FHPLAN_TEMPLATES")));
    let walk = overrides.map(|it| ignore::WalkBuilder::new(it).sort_by_file_path(Path::cmp).build());
    for file in walk.into_iter().flatten().flatten().filter(|it| it.file_type().is_some_and(|it| it.is_file())) {
        let name = overrides.and_then(|it| file.path().strip_prefix(it).ok()).unwrap_or(file.path());
        hash.update(name.to_string_lossy().as_bytes());
        hash.update(fs::read(file.path()).unwrap_or_default());
    }
    hash.finalize().into()
}

fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).unwrap_or_else(|_| VirtualPath::new("/").expect("the root is a path"));
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl FileLoader for Templates {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        let name = id.vpath().get_without_slash().strip_prefix("templates/").ok_or(FileError::AccessDenied)?;
        if let Some(folder) = &self.folder {
            match read_inside(folder, name) {
                Err(FileError::NotFound(_)) => {}
                other => return other,
            }
        }
        let embedded = TEMPLATES.get_file(name).map(|it| Bytes::new(it.contents()));
        embedded.ok_or_else(|| FileError::NotFound(name.into()))
    }
}

/// Reads a file of the override folder; links may not lead out of it.
fn read_inside(folder: &Path, name: &str) -> FileResult<Bytes> {
    let error = |it| FileError::from_io(it, Path::new(name));
    let path = folder.join(name).canonicalize().map_err(error)?;
    if !path.starts_with(folder) {
        return Err(FileError::AccessDenied);
    }
    let metadata = fs::metadata(&path).map_err(error)?;
    if !metadata.is_file() || metadata.len() > MAX_TEMPLATE_BYTES {
        return Err(FileError::Other(Some("too large or not a file".into())));
    }
    fs::read(&path).map(Bytes::new).map_err(error)
}

/// What Typst sees while it sets one document.
struct Varld<'a> {
    engine: &'a Engine,
    main: FileId,
    /// The main file when it is not a template: the template, and after it what the PDF carries.
    carrying: Option<Source>,
    data: Bytes,
    vy: &'a Dokumentvy,
    bilagor: &'a [Bilaga],
}

impl<'a> Varld<'a> {
    fn new(engine: &'a Engine, vy: &'a Dokumentvy, data: Vec<u8>, bilagor: &'a [Bilaga]) -> Self {
        let template = format!("/templates/{}.typ", vy.slag);
        let data = Bytes::new(data);
        if bilagor.is_empty() {
            return Self { engine, main: file_id(&template), carrying: None, data, vy, bilagor };
        }
        let main = file_id("/data/huvud.typ");
        let text = format!(
            "#include \"{template}\"\n\
             #for (idx, it) in json(\"/data/bilagor.json\").enumerate() {{\n\
             pdf.attach(it.namn, read(\"/data/bilaga/\" + str(idx), encoding: none), relationship: it.relation, \
             mime-type: it.typ, description: it.beskrivning)\n}}\n"
        );
        Self { engine, main, carrying: Some(Source::new(main, text)), data, vy, bilagor }
    }

    /// The files that are carried, as the main file lists them.
    fn listing(&self) -> Bytes {
        let line = |it: &Bilaga| {
            serde_json::json!({
                "namn": format!("/{}", it.namn),
                "typ": it.typ,
                "relation": it.relation.word(),
                "beskrivning": it.beskrivning,
            })
        };
        let lines: Vec<_> = self.bilagor.iter().map(line).collect();
        Bytes::new(serde_json::Value::from(lines).to_string().into_bytes())
    }

    /// A file of `/data`.
    fn data_file(&self, name: &str) -> Option<Bytes> {
        match name {
            "dokument.json" => Some(self.data.clone()),
            "bilagor.json" => Some(self.listing()),
            _ => {
                let idx: usize = name.strip_prefix("bilaga/")?.parse().ok()?;
                self.bilagor.get(idx).map(|it| Bytes::new(it.bytes.clone()))
            }
        }
    }
}

impl World for Varld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.engine.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.engine.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if matches!(id.get().root(), VirtualRoot::Package(_)) {
            return Err(FileError::AccessDenied);
        }
        match &self.carrying {
            Some(source) if source.id() == id => Ok(source.clone()),
            _ => self.engine.templates.source(id),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if matches!(id.get().root(), VirtualRoot::Package(_)) {
            return Err(FileError::AccessDenied);
        }
        let path = id.vpath().get_with_slash();
        if let Some(name) = path.strip_prefix("/data/") {
            return self.data_file(name).ok_or_else(|| FileError::NotFound(name.into()));
        }
        match self.vy.bilder.iter().find(|it| it.namn == path) {
            Some(image) => Ok(image.bytes.clone()),
            None => self.engine.templates.file(id),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.engine.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        datetime(self.vy)
    }
}

impl Varld<'_> {
    /// Typst's findings in the words of this program: the template's file and line, then what Typst says.
    fn say<'d>(&self, diagnostics: impl Iterator<Item = &'d SourceDiagnostic>) -> String {
        let lines = diagnostics.take(5).map(|it| {
            let place = it.span.id().map(|id| {
                let line = self.range(it.span).and_then(|range| {
                    let source = self.source(id).ok()?;
                    Some(source.text().get(..range.start)?.matches('\n').count() + 1)
                });
                let name = id.get().vpath().get_without_slash().to_owned();
                line.map_or(name.clone(), |line| format!("{name}, rad {line}"))
            });
            let hints: String = it.hints.iter().map(|it| format!(" ({})", it.v)).collect();
            format!("{}: {}{hints}", place.unwrap_or_else(|| "dokumentet".to_owned()), it.message)
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}
