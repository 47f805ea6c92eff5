//! What a sentence is about: the parties, areas and years that it names, and whether it tells of the document's own money.

use std::ops::Range;

use super::fakta::{Fakta, Post, Skede, Vem};
use super::mening::{Bit, Bitslag, Mening};
use super::ordlista::{Fras, Grupp, beginning};
use super::siffra::{self, Siffra};
use super::tabell::{self, Kolumn};
use crate::modell::Kommun;

/// The names that sentences call things by, of one document.
pub(super) struct Namn {
    vem: Namnlista<Vem>,
    post: Namnlista<Post>,
    /// The function of a post, by the insats that pays for it.
    tjanst: Namnlista<Post>,
    ar: i16,
    /// Whether the document tells what became of the money.
    is_follow_up: bool,
}

impl Namn {
    pub(super) fn new(fakta: &Fakta<'_>, kommun: &Kommun, ar: i16, is_follow_up: bool) -> Self {
        let mut vem = Vec::new();
        let mut add = |text: &str, who: Vem| {
            // A name stands in the genitive too.
            vem.push((Fras::new(text), who));
            vem.push((Fras::new(&format!("{text}s")), who));
        };
        let own = &kommun.profil.kommun;
        add(own.namn.as_str(), Vem::Kommun);
        own.kort.iter().filter(|it| it.as_str() != "Kommun").for_each(|it| add(it.as_str(), Vem::Kommun));
        let place = own.namn.as_str().split(' ').next().unwrap_or_default().trim_end_matches('s');
        add(place, Vem::Kommun);
        for avtal in kommun.profil.avtal_for(ar) {
            add(avtal.region_kort.as_str(), Vem::Region);
            add(avtal.region_namn.as_str(), Vem::Region);
        }
        let rows = fakta.plan.and_then(|it| it.budget.as_ref()).into_iter().flat_map(|it| &it.rad);
        let others: Vec<&str> =
            rows.flat_map(|it| &it.annan).filter_map(|it| Some(it.namn.as_ref()?.as_str())).collect();
        others.into_iter().for_each(|it| add(it, Vem::Annan));
        let mut post = Vec::new();
        let mut tjanst = Vec::new();
        if let Some(plan) = fakta.plan {
            for (idx, area) in plan.fokusomrade.iter().enumerate() {
                post.push((Fras::new(area.rubrik.as_str()), Post::Omrade(idx)));
            }
            for (idx, (_, it)) in plan.insatser().enumerate() {
                post.extend(it.namn.iter().map(|it| (Fras::new(it.as_str()), Post::Insats(idx))));
                // ”Samordnaren” is the samordnare.
                let function = it.tjanst.iter().map(|it| Fras::new(&format!("{}*", it.funktion.as_str())));
                tjanst.extend(function.map(|it| (it, Post::Insats(idx))));
            }
            for (idx, row) in plan.budget.iter().flat_map(|it| &it.rad).enumerate() {
                // The row of an area is known by the area.
                let own = row.post.as_ref().filter(|_| row.omrade.is_none());
                post.extend(own.map(|it| (Fras::new(it.as_str()), Post::Rad(idx))));
            }
        }
        let (vem, post, tjanst) = (Namnlista::new(vem), Namnlista::new(post), Namnlista::new(tjanst));
        Self { vem, post, tjanst, ar, is_follow_up }
    }

    /// The party that these words name, where it is one.
    pub(super) fn only_party(&self, bits: &[Bit<'_>]) -> Option<Vem> {
        let named = parties(bits, self);
        let first = named.first()?.what;
        named.iter().all(|it| it.what == first).then_some(first)
    }

    /// Whether these words are about something else than the plan's own: the world, or another year.
    pub(super) fn is_elsewhere(&self, bits: &[Bit<'_>]) -> bool {
        worldly(bits, false) || other_year(bits, self, false)
    }
}

/// Names and what they mean.
struct Namnlista<T> {
    alla: Vec<(Fras, T)>,
    /// How they begin.
    beginnings: u64,
}

impl<T> Namnlista<T> {
    fn new(alla: Vec<(Fras, T)>) -> Self {
        let beginnings = alla.iter().fold(0, |all, (it, _)| all | it.beginning());
        Self { alla, beginnings }
    }

    /// The names that stand at the beginning of these.
    fn at<'n>(&'n self, bits: &'n [Bit<'_>]) -> impl Iterator<Item = &'n (Fras, T)> {
        let may = bits.first().is_some_and(|it| self.beginnings & beginning(it.ord()) != 0);
        let names = if may { self.alla.as_slice() } else { &[] };
        names.iter().filter(|(it, _)| it.begins(bits))
    }
}

/// A name and the pieces of the sentence where it stands.
#[derive(Clone, Copy, Debug)]
struct Omnamnt<T> {
    at: usize,
    end: usize,
    what: T,
}

/// What a sentence says around its figures.
pub(super) struct Omnamnanden {
    vem: Vec<Omnamnt<Vem>>,
    /// The columns of the table, where the sentence is a row of one.
    kolumner: Vec<Kolumn>,
    post: Vec<Omnamnt<Post>>,
    skede: Vec<Omnamnt<Skede>>,
    pub tjanst: Vec<Post>,
    /// Of both parties, each as much.
    pub per_part: bool,
    /// It names the parties as such.
    pub parterna: bool,
    pub tillsammans: bool,
    /// It tells what somebody wants, and not how it is.
    pub vilja: bool,
    /// It speaks of a budget, an agreement or joint money.
    pub budget: bool,
    /// It speaks of money that may be the budget's.
    pub pengar: bool,
    /// It tells how much more or less something is, or a part of something.
    pub skillnad: bool,
    pub del: bool,
    /// It is about the world: another year, the country, statistics.
    pub varlden: bool,
    pub planen: bool,
    pub omradet: bool,
}

impl Omnamnanden {
    pub(super) fn of(mening: &Mening<'_>, namn: &Namn) -> Self {
        let bits = &mening.bitar;
        let is_in = |grupp: Grupp| grupp.is_in(bits);
        let around = |grupp: Grupp| grupp.is_in(bits) || grupp.is_in(&mening.inledning);
        let skede = skeden(bits, namn);
        let carried = skede.iter().any(|it| matches!(it.what, Skede::Utgaende | Skede::Ingaende | Skede::Kvar));
        let world = worldly(bits, carried) || worldly(&mening.inledning, carried);
        let tjanst = (0..bits.len()).flat_map(|at| namn.tjanst.at(&bits[at..])).map(|(_, post)| *post).collect();
        let row = bits.first().is_some_and(|it| it.ord() == "|");
        Self {
            vem: parties(bits, namn),
            kolumner: tabell::kolumner(mening, namn),
            post: posts(bits, namn),
            tjanst,
            per_part: is_in(Grupp::PerPart),
            parterna: is_in(Grupp::Parterna),
            vilja: is_in(Grupp::Vilja),
            tillsammans: is_in(Grupp::Tillsammans),
            budget: around(Grupp::Budget) || quotes_budget(bits),
            pengar: around(Grupp::Pengar) || row,
            skillnad: is_in(Grupp::Skillnad),
            del: is_in(Grupp::Del),
            varlden: world || other_year(bits, namn, carried) || other_year(&mening.inledning, namn, carried),
            planen: is_in(Grupp::Planen),
            omradet: is_in(Grupp::Omradet),
            skede,
        }
    }

    /// The column of the table that a figure stands in.
    pub(super) fn kolumn(&self, siffra: &Siffra, bits: &[Bit<'_>]) -> Option<&Kolumn> {
        tabell::kolumn(&self.kolumner, siffra, bits)
    }

    /// Who the sentence says pays a figure; `None` where it names nobody, or both.
    pub(super) fn vem(&self, siffra: &Siffra, bits: &[Bit<'_>]) -> Option<Vem> {
        if let Some(vem) = self.kolumn(siffra, bits).and_then(|it| it.vem) {
            return Some(vem);
        }
        let [at_once, before, _] = around(&self.vem, siffra, bits);
        let found = at_once.or(before).filter(|_| !self.is_per_part(siffra, bits))?;
        // ”DRN och kommunen betalar …” is about both.
        let beside = |it: &&Omnamnt<Vem>| {
            it.what != found.what && (it.end + 1 == found.at || found.end + 1 == it.at) && !self.pays_apart(it, bits)
        };
        if self.vem.iter().any(|it| beside(&it)) { None } else { Some(found.what) }
    }

    /// Whether a figure is of both parties, each as much.
    pub(super) fn is_per_part(&self, siffra: &Siffra, bits: &[Bit<'_>]) -> bool {
        let each = bits.get(siffra.bitar.end).is_some_and(|it| it.ord() == "var");
        self.per_part || each && (self.parterna || self.has_party())
    }

    /// Whether the sentence tells what was used.
    pub(super) fn has_used(&self) -> bool {
        self.skede.iter().any(|it| it.what == Skede::Utfall)
    }

    /// Whether something else than `och` stands after a party.
    fn pays_apart(&self, it: &Omnamnt<Vem>, bits: &[Bit<'_>]) -> bool {
        let between = [it.end, it.at.wrapping_sub(1)];
        !between.iter().any(|idx| bits.get(*idx).is_some_and(|it| it.ord() == "och"))
    }

    /// What the sentence says a figure is for.
    pub(super) fn post(&self, siffra: &Siffra, bits: &[Bit<'_>]) -> Option<(Post, Range<usize>)> {
        nearest(&self.post, siffra, bits).map(|it| (it.what, it.at..it.end))
    }

    pub(super) fn skede(&self, siffra: &Siffra, bits: &[Bit<'_>]) -> Option<Skede> {
        nearest(&self.skede, siffra, bits).or(self.skede.last().copied()).map(|it| it.what)
    }

    /// Whether any party is named.
    pub(super) fn has_party(&self) -> bool {
        !self.vem.is_empty() || self.kolumner.iter().any(|it| it.vem.is_some())
    }

    /// Whether one party is named, and no other.
    pub(super) fn has_one_party(&self) -> bool {
        self.vem.first().is_some_and(|first| self.vem.iter().all(|it| it.what == first.what))
    }

    pub(super) fn has_kommun(&self) -> bool {
        self.vem.iter().any(|it| it.what == Vem::Kommun)
    }

    pub(super) fn has_region(&self) -> bool {
        self.vem.iter().any(|it| it.what == Vem::Region)
    }

    /// What of the budget the sentence names, each once.
    pub(super) fn posts(&self) -> Vec<Post> {
        let mut all: Vec<Post> = Vec::new();
        for it in &self.post {
            if !all.contains(&it.what) {
                all.push(it.what);
            }
        }
        all
    }
}

/// What a figure belongs to: what follows it at once (`350 000 kr från DRN`), else what goes before it, else what comes.
fn nearest<T: Copy>(all: &[Omnamnt<T>], siffra: &Siffra, bits: &[Bit<'_>]) -> Option<Omnamnt<T>> {
    let [at_once, before, after] = around(all, siffra, bits);
    at_once.or(before).or(after)
}

/// What follows a figure at once, what goes before it, and what comes after it in the same clause.
fn around<T: Copy>(all: &[Omnamnt<T>], siffra: &Siffra, bits: &[Bit<'_>]) -> [Option<Omnamnt<T>>; 3] {
    let end = siffra.bitar.end;
    let word = |idx: usize| bits.get(idx).map_or("", |it| it.ord());
    let joins = |idx: usize| matches!(word(idx), "från" | "av" | "till" | "för" | "på" | "åt" | "inom");
    let follows = |it: &&Omnamnt<T>| {
        let close = it.at >= end && it.at <= end + 4;
        close
            && (end..it.at).any(joins)
            && !(end..it.at).any(|idx| matches!(word(idx), "," | "och" | ";" | "." | "men"))
    };
    // What comes in another clause is of something else.
    let same_clause = |it: &&Omnamnt<T>| !(end..it.at).any(|idx| matches!(word(idx), "," | ";" | "–" | "varav"));
    let after = all.iter().filter(|it| it.at >= end).min_by_key(|it| it.at);
    let before = all.iter().filter(|it| it.end <= siffra.bitar.start).max_by_key(|it| it.end);
    [after.filter(follows).copied(), before.copied(), after.filter(same_clause).copied()]
}

fn parties(bits: &[Bit<'_>], namn: &Namn) -> Vec<Omnamnt<Vem>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < bits.len() {
        let named = namn.vem.at(&bits[at..]).max_by_key(|(it, _)| it.len());
        let quoted = match &bits[at] {
            bit if bit.slag != Bitslag::Uttryck => None,
            bit if bit.ord().contains("avtal.region") => Some(Vem::Region),
            bit if bit.ord().contains("kommun.namn") || bit.ord().contains("kommun.kort") => Some(Vem::Kommun),
            _ => None,
        };
        let groups = [(Grupp::Region, Vem::Region), (Grupp::Kommun, Vem::Kommun)];
        let group = groups.iter().find_map(|(grupp, vem)| Some((*vem, grupp.begins(&bits[at..])?)));
        let one = named.map(|(it, vem)| (*vem, it.len())).or(quoted.map(|it| (it, 1))).or(group);
        // ”I kommunen” is where, not who.
        let is_place = || at > 0 && Grupp::Plats.has(bits[at - 1].ord());
        match one {
            Some((what, words)) => {
                if !(what == Vem::Kommun && is_place()) {
                    found.push(Omnamnt { at, end: at + words, what });
                }
                at += words;
            }
            None => at += 1,
        }
    }
    found
}

fn posts(bits: &[Bit<'_>], namn: &Namn) -> Vec<Omnamnt<Post>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < bits.len() {
        let named = namn.post.at(&bits[at..]).max_by_key(|(it, _)| it.len());
        let groups = [
            (Grupp::Personal, Post::Personal),
            (Grupp::Omkostnad, Post::Omkostnad),
            (Grupp::Insatsmedel, Post::Insatser),
            (Grupp::Totalt, Post::Totalt),
        ];
        let group = groups.iter().find_map(|(grupp, post)| Some((*post, grupp.begins(&bits[at..])?)));
        match named.map(|(it, post)| (*post, it.len())).or(group) {
            Some((what, words)) => {
                found.push(Omnamnt { at, end: at + words, what });
                at += words;
            }
            None => at += 1,
        }
    }
    // ”Totalt” says nothing beside an area, and ”insatser” little.
    let is_vague = |it: &Omnamnt<Post>| matches!(it.what, Post::Totalt | Post::Insatser);
    if found.iter().any(|it| !is_vague(it)) {
        found.retain(|it| !is_vague(it) || bits[it.at].ord().ends_with("medel"));
    }
    found
}

fn skeden(bits: &[Bit<'_>], namn: &Namn) -> Vec<Omnamnt<Skede>> {
    let mut found = Vec::new();
    let groups = [
        (Grupp::Utgaende, if namn.is_follow_up { Skede::Utgaende } else { Skede::Ingaende }),
        (Grupp::Aterbetalning, Skede::Aterbetalning),
        (Grupp::Omfordelning, Skede::Omfordelning),
        (Grupp::Kvar, Skede::Kvar),
        (Grupp::Utfall, Skede::Utfall),
    ];
    let mut at = 0;
    while at < bits.len() {
        // ”Förs … över” is parted by what is carried.
        let carried = matches!(bits[at].ord(), "förs" | "föras" | "fördes" | "förts" | "föra")
            && bits[at..].iter().any(|it| it.ord() == "över");
        let group = carried.then_some((groups[0].1, 1));
        let group =
            group.or_else(|| groups.iter().find_map(|(grupp, skede)| Some((*skede, grupp.begins(&bits[at..])?))));
        let budget = Grupp::Budget.begins(&bits[at..]).map(|it| (Skede::Budget, it));
        match group.or(budget) {
            Some((what, words)) => {
                found.push(Omnamnt { at, end: at + words, what });
                at += words;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether the sentence already quotes the budget.
fn quotes_budget(bits: &[Bit<'_>]) -> bool {
    bits.iter()
        .any(|it| it.slag == Bitslag::Uttryck && ["budget.", "ekonomi."].iter().any(|name| it.ord().contains(name)))
}

/// Whether a sentence tells of something else than the plan's own.
fn worldly(bits: &[Bit<'_>], carried: bool) -> bool {
    (0..bits.len()).any(|at| {
        let world = Grupp::Varlden.begins(&bits[at..]).is_some();
        world && !(carried && Grupp::MellanAr.begins(&bits[at..]).is_some())
    })
}

/// Whether a sentence names another year than the document's. The day of a decision is no such year.
fn other_year(bits: &[Bit<'_>], namn: &Namn, carried: bool) -> bool {
    let years = |bit: &Bit<'_>| -> Vec<i16> {
        // Most pieces are words, and have no digit to look for.
        if !bit.text.bytes().any(|it| it.is_ascii_digit()) {
            return Vec::new();
        }
        let is_date = || bit.slag == Bitslag::Kod && bit.text.matches('-').count() == 2;
        if matches!(bit.slag, Bitslag::Tal { grupperat: true, .. } | Bitslag::Uttryck) || is_date() {
            return Vec::new();
        }
        let runs = bit.text.split(|it: char| !it.is_ascii_digit()).filter(|it| it.len() == 4);
        runs.filter_map(|it| it.parse().ok()).filter(|it| (1900..2100).contains(it)).collect()
    };
    let month = |at: usize| at > 0 && (1..=12).any(|it| crate::svenska::month(it) == bits[at - 1].ord());
    bits.iter().enumerate().any(|(at, bit)| {
        let found = years(bit);
        let near = |it: i16| it == namn.ar || (month(at) || carried) && (it - namn.ar).abs() <= 1;
        match found.as_slice() {
            [] => false,
            [from, to] => !(*from..=*to).contains(&namn.ar),
            all => !all.iter().all(|it| near(*it)),
        }
    })
}

/// How many of the telling words of a name a sentence has, and how many the name has.
pub(super) fn shared_words(name: &str, bits: &[Bit<'_>]) -> (usize, usize) {
    const EMPTY: [&str; 8] = ["till", "från", "inte", "eller", "över", "under", "inom", "deras"];
    let begins = |word: &str| word.chars().take(5).collect::<String>();
    let name = name.to_lowercase();
    let words =
        name.split(|it: char| !it.is_alphanumeric()).filter(|it| it.chars().count() >= 4 && !EMPTY.contains(it));
    let mut all: Vec<String> = words.map(begins).collect();
    all.sort();
    all.dedup();
    let is_said = |it: &&String| bits.iter().any(|bit| bit.is_word() && bit.ord().starts_with(it.as_str()));
    (all.iter().filter(is_said).count(), all.len())
}

/// Whether a number is a year, which is no figure.
pub(super) fn is_year(siffra: &Siffra) -> bool {
    siffra::is_year(siffra.varde)
}
