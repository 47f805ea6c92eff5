//! A finished document: its blocks in order, every sum computed and every number formatted. Renderers only place it.

mod ark;
mod budget;
mod ekonomi;
mod formular;
mod metadata;
mod plan;
mod register;
mod satt;
mod uppfoljning;

use serde::Serialize;
use typst::foundations::Bytes;

use crate::datum::Datum;
use crate::element::Block;
use crate::modell::{Innehall, Kommun, Underlag};

pub use ark::{Ark, Arkcell, Arkkolumn, Arkrad, Formel, Radstil};
pub use satt::FARG;

/// A document, ready for any renderer.
#[derive(Clone, Debug, Serialize)]
pub struct Dokumentvy {
    pub slag: &'static str,
    pub titel: String,
    pub undertitel: Option<String>,
    pub ar: i16,
    /// Whether the document is a draft and must say so on every page.
    pub utkast: bool,
    /// Whether it was made in spite of errors.
    pub underkand: bool,
    /// The decision's day, else the draft's, as prose writes it.
    pub datum: Option<String>,
    pub kommun: Avsandare,
    pub diarienummer: Option<String>,
    pub metadata: Vec<Metadata>,
    pub beskrivning: String,
    pub nyckelord: Vec<String>,
    pub innehall: Vec<Block>,
    /// The document's money as a sheet, where it has any.
    #[serde(skip)]
    pub ark: Option<Ark>,
    /// The same day for the file's own metadata; the plan's first day when none is known.
    #[serde(skip)]
    pub dag: Option<Datum>,
    /// The images that the blocks name.
    #[serde(skip)]
    pub bilder: Vec<Bildfil>,
}

impl Dokumentvy {
    /// The document as JSON that people can read, for other programs.
    pub fn json(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("a view holds only texts, numbers and lists of them")
    }

    /// The document as JSON in as few bytes as possible, for templates.
    pub fn data(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a view holds only texts, numbers and lists of them")
    }
}

/// Who the document comes from, and how it looks.
#[derive(Clone, Debug, Serialize)]
pub struct Avsandare {
    pub namn: String,
    pub farg: String,
    pub logotyp: Option<String>,
}

/// A fact of the metadata block.
#[derive(Clone, Debug, Serialize)]
pub struct Metadata {
    pub etikett: String,
    pub varde: String,
}

/// An image under the name that blocks use.
#[derive(Clone, Debug)]
pub struct Bildfil {
    pub namn: String,
    pub bytes: Bytes,
}

/// The view of a document. `utkastdatum` is the day of a draft's version, when known.
///
/// Where a draft has errors, what cannot be shown is left out or marked; a document that passed its checks is whole.
pub fn dokument(underlag: &Underlag, kommun: &Kommun, utkastdatum: Option<Datum>, underkand: bool) -> Dokumentvy {
    let mut vy = match &underlag.innehall {
        Innehall::Verksamhetsplan(it) => plan::verksamhetsplan(it, kommun, underlag, utkastdatum),
        Innehall::Uppfoljning(it) => uppfoljning::uppfoljning(it, kommun, underlag, utkastdatum),
    };
    vy.underkand = underkand;
    vy.utkast |= underkand;
    vy
}
