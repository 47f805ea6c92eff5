//! What can be written in a plan, told from the records themselves.

use std::fmt::Write as _;

use super::table::names;

/// A table of the format.
#[derive(Debug)]
pub struct Record {
    /// The struct's name; it tells records apart.
    pub name: &'static str,
    /// What the table is for, in Swedish.
    pub docs: &'static str,
    pub keys: &'static [Key],
}

/// A key of a table.
#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    /// What it holds and its unit, in Swedish.
    pub docs: &'static str,
    pub shape: fn() -> Shape,
    pub required: fn() -> bool,
}

impl Record {
    /// The key that a typed word names, with its number in the order of the format.
    pub fn find(&self, typed: &str) -> Option<(usize, &'static Key)> {
        let exact = self.keys.iter().position(|it| it.name == typed);
        let at = exact.or_else(|| self.keys.iter().position(|it| names(typed, it.name)))?;
        Some((at, &self.keys[at]))
    }
}

/// What an amount of money is called among plain values.
pub(crate) const BELOPP: &str = "belopp i kronor";

/// What text in several paragraphs is called among plain values.
pub const PROSA: &str = "prosa";

/// What a value may be.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A plain value, named in Swedish: `text`, `heltal`, `belopp` …
    Enkel(&'static str),
    /// One of these words.
    Val(&'static [&'static str]),
    /// A table.
    Tabell(&'static Record),
    /// Any number of one shape.
    Lista(Box<Shape>),
    /// Either of two shapes.
    Antingen(Box<Shape>, Box<Shape>),
    /// Keys that the author chooses.
    Fritt(Box<Shape>),
}

impl Shape {
    /// Whether a number here is money.
    pub fn is_money(&self) -> bool {
        match self {
            Self::Enkel(name) => *name == BELOPP,
            Self::Antingen(one, other) => one.is_money() || other.is_money(),
            Self::Val(_) | Self::Tabell(_) | Self::Lista(_) | Self::Fritt(_) => false,
        }
    }

    /// Whether a text here is read as paragraphs of Markdown.
    pub fn is_prose(&self) -> bool {
        matches!(self, Self::Enkel(PROSA))
    }

    /// What each item of a list here may be; what stands alone may also be typed as a list by mistake.
    pub fn item(&self) -> &Self {
        match self {
            Self::Lista(inner) => inner,
            Self::Antingen(_, other) if matches!(other.as_ref(), Self::Lista(_)) => other.item(),
            _ => self,
        }
    }

    /// The record inside, if any.
    pub(super) fn record(&self) -> Option<&'static Record> {
        match self {
            Self::Tabell(record) => Some(record),
            Self::Lista(inner) | Self::Fritt(inner) => inner.record(),
            Self::Antingen(one, other) => one.record().or_else(|| other.record()),
            Self::Enkel(_) | Self::Val(_) => None,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Enkel(name) => (*name).to_owned(),
            Self::Val(words) => words.iter().map(|it| format!("\"{it}\"")).collect::<Vec<_>>().join(" | "),
            Self::Tabell(_) => "tabell".to_owned(),
            Self::Lista(inner) if inner.record().is_some() => "tabeller".to_owned(),
            Self::Lista(inner) => format!("lista av {}", inner.text()),
            Self::Antingen(one, other) if matches!(other.as_ref(), Self::Lista(_)) => {
                format!("{}, eller en lista av dem", one.text())
            }
            Self::Antingen(one, other) => format!("{} eller {}", one.text(), other.text()),
            Self::Fritt(inner) => format!("valfria nycklar med {}", inner.text()),
        }
    }
}

/// How each sort of value is written.
const VALUES: &str = r#"
## Så skrivs värdena

- text: inom raka citattecken, "Folkhälsostrateg".
- textrad: text i ett stycke. *Kursiv*, **fet** och länkar går bra.
- prosa: text i flera stycken, mellan tre raka citattecken före och tre efter. Listor och underrubriker går bra.
- id: ett kort namn inom citattecken med små bokstäver a–z, siffror och bindestreck, "fullfoljda-studier".
- belopp i kronor: 350_000, eller med ören 48_500.50. Inga mellanslag, inget komma och inget "kr".
- tal och procent: 28, eller med punkt före decimalerna 27.5. Inget procenttecken.
- årtal och datum: 2025 och 2024-11-27, utan citattecken.
- lista: inom hakparenteser med kommatecken emellan, ["Barn", "Unga"].
- tabell: namnet inom hakparenteser på en egen rad, och nycklarna på raderna under. Inuti en annan tabell går det också
  att skriva den inom klamrar, period = { fran = 2024, till = 2025 }.
- tabeller: namnet inom dubbla hakparenteser, en gång för varje, [[fokusomrade]].
"#;

/// The reference of a file kind as Markdown: one section a table, in the order of the format.
pub fn markdown(title: &str, root: &'static Record) -> String {
    let mut out = format!("# {title}\n\n{}\n", root.docs.trim());
    let mut pending = vec![(String::new(), root, false)];
    let mut told: Vec<&str> = Vec::new();
    while let Some((path, record, many)) = pending.pop() {
        if !path.is_empty() {
            let header = if many { format!("[[{path}]]") } else { format!("[{path}]") };
            let _ = write!(out, "\n## {header}\n\n{}\n", flowing(record.docs));
        }
        if told.contains(&record.name) {
            out.push_str("\nNycklarna är desamma som ovan.\n");
            continue;
        }
        told.push(record.name);
        out.push('\n');
        let mut inner = Vec::new();
        for key in record.keys {
            let shape = (key.shape)();
            let needed = if (key.required)() { ", krävs" } else { "" };
            let _ = writeln!(out, "- `{}` ({}{needed}): {}", key.name, shape.text(), flowing(key.docs));
            if let Some(record) = shape.record() {
                let path = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
                inner.push((path, record, matches!(shape, Shape::Lista(_))));
            }
        }
        pending.extend(inner.into_iter().rev());
    }
    out.push_str(VALUES);
    out
}

/// A doc comment on one line.
fn flowing(docs: &str) -> String {
    docs.trim().replace("\n ", " ").replace('\n', " ")
}
