//! Why a sum is what it is: every amount that it is made of, where each was typed, what the sum is held against, and
//! what would make it hold.
//!
//! The sums are those that texts can quote and documents show, under the same names.

mod budget;
mod ekonomi;
mod forslag;
mod json;
mod text;

use rust_decimal::Decimal;

use crate::belopp::Belopp;
use crate::ekonomi::Ekonomilage;
use crate::modell::{Innehall, Kommun, Underlag, names};
use crate::plan::Verksamhetsplan;
use crate::source::{FileId, Lines, Position, Sources, Span};

pub use forslag::Forslag;
pub use json::{answers, listing as listing_json};
pub use text::{answer, listing};

/// Who an amount is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vem {
    Region,
    Kommun,
    /// Other co-financiers.
    Annan,
    /// All of them together.
    Alla,
}

impl Vem {
    /// Everybody, in the order of the documents' columns.
    pub const ALLA: [Self; 4] = [Self::Region, Self::Kommun, Self::Annan, Self::Alla];

    /// The word that ends a name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Kommun => "kommun",
            Self::Annan => "annan",
            Self::Alla => "summa",
        }
    }

    /// Whose it is, as a sentence begins.
    fn genitive(self) -> &'static str {
        match self {
            Self::Region => "Regionens",
            Self::Kommun => "Kommunens",
            Self::Annan => "Andra medfinansiärers",
            Self::Alla => "Allas",
        }
    }

    fn holds(self, other: Self) -> bool {
        self == Self::Alla || self == other
    }
}

/// An amount that a sum is made of.
#[derive(Clone, Debug)]
pub struct Post {
    pub vem: Vem,
    /// The amount as it was typed.
    pub belopp: Belopp,
    /// Whether it is taken from the sum.
    pub minus: bool,
    pub namn: String,
    pub span: Span,
}

impl Post {
    /// What it adds to the sum.
    pub fn varde(&self) -> Belopp {
        if self.minus { -self.belopp } else { self.belopp }
    }

    /// The same amount on the other side.
    fn vand(&self) -> Self {
        Self { minus: !self.minus, ..self.clone() }
    }
}

/// How a sum is held against another amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Lika,
    Hogst,
}

/// How far apart the shares of one row are.
#[derive(Clone, Debug)]
pub struct Radskillnad {
    pub namn: String,
    /// Where the party's own amount was typed, else the row.
    pub span: Span,
    /// How much the party's own amount would have to rise for the row to be shared by the rule.
    pub eget: Belopp,
    /// How much the other party's amount would have to rise instead.
    pub andras: Belopp,
    /// How much would have to move to the party from the other, where the rule is in per cent.
    pub flytt: Option<Belopp>,
}

/// What a sum is held against.
#[derive(Clone, Debug)]
pub struct Krav {
    pub vem: Vem,
    /// The party's sum.
    pub summa: Belopp,
    /// What it is held against, in Swedish.
    pub med: String,
    pub belopp: Belopp,
    pub relation: Relation,
    /// A difference up to this is rounding.
    pub slack: Belopp,
    /// Where the rule or the other amount was typed.
    pub span: Option<Span>,
    /// The typed amounts of the other side; none when it is fixed by the agreement.
    pub mot: Vec<Post>,
    /// How much an amount of the sum, and one of the other side, would have to rise for it to hold.
    pub hoj: (Belopp, Belopp),
    /// For a sharing rule: how each row is shared.
    pub rader: Option<Vec<Radskillnad>>,
}

impl Krav {
    fn new(vem: Vem, summa: Belopp, med: impl Into<String>, belopp: Belopp, span: Option<Span>) -> Self {
        let hoj = (belopp - summa, summa - belopp);
        let (relation, slack) = (Relation::Lika, Belopp::NOLL);
        Self { vem, summa, med: med.into(), belopp, relation, slack, span, mot: Vec::new(), hoj, rader: None }
    }

    /// An amount that somebody else has worked out, and that may itself be wrong.
    fn typed(vem: Vem, summa: Belopp, med: &str, belopp: Belopp, span: Span) -> Self {
        let namn = crate::svenska::capitalised(med);
        let mot = vec![Post { vem, belopp, minus: false, namn, span }];
        Self { mot, ..Self::new(vem, summa, med, belopp, Some(span)) }
    }

    /// How much too large the sum is; negative when it is too small.
    pub fn skillnad(&self) -> Belopp {
        self.summa - self.belopp
    }

    /// Whether the sum is as it should be.
    pub fn haller(&self) -> bool {
        match self.relation {
            Relation::Lika => self.skillnad().abs() <= self.slack,
            Relation::Hogst => self.summa <= self.belopp,
        }
    }
}

/// A sum with a name: for each party and for all together.
#[derive(Clone, Debug)]
pub struct Grupp {
    /// The name without its last word: `budget.totalt`.
    pub namn: String,
    /// The same thing by another name, such as a row by its number.
    pub aven: Option<String>,
    /// What it is, in Swedish, within a sentence.
    pub text: String,
    pub poster: Vec<Post>,
    pub krav: Vec<Krav>,
    /// What else there is to know, in Swedish.
    pub not: Option<String>,
}

impl Grupp {
    fn new(namn: impl Into<String>, text: impl Into<String>, poster: Vec<Post>) -> Self {
        Self { namn: namn.into(), aven: None, text: text.into(), poster, krav: Vec::new(), not: None }
    }

    /// What it comes to for somebody.
    pub fn summa(&self, vem: Vem) -> Belopp {
        self.for_vem(vem).map(Post::varde).sum()
    }

    fn for_vem(&self, vem: Vem) -> impl Iterator<Item = &Post> {
        self.poster.iter().filter(move |it| vem.holds(it.vem))
    }

    /// The name with its last word.
    fn med(&self, vem: Vem) -> String {
        format!("{}.{}", self.namn, vem.word())
    }

    fn has(&self, vem: Vem) -> bool {
        self.for_vem(vem).next().is_some()
    }

    /// Whether a typed name, without its last word, is this one's.
    fn heter(&self, typed: &str) -> bool {
        folded(&self.namn) == typed || self.aven.as_deref().is_some_and(|it| folded(it) == typed)
    }
}

/// A name as names are compared: a hyphen is as good as an underscore.
fn folded(name: &str) -> String {
    crate::read::ascii_key(name)
}

/// The sums of one document.
pub struct Summor<'a> {
    pub underlag: &'a Underlag,
    pub kommun: &'a Kommun,
    pub ar: i16,
    pub grupper: Vec<Grupp>,
}

/// What a name turned out to be.
pub enum Svar<'a> {
    Summa {
        grupp: &'a Grupp,
        vem: Vem,
        /// The whole that a share is asked of.
        andel: Option<Andel>,
    },
    /// A single value, with the names of the sums that it is part of and of those that are held against it.
    Varde { namn: String, span: Span, ingar: Vec<String>, jamfors: Vec<String> },
}

/// A share of a whole.
pub struct Andel {
    pub procent: Decimal,
    pub helhet: Belopp,
}

impl<'a> Summor<'a> {
    /// The sums of every document that was asked for. A follow-up and a decision have those of their plan too, unless
    /// the plan was asked for itself.
    pub fn alla(kommun: &'a Kommun, ar: Option<i16>) -> Vec<Self> {
        let asked: Vec<&Underlag> =
            kommun.efterfragade().filter(|it| ar.is_none_or(|ar| it.innehall.handling().ar().value == ar)).collect();
        let mut plans: Vec<&Underlag> = Vec::new();
        for underlag in &asked {
            let plan = match &underlag.innehall {
                Innehall::Verksamhetsplan(_) => Some(*underlag),
                Innehall::Uppfoljning(_) | Innehall::Beslut(_) => {
                    let ar = underlag.innehall.handling().ar().value;
                    kommun.plan(ar).and_then(|it| kommun.underlag(it))
                }
                _ => None,
            };
            plans.extend(plan.filter(|it| !plans.iter().any(|other| other.fil == it.fil)));
        }
        let mut all = Vec::new();
        for underlag in plans {
            let Innehall::Verksamhetsplan(plan) = &underlag.innehall else { continue };
            let grupper = budget::grupper(plan, kommun, &printed(underlag, kommun));
            all.push(Self { underlag, kommun, ar: plan.ar(), grupper });
        }
        for underlag in asked {
            let Innehall::Uppfoljning(it) = &underlag.innehall else { continue };
            let Some(plan) = kommun.plan(it.ar()).filter(|_| it.ekonomi.is_some()) else { continue };
            let lage = Ekonomilage::new(it, plan, kommun);
            let grupper = ekonomi::grupper(it, plan, &lage, kommun, &printed(underlag, kommun));
            all.push(Self { underlag, kommun, ar: it.ar(), grupper });
        }
        all.retain(|it| !it.grupper.is_empty());
        // A stable sort: the plans of a year were added before its follow-ups.
        all.sort_by_key(|it| it.ar);
        all
    }

    /// What a name stands for here.
    pub fn svar(&self, name: &str, sources: &Sources) -> Option<Svar<'_>> {
        let typed = folded(name);
        let group = |name: &str| self.grupper.iter().find(|it| it.heter(name));
        if let Some(grupp) = group(&typed) {
            return Some(Svar::Summa { grupp, vem: Vem::Alla, andel: None });
        }
        let (whole, last) = typed.rsplit_once('.')?;
        if let Some(vem) = Vem::ALLA.into_iter().find(|it| it.word() == last)
            && let Some(grupp) = group(whole)
        {
            return Some(Svar::Summa { grupp, vem, andel: None });
        }
        let total = group("budget.totalt").map(|it| it.summa(Vem::Alla));
        if let Some((grupp, helhet)) = group(whole).zip(total).filter(|_| last == "andel") {
            let andel = grupp.summa(Vem::Alla).share_of(helhet).map(|procent| Andel { procent, helhet });
            return Some(Svar::Summa { grupp, vem: Vem::Alla, andel });
        }
        let fil = self.underlag.fil;
        let range = crate::read::value_at(&sources.get(fil).text, name)?;
        let span = Span::new(fil, range);
        let mut ingar = Vec::new();
        let mut jamfors = Vec::new();
        for grupp in &self.grupper {
            let own = grupp.poster.iter().find(|it| it.span == span);
            ingar.extend(own.map(|it| grupp.med(it.vem)));
            let held = grupp.krav.iter().filter(|it| own.is_none() && it.mot.iter().any(|it| it.span == span));
            jamfors.extend(held.map(|it| grupp.med(it.vem)));
        }
        Some(Svar::Varde { namn: name.to_owned(), span, ingar, jamfors })
    }

    /// Every name that can be asked for, one for each party and for all together.
    pub fn namn(&self) -> impl Iterator<Item = String> {
        self.grupper.iter().flat_map(|it| {
            let with =
                Vem::ALLA.into_iter().filter(|vem| it.has(*vem)).map(|vem| format!("{}.{}", it.namn, vem.word()));
            std::iter::once(it.namn.clone()).chain(with)
        })
    }

    /// What would make a demand hold that does not; nothing for one that does.
    pub fn forslag(&self, grupp: &Grupp, krav: &Krav, places: &Platser<'_>) -> Vec<Forslag> {
        let poster: Vec<&Post> = grupp.for_vem(krav.vem).collect();
        forslag::forslag(krav, &poster, &|span| places.nara(span, self.underlag.fil))
    }
}

/// Turns a name as typed into the name as it is printed, with the figures it quotes.
fn printed<'a>(underlag: &'a Underlag, kommun: &'a Kommun) -> impl Fn(&str) -> String + use<'a> {
    let names = names(&underlag.innehall, kommun);
    move |typed| {
        let text = if typed.contains("{{") { crate::prosa::plain(typed, &names).0 } else { typed.to_owned() };
        crate::svenska::quoted(&text)
    }
}

/// What a row is asked for by: its key where no other row has the same, else its number from 0.
fn radnamn(plan: &Verksamhetsplan, idx: usize) -> String {
    let rows = plan.budget.as_ref().map(|it| it.rad.as_slice()).unwrap_or_default();
    let key = rows.get(idx).map_or("", |it| it.nyckel());
    let alone = rows.iter().filter(|it| it.nyckel() == key).count() == 1;
    if alone { key.to_owned() } else { idx.to_string() }
}

/// The lines of the files that places are in.
pub struct Platser<'a> {
    sources: &'a Sources,
    lines: std::cell::RefCell<std::collections::BTreeMap<FileId, Lines<'a>>>,
}

impl<'a> Platser<'a> {
    /// Places in these files.
    pub fn new(sources: &'a Sources) -> Self {
        Self { sources, lines: std::cell::RefCell::default() }
    }

    /// The file of a place and where in it.
    pub fn at(&self, span: Span) -> (&'a str, Position) {
        let source = self.sources.get(span.file);
        let mut lines = self.lines.borrow_mut();
        let lines = lines.entry(span.file).or_insert_with(|| Lines::new(&source.text));
        (&source.name, lines.position(span.start as usize))
    }

    /// A place as `file:line`.
    fn shown(&self, span: Span) -> String {
        let (file, position) = self.at(span);
        format!("{file}:{}", position.line)
    }

    /// A place within a sentence: the file is named when it is another than `here`.
    fn nara(&self, span: Span, here: FileId) -> String {
        let (file, position) = self.at(span);
        let name = file.rsplit('/').next().unwrap_or(file);
        if span.file == here { format!("rad {}", position.line) } else { format!("{name} rad {}", position.line) }
    }

    /// The line of a file that a place is on, without what surrounds it.
    fn line(&self, span: Span) -> &'a str {
        let (_, position) = self.at(span);
        let text = self.sources.get(span.file).text.as_str();
        text.lines().nth(position.line - 1).unwrap_or_default().trim()
    }
}
