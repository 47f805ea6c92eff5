//! A table of a file: its keys are read one by one, and the unknown and missing ones are told.

use toml::de::{DeTable, DeValue};

use super::mistakes::{DUBBLETT_NYCKEL, OKAND_NYCKEL, SAKNAD_NYCKEL};
use super::{Read, Value, ascii_key, nearest};
use crate::diagnostic::{Diagnostic, Report};
use crate::source::{FileId, Span};
use crate::svenska::quoted;

/// Keys that mean another key: the region's party by the name of its board.
const ALIASES: [(&str, &str); 1] = [("drn", "region")];

/// A TOML table, read key by key.
pub struct Table<'a> {
    file: FileId,
    /// The table's name as messages show it.
    name: &'a str,
    /// Where the table stands: its header or its braces.
    pub span: Span,
    entries: &'a DeTable<'a>,
    known: Vec<&'static str>,
    missing: Vec<&'static str>,
}

impl<'a> Table<'a> {
    /// Starts to read a table.
    pub fn new(file: FileId, name: &'a str, span: Span, entries: &'a DeTable<'a>) -> Self {
        Self { file, name, span, entries, known: Vec::new(), missing: Vec::new() }
    }

    /// Reads the value of `key`, or what its absence stands for.
    pub fn take<T: Read>(&mut self, key: &'static str, report: &mut Report) -> Option<T> {
        self.known.push(key);
        match self.find(key, report) {
            Some(inner) => T::read(Value { file: self.file, key, inner }, report),
            None => T::absent().or_else(|| {
                self.missing.push(key);
                None
            }),
        }
    }

    /// Whether the key was typed.
    pub fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Finds a key under its own name, its name with å, ä and ö, or an alias; two of them are a duplicate.
    fn find(&self, key: &'static str, report: &mut Report) -> Option<&'a toml::Spanned<DeValue<'a>>> {
        let exact = self.entries.get_key_value(key);
        let mut others = self.entries.iter().filter(|(it, _)| {
            let typed = it.get_ref().as_ref();
            typed != key && names(typed, key)
        });
        let found = exact.or_else(|| others.next())?;
        if let Some((again, _)) = others.next() {
            let message = format!("”{}” och ”{key}” är samma nyckel.", quoted(again.get_ref()));
            report.push(
                Diagnostic::new(&DUBBLETT_NYCKEL, Span::new(self.file, again.span()), message)
                    .here("samma sak igen")
                    .label(Span::new(self.file, found.0.span()), "står redan här")
                    .help("Ta bort den ena."),
            );
        }
        Some(found.1)
    }

    /// Reports unknown and missing keys; a misspelt required key counts once.
    pub fn finish(mut self, report: &mut Report) {
        for key in self.entries.keys() {
            let typed = key.get_ref().as_ref();
            if self.known.contains(&typed) || self.known.iter().any(|it| names(typed, it)) {
                continue;
            }
            let unused: Vec<&str> = self.known.iter().copied().filter(|it| !self.has(it)).collect();
            let near = nearest(&ascii_key(typed), &unused);
            self.missing.retain(|it| Some(*it) != near);
            let message = format!("Okänd nyckel ”{}” i {}.", quoted(typed), self.shown());
            let diagnostic = Diagnostic::new(&OKAND_NYCKEL, Span::new(self.file, key.span()), message);
            report.push(match near {
                Some(known) => diagnostic.here("okänd nyckel").help(format!("Menade du ”{known}”?")),
                None => diagnostic.here("okänd nyckel").help(format!("Här kan stå: {}.", self.known.join(", "))),
            });
        }
        for key in &self.missing {
            let message = format!("”{key}” saknas i {}.", self.shown());
            report.push(
                Diagnostic::new(&SAKNAD_NYCKEL, self.span, message)
                    .here(format!("här saknas {key}"))
                    .help(format!("Lägg till raden {key} = … i den här tabellen.")),
            );
        }
    }

    fn shown(&self) -> String {
        if self.name.is_empty() { "filen".to_owned() } else { format!("”{}”", quoted(self.name)) }
    }
}

/// Whether a typed key names the format's `key` without being spelt like it.
fn names(typed: &str, key: &str) -> bool {
    ALIASES.contains(&(typed, key)) || (!typed.is_ascii() || typed.contains(' ')) && ascii_key(typed) == key
}
