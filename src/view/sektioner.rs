//! The sections of a document: headings and their numbers, texts, figures, and what every kind can show in them.

use super::Bildfil;
use super::satt::{Delar, Satt, heading, paragraph, text};
use crate::bild;
use crate::dokument::Handling;
use crate::element::{self, Block, Cell, Definition, Inline, Kolumn, Radslag, Stil, Tabell, Tabellrad};
use crate::modell::{self, Kommun, Underlag};
use crate::plan::{Avsnitt, Figur, Malomrade, Organisation, StyrNiva, StyrandeDokument, Visa};
use crate::profil::Profil;
use crate::prosa;
use crate::text::{Klartext, Prosa, Rad};

/// Headings get numbers down to this level; below it numbers hinder more than they help.
const NUMBERED_LEVELS: usize = 2;

/// What one kind of document shows in its sections.
pub(super) trait Egna {
    /// Adds the blocks of `visa`; `numbered` says whether headings in it get numbers.
    fn show(&self, visa: &Visa, numbered: bool, sektioner: &mut Sektioner<'_>, out: &mut Vec<Block>);
}

/// Builds the sections of a document.
pub(super) struct Sektioner<'a> {
    handling: &'a dyn Handling,
    pub(super) profil: &'a Profil,
    pub(super) satt: Satt,
    kommun: &'a Kommun,
    underlag: &'a Underlag,
    pub(super) figures: u32,
    bilder: Vec<Bildfil>,
    /// The number of the section at each level.
    numbers: Vec<u32>,
}

impl<'a> Sektioner<'a> {
    pub(super) fn new(underlag: &'a Underlag, kommun: &'a Kommun) -> Self {
        let satt = Satt::new(modell::names(&underlag.innehall, kommun));
        let (handling, profil) = (underlag.innehall.handling(), &kommun.profil);
        Self { handling, profil, satt, kommun, underlag, figures: 0, bilder: Vec::new(), numbers: vec![0] }
    }

    pub(super) fn plain(&self, text: &Klartext) -> String {
        self.satt.plain(text)
    }

    pub(super) fn line(&self, text: &Rad) -> Vec<Inline> {
        self.satt.line(text)
    }

    pub(super) fn prose(&self, text: &Prosa, level: u8) -> Vec<Block> {
        self.satt.prose(text, level)
    }

    pub(super) fn image(&mut self, file: bild::Bild) -> String {
        let namn = format!("/bild/{}.{}", self.bilder.len() + 1, file.format);
        self.bilder.push(Bildfil { namn: namn.clone(), path: file.path, bytes: file.bytes });
        namn
    }

    /// Every section of the document.
    pub(super) fn all(&mut self, egna: &dyn Egna) -> Vec<Block> {
        self.sections(self.handling.avsnitt(), true, egna)
    }

    fn sections(&mut self, sections: &[Avsnitt], numbered: bool, egna: &dyn Egna) -> Vec<Block> {
        let mut out = Vec::new();
        for section in sections {
            self.section(section, numbered, egna, &mut out);
        }
        out
    }

    fn section(&mut self, section: &Avsnitt, inside_numbered: bool, egna: &dyn Egna, out: &mut Vec<Block>) {
        let level = self.level();
        // A section below an unnumbered one has nothing to be numbered after.
        let numbered = inside_numbered && section.numrerad != Some(false);
        out.push(self.heading(&section.rubrik, numbered));
        out.extend(section.text.iter().flat_map(|it| self.prose(it, level)));
        out.extend(self.organisation(&section.organisation, level));
        // What is shown and what is nested stand at one level, and are numbered as one.
        self.numbers.push(0);
        for shown in &section.visa.0 {
            self.shown(&shown.value, numbered, egna, out);
        }
        let nested = self.sections(&section.avsnitt, numbered, egna);
        out.extend(nested);
        self.numbers.pop();
    }

    fn shown(&mut self, visa: &Visa, numbered: bool, egna: &dyn Egna, out: &mut Vec<Block>) {
        match visa {
            Visa::StyrandeDokument => out.extend(self.governing_documents()),
            Visa::Malomraden => {
                let poster = Malomrade::NAMN.iter().map(|it| vec![paragraph(*it)]).collect();
                out.push(Block::Lista { ordnad: true, start: 1, poster });
            }
            Visa::Forkortningar => {
                let poster = self.profil.forkortning.iter().map(|(key, meaning)| Definition {
                    term: key.clone(),
                    innehall: vec![paragraph(prosa::printable(&meaning.value))],
                });
                out.push(Block::Definitioner { poster: poster.collect() });
            }
            Visa::Figur(id) => out.extend(self.figure_by_id(id)),
            _ => egna.show(visa, numbered, self, out),
        }
    }

    /// The figure with an id.
    pub(super) fn figure_by_id(&mut self, id: &str) -> Option<Block> {
        let figure = self.handling.figurer().iter().find(|it| it.id.as_str() == id)?;
        Some(self.figure(figure))
    }

    /// The level of the sections being built, from 1.
    pub(super) fn level(&self) -> u8 {
        u8::try_from(self.numbers.len()).unwrap_or(u8::MAX)
    }

    pub(super) fn heading(&mut self, text: &Klartext, numbered: bool) -> Block {
        let level = self.numbers.len();
        let nummer = (numbered && level <= NUMBERED_LEVELS).then(|| {
            if let Some(last) = self.numbers.last_mut() {
                *last += 1;
            }
            self.numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
        });
        heading(self.level(), nummer, self.plain(text))
    }

    pub(super) fn figure(&mut self, figure: &Figur) -> Block {
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

    pub(super) fn governing_documents(&self) -> Option<Block> {
        let levels = [
            (StyrNiva::Internationell, "Internationellt"),
            (StyrNiva::Nationell, "Nationellt"),
            (StyrNiva::Regional, "Regionalt"),
            (StyrNiva::Lokal, "Lokalt"),
        ];
        let poster: Vec<Definition> = levels
            .into_iter()
            .filter_map(|(level, term)| {
                let documents = self.handling.styrande_dokument().iter().filter(|it| it.niva == level);
                let poster: Vec<Vec<Block>> = documents.map(|it| vec![self.governing_document(it)]).collect();
                let list = Block::Lista { ordnad: false, start: 1, poster };
                let empty = matches!(&list, Block::Lista { poster, .. } if poster.is_empty());
                (!empty).then(|| Definition { term: term.to_owned(), innehall: vec![list] })
            })
            .collect();
        (!poster.is_empty()).then_some(Block::Definitioner { poster })
    }

    pub(super) fn governing_document(&self, document: &StyrandeDokument) -> Block {
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

    pub(super) fn organisation(&self, roles: &[Organisation], level: u8) -> Vec<Block> {
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

    /// Puts the parts of the document together.
    pub(super) fn delar(self, titel: String, innehall: Vec<Block>) -> (Delar, Satt) {
        // An abbreviation is explained where it is first used, unless the document lists them all.
        let shown = crate::plan::alla_avsnitt(self.handling.avsnitt());
        let listed = shown.iter().any(|it| it.visa.0.iter().any(|it| it.value == Visa::Forkortningar));
        let delar = Delar { explains: !listed, bilder: self.bilder, ..Delar::new(titel, innehall) };
        (delar, self.satt)
    }
}
