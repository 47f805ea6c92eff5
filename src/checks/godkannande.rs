//! Checks that what is decided has been approved and signed, by whom and when the form asks for.

use super::{Findings, Sammanhang};
use crate::check;
use crate::dokument::{Handelsetyp, Handling};
use crate::svenska::quoted;
use crate::uppfoljning::Uppfoljning;

check! {
    /// En beslutad uppföljning säger när den godkändes.
    ///
    /// Det står som en `[[handelse]]`. Ett beslutsdatum i `[styrdokument]` eller en underskrift visar det också.
    ///
    /// ```toml,fails,uppfoljning
    /// [underskrift]
    /// roll = "Ordförande i folkhälsorådet"
    /// metod = "penna"
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[handelse]]
    /// typ = "godkand"
    /// datum = 2025-01-20
    /// organ = "Folkhälsorådet"
    /// ```
    pub(super) const UTAN_GODKANNANDE: Check = Vanlig("beslutad-utan-godkannande", None, Some(Varning));
}

pub(super) fn utan_godkannande(it: &Uppfoljning, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    if it.beslutad().is_some() || it.senast(Handelsetyp::Undertecknad).is_some() {
        return;
    }
    let message = "Uppföljningen är beslutad, men det står inte när den godkändes.";
    findings.add(it.dokument.status.span, message, |it| {
        it.help("Lägg till [[handelse]] med typ = \"godkand\", datum och organ.")
    });
}

check! {
    /// En beslutad uppföljning säger vem som undertecknar, om formuläret frågar efter det.
    ///
    /// ```toml,fails,uppfoljning
    /// [[handelse]]
    /// typ = "godkand"
    /// datum = 2025-01-20
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[handelse]]
    /// typ = "godkand"
    /// datum = 2025-01-20
    ///
    /// [underskrift]
    /// roll = "Ordförande i folkhälsorådet"
    /// metod = "bankid"
    /// ```
    pub(super) const UTAN_UNDERSKRIFT: Check = Vanlig("beslutad-utan-underskrift", None, Some(Varning));
}

pub(super) fn utan_underskrift(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    let Some(role) = &kedja.formular.formular.undertecknas_av else { return };
    if it.underskrift.is_some() || it.senast(Handelsetyp::Undertecknad).is_some() {
        return;
    }
    let message = "Uppföljningen är beslutad, men det står inte vem som undertecknar.";
    findings.add(it.dokument.status.span, message, |it| {
        it.here("här saknas [underskrift]").label(role.span(), "i formuläret").help(format!(
            "Lägg till [underskrift] med roll = \"{}\" och metod = \"bankid\" eller \"penna\".",
            quoted(role.as_str())
        ))
    });
}

check! {
    /// Den som undertecknar har den roll som formuläret anger.
    ///
    /// Har kommunen inget folkhälsoråd godkänner ett annat organ, och då undertecknar någon annan. Skriv i så fall organet i
    /// kommun.toml, som `godkannande_organ`.
    ///
    /// ```toml,fails,uppfoljning
    /// [underskrift]
    /// roll = "Folkhälsostrateg"
    /// metod = "bankid"
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [underskrift]
    /// roll = "Ordförande i folkhälsorådet"
    /// metod = "bankid"
    /// ```
    pub(super) const ANNAN_ROLL: Check = Vanlig("annan-roll", Some(Upplysning), Some(Upplysning));
}

pub(super) fn annan_roll(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    let Some((role, wanted)) = it.underskrift.as_ref().zip(kedja.formular.formular.undertecknas_av.as_ref()) else {
        return;
    };
    let folded = |it: &str| it.trim().to_lowercase();
    let own = sammanhang.profil.kommun.godkannande_organ.is_some();
    if own || folded(role.roll.as_str()) == folded(wanted.as_str()) {
        return;
    }
    let message = format!(
        "Formuläret ska undertecknas av {}. Här undertecknar {}.",
        quoted(wanted.as_str()),
        quoted(role.roll.as_str())
    );
    findings.add(role.roll.span(), message, |it| {
        it.label(wanted.span(), "i formuläret").help(format!(
            "Skriv roll = \"{}\". Godkänner ett annat organ, skriv det som godkannande_organ i kommun.toml.",
            quoted(wanted.as_str())
        ))
    });
}

check! {
    /// Beslutsdatumet är dagen då uppföljningen godkändes.
    ///
    /// Har ett annat organ beslutat efter den som godkände skrivs det som `beslutande_instans`.
    ///
    /// ```toml,fails,uppfoljning
    /// [styrdokument]
    /// beslutsdatum = 2025-01-12
    ///
    /// [[handelse]]
    /// typ = "godkand"
    /// datum = 2025-01-20
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [styrdokument]
    /// beslutsdatum = 2025-01-20
    ///
    /// [[handelse]]
    /// typ = "godkand"
    /// datum = 2025-01-20
    /// ```
    pub(super) const ANNAT_BESLUTSDATUM: Check = Vanlig("annat-beslutsdatum", Some(Varning), Some(Varning));
}

pub(super) fn annat_beslutsdatum(it: &Uppfoljning, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(block) = &it.styrdokument else { return };
    let Some((decided, approved)) = block.beslutsdatum.as_ref().zip(it.senast(Handelsetyp::Godkand)) else { return };
    if block.beslutande_instans.is_some() || decided.value == approved.value {
        return;
    }
    let message = format!("Beslutsdatumet är {}, men uppföljningen godkändes {}.", decided.value, approved.value);
    findings.add(decided.span, message, |it| {
        it.label(approved.span, "godkänd")
            .help("Rätta det ena datumet. Har ett annat organ beslutat, lägg till beslutande_instans.")
    });
}
