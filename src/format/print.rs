//! Writes a file in the one layout there is.

use std::borrow::Cow;

use toml_parser::decoder::Encoding;

use super::tree::{Above, Comment, Document, Entry, Key, List, Section, Value};

/// A list that reaches further than this, in characters, has one item a line.
const WIDTH: usize = 100;

/// How far in a table in a list of tables stands, and an item of a list, in characters.
const STEP: usize = 2;

/// What parts a comment from the value on its line.
const BESIDE: &str = "  ";

/// Writes a file whose sections stand in as many lists of tables as `depths` says.
pub(super) fn print(document: &Document<'_>, depths: &[usize], length: usize) -> String {
    let mut out = Printer { out: String::with_capacity(length + length / 8), indent: 0, column: 0 };
    out.comments(&document.head, true);
    for (section, depth) in document.sections.iter().zip(depths) {
        out.indent = depth * STEP;
        out.section(section);
    }
    out.indent = 0;
    if !document.foot.is_empty() {
        out.part();
        out.comments(&document.foot, true);
    }
    out.out
}

struct Printer {
    out: String,
    /// How far in lines begin.
    indent: usize,
    /// How many characters stand on the line.
    column: usize,
}

impl Printer {
    fn section(&mut self, section: &Section<'_>) {
        if section.header.is_none() && section.entries.is_empty() {
            return;
        }
        self.part();
        if let Some(header) = &section.header {
            self.above(&header.above, true);
            let (open, close) = if header.many { ("[[", "]]") } else { ("[", "]") };
            self.begin();
            self.push(open);
            self.key(&header.path);
            self.push(close);
            self.beside(header.comment);
        }
        for (idx, entry) in section.entries.iter().enumerate() {
            let apart = idx > 0 && !section.entries[idx - 1].below.is_empty();
            self.entry(entry, idx == 0, apart);
        }
        self.comments(&section.end, false);
    }

    /// A key with its value and comments; one that is `apart` has an empty line above.
    fn entry(&mut self, entry: &Entry<'_>, is_first: bool, apart: bool) {
        if apart && !entry.above.comments.first().map_or(entry.above.blank, |it| it.blank) {
            self.push("\n");
        }
        self.above(&entry.above, is_first);
        self.begin();
        self.pair(entry, 0);
        self.beside(entry.comment);
        self.comments(&entry.below, false);
    }

    /// A key and its value; `after` characters follow on the line.
    fn pair(&mut self, entry: &Entry<'_>, after: usize) {
        if !entry.key.is_empty() {
            self.key(&entry.key);
            self.push(" = ");
        }
        self.value(&entry.value, after);
    }

    fn key(&mut self, parts: &[Key<'_>]) {
        for (idx, part) in parts.iter().enumerate() {
            if idx > 0 {
                self.push(".");
            }
            self.push(&part.text);
        }
    }

    fn value(&mut self, value: &Value<'_>, after: usize) {
        let (list, [open, close]) = match value {
            Value::Scalar { text, .. } => return self.push(text),
            Value::Array(list) => (list, ["[", "]"]),
            Value::Table(list) => (list, ["{", "}"]),
        };
        let flat = flat(value);
        let fits = flat.as_ref().is_some_and(|it| self.column + it.chars().count() + after <= WIDTH);
        let is_table = matches!(value, Value::Table(_));
        match flat {
            Some(flat) if fits || list.is_short() => self.push(&flat),
            // Not every program reads a table in braces on several lines, so it has them only if it was typed so.
            _ if is_table && !list.is_broken => self.in_braces(list, after),
            _ => self.in_lines(list, open, close),
        }
    }

    /// A table in braces whose lists may have lines of their own.
    fn in_braces(&mut self, list: &List<'_>, after: usize) {
        self.push("{ ");
        for (idx, item) in list.items.iter().enumerate() {
            if idx > 0 {
                self.push(", ");
            }
            self.pair(item, after + " }".len());
        }
        self.push(" }");
    }

    /// One item a line.
    fn in_lines(&mut self, list: &List<'_>, open: &str, close: &str) {
        self.push(open);
        self.beside(list.comment);
        self.indent += STEP;
        for (idx, item) in list.items.iter().enumerate() {
            self.above(&item.above, idx == 0);
            self.begin();
            self.pair(item, ",".len());
            self.push(",");
            self.beside(item.comment);
        }
        self.comments(&list.end, list.items.is_empty());
        self.indent -= STEP;
        self.begin();
        self.push(close);
    }

    /// Comments and empty lines above something; the first thing in a table has no empty line above.
    fn above(&mut self, above: &Above<'_>, is_first: bool) {
        self.comments(&above.comments, is_first);
        if above.blank && !(is_first && above.comments.is_empty()) {
            self.push("\n");
        }
    }

    fn comments(&mut self, comments: &[Comment<'_>], is_first: bool) {
        for (idx, comment) in comments.iter().enumerate() {
            if comment.blank && !(is_first && idx == 0) {
                self.push("\n");
            }
            self.begin();
            self.push(comment.text);
            self.push("\n");
        }
    }

    /// The comment on a line, and the line's end.
    fn beside(&mut self, comment: Option<&str>) {
        if let Some(comment) = comment {
            self.push(BESIDE);
            self.push(comment);
        }
        self.push("\n");
    }

    /// An empty line between tables.
    fn part(&mut self) {
        if !self.out.is_empty() {
            self.push("\n");
        }
    }

    /// The indentation of a line.
    fn begin(&mut self) {
        self.out.extend(std::iter::repeat_n(' ', self.indent));
        self.column += self.indent;
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        self.column = match text.rsplit_once('\n') {
            Some((_, last)) => last.chars().count(),
            None => self.column + text.chars().count(),
        };
    }
}

/// A value on one line; `None` if it has comments, or a text of several lines in a list.
fn flat<'v>(value: &'v Value<'_>) -> Option<Cow<'v, str>> {
    let (list, open, close) = match value {
        Value::Scalar { text, encoding } => {
            let is_plain = !matches!(encoding, Some(Encoding::MlBasicString | Encoding::MlLiteralString));
            return is_plain.then_some(Cow::Borrowed(text.as_ref()));
        }
        Value::Array(list) => (list, "[", "]"),
        Value::Table(list) if list.items.is_empty() => (list, "{", "}"),
        Value::Table(list) => (list, "{ ", " }"),
    };
    if list.has_comments() {
        return None;
    }
    let mut out = String::from(open);
    for (idx, item) in list.items.iter().enumerate() {
        if idx > 0 {
            out.push_str(", ");
        }
        for (idx, part) in item.key.iter().enumerate() {
            if idx > 0 {
                out.push('.');
            }
            out.push_str(&part.text);
        }
        if !item.key.is_empty() {
            out.push_str(" = ");
        }
        out.push_str(&flat(&item.value)?);
    }
    out.push_str(close);
    Some(Cow::Owned(out))
}
