//! The budget: who pays what, and every sum of it. A total exists here once; checks judge it and views place it.

use std::ops::{Add, Neg, Sub};

use crate::belopp::Belopp;
use crate::choice;
use crate::plan::{Fokusomrade, Verksamhetsplan};
use crate::profil::{Avtal, Profil, Regel};
use crate::read::Id;
use crate::record;
use crate::source::{Located, Span};
use crate::text::Klartext;

record! {
    /// Budgeten: raderna, och om man vill en kontrollsumma. Totalsumman räknas ut.
    pub struct Budget {
        /// Budgetens rader, i ordning.
        rad: Vec<Rad>,
        /// Summan som mötet såg, för kontroll mot raderna.
        kontrollsumma: Option<Kontrollsumma>,
        /// Pengar som kommer in från ett tidigare år.
        overforing: Vec<Ingaende>,
    }
}

choice! {
    /// What a budget row pays for.
    pub enum Radslag {
        Personal = "personal",
        Omkostnad = "omkostnad",
        Insats = "insats",
    }
}

record! {
    /// En budgetrad: en post och vad vardera parten betalar.
    pub struct Rad {
        /// Radens id, som uppföljningen svarar mot.
        id: Option<Id>,
        /// Vad raden betalar: personal, omkostnad eller insats.
        slag: Radslag,
        /// Id för avtalet, när kommunen har flera.
        avtal: Option<Id>,
        /// Id för fokusområdet, för insatsrader.
        omrade: Option<Id>,
        /// Postens namn. En insatsrad utan namn får fokusområdets rubrik.
        post: Option<Klartext>,
        /// Om beloppet innehåller lönebikostnader.
        inkl_lonebikostnader: Option<bool>,
        /// Regionens del i kronor.
        region: Option<Located<Belopp>>,
        /// Kommunens del i kronor.
        kommun: Option<Located<Belopp>>,
        /// Andra som betalar.
        annan: Vec<Medfinansiar>,
        /// Hur radens pengar fördelas på insatser eller poster.
        specifikation: Vec<Specifikation>,
    }
}

record! {
    /// En annan medfinansiär, utanför avtalet.
    pub struct Medfinansiar {
        /// Vem som betalar.
        namn: Option<Klartext>,
        /// Beloppet i kronor.
        belopp: Located<Belopp>,
    }
}

record! {
    /// En del av en budgetrad.
    pub struct Specifikation {
        /// Id för insatsen.
        insats: Option<Id>,
        /// Namn på det som pengarna går till, om det inte är en insats i planen.
        post: Option<Klartext>,
        /// Beloppet i kronor.
        belopp: Located<Belopp>,
    }
}

record! {
    /// Summan som mötet såg. Den kontrolleras mot raderna.
    pub struct Kontrollsumma {
        /// Regionens summa i kronor.
        region: Option<Located<Belopp>>,
        /// Kommunens summa i kronor.
        kommun: Option<Located<Belopp>>,
        /// Andra medfinansiärers summa i kronor.
        annan: Option<Located<Belopp>>,
        /// Summan av alla i kronor.
        summa: Option<Located<Belopp>>,
    }
}

choice! {
    /// One of the agreement's two parties.
    pub enum Part {
        Region = "region",
        Kommun = "kommun",
    }
}

record! {
    /// Pengar som förs över från ett tidigare år.
    pub struct Ingaende {
        /// Vems pengar det är: "region" eller "kommun".
        part: Option<Located<Part>>,
        /// Året som pengarna kommer från.
        fran_ar: Option<Located<i16>>,
        /// Året som pengarna förs till. Utan nyckeln är det planåret.
        till_ar: Option<Located<i16>>,
        /// Beloppet i kronor.
        belopp: Located<Belopp>,
        /// Id för avtalet, när kommunen har flera.
        avtal: Option<Id>,
    }
}

/// What each pays, added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summor {
    pub region: Belopp,
    pub kommun: Belopp,
    /// Other co-financiers, who stand outside the parties' sharing.
    pub annan: Belopp,
}

impl Summor {
    /// What some rows come to.
    pub fn of(rows: &[&Rad]) -> Self {
        rows.iter().map(|it| it.summor()).sum()
    }

    /// All who pay.
    pub fn summa(self) -> Belopp {
        self.region + self.kommun + self.annan
    }

    /// The two parties of the agreement.
    pub fn parterna(self) -> Belopp {
        self.region + self.kommun
    }

    /// An amount of one party.
    pub fn only(part: Part, belopp: Belopp) -> Self {
        match part {
            Part::Region => Self { region: belopp, ..Self::default() },
            Part::Kommun => Self { kommun: belopp, ..Self::default() },
        }
    }

    /// What the region pays more than an agreement's rule says, less if negative; nothing where the sums keep to it.
    pub fn avvikelse(self, regel: Regel) -> Belopp {
        match regel {
            Regel::Fri => Belopp::NOLL,
            Regel::Lika => self.region - self.kommun,
            Regel::Procent { region, .. } => {
                let difference = self.region - self.parterna().percent(region);
                // Shares in per cent may not come out even; an öre that cannot be split is nobody's mistake.
                if difference.abs() <= Belopp::ORE { Belopp::NOLL } else { difference }
            }
        }
    }

    /// What a party pays.
    pub fn part(self, part: Part) -> Belopp {
        match part {
            Part::Region => self.region,
            Part::Kommun => self.kommun,
        }
    }
}

impl Add for Summor {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { region: self.region + other.region, kommun: self.kommun + other.kommun, annan: self.annan + other.annan }
    }
}

impl Neg for Summor {
    type Output = Self;

    fn neg(self) -> Self {
        Self { region: -self.region, kommun: -self.kommun, annan: -self.annan }
    }
}

impl Sub for Summor {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl std::iter::Sum for Summor {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Self::add)
    }
}

impl Rad {
    /// What each pays of this row.
    pub fn summor(&self) -> Summor {
        let amount = |it: &Option<Located<Belopp>>| it.as_ref().map_or(Belopp::NOLL, |it| it.value);
        Summor {
            region: amount(&self.region),
            kommun: amount(&self.kommun),
            annan: self.annan.iter().map(|it| it.belopp.value).sum(),
        }
    }

    /// A party's amount, where it was typed.
    pub fn del(&self, part: Part) -> Option<&Located<Belopp>> {
        match part {
            Part::Region => self.region.as_ref(),
            Part::Kommun => self.kommun.as_ref(),
        }
    }

    /// Every amount of the row with its place, whoever pays it.
    pub fn belopp(&self) -> impl Iterator<Item = &Located<Belopp>> {
        let others = self.annan.iter().map(|it| &it.belopp);
        let parts = self.specifikation.iter().map(|it| &it.belopp);
        self.region.iter().chain(&self.kommun).chain(others).chain(parts)
    }

    /// The row's name as typed: its post, else its area's heading, else its kind.
    pub fn namn<'a>(&'a self, plan: &'a Verksamhetsplan) -> &'a str {
        let heading = || self.fokusomrade(plan).map(|it| it.rubrik.as_str());
        self.post.as_ref().map(Klartext::as_str).or_else(heading).unwrap_or(self.slag.word())
    }

    /// The row's focus area.
    pub fn fokusomrade<'a>(&self, plan: &'a Verksamhetsplan) -> Option<&'a Fokusomrade> {
        plan.omrade(self.omrade.as_ref()?.as_str())
    }

    /// What a follow-up calls the row: its id, else its area, else its kind.
    pub fn nyckel(&self) -> &str {
        self.id.as_ref().or(self.omrade.as_ref()).map_or(self.slag.word(), Id::as_str)
    }

    /// Where the row is named: its post or its area, else the row itself.
    pub fn namn_span(&self) -> Span {
        let post = self.post.as_ref().map(Klartext::span);
        post.or(self.omrade.as_ref().map(Id::span)).unwrap_or(self.span)
    }
}

impl Budget {
    /// The totals of every row.
    pub fn totalt(&self) -> Summor {
        self.rad.iter().map(Rad::summor).sum()
    }

    /// The totals of one kind of row.
    pub fn slag(&self, slag: Radslag) -> Summor {
        self.rad.iter().filter(|it| it.slag == slag).map(Rad::summor).sum()
    }

    /// The totals of one focus area.
    pub fn omrade(&self, id: &str) -> Summor {
        self.rad.iter().filter(|it| it.omrade.as_ref().is_some_and(|it| it.as_str() == id)).map(Rad::summor).sum()
    }

    /// The totals of the rows that belong to no focus area.
    pub fn utan_omrade(&self) -> Summor {
        self.rad.iter().filter(|it| it.omrade.is_none()).map(Rad::summor).sum()
    }

    /// What comes in from earlier years for a party.
    pub fn ingaende(&self, part: Part) -> Belopp {
        let of_party = |it: &&Ingaende| it.part.as_ref().is_some_and(|it| it.value == part);
        self.overforing.iter().filter(of_party).map(|it| it.belopp.value).sum()
    }

    /// Whether anybody outside the agreement pays.
    pub fn har_annan(&self) -> bool {
        self.rad.iter().any(|it| !it.annan.is_empty())
    }

    /// The rows under each agreement that covers the plan's year. With one agreement all rows are under it, whether
    /// they name it or not; with several a row without one is under none.
    pub fn per_avtal<'a>(&'a self, profil: &'a Profil, ar: i16) -> Vec<(&'a Avtal, Vec<&'a Rad>)> {
        let agreements: Vec<&Avtal> = profil.avtal_for(ar).collect();
        let only = agreements.len() == 1;
        let under = |avtal: &Avtal| {
            let belongs = |it: &&Rad| it.avtal.as_ref().map_or(only, |id| *id == avtal.id);
            self.rad.iter().filter(belongs).collect()
        };
        agreements.into_iter().map(|it| (it, under(it))).collect()
    }
}
