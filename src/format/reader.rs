//! Reads a file as it was typed, with every comment at what it belongs to.
//!
//! A comment above a table or a key belongs to it. One right below a key, with an empty line after it, belongs to that
//! key. In doubt the indentation tells whether a comment goes with the table before or the table after.

use std::borrow::Cow;
use std::iter::Peekable;
use std::vec::IntoIter;

use toml_parser::parser::{Event, EventKind, parse_document};
use toml_parser::{Raw, Source};

use super::tree::{Above, Comment, Document, Entry, Header, Key, List, Section, Value};

/// The line that tells an editor which schema the file follows.
const SCHEMA: &str = "#:schema";

/// Reads a text that is TOML; `None` if it is not.
pub(super) fn read(text: &str) -> Option<Document<'_>> {
    let tokens = Source::new(text).lex().into_vec();
    let mut events: Vec<Event> = Vec::with_capacity(tokens.len());
    parse_document(&tokens, &mut events, &mut ());
    let reader = Reader { text, events: events.into_iter().peekable(), waiting: Vec::new(), breaks: 0, is_new: true };
    reader.document()
}

struct Reader<'a> {
    text: &'a str,
    events: Peekable<IntoIter<Event>>,
    /// Comments that are not yet at what they belong to.
    waiting: Vec<Comment<'a>>,
    /// Line breaks since the last thing that is no space.
    breaks: usize,
    /// Whether nothing stands before on the line.
    is_new: bool,
}

impl<'a> Reader<'a> {
    fn document(mut self) -> Option<Document<'a>> {
        let mut document = Document { sections: vec![Section::default()], ..Document::default() };
        while let Some(event) = self.events.next() {
            match event.kind() {
                EventKind::Whitespace => {}
                EventKind::Newline => self.line_break(),
                EventKind::Comment => {
                    let comment = self.comment(event);
                    if self.is_new {
                        self.waiting.push(comment);
                    } else {
                        *last_comment(document.sections.last_mut()?)? = Some(comment.text);
                    }
                    self.breaks = 0;
                }
                EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                    let column = self.column(event);
                    let above = self.above(&mut document, column);
                    let many = event.kind() == EventKind::ArrayTableOpen;
                    let path = self.key(None, &[EventKind::StdTableClose, EventKind::ArrayTableClose])?;
                    let header = Some(Header { above, path, many, comment: None, column });
                    document.sections.push(Section { header, ..Section::default() });
                    self.content();
                }
                EventKind::SimpleKey => {
                    let above = self.above_key(&mut document)?;
                    let key = self.key(Some(event), &[EventKind::KeyValSep])?;
                    let value = self.value()?;
                    let entry = Entry { above, key, value, comment: None, below: Vec::new() };
                    document.sections.last_mut()?.entries.push(entry);
                    self.content();
                }
                _ => return None,
            }
        }
        let above = self.above(&mut document, 0);
        document.foot = above.comments;
        Some(document)
    }

    fn str(&self, event: Event) -> Option<&'a str> {
        self.text.get(event.span().start()..event.span().end())
    }

    fn column(&self, event: Event) -> usize {
        let before = self.text.get(..event.span().start()).unwrap_or_default();
        before.rsplit('\n').next().map_or(0, |it| it.chars().count())
    }

    fn line_break(&mut self) {
        self.breaks += 1;
        self.is_new = true;
    }

    /// Something other than space or comment was read.
    fn content(&mut self) {
        self.breaks = 0;
        self.is_new = false;
    }

    fn comment(&self, event: Event) -> Comment<'a> {
        let text = self.str(event).unwrap_or_default().trim_end();
        Comment { text, blank: self.breaks >= 2, column: self.column(event) }
    }

    /// What stands above a header or the end; comments that belong to what was read before are left there.
    fn above(&mut self, document: &mut Document<'a>, column: usize) -> Above<'a> {
        let mut above = Above { comments: std::mem::take(&mut self.waiting), blank: self.breaks >= 2 };
        if is_empty(document) {
            self.take_head(document, &mut above);
        } else if let Some(section) = document.sections.last_mut() {
            let own = section.header.as_ref().map_or(0, |it| it.column);
            let rest = above.comments.split_off(before(&above, own, column, self.events.peek().is_none()));
            section.end = std::mem::replace(&mut above.comments, rest);
        }
        above
    }

    /// What stands above a key. Keys of one table stand equally far in, so their indentation tells nothing.
    fn above_key(&mut self, document: &mut Document<'a>) -> Option<Above<'a>> {
        let mut above = Above { comments: std::mem::take(&mut self.waiting), blank: self.breaks >= 2 };
        if is_empty(document) {
            self.take_head(document, &mut above);
        } else if let Some(entry) = document.sections.last_mut()?.entries.last_mut() {
            let rest = above.comments.split_off(before(&above, 0, 0, false));
            entry.below = std::mem::replace(&mut above.comments, rest);
        }
        Some(above)
    }

    /// The comments at the top that are apart from the first table or key.
    fn take_head(&self, document: &mut Document<'a>, above: &mut Above<'a>) {
        let comments = &above.comments;
        let apart = if above.blank { comments.len() } else { comments.iter().rposition(|it| it.blank).unwrap_or(0) };
        let schema = comments.iter().take_while(|it| it.text.starts_with(SCHEMA)).count();
        let rest = above.comments.split_off(apart.max(schema));
        document.head = std::mem::replace(&mut above.comments, rest);
    }

    /// A dotted key, until one of these.
    fn key(&mut self, first: Option<Event>, until: &[EventKind]) -> Option<Vec<Key<'a>>> {
        let mut parts = Vec::new();
        parts.extend(first.map(|it| self.part(it)));
        loop {
            let event = self.events.next()?;
            match event.kind() {
                EventKind::SimpleKey => parts.push(self.part(event)),
                EventKind::Whitespace | EventKind::KeySep => {}
                kind if until.contains(&kind) => return parts.into_iter().collect(),
                _ => return None,
            }
        }
    }

    fn part(&self, event: Event) -> Option<Key<'a>> {
        let text = self.str(event)?;
        let mut name = Cow::Borrowed("");
        Raw::new_unchecked(text, event.encoding(), event.span()).decode_key(&mut name, &mut ());
        Some(Key { name, text: Cow::Borrowed(text) })
    }

    fn value(&mut self) -> Option<Value<'a>> {
        loop {
            let event = self.events.next()?;
            match event.kind() {
                EventKind::Whitespace => {}
                kind => return self.value_of(event, kind),
            }
        }
    }

    fn value_of(&mut self, event: Event, kind: EventKind) -> Option<Value<'a>> {
        let value = match kind {
            EventKind::Scalar => Value::Scalar { text: Cow::Borrowed(self.str(event)?), encoding: event.encoding() },
            EventKind::ArrayOpen => Value::Array(self.list(EventKind::ArrayClose)?),
            EventKind::InlineTableOpen => Value::Table(self.list(EventKind::InlineTableClose)?),
            _ => return None,
        };
        self.content();
        Some(value)
    }

    /// The items until the closing bracket.
    fn list(&mut self, close: EventKind) -> Option<List<'a>> {
        let mut list = List::default();
        let outside = std::mem::take(&mut self.waiting);
        self.content();
        loop {
            let event = self.events.next()?;
            match event.kind() {
                EventKind::Whitespace => {}
                EventKind::ValueSep => self.is_new = false,
                EventKind::Newline => {
                    self.line_break();
                    list.is_broken = true;
                }
                EventKind::Comment => {
                    let comment = self.comment(event);
                    let beside = match list.items.last_mut() {
                        Some(it) => &mut it.comment,
                        None => &mut list.comment,
                    };
                    if self.is_new || beside.is_some() || !self.waiting.is_empty() {
                        self.waiting.push(comment);
                    } else {
                        *beside = Some(comment.text);
                    }
                    self.breaks = 0;
                }
                kind if kind == close => {
                    list.end = std::mem::replace(&mut self.waiting, outside);
                    return Some(list);
                }
                kind => {
                    let above = Above { comments: std::mem::take(&mut self.waiting), blank: self.breaks >= 2 };
                    let (key, value) = if kind == EventKind::SimpleKey {
                        (self.key(Some(event), &[EventKind::KeyValSep])?, self.value()?)
                    } else {
                        (Vec::new(), self.value_of(event, kind)?)
                    };
                    list.items.push(Entry { above, key, value, comment: None, below: Vec::new() });
                }
            }
        }
    }
}

/// Whether nothing but comments has been read.
fn is_empty(document: &Document<'_>) -> bool {
    document.sections.len() == 1 && document.sections[0].entries.is_empty()
}

/// Where the comment on the line of what was read last is kept.
fn last_comment<'s, 'a>(section: &'s mut Section<'a>) -> Option<&'s mut Option<&'a str>> {
    match section.entries.last_mut() {
        Some(entry) => Some(&mut entry.comment),
        None => section.header.as_mut().map(|it| &mut it.comment),
    }
}

/// How many of the comments above something belong to what stands before them: `own` is how far in that stands, `next`
/// how far in what follows stands.
fn before(above: &Above<'_>, own: usize, next: usize, is_last: bool) -> usize {
    let comments = &above.comments;
    let mut idx = 0;
    while let Some(first) = comments.get(idx) {
        let same = comments[idx + 1..].iter().take_while(|it| !it.blank && it.column == first.column).count();
        let end = idx + 1 + same;
        let apart = comments.get(end).map_or(above.blank || is_last, |it| it.blank);
        let is_below = idx == 0 && !first.blank && apart;
        let as_before = first.column == own && first.column != next;
        let as_after = first.column == next && first.column != own;
        if !(as_before || is_below && !as_after) {
            break;
        }
        idx = end;
    }
    idx
}
