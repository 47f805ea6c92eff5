//! What only the whole file shows: control characters, marks of a merge conflict and keys that stand twice.

use std::ops::Range;

use toml::de::DeTable;

use super::statements::{Form, Statement};
use super::wording::shown;
use super::{MOST, SyntaxKind, SyntaxMistake};

/// The places of characters that have been told about, so that nothing more is said of the statements around them.
pub(super) struct Dirty(Vec<usize>);

impl Dirty {
    /// Whether a statement has such a character in it or just after it.
    pub(super) fn touch(&self, range: &Range<usize>) -> bool {
        let next = self.0.partition_point(|it| *it < range.start);
        self.0.get(next).is_some_and(|it| *it <= range.end)
    }
}

/// The text with what was told about replaced by blanks, byte for byte.
pub(super) fn cleaned(text: &str, found: &mut Vec<SyntaxMistake>) -> (String, Dirty) {
    let mut bytes = text.as_bytes().to_vec();
    let dirty = controls(text, &mut bytes, found);
    for conflict in conflicts(text) {
        // The first of the two versions stays, so that its own mistakes are told too.
        for gone in [conflict.ours.clone(), conflict.theirs.start..conflict.end.end] {
            for it in bytes.get_mut(gone).into_iter().flatten().filter(|it| **it != b'\n') {
                *it = b' ';
            }
        }
        found.push(conflict.mistake());
    }
    (String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned()), Dirty(dirty))
}

/// As many characters as this are mended at a time.
const MOST_MENDED: usize = 10_000;

/// Tells once of every control character and gives the places of all.
fn controls(text: &str, bytes: &mut [u8], found: &mut Vec<SyntaxMistake>) -> Vec<usize> {
    let mut places = Vec::new();
    let mut counts = [0_usize; 128];
    let mut firsts = Vec::new();
    let mut following = text.bytes().skip(1).chain([0]);
    for (at, (it, next)) in text.bytes().zip(&mut following).enumerate() {
        let lone_return = it == b'\r' && next != b'\n';
        if !(lone_return || it.is_ascii_control() && !matches!(it, b'\t' | b'\n' | b'\r')) {
            continue;
        }
        places.push(at);
        if let Some(byte) = bytes.get_mut(at) {
            *byte = if lone_return { b'\n' } else { b' ' };
        }
        if let Some(count) = counts.get_mut(usize::from(it)) {
            *count += 1;
            if *count == 1 {
                firsts.push((at, it));
            }
        }
    }
    for (at, it) in firsts {
        let mut mistake = control(at, it, counts.get(usize::from(it)).copied().unwrap_or(1));
        let same = places.iter().filter(|at| text.as_bytes().get(**at) == Some(&it)).take(MOST_MENDED);
        for at in same {
            mistake = mistake.mended(true, *at..at + 1, if it == b'\r' { "\n" } else { "" });
        }
        found.push(mistake);
    }
    places
}

fn control(at: usize, byte: u8, count: usize) -> SyntaxMistake {
    let times = if count == 1 { String::new() } else { format!(" Det finns {count} stycken; här är det första.") };
    let (message, help) = if byte == b'\r' {
        let help = "Spara filen med vanliga radslut (LF eller CRLF) i textredigeraren.";
        ("Raden slutar med ett ensamt vagnreturtecken (U+000D).".to_owned(), help)
    } else {
        let name = match byte {
            0 => " NUL",
            0x08 => " BACKSPACE",
            0x0b => " lodrät tabb",
            0x0c => " sidbrytning",
            0x1b => " ESC",
            0x7f => " DEL",
            _ => "",
        };
        (
            format!("Här står ett osynligt styrtecken (U+{byte:04X}{name})."),
            "Ta bort tecknet; det syns inte i alla redigerare.",
        )
    };
    SyntaxMistake::new(SyntaxKind::Syntax, at..at + 1, message, format!("{help}{times}")).label("osynligt tecken")
}

/// One conflict: its first mark, where the second version begins (or the last mark), and its last mark.
struct Conflict {
    ours: Range<usize>,
    theirs: Range<usize>,
    end: Range<usize>,
}

impl Conflict {
    fn mistake(self) -> SyntaxMistake {
        let message = "Två versioner av filen har slagits ihop och båda står kvar.";
        let help = "Välj vilka rader som ska gälla mellan <<<<<<< och >>>>>>>. Ta sedan bort de andra raderna och alla tre \
                    märkena (<<<<<<<, ======= och >>>>>>>).";
        SyntaxMistake::new(SyntaxKind::Konflikt, self.ours, message, help)
            .label("här börjar den ena versionen")
            .other(self.theirs, "här börjar den andra")
    }
}

fn conflicts(text: &str) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    let (mut ours, mut theirs) = (None, None);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let place = at..at + line.trim_end().len();
        at += line.len();
        let mark =
            |it: &str| line.strip_prefix(it).is_some_and(|it| it.starts_with([' ', '\r', '\n']) || it.is_empty());
        if mark("<<<<<<<") {
            (ours, theirs) = (Some(place), None);
        } else if ours.is_some() && theirs.is_none() && (mark("=======") || mark("|||||||")) {
            theirs = Some(place);
        } else if mark(">>>>>>>")
            && let (Some(ours), theirs) = (ours.take(), theirs.take())
        {
            conflicts.push(Conflict { ours, theirs: theirs.unwrap_or(place.clone()), end: place });
        }
    }
    conflicts
}

/// The tables of the format that there can be several of.
const MANY: [&str; 12] = [
    "aktor",
    "avsnitt",
    "avsnitt.avsnitt",
    "avtal",
    "budget.overforing",
    "budget.rad",
    "figur",
    "fokusomrade",
    "fokusomrade.indikator",
    "fokusomrade.insats",
    "handelse",
    "tyst",
];

/// Whether a message of toml's is about keys that stand twice or have parts that they cannot have.
pub(super) fn is_about_keys(message: &str) -> bool {
    message.contains("duplicate key") || message.contains("cannot extend")
}

/// The text with its broken statements mended or left out, so that toml can look for keys that stand twice.
pub(super) struct Repair<'t> {
    text: &'t str,
    mended: String,
    pieces: Vec<Piece>,
    /// A header that could not be mended: whose keys come after it is unknown, so nothing more is looked at.
    lost: bool,
}

/// A statement of the mended text and where it came from.
struct Piece {
    mended: Range<usize>,
    source: Range<usize>,
    form: Form,
    /// The header that it stands under, or is; 0 for the top of the file.
    block: usize,
}

impl<'t> Repair<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, mended: String::new(), pieces: Vec::new(), lost: false }
    }

    /// Takes a good statement as it is.
    pub(super) fn keep(&mut self, source: Range<usize>, form: Form) {
        let text = self.text.get(source.clone()).unwrap_or_default();
        self.add(text, source, form);
    }

    /// Takes a broken header's replacement; other broken statements are left out.
    pub(super) fn replace(&mut self, statement: &Statement, repaired: Option<String>) {
        match repaired {
            Some(header) => self.add(&header, statement.range.clone(), statement.form),
            None => self.lost |= statement.form == Form::Header,
        }
    }

    fn add(&mut self, text: &str, source: Range<usize>, form: Form) {
        if !self.lost {
            let mended = self.mended.len()..self.mended.len() + text.len();
            let block =
                if form == Form::Header { self.pieces.len() } else { self.pieces.last().map_or(0, |it| it.block) };
            self.pieces.push(Piece { mended, source, form, block });
            self.mended.push_str(text);
            self.mended.push('\n');
        }
    }

    /// Keys and tables that stand twice.
    pub(super) fn duplicates(&self) -> Vec<SyntaxMistake> {
        let errors = DeTable::parse_recoverable(&self.mended).1;
        let mut told: Vec<(usize, usize)> = Vec::new();
        let mut found: Vec<SyntaxMistake> = Vec::new();
        for error in errors {
            let twice = error.message().contains("duplicate key");
            if !is_about_keys(error.message()) || found.len() > MOST {
                continue;
            }
            let Some((idx, place)) = error.span().and_then(|it| self.source(&it)) else { continue };
            let block = self.block(idx);
            // A block that stands twice, or whose header was forgotten, is one mistake, not one a key.
            let cascade = told.last().is_some_and(|(last, block_told)| {
                *block_told == block && (idx == last + 1 || self.is_header(*last) || idx == *last)
            });
            if cascade && self.pieces.get(idx).is_some_and(|it| it.form != Form::Header) {
                if let Some(last) = told.last_mut().filter(|(last, _)| !self.is_header(*last)) {
                    last.0 = idx;
                }
                continue;
            }
            told.push((idx, block));
            found.push(self.duplicate(idx, place, twice));
        }
        found
    }

    /// The statement and the place in the source for a place in the mended text.
    fn source(&self, span: &Range<usize>) -> Option<(usize, Range<usize>)> {
        let idx = self.pieces.partition_point(|it| it.mended.start <= span.start).checked_sub(1)?;
        let piece = self.pieces.get(idx)?;
        let start = (piece.source.start + span.start - piece.mended.start).min(piece.source.end);
        Some((idx, start..(start + span.len()).min(piece.source.end)))
    }

    fn is_header(&self, idx: usize) -> bool {
        self.pieces.get(idx).is_some_and(|it| it.form == Form::Header)
    }

    fn block(&self, idx: usize) -> usize {
        self.pieces.get(idx).map_or(0, |it| it.block)
    }

    fn words(&self, idx: usize) -> &str {
        self.pieces.get(idx).and_then(|it| self.mended.get(it.mended.clone())).unwrap_or_default()
    }

    fn duplicate(&self, idx: usize, place: Range<usize>, twice: bool) -> SyntaxMistake {
        let is_header = self.is_header(idx);
        let name = if is_header { self.header_name_until(idx, &place) } else { self.place_words(&place) };
        let first = if is_header { self.first_header(idx, &name) } else { self.first_key(idx, &place) };
        let shown = shown(&name);
        let (message, help) = if is_header && twice && first.is_none_or(|it| self.is_header(it)) {
            Self::about_header(&shown, first.is_some_and(|it| self.words(it).starts_with("[[")))
        } else if is_header {
            let message = format!("”{shown}” har redan ett värde och kan inte också vara en rubrik.");
            (message, "Ta bort värdet eller rubriken.".to_owned())
        } else if twice {
            (format!("Nyckeln ”{shown}” står två gånger i samma del."), self.about_key(idx))
        } else {
            let message = format!("Nyckeln ”{shown}” har redan ett värde och kan inte ha delar.");
            (message, "Ta bort det ena, eller ge den ena nyckeln ett annat namn.".to_owned())
        };
        let mistake =
            SyntaxMistake::new(SyntaxKind::DubblettNyckel, place.clone(), message, help).label("andra gången");
        let headers = if is_header && twice { self.brackets(idx, first, &name) } else { None };
        let mistake = headers.into_iter().flatten().fold(mistake, |it, (place, new)| it.mended(true, place, new));
        let other =
            first.and_then(|it| self.pieces.get(it)).map(|it| it.source.start..self.first_words_end(&it.source));
        match other.or_else(|| self.same_in_line(idx, &place)).filter(|it| it.start < place.start) {
            Some(other) => mistake.other(other, "första gången"),
            None => mistake,
        }
    }

    /// What makes a header and the first of its name two of the same sort.
    fn brackets(&self, idx: usize, first: Option<usize>, name: &str) -> Option<Vec<(Range<usize>, String)>> {
        let first = first.filter(|it| self.is_header(*it))?;
        let several = self.words(first).starts_with("[[");
        if !several && !MANY.contains(&name) {
            return None;
        }
        let pieces = [idx, first].into_iter().filter_map(|it| self.pieces.get(it));
        let edit = |it: &Piece| {
            let typed = self.text.get(it.source.clone())?;
            let header = typed.split('#').next()?.trim_end();
            let inner = header.strip_prefix('[')?.strip_suffix(']')?;
            let plain = !inner.contains(['[', ']']) && header_name(header) == name;
            plain.then(|| (it.source.start..it.source.start + header.len(), format!("[[{inner}]]")))
        };
        Some(pieces.filter_map(edit).collect())
    }

    fn place_words(&self, place: &Range<usize>) -> String {
        self.text.get(place.clone()).unwrap_or_default().to_owned()
    }

    /// The parts of a header's name up to the one that toml names; all of them if the header was mended.
    fn header_name_until(&self, idx: usize, place: &Range<usize>) -> String {
        let words = self.words(idx);
        let source = self.pieces.get(idx).map(|it| it.source.clone()).unwrap_or_default();
        let same = self.text.get(source.clone()) == Some(words);
        header_name(words.get(..place.end.saturating_sub(source.start)).filter(|_| same).unwrap_or(words))
    }

    fn about_header(name: &str, double: bool) -> (String, String) {
        if double {
            let help = format!("Skriv [[{name}]] med dubbla hakparenteser om det är en till.");
            return (format!("[{name}] har enkla hakparenteser här men dubbla tidigare."), help);
        }
        if !MANY.contains(&name) {
            let help = format!("Flytta raderna som står här till den första [{name}].");
            return (format!("[{name}] kan bara finnas en gång."), help);
        }
        let help = format!("Skriv [[{name}]] med dubbla hakparenteser på båda ställena.");
        (format!("[{name}] finns redan."), help)
    }

    fn about_key(&self, idx: usize) -> String {
        let header = self.words(self.block(idx));
        let header = header.split('#').next().unwrap_or_default();
        if header.starts_with("[[") {
            return format!("Ta bort den ena. Hör den till nästa del saknas en ny rubrik {} före den.", shown(header));
        }
        "Ta bort den ena.".to_owned()
    }

    /// The earlier header of the same name, or the earlier key that a header repeats.
    fn first_header(&self, idx: usize, name: &str) -> Option<usize> {
        let (parent, key) = name.rsplit_once('.').unwrap_or(("", name));
        let same =
            |it: &usize| self.is_header(*it) && self.words(*it).contains(key) && header_name(self.words(*it)) == name;
        let gives = |it: &usize| {
            let words = self.words(*it);
            words.trim_start_matches(['"', '\'']).starts_with(key)
                && key_of(words).split('.').next() == Some(key)
                && self.block_name(*it) == parent
        };
        (0..idx).find(same).or_else(|| (0..idx).rev().find(gives))
    }

    fn block_name(&self, idx: usize) -> String {
        let block = self.block(idx);
        if self.is_header(block) { header_name(self.words(block)) } else { String::new() }
    }

    /// The earlier statement in the same block that gives the same key.
    fn first_key(&self, idx: usize, place: &Range<usize>) -> Option<usize> {
        let source = self.pieces.get(idx)?.source.clone();
        let wanted = plain(self.text.get(source.start..place.end)?);
        if wanted.contains('=') {
            return None;
        }
        (self.block(idx)..idx).find(|it| {
            let key = key_of(self.words(*it));
            !self.is_header(*it) && (key == wanted || key.strip_prefix(&wanted).is_some_and(|it| it.starts_with('.')))
        })
    }

    /// The nearest earlier place of the same word before `=` in the same statement, for keys inside `{ }`.
    fn same_in_line(&self, idx: usize, place: &Range<usize>) -> Option<Range<usize>> {
        let start = self.pieces.get(idx)?.source.start;
        let (word, before) = (self.text.get(place.clone())?, self.text.get(start..place.start)?);
        let found = before.rmatch_indices(word).find(|(at, _)| {
            let after = before.get(at + word.len()..).unwrap_or_default();
            let alone = before.get(..*at).is_some_and(|it| it.ends_with([' ', '{', ',', '\t', '\n']));
            alone && after.trim_start().starts_with(['=', '.'])
        })?;
        Some(start + found.0..start + found.0 + word.len())
    }

    /// Where a statement's header or key ends, which is all that has to be shown of it.
    fn first_words_end(&self, source: &Range<usize>) -> usize {
        let words = self.text.get(source.clone()).unwrap_or_default();
        let sign = if words.starts_with('[') { '#' } else { '=' };
        source.start + words.split(sign).next().unwrap_or_default().trim_end().len()
    }
}

/// A name without quotes and blanks, to compare by.
fn plain(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace() && !matches!(it, '"' | '\'')).collect()
}

fn key_of(words: &str) -> String {
    plain(words.split('=').next().unwrap_or_default())
}

fn header_name(words: &str) -> String {
    let name = words.split('#').next().unwrap_or_default().trim().trim_matches(['[', ']']);
    plain(name)
}
