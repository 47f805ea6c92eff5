//! The history of a repository: which commits touched some files, and what the files were then.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use super::git;
use crate::datum::Datum;

/// The most that the files of one commit may take, in bytes.
const MAX_BYTES: u64 = 300 << 20;

/// The largest file that is taken out of a commit, in bytes. No image, template or document is larger.
const MAX_FILE_BYTES: u64 = 20 << 20;

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incheckning {
    pub id: String,
    pub dag: Datum,
}

impl Incheckning {
    /// The id in the few digits that people use.
    pub fn kort(&self) -> &str {
        self.id.get(..7).unwrap_or(&self.id)
    }
}

/// A repository and its working folder.
#[derive(Clone, Debug)]
pub struct Repo {
    /// The folder at its top, links followed.
    pub topp: PathBuf,
}

impl Repo {
    /// The repository that a folder lies in.
    ///
    /// # Errors
    /// Says in Swedish why there is none that can be read.
    pub fn find(folder: &Path) -> Result<Self, String> {
        let output = run(git(folder).args(["rev-parse", "--show-toplevel"]))?;
        let topp = PathBuf::from(text(output)?.trim_end_matches(['\n', '\r']));
        topp.canonicalize().map(|topp| Self { topp }).map_err(|_| "Mappen hör inte till något git-repo.".to_owned())
    }

    /// Whether old commits are missing, as in a shallow clone.
    pub fn ar_avkortat(&self) -> bool {
        let output = run(git(&self.topp).args(["rev-parse", "--is-shallow-repository"]));
        output.and_then(text).is_ok_and(|it| it.trim() == "true")
    }

    /// The commits up to `fran` that touched any of the paths, newest first, at most `most`. Paths begin at the top.
    ///
    /// # Errors
    /// What git says.
    pub fn incheckningar(&self, fran: &str, paths: &[PathBuf], most: usize) -> Result<Vec<Incheckning>, String> {
        let mut command = git(&self.topp);
        command.args(["log", &format!("--max-count={most}"), "--format=%H %ct", fran, "--"]).args(paths);
        let line = |it: &str| {
            let (id, seconds) = it.split_once(' ')?;
            Some(Incheckning { id: id.to_owned(), dag: Datum::from_epoch(seconds.parse().ok()?)? })
        };
        Ok(text(run(&mut command)?)?.lines().filter_map(line).collect())
    }

    /// The files of a commit below some paths: path, object and size.
    fn files(&self, id: &str, paths: &[PathBuf]) -> Result<Vec<(PathBuf, String, u64)>, String> {
        let mut command = git(&self.topp);
        command.args(["ls-tree", "-r", "-l", "-z", "--full-tree", id, "--"]);
        command.args(paths.iter().filter(|it| !it.as_os_str().is_empty()));
        let listing = run(&mut command)?.stdout;
        let entry = |line: &[u8]| {
            let line = String::from_utf8_lossy(line).into_owned();
            let (facts, path) = line.split_once('\t')?;
            let mut facts = facts.split_whitespace();
            let (mode, _, object, size) = (facts.next()?, facts.next()?, facts.next()?, facts.next()?);
            // Links and submodules are no files of the commit.
            mode.starts_with("100").then(|| Some((PathBuf::from(path), object.to_owned(), size.parse().ok()?)))?
        };
        Ok(listing.split(|it| *it == 0).filter_map(entry).collect())
    }
}

/// A folder of ours with the files of one commit at a time.
pub struct Utcheckning {
    folder: TempDir,
    there: BTreeMap<PathBuf, String>,
}

impl Utcheckning {
    /// An empty folder.
    ///
    /// # Errors
    /// Says that there is no room for one.
    pub fn new() -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|_| NO_ROOM.to_owned())?;
        // Searches upwards for profiles and templates stop here, as they do at the top of a repository.
        fs::create_dir(folder.path().join(".git")).map_err(|_| NO_ROOM.to_owned())?;
        Ok(Self { folder, there: BTreeMap::new() })
    }

    /// The folder, links followed.
    pub fn path(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap_or_else(|_| self.folder.path().to_owned())
    }

    /// Makes the folder hold what a commit has below some paths. Files that are there already stay.
    ///
    /// # Errors
    /// What git or the system says.
    pub fn check_out(&mut self, repo: &Repo, id: &str, paths: &[PathBuf]) -> Result<(), String> {
        let wanted =
            repo.files(id, paths)?.into_iter().filter(|(path, _, size)| *size <= MAX_FILE_BYTES && is_inside(path));
        let wanted: Vec<(PathBuf, String, u64)> = wanted.collect();
        if wanted.iter().map(|it| it.2).sum::<u64>() > MAX_BYTES {
            return Err(format!("En incheckning är större än {} MB. Ange kommunens mapp med --repo.", MAX_BYTES >> 20));
        }
        let kept: BTreeMap<PathBuf, String> = wanted.into_iter().map(|(path, object, _)| (path, object)).collect();
        let failed = |_| NO_ROOM.to_owned();
        for path in self.there.keys().filter(|it| !kept.contains_key(*it)) {
            fs::remove_file(self.folder.path().join(path)).map_err(failed)?;
        }
        let changed: Vec<(&PathBuf, &String)> =
            kept.iter().filter(|(path, object)| self.there.get(*path) != Some(object)).collect();
        let contents = contents(repo, changed.iter().map(|it| it.1.as_str()))?;
        for ((path, _), bytes) in changed.iter().zip(contents) {
            let path = self.folder.path().join(path);
            path.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
            fs::write(&path, bytes).map_err(failed)?;
        }
        self.there = kept;
        Ok(())
    }
}

const NO_ROOM: &str = "Det går inte att skriva i mappen för tillfälliga filer.";

/// Whether a path leads downwards and into no git folder.
fn is_inside(path: &Path) -> bool {
    let plain = |it: Component<'_>| matches!(it, Component::Normal(name) if !name.eq_ignore_ascii_case(".git"));
    path.components().all(plain) && path.components().next().is_some()
}

/// What objects hold, in order, as git keeps them: no filter of the repository is run.
fn contents<'a>(repo: &Repo, objects: impl Iterator<Item = &'a str>) -> Result<Vec<Vec<u8>>, String> {
    let asked: Vec<&str> = objects.collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let mut command = git(&repo.topp);
    command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|_| NO_GIT.to_owned())?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let request = asked.join("\n") + "\n";
    // Both ends at once: git answers while it is asked.
    let answer = std::thread::scope(|scope| {
        scope.spawn(move || input.map(|mut it| it.write_all(request.as_bytes())));
        let mut answer = Vec::new();
        let limit = MAX_BYTES + (asked.len() as u64 + 1) * 128;
        output.map(|it| it.take(limit).read_to_end(&mut answer));
        answer
    });
    let _ = child.wait();
    split(&answer, asked.len()).ok_or_else(|| "git lämnade inte ut filerna i en incheckning.".to_owned())
}

/// The parts of what `cat-file --batch` prints: a line with the size last, the bytes, a line break.
fn split(mut answer: &[u8], count: usize) -> Option<Vec<Vec<u8>>> {
    let mut parts = Vec::with_capacity(count);
    for _ in 0..count {
        let end = answer.iter().position(|it| *it == b'\n')?;
        let head = std::str::from_utf8(&answer[..end]).ok()?;
        let size: usize = head.rsplit(' ').next()?.parse().ok()?;
        let body = answer.get(end + 1..end.checked_add(1)?.checked_add(size)?)?;
        parts.push(body.to_vec());
        answer = answer.get(end + 1 + size + 1..)?;
    }
    Some(parts)
}

const NO_GIT: &str = "Programmet git finns inte på datorn, så historiken kan inte läsas.";

fn run(command: &mut Command) -> Result<Output, String> {
    let output = command.stderr(Stdio::piped()).output().map_err(|_| NO_GIT.to_owned())?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let first = said.lines().next().unwrap_or_default().trim_start_matches("fatal: ");
    match first {
        it if it.contains("not a git repository") => Err("Mappen hör inte till något git-repo.".to_owned()),
        it if it.contains("does not have any commits") || it.contains("bad revision 'HEAD'") => {
            Err("Repot har ingen incheckning ännu.".to_owned())
        }
        it => Err(format!(
            "git kunde inte läsa historiken: {}",
            it.chars().flat_map(crate::svenska::visible).collect::<String>()
        )),
    }
}

fn text(output: Output) -> Result<String, String> {
    String::from_utf8(output.stdout).map_err(|_| "git svarade med något som inte är text.".to_owned())
}
