//! Checks of a document's dates and year against what stands around them: its decision, its year, its folder.

use super::{Findings, Sammanhang};
use crate::check;
use crate::dokument::{Handelse, Handelsetyp, Handling, Paragraf};
use crate::modell::Innehall;
use crate::svenska::quoted;

check! {
    /// Händelsen där dokumentet beslutas har beslutets datum och paragraf.
    ///
    /// Beslutet står i `[styrdokument]` eller `[beslut]`, och som en `[[handelse]]` hos det organ som beslutade. Båda visas, så
    /// de ska säga samma sak. Organets andra möten jämförs inte.
    ///
    /// ```toml,fails
    /// [styrdokument]
    /// beslutande_instans = "Kommunstyrelsen"
    /// beslutsdatum = 2023-11-27
    ///
    /// [[handelse]]
    /// typ = "ks"
    /// datum = 2024-11-27
    /// ```
    ///
    /// ```toml
    /// [styrdokument]
    /// beslutande_instans = "Kommunstyrelsen"
    /// beslutsdatum = 2023-11-27
    ///
    /// [[handelse]]
    /// typ = "ks"
    /// datum = 2023-11-27
    /// ```
    pub(super) const ANNAN_DAG_AN_BESLUTET: Check =
        Vanlig("annan-dag-an-beslutet", Some(Varning), Some(Varning));
}

pub(super) fn annan_dag_an_beslutet(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(decided) = handling.beslutad() else { return };
    let own = sammanhang.underlag.map(|it| &it.innehall);
    let (body, paragraph): (Option<&str>, Option<&Paragraf>) = match own {
        // When a follow-up was approved is a check of its own.
        Some(Innehall::Uppfoljning(_)) => return,
        Some(Innehall::Beslut(it)) => (Some(it.beslut.organ.as_str()), it.beslut.paragraf.as_ref()),
        _ => handling
            .styrdokument()
            .map_or((None, None), |it| (it.beslutande_instans.as_ref().map(|it| it.as_str()), it.paragraf.as_ref())),
    };
    let Some(body) = body else { return };
    let meetings: Vec<&Handelse> = handling.handelser().iter().filter(|it| is_of(it, body)).collect();
    let Some(last) = meetings.iter().max_by_key(|it| it.datum.value) else { return };
    match meetings.iter().find(|it| it.datum.value == decided.value) {
        None => {
            let message =
                format!("{} beslutade {}, men mötet har datumet {}.", quoted(body), decided.value, last.datum.value);
            findings.add(last.datum.span, message, |it| {
                it.label(decided.span, "beslutets datum")
                    .help(format!("Skriv {}, eller rätta beslutets datum.", decided.value))
            });
        }
        Some(meeting) => {
            let Some((told, own)) = meeting.paragraf.as_ref().zip(paragraph) else { return };
            if told.to_string() != own.to_string() {
                let message = format!("Beslutet är {own}, men mötets paragraf är {told}.");
                findings.add(told.0.span, message, |it| {
                    it.label(own.0.span, "beslutets paragraf").help("Rätta den paragraf som är fel.")
                });
            }
        }
    }
}

/// Whether an event is a meeting of a body.
fn is_of(event: &Handelse, body: &str) -> bool {
    let folded = |it: &str| it.trim().to_lowercase();
    let usual = match event.typ.value {
        Handelsetyp::Ks => "kommunstyrelsen",
        Handelsetyp::Kf => "kommunfullmäktige",
        Handelsetyp::Ksau => "kommunstyrelsens arbetsutskott",
        Handelsetyp::Folkhalsorad => "folkhälsorådet",
        _ => return false,
    };
    folded(event.organ.as_ref().map_or(usual, |it| it.as_str())) == folded(body)
}

check! {
    /// Det som har hänt har hänt nära dokumentets år.
    ///
    /// En plan förbereds året innan, beslutas och skickas senast under sitt år. En uppföljning görs året efter. Ett datum
    /// långt därifrån har oftast fel årtal.
    ///
    /// ```toml,fails
    /// [[handelse]]
    /// typ = "tjansteskrivelse"
    /// datum = 2013-10-27
    /// ```
    ///
    /// ```toml
    /// [[handelse]]
    /// typ = "tjansteskrivelse"
    /// datum = 2023-10-27
    /// ```
    pub(super) const AVLAGSEN_HANDELSE: Check = Vanlig("avlagsen-handelse", Some(Varning), Some(Varning));
}

pub(super) fn avlagsen_handelse(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let ar = handling.ar();
    let years = match sammanhang.underlag.map(|it| &it.innehall) {
        Some(Innehall::Uppfoljning(_)) => ar.value..=ar.value + 2,
        Some(Innehall::Verksamhetsplan(_)) => ar.value - 2..=ar.value,
        // A decision may be of a follow-up as well as of a plan, and an action plan is prepared for long.
        _ => ar.value - 3..=ar.value + 1,
    };
    let block = handling.styrdokument().and_then(|it| it.beslutsdatum.as_ref());
    let decided = block.or(handling.beslutad()).map(|it| (it, "beslutet"));
    let events = handling.handelser().iter().map(|it| (&it.datum, "händelsen"));
    for (day, what) in decided.into_iter().chain(events).filter(|(day, _)| !years.contains(&day.value.ar())) {
        let message = format!("Datumet för {what}, {}, ligger långt från {}.", day.value, ar.value);
        findings.add(day.span, message, |it| {
            it.label(ar.span, "dokumentets år").help("Kontrollera årtalet. Är det rätt, tysta kontrollen med ett skäl.")
        });
    }
}

check! {
    /// En fil i en mapp för ett år gäller det året.
    ///
    /// Kommunens dokument ligger ofta i en mapp för varje år, som `2024/verksamhetsplan.toml`. Den som kopierar förra årets
    /// plan glömmer lätt att ändra `ar`.
    ///
    /// ```toml,fails,i-mappen-2026
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2025
    /// status = "utkast"
    /// ```
    ///
    /// ```toml,i-mappen-2026
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2026
    /// status = "utkast"
    /// ```
    pub(super) const ANNAT_AR_AN_MAPPEN: Check = Vanlig("annat-ar-an-mappen", Some(Varning), Some(Varning));
}

pub(super) fn annat_ar_an_mappen(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let name = sammanhang.mapp.file_name().map(|it| it.to_string_lossy()).unwrap_or_default();
    let year = (name.len() == 4).then(|| name.parse::<i16>().ok()).flatten().filter(|it| (1990..2100).contains(it));
    let ar = handling.ar();
    let Some(year) = year.filter(|it| *it != ar.value) else { return };
    let message = format!("Filen ligger i mappen {year}, men dokumentet gäller {}.", ar.value);
    findings.add(ar.span, message, |it| {
        it.help(format!("Skriv ar = {year}, eller flytta filen till mappen {}.", ar.value))
    });
}
