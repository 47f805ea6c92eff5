//! Two states of plans → what changed in substance, as plain data; words and pages are made of it by the modules below.
//!
//! Things are held against each other by what they are (kommun, kind of document, year, id), never by their place in a file.
//! What a file says is compared as its records declare it ([`crate::read::tree`]), so that a new key of the format is
//! compared too. The money is compared knowingly: its sums and whether they balance are the model's own.

mod document;
mod facts;
mod lines;
mod markdown;
mod matching;
mod money;
mod names;
mod sentences;
pub mod side;
mod text;
mod walk;
mod words;

use serde::Serialize;

use crate::belopp::Belopp;
use crate::budget::Summor;

pub use document::compare;
pub use markdown::markdown;
pub use text::text;
pub use words::Piece;

/// The version of the shape of the JSON; a change that is no mere addition raises it.
const SCHEMA: u32 = 1;

/// What changed between two states.
#[derive(Debug, Serialize)]
pub struct Comparison {
    pub schema: u32,
    /// What the states are called: revisions, folders or files.
    pub before: String,
    pub after: String,
    /// Documents that say something else, the most important first.
    pub documents: Vec<Document>,
    /// Files that say the same under another name.
    pub renamed: Vec<Renamed>,
    /// Files that could not be read, or whose values have mistakes.
    pub unread: Vec<Unread>,
}

/// A file that has another name.
#[derive(Debug, Serialize)]
pub struct Renamed {
    pub before: String,
    pub after: String,
}

/// A mistake that kept a file from being compared, or from being compared wholly.
#[derive(Debug, Serialize)]
pub struct Unread {
    pub file: String,
    pub side: Side,
    /// Whether nothing at all could be read.
    pub whole: bool,
    /// The check's name.
    pub check: String,
    pub message: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
}

/// One of the two states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    Before,
    After,
}

/// A document that says something else than before.
#[derive(Debug, Serialize)]
pub struct Document {
    pub change: Fate,
    /// The kommun's name; empty where it is not known.
    pub kommun: String,
    /// The kind of document by the word that is typed, or `kommun` for a profile and `formular` for a form.
    pub slag: String,
    pub ar: Option<i16>,
    /// What the document is called in a heading: `Verksamhetsplan 2026`.
    pub name: String,
    pub file_before: Option<String>,
    pub file: Option<String>,
    pub status_before: Option<String>,
    pub status: Option<String>,
    /// What the region and the kommun are called.
    pub parties: [String; 2],
    pub money: Option<Money>,
    /// Whether there is money that mistakes kept from being added up.
    pub money_unknown: bool,
    pub changes: Vec<Change>,
    /// Other documents that the change reaches.
    pub touches: Vec<String>,
}

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    Changed,
    Added,
    Removed,
    /// The file says the same, but what it builds on does not.
    Follows,
}

/// Money before and after.
#[derive(Debug, Serialize)]
pub struct Money {
    /// Whether it is a plan's budget or what a follow-up made of it.
    pub kind: MoneyKind,
    /// The sum that counts first, then every other one there is.
    pub sums: Vec<Sum>,
    /// The budget rows that have other amounts.
    pub rows: Vec<Sum>,
    /// Whether it balances, by each agreement.
    pub balance: Vec<Balance>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MoneyKind {
    Budget,
    Ekonomi,
}

/// A sum before and after; `None` where there is none on that side.
#[derive(Clone, Debug, Serialize)]
pub struct Sum {
    pub name: String,
    /// What it was called before, if that was something else.
    pub name_before: Option<String>,
    pub before: Option<Amounts>,
    pub after: Option<Amounts>,
    /// Whether it is what a focus area costs.
    #[serde(skip)]
    pub of_area: bool,
}

/// What each pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amounts(pub Summor);

impl Serialize for Amounts {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut out = to.serialize_struct("Amounts", 4)?;
        out.serialize_field("region", &self.0.region.json())?;
        out.serialize_field("kommun", &self.0.kommun.json())?;
        out.serialize_field("annan", &self.0.annan.json())?;
        out.serialize_field("summa", &self.0.summa().json())?;
        out.end()
    }
}

/// Whether the money of an agreement balances.
#[derive(Clone, Debug, Serialize)]
pub struct Balance {
    /// The agreement's name, where there are several.
    pub avtal: Option<String>,
    pub before: Option<Verdict>,
    pub after: Option<Verdict>,
}

/// What the agreement's rule says of some sums.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// `None` where no rule judges it.
    pub balanced: Option<bool>,
    /// What the money misses the rule by, in kronor.
    #[serde(serialize_with = "amount")]
    pub difference: Belopp,
    /// The verdict in a clause: `DRN betalar 10 000 kr mer än kommunen`.
    pub text: String,
}

fn amount<S: serde::Serializer>(it: &Belopp, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&it.json())
}

/// Something that a document says otherwise.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    pub group: Group,
    /// The keys that lead to it, with ids: `fokusomrade[skolan].insats[skolcoach].ansvarig`.
    pub place: String,
    /// The things around it, outermost first: `Fokusområdet ”Skolan”`.
    pub within: Vec<String>,
    /// What it is: `Ansvarig`.
    pub label: String,
    #[serde(flatten)]
    pub what: What,
}

/// What happened to it.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "change", rename_all = "lowercase")]
pub enum What {
    /// Another value. An amount has its difference.
    Changed {
        before: String,
        after: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        difference: Option<Difference>,
    },
    /// The same thing under another name.
    Renamed {
        before: String,
        after: String,
    },
    /// The same thing in another place.
    Moved {
        from: String,
        to: String,
    },
    /// A text in other words.
    Reworded {
        words: Vec<Piece>,
    },
    Added {
        text: String,
        contents: Vec<Fact>,
    },
    Removed {
        text: String,
        contents: Vec<Fact>,
    },
}

/// The difference between two amounts.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Difference {
    #[serde(serialize_with = "amount")]
    pub before: Belopp,
    #[serde(serialize_with = "amount")]
    pub after: Belopp,
}

/// A value of something that came or went.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// The things around it, and what it is.
    pub label: String,
    pub text: String,
}

/// What a change is about, in the order that a reader wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// Status, dates, decisions and other facts of the document.
    Uppgifter,
    /// What is told of money beside the sums.
    Pengar,
    /// Agreements and actors of a kommun.
    Kommun,
    /// Areas, goals, insatser, answers.
    Innehall,
    /// Sections and other running text.
    Texter,
    Ovrigt,
}

impl Group {
    /// Every group, in order.
    pub const ALL: [Self; 6] =
        [Self::Uppgifter, Self::Pengar, Self::Kommun, Self::Innehall, Self::Texter, Self::Ovrigt];

    /// The group of what stands under a key of a file; keys that nobody has placed come last.
    fn of(root: &str) -> Self {
        match root {
            "dokument" | "styrdokument" | "handelse" | "underskrift" | "rattelse" | "tidsplan" | "beslut"
            | "formular" => Self::Uppgifter,
            "budget" | "ekonomi" => Self::Pengar,
            "kommun" | "avtal" | "aktor" | "forkortning" => Self::Kommun,
            "fokusomrade" | "mal" | "programomrade" | "insats" | "pastaende" | "vardaktor" | "svar"
            | "uppfoljningsrutin" | "regler" | "fraga" | "insatsfraga" | "skala" | "inriktning" => Self::Innehall,
            "avsnitt" | "begrepp" | "bilaga" | "figur" | "styrande_dokument" | "tjansteskrivelse" | "del" => {
                Self::Texter
            }
            _ => Self::Ovrigt,
        }
    }

    /// What the group is about, inside a sentence.
    pub fn subject(self) -> &'static str {
        match self {
            Self::Uppgifter => "beslut och uppgifter",
            Self::Pengar => "det som hör till pengarna",
            Self::Kommun => "kommunens avtal, aktörer och uppgifter",
            Self::Innehall => "områden, mål och insatser",
            Self::Texter => "texter",
            Self::Ovrigt => "övrigt",
        }
    }

    /// The group's heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Uppgifter => "Beslut och uppgifter",
            Self::Pengar => "Mer om pengarna",
            Self::Kommun => "Avtal, aktörer och uppgifter om kommunen",
            Self::Innehall => "Områden, mål och insatser",
            Self::Texter => "Texter",
            Self::Ovrigt => "Övrigt",
        }
    }
}

impl Comparison {
    /// Whether nothing says anything else, and nothing was left out.
    pub fn is_same(&self) -> bool {
        self.documents.is_empty() && self.unread.is_empty()
    }

    /// The comparison for other programs.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}
