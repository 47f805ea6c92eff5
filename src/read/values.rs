//! The values that are no tables: names, text, yes or no, and lists; numbers and dates have files of their own.

mod dates;
mod numbers;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use toml::de::DeValue;

use super::mistakes::{OGILTIGT_ID, TOM_TEXT};
use super::reference::Shape;
use super::{Read, Value, Walk, ascii_key, mending};
use crate::belopp::Belopp;
use crate::datum::{Arsdag, Datum, Slut, Tidpunkt};
use crate::diagnostic::Report;
use crate::source::{Located, Span};
use crate::svenska::quoted;
use crate::text::TextRef;

/// A stable name for a thing: small letters a–z, digits and hyphens.
#[derive(Clone, Debug)]
pub struct Id(pub Located<String>);

impl Id {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0.value
    }

    /// Where it was typed.
    pub fn span(&self) -> Span {
        self.0.span
    }
}

impl PartialEq for Id {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Read for Id {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let text = Located::<String>::read(value, report)?;
        let good = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
        if text.value.len() <= 80 && text.value.chars().all(good) && !text.value.starts_with('-') {
            return Some(Self(text));
        }
        // A file is named by its id, without the ending.
        let ascii = ascii_key(text.value.strip_suffix(".toml").unwrap_or(&text.value));
        let words =
            ascii.split(|it: char| !it.is_ascii_lowercase() && !it.is_ascii_digit()).filter(|it| !it.is_empty());
        let slug: String = words.collect::<Vec<_>>().join("-").chars().take(80).collect();
        let message = format!("Id:t ”{}” innehåller tecken som inte får stå i ett id.", quoted(&text.value));
        let help = match slug.trim_matches('-') {
            "" => "Använd små bokstäver a–z, siffror och bindestreck.".to_owned(),
            // A name where an id of another place is wanted says little of what that id is.
            _ if value.key != "id" && text.value.trim().contains(char::is_whitespace) => {
                "Skriv id:t, inte namnet. Ett id har små bokstäver a–z, siffror och bindestreck.".to_owned()
            }
            slug => {
                let slug = value.assigned(&format!("\"{slug}\""));
                format!("Skriv {slug}. Använd små bokstäver a–z, siffror och bindestreck.")
            }
        };
        let slug = slug.trim_matches('-');
        let fix = if slug.is_empty() { None } else { mending::id(&value, &text.value, slug) };
        value.refuse_mended(&OGILTIGT_ID, message, help, fix, report)
    }

    fn shape() -> Shape {
        Shape::Enkel("id")
    }
}

impl Read for String {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        match value.get() {
            DeValue::String(text) if text.trim().is_empty() => {
                let (message, help) = match value.is_item {
                    true => ("En text i ”{}” är tom.", "Skriv texten mellan citattecknen, eller ta bort dem."),
                    false => ("”{}” är tom.", "Skriv texten mellan citattecknen, eller ta bort raden."),
                };
                value.refuse(&TOM_TEXT, message.replace("{}", &quoted(value.key)), help.to_owned(), report)
            }
            DeValue::String(text) => Some(text.to_string()),
            _ => value.expected("text", report),
        }
    }

    fn shape() -> Shape {
        Shape::Enkel("text")
    }
}

impl Read for bool {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        match value.get() {
            DeValue::Boolean(it) => Some(*it),
            _ => value.expected("true (ja) eller false (nej)", report),
        }
    }

    fn shape() -> Shape {
        Shape::Enkel("true | false")
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        T::read(value, report).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn shape() -> Shape {
        T::shape()
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let DeValue::Array(items) = value.get() else {
            return value.single(report);
        };
        // Every element is read before any is given up on.
        let items: Vec<Option<T>> =
            items.iter().map(|inner| T::read(Value { inner, is_item: true, ..value }, report)).collect();
        items.into_iter().collect()
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn shape() -> Shape {
        Shape::Lista(Box::new(T::shape()))
    }
}

/// One value, or a list of them.
#[derive(Clone, Debug)]
pub struct EnEllerFlera<T>(pub Vec<T>);

impl<T: Read> Read for EnEllerFlera<T> {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        match value.get() {
            DeValue::Array(_) => Vec::read(value, report).map(Self),
            _ => T::read(value, report).map(|it| Self(vec![it])),
        }
    }

    fn absent() -> Option<Self> {
        Some(Self(Vec::new()))
    }

    fn shape() -> Shape {
        Shape::Antingen(Box::new(T::shape()), Box::new(Shape::Lista(Box::new(T::shape()))))
    }
}

/// Keys that the author chooses, such as abbreviations.
impl<T: Read> Read for BTreeMap<String, T> {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let DeValue::Table(entries) = value.get() else {
            return value.expected("en tabell", report);
        };
        let above = value.path();
        let read = entries.iter().map(|(key, inner)| {
            let key = key.get_ref().as_ref();
            let value = Value { file: value.file, text: value.text, above: &above, key, is_item: false, inner };
            T::read(value, report).map(|it| (key.to_owned(), it))
        });
        let read: Vec<_> = read.collect();
        read.into_iter().collect()
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn shape() -> Shape {
        Shape::Fritt(Box::new(T::shape()))
    }
}

/// Values under names that another file declares, such as a form's questions; each name keeps its place.
#[derive(Clone, Debug)]
pub struct Namngivna<T>(pub Vec<(Id, T)>);

impl<T> Namngivna<T> {
    /// The value under a name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(it, _)| it.as_str() == name).map(|(_, value)| value)
    }
}

impl<T: Read> Read for Namngivna<T> {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let DeValue::Table(entries) = value.get() else {
            return value.expected("en tabell", report);
        };
        let above = value.path();
        let read = entries.iter().map(|(key, inner)| {
            // Keys are typed with `_` as often as with `-`.
            let name = ascii_key(key.get_ref()).replace('_', "-");
            let id = Id(Located { value: name, span: Span::new(value.file, key.span()) });
            let key = key.get_ref().as_ref();
            let value = Value { file: value.file, text: value.text, above: &above, key, is_item: false, inner };
            T::read(value, report).map(|it| (id, it))
        });
        let read: Vec<_> = read.collect();
        let mut named = read.into_iter().collect::<Option<Vec<_>>>()?;
        named.sort_by_key(|(id, _)| id.span().start);
        Some(Self(named))
    }

    fn absent() -> Option<Self> {
        Some(Self(Vec::new()))
    }

    fn shape() -> Shape {
        Shape::Fritt(Box::new(T::shape()))
    }
}

/// Values that hold no text a reader will see.
macro_rules! silent {
    ($($type:ty),+) => {
        $(impl Walk for $type {
            fn walk<'a>(&'a self, _: &mut dyn FnMut(TextRef<'a>)) {}
        })+
    };
}

silent!(String, bool, u32, i16, Decimal, Belopp, Datum, Arsdag, Tidpunkt, Slut, Id);

impl<T: Walk> Walk for Located<T> {
    fn walk<'a>(&'a self, visit: &mut dyn FnMut(TextRef<'a>)) {
        self.value.walk(visit);
    }
}

impl<T: Walk> Walk for Option<T> {
    fn walk<'a>(&'a self, visit: &mut dyn FnMut(TextRef<'a>)) {
        if let Some(it) = self {
            it.walk(visit);
        }
    }
}

impl<T: Walk> Walk for Vec<T> {
    fn walk<'a>(&'a self, visit: &mut dyn FnMut(TextRef<'a>)) {
        for it in self {
            it.walk(visit);
        }
    }
}

impl<T: Walk> Walk for EnEllerFlera<T> {
    fn walk<'a>(&'a self, visit: &mut dyn FnMut(TextRef<'a>)) {
        self.0.walk(visit);
    }
}

impl<T: Walk> Walk for Namngivna<T> {
    fn walk<'a>(&'a self, visit: &mut dyn FnMut(TextRef<'a>)) {
        for (_, it) in &self.0 {
            it.walk(visit);
        }
    }
}

impl<T: Walk> Walk for BTreeMap<String, T> {
    fn walk<'a>(&'a self, visit: &mut dyn FnMut(TextRef<'a>)) {
        for it in self.values() {
            it.walk(visit);
        }
    }
}
