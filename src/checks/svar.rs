//! Checks that a follow-up answers what its form asks, and that the answers agree with each other.

use super::hanvisningar::{meant, shown_steps};
use super::{Findings, Sammanhang};
use crate::belopp::Belopp;
use crate::budget::Rad;
use crate::check;
use crate::formular::{Insatsfraga, Stegord};
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
    let asked = &kedja.formular.pastaende;
    let known: Vec<&str> = asked.iter().map(|it| it.id.as_str()).collect();
    let meant = meant(it.pastaende.0.iter().map(|(id, _)| id.as_str()), &known);
    let assessed = it.pastaende.0.iter().any(|(_, it)| it.bedomning.is_some());
    if let ([first, _, ..], false) = (asked.as_slice(), assessed) {
        let message = format!("Inget av formulärets {} påståenden är bedömt.", in_words(asked.len()));
        return findings.add(pastaenden_span(it), message, |found| {
            found
                .here("här saknas bedömningar")
                .label(first.id.span(), "i formuläret")
                .help(format!("Skriv {} = {{ bedomning = … }} under [pastaende], och så för vart och ett.", known[0]))
        });
    }
    for (idx, asked) in asked.iter().enumerate().filter(|(_, it)| !meant.contains(it.id.as_str())) {
        let svar = it.pastaende.get(asked.id.as_str());
        if svar.is_some_and(|it| it.bedomning.is_some()) {
            continue;
        }
        let id = asked.id.as_str();
        let steps = kedja.formular.skala(&asked.skala).map(|it| svenska::list(&shown_steps(it), "eller"));
        let place = svar.map_or_else(|| pastaenden_span(it), |it| it.span);
        let message = format!("Påstående {} (”{}”) är inte bedömt.", idx + 1, quoted(asked.text.as_str()));
        let here = if svar.is_some() { "här saknas bedomning".to_owned() } else { format!("här saknas {id}") };
        findings.add(place, message, |found| {
            found.here(here).label(asked.id.span(), "i formuläret").help(format!(
                "Skriv {id} = {{ bedomning = … }} under [pastaende] och välj {}.",
                steps.unwrap_or_default()
            ))
        });
    }
}

/// A number as a sentence says it.
fn in_words(number: usize) -> String {
    const WORDS: [&str; 11] = ["två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"];
    number.checked_sub(2).and_then(|it| WORDS.get(it)).map_or_else(|| number.to_string(), |it| (*it).to_owned())
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
    let all = &kedja.formular.vardaktor;
    let known: Vec<&str> = all.iter().map(|it| it.id.as_str()).collect();
    let meant = meant(it.vardaktor.iter().map(|it| it.aktor.as_str()), &known);
    let assessed = it.vardaktor.iter().any(|it| it.delaktighet.is_some());
    let wanted: Vec<_> = all.iter().filter(|it| it.annan != Some(true)).collect();
    if let ([first, _, ..], false) = (wanted.as_slice(), assessed) {
        let place = it.vardaktor.last().map_or(it.dokument.span, |it| it.aktor.span());
        return findings.add(place, "Ingen av formulärets vårdaktörer är bedömd.", |found| {
            found
                .here("här saknas bedömningar")
                .label(first.id.span(), "i formuläret")
                .help("Skriv en [[vardaktor]] med aktor och delaktighet för varje vårdaktör i formuläret.")
        });
    }
    for asked in all.iter().filter(|it| !meant.contains(it.id.as_str())) {
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
                    found.here("här saknas en [[vardaktor]]").label(asked.id.span(), "i formuläret").help(format!(
                        "Lägg till [[vardaktor]] med aktor = \"{}\" och delaktighet = {steps}.",
                        asked.id.as_str()
                    ))
                });
            }
            Some(svar) if svar.delaktighet.is_none() => {
                findings.add(svar.aktor.span(), format!("{name}: delaktigheten är inte bedömd."), |it| {
                    it.label(asked.id.span(), "i formuläret").help(format!("Skriv delaktighet = {steps}."))
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
    let asked: Vec<&str> = kedja.formular.insatsfraga.iter().map(|it| it.id.as_str()).collect();
    for svar in it.insats.iter().filter(|it| it.status.value.blev_av()) {
        let meant = meant(svar.svar.0.iter().map(|(id, _)| id.as_str()), &asked);
        let unanswered = kedja.formular.insatsfraga.iter().filter(|it| svar.svar.get(it.id.as_str()).is_none());
        let unanswered: Vec<_> = unanswered.filter(|it| !meant.contains(it.id.as_str())).collect();
        let Some(first) = unanswered.first() else { continue };
        let id = svar.id.as_str();
        let message = match unanswered.as_slice() {
            [one] => format!("Insatsen ”{id}”: frågan ”{}” är inte besvarad.", quoted(one.text.as_str())),
            several => format!("Insatsen ”{id}”: {} frågor är inte besvarade.", several.len()),
        };
        let scale = |asked: &Insatsfraga| asked.skala.as_ref().and_then(|it| kedja.formular.skala(it));
        let steps = |asked: &Insatsfraga| scale(asked).map(|it| svenska::list(&shown_steps(it), "eller"));
        let help = match unanswered.as_slice() {
            [only] if !svar.svar.0.is_empty() => {
                let steps = steps(only).unwrap_or_else(|| "true eller false".to_owned());
                format!("Lägg till {} = {steps} i svar.", only.id.as_str())
            }
            several => {
                let keys: Vec<String> = several.iter().map(|it| format!("{} = …", it.id.as_str())).collect();
                let keys = match svar.svar.0.is_empty() {
                    true => format!("svar = {{ {} }}", keys.join(", ")),
                    false => format!("{} i svar", keys.join(", ")),
                };
                let yes_or_no = several.iter().any(|it| scale(it).is_none());
                let yes_or_no = yes_or_no.then(|| " Ja är true, nej är false.".to_owned());
                let steps = several.iter().filter_map(|it| Some(format!(" {}: {}.", it.id.as_str(), steps(it)?)));
                let values: String = yes_or_no.into_iter().chain(steps).collect();
                format!("Lägg till {keys}.{values}")
            }
        };
        findings.add(svar.id.span(), message, |it| it.label(first.id.span(), "i formuläret").help(help));
    }
    let known: Vec<&str> = kedja.formular.fraga.iter().map(|it| it.id.as_str()).collect();
    let meant = meant(it.svar.iter().map(|it| it.fraga.as_str()), &known);
    let required = kedja.formular.fraga.iter().filter(|it| it.kravs == Some(true));
    for asked in required.filter(|it| !meant.contains(it.id.as_str())) {
        if it.svar.iter().all(|it| it.fraga != asked.id) {
            let place = it.svar.last().map_or(it.dokument.span, |it| it.fraga.span());
            let message = format!("Frågan ”{}” är inte besvarad.", quoted(asked.text.as_str()));
            findings.add(place, message, |it| {
                it.here("här saknas ett [[svar]]")
                    .label(asked.id.span(), "i formuläret")
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
            let words: Vec<&str> = missing.iter().map(|it| if *it == "aktorer" { "aktörer" } else { it }).collect();
            let keys: Vec<&str> = missing
                .iter()
                .map(|it| if *it == "aktorer" { "aktorer = [\"…\"] eller medverkan" } else { it })
                .collect();
            let message =
                format!("Insatsen ”{}” är genomförd men saknar {}.", svar.id.as_str(), svenska::list(&words, "och"));
            let keys = svenska::list(&keys, "och");
            findings.add(svar.id.span(), message, |it| {
                it.label(svar.status.span, "genomförd")
                    .help(format!("Lägg till {keys}. Är den inte genomförd, ändra status."))
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
