//! The page that shows changed pages side by side, in Markdown.

use super::line;
use super::skriv::{address, text};
use crate::sidbilder::{INGA, SPALTER, Sidlank, TITEL, TOM, Visning};

/// The page of changes.
pub fn andrade_sidor(visningar: &[Visning]) -> Vec<u8> {
    let mut parts = vec![format!("# {TITEL}")];
    if visningar.is_empty() {
        parts.push(INGA.to_owned());
    }
    for it in visningar {
        parts.push(format!("## {}", text(&it.namn)));
        parts.push(text(&it.sammanfattning()));
        if !it.par.is_empty() {
            parts.push(pairs(it));
        }
    }
    format!("{}\n", parts.join("\n\n")).into_bytes()
}

fn pairs(visning: &Visning) -> String {
    let image = |page: &Sidlank, spalt: usize| {
        format!("Sida {}<br>![{}](<{}>)", page.nummer, text(&visning.alt(page, spalt)), address(&page.lank))
    };
    let cell =
        |page: &Option<Sidlank>, spalt: usize| page.as_ref().map_or(TOM[spalt].to_owned(), |it| image(it, spalt));
    let rows = visning.par.iter().map(|[fore, efter]| line(&[cell(fore, 0), cell(efter, 1)]));
    let head = [line(&SPALTER.map(str::to_owned)), line(&["---", "---"].map(str::to_owned))];
    head.into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}
