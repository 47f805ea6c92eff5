//! Checks of the form's annex: a sheet whose columns are counted from each other.

use super::{Findings, Formularsammanhang};
use crate::check;
use crate::formular::{Bilaga, Formular, Kolumnslag};
use crate::svenska::{self, quoted};

/// The most characters that a sheet's name may have.
const LONGEST_NAME: usize = 31;

check! {
    /// Den ekonomiska bilagan går att räkna ut av sina egna kolumner.
    ///
    /// Avvikelsen räknas fram i kalkylbladet, så de kolumner som den räknas av måste finnas där. En kolumn visas en gång, och
    /// bladets namn har högst 31 tecken.
    ///
    /// ```toml,fails,formular
    /// [formular]
    /// id = "prov"
    /// ar = [2024]
    /// titel = "Uppföljning {{ ar }}"
    ///
    /// [bilaga]
    /// kolumner = [{ visa = "post", rubrik = "Post" }, { visa = "avvikelse", rubrik = "Avvikelse" }]
    /// ```
    ///
    /// ```toml,formular
    /// [formular]
    /// id = "prov"
    /// ar = [2024]
    /// titel = "Uppföljning {{ ar }}"
    ///
    /// [bilaga]
    /// kolumner = [
    ///   { visa = "post", rubrik = "Post" },
    ///   { visa = "budget_region", rubrik = "Budget regionen" },
    ///   { visa = "budget_kommun", rubrik = "Budget kommunen" },
    ///   { visa = "ingaende", rubrik = "Från förra året" },
    ///   { visa = "omfordelning_region", rubrik = "Flyttat, regionen" },
    ///   { visa = "omfordelning_kommun", rubrik = "Flyttat, kommunen" },
    ///   { visa = "utfall_region", rubrik = "Utfall regionen" },
    ///   { visa = "utfall_kommun", rubrik = "Utfall kommunen" },
    ///   { visa = "avvikelse", rubrik = "Kvar" },
    ///   { visa = "utgaende", rubrik = "Till nästa år" },
    ///   { visa = "aterbetalning", rubrik = "Betalas tillbaka" },
    /// ]
    /// ```
    pub(super) const FEL_I_BILAGAN: Check = Grund("fel-i-bilagan", Some(Fel), Some(Fel));
}

pub(super) fn fel_i_bilagan(form: &Formular, sammanhang: &Formularsammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(annex) = &form.bilaga else { return };
    for (idx, column) in annex.kolumner.iter().enumerate() {
        let visa = &column.visa;
        if let Some(first) = annex.kolumner[..idx].iter().find(|it| it.visa == *visa) {
            findings.add(visa.span, format!("Kolumnen ”{}” finns två gånger.", visa.value.word()), |it| {
                it.here("en gång till").label(first.visa.span, "först här").help("Ta bort den ena.")
            });
        }
        let missing = uncounted(annex, visa.value);
        if !missing.is_empty() {
            let (word, columns) = (visa.value.word(), columns(missing.len()));
            let message = format!("Kolumnen ”{word}” räknas av kolumner som saknas: {}.", missing.join(", "));
            findings.add(visa.span, message, |it| it.help(format!("Lägg till {columns}, eller ta bort den här.")));
        }
    }
    if !has(annex, Kolumnslag::Post) {
        findings.add(annex.span, "Bilagan visar inte vad raderna heter.", |it| {
            it.help("Lägg till kolumnen { visa = \"post\", rubrik = \"Post\" }.")
        });
    }
    let Some(name) = &annex.blad else { return };
    if name.as_str().contains(['[', ']', ':', '*', '?', '/', '\\']) {
        findings.add(name.span(), format!("Ett kalkylblad kan inte heta ”{}”.", quoted(name.as_str())), |it| {
            it.help("Skriv namnet utan [ ] : * ? / och \\.")
        });
    }
    // The name as it will stand, with its year.
    let length = crate::prosa::plain(name.as_str(), &sammanhang.names).0.chars().count();
    if length > LONGEST_NAME {
        let message = format!("Bladets namn är {length} tecken. Ett kalkylblad får ha {LONGEST_NAME}.");
        findings.add(name.span(), message, |it| it.help("Skriv ett kortare namn."));
    }
}

fn has(annex: &Bilaga, kind: Kolumnslag) -> bool {
    annex.kolumner.iter().any(|it| it.visa.value == kind)
}

fn columns(count: usize) -> &'static str {
    if count == 1 { "kolumnen" } else { "kolumnerna" }
}

/// The columns that are missing for another to be counted: of the ways to count each item, the one that lacks least.
fn uncounted(annex: &Bilaga, kind: Kolumnslag) -> Vec<&'static str> {
    let lacking = |way: &&[Kolumnslag]| way.iter().filter(|it| !has(annex, **it)).count();
    let items = kind.raknas_av().iter().filter_map(|ways| ways.iter().copied().min_by_key(lacking));
    items.flatten().filter(|it| !has(annex, **it)).map(|it| it.word()).collect()
}

check! {
    /// Den ekonomiska bilagan kan visa att pengarna går ihop.
    ///
    /// Med kolumner för varje parts budget, omfördelning och utfall, och för det som kommer in och går ut, får bilagan en
    /// kontrollrad för varje part. Har regionens egen bilaga färre kolumner är det inget fel.
    ///
    /// ```toml,fails,formular
    /// [formular]
    /// id = "prov"
    /// ar = [2024]
    /// titel = "Uppföljning {{ ar }}"
    ///
    /// [bilaga]
    /// kolumner = [{ visa = "post", rubrik = "Post" }, { visa = "utfall_region", rubrik = "Utfall" }]
    /// ```
    ///
    /// ```toml,formular
    /// [formular]
    /// id = "prov"
    /// ar = [2024]
    /// titel = "Uppföljning {{ ar }}"
    ///
    /// [bilaga]
    /// kolumner = [
    ///   { visa = "post", rubrik = "Post" },
    ///   { visa = "budget_region", rubrik = "Budget regionen" },
    ///   { visa = "budget_kommun", rubrik = "Budget kommunen" },
    ///   { visa = "ingaende", rubrik = "Från förra året" },
    ///   { visa = "omfordelning_region", rubrik = "Flyttat, regionen" },
    ///   { visa = "omfordelning_kommun", rubrik = "Flyttat, kommunen" },
    ///   { visa = "utfall_region", rubrik = "Utfall regionen" },
    ///   { visa = "utfall_kommun", rubrik = "Utfall kommunen" },
    ///   { visa = "utgaende", rubrik = "Till nästa år" },
    ///   { visa = "aterbetalning", rubrik = "Betalas tillbaka" },
    /// ]
    /// ```
    pub(super) const BILAGA_UTAN_KONTROLL: Check = Vanlig("bilaga-utan-kontroll", Some(Varning), Some(Varning));
}

pub(super) fn bilaga_utan_kontroll(form: &Formular, _: &Formularsammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(annex) = &form.bilaga else { return };
    let control = [
        Kolumnslag::BudgetRegion,
        Kolumnslag::BudgetKommun,
        Kolumnslag::Ingaende,
        Kolumnslag::OmfordelningRegion,
        Kolumnslag::OmfordelningKommun,
        Kolumnslag::UtfallRegion,
        Kolumnslag::UtfallKommun,
        Kolumnslag::Utgaende,
        Kolumnslag::Aterbetalning,
    ];
    let missing: Vec<&str> = control.into_iter().filter(|it| !has(annex, *it)).map(Kolumnslag::word).collect();
    // A column that cannot be counted lacks the same ones, and has been told of.
    let uncounted = annex.kolumner.iter().any(|it| !uncounted(annex, it.visa.value).is_empty());
    if missing.is_empty() || annex.kolumner.is_empty() || uncounted {
        return;
    }
    let message = format!("Bilagan kan inte visa att pengarna går ihop utan {}.", svenska::list(&missing, "och"));
    findings.add(annex.span, message, |it| {
        it.help(format!("Lägg till {}. Då får bilagan en kontrollrad för varje part.", columns(missing.len())))
    });
}
