//! Swedish numbers in words: `tolv`, `trehundrafemtiotusen`, `en och en halv miljon`, `ett par hundra tusen`.

use std::sync::LazyLock;

use rust_decimal::Decimal;

use crate::tecken::{SmallSieve, beginning};

/// A word, or a number in digits, as they follow each other in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Led<'a> {
    /// In small letters.
    Ord(&'a str),
    /// A number and how many decimals it was typed with.
    Tal(Decimal, u32),
}

/// A number that was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Uttalat {
    pub varde: Decimal,
    /// The smallest step that it was said in: a million for `två miljoner`.
    pub steg: Decimal,
    /// How many words it takes.
    pub langd: usize,
    /// Whether there is any word among them, as in `2 miljoner`.
    pub med_ord: bool,
    /// Whether it was said loosely: `ett par miljoner`.
    pub ungefar: bool,
}

/// What a number begins with, the longer words first.
const ENHETER: [(&str, u32); 31] = [
    ("tretton", 13),
    ("fjorton", 14),
    ("femton", 15),
    ("sexton", 16),
    ("sjutton", 17),
    ("arton", 18),
    ("nitton", 19),
    ("tjugo", 20),
    ("trettio", 30),
    ("fyrtio", 40),
    ("femtio", 50),
    ("sextio", 60),
    ("sjuttio", 70),
    ("åttio", 80),
    ("nittio", 90),
    ("noll", 0),
    ("ett", 1),
    ("en", 1),
    ("två", 2),
    ("tre", 3),
    ("fyra", 4),
    ("fem", 5),
    ("sex", 6),
    ("sju", 7),
    ("åtta", 8),
    ("nio", 9),
    ("tio", 10),
    ("elva", 11),
    ("tolv", 12),
    ("tjog", 20),
    ("dussin", 12),
];

/// The number that one word says, such as `tjugofem` or `tvåhundratusen`.
pub(super) fn ord(word: &str) -> Option<u32> {
    // Three bytes tell most words from numbers without comparing them with each.
    if !BEGINNINGS.may_hold(beginning(word.as_bytes())) {
        return None;
    }
    let (thousands, rest) = match word.strip_prefix("tusen") {
        Some(rest) => (1, rest),
        None => match below_thousand(word)? {
            (number, "") => return Some(number),
            // Of three t in a row one is left out: ettusen, tjugoettusen.
            (number, rest) if word[..word.len() - rest.len()].ends_with("ett") && rest.starts_with("usen") => {
                (number, &rest["usen".len()..])
            }
            (number, rest) => (number, rest.strip_prefix("tusen")?),
        },
    };
    match rest {
        "" => Some(thousands * 1_000),
        rest => below_thousand(rest).filter(|it| it.1.is_empty()).map(|it| thousands * 1_000 + it.0),
    }
}

/// The words that a number in words begins with.
pub(super) fn beginnings() -> impl Iterator<Item = &'static str> {
    // An article alone has a space after it, or nothing; `en` begins no other numbers than these.
    ENHETER.iter().map(|it| it.0).chain(["hundra", "tusen", "enhundra", "entusen"])
}

static BEGINNINGS: LazyLock<SmallSieve> = LazyLock::new(|| SmallSieve::of_beginnings(beginnings()));

/// The number below a thousand that a word begins with, and what follows it.
fn below_thousand(word: &str) -> Option<(u32, &str)> {
    let (number, rest) = below_hundred(word).unwrap_or((1, word));
    match rest.strip_prefix("hundra") {
        Some(rest) if number < 20 => {
            let (ones, rest) = below_hundred(rest).unwrap_or((0, rest));
            Some((number * 100 + ones, rest))
        }
        _ => Some((number, rest)).filter(|_| rest.len() < word.len()),
    }
}

fn below_hundred(word: &str) -> Option<(u32, &str)> {
    let (first, rest) = begins(word)?;
    let ones = begins(rest).filter(|it| first >= 20 && (1..10).contains(&it.0));
    Some(ones.map_or((first, rest), |(ones, rest)| (first + ones, rest)))
}

fn begins(word: &str) -> Option<(u32, &str)> {
    let first = *word.as_bytes().first()?;
    let alike = ENHETER.iter().filter(|(it, _)| it.as_bytes()[0] == first);
    alike.filter_map(|(it, number)| Some((*number, word.strip_prefix(it)?))).next()
}

/// The number that some words begin with. `en` and `ett` alone are no numbers but articles.
pub(super) fn tal(led: &[Led<'_>]) -> Option<Uttalat> {
    let mut sum: Option<Uttalat> = None;
    let mut at = 0;
    loop {
        let rest = led.get(at..).unwrap_or_default();
        let Some(part) = part(rest) else { break };
        // What follows must be smaller: `två miljoner femhundra tusen`.
        match &mut sum {
            None => sum = Some(part),
            Some(sum) if part.varde < sum.steg && part.steg < sum.steg && part.med_ord => {
                sum.varde += part.varde;
                sum.steg = part.steg;
                sum.langd = at + part.langd;
            }
            Some(_) => break,
        }
        at += part.langd;
        if sum.is_some_and(|it| it.steg < Decimal::ONE_THOUSAND) {
            break;
        }
    }
    sum
}

/// A number and the scales after it.
fn part(led: &[Led<'_>]) -> Option<Uttalat> {
    let word = |at: usize| match led.get(at) {
        Some(Led::Ord(it)) => *it,
        _ => "",
    };
    let half = Decimal::new(5, 1);
    let is_half = |it: &str| matches!(it, "halv" | "halvt" | "halva");
    let is_one = |it: &str| matches!(it, "en" | "ett");
    // What is said by halves needs a scale after it, and so does an article.
    let (value, step, mut used, needs_scale, loose, mut words) = match led.first()? {
        Led::Tal(it, decimals) => (*it, Decimal::new(1, *decimals), 1, false, false, false),
        Led::Ord("halvannan") => (Decimal::new(15, 1), half, 1, true, false, true),
        Led::Ord(it) if is_half(it) => (half, Decimal::new(1, 1), 1, true, false, true),
        Led::Ord(it) if is_one(it) && is_half(word(1)) => (half, Decimal::new(1, 1), 2, true, false, true),
        Led::Ord(it) if is_one(it) && word(1) == "kvarts" => {
            (Decimal::new(25, 2), Decimal::new(5, 2), 2, true, false, true)
        }
        Led::Ord("tre") if word(1) == "kvarts" => (Decimal::new(75, 2), Decimal::new(5, 2), 2, true, false, true),
        Led::Ord("ett") if word(1) == "par" => (Decimal::TWO, Decimal::ONE, 2, true, true, true),
        Led::Ord(it) => {
            let number = Decimal::from(ord(it)?);
            if word(1) == "och" && is_one(word(2)) && is_half(word(3)) {
                (number + half, half, 4, true, false, true)
            } else {
                // A word of thousands says how finely it counts; a single one below is exact.
                (number, if it.contains("tusen") { steps_of(number) } else { Decimal::ONE }, 1, is_one(it), false, true)
            }
        }
    };
    let mut scale = Decimal::ONE;
    while let Some(it) = scale_of(word(used)) {
        // ”Två hundra” is one number, ”2024 hundra” none.
        if it == Decimal::ONE_HUNDRED && (scale != Decimal::ONE || value >= Decimal::TEN) {
            break;
        }
        scale *= it;
        used += 1;
        words = true;
    }
    if needs_scale && scale == Decimal::ONE {
        return None;
    }
    let varde = value.checked_mul(scale)?;
    let steg = step.checked_mul(scale)?;
    Some(Uttalat { varde, steg, langd: used, med_ord: words, ungefar: loose })
}

fn scale_of(word: &str) -> Option<Decimal> {
    match word {
        "hundra" => Some(Decimal::ONE_HUNDRED),
        "tusen" => Some(Decimal::ONE_THOUSAND),
        "miljon" | "miljoner" => Some(Decimal::new(1_000_000, 0)),
        "miljard" | "miljarder" => Some(Decimal::new(1_000_000_000, 0)),
        _ => None,
    }
}

/// The power of ten that a number is a whole number of.
pub(super) fn steps_of(number: Decimal) -> Decimal {
    let mut step = Decimal::ONE;
    while !number.is_zero() && (number % (step * Decimal::TEN)).is_zero() && step < Decimal::new(1_000_000_000, 0) {
        step *= Decimal::TEN;
    }
    step
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_number_begins_as_a_number() {
        let may_be_number = |it: &str| BEGINNINGS.may_hold(beginning(it.as_bytes()));
        assert!(["ettusen", "en", "Åtta", "TIO", "Hundra", "tvåhundratusen"].into_iter().all(may_be_number));
        assert!(!["kommunen", "å", "", "enligt", "till", "sedan"].into_iter().any(may_be_number));
    }

    use super::*;

    /// What is said, what it comes to, in which steps, and how many words it takes.
    const SAID: [(&str, i64, i64, usize); 32] = [
        ("noll insatser", 0, 1, 1),
        ("tre insatser", 3, 1, 1),
        ("tolv mål", 12, 1, 1),
        ("tjugo procent", 20, 1, 1),
        ("tjugofem procent", 25, 1, 1),
        ("åttioåtta barn", 88, 1, 1),
        ("hundra tusen kronor", 100_000, 1_000, 2),
        ("tvåhundra tusen kronor", 200_000, 1_000, 2),
        ("två hundra tusen kronor", 200_000, 100_000, 3),
        ("tvåhundratusen kronor", 200_000, 100_000, 1),
        ("trehundrafemtiotusen kronor", 350_000, 10_000, 1),
        ("trehundrafemtio tusen kronor", 350_000, 1_000, 2),
        ("ettusen kronor", 1_000, 1_000, 1),
        ("tusen kronor", 1_000, 1_000, 1),
        ("tjugoettusen kronor", 21_000, 1_000, 1),
        ("hundraettusenfemhundra kronor", 101_500, 100, 1),
        ("femtiotusen kronor", 50_000, 10_000, 1),
        ("två miljoner", 2_000_000, 1_000_000, 2),
        ("en miljon kronor", 1_000_000, 1_000_000, 2),
        ("en halv miljon kronor", 500_000, 100_000, 3),
        ("halv miljon", 500_000, 100_000, 2),
        ("en och en halv miljon kronor", 1_500_000, 500_000, 5),
        ("två och en halv miljoner", 2_500_000, 500_000, 5),
        ("halvannan miljon", 1_500_000, 500_000, 2),
        ("två miljoner femhundra tusen", 2_500_000, 1_000, 4),
        ("en miljon femtiotusen kronor", 1_050_000, 10_000, 3),
        ("tre kvarts miljon", 750_000, 50_000, 3),
        ("ett par miljoner", 2_000_000, 1_000_000, 3),
        ("femtonhundra kronor", 1_500, 1, 1),
        ("ettusentvåhundra kronor", 1_200, 100, 1),
        ("fyrtiosextusen kronor", 46_000, 1_000, 1),
        ("tvåhundratrettioen barn", 231, 1, 1),
    ];

    #[test]
    fn numbers_in_words_are_understood() {
        for (said, value, step, words) in SAID {
            let led: Vec<Led<'_>> = said.split(' ').map(Led::Ord).collect();
            let found = tal(&led).map(|it| (it.varde, it.steg, it.langd));
            assert_eq!(found, Some((Decimal::from(value), Decimal::from(step), words)), "{said}");
        }
        for said in [
            "en insats",
            "ett mål",
            "och",
            "sexuell hälsa",
            "trehjuling",
            "tusentals",
            "nationell",
            "en halv tjänst",
            "tjugohundra kronor",
            "sjuksköterskor",
            "femtonfem",
            "elvausen",
            "hundraden",
            "",
        ] {
            let led: Vec<Led<'_>> = said.split(' ').map(Led::Ord).collect();
            assert_eq!(tal(&led), None, "{said}");
        }
        let two_and_a_half = [Led::Tal(Decimal::new(25, 1), 1), Led::Ord("miljoner")];
        assert_eq!(
            tal(&two_and_a_half).map(|it| (it.varde, it.steg)),
            Some((Decimal::from(2_500_000), Decimal::from(100_000)))
        );
    }
}
