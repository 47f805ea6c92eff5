//! A PDF that somebody has: what it says of itself, what it carries, and what its pages say. The only module that knows the
//! library that reads PDF files.
//!
//! The file can be anybody's work. Everything read out of it is bounded, and nothing of it is run or written to a disk.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, decode_text_string};

use crate::bilagor;
use crate::datum::Datum;

/// The largest file that is read, in bytes.
pub const MAX_BYTES: u64 = 100 << 20;

/// The most that a part of a file is unpacked to, in bytes. What draws a page is some tens of thousands.
const MAX_UNPACKED: usize = 16 << 20;

/// The most pages whose texts are compared.
const MAX_PAGES: usize = 2_000;

/// The most places that are tried as the end of the file's first version.
const MAX_ENDS: usize = 16;

/// Why a file cannot be examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Olasbar {
    /// It is no PDF.
    Annat,
    /// It is damaged, or its end is missing.
    Skadad,
    /// It is encrypted.
    Krypterad,
}

/// A PDF that could be read.
pub struct Pdffil {
    document: Document,
}

/// What a PDF says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uppgifter {
    pub titel: String,
    pub avsandare: String,
    pub nyckelord: Vec<String>,
    /// The program that made it.
    pub gjord_med: String,
    /// The day it says it is of.
    pub dag: Option<Datum>,
}

/// The program's name as PDFs state it.
const PROGRAM: &str = "fhplan ";

impl Uppgifter {
    /// The version of fhplan that made the file; `None` when another program did.
    pub fn version(&self) -> Option<&str> {
        self.gjord_med.strip_prefix(PROGRAM)?.split(' ').next()
    }

    /// What the document shows, as [`crate::pdf::avtryck`] says it.
    pub fn avtryck(&self) -> Option<&str> {
        self.gjord_med.split_once("(sha256:")?.1.strip_suffix(')')
    }

    /// The document's year: the keywords are the subject, the kind, the year and then the document's own.
    pub fn ar(&self) -> Option<i16> {
        self.nyckelord.get(2)?.parse().ok()
    }

    /// The document's kind in running text.
    pub fn slag(&self) -> Option<&str> {
        self.nyckelord.get(1).map(String::as_str)
    }
}

/// A file that a PDF carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buren {
    pub namn: String,
    pub beskrivning: String,
    /// Whether the PDF says that it was made of it.
    pub kalla: bool,
    pub bytes: Vec<u8>,
}

/// What a later addition to a PDF does to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tillagg {
    /// Whether it holds an electronic signature.
    pub undertecknad: bool,
    /// The pages where a signature can be seen.
    pub syns_pa: BTreeSet<usize>,
    /// The pages that it changes.
    pub sidor: BTreeSet<usize>,
    /// Whether it changes anything else than pages.
    pub annat: bool,
}

impl Tillagg {
    /// Whether the document shows what it showed, but for signatures.
    pub fn ar_ofarligt(&self) -> bool {
        self.sidor.is_empty() && !self.annat
    }
}

/// What the library makes of a file. A panic in it is a bug, but a file of anybody's must not end the program.
fn guarded<T>(work: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok().flatten()
}

/// Reads a PDF.
///
/// # Errors
/// Says what is wrong with the file.
pub fn read(bytes: &[u8]) -> Result<Pdffil, Olasbar> {
    if !bytes.starts_with(b"%PDF-") {
        return Err(Olasbar::Annat);
    }
    let options = LoadOptions::with_max_decompressed_size(MAX_UNPACKED);
    let document = guarded(|| Document::load_mem_with_options(bytes, options).ok()).ok_or(Olasbar::Skadad)?;
    if document.is_encrypted() {
        return Err(Olasbar::Krypterad);
    }
    match document.get_pages().is_empty() {
        true => Err(Olasbar::Skadad),
        false => Ok(Pdffil { document }),
    }
}

/// The first version of a PDF that others have added to, as its signers do; the file itself when nobody has.
pub fn forsta_version(bytes: &[u8]) -> Result<Pdffil, Olasbar> {
    const END: &[u8] = b"%%EOF";
    let ends = bytes.windows(END.len()).enumerate().filter(|(_, it)| *it == END).map(|(at, _)| at + END.len());
    // The same mark can stand inside a file that is carried, so the first that ends a readable file counts.
    let own = ends.take(MAX_ENDS).find_map(|end| {
        let read = read(&bytes[..end]).ok()?;
        (read.document.xref_recovery.is_none()).then_some(read)
    });
    own.map_or_else(|| read(bytes), Ok)
}

impl Pdffil {
    /// What the file says of itself.
    pub fn uppgifter(&self) -> Uppgifter {
        let info = self.document.trailer.get(b"Info").ok().and_then(|it| self.dictionary(it));
        let text = |key: &[u8]| info.and_then(|it| decode_text_string(self.resolved(it.get(key).ok()?)).ok());
        let keywords = text(b"Keywords").unwrap_or_default();
        Uppgifter {
            titel: text(b"Title").unwrap_or_default(),
            avsandare: text(b"Author").unwrap_or_default(),
            nyckelord: keywords.split(", ").map(str::to_owned).collect(),
            gjord_med: text(b"Creator").unwrap_or_default(),
            dag: text(b"CreationDate").as_deref().and_then(day),
        }
    }

    /// The files that it carries.
    ///
    /// # Errors
    /// Says that they are too large or damaged.
    pub fn bilagor(&self) -> Result<Vec<Buren>, String> {
        let catalog = self.document.catalog().map_err(|_| "PDF:en är skadad.".to_owned())?;
        let listed = catalog.get(b"AF").ok().map(|it| self.resolved(it)).and_then(|it| it.as_array().ok());
        let mut all = Vec::new();
        let mut size = 0;
        for it in listed.into_iter().flatten() {
            if all.len() == bilagor::MAX_FILES {
                return Err(format!("PDF:en bär fler än {} filer.", bilagor::MAX_FILES));
            }
            let found = guarded(|| self.carried(it, bilagor::MAX_BYTES - size));
            let found = found.ok_or_else(|| {
                format!("En fil som PDF:en bär är skadad, eller större än {} MB.", bilagor::MAX_BYTES >> 20)
            })?;
            size += found.bytes.len();
            all.push(found);
        }
        Ok(all)
    }

    fn carried(&self, specification: &Object, room: usize) -> Option<Buren> {
        let specification = self.dictionary(specification)?;
        let text = |key: &[u8]| decode_text_string(self.resolved(specification.get(key).ok()?)).ok();
        let file = self.dictionary(specification.get(b"EF").ok()?)?.get(b"F").ok()?;
        let stream = self.resolved(file).as_stream().ok()?;
        let bytes = stream.get_plain_content_with_limit(room.max(1)).ok().filter(|it| it.len() <= room)?;
        let relation = specification.get(b"AFRelationship").ok().and_then(|it| it.as_name().ok());
        Some(Buren {
            namn: text(b"UF")?,
            beskrivning: text(b"Desc").unwrap_or_default(),
            kalla: relation == Some(b"Source"),
            bytes,
        })
    }

    /// What each page says, in the order it is drawn, with one space between words. A page that cannot be read says nothing.
    pub fn sidtexter(&self) -> Vec<String> {
        let pages: Vec<u32> = self.document.get_pages().keys().copied().take(MAX_PAGES).collect();
        let text = |it: &u32| guarded(|| self.document.extract_text_with_limit(&[*it], MAX_UNPACKED).ok());
        let dense = |it: String| it.split_whitespace().collect::<Vec<_>>().join(" ");
        pages.iter().map(|it| text(it).map(dense).unwrap_or_default()).collect()
    }

    /// How many pages there are.
    pub fn antal_sidor(&self) -> usize {
        self.document.get_pages().len()
    }

    /// The first page that is not drawn as the same page of another file.
    pub fn annan_sida(&self, other: &Self) -> Option<usize> {
        let drawn = |it: &Self, page| guarded(|| it.document.get_page_content_with_limit(page, MAX_UNPACKED).ok());
        let pages = self.document.get_pages();
        let others = other.document.get_pages();
        let differs = |(page, id): (&u32, &ObjectId)| {
            let same = others.get(page).is_some_and(|it| drawn(self, *id) == drawn(other, *it));
            (!same).then(|| usize::try_from(*page).ok()).flatten()
        };
        pages.iter().take(MAX_PAGES).find_map(differs)
    }

    fn resolved<'a>(&'a self, it: &'a Object) -> &'a Object {
        self.document.dereference(it).map_or(it, |(_, it)| it)
    }

    fn dictionary<'a>(&'a self, it: &'a Object) -> Option<&'a Dictionary> {
        self.resolved(it).as_dict().ok()
    }
}

/// A day as PDF files write it, such as `D:20231127…`.
fn day(text: &str) -> Option<Datum> {
    let digits = text.strip_prefix("D:").unwrap_or(text).get(..8)?;
    let part = |range: std::ops::Range<usize>| digits.get(range);
    Datum::new(part(0..4)?.parse().ok()?, part(4..6)?.parse().ok()?, part(6..8)?.parse().ok()?)
}

/// Keys of the catalog that signers add or change, and that show nothing by themselves.
const SIGNERS_KEYS: [&[u8]; 7] = [b"AcroForm", b"DSS", b"Perms", b"Extensions", b"Version", b"Metadata", b"Type"];

/// What was added to a file: `fore` is what it was, `efter` what it is, and its first bytes are those of `fore`.
pub fn tillagg(fore: &Pdffil, efter: &Pdffil) -> Tillagg {
    let (before, after) = (&fore.document, &efter.document);
    let number = |it: u32| usize::try_from(it).unwrap_or(usize::MAX);
    let pages: BTreeMap<ObjectId, usize> =
        before.get_pages().into_iter().map(|(page, id)| (id, number(page))).collect();
    let contents: BTreeMap<ObjectId, usize> = pages
        .iter()
        .flat_map(|(id, page)| before.get_page_contents(*id).into_iter().map(move |it| (it, *page)))
        .collect();
    let reference =
        |document: &Document, key: &[u8]| document.trailer.get(key).ok().and_then(|it| it.as_reference().ok());
    let (catalog, info) = (reference(before, b"Root"), reference(before, b"Info"));
    let metadata = before.catalog().ok().and_then(|it| it.get(b"Metadata").ok()?.as_reference().ok());
    let mut found = Tillagg {
        undertecknad: after.objects.iter().any(|(id, it)| !before.objects.contains_key(id) && is_signature(it)),
        annat: before.get_pages() != after.get_pages(),
        ..Tillagg::default()
    };
    for (id, old) in &before.objects {
        let new = after.objects.get(id);
        if new.is_some_and(|new| same(old, new)) || Some(*id) == info || Some(*id) == metadata || Some(*id) == catalog {
            continue;
        }
        match (pages.get(id), contents.get(id)) {
            (Some(page), _) => page_addition(*page, old, new, efter, &mut found),
            (_, Some(page)) => {
                found.sidor.insert(*page);
            }
            _ => found.annat = true,
        }
    }
    let own_catalog = |it: &Document| it.catalog().ok().map(without_signers_keys);
    let form = after.catalog().ok().and_then(|it| efter.dictionary(it.get(b"AcroForm").ok()?));
    found.annat |= own_catalog(before) != own_catalog(after) || form.is_some_and(|it| it.has(b"XFA"));
    found
}

fn without_signers_keys(catalog: &Dictionary) -> BTreeMap<Vec<u8>, Object> {
    let own = catalog.iter().filter(|(key, _)| !SIGNERS_KEYS.contains(&key.as_slice()));
    own.map(|(key, value)| (key.clone(), value.clone())).collect()
}

fn is_signature(it: &Object) -> bool {
    it.as_dict().is_ok_and(|it| it.has(b"ByteRange") && it.has(b"Contents"))
}

/// Whether two objects say the same; where in the file they stand says nothing.
fn same(old: &Object, new: &Object) -> bool {
    match (old, new) {
        (Object::Stream(old), Object::Stream(new)) => old.dict == new.dict && old.content == new.content,
        _ => old == new,
    }
}

/// Notes what became of a page that was written anew: signers add their field to it, and nothing else.
fn page_addition(page: usize, old: &Object, new: Option<&Object>, efter: &Pdffil, found: &mut Tillagg) {
    let (Some(old), Some(new)) = (old.as_dict().ok(), new.and_then(|it| it.as_dict().ok())) else {
        found.sidor.insert(page);
        return;
    };
    let rest = |it: &Dictionary| {
        let own = it.iter().filter(|(key, _)| !matches!(key.as_slice(), b"Annots" | b"Tabs"));
        own.map(|(key, value)| (key.clone(), value.clone())).collect::<BTreeMap<_, _>>()
    };
    let marks = |it: &Dictionary| {
        let all = it.get(b"Annots").ok().map(|it| efter.resolved(it)).and_then(|it| it.as_array().ok());
        all.cloned().unwrap_or_default()
    };
    let (before, after) = (marks(old), marks(new));
    let kept = before.iter().all(|it| after.contains(it));
    let added: Vec<&Object> = after.iter().filter(|it| !before.contains(it)).collect();
    let fields = added.iter().filter_map(|it| efter.dictionary(it)).filter(|it| is_signature_field(it, efter));
    let fields: Vec<&Dictionary> = fields.collect();
    if rest(old) != rest(new) || !kept || fields.len() != added.len() {
        found.sidor.insert(page);
    } else if fields.iter().any(|it| is_seen(it, efter)) {
        found.syns_pa.insert(page);
    }
}

fn is_signature_field(it: &Dictionary, file: &Pdffil) -> bool {
    let is =
        |it: &Dictionary, key: &[u8], word: &[u8]| it.get(key).and_then(Object::as_name).is_ok_and(|it| it == word);
    let parent = it.get(b"Parent").ok().and_then(|it| file.dictionary(it));
    is(it, b"Subtype", b"Widget") && (is(it, b"FT", b"Sig") || parent.is_some_and(|it| is(it, b"FT", b"Sig")))
}

/// Whether a field takes any room on the page.
fn is_seen(it: &Dictionary, file: &Pdffil) -> bool {
    let sides = it.get(b"Rect").ok().map(|it| file.resolved(it)).and_then(|it| it.as_array().ok());
    sides.is_some_and(|sides| sides.len() == 4 && sides[0] != sides[2] && sides[1] != sides[3])
}
