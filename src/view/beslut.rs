//! The views of a decision: the protocol extract, and the memorandum of the same matter.

use super::satt::{Delar, Satt, subheading, text};
use super::{Del, Dokumentvy, Metadata, Uppdrag, budget};
use crate::beslut::{Beslut, Tjansteskrivelse, Underlagsdokument};
use crate::datum::Datum;
use crate::dokument::Handelsetyp;
use crate::element::{self, Block, Definition};
use crate::modell::{self, Kommun, Underlag};
use crate::prosa;
use crate::text::{Klartext, Prosa, Rad};

pub(super) fn vy(beslut: &Beslut, uppdrag: &Uppdrag<'_>) -> Dokumentvy {
    let Uppdrag { underlag, kommun, del, utkastdatum } = *uppdrag;
    let memo =
        (del == Del::Tjansteskrivelse).then(|| tjansteskrivelse(beslut, kommun, underlag, utkastdatum)).flatten();
    memo.unwrap_or_else(|| protokollsutdrag(beslut, kommun, underlag, utkastdatum))
}

/// A decision as the protocol tells it, in the protocol's own order.
fn protokollsutdrag(beslut: &Beslut, kommun: &Kommun, underlag: &Underlag, utkastdatum: Option<Datum>) -> Dokumentvy {
    let satt = Satt::new(modell::names(&underlag.innehall, kommun));
    let own = &beslut.beslut;
    let mut out = Vec::new();
    section(&satt, "Ärendebeskrivning", own.arendebeskrivning.as_ref(), &mut out);
    section(&satt, "Beredning", own.beredning.as_ref(), &mut out);
    out.extend(prepared(beslut, own.beredning.is_none()));
    section(&satt, "Beslut", Some(&own.lydelse), &mut out);
    if !own.underlag.is_empty() {
        out.push(subheading(1, "Beslutsunderlag"));
        out.push(list(own.underlag.iter().map(|it| material(it, &satt)).collect()));
    }
    if !own.expedieras.is_empty() {
        out.push(subheading(1, "Expedieras till"));
        out.push(list(own.expedieras.iter().map(|it| satt.plain(it)).collect()));
    }
    out.extend(satt.corrections(&beslut.rattelse));
    let delar = Delar {
        undertitel: Some("Utdrag ur protokoll".to_owned()),
        metadata: facts(beslut, &satt),
        nyckelord: vec!["protokollsutdrag".to_owned()],
        ..Delar::new(satt.plain(&beslut.dokument.titel), out)
    };
    delar.dokumentvy(beslut, kommun, &satt, utkastdatum)
}

fn facts(beslut: &Beslut, satt: &Satt) -> Vec<Metadata> {
    let own = &beslut.beslut;
    let facts = [
        ("Organ", Some(satt.plain(&own.organ))),
        ("Datum", own.datum.as_ref().map(|it| it.value.to_string())),
        ("Paragraf", own.paragraf.as_ref().map(ToString::to_string)),
        ("Diarienummer", own.diarienummer.as_ref().map(|it| prosa::printable(&it.value))),
    ];
    present(facts)
}

fn present<const N: usize>(facts: [(&str, Option<String>); N]) -> Vec<Metadata> {
    facts.into_iter().filter_map(|(label, it)| Some(Metadata { etikett: label.to_owned(), varde: it? })).collect()
}

/// What happened to the matter before the decision. Each body numbers its paragraphs for itself.
fn prepared(beslut: &Beslut, needs_heading: bool) -> Vec<Block> {
    let words = |typ: Handelsetyp| match typ {
        Handelsetyp::Tjansteskrivelse => Some("Tjänsteskrivelse"),
        Handelsetyp::Ksau => Some("Kommunstyrelsens arbetsutskott"),
        Handelsetyp::Presidiedialog => Some("Presidiedialog"),
        Handelsetyp::Ledningsgrupp => Some("Ledningsgrupp"),
        Handelsetyp::Folkhalsorad => Some("Folkhälsoråd"),
        Handelsetyp::SkickadUtkast => Some("Utkast skickat till regionen"),
        _ => None,
    };
    let poster: Vec<String> = beslut
        .handelse
        .iter()
        .filter_map(|it| {
            let what = words(it.typ.value)?;
            let paragraph = it.paragraf.as_ref().map_or(String::new(), |it| format!(", {it}"));
            Some(format!("{what} {}{paragraph}", it.datum.value.text()))
        })
        .collect();
    if poster.is_empty() {
        return Vec::new();
    }
    let heading = needs_heading.then(|| subheading(1, "Beredning"));
    heading.into_iter().chain([list(poster)]).collect()
}

/// A document that the decision rests on, with what tells it from others.
fn material(it: &Underlagsdokument, satt: &Satt) -> String {
    let more = [
        it.datum.as_ref().map(|it| it.value.text()),
        it.paragraf.as_ref().map(ToString::to_string),
        it.version.as_ref().map(|it| satt.plain(it)),
    ];
    std::iter::once(satt.plain(&it.titel)).chain(more.into_iter().flatten()).collect::<Vec<_>>().join(", ")
}

/// The memorandum of the same matter; `None` where there is none.
fn tjansteskrivelse(
    beslut: &Beslut,
    kommun: &Kommun,
    underlag: &Underlag,
    utkastdatum: Option<Datum>,
) -> Option<Dokumentvy> {
    let skrivelse = beslut.tjansteskrivelse.as_ref()?;
    let satt = Satt::new(modell::names(&underlag.innehall, kommun));
    let mut out = Vec::new();
    section(&satt, "Sammanfattning", skrivelse.sammanfattning.as_ref(), &mut out);
    section(&satt, "Ärendet", beslut.beslut.arendebeskrivning.as_ref(), &mut out);
    section(&satt, "Förvaltningens yttrande", skrivelse.yttrande.as_ref(), &mut out);
    let table = budget_table(beslut, kommun, &satt);
    if skrivelse.ekonomi.is_some() || table.is_some() {
        out.push(subheading(1, "Ekonomisk bedömning"));
        out.extend(skrivelse.ekonomi.iter().flat_map(|it| satt.prose(it, 1)));
        out.extend(table);
    }
    let views = skrivelse.perspektiv.iter();
    let poster: Vec<Definition> =
        views.map(|it| Definition { term: satt.plain(&it.rubrik), innehall: satt.prose(&it.text, 1) }).collect();
    if !poster.is_empty() {
        out.push(subheading(1, "Övriga bedömningar"));
        out.push(Block::Definitioner { poster });
    }
    section(&satt, "Förslag till beslut", Some(skrivelse.forslag.as_ref().unwrap_or(&beslut.beslut.lydelse)), &mut out);
    let written = skrivelse.datum.as_ref().map(|it| it.value);
    let delar = Delar {
        slag: Some("tjansteskrivelse"),
        undertitel: Some("Tjänsteskrivelse".to_owned()),
        metadata: memo_facts(beslut, skrivelse, &satt),
        nyckelord: vec!["tjänsteskrivelse".to_owned()],
        dag: written,
        ..Delar::new(satt.plain(&beslut.dokument.titel), out)
    };
    Some(delar.dokumentvy(beslut, kommun, &satt, utkastdatum))
}

fn memo_facts(beslut: &Beslut, skrivelse: &Tjansteskrivelse, satt: &Satt) -> Vec<Metadata> {
    let own = &beslut.beslut;
    let plain = |it: &Option<Klartext>| it.as_ref().map(|it| satt.plain(it));
    present([
        ("Till", plain(&skrivelse.mottagare).or(Some(satt.plain(&own.organ)))),
        ("Datum", skrivelse.datum.as_ref().map(|it| it.value.to_string())),
        ("Diarienummer", own.diarienummer.as_ref().map(|it| prosa::printable(&it.value))),
        ("Handläggare", plain(&skrivelse.handlaggare)),
    ])
}

/// The budget of the plan that is decided, as the plan prints it.
fn budget_table(beslut: &Beslut, kommun: &Kommun, satt: &Satt) -> Option<Block> {
    let plan = kommun.plan(beslut.ar())?;
    let money = plan.budget.as_ref().filter(|it| !it.rad.is_empty())?;
    let (region, party) = satt.parties(&kommun.profil, plan.ar());
    let text = |it: &str| satt.typed(it);
    let line = |it: &Rad| element::plain(&satt.line(it));
    let namn = budget::Namn { region: &region, kommun: &party, text: &text, line: &line };
    Some(Block::Tabell(budget::tabell(plan, money, &kommun.profil, &namn)))
}

fn section(satt: &Satt, words: &str, prose: Option<&Prosa>, out: &mut Vec<Block>) {
    if let Some(prose) = prose {
        out.push(subheading(1, words));
        out.extend(satt.prose(prose, 1));
    }
}

fn list(items: Vec<String>) -> Block {
    let poster = items.into_iter().map(|it| vec![Block::Stycke { inline: vec![text(it)] }]).collect();
    Block::Lista { ordnad: false, start: 1, poster }
}
