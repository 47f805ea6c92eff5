//! Checks of characters: what cannot be archived, and what the fonts do not have.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::texter::place_in;
use super::{Findings, Sammanhang};
use crate::check;
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix};
use crate::dokument::Handling;
use crate::profil::Profil;
use crate::source::{FileId, Span};
use crate::typsnitt;

check! {
    /// Texten har inga tecken som inte kan arkiveras.
    ///
    /// Privata tecken kommer ofta med när punktlistor klistras in från Word. Styrtecken och tecken som vänder
    /// läsriktningen syns inte men förstör dokumentet.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "\uf0b7 Social inkludering"
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "- Social inkludering"
    /// ```
    pub(super) const OTILLATET_TECKEN: Check = Grund("otillatet-tecken", Some(Fel), Some(Fel));
}

check! {
    /// Varje tecken finns i dokumentets typsnitt.
    ///
    /// Typsnitten har latinska, grekiska, kyrilliska, arabiska och hebreiska bokstäver, alltså även samiska, finska,
    /// meänkieli, romska och jiddisch. Emoji och många symboler finns inte. I ett utkast skrivs de som □.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Vi mår bra 🙂"
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Buorre beaivi, шалом, שלום, سلام"
    /// ```
    pub(super) const TECKEN_UTANFOR_TYPSNITTET: Check = Vanlig("tecken-utanfor-typsnittet", Some(Varning), Some(Fel));
}

pub(super) fn otillatet_tecken(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    characters(handling.span().file, sammanhang, findings, forbidden);
}

pub(super) fn otillatet_tecken_i_profilen(profil: &Profil, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    characters(profil.span().file, sammanhang, findings, forbidden);
}

pub(super) fn tecken_utanfor_typsnittet(
    handling: &dyn Handling,
    sammanhang: &Sammanhang<'_>,
    findings: &mut Findings<'_>,
) {
    characters(handling.span().file, sammanhang, findings, uncovered);
}

pub(super) fn tecken_utanfor_typsnittet_i_profilen(
    profil: &Profil,
    sammanhang: &Sammanhang<'_>,
    findings: &mut Findings<'_>,
) {
    characters(profil.span().file, sammanhang, findings, uncovered);
}

/// What is wrong with a character: the message and what to do.
type Objection = fn(char) -> Option<(String, &'static str)>;

fn forbidden(it: char) -> Option<(String, &'static str)> {
    if !typsnitt::is_forbidden(it) {
        return None;
    }
    let code = format!("U+{:04X}", it as u32);
    Some(match it {
        '\u{e000}'..='\u{f8ff}' => (
            format!("Tecknet {code} kan inte arkiveras (troligen en punkt klistrad från Word)."),
            "Ta bort tecknet. Skriv en lista med ett bindestreck först på varje rad.",
        ),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            (format!("Tecknet {code} vänder läsriktningen utan att synas."), "Ta bort tecknet.")
        }
        '\u{8}' | '\u{c}' | '\u{1b}' => (
            format!("Bakstrecket gör bokstaven efter det till ett styrtecken ({code})."),
            "Skriv / i sökvägar, eller '…' med raka enkla citattecken om bakstrecket ska vara med.",
        ),
        _ => (format!("Tecknet {code} är ett styrtecken som inte kan stå i ett dokument."), "Ta bort tecknet."),
    })
}

fn uncovered(it: char) -> Option<(String, &'static str)> {
    let missing = !typsnitt::is_forbidden(it) && !typsnitt::covers(it);
    missing.then(|| {
        let shown: String = crate::svenska::visible(it).collect();
        (
            format!("Tecknet ”{shown}” (U+{:04X}) finns inte i typsnittet.", it as u32),
            "Ta bort tecknet eller skriv det med ord.",
        )
    })
}

/// Reports characters in the strings of a file, each kind of character once a string.
fn characters(file: FileId, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>, objection: Objection) {
    let text = &sammanhang.sources.get(file).text;
    // Comments are not printed, so strings are looked at only when the file holds anything suspicious at all.
    let suspicious = sammanhang.has_odd_characters(file);
    if !suspicious {
        return;
    }
    let Ok(table) = DeTable::parse(text) else { return };
    strings(table.get_ref(), &mut |decoded, range, is_item| {
        if !typsnitt::has_uncommon(decoded) {
            return;
        }
        let mut told = Vec::new();
        let place = |it: Range<usize>| place_in(sammanhang.sources, Span::new(file, range.clone()), it);
        for (at, it) in decoded.char_indices() {
            let Some((message, help)) = objection(it) else { continue };
            if told.contains(&it) {
                continue;
            }
            told.push(it);
            let edits = without(it, decoded, is_item).into_iter();
            let edits: Vec<Edit> =
                edits.map(|(range, new)| Edit { span: place(range), text: new.to_owned() }).collect();
            let fix = edits.first().map(|_| Fix { applicability: Applicability::Safe, edits: edits.clone() });
            findings.add(place(at..at + it.len_utf8()), message, |it: Diagnostic| Diagnostic { fix, ..it.help(help) });
        }
    });
}

/// What takes a character away wherever a text has it: a bullet at the beginning of a line becomes a list's hyphen, and
/// what cannot be seen goes. What an emoji or a letter stands for, and what a backslash has made, only a person knows.
fn without(it: char, text: &str, is_item: bool) -> Vec<(Range<usize>, &'static str)> {
    let is_private = matches!(it, '\u{e000}'..='\u{f8ff}');
    let unseen = matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{80}'..='\u{9f}');
    if !(is_private || unseen) {
        return Vec::new();
    }
    let mut edits = Vec::new();
    for (at, sign) in text.match_indices(it) {
        let end = at + sign.len();
        let starts_line = text[..at].rsplit('\n').next().is_some_and(|it| it.trim().is_empty());
        match (is_private, starts_line) {
            (false, _) => edits.push((at..end, "")),
            (true, true) => {
                let gap = text[end..].len() - text[end..].trim_start_matches([' ', '\t', '\u{a0}']).len();
                edits.push((at..end + gap, if is_item { "" } else { "- " }));
            }
            // A bullet between words may part items, or be a symbol that stands for something.
            (true, false) => return Vec::new(),
        }
    }
    edits
}

/// Shows every string of a table with its place, and whether it is an item of a list or a name, where no list can stand.
fn strings(table: &DeTable<'_>, visit: &mut dyn FnMut(&str, Range<usize>, bool)) {
    fn value(it: &toml::Spanned<DeValue<'_>>, is_item: bool, visit: &mut dyn FnMut(&str, Range<usize>, bool)) {
        match it.get_ref() {
            DeValue::String(text) => visit(text, it.span(), is_item),
            DeValue::Array(items) => items.iter().for_each(|it| value(it, true, visit)),
            DeValue::Table(inner) => strings(inner, visit),
            _ => {}
        }
    }
    for (key, inner) in table {
        let is_name = matches!(key.get_ref().as_ref(), "rubrik" | "titel" | "namn" | "post" | "roll" | "kort");
        value(inner, is_name, visit);
    }
}
