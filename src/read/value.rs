//! A value of a file and where it stands.

use toml::de::DeValue;

use super::mistakes::{FEL_TYP, OKANT_VARDE};
use super::reference::{Record, Shape};
use super::{Read, Table, ascii_key, mending, nearest, only_near, suggest};
use crate::diagnostic::{Check, Diagnostic, Fix, Report};
use crate::source::{FileId, Span};
use crate::svenska::{self, quoted};

/// A value of a file, the key it stands under and where it is.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    pub file: FileId,
    /// The file's text.
    pub text: &'a str,
    /// The keys that lead to the table it stands in, such as `budget.rad`; empty for the file itself.
    pub above: &'a str,
    /// The key as messages name it.
    pub key: &'a str,
    /// Whether it is one of several under its key.
    pub is_item: bool,
    pub inner: &'a toml::Spanned<DeValue<'a>>,
}

impl<'a> Value<'a> {
    /// Where the value stands.
    pub fn span(&self) -> Span {
        Span::new(self.file, self.inner.span())
    }

    /// The value without its place.
    pub fn get(&self) -> &'a DeValue<'a> {
        self.inner.get_ref()
    }

    /// The keys that lead to the value, such as `budget.rad`.
    pub fn path(&self) -> String {
        joined(self.above, self.key)
    }

    /// The value's key with another value, as it is written; in a list the other value alone.
    pub fn assigned(&self, value: &str) -> String {
        if self.is_item { value.to_owned() } else { format!("{} = {value}", quoted(self.key)) }
    }

    /// The same place seen as a table.
    pub fn table(&self, record: &'static Record, report: &mut Report) -> Option<Table<'a>> {
        match self.get() {
            DeValue::Table(entries) => Some(Table::new(*self, record, entries)),
            DeValue::Array(items) if self.is_repeated(items) => self.once(items.len(), report),
            _ => self.other("en tabell", &Shape::Tabell(record), report),
        }
    }

    /// Whether a list is a table that was typed with two brackets.
    fn is_repeated(&self, items: &[toml::Spanned<DeValue<'_>>]) -> bool {
        !self.is_item && items.iter().any(under_header)
    }

    /// Reports a table with two brackets where one table was wanted.
    fn once<T>(&self, count: usize, report: &mut Report) -> Option<T> {
        let path = quoted(&self.path());
        let help = match count {
            1 => format!("Skriv [{path}] med enkla hakparenteser."),
            _ => format!("Samla raderna under en enda [{path}], med enkla hakparenteser."),
        };
        let only = match self.get() {
            DeValue::Array(items) if count == 1 => items.iter().next(),
            _ => None,
        };
        let fix = only.and_then(|it| self.header(it.span(), false));
        self.refuse_mended(&FEL_TYP, format!("[{path}] kan bara finnas en gång."), help, fix, report)
    }

    /// Reports that something else was wanted here.
    pub fn expected<T: Read>(&self, wanted: &str, report: &mut Report) -> Option<T> {
        if let (DeValue::Array(items), Shape::Fritt(_)) = (self.get(), T::shape())
            && self.is_repeated(items)
        {
            return self.once(items.len(), report);
        }
        self.other(wanted, &T::shape(), report)
    }

    /// Reports that several were wanted here.
    pub(super) fn single<T: Read>(&self, report: &mut Report) -> Option<T> {
        if !matches!(T::shape(), Shape::Lista(inner) if inner.record().is_some()) || !under_header(self.inner) {
            return self.expected("en lista", report);
        }
        let path = quoted(&self.path());
        let message = format!("[{path}] ska ha dubbla hakparenteser, för det kan finnas flera.");
        let fix = self.header(self.inner.span(), true);
        self.refuse_mended(&FEL_TYP, message, format!("Skriv [[{path}]]"), fix, report)
    }

    fn other<T>(&self, wanted: &str, shape: &Shape, report: &mut Report) -> Option<T> {
        let got = match self.get() {
            DeValue::String(_) => "text",
            DeValue::Integer(_) => "ett heltal",
            DeValue::Float(_) => "ett decimaltal",
            DeValue::Boolean(_) => "ja eller nej (true, false)",
            DeValue::Datetime(_) => "ett datum",
            DeValue::Array(_) => "en lista",
            DeValue::Table(_) => "en tabell",
        };
        let key = quoted(self.key);
        let message = match self.is_item {
            true => format!("Varje värde i ”{key}” ska vara {wanted}, men här är {got}."),
            false => format!("”{key}” ska vara {wanted}, men är {got}."),
        };
        let fix = suggest::instead(self, shape).map(|it| self.written(&it));
        self.refuse_mended(&FEL_TYP, message, suggest::help(self, shape), fix, report)
    }

    /// Reports a mistake of this value.
    pub fn refuse<T>(&self, check: &'static Check, message: String, help: String, report: &mut Report) -> Option<T> {
        self.refuse_mended(check, message, help, None, report)
    }

    /// Reports a mistake of this value with what would mend it, where that is known.
    pub fn refuse_mended<T>(
        &self,
        check: &'static Check,
        message: String,
        help: String,
        fix: Option<Fix>,
        report: &mut Report,
    ) -> Option<T> {
        let diagnostic = Diagnostic::new(check, self.span(), message).help(help);
        report.push(Diagnostic { fix, ..diagnostic });
        None
    }

    /// Reads one of some words; a misspelt one is told the nearest.
    pub fn word<T: Read>(&self, words: &'static [&'static str], report: &mut Report) -> Option<&'static str> {
        let DeValue::String(typed) = self.get() else {
            return self.expected::<T>("text", report).and(None);
        };
        if let Some(word) = words.iter().find(|it| **it == typed.as_ref()) {
            return Some(word);
        }
        let folded = ascii_key(typed);
        let folded = match PARTIES.iter().find(|(name, word)| *name == folded && words.contains(word)) {
            Some((_, word)) => (*word).to_owned(),
            None => folded,
        };
        let near = words.iter().find(|it| **it == folded).copied().or_else(|| nearest(&folded, words));
        let help = match near {
            Some(near) if self.is_item => format!("Menade du \"{near}\"?"),
            Some(near) => format!("Skriv {} = \"{near}\"", self.key),
            None => format!("Välj {}.", svenska::list(&suggest::words(words), "eller")),
        };
        let message = format!("”{}” är inget värde för ”{}”.", quoted(typed), quoted(self.key));
        let sure = only_near(&folded, words).is_some_and(|it| Some(it) == near);
        let fix = near.map(|near| mending::edit(sure, self.span(), format!("\"{near}\"")));
        self.refuse_mended(&OKANT_VARDE, message, help, fix, report)
    }
}

/// What the two parties are called, and the format's words for them: the region's board changes its name.
const PARTIES: [(&str, &str); 7] = [
    ("drn", "region"),
    ("drnv", "region"),
    ("hsn", "region"),
    ("hsnv", "region"),
    ("vgr", "region"),
    ("regionen", "region"),
    ("kommunen", "kommun"),
];

/// Keys that lead to a place, with one more.
pub(super) fn joined(above: &str, key: &str) -> String {
    if above.is_empty() { key.to_owned() } else { [above, key].join(".") }
}

/// Whether a value is a table under a header of its own rather than one in braces, whose keys stand within it.
pub(super) fn under_header(value: &toml::Spanned<DeValue<'_>>) -> bool {
    match value.get_ref() {
        DeValue::Table(entries) => !entries.keys().any(|it| value.span().contains(&it.span().start)),
        DeValue::Array(items) => !items.is_empty() && items.iter().all(under_header),
        _ => false,
    }
}
