//! Checks that the parties share the cost as their agreement says.

use rust_decimal::Decimal;

use super::{Findings, Sammanhang};
use crate::belopp::Belopp;
use crate::budget::{Part, Rad, Radslag, Summor};
use crate::check;
use crate::diagnostic::Diagnostic;
use crate::plan::Verksamhetsplan;
use crate::profil::{Avtal, Niva, Regel};
use crate::svenska::{self, quoted};

/// A finding about a sum points at this many of its rows at most.
const MOST_LABELS: usize = 12;

/// Every agreement of the plan's year with its rows.
fn agreements<'a>(plan: &'a Verksamhetsplan, sammanhang: &Sammanhang<'a>) -> Vec<(&'a Avtal, Vec<&'a Rad>)> {
    plan.budget.as_ref().map(|it| it.per_avtal(sammanhang.profil, plan.ar())).unwrap_or_default()
}

fn sum(rows: &[&Rad]) -> Summor {
    rows.iter().map(|it| it.summor()).sum()
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
        match avtal.fordelning.value.niva {
            Niva::Totalt => judge(avtal, &rows, sum(&rows), None, several, findings),
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
    let (region, kommun) = (sums.region, sums.kommun);
    let wanted = match avtal.fordelning.value.regel {
        Regel::Fri => return,
        Regel::Lika => sums.parterna().percent(Decimal::from(50)),
        Regel::Procent { region, .. } => sums.parterna().percent(region),
    };
    let difference = match avtal.fordelning.value.regel {
        Regel::Lika => region - kommun,
        _ => region - wanted,
    };
    // Shares in per cent may not come out even; an öre that cannot be split is nobody's mistake.
    let tolerated = match avtal.fordelning.value.regel {
        Regel::Procent { .. } => Belopp::parse("0.01").unwrap_or_default(),
        _ => Belopp::NOLL,
    };
    if difference.abs() <= tolerated {
        return;
    }
    let short = quoted(avtal.region_kort.as_str());
    let whose = match (row, several) {
        (Some(row), _) => format!("{}: parterna", quoted(row)),
        (None, true) => format!("Parterna i avtalet ”{}”", avtal.id.as_str()),
        (None, false) => "Parterna".to_owned(),
    };
    let rule = match avtal.fordelning.value.regel {
        Regel::Procent { region, kommun } => format!(
            "Avtalet ger {short} {} och kommunen {}, det vill säga {wanted} och {} kr.",
            svenska::percent(region, 2),
            svenska::percent(kommun, 2),
            sums.parterna() - wanted
        ),
        _ => "Avtalet kräver lika andelar.".to_owned(),
    };
    let equal = matches!(avtal.fordelning.value.regel, Regel::Lika);
    let verb = if equal { "bidrar inte lika" } else { "bidrar inte som avtalet säger" };
    let message =
        format!("{whose} {verb}: {short} {region} kr, kommunen {kommun} kr, skillnad {} kr.", difference.abs());
    let (less, more) =
        if difference.is_negative() { (short.as_str(), "kommunen") } else { ("kommunen", short.as_str()) };
    let help = format!(
        "{rule} Höj {less} eller sänk {more} med tillsammans {} kr på någon rad{}.",
        difference.abs(),
        if row.is_none() && rows.len() > 1 { "; raderna får vara olika" } else { "" }
    );
    let Some(first) = rows.first() else { return };
    // One row speaks for itself; the sum of several is pointed at by its amounts.
    findings.add(first.namn_span(), message, |it| {
        let it = it.here(if rows.len() > 1 { "första raden i summan" } else { "den här raden" }).help(help);
        label_rows(it, rows, None).label(avtal.fordelning.span, "avtalets regel")
    });
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
        let balanced = sum(&rows).region == sum(&rows).kommun;
        for row in rows.into_iter().filter(|it| balanced && it.summor().region != it.summor().kommun) {
            let (sums, name) = (row.summor(), quoted(row.namn(plan)));
            let short = quoted(avtal.region_kort.as_str());
            let message = format!("{name}: {short} {} kr, kommunen {} kr.", sums.region, sums.kommun);
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
                    |it| {
                        it.help(format!(
                            "Lägg till avtal = \"{}\" eller ett annat av {}.",
                            names[0],
                            svenska::list(&names, "och")
                        ))
                    },
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
                        .help(format!("Avtal som gäller är {}.", svenska::list(&names, "och")))
                });
            }
            _ => {}
        }
    }
}

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
        expect_per_party(plan, avtal, &rows, ram.value, findings, |part, amount, difference| {
            (
                format!(
                    "Budgeten för {part} är {amount} kr, men avtalets ram är {} kr per part, skillnad {difference} kr.",
                    ram.value
                ),
                ram.span,
                "avtalets ram",
            )
        });
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
        let Some((sats, invanare)) = avtal.sats_per_invanare.as_ref().zip(sammanhang.profil.kommun.invanare.as_ref())
        else {
            continue;
        };
        let Some(wanted) = Belopp::product(sats.value, u64::from(invanare.value)) else { continue };
        let people = svenska::number(Decimal::from(invanare.value));
        expect_per_party(plan, avtal, &rows, wanted, findings, |part, amount, difference| {
            (
                format!(
                    "{} kr × {people} invånare blir {wanted} kr, men i budgeten står {amount} kr för {part}, skillnad {difference} kr.",
                    sats.value
                ),
                sats.span,
                "avtalets sats",
            )
        });
    }
}

/// Adds a finding for each party whose sum is not what the agreement fixes.
fn expect_per_party(
    plan: &Verksamhetsplan,
    avtal: &Avtal,
    rows: &[&Rad],
    wanted: Belopp,
    findings: &mut Findings<'_>,
    say: impl Fn(&str, Belopp, Belopp) -> (String, crate::source::Span, &'static str),
) {
    let one_krona = Belopp::parse("1").unwrap_or_default();
    for part in [Part::Region, Part::Kommun] {
        let amount = sum(rows).part(part);
        let difference = (amount - wanted).abs();
        if difference < one_krona {
            continue;
        }
        let name = match part {
            Part::Region => quoted(avtal.region_kort.as_str()),
            Part::Kommun => "kommunen".to_owned(),
        };
        let (message, rule, label) = say(&name, amount, difference);
        let span = rows.first().map_or(plan.dokument.ar.span, |it| it.namn_span());
        findings.add(span, message, |it| {
            let it = it
                .here("första raden i summan")
                .help(format!("Ändra raderna så att {name} betalar {wanted} kr, eller rätta avtalet i kommun.toml."));
            label_rows(it, rows, Some(part)).label(rule, label)
        });
    }
}

check! {
    /// Den egna förvaltningen står för så stor del av en insats som avtalet kräver.
    ///
    /// Andelen står i avtalets `egen_andel_minst_procent`. Förvaltningens del skrivs under `annan` på insatsens rad.
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
        for row in rows.into_iter().filter(|it| it.slag == Radslag::Insats) {
            let sums = row.summor();
            let Some(share) = sums.annan.share_of(sums.summa()).filter(|it| *it < least.value.0) else { continue };
            let message = format!(
                "{}: förvaltningen står för {}, men avtalet kräver minst {}.",
                quoted(row.namn(plan)),
                svenska::percent(share, 1),
                svenska::percent(least.value.0, 1)
            );
            findings.add(row.namn_span(), message, |it| {
                it.label(least.span, "avtalets gräns").help(format!(
                    "Av {} kr är {} kr förvaltningens egna. Höj dem under annan.",
                    sums.summa(),
                    sums.annan
                ))
            });
        }
    }
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
        let (part, whole) = (sum(&personal).parterna(), sum(&rows).parterna());
        let Some(share) = part.share_of(whole).filter(|it| *it > most.value.0) else { continue };
        let message = format!(
            "Personalkostnaden är {part} kr av {whole} kr, {} av budgeten. Avtalet anger högst {}.",
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
