//! Checks that sums that were typed are the sums of their rows.

use super::fordelning::{label_others, label_rows};
use super::{Findings, Sammanhang};
use crate::belopp::Belopp;
use crate::budget::{Budget, Part, Rad};
use crate::check;
use crate::plan::Verksamhetsplan;
use crate::svenska::quoted;

check! {
    /// Kontrollsumman är summan av raderna.
    ///
    /// Kontrollsumman är den summa som mötet såg. Skiljer den sig från raderna har något ändrats, eller så är en siffra fel.
    ///
    /// ```toml,fails
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    ///
    /// [budget.kontrollsumma]
    /// region = 360_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    ///
    /// [budget.kontrollsumma]
    /// region = 350_000
    /// kommun = 350_000
    /// summa = 700_000
    /// ```
    pub(super) const FEL_KONTROLLSUMMA: Check = Vanlig("fel-kontrollsumma", Some(Fel), Some(Fel));
}

pub(super) fn fel_kontrollsumma(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some((budget, stated)) = plan.budget.as_ref().and_then(|it| Some((it, it.kontrollsumma.as_ref()?))) else {
        return;
    };
    let total = budget.totalt();
    let sums = [
        ("regionen", &stated.region, total.region, Some(Part::Region)),
        ("kommunen", &stated.kommun, total.kommun, Some(Part::Kommun)),
        ("andra medfinansiärer", &stated.annan, total.annan, None),
        ("alla", &stated.summa, total.summa(), None),
    ];
    let rows: Vec<&Rad> = budget.rad.iter().collect();
    for (whose, stated, sum, part) in sums {
        let Some(stated) = stated.as_ref().filter(|it| it.value != sum) else { continue };
        let difference = (stated.value - sum).abs();
        let message = format!(
            "Kontrollsumman för {whose} är {} kr, men raderna blir {sum} kr, skillnad {difference} kr.",
            stated.value
        );
        findings.add(stated.span, message, |it| {
            let help = suspect(budget, part, stated.value - sum)
                .unwrap_or_else(|| format!("Rätta den rad som är fel, eller skriv kontrollsumman {}.", sum.toml()));
            // Which is wrong, the sum or a row, only a person knows.
            let it = it.here("angiven summa").help(help).instead(sum.toml());
            match whose {
                "andra medfinansiärer" => label_others(it, &rows),
                "alla" => label_others(label_rows(it, &rows, None), &rows),
                _ => label_rows(it, &rows, part),
            }
        });
    }
}

/// A likely cause: one amount is off by the whole difference because two digits changed places.
fn suspect(budget: &Budget, part: Option<Part>, difference: Belopp) -> Option<String> {
    let part = part?;
    budget.rad.iter().find_map(|row| {
        let amount = row.del(part)?.value;
        let meant = (amount + difference).toml();
        let sorted = |text: &str| {
            let mut digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
            digits.sort_unstable();
            digits
        };
        let typed = amount.toml();
        let swapped = typed != meant && typed.len() == meant.len() && sorted(&typed) == sorted(&meant);
        swapped.then(|| format!("Har två siffror bytt plats? Skulle {typed} vara {meant} stämmer summan."))
    })
}

check! {
    /// Ingen budgetrad är en summa av de andra.
    ///
    /// Totalsumman räknas ut automatiskt. En rad som ”Totalt” skulle räknas en gång till.
    ///
    /// ```toml,fails
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    ///
    /// [[budget.rad]]
    /// slag = "omkostnad"
    /// post = "Totalt"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    ///
    /// [budget.kontrollsumma]
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    pub(super) const SUMMARAD: Check = Vanlig("summarad", Some(Fel), Some(Fel));
}

pub(super) fn summarad(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    const WORDS: [&str; 7] = ["totalt", "total", "summa", "delsumma", "totalsumma", "summa totalt", "sammanlagt"];
    for row in plan.budget.iter().flat_map(|it| &it.rad) {
        let Some(post) = &row.post else { continue };
        let name = post.as_str().trim().trim_end_matches([':', '.']).to_lowercase();
        if WORDS.contains(&name.as_str()) {
            findings.add(
                post.span(),
                format!("Raden ”{}” räknas som en kostnad till.", quoted(post.as_str())),
                |it| {
                    it.help(
                        "Ta bort raden: summan räknas ut. Vill du kontrollera den skriver du [budget.kontrollsumma].",
                    )
                },
            );
        }
    }
}

check! {
    /// Det som en budgetrad fördelas på är inte mer än raden.
    ///
    /// ```toml,fails
    /// [[budget.rad]]
    /// slag = "insats"
    /// post = "Fullföljda studier"
    /// region = 350_000
    /// kommun = 300_000
    /// specifikation = [{ post = "Norra delarna", belopp = 700_000 }]
    /// ```
    ///
    /// ```toml
    /// [[budget.rad]]
    /// slag = "insats"
    /// post = "Fullföljda studier"
    /// region = 350_000
    /// kommun = 300_000
    /// specifikation = [{ post = "Norra delarna", belopp = 400_000 }]
    /// ```
    pub(super) const FOR_STOR_SPECIFIKATION: Check = Vanlig("for-stor-specifikation", Some(Varning), Some(Fel));
}

pub(super) fn for_stor_specifikation(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for row in plan.budget.iter().flat_map(|it| &it.rad) {
        let parts: Belopp = row.specifikation.iter().map(|it| it.belopp.value).sum();
        let whole = row.summor().summa();
        if row.specifikation.is_empty() || parts <= whole {
            continue;
        }
        let difference = parts - whole;
        let message = format!(
            "Delarna av ”{}” kostar {parts} kr, men raden är {whole} kr, skillnad {difference} kr.",
            quoted(row.namn(plan))
        );
        findings.add(row.namn_span(), message, |it| {
            let it = it.here("raden").help(format!("Sänk delarna med {difference} kr, eller höj raden."));
            let it = row
                .specifikation
                .iter()
                .take(8)
                .fold(it, |it, part| it.label(part.belopp.span, format!("del {}", part.belopp.value)));
            label_rows(it, &[row], None)
        });
    }
}
