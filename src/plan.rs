//! A verksamhetsplan: its sections, focus areas, indicators, insatser and figures.

mod mal;

use rust_decimal::Decimal;

use crate::budget::Budget;
use crate::diagnostic::{Fix, Report};
use crate::dokument::{Arsperiod, Dokument, Handelse, Handling, Rattelse, Slag, Status, Styrdokument, Tyst};
use crate::profil::Procent;
use crate::read::mistakes::OKANT_VARDE;
use crate::read::reference::Shape;
use crate::read::{EnEllerFlera, Id, Read, Value, Walk, nearest};
use crate::source::{Located, Span};
use crate::svenska::quoted;
use crate::text::{Klartext, Prosa, Rad, TextRef};
use crate::{choice, record};

pub use mal::{Globalmal, Malomrade};

record! {
    /// En verksamhetsplan med budget: vad kommunen och regionen gör tillsammans under ett år.
    pub struct Verksamhetsplan {
        /// Vad det är för dokument.
        dokument: Dokument,
        /// Uppgifterna i rutan först i dokumentet.
        styrdokument: Option<Styrdokument>,
        /// Vad som har hänt med planen.
        handelse: Vec<Handelse>,
        /// De lagar, mål och planer som planen utgår från.
        styrande_dokument: Vec<StyrandeDokument>,
        /// Planens kapitel, i ordning.
        avsnitt: Vec<Avsnitt>,
        /// Planens fokusområden, i ordning.
        fokusomrade: Vec<Fokusomrade>,
        /// Figurer som planen visar.
        figur: Vec<Figur>,
        /// Budgeten.
        budget: Option<Budget>,
        /// Rättelser efter beslutet.
        rattelse: Vec<Rattelse>,
        /// Kontroller som är tystade.
        tyst: Vec<Tyst>,
    }
}

choice! {
    /// Where a governing document comes from.
    pub enum StyrNiva {
        Internationell = "internationell",
        Nationell = "nationell",
        Regional = "regional",
        Lokal = "lokal",
    }
}

record! {
    /// En lag, ett mål eller en plan som den här planen utgår från.
    pub struct StyrandeDokument {
        /// Dokumentets titel.
        titel: Klartext,
        /// På vilken nivå dokumentet är beslutat.
        niva: StyrNiva,
        /// Åren som dokumentet gäller.
        period: Option<Arsperiod>,
        /// Vad det betyder för planen, i en mening.
        text: Option<Rad>,
        /// Dokumentets webbadress. Den börjar med https://.
        lank: Option<Located<String>>,
    }
}

record! {
    /// Ett kapitel eller ett underkapitel. På sidan kommer rubriken först, sedan text, organisation, visa och sist
    /// underkapitlen.
    pub struct Avsnitt {
        /// Ett id, om något ska hänvisa till avsnittet.
        id: Option<Id>,
        /// Rubriken, utan nummer: det sätts automatiskt.
        rubrik: Klartext,
        /// Skriv false om rubriken inte ska ha något nummer.
        numrerad: Option<bool>,
        /// Avsnittets text.
        text: Option<Prosa>,
        /// Roller och forum som styr och leder arbetet.
        organisation: Vec<Organisation>,
        /// Det som ska visas här, hämtat ur resten av filen: en tabell, en lista, ett diagram eller en figur. En figur
        /// skrivs "figur." och figurens id.
        visa: EnEllerFlera<Located<Visa>>,
        /// Kapitlets underkapitel.
        avsnitt: Vec<Avsnitt>,
    }
}

/// A block made of the plan's data, placed in a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visa {
    StyrandeDokument,
    Malomraden,
    Fokusomraden,
    Indikatorer,
    Budget,
    Budgetdiagram,
    Forkortningar,
    Mal,
    Programomraden,
    Ansvar,
    Begrepp,
    Tidsplan,
    Uppfoljningsrutiner,
    /// The figure with this id.
    Figur(String),
}

/// Every section, nested ones after the one they stand in.
pub fn alla_avsnitt(sections: &[Avsnitt]) -> Vec<&Avsnitt> {
    fn add<'a>(sections: &'a [Avsnitt], all: &mut Vec<&'a Avsnitt>) {
        for it in sections {
            all.push(it);
            add(&it.avsnitt, all);
        }
    }
    let mut all = Vec::new();
    add(sections, &mut all);
    all
}

impl Visa {
    const WORDS: [&'static str; 14] = [
        "styrande_dokument",
        "malomraden",
        "fokusomraden",
        "indikatorer",
        "budget",
        "budgetdiagram",
        "forkortningar",
        "mal",
        "programomraden",
        "ansvar",
        "begrepp",
        "tidsplan",
        "uppfoljningsrutiner",
        "figur.id",
    ];

    /// The kind of document that has what is shown; `None` when every kind with sections can have it.
    pub fn slag(&self) -> Option<Slag> {
        match self {
            Self::StyrandeDokument | Self::Forkortningar | Self::Malomraden | Self::Figur(_) => None,
            Self::Fokusomraden | Self::Indikatorer | Self::Budget | Self::Budgetdiagram => Some(Slag::Verksamhetsplan),
            Self::Mal
            | Self::Programomraden
            | Self::Ansvar
            | Self::Begrepp
            | Self::Tidsplan
            | Self::Uppfoljningsrutiner => Some(Slag::Handlingsplan),
        }
    }

    /// The word as it is typed.
    pub fn word(&self) -> String {
        match self {
            Self::StyrandeDokument => "styrande_dokument".to_owned(),
            Self::Malomraden => "malomraden".to_owned(),
            Self::Fokusomraden => "fokusomraden".to_owned(),
            Self::Indikatorer => "indikatorer".to_owned(),
            Self::Budget => "budget".to_owned(),
            Self::Budgetdiagram => "budgetdiagram".to_owned(),
            Self::Forkortningar => "forkortningar".to_owned(),
            Self::Mal => "mal".to_owned(),
            Self::Programomraden => "programomraden".to_owned(),
            Self::Ansvar => "ansvar".to_owned(),
            Self::Begrepp => "begrepp".to_owned(),
            Self::Tidsplan => "tidsplan".to_owned(),
            Self::Uppfoljningsrutiner => "uppfoljningsrutiner".to_owned(),
            Self::Figur(id) => format!("figur.{id}"),
        }
    }
}

impl Read for Visa {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let text = String::read(value, report)?;
        Some(match text.as_str() {
            "styrande_dokument" => Self::StyrandeDokument,
            "malomraden" => Self::Malomraden,
            "fokusomraden" => Self::Fokusomraden,
            "indikatorer" => Self::Indikatorer,
            "budget" => Self::Budget,
            "budgetdiagram" => Self::Budgetdiagram,
            "forkortningar" => Self::Forkortningar,
            "mal" => Self::Mal,
            "programomraden" => Self::Programomraden,
            "ansvar" => Self::Ansvar,
            "begrepp" => Self::Begrepp,
            "tidsplan" => Self::Tidsplan,
            "uppfoljningsrutiner" => Self::Uppfoljningsrutiner,
            other => match other.strip_prefix("figur.") {
                Some(id) => Self::Figur(id.to_owned()),
                None => {
                    let message = format!("”{}” går inte att visa.", quoted(other));
                    let near = nearest(&crate::read::ascii_key(other), &Self::WORDS);
                    let help = match near {
                        Some(near) => format!("Menade du ”{near}”?"),
                        None => format!("Det här går att visa: {}.", Self::WORDS.join(", ")),
                    };
                    let fix = near.map(|near| Fix::risky(value.span(), format!("\"{near}\"")));
                    return value.refuse_mended(&OKANT_VARDE, message, help, fix, report);
                }
            },
        })
    }

    fn shape() -> Shape {
        Shape::Val(&Self::WORDS)
    }
}

impl Walk for Visa {
    fn walk<'a>(&'a self, _: &mut dyn FnMut(TextRef<'a>)) {}
}

record! {
    /// En roll eller ett forum i styrningen av arbetet.
    pub struct Organisation {
        /// Rollens namn, till exempel "Styrgrupp".
        roll: Klartext,
        /// Organet eller funktionen som har rollen.
        organ: Option<Klartext>,
        /// Vilken förankring rollen ger, till exempel "politisk".
        forankring: Option<Klartext>,
        /// Hur ofta gruppen möts, till exempel "2–4".
        moten_per_ar: Option<Klartext>,
        /// Om tjänsten betalas med avtalets pengar.
        inom_avtal: Option<bool>,
        /// Vad rollen innebär.
        text: Option<Prosa>,
    }
}

record! {
    /// Ett fokusområde: nuläge, indikatorer, insatser med mål och målgrupper.
    pub struct Fokusomrade {
        /// Områdets id. Använd samma år från år, så att planerna går att jämföra.
        id: Id,
        /// Områdets rubrik.
        rubrik: Klartext,
        /// Id:n för de områden i förra årets plan som det här området ersätter, om det har bytt id.
        ersatter: Vec<Id>,
        /// Om området samlar insatser utanför avtalets prioriterade områden. Det nämns inte i `{{ plan.fokusomraden }}`.
        ovrigt: Option<bool>,
        /// Numren på de nationella målområden för folkhälsan som området bidrar till, till exempel [1, 6].
        malomrade: Vec<Located<Malomrade>>,
        /// Mål och delmål i Agenda 2030 som området bidrar till, till exempel ["10", "16.7"].
        agenda2030: Vec<Located<Globalmal>>,
        /// Hur läget är och varför området är viktigt.
        nulage: Option<Prosa>,
        /// Vilka insatserna riktar sig till, en målgrupp i taget: ["Barn och unga", "Äldre"].
        malgrupper: Vec<Rad>,
        /// Områdets delar, om det har sådana.
        delomrade: Vec<Delomrade>,
        /// Id:n för figurer som visas i området.
        figurer: Vec<Id>,
        /// Mått på läget.
        indikator: Vec<Indikator>,
        /// Områdets insatser.
        insats: Vec<Insats>,
    }
}

record! {
    /// En del av ett fokusområde.
    pub struct Delomrade {
        /// Delområdets id, som uppföljningen hänvisar till.
        id: Id,
        /// Delområdets rubrik.
        rubrik: Klartext,
        /// Vad delområdet handlar om, en punkt i taget.
        punkter: Vec<Rad>,
    }
}

record! {
    /// Ett mått på läget, med källa.
    pub struct Indikator {
        /// Ett id, om en text ska nämna värdet.
        id: Option<Id>,
        /// Vad som mäts, till exempel "Elever som är behöriga till gymnasiet".
        namn: Klartext,
        /// Värdet, med punkt före decimalerna: 84.5.
        varde: Located<Decimal>,
        /// Enheten, till exempel "procent".
        enhet: Klartext,
        /// Året som värdet gäller.
        ar: Located<i16>,
        /// Varifrån värdet kommer, till exempel "Kolada".
        kalla: Klartext,
        /// Källans id för måttet, till exempel Koladas "N00945".
        kalla_id: Option<Located<String>>,
        /// Värden att jämföra med, för samma mått och år.
        jamforelse: Vec<Jamforelse>,
    }
}

record! {
    /// Ett värde att jämföra indikatorns värde med.
    pub struct Jamforelse {
        /// Vem värdet gäller, till exempel "Riket".
        namn: Klartext,
        /// Värdet.
        varde: Located<Decimal>,
    }
}

record! {
    /// En insats: det som görs, och målen med det.
    pub struct Insats {
        /// Insatsens id, som budgetrader kan hänvisa till. Använd samma nästa år om insatsen fortsätter.
        id: Id,
        /// Insatsens namn, om den har ett.
        namn: Option<Klartext>,
        /// Vad som görs.
        text: Rad,
        /// Målen med insatsen, ett i taget: ["Fler elever trivs i skolan"].
        mal: Vec<Rad>,
        /// Åren som insatsen pågår, om den inte bara pågår under planåret.
        period: Option<Arsperiod>,
        /// Var insatsen görs.
        plats: Option<Klartext>,
        /// En tjänst som insatsen betalar.
        tjanst: Option<Tjanst>,
        /// Id i kommun.toml för den aktör som ansvarar.
        ansvarig: Option<Id>,
        /// Id:n i kommun.toml för de aktörer som medverkar.
        aktorer: Vec<Id>,
    }
}

record! {
    /// En tjänst som en insats betalar.
    pub struct Tjanst {
        /// Tjänstens benämning, till exempel "Samordnare".
        funktion: Klartext,
        /// Tjänstens omfattning i procent av heltid: 50 för en halvtid.
        omfattning_procent: Located<Procent>,
    }
}

record! {
    /// En bild, en karta eller ett diagram som ligger i en egen fil.
    pub struct Figur {
        /// Figurens id, som visa = "figur.id" hänvisar till.
        id: Id,
        /// Bildfilen: SVG, PNG eller JPEG, bredvid planen eller i en mapp under den.
        fil: Located<String>,
        /// Texten under figuren.
        bildtext: Rad,
        /// Alternativtexten: det som figuren berättar, för den som inte ser den.
        alt: Option<Klartext>,
        /// Varifrån figuren kommer.
        kalla: Option<Klartext>,
    }
}

impl Verksamhetsplan {
    /// The plan's year.
    pub fn ar(&self) -> i16 {
        self.dokument.ar.value
    }

    /// The focus area with an id.
    pub fn omrade(&self, id: &str) -> Option<&Fokusomrade> {
        self.fokusomrade.iter().find(|it| it.id.as_str() == id)
    }

    /// Every insats with its area.
    pub fn insatser(&self) -> impl Iterator<Item = (&Fokusomrade, &Insats)> {
        self.fokusomrade.iter().flat_map(|omrade| omrade.insats.iter().map(move |it| (omrade, it)))
    }

    /// The insats with an id, and its area.
    pub fn insats(&self, id: &str) -> Option<(&Fokusomrade, &Insats)> {
        self.insatser().find(|(_, it)| it.id.as_str() == id)
    }

    /// The heading of the focus area, or of the part of one, with an id.
    pub fn malrubrik(&self, id: &str) -> Option<&Klartext> {
        let parts = self.fokusomrade.iter().flat_map(|it| &it.delomrade);
        let part = parts.into_iter().find(|it| it.id.as_str() == id).map(|it| &it.rubrik);
        self.omrade(id).map(|it| &it.rubrik).or(part)
    }

    /// Every section, nested ones after the one they stand in.
    pub fn alla_avsnitt(&self) -> Vec<&Avsnitt> {
        alla_avsnitt(&self.avsnitt)
    }

    /// Whether some section shows this block.
    pub fn visar(&self, visa: &Visa) -> bool {
        self.alla_avsnitt().iter().any(|it| it.visa.0.iter().any(|shown| shown.value == *visa))
    }
}

impl Handling for Verksamhetsplan {
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

    fn styrdokument(&self) -> Option<&Styrdokument> {
        self.styrdokument.as_ref()
    }

    fn rattelse(&self) -> &[Rattelse] {
        &self.rattelse
    }

    fn tyst(&self) -> &[Tyst] {
        &self.tyst
    }

    fn ids(&self) -> Vec<Vec<&Id>> {
        vec![
            self.alla_avsnitt().into_iter().filter_map(|it| it.id.as_ref()).collect(),
            // A follow-up names areas and their parts alike.
            self.fokusomrade
                .iter()
                .flat_map(|it| [&it.id].into_iter().chain(it.delomrade.iter().map(|it| &it.id)))
                .collect(),
            self.fokusomrade.iter().flat_map(|it| &it.indikator).filter_map(|it| it.id.as_ref()).collect(),
            self.insatser().map(|(_, it)| &it.id).collect(),
            self.figur.iter().map(|it| &it.id).collect(),
            self.budget.iter().flat_map(|it| &it.rad).filter_map(|it| it.id.as_ref()).collect(),
        ]
    }
    fn texts<'a>(&'a self, visit: &mut dyn FnMut(TextRef<'a>)) {
        self.walk(visit);
    }
}
