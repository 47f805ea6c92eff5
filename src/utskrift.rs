//! Writes documents: whole or not at all, and not again when nothing that goes into them has changed.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::pdf::hex;

/// The folder inside the output folder that remembers what each document was made of.
const MEMORY: &str = ".fhplan";

/// A document's place below an output folder.
#[derive(Clone, Debug)]
pub struct Utfil {
    /// The output folder.
    pub folder: PathBuf,
    /// The path inside it, such as `alingsas/2024/verksamhetsplan.pdf`.
    pub name: PathBuf,
}

impl Utfil {
    /// The file itself.
    pub fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    fn memory(&self) -> PathBuf {
        let mut name = self.folder.join(MEMORY).join(&self.name).into_os_string();
        name.push(".nyckel");
        name.into()
    }

    /// Whether the file is there, untouched, and was made of what `key` stands for.
    pub fn is_current(&self, key: &str) -> bool {
        let Ok(memory) = fs::read_to_string(self.memory()) else { return false };
        let mut lines = memory.lines();
        if lines.next() != Some(key) {
            return false;
        }
        fs::read(self.path()).is_ok_and(|bytes| lines.next() == Some(digest(&bytes).as_str()))
    }

    /// Writes the file and remembers its key.
    ///
    /// # Errors
    /// What the system says when a folder cannot be made or a file not written; an older file is then untouched.
    pub fn write(&self, bytes: &[u8], key: &str) -> io::Result<()> {
        write_whole(&self.path(), bytes, Durable::Yes)?;
        // Losing the memory costs only that the document is made once more.
        write_whole(&self.memory(), format!("{key}\n{}\n", digest(bytes)).as_bytes(), Durable::No)
    }
}

impl Utfil {
    /// Writes a file that is cheap to make, unless it is there already with these bytes. Says whether it was written.
    ///
    /// # Errors
    /// What the system says; an older file is then untouched.
    pub fn write_changed(&self, bytes: &[u8]) -> io::Result<bool> {
        if fs::read(self.path()).is_ok_and(|it| it == bytes) {
            return Ok(false);
        }
        write_whole(&self.path(), bytes, Durable::Yes).map(|()| true)
    }
}

/// A document as one file a page, named as the file but with `-01`, `-02` … before the ending.
impl Utfil {
    /// The file of a page, counted from 1, of a document with `count` pages. All its pages have equally many digits.
    fn page(&self, number: usize, count: usize) -> Self {
        let width = count.to_string().len().max(2);
        let (stem, ending) = self.name_parts();
        Self {
            folder: self.folder.clone(),
            name: self.name.with_file_name(format!("{stem}-{number:0width$}.{ending}")),
        }
    }

    fn name_parts(&self) -> (String, String) {
        let part = |it: Option<&std::ffi::OsStr>| it.unwrap_or_default().to_string_lossy().into_owned();
        (part(self.name.file_stem()), part(self.name.extension()))
    }

    /// Whether every page is there, untouched, and was made of what `key` stands for.
    pub fn pages_are_current(&self, key: &str) -> bool {
        let Ok(memory) = fs::read_to_string(self.memory()) else { return false };
        let mut lines = memory.lines();
        let digests: Vec<&str> = if lines.next() == Some(key) { lines.collect() } else { return false };
        let same = |(idx, it): (usize, &&str)| {
            fs::read(self.page(idx + 1, digests.len()).path()).is_ok_and(|bytes| digest(&bytes) == **it)
        };
        !digests.is_empty() && digests.iter().enumerate().all(same)
    }

    /// Writes the pages that are not there already, takes away those of a longer earlier version, and remembers the key.
    /// Gives the files that were written.
    ///
    /// # Errors
    /// What the system says; each page is then the old one or the new one, whole.
    pub fn write_pages(&self, pages: &[Vec<u8>], key: &str) -> io::Result<Vec<PathBuf>> {
        let mut written = Vec::new();
        let mut names = Vec::new();
        for (idx, bytes) in pages.iter().enumerate() {
            let file = self.page(idx + 1, pages.len());
            if file.write_changed(bytes)? {
                written.push(file.path());
            }
            names.push(file.path());
        }
        for old in self.pages_there()?.into_iter().filter(|it| !names.contains(it)) {
            fs::remove_file(old)?;
        }
        let digests: String = pages.iter().map(|it| format!("{}\n", digest(it))).collect();
        write_whole(&self.memory(), format!("{key}\n{digests}").as_bytes(), Durable::No)?;
        Ok(written)
    }

    /// The files that are named as pages of this document are.
    fn pages_there(&self) -> io::Result<Vec<PathBuf>> {
        let path = self.path();
        let (stem, ending) = self.name_parts();
        let is_page = |it: &PathBuf| {
            let name = it.file_name().unwrap_or_default().to_string_lossy();
            page_of(&name).is_some_and(|(document, _)| document == stem) && name.ends_with(&format!(".{ending}"))
        };
        let files = fs::read_dir(path.parent().unwrap_or(Path::new(".")))?;
        Ok(files.filter_map(|it| Some(it.ok()?.path())).filter(is_page).collect())
    }
}

/// What a page's file name says: the document, and the page counted from 1. `None` for another file.
pub fn page_of(name: &str) -> Option<(&str, usize)> {
    let (document, digits) = name.rsplit_once('.')?.0.rsplit_once('-')?;
    let plain = digits.len() >= 2 && digits.bytes().all(|it| it.is_ascii_digit());
    (plain && !document.is_empty()).then(|| Some((document, digits.parse().ok()?)))?
}

fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Whether a file must be on the disk before its name is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Durable {
    Yes,
    No,
}

/// Writes a file that is there anew, whole, with the permissions it has.
///
/// # Errors
/// What the system says, or that the file or its folder may not be written in; the file is then untouched.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let permissions = fs::metadata(path)?.permissions();
    // Renaming asks for no leave to write in the file itself.
    if permissions.readonly() || fs::metadata(folder)?.permissions().readonly() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let mut file = temporary(folder)?;
    file.write_all(bytes)?;
    file.as_file().set_permissions(permissions)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|it| it.error)?;
    Ok(())
}

/// Writes a file beside its place and renames it there, so that nobody ever sees half of it.
///
/// # Errors
/// What the system says; an older file is then untouched.
pub fn write_whole(path: &Path, bytes: &[u8], durable: Durable) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = temporary(folder)?;
    file.write_all(bytes)?;
    if durable == Durable::Yes {
        file.as_file().sync_all()?;
    }
    file.persist(path).map_err(|it| it.error)?;
    Ok(())
}

/// A file with a name of its own that goes away unless it is kept.
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".fhplan-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}
