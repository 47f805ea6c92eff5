//! How plain values are read: text, numbers, amounts, dates, ids and lists of them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use toml::de::DeValue;

use super::mistakes::{BELOPP_SOM_TEXT, OGILTIGT_BELOPP, OGILTIGT_DATUM, OGILTIGT_ID, OGILTIGT_TAL, TOM_TEXT};
use super::reference::Shape;
use super::{Read, Value, Walk, ascii_key};
use crate::belopp::{self, Belopp, NoAmount};
use crate::datum::{Datum, Slut, Tidpunkt};
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
        let slug: String = ascii_key(&text.value).replace('_', "-").chars().filter(|it| good(*it)).take(80).collect();
        let message = format!("Id:t ”{}” innehåller tecken som inte får stå i ett id.", quoted(&text.value));
        let help = match slug.trim_matches('-') {
            "" => "Använd små bokstäver a–z, siffror och bindestreck.".to_owned(),
            slug => format!("Skriv {} = \"{slug}\". Använd små bokstäver a–z, siffror och bindestreck.", value.key),
        };
        value.refuse(&OGILTIGT_ID, message, help, report)
    }

    fn shape() -> Shape {
        Shape::Enkel("id")
    }
}

impl Read for String {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        match value.get() {
            DeValue::String(text) if text.trim().is_empty() => {
                let message = format!("”{}” är tom.", quoted(value.key));
                value.refuse(
                    &TOM_TEXT,
                    message,
                    "Skriv texten mellan citattecknen, eller ta bort raden.".into(),
                    report,
                )
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
            _ => value.expected("true eller false", report),
        }
    }

    fn shape() -> Shape {
        Shape::Enkel("true | false")
    }
}

impl Read for u32 {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let DeValue::Integer(number) = value.get() else {
            return value.expected("ett heltal", report);
        };
        let read = if number.radix() == 10 { number.as_str().parse().ok() } else { None };
        read.or_else(|| {
            let message = format!("”{}” är inget användbart heltal för ”{}”.", quoted(&number.to_string()), value.key);
            let help = format!("Skriv ett vanligt heltal med siffror, till exempel {} = 12.", value.key);
            value.refuse(&OGILTIGT_TAL, message, help, report)
        })
    }

    fn shape() -> Shape {
        Shape::Enkel("heltal")
    }
}

/// A calendar year.
impl Read for i16 {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let DeValue::Integer(number) = value.get() else {
            return value.expected("ett heltal", report);
        };
        let year = number.as_str().parse().ok().filter(|it| number.radix() == 10 && (1900..2200).contains(it));
        year.or_else(|| {
            let message = format!("”{}” är inget årtal.", quoted(&number.to_string()));
            value.refuse(&OGILTIGT_TAL, message, format!("Skriv året med fyra siffror: {} = 2024", value.key), report)
        })
    }

    fn shape() -> Shape {
        Shape::Enkel("årtal")
    }
}

/// A number that is no money: a percentage, an indicator's value.
impl Read for Decimal {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let text = match value.get() {
            DeValue::Float(float) => float.as_str(),
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
            _ => return value.expected("ett tal", report),
        };
        let plain = text.len() <= 18 && text.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'.' | b'-' | b'+'));
        let number = if plain { Self::from_str_exact(text).ok() } else { None };
        number.or_else(|| {
            let message = format!("”{}” är inget tal som kan användas för ”{}”.", quoted(text), value.key);
            let help = "Skriv talet med siffror och decimalpunkt, till exempel 28 eller 27.5.";
            value.refuse(&OGILTIGT_TAL, message, help.into(), report)
        })
    }

    fn shape() -> Shape {
        Shape::Enkel("tal")
    }
}

impl Read for Belopp {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let key = value.key;
        let text = match value.get() {
            DeValue::Float(float) => float.as_str(),
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
            DeValue::Integer(_) => return value.expected("ett belopp i kronor", report),
            DeValue::String(text) => {
                let message = format!("Beloppet ”{}” är skrivet som text.", quoted(text));
                let help = match belopp::meant(text) {
                    Some(meant) => {
                        let meant = meant.toml();
                        format!("Skriv {key} = {meant}, utan citattecken, mellanslag och ”kr”.")
                    }
                    None => format!("Skriv beloppet med siffror, till exempel {key} = 350_000."),
                };
                return value.refuse(&BELOPP_SOM_TEXT, message, help, report);
            }
            _ => return value.expected("ett belopp i kronor", report),
        };
        let (message, help) = match Self::parse(text) {
            Ok(amount) => return Some(amount),
            Err(NoAmount::TooFine) => {
                let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
                let thousands = decimals.len() == 3 && whole.trim_start_matches(['-', '+']).len() <= 3;
                let help = match Self::parse(&format!("{whole}{decimals}")) {
                    Ok(meant) if thousands => {
                        format!("Punkten är decimaltecken här. Menade du {key} = {}?", meant.toml())
                    }
                    _ => "Skriv högst två decimaler: kronor och ören, till exempel 48_500.50.".to_owned(),
                };
                (format!("Beloppet {} har {} decimaler.", quoted(text), decimals.len()), help)
            }
            Err(NoAmount::TooLarge) => {
                let most = Self::parse(&Self::MAX.to_string()).unwrap_or_default();
                (
                    format!("Beloppet {} är orimligt stort.", quoted(text)),
                    format!("Ett belopp kan vara högst {most} kronor."),
                )
            }
            Err(NoAmount::NotANumber) => (
                format!("Beloppet {} kan inte läsas.", quoted(text)),
                format!("Skriv hela kronor med siffror, till exempel {key} = 350_000."),
            ),
        };
        value.refuse(&OGILTIGT_BELOPP, message, help, report)
    }

    fn shape() -> Shape {
        Shape::Enkel("belopp i kronor")
    }
}

impl Read for Datum {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let typed = match value.get() {
            DeValue::Datetime(it) => *it,
            DeValue::String(text) => {
                let message = format!("”{}” ska vara ett datum, men är text.", value.key);
                let help = match date(text) {
                    Some(date) => format!("Skriv {} = {date}, utan citattecken.", value.key),
                    None => format!(
                        "Skriv datumet som ÅÅÅÅ-MM-DD utan citattecken, till exempel {} = 2024-11-27.",
                        value.key
                    ),
                };
                return value.refuse(&OGILTIGT_DATUM, message, help, report);
            }
            _ => return value.expected("ett datum", report),
        };
        let day = |it: toml::value::Date| {
            Self::new(i16::try_from(it.year).ok()?, i8::try_from(it.month).ok()?, i8::try_from(it.day).ok()?)
        };
        match (typed.date.and_then(day), typed.time) {
            (Some(date), None) => Some(date),
            (date, Some(_)) => {
                let message = format!("”{}” ska vara ett datum utan klockslag.", value.key);
                let help = match date {
                    Some(date) => format!("Skriv {} = {date}", value.key),
                    None => format!("Skriv datumet som ÅÅÅÅ-MM-DD, till exempel {} = 2024-11-27.", value.key),
                };
                value.refuse(&OGILTIGT_DATUM, message, help, report)
            }
            (None, None) => {
                let message = format!("{typed} är inget datum som en plan kan ha.");
                value.refuse(&OGILTIGT_DATUM, message, "Skriv ett datum mellan 1900 och 2199.".into(), report)
            }
        }
    }

    fn shape() -> Shape {
        Shape::Enkel("datum")
    }
}

/// A date spelt `2024-11-27`.
fn date(text: &str) -> Option<Datum> {
    let mut parts = text.trim().splitn(3, '-').map(str::parse::<i16>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    Datum::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

/// A date, or a month as text: `"2024-11"`.
impl Read for Tidpunkt {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let DeValue::String(text) = value.get() else {
            return Datum::read(value, report).map(Self::Datum);
        };
        let month = date(&format!("{}-01", text.trim())).filter(|_| text.trim().len() == 7);
        month.map(Self::Manad).or_else(|| {
            let message = format!("”{}” är varken ett datum eller en månad.", quoted(text));
            let help = format!("Skriv {key} = 2024-11-30 eller {key} = \"2024-11\"", key = value.key);
            value.refuse(&OGILTIGT_DATUM, message, help, report)
        })
    }

    fn shape() -> Shape {
        Shape::Enkel("datum eller \"ÅÅÅÅ-MM\"")
    }
}

/// A date, or `"tills vidare"`.
impl Read for Slut {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        match value.get() {
            DeValue::String(text) if text.trim() == "tills vidare" => Some(Self::TillsVidare),
            _ => Datum::read(value, report).map(Self::Datum),
        }
    }

    fn shape() -> Shape {
        Shape::Enkel("datum eller \"tills vidare\"")
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
            let tables = matches!(value.get(), DeValue::Table(_));
            return value.expected(if tables { "flera tabeller" } else { "en lista" }, report);
        };
        // Every element is read before any is given up on.
        let items: Vec<Option<T>> = items.iter().map(|inner| T::read(Value { inner, ..value }, report)).collect();
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
        let read = entries.iter().map(|(key, inner)| {
            let key = key.get_ref().as_ref();
            T::read(Value { file: value.file, key, inner }, report).map(|it| (key.to_owned(), it))
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

/// Values that hold no text a reader will see.
macro_rules! silent {
    ($($type:ty),+) => {
        $(impl Walk for $type {
            fn walk<'a>(&'a self, _: &mut dyn FnMut(TextRef<'a>)) {}
        })+
    };
}

silent!(String, bool, u32, i16, Decimal, Belopp, Datum, Tidpunkt, Slut, Id);

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

impl<T: Walk> Walk for BTreeMap<String, T> {
    fn walk<'a>(&'a self, visit: &mut dyn FnMut(TextRef<'a>)) {
        for it in self.values() {
            it.walk(visit);
        }
    }
}
