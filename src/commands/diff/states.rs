//! Which two states are compared: revisions, the files as they stand, folders or files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::compare::side::State;
use crate::discover::{PROFIL, discover};
use crate::inlasning::shown;
use crate::revision::{Blob, Repository, Revision, Snapshot};
use crate::svenska::quoted;

/// The two states, and which of their files are asked for.
pub(super) struct States {
    pub(super) old: State,
    pub(super) new: State,
    /// Files and folders, from the states' roots; none for all.
    scope: Vec<PathBuf>,
    /// The files of revisions, until the comparison is done.
    _kept: Vec<tempfile::TempDir>,
}

/// The revisions that are compared.
struct Range {
    base: Revision,
    /// `None` for the files as they stand.
    head: Option<Revision>,
}

impl States {
    /// The states that the arguments name.
    ///
    /// # Errors
    /// Says in Swedish what there is not, and what to do.
    pub(super) fn wanted(what: &[String], paths: &[PathBuf]) -> Result<Self, String> {
        if let ([old, new], []) = (what, paths)
            && let (Ok(one), Ok(other)) = (fs::metadata(old), fs::metadata(new))
        {
            if one.is_dir() != other.is_dir() {
                return Err("Ange två mappar eller två filer, inte en av varje.".to_owned());
            }
            return Self::two(old, new, one.is_dir());
        }
        let repository = Repository::of(Path::new("."))?;
        let (range, rest) = revisions(&repository, what)?;
        let scope: Vec<PathBuf> = rest.iter().map(PathBuf::from).chain(paths.iter().cloned()).collect();
        let scope = scope.iter().map(|it| below(&repository, it)).collect::<Result<Vec<_>, _>>()?;
        // The top itself is everything.
        let scope = if scope.iter().any(|it| it.as_os_str().is_empty()) { Vec::new() } else { scope };
        Self::of_git(&repository, &range, scope)
    }

    fn two(old: &str, new: &str, folders: bool) -> Result<Self, String> {
        let state = |name: &str| match folders {
            true => State::folder(name.to_owned(), Path::new(name), None),
            false => State::file(name.to_owned(), Path::new(name)),
        };
        Ok(Self { old: state(old)?, new: state(new)?, scope: Vec::new(), _kept: Vec::new() })
    }

    /// Whether a file is asked for.
    pub(super) fn in_scope(&self, name: &str) -> bool {
        is_in(&self.scope, Path::new(name))
    }

    fn of_git(repository: &Repository, range: &Range, scope: Vec<PathBuf>) -> Result<Self, String> {
        let base = repository.snapshot(&range.base)?;
        let head = range.head.as_ref().map(|it| repository.snapshot(it)).transpose()?;
        let standing = if head.is_none() { standing(repository, &scope)? } else { BTreeSet::new() };
        let names: BTreeSet<PathBuf> = match &head {
            Some(head) => head.files.keys().cloned().collect(),
            None => standing,
        };
        let in_scope = |it: &&PathBuf| is_in(&scope, it);
        // Between revisions, git itself says which files are the same; files as they stand are read.
        let mut read: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let changed: BTreeSet<PathBuf> = match &head {
            Some(head) => {
                let all = base.files.keys().chain(head.files.keys()).filter(in_scope);
                all.filter(|it| base.files.get(*it) != head.files.get(*it)).cloned().collect()
            }
            None => {
                let known: Vec<&Blob> = base.files.iter().filter(|(it, _)| in_scope(it)).map(|(_, it)| it).collect();
                read = repository.contents(&known)?;
                let same = |it: &PathBuf| {
                    let before = base.files.get(it).and_then(|it| it.bytes(&read));
                    before.is_some() && fs::read(repository.top.join(it)).ok().as_deref() == before
                };
                // What `.gitignore` leaves out of the files as they stand has not been removed.
                let gone = |it: &PathBuf| !names.contains(it) && !repository.top.join(it).exists();
                let before = base.files.keys().filter(in_scope).filter(|it| names.contains(*it) || gone(it));
                let after = names.iter().filter(in_scope);
                before.chain(after).filter(|it| !same(it)).cloned().collect()
            }
        };
        let profiles = |all: &mut dyn Iterator<Item = &PathBuf>| -> BTreeSet<PathBuf> {
            let profiles = all.filter(|it| it.file_name().is_some_and(|it| it == PROFIL));
            profiles.filter_map(|it| it.parent().map(Path::to_owned)).collect()
        };
        let folders: BTreeSet<PathBuf> =
            profiles(&mut base.files.keys()).into_iter().chain(profiles(&mut names.iter())).collect();
        let toml = changed.iter().filter(|it| it.extension().is_some_and(|it| it == "toml"));
        let places: BTreeSet<PathBuf> = toml.map(|it| place(it, &folders)).collect();
        let places: Vec<PathBuf> = places.into_iter().collect();
        let mut states = Written { repository, places, kept: Vec::new() };
        let old = states.write(&base, &range.base.name, &mut read)?;
        let new = match (&head, &range.head) {
            (Some(head), Some(revision)) => states.write(head, &revision.name, &mut read)?,
            _ => State::folder("arbetsmappen".to_owned(), &repository.top, Some(&states.places))?,
        };
        Ok(Self { old, new, scope, _kept: states.kept })
    }
}

/// States of revisions, written to temporary folders so that they are read as any others.
struct Written<'a> {
    repository: &'a Repository,
    /// The kommuner where something changed, and changed files of none.
    places: Vec<PathBuf>,
    kept: Vec<tempfile::TempDir>,
}

impl Written<'_> {
    fn write(
        &mut self,
        snapshot: &Snapshot,
        name: &str,
        read: &mut BTreeMap<String, Vec<u8>>,
    ) -> Result<State, String> {
        let folder = tempfile::Builder::new().prefix("fhplan-diff").tempdir();
        let folder =
            folder.map_err(|it| format!("En tillfällig mapp kunde inte skapas: {}.", crate::bild::reason(&it)))?;
        // Forms stand beside the kommuner that answer them, and are read with them.
        let wanted = |it: &Path| {
            let is_form = it.parent().is_some_and(|it| it.ends_with("templates/formular"));
            let ignores = it.extension().is_none_or(|it| it != "toml");
            is_form || ignores || self.places.iter().any(|place| it.starts_with(place))
        };
        let unread: Vec<&Blob> = snapshot
            .files
            .iter()
            .filter(|(path, blob)| wanted(path) && blob.bytes(read).is_none())
            .map(|(_, it)| it)
            .collect();
        read.extend(self.repository.contents(&unread)?);
        snapshot.write(folder.path(), read, &wanted)?;
        let state = State::folder(name.to_owned(), folder.path(), Some(&self.places))?;
        self.kept.push(folder);
        Ok(state)
    }
}

/// The kommun's folder that a file belongs to, or the file itself.
fn place(file: &Path, folders: &BTreeSet<PathBuf>) -> PathBuf {
    let above = file.ancestors().skip(1).find(|it| folders.contains(*it));
    above.map_or_else(|| file.to_owned(), Path::to_owned)
}

fn is_in(scope: &[PathBuf], path: &Path) -> bool {
    scope.is_empty() || scope.iter().any(|it| path.starts_with(it))
}

/// The TOML files below the top as they stand, by their names from there.
fn standing(repository: &Repository, scope: &[PathBuf]) -> Result<BTreeSet<PathBuf>, String> {
    let all = vec![repository.top.clone()];
    let paths = if scope.is_empty() {
        all
    } else {
        scope.iter().map(|it| repository.top.join(it)).filter(|it| it.exists()).collect()
    };
    let units = discover(&paths)?;
    let files = units.into_iter().flat_map(|it| it.filer.into_iter().chain(it.profil));
    Ok(files.filter_map(|it| it.strip_prefix(&repository.top).ok().map(Path::to_owned)).collect())
}

/// The revisions that the arguments name, and the arguments that are files.
fn revisions<'a>(repository: &Repository, what: &'a [String]) -> Result<(Range, &'a [String]), String> {
    let Some((first, rest)) = what.split_first() else { return Ok((default_range(repository)?, &[])) };
    let head = |name: &str| repository.wanted(if name.is_empty() { "HEAD" } else { name });
    let exists = Path::new(first).exists();
    if let Some((one, other)) = first.split_once("...").filter(|_| !exists) {
        let (one, other) = (head(one)?, head(other)?);
        let base = repository.merge_base(&one, &other)?;
        return Ok((Range { base, head: Some(other) }, rest));
    }
    if let Some((one, other)) = first.split_once("..").filter(|_| !exists) {
        return Ok((Range { base: head(one)?, head: Some(head(other)?) }, rest));
    }
    match (repository.revision(first), exists) {
        (Some(_), true) => {
            let name = quoted(first);
            Err(format!(
                "”{name}” är både en revision och en fil. Skriv fhplan diff refs/heads/{name} för revisionen, fhplan diff -- {name} för filen."
            ))
        }
        (Some(base), false) => {
            let second = rest.first().filter(|it| !Path::new(it).exists());
            let head = second.map(|it| repository.wanted(it)).transpose()?;
            let used = usize::from(head.is_some());
            Ok((Range { base, head }, &rest[used..]))
        }
        (None, true) => Ok((default_range(repository)?, what)),
        (None, false) => Err(match repository.wanted(first) {
            Err(message) => format!("{message} Det finns inte heller någon fil eller mapp med det namnet."),
            Ok(_) => String::new(),
        }),
    }
}

/// From where the branch parted from the main one to the files as they stand.
fn default_range(repository: &Repository) -> Result<Range, String> {
    let main = repository.main_branch()?;
    let here = repository.revision("HEAD").ok_or_else(|| "Det finns ingen commit att jämföra med ännu.".to_owned())?;
    Ok(Range { base: repository.merge_base(&main, &here)?, head: None })
}

/// A path as it is named from the repository's top, whether it exists or not.
fn below(repository: &Repository, path: &Path) -> Result<PathBuf, String> {
    let here = std::env::current_dir().and_then(|it| it.canonicalize());
    let here = here.map_err(|it| format!("Mappen går inte att läsa: {}.", crate::bild::reason(&it)))?;
    let mut whole = PathBuf::new();
    for part in here.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                whole.pop();
            }
            it => whole.push(it),
        }
    }
    let top = repository.top.canonicalize().unwrap_or_else(|_| repository.top.clone());
    whole.strip_prefix(&top).map(Path::to_owned).map_err(|_| format!("”{}” ligger utanför git-repot.", shown(path)))
}
