//! What every document has: its kind, title, year and status, the metadata block and what happened to it.

use crate::datum::{Datum, Slut, Tidpunkt};
use crate::diagnostic::{Report, Severity};
use crate::plan::{Avsnitt, Figur, StyrandeDokument};
use crate::read::reference::Shape;
use crate::read::{Id, Read, Value, Walk};
use crate::source::{Located, Span};
use crate::text::{Klartext, Rad, TextRef};
use crate::{choice, record};

macro_rules! kinds {
    ($($kind:ident, $records:path, $module:ident, $word:literal, $text:literal;)+) => {
        choice! {
            /// The kinds of documents.
            pub enum Slag {
                $($kind = $word,)+
            }
        }

        impl Slag {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The kind in running text.
            pub fn text(self) -> &'static str {
                match self {
                    $(Self::$kind => $text,)+
                }
            }
        }
    };
}

crate::slag!(kinds);

choice! {
    /// Whether a document is a draft or decided.
    pub enum Status {
        Utkast = "utkast",
        Beslutad = "beslutad",
    }
}

record! {
    /// Vad det är för dokument.
    pub struct Dokument {
        /// Vilket slags dokument det är.
        slag: Slag,
        /// Titeln på framsidan och i beslutet. Skriv {{ ar }} där året ska stå.
        titel: Klartext,
        /// En rad under titeln.
        undertitel: Option<Klartext>,
        /// Året som planen gäller.
        ar: Located<i16>,
        /// "utkast" tills planen är beslutad, sedan "beslutad". En beslutad plan kontrolleras strängare.
        status: Located<Status>,
        /// Dokumentets version, om kommunen numrerar versioner.
        version: Option<Klartext>,
    }
}

record! {
    /// Uppgifterna i rutan först i dokumentet. Vilka som skrivs ut bestämmer styrdokument i kommun.toml.
    pub struct Styrdokument {
        /// Typ av styrdokument, till exempel "Verksamhetsplan".
        typ: Option<Klartext>,
        /// Det organ som fattar beslutet, till exempel "Kommunstyrelsen".
        beslutande_instans: Option<Klartext>,
        /// Dagen för beslutet.
        beslutsdatum: Option<Located<Datum>>,
        /// Beslutets paragraf, utan §: ett tal som 118, eller text som "FHR 22".
        paragraf: Option<Paragraf>,
        /// Kommunens diarienummer för planen.
        diarienummer: Option<Located<String>>,
        /// Regionens diarienummer för planen.
        region_diarienummer: Option<Located<String>>,
        /// Vilka dokumentet gäller för, till exempel "Alla nämnder".
        galler_for: Option<Klartext>,
        /// Första dagen som dokumentet gäller.
        giltig_fran: Option<Located<Datum>>,
        /// Sista dagen som dokumentet gäller, eller "tills vidare".
        giltig_till: Option<Located<Slut>>,
        /// När dokumentet senast ska revideras: en dag, 2025-11-30, eller en månad, "2025-11".
        revideras_senast: Option<Located<Tidpunkt>>,
        /// Den funktion som ansvarar för dokumentet, inte en person.
        dokumentansvarig: Option<Klartext>,
    }
}

/// The paragraph of a decision.
#[derive(Clone, Debug)]
pub struct Paragraf(pub Located<String>);

impl Read for Paragraf {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        if let toml::de::DeValue::Integer(_) = value.get() {
            let number = Located::<u32>::read(value, report)?;
            return Some(Self(Located { value: number.value.to_string(), span: number.span }));
        }
        let text = Located::<String>::read(value, report)?;
        let bare = text.value.trim_start_matches(['§', ' ', '\u{a0}']).to_owned();
        if bare.is_empty() {
            let help = format!("Skriv {} = 210", value.key);
            return value.refuse(
                &crate::read::mistakes::TOM_TEXT,
                "Paragrafen saknar nummer.".to_owned(),
                help,
                report,
            );
        }
        Some(Self(Located { value: bare, span: text.span }))
    }

    fn shape() -> Shape {
        Shape::Enkel("heltal eller text")
    }
}

impl Walk for Paragraf {
    fn walk<'a>(&'a self, _: &mut dyn FnMut(TextRef<'a>)) {}
}

/// The paragraph as it is printed: `§ 210`.
impl std::fmt::Display for Paragraf {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let nbsp = crate::svenska::NBSP;
        write!(out, "§{nbsp}{}", self.0.value.replace(' ', &nbsp.to_string()))
    }
}

choice! {
    /// What happened to a document.
    pub enum Handelsetyp {
        Presidiedialog = "presidiedialog",
        Ledningsgrupp = "ledningsgrupp",
        Tjansteskrivelse = "tjansteskrivelse",
        SkickadUtkast = "skickad_utkast",
        Ksau = "ksau",
        Ks = "ks",
        Kf = "kf",
        Folkhalsorad = "folkhalsorad",
        SkickadFaststalld = "skickad_faststalld",
        Godkand = "godkand",
        Undertecknad = "undertecknad",
        SkickadUppfoljning = "skickad_uppfoljning",
        SkickadEkonomi = "skickad_ekonomi",
        Ovrigt = "ovrigt",
    }
}

record! {
    /// Något som har hänt med dokumentet: en skrivelse, ett möte, ett utskick.
    pub struct Handelse {
        /// Vad som hände eller vem som tog upp planen. ksau är kommunstyrelsens arbetsutskott, ks kommunstyrelsen, kf
        /// kommunfullmäktige.
        typ: Located<Handelsetyp>,
        /// Dagen det hände.
        datum: Located<Datum>,
        /// Vilket organ det var, om det inte framgår av typ.
        organ: Option<Klartext>,
        /// Paragrafen i organets protokoll, utan §.
        paragraf: Option<Paragraf>,
        /// Vilken version av dokumentet det gällde.
        version: Option<Klartext>,
        /// En förklaring i ett stycke.
        text: Option<Rad>,
    }
}

record! {
    /// En rättelse av ett beslutat dokument. Den skrivs ut i dokumentet, så att ändringen syns.
    pub struct Rattelse {
        /// Dagen för rättelsen.
        datum: Located<Datum>,
        /// Stället som rättades: ett id, eller nycklarna som leder dit, till exempel "budget.rad[strateg].region".
        plats: Located<String>,
        /// Vad som var fel och hur det rättades, i en mening.
        orsak: Rad,
        /// Vem som beslutade om rättelsen.
        beslut: Option<Klartext>,
    }
}

record! {
    /// Tystar en kontroll på ett ställe i planen, med ett skäl.
    pub struct Tyst {
        /// Kontrollens namn, till exempel "omrade-utan-budgetrad".
        kontroll: Located<String>,
        /// Stället: ett id i planen, eller nycklarna som leder dit, till exempel "budget.rad[0]" för den första
        /// budgetraden. Utan plats tystas kontrollen i hela dokumentet.
        plats: Option<Located<String>>,
        /// Varför det ska vara så.
        orsak: Located<String>,
    }
}

record! {
    /// De år något gäller eller pågår, båda åren medräknade. Kan skrivas `{ fran = 2024, till = 2025 }`.
    pub struct Arsperiod {
        /// Första året.
        fran: Located<i16>,
        /// Sista året.
        till: Located<i16>,
    }
}

impl Arsperiod {
    /// Whether the period touches a year.
    pub fn omfattar(&self, ar: i16) -> bool {
        (self.fran.value..=self.till.value).contains(&ar)
    }

    /// The period as it is printed: `2023–2024`.
    pub fn text(&self) -> String {
        if self.fran.value == self.till.value {
            return self.fran.value.to_string();
        }
        format!("{}–{}", self.fran.value, self.till.value)
    }
}

/// What checks and lists need to know of a document, whatever its kind.
pub trait Handling {
    /// Where the document's own table stands.
    fn span(&self) -> Span;
    /// The year it is about.
    fn ar(&self) -> &Located<i16>;
    /// Whether it is a draft or decided.
    fn status(&self) -> &Located<Status>;
    /// What kind it is.
    fn slag(&self) -> Slag;
    /// Its title, where it has one of its own.
    fn titel(&self) -> Option<&Klartext>;
    /// The metadata block, where the kind has one.
    fn styrdokument(&self) -> Option<&Styrdokument>;
    /// What happened to it.
    fn handelser(&self) -> &[Handelse];
    /// Its sections, where the kind has any.
    fn avsnitt(&self) -> &[Avsnitt] {
        &[]
    }
    /// Its figures, where the kind has any.
    fn figurer(&self) -> &[Figur] {
        &[]
    }
    /// The documents it rests on, where the kind has any.
    fn styrande_dokument(&self) -> &[StyrandeDokument] {
        &[]
    }
    /// Its registry number.
    fn diarienummer(&self) -> Option<&Located<String>> {
        self.styrdokument()?.diarienummer.as_ref()
    }
    /// The day of the decision.
    fn beslutad(&self) -> Option<&Located<Datum>> {
        self.styrdokument()?.beslutsdatum.as_ref()
    }
    /// The corrections made after the decision.
    fn rattelse(&self) -> &[Rattelse];
    /// The findings to silence.
    fn tyst(&self) -> &[Tyst];
    /// The document's ids, kind by kind: a focus area and a budget row may share one, two focus areas may not.
    fn ids(&self) -> Vec<Vec<&Id>>;
    /// Shows every text of the document.
    fn texts<'a>(&'a self, visit: &mut dyn FnMut(TextRef<'a>));

    /// The level of a check in this document's state.
    fn severity(&self, check: &crate::diagnostic::Check) -> Option<Severity> {
        match self.status().value {
            Status::Utkast => check.utkast,
            Status::Beslutad => check.beslutad,
        }
    }

    /// Whether the document is decided.
    fn is_decided(&self) -> bool {
        self.status().value == Status::Beslutad
    }

    /// Where the metadata block stands, or the document's own table.
    fn block_span(&self) -> Span {
        self.styrdokument().map_or(self.span(), |it| it.span)
    }
}
