//! The goals of others that a focus area names: national areas of public health policy and Agenda 2030.

use toml::de::DeValue;

use crate::diagnostic::{Fix, Report};
use crate::read::mistakes::{OGILTIGT_TAL, OKANT_VARDE};
use crate::read::reference::Shape;
use crate::read::{Read, Value, Walk, ascii_key};
use crate::svenska::quoted;
use crate::text::TextRef;

/// One of the eight national areas of public health policy, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malomrade(u32);

impl Malomrade {
    /// The areas in order of number (prop. 2017/18:249).
    pub const NAMN: [&'static str; 8] = [
        "Det tidiga livets villkor",
        "Kunskaper, kompetenser och utbildning",
        "Arbete, arbetsförhållanden och arbetsmiljö",
        "Inkomster och försörjningsmöjligheter",
        "Boende och närmiljö",
        "Levnadsvanor",
        "Kontroll, inflytande och delaktighet",
        "En jämlik och hälsofrämjande hälso- och sjukvård",
    ];

    /// The area's name.
    pub fn namn(self) -> &'static str {
        let place = usize::try_from(self.0).ok().and_then(|it| it.checked_sub(1));
        place.and_then(|it| Self::NAMN.get(it)).copied().unwrap_or_default()
    }

    fn named(name: &str) -> Option<usize> {
        Self::NAMN.iter().position(|it| ascii_key(it) == ascii_key(name)).map(|it| it + 1)
    }
}

impl std::fmt::Display for Malomrade {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", self.0)
    }
}

impl Read for Malomrade {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let number = match value.get() {
            DeValue::Integer(_) => u32::read(value, report)?,
            DeValue::String(name) if Self::named(name).is_some() => {
                let message = format!("Målområdet ”{}” ska skrivas som ett tal.", quoted(name));
                let number = Self::named(name).unwrap_or_default().to_string();
                let help = format!("Skriv {}", value.assigned(&number));
                let fix = Some(Fix::risky(value.span(), number));
                return value.refuse_mended(&OGILTIGT_TAL, message, help, fix, report);
            }
            _ => return value.expected("ett tal från 1 till 8", report),
        };
        if (1..=8).contains(&number) {
            return Some(Self(number));
        }
        let names: Vec<String> = (1..).zip(Self::NAMN).map(|(idx, name)| format!("{idx} {name}")).collect();
        let message = format!("{number} är inget nationellt målområde.");
        value.refuse(&OGILTIGT_TAL, message, format!("Målområdena är {}.", names.join(" · ")), report)
    }

    fn shape() -> Shape {
        Shape::Enkel("målområde 1–8")
    }
}

/// A goal of Agenda 2030, such as `10`, or one of its targets, such as `16.7` or `3.b`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Globalmal(String);

impl Globalmal {
    /// How many targets each goal has with a number, and how many with a letter (A/RES/70/1).
    const DELMAL: [(u8, u8); 17] = [
        (5, 2),
        (5, 3),
        (9, 4),
        (7, 3),
        (6, 3),
        (6, 2),
        (3, 2),
        (10, 2),
        (5, 3),
        (7, 3),
        (7, 3),
        (8, 3),
        (3, 2),
        (7, 3),
        (9, 3),
        (10, 2),
        (19, 0),
    ];

    fn exists(text: &str) -> bool {
        let (goal, target) = text.split_once('.').map_or((text, None), |(goal, target)| (goal, Some(target)));
        // Only the plain spelling: `07` and `+7` would be printed as they are.
        let number = |it: &str| it.parse::<u8>().ok().filter(|number| number.to_string() == it && *number > 0);
        let of_goal = number(goal).and_then(|it| Self::DELMAL.get(usize::from(it) - 1));
        let Some((numbers, letters)) = of_goal else { return false };
        match target {
            None => true,
            Some(target) => match (number(target), target.as_bytes()) {
                (Some(number), _) => number <= *numbers,
                (None, [letter]) => letter.is_ascii_lowercase() && letter - b'a' < *letters,
                _ => false,
            },
        }
    }
}

impl std::ops::Deref for Globalmal {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Read for Globalmal {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let text = String::read(value, report)?;
        if Self::exists(&text) {
            return Some(Self(text));
        }
        let plain = text.to_lowercase().replace(',', ".");
        let plain = plain.trim_start_matches(|it: char| !it.is_ascii_digit()).trim().trim_end_matches('.');
        let help = match Self::exists(plain) {
            true => format!("Skriv {}", value.assigned(&format!("\"{plain}\""))),
            false => {
                "Skriv ett mål, \"1\" till \"17\", eller ett delmål, till exempel \"16.7\" eller \"3.b\".".to_owned()
            }
        };
        let message = format!("”{}” är inget mål i Agenda 2030.", quoted(&text));
        let fix = Self::exists(plain).then(|| Fix::risky(value.span(), format!("\"{plain}\"")));
        value.refuse_mended(&OKANT_VARDE, message, help, fix, report)
    }

    fn shape() -> Shape {
        Shape::Enkel("mål \"1\"–\"17\" eller delmål")
    }
}

impl Walk for Malomrade {
    fn walk<'a>(&'a self, _: &mut dyn FnMut(TextRef<'a>)) {}
}

impl Walk for Globalmal {
    fn walk<'a>(&'a self, _: &mut dyn FnMut(TextRef<'a>)) {}
}
