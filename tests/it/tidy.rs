//! House rules that a reader relies on.

use std::fs;

use crate::verktyg::root;

/// Modules in the order of the data's way; a module uses only those before it.
const WAY: [&str; 20] = [
    "source",
    "svenska",
    "diagnostic",
    "belopp",
    "datum",
    "read",
    "text",
    "profil",
    "dokument",
    "plan",
    "budget",
    "modell",
    "element",
    "prosa",
    "discover",
    "inlasning",
    "checks",
    "view",
    "pdf",
    "commands",
];

/// What must not know of what: the edges of the world stay leaves.
const APART: [(&str, &[&str]); 10] = [
    ("checks", &["crate::view", "crate::pdf", "crate::terminal", "crate::commands"]),
    ("view", &["crate::checks", "crate::diagnostic", "crate::terminal", "crate::pdf", "crate::commands"]),
    ("pdf", &["crate::checks", "crate::modell", "crate::plan", "crate::read", "crate::commands"]),
    ("html", &["crate::checks", "crate::modell", "crate::plan", "crate::read", "crate::commands"]),
    ("markdown", &["crate::checks", "crate::modell", "crate::plan", "crate::read", "crate::commands"]),
    ("compare", &["crate::checks", "crate::view", "crate::terminal", "crate::pdf", "crate::commands"]),
    ("read", &["crate::plan", "crate::profil", "crate::modell", "crate::checks", "crate::view", "crate::pdf"]),
    ("report", &["crate::view", "crate::terminal", "crate::commands"]),
    ("belopp", &["crate::plan", "crate::read", "crate::checks"]),
    ("format", &["crate::plan", "crate::modell", "crate::checks", "crate::view", "crate::commands"]),
];

fn sources() -> Vec<(String, String)> {
    let src = root().join("src");
    let files = walkdir::WalkDir::new(&src).sort_by_file_name().into_iter().filter_map(Result::ok);
    let rust = files.filter(|it| it.path().extension().is_some_and(|it| it == "rs"));
    rust.map(|it| {
        let name = it.path().strip_prefix(&src).expect("inside").display().to_string();
        (name, fs::read_to_string(it.path()).expect("readable"))
    })
    .collect()
}

#[test]
fn modules_look_upstream_only() {
    for (name, text) in sources() {
        let module = name.split(['/', '.']).next().unwrap_or_default();
        for (apart, forbidden) in APART {
            let found = forbidden.iter().find(|it| module == apart && text.contains(*it));
            assert!(found.is_none(), "{name} uses {found:?}");
        }
    }
    assert!(WAY.iter().all(|it| root().join(format!("src/{it}.rs")).exists()), "the way names modules that exist");
}

#[test]
fn only_one_module_knows_each_edge() {
    let edges = [
        ("miette", "terminal"),
        ("pulldown_cmark", "prosa"),
        ("clap::Parser", "commands"),
        ("indicatif", "commands"),
        ("toml_parser", "format"),
        ("similar", "unified"),
    ];
    // Texts are evaluated in one place and pages are framed in another; nobody else runs a template.
    for (name, text) in sources() {
        let used = text.lines().any(|it| it.starts_with("use minijinja::") && it.contains("Environment"));
        assert!(!used || ["uttryck.rs", "html/mallar.rs"].contains(&name.as_str()), "{name} runs templates");
    }
    for (edge, home) in edges {
        for (name, text) in sources() {
            let module = name.split(['/', '.']).next().unwrap_or_default();
            let used = text.lines().any(|it| it.trim_start().starts_with("use ") && it.contains(edge));
            assert!(!used || module == home, "{name} uses {edge}");
        }
    }
}

#[test]
fn files_stay_readable() {
    for (name, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 500, "{name} has {lines} lines");
        assert!(text.starts_with("//!"), "{name} does not say what it holds");
    }
}

/// `SNAPSHOTS=overwrite` writes the table anew.
#[test]
fn the_list_of_checks_in_readme_is_current() {
    const HEAD: &str = "| kontroll | så ska det vara |\n| --- | --- |\n";
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).expect("there is a README");
    let row = |it: &fhplan::diagnostic::Check| format!("| `{}` | {} |\n", it.name, fhplan::checks::summary(it));
    let table: String = fhplan::checks::documented().map(row).collect();
    let (before, after) = readme.split_once(HEAD).expect("README has the table");
    let (current, rest) = after.split_once("\n\n").expect("something follows the table");
    if std::env::var("SNAPSHOTS").is_ok_and(|it| it == "overwrite") {
        fs::write(&path, format!("{before}{HEAD}{table}\n{rest}")).expect("writable");
        return;
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (current.lines().collect(), table.lines().collect());
    let differs = new.iter().zip(&old).find(|(new, old)| new != old);
    assert!(differs.is_none() && old.len() == new.len(), "README should have the row {:?}", differs.map(|it| it.0));
}
