//! Two versions of a text as a unified diff, as git and patch read it.

use std::borrow::Cow;
use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use crate::svenska;

/// How many lines around a change are shown.
const AROUND: usize = 3;

/// What has changed in a file; empty if nothing has. Colours are always written; the stream takes them away where they
/// do not belong. Characters of the file that cannot be seen, or would steer the terminal, are shown as escapes.
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
            writeln!(out, "{colour}{sign}{}{plain}", shown(line.strip_suffix('\n').unwrap_or(line)))?;
            if change.missing_newline() {
                writeln!(out, "\\ No newline at end of file")?;
            }
        }
    }
    Ok(())
}

/// A line as it can be shown; tabs, and the end of a line from Windows, are part of every other line.
fn shown(line: &str) -> Cow<'_, str> {
    let (words, end) = line.strip_suffix('\r').map_or((line, ""), |it| (it, "\r"));
    let is_odd = |it: char| it != '\t' && svenska::is_hidden(it);
    if !words.contains(is_odd) {
        return Cow::Borrowed(line);
    }
    let mut shown = String::with_capacity(line.len() + 8);
    for it in words.chars() {
        if is_odd(it) { shown.extend(it.escape_unicode()) } else { shown.push(it) }
    }
    shown.push_str(end);
    Cow::Owned(shown)
}
