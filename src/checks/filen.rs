//! Checks of a document as a file.

use super::{Findings, Sammanhang};
use crate::check;
use crate::dokument::Handling;
use crate::source::Span;

check! {
    /// Filens rader slutar på samma sätt.
    ///
    /// Windows skriver ett osynligt tecken mer i slutet av varje rad. I en fil med båda sorterna visar git ändringar på rader
    /// som ingen har rört.
    pub(super) const BLANDADE_RADSLUT: Check = Vanlig("blandade-radslut", Some(Upplysning), Some(Upplysning));
}

pub(super) fn blandade_radslut(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let file = handling.span().file;
    let text = &sammanhang.sources.get(file).text;
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return;
    }
    let (mut at, mut first) = (0, None);
    for line in text.split_inclusive('\n').filter(|it| it.ends_with('\n')) {
        let windows = line.ends_with("\r\n");
        if *first.get_or_insert(windows) != windows {
            let end = at + line.trim_end_matches(['\r', '\n']).len();
            findings.add(Span::new(file, at..end), "Raderna i filen slutar på olika sätt (CRLF och LF).", |it| {
                it.here("den första som skiljer sig").help(
                    "Spara om filen med samma radslut överallt, helst LF. Raden *.toml text eol=lf i .gitattributes gör att \
                     git håller ordning på det.",
                )
            });
            return;
        }
        at += line.len();
    }
}
