//! What git knows of a file and of earlier states. Git is the `git` program, told to run nothing else and to read no settings
//! that would make it.

pub mod historik;
mod snapshot;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::datum::Datum;

pub use snapshot::{Blob, Snapshot};

/// Git in a folder, without hooks, watchers, filters, pagers, signatures and fetching; it asks nobody anything, and takes
/// paths letter by letter.
fn git(folder: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(folder)
        .args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false"])
        .args(["-c", "protocol.allow=never", "-c", "core.quotePath=false"])
        .args(["--no-pager", "--literal-pathspecs", "--no-replace-objects"])
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("LC_ALL", "C")
        .stdin(Stdio::null());
    // A hook that runs this program names its own repository here, which need not be the folder's.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        git.env_remove(name);
    }
    git
}

/// The day of the commit that last changed a file; `None` without git, a repository or a commit.
pub fn last_changed(path: &Path) -> Option<Datum> {
    let name = path.file_name()?;
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Where there is no repository, asking git costs more than all else that is done with a document made before.
    if !fs::canonicalize(folder).ok()?.ancestors().any(|it| it.join(".git").exists()) {
        return None;
    }
    let output = git(folder).args(["log", "-1", "--format=%ct", "--"]).arg(name).stderr(Stdio::null()).output().ok()?;
    let seconds = String::from_utf8(output.stdout).ok()?;
    Datum::from_epoch(seconds.trim().parse().ok()?)
}

/// The day that `SOURCE_DATE_EPOCH` names, for builds that fix their dates.
pub fn source_date() -> Option<Datum> {
    Datum::from_epoch(std::env::var("SOURCE_DATE_EPOCH").ok()?.trim().parse().ok()?)
}

/// The day of a draft: its last commit's, else the build's.
pub fn draft_date(path: &Path) -> Option<Datum> {
    last_changed(path).or_else(source_date)
}

/// A repository, seen from the folder that the program stands in.
#[derive(Debug)]
pub struct Repository {
    /// The top of its files.
    pub top: PathBuf,
}

/// A revision that exists: what somebody called it, and its commit.
#[derive(Clone, Debug)]
pub struct Revision {
    pub name: String,
    commit: String,
}

impl Repository {
    /// The repository of a folder.
    ///
    /// # Errors
    /// Says in Swedish why there is none, and what to do.
    pub fn of(folder: &Path) -> Result<Self, String> {
        let output = run(git(folder).args(["rev-parse", "--show-toplevel"]))?;
        if output.status.success() {
            let top = path(output.stdout.strip_suffix(b"\n").unwrap_or(&output.stdout));
            return Ok(Self { top });
        }
        let why = String::from_utf8_lossy(&output.stderr);
        Err(if why.contains("dubious ownership") {
            "git läser inte mappen, för den ägs av någon annan. Litar du på den: \
             git config --global --add safe.directory MAPPEN"
                .to_owned()
        } else if why.contains("must be run in a work tree") {
            "Här finns ett git-repo utan filer. Ställ dig i en utcheckad mapp.".to_owned()
        } else {
            "Den här mappen hör inte till något git-repo. Ange två mappar eller två filer: fhplan diff GAMMAL NY"
                .to_owned()
        })
    }

    fn git(&self) -> Command {
        git(&self.top)
    }

    fn line(&self, arguments: &[&str]) -> Option<String> {
        let output = self.git().args(arguments).stderr(Stdio::null()).output().ok()?;
        let line = String::from_utf8(output.stdout).ok()?;
        (output.status.success() && !line.trim().is_empty()).then(|| line.trim().to_owned())
    }

    /// A revision by its name; `None` when there is none.
    pub fn revision(&self, name: &str) -> Option<Revision> {
        let wanted = format!("{name}^{{commit}}");
        let commit = self.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?;
        Some(Revision { name: name.to_owned(), commit })
    }

    /// A revision that somebody named.
    ///
    /// # Errors
    /// Says that there is none, and why that may be.
    pub fn wanted(&self, name: &str) -> Result<Revision, String> {
        self.revision(name).ok_or_else(|| {
            let shown = crate::svenska::quoted(name);
            let why = if self.is_shallow() { format!(" {FETCH}") } else { String::new() };
            format!("Det finns ingen revision som heter ”{shown}”.{why}")
        })
    }

    /// The branch that others are merged into.
    ///
    /// # Errors
    /// Says that it cannot be guessed.
    pub fn main_branch(&self) -> Result<Revision, String> {
        let origin = self.line(&["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"]);
        let names = ["origin/main", "origin/master", "main", "master"].map(str::to_owned);
        origin.into_iter().chain(names).find_map(|it| self.revision(&it)).ok_or_else(|| {
            let why = if self.is_shallow() { format!(" {FETCH}") } else { String::new() };
            format!("Det går inte att se vilken gren som är huvudgren. Ange den: fhplan diff GREN.{why}")
        })
    }

    /// Where two revisions parted.
    ///
    /// # Errors
    /// Says that they have nothing in common, or that the history has not been fetched.
    pub fn merge_base(&self, one: &Revision, other: &Revision) -> Result<Revision, String> {
        let found = self.line(&["merge-base", "--end-of-options", &one.commit, &other.commit]);
        let commit = found.ok_or_else(|| {
            let (a, b) = (&one.name, &other.name);
            let why = if self.is_shallow() { FETCH } else { "De har ingen gemensam historia." };
            format!("Det går inte att se var {b} skildes från {a}. {why}")
        })?;
        Ok(Revision { name: one.name.clone(), commit })
    }

    fn is_shallow(&self) -> bool {
        self.line(&["rev-parse", "--is-shallow-repository"]).as_deref() == Some("true")
    }
}

/// What to do when the history is not there.
const FETCH: &str =
    "Bara en del av historiken är hämtad. Hämta resten: git fetch --unshallow (i GitHub Actions: fetch-depth: 0).";

/// Runs git.
fn run(command: &mut Command) -> Result<Output, String> {
    command.output().map_err(|it| missing(&it))
}

/// Why git could not be started.
fn missing(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            "git finns inte på den här datorn. Utan git går det att jämföra två mappar eller två filer: \
             fhplan diff GAMMAL NY"
                .to_owned()
        }
        _ => format!("git kunde inte köras: {}.", crate::bild::reason(error)),
    }
}

/// A path as git writes it.
#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(OsStr::from_bytes(bytes))
}

/// A path as git writes it.
#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::new(String::from_utf8_lossy(bytes).as_ref()))
}
