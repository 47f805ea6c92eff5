//! Checks that what a follow-up names exists: in its form, in its plan and in the kommun's profile.

use super::struktur::unknown;
use super::{Findings, Kedja, Sammanhang};
use crate::formular::{Skala, Stegord};
use crate::read::{Id, nearest};
use crate::svenska::{self, quoted};
use crate::uppfoljning::{Uppfoljning, Varde};

pub(super) fn okand_hanvisning(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    let (plan, profil) = (kedja.plan, sammanhang.profil);
    form_references(it, kedja, findings);
    let areas = plan.fokusomrade.iter();
    let goals: Vec<&str> =
        areas.flat_map(|it| [&it.id].into_iter().chain(it.delomrade.iter().map(|it| &it.id))).map(Id::as_str).collect();
    let actors: Vec<&str> = profil.aktor.iter().map(|it| it.id.as_str()).collect();
    for svar in &it.insats {
        let who = format!("Insatsen ”{}”", svar.id.as_str());
        for id in &svar.mal {
            unknown(id.as_str(), id.span(), &goals, &who, "målet", "planen", findings);
        }
        for id in &svar.aktorer {
            unknown(id.as_str(), id.span(), &actors, &who, "aktören", "kommun.toml", findings);
        }
    }
    let Some(ekonomi) = &it.ekonomi else { return };
    let rows: Vec<&str> = plan.budget.iter().flat_map(|it| &it.rad).map(crate::budget::Rad::nyckel).collect();
    for row in &ekonomi.utfall {
        unknown(row.rad.as_str(), row.rad.span(), &rows, "Utfallet", "budgetraden", "planen", findings);
    }
    for id in ekonomi.omfordelning.iter().flat_map(|it| it.fran.iter().chain(&it.till)) {
        unknown(id.as_str(), id.span(), &rows, "Omfördelningen", "budgetraden", "planen", findings);
    }
    let agreements: Vec<&str> = profil.avtal_for(it.ar()).map(|it| it.id.as_str()).collect();
    let named = ekonomi.overforing.iter().map(|it| ("Överföringen", &it.avtal));
    for (who, id) in named.chain(ekonomi.aterbetalning.iter().map(|it| ("Återbetalningen", &it.avtal))) {
        if let Some(id) = id {
            unknown(id.as_str(), id.span(), &agreements, who, "avtalet", "kommun.toml för det året", findings);
        }
    }
}

/// What a follow-up answers is asked by its form, and each answer is one that the form takes.
fn form_references(it: &Uppfoljning, kedja: &Kedja<'_>, findings: &mut Findings<'_>) {
    let form = kedja.formular;
    let statements: Vec<&str> = form.pastaende.iter().map(|it| it.id.as_str()).collect();
    for (id, svar) in &it.pastaende.0 {
        unknown(id.as_str(), id.span(), &statements, "Bedömningen", "påståendet", "formuläret", findings);
        let asked = form.pastaende.iter().find(|it| it.id == *id);
        if let (Some(step), Some(scale)) = (&svar.bedomning, asked.and_then(|it| form.skala(&it.skala))) {
            known_step(step, scale, &format!("Påståendet ”{}”", id.as_str()), findings);
        }
    }
    let carers: Vec<&str> = form.vardaktor.iter().map(|it| it.id.as_str()).collect();
    for svar in &it.vardaktor {
        unknown(svar.aktor.as_str(), svar.aktor.span(), &carers, "Svaret", "vårdaktören", "formuläret", findings);
        let asked = form.vardaktor.iter().find(|it| it.id == svar.aktor);
        if let (Some(step), Some(scale)) = (&svar.delaktighet, asked.and_then(|it| form.skala(&it.skala))) {
            known_step(step, scale, &format!("Vårdaktören ”{}”", svar.aktor.as_str()), findings);
        }
    }
    let questions: Vec<&str> = form.insatsfraga.iter().map(|it| it.id.as_str()).collect();
    for svar in &it.insats {
        for (id, value) in &svar.svar.0 {
            let who = format!("Insatsen ”{}”", svar.id.as_str());
            unknown(id.as_str(), id.span(), &questions, &who, "frågan", "formuläret", findings);
            let Some(asked) = form.insatsfraga.iter().find(|it| it.id == *id) else { continue };
            let whose = format!("{who}, frågan ”{}”", id.as_str());
            match (asked.skala.as_ref().and_then(|it| form.skala(it)), value) {
                (Some(scale), Varde::Steg(step)) => known_step(step, scale, &whose, findings),
                (Some(scale), Varde::JaNej(it)) => {
                    let steps = svenska::list(&shown_steps(scale), "eller");
                    findings.add(it.span, format!("{whose}: svara på skalan, inte med ja eller nej."), |it| {
                        it.help(format!("Välj {steps}."))
                    });
                }
                (None, Varde::Steg(step)) => {
                    findings.add(step.0.span, format!("{whose}: svara med ja eller nej."), |it| {
                        it.help("Skriv true för ja eller false för nej, utan citattecken.")
                    });
                }
                (None, Varde::JaNej(_)) => {}
            }
        }
    }
    let asked: Vec<&str> = form.fraga.iter().map(|it| it.id.as_str()).collect();
    for svar in &it.svar {
        unknown(svar.fraga.as_str(), svar.fraga.span(), &asked, "Svaret", "frågan", "formuläret", findings);
    }
}

/// The steps of a scale as they are typed.
pub(super) fn shown_steps(scale: &Skala) -> Vec<String> {
    let is_number = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    scale.svar().into_iter().map(|it| if is_number(it) { it.to_owned() } else { format!("\"{it}\"") }).collect()
}

fn known_step(step: &Stegord, scale: &Skala, whose: &str, findings: &mut Findings<'_>) {
    let known = scale.svar();
    if known.contains(&step.as_str()) {
        return;
    }
    let message = format!("{whose}: ”{}” är inget steg på skalan.", quoted(step.as_str()));
    findings.add(step.0.span, message, |it| {
        it.label(scale.id.span(), "skalan").help(match nearest(step.as_str(), &known) {
            Some(near) => format!("Menade du \"{near}\"?"),
            None => format!("Välj {}.", svenska::list(&shown_steps(scale), "eller")),
        })
    });
}
