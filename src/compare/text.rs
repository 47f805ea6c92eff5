//! A comparison for the terminal: plain text with marks, `[-` what went `-]` and `{+` what came `+}`.

use std::fmt::Write as _;

use super::lines::{Marks, Row, line, other_sums, rows, whole};
use super::sentences::{document, lead, titled};
use super::{Comparison, Document, Fate, Group, Side, Sum, Unread};
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
    // A single document says what its heading and sentences say.
    if all.documents.len() != 1 {
        wrapped(&mut out, &lead(all), "");
    }
    if !all.unread.is_empty() {
        part(&mut out, "Filer med fel");
        mistakes(all).iter().for_each(|it| wrapped(&mut out, it, "  "));
    }
    for it in &all.documents {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&one(it));
    }
    if !all.renamed.is_empty() {
        part(&mut out, "Filer som har fått nytt namn");
        for it in &all.renamed {
            let _ = writeln!(out, "  {} → {}", shown(&it.before), shown(&it.after));
        }
    }
    out
}

/// The heading of a part.
fn part(out: &mut String, heading: &str) {
    let between = if out.is_empty() { "" } else { "\n" };
    let _ = writeln!(out, "{between}{heading}");
}

/// The mistakes of files; of each file and side only the first few.
pub(super) fn mistakes(all: &Comparison) -> Vec<String> {
    const MOST: usize = 3;
    let mut lines = Vec::new();
    for of_file in all.unread.chunk_by(|a, b| (&a.file, a.side) == (&b.file, b.side)) {
        lines.extend(of_file.iter().take(MOST).map(unread));
        if let [first, ..] = of_file.get(MOST..).unwrap_or_default() {
            let count = crate::svenska::count(of_file.len() - MOST, "fel", "fel");
            lines.push(format!("{}: {count} till", shown(&first.file)));
        }
    }
    lines
}

/// A mistake of a file, with its place.
fn unread(it: &Unread) -> String {
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
    match it.money.as_ref().filter(|it| it.amounts_differ()) {
        Some(money) if matches!(it.change, Fate::Added | Fate::Removed) => {
            let (heading, rows) = whole(it, money);
            let lines: Vec<Vec<String>> = [heading].into_iter().chain(rows).collect();
            columns(&mut out, &lines);
        }
        Some(money) => {
            if let Some(total) = money.sums.first().filter(|it| it.before != it.after) {
                table(&mut out, "Totalt", &rows(it, &[total], true), false);
            }
            table(&mut out, "Budgetrader", &changed_rows(it, &money.rows), true);
            table(&mut out, "Delsummor", &rows(it, &other_sums(money).0, false), true);
        }
        None => {}
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
    let mut lines: Vec<Vec<String>> = vec![[heading, "Före", "Efter", "Ändring, kr", "%"].map(str::to_owned).to_vec()];
    let mut last = "";
    for row in rows {
        // The name stands once, over those who pay.
        if named && row.name != last {
            lines.push(vec![shown(&row.name)]);
            last = &row.name;
        }
        let part = if named { format!("  {}", shown(&row.part)) } else { shown(&row.part) };
        lines.push(vec![part, row.before.clone(), row.after.clone(), row.kronor.clone(), row.percent.clone()]);
    }
    columns(out, &lines);
}

/// Lines whose cells stand under each other, the first to the left and the others to the right. A line of one cell is a
/// heading.
fn columns(out: &mut String, lines: &[Vec<String>]) {
    let width = |column: usize| {
        let cells = lines.iter().filter(|it| it.len() > 1).filter_map(|it| it.get(column));
        cells.map(|it| it.chars().count()).max().unwrap_or(0)
    };
    out.push('\n');
    for cells in lines {
        let [first, rest @ ..] = cells.as_slice() else { continue };
        if rest.is_empty() {
            let _ = writeln!(out, "  {first}");
            continue;
        }
        let _ = write!(out, "  {:<1$}", shown(first), width(0));
        for (column, cell) in rest.iter().enumerate() {
            let _ = write!(out, "  {:>1$}", shown(cell), width(column + 1));
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
