//! The budget as a table and as a chart.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::belopp::Belopp;
use crate::budget::{Budget, Part, Rad, Radslag, Summor};
use crate::element::{
    Cell, Del, Kolumn, Radslag as Tabellradslag, Serie, Stapel, Stapeldiagram, Stil, Tabell, Tabellrad,
};
use crate::plan::Verksamhetsplan;
use crate::profil::{Avtal, Profil};
use crate::svenska;

/// More bars than this are no picture any more; then the rows are added up by kind and area.
pub(super) const MOST_BARS: usize = 12;

/// Names as they are printed.
pub(super) struct Namn<'a> {
    pub region: &'a str,
    pub kommun: &'a str,
    /// Turns a row's name, as typed, into printed text.
    pub text: &'a dyn Fn(&str) -> String,
    /// Turns an insats's text into printed text without marks.
    pub line: &'a dyn Fn(&crate::text::Rad) -> String,
}

pub(super) const ANNAN: &str = "Annan medfinansiär";

/// The budget table: rows by kind, subtotals, the total, and money that comes in from earlier years.
pub(super) fn tabell(plan: &Verksamhetsplan, budget: &Budget, profil: &Profil, namn: &Namn<'_>) -> Tabell {
    let annan = budget.har_annan();
    let mut kolumner = vec![Kolumn::text("Post", 1), Kolumn::figures(namn.region), Kolumn::figures(namn.kommun)];
    if annan {
        kolumner.push(Kolumn::figures(ANNAN));
    }
    kolumner.push(Kolumn::figures("Summa"));
    // One amount with ören gives all of them two decimals, so that the figures stand under each other.
    let oren = budget.rad.iter().flat_map(Rad::belopp).any(|it| it.value.has_oren());
    let table = Rows { plan, namn, annan, oren };
    let agreements = budget.per_avtal(profil, plan.ar());
    let mut rader = Vec::new();
    if agreements.len() > 1 {
        for (avtal, rows) in agreements.iter().filter(|(_, rows)| !rows.is_empty()) {
            rader.push(table.group((namn.text)(avtal.benamning.as_str())));
            rader.extend(table.by_kind(rows));
            rader.push(table.sums(
                format!("Summa {}", agreement_name(avtal, namn.text)),
                Tabellradslag::Delsumma,
                Summor::of(rows),
            ));
        }
        let covered = |row: &Rad| agreements.iter().any(|(_, rows)| rows.iter().any(|it| std::ptr::eq(*it, row)));
        let rest: Vec<&Rad> = budget.rad.iter().filter(|it| !covered(it)).collect();
        rader.extend(table.by_kind(&rest));
    } else {
        rader.extend(table.by_kind(&budget.rad.iter().collect::<Vec<_>>()));
    }
    rader.push(table.sums("Totalt".to_owned(), Tabellradslag::Summa, budget.totalt()));
    rader.extend(table.carried(budget));
    let bildtext = Some(format!("Budget {}. Belopp i kronor.", plan.ar()));
    Tabell { stil: Stil::Budget, bildtext, kolumner, radrubrik: true, rader }
}

/// An agreement's name inside a sentence.
pub(super) fn agreement_name(avtal: &Avtal, text: &dyn Fn(&str) -> String) -> String {
    let name = text(avtal.benamning.as_str());
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

struct Rows<'a> {
    plan: &'a Verksamhetsplan,
    namn: &'a Namn<'a>,
    annan: bool,
    oren: bool,
}

impl Rows<'_> {
    /// Staff and overheads, then the insatser under a heading of their own with a subtotal.
    fn by_kind(&self, rows: &[&Rad]) -> Vec<Tabellrad> {
        let of_kind = |slag: Radslag| rows.iter().copied().filter(move |it| it.slag == slag);
        let mut out: Vec<Tabellrad> =
            of_kind(Radslag::Personal).chain(of_kind(Radslag::Omkostnad)).map(|it| self.row(it)).collect();
        let insatser: Vec<&Rad> = of_kind(Radslag::Insats).collect();
        if !insatser.is_empty() && insatser.len() < rows.len() {
            out.push(self.group("Planerade folkhälsoinsatser".to_owned()));
        }
        out.extend(insatser.iter().map(|it| self.row(it)));
        if insatser.len() > 1 && insatser.len() < rows.len() {
            out.push(self.sums("Summa insatser".to_owned(), Tabellradslag::Delsumma, Summor::of(&insatser)));
        }
        out
    }

    fn amount(&self, amount: Belopp) -> String {
        if self.oren { format!("{amount:.2}") } else { amount.to_string() }
    }

    fn group(&self, text: String) -> Tabellrad {
        Tabellrad { slag: Tabellradslag::Grupp, celler: vec![Cell::text(text)] }
    }

    fn row(&self, row: &Rad) -> Tabellrad {
        let sums = row.summor();
        // Nothing typed means no part in the post; a typed 0 is a 0.
        let part = |part: Part| row.del(part).map_or("–".to_owned(), |it| self.amount(it.value));
        let mut name = Cell::text((self.namn.text)(row.namn(self.plan)));
        name.under = self.details(row);
        let mut celler = vec![name, Cell::text(part(Part::Region)), Cell::text(part(Part::Kommun))];
        if self.annan {
            let others = if row.annan.is_empty() { "–".to_owned() } else { self.amount(sums.annan) };
            celler.push(Cell::text(others));
        }
        celler.push(Cell::text(self.amount(sums.summa())));
        Tabellrad { slag: Tabellradslag::Rad, celler }
    }

    /// What stands in small print below a row's name.
    fn details(&self, row: &Rad) -> Vec<String> {
        let text = self.namn.text;
        let mut lines = Vec::new();
        if row.inkl_lonebikostnader == Some(true) && !row.namn(self.plan).to_lowercase().contains("lönebikostnad") {
            lines.push("Inklusive lönebikostnader".to_owned());
        }
        for part in &row.specifikation {
            let of_insats = part.insats.as_ref().and_then(|id| {
                let insats = self.plan.insatser().find(|(_, it)| it.id == *id).map(|(_, it)| it)?;
                let name = insats.namn.as_ref().map(|it| (text)(it.as_str()));
                Some(name.unwrap_or_else(|| (self.namn.line)(&insats.text)))
            });
            let name = part.post.as_ref().map(|it| (text)(it.as_str())).or(of_insats).unwrap_or_default();
            lines.push(format!("varav {name}: {}{}kr", part.belopp.value, svenska::NBSP));
        }
        for other in &row.annan {
            let name = other.namn.as_ref().map_or("Annan medfinansiär".to_owned(), |it| (text)(it.as_str()));
            lines.push(format!("{name} bidrar med {}{}kr", other.belopp.value, svenska::NBSP));
        }
        lines
    }

    fn sums(&self, name: String, slag: Tabellradslag, sums: Summor) -> Tabellrad {
        let mut celler =
            vec![Cell::text(name), Cell::text(self.amount(sums.region)), Cell::text(self.amount(sums.kommun))];
        if self.annan {
            let others = if sums.annan.is_zero() { "–".to_owned() } else { self.amount(sums.annan) };
            celler.push(Cell::text(others));
        }
        celler.push(Cell::text(self.amount(sums.summa())));
        Tabellrad { slag, celler }
    }

    /// Money from earlier years below the total, and what there is to use with it.
    fn carried(&self, budget: &Budget) -> Vec<Tabellrad> {
        if budget.overforing.is_empty() {
            return Vec::new();
        }
        let incoming = Summor {
            region: budget.ingaende(Part::Region),
            kommun: budget.ingaende(Part::Kommun),
            annan: Belopp::NOLL,
        };
        let years: std::collections::BTreeSet<i16> =
            budget.overforing.iter().filter_map(|it| it.fran_ar.as_ref().map(|it| it.value)).collect();
        let years: Vec<String> = years.iter().map(ToString::to_string).collect();
        let name = if years.is_empty() {
            "Ingående överföring".to_owned()
        } else {
            format!("Ingående överföring från {}", svenska::list(&years, "och"))
        };
        let together = [incoming, budget.totalt()].into_iter().sum();
        vec![
            self.sums(name, Tabellradslag::Rad, incoming),
            self.sums(format!("Att använda {}", self.plan.ar()), Tabellradslag::Summa, together),
        ]
    }
}

/// The budget as stacked bars, one a row; `None` when there is nothing to show.
pub(super) fn diagram(plan: &Verksamhetsplan, budget: &Budget, namn: &Namn<'_>, nummer: u32) -> Option<Stapeldiagram> {
    let bars: Vec<(String, Summor)> = bars(plan, budget, namn);
    let longest = bars.iter().map(|(_, it)| it.summa()).max().filter(|it| !it.is_zero() && !it.is_negative())?;
    let names = [namn.region, namn.kommun, ANNAN];
    let series = if budget.har_annan() { 3 } else { 2 };
    let parts = |sums: Summor| [sums.region, sums.kommun, sums.annan];
    let poster = bars
        .iter()
        .map(|(name, sums)| Stapel {
            etikett: name.clone(),
            summa: sums.summa().to_string(),
            delar: parts(*sums)
                .into_iter()
                .enumerate()
                .filter(|(_, amount)| !amount.is_zero() && !amount.is_negative())
                .map(|(serie, amount)| Del { serie, andel: share(amount, longest), text: amount.to_string() })
                .collect(),
        })
        .collect();
    let total = budget.totalt();
    let each: Vec<String> =
        names.iter().zip(parts(total)).take(series).map(|(name, amount)| format!("{name} {amount}")).collect();
    let posts = bars.iter().map(|(name, sums)| {
        let paid: Vec<String> = names
            .iter()
            .zip(parts(*sums))
            .filter(|(_, it)| !it.is_zero())
            .map(|(name, it)| format!("{name} {it}"))
            .collect();
        format!("{name}: {} kronor ({}).", sums.summa(), svenska::list(&paid, "och"))
    });
    let alt = format!(
        "Liggande stapeldiagram över budgeten {}. Totalt {} kronor, varav {}. {}",
        plan.ar(),
        total.summa(),
        svenska::list(&each, "och"),
        posts.collect::<Vec<_>>().join(" ")
    );
    Some(Stapeldiagram {
        grupperad: false,
        bildtext: caption(plan, total, namn),
        alt,
        nummer,
        serier: names.iter().take(series).map(|it| Serie { namn: (*it).to_owned() }).collect(),
        poster,
    })
}

/// What the chart says, in a sentence.
fn caption(plan: &Verksamhetsplan, total: Summor, namn: &Namn<'_>) -> String {
    let nbsp = svenska::NBSP;
    let (region, kommun) = (namn.region, namn.kommun.to_lowercase());
    let kommun = if kommun == "kommun" { "kommunen" } else { namn.kommun };
    if total.region == total.kommun {
        return format!(
            "Budget {} per post. {region} och {kommun} bidrar med {}{nbsp}kronor var.",
            plan.ar(),
            total.region
        );
    }
    format!(
        "Budget {} per post. {region} bidrar med {}{nbsp}kronor och {kommun} med {}{nbsp}kronor.",
        plan.ar(),
        total.region,
        total.kommun
    )
}

fn bars(plan: &Verksamhetsplan, budget: &Budget, namn: &Namn<'_>) -> Vec<(String, Summor)> {
    let paid: Vec<&Rad> = budget.rad.iter().filter(|it| !it.summor().summa().is_zero()).collect();
    if paid.len() <= MOST_BARS {
        return paid.into_iter().map(|it| (short(&(namn.text)(it.namn(plan))), it.summor())).collect();
    }
    let mut bars = vec![
        ("Personal".to_owned(), budget.slag(Radslag::Personal)),
        ("Omkostnader".to_owned(), budget.slag(Radslag::Omkostnad)),
    ];
    let of_area = |row: &&&Rad, id: &str| row.omrade.as_ref().is_some_and(|it| it.as_str() == id);
    for area in plan.fokusomrade.iter().take(MOST_BARS - 3) {
        let rows = paid.iter().filter(|it| it.slag == Radslag::Insats && of_area(it, area.id.as_str()));
        bars.push((short(&(namn.text)(area.rubrik.as_str())), rows.map(|it| it.summor()).sum()));
    }
    let shown: Summor = bars.iter().map(|(_, it)| *it).sum();
    let total = budget.totalt();
    let rest = Summor {
        region: total.region - shown.region,
        kommun: total.kommun - shown.kommun,
        annan: total.annan - shown.annan,
    };
    bars.push(("Övriga insatser".to_owned(), rest));
    bars.retain(|(_, it)| !it.summa().is_zero());
    bars
}

/// A label without what stands in brackets: the table has it in full.
pub(super) fn short(name: &str) -> String {
    name.split(" (").next().unwrap_or(name).to_owned()
}

/// How much of the longest bar an amount is.
#[expect(clippy::disallowed_types, reason = "a drawing coordinate, never a sum")]
pub(super) fn share(amount: Belopp, longest: Belopp) -> f64 {
    let share = amount.decimal().checked_div(longest.decimal()).unwrap_or_default();
    share.round_dp(6).min(Decimal::ONE).to_f64().unwrap_or(0.0)
}
