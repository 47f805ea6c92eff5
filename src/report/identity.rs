//! By what a finding is known again in the next run.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::Finding;
use crate::pdf::hex;

/// Gives each finding a fingerprint of its check, its file, what it is about and a number for repeats. No line number has
/// a part in it, so that a finding stays the same when something is written above it.
pub(super) fn identify(findings: &mut [Finding]) {
    let mut repeats: BTreeMap<String, usize> = BTreeMap::new();
    for finding in findings {
        // What has no key, as in a file that is no TOML, is known by the words on its line.
        let item = finding.item.as_deref().unwrap_or(&finding.line);
        let what = format!("{}\0{}\0{item}", finding.check.name, finding.place.file.path);
        let repeat = repeats.entry(what.clone()).and_modify(|it| *it += 1).or_insert(1);
        finding.fingerprint = hex(&Sha256::digest(format!("{what}\0{repeat}")));
    }
}
