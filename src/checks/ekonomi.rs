//! Checks that the year's money is told of and adds up.

use std::collections::BTreeMap;

use super::fordelning::MOST_LABELS;
use super::{Findings, Kedja, Sammanhang};
use crate::belopp::Belopp;
use crate::budget::{Kontrollsumma, Part, Summor};
use crate::check;
use crate::diagnostic::Diagnostic;
use crate::ekonomi::{Pott, Radlage, ingaende};
use crate::profil::Avtal;
use crate::read::Id;
use crate::source::{Located, Span};
use crate::svenska::quoted;
use crate::uppfoljning::Uppfoljning;

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
    let Some(ekonomi) = &it.ekonomi else {
        let budget = kedja.plan.budget.as_ref().filter(|it| !it.totalt().parterna().is_zero());
        if let Some(budget) = budget {
            findings.add(it.dokument.span, "Uppföljningen säger inte vad pengarna blev.", |it| {
                it.here("här saknas [[ekonomi.utfall]]")
                    .label(budget.span, "planens budget")
                    .help("Lägg till en [[ekonomi.utfall]] för varje budgetrad i planen.")
            });
        }
        return;
    };
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for row in &kedja.lage.rader {
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
            if svar.region.is_none() && svar.kommun.is_none() && svar.annan.is_none() {
                findings.add(svar.rad.span(), format!("Utfallet för ”{key}” har inget belopp."), |it| {
                    it.help("Lägg till region och kommun. Användes inget skriver du 0.")
                });
            }
            continue;
        }
        let place = ekonomi.utfall.last().map_or(ekonomi.span, |it| it.rad.span());
        let message = format!("Utfall saknas för budgetraden ”{}”.", quoted(row.rad.namn(kedja.plan)));
        findings.add(place, message, |found| {
            found.label(row.rad.namn_span(), "i planen").help(format!(
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
    if let Some(stated) = &control.budget {
        let part = |part: Part| rows.iter().filter_map(|it| it.rad.del(part)).collect();
        let annan = rows.iter().flat_map(|it| &it.rad.annan).map(|it| &it.belopp).collect();
        let total = rows.iter().map(|it| it.budget).sum();
        let amounts = [part(Part::Region), part(Part::Kommun), annan];
        hold(stated, total, ["Budgeten", "den beslutade planen", "budget"], &amounts, findings);
    }
    if let Some(stated) = &control.utfall {
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

check! {
    /// Pengarna går ihop för varje part: budget + ingående överföring + omfördelning − utfall = utgående överföring +
    /// återbetalning.
    ///
    /// Med flera avtal gäller det inom vart och ett. Det som andra medfinansiärer betalar räknas inte med.
    ///
    /// ```toml,fails,uppfoljning
    /// [[ekonomi.utfall]]
    /// rad = "strateg"
    /// region = 331_250.50
    /// kommun = 350_000
    ///
    /// [[ekonomi.utfall]]
    /// rad = "skolan"
    /// region = 50_000
    /// kommun = 50_000
    ///
    /// [[ekonomi.overforing]]
    /// part = "region"
    /// belopp = 18_749
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[ekonomi.utfall]]
    /// rad = "strateg"
    /// region = 331_250.50
    /// kommun = 350_000
    ///
    /// [[ekonomi.utfall]]
    /// rad = "skolan"
    /// region = 50_000
    /// kommun = 50_000
    ///
    /// [[ekonomi.overforing]]
    /// part = "region"
    /// belopp = 18_749.50
    /// ```
    pub(super) const EKONOMIN_GAR_INTE_IHOP: Check = Vanlig("ekonomin-gar-inte-ihop", Some(Varning), Some(Fel));
}

pub(super) fn ekonomin_gar_inte_ihop(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    let Some(ekonomi) = &it.ekonomi else { return };
    // While an outcome or an amount is missing there is nothing to add up, and that has been told.
    let told =
        |it: &Radlage<'_>| it.svar.is_some_and(|it| it.region.is_some() || it.kommun.is_some() || it.annan.is_some());
    let incomplete = kedja.lage.rader.iter().any(|it| !told(it))
        || ekonomi.overforing.iter().any(|it| it.belopp.is_none())
        || !super::overforing::moves_balance(it).is_empty()
        || super::overforing::between_agreements(kedja, it).next().is_some();
    if incomplete {
        return;
    }
    let several = kedja.lage.potter.len() > 1;
    for pott in &kedja.lage.potter {
        for part in PARTER {
            let (left, out) = (pott.kvar().part(part), pott.utgaende.part(part));
            let repaid = pott.aterbetalning.part(part);
            if pott.differens().part(part).is_zero() {
                continue;
            }
            let difference = pott.differens().part(part).abs();
            let under = match pott.avtal.filter(|_| several) {
                Some(avtal) => format!(" i avtalet ”{}”", avtal.id.as_str()),
                None => String::new(),
            };
            let message = format!(
                "{}{under}: {} = {left} kr är kvar, men {out} kr förs över och {repaid} kr betalas tillbaka, skillnad \
                 {difference} kr.",
                part_namn(part, pott.avtal),
                terms(pott, part),
            );
            let place = place_of_outgoing(it, pott, part, several);
            let forbidden = pott.avtal.and_then(|it| it.overforing.as_ref()).is_some_and(|it| !it.tillaten.value);
            let repay = forbidden || (out.is_zero() && !repaid.is_zero());
            let repaid_place = place_of_repaid(it, pott, part, several);
            let place = if repay { repaid_place.or(place) } else { place };
            let here = match (place.is_some(), repay) {
                (true, true) => "betalas tillbaka",
                (true, false) => "förs över",
                (false, true) => "här saknas en återbetalning",
                (false, false) => "här saknas en överföring",
            };
            let wanted = if repay { left - out } else { left - repaid };
            let (what, other) = match repay {
                true => ("betalas tillbaka", "det som förs över som [[ekonomi.overforing]]"),
                false => ("föras över", "det som betalas tillbaka som [[ekonomi.aterbetalning]]"),
            };
            findings.add(place.unwrap_or(ekonomi.span), message, |found| {
                let found = label_terms(found.here(here), pott, part, kedja, sammanhang);
                let found = label_uses(found, it, pott, part, several);
                found.help(match (wanted.is_zero(), forbidden) {
                    (true, _) => "Är utfallet rätt är inget kvar. Ta bort beloppet, eller rätta utfallet.".to_owned(),
                    (false, true) => format!(
                        "Är utfallet rätt ska {} kr betalas tillbaka, för avtalet medger ingen överföring. Skriv \
                         [[ekonomi.aterbetalning]] med belopp = {}.",
                        wanted,
                        wanted.toml()
                    ),
                    (false, false) => format!(
                        "Är utfallet rätt ska belopp = {} {what}. Annars rätta utfallet, eller skriv {other}.",
                        wanted.toml()
                    ),
                })
            });
        }
    }
}

/// The amount that a party gets back under an agreement, where one was typed.
fn place_of_repaid(it: &Uppfoljning, pott: &Pott<'_>, part: Part, several: bool) -> Option<Span> {
    let mine = |avtal: &Option<Id>| !several || avtal.as_ref().map(Id::as_str) == pott.avtal.map(|it| it.id.as_str());
    let mut repaid = it.ekonomi.iter().flat_map(|it| &it.aterbetalning);
    repaid.find(|it| it.part.value == part && mine(&it.avtal)).map(|it| it.belopp.span)
}

/// The left side of the closing rule in figures: `350 000 + 12 480,25 − 10 000 − 340 000`.
fn terms(pott: &Pott<'_>, part: Part) -> String {
    let mut text = pott.budget.part(part).to_string();
    for (amount, sign) in [(pott.ingaende, "+"), (pott.omfordelning, "+"), (-pott.utfall, "−")] {
        let amount = amount.part(part);
        if amount.is_zero() && sign == "+" {
            continue;
        }
        let sign = if amount.is_negative() || sign == "−" { "−" } else { "+" };
        text.push_str(&format!(" {sign} {}", amount.abs()));
    }
    text
}

/// The amount that a party carries over under an agreement, where one was typed.
pub(super) fn place_of_outgoing(it: &Uppfoljning, pott: &Pott<'_>, part: Part, several: bool) -> Option<Span> {
    let mine = it.overforingar().find(|it| {
        let under = !several || it.avtal.as_ref().map(|it| it.as_str()) == pott.avtal.map(|it| it.id.as_str());
        it.part.value == part && under
    });
    mine.and_then(|it| it.belopp.as_ref()).map(|it| it.span)
}

/// Points at the amounts that the left side of the closing rule comes from.
fn label_terms(
    mut found: Diagnostic,
    pott: &Pott<'_>,
    part: Part,
    kedja: &Kedja<'_>,
    sammanhang: &Sammanhang<'_>,
) -> Diagnostic {
    let several = kedja.lage.potter.len() > 1;
    let under = |row: &&Radlage<'_>| {
        !several || row.rad.avtal.as_ref().map(|it| it.as_str()) == pott.avtal.map(|it| it.id.as_str())
    };
    let outcomes = kedja.lage.rader.iter().filter(under).filter_map(|it| it.svar?.del(part));
    for amount in outcomes.filter(|it| !it.value.is_zero()).take(MOST_LABELS) {
        found = found.label(amount.span, format!("utfall {}", amount.value));
    }
    let budget = kedja.lage.rader.iter().filter(under).filter_map(|it| it.rad.del(part));
    for amount in budget.filter(|it| !it.value.is_zero()).take(MOST_LABELS) {
        found = found.label(amount.span, format!("budget {}", amount.value));
    }
    for incoming in ingaende(kedja.plan, sammanhang.kommun).into_iter().filter(|it| it.part == part) {
        let mine = !several || incoming.avtal.map(|it| it.as_str()) == pott.avtal.map(|it| it.id.as_str());
        if mine {
            found = found.label(incoming.belopp.span, format!("in från {}", incoming.fran_ar));
        }
    }
    found
}

/// Points at the amounts that the right side of the closing rule comes from, but for the one that the finding stands at.
fn label_uses(mut found: Diagnostic, it: &Uppfoljning, pott: &Pott<'_>, part: Part, several: bool) -> Diagnostic {
    let mine = |avtal: &Option<Id>| !several || avtal.as_ref().map(Id::as_str) == pott.avtal.map(|it| it.id.as_str());
    let carried = it.overforingar().filter(|it| it.part.value == part && mine(&it.avtal));
    for amount in carried.filter_map(|it| it.belopp.as_ref()).filter(|it| it.span != found.span()).collect::<Vec<_>>() {
        found = found.label(amount.span, "förs över");
    }
    let repaid = it.ekonomi.iter().flat_map(|it| &it.aterbetalning);
    let repaid = repaid.filter(|it| it.part.value == part && mine(&it.avtal)).map(|it| &it.belopp);
    for amount in repaid.filter(|it| it.span != found.span()).collect::<Vec<_>>() {
        found = found.label(amount.span, "betalas tillbaka");
    }
    found
}
