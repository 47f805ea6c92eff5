//! TOML text → typed records: every mistake of a file in one pass, with the place of every value.
//!
//! A record is declared once with [`record!`](crate::record), which makes the struct, how it is read, the reference of
//! its keys and the walk over its texts. All fields are read before any is used, so that one mistake hides no other.

pub mod mistakes;
pub mod reference;
pub mod syntax;
mod values;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Check, Diagnostic, Report};
use crate::source::{FileId, Located, Span};
use crate::svenska::{self, quoted};
use mistakes::{DUBBLETT_NYCKEL, FEL_TYP, OKAND_NYCKEL, SAKNAD_NYCKEL};
use reference::Shape;
use syntax::SyntaxKind;

pub use values::{EnEllerFlera, Id};

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

/// The name a key has in the format: å and ä become a, ö becomes o, space becomes an underscore.
pub fn ascii_key(key: &str) -> String {
    key.trim()
        .chars()
        .map(|it| match it {
            'å' | 'ä' | 'Å' | 'Ä' => 'a',
            'ö' | 'Ö' => 'o',
            'é' | 'É' => 'e',
            ' ' | '-' => '_',
            it => it.to_ascii_lowercase(),
        })
        .collect()
}

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

/// The known word that a misspelt one most likely stands for.
pub fn nearest<'a>(typed: &str, known: &[&'a str]) -> Option<&'a str> {
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
        report.push(diagnostic);
    }
    None
}

/// Something that may hold texts a reader will see.
pub trait Walk {
    /// Shows every text to `visit`, in the order of the format.
    fn walk<'a>(&'a self, visit: &mut dyn FnMut(crate::text::TextRef<'a>));
}

/// Declares a table of the format: the struct, how it is read, its keys for the reference, the walk over its texts.
///
/// The doc comments are Swedish: they are the reference that users read.
#[macro_export]
macro_rules! record {
    ($(#[doc = $doc:literal])+ pub struct $name:ident { $($(#[doc = $field_doc:literal])+ $field:ident: $type:ty,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name {
            /// Where the table stands.
            pub span: $crate::source::Span,
            $($(#[doc = $field_doc])+ pub $field: $type,)+
        }

        impl $name {
            /// The table's keys, for the reference.
            pub const RECORD: $crate::read::reference::Record = $crate::read::reference::Record {
                name: stringify!($name),
                docs: concat!($($doc, "\n"),+),
                keys: &[$($crate::read::reference::Key {
                    name: stringify!($field),
                    docs: concat!($($field_doc, "\n"),+),
                    shape: <$type as $crate::read::Read>::shape,
                    required: || <$type as $crate::read::Read>::absent().is_none(),
                }),+],
            };
        }

        impl $crate::read::Read for $name {
            fn read(value: $crate::read::Value<'_>, report: &mut $crate::diagnostic::Report) -> Option<Self> {
                let mut table = value.table(report)?;
                $(let $field = table.take::<$type>(stringify!($field), report);)+
                let span = table.span;
                table.finish(report);
                Some(Self { span, $($field: $field?),+ })
            }

            fn shape() -> $crate::read::reference::Shape {
                $crate::read::reference::Shape::Tabell(&Self::RECORD)
            }
        }

        impl $crate::read::Walk for $name {
            fn walk<'a>(&'a self, visit: &mut dyn FnMut($crate::text::TextRef<'a>)) {
                $($crate::read::Walk::walk(&self.$field, visit);)+
            }
        }
    };
}

/// Declares a choice of words: the enum, how it is read, how it is shown.
#[macro_export]
macro_rules! choice {
    ($(#[doc = $doc:literal])+ pub enum $name:ident { $($(#[doc = $variant_doc:literal])* $variant:ident = $word:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[doc = $variant_doc])* $variant,)+ }

        impl $name {
            /// The words that can be typed.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word as it is typed.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::read::Read for $name {
            fn read(value: $crate::read::Value<'_>, report: &mut $crate::diagnostic::Report) -> Option<Self> {
                match value.word(Self::WORDS, report)? {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }

            fn shape() -> $crate::read::reference::Shape {
                $crate::read::reference::Shape::Val(Self::WORDS)
            }
        }

        impl $crate::read::Walk for $name {
            fn walk<'a>(&'a self, _: &mut dyn FnMut($crate::text::TextRef<'a>)) {}
        }
    };
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
        self.refuse(&mistakes::OKANT_VARDE, message, help, report)
    }
}

/// Reads a whole file as one record.
pub fn record<T: Read>(file: FileId, table: toml::Spanned<DeTable<'_>>, report: &mut Report) -> Option<T> {
    let span = 0..0;
    let inner = toml::Spanned::new(span, DeValue::Table(table.into_inner()));
    T::read(Value { file, key: "", inner: &inner }, report)
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

/// Where in a document a place is, as its keys name it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct KeyPath {
    /// The keys with the index of each table, from 0: `budget.rad[3].region`.
    pub indexed: String,
    /// The ids of the tables around the place, outermost first.
    pub ids: Vec<String>,
}

/// The keys of a file by their places.
pub struct KeyIndex(Vec<(std::ops::Range<usize>, KeyPath)>);

impl KeyIndex {
    /// Indexes a file; one that is no TOML has no keys.
    pub fn new(text: &str) -> Self {
        let mut places = Vec::new();
        if let Ok(table) = DeTable::parse(text) {
            walk_keys(table.get_ref(), &KeyPath::default(), &mut |span, path| {
                places.push((span, KeyPath { indexed: path.indexed.clone(), ids: path.ids.clone() }));
            });
        }
        places.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        Self(places)
    }

    /// The keys that lead to a byte; `None` for a place outside every key.
    pub fn at(&self, offset: usize) -> Option<&KeyPath> {
        // Places nest, so the last one that begins before the byte and holds it is the innermost.
        let until = self.0.partition_point(|(span, _)| span.start <= offset);
        self.0[..until].iter().rev().find(|(span, _)| span.contains(&offset)).map(|(_, path)| path)
    }
}

fn walk_keys(table: &DeTable<'_>, above: &KeyPath, visit: &mut dyn FnMut(std::ops::Range<usize>, &KeyPath)) {
    let id = table.get("id").and_then(|it| it.get_ref().as_str());
    let ids: Vec<String> = above.ids.iter().cloned().chain(id.map(str::to_owned)).collect();
    for (key, value) in table {
        let dot = if above.indexed.is_empty() { "" } else { "." };
        let path = KeyPath { indexed: format!("{}{dot}{}", above.indexed, key.get_ref()), ids: ids.clone() };
        visit(key.span(), &path);
        walk_value(value, &path, visit);
    }
}

fn walk_value(
    value: &toml::Spanned<DeValue<'_>>,
    path: &KeyPath,
    visit: &mut dyn FnMut(std::ops::Range<usize>, &KeyPath),
) {
    visit(value.span(), path);
    match value.get_ref() {
        DeValue::Table(inner) => walk_keys(inner, path, visit),
        DeValue::Array(items) => {
            for (idx, item) in items.iter().enumerate() {
                let path = KeyPath { indexed: format!("{}[{idx}]", path.indexed), ids: path.ids.clone() };
                walk_value(item, &path, visit);
            }
        }
        _ => {}
    }
}
