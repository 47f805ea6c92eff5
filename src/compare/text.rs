//! A comparison for the terminal: plain text with marks, `[-` what went `-]` and `{+` what came `+}`.

use std::fmt::Write as _;

use super::lines::{Marks, Row, line, other_sums, rows};
use super::sentences::{document, lead, titled};
use super::{Comparison, Document, Group, Side, Sum, Unread};
use crate::svenska::visible;

/// What steers a terminal is shown, not sent.
fn shown(text: &str) -> String {
    text.chars().flat_map(|it| if it == '\n' { visible(' ') } else { visible(it) }).collect()
}

struct Plain;

impl Marks for Plain {
    fn plain(&self, text: &str) -> String {
        shown(text)
    }

    fn removed(&self, text: &str) -> String {
        format!("[-{}-]", shown(text))
    }

    fn added(&self, text: &str) -> String {
        format!("{{+{}+}}", shown(text))
    }

    fn strong(&self, text: &str) -> String {
        shown(text)
    }
}

/// How wide lines are set, in characters.
const WIDTH: usize = 100;

/// The comparison for people.
pub fn text(all: &Comparison) -> String {
    let mut out = String::new();
    let alone = all.documents.len() == 1;
    if !alone {
        wrapped(&mut out, &lead(all), "");
    } else if all.unread.iter().any(|it| it.whole) {
        wrapped(&mut out, "Några filer gick inte att läsa och är inte med i jämförelsen.", "");
    }
    for it in &all.documents {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&one(it));
    }
    if !all.unread.is_empty() {
        out.push_str("\nFiler med fel\n");
        for it in &all.unread {
            wrapped(&mut out, &unread(it), "  ");
        }
    }
    if !all.renamed.is_empty() {
        out.push_str("\nFiler som har fått nytt namn\n");
        for it in &all.renamed {
            let _ = writeln!(out, "  {} → {}", shown(&it.before), shown(&it.after));
        }
    }
    out
}

/// A mistake of a file, with its place.
pub(super) fn unread(it: &Unread) -> String {
    let side = if it.side == Side::Before { "före" } else { "efter" };
    let what = if it.whole { "går inte att läsa" } else { "har fel" };
    format!("{}:{}:{} ({side}) {what}: {}", shown(&it.file), it.line, it.column, shown(&it.message))
}

fn one(it: &Document) -> String {
    let mut out = format!("{}\n", shown(&titled(it)));
    match (&it.file_before, &it.file) {
        (Some(before), Some(after)) if before != after => {
            let _ = writeln!(out, "{} → {}", shown(before), shown(after));
        }
        (_, Some(file)) | (Some(file), None) => {
            let _ = writeln!(out, "{}", shown(file));
        }
        (None, None) => {}
    }
    wrapped(&mut out, &document(it), "  ");
    if !it.touches.is_empty() {
        wrapped(&mut out, &format!("Berör {}.", crate::svenska::list(&it.touches, "och")), "  ");
    }
    if let Some(money) = it.money.as_ref().filter(|it| it.amounts_differ()) {
        if let Some(total) = money.sums.first() {
            table(&mut out, "Totalt", &rows(it, &[total], true), false);
        }
        table(&mut out, "Budgetrader", &changed_rows(it, &money.rows), true);
        let (other, _) = other_sums(money);
        table(&mut out, "Delsummor", &rows(it, &other, false), true);
    }
    for group in Group::ALL {
        let changes: Vec<_> = it.changes.iter().filter(|it| it.group == group).collect();
        if changes.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n  {}", group.heading());
        let mut within: Option<&[String]> = None;
        for change in changes {
            if within != Some(&change.within) && !change.within.is_empty() {
                let _ = writeln!(out, "  · {}", shown(&change.within.join(" › ")));
            }
            within = Some(&change.within);
            let line = line(change, &Plain);
            let room = if change.within.is_empty() { "  " } else { "    " };
            let text = line.long.as_ref().map_or(line.text.clone(), |about| format!("{about}: {}", line.text));
            wrapped(&mut out, &format!("- {text}"), room);
            for fact in &line.facts {
                wrapped(&mut out, &format!("- {fact}"), &format!("{room}    "));
            }
        }
    }
    out
}

fn changed_rows(it: &Document, sums: &[Sum]) -> Vec<Row> {
    rows(it, &sums.iter().collect::<Vec<_>>(), false)
}

/// A table whose amounts stand under each other.
fn table(out: &mut String, heading: &str, rows: &[Row], named: bool) {
    if rows.is_empty() {
        return;
    }
    let mut lines: Vec<[String; 5]> = vec![[heading, "Före", "Efter", "Ändring, kr", "%"].map(str::to_owned)];
    let mut last = "";
    for row in rows {
        // The name stands once, over those who pay.
        if named && row.name != last {
            lines.push([shown(&row.name), String::new(), String::new(), String::new(), String::new()]);
            last = &row.name;
        }
        let part = if named { format!("  {}", shown(&row.part)) } else { shown(&row.part) };
        lines.push([part, row.before.clone(), row.after.clone(), row.kronor.clone(), row.percent.clone()]);
    }
    let width = |column: usize| {
        let cells = lines.iter().filter(|it| column > 0 || !it[1].is_empty());
        cells.map(|it| it[column].chars().count()).max().unwrap_or(0)
    };
    let widths = [0, 1, 2, 3, 4].map(width);
    out.push('\n');
    for cells in &lines {
        if cells[1].is_empty() {
            let _ = writeln!(out, "  {}", cells[0]);
            continue;
        }
        let _ = write!(out, "  {:<1$}", cells[0], widths[0]);
        for (cell, width) in cells.iter().zip(widths).skip(1) {
            let _ = write!(out, "  {cell:>width$}");
        }
        out.push('\n');
    }
}

/// Text in lines that are not too long, all with the same room before them.
fn wrapped(out: &mut String, text: &str, room: &str) {
    let hanging = if text.starts_with("- ") { "  " } else { "" };
    let mut line = String::new();
    let mut first = true;
    for word in text.split(' ').filter(|it| !it.is_empty()) {
        if !line.is_empty() && room.len() + line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(out, "{room}{}{line}", if first { "" } else { hanging });
            first = false;
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(out, "{room}{}{line}", if first { "" } else { hanging });
}
