//! TOML text → typed records: every mistake of a file in one pass, with the place of every value.
//!
//! A record is declared once with [`record!`](crate::record), which makes the struct, how it is read, the reference of
//! its keys and the walk over its texts. All fields are read before any is used, so that one mistake hides no other.

mod facts;
mod keys;
mod mending;
pub mod mistakes;
mod record;
pub mod reference;
pub mod schema;
mod suggest;
pub mod syntax;
mod table;
pub mod tree;
mod value;
mod values;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, Report};
use crate::source::{FileId, Located, Span};
use mistakes::DUBBLETT_NYCKEL;
use reference::Shape;
use syntax::SyntaxKind;

pub use facts::{Fact, facts, meant as said};
pub use keys::{KeyIndex, KeyPath, value_at};
pub use mending::only_near;
pub use suggest::truth;
pub use syntax::whole_statements;
pub use table::Table;
pub use value::Value;
pub use values::{EnEllerFlera, Id, Namngivna};

/// A type that a plan file can hold.
pub trait Read: Sized {
    /// Reads a value; gives `None` after reporting why it cannot be used.
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self>;

    /// What a missing key stands for; `None` makes the key required.
    fn absent() -> Option<Self> {
        None
    }

    /// What a person may write here, for the reference.
    fn shape() -> Shape;
}

/// The name a key has in the format: å and ä become a, ö becomes o, space becomes an underscore.
pub fn ascii_key(key: &str) -> String {
    let mut ascii = String::with_capacity(key.len());
    for it in key.trim().chars().flat_map(char::to_lowercase) {
        match (it, folded(it)) {
            (' ' | '-', _) => ascii.push('_'),
            (_, Some(letters)) => ascii.push_str(letters),
            _ => ascii.push(it),
        }
    }
    ascii
}

/// The ASCII letters for an accented one.
fn folded(it: char) -> Option<&'static str> {
    Some(match it {
        'å' | 'ä' | 'á' | 'à' | 'â' | 'ã' => "a",
        'ö' | 'ó' | 'ò' | 'ô' | 'õ' | 'ø' => "o",
        'é' | 'è' | 'ê' | 'ë' => "e",
        'ü' | 'ú' | 'ù' | 'û' => "u",
        'í' | 'ì' | 'î' | 'ï' => "i",
        'æ' => "ae",
        'ñ' => "n",
        'ç' => "c",
        'ß' => "ss",
        // Letters from a Mac may be an `a` and a ring of its own.
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => "",
        _ => return None,
    })
}

/// The known word that a misspelt one most likely stands for.
pub fn nearest<'a>(typed: &str, known: &[&'a str]) -> Option<&'a str> {
    if let Some(same) = known.iter().find(|it| **it == typed) {
        return Some(same);
    }
    let close = |it: &&'a str| strsim::damerau_levenshtein(typed, it);
    let most = match typed.chars().count() {
        0..=2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let begins = |it: &&&str| typed.len() >= 4 && (it.starts_with(typed) || typed.starts_with(**it)) && it.len() >= 4;
    if typed.len() > 64 {
        return None;
    }
    known
        .iter()
        .filter(|it| close(it) <= most)
        .min_by_key(|it| close(it))
        .or_else(|| known.iter().find(begins))
        .copied()
}

/// A file's text as a TOML table, or its syntax mistakes.
pub fn parse<'a>(file: FileId, text: &'a str, report: &mut Report) -> Option<toml::Spanned<DeTable<'a>>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Some(table);
    }
    for mistake in syntax::mistakes(text) {
        let check = match mistake.kind {
            SyntaxKind::Syntax => &mistakes::TOML_SYNTAX,
            SyntaxKind::Belopp => &mistakes::BELOPP_SOM_TEXT,
            SyntaxKind::AsciiNyckel => &mistakes::NYCKEL_MED_PRICKAR,
            SyntaxKind::Tal => &mistakes::OGILTIGT_TAL,
            SyntaxKind::Datum => &mistakes::OGILTIGT_DATUM,
            SyntaxKind::DubblettNyckel => &DUBBLETT_NYCKEL,
            SyntaxKind::Konflikt => &mistakes::KONFLIKTMARKERING,
        };
        let span = Span::new(file, mistake.start..mistake.end);
        let mut diagnostic = Diagnostic::new(check, span, mistake.message).help(mistake.help);
        if let Some(label) = mistake.label {
            diagnostic = diagnostic.here(label);
        }
        if let Some((range, text)) = mistake.other {
            diagnostic = diagnostic.label(Span::new(file, range), text);
        }
        if let Some(mending) = mistake.mending {
            let applicability = if mending.sure { Applicability::Safe } else { Applicability::Unsafe };
            let edits = mending.edits.into_iter();
            let edits = edits.map(|(range, text)| Edit { span: Span::new(file, range), text }).collect();
            diagnostic = diagnostic.fix(Fix { applicability, edits });
        }
        report.push(diagnostic);
    }
    None
}

/// Something that may hold texts a reader will see.
pub trait Walk {
    /// Shows every text to `visit`, in the order of the format.
    fn walk<'a>(&'a self, visit: &mut dyn FnMut(crate::text::TextRef<'a>));
}

/// Reads a whole file as one record.
///
/// `text` is the file's own, which the table was made of.
pub fn record<T: Read>(file: FileId, text: &str, table: toml::Spanned<DeTable<'_>>, report: &mut Report) -> Option<T> {
    let span = 0..0;
    let inner = toml::Spanned::new(span, DeValue::Table(table.into_inner()));
    T::read(Value { file, text, above: "", key: "", is_item: false, inner: &inner }, report)
}

/// A value with its place.
impl<T: Read> Read for Located<T> {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let span = value.span();
        T::read(value, report).map(|value| Self { value, span })
    }

    fn shape() -> Shape {
        T::shape()
    }
}
