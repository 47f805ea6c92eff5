//! SARIF 2.1.0, as GitHub's code scanning takes it.
//!
//! Columns count UTF-16 units, which the viewers count in. The place of a finding is one short line, since an alert is
//! only shown in a pull request that changes all of its lines.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{FileName, Finding, Labelled, Mending, Place, Point, Range, Run, json_text, manual};
use crate::checks;
use crate::diagnostic::{Check, Severity};
use crate::svenska::capitalised;

/// How many results a run may hold.
const MOST_RESULTS: usize = 25_000;
/// How many places a result may name, the finding's own among them.
const MOST_PLACES: usize = 1_000;
/// How long a description may be, in characters.
const LONGEST: usize = 1_024;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [SarifRun<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRun<'a> {
    tool: Tool,
    language: &'static str,
    column_kind: &'static str,
    original_uri_base_ids: BTreeMap<&'static str, Base>,
    invocations: [Invocation; 1],
    results: Vec<SarifResult<'a>>,
}

#[derive(Serialize)]
struct Base {
    description: Message,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    name: String,
    short_description: Message,
    full_description: Message,
    help: Help,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties {
    precision: &'static str,
    #[serde(rename = "problem.severity")]
    severity: &'static str,
    tags: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: BTreeMap<&'static str, &'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical<'a> {
    artifact_location: Artifact<'a>,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact<'a> {
    uri: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical<'a> {
    fully_qualified_name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix<'a> {
    description: Message,
    artifact_changes: [ArtifactChange<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: Artifact<'a>,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message,
}

/// The name of the folder that addresses start from.
const ROOT: &str = "%SRCROOT%";

/// The whole report. When there are more findings than a run may hold, the most serious are kept and it says so.
pub(super) fn write(run: &Run) -> String {
    let mut kept: Vec<&Finding> = run.findings.iter().collect();
    let left = kept.len().saturating_sub(MOST_RESULTS);
    if left > 0 {
        kept.sort_by_key(|it| it.severity);
        kept.truncate(MOST_RESULTS);
    }
    let found = |check: &&'static Check| kept.iter().any(|it| it.check.name == check.name);
    let rules: Vec<&'static Check> = checks::documented().filter(found).collect();
    let number: BTreeMap<&str, usize> = rules.iter().enumerate().map(|(idx, it)| (it.name, idx)).collect();
    let driver = Driver {
        name: "fhplan",
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules: rules.into_iter().map(rule).collect(),
    };
    let notification = Notification {
        level: "warning",
        message: text(format!("Ytterligare {left} anmärkningar får inte plats. fhplan check visar alla.")),
    };
    let base = Base { description: text("Mappen som git-repot ligger i.".to_owned()) };
    let sarif = SarifRun {
        tool: Tool { driver },
        language: "sv-SE",
        column_kind: "utf16CodeUnits",
        original_uri_base_ids: BTreeMap::from([(ROOT, base)]),
        invocations: [Invocation {
            execution_successful: true,
            tool_execution_notifications: if left > 0 { vec![notification] } else { Vec::new() },
        }],
        results: kept.into_iter().map(|it| result(it, number[it.check.name])).collect(),
    };
    let schema = "https://json.schemastore.org/sarif-2.1.0.json";
    json_text(&Log { schema, version: "2.1.0", runs: [sarif] }, true)
}

fn rule(check: &'static Check) -> Rule {
    let severity = check.beslutad.or(check.utkast).unwrap_or(Severity::Fel);
    Rule {
        id: check.name,
        // The standard wants a name that is not the identity: `OlikaAndelar`.
        name: check.name.split('-').map(capitalised).collect(),
        short_description: text(short(&checks::summary(check))),
        full_description: text(short(&manual::prose(check))),
        help: Help { text: manual::in_words(check), markdown: manual::in_markdown(check) },
        default_configuration: Configuration { level: level(severity) },
        properties: Properties {
            precision: "very-high",
            severity: match severity {
                Severity::Fel => "error",
                Severity::Varning => "warning",
                Severity::Upplysning => "recommendation",
            },
            tags: ["fhplan"],
        },
    }
}

fn result(finding: &Finding, rule_index: usize) -> SarifResult<'_> {
    let range = &finding.place.range;
    let own = Physical {
        artifact_location: artifact(&finding.place.file),
        region: Region::new(range.start, range.first_line_end),
    };
    let logical = finding.item.iter().map(|it| Logical { fully_qualified_name: it });
    let words = finding.own_label().map(|it| plain(&it.text));
    let location = Location { id: None, physical_location: own, logical_locations: logical.collect(), message: words };
    let others = finding.others().take(MOST_PLACES - 1).enumerate();
    SarifResult {
        rule_id: finding.check.name,
        rule_index,
        level: level(finding.severity),
        message: plain(&finding.message_and_help()),
        locations: [location],
        related_locations: others.map(|(idx, it)| related(it, idx + 1)).collect(),
        partial_fingerprints: BTreeMap::from([("fhplanItem/v1", finding.fingerprint.as_str())]),
        fixes: finding.fix.iter().map(|it| fix(it, finding)).collect(),
    }
}

fn related(label: &Labelled, id: usize) -> Location<'_> {
    let Place { file, range } = &label.place;
    let place = Physical { artifact_location: artifact(file), region: Region::from(range) };
    let message = (!label.text.is_empty()).then(|| plain(&label.text));
    Location { id: Some(id), physical_location: place, logical_locations: Vec::new(), message }
}

fn fix<'a>(mending: &Mending, finding: &'a Finding) -> SarifFix<'a> {
    let what = finding.help.as_deref().unwrap_or(&finding.message);
    let look = if mending.applicability == "safe" { "" } else { " Titta på ändringen innan du tar den." };
    let replacement = |it: &super::Change| Replacement {
        deleted_region: Region::from(&it.range),
        inserted_content: text(it.text.clone()),
    };
    SarifFix {
        description: plain(&format!("{what}{look}")),
        artifact_changes: [ArtifactChange {
            artifact_location: artifact(&finding.place.file),
            replacements: mending.edits.iter().map(replacement).collect(),
        }],
    }
}

impl Region {
    fn new(start: Point, end: Point) -> Self {
        Self {
            start_line: start.line,
            start_column: start.utf16_column,
            end_line: end.line,
            end_column: end.utf16_column,
        }
    }
}

impl From<&Range> for Region {
    fn from(it: &Range) -> Self {
        Self::new(it.start, it.end)
    }
}

fn artifact(file: &FileName) -> Artifact<'_> {
    Artifact { uri: &file.uri, uri_base_id: file.is_relative().then_some(ROOT) }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Fel => "error",
        Severity::Varning => "warning",
        Severity::Upplysning => "note",
    }
}

fn text(text: String) -> Message {
    Message { text }
}

/// Words that hold no link: in a message `[…](…)` would be one.
fn plain(words: &str) -> Message {
    text(words.replace("](", "\\]("))
}

/// Words that are not longer than a description may be.
fn short(words: &str) -> String {
    match words.char_indices().nth(LONGEST - 1) {
        Some((at, _)) => format!("{}…", &words[..at]),
        None => words.to_owned(),
    }
}
