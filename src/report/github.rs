//! GitHub's annotations: workflow commands, one a line.
//!
//! GitHub shows at most ten of each level from one step and drops the rest without a word. When there are more, the first
//! of each check in each file is given, and last how many more there are.

use std::collections::BTreeSet;

use super::{Finding, LEVELS, Run, counted};
use crate::diagnostic::Severity;
use crate::svenska::harmless;

/// How many of each level GitHub shows from one step.
const SHOWN: usize = 10;

/// The commands. `elsewhere` names where the rest stands when there are more findings than are shown.
pub(super) fn write(run: &Run, elsewhere: &str) -> String {
    LEVELS.into_iter().map(|it| level(run, it, elsewhere)).collect()
}

fn level(run: &Run, severity: Severity, elsewhere: &str) -> String {
    let all: Vec<&Finding> = run.findings.iter().filter(|it| it.severity == severity).collect();
    if all.len() <= SHOWN {
        return all.into_iter().map(command).collect();
    }
    let mut seen = BTreeSet::new();
    let first = all.iter().filter(|it| seen.insert((&it.place.file.path, it.check.name)));
    let shown: Vec<String> = first.take(SHOWN - 1).map(|it| command(it)).collect();
    let more = format!("Ytterligare {}, se {elsewhere}.", counted(all.len() - shown.len(), severity));
    format!("{}::{} title=fhplan::{}\n", shown.concat(), word(severity), data(&more))
}

/// A finding as a command. Columns are only allowed on a single line; elsewhere GitHub shows nothing at all.
fn command(finding: &Finding) -> String {
    let range = &finding.place.range;
    let (start, last) = (range.start.line, range.last_line());
    let columns = if range.start.line == range.end.line {
        format!(",col={},endColumn={}", range.start.column, range.end.column.max(range.start.column))
    } else {
        String::new()
    };
    format!(
        "::{} file={},line={start},endLine={last}{columns},title={}::{}\n",
        word(finding.severity),
        property(&harmless(&finding.place.file.path)),
        property(finding.check.name),
        data(&finding.message_and_help()),
    )
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Fel => "error",
        Severity::Varning => "warning",
        Severity::Upplysning => "notice",
    }
}

/// Text after the command. Line breaks keep their meaning; other signs that steer are shown.
fn data(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(|it| harmless(it.trim_end_matches('\r'))).collect();
    lines.join("\n").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value among the command's properties.
fn property(text: &str) -> String {
    let escaped = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    escaped.replace(':', "%3A").replace(',', "%2C")
}
