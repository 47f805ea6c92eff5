//! A check's manual page as people read it outside the source.

use crate::diagnostic::Check;

/// The page as plain text: fences become words.
pub fn in_words(check: &Check) -> String {
    let line = |it: &str| match it.strip_prefix("```") {
        Some("") => "\n".to_owned(),
        Some(kind) => format!("{}\n\n", heading(kind)),
        None => format!("{it}\n"),
    };
    lines(check).map(line).collect()
}

/// The page as Markdown: the examples say which is wrong and which is right.
pub(super) fn in_markdown(check: &Check) -> String {
    let line = |it: &str| match it.strip_prefix("```") {
        Some("") | None => format!("{it}\n"),
        Some(kind) => format!("{}\n\n```toml\n", heading(kind)),
    };
    lines(check).map(line).collect()
}

/// The page up to its first example, on one line.
pub(super) fn prose(check: &Check) -> String {
    let words = lines(check).take_while(|it| !it.starts_with("```")).flat_map(str::split_whitespace);
    words.collect::<Vec<_>>().join(" ")
}

fn lines(check: &Check) -> impl Iterator<Item = &'static str> {
    check.docs.lines().map(|it| it.strip_prefix(' ').unwrap_or(it))
}

fn heading(kind: &str) -> &'static str {
    if kind.split(',').any(|it| it == "fails") { "Så här blir det fel:" } else { "Så här blir det rätt:" }
}
