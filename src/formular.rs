//! The region's form for the follow-up: its statements, scales, questions, parts and deadlines, all as data.
//!
//! A form is a file under `templates/formular/`, one a version. A new year's form is a new file, never a new program.

use toml::de::DeValue;

use crate::datum::Arsdag;
use crate::diagnostic::{Fix, Report};
use crate::read::mistakes::OKANT_VARDE;
use crate::read::reference::Shape;
use crate::read::{EnEllerFlera, Id, Read, Value, Walk, nearest};
use crate::source::Located;
use crate::svenska::quoted;
use crate::text::{Klartext, Prosa, Rad, TextRef};
use crate::{choice, record};

record! {
    /// Regionens formulär för uppföljningen: frågor, skalor, delar och sista dagar. En fil för varje version.
    pub struct Formular {
        /// Formulärets namn, tid och mottagare.
        formular: Formularuppgifter,
        /// De skalor som frågor besvaras på.
        skala: Vec<Skala>,
        /// Påståenden som kommunen bedömer.
        pastaende: Vec<Pastaende>,
        /// Vårdaktörer vars delaktighet kommunen bedömer.
        vardaktor: Vec<Vardaktor>,
        /// Nämndens inriktning: det som insatserna ska skapa förutsättningar för.
        inriktning: Vec<Inriktning>,
        /// Vad formuläret frågar om varje insats, och med vilka rubriker.
        insatser: Option<Insatsrubriker>,
        /// Frågor om varje insats som besvaras med ja eller nej, eller på en skala.
        insatsfraga: Vec<Insatsfraga>,
        /// Frågor som besvaras med egna ord.
        fraga: Vec<Fraga>,
        /// Formulärets delar, i ordning. De numreras automatiskt.
        del: Vec<Formulardel>,
        /// Den ekonomiska bilagans kolumner.
        bilaga: Option<Bilaga>,
    }
}

record! {
    /// Formulärets namn, tid och mottagare.
    pub struct Formularuppgifter {
        /// Formulärets id, samma som filens namn utan .toml.
        id: Id,
        /// De år som formuläret är till för: [2021].
        ar: Vec<Located<i16>>,
        /// Uppföljningens titel. Skriv {{ ar }} där året ska stå.
        titel: Klartext,
        /// En rad under titeln, till exempel vilka parterna är.
        undertitel: Option<Klartext>,
        /// Vart uppföljningen skickas.
        mottagare: Option<Klartext>,
        /// Adressen som uppföljningen skickas till.
        epost: Option<Located<String>>,
        /// Sista dagen att skicka uppföljningen, året efter det år den gäller: "25 januari".
        sista_dag: Option<Arsdag>,
        /// Sista dagen att skicka den ekonomiska redovisningen, om den får komma senare: "15 februari".
        sista_dag_ekonomi: Option<Arsdag>,
        /// Det organ som ska godkänna uppföljningen, i bestämd form: "folkhälsorådet".
        godkanns_av: Option<Klartext>,
        /// Den roll som ska underteckna: "Ordförande i folkhälsorådet".
        undertecknas_av: Option<Klartext>,
        /// Instruktionens rubrik.
        instruktion_rubrik: Option<Klartext>,
        /// Formulärets instruktion, som skrivs ut först i dokumentet.
        instruktion: Option<Prosa>,
    }
}

record! {
    /// En skala: de steg som går att välja mellan.
    pub struct Skala {
        /// Skalans id, som frågor hänvisar till.
        id: Id,
        /// Stegen, i den ordning de står i formuläret.
        steg: Vec<Steg>,
        /// Skriv true om `"ej_aktuellt"` också är ett svar.
        ej_aktuellt: Option<bool>,
    }
}

record! {
    /// Ett steg på en skala.
    pub struct Steg {
        /// Det som skrivs i uppföljningen: ett ord, eller ett tal.
        id: Stegord,
        /// Det som står i formuläret.
        text: Klartext,
        /// Vad steget betyder, om texten bara är ett tal.
        innebord: Option<Klartext>,
    }
}

record! {
    /// Ett påstående som kommunen bedömer.
    pub struct Pastaende {
        /// Påståendets id, som uppföljningen svarar på.
        id: Id,
        /// Påståendet, som det står i formuläret.
        text: Klartext,
        /// Id för skalan.
        skala: Id,
        /// De steg som helst ska motiveras.
        motivera: Vec<Stegord>,
    }
}

record! {
    /// En vårdaktör vars delaktighet kommunen bedömer.
    pub struct Vardaktor {
        /// Vårdaktörens id, som uppföljningen svarar på.
        id: Id,
        /// Vårdaktörens namn, som det står i formuläret.
        namn: Klartext,
        /// Id för skalan.
        skala: Id,
        /// Skriv true om svaret ska säga vem det är, som för ”Annan vårdaktör”.
        annan: Option<bool>,
    }
}

record! {
    /// En punkt i nämndens inriktning.
    pub struct Inriktning {
        /// Punkten, som den står i formuläret.
        text: Rad,
        /// Skriv true om punkten är ny för året.
        ny: Option<bool>,
    }
}

record! {
    /// Vad formuläret frågar om varje insats, och med vilka rubriker. Det som saknas här frågar formuläret inte efter.
    pub struct Insatsrubriker {
        /// En kort rubrik för frågan om insatserna.
        rubrik: Option<Klartext>,
        /// Frågan om insatserna, som den står i formuläret.
        text: Option<Rad>,
        /// Rubrik för målen, till exempel "Mål".
        mal: Option<Klartext>,
        /// Rubrik för vad som har gjorts, till exempel "Insatser".
        beskrivning: Option<Klartext>,
        /// Rubrik för effekterna.
        effekter: Option<Klartext>,
        /// Rubrik för vilka som har medverkat.
        aktorer: Option<Klartext>,
    }
}

record! {
    /// En fråga om varje insats.
    pub struct Insatsfraga {
        /// Frågans id, som uppföljningen svarar på.
        id: Id,
        /// Frågan, som den står i formuläret.
        text: Klartext,
        /// Frågan i ett par ord, för översikten.
        kort: Klartext,
        /// Id för skalan. Utan den besvaras frågan med ja eller nej.
        skala: Option<Id>,
        /// Skriv true om frågan gäller om målgruppen har varit med.
        delaktighet: Option<bool>,
    }
}

record! {
    /// En fråga som besvaras med egna ord.
    pub struct Fraga {
        /// Frågans id, som uppföljningen svarar på.
        id: Id,
        /// En kort rubrik för frågan.
        rubrik: Option<Klartext>,
        /// Frågan, som den står i formuläret.
        text: Rad,
        /// Skriv true om frågan måste besvaras.
        kravs: Option<bool>,
    }
}

record! {
    /// En del av formuläret.
    pub struct Formulardel {
        /// Rubriken, utan nummer.
        rubrik: Klartext,
        /// Formulärets egen text.
        text: Option<Prosa>,
        /// Det som ska stå här.
        visa: EnEllerFlera<Located<Formularblock>>,
        /// Underrubriker.
        del: Vec<Formulardel>,
    }
}

/// A block of a form, placed in a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formularblock {
    Pastaenden,
    Vardaktorer,
    Inriktning,
    Oversikt,
    Insatser,
    Ekonomi,
    Ekonomidiagram,
    Underskrift,
    /// The question with this id.
    Fraga(String),
}

impl Formularblock {
    const WORDS: [&'static str; 9] = [
        "pastaenden",
        "vardaktorer",
        "inriktning",
        "oversikt",
        "insatser",
        "ekonomi",
        "ekonomidiagram",
        "underskrift",
        "fraga.id",
    ];

    /// Whether the block asks something that gets a letter where a part asks several.
    pub fn is_asked(&self) -> bool {
        matches!(self, Self::Fraga(_) | Self::Insatser)
    }
}

impl Read for Formularblock {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let text = String::read(value, report)?;
        Some(match text.as_str() {
            "pastaenden" => Self::Pastaenden,
            "vardaktorer" => Self::Vardaktorer,
            "inriktning" => Self::Inriktning,
            "oversikt" => Self::Oversikt,
            "insatser" => Self::Insatser,
            "ekonomi" => Self::Ekonomi,
            "ekonomidiagram" => Self::Ekonomidiagram,
            "underskrift" => Self::Underskrift,
            other => match other.strip_prefix("fraga.") {
                Some(id) => Self::Fraga(id.to_owned()),
                None => {
                    let message = format!("”{}” går inte att visa.", quoted(other));
                    let near = nearest(&crate::read::ascii_key(other), &Self::WORDS);
                    let help = match near {
                        Some(near) => format!("Menade du ”{near}”?"),
                        None => {
                            let (question, blocks) = Self::WORDS.split_last().map_or(("", &[][..]), |it| (*it.0, it.1));
                            let shown = blocks.join(", ");
                            let other = quoted(other);
                            format!(
                                "Det här går att visa: {shown} och frågor. Är det en fråga, skriv ”{}{other}”.",
                                question.trim_end_matches("id")
                            )
                        }
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

record! {
    /// Den ekonomiska bilagan: ett kalkylblad med en rad för varje budgetrad.
    pub struct Bilaga {
        /// Bladets namn, högst 31 tecken.
        blad: Option<Klartext>,
        /// Kolumnerna, i den ordning som regionen vill ha dem.
        kolumner: Vec<Bilagekolumn>,
    }
}

record! {
    /// En kolumn i den ekonomiska bilagan.
    pub struct Bilagekolumn {
        /// Vad kolumnen visar.
        visa: Located<Kolumnslag>,
        /// Kolumnens rubrik.
        rubrik: Klartext,
    }
}

choice! {
    /// What a column of the annex shows. Amounts are kronor with ören.
    pub enum Kolumnslag {
        Post = "post",
        Slag = "slag",
        Omrade = "omrade",
        Avtal = "avtal",
        BudgetRegion = "budget_region",
        BudgetKommun = "budget_kommun",
        BudgetAnnan = "budget_annan",
        Budget = "budget",
        Ingaende = "ingaende",
        OmfordelningRegion = "omfordelning_region",
        OmfordelningKommun = "omfordelning_kommun",
        Omfordelning = "omfordelning",
        UtfallRegion = "utfall_region",
        UtfallKommun = "utfall_kommun",
        UtfallAnnan = "utfall_annan",
        Utfall = "utfall",
        AvvikelseRegion = "avvikelse_region",
        AvvikelseKommun = "avvikelse_kommun",
        Avvikelse = "avvikelse",
        Utgaende = "utgaende",
        Aterbetalning = "aterbetalning",
        Kommentar = "kommentar",
    }
}

impl Kolumnslag {
    /// The columns that a difference is counted from: of each item, one of the ways must be there.
    pub fn raknas_av(self) -> &'static [&'static [&'static [Self]]] {
        use Kolumnslag::{
            Budget, BudgetKommun, BudgetRegion, Ingaende, Omfordelning, OmfordelningKommun, OmfordelningRegion, Utfall,
            UtfallKommun, UtfallRegion,
        };
        match self {
            Self::Avvikelse => &[
                &[&[BudgetRegion, BudgetKommun], &[Budget]],
                &[&[Ingaende]],
                &[&[OmfordelningRegion, OmfordelningKommun], &[Omfordelning]],
                &[&[UtfallRegion, UtfallKommun], &[Utfall]],
            ],
            Self::AvvikelseRegion => &[&[&[BudgetRegion]], &[&[OmfordelningRegion]], &[&[UtfallRegion]]],
            Self::AvvikelseKommun => &[&[&[BudgetKommun]], &[&[OmfordelningKommun]], &[&[UtfallKommun]]],
            _ => &[],
        }
    }
}

/// A step of a scale as it is typed: a word, or a whole number.
#[derive(Clone, Debug)]
pub struct Stegord(pub Located<String>);

impl Stegord {
    /// The answer that a question does not apply.
    pub const EJ_AKTUELLT: &'static str = "ej_aktuellt";

    /// The step's name.
    pub fn as_str(&self) -> &str {
        &self.0.value
    }
}

impl PartialEq for Stegord {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Read for Stegord {
    fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
        let text = match value.get() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
            DeValue::String(_) => crate::read::ascii_key(&String::read(value, report)?),
            _ => return value.expected("ett steg på skalan: ett ord eller ett heltal", report),
        };
        Some(Self(Located { value: text, span: value.span() }))
    }

    fn shape() -> Shape {
        Shape::Enkel("steg på en skala")
    }
}

macro_rules! silent {
    ($($type:ty),+) => {
        $(impl Walk for $type {
            fn walk<'a>(&'a self, _: &mut dyn FnMut(TextRef<'a>)) {}
        })+
    };
}

silent!(Formularblock, Stegord);

impl Skala {
    /// The step with a name.
    pub fn steg(&self, id: &str) -> Option<&Steg> {
        self.steg.iter().find(|it| it.id.as_str() == id)
    }

    /// The answers that can be typed.
    pub fn svar(&self) -> Vec<&str> {
        let none = (self.ej_aktuellt == Some(true)).then_some(Stegord::EJ_AKTUELLT);
        self.steg.iter().map(|it| it.id.as_str()).chain(none).collect()
    }
}

impl Formular {
    /// The scale with an id.
    pub fn skala(&self, id: &Id) -> Option<&Skala> {
        self.skala.iter().find(|it| it.id == *id)
    }

    /// The question with an id.
    pub fn fraga(&self, id: &str) -> Option<&Fraga> {
        self.fraga.iter().find(|it| it.id.as_str() == id)
    }

    /// Every part, nested ones after the one they stand in.
    pub fn alla_delar(&self) -> Vec<&Formulardel> {
        fn add<'a>(parts: &'a [Formulardel], all: &mut Vec<&'a Formulardel>) {
            for it in parts {
                all.push(it);
                add(&it.del, all);
            }
        }
        let mut all = Vec::new();
        add(&self.del, &mut all);
        all
    }

    /// Whether some part shows a block.
    pub fn visar(&self, block: &Formularblock) -> bool {
        self.alla_delar().iter().any(|it| it.visa.0.iter().any(|shown| shown.value == *block))
    }
}
