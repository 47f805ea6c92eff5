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
