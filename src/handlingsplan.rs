//! A handlingsplan: several years, programme areas with somebody responsible, and no budget.

use crate::dokument::{Arsperiod, Handelse, Handling, Rattelse, Slag, Status, Styrdokument, Tyst};
use crate::plan::{Avsnitt, Figur, StyrandeDokument, Visa, alla_avsnitt};
use crate::read::{Id, Walk};
use crate::record;
use crate::source::{Located, Span};
use crate::text::{Klartext, Prosa, Rad, TextRef};

record! {
    /// En handlingsplan: mål och programområden för flera år, med ansvariga och rutiner för uppföljning. Den har ingen
    /// budget och inga insatser.
    pub struct Handlingsplan {
        /// Vad det är för dokument.
        dokument: Handlingsplansdokument,
        /// Uppgifterna i rutan först i dokumentet.
        styrdokument: Option<Styrdokument>,
        /// Vad som har hänt med handlingsplanen.
        handelse: Vec<Handelse>,
        /// De lagar, mål och planer som handlingsplanen utgår från.
        styrande_dokument: Vec<StyrandeDokument>,
        /// Handlingsplanens kapitel, i ordning.
        avsnitt: Vec<Avsnitt>,
        /// Övergripande mål, i ordning.
        mal: Vec<Overgripandemal>,
        /// Programområden, i ordning.
        programomrade: Vec<Programomrade>,
        /// Regler som handlingsplanen sätter upp för sig själv.
        regler: Option<Regler>,
        /// Åren som arbetet pågår.
        tidsplan: Option<Tidsplan>,
        /// Begrepp som handlingsplanen förklarar.
        begrepp: Vec<Begrepp>,
        /// Hur arbetet följs upp.
        uppfoljningsrutin: Vec<Uppfoljningsrutin>,
        /// Figurer som handlingsplanen visar.
        figur: Vec<Figur>,
        /// Bilagor, i ordning. De skrivs ut sist.
        bilaga: Vec<Bilaga>,
        /// Rättelser efter beslutet.
        rattelse: Vec<Rattelse>,
        /// Kontroller som är tystade.
        tyst: Vec<Tyst>,
    }
}

record! {
    /// Vad det är för dokument.
    pub struct Handlingsplansdokument {
        /// Vilket slags dokument det är.
        slag: Slag,
        /// Titeln på framsidan.
        titel: Klartext,
        /// En rad under titeln.
        undertitel: Option<Klartext>,
        /// Året då handlingsplanen börjar gälla.
        ar: Located<i16>,
        /// "utkast" tills handlingsplanen är antagen, sedan "beslutad".
        status: Located<Status>,
        /// Vem som äger dokumentet. Det står överst på varje sida.
        agare: Option<Klartext>,
        /// Rollen, inte namnet, på den som har skrivit dokumentet. Den står överst på varje sida.
        forfattare: Option<Klartext>,
        /// Dokumentets version, om kommunen numrerar versioner.
        version: Option<Klartext>,
    }
}

record! {
    /// Ett övergripande mål.
    pub struct Overgripandemal {
        /// Ett id, om något ska hänvisa till målet.
        id: Option<Id>,
        /// Målet.
        text: Rad,
        /// Vad målet innebär.
        beskrivning: Option<Prosa>,
    }
}

record! {
    /// Ett programområde med den som ansvarar för det.
    pub struct Programomrade {
        /// Områdets id.
        id: Id,
        /// Områdets rubrik.
        rubrik: Klartext,
        /// Vad området innebär, i en mening.
        innebord: Option<Rad>,
        /// Mer om området.
        text: Option<Prosa>,
        /// Den förvaltning som området hör till, för regeln om att den ansvariga kommer utifrån.
        egen_forvaltning: Option<Klartext>,
        /// Den som ansvarar: titel och förvaltning.
        ansvarig: Option<Ansvarig>,
        /// Den som biträder: titel och förvaltning.
        bitradande: Option<Ansvarig>,
    }
}

record! {
    /// En tjänst som ansvarar för något.
    pub struct Ansvarig {
        /// Tjänstens titel, till exempel "Förvaltningschef".
        titel: Klartext,
        /// Förvaltningen som tjänsten hör till.
        forvaltning: Option<Klartext>,
    }
}

record! {
    /// Åren som arbetet pågår.
    pub struct Tidsplan {
        /// Första året.
        fran: Located<i16>,
        /// Året då målet ska vara nått.
        till: Located<i16>,
        /// Hur tiden ska användas.
        text: Option<Prosa>,
    }
}

record! {
    /// Ett begrepp som handlingsplanen förklarar.
    pub struct Begrepp {
        /// Begreppet.
        term: Klartext,
        /// Vad det betyder.
        betydelse: Prosa,
    }
}

record! {
    /// En rutin för uppföljning.
    pub struct Uppfoljningsrutin {
        /// Det organ som tar emot uppföljningen.
        organ: Klartext,
        /// Hur ofta, till exempel "minst en gång per år".
        frekvens: Klartext,
        /// Hur det går till, i en mening.
        text: Option<Rad>,
    }
}

record! {
    /// Regler som handlingsplanen sätter upp för sig själv.
    pub struct Regler {
        /// Skriv true om den som ansvarar för ett område ska komma från en annan förvaltning än områdets egen.
        ansvarig_utifran: Option<bool>,
    }
}

record! {
    /// En bilaga.
    pub struct Bilaga {
        /// Bilagans rubrik, utan nummer: det sätts automatiskt.
        rubrik: Klartext,
        /// Bilagans text.
        text: Option<Prosa>,
        /// Id:n för figurer som visas i bilagan.
        figurer: Vec<Id>,
        /// En översikt av behov: hur de visar sig, vad som redan görs och vad som föreslås.
        behov: Vec<Behov>,
    }
}

record! {
    /// Ett behov i en översikt.
    pub struct Behov {
        /// Behovet.
        rubrik: Klartext,
        /// Hur behovet visar sig, en punkt i taget.
        symptom: Vec<Rad>,
        /// Det som redan görs, en punkt i taget.
        pagar: Vec<Rad>,
        /// Det som föreslås, en punkt i taget.
        forslag: Vec<Rad>,
    }
}

impl Handlingsplan {
    /// The year it begins.
    pub fn ar(&self) -> i16 {
        self.dokument.ar.value
    }

    /// The programme area with an id.
    pub fn programomrade(&self, id: &str) -> Option<&Programomrade> {
        self.programomrade.iter().find(|it| it.id.as_str() == id)
    }

    /// Whether some section shows this block.
    pub fn visar(&self, visa: &Visa) -> bool {
        alla_avsnitt(&self.avsnitt).iter().any(|it| it.visa.0.iter().any(|shown| shown.value == *visa))
    }

    /// The years of the work.
    pub fn period(&self) -> Option<Arsperiod> {
        let it = self.tidsplan.as_ref()?;
        Some(Arsperiod { span: it.span, fran: it.fran, till: it.till })
    }
}

impl Handling for Handlingsplan {
    fn span(&self) -> Span {
        self.dokument.span
    }

    fn ar(&self) -> &Located<i16> {
        &self.dokument.ar
    }

    fn status(&self) -> &Located<Status> {
        &self.dokument.status
    }

    fn slag(&self) -> Slag {
        self.dokument.slag
    }

    fn titel(&self) -> Option<&Klartext> {
        Some(&self.dokument.titel)
    }

    fn styrdokument(&self) -> Option<&Styrdokument> {
        self.styrdokument.as_ref()
    }

    fn handelser(&self) -> &[Handelse] {
        &self.handelse
    }

    fn avsnitt(&self) -> &[Avsnitt] {
        &self.avsnitt
    }

    fn figurer(&self) -> &[Figur] {
        &self.figur
    }

    fn styrande_dokument(&self) -> &[StyrandeDokument] {
        &self.styrande_dokument
    }

    fn rattelse(&self) -> &[Rattelse] {
        &self.rattelse
    }

    fn tyst(&self) -> &[Tyst] {
        &self.tyst
    }

    fn ids(&self) -> Vec<Vec<&Id>> {
        vec![
            alla_avsnitt(&self.avsnitt).into_iter().filter_map(|it| it.id.as_ref()).collect(),
            self.mal.iter().filter_map(|it| it.id.as_ref()).collect(),
            self.programomrade.iter().map(|it| &it.id).collect(),
            self.figur.iter().map(|it| &it.id).collect(),
        ]
    }

    fn texts<'a>(&'a self, visit: &mut dyn FnMut(TextRef<'a>)) {
        self.walk(visit);
    }
}
