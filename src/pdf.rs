//! A view → PDF bytes, through Typst inside the program. The only module that knows the layout engine.
//!
//! Typst sees three places: `/templates` (the override folder, else the embedded files), `/data` (the view as JSON) and
//! `/bild` (images that were read and judged before). It can reach no other file, no package and no network.

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
    pub fn key(&self, vy: &Dokumentvy, data: &[u8], format: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(self.fingerprint);
        hash.update(format);
        hash.update(data);
        hash.update(format!("{:?}{:?}", vy.dag, vy.ark));
        for image in &vy.bilder {
            hash.update((image.bytes.len() as u64).to_le_bytes());
            hash.update(&image.bytes);
        }
        hex(&hash.finalize())
    }

    /// Sets a document and writes it as PDF/A-2a and PDF/UA-1.
    ///
    /// # Errors
    /// What a template does wrong, with its file and line. The embedded templates do nothing wrong with a view of a
    /// document that passed its checks.
    pub fn pdf(&self, vy: &Dokumentvy, data: Vec<u8>) -> Result<Vec<u8>, String> {
        let world =
            Varld { engine: self, main: file_id(&format!("/templates/{}.typ", vy.slag)), data: Bytes::new(data), vy };
        let typst::diag::Warned { output, warnings } = typst::compile::<PagedDocument>(&world);
        // A font that is not found is only a warning to Typst, but text may be gone from the page.
        let fatal: Vec<&SourceDiagnostic> = warnings.iter().filter(|it| it.message.contains("font")).collect();
        let result = output.map_err(|it| world.say(it.iter())).and_then(|document| {
            if !fatal.is_empty() {
                return Err(world.say(fatal.into_iter()));
            }
            typst_pdf::pdf(&document, &options(vy)?).map_err(|it| world.say(it.iter()))
        });
        // Different documents share nearly nothing, so what one has left behind only takes room.
        typst::comemo::evict(2);
        result
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

fn options(vy: &Dokumentvy) -> Result<PdfOptions, String> {
    let standards =
        PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a]).map_err(|it| it.message().to_string())?;
    let identity =
        [vy.kommun.namn.as_str(), vy.slag, &vy.ar.to_string(), vy.diarienummer.as_deref().unwrap_or("")].join("\n");
    Ok(PdfOptions {
        ident: Smart::Custom(identity),
        creator: Smart::Custom(Some(format!("fhplan {}", env!("CARGO_PKG_VERSION")))),
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
    data: Bytes,
    vy: &'a Dokumentvy,
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
        self.engine.templates.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if matches!(id.get().root(), VirtualRoot::Package(_)) {
            return Err(FileError::AccessDenied);
        }
        let path = id.vpath().get_with_slash();
        if path == "/data/dokument.json" {
            return Ok(self.data.clone());
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
