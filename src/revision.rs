//! What git knows of a file. Git is the `git` program, told to run nothing else and to read no settings of the folder.

pub mod historik;

use std::path::Path;
use std::process::{Command, Stdio};

use crate::datum::Datum;

/// Git in a folder: it runs nothing else, asks nobody anything, fetches nothing, and takes paths letter by letter.
fn git(folder: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(folder)
        .args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false"])
        .args(["--no-pager", "--literal-pathspecs", "--no-replace-objects"])
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stderr(Stdio::null());
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
    let output = git(folder).args(["log", "-1", "--format=%ct", "--"]).arg(name).output().ok()?;
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
