//! GitLab's Code Quality report: an array of what was found, empty when nothing was.

use serde::Serialize;

use super::{Finding, Run, json_text};
use crate::diagnostic::Severity;
use crate::read::mistakes::{EJ_UTF_8, KONFLIKTMARKERING, OLASBAR_FIL, TOML_SYNTAX};

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// The whole report.
pub(super) fn write(run: &Run) -> String {
    json_text(&run.findings.iter().map(issue).collect::<Vec<_>>(), true)
}

fn issue(finding: &Finding) -> Issue<'_> {
    Issue {
        // GitLab does not show the name of the check.
        description: format!("{}: {}", finding.check.name, finding.message),
        check_name: finding.check.name,
        fingerprint: &finding.fingerprint,
        severity: severity(finding),
        location: Location { path: &finding.place.file.path, lines: Lines { begin: finding.place.range.start.line } },
    }
}

fn severity(finding: &Finding) -> &'static str {
    let unreadable = [&OLASBAR_FIL, &EJ_UTF_8, &TOML_SYNTAX, &KONFLIKTMARKERING];
    match finding.severity {
        Severity::Fel if unreadable.iter().any(|it| it.name == finding.check.name) => "critical",
        Severity::Fel => "major",
        Severity::Varning => "minor",
        Severity::Upplysning => "info",
    }
}
