//! reviewdog's format, which makes fixes into suggestions that can be taken in a pull request.
//!
//! Its columns count bytes, and its ends are exclusive.

use serde::Serialize;

use super::{Change, Finding, Point, Range, Run, json_text};
use crate::diagnostic::Severity;

#[derive(Serialize)]
struct Output<'a> {
    source: Source,
    severity: &'static str,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Region,
}

#[derive(Serialize)]
struct Region {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    range: Region,
    text: &'a str,
}

/// The whole report.
pub(super) fn write(run: &Run) -> String {
    let worst = run.findings.iter().map(|it| it.severity).min().unwrap_or(Severity::Upplysning);
    let diagnostics = run.findings.iter().map(diagnostic).collect();
    json_text(&Output { source: Source { name: "fhplan" }, severity: word(worst), diagnostics }, true)
}

fn diagnostic(finding: &Finding) -> Diagnostic<'_> {
    // A reviewer takes suggestions one at a time, and a fix is made as a whole.
    let whole = finding.fix.iter().filter_map(|it| it.whole.as_ref());
    Diagnostic {
        message: finding.message_and_help(),
        location: Location { path: &finding.place.file.path, range: region(&finding.place.range) },
        severity: word(finding.severity),
        code: Code { value: finding.check.name },
        suggestions: whole.map(suggestion).collect(),
    }
}

fn suggestion(change: &Change) -> Suggestion<'_> {
    Suggestion { range: region(&change.range), text: &change.text }
}

fn region(range: &Range) -> Region {
    let position = |it: Point| Position { line: it.line, column: it.byte_column };
    Region { start: position(range.start), end: position(range.end) }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Fel => "ERROR",
        Severity::Varning => "WARNING",
        Severity::Upplysning => "INFO",
    }
}
