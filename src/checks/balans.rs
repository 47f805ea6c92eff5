//! The closing rule of the year's money, and when there is nothing yet to add up.

use std::collections::BTreeSet;

use super::beslut::{ANDRAD_EFTER_BESLUT, unexplained};
use super::ekonomi::{PARTER, part_namn};
use super::fordelning::MOST_LABELS;
use super::overforing::{between_agreements, moves_balance};
use super::{Findings, Kedja, Sammanhang};
use crate::belopp::Belopp;
use crate::budget::Part;
use crate::check;
use crate::diagnostic::{Check, Diagnostic};
use crate::dokument::{Handling, Tyst};
use crate::ekonomi::{Pott, Radlage, ingaende};
use crate::inlasning::shown;
use crate::lock::Change;
use crate::modell::Underlag;
use crate::read::Id;
use crate::source::Span;
use crate::uppfoljning::Uppfoljning;

check! {
    /// Planens budget är den som beslutades, så att uppföljningen räknar med rätt pengar.
    ///
    /// Kontrollen säger till när planen är låst och har ändrats sedan dess. Planens egna anmärkningar visas när den
    /// kontrolleras.
    ///
    /// ```toml,fails,uppfoljning,plan-andrad
    /// [[ekonomi.utfall]]
    /// rad = "strateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[ekonomi.utfall]]
    /// rad = "strateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    pub(super) const ANDRAD_PLAN: Check = Vanlig("andrad-plan", Some(Varning), Some(Fel));
}

/// The plan's document and what has changed in its budget since it was decided. What somebody has given a reason for is
/// the budget that counts.
fn changed_budget<'a>(
    it: &Uppfoljning,
    kedja: &Kedja<'a>,
    sammanhang: &Sammanhang<'a>,
) -> Option<(&'a Underlag, &'a Change)> {
    let underlag = sammanhang.kommun.underlag(kedja.plan)?;
    let silenced = |check: &Check, tyst: &[Tyst]| tyst.iter().any(|it| it.kontroll.value == check.name);
    if silenced(&ANDRAD_EFTER_BESLUT, &kedja.plan.tyst) || silenced(&ANDRAD_PLAN, &it.tyst) {
        return None;
    }
    let change = unexplained(kedja.plan, &underlag.lock).into_iter().find(|it| it.place.starts_with("budget."))?;
    Some((underlag, change))
}

pub(super) fn andrad_plan(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    // The plan tells of it when it was asked for too.
    let Some((underlag, change)) = changed_budget(it, kedja, sammanhang).filter(|(it, _)| !it.efterfragad) else {
        return;
    };
    findings.add(it.dokument.ar.span, "Planens budget har ändrats efter beslutet.", |found| {
        let found = change.now.iter().fold(found, |it, (_, span)| it.label(*span, "nu"));
        let found = change.then.iter().fold(found, |it, (_, span)| it.label(*span, "beslutat"));
        found.help(format!("Kör fhplan check {} och rätta det som sägs.", shown(&underlag.path)))
    });
}

/// Whether money names an agreement that a pot is under; with one pot everything is.
pub(super) fn belongs(avtal: Option<&Id>, pott: &Pott<'_>, several: bool) -> bool {
    !several || avtal.map(Id::as_str) == pott.avtal.map(|it| it.id.as_str())
}

/// Whether the rows can be told apart and every amount means what it says: else there is nothing to hold against each
/// other, and that has been told.
pub(super) fn is_countable(kedja: &Kedja<'_>, it: &Uppfoljning) -> bool {
    let distinct = |keys: Vec<&str>| keys.iter().collect::<BTreeSet<_>>().len() == keys.len();
    let rows = distinct(kedja.lage.rader.iter().map(|it| it.rad.nyckel()).collect());
    let told = distinct(it.ekonomi.iter().flat_map(|it| &it.utfall).map(|it| it.rad.as_str()).collect());
    let negative = super::utfall::negative_amounts(it).next().is_some();
    // A credit note that somebody has given a reason for is an amount like others.
    let accepted = it.tyst.iter().any(|it| it.kontroll.value == super::utfall::NEGATIVT_UTFALL.name);
    rows && told && (accepted || !negative)
}

/// The parties with money in a row whose outcome was not typed.
pub(super) fn untold(row: &Radlage<'_>) -> Vec<Part> {
    let missing = |part: &Part| {
        let has_money = !row.att_anvanda().part(*part).is_zero();
        has_money && row.svar.is_none_or(|it| it.del(*part).is_none())
    };
    PARTER.into_iter().filter(missing).collect()
}

/// Whether everything that the closing rule adds up has been told, and names rows and agreements that there are.
fn is_complete(kedja: &Kedja<'_>, it: &Uppfoljning, sammanhang: &Sammanhang<'_>) -> bool {
    let Some(ekonomi) = &it.ekonomi else { return false };
    let rows: Vec<&str> = kedja.lage.rader.iter().map(|it| it.rad.nyckel()).collect();
    let moved = ekonomi.omfordelning.iter().flat_map(|it| it.fran.iter().chain(&it.till));
    let agreements: Vec<&str> = sammanhang.profil.avtal_for(it.ar()).map(|it| it.id.as_str()).collect();
    let known = |avtal: &Option<Id>| match avtal {
        Some(id) => agreements.contains(&id.as_str()),
        None => agreements.len() < 2,
    };
    kedja.lage.rader.iter().all(|it| it.svar.is_some() && untold(it).is_empty())
        && ekonomi.overforing.iter().all(|it| it.belopp.is_some() && known(&it.avtal))
        && ekonomi.aterbetalning.iter().all(|it| known(&it.avtal))
        && moved.into_iter().all(|it| rows.contains(&it.as_str()))
        && moves_balance(it).is_empty()
        && between_agreements(kedja, it).next().is_none()
}

/// An amount that stands under another agreement than the one it was left over in.
pub(super) struct Misplaced<'a> {
    pub part: Part,
    what: &'static str,
    belopp: (Belopp, Span),
    avtal: &'a Id,
    left_in: &'a Pott<'a>,
}

/// The amounts that close the year of a party when they are moved to the agreement where the money was left.
pub(super) fn misplaced<'a>(kedja: &'a Kedja<'a>, it: &'a Uppfoljning) -> Vec<Misplaced<'a>> {
    let of_part = |part: Part| {
        let open = kedja.lage.potter.iter().filter(|it| !it.differens().part(part).is_zero());
        let [one, other] = open.collect::<Vec<_>>().try_into().ok()?;
        let (left_in, taken) = if one.differens().part(part).is_negative() { (other, one) } else { (one, other) };
        let amount = left_in.differens().part(part);
        let carried = it
            .overforingar()
            .filter_map(|it| Some((it.part.value, it.belopp.as_ref()?, it.avtal.as_ref()?, "Överföringen")));
        let repaid = it.ekonomi.iter().flat_map(|it| &it.aterbetalning);
        let repaid = repaid.filter_map(|it| Some((it.part.value, &it.belopp, it.avtal.as_ref()?, "Återbetalningen")));
        let (_, belopp, avtal, what) = carried.chain(repaid).find(|(whose, belopp, avtal, _)| {
            *whose == part && belopp.value == amount && belongs(Some(*avtal), taken, true)
        })?;
        Some(Misplaced { part, what, belopp: (belopp.value, belopp.span), avtal, left_in })
    };
    PARTER.into_iter().filter_map(of_part).collect()
}

check! {
    /// Pengarna går ihop för varje part: budget + ingående överföring + omfördelning − utfall = utgående överföring +
    /// återbetalning.
    ///
    /// Med flera avtal gäller det inom vart och ett. Det som andra medfinansiärer betalar räknas inte med.
    ///
    /// ```toml,fails,uppfoljning
    /// [[ekonomi.utfall]]
    /// rad = "strateg"
    /// region = 331_250.50
    /// kommun = 350_000
    ///
    /// [[ekonomi.utfall]]
    /// rad = "skolan"
    /// region = 50_000
    /// kommun = 50_000
    ///
    /// [[ekonomi.overforing]]
    /// part = "region"
    /// belopp = 18_749
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[ekonomi.utfall]]
    /// rad = "strateg"
    /// region = 331_250.50
    /// kommun = 350_000
    ///
    /// [[ekonomi.utfall]]
    /// rad = "skolan"
    /// region = 50_000
    /// kommun = 50_000
    ///
    /// [[ekonomi.overforing]]
    /// part = "region"
    /// belopp = 18_749.50
    /// ```
    pub(super) const EKONOMIN_GAR_INTE_IHOP: Check = Vanlig("ekonomin-gar-inte-ihop", Some(Varning), Some(Fel));
}

pub(super) fn ekonomin_gar_inte_ihop(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    let can_close = is_complete(kedja, it, sammanhang) && is_countable(kedja, it);
    if !can_close || changed_budget(it, kedja, sammanhang).is_some() {
        return;
    }
    let misplaced = misplaced(kedja, it);
    for amount in &misplaced {
        let Some(avtal) = amount.left_in.avtal else { continue };
        let message = format!(
            "{} på {} kr står under avtalet ”{}”, men pengarna blev över i ”{}”.",
            amount.what,
            amount.belopp.0,
            amount.avtal.as_str(),
            avtal.id.as_str()
        );
        findings.add(amount.avtal.span(), message, |found| {
            let found = found.here("fel avtal").label(amount.belopp.1, amount.belopp.0.to_string());
            label_outcomes(found, amount.left_in, amount.part, kedja)
                .help(format!("Skriv avtal = \"{}\". Annars rätta utfallet.", avtal.id.as_str()))
        });
    }
    for pott in &kedja.lage.potter {
        for part in PARTER.into_iter().filter(|part| misplaced.iter().all(|it| it.part != *part)) {
            if !pott.differens().part(part).is_zero() {
                unclosed(pott, part, it, sammanhang, kedja, findings);
            }
        }
    }
}

/// Tells that a party's money under an agreement does not add up.
fn unclosed(
    pott: &Pott<'_>,
    part: Part,
    it: &Uppfoljning,
    sammanhang: &Sammanhang<'_>,
    kedja: &Kedja<'_>,
    findings: &mut Findings<'_>,
) {
    let several = kedja.lage.potter.len() > 1;
    let avtal = pott.avtal.filter(|_| several);
    let uses = Uses::new(it, pott, part, several);
    let (left, out, repaid) = (pott.kvar().part(part), pott.utgaende.part(part), pott.aterbetalning.part(part));
    let difference = pott.differens().part(part).abs();
    let under = avtal.map_or(String::new(), |it| format!(" i avtalet ”{}”", it.id.as_str()));
    let (name, terms) = (part_namn(part, pott.avtal), terms(pott, part));
    let message = match (left.is_negative(), repaid.is_zero()) {
        (true, true) => format!(
            "{name}{under}: {terms} = {left} kr, så {} kr fattas, men {out} kr förs över, skillnad {difference} kr.",
            left.abs()
        ),
        _ => format!(
            "{name}{under}: {terms} = {left} kr är kvar, men {out} kr förs över och {repaid} kr betalas tillbaka, \
             skillnad {difference} kr."
        ),
    };
    let forbidden = pott.avtal.and_then(|it| it.overforing.as_ref()).is_some_and(|it| !it.tillaten.value);
    // A deficit cannot be repaid, so only what was typed as repaid is.
    let repay = (forbidden && !left.is_negative()) || (uses.carried.is_empty() && !uses.repaid.is_empty());
    let typed = if repay { uses.repaid.last() } else { uses.carried.last() };
    let wanted = typed.map_or(left - out - repaid, |it| it.0 + left - out - repaid);
    let (table, what) = match repay {
        true => ("[[ekonomi.aterbetalning]]", "återbetalning"),
        false => ("[[ekonomi.overforing]]", "överföring"),
    };
    let line = avtal.map_or(String::new(), |it| format!(", avtal = \"{}\"", it.id.as_str()));
    let help = match typed {
        Some(_) if wanted.is_zero() => "Är utfallet rätt: ta bort raden. Annars rätta utfallet.".to_owned(),
        Some(_) => {
            let rest = pott.differens().part(part);
            let or = match repay || forbidden || rest < Belopp::kronor(1) {
                true => "",
                false => " Betalas resten tillbaka: lägg till [[ekonomi.aterbetalning]].",
            };
            format!("Är utfallet rätt: skriv belopp = {}.{or} Annars rätta utfallet.", wanted.toml())
        }
        None => {
            let why = if forbidden && repay { " Avtalet medger ingen överföring." } else { "" };
            let or = match forbidden || left.is_negative() || repay {
                true => "Annars rätta utfallet.",
                false => "Betalas pengarna tillbaka: skriv [[ekonomi.aterbetalning]] i stället. Annars rätta utfallet.",
            };
            format!(
                "Är utfallet rätt: lägg till {table} med part = \"{}\"{line} och belopp = {}.{why} {or}",
                part.word(),
                wanted.toml()
            )
        }
    };
    let (place, here) = match typed {
        Some((_, span)) => (*span, if repay { "betalas tillbaka".to_owned() } else { "förs över".to_owned() }),
        None => (place_of_missing(it), format!("här saknas en {what}")),
    };
    findings.add(place, message, |found| {
        let found = label_terms(found.here(here), pott, part, kedja, sammanhang);
        let others = uses.all().filter(|(span, _)| *span != place);
        others.fold(found, |it, (span, word)| it.label(span, word)).help(help)
    });
}

/// Where money that goes somewhere would be told: after the last that is, else after the outcomes.
fn place_of_missing(it: &Uppfoljning) -> Span {
    let last = it.ekonomi.as_ref().and_then(|it| {
        let carried = it.overforing.last().map(|it| it.part.span);
        carried.or_else(|| it.utfall.last().map(|it| it.rad.span()))
    });
    last.or(it.ekonomi.as_ref().map(|it| it.span)).unwrap_or(it.dokument.span)
}

/// The amounts that a party's money goes to under an agreement: the right side of the closing rule.
struct Uses {
    carried: Vec<(Belopp, Span)>,
    repaid: Vec<(Belopp, Span)>,
}

impl Uses {
    fn new(it: &Uppfoljning, pott: &Pott<'_>, part: Part, several: bool) -> Self {
        let carried = it.overforingar().filter(|it| it.part.value == part);
        let carried = carried.filter(|it| belongs(it.avtal.as_ref(), pott, several));
        let repaid = it.ekonomi.iter().flat_map(|it| &it.aterbetalning).filter(|it| it.part.value == part);
        let repaid = repaid.filter(|it| belongs(it.avtal.as_ref(), pott, several));
        Self {
            carried: carried.filter_map(|it| it.belopp.as_ref()).map(|it| (it.value, it.span)).collect(),
            repaid: repaid.map(|it| (it.belopp.value, it.belopp.span)).collect(),
        }
    }

    fn all(&self) -> impl Iterator<Item = (Span, &'static str)> {
        let carried = self.carried.iter().map(|(_, span)| (*span, "förs över"));
        carried.chain(self.repaid.iter().map(|(_, span)| (*span, "betalas tillbaka")))
    }
}

/// The left side of the closing rule in figures: `350 000 + 12 480,25 − 10 000 − 340 000`.
fn terms(pott: &Pott<'_>, part: Part) -> String {
    let mut text = pott.budget.part(part).to_string();
    for (amount, sign) in [(pott.ingaende, "+"), (pott.omfordelning, "+"), (-pott.utfall, "−")] {
        let amount = amount.part(part);
        if amount.is_zero() && sign == "+" {
            continue;
        }
        let sign = if amount.is_negative() || sign == "−" { "−" } else { "+" };
        text.push_str(&format!(" {sign} {}", amount.abs()));
    }
    text
}

/// The rows of a pot.
fn rows_under<'a>(pott: &'a Pott<'_>, kedja: &'a Kedja<'_>) -> impl Iterator<Item = &'a Radlage<'a>> {
    let several = kedja.lage.potter.len() > 1;
    kedja.lage.rader.iter().filter(move |it| belongs(it.rad.avtal.as_ref(), pott, several))
}

fn label_outcomes(found: Diagnostic, pott: &Pott<'_>, part: Part, kedja: &Kedja<'_>) -> Diagnostic {
    let outcomes = rows_under(pott, kedja).filter_map(|it| it.svar?.del(part)).filter(|it| !it.value.is_zero());
    outcomes.take(MOST_LABELS).fold(found, |it, amount| it.label(amount.span, format!("utfall {}", amount.value)))
}

/// Points at the amounts that the left side of the closing rule comes from.
fn label_terms(
    found: Diagnostic,
    pott: &Pott<'_>,
    part: Part,
    kedja: &Kedja<'_>,
    sammanhang: &Sammanhang<'_>,
) -> Diagnostic {
    let several = kedja.lage.potter.len() > 1;
    let mut found = label_outcomes(found, pott, part, kedja);
    // A budget that is locked is as it was decided, so the amounts of its rows need not be looked through.
    let locked = sammanhang.kommun.underlag(kedja.plan).is_some_and(|it| kedja.plan.is_decided() && it.lock.exists);
    if let Some(budget) = kedja.plan.budget.as_ref().filter(|_| locked) {
        found = found.label(budget.rad.first().map_or(budget.span, |it| it.span), "planens budget");
    } else {
        let budget = rows_under(pott, kedja).filter_map(|it| it.rad.del(part)).filter(|it| !it.value.is_zero());
        found = budget.take(MOST_LABELS).fold(found, |it, at| it.label(at.span, format!("budget {}", at.value)));
    }
    let incoming = ingaende(kedja.plan, sammanhang.kommun).into_iter();
    let incoming = incoming.filter(|it| it.part == part && belongs(it.avtal, pott, several));
    incoming.fold(found, |it, at| it.label(at.belopp.span, format!("in från {}", at.fran_ar)))
}
