//! Splits a text into statements, leniently: one that never ends stops where the next clearly begins.

use std::ops::Range;

use super::keys;
use super::lexer::Lexer;

/// A header, a key with its value, or lines that are neither.
pub(super) struct Statement {
    pub range: Range<usize>,
    pub form: Form,
    pub tokens: Vec<Token>,
    pub fault: Option<Fault>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Header,
    Assignment,
    Loose(Loose),
}

/// What lines that are no statement seem to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Loose {
    Comment,
    Conflict,
    Closer,
    /// A line of spaces that are no plain spaces.
    Blank,
    Prose,
}

#[derive(Clone, Copy)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Open(char),
    Close(char),
    Equals,
    Comma,
    Newline,
    /// A text in straight quotes.
    Text,
    /// A text that its line does not close.
    OpenText,
    /// A text in typographic quotes.
    Curly,
    /// Anything else.
    Bare,
}

/// Why a statement does not end as it should.
pub(super) enum Fault {
    /// A bracket that is never closed, what would close it, and the line that shows it.
    Bracket { open: usize, closers: String, next: Option<Range<usize>> },
    /// A bracket closed by one of the other kind.
    Mismatch { open: usize, close: usize },
    /// A closing bracket that nothing opened.
    Stray { close: usize },
    /// A quotation mark without its partner; `wrapped` when the text seems to go on over more lines.
    Quote { place: Range<usize>, wrapped: bool },
    /// A `"""` or `'''` without its partner, and the line that shows it.
    Block { open: usize, next: Option<Range<usize>> },
    /// A value that stands below its key.
    Below { equals: usize },
    /// A text below its key without the quotes before it; the place is what stands after the `=`.
    Unquoted { place: Range<usize> },
    /// A list with dashes below its key, as in YAML.
    Dashes { first: Range<usize> },
    /// A space or another character without width that is no plain space.
    Space { at: usize },
}

/// The offset of the line break that ends the line at `at`, or of the end of the text.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    rest(text, at).find('\n').map_or(text.len(), |it| at + it)
}

/// What remains of the line at `at`.
pub(super) fn line(text: &str, at: usize) -> &str {
    text.get(at..line_end(text, at)).unwrap_or_default()
}

/// What remains of the text at `at`.
pub(super) fn rest(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

/// Where the line at `at` has its words.
pub(super) fn words(text: &str, at: usize) -> Range<usize> {
    let line = line(text, at);
    let start = at + line.len() - line.trim_start().len();
    start..start + line.trim().len()
}

/// The statements of a text in order; blank lines and comments are left out.
pub(super) struct Splitter<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Splitter<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Self { text, at }
    }

    fn skip_blank(&mut self) {
        loop {
            let left = rest(self.text, self.at);
            self.at += left.len() - left.trim_start_matches([' ', '\t', '\r', '\n']).len();
            if !rest(self.text, self.at).starts_with('#') {
                return;
            }
            self.at = line_end(self.text, self.at);
        }
    }

    /// What the line at hand begins: a lone word or two are prose if the next line is.
    fn form(&self) -> Form {
        let here = line(self.text, self.at);
        let doubtful = !keys::is_assignment(here) && keys::may_be_assignment(here);
        let below = || rest(self.text, self.at + here.len()).lines().find(|it| !it.trim().is_empty());
        match form(here) {
            Form::Assignment if doubtful && below().is_some_and(|it| form(it) == Form::Loose(Loose::Prose)) => {
                Form::Loose(Loose::Prose)
            }
            it => it,
        }
    }

    /// What has been read since `start`, without the blanks that toml allows after it.
    fn since(&self, start: usize) -> Range<usize> {
        let read = self.text.get(start..self.at).unwrap_or_default();
        start..start + read.trim_end_matches([' ', '\t', '\r', '\n']).len()
    }

    /// Lines that are no statement, as long as they are of one sort.
    fn loose(&mut self, first: Loose) -> Range<usize> {
        let start = self.at;
        loop {
            let end = words(self.text, self.at).end;
            self.at = line_end(self.text, self.at);
            self.skip_blank();
            let line = line(self.text, self.at);
            let form = form(line);
            let more_prose = form == Form::Loose(Loose::Closer) || keys::may_be_assignment(line);
            let same = form == Form::Loose(first) || first == Loose::Prose && more_prose;
            if self.at >= self.text.len() || !same {
                return start..end;
            }
        }
    }
}

impl Iterator for Splitter<'_> {
    type Item = Statement;

    fn next(&mut self) -> Option<Statement> {
        self.skip_blank();
        if self.at >= self.text.len() {
            return None;
        }
        let form = self.form();
        let (tokens, fault) = (Vec::new(), None);
        match form {
            Form::Header => {
                let start = self.at;
                self.at = line_end(self.text, start);
                Some(Statement { range: self.since(start), form, tokens, fault })
            }
            Form::Loose(sort) => Some(Statement { range: self.loose(sort), form, tokens, fault }),
            Form::Assignment => {
                let start = self.at;
                let mut lexer = Lexer::new(self.text, start);
                lexer.run();
                self.at = lexer.at;
                Some(Statement { range: self.since(start), form, tokens: lexer.tokens, fault: lexer.fault })
            }
        }
    }
}

/// What a line seems to begin.
pub(super) fn form(line: &str) -> Form {
    let line = line.trim_matches(is_blank);
    if line.is_empty() {
        return Form::Loose(Loose::Blank);
    }
    if keys::is_header(line) {
        return Form::Header;
    }
    let marks = ["//", "--", "/*", "<!--", "<%", ";", "%"];
    if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|it| line.starts_with(it)) {
        Form::Loose(Loose::Conflict)
    } else if marks.iter().any(|it| line.starts_with(it)) {
        Form::Loose(Loose::Comment)
    } else if keys::is_assignment(line) || keys::may_be_assignment(line) {
        Form::Assignment
    } else if line.chars().all(|it| "]}),; ".contains(it)) {
        Form::Loose(Loose::Closer)
    } else {
        Form::Loose(Loose::Prose)
    }
}

/// Whether a character shows nothing, or only space.
pub(super) fn is_blank(it: char) -> bool {
    it.is_whitespace() || matches!(it, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Whether a character is a quotation mark as word processors write it.
pub(super) fn is_curly(it: char) -> bool {
    matches!(it, '”' | '“' | '„' | '‟' | '»' | '«' | '’' | '‘' | '‚' | '″')
}
