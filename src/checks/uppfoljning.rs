//! Checks that tie a follow-up to its plan and its form.

use std::collections::BTreeSet;

use super::{Findings, Sammanhang};
use crate::check;
use crate::dokument::{Handelsetyp, Handling, Slag};
use crate::inlasning::{formular_som_finns, shown};
use crate::plan::Insats;
use crate::read::{Id, nearest};
use crate::svenska::{self, quoted};
use crate::uppfoljning::Uppfoljning;

check! {
    /// Uppföljningen besvarar ett formulär som finns.
    ///
    /// Formulären följer med programmet. Ett eget läggs i mappen templates/formular, med formulärets id som filnamn.
    ///
    /// ```toml,fails,uppfoljning
    /// [dokument]
    /// slag = "uppfoljning"
    /// ar = 2024
    /// formular = "vgr-norr-2021"
    /// status = "utkast"
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [dokument]
    /// slag = "uppfoljning"
    /// ar = 2024
    /// formular = "vgr-norra-2021"
    /// status = "utkast"
    /// ```
    pub(super) const OKANT_FORMULAR: Check = Grund("okant-formular", Some(Fel), Some(Fel));
}

pub(super) fn okant_formular(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let id = &it.dokument.formular;
    // The mistakes of a form that cannot be read are told.
    if sammanhang.kommun.formularfil(id.as_str()).is_some() {
        return;
    }
    let known = formular_som_finns(sammanhang.kommunmapp);
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    findings.add(id.span(), format!("Det finns inget formulär som heter ”{}”.", id.as_str()), |it| {
        let near = nearest(id.as_str(), &known);
        it.here("finns inte").meant(near).help(match near {
            Some(near) => format!("Menade du ”{near}”?"),
            None => format!(
                "Välj {}, eller lägg till templates/formular/{}.toml.",
                svenska::list(&known, "eller"),
                id.as_str()
            ),
        })
    });
}

check! {
    /// Formuläret är till för det år som följs upp.
    ///
    /// Regionen ändrar frågor och sista dagar från år till år. Står en adress i formuläret kan den också vara gammal.
    ///
    /// ```toml,fails,uppfoljning
    /// [dokument]
    /// slag = "uppfoljning"
    /// ar = 2024
    /// formular = "vgr-norra-2021"
    /// status = "utkast"
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [dokument]
    /// slag = "uppfoljning"
    /// ar = 2024
    /// formular = "prov"
    /// status = "utkast"
    /// ```
    pub(super) const FORMULAR_FOR_ANNAT_AR: Check = Vanlig("formular-for-annat-ar", Some(Varning), Some(Varning));
}

pub(super) fn formular_for_annat_ar(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let id = &it.dokument.formular;
    let Some(form) = sammanhang.kommun.formular(id.as_str()) else { return };
    let years: Vec<String> = form.formular.ar.iter().map(|it| it.value.to_string()).collect();
    let Some(first) = form.formular.ar.first() else { return };
    if form.formular.ar.iter().any(|year| year.value == it.ar()) {
        return;
    }
    let years = svenska::list(&years, "och");
    let message = format!("Formuläret ”{}” är till för {years}, men uppföljningen gäller {}.", id.as_str(), it.ar());
    findings.add(id.span(), message, |found| {
        found.label(first.span, "formulärets år").label(it.dokument.ar.span, "året som följs upp").help(
            "Välj årets formulär. Är frågorna desamma, lägg till året i formulärets ar och kontrollera sista dagar \
             och adress.",
        )
    });
}

check! {
    /// Uppföljningen har en plan att följa upp.
    ///
    /// Planen är den verksamhetsplan som kommunen har för samma år. Insatser, mål och budget hämtas ur den.
    ///
    /// ```toml,fails,uppfoljning,utan-plan
    /// [dokument]
    /// slag = "uppfoljning"
    /// ar = 2024
    /// formular = "prov"
    /// status = "utkast"
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [dokument]
    /// slag = "uppfoljning"
    /// ar = 2024
    /// formular = "prov"
    /// status = "utkast"
    /// ```
    pub(super) const PLAN_SAKNAS: Check = Grund("plan-saknas", Some(Fel), Some(Fel));
}

pub(super) fn plan_saknas(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let (kommun, ar) = (sammanhang.kommun, &it.dokument.ar);
    let decided: Vec<_> = kommun.planer().filter(|it| it.ar() == ar.value && it.is_decided()).collect();
    if let [first, second, ..] = decided.as_slice() {
        return findings.add(ar.span, format!("Det finns flera beslutade planer för {}.", ar.value), |it| {
            it.label(first.dokument.ar.span, "en plan")
                .label(second.dokument.ar.span, "en till")
                .help("Behåll en plan för varje år, eller skriv status = \"utkast\" i den som inte gäller.")
        });
    }
    if kommun.plan(ar.value).is_some() {
        return;
    }
    let unreadable = kommun.olasbara.iter().find(|it| it.slag == Slag::Verksamhetsplan && it.ar == Some(ar.value));
    match unreadable {
        // Its own mistakes are told.
        Some(plan) if plan.efterfragad => {}
        Some(plan) => {
            let name = shown(&plan.path);
            findings.add(
                ar.span,
                format!("Planen för {} har fel, så uppföljningen kan inte kontrolleras.", ar.value),
                |it| it.help(format!("Kör fhplan check {name} och rätta det som sägs.")),
            );
        }
        None => {
            findings.add(ar.span, format!("Det finns ingen verksamhetsplan för {} att följa upp.", ar.value), |it| {
                let mut years: Vec<String> = kommun.planer().map(|it| it.ar().to_string()).collect();
                years.sort();
                years.dedup();
                let there = match years.as_slice() {
                    [] => String::new(),
                    [one] => format!("Det finns en plan för {one}. Är året rätt? "),
                    several => format!("Det finns planer för {}. Är året rätt? ", svenska::list(several, "och")),
                };
                let wanted =
                    format!("Lägg årets plan i kommunens mapp, till exempel {}/verksamhetsplan.toml.", ar.value);
                it.help(format!("{there}{wanted}"))
            });
        }
    }
}

check! {
    /// Planen som följs upp är beslutad.
    ///
    /// Ett utkast kan ändras efter att uppföljningen har skickats.
    ///
    /// ```toml,fails,uppfoljning,plan-ar-utkast
    /// [dokument]
    /// slag = "uppfoljning"
    /// ar = 2024
    /// formular = "prov"
    /// status = "beslutad"
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [dokument]
    /// slag = "uppfoljning"
    /// ar = 2024
    /// formular = "prov"
    /// status = "beslutad"
    /// ```
    pub(super) const PLAN_EJ_BESLUTAD: Check = Vanlig("plan-ej-beslutad", None, Some(Varning));
}

pub(super) fn plan_ej_beslutad(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(plan) = sammanhang.kommun.plan(it.ar()).filter(|it| !it.is_decided()) else { return };
    let message = format!("Uppföljningen är beslutad, men planen för {} är ett utkast.", it.ar());
    findings.add(it.dokument.status.span, message, |it| {
        it.label(plan.dokument.status.span, "planen")
            .help("Skriv in beslutet i planen och status = \"beslutad\", eller låt uppföljningen vara ett utkast.")
    });
}

check! {
    /// Varje insats som betalas med gemensamma pengar följs upp, och en gång.
    ///
    /// Det är insatserna i de fokusområden som har en budgetrad i planen. Har planen ingen budget är det alla.
    ///
    /// ```toml,fails,uppfoljning
    /// [[insats]]
    /// id = "laslust"
    /// status = "genomford"
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[insats]]
    /// id = "laslust"
    /// status = "genomford"
    ///
    /// [[insats]]
    /// id = "skolcoach"
    /// status = "installd"
    /// ```
    pub(super) const INSATS_EJ_UPPFOLJD: Check = Vanlig("insats-ej-uppfoljd", Some(Varning), Some(Fel));
}

pub(super) fn insats_ej_uppfoljd(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(plan) = sammanhang.kommun.plan(it.ar()) else { return };
    let answered: BTreeSet<&str> = it.insats.iter().map(|it| it.id.as_str()).collect();
    // A planned insats under a name nearly the same is one mistake, told where it is typed; one that came during the year
    // stands for itself.
    let typed = it.insats.iter().filter(|it| it.tillkommen != Some(true));
    let meant: BTreeSet<&str> = typed.filter_map(|it| meant_insats(&it.id, plan)).collect();
    let joint = |omrade: &str| has_no_budget(plan) || has_row(plan, omrade);
    let wanted: Vec<_> = plan.insatser().filter(|(omrade, _)| joint(omrade.id.as_str())).collect();
    if let ([first, _, ..], true) = (wanted.as_slice(), it.insats.is_empty()) {
        return findings.add(it.dokument.span, "Ingen av planens insatser är uppföljd.", |found| {
            found
                .here("här saknas [[insats]]")
                .label(first.1.id.span(), "i planen")
                .help("Lägg till en [[insats]] med id och status för varje insats i planen.")
        });
    }
    for (_, insats) in wanted {
        let id = insats.id.as_str();
        if answered.contains(id) || meant.contains(id) {
            continue;
        }
        let place = it.insats.last().map_or(it.dokument.span, |it| it.id.span());
        let message = format!("Insatsen ”{id}” finns i planen för {} men inte i uppföljningen.", it.ar());
        findings.add(place, message, |found| {
            found.here("här saknas en [[insats]]").label(insats.id.span(), "i planen").help(format!(
                "Lägg till [[insats]] med id = \"{id}\" och status. Blev den inte av är status installd eller framflyttad."
            ))
        });
    }
}

/// Whether a plan has no budget rows at all, so that nobody can tell which insatser they pay for.
fn has_no_budget(plan: &crate::plan::Verksamhetsplan) -> bool {
    plan.budget.as_ref().is_none_or(|it| it.rad.is_empty())
}

/// Whether a focus area has money in the budget; a row of 0 kronor says that it has none.
fn has_row(plan: &crate::plan::Verksamhetsplan, omrade: &str) -> bool {
    plan.budget.as_ref().is_some_and(|it| !it.omrade(omrade).summa().is_zero())
}

/// The planned insats that an unknown id most likely stands for.
fn meant_insats<'a>(id: &Id, plan: &'a crate::plan::Verksamhetsplan) -> Option<&'a str> {
    let known: Vec<&str> = plan.insatser().map(|(_, it)| it.id.as_str()).collect();
    if known.contains(&id.as_str()) { None } else { nearest(id.as_str(), &known) }
}

check! {
    /// En insats som följs upp finns i planen, eller är märkt som tillkommen.
    ///
    /// ```toml,fails,uppfoljning
    /// [[insats]]
    /// id = "promenadgrupp"
    /// status = "genomford"
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[insats]]
    /// id = "promenadgrupp"
    /// tillkommen = true
    /// namn = "Promenadgrupp"
    /// mal = ["gang-och-cykel"]
    /// status = "genomford"
    /// ```
    pub(super) const INSATS_UTANFOR_PLANEN: Check = Vanlig("insats-utanfor-planen", Some(Varning), Some(Fel));
}

pub(super) fn insats_utanfor_planen(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(plan) = sammanhang.kommun.plan(it.ar()) else { return };
    let came = "Kom den till under året, skriv tillkommen = true, namn = \"…\" och mal = [\"…\"].";
    for svar in &it.insats {
        let id = svar.id.as_str();
        let planned: Option<&Insats> = plan.insats(id).map(|(_, it)| it);
        match (planned, svar.tillkommen == Some(true)) {
            (None, false) => {
                let message = format!("Insatsen ”{id}” finns inte i planen för {}.", it.ar());
                let near = meant_insats(&svar.id, plan);
                let free = near.filter(|near| it.insats.iter().all(|it| it.id.as_str() != *near));
                let planned = near.and_then(|it| plan.insats(it)).map(|(_, it)| it.id.span());
                findings.add(svar.id.span(), message, |found| {
                    let found = match planned {
                        Some(span) => found.label(span, "i planen"),
                        None => found.label(plan.dokument.ar.span, "planen"),
                    };
                    found.meant(free).help(match near {
                        Some(near) => format!("Menade du ”{near}”? {came}"),
                        None => came.to_owned(),
                    })
                });
            }
            (Some(planned), true) => {
                findings.add(
                    svar.id.span(),
                    format!("Insatsen ”{id}” är märkt som tillkommen men finns i planen."),
                    |it| it.label(planned.id.span(), "i planen").help("Ta bort tillkommen = true."),
                );
            }
            (None, true) if svar.namn.is_none() && svar.mal.is_empty() => {
                findings.add(svar.id.span(), format!("Den tillkomna insatsen ”{id}” saknar namn och mål."), |it| {
                    it.help("Planen känner inte insatsen. Lägg till namn = \"…\" och mal = [\"…\"].")
                });
            }
            (None, true) if svar.mal.is_empty() => {
                findings.add(
                    svar.id.span(),
                    format!("Den tillkomna insatsen ”{id}” säger inte vilket mål den hör till."),
                    |it| it.help("Lägg till mal = [\"…\"] med id för ett fokusområde i planen."),
                );
            }
            (None, true) if svar.namn.is_none() => {
                findings.add(svar.id.span(), format!("Den tillkomna insatsen ”{id}” saknar namn."), |it| {
                    it.help("Planen känner inte insatsen. Lägg till namn = \"…\".")
                });
            }
            (Some(planned), false) => {
                if let Some(name) = &svar.namn {
                    findings.add(name.span(), format!("Namnet på ”{id}” hämtas ur planen."), |it| {
                        it.label(planned.id.span(), "i planen").help("Ta bort namn. Ska det ändras, ändra i planen.")
                    });
                }
            }
            (None, true) => {}
        }
    }
}

check! {
    /// Uppföljningen undertecknas efter att den har godkänts.
    ///
    /// ```toml,fails,uppfoljning
    /// [dokument]
    /// slag = "uppfoljning"
    /// ar = 2024
    /// formular = "prov"
    /// status = "beslutad"
    ///
    /// [[handelse]]
    /// typ = "godkand"
    /// datum = 2025-01-22
    ///
    /// [underskrift]
    /// roll = "Ordförande i folkhälsorådet"
    /// metod = "bankid"
    /// datum = 2025-01-20
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [dokument]
    /// slag = "uppfoljning"
    /// ar = 2024
    /// formular = "prov"
    /// status = "beslutad"
    ///
    /// [[handelse]]
    /// typ = "godkand"
    /// datum = 2025-01-20
    ///
    /// [underskrift]
    /// roll = "Ordförande i folkhälsorådet"
    /// metod = "bankid"
    /// datum = 2025-01-22
    /// ```
    pub(super) const UNDERSKRIFT_FORE_GODKANNANDE: Check = Vanlig("underskrift-fore-godkannande", None, Some(Fel));
}

pub(super) fn underskrift_fore_godkannande(it: &Uppfoljning, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let approved = it.senast(Handelsetyp::Godkand);
    let event = it.senast(Handelsetyp::Undertecknad);
    let signed = it.underskrift.as_ref().and_then(|it| it.datum.as_ref()).or(event);
    let Some((approved, signed)) = approved.zip(signed).filter(|(approved, signed)| signed.value < approved.value)
    else {
        return;
    };
    let message = format!("Underskriften ({}) är daterad före godkännandet ({}).", signed.value, approved.value);
    findings.add(signed.span, message, |it| it.label(approved.span, "godkänd").help("Rätta det ena datumet."));
}

check! {
    /// Det organ som har godkänt uppföljningen är det som formuläret eller kommun.toml nämner.
    ///
    /// Har kommunen inget folkhälsoråd skrivs det organ som godkänner i stället i kommun.toml, som
    /// `godkannande_organ`.
    ///
    /// ```toml,fails,uppfoljning
    /// [dokument]
    /// slag = "uppfoljning"
    /// ar = 2024
    /// formular = "prov"
    /// status = "beslutad"
    ///
    /// [[handelse]]
    /// typ = "godkand"
    /// datum = 2025-01-22
    /// organ = "Kommunstyrelsens arbetsutskott"
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [dokument]
    /// slag = "uppfoljning"
    /// ar = 2024
    /// formular = "prov"
    /// status = "beslutad"
    ///
    /// [[handelse]]
    /// typ = "godkand"
    /// datum = 2025-01-22
    /// organ = "Folkhälsorådet"
    /// ```
    pub(super) const ANNAT_ORGAN: Check = Vanlig("annat-organ", Some(Upplysning), Some(Upplysning));
}

pub(super) fn annat_organ(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    let Some(wanted) = &kedja.formular.formular.godkanns_av else { return };
    let own = sammanhang.profil.kommun.godkannande_organ.as_ref();
    let same = |one: &str, other: &str| one.trim().to_lowercase() == other.trim().to_lowercase();
    for event in it.handelse.iter().filter(|it| it.typ.value == Handelsetyp::Godkand) {
        let Some(organ) = &event.organ else { continue };
        let known = same(organ.as_str(), wanted.as_str()) || own.is_some_and(|it| same(organ.as_str(), it.as_str()));
        if !known {
            let message =
                format!("Formuläret anger {}. Här har {} godkänt.", quoted(wanted.as_str()), quoted(organ.as_str()));
            findings.add(organ.span(), message, |it| {
                it.label(wanted.span(), "i formuläret")
                    .help("Stämmer det, skriv organet som godkannande_organ i kommun.toml. Då står det i dokumentet.")
            });
        }
    }
}
