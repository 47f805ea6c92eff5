//! A TOML file as it was typed: its tables, keys, values and the comments between them.

use std::borrow::Cow;

use toml_parser::decoder::Encoding;

/// A whole file.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    /// What stands first, apart from what follows.
    pub(super) head: Vec<Comment<'a>>,
    /// The keys before the first header, and then one for each header.
    pub(super) sections: Vec<Section<'a>>,
    /// What stands last, apart from what comes before.
    pub(super) foot: Vec<Comment<'a>>,
}

/// A comment on a line of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comment<'a> {
    pub(super) text: &'a str,
    /// Whether there is an empty line above.
    pub(super) blank: bool,
    /// How far in on its line it begins, in characters.
    pub(super) column: usize,
}

/// A header with the keys below it.
#[derive(Debug, Default)]
pub(super) struct Section<'a> {
    /// `None` for the keys before the first header.
    pub(super) header: Option<Header<'a>>,
    pub(super) entries: Vec<Entry<'a>>,
    /// The comments after the last key.
    pub(super) end: Vec<Comment<'a>>,
}

/// `[a.b]` or `[[a.b]]`.
#[derive(Debug)]
pub(super) struct Header<'a> {
    pub(super) above: Above<'a>,
    pub(super) path: Vec<Key<'a>>,
    /// Whether it begins one of several tables.
    pub(super) many: bool,
    /// The comment on its line.
    pub(super) comment: Option<&'a str>,
    /// How far in on its line it begins, in characters.
    pub(super) column: usize,
}

/// What stands above a header, a key or an item.
#[derive(Debug, Default)]
pub(super) struct Above<'a> {
    pub(super) comments: Vec<Comment<'a>>,
    /// Whether there is an empty line right above, below the comments.
    pub(super) blank: bool,
}

/// A key with its value, or an item of a list, which has no key.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) above: Above<'a>,
    pub(super) key: Vec<Key<'a>>,
    pub(super) value: Value<'a>,
    /// The comment on its last line.
    pub(super) comment: Option<&'a str>,
    /// Comments right below that an empty line parts from what follows.
    pub(super) below: Vec<Comment<'a>>,
}

/// A part of a dotted key.
#[derive(Clone, Debug)]
pub(super) struct Key<'a> {
    /// What it means.
    pub(super) name: Cow<'a, str>,
    /// How it is written.
    pub(super) text: Cow<'a, str>,
}

/// What a key stands for.
#[derive(Debug)]
pub(super) enum Value<'a> {
    Scalar { text: Cow<'a, str>, encoding: Option<Encoding> },
    Array(List<'a>),
    Table(List<'a>),
}

/// What stands between brackets or braces.
#[derive(Debug, Default)]
pub(super) struct List<'a> {
    /// The comment right after the bracket.
    pub(super) comment: Option<&'a str>,
    pub(super) items: Vec<Entry<'a>>,
    /// The comments after the last item.
    pub(super) end: Vec<Comment<'a>>,
    /// Whether it was typed on more than one line.
    pub(super) is_broken: bool,
}

impl List<'_> {
    /// Whether a comment stands right inside, so that there must be several lines.
    pub(super) fn has_comments(&self) -> bool {
        let has = |it: &Entry<'_>| it.comment.is_some() || !it.above.comments.is_empty();
        self.comment.is_some() || !self.end.is_empty() || self.items.iter().any(has)
    }

    /// Whether lines of their own would give its items no more room: none, or one plain value.
    pub(super) fn is_short(&self) -> bool {
        self.items.iter().all(|it| matches!(it.value, Value::Scalar { .. })) && self.items.len() <= 1
    }
}
