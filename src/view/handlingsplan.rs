//! The view of a handlingsplan.

use super::satt::{Delar, Satt, fact, heading, text};
use super::sektioner::{Egna, Sektioner};
use super::{Dokumentvy, Metadata, Uppdrag, metadata};
use crate::element::{Block, Cell, Definition, Inline, Kolumn, Radslag, Stil, Tabell, Tabellrad};
use crate::handlingsplan::{Ansvarig, Behov, Bilaga, Handlingsplan, Programomrade};
use crate::plan::Visa;
use crate::profil::Kommunuppgifter;

pub(super) fn vy(plan: &Handlingsplan, uppdrag: &Uppdrag<'_>) -> Dokumentvy {
    let Uppdrag { underlag, kommun, utkastdatum, .. } = *uppdrag;
    let mut sektioner = Sektioner::new(underlag, kommun);
    let mut innehall = sektioner.all(&Handlingsblock { plan });
    for (idx, bilaga) in plan.bilaga.iter().enumerate() {
        appendix(bilaga, idx + 1, &mut sektioner, &mut innehall);
    }
    innehall.extend(sektioner.satt.corrections(&plan.rattelse));
    let titel = sektioner.plain(&plan.dokument.titel);
    let (delar, satt) = sektioner.delar(titel, innehall);
    let own = &plan.dokument;
    let who = [("Ägare", &own.agare), ("Författare", &own.forfattare)];
    let who = who.into_iter().filter_map(|(label, it)| Some((label, satt.plain(it.as_ref()?))));
    let who: Vec<Metadata> = who.map(|(etikett, varde)| Metadata { etikett: etikett.to_owned(), varde }).collect();
    let delar = Delar {
        undertitel: own.undertitel.as_ref().map(|it| satt.plain(it)),
        sidhuvud: who.iter().map(|it| format!("{}: {}", it.etikett, it.varde)).collect(),
        metadata: facts(plan, who, &kommun.profil.kommun, &satt),
        nyckelord: plan.programomrade.iter().map(|it| satt.plain(&it.rubrik).to_lowercase()).collect(),
        ..delar
    };
    delar.dokumentvy(plan, kommun, &satt, utkastdatum)
}

/// The cover's facts: who owns and has written it, for which years, then the kommun's own.
fn facts(plan: &Handlingsplan, mut who: Vec<Metadata>, kommun: &Kommunuppgifter, satt: &Satt) -> Vec<Metadata> {
    let years = plan.period().map_or_else(|| plan.ar().to_string(), |it| it.text());
    who.push(Metadata { etikett: "Avser".to_owned(), varde: years });
    if let Some(block) = &plan.styrdokument {
        who.extend(metadata::metadata(Some(block), plan.dokument.version.as_ref(), kommun, satt));
    }
    who
}

/// What a handlingsplan shows in its sections.
struct Handlingsblock<'a> {
    plan: &'a Handlingsplan,
}

impl Egna for Handlingsblock<'_> {
    fn show(&self, visa: &Visa, numbered: bool, s: &mut Sektioner<'_>, out: &mut Vec<Block>) {
        match visa {
            Visa::Mal => out.extend(self.goals(s)),
            Visa::Programomraden => {
                // A table of all who answer says it better than each area does.
                let answers = !self.plan.visar(&Visa::Ansvar);
                for area in &self.plan.programomrade {
                    programme_area(area, numbered, answers, s, out);
                }
            }
            Visa::Ansvar => out.extend(self.responsible(s)),
            Visa::Begrepp => {
                let poster = self
                    .plan
                    .begrepp
                    .iter()
                    .map(|it| Definition { term: s.plain(&it.term), innehall: s.prose(&it.betydelse, s.level()) });
                let poster: Vec<Definition> = poster.collect();
                out.extend((!poster.is_empty()).then_some(Block::Definitioner { poster }));
            }
            Visa::Tidsplan => {
                if let Some((plan, years)) = self.plan.tidsplan.as_ref().zip(self.plan.period()) {
                    out.extend(fact("Tidsplan", vec![vec![text(years.text())]]));
                    out.extend(plan.text.iter().flat_map(|it| s.prose(it, s.level())));
                }
            }
            Visa::Uppfoljningsrutiner => out.extend(self.routines(s)),
            // The others are of every kind, or of another: a check tells.
            _ => {}
        }
    }
}

impl Handlingsblock<'_> {
    /// The goals: a list, or with their meanings beside them.
    fn goals(&self, s: &Sektioner<'_>) -> Vec<Block> {
        let goals = &self.plan.mal;
        if goals.iter().all(|it| it.beskrivning.is_none()) {
            let poster: Vec<Vec<Block>> =
                goals.iter().map(|it| vec![Block::Stycke { inline: s.line(&it.text) }]).collect();
            return if poster.is_empty() { Vec::new() } else { vec![Block::Lista { ordnad: false, start: 1, poster }] };
        }
        let blocks = goals.iter().flat_map(|it| {
            let heading = Block::Stycke { inline: vec![Inline::Stark { inline: s.line(&it.text) }] };
            let meaning = it.beskrivning.iter().flat_map(|it| s.prose(it, s.level()));
            std::iter::once(heading).chain(meaning).collect::<Vec<_>>()
        });
        blocks.collect()
    }

    /// Who answers for each programme area.
    fn responsible(&self, s: &Sektioner<'_>) -> Option<Block> {
        let areas = &self.plan.programomrade;
        if areas.iter().all(|it| it.ansvarig.is_none() && it.bitradande.is_none()) {
            return None;
        }
        let post = |it: &Option<Ansvarig>| it.as_ref().map_or("–".to_owned(), |it| post(it, s));
        let rader = areas.iter().map(|it| {
            let celler = [s.plain(&it.rubrik), post(&it.ansvarig), post(&it.bitradande)].map(Cell::text).into();
            Tabellrad { slag: Radslag::Rad, celler }
        });
        let rader = rader.collect();
        let kolumner =
            vec![Kolumn::text("Programområde", 2), Kolumn::text("Ansvarig", 3), Kolumn::text("Biträdande", 3)];
        Some(Block::Tabell(Tabell { stil: Stil::Organisation, bildtext: None, kolumner, radrubrik: true, rader }))
    }

    fn routines(&self, s: &Sektioner<'_>) -> Option<Block> {
        let routines = &self.plan.uppfoljningsrutin;
        if routines.is_empty() {
            return None;
        }
        let told = routines.iter().any(|it| it.text.is_some());
        let mut kolumner = vec![Kolumn::text("Organ", 2), Kolumn::text("Hur ofta", 2)];
        kolumner.extend(told.then(|| Kolumn::text("Hur det går till", 3)));
        let rader = routines.iter().map(|it| {
            let mut celler = vec![Cell::text(s.plain(&it.organ)), Cell::text(s.plain(&it.frekvens))];
            if told {
                let how = it.text.as_ref().map(|it| Cell { inline: s.line(it), ..Cell::default() });
                celler.push(how.unwrap_or_else(|| Cell::text("–")));
            }
            Tabellrad { slag: Radslag::Rad, celler }
        });
        let rader = rader.collect();
        Some(Block::Tabell(Tabell { stil: Stil::Organisation, bildtext: None, kolumner, radrubrik: true, rader }))
    }
}

/// A post with its department: `Förvaltningschef, Socialförvaltningen`.
fn post(it: &Ansvarig, s: &Sektioner<'_>) -> String {
    let title = s.plain(&it.titel);
    it.forvaltning.as_ref().map_or(title.clone(), |it| format!("{title}, {}", s.plain(it)))
}

fn programme_area(area: &Programomrade, numbered: bool, answers: bool, s: &mut Sektioner<'_>, out: &mut Vec<Block>) {
    let level = s.level();
    let heading = s.heading(&area.rubrik, numbered);
    out.push(heading);
    out.extend(fact("Innebörd", area.innebord.iter().map(|it| s.line(it)).collect()));
    out.extend(area.text.iter().flat_map(|it| s.prose(it, level)));
    let who = [("Ansvarig", &area.ansvarig), ("Biträdande", &area.bitradande)];
    for (label, it) in who.into_iter().filter(|_| answers) {
        out.extend(fact(label, it.iter().map(|it| vec![text(post(it, s))]).collect()));
    }
}

/// An appendix on a page of its own.
fn appendix(bilaga: &Bilaga, nummer: usize, s: &mut Sektioner<'_>, out: &mut Vec<Block>) {
    out.push(Block::Sidbrytning);
    out.push(heading(1, None, format!("Bilaga {nummer}. {}", s.plain(&bilaga.rubrik))));
    out.extend(bilaga.text.iter().flat_map(|it| s.prose(it, 1)));
    for id in &bilaga.figurer {
        out.extend(s.figure_by_id(id.as_str()));
    }
    out.extend(bilaga.behov.iter().flat_map(|it| needs(it, s)));
}

/// A need: how it shows, what is done and what is proposed. The three are told apart by their words and by the shape of
/// their marks, never by colour.
fn needs(need: &Behov, s: &Sektioner<'_>) -> Vec<Block> {
    let name = heading(2, None, s.plain(&need.rubrik));
    let lines = |it: &[crate::text::Rad]| -> Vec<Vec<Inline>> { it.iter().map(|it| s.line(it)).collect() };
    // Each line has a mark of its own, so they stand under each other without bullets.
    let marked = |word: &str, vald: bool, it: &[crate::text::Rad]| -> Vec<Vec<Inline>> {
        let mut one = Vec::new();
        for line in lines(it) {
            if !one.is_empty() {
                one.push(Inline::Bryt);
            }
            one.push(Inline::Kryss { vald, text: format!("{word}:") });
            one.push(text(" "));
            one.extend(line);
        }
        if one.is_empty() { Vec::new() } else { vec![one] }
    };
    let parts = [
        ("Så märks det", lines(&need.symptom)),
        ("Görs redan", marked("Görs", true, &need.pagar)),
        ("Förslag", marked("Förslag", false, &need.forslag)),
    ];
    std::iter::once(name).chain(parts.into_iter().filter_map(|(label, lines)| fact(label, lines))).collect()
}
