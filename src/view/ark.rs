//! Money as a sheet: amounts with ören, and sums as formulas whose results are the model's own.

use super::budget::agreement_name;
use super::satt::Satt;
use crate::belopp::Belopp;
use crate::budget::{Budget, Part, Radslag, Summor};
use crate::ekonomi::{Ekonomilage, Inkommande, Radlage, ingaende};
use crate::element;
use crate::formular::{Formular, Kolumnslag};
use crate::modell::Kommun;
use crate::plan::Verksamhetsplan;
use crate::profil::Profil;
use crate::read::Id;
use crate::uppfoljning::Uppfoljning;

/// A sheet, ready to be written.
#[derive(Clone, Debug)]
pub struct Ark {
    /// The sheet's name, at most 31 characters.
    pub namn: String,
    /// Lines above the table: what the sheet is.
    pub rubriker: Vec<String>,
    pub kolumner: Vec<Arkkolumn>,
    pub rader: Vec<Arkrad>,
}

/// A column of a sheet.
#[derive(Clone, Debug)]
pub struct Arkkolumn {
    pub rubrik: String,
    /// How wide it is, in characters.
    pub bredd: u16,
    pub belopp: bool,
    /// Whether it is there for programs and not for people.
    pub dold: bool,
}

/// What a row is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Radstil {
    Rad,
    Summa,
    Kontroll,
}

/// A row of a sheet, with one cell a column.
#[derive(Clone, Debug)]
pub struct Arkrad {
    pub stil: Radstil,
    pub celler: Vec<Arkcell>,
}

/// A cell of a sheet.
#[derive(Clone, Debug)]
pub enum Arkcell {
    Tom,
    /// Text that is never a formula, whatever it begins with.
    Text(String),
    Belopp(Belopp),
    /// A formula and its exact result.
    Formel(Formel, Belopp),
    /// Says in words whether a cell, named by row and column, is nothing.
    Stammer {
        rad: usize,
        kolumn: usize,
        stammer: bool,
    },
}

/// A formula over cells of the same sheet; rows and columns count from 0.
#[derive(Clone, Debug)]
pub enum Formel {
    /// The rows from `fran` to `till` of a column.
    Summa { kolumn: usize, fran: usize, till: usize },
    /// Cells by row and column, added or, where `true`, taken away.
    Kombination(Vec<(bool, usize, usize)>),
    /// The same, rounded to the öre: what a spreadsheet counts in is not exact.
    Avrundad(Vec<(bool, usize, usize)>),
}

/// The longest name that a sheet can have, in characters.
const LONGEST_NAME: usize = 31;

impl Ark {
    /// A text as the name of a sheet.
    fn name(text: &str) -> String {
        // What a sheet's name cannot hold has been told of; a plan's own name is cut.
        let plain: String = text.chars().filter(|it| !"[]:*?/\\".contains(*it)).collect();
        plain.trim_matches('\'').chars().take(LONGEST_NAME).collect()
    }
}

fn text_column(rubrik: &str, bredd: u16) -> Arkkolumn {
    Arkkolumn { rubrik: rubrik.to_owned(), bredd, belopp: false, dold: false }
}

fn amount_column(rubrik: &str) -> Arkkolumn {
    // Amounts of nine figures with ören have room, and the longest word of the heading.
    let longest = rubrik.split_whitespace().map(|it| it.chars().count()).max().unwrap_or(0);
    let bredd = u16::try_from(longest).unwrap_or(u16::MAX).saturating_add(3).clamp(16, 30);
    Arkkolumn { rubrik: rubrik.to_owned(), bredd, belopp: true, dold: false }
}

fn id_column() -> Arkkolumn {
    Arkkolumn { rubrik: "id".to_owned(), bredd: 12, belopp: false, dold: true }
}

/// What a kind of row is called.
fn kind(slag: Radslag) -> &'static str {
    match slag {
        Radslag::Personal => "Personal",
        Radslag::Omkostnad => "Omkostnad",
        Radslag::Insats => "Insats",
    }
}

/// A plan's budget, with what comes in from earlier years below its total.
pub(super) fn budget(plan: &Verksamhetsplan, budget: &Budget, profil: &Profil, satt: &Satt) -> Ark {
    let (region, kommun) = satt.parties(profil, plan.ar());
    let agreement = |id: Option<&Id>| {
        let found = id.and_then(|id| profil.avtal.iter().find(|it| it.id == *id));
        found.map_or(Arkcell::Tom, |it| Arkcell::Text(satt.plain(&it.benamning)))
    };
    let mut kolumner = vec![
        id_column(),
        text_column("Post", 44),
        text_column("Slag", 12),
        text_column("Område", 26),
        text_column("Avtal", 26),
    ];
    let first = kolumner.len();
    kolumner.extend([region.as_str(), kommun.as_str(), super::budget::ANNAN, "Summa"].map(amount_column));
    let across = |row: usize| Formel::Kombination((first..first + 3).map(|column| (false, row, column)).collect());
    let mut rader: Vec<Arkrad> = Vec::new();
    for row in &budget.rad {
        let sums = row.summor();
        let typed = |part: Part| row.del(part).map_or(Arkcell::Tom, |it| Arkcell::Belopp(it.value));
        let celler = vec![
            Arkcell::Text(row.nyckel().to_owned()),
            Arkcell::Text(satt.typed(row.namn(plan))),
            Arkcell::Text(kind(row.slag).to_owned()),
            row.fokusomrade(plan).map_or(Arkcell::Tom, |it| Arkcell::Text(satt.plain(&it.rubrik))),
            agreement(row.avtal.as_ref()),
            typed(Part::Region),
            typed(Part::Kommun),
            if row.annan.is_empty() { Arkcell::Tom } else { Arkcell::Belopp(sums.annan) },
            Arkcell::Formel(across(rader.len()), sums.summa()),
        ];
        rader.push(Arkrad { stil: Radstil::Rad, celler });
    }
    let named = |name: String| [Arkcell::Tom, Arkcell::Text(name), Arkcell::Tom, Arkcell::Tom, Arkcell::Tom];
    let sums = |name: &str, sums: Summor, fran: usize, till: usize| {
        let amounts = [sums.region, sums.kommun, sums.annan, sums.summa()]
            .into_iter()
            .enumerate()
            .map(|(idx, sum)| Arkcell::Formel(Formel::Summa { kolumn: first + idx, fran, till }, sum));
        Arkrad { stil: Radstil::Summa, celler: named(name.to_owned()).into_iter().chain(amounts).collect() }
    };
    let total = budget.totalt();
    if let Some(last) = rader.len().checked_sub(1) {
        rader.push(sums("Totalt", total, 0, last));
    }
    let totals = rader.len().saturating_sub(1);
    for carried in &budget.overforing {
        let Some((part, year)) = carried.part.as_ref().zip(carried.fran_ar.as_ref()) else { continue };
        let amount = |it: Part| if it == part.value { Arkcell::Belopp(carried.belopp.value) } else { Arkcell::Tom };
        let name = format!("Ingående överföring från {}", year.value);
        let mut celler = named(name).to_vec();
        celler[4] = agreement(carried.avtal.as_ref());
        let sum = Arkcell::Formel(across(rader.len()), carried.belopp.value);
        celler.extend([amount(Part::Region), amount(Part::Kommun), Arkcell::Tom, sum]);
        rader.push(Arkrad { stil: Radstil::Rad, celler });
    }
    if let Some(last) = rader.len().checked_sub(1).filter(|last| *last > totals) {
        let incoming = |part: Part| Summor::only(part, budget.ingaende(part));
        let all = total + incoming(Part::Region) + incoming(Part::Kommun);
        rader.push(sums(&format!("Att använda {}", plan.ar()), all, totals, last));
    }
    let titel = satt.plain(&plan.dokument.titel);
    let rubriker = vec![titel, format!("{}. Belopp i kronor.", satt.plain(&profil.kommun.namn))];
    Ark { namn: Ark::name(&format!("Budget {}", plan.ar())), rubriker, kolumner, rader }
}

/// The columns of a form that has not chosen its own, in the order of the region's account.
const VANLIGA: [(Kolumnslag, &str); 16] = [
    (Kolumnslag::Post, "Post"),
    (Kolumnslag::Slag, "Slag"),
    (Kolumnslag::Omrade, "Område"),
    (Kolumnslag::BudgetRegion, "Budget {{ avtal.region_kort }}"),
    (Kolumnslag::BudgetKommun, "Budget kommun"),
    (Kolumnslag::BudgetAnnan, "Budget andra"),
    (Kolumnslag::Ingaende, "Ingående överföring"),
    (Kolumnslag::OmfordelningRegion, "Omfördelning {{ avtal.region_kort }}"),
    (Kolumnslag::OmfordelningKommun, "Omfördelning kommun"),
    (Kolumnslag::UtfallRegion, "Utfall {{ avtal.region_kort }}"),
    (Kolumnslag::UtfallKommun, "Utfall kommun"),
    (Kolumnslag::UtfallAnnan, "Utfall andra"),
    (Kolumnslag::Avvikelse, "Avvikelse"),
    (Kolumnslag::Utgaende, "Utgående överföring"),
    (Kolumnslag::Aterbetalning, "Återbetalning"),
    (Kolumnslag::Kommentar, "Kommentar"),
];

/// A row of the annex before it is laid out in the form's columns.
struct Bilagerad<'a> {
    id: String,
    /// Whose money it is, where only one party's.
    part: Option<Part>,
    avtal_id: Option<&'a Id>,
    namn: String,
    lage: Option<&'a Radlage<'a>>,
    ingaende: Option<(Part, Belopp)>,
    utgaende: Option<Belopp>,
    aterbetalning: Option<Belopp>,
    avtal: Option<String>,
}

/// The economic annex of a follow-up, in the form's columns.
pub(super) fn bilaga<'a>(
    uppfoljning: &'a Uppfoljning,
    plan: &'a Verksamhetsplan,
    form: &Formular,
    lage: &'a Ekonomilage<'a>,
    kommun: &'a Kommun,
    (satt, form_satt): (&Satt, &Satt),
    rubriker: Vec<String>,
) -> Ark {
    let (region, kommun_namn) = satt.parties(&kommun.profil, plan.ar());
    let part_name = |part: Part| if part == Part::Region { region.as_str() } else { kommun_namn.as_str() };
    let agreement = |id: Option<&Id>| {
        let found = id.and_then(|id| kommun.profil.avtal.iter().find(|it| it.id == *id));
        found.map(|it| satt.plain(&it.benamning))
    };
    let other = |id: String, namn: String, part: Part, avtal: Option<&'a Id>| Bilagerad {
        id,
        part: Some(part),
        avtal_id: avtal,
        namn,
        lage: None,
        ingaende: None,
        utgaende: None,
        aterbetalning: None,
        avtal: agreement(avtal),
    };
    let mut rows: Vec<Bilagerad<'a>> = lage
        .rader
        .iter()
        .map(|it| Bilagerad {
            id: it.rad.nyckel().to_owned(),
            part: None,
            avtal_id: it.rad.avtal.as_ref(),
            namn: satt.typed(it.rad.namn(plan)),
            lage: Some(it),
            ingaende: None,
            utgaende: None,
            aterbetalning: None,
            avtal: agreement(it.rad.avtal.as_ref()),
        })
        .collect();
    rows.extend(ingaende(plan, kommun).into_iter().map(|it: Inkommande<'a>| {
        let id = format!("ingaende.{}.{}", it.part.word(), it.fran_ar);
        let namn = format!("Ingående överföring från {}, {}", it.fran_ar, part_name(it.part));
        Bilagerad { ingaende: Some((it.part, it.belopp.value)), ..other(id, namn, it.part, it.avtal) }
    }));
    rows.extend(uppfoljning.overforingar().filter_map(|it| {
        let (part, to) = (it.part.value, uppfoljning.till_ar(it));
        let namn = format!("Utgående överföring till {to}, {}", part_name(part));
        let id = format!("utgaende.{}.{to}", part.word());
        let belopp = it.belopp.as_ref()?.value;
        Some(Bilagerad { utgaende: Some(belopp), ..other(id, namn, part, it.avtal.as_ref()) })
    }));
    rows.extend(uppfoljning.ekonomi.iter().flat_map(|it| &it.aterbetalning).map(|it| {
        let part = it.part.value;
        let namn = format!("Återbetalning, {}", part_name(part));
        let id = format!("aterbetalning.{}", part.word());
        Bilagerad { aterbetalning: Some(it.belopp.value), ..other(id, namn, part, it.avtal.as_ref()) }
    }));
    let chosen: Vec<(Kolumnslag, String)> = match form.bilaga.as_ref().filter(|it| !it.kolumner.is_empty()) {
        Some(it) => it.kolumner.iter().map(|it| (it.visa.value, form_satt.plain(&it.rubrik))).collect(),
        None => VANLIGA.iter().map(|(kind, heading)| (*kind, form_satt.typed(heading))).collect(),
    };
    let kolumner = std::iter::once(id_column()).chain(chosen.iter().map(|(kind, heading)| column(*kind, heading)));
    let kolumner: Vec<Arkkolumn> = kolumner.collect();
    let layout = Layout { chosen: &chosen, plan, satt };
    let mut rader: Vec<Arkrad> = rows.iter().enumerate().map(|(idx, row)| layout.row(idx, row)).collect();
    if let Some(last) = rader.len().checked_sub(1) {
        let totals = layout.totals(&rows, last);
        rader.push(totals);
        let several = lage.potter.len() > 1;
        for (pott, part) in lage.potter.iter().flat_map(|it| [(it, Part::Region), (it, Part::Kommun)]) {
            let of_pot =
                |row: &Bilagerad<'_>| !several || row.avtal_id.map(Id::as_str) == pott.avtal.map(|it| it.id.as_str());
            let whose = match pott.avtal.filter(|_| several) {
                Some(avtal) => format!("{}, {}", part_name(part), agreement_name(avtal, &|it| satt.typed(it))),
                None => part_name(part).to_owned(),
            };
            rader.extend(layout.control(&rows, part, &of_pot, &whose, pott.differens().part(part), rader.len()));
        }
    }
    let namn = form.bilaga.as_ref().and_then(|it| it.blad.as_ref()).map(|it| form_satt.plain(it));
    let namn = Ark::name(&namn.unwrap_or_else(|| format!("Ekonomi {}", uppfoljning.ar())));
    Ark { namn, rubriker, kolumner, rader }
}

fn column(kind: Kolumnslag, heading: &str) -> Arkkolumn {
    match kind {
        Kolumnslag::Post => text_column(heading, 44),
        Kolumnslag::Slag => text_column(heading, 12),
        Kolumnslag::Omrade | Kolumnslag::Avtal => text_column(heading, 26),
        Kolumnslag::Kommentar => text_column(heading, 50),
        _ => amount_column(heading),
    }
}

/// The form's columns; the hidden id stands before them.
struct Layout<'a> {
    chosen: &'a [(Kolumnslag, String)],
    plan: &'a Verksamhetsplan,
    satt: &'a Satt,
}

impl Layout<'_> {
    fn column(&self, kind: Kolumnslag) -> Option<usize> {
        self.chosen.iter().position(|(it, _)| *it == kind).map(|idx| idx + 1)
    }

    fn row(&self, idx: usize, row: &Bilagerad<'_>) -> Arkrad {
        let cells = self.chosen.iter().map(|(kind, _)| self.cell(*kind, idx, row));
        let celler = std::iter::once(Arkcell::Text(row.id.clone())).chain(cells).collect();
        Arkrad { stil: Radstil::Rad, celler }
    }

    fn cell(&self, kind: Kolumnslag, idx: usize, row: &Bilagerad<'_>) -> Arkcell {
        let of_row = row.lage;
        let text = |it: Option<String>| it.map_or(Arkcell::Tom, Arkcell::Text);
        match kind {
            Kolumnslag::Post => Arkcell::Text(row.namn.clone()),
            Kolumnslag::Slag => text(of_row.map(|it| self::kind(it.rad.slag).to_owned())),
            Kolumnslag::Omrade => {
                text(of_row.and_then(|it| it.rad.fokusomrade(self.plan)).map(|it| self.satt.plain(&it.rubrik)))
            }
            Kolumnslag::Avtal => text(row.avtal.clone()),
            Kolumnslag::Kommentar => {
                let comment = of_row.and_then(|it| it.svar).and_then(|it| it.kommentar.as_ref());
                text(comment.map(|it| element::plain(&self.satt.line(it))))
            }
            Kolumnslag::Avvikelse | Kolumnslag::AvvikelseRegion | Kolumnslag::AvvikelseKommun => {
                let Some(sum) = amount(kind, row) else { return Arkcell::Tom };
                let terms = self.terms(kind, idx, row);
                if terms.is_empty() { Arkcell::Belopp(sum) } else { Arkcell::Formel(Formel::Kombination(terms), sum) }
            }
            _ => amount(kind, row).map_or(Arkcell::Tom, Arkcell::Belopp),
        }
    }

    /// The cells that a deviation is counted from, in its own row.
    fn terms(&self, kind: Kolumnslag, idx: usize, row: &Bilagerad<'_>) -> Vec<(bool, usize, usize)> {
        use Kolumnslag::{
            Avvikelse, AvvikelseKommun, AvvikelseRegion, Budget, BudgetKommun, BudgetRegion, Ingaende, Omfordelning,
            OmfordelningKommun, OmfordelningRegion, Utfall, UtfallKommun, UtfallRegion,
        };
        let pick = |both: [Kolumnslag; 2], sum: Kolumnslag| -> Vec<usize> {
            let parts: Vec<usize> = both.iter().filter_map(|it| self.column(*it)).collect();
            if parts.len() == 2 { parts } else { self.column(sum).into_iter().collect() }
        };
        if row.lage.is_none() {
            return self.column(Ingaende).map(|it| (false, idx, it)).into_iter().collect();
        }
        let (plus, minus): (Vec<usize>, Vec<usize>) = match kind {
            Avvikelse => {
                let mut plus = pick([BudgetRegion, BudgetKommun], Budget);
                plus.extend(self.column(Ingaende));
                plus.extend(pick([OmfordelningRegion, OmfordelningKommun], Omfordelning));
                (plus, pick([UtfallRegion, UtfallKommun], Utfall))
            }
            AvvikelseRegion => {
                let plus = [BudgetRegion, OmfordelningRegion].iter().filter_map(|it| self.column(*it)).collect();
                (plus, self.column(UtfallRegion).into_iter().collect())
            }
            AvvikelseKommun => {
                let plus = [BudgetKommun, OmfordelningKommun].iter().filter_map(|it| self.column(*it)).collect();
                (plus, self.column(UtfallKommun).into_iter().collect())
            }
            _ => (Vec::new(), Vec::new()),
        };
        plus.into_iter().map(|it| (false, idx, it)).chain(minus.into_iter().map(|it| (true, idx, it))).collect()
    }

    fn totals(&self, rows: &[Bilagerad<'_>], last: usize) -> Arkrad {
        let cells = self.chosen.iter().enumerate().map(|(idx, (kind, _))| match kind {
            Kolumnslag::Post => Arkcell::Text("Totalt".to_owned()),
            Kolumnslag::Slag | Kolumnslag::Omrade | Kolumnslag::Avtal | Kolumnslag::Kommentar => Arkcell::Tom,
            kind => {
                let formel = Formel::Summa { kolumn: idx + 1, fran: 0, till: last };
                Arkcell::Formel(formel, total(*kind, rows))
            }
        });
        let celler = std::iter::once(Arkcell::Tom).chain(cells).collect();
        Arkrad { stil: Radstil::Summa, celler }
    }

    /// The closing rule for a party under an agreement, counted from the cells of its rows: nothing, when the year is
    /// closed. `at` is the row it stands in. `None` where the form lacks a column it is counted from.
    fn control(
        &self,
        rows: &[Bilagerad<'_>],
        part: Part,
        of_pot: &dyn Fn(&Bilagerad<'_>) -> bool,
        whose: &str,
        sum: Belopp,
        at: usize,
    ) -> Option<Arkrad> {
        let own = |region: Kolumnslag, kommun: Kolumnslag| if part == Part::Region { region } else { kommun };
        let plus = [
            self.column(own(Kolumnslag::BudgetRegion, Kolumnslag::BudgetKommun))?,
            self.column(own(Kolumnslag::OmfordelningRegion, Kolumnslag::OmfordelningKommun))?,
        ];
        let minus = self.column(own(Kolumnslag::UtfallRegion, Kolumnslag::UtfallKommun))?;
        let incoming = self.column(Kolumnslag::Ingaende)?;
        let outgoing = [self.column(Kolumnslag::Utgaende)?, self.column(Kolumnslag::Aterbetalning)?];
        let mut terms = Vec::new();
        for (idx, row) in rows.iter().enumerate().filter(|(_, row)| of_pot(row)) {
            if row.lage.is_some() {
                terms.extend(plus.map(|it| (false, idx, it)));
                terms.push((true, idx, minus));
            } else if row.part == Some(part) {
                terms.push((false, idx, incoming));
                terms.extend(outgoing.map(|it| (true, idx, it)));
            }
        }
        let mut celler: Vec<Arkcell> = std::iter::repeat_n(Arkcell::Tom, self.chosen.len() + 1).collect();
        celler[self.column(Kolumnslag::Post)?] = Arkcell::Text(format!("Kontroll, ska vara 0: {whose}"));
        let result = self.column(Kolumnslag::Avvikelse).unwrap_or(outgoing[0]);
        celler[result] = Arkcell::Formel(Formel::Avrundad(terms), sum);
        if let Some(words) = self.column(Kolumnslag::Kommentar) {
            celler[words] = Arkcell::Stammer { rad: at, kolumn: result, stammer: sum.is_zero() };
        }
        Some(Arkrad { stil: Radstil::Kontroll, celler })
    }
}

/// An amount of a row; `None` leaves the cell empty.
fn amount(kind: Kolumnslag, row: &Bilagerad<'_>) -> Option<Belopp> {
    let of_row = |sum: fn(&Radlage<'_>) -> Summor, part: fn(Summor) -> Belopp| row.lage.map(|it| part(sum(it)));
    let region = |it: Summor| it.region;
    let kommun = |it: Summor| it.kommun;
    let typed = |part: Part| row.lage.is_some_and(|it| it.rad.del(part).is_some());
    let incoming = |wanted: Option<Part>| {
        row.ingaende.filter(|(part, _)| wanted.is_none_or(|it| it == *part)).map(|(_, amount)| amount)
    };
    match kind {
        // What nobody typed is no part in the row, and no nought.
        Kolumnslag::BudgetRegion => of_row(|it| it.budget, region).filter(|_| typed(Part::Region)),
        Kolumnslag::BudgetKommun => of_row(|it| it.budget, kommun).filter(|_| typed(Part::Kommun)),
        Kolumnslag::BudgetAnnan => of_row(|it| it.budget, |it| it.annan).filter(|it| !it.is_zero()),
        Kolumnslag::Budget => of_row(|it| it.budget, Summor::parterna),
        Kolumnslag::Ingaende => incoming(None),
        Kolumnslag::OmfordelningRegion => of_row(|it| it.omfordelning, region),
        Kolumnslag::OmfordelningKommun => of_row(|it| it.omfordelning, kommun),
        Kolumnslag::Omfordelning => of_row(|it| it.omfordelning, Summor::parterna),
        Kolumnslag::UtfallRegion => of_row(|it| it.utfall, region),
        Kolumnslag::UtfallKommun => of_row(|it| it.utfall, kommun),
        Kolumnslag::UtfallAnnan => of_row(|it| it.utfall, |it| it.annan).filter(|it| !it.is_zero()),
        Kolumnslag::Utfall => of_row(|it| it.utfall, Summor::parterna),
        Kolumnslag::AvvikelseRegion => of_row(|it| it.avvikelse(), region).or(incoming(Some(Part::Region))),
        Kolumnslag::AvvikelseKommun => of_row(|it| it.avvikelse(), kommun).or(incoming(Some(Part::Kommun))),
        Kolumnslag::Avvikelse => of_row(|it| it.avvikelse(), Summor::parterna).or(incoming(None)),
        Kolumnslag::Utgaende => row.utgaende,
        Kolumnslag::Aterbetalning => row.aterbetalning,
        Kolumnslag::Post | Kolumnslag::Slag | Kolumnslag::Omrade | Kolumnslag::Avtal | Kolumnslag::Kommentar => None,
    }
}

fn total(kind: Kolumnslag, rows: &[Bilagerad<'_>]) -> Belopp {
    rows.iter().filter_map(|it| amount(kind, it)).sum()
}
