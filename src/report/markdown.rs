//! Findings as Markdown, for a job's summary or a comment on a pull request: cut by whole findings when they are many.

use super::{Finding, LEVELS, Run};
use crate::diagnostic::Severity;
use crate::markdown::text;
use crate::svenska::{self, harmless};

/// How large a text may be where it is shown.
#[derive(Clone, Copy, Debug)]
pub enum Limit {
    Characters(usize),
    Bytes(usize),
}

impl Limit {
    /// What a comment on GitHub holds.
    pub const COMMENT: Self = Self::Characters(65_536);
    /// What one step's summary on GitHub holds.
    pub const JOB_SUMMARY: usize = 1 << 20;

    fn size(self, text: &str) -> usize {
        match self {
            Self::Characters(_) => text.chars().count(),
            Self::Bytes(_) => text.len(),
        }
    }

    fn most(self) -> usize {
        match self {
            Self::Characters(most) | Self::Bytes(most) => most,
        }
    }
}

/// The most serious findings first. Nothing at all when not even the heading fits.
pub(super) fn write(run: &Run, limit: Limit) -> String {
    let mut out = format!("## fhplan\n\n{}.\n", run.summary.sentence());
    let mut left = run.findings.len();
    // Room is kept for the words about what was left out.
    let room = limit.most().saturating_sub(limit.size(&cut(left)));
    let mut size = limit.size(&out);
    if size > room {
        return String::new();
    }
    'levels: for severity in LEVELS {
        let mut heading = format!("\n### {}\n\n", title(severity));
        for finding in run.findings.iter().filter(|it| it.severity == severity) {
            let block = std::mem::take(&mut heading) + &item(finding);
            size += limit.size(&block);
            if size > room {
                break 'levels;
            }
            out.push_str(&block);
            left -= 1;
        }
    }
    if left > 0 {
        out.push_str(&cut(left));
    }
    out
}

fn title(severity: Severity) -> &'static str {
    match severity {
        Severity::Fel => "Fel",
        Severity::Varning => "Varningar",
        Severity::Upplysning => "Upplysningar",
    }
}

/// The words about findings that were left out.
fn cut(left: usize) -> String {
    let left = svenska::count(left, "anmärkning", "anmärkningar");
    format!("\nYtterligare {left} får inte plats här. `fhplan check` visar alla.\n")
}

/// A finding as an item of a list.
fn item(finding: &Finding) -> String {
    let words = |it: &str| text(&harmless(&it.replace(['\n', '\r'], " ")));
    let place = format!("**{}**, rad {}", words(&finding.place.file.path), finding.place.range.start.line);
    let mut item = format!("- {place}: {} (`{}`)", words(&finding.message), finding.check.name);
    if let Some(help) = &finding.help {
        item.push_str(&format!("\\\n  *Gör så här:* {}", words(help)));
    }
    item + "\n"
}
