//! Blocks and inlines of a view as HTML.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::{Value, context};

use super::skriv::{Attribut, Skrivare};
use super::slug;
use crate::element::{Block, Definition, Inline, Underskrift};
use crate::view::Dokumentvy;

/// More headings than this in the table of contents, and it names only the upper two levels.
const MOST_HEADINGS: usize = 26;

/// What a page's frame is filled with.
pub(super) struct Sida {
    /// The headings of the table of contents; none when there are too few to need one.
    pub(super) rubriker: Vec<Value>,
    pub(super) innehall: String,
    /// The footnotes' list, or nothing.
    pub(super) noter: String,
}

/// A heading of the table of contents.
struct Rubrik {
    niva: u8,
    nummer: Option<String>,
    text: String,
    id: String,
}

/// The page of a view. `image` gives an image's address.
pub(super) fn sida(vy: &Dokumentvy, image: &dyn Fn(&str) -> Option<String>) -> Sida {
    let mut text = Text::new(image);
    for block in &vy.innehall {
        text.block(block, true);
    }
    let noter = text.notes();
    let Text { w, rubriker, .. } = text;
    let upper = rubriker.iter().filter(|it| it.niva <= 2).count();
    let depth = if rubriker.iter().filter(|it| it.niva <= 3).count() <= MOST_HEADINGS { 3 } else { 2 };
    let shown = rubriker.into_iter().filter(|it| upper >= 3 && it.niva <= depth);
    let shown = shown.map(|it| context! { niva => it.niva, nummer => it.nummer, text => it.text, id => it.id });
    Sida { rubriker: shown.collect(), innehall: w.finish(), noter }
}

/// A page being written, and what it remembers on the way.
pub(super) struct Text<'a> {
    pub(super) w: Skrivare,
    image: &'a dyn Fn(&str) -> Option<String>,
    /// The addresses that are taken.
    ids: BTreeSet<String>,
    rubriker: Vec<Rubrik>,
    /// The text of the heading that the text stands under.
    pub(super) under: String,
    pub(super) tables: u32,
    /// The footnotes' texts by number, and how often each was referred to.
    notes: BTreeMap<u32, &'a [Block]>,
    references: BTreeMap<u32, u32>,
    /// Footnotes inside a link, which stand after it: a link cannot hold another.
    waiting: Option<Vec<u32>>,
}

impl<'a> Text<'a> {
    fn new(image: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self {
            w: Skrivare::default(),
            image,
            ids: BTreeSet::new(),
            rubriker: Vec::new(),
            under: String::new(),
            tables: 0,
            notes: BTreeMap::new(),
            references: BTreeMap::new(),
            waiting: None,
        }
    }

    /// An element with what `inside` writes.
    pub(super) fn element(&mut self, tag: &'static str, attributes: &[Attribut<'_>], inside: impl FnOnce(&mut Self)) {
        self.w.open(tag, attributes);
        inside(self);
        self.w.close(tag);
    }

    fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            self.block(block, false);
        }
    }

    /// `free` says that the block stands by itself on the page and may use the margin.
    fn block(&mut self, block: &'a Block, free: bool) {
        match block {
            Block::Rubrik { niva, nummer, text, i_innehall } => {
                self.rubrik(*niva, nummer.as_deref(), text, *i_innehall);
            }
            Block::Stycke { inline } => self.element("p", script(inline), |it| it.inline(inline)),
            Block::Lista { ordnad, start, poster } => self.list(*ordnad, *start, poster),
            Block::Citat { innehall } => self.element("blockquote", &[], |it| it.blocks(innehall)),
            Block::Tabell(tabell) => self.table(tabell, free),
            Block::Figur { fil, bildtext, alt, nummer, kalla } => self.element("figure", &[], |it| {
                let source = (it.image)(fil).unwrap_or_default();
                it.w.open("img", &[("src", &source), ("alt", alt)]);
                it.element("figcaption", &[], |it| {
                    it.w.leaf("strong", &[], &format!("Figur {nummer}."));
                    it.w.text(" ");
                    it.inline(bildtext);
                    if let Some(kalla) = kalla {
                        it.w.leaf("span", &[("class", "kalla")], &format!(" Källa: {kalla}"));
                    }
                });
            }),
            Block::Stapeldiagram(diagram) => super::diagram::stapeldiagram(&mut self.w, diagram, free),
            Block::Faktarad { etikett, poster } => self.fact(etikett, poster, free),
            Block::Definitioner { poster } => self.definitions(poster, free),
            Block::Formulartext { innehall } => {
                self.element("div", &[("class", if free { "formular bred" } else { "formular" })], |it| {
                    it.w.leaf("p", &[("class", "etikett")], "Ur formuläret");
                    it.element("div", &[], |it| it.blocks(innehall));
                });
            }
            Block::Anmarkning { innehall } => {
                let class = if free { "anmarkning bred" } else { "anmarkning" };
                self.element("div", &[("class", class), ("role", "note")], |it| it.blocks(innehall));
            }
            Block::Underskrift(it) => self.signature(it),
            Block::Sidbrytning => self.w.leaf("div", &[("class", "sidbrytning")], ""),
        }
        self.w.line();
    }

    /// The document's title is the first level, so a heading of the document stands one level down.
    fn rubrik(&mut self, niva: u8, nummer: Option<&str>, text: &str, listed: bool) {
        let id = self.id(text);
        let deep = (niva.saturating_add(1)).to_string();
        let tag = match niva {
            0 | 1 => "h2",
            2 => "h3",
            3 => "h4",
            4 => "h5",
            _ => "h6",
        };
        // HTML has six levels; a document may have more.
        let level = (niva > 5).then_some(("aria-level", deep.as_str()));
        let attributes: Vec<Attribut<'_>> = std::iter::once(("id", id.as_str())).chain(level).collect();
        self.element(tag, &attributes, |it| {
            if let Some(nummer) = nummer {
                it.w.leaf("span", &[("class", "nr")], nummer);
                it.w.text(" ");
            }
            it.w.text(text);
        });
        text.clone_into(&mut self.under);
        if listed {
            self.rubriker.push(Rubrik { niva, nummer: nummer.map(str::to_owned), text: text.to_owned(), id });
        }
    }

    /// An address for a heading that no other has.
    fn id(&mut self, text: &str) -> String {
        let base = format!("avsnitt-{}", slug(text));
        let numbered = (2u32..).map(|it| format!("{base}-{it}"));
        let free = std::iter::once(base.clone()).chain(numbered).find(|it| !self.ids.contains(it)).unwrap_or(base);
        self.ids.insert(free.clone());
        free
    }

    fn list(&mut self, ordered: bool, start: u64, items: &'a [Vec<Block>]) {
        let first = start.to_string();
        let attributes: &[Attribut<'_>] = if ordered && start != 1 { &[("start", &first)] } else { &[] };
        self.element(if ordered { "ol" } else { "ul" }, attributes, |it| {
            for blocks in items {
                it.element("li", &[], |it| it.tight(blocks));
            }
        });
    }

    /// The blocks of an item. One that is nothing but a paragraph, perhaps with a list below, stays close.
    fn tight(&mut self, blocks: &'a [Block]) {
        match blocks {
            [Block::Stycke { inline }, rest @ ..]
                if script(inline).is_empty() && rest.iter().all(|it| matches!(it, Block::Lista { .. })) =>
            {
                self.inline(inline);
                self.blocks(rest);
            }
            blocks => self.blocks(blocks),
        }
    }

    fn fact(&mut self, label: &str, items: &'a [Vec<Inline>], free: bool) {
        self.element("dl", &[("class", if free { "fakta bred" } else { "fakta" })], |it| {
            it.element("div", &[], |it| {
                it.w.leaf("dt", &[], label);
                it.element("dd", &[], |it| match items {
                    [one] => it.inline(one),
                    many => it.points(many),
                });
            });
        });
    }

    /// Pieces of text as a list of points.
    pub(super) fn points(&mut self, items: &'a [Vec<Inline>]) {
        self.element("ul", &[], |it| {
            for item in items {
                it.element("li", &[], |it| it.inline(item));
            }
        });
    }

    fn definitions(&mut self, items: &'a [Definition], free: bool) {
        self.element("dl", &[("class", if free { "fakta bred" } else { "fakta" })], |it| {
            for item in items {
                it.element("div", &[], |it| {
                    it.w.leaf("dt", &[], &item.term);
                    it.element("dd", &[], |it| it.tight(&item.innehall));
                });
            }
        });
    }

    /// Where the document is signed: lines for a pen, or what the signing service does with the PDF.
    fn signature(&mut self, signature: &Underskrift) {
        let Underskrift { roll, organisation, metod, datum } = signature;
        self.element("div", &[("class", "underskrift")], |it| {
            it.element("p", &[], |it| {
                it.w.leaf("strong", &[], roll);
                it.w.open("br", &[]);
                it.w.text(organisation);
            });
            if *metod == "penna" {
                it.element("dl", &[("class", "linjer")], |it| {
                    let written = datum.as_deref().unwrap_or_default();
                    for (label, words) in
                        [("Ort", ""), ("Datum", written), ("Underskrift", ""), ("Namnförtydligande", "")]
                    {
                        it.element("div", &[], |it| {
                            it.w.leaf("dt", &[], label);
                            it.w.leaf("dd", &[], words);
                        });
                    }
                });
            } else {
                let day = datum.as_ref().map(|it| format!(" den {it}")).unwrap_or_default();
                it.w.leaf("p", &[], &format!("Dokumentet undertecknas elektroniskt{day}."));
            }
        });
    }

    pub(super) fn inline(&mut self, inline: &'a [Inline]) {
        for it in inline {
            match it {
                Inline::Text { text } => self.w.text(text),
                Inline::Betonad { inline } => self.element("em", &[], |it| it.inline(inline)),
                Inline::Stark { inline } => self.element("strong", &[], |it| it.inline(inline)),
                Inline::Lank { url, inline } => {
                    let outer = self.waiting.replace(Vec::new());
                    self.element("a", &[("href", url)], |it| it.inline(inline));
                    for nummer in std::mem::replace(&mut self.waiting, outer).into_iter().flatten() {
                        self.reference(nummer);
                    }
                }
                Inline::Kod { text } => self.w.leaf("code", &[], text),
                Inline::Bryt => self.w.open("br", &[]),
                Inline::Kryss { vald, text } => self.choice(*vald, text),
                Inline::Fotnot { nummer, innehall, .. } => {
                    if !innehall.is_empty() {
                        self.notes.insert(*nummer, innehall);
                    }
                    match &mut self.waiting {
                        Some(waiting) => waiting.push(*nummer),
                        None => self.reference(*nummer),
                    }
                }
            }
        }
    }

    /// A box that is only seen, and the word that says the same to all. A chosen box always has a word.
    fn choice(&mut self, chosen: bool, word: &str) {
        let class = if chosen { "kryss vald" } else { "kryss" };
        self.element("span", &[("class", class)], |it| {
            it.w.leaf("span", &[("class", "ruta"), ("aria-hidden", "true")], "");
            match (word, chosen) {
                ("", true) => it.w.leaf("span", &[("class", "dold")], "Valt"),
                ("", false) => {}
                (word, true) => it.w.leaf("strong", &[], word),
                (word, false) => it.w.leaf("span", &[], word),
            }
        });
    }

    fn reference(&mut self, nummer: u32) {
        let count = self.references.entry(nummer).or_default();
        *count += 1;
        let id = if *count == 1 { format!("till-fotnot-{nummer}") } else { format!("till-fotnot-{nummer}-{count}") };
        let note = format!("#fotnot-{nummer}");
        let label = format!("Fotnot {nummer}");
        self.element("sup", &[], |it| {
            let attributes =
                [("id", id.as_str()), ("href", &note), ("role", "doc-noteref"), ("aria-label", label.as_str())];
            it.w.leaf("a", &attributes, &nummer.to_string());
        });
    }

    /// The footnotes' texts with links back; notes of notes come after them.
    fn notes(&mut self) -> String {
        let body = std::mem::take(&mut self.w);
        let mut written: BTreeMap<u32, String> = BTreeMap::new();
        while let Some((nummer, blocks)) = self.notes.pop_first() {
            let id = format!("fotnot-{nummer}");
            let back = (format!("#till-fotnot-{nummer}"), format!("Tillbaka till fotnot {nummer} i texten"));
            self.element("li", &[("id", &id)], |it| {
                it.tight(blocks);
                it.w.text(" ");
                let attributes = [("href", back.0.as_str()), ("role", "doc-backlink"), ("aria-label", back.1.as_str())];
                it.w.leaf("a", &attributes, "↩");
            });
            written.insert(nummer, std::mem::take(&mut self.w).finish());
        }
        self.w = body;
        if written.is_empty() {
            return String::new();
        }
        let items: Vec<String> = written.into_values().collect();
        format!("<ol>\n{}\n</ol>\n", items.join("\n"))
    }
}

/// What a paragraph that begins with a Hebrew or an Arabic letter needs: it runs from the right, and is read aloud as such.
fn script(inline: &[Inline]) -> &'static [Attribut<'static>] {
    let Some(Inline::Text { text }) = inline.first() else { return &[] };
    match text.chars().next() {
        Some('\u{590}'..='\u{5ff}') => &[("lang", "he"), ("dir", "rtl")],
        Some('\u{600}'..='\u{8ff}') => &[("lang", "ar"), ("dir", "rtl")],
        _ => &[],
    }
}
