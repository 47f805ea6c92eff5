//! Checks that the outcome fits the budget, the insatser and the agreement.

use super::balans::{is_countable, untold};
use super::ekonomi::part_namn;
use super::{Findings, Sammanhang};
use crate::belopp::Belopp;
use crate::budget::{Part, Summor};
use crate::check;
use crate::read::Id;
use crate::source::{Located, Span};
use crate::svenska::{self, quoted};
use crate::uppfoljning::{Insatsstatus, Uppfoljning};

check! {
    /// Inga pengar i ekonomin är negativa, utom ett underskott som förs över.
    ///
    /// ```toml,fails,uppfoljning
    /// [[ekonomi.utfall]]
    /// rad = "strateg"
    /// region = -350_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[ekonomi.utfall]]
    /// rad = "strateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    pub(super) const NEGATIVT_UTFALL: Check = Vanlig("negativt-utfall", Some(Fel), Some(Fel));
}

/// The amounts that are negative and may not be, each with what it is.
pub(super) fn negative_amounts(it: &Uppfoljning) -> impl Iterator<Item = (&Located<Belopp>, &'static str)> {
    it.ekonomi
        .iter()
        .flat_map(|it| {
            let outcomes = it.utfall.iter().flat_map(|it| it.region.iter().chain(&it.kommun).chain(&it.annan));
            let moves = it.omfordelning.iter().flat_map(|it| it.region.iter().chain(&it.kommun));
            let repaid = it.aterbetalning.iter().map(|it| (&it.belopp, "Återbetalningen"));
            outcomes.map(|it| (it, "Utfallet")).chain(moves.map(|it| (it, "Omfördelningen"))).chain(repaid)
        })
        .filter(|(it, _)| it.value.is_negative())
}

pub(super) fn negativt_utfall(it: &Uppfoljning, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for (amount, what) in negative_amounts(it) {
        findings.add(
            amount.span,
            format!("{what} är negativ{}: {} kr.", if what == "Utfallet" { "t" } else { "" }, amount.value),
            |it| {
                it.help(match what {
                    "Omfördelningen" => "Byt plats på fran och till, och skriv beloppet utan minus.",
                    "Utfallet" => {
                        "Skriv beloppet utan minus. Är det en kreditering, tysta kontrollen med [[tyst]] och ett skäl."
                    }
                    _ => "Skriv beloppet utan minus.",
                })
            },
        );
    }
}

check! {
    /// Ett utfall som skiljer sig mycket från budgeten har en kommentar.
    ///
    /// Gränsen är 10 procent av raden och 20 000 kronor, båda, om inte kommun.toml har en egen i `avvikelse`.
    ///
    /// ```toml,fails,uppfoljning
    /// [[ekonomi.utfall]]
    /// rad = "strateg"
    /// region = 300_000
    /// kommun = 300_000
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[ekonomi.utfall]]
    /// rad = "strateg"
    /// region = 300_000
    /// kommun = 300_000
    /// kommentar = "Tjänsten var vakant i februari och mars."
    /// ```
    pub(super) const STOR_AVVIKELSE: Check = Vanlig("stor-avvikelse-utan-kommentar", Some(Varning), Some(Varning));
}

pub(super) fn stor_avvikelse(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja().filter(|kedja| is_countable(kedja, it)) else { return };
    let (percent, kronor) = sammanhang.profil.kommun.avvikelsegrans();
    for row in &kedja.lage.rader {
        let Some(svar) = row.svar.filter(|it| it.kommentar.is_none() && untold(row).is_empty()) else { continue };
        let (budget, outcome) = (row.att_anvanda().parterna(), row.utfall.parterna());
        let deviation = (budget - outcome).abs();
        let share = deviation.share_of(budget.abs());
        if deviation <= kronor || share.is_some_and(|it| it <= percent) {
            continue;
        }
        let share = share.map_or(String::new(), |it| format!(" ({})", svenska::percent(it, 0)));
        let kind = if outcome > budget { "underskott" } else { "överskott" };
        let (planned, moved) = (row.budget.parterna(), !row.omfordelning.parterna().is_zero());
        let after = if moved { " efter omfördelning" } else { "" };
        let message = format!(
            "{}: utfall {outcome} kr mot budget {budget} kr{after}, {kind} {deviation} kr{share}.",
            quoted(row.rad.namn(kedja.plan))
        );
        let label = match moved {
            true => format!("budget {planned}, efter omfördelning {budget}"),
            false => format!("budget {budget}"),
        };
        // A wrong amount in a move shows as a deviation of both its rows.
        let is_row = |it: &Option<Id>| it.as_ref().is_some_and(|it| it.as_str() == row.rad.nyckel());
        let moves = it.ekonomi.iter().flat_map(|it| &it.omfordelning).filter(|it| is_row(&it.fran) || is_row(&it.till));
        let moved: Vec<Span> = moves.flat_map(|it| [&it.region, &it.kommun]).flatten().map(|it| it.span).collect();
        findings.add(svar.rad.span(), message, |it| {
            let it = it.label(row.rad.namn_span(), label);
            let it = moved.iter().fold(it, |it, span| it.label(*span, "omfördelat"));
            it.help("Lägg till kommentar = \"…\" som säger varför.")
        });
    }
}

check! {
    /// Utfallet stämmer med vad som sägs om insatserna.
    ///
    /// Är alla insatser i ett område inställda har området inget utfall, och är någon genomförd har det kostat något.
    ///
    /// ```toml,fails,uppfoljning
    /// [[insats]]
    /// id = "laslust"
    /// status = "installd"
    ///
    /// [[insats]]
    /// id = "skolcoach"
    /// status = "framflyttad"
    ///
    /// [[ekonomi.utfall]]
    /// rad = "skolan"
    /// region = 12_000
    /// kommun = 12_000
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[insats]]
    /// id = "laslust"
    /// status = "delvis"
    ///
    /// [[ekonomi.utfall]]
    /// rad = "skolan"
    /// region = 12_000
    /// kommun = 12_000
    /// ```
    pub(super) const UTFALL_MOT_STATUS: Check = Vanlig("utfall-mot-status", Some(Varning), Some(Varning));
}

pub(super) fn utfall_mot_status(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja().filter(|kedja| is_countable(kedja, it)) else { return };
    for row in &kedja.lage.rader {
        let answer = row.svar.filter(|_| untold(row).is_empty());
        let Some((omrade, svar)) = row.rad.fokusomrade(kedja.plan).zip(answer) else { continue };
        let planned: Vec<&str> = omrade.insats.iter().map(|it| it.id.as_str()).collect();
        let told: Vec<_> = it.insats.iter().filter(|it| planned.contains(&it.id.as_str())).collect();
        let (outcome, name) = (row.utfall.parterna(), quoted(row.rad.namn(kedja.plan)));
        let none = !told.is_empty() && told.len() == planned.len() && told.iter().all(|it| !it.status.value.blev_av());
        let done = told.iter().find(|it| it.status.value == Insatsstatus::Genomford);
        if none && !outcome.is_zero() {
            let message = format!("{name}: ingen av insatserna blev av, men utfallet är {outcome} kr.");
            findings.add(svar.rad.span(), message, |found| {
                found
                    .label(told[0].status.span, told[0].status.value.text().to_lowercase())
                    .help("Blev något av insatserna, skriv status = \"delvis\". Annars rätta utfallet.")
            });
        }
        if let Some(done) = done.filter(|_| outcome.is_zero() && !row.att_anvanda().parterna().is_zero()) {
            let message = format!("{name}: insatsen ”{}” är genomförd, men utfallet är 0 kr.", done.id.as_str());
            findings.add(svar.rad.span(), message, |found| {
                found
                    .label(done.status.span, "genomförd")
                    .help("Rätta utfallet. Gjordes insatsen utan gemensamma pengar, skriv det i kommentaren och tysta kontrollen \
                           med [[tyst]].")
            });
        }
    }
}

check! {
    /// Parterna delar på utfallet som de delade på budgeten.
    ///
    /// Avtalet avgör vem som får överskottet. Kontrollen säger till när regionens andel av utfallet skiljer sig mer än en
    /// procentenhet från dess andel av budgeten.
    ///
    /// ```toml,fails,uppfoljning
    /// [[ekonomi.utfall]]
    /// rad = "strateg"
    /// region = 350_000
    /// kommun = 300_000
    ///
    /// [[ekonomi.utfall]]
    /// rad = "skolan"
    /// region = 50_000
    /// kommun = 50_000
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[ekonomi.utfall]]
    /// rad = "strateg"
    /// region = 325_000
    /// kommun = 325_000
    ///
    /// [[ekonomi.utfall]]
    /// rad = "skolan"
    /// region = 50_000
    /// kommun = 50_000
    /// ```
    pub(super) const ANNAN_ANDEL: Check = Vanlig("annan-andel-i-utfallet", Some(Upplysning), Some(Upplysning));
}

pub(super) fn annan_andel(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    let told = is_countable(kedja, it) && kedja.lage.rader.iter().all(|it| it.svar.is_some() && untold(it).is_empty());
    let Some(ekonomi) = it.ekonomi.as_ref().filter(|_| told) else { return };
    for pott in &kedja.lage.potter {
        let share = |it: Summor| it.region.share_of(it.parterna());
        let Some((planned, paid)) = share(pott.budget + pott.omfordelning).zip(share(pott.utfall)) else { continue };
        if (planned - paid).abs() <= rust_decimal::Decimal::ONE {
            continue;
        }
        let name = part_namn(Part::Region, pott.avtal);
        let message = format!(
            "{name} står för {} av utfallet, men för {} av budgeten.",
            svenska::percent(paid, 1),
            svenska::percent(planned, 1)
        );
        findings.add(ekonomi.span, message, |it| {
            it.help("Avtalet avgör hur överskottet delas. Stämmer det så här behöver du inte göra något.")
        });
    }
}
