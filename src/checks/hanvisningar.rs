//! Checks that what a follow-up names exists: in its form, in its plan and in the kommun's profile.

use std::collections::BTreeSet;

use super::struktur::{rewritten, unknown};
use super::{Findings, Kedja, Sammanhang};
use crate::budget::Rad;
use crate::diagnostic::{Diagnostic, Fix};
use crate::formular::{Skala, Stegord};
use crate::plan::{Insats, Verksamhetsplan};
use crate::read::{Id, nearest, truth};
use crate::source::Sources;
use crate::svenska::{self, quoted};
use crate::uppfoljning::{Uppfoljning, Varde};

pub(super) fn okand_hanvisning(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    let (plan, profil) = (kedja.plan, sammanhang.profil);
    form_references(it, kedja, sammanhang.sources, findings);
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
    let rows: Vec<&str> = plan.budget.iter().flat_map(|it| &it.rad).map(Rad::nyckel).collect();
    let of_outcomes = ekonomi.utfall.iter().map(|it| ("Utfallet", "rad", &it.rad));
    let moved = ekonomi.omfordelning.iter();
    let moved = moved.flat_map(|it| [("fran", &it.fran), ("till", &it.till)]);
    let moved = moved.filter_map(|(key, id)| Some(("Omfördelningen", key, id.as_ref()?)));
    for (who, key, id) in of_outcomes.chain(moved) {
        match row_of_insats(id, plan).filter(|_| !rows.contains(&id.as_str())) {
            // The id of an insats is the natural mistake for that of the row that pays for it.
            Some((row, insats)) => {
                let message = format!("{who} hänvisar till insatsen ”{}”, inte till en budgetrad.", id.as_str());
                let help = format!(
                    "Insatsen {} hör till raden ”{row}”. Skriv {key} = \"{row}\".",
                    id.as_str(),
                    row = row.nyckel()
                );
                findings.add(id.span(), message, |it| {
                    it.here("insatsens id")
                        .label(insats.id.span(), "insatsen")
                        .label(row.namn_span(), "budgetraden")
                        .meant(Some(row.nyckel()))
                        .help(help)
                });
            }
            None => unknown(id.as_str(), id.span(), &rows, who, "budgetraden", "planen", findings),
        }
    }
    let agreements: Vec<&str> = profil.avtal_for(it.ar()).map(|it| it.id.as_str()).collect();
    let named = ekonomi.overforing.iter().map(|it| ("Överföringen", &it.avtal));
    for (who, id) in named.chain(ekonomi.aterbetalning.iter().map(|it| ("Återbetalningen", &it.avtal))) {
        let Some(id) = id.as_ref().filter(|it| !agreements.contains(&it.as_str())) else { continue };
        let message = format!("{who} hänvisar till avtalet ”{}” som inte gäller {}.", id.as_str(), it.ar());
        findings.add(id.span(), message, |found| {
            let near = nearest(id.as_str(), &agreements);
            found.here("gäller inte").meant(near).help(match (near, agreements.is_empty()) {
                (Some(near), _) => format!("Menade du ”{near}”?"),
                (None, false) => format!("Avtal som gäller {}: {}.", it.ar(), agreements.join(", ")),
                (None, true) => format!("Inget avtal gäller {}. Ta bort avtal, eller lägg till avtalet.", it.ar()),
            })
        });
    }
}

/// The budget row that pays for the insats with an id, and the insats.
fn row_of_insats<'a>(id: &Id, plan: &'a Verksamhetsplan) -> Option<(&'a Rad, &'a Insats)> {
    let (omrade, insats) = plan.insats(id.as_str())?;
    let mut rows = plan.budget.iter().flat_map(|it| &it.rad);
    let row = rows.find(|it| it.fokusomrade(plan).is_some_and(|it| std::ptr::eq(it, omrade)))?;
    Some((row, insats))
}

/// The known names that typed ones stand for though they are spelt otherwise: what is told as misspelt is not missing too.
pub(super) fn meant<'a>(typed: impl Iterator<Item = &'a str>, known: &[&'a str]) -> BTreeSet<&'a str> {
    typed.filter(|it| !known.contains(it)).filter_map(|it| nearest(it, known)).collect()
}

/// The rows whose outcome stands under another name than the row's.
pub(super) fn meant_rows<'a>(it: &'a Uppfoljning, plan: &'a Verksamhetsplan) -> BTreeSet<&'a str> {
    let known: Vec<&str> = plan.budget.iter().flat_map(|it| &it.rad).map(Rad::nyckel).collect();
    let typed = || it.ekonomi.iter().flat_map(|it| &it.utfall).map(|it| &it.rad);
    let unknown = typed().filter(|it| !known.contains(&it.as_str()));
    let by_insats = unknown.filter_map(|it| row_of_insats(it, plan)).map(|(row, _)| row.nyckel());
    meant(typed().map(Id::as_str), &known).into_iter().chain(by_insats).collect()
}

/// What a follow-up answers is asked by its form, and each answer is one that the form takes.
fn form_references(it: &Uppfoljning, kedja: &Kedja<'_>, sources: &Sources, findings: &mut Findings<'_>) {
    let form = kedja.formular;
    let statements: Vec<&str> = form.pastaende.iter().map(|it| it.id.as_str()).collect();
    for (id, svar) in &it.pastaende.0 {
        rewritten(
            findings,
            |it| it.to_owned(),
            |findings| {
                unknown(id.as_str(), id.span(), &statements, "Bedömningen", "påståendet", "formuläret", findings);
            },
        );
        let asked = form.pastaende.iter().find(|it| it.id == *id);
        if let (Some(step), Some(scale)) = (&svar.bedomning, asked.and_then(|it| form.skala(&it.skala))) {
            known_step(step, scale, &format!("Påståendet ”{}”", id.as_str()), sources, findings);
        }
    }
    let carers: Vec<&str> = form.vardaktor.iter().map(|it| it.id.as_str()).collect();
    for svar in &it.vardaktor {
        unknown(svar.aktor.as_str(), svar.aktor.span(), &carers, "Svaret", "vårdaktören", "formuläret", findings);
        let asked = form.vardaktor.iter().find(|it| it.id == svar.aktor);
        if let (Some(step), Some(scale)) = (&svar.delaktighet, asked.and_then(|it| form.skala(&it.skala))) {
            known_step(step, scale, &format!("Vårdaktören ”{}”", svar.aktor.as_str()), sources, findings);
        }
    }
    let questions: Vec<&str> = form.insatsfraga.iter().map(|it| it.id.as_str()).collect();
    for svar in &it.insats {
        for (id, value) in &svar.svar.0 {
            let who = format!("Insatsen ”{}”", svar.id.as_str());
            rewritten(
                findings,
                |it| it.to_owned(),
                |findings| {
                    unknown(id.as_str(), id.span(), &questions, &who, "frågan", "formuläret", findings);
                },
            );
            let Some(asked) = form.insatsfraga.iter().find(|it| it.id == *id) else { continue };
            let whose = format!("{who}, frågan ”{}”", id.as_str());
            match (asked.skala.as_ref().and_then(|it| form.skala(it)), value) {
                (Some(scale), Varde::Steg(step)) => known_step(step, scale, &whose, sources, findings),
                (Some(scale), Varde::JaNej(it)) => {
                    let steps = svenska::list(&shown_steps(scale), "eller");
                    findings.add(it.span, format!("{whose}: svara på skalan, inte med ja eller nej."), |it| {
                        it.help(format!("Välj {steps}."))
                    });
                }
                (None, Varde::Steg(step)) => {
                    let typed = typed(step, sources);
                    // Who answered yes or no is told how that is written.
                    let (message, help) = match truth(typed) {
                        Some(yes) => (
                            match typed == yes.to_string() {
                                true => format!("{whose}: {yes} ska stå utan citattecken."),
                                false => format!("{whose}: ”{}” ska skrivas {yes}.", quoted(typed)),
                            },
                            match sources.text(step.0.span) == typed {
                                true => format!("Skriv {} = {yes}", id.as_str()),
                                false => format!("Skriv {} = {yes}, utan citattecken.", id.as_str()),
                            },
                        ),
                        None => (
                            format!("{whose}: svara med ja eller nej."),
                            "Skriv true för ja eller false för nej, utan citattecken.".to_owned(),
                        ),
                    };
                    let fix = truth(typed).map(|yes| Fix::safe(step.0.span, yes.to_string()));
                    findings.add(step.0.span, message, |it| Diagnostic { fix, ..it.help(help) });
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

/// A step as it was typed, without its quotation marks.
fn typed<'a>(step: &Stegord, sources: &'a Sources) -> &'a str {
    sources.text(step.0.span).trim_matches(['"', '\''])
}

fn known_step(step: &Stegord, scale: &Skala, whose: &str, sources: &Sources, findings: &mut Findings<'_>) {
    let known = scale.svar();
    if known.contains(&step.as_str()) {
        return;
    }
    let message = format!("{whose}: ”{}” är inget steg på skalan.", quoted(typed(step, sources)));
    findings.add(step.0.span, message, |it| {
        let near = nearest(step.as_str(), &known);
        it.label(scale.id.span(), "skalan").meant(near).help(match near {
            Some(near) => format!("Menade du \"{near}\"?"),
            None => format!("Välj {}.", svenska::list(&shown_steps(scale), "eller")),
        })
    });
}
