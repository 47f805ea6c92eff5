//! Days, months and ends of validity.

use toml::de::DeValue;

use crate::datum::{Arsdag, Datum, Slut, Tidpunkt};
use crate::diagnostic::{Fix, Report};
use crate::read::mistakes::OGILTIGT_DATUM;
use crate::read::reference::Shape;
use crate::read::syntax::dates::{self, Meant};
use crate::read::{Read, Value, mending, suggest};
use crate::svenska::{self, quoted};

impl Read for Datum {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let typed = match value.get() {
            DeValue::Datetime(it) => *it,
            DeValue::String(text) => {
                let message = format!("”{}” ska vara ett datum, men är text.", quoted(value.key));
                let fix = suggest::date(text).map(|it| mending::edit(dates::is_plain(text), value.span(), it));
                return value.refuse_mended(&OGILTIGT_DATUM, message, help(&value, text), fix, report);
            }
            // Without its hyphens a date is a whole number.
            DeValue::Integer(number) if suggest::date(number.as_str()).is_some() => {
                let message = format!("Datumet {} saknar bindestreck.", number.as_str());
                let date = suggest::date(number.as_str()).unwrap_or_default();
                let fix = mending::edit(dates::is_plain(number.as_str()), value.span(), date.clone());
                let help = format!("Skriv {}", value.assigned(&date));
                return value.refuse_mended(&OGILTIGT_DATUM, message, help, Some(fix), report);
            }
            _ => return value.expected("ett datum", report),
        };
        let day = |it: toml::value::Date| {
            Self::new(i16::try_from(it.year).ok()?, i8::try_from(it.month).ok()?, i8::try_from(it.day).ok()?)
        };
        match (typed.date.and_then(day), typed.time) {
            (Some(date), None) => Some(date),
            (date, Some(_)) => {
                let message = format!("”{}” ska vara ett datum utan klockslag.", quoted(value.key));
                let fix = date.map(|it| Fix::risky(value.span(), it.to_string()));
                let date = date.map_or_else(|| "2024-11-27".to_owned(), |it| it.to_string());
                let help = format!("Skriv {}", value.assigned(&date));
                value.refuse_mended(&OGILTIGT_DATUM, message, help, fix, report)
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

/// How to write a date that was typed as something else.
fn help(value: &Value<'_>, typed: &str) -> String {
    match suggest::date(typed) {
        Some(date) => format!("Skriv {}, utan citattecken.", value.assigned(&date)),
        None => format!("Skriv år-månad-dag utan citattecken, till exempel {}.", value.assigned("2024-11-27")),
    }
}

/// A date, or a month as text: `"2024-11"`.
impl Read for Tidpunkt {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let DeValue::String(text) = value.get() else {
            return Datum::read(value, report).map(Self::Datum);
        };
        let (year, month) = text.trim().split_once('-').unwrap_or_default();
        let plain = year.len() == 4 && month.len() == 2;
        let first = || Datum::new(year.parse().ok()?, month.parse().ok()?, 1);
        let month = if plain { first() } else { None };
        month.map(Self::Manad).or_else(|| {
            let written = match dates::meant(text) {
                Some(Meant::Day(day)) => Some(day),
                Some(Meant::Month(month)) => Some(format!("\"{month}\"")),
                None => None,
            };
            let fix = written.map(|it| mending::edit(dates::is_plain(text), value.span(), it));
            let (message, help) = match dates::meant(text) {
                Some(Meant::Day(day)) => (
                    format!("Datumet ”{}” är skrivet som text.", quoted(text)),
                    format!("Skriv {}, utan citattecken.", value.assigned(&day)),
                ),
                Some(Meant::Month(month)) => (
                    format!("Månaden ”{}” ska skrivas med siffror.", quoted(text)),
                    format!("Skriv {}", value.assigned(&format!("\"{month}\""))),
                ),
                None => {
                    let (day, month) = (value.assigned("2024-11-30"), value.assigned("\"2024-11\""));
                    let message = format!("”{}” är varken ett datum eller en månad.", quoted(text));
                    (message, format!("Skriv till exempel {day} eller {month}"))
                }
            };
            value.refuse_mended(&OGILTIGT_DATUM, message, help, fix, report)
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
            DeValue::String(text) if suggest::date(text).is_none() => {
                let message = format!("”{}” är varken ett datum eller ”tills vidare”.", quoted(text));
                let help = match text.to_lowercase().contains("vidare") {
                    true => format!("Skriv {}", value.assigned("\"tills vidare\"")),
                    false => format!(
                        "Skriv till exempel {} eller {}",
                        value.assigned("2025-12-31"),
                        value.assigned("\"tills vidare\"")
                    ),
                };
                let until = text.to_lowercase().contains("vidare").then(|| "\"tills vidare\"".to_owned());
                let sure = text.trim().eq_ignore_ascii_case("tills vidare");
                let fix = until.map(|it| mending::edit(sure, value.span(), it));
                value.refuse_mended(&OGILTIGT_DATUM, message, help, fix, report)
            }
            _ => Datum::read(value, report).map(Self::Datum),
        }
    }

    fn shape() -> Shape {
        Shape::Enkel("datum eller \"tills vidare\"")
    }
}

impl Read for Arsdag {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let help = || format!("Skriv dag och månad, till exempel {}", value.assigned("\"25 januari\""));
        let DeValue::String(text) = value.get() else {
            let message = format!("”{}” ska vara en dag utan år.", quoted(value.key));
            return value.refuse(&OGILTIGT_DATUM, message, help(), report);
        };
        let lower = text.trim().to_lowercase();
        let (dag, manad) = lower.split_once(' ').unwrap_or((&lower, ""));
        let manad = (1..=12).find(|it| svenska::month(*it) == manad.trim());
        match dag.parse().ok().zip(manad).and_then(|(dag, manad)| Self::new(manad, dag)) {
            Some(day) => Some(day),
            None => value.refuse(&OGILTIGT_DATUM, format!("”{}” är ingen dag.", quoted(text)), help(), report),
        }
    }

    fn shape() -> Shape {
        Shape::Enkel("dag \"25 januari\"")
    }
}
