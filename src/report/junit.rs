//! `JUnit`'s XML: a suite a file, a case a check. What makes the run fail is a failure; what does not is the case's output.

use std::collections::BTreeSet;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::concise::line;
use super::{Finding, Run, Summary, escaped};
use crate::diagnostic::Check;

/// The whole report.
pub(super) fn write(run: &Run) -> String {
    let mut report = Report::new("fhplan");
    let named = run.findings.iter().map(|it| it.place.file.path.as_str());
    let files: BTreeSet<&str> = run.files.iter().map(|it| it.path.as_str()).chain(named).collect();
    for file in files {
        let own: Vec<&Finding> = run.findings.iter().filter(|it| it.place.file.path == file).collect();
        report.add_test_suite(suite(file, &own, run));
    }
    escaped(&report.to_string().unwrap_or_default(), |it| format!("&#{};", u32::from(it)))
}

fn suite(file: &str, findings: &[&Finding], run: &Run) -> TestSuite {
    let mut suite = TestSuite::new(file);
    for check in &run.checks {
        let own: Vec<&Finding> = findings.iter().filter(|it| it.check.name == check.name).copied().collect();
        suite.add_test_case(case(check, file, &own, run.strict));
    }
    suite
}

fn case(check: &Check, file: &str, findings: &[&Finding], strict: bool) -> TestCase {
    let failures: Vec<&&Finding> = findings.iter().filter(|it| Summary::is_failure(it.severity, strict)).collect();
    let status = match failures.first() {
        Some(first) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(&first.message).set_type(check.name).set_description(lines(&failures));
            status
        }
        None => TestCaseStatus::success(),
    };
    let mut case = TestCase::new(check.name, status);
    case.set_classname(file);
    let others: Vec<&&Finding> = findings.iter().filter(|it| !Summary::is_failure(it.severity, strict)).collect();
    if !others.is_empty() {
        case.set_system_out(lines(&others));
    }
    case
}

fn lines(findings: &[&&Finding]) -> String {
    findings.iter().map(|it| line(it, &it.place.file.path)).collect::<Vec<_>>().join("\n")
}
