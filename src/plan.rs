//! A verksamhetsplan: its sections, focus areas, indicators, insatser and figures.

use rust_decimal::Decimal;

use crate::budget::Budget;
use crate::diagnostic::Report;
use crate::dokument::{Arsperiod, Dokument, Handelse, Handling, Styrdokument, Tyst};
use crate::profil::Procent;
use crate::read::reference::Shape;
use crate::read::{EnEllerFlera, Id, Read, Value, Walk, nearest};
use crate::source::Located;
use crate::svenska::quoted;
use crate::text::{Klartext, Prosa, Rad, TextRef};
use crate::{choice, record};

record! {
    /// En verksamhetsplan med budget: vad kommunen och regionen gör tillsammans under ett år.
    pub struct Verksamhetsplan {
        /// Vad det är för dokument.
        dokument: Dokument,
        /// Metadatablocket.
        styrdokument: Option<Styrdokument>,
        /// Vad som har hänt med planen.
        handelse: Vec<Handelse>,
        /// De dokument som planen vilar på.
        styrande_dokument: Vec<StyrandeDokument>,
        /// Planens kapitel, i ordning.
        avsnitt: Vec<Avsnitt>,
        /// Planens fokusområden, i ordning.
        fokusomrade: Vec<Fokusomrade>,
        /// Figurer som planen visar.
        figur: Vec<Figur>,
        /// Budgeten.
        budget: Option<Budget>,
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
    /// Ett dokument som planen vilar på.
    pub struct StyrandeDokument {
        /// Dokumentets titel.
        titel: Klartext,
        /// Varifrån det kommer.
        niva: StyrNiva,
        /// Åren det gäller.
        period: Option<Arsperiod>,
        /// Vad det betyder för planen, i en mening.
        text: Option<Rad>,
        /// Webbadress, https://.
        lank: Option<Located<String>>,
    }
}

record! {
    /// Ett kapitel eller ett underkapitel. Ordningen på sidan är rubrik, text, organisation, visa, underkapitel.
    pub struct Avsnitt {
        /// Ett id, om något ska hänvisa till avsnittet.
        id: Option<Id>,
        /// Rubriken. Numret sätts automatiskt.
        rubrik: Klartext,
        /// Om rubriken ska ha ett nummer. Utan nyckeln har den det.
        numrerad: Option<bool>,
        /// Avsnittets text.
        text: Option<Prosa>,
        /// Roller och forum som styr och leder arbetet.
        organisation: Vec<Organisation>,
        /// Det som ska visas här, hämtat ur planens data.
        visa: EnEllerFlera<Located<Visa>>,
        /// Underkapitel.
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
    /// The figure with this id.
    Figur(String),
}

impl Visa {
    const WORDS: [&'static str; 8] = [
        "styrande_dokument",
        "malomraden",
        "fokusomraden",
        "indikatorer",
        "budget",
        "budgetdiagram",
        "forkortningar",
        "figur.id",
    ];
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
            other => match other.strip_prefix("figur.") {
                Some(id) => Self::Figur(id.to_owned()),
                None => {
                    let message = format!("”{}” går inte att visa.", quoted(other));
                    let help = match nearest(&crate::read::ascii_key(other), &Self::WORDS) {
                        Some(near) => format!("Menade du ”{near}”?"),
                        None => format!("Det här går att visa: {}.", Self::WORDS.join(", ")),
                    };
                    return value.refuse(&crate::read::mistakes::OKANT_VARDE, message, help, report);
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
        /// Rollen, till exempel "Styrgrupp".
        roll: Klartext,
        /// Organet eller funktionen som har rollen.
        organ: Option<Klartext>,
        /// Vilken förankring rollen ger, till exempel "politisk".
        forankring: Option<Klartext>,
        /// Hur ofta gruppen möts, till exempel "2–4".
        moten_per_ar: Option<Klartext>,
        /// Om tjänsten betalas inom avtalet.
        inom_avtal: Option<bool>,
        /// Vad rollen innebär.
        text: Option<Prosa>,
    }
}

record! {
    /// Ett fokusområde: nuläge, indikatorer, insatser med mål och målgrupper.
    pub struct Fokusomrade {
        /// Områdets id, samma år från år.
        id: Id,
        /// Rubriken.
        rubrik: Klartext,
        /// Om området samlar insatser utanför de prioriterade områdena.
        ovrigt: Option<bool>,
        /// Nationella målområden, 1–8.
        malomrade: Vec<Located<u32>>,
        /// Mål eller delmål i Agenda 2030, till exempel "10" eller "16.7".
        agenda2030: Vec<Located<String>>,
        /// Hur läget är.
        nulage: Option<Prosa>,
        /// Vilka insatserna riktar sig till.
        malgrupper: Vec<Rad>,
        /// Id:n för figurer som visas i området.
        figurer: Vec<Id>,
        /// Mått på läget.
        indikator: Vec<Indikator>,
        /// Områdets insatser.
        insats: Vec<Insats>,
    }
}

record! {
    /// Ett mått på läget, med källa.
    pub struct Indikator {
        /// Ett id, om en text ska nämna värdet.
        id: Option<Id>,
        /// Vad som mäts.
        namn: Klartext,
        /// Värdet.
        varde: Located<Decimal>,
        /// Enheten, till exempel "procent".
        enhet: Klartext,
        /// Året som värdet gäller.
        ar: Located<i16>,
        /// Källan.
        kalla: Klartext,
        /// Källans id för måttet, till exempel Koladas "N00945".
        kalla_id: Option<Located<String>>,
        /// Samma mått för andra, samma år.
        jamforelse: Vec<Jamforelse>,
    }
}

record! {
    /// Ett jämförelsevärde.
    pub struct Jamforelse {
        /// Vad det jämförs med, till exempel "Regionen".
        namn: Klartext,
        /// Värdet.
        varde: Located<Decimal>,
    }
}

record! {
    /// En insats: det som görs, och målen med det.
    pub struct Insats {
        /// Insatsens id, som uppföljningen svarar mot.
        id: Id,
        /// Vad som görs.
        text: Rad,
        /// Målen med insatsen.
        mal: Vec<Rad>,
        /// Åren som insatsen pågår, om de är andra än planåret.
        period: Option<Arsperiod>,
        /// Var insatsen görs.
        plats: Option<Klartext>,
        /// En tjänst som insatsen betalar.
        tjanst: Option<Tjanst>,
        /// Id för den aktör som ansvarar.
        ansvarig: Option<Id>,
        /// Id:n för aktörer som medverkar.
        aktorer: Vec<Id>,
    }
}

record! {
    /// En tjänst.
    pub struct Tjanst {
        /// Funktionen, till exempel "Samordnare".
        funktion: Klartext,
        /// Tjänstens omfattning i procent av heltid.
        omfattning_procent: Located<Procent>,
    }
}

record! {
    /// En figur.
    pub struct Figur {
        /// Figurens id, som visa = "figur.id" hänvisar till.
        id: Id,
        /// Bildfilen: SVG, PNG eller JPEG, bredvid planen eller i en mapp under den.
        fil: Located<String>,
        /// Bildtexten.
        bildtext: Rad,
        /// Alternativtexten: vad figuren säger, för den som inte ser den.
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

    /// Every section, nested ones after the one they stand in.
    pub fn alla_avsnitt(&self) -> Vec<&Avsnitt> {
        fn add<'a>(sections: &'a [Avsnitt], all: &mut Vec<&'a Avsnitt>) {
            for it in sections {
                all.push(it);
                add(&it.avsnitt, all);
            }
        }
        let mut all = Vec::new();
        add(&self.avsnitt, &mut all);
        all
    }

    /// Whether some section shows this block.
    pub fn visar(&self, visa: &Visa) -> bool {
        self.alla_avsnitt().iter().any(|it| it.visa.0.iter().any(|shown| shown.value == *visa))
    }
}

impl Handling for Verksamhetsplan {
    fn dokument(&self) -> &Dokument {
        &self.dokument
    }

    fn styrdokument(&self) -> Option<&Styrdokument> {
        self.styrdokument.as_ref()
    }

    fn tyst(&self) -> &[Tyst] {
        &self.tyst
    }

    fn ids(&self) -> Vec<Vec<&Id>> {
        vec![
            self.alla_avsnitt().into_iter().filter_map(|it| it.id.as_ref()).collect(),
            self.fokusomrade.iter().map(|it| &it.id).collect(),
            self.fokusomrade.iter().flat_map(|it| &it.indikator).filter_map(|it| it.id.as_ref()).collect(),
            self.insatser().map(|(_, it)| &it.id).collect(),
            self.figur.iter().map(|it| &it.id).collect(),
            self.budget.iter().flat_map(|it| &it.rad).filter_map(|it| it.id.as_ref()).collect(),
        ]
    }
}
