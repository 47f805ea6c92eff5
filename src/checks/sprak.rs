//! Checks of the language: placeholders, known misspellings, and names that are nearly those of the register.

mod felstavning;
mod langord;
mod likhet;
mod namn;
mod platshallare;

use std::ops::Range;

use super::texter::place_in;
use super::{Findings, Sammanhang, personer};
use crate::check;
use crate::diagnostic::{Diagnostic, Fix};
use crate::dokument::Handling;
use crate::source::Span;
use crate::svenska::quoted;
use crate::uttryck::{self, Piece};
use felstavning::FELSTAVNINGAR;
use namn::{Namnslag, Register};

check! {
    /// Texten är färdig: ingen platshållare finns kvar.
    ///
    /// Mallar och blanketter har text som ska bytas ut, som ”Klicka här för att ange text”, ”[fyll i]”, ”TODO”, ”xxx” och
    /// ”_____”. I en beslutad plan ser en sådan ut som ett svar som saknas.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Klicka här för att ange text."
    /// ```
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan för [kommunens namn]"
    /// ar = 2024
    /// status = "utkast"
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Fler unga går ut gymnasiet med godkända betyg."
    /// ```
    pub(super) const PLATSHALLARE: Check = Vanlig("platshallare", Some(Varning), Some(Fel));
}

check! {
    /// Texten har inga kända felstavningar.
    ///
    /// Kontrollen har en kort lista över ord som ofta blir fel i planer och uppföljningar. Den är ingen rättstavning:
    /// ord som inte står i listan bedöms inte.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Styrning och ledning"
    /// text = "Kommunen har stor rådhighet över hälsans bestämningfaktorer."
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Styrning och ledning"
    /// text = "Kommunen har stor rådighet över hälsans bestämningsfaktorer."
    /// ```
    pub(super) const FELSTAVNING: Check = Vanlig("felstavning", Some(Varning), Some(Varning));
}

check! {
    /// Aktörer och roller heter likadant överallt.
    ///
    /// Ett namn som nästan är en aktörs namn är oftast felskrivet. Aktörernas namn och alias står i kommun.toml, under
    /// `[[aktor]]`. Rollerna är planens egna: dokumentansvarig, rollerna och organen i `organisation` och funktionen i
    /// `tjanst`. Skrivs ett namn på flera sätt med avsikt läggs de till som `alias`.
    ///
    /// ```toml,aktor,fails
    /// [[avsnitt]]
    /// rubrik = "Mötesplatser"
    /// text = "Kulturförvalntingen ordnar mötesplatserna."
    /// ```
    ///
    /// ```toml,aktor
    /// [[avsnitt]]
    /// rubrik = "Mötesplatser"
    /// text = "Mötesplatserna är kulturförvaltningens. Kulturförvaltningen ordnar dem."
    /// ```
    pub(super) const NASTAN_EN_AKTOR: Check = Vanlig("nastan-en-aktor", Some(Varning), Some(Varning));
}

pub(super) fn platshallare(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let file = handling.span().file;
    // Nearly every file is done with after one search; an escape in it could stand for any of the marks.
    if !platshallare::may_be_in(&sammanhang.sources.get(file).text) && !sammanhang.has_odd_characters(file) {
        return;
    }
    handling.texts(&mut |text| {
        let text = text.located();
        for range in platshallare::in_text(&text.value).into_iter().filter(|it| is_typed(&text.value, it)) {
            let span = place_in(sammanhang.sources, text.span, range.clone());
            // `<namn>` is also HTML, and one mistake is told once.
            let overlaps = |it: &Span| it.file == span.file && it.start < span.end && span.start < it.end;
            if !sammanhang.text_mistakes().iter().any(|it| overlaps(&it.span)) {
                let message = format!("Platshållare finns kvar: ”{}”.", quoted(&text.value[range]));
                findings.add(span, message, |it| it.help("Skriv det som ska stå här, eller ta bort platshållaren."));
            }
        }
    });
}

pub(super) fn felstavning(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for it in sammanhang.word_mistakes() {
        // A goal that is quoted with a slip of the pen is told as such.
        if let Felslag::Felstavat { meant } = &it.slag
            && !super::skrift::is_misquoted(it.place, sammanhang)
        {
            let message = format!("Stavning: ”{}”, menade du ”{meant}”?", it.typed);
            // The list only has words that are wrong in every text.
            let fix = Fix::safe(it.place, meant.as_str());
            findings.add(it.place, message, |it| it.help(format!("Skriv ”{meant}”.")).fix(fix));
        }
    }
}

pub(super) fn nastan_en_aktor(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for it in sammanhang.word_mistakes() {
        let Felslag::Nastan { name, known, slag } = &it.slag else { continue };
        let fix = (*slag == Namnslag::Aktor).then(|| actor(it, name)).flatten();
        let (typed, name) = (quoted(&it.typed), quoted(name));
        let (label, help) = match slag {
            Namnslag::Aktor => {
                ("aktörens namn", format!("Skriv ”{name}”. Är båda rätt läggs ”{typed}” till som alias i kommun.toml."))
            }
            Namnslag::Roll => ("samma roll?", "Skriv rollen likadant på båda ställena.".to_owned()),
        };
        findings.add(it.place, format!("”{typed}” är nästan ”{name}”."), |it| Diagnostic {
            fix,
            ..it.label(*known, label).help(help)
        });
    }
}

/// Where the texts have the names of people.
pub(super) fn named_people<'s>(sammanhang: &'s Sammanhang<'_>) -> impl Iterator<Item = Span> + 's {
    let people = sammanhang.word_mistakes().iter().filter(|it| matches!(it.slag, Felslag::Namngiven));
    people.map(|it| it.place)
}

/// The actor's name in the place of what is nearly that, with a small letter first where the text has one.
fn actor(found: &Ordfel, name: &str) -> Option<Fix> {
    let lower = found.typed.starts_with(char::is_lowercase) && name.chars().nth(1).is_some_and(char::is_lowercase);
    let mut letters = name.chars();
    let first = letters.next()?;
    let first: String = if lower { first.to_lowercase().collect() } else { first.to_string() };
    let plain = !name.contains(['"', '\'', '\\', '\n']);
    plain.then(|| Fix::risky(found.place, first + letters.as_str()))
}

/// A word that is wrong, or a name of several words.
pub(super) struct Ordfel {
    place: Span,
    typed: String,
    slag: Felslag,
}

/// What is wrong with a word.
enum Felslag {
    Felstavat {
        meant: String,
    },
    Nastan {
        name: String,
        known: Span,
        slag: Namnslag,
    },
    /// Not wrong, but the name of a person.
    Namngiven,
}

/// What is wrong with the words of the document's texts. All words are looked at in one pass.
pub(super) fn word_mistakes(sammanhang: &Sammanhang<'_>) -> Vec<Ordfel> {
    let mut all = Vec::new();
    let Some(underlag) = sammanhang.underlag else { return all };
    let (known, register) = (&*FELSTAVNINGAR, Register::new(sammanhang));
    underlag.innehall.handling().texts(&mut |text| {
        let text = text.located();
        let value = text.value.as_str();
        let mut add = |range: Range<usize>, slag: Felslag| {
            if is_typed(value, &range) {
                let typed = value[range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
                all.push(Ordfel { place: place_in(sammanhang.sources, text.span, range), typed, slag });
            }
        };
        langord::long_words(value, |word| {
            if personer::may_be_named(value, &word.place)
                && let Some(place) = personer::name_after(value, &word.place, sammanhang.profil)
            {
                add(place, Felslag::Namngiven);
            }
            let (may_be_misspelt, may_be_near) = (known.may_hold(&word), register.may_hold(&word));
            // One question for both: nearly every word ends here.
            if !(may_be_misspelt | may_be_near) {
                return;
            }
            if may_be_misspelt && let Some(meant) = known.meant(value, &word) {
                if is_whole_word(value, &word.place) {
                    add(word.place, Felslag::Felstavat { meant });
                }
            } else if may_be_near && let Some((namn, place)) = register.near(value, &word) {
                add(place, Felslag::Nastan { name: namn.text.to_owned(), known: namn.span, slag: namn.slag });
            }
        });
    });
    all
}

/// Whether a place is typed text and no part of an expression.
pub(super) fn is_typed(text: &str, place: &Range<usize>) -> bool {
    if !uttryck::may_be_in(text) {
        return true;
    }
    let pieces = uttryck::pieces(text, &mut Vec::new());
    pieces.iter().any(|it| matches!(it, Piece::Text(text) if text.start <= place.start && place.end <= text.end))
}

/// Whether a run of letters is a word: no number follows or goes before, and it is no part of an address.
fn is_whole_word(text: &str, place: &Range<usize>) -> bool {
    let goes_on = |it: char| it.is_alphanumeric() || matches!(it, '_' | '\u{ad}');
    !text[..place.start].ends_with(goes_on) && !text[place.end..].starts_with(goes_on) && !is_address(text, place)
}

/// Whether a place is part of a web or mail address.
pub(super) fn is_address(text: &str, place: &Range<usize>) -> bool {
    let ends = |it: char| it.is_whitespace() || matches!(it, '<' | '>' | '(' | ')' | '"' | '”');
    let before = text[..place.start].rsplit(ends).next().unwrap_or_default();
    let after = text[place.end..].split(ends).next().unwrap_or_default();
    let around = &text[place.start - before.len()..place.end + after.len()];
    around.contains("://") || around.contains("www.") || around.contains('@')
}
