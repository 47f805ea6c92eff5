//! What would make a sum hold: a slip of the keyboard, or the fewest rows whose change is enough.
//!
//! The search is exact, since amounts are, and bounded, since it looks at three rows together at the most.

use super::{Krav, Post, Radskillnad, Relation, Vem};
use crate::belopp::Belopp;
use crate::source::Span;
use crate::svenska;

/// A change that would make the sum hold.
#[derive(Clone, Debug)]
pub struct Forslag {
    /// What to do, in Swedish.
    pub text: String,
    /// The amounts that would be typed anew, where the suggestion says which: the place, and the new amount.
    pub andringar: Vec<(Span, Belopp)>,
}

/// More suggestions of one sort than this help nobody.
const MOST: usize = 3;

/// What would make a demand hold that does not. `place` tells where an amount is, within a sentence.
pub(super) fn forslag(krav: &Krav, poster: &[&Post], place: &dyn Fn(Span) -> String) -> Vec<Forslag> {
    if krav.haller() {
        return Vec::new();
    }
    let mut all = skrivfel(krav, poster, place);
    let found = match &krav.rader {
        Some(rows) => sneda_rader(krav, rows, place),
        None => hela_poster(krav, poster, place),
    };
    all.extend(found);
    if all.is_empty() || krav.rader.is_none() {
        all.push(allmant(krav, poster, place));
    }
    all
}

/// How an amount may have been mistyped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slip {
    Swapped,
    ZeroMissing,
    ZeroTooMany,
    DigitMissing,
    DigitTwice,
    Thousands,
}

impl Slip {
    /// The slip that turned `meant` into `typed`; `None` when they are too different.
    fn between(typed: Belopp, meant: Belopp) -> Option<Self> {
        let zero = |it: Belopp| it.is_zero() || it.is_negative();
        if typed == meant || zero(typed) || zero(meant) {
            return None;
        }
        let digits = |it: Belopp| it.json().replace('.', "").trim_start_matches('0').to_owned();
        let (typed, meant) = (digits(typed), digits(meant));
        if format!("{typed}000") == meant {
            return Some(Self::Thousands);
        }
        match typed.len() as isize - meant.len() as isize {
            0 => swapped(typed.as_bytes(), meant.as_bytes()).then_some(Self::Swapped),
            -1 => extra(meant.as_bytes(), typed.as_bytes()).map(|it| match it {
                b'0' => Self::ZeroMissing,
                _ => Self::DigitMissing,
            }),
            1 => extra(typed.as_bytes(), meant.as_bytes()).map(|it| match it {
                b'0' => Self::ZeroTooMany,
                _ => Self::DigitTwice,
            }),
            _ => None,
        }
    }

    fn question(self) -> &'static str {
        match self {
            Self::Swapped => "Har två siffror bytt plats?",
            Self::ZeroMissing => "Fattas en nolla?",
            Self::ZeroTooMany => "Är det en nolla för mycket?",
            Self::DigitMissing => "Fattas en siffra?",
            Self::DigitTwice => "Står en siffra två gånger?",
            Self::Thousands => "Är det skrivet i tusental kronor?",
        }
    }
}

/// Whether exactly two digits have changed places.
fn swapped(one: &[u8], other: &[u8]) -> bool {
    let apart: Vec<usize> = (0..one.len()).filter(|idx| one[*idx] != other[*idx]).collect();
    matches!(apart.as_slice(), [a, b] if one[*a] == other[*b] && one[*b] == other[*a])
}

/// The digit that `long` has and `short` has not, where it is a zero or repeats the one beside it.
fn extra(long: &[u8], short: &[u8]) -> Option<u8> {
    let at = (0..short.len()).find(|idx| long[*idx] != short[*idx]).unwrap_or(short.len());
    let same_rest = long[at + 1..] == short[at..];
    let beside =
        at.checked_sub(1).is_some_and(|before| long[before] == long[at]) || long.get(at + 1) == Some(&long[at]);
    (same_rest && (long[at] == b'0' || beside)).then_some(long[at])
}

/// Amounts that would make it hold if they had been mistyped.
fn skrivfel(krav: &Krav, poster: &[&Post], place: &dyn Fn(Span) -> String) -> Vec<Forslag> {
    let (own, others) = krav.hoj;
    let own = poster.iter().map(|it| (*it, own));
    let others = krav.mot.iter().map(|it| (it, others));
    let slips = own.chain(others).filter_map(|(post, rise)| {
        let meant = if post.minus { post.belopp - rise } else { post.belopp + rise };
        let slip = Slip::between(post.belopp, meant)?;
        let text = format!(
            "{} Skulle {} vara {} i {} stämmer det.",
            slip.question(),
            post.belopp.toml(),
            meant.toml(),
            named(post, place)
        );
        Some(Forslag { text, andringar: vec![(post.span, meant)] })
    });
    slips.take(MOST).collect()
}

/// An amount by its name and place: `”Folkhälsostrateg” (rad 14)`.
fn named(post: &Post, place: &dyn Fn(Span) -> String) -> String {
    format!("”{}” ({})", post.namn, place(post.span))
}

/// The fewest values that come to `wanted` together, at most three; every single one that does alone.
fn fewest(values: &[Belopp], wanted: Belopp) -> Vec<Vec<usize>> {
    let alone: Vec<Vec<usize>> =
        (0..values.len()).filter(|it| values[*it] == wanted).map(|it| vec![it]).take(MOST).collect();
    if !alone.is_empty() {
        return alone;
    }
    let pairs = || (0..values.len()).flat_map(|a| (a + 1..values.len()).map(move |b| (a, b)));
    if values.len() <= 1000
        && let Some((a, b)) = pairs().find(|(a, b)| values[*a] + values[*b] == wanted)
    {
        return vec![vec![a, b]];
    }
    if values.len() > 100 {
        return Vec::new();
    }
    let triple = pairs().find_map(|(a, b)| {
        let rest = wanted - values[a] - values[b];
        (b + 1..values.len()).find(|c| values[*c] == rest).map(|c| vec![a, b, c])
    });
    triple.into_iter().collect()
}

/// Rows that are shared otherwise than the agreement says, and whose difference is the whole difference.
fn sneda_rader(krav: &Krav, rows: &[Radskillnad], place: &dyn Fn(Span) -> String) -> Vec<Forslag> {
    let uneven: Vec<&Radskillnad> = rows.iter().filter(|it| !it.eget.is_zero()).collect();
    let values: Vec<Belopp> = uneven.iter().map(|it| it.eget).collect();
    let found = fewest(&values, krav.hoj.0);
    // Several rows are worth telling of only when there are others that are right to be uneven.
    let telling = found.into_iter().filter(|it| it.len() == 1 || it.len() < uneven.len());
    let (own, other) = whose(krav.vem);
    let verb = |it: Belopp| if it.is_negative() { ("sänk", "höj") } else { ("höj", "sänk") };
    let each = |row: &Radskillnad| {
        let (raise, lower) = verb(row.eget);
        let near = place(row.span);
        let mut text = format!("{raise} {own} belopp på raden ”{}” ({near}) med {} kr", row.namn, row.eget.abs());
        match row.flytt {
            Some(it) => {
                let (from, to) = if it.is_negative() { (own, other) } else { (other, own) };
                let it = it.abs();
                text.push_str(&format!(
                    ", {lower} {other} med {} kr eller flytta {it} kr från {from} till {to} belopp",
                    row.andras.abs()
                ));
            }
            None => text.push_str(&format!(", eller {lower} {other} med {} kr", row.andras.abs())),
        }
        text
    };
    telling
        .map(|set| {
            let parts: Vec<String> = set.iter().map(|it| each(uneven[*it])).collect();
            let text = svenska::capitalised(&svenska::list(&parts, "och")) + ".";
            Forslag { text, andringar: Vec::new() }
        })
        .collect()
}

/// Rows that are the whole difference by themselves: they may be one too many, or one like them too few.
fn hela_poster(krav: &Krav, poster: &[&Post], place: &dyn Fn(Span) -> String) -> Vec<Forslag> {
    let too_much = krav.skillnad();
    let values: Vec<Belopp> = poster.iter().map(|it| it.varde()).collect();
    let sets = fewest(&values, too_much).into_iter().filter(|it| it.len() < poster.len());
    let mut all: Vec<Forslag> = sets
        .map(|set| {
            let names: Vec<String> = set.iter().map(|it| named(poster[*it], place)).collect();
            let names = svenska::list(&names, "och");
            let text = match set.len() {
                1 => format!("{names} är precis skillnaden. Ska den räknas med?"),
                _ => format!("{names} är tillsammans precis skillnaden. Ska de räknas med?"),
            };
            Forslag { text, andringar: Vec::new() }
        })
        .collect();
    let like = poster.iter().filter(|it| it.varde() == -too_much && !it.varde().is_zero()).take(MOST);
    all.extend(like.map(|it| {
        let text =
            format!("Skillnaden är lika stor som {}. Är något räknat två gånger på andra sidan?", named(it, place));
        Forslag { text, andringar: Vec::new() }
    }));
    all
}

/// What always helps: one row, or the other side.
fn allmant(krav: &Krav, poster: &[&Post], place: &dyn Fn(Span) -> String) -> Forslag {
    let (own, other) = krav.hoj;
    let verb = |it: Belopp| if it.is_negative() { "sänk" } else { "höj" };
    let mut andringar = Vec::new();
    let mut text = match (poster, &krav.rader) {
        (_, Some(_)) => {
            let (mine, theirs) = whose(krav.vem);
            format!(
                "{} {mine} belopp med sammanlagt {} kr, eller {} {theirs} med {} kr",
                verb(own),
                own.abs(),
                verb(other),
                other.abs()
            )
        }
        ([only], None) => {
            let meant = if only.minus { only.belopp - own } else { only.belopp + own };
            andringar.push((only.span, meant));
            format!("skriv {} i {}", meant.toml(), named(only, place))
        }
        _ if krav.relation == Relation::Hogst => format!("{} beloppen med sammanlagt {} kr", verb(own), own.abs()),
        _ if poster.iter().any(|it| it.minus) => {
            let how = if own.is_negative() { "lägre" } else { "högre" };
            format!("ändra ett av beloppen, så att summan blir {} kr {how}", own.abs())
        }
        _ => format!("{} ett av beloppen med {} kr", verb(own), own.abs()),
    };
    match (krav.mot.as_slice(), krav.relation) {
        ([only], Relation::Lika) if krav.rader.is_none() => {
            let meant = if only.minus { only.belopp - other } else { only.belopp + other };
            andringar.push((only.span, meant));
            text.push_str(&format!(", eller skriv {} i {}", meant.toml(), named(only, place)));
        }
        ([_, _, ..], Relation::Lika) if krav.rader.is_none() => {
            text.push_str(&format!(", eller {} {} med lika mycket", verb(other), krav.med));
        }
        _ => {}
    }
    Forslag { text: svenska::capitalised(&text) + ".", andringar }
}

/// A party's and the other's, within a sentence.
fn whose(vem: Vem) -> (&'static str, &'static str) {
    if vem == Vem::Kommun { ("kommunens", "regionens") } else { ("regionens", "kommunens") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kr(digits: &str) -> Belopp {
        Belopp::parse(digits).expect("an amount")
    }

    #[test]
    fn slips_are_recognised() {
        let slip = |typed, meant| Slip::between(kr(typed), kr(meant));
        assert_eq!(slip("530000", "350000"), Some(Slip::Swapped));
        assert_eq!(slip("35000", "350000"), Some(Slip::ZeroMissing));
        assert_eq!(slip("3500000", "350000"), Some(Slip::ZeroTooMany));
        assert_eq!(slip("12345", "123345"), Some(Slip::DigitMissing));
        assert_eq!(slip("1223", "123"), Some(Slip::DigitTwice));
        assert_eq!(slip("350", "350000"), Some(Slip::Thousands));
        assert_eq!(slip("350000", "340000"), None);
        assert_eq!(slip("350000", "350000"), None);
        assert_eq!(slip("350000", "-350000"), None);
    }

    #[test]
    fn the_fewest_come_first() {
        let values: Vec<Belopp> = ["10", "20", "30", "5"].into_iter().map(kr).collect();
        assert_eq!(fewest(&values, kr("30")), vec![vec![2]]);
        assert_eq!(fewest(&values, kr("15")), vec![vec![0, 3]]);
        assert_eq!(fewest(&values, kr("60")), vec![vec![0, 1, 2]]);
        assert!(fewest(&values, kr("64")).is_empty());
    }
}
