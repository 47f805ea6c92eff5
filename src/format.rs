//! The one layout of a plan file: what `fhplan fmt` writes.
//!
//! - Keys and tables stand in the order of the format, as the records declare it. Lists keep their order; a key that the
//!   format does not know stays after the one it followed.
//! - Keys have the format's spelling: `"mål"` becomes `mal`. Keys that the author chooses are kept.
//! - A table is indented two blanks for every list of tables it stands in. One empty line parts tables; none follows a
//!   header.
//! - A list is on one line if that is at most 100 characters long, or if it holds one value; else each item has a line.
//!   A table in braces stays on one line.
//! - Amounts of five digits or more are grouped. Texts stand in double quotes unless those would need escapes; texts of
//!   several lines are kept as they are, but for blanks that mean nothing.
//! - A comment stays at what it belongs to, two blanks after what it follows.
//!
//! Nothing is guessed and nothing is lost: before a text is given back it is read anew and compared with the old one.

mod order;
mod print;
mod reader;
mod same;
mod scalar;
mod tree;

use toml::de::DeTable;

use crate::read::reference::Record;
use order::{Sort, Spelling};

/// Why a text was not formatted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is no TOML.
    NoToml,
    /// It would not have said the same thing.
    Otherwise,
}

/// A file's text in the one layout; `record` is what the format knows of such a file.
///
/// # Errors
/// Refuses a text that is no TOML, and one that would say something else afterwards, which would be a mistake here.
pub fn formatted(text: &str, record: &'static Record) -> Result<String, Refused> {
    let old = DeTable::parse(text).map_err(|_| Refused::NoToml)?;
    let again = |spelling| {
        let new = laid_out(text, record, spelling)?;
        if new == text {
            return Some(new);
        }
        let table = DeTable::parse(&new).ok()?;
        let same = same::tables(old.get_ref(), table.get_ref(), &Sort::Record(record), spelling);
        same.then_some(new)
    };
    // Two spellings of one key in a table cannot both get the format's.
    again(Spelling::Format).or_else(|| again(Spelling::Typed)).ok_or(Refused::Otherwise)
}

fn laid_out(text: &str, record: &'static Record, spelling: Spelling) -> Option<String> {
    let mut document = reader::read(text)?;
    let depths = order::arrange(&mut document, record, spelling);
    Some(print::print(&document, &depths, text.len()))
}
