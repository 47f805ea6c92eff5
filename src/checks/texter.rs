//! Checks that every text can be printed: values exist, markup is known, characters are in the fonts.

use super::{Findings, Formularsammanhang, Sammanhang};
use crate::check;
use crate::diagnostic::{Diagnostic, Fix};
use crate::dokument::Handling;
use crate::formular::Formular;
use crate::modell::Innehall;
use crate::plan::alla_avsnitt;
use crate::prosa;
use crate::read::Walk;
use crate::source::{Located, Sources, Span};
use crate::tecken;
use crate::text::{Klartext, TextRef, offset_in_literal};
use crate::uttryck::{self, Piece, TextMistake, TextMistakeKind};

check! {
    /// Det som står mellan `{{` och `}}` finns i planens data och går att skriva ut.
    ///
    /// En summa som hämtas kan aldrig bli en annan än budgetens. Bara namn och filter går att använda, inga beräkningar.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Budget"
    /// text = """Budgeten är {{ budget.totalt.regionen | kr }} per part."""
    ///
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Budget"
    /// text = """Budgeten är {{ budget.totalt.region | kr }} per part."""
    ///
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    pub(super) const OKANT_UTTRYCK: Check = Grund("okant-uttryck", Some(Fel), Some(Fel));
}

check! {
    /// Texten använder bara sådan Markdown som ett dokument kan visa.
    ///
    /// Det är stycken, *kursiv*, **fet**, listor, citat, tabeller, länkar, fotnoter och rubriker. HTML, bilder och
    /// programkod går inte.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Det är <b>viktigt</b> att alla är med."
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Det är **viktigt** att alla är med."
    /// ```
    pub(super) const OTILLATEN_MARKERING: Check = Grund("otillaten-markering", Some(Fel), Some(Fel));
}

check! {
    /// Rubriker i en text hoppar inte över någon nivå.
    ///
    /// Den som lyssnar på dokumentet hittar med hjälp av rubrikernas nivåer.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = """
    /// # Barn och unga
    ///
    /// ### Skolan
    ///
    /// Fler klarar skolan.
    /// """
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = """
    /// # Barn och unga
    ///
    /// ## Skolan
    ///
    /// Fler klarar skolan.
    /// """
    /// ```
    pub(super) const RUBRIKNIVA: Check = Vanlig("overhoppad-rubrikniva", Some(Varning), Some(Fel));
}

pub(super) fn okant_uttryck(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    texts(sammanhang, TextMistakeKind::Uttryck, findings);
}

pub(super) fn otillaten_markering(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    texts(sammanhang, TextMistakeKind::Markering, findings);
}

pub(super) fn oanvandbar_lank(handling: &dyn Handling, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for document in handling.styrande_dokument() {
        if let Some(link) = document.lank.as_ref().filter(|it| !prosa::is_safe_url(&it.value)) {
            let message = format!("Länken ”{}” kan inte användas.", crate::svenska::quoted(&link.value));
            findings.add(link.span, message, |it| it.help("En länk börjar med https://, http:// eller mailto:."));
        }
    }
}

pub(super) fn rubrikniva(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    texts(sammanhang, TextMistakeKind::Rubrikniva, findings);
}

/// Reports one kind of mistake in every text of the document.
fn texts(sammanhang: &Sammanhang<'_>, kind: TextMistakeKind, findings: &mut Findings<'_>) {
    for Textfel { span, mistake, fix } in sammanhang.text_mistakes().iter().filter(|it| it.mistake.kind == kind) {
        let fix = fix.clone();
        findings.add(*span, mistake.message.clone(), |it| Diagnostic { fix, ..it.help(mistake.help.clone()) });
    }
}

/// A mistake in a text, where it stands in the file and what would mend it.
pub(super) struct Textfel {
    pub span: Span,
    pub mistake: TextMistake,
    pub fix: Option<Fix>,
}

impl Textfel {
    fn new(sources: &Sources, text: &Located<String>, mistake: TextMistake) -> Self {
        let span = place_in(sources, text.span, mistake.range.clone());
        let fix = mistake.instead.as_ref().map(|(range, new, sure)| {
            let place = place_in(sources, text.span, range.clone());
            if *sure { Fix::safe(place, new.as_str()) } else { Fix::risky(place, new.as_str()) }
        });
        Self { span, mistake, fix }
    }
}

/// What is wrong with the document's texts, of every kind, each with its place.
pub(super) fn mistakes(sammanhang: &Sammanhang<'_>) -> Vec<Textfel> {
    let mut all = Vec::new();
    if let Some(underlag) = sammanhang.underlag {
        underlag.innehall.handling().texts(&mut |text| {
            let found = mistakes_of(text, &|| sammanhang.names());
            all.extend(found.into_iter().map(|it| Textfel::new(sammanhang.sources, text.located(), it)));
        });
    }
    all
}

/// What is wrong with a form's texts.
pub(super) fn mistakes_in_form(form: &Formular, sammanhang: &Formularsammanhang<'_>) -> Vec<Textfel> {
    let mut all = Vec::new();
    form.walk(&mut |text| {
        let found = mistakes_of(text, &|| &sammanhang.names);
        all.extend(found.into_iter().map(|it| Textfel::new(sammanhang.sources, text.located(), it)));
    });
    all
}

/// What is wrong with one text. Most texts are plain sentences, and are neither parsed nor need any names.
fn mistakes_of<'n>(text: TextRef<'_>, names: &dyn Fn() -> &'n minijinja::Value) -> Vec<TextMistake> {
    let typed = text.located().value.as_str();
    let mut found = Vec::new();
    let is_marked = |it: &str| !matches!(text, TextRef::Klartext(_)) && has_marks(it);
    if !uttryck::may_be_in(typed) && !is_marked(typed) {
        return found;
    }
    let pieces = uttryck::pieces(typed, &mut found);
    let marked = pieces.iter().any(|it| matches!(it, Piece::Text(range) if is_marked(&typed[range.clone()])));
    let quotes = pieces.len() > 1;
    match text {
        TextRef::Prosa(_) if marked => prosa::blocks(typed, "", if quotes { names() } else { &NO_NAMES }).mistakes,
        TextRef::Rad(_) if marked => prosa::line(typed, "", if quotes { names() } else { &NO_NAMES }).1,
        _ => {
            let quoted = pieces.into_iter().filter_map(|it| match it {
                Piece::Uttryck(range) => uttryck::evaluate(typed, range, names()).err(),
                Piece::Text(_) => None,
            });
            found.extend(quoted.map(|it| *it));
            found
        }
    }
}

/// What a text without expressions can name.
const NO_NAMES: minijinja::Value = minijinja::Value::UNDEFINED;

/// Whether a text holds anything but letters, digits and everyday punctuation.
fn has_marks(text: &str) -> bool {
    // The bytes that mean something to Markdown wherever they stand, and those between them, which hardly ever stand.
    let is_mark = |it| matches!(it, b'!' | b'#' | b'&' | b'*' | b'<'..=b'>' | b'['..=b'`' | b'|'..=b'~');
    let starts_oddly = |line: &str| {
        if line.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) {
            return false;
        }
        let first = line.trim_start();
        let begins = first.starts_with(['-', '+']) || first.starts_with(|it: char| it.is_ascii_digit());
        begins || line.len() - first.len() >= 4 || line.starts_with('\t')
    };
    tecken::has_any(text.as_bytes(), is_mark) || tecken::lines(text).any(starts_oddly)
}

/// Where a range of a decoded text stands in the file.
pub(super) fn place_in(sources: &Sources, span: Span, range: std::ops::Range<usize>) -> Span {
    let raw = sources.text(span);
    let start = span.start as usize + offset_in_literal(raw, range.start);
    let end = span.start as usize + offset_in_literal(raw, range.end);
    Span::new(span.file, start..end.max(start + 1).min(span.end as usize))
}

check! {
    /// Titlar och rubriker är inte tomma.
    ///
    /// Ett dokument utan titel och en rubrik utan text går inte att göra tillgängliga.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "–"
    /// ar = 2024
    /// status = "utkast"
    /// ```
    ///
    /// ```toml
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "utkast"
    /// ```
    pub(super) const TOM_RUBRIK: Check = Grund("tom-rubrik", Some(Fel), Some(Fel));
}

pub(super) fn tom_rubrik(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let headings = alla_avsnitt(handling.avsnitt()).into_iter().map(|it| &it.rubrik);
    let own: Vec<&Klartext> = match sammanhang.underlag.map(|it| &it.innehall) {
        Some(Innehall::Verksamhetsplan(plan)) => plan.fokusomrade.iter().map(|it| &it.rubrik).collect(),
        Some(Innehall::Handlingsplan(plan)) => {
            plan.programomrade.iter().map(|it| &it.rubrik).chain(plan.bilaga.iter().map(|it| &it.rubrik)).collect()
        }
        _ => Vec::new(),
    };
    for text in handling.titel().into_iter().chain(headings).chain(own) {
        // Invisible characters and marks alone make no heading.
        if !text.as_str().chars().any(|it| it.is_alphanumeric() || it == '{') {
            findings.add(text.span(), "Rubriken saknar text.", |it| it.help("Skriv en rubrik med bokstäver."));
        }
    }
}
