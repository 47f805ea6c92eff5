//! Dates, months and periods, and how they are written in Swedish.

use std::fmt;

use jiff::civil::Date;

use crate::svenska::{self, NBSP};

/// A day in the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Datum(Date);

impl Datum {
    /// A day; `None` for one that does not exist or lies outside 1900–2199, where no plan is.
    pub fn new(ar: i16, manad: i8, dag: i8) -> Option<Self> {
        (1900..2200).contains(&ar).then(|| Date::new(ar, manad, dag).ok()).flatten().map(Self)
    }

    /// The day of a moment counted in seconds since 1970-01-01 UTC, as git and `SOURCE_DATE_EPOCH` count.
    pub fn from_epoch(seconds: i64) -> Option<Self> {
        let date = Date::constant(1970, 1, 1).checked_add(jiff::SignedDuration::from_secs(seconds)).ok()?;
        Self::new(date.year(), date.month(), date.day())
    }

    /// The year.
    pub fn ar(self) -> i16 {
        self.0.year()
    }

    /// The month, 1–12.
    pub fn manad(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1–31.
    pub fn dag(self) -> i8 {
        self.0.day()
    }

    /// The day as prose writes it: `27 november 2023`.
    pub fn text(self) -> String {
        format!("{}{NBSP}{} {}", self.dag(), svenska::month(self.manad()), self.ar())
    }
}

/// The day as blocks and tables write it: `2023-11-27`.
impl fmt::Display for Datum {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0)
    }
}

/// A day or a whole month, such as the last time to revise a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tidpunkt {
    Datum(Datum),
    /// A month; the date is its first day.
    Manad(Datum),
}

impl Tidpunkt {
    /// The first day it can mean.
    pub fn first(self) -> Datum {
        let (Self::Datum(it) | Self::Manad(it)) = self;
        it
    }
}

impl fmt::Display for Tidpunkt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Datum(it) => write!(out, "{it}"),
            Self::Manad(it) => write!(out, "{} {}", svenska::month(it.manad()), it.ar()),
        }
    }
}

/// A day of any year, such as `25 januari`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arsdag {
    manad: i8,
    dag: i8,
}

impl Arsdag {
    /// A day that every year has; `None` for any other.
    pub fn new(manad: i8, dag: i8) -> Option<Self> {
        // A leap day exists only in some years, and no deadline is then.
        Datum::new(2023, manad, dag).map(|_| Self { manad, dag })
    }

    /// The day in a year.
    pub fn ar(self, ar: i16) -> Option<Datum> {
        Datum::new(ar, self.manad, self.dag)
    }
}

/// The day as prose writes it: `1 december`.
impl fmt::Display for Arsdag {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{NBSP}{}", self.dag, svenska::month(self.manad))
    }
}

/// When something stops being valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slut {
    Datum(Datum),
    TillsVidare,
}

/// A period of validity as a metadata block writes it: `1 januari–31 december 2024`.
pub fn validity(fran: Datum, till: Slut) -> String {
    match till {
        Slut::TillsVidare => format!("{} och tills vidare", fran.text()),
        Slut::Datum(till) if fran.ar() == till.ar() => {
            format!("{}{NBSP}{}–{}", fran.dag(), svenska::month(fran.manad()), till.text())
        }
        Slut::Datum(till) => format!("{}–{}", fran.text(), till.text()),
    }
}
