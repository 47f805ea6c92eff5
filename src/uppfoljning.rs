//! A follow-up: the kommun's answers to the region's form, and what the year's money became.

use toml::de::DeValue;

use crate::belopp::Belopp;
use crate::budget::{Kontrollsumma, Part, Summor};
use crate::datum::Datum;
use crate::diagnostic::Report;
use crate::dokument::{Handelse, Handelsetyp, Handling, Rattelse, Slag, Status, Styrdokument, Tyst};
use crate::formular::Stegord;
use crate::read::reference::Shape;
use crate::read::{Id, Namngivna, Read, Value, Walk};
use crate::source::{Located, Span};
use crate::text::{Klartext, Prosa, Rad, TextRef};
use crate::{choice, record};

record! {
    /// Uppföljningen av ett år: kommunens svar på regionens formulär, och vad pengarna blev. Insatser, mål och budget
    /// hämtas ur årets plan.
    pub struct Uppfoljning {
        /// Vad det är för dokument.
        dokument: Uppfoljningsdokument,
        /// Uppgifter om beslutet, om uppföljningen har beslutats i ett ärende.
        styrdokument: Option<Styrdokument>,
        /// Vad som har hänt med uppföljningen.
        handelse: Vec<Handelse>,
        /// Bedömningen av varje påstående i formuläret, med påståendets id som namn: `behov = { bedomning = "helt" }`.
        pastaende: Namngivna<Pastaendesvar>,
        /// Bedömningen av varje vårdaktör i formuläret.
        vardaktor: Vec<Vardaktorsvar>,
        /// Vad som blev av varje insats.
        insats: Vec<Insatssvar>,
        /// Svar på formulärets frågor med egna ord.
        svar: Vec<Svar>,
        /// Vad pengarna blev.
        ekonomi: Option<Ekonomi>,
        /// Vem som undertecknar, och hur.
        underskrift: Option<Underskrift>,
        /// Rättelser efter beslutet.
        rattelse: Vec<Rattelse>,
        /// Kontroller som är tystade.
        tyst: Vec<Tyst>,
    }
}

record! {
    /// Vad det är för dokument.
    pub struct Uppfoljningsdokument {
        /// Vilket slags dokument det är.
        slag: Slag,
        /// Titeln, om den inte ska vara formulärets.
        titel: Option<Klartext>,
        /// En rad under titeln, om den inte ska vara formulärets.
        undertitel: Option<Klartext>,
        /// Året som följs upp.
        ar: Located<i16>,
        /// Id för formuläret som besvaras, till exempel "vgr-norra-2021".
        formular: Id,
        /// "utkast" tills uppföljningen är godkänd, sedan "beslutad".
        status: Located<Status>,
        /// Dokumentets version, om kommunen numrerar versioner.
        version: Option<Klartext>,
    }
}

record! {
    /// Bedömningen av ett påstående.
    pub struct Pastaendesvar {
        /// Steget på formulärets skala, till exempel "helt".
        bedomning: Option<Stegord>,
        /// Varför bedömningen är den.
        motivering: Option<Prosa>,
    }
}

record! {
    /// Bedömningen av en vårdaktörs delaktighet.
    pub struct Vardaktorsvar {
        /// Vårdaktörens id i formuläret.
        aktor: Id,
        /// Vem det är, för ”Annan vårdaktör”.
        namn: Option<Klartext>,
        /// Steget på formulärets skala, till exempel 3, eller `"ej_aktuellt"`.
        delaktighet: Option<Stegord>,
    }
}

choice! {
    /// What became of an insats.
    pub enum Insatsstatus {
        Genomford = "genomford",
        Delvis = "delvis",
        Pagar = "pagar",
        Framflyttad = "framflyttad",
        Installd = "installd",
    }
}

impl Insatsstatus {
    /// The status as it is printed.
    pub fn text(self) -> &'static str {
        match self {
            Self::Genomford => "Genomförd",
            Self::Delvis => "Delvis genomförd",
            Self::Pagar => "Pågår",
            Self::Framflyttad => "Framflyttad",
            Self::Installd => "Inställd",
        }
    }

    /// The status as a sentence says it: `är inställd`, `pågår`.
    pub fn sats(self) -> String {
        let text = self.text().to_lowercase();
        if self == Self::Pagar { text } else { format!("är {text}") }
    }

    /// Whether anything was done during the year.
    pub fn blev_av(self) -> bool {
        matches!(self, Self::Genomford | Self::Delvis | Self::Pagar)
    }
}

choice! {
    /// How an insats goes on without joint money.
    pub enum Avslut {
        OrdinarieVerksamhet = "ordinarie_verksamhet",
        Avslutad = "avslutad",
    }
}

record! {
    /// Vad som blev av en insats.
    pub struct Insatssvar {
        /// Insatsens id i planen.
        id: Id,
        /// Skriv true om insatsen inte fanns i planen.
        tillkommen: Option<bool>,
        /// Insatsens namn, om den inte fanns i planen.
        namn: Option<Klartext>,
        /// Vad som blev av insatsen.
        status: Located<Insatsstatus>,
        /// Id:n för de fokusområden och delområden i planen som insatsen bidrog till. Utan nyckeln är det området som den
        /// står under i planen.
        mal: Vec<Id>,
        /// Vad som har gjorts.
        beskrivning: Option<Prosa>,
        /// Varför insatsen ställdes in, flyttades fram eller bara delvis blev av, och vad som händer med pengarna.
        orsak: Option<Prosa>,
        /// Svaren på formulärets frågor om insatsen, med frågans id som namn: `{ utjamnar = true }`.
        svar: Namngivna<Varde>,
        /// De viktigaste effekterna, resultaten och lärdomarna.
        effekter: Option<Prosa>,
        /// Id:n i kommun.toml för de aktörer som medverkade.
        aktorer: Vec<Id>,
        /// Hur aktörerna medverkade, om namnen inte räcker.
        medverkan: Option<Prosa>,
        /// Hur insatsen fortsätter utan gemensamma pengar: `"ordinarie_verksamhet"` eller `"avslutad"`.
        avslut: Option<Located<Avslut>>,
    }
}

/// An answer to a question about an insats: yes, no or a step of a scale.
#[derive(Clone, Debug)]
pub enum Varde {
    JaNej(Located<bool>),
    Steg(Stegord),
}

impl Varde {
    /// Where the answer stands.
    pub fn span(&self) -> Span {
        match self {
            Self::JaNej(it) => it.span,
            Self::Steg(it) => it.0.span,
        }
    }
}

impl Read for Varde {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        match value.get() {
            DeValue::Boolean(it) => Some(Self::JaNej(Located { value: *it, span: value.span() })),
            DeValue::String(_) | DeValue::Integer(_) => Stegord::read(value, report).map(Self::Steg),
            _ => value.expected("true (ja), false (nej) eller ett steg på skalan", report),
        }
    }

    fn shape() -> Shape {
        Shape::Antingen(Box::new(bool::shape()), Box::new(Stegord::shape()))
    }
}

impl Walk for Varde {
    fn walk<'a>(&'a self, _: &mut dyn FnMut(TextRef<'a>)) {}
}

record! {
    /// Svaret på en fråga med egna ord.
    pub struct Svar {
        /// Frågans id i formuläret.
        fraga: Id,
        /// Svaret.
        text: Prosa,
    }
}

record! {
    /// Vad pengarna blev: utfallet för varje budgetrad, pengar som flyttades, och det som blev över.
    pub struct Ekonomi {
        /// Utfallet, en tabell för varje budgetrad i planen.
        utfall: Vec<Utfall>,
        /// Pengar som flyttades mellan budgetrader under året.
        omfordelning: Vec<Omfordelning>,
        /// Pengar som blev över och förs till ett senare år.
        overforing: Vec<Utgaende>,
        /// Pengar som blev över och betalas tillbaka.
        aterbetalning: Vec<Aterbetalning>,
        /// Summor som någon annan har räknat fram, för kontroll.
        kontrollsumma: Option<Ekonomikontroll>,
    }
}

record! {
    /// Utfallet för en budgetrad.
    pub struct Utfall {
        /// Id för budgetraden i planen.
        rad: Id,
        /// Regionens del av utfallet i kronor.
        region: Option<Located<Belopp>>,
        /// Kommunens del av utfallet i kronor.
        kommun: Option<Located<Belopp>>,
        /// Andra medfinansiärers del av utfallet i kronor.
        annan: Option<Located<Belopp>>,
        /// Varför utfallet skiljer sig från budgeten.
        kommentar: Option<Rad>,
    }
}

impl Utfall {
    /// What each paid.
    pub fn summor(&self) -> Summor {
        let amount = |it: &Option<Located<Belopp>>| it.as_ref().map_or(Belopp::NOLL, |it| it.value);
        Summor { region: amount(&self.region), kommun: amount(&self.kommun), annan: amount(&self.annan) }
    }

    /// A party's amount, where it was typed.
    pub fn del(&self, part: Part) -> Option<&Located<Belopp>> {
        match part {
            Part::Region => self.region.as_ref(),
            Part::Kommun => self.kommun.as_ref(),
        }
    }
}

record! {
    /// Pengar som flyttades från en budgetrad till en annan.
    pub struct Omfordelning {
        /// Id för budgetraden som pengarna togs från.
        fran: Option<Id>,
        /// Id för budgetraden som pengarna lades på.
        till: Option<Id>,
        /// Regionens pengar i kronor.
        region: Option<Located<Belopp>>,
        /// Kommunens pengar i kronor.
        kommun: Option<Located<Belopp>>,
        /// Dagen då det beslutades.
        beslut: Option<Located<Datum>>,
        /// Varför pengarna flyttades.
        text: Option<Rad>,
    }
}

impl Omfordelning {
    /// A party's amount, where it was typed.
    pub fn del(&self, part: Part) -> Option<&Located<Belopp>> {
        match part {
            Part::Region => self.region.as_ref(),
            Part::Kommun => self.kommun.as_ref(),
        }
    }

    /// What each party moved.
    pub fn summor(&self) -> Summor {
        let amount = |it: &Option<Located<Belopp>>| it.as_ref().map_or(Belopp::NOLL, |it| it.value);
        Summor { region: amount(&self.region), kommun: amount(&self.kommun), annan: Belopp::NOLL }
    }
}

record! {
    /// Pengar som förs över till ett senare år.
    pub struct Utgaende {
        /// Vems pengar det är: "region" eller "kommun".
        part: Located<Part>,
        /// Året som pengarna kommer från. Utan nyckeln är det året som följs upp.
        fran_ar: Option<Located<i16>>,
        /// Året som pengarna förs till. Utan nyckeln är det året efter.
        till_ar: Option<Located<i16>>,
        /// Beloppet i kronor.
        belopp: Option<Located<Belopp>>,
        /// Id för avtalet, när kommunen har flera.
        avtal: Option<Id>,
    }
}

record! {
    /// Pengar som betalas tillbaka till en part.
    pub struct Aterbetalning {
        /// Vem som får tillbaka pengar: "region" eller "kommun".
        part: Located<Part>,
        /// Beloppet i kronor.
        belopp: Located<Belopp>,
        /// Id för avtalet, när kommunen har flera.
        avtal: Option<Id>,
        /// Dagen då pengarna betalades tillbaka.
        datum: Option<Located<Datum>>,
    }
}

record! {
    /// Summor som någon annan har räknat fram. De kontrolleras mot planen och mot utfallet.
    pub struct Ekonomikontroll {
        /// Den beslutade planens budget.
        budget: Option<Kontrollsumma>,
        /// Utfallet enligt bokföringen.
        utfall: Option<Kontrollsumma>,
    }
}

choice! {
    /// How a follow-up is signed.
    pub enum Metod {
        Bankid = "bankid",
        Penna = "penna",
    }
}

record! {
    /// Vem som undertecknar uppföljningen. Dokumentet lämnar plats för underskriften.
    pub struct Underskrift {
        /// Rollen, inte namnet: "Ordförande i folkhälsorådet".
        roll: Klartext,
        /// "bankid" om dokumentet signeras elektroniskt, "penna" om det skrivs under på papper.
        metod: Metod,
        /// Dagen för underskriften.
        datum: Option<Located<Datum>>,
    }
}

impl Uppfoljning {
    /// The year that is followed up.
    pub fn ar(&self) -> i16 {
        self.dokument.ar.value
    }

    /// The day that something last happened: what is approved anew stands as it was approved last.
    pub fn senast(&self, typ: Handelsetyp) -> Option<&Located<Datum>> {
        let events = self.handelse.iter().filter(|it| it.typ.value == typ);
        events.map(|it| &it.datum).max_by_key(|it| it.value)
    }

    /// The outcome of a budget row.
    pub fn utfall(&self, rad: &str) -> Option<&Utfall> {
        self.ekonomi.as_ref()?.utfall.iter().find(|it| it.rad.as_str() == rad)
    }

    /// What goes to a later year.
    pub fn overforingar(&self) -> impl Iterator<Item = &Utgaende> {
        self.ekonomi.iter().flat_map(|it| &it.overforing)
    }

    /// The year that money goes to.
    pub fn till_ar(&self, overforing: &Utgaende) -> i16 {
        overforing.till_ar.as_ref().map_or(self.ar() + 1, |it| it.value)
    }
}

impl Handling for Uppfoljning {
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
        self.dokument.titel.as_ref()
    }

    fn handelser(&self) -> &[Handelse] {
        &self.handelse
    }

    fn styrdokument(&self) -> Option<&Styrdokument> {
        self.styrdokument.as_ref()
    }

    /// A follow-up is decided when it is approved.
    fn beslutad(&self) -> Option<&Located<Datum>> {
        self.senast(Handelsetyp::Godkand).or_else(|| self.styrdokument()?.beslutsdatum.as_ref())
    }

    fn rattelse(&self) -> &[Rattelse] {
        &self.rattelse
    }

    fn tyst(&self) -> &[Tyst] {
        &self.tyst
    }

    fn ids(&self) -> Vec<Vec<&Id>> {
        vec![
            self.insats.iter().map(|it| &it.id).collect(),
            self.vardaktor.iter().map(|it| &it.aktor).collect(),
            self.svar.iter().map(|it| &it.fraga).collect(),
            self.ekonomi.iter().flat_map(|it| &it.utfall).map(|it| &it.rad).collect(),
        ]
    }

    fn texts<'a>(&'a self, visit: &mut dyn FnMut(TextRef<'a>)) {
        self.walk(visit);
    }
}
