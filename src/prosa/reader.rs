//! Markdown's events → elements; every mark that a document cannot hold is refused at its place.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr, Event, Tag};

use super::expanded::Expanded;
use super::{Prose, is_safe_url, printable, printed};
use crate::element::{self, Block, Cell, Inline, Justering, Kolumn, Radslag, Stil, Tabell, Tabellrad};
use crate::svenska;
use crate::uttryck::{TextMistake, TextMistakeKind};

/// Lists, quotes and emphasis may be this deep inside each other; the layout engine has a limit a little above.
const MAX_DEPTH: usize = 8;

/// Reads the events of a text whose expressions have been put in; `mistakes` are those found so far.
pub(super) fn read<'e>(
    expanded: &'e Expanded,
    key: &'e str,
    events: &'e [(Event<'e>, Range<usize>)],
    mistakes: Vec<TextMistake>,
) -> Prose {
    let (notes, referred) = (BTreeMap::new(), BTreeSet::new());
    let mut reader = Reader { expanded, key, notes, referred, mistakes, last_level: 0 };
    reader.collect_notes(events);
    let blocks = reader.blocks(&mut Stream { events, at: 0 }, 0, None);
    reader.unused_notes();
    Prose { blocks, mistakes: reader.mistakes }
}

struct Stream<'e> {
    events: &'e [(Event<'e>, Range<usize>)],
    at: usize,
}

impl<'e> Stream<'e> {
    fn next(&mut self) -> Option<&'e (Event<'e>, Range<usize>)> {
        let next = self.events.get(self.at)?;
        self.at += 1;
        Some(next)
    }

    /// Passes over everything up to the end of the tag that has just begun.
    fn skip(&mut self) {
        let mut depth = 1;
        while depth > 0 {
            match self.next() {
                Some((Event::Start(_), _)) => depth += 1,
                Some((Event::End(_), _)) => depth -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }
}

/// A footnote's text and whether anything refers to it.
struct Note {
    blocks: Vec<Block>,
    range: Range<usize>,
    used: bool,
}

struct Reader<'e> {
    expanded: &'e Expanded,
    key: &'e str,
    notes: BTreeMap<String, Note>,
    /// Notes that other notes refer to, which is a mistake already told.
    referred: BTreeSet<String>,
    mistakes: Vec<TextMistake>,
    last_level: u8,
}

impl<'e> Reader<'e> {
    fn refuse(&mut self, range: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let range = self.expanded.typed(range);
        self.mistakes.push(TextMistake::new(TextMistakeKind::Markering, range, message, help));
    }

    /// Reads the footnotes first, since a text may refer to them before they stand.
    fn collect_notes(&mut self, events: &'e [(Event<'e>, Range<usize>)]) {
        let starts = events.iter().enumerate().filter_map(|(idx, (event, range))| match event {
            Event::Start(Tag::FootnoteDefinition(label)) => Some((idx, label, range.clone())),
            _ => None,
        });
        for (idx, label, range) in starts.collect::<Vec<_>>() {
            let mut stream = Stream { events, at: idx + 1 };
            let blocks = self.blocks(&mut stream, 1, Some(label));
            if self.notes.contains_key(label.as_ref()) {
                let message = format!("Fotnoten ”{}” har två texter.", svenska::quoted(label));
                self.refuse(range, message, "Ge den ena fotnoten ett annat namn.");
                continue;
            }
            self.notes.insert(label.to_string(), Note { blocks, range, used: false });
        }
    }

    fn unused_notes(&mut self) {
        let unused = self.notes.iter().filter(|(label, note)| !note.used && !self.referred.contains(*label));
        let unused: Vec<_> = unused.map(|(label, note)| (label.clone(), note.range.clone())).collect();
        for (label, range) in unused {
            let label = svenska::quoted(&label);
            self.refuse(
                range,
                format!("Ingenting i texten hänvisar till fotnoten ”{label}”."),
                format!("Skriv [^{label}] där fotnoten hör hemma, eller ta bort den."),
            );
        }
    }

    /// Reads blocks up to the end of the tag they stand in.
    fn blocks(&mut self, stream: &mut Stream<'e>, depth: usize, note: Option<&str>) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut loose = Vec::new();
        while let Some((event, range)) = stream.next() {
            match event {
                Event::End(_) => break,
                Event::Start(tag) => {
                    if let Some(inline) = self.inline_tag(tag, range, stream, depth, note) {
                        add(&mut loose, inline);
                        continue;
                    }
                    flush(&mut loose, &mut blocks);
                    blocks.extend(self.block(tag, range, stream, depth, note));
                }
                Event::Rule => self.refuse(
                    range.clone(),
                    "Streck mellan stycken kan inte stå i en text.",
                    "Ta bort strecket, eller börja ett nytt [[avsnitt]].",
                ),
                event => add(&mut loose, self.inline_event(event, range, note)),
            }
        }
        flush(&mut loose, &mut blocks);
        blocks
    }

    fn block(
        &mut self,
        tag: &Tag<'e>,
        range: &Range<usize>,
        stream: &mut Stream<'e>,
        depth: usize,
        note: Option<&str>,
    ) -> Option<Block> {
        let nests = matches!(tag, Tag::List(_) | Tag::BlockQuote(_));
        if nests && depth >= MAX_DEPTH {
            stream.skip();
            self.refuse(
                range.clone(),
                format!("Texten har listor eller citat i fler än {MAX_DEPTH} nivåer."),
                "Skriv om med färre nivåer.",
            );
            return None;
        }
        match tag {
            Tag::Paragraph => {
                let inline = self.inline(stream, depth, note);
                (!inline.is_empty()).then_some(Block::Stycke { inline })
            }
            Tag::List(start) => {
                let mut poster = Vec::new();
                while let Some((Event::Start(Tag::Item), _)) = stream.next() {
                    poster.push(self.blocks(stream, depth + 1, note));
                }
                Some(Block::Lista { ordnad: start.is_some(), start: start.unwrap_or(1), poster })
            }
            Tag::BlockQuote(_) => Some(Block::Citat { innehall: self.blocks(stream, depth + 1, note) }),
            Tag::Heading { level, .. } => {
                let inline = self.inline(stream, depth, note);
                let text = element::plain(&inline);
                self.heading(*level as u8, text, range, depth)
            }
            Tag::Table(alignments) => Some(Block::Tabell(self.table(alignments, stream, depth, note))),
            Tag::FootnoteDefinition(_) => {
                stream.skip();
                None
            }
            Tag::HtmlBlock => {
                stream.skip();
                self.refuse(
                    range.clone(),
                    "HTML kan inte stå i en text.",
                    "Använd Markdown: *kursiv*, **fet**, listor med -, tabeller med |.",
                );
                None
            }
            Tag::CodeBlock(_) => {
                stream.skip();
                self.refuse(
                    range.clone(),
                    "Stycket är indraget så att det läses som programkod.",
                    "Ta bort mellanslagen i början av raderna, eller skriv ett bindestreck först om det är en punktlista.",
                );
                None
            }
            _ => {
                stream.skip();
                self.refuse(
                    range.clone(),
                    "Den här markeringen kan inte stå i en text.",
                    "Skriv om den som vanlig text.",
                );
                None
            }
        }
    }

    fn heading(&mut self, level: u8, text: String, range: &Range<usize>, depth: usize) -> Option<Block> {
        let shown = svenska::quoted(text.trim());
        if text.trim().is_empty() {
            self.refuse(range.clone(), "Rubriken är tom.", "Skriv rubrikens text efter #, eller ta bort raden.");
            return None;
        }
        if depth > 0 {
            let message = format!("Rubriken ”{shown}” står inne i en lista, ett citat eller en fotnot.");
            self.refuse(range.clone(), message, "Sätt rubriken på en egen rad längst till vänster.");
            return None;
        }
        if level > self.last_level + 1 {
            let missing = "#".repeat(usize::from(self.last_level) + 1);
            let typed = self.expanded.typed(range.clone());
            // The heading is shown at this level already, whatever it says.
            let marks =
                self.expanded.text.get(range.clone()).map_or(0, |it| it.len() - it.trim_start_matches('#').len());
            let instead = (marks > 0).then(|| (typed.start..typed.start + marks, missing.clone(), true));
            self.mistakes.push(TextMistake {
                kind: TextMistakeKind::Rubrikniva,
                range: typed,
                instead,
                message: format!("Rubriknivå {} hoppas över före ”{shown}”.", self.last_level + 1),
                help: format!("Skriv {missing} {shown}"),
            });
        }
        // A skipped level would make the document inaccessible, so the heading moves up until it is mended.
        let niva = level.min(self.last_level + 1);
        self.last_level = niva;
        Some(Block::Rubrik { niva, nummer: None, text: text.trim().to_owned(), i_innehall: true })
    }

    fn table(&mut self, alignments: &[Alignment], stream: &mut Stream<'e>, depth: usize, note: Option<&str>) -> Tabell {
        let mut kolumner = Vec::new();
        let mut rader = Vec::new();
        while let Some((event, _)) = stream.next() {
            match event {
                Event::Start(Tag::TableHead) => {
                    let texts = self.cells(stream, depth, note);
                    kolumner = texts
                        .iter()
                        .zip(alignments)
                        .map(|(cell, alignment)| Kolumn {
                            text: element::plain(cell),
                            justering: match alignment {
                                Alignment::Right => Justering::Hoger,
                                Alignment::Center => Justering::Mitten,
                                Alignment::None | Alignment::Left => Justering::Vanster,
                            },
                            bredd: u8::from(*alignment != Alignment::Right),
                        })
                        .collect();
                }
                Event::Start(Tag::TableRow) => {
                    let celler = self.cells(stream, depth, note).into_iter();
                    let celler = celler.map(|inline| Cell { inline, ..Cell::default() }).collect();
                    rader.push(Tabellrad { slag: Radslag::Rad, celler });
                }
                _ => break,
            }
        }
        Tabell { stil: Stil::Prosa, bildtext: None, kolumner, radrubrik: false, rader }
    }

    fn cells(&mut self, stream: &mut Stream<'e>, depth: usize, note: Option<&str>) -> Vec<Vec<Inline>> {
        let mut cells = Vec::new();
        while let Some((Event::Start(Tag::TableCell), _)) = stream.next() {
            cells.push(self.inline(stream, depth, note));
        }
        cells
    }

    /// Reads pieces of a paragraph up to the end of the tag they stand in.
    fn inline(&mut self, stream: &mut Stream<'e>, depth: usize, note: Option<&str>) -> Vec<Inline> {
        let mut out = Vec::new();
        while let Some((event, range)) = stream.next() {
            match event {
                Event::End(_) => break,
                Event::Start(tag) => match self.inline_tag(tag, range, stream, depth, note) {
                    Some(inline) => add(&mut out, inline),
                    None => {
                        stream.skip();
                        self.refuse(
                            range.clone(),
                            "Den här markeringen kan inte stå här.",
                            "Skriv om den som vanlig text.",
                        );
                    }
                },
                event => add(&mut out, self.inline_event(event, range, note)),
            }
        }
        out
    }

    /// Emphasis, strong text, links and images; `None` for a tag that is a block.
    fn inline_tag(
        &mut self,
        tag: &Tag<'e>,
        range: &Range<usize>,
        stream: &mut Stream<'e>,
        depth: usize,
        note: Option<&str>,
    ) -> Option<Option<Inline>> {
        if !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. }) {
            return None;
        }
        if depth > MAX_DEPTH {
            stream.skip();
            self.refuse(range.clone(), "Markeringarna ligger i för många nivåer.", "Skriv om med färre * och _.");
            return Some(None);
        }
        let inner = match tag {
            Tag::Image { .. } => {
                stream.skip();
                self.refuse(
                    range.clone(),
                    "Bilder kan inte stå i löpande text.",
                    "Lägg bilden som en [[figur]] och visa den med visa = \"figur.id\".",
                );
                return Some(None);
            }
            Tag::Link { dest_url, .. } => {
                let inline = self.inline(stream, depth + 1, note);
                return Some(self.link(dest_url, inline, range));
            }
            Tag::Emphasis | Tag::Strong if self.stands_in_a_sum(range) => {
                stream.skip();
                self.refuse(
                    range.clone(),
                    "Stjärnorna mellan siffror läses som kursiv text och skrivs inte ut.",
                    "Skriv gångertecken: 5 × 3.",
                );
                return Some(None);
            }
            Tag::Emphasis => Inline::Betonad { inline: self.inline(stream, depth + 1, note) },
            _ => Inline::Stark { inline: self.inline(stream, depth + 1, note) },
        };
        Some(Some(inner))
    }

    /// Whether a mark for emphasis stands between digits, as in 5*3*2, where nobody means emphasis.
    fn stands_in_a_sum(&self, range: &Range<usize>) -> bool {
        let text = self.expanded.text.as_bytes();
        let digit = |at: Option<usize>| at.and_then(|it| text.get(it)).is_some_and(u8::is_ascii_digit);
        digit(range.start.checked_sub(1)) || digit(Some(range.end))
    }

    fn link(&mut self, url: &CowStr<'_>, inline: Vec<Inline>, range: &Range<usize>) -> Option<Inline> {
        let url = self.expanded.fill(url).trim().to_owned();
        if element::plain(&inline).trim().is_empty() {
            self.refuse(range.clone(), "Länken saknar text.", "Skriv [vart länken leder](https://…).");
            return None;
        }
        if !is_safe_url(&url) {
            let message = format!("Länken ”{}” kan inte användas.", svenska::quoted(&url));
            let help = match is_safe_url(&format!("https://{url}")) && url.contains('.') && !url.contains(':') {
                true => format!("Skriv https://{url}"),
                false => "En länk börjar med https://, http:// eller mailto:.".to_owned(),
            };
            self.refuse(range.clone(), message, help);
            return None;
        }
        Some(Inline::Lank { url, inline })
    }

    fn inline_event(&mut self, event: &Event<'e>, range: &Range<usize>, note: Option<&str>) -> Option<Inline> {
        match event {
            Event::Text(text) => {
                self.undefined_note(text, range);
                let text = self.expanded.fill(text);
                Some(Inline::Text { text: printed(svenska::typographic(&text)) })
            }
            Event::Code(text) => Some(Inline::Kod { text: printable(&self.expanded.fill(text)) }),
            Event::SoftBreak => Some(Inline::Text { text: " ".to_owned() }),
            Event::HardBreak => Some(Inline::Bryt),
            Event::FootnoteReference(label) => self.reference(label, range, note),
            Event::InlineHtml(tag) | Event::Html(tag) => {
                // An element is told once, at its beginning.
                if !tag.starts_with("</") {
                    let help = if tag.starts_with("<br") {
                        "Lämna en tom rad: den börjar ett nytt stycke."
                    } else {
                        "Använd Markdown: *kursiv* och **fet**."
                    };
                    self.refuse(range.clone(), "HTML kan inte stå i en text.", help);
                }
                None
            }
            _ => None,
        }
    }

    /// A reference to a note that has no text stays plain text in Markdown, and would be printed as typed.
    fn undefined_note(&mut self, text: &str, range: &Range<usize>) {
        if memchr::memchr(b'[', text.as_bytes()).is_none() {
            return;
        }
        let Some(start) = text.find("[^") else { return };
        let label = text[start + 2..].split(']').next().unwrap_or_default();
        let label = svenska::quoted(label);
        self.refuse(
            range.start + start..range.start + start + text[start..].find(']').map_or(2, |it| it + 1),
            format!("Fotnoten ”{label}” har ingen text."),
            format!("Lägg till en egen rad sist i texten, med en tom rad före: [^{label}]: Fotnotens text."),
        );
    }

    fn reference(&mut self, label: &CowStr<'_>, range: &Range<usize>, note: Option<&str>) -> Option<Inline> {
        let shown = svenska::quoted(label);
        if note.is_some() {
            self.referred.insert(label.to_string());
            let message = format!("En fotnot hänvisar till fotnoten ”{shown}”.");
            self.refuse(range.clone(), message, "Skriv ut texten i stället: en fotnot kan inte ha fotnoter.");
            return None;
        }
        let Some(found) = self.notes.get_mut(label.as_ref()) else {
            let message = format!("Fotnoten ”{shown}” har ingen text.");
            self.refuse(range.clone(), message, format!("Lägg till en egen rad: [^{shown}]: Fotnotens text."));
            return None;
        };
        found.used = true;
        let nyckel = format!("{} {label}", self.key);
        Some(Inline::Fotnot { nummer: 0, forsta: true, innehall: found.blocks.clone(), nyckel })
    }
}

/// Text that stands outside any paragraph, as in a tight list, is a paragraph.
fn flush(loose: &mut Vec<Inline>, blocks: &mut Vec<Block>) {
    if !loose.is_empty() {
        blocks.push(Block::Stycke { inline: std::mem::take(loose) });
    }
}

/// Adds a piece of a paragraph. Texts that follow each other are one: a document is read, hashed and laid out piece by piece.
fn add(out: &mut Vec<Inline>, piece: Option<Inline>) {
    match (out.last_mut(), piece) {
        (Some(Inline::Text { text }), Some(Inline::Text { text: next })) => text.push_str(&next),
        (_, piece) => out.extend(piece),
    }
}
