//! Reads one assignment into tokens, and stops where it clearly ends although a bracket or a quote is still open.

use std::ops::Range;

use super::keys;
use super::slots::closer;
use super::statements::{Fault, Form, Kind, Loose, Token, form, is_blank, is_curly, line, line_end, rest, words};

struct Bracket {
    open: char,
    at: usize,
    /// Whether the items begin on the next line, as in a table written one key a line.
    tall: bool,
}

/// Reads one assignment into tokens.
pub(super) struct Lexer<'t> {
    text: &'t str,
    pub at: usize,
    pub tokens: Vec<Token>,
    brackets: Vec<Bracket>,
    pub fault: Option<Fault>,
    /// Whether the statement's own `=` has been read.
    valued: bool,
    /// Whether the value goes on over more lines after a comma.
    listing: bool,
    /// Where the line at hand ends; kept, so that a line of four megabytes is searched once.
    line_end: usize,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        let line_end = line_end(text, at);
        Self {
            text,
            at,
            tokens: Vec::new(),
            brackets: Vec::new(),
            fault: None,
            valued: false,
            listing: false,
            line_end,
        }
    }

    /// What remains of the line at hand.
    fn left(&mut self) -> &'t str {
        if self.at > self.line_end {
            self.line_end = line_end(self.text, self.at);
        }
        self.text.get(self.at..self.line_end).unwrap_or_default()
    }

    /// Reads to the end of the statement.
    pub(super) fn run(&mut self) {
        while let Some(next) = rest(self.text, self.at).chars().next() {
            let over = match next {
                ' ' | '\t' | '\r' => {
                    self.at += 1;
                    false
                }
                '\n' => self.newline(),
                '#' => {
                    self.at += self.left().len();
                    false
                }
                '[' | '{' => self.open(next),
                ']' | '}' => self.close(next),
                '=' => {
                    self.valued |= self.brackets.is_empty();
                    self.push(Kind::Equals, 1)
                }
                ',' => self.push(Kind::Comma, 1),
                '"' | '\'' => self.quote(next),
                _ if is_blank(next) => {
                    self.blame(Fault::Space { at: self.at });
                    self.at += next.len_utf8();
                    false
                }
                _ => self.bare(),
            };
            if over {
                return;
            }
        }
        self.unclosed(None);
    }

    /// Adds a token; the statement goes on after it.
    fn push(&mut self, kind: Kind, length: usize) -> bool {
        self.tokens.push(Token { kind, start: self.at, end: self.at + length });
        self.at += length;
        false
    }

    fn open(&mut self, open: char) -> bool {
        let after = self.left().get(1..).unwrap_or_default().trim_start_matches([' ', '\t', '\r']);
        let tall = after.is_empty() || after.starts_with('#');
        self.brackets.push(Bracket { open, at: self.at, tall });
        self.push(Kind::Open(open), 1)
    }

    fn close(&mut self, close: char) -> bool {
        let at = self.at;
        match self.brackets.pop() {
            None => self.blame(Fault::Stray { close: at }),
            Some(it) if closer(it.open) == close => {}
            // The bracket of the other kind around it is what this one closes.
            Some(it) if self.brackets.last().is_some_and(|it| closer(it.open) == close) => {
                self.brackets.pop();
                self.blame(Fault::Bracket {
                    open: it.at,
                    closers: closer(it.open).to_string(),
                    next: Some(at..at + 1),
                });
            }
            Some(it) => {
                self.blame(Fault::Mismatch { open: it.at, close: at });
                self.brackets.push(it);
            }
        }
        self.push(Kind::Close(close), 1)
    }

    /// Only the first fault is told: what follows may be its consequence.
    fn blame(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    /// Blames the innermost bracket if any is open where the statement ends.
    fn unclosed(&mut self, next: Option<Range<usize>>) {
        if let Some(last) = self.brackets.last() {
            let closers = self.brackets.iter().rev().take(10).map(|it| closer(it.open)).collect();
            let fault = Fault::Bracket { open: last.at, closers, next };
            self.blame(fault);
        }
    }

    /// Ends the statement unless a bracket or an unfinished text goes on; tells whether it is over.
    fn newline(&mut self) -> bool {
        if self.brackets.is_empty() {
            return self.ends();
        }
        if self.tokens.last().is_none_or(|it| it.kind != Kind::Newline) {
            self.push(Kind::Newline, 1);
        } else {
            self.at += 1;
        }
        if self.another_begins() {
            self.unclosed(Some(words(self.text, self.at)));
            return true;
        }
        false
    }

    /// Ends the statement at a line break outside all brackets, unless the lines below belong to it.
    fn ends(&mut self) -> bool {
        let below = rest(self.text, self.at);
        let next = self.at + below.len() - below.trim_start_matches([' ', '\t', '\r', '\n']).len();
        let words = line(self.text, next);
        let colon = self.tokens.len() == 1 && self.text.get(..self.at).is_some_and(|it| it.ends_with(':'));
        let value = words.starts_with(['"', '\'', '{']) || words.starts_with('[') && !keys::looks_like_header(words);
        let value = value && !keys::assigns(words);
        let prose = || form(words) == Form::Loose(Loose::Prose) && !words.starts_with(['"', '\'']);
        match self.tokens.last().map(|it| (it.kind, it.start)) {
            Some((kind, _)) if (kind == Kind::Equals || colon) && words.starts_with("- ") => {
                self.blame(Fault::Dashes { first: next..next + words.trim_end().len() });
                self.at = next;
                while line(self.text, self.at).trim_start().starts_with("- ") {
                    self.at = (line_end(self.text, self.at) + 1).min(self.text.len());
                }
                true
            }
            Some((Kind::Equals, equals)) if value => {
                self.blame(Fault::Below { equals });
                self.at = next;
                false
            }
            // The items of a list that has lost its brackets.
            Some((kind, _)) if kind == Kind::Comma && value || self.listing && words.starts_with([']', '}']) => {
                self.listing = true;
                self.at = next;
                false
            }
            Some((Kind::Equals, start)) if prose() => self.unquoted(start, start + 1),
            Some((Kind::Text, start))
                if self.text.get(start..self.at).is_some_and(|it| it.trim_end().len() == 2) && prose() =>
            {
                self.unquoted(start, start + 2)
            }
            Some((Kind::OpenText, _)) => {
                self.wrap();
                true
            }
            _ => true,
        }
    }

    /// Takes in the prose below a key, up to the quotes that end it; the statement is over.
    fn unquoted(&mut self, start: usize, end: usize) -> bool {
        self.blame(Fault::Unquoted { place: start..end });
        for line in rest(self.text, self.at).split('\n').skip(1) {
            if keys::looks_like_header(line) || keys::assigns_plainly(line) {
                break;
            }
            self.at = (self.at + line.len() + 1).min(self.text.len());
            if line.contains("\"\"\"") || line.contains("'''") {
                break;
            }
        }
        true
    }

    /// Takes in the lines that a text in single quotes seems to go on over.
    fn wrap(&mut self) {
        let mut end = self.at;
        let mut at = self.at + 1;
        for line in rest(self.text, at).split('\n') {
            let blank = line.trim().is_empty();
            if !blank && (form(line) != Form::Loose(Loose::Prose) || line.trim().starts_with('#')) {
                break;
            }
            at += line.len() + 1;
            if !blank {
                end = at - 1;
            }
            if line.contains('"') {
                break;
            }
        }
        if end > self.at {
            self.at = end.min(self.text.len());
            if let Some(Fault::Quote { wrapped, .. }) = &mut self.fault {
                *wrapped = true;
            }
        }
    }

    /// Whether the line at hand begins another statement although a bracket is open.
    fn another_begins(&self) -> bool {
        let line = line(self.text, self.at);
        let expects_key = self.brackets.last().is_some_and(|it| {
            let last = self.tokens.iter().rev().map(|it| it.kind).find(|it| *it != Kind::Newline);
            it.open == '{' && (it.tall || matches!(last, Some(Kind::Comma | Kind::Open(_))))
        });
        keys::looks_like_header(line) || !expects_key && keys::assigns(line) && !goes_on(line)
    }

    /// A text in straight quotes.
    fn quote(&mut self, quote: char) -> bool {
        for mark in ["\"\"\"", "'''"] {
            if rest(self.text, self.at).starts_with(mark) {
                // After words on the same line they are the end of a text whose beginning has no quotes.
                let ends = self.tokens.last().is_some_and(|it| it.kind == Kind::Bare) && self.valued;
                return if ends { self.push(Kind::Bare, 3) } else { self.block(mark) };
            }
        }
        let line = self.left();
        let mut escaped = false;
        for (idx, it) in line.char_indices().skip(1) {
            if it == quote && !escaped {
                return self.push(Kind::Text, idx + 1);
            }
            escaped = it == '\\' && !escaped && quote == '"';
        }
        let place = self.at..self.at + line.trim_end().len();
        let length = place.len();
        self.blame(Fault::Quote { place, wrapped: false });
        self.push(Kind::OpenText, length)
    }

    /// A text in triple quotes; one that is not closed ends where the next statement seems to begin.
    fn block(&mut self, mark: &'static str) -> bool {
        if let Some(end) = block_end(self.text, self.at + 3, mark)
            && !self.opens_another(end.start)
        {
            return self.push(Kind::Text, end.end - self.at);
        }
        let next = self.next_statement();
        self.blame(Fault::Block { open: self.at, next: next.map(|it| words(self.text, it)) });
        let end = next.unwrap_or(self.text.len());
        self.push(Kind::OpenText, end - self.at);
        true
    }

    /// Whether the quotes that would close a block stand where another block is opened, as in `nulage = """`.
    fn opens_another(&self, close: usize) -> bool {
        let before = self.text.get(self.at..close).unwrap_or_default();
        let Some((_, before)) = before.rsplit_once('\n') else { return false };
        if !keys::after_plain_key(before).is_some_and(|it| it.is_empty() || it.ends_with('=')) {
            return false;
        }
        !line(self.text, close + 3).trim_start().starts_with([',', ']', '}'])
    }

    /// Where the first line below begins that can only be a statement.
    fn next_statement(&self) -> Option<usize> {
        let mut at = line_end(self.text, self.at) + 1;
        for line in rest(self.text, at).split('\n') {
            if keys::looks_like_header(line) || keys::assigns_plainly(line) {
                return Some(at);
            }
            at += line.len() + 1;
        }
        None
    }

    /// A word, number or text without quotes, or a text in typographic quotes.
    fn bare(&mut self) -> bool {
        let left = self.left();
        if let Some(length) = curly_length(left) {
            return self.push(Kind::Curly, length);
        }
        // Behind the statement's own `=` there is nothing else on the line, so that `350 000,50` stays in one piece.
        let greedy = self.brackets.is_empty() && self.valued;
        let mut previous = ' ';
        let mut end = left.len();
        for (idx, it) in left.char_indices() {
            let stops = match it {
                '#' | '=' | '"' => true,
                ',' => !greedy && !self.is_decimal_comma(left, idx),
                '[' | ']' | '{' | '}' => !greedy,
                '\'' => !previous.is_alphanumeric(),
                _ => is_curly(it) && !previous.is_alphanumeric(),
            };
            if stops && idx > 0 {
                end = idx;
                break;
            }
            previous = it;
        }
        let length = left.get(..end).unwrap_or_default().trim_end_matches(is_blank).len();
        self.push(Kind::Bare, length)
    }

    /// Whether the comma at `idx` of a bracket's content stands inside a number, as in `{ belopp = 48500,50 }`.
    fn is_decimal_comma(&self, left: &str, idx: usize) -> bool {
        const LONGEST: usize = 60;
        let (before, after) = (left.get(..idx).unwrap_or_default(), left.get(idx + 1..).unwrap_or_default());
        let digit = |it: char| it.is_ascii_digit();
        if idx > LONGEST || !before.ends_with(digit) || !after.starts_with(digit) {
            return false;
        }
        let item = after.split([',', ']', '}', '#']).next().unwrap_or_default();
        match self.brackets.last() {
            Some(it) if it.open == '{' => !item.contains('='),
            _ => before.contains(char::is_whitespace) || !item.trim().chars().all(digit),
        }
    }
}

/// Whether a line ends with a comma or closes what it did not open, and so belongs to the bracket before it.
fn goes_on(line: &str) -> bool {
    let mut depth = 0_usize;
    for it in line.bytes() {
        match it {
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth == 0 => return true,
            b']' | b'}' => depth -= 1,
            _ => {}
        }
    }
    line.split(" #").next().is_some_and(|it| it.trim_end().ends_with(','))
}

/// Where a block's closing quotes are, with up to two quotes that belong to the text before them.
fn block_end(text: &str, from: usize, mark: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let quote = *mark.as_bytes().first()?;
    let mut at = from;
    loop {
        let it = *bytes.get(at)?;
        if it == b'\\' && quote == b'"' {
            at += 2;
        } else if it == quote && bytes.get(at..at + 3) == Some(mark.as_bytes()) {
            let extra = bytes.get(at + 3..).unwrap_or_default().iter().take(2).take_while(|it| **it == quote).count();
            return Some(at..at + 3 + extra);
        } else {
            at += 1;
        }
    }
}

/// How long the text in typographic quotes is that `line` begins with.
fn curly_length(line: &str) -> Option<usize> {
    let first = line.chars().next().filter(|it| is_curly(*it))?;
    let single = |it: char| matches!(it, '’' | '‘' | '‚');
    // Apostrophes may look like openings again and again, so a text in single ones is only looked for nearby.
    let most = if single(first) { 300 } else { line.len() };
    let mut after = line.char_indices().take(most).skip(1).peekable();
    while let Some((idx, it)) = after.next() {
        let apostrophe = single(it) && after.peek().is_some_and(|(_, it)| it.is_alphanumeric());
        if is_curly(it) && single(it) == single(first) && !apostrophe || it == '"' {
            return Some(idx + it.len_utf8());
        }
    }
    None
}
