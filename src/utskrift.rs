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

fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Whether a file must be on the disk before its name is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Durable {
    Yes,
    No,
}

/// Writes a file beside its place and renames it there, so that nobody ever sees half of it.
///
/// # Errors
/// What the system says; an older file is then untouched.
pub fn write_whole(path: &Path, bytes: &[u8], durable: Durable) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    put(path, bytes, durable, None)
}

/// Writes a file that is there anew, with the permissions that it has.
///
/// # Errors
/// What the system says; the file is then untouched.
pub fn rewrite(path: &Path, bytes: &[u8]) -> io::Result<()> {
    put(path, bytes, Durable::Yes, Some(fs::metadata(path)?.permissions()))
}

fn put(path: &Path, bytes: &[u8], durable: Durable, permissions: Option<fs::Permissions>) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".fhplan-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    if durable == Durable::Yes {
        file.as_file().sync_all()?;
    }
    file.persist(path).map_err(|it| it.error)?;
    Ok(())
}
