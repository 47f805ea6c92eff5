//! A form's statements, actors and questions as tables, with the answers.

use super::satt::Satt;
use crate::element::{self, Block, Cell, Inline, Justering, Kolumn, Radslag, Stil, Tabell, Tabellrad};
use crate::formular::{Formular, Insatsfraga, Insatsrubriker, Skala, Steg, Stegord};
use crate::read::Id;
use crate::text::{Klartext, Prosa};
use crate::uppfoljning::{Insatssvar, Uppfoljning, Varde};

/// The word for a chosen step where the column's heading says which it is.
const CHOSEN: &str = "Valt";

fn chosen(vald: bool) -> Cell {
    let text = if vald { CHOSEN } else { "" };
    Cell { inline: vec![Inline::Kryss { vald, text: text.to_owned() }], ..Cell::default() }
}

fn narrow(heading: String) -> Kolumn {
    Kolumn { text: heading, justering: Justering::Mitten, bredd: 0 }
}

/// Makes a form's tables.
pub(super) struct Fragor<'a> {
    pub(super) form: &'a Formular,
    pub(super) svar: &'a Uppfoljning,
    /// Turns the kommun's texts into elements, and the form's.
    pub(super) satt: &'a Satt,
    pub(super) form_satt: &'a Satt,
}

impl Fragor<'_> {
    /// A step's heading: its text, and what that means where the text is only a number.
    fn step(&self, step: &Steg) -> String {
        let label = self.form_satt.plain(&step.text);
        match &step.innebord {
            Some(meaning) => format!("{label} {}", self.form_satt.plain(meaning)),
            None => label,
        }
    }

    /// The columns of a scale and the answers they stand for.
    fn steps<'s>(&self, scale: &'s Skala) -> Vec<(&'s str, String)> {
        let steps = scale.steg.iter().map(|it| (it.id.as_str(), self.step(it)));
        let none = (scale.ej_aktuellt == Some(true)).then(|| (Stegord::EJ_AKTUELLT, "Ej aktuellt".to_owned()));
        steps.chain(none).collect()
    }

    /// One table for each scale that the questions use, in their order.
    fn scaled<'q, Q>(
        &self,
        heading: &str,
        questions: &'q [Q],
        scale: fn(&'q Q) -> &'q Id,
        row: impl Fn(&'q Q) -> (Cell, Option<String>),
    ) -> Vec<Tabell> {
        let mut tables: Vec<(&Skala, Tabell)> = Vec::new();
        for question in questions {
            let Some(scale) = self.form.skala(scale(question)) else { continue };
            let steps = self.steps(scale);
            let (first, answer) = row(question);
            let cells = steps.iter().map(|(id, _)| chosen(answer.as_deref() == Some(*id)));
            let rad = Tabellrad { slag: Radslag::Rad, celler: std::iter::once(first).chain(cells).collect() };
            match tables.last_mut().filter(|(it, _)| it.id == scale.id) {
                Some((_, table)) => table.rader.push(rad),
                None => {
                    let headings = steps.into_iter().map(|(_, heading)| narrow(heading));
                    let kolumner = std::iter::once(Kolumn::text(heading, 1)).chain(headings).collect();
                    let stil = Stil::Bedomning;
                    tables.push((scale, Tabell { stil, bildtext: None, kolumner, radrubrik: true, rader: vec![rad] }));
                }
            }
        }
        tables.into_iter().map(|(_, table)| table).collect()
    }

    /// The statements with the kommun's ratings; a rating's reason stands below its statement.
    pub(super) fn statements(&self) -> Vec<Tabell> {
        self.scaled(
            "Påstående",
            &self.form.pastaende,
            |it| &it.skala,
            |asked| {
                let answer = self.svar.pastaende.get(asked.id.as_str());
                let mut cell = Cell::text(self.form_satt.plain(&asked.text));
                let reason = answer.and_then(|it| it.motivering.as_ref());
                let reason = reason.map(|it| self.one_line(it).unwrap_or_else(|| "se nedan.".to_owned()));
                cell.under.extend(reason.map(|it| format!("Motivering: {it}")));
                (cell, answer.and_then(|it| it.bedomning.as_ref()).map(|it| it.as_str().to_owned()))
            },
        )
    }

    /// A text of one plain paragraph, which has room in a table.
    fn one_line(&self, prose: &Prosa) -> Option<String> {
        match self.satt.prose(prose, 0).as_slice() {
            [Block::Stycke { inline }] if !inline.iter().any(|it| matches!(it, Inline::Fotnot { .. })) => {
                Some(element::plain(inline))
            }
            _ => None,
        }
    }

    /// The reasons for the ratings that have no room in the table, by statement.
    pub(super) fn long_reasons(&self) -> Vec<(String, &Prosa)> {
        let asked = self.form.pastaende.iter();
        let with_reason = asked.filter_map(|it| {
            let reason = self.svar.pastaende.get(it.id.as_str())?.motivering.as_ref()?;
            self.one_line(reason).is_none().then(|| (self.form_satt.plain(&it.text), reason))
        });
        with_reason.collect()
    }

    /// The care actors with the kommun's ratings.
    pub(super) fn carers(&self) -> Vec<Tabell> {
        self.scaled(
            "Vårdaktör",
            &self.form.vardaktor,
            |it| &it.skala,
            |asked| {
                let answer = self.svar.vardaktor.iter().find(|it| it.aktor == asked.id);
                let name = self.form_satt.plain(&asked.namn);
                let name = match answer.and_then(|it| it.namn.as_ref()) {
                    Some(own) => format!("{name}: {}", self.satt.plain(own)),
                    None => name,
                };
                (Cell::text(name), answer.and_then(|it| it.delaktighet.as_ref()).map(|it| it.as_str().to_owned()))
            },
        )
    }

    /// The questions about one insats with its answers.
    pub(super) fn questions(&self, svar: &Insatssvar) -> Vec<Tabell> {
        let mut tables = Vec::new();
        let yes_no = self.form.insatsfraga.iter().filter(|it| it.skala.is_none());
        let rader: Vec<Tabellrad> = yes_no
            .map(|asked| {
                let answer = match svar.svar.get(asked.id.as_str()) {
                    Some(Varde::JaNej(it)) => Some(it.value),
                    _ => None,
                };
                let cell = |vald: bool, word: &str| {
                    let text = if vald { word } else { "" };
                    Cell { inline: vec![Inline::Kryss { vald, text: text.to_owned() }], ..Cell::default() }
                };
                let question = Cell::text(self.form_satt.plain(&asked.text));
                let celler = vec![question, cell(answer == Some(true), "Ja"), cell(answer == Some(false), "Nej")];
                Tabellrad { slag: Radslag::Rad, celler }
            })
            .collect();
        if !rader.is_empty() {
            let kolumner = vec![Kolumn::text("Fråga", 1), narrow("Ja".to_owned()), narrow("Nej".to_owned())];
            tables.push(Tabell { stil: Stil::Janej, bildtext: None, kolumner, radrubrik: true, rader });
        }
        let scaled: Vec<&Insatsfraga> = self.form.insatsfraga.iter().filter(|it| it.skala.is_some()).collect();
        for asked in scaled {
            let Some(scale) = asked.skala.as_ref().and_then(|it| self.form.skala(it)) else { continue };
            let answer = match svar.svar.get(asked.id.as_str()) {
                Some(Varde::Steg(step)) => Some(step.as_str()),
                _ => None,
            };
            let steps = self.steps(scale);
            let cells = steps.iter().map(|(id, _)| chosen(answer == Some(*id)));
            let celler = std::iter::once(Cell::text(self.form_satt.plain(&asked.text))).chain(cells).collect();
            let headings = steps.iter().map(|(_, heading)| narrow(heading.clone()));
            let kolumner = std::iter::once(Kolumn::text("Fråga", 1)).chain(headings).collect();
            let rader = vec![Tabellrad { slag: Radslag::Rad, celler }];
            tables.push(Tabell { stil: Stil::Bedomning, bildtext: None, kolumner, radrubrik: true, rader });
        }
        tables
    }

    /// Every insats with its status and its answers in short.
    pub(super) fn overview(&self, names: &[String]) -> Tabell {
        let mut kolumner = vec![Kolumn::text("Insats", 3), Kolumn::text("Status", 2)];
        kolumner.extend(self.form.insatsfraga.iter().map(|it| narrow(self.form_satt.plain(&it.kort))));
        let rader = self.svar.insats.iter().zip(names).map(|(svar, name)| {
            let added = if svar.tillkommen == Some(true) { ", tillkommen" } else { "" };
            let status = format!("{}{added}", svar.status.value.text());
            let answers = self
                .form
                .insatsfraga
                .iter()
                .map(|asked| self.short(asked.skala.as_ref(), svar.svar.get(asked.id.as_str())));
            let celler = [Cell::text(name.clone()), Cell::text(status)].into_iter().chain(answers).collect();
            Tabellrad { slag: Radslag::Rad, celler }
        });
        let rader = rader.collect();
        let bildtext = Some(format!("Alla insatser {} och vad som blev av dem.", self.svar.ar()));
        Tabell { stil: Stil::Oversikt, bildtext, kolumner, radrubrik: true, rader }
    }

    /// An answer in a word.
    fn short(&self, scale: Option<&Id>, answer: Option<&Varde>) -> Cell {
        match answer {
            Some(Varde::JaNej(it)) => {
                let text = if it.value { "Ja" } else { "Nej" }.to_owned();
                Cell { inline: vec![Inline::Kryss { vald: it.value, text }], ..Cell::default() }
            }
            Some(Varde::Steg(it)) if it.as_str() == Stegord::EJ_AKTUELLT => Cell::text("Ej aktuellt"),
            Some(Varde::Steg(it)) => {
                let step = scale.and_then(|it| self.form.skala(it)).and_then(|scale| scale.steg(it.as_str()));
                Cell::text(step.map_or_else(|| it.as_str().to_owned(), |step| self.form_satt.plain(&step.text)))
            }
            None => Cell::text("–"),
        }
    }

    /// A label of the form, or none where the form does not ask.
    pub(super) fn label(&self, pick: fn(&Insatsrubriker) -> Option<&Klartext>) -> Option<String> {
        self.form.insatser.as_ref().and_then(pick).map(|it| self.form_satt.plain(it))
    }
}
