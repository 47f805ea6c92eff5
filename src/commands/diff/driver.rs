//! `fhplan diff --git`: what git runs for each file when `.gitattributes` says `*.toml diff=fhplan`.
//!
//! Git gives the file's name and two temporary files. What the document builds on is taken from the files as they stand, so
//! that names, sums and balances can be told; a file that is no plan is compared line by line, as git would.

use std::fs;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use similar::TextDiff;
use toml::de::DeTable;

use crate::commands::{Failure, Outcome};
use crate::compare::side::State;
use crate::compare::{compare, text};
use crate::discover::{PROFIL, discover};
use crate::inlasning::record_of;
use crate::svenska::visible;

/// What git says of a file that it gives as nothing.
const NOTHING: &str = "/dev/null";

/// A file on both sides, as git's arguments name it.
struct Pair<'a> {
    /// The name in the repository, before and after.
    names: [&'a str; 2],
    /// What it holds; `None` where there is no such file.
    bytes: [Option<Vec<u8>>; 2],
}

pub(super) fn run(arguments: &[String], out: &mut dyn Write) -> Result<Outcome, Failure> {
    // Name, old file, its hash and mode, new file, its hash and mode; then a new name, where it has one.
    let pair = match arguments {
        [name] => {
            writeln!(out, "fhplan diff {}: filen har två versioner som ska slås ihop.", shown(name))?;
            return Ok(Outcome::Done);
        }
        [name, old, _, _, new, _, _, rest @ ..] => {
            let renamed = rest.first().map_or(name.as_str(), String::as_str);
            Pair { names: [name, renamed], bytes: [bytes(old)?, bytes(new)?] }
        }
        _ => {
            let message = "--git är till för git: git config diff.fhplan.command \"fhplan diff --git\"";
            return Err(message.to_owned().into());
        }
    };
    writeln!(out, "fhplan diff {}", shown(pair.names[1]))?;
    if !pair.is_plan() {
        out.write_all(pair.lines().as_bytes())?;
        return Ok(Outcome::Done);
    }
    let found = pair.compared()?;
    out.write_all(text(&found).as_bytes())?;
    if found.unread.iter().any(|it| it.whole) {
        out.write_all(pair.lines().as_bytes())?;
    }
    writeln!(out)?;
    Ok(Outcome::Done)
}

fn bytes(path: &str) -> Result<Option<Vec<u8>>, String> {
    if path == NOTHING {
        return Ok(None);
    }
    fs::read(path).map(Some).map_err(|it| format!("{} går inte att läsa: {}.", shown(path), crate::bild::reason(&it)))
}

fn shown(text: &str) -> String {
    text.chars().flat_map(visible).collect()
}

impl Pair<'_> {
    /// Whether the file is a plan's, on either side.
    fn is_plan(&self) -> bool {
        let is_profile = self.names.iter().any(|it| Path::new(it).file_name().is_some_and(|it| it == PROFIL));
        let says_so = |bytes: &Vec<u8>| {
            let text = String::from_utf8_lossy(bytes);
            match DeTable::parse(&text) {
                Ok(table) => record_of(table.get_ref()).is_some(),
                Err(_) => text.lines().any(|it| it.trim() == "[dokument]"),
            }
        };
        is_profile || self.bytes.iter().flatten().any(says_so)
    }

    /// The difference line by line.
    fn lines(&self) -> String {
        let side =
            |at: usize| self.bytes[at].as_ref().map(|it| String::from_utf8_lossy(it).into_owned()).unwrap_or_default();
        let (old, new) = (side(0), side(1));
        let name = |at: usize, letter: &str| match self.bytes[at] {
            Some(_) => format!("{letter}/{}", shown(self.names[at])),
            None => NOTHING.to_owned(),
        };
        let lines = TextDiff::from_lines(&old, &new).unified_diff().header(&name(0, "a"), &name(1, "b")).to_string();
        let kept = |it: char| matches!(it, '\n' | '\t');
        lines.chars().flat_map(|it| if kept(it) { vec![it] } else { visible(it).collect() }).collect()
    }

    fn compared(&self) -> Result<crate::compare::Comparison, String> {
        let broken =
            |it: std::io::Error| format!("En tillfällig fil kunde inte skrivas: {}.", crate::bild::reason(&it));
        let old = tempfile::tempdir().map_err(broken)?;
        let new = tempfile::tempdir().map_err(broken)?;
        let beside = self.beside()?;
        for (at, folder) in [(0, old.path()), (1, new.path())] {
            // The folder is a repository's top to those who look upwards.
            fs::create_dir_all(folder.join(".git")).map_err(broken)?;
            for (name, bytes) in &beside {
                write(folder, name, bytes).map_err(broken)?;
            }
            if let Some(bytes) = &self.bytes[at] {
                write(folder, Path::new(self.names[at]), bytes).map_err(broken)?;
            }
        }
        let old = State::folder("före".to_owned(), old.path(), None).map(|it| (it, old))?;
        let new = State::folder("efter".to_owned(), new.path(), None).map(|it| (it, new))?;
        Ok(compare(&old.0, &new.0, &|it| self.names.contains(&it)))
    }

    /// The kommun's other files as they stand, by their names from the top.
    fn beside(&self) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
        let plain = |it: &str| Path::new(it).components().all(|it| matches!(it, Component::Normal(_)));
        if !self.names.iter().all(|it| plain(it)) {
            return Err("git gav ett filnamn som leder ut ur repot.".to_owned());
        }
        let above = Path::new(self.names[1]).ancestors().skip(1).map(|it| it.join(PROFIL)).find(|it| it.is_file());
        let Some(folder) = above.as_deref().and_then(Path::parent) else { return Ok(Vec::new()) };
        let whole = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let units = discover(&[whole.to_owned()])?.into_iter().filter(|it| it.profil == above);
        let files = units.flat_map(|it| it.filer.into_iter().chain(it.profil));
        let others = files.filter(|it| !self.names.iter().any(|name| it == Path::new(name)));
        Ok(others.filter_map(|it| fs::read(&it).ok().map(|bytes| (it, bytes))).collect())
    }
}

fn write(folder: &Path, name: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap_or(folder))?;
    fs::write(path, bytes)
}
