//! Writes HTML. Text and attributes are always escaped; markup comes only from this program's own words.

use std::fmt::Write as _;

/// HTML that is being written.
#[derive(Debug, Default)]
pub(super) struct Skrivare {
    out: String,
}

/// An attribute's name and value.
pub(super) type Attribut<'a> = (&'static str, &'a str);

impl Skrivare {
    /// Text from anywhere, as text.
    pub(super) fn text(&mut self, text: &str) {
        escape(text, &mut self.out);
    }

    /// The start of an element.
    pub(super) fn open(&mut self, tag: &'static str, attributes: &[Attribut<'_>]) {
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            let _ = write!(self.out, " {name}=\"");
            escape(value, &mut self.out);
            self.out.push('"');
        }
        self.out.push('>');
    }

    pub(super) fn close(&mut self, tag: &'static str) {
        let _ = write!(self.out, "</{tag}>");
    }

    /// An element that holds nothing but text.
    pub(super) fn leaf(&mut self, tag: &'static str, attributes: &[Attribut<'_>], text: &str) {
        self.open(tag, attributes);
        self.text(text);
        self.close(tag);
    }

    /// A line break in the source, so that people and `diff` can read it.
    pub(super) fn line(&mut self) {
        self.out.push('\n');
    }

    /// What another writer has written.
    pub(super) fn append(&mut self, other: Self) {
        self.out.push_str(&other.out);
    }

    pub(super) fn finish(self) -> String {
        self.out
    }
}

/// Escapes what could be read as markup, in text as well as in attributes.
fn escape(text: &str, out: &mut String) {
    for it in text.chars() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            it => out.push(it),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_never_markup() {
        let mut out = Skrivare::default();
        out.leaf("p", &[("title", "\"><script>")], "</p>&'");
        assert_eq!(out.finish(), "<p title=\"&quot;&gt;&lt;script&gt;\">&lt;/p&gt;&amp;&#39;</p>");
    }
}
