//! A view → GitHub's Markdown; an index → the list that leads to the others. Text is escaped, so that nothing a plan says
//! becomes markup.

mod sidbilder;
mod skriv;

use std::collections::BTreeMap;
use std::path::Path;

use crate::element::{Block, Cell, Inline, Justering, Radslag, Stapeldiagram, Tabell, Underskrift};
use crate::html::{bildnamn, utkast};
use crate::index::{Index, Post, href};
use crate::view::Dokumentvy;

pub use sidbilder::andrade_sidor;
pub(crate) use skriv::text;
use skriv::{address, code, indented};

/// The document as Markdown that is written as `namn` below the output folder.
pub fn sida(vy: &Dokumentvy, namn: &Path) -> Vec<u8> {
    let stam = namn.file_stem().unwrap_or_default().to_string_lossy();
    let mut page = Sida { vy, stam: &stam, notes: BTreeMap::new(), in_table: false };
    let mut parts = vec![format!("# {}", text(&vy.titel))];
    parts.extend(vy.undertitel.as_deref().map(text));
    parts.extend(utkast(vy).map(|it| format!("**{}**", text(&it.to_uppercase()))));
    parts.push(text(&vy.kommun.namn));
    let facts: Vec<String> = match (&vy.metadata[..], &vy.datum) {
        ([], Some(day)) => vec![format!("- Datum: **{}**", text(day))],
        (facts, _) => facts.iter().map(|it| format!("- {}: **{}**", text(&it.etikett), text(&it.varde))).collect(),
    };
    if !facts.is_empty() {
        parts.push(facts.join("\n"));
    }
    parts.push(page.blocks(&vy.innehall));
    while let Some((nummer, blocks)) = page.notes.pop_first() {
        let body = page.blocks(blocks);
        parts.push(format!("[^{nummer}]: {}", indented(&body, 4)));
    }
    let mut out = parts.join("\n\n");
    out.push('\n');
    out.into_bytes()
}

/// The index as Markdown at the top of the output folder.
pub fn index(index: &Index) -> Vec<u8> {
    let mut parts = vec![format!("# {}", Index::TITEL), format!("{}.", index.antal())];
    for kommun in &index.kommuner {
        parts.push(format!("## {}", text(&kommun.namn)));
        let heading = ["År", "Dokument", "Slag", "Status", "Beslutat", "Diarienummer", "Filer"];
        let mut rows = vec![line(&heading.map(str::to_owned)), line(&heading.map(|_| "---".to_owned()))];
        rows.extend(kommun.poster.iter().map(index_row));
        parts.push(rows.join("\n"));
    }
    let mut out = parts.join("\n\n");
    out.push('\n');
    out.into_bytes()
}

fn index_row(post: &Post) -> String {
    let title = text(&post.titel);
    let title = post.lank("md").map_or(title.clone(), |it| format!("[{title}](<{it}>)"));
    let files = post.filer.iter().filter(|it| it.slut != "md");
    let files: Vec<String> = files.map(|it| format!("[{}](<{}>)", it.namn(), it.lank)).collect();
    let or_dash = |it: &Option<String>| it.as_deref().map_or("–".to_owned(), text);
    line(&[
        post.ar.to_string(),
        title,
        text(&post.slag),
        text(post.status),
        or_dash(&post.beslutat),
        or_dash(&post.diarienummer),
        if files.is_empty() { "–".to_owned() } else { files.join(" ") },
    ])
}

/// A row of a table.
pub(crate) fn line(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}

/// Text of another module as Markdown that says just that.
pub(crate) fn escaped(words: &str) -> String {
    text(words)
}

struct Sida<'a> {
    vy: &'a Dokumentvy,
    stam: &'a str,
    /// The footnotes' texts by number.
    notes: BTreeMap<u32, &'a [Block]>,
    in_table: bool,
}

impl<'a> Sida<'a> {
    fn blocks(&mut self, blocks: &'a [Block]) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut after_list = false;
        for block in blocks {
            let is_list = matches!(block, Block::Lista { .. });
            if is_list && after_list {
                // Nothing else keeps two lists apart.
                parts.push("<!-- -->".to_owned());
            }
            parts.extend(Some(self.block(block)).filter(|it| !it.is_empty()));
            after_list = is_list;
        }
        parts.join("\n\n")
    }

    fn block(&mut self, block: &'a Block) -> String {
        match block {
            Block::Rubrik { niva, nummer, text: words, i_innehall: _ } => {
                let marks = "#".repeat(usize::from(*niva).saturating_add(1).min(6));
                let number = nummer.as_ref().map(|it| format!("{it} ")).unwrap_or_default();
                format!("{marks} {number}{}", text(words))
            }
            Block::Stycke { inline } => self.inline(inline),
            Block::Lista { ordnad, start, poster } => self.list(*ordnad, *start, poster),
            Block::Citat { innehall } => quoted(&self.blocks(innehall)),
            Block::Tabell(table) => self.table(table),
            Block::Figur { fil, bildtext, alt, nummer, kalla } => {
                let found = self.vy.bilder.iter().find(|it| it.namn == *fil);
                let file = found.map(|it| href(Path::new(&bildnamn(it, self.stam)))).unwrap_or_default();
                let source = kalla.as_ref().map(|it| format!(" Källa: {}", text(it))).unwrap_or_default();
                let words = self.inline(bildtext);
                format!("![{}](<{file}>)\n\n**Figur {nummer}.** {words}{source}", text(alt))
            }
            Block::Stapeldiagram(chart) => diagram(chart),
            Block::Faktarad { etikett, poster } => {
                let label = text(etikett);
                if let [one] = &poster[..] {
                    return format!("**{label}:** {}", self.inline(one));
                }
                let items: Vec<String> =
                    poster.iter().map(|it| format!("- {}", indented(&self.inline(it), 2))).collect();
                format!("**{label}:**\n\n{}", items.join("\n"))
            }
            Block::Definitioner { poster } => {
                let all: Vec<String> = poster
                    .iter()
                    .map(|it| format!("**{}**\n\n{}", text(&it.term), self.blocks(&it.innehall)))
                    .collect();
                all.join("\n\n")
            }
            Block::Formulartext { innehall } => quoted(&format!("*Ur formuläret*\n\n{}", self.blocks(innehall))),
            Block::Anmarkning { innehall } => self.blocks(innehall),
            Block::Underskrift(it) => signature(it),
            Block::Sidbrytning => String::new(),
        }
    }

    fn list(&mut self, ordered: bool, start: u64, items: &'a [Vec<Block>]) -> String {
        let loose = items.iter().any(|it| it.iter().filter(|it| !matches!(it, Block::Lista { .. })).count() > 1);
        let items = items.iter().zip(start..).map(|(blocks, number)| {
            let mark = if ordered { format!("{number}. ") } else { "- ".to_owned() };
            let body = self.blocks(blocks);
            format!("{mark}{}", indented(&body, mark.len()))
        });
        items.collect::<Vec<_>>().join(if loose { "\n\n" } else { "\n" })
    }

    fn table(&mut self, table: &'a Tabell) -> String {
        let mut rows = vec![
            line(&table.kolumner.iter().map(|it| text(&it.text)).collect::<Vec<_>>()),
            line(&table.kolumner.iter().map(|it| ruler(it.justering).to_owned()).collect::<Vec<_>>()),
        ];
        self.in_table = true;
        for row in &table.rader {
            let bold = row.slag != Radslag::Rad;
            let mut cells: Vec<String> = row.celler.iter().map(|it| self.cell(it, bold)).collect();
            cells.resize(table.kolumner.len(), String::new());
            rows.push(line(&cells));
        }
        self.in_table = false;
        let caption = table.bildtext.as_ref().map(|it| format!("**{}**\n\n", text(it))).unwrap_or_default();
        format!("{caption}{}", rows.join("\n"))
    }

    /// A cell on one line; what else stands in it comes after breaks.
    fn cell(&mut self, cell: &'a Cell, bold: bool) -> String {
        let words = self.inline(&cell.inline);
        let words = if bold && !words.is_empty() && !words.contains("**") { format!("**{words}**") } else { words };
        let points = cell.punkter.iter().map(|it| format!("• {}", self.inline(it)));
        let lines = std::iter::once(words).chain(points).chain(cell.under.iter().map(|it| text(it)));
        let lines: Vec<String> = lines.filter(|it| !it.is_empty()).collect();
        lines.join("<br>").replace("\\\n", "<br>").replace('\n', " ")
    }

    fn inline(&mut self, inline: &'a [Inline]) -> String {
        let mut out = String::new();
        for it in inline {
            let piece = match it {
                Inline::Text { text: words } => text(words),
                Inline::Betonad { inline } => marked("*", &self.inline(inline)),
                Inline::Stark { inline } => marked("**", &self.inline(inline)),
                Inline::Lank { url, inline } => format!("[{}](<{}>)", self.inline(inline), address(url)),
                // A table reads its bars even inside code.
                Inline::Kod { text } if self.in_table => code(text).replace('|', "\\|"),
                Inline::Kod { text } => code(text),
                Inline::Bryt => "\\\n".to_owned(),
                Inline::Kryss { vald, text: words } => {
                    let mark = if *vald { '☒' } else { '☐' };
                    format!("{mark} {}", text(words)).trim_end().to_owned()
                }
                Inline::Fotnot { nummer, innehall, .. } => {
                    if !innehall.is_empty() {
                        self.notes.insert(*nummer, innehall);
                    }
                    format!("[^{nummer}]")
                }
            };
            out.push_str(&piece);
        }
        skriv::first_mark(&out)
    }
}

/// Emphasis, whose marks must stand close to its words.
fn marked(mark: &str, words: &str) -> String {
    let inner = words.trim();
    if inner.is_empty() {
        return words.to_owned();
    }
    let start = words.len() - words.trim_start().len();
    let end = words.trim_end().len();
    format!("{}{mark}{inner}{mark}{}", &words[..start], &words[end..])
}

fn quoted(body: &str) -> String {
    let lines: Vec<String> = body.lines().map(|it| format!("> {it}").trim_end().to_owned()).collect();
    lines.join("\n")
}

fn ruler(justering: Justering) -> &'static str {
    match justering {
        Justering::Vanster => "---",
        Justering::Hoger => "---:",
        Justering::Mitten => ":-:",
    }
}

/// What the chart says, and its figures as a table: a bar a row, a series a column.
fn diagram(chart: &Stapeldiagram) -> String {
    let names = chart.serier.iter().map(|it| text(&it.namn));
    let heading: Vec<String> = std::iter::once(String::new()).chain(names).chain(["Summa".to_owned()]).collect();
    let rulers: Vec<String> = (0..heading.len()).map(|it| if it == 0 { "---" } else { "---:" }.to_owned()).collect();
    let mut rows = vec![line(&heading), line(&rulers)];
    for bar in &chart.poster {
        let mut cells = vec!["–".to_owned(); chart.serier.len()];
        for part in &bar.delar {
            if let Some(cell) = cells.get_mut(part.serie) {
                *cell = text(&part.text);
            }
        }
        cells.insert(0, text(&bar.etikett));
        cells.push(text(&bar.summa));
        rows.push(line(&cells));
    }
    let caption = format!("**Figur {}.** {}", chart.nummer, text(&chart.bildtext));
    format!("{}\n\n{}\n\n{caption}", text(&chart.alt), rows.join("\n"))
}

fn signature(it: &Underskrift) -> String {
    let who = format!("**{}**\\\n{}", text(&it.roll), text(&it.organisation));
    if it.metod == "penna" {
        let day = it.datum.as_deref().map(|it| format!(" {}", text(it))).unwrap_or_default();
        return format!("{who}\n\n- Ort:\n- Datum:{day}\n- Underskrift:\n- Namnförtydligande:");
    }
    let day = it.datum.as_deref().map(|it| format!(" den {}", text(it))).unwrap_or_default();
    format!("{who}\n\nDokumentet undertecknas elektroniskt{day}.")
}
