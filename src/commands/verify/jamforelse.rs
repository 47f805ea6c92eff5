//! A PDF against the PDF that its sources become.

use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use crate::pdffil::{self, Pdffil, Tillagg};

/// How the bytes of a file relate to those that were made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Jamforelse {
    Samma,
    /// The file begins with what was made, and goes on.
    Tillagt(Tillagg),
    /// What was made begins with the file, and goes on.
    Avkortad,
    Annan,
}

/// Compares the file with what was made. `hela` is the file as it is read, with what was added to it.
pub(super) fn jamfor(bytes: &[u8], hela: &Pdffil, made: &[u8]) -> Jamforelse {
    if bytes == made {
        Jamforelse::Samma
    } else if bytes.starts_with(made) {
        let own = pdffil::read(made).ok();
        let unknown = Tillagg { annat: true, ..Tillagg::default() };
        Jamforelse::Tillagt(own.map_or(unknown, |it| pdffil::tillagg(&it, hela)))
    } else if made.starts_with(bytes) {
        Jamforelse::Avkortad
    } else {
        Jamforelse::Annan
    }
}

/// The first thing that a reader sees differ between two files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Skillnad {
    /// A page says something else; the words around it, in the file and in what was made.
    Text { sida: usize, i_filen: String, i_planen: String },
    /// Every page that both have says the same, but one has more of them.
    Antal { i_filen: usize, i_planen: usize },
    /// All pages say the same, but one is drawn otherwise.
    Utseende { sida: usize },
    /// All pages are drawn the same.
    Inget,
}

/// What differs first between a file and what was made.
pub(super) fn skillnad(file: &Pdffil, made: &Pdffil) -> Skillnad {
    let (theirs, ours) = (file.sidtexter(), made.sidtexter());
    if let Some(idx) = theirs.iter().zip(&ours).position(|(theirs, ours)| theirs != ours) {
        let (i_filen, i_planen) = around(&theirs[idx], &ours[idx]);
        return Skillnad::Text { sida: idx + 1, i_filen, i_planen };
    }
    let (i_filen, i_planen) = (file.antal_sidor(), made.antal_sidor());
    if i_filen != i_planen {
        return Skillnad::Antal { i_filen, i_planen };
    }
    file.annan_sida(made).map_or(Skillnad::Inget, |sida| Skillnad::Utseende { sida })
}

/// The words of two texts from a little before the first that differs.
fn around(theirs: &str, ours: &str) -> (String, String) {
    /// How many words are shown before the first that differs, and in all.
    const BEFORE: usize = 3;
    const SHOWN: usize = 9;
    let (theirs, ours): (Vec<&str>, Vec<&str>) = (theirs.split(' ').collect(), ours.split(' ').collect());
    let same = theirs.iter().zip(&ours).take_while(|(theirs, ours)| theirs == ours).count();
    let from = same.saturating_sub(BEFORE);
    let shown = |words: &[&str]| {
        let part: Vec<&str> = words.iter().skip(from).take(SHOWN).copied().collect();
        let more = if words.len() > from + SHOWN { " …" } else { "" };
        let cut: String = part.join(" ").chars().take(200).flat_map(crate::svenska::visible).collect();
        format!("{cut}{more}")
    };
    (shown(&theirs), shown(&ours))
}

/// How alike two documents are, in thousandths: the words that stand in both, in the same order.
pub(super) fn likhet(theirs: &[String], ours: &[String]) -> usize {
    /// The most words that are compared, and for how long.
    const MOST: usize = 200_000;
    const TIME: Duration = Duration::from_secs(2);
    fn words(pages: &[String]) -> Vec<&str> {
        pages.iter().flat_map(|it| it.split(' ')).take(MOST).collect()
    }
    let (theirs, ours) = (words(theirs), words(ours));
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &theirs, &ours, Some(Instant::now() + TIME));
    let equal = |it: &DiffOp| if let DiffOp::Equal { len, .. } = it { *len } else { 0 };
    let both: usize = ops.iter().map(equal).sum();
    2_000 * both / (theirs.len() + ours.len()).max(1)
}
