//! Checks of what happened when: deadlines and the order of events. No check asks what day it is today.

use super::{Findings, Sammanhang};
use crate::check;
use crate::datum::Datum;
use crate::dokument::{Handelse, Handelsetyp, Handling};
use crate::formular::Formular;
use crate::modell::Innehall;
use crate::plan::Verksamhetsplan;
use crate::source::{Located, Span};
use crate::uppfoljning::Uppfoljning;

fn event(events: &[Handelse], typ: Handelsetyp) -> Option<&Handelse> {
    events.iter().filter(|it| it.typ.value == typ).max_by_key(|it| it.datum.value)
}

fn first(events: &[Handelse], typ: Handelsetyp) -> Option<&Handelse> {
    events.iter().filter(|it| it.typ.value == typ).min_by_key(|it| it.datum.value)
}

check! {
    /// Planen, eller ett utkast till den, skickas till regionen i tid.
    ///
    /// Sista dagen står i avtalets `plan_senast`. Är planen inte beslutad då skickas ett utkast, och den fastställda planen
    /// efter beslutet.
    ///
    /// ```toml,fails,plan-senast
    /// [[handelse]]
    /// typ = "skickad_utkast"
    /// datum = 2023-12-04
    /// ```
    ///
    /// ```toml,plan-senast
    /// [[handelse]]
    /// typ = "skickad_utkast"
    /// datum = 2023-11-30
    /// ```
    pub(super) const FOR_SENT_SKICKAD: Check = Vanlig("for-sent-skickad", Some(Upplysning), Some(Varning));
}

pub(super) fn for_sent_skickad(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let deadline = sammanhang.profil.avtal_for(plan.ar()).find_map(|it| it.plan_senast.as_ref());
    let Some((deadline, day)) = deadline.and_then(|it| Some((it, it.value.ar(plan.ar() - 1)?))) else { return };
    let sent = [Handelsetyp::SkickadUtkast, Handelsetyp::SkickadFaststalld];
    let sent: Vec<&Handelse> = sent.into_iter().filter_map(|it| first(&plan.handelse, it)).collect();
    match sent.iter().min_by_key(|it| it.datum.value) {
        None if plan.is_decided() => {
            findings.add(plan.dokument.status.span, "Det står inte när planen skickades till regionen.", |it| {
                it.label(deadline.span, "sista dag").help(format!(
                    "Lägg till [[handelse]] med typ = \"skickad_utkast\" eller \"skickad_faststalld\" och datum. Sista dag \
                     var {day}."
                ))
            });
        }
        Some(event) if event.datum.value > day => {
            let message = format!("Planen skickades {}, men skulle vara hos regionen senast {day}.", event.datum.value);
            findings.add(event.datum.span, message, |it| {
                it.label(deadline.span, "sista dag")
                    .help("Skickades ett utkast tidigare, lägg till [[handelse]] med typ = \"skickad_utkast\".")
            });
        }
        _ => {}
    }
}

check! {
    /// Uppföljningen och ekonomin skickas till regionen i tid.
    ///
    /// Sista dagarna står i formuläret.
    ///
    /// ```toml,fails,uppfoljning
    /// [[handelse]]
    /// typ = "skickad_uppfoljning"
    /// datum = 2025-01-28
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[handelse]]
    /// typ = "skickad_uppfoljning"
    /// datum = 2025-01-24
    /// ```
    pub(super) const FOR_SENT_UPPFOLJD: Check = Vanlig("for-sent-uppfoljd", Some(Upplysning), Some(Varning));
}

pub(super) fn for_sent_uppfoljd(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    let head = &kedja.formular.formular;
    let kinds = [
        (Handelsetyp::SkickadUppfoljning, "Uppföljningen", head.sista_dag.as_ref()),
        (Handelsetyp::SkickadEkonomi, "Ekonomin", head.sista_dag_ekonomi.as_ref().or(head.sista_dag.as_ref())),
    ];
    for (typ, what, deadline) in kinds {
        let day = deadline.and_then(|day| day.ar(it.ar() + 1));
        let Some((event, day)) = first(&it.handelse, typ).zip(day) else { continue };
        if event.datum.value > day {
            let message = format!("{what} skickades {}, men sista dag var {day}.", event.datum.value);
            late(event, message, kedja.formular, findings);
        }
    }
    // What is not told to have been sent was sent at the earliest when it was signed.
    let unsent = first(&it.handelse, Handelsetyp::SkickadUppfoljning).is_none();
    let signed = event(&it.handelse, Handelsetyp::Undertecknad).filter(|_| unsent);
    let day = head.sista_dag.as_ref().and_then(|day| day.ar(it.ar() + 1));
    if let Some((event, day)) = signed.zip(day).filter(|(event, day)| event.datum.value > *day) {
        let day_signed = event.datum.value;
        let message = format!("Uppföljningen undertecknades {day_signed}, men sista dag att skicka den var {day}.");
        late(event, message, kedja.formular, findings);
    }
}

fn late(event: &Handelse, message: String, formular: &Formular, findings: &mut Findings<'_>) {
    findings.add(event.datum.span, message, |it| {
        it.label(formular.formular.id.span(), "formuläret")
            .help("Rätta datumet om det är fel. Kom ni överens med regionen, tysta kontrollen och skriv det som skäl.")
    });
}

check! {
    /// Det som har hänt har hänt i en möjlig ordning.
    ///
    /// En tjänsteskrivelse kommer före arbetsutskottet, som kommer före styrelsen, som kommer före den fastställda planen. En
    /// uppföljning godkänns när året är slut, och skickas när den är godkänd. Paragrafer jämförs aldrig: varje organ har sin
    /// egen nummerserie.
    ///
    /// ```toml,fails
    /// [[handelse]]
    /// typ = "ksau"
    /// datum = 2023-11-29
    ///
    /// [[handelse]]
    /// typ = "ks"
    /// datum = 2023-11-27
    /// ```
    ///
    /// ```toml
    /// [[handelse]]
    /// typ = "ksau"
    /// datum = 2023-11-15
    /// paragraf = 202
    ///
    /// [[handelse]]
    /// typ = "ks"
    /// datum = 2023-11-27
    /// paragraf = 196
    /// ```
    pub(super) const OMOJLIG_ORDNING: Check = Vanlig("omojlig-ordning", Some(Varning), Some(Fel));
}

/// A day that something happened, and what that is called.
#[derive(Clone)]
struct Steg<'a> {
    what: &'static str,
    day: &'a Located<Datum>,
}

pub(super) fn omojlig_ordning(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let events = handling.handelser();
    let of = |typ: Handelsetyp, what: &'static str| event(events, typ).map(|it| Steg { what, day: &it.datum });
    let decided = handling.beslutad().map(|day| Steg { what: "Beslutet", day });
    let chains: Vec<Vec<Option<Steg<'_>>>> = match sammanhang.underlag.map(|it| &it.innehall) {
        // That it is signed when it is approved is a check of its own.
        Some(Innehall::Uppfoljning(_)) => {
            [(Handelsetyp::Godkand, "Godkännandet"), (Handelsetyp::Undertecknad, "Underskriften")]
                .map(|(typ, what)| {
                    vec![of(typ, what), of(Handelsetyp::SkickadUppfoljning, "Utskicket av uppföljningen")]
                })
                .into()
        }
        _ => vec![
            vec![
                of(Handelsetyp::Tjansteskrivelse, "Tjänsteskrivelsen"),
                of(Handelsetyp::Ksau, "Arbetsutskottets möte"),
                of(Handelsetyp::Ks, "Kommunstyrelsens möte"),
                of(Handelsetyp::Kf, "Kommunfullmäktiges möte"),
            ],
            vec![of(Handelsetyp::Tjansteskrivelse, "Tjänsteskrivelsen"), decided.clone()],
            vec![
                of(Handelsetyp::Ksau, "Arbetsutskottets möte"),
                decided,
                of(Handelsetyp::SkickadFaststalld, "Utskicket av den fastställda planen"),
            ],
        ],
    };
    let mut told: Vec<Span> = Vec::new();
    for chain in chains {
        let steps: Vec<Steg<'_>> = chain.into_iter().flatten().collect();
        for pair in steps.windows(2) {
            let [before, after] = pair else { continue };
            if after.day.value >= before.day.value || told.contains(&after.day.span) {
                continue;
            }
            told.push(after.day.span);
            let (early, late) = (after.day.value, before.day.value);
            let message = format!("{} ({early}) ligger före {} ({late}).", after.what, lower(before.what));
            findings.add(after.day.span, message, |it| {
                it.label(before.day.span, "senare än det här").help("Rätta det datum som är fel.")
            });
        }
    }
    if let Some(Innehall::Uppfoljning(it)) = sammanhang.underlag.map(|it| &it.innehall) {
        let approved = event(events, Handelsetyp::Godkand);
        if let Some(event) = approved.filter(|event| event.datum.value.ar() <= it.ar()) {
            let message = format!("Uppföljningen godkändes {}, innan året {} var slut.", event.datum.value, it.ar());
            findings.add(event.datum.span, message, |found| {
                found.label(it.dokument.ar.span, "året som följs upp").help("Rätta datumet, eller året.")
            });
        }
    }
}

/// A phrase inside a sentence.
fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
