//! Dates as people write them, and the same date as TOML has it.

use super::SyntaxKind;
use super::scalars::{Reading, is_value};
use super::wording::shown;

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];

/// How to write a value that was meant as a date; `None` when it was not.
pub(super) fn reading(raw: &str) -> Option<Reading> {
    if raw.len() > 60 {
        return None;
    }
    let lower = raw.to_lowercase();
    let parts = parts(&lower)?;
    let say = |message: String, help: String, fixed: &str| {
        Some(Reading {
            kind: SyntaxKind::Datum,
            message,
            label: "inte ett datum",
            from: 0,
            help,
            fixed: fixed.to_owned(),
        })
    };
    let unreadable = format!("Datumet ”{}” kan inte läsas.", shown(raw));
    match meaning(&parts, raw) {
        Meaning::Day(year, month, day) if is_value(&iso(year, month, day)) => {
            let date = iso(year, month, day);
            say(unreadable, format!("Skriv {date} utan citattecken, alltså år-månad-dag."), &date)
        }
        Meaning::Day(year, month, day) => {
            let message = format!("Datumet ”{}” finns inte.", shown(raw));
            say(message, impossible(year, month, day), "2000-01-01")
        }
        Meaning::Month(year, month) => {
            let text = format!("\"{year:04}-{month:02}\"");
            let message = format!("Månaden ”{}” måste stå som text.", shown(raw));
            say(
                message,
                format!("Skriv {text} med citattecken, eller ett helt datum som {year:04}-{month:02}-01."),
                &text,
            )
        }
        Meaning::NoYear => say(unreadable, "Skriv hela datumet, med år, som 2023-11-27.".to_owned(), "2000-01-01"),
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

fn month(word: &str) -> Option<u32> {
    let english = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october"];
    let named = |it: &&str| -> bool { word.len() >= 3 && it.starts_with(word) };
    let at = MONTHS.iter().position(named).or_else(|| english.iter().position(named))?;
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
    let name = month.checked_sub(1).and_then(|it| MONTHS.get(usize::try_from(it).ok()?));
    let Some(name) = name else {
        return format!(
            "Månaden är {month:02}, men kan vara 01–12. Skriv datumet som år-månad-dag, till exempel 2023-11-27."
        );
    };
    let days = (28..=31).rev().find(|it| is_value(&iso(year, month, *it))).unwrap_or(31);
    format!("Dagen är {day:02}, men {name} {year} har {days} dagar. Skriv till exempel {}.", iso(year, month, days))
}
