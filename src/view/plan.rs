//! The view of a verksamhetsplan.

use super::satt::{Delar, Satt, fact, paragraph, text};
use super::{Bildfil, Dokumentvy, ark, budget, metadata, register};
use crate::bild;
use crate::datum::Datum;
use crate::element::{self, Block, Cell, Definition, Inline, Kolumn, Radslag, Stil, Tabell, Tabellrad};
use crate::modell::{self, Kommun, Underlag};
use crate::plan::{
    Avsnitt, Figur, Fokusomrade, Indikator, Insats, Malomrade, Organisation, StyrNiva, Verksamhetsplan, Visa,
};
use crate::profil::Profil;
use crate::prosa;
use crate::svenska::{self, NBSP};
use crate::text::{Klartext, Prosa, Rad};

/// Headings get numbers down to this level; below it numbers hinder more than they help.
const NUMBERED_LEVELS: usize = 2;

pub(super) fn verksamhetsplan(
    plan: &Verksamhetsplan,
    kommun: &Kommun,
    underlag: &Underlag,
    utkastdatum: Option<Datum>,
) -> Dokumentvy {
    let profil = &kommun.profil;
    let satt = Satt::new(modell::names(&underlag.innehall, kommun));
    let mut builder =
        Builder { plan, profil, satt, kommun, underlag, figures: 0, bilder: Vec::new(), numbers: vec![0] };
    let mut innehall = builder.sections(&plan.avsnitt, true);
    innehall.extend(builder.satt.corrections(&plan.rattelse));
    // An abbreviation is explained where it is first used, unless the document lists them all.
    let explains = !plan.visar(&Visa::Forkortningar);
    let areas = plan.fokusomrade.iter().map(|it| builder.satt.plain(&it.rubrik).to_lowercase());
    let nyckelord = areas.collect();
    let Builder { satt, bilder, .. } = builder;
    let delar = Delar {
        titel: satt.plain(&plan.dokument.titel),
        undertitel: plan.dokument.undertitel.as_ref().map(|it| satt.plain(it)),
        metadata: metadata::metadata(plan.styrdokument.as_ref(), plan.dokument.version.as_ref(), &profil.kommun, &satt),
        beslutad: plan.styrdokument.as_ref().and_then(|it| it.beslutsdatum.as_ref()).map(|it| it.value),
        nyckelord,
        innehall,
        explains,
        bilder,
        ark: plan.budget.as_ref().map(|it| ark::budget(plan, it, profil, &satt)),
    };
    delar.dokumentvy(plan, kommun, &satt, utkastdatum)
}

struct Builder<'a> {
    plan: &'a Verksamhetsplan,
    profil: &'a Profil,
    satt: Satt,
    kommun: &'a Kommun,
    underlag: &'a Underlag,
    figures: u32,
    bilder: Vec<Bildfil>,
    /// The number of the section at each level.
    numbers: Vec<u32>,
}

impl<'a> Builder<'a> {
    fn plain(&self, text: &Klartext) -> String {
        self.satt.plain(text)
    }

    fn line(&self, text: &Rad) -> Vec<Inline> {
        self.satt.line(text)
    }

    fn prose(&self, text: &Prosa, level: u8) -> Vec<Block> {
        self.satt.prose(text, level)
    }

    fn image(&mut self, file: bild::Bild) -> String {
        let namn = format!("/bild/{}.{}", self.bilder.len() + 1, file.format);
        self.bilder.push(Bildfil { namn: namn.clone(), bytes: file.bytes });
        namn
    }

    fn sections(&mut self, sections: &'a [Avsnitt], numbered: bool) -> Vec<Block> {
        let mut out = Vec::new();
        for section in sections {
            self.section(section, numbered, &mut out);
        }
        out
    }

    fn section(&mut self, section: &'a Avsnitt, inside_numbered: bool, out: &mut Vec<Block>) {
        let level = self.level();
        // A section below an unnumbered one has nothing to be numbered after.
        let numbered = inside_numbered && section.numrerad != Some(false);
        out.push(self.heading(&section.rubrik, numbered));
        out.extend(section.text.iter().flat_map(|it| self.prose(it, level)));
        out.extend(self.organisation(&section.organisation, level));
        // What is shown and what is nested stand at one level, and are numbered as one.
        self.numbers.push(0);
        for shown in &section.visa.0 {
            self.shown(&shown.value, numbered, out);
        }
        let nested = self.sections(&section.avsnitt, numbered);
        out.extend(nested);
        self.numbers.pop();
    }

    /// The level of the sections being built, from 1.
    fn level(&self) -> u8 {
        u8::try_from(self.numbers.len()).unwrap_or(u8::MAX)
    }

    fn heading(&mut self, text: &Klartext, numbered: bool) -> Block {
        let level = self.numbers.len();
        let nummer = (numbered && level <= NUMBERED_LEVELS).then(|| {
            if let Some(last) = self.numbers.last_mut() {
                *last += 1;
            }
            self.numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
        });
        let id = format!("avsnitt-{}", text.span().start);
        Block::Rubrik { niva: self.level(), nummer, text: self.plain(text), id, i_innehall: true }
    }

    /// An unnumbered heading that the tool words itself.
    fn subheading(&self, text: &str, level: u8, near: u32) -> Block {
        let id = format!("avsnitt-{near}-{}", text.to_lowercase().replace(' ', "-"));
        Block::Rubrik { niva: level, nummer: None, text: text.to_owned(), id, i_innehall: false }
    }

    fn shown(&mut self, visa: &Visa, numbered: bool, out: &mut Vec<Block>) {
        match visa {
            Visa::StyrandeDokument => out.extend(self.governing_documents()),
            Visa::Malomraden => {
                let poster = Malomrade::NAMN.iter().map(|it| vec![paragraph(*it)]).collect();
                out.push(Block::Lista { ordnad: true, start: 1, poster });
            }
            Visa::Fokusomraden => {
                for area in &self.plan.fokusomrade {
                    self.focus_area(area, numbered, out);
                }
            }
            Visa::Indikatorer => {
                let all: Vec<&Indikator> = self.plan.fokusomrade.iter().flat_map(|it| &it.indikator).collect();
                out.extend(self.indicators(&all));
            }
            Visa::Budget => {
                if let Some(it) = self.plan.budget.as_ref().filter(|it| !it.rad.is_empty()) {
                    let table = self.with_names(|namn| budget::tabell(self.plan, it, self.profil, namn));
                    out.push(Block::Tabell(table));
                }
            }
            Visa::Budgetdiagram => {
                if let Some(it) = &self.plan.budget {
                    let nummer = self.figures + 1;
                    let chart = self.with_names(|namn| budget::diagram(self.plan, it, namn, nummer));
                    if let Some(chart) = chart {
                        self.figures = nummer;
                        out.push(Block::Stapeldiagram(chart));
                    }
                }
            }
            Visa::Forkortningar => {
                let poster = self.profil.forkortning.iter().map(|(key, meaning)| Definition {
                    term: key.clone(),
                    innehall: vec![paragraph(prosa::printable(&meaning.value))],
                });
                out.push(Block::Definitioner { poster: poster.collect() });
            }
            Visa::Figur(id) => {
                let figure = self.plan.figur.iter().find(|it| it.id.as_str() == id);
                out.extend(figure.map(|it| self.figure(it)));
            }
        }
    }

    fn with_names<T>(&self, make: impl FnOnce(&budget::Namn<'_>) -> T) -> T {
        let (region, kommun) = self.satt.parties(self.profil, self.plan.ar());
        let text = |it: &str| self.satt.typed(it);
        let line = |it: &Rad| element::plain(&self.line(it));
        make(&budget::Namn { region: &region, kommun: &kommun, text: &text, line: &line })
    }

    fn figure(&mut self, figure: &Figur) -> Block {
        let bildtext = self.line(&figure.bildtext);
        let alt = figure.alt.as_ref().map(|it| self.plain(it)).filter(|it| !it.trim().is_empty());
        let kalla = figure.kalla.as_ref().map(|it| self.plain(it));
        match bild::read(&figure.fil.value, self.underlag.path.parent().unwrap_or("".as_ref()), &self.kommun.mapp) {
            Ok(file) => {
                self.figures += 1;
                // Only a draft can lack the alternative text, and even a draft must be readable by all.
                let alt = alt.unwrap_or_else(|| element::plain(&bildtext));
                Block::Figur { fil: self.image(file), bildtext, alt, nummer: self.figures, kalla }
            }
            Err(unusable) => Block::Citat { innehall: vec![paragraph(unusable.message)] },
        }
    }

    fn governing_documents(&self) -> Option<Block> {
        let levels = [
            (StyrNiva::Internationell, "Internationellt"),
            (StyrNiva::Nationell, "Nationellt"),
            (StyrNiva::Regional, "Regionalt"),
            (StyrNiva::Lokal, "Lokalt"),
        ];
        let poster: Vec<Definition> = levels
            .into_iter()
            .filter_map(|(level, term)| {
                let documents = self.plan.styrande_dokument.iter().filter(|it| it.niva == level);
                let poster: Vec<Vec<Block>> = documents.map(|it| vec![self.governing_document(it)]).collect();
                let list = Block::Lista { ordnad: false, start: 1, poster };
                let empty = matches!(&list, Block::Lista { poster, .. } if poster.is_empty());
                (!empty).then(|| Definition { term: term.to_owned(), innehall: vec![list] })
            })
            .collect();
        (!poster.is_empty()).then_some(Block::Definitioner { poster })
    }

    fn governing_document(&self, document: &crate::plan::StyrandeDokument) -> Block {
        let title = self.plain(&document.titel);
        // A title that ends with its years already says the period.
        let period = document.period.as_ref().map(|it| it.text()).filter(|it| !title.contains(it.as_str()));
        let name = vec![text(title)];
        let name = match &document.lank {
            Some(link) if prosa::is_safe_url(&link.value) => {
                vec![Inline::Lank { url: link.value.clone(), inline: name }]
            }
            _ => name,
        };
        let mut inline = name;
        inline.extend(period.map(|it| text(format!(" ({it})"))));
        if let Some(about) = &document.text {
            inline.push(text(" – "));
            inline.extend(self.line(about));
        }
        Block::Stycke { inline }
    }

    fn organisation(&self, roles: &[Organisation], level: u8) -> Vec<Block> {
        if roles.is_empty() {
            return Vec::new();
        }
        let mut kolumner = vec![Kolumn::text("Roll", 2)];
        let has = |it: fn(&Organisation) -> bool| roles.iter().any(it);
        let organ = has(|it| it.organ.is_some());
        let forankring = has(|it| it.forankring.is_some());
        let moten = has(|it| it.moten_per_ar.is_some());
        let avtal = has(|it| it.inom_avtal.is_some());
        let columns = [
            (organ, "Organ eller funktion", 3),
            (forankring, "Förankring", 2),
            (moten, "Möten per år", 0),
            (avtal, "Inom avtalet", 0),
        ];
        kolumner.extend(
            columns.into_iter().filter(|(wanted, ..)| *wanted).map(|(_, name, width)| Kolumn::text(name, width)),
        );
        let optional = |it: &Option<Klartext>| it.as_ref().map_or("–".to_owned(), |it| self.plain(it));
        let row = |it: &Organisation| {
            let mut celler = vec![Cell::text(self.plain(&it.roll))];
            let yes_no = match it.inom_avtal {
                Some(true) => "Ja",
                Some(false) => "Nej",
                None => "–",
            };
            let values = [
                (organ, optional(&it.organ)),
                (forankring, optional(&it.forankring)),
                (moten, optional(&it.moten_per_ar)),
                (avtal, yes_no.to_owned()),
            ];
            celler.extend(values.into_iter().filter(|(wanted, _)| *wanted).map(|(_, value)| Cell::text(value)));
            Tabellrad { slag: Radslag::Rad, celler }
        };
        let mut out = Vec::new();
        if kolumner.len() > 1 {
            let rader = roles.iter().map(row).collect();
            out.push(Block::Tabell(Tabell {
                stil: Stil::Organisation,
                bildtext: None,
                kolumner,
                radrubrik: true,
                rader,
            }));
        }
        let told = roles.iter().filter_map(|it| {
            let innehall = self.prose(it.text.as_ref()?, level);
            Some(Definition { term: self.plain(&it.roll), innehall })
        });
        let poster: Vec<Definition> = told.collect();
        out.extend((!poster.is_empty()).then_some(Block::Definitioner { poster }));
        out
    }

    fn focus_area(&mut self, area: &'a Fokusomrade, numbered: bool, out: &mut Vec<Block>) {
        let level = self.level();
        let near = area.id.span().start;
        out.push(self.heading(&area.rubrik, numbered));
        let national =
            area.malomrade.iter().map(|it| vec![text(format!("{}. {}", it.value, it.value.namn()))]).collect();
        out.extend(fact("Nationella målområden", national));
        let global = area.agenda2030.iter().map(|it| vec![text(register::global_goal(&it.value))]).collect();
        out.extend(fact("Agenda 2030", global));
        if let Some(nulage) = &area.nulage {
            out.push(self.subheading("Nuläge", level + 1, near));
            out.extend(self.prose(nulage, level + 1));
        }
        if !area.delomrade.is_empty() {
            out.push(self.subheading("Delområden", level + 1, near));
        }
        for part in &area.delomrade {
            let poster = part.punkter.iter().map(|it| self.line(it)).collect();
            out.extend(fact(&self.plain(&part.rubrik), poster));
        }
        let figures = area.figurer.iter().filter_map(|id| self.plan.figur.iter().find(|it| it.id == *id));
        for figure in figures.collect::<Vec<_>>() {
            let block = self.figure(figure);
            out.push(block);
        }
        out.extend(self.indicators(&area.indikator.iter().collect::<Vec<_>>()));
        if !area.insats.is_empty() {
            out.push(self.subheading("Insatser och mål", level + 1, near));
            out.push(self.insatser(&area.insats));
        }
        out.extend(fact("Prioriterade målgrupper", area.malgrupper.iter().map(|it| self.line(it)).collect()));
    }

    fn insatser(&self, insatser: &[Insats]) -> Block {
        let rader = insatser.iter().map(|insats| {
            let what = Cell { inline: self.insats(insats), under: self.facts(insats), ..Cell::default() };
            let goals: Vec<Vec<Inline>> = insats.mal.iter().map(|it| self.line(it)).collect();
            let mal = if goals.is_empty() { Cell::text("–") } else { Cell { punkter: goals, ..Cell::default() } };
            Tabellrad { slag: Radslag::Rad, celler: vec![what, mal] }
        });
        let kolumner = vec![Kolumn::text("Insats", 1), Kolumn::text("Mål med insatsen", 1)];
        Block::Tabell(Tabell {
            stil: Stil::Insatser,
            bildtext: None,
            kolumner,
            radrubrik: true,
            rader: rader.collect(),
        })
    }

    /// What an insats is: its name, if it has one, and what is done.
    fn insats(&self, insats: &Insats) -> Vec<Inline> {
        let Some(name) = &insats.namn else { return self.line(&insats.text) };
        let mut inline = vec![Inline::Stark { inline: vec![text(self.plain(name))] }, Inline::Bryt];
        inline.extend(self.line(&insats.text));
        inline
    }

    /// What stands in small print below an insats.
    fn facts(&self, insats: &Insats) -> Vec<String> {
        let actor = |id: &crate::read::Id| self.profil.aktor(id.as_str()).map(|it| self.plain(&it.namn));
        let period = insats.period.as_ref().map(|it| format!("Pågår {}", it.text()));
        let plats = insats.plats.as_ref().map(|it| format!("Plats: {}", self.plain(it)));
        let tjanst = insats.tjanst.as_ref().map(|it| {
            format!("Tjänst: {}, {}", self.plain(&it.funktion), svenska::percent(it.omfattning_procent.value.0, 1))
        });
        let ansvarig = insats.ansvarig.as_ref().and_then(actor).map(|it| format!("Ansvarig: {it}"));
        let actors: Vec<String> = insats.aktorer.iter().filter_map(actor).collect();
        let medverkar = (!actors.is_empty()).then(|| format!("Medverkar: {}", svenska::list(&actors, "och")));
        [period, plats, tjanst, ansvarig, medverkar].into_iter().flatten().collect()
    }

    fn indicators(&self, indicators: &[&Indikator]) -> Option<Block> {
        if indicators.is_empty() {
            return None;
        }
        let mut compared: Vec<String> = Vec::new();
        for name in indicators.iter().flat_map(|it| &it.jamforelse).map(|it| self.plain(&it.namn)) {
            if !compared.contains(&name) {
                compared.push(name);
            }
        }
        let mut kolumner = vec![Kolumn::text("Indikator", 3), Kolumn::figures(self.plain(&self.profil.kommun.namn))];
        kolumner.extend(compared.iter().map(Kolumn::figures));
        kolumner.extend([Kolumn::text("År", 0), Kolumn::text("Källa", 3)]);
        let rader = indicators.iter().map(|it| {
            let unit = self.plain(&it.enhet);
            let value = |number| match unit.as_str() {
                "procent" => svenska::percent(number, 2),
                unit => format!("{}{NBSP}{unit}", svenska::number(number)),
            };
            let mut celler = vec![Cell::text(self.plain(&it.namn)), Cell::text(value(it.varde.value))];
            celler.extend(compared.iter().map(|name| {
                let found = it.jamforelse.iter().find(|it| self.plain(&it.namn) == *name);
                Cell::text(found.map_or("–".to_owned(), |it| value(it.varde.value)))
            }));
            let kalla = self.plain(&it.kalla);
            let kalla =
                it.kalla_id.as_ref().map_or(kalla.clone(), |id| format!("{kalla} ({})", prosa::printable(&id.value)));
            celler.extend([Cell::text(it.ar.value.to_string()), Cell::text(kalla)]);
            Tabellrad { slag: Radslag::Rad, celler }
        });
        let rader = rader.collect();
        Some(Block::Tabell(Tabell { stil: Stil::Indikatorer, bildtext: None, kolumner, radrubrik: true, rader }))
    }
}
