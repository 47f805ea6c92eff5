//! What files are called by people and by machines.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use crate::index::href;
use crate::source::Source;

/// A file's names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName {
    /// As it was typed or found, from where the program stands.
    pub shown: String,
    /// From the top of the repository, with `/` between folders.
    pub path: String,
    /// The same as an address, percent-encoded.
    pub uri: String,
}

impl FileName {
    /// The names of a file that was read.
    pub fn new(source: &Source, roots: &mut Roots) -> Self {
        let path = source.path.as_deref().map_or_else(|| PathBuf::from(&source.name), |it| roots.relative(it));
        let uri = if path.has_root() { format!("file:///{}", href(&path)) } else { href(&path) };
        Self { shown: source.name.clone(), path: slashed(&path), uri }
    }

    /// Whether the address starts from the top of the repository.
    pub fn is_relative(&self) -> bool {
        !self.uri.starts_with("file:")
    }
}

/// A path with `/` between folders on every system.
fn slashed(path: &Path) -> String {
    let parts = path.components().filter_map(|it| match it {
        Component::RootDir => Some(String::new()),
        Component::CurDir => None,
        it => Some(it.as_os_str().to_string_lossy().into_owned()),
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The tops of the repositories that files lie in, looked up once a folder.
pub struct Roots {
    here: PathBuf,
    /// A folder as it was typed, with its true place and the top above it.
    known: BTreeMap<PathBuf, (PathBuf, PathBuf)>,
}

impl Roots {
    /// Starts from the current folder, which stands for the top where there is no repository.
    pub fn new() -> Self {
        let here = std::env::current_dir().and_then(|it| it.canonicalize()).unwrap_or_default();
        Self { here, known: BTreeMap::new() }
    }

    /// A path from the top of its repository; one that lies neither in a repository nor here stays whole.
    fn relative(&mut self, path: &Path) -> PathBuf {
        let folder = path.parent().unwrap_or(Path::new(""));
        let here = &self.here;
        let (folder, top) = self.known.entry(folder.to_owned()).or_insert_with(|| {
            let folder = here.join(folder);
            let folder = folder.canonicalize().unwrap_or(folder);
            let top = folder.ancestors().find(|it| it.join(".git").exists()).unwrap_or(here).to_owned();
            (folder, top)
        });
        let whole = path.file_name().map_or_else(|| folder.clone(), |it| folder.join(it));
        whole.strip_prefix(top).map(Path::to_owned).unwrap_or(whole)
    }
}

impl Default for Roots {
    fn default() -> Self {
        Self::new()
    }
}
