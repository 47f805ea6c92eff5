//! Checks that a follow-up answers what its form asks, and that the answers agree with each other.

use super::hanvisningar::shown_steps;
use super::{Findings, Sammanhang};
use crate::belopp::Belopp;
use crate::budget::Rad;
use crate::check;
use crate::formular::{Formularblock, Stegord};
use crate::plan::Verksamhetsplan;
use crate::read::Id;
use crate::source::Span;
use crate::svenska::{self, quoted};
use crate::uppfoljning::{Insatsstatus, Insatssvar, Uppfoljning, Varde};

check! {
    /// Varje påstående i formuläret är bedömt.
    ///
    /// ```toml,fails,uppfoljning
    /// [pastaende]
    /// behov = { motivering = "Vi utgår från öppna jämförelser." }
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [pastaende]
    /// behov = { bedomning = "helt" }
    /// ```
    pub(super) const OBEDOMT_PASTAENDE: Check = Vanlig("obedomt-pastaende", Some(Varning), Some(Fel));
}

pub(super) fn obedomt_pastaende(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    for (idx, asked) in kedja.formular.pastaende.iter().enumerate() {
        let svar = it.pastaende.get(asked.id.as_str());
        if svar.is_some_and(|it| it.bedomning.is_some()) {
            continue;
        }
        let id = asked.id.as_str();
        let steps = kedja.formular.skala(&asked.skala).map(|it| svenska::list(&shown_steps(it), "eller"));
        let place = svar.map_or_else(|| pastaenden_span(it), |it| it.span);
        let message = format!("Påstående {} (”{}”) är inte bedömt.", idx + 1, quoted(asked.text.as_str()));
        findings.add(place, message, |found| {
            found.label(asked.id.span(), "i formuläret").help(format!(
                "Skriv {id} = {{ bedomning = … }} under [pastaende] och välj {}.",
                steps.unwrap_or_default()
            ))
        });
    }
}

/// Where the statements are answered, else the document's own table.
fn pastaenden_span(it: &Uppfoljning) -> Span {
    it.pastaende.0.last().map_or(it.dokument.span, |(id, _)| id.span())
}

check! {
    /// En bedömning som inte är den bästa har en motivering.
    ///
    /// Vilka steg som ska motiveras står i formuläret.
    ///
    /// ```toml,fails,uppfoljning
    /// [pastaende]
    /// behov = { bedomning = "delvis" }
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [pastaende]
    /// behov = { bedomning = "delvis", motivering = "Vi saknar uppgifter om de äldre." }
    /// ```
    pub(super) const OMOTIVERAD_BEDOMNING: Check = Vanlig("omotiverad-bedomning", Some(Upplysning), Some(Upplysning));
}

pub(super) fn omotiverad_bedomning(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    for (idx, asked) in kedja.formular.pastaende.iter().enumerate() {
        let Some(svar) = it.pastaende.get(asked.id.as_str()).filter(|it| it.motivering.is_none()) else { continue };
        let Some(step) = svar.bedomning.as_ref().filter(|it| asked.motivera.contains(it)) else { continue };
        let scale = kedja.formular.skala(&asked.skala);
        let label = scale.and_then(|it| it.steg(step.as_str())).map_or(step.as_str(), |it| it.text.as_str());
        let message = format!("Påstående {}: motivera gärna bedömningen ”{}”.", idx + 1, quoted(label));
        findings.add(step.0.span, message, |it| it.help("Lägg till motivering = \"…\" med en eller två meningar."));
    }
}

check! {
    /// Varje vårdaktör i formuläret är bedömd, och ”Annan vårdaktör” har ett namn.
    ///
    /// ```toml,fails,uppfoljning
    /// [[vardaktor]]
    /// aktor = "primarvard"
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[vardaktor]]
    /// aktor = "primarvard"
    /// delaktighet = 3
    /// ```
    pub(super) const OBEDOMD_VARDAKTOR: Check = Vanlig("obedomd-vardaktor", Some(Varning), Some(Fel));
}

pub(super) fn obedomd_vardaktor(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    for asked in &kedja.formular.vardaktor {
        let svar = it.vardaktor.iter().find(|it| it.aktor == asked.id);
        let name = quoted(asked.namn.as_str());
        let optional = asked.annan == Some(true);
        let steps = kedja.formular.skala(&asked.skala).map(|it| svenska::list(&shown_steps(it), "eller"));
        let steps = steps.unwrap_or_default();
        match svar {
            // Nobody need have another actor.
            None if optional => {}
            None => {
                let place = it.vardaktor.last().map_or(it.dokument.span, |it| it.aktor.span());
                findings.add(place, format!("{name} saknas bland vårdaktörerna."), |found| {
                    found.label(asked.id.span(), "i formuläret").help(format!(
                        "Lägg till [[vardaktor]] med aktor = \"{}\" och delaktighet: {steps}.",
                        asked.id.as_str()
                    ))
                });
            }
            Some(svar) if svar.delaktighet.is_none() => {
                findings.add(svar.aktor.span(), format!("{name}: delaktigheten är inte bedömd."), |it| {
                    it.label(asked.id.span(), "i formuläret").help(format!("Skriv delaktighet och välj {steps}."))
                });
            }
            Some(svar) => {
                let applies = svar.delaktighet.as_ref().is_some_and(|it| it.as_str() != Stegord::EJ_AKTUELLT);
                if optional && applies && svar.namn.is_none() {
                    findings.add(svar.aktor.span(), format!("{name}: det står inte vem det är."), |it| {
                        it.help("Lägg till namn = \"…\".")
                    });
                }
            }
        }
    }
}

check! {
    /// Varje fråga som måste besvaras är besvarad.
    ///
    /// Det gäller frågorna om varje insats som blev av, och de frågor som formuläret kräver svar på.
    ///
    /// ```toml,fails,uppfoljning
    /// [[insats]]
    /// id = "laslust"
    /// status = "genomford"
    /// svar = { utjamnar = true }
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[insats]]
    /// id = "laslust"
    /// status = "genomford"
    /// svar = { utjamnar = true, inflytande = false }
    ///
    /// [[svar]]
    /// fraga = "lardomar"
    /// text = "Att det tar tid."
    /// ```
    pub(super) const OBESVARAD_FRAGA: Check = Vanlig("obesvarad-fraga", Some(Varning), Some(Fel));
}

pub(super) fn obesvarad_fraga(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    for svar in it.insats.iter().filter(|it| it.status.value.blev_av()) {
        let unanswered = kedja.formular.insatsfraga.iter().filter(|it| svar.svar.get(it.id.as_str()).is_none());
        let unanswered: Vec<_> = unanswered.collect();
        let Some(first) = unanswered.first() else { continue };
        let id = svar.id.as_str();
        let message = match unanswered.as_slice() {
            [one] => format!("Insatsen ”{id}”: frågan ”{}” är inte besvarad.", quoted(one.text.as_str())),
            several => format!("Insatsen ”{id}”: {} frågor är inte besvarade.", several.len()),
        };
        let wanted: Vec<String> = unanswered
            .iter()
            .map(|asked| match asked.skala.as_ref().and_then(|it| kedja.formular.skala(it)) {
                Some(scale) => format!("{} = {}", asked.id.as_str(), svenska::list(&shown_steps(scale), "eller")),
                None => format!("{} = true eller false", asked.id.as_str()),
            })
            .collect();
        findings.add(svar.id.span(), message, |it| {
            it.label(first.id.span(), "i formuläret").help(format!("Lägg till i svar: {}.", wanted.join(", ")))
        });
    }
    for asked in kedja.formular.fraga.iter().filter(|it| it.kravs == Some(true)) {
        if it.svar.iter().all(|it| it.fraga != asked.id) {
            let place = it.svar.last().map_or(it.dokument.span, |it| it.fraga.span());
            let message = format!("Frågan ”{}” är inte besvarad.", quoted(asked.text.as_str()));
            findings.add(place, message, |it| {
                it.label(asked.id.span(), "i formuläret")
                    .help(format!("Lägg till [[svar]] med fraga = \"{}\" och text = \"…\".", asked.id.as_str()))
            });
        }
    }
}

check! {
    /// En insats som är genomförd har effekter och medverkande aktörer, om formuläret frågar efter dem.
    ///
    /// ```toml,fails,uppfoljning
    /// [[insats]]
    /// id = "laslust"
    /// status = "genomford"
    /// beskrivning = "Barnen läste fem böcker var."
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[insats]]
    /// id = "laslust"
    /// status = "genomford"
    /// beskrivning = "Barnen läste fem böcker var."
    /// effekter = "Fler barn lånar på biblioteket."
    /// medverkan = "Fritidshemmen och biblioteket."
    /// ```
    pub(super) const GENOMFORD_UTAN_EFFEKTER: Check = Vanlig("genomford-utan-effekter", Some(Varning), Some(Fel));
}

pub(super) fn genomford_utan_effekter(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    let Some(asked) = &kedja.formular.insatser else { return };
    for svar in it.insats.iter().filter(|it| it.status.value == Insatsstatus::Genomford) {
        let wanted = [
            (asked.beskrivning.is_some() && svar.beskrivning.is_none(), "beskrivning"),
            (asked.effekter.is_some() && svar.effekter.is_none(), "effekter"),
            (asked.aktorer.is_some() && svar.aktorer.is_empty() && svar.medverkan.is_none(), "aktorer"),
        ];
        let missing: Vec<&str> = wanted.into_iter().filter(|(missing, _)| *missing).map(|(_, key)| key).collect();
        if !missing.is_empty() {
            let what = svenska::list(&missing, "och");
            let message = format!("Insatsen ”{}” är genomförd men saknar {what}.", svar.id.as_str());
            findings.add(svar.id.span(), message, |it| {
                it.label(svar.status.span, "genomförd").help(format!("Lägg till {what}, eller ändra status."))
            });
        }
    }
}

check! {
    /// En insats som inte blev av anger varken effekter eller att målgruppen var med.
    ///
    /// Blev något av den ändå är den delvis genomförd.
    ///
    /// ```toml,fails,uppfoljning
    /// [[insats]]
    /// id = "laslust"
    /// status = "installd"
    /// orsak = "Ingen kunde leda klubben."
    /// svar = { inflytande = true }
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[insats]]
    /// id = "laslust"
    /// status = "delvis"
    /// orsak = "Ingen kunde leda klubben på hösten."
    /// svar = { inflytande = true }
    /// ```
    pub(super) const INSTALLD_MED_EFFEKTER: Check = Vanlig("installd-med-effekter", Some(Varning), Some(Varning));
}

pub(super) fn installd_med_effekter(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    for svar in it.insats.iter().filter(|it| !it.status.value.blev_av()) {
        let status = svar.status.value.sats();
        let took_part = kedja.formular.insatsfraga.iter().filter(|it| it.delaktighet == Some(true)).find_map(|it| {
            match svar.svar.get(it.id.as_str())? {
                Varde::JaNej(yes) if yes.value => Some(yes.span),
                _ => None,
            }
        });
        let effects = svar.effekter.as_ref().filter(|_| svar.status.value == Insatsstatus::Installd);
        let claimed = match (took_part, effects) {
            (Some(span), _) => Some((span, "att målgruppen har varit delaktig")),
            (None, Some(text)) => Some((text.span(), "effekter")),
            (None, None) => None,
        };
        if let Some((span, what)) = claimed {
            let message = format!("Insatsen ”{}” {status} men anger {what}.", svar.id.as_str());
            findings.add(span, message, |it| {
                it.label(svar.status.span, status.clone())
                    .help("Blev något av insatsen, skriv status = \"delvis\". Annars ändra svaret.")
            });
        }
    }
}

check! {
    /// En insats som ställdes in, flyttades fram eller bara delvis blev av har en orsak, och det går att se vart pengarna
    /// tar vägen.
    ///
    /// Pengarna tar vägen någonstans när de omfördelas, förs över till nästa år eller betalas tillbaka.
    ///
    /// ```toml,fails,uppfoljning
    /// [[insats]]
    /// id = "laslust"
    /// status = "installd"
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[insats]]
    /// id = "laslust"
    /// status = "delvis"
    /// orsak = "Klubben kunde inte starta förrän i oktober."
    /// ```
    pub(super) const INSTALLD_UTAN_ORSAK: Check = Vanlig("installd-utan-orsak", Some(Varning), Some(Varning));
}

pub(super) fn installd_utan_orsak(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    let reasoned = [Insatsstatus::Installd, Insatsstatus::Framflyttad, Insatsstatus::Delvis];
    for svar in it.insats.iter().filter(|it| reasoned.contains(&it.status.value)) {
        let money = unaccounted(svar, it, kedja.plan).filter(|_| svar.status.value != Insatsstatus::Delvis);
        let missing = match (&svar.orsak, money) {
            (None, Some(amount)) => format!("Ange orsak och vad som händer med {amount} kr."),
            (None, None) => "Ange orsaken.".to_owned(),
            (Some(_), Some(amount)) => format!("Ange vad som händer med {amount} kr."),
            (Some(_), None) => continue,
        };
        let status = svar.status.value.sats();
        let message = format!("Insatsen ”{}” {status}. {missing}", svar.id.as_str());
        findings.add(svar.status.span, message, |found| {
            found.help(match (svar.orsak.is_none(), money.is_some()) {
                (true, false) => "Lägg till orsak = \"…\" i insatsen.",
                (true, true) => {
                    "Lägg till orsak = \"…\" i insatsen, och en [[ekonomi.omfordelning]], [[ekonomi.overforing]] eller \
                     [[ekonomi.aterbetalning]]."
                }
                (false, _) => {
                    "Lägg till en [[ekonomi.omfordelning]], [[ekonomi.overforing]] eller [[ekonomi.aterbetalning]]."
                }
            })
        });
    }
}

/// What the plan gives to an insats by name, when nothing says where it goes.
fn unaccounted(svar: &Insatssvar, uppfoljning: &Uppfoljning, plan: &Verksamhetsplan) -> Option<Belopp> {
    let parts =
        plan.budget.iter().flat_map(|it| &it.rad).flat_map(|row| row.specifikation.iter().map(move |it| (row, it)));
    let of_insats = |part: &&crate::budget::Specifikation| part.insats.as_ref().is_some_and(|it| *it == svar.id);
    let (row, amount) = parts.filter(|(_, it)| of_insats(it)).map(|(row, it)| (row, it.belopp.value)).next()?;
    let ekonomi = uppfoljning.ekonomi.as_ref()?;
    let moved =
        |row: &Rad| ekonomi.omfordelning.iter().filter_map(|it| it.fran.as_ref()).any(|it| it.as_str() == row.nyckel());
    let same = |avtal: &Option<Id>| avtal.is_none() || row.avtal.is_none() || *avtal == row.avtal;
    let goes_on =
        ekonomi.overforing.iter().any(|it| same(&it.avtal)) || ekonomi.aterbetalning.iter().any(|it| same(&it.avtal));
    (!moved(row) && !goes_on && !amount.is_zero()).then_some(amount)
}

check! {
    /// Bara insatser som betalas med gemensamma pengar redovisas.
    ///
    /// En insats i ett fokusområde utan budgetrad görs inom ordinarie budget, och den frågar regionen inte efter.
    ///
    /// ```toml,fails,uppfoljning
    /// [[insats]]
    /// id = "cykelvagar"
    /// status = "genomford"
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[insats]]
    /// id = "laslust"
    /// status = "genomford"
    /// ```
    pub(super) const EJ_GEMENSAMMA_PENGAR: Check = Vanlig("ej-gemensamma-pengar", Some(Varning), Some(Varning));
}

pub(super) fn ej_gemensamma_pengar(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(plan) = sammanhang.kommun.plan(it.ar()) else { return };
    let Some(budget) = plan.budget.as_ref().filter(|it| !it.rad.is_empty()) else { return };
    for svar in &it.insats {
        let Some((omrade, insats)) = plan.insats(svar.id.as_str()) else { continue };
        if budget.omrade(omrade.id.as_str()).summa().is_zero() {
            let message = format!(
                "Insatsen ”{}” betalas inte med gemensamma pengar: området ”{}” har inga pengar i budgeten.",
                svar.id.as_str(),
                omrade.id.as_str()
            );
            findings.add(svar.id.span(), message, |it| {
                it.label(insats.id.span(), "i planen").help("Ta bort insatsen ur uppföljningen.")
            });
        }
    }
}

check! {
    /// Det som svaren säger om pengar finns också i ekonomin.
    ///
    /// Står det i ett svar att pengar förs över eller omfördelas ska det gå att se hur mycket.
    ///
    /// ```toml,fails,uppfoljning
    /// [[svar]]
    /// fraga = "lardomar"
    /// text = "Läsklubben kom igång sent. Därför behöver medel föras över till nästa år."
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[svar]]
    /// fraga = "lardomar"
    /// text = "Läsklubben kom igång sent. Därför behöver medel föras över till nästa år."
    ///
    /// [[ekonomi.overforing]]
    /// part = "region"
    /// belopp = 12_000.50
    /// ```
    pub(super) const PENGAR_UTAN_BELOPP: Check = Vanlig("pengar-utan-belopp", Some(Varning), Some(Varning));
}

pub(super) fn pengar_utan_belopp(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    let has = |empty: Option<bool>| empty == Some(false);
    let carried = has(it.ekonomi.as_ref().map(|it| it.overforing.is_empty()));
    let moved = has(it.ekonomi.as_ref().map(|it| it.omfordelning.is_empty()));
    let asked = kedja.formular.visar(&Formularblock::Ekonomi);
    let kinds = [
        (carried, &["överför", "föra över", "föras över", "förs över"][..], "förs över", "[[ekonomi.overforing]]"),
        (moved, &["omfördel", "fördelas om", "fördelats om"][..], "omfördelas", "[[ekonomi.omfordelning]]"),
    ];
    let money = |sentence: &str| ["medel", "pengar", "kronor", " kr "].iter().any(|it| sentence.contains(it));
    let texts = it.svar.iter().map(|it| &it.text).chain(it.insats.iter().filter_map(|it| it.orsak.as_ref()));
    let texts: Vec<_> = texts.collect();
    for (_, words, what, table) in kinds.into_iter().filter(|(told, ..)| !told && asked) {
        let first = texts.iter().find_map(|text| {
            let typed = text.as_str();
            let mut at = 0;
            typed.split_inclusive(['.', '!', '?']).find_map(|sentence| {
                let start = at + sentence.len() - sentence.trim_start().len();
                at += sentence.len();
                let lower = sentence.to_lowercase();
                let says = words.iter().any(|it| lower.contains(it)) && money(&lower);
                says.then(|| super::texter::place_in(sammanhang.sources, text.span(), start..at))
            })
        });
        if let Some(span) = first {
            findings.add(span, format!("Här står att pengar {what}, men ekonomin säger inte hur mycket."), |it| {
                it.help(format!("Lägg till {table} med belopp."))
            });
        }
    }
}
