//! Findings as JSON: one object, or one a line. Lines and columns from 1, columns in characters, offsets in bytes, ends
//! exclusive.

use serde::Serialize;

use super::{Finding, Run, Summary, json_text};

/// The version of this shape; a change that is no mere addition raises it.
const SCHEMA: u32 = 1;

/// What the shape is, as a JSON Schema.
pub const SCHEMA_TEXT: &str = include_str!("json.schema.json");

#[derive(Serialize)]
struct Output<'a> {
    schema: u32,
    tool: Tool,
    diagnostics: &'a [Finding],
    summary: Summary,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// The whole output as one object.
pub(super) fn write(run: &Run) -> String {
    let tool = Tool { name: "fhplan", version: env!("CARGO_PKG_VERSION") };
    json_text(&Output { schema: SCHEMA, tool, diagnostics: &run.findings, summary: run.summary }, true)
}

/// Each finding as an object on a line of its own.
pub(super) fn lines(run: &Run) -> String {
    run.findings.iter().map(|it| json_text(it, false)).collect()
}
