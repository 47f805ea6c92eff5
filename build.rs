//! Gives the program a fingerprint of the templates and fonts that are built into it.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

fn main() {
    println!("cargo:rerun-if-changed=templates");
    let mut files = Vec::new();
    list(Path::new("templates"), &mut files);
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.to_string_lossy().as_bytes());
        hash.update(fs::read(&file).expect("a template can be read"));
    }
    let digits: String = hash.finalize().iter().map(|it| format!("{it:02x}")).collect();
    println!("cargo:rustc-env=FHPLAN_TEMPLATES={digits}");
}

/// Adds every file below a folder.
fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the templates are there") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            list(&path, files);
        } else {
            files.push(path);
        }
    }
}
