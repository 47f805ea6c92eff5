//! Checks that every text can be printed: values exist, markup is known, characters are in the fonts.

use super::{Findings, Formularsammanhang, Sammanhang};
use crate::check;
use crate::diagnostic::Diagnostic;
use crate::dokument::Handling;
use crate::formular::Formular;
use crate::modell::Innehall;
use crate::plan::alla_avsnitt;
use crate::profil::Profil;
use crate::prosa;
use crate::read::Walk;
use crate::source::{FileId, Located, Sources, Span};
use crate::text::{Klartext, TextRef, offset_in_literal};
use crate::typsnitt;
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
    for (span, mistake) in sammanhang.text_mistakes().iter().filter(|(_, it)| it.kind == kind) {
        findings.add(*span, mistake.message.clone(), |it| it.help(mistake.help.clone()));
    }
}

/// What is wrong with the document's texts, of every kind, each with its place.
pub(super) fn mistakes(sammanhang: &Sammanhang<'_>) -> Vec<(Span, TextMistake)> {
    let mut all = Vec::new();
    if let Some(underlag) = sammanhang.underlag {
        underlag.innehall.handling().texts(&mut |text| {
            let found = mistakes_of(text, &|| sammanhang.names());
            all.extend(found.into_iter().map(|it| (place(sammanhang.sources, text.located(), &it), it)));
        });
    }
    all
}

/// What is wrong with a form's texts.
pub(super) fn mistakes_in_form(form: &Formular, sammanhang: &Formularsammanhang<'_>) -> Vec<(Span, TextMistake)> {
    let mut all = Vec::new();
    form.walk(&mut |text| {
        let found = mistakes_of(text, &|| &sammanhang.names);
        all.extend(found.into_iter().map(|it| (place(sammanhang.sources, text.located(), &it), it)));
    });
    all
}

/// What is wrong with one text. Most texts are plain sentences, and are neither parsed nor need any names.
fn mistakes_of<'n>(text: TextRef<'_>, names: &dyn Fn() -> &'n minijinja::Value) -> Vec<TextMistake> {
    let typed = text.located().value.as_str();
    let mut found = Vec::new();
    let pieces = uttryck::pieces(typed, &mut found);
    let marked = pieces.iter().any(|it| matches!(it, Piece::Text(range) if has_marks(&typed[range.clone()])));
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
    /// The bytes that mean something to Markdown wherever they stand.
    const MARKS: [bool; 256] = {
        let mut marks = [false; 256];
        let bytes = b"<>[]`#*_|=~\\!&";
        let mut idx = 0;
        while idx < bytes.len() {
            marks[bytes[idx] as usize] = true;
            idx += 1;
        }
        marks
    };
    let starts_oddly = |line: &str| {
        let first = line.trim_start();
        let begins = first.starts_with(['-', '+']) || first.starts_with(|it: char| it.is_ascii_digit());
        begins || line.len() - first.len() >= 4 || line.starts_with('\t')
    };
    text.bytes().any(|it| MARKS[usize::from(it)]) || text.split('\n').any(starts_oddly)
}

/// Where a mistake of a decoded text stands in the file.
fn place(sources: &Sources, text: &Located<String>, mistake: &TextMistake) -> Span {
    place_in(sources, text.span, mistake.range.clone())
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
    let Ok(table) = toml::de::DeTable::parse(text) else { return };
    strings(table.get_ref(), &mut |decoded, range| {
        let mut told = Vec::new();
        for (at, it) in decoded.char_indices() {
            let Some((message, help)) = objection(it) else { continue };
            if told.contains(&it) {
                continue;
            }
            told.push(it);
            let span = place_in(sammanhang.sources, Span::new(file, range.clone()), at..at + it.len_utf8());
            findings.add(span, message, |it: Diagnostic| it.help(help));
        }
    });
}

/// Shows every string of a table with its place.
fn strings(table: &toml::de::DeTable<'_>, visit: &mut dyn FnMut(&str, std::ops::Range<usize>)) {
    fn value(it: &toml::Spanned<toml::de::DeValue<'_>>, visit: &mut dyn FnMut(&str, std::ops::Range<usize>)) {
        match it.get_ref() {
            toml::de::DeValue::String(text) => visit(text, it.span()),
            toml::de::DeValue::Array(items) => items.iter().for_each(|it| value(it, visit)),
            toml::de::DeValue::Table(inner) => strings(inner, visit),
            _ => {}
        }
    }
    for inner in table.values() {
        value(inner, visit);
    }
}
