//! What is said about a plan, as plain data.

use crate::source::Span;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The official document would be wrong or cannot be made.
    Fel,
    /// A person must look.
    Varning,
    /// Good to know.
    Upplysning,
}

/// A kind of mistake: its name, how serious it is and its manual page.
#[derive(Debug)]
pub struct Check {
    /// The Swedish word by which it is silenced and explained, such as `olika-andelar`.
    pub name: &'static str,
    /// How serious it is while the document is an `utkast`; `None` keeps it quiet.
    pub utkast: Option<Severity>,
    /// How serious it is once the document is `beslutad`; `None` keeps it quiet.
    pub beslutad: Option<Severity>,
    /// When it speaks.
    pub tier: Tier,
    /// The manual page in Markdown: a sentence that holds for every good plan, the reason, examples.
    pub docs: &'static str,
}

/// When a check speaks and whether it may be silenced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// Always, and no `[[tyst]]` can change that: without it there would be no sound document.
    Grund,
    /// Always, unless a `[[tyst]]` silences it.
    Vanlig,
    /// Only when asked for by name.
    Tillval,
}

/// Declares a [`Check`] whose doc comment is its manual page.
#[macro_export]
macro_rules! check {
    ($(#[doc = $doc:literal])+ $vis:vis const $id:ident: Check = $tier:ident($name:literal, $utkast:expr, $beslutad:expr);) => {
        $(#[doc = $doc])+
        $vis const $id: $crate::diagnostic::Check = {
            #[allow(unused_imports, reason = "a check may be quiet in one state or have one level in both")]
            use $crate::diagnostic::{Severity::{Fel, Varning, Upplysning}, Tier};
            $crate::diagnostic::Check {
                name: $name,
                utkast: $utkast,
                beslutad: $beslutad,
                tier: Tier::$tier,
                docs: concat!($($doc, "\n"),+),
            }
        };
    };
}

/// A place and what it has to do with a finding, in two to five words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

/// Whether a fix may be made without a person looking at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applicability {
    /// The document says the same thing afterwards, and no sum is another.
    Safe,
    /// Probably right; a person must look.
    Unsafe,
}

/// A piece of a file and what to put in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// What would mend a finding. All edits are made, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub applicability: Applicability,
    /// In the finding's own file, apart from each other.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// Puts a text in the place of another; the document says the same thing afterwards.
    pub fn safe(span: Span, text: impl Into<String>) -> Self {
        Self { applicability: Applicability::Safe, edits: vec![Edit { span, text: text.into() }] }
    }

    /// Puts a text in the place of another; a person must look at it.
    pub fn risky(span: Span, text: impl Into<String>) -> Self {
        Self { applicability: Applicability::Unsafe, edits: vec![Edit { span, text: text.into() }] }
    }

    /// Changes one more place.
    pub fn and(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edits.push(Edit { span, text: text.into() });
        self
    }
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub check: &'static Check,
    pub severity: Severity,
    /// What is wrong: one Swedish sentence.
    pub message: String,
    /// What to write instead, in Swedish.
    pub help: Option<String>,
    /// The first label is where the finding stands; the others explain it.
    pub labels: Vec<Label>,
    /// What a program can do about it.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A finding at a place, as serious as its check is for a decided document.
    pub fn new(check: &'static Check, span: Span, message: impl Into<String>) -> Self {
        let severity = check.beslutad.or(check.utkast).unwrap_or(Severity::Fel);
        let labels = vec![Label { span, text: String::new() }];
        Self { check, severity, message: message.into(), help: None, labels, fix: None }
    }

    /// Says in a few words why this place is the one.
    pub fn here(mut self, text: impl Into<String>) -> Self {
        self.labels[0].text = text.into();
        self
    }

    /// Points at one more place.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to write.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Says what a program can do about it.
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Says what probably should stand in the finding's own place, as it is written; a person must look at it.
    pub fn instead(self, text: impl Into<String>) -> Self {
        let span = self.span();
        self.fix(Fix::risky(span, text))
    }

    /// Says which id was probably meant by the one that stands here.
    pub fn meant(self, id: Option<&str>) -> Self {
        match id {
            Some(id) => self.instead(format!("\"{id}\"")),
            None => self,
        }
    }

    /// Where the finding stands.
    pub fn span(&self) -> Span {
        self.labels[0].span
    }
}

/// The findings so far.
#[derive(Debug, Default)]
pub struct Report {
    pub diagnostics: Vec<Diagnostic>,
    /// Findings that the author has silenced, each with her reason.
    pub tystade: Vec<(Diagnostic, String)>,
}

impl Report {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|it| it.severity == Severity::Fel)
    }

    /// Puts the findings in the order of their places, so that output does not depend on which check ran first.
    pub fn sort(&mut self) {
        self.diagnostics
            .sort_by(|a, b| (a.span(), a.check.name, &a.message).cmp(&(b.span(), b.check.name, &b.message)));
        self.diagnostics
            .dedup_by(|a, b| a.check.name == b.check.name && a.span() == b.span() && a.message == b.message);
    }
}
