//! A finished document: its blocks in order, every sum computed and every number formatted. Renderers only place it.

mod ark;
mod beslut;
mod budget;
mod ekonomi;
mod formular;
mod handlingsplan;
mod metadata;
mod plan;
mod register;
mod satt;
mod sektioner;
mod uppfoljning;

use std::path::PathBuf;

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
    /// What stands at the top of every page beside the title.
    pub sidhuvud: Vec<String>,
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
    /// The file it was read from, below the kommun's real folder.
    pub path: PathBuf,
    pub bytes: Bytes,
}

/// One of the documents that a file becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Del {
    /// What the file is.
    Huvud,
    /// The memorandum of a decision's matter.
    Tjansteskrivelse,
}

impl Del {
    /// What is added to the file's name.
    pub fn tillagg(self) -> &'static str {
        match self {
            Self::Huvud => "",
            Self::Tjansteskrivelse => "-tjansteskrivelse",
        }
    }
}

/// The documents that a file becomes.
pub fn delar(innehall: &Innehall) -> Vec<Del> {
    match innehall {
        Innehall::Beslut(it) if it.tjansteskrivelse.is_some() => vec![Del::Huvud, Del::Tjansteskrivelse],
        _ => vec![Del::Huvud],
    }
}

/// What a view is made of.
struct Uppdrag<'a> {
    underlag: &'a Underlag,
    kommun: &'a Kommun,
    del: Del,
    /// The day of a draft's version, when known.
    utkastdatum: Option<Datum>,
}

macro_rules! kinds {
    ($($kind:ident, $records:path, $module:ident, $word:literal, $text:literal;)+) => {
        fn set(uppdrag: &Uppdrag<'_>) -> Dokumentvy {
            match &uppdrag.underlag.innehall {
                $(Innehall::$kind(it) => $module::vy(it, uppdrag),)+
            }
        }
    };
}

crate::slag!(kinds);

/// The view of a document. `utkastdatum` is the day of a draft's version, when known.
///
/// Where a draft has errors, what cannot be shown is left out or marked; a document that passed its checks is whole.
pub fn dokument(
    underlag: &Underlag,
    del: Del,
    kommun: &Kommun,
    utkastdatum: Option<Datum>,
    underkand: bool,
) -> Dokumentvy {
    let mut vy = set(&Uppdrag { underlag, kommun, del, utkastdatum });
    vy.underkand = underkand;
    vy.utkast |= underkand;
    vy
}
