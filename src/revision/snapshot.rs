//! The files of a revision: listed by one process, and those that are needed read by another.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::process::Stdio;
use std::thread;

use super::{Repository, Revision, missing, path, run};
use crate::source::MAX_FILE_BYTES;

/// The files that matter, of one revision.
#[derive(Debug)]
pub struct Snapshot {
    pub files: BTreeMap<PathBuf, Blob>,
}

/// A file of a revision by what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    oid: String,
    size: u64,
}

impl Repository {
    /// The TOML files of a revision, and those that say which files are no part of it.
    ///
    /// # Errors
    /// Says that git could not list them.
    pub fn snapshot(&self, revision: &Revision) -> Result<Snapshot, String> {
        let mut git = self.git();
        let output = run(git.args(["ls-tree", "-r", "-z", "-l", "--full-tree", "--end-of-options", &revision.commit]))?;
        if !output.status.success() {
            return Err(format!("git kunde inte läsa revisionen ”{}”.", revision.name));
        }
        let files = output.stdout.split(|it| *it == 0).filter_map(entry).collect();
        Ok(Snapshot { files })
    }

    /// What some files hold. One that is larger than any plan is given as its size only.
    ///
    /// # Errors
    /// Says that git could not read them.
    pub fn contents(&self, blobs: &[&Blob]) -> Result<BTreeMap<String, Vec<u8>>, String> {
        let wanted: Vec<String> =
            blobs.iter().filter(|it| it.size <= MAX_FILE_BYTES).map(|it| it.oid.clone()).collect();
        let large = blobs.iter().filter(|it| it.size > MAX_FILE_BYTES).map(|it| (it.oid.clone(), Vec::new()));
        let mut found: BTreeMap<String, Vec<u8>> = large.collect();
        if wanted.is_empty() {
            return Ok(found);
        }
        let mut git = self.git();
        let child =
            git.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = child.spawn().map_err(|it| missing(&it))?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let broken = |_: io::Error| "git kunde inte läsa alla filer.".to_owned();
        let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else { return Err("git kunde inte läsas.".to_owned()) };
        // Git answers while it is being asked, so somebody else must ask.
        let asking = thread::spawn(move || wanted.iter().try_for_each(|it| writeln!(stdin, "{it}")));
        let mut answers = BufReader::new(stdout);
        let mut heading = String::new();
        while answers.read_line(&mut heading).map_err(broken)? > 0 {
            let mut words = heading.split_whitespace();
            let (oid, size) =
                (words.next().unwrap_or_default().to_owned(), words.nth(1).and_then(|it| it.parse().ok()));
            let Some(size) = size else {
                return Err(format!("git saknar en fil ({oid}). Hämta hela repot: git fetch"));
            };
            let mut bytes = Vec::new();
            answers.by_ref().take(size).read_to_end(&mut bytes).map_err(broken)?;
            answers.read_exact(&mut [0]).map_err(broken)?;
            found.insert(oid, bytes);
            heading.clear();
        }
        let asked = asking.join().is_ok_and(|it| it.is_ok());
        let status = child.wait().map_err(broken)?;
        if asked && status.success() { Ok(found) } else { Err("git kunde inte läsa alla filer.".to_owned()) }
    }
}

impl Blob {
    /// What the file holds, among what was read.
    pub fn bytes<'a>(&self, read: &'a BTreeMap<String, Vec<u8>>) -> Option<&'a [u8]> {
        read.get(&self.oid).filter(|_| self.size <= MAX_FILE_BYTES).map(Vec::as_slice)
    }
}

/// A line of the list: mode, kind, name of what it holds, size, and its path.
fn entry(line: &[u8]) -> Option<(PathBuf, Blob)> {
    let tab = line.iter().position(|it| *it == b'\t')?;
    let facts = std::str::from_utf8(&line[..tab]).ok()?;
    let mut facts = facts.split_whitespace();
    let (mode, kind, oid, size) = (facts.next()?, facts.next()?, facts.next()?, facts.next()?);
    let path = path(&line[tab + 1..]);
    // A link is no plan, and no path leads out of the folder that files are written to.
    let is_file = kind == "blob" && matches!(mode, "100644" | "100755" | "100664");
    let is_below = path.components().all(|it| matches!(it, Component::Normal(_)) && it.as_os_str() != ".git");
    let name = path.file_name()?;
    let matters = path.extension().is_some_and(|it| it == "toml") || name == ".gitignore" || name == ".ignore";
    (is_file && is_below && matters).then(|| Some((path, Blob { oid: oid.to_owned(), size: size.parse().ok()? })))?
}

impl Snapshot {
    /// Writes some of the files below a folder. The folder is a repository's top to those who look upwards.
    ///
    /// # Errors
    /// Says that they could not be written.
    pub fn write(
        &self,
        folder: &Path,
        read: &BTreeMap<String, Vec<u8>>,
        wanted: &dyn Fn(&Path) -> bool,
    ) -> Result<(), String> {
        let broken = |it: io::Error| format!("En tillfällig fil kunde inte skrivas: {}.", crate::bild::reason(&it));
        fs::create_dir_all(folder.join(".git")).map_err(broken)?;
        for (path, blob) in self.files.iter().filter(|(path, _)| wanted(path)) {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(broken)?;
            let file = fs::File::create(&path).map_err(broken)?;
            match blob.bytes(read) {
                Some(bytes) => (&file).write_all(bytes).map_err(broken)?,
                // So large that nobody reads it, and told of as that.
                None => file.set_len(blob.size).map_err(broken)?,
            }
        }
        Ok(())
    }
}
