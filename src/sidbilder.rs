//! Two folders of page images → which pages differ, aligned so that a new page in the middle is one change and not many.
//!
//! A page is what stands above its foot. In the foot are the page's number and the number of pages, which change on every
//! page when one is added: pages that differ there only are counted, not shown.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::bild;
use crate::svenska;
use crate::utskrift::page_of;

/// The most pages of a folder.
const MAX_PAGES: usize = 20_000;

/// The largest image of a page, in bytes.
const MAX_PAGE_BYTES: u64 = 64 << 20;

/// The foot of a page is the lowest 20 mm of 297: the line with the page's number, and nothing else of a page with text or
/// of a cover.
const FOOT: (usize, usize) = (20, 297);

/// A page of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sida {
    /// The page, counted from 1.
    pub nummer: usize,
    pub fil: PathBuf,
    /// A hash of all that the page shows.
    hela: [u8; 32],
    /// The same without the foot.
    ovanfor: [u8; 32],
}

/// What became of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sidandring {
    Andrad { fore: Sida, efter: Sida },
    Ny(Sida),
    Borttagen(Sida),
}

/// What has changed in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dokumentandring {
    /// The document's path below the folders, with `/` between folders and no ending.
    pub namn: String,
    pub sidor: Vec<Sidandring>,
    /// How many pages differ in the foot only.
    pub bara_sidfot: usize,
}

/// What a page of changes shows of a document: pages side by side, as they were and as they are.
#[derive(Clone, Debug)]
pub struct Visning {
    pub namn: String,
    pub par: Vec<[Option<Sidlank>; 2]>,
    pub bara_sidfot: usize,
}

/// A page's number, and the address of its image from the page of changes.
#[derive(Clone, Debug)]
pub struct Sidlank {
    pub nummer: usize,
    pub lank: String,
}

/// The heading of a page of changes.
pub const TITEL: &str = "Ändrade sidor";

/// What a page of changes says when there are none.
pub const INGA: &str = "Inga sidor har ändrats.";

/// The two columns, and what stands in one that has no page.
pub const SPALTER: [&str; 2] = ["Före", "Efter"];
pub const TOM: [&str; 2] = ["Ny sida", "Sidan är borttagen"];

impl Visning {
    /// What an image shows, for those who do not see it. `spalt` is the column's number.
    pub fn alt(&self, sida: &Sidlank, spalt: usize) -> String {
        format!("{}, sida {}, {}", self.namn, sida.nummer, SPALTER[spalt].to_lowercase())
    }

    /// The document's changes in a line.
    pub fn sammanfattning(&self) -> String {
        let count = |wanted: fn(&[Option<Sidlank>; 2]) -> bool| self.par.iter().filter(|it| wanted(it)).count();
        let parts = [
            (count(|it| it.iter().all(Option::is_some)), "ändrad sida", "ändrade sidor"),
            (count(|it| it[0].is_none()), "ny sida", "nya sidor"),
            (count(|it| it[1].is_none()), "borttagen sida", "borttagna sidor"),
        ];
        let said = parts.iter().filter(|(number, ..)| *number > 0);
        let said: Vec<String> = said.map(|(number, one, many)| svenska::count(*number, one, many)).collect();
        let mut text = svenska::list(&said, "och");
        if self.bara_sidfot > 0 {
            let pages = svenska::count(self.bara_sidfot, "sida", "sidor");
            let also = format!("{pages} skiljer sig bara i sidfoten, där sidnumret står");
            text = if text.is_empty() { also } else { format!("{text}. {also}") };
        }
        format!("{}.", svenska::capitalised(&text))
    }
}

/// Compares the page images below two folders. Gives the documents that differ, by path.
///
/// # Errors
/// Says which folder or file cannot be read, in Swedish.
pub fn jamfor(fore: &Path, efter: &Path) -> Result<Vec<Dokumentandring>, String> {
    let (mut before, mut after) = (pages(fore)?, pages(efter)?);
    let mut names: Vec<String> = before.keys().chain(after.keys()).cloned().collect();
    names.sort();
    names.dedup();
    let documents = names.into_iter().map(|namn| {
        let (before, after) = (before.remove(&namn).unwrap_or_default(), after.remove(&namn).unwrap_or_default());
        document(namn, &before, &after)
    });
    Ok(documents.filter(|it| !it.sidor.is_empty() || it.bara_sidfot > 0).collect())
}

fn document(namn: String, before: &[Sida], after: &[Sida]) -> Dokumentandring {
    let hashes = |pages: &[Sida]| pages.iter().map(|it| it.ovanfor).collect::<Vec<_>>();
    let mut sidor = Vec::new();
    let mut bara_sidfot = 0;
    for op in capture_diff_slices(Algorithm::Myers, &hashes(before), &hashes(after)) {
        let (old, new) = (&before[op.old_range()], &after[op.new_range()]);
        if let DiffOp::Equal { .. } = op {
            bara_sidfot += old.iter().zip(new).filter(|(old, new)| old.hela != new.hela).count();
            continue;
        }
        let both = old.len().min(new.len());
        let pairs = old.iter().zip(new);
        sidor.extend(pairs.map(|(old, new)| Sidandring::Andrad { fore: old.clone(), efter: new.clone() }));
        sidor.extend(old[both..].iter().map(|it| Sidandring::Borttagen(it.clone())));
        sidor.extend(new[both..].iter().map(|it| Sidandring::Ny(it.clone())));
    }
    Dokumentandring { namn, sidor, bara_sidfot }
}

/// The pages below a folder, document by document, in order.
fn pages(folder: &Path) -> Result<BTreeMap<String, Vec<Sida>>, String> {
    if !folder.is_dir() {
        return Err(format!("Det finns ingen mapp som heter ”{}”.", folder.display()));
    }
    let unreadable =
        |path: &Path, error: &io::Error| format!("{} går inte att läsa: {}.", path.display(), bild::reason(error));
    let mut documents: BTreeMap<String, Vec<Sida>> = BTreeMap::new();
    let walk = ignore::WalkBuilder::new(folder).standard_filters(false).hidden(true).follow_links(false).build();
    let files = walk.filter_map(Result::ok).filter(|it| it.file_type().is_some_and(|it| it.is_file()));
    for (count, file) in
        files.map(ignore::DirEntry::into_path).filter(|it| it.extension().is_some_and(|it| it == "png")).enumerate()
    {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some((stem, nummer)) = page_of(&name) else { continue };
        if count >= MAX_PAGES {
            return Err(format!("Det finns fler än {MAX_PAGES} sidor i {}.", folder.display()));
        }
        let size = fs::metadata(&file).map_err(|it| unreadable(&file, &it))?.len();
        if size > MAX_PAGE_BYTES {
            return Err(format!("{} är större än {} MB.", file.display(), MAX_PAGE_BYTES >> 20));
        }
        let bytes = fs::read(&file).map_err(|it| unreadable(&file, &it))?;
        let inner = file.strip_prefix(folder).unwrap_or(&file).with_file_name(stem);
        let namn = inner.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let (hela, ovanfor) = hashes(&bytes);
        documents.entry(namn).or_default().push(Sida { nummer, fil: file, hela, ovanfor });
    }
    for pages in documents.values_mut() {
        pages.sort_by_key(|it| it.nummer);
    }
    Ok(documents)
}

/// The hashes of what a page shows, whole and without its foot. Of a damaged image the file itself counts.
fn hashes(png: &[u8]) -> ([u8; 32], [u8; 32]) {
    let hash = |width: usize, bytes: &[u8]| {
        let mut hash = Sha256::new();
        hash.update((width as u64).to_le_bytes());
        hash.update(bytes);
        hash.finalize().into()
    };
    let Some((pixels, width)) = bild::pixels(png).filter(|(_, width)| *width > 0) else {
        return (hash(0, png), hash(0, png));
    };
    let rows = pixels.len() / width;
    let above = (rows - rows * FOOT.0 / FOOT.1) * width;
    (hash(width, &pixels), hash(width, &pixels[..above]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pages by what stands on them above the foot, and in it.
    fn made(pages: &[(u8, u8)]) -> Vec<Sida> {
        let page = |(idx, (above, foot)): (usize, &(u8, u8))| {
            let (hela, ovanfor) = ([above ^ (foot << 4); 32], [*above; 32]);
            Sida { nummer: idx + 1, fil: PathBuf::new(), hela, ovanfor }
        };
        pages.iter().enumerate().map(page).collect()
    }

    #[test]
    fn a_new_page_changes_no_other() {
        let before = made(&[(1, 1), (2, 2), (3, 3)]);
        let after = made(&[(1, 4), (9, 5), (2, 6), (3, 7)]);
        let found = document("x".to_owned(), &before, &after);
        assert_eq!(found.sidor, [Sidandring::Ny(after[1].clone())]);
        assert_eq!(found.bara_sidfot, 3);
        let back = document("x".to_owned(), &after, &before);
        assert_eq!(back.sidor, [Sidandring::Borttagen(after[1].clone())]);
        assert!(document("x".to_owned(), &before, &before).sidor.is_empty());
    }

    #[test]
    fn changed_pages_are_paired_in_order() {
        let (before, after) = (made(&[(1, 0), (2, 0), (3, 0)]), made(&[(1, 0), (7, 0), (8, 0), (3, 0)]));
        let found = document("x".to_owned(), &before, &after);
        let pair = Sidandring::Andrad { fore: before[1].clone(), efter: after[1].clone() };
        assert_eq!(found.sidor, [pair, Sidandring::Ny(after[2].clone())]);
    }
}
