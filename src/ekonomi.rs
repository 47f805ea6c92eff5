//! What the year's money became: budget, what came in, what was moved, what was paid and what is left.
//!
//! The closing rule, for each agreement and party: budget + incoming + moved − outcome = outgoing + repaid.
//! Source: the samverkansavtal's annual accounts. Money of other co-financiers stands outside the agreement and the rule.

use crate::belopp::Belopp;
use crate::budget::{Part, Rad, Summor};
use crate::modell::Kommun;
use crate::plan::Verksamhetsplan;
use crate::profil::Avtal;
use crate::read::Id;
use crate::source::Located;
use crate::uppfoljning::{Uppfoljning, Utfall};

/// The year's money, row by row and agreement by agreement.
#[derive(Debug)]
pub struct Ekonomilage<'a> {
    pub rader: Vec<Radlage<'a>>,
    pub potter: Vec<Pott<'a>>,
}

/// What became of a budget row.
#[derive(Debug)]
pub struct Radlage<'a> {
    pub rad: &'a Rad,
    /// What was told of it; `None` when nothing was.
    pub svar: Option<&'a Utfall>,
    pub budget: Summor,
    /// What was moved to the row; negative when it was moved away.
    pub omfordelning: Summor,
    pub utfall: Summor,
}

impl Radlage<'_> {
    /// What there was to use.
    pub fn att_anvanda(&self) -> Summor {
        self.budget + self.omfordelning
    }

    /// What is left: positive is a surplus.
    pub fn avvikelse(&self) -> Summor {
        self.att_anvanda() - self.utfall
    }
}

/// The money under one agreement, which may not be mixed with that of another.
#[derive(Debug)]
pub struct Pott<'a> {
    /// `None` where no agreement covers the year, and for rows that belong to none.
    pub avtal: Option<&'a Avtal>,
    /// The budget rows under it.
    pub rader: Vec<&'a Rad>,
    pub budget: Summor,
    pub ingaende: Summor,
    pub omfordelning: Summor,
    pub utfall: Summor,
    pub utgaende: Summor,
    pub aterbetalning: Summor,
}

impl Pott<'_> {
    /// What is left of all there was: positive is a surplus.
    pub fn kvar(&self) -> Summor {
        self.budget + self.ingaende + self.omfordelning - self.utfall
    }

    /// What is left and goes nowhere; nothing when the year is closed.
    pub fn differens(&self) -> Summor {
        self.kvar() - self.utgaende - self.aterbetalning
    }

    /// The most of a party's money that the agreement lets go on to another year; `None` when it sets no limit.
    pub fn hogst_over(&self, part: Part) -> Option<Belopp> {
        let rule = self.avtal?.overforing.as_ref()?;
        match (rule.tillaten.value, &rule.hogst_procent) {
            (false, _) => Some(Belopp::NOLL),
            (true, Some(percent)) => Some(self.budget.part(part).percent_down(percent.value.0)),
            (true, None) => None,
        }
    }
}

/// An amount that comes in from an earlier year, wherever it was told.
#[derive(Clone, Copy, Debug)]
pub struct Inkommande<'a> {
    pub part: Part,
    pub fran_ar: i16,
    pub belopp: &'a Located<Belopp>,
    pub avtal: Option<&'a Id>,
}

impl<'a> Ekonomilage<'a> {
    /// The money of the year that a follow-up tells of, with the plan's budget.
    pub fn new(uppfoljning: &'a Uppfoljning, plan: &'a Verksamhetsplan, kommun: &'a Kommun) -> Self {
        let rows: Vec<&Rad> = plan.budget.iter().flat_map(|it| &it.rad).collect();
        let rader: Vec<Radlage<'_>> = rows.iter().map(|it| radlage(it, uppfoljning)).collect();
        let grouped = plan.budget.iter().flat_map(|it| it.per_avtal(&kommun.profil, plan.ar()));
        let mut groups: Vec<(Option<&Avtal>, Vec<&Rad>)> = grouped.map(|(avtal, rows)| (Some(avtal), rows)).collect();
        let covered = |row: &&Rad| groups.iter().any(|(_, rows)| rows.iter().any(|it| std::ptr::eq(*it, *row)));
        let rest: Vec<&Rad> = rows.iter().copied().filter(|it| !covered(it)).collect();
        if !rest.is_empty() || groups.is_empty() {
            groups.push((None, rest));
        }
        let incoming = ingaende(plan, kommun);
        let only = groups.len() == 1;
        let potter = groups
            .iter()
            .map(|(avtal, rows)| {
                let belongs = |id: Option<&Id>| {
                    only || match (id, avtal) {
                        (Some(id), Some(avtal)) => *id == avtal.id,
                        (None, None) => true,
                        _ => false,
                    }
                };
                let of_rows: Vec<&Radlage<'_>> =
                    rader.iter().filter(|it| rows.iter().any(|row| std::ptr::eq(*row, it.rad))).collect();
                let ekonomi = uppfoljning.ekonomi.iter();
                let outgoing = uppfoljning.overforingar().filter(|it| belongs(it.avtal.as_ref()));
                let repaid = ekonomi.flat_map(|it| &it.aterbetalning).filter(|it| belongs(it.avtal.as_ref()));
                Pott {
                    avtal: *avtal,
                    rader: rows.clone(),
                    budget: of_rows.iter().map(|it| it.budget).sum(),
                    ingaende: incoming
                        .iter()
                        .filter(|it| belongs(it.avtal))
                        .map(|it| Summor::only(it.part, it.belopp.value))
                        .sum(),
                    omfordelning: of_rows.iter().map(|it| it.omfordelning).sum(),
                    utfall: of_rows.iter().map(|it| it.utfall).sum(),
                    utgaende: outgoing
                        .filter_map(|it| Some(Summor::only(it.part.value, it.belopp.as_ref()?.value)))
                        .sum(),
                    aterbetalning: repaid.map(|it| Summor::only(it.part.value, it.belopp.value)).sum(),
                }
            })
            .collect();
        Self { rader, potter }
    }

    /// Whether money that names an agreement, or none, is a pot's; a pot that is alone holds all there is.
    pub fn hor_till(&self, pott: &Pott<'_>, avtal: Option<&Id>) -> bool {
        self.potter.len() == 1 || avtal.map(Id::as_str) == pott.avtal.map(|it| it.id.as_str())
    }

    /// One sum of all agreements.
    pub fn totalt(&self, sum: impl Fn(&Pott<'a>) -> Summor) -> Summor {
        self.potter.iter().map(sum).sum()
    }
}

fn radlage<'a>(rad: &'a Rad, uppfoljning: &'a Uppfoljning) -> Radlage<'a> {
    let svar = uppfoljning.utfall(rad.nyckel());
    let is_row = |it: &Option<Id>| it.as_ref().is_some_and(|it| it.as_str() == rad.nyckel());
    let moves = uppfoljning.ekonomi.iter().flat_map(|it| &it.omfordelning);
    let omfordelning = moves
        .map(|it| {
            let to = if is_row(&it.till) { it.summor() } else { Summor::default() };
            let from = if is_row(&it.fran) { it.summor() } else { Summor::default() };
            to - from
        })
        .sum();
    let utfall = svar.map(Utfall::summor).unwrap_or_default();
    Radlage { rad, svar, budget: rad.summor(), omfordelning, utfall }
}

/// What comes in to a plan's year: what the follow-ups before it send there, and what the plan itself tells of years
/// whose follow-up is not at hand.
pub fn ingaende<'a>(plan: &'a Verksamhetsplan, kommun: &'a Kommun) -> Vec<Inkommande<'a>> {
    let mut all = Vec::new();
    for earlier in kommun.gallande_uppfoljningar().filter(|it| it.ar() < plan.ar() && it.ekonomi.is_some()) {
        let sent = earlier.overforingar().filter(|it| earlier.till_ar(it) == plan.ar());
        all.extend(sent.filter_map(|it| {
            let (part, belopp) = (it.part.value, it.belopp.as_ref()?);
            Some(Inkommande { part, fran_ar: earlier.ar(), belopp, avtal: it.avtal.as_ref() })
        }));
    }
    let told = plan.budget.iter().flat_map(|it| &it.overforing).filter_map(|it| {
        let (part, year) = (it.part.as_ref()?.value, it.fran_ar.as_ref()?.value);
        Some(Inkommande { part, fran_ar: year, belopp: &it.belopp, avtal: it.avtal.as_ref() })
    });
    let at_hand = |year: i16| kommun.uppfoljning(year).is_some_and(|it| it.ekonomi.is_some());
    all.extend(told.filter(|it| !at_hand(it.fran_ar)));
    all
}
