//! What a PDF can carry: the sources it was made of, and the workbook with the same figures.
//!
//! The sources are those that the document was read from and no others, so that whoever has the PDF can make it again.
//! Templates are code, and code neither travels in a PDF nor is run out of one.

use std::path::{Component, Path, PathBuf};

use crate::inlasning::Inlast;
use crate::modell::{Innehall, Kommun, Underlag};
use crate::pdf::{Bilaga, Relation};
use crate::source::FileId;
use crate::view::{Del, Dokumentvy};
use crate::{svenska, xlsx};

/// The most that a PDF may carry, in bytes.
pub const MAX_BYTES: usize = 20 << 20;

/// The most files that a PDF may carry.
pub const MAX_FILES: usize = 200;

/// The longest path of a file that is carried, in bytes.
const LONGEST_NAME: usize = 240;

/// The folder of templates and forms, as the kommun's folder has it.
const FORMS: &str = "templates/formular";

/// What the user wants a PDF to carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Onskemal {
    /// The sources.
    pub kallor: bool,
    /// The workbook.
    pub kalkylblad: bool,
}

/// Stands before a file's path in its description: many programs cannot save a file whose name has folders in it.
const PATH: &str = " Sökväg: ";

/// Everything that a document's PDF carries. `inlast` is the reading that the document is from, which holds what it builds
/// on and no more.
///
/// # Errors
/// Says what cannot be carried: too much, or a file whose name cannot stand in a PDF.
pub fn alla(
    onskemal: Onskemal,
    inlast: &Inlast,
    underlag: &Underlag,
    del: Del,
    vy: &Dokumentvy,
) -> Result<Vec<Bilaga>, String> {
    let mut all = Vec::new();
    if let Some(kommun) = inlast.kommun.as_ref().filter(|_| onskemal.kallor) {
        all.extend(kallor(inlast, kommun, underlag, vy)?);
    }
    if let Some(ark) = vy.ark.as_ref().filter(|_| onskemal.kalkylblad) {
        let stem = underlag.path.file_stem().unwrap_or_default().to_string_lossy();
        all.push(Bilaga {
            namn: format!("{stem}{}.xlsx", del.tillagg()),
            typ: XLSX,
            relation: Relation::Data,
            beskrivning: "Dokumentets belopp som kalkylblad, med formler.".to_owned(),
            bytes: xlsx::workbook(vy, ark)?,
        });
    }
    let size: usize = all.iter().map(|it| it.bytes.len()).sum();
    if size > MAX_BYTES {
        let most = MAX_BYTES >> 20;
        return Err(format!("Det som ska följa med är {} MB. Högst {most} MB får plats i PDF:en.", size >> 20));
    }
    if all.len() > MAX_FILES {
        return Err(format!("{} filer ska följa med. Högst {MAX_FILES} får plats i PDF:en.", all.len()));
    }
    if let Some(it) = all.iter().find(|it| !is_safe(&it.namn)) {
        return Err(format!("Filen ”{}” kan inte följa med i en PDF. Ge den ett enklare namn.", it.namn));
    }
    flatten(&mut all);
    Ok(all)
}

/// Takes the folders out of the files' names and puts the paths in their descriptions.
fn flatten(all: &mut [Bilaga]) {
    let mut taken: Vec<String> = Vec::new();
    for it in all {
        let mut flat = it.namn.replace('/', "-");
        while taken.contains(&flat) {
            flat.insert(0, '_');
        }
        it.beskrivning.push_str(PATH);
        it.beskrivning.push_str(&it.namn);
        it.namn.clone_from(&flat);
        taken.push(flat);
    }
}

const TOML: &str = "application/toml";
/// What a workbook is.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The files that a document was made of, by their paths in the kommun's folder.
fn kallor(inlast: &Inlast, kommun: &Kommun, underlag: &Underlag, vy: &Dokumentvy) -> Result<Vec<Bilaga>, String> {
    let text = |namn: String, file: FileId, beskrivning: String| Bilaga {
        namn,
        typ: TOML,
        relation: Relation::Kalla,
        beskrivning,
        // The same source gives the same bytes whichever line ends the machine has.
        bytes: inlast.sources.get(file).text.replace("\r\n", "\n").into_bytes(),
    };
    let mut all = vec![text(
        crate::discover::PROFIL.to_owned(),
        kommun.profil.span().file,
        "Kommunens uppgifter och avtal i TOML.".to_owned(),
    )];
    for it in &kommun.handlingar {
        let handling = it.innehall.handling();
        let kind = format!("{} {}", svenska::capitalised(handling.slag().text()), handling.ar().value);
        let beskrivning = match it.fil == underlag.fil {
            true => format!("{kind}: dokumentet i TOML, som PDF:en är gjord av."),
            false => format!("{kind}, som dokumentet bygger på, i TOML."),
        };
        all.push(text(inside(&it.path, kommun)?, it.fil, beskrivning));
    }
    if let Innehall::Uppfoljning(it) = &underlag.innehall {
        let id = it.dokument.formular.as_str();
        let file = kommun.formularfil(id).filter(|_| is_safe(id));
        all.extend(file.map(|file| {
            text(format!("{FORMS}/{id}.toml"), file, "Formuläret som uppföljningen besvarar, i TOML.".to_owned())
        }));
    }
    for image in &vy.bilder {
        let logotype = image.namn.starts_with("/bild/logotyp");
        let bilaga = Bilaga {
            namn: inside(&image.path, kommun)?,
            typ: image_type(&image.namn),
            relation: Relation::Kalla,
            beskrivning: if logotype { "Kommunens logotyp." } else { "Bild i dokumentet." }.to_owned(),
            bytes: image.bytes.as_slice().to_vec(),
        };
        if all.iter().all(|it| it.namn != bilaga.namn) {
            all.push(bilaga);
        }
    }
    Ok(all)
}

fn image_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("png") => "image/png",
        Some("jpg") => "image/jpeg",
        _ => "image/svg+xml",
    }
}

/// A file's path in the kommun's folder, with `/` between folders.
fn inside(path: &Path, kommun: &Kommun) -> Result<String, String> {
    let folder = kommun.mapp.canonicalize().ok();
    // An image's path is real but for its last part, which may be a link inside the folder.
    let direct = folder.as_ref().and_then(|it| path.strip_prefix(it).ok().map(Path::to_owned));
    let real = || {
        path.canonicalize().ok().zip(folder.as_ref()).and_then(|(it, up)| Some(it.strip_prefix(up).ok()?.to_owned()))
    };
    let inner = direct.or_else(real).and_then(|it| it.to_str().map(|it| it.replace(std::path::MAIN_SEPARATOR, "/")));
    inner.ok_or_else(|| format!("{} ligger inte i kommunens mapp.", crate::inlasning::shown(path)))
}

/// The path that a carried file may be written to below a folder of ours, by its name and description in the PDF. `None`
/// for one that is not ours to write: it would lead elsewhere, or is neither TOML nor an image.
pub fn place(name: &str, beskrivning: &str) -> Option<PathBuf> {
    let name = beskrivning.rsplit_once(PATH).map_or(name, |(_, path)| path);
    const WRITABLE: [&str; 5] = ["toml", "svg", "png", "jpg", "jpeg"];
    let path = Path::new(name);
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    (is_safe(name) && WRITABLE.contains(&ending.as_str())).then(|| path.to_owned())
}

/// Whether a path has plain names only and leads downwards.
fn is_safe(name: &str) -> bool {
    let plain = |it: &str| !it.is_empty() && !it.starts_with('.') && !it.ends_with([' ', '.']);
    let normal = Path::new(name).components().all(|it| matches!(it, Component::Normal(_)));
    let odd = |it: char| it.is_control() || matches!(it, '\\' | ':' | '<' | '>' | '"' | '|' | '?' | '*');
    name.len() <= LONGEST_NAME
        && normal
        && !name.contains(odd)
        && name.split('/').count() <= 10
        && name.split('/').all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_carried_file_is_written_below_our_folder_or_not_at_all() {
        for good in ["kommun.toml", "2025/uppföljning.toml", "bilder/figur 1.svg", "templates/formular/x.toml", "a.PNG"]
        {
            assert!(place("x.xlsx", &format!("Bild.{PATH}{good}")).is_some(), "{good}");
            assert!(place(good, "Bild.").is_some(), "{good}");
        }
        let long = format!("{}.toml", "a".repeat(300));
        let deep = format!("{}a.toml", "a/".repeat(20));
        for bad in [
            "",
            ".",
            "..",
            "/etc/x.toml",
            "../x.toml",
            "a/../../x.toml",
            "a//b.toml",
            "./x.toml",
            ".git/x.toml",
            "c:x.toml",
            "a\\b.toml",
            "x.typ",
            "templates/bas.typ",
            "x",
            "a.toml/",
            "a\nb.toml",
            "a\0.toml",
            "a. /b.toml",
            &long,
            &deep,
        ] {
            assert!(place("x.toml", &format!("Bild.{PATH}{bad}")).is_none(), "{bad:?}");
        }
    }
}
