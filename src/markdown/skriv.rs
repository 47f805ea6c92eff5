//! Text as Markdown that says just that, in every place it can stand.

/// Text without any mark that Markdown, GitHub's additions or HTML could read.
pub(crate) fn text(words: &str) -> String {
    let words = words.replace(['\n', '\r', '\t'], " ");
    let mut out = String::with_capacity(words.len() + 8);
    for (at, it) in words.char_indices() {
        let before = &words[..at];
        let after = &words[at + it.len_utf8()..];
        match it {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' => out.extend(['\\', it]),
            // Addresses that are not meant as links: http://…, www.… and somebody@somewhere.
            ':' if after.starts_with("//") || ["mailto", "xmpp"].iter().any(|it| ends_with(before, it)) => {
                out.push_str("\\:");
            }
            '.' if ends_with(before, "www") => out.push_str("\\."),
            // Nothing escapes the sign itself, but an empty comment parts the address.
            '@' => out.push_str("<!-- -->@"),
            it => out.push(it),
        }
    }
    out
}

fn ends_with(text: &str, word: &str) -> bool {
    text.len().checked_sub(word.len()).and_then(|at| text.get(at..)).is_some_and(|it| it.eq_ignore_ascii_case(word))
}

/// Escapes what would make a list, a heading or a rule of a line at its start.
pub(super) fn first_mark(words: &str) -> String {
    let lines: Vec<String> = words.split('\n').map(one_line).collect();
    lines.join("\n")
}

fn one_line(line: &str) -> String {
    let line = line.trim_start_matches(' ');
    let digits = line.len() - line.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    match line[digits..].chars().next() {
        Some('#' | '+' | '-' | '=') if digits == 0 => format!("\\{line}"),
        Some('.' | ')') if digits > 0 => format!("{}\\{}", &line[..digits], &line[digits..]),
        _ => line.to_owned(),
    }
}

/// An address inside `<…>`.
pub(super) fn address(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for it in url.chars() {
        match it {
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            '|' => out.push_str("%7C"),
            '&' => out.push_str("&amp;"),
            it if it.is_whitespace() => out.push_str("%20"),
            it => out.push(it),
        }
    }
    out
}

/// Code between marks that are longer than any in it. Only a table reads anything inside.
pub(super) fn code(text: &str) -> String {
    let words = text.replace(['\n', '\r'], " ");
    let longest = words.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    let mark = "`".repeat(longest + 1);
    let room = if words.starts_with('`') || words.ends_with('`') { " " } else { "" };
    format!("{mark}{room}{words}{room}{mark}")
}

/// A body whose first line follows a mark that is so wide.
pub(super) fn indented(body: &str, wide: usize) -> String {
    let room = format!("\n{}", " ".repeat(wide));
    body.replace('\n', &room).lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader that is not ours makes of Markdown: its text, and whether anything in it is more than a paragraph.
    fn read(markdown: &str) -> (String, bool) {
        type Options = pulldown_cmark::Options;
        type Event<'a> = pulldown_cmark::Event<'a>;
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_GFM
            | Options::ENABLE_MATH;
        let (mut out, mut plain) = (String::new(), true);
        for event in pulldown_cmark::Parser::new_ext(markdown, options) {
            match event {
                Event::Text(it) => out.push_str(&it),
                Event::InlineHtml(it) | Event::Html(it) => plain &= it.as_ref() == "<!-- -->",
                Event::Start(pulldown_cmark::Tag::Paragraph) | Event::End(_) => {}
                _ => plain = false,
            }
        }
        (out, plain)
    }

    #[test]
    fn text_stays_text() {
        const PIECES: [&str; 30] = [
            "a",
            " ",
            "1",
            "#",
            "-",
            "+",
            "=",
            "*",
            "_",
            "`",
            "~",
            "[",
            "]",
            "(x)",
            "<b>",
            ">",
            "&amp;",
            "|",
            "\\",
            "!",
            "$",
            ".",
            ")",
            ":",
            "http://x.se",
            "www.x.se",
            "a@b.se",
            "[^1]",
            "---",
            "\"'",
        ];
        for first in PIECES {
            for second in PIECES {
                for third in PIECES {
                    let typed = format!("{first}{second}{third}");
                    let written = first_mark(&text(&typed));
                    let (found, plain) = read(&written);
                    assert!(plain && found.trim() == typed.trim(), "{typed:?} as {written:?} is {found:?}");
                }
            }
        }
    }

    #[test]
    fn code_stays_code() {
        for typed in ["a`b", "`", "``x", "\\", "<b>", "a | b"] {
            let written = code(typed);
            let mut events = pulldown_cmark::Parser::new(&written);
            assert!(
                events.any(|it| matches!(it, pulldown_cmark::Event::Code(it) if it.as_ref() == typed)),
                "{written}"
            );
        }
    }
}
