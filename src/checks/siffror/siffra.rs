//! The figures of a sentence: amounts, percentages and counts, each with what it says it is and how finely it says so.

use std::ops::Range;

use rust_decimal::Decimal;

use super::mening::{self, Bit, Bitslag, Mening};
use super::ordlista::Grupp;
use super::rakneord::{self, Led, steps_of};

/// A figure in a sentence.
#[derive(Clone, Debug)]
pub(super) struct Siffra {
    /// Where it stands in the text, with its unit and the words that hedge it.
    pub place: Range<usize>,
    /// Which pieces of the sentence it is.
    pub bitar: Range<usize>,
    pub enhet: Enhet,
    pub varde: Decimal,
    /// What it is equal to, as finely as it was said; the ends count.
    pub lika: (Decimal, Decimal),
    /// What it is not wrong about.
    pub godtas: (Decimal, Decimal),
    pub form: Form,
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Enhet {
    Kronor,
    KronorPerInvanare,
    /// Per cent of the budget.
    Andel,
    /// Per cent of full time.
    Tjanst,
    /// Other per cent, and other numbers.
    Tal {
        procent: bool,
    },
    Invanare,
    Antal(Sak),
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sak {
    Fokusomraden,
    Programomraden,
    Insatser,
    Mal,
}

/// How a figure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Kr,
    Kronor,
    Tkr,
    Mnkr,
    /// Without a unit.
    Bar,
    Procent,
    /// As a word that begins a sentence, so that no value can stand there.
    Versal,
    Ord,
}

/// What the words before a figure say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hedge {
    Exakt,
    Ungefar,
    Mer,
    Mindre,
}

/// The figures of a sentence, in order.
pub(super) fn in_sentence(mening: &Mening<'_>) -> Vec<Siffra> {
    let bits = &mening.bitar;
    let mut found = Vec::new();
    let mut at = 0;
    while at < bits.len() {
        let said = number(bits, at);
        match said.and_then(|it| figure(bits, at, it)).or_else(|| fraction(bits, at)) {
            Some(one) => {
                at = one.bitar.end.max(at + 1);
                found.push(one);
            }
            None => at += said.map_or(1, |it| it.langd.max(1)),
        }
    }
    found.retain(|it| !is_limit(bits, it.bitar.start));
    found
}

/// Whether a figure may begin at a place, as far as the next words tell: most numbers are years, dates and ages.
/// `counts` says whether numbers without a unit of ours may be figures.
pub(super) fn may_begin(text: &str, at: usize, counts: bool) -> bool {
    const WORDS: usize = 5;
    let bits = mening::first_bits(text, at, WORDS);
    let Some(said) = number(&bits, 0) else { return bits.first().is_some_and(Bit::is_word) };
    // Of a large number, and of what these words cut off, the sentence must tell.
    if said.varde >= Decimal::from(10_000) || said.langd + 4 > WORDS {
        return true;
    }
    match figure(&bits, 0, said) {
        Some(it) => counts || it.enhet != Enhet::Tal { procent: false },
        None => bits.get(1).is_some_and(|it| it.ord().contains("del")),
    }
}

/// A number at a place, in digits or in words.
fn number(bits: &[Bit<'_>], at: usize) -> Option<rakneord::Uttalat> {
    // Nearly every word is done with here.
    let first = &bits[at];
    let may_begin = first.is_word() && (rakneord::ord(first.ord()).is_some() || first.ord().starts_with("halv"));
    if !may_begin && !matches!(first.slag, Bitslag::Tal { .. }) {
        return None;
    }
    let led: Vec<Led<'_>> = bits[at..]
        .iter()
        .take(8)
        .map_while(|it| match it.slag {
            Bitslag::Tal { varde, decimaler, .. } => Some(Led::Tal(varde, decimaler)),
            Bitslag::Ord => Some(Led::Ord(it.ord())),
            _ => None,
        })
        .collect();
    rakneord::tal(&led)
}

/// The figure that a number and the words after it make.
fn figure(bits: &[Bit<'_>], at: usize, said: rakneord::Uttalat) -> Option<Siffra> {
    let after = at + said.langd;
    let word = |idx: usize| bits.get(idx).map_or("", |it| it.ord());
    let hedge = || if said.ungefar { (Hedge::Ungefar, 0) } else { hedge(bits, at) };
    let scaled = said.steg > Decimal::ONE && said.med_ord;
    let build = |enhet, end: usize, form, varde: Decimal, step: Decimal| {
        let (hedge, words) = hedge();
        let place = bits[at - words].place.start..bits[end - 1].place.end;
        let (lika, godtas) = said_to_be(varde, step, hedge, matches!(form, Form::Procent));
        Some(Siffra { place, bitar: at..end, enhet, varde, lika, godtas, form })
    };
    // Kronor, thousands and millions of them.
    if let Some((power, form)) = money_unit(bits, after) {
        let end = after + 1;
        let factor = Decimal::from(10_i64.pow(power));
        let (varde, step) = (said.varde.checked_mul(factor)?, said.steg.checked_mul(factor)?);
        let per = word(end) == "per" && Grupp::Invanare.has(word(end + 1));
        let (enhet, end) = if per { (Enhet::KronorPerInvanare, end) } else { (Enhet::Kronor, end) };
        if is_piece_price(bits, end) {
            return None;
        }
        let form = if scaled && form == Form::Kr { Form::Kronor } else { form };
        return build(enhet, end, form, varde, step);
    }
    if is_percent(word(after)) || (word(after) == "-" && word(after + 1).starts_with("procentig")) {
        let end = after + if word(after) == "-" { 2 } else { 1 };
        if word(after).starts_with("procentenhet") {
            return None;
        }
        let plain = matches!(word(after), "%" | "procent");
        let form = if plain { Form::Procent } else { Form::Ord };
        let enhet = percent_of(bits, at, end);
        return build(enhet, end, form, said.varde, said.steg).map(|it| Siffra { form, ..it });
    }
    if let Some((sak, noun)) =
        counted(bits, after).filter(|_| said.varde < Decimal::ONE_HUNDRED && said.steg == Decimal::ONE)
    {
        let typed = bits[at].text;
        let form = match bits[at].slag {
            Bitslag::Tal { .. } => Form::Bar,
            _ if typed.starts_with(char::is_uppercase) => Form::Versal,
            _ => Form::Ord,
        };
        let one = build(Enhet::Antal(sak), at + 1, form, said.varde, said.steg)?;
        return (hedge().0 == Hedge::Exakt).then_some(Siffra { bitar: at..noun + 1, ..one });
    }
    if Grupp::Invanare.begins(&bits[after.min(bits.len())..]).is_some() {
        return build(Enhet::Invanare, after, Form::Bar, said.varde, said.steg);
    }
    bare(bits, at, after, said).and_then(|enhet| {
        let form = if said.med_ord { Form::Kronor } else { Form::Bar };
        build(enhet, after, form, said.varde, said.steg)
    })
}

/// What a number without a unit may be: an amount in groups of three digits or in millions, where no noun follows.
fn bare(bits: &[Bit<'_>], at: usize, after: usize, said: rakneord::Uttalat) -> Option<Enhet> {
    const FOLLOWS: [&str; 20] = [
        "per",
        "från",
        "till",
        "för",
        "och",
        "av",
        "i",
        "var",
        "vardera",
        "totalt",
        "varav",
        "respektive",
        "som",
        "under",
        "på",
        "har",
        "går",
        "gick",
        "är",
        "tillsammans",
    ];
    let grouped = matches!(bits[at].slag, Bitslag::Tal { grupperat: true, .. });
    let millions = said.med_ord && said.steg >= Decimal::from(50_000);
    let next = bits.get(after);
    let follows =
        next.is_none_or(|it| matches!(it.slag, Bitslag::Tecken | Bitslag::Tal { .. }) || FOLLOWS.contains(&it.ord()));
    let large = said.varde >= Decimal::from(10_000) && follows && (grouped || millions);
    if large && !is_piece_price(bits, after) {
        return Some(Enhet::Kronor);
    }
    // An indicator may count anything; whether it does is judged by its unit.
    (!said.med_ord && next.is_some_and(Bit::is_word) && said.varde >= Decimal::TEN && !is_year(said.varde))
        .then_some(Enhet::Tal { procent: false })
}

pub(super) fn is_year(number: Decimal) -> bool {
    number.fract().is_zero() && number >= Decimal::from(1900) && number < Decimal::from(2100)
}

/// Whether an amount is the price of one of something.
fn is_piece_price(bits: &[Bit<'_>], after: usize) -> bool {
    let word = |idx: usize| bits.get(idx).map_or("", |it| it.ord());
    let by = matches!(word(after), "per" | "/" | "varje")
        || (matches!(word(after), "i" | "om") && word(after + 1) == "timmen");
    by && !Grupp::Per.has(word(after + 1))
}

/// The power of ten of a unit of money, and how it is written.
fn money_unit(bits: &[Bit<'_>], at: usize) -> Option<(u32, Form)> {
    Some(match bits.get(at)?.ord() {
        "kr" | ":-" => (0, Form::Kr),
        "kronor" | "kronors" | "sek" => (0, Form::Kronor),
        "tkr" | "kkr" => (3, Form::Tkr),
        "mnkr" | "mkr" | "msek" => (6, Form::Mnkr),
        "mdkr" => (9, Form::Mnkr),
        _ => return None,
    })
}

fn is_percent(word: &str) -> bool {
    word == "%" || word.starts_with("procent")
}

/// What a percentage is of.
fn percent_of(bits: &[Bit<'_>], at: usize, end: usize) -> Enhet {
    if is_of_whole(bits, end) {
        return Enhet::Andel;
    }
    // ”Av budgeten går 48 procent till …”
    let before = &bits[at.saturating_sub(6)..at];
    let leads = (0..before.len()).any(|idx| before[idx].ord() == "av" && is_of_whole(before, idx));
    if leads {
        return Enhet::Andel;
    }
    let near = &bits[at.saturating_sub(3)..(end + 4).min(bits.len())];
    let posted = near.iter().any(|it| Grupp::Tjanst.has(it.ord()) || it.ord().ends_with("tjänst"));
    if posted { Enhet::Tjanst } else { Enhet::Tal { procent: true } }
}

/// Whether `av (hela, den gemensamma …) budgeten` stands at a place.
fn is_of_whole(bits: &[Bit<'_>], at: usize) -> bool {
    if bits.get(at).is_none_or(|it| it.ord() != "av") {
        return false;
    }
    let rest = &bits[at + 1..(at + 5).min(bits.len())];
    let noun = rest.iter().position(|it| !Grupp::Helhetens.has(it.ord()));
    noun.is_some_and(|it| Grupp::Helhet.has(rest[it].ord()))
}

/// `hälften av budgeten`, `två tredjedelar av medlen`, `halva budgeten`, `merparten av budgeten`.
fn fraction(bits: &[Bit<'_>], at: usize) -> Option<Siffra> {
    let word = |idx: usize| bits.get(idx).map_or("", |it| it.ord());
    let d = |number: i64, places: u32| Decimal::new(number, places);
    let parts = |many: &str| match many {
        "tredjedel" | "tredjedelar" => Some((d(33_333, 3), d(2, 0))),
        "fjärdedel" | "fjärdedelar" => Some((d(25, 0), d(15, 1))),
        "femtedel" | "femtedelar" => Some((d(20, 0), d(1, 0))),
        "tiondel" | "tiondelar" => Some((d(10, 0), d(1, 0))),
        _ => None,
    };
    let (varde, slack, end, more) = match word(at) {
        "hälften" => (d(50, 0), d(2, 0), at + 1, false),
        "halva" if Grupp::Helhet.has(word(at + 1)) => (d(50, 0), d(2, 0), at + 1, false),
        "merparten" => (d(50, 0), d(0, 0), at + 1, true),
        "delen" if matches!(word(at.wrapping_sub(1)), "större" | "övervägande") => (d(50, 0), d(0, 0), at + 1, true),
        first => {
            let (part, slack) = parts(word(at + 1))?;
            let many = rakneord::ord(first).filter(|it| (1..10).contains(it))?;
            (part * Decimal::from(many), slack, at + 2, false)
        }
    };
    let whole = is_of_whole(bits, end) || Grupp::Helhet.has(word(end)) && word(at) == "halva";
    let leads = percent_of(bits, at, end) == Enhet::Andel;
    if !(whole || leads) {
        return None;
    }
    let (hedge, words) = if word(at) == "delen" { (Hedge::Exakt, 1) } else { hedge(bits, at) };
    let (lika, godtas) = match hedge {
        _ if more => ((varde, Decimal::ONE_HUNDRED), (varde, Decimal::ONE_HUNDRED)),
        Hedge::Exakt | Hedge::Ungefar => {
            ((varde - slack, varde + slack), (varde - slack * d(25, 1), varde + slack * d(25, 1)))
        }
        Hedge::Mer => ((varde, varde + d(8, 0)), (varde, varde + d(20, 0))),
        Hedge::Mindre => ((varde - d(8, 0), varde), (varde - d(12, 0), varde)),
    };
    let place = bits[at - words].place.start..bits[end - 1].place.end;
    Some(Siffra { place, bitar: at..end, enhet: Enhet::Andel, varde, lika, godtas, form: Form::Ord })
}

/// What is counted after a number, with at most two words between, and where the noun stands.
fn counted(bits: &[Bit<'_>], after: usize) -> Option<(Sak, usize)> {
    const KINDS: [(Grupp, Sak); 4] = [
        (Grupp::Fokusomraden, Sak::Fokusomraden),
        (Grupp::Programomraden, Sak::Programomraden),
        (Grupp::Insatser, Sak::Insatser),
        (Grupp::Mal, Sak::Mal),
    ];
    for (idx, word) in bits.iter().enumerate().skip(after).take(3) {
        if let Some((_, sak)) = KINDS.iter().find(|(grupp, _)| grupp.has(word.ord())) {
            return Some((*sak, idx));
        }
        let describes = word.is_word()
            && (word.ord().ends_with(['a', 'e']) && word.ord().len() > 3 || matches!(word.ord(), "stycken" | "st"));
        if !describes || Grupp::Andra.has(word.ord()) {
            return None;
        }
    }
    None
}

/// What the words before a figure say of it, and how many they are.
fn hedge(bits: &[Bit<'_>], at: usize) -> (Hedge, usize) {
    const KINDS: [(Grupp, Hedge); 3] =
        [(Grupp::Ungefar, Hedge::Ungefar), (Grupp::Mer, Hedge::Mer), (Grupp::Mindre, Hedge::Mindre)];
    // A point after ”ca” is no word of its own to the reader.
    let point = usize::from(at >= 2 && bits[at - 1].ord() == "." && bits[at - 2].ord() == "ca");
    // ”För över 28 200 kr” tells what is done and not how much more it is.
    let carries = |word: &str| matches!(word, "för" | "förs" | "föra" | "föras" | "förts" | "fördes");
    if at >= 2 && bits[at - 1].ord() == "över" && carries(bits[at - 2].ord()) {
        return (Hedge::Exakt, 0);
    }
    for words in (1..=3).rev() {
        let Some(start) = at.checked_sub(words + point) else { continue };
        let found = KINDS.iter().find(|(grupp, _)| grupp.begins(&bits[start..at]) == Some(words));
        if let Some((_, hedge)) = found {
            return (*hedge, words + point);
        }
    }
    (Hedge::Exakt, 0)
}

/// Whether the figure only says what something may be at most or at least.
fn is_limit(bits: &[Bit<'_>], at: usize) -> bool {
    (1..=3).any(|words| at.checked_sub(words).is_some_and(|start| Grupp::Grans.begins(&bits[start..at]) == Some(words)))
}

/// An interval; the ends count.
type Mellan = (Decimal, Decimal);

/// What a figure is equal to, and what it is not wrong about.
fn said_to_be(varde: Decimal, step: Decimal, hedge: Hedge, percent: bool) -> (Mellan, Mellan) {
    let part = |percent: i64| varde * Decimal::new(percent, 2);
    let half = step / Decimal::TWO;
    // Nobody says ”two millions” of much more or less, though it could be rounded to that.
    let near = half.min(part(12).max(Decimal::new(5, 1)));
    let below = |to: Decimal| to - step * Decimal::new(1, 6);
    let round = if percent { step } else { steps_of(varde).max(step) };
    match hedge {
        Hedge::Exakt => {
            // In whole kronor ören are rounded, or left out.
            let half = if varde >= Decimal::ONE_THOUSAND { half.max(Decimal::ONE) } else { half };
            ((varde - near, below(varde + near)), (varde - half, varde + half))
        }
        Hedge::Ungefar => {
            let slack = (round / Decimal::TWO).max(part(5)).min(part(10)).max(half);
            let wide = part(10).max(slack);
            ((varde - slack, varde + slack), (varde - wide, varde + wide))
        }
        Hedge::Mer => {
            let slack = round.max(part(10)).min(part(25));
            ((varde, varde + slack), (varde - part(2), varde + slack + part(5)))
        }
        Hedge::Mindre => {
            let slack = round.max(part(10)).min(part(25));
            ((varde - slack, varde), (varde - slack - part(5), varde + part(2)))
        }
    }
}
