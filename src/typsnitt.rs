//! The fonts inside the program, and which characters they can print.

use std::sync::LazyLock;

use include_dir::{Dir, File, include_dir};

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
