//! A finding on a line: `plan.toml:12:8: error olika-andelar Parterna bidrar inte lika …`.

use super::{Finding, Run};
use crate::diagnostic::Severity;
use crate::svenska::harmless;

/// Every finding on a line of its own. Files are named from where the program stands, so that a place can be followed.
pub(super) fn write(run: &Run) -> String {
    run.findings.iter().map(|it| line(it, &it.place.file.shown) + "\n").collect()
}

/// One finding on a line.
pub(super) fn line(finding: &Finding, file: &str) -> String {
    let word = match finding.severity {
        Severity::Fel => "error",
        Severity::Varning => "warning",
        Severity::Upplysning => "info",
    };
    let at = finding.place.range.start;
    let file = harmless(file);
    // A build server takes a line that begins with these for its commands.
    let here = if file.starts_with("::") || file.starts_with("##") { "./" } else { "" };
    let message = harmless(&finding.message.replace(['\n', '\r'], " "));
    format!("{here}{file}:{}:{}: {word} {} {message}", at.line, at.column, finding.check.name)
}
