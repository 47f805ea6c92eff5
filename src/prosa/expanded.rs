//! A typed text made ready for the Markdown parser, with the way back to every typed place.

use std::borrow::Cow;
use std::ops::Range;

use minijinja::Value;

use crate::tecken;
use crate::uttryck::{self, Piece, TextMistake};

/// Stands for a computed value while Markdown is parsed, so that a value is never taken for markup. Neither character
/// can be typed: both are private, and private characters are refused everywhere.
const VALUE_OPEN: char = '\u{e000}';
const VALUE_CLOSE: char = '\u{e001}';

/// A text with marks for its values and without common indentation, and where each piece of it came from.
pub(super) struct Expanded {
    pub text: String,
    values: Vec<String>,
    /// Pairs of places, in this text and in the typed one, in order.
    places: Vec<(usize, usize)>,
}

impl Expanded {
    /// Puts the values into a text; what cannot be computed is reported and shows as an ellipsis.
    pub(super) fn new(text: &str, names: &Value, mistakes: &mut Vec<TextMistake>) -> Self {
        let mut expanded = Self { text: String::with_capacity(text.len()), values: Vec::new(), places: Vec::new() };
        // Indenting the text in the file must not turn it into code.
        let lines = tecken::lines(text).enumerate();
        let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
        let indented =
            lines.filter(|(idx, line)| !line.trim().is_empty() && (*idx > 0 || line.starts_with([' ', '\t'])));
        let common = indented.map(|(_, line)| indent(line)).min().unwrap_or(0);
        for piece in uttryck::pieces(text, mistakes) {
            match piece {
                Piece::Text(range) => expanded.push_text(text, range, common),
                Piece::Uttryck(range) => {
                    expanded.places.push((expanded.text.len(), range.start));
                    let value = uttryck::evaluate(text, range, names).unwrap_or_else(|mistake| {
                        mistakes.push(*mistake);
                        "…".to_owned()
                    });
                    let mark = format!("{VALUE_OPEN}{}{VALUE_CLOSE}", expanded.values.len());
                    expanded.text.push_str(&mark);
                    expanded.values.push(value);
                }
            }
        }
        expanded
    }

    fn push_text(&mut self, text: &str, range: Range<usize>, common: usize) {
        let mut at = range.start;
        for line in text[range].split_inclusive('\n') {
            let at_line_start = at == 0 || text.as_bytes()[at - 1] == b'\n';
            let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
            let skip = if at_line_start { common.min(blank) } else { 0 };
            self.places.push((self.text.len(), at + skip));
            self.text.push_str(&line[skip..]);
            at += line.len();
        }
    }

    /// The typed range of a range of this text.
    pub(super) fn typed(&self, range: Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let idx = self.places.partition_point(|(here, _)| *here <= at).saturating_sub(1);
            self.places.get(idx).map_or(at, |(here, typed)| typed + (at - here))
        };
        place(range.start)..place(range.end.max(range.start + 1) - 1) + 1
    }

    /// Text of the Markdown with the values in their places.
    pub(super) fn fill<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !text.contains(VALUE_OPEN) {
            return Cow::Borrowed(text);
        }
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, mark)) = rest.split_once(VALUE_OPEN) {
            out.push_str(before);
            let (idx, after) = mark.split_once(VALUE_CLOSE).unwrap_or((mark, ""));
            out.push_str(idx.parse::<usize>().ok().and_then(|it| self.values.get(it)).map_or("", String::as_str));
            rest = after;
        }
        out.push_str(rest);
        Cow::Owned(out)
    }
}
