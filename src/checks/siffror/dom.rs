//! What a figure in a sentence is judged to be: the same as something in the data, something else than it should be, or
//! no business of this document.

use rust_decimal::Decimal;

use super::fakta::{Fakta, Faktum, Post, Skede, Vem};
use super::mening::{Bitslag, Mening};
use super::omnamnt::{Omnamnanden, is_year, shared_words};
use super::ordlista::Grupp;
use super::siffra::{Enhet, Form, Sak, Siffra};
use super::tabell::Kolumn;
use crate::dokument::Slag;

/// What a figure is judged to be.
pub(super) enum Dom<'f> {
    /// The same as these, which all have names that a text can quote.
    Lika(Vec<&'f Faktum>),
    /// Something else than what it should be. Where it can only be one thing, `entydig` says so.
    Fel { narmast: &'f Faktum, entydig: bool },
}

/// A figure where it stands.
pub(super) struct Fall<'f, 't> {
    pub siffra: &'f Siffra,
    pub mening: &'f Mening<'t>,
    pub om: &'f Omnamnanden,
    pub fakta: &'f Fakta<'f>,
    /// The focus area whose text it stands in.
    pub omrade: Option<usize>,
    pub slag: Slag,
}

impl<'f> Fall<'f, '_> {
    /// What the figure is.
    pub(super) fn dom(&self) -> Option<Dom<'f>> {
        if self.om.varlden || self.kolumn().is_some_and(|it| it.annat) {
            return None;
        }
        match self.siffra.enhet {
            Enhet::Kronor => self.money(),
            Enhet::Andel => self.share(),
            Enhet::KronorPerInvanare => self.rate(),
            Enhet::Invanare => self.inhabitants(),
            Enhet::Tjanst => self.employment(),
            Enhet::Tal { .. } => self.indicator(),
            Enhet::Antal(sak) => self.count(sak),
        }
    }

    fn per_part(&self) -> bool {
        self.om.is_per_part(self.siffra, &self.mening.bitar)
    }

    /// The facts of the same kind.
    fn same(&self) -> impl Iterator<Item = &'f Faktum> {
        self.fakta.med(self.siffra.enhet)
    }

    fn is_equal(&self, it: &Faktum) -> bool {
        (self.siffra.lika.0..=self.siffra.lika.1).contains(&it.varde)
    }

    fn is_accepted(&self, it: &Faktum) -> bool {
        self.is_equal(it) || (self.siffra.godtas.0..=self.siffra.godtas.1).contains(&it.varde)
    }

    fn money(&self) -> Option<Dom<'f>> {
        let om = self.om;
        let (post, skede) = (self.post(), self.skede());
        let outcome = skede.is_some_and(|it| it != Skede::Budget);
        let named = om.has_party() || post.is_some() || self.per_part();
        if !(om.budget || om.pengar && named || outcome && (om.pengar || named)) {
            return None;
        }
        if self.siffra.form == Form::Bar && !(om.budget || self.per_part() || post.is_some()) {
            return None;
        }
        let equal: Vec<&Faktum> = self.same().filter(|it| self.is_equal(it)).collect();
        let meant: Vec<&Faktum> = equal.iter().copied().filter(|it| self.fits(it, post, skede)).collect();
        if !meant.is_empty() {
            return self.equal(meant);
        }
        // Who pays is the least sure of what a sentence says.
        let anybody = |it: &&Faktum| Self::fits_post(it, post) && Self::fits_skede(it, skede);
        if post.is_none() && !equal.is_empty()
            || om.skillnad
            || om.del
            || equal.iter().any(|it| anybody(it) && !self.pays_clearly())
        {
            return None;
        }
        self.wrong(post, skede, &equal)
    }

    /// What the sentence should have said, where that is clear.
    fn wrong(&self, post: Option<Post>, skede: Option<Skede>, equal: &[&'f Faktum]) -> Option<Dom<'f>> {
        let om = self.om;
        let total = self.same().filter(|it| it.post == Post::Totalt).map(|it| it.varde).max()?;
        let value = self.siffra.varde;
        if value < Decimal::ONE_THOUSAND || value > total * Decimal::from(20) {
            return None;
        }
        let whole = om.budget || self.per_part();
        let outcome = skede.is_some_and(|it| it != Skede::Budget);
        let target = post.or_else(|| (whole || outcome).then_some(Post::Totalt));
        let aimed: Vec<&Faktum> = self
            .same()
            .filter(|it| target.is_some_and(|post| Self::fits_post(it, Some(post))) && self.fits(it, target, skede))
            .filter(|it| it.skede != Skede::Ram && (it.vem != Vem::Annan || self.vem() == Some(Vem::Annan)))
            .collect();
        if aimed.iter().any(|it| self.is_accepted(it)) || self.is_sum_of_named() {
            return None;
        }
        if aimed.is_empty() {
            // A slip of the pen is known by itself, in a sentence about the budget.
            let slip = self.same().find(|it| is_slip(value, it.varde)).filter(|_| whole && equal.is_empty());
            return slip.map(|narmast| Dom::Fel { narmast, entydig: false });
        }
        let near = aimed.iter().copied().find(|it| is_slip(value, it.varde) || is_close(value, it.varde));
        let least = aimed.iter().map(|it| it.varde).min().unwrap_or_default();
        // An amount much smaller than the whole budget is for something in it.
        let whole_budget = matches!(post, None | Some(Post::Totalt));
        let told = self.is_told_of_budget() || self.is_beside_total();
        let small = whole_budget && value < least / Decimal::TWO && !told;
        if near.is_none() && value < least && (small || self.is_part()) {
            return None;
        }
        // Without a budget in the sentence, only a slip is sure enough.
        if near.is_none() && !whole && !om.pengar || near.is_none() && outcome && !om.has_party() {
            return None;
        }
        let distance = |it: &&&Faktum| (it.varde - value).abs();
        let narmast = near.or_else(|| aimed.iter().min_by_key(distance).copied())?;
        Some(Dom::Fel { narmast, entydig: self.is_only_one(&aimed) })
    }

    /// Whether the figure is what the budget is said to be: `budgeten är totalt …`.
    fn is_told_of_budget(&self) -> bool {
        const BETWEEN: [&str; 14] = [
            "är",
            "på",
            "om",
            "till",
            "uppgår",
            "omfattar",
            "blir",
            "beräknas",
            "ligger",
            "totalt",
            "sammanlagt",
            "var",
            "vara",
            ":",
        ];
        let before = &self.mening.bitar[..self.siffra.bitar.start];
        let told = before.iter().rposition(|it| {
            let hedges = [Grupp::Ungefar, Grupp::Mer, Grupp::Mindre].iter().any(|grupp| grupp.has(it.ord()));
            !hedges && !BETWEEN.contains(&it.ord())
        });
        told.is_some_and(|it| Grupp::Budget.has(before[it].ord()) && it + 1 < before.len())
    }

    /// Whether the sentence quotes what the whole budget is for one party and types it for another: `DRN bidrar med …, och
    /// kommunen med {{ budget.totalt.kommun | kr }}`.
    fn is_beside_total(&self) -> bool {
        let mut quoted = self.mening.bitar.iter().filter(|it| it.slag == Bitslag::Uttryck);
        self.vem().is_some() && quoted.any(|it| it.ord().contains("budget.totalt."))
    }

    fn is_only_one(&self, aimed: &[&Faktum]) -> bool {
        let named: Vec<&Faktum> = aimed.iter().copied().filter(|it| it.uttryck.is_some()).collect();
        let parts = |it: &&&Faktum| matches!(it.vem, Vem::Region | Vem::Kommun);
        let both: Vec<Decimal> = named.iter().filter(parts).map(|it| it.varde).collect();
        named.len() == 1 || self.per_part() && both.len() == 2 && both[0] == both[1]
    }

    /// Whether the amount is of something smaller than what the sentence names: `40 000 kr till en kurs`.
    fn is_part(&self) -> bool {
        let bits = &self.mening.bitar;
        let word = |idx: usize| bits.get(idx).map_or("", |it| it.ord());
        let end = self.siffra.bitar.end;
        let own = self.om.post(self.siffra, bits).map(|(_, place)| place);
        let next = (end..end + 2).find(|idx| matches!(word(*idx), "till" | "för" | "på" | "åt" | "av" | "i"));
        let to_other = next.is_some_and(|idx| !own.as_ref().is_some_and(|it| it.start > idx && it.start <= idx + 3));
        let from = own.as_ref().filter(|it| it.end <= self.siffra.bitar.start).map_or(0, |it| it.end);
        let article =
            bits[from..self.siffra.bitar.start].iter().any(|it| matches!(it.ord(), "en" | "ett" | "inom" | "i"));
        let within =
            own.as_ref().is_some_and(|it| it.start > 0 && matches!(word(it.start - 1), "inom" | "i" | "för" | "av"));
        to_other && !self.per_part() || article || within
    }

    /// Whether the amount is the sum of several things that the sentence names, or what they differ by.
    fn is_sum_of_named(&self) -> bool {
        let named = self.om.posts();
        if named.len() < 2 {
            return false;
        }
        [Vem::Region, Vem::Kommun, Vem::Parterna, Vem::Alla].into_iter().any(|vem| {
            let of = |post: &Post| {
                self.same().find(|it| it.post == *post && it.vem == vem && it.skede == Skede::Budget).map(|it| it.varde)
            };
            let sum: Decimal = named.iter().filter_map(of).sum();
            (self.siffra.godtas.0..=self.siffra.godtas.1).contains(&sum)
        })
    }

    /// Whether it is plain who pays: one party before the figure.
    fn pays_clearly(&self) -> bool {
        self.vem().is_some() && (self.om.has_one_party() || self.kolumn().is_some_and(|it| it.vem.is_some()))
    }

    fn kolumn(&self) -> Option<&Kolumn> {
        self.om.kolumn(self.siffra, &self.mening.bitar)
    }

    fn vem(&self) -> Option<Vem> {
        self.om.vem(self.siffra, &self.mening.bitar)
    }

    fn post(&self) -> Option<Post> {
        self.om.post(self.siffra, &self.mening.bitar).map(|(post, _)| post)
    }

    fn skede(&self) -> Option<Skede> {
        self.om.skede(self.siffra, &self.mening.bitar)
    }

    /// Whether a fact is what the sentence speaks of.
    fn fits(&self, it: &Faktum, post: Option<Post>, skede: Option<Skede>) -> bool {
        let vem = self.vem();
        let fits_vem = match (vem, it.vem) {
            _ if self.per_part() => matches!(it.vem, Vem::Region | Vem::Kommun),
            (Some(vem), own) => vem == own,
            (None, _) => true,
        };
        fits_vem && Self::fits_post(it, post) && Self::fits_skede(it, skede)
    }

    fn fits_post(it: &Faktum, post: Option<Post>) -> bool {
        match post {
            None => true,
            // What an insats costs is told only by its row.
            Some(Post::Insats(_)) => matches!(it.post, Post::Omrade(_) | Post::Rad(_)),
            Some(post) => {
                it.post == post
                    || matches!((post, it.post), (Post::Omrade(_) | Post::Personal | Post::Omkostnad, Post::Rad(_)))
                        && it.uttryck.is_none()
                        && it.vem == Vem::Alla
            }
        }
    }

    fn fits_skede(it: &Faktum, skede: Option<Skede>) -> bool {
        match skede {
            None | Some(Skede::Budget) => matches!(it.skede, Skede::Budget | Skede::Ram | Skede::Utfall),
            // What is left is carried over or paid back.
            Some(Skede::Kvar) => {
                matches!(it.skede, Skede::Kvar | Skede::Utgaende | Skede::Aterbetalning | Skede::Ingaende)
            }
            Some(skede) => it.skede == skede,
        }
    }

    /// Equal to these; the ones that the sentence more likely means go first, and what has no name is left out.
    fn equal(&self, mut meant: Vec<&'f Faktum>) -> Option<Dom<'f>> {
        meant.retain(|it| it.uttryck.is_some());
        let has = |meant: &[&Faktum], is: &dyn Fn(&Faktum) -> bool| meant.iter().any(|it| is(it));
        // The budget goes before the agreement's frame, and before what became of it.
        if has(&meant, &|it| it.skede == Skede::Budget) && self.skede().is_none_or(|it| it == Skede::Budget) {
            meant.retain(|it| it.skede == Skede::Budget);
        }
        let together = |it: &Faktum| matches!(it.vem, Vem::Alla | Vem::Parterna);
        if self.om.tillsammans && has(&meant, &together) {
            meant.retain(|it| together(it));
        }
        // Of two parties that pay alike, either is ”per part”.
        if self.per_part() {
            let region = |it: &Faktum| it.vem == Vem::Region;
            let mut posts: Vec<Post> = meant.iter().map(|it| it.post).collect();
            posts.dedup();
            if posts.len() == 1 && has(&meant, &region) {
                meant.retain(|it| region(it));
            }
        }
        // A sentence that names nothing of the budget is about all of it.
        let whole = |it: &Faktum| it.post == Post::Totalt;
        if self.post().is_none() && self.om.budget && has(&meant, &whole) {
            meant.retain(|it| whole(it));
        }
        meant.dedup_by(|one, other| one.uttryck == other.uttryck);
        (!meant.is_empty()).then_some(Dom::Lika(meant))
    }

    fn share(&self) -> Option<Dom<'f>> {
        let vem = self.vem();
        let post = self.post().filter(|it| *it != Post::Totalt);
        let used = self.fakta.med(Enhet::Andel).any(|it| it.skede == Skede::Utfall);
        let is_used = used && self.om.has_used() && post.is_none();
        let target = post.or_else(|| (is_used || vem.is_some() && self.pays_clearly()).then_some(Post::Totalt));
        let aimed: Vec<&Faktum> = self
            .same()
            .filter(|it| target.is_none_or(|post| it.post == post))
            .filter(|it| target != Some(Post::Totalt) || is_used == (it.skede == Skede::Utfall))
            .filter(|it| target != Some(Post::Totalt) || is_used || vem.is_none_or(|vem| it.vem == vem))
            .collect();
        let equal: Vec<&Faktum> = aimed.iter().copied().filter(|it| self.is_equal(it)).collect();
        if !equal.is_empty() {
            return self.equal(equal);
        }
        // Of ”the money” it may be the insatser's that is meant.
        let of_insatser = |it: &Faktum| matches!((target, it.post), (Some(Post::Omrade(one)), Post::OmradeAvInsatserna(other)) if one == other);
        if !self.om.budget && self.same().any(|it| of_insatser(it) && self.is_accepted(it)) {
            return None;
        }
        let wrong = target.is_some() && !aimed.is_empty() && !aimed.iter().any(|it| self.is_accepted(it));
        if !wrong || self.om.skillnad || self.om.posts().len() > 1 && self.is_sum_of_named() {
            return None;
        }
        // Of the shares of an area the whole area's is the one that can be quoted.
        let distance = |it: &&&Faktum| (it.uttryck.is_none(), (it.varde - self.siffra.varde).abs());
        let narmast = aimed.iter().min_by_key(distance).copied()?;
        Some(Dom::Fel { narmast, entydig: self.is_only_one(&aimed) })
    }

    fn rate(&self) -> Option<Dom<'f>> {
        let all: Vec<&Faktum> = self.same().collect();
        let equal: Vec<&Faktum> = all.iter().copied().filter(|it| self.is_equal(it)).collect();
        if !equal.is_empty() {
            return self.equal(equal);
        }
        let clear = all.len() == 1 && (self.om.budget || self.om.has_party() || self.per_part()) && !self.om.skillnad;
        let narmast = all.first().copied().filter(|_| clear)?;
        Some(Dom::Fel { narmast, entydig: true })
    }

    fn inhabitants(&self) -> Option<Dom<'f>> {
        let fact = self.same().next()?;
        if self.is_equal(fact) {
            return self.equal(vec![fact]);
        }
        // Parts of the kommun and other places have inhabitants too.
        let close = (fact.varde - self.siffra.varde).abs() * Decimal::TEN < fact.varde
            || is_slip(self.siffra.varde, fact.varde);
        let wrong = close && self.om.has_kommun() && !self.is_accepted(fact) && !self.om.skillnad;
        wrong.then_some(Dom::Fel { narmast: fact, entydig: true })
    }

    /// `en samordnare på 50 procent`, `en tjänst på 50 %`.
    fn employment(&self) -> Option<Dom<'f>> {
        let own = |it: &&Faktum| self.om.tjanst.contains(&it.post);
        let equal: Vec<&Faktum> = self.same().filter(|it| self.is_equal(it)).collect();
        let named: Vec<&Faktum> = self.same().filter(own).collect();
        if !equal.is_empty() {
            let meant: Vec<&Faktum> = equal.iter().copied().filter(own).collect();
            // Where no post is named, it can only be the one there is.
            let only = if self.same().count() == 1 { equal } else { Vec::new() };
            return self.equal(if meant.is_empty() { only } else { meant });
        }
        let narmast = named.first().copied().filter(|_| named.len() == 1 && !self.om.skillnad)?;
        (!self.is_accepted(narmast)).then_some(Dom::Fel { narmast, entydig: true })
    }

    /// A percentage or another number that may be an indicator's; a post may be told of without the word for it.
    fn indicator(&self) -> Option<Dom<'f>> {
        let bits = &self.mening.bitar;
        if is_year(self.siffra) || self.om.skillnad || self.om.vilja {
            return None;
        }
        let posted = !self.om.tjanst.is_empty() && self.siffra.enhet == Enhet::Tal { procent: true };
        let before = self.siffra.bitar.start.checked_sub(1).map(|it| bits[it].ord());
        if posted && matches!(before, Some("på" | "om" | "är")) {
            let all = self.fakta.med(Enhet::Tjanst).filter(|it| self.om.tjanst.contains(&it.post));
            let all: Vec<&Faktum> = all.collect();
            let equal: Vec<&Faktum> = all.iter().copied().filter(|it| self.is_equal(it)).collect();
            return match (equal.is_empty(), all.as_slice()) {
                (false, _) => self.equal(equal),
                (true, [narmast]) => Some(Dom::Fel { narmast, entydig: true }),
                _ => None,
            };
        }
        let shared = |it: &Faktum| shared_words(&it.namn, bits);
        let here = |it: &Faktum| match it.post {
            Post::Indikator(idx) => self.omrade.is_some() && self.fakta.area_of_indicator(idx) == self.omrade,
            _ => false,
        };
        let is_own = |it: &&Faktum| matches!(it.post, Post::Indikator(_));
        let equal: Vec<&Faktum> = self.same().filter(|it| self.is_equal(it)).filter(is_own).collect();
        let about = equal.into_iter().filter(|it| shared(it).0 + usize::from(here(it)) >= 2).collect::<Vec<_>>();
        if !about.is_empty() {
            return self.equal(about);
        }
        // What a follow-up tells of is of another year than the plan's indicators.
        if self.slag == Slag::Uppfoljning {
            return None;
        }
        // To be wrong about an indicator a sentence must say nearly all of its name.
        let whole = |it: &&Faktum| {
            let (said, all) = shared(it);
            said >= 2 && (said == all || said >= 3 && said * 4 >= all * 3)
        };
        let counted = |it: &&Faktum| self.counts_as(it);
        let all: Vec<&Faktum> = self.same().filter(is_own).filter(whole).filter(counted).collect();
        let narmast = all.first().copied().filter(|_| all.len() == 1)?;
        let compared = self.same().any(|it| matches!(it.post, Post::Jamforelse(_)) && self.is_accepted(it));
        let parts = self.om.del || bits.iter().any(|it| it.slag == Bitslag::Uttryck);
        (!compared && !parts && !self.is_accepted(narmast)).then_some(Dom::Fel { narmast, entydig: true })
    }

    /// Whether a number is in the unit of an indicator: the word after it is the unit, or both are per cent.
    fn counts_as(&self, it: &Faktum) -> bool {
        self.siffra.enhet == Enhet::Tal { procent: true } || {
            let next = self.mening.bitar.get(self.siffra.bitar.end).map_or("", |it| it.ord());
            let name = it.namn.to_lowercase();
            next.len() > 3 && name.split(' ').next().is_some_and(|first| first == next)
        }
    }

    fn count(&self, sak: Sak) -> Option<Dom<'f>> {
        let bits = &self.mening.bitar;
        let (start, end) = (self.siffra.bitar.start, self.siffra.bitar.end);
        let before = start.checked_sub(1).map_or("", |it| bits[it].ord());
        let noun = end.checked_sub(1).map_or("", |it| bits[it].ord());
        let definite = noun.ends_with("na") || noun.ends_with("en") || noun.ends_with("målen");
        let those = definite && Grupp::Bestamd.has(before);
        let every = Grupp::Alla.has(before);
        let kinds = matches!(sak, Sak::Fokusomraden | Sak::Programomraden)
            || self.slag == Slag::Handlingsplan && sak == Sak::Mal;
        let next = bits.get(end).map_or("", |it| it.ord());
        let ends = matches!(next, "" | "." | "," | "och" | ":" | "i" | "med" | ")" | "–" | ";");
        let has = bits
            .iter()
            .any(|it| matches!(it.ord(), "har" | "innehåller" | "omfattar" | "består" | "rymmer" | "samlar"));
        let of_plan = self.om.planen && (kinds || has && ends || every);
        let of_area = self.omrade.filter(|_| !kinds && (self.om.omradet && has && ends || every) && !self.om.planen);
        let post = of_area.map_or(Post::Totalt, Post::Omrade);
        let all: Vec<&Faktum> = self.same().filter(|it| it.post == post).collect();
        let told = of_plan || of_area.is_some() || kinds && those;
        let equal: Vec<&Faktum> = all.iter().copied().filter(|it| self.is_equal(it)).collect();
        if !equal.is_empty() {
            return if told || kinds { self.equal(equal) } else { None };
        }
        let elsewhere = self.om.del || self.om.skillnad || self.om.has_region();
        let narmast = all.first().copied().filter(|_| told && !elsewhere)?;
        Some(Dom::Fel { narmast, entydig: true })
    }
}

/// Whether two numbers are within a few per cent of each other.
fn is_close(one: Decimal, other: Decimal) -> bool {
    (one - other).abs() * Decimal::from(30) <= other.abs()
}

/// Whether a number is another one with a slip of the pen: a digit swapped, missing or doubled, or thousands too many.
fn is_slip(typed: Decimal, meant: Decimal) -> bool {
    if typed == meant || meant < Decimal::ONE_THOUSAND {
        return false;
    }
    let off = [10, 100, 1_000].map(Decimal::from);
    if off.iter().any(|it| typed * it == meant || meant * it == typed) {
        return true;
    }
    let digits = |it: Decimal| it.trunc().normalize().to_string().into_bytes();
    let (one, other) = (digits(typed), digits(meant));
    let significant = |it: &[u8]| it.iter().rposition(|it| *it != b'0').map_or(0, |it| it + 1);
    let differ: Vec<usize> = (0..one.len().min(other.len())).filter(|it| one[*it] != other[*it]).collect();
    match (one.len() == other.len(), differ.as_slice()) {
        (true, [first, second]) => {
            first + 1 == *second && one[*first] == other[*second] && one[*second] == other[*first]
        }
        // One digit of three that say something; of fewer, the numbers are too easily both right.
        (true, [_]) => significant(&other) >= 3,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen_are_known() {
        for (typed, meant) in [(1_500_000, 1_050_000), (105_000, 1_050_000), (1_060_000, 1_050_000), (179_691, 179_619)]
        {
            assert!(is_slip(Decimal::from(typed), Decimal::from(meant)), "{typed} {meant}");
        }
        for (typed, meant) in [(1_050_000, 1_050_000), (250_000, 350_000), (700_000, 1_050_000), (12, 21)] {
            assert!(!is_slip(Decimal::from(typed), Decimal::from(meant)), "{typed} {meant}");
        }
    }
}
