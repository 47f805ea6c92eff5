//! What a run found, in the forms that people and other programs read.
//!
//! Every form is made of the same [`Finding`]s, so that a place, a name or a fingerprint is worked out once. What a plan
//! says is data in all of them: it can never become a command to a build server, markup, or a sign that steers.

mod concise;
mod finding;
mod github;
mod gitlab;
mod identity;
mod json;
mod junit;
mod manual;
mod markdown;
mod path;
mod rdjson;
mod sarif;

use serde::Serialize;

use crate::diagnostic::{Applicability, Check, Report, Severity};
use crate::svenska;

pub use finding::{Change, Finding, Labelled, Mending, Place, Point, Range, findings};
pub use json::SCHEMA_TEXT;
pub use manual::in_words;
pub use markdown::Limit;
pub use path::{FileName, Roots};

/// A form that findings can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    Concise,
    Json,
    Jsonl,
    Github,
    Gitlab,
    Sarif,
    Junit,
    Rdjson,
    Markdown,
}

impl Format {
    /// All of them, in the order of the help text.
    pub const ALL: [Self; 10] = [
        Self::Text,
        Self::Concise,
        Self::Json,
        Self::Jsonl,
        Self::Github,
        Self::Gitlab,
        Self::Sarif,
        Self::Junit,
        Self::Rdjson,
        Self::Markdown,
    ];

    /// The word for it on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Rdjson => "rdjson",
            Self::Markdown => "markdown",
        }
    }

    /// The format that a word names.
    ///
    /// # Errors
    /// Lists the words there are.
    pub fn named(word: &str) -> Result<Self, String> {
        let words = Self::ALL.map(Self::word);
        Self::ALL.into_iter().find(|it| it.word() == word).ok_or_else(|| {
            format!("Det finns inget format som heter ”{}”. Välj bland: {}.", svenska::quoted(word), words.join(", "))
        })
    }
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

    /// Whether a finding of this level makes the run fail; `strict` counts warnings as errors.
    pub fn is_failure(severity: Severity, strict: bool) -> bool {
        severity == Severity::Fel || strict && severity == Severity::Varning
    }

    /// Whether the run fails.
    pub fn fails(self, strict: bool) -> bool {
        let counts = [(self.errors, Severity::Fel), (self.warnings, Severity::Varning)];
        counts.into_iter().any(|(count, severity)| count > 0 && Self::is_failure(severity, strict))
    }

    /// What was found in how many documents, in words without a full stop.
    pub fn sentence(self) -> String {
        let files = svenska::count(self.files, "dokument", "dokument");
        let counts =
            [(self.errors, Severity::Fel), (self.warnings, Severity::Varning), (self.infos, Severity::Upplysning)];
        let found = counts.into_iter().filter(|it| it.0 > 0).map(|(number, severity)| counted(number, severity));
        let found: Vec<String> = found.collect();
        if found.is_empty() {
            format!("{files} kontrollerade, inga anmärkningar")
        } else {
            format!("{files} kontrollerade: {}", svenska::list(&found, "och"))
        }
    }
}

/// A number of findings of one level: `2 fel`, `1 varning`.
fn counted(number: usize, severity: Severity) -> String {
    let (one, many) = match severity {
        Severity::Fel => ("fel", "fel"),
        Severity::Varning => ("varning", "varningar"),
        Severity::Upplysning => ("upplysning", "upplysningar"),
    };
    svenska::count(number, one, many)
}

/// The levels, the most serious first.
const LEVELS: [Severity; 3] = [Severity::Fel, Severity::Varning, Severity::Upplysning];

/// What a whole run found.
pub struct Run {
    /// In the order of the text.
    pub findings: Vec<Finding>,
    /// The documents that were looked at.
    pub files: Vec<std::sync::Arc<FileName>>,
    /// The checks that were run.
    pub checks: Vec<&'static Check>,
    pub summary: Summary,
    /// Whether warnings make the run fail.
    pub strict: bool,
}

impl Run {
    /// Gives each finding the fingerprint by which it is known again.
    pub fn identified(mut self) -> Self {
        identity::identify(&mut self.findings);
        self
    }

    /// Everything in one form, as a whole file. The text for people is the terminal's, which has the files at hand; here it
    /// is a line a finding.
    pub fn written(&self, format: Format) -> String {
        match format {
            Format::Text | Format::Concise => concise::write(self),
            Format::Json => json::write(self),
            Format::Jsonl => json::lines(self),
            Format::Github => self.annotations("loggen"),
            Format::Gitlab => gitlab::write(self),
            Format::Sarif => sarif::write(self),
            Format::Junit => junit::write(self),
            Format::Rdjson => rdjson::write(self),
            Format::Markdown => markdown::write(self, Limit::COMMENT),
        }
    }

    /// GitHub's annotations; `elsewhere` names where the rest stands when there are more than are shown.
    pub fn annotations(&self, elsewhere: &str) -> String {
        github::write(self, elsewhere)
    }

    /// A summary in Markdown that is not larger than that.
    pub fn markdown(&self, limit: Limit) -> String {
        markdown::write(self, limit)
    }
}

/// JSON with a line end.
fn json_text<T: Serialize>(value: &T, pretty: bool) -> String {
    let text = if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
    escaped(&text.unwrap_or_default(), |it| format!("\\u{:04x}", u32::from(it))) + "\n"
}

/// A text where signs that would not be seen, would steer a terminal, or would be a command to a build server are written
/// with an escape of its own, which reads the same. Such signs stand in values only.
fn escaped(text: &str, escape: impl Fn(char) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, it) in text.char_indices() {
        let hidden = it != '\n' && svenska::is_hidden(it);
        if hidden || svenska::is_command_sign(text, at) { out.push_str(&escape(it)) } else { out.push(it) }
    }
    out
}
