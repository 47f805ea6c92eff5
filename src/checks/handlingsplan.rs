//! Checks of action plans: what they must have, and who answers for what.

use super::{Findings, Sammanhang};
use crate::check;
use crate::handlingsplan::{Ansvarig, Handlingsplan};
use crate::svenska::quoted;

/// Two texts that name the same department.
fn same(one: &str, other: &str) -> bool {
    let plain =
        |it: &str| it.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    plain(one) == plain(other)
}

check! {
    /// En handlingsplan har ägare, programområden, tidsplan och rutiner för uppföljning.
    ///
    /// ```toml,fails,whole
    /// [dokument]
    /// slag = "handlingsplan"
    /// titel = "Handlingsplan för folkhälsa"
    /// ar = 2024
    /// status = "utkast"
    /// agare = "Koncernledningen"
    /// ```
    ///
    /// ```toml,whole
    /// [dokument]
    /// slag = "handlingsplan"
    /// titel = "Handlingsplan för folkhälsa"
    /// ar = 2024
    /// status = "utkast"
    /// agare = "Koncernledningen"
    ///
    /// [tidsplan]
    /// fran = 2024
    /// till = 2030
    ///
    /// [[programomrade]]
    /// id = "uppvaxt"
    /// rubrik = "Goda uppväxtvillkor"
    ///
    /// [[uppfoljningsrutin]]
    /// organ = "Kommunfullmäktige"
    /// frekvens = "minst en gång per år"
    /// ```
    pub(super) const OFULLSTANDIG_HANDLINGSPLAN: Check =
        Vanlig("ofullstandig-handlingsplan", Some(Varning), Some(Fel));
}

pub(super) fn ofullstandig_handlingsplan(plan: &Handlingsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let parts = [
        (plan.dokument.agare.is_some(), "ägare", "agare = \"…\" under [dokument]"),
        (!plan.programomrade.is_empty(), "programområden", "[[programomrade]] med id och rubrik"),
        (plan.tidsplan.is_some(), "tidsplan", "[tidsplan] med fran och till"),
        (!plan.uppfoljningsrutin.is_empty(), "rutiner för uppföljning", "[[uppfoljningsrutin]] med organ och frekvens"),
    ];
    let missing = parts.into_iter().filter(|(there, ..)| !there);
    let (what, lines): (Vec<&str>, Vec<&str>) = missing.map(|(_, what, line)| (what, line)).unzip();
    if !what.is_empty() {
        let what = crate::svenska::list(&what, "och");
        findings.add(plan.dokument.span, format!("Handlingsplanen saknar {what}."), |it| {
            it.help(format!("Lägg till {}.", crate::svenska::list(&lines, "och")))
        });
    }
}

check! {
    /// Varje programområde har någon som ansvarar.
    ///
    /// ```toml,fails,whole
    /// [dokument]
    /// slag = "handlingsplan"
    /// titel = "Handlingsplan för folkhälsa"
    /// ar = 2024
    /// status = "utkast"
    ///
    /// [[programomrade]]
    /// id = "uppvaxt"
    /// rubrik = "Goda uppväxtvillkor"
    /// ```
    ///
    /// ```toml,whole
    /// [dokument]
    /// slag = "handlingsplan"
    /// titel = "Handlingsplan för folkhälsa"
    /// ar = 2024
    /// status = "utkast"
    ///
    /// [[programomrade]]
    /// id = "uppvaxt"
    /// rubrik = "Goda uppväxtvillkor"
    /// ansvarig = { titel = "Förvaltningschef", forvaltning = "Socialförvaltningen" }
    /// ```
    pub(super) const OMRADE_UTAN_ANSVARIG: Check = Vanlig("omrade-utan-ansvarig", Some(Varning), Some(Varning));
}

pub(super) fn omrade_utan_ansvarig(plan: &Handlingsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for area in plan.programomrade.iter().filter(|it| it.ansvarig.is_none()) {
        let message = format!("Programområdet ”{}” har ingen ansvarig.", quoted(area.rubrik.as_str()));
        findings.add(area.rubrik.span(), message, |it| {
            it.help("Lägg till ansvarig = { titel = \"…\", forvaltning = \"…\" }.")
        });
    }
}

check! {
    /// Den som ansvarar för ett programområde kommer från en annan förvaltning än områdets egen, om planen har den regeln.
    ///
    /// Regeln slås på i planen med `[regler]` och `ansvarig_utifran = true`. Områdets egen förvaltning skrivs som
    /// `egen_forvaltning`. Den som ansvarar och den som biträder ska också komma från olika förvaltningar.
    ///
    /// ```toml,fails,whole
    /// [dokument]
    /// slag = "handlingsplan"
    /// titel = "Handlingsplan för folkhälsa"
    /// ar = 2024
    /// status = "utkast"
    ///
    /// [regler]
    /// ansvarig_utifran = true
    ///
    /// [[programomrade]]
    /// id = "uppvaxt"
    /// rubrik = "Goda uppväxtvillkor"
    /// egen_forvaltning = "Barn- och utbildningsförvaltningen"
    /// ansvarig = { titel = "Förvaltningschef", forvaltning = "Barn- och utbildningsförvaltningen" }
    /// ```
    ///
    /// ```toml,whole
    /// [dokument]
    /// slag = "handlingsplan"
    /// titel = "Handlingsplan för folkhälsa"
    /// ar = 2024
    /// status = "utkast"
    ///
    /// [regler]
    /// ansvarig_utifran = true
    ///
    /// [[programomrade]]
    /// id = "uppvaxt"
    /// rubrik = "Goda uppväxtvillkor"
    /// egen_forvaltning = "Barn- och utbildningsförvaltningen"
    /// ansvarig = { titel = "Förvaltningschef", forvaltning = "Socialförvaltningen" }
    /// ```
    pub(super) const ANSVARIG_INIFRAN: Check = Vanlig("ansvarig-inifran", Some(Upplysning), Some(Varning));
}

pub(super) fn ansvarig_inifran(plan: &Handlingsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    if plan.regler.as_ref().and_then(|it| it.ansvarig_utifran) != Some(true) {
        return;
    }
    let department = |it: &Option<Ansvarig>| it.as_ref().and_then(|it| it.forvaltning.as_ref()).cloned();
    for area in &plan.programomrade {
        let Some(theirs) = department(&area.ansvarig) else { continue };
        let name = quoted(area.rubrik.as_str());
        if let Some(own) = area.egen_forvaltning.as_ref().filter(|it| same(it.as_str(), theirs.as_str())) {
            let message = format!("Den som ansvarar för ”{name}” kommer från områdets egen förvaltning.");
            findings.add(theirs.span(), message, |it| {
                it.label(own.span(), "områdets egen")
                    .help("Välj någon från en annan förvaltning, eller ta bort regeln ansvarig_utifran.")
            });
        }
        if let Some(second) = department(&area.bitradande).filter(|it| same(it.as_str(), theirs.as_str())) {
            let message = format!("Den som ansvarar för ”{name}” och den som biträder kommer från samma förvaltning.");
            findings.add(second.span(), message, |it| {
                it.label(theirs.span(), "ansvarig").help("Välj någon från en annan förvaltning som biträdande.")
            });
        }
    }
}
