//! fhplan: public-health plans as TOML, checked to the last öre and set as accessible PDFs.
//!
//! # The way of the data
//!
//! ```text
//! discover → source → read → modell ─→ checks ─→ report → terminal | json | github | gitlab | sarif | …
//!                               ├──→ view ──→ pdf (and its page images) | xlsx | html | markdown | json
//!                               ├──→ sammanstallning ──→ markdown | json | xlsx
//!                               ├──→ compare (with another state) ──→ text | markdown | json
//!                               └──→ varfor ──→ text | json
//! ```
//!
//! - [`discover`] finds documents below a path and the `kommun.toml` each belongs to.
//! - [`source`] keeps the files' texts; a `Span` is made by the parser and carried on values.
//! - [`read`] turns TOML into typed records, all mistakes in one pass. A record is declared once and gives the struct,
//!   the reading, the reference and the walk over its texts.
//! - [`profil`], [`dokument`], [`plan`], [`budget`], [`uppfoljning`], [`formular`], [`handlingsplan`], [`beslut`] are the
//!   records, and the kinds of documents stand in one list (`slag`). [`modell`] is a kommun with its documents, [`ekonomi`]
//!   what a year's money became, [`lock`] what was decided.
//! - [`format`] lays a file out in the one form, with every comment; the records tell it the order of the keys. [`unified`]
//!   shows two versions of a text as git does.
//! - [`uttryck`] and [`prosa`] turn typed text into [`element`]s; user text is data and never code.
//! - [`checks`] judge the model; [`terminal`] tells people what they found and [`report`] tells other programs. [`fix`]
//!   mends files by what the findings say, and reads them again until nothing more changes.
//! - [`view`] is the finished document; [`pdf`] sets it, [`html`] and [`markdown`] make pages of it, and [`index`] leads to
//!   them. [`sammanstallning`] adds up many kommuner, and [`varfor`] says what a sum is made of. [`compare`] says what changed
//!   between two states of plans, by the same declarations and sums.
//! - [`bilagor`] is what a PDF carries, [`pdffil`] reads a PDF that somebody has, and [`sidbilder`] compares page images.
//!
//! # What is always true
//!
//! - Reading never stops at the first mistake; checks do no calculation that a view does not share.
//! - A total exists once, as a method of the model. Only [`belopp`] rounds or formats an amount.
//! - A view of a document that passed its checks cannot fail, and what `check` passes, `render` renders.
//! - Edges are leaves: TOML is known to `read`, and as it was typed to `format`; Typst to `pdf` (and `bild`, which asks it
//!   whether an image can be drawn), workbooks to `xlsx`, minijinja to `uttryck` and to `html` (which frames pages with
//!   it), reading Markdown to `prosa`, miette to `terminal`, clap to `commands`, git to `revision`, reading PDF files to
//!   `pdffil`.
//! - The same plan gives the same bytes; no clock, locale, system font or network has any say.
//! - Files are written whole or not at all.

pub mod belopp;
pub mod beslut;
pub mod bilagor;
pub mod bild;
pub mod budget;
pub mod checks;
pub mod commands;
pub mod compare;
pub mod datum;
pub mod diagnostic;
pub mod discover;
pub mod dokument;
pub mod ekonomi;
pub mod element;
pub mod fix;
pub mod format;
pub mod formular;
pub mod handlingsplan;
pub mod html;
pub mod index;
pub mod inlasning;
pub mod lock;
pub mod markdown;
pub mod modell;
pub mod parallell;
pub mod pdf;
pub mod pdffil;
pub mod plan;
pub mod profil;
pub mod prosa;
pub mod read;
pub mod report;
pub mod revision;
pub mod sammanstallning;
pub mod sidbilder;
mod slag;
pub mod source;
pub mod svenska;
pub mod tecken;
pub mod terminal;
pub mod text;
pub mod typsnitt;
pub mod unified;
pub mod uppfoljning;
pub mod utskrift;
pub mod uttryck;
pub mod varfor;
pub mod view;
pub mod xlsx;
