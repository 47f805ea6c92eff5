//! What every view does alike: texts become elements, and the parts become a document.

use std::collections::BTreeMap;

use minijinja::Value;

use super::{Ark, Avsandare, Bildfil, Dokumentvy, Metadata};
use crate::bild;
use crate::datum::Datum;
use crate::dokument::{Handling, Rattelse};
use crate::element::{Block, Definition, Inline, annotate};
use crate::modell::Kommun;
use crate::profil::Profil;
use crate::prosa;
use crate::text::{Klartext, Prosa, Rad};

/// A colour for a kommun that has chosen none.
pub const FARG: &str = "#1f4e79";

/// Turns typed texts into elements, with the names that they can use.
pub(super) struct Satt {
    pub(super) names: Value,
}

impl Satt {
    pub(super) fn new(names: Value) -> Self {
        Self { names }
    }

    pub(super) fn plain(&self, text: &Klartext) -> String {
        self.typed(text.as_str())
    }

    /// Plain text that stands in no record of its own.
    pub(super) fn typed(&self, text: &str) -> String {
        prosa::plain(text, &self.names).0
    }

    pub(super) fn line(&self, text: &Rad) -> Vec<Inline> {
        prosa::line(text.as_str(), &text.span().start.to_string(), &self.names).0
    }

    /// A text's blocks; its own headings stand `level` levels down.
    pub(super) fn prose(&self, text: &Prosa, level: u8) -> Vec<Block> {
        let mut blocks = prosa::blocks(text.as_str(), &text.span().start.to_string(), &self.names).blocks;
        for block in &mut blocks {
            if let Block::Rubrik { niva, .. } = block {
                *niva += level;
            }
        }
        blocks
    }

    /// The parties' short names, as tables name them.
    pub(super) fn parties(&self, profil: &Profil, ar: i16) -> (String, String) {
        let region = profil.huvudavtal(ar).map_or("Regionen".to_owned(), |it| self.plain(&it.region_kort));
        let kommun = profil.kommun.kort.as_ref().map_or("Kommun".to_owned(), |it| self.plain(it));
        (region, kommun)
    }

    /// The corrections of a decided document, which must be seen.
    pub(super) fn corrections(&self, rattelser: &[Rattelse]) -> Vec<Block> {
        if rattelser.is_empty() {
            return Vec::new();
        }
        let poster = rattelser.iter().map(|it| {
            let mut inline = self.line(&it.orsak);
            inline.extend(it.beslut.as_ref().map(|by| text(format!(" Beslutat av: {}.", self.plain(by)))));
            Definition { term: it.datum.value.to_string(), innehall: vec![Block::Stycke { inline }] }
        });
        vec![heading(1, None, "Rättelser efter beslutet".to_owned()), Block::Definitioner { poster: poster.collect() }]
    }
}

/// The parts that differ between documents.
pub(super) struct Delar {
    /// The name of the document's template, where it is not its kind's.
    pub(super) slag: Option<&'static str>,
    pub(super) titel: String,
    pub(super) undertitel: Option<String>,
    pub(super) metadata: Vec<Metadata>,
    /// What stands at the top of every page beside the title: who owns and who has written the document.
    pub(super) sidhuvud: Vec<String>,
    /// The day the document is of, where that is not its decision's.
    pub(super) dag: Option<Datum>,
    pub(super) nyckelord: Vec<String>,
    pub(super) innehall: Vec<Block>,
    /// Whether an abbreviation is explained where it is first used.
    pub(super) explains: bool,
    pub(super) bilder: Vec<Bildfil>,
    pub(super) ark: Option<Ark>,
}

impl Delar {
    /// A document with a title and a content, and nothing else of its own.
    pub(super) fn new(titel: String, innehall: Vec<Block>) -> Self {
        Self {
            slag: None,
            titel,
            undertitel: None,
            metadata: Vec::new(),
            sidhuvud: Vec::new(),
            dag: None,
            nyckelord: Vec::new(),
            innehall,
            explains: true,
            bilder: Vec::new(),
            ark: None,
        }
    }

    /// The document of these parts.
    pub(super) fn dokumentvy(
        mut self,
        handling: &dyn Handling,
        kommun: &Kommun,
        satt: &Satt,
        utkastdatum: Option<Datum>,
    ) -> Dokumentvy {
        let profil = &kommun.profil;
        let logotyp = profil.kommun.logotyp.as_ref().and_then(|it| {
            let file = bild::read(&it.value, &kommun.mapp, &kommun.mapp).ok()?;
            let namn = format!("/bild/logotyp.{}", file.format);
            self.bilder.push(Bildfil { namn: namn.clone(), path: file.path, bytes: file.bytes });
            Some(namn)
        });
        let meanings = profil.forkortning.iter().map(|(key, it)| (key.clone(), it.value.clone())).collect();
        annotate(&mut self.innehall, if self.explains { &meanings } else { &NONE });
        let utkast = !handling.is_decided();
        let dag = self.dag.or_else(|| match utkast {
            true => utkastdatum,
            false => handling.beslutad().map(|it| it.value),
        });
        let ar = handling.ar().value;
        let namn = satt.plain(&profil.kommun.namn);
        let slag = self.slag.unwrap_or(handling.slag().word());
        let own = ["folkhälsa".to_owned(), handling.slag().text().to_owned(), ar.to_string()];
        Dokumentvy {
            slag,
            sidhuvud: self.sidhuvud,
            undertitel: self.undertitel,
            ar,
            utkast,
            underkand: false,
            datum: dag.map(Datum::text),
            kommun: Avsandare {
                namn: namn.clone(),
                farg: profil.kommun.farg.as_ref().map_or(FARG, |it| &it.0).to_owned(),
                logotyp,
            },
            diarienummer: handling.diarienummer().map(|it| prosa::printable(&it.value)),
            metadata: self.metadata,
            beskrivning: format!("{}, {namn}", self.titel),
            nyckelord: own.into_iter().chain(self.nyckelord).collect(),
            titel: self.titel,
            innehall: self.innehall,
            ark: self.ark,
            // An archived file must have a date; where nobody knows one, the year's first day says the least that is untrue.
            dag: dag.or(Datum::new(ar, 1, 1)),
            bilder: self.bilder,
        }
    }
}

static NONE: BTreeMap<String, String> = BTreeMap::new();

/// A heading that the table of contents names.
pub(super) fn heading(niva: u8, nummer: Option<String>, text: String) -> Block {
    Block::Rubrik { niva, nummer, text, i_innehall: true }
}

/// A heading that the tool words itself, too small for the table of contents.
pub(super) fn subheading(niva: u8, words: &str) -> Block {
    Block::Rubrik { niva, nummer: None, text: words.to_owned(), i_innehall: false }
}

pub(super) fn text(text: impl Into<String>) -> Inline {
    Inline::Text { text: text.into() }
}

pub(super) fn paragraph(it: impl Into<String>) -> Block {
    Block::Stycke { inline: vec![text(it)] }
}

pub(super) fn fact(etikett: &str, poster: Vec<Vec<Inline>>) -> Option<Block> {
    (!poster.is_empty()).then(|| Block::Faktarad { etikett: etikett.to_owned(), poster })
}
