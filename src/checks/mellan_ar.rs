//! Checks between years: the money that comes in, the focus areas and the insatser that go on.

use std::collections::BTreeSet;

use super::ekonomi::genitive;
use super::overforing::without_agreement;
use super::{Findings, Sammanhang};
use crate::belopp::Belopp;
use crate::budget::{Ingaende, Part};
use crate::check;
use crate::diagnostic::{Diagnostic, Fix};
use crate::dokument::Handling;
use crate::plan::Verksamhetsplan;
use crate::read::{Id, nearest};
use crate::uppfoljning::{Insatsstatus, Uppfoljning, Utgaende};

check! {
    /// Det som planen tar in från ett tidigare år är det som det årets uppföljning för över.
    ///
    /// En plan som beslutades innan året var slut kan inte veta vad som blir över, och behöver inte ta upp något.
    ///
    /// ```toml,fails,efter-uppfoljning
    /// [[budget.overforing]]
    /// part = "region"
    /// fran_ar = 2023
    /// belopp = 10_000
    /// ```
    ///
    /// ```toml,efter-uppfoljning
    /// [[budget.overforing]]
    /// part = "region"
    /// fran_ar = 2023
    /// belopp = 10_000.50
    /// ```
    pub(super) const FEL_INGAENDE: Check = Vanlig("fel-ingaende-overforing", Some(Varning), Some(Fel));
}

pub(super) fn fel_ingaende(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let told: Vec<&Ingaende> = plan.budget.iter().flat_map(|it| &it.overforing).collect();
    let earlier = sammanhang.kommun.gallande_uppfoljningar().filter(|it| it.ar() < plan.ar() && it.ekonomi.is_some());
    for follow_up in earlier {
        let sent: Vec<&Utgaende> =
            follow_up.overforingar().filter(|it| follow_up.till_ar(it) == plan.ar() && it.belopp.is_some()).collect();
        let from = |it: &&&Ingaende| it.fran_ar.as_ref().is_some_and(|it| it.value == follow_up.ar());
        let told: Vec<&Ingaende> = told.iter().filter(from).copied().collect();
        if told.is_empty() {
            missing(plan, follow_up, &sent, findings);
            continue;
        }
        let name = |avtal: &Option<Id>| avtal.as_ref().map(|it| it.as_str().to_owned());
        let pots: BTreeSet<(Part, Option<String>)> = told
            .iter()
            .filter_map(|it| Some((it.part.as_ref()?.value, name(&it.avtal))))
            .chain(sent.iter().map(|it| (it.part.value, name(&it.avtal))))
            .collect();
        for (part, avtal) in pots {
            let belongs = |it: &Option<Id>| name(it) == avtal;
            let mine: Vec<_> = told
                .iter()
                .filter(|it| it.part.as_ref().is_some_and(|it| it.value == part) && belongs(&it.avtal))
                .collect();
            let theirs: Vec<_> = sent.iter().filter(|it| it.part.value == part && belongs(&it.avtal)).collect();
            let incoming: Belopp = mine.iter().map(|it| it.belopp.value).sum();
            let outgoing: Belopp = theirs.iter().filter_map(|it| it.belopp.as_ref()).map(|it| it.value).sum();
            if incoming == outgoing {
                continue;
            }
            let place = mine.first().map_or_else(|| told[0].span, |it| it.belopp.span);
            let here = match mine.is_empty() {
                true => format!("här saknas {}", genitive(part)),
                false => "tas in".to_owned(),
            };
            let whose = if part == Part::Region { "Regionens" } else { "Kommunens" };
            let under = avtal.as_ref().map_or(String::new(), |it| format!(" i avtalet ”{it}”"));
            let message = format!(
                "{whose} ingående överföring{under} är {incoming} kr, men uppföljningen {} lämnade {outgoing} kr.",
                follow_up.ar()
            );
            let there = theirs.first().and_then(|it| it.belopp.as_ref()).map(|it| it.span);
            let there = there.or(follow_up.ekonomi.as_ref().map(|it| it.span)).unwrap_or(follow_up.dokument.span);
            // Which of the two years is wrong, only a person knows.
            let alone = !outgoing.is_zero() && mine.len() == 1;
            let fix = alone.then(|| Fix::risky(place, outgoing.toml()));
            findings.add(place, message, |it| {
                let it = Diagnostic { fix, ..it };
                it.here(here).label(there, "lämnas").help(match (outgoing.is_zero(), mine.is_empty()) {
                    (true, _) => "Ta bort raden, eller rätta uppföljningen.".to_owned(),
                    (false, false) => format!("Skriv belopp = {}, eller rätta uppföljningen.", outgoing.toml()),
                    (false, true) => {
                        let line = avtal.as_ref().map_or(String::new(), |it| format!(", avtal = \"{it}\""));
                        let (part, year) = (part.word(), follow_up.ar());
                        format!(
                            "Lägg till [[budget.overforing]] med part = \"{part}\", fran_ar = {year}, belopp = {}{line}.",
                            outgoing.toml()
                        )
                    }
                })
            });
        }
    }
}

/// A plan that could know what comes in, and tells nothing of it.
fn missing(plan: &Verksamhetsplan, follow_up: &Uppfoljning, sent: &[&Utgaende], findings: &mut Findings<'_>) {
    let decided = plan.styrdokument.as_ref().and_then(|it| it.beslutsdatum.as_ref()).map(|it| it.value);
    let could_not_know = plan.is_decided() && decided.is_none_or(|it| it.ar() <= follow_up.ar());
    let Some(first) = sent.first().filter(|_| !could_not_know) else { return };
    let sum: Belopp = sent.iter().filter_map(|it| it.belopp.as_ref()).map(|it| it.value).sum();
    let place = plan.budget.as_ref().map_or(plan.dokument.span, |it| it.rad.first().map_or(it.span, |it| it.span));
    let message =
        format!("Uppföljningen {} för över {sum} kr till {}, men planen tar inte in dem.", follow_up.ar(), plan.ar());
    let rows: Vec<String> = sent
        .iter()
        .filter_map(|it| {
            let avtal = it.avtal.as_ref().map_or(String::new(), |it| format!(", avtal = \"{}\"", it.as_str()));
            let (part, belopp) = (it.part.value.word(), it.belopp.as_ref()?.value.toml());
            Some(format!("part = \"{part}\", fran_ar = {}, belopp = {belopp}{avtal}", follow_up.ar()))
        })
        .collect();
    findings.add(place, message, |it| {
        it.here("planens budget")
            .label(first.span, "förs över")
            .help(format!("Lägg till [[budget.overforing]] med {}.", rows.join("; och en till med ")))
    });
}

pub(super) fn overforing_utan_avtal(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    if sammanhang.profil.avtal_for(plan.ar()).count() < 2 {
        return;
    }
    for row in plan.budget.iter().flat_map(|it| &it.overforing).filter(|it| it.avtal.is_none()) {
        without_agreement(row.belopp.span, "Ingående överföring", sammanhang, plan.ar(), findings);
    }
}

check! {
    /// Varje år har en uppföljning.
    ///
    /// Med två går det inte att veta vilken som gäller, och nästa år kan inte veta vilka pengar som kommer in. Ett utkast får
    /// ligga bredvid en uppföljning som är beslutad.
    ///
    /// ```toml,fails,uppfoljning,tva-forra-aret
    /// [[svar]]
    /// fraga = "lardomar"
    /// text = "Att det tar tid."
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[svar]]
    /// fraga = "lardomar"
    /// text = "Att det tar tid."
    /// ```
    pub(super) const FLERA_UPPFOLJNINGAR: Check = Vanlig("flera-uppfoljningar", Some(Varning), Some(Fel));
}

pub(super) fn flera_uppfoljningar(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let kommun = sammanhang.kommun;
    let asked = |other: &Uppfoljning| kommun.efterfragade().any(|it| it.fil == other.dokument.span.file);
    let mut years: Vec<i16> = kommun.uppfoljningar().map(Uppfoljning::ar).filter(|ar| *ar <= it.ar()).collect();
    years.sort_unstable();
    years.dedup();
    for ar in years {
        // Those of its own year are held against each other when they are asked for together.
        let of_year = kommun.uppfoljningar().filter(|other| other.ar() == ar && (ar < it.ar() || asked(other)));
        let of_year: Vec<&Uppfoljning> = of_year.collect();
        let decided: Vec<&Uppfoljning> = of_year.iter().copied().filter(|it| it.is_decided()).collect();
        let valid = if decided.is_empty() { of_year } else { decided };
        // An earlier year matters when money comes from it, the own one when this is one of those that could be valid.
        let matters = valid.iter().any(|other| match ar == it.ar() {
            true => std::ptr::eq(*other, it),
            false => other.overforingar().any(|row| other.till_ar(row) == it.ar()),
        });
        if valid.len() < 2 || !matters {
            continue;
        }
        findings.add(it.dokument.ar.span, format!("Det finns flera uppföljningar av {ar}."), |found| {
            let others = valid.iter().filter(|other| !std::ptr::eq(**other, it)).take(2).enumerate();
            let label = |idx: usize| if idx == 0 && ar != it.ar() { "en uppföljning" } else { "en till" };
            let found = others.fold(found, |found, (idx, other)| found.label(other.dokument.ar.span, label(idx)));
            found.help("Behåll en uppföljning för varje år, eller skriv status = \"utkast\" i den som inte gäller.")
        });
    }
}

check! {
    /// Förra årets fokusområden finns kvar, eller så säger planen vad som ersätter dem.
    ///
    /// Då går det att följa pengar och mål från år till år.
    ///
    /// ```toml,fails,efter-plan
    /// [[fokusomrade]]
    /// id = "kunskap"
    /// rubrik = "Kunskap"
    /// ```
    ///
    /// ```toml,efter-plan
    /// [[fokusomrade]]
    /// id = "kunskap"
    /// rubrik = "Kunskap"
    /// ersatter = ["skolan", "gang-och-cykel"]
    /// ```
    pub(super) const OMRADE_FORSVUNNET: Check = Vanlig("omrade-forsvunnet", Some(Upplysning), Some(Upplysning));
}

pub(super) fn omrade_forsvunnet(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(before) = sammanhang.kommun.plan(plan.ar() - 1) else { return };
    for area in &before.fokusomrade {
        let id = area.id.as_str();
        let replaced = plan.fokusomrade.iter().flat_map(|it| &it.ersatter).any(|it| it.as_str() == id);
        if plan.omrade(id).is_some() || replaced {
            continue;
        }
        let place = plan.fokusomrade.first().map_or(plan.dokument.span, |it| it.id.span());
        findings.add(place, format!("Området ”{id}” i planen för {} finns inte längre.", before.ar()), |it| {
            it.label(area.id.span(), "förra året").help(format!(
                "Har det bytt id, skriv ersatter = [\"{id}\"] i det nya området. Har det upphört behöver du inte göra \
                     något."
            ))
        });
    }
    for (area, old) in plan.fokusomrade.iter().flat_map(|it| it.ersatter.iter().map(move |old| (it, old))) {
        if before.omrade(old.as_str()).is_none() {
            let message = format!(
                "”{}” ersätter ”{}”, som inte fanns i planen för {}.",
                area.id.as_str(),
                old.as_str(),
                before.ar()
            );
            let known: Vec<&str> = before.fokusomrade.iter().map(|it| it.id.as_str()).collect();
            findings.add(old.span(), message, |it| {
                let near = nearest(old.as_str(), &known);
                it.label(before.dokument.ar.span, "förra årets plan").meant(near).help(match near {
                    Some(near) => format!("Menade du ”{near}”?"),
                    None => "Rätta id:t, eller ta bort det.".to_owned(),
                })
            });
        }
    }
}

check! {
    /// En insats som pågår eller flyttades fram finns i nästa års plan.
    ///
    /// Fortsätter den utan gemensamma pengar skrivs det som `avslut`. En insats med `avslut` finns i gengäld inte i nästa plan.
    ///
    /// ```toml,fails,uppfoljning,nasta-plan
    /// [[insats]]
    /// id = "laslust"
    /// status = "pagar"
    /// ```
    ///
    /// ```toml,uppfoljning,nasta-plan
    /// [[insats]]
    /// id = "laslust"
    /// status = "pagar"
    /// avslut = "ordinarie_verksamhet"
    /// ```
    pub(super) const INSATS_UTAN_FORTSATTNING: Check =
        Vanlig("insats-utan-fortsattning", Some(Upplysning), Some(Upplysning));
}

pub(super) fn insats_utan_fortsattning(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(next) = sammanhang.kommun.plan(it.ar() + 1) else { return };
    for svar in &it.insats {
        let id = svar.id.as_str();
        let planned = next.insats(id).map(|(_, it)| it.id.span());
        let goes_on = matches!(svar.status.value, Insatsstatus::Pagar | Insatsstatus::Framflyttad);
        match (planned, &svar.avslut) {
            (None, None) if goes_on => {
                let status = svar.status.value.sats();
                let message = format!("Insatsen ”{id}” {status}, men finns inte i planen för {}.", next.ar());
                findings.add(svar.status.span, message, |it| {
                    it.label(next.dokument.ar.span, "nästa plan").help(
                        "Lägg till insatsen i nästa plan, eller skriv avslut = \"ordinarie_verksamhet\" eller \
                         \"avslutad\".",
                    )
                });
            }
            (Some(span), Some(end)) => {
                let message = format!("Insatsen ”{id}” är slut, men finns i planen för {}.", next.ar());
                findings.add(end.span, message, |it| {
                    it.label(span, "i nästa plan").help("Ta bort avslut, eller insatsen ur nästa plan.")
                });
            }
            _ => {}
        }
    }
}
