//! A finding as others read it: named files, counted positions, the keys and ids around it, what would mend it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::path::{FileName, Roots};
use crate::diagnostic::{Applicability, Check, Diagnostic, Edit, Fix, Label, Report, Severity};
use crate::read::KeyIndex;
use crate::source::{FileId, Lines, Source, Sources, Span};

/// One finding.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    #[serde(serialize_with = "name")]
    pub check: &'static Check,
    #[serde(serialize_with = "word")]
    pub severity: Severity,
    pub message: String,
    pub help: Option<String>,
    #[serde(flatten)]
    pub place: Place,
    /// The keys that lead to the place, with the index of each table: `budget.rad[3].region`.
    pub key: Option<String>,
    /// The same keys with what names each table in place of its index: `budget.rad[personal].region`.
    pub item: Option<String>,
    /// By which the finding is known again when lines have moved.
    pub fingerprint: String,
    /// The places that have words; the finding's own is among them only when it has some.
    pub labels: Vec<Labelled>,
    pub fix: Option<Mending>,
    /// The line that the place begins on, without the space around it.
    #[serde(skip)]
    pub line: String,
}

/// Where something stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    #[serde(serialize_with = "path")]
    pub file: Arc<FileName>,
    pub range: Range,
}

/// From a position to the one after the last character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    pub start: Point,
    pub end: Point,
    /// The end of the first line, or of the range if that comes before.
    #[serde(skip)]
    pub first_line_end: Point,
}

impl Range {
    /// The last line that has a part in the range: a range that ends with a line break ends on the line it breaks.
    pub fn last_line(&self) -> usize {
        if self.end.column == 1 && self.end.line > self.start.line { self.end.line - 1 } else { self.end.line }
    }
}

/// A position; lines and columns count from 1, the offset from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Point {
    pub line: usize,
    /// In characters.
    pub column: usize,
    /// In bytes, from the beginning of the text.
    pub offset: usize,
    /// In UTF-16 units.
    #[serde(skip)]
    pub utf16_column: usize,
    /// In bytes.
    #[serde(skip)]
    pub byte_column: usize,
}

/// A place and what it has to do with the finding.
#[derive(Clone, Debug, Serialize)]
pub struct Labelled {
    #[serde(flatten)]
    pub place: Place,
    pub text: String,
}

/// What would mend a finding; all changes are made, or none.
#[derive(Clone, Debug, Serialize)]
pub struct Mending {
    /// `safe` or `unsafe`.
    pub applicability: &'static str,
    pub edits: Vec<Change>,
    /// All the edits as a single one, for programs that make them one at a time.
    #[serde(skip)]
    pub whole: Option<Change>,
}

/// A piece of the finding's own file and what to put in its place.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    pub range: Range,
    pub text: String,
}

impl Finding {
    /// What is wrong, and below it what to write.
    pub fn message_and_help(&self) -> String {
        match &self.help {
            Some(help) => format!("{}\nGör så här: {help}", self.message),
            None => self.message.clone(),
        }
    }

    /// The words at the finding's own place.
    pub fn own_label(&self) -> Option<&Labelled> {
        self.labels.iter().find(|it| it.place == self.place)
    }

    /// The places that explain, apart from the finding's own.
    pub fn others(&self) -> impl Iterator<Item = &Labelled> {
        self.labels.iter().filter(|it| it.place != self.place)
    }
}

fn name<S: Serializer>(check: &Check, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(check.name)
}

fn word<S: Serializer>(severity: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match severity {
        Severity::Fel => "error",
        Severity::Varning => "warning",
        Severity::Upplysning => "info",
    })
}

fn path<S: Serializer>(file: &FileName, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&file.path)
}

/// A file with what its findings need, made once.
struct File<'a> {
    name: Arc<FileName>,
    text: &'a str,
    lines: Lines<'a>,
    keys: KeyIndex,
}

/// The findings of one kommun's files as others read them.
pub fn findings(report: &Report, sources: &Sources) -> Vec<Finding> {
    let (mut files, mut roots) = (BTreeMap::new(), Roots::new());
    for label in report.diagnostics.iter().flat_map(|it| &it.labels) {
        files.entry(label.span.file).or_insert_with(|| File::new(sources.get(label.span.file), &mut roots));
    }
    report.diagnostics.iter().map(|it| finding(it, &files)).collect()
}

fn finding(diagnostic: &Diagnostic, files: &BTreeMap<FileId, File<'_>>) -> Finding {
    let file = &files[&diagnostic.span().file];
    let first = &diagnostic.labels[0];
    let labelled = |it: &Label| Labelled { place: files[&it.span.file].place(it.span), text: it.text.clone() };
    let labels = diagnostic.labels.iter().filter(|it| !std::ptr::eq(*it, first) || !it.text.is_empty());
    let keys = file.keys.at(first.span.start as usize);
    let place = file.place(first.span);
    let line = file.text.get(file.lines.range(place.range.start.line, place.range.start.line)).unwrap_or_default();
    Finding {
        check: diagnostic.check,
        severity: diagnostic.severity,
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        key: keys.map(|it| it.indexed.clone()),
        item: keys.map(|it| it.named.clone()),
        fingerprint: String::new(),
        labels: labels.map(labelled).collect(),
        fix: diagnostic.fix.as_ref().map(|it| file.mending(it)),
        line: line.trim().to_owned(),
        place,
    }
}

impl<'a> File<'a> {
    fn new(source: &'a Source, roots: &mut Roots) -> Self {
        Self {
            name: Arc::new(FileName::new(source, roots)),
            text: &source.text,
            lines: Lines::new(&source.text),
            keys: KeyIndex::new(&source.text),
        }
    }

    fn place(&self, span: Span) -> Place {
        Place { file: Arc::clone(&self.name), range: self.range(span.start as usize, span.end as usize) }
    }

    fn range(&self, start: usize, end: usize) -> Range {
        let (start, end) = (self.point(start), self.point(end));
        let line = self.lines.range(start.line, start.line);
        let text = self.text.get(line.clone()).unwrap_or_default();
        let line_end = line.start + text.trim_end_matches(['\n', '\r']).len();
        let first_line_end = self.point(line_end.max(start.offset).min(end.offset));
        Range { start, end, first_line_end }
    }

    fn point(&self, offset: usize) -> Point {
        let at = self.lines.position(offset);
        let before = self.text.get(self.lines.range(at.line, at.line).start..at.offset).unwrap_or_default();
        Point {
            line: at.line,
            column: at.column,
            offset: at.offset,
            utf16_column: before.encode_utf16().count() + 1,
            byte_column: before.len() + 1,
        }
    }

    fn mending(&self, fix: &Fix) -> Mending {
        let applicability = match fix.applicability {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
        };
        let change = |it: &Edit| Change {
            range: self.range(it.span.start as usize, it.span.end as usize),
            text: it.text.clone(),
        };
        Mending { applicability, edits: fix.edits.iter().map(change).collect(), whole: self.joined(&fix.edits) }
    }

    /// The edits as one: from where the first begins to where the last ends.
    fn joined(&self, edits: &[Edit]) -> Option<Change> {
        let mut sorted: Vec<&Edit> = edits.iter().collect();
        sorted.sort_by_key(|it| it.span.start);
        let start = sorted.first()?.span.start as usize;
        let (mut at, mut text) = (start, String::new());
        for edit in sorted {
            text.push_str(self.text.get(at..edit.span.start as usize)?);
            text.push_str(&edit.text);
            at = edit.span.end as usize;
        }
        Some(Change { range: self.range(start, at), text })
    }
}
