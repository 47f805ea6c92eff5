//! A value of a file and where it stands.

use toml::de::DeValue;

use super::mistakes::{FEL_TYP, OKANT_VARDE};
use super::{Table, ascii_key, nearest};
use crate::diagnostic::{Check, Diagnostic, Report};
use crate::source::{FileId, Span};
use crate::svenska::{self, quoted};

/// A value of a file, the key it stands under and where it is.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    pub file: FileId,
    /// The key as messages name it.
    pub key: &'a str,
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

    /// The same place seen as a table.
    pub fn table(&self, report: &mut Report) -> Option<Table<'a>> {
        match self.get() {
            DeValue::Table(entries) => Some(Table::new(self.file, self.key, self.span(), entries)),
            DeValue::Array(_) => self.expected("en tabell, inte flera", report),
            _ => self.expected("en tabell", report),
        }
    }

    /// Reports that something else was wanted here.
    pub fn expected<T>(&self, wanted: &str, report: &mut Report) -> Option<T> {
        let got = match self.get() {
            DeValue::String(_) => "text",
            DeValue::Integer(_) => "ett heltal",
            DeValue::Float(_) => "ett decimaltal",
            DeValue::Boolean(_) => "true eller false",
            DeValue::Datetime(_) => "ett datum",
            DeValue::Array(_) => "en lista",
            DeValue::Table(_) => "en tabell",
        };
        let message = format!("”{}” ska vara {wanted}, men är {got}.", quoted(self.key));
        self.refuse(&FEL_TYP, message, example(wanted, self.key), report)
    }

    /// Reports a mistake of this value.
    pub fn refuse<T>(&self, check: &'static Check, message: String, help: String, report: &mut Report) -> Option<T> {
        report.push(Diagnostic::new(check, self.span(), message).help(help));
        None
    }
}

/// What to write where `wanted` is wanted.
fn example(wanted: &str, key: &str) -> String {
    let value = match wanted {
        "text" => "\"text\"",
        "en lista" | "en lista med texter" => "[\"första\", \"andra\"]",
        "ett datum" => "2024-11-27",
        "true eller false" => "true",
        "ett belopp i kronor" => "350_000",
        "ett heltal" => "2024",
        "ett tal" => "28",
        "en tabell, inte flera" => return format!("Skriv en enda tabell: [{key}] med enkla hakparenteser."),
        "en tabell" => return format!("Skriv en tabell: [{key}] på en egen rad, eller {key} = {{ … }}."),
        "flera tabeller" => return format!("Skriv [[{key}]] med dubbla hakparenteser."),
        _ => return format!("Skriv {wanted}."),
    };
    format!("Skriv {key} = {value}")
}

impl<'a> Value<'a> {
    /// Reads one of some words; a misspelt one is told the nearest.
    pub fn word(&self, words: &'static [&'static str], report: &mut Report) -> Option<&'static str> {
        let DeValue::String(typed) = self.get() else {
            return self.expected("text", report);
        };
        if let Some(word) = words.iter().find(|it| **it == typed.as_ref()) {
            return Some(word);
        }
        let folded = ascii_key(typed);
        let near = words.iter().find(|it| **it == folded).copied().or_else(|| nearest(&folded, words));
        let known: Vec<String> = words.iter().map(|it| format!("\"{it}\"")).collect();
        let help = match near {
            Some(near) => format!("Skriv {} = \"{near}\"", self.key),
            None => format!("Välj {}.", svenska::list(&known, "eller")),
        };
        let message = format!("”{}” är inget värde för ”{}”.", quoted(typed), self.key);
        self.refuse(&OKANT_VARDE, message, help, report)
    }
}
