//! The files that were read, and places in them.

use std::ops::Deref;
use std::path::PathBuf;

/// Which file of a [`Sources`] a place is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A place in a file, in bytes; the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// The place `range` in `file`. A file is at most [`MAX_FILE_BYTES`] long, so that 32 bits hold every place.
    pub fn new(file: FileId, range: std::ops::Range<usize>) -> Self {
        let clamp = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        Self { file, start: clamp(range.start), end: clamp(range.end.max(range.start)) }
    }

    /// The place as a byte range.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value and where it was typed. It reads and compares as the value alone.
#[derive(Clone, Copy, Debug)]
pub struct Located<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// The largest file that is read, in bytes. A plan is some tens of thousands of bytes.
pub const MAX_FILE_BYTES: u64 = 4 << 20;

/// A file's name as it is shown, and its text.
#[derive(Debug)]
pub struct Source {
    /// The path as messages show it, with `/` between folders.
    pub name: String,
    /// Where it was read; `None` for what is no file of its own, such as standard input.
    pub path: Option<PathBuf>,
    /// The text without byte order mark; line ends are as in the file.
    pub text: String,
}

/// The files that belong together in one check.
#[derive(Debug, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Keeps a text that is no file of its own and says by which id its places name it.
    pub fn add(&mut self, name: String, text: String) -> FileId {
        self.keep(Source { name, path: None, text })
    }

    /// Keeps a file's text and says by which id its places name it.
    pub fn add_file(&mut self, name: String, path: PathBuf, text: String) -> FileId {
        self.keep(Source { name, path: Some(path), text })
    }

    fn keep(&mut self, source: Source) -> FileId {
        let id = FileId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.push(source);
        id
    }

    /// The file that a place names.
    pub fn get(&self, id: FileId) -> &Source {
        &self.0[id.0 as usize]
    }

    /// The text at a place.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).text.get(span.range()).unwrap_or_default()
    }
}

/// A position as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The offset in bytes, from 0.
    pub offset: usize,
}

/// Turns byte offsets of one text into lines and columns.
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Finds where the lines of `text` start.
    pub fn new(text: &'a str) -> Self {
        let after_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(idx, _)| idx + 1);
        Self { text, starts: std::iter::once(0).chain(after_breaks).collect() }
    }

    /// The bytes of the lines from `first` to `last`, counted from 1.
    pub fn range(&self, first: usize, last: usize) -> std::ops::Range<usize> {
        let start = self.starts[first.saturating_sub(1).min(self.starts.len() - 1)];
        start..self.starts.get(last).copied().unwrap_or(self.text.len())
    }

    /// The line and column of a byte offset; an offset inside a character counts as that character.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        Position { line, column: self.text[start..offset].chars().count() + 1, offset }
    }
}

/// Why a file's bytes are no text that can be read.
#[derive(Debug, PartialEq, Eq)]
pub struct NotText {
    /// What the file looks like, in Swedish.
    pub message: String,
    /// What to do about it, in Swedish.
    pub help: String,
    /// The line where it was noticed, from 1.
    pub line: usize,
    /// The bytes themselves.
    pub bytes: Vec<u8>,
}

/// Turns a file's bytes into text: UTF-8, with or without a byte order mark.
///
/// # Errors
/// Says which encoding the bytes look like when they are not UTF-8.
pub fn decode(bytes: Vec<u8>) -> Result<String, NotText> {
    const SAVE_AS: &str = "Öppna filen i ditt redigeringsprogram och spara om den med teckenkodningen UTF-8.";
    let looks_utf16 = bytes.starts_with(&[0xff, 0xfe])
        || bytes.starts_with(&[0xfe, 0xff])
        || (bytes.len() >= 4 && bytes[..4].iter().filter(|it| **it == 0).count() == 2);
    if looks_utf16 {
        let message = "Filen är sparad som UTF-16, inte som UTF-8.".to_owned();
        return Err(NotText { message, help: SAVE_AS.to_owned(), line: 1, bytes });
    }
    let at = match simdutf8::compat::from_utf8(&bytes) {
        // Copying what was searched with vector instructions takes less time than the plain search that needs no copy.
        Ok(text) => return Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()),
        Err(error) => error.valid_up_to(),
    };
    let line = bytes[..at].iter().filter(|it| **it == b'\n').count() + 1;
    // å, ä, ö and their capitals in Latin-1, which Windows-1252 shares.
    let latin = matches!(bytes[at], 0xe5 | 0xe4 | 0xf6 | 0xc5 | 0xc4 | 0xd6 | 0xe9);
    let guess = if latin { ": den ser ut att vara sparad som Latin-1 (Windows-1252)" } else { "" };
    Err(NotText { message: format!("Filen är inte sparad som UTF-8{guess}."), help: SAVE_AS.to_owned(), line, bytes })
}
