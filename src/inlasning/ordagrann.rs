//! One file as it was typed: what it is, and what the format knows of such a file.

use std::path::Path;

use toml::de::DeTable;

use super::{Inlast, has_plan_tables, is_form, las_text, names_document, slag_of};
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
pub enum Ordagrann {
    /// A document, a profile or a form; `has_mark` when a byte order mark stands before its text.
    Own { file: FileId, has_mark: bool, record: &'static Record },
    /// Another program's file.
    Other(FileId),
    /// It is ours, but cannot be read; the report says why.
    Unreadable,
}

/// Reads a file word for word; `from_stdin` when its text comes from there. A file that is no TOML is taken for ours when
/// it names a document, lies below a profile or was handed over.
pub fn ordagrann(path: &Path, from_stdin: bool, has_profile: bool) -> (Ordagrann, Inlast) {
    let mut inlast = Inlast { stdin: from_stdin.then(|| path.to_owned()), ..Inlast::default() };
    let is_ours = has_profile || from_stdin;
    (read_file(path, is_ours, &mut inlast), inlast)
}

fn read_file(path: &Path, is_ours: bool, inlast: &mut Inlast) -> Ordagrann {
    let Some((file, has_mark)) = las_text(path, inlast) else { return Ordagrann::Unreadable };
    let is_profile = path.file_name().is_some_and(|it| it == PROFIL);
    let text = inlast.sources.get(file).text.as_str();
    let mut own = Report::default();
    let Some(table) = read::parse(file, text, &mut own) else {
        if !is_profile && !is_ours && !names_document(text) {
            return Ordagrann::Other(file);
        }
        inlast.report.diagnostics.append(&mut own.diagnostics);
        return Ordagrann::Unreadable;
    };
    let record = if is_profile { Some(&Profil::RECORD) } else { record_of(table.get_ref(), is_ours) };
    record.map_or(Ordagrann::Other(file), |record| Ordagrann::Own { file, has_mark, record })
}

/// What the format knows of a file with these tables, if it is a form or a document.
fn record_of(table: &DeTable<'_>, is_ours: bool) -> Option<&'static Record> {
    if is_form(table) {
        return Some(&Formular::RECORD);
    }
    let is_document = table.contains_key("dokument") || is_ours && has_plan_tables(table);
    let word = slag_of(table).word();
    Innehall::RECORDS.iter().find(|it| is_document && it.0 == word).map(|it| it.1)
}
