//! What a document's own data says: every amount, share and count that a sentence may tell of, and how to quote it.

use std::cell::OnceCell;

use rust_decimal::Decimal;

use super::samling::Samling;
use super::siffra::Enhet;
use crate::modell::{Innehall, Kommun};
use crate::plan::Verksamhetsplan;
use crate::source::Span;

/// One thing that the data says.
#[derive(Clone, Debug)]
pub(super) struct Faktum {
    pub enhet: Enhet,
    pub varde: Decimal,
    pub skede: Skede,
    pub post: Post,
    pub vem: Vem,
    /// What it is, as a sentence names it: `Psykisk hälsa, DRN`.
    pub namn: String,
    /// What quotes it in a text, without filter; some things have no name.
    pub uttryck: Option<String>,
    /// Where it stands, or the first of what it is the sum of.
    pub plats: Option<Span>,
}

/// What became of the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Skede {
    Budget,
    /// What the agreement says that the budget shall be.
    Ram,
    Ingaende,
    Utfall,
    Kvar,
    Utgaende,
    Aterbetalning,
    Omfordelning,
}

/// What the money is for, or what else is told of. Numbers are places in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Post {
    Totalt,
    Personal,
    Omkostnad,
    Insatser,
    Omrade(usize),
    /// An area's share of what the insatser cost, which is not its share of the budget.
    OmradeAvInsatserna(usize),
    /// A row of the budget that is told from its kind and its area.
    Rad(usize),
    Insats(usize),
    Indikator(usize),
    /// What an indicator is compared with.
    Jamforelse(usize),
}

/// Who pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vem {
    Region,
    Kommun,
    Annan,
    /// The two parties, where others pay too.
    Parterna,
    Alla,
}

/// The facts of a document.
pub(super) struct Fakta<'a> {
    innehall: &'a Innehall,
    kommun: &'a Kommun,
    pub plan: Option<&'a Verksamhetsplan>,
    /// What is counted and measured.
    matt: Vec<Faktum>,
    /// Amounts and shares of the budget. They are many, and in most documents no text has any of them typed.
    pengar: OnceCell<Vec<Faktum>>,
}

impl<'a> Fakta<'a> {
    /// What the texts of a document can tell of.
    pub(super) fn of(innehall: &'a Innehall, kommun: &'a Kommun) -> Self {
        let ar = innehall.handling().ar().value;
        let plan = match innehall {
            Innehall::Verksamhetsplan(it) => Some(it.as_ref()),
            Innehall::Uppfoljning(_) | Innehall::Beslut(_) => kommun.plan(ar),
            Innehall::Handlingsplan(_) => None,
        };
        let mut samling = Samling::new(kommun, ar);
        samling.add_profile(kommun, ar);
        if let Some(plan) = plan {
            samling.add_plan(plan);
        }
        if let Innehall::Handlingsplan(it) = innehall {
            samling.add_action_plan(it);
        }
        Self { innehall, kommun, plan, matt: samling.alla, pengar: OnceCell::new() }
    }

    /// The facts of one kind.
    pub(super) fn med(&self, enhet: Enhet) -> impl Iterator<Item = &Faktum> {
        let all = match enhet {
            Enhet::Kronor | Enhet::Andel => self.pengar.get_or_init(|| self.add_up()),
            Enhet::KronorPerInvanare | Enhet::Tjanst | Enhet::Tal { .. } | Enhet::Invanare | Enhet::Antal(_) => {
                &self.matt
            }
        };
        all.iter().filter(move |it| it.enhet == enhet)
    }

    fn add_up(&self) -> Vec<Faktum> {
        let ar = self.innehall.handling().ar().value;
        let mut samling = Samling::new(self.kommun, ar);
        samling.add_frames(self.kommun, ar);
        if let Some(plan) = self.plan {
            if let Some(budget) = &plan.budget {
                samling.add_budget(budget, plan);
            }
            if let Innehall::Uppfoljning(it) = self.innehall {
                samling.add_outcome(it, plan, self.kommun);
            }
        }
        samling.alla
    }

    /// The area that an indicator stands under.
    pub(super) fn area_of_indicator(&self, indicator: usize) -> Option<usize> {
        let areas = self.plan.into_iter().flat_map(|it| it.fokusomrade.iter().enumerate());
        areas.flat_map(|(idx, it)| it.indikator.iter().map(move |_| idx)).nth(indicator)
    }
}
