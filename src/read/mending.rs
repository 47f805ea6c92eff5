//! What would mend a value, a key or a header that cannot be used, as edits of its file.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::facts::facts;
use super::{Value, ascii_key};
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::source::Span;

/// Keys whose texts are the ids of other things.
const REFERENCES: [&str; 17] = [
    "aktor",
    "aktorer",
    "avtal",
    "del_av",
    "delomrade",
    "ersatter",
    "figur",
    "formular",
    "fraga",
    "fran",
    "insats",
    "mal",
    "omrade",
    "plats",
    "prioriterade_omraden",
    "rad",
    "till",
];

/// One edit, which is safe when what it writes can only be what was meant.
pub(super) fn edit(sure: bool, span: Span, text: impl Into<String>) -> Fix {
    if sure { Fix::safe(span, text) } else { Fix::risky(span, text) }
}

/// Whether two values as they are typed say the same number, date, or yes or no.
pub(super) fn same(one: &str, other: &str) -> bool {
    let said = |value: &str| facts(&format!("x = {value}")).map(|it| it.into_iter().filter_map(|(_, it)| it).collect());
    let (one, other): (Option<Vec<String>>, Option<Vec<String>>) = (said(one), said(other));
    one.is_some() && one == other
}

/// The only known word that a misspelt one can stand for: one letter is wrong, missing or too many, or two have changed
/// places.
pub fn only_near<'a>(typed: &str, known: &[&'a str]) -> Option<&'a str> {
    if !(3..=64).contains(&typed.len()) {
        return known.iter().find(|it| **it == typed).copied();
    }
    let mut close = known.iter().filter(|it| strsim::damerau_levenshtein(typed, it) <= 1);
    let found = close.next()?;
    close.next().is_none().then_some(*found)
}

impl Value<'_> {
    /// The value as it was typed.
    pub(super) fn raw(&self) -> &str {
        self.text.get(self.inner.span()).unwrap_or_default()
    }

    /// Another value in the place of this one; safe when it says the same.
    pub(super) fn written(&self, new: &str) -> Fix {
        edit(same(self.raw(), new), self.span(), new)
    }

    /// The value's header with other brackets around it: one, or two where there can be several.
    pub(super) fn header(&self, span: Range<usize>, several: bool) -> Option<Fix> {
        let typed = self.text.get(span.clone())?;
        let name = typed.trim_start_matches('[').trim_end_matches(']');
        let plain = typed.starts_with('[') && typed.ends_with(']') && !name.contains(['[', ']', '\n']);
        let new = if several { format!("[[{name}]]") } else { format!("[{name}]") };
        plain.then(|| Fix::safe(Span::new(self.file, span), new))
    }
}

/// Another name for the table or the list of tables that `value` is, in its own headers and those below it. `depth` is
/// how many keys stand before the name.
pub(super) fn renamed(value: &Value<'_>, typed: &str, depth: usize, name: &str) -> Option<Vec<Edit>> {
    let mut spans = Vec::new();
    headers(value.inner, value.text, &mut spans);
    spans.sort_by_key(|it| it.start);
    spans.dedup();
    let edits: Option<Vec<Edit>> = spans
        .into_iter()
        .map(|span| {
            let part = part(value.text.get(span.clone())?, depth)?;
            let place = span.start + part.start..span.start + part.end;
            let same = value.text.get(place.clone())?.trim_matches(['"', '\'']) == typed;
            same.then(|| Edit { span: Span::new(value.file, place), text: name.to_owned() })
        })
        .collect();
    edits.filter(|it| !it.is_empty())
}

/// Where the headers of a table and of those inside it are.
fn headers(value: &toml::Spanned<DeValue<'_>>, text: &str, spans: &mut Vec<Range<usize>>) {
    let span = value.span();
    let is_header = || text.get(span.clone()).is_some_and(|it| it.starts_with('[') && it.ends_with(']'));
    match value.get_ref() {
        DeValue::Table(inner) => {
            if is_header() {
                spans.push(span);
            }
            inner.values().for_each(|it| headers(it, text, spans));
        }
        DeValue::Array(items) => {
            items.iter().filter(|it| it.get_ref().is_table()).for_each(|it| headers(it, text, spans));
        }
        _ => {}
    }
}

/// Where the key number `depth` of a header is.
fn part(header: &str, depth: usize) -> Option<Range<usize>> {
    let name = header.trim_start_matches('[').trim_end_matches(']');
    let mut at = header.find(name)?;
    for (idx, part) in name.split('.').enumerate() {
        if idx == depth {
            let start = at + part.len() - part.trim_start().len();
            return Some(start..start + part.trim().len());
        }
        at += part.len() + 1;
    }
    None
}

/// An id as it is written, where it is named and wherever the file refers to it.
pub(super) fn id(value: &Value<'_>, typed: &str, slug: &str) -> Option<Fix> {
    let root = DeTable::parse(value.text).ok()?;
    let (mut named, mut defined) = (Vec::new(), false);
    ids(root.get_ref(), &mut |key, text, span| {
        defined |= key == "id" && text == slug;
        if text == typed {
            named.push(Span::new(value.file, span));
        }
    });
    let alone = named.len() == 1;
    match value.key == "id" {
        // Another thing has the id already, so that this one needs one of its own.
        true if defined => None,
        false if defined => Some(Fix::safe(value.span(), format!("\"{slug}\""))),
        true if alone => Some(Fix::safe(value.span(), format!("\"{slug}\""))),
        // A name may be written where the id is that of another file.
        false if alone && typed.trim().contains(char::is_whitespace) => None,
        _ => {
            let edits = named.into_iter().map(|span| Edit { span, text: format!("\"{slug}\"") }).collect();
            Some(Fix { applicability: Applicability::Unsafe, edits })
        }
    }
}

/// Shows every text that is an id or refers to one, with its key and place.
fn ids(table: &DeTable<'_>, visit: &mut dyn FnMut(&str, &str, Range<usize>)) {
    fn of(key: &str, value: &toml::Spanned<DeValue<'_>>, visit: &mut dyn FnMut(&str, &str, Range<usize>)) {
        match value.get_ref() {
            DeValue::String(text) if key == "id" || REFERENCES.contains(&key) => visit(key, text, value.span()),
            DeValue::Array(items) => items.iter().for_each(|it| of(key, it, visit)),
            DeValue::Table(inner) => ids(inner, visit),
            _ => {}
        }
    }
    for (key, value) in table {
        of(&ascii_key(key.get_ref()), value, visit);
    }
}

/// Takes away a key that stands on a line of its own, with its value. Something may have been meant to stand there.
pub(super) fn without(text: &str, key: Range<usize>, value: Range<usize>, file: crate::source::FileId) -> Option<Fix> {
    let before = text.get(..key.start)?;
    let line = before.get(before.rfind('\n').map_or(0, |it| it + 1)..)?;
    line.trim().is_empty().then(|| Fix::risky(Span::new(file, key.start..value.end), ""))
}
