//! What a comparison of a PDF comes to, in words.

use super::Filen;
use super::jamforelse::{Jamforelse, Skillnad, skillnad};
use super::sokning::{Plats, Sokning, Traff};
use crate::pdffil::{self, Tillagg};
use crate::svenska;

/// Where a document was found, as a sentence goes on after the document's name.
fn plats(it: &Plats) -> String {
    match it {
        Plats::Incheckning(it) => format!(" vid incheckning {} ({})", it.kort(), it.dag),
        Plats::Mappen => " så som mappen är nu".to_owned(),
        Plats::Bilagorna => ", gjord av källorna i den".to_owned(),
    }
}

fn document(traff: &Traff) -> String {
    format!("{}{}", traff.fil, plats(&traff.plats))
}

/// A number with its digits in groups.
fn grouped(number: usize) -> String {
    svenska::grouped(&number.to_string(), svenska::NBSP)
}

/// The verdict on a file that is a document, and whether it stands.
pub(super) fn traff(traff: &Traff, sokning: &Sokning, filen: &Filen) -> (Vec<String>, bool) {
    let what = document(traff);
    let length = traff.pdf.len();
    let mut lines = Vec::new();
    let stands = match &traff.jamforelse {
        Jamforelse::Samma => {
            lines.push(format!("Filen är {what}, byte för byte."));
            true
        }
        Jamforelse::Tillagt(addition) => {
            let more = grouped(filen.bytes.len() - length);
            lines.push(format!(
                "De första {} byten är {what}, byte för byte. Sedan har {more} byte lagts till.",
                grouped(length)
            ));
            lines.push(tillagg(addition));
            addition.ar_ofarligt()
        }
        Jamforelse::Avkortad => {
            let (is, all) = (grouped(filen.bytes.len()), grouped(length));
            lines.push(format!("Filen är avkortad: den är de första {is} av de {all} byten i {what}."));
            false
        }
        Jamforelse::Annan => false,
    };
    if traff.plats == Plats::Mappen && sokning.forbehall.is_empty() {
        lines.push("Den är inte incheckad så.".to_owned());
    } else if traff.plats == Plats::Mappen {
        lines.extend(sokning.forbehall.iter().cloned());
    }
    if traff.dag_ur_filen && matches!(traff.plats, Plats::Incheckning(_)) {
        lines.push("Utkastet gjordes innan det checkades in: dagen på det är en annan än incheckningens.".to_owned());
    }
    if let (Plats::Incheckning(_), Some(it)) = (&traff.plats, &sokning.nyast) {
        lines.push(format!("Det finns en nyare version: incheckning {} ({}).", it.kort(), it.dag));
    }
    (lines, stands)
}

fn tillagg(it: &Tillagg) -> String {
    let pages = |numbers: &std::collections::BTreeSet<usize>| {
        let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
        format!("sida {}", svenska::list(&numbers, "och"))
    };
    let what = if it.undertecknad {
        "Det tillagda är en elektronisk underskrift"
    } else {
        "Det tillagda är ingen underskrift"
    };
    let seen = match it.syns_pa.is_empty() {
        true => String::new(),
        false => format!(" Den syns på {}.", pages(&it.syns_pa)),
    };
    let changed = match (it.ar_ofarligt(), it.sidor.is_empty()) {
        (true, _) => "Inget annat på sidorna har ändrats.".to_owned(),
        (false, false) => format!("Men {} har ändrats.", pages(&it.sidor)),
        (false, true) => "Men annat i dokumentet har också ändrats.".to_owned(),
    };
    let signer = if it.undertecknad { " Vem som har undertecknat kontrolleras inte här." } else { "" };
    format!("{what}.{seen} {changed}{signer}")
}

/// The verdict on a file that is no document that was found: what it is nearest, and where it differs first.
pub(super) fn annan(sokning: &Sokning, filen: &Filen) -> Vec<String> {
    let mut lines = Vec::new();
    match (&sokning.pastadd, &sokning.narmast) {
        (Some(it), _) => {
            lines.push(format!("Filen säger sig vara {}, men är inte det.", document(it)));
            lines.push(forst(it, filen));
        }
        (None, Some(it)) => {
            let where_not = match it.plats {
                Plats::Bilagorna => "Filen är inte det som källorna i den blir.".to_owned(),
                _ => format!("Filen är inte {} i någon version här. Närmast är versionen{}.", it.fil, plats(&it.plats)),
            };
            lines.push(where_not);
            lines.push(forst(it, filen));
        }
        (None, None) => {}
    }
    lines
}

/// Where a file first differs from a document.
fn forst(traff: &Traff, filen: &Filen) -> String {
    let Ok(made) = pdffil::read(&traff.pdf) else { return String::new() };
    match skillnad(&filen.hela, &made) {
        Skillnad::Text { sida, i_filen, i_planen } => {
            format!("Sida {sida} skiljer sig. I filen: ”{i_filen}”. I källan: ”{i_planen}”.")
        }
        Skillnad::Antal { i_filen, i_planen } => {
            format!("Filen har {i_filen} sidor, källan {i_planen}. Texten är densamma så långt båda räcker.")
        }
        Skillnad::Utseende { sida } => format!("Texten är densamma på alla sidor, men sida {sida} ser annorlunda ut."),
        Skillnad::Inget => {
            let same = filen.bytes.iter().zip(&traff.pdf).take_while(|(theirs, ours)| theirs == ours).count();
            let at = grouped(same + 1);
            format!(
                "Sidorna är desamma, men filen är en annan från byte {at}: den kan vara sparad på nytt av ett annat program."
            )
        }
    }
}
