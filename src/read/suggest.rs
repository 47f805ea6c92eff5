//! What to write instead: from what was typed where that says it, else an example.

use toml::de::DeValue;

use super::reference::{BELOPP, Record, Shape};
use super::syntax::dates::{self, Meant};
use super::syntax::scalars::quoted as literal;
use super::{Value, ascii_key};
use crate::belopp::{self, Belopp};
use crate::svenska::{is_direction_control, quoted};

/// The help for a value that is of another sort than `shape`.
pub(super) fn help(value: &Value<'_>, shape: &Shape) -> String {
    let is_table = matches!(value.get(), DeValue::Table(_));
    match shape {
        Shape::Tabell(_) if value.above.is_empty() => {
            format!("Skriv [{}] på en egen rad och nycklarna på raderna under.", quoted(value.key))
        }
        Shape::Lista(inner) if is_table && inner.record().is_some() => {
            format!("Skriv {}, med hakparenteser runt klamrarna.", value.assigned("[{ … }]"))
        }
        // What a step means is for the form to say, and a number typed as a word is no step either.
        Shape::Enkel("steg på en skala") => {
            "Skriv ett steg på formulärets skala, till exempel \"helt\" eller 3.".to_owned()
        }
        Shape::Enkel("true | false") if meant(value.get(), shape).is_none() => {
            format!("Skriv {} eller {}", value.assigned("true"), value.assigned("false"))
        }
        _ => match meant(value.get(), shape) {
            Some(meant) => format!("Skriv {}", value.assigned(&meant)),
            None => format!("Skriv till exempel {}", value.assigned(&example(shape))),
        },
    }
}

/// The value to write instead of one that is of another sort than `shape`, as far as `help` says it.
pub(super) fn instead(value: &Value<'_>, shape: &Shape) -> Option<String> {
    let items = match value.get() {
        DeValue::Array(items) => items.len(),
        _ => 1,
    };
    match shape {
        Shape::Enkel("steg på en skala") => None,
        Shape::Tabell(_) if value.above.is_empty() => None,
        Shape::Lista(inner) if matches!(value.get(), DeValue::Table(_)) => {
            let in_braces = inner.record().is_some() && value.raw().starts_with('{');
            in_braces.then(|| listed(value.raw()))
        }
        // Which of several values is the one, only a person knows.
        Shape::Tabell(_) => meant(value.get(), shape),
        _ if items == 1 => meant(value.get(), shape),
        _ => None,
    }
}

/// Words with their quotation marks.
pub(super) fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|it| format!("\"{it}\"")).collect()
}

/// A value of a shape, to show how it is written.
pub(super) fn example(shape: &Shape) -> String {
    match shape {
        Shape::Enkel("årtal") => "2025".to_owned(),
        Shape::Enkel("heltal") => "12".to_owned(),
        Shape::Enkel("tal") => "27.5".to_owned(),
        Shape::Enkel("procent") => "50".to_owned(),
        Shape::Enkel(BELOPP) => "350_000".to_owned(),
        Shape::Enkel("true | false") => "true".to_owned(),
        Shape::Enkel("målområde 1–8") => "6".to_owned(),
        Shape::Enkel(name) if name.starts_with("datum") => "2024-11-27".to_owned(),
        Shape::Enkel(_) => "\"…\"".to_owned(),
        Shape::Val([first] | [first, _] | [first, _, _]) => format!("\"{first}\""),
        Shape::Val(_) => "\"…\"".to_owned(),
        Shape::Tabell(record) => inline(record, |shape| Some(example(shape))).unwrap_or_else(|| "{ … }".to_owned()),
        Shape::Lista(inner) => listed(&example(inner)),
        Shape::Antingen(one, _) => example(one),
        // Answers to the form's questions about an insats.
        Shape::Fritt(inner) if matches!(**inner, Shape::Antingen(..)) => "{ utjamnar = true }".to_owned(),
        Shape::Fritt(inner) => format!("{{ nyckel = {} }}", example(inner)),
    }
}

fn listed(item: &str) -> String {
    format!("[{item}]")
}

/// A table in braces with the keys that it must have, or its first two.
fn inline(record: &Record, mut value: impl FnMut(&Shape) -> Option<String>) -> Option<String> {
    let mut keys: Vec<_> = record.keys.iter().filter(|it| (it.required)()).collect();
    if keys.is_empty() {
        keys = record.keys.iter().take(2).collect();
    }
    let keys = keys.into_iter().map(|it| Some(format!("{} = {}", it.name, value(&(it.shape)())?)));
    let keys: Option<Vec<String>> = keys.collect();
    Some(format!("{{ {} }}", keys?.join(", ")))
}

/// What somebody who typed a value meant by it where `shape` is wanted, as it is written.
pub(super) fn meant(typed: &DeValue<'_>, shape: &Shape) -> Option<String> {
    let text = plain(typed)?;
    match shape {
        Shape::Enkel("årtal") => year(&text).map(|it| it.to_string()),
        Shape::Enkel("heltal" | "målområde 1–8") => {
            belopp::meant(&text)?.toml().parse::<u32>().ok().map(|it| it.to_string())
        }
        Shape::Enkel("tal" | "procent") => belopp::number_meant(&text),
        Shape::Enkel(BELOPP) => belopp::meant(&text).map(Belopp::toml),
        Shape::Enkel("true | false") => truth(&text).map(|it| it.to_string()),
        Shape::Enkel(name) if name.starts_with("datum") => date(&text),
        Shape::Enkel("steg på en skala") if text.bytes().all(|it| it.is_ascii_digit()) => Some(text),
        Shape::Enkel(_) => Some(literal(&text)),
        Shape::Val(words) => {
            let folded = ascii_key(&text);
            words.iter().find(|it| **it == folded).map(|it| format!("\"{it}\""))
        }
        Shape::Lista(inner) => meant(typed, inner).map(|it| listed(&it)),
        Shape::Antingen(one, other) => meant(typed, one).or_else(|| meant(typed, other)),
        Shape::Tabell(record) => years(&text, record).or_else(|| {
            // The step alone, where it stands in a table with what can be said of it.
            if record.keys.iter().any(|it| (it.required)()) {
                return None;
            }
            let first = record.keys.first().filter(|it| matches!((it.shape)(), Shape::Enkel("steg på en skala")))?;
            let step = meant(typed, &(first.shape)()).filter(|_| !matches!(typed, DeValue::Boolean(_)))?;
            Some(format!("{{ {} = {step} }}", first.name))
        }),
        Shape::Fritt(_) => None,
    }
}

/// A value that is no table, as text that is short and safe to show.
fn plain(typed: &DeValue<'_>) -> Option<String> {
    Some(match typed {
        DeValue::String(text) => text.trim().to_owned(),
        DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Datetime(moment) => moment.to_string(),
        DeValue::Boolean(truth) => truth.to_string(),
        // A list of one where one is wanted, or of years.
        DeValue::Array(items) => {
            let items: Option<Vec<String>> = items.iter().take(4).map(|it| plain(it.get_ref())).collect();
            items?.join(" – ")
        }
        DeValue::Integer(_) | DeValue::Table(_) => return None,
    })
    .filter(|it| it.len() <= 100 && !it.chars().any(|it| it.is_control() || is_direction_control(it)))
}

/// The year in a text: four digits, or two alone.
pub(super) fn year(text: &str) -> Option<i16> {
    match years_in(text).as_slice() {
        [only] => Some(*only),
        [] if text.len() == 2 => text.parse::<u8>().ok().map(|it| 2000 + i16::from(it)),
        _ => None,
    }
}

/// Every group of four digits in a text that can be a year.
fn years_in(text: &str) -> Vec<i16> {
    let groups = text.split(|it: char| !it.is_ascii_digit()).filter(|it| it.len() == 4);
    groups.filter_map(|it| it.parse().ok()).filter(|it| (1900..2200).contains(it)).collect()
}

/// A table whose keys are years, from a text that has as many: `2024–2025`; a single year is every one of them.
fn years(text: &str, record: &Record) -> Option<String> {
    let mut wanted = record.keys.iter().filter(|it| (it.required)());
    let count = wanted.clone().count();
    if !wanted.all(|it| matches!((it.shape)(), Shape::Enkel("årtal"))) {
        return None;
    }
    let found = match years_in(text).as_slice() {
        [only] => vec![*only; count],
        several if several.len() == count => several.to_vec(),
        _ => return None,
    };
    let mut found = found.into_iter();
    inline(record, |_| found.next().map(|it| it.to_string()))
}

/// Yes or no.
pub fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "ja" | "sant" | "true" | "yes" | "on" | "x" | "1" => Some(true),
        "nej" | "falskt" | "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// A day in a text, as it is written.
pub(super) fn date(text: &str) -> Option<String> {
    match dates::meant(text) {
        Some(Meant::Day(day)) => Some(day),
        _ => None,
    }
}
