//! Texts of links that do not tell where the link leads, as `ord/lanktexter.toml` lists them.

use std::sync::LazyLock;

use serde::Deserialize;

use super::text::Text;
use super::{Amne, Anmarkning};
use crate::checks::sprak::is_typed;
use crate::svenska::quoted;

#[derive(Deserialize)]
#[cfg_attr(test, serde(deny_unknown_fields))]
struct Grupp {
    /// Where it says that they will not do.
    #[cfg(test)]
    kalla: String,
    text: Vec<String>,
}

#[derive(Deserialize)]
struct Lista {
    grupp: Vec<Grupp>,
}

static LIST: LazyLock<Lista> =
    LazyLock::new(|| toml::from_str(include_str!("../ord/lanktexter.toml")).expect("a test reads the texts of links"));

/// Judges the link whose text ends at a `]`, or that stands between `<` and `>`.
pub(super) fn judge(text: &Text<'_>, at: usize) -> Option<Anmarkning> {
    let value = text.value;
    let place = match value.as_bytes()[at] {
        b'<' => {
            let bare = value[at + 1..].starts_with("http").then(|| value[at..].find('>')).flatten()?;
            at + 1..at + bare
        }
        _ => {
            let open = value[..at].rfind(['[', ']']).filter(|it| value[*it..].starts_with('['))?;
            let leads = value[at + 1..].starts_with('(') && text.before(open) != Some('!');
            leads.then_some(open + 1..at)?
        }
    };
    let typed = value[place.clone()].trim();
    let words = typed.to_lowercase();
    let words = words.trim_end_matches(['.', ',', ':', ';', '!', '?', '…', '»', '>', ' ', '→']);
    let is_address = ["http://", "https://", "www."].iter().any(|it| words.starts_with(it));
    let is_empty_talk = LIST.grupp.iter().any(|it| it.text.iter().any(|it| it == words));
    if !(is_address || is_empty_talk) || !is_typed(value, &place) {
        return None;
    }
    let message = match is_address {
        true => "Länktexten är en webbadress, som läses upp tecken för tecken.".to_owned(),
        false => format!("Länktexten ”{}” säger inte vart länken går.", quoted(typed)),
    };
    Some(Anmarkning {
        amne: Amne::Lanktext,
        place: text.place(place),
        message,
        help: "Skriv vad länken leder till, till exempel [kommunens folkhälsoplan](https://…).".to_owned(),
        label: None,
        fix: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sound() {
        for grupp in &LIST.grupp {
            assert!(!grupp.kalla.is_empty());
            assert!(grupp.text.iter().all(|it| *it == it.to_lowercase() && it.trim() == it && !it.is_empty()));
        }
    }
}
