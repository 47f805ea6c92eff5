//! Days, months and ends of validity.

use toml::de::DeValue;

use crate::datum::{Datum, Slut, Tidpunkt};
use crate::diagnostic::Report;
use crate::read::mistakes::OGILTIGT_DATUM;
use crate::read::reference::Shape;
use crate::read::{Read, Value};
use crate::svenska::quoted;

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
