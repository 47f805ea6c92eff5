//! What the tests share: running the program and making folders of plans.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a run of the program gave.
pub(crate) struct Run {
    pub(crate) code: String,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the program in this process.
pub(crate) fn fhplan<I: Into<OsString>>(arguments: impl IntoIterator<Item = I>) -> Run {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = std::iter::once(OsString::from("fhplan")).chain(arguments.into_iter().map(Into::into));
    let code = fhplan::commands::run(arguments, &mut out, &mut err);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    Run { code: format!("{code:?}"), out: text(out), err: text(err) }
}

/// The program as a process of its own in a folder, with no build server around it.
pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fhplan"));
    command.current_dir(folder);
    for name in ["FHPLAN_FORMAT", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"] {
        command.env_remove(name);
    }
    command
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Writes files below a folder.
pub(crate) fn write(folder: &Path, files: &[(&str, &[u8])]) {
    for (name, content) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
        fs::write(path, content).expect("the file can be written");
    }
}

/// A folder that is removed when the test ends.
pub(crate) fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("there is room for a folder")
}

/// The checks of the findings that `check --format json` prints, with severity.
pub(crate) fn findings(paths: &[&Path], more: &[&str]) -> Vec<(String, String)> {
    let text = |it: &serde_json::Value| it.as_str().expect("a text").to_owned();
    diagnostics_with(paths, more).iter().map(|it| (text(&it["check"]), text(&it["severity"]))).collect()
}

/// The findings that `check --format json` prints.
pub(crate) fn diagnostics(paths: &[&Path]) -> Vec<serde_json::Value> {
    diagnostics_with(paths, &[])
}

fn diagnostics_with(paths: &[&Path], more: &[&str]) -> Vec<serde_json::Value> {
    let mut arguments: Vec<OsString> = vec!["check".into(), "--format".into(), "json".into()];
    arguments.extend(more.iter().map(OsString::from));
    arguments.extend(paths.iter().map(|it| it.as_os_str().to_owned()));
    let run = fhplan(arguments);
    let output: serde_json::Value =
        serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("no JSON: {}{}", run.out, run.err));
    output["diagnostics"].as_array().expect("a list").clone()
}

/// The least that a draft of a plan must have.
pub(crate) const PLAN: &str = r#"[dokument]
slag = "verksamhetsplan"
titel = "Verksamhetsplan {{ ar }}"
ar = 2024
status = "utkast"
"#;

/// A kommun with one agreement, and what `extra` adds to the agreement.
pub(crate) fn kommun(extra: &str) -> String {
    format!(
        r##"[kommun]
namn = "Provköpings kommun"
invanare = 42_500
diarienummer = {{ monster = '\d{{4}}\.\d{{1,4}} KS', exempel = "2023.445 KS" }}

[[avtal]]
id = "samverkansavtal"
benamning = "Samverkansavtal"
region_namn = "Delregionala nämnden västra"
region_kort = "DRN"
giltig_fran = 2021-01-01
giltig_till = 2024-12-31
forlangt_till = 2025-12-31
fordelning = {{ regel = "lika", niva = "totalt" }}
{extra}
"##
    )
}
