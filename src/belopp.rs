//! Amounts of money: exact, bounded, and the only place that formats or rounds them.

pub mod meant;

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use rust_decimal::{Decimal, RoundingStrategy};

use crate::svenska;
use meant::{Typed, Unit};

/// An amount in kronor with at most two decimals (ören).
///
/// One typed amount is at most [`Belopp::MAX`], so that a sum of as many rows as a file can hold stays far below the
/// 28 digits of [`Decimal`]: adding cannot overflow, round or lose an öre.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Belopp(Decimal);

/// Why digits are no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAmount {
    /// Not digits with at most one decimal point.
    NotANumber,
    /// More than two decimals.
    TooFine,
    /// Larger than any kommun's money.
    TooLarge,
}

impl Belopp {
    /// Nothing: 0 kronor.
    pub const NOLL: Self = Self(Decimal::ZERO);
    /// The smallest amount there is.
    pub const ORE: Self = Self(Decimal::from_parts(1, 0, 0, false, 2));
    /// One krona.
    pub const KRONA: Self = Self(Decimal::ONE);
    /// The largest amount that can be typed, in kronor.
    pub const MAX: i64 = 999_999_999_999;

    /// Whole kronor.
    pub fn kronor(kronor: u32) -> Self {
        Self(Decimal::from(kronor))
    }

    /// The amount in whole kronor, half a krona away from zero.
    pub fn avrundat(self) -> Self {
        Self(self.0.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
    }

    /// Reads an amount from its digits, such as `350000` or `-48500.50`, without any detour through floating point.
    ///
    /// # Errors
    /// Refuses other spellings, more than two decimals and amounts beyond [`Belopp::MAX`].
    pub fn parse(digits: &str) -> Result<Self, NoAmount> {
        let plain = digits.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'.' | b'-' | b'+'));
        if !plain || digits.len() > 64 {
            return Err(if plain { NoAmount::TooLarge } else { NoAmount::NotANumber });
        }
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        if decimals > 2 {
            return Err(NoAmount::TooFine);
        }
        let number = Decimal::from_str_exact(digits).map_err(|_| NoAmount::TooLarge)?;
        if number.abs() >= Decimal::from(Self::MAX + 1) {
            return Err(NoAmount::TooLarge);
        }
        Ok(Self(number))
    }

    /// Whether the amount is less than nothing.
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    /// Whether the amount is nothing.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether the amount is not in whole kronor.
    pub fn has_oren(self) -> bool {
        !self.0.fract().is_zero()
    }

    /// The amount without its sign.
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// The kronor as an exact number.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// `percent` per cent of the amount, rounded to the öre, half away from zero.
    pub fn percent(self, percent: Decimal) -> Self {
        Self::rounded(
            self.0.checked_mul(percent).and_then(|it| it.checked_div(Decimal::ONE_HUNDRED)).unwrap_or_default(),
        )
    }

    /// `percent` per cent of the amount, without what is less than an öre: a limit is not raised by rounding.
    pub fn percent_down(self, percent: Decimal) -> Self {
        let exact = self.0.checked_mul(percent).and_then(|it| it.checked_div(Decimal::ONE_HUNDRED)).unwrap_or_default();
        Self(exact.round_dp_with_strategy(2, RoundingStrategy::ToZero))
    }

    /// How much this amount must rise to be `percent` per cent of itself and `others` together, rounded to the öre;
    /// nothing when it must be all.
    pub fn rise_to_share(self, percent: Decimal, others: Self) -> Self {
        let rest = Decimal::ONE_HUNDRED - percent;
        let wanted = others.0.checked_mul(percent);
        let short = wanted.zip(self.0.checked_mul(rest)).and_then(|(wanted, own)| wanted.checked_sub(own));
        short.and_then(|it| it.checked_div(rest)).map_or(Self::NOLL, Self::rounded)
    }

    /// The rate `sats` times `antal`, rounded to the öre, half away from zero; `None` beyond every sensible amount.
    pub fn product(sats: Self, antal: u64) -> Option<Self> {
        sats.0.checked_mul(Decimal::from(antal)).map(Self::rounded)
    }

    /// This amount in per cent of `whole`; `None` when there is no whole.
    pub fn share_of(self, whole: Self) -> Option<Decimal> {
        if whole.is_zero() {
            return None;
        }
        self.0.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole.0)
    }

    fn rounded(number: Decimal) -> Self {
        Self(number.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
    }

    /// The amount as it is typed in a plan: `350_000` or `48_500.50`.
    pub fn toml(self) -> String {
        let (sign, whole, oren) = self.parts();
        let sign = if sign { "-" } else { "" };
        let whole = svenska::grouped(&whole, '_');
        if oren == "00" { format!("{sign}{whole}") } else { format!("{sign}{whole}.{oren}") }
    }

    /// The amount for other programs, always with both ören: `-48500.50`.
    pub fn json(self) -> String {
        let (negative, whole, oren) = self.parts();
        format!("{}{whole}.{oren}", if negative { "-" } else { "" })
    }

    fn parts(self) -> (bool, String, String) {
        let text = format!("{:.2}", self.0.abs());
        let (whole, oren) = text.split_once('.').unwrap_or((&text, "00"));
        (self.is_negative(), whole.to_owned(), oren.to_owned())
    }
}

/// The amount the Swedish way: `1 050 000`, `−48 500,50`; ören only where there are any, or
/// where `{:.2}` asks for them so that a column lines up.
impl fmt::Display for Belopp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (negative, whole, oren) = self.parts();
        let sign = if negative { "\u{2212}" } else { "" };
        write!(out, "{sign}{}", svenska::grouped(&whole, svenska::NBSP))?;
        let always = out.precision().is_some();
        if oren == "00" && !always { Ok(()) } else { write!(out, ",{oren}") }
    }
}

impl Add for Belopp {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.checked_add(other.0).expect("every amount is bounded, and a file holds too few to reach 28 digits"))
    }
}

impl Sub for Belopp {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Neg for Belopp {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Belopp {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::NOLL, |sum, it| sum + it)
    }
}

/// What somebody meant who typed an amount as text, such as `350 000 kr`, `48 500,50` or `1,2 mnkr`.
pub fn meant(text: &str) -> Option<Belopp> {
    match meant::typed(text, true)? {
        Typed::Number(it) if it.unit != Unit::Percent => Belopp::parse(&it.toml.replace('_', "")).ok(),
        _ => None,
    }
}

/// Whether an amount can be read in one way only. In `1.234` the point may part thousands or begin decimals, and `0350`
/// may be a code.
pub fn is_plain(text: &str) -> bool {
    match meant::typed(text, true) {
        Some(Typed::Number(it)) => !it.is_doubtful && !it.is_code,
        _ => false,
    }
}

/// What somebody meant who typed a number that is no money as text, such as `27,5` or `50 %`, as TOML writes it.
pub fn number_meant(text: &str) -> Option<String> {
    match meant::typed(text, false)? {
        Typed::Number(it) if !matches!(it.unit, Unit::Kronor(_)) => Some(it.toml),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_print_the_swedish_way() {
        let print = |digits: &str| Belopp::parse(digits).map(|it| it.to_string());
        assert_eq!(print("1050000"), Ok("1\u{a0}050\u{a0}000".to_owned()));
        assert_eq!(print("-48500.5"), Ok("\u{2212}48\u{a0}500,50".to_owned()));
        assert_eq!(print("-0"), Ok("0".to_owned()));
        assert_eq!(print("1e5"), Err(NoAmount::NotANumber));
        assert_eq!(print("1.005"), Err(NoAmount::TooFine));
        assert_eq!(print("1000000000000"), Err(NoAmount::TooLarge));
        assert_eq!(print(&"9".repeat(70)), Err(NoAmount::TooLarge));
    }

    #[test]
    fn amounts_typed_as_text_are_understood() {
        let typed = |text| meant(text).map(Belopp::toml);
        assert_eq!(typed("350 000 kr").as_deref(), Some("350_000"));
        assert_eq!(typed("48\u{a0}500,50").as_deref(), Some("48_500.50"));
        assert_eq!(typed("1.050.000:-").as_deref(), Some("1_050_000"));
        assert_eq!(typed("1,2 mnkr").as_deref(), Some("1_200_000"));
        assert_eq!(typed("350.000").as_deref(), Some("350_000"));
        assert_eq!(typed("350,000 kr").as_deref(), Some("350_000"));
        assert_eq!(typed("1,250 mnkr").as_deref(), Some("1_250_000"));
        assert_eq!(typed("350'000").as_deref(), Some("350_000"));
        assert_eq!(typed("350.50").as_deref(), Some("350.50"));
        assert_eq!(typed("50 %"), None);
        assert_eq!(typed("cirka tio"), None);
        assert_eq!(number_meant("12,345").as_deref(), Some("12.345"));
        assert_eq!(number_meant("50 %").as_deref(), Some("50"));
    }
}
