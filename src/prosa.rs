//! Light Markdown with `{{ … }}` → elements. What a document cannot hold is a mistake with its place, never code.

mod expanded;
mod reader;

use std::borrow::Cow;

use minijinja::Value;
use pulldown_cmark::{Options, Parser, TextMergeWithOffset};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::element::{Block, Inline};
use crate::svenska;
use crate::typsnitt;
use crate::uttryck::{self, Piece, TextMistake, TextMistakeKind};
use expanded::Expanded;

/// A text's elements, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Prose {
    pub blocks: Vec<Block>,
    pub mistakes: Vec<TextMistake>,
}

/// Plain text with its values put in.
pub fn plain(text: &str, names: &Value) -> (String, Vec<TextMistake>) {
    let mut mistakes = Vec::new();
    let mut out = String::with_capacity(text.len());
    for piece in uttryck::pieces(text, &mut mistakes) {
        match piece {
            Piece::Text(range) => out.push_str(&text[range]),
            Piece::Uttryck(range) => match uttryck::evaluate(text, range, names) {
                Ok(value) => out.push_str(&value),
                Err(mistake) => mistakes.push(*mistake),
            },
        }
    }
    // Plain text is one line, however it was typed.
    let line = if out.contains('\n') { out.split_whitespace().collect::<Vec<_>>().join(" ") } else { out };
    (printed(svenska::typographic(line.trim())), mistakes)
}

/// A text of one paragraph; anything but a paragraph and its footnotes is a mistake.
pub fn line(text: &str, key: &str, names: &Value) -> (Vec<Inline>, Vec<TextMistake>) {
    let Prose { blocks, mut mistakes } = blocks(text, key, names);
    let mut paragraphs = Vec::new();
    for block in blocks {
        match block {
            Block::Stycke { inline } => paragraphs.push(inline),
            _ => {
                let help = "Här kan bara stå ett stycke. Skriv varje mål och varje målgrupp för sig i listan, och längre texter i ett [[avsnitt]].";
                let message = "Texten är mer än ett stycke.";
                mistakes.push(TextMistake::new(TextMistakeKind::Markering, 0..text.len(), message, help));
                break;
            }
        }
    }
    let mut inline = Vec::new();
    for (idx, paragraph) in paragraphs.into_iter().enumerate() {
        if idx > 0 {
            inline.push(Inline::Bryt);
        }
        inline.extend(paragraph);
    }
    (inline, mistakes)
}

/// Text as it can be printed: å is one character however it was typed, and what no font has is marked.
///
/// Only a draft can hold what no font has.
pub fn printable(text: &str) -> String {
    printed(text.to_owned())
}

/// The same of a text that is no longer needed as it is.
fn printed(text: String) -> String {
    if !typsnitt::has_uncommon(&text) {
        return text;
    }
    let composed = if is_nfc(&text) { Cow::Borrowed(&*text) } else { Cow::Owned(text.nfc().collect()) };
    if composed.chars().all(typsnitt::covers) {
        return composed.into_owned();
    }
    composed.chars().map(|it| if typsnitt::covers(it) { it } else { typsnitt::MISSING }).collect()
}

/// A text of any length. `key` tells its footnotes from those of other texts.
pub fn blocks(text: &str, key: &str, names: &Value) -> Prose {
    let mut mistakes = Vec::new();
    let expanded = Expanded::new(text, names, &mut mistakes);
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let events = TextMergeWithOffset::new(Parser::new_ext(&expanded.text, options).into_offset_iter());
    let events: Vec<_> = events.collect();
    reader::read(&expanded, key, &events, mistakes)
}

/// Whether a link leads to a page or a mailbox.
pub fn is_safe_url(url: &str) -> bool {
    let rest = ["https://", "http://", "mailto:"].iter().find_map(|it| url.strip_prefix(it));
    let fine = |it: char| it.is_ascii_graphic() || (it.is_alphanumeric() && !it.is_ascii());
    rest.is_some_and(|it| !it.is_empty() && it.chars().all(fine)) && url.len() <= 2_000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(text: &str) -> Vec<String> {
        blocks(text, "t", &Value::from(())).mistakes.into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn what_a_document_cannot_hold_is_named() {
        assert_eq!(mistakes("Se <b>här</b>.").len(), 1);
        assert_eq!(mistakes("En not[^a]."), ["Fotnoten ”a” har ingen text."]);
        assert_eq!(mistakes("Text.\n\n[^a]: Not."), ["Ingenting i texten hänvisar till fotnoten ”a”."]);
        assert_eq!(mistakes("Not[^a].\n\n[^a]: Se[^a]."), ["En fotnot hänvisar till fotnoten ”a”."]);
        assert_eq!(mistakes("# Ett\n\n### Tre"), ["Rubriknivå 2 hoppas över före ”Tre”."]);
        assert_eq!(mistakes("[hit](file:///etc/passwd)"), ["Länken ”file:///etc/passwd” kan inte användas."]);
        assert!(mistakes(&"> ".repeat(5_000)).len() < 10);
    }

    #[test]
    fn indentation_in_the_file_is_no_markup() {
        let prose = blocks("    Ett stycke.\n\n    Ett till.\n", "t", &Value::from(()));
        assert_eq!((prose.blocks.len(), prose.mistakes.len()), (2, 0));
    }
}
