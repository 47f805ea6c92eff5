//! Two versions of a text as a unified diff, as git and patch read it.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

/// How many lines around a change are shown.
const AROUND: usize = 3;

/// What has changed in a file; empty if nothing has. Colours are always written; the stream takes them away where they
/// do not belong.
pub fn diff(name: &str, old: &str, new: &str) -> String {
    let mut out = String::new();
    if old != new {
        let _ = write(name, old, new, &mut out);
    }
    out
}

fn write(name: &str, old: &str, new: &str, out: &mut String) -> std::fmt::Result {
    let diff = TextDiff::from_lines(old, new);
    writeln!(out, "\u{1b}[1m--- {name}\u{1b}[0m\n\u{1b}[1m+++ {name}\u{1b}[0m")?;
    for hunk in diff.unified_diff().context_radius(AROUND).iter_hunks() {
        writeln!(out, "\u{1b}[36m{}\u{1b}[0m", hunk.header())?;
        for change in hunk.iter_changes() {
            let (sign, colour, plain) = match change.tag() {
                ChangeTag::Delete => ('-', "\u{1b}[31m", "\u{1b}[0m"),
                ChangeTag::Insert => ('+', "\u{1b}[32m", "\u{1b}[0m"),
                ChangeTag::Equal => (' ', "", ""),
            };
            let line = change.value();
            writeln!(out, "{colour}{sign}{}{plain}", line.strip_suffix('\n').unwrap_or(line))?;
            if change.missing_newline() {
                writeln!(out, "\\ No newline at end of file")?;
            }
        }
    }
    Ok(())
}
