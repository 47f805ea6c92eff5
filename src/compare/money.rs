//! The money of a document before and after: every sum, the rows, and whether it balances by the agreements' rules.

use std::collections::BTreeMap;

use super::{Amounts, Balance, Money, MoneyKind, Sum, Verdict};
use crate::belopp::Belopp;
use crate::budget::{Budget, Part, Rad, Radslag, Summor};
use crate::ekonomi::{Ekonomilage, Pott};
use crate::modell::{Innehall, Kommun};
use crate::plan::Verksamhetsplan;
use crate::profil::{Avtal, Niva, Regel};
use crate::svenska::{self, NBSP};
use crate::uppfoljning::Uppfoljning;

/// A document as one side has it.
#[derive(Clone, Copy)]
pub(super) struct Holding<'a> {
    pub kommun: &'a Kommun,
    pub innehall: &'a Innehall,
    /// Puts the values of `{{ … }}` into a name.
    pub text: &'a dyn Fn(&str) -> String,
}

/// The money of one side.
struct Books {
    kind: MoneyKind,
    sums: Vec<(String, Summor)>,
    rows: Vec<Row>,
    /// By the agreement's id; the name is told where there are several.
    balance: Vec<(String, String, Verdict)>,
}

/// How the sum of a focus area begins.
const AREA: &str = "Området ";

/// How many ways there are to find a row.
const KEYS: usize = 4;

/// A budget row with what it is found by on the other side, the surest first.
struct Row {
    name: String,
    keys: [String; KEYS],
    sums: Summor,
}

/// The money of a document; `None` where neither side has any, or where none could be read.
pub(super) fn money(old: Option<Holding<'_>>, new: Option<Holding<'_>>) -> Option<Money> {
    let (before, after) = (old.and_then(books), new.and_then(books));
    let kind = after.as_ref().or(before.as_ref())?.kind;
    let empty = || Books { kind, sums: Vec::new(), rows: Vec::new(), balance: Vec::new() };
    let (has_before, has_after) = (before.is_some(), after.is_some());
    let (before, after) = (before.unwrap_or_else(empty), after.unwrap_or_else(empty));
    let rows = if has_before && has_after { rows(before.rows, after.rows) } else { Vec::new() };
    Some(Money {
        kind,
        sums: sums(&before.sums, &after.sums),
        rows,
        balance: balances(&before.balance, &after.balance),
    })
}

impl Money {
    /// Whether any amount or any verdict is another.
    pub(super) fn differs(&self) -> bool {
        self.amounts_differ() || self.balance.iter().any(|it| it.before != it.after)
    }

    /// Whether any amount is another.
    pub(super) fn amounts_differ(&self) -> bool {
        !self.rows.is_empty() || self.sums.iter().any(|it| it.before != it.after)
    }
}

fn sums(old: &[(String, Summor)], new: &[(String, Summor)]) -> Vec<Sum> {
    let find = |all: &[(String, Summor)], name: &str| all.iter().find(|it| it.0 == name).map(|it| Amounts(it.1));
    let gone = old.iter().filter(|(name, _)| find(new, name).is_none());
    let names = new.iter().chain(gone).map(|it| it.0.as_str());
    let sum = |name: &str| Sum {
        name: name.to_owned(),
        name_before: None,
        before: find(old, name),
        after: find(new, name),
        of_area: name.starts_with(AREA),
    };
    names.map(sum).collect()
}

fn balances(old: &[(String, String, Verdict)], new: &[(String, String, Verdict)]) -> Vec<Balance> {
    let several = old.len() > 1 || new.len() > 1;
    let find = |all: &[(String, String, Verdict)], id: &str| all.iter().find(|it| it.0 == id).map(|it| it.2.clone());
    // With one agreement on each side they are held against each other, whatever they are called.
    if let ([one], [other]) = (old, new) {
        return vec![Balance { avtal: None, before: Some(one.2.clone()), after: Some(other.2.clone()) }];
    }
    let gone = old.iter().filter(|it| find(new, &it.0).is_none());
    let all = new.iter().chain(gone);
    let balance = |it: &(String, String, Verdict)| Balance {
        avtal: several.then(|| it.1.clone()),
        before: find(old, &it.0),
        after: find(new, &it.0),
    };
    all.map(balance).collect()
}

/// The rows whose amounts are others, found by the first key that names one row on each side.
fn rows(old: Vec<Row>, new: Vec<Row>) -> Vec<Sum> {
    let mut old: Vec<Option<Row>> = old.into_iter().map(Some).collect();
    let mut found: Vec<Option<Row>> = new.iter().map(|_| None).collect();
    for level in 0..KEYS {
        let before = index(old.iter().enumerate().filter_map(|(at, it)| Some((at, it.as_ref()?))), level);
        let after = index(new.iter().enumerate().filter(|(at, _)| found[*at].is_none()), level);
        let single = |(key, at): (&String, &Vec<usize>)| match (before.get(key).map(Vec::as_slice), at.as_slice()) {
            (Some([one]), [other]) if !key.is_empty() => Some((*one, *other)),
            _ => None,
        };
        for (one, other) in after.iter().filter_map(single) {
            found[other] = old[one].take();
        }
    }
    let kept = new.into_iter().zip(found).map(|(row, before)| Sum {
        name_before: before.as_ref().map(|it| it.name.clone()).filter(|it| *it != row.name),
        name: row.name,
        before: before.map(|it| Amounts(it.sums)),
        after: Some(Amounts(row.sums)),
        of_area: false,
    });
    let gone = old.into_iter().flatten().map(|it| Sum {
        name: it.name,
        name_before: None,
        before: Some(Amounts(it.sums)),
        after: None,
        of_area: false,
    });
    kept.chain(gone).filter(|it| it.before != it.after).collect()
}

/// The places of rows by one of their keys.
fn index<'a>(rows: impl Iterator<Item = (usize, &'a Row)>, level: usize) -> BTreeMap<String, Vec<usize>> {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows {
        places.entry(row.keys[level].clone()).or_default().push(at);
    }
    places
}

fn books(it: Holding<'_>) -> Option<Books> {
    match it.innehall {
        Innehall::Verksamhetsplan(plan) => plan.budget.as_ref().map(|budget| of_plan(plan, budget, it)),
        Innehall::Uppfoljning(told) => {
            let plan = it.kommun.plan(told.ar())?;
            told.ekonomi.as_ref()?;
            Some(of_follow_up(told, plan, it))
        }
        Innehall::Handlingsplan(_) | Innehall::Beslut(_) => None,
    }
}

/// What a row is found by: its id, its name, what it pays for, and its amounts.
fn row(rad: &Rad, plan: &Verksamhetsplan, sums: Summor, text: &dyn Fn(&str) -> String) -> Row {
    let word = |it: Option<&crate::read::Id>| it.map_or("", crate::read::Id::as_str).to_owned();
    let name = svenska::capitalised(&text(rad.namn(plan)));
    let amounts = format!("{} {} {} {}", rad.slag.word(), sums.region.json(), sums.kommun.json(), sums.annan.json());
    let about = rad.omrade.as_ref().map_or(String::new(), |it| format!("{} {}", it.as_str(), word(rad.avtal.as_ref())));
    Row { keys: [word(rad.id.as_ref()), name.clone(), about, amounts], name, sums }
}

fn of_plan(plan: &Verksamhetsplan, budget: &Budget, it: Holding<'_>) -> Books {
    let mut sums = vec![("Totalt".to_owned(), budget.totalt())];
    let kinds = [("Personal", Radslag::Personal), ("Omkostnader", Radslag::Omkostnad), ("Insatser", Radslag::Insats)];
    let has = |slag: Radslag| budget.rad.iter().any(|it| it.slag == slag);
    sums.extend(
        kinds.into_iter().filter(|(_, slag)| has(*slag)).map(|(name, slag)| (name.to_owned(), budget.slag(slag))),
    );
    for area in &plan.fokusomrade {
        let sum = budget.omrade(area.id.as_str());
        if sum != Summor::default() {
            sums.push((format!("{AREA}{}", (it.text)(area.rubrik.as_str())), sum));
        }
    }
    let agreements = budget.per_avtal(&it.kommun.profil, plan.ar());
    if agreements.len() > 1 {
        let under = |(avtal, rows): &(&Avtal, Vec<&Rad>)| ((it.text)(avtal.benamning.as_str()), Summor::of(rows));
        sums.extend(agreements.iter().map(under));
    }
    let party = |part: Part| Summor::only(part, budget.ingaende(part));
    let incoming = party(Part::Region) + party(Part::Kommun);
    if !budget.overforing.is_empty() {
        sums.push(("Ingående överföring".to_owned(), incoming));
    }
    let balance: Vec<_> = agreements
        .iter()
        .map(|(avtal, rows)| {
            (avtal.id.as_str().to_owned(), (it.text)(avtal.benamning.as_str()), verdict(avtal, rows, plan, it.text))
        })
        .collect();
    let none = || {
        let text = format!("inget avtal gäller {}, så det går inte att säga om budgeten är i balans", plan.ar());
        vec![(String::new(), String::new(), Verdict { balanced: None, difference: Belopp::NOLL, text })]
    };
    Books {
        kind: MoneyKind::Budget,
        sums,
        rows: budget.rad.iter().map(|rad| row(rad, plan, rad.summor(), it.text)).collect(),
        balance: if balance.is_empty() { none() } else { balance },
    }
}

/// What an agreement's rule says of its rows.
fn verdict(avtal: &Avtal, rows: &[&Rad], plan: &Verksamhetsplan, text: &dyn Fn(&str) -> String) -> Verdict {
    let short = text(avtal.region_kort.as_str());
    let rule = avtal.fordelning.value;
    let judged = match rule.regel {
        Regel::Fri => {
            let text = "avtalet säger inte hur parterna ska dela".to_owned();
            return Verdict { balanced: None, difference: Belopp::NOLL, text };
        }
        _ if rule.niva == Niva::Totalt => vec![(None, Summor::of(rows))],
        _ => rows.iter().map(|it| (Some(text(it.namn(plan))), it.summor())).collect(),
    };
    let off: Vec<(Option<String>, Summor)> =
        judged.into_iter().filter(|(_, sums)| !sums.avvikelse(rule.regel).is_zero()).collect();
    let difference = off.iter().map(|(_, sums)| sums.avvikelse(rule.regel).abs()).sum();
    let shares = |region, kommun| {
        let percent = |it| svenska::percent(it, 2);
        format!("{short} {} och kommunen {}", percent(region), percent(kommun))
    };
    let wanted = match rule.regel {
        Regel::Procent { region, kommun } => shares(region, kommun),
        _ => "lika andelar".to_owned(),
    };
    let Some((row, sums)) = off.first() else {
        let each = if rule.niva == Niva::Rad { " på varje rad" } else { "" };
        return Verdict { balanced: Some(true), difference, text: format!("{wanted}{each}") };
    };
    let amount = sums.avvikelse(rule.regel);
    let (more, than) = match rule.regel {
        Regel::Lika if amount.is_negative() => {
            (format!("kommunen betalar {}{NBSP}kr mer än {short}", amount.abs()), "lika andelar")
        }
        Regel::Lika => (format!("{short} betalar {}{NBSP}kr mer än kommunen", amount.abs()), "lika andelar"),
        _ if amount.is_negative() => (format!("{short} betalar {}{NBSP}kr för lite", amount.abs()), wanted.as_str()),
        _ => (format!("{short} betalar {}{NBSP}kr för mycket", amount.abs()), wanted.as_str()),
    };
    let whose = row.as_ref().map(|it| format!("{it}: ")).unwrap_or_default();
    let others = match off.len() {
        1 => String::new(),
        count => format!(", och {} till", svenska::count(count - 1, "rad", "rader")),
    };
    Verdict { balanced: Some(false), difference, text: format!("{whose}{more}{others}, men avtalet säger {than}") }
}

fn of_follow_up(told: &Uppfoljning, plan: &Verksamhetsplan, it: Holding<'_>) -> Books {
    let lage = Ekonomilage::new(told, plan, it.kommun);
    type Part<'a> = (&'static str, fn(&Pott<'a>) -> Summor);
    let parts: [Part<'_>; 7] = [
        ("Utfall", |it| it.utfall),
        ("Budget", |it| it.budget),
        ("Ingående överföring", |it| it.ingaende),
        ("Omfördelning", |it| it.omfordelning),
        ("Kvar att förfoga över", |it| it.kvar()),
        ("Utgående överföring", |it| it.utgaende),
        ("Återbetalning", |it| it.aterbetalning),
    ];
    let sums = parts.iter().map(|(name, part)| ((*name).to_owned(), lage.totalt(part))).collect();
    let untold = lage.rader.iter().filter(|it| it.svar.is_none()).count();
    let balance = lage.potter.iter().map(|pott| {
        let (id, name) = pott.avtal.map_or((String::new(), "Utan avtal".to_owned()), |avtal| {
            (avtal.id.as_str().to_owned(), (it.text)(avtal.benamning.as_str()))
        });
        (id, name, closing(pott, untold, it.text))
    });
    Books {
        kind: MoneyKind::Ekonomi,
        sums,
        balance: balance.collect(),
        rows: lage
            .rader
            .iter()
            .filter(|it| it.svar.is_some())
            .map(|row| self::row(row.rad, plan, row.utfall, it.text))
            .collect(),
    }
}

/// Whether the year's money is closed under an agreement.
fn closing(pott: &Pott<'_>, untold: usize, text: &dyn Fn(&str) -> String) -> Verdict {
    let rest = pott.differens();
    let difference = rest.region.abs() + rest.kommun.abs();
    if difference.is_zero() {
        return Verdict {
            balanced: Some(true),
            difference,
            text: "allt som finns kvar förs över eller betalas tillbaka".to_owned(),
        };
    }
    if untold > 0 {
        let rows = svenska::count(untold, "budgetrad", "budgetrader");
        let text = format!("utfall saknas för {rows}, så det går ännu inte att säga om pengarna går ihop");
        return Verdict { balanced: None, difference, text };
    }
    let region = pott.avtal.map_or("regionen".to_owned(), |it| text(it.region_kort.as_str()));
    let parties = [(region, rest.region), ("kommunen".to_owned(), rest.kommun)];
    let of = |wanted: &dyn Fn(Belopp) -> bool| {
        let parts = parties.iter().filter(|(_, amount)| wanted(*amount));
        let parts: Vec<String> = parts.map(|(name, amount)| format!("{}{NBSP}kr för {name}", amount.abs())).collect();
        svenska::list(&parts, "och")
    };
    let left = of(&|it| !it.is_negative() && !it.is_zero());
    let over = of(&|it| it.is_negative());
    let mut clauses = Vec::new();
    if !left.is_empty() {
        clauses.push(format!("{left} finns kvar, men förs inte över och betalas inte tillbaka"));
    }
    if !over.is_empty() {
        clauses.push(format!("{over} fattas"));
    }
    Verdict { balanced: Some(false), difference, text: svenska::list(&clauses, "och") }
}
