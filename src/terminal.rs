//! Findings for people: a heading, the lines of the file with the places marked, and what to write.
//!
//! The only module that knows miette, which draws the excerpts. Heading and help are ours, since they are Swedish.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::ops::Range;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents,
};

use crate::diagnostic::{Applicability, Diagnostic, Label, Report, Severity};
use crate::report::Summary;
use crate::source::{FileId, Lines, Position, Source, Sources, Span};
use crate::svenska::{self, harmless, visible};

/// How wide help texts are set, in characters.
const WIDTH: usize = 100;

/// Findings in the order of the report. Colours are always written; the stream takes them away where they do not belong.
pub fn findings(report: &Report, sources: &Sources) -> String {
    let mut out = String::new();
    let mut lines = BTreeMap::new();
    for diagnostic in &report.diagnostics {
        for label in &diagnostic.labels {
            lines.entry(label.span.file).or_insert_with(|| Lines::new(&sources.get(label.span.file).text));
        }
        let _ = finding(diagnostic, sources, &lines, &mut out);
    }
    out
}

/// The silenced findings, each with its reason instead of what to write.
pub fn silenced(report: &Report, sources: &Sources) -> String {
    let with_reason = |(it, reason): &(Diagnostic, String)| Diagnostic {
        help: Some(format!("Tystad: {reason}")),
        fix: None,
        ..it.clone()
    };
    let shown = Report { diagnostics: report.tystade.iter().map(with_reason).collect(), tystade: Vec::new() };
    findings(&shown, sources)
}

fn finding(
    diagnostic: &Diagnostic,
    sources: &Sources,
    lines: &BTreeMap<FileId, Lines<'_>>,
    out: &mut String,
) -> fmt::Result {
    let (word, colour) = match diagnostic.severity {
        Severity::Fel => ("Fel", 31),
        Severity::Varning => ("Varning", 33),
        Severity::Upplysning => ("Upplysning", 36),
    };
    writeln!(out, "\u{1b}[1;{colour}m{word}\u{1b}[0m \u{1b}[2m{}\u{1b}[0m", diagnostic.check.name)?;
    for line in wrapped(&diagnostic.message, WIDTH - 2) {
        writeln!(out, "  \u{1b}[1m{line}\u{1b}[0m")?;
    }
    for group in groups(diagnostic, lines) {
        excerpt(&group, &diagnostic.labels[0], sources, &lines[&group[0].span.file], out)?;
    }
    if let Some(help) = &diagnostic.help {
        let mut lines = wrapped(help, WIDTH - 13).into_iter();
        writeln!(out, "  \u{1b}[1;32mGör så här:\u{1b}[0m {}", lines.next().unwrap_or_default())?;
        for line in lines {
            writeln!(out, "              {line}")?;
        }
    }
    if let Some(fix) = &diagnostic.fix {
        let how = match fix.applicability {
            Applicability::Safe => "--fix",
            Applicability::Unsafe => "--fix --unsafe-fixes",
        };
        writeln!(out, "              \u{1b}[2mRättas med {how}\u{1b}[0m")?;
    }
    writeln!(out)
}

/// Places that are shown in one excerpt: those of one file that are not far apart. The finding's own comes first.
fn groups<'d>(diagnostic: &'d Diagnostic, lines: &BTreeMap<FileId, Lines<'_>>) -> Vec<Vec<&'d Label>> {
    /// Labels with more lines than this between them are shown apart.
    const APART: usize = 2;
    let line = |it: &Label| lines[&it.span.file].position(it.span.start as usize).line;
    let mut sorted: Vec<&Label> = diagnostic.labels.iter().collect();
    sorted.sort_by_key(|it| (it.span.file, it.span.start));
    let mut groups: Vec<Vec<&Label>> = Vec::new();
    for label in sorted {
        let near = groups
            .last()
            .and_then(|it| it.last())
            .is_some_and(|last| last.span.file == label.span.file && line(label) - line(last) <= APART);
        match groups.last_mut() {
            Some(group) if near => group.push(label),
            _ => groups.push(vec![label]),
        }
    }
    let own = &diagnostic.labels[0];
    groups.sort_by_key(|it| (!it.iter().any(|label| std::ptr::eq(*label, own)), it[0].span.file != own.span.file));
    groups
}

/// Text in lines of at most `width` characters; what would steer the terminal is made visible.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    // Only common spaces part lines: a number and its unit are held together by others.
    let shown = harmless(&text.replace('\n', " "));
    let mut lines = vec![String::new()];
    for word in shown.split(' ').filter(|it| !it.is_empty()) {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.into_iter().map(no_command).collect()
}

/// A line that a build server does not take for one of its commands, which begin so.
fn no_command(line: String) -> String {
    match line.strip_prefix("::") {
        Some(rest) => format!("\\u{{3a}}:{rest}"),
        None => line,
    }
}

/// The lines around some places of one file, with the places marked.
fn excerpt(labels: &[&Label], own: &Label, sources: &Sources, lines: &Lines<'_>, out: &mut String) -> fmt::Result {
    let source = sources.get(labels[0].span.file);
    let first = lines.position(labels[0].span.start as usize).line;
    // The heading names the finding's own place, or the first of places that only explain it.
    let named = labels.iter().find(|it| std::ptr::eq(**it, own)).unwrap_or(&labels[0]);
    let place = lines.position(named.span.start as usize);
    if source.text.is_empty() {
        return writeln!(out, "    [{}]", source.name);
    }
    let last = labels.iter().map(|it| lines.position(it.span.start as usize).line).max().unwrap_or(first);
    let text = Excerpt::new(source, lines.range(first.saturating_sub(1), last + 1), labels[0].span);
    let marks = labels.iter().map(|label| {
        let words = harmless(&label.text);
        let range = text.place(label.span);
        LabeledSpan::new((!words.is_empty()).then_some(words), range.start, range.len())
    });
    let labels = marks.collect();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode()).with_context_lines(1).with_width(WIDTH);
    let mut drawn = String::new();
    let first_line = first.saturating_sub(1).max(1);
    handler.render_report(&mut drawn, &Shown { name: source.name.clone(), place, first_line, text, labels })?;
    // The heading is already written; miette's own, made of an empty message, is left out.
    for line in drawn.lines().skip_while(|it| !it.contains('╭')) {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Some lines of a file as they are shown: tabs and hidden characters replaced, very long lines cut around the place.
struct Excerpt {
    text: String,
    /// For each shown piece, where it begins in the file and in the shown text.
    places: Vec<(usize, usize)>,
}

/// Longer lines are cut for the excerpt, in characters.
const LONGEST_LINE: usize = 160;

impl Excerpt {
    fn new(source: &Source, range: Range<usize>, focus: Span) -> Self {
        let mut excerpt = Self { text: String::new(), places: Vec::new() };
        let mut start = range.start;
        for line in source.text.get(range).unwrap_or_default().split_inclusive('\n') {
            let focused = (start..start + line.len()).contains(&(focus.start as usize));
            excerpt.push_line(line, start, if focused { focus.start as usize - start } else { 0 });
            start += line.len();
        }
        excerpt.places.push((start, excerpt.text.len()));
        excerpt
    }

    fn push_line(&mut self, line: &str, start: usize, focus: usize) {
        let length = line.chars().count();
        let before = line.get(..focus).map_or(0, |it| it.chars().count());
        let from = if length > LONGEST_LINE { before.saturating_sub(LONGEST_LINE / 3) } else { 0 };
        for (idx, (at, it)) in line.char_indices().enumerate() {
            if it == '\n' {
                self.places.push((start + at, self.text.len()));
                self.text.push('\n');
                continue;
            }
            if idx < from || idx >= from + LONGEST_LINE || it == '\r' {
                if idx == from + LONGEST_LINE {
                    self.text.push('…');
                }
                continue;
            }
            self.places.push((start + at, self.text.len()));
            if it == '\t' {
                self.text.push_str("    ");
            } else if svenska::is_command_sign(line, at) {
                self.text.extend(it.escape_unicode());
            } else {
                self.text.extend(visible(it));
            }
        }
    }

    /// A place of the file in the shown text; what lies outside is drawn at the nearest end.
    fn place(&self, span: Span) -> Range<usize> {
        let shown = |at: u32| {
            let idx = self.places.partition_point(|(typed, _)| *typed < at as usize);
            self.places.get(idx).or(self.places.last()).map_or(0, |(_, shown)| *shown)
        };
        let start = shown(span.start);
        start..shown(span.end).max(start)
    }
}

/// A finding's excerpt as miette wants it, with an empty message.
struct Shown {
    name: String,
    place: Position,
    /// The line of the file that the text begins with.
    first_line: usize,
    text: Excerpt,
    labels: Vec<LabeledSpan>,
}

impl fmt::Debug for Shown {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text.text)
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Shown {}

impl miette::Diagnostic for Shown {
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }
}

impl SourceCode for Shown {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let inner = self.text.text.read_span(span, before, after)?;
        // Without context miette asks for the place to write above the excerpt, which it would count in bytes.
        let heading = before == 0 && after == 0;
        let line = if heading { self.place.line - 1 } else { inner.line() + self.first_line - 1 };
        let column = if heading { self.place.column - 1 } else { inner.column() };
        let contents = MietteSpanContents::new_named(
            self.name.clone(),
            inner.data(),
            *inner.span(),
            line,
            column,
            inner.line_count(),
        );
        Ok(Box::new(contents))
    }
}

/// The last line: what was found in how many documents.
pub fn summary(summary: Summary) -> String {
    let silenced = match summary.silenced {
        0 => String::new(),
        number => format!(
            " {} med [[tyst]]; --visa-tysta visar {}.",
            svenska::count(number, "anmärkning är tystad", "anmärkningar är tystade"),
            if number == 1 { "den" } else { "dem" }
        ),
    };
    format!("{}.{}{silenced}", summary.sentence(), fixable(summary))
}

/// How much of what was found the program can mend.
fn fixable(summary: Summary) -> String {
    match (summary.fixable, summary.fixable_unsafe) {
        (0, 0) => String::new(),
        (safe, 0) => format!(" {safe} kan rättas med --fix."),
        (0, risky) => format!(" {risky} kan rättas med --fix --unsafe-fixes."),
        (safe, risky) => format!(" {safe} kan rättas med --fix, och {risky} till med --unsafe-fixes."),
    }
}
