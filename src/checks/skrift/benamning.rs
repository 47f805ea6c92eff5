//! Names and terms that have been changed, as `ord/benamningar.toml` lists them with the year.

use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::text::Text;
use super::{Amne, Anmarkning};
use crate::checks::Sammanhang;
use crate::dokument::Slag;
use crate::svenska::capitalised;

/// Names that were changed in the same year.
#[derive(Deserialize)]
#[cfg_attr(test, serde(deny_unknown_fields))]
pub(super) struct Benamning {
    /// The first year of the new name.
    sedan: i16,
    /// The old name and the new.
    ord: Vec<(String, String)>,
    /// Pieces of the old names, one of which each has.
    pub(super) marken: Vec<String>,
    /// Whether the old name is looked for with just these capitals.
    #[serde(default)]
    versaler: bool,
    /// A piece of the region's name in the agreement, where the change holds there alone.
    om_region: Option<String>,
    #[cfg(test)]
    kalla: String,
}

#[derive(Deserialize)]
pub(super) struct Lista {
    /// Words that tell of the time before.
    forr: Vec<String>,
    pub(super) benamning: Vec<Benamning>,
}

pub(super) static LIST: LazyLock<Lista> =
    LazyLock::new(|| toml::from_str(include_str!("../ord/benamningar.toml")).expect("a test reads the old names"));

impl Benamning {
    /// Judges a place that has one of the marks.
    pub(super) fn judge(&self, text: &Text<'_>, mark: Range<usize>, sammanhang: &Sammanhang<'_>) -> Option<Anmarkning> {
        let handling = sammanhang.underlag?.innehall.handling();
        // A text is as old as the first thing that happened to it: the plan for a year is written the year before.
        let year = handling.ar().value;
        let days = handling.beslutad().into_iter().chain(handling.handelser().iter().map(|it| &it.datum));
        let usual = if handling.slag() == Slag::Uppfoljning { year } else { year - 1 };
        let written = days.map(|it| it.value.ar()).min().map_or(usual, |it| it.min(year));
        if written < self.sedan {
            return None;
        }
        let (place, old, new) = self.old_name(text, &mark)?;
        let agreement = sammanhang.profil.huvudavtal(year);
        let region = agreement.map(|it| it.region_namn.as_str().to_lowercase()).unwrap_or_default();
        if self.om_region.as_ref().is_some_and(|it| !region.contains(it.as_str())) {
            return None;
        }
        // What the agreement calls the region's party is its name, and titles of other documents keep theirs.
        let kort = agreement.map_or("", |it| it.region_kort.as_str());
        let is_title = handling.styrande_dokument().iter().any(|it| it.titel.span() == text.span);
        let is_explained = sammanhang.profil.forkortning.contains_key(old);
        if kort.contains(old) || is_explained || is_title || !text.is_words(&place) || text.is_quoted(place.start) {
            return None;
        }
        if self.tells_of_before(&text.value[text.paragraph(place.start)]) {
            return None;
        }
        let typed = &text.value[place.clone()];
        let new = if new == "{region}" { kort } else { new };
        let new = match typed.starts_with(char::is_uppercase) {
            true => capitalised(new),
            false => new.to_owned(),
        };
        let sedan = self.sedan;
        Some(Anmarkning {
            amne: Amne::Benamning,
            place: text.place(place.clone()),
            message: format!("”{typed}” heter ”{new}” sedan {sedan}."),
            help: format!("Skriv ”{new}”, om det inte gäller tiden före {sedan}."),
            label: None,
            fix: text.risky(place, &new),
        })
    }

    /// The longest old name around a mark, its place and the new one.
    fn old_name(&self, text: &Text<'_>, mark: &Range<usize>) -> Option<(Range<usize>, &str, &str)> {
        let piece = &text.value[mark.clone()];
        let found = self.ord.iter().filter_map(|(old, new)| {
            let start = mark.start.checked_sub(old.find(piece)?)?;
            let place = start..start + old.len();
            let typed = text.value.get(place.clone())?;
            let same = if self.versaler { typed == old } else { typed.to_lowercase() == old.to_lowercase() };
            (same && text.stands_alone(&place)).then_some((place, old.as_str(), new.as_str()))
        });
        found.max_by_key(|it| it.0.len())
    }

    /// Whether a paragraph tells of the time before the new name.
    fn tells_of_before(&self, paragraph: &str) -> bool {
        let words = paragraph.split(|it: char| !it.is_alphanumeric() && it != '.');
        words.map(|it| it.trim_end_matches('.')).any(|it| {
            let year = it.parse::<i16>().is_ok_and(|it| (1900..self.sedan).contains(&it));
            year || LIST.forr.iter().any(|known| known.trim_end_matches('.') == it)
        }) || paragraph.contains("före detta")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sound() {
        for it in &LIST.benamning {
            assert!(!it.kalla.is_empty() && (1950..2100).contains(&it.sedan));
            for (old, new) in &it.ord {
                assert!(old != new && it.marken.iter().any(|mark| old.contains(mark.as_str())), "{old}");
            }
        }
    }
}
