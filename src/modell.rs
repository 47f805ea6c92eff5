//! A kommun with its profile and its documents, and the names that texts can quote.

use std::collections::BTreeMap;
use std::path::PathBuf;

use minijinja::Value;

use crate::beslut::Beslut;
use crate::budget::{Budget, Part, Radslag, Summor};
use crate::datum::{Arsdag, Slut};
use crate::diagnostic::Report;
use crate::dokument::{Handling, Slag};
use crate::ekonomi::{Ekonomilage, Pott};
use crate::formular::{Formular, Formularuppgifter};
use crate::handlingsplan::Handlingsplan;
use crate::lock::LockState;
use crate::plan::Verksamhetsplan;
use crate::profil::{Avtal, Profil};
use crate::read;
use crate::read::reference::Record;
use crate::source::FileId;
use crate::text::Klartext;
use crate::uppfoljning::Uppfoljning;
use crate::uttryck::{belopp, datum, tal};

/// A kommun: its profile and the documents that use it.
#[derive(Debug)]
pub struct Kommun {
    pub profil: Profil,
    /// The folder of `kommun.toml`; no file outside it is read for the kommun's documents.
    pub mapp: PathBuf,
    pub handlingar: Vec<Underlag>,
    /// Documents that have mistakes which make them unreadable.
    pub olasbara: Vec<Olasbar>,
    /// The forms that the kommun's follow-ups answer.
    pub formular: Vec<Formular>,
    /// The files of the forms that follow-ups name by their ids, also of those that could not be read.
    pub formularfiler: Vec<(String, FileId)>,
}

/// A document that could not be read.
#[derive(Debug)]
pub struct Olasbar {
    pub path: PathBuf,
    pub slag: Slag,
    /// The year it is about, where its text says it.
    pub ar: Option<i16>,
    /// Whether it was asked for, so that its mistakes are told.
    pub efterfragad: bool,
}

/// A document as it was read.
#[derive(Debug)]
pub struct Underlag {
    pub fil: FileId,
    /// The path of the file.
    pub path: PathBuf,
    pub innehall: Innehall,
    /// Whether it was asked for; other documents are read because these build on them.
    pub efterfragad: bool,
    /// What has changed since the decision.
    pub lock: LockState,
}

macro_rules! kinds {
    ($($kind:ident, $records:path, $module:ident, $word:literal, $text:literal;)+) => {
        /// The documents there are, by kind.
        #[derive(Debug)]
        pub enum Innehall {
            $($kind(Box<$records>),)+
        }

        impl Innehall {
            /// The keys of every kind, by the word that is typed as its `slag`.
            pub const RECORDS: &'static [(&'static str, &'static Record)] = &[$(($word, &<$records>::RECORD)),+];

            /// Reads a document of a kind; gives `None` after reporting why it cannot be used.
            pub fn read(
                slag: Slag,
                file: FileId,
                text: &str,
                table: toml::Spanned<toml::de::DeTable<'_>>,
                report: &mut Report,
            ) -> Option<Self> {
                match slag {
                    $(Slag::$kind => read::record(file, text, table, report).map(|it| Self::$kind(Box::new(it))),)+
                }
            }

            /// What every kind has.
            pub fn handling(&self) -> &dyn Handling {
                match self {
                    $(Self::$kind(it) => it.as_ref(),)+
                }
            }

            /// The names that the document's texts can use.
            fn names(&self, kommun: &Kommun) -> Names {
                match self {
                    $(Self::$kind(it) => it.names(kommun),)+
                }
            }
        }
    };
}

crate::slag!(kinds);

/// What a kind of document lets its texts quote: the year, the kommun and the agreement, unless it has more.
pub trait Citerbar: Handling {
    /// The names, which no other document's texts can use.
    fn names(&self, kommun: &Kommun) -> Names {
        common_names(self.ar().value, &kommun.profil)
    }
}

impl Kommun {
    /// The documents that were asked for.
    pub fn efterfragade(&self) -> impl Iterator<Item = &Underlag> {
        self.handlingar.iter().filter(|it| it.efterfragad)
    }

    /// Every plan.
    pub fn planer(&self) -> impl Iterator<Item = &Verksamhetsplan> {
        self.handlingar.iter().filter_map(|it| match &it.innehall {
            Innehall::Verksamhetsplan(it) => Some(it.as_ref()),
            _ => None,
        })
    }

    /// Every follow-up.
    pub fn uppfoljningar(&self) -> impl Iterator<Item = &Uppfoljning> {
        self.handlingar.iter().filter_map(|it| match &it.innehall {
            Innehall::Uppfoljning(it) => Some(it.as_ref()),
            _ => None,
        })
    }

    /// The plan of a year: the decided one, else the first.
    pub fn plan(&self, ar: i16) -> Option<&Verksamhetsplan> {
        let of_year = || self.planer().filter(|it| it.ar() == ar);
        of_year().find(|it| it.is_decided()).or_else(|| of_year().next())
    }

    /// The follow-up of a year: the decided one, else the first.
    pub fn uppfoljning(&self, ar: i16) -> Option<&Uppfoljning> {
        let of_year = || self.uppfoljningar().filter(|it| it.ar() == ar);
        of_year().find(|it| it.is_decided()).or_else(|| of_year().next())
    }

    /// The follow-up of each year that has any.
    pub fn gallande_uppfoljningar(&self) -> impl Iterator<Item = &Uppfoljning> {
        self.uppfoljningar().filter(|it| self.uppfoljning(it.ar()).is_some_and(|valid| std::ptr::eq(valid, *it)))
    }

    /// The files of the documents that a document takes facts from: a follow-up and a decision those of their plan, a
    /// follow-up also those of the years before.
    pub fn bygger_pa(&self, underlag: &Underlag) -> Vec<PathBuf> {
        let ar = underlag.innehall.handling().ar().value;
        let needed = |it: &&Underlag| match (&underlag.innehall, &it.innehall) {
            (Innehall::Uppfoljning(_) | Innehall::Beslut(_), Innehall::Verksamhetsplan(plan)) => plan.ar() == ar,
            (Innehall::Uppfoljning(_), Innehall::Uppfoljning(other)) => other.ar() < ar,
            _ => false,
        };
        self.handlingar.iter().filter(needed).map(|it| it.path.clone()).collect()
    }

    /// The document that a plan was read from.
    pub fn underlag(&self, plan: &Verksamhetsplan) -> Option<&Underlag> {
        self.handlingar.iter().find(|it| match &it.innehall {
            Innehall::Verksamhetsplan(it) => std::ptr::eq(it.as_ref(), plan),
            _ => false,
        })
    }

    /// The files whose errors are those of a document: its own, and that of the form it answers.
    pub fn filer(&self, underlag: &Underlag) -> Vec<FileId> {
        let form = match &underlag.innehall {
            Innehall::Uppfoljning(it) => self.formularfil(it.dokument.formular.as_str()),
            _ => None,
        };
        [underlag.fil].into_iter().chain(form).collect()
    }

    /// The file of a form that a follow-up names, readable or not.
    pub fn formularfil(&self, id: &str) -> Option<FileId> {
        self.formularfiler.iter().find(|(it, _)| it == id).map(|(_, file)| *file)
    }

    /// The form with an id.
    pub fn formular(&self, id: &str) -> Option<&Formular> {
        self.formular.iter().find(|it| it.formular.id.as_str() == id)
    }
}

/// The names that a document's texts can use.
pub fn names(innehall: &Innehall, kommun: &Kommun) -> Value {
    value(innehall.names(kommun))
}

fn action_plan_names(plan: &Handlingsplan, kommun: &Kommun) -> Names {
    let mut names = common_names(plan.ar(), &kommun.profil);
    let antal = map([
        ("mal", Some(Value::from(plan.mal.len()))),
        ("programomraden", Some(Value::from(plan.programomrade.len()))),
    ]);
    names.insert("antal".to_owned(), antal);
    names.extend(plan.tidsplan.as_ref().map(|it| {
        let years = map([("fran", Some(Value::from(it.fran.value))), ("till", Some(Value::from(it.till.value)))]);
        ("tidsplan".to_owned(), years)
    }));
    names
}

/// A decision has its own facts and, where there is a plan for the year, what the plan is called, spans and costs.
fn decision_names(beslut: &Beslut, kommun: &Kommun) -> Names {
    let plan = kommun.plan(beslut.ar());
    let mut names = plan.map_or_else(|| common_names(beslut.ar(), &kommun.profil), |plan| plan_names(plan, kommun));
    names.extend(plan.map(|it| ("plan".to_owned(), plan_facts(it, kommun))));
    let own = &beslut.beslut;
    let facts = map([
        ("organ", Some(Value::from(own.organ.as_str()))),
        ("datum", own.datum.as_ref().map(|it| datum(it.value))),
        ("paragraf", own.paragraf.as_ref().map(|it| Value::from(it.to_string()))),
        ("diarienummer", own.diarienummer.as_ref().map(|it| Value::from(it.value.as_str()))),
    ]);
    names.insert("beslut".to_owned(), facts);
    names
}

impl Citerbar for Verksamhetsplan {
    fn names(&self, kommun: &Kommun) -> Names {
        plan_names(self, kommun)
    }
}

impl Citerbar for Uppfoljning {
    fn names(&self, kommun: &Kommun) -> Names {
        follow_up_names(self, kommun)
    }
}

impl Citerbar for Handlingsplan {
    fn names(&self, kommun: &Kommun) -> Names {
        action_plan_names(self, kommun)
    }
}

impl Citerbar for Beslut {
    fn names(&self, kommun: &Kommun) -> Names {
        decision_names(self, kommun)
    }
}

/// What another document can quote of a plan.
fn plan_facts(plan: &Verksamhetsplan, kommun: &Kommun) -> Value {
    let own = value(plan_names(plan, kommun));
    let block = plan.styrdokument.as_ref();
    let last = block.and_then(|it| it.giltig_till.as_ref()).and_then(|it| match it.value {
        Slut::Datum(day) => Some(day),
        Slut::TillsVidare => None,
    });
    let areas = plan.fokusomrade.iter().filter(|it| it.ovrigt != Some(true));
    let areas: Vec<String> = areas.map(|it| crate::prosa::plain(it.rubrik.as_str(), &own).0.to_lowercase()).collect();
    map([
        ("titel", Some(Value::from(crate::prosa::plain(plan.dokument.titel.as_str(), &own).0))),
        ("version", plan.dokument.version.as_ref().map(|it| Value::from(crate::prosa::plain(it.as_str(), &own).0))),
        ("fokusomraden", Some(Value::from(crate::svenska::list(&areas, "och")))),
        ("giltig_fran", block.and_then(|it| it.giltig_fran.as_ref()).map(|it| datum(it.value))),
        ("giltig_till", last.map(datum)),
    ])
}

/// A form's own facts, as its texts can name them; a deadline is a day of the year after.
pub fn form_facts(form: &Formularuppgifter, ar: i16) -> Value {
    let text = |it: &Option<Klartext>| it.as_ref().map(|it| Value::from(it.as_str()));
    let day = |it: &Option<Arsdag>| it.and_then(|it| it.ar(ar + 1)).map(datum);
    map([
        ("mottagare", text(&form.mottagare)),
        ("godkanns_av", text(&form.godkanns_av)),
        ("undertecknas_av", text(&form.undertecknas_av)),
        ("sista_dag", day(&form.sista_dag)),
        ("sista_dag_ekonomi", day(&form.sista_dag_ekonomi)),
    ])
}

/// Names and what they stand for.
pub type Names = BTreeMap<String, Value>;

fn value(names: Names) -> Value {
    names.into()
}

/// The names that every document of a year has.
fn common_names(ar: i16, profil: &Profil) -> Names {
    let kommun = map([
        ("namn", Some(Value::from(profil.kommun.namn.as_str()))),
        ("kort", Some(Value::from(profil.kommun.kort.as_ref().map_or("Kommun", |it| it.as_str())))),
        ("invanare", profil.kommun.invanare.as_ref().map(|it| Value::from(it.value))),
    ]);
    let mut names = Names::from([("ar".to_owned(), Value::from(ar)), ("kommun".to_owned(), kommun)]);
    names.extend(profil.huvudavtal(ar).map(|it| ("avtal".to_owned(), agreement(it))));
    names
}

fn plan_names(plan: &Verksamhetsplan, kommun: &Kommun) -> Names {
    let mut names = common_names(plan.ar(), &kommun.profil);
    let antal = map([
        ("fokusomraden", Some(Value::from(plan.fokusomrade.len()))),
        ("insatser", Some(Value::from(plan.insatser().count()))),
        ("mal", Some(Value::from(plan.insatser().map(|(_, it)| it.mal.len()).sum::<usize>()))),
    ]);
    names.insert("antal".to_owned(), antal);
    names.insert("indikator".to_owned(), indicators(plan));
    names.insert("tjanst".to_owned(), posts(plan));
    names.extend(plan.budget.as_ref().map(|it| ("budget".to_owned(), budget_names(it, plan))));
    names
}

/// A follow-up has the names of its plan, and what the money became.
fn follow_up_names(uppfoljning: &Uppfoljning, kommun: &Kommun) -> Names {
    let plan = kommun.plan(uppfoljning.ar());
    let mut names =
        plan.map_or_else(|| common_names(uppfoljning.ar(), &kommun.profil), |plan| plan_names(plan, kommun));
    if let Some((plan, _)) = plan.zip(uppfoljning.ekonomi.as_ref()) {
        let lage = Ekonomilage::new(uppfoljning, plan, kommun);
        let of = |sum: fn(&Pott<'_>) -> Summor| {
            let sums = lage.totalt(sum);
            Some(self::sums(sums, sums))
        };
        let ekonomi = map([
            ("budget", of(|it| it.budget)),
            ("ingaende", of(|it| it.ingaende)),
            ("omfordelning", of(|it| it.omfordelning)),
            ("utfall", of(|it| it.utfall)),
            ("kvar", of(|it| it.kvar())),
            ("utgaende", of(|it| it.utgaende)),
            ("aterbetalning", of(|it| it.aterbetalning)),
        ]);
        names.insert("ekonomi".to_owned(), ekonomi);
    }
    names
}

/// The names that a form's own texts can use: the year's, and the form's own facts.
pub fn form_names(ar: i16, form: Option<&Formular>, profil: &Profil) -> Value {
    let mut names = common_names(ar, profil);
    names.extend(form.map(|it| ("formular".to_owned(), form_facts(&it.formular, ar))));
    // A kommun without an agreement still has a region to answer.
    names.entry("avtal".to_owned()).or_insert_with(|| {
        map([
            ("benamning", Some(Value::from("Samverkansavtalet"))),
            ("region_namn", Some(Value::from("regionen"))),
            ("region_kort", Some(Value::from("Regionen"))),
        ])
    });
    value(names)
}

fn map<const N: usize>(entries: [(&str, Option<Value>); N]) -> Value {
    let present = entries.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    present.collect::<BTreeMap<_, _>>().into()
}

fn agreement(avtal: &Avtal) -> Value {
    map([
        ("benamning", Some(Value::from(avtal.benamning.as_str()))),
        ("region_namn", Some(Value::from(avtal.region_namn.as_str()))),
        ("region_kort", Some(Value::from(avtal.region_kort.as_str()))),
        ("giltig_fran", Some(datum(avtal.giltig_fran.value))),
        ("giltig_till", Some(datum(avtal.giltig_till.value))),
        ("plan_senast", avtal.plan_senast.as_ref().map(|it| Value::from(it.value.to_string()))),
        ("forlangt_till", avtal.forlangt_till.as_ref().map(|it| datum(it.value))),
        ("ram", avtal.ram.as_ref().map(|it| belopp(it.value))),
        ("sats_per_invanare", avtal.sats_per_invanare.as_ref().map(|it| belopp(it.value))),
    ])
}

fn indicators(plan: &Verksamhetsplan) -> Value {
    let all = plan.fokusomrade.iter().flat_map(|it| &it.indikator);
    let named = all.filter_map(|it| {
        let value = map([
            ("varde", Some(tal(it.varde.value))),
            ("ar", Some(Value::from(it.ar.value))),
            ("kalla", Some(Value::from(it.kalla.as_str()))),
            ("enhet", Some(Value::from(it.enhet.as_str()))),
        ]);
        Some((id_as_name(it.id.as_ref()?.as_str()), value))
    });
    named.collect::<BTreeMap<_, _>>().into()
}

/// The posts that insatser pay for, by the insats.
fn posts(plan: &Verksamhetsplan) -> Value {
    let posts = plan.insatser().filter_map(|(_, it)| {
        let tjanst = it.tjanst.as_ref()?;
        let value = map([
            ("funktion", Some(Value::from(tjanst.funktion.as_str()))),
            ("omfattning", Some(tal(tjanst.omfattning_procent.value.0))),
        ]);
        Some((id_as_name(it.id.as_str()), value))
    });
    posts.collect::<BTreeMap<_, _>>().into()
}

fn budget_names(budget: &Budget, plan: &Verksamhetsplan) -> Value {
    let total = budget.totalt();
    let areas =
        plan.fokusomrade.iter().map(|it| (id_as_name(it.id.as_str()), sums(budget.omrade(it.id.as_str()), total)));
    let party = |it: Part| Summor::only(it, budget.ingaende(it));
    let incoming = party(Part::Region) + party(Part::Kommun);
    map([
        ("totalt", Some(sums(total, total))),
        ("personal", Some(sums(budget.slag(Radslag::Personal), total))),
        ("omkostnad", Some(sums(budget.slag(Radslag::Omkostnad), total))),
        ("insatser", Some(sums(budget.slag(Radslag::Insats), total))),
        ("ingaende", (!budget.overforing.is_empty()).then(|| sums(incoming, total))),
        ("omrade", Some(areas.collect::<BTreeMap<_, _>>().into())),
    ])
}

fn sums(summor: Summor, total: Summor) -> Value {
    map([
        ("region", Some(belopp(summor.region))),
        ("kommun", Some(belopp(summor.kommun))),
        ("annan", Some(belopp(summor.annan))),
        ("summa", Some(belopp(summor.summa()))),
        ("andel", summor.summa().share_of(total.summa()).map(tal)),
    ])
}

/// An id as a name in a text: a hyphen would end the name.
pub fn id_as_name(id: &str) -> String {
    id.replace('-', "_")
}
