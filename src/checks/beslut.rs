//! Checks that what was decided is as it was decided.

use super::{Findings, Sammanhang};
use crate::belopp::Belopp;
use crate::check;
use crate::dokument::{Handling, Rattelse};
use crate::inlasning::shown;
use crate::lock::{Change, LockState};
use crate::svenska::quoted;

check! {
    /// Ett beslutat dokument är som det var när det beslutades.
    ///
    /// Kommandot `fhplan lock` skriver ner det beslutade i en fil bredvid dokumentet, med samma namn men slutet `.lock`.
    /// Filen följer med i versionshanteringen, så att en ändring märks hos alla.
    ///
    /// Ett skrivfel rättas i dokumentet och redovisas med en `[[rattelse]]`, som skrivs ut. En ändring i sak kräver ett nytt
    /// beslut: skriv in det nya beslutsdatumet och lås igen. JO har kritiserat en kommun som bytte en sida i ett justerat
    /// protokoll utan att rättelsen syntes (dnr 581-2013).
    ///
    /// ```toml,fails,last
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// undertitel = "En ny undertitel"
    /// ar = 2024
    /// status = "beslutad"
    /// ```
    ///
    /// ```toml,last
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// undertitel = "En ny undertitel"
    /// ar = 2024
    /// status = "beslutad"
    ///
    /// [[rattelse]]
    /// datum = 2024-02-01
    /// plats = "dokument.undertitel"
    /// orsak = "Undertiteln saknades."
    /// ```
    pub const ANDRAD_EFTER_BESLUT: Check = Vanlig("andrad-efter-beslut", None, Some(Fel));
}

pub(super) fn andrad_efter_beslut(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(underlag) = sammanhang.underlag.filter(|_| handling.is_decided()) else { return };
    let LockState { changes, decided_on, .. } = &underlag.lock;
    let file = shown(&underlag.path);
    let again =
        handling.beslutad().filter(|it| decided_on.as_ref().is_some_and(|before| *before != it.value.to_string()));
    let corrected = |change: &&Change| handling.rattelse().iter().any(|it| covers(it, change));
    let changes: Vec<&Change> = changes.iter().filter(|it| !corrected(it)).collect();
    // A new decision explains every change, and only needs to be kept.
    if let (Some(date), false) = (again, changes.is_empty()) {
        let message = format!("Dokumentet har ett nytt beslut ({}), men det förra är låst.", date.value);
        return findings.add(date.span, message, |it| {
            let before =
                changes.iter().find(|it| it.place == "styrdokument.beslutsdatum").and_then(|it| it.then.as_ref());
            let it = before.map_or(it.clone(), |(_, span)| it.label(*span, "låst"));
            it.help(format!("Kör fhplan lock {file} för att låsa det nya beslutet."))
        });
    }
    for change in changes {
        let place = quoted(&change.place);
        let (span, message) = match (&change.now, &change.then) {
            (Some((now, span)), Some((then, _))) if shown_value(now, &change.place).is_some() => {
                let (now, then) = (shown_value(now, &change.place), shown_value(then, &change.place));
                let (now, then) = (now.unwrap_or_default(), then.unwrap_or_default());
                (*span, format!("{place} har ändrats efter beslutet: {now}, beslutat är {then}."))
            }
            (Some((_, span)), Some(_)) => (*span, format!("Texten i {place} har ändrats efter beslutet.")),
            (Some((_, span)), None) => (*span, format!("{place} har lagts till efter beslutet.")),
            (None, Some((then, _))) => {
                let then = shown_value(then, &change.place).map_or(String::new(), |it| format!(" Beslutat är {it}."));
                (handling.span(), format!("{place} har tagits bort efter beslutet.{then}"))
            }
            (None, None) => continue,
        };
        findings.add(span, message, |it| {
            let it = match &change.then {
                Some((_, span)) => it.here("nu").label(*span, "beslutat"),
                None => it.label(handling.status().span, "beslutad"),
            };
            it.help(
                "Ändra tillbaka. Var det ett skrivfel, lägg till en [[rattelse]] med datum, plats och orsak. Ändras något \
                 i sak behövs ett nytt beslut.",
            )
        });
    }
}

/// A value as a message shows it; `None` for a text that is kept as its hash.
fn shown_value(value: &str, place: &str) -> Option<String> {
    if value.starts_with("sha256:") {
        return None;
    }
    let money = ["region", "kommun", "annan", "summa", "belopp", "ram", "kronor"];
    let last = place.rsplit('.').next().unwrap_or_default();
    match Belopp::parse(value).ok().filter(|_| money.contains(&last)) {
        Some(amount) => Some(format!("{amount} kr")),
        None => Some(format!("”{}”", quoted(value))),
    }
}

/// Whether a correction tells of a change: by its keys, by keys above it, or by an id on the way to it.
fn covers(correction: &Rattelse, change: &Change) -> bool {
    let place = correction.plats.value.as_str();
    let below = change.place.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    below || change.place.contains(&format!("[{place}]"))
}

check! {
    /// Ett beslutat dokument är låst.
    ///
    /// Utan lås märks det inte om någon ändrar det som är beslutat. Kontrollen säger till när dokumentet i övrigt är utan fel.
    ///
    /// ```toml,fails,whole
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "beslutad"
    ///
    /// [styrdokument]
    /// typ = "Verksamhetsplan"
    /// beslutande_instans = "Kommunstyrelsen"
    /// beslutsdatum = 2023-11-27
    /// paragraf = 210
    /// diarienummer = "2023.445 KS"
    /// galler_for = "Alla nämnder"
    /// giltig_fran = 2024-01-01
    /// giltig_till = 2024-12-31
    /// revideras_senast = "2024-11"
    /// dokumentansvarig = "Folkhälsostrateg"
    ///
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "utkast"
    /// ```
    pub(super) const OLAST_BESLUT: Check = Vanlig("olast-beslut", None, Some(Upplysning));
}

/// Runs after the others: a document with errors cannot be locked, and has other things to tell.
pub(super) fn olast_beslut(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(underlag) = sammanhang.underlag.filter(|_| handling.is_decided()) else { return };
    if underlag.lock.exists || findings.report.has_errors() {
        return;
    }
    let file = shown(&underlag.path);
    findings.add(handling.status().span, "Dokumentet är beslutat men inte låst.", |it| {
        it.help(format!("Kör fhplan lock {file}, så märks det om någon ändrar det beslutade."))
    });
}
