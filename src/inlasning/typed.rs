//! One file as it was typed: what it is, and what the format knows of such a file.

use std::path::Path;

use toml::de::DeTable;

use super::{Inlast, has_plan_tables, is_form, las_text, names_document, shown, slag_of};
use crate::diagnostic::Report;
use crate::discover::PROFIL;
use crate::formular::Formular;
use crate::modell::Innehall;
use crate::profil::Profil;
use crate::read;
use crate::read::reference::Record;
use crate::source::FileId;

/// A file as it was typed.
#[derive(Clone, Copy, Debug)]
pub enum Typed {
    /// A document, a profile or a form; `has_mark` when a byte order mark stands before its text.
    Own { file: FileId, has_mark: bool, record: &'static Record },
    /// Another program's file.
    Other(FileId),
    /// It is ours, but cannot be read; the report says why.
    Unreadable,
}

/// Reads a file, whose `name` is its path unless the text comes from standard input. A file that is no TOML is taken
/// for ours when it names a document or lies below a profile.
pub fn typed(path: &Path, name: &Path, has_profile: bool, inlast: &mut Inlast) -> Typed {
    let Some((file, has_mark)) = las_text(path, shown(name), inlast) else { return Typed::Unreadable };
    let is_profile = name.file_name().is_some_and(|it| it == PROFIL);
    let text = inlast.sources.get(file).text.as_str();
    let mut own = Report::default();
    let Some(table) = read::parse(file, text, &mut own) else {
        if !is_profile && !has_profile && !names_document(text) {
            return Typed::Other(file);
        }
        inlast.report.diagnostics.append(&mut own.diagnostics);
        return Typed::Unreadable;
    };
    let record = if is_profile { Some(&Profil::RECORD) } else { record_of(table.get_ref(), has_profile) };
    record.map_or(Typed::Other(file), |record| Typed::Own { file, has_mark, record })
}

/// What the format knows of a file with these tables, if it is a form or a document.
fn record_of(table: &DeTable<'_>, has_profile: bool) -> Option<&'static Record> {
    if is_form(table) {
        return Some(&Formular::RECORD);
    }
    let is_document = table.contains_key("dokument") || has_profile && has_plan_tables(table);
    let word = slag_of(table).word();
    Innehall::RECORDS.iter().find(|it| is_document && it.0 == word).map(|it| it.1)
}
