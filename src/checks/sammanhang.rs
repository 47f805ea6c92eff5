//! What a check looks at, and what several checks ask for.

use std::cell::OnceCell;
use std::path::Path;

use minijinja::Value;

use super::{siffror, skrift, sprak, texter};
use crate::ekonomi::Ekonomilage;
use crate::formular::Formular;
use crate::modell::{self, Innehall, Kommun, Underlag};
use crate::plan::Verksamhetsplan;
use crate::profil::Profil;
use crate::source::{FileId, Sources};
use crate::typsnitt;

/// What a check looks at.
pub struct Sammanhang<'a> {
    pub kommun: &'a Kommun,
    pub profil: &'a Profil,
    /// The folder no image may lie outside.
    pub kommunmapp: &'a Path,
    /// The folder that the document's own paths start from.
    pub mapp: &'a Path,
    pub sources: &'a Sources,
    /// The document, where one is looked at.
    pub(super) underlag: Option<&'a Underlag>,
    minne: Minne,
    /// Whether the document's file had errors when it was read: what seems to be missing may be what could not be read.
    pub(super) har_lasfel: bool,
    /// A follow-up with its plan and its form; `None` where any is missing, which a check of its own tells.
    kedja: Option<Kedja<'a>>,
}

/// What several checks ask for, found out when the first asks.
#[derive(Default)]
struct Minne {
    names: OnceCell<Value>,
    text_mistakes: OnceCell<Vec<texter::Textfel>>,
    word_mistakes: OnceCell<Vec<sprak::Ordfel>>,
    remarks: OnceCell<Vec<skrift::Anmarkning>>,
    figures: OnceCell<Vec<siffror::Siffersvar>>,
    odd_characters: OnceCell<(FileId, bool)>,
}

impl<'a> Sammanhang<'a> {
    pub(super) fn new(kommun: &'a Kommun, underlag: Option<&'a Underlag>, sources: &'a Sources) -> Self {
        let minne = Minne::default();
        let (profil, kommunmapp) = (&kommun.profil, kommun.mapp.as_path());
        let mapp = underlag.map_or(kommunmapp, |it| it.path.parent().unwrap_or(Path::new("")));
        let kedja = underlag.and_then(|it| Kedja::new(it, kommun));
        let har_lasfel = false;
        Self { kommun, profil, kommunmapp, mapp, sources, underlag, minne, har_lasfel, kedja }
    }

    /// What is wrong with the document's texts; they are parsed once for all checks that ask.
    pub(super) fn text_mistakes(&self) -> &[texter::Textfel] {
        self.minne.text_mistakes.get_or_init(|| texter::mistakes(self))
    }

    /// What is wrong with the words of the document's texts; they are looked at once for all checks that ask.
    pub(super) fn word_mistakes(&self) -> &[sprak::Ordfel] {
        self.minne.word_mistakes.get_or_init(|| sprak::word_mistakes(self))
    }

    /// What there is to remark on in how the document's texts are written; they are looked at once for all checks that ask.
    pub(super) fn remarks(&self) -> &[skrift::Anmarkning] {
        self.minne.remarks.get_or_init(|| skrift::remarks(self))
    }

    /// What there is to say of the figures in the document's texts; they are looked at once for all checks that ask.
    pub(super) fn figures(&self) -> &[siffror::Siffersvar] {
        self.minne.figures.get_or_init(|| siffror::figures(self))
    }

    /// Whether a file holds anything but the characters that Swedish text is nearly all made of, or an escape that could
    /// stand for such or join two lines.
    pub(super) fn has_odd_characters(&self, file: FileId) -> bool {
        let (known, odd) = *self.minne.odd_characters.get_or_init(|| {
            let text = self.sources.get(file).text.as_str();
            // The other escapes stand for quotes, tabs and line breaks, and a backslash may stand for itself.
            let can_be_any =
                |it: &u8| matches!(it, b'u' | b'U' | b'x' | b'b' | b'f' | b'e') || it.is_ascii_whitespace();
            let bytes = text.as_bytes();
            let escapes = memchr::memchr_iter(b'\\', bytes).any(|at| bytes.get(at + 1).is_some_and(can_be_any));
            (file, escapes || typsnitt::has_uncommon(text))
        });
        // Each context looks at one file; should it look at another, that one is taken to be odd and looked at closely.
        odd || known != file
    }

    /// The names that the document's texts can use; computed when a text first uses one.
    pub(super) fn names(&self) -> &Value {
        self.minne
            .names
            .get_or_init(|| self.underlag.map_or(Value::UNDEFINED, |it| modell::names(&it.innehall, self.kommun)))
    }

    pub(super) fn kedja(&self) -> Option<&Kedja<'a>> {
        self.kedja.as_ref()
    }
}

/// A follow-up with what it follows up and what it answers.
pub struct Kedja<'a> {
    pub plan: &'a Verksamhetsplan,
    pub formular: &'a Formular,
    pub lage: Ekonomilage<'a>,
}

impl<'a> Kedja<'a> {
    fn new(underlag: &'a Underlag, kommun: &'a Kommun) -> Option<Self> {
        let Innehall::Uppfoljning(uppfoljning) = &underlag.innehall else { return None };
        let plan = kommun.plan(uppfoljning.ar())?;
        let formular = kommun.formular(uppfoljning.dokument.formular.as_str())?;
        Some(Self { plan, formular, lage: Ekonomilage::new(uppfoljning, plan, kommun) })
    }
}
