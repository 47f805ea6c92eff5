//! A kommun's profile: `kommun.toml` with its names, labels, agreements, actors and abbreviations.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::belopp::Belopp;
use crate::datum::Datum;
use crate::diagnostic::Report;
use crate::read::reference::Shape;
use crate::read::{Id, Read, Value, Walk};
use crate::source::{Located, Span};
use crate::text::{Klartext, TextRef};
use crate::{choice, record};

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
        /// SCB:s kommunkod, fyra siffror.
        kod: Option<Located<String>>,
        /// Antal invånare, när avtalet räknar kronor per invånare.
        invanare: Option<Located<u32>>,
        /// Kommunens logotyp: en SVG- eller PNG-fil bredvid kommun.toml.
        logotyp: Option<Located<String>>,
        /// Kommunens färg i dokumenten, "#rrggbb".
        farg: Option<Farg>,
        /// Kommunens namn på sig själv i tabeller. Utan nyckeln står det "Kommun".
        kort: Option<Klartext>,
        /// Hur kommunens diarienummer ser ut.
        diarienummer: Option<Diarienummer>,
        /// Det organ som godkänner uppföljningen om kommunen saknar folkhälsoråd.
        godkannande_organ: Option<Klartext>,
        /// Uppgifterna i dokumentets metadatablock, i kommunens ordning.
        styrdokument: Vec<Located<Uppgift>>,
        /// Metadatablockets etiketter där de skiljer sig från de vanliga.
        etiketter: BTreeMap<String, Located<String>>,
        /// Rubriker som en plan i kommunen måste ha.
        kapitel: Vec<Located<String>>,
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

record! {
    /// Diarienumrets mönster.
    pub struct Diarienummer {
        /// Ett reguljärt uttryck som hela diarienumret ska följa, till exempel '\d{4}\.\d{1,4} KS'.
        monster: Monster,
        /// Ett riktigt diarienummer, som visas i felmeddelanden.
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
            value.refuse(&crate::read::mistakes::OKANT_VARDE, message, help, report)
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
        let message = format!("”{}” är ingen färg.", crate::svenska::quoted(&text));
        let help =
            "Skriv färgen som # och sex siffror eller bokstäver a–f, till exempel farg = \"#005a70\".".to_owned();
        value.refuse(&crate::read::mistakes::OKANT_VARDE, message, help, report)
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
        /// Avtalets benämning.
        benamning: Klartext,
        /// Regionpartens fullständiga namn.
        region_namn: Klartext,
        /// Regionpartens kortnamn, som står i tabeller.
        region_kort: Klartext,
        /// Avtalets första dag.
        giltig_fran: Located<Datum>,
        /// Avtalets sista dag.
        giltig_till: Located<Datum>,
        /// Ny sista dag om avtalet är förlängt.
        forlangt_till: Option<Located<Datum>>,
        /// Id:n för de fokusområden som avtalet prioriterar.
        prioriterade_omraden: Vec<Id>,
        /// Hur parterna delar kostnaderna.
        fordelning: Located<Fordelning>,
        /// Kronor per invånare från vardera parten.
        sats_per_invanare: Option<Located<Belopp>>,
        /// Kronor per part och år.
        ram: Option<Located<Belopp>>,
        /// Vad avtalet säger om pengar som blir över.
        overforing: Option<Overforingsregel>,
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
        let help = format!("Skriv {} som ett tal mellan 0 och 100.", value.key);
        value.refuse(&crate::read::mistakes::OGILTIGT_TAL, message, help, report)
    }

    fn shape() -> Shape {
        Shape::Enkel("procent")
    }
}

/// How the parties share the cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regel {
    /// Both carry as much.
    Lika,
    /// The region carries this percentage and the kommun the rest.
    Procent { region: Decimal, kommun: Decimal },
    /// The agreement does not say.
    Fri,
}

choice! {
    /// Where the sharing rule must hold.
    pub enum Niva {
        Totalt = "totalt",
        Rad = "rad",
    }
}

/// An agreement's sharing rule and where it must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fordelning {
    pub regel: Regel,
    pub niva: Niva,
}

choice! {
    /// A sharing rule by name.
    pub enum Regelord {
        Lika = "lika",
        Fri = "fri",
    }
}

record! {
    /// Fördelningen mellan parterna: en namngiven regel, eller procent för vardera parten.
    pub struct Fordelningsrad {
        /// "lika" eller "fri".
        regel: Option<Regelord>,
        /// Regionens andel i procent, när parterna delar olika.
        region: Option<Located<Procent>>,
        /// Kommunens andel i procent, när parterna delar olika.
        kommun: Option<Located<Procent>>,
        /// Om regeln gäller hela budgeten ("totalt") eller varje rad ("rad"). Utan nyckeln gäller den totalt.
        niva: Option<Niva>,
    }
}

impl Read for Fordelning {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        use crate::read::mistakes::OKANT_VARDE;
        if let toml::de::DeValue::String(_) = value.get() {
            let regel = Regelord::read(value, report)?.into();
            return Some(Self { regel, niva: Niva::Totalt });
        }
        let typed = Fordelningsrad::read(value, report)?;
        let niva = typed.niva.unwrap_or(Niva::Totalt);
        let regel = match (typed.regel, &typed.region, &typed.kommun) {
            (Some(regel), None, None) => regel.into(),
            (None, Some(region), Some(kommun)) => {
                let (region, kommun) = (region.value.0, kommun.value.0);
                if region + kommun != Decimal::ONE_HUNDRED {
                    let sum = crate::svenska::number(region + kommun);
                    let message = format!("Parternas andelar blir tillsammans {sum} %, inte 100 %.");
                    let help = "Skriv andelar som blir 100, till exempel { region = 50, kommun = 50 }.".to_owned();
                    return value.refuse(&OKANT_VARDE, message, help, report);
                }
                Regel::Procent { region, kommun }
            }
            _ => {
                let message = "Fördelningen går inte att förstå.".to_owned();
                let help =
                    "Skriv { regel = \"lika\" }, { regel = \"fri\" } eller { region = 50, kommun = 50 }.".to_owned();
                return value.refuse(&OKANT_VARDE, message, help, report);
            }
        };
        Some(Self { regel, niva })
    }

    fn shape() -> Shape {
        Shape::Antingen(Box::new(Regelord::shape()), Box::new(Fordelningsrad::shape()))
    }
}

impl From<Regelord> for Regel {
    fn from(word: Regelord) -> Self {
        match word {
            Regelord::Lika => Self::Lika,
            Regelord::Fri => Self::Fri,
        }
    }
}

macro_rules! silent {
    ($($type:ty),+) => {
        $(impl Walk for $type {
            fn walk<'a>(&'a self, _: &mut dyn FnMut(TextRef<'a>)) {}
        })+
    };
}

silent!(Monster, Farg, Procent, Fordelning);

record! {
    /// Vad avtalet säger om pengar som blir över.
    pub struct Overforingsregel {
        /// Om pengar får föras över till nästa år.
        tillaten: Located<bool>,
        /// Största andel av årets budget som får föras över, i procent.
        hogst_procent: Option<Located<Procent>>,
    }
}

record! {
    /// Någon som medverkar eller ansvarar: en förvaltning, en förening, ett bolag.
    pub struct Aktor {
        /// Aktörens id, som insatser hänvisar till.
        id: Id,
        /// Aktörens namn, som det skrivs ut.
        namn: Klartext,
        /// Andra sätt att skriva namnet.
        alias: Vec<Located<String>>,
        /// Om aktören hör till kommunen ("intern") eller inte ("extern").
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

    /// The actor with an id.
    pub fn aktor(&self, id: &str) -> Option<&Aktor> {
        self.aktor.iter().find(|it| it.id.as_str() == id)
    }

    /// Where the profile names itself.
    pub fn span(&self) -> Span {
        self.kommun.namn.span()
    }
}
