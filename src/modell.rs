//! A kommun with its profile and its documents, and the names that texts can quote.

use std::collections::BTreeMap;
use std::path::PathBuf;

use minijinja::Value;

use crate::budget::{Budget, Radslag, Summor};
use crate::dokument::Handling;
use crate::plan::Verksamhetsplan;
use crate::profil::{Avtal, Profil};
use crate::source::FileId;
use crate::uttryck::{belopp, datum, tal};

/// A kommun: its profile and the documents that use it.
#[derive(Debug)]
pub struct Kommun {
    pub profil: Profil,
    /// The folder of `kommun.toml`; no file outside it is read for the kommun's documents.
    pub mapp: PathBuf,
    pub handlingar: Vec<Underlag>,
}

/// A document as it was read.
#[derive(Debug)]
pub struct Underlag {
    pub fil: FileId,
    /// The path of the file.
    pub path: PathBuf,
    pub innehall: Innehall,
}

/// The documents there are, by kind.
#[derive(Debug)]
pub enum Innehall {
    Verksamhetsplan(Box<Verksamhetsplan>),
}

impl Innehall {
    /// What every kind has.
    pub fn handling(&self) -> &dyn Handling {
        match self {
            Self::Verksamhetsplan(plan) => plan.as_ref(),
        }
    }
}

/// The names a plan's texts can use.
pub fn names(plan: &Verksamhetsplan, profil: &Profil) -> Value {
    let mut names = vec![
        ("ar", Value::from(plan.ar())),
        (
            "kommun",
            map([
                ("namn", Some(Value::from(profil.kommun.namn.as_str()))),
                ("invanare", profil.kommun.invanare.as_ref().map(|it| Value::from(it.value))),
            ]),
        ),
        (
            "antal",
            map([
                ("fokusomraden", Some(Value::from(plan.fokusomrade.len()))),
                ("insatser", Some(Value::from(plan.insatser().count()))),
            ]),
        ),
        ("indikator", indicators(plan)),
    ];
    names.extend(profil.huvudavtal(plan.ar()).map(|it| ("avtal", agreement(it))));
    names.extend(plan.budget.as_ref().map(|it| ("budget", budget_names(it, plan))));
    names.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<BTreeMap<_, _>>().into()
}

fn map<const N: usize>(entries: [(&str, Option<Value>); N]) -> Value {
    let present = entries.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    present.collect::<BTreeMap<_, _>>().into()
}

fn agreement(avtal: &Avtal) -> Value {
    map([
        ("benamning", Some(Value::from(avtal.benamning.as_str()))),
        ("region_namn", Some(Value::from(avtal.region_namn.as_str()))),
        ("region_kort", Some(Value::from(avtal.region_kort.as_str()))),
        ("giltig_fran", Some(datum(avtal.giltig_fran.value))),
        ("giltig_till", Some(datum(avtal.giltig_till.value))),
        ("forlangt_till", avtal.forlangt_till.as_ref().map(|it| datum(it.value))),
    ])
}

fn indicators(plan: &Verksamhetsplan) -> Value {
    let all = plan.fokusomrade.iter().flat_map(|it| &it.indikator);
    let named = all.filter_map(|it| {
        let value = map([
            ("varde", Some(tal(it.varde.value))),
            ("ar", Some(Value::from(it.ar.value))),
            ("kalla", Some(Value::from(it.kalla.as_str()))),
            ("enhet", Some(Value::from(it.enhet.as_str()))),
        ]);
        Some((name(it.id.as_ref()?.as_str()), value))
    });
    named.collect::<BTreeMap<_, _>>().into()
}

fn budget_names(budget: &Budget, plan: &Verksamhetsplan) -> Value {
    let total = budget.totalt();
    let areas = plan.fokusomrade.iter().map(|it| (name(it.id.as_str()), sums(budget.omrade(it.id.as_str()), total)));
    map([
        ("totalt", Some(sums(total, total))),
        ("personal", Some(sums(budget.slag(Radslag::Personal), total))),
        ("omkostnad", Some(sums(budget.slag(Radslag::Omkostnad), total))),
        ("insatser", Some(sums(budget.slag(Radslag::Insats), total))),
        ("omrade", Some(areas.collect::<BTreeMap<_, _>>().into())),
    ])
}

fn sums(summor: Summor, total: Summor) -> Value {
    map([
        ("region", Some(belopp(summor.region))),
        ("kommun", Some(belopp(summor.kommun))),
        ("annan", Some(belopp(summor.annan))),
        ("summa", Some(belopp(summor.summa()))),
        ("andel", summor.summa().share_of(total.summa()).map(tal)),
    ])
}

/// An id as a name in a text: a hyphen would end the name.
fn name(id: &str) -> String {
    id.replace('-', "_")
}
