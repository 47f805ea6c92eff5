//! The macros that declare the format: tables and choices of words.

/// Declares a table of the format: the struct, how it is read, its keys for the reference, the walk over its texts.
///
/// The doc comments are Swedish: they are the reference that users read.
#[macro_export]
macro_rules! record {
    ($(#[doc = $doc:literal])+ pub struct $name:ident { $($(#[doc = $field_doc:literal])+ $field:ident: $type:ty,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name {
            /// Where the table stands.
            pub span: $crate::source::Span,
            $($(#[doc = $field_doc])+ pub $field: $type,)+
        }

        impl $name {
            /// The table's keys, for the reference.
            pub const RECORD: $crate::read::reference::Record = $crate::read::reference::Record {
                name: stringify!($name),
                docs: concat!($($doc, "\n"),+),
                keys: &[$($crate::read::reference::Key {
                    name: stringify!($field),
                    docs: concat!($($field_doc, "\n"),+),
                    shape: <$type as $crate::read::Read>::shape,
                    required: || <$type as $crate::read::Read>::absent().is_none(),
                }),+],
            };
        }

        impl $crate::read::Read for $name {
            fn read(value: $crate::read::Value<'_>, report: &mut $crate::diagnostic::Report) -> Option<Self> {
                let mut table = value.table(&Self::RECORD, report)?;
                $(let $field = table.take::<$type>(stringify!($field), report);)+
                let span = table.span;
                table.finish(report);
                Some(Self { span, $($field: $field?),+ })
            }

            fn shape() -> $crate::read::reference::Shape {
                $crate::read::reference::Shape::Tabell(&Self::RECORD)
            }
        }

        impl $crate::read::Walk for $name {
            fn walk<'a>(&'a self, visit: &mut dyn FnMut($crate::text::TextRef<'a>)) {
                $($crate::read::Walk::walk(&self.$field, visit);)+
            }
        }
    };
}

/// Declares a choice of words: the enum, how it is read, how it is shown.
#[macro_export]
macro_rules! choice {
    ($(#[doc = $doc:literal])+ pub enum $name:ident { $($(#[doc = $variant_doc:literal])* $variant:ident = $word:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[doc = $variant_doc])* $variant,)+ }

        impl $name {
            /// The words that can be typed.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word as it is typed.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::read::Read for $name {
            fn read(value: $crate::read::Value<'_>, report: &mut $crate::diagnostic::Report) -> Option<Self> {
                match value.word::<Self>(Self::WORDS, report)? {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }

            fn shape() -> $crate::read::reference::Shape {
                $crate::read::reference::Shape::Val(Self::WORDS)
            }
        }

        impl $crate::read::Walk for $name {
            fn walk<'a>(&'a self, _: &mut dyn FnMut($crate::text::TextRef<'a>)) {}
        }
    };
}
