//! Money as a sheet: amounts with ören, and sums as formulas whose results are the model's own.

use super::satt::Satt;
use crate::belopp::Belopp;
use crate::budget::{Budget, Part, Radslag, Summor};
use crate::ekonomi::{Ekonomilage, Inkommande, Radlage, ingaende};
use crate::element;
use crate::formular::{Formular, Kolumnslag};
use crate::modell::Kommun;
use crate::plan::Verksamhetsplan;
use crate::profil::Profil;
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
    // Two words a line and amounts of nine figures with ören have room.
    Arkkolumn { rubrik: rubrik.to_owned(), bredd: 16, belopp: true, dold: false }
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

/// A plan's budget.
pub(super) fn budget(plan: &Verksamhetsplan, budget: &Budget, profil: &Profil, satt: &Satt) -> Ark {
    let (region, kommun) = satt.parties(profil, plan.ar());
    let mut kolumner = vec![id_column(), text_column("Post", 44), text_column("Slag", 12), text_column("Område", 26)];
    let first = kolumner.len();
    kolumner.extend([region.as_str(), kommun.as_str(), super::budget::ANNAN, "Summa"].map(amount_column));
    let mut rader: Vec<Arkrad> = budget
        .rad
        .iter()
        .enumerate()
        .map(|(idx, row)| {
            let sums = row.summor();
            let typed = |part: Part| row.del(part).map_or(Arkcell::Tom, |it| Arkcell::Belopp(it.value));
            let annan = if row.annan.is_empty() { Arkcell::Tom } else { Arkcell::Belopp(sums.annan) };
            let parts = (first..first + 3).map(|column| (false, idx, column)).collect();
            let area = row.fokusomrade(plan).map_or(Arkcell::Tom, |it| Arkcell::Text(satt.plain(&it.rubrik)));
            let celler = vec![
                Arkcell::Text(row.nyckel().to_owned()),
                Arkcell::Text(satt.typed(row.namn(plan))),
                Arkcell::Text(kind(row.slag).to_owned()),
                area,
                typed(Part::Region),
                typed(Part::Kommun),
                annan,
                Arkcell::Formel(Formel::Kombination(parts), sums.summa()),
            ];
            Arkrad { stil: Radstil::Rad, celler }
        })
        .collect();
    let (total, count) = (budget.totalt(), rader.len());
    if count > 0 {
        let sums = [total.region, total.kommun, total.annan, total.summa()];
        let sums = sums
            .into_iter()
            .enumerate()
            .map(|(idx, sum)| Arkcell::Formel(Formel::Summa { kolumn: first + idx, fran: 0, till: count - 1 }, sum));
        let celler = [Arkcell::Tom, Arkcell::Text("Totalt".to_owned()), Arkcell::Tom, Arkcell::Tom];
        rader.push(Arkrad { stil: Radstil::Summa, celler: celler.into_iter().chain(sums).collect() });
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
    namn: String,
    lage: Option<&'a Radlage<'a>>,
    ingaende: Option<(Part, Belopp)>,
    utgaende: Option<Belopp>,
    aterbetalning: Option<Belopp>,
    avtal: Option<String>,
}

/// The economic annex of a follow-up, in the form's columns.
pub(super) fn bilaga(
    uppfoljning: &Uppfoljning,
    plan: &Verksamhetsplan,
    form: &Formular,
    lage: &Ekonomilage<'_>,
    kommun: &Kommun,
    (satt, form_satt): (&Satt, &Satt),
    rubriker: Vec<String>,
) -> Ark {
    let (region, kommun_namn) = satt.parties(&kommun.profil, plan.ar());
    let part_name = |part: Part| if part == Part::Region { region.as_str() } else { kommun_namn.as_str() };
    let agreement = |id: Option<&crate::read::Id>| {
        let found = id.and_then(|id| kommun.profil.avtal.iter().find(|it| it.id == *id));
        found.map(|it| satt.plain(&it.benamning))
    };
    let mut rows: Vec<Bilagerad<'_>> = lage
        .rader
        .iter()
        .map(|it| Bilagerad {
            id: it.rad.nyckel().to_owned(),
            namn: satt.typed(it.rad.namn(plan)),
            lage: Some(it),
            ingaende: None,
            utgaende: None,
            aterbetalning: None,
            avtal: agreement(it.rad.avtal.as_ref()),
        })
        .collect();
    let other = |id: String, namn: String, avtal: Option<String>| Bilagerad {
        id,
        namn,
        lage: None,
        ingaende: None,
        utgaende: None,
        aterbetalning: None,
        avtal,
    };
    rows.extend(ingaende(plan, kommun).into_iter().map(|it: Inkommande<'_>| {
        let id = format!("ingaende.{}.{}", it.part.word(), it.fran_ar);
        let namn = format!("Ingående överföring från {}, {}", it.fran_ar, part_name(it.part));
        Bilagerad { ingaende: Some((it.part, it.belopp.value)), ..other(id, namn, agreement(it.avtal)) }
    }));
    rows.extend(uppfoljning.overforingar().filter_map(|it| {
        let (part, to) = (it.part.value, uppfoljning.till_ar(it));
        let namn = format!("Utgående överföring till {to}, {}", part_name(part));
        let id = format!("utgaende.{}.{to}", part.word());
        let belopp = it.belopp.as_ref()?.value;
        Some(Bilagerad { utgaende: Some(belopp), ..other(id, namn, agreement(it.avtal.as_ref())) })
    }));
    rows.extend(uppfoljning.ekonomi.iter().flat_map(|it| &it.aterbetalning).map(|it| {
        let part = it.part.value;
        let namn = format!("Återbetalning, {}", part_name(part));
        let id = format!("aterbetalning.{}", part.word());
        Bilagerad { aterbetalning: Some(it.belopp.value), ..other(id, namn, agreement(it.avtal.as_ref())) }
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
        rader.extend(layout.control(&rows, last + 1));
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

    /// What is left less what goes on and what is repaid: nothing, when the year is closed.
    fn control(&self, rows: &[Bilagerad<'_>], totals: usize) -> Option<Arkrad> {
        let left = self.column(Kolumnslag::Avvikelse)?;
        let out = [Kolumnslag::Utgaende, Kolumnslag::Aterbetalning];
        let mut sum = total(Kolumnslag::Avvikelse, rows);
        let mut terms = vec![(false, totals, left)];
        for kind in out {
            sum = sum - total(kind, rows);
            terms.push((true, totals, self.column(kind)?));
        }
        let mut celler: Vec<Arkcell> = std::iter::repeat_n(Arkcell::Tom, self.chosen.len() + 1).collect();
        let place = |kind: Kolumnslag| self.column(kind);
        celler[place(Kolumnslag::Post)?] =
            Arkcell::Text("Kontroll: avvikelse − utgående − återbetalning, ska vara 0".to_owned());
        celler[left] = Arkcell::Formel(Formel::Kombination(terms), sum);
        if let Some(words) = place(Kolumnslag::Kommentar) {
            celler[words] = Arkcell::Stammer { rad: totals + 1, kolumn: left, stammer: sum.is_zero() };
        }
        Some(Arkrad { stil: Radstil::Kontroll, celler })
    }
}

/// An amount of a row; `None` leaves the cell empty.
fn amount(kind: Kolumnslag, row: &Bilagerad<'_>) -> Option<Belopp> {
    let of_row = |sum: fn(&Radlage<'_>) -> Summor, part: fn(Summor) -> Belopp| row.lage.map(|it| part(sum(it)));
    let region = |it: Summor| it.region;
    let kommun = |it: Summor| it.kommun;
    let incoming = |wanted: Option<Part>| {
        row.ingaende.filter(|(part, _)| wanted.is_none_or(|it| it == *part)).map(|(_, amount)| amount)
    };
    match kind {
        Kolumnslag::BudgetRegion => of_row(|it| it.budget, region),
        Kolumnslag::BudgetKommun => of_row(|it| it.budget, kommun),
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
