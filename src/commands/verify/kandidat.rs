//! A document as it can be made now, to be held against a PDF.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Sokt;
use crate::bilagor;
use crate::commands::render::vakt::Watch;
use crate::datum::Datum;
use crate::discover::{Enhet, discover, templates_for};
use crate::dokument::{Slag, Status};
use crate::inlasning::{self, Inlast};
use crate::modell::Underlag;
use crate::pdf::{Bilaga, Engine, avtryck};
use crate::view::{self, Del, Dokumentvy};

/// A document that a PDF may be, with everything that goes into its bytes.
pub(super) struct Kandidat {
    vy: Dokumentvy,
    data: Vec<u8>,
    bilagor: Result<Vec<Bilaga>, String>,
    mallar: Option<PathBuf>,
    /// The document's own file.
    pub(super) fil: PathBuf,
    pub(super) del: Del,
    /// The files and folders that it is made of.
    pub(super) kallor: BTreeSet<PathBuf>,
    /// Whether the PDF itself had to say which day the draft is of.
    pub(super) dag_ur_filen: bool,
}

impl Kandidat {
    /// What the document shows, as its PDF would say it.
    pub(super) fn avtryck(&self) -> String {
        avtryck(&self.vy, &self.data)
    }

    /// Whether it is of the kind that the PDF says it is.
    pub(super) fn liknar(&self, sokt: &Sokt) -> bool {
        // The second keyword is the kind and the third the year; the fourth tells a decision from its memorandum.
        let told = if sokt.uppgifter.slag() == Some(Slag::Beslut.text()) { 1..4 } else { 1..3 };
        let theirs = sokt.uppgifter.nyckelord.get(told.clone());
        theirs.is_some() && theirs == self.vy.nyckelord.get(told)
    }

    /// Whether it is what `render` makes of the sources by itself.
    pub(super) fn ar_som_render_gor(&self) -> bool {
        !self.dag_ur_filen && !self.vy.underkand
    }

    /// The document's PDF, made under a watch.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub(super) fn pdf(&self, watch: &Watch) -> Result<Vec<u8>, String> {
        let _at_work = watch.begin(0, &self.fil, self.mallar.is_some());
        let bilagor = self.bilagor.as_ref().map_err(Clone::clone)?;
        let engine = Engine::new(self.mallar.as_deref());
        let set = engine.set(&self.vy, self.data.clone(), bilagor)?;
        set.pdf()
    }
}

/// The days that a draft may be of, by its file; whether the PDF itself named the day.
pub(super) type Dagar<'a> = dyn Fn(&Path) -> Vec<(Option<Datum>, bool)> + 'a;

/// Every document below some folders that the PDF may be, in every way that it can be made.
pub(super) fn i_mappar(mappar: &[PathBuf], sokt: &Sokt, dagar: &Dagar<'_>, found: &mut dyn FnMut(Kandidat)) {
    let there: Vec<PathBuf> = mappar.iter().filter(|it| it.exists()).cloned().collect();
    for unit in discover(&there).unwrap_or_default() {
        let read = inlasning::las(&unit);
        let Some(kommun) = &read.kommun else { continue };
        for underlag in kommun.efterfragade().filter(|it| sokt.kan_vara(it)) {
            i_enhet(&inlasning::ensam(&unit, kommun, underlag), sokt, dagar, found);
        }
    }
}

/// The one document of a reading, in every way that it can be made.
pub(super) fn i_enhet(enhet: &Enhet, sokt: &Sokt, dagar: &Dagar<'_>, found: &mut dyn FnMut(Kandidat)) {
    let read = inlasning::las(enhet);
    let Some((kommun, underlag)) = read.kommun.as_ref().and_then(|it| Some((it, it.efterfragade().next()?))) else {
        return;
    };
    let draft = underlag.innehall.handling().status().value == Status::Utkast;
    let days = if draft { dagar(&underlag.path) } else { vec![(None, false)] };
    for del in view::delar(&underlag.innehall) {
        for (day, dag_ur_filen) in &days {
            for underkand in [false, true] {
                let vy = view::dokument(underlag, del, kommun, *day, underkand);
                found(kandidat(&read, underlag, del, vy, *dag_ur_filen, sokt));
            }
        }
    }
}

fn kandidat(read: &Inlast, underlag: &Underlag, del: Del, vy: Dokumentvy, dag_ur_filen: bool, sokt: &Sokt) -> Kandidat {
    let kommun = read.kommun.as_ref();
    let mallar = kommun.and_then(|it| templates_for(&it.mapp));
    let mut kallor: BTreeSet<PathBuf> =
        kommun.into_iter().flat_map(|it| &it.handlingar).map(|it| it.path.clone()).collect();
    kallor.extend(kommun.map(|it| it.mapp.join(crate::discover::PROFIL)));
    kallor.extend(vy.bilder.iter().map(|it| it.path.clone()));
    // Templates that are not there could have been.
    let above = kommun.and_then(|it| it.mapp.canonicalize().ok());
    kallor.extend(above.iter().flat_map(|it| it.ancestors()).map(|it| it.join("templates")));
    Kandidat {
        data: vy.data(),
        bilagor: bilagor::alla(sokt.onskemal, read, underlag, del, &vy),
        mallar,
        fil: underlag.path.clone(),
        del,
        kallor,
        dag_ur_filen,
        vy,
    }
}
