//! Checks of money that is moved: between rows, to the next year, back to a party.

use super::balans::{belongs, is_countable, misplaced};
use super::ekonomi::{PARTER, genitive, part_namn};
use super::fordelning::MOST_LABELS;
use super::{Findings, Kedja, Sammanhang};
use crate::belopp::Belopp;
use crate::budget::{Part, Summor};
use crate::check;
use crate::ekonomi::Radlage;
use crate::read::Id;
use crate::source::Span;
use crate::svenska::{self, quoted};
use crate::uppfoljning::{Omfordelning, Uppfoljning};

check! {
    /// Det som en omfördelning tar från en rad lägger den på en annan.
    ///
    /// Med både `fran` och `till` i samma tabell går det alltid ihop. Flyttas pengar från en rad till flera skrivs en tabell
    /// med `fran` och en för varje `till`.
    ///
    /// ```toml,fails,uppfoljning
    /// [[ekonomi.omfordelning]]
    /// fran = "strateg"
    /// region = 10_000
    ///
    /// [[ekonomi.omfordelning]]
    /// till = "skolan"
    /// region = 9_000
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[ekonomi.omfordelning]]
    /// fran = "strateg"
    /// till = "skolan"
    /// region = 10_000
    /// ```
    pub(super) const OMFORDELNING_GAR_INTE_IHOP: Check = Vanlig("omfordelning-gar-inte-ihop", Some(Fel), Some(Fel));
}

/// The parties whose reallocations take out other than they put in, with both sums.
pub(super) fn moves_balance(it: &Uppfoljning) -> Vec<(Part, Belopp, Belopp)> {
    let moves = || it.ekonomi.iter().flat_map(|it| &it.omfordelning);
    let taken: Summor = moves().filter(|it| it.fran.is_some()).map(|it| it.summor()).sum();
    let given: Summor = moves().filter(|it| it.till.is_some()).map(|it| it.summor()).sum();
    let parts = PARTER.into_iter().map(|it| (it, taken.part(it), given.part(it)));
    parts.filter(|(_, taken, given)| taken != given).collect()
}

/// The reallocations between rows that belong to different agreements, with what the two rows are called.
pub(super) fn between_agreements<'a>(
    kedja: &'a Kedja<'a>,
    it: &'a Uppfoljning,
) -> impl Iterator<Item = (&'a Omfordelning, &'a Radlage<'a>, &'a Radlage<'a>)> {
    let row = |id: &Option<Id>| {
        let id = id.as_ref()?.as_str();
        kedja.lage.rader.iter().find(|it| it.rad.nyckel() == id)
    };
    let moves = it.ekonomi.iter().flat_map(|it| &it.omfordelning);
    moves
        .filter_map(move |it| Some((it, row(&it.fran)?, row(&it.till)?)))
        .filter(|(_, from, to)| kedja.lage.potter.len() > 1 && from.rad.avtal != to.rad.avtal)
}

pub(super) fn omfordelning_gar_inte_ihop(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let moves = || it.ekonomi.iter().flat_map(|it| &it.omfordelning);
    let avtal = sammanhang.profil.huvudavtal(it.ar());
    // A single table that says only where from, or only where to, lacks the other.
    let one_sided: Vec<&Omfordelning> = moves().filter(|it| it.fran.is_some() != it.till.is_some()).collect();
    if let [only] = one_sided.as_slice() {
        let (message, key) = match only.fran.is_some() {
            true => ("Omfördelningen säger inte vart pengarna flyttas.", "till"),
            false => ("Omfördelningen säger inte varifrån pengarna tas.", "fran"),
        };
        let place = only.fran.as_ref().or(only.till.as_ref()).map_or(only.span, Id::span);
        findings.add(place, message, |it| {
            it.here(format!("här saknas {key}")).help(format!("Lägg till {key} = \"…\" med en budgetrads id."))
        });
    }
    for (part, taken, given) in moves_balance(it).into_iter().filter(|_| one_sided.len() > 1) {
        let amounts: Vec<_> = one_sided
            .iter()
            .filter_map(|it| Some((it.del(part)?.span, if it.fran.is_some() { "tas från" } else { "läggs på" })))
            .collect();
        let Some((first, word)) = amounts.first() else { continue };
        let name = part_namn(part, avtal);
        let message = format!("{name}: omfördelningarna tar ut {taken} kr men lägger till {given} kr.");
        findings.add(*first, message, |found| {
            let others = amounts.iter().skip(1).take(MOST_LABELS);
            let found = others.fold(found.here(*word), |it, (span, word)| it.label(*span, *word));
            found.help("Rätta beloppen så att lika mycket tas ut som läggs till.")
        });
    }
    if let Some(kedja) = sammanhang.kedja() {
        for (row, from, to) in between_agreements(kedja, it) {
            findings.add(row.span, "Omfördelningen går mellan rader som hör till olika avtal.", |it| {
                it.label(from.rad.namn_span(), "tas från")
                    .label(to.rad.namn_span(), "läggs på")
                    .help("Pengar under ett avtal får inte användas under ett annat. Rätta fran eller till.")
            });
        }
        let rows = kedja.lage.rader.iter().filter(|_| is_countable(kedja, it));
        for (row, part) in rows.flat_map(|row| PARTER.map(|part| (row, part))) {
            let short = row.att_anvanda().part(part);
            let from = moves().find(|it| it.fran.as_ref().is_some_and(|it| it.as_str() == row.rad.nyckel()));
            let Some(place) = from.and_then(|it| it.del(part)).filter(|_| short.is_negative()) else { continue };
            let name = quoted(row.rad.namn(kedja.plan));
            let had = row.budget.part(part);
            let whose = genitive(part);
            let message =
                format!("{name}: mer av {whose} pengar flyttas bort än raden har, {} kr för mycket.", short.abs());
            findings.add(place.span, message, |it| {
                it.label(row.rad.namn_span(), format!("budget {had}")).help("Rätta beloppet, eller radens id.")
            });
        }
    }
    for row in moves().filter(|it| it.fran.is_none() && it.till.is_none()) {
        findings.add(row.span, "Omfördelningen säger varken varifrån eller vart pengarna flyttas.", |it| {
            it.help("Lägg till fran och till, med budgetradernas id:n.")
        });
    }
    // An amount under a key that the table does not have has been told of as that.
    let mistyped = |it: &Omfordelning| {
        let text = &sammanhang.sources.get(it.span.file).text[it.span.range().end..];
        let lines = text.lines().take_while(|it| !it.trim_start().starts_with('['));
        lines.into_iter().any(|it| it.trim_start().starts_with("belopp"))
    };
    for row in moves().filter(|it| it.region.is_none() && it.kommun.is_none() && !mistyped(it)) {
        findings
            .add(row.span, "Omfördelningen har inget belopp.", |it| it.help("Lägg till region, kommun eller båda."));
    }
    for (from, to) in moves().filter_map(|it| it.fran.as_ref().zip(it.till.as_ref())).filter(|(from, to)| from == to) {
        let message = format!("Omfördelningen går från ”{}” till ”{}”.", from.as_str(), to.as_str());
        findings.add(to.span(), message, |it| {
            it.here("samma rad").label(from.span(), "härifrån").help("Rätta fran eller till.")
        });
    }
}

check! {
    /// En överföring har ett belopp, går från det år som följs upp till ett senare år och nämner sitt avtal när kommunen har
    /// flera.
    ///
    /// ```toml,fails,uppfoljning
    /// [[ekonomi.overforing]]
    /// part = "region"
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[ekonomi.overforing]]
    /// part = "region"
    /// belopp = 18_749.50
    /// ```
    pub(super) const OFULLSTANDIG_OVERFORING: Check = Vanlig("ofullstandig-overforing", Some(Fel), Some(Fel));
}

pub(super) fn ofullstandig_overforing(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let several = sammanhang.profil.avtal_for(it.ar()).count() > 1;
    let ar = it.ar();
    for row in it.overforingar() {
        let whose = genitive(row.part.value);
        if row.belopp.is_none() {
            findings.add(row.part.span, format!("Överföringen av {whose} pengar har inget belopp."), |it| {
                it.help("Lägg till belopp i kronor, med ören om det finns: belopp = 18_749.50")
            });
        }
        if let Some(year) = row.fran_ar.as_ref().filter(|it| it.value != ar) {
            let message = format!("Överföringen går från {}, men uppföljningen gäller {ar}.", year.value);
            findings.add(year.span, message, |found| {
                found
                    .label(it.dokument.ar.span, "året som följs upp")
                    .help(format!("Skriv fran_ar = {ar}, eller ta bort raden."))
                    .instead(ar.to_string())
            });
        }
        if let Some(year) = row.till_ar.as_ref().filter(|it| it.value <= ar) {
            let message = format!("Överföringen går till {}, som inte är ett senare år.", year.value);
            findings.add(year.span, message, |found| {
                found
                    .label(it.dokument.ar.span, "året som följs upp")
                    .help(format!("Skriv till_ar = {}.", ar + 1))
                    .instead((ar + 1).to_string())
            });
        }
    }
    let repaid = it.ekonomi.iter().flat_map(|it| &it.aterbetalning).map(|it| (&it.part, &it.avtal, "Återbetalningen"));
    let carried = it.overforingar().map(|it| (&it.part, &it.avtal, "Överföringen"));
    for (part, _, what) in carried.chain(repaid).filter(|(_, avtal, _)| several && avtal.is_none()) {
        without_agreement(part.span, what, sammanhang, ar, findings);
    }
}

/// Reports money that names no agreement where there are several.
pub(super) fn without_agreement(
    span: Span,
    what: &str,
    sammanhang: &Sammanhang<'_>,
    ar: i16,
    findings: &mut Findings<'_>,
) {
    let ids: Vec<String> = sammanhang.profil.avtal_for(ar).map(|it| format!("\"{}\"", it.id.as_str())).collect();
    findings.add(span, format!("{what} säger inte vilket avtal pengarna hör till."), |it| {
        it.help(format!("Kommunen har flera avtal {ar}. Lägg till avtal = {}.", svenska::list(&ids, "eller")))
    });
}

check! {
    /// Pengar omfördelas under året och betalas tillbaka efter det.
    ///
    /// Ett annat datum är oftast ett årtal som blev fel.
    ///
    /// ```toml,fails,uppfoljning
    /// [[ekonomi.aterbetalning]]
    /// part = "region"
    /// belopp = 10_000
    /// datum = 2024-01-16
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[ekonomi.aterbetalning]]
    /// part = "region"
    /// belopp = 10_000
    /// datum = 2025-01-16
    /// ```
    pub(super) const PENGAR_UTANFOR_ARET: Check = Vanlig("pengar-utanfor-aret", Some(Varning), Some(Varning));
}

pub(super) fn pengar_utanfor_aret(it: &Uppfoljning, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let ar = it.ar();
    let Some(ekonomi) = &it.ekonomi else { return };
    let moved = ekonomi.omfordelning.iter().filter_map(|it| it.beslut.as_ref());
    for day in moved.filter(|it| it.value.ar() != ar) {
        let message = format!("Omfördelningen beslutades {}, men uppföljningen gäller {ar}.", day.value);
        findings.add(day.span, message, |found| {
            found.label(it.dokument.ar.span, "året som följs upp").help("Rätta datumet.")
        });
    }
    let repaid = ekonomi.aterbetalning.iter().filter_map(|it| it.datum.as_ref());
    for day in repaid.filter(|it| it.value.ar() <= ar) {
        let message = format!("Pengarna betalades tillbaka {}, innan {ar} var slut.", day.value);
        findings.add(day.span, message, |found| {
            found.label(it.dokument.ar.span, "året som följs upp").help("Rätta datumet.")
        });
    }
}

check! {
    /// Det som förs över är inte mer än avtalet medger.
    ///
    /// Regeln står i avtalets `overforing`.
    ///
    /// ```toml,fails,uppfoljning,overforing
    /// [[ekonomi.overforing]]
    /// part = "region"
    /// belopp = 60_000
    /// ```
    ///
    /// ```toml,uppfoljning,overforing
    /// [[ekonomi.overforing]]
    /// part = "region"
    /// belopp = 40_000
    /// ```
    pub(super) const OTILLATEN_OVERFORING: Check = Vanlig("otillaten-overforing", Some(Varning), Some(Varning));
}

pub(super) fn otillaten_overforing(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    let (several, elsewhere) = (kedja.lage.potter.len() > 1, misplaced(kedja, it));
    for pott in &kedja.lage.potter {
        let Some((avtal, rule)) = pott.avtal.and_then(|it| Some((it, it.overforing.as_ref()?))) else { continue };
        for part in PARTER {
            let out = pott.utgaende.part(part);
            // Money under the wrong agreement has been told of as that.
            if out.is_zero() || out.is_negative() || elsewhere.iter().any(|it| it.part == part) {
                continue;
            }
            let Some(most) = pott.hogst_over(part).filter(|it| out > *it) else { continue };
            let name = part_namn(part, pott.avtal);
            let mine =
                it.overforingar().filter(|it| it.part.value == part && belongs(it.avtal.as_ref(), pott, several));
            let mine: Vec<_> = mine.collect();
            let mut years: Vec<String> = mine.iter().map(|row| it.till_ar(row).to_string()).collect();
            years.sort();
            years.dedup();
            let to = svenska::list(&years, "och");
            let message = match rule.tillaten.value {
                false => format!("{name}: avtalet medger inte att {out} kr förs över till {to}."),
                true => format!("{name}: avtalet medger att högst {most} kr förs över till {to}, inte {out} kr."),
            };
            let Some(place) = mine.last().and_then(|it| it.belopp.as_ref()) else { continue };
            findings.add(place.span, message, |found| {
                found.label(rule.span, format!("avtalet ”{}”", avtal.id.as_str())).help(
                    "Skriv det som ska betalas tillbaka som [[ekonomi.aterbetalning]], eller kom överens om annat.",
                )
            });
        }
    }
}
