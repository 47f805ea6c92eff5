//! One text of a document, the places in it, and what may be changed there.

use std::ops::Range;

use crate::checks::sprak::{is_address, is_typed};
use crate::checks::texter::place_in;
use crate::diagnostic::{Edit, Fix};
use crate::source::{Sources, Span};
use crate::tecken::{self, bits, places};
use crate::text::start_in_literal;

/// A text as it was typed.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub value: &'a str,
    pub span: Span,
    pub sources: &'a Sources,
    /// Whether a program may change it: what is decided is changed by people.
    pub open: bool,
}

impl<'a> Text<'a> {
    /// Where a range of the text stands in the file.
    pub(super) fn place(&self, range: Range<usize>) -> Span {
        place_in(self.sources, self.span, range)
    }

    /// Where the text begins in the file, when it stands there as it reads.
    pub(super) fn start_in_file(&self) -> Option<usize> {
        start_in_literal(self.sources.text(self.span), self.value).map(|it| self.span.start as usize + it)
    }

    /// Puts other words in a place, where the file has there what the text has.
    pub(super) fn edit(&self, range: Range<usize>, text: &str) -> Option<Edit> {
        let span = self.place(range.clone());
        let (typed, meant) = (self.sources.text(span), &self.value[range]);
        let same = typed == meant || (typed == "\\\"" && meant == "\"");
        (same && self.open).then(|| Edit { span, text: text.to_owned() })
    }

    /// A change after which the document says the same.
    pub(super) fn safe(&self, range: Range<usize>, text: &str) -> Option<Fix> {
        self.edit(range, text).map(|it| Fix::safe(it.span, it.text))
    }

    /// A change that a person must look at.
    pub(super) fn risky(&self, range: Range<usize>, text: &str) -> Option<Fix> {
        self.edit(range, text).map(|it| Fix::risky(it.span, it.text))
    }

    /// Whether a place is words: no expression, no address, no code and not where a link leads.
    pub(super) fn is_words(&self, place: &Range<usize>) -> bool {
        is_typed(self.value, place)
            && !is_address(self.value, place)
            && !self.is_in_code(place.start)
            && !self.is_in_target(place.start)
    }

    fn is_in_code(&self, at: usize) -> bool {
        let line = self.line_before(at);
        line.bytes().filter(|it| *it == b'`').count() % 2 == 1
    }

    /// What stands before a place on its line.
    fn line_before(&self, at: usize) -> &'a str {
        let before = &self.value[..at];
        let start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |it| it + 1);
        &before[start..]
    }

    fn is_in_target(&self, at: usize) -> bool {
        let line = self.line_before(at);
        line.rfind("](").is_some_and(|it| !line[it..].contains(')'))
    }

    /// The paragraph or the item of a list that a place stands in.
    pub(super) fn paragraph(&self, at: usize) -> Range<usize> {
        let parts = paragraphs(self.value);
        parts.into_iter().find(|it| at < it.end).unwrap_or(at..self.value.len())
    }

    /// The character before a place.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.value[..at].chars().next_back()
    }

    /// The character after a place.
    pub(super) fn after(&self, at: usize) -> Option<char> {
        self.value[at..].chars().next()
    }

    /// Whether a place is no part of a longer word or number.
    pub(super) fn stands_alone(&self, place: &Range<usize>) -> bool {
        let goes_on = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || matches!(it, '_' | '\u{ad}'));
        !goes_on(self.before(place.start)) && !goes_on(self.after(place.end))
    }

    /// Whether a place stands between quotation marks.
    pub(super) fn is_quoted(&self, at: usize) -> bool {
        let before = &self.value[self.paragraph(at).start..at];
        before.chars().filter(|it| matches!(it, '"' | '”' | '“' | '„')).count() % 2 == 1
    }
}

/// The paragraphs of a text; the items of a list are paragraphs too.
pub(in crate::checks) fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let (mut all, mut start, mut at, mut has_words) = (Vec::new(), 0, 0, false);
    for line in tecken::lines(text) {
        let words = line.trim_start();
        if words.is_empty() || words.starts_with("- ") || words.starts_with("* ") {
            if has_words {
                all.push(start..at);
            }
            (start, has_words) = (at, false);
        }
        has_words |= !words.is_empty();
        at = (at + line.len() + 1).min(text.len());
    }
    if has_words {
        all.push(start..text.len());
    }
    all
}

/// Shows the places of the signs that a remark can begin at: quotation marks, dashes, per cent signs, ends of link texts,
/// and the second of two capitals.
pub(super) fn signs(text: &str, mut visit: impl FnMut(usize)) {
    let bytes = text.as_bytes();
    let mut before = 0;
    for (idx, block) in bytes.chunks(64).enumerate() {
        let capitals = bits(block, |it| it.is_ascii_uppercase());
        let second = capitals & (capitals << 1 | before >> 63) & !(capitals << 2 | before >> 62);
        // Quotation marks and dashes that cannot be typed on every keyboard begin with this byte, 0xe2.
        let signs = bits(block, |it| matches!(it, b'"' | b'%' | b'-' | b'<' | b']' | 0xe2));
        places(second | signs, idx * 64).for_each(&mut visit);
        before = capitals;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_found_wherever_they_stand() {
        for lead in 0..140 {
            let text = format!("{}KSAU och \"28%\" – (HLV)", " ".repeat(lead));
            let mut found = Vec::new();
            signs(&text, |at| found.push(text[at..].chars().next().expect("a sign")));
            assert_eq!(found, ['S', '"', '%', '"', '–', 'L'], "{lead}");
        }
    }

    #[test]
    fn paragraphs_end_at_empty_lines_and_items() {
        let text = "Ett\nstycke.\n\nTvå.\n- tre\n- fyra\n";
        let all: Vec<&str> = paragraphs(text).into_iter().map(|it| text[it].trim()).collect();
        assert_eq!(all, ["Ett\nstycke.", "Två.", "- tre", "- fyra"]);
    }
}
