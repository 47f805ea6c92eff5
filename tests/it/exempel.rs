//! The examples in the checks' manual pages hold: a failing one gives its check, a passing one does not.

use crate::verktyg::{PLAN, findings, folder, kommun, write};

/// A department of the kommun.
const KULTUR: &str = "[[aktor]]\nid = \"kultur\"\nnamn = \"Kulturförvaltningen\"\ntyp = \"intern\"";

const SVG: &[u8] = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z"/></svg>"#;

/// The profile that an example's word asks for.
fn profile(words: &[&str]) -> String {
    let extra = words.iter().find_map(|it| match *it {
        "ram" => Some("ram = 400_000".to_owned()),
        "sats" => Some("sats_per_invanare = 14.00".to_owned()),
        "egen-andel" => Some(format!("egen_andel_minst_procent = 50\n\n{KULTUR}")),
        "personal" => Some("personal_hogst_procent = 60".to_owned()),
        "flera-avtal" => {
            let more = kommun("").split_once("[[avtal]]").map(|(_, it)| it.to_owned());
            Some(format!(
                "\n[[avtal]]{}",
                more.expect("a profile has an agreement").replace("samverkansavtal", "tjanst")
            ))
        }
        _ => None,
    });
    kommun(&extra.unwrap_or_default())
}

#[test]
fn examples_of_every_check_hold() {
    // What an example that is no whole plan stands below: the levels of a decided plan are the strictest.
    let header = PLAN.replace("utkast", "beslutad");
    for check in fhplan::checks::documented() {
        let optional = check.tier == fhplan::diagnostic::Tier::Tillval;
        let mut blocks = check.docs.split("```toml");
        let prose = blocks.next().unwrap_or_default();
        assert!(prose.trim().ends_with('.'), "{}: the manual page begins with a sentence", check.name);
        for block in blocks {
            let (words, rest) = block.split_once('\n').expect("a block has lines");
            let words: Vec<&str> = words.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
            let body = rest.split("```").next().unwrap_or_default();
            let body: String = body.lines().map(|it| it.strip_prefix(' ').unwrap_or(it).to_owned() + "\n").collect();
            let whole = words.contains(&"whole") || body.contains("[dokument]");
            let plan = if whole { body.clone() } else { format!("{header}\n{body}") };
            let dir = folder();
            write(
                dir.path(),
                &[("kommun.toml", profile(&words).as_bytes()), ("plan.toml", plan.as_bytes()), ("stjarnan.svg", SVG)],
            );
            let more: &[&str] = if optional { &["--med", check.name] } else { &[] };
            let found = findings(&[&dir.path().join("plan.toml")], more);
            let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
            let expected = words.contains(&"fails");
            assert_eq!(names.contains(&check.name), expected, "{} {words:?}:\n{body}\ngave {names:?}", check.name);
        }
    }
}

#[test]
fn every_check_has_a_failing_and_a_passing_example() {
    // These are about files that cannot be told in TOML; `misstag` shows them.
    const WITHOUT: [&str; 3] = ["olasbar-fil", "ej-utf-8", "saknad-kommunprofil"];
    for check in fhplan::checks::documented().filter(|it| !WITHOUT.contains(&it.name)) {
        let blocks: Vec<&str> =
            check.docs.split("```toml").skip(1).map(|it| it.lines().next().unwrap_or_default()).collect();
        assert!(blocks.iter().any(|it| it.ends_with("fails")), "{} has no failing example", check.name);
        assert!(blocks.iter().any(|it| !it.ends_with("fails")), "{} has no passing example", check.name);
    }
}

#[test]
fn names_of_checks_are_unique_ascii_words() {
    for check in fhplan::checks::documented() {
        let good = check.name.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-');
        assert!(good, "{}", check.name);
    }
}
