//! The index of a run: every document that it made, kommun by kommun.

use std::fmt::Write as _;
use std::path::{Component, Path};

use crate::svenska;

/// The documents of a run, in order.
#[derive(Debug, Default)]
pub struct Index {
    pub kommuner: Vec<Kommunpost>,
}

/// The documents of one kommun.
#[derive(Debug)]
pub struct Kommunpost {
    pub namn: String,
    pub poster: Vec<Post>,
}

/// A document in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub kommun: String,
    pub ar: i16,
    pub slag: String,
    pub titel: String,
    pub status: &'static str,
    /// The day of the decision, for one that is decided.
    pub beslutat: Option<String>,
    pub diarienummer: Option<String>,
    pub filer: Vec<Fil>,
}

/// A file that holds the document, by its address from the index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fil {
    pub slut: &'static str,
    pub lank: String,
}

impl Fil {
    /// What the file is called in the index.
    pub fn namn(&self) -> String {
        match self.slut {
            "xlsx" => "Kalkylblad".to_owned(),
            "html" => "Webbsida".to_owned(),
            "md" => "Markdown".to_owned(),
            slut => slut.to_uppercase(),
        }
    }
}

impl Post {
    /// The address of the file with this ending.
    pub fn lank(&self, slut: &str) -> Option<&String> {
        self.filer.iter().find(|it| it.slut == slut).map(|it| &it.lank)
    }
}

impl Index {
    /// The index's own title.
    pub const TITEL: &'static str = "Folkhälsoplaner och uppföljningar";

    /// Puts documents in order: by kommun, year and kind, as a Swede would look for them.
    pub fn new(mut poster: Vec<Post>) -> Self {
        poster.sort_by_cached_key(|it| {
            let name = svenska::ordning(&it.kommun);
            let files = it.filer.first().map(|it| it.lank.clone());
            (name, it.kommun.clone(), it.ar, it.slag != "Verksamhetsplan", it.slag.clone(), it.titel.clone(), files)
        });
        let mut index = Self::default();
        for post in poster {
            match index.kommuner.last_mut() {
                Some(last) if last.namn == post.kommun => last.poster.push(post),
                _ => index.kommuner.push(Kommunpost { namn: post.kommun.clone(), poster: vec![post] }),
            }
        }
        index
    }

    /// How much there is, in words.
    pub fn antal(&self) -> String {
        let documents = self.kommuner.iter().map(|it| it.poster.len()).sum();
        let documents = svenska::count(documents, "dokument", "dokument");
        format!("{documents} från {}", svenska::count(self.kommuner.len(), "kommun", "kommuner"))
    }
}

/// A path as an address from the folder it is relative to: all but plain letters and digits are percent-encoded.
pub fn href(path: &Path) -> String {
    let mut out = String::new();
    for part in path.components() {
        let Component::Normal(name) = part else { continue };
        if !out.is_empty() {
            out.push('/');
        }
        for byte in name.as_encoded_bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(*byte)),
                byte => {
                    let _ = write!(out, "%{byte:02X}");
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_percent_encoded() {
        assert_eq!(href(Path::new("åmål/2024/a b#?.html")), "%C3%A5m%C3%A5l/2024/a%20b%23%3F.html");
    }
}
