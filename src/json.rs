//! Findings as JSON: one object, lines and columns from 1, columns in characters, offsets in bytes, ends exclusive.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, Report, Severity};
use crate::read::KeyIndex;
use crate::source::{FileId, Lines, Position, Sources, Span};

/// The version of this shape; a change that is no mere addition raises it.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Output<'a> {
    schema: u32,
    tool: Tool,
    diagnostics: &'a [Value],
    summary: Summary,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// How much was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
    /// Findings that are silenced with a reason.
    pub silenced: usize,
    /// Documents that were looked at.
    pub files: usize,
    /// Findings with a fix that is safe.
    pub fixable: usize,
    /// Findings with a fix that a person must look at.
    pub fixable_unsafe: usize,
}

impl Summary {
    /// Counts findings; `files` documents were looked at.
    pub fn of(report: &Report, files: usize) -> Self {
        let count = |severity| report.diagnostics.iter().filter(|it| it.severity == severity).count();
        let fixes = || report.diagnostics.iter().filter_map(|it| it.fix.as_ref());
        let safe = fixes().filter(|it| it.applicability == Applicability::Safe).count();
        Self {
            errors: count(Severity::Fel),
            warnings: count(Severity::Varning),
            infos: count(Severity::Upplysning),
            silenced: report.tystade.len(),
            files,
            fixable: safe,
            fixable_unsafe: fixes().count() - safe,
        }
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            errors: self.errors + other.errors,
            warnings: self.warnings + other.warnings,
            infos: self.infos + other.infos,
            silenced: self.silenced + other.silenced,
            files: self.files + other.files,
            fixable: self.fixable + other.fixable,
            fixable_unsafe: self.fixable_unsafe + other.fixable_unsafe,
        }
    }
}

#[derive(Serialize)]
struct Finding<'a> {
    check: &'a str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    file: &'a str,
    range: Range,
    key: Option<String>,
    labels: Vec<Place<'a>>,
    fix: Option<Mending<'a>>,
}

/// What would mend a finding.
#[derive(Serialize)]
struct Mending<'a> {
    applicability: &'static str,
    edits: Vec<Change<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
    offset: usize,
}

impl From<Position> for Point {
    fn from(it: Position) -> Self {
        Self { line: it.line, column: it.column, offset: it.offset }
    }
}

/// Findings as JSON values, one a finding.
pub fn findings(report: &Report, sources: &Sources) -> Vec<Value> {
    let mut files = BTreeMap::new();
    for label in report.diagnostics.iter().flat_map(|it| &it.labels) {
        let source = || sources.get(label.span.file);
        files.entry(label.span.file).or_insert_with(|| File {
            name: &source().name,
            lines: Lines::new(&source().text),
            keys: KeyIndex::new(&source().text),
        });
    }
    report.diagnostics.iter().map(|it| finding(it, &files)).collect()
}

/// A file with what its findings need, made once.
struct File<'a> {
    name: &'a str,
    lines: Lines<'a>,
    keys: KeyIndex,
}

fn finding(diagnostic: &Diagnostic, files: &BTreeMap<FileId, File<'_>>) -> Value {
    let file = &files[&diagnostic.span().file];
    let first = &diagnostic.labels[0];
    // The first place is the finding's own; its words are a label only when it has some.
    let labels = diagnostic.labels.iter().filter(|it| !std::ptr::eq(*it, first) || !it.text.is_empty());
    let finding = Finding {
        check: diagnostic.check.name,
        severity: match diagnostic.severity {
            Severity::Fel => "error",
            Severity::Varning => "warning",
            Severity::Upplysning => "info",
        },
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        file: file.name,
        range: range(first.span, files),
        key: file.keys.at(first.span.start as usize).map(|it| it.indexed.clone()),
        labels: labels
            .map(|it| Place { file: files[&it.span.file].name, range: range(it.span, files), text: &it.text })
            .collect(),
        fix: diagnostic.fix.as_ref().map(|it| mending(it, files)),
    };
    serde_json::to_value(finding).unwrap_or_default()
}

fn mending<'a>(fix: &'a Fix, files: &BTreeMap<FileId, File<'_>>) -> Mending<'a> {
    let applicability = match fix.applicability {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
    };
    let change = |it: &'a Edit| Change { range: range(it.span, files), text: &it.text };
    Mending { applicability, edits: fix.edits.iter().map(change).collect() }
}

fn range(span: Span, files: &BTreeMap<FileId, File<'_>>) -> Range {
    let lines = &files[&span.file].lines;
    Range { start: lines.position(span.start as usize).into(), end: lines.position(span.end as usize).into() }
}

/// The whole output, as one line-ended object.
pub fn output(findings: &[Value], summary: Summary) -> String {
    let tool = Tool { name: "fhplan", version: env!("CARGO_PKG_VERSION") };
    let output = Output { schema: SCHEMA, tool, diagnostics: findings, summary };
    serde_json::to_string_pretty(&output).unwrap_or_default() + "\n"
}
