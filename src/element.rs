//! The elements a finished document is made of; every renderer knows these and no others.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// Something that stands by itself on a page.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "block", rename_all = "lowercase")]
pub enum Block {
    Rubrik {
        niva: u8,
        nummer: Option<String>,
        text: String,
        /// Whether the table of contents names it.
        i_innehall: bool,
    },
    Stycke {
        inline: Vec<Inline>,
    },
    Lista {
        ordnad: bool,
        start: u64,
        poster: Vec<Vec<Block>>,
    },
    Citat {
        innehall: Vec<Block>,
    },
    Tabell(Tabell),
    Figur {
        fil: String,
        bildtext: Vec<Inline>,
        alt: String,
        nummer: u32,
        kalla: Option<String>,
    },
    Stapeldiagram(Stapeldiagram),
    Faktarad {
        etikett: String,
        poster: Vec<Vec<Inline>>,
    },
    Definitioner {
        poster: Vec<Definition>,
    },
    /// Words of the form that is answered, as opposed to the answers.
    Formulartext {
        innehall: Vec<Block>,
    },
    /// A small note to what stands above.
    Anmarkning {
        innehall: Vec<Block>,
    },
    Underskrift(Underskrift),
    /// What follows begins on a new page.
    Sidbrytning,
}

/// A piece of a paragraph.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub enum Inline {
    Text {
        text: String,
    },
    Betonad {
        inline: Vec<Inline>,
    },
    Stark {
        inline: Vec<Inline>,
    },
    Lank {
        url: String,
        inline: Vec<Inline>,
    },
    Kod {
        text: String,
    },
    Bryt,
    /// A choice on a form; the word says what the shape shows.
    Kryss {
        vald: bool,
        text: String,
    },
    Fotnot {
        nummer: u32,
        /// Whether this is where the note is printed; later references only repeat its number.
        forsta: bool,
        innehall: Vec<Block>,
        /// Which note it is, among all of the document.
        #[serde(skip)]
        nyckel: String,
    },
}

/// A table, ready to be set.
#[derive(Clone, Debug, Serialize)]
pub struct Tabell {
    pub stil: Stil,
    pub bildtext: Option<String>,
    pub kolumner: Vec<Kolumn>,
    /// Whether the first column names the row.
    pub radrubrik: bool,
    pub rader: Vec<Tabellrad>,
}

/// What a table shows, which decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stil {
    Budget,
    Insatser,
    Indikatorer,
    Organisation,
    Prosa,
    /// Statements judged on a scale.
    Bedomning,
    /// Questions answered with yes or no.
    Janej,
    Oversikt,
    Ekonomi,
    /// How a year's money is closed.
    Avstamning,
}

/// A column's heading, alignment and share of the width; a share of 0 is as wide as its content.
#[derive(Clone, Debug, Serialize)]
pub struct Kolumn {
    pub text: String,
    pub justering: Justering,
    pub bredd: u8,
}

impl Kolumn {
    /// A column of text.
    pub fn text(text: impl Into<String>, bredd: u8) -> Self {
        Self { text: text.into(), justering: Justering::Vanster, bredd }
    }

    /// A column of figures.
    pub fn figures(text: impl Into<String>) -> Self {
        Self { text: text.into(), justering: Justering::Hoger, bredd: 0 }
    }
}

/// Where a column's text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Justering {
    Vanster,
    Hoger,
    Mitten,
}

/// A row of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Tabellrad {
    pub slag: Radslag,
    pub celler: Vec<Cell>,
}

/// What a row is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Radslag {
    Rad,
    /// A heading inside the table; its one cell spans all columns.
    Grupp,
    Delsumma,
    Summa,
}

/// A cell: its text, bullet points below it, small lines below those.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Cell {
    pub inline: Vec<Inline>,
    pub punkter: Vec<Vec<Inline>>,
    pub under: Vec<String>,
}

impl Cell {
    /// A cell of plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { inline: vec![Inline::Text { text: text.into() }], ..Self::default() }
    }
}

/// The room for a signature. The signing service or a pen puts the signature there.
#[derive(Clone, Debug, Serialize)]
pub struct Underskrift {
    pub roll: String,
    pub organisation: String,
    /// `bankid` or `penna`.
    pub metod: &'static str,
    pub datum: Option<String>,
}

/// A bar chart with one stacked bar a post, or with several bars a post.
#[derive(Clone, Debug, Serialize)]
pub struct Stapeldiagram {
    /// Whether a bar without a label belongs to the bar above it.
    pub grupperad: bool,
    pub bildtext: String,
    pub alt: String,
    pub nummer: u32,
    pub serier: Vec<Serie>,
    pub poster: Vec<Stapel>,
}

/// Who or what a colour of the chart stands for.
#[derive(Clone, Debug, Serialize)]
pub struct Serie {
    pub namn: String,
}

/// One bar.
#[derive(Clone, Debug, Serialize)]
pub struct Stapel {
    pub etikett: String,
    pub summa: String,
    pub delar: Vec<Del>,
}

/// One part of a bar; its share of the chart's width is a drawing coordinate.
#[derive(Clone, Debug, Serialize)]
pub struct Del {
    pub serie: usize,
    #[expect(clippy::disallowed_types, reason = "a drawing coordinate, never a sum")]
    pub andel: f64,
    pub text: String,
}

/// A term and what it means or holds.
#[derive(Clone, Debug, Serialize)]
pub struct Definition {
    pub term: String,
    pub innehall: Vec<Block>,
}

/// The plain text of inline elements, without footnotes.
pub fn plain(inline: &[Inline]) -> String {
    let mut out = String::new();
    for it in inline {
        match it {
            Inline::Text { text } | Inline::Kod { text } => out.push_str(text),
            Inline::Betonad { inline } | Inline::Stark { inline } | Inline::Lank { inline, .. } => {
                out.push_str(&plain(inline));
            }
            Inline::Kryss { text, .. } => out.push_str(text),
            Inline::Bryt => out.push(' '),
            Inline::Fotnot { .. } => {}
        }
    }
    out
}

/// Numbers the footnotes of a document in reading order and adds one where an abbreviation is first used.
pub fn annotate(blocks: &mut Vec<Block>, forkortningar: &BTreeMap<String, String>) {
    let mut notes = Notes { forkortningar, explained: BTreeSet::new(), numbers: BTreeMap::new() };
    notes.blocks(blocks);
}

struct Notes<'a> {
    forkortningar: &'a BTreeMap<String, String>,
    explained: BTreeSet<&'a str>,
    numbers: BTreeMap<String, u32>,
}

impl<'a> Notes<'a> {
    fn blocks(&mut self, blocks: &mut Vec<Block>) {
        for block in blocks {
            match block {
                Block::Stycke { inline } => self.inline(inline),
                Block::Lista { poster, .. } => poster.iter_mut().for_each(|it| self.blocks(it)),
                Block::Citat { innehall } | Block::Formulartext { innehall } | Block::Anmarkning { innehall } => {
                    self.blocks(innehall);
                }
                Block::Tabell(table) => {
                    for cell in table.rader.iter_mut().flat_map(|it| &mut it.celler) {
                        self.inline(&mut cell.inline);
                        cell.punkter.iter_mut().for_each(|it| self.inline(it));
                    }
                }
                Block::Figur { bildtext, .. } => self.inline(bildtext),
                Block::Faktarad { poster, .. } => poster.iter_mut().for_each(|it| self.inline(it)),
                Block::Definitioner { poster } => poster.iter_mut().for_each(|it| self.blocks(&mut it.innehall)),
                Block::Rubrik { .. } | Block::Stapeldiagram(_) | Block::Underskrift(_) | Block::Sidbrytning => {}
            }
        }
    }

    fn inline(&mut self, inline: &mut Vec<Inline>) {
        let mut out = Vec::with_capacity(inline.len());
        for mut it in std::mem::take(inline) {
            match &mut it {
                Inline::Text { text } => {
                    self.explain(text, &mut out);
                    continue;
                }
                Inline::Betonad { inline } | Inline::Stark { inline } => self.inline(inline),
                Inline::Fotnot { nummer, forsta, innehall, nyckel } => {
                    let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX - 1) + 1;
                    *forsta = !self.numbers.contains_key(nyckel);
                    *nummer = *self.numbers.entry(nyckel.clone()).or_insert(next);
                    if !*forsta {
                        innehall.clear();
                    }
                }
                Inline::Lank { .. } | Inline::Kod { .. } | Inline::Bryt | Inline::Kryss { .. } => {}
            }
            out.push(it);
        }
        *inline = out;
    }

    /// Splits a text after the first use of each abbreviation and puts its meaning there as a footnote.
    fn explain(&mut self, text: &str, out: &mut Vec<Inline>) {
        let mut rest = text;
        while let Some((end, key)) = self.first_abbreviation(rest) {
            out.push(Inline::Text { text: rest[..end].to_owned() });
            let meaning = &self.forkortningar[key];
            self.explained.insert(key);
            let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX - 1) + 1;
            let nyckel = format!("forkortning {key}");
            self.numbers.insert(nyckel.clone(), next);
            let note = Inline::Text { text: format!("{key} står för {meaning}.") };
            let innehall = vec![Block::Stycke { inline: vec![note] }];
            out.push(Inline::Fotnot { nummer: next, forsta: true, innehall, nyckel });
            rest = &rest[end..];
        }
        if !rest.is_empty() {
            out.push(Inline::Text { text: rest.to_owned() });
        }
    }

    /// Where the first abbreviation ends that has not been explained, and which one it is.
    fn first_abbreviation(&self, text: &str) -> Option<(usize, &'a str)> {
        let unexplained = self.forkortningar.keys().map(String::as_str).filter(|it| !self.explained.contains(it));
        let found = unexplained.filter_map(|key| word_end(text, key).map(|end| (end, key)));
        found.min_by_key(|(end, key)| (*end, std::cmp::Reverse(key.len())))
    }
}

/// Where `word` ends when it stands in `text` as a whole word.
fn word_end(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word).map(|(start, it)| (start, start + it.len())).find_map(|(start, end)| {
        let joins = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
        let whole = !joins(text[..start].chars().next_back()) && !joins(text[end..].chars().next());
        whole.then_some(end)
    })
}
