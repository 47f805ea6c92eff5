//! What the heading of a column says of the figures under it, in a table in a text.

use super::fakta::Vem;
use super::mening::{Bit, Mening};
use super::omnamnt::Namn;
use super::siffra::Siffra;

/// A column of a table.
pub(super) struct Kolumn {
    /// The party whose money it has.
    pub vem: Option<Vem>,
    /// Its figures are no kronor of this document's: they are of another year, of the world, or counted otherwise.
    pub annat: bool,
}

/// The columns of the table that a row stands in; none for a sentence that is no row.
pub(super) fn kolumner(mening: &Mening<'_>, namn: &Namn) -> Vec<Kolumn> {
    let cells = mening.rubrikrad.split(is_bar).skip(1);
    cells
        .map(|cell| Kolumn { vem: namn.only_party(cell), annat: namn.is_elsewhere(cell) || cell.iter().any(is_unit) })
        .collect()
}

/// The column that a figure of a row stands in.
pub(super) fn kolumn<'k>(kolumner: &'k [Kolumn], siffra: &Siffra, bits: &[Bit<'_>]) -> Option<&'k Kolumn> {
    let bars = bits[..siffra.bitar.start].iter().filter(|it| is_bar(it)).count();
    kolumner.get(bars.checked_sub(1)?)
}

fn is_bar(bit: &Bit<'_>) -> bool {
    bit.ord() == "|"
}

/// Whether a heading has the unit that the cells leave out, where that is not kronor.
fn is_unit(bit: &Bit<'_>) -> bool {
    const UNITS: [&str; 13] = [
        "%", "procent", "andel", "andelen", "antal", "antalet", "tkr", "kkr", "tusental", "mkr", "mnkr", "msek",
        "miljoner",
    ];
    UNITS.contains(&bit.ord())
}
