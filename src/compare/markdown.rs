//! A comparison as a comment of a pull request: the answer first, then the sums, then the rows. Nothing a plan says becomes
//! markup, a mention or a link.

use std::collections::BTreeSet;

use super::lines::{Line, Marks, Row, line, other_sums, rows, whole};
use super::sentences::{delta, document, lead, titled};
use super::text::mistakes;
use super::{Change, Comparison, Document, Fate, Group, Money, MoneyKind, Sum, Verdict};
use crate::markdown::{escaped, line as table_line};
use crate::svenska::{self, visible};

/// By this a program finds the comment again.
pub(super) const MARKER: &str = "<!-- fhplan-diff -->";

/// A comment holds 65,536 characters; some room is left for what a program adds.
const MOST: usize = 64_000;

/// Longer lists of changes are folded.
const MANY: usize = 12;

/// Tables of the documents that changed have so many rows at most.
const MOST_ROWS: usize = 200;

/// Text that says just what it says: no markup, no mention, no link to an issue, nothing that cannot be seen.
fn plain(text: &str) -> String {
    let seen: String = text.chars().flat_map(|it| if it == '\n' { visible(' ') } else { visible(it) }).collect();
    let out = escaped(&seen);
    // A number sign before digits would be a link to an issue.
    out.replace('#', "#<!-- -->")
}

/// Text inside a tag, where Markdown is not read.
fn html(text: &str) -> String {
    let seen: String = text.chars().flat_map(|it| if it == '\n' { visible(' ') } else { visible(it) }).collect();
    let out = seen.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    out.replace('@', "<!-- -->@").replace('#', "#<!-- -->")
}

struct Github;

impl Marks for Github {
    fn plain(&self, text: &str) -> String {
        plain(text)
    }

    fn removed(&self, text: &str) -> String {
        marked("~~", text)
    }

    fn added(&self, text: &str) -> String {
        marked("**", text)
    }

    fn strong(&self, text: &str) -> String {
        marked("**", text)
    }
}

fn marked(mark: &str, text: &str) -> String {
    let words = plain(text.trim());
    if words.is_empty() { words } else { format!("{mark}{words}{mark}") }
}

/// A piece of the comment that is taken whole or not at all.
struct Section {
    /// The lower, the more important.
    rank: u8,
    text: String,
    /// What is told when there is no room for it.
    name: String,
}

/// The comparison for a reviewer.
pub fn markdown(all: &Comparison) -> String {
    let mut sections = vec![Section { rank: 0, text: head(all), name: String::new() }];
    if !all.unread.is_empty() {
        let files: Vec<String> = mistakes(all).iter().map(|it| format!("- {}", plain(it))).collect();
        let most = files.len().min(50);
        let more = files.len() - most;
        let more = if more > 0 { format!("\n- och {more} till") } else { String::new() };
        let text = format!("### Filer med fel\n\n{}{more}", files[..most].join("\n"));
        sections.push(Section { rank: 1, text, name: "filer med fel".to_owned() });
    }
    for it in &all.documents {
        of_document(it, all.documents.len() > 1, &mut sections);
    }
    if !all.renamed.is_empty() {
        let names = all.renamed.iter().map(|it| format!("- {} → {}", plain(&it.before), plain(&it.after)));
        let text = folded("Filer som har fått nytt namn", &names.collect::<Vec<_>>().join("\n"));
        sections.push(Section { rank: 4, text, name: "filer med nytt namn".to_owned() });
    }
    fitted(&sections)
}

/// As many sections as there is room for, the most important first, in the order they were given.
fn fitted(sections: &[Section]) -> String {
    let mut order: Vec<usize> = (0..sections.len()).collect();
    order.sort_by_key(|it| (sections[*it].rank, *it));
    let mut kept = BTreeSet::new();
    let mut room = MOST;
    for at in order {
        let length = sections[at].text.chars().count() + 2;
        if length <= room {
            room -= length;
            kept.insert(at);
        }
    }
    let mut parts: Vec<String> = vec![MARKER.to_owned()];
    parts.extend(kept.iter().map(|it| sections[*it].text.clone()));
    let left: Vec<&Section> =
        sections.iter().enumerate().filter(|(at, _)| !kept.contains(at)).map(|(_, it)| it).collect();
    if !left.is_empty() {
        let names: BTreeSet<String> = left.iter().map(|it| plain(&it.name)).filter(|it| !it.is_empty()).collect();
        let shown: Vec<String> = names.iter().take(10).cloned().collect();
        let more = names.len() - shown.len();
        let more = if more > 0 { format!(" och {more} till") } else { String::new() };
        let count = svenska::count(left.len(), "avsnitt får", "avsnitt får");
        parts.push(format!(
            "**{count} inte plats i kommentaren:** {}{more}. Kör `fhplan diff` för att se allt.",
            shown.join("; ")
        ));
    }
    parts.join("\n\n") + "\n"
}

/// The answer, and where there are several documents a table of them.
fn head(all: &Comparison) -> String {
    let name = match all.documents.as_slice() {
        [one] => format!("{} ", marked("**", &format!("{}.", titled(one)))),
        _ => String::new(),
    };
    let mut parts = vec!["## Ändringar i sak".to_owned(), format!("{name}{}", plain(&lead(all)))];
    if all.documents.len() > 1 {
        parts.push(overview(&all.documents));
    }
    parts.join("\n\n")
}

/// A row for each document, with its sum and whether it balances.
fn overview(documents: &[Document]) -> String {
    let heading = ["Dokument", "Före, kr", "Efter, kr", "Ändring, kr", "%", "Balans"].map(str::to_owned);
    let rulers = ["---", "---:", "---:", "---:", "---:", "---"].map(str::to_owned);
    let mut rows = vec![table_line(&heading), table_line(&rulers)];
    for it in documents.iter().take(MOST_ROWS) {
        let name = match it.change {
            Fate::Added => format!("{} (ny)", titled(it)),
            Fate::Removed => format!("{} (tas bort)", titled(it)),
            Fate::Changed | Fate::Follows => titled(it),
        };
        let total = it.money.as_ref().and_then(|money| money.sums.first());
        let amount = |side: Option<super::Amounts>| side.map_or("–".to_owned(), |it| it.0.summa().to_string());
        let mut cells = vec![plain(&name)];
        match total {
            Some(sum) => {
                let by = delta(sum.before.map(|it| it.0.summa()), sum.after.map(|it| it.0.summa()));
                cells.extend([amount(sum.before), amount(sum.after), by.kronor, by.percent]);
            }
            None => cells.extend(["", "", "", ""].map(str::to_owned)),
        }
        cells.push(it.money.as_ref().map(state).unwrap_or_default());
        rows.push(table_line(&cells));
    }
    if documents.len() > MOST_ROWS {
        rows.push(format!("\nTabellen visar de första {MOST_ROWS} av {} dokument.", documents.len()));
    }
    rows.join("\n")
}

/// Whether money balances, in a word or two.
fn state(money: &Money) -> String {
    let of = |side: fn(&super::Balance) -> Option<&Verdict>| {
        let all: Vec<Option<bool>> = money.balance.iter().filter_map(side).map(|it| it.balanced).collect();
        if all.contains(&Some(false)) { Some(false) } else { all.contains(&Some(true)).then_some(true) }
    };
    let (good, bad) = match money.kind {
        MoneyKind::Budget => ("i balans", "**inte i balans**"),
        MoneyKind::Ekonomi => ("går ihop", "**går inte ihop**"),
    };
    let after = of(|it| it.after.as_ref());
    let before = of(|it| it.before.as_ref());
    let word = |it: Option<bool>| it.map_or("–", |it| if it { good } else { bad });
    if before == after || before.is_none() {
        word(after).to_owned()
    } else {
        format!("{}, förut {}", word(after), word(before).replace("**", ""))
    }
}

fn of_document(it: &Document, several: bool, sections: &mut Vec<Section>) {
    let name = titled(it);
    let mut head = vec![format!("### {}", plain(&name))];
    let path = |it: &str| plain(it);
    head.extend(match (&it.file_before, &it.file) {
        (Some(before), Some(after)) if before != after => Some(format!("{} → {}", path(before), path(after))),
        (_, Some(file)) | (Some(file), None) => Some(path(file)),
        (None, None) => None,
    });
    // A single document has said it already.
    if several {
        head.push(plain(&document(it)));
    }
    if !it.touches.is_empty() {
        head.push(format!("Berör {}.", plain(&svenska::list(&it.touches, "och"))));
    }
    let is_whole = matches!(it.change, Fate::Added | Fate::Removed);
    if let Some(money) = it.money.as_ref().filter(|_| is_whole) {
        head.push(whole_table(it, money));
    } else if let Some(money) = it.money.as_ref() {
        let total = money.sums.first().filter(|sum| sum.before != sum.after || !several);
        head.extend(total.map(|total| table("Totalt", &rows(it, &[total], true), false)));
    }
    sections.push(Section { rank: 2, text: head.join("\n\n"), name: name.clone() });
    if let Some(money) = it.money.as_ref().filter(|it| it.amounts_differ() && !is_whole) {
        let of_rows = rows(it, &money.rows.iter().collect::<Vec<_>>(), false);
        if !of_rows.is_empty() {
            let text = table("Budgetrad", &of_rows, true);
            sections.push(Section { rank: 3, text, name: format!("{name}: budgetrader") });
        }
        let (other, same) = other_sums(money);
        if !other.is_empty() {
            let text = table("Delsumma", &rows(it, &other, false), true);
            sections.push(Section { rank: 3, text, name: format!("{name}: delsummor") });
        }
        if !same.is_empty() {
            let text = folded("Delsummor som är oförändrade", &unchanged(it, &same));
            sections.push(Section { rank: 5, text, name: String::new() });
        }
    }
    for group in Group::ALL {
        let changes: Vec<&Change> = it.changes.iter().filter(|it| it.group == group).collect();
        if !changes.is_empty() {
            let text = of_group(group, &changes);
            let name = format!("{name}: {}", group.heading());
            sections.push(Section { rank: 4, text, name });
        }
    }
}

/// The sums of a document that is new or gone.
fn whole_table(it: &Document, money: &Money) -> String {
    let (heading, rows) = whole(it, money);
    let rulers: Vec<String> = (0..heading.len()).map(|it| if it == 0 { "---" } else { "---:" }.to_owned()).collect();
    let cells = |row: &Vec<String>| table_line(&row.iter().map(|it| plain(it)).collect::<Vec<_>>());
    let lines: Vec<String> = [cells(&heading), table_line(&rulers)].into_iter().chain(rows.iter().map(cells)).collect();
    lines.join("\n")
}

fn unchanged(it: &Document, sums: &[&Sum]) -> String {
    let mut lines = vec![
        table_line(&["Delsumma", "Summa, kr"].map(str::to_owned)),
        table_line(&["---", "---:"].map(str::to_owned)),
    ];
    for row in rows(it, sums, true).iter().filter(|it| it.is_sum) {
        lines.push(table_line(&[plain(&row.name), row.after.clone()]));
    }
    lines.join("\n")
}

fn of_group(group: Group, changes: &[&Change]) -> String {
    let mut lines = Vec::new();
    let mut long: Vec<(String, Line)> = Vec::new();
    let mut within: Option<&[String]> = None;
    for change in changes {
        let line = line(change, &Github);
        let around = change.within.join(" › ");
        if let Some(about) = &line.long {
            let heading = if around.is_empty() { about.clone() } else { format!("{around}: {}", lower_first(about)) };
            long.push((heading, line));
            continue;
        }
        if within != Some(&change.within) && !change.within.is_empty() {
            lines.push(format!("- {}", marked("**", &around)));
        }
        within = Some(&change.within);
        let room = if change.within.is_empty() { "" } else { "  " };
        lines.push(format!("{room}- {}", line.text));
        lines.extend(line.facts.iter().map(|it| format!("{room}  - {it}")));
    }
    let heading = format!("#### {}", group.heading());
    let list = lines.join("\n");
    let list = if lines.len() > 2 * MANY {
        folded(&svenska::count(changes.len() - long.len(), "ändring", "ändringar"), &list)
    } else {
        list
    };
    let texts = long.into_iter().map(|(heading, line)| folded(&heading, &line.text));
    [heading, list].into_iter().filter(|it| !it.is_empty()).chain(texts).collect::<Vec<_>>().join("\n\n")
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Something that is opened to be read.
fn folded(summary: &str, body: &str) -> String {
    format!("<details><summary>{}</summary>\n\n{body}\n\n</details>", html(summary))
}

fn table(heading: &str, rows: &[Row], named: bool) -> String {
    let mut first = vec![heading.to_owned()];
    if named {
        first.push("Part".to_owned());
    }
    let columns = ["Före, kr", "Efter, kr", "Ändring, kr", "%"];
    let heading: Vec<String> = first.iter().cloned().chain(columns.map(str::to_owned)).collect();
    let rulers: Vec<String> =
        first.iter().map(|_| "---".to_owned()).chain(columns.map(|_| "---:".to_owned())).collect();
    let mut lines = vec![table_line(&heading), table_line(&rulers)];
    let mut last = "";
    for row in rows {
        let mut cells = Vec::new();
        if named {
            cells.push(if row.name == last { String::new() } else { plain(&row.name) });
            last = &row.name;
        }
        let strong = |it: &str| if row.is_sum { format!("**{it}**") } else { it.to_owned() };
        cells.push(strong(&plain(&row.part)));
        cells.extend([strong(&row.before), strong(&row.after), strong(&row.kronor), strong(&row.percent)]);
        lines.push(table_line(&cells));
    }
    lines.join("\n")
}
