//! What the year's money became, as tables and a chart in whole kronor. What rounding does to the sums is said.

use super::budget::{MOST_BARS, agreement_name, share, short};
use super::satt::{Satt, paragraph, subheading};
use crate::belopp::Belopp;
use crate::budget::{Part, Summor};
use crate::ekonomi::{Ekonomilage, Pott, Radlage};
use crate::element::{
    Block, Cell, Definition, Del, Kolumn, Radslag, Serie, Stapel, Stapeldiagram, Stil, Tabell, Tabellrad,
};
use crate::plan::Verksamhetsplan;
use crate::svenska::NBSP;
use crate::uppfoljning::Uppfoljning;

/// Makes the blocks of a follow-up's economy.
pub(super) struct Redovisning<'a> {
    pub(super) plan: &'a Verksamhetsplan,
    pub(super) uppfoljning: &'a Uppfoljning,
    pub(super) lage: &'a Ekonomilage<'a>,
    pub(super) satt: &'a Satt,
    pub(super) region: String,
    pub(super) kommun: String,
}

/// Whose money a table shows.
#[derive(Clone, Copy)]
enum Vem {
    Part(Part),
    Annan,
}

impl Vem {
    fn of(self, sums: Summor) -> Belopp {
        match self {
            Self::Part(part) => sums.part(part),
            Self::Annan => sums.annan,
        }
    }
}

/// A column of a table of rows: its heading and its amounts.
type Spalt = (&'static str, fn(&Radlage<'_>) -> Summor);

impl Redovisning<'_> {
    /// Tables for each party, what was moved, how the year is closed, and comments.
    pub(super) fn blocks(&self, level: u8) -> Vec<Block> {
        let mut out = Vec::new();
        let mut rounded = Rounding::default();
        for vem in [Vem::Part(Part::Region), Vem::Part(Part::Kommun), Vem::Annan] {
            out.extend(self.rows(vem, &mut rounded).map(Block::Tabell));
        }
        out.extend(self.moves(&mut rounded).map(Block::Tabell));
        for pott in &self.lage.potter {
            out.push(Block::Tabell(self.closing(pott, &mut rounded)));
        }
        out.extend(rounded.note());
        out.extend(self.comments(level));
        out
    }

    fn name(&self, vem: Vem) -> &str {
        match vem {
            Vem::Part(Part::Region) => &self.region,
            Vem::Part(Part::Kommun) => &self.kommun,
            Vem::Annan => "Andra medfinansiärer",
        }
    }

    fn name_in_sentence(&self, vem: Vem) -> String {
        match vem {
            Vem::Annan => "andra medfinansiärer".to_owned(),
            Vem::Part(_) => self.name(vem).to_owned(),
        }
    }

    /// The rows of one party: budget, moved, outcome, deviation.
    fn rows(&self, vem: Vem, rounded: &mut Rounding) -> Option<Tabell> {
        let has = |sums: fn(&Radlage<'_>) -> Summor| self.lage.rader.iter().any(|it| !vem.of(sums(it)).is_zero());
        if matches!(vem, Vem::Annan) && !has(|it| it.budget) && !has(|it| it.utfall) {
            return None;
        }
        let mut columns: Vec<Spalt> = vec![("Budget", |it| it.budget)];
        if has(|it| it.omfordelning) {
            columns.push(("Omfördelning", |it| it.omfordelning));
        }
        columns.push(("Utfall", |it| it.utfall));
        columns.push(("Avvikelse", |it| it.avvikelse()));
        let kolumner = std::iter::once(Kolumn::text("Post", 1));
        let kolumner = kolumner.chain(columns.iter().map(|(name, _)| Kolumn::figures(*name))).collect();
        let row = |slag: Radslag, name: String, rows: &[&Radlage<'_>]| {
            let cells = columns.iter().map(|(_, sums)| {
                let sum: Belopp = rows.iter().map(|it| vem.of(sums(it))).sum();
                Cell::text(whole(sum))
            });
            Tabellrad { slag, celler: std::iter::once(Cell::text(name)).chain(cells).collect() }
        };
        let mut rader = Vec::new();
        // Most rows have no other who pays; those would only be noughts.
        let paid = |it: &&Radlage<'_>| {
            !matches!(vem, Vem::Annan) || !vem.of(it.budget).is_zero() || !vem.of(it.utfall).is_zero()
        };
        let all: Vec<&Radlage<'_>> = self.lage.rader.iter().filter(paid).collect();
        let several = self.lage.potter.len() > 1;
        let groups: Vec<Vec<&Radlage<'_>>> = match several {
            true => self.lage.potter.iter().map(|it| self.under(it).into_iter().filter(paid).collect()).collect(),
            false => vec![all.clone()],
        };
        for (pott, group) in self.lage.potter.iter().zip(&groups).filter(|(_, group)| !group.is_empty()) {
            if let Some(avtal) = pott.avtal.filter(|_| several) {
                let text = self.satt.plain(&avtal.benamning);
                rader.push(Tabellrad { slag: Radslag::Grupp, celler: vec![Cell::text(text)] });
            }
            rader.extend(group.iter().map(|it| row(Radslag::Rad, self.satt.typed(it.rad.namn(self.plan)), &[it])));
            if let Some(avtal) = pott.avtal.filter(|_| several && group.len() > 1) {
                let name = agreement_name(avtal, &|it| self.satt.typed(it));
                rader.push(row(Radslag::Delsumma, format!("Summa {name}"), group));
            }
        }
        rader.push(row(Radslag::Summa, "Totalt".to_owned(), &all));
        let whose = self.name_in_sentence(vem);
        for (name, sums) in &columns {
            let of = |rows: &[&Radlage<'_>]| rows.iter().map(|it| vem.of(sums(it))).collect::<Vec<_>>();
            for group in groups.iter().filter(|it| several && it.len() > 1) {
                rounded.sum(&format!("delsumman av {} för {whose}", name.to_lowercase()), &of(group));
            }
            rounded.sum(&format!("summan av {} för {whose}", name.to_lowercase()), &of(&all));
        }
        for row in &all {
            let row_name = short(&self.satt.typed(row.rad.namn(self.plan)));
            let parts = [vem.of(row.budget), vem.of(row.omfordelning), -vem.of(row.utfall)];
            rounded.sum(&format!("avvikelsen för {row_name}, {whose}"), &parts);
        }
        let ar = self.plan.ar();
        let deficit = all.iter().any(|it| vem.of(it.avvikelse()).is_negative());
        let sign = if deficit { " Minus i kolumnen Avvikelse är underskott." } else { "" };
        let bildtext = Some(format!("{}: budget och utfall {ar}. Belopp i hela kronor.{sign}", self.name(vem)));
        Some(Tabell { stil: Stil::Ekonomi, bildtext, kolumner, radrubrik: true, rader })
    }

    /// The rows under an agreement.
    fn under(&self, pott: &Pott<'_>) -> Vec<&Radlage<'_>> {
        let id = pott.avtal.map(|it| it.id.as_str());
        self.lage.rader.iter().filter(|it| it.rad.avtal.as_ref().map(|it| it.as_str()) == id).collect()
    }

    fn comments(&self, level: u8) -> Vec<Block> {
        let commented = self.lage.rader.iter().filter_map(|it| Some((it, it.svar?.kommentar.as_ref()?)));
        let poster: Vec<Definition> = commented
            .map(|(row, comment)| {
                let innehall = vec![Block::Stycke { inline: self.satt.line(comment) }];
                Definition { term: short(&self.satt.typed(row.rad.namn(self.plan))), innehall }
            })
            .collect();
        if poster.is_empty() {
            return Vec::new();
        }
        let heading = subheading(level + 1, "Kommentarer till utfallet");
        vec![heading, Block::Definitioner { poster }]
    }

    /// The reallocations of the year.
    fn moves(&self, rounded: &mut Rounding) -> Option<Tabell> {
        let moves = &self.uppfoljning.ekonomi.as_ref()?.omfordelning;
        if moves.is_empty() {
            return None;
        }
        let row_name = |id: &Option<crate::read::Id>| {
            let found = id.as_ref().and_then(|id| self.lage.rader.iter().find(|it| it.rad.nyckel() == id.as_str()));
            found.map_or("–".to_owned(), |it| short(&self.satt.typed(it.rad.namn(self.plan))))
        };
        let rader = moves.iter().map(|it| {
            let sums = it.summor();
            let decided = it.beslut.as_ref().map(|it| format!("Beslut {}.", it.value));
            let reason = it.text.as_ref().map(|it| crate::element::plain(&self.satt.line(it)));
            let why = decided.into_iter().chain(reason).collect::<Vec<_>>().join(" ");
            let celler = vec![
                Cell::text(row_name(&it.fran)),
                Cell::text(row_name(&it.till)),
                Cell::text(whole(sums.region)),
                Cell::text(whole(sums.kommun)),
                Cell::text(if why.is_empty() { "–".to_owned() } else { why }),
            ];
            Tabellrad { slag: Radslag::Rad, celler }
        });
        let rader = rader.collect();
        rounded.amounts(moves.iter().flat_map(|it| [it.summor().region, it.summor().kommun]));
        let kolumner = vec![
            Kolumn::text("Från", 2),
            Kolumn::text("Till", 2),
            Kolumn::figures(self.region.clone()),
            Kolumn::figures(self.kommun.clone()),
            Kolumn::text("Beslut och skäl", 3),
        ];
        let bildtext = Some(format!("Omfördelning under {}. Belopp i hela kronor.", self.plan.ar()));
        Some(Tabell { stil: Stil::Ekonomi, bildtext, kolumner, radrubrik: true, rader })
    }

    /// The closing rule, line by line.
    fn closing(&self, pott: &Pott<'_>, rounded: &mut Rounding) -> Tabell {
        let (ar, next) = (self.plan.ar(), self.next_year());
        let mut lines: Vec<(String, Radslag, Summor)> = vec![("Budget".to_owned(), Radslag::Rad, pott.budget)];
        let mut add = |name: String, slag: Radslag, sums: Summor, always: bool| {
            if always || !sums.region.is_zero() || !sums.kommun.is_zero() {
                lines.push((name, slag, sums));
            }
        };
        add(format!("Ingående överföring till {ar}"), Radslag::Rad, pott.ingaende, true);
        add("Omfördelning".to_owned(), Radslag::Rad, pott.omfordelning, false);
        add("Utfall".to_owned(), Radslag::Rad, -pott.utfall, true);
        add("Kvar att förfoga över".to_owned(), Radslag::Delsumma, pott.kvar(), true);
        add(format!("Utgående överföring till {next}"), Radslag::Rad, -pott.utgaende, true);
        add("Återbetalning".to_owned(), Radslag::Rad, -pott.aterbetalning, false);
        add("Återstår".to_owned(), Radslag::Summa, pott.differens(), true);
        let of_agreement = pott.avtal.filter(|_| self.lage.potter.len() > 1);
        let whose =
            of_agreement.map_or(String::new(), |it| format!(", {}", agreement_name(it, &|it| self.satt.typed(it))));
        for part in [Part::Region, Part::Kommun] {
            let rows = lines.iter().filter(|it| it.1 == Radslag::Rad).map(|(_, _, sums)| sums.part(part));
            let name = if part == Part::Region { &self.region } else { &self.kommun };
            // The closing sum is nothing, so a difference of rounding would show at once.
            rounded.sum(&format!("avstämningen för {name}{whose}"), &rows.collect::<Vec<_>>());
        }
        for (name, _, sums) in &lines {
            let line = format!("raden ”{name}” i avstämningen{whose}");
            rounded.sum(&line, &[sums.region, sums.kommun]);
        }
        let rader = lines
            .into_iter()
            .map(|(name, slag, sums)| {
                let amounts = [sums.region, sums.kommun, sums.parterna()].map(|it| Cell::text(whole(it)));
                Tabellrad { slag, celler: std::iter::once(Cell::text(name)).chain(amounts).collect() }
            })
            .collect();
        let kolumner = vec![
            Kolumn::text("Avstämning", 1),
            Kolumn::figures(self.region.clone()),
            Kolumn::figures(self.kommun.clone()),
            Kolumn::figures("Summa"),
        ];
        let of_agreement = pott.avtal.filter(|_| self.lage.potter.len() > 1);
        let whose =
            of_agreement.map_or(String::new(), |it| format!(", {}", agreement_name(it, &|it| self.satt.typed(it))));
        let bildtext = Some(format!("Avstämning {ar}{whose}. Belopp i hela kronor."));
        Tabell { stil: Stil::Avstamning, bildtext, kolumner, radrubrik: true, rader }
    }

    /// The year that money goes on to.
    fn next_year(&self) -> i16 {
        self.uppfoljning.overforingar().next().map_or(self.plan.ar() + 1, |it| self.uppfoljning.till_ar(it))
    }

    /// The parties' budget and outcome as pairs of bars.
    pub(super) fn chart(&self, nummer: u32) -> Option<Stapeldiagram> {
        let bars = self.bars();
        let longest =
            bars.iter().flat_map(|(_, a, b)| [*a, *b]).max().filter(|it| !it.is_zero() && !it.is_negative())?;
        let bar = |etikett: &str, serie: usize, amount: Belopp| Stapel {
            etikett: etikett.to_owned(),
            summa: whole(amount),
            delar: (!amount.is_zero() && !amount.is_negative())
                .then(|| Del { serie, andel: share(amount, longest), text: whole(amount) })
                .into_iter()
                .collect(),
        };
        let poster = bars.iter().flat_map(|(name, budget, outcome)| [bar(name, 0, *budget), bar("", 1, *outcome)]);
        let ar = self.plan.ar();
        let told = bars.iter().map(|(name, budget, outcome)| {
            format!("{name}: budget {} kronor, utfall {} kronor.", whole(*budget), whole(*outcome))
        });
        let total = |sum: fn(&Radlage<'_>) -> Summor| self.lage.rader.iter().map(sum).sum::<Summor>().parterna();
        let (budget, outcome) = (total(|it| it.budget), total(|it| it.utfall));
        let alt =
            format!("Liggande stapeldiagram som jämför budget och utfall {ar}. {}", told.collect::<Vec<_>>().join(" "));
        let moved = self.lage.rader.iter().any(|it| !it.omfordelning.parterna().is_zero());
        let before = if moved { ", före omfördelning," } else { "" };
        let bildtext = format!(
            "Budget och utfall {ar}, parterna tillsammans. Budgeten{before} var {}{NBSP}kronor och utfallet {}{NBSP}kronor.",
            whole(budget),
            whole(outcome)
        );
        let serier = ["Budget", "Utfall"].map(|it| Serie { namn: it.to_owned() }).into();
        Some(Stapeldiagram { grupperad: true, bildtext, alt, nummer, serier, poster: poster.collect() })
    }

    /// The bars: a pair for each row, or for each kind and area when there are too many rows for a picture.
    fn bars(&self) -> Vec<(String, Belopp, Belopp)> {
        let of = |rows: &[&Radlage<'_>]| {
            let budget = rows.iter().map(|it| it.budget.parterna()).sum();
            (budget, rows.iter().map(|it| it.utfall.parterna()).sum())
        };
        let rows: Vec<&Radlage<'_>> = self
            .lage
            .rader
            .iter()
            .filter(|it| !it.budget.parterna().is_zero() || !it.utfall.parterna().is_zero())
            .collect();
        if rows.len() <= MOST_BARS {
            return rows
                .into_iter()
                .map(|it| {
                    let (budget, outcome) = of(&[it]);
                    (short(&self.satt.typed(it.rad.namn(self.plan))), budget, outcome)
                })
                .collect();
        }
        let mut groups: Vec<(String, Vec<&Radlage<'_>>)> = Vec::new();
        for row in rows {
            let area = row.rad.fokusomrade(self.plan).map(|it| self.satt.plain(&it.rubrik));
            let name = area.unwrap_or_else(|| {
                match row.rad.slag {
                    crate::budget::Radslag::Personal => "Personal",
                    crate::budget::Radslag::Omkostnad => "Omkostnader",
                    crate::budget::Radslag::Insats => "Övriga insatser",
                }
                .to_owned()
            });
            match groups.iter_mut().find(|(it, _)| *it == name) {
                Some((_, rows)) => rows.push(row),
                None => groups.push((name, vec![row])),
            }
        }
        let most = groups.split_off(groups.len().min(MOST_BARS - 1));
        if !most.is_empty() {
            groups.push(("Övrigt".to_owned(), most.into_iter().flat_map(|(_, rows)| rows).collect()));
        }
        groups
            .into_iter()
            .map(|(name, rows)| {
                let (budget, outcome) = of(&rows);
                (short(&name), budget, outcome)
            })
            .collect()
    }
}

/// An amount in whole kronor.
fn whole(amount: Belopp) -> String {
    amount.avrundat().to_string()
}

/// What rounding to whole kronor has done.
#[derive(Default)]
struct Rounding {
    /// Whether any amount that is shown has ören.
    happened: bool,
    /// Sums whose rounded parts do not come to the rounded whole: which, what the parts come to, and the sum.
    differences: Vec<(String, Belopp, Belopp)>,
}

impl Rounding {
    /// More differences than this are counted rather than told.
    const MOST: usize = 12;

    fn amounts(&mut self, amounts: impl IntoIterator<Item = Belopp>) {
        self.happened |= amounts.into_iter().any(Belopp::has_oren);
    }

    fn sum(&mut self, name: &str, parts: &[Belopp]) {
        self.amounts(parts.iter().copied());
        let shown: Belopp = parts.iter().map(|it| it.avrundat()).sum();
        let total = parts.iter().copied().sum::<Belopp>().avrundat();
        if shown != total {
            self.differences.push((name.to_owned(), shown, total));
        }
    }

    fn note(self) -> Option<Block> {
        if !self.happened {
            return None;
        }
        let exact = "Varje belopp är avrundat för sig till hela kronor. De exakta beloppen, med ören, står i den ekonomiska bilagan.";
        if self.differences.is_empty() {
            return Some(Block::Anmarkning { innehall: vec![paragraph(exact)] });
        }
        let mut poster: Vec<Vec<Block>> = self
            .differences
            .iter()
            .take(Self::MOST)
            .map(|(name, shown, total)| {
                vec![paragraph(format!("{name}: delarna blir {shown}{NBSP}kr, summan är {total}{NBSP}kr"))]
            })
            .collect();
        let more = self.differences.len().saturating_sub(Self::MOST);
        if more > 0 {
            poster.push(vec![paragraph(format!("och {more} till"))]);
        }
        let lead = paragraph(format!("{exact} Därför finns avrundningsdifferenser i"));
        Some(Block::Anmarkning { innehall: vec![lead, Block::Lista { ordnad: false, start: 1, poster }] })
    }
}
