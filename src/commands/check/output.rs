//! Where the findings of `fhplan check` go: the screen, report files, and what GitHub shows of a job.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Args;
use crate::bild::reason;
use crate::commands::Failure;
use crate::diagnostic::Severity;
use crate::inlasning::shown;
use crate::report::{Format, Limit, Run};
use crate::svenska::harmless;
use crate::terminal;
use crate::utskrift::{Durable, write_whole};

/// A report that was asked for: `FORMAT=FIL`.
#[derive(Clone, Debug)]
pub(super) struct ReportFile {
    format: Format,
    path: PathBuf,
}

impl ReportFile {
    pub(super) fn parse(typed: &str) -> Result<Self, String> {
        match typed.split_once('=') {
            Some((format, path)) if !path.is_empty() => {
                Ok(Self { format: Format::named(format)?, path: PathBuf::from(path) })
            }
            _ => Err("Skriv formatet, ett likhetstecken och filen, till exempel sarif=fhplan.sarif.".to_owned()),
        }
    }
}

/// What is to be written.
pub(super) struct Output<'a> {
    format: Format,
    /// GitHub's annotations follow the text.
    annotated: bool,
    reports: &'a [ReportFile],
    quiet: u8,
}

impl<'a> Output<'a> {
    /// Settles the format: the one that was named, else that of the environment, else text. In a job on GitHub that names
    /// none, annotations follow the text.
    pub(super) fn new(args: &'a Args) -> Result<Self, Failure> {
        let environment = |name: &str| std::env::var(name).ok().filter(|it| !it.is_empty());
        let named = match (args.format, environment("FHPLAN_FORMAT")) {
            (Some(format), _) => Some(format),
            (None, Some(word)) => Some(Format::named(&word).map_err(|it| format!("FHPLAN_FORMAT: {it}"))?),
            (None, None) => None,
        };
        for (idx, report) in args.report.iter().enumerate() {
            if args.report[..idx].iter().any(|it| it.path == report.path) {
                let name = shown(&report.path);
                return Err(format!("Två rapporter kan inte skrivas till samma fil: {name}.").into());
            }
        }
        Ok(Self {
            format: named.unwrap_or(Format::Text),
            annotated: named.is_none() && environment("GITHUB_ACTIONS").is_some_and(|it| it == "true"),
            reports: &args.report,
            quiet: args.quiet,
        })
    }

    /// Whether people see the findings on the screen, as they are found.
    pub(super) fn shows_text(&self) -> bool {
        self.format == Format::Text
    }

    /// Whether all of the text for people is kept.
    pub(super) fn wants_text(&self) -> bool {
        self.reports.iter().any(|it| it.format == Format::Text)
    }

    /// Whether the findings are kept for other programs.
    pub(super) fn wants_findings(&self) -> bool {
        let others = |it: &ReportFile| it.format != Format::Text;
        self.format != Format::Text || self.annotated || self.reports.iter().any(others)
    }

    /// Writes what is left when all has been found. `text` is the text for people, if that is kept.
    pub(super) fn write(
        &self,
        mut run: Run,
        text: &str,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<(), Failure> {
        for report in self.reports {
            let content = match report.format {
                Format::Text => anstream::adapter::strip_str(text).to_string(),
                format => run.written(format),
            };
            write_whole(&report.path, content.as_bytes(), Durable::Yes)
                .map_err(|it| format!("{} kunde inte skrivas: {}.", shown(&report.path), reason(&it)))?;
        }
        let on_github = self.annotated || self.format == Format::Github;
        let summary = if on_github { write_job_summary(&run)? } else { false };
        let elsewhere = if summary { "sammanfattningen" } else { "loggen" };
        match self.quiet {
            0 => {}
            1 => run.findings.retain(|it| it.severity == Severity::Fel),
            _ => return Ok(()),
        }
        match self.format {
            Format::Text if self.annotated => out.write_all(run.annotations(elsewhere).as_bytes())?,
            Format::Text => {}
            Format::Github => out.write_all(run.annotations(elsewhere).as_bytes())?,
            format => out.write_all(run.written(format).as_bytes())?,
        }
        // Talk goes to the other stream, so that the findings can be sent on alone.
        if self.quiet == 0 {
            writeln!(err, "{}", terminal::summary(run.summary))?;
        }
        Ok(())
    }
}

/// Adds the findings to the page that GitHub shows of the job; says whether there is one.
fn write_job_summary(run: &Run) -> Result<bool, Failure> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|it| !it.is_empty()) else { return Ok(false) };
    let path = Path::new(&path);
    // What the step has written already takes of the same room; above it GitHub shows nothing.
    let taken = fs::metadata(path).map_or(0, |it| usize::try_from(it.len()).unwrap_or(usize::MAX));
    let page = run.markdown(Limit::Bytes(Limit::JOB_SUMMARY.saturating_sub(taken)));
    let written =
        OpenOptions::new().create(true).append(true).open(path).and_then(|mut it| it.write_all(page.as_bytes()));
    written.map_err(|it| {
        format!("Sammanfattningen {} kunde inte skrivas: {}.", harmless(&path.to_string_lossy()), reason(&it))
    })?;
    Ok(true)
}
