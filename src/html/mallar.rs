//! The frames of pages: the override folder's files, else those inside the program.

use std::fs;
use std::path::Path;

use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, Value};
use sha2::{Digest, Sha256};

use crate::pdf::hex;
use crate::typsnitt::TEMPLATES;

/// The frames, in the order they build on each other.
const FRAMES: [&str; 3] = ["bas.html", "sida.html", "index.html"];

/// The largest file of an override folder, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// More steps than a frame of any sense takes for an index of ten thousand documents.
const FUEL: u64 = 20_000_000;

/// The frames and the stylesheet of one override folder.
pub(super) struct Mallar {
    frames: Environment<'static>,
    pub(super) stil: Stil,
}

/// A stylesheet and the name it is written under: one of its own for every stylesheet of its own.
pub(super) struct Stil {
    pub(super) namn: String,
    pub(super) text: String,
}

impl Mallar {
    /// Reads the frames; files in `sidor` below `overrides` stand in for the program's own.
    pub(super) fn new(overrides: Option<&Path>) -> Result<Self, String> {
        let mut frames = Environment::new();
        frames.set_auto_escape_callback(|_| AutoEscape::Html);
        frames.set_undefined_behavior(UndefinedBehavior::Strict);
        frames.set_fuel(Some(FUEL));
        for name in FRAMES {
            frames.add_template_owned(name, read(name, overrides)?).map_err(|it| say(&it))?;
        }
        let text = read("stil.css", overrides)?;
        let digest = hex(&Sha256::digest(&text));
        let namn =
            if text != read("stil.css", None)? { format!("stil-{}.css", &digest[..8]) } else { "stil.css".to_owned() };
        Ok(Self { frames, stil: Stil { namn, text } })
    }

    /// A page in its frame.
    pub(super) fn render(&self, name: &str, values: Value) -> Result<String, String> {
        self.frames.get_template(name).and_then(|it| it.render(values)).map_err(|it| say(&it))
    }
}

/// A file of the frames: the override folder's, else the program's. Links may not lead out of that folder.
fn read(name: &str, overrides: Option<&Path>) -> Result<String, String> {
    let refused = |why: &str| format!("sidor/{name}: {why}");
    if let Some(folder) = overrides {
        let path = folder.join("sidor").join(name);
        if fs::symlink_metadata(&path).is_ok() {
            let real = path.canonicalize().map_err(|it| refused(crate::bild::reason(&it)))?;
            let inside = folder.canonicalize().is_ok_and(|it| real.starts_with(it));
            let fits = fs::metadata(&real).is_ok_and(|it| it.is_file() && it.len() <= MAX_BYTES);
            if !inside || !fits {
                return Err(refused("filen ligger utanför mappen templates, är för stor eller ingen vanlig fil"));
            }
            return fs::read_to_string(&real).map_err(|_| refused("filen är inte sparad som UTF-8"));
        }
    }
    let embedded = TEMPLATES.get_file(format!("sidor/{name}")).and_then(include_dir::File::contents_utf8);
    embedded.map(str::to_owned).ok_or_else(|| refused("filen finns inte"))
}

/// What a frame does wrong: its file and line, then what the template engine says.
fn say(error: &Error) -> String {
    let name = error.name().unwrap_or("mallen");
    let line = error.line().map(|it| format!(", rad {it}")).unwrap_or_default();
    format!("sidor/{name}{line}: {}", error.detail().unwrap_or("mallen kan inte följas"))
}
