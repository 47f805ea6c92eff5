//! The fonts inside the program, and which characters they can print.

use std::sync::LazyLock;

use include_dir::{Dir, File, include_dir};

use crate::tecken;

/// The templates and fonts that are built into the program.
pub static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The fonts by file name; no font of the machine is ever used.
const FILES: [&str; 10] = [
    "SourceSans3-Regular.otf",
    "SourceSans3-It.otf",
    "SourceSans3-Semibold.otf",
    "SourceSans3-SemiboldIt.otf",
    "SourceSans3-Bold.otf",
    "SourceSans3-Light.otf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansArabic-Bold.ttf",
    "NotoSansHebrew-Regular.ttf",
    "NotoSansHebrew-Bold.ttf",
];

/// The fonts' contents, in the order of preference.
pub fn files() -> impl Iterator<Item = &'static [u8]> {
    FILES.iter().filter_map(|it| TEMPLATES.get_file(format!("typsnitt/{it}")).map(File::contents))
}

/// One face of each family: the faces of a family cover the same characters.
static FACES: LazyLock<Vec<ttf_parser::Face<'static>>> = LazyLock::new(|| {
    let regular = files().zip(FILES).filter(|(_, name)| name.contains("-Regular"));
    regular.filter_map(|(it, _)| ttf_parser::Face::parse(it, 0).ok()).collect()
});

/// Stands in a draft for a character that cannot be printed.
pub const MISSING: char = '□';

/// Whether a character is one of those that Swedish text is nearly all made of; every font has them.
pub fn is_common(it: char) -> bool {
    matches!(it, ' '..='~' | '\u{a0}'..='ÿ' | '–' | '”' | '’' | '…' | '\n' | '\t' | '\r' | '\u{2212}')
}

/// Whether a text holds any character that is not common. It looks at bytes, since every plan is asked.
pub fn has_uncommon(text: &str) -> bool {
    let bytes = text.as_bytes();
    let follow = |idx: usize, length: usize| bytes.get(idx + 1..idx + 1 + length);
    // Line breaks are looked at with the controls, which is cheaper; å, ä, ö and the like begin with 0xc3.
    let is_common = |it: u8| matches!(it, b' '..=b'~' | 0x80..=0xbf | 0xc3);
    tecken::places_of(bytes, |it| !is_common(it)).any(|idx| match bytes[idx] {
        b'\n' | b'\t' | b'\r' => false,
        // U+0080–U+009F are controls.
        0xc2 => follow(idx, 1).is_some_and(|it| it[0] < 0xa0),
        // – ’ ” … and the minus sign.
        0xe2 => !matches!(follow(idx, 2), Some([0x80, 0x93 | 0x99 | 0x9d | 0xa6] | [0x88, 0x92])),
        _ => true,
    })
}

/// Whether a character can be printed.
pub fn covers(it: char) -> bool {
    is_common(it) || FACES.iter().any(|face| face.glyph_index(it).is_some())
}

/// Whether a character can never stand in an archived document: private, unassigned for exchange, or a control.
pub fn is_forbidden(it: char) -> bool {
    let private = matches!(it, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}');
    let noncharacter = matches!(it, '\u{fdd0}'..='\u{fdef}') || (it as u32) & 0xfffe == 0xfffe;
    let control = it.is_control() && !matches!(it, '\n' | '\t' | '\r');
    let direction = matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    private || noncharacter || control || direction || it == '\u{feff}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_characters_agree_on_what_is_common() {
        for it in (0..0x3000).filter_map(char::from_u32) {
            assert_eq!(has_uncommon(&it.to_string()), !is_common(it), "U+{:04X}", it as u32);
        }
    }
}
