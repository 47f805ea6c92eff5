//! One page that shows every message as a user meets it, made of the galleries of mistakes.
//! `SNAPSHOTS=overwrite cargo test` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use fhplan::checks;

use crate::verktyg::root;

/// Checks whose message no gallery can hold, with the test that shows them.
const ELSEWHERE: [&str; 2] = ["olasbar-fil", "olika-rad"];

const HEAD: &str = "\
# Alla meddelanden

Så här ser anmärkningarna ut i terminalen. Sidan görs av exemplen i `misstag*`, ett misstag i taget, och proven håller den
aktuell. Varje kontroll förklaras med `fhplan explain NAMN`.

";

#[test]
fn the_page_of_messages_is_current() {
    let mut messages: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let examples = root().join("examples");
    for entry in walkdir::WalkDir::new(&examples).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let gallery = entry.path().strip_prefix(&examples).expect("below").to_string_lossy().starts_with("misstag");
        if gallery && entry.path().extension().is_some_and(|it| it == "txt") {
            let text = fs::read_to_string(entry.path()).expect("readable");
            let check = text.lines().next().and_then(|it| it.split_once(' ')).map(|it| it.1.to_owned());
            messages.entry(check.expect("a message begins with its level and check")).or_default().push(text);
        }
    }
    let mut page = HEAD.to_owned();
    for check in checks::documented() {
        let shown = messages.remove(check.name);
        assert!(shown.is_some() || ELSEWHERE.contains(&check.name), "no gallery shows {}", check.name);
        let _ = write!(page, "## {}\n\n{}\n\n", check.name, checks::summary(check));
        for text in shown.unwrap_or_default() {
            let _ = write!(page, "```text\n{}\n```\n\n", text.trim_end());
        }
    }
    assert!(messages.is_empty(), "messages of unknown checks: {:?}", messages.keys());
    let path = examples.join("meddelanden.md");
    if std::env::var("SNAPSHOTS").is_ok_and(|it| it == "overwrite") {
        fs::write(&path, &page).expect("writable");
    }
    let current = fs::read_to_string(&path).unwrap_or_default();
    let differs = page.lines().zip(current.lines()).find(|(new, old)| new != old);
    assert!(page == current, "examples/meddelanden.md should be written anew: {differs:?}");
}
