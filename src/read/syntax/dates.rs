//! Dates as people write them, and the same date as TOML has it.

use super::SyntaxKind;
use super::scalars::{Reading, assigned, is_value};
use super::wording::shown;
use crate::svenska;

/// A day or a month as TOML has it.
pub(in crate::read) enum Meant {
    /// `2024-11-27`
    Day(String),
    /// `2024-11`
    Month(String),
}

/// The day or month that a text says; `None` for no date, and for one that does not exist.
pub(in crate::read) fn meant(text: &str) -> Option<Meant> {
    if text.len() > 60 {
        return None;
    }
    match meaning(&parts(&text.trim().to_lowercase())?, text.trim()) {
        Meaning::Day(year, month, day) => Some(iso(year, month, day)).filter(|it| is_value(it)).map(Meant::Day),
        Meaning::Month(year, month) => Some(Meant::Month(format!("{year:04}-{month:02}"))),
        Meaning::NoYear | Meaning::Nothing => None,
    }
}

/// Whether a date can be read in one way only: the year has four digits and the month is first after it or a word.
pub(in crate::read) fn is_plain(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let Some(parts) = parts(&lower) else { return false };
    let named = parts.iter().any(|it| matches!(it, Part::Month(_)));
    let year = |it: &Part| matches!(it, Part::Number(_, 4));
    let in_order = matches!(parts.as_slice(), [first, Part::Number(1..=12, _), ..] if year(first));
    lower.len() != 6 && parts.iter().any(year) && (named || in_order)
}

/// The key that may hold a month; every other date is a whole day.
const MONTH_KEY: &str = "revideras_senast";

/// How to write a value that was meant as a date; `None` when it was not.
pub(super) fn reading(raw: &str, key: Option<&str>) -> Option<Reading> {
    if raw.len() > 60 || raw.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let lower = raw.to_lowercase();
    let parts = parts(&lower)?;
    let say = |message: String, label: &'static str, help: String, fixed: &str| {
        Some(Reading { kind: SyntaxKind::Datum, message, label, from: 0, help, fixed: fixed.to_owned(), sure: None })
    };
    let sure = Some(is_plain(raw));
    let unreadable = format!("Datumet ”{}” kan inte läsas.", shown(raw));
    let no_date = "inte ett datum";
    match meaning(&parts, raw) {
        Meaning::Day(year, month, day) if is_value(&iso(year, month, day)) => {
            let date = iso(year, month, day);
            let help = format!("Skriv {} utan citattecken, alltså år-månad-dag.", assigned(key, &date));
            say(unreadable, no_date, help, &date).map(|it| Reading { sure, ..it })
        }
        Meaning::Day(year, month, day) => {
            let message = format!("Datumet ”{}” finns inte.", shown(raw));
            say(message, no_date, impossible(year, month, day), "2000-01-01")
        }
        Meaning::Month(year, month) if key.is_none_or(|it| it.trim() == MONTH_KEY) => {
            let text = format!("\"{year:04}-{month:02}\"");
            let digits = if raw.contains(char::is_alphabetic) { " och skrivas med siffror" } else { "" };
            let message = format!("Månaden ”{}” ska stå inom citattecken{digits}.", shown(raw));
            let day = iso(year, month, last_day(year, month));
            let help = format!("Skriv {}, eller en dag: {}", assigned(key, &text), assigned(key, &day));
            say(message, "en månad", help, &text).map(|it| Reading { sure, ..it })
        }
        Meaning::Month(year, month) => {
            let message = format!("Datumet ”{}” saknar dag.", shown(raw));
            let help = format!("Skriv hela datumet, till exempel {}", assigned(key, &iso(year, month, 1)));
            say(message, no_date, help, "2000-01-01")
        }
        Meaning::NoYear => {
            let help = "Skriv hela datumet, med år, som 2023-11-27.".to_owned();
            say(unreadable, no_date, help, "2000-01-01")
        }
        Meaning::Nothing => None,
    }
}

enum Part {
    Number(u32, usize),
    Month(u32),
}

enum Meaning {
    Day(u32, u32, u32),
    Month(u32, u32),
    NoYear,
    Nothing,
}

/// The numbers and months of a date; `None` when there is anything else in it.
fn parts(lower: &str) -> Option<Vec<Part>> {
    let separators = [' ', '-', '/', '.', '–', '—', '\u{2212}', '\u{2011}', '\u{a0}', ','];
    let days = ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag", "måndagen", "den", "d"];
    let mut parts = Vec::new();
    if let Some(all) = compact(lower) {
        return Some(all);
    }
    for word in lower.split(separators).filter(|it| !it.is_empty()) {
        if parts.is_empty() && days.contains(&word) {
            continue;
        }
        // What comes after a whole date may be the time of day.
        let (date, time) =
            word.split_once('t').filter(|(date, _)| date.len() == 2 && parts.len() == 2).unwrap_or((word, ""));
        if parts.len() == 3 {
            let clock = word == "kl" || word.contains(':') && word.bytes().all(|it| it.is_ascii_digit() || it == b':');
            return clock.then_some(parts);
        }
        if date.bytes().all(|it| it.is_ascii_digit()) && date.len() <= 4 {
            parts.push(Part::Number(date.parse().ok()?, date.len()));
        } else {
            parts.push(Part::Month(month(word)?));
        }
        if !time.is_empty() {
            return Some(parts);
        }
    }
    (parts.len() >= 2).then_some(parts)
}

/// A date without anything between its parts: `20241118`, `241118`.
fn compact(digits: &str) -> Option<Vec<Part>> {
    let year = match digits.len() {
        8 => digits.get(..4)?.parse().ok().filter(|it| (1900..2200).contains(it))?,
        6 => 2000 + digits.get(..2)?.parse::<u32>().ok()?,
        _ => return None,
    };
    let rest = digits.get(digits.len() - 4..).filter(|_| digits.bytes().all(|it| it.is_ascii_digit()))?;
    let (month, day) = rest.split_at_checked(2)?;
    Some(vec![Part::Number(year, 4), Part::Number(month.parse().ok()?, 2), Part::Number(day.parse().ok()?, 2)])
}

fn month(word: &str) -> Option<u32> {
    let english = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october"];
    let named = |it: &&str| -> bool { word.len() >= 3 && it.starts_with(word) };
    let swedish: Vec<&str> = (1..=12).map(svenska::month).collect();
    let at = swedish.iter().position(named).or_else(|| english.iter().position(named))?;
    u32::try_from(at + 1).ok()
}

fn meaning(parts: &[Part], raw: &str) -> Meaning {
    use Part::{Month, Number};
    let short_dates = raw.len() == 8 && raw.matches('-').count() == 2;
    match *parts {
        [Number(year, 4), Number(month, 1..=2), Number(day, 1..=2)]
        | [Number(year, 4), Month(month), Number(day, 1..=2)]
        | [Number(day, 1..=2), Month(month), Number(year, 4)]
        | [Month(month), Number(day, 1..=2), Number(year, 4)] => swapped(year, month, day),
        [Number(day, 1..=2), Number(month, 1..=2), Number(year, 4)] => swapped(year, month, day),
        [Number(year, 2), Number(month, 2), Number(day, 2)] if short_dates => Meaning::Day(2000 + year, month, day),
        [Number(year, 4), Number(month, 2)] if (1..=12).contains(&month) && !raw.contains(['.', ',', ' ']) => {
            Meaning::Month(year, month)
        }
        [Month(month), Number(year, 4)] | [Number(year, 4), Month(month)] => Meaning::Month(year, month),
        [Number(_, 1..=2), Month(_)] => Meaning::NoYear,
        _ => Meaning::Nothing,
    }
}

/// Day and month in the other order where only that gives a date.
fn swapped(year: u32, month: u32, day: u32) -> Meaning {
    if month > 12 && (1..=12).contains(&day) && month <= 31 && is_value(&iso(year, day, month)) {
        return Meaning::Day(year, day, month);
    }
    Meaning::Day(year, month, day)
}

fn iso(year: u32, month: u32, day: u32) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

/// Why there is no such day.
fn impossible(year: u32, month: u32, day: u32) -> String {
    let name = i8::try_from(month).map_or("", svenska::month);
    if name.is_empty() {
        return format!(
            "Månaden är {month:02}, men kan vara 01–12. Skriv datumet som år-månad-dag, till exempel 2023-11-27."
        );
    }
    let days = last_day(year, month);
    format!("Dagen är {day:02}, men {name} {year} har {days} dagar. Skriv till exempel {}.", iso(year, month, days))
}

fn last_day(year: u32, month: u32) -> u32 {
    (28..=31).rev().find(|it| is_value(&iso(year, month, *it))).unwrap_or(31)
}
