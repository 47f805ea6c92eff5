//! Checks that the parties' sums keep to the kronor and per cent that their agreement fixes.

use rust_decimal::Decimal;

use super::fordelning::{agreements, label_rows};
use super::{Findings, Sammanhang};
use crate::belopp::Belopp;
use crate::budget::{Part, Rad, Radslag, Summor};
use crate::check;
use crate::plan::Verksamhetsplan;
use crate::profil::{Aktorstyp, Avtal};
use crate::source::Span;
use crate::svenska::{self, quoted};

check! {
    /// Vardera parten betalar så mycket som avtalets ram säger.
    ///
    /// Ramen står i avtalets `ram`, i kronor per part.
    ///
    /// ```toml,ram,fails
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml,ram
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 400_000
    /// kommun = 400_000
    /// ```
    pub(super) const ANNAN_AN_RAMEN: Check = Vanlig("annan-an-ramen", Some(Varning), Some(Fel));
}

pub(super) fn annan_an_ramen(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for (avtal, rows) in agreements(plan, sammanhang) {
        let Some(ram) = &avtal.ram else { continue };
        let why = format!("avtalets ram är {} kr per part", ram.value);
        expect_per_party(plan, avtal, &rows, ram.value, &why, (ram.span, "avtalets ram"), findings);
    }
}

check! {
    /// Vardera parten betalar avtalets kronor per invånare.
    ///
    /// Satsen står i avtalets `sats_per_invanare` och antalet i kommunens `invanare`. En skillnad under en krona är
    /// avrundning och påpekas inte.
    ///
    /// ```toml,sats,fails
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml,sats
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 595_000
    /// kommun = 595_000
    /// ```
    pub(super) const FEL_PER_INVANARE: Check = Vanlig("fel-per-invanare", Some(Varning), Some(Varning));
}

pub(super) fn fel_per_invanare(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for (avtal, rows) in agreements(plan, sammanhang) {
        let Some((sats, wanted)) = avtal.sats_per_invanare.as_ref().zip(sammanhang.profil.per_invanare(avtal)) else {
            continue;
        };
        // A frame that says the same has already been held against the sums.
        if avtal.ram.as_ref().is_some_and(|it| (it.value - wanted).abs() < Belopp::KRONA) {
            continue;
        }
        let people = sammanhang.profil.kommun.invanare.as_ref().map_or(0, |it| it.value);
        let why = format!("{} kr × {} invånare blir {wanted} kr", sats.value, svenska::number(Decimal::from(people)));
        expect_per_party(plan, avtal, &rows, wanted, &why, (sats.span, "avtalets sats"), findings);
    }
}

/// Whether a party's sum is not what the agreement fixes in kronor.
pub(super) fn misses_fixed_sum(avtal: &Avtal, rows: &[&Rad], sammanhang: &Sammanhang<'_>) -> bool {
    let fixed = avtal.ram.as_ref().map(|it| it.value).or_else(|| sammanhang.profil.per_invanare(avtal));
    let sums = Summor::of(rows);
    fixed.is_some_and(|it| [sums.region, sums.kommun].into_iter().any(|sum| (sum - it).abs() >= Belopp::KRONA))
}

/// Adds a finding when a party's sum is not what the agreement fixes; two parties with the same sum share one.
fn expect_per_party(
    plan: &Verksamhetsplan,
    avtal: &Avtal,
    rows: &[&Rad],
    wanted: Belopp,
    why: &str,
    (rule, label): (Span, &str),
    findings: &mut Findings<'_>,
) {
    let sums = Summor::of(rows);
    let parties = if sums.region == sums.kommun {
        vec![(None, "vardera parten".to_owned(), sums.region)]
    } else {
        let region = quoted(avtal.region_kort.as_str());
        vec![(Some(Part::Region), region, sums.region), (Some(Part::Kommun), "kommunen".to_owned(), sums.kommun)]
    };
    for (part, name, amount) in parties {
        let difference = (amount - wanted).abs();
        if difference < Belopp::KRONA {
            continue;
        }
        let message = format!("I budgeten betalar {name} {amount} kr, men {why}, skillnad {difference} kr.");
        let span = rows.first().map_or(plan.dokument.ar.span, |it| it.namn_span());
        let help = format!("Ändra raderna så att {name} betalar {wanted} kr, eller rätta avtalet i kommun.toml.");
        findings.add(span, message, |it| {
            label_rows(it.here("första raden i summan").help(help), rows, part).label(rule, label)
        });
    }
}

check! {
    /// Den egna förvaltningen står för så stor del av en insats som avtalet kräver.
    ///
    /// Andelen står i avtalets `egen_andel_minst_procent`. Förvaltningens del skrivs under `annan` på insatsens rad, med
    /// samma namn som en intern `[[aktor]]` i kommun.toml.
    ///
    /// ```toml,egen-andel,fails
    /// [[budget.rad]]
    /// slag = "insats"
    /// post = "Dans utan krav"
    /// region = 40_000
    /// kommun = 40_000
    /// annan = [{ namn = "Kulturförvaltningen", belopp = 20_000 }]
    /// ```
    ///
    /// ```toml,egen-andel
    /// [[budget.rad]]
    /// slag = "insats"
    /// post = "Dans utan krav"
    /// region = 40_000
    /// kommun = 40_000
    /// annan = [{ namn = "Kulturförvaltningen", belopp = 80_000 }]
    /// ```
    pub(super) const FOR_LITEN_EGEN_ANDEL: Check = Vanlig("for-liten-egen-andel", Some(Varning), Some(Varning));
}

pub(super) fn for_liten_egen_andel(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for (avtal, rows) in agreements(plan, sammanhang) {
        let Some(least) = &avtal.egen_andel_minst_procent else { continue };
        for row in rows.into_iter().filter(|it| it.slag == Radslag::Insats && !it.annan.is_empty()) {
            let named = row.annan.iter().filter_map(|it| Some((it.namn.as_ref()?.as_str(), it.belopp.value)));
            let own: Belopp = named.filter(|(name, _)| is_internal(name, sammanhang)).map(|(_, amount)| amount).sum();
            let whole = row.summor().summa();
            let Some(share) = own.share_of(whole).filter(|it| *it < least.value.0) else { continue };
            let message = format!(
                "{}: förvaltningen står för {}, men avtalet kräver minst {}.",
                quoted(row.namn(plan)),
                svenska::percent(share, 1),
                svenska::percent(least.value.0, 1)
            );
            findings.add(row.namn_span(), message, |it| {
                it.label(least.span, "avtalets gräns").help(format!(
                    "Av {whole} kr är {own} kr förvaltningens egna. Höj dem under annan, eller sänk resten."
                ))
            });
        }
    }
}

/// Whether a name is one of the kommun's own departments.
fn is_internal(name: &str, sammanhang: &Sammanhang<'_>) -> bool {
    let same = |it: &str| it.trim().to_lowercase() == name.trim().to_lowercase();
    let mut internal = sammanhang.profil.aktor.iter().filter(|it| it.typ == Some(Aktorstyp::Intern));
    internal.any(|it| same(it.namn.as_str()) || it.alias.iter().any(|it| same(&it.value)))
}

check! {
    /// Personalkostnaderna är högst så stor del av budgeten som avtalet medger.
    ///
    /// Gränsen står i avtalets `personal_hogst_procent`.
    ///
    /// ```toml,personal,fails
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml,personal
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    ///
    /// [[budget.rad]]
    /// slag = "omkostnad"
    /// post = "Omkostnader"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    pub(super) const FOR_HOG_PERSONALANDEL: Check = Vanlig("for-hog-personalandel", Some(Varning), Some(Varning));
}

pub(super) fn for_hog_personalandel(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for (avtal, rows) in agreements(plan, sammanhang) {
        let Some(most) = &avtal.personal_hogst_procent else { continue };
        let personal: Vec<&Rad> = rows.iter().copied().filter(|it| it.slag == Radslag::Personal).collect();
        let (part, whole) = (Summor::of(&personal).parterna(), Summor::of(&rows).parterna());
        let Some(share) = part.share_of(whole).filter(|it| *it > most.value.0) else { continue };
        let message = format!(
            "Personalkostnaden är {part} kr av {whole} kr, {} av budgeten. Avtalet anger högst {}.",
            svenska::percent(share, 1),
            svenska::percent(most.value.0, 1)
        );
        findings.add(personal[0].namn_span(), message, |it| {
            label_rows(it, &personal, None)
                .label(most.span, "avtalets gräns")
                .help("Flytta kostnader, eller kom överens med regionen om en högre andel.")
        });
    }
}
