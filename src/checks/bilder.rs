//! Checks that figures can be drawn and are told in words.

use super::{Findings, Sammanhang};
use crate::bild;
use crate::check;
use crate::dokument::Handling;
use crate::profil::Profil;
use crate::svenska::quoted;

check! {
    /// Varje figur har en alternativtext.
    ///
    /// Den läses upp för den som inte ser figuren. Tillgängliga dokument kräver den (DOS-lagen, PDF/UA).
    ///
    /// ```toml,fails
    /// [[figur]]
    /// id = "stjarnan"
    /// fil = "stjarnan.svg"
    /// bildtext = "Preventionsstjärnan"
    /// ```
    ///
    /// ```toml
    /// [[figur]]
    /// id = "stjarnan"
    /// fil = "stjarnan.svg"
    /// bildtext = "Preventionsstjärnan"
    /// alt = "En stjärna. I mitten står skyddsfaktorerna, i uddarna det som de förebygger."
    /// ```
    pub(super) const FIGUR_UTAN_ALTERNATIVTEXT: Check = Vanlig("figur-utan-alternativtext", Some(Varning), Some(Fel));
}

pub(super) fn figur_utan_alternativtext(handling: &dyn Handling, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for figure in handling.figurer().iter().filter(|it| it.alt.is_none()) {
        let message = format!("Figuren ”{}” saknar alternativtext (alt).", quoted(&figure.fil.value));
        findings.add(figure.fil.span, message, |it| {
            it.help("Lägg till alt = \"…\" som berättar vad figuren säger. Den krävs för en tillgänglig PDF.")
        });
    }
}

check! {
    /// Varje bild finns i kommunens mapp och går att visa.
    ///
    /// Bilder är SVG, PNG eller JPEG. En bild utanför kommunens mapp, också genom en länk, läses aldrig.
    ///
    /// ```toml,fails
    /// [[figur]]
    /// id = "stjarnan"
    /// fil = "../../hemligt.png"
    /// bildtext = "Preventionsstjärnan"
    /// alt = "En stjärna."
    /// ```
    ///
    /// ```toml
    /// [[figur]]
    /// id = "stjarnan"
    /// fil = "stjarnan.svg"
    /// bildtext = "Preventionsstjärnan"
    /// alt = "En stjärna."
    /// ```
    pub(super) const OANVANDBAR_BILD: Check = Grund("oanvandbar-bild", Some(Fel), Some(Fel));
}

pub(super) fn oanvandbar_bild(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    // A path with a control character is told about as such.
    let named = |it: &&crate::plan::Figur| !it.fil.value.chars().any(char::is_control);
    for figure in handling.figurer().iter().filter(named) {
        if let Err(unusable) = bild::read(&figure.fil.value, sammanhang.mapp, sammanhang.kommunmapp) {
            findings.add(figure.fil.span, unusable.message, |it| it.help(unusable.help));
        }
    }
}

pub(super) fn oanvandbar_logotyp(profil: &Profil, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(logo) = &profil.kommun.logotyp else { return };
    if let Err(unusable) = bild::read(&logo.value, sammanhang.kommunmapp, sammanhang.kommunmapp) {
        findings.add(logo.span, unusable.message, |it| it.help(unusable.help));
    }
}
