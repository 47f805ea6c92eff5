//! Personal identity numbers: no document of this kind has any, and the history of a file cannot be called back.

use std::ops::Range;

use super::{Findings, Sammanhang};
use crate::check;
use crate::datum::Datum;
use crate::dokument::Handling;
use crate::profil::Profil;
use crate::source::{FileId, Span};
use crate::tecken::{bits, places};

check! {
    /// Ingenting i filen liknar ett personnummer eller ett samordningsnummer.
    ///
    /// Planer och uppföljningar är allmänna handlingar, och filens historik ligger kvar i git. Kontrollen läser hela filen,
    /// också kommentarerna. Ett nummer utan bindestreck påpekas bara när kontrollsiffran stämmer.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Deltagaren (19900101-1234) var nöjd."
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Kommunens organisationsnummer är 212000-1355. Ring 0322-61 60 00."
    /// ```
    pub(super) const PERSONNUMMER: Check = Vanlig("personnummer", Some(Fel), Some(Fel));
}

pub(super) fn personnummer(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    in_file(handling.span().file, sammanhang, findings);
}

pub(super) fn personnummer_i_profilen(profil: &Profil, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    in_file(profil.span().file, sammanhang, findings);
}

fn in_file(file: FileId, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let text = &sammanhang.sources.get(file).text;
    long_numbers(text.as_bytes(), |start| {
        let Some((place, kind)) = number_at(text, start) else { return };
        let message = format!("Här står något som liknar ett {kind}.");
        findings.add(Span::new(file, place), message, |it| {
            it.help("Ta bort det. Finns filen redan i git ligger numret kvar i historiken: be den som sköter den att rensa.")
        });
    });
}

/// Shows where six digits or more in a row begin.
fn long_numbers(bytes: &[u8], mut visit: impl FnMut(usize)) {
    let digits = |block: &[u8]| bits(block, |it| it.is_ascii_digit());
    let mut blocks = bytes.chunks(64).map(digits);
    let (mut before, mut here) = (0, blocks.next().unwrap_or(0));
    for at in (0..bytes.len()).step_by(64) {
        let next = blocks.next().unwrap_or(0);
        let run = u128::from(here) | u128::from(next) << 64;
        let pairs = run & run >> 1;
        let six = pairs & pairs >> 2 & pairs >> 4;
        let begins = here & !(here << 1 | before >> 63);
        places(begins & six as u64, at).for_each(&mut visit);
        (before, here) = (here, next);
    }
}

/// The personal number that begins at a place, if one does, and what it is called.
fn number_at(text: &str, start: usize) -> Option<(Range<usize>, &'static str)> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|it| it.is_ascii_digit()).count();
    let first = digits(start);
    let sign = bytes.get(start + first).filter(|it| matches!(it, b'-' | b'+'));
    let (all, written) = match (first, sign) {
        (6 | 8, Some(_)) if digits(start + first + 1) == 4 => (start..start + first + 5, true),
        (10 | 12, _) => (start..start + first, false),
        _ => return None,
    };
    // A longer number, an address or a number of something else goes on before or after.
    let goes_on = |it: char| it.is_alphanumeric() || matches!(it, '-' | '+' | '_' | '/' | ':');
    let (before, after) = (&text[..start], &text[all.end..]);
    let continued = after.starts_with(['.', ',']) && after[1..].starts_with(|it: char| it.is_ascii_digit());
    if before.ends_with(goes_on) || before.ends_with('.') || after.starts_with(goes_on) || continued {
        return None;
    }
    let number: Vec<u8> = bytes[all.clone()].iter().filter(|it| it.is_ascii_digit()).map(|it| it - b'0').collect();
    let (century, short) = number.split_at(number.len() - 10);
    let century = match century {
        [] => None,
        [1, 8] => Some(1800),
        [1, 9] => Some(1900),
        [2, 0] => Some(2000),
        _ => return None,
    };
    let pair = |at: usize| i16::from(short[at]) * 10 + i16::from(short[at + 1]);
    let (year, month, day) = (pair(0), pair(2), pair(4));
    let coordination = day > 60;
    let day = if coordination { day - 60 } else { day };
    // Without a century the day may be the 29th of February; 2000 and 1900 + 4n have one alike.
    let exists = Datum::new(century.unwrap_or(2000) + year, month.try_into().ok()?, day.try_into().ok()?).is_some();
    let last_is_day = (1..=12).contains(&pair(6)) && (1..=31).contains(&pair(8));
    let likely = is_checked(short) || (written && !last_is_day);
    let kind = if coordination { "samordningsnummer" } else { "personnummer" };
    (exists && likely).then_some((all, kind))
}

/// Whether the last of ten digits is the right one for the others (SKV 704).
fn is_checked(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(idx, it)| {
            let it = u32::from(*it) * if idx % 2 == 0 { 2 } else { 1 };
            it / 10 + it % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let mut all = Vec::new();
        long_numbers(text.as_bytes(), |at| all.extend(number_at(text, at)));
        all.into_iter().map(|it| &text[it.0]).collect()
    }

    #[test]
    fn personal_numbers_are_told_from_other_numbers() {
        // The tax agency gives 980 and above to nobody.
        for number in ["19900101-9802", "900101-9803", "199001019802", "9001019802", "900161-9809", "900101+9802"] {
            for lead in [0, 61, 64, 130] {
                assert_eq!(found(&format!("{} {number}.", "x".repeat(lead))), [number]);
            }
        }
        for text in [
            "212000-1355",
            "9001019803",
            "19901301-9802",
            "0322-616000",
            "1_050_000",
            "20240101-1231",
            "ca0b7438-0cb2-4c2d-ba9e-d88306e0a42f",
            "9001019802123",
            "https://x.se/900101-9802-a",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
