//! The three kinds of text that a person types, each with its place.

use crate::diagnostic::Report;
use crate::read::reference::{PROSA, Shape};
use crate::read::{Read, Value, Walk};
use crate::source::{Located, Span};

/// Paragraphs, lists, quotes, tables, footnotes and headings in light Markdown, with `{{ … }}`.
#[derive(Clone, Debug)]
pub struct Prosa(pub Located<String>);

/// One paragraph in light Markdown, with `{{ … }}`.
#[derive(Clone, Debug)]
pub struct Rad(pub Located<String>);

/// Plain text with `{{ … }}`: titles, headings, labels.
#[derive(Clone, Debug)]
pub struct Klartext(pub Located<String>);

/// Any of the three.
#[derive(Clone, Copy, Debug)]
pub enum TextRef<'a> {
    Prosa(&'a Prosa),
    Rad(&'a Rad),
    Klartext(&'a Klartext),
}

impl<'a> TextRef<'a> {
    /// The text as typed.
    pub fn located(self) -> &'a Located<String> {
        match self {
            Self::Prosa(Prosa(it)) | Self::Rad(Rad(it)) | Self::Klartext(Klartext(it)) => it,
        }
    }
}

macro_rules! text {
    ($type:ident, $shape:expr) => {
        impl $type {
            /// The text as typed.
            pub fn as_str(&self) -> &str {
                &self.0.value
            }

            /// Where it was typed.
            pub fn span(&self) -> Span {
                self.0.span
            }
        }

        impl Read for $type {
            fn read(value: Value<'_>, report: &mut Report) -> Option<Self> {
                Located::read(value, report).map(Self)
            }

            fn shape() -> Shape {
                Shape::Enkel($shape)
            }
        }

        impl Walk for $type {
            fn walk<'a>(&'a self, visit: &mut dyn FnMut(TextRef<'a>)) {
                visit(TextRef::$type(self));
            }
        }
    };
}

text!(Prosa, PROSA);
text!(Rad, "textrad");
text!(Klartext, "text");

/// Where a place in a decoded string stands in the file, given the string as typed with its quotes.
///
/// `at` counts bytes of the decoded text; the answer counts bytes of `raw`.
pub fn offset_in_literal(raw: &str, at: usize) -> usize {
    let (_, mut idx) = opening(raw);
    let escapes = raw.starts_with('"');
    // What stands before the first escape means itself.
    let plain = raw.as_bytes().get(idx..).unwrap_or_default();
    let plain = if escapes { memchr::memchr(b'\\', plain).unwrap_or(plain.len()) } else { plain.len() };
    let mut decoded = plain.min(at);
    idx += decoded;
    while decoded < at {
        let rest = raw.get(idx..).unwrap_or_default();
        let Some(first) = rest.chars().next() else { break };
        let (typed, means) = if first == '\\' && escapes { escape(rest) } else { (first.len_utf8(), first.len_utf8()) };
        idx += typed;
        decoded += means;
    }
    idx.min(raw.len())
}

/// Where a decoded string begins in the string as typed with its quotes, when all of it stands there as it is.
pub fn start_in_literal(raw: &str, decoded: &str) -> Option<usize> {
    let (quotes, start) = opening(raw);
    (raw.len() == start + decoded.len() + quotes).then_some(start)
}

/// How many quotes a string as typed begins with, and where what they quote begins.
fn opening(raw: &str) -> (usize, usize) {
    let long = raw.len() >= 6 && (raw.starts_with("\"\"\"") || raw.starts_with("'''"));
    match raw.as_bytes() {
        [_, _, _, b'\r', b'\n', ..] if long => (3, 5),
        [_, _, _, b'\n', ..] if long => (3, 4),
        _ if long => (3, 3),
        _ => (1, 1),
    }
}

/// How many bytes an escape takes as typed, and how many what it means takes.
fn escape(rest: &str) -> (usize, usize) {
    let hex = |from: usize, digits: usize| {
        let code = rest.get(from..from + digits).and_then(|it| u32::from_str_radix(it, 16).ok());
        (from + digits, code.and_then(char::from_u32).map_or(1, char::len_utf8))
    };
    match rest.chars().nth(1) {
        Some('u') => hex(2, 4),
        Some('U') => hex(2, 8),
        Some('x') => hex(2, 2),
        // A backslash at the end of a line swallows the line break and the indentation after it.
        Some(it) if it.is_whitespace() => (1 + rest[1..].len() - rest[1..].trim_start().len(), 0),
        Some(it) => (1 + it.len_utf8(), 1),
        None => (1, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_strings_are_found_in_the_file() {
        assert_eq!(offset_in_literal("\"åb\"", 2), 3);
        assert_eq!(offset_in_literal("\"\"\"\nåb\"\"\"", 2), 6);
        assert_eq!(offset_in_literal(r#""\u00e5b""#, 2), 7);
        assert_eq!(offset_in_literal("\"\"\"a\\\n   b\"\"\"", 1), 4);
        assert_eq!(offset_in_literal("'a\\u00e5'", 3), 4);
        assert_eq!(start_in_literal("\"\"\"\nåb\"\"\"", "åb"), Some(4));
        assert_eq!(start_in_literal("'åb'", "åb"), Some(1));
        assert_eq!(start_in_literal("\"\"", ""), Some(1));
        assert_eq!(start_in_literal(r#""\u00e5b""#, "åb"), None);
    }
}
