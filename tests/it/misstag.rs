//! Every mistake in `examples/misstag` prints what stands beside it. `SNAPSHOTS=overwrite cargo test` writes it anew.

use std::path::PathBuf;
use std::process::Command;

use snapbox::assert::Assert;
use snapbox::data::{Data, DataFormat};

use crate::verktyg::root;

#[test]
fn every_mistake_prints_its_message() {
    let folder = root().join("examples/misstag");
    let files = walkdir::WalkDir::new(&folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let mut cases: Vec<PathBuf> = files.map(walkdir::DirEntry::into_path).collect();
    cases.retain(|it| {
        it.extension().is_some_and(|it| it == "toml") && it.file_name().is_some_and(|it| it != "kommun.toml")
    });
    assert!(cases.len() > 40, "the gallery is there");
    let assert = Assert::new().action_env("SNAPSHOTS").normalize_paths(false);
    for case in cases {
        let name = case.strip_prefix(&folder).expect("the case is in the folder");
        let output = Command::new(env!("CARGO_BIN_EXE_fhplan")).arg("check").arg(name).current_dir(&folder).output();
        let output = output.expect("the program runs");
        let out = String::from_utf8(output.stdout).expect("the program writes UTF-8");
        let expected = Data::read_from(&case.with_extension("txt"), Some(DataFormat::Text));
        assert.eq(out, expected);
        let errors = std::fs::read_to_string(case.with_extension("txt")).is_ok_and(|it| it.starts_with("Fel "));
        assert_eq!(output.status.code(), Some(i32::from(errors)), "{}", name.display());
    }
}
