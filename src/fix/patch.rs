//! What fixes change, as a unified diff.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use super::Changed;
use crate::source::decode;
use crate::svenska::visible;

/// The lines of a file that fixes change, with three unchanged ones around them. Colours are always written; the stream
/// takes them away where they do not belong.
pub fn patch(file: &Changed) -> String {
    let text = |bytes: &[u8]| decode(bytes.to_vec()).unwrap_or_default();
    let (before, after) = (text(&file.before), text(&file.after));
    let diff = TextDiff::from_lines(&before, &after);
    let mut out = format!("\u{1b}[1m--- {0}\u{1b}[0m\n\u{1b}[1m+++ {0}\u{1b}[0m\n", file.name);
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        let _ = writeln!(out, "\u{1b}[36m{}\u{1b}[0m", hunk.header());
        for change in hunk.iter_changes() {
            let (sign, colour) = match change.tag() {
                ChangeTag::Delete => ('-', "\u{1b}[31m"),
                ChangeTag::Insert => ('+', "\u{1b}[32m"),
                ChangeTag::Equal => (' ', ""),
            };
            let reset = if colour.is_empty() { "" } else { "\u{1b}[0m" };
            let _ = writeln!(out, "{colour}{sign}{}{reset}", shown(change.value()));
            if change.missing_newline() {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}

/// A line without its break; what would steer the terminal is made visible.
fn shown(line: &str) -> String {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let (line, end) = line.strip_suffix('\r').map_or((line, ""), |it| (it, "\r"));
    let mut out = String::with_capacity(line.len() + 1);
    for it in line.chars() {
        if it == '\t' { out.push(it) } else { out.extend(visible(it)) }
    }
    out + end
}
