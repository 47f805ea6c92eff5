//! Finds the syntax mistakes of a TOML text and says in plain Swedish what to write instead.

mod classify;
pub(super) mod dates;
mod faults;
mod keys;
mod lexer;
pub(super) mod scalars;
mod shape;
mod slots;
mod sorts;
mod statements;
mod whole;
mod wording;

use std::ops::Range;

use toml::de::DeTable;

use statements::{Form, Splitter};

/// More mistakes than this are counted as one: who has so many has one big mistake, such as the wrong file.
const MOST: usize = 50;

/// A syntax mistake of a TOML text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxMistake {
    /// Which check it belongs to.
    pub kind: SyntaxKind,
    /// The first byte of the place.
    pub start: usize,
    /// The byte after the place.
    pub end: usize,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What the place is, in a few words.
    pub label: Option<String>,
    /// What to write instead.
    pub help: String,
    /// A second place that explains, such as where a duplicate key stood first or where a bracket was opened.
    pub other: Option<(Range<usize>, String)>,
    /// What would mend it.
    pub mending: Option<Mending>,
}

/// Pieces of a text and what to put in their places, all of them or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mending {
    /// Whether it can only be what was meant.
    pub sure: bool,
    pub edits: Vec<(Range<usize>, String)>,
}

/// The check that a syntax mistake belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxKind {
    /// `toml-syntax`
    Syntax,
    /// `belopp-som-text`
    Belopp,
    /// `nyckel-med-prickar`
    AsciiNyckel,
    /// `ogiltigt-tal`
    Tal,
    /// `ogiltigt-datum`
    Datum,
    /// `dubblett-nyckel`
    DubblettNyckel,
    /// `konfliktmarkering`
    Konflikt,
}

impl SyntaxMistake {
    fn new(kind: SyntaxKind, place: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        let (message, help) = (message.into(), help.into());
        Self { kind, start: place.start, end: place.end, message, label: None, help, other: None, mending: None }
    }

    fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Says what would mend it, and whether that is `sure` to be what was meant.
    fn mended(mut self, sure: bool, place: Range<usize>, text: impl Into<String>) -> Self {
        let edit = (place, text.into());
        match &mut self.mending {
            Some(mending) => {
                mending.sure &= sure;
                mending.edits.push(edit);
            }
            None => self.mending = Some(Mending { sure, edits: vec![edit] }),
        }
        self
    }

    /// The same mistake further on in the text.
    fn moved(mut self, by: usize) -> Self {
        (self.start, self.end) = (self.start + by, self.end + by);
        for (place, _) in self.mending.iter_mut().flat_map(|it| &mut it.edits) {
            *place = place.start + by..place.end + by;
        }
        self
    }

    fn other(mut self, place: Range<usize>, text: impl Into<String>) -> Self {
        self.other = Some((place, text.into()));
        self
    }
}

/// All syntax mistakes of a text that toml refused, in order; never empty for such a text.
///
/// At most 50 are told, and then one more that says so.
#[must_use]
pub fn mistakes(text: &str) -> Vec<SyntaxMistake> {
    let mut found = Vec::new();
    let (clean, dirty) = whole::cleaned(text, &mut found);
    let mut repair = whole::Repair::new(&clean);
    for statement in Splitter::new(&clean) {
        if found.len() > MOST {
            break;
        }
        let source = clean.get(statement.range.clone()).unwrap_or_default();
        if matches!(statement.form, Form::Header | Form::Assignment) && is_well_formed(source) {
            repair.keep(statement.range, statement.form);
        } else if !dirty.touch(&statement.range) {
            let (mistakes, repaired) = classify::statement(&clean, &statement);
            found.extend(mistakes);
            repair.replace(&statement, repaired);
        }
    }
    found.extend(repair.duplicates());
    if found.is_empty() {
        found.extend(toml_says(text, MOST));
    }
    finished(text, found)
}

/// The statements of a text that are written as they should be, in order, each with its place.
pub fn whole_statements(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let written = |it: &statements::Statement| matches!(it.form, Form::Header | Form::Assignment);
    let all = Splitter::new(text).filter(written).map(|it| it.range);
    let all = all.filter_map(|range| text.get(range.clone()).map(|source| (range, source)));
    all.filter(|(_, source)| is_well_formed(source))
}

/// Whether toml reads a text.
fn accepts(text: &str) -> bool {
    DeTable::parse(text).is_ok()
}

/// Whether a statement is written as it should be, even if its keys stand twice.
fn is_well_formed(statement: &str) -> bool {
    accepts(statement) || DeTable::parse_recoverable(statement).1.iter().all(|it| whole::is_about_keys(it.message()))
}

/// What toml itself says about a text, in Swedish.
fn toml_says(text: &str, most: usize) -> impl Iterator<Item = SyntaxMistake> {
    let errors = DeTable::parse_recoverable(text).1;
    errors.into_iter().take(most).map(|it| {
        let (message, help) = wording::translated(it.message());
        SyntaxMistake::new(SyntaxKind::Syntax, it.span().unwrap_or(0..text.len()), message, help)
    })
}

/// The mistakes in order of place, not too many, each with a place that can be shown.
fn finished(text: &str, mut found: Vec<SyntaxMistake>) -> Vec<SyntaxMistake> {
    found.sort_by_key(|it| it.start);
    if let Some(first_left_out) = found.get(MOST) {
        let place = first_left_out.start..first_left_out.end;
        found.truncate(MOST);
        let message = format!("Filen har fler än {MOST} skrivfel; resten visas inte.");
        let help = "Rätta de första felen och kontrollera filen igen. Är det rätt fil?";
        found.push(SyntaxMistake::new(SyntaxKind::Syntax, place, message, help));
    }
    for it in &mut found {
        let place = shown_place(text, it.start..it.end);
        (it.start, it.end) = (place.start, place.end);
        it.other = it.other.take().map(|(place, what)| (shown_place(text, place), what));
    }
    found
}

/// A place on character boundaries that is only empty when the text is.
fn shown_place(text: &str, place: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(place.start);
    let end = text.ceil_char_boundary(place.end.max(start));
    if start < end {
        return start..end;
    }
    match text.get(start..).and_then(|it| it.chars().next()) {
        Some(it) => start..start + it.len_utf8(),
        None => text.floor_char_boundary(start.saturating_sub(1))..start,
    }
}
