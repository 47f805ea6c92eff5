//! What pages need beside them, and the index of the run.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::gor::Verktyg;
use super::jobb::Job;
use super::{Failure, Format};
use crate::html::{Hjalpfil, Sidor, bildnamn, typsnitt, utkast};
use crate::index::{Fil, Index, Post, href};
use crate::markdown;
use crate::modell::Underlag;
use crate::utskrift::Utfil;
use crate::view::{Del, Dokumentvy, FARG};

/// A document's line in the index, without its files.
pub(super) fn post(vy: &Dokumentvy, del: Del, underlag: &Underlag) -> Post {
    Post {
        kommun: vy.kommun.namn.clone(),
        ar: vy.ar,
        slag: crate::svenska::capitalised(match del {
            Del::Huvud => underlag.innehall.handling().slag().text(),
            Del::Tjansteskrivelse => "tjänsteskrivelse",
        }),
        titel: vy.titel.clone(),
        status: utkast(vy).unwrap_or("Beslutat"),
        beslutat: vy.dag.filter(|_| !vy.utkast && vy.datum.is_some()).map(|it| it.to_string()),
        diarienummer: vy.diarienummer.clone(),
        filer: Vec::new(),
    }
}

/// The files that a page needs: its images beside it, the stylesheets at the top.
pub(super) fn beside(vy: &Dokumentvy, utfil: &Utfil, format: Format, verktyg: &Verktyg) -> Vec<(Utfil, Vec<u8>)> {
    let Utfil { folder, name } = utfil;
    let place = |name: PathBuf| Utfil { folder: folder.clone(), name };
    let stem = name.file_stem().unwrap_or_default().to_string_lossy();
    let images =
        || vy.bilder.iter().map(|it| (place(name.with_file_name(bildnamn(it, &stem))), it.bytes.as_slice().to_vec()));
    let style = |it: Hjalpfil| (place(PathBuf::from(it.namn)), it.text.into_bytes());
    match format {
        Format::Html => {
            let styles = verktyg.sidor.iter().map(Sidor::stil).chain([Sidor::farg(&vy.kommun.farg)]);
            images().chain(styles.map(style)).collect()
        }
        Format::Md => images().collect(),
        Format::Pdf | Format::Xlsx | Format::Json | Format::Png => Vec::new(),
    }
}

/// The documents of a run as they are made.
pub(super) struct Samling<'a> {
    folder: &'a Path,
    poster: BTreeMap<PathBuf, Post>,
}

impl<'a> Samling<'a> {
    pub(super) fn new(folder: &'a Path) -> Self {
        Self { folder, poster: BTreeMap::new() }
    }

    /// Notes that a document is there in one more format.
    pub(super) fn add(&mut self, post: &Post, job: &Job, format: Format) {
        let post = self.poster.entry(job.name.clone()).or_insert_with(|| post.clone());
        post.filer.push(Fil { slut: format.ending(), lank: href(&job.utfil(self.folder, format).name) });
        post.filer.sort();
    }

    /// Writes the index as a page or as Markdown; a run that made nothing has none.
    pub(super) fn write(&self, format: Format, jobs: &[Job], out: &mut dyn Write) -> Result<(), Failure> {
        if self.poster.is_empty() {
            return Ok(());
        }
        let index = Index::new(self.poster.values().cloned().collect());
        let mut files = Vec::new();
        let name = format!("index.{}", format.ending());
        if format == Format::Html {
            // Where kommuner have templates of their own, the page above them all has the program's.
            let mallar = jobs.first().and_then(|it| it.mallar.as_deref());
            let shared = mallar.filter(|first| jobs.iter().all(|it| it.mallar.as_deref() == Some(*first)));
            let sidor = Sidor::new(shared)?;
            files.extend([sidor.stil(), Sidor::farg(FARG)].map(|it| (it.namn, it.text.into_bytes())));
            files.extend(typsnitt().map(|(name, bytes)| (name, bytes.to_vec())));
            files.push((name.clone(), sidor.index(&index)?));
        } else {
            files.push((name.clone(), markdown::index(&index)));
        }
        for (file, bytes) in files {
            let utfil = Utfil { folder: self.folder.to_owned(), name: PathBuf::from(&file) };
            let written = utfil.write_changed(&bytes).map_err(|error| {
                format!("{} kunde inte skrivas: {}.", utfil.path().display(), crate::bild::reason(&error))
            })?;
            if written && file == name {
                writeln!(out, "{}", utfil.path().display())?;
            }
        }
        Ok(())
    }
}
