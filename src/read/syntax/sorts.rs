//! The keys of the format that hold numbers: what stands there without quotes was hardly meant as a text.

/// The sort of value that a key of the format has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Money,
    /// A number that is no money.
    Number,
    Year,
    /// Text, a date, or a key that the format does not know.
    Other,
}

const MONEY: [&str; 6] = ["region", "kommun", "belopp", "summa", "ram", "sats_per_invanare"];
const NUMBERS: [&str; 3] = ["varde", "invanare", "langsta_insats_ar"];
const YEARS: [&str; 5] = ["ar", "fran", "till", "fran_ar", "till_ar"];

/// Whether a key of the format holds a date: what stands there without quotes was not meant as a text.
pub(super) fn is_date(key: Option<&str>) -> bool {
    let key = crate::read::ascii_key(key.and_then(|it| it.rsplit('.').next()).unwrap_or_default());
    key.ends_with("datum")
        || key.starts_with("giltig_")
        || ["forlangt_till", "revideras_senast"].contains(&key.as_str())
}

impl Sort {
    /// The sort of a key as it was typed; a dotted key is its last part.
    pub(super) fn of(key: Option<&str>) -> Self {
        let key = key.and_then(|it| it.rsplit('.').next()).unwrap_or_default();
        let key = crate::read::ascii_key(key.trim_matches(['"', '\'', ' ']));
        match key.as_str() {
            it if MONEY.contains(&it) => Self::Money,
            it if NUMBERS.contains(&it) || it.ends_with("_procent") => Self::Number,
            it if YEARS.contains(&it) => Self::Year,
            _ => Self::Other,
        }
    }
}
