//! The answer for people: columns under each other, amounts the Swedish way.

use std::fmt::Write as _;

use super::{Andel, Forslag, Grupp, Krav, Platser, Post, Relation, Summor, Svar, Vem};
use crate::belopp::Belopp;
use crate::source::Span;
use crate::svenska;

/// A name longer than this, in characters, is cut in a column.
const WIDEST_NAME: usize = 56;

/// What a name stands for, and why.
pub fn answer(summor: &Summor<'_>, svar: &Svar<'_>, places: &Platser<'_>) -> String {
    match svar {
        Svar::Summa { grupp, vem, andel } => summa(summor, grupp, *vem, andel.as_ref(), places),
        Svar::Varde { namn, span, ingar, jamfors } => varde(namn, *span, [ingar, jamfors], places),
    }
}

/// A column of amounts: all with ören where any has them.
struct Kolumn {
    oren: bool,
    wide: usize,
}

impl Kolumn {
    fn new(amounts: &[Belopp]) -> Self {
        let oren = amounts.iter().any(|it| it.has_oren());
        let wide = amounts.iter().map(|it| written(it.abs(), oren).chars().count()).max().unwrap_or(0);
        Self { oren, wide }
    }

    /// The amount with its sign, where it has one, in front of the column.
    fn cell(&self, sign: &str, amount: Belopp) -> String {
        format!("{sign} {:>wide$}", written(amount.abs(), self.oren), wide = self.wide)
    }
}

fn written(amount: Belopp, oren: bool) -> String {
    if oren { format!("{amount:.2}") } else { amount.to_string() }
}

fn cut(name: &str) -> String {
    match name.chars().count() > WIDEST_NAME {
        true => name.chars().take(WIDEST_NAME - 1).chain(['…']).collect(),
        false => name.to_owned(),
    }
}

fn summa(summor: &Summor<'_>, grupp: &Grupp, vem: Vem, andel: Option<&Andel>, places: &Platser<'_>) -> String {
    let total = grupp.summa(vem);
    let mut out = String::new();
    let name = if vem == Vem::Alla { grupp.namn.clone() } else { grupp.med(vem) };
    let _ = writeln!(out, "{name} = {total} kr");
    let what = match vem {
        Vem::Alla => svenska::capitalised(&grupp.text),
        _ => format!("{} del av {}", vem.genitive(), grupp.text),
    };
    let kommun = svenska::quoted(summor.kommun.profil.kommun.namn.as_str());
    let _ = writeln!(out, "{what}. {kommun}.");
    if let Some(Andel { procent, helhet }) = andel {
        let share = svenska::percent(*procent, 1);
        let _ = writeln!(out, "Det är {share} av hela budgeten, som är {helhet} kr.");
    }
    out.push('\n');
    terms(grupp, vem, total, places, &mut out);
    comparisons(summor, grupp, vem, places, &mut out);
    if let Some(note) = &grupp.not {
        let _ = writeln!(out, "\n{note}");
    }
    out
}

/// Every amount with its sign, its name and its place, and the sum below.
fn terms(grupp: &Grupp, vem: Vem, total: Belopp, places: &Platser<'_>, out: &mut String) {
    let terms: Vec<&Post> = grupp.for_vem(vem).collect();
    if terms.is_empty() {
        out.push_str("Inga belopp är skrivna.\n");
        return;
    }
    let amounts: Vec<Belopp> = terms.iter().map(|it| it.belopp).chain([total]).collect();
    let column = Kolumn::new(&amounts);
    let wide = terms.iter().map(|it| cut(&it.namn).chars().count()).max().unwrap_or(0);
    let of_all = vem == Vem::Alla && terms.iter().any(|it| it.vem != Vem::Alla);
    for term in terms {
        let sign = if term.varde().is_negative() { "\u{2212}" } else { "+" };
        let whose = if of_all { format!("{:<6}  ", term.vem.word()) } else { String::new() };
        let name = cut(&term.namn);
        let _ = writeln!(out, "{}  {name:<wide$}  {whose}{}", column.cell(sign, term.belopp), places.shown(term.span));
    }
    let sign = if total.is_negative() { "= \u{2212}" } else { "=" };
    let line = column.cell(sign, total);
    let _ = writeln!(out, "{}", "─".repeat(line.chars().count()));
    let _ = writeln!(out, "{line}");
}

/// The demands on a sum that are told: for all together those of each party, but a sharing rule only once.
pub(super) fn demands(grupp: &Grupp, vem: Vem) -> impl Iterator<Item = &Krav> {
    let told = move |it: &&Krav| match vem {
        Vem::Alla => it.rader.is_none() || it.vem == Vem::Region,
        _ => it.vem == vem,
    };
    grupp.krav.iter().filter(told)
}

fn comparisons(summor: &Summor<'_>, grupp: &Grupp, vem: Vem, places: &Platser<'_>, out: &mut String) {
    let demands: Vec<&Krav> = demands(grupp, vem).collect();
    if demands.is_empty() {
        return;
    }
    let column = Kolumn::new(&demands.iter().flat_map(|it| [it.summa, it.belopp]).collect::<Vec<_>>());
    out.push_str("\nJämförs med\n");
    let name = |it: &Krav| match vem {
        Vem::Alla if it.vem != Vem::Alla => format!("{}: {}", it.vem.word(), it.med),
        _ => it.med.clone(),
    };
    let wide = demands.iter().map(|it| name(it).chars().count()).max().unwrap_or(0);
    for it in &demands {
        let sign = match (it.relation, it.belopp.is_negative()) {
            (_, true) => "\u{2212}",
            (Relation::Lika, _) => " ",
            (Relation::Hogst, _) => "≤",
        };
        let place = it.span.map_or(String::new(), |it| format!("  {}", places.shown(it)));
        let _ = writeln!(out, "{}  {:<wide$}  {}{place}", column.cell(sign, it.belopp), name(it), verdict(it));
    }
    let told = suggestions(&demands.iter().map(|it| summor.forslag(grupp, it, places)).collect::<Vec<_>>());
    if !told.is_empty() {
        let _ = writeln!(out, "\nSå kan det gå ihop\n- {}", told.join("\n- "));
    }
}

/// The suggestions for several demands, each once. What makes all of them hold leaves no need for the others.
fn suggestions(of_demands: &[Vec<Forslag>]) -> Vec<String> {
    let failing = of_demands.iter().filter(|it| !it.is_empty()).count();
    let mut told: Vec<(&str, usize)> = Vec::new();
    for it in of_demands.iter().flatten() {
        match told.iter_mut().find(|(text, _)| *text == it.text) {
            Some((_, count)) => *count += 1,
            None => told.push((&it.text, 1)),
        }
    }
    let solves_all = failing > 1 && told.iter().any(|(_, count)| *count == failing);
    told.into_iter().filter(|(_, count)| !solves_all || *count == failing).map(|(text, _)| text.to_owned()).collect()
}

/// Whether a demand holds, in words.
fn verdict(krav: &Krav) -> String {
    let difference = krav.skillnad();
    match (krav.haller(), difference.is_zero() || krav.relation == Relation::Hogst) {
        (true, true) => "stämmer".to_owned(),
        (true, false) => "stämmer, avrundat".to_owned(),
        (false, _) => {
            let which = if difference.is_negative() { "för lite" } else { "för mycket" };
            format!("stämmer inte: {} kr {which}", difference.abs())
        }
    }
}

fn varde(namn: &str, span: Span, [ingar, jamfors]: [&[String]; 2], places: &Platser<'_>) -> String {
    let mut out = format!("{namn}\nStår på ett enda ställe, {}:\n\n    {}\n", places.shown(span), places.line(span));
    for (heading, names) in [("Ingår i", ingar), ("Jämförs med", jamfors)] {
        if !names.is_empty() {
            let _ = writeln!(out, "\n{heading}\n- {}", names.join("\n- "));
        }
    }
    out
}

/// Every name that can be asked for, with what it comes to for each party.
pub fn listing(summor: &Summor<'_>, places: &Platser<'_>) -> String {
    let amounts: Vec<Belopp> =
        summor.grupper.iter().flat_map(|it| Vem::ALLA.into_iter().map(|vem| it.summa(vem))).collect();
    let oren = amounts.iter().any(|it| it.has_oren());
    let cell = |grupp: &Grupp, vem: Vem| match grupp.has(vem) {
        true => written(grupp.summa(vem), oren),
        false => "–".to_owned(),
    };
    let columns: Vec<Vem> = Vem::ALLA
        .into_iter()
        .filter(|vem| *vem != Vem::Annan || summor.grupper.iter().any(|it| it.has(*vem)))
        .collect();
    let cells = |grupp: &Grupp| columns.iter().map(|vem| cell(grupp, *vem)).collect::<Vec<_>>();
    let widths: Vec<usize> = (columns.iter().enumerate())
        .map(|(idx, vem)| {
            let of_rows = summor.grupper.iter().map(|it| cells(it)[idx].chars().count());
            of_rows.chain([vem.word().len()]).max().unwrap_or(0)
        })
        .collect();
    let wide = summor.grupper.iter().map(|it| it.namn.chars().count()).max().unwrap_or(0);
    let (file, _) = places.at(Span::new(summor.underlag.fil, 0..0));
    let mut out = format!("{file}\n\n{:wide$}", "");
    for (vem, width) in columns.iter().zip(&widths) {
        let _ = write!(out, "  {:>width$}", vem.word());
    }
    out.push('\n');
    for grupp in &summor.grupper {
        let _ = write!(out, "{:<wide$}", grupp.namn);
        for (cell, width) in cells(grupp).iter().zip(&widths) {
            let _ = write!(out, "  {cell:>width$}");
        }
        let wrong = grupp.krav.iter().any(|it| !it.haller());
        out.push_str(if wrong { "  stämmer inte\n" } else { "\n" });
    }
    out
}
