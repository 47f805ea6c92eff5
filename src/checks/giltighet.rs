//! Checks of the time a plan is valid: its year, its agreement, its decision and its revision.

use super::{Findings, Sammanhang};
use crate::check;
use crate::datum::{Datum, Slut, Tidpunkt};
use crate::dokument::{Handling, Slag};
use crate::plan::Verksamhetsplan;

check! {
    /// Planens giltighetstid omfattar hela planåret.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "utkast"
    ///
    /// [styrdokument]
    /// giltig_fran = 2023-01-01
    /// giltig_till = 2023-12-31
    /// ```
    ///
    /// ```toml
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "utkast"
    ///
    /// [styrdokument]
    /// giltig_fran = 2024-01-01
    /// giltig_till = "tills vidare"
    /// ```
    pub(super) const GILTIGHET_UTANFOR_ARET: Check = Vanlig("giltighet-utanfor-aret", Some(Fel), Some(Fel));
}

pub(super) fn giltighet_utanfor_aret(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let ar = plan.ar();
    let (Some(first), Some(last)) = (Datum::new(ar, 1, 1), Datum::new(ar, 12, 31)) else { return };
    let block = plan.styrdokument.as_ref();
    let both = block.and_then(|it| it.giltig_fran.as_ref().zip(it.giltig_till.as_ref()));
    // Dates that run backwards are told by another check.
    if both.is_some_and(|(from, to)| matches!(to.value, Slut::Datum(day) if day < from.value)) {
        return;
    }
    let from = block.and_then(|it| it.giltig_fran.as_ref()).filter(|it| it.value > first);
    let to =
        block.and_then(|it| it.giltig_till.as_ref()).filter(|it| matches!(it.value, Slut::Datum(day) if day < last));
    // A decision late in the year makes a plan valid from the decision on, which is another check's matter.
    let from = from.filter(|it| it.value > last);
    let found = from.map(|it| (it.span, format!("börjar gälla {}", it.value))).or_else(|| {
        to.and_then(|it| match it.value {
            Slut::Datum(day) => Some((it.span, format!("slutar gälla {day}"))),
            Slut::TillsVidare => None,
        })
    });
    if let Some((span, what)) = found {
        findings.add(span, format!("Planen för {ar} {what}. Giltighetstiden täcker inte planåret."), |it| {
            it.label(plan.dokument.ar.span, "planåret")
                .help(format!("Skriv giltig_fran = {first} och giltig_till = {last}, eller rätta planåret."))
        });
    }
}

check! {
    /// Beslutet fattas innan planen börjar gälla.
    ///
    /// Ett senare beslut är tillåtet men bör uppmärksammas: pengar har kanske använts utan beslut.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "beslutad"
    ///
    /// [styrdokument]
    /// beslutsdatum = 2024-02-12
    /// giltig_fran = 2024-01-01
    /// ```
    ///
    /// ```toml
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "beslutad"
    ///
    /// [styrdokument]
    /// beslutsdatum = 2023-11-27
    /// giltig_fran = 2024-01-01
    /// ```
    pub(super) const BESLUT_EFTER_START: Check = Vanlig("beslut-efter-start", Some(Upplysning), Some(Varning));
}

pub(super) fn beslut_efter_start(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(block) = &plan.styrdokument else { return };
    let Some((decided, from)) = block.beslutsdatum.as_ref().zip(block.giltig_fran.as_ref()) else { return };
    if decided.value > from.value {
        let message = format!("Beslutet ({}) togs efter att planen börjat gälla ({}).", decided.value, from.value);
        findings.add(decided.span, message, |it| {
            it.here("beslutet")
                .label(from.span, "börjar gälla")
                .help("Kontrollera datumen. Är de rätta kan du tysta kontrollen med [[tyst]] och ange varför.")
        });
    }
}

check! {
    /// Planen revideras senast medan den ännu gäller.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "beslutad"
    ///
    /// [styrdokument]
    /// giltig_till = 2024-12-31
    /// revideras_senast = "2025-11"
    /// ```
    ///
    /// ```toml
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "beslutad"
    ///
    /// [styrdokument]
    /// giltig_till = 2024-12-31
    /// revideras_senast = "2024-11"
    /// ```
    pub(super) const REVIDERING_EFTER_SLUT: Check = Vanlig("revidering-efter-slut", Some(Upplysning), Some(Varning));
}

pub(super) fn revidering_efter_slut(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(block) = &plan.styrdokument else { return };
    let Some((revision, to)) = block.revideras_senast.as_ref().zip(block.giltig_till.as_ref()) else { return };
    let Slut::Datum(end) = to.value else { return };
    if revision.value.first() > end {
        let message = format!("Planen ska revideras senast {}, men den slutar gälla {end}.", revision.value);
        let example = match revision.value {
            Tidpunkt::Manad(_) => format!("\"{}-{:02}\"", end.ar(), end.manad()),
            Tidpunkt::Datum(_) => end.to_string(),
        };
        findings.add(revision.span, message, |it| {
            it.here("efter planens slut")
                .label(to.span, "slutar gälla")
                .help(format!("Skriv senast revideras_senast = {example}."))
        });
    }
}

check! {
    /// Planåret ligger inom ett samverkansavtal eller dess förlängning.
    ///
    /// Utan avtal finns ingen regel för hur kostnaderna delas.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2031
    /// status = "utkast"
    /// ```
    ///
    /// ```toml
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2025
    /// status = "utkast"
    /// ```
    pub(super) const AR_UTANFOR_AVTALET: Check = Vanlig("ar-utanfor-avtalet", Some(Fel), Some(Fel));
}

/// An action plan rests on no agreement; the others are about one of its years.
pub(super) fn ar_utanfor_avtalet(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    if handling.slag() == Slag::Handlingsplan {
        return;
    }
    let profil = sammanhang.profil;
    let ar = handling.ar().value;
    // An agreement that runs backwards covers no year, and is told about in the profile.
    let backwards = profil.avtal.iter().any(|it| it.giltig_till.value < it.giltig_fran.value);
    if backwards || profil.avtal_for(ar).next().is_some() {
        return;
    }
    let span = handling.ar().span;
    let Some(avtal) = profil.avtal.last() else {
        findings.add(span, format!("Det finns inget avtal för planåret {ar}."), |it| {
            it.here("planåret").help("Lägg till avtalet som [[avtal]] i kommun.toml.")
        });
        return;
    };
    let period = format!("{}–{}", avtal.giltig_fran.value.ar(), avtal.sista_dag().ar());
    findings.add(span, format!("Planåret {ar} ligger utanför avtalet ({period})."), |it| {
        it.here("planåret")
            .label(avtal.forlangt_till.as_ref().map_or(avtal.giltig_till.span, |it| it.span), "avtalets sista dag")
            .help("Skriv forlangt_till i kommun.toml om avtalet är förlängt, eller lägg till det nya avtalet.")
    });
}
