//! Which documents lie below a path, and whose they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::WalkState;

use crate::parallell;

/// The files of one kommun: its profile and what may be its documents.
#[derive(Clone, Debug)]
pub struct Enhet {
    /// The nearest `kommun.toml` upwards.
    pub profil: Option<PathBuf>,
    /// TOML files in order; whether one is a document shows when it is read.
    pub filer: Vec<PathBuf>,
    /// The kommun's other files, which these may build on.
    pub grannar: Grannar,
    /// The one of the files whose text comes from standard input.
    pub stdin: Option<PathBuf>,
}

impl Enhet {
    /// The files that were asked for by `paths`: the profile only if it is named or lies below a folder that is.
    pub fn efterfragade(&self, paths: &[PathBuf]) -> impl Iterator<Item = &Path> {
        let is_whole = matches!(self.grannar, Grannar::Kanda(_)) || self.filer.is_empty();
        let profil = self.profil.iter().filter(|it| is_whole || paths.iter().any(|path| tidy(path) == **it));
        let profil: Vec<&PathBuf> = profil.collect();
        profil.into_iter().chain(&self.filer).map(PathBuf::as_path)
    }
}

/// Where the other files of a kommun are.
#[derive(Clone, Debug)]
pub enum Grannar {
    /// They are to be looked for in the kommun's folder, if anything builds on them.
    Sok,
    /// They are these.
    Kanda(Vec<PathBuf>),
}

/// The name of a kommun's profile.
pub const PROFIL: &str = "kommun.toml";

/// Stands for standard input among paths.
pub const STDIN: &str = "-";

/// Finds the documents at or below the paths, kommun by kommun, sorted; `.gitignore` is respected.
///
/// # Errors
/// Names the first path that does not exist or cannot be searched.
pub fn discover(paths: &[PathBuf]) -> Result<Vec<Enhet>, String> {
    discover_as(paths, Path::new(STDIN))
}

/// As [`discover`]; what comes from standard input stands for the file `stdin`, which need not exist.
///
/// # Errors
/// Names the first path that does not exist or cannot be searched.
pub fn discover_as(paths: &[PathBuf], stdin: &Path) -> Result<Vec<Enhet>, String> {
    let stdin = tidy(stdin);
    let mut files = BTreeSet::new();
    for path in paths {
        if path.as_os_str() == STDIN {
            files.insert(stdin.clone());
            continue;
        }
        match fs::metadata(path) {
            Ok(it) if it.is_dir() => walk(path, &mut files)?,
            Ok(_) => {
                files.insert(tidy(path));
            }
            Err(_) => return Err(format!("Det finns ingen fil eller mapp som heter ”{}”.", path.display())),
        }
    }
    let mut nearest = BTreeMap::new();
    let mut units: BTreeMap<Option<PathBuf>, Vec<PathBuf>> = BTreeMap::new();
    let mut whole = BTreeSet::new();
    for file in files {
        if file.file_name().is_some_and(|it| it == PROFIL) {
            // A profile that was found in a folder was found with all there is beside it and below.
            if !paths.contains(&file) {
                whole.insert(file.clone());
            }
            units.entry(Some(file)).or_default();
            continue;
        }
        let folder = if file.as_os_str() == STDIN { Path::new("") } else { file.parent().unwrap_or(Path::new("")) };
        let profil = profile_above(folder, &mut nearest);
        units.entry(profil).or_default().push(file);
    }
    let asked = paths.iter().any(|it| it.as_os_str() == STDIN);
    let unit = |(profil, filer): (Option<PathBuf>, Vec<PathBuf>)| {
        let all = profil.as_ref().is_none_or(|it| whole.contains(it));
        let own = asked && (filer.contains(&stdin) || profil.as_ref() == Some(&stdin));
        let grannar = if all { Grannar::Kanda(Vec::new()) } else { Grannar::Sok };
        Enhet { profil, filer, grannar, stdin: own.then(|| stdin.clone()) }
    };
    Ok(units.into_iter().map(unit).collect())
}

/// The TOML files of the kommun with this profile, but for those already known.
pub fn neighbours(profil: &Path, known: &[PathBuf]) -> Vec<PathBuf> {
    let folder = profil.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let top = folder.to_owned();
    // A folder with a profile of its own is another kommun's.
    let own = move |it: &ignore::DirEntry| it.path() == top || !it.path().join(PROFIL).exists();
    let walker = ignore::WalkBuilder::new(folder)
        .require_git(false)
        .follow_links(false)
        .filter_entry(own)
        .sort_by_file_path(Path::cmp)
        .build();
    let files = walker.filter_map(Result::ok).filter(|it| it.file_type().is_some_and(|it| it.is_file()));
    let toml = files.map(|it| tidy(it.path())).filter(|it| it.extension().is_some_and(|it| it == "toml"));
    let known: BTreeSet<Option<PathBuf>> = known.iter().map(|it| it.canonicalize().ok()).collect();
    toml.filter(|it| it.file_name().is_some_and(|it| it != PROFIL) && !known.contains(&it.canonicalize().ok()))
        .collect()
}

/// The nearest folder of templates beside a kommun's folder or above it, inside the repository.
pub fn templates_for(kommun: &Path) -> Option<PathBuf> {
    let kommun = kommun.canonicalize().ok()?;
    for folder in kommun.ancestors() {
        let templates = folder.join("templates");
        if templates.is_dir() {
            return Some(templates);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// The path without `./` in front, as people write it.
fn tidy(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
}

fn walk(folder: &Path, files: &mut BTreeSet<PathBuf>) -> Result<(), String> {
    let mut builder = ignore::WalkBuilder::new(folder);
    let walker = builder.require_git(false).follow_links(false).threads(parallell::cores()).build_parallel();
    let found = Mutex::new((Vec::new(), BTreeSet::new()));
    walker.run(|| {
        Box::new(|entry| {
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            match entry {
                // A folder called plan.toml is kept, so that it is told about rather than passed over.
                Ok(it) if it.path().extension().is_some_and(|it| it == "toml") && it.path() != folder => {
                    found.0.push(tidy(it.path()));
                }
                Ok(_) => {}
                Err(error) => {
                    found.1.insert(format!("Mappen ”{}” går inte att läsa: {error}", folder.display()));
                }
            }
            WalkState::Continue
        })
    });
    let (paths, errors) = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    // Which folder is reached first differs from time to time, and what is said must not.
    match errors.into_iter().next() {
        Some(error) => Err(error),
        None => {
            files.extend(paths);
            Ok(())
        }
    }
}

/// The nearest profile in a folder or above it; a repository's top is the last place to look.
fn profile_above(folder: &Path, nearest: &mut BTreeMap<PathBuf, Option<PathBuf>>) -> Option<PathBuf> {
    if let Some(known) = nearest.get(folder) {
        return known.clone();
    }
    let here = folder.join(PROFIL);
    let found = if fs::metadata(&here).is_ok() {
        Some(here)
    } else if folder.join(".git").exists() {
        None
    } else {
        above(folder).and_then(|it| profile_above(&it, nearest))
    };
    nearest.insert(folder.to_owned(), found.clone());
    found
}

/// The folder above, also when the path as typed has none.
fn above(folder: &Path) -> Option<PathBuf> {
    let plain = folder.components().all(|it| matches!(it, std::path::Component::Normal(_)));
    match folder.parent() {
        Some(parent) if !folder.is_absolute() && plain => Some(parent.to_owned()),
        Some(parent) if folder.is_absolute() => Some(parent.to_owned()),
        _ => fs::canonicalize(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
            .ok()?
            .parent()
            .map(Path::to_owned),
    }
}
