//! How an agreement shares the costs.

use rust_decimal::Decimal;
use toml::de::DeValue;

use super::Procent;
use crate::diagnostic::Report;
use crate::read::mistakes::OKANT_VARDE;
use crate::read::reference::Shape;
use crate::read::{Read, Value};
use crate::source::Located;
use crate::svenska;
use crate::{choice, record};

/// How the parties share the cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regel {
    /// Both carry as much.
    Lika,
    /// The region carries this percentage and the kommun the rest.
    Procent { region: Decimal, kommun: Decimal },
    /// The agreement does not say.
    Fri,
}

choice! {
    /// Where the sharing rule must hold.
    pub enum Niva {
        Totalt = "totalt",
        Rad = "rad",
    }
}

/// An agreement's sharing rule and where it must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fordelning {
    pub regel: Regel,
    pub niva: Niva,
}

choice! {
    /// A sharing rule by name.
    pub enum Regelord {
        Lika = "lika",
        Fri = "fri",
    }
}

record! {
    /// Hur parterna delar kostnaderna: en regel, eller procent för vardera parten. Till exempel `{ regel = "lika" }` eller
    /// `{ region = 60, kommun = 40 }`.
    pub struct Fordelningsrad {
        /// "lika" om parterna betalar lika mycket, "fri" om avtalet inte säger något.
        regel: Option<Regelord>,
        /// Regionens andel i procent, när parterna delar olika.
        region: Option<Located<Procent>>,
        /// Kommunens andel i procent, när parterna delar olika.
        kommun: Option<Located<Procent>>,
        /// "totalt" om regeln gäller hela budgetens summa, "rad" om den gäller varje budgetrad. Utan nyckeln gäller den
        /// totalt.
        niva: Option<Niva>,
    }
}

impl Read for Fordelning {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        if let DeValue::String(_) = value.get() {
            let regel = Regelord::read(value, report)?.into();
            return Some(Self { regel, niva: Niva::Totalt });
        }
        let typed = Fordelningsrad::read(value, report)?;
        let niva = typed.niva.unwrap_or(Niva::Totalt);
        let regel = match (typed.regel, &typed.region, &typed.kommun) {
            (Some(regel), None, None) => regel.into(),
            (None, Some(region), Some(kommun)) => {
                let (region, kommun) = (region.value.0, kommun.value.0);
                if region + kommun != Decimal::ONE_HUNDRED {
                    let sum = svenska::number(region + kommun);
                    let message = format!("Parternas andelar blir tillsammans {sum} %, inte 100 %.");
                    let help = "Skriv andelar som blir 100, till exempel { region = 50, kommun = 50 }.".to_owned();
                    return value.refuse(&OKANT_VARDE, message, help, report);
                }
                Regel::Procent { region, kommun }
            }
            _ => {
                let message = "Fördelningen går inte att förstå.".to_owned();
                let help =
                    "Skriv { regel = \"lika\" }, { regel = \"fri\" } eller { region = 50, kommun = 50 }.".to_owned();
                return value.refuse(&OKANT_VARDE, message, help, report);
            }
        };
        Some(Self { regel, niva })
    }

    fn shape() -> Shape {
        Shape::Antingen(Box::new(Regelord::shape()), Box::new(Fordelningsrad::shape()))
    }
}

impl From<Regelord> for Regel {
    fn from(word: Regelord) -> Self {
        match word {
            Regelord::Lika => Self::Lika,
            Regelord::Fri => Self::Fri,
        }
    }
}
