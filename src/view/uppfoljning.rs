//! The view of a follow-up: the form in its own order, with the kommun's answers.

use super::ekonomi::Redovisning;
use super::formular::Fragor;
use super::satt::{Delar, Satt, fact, heading, paragraph, subheading, text};
use super::{Dokumentvy, Metadata, Uppdrag, ark, metadata};
use crate::datum::Datum;
use crate::dokument::{Handelsetyp, Handling};
use crate::ekonomi::Ekonomilage;
use crate::element::{self, Block, Definition, Inline, Underskrift};
use crate::formular::{Formular, Formularblock, Formulardel};
use crate::modell::{self};
use crate::plan::Verksamhetsplan;
use crate::profil::{Aktor, Aktorstyp, Profil};
use crate::svenska;
use crate::text::{Klartext, Prosa, Rad};
use crate::uppfoljning::{Avslut, Insatssvar, Metod, Uppfoljning};

/// With more actors than this they are told as those inside and outside the kommun.
const MANY_ACTORS: usize = 6;

/// A label longer than this, in characters, is a heading of its own.
const LONGEST_LABEL: usize = 24;

pub(super) fn vy(uppfoljning: &Uppfoljning, uppdrag: &Uppdrag<'_>) -> Dokumentvy {
    let Uppdrag { underlag, kommun, utkastdatum, .. } = *uppdrag;
    let satt = Satt::new(modell::names(&underlag.innehall, kommun));
    let plan = kommun.plan(uppfoljning.ar());
    let form = kommun.formular(uppfoljning.dokument.formular.as_str());
    let form_satt = Satt::new(modell::form_names(uppfoljning.ar(), form, &kommun.profil));
    let lage = plan.map(|plan| Ekonomilage::new(uppfoljning, plan, kommun));
    let title = |own: &Option<Klartext>, of_form: Option<&Klartext>| {
        own.as_ref().map(|it| satt.plain(it)).or(of_form.map(|it| form_satt.plain(it)))
    };
    let titel = title(&uppfoljning.dokument.titel, form.map(|it| &it.formular.titel))
        .unwrap_or_else(|| format!("Uppföljning {}", uppfoljning.ar()));
    let undertitel = title(&uppfoljning.dokument.undertitel, form.and_then(|it| it.formular.undertitel.as_ref()));
    // Only a draft with errors lacks its plan or its form; then it says so.
    let (mut innehall, nyckelord, ark) = match (plan, form, &lage) {
        (Some(plan), Some(form), Some(lage)) => {
            let fragor = Fragor { form, svar: uppfoljning, satt: &satt, form_satt: &form_satt };
            let profil = &kommun.profil;
            let mut builder = Builder {
                uppfoljning,
                plan,
                form,
                profil,
                lage,
                fragor,
                satt: &satt,
                form_satt: &form_satt,
                figures: 0,
            };
            let blocks = builder.form();
            let words = plan.fokusomrade.iter().map(|it| satt.plain(&it.rubrik).to_lowercase()).collect();
            let rubriker =
                vec![titel.clone(), format!("{}. Belopp i kronor med ören.", satt.plain(&profil.kommun.namn))];
            let ark = uppfoljning
                .ekonomi
                .as_ref()
                .map(|_| ark::bilaga(uppfoljning, plan, form, lage, kommun, (&satt, &form_satt), rubriker));
            (blocks, words, ark)
        }
        _ => (vec![paragraph("Planen eller formuläret saknas.")], Vec::new(), None),
    };
    innehall.extend(satt.corrections(&uppfoljning.rattelse));
    let delar = Delar {
        undertitel,
        metadata: facts(uppfoljning, form, &kommun.profil, &satt, &form_satt),
        // A draft is of its own day; a follow-up that was only signed is of that day.
        dag: uppfoljning.is_decided().then(|| decided(uppfoljning)).flatten(),
        nyckelord,
        ark,
        ..Delar::new(titel, innehall)
    };
    delar.dokumentvy(uppfoljning, kommun, &satt, utkastdatum)
}

/// The day of an event.
fn event(uppfoljning: &Uppfoljning, typ: Handelsetyp) -> Option<Datum> {
    uppfoljning.handelse.iter().find(|it| it.typ.value == typ).map(|it| it.datum.value)
}

/// The day the follow-up became what it is: decided, else signed.
fn decided(it: &Uppfoljning) -> Option<Datum> {
    let signed = it.underskrift.as_ref().and_then(|it| it.datum.as_ref()).map(|it| it.value);
    it.beslutad().map(|it| it.value).or(event(it, Handelsetyp::Undertecknad)).or(signed)
}

/// The facts of the cover: the kommun's own, then what the form says of who, where and when.
fn facts(
    uppfoljning: &Uppfoljning,
    form: Option<&Formular>,
    profil: &Profil,
    satt: &Satt,
    form_satt: &Satt,
) -> Vec<Metadata> {
    let mut facts = match &uppfoljning.styrdokument {
        Some(block) => metadata::metadata(Some(block), uppfoljning.dokument.version.as_ref(), &profil.kommun, satt),
        None => Vec::new(),
    };
    let mut add = |etikett: &str, varde: Option<String>| {
        facts.extend(varde.map(|varde| Metadata { etikett: etikett.to_owned(), varde }));
    };
    add("Avser", Some(uppfoljning.ar().to_string()));
    let Some(form) = form.map(|it| &it.formular) else { return facts };
    let of_form = |it: &Option<Klartext>| it.as_ref().map(|it| form_satt.plain(it));
    let approver = profil.kommun.godkannande_organ.as_ref().map(|it| satt.plain(it)).or(of_form(&form.godkanns_av));
    let organ =
        uppfoljning.handelse.iter().find(|it| it.typ.value == Handelsetyp::Godkand).and_then(|it| it.organ.as_ref());
    let approver = organ.map(|it| satt.plain(it)).or(approver).map(|it| svenska::capitalised(&it));
    let told = uppfoljning.styrdokument.as_ref().and_then(|it| it.beslutsdatum.as_ref()).map(|it| it.value);
    match event(uppfoljning, Handelsetyp::Godkand) {
        // The kommun's own facts have told it already.
        Some(day) if told == Some(day) => {}
        Some(day) => {
            let by = approver.map_or(String::new(), |it| format!(", {it}"));
            add("Godkänd", Some(format!("{day}{by}")));
        }
        None => add("Godkänns av", approver),
    }
    let signed = uppfoljning.underskrift.as_ref().map(|it| satt.plain(&it.roll)).or(of_form(&form.undertecknas_av));
    let signed = signed.map(|it| svenska::capitalised(&it));
    match event(uppfoljning, Handelsetyp::Undertecknad) {
        Some(day) => {
            let by = signed.map_or(String::new(), |it| format!(", {it}"));
            add("Undertecknad", Some(format!("{day}{by}")));
        }
        None => add("Undertecknas av", signed),
    }
    let to = form.epost.as_ref().map(|it| crate::prosa::printable(&it.value));
    let to: Vec<String> = of_form(&form.mottagare).into_iter().chain(to).collect();
    add("Skickas till", (!to.is_empty()).then(|| to.join(", ")));
    let next = uppfoljning.ar() + 1;
    let day = |it: Option<crate::datum::Arsdag>| it.and_then(|it| it.ar(next)).map(Datum::text);
    add("Skickas senast", day(form.sista_dag));
    add("Ekonomin skickas senast", day(form.sista_dag_ekonomi));
    facts
}

struct Builder<'a> {
    uppfoljning: &'a Uppfoljning,
    plan: &'a Verksamhetsplan,
    form: &'a Formular,
    profil: &'a Profil,
    lage: &'a Ekonomilage<'a>,
    fragor: Fragor<'a>,
    satt: &'a Satt,
    form_satt: &'a Satt,
    figures: u32,
}

/// The letters of what a part asks: none where it asks only one thing.
struct Letters {
    several: bool,
    next: u8,
}

impl Letters {
    fn new(part: &Formulardel) -> Self {
        fn asked(part: &Formulardel) -> usize {
            let own = part.visa.0.iter().filter(|it| it.value.is_asked()).count();
            own + part.del.iter().map(asked).sum::<usize>()
        }
        Self { several: asked(part) > 1, next: b'a' }
    }

    fn take(&mut self) -> Option<String> {
        let letter = self.several.then(|| format!("{})", char::from(self.next)));
        self.next = (self.next + 1).min(b'z');
        letter
    }
}

impl Builder<'_> {
    fn form(&mut self) -> Vec<Block> {
        let mut out = Vec::new();
        let head = &self.form.formular;
        if let Some(instruction) = &head.instruktion {
            let name =
                head.instruktion_rubrik.as_ref().map_or("Om uppföljningen".to_owned(), |it| self.form_satt.plain(it));
            out.push(heading(1, None, name));
            out.push(Block::Formulartext { innehall: self.form_satt.prose(instruction, 1) });
        }
        let form = self.form;
        for (idx, part) in form.del.iter().enumerate() {
            let signs = part.visa.0.iter().any(|it| it.value == Formularblock::Underskrift);
            // The signature page stands alone, so that nothing can be added to it.
            out.extend(signs.then_some(Block::Sidbrytning));
            let mut letters = Letters::new(part);
            self.part(part, 1, Some((idx + 1).to_string()), &mut letters, &mut out);
        }
        out
    }

    fn part(
        &mut self,
        part: &Formulardel,
        level: u8,
        nummer: Option<String>,
        letters: &mut Letters,
        out: &mut Vec<Block>,
    ) {
        out.push(heading(level, nummer, self.form_satt.plain(&part.rubrik)));
        if let Some(words) = &part.text {
            out.push(Block::Formulartext { innehall: self.form_satt.prose(words, level) });
        }
        for shown in &part.visa.0 {
            self.shown(&shown.value, level, letters, out);
        }
        for inner in &part.del {
            self.part(inner, level + 1, None, letters, out);
        }
    }

    fn shown(&mut self, block: &Formularblock, level: u8, letters: &mut Letters, out: &mut Vec<Block>) {
        match block {
            Formularblock::Pastaenden => {
                out.extend(self.fragor.statements().into_iter().map(Block::Tabell));
                let reasons = self.fragor.long_reasons();
                if !reasons.is_empty() {
                    out.push(subheading(level + 1, "Motiveringar"));
                }
                for (statement, reason) in reasons {
                    out.push(Block::Stycke { inline: vec![Inline::Stark { inline: vec![text(statement)] }] });
                    out.extend(self.satt.prose(reason, level + 1));
                }
            }
            Formularblock::Vardaktorer => out.extend(self.fragor.carers().into_iter().map(Block::Tabell)),
            Formularblock::Inriktning => out.extend(self.direction()),
            Formularblock::Oversikt => {
                let names: Vec<String> = self.uppfoljning.insats.iter().map(|it| self.name(it)).collect();
                if !names.is_empty() {
                    out.push(Block::Tabell(self.fragor.overview(&names)));
                }
            }
            Formularblock::Insatser => {
                let question = self.form.insatser.as_ref().and_then(|it| it.text.as_ref());
                let letter = letters.take();
                let heading = self.form.insatser.as_ref().and_then(|it| it.rubrik.as_ref());
                self.question(letter, heading, question, level, out);
                // Under a heading of their own the insatser stand one level below it.
                let level = if heading.is_some() { level + 2 } else { level + 1 };
                for svar in &self.uppfoljning.insats {
                    self.insats(svar, level, out);
                }
            }
            Formularblock::Ekonomi => match &self.uppfoljning.ekonomi {
                Some(_) => out.extend(self.economy().blocks(level)),
                None => out.push(paragraph("Utfallet redovisas inte i det här dokumentet.")),
            },
            Formularblock::Ekonomidiagram => {
                let nummer = self.figures + 1;
                let chart = self.uppfoljning.ekonomi.as_ref().and_then(|_| self.economy().chart(nummer));
                if let Some(chart) = chart {
                    self.figures = nummer;
                    out.push(Block::Stapeldiagram(chart));
                }
            }
            Formularblock::Underskrift => out.push(self.signature()),
            Formularblock::Fraga(id) => {
                let Some(asked) = self.form.fraga(id) else { return };
                self.question(letters.take(), asked.rubrik.as_ref(), Some(&asked.text), level, out);
                match self.uppfoljning.svar.iter().find(|it| it.fraga.as_str() == id) {
                    Some(svar) => out.extend(self.satt.prose(&svar.text, level)),
                    None => out.push(paragraph("Inget svar.")),
                }
            }
        }
    }

    /// A question in the form's own words, with its letter.
    fn question(
        &self,
        letter: Option<String>,
        name: Option<&Klartext>,
        words: Option<&Rad>,
        level: u8,
        out: &mut Vec<Block>,
    ) {
        let mut letter = letter;
        if let Some(name) = name {
            out.push(heading(level + 1, letter.take(), self.form_satt.plain(name)));
        }
        let Some(words) = words else { return };
        let mut inline = self.form_satt.line(words);
        if let Some(letter) = letter {
            inline.insert(0, Inline::Stark { inline: vec![text(format!("{letter} "))] });
        }
        out.push(Block::Formulartext { innehall: vec![Block::Stycke { inline }] });
    }

    fn direction(&self) -> Option<Block> {
        let ar = self.uppfoljning.ar();
        let poster: Vec<Vec<Block>> = self
            .form
            .inriktning
            .iter()
            .map(|it| {
                let mut inline = self.form_satt.line(&it.text);
                if it.ny == Some(true) {
                    inline.push(text(format!(" (nytt för {ar})")));
                }
                vec![Block::Stycke { inline }]
            })
            .collect();
        (!poster.is_empty()).then_some(Block::Lista { ordnad: false, start: 1, poster })
    }

    /// An insats's name: the plan's, or its own where the plan did not have it.
    fn name(&self, svar: &Insatssvar) -> String {
        let planned = self.plan.insats(svar.id.as_str()).map(|(_, it)| it);
        let own = svar.namn.as_ref().map(|it| self.satt.plain(it));
        let name = planned.and_then(|it| it.namn.as_ref()).map(|it| self.satt.plain(it));
        let words = planned.map(|it| element::plain(&self.satt.line(&it.text)));
        name.or(words).or(own).unwrap_or_else(|| svar.id.as_str().to_owned())
    }

    fn insats(&self, svar: &Insatssvar, level: u8, out: &mut Vec<Block>) {
        let planned = self.plan.insats(svar.id.as_str());
        out.push(heading(level, None, self.name(svar)));
        if let Some(label) = self.fragor.label(|it| it.mal.as_ref()) {
            out.extend(fact(&label, self.goals(svar).into_iter().map(|it| vec![text(it)]).collect()));
        }
        let mut status = svar.status.value.text().to_owned();
        if svar.tillkommen == Some(true) {
            status.push_str(". Insatsen kom till under året och finns inte i planen");
        }
        match svar.avslut.as_ref().map(|it| it.value) {
            Some(Avslut::OrdinarieVerksamhet) => status.push_str(". Fortsätter i ordinarie verksamhet"),
            Some(Avslut::Avslutad) => status.push_str(". Avslutad"),
            None => {}
        }
        out.extend(fact("Status", vec![vec![text(status)]]));
        if let Some((_, insats)) = planned {
            // Without a name the text is the heading already.
            if insats.namn.is_some() {
                out.extend(fact("Enligt planen", vec![self.satt.line(&insats.text)]));
            }
            out.extend(fact("Mål i planen", insats.mal.iter().map(|it| self.satt.line(it)).collect()));
        }
        let told = self.fragor.label(|it| it.beskrivning.as_ref());
        self.told(told.as_deref().unwrap_or("Det här har gjorts"), svar.beskrivning.as_ref(), level, out);
        self.told("Orsak", svar.orsak.as_ref(), level, out);
        // Nothing is asked of what did not happen.
        if svar.status.value.blev_av() || !svar.svar.0.is_empty() {
            out.extend(self.fragor.questions(svar).into_iter().map(Block::Tabell));
        }
        if let Some(label) = self.fragor.label(|it| it.effekter.as_ref()) {
            self.told(&label, svar.effekter.as_ref(), level, out);
        }
        if let Some(label) = self.fragor.label(|it| it.aktorer.as_ref()) {
            self.actors(&label, svar, level, out);
        }
    }

    /// The headings of the areas, and parts of areas, that an insats worked for.
    fn goals(&self, svar: &Insatssvar) -> Vec<String> {
        let named: Vec<String> =
            svar.mal.iter().filter_map(|it| self.plan.malrubrik(it.as_str())).map(|it| self.satt.plain(it)).collect();
        if !named.is_empty() {
            return named;
        }
        self.plan.insats(svar.id.as_str()).map(|(area, _)| self.satt.plain(&area.rubrik)).into_iter().collect()
    }

    /// An answer in prose under its label.
    fn told(&self, label: &str, prose: Option<&Prosa>, level: u8, out: &mut Vec<Block>) {
        let Some(prose) = prose else { return };
        let blocks = self.satt.prose(prose, level + 1);
        if label.chars().count() <= LONGEST_LABEL {
            out.push(Block::Definitioner { poster: vec![Definition { term: label.to_owned(), innehall: blocks }] });
        } else {
            out.push(subheading(level + 1, label));
            out.extend(blocks);
        }
    }

    fn actors(&self, label: &str, svar: &Insatssvar, level: u8, out: &mut Vec<Block>) {
        let known: Vec<&Aktor> = svar.aktorer.iter().filter_map(|it| self.profil.aktor(it.as_str())).collect();
        let (inside, outside): (Vec<&Aktor>, Vec<&Aktor>) =
            known.iter().partition(|it| it.typ == Some(Aktorstyp::Intern));
        let parted = known.len() > MANY_ACTORS && !inside.is_empty() && !outside.is_empty();
        let poster = match parted {
            true => vec![
                vec![text(format!("I kommunen: {}", self.actor_names(&inside)))],
                vec![text(format!("Utanför kommunen: {}", self.actor_names(&outside)))],
            ],
            false if known.is_empty() => Vec::new(),
            false => vec![vec![text(self.actor_names(&known))]],
        };
        let named = !poster.is_empty();
        out.extend(fact(label, poster));
        if let Some(how) = &svar.medverkan {
            match named {
                true => out.extend(self.satt.prose(how, level + 1)),
                false => self.told(label, Some(how), level, out),
            }
        }
    }

    /// Actors as a sentence lists them, units in brackets after what they are part of.
    fn actor_names(&self, actors: &[&Aktor]) -> String {
        let mut groups: Vec<(&Aktor, Vec<String>)> = Vec::new();
        for actor in actors {
            let parent = actor.del_av.as_ref().and_then(|it| self.profil.aktor(it.as_str()));
            let (head, unit) = match parent {
                Some(parent) => (parent, Some(self.satt.plain(&actor.namn))),
                None => (*actor, None),
            };
            match groups.iter_mut().find(|(it, _)| it.id == head.id) {
                Some((_, units)) => units.extend(unit),
                None => groups.push((head, unit.into_iter().collect())),
            }
        }
        let names: Vec<String> = groups
            .into_iter()
            .map(|(head, units)| match units.as_slice() {
                [] => self.satt.plain(&head.namn),
                units => format!("{} ({})", self.satt.plain(&head.namn), units.join(", ")),
            })
            .collect();
        svenska::list(&names, "och")
    }

    fn economy(&self) -> Redovisning<'_> {
        let (region, kommun) = self.satt.parties(self.profil, self.plan.ar());
        Redovisning { plan: self.plan, uppfoljning: self.uppfoljning, lage: self.lage, satt: self.satt, region, kommun }
    }

    fn signature(&self) -> Block {
        let own = self.uppfoljning.underskrift.as_ref();
        let role = own.map(|it| self.satt.plain(&it.roll));
        let of_form = self.form.formular.undertecknas_av.as_ref().map(|it| self.form_satt.plain(it));
        let metod = match own.map(|it| it.metod) {
            Some(Metod::Bankid) => Metod::Bankid.word(),
            Some(Metod::Penna) | None => Metod::Penna.word(),
        };
        let datum = own.and_then(|it| it.datum.as_ref()).map(|it| it.value.text());
        Block::Underskrift(Underskrift {
            roll: svenska::capitalised(&role.or(of_form).unwrap_or_else(|| "Ordförande".to_owned())),
            organisation: self.satt.plain(&self.profil.kommun.namn),
            metod,
            datum,
        })
    }
}
