//! What a file says apart from its words: every number, date, and yes or no, however it was typed.
//!
//! A mistake may be mended without a person looking at it only when these stay the same.

use rust_decimal::Decimal;
use toml::de::{DeTable, DeValue};

use super::syntax::dates::{self, Meant};
use super::{ascii_key, truth};
use crate::belopp;

/// A value of a file: where it stands, as `budget.rad[3].region`, and what it says; a text says nothing here.
pub type Fact = (String, Option<String>);

/// Everything that a file says, in its order; `None` for one that is no TOML.
pub fn facts(text: &str) -> Option<Vec<Fact>> {
    let table = DeTable::parse(text).ok()?;
    let mut found = Vec::new();
    of_table(table.get_ref(), "", &mut found);
    found.sort_by_key(|(at, _)| *at);
    Some(found.into_iter().map(|(_, fact)| fact).collect())
}

fn of_table(table: &DeTable<'_>, above: &str, found: &mut Vec<(usize, Fact)>) {
    for (key, value) in table {
        let key = ascii_key(key.get_ref());
        let path = if above.is_empty() { key } else { format!("{above}.{key}") };
        of_value(value, &path, found);
    }
}

fn of_value(value: &toml::Spanned<DeValue<'_>>, path: &str, found: &mut Vec<(usize, Fact)>) {
    match value.get_ref() {
        DeValue::Table(inner) => of_table(inner, path, found),
        DeValue::Array(items) => {
            for (idx, item) in items.iter().enumerate() {
                of_value(item, &format!("{path}[{idx}]"), found);
            }
        }
        plain => found.push((value.span().start, (path.to_owned(), said(plain)))),
    }
}

/// The number, date, or yes or no that a value is or that its text means, as digits that can be compared.
pub(super) fn said(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => meant(text),
        DeValue::Integer(number) if number.radix() == 10 => Some(number_said(number.as_str())),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number_said(number.as_str())),
        DeValue::Boolean(it) => Some(if *it { "1" } else { "0" }.to_owned()),
        DeValue::Datetime(moment) => Some(digits(&moment.to_string())),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

/// What a text means that was typed as a number, a date, or yes or no: `350 000 kr` is 350000.
pub fn meant(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(it) = truth(text).filter(|_| text.len() > 1) {
        return Some(if it { "1" } else { "0" }.to_owned());
    }
    match dates::meant(text) {
        Some(Meant::Day(day) | Meant::Month(day)) => return Some(digits(&day)),
        None => {}
    }
    let amount = belopp::meant(text).map(belopp::Belopp::toml).or_else(|| belopp::number_meant(text));
    amount.map(|it| plain_number(&it.replace('_', "")))
}

/// What is typed right after a number is part of it to TOML's first reading: `350_000:-`.
fn number_said(typed: &str) -> String {
    let is_number = typed.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'.' | b'-' | b'+'));
    meant(typed).filter(|_| !is_number).unwrap_or_else(|| plain_number(typed))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// A number without the ways to type it.
fn plain_number(typed: &str) -> String {
    Decimal::from_str_exact(typed).map_or_else(|_| typed.to_owned(), |it| it.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_fact_may_be_typed_in_many_ways() {
        for (one, other) in [
            ("a = \"350 000 kr\"", "a = 350_000"),
            ("a = \"1 234,50\"", "a = 1_234.50"),
            ("a = \"27 november 2023\"", "a = 2023-11-27"),
            ("a = \"november 2024\"", "a = \"2024-11\""),
            ("a = \"ja\"", "a = true"),
            ("\"å\" = 1.50", "a = 1.5"),
        ] {
            assert_eq!(facts(one), facts(other), "{one} and {other}");
            assert!(facts(one).is_some_and(|it| it[0].1.is_some()), "{one}");
        }
        assert_ne!(facts("a = 350_000"), facts("a = 360_000"));
        assert_eq!(facts("a = \"Skolan\""), facts("a = \"Skola\""), "words are no facts");
        assert_eq!(facts("a = 350 000"), None);
    }
}
