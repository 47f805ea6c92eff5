//! Checks of decisions, and that a plan and its decision say the same.

use super::{Findings, Sammanhang};
use crate::beslut::Beslut;
use crate::check;
use crate::dokument::Handling;
use crate::modell::Innehall;
use crate::plan::Verksamhetsplan;
use crate::prosa;
use crate::source::Span;
use crate::svenska::{self, quoted};

check! {
    /// Ett beslut har ett datum, en paragraf och ett diarienummer.
    ///
    /// Utan dem går det inte att hitta beslutet i protokollet.
    ///
    /// ```toml,fails,whole
    /// [dokument]
    /// slag = "beslut"
    /// ar = 2024
    /// titel = "Verksamhetsplan {{ ar }}"
    /// status = "beslutad"
    ///
    /// [beslut]
    /// organ = "Kommunstyrelsen"
    /// paragraf = 210
    /// diarienummer = "2023.445 KS"
    /// lydelse = "Planen godkänns."
    /// ```
    ///
    /// ```toml,whole
    /// [dokument]
    /// slag = "beslut"
    /// ar = 2024
    /// titel = "Verksamhetsplan {{ ar }}"
    /// status = "beslutad"
    ///
    /// [beslut]
    /// organ = "Kommunstyrelsen"
    /// paragraf = 210
    /// diarienummer = "2023.445 KS"
    /// datum = 2023-11-27
    /// lydelse = "Planen godkänns."
    /// ```
    pub(super) const BESLUT_UTAN_DATUM: Check = Vanlig("beslut-utan-datum", Some(Upplysning), Some(Varning));
}

pub(super) fn beslut_utan_datum(beslut: &Beslut, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let own = &beslut.beslut;
    let present = [
        ("datum", own.datum.is_some()),
        ("paragraf", own.paragraf.is_some()),
        ("diarienummer", own.diarienummer.is_some()),
    ];
    let missing: Vec<&str> = present.into_iter().filter(|(_, present)| !present).map(|(key, _)| key).collect();
    if !missing.is_empty() {
        let list = svenska::list(&missing, "och");
        findings
            .add(own.span, format!("Beslutet saknar {list}."), |it| it.help("Lägg till det som står i protokollet."));
    }
}

check! {
    /// Beslutet säger samma sak som planen: datum, paragraf, diarienummer och organ.
    ///
    /// Paragrafen jämförs bara när det är samma organ, för varje organ har sin egen nummerserie.
    ///
    /// ```toml,fails,whole,beslutad-plan
    /// [dokument]
    /// slag = "beslut"
    /// ar = 2024
    /// titel = "Verksamhetsplan 2024"
    /// status = "beslutad"
    ///
    /// [beslut]
    /// organ = "Kommunstyrelsen"
    /// paragraf = 201
    /// diarienummer = "2023.445 KS"
    /// datum = 2023-11-27
    /// lydelse = "Planen godkänns."
    /// ```
    ///
    /// ```toml,whole,beslutad-plan
    /// [dokument]
    /// slag = "beslut"
    /// ar = 2024
    /// titel = "Verksamhetsplan 2024"
    /// status = "beslutad"
    ///
    /// [beslut]
    /// organ = "Kommunstyrelsen"
    /// paragraf = 210
    /// diarienummer = "2023.445 KS"
    /// datum = 2023-11-27
    /// lydelse = "{{ plan.titel }} godkänns."
    /// ```
    pub(super) const ANNAT_BESLUT: Check = Vanlig("annat-beslut", Some(Varning), Some(Fel));
}

pub(super) fn annat_beslut(beslut: &Beslut, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(block) = sammanhang.kommun.plan(beslut.ar()).and_then(|it| it.styrdokument.as_ref()) else { return };
    let own = &beslut.beslut;
    let body = block.beslutande_instans.as_ref();
    let same_body = body.is_none_or(|it| alike(it.as_str(), own.organ.as_str()));
    let mut facts: Vec<(&str, String, Span, String, Span)> = Vec::new();
    if let Some(there) = body.filter(|_| !same_body) {
        facts.push((
            "Organet",
            own.organ.as_str().to_owned(),
            own.organ.span(),
            there.as_str().to_owned(),
            there.span(),
        ));
    }
    // Another body has decisions of its own on other days.
    if same_body {
        if let Some((here, there)) = own.datum.as_ref().zip(block.beslutsdatum.as_ref()) {
            facts.push(("Datumet", here.value.to_string(), here.span, there.value.to_string(), there.span));
        }
        if let Some((here, there)) = own.paragraf.as_ref().zip(block.paragraf.as_ref()) {
            facts.push(("Paragrafen", here.to_string(), here.0.span, there.to_string(), there.0.span));
        }
    }
    if let Some((here, there)) = own.diarienummer.as_ref().zip(block.diarienummer.as_ref()) {
        facts.push(("Diarienumret", here.value.clone(), here.span, there.value.clone(), there.span));
    }
    for (what, here, place, there, other) in facts.into_iter().filter(|(_, here, _, there, _)| here != there) {
        let message = format!("{what} är ”{}” i beslutet men ”{}” i planen.", quoted(&here), quoted(&there));
        findings.add(place, message, |it| it.here("i beslutet").label(other, "i planen").help("Rätta det som är fel."));
    }
}

fn alike(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

check! {
    /// Beslutet och dess underlag kallar planen vid dess egen titel.
    ///
    /// Skriv `{{ plan.titel }}` i beslutet, så kan titlarna inte skilja sig åt. Kontrollen jämför rubriken, lydelsen och
    /// underlagen i beslutet med planens titel.
    ///
    /// ```toml,fails,whole,beslutad-plan
    /// [dokument]
    /// slag = "beslut"
    /// ar = 2024
    /// titel = "Verksamhetsplan för lokalt folkhälsoarbete 2024"
    /// status = "beslutad"
    ///
    /// [beslut]
    /// organ = "Kommunstyrelsen"
    /// lydelse = "{{ plan.titel }} godkänns."
    /// ```
    ///
    /// ```toml,whole,beslutad-plan
    /// [dokument]
    /// slag = "beslut"
    /// ar = 2024
    /// titel = "{{ plan.titel }}"
    /// status = "beslutad"
    ///
    /// [beslut]
    /// organ = "Kommunstyrelsen"
    /// lydelse = "{{ plan.titel }} godkänns."
    /// ```
    pub(super) const ANNAN_TITEL: Check = Vanlig("annan-titel", Some(Varning), Some(Varning));
}

pub(super) fn annan_titel(beslut: &Beslut, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(plan) = sammanhang.kommun.plan(beslut.ar()) else { return };
    let own = plan_title(plan, sammanhang);
    let mentions = |text: &str| text.to_lowercase().contains("verksamhetsplan");
    let named = |text: &str| {
        let printed = prosa::plain(text, sammanhang.names()).0;
        (mentions(&printed) && !printed.contains(&own)).then_some(printed)
    };
    let heading = (&beslut.dokument.titel, "Ärendets rubrik kallar planen");
    let material = beslut.beslut.underlag.iter().filter(|it| it.paragraf.is_none());
    let material = material.map(|it| (&it.titel, "Underlaget kallar planen"));
    for (text, who) in std::iter::once(heading).chain(material) {
        let Some(printed) = named(text.as_str()) else { continue };
        // A memorandum about the plan is no plan.
        if printed.to_lowercase().starts_with("tjänsteskrivelse") {
            continue;
        }
        let message = format!("{who} ”{}”, men den heter ”{}”.", quoted(&printed), quoted(&own));
        findings.add(text.span(), message, |it| {
            it.label(plan.dokument.titel.span(), "planens titel")
                .help("Skriv {{ plan.titel }}.")
                .instead("\"{{ plan.titel }}\"")
        });
    }
    let wording = &beslut.beslut.lydelse;
    if let Some(printed) = named(wording.as_str()) {
        let message = format!(
            "Beslutet nämner inte planen vid dess titel, ”{}”. Där står: {}",
            quoted(&own),
            quoted(printed.trim())
        );
        findings.add(wording.span(), message, |it| {
            it.label(plan.dokument.titel.span(), "planens titel").help("Skriv {{ plan.titel }} i lydelsen.")
        });
    }
}

/// A plan's title as it is printed.
fn plan_title(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>) -> String {
    let underlag = sammanhang.kommun.handlingar.iter().find(|it| match &it.innehall {
        Innehall::Verksamhetsplan(it) => std::ptr::eq(it.as_ref(), plan),
        _ => false,
    });
    let names = underlag.map(|it| crate::modell::names(&it.innehall, sammanhang.kommun)).unwrap_or_default();
    prosa::plain(plan.dokument.titel.as_str(), &names).0
}

pub(super) fn beslut_saknas(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(Innehall::Handlingsplan(plan)) = sammanhang.underlag.map(|it| &it.innehall) else { return };
    let block = plan.styrdokument.as_ref();
    let present = [
        ("beslutande_instans", block.is_some_and(|it| it.beslutande_instans.is_some())),
        ("beslutsdatum", block.is_some_and(|it| it.beslutsdatum.is_some())),
    ];
    let missing: Vec<&str> = present.into_iter().filter(|(_, present)| !present).map(|(key, _)| key).collect();
    if handling.is_decided() && !missing.is_empty() {
        let list = svenska::list(&missing, "och");
        findings.add(
            plan.dokument.status.span,
            format!("Handlingsplanen är märkt som beslutad, men {list} saknas."),
            |it| {
                it.here("märkt som beslutad")
                    .help("Lägg till [styrdokument] med uppgifterna ur protokollet, eller skriv status = \"utkast\".")
            },
        );
    }
}
