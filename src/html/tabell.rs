//! Tables of a view as HTML, with what a listener needs to find her way in them.

use super::block::Text;
use super::skriv::Attribut;
use crate::element::{Cell, Justering, Kolumn, Radslag, Stil, Tabell, Tabellrad};

/// Tables with more columns than this use the margin too, though their kind would not.
const NARROW: usize = 4;

impl<'a> Text<'a> {
    pub(super) fn table(&mut self, table: &'a Tabell, free: bool) {
        self.tables += 1;
        let caption = format!("tabell-{}", self.tables);
        let wide = free && (table.stil != Stil::Prosa || table.kolumner.len() > NARROW);
        let class = if wide { "tabell bred" } else { "tabell" };
        // A wide table is scrolled in its own frame, with the keyboard as well.
        let frame = [("class", class), ("role", "group"), ("tabindex", "0"), ("aria-labelledby", caption.as_str())];
        self.element("div", &frame, |it| {
            it.element("table", &[("class", look(table.stil))], |it| {
                it.caption(table, &caption);
                it.w.line();
                it.element("thead", &[], |it| {
                    it.element("tr", &[], |it| table.kolumner.iter().for_each(|column| it.heading(column)));
                });
                it.bodies(table);
                it.w.line();
            });
        });
    }

    /// A table without words of its own is named after the heading it stands under, for those who cannot see that.
    fn caption(&mut self, table: &'a Tabell, id: &str) {
        let under = std::mem::take(&mut self.under);
        match &table.bildtext {
            Some(words) => self.w.leaf("caption", &[("id", id)], words),
            None if under.is_empty() => self.w.leaf("caption", &[("id", id), ("class", "dold")], "Tabell"),
            None => self.w.leaf("caption", &[("id", id), ("class", "dold")], &under),
        }
        self.under = under;
    }

    fn heading(&mut self, column: &'a Kolumn) {
        if column.text.is_empty() {
            return self.w.leaf("td", &[], "");
        }
        let class = class(column.justering).map(|it| ("class", it));
        let attributes: Vec<Attribut<'_>> = std::iter::once(("scope", "col")).chain(class).collect();
        self.w.leaf("th", &attributes, &column.text);
    }

    /// The rows, parted where a heading inside the table or a sum begins something new.
    fn bodies(&mut self, table: &'a Tabell) {
        let mut rest = &table.rader[..];
        while let Some(first) = rest.first() {
            let is_own = |it: &Tabellrad| it.slag == Radslag::Summa;
            let ends = |it: &Tabellrad| it.slag == Radslag::Grupp || is_own(it);
            let after_sum = |at: usize| rest[at - 1].slag == Radslag::Delsumma;
            let long = (1..rest.len()).find(|at| ends(&rest[*at]) || after_sum(*at) || is_own(first));
            let (body, next) = rest.split_at(long.unwrap_or(rest.len()));
            self.w.line();
            self.element("tbody", &[], |it| {
                for row in body {
                    it.w.line();
                    it.row(row, table);
                }
            });
            rest = next;
        }
    }

    fn row(&mut self, row: &'a Tabellrad, table: &'a Tabell) {
        let attributes: &[Attribut<'_>] = match row.slag {
            Radslag::Rad => &[],
            Radslag::Grupp => &[("class", "grupp")],
            Radslag::Delsumma => &[("class", "delsumma")],
            Radslag::Summa => &[("class", "summa")],
        };
        self.element("tr", attributes, |it| {
            if row.slag == Radslag::Grupp {
                let columns = table.kolumner.len().to_string();
                let attributes = [("scope", "rowgroup"), ("colspan", columns.as_str())];
                return it.element("th", &attributes, |it| row.celler.iter().for_each(|cell| it.cell(cell)));
            }
            for (idx, (cell, column)) in row.celler.iter().zip(&table.kolumner).enumerate() {
                let class = class(column.justering).map(|it| ("class", it));
                let heads = idx == 0 && table.radrubrik && !is_empty(cell);
                let scope = heads.then_some(("scope", "row"));
                let attributes: Vec<Attribut<'_>> = scope.into_iter().chain(class).collect();
                it.element(if heads { "th" } else { "td" }, &attributes, |it| it.cell(cell));
            }
        });
    }

    fn cell(&mut self, cell: &'a Cell) {
        self.inline(&cell.inline);
        if !cell.punkter.is_empty() {
            self.points(&cell.punkter);
        }
        for line in &cell.under {
            self.w.leaf("div", &[("class", "under")], line);
        }
    }
}

fn is_empty(cell: &Cell) -> bool {
    cell.inline.is_empty() && cell.punkter.is_empty() && cell.under.is_empty()
}

fn class(justering: Justering) -> Option<&'static str> {
    match justering {
        Justering::Vanster => None,
        Justering::Hoger => Some("h"),
        Justering::Mitten => Some("m"),
    }
}

fn look(stil: Stil) -> &'static str {
    match stil {
        Stil::Budget => "budget",
        Stil::Insatser => "insatser",
        Stil::Indikatorer => "indikatorer",
        Stil::Organisation => "organisation",
        Stil::Prosa => "prosa",
        Stil::Bedomning => "bedomning",
        Stil::Janej => "janej",
        Stil::Oversikt => "oversikt",
        Stil::Ekonomi => "ekonomi",
        Stil::Avstamning => "avstamning",
    }
}
