//! Whether two files say the same thing.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::order::{Sort, Spelling};
use super::scalar::without_blank;
use crate::read::reference::Shape;

/// Whether two tables hold the same, however their keys are spelt and their numbers grouped.
pub(super) fn tables(old: &DeTable<'_>, new: &DeTable<'_>, sort: &Sort, spelling: Spelling) -> bool {
    let (old, new) = (keys(old, sort, spelling), keys(new, sort, spelling));
    old.len() == new.len()
        && old.iter().zip(&new).all(|(old, new)| {
            old.name == new.name && values(old.value, new.value, sort.shape(old.typed).as_ref(), spelling)
        })
}

/// A key of a table with what it holds.
struct Pair<'t> {
    typed: &'t str,
    name: &'t str,
    start: usize,
    value: &'t Spanned<DeValue<'t>>,
}

/// The keys of a table in an order that both files have. Keys that the author chooses mean something by their order.
fn keys<'t>(table: &'t DeTable<'t>, sort: &Sort, spelling: Spelling) -> Vec<Pair<'t>> {
    let pair = |(key, value): (&'t Spanned<_>, _)| {
        let typed: &'t std::borrow::Cow<'t, str> = key.get_ref();
        let name = sort.spelling(typed).filter(|_| spelling == Spelling::Format).unwrap_or(typed);
        Pair { typed, name, start: key.span().start, value }
    };
    let mut pairs: Vec<Pair<'t>> = table.iter().map(pair).collect();
    if matches!(sort, Sort::Free(_)) {
        pairs.sort_by_key(|it| it.start);
    } else {
        pairs.sort_by_key(|it| it.name);
    }
    pairs
}

fn values(old: &Spanned<DeValue<'_>>, new: &Spanned<DeValue<'_>>, shape: Option<&Shape>, spelling: Spelling) -> bool {
    let digits = |it: &str| it.replace('_', "");
    match (old.get_ref(), new.get_ref()) {
        (DeValue::String(old), DeValue::String(new)) => texts(old, new, shape.is_some_and(Shape::is_prose)),
        (DeValue::Integer(old), DeValue::Integer(new)) => {
            old.radix() == new.radix() && digits(old.as_str()) == digits(new.as_str())
        }
        (DeValue::Float(old), DeValue::Float(new)) => digits(old.as_str()) == digits(new.as_str()),
        (DeValue::Boolean(old), DeValue::Boolean(new)) => old == new,
        (DeValue::Datetime(old), DeValue::Datetime(new)) => old == new,
        (DeValue::Array(old), DeValue::Array(new)) => {
            let shape = shape.map(Shape::item);
            old.len() == new.len() && old.iter().zip(new.iter()).all(|(old, new)| values(old, new, shape, spelling))
        }
        (DeValue::Table(old), DeValue::Table(new)) => {
            tables(old, new, &shape.map_or(Sort::Unknown, Sort::of), spelling)
        }
        _ => false,
    }
}

/// Whether two texts are the same, but for how their lines end.
fn texts(old: &str, new: &str, is_prose: bool) -> bool {
    if old == new {
        return true;
    }
    let lines = |text: &str| -> Vec<String> {
        let unix = text.replace("\r\n", "\n");
        unix.split('\n').map(|it| if is_prose { without_blank(it) } else { it }.to_owned()).collect()
    };
    lines(old) == lines(new)
}
