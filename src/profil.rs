//! A kommun's profile: `kommun.toml` with its names, labels, agreements, actors and abbreviations.

mod fordelning;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use toml::de::DeValue;

use crate::belopp::Belopp;
use crate::datum::{Arsdag, Datum};
use crate::diagnostic::{Diagnostic, Fix, Report};
use crate::read::mistakes::{OGILTIGT_TAL, OKANT_VARDE};
use crate::read::reference::Shape;
use crate::read::{Id, Read, Value, Walk};
use crate::source::{Located, Span};
use crate::svenska::quoted;
use crate::text::{Klartext, TextRef};
use crate::{choice, record};

pub use fordelning::{Fordelning, Fordelningsrad, Niva, Regel, Regelord};

record! {
    /// Kommunens profil, `kommun.toml`: det som är lika i alla kommunens dokument.
    pub struct Profil {
        /// Kommunens namn och utseende.
        kommun: Kommunuppgifter,
        /// Samverkansavtal med regionen, ett eller flera.
        avtal: Vec<Avtal>,
        /// Förvaltningar, föreningar och andra som medverkar.
        aktor: Vec<Aktor>,
        /// Förkortningar och vad de betyder. Första gången en förkortning står i ett dokument förklaras den i en fotnot.
        forkortning: BTreeMap<String, Located<String>>,
    }
}

record! {
    /// Kommunens namn och utseende.
    pub struct Kommunuppgifter {
        /// Kommunens namn, till exempel "Alingsås kommun".
        namn: Klartext,
        /// Det korta namn på kommunen som står i tabeller. Utan nyckeln står det "Kommun".
        kort: Option<Klartext>,
        /// SCB:s kommunkod, fyra siffror inom citattecken: "1489".
        kod: Option<Kommunkod>,
        /// Antal invånare. Behövs när avtalet räknar kronor per invånare.
        invanare: Option<Located<u32>>,
        /// Kommunens logotyp: en SVG- eller PNG-fil bredvid kommun.toml.
        logotyp: Option<Located<String>>,
        /// Kommunens färg i dokumenten, till exempel "#005a70".
        farg: Option<Farg>,
        /// Hur kommunens diarienummer ser ut.
        diarienummer: Option<Diarienummer>,
        /// Det organ som godkänner uppföljningen, om det inte är det som formuläret nämner.
        godkannande_organ: Option<Klartext>,
        /// Vilka uppgifter som står i rutan först i dokumentet, i den ordning kommunen vill ha dem. En plan ska ha alla.
        styrdokument: Vec<Located<Uppgift>>,
        /// Vad uppgifterna i rutan heter i kommunen, om det inte är det vanliga:
        /// `{ galler_for = "Dokumentet gäller för" }`.
        etiketter: Option<Etiketter>,
        /// När ett utfall som skiljer sig från budgeten behöver en kommentar: `{ procent = 10, kronor = 20_000 }`, som också
        /// gäller utan nyckeln. Båda gränserna ska vara passerade.
        avvikelse: Option<Avvikelsegrans>,
        /// Rubriker på kapitel som varje verksamhetsplan i kommunen ska ha. Årtal och `{{ … }}` i planens rubrik räknas inte.
        kapitel: Vec<Located<String>>,
    }
}

record! {
    /// När ett utfall som skiljer sig från budgeten behöver en kommentar.
    pub struct Avvikelsegrans {
        /// Skillnaden i procent av budgetraden.
        procent: Option<Located<Procent>>,
        /// Skillnaden i kronor.
        kronor: Option<Located<Belopp>>,
    }
}

impl Kommunuppgifter {
    /// The deviation beyond which a row needs a comment, in per cent of its budget and in kronor; both must be passed.
    ///
    /// Without limits of the kommun's own they are 10 per cent and 20 000 kronor.
    pub fn avvikelsegrans(&self) -> (Decimal, Belopp) {
        let limit = self.avvikelse.as_ref();
        let percent = limit.and_then(|it| it.procent.as_ref()).map_or(Decimal::TEN, |it| it.value.0);
        let kronor = limit.and_then(|it| it.kronor.as_ref()).map(|it| it.value);
        (percent, kronor.unwrap_or_else(|| Belopp::kronor(20_000)))
    }

    /// The facts of the metadata block in the kommun's own order, or the usual ones where it has chosen none.
    pub fn uppgifter(&self) -> Vec<Uppgift> {
        if self.styrdokument.is_empty() {
            return Uppgift::VANLIGA.to_vec();
        }
        self.styrdokument.iter().map(|it| it.value).collect()
    }

    /// What a fact is called in this kommun.
    pub fn etikett(&self, uppgift: Uppgift) -> &str {
        let own = self.etiketter.as_ref().and_then(|it| it.get(uppgift));
        own.map_or(uppgift.etikett(), |it| it.value.as_str())
    }
}

record! {
    /// Vad uppgifterna i rutan heter i kommunen.
    pub struct Etiketter {
        /// Etiketten för dokumentets typ.
        typ: Option<Located<String>>,
        /// Etiketten för organet som beslutar.
        beslutande_instans: Option<Located<String>>,
        /// Etiketten för beslutets datum och paragraf.
        beslut: Option<Located<String>>,
        /// Etiketten för diarienumret.
        diarienummer: Option<Located<String>>,
        /// Etiketten för dem som planen gäller.
        galler_for: Option<Located<String>>,
        /// Etiketten för tiden som planen gäller.
        giltighetstid: Option<Located<String>>,
        /// Etiketten för när planen senast revideras.
        revideras_senast: Option<Located<String>>,
        /// Etiketten för den som ansvarar för dokumentet.
        dokumentansvarig: Option<Located<String>>,
        /// Etiketten för dokumentets version.
        version: Option<Located<String>>,
        /// Etiketten för regionens diarienummer.
        region_diarienummer: Option<Located<String>>,
    }
}

impl Etiketter {
    fn get(&self, uppgift: Uppgift) -> Option<&Located<String>> {
        let label = match uppgift {
            Uppgift::Typ => &self.typ,
            Uppgift::BeslutandeInstans => &self.beslutande_instans,
            Uppgift::Beslut => &self.beslut,
            Uppgift::Diarienummer => &self.diarienummer,
            Uppgift::GallerFor => &self.galler_for,
            Uppgift::Giltighetstid => &self.giltighetstid,
            Uppgift::ReviderasSenast => &self.revideras_senast,
            Uppgift::Dokumentansvarig => &self.dokumentansvarig,
            Uppgift::Version => &self.version,
            Uppgift::RegionDiarienummer => &self.region_diarienummer,
        };
        label.as_ref()
    }
}

choice! {
    /// En uppgift i metadatablocket.
    pub enum Uppgift {
        Typ = "typ",
        BeslutandeInstans = "beslutande_instans",
        Beslut = "beslut",
        Diarienummer = "diarienummer",
        GallerFor = "galler_for",
        Giltighetstid = "giltighetstid",
        ReviderasSenast = "revideras_senast",
        Dokumentansvarig = "dokumentansvarig",
        Version = "version",
        RegionDiarienummer = "region_diarienummer",
    }
}

impl Uppgift {
    /// The block of a kommun that has not chosen its own.
    pub const VANLIGA: [Self; 8] = [
        Self::Typ,
        Self::BeslutandeInstans,
        Self::Beslut,
        Self::Diarienummer,
        Self::GallerFor,
        Self::Giltighetstid,
        Self::ReviderasSenast,
        Self::Dokumentansvarig,
    ];

    /// The label of a kommun that has not chosen its own.
    pub fn etikett(self) -> &'static str {
        match self {
            Self::Typ => "Typ av styrdokument",
            Self::BeslutandeInstans => "Beslutande instans",
            Self::Beslut => "Datum för beslut",
            Self::Diarienummer => "Diarienummer",
            Self::GallerFor => "Gäller för",
            Self::Giltighetstid => "Giltighetstid",
            Self::ReviderasSenast => "Revideras senast",
            Self::Dokumentansvarig => "Dokumentansvarig",
            Self::Version => "Version",
            Self::RegionDiarienummer => "Regionens diarienummer",
        }
    }
}

/// A kommun's code in the register of Statistics Sweden: four digits.
#[derive(Clone, Debug)]
pub struct Kommunkod(pub String);

impl Read for Kommunkod {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let digits = match value.get() {
            // A code that begins with a zero cannot be a number in TOML, so all are text.
            DeValue::Integer(number) => number.as_str().to_owned(),
            _ => String::read(value, report)?,
        };
        let four = digits.len() == 4 && digits.bytes().all(|it| it.is_ascii_digit());
        let is_text = matches!(value.get(), DeValue::String(_));
        if four && is_text {
            return Some(Self(digits));
        }
        let code = value.assigned(&format!("\"{}\"", if four { digits.as_str() } else { "1489" }));
        let (message, help) = match four {
            true => ("Kommunkoden ska stå inom citattecken.".to_owned(), format!("Skriv {code}")),
            false => (
                format!("”{}” är ingen kommunkod.", quoted(&digits)),
                format!("Skriv fyra siffror inom citattecken, till exempel {code}"),
            ),
        };
        let fix = four.then(|| Fix::safe(value.span(), format!("\"{digits}\"")));
        value.refuse_mended(&OKANT_VARDE, message, help, fix, report)
    }

    fn shape() -> Shape {
        Shape::Enkel("kommunkod \"1234\"")
    }
}

/// How a kommun's diarienummer looks.
#[derive(Debug)]
pub struct Diarienummer {
    pub monster: Monster,
    pub exempel: Located<String>,
}

impl Read for Diarienummer {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let Diarienummerrad { monster, exempel, .. } = Diarienummerrad::read(value, report)?;
        if monster.0.is_match(&exempel.value) {
            return Some(Self { monster, exempel });
        }
        let message = format!("Exemplet ”{}” följer inte mönstret.", quoted(&exempel.value));
        let help = "Skriv ett riktigt diarienummer som exempel, eller rätta mönstret.";
        report.push(Diagnostic::new(&OKANT_VARDE, exempel.span, message).help(help));
        None
    }

    fn shape() -> Shape {
        Diarienummerrad::shape()
    }
}

record! {
    /// Hur kommunens diarienummer ser ut.
    pub struct Diarienummerrad {
        /// Mönstret som hela diarienumret ska följa, skrivet som ett reguljärt uttryck inom enkla citattecken:
        /// '\d{4}\.\d{1,4} KS' passar 2023.445 KS. \d{4} är fyra siffror, \d{1,4} är en till fyra.
        monster: Monster,
        /// Ett riktigt diarienummer som följer mönstret. Det visas i felmeddelanden.
        exempel: Located<String>,
    }
}

/// A regular expression that whole values must fit.
#[derive(Clone, Debug)]
pub struct Monster(pub regex_lite::Regex);

impl Read for Monster {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let text = Located::<String>::read(value, report)?;
        let pattern = regex_lite::RegexBuilder::new(&format!("^(?:{})$", text.value)).size_limit(1 << 18).build();
        pattern.ok().map(Self).or_else(|| {
            let message = "Mönstret kan inte läsas som ett reguljärt uttryck.".to_owned();
            let help = r"Skriv till exempel monster = '\d{4}\.\d{1,4} KS' inom enkla citattecken.".to_owned();
            value.refuse(&OKANT_VARDE, message, help, report)
        })
    }

    fn shape() -> Shape {
        Shape::Enkel("reguljärt uttryck")
    }
}

/// A colour, `#rrggbb`.
#[derive(Clone, Debug)]
pub struct Farg(pub String);

impl Read for Farg {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let text = String::read(value, report)?;
        let digits = text.strip_prefix('#').unwrap_or("");
        if digits.len() == 6 && digits.bytes().all(|it| it.is_ascii_hexdigit()) {
            return Some(Self(text.to_ascii_lowercase()));
        }
        let message = format!("”{}” är ingen färg.", quoted(&text));
        let help =
            "Skriv färgen som # och sex siffror eller bokstäver a–f, till exempel farg = \"#005a70\".".to_owned();
        value.refuse(&OKANT_VARDE, message, help, report)
    }

    fn shape() -> Shape {
        Shape::Enkel("färg \"#rrggbb\"")
    }
}

record! {
    /// Ett samverkansavtal: parterna, tiden och hur kostnaderna delas.
    pub struct Avtal {
        /// Avtalets id, som budgetrader hänvisar till när kommunen har flera avtal.
        id: Id,
        /// Vad avtalet heter, till exempel "Samverkansavtal om folkhälsa".
        benamning: Klartext,
        /// Hela namnet på regionens part i avtalet.
        region_namn: Klartext,
        /// Det korta namn på regionens part som står i tabeller.
        region_kort: Klartext,
        /// Avtalets första dag.
        giltig_fran: Located<Datum>,
        /// Avtalets sista dag.
        giltig_till: Located<Datum>,
        /// Den nya sista dagen, om avtalet har förlängts.
        forlangt_till: Option<Located<Datum>>,
        /// Id:n för de fokusområden som avtalet prioriterar, och som varje plan ska ha.
        prioriterade_omraden: Vec<Id>,
        /// Hur parterna delar kostnaderna: "lika", "fri", eller en tabell med andelar.
        fordelning: Located<Fordelning>,
        /// Kronor per invånare som vardera parten betalar ett år, till exempel 14.50.
        sats_per_invanare: Option<Located<Belopp>>,
        /// Kronor som vardera parten betalar ett år.
        ram: Option<Located<Belopp>>,
        /// Vad avtalet säger om pengar som blir över.
        overforing: Option<Overforingsregel>,
        /// Sista dagen att skicka planen till regionen, året före planåret: "1 december".
        plan_senast: Option<Located<Arsdag>>,
        /// Största andel av budgeten som får vara personalkostnader, i procent.
        personal_hogst_procent: Option<Located<Procent>>,
        /// Minsta andel av en insats som den egna förvaltningen ska stå för, i procent.
        egen_andel_minst_procent: Option<Located<Procent>>,
        /// Flest år som en insats får pågå.
        langsta_insats_ar: Option<Located<u32>>,
    }
}

impl Avtal {
    /// The last day, prolongation included.
    pub fn sista_dag(&self) -> Datum {
        self.forlangt_till.as_ref().map_or(self.giltig_till.value, |it| it.value)
    }

    /// Whether a year lies within the agreement or its prolongation, whole.
    pub fn omfattar(&self, ar: i16) -> bool {
        let days = Datum::new(ar, 1, 1).zip(Datum::new(ar, 12, 31));
        days.is_some_and(|(first, last)| self.giltig_fran.value <= first && last <= self.sista_dag())
    }
}

/// A percentage from 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Procent(pub Decimal);

impl Read for Procent {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let percent = Decimal::read(value, report)?;
        if (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&percent) {
            return Some(Self(percent));
        }
        let message = format!("{} är ingen andel i procent.", crate::svenska::number(percent));
        let help = format!("Skriv {} som ett tal mellan 0 och 100.", quoted(value.key));
        value.refuse(&OGILTIGT_TAL, message, help, report)
    }

    fn shape() -> Shape {
        Shape::Enkel("procent")
    }
}

macro_rules! silent {
    ($($type:ty),+) => {
        $(impl Walk for $type {
            fn walk<'a>(&'a self, _: &mut dyn FnMut(TextRef<'a>)) {}
        })+
    };
}

silent!(Monster, Farg, Procent, Fordelning, Kommunkod, Diarienummer);

record! {
    /// Vad avtalet säger om pengar som blir över när året är slut.
    pub struct Overforingsregel {
        /// true om pengar får föras över till nästa år, annars false.
        tillaten: Located<bool>,
        /// Största andel av årets budget som får föras över, i procent.
        hogst_procent: Option<Located<Procent>>,
    }
}

record! {
    /// Någon som medverkar i eller ansvarar för insatser: en förvaltning, en förening, ett bolag.
    pub struct Aktor {
        /// Aktörens id, som insatser hänvisar till.
        id: Id,
        /// Aktörens namn, som det skrivs ut.
        namn: Klartext,
        /// Andra sätt att skriva samma namn.
        alias: Vec<Located<String>>,
        /// "intern" om aktören hör till kommunen, annars "extern".
        typ: Option<Aktorstyp>,
        /// Id för den aktör som den här är en del av.
        del_av: Option<Id>,
    }
}

choice! {
    /// Om en aktör hör till kommunen.
    pub enum Aktorstyp {
        Intern = "intern",
        Extern = "extern",
    }
}

impl Profil {
    /// The agreements that cover a year.
    pub fn avtal_for(&self, ar: i16) -> impl Iterator<Item = &Avtal> {
        self.avtal.iter().filter(move |it| it.omfattar(ar))
    }

    /// The agreement whose labels a plan of a year uses: the first that covers it, else the last.
    pub fn huvudavtal(&self, ar: i16) -> Option<&Avtal> {
        self.avtal_for(ar).next().or(self.avtal.last())
    }

    /// What each party pays by an agreement's rate, where it has one and the inhabitants are known.
    pub fn per_invanare(&self, avtal: &Avtal) -> Option<Belopp> {
        let people = self.kommun.invanare.as_ref()?.value;
        Belopp::product(avtal.sats_per_invanare.as_ref()?.value, u64::from(people))
    }

    /// The actor with an id.
    pub fn aktor(&self, id: &str) -> Option<&Aktor> {
        self.aktor.iter().find(|it| it.id.as_str() == id)
    }

    /// The most years that any agreement lets an insats go on, or none where no agreement says.
    pub fn langsta_insats_ar(&self) -> i16 {
        let limits = self.avtal.iter().filter_map(|it| it.langsta_insats_ar.as_ref());
        // A limit beyond this is none, and no kommun has plans that old.
        limits.map(|it| i16::try_from(it.value).unwrap_or(0)).filter(|it| *it <= 20).max().unwrap_or(0)
    }

    /// Where the profile names itself.
    pub fn span(&self) -> Span {
        self.kommun.namn.span()
    }
}
