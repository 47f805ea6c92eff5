//! Checks that the year's money is told of and adds up.

use std::collections::{BTreeMap, BTreeSet};

use super::balans::{is_countable, untold};
use super::fordelning::MOST_LABELS;
use super::hanvisningar::meant_rows;
use super::{Findings, Sammanhang};
use crate::belopp::Belopp;
use crate::budget::{Kontrollsumma, Part, Summor};
use crate::check;
use crate::ekonomi::Radlage;
use crate::profil::Avtal;
use crate::source::{Located, Span};
use crate::svenska::{self, quoted};
use crate::uppfoljning::Uppfoljning;

/// A party in the genitive, within a sentence.
pub(super) fn genitive(part: Part) -> &'static str {
    match part {
        Part::Region => "regionens",
        Part::Kommun => "kommunens",
    }
}

pub(super) const PARTER: [Part; 2] = [Part::Region, Part::Kommun];

/// A party as a sentence begins with it: the agreement's short name, or ”Kommunen”.
pub(super) fn part_namn(part: Part, avtal: Option<&Avtal>) -> String {
    match (part, avtal) {
        (Part::Region, Some(avtal)) => quoted(avtal.region_kort.as_str()),
        (Part::Region, None) => "Regionen".to_owned(),
        (Part::Kommun, _) => "Kommunen".to_owned(),
    }
}

check! {
    /// Varje budgetrad i planen har ett utfall.
    ///
    /// Blev inget av pengarna använt skrivs 0.
    ///
    /// ```toml,fails,uppfoljning
    /// [[ekonomi.utfall]]
    /// rad = "strateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[ekonomi.utfall]]
    /// rad = "strateg"
    /// region = 350_000
    /// kommun = 350_000
    ///
    /// [[ekonomi.utfall]]
    /// rad = "skolan"
    /// region = 0
    /// kommun = 0
    /// ```
    pub(super) const UTFALL_SAKNAS: Check = Vanlig("utfall-saknas", Some(Varning), Some(Fel));
}

pub(super) fn utfall_saknas(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    // Outcomes in a table under another name have been told of as that.
    let text = &sammanhang.sources.get(it.dokument.span.file).text;
    let headers = text.lines().map(str::trim).filter(|it| it.starts_with('['));
    let other = |it: &str| !it.starts_with("[[ekonomi.utfall]]") && !it.contains("kontrollsumma");
    if headers.into_iter().any(|it| it.contains("utfal") && other(it)) {
        return;
    }
    let Some(ekonomi) = &it.ekonomi else {
        let budget = kedja.plan.budget.as_ref().filter(|it| !it.totalt().parterna().is_zero());
        if let Some(budget) = budget {
            findings.add(it.dokument.span, "Uppföljningen säger inte hur mycket av pengarna som användes.", |it| {
                it.here("här saknas [[ekonomi.utfall]]")
                    .label(budget.span, "planens budget")
                    .help("Lägg till en [[ekonomi.utfall]] för varje budgetrad i planen.")
            });
        }
        return;
    };
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    let meant: BTreeSet<&str> = meant_rows(it, kedja.plan);
    let missing = |row: &&Radlage<'_>| row.svar.is_none() && !meant.contains(row.rad.nyckel());
    let rows = &kedja.lage.rader;
    if rows.len() > 1 && rows.iter().all(|it| missing(&it)) && is_countable(kedja, it) {
        let place = ekonomi.utfall.last().map_or(ekonomi.span, |it| it.rad.span());
        return findings.add(place, "Ingen budgetrad har ett utfall.", |found| {
            found
                .here("här saknas [[ekonomi.utfall]]")
                .label(rows[0].rad.namn_span(), "planens budget")
                .help("Lägg till en [[ekonomi.utfall]] för varje budgetrad i planen.")
        });
    }
    for row in rows {
        let key = row.rad.nyckel();
        // Rows that share a key cannot be told apart, and the first of them gets the answer.
        if let Some(first) = seen.insert(key, row.rad.span) {
            findings.add(it.dokument.ar.span, format!("Två budgetrader i planen heter båda ”{key}”."), |found| {
                found
                    .label(first, "den ena")
                    .label(row.rad.span, "den andra")
                    .help("Ge budgetraderna egna id:n i planen, så att utfallet kan skrivas för var och en.")
            });
            continue;
        }
        if let Some(svar) = row.svar {
            let (untold, none) = (untold(row), svar.region.is_none() && svar.kommun.is_none() && svar.annan.is_none());
            let help = match untold.as_slice() {
                _ if none => "Lägg till region och kommun. Användes inget skriver du 0.".to_owned(),
                [] => continue,
                parts => {
                    let lines: Vec<String> = parts.iter().map(|it| format!("{} = …", it.word())).collect();
                    format!("Lägg till {}, eller 0.", svenska::list(&lines, "och"))
                }
            };
            let whose: Vec<&str> = untold.iter().map(|it| genitive(*it)).collect();
            let message = match none {
                true => format!("Utfallet för ”{key}” har inget belopp."),
                false => format!("Utfallet för ”{key}” saknar {} del.", svenska::list(&whose, "och")),
            };
            findings.add(svar.rad.span(), message, |found| {
                let amounts = untold.iter().filter_map(|it| row.rad.del(*it));
                amounts.fold(found, |it, at| it.label(at.span, format!("budget {}", at.value))).help(help)
            });
            continue;
        }
        if meant.contains(key) {
            continue;
        }
        let place = ekonomi.utfall.last().map_or(ekonomi.span, |it| it.rad.span());
        let message = format!("Utfall saknas för budgetraden ”{}”.", quoted(row.rad.namn(kedja.plan)));
        findings.add(place, message, |found| {
            found.here("här saknas ett utfall").label(row.rad.namn_span(), "i planen").help(format!(
                "Lägg till [[ekonomi.utfall]] med rad = \"{key}\", region och kommun. Användes inget skriver du 0."
            ))
        });
    }
}

check! {
    /// Budgeten och utfallet är de som någon annan har räknat fram.
    ///
    /// `[ekonomi.kontrollsumma]` är frivillig: summor ur det beslutade protokollet, regionens blankett eller bokföringen.
    ///
    /// ```toml,fails,uppfoljning
    /// [ekonomi.kontrollsumma]
    /// budget = { region = 400_000.50, kommun = 400_000 }
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [ekonomi.kontrollsumma]
    /// budget = { region = 400_000, kommun = 400_000 }
    /// ```
    pub(super) const ANNAN_BUDGET: Check = Vanlig("annan-budget", Some(Fel), Some(Fel));
}

pub(super) fn annan_budget(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    let Some(control) = it.ekonomi.as_ref().and_then(|it| it.kontrollsumma.as_ref()) else { return };
    let rows = &kedja.lage.rader;
    if !is_countable(kedja, it) {
        return;
    }
    if let Some(stated) = &control.budget {
        let part = |part: Part| rows.iter().filter_map(|it| it.rad.del(part)).collect();
        let annan = rows.iter().flat_map(|it| &it.rad.annan).map(|it| &it.belopp).collect();
        let total = rows.iter().map(|it| it.budget).sum();
        let amounts = [part(Part::Region), part(Part::Kommun), annan];
        hold(stated, total, ["Budgeten", "den beslutade planen", "budget"], &amounts, findings);
    }
    // What has not been told has no sum, and that has been told.
    if let Some(stated) = control.utfall.as_ref().filter(|_| rows.iter().all(|it| it.svar.is_some())) {
        let part = |part: Part| rows.iter().filter_map(|it| it.svar?.del(part)).collect();
        let annan = rows.iter().filter_map(|it| it.svar?.annan.as_ref()).collect();
        let total = rows.iter().map(|it| it.utfall).sum();
        let amounts = [part(Part::Region), part(Part::Kommun), annan];
        hold(stated, total, ["Utfallet", "raderna", "utfall"], &amounts, findings);
    }
}

/// Holds stated sums against the computed ones. `amounts` are those of the region, the kommun and others.
fn hold(
    stated: &Kontrollsumma,
    total: Summor,
    [what, whose, key]: [&str; 3],
    amounts: &[Vec<&Located<Belopp>>; 3],
    findings: &mut Findings<'_>,
) {
    let sums = [
        ("regionen", &stated.region, total.region, &amounts[..1]),
        ("kommunen", &stated.kommun, total.kommun, &amounts[1..2]),
        ("andra medfinansiärer", &stated.annan, total.annan, &amounts[2..]),
        ("alla", &stated.summa, total.summa(), &amounts[..]),
    ];
    for (who, stated, sum, amounts) in sums {
        let Some(stated) = stated.as_ref().filter(|it| it.value != sum) else { continue };
        let difference = (stated.value - sum).abs();
        let message = format!(
            "{what} för {who} är {} kr i kontrollsumman men {sum} kr i {whose}, skillnad {difference} kr.",
            stated.value
        );
        findings.add(stated.span, message, |it| {
            let it = it
                .here("angiven summa")
                .help(format!("Rätta det belopp som är fel, eller skriv {} i {key}.", sum.toml()));
            let amounts = amounts.iter().flatten().take(MOST_LABELS);
            amounts.fold(it, |it, amount| it.label(amount.span, amount.value.to_string()))
        });
    }
}
