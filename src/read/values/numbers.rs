//! Numbers: counts, years, plain numbers and amounts of money.

use rust_decimal::Decimal;
use toml::de::DeValue;

use crate::belopp::{self, Belopp, NoAmount};
use crate::diagnostic::{Fix, Report};
use crate::read::mistakes::{BELOPP_SOM_TEXT, OGILTIGT_BELOPP, OGILTIGT_TAL};
use crate::read::reference::{BELOPP, Shape};
use crate::read::{Read, Value, mending, suggest};
use crate::svenska::quoted;

/// The help where a value is nothing but a word for nothing.
const UNKNOWN: &str = "Ta bort raden om värdet saknas, eller skriv det när det är känt.";

/// Reports digits that cannot be used.
fn unusable<T: Read>(value: &Value<'_>, typed: &str, what: &str, report: &mut Report) -> Option<T> {
    let message = format!("”{}” är inget {what} som kan stå här.", quoted(typed));
    value.refuse(&OGILTIGT_TAL, message, suggest::help(value, &T::shape()), report)
}

impl Read for u32 {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let DeValue::Integer(number) = value.get() else {
            return value.expected("ett heltal", report);
        };
        let read = if number.radix() == 10 { number.as_str().parse().ok() } else { None };
        read.or_else(|| match number.as_str().strip_prefix('-') {
            Some(positive) => {
                let message = format!("”{}” kan inte vara ett negativt tal.", quoted(value.key));
                let fix = Some(value.written(positive));
                let help = format!("Skriv {}", value.assigned(&quoted(positive)));
                value.refuse_mended(&OGILTIGT_TAL, message, help, fix, report)
            }
            None => unusable(&value, &number.to_string(), "heltal", report),
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
            return value.expected("ett årtal", report);
        };
        let year = number.as_str().parse().ok().filter(|it| number.radix() == 10 && (1900..2200).contains(it));
        year.or_else(|| {
            let message = format!("”{}” är inget årtal.", quoted(&number.to_string()));
            let help = format!("{}, med fyra siffror.", suggest::help(&value, &Self::shape()));
            let fix = suggest::instead(&value, &Self::shape()).map(|it| value.written(&it));
            value.refuse_mended(&OGILTIGT_TAL, message, help, fix, report)
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
        number.or_else(|| match is_no_number(text) {
            true => {
                value.refuse(&OGILTIGT_TAL, format!("”{}” är inget tal.", quoted(text)), UNKNOWN.to_owned(), report)
            }
            false => unusable(&value, text, "tal", report),
        })
    }

    fn shape() -> Shape {
        Shape::Enkel("tal")
    }
}

/// Whether TOML's own words for "not a number" and "without end" were typed.
fn is_no_number(text: &str) -> bool {
    matches!(text.trim_start_matches(['+', '-']), "nan" | "inf")
}

impl Read for Belopp {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        match value.get() {
            DeValue::Float(float) => read_amount(&value, float.as_str(), report),
            DeValue::Integer(integer) if integer.radix() == 10 => read_amount(&value, integer.as_str(), report),
            DeValue::String(text) => {
                let typed = quoted(text);
                let (message, help) = match belopp::meant(text) {
                    Some(meant) => (
                        format!("Beloppet ”{typed}” är skrivet som text."),
                        format!("Skriv {}, utan citattecken.", value.assigned(&meant.toml())),
                    ),
                    None => (format!("”{typed}” är inget belopp."), with_digits(&value)),
                };
                value.refuse_mended(&BELOPP_SOM_TEXT, message, help, amount(&value, text), report)
            }
            _ => value.expected("ett belopp i kronor", report),
        }
    }

    fn shape() -> Shape {
        Shape::Enkel(BELOPP)
    }
}

fn with_digits(value: &Value<'_>) -> String {
    format!("Skriv beloppet med siffror, till exempel {}", value.assigned("350_000"))
}

/// Reads an amount from what TOML took for a number.
fn read_amount(value: &Value<'_>, text: &str, report: &mut Report) -> Option<Belopp> {
    let no_amount = match Belopp::parse(text) {
        Ok(amount) => return Some(amount),
        Err(it) => it,
    };
    let typed = quoted(text);
    // A number with something typed right after it is still one to TOML's first reading: `350_000:-`.
    let meant = || belopp::meant(text.trim_end_matches('%')).map(Belopp::toml);
    let (check, message, help) = match no_amount {
        NoAmount::NotANumber if is_no_number(text) => {
            (&OGILTIGT_BELOPP, format!("”{typed}” är inget belopp."), UNKNOWN.to_owned())
        }
        NoAmount::NotANumber => {
            let help = meant().map_or_else(|| with_digits(value), |it| format!("Skriv {}", value.assigned(&it)));
            (&BELOPP_SOM_TEXT, format!("Beloppet ”{typed}” kan inte läsas."), help)
        }
        NoAmount::TooFine => {
            let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            let help = match meant().filter(|it| !it.contains('.')) {
                Some(meant) => {
                    format!("Punkt är decimaltecken. Skriv {}", value.assigned(&meant))
                }
                None => "Skriv högst två decimaler: kronor och ören, till exempel 48_500.50.".to_owned(),
            };
            (&OGILTIGT_BELOPP, format!("Beloppet {typed} har {decimals} decimaler."), help)
        }
        NoAmount::TooLarge => {
            let most = Belopp::parse(&Belopp::MAX.to_string()).unwrap_or_default();
            let help = format!("Ett belopp kan vara högst {most} kronor.");
            (&OGILTIGT_BELOPP, format!("Beloppet {typed} är orimligt stort."), help)
        }
    };
    let fix = if check.name == OGILTIGT_BELOPP.name || meant().is_none() { None } else { amount(value, text) };
    // What TOML takes for decimals may be thousands.
    let thousands = meant().filter(|it| check.name == OGILTIGT_BELOPP.name && !it.contains('.') && text.contains('.'));
    let fix = fix.or_else(|| thousands.map(|it| Fix::risky(value.span(), it)));
    value.refuse_mended(check, message, help, fix, report)
}

/// The amount that a text says, as it is written.
fn amount(value: &Value<'_>, text: &str) -> Option<Fix> {
    let meant = belopp::meant(text.trim_end_matches('%'))?.toml();
    Some(mending::edit(belopp::is_plain(text), value.span(), meant))
}
