//! How one value is written: amounts in groups of three digits, texts in double quotes.

use std::borrow::Cow;

use toml_parser::decoder::Encoding;

use crate::read::reference::Shape;
use crate::svenska::grouped;

/// Amounts of this many digits are grouped also when they were not typed so.
const GROUPED_FROM: usize = 5;

/// Writes a value as the format writes it.
pub(super) fn write(text: &mut Cow<'_, str>, encoding: Option<Encoding>, shape: Option<&Shape>) {
    let written = match encoding {
        None if shape.is_some_and(Shape::is_money) => amount(text),
        None => None,
        Some(Encoding::LiteralString) => in_double_quotes(text),
        Some(Encoding::BasicString) => None,
        Some(Encoding::MlBasicString | Encoding::MlLiteralString) => several_lines(text, shape),
    };
    if let Some(written) = written {
        *text = Cow::Owned(written);
    }
}

/// `350000` as `350_000`; the decimals are as they were typed.
fn amount(text: &str) -> Option<String> {
    let (sign, rest) = text.split_at(usize::from(text.starts_with(['+', '-'])));
    let (whole, decimals) = rest.split_at(rest.find('.').unwrap_or(rest.len()));
    let digits = whole.replace('_', "");
    let plain = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let is_grouped = whole.contains('_') || digits.len() >= GROUPED_FROM;
    if !plain(&digits) || !is_grouped || !decimals.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'.' | b'_')) {
        return None;
    }
    Some(format!("{sign}{}{decimals}", grouped(&digits, '_')))
}

/// `'text'` as `"text"`, unless it holds what double quotes would change.
fn in_double_quotes(text: &str) -> Option<String> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let is_plain = !inner.contains(['"', '\\']);
    is_plain.then(|| format!("\"{inner}\""))
}

/// A text between three quotes, with plain line breaks.
fn several_lines(text: &str, shape: Option<&Shape>) -> Option<String> {
    let unix = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
    let trimmed = if shape.is_some_and(Shape::is_prose) { without_blanks(&unix) } else { None };
    trimmed.or(if let Cow::Owned(it) = unix { Some(it) } else { None })
}

/// Prose without the blanks at the ends of its lines that mean nothing: two of them are a line break in Markdown, in
/// code every one counts, and after a backslash one keeps it from being a line break.
fn without_blanks(text: &str) -> Option<String> {
    if !text.contains(" \n") && !text.contains("\t\n") || text.contains(['`', '~', '\\']) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut lines = text.split('\n').peekable();
    // The first line and the last hold the quotes.
    let mut keep = true;
    // A text inside `{{ … }}` may reach over lines, and is quoted as it is.
    let mut in_braces = false;
    while let Some(line) = lines.next() {
        let (opened, closed) = (line.rfind("{{"), line.rfind("}}"));
        in_braces = if opened.is_some() || closed.is_some() { opened > closed } else { in_braces };
        let is_last = lines.peek().is_none();
        out.push_str(if keep || is_last || in_braces { line } else { without_blank(line) });
        if !is_last {
            out.push('\n');
        }
        keep = false;
    }
    (out != text).then_some(out)
}

/// A line of Markdown without a blank at its end that means nothing; four blanks first may begin code.
pub(super) fn without_blank(line: &str) -> &str {
    let bare = line.trim_end_matches([' ', '\t']);
    let is_code = line.starts_with("    ") || line.starts_with('\t');
    if bare.is_empty() || &line[bare.len()..] == " " && !is_code { bare } else { line }
}
