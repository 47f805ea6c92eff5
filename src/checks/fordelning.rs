//! Checks that the parties share the cost as their agreement says.

use super::{Findings, Sammanhang, avtalsgranser};
use crate::budget::{Part, Rad, Summor};
use crate::check;
use crate::diagnostic::Diagnostic;
use crate::plan::Verksamhetsplan;
use crate::profil::{Avtal, Niva, Regel};
use crate::svenska::{self, quoted};

/// A finding about a sum points at this many of its rows at most.
pub(super) const MOST_LABELS: usize = 12;

/// Every agreement of the plan's year with its rows.
pub(super) fn agreements<'a>(plan: &'a Verksamhetsplan, sammanhang: &Sammanhang<'a>) -> Vec<(&'a Avtal, Vec<&'a Rad>)> {
    plan.budget.as_ref().map(|it| it.per_avtal(sammanhang.profil, plan.ar())).unwrap_or_default()
}

/// Points at what others than the parties pay.
pub(super) fn label_others(diagnostic: Diagnostic, rows: &[&Rad]) -> Diagnostic {
    let others = rows.iter().flat_map(|it| &it.annan).take(MOST_LABELS);
    others.fold(diagnostic, |it, other| it.label(other.belopp.span, format!("annan {}", other.belopp.value)))
}

/// Points at the amounts that a sum comes from.
pub(super) fn label_rows(mut diagnostic: Diagnostic, rows: &[&Rad], part: Option<Part>) -> Diagnostic {
    let parts = part.map_or(vec![Part::Region, Part::Kommun], |it| vec![it]);
    let amounts: Vec<_> =
        rows.iter().flat_map(|row| parts.iter().filter_map(|part| Some((*part, row.del(*part)?)))).collect();
    let hidden = amounts.len().saturating_sub(MOST_LABELS);
    for (part, amount) in amounts.into_iter().take(MOST_LABELS) {
        diagnostic = diagnostic.label(amount.span, format!("{} {}", part.word(), amount.value));
    }
    if hidden > 0 {
        let more = format!("Summan har ytterligare {} som inte visas här.", svenska::count(hidden, "belopp", "belopp"));
        let help = diagnostic.help.take().map_or(more.clone(), |it| format!("{it} {more}"));
        diagnostic = diagnostic.help(help);
    }
    diagnostic
}

check! {
    /// Parterna bidrar som avtalet säger: lika mycket, i procent, på totalen eller på varje rad.
    ///
    /// Regeln står i avtalets `fordelning`. Gäller den totalen får enskilda rader vara olika. Andra medfinansiärer
    /// räknas inte med. Med flera avtal gäller regeln inom vart och ett.
    ///
    /// ```toml,fails
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 340_000
    /// ```
    ///
    /// ```toml
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 300_000
    ///
    /// [[budget.rad]]
    /// slag = "omkostnad"
    /// post = "Omkostnader"
    /// kommun = 50_000
    /// ```
    pub(super) const OLIKA_ANDELAR: Check = Vanlig("olika-andelar", Some(Varning), Some(Fel));
}

pub(super) fn olika_andelar(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let agreements = agreements(plan, sammanhang);
    let several = agreements.len() > 1;
    for (avtal, rows) in agreements {
        // A negative amount is a mistake of its own, and a sum that the agreement fixes in kronor is told as such.
        let negative = rows.iter().flat_map(|it| it.belopp()).any(|it| it.value.is_negative());
        if negative || avtalsgranser::misses_fixed_sum(avtal, &rows, sammanhang) {
            continue;
        }
        match avtal.fordelning.value.niva {
            Niva::Totalt => judge(avtal, &rows, Summor::of(&rows), None, several, findings),
            Niva::Rad => {
                for row in rows {
                    judge(avtal, &[row], row.summor(), Some(row.namn(plan)), several, findings);
                }
            }
        }
    }
}

/// Holds the sums of some rows against the agreement's rule.
fn judge(avtal: &Avtal, rows: &[&Rad], sums: Summor, row: Option<&str>, several: bool, findings: &mut Findings<'_>) {
    let short = quoted(avtal.region_kort.as_str());
    let (region, kommun) = (sums.region, sums.kommun);
    let whose = match (row, several) {
        (Some(row), _) => format!("{}: parterna", quoted(row)),
        (None, true) => format!("Parterna i avtalet ”{}”", avtal.id.as_str()),
        (None, false) => "Parterna".to_owned(),
    };
    let difference = sums.avvikelse(avtal.fordelning.value.regel).abs();
    if difference.is_zero() {
        return;
    }
    let (message, help) = match avtal.fordelning.value.regel {
        Regel::Fri => return,
        Regel::Lika => {
            let (less, more) = match region < kommun {
                true => (genitive(&short), "kommunens".to_owned()),
                false => ("kommunens".to_owned(), genitive(&short)),
            };
            let free = if row.is_none() && rows.len() > 1 { " Raderna får vara olika." } else { "" };
            (
                format!(
                    "{whose} bidrar inte lika: {short} {region} kr, kommunen {kommun} kr, skillnad {difference} kr."
                ),
                format!(
                    "Avtalet kräver lika andelar. Höj {less} belopp eller sänk {more}, tillsammans med {difference} kr.{free}"
                ),
            )
        }
        Regel::Procent { region: share, kommun: rest } => {
            let wanted = sums.parterna().percent(share);
            let (from, to) = if region < wanted { ("kommunen", short.as_str()) } else { (short.as_str(), "kommunen") };
            let (share, rest) = (svenska::percent(share, 2), svenska::percent(rest, 2));
            (
                format!(
                    "{whose} bidrar inte som avtalet säger: {short} betalar {region} kr men ska med {share} betala {wanted} kr, skillnad {difference} kr."
                ),
                format!(
                    "Flytta {difference} kr från {from} till {to}. Avtalet ger {short} {share} och kommunen {rest}."
                ),
            )
        }
    };
    let Some(first) = rows.first() else { return };
    // One row speaks for itself; the sum of several is pointed at by its amounts.
    findings.add(first.namn_span(), message, |it| {
        let it = it.here(if rows.len() > 1 { "första raden i summan" } else { "den här raden" }).help(help);
        label_rows(it, rows, None).label(avtal.fordelning.span, "avtalets regel")
    });
}

/// A party's name as an owner: an abbreviation gets a colon, as in DRN:s.
fn genitive(name: &str) -> String {
    match name.chars().last() {
        Some('s' | 'x' | 'z') => name.to_owned(),
        Some(it) if it.is_uppercase() => format!("{name}:s"),
        _ => format!("{name}s"),
    }
}

check! {
    /// Varje rad delas lika mellan parterna, också när avtalet bara kräver det av totalen.
    ///
    /// Kontrollen är avstängd om du inte ber om den: raderna får vara olika när totalen är lika.
    ///
    /// ```toml,fails
    /// [[budget.rad]]
    /// slag = "insats"
    /// post = "Fullföljda studier"
    /// region = 350_000
    /// kommun = 300_000
    ///
    /// [[budget.rad]]
    /// slag = "omkostnad"
    /// post = "Omkostnader"
    /// kommun = 50_000
    /// ```
    ///
    /// ```toml
    /// [[budget.rad]]
    /// slag = "insats"
    /// post = "Fullföljda studier"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    pub(super) const OLIKA_RAD: Check = Tillval("olika-rad", Some(Upplysning), Some(Upplysning));
}

pub(super) fn olika_rad(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for (avtal, rows) in agreements(plan, sammanhang) {
        let balanced = Summor::of(&rows).region == Summor::of(&rows).kommun;
        for row in rows.into_iter().filter(|it| balanced && it.summor().region != it.summor().kommun) {
            let (sums, name) = (row.summor(), quoted(row.namn(plan)));
            let short = quoted(avtal.region_kort.as_str());
            let message = format!("{name}: {short} {} kr, kommunen {} kr.", sums.region, sums.kommun);
            findings.add(row.namn_span(), message, |it| it.help("Raderna får vara olika när totalen är lika."));
        }
    }
}

check! {
    /// När kommunen har flera avtal samma år säger varje budgetrad vilket avtal den hör till.
    ///
    /// Kostnaderna delas efter varje avtals egen regel, så en rad utan avtal kan inte kontrolleras.
    ///
    /// ```toml,flera-avtal,fails
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml,flera-avtal
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// avtal = "tjanst"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    pub(super) const RAD_UTAN_AVTAL: Check = Grund("rad-utan-avtal", Some(Fel), Some(Fel));
}

pub(super) fn rad_utan_avtal(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let valid: Vec<&Avtal> = sammanhang.profil.avtal_for(plan.ar()).collect();
    let names: Vec<&str> = valid.iter().map(|it| it.id.as_str()).collect();
    for row in plan.budget.iter().flat_map(|it| &it.rad) {
        let name = quoted(row.namn(plan));
        match &row.avtal {
            None if valid.len() > 1 => {
                findings.add(
                    row.namn_span(),
                    format!("Budgetraden ”{name}” säger inte vilket avtal den hör till."),
                    |it| it.help(format!("Lägg till avtal = \"{}\".", names.join("\" eller avtal = \""))),
                );
            }
            Some(id)
                if !valid.is_empty()
                    && !names.contains(&id.as_str())
                    && sammanhang.profil.avtal.iter().any(|it| it.id == *id) =>
            {
                let message =
                    format!("Budgetraden ”{name}” hör till avtalet ”{}” som inte gäller {}.", id.as_str(), plan.ar());
                findings.add(id.span(), message, |it| {
                    it.label(plan.dokument.ar.span, "planåret")
                        .help(format!("Skriv avtal = \"{}\".", names.join("\" eller avtal = \"")))
                });
            }
            _ => {}
        }
    }
}
