//! The summary as Markdown: a table a year over all kommuner, then what each pays for.

use std::fmt::Write as _;

use super::{Arspost, Del, PARTER, Sammanstallning, TITEL, UTFALL, totalt, utfall};
use crate::budget::Summor;
use crate::markdown::{escaped, line};

/// The summary for people.
pub fn markdown(all: &Sammanstallning) -> Vec<u8> {
    let mut out = format!("# {TITEL}\n\nBelopp i kronor.\n");
    for (ar, posts) in &all.ar {
        // A year where somebody has ören has them everywhere, so that the figures stand under each other.
        let oren = posts.iter().any(has_oren);
        let _ = write!(out, "\n## {ar}\n\n{}", budgets(posts, oren));
        out.push_str(&outcomes(posts, oren));
        for post in posts {
            if !post.slag.is_empty() {
                let _ = write!(out, "\n### {} {ar}\n\n{}", escaped(&post.kommun), parts("Slag", &post.slag, oren));
            }
            if !post.omraden.is_empty() {
                let _ = write!(out, "\n{}", parts("Område", &post.omraden, oren));
            }
        }
    }
    if !all.utelamnade.is_empty() {
        out.push_str("\n## Inte med\n\n");
        for it in &all.utelamnade {
            let _ = writeln!(out, "- {}: {}", escaped(&it.fil), it.skal);
        }
    }
    out.into_bytes()
}

fn has_oren(post: &Arspost) -> bool {
    let budget = post.omraden.iter().chain(&post.slag).map(|it| it.summor).chain(post.budget);
    let told = post.ekonomi.iter().flat_map(|it| UTFALL.map(|(_, part)| part(it)));
    budget.chain(told).any(|it| PARTER.iter().any(|(_, part)| part(it).has_oren()))
}

/// A row with a name, other words and the four sums, where there are any.
fn row(first: &[String], summor: Option<Summor>, oren: bool, bold: bool) -> String {
    let sums = PARTER.iter().map(|(_, part)| match summor.map(part) {
        Some(amount) if oren => format!("{amount:.2}"),
        Some(amount) => amount.to_string(),
        None => "–".to_owned(),
    });
    let cells = first.iter().cloned().chain(sums);
    let cells: Vec<String> = if bold {
        cells.map(|it| if it.is_empty() { it } else { format!("**{it}**") }).collect()
    } else {
        cells.collect()
    };
    line(&cells) + "\n"
}

fn heading(first: &[&str], rights: usize) -> String {
    let names = first.iter().copied().chain(PARTER.iter().map(|(name, _)| *name));
    let rulers = (0..first.len() + PARTER.len()).map(|it| if it < first.len() - rights { "---" } else { "---:" });
    let owned = |all: Vec<&str>| line(&all.into_iter().map(str::to_owned).collect::<Vec<_>>());
    format!("{}\n{}\n", owned(names.collect()), owned(rulers.collect()))
}

fn budgets(posts: &[Arspost], oren: bool) -> String {
    let mut out = heading(&["Budget", "Status", "Insatser"], 1);
    for it in posts {
        let status = if it.beslutad { "beslutad" } else { "utkast" };
        out += &row(&[escaped(&it.kommun), status.to_owned(), it.insatser.to_string()], it.budget, oren, false);
    }
    let insatser: usize = posts.iter().map(|it| it.insatser).sum();
    out + &row(&["Totalt".to_owned(), String::new(), insatser.to_string()], totalt(posts), oren, true)
}

/// What the money became, for the kommuner that have told.
fn outcomes(posts: &[Arspost], oren: bool) -> String {
    let mut out = String::new();
    for (name, part) in UTFALL {
        let Some(total) = utfall(posts, part) else { return out };
        let _ = write!(out, "\n{}", heading(&[name], 0));
        for (it, told) in posts.iter().filter_map(|it| Some((it, it.ekonomi.as_ref()?))) {
            out += &row(&[escaped(&it.kommun)], Some(part(told)), oren, false);
        }
        out += &row(&["Totalt".to_owned()], Some(total), oren, true);
    }
    out
}

fn parts(name: &str, parts: &[Del], oren: bool) -> String {
    let rows = parts.iter().map(|it| row(&[escaped(&it.namn)], Some(it.summor), oren, false));
    heading(&[name], 0) + &rows.collect::<String>()
}
