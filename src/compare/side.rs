//! One state of the plans: the files below a folder, kommun by kommun, and what each of them says.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use minijinja::Value;
use toml::de::DeTable;

use super::names::{self, Meaning};
use super::{Side, Unread};
use crate::diagnostic::Severity;
use crate::discover::{Enhet, PROFIL, discover};
use crate::formular::Formular;
use crate::inlasning::{self, Inlast};
use crate::modell::{self, Underlag};
use crate::profil::Profil;
use crate::read::tree::{Node, Table, tree};
use crate::source::{Lines, decode};
use crate::uttryck::{self, Piece};

/// A state of the plans.
#[derive(Debug)]
pub struct State {
    /// What the state is called: a revision, a folder, a file.
    pub name: String,
    /// The folder that the names of files are told from.
    pub root: PathBuf,
    pub enheter: Vec<Enhet>,
    /// Whether the state is one file that somebody chose.
    pub is_file: bool,
}

impl State {
    /// The plans below a folder, or those of some places in it. A place that this state has not is passed over.
    ///
    /// # Errors
    /// Says which folder cannot be searched.
    pub fn folder(name: String, root: &Path, places: Option<&[PathBuf]>) -> Result<Self, String> {
        let paths = places.map_or_else(
            || vec![root.to_owned()],
            |all| all.iter().map(|it| root.join(it)).filter(|it| it.exists()).collect(),
        );
        Ok(Self { name, root: root.to_owned(), enheter: discover(&paths)?, is_file: false })
    }

    /// One file, with the kommun's profile above it.
    ///
    /// # Errors
    /// Says that there is no such file.
    pub fn file(name: String, path: &Path) -> Result<Self, String> {
        let root = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self { name, root, enheter: discover(&[path.to_owned()])?, is_file: true })
    }

    /// The name of a file as it is told.
    pub fn relative(&self, path: &Path) -> String {
        inlasning::shown(path.strip_prefix(&self.root).unwrap_or(path))
    }

    /// What tells a kommun from others: the folder of its profile.
    pub fn key(&self, enhet: &Enhet) -> String {
        enhet.profil.as_ref().map_or_else(String::new, |it| self.relative(it))
    }

    /// The files of a kommun that are told of, by their names; the profile too, unless it lies above.
    pub fn files<'a>(&self, enhet: &'a Enhet) -> BTreeMap<String, &'a Path> {
        let profil = enhet.profil.as_deref().filter(|it| !self.is_file && it.starts_with(&self.root));
        let all = enhet.filer.iter().map(PathBuf::as_path).chain(profil);
        all.map(|it| (self.relative(it), it)).collect()
    }
}

/// The files of one kommun, read.
pub struct Unit<'a> {
    pub inlast: Inlast,
    pub files: Vec<File>,
    /// The names of things by their ids: those of each year, and those of the profile and the forms under none.
    known: BTreeMap<Option<i16>, BTreeMap<String, String>>,
    state: &'a State,
}

/// A file and what it says.
pub struct File {
    /// Its name below the state's folder.
    pub name: String,
    pub path: PathBuf,
    pub bytes: Vec<u8>,
    /// What kind of file it is: a kind of document, `formular` or `kommun`; `None` for one that cannot be read or that is
    /// another program's.
    pub slag: Option<&'static str>,
    pub table: Option<Table>,
    /// Whether it is TOML at all.
    pub is_toml: bool,
}

impl File {
    fn read(name: String, path: &Path) -> Self {
        let bytes = fs::read(path).unwrap_or_default();
        let text = decode(bytes.clone()).unwrap_or_default();
        let parsed = DeTable::parse(&text).ok();
        let is_profile = path.file_name().is_some_and(|it| it == PROFIL);
        let found = parsed.as_ref().and_then(|it| match is_profile {
            true => Some(("kommun", &Profil::RECORD)),
            false => inlasning::record_of(it.get_ref()),
        });
        let table = found.zip(parsed.as_ref()).map(|((_, record), it)| tree(it.get_ref(), record));
        let is_toml = parsed.is_some();
        Self { name, path: path.to_owned(), bytes, slag: found.map(|it| it.0), table, is_toml }
    }

    /// The year that a document is about.
    pub fn ar(&self) -> Option<i16> {
        self.table.as_ref()?.table("dokument")?.text("ar")?.parse().ok()
    }
}

impl<'a> Unit<'a> {
    /// Reads a kommun's files.
    pub fn read(state: &'a State, enhet: &Enhet) -> Self {
        let files: Vec<File> = state.files(enhet).into_iter().map(|(name, path)| File::read(name, path)).collect();
        let inlast = inlasning::las(enhet);
        let mut known: BTreeMap<Option<i16>, BTreeMap<String, String>> = BTreeMap::new();
        for file in &files {
            let Some(table) = &file.table else { continue };
            let year = known.entry(file.ar()).or_default();
            named_by(table, &Meaning::default()).into_iter().for_each(|(id, name)| {
                year.entry(id).or_insert(name);
            });
        }
        let forms = inlast.kommun.iter().flat_map(|it| &it.formular);
        known.entry(None).or_default().extend(forms.flat_map(questions));
        Self { inlast, files, known, state }
    }

    /// The document that was read from a file.
    pub fn underlag(&self, file: &File) -> Option<&Underlag> {
        self.inlast.kommun.as_ref()?.handlingar.iter().find(|it| it.path == file.path)
    }

    /// The kommun's name.
    pub fn kommun(&self) -> Option<String> {
        let profile = || self.files.iter().find(|it| it.slag == Some("kommun"));
        let known = self.inlast.kommun.as_ref().map(|it| it.profil.kommun.namn.as_str().to_owned());
        known.or_else(|| Some(profile()?.table.as_ref()?.table("kommun")?.text("namn")?.to_owned()))
    }

    /// What the ids and texts of a file mean.
    pub(super) fn meaning<'m>(&'m self, file: &File) -> Meaning<'m> {
        let read = self.underlag(file).zip(self.inlast.kommun.as_ref());
        let expand = read.map(|(it, kommun)| -> names::Expand<'m> {
            // Most texts name nothing, so the names are made when the first does.
            let names = OnceCell::new();
            Box::new(move |text| expanded(text, names.get_or_init(|| modell::names(&it.innehall, kommun))))
        });
        let mut meaning = Meaning { ids: BTreeMap::new(), expand };
        let mut ids = file.table.as_ref().map(|it| named_by(it, &meaning)).unwrap_or_default();
        for (id, name) in [file.ar(), None].iter().filter_map(|it| self.known.get(it)).flatten() {
            ids.entry(id.clone()).or_insert_with(|| name.clone());
        }
        meaning.ids = ids;
        meaning
    }

    /// The mistakes of a file that kept it from being read, or that make its values uncertain.
    pub fn mistakes(&self, file: &File, side: Side) -> Vec<Unread> {
        let shown = inlasning::shown(&file.path);
        let found = self.inlast.report.diagnostics.iter().filter(|it| it.severity == Severity::Fel);
        let own = found.filter(|it| self.inlast.sources.get(it.span().file).name == shown);
        own.map(|it| {
            let place = Lines::new(&self.inlast.sources.get(it.span().file).text).position(it.span().start as usize);
            Unread {
                file: self.state.relative(&file.path),
                side,
                whole: !file.is_toml,
                check: it.check.name.to_owned(),
                message: it.message.clone(),
                line: place.line,
                column: place.column,
            }
        })
        .collect()
    }
}

/// A text with the values of its `{{ … }}`; what means nothing stays as typed.
fn expanded(text: &str, names: &Value) -> String {
    let piece = |it| match it {
        Piece::Text(range) => text[range].to_owned(),
        Piece::Uttryck(range) => {
            uttryck::evaluate(text, range.clone(), names).unwrap_or_else(|_| text[range].to_owned())
        }
    };
    uttryck::pieces(text, &mut Vec::new()).into_iter().map(piece).collect()
}

/// The names of the things in a file.
fn named_by(table: &Table, meaning: &Meaning<'_>) -> BTreeMap<String, String> {
    let mut ids = BTreeMap::new();
    for entry in &table.entries {
        names::collect(&entry.node, meaning, &mut ids);
    }
    rows_of_areas(table, &mut ids);
    ids
}

/// What a form asks, by the ids that follow-ups answer.
fn questions(form: &Formular) -> Vec<(String, String)> {
    let statements = form.pastaende.iter().map(|it| (&it.id, it.text.as_str()));
    let questions = form.fraga.iter().map(|it| (&it.id, it.rubrik.as_ref().map_or(it.text.as_str(), |it| it.as_str())));
    let carers = form.vardaktor.iter().map(|it| (&it.id, it.namn.as_str()));
    let of_insatser = form.insatsfraga.iter().map(|it| (&it.id, it.kort.as_str()));
    let all = statements.chain(questions).chain(carers).chain(of_insatser);
    all.map(|(id, text)| (id.as_str().to_owned(), names::shortened(text, names::LONGEST_NAME))).collect()
}

/// A budget row without a name of its own is called as its area.
fn rows_of_areas(table: &Table, ids: &mut BTreeMap<String, String>) {
    let rows = table.table("budget").into_iter().flat_map(|it| it.tables("rad"));
    for row in rows {
        if let (Some(id), None, Some(area)) = (row.text("id"), row.text("post"), row.text("omrade"))
            && let Some(name) = ids.get(area).cloned()
        {
            ids.entry(id.to_owned()).or_insert(name);
        }
    }
}

/// Every id that a file refers to.
pub fn refers_to(node: &Node, id: &str) -> bool {
    match node {
        Node::Table(it) => it.entries.iter().any(|it| it.key != "id" && refers_to(&it.node, id)),
        Node::List(items) => items.iter().any(|it| refers_to(it, id)),
        Node::Leaf(it) => it.kind == crate::read::tree::Kind::Id && it.text == id,
    }
}
