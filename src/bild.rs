//! Images: found inside the kommun's folder, read whole, and known to be drawable before anything is laid out.

use std::collections::HashSet;
use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterFormat, RasterImage};

use crate::typsnitt;

/// The largest image file, in bytes.
const MAX_BYTES: u64 = 20 << 20;
/// The most pixels of an image; an A4 page at 600 dpi has 35 million.
const MAX_PIXELS: u64 = 50_000_000;

/// Why an image cannot be used, in Swedish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    pub message: String,
    pub help: String,
}

fn unusable<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, Unusable> {
    Err(Unusable { message: message.into(), help: help.into() })
}

/// An image's bytes and the ending that tells its format.
#[derive(Clone, Debug)]
pub struct Bild {
    /// The file: below the kommun's real folder, by the names that were typed.
    pub path: PathBuf,
    pub bytes: Bytes,
    pub format: &'static str,
}

/// Numbers for the bytes of images that have been found drawable. That depends on the bytes alone, and the same figure is
/// shown year after year.
static KANDA: LazyLock<(RandomState, Mutex<HashSet<u64>>)> = LazyLock::new(Default::default);

fn kanda() -> MutexGuard<'static, HashSet<u64>> {
    KANDA.1.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A number for some bytes, which nobody can foresee.
fn number(bytes: &[u8]) -> u64 {
    let mut hasher = KANDA.0.build_hasher();
    hasher.write(bytes);
    hasher.finish()
}

/// Reads an image that a document in `mapp` names; it must lie inside `root`, links followed.
///
/// # Errors
/// Says why the file cannot be found, may not be read or cannot be drawn.
pub fn read(name: &str, mapp: &Path, root: &Path) -> Result<Bild, Unusable> {
    let (real, path) = locate(name, mapp, root)?;
    let shown = crate::svenska::quoted(name);
    let bytes = match fs::read(&real) {
        Ok(bytes) => bytes,
        Err(error) => {
            return unusable(
                format!("Bilden ”{shown}” går inte att läsa ({}).", reason(&error)),
                "Kontrollera filens rättigheter.",
            );
        }
    };
    let format = format(&bytes);
    let number = number(&bytes);
    let checked = match format {
        Some(_) if kanda().contains(&number) => Ok(()),
        Some("svg") => check_svg(&bytes, &shown),
        Some(raster) => check_raster(&bytes, raster, &shown),
        None => unusable(format!("Filen ”{shown}” är ingen bild som kan visas."), "Använd SVG, PNG eller JPEG."),
    };
    checked.map(|()| {
        kanda().insert(number);
        Bild { path, bytes: Bytes::new(bytes), format: format.unwrap_or("svg") }
    })
}

/// The system's reason in words that do not name the machine's paths.
pub fn reason(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::NotFound => "filen finns inte",
        std::io::ErrorKind::PermissionDenied => "rättigheter saknas",
        std::io::ErrorKind::IsADirectory => "det är en mapp",
        std::io::ErrorKind::StorageFull => "disken är full",
        std::io::ErrorKind::ReadOnlyFilesystem => "disken går bara att läsa",
        std::io::ErrorKind::NotADirectory => "en del av sökvägen är ingen mapp",
        std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidFilename => "namnet kan inte vara ett filnamn",
        _ => "systemet nekar",
    }
}

/// A folder's real path; the empty path is the current folder.
fn real(folder: &Path) -> std::io::Result<PathBuf> {
    if folder.as_os_str().is_empty() { Path::new(".").canonicalize() } else { folder.canonicalize() }
}

/// The real path of an image and its path as typed below the real root; refused when it leads outside `root` by any way.
fn locate(name: &str, mapp: &Path, typed_root: &Path) -> Result<(PathBuf, PathBuf), Unusable> {
    let shown = crate::svenska::quoted(name);
    let inside = "Lägg bilden i kommunens mapp och skriv sökvägen från planens mapp, till exempel bilder/figur.svg.";
    if name.contains('\\') {
        let help = format!("Skriv \"{}\", med snedstreck åt andra hållet.", name.replace('\\', "/"));
        return unusable(format!("Sökvägen ”{shown}” har bakstreck."), help);
    }
    if name.contains([':', '\0']) || name.starts_with('~') || Path::new(name).is_absolute() {
        return unusable(format!("Sökvägen ”{shown}” kan inte användas."), inside);
    }
    let outside = || unusable(format!("Bilden ”{shown}” ligger utanför kommunens mapp."), inside);
    let Ok(root) = real(typed_root) else { return unusable("Kommunens mapp går inte att läsa.", inside) };
    // What lies outside is refused before it is looked at, so that a message never tells whether it exists.
    let base = match mapp.strip_prefix(typed_root) {
        Ok(below) => root.join(below),
        Err(_) => match real(mapp) {
            Ok(base) => base,
            Err(_) => return unusable("Planens mapp går inte att läsa.", inside),
        },
    };
    let mut lexical = base;
    for part in Path::new(name).components() {
        match part {
            std::path::Component::ParentDir => {
                lexical.pop();
            }
            std::path::Component::Normal(part) => lexical.push(part),
            _ => {}
        }
        if !lexical.starts_with(&root) {
            return outside();
        }
    }
    let real = match lexical.canonicalize() {
        Ok(real) => real,
        Err(_) => {
            return unusable(
                format!("Bilden ”{shown}” finns inte."),
                near(&lexical).unwrap_or_else(|| inside.to_owned()),
            );
        }
    };
    if !real.starts_with(&root) {
        return outside();
    }
    match fs::metadata(&real) {
        Ok(it) if !it.is_file() => unusable(format!("”{shown}” är ingen fil."), "Skriv namnet på en bildfil."),
        Ok(it) if it.len() > MAX_BYTES => unusable(
            format!("Bilden ”{shown}” är {} MB.", it.len() >> 20),
            format!("En bild kan vara högst {} MB. Spara den i lägre upplösning.", MAX_BYTES >> 20),
        ),
        Ok(_) => Ok((real, lexical)),
        Err(error) => unusable(format!("Bilden ”{shown}” går inte att läsa ({}).", reason(&error)), inside),
    }
}

/// A file in the same folder whose name differs in capitals only.
fn near(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?.to_lowercase();
    let names = fs::read_dir(path.parent()?).ok()?.filter_map(|it| it.ok()?.file_name().into_string().ok());
    let found = names.filter(|it| it.to_lowercase() == wanted).min()?;
    Some(format!("Det finns en fil som heter ”{found}”. Stora och små bokstäver måste stämma."))
}

fn format(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("png"),
        [0xff, 0xd8, 0xff, ..] => Some("jpg"),
        _ => {
            let start = &bytes[..bytes.len().min(4096)];
            memchr::memmem::find(start, b"<svg").map(|_| "svg")
        }
    }
}

fn check_raster(bytes: &[u8], format: &str, shown: &str) -> Result<(), Unusable> {
    let broken = || {
        unusable(
            format!("Bilden ”{shown}” är skadad och kan inte visas."),
            "Öppna bilden i ett bildprogram och spara om den.",
        )
    };
    let Some((width, height)) = dimensions(bytes, format) else { return broken() };
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        let message = format!("Bilden ”{shown}” är {width} × {height} bildpunkter.");
        return unusable(
            message,
            "Spara bilden i lägre upplösning: 3000 bildpunkter på bredden räcker för en A4-sida.",
        );
    }
    let exchange = if format == "png" { ExchangeFormat::Png } else { ExchangeFormat::Jpg };
    match RasterImage::plain(Bytes::new(bytes.to_vec()), RasterFormat::Exchange(exchange)) {
        Ok(_) => Ok(()),
        Err(_) => broken(),
    }
}

/// The pixels of a PNG image, four bytes each, row by row from the top, and how many bytes a row has. `None` when the file
/// is damaged or has more pixels than any page.
pub fn pixels(png: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (width, height) = dimensions(png, "png")?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS || format(png) != Some("png") {
        return None;
    }
    let image = RasterImage::plain(Bytes::new(png.to_vec()), RasterFormat::Exchange(ExchangeFormat::Png)).ok()?;
    Some((image.dynamic().to_rgba8().into_raw(), usize::try_from(width).ok()? * 4))
}

/// Width and height from the header alone, before anything is unpacked.
fn dimensions(bytes: &[u8], format: &str) -> Option<(u32, u32)> {
    let big = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    if format == "png" {
        return Some((big(16)?, big(20)?));
    }
    let mut at = 2;
    loop {
        let marker = *bytes.get(at + 1)?;
        let length = usize::from(u16::from_be_bytes(bytes.get(at + 2..at + 4)?.try_into().ok()?));
        let frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if frame {
            let side = |at: usize| Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
            // Four components are inks for printing, which an archived document on screen cannot hold.
            let components = *bytes.get(at + 9)?;
            return Some((side(at + 7)?, side(at + 5)?)).filter(|_| components == 1 || components == 3);
        }
        at += 2 + length.max(2);
    }
}

/// Elements of an SVG that run, fetch or embed something else.
const ACTIVE: [&str; 8] = ["script", "foreignObject", "image", "feImage", "animate", "set", "handler", "iframe"];

fn check_svg(bytes: &[u8], shown: &str) -> Result<(), Unusable> {
    let draw_again = "Spara bilden på nytt som ”vanlig SVG” i ritprogrammet, med texten kvar som text.";
    let Ok(text) = std::str::from_utf8(bytes) else {
        return unusable(format!("Bilden ”{shown}” är inte sparad som UTF-8."), draw_again);
    };
    // Entities can blow up to any size; no drawing needs them.
    let options =
        roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: 200_000, ..roxmltree::ParsingOptions::default() };
    let Ok(document) = roxmltree::Document::parse_with_options(text, options) else {
        return unusable(format!("Bilden ”{shown}” är ingen riktig SVG-fil."), draw_again);
    };
    let depth = document.descendants().map(|it| it.ancestors().count()).max().unwrap_or(0);
    if depth > 200 {
        return unusable(format!("Bilden ”{shown}” har för många nivåer."), draw_again);
    }
    for node in document.descendants() {
        if node.is_element() && ACTIVE.contains(&node.tag_name().name()) {
            let message = format!("Bilden ”{shown}” innehåller <{}>.", node.tag_name().name());
            return unusable(
                message,
                "En figur får bara vara former och text, inga andra bilder och ingen programkod.",
            );
        }
        let links_out = node.attributes().find(|it| it.name() == "href" && !it.value().starts_with('#'));
        let uses_out = node
            .attributes()
            .find(|it| it.value().contains("url(") && !it.value().contains("url(#") && !it.value().contains("url('#"));
        if links_out.or(uses_out).is_some() {
            let message = format!("Bilden ”{shown}” hämtar något från en annan plats.");
            return unusable(message, "En figur måste ha allt i sin egen fil.");
        }
        let characters = node.text().unwrap_or_default().chars();
        let odd = if node.is_text() {
            characters.into_iter().find(|it| !typsnitt::covers(*it) || typsnitt::is_forbidden(*it))
        } else {
            None
        };
        let in_style = node
            .parent_element()
            .is_some_and(|it| matches!(it.tag_name().name(), "style" | "title" | "desc" | "metadata"));
        if let Some(odd) = odd.filter(|_| !in_style) {
            let message = format!("Bilden ”{shown}” har tecknet U+{:04X} som inte finns i typsnittet.", odd as u32);
            return unusable(message, "Ta bort tecknet ur bildens text.");
        }
    }
    let root = document.root_element();
    let sized = root.attribute("viewBox").is_some()
        || (root.attribute("width").is_some() && root.attribute("height").is_some());
    if root.tag_name().name() != "svg" || !sized {
        return unusable(
            format!("Bilden ”{shown}” saknar storlek."),
            "Lägg till viewBox i <svg>, eller spara bilden på nytt.",
        );
    }
    Ok(())
}
