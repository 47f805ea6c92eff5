//! Numbers: counts, years, plain numbers and amounts of money.

use rust_decimal::Decimal;
use toml::de::DeValue;

use crate::belopp::{self, Belopp, NoAmount};
use crate::diagnostic::Report;
use crate::read::mistakes::{BELOPP_SOM_TEXT, OGILTIGT_BELOPP, OGILTIGT_TAL};
use crate::read::reference::Shape;
use crate::read::{Read, Value};
use crate::svenska::quoted;

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
