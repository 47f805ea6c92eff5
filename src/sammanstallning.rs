//! A summary over kommuner: what each plans and uses, year by year. Every sum is the model's own.

mod ark;
mod json;
mod markdown;

use std::collections::BTreeMap;

use crate::belopp::Belopp;
use crate::budget::{Budget, Radslag, Summor};
use crate::ekonomi::{Ekonomilage, Pott};
use crate::modell::{Innehall, Kommun, Underlag};
use crate::plan::Verksamhetsplan;
use crate::prosa;
use crate::svenska;
use crate::{inlasning, modell};

pub use ark::arks;
pub use json::json;
pub use markdown::markdown;

/// The summary's own title.
pub const TITEL: &str = "Sammanställning av folkhälsobudgetar";

/// Every year of every kommun, in order.
#[derive(Debug, Default)]
pub struct Sammanstallning {
    pub ar: BTreeMap<i16, Vec<Arspost>>,
    pub utelamnade: Vec<Utelamnat>,
}

/// A kommun's year.
#[derive(Debug)]
pub struct Arspost {
    pub kommun: String,
    pub beslutad: bool,
    pub insatser: usize,
    /// `None` when the plan has no budget, which is something else than nothing.
    pub budget: Option<Summor>,
    /// What the budget pays for: staff, overheads, insatser.
    pub slag: Vec<Del>,
    /// The budget by focus area; what belongs to none comes last.
    pub omraden: Vec<Del>,
    /// What the money became, where a follow-up tells.
    pub ekonomi: Option<Utfall>,
}

/// A named part of a budget.
#[derive(Debug)]
pub struct Del {
    pub namn: String,
    pub summor: Summor,
}

/// What a year's money became, over all agreements.
#[derive(Clone, Copy, Debug, Default)]
pub struct Utfall {
    pub beslutad: bool,
    pub ingaende: Summor,
    pub omfordelning: Summor,
    pub utfall: Summor,
    pub kvar: Summor,
    pub utgaende: Summor,
    pub aterbetalning: Summor,
}

/// A document that is not in the sums.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Utelamnat {
    pub fil: String,
    pub skal: &'static str,
}

/// A part of what the money became, by name.
type Utfallsdel = (&'static str, fn(&Utfall) -> Summor);

/// One who pays, by name.
type Betalare = (&'static str, fn(Summor) -> Belopp);

/// What the parts of [`Utfall`] are called, in order.
const UTFALL: [Utfallsdel; 6] = [
    ("Ingående överföring", |it| it.ingaende),
    ("Omfördelning", |it| it.omfordelning),
    ("Utfall", |it| it.utfall),
    ("Kvar att förfoga över", |it| it.kvar),
    ("Utgående överföring", |it| it.utgaende),
    ("Återbetalning", |it| it.aterbetalning),
];

/// The four who a sum is told for: the parties, others, and all.
const PARTER: [Betalare; 4] =
    [("Region", |it| it.region), ("Kommun", |it| it.kommun), ("Andra", |it| it.annan), ("Summa", Summor::summa)];

impl Sammanstallning {
    /// Adds a kommun's years. `bad` says which documents have errors: they are named and not counted.
    pub fn add(&mut self, kommun: &Kommun, bad: &dyn Fn(&Underlag) -> bool) {
        let mut counted: BTreeMap<i16, (Option<&Underlag>, Option<&Underlag>)> = BTreeMap::new();
        for underlag in kommun.efterfragade() {
            let ar = underlag.innehall.handling().ar().value;
            let chosen = match &underlag.innehall {
                Innehall::Verksamhetsplan(it) => kommun.plan(ar).is_some_and(|plan| std::ptr::eq(plan, it.as_ref())),
                Innehall::Uppfoljning(it) => {
                    kommun.uppfoljning(ar).is_some_and(|other| std::ptr::eq(other, it.as_ref()))
                }
                // The other kinds hold no money.
                _ => continue,
            };
            if bad(underlag) {
                self.leave_out(underlag, "har fel");
            } else if !chosen {
                self.leave_out(underlag, "ett annat dokument för samma år räknas");
            } else {
                let year = counted.entry(ar).or_default();
                match &underlag.innehall {
                    Innehall::Verksamhetsplan(_) => year.0 = Some(underlag),
                    Innehall::Uppfoljning(_) => year.1 = Some(underlag),
                    _ => {}
                }
            }
        }
        for olasbar in kommun.olasbara.iter().filter(|it| it.efterfragad) {
            let fil = inlasning::shown(&olasbar.path);
            self.utelamnade.push(Utelamnat { fil, skal: "går inte att läsa" });
        }
        for (ar, (plan, uppfoljning)) in counted {
            match (plan, uppfoljning) {
                (Some(plan), uppfoljning) => {
                    let posts = self.ar.entry(ar).or_default();
                    posts.extend(arspost(plan, uppfoljning, kommun));
                }
                (None, Some(uppfoljning)) => self.leave_out(uppfoljning, "årets plan är inte med"),
                (None, None) => {}
            }
        }
    }

    fn leave_out(&mut self, underlag: &Underlag, skal: &'static str) {
        self.utelamnade.push(Utelamnat { fil: inlasning::shown(&underlag.path), skal });
    }

    /// Names documents that no kommun could be read for.
    pub fn unread(&mut self, files: impl IntoIterator<Item = String>) {
        self.utelamnade.extend(files.into_iter().map(|fil| Utelamnat { fil, skal: "kommunens uppgifter har fel" }));
    }

    /// Puts everything in order, as a Swede would look for it.
    pub fn sort(&mut self) {
        for posts in self.ar.values_mut() {
            posts.sort_by_cached_key(|it| (svenska::ordning(&it.kommun), it.kommun.clone()));
        }
        self.utelamnade.sort();
        self.utelamnade.dedup();
    }
}

/// What all kommuner of a year come to together.
fn totalt(posts: &[Arspost]) -> Option<Summor> {
    together(posts.iter().filter_map(|it| it.budget))
}

/// What the money of a year became, over the kommuner that have told.
fn utfall(posts: &[Arspost], part: fn(&Utfall) -> Summor) -> Option<Summor> {
    together(posts.iter().filter_map(|it| it.ekonomi.as_ref()).map(part))
}

/// A sum of what there is; `None` when there is nothing to add.
fn together(all: impl Iterator<Item = Summor>) -> Option<Summor> {
    all.reduce(|sum, it| sum + it)
}

fn arspost(plan: &Underlag, uppfoljning: Option<&Underlag>, kommun: &Kommun) -> Option<Arspost> {
    let Innehall::Verksamhetsplan(it) = &plan.innehall else { return None };
    let names = modell::names(&plan.innehall, kommun);
    let plain = |text: &str| prosa::plain(text, &names).0;
    let budget = it.budget.as_ref();
    let kinds = [("Personal", Radslag::Personal), ("Omkostnader", Radslag::Omkostnad), ("Insatser", Radslag::Insats)];
    let slag = |budget: &Budget| kinds.map(|(namn, slag)| Del { namn: namn.to_owned(), summor: budget.slag(slag) });
    let ekonomi = uppfoljning.and_then(|underlag| match &underlag.innehall {
        Innehall::Uppfoljning(told) if told.ekonomi.is_some() => {
            let lage = Ekonomilage::new(told, it, kommun);
            let of = |sum: fn(&Pott<'_>) -> Summor| lage.totalt(sum);
            Some(Utfall {
                beslutad: underlag.innehall.handling().is_decided(),
                ingaende: of(|it| it.ingaende),
                omfordelning: of(|it| it.omfordelning),
                utfall: of(|it| it.utfall),
                kvar: of(|it| it.kvar()),
                utgaende: of(|it| it.utgaende),
                aterbetalning: of(|it| it.aterbetalning),
            })
        }
        _ => None,
    });
    Some(Arspost {
        kommun: plain(kommun.profil.kommun.namn.as_str()),
        beslutad: plan.innehall.handling().is_decided(),
        insatser: it.insatser().count(),
        budget: budget.map(Budget::totalt),
        slag: budget.map(slag).map(Vec::from).unwrap_or_default(),
        omraden: budget.map(|budget| omraden(budget, it, &plain)).unwrap_or_default(),
        ekonomi,
    })
}

/// The budget by focus area; together they are all of it.
fn omraden(budget: &Budget, plan: &Verksamhetsplan, plain: &dyn Fn(&str) -> String) -> Vec<Del> {
    let areas = plan
        .fokusomrade
        .iter()
        .map(|it| Del { namn: plain(it.rubrik.as_str()), summor: budget.omrade(it.id.as_str()) });
    let rest = Del { namn: "Utan fokusområde".to_owned(), summor: budget.utan_omrade() };
    areas.chain([rest]).filter(|it| it.summor != Summor::default()).collect()
}
