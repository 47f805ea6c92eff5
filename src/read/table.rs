//! A table of a file: its keys are read one by one, and the unknown and missing ones are told.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::mistakes::{DUBBLETT_NYCKEL, OKAND_NYCKEL, SAKNAD_NYCKEL, TOM_TEXT};
use super::reference::{Key, Record, Shape};
use super::value::{joined, under_header};
use super::{Read, Value, ascii_key, mending, nearest, only_near, suggest};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Report};
use crate::source::{FileId, Span};
use crate::svenska::{self, quoted};

/// Keys that mean another key: the region's party by the name of its board.
pub(super) const ALIASES: [(&str, &str); 1] = [("drn", "region")];

/// A TOML table, read key by key.
pub struct Table<'a> {
    file: FileId,
    /// The keys that lead to it, such as `budget.rad`; empty for the file itself.
    path: String,
    value: Value<'a>,
    /// Whether every key is spelt as the format spells keys, so that none can stand under another name.
    plain: bool,
    /// Where the table stands: its header or its braces.
    pub span: Span,
    entries: &'a DeTable<'a>,
    record: &'static Record,
    missing: Vec<&'static str>,
}

impl<'a> Table<'a> {
    /// Starts to read a table.
    pub(super) fn new(value: Value<'a>, record: &'static Record, entries: &'a DeTable<'a>) -> Self {
        let odd = |it: &str| !it.is_ascii() || it.contains(' ') || ALIASES.iter().any(|(alias, _)| *alias == it);
        let plain = !entries.keys().any(|it| odd(it.get_ref()));
        let (file, span) = (value.file, value.span());
        Self { file, path: value.path(), value, plain, span, entries, record, missing: Vec::new() }
    }

    /// Whether the table was typed in braces rather than under a header.
    fn in_braces(&self) -> bool {
        // A header has room for its path; empty braces have not.
        let is_short = self.value.inner.span().len() < self.path.len() + 2;
        !self.path.is_empty() && (is_short || !under_header(self.value.inner))
    }

    /// The table as messages show it: as it was typed.
    fn shown(&self) -> String {
        let (path, key) = (&self.path, quoted(self.value.key));
        match (self.in_braces(), self.value.is_item) {
            _ if path.is_empty() => "filen".to_owned(),
            (true, true) => format!("{key} = [{{ … }}]"),
            (true, false) => format!("{key} = {{ … }}"),
            (false, true) => format!("[[{}]]", quoted(path)),
            (false, false) => format!("[{}]", quoted(path)),
        }
    }

    /// Reads the value of `key`, or what its absence stands for.
    pub fn take<T: Read>(&mut self, key: &'static str, report: &mut Report) -> Option<T> {
        match self.find(key, report) {
            Some(inner) => {
                let above = self.path.as_str();
                let value = Value { file: self.file, text: self.value.text, above, key, is_item: false, inner };
                let read = T::read(value, report);
                if read.is_none() && T::absent().is_some() {
                    self.drop_empty(&value, report);
                }
                read
            }
            None => T::absent().or_else(|| {
                self.missing.push(key);
                None
            }),
        }
    }

    /// A text that is empty says no more than one that is not there.
    fn drop_empty(&self, value: &Value<'_>, report: &mut Report) {
        let told = |it: &&mut Diagnostic| it.check.name == TOM_TEXT.name && it.span() == value.span();
        let Some(found) = report.diagnostics.last_mut().filter(told) else { return };
        let key = self.entries.iter().find(|(_, it)| it.span() == value.inner.span()).map(|(key, _)| key.span());
        let typed = |it: &Range<usize>| !self.in_braces() && !it.is_empty();
        found.fix = key.filter(typed).and_then(|it| mending::without(value.text, it, value.inner.span(), self.file));
    }

    /// Finds a key under its own name, its name with å, ä and ö, or an alias; two of them are a duplicate.
    fn find(&self, key: &'static str, report: &mut Report) -> Option<&'a toml::Spanned<DeValue<'a>>> {
        let exact = self.entries.get_key_value(key);
        if self.plain {
            return exact.map(|(_, value)| value);
        }
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
        for (key, value) in self.entries {
            let typed = key.get_ref().as_ref();
            let known = |is: &dyn Fn(&str) -> bool| self.record.keys.iter().any(|it| is(it.name));
            if known(&|it| it == typed) || !self.plain && known(&|it| names(typed, it)) {
                continue;
            }
            let unused = self.record.keys.iter().filter(|it| !self.entries.contains_key(it.name));
            let unused: Vec<&str> = unused.map(|it| it.name).collect();
            let near = nearest(&ascii_key(typed), &unused);
            self.missing.retain(|it| Some(*it) != near);
            let sure = only_near(&ascii_key(typed), &unused).is_some();
            let near = near.and_then(|near| self.record.keys.iter().find(|it| it.name == near));
            let place = Span::new(self.file, key.span());
            let many = matches!(value.get_ref(), DeValue::Array(_));
            let told = self.unknown(typed, near, under_header(value), place, many);
            let fix = match near {
                Some(near) => self.rename(typed, near.name, value, place, sure),
                // A table that only lacks the name of the one around it.
                None if under_header(value) => self
                    .inside(typed)
                    .and_then(|it| self.rename(typed, it.trim_matches(['[', ']']), value, place, true)),
                None => None,
            };
            report.push(Diagnostic { fix, ..told });
        }
        self.report_missing(report);
    }

    /// Another name for a key, or for a table in all its headers.
    fn rename(
        &self,
        typed: &str,
        name: &str,
        inner: &toml::Spanned<DeValue<'_>>,
        place: Span,
        sure: bool,
    ) -> Option<Fix> {
        if !under_header(inner) {
            return Some(mending::edit(sure, place, name));
        }
        let value =
            Value { file: self.file, text: self.value.text, above: &self.path, key: typed, is_item: false, inner };
        let depth = if self.path.is_empty() { 0 } else { self.path.split('.').count() };
        let edits = mending::renamed(&value, typed, depth, name)?;
        Some(Fix { applicability: if sure { Applicability::Safe } else { Applicability::Unsafe }, edits })
    }

    /// What to say of a key, or a whole table, that the format does not know.
    fn unknown(&self, typed: &str, near: Option<&Key>, is_table: bool, place: Span, many: bool) -> Diagnostic {
        let (message, label) = if is_table {
            let path = quoted(&joined(&self.path, typed));
            let path = if many { format!("[[{path}]]") } else { format!("[{path}]") };
            (format!("Okänd tabell {path}."), "okänd tabell")
        } else {
            (format!("Okänd nyckel ”{}” i {}.", quoted(typed), self.shown()), "okänd nyckel")
        };
        let help = match near {
            _ if self.record.name == "Omfordelning" && typed == "belopp" => {
                "En omfördelning har region och kommun i stället för belopp.".to_owned()
            }
            None if is_table && self.inside(typed).is_some() => {
                format!("Menade du {}?", self.inside(typed).unwrap_or_default())
            }
            Some(near) => match self.name(near, is_table) {
                name if name.starts_with('[') => format!("Menade du {name}?"),
                name => format!("Menade du ”{name}”?"),
            },
            None => {
                let names: Vec<String> = self.record.keys.iter().map(|it| self.name(it, is_table)).collect();
                let tables: Vec<String> = names.iter().filter(|it| it.starts_with('[')).cloned().collect();
                let names = if is_table && !tables.is_empty() { tables } else { names };
                format!("Här kan stå: {}.", names.join(", "))
            }
        };
        Diagnostic::new(&OKAND_NYCKEL, place, message).here(label).help(help)
    }

    /// In the file itself, the table within another that has the typed name: `[[ekonomi.utfall]]` for `[[utfall]]`.
    fn inside(&self, typed: &str) -> Option<String> {
        if !self.path.is_empty() {
            return None;
        }
        let folded = ascii_key(typed);
        self.record.keys.iter().find_map(|outer| {
            let Shape::Tabell(record) = (outer.shape)() else { return None };
            let inner = record.keys.iter().find(|it| it.name == folded)?;
            let path = joined(outer.name, inner.name);
            match (inner.shape)() {
                Shape::Lista(it) if it.record().is_some() => Some(format!("[[{path}]]")),
                Shape::Tabell(_) => Some(format!("[{path}]")),
                _ => None,
            }
        })
    }

    /// A key as it is typed; a table of the file itself, or where a table was typed, with its brackets.
    fn name(&self, key: &Key, is_table: bool) -> String {
        let path = joined(&self.path, key.name);
        match (key.shape)() {
            _ if !is_table && !self.path.is_empty() => key.name.to_owned(),
            Shape::Tabell(_) | Shape::Fritt(_) => format!("[{path}]"),
            Shape::Lista(inner) if inner.record().is_some() => format!("[[{path}]]"),
            _ => key.name.to_owned(),
        }
    }

    /// Reports all missing keys as one.
    fn report_missing(&self, report: &mut Report) {
        let missing: Vec<&Key> = self.record.keys.iter().filter(|it| self.missing.contains(&it.name)).collect();
        let names: Vec<String> = missing.iter().map(|it| self.name(it, false)).collect();
        let lines: Vec<String> = missing.iter().map(|it| self.line(it, missing.len())).collect();
        let lines = svenska::list(&lines, "och");
        let (help, label) = match names.as_slice() {
            [] => return,
            [only] if only.starts_with('[') => (format!("Lägg till {lines}"), format!("här saknas {only}")),
            [only] if self.in_braces() => (format!("Skriv även {lines} inom klamrarna."), format!("här saknas {only}")),
            [only] => (format!("Lägg till raden {lines}"), format!("här saknas {only}")),
            _ if self.in_braces() => (format!("Skriv även {lines} inom klamrarna."), "här saknas de".to_owned()),
            _ => (format!("Lägg till raderna {lines}"), "här saknas de".to_owned()),
        };
        let message = format!("{} saknas i {}.", svenska::list(&names, "och"), self.shown());
        report.push(Diagnostic::new(&SAKNAD_NYCKEL, self.span, message).here(label).help(help));
    }

    /// The word for the kind of document that the table belongs to, where it is one of a kind's own.
    fn kind(&self) -> Option<&'static str> {
        match self.record.name {
            "Uppfoljningsdokument" => Some("uppfoljning"),
            "Handlingsplansdokument" => Some("handlingsplan"),
            "Beslutsdokument" => Some("beslut"),
            _ => None,
        }
    }

    /// A missing key with an example of its value; alone with every word that it may be.
    fn line(&self, key: &Key, count: usize) -> String {
        match (key.shape)() {
            Shape::Tabell(record) if self.path.is_empty() => {
                let inner: Vec<&Key> = record.keys.iter().filter(|it| (it.required)()).collect();
                let inner: Vec<String> =
                    inner.iter().map(|it| format!("{} = {}", it.name, suggest::example(&(it.shape)()))).collect();
                format!("{} och under den {}", self.name(key, false), svenska::list(&inner, "och"))
            }
            // A file without its kind is read as the one that its tables tell, unless it is the one that is taken for
            // granted.
            Shape::Val(_) if key.name == "slag" && self.kind().is_some() => {
                format!("slag = \"{}\"", self.kind().unwrap_or_default())
            }
            Shape::Val(words) if count == 1 && words.len() <= 5 => {
                format!("{} = {}", key.name, svenska::list(&suggest::words(words), "eller"))
            }
            shape => format!("{} = {}", key.name, suggest::example(&shape)),
        }
    }
}

/// Whether a typed key names the format's `key` without being spelt like it.
pub(super) fn names(typed: &str, key: &str) -> bool {
    ALIASES.contains(&(typed, key)) || (!typed.is_ascii() || typed.contains(' ')) && ascii_key(typed) == key
}
