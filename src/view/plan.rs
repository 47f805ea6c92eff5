//! The view of a verksamhetsplan.

use super::satt::{Delar, fact, subheading, text};
use super::sektioner::{Egna, Sektioner};
use super::{Dokumentvy, Uppdrag, ark, budget, metadata, register};
use crate::element::{self, Block, Cell, Inline, Kolumn, Radslag, Stil, Tabell, Tabellrad};
use crate::plan::{Fokusomrade, Indikator, Insats, Verksamhetsplan, Visa};
use crate::prosa;
use crate::svenska::{self, NBSP};
use crate::text::Rad;

pub(super) fn vy(plan: &Verksamhetsplan, uppdrag: &Uppdrag<'_>) -> Dokumentvy {
    let Uppdrag { underlag, kommun, utkastdatum, .. } = *uppdrag;
    let profil = &kommun.profil;
    let mut sektioner = Sektioner::new(underlag, kommun);
    let mut innehall = sektioner.all(&Planblock { plan });
    innehall.extend(sektioner.satt.corrections(&plan.rattelse));
    let titel = sektioner.plain(&plan.dokument.titel);
    let (delar, satt) = sektioner.delar(titel, innehall);
    let delar = Delar {
        undertitel: plan.dokument.undertitel.as_ref().map(|it| satt.plain(it)),
        metadata: metadata::metadata(plan.styrdokument.as_ref(), plan.dokument.version.as_ref(), &profil.kommun, &satt),
        nyckelord: plan.fokusomrade.iter().map(|it| satt.plain(&it.rubrik).to_lowercase()).collect(),
        ark: plan.budget.as_ref().map(|it| ark::budget(plan, it, profil, &satt)),
        ..delar
    };
    delar.dokumentvy(plan, kommun, &satt, utkastdatum)
}

/// What a plan shows in its sections.
struct Planblock<'a> {
    plan: &'a Verksamhetsplan,
}

impl Egna for Planblock<'_> {
    fn show(&self, visa: &Visa, numbered: bool, s: &mut Sektioner<'_>, out: &mut Vec<Block>) {
        match visa {
            Visa::Fokusomraden => {
                for area in &self.plan.fokusomrade {
                    self.focus_area(area, numbered, s, out);
                }
            }
            Visa::Indikatorer => {
                let all: Vec<&Indikator> = self.plan.fokusomrade.iter().flat_map(|it| &it.indikator).collect();
                out.extend(indicators(s, &all));
            }
            Visa::Budget => {
                if let Some(it) = self.plan.budget.as_ref().filter(|it| !it.rad.is_empty()) {
                    let table = self.with_names(s, |namn| budget::tabell(self.plan, it, s.profil, namn));
                    out.push(Block::Tabell(table));
                }
            }
            Visa::Budgetdiagram => {
                if let Some(it) = &self.plan.budget {
                    let nummer = s.figures + 1;
                    let chart = self.with_names(s, |namn| budget::diagram(self.plan, it, namn, nummer));
                    if let Some(chart) = chart {
                        s.figures = nummer;
                        out.push(Block::Stapeldiagram(chart));
                    }
                }
            }
            // The others are of every kind, or of another: a check tells.
            _ => {}
        }
    }
}

impl Planblock<'_> {
    fn with_names<T>(&self, s: &Sektioner<'_>, make: impl FnOnce(&budget::Namn<'_>) -> T) -> T {
        let (region, kommun) = s.satt.parties(s.profil, self.plan.ar());
        let text = |it: &str| s.satt.typed(it);
        let line = |it: &Rad| element::plain(&s.line(it));
        make(&budget::Namn { region: &region, kommun: &kommun, text: &text, line: &line })
    }

    fn focus_area(&self, area: &Fokusomrade, numbered: bool, s: &mut Sektioner<'_>, out: &mut Vec<Block>) {
        let level = s.level();
        out.push(s.heading(&area.rubrik, numbered));
        let national =
            area.malomrade.iter().map(|it| vec![text(format!("{}. {}", it.value, it.value.namn()))]).collect();
        out.extend(fact("Nationella målområden", national));
        let global = area.agenda2030.iter().map(|it| vec![text(register::global_goal(&it.value))]).collect();
        out.extend(fact("Agenda 2030", global));
        if let Some(nulage) = &area.nulage {
            out.push(subheading(level + 1, "Nuläge"));
            out.extend(s.prose(nulage, level + 1));
        }
        if !area.delomrade.is_empty() {
            out.push(subheading(level + 1, "Delområden"));
        }
        for part in &area.delomrade {
            let poster = part.punkter.iter().map(|it| s.line(it)).collect();
            out.extend(fact(&s.plain(&part.rubrik), poster));
        }
        for id in &area.figurer {
            out.extend(s.figure_by_id(id.as_str()));
        }
        out.extend(indicators(s, &area.indikator.iter().collect::<Vec<_>>()));
        if !area.insats.is_empty() {
            out.push(subheading(level + 1, "Insatser och mål"));
            out.push(insatser(s, &area.insats));
        }
        out.extend(fact("Prioriterade målgrupper", area.malgrupper.iter().map(|it| s.line(it)).collect()));
    }
}

fn insatser(s: &Sektioner<'_>, insatser: &[Insats]) -> Block {
    let rader = insatser.iter().map(|insats| {
        let what = Cell { inline: named(s, insats), under: facts(s, insats), ..Cell::default() };
        let goals: Vec<Vec<Inline>> = insats.mal.iter().map(|it| s.line(it)).collect();
        let mal = if goals.is_empty() { Cell::text("–") } else { Cell { punkter: goals, ..Cell::default() } };
        Tabellrad { slag: Radslag::Rad, celler: vec![what, mal] }
    });
    let kolumner = vec![Kolumn::text("Insats", 1), Kolumn::text("Mål med insatsen", 1)];
    Block::Tabell(Tabell { stil: Stil::Insatser, bildtext: None, kolumner, radrubrik: true, rader: rader.collect() })
}

/// What an insats is: its name, if it has one, and what is done.
fn named(s: &Sektioner<'_>, insats: &Insats) -> Vec<Inline> {
    let Some(name) = &insats.namn else { return s.line(&insats.text) };
    let mut inline = vec![Inline::Stark { inline: vec![text(s.plain(name))] }, Inline::Bryt];
    inline.extend(s.line(&insats.text));
    inline
}

/// What stands in small print below an insats.
fn facts(s: &Sektioner<'_>, insats: &Insats) -> Vec<String> {
    let actor = |id: &crate::read::Id| s.profil.aktor(id.as_str()).map(|it| s.plain(&it.namn));
    let period = insats.period.as_ref().map(|it| format!("Pågår {}", it.text()));
    let plats = insats.plats.as_ref().map(|it| format!("Plats: {}", s.plain(it)));
    let tjanst = insats
        .tjanst
        .as_ref()
        .map(|it| format!("Tjänst: {}, {}", s.plain(&it.funktion), svenska::percent(it.omfattning_procent.value.0, 1)));
    let ansvarig = insats.ansvarig.as_ref().and_then(actor).map(|it| format!("Ansvarig: {it}"));
    let actors: Vec<String> = insats.aktorer.iter().filter_map(actor).collect();
    let medverkar = (!actors.is_empty()).then(|| format!("Medverkar: {}", svenska::list(&actors, "och")));
    [period, plats, tjanst, ansvarig, medverkar].into_iter().flatten().collect()
}

fn indicators(s: &Sektioner<'_>, indicators: &[&Indikator]) -> Option<Block> {
    if indicators.is_empty() {
        return None;
    }
    let mut compared: Vec<String> = Vec::new();
    for name in indicators.iter().flat_map(|it| &it.jamforelse).map(|it| s.plain(&it.namn)) {
        if !compared.contains(&name) {
            compared.push(name);
        }
    }
    let mut kolumner = vec![Kolumn::text("Indikator", 3), Kolumn::figures(s.plain(&s.profil.kommun.namn))];
    kolumner.extend(compared.iter().map(Kolumn::figures));
    kolumner.extend([Kolumn::text("År", 0), Kolumn::text("Källa", 3)]);
    let rader = indicators.iter().map(|it| {
        let unit = s.plain(&it.enhet);
        let value = |number| match unit.as_str() {
            "procent" => svenska::percent(number, 2),
            unit => format!("{}{NBSP}{unit}", svenska::number(number)),
        };
        let mut celler = vec![Cell::text(s.plain(&it.namn)), Cell::text(value(it.varde.value))];
        celler.extend(compared.iter().map(|name| {
            let found = it.jamforelse.iter().find(|it| s.plain(&it.namn) == *name);
            Cell::text(found.map_or("–".to_owned(), |it| value(it.varde.value)))
        }));
        let kalla = s.plain(&it.kalla);
        let kalla =
            it.kalla_id.as_ref().map_or(kalla.clone(), |id| format!("{kalla} ({})", prosa::printable(&id.value)));
        celler.extend([Cell::text(it.ar.value.to_string()), Cell::text(kalla)]);
        Tabellrad { slag: Radslag::Rad, celler }
    });
    let rader = rader.collect();
    Some(Block::Tabell(Tabell { stil: Stil::Indikatorer, bildtext: None, kolumner, radrubrik: true, rader }))
}
