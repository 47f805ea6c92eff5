//! A decision about a plan, as the protocol extract tells it, and the memorandum that prepared it.

use crate::datum::Datum;
use crate::dokument::{Handelse, Handling, Paragraf, Rattelse, Slag, Status, Styrdokument, Tyst};
use crate::read::{Id, Walk};
use crate::record;
use crate::source::{Located, Span};
use crate::text::{Klartext, Prosa, TextRef};

record! {
    /// Ett beslut om en plan, som det står i protokollsutdraget. Titel, summor och fokusområden kan hämtas ur planen för
    /// samma år med `{{ plan.titel }}`, `{{ budget.totalt.region | kr }}` och `{{ plan.fokusomraden }}`.
    pub struct Beslut {
        /// Vad det är för dokument.
        dokument: Beslutsdokument,
        /// Beslutet.
        beslut: Beslutsuppgifter,
        /// Vad som har hänt i ärendet.
        handelse: Vec<Handelse>,
        /// Tjänsteskrivelsen i samma ärende. Den blir ett eget dokument.
        tjansteskrivelse: Option<Tjansteskrivelse>,
        /// Rättelser efter beslutet.
        rattelse: Vec<Rattelse>,
        /// Kontroller som är tystade.
        tyst: Vec<Tyst>,
    }
}

record! {
    /// Vad det är för dokument.
    pub struct Beslutsdokument {
        /// Vilket slags dokument det är.
        slag: Slag,
        /// Ärendets rubrik i protokollet.
        titel: Klartext,
        /// Året som planen gäller.
        ar: Located<i16>,
        /// "utkast" tills beslutet är fattat, sedan "beslutad".
        status: Located<Status>,
    }
}

record! {
    /// Beslutet, som det står i protokollet.
    pub struct Beslutsuppgifter {
        /// Det organ som har fattat beslutet.
        organ: Klartext,
        /// Beslutets paragraf, utan §.
        paragraf: Option<Paragraf>,
        /// Ärendets diarienummer.
        diarienummer: Option<Located<String>>,
        /// Dagen för sammanträdet.
        datum: Option<Located<Datum>>,
        /// Vad ärendet handlar om.
        arendebeskrivning: Option<Prosa>,
        /// Hur ärendet har beretts.
        beredning: Option<Prosa>,
        /// Beslutet, ord för ord.
        lydelse: Prosa,
        /// De handlingar som låg till grund för beslutet.
        underlag: Vec<Underlagsdokument>,
        /// Vilka som får beslutet.
        expedieras: Vec<Klartext>,
    }
}

record! {
    /// En handling som låg till grund för ett beslut.
    pub struct Underlagsdokument {
        /// Handlingens titel.
        titel: Klartext,
        /// Handlingens datum.
        datum: Option<Located<Datum>>,
        /// Paragrafen, om handlingen är ett protokoll.
        paragraf: Option<Paragraf>,
        /// Vilken version det är.
        version: Option<Klartext>,
    }
}

record! {
    /// Tjänsteskrivelsen: förvaltningens yttrande och förslag till beslut.
    pub struct Tjansteskrivelse {
        /// Skrivelsens datum.
        datum: Option<Located<Datum>>,
        /// Rollen på den som har skrivit, inte namnet.
        handlaggare: Option<Klartext>,
        /// Det organ som skrivelsen är till. Utan nyckeln är det beslutets organ.
        mottagare: Option<Klartext>,
        /// Ärendet i korthet.
        sammanfattning: Option<Prosa>,
        /// Förvaltningens yttrande.
        yttrande: Option<Prosa>,
        /// Den ekonomiska bedömningen. Planens budgettabell följer efter texten.
        ekonomi: Option<Prosa>,
        /// Barnets bästa, jämställdhet, miljö och annat som ska bedömas.
        perspektiv: Vec<Perspektiv>,
        /// Förslaget till beslut. Utan nyckeln är det beslutets lydelse.
        forslag: Option<Prosa>,
    }
}

record! {
    /// Något som ett ärende ska bedömas ur.
    pub struct Perspektiv {
        /// Perspektivets rubrik, till exempel "Barnets bästa".
        rubrik: Klartext,
        /// Bedömningen.
        text: Prosa,
    }
}

impl Beslut {
    /// The year of the plan that is decided.
    pub fn ar(&self) -> i16 {
        self.dokument.ar.value
    }
}

impl Handling for Beslut {
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
        None
    }

    fn beslutad(&self) -> Option<&Located<Datum>> {
        self.beslut.datum.as_ref()
    }

    fn diarienummer(&self) -> Option<&Located<String>> {
        self.beslut.diarienummer.as_ref()
    }

    fn handelser(&self) -> &[Handelse] {
        &self.handelse
    }

    fn rattelse(&self) -> &[Rattelse] {
        &self.rattelse
    }

    fn tyst(&self) -> &[Tyst] {
        &self.tyst
    }

    fn ids(&self) -> Vec<Vec<&Id>> {
        Vec::new()
    }

    fn texts<'a>(&'a self, visit: &mut dyn FnMut(TextRef<'a>)) {
        self.walk(visit);
    }
}
