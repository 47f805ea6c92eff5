//! Pages, Markdown, the index and the summary: whole, the same each time, readable by all, and never code.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::verktyg::{PLAN, Run, fhplan, folder, kommun, root, write};

fn run(command: &str, paths: &[&Path], to: &Path, more: &[&str]) -> Run {
    let mut arguments: Vec<OsString> = vec![command.into(), "-o".into(), to.into()];
    arguments.extend(more.iter().map(OsString::from));
    arguments.extend(paths.iter().map(|it| it.as_os_str().to_owned()));
    fhplan(arguments)
}

/// Every file below a folder that people see, by its path in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let all = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|it| it.file_type().is_file());
    let name = |it: &walkdir::DirEntry| it.path().strip_prefix(folder).expect("inside").to_owned();
    let shown = all.map(|it| (name(&it), it)).filter(|(name, _)| !name.starts_with(".fhplan"));
    shown.map(|(name, it)| (name, fs::read(it.path()).expect("readable"))).collect()
}

fn text(files: &BTreeMap<PathBuf, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files[Path::new(name)].clone()).expect("UTF-8")
}

/// A page as an XML tree: the pages are written so that they are both, but for the elements that HTML never closes.
fn tree(html: &str) -> String {
    let mut xml = String::new();
    let mut rest = html.strip_prefix("<!DOCTYPE html>").expect("the page says what it is");
    while let Some(at) = rest.find('<') {
        let end = at + rest[at..].find('>').expect("a tag ends");
        let void = ["<meta", "<link", "<img", "<br"].iter().any(|it| rest[at..].starts_with(it));
        xml.push_str(&rest[..end]);
        xml.push_str(if void { "/>" } else { ">" });
        rest = &rest[end + 1..];
    }
    xml + rest
}

fn all_text(node: roxmltree::Node<'_, '_>) -> String {
    let parts: Vec<&str> = node.descendants().filter(|it| it.is_text()).filter_map(|it| it.text()).collect();
    parts.concat()
}

fn decoded(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.as_bytes();
    while let [first, tail @ ..] = rest {
        if let (b'%', Some(digits)) = (first, tail.get(..2)) {
            let digits = std::str::from_utf8(digits).expect("digits");
            bytes.push(u8::from_str_radix(digits, 16).expect("a byte"));
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).expect("a name")
}

/// What every page must be, whatever it says.
fn judge(name: &Path, html: &str, all: &BTreeMap<PathBuf, Vec<u8>>) {
    let shown = name.display();
    let xml = tree(html);
    let page = roxmltree::Document::parse(&xml).unwrap_or_else(|it| panic!("{shown}: {it}"));
    assert_eq!(page.root_element().attribute("lang"), Some("sv"), "{shown}");
    let named = |tag: &'static str| page.descendants().filter(move |it| it.has_tag_name(tag));
    assert!(named("title").any(|it| !all_text(it).is_empty()), "{shown} has no title");
    assert_eq!(named("main").count(), 1, "{shown}");
    assert_eq!(named("h1").count(), 1, "{shown}");
    assert_eq!(named("script").count() + named("style").count(), 0, "{shown}");
    let mut level = 0;
    for node in page.descendants() {
        let tag = node.tag_name().name();
        if let Some(next) = tag.strip_prefix('h').and_then(|it| it.parse::<u32>().ok()) {
            assert!(next <= level + 1, "{shown}: h{next} after h{level}: {}", all_text(node));
            level = next;
        }
        assert!(node.attribute("style").is_none(), "{shown}");
        assert!(node.attributes().all(|it| !it.name().starts_with("on")), "{shown}");
    }
    let ids: Vec<&str> = page.descendants().filter_map(|it| it.attribute("id")).collect();
    let unique: BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len(), "{shown} has an id twice");
    for table in named("table") {
        assert!(table.children().any(|it| it.has_tag_name("caption") && !all_text(it).is_empty()), "{shown}");
        assert!(table.descendants().all(|it| !it.has_tag_name("th") || it.attribute("scope").is_some()), "{shown}");
    }
    for svg in named("svg") {
        let says = |tag: &str| svg.children().any(|it| it.has_tag_name(tag) && !all_text(it).is_empty());
        assert!(svg.attribute("role") == Some("img") && says("title") && says("desc"), "{shown}");
    }
    assert!(named("img").all(|it| it.attribute("alt").is_some_and(|it| !it.is_empty())), "{shown}");
    let folder = name.parent().expect("a folder");
    for node in page.descendants() {
        for address in ["href", "src"].iter().filter_map(|it| node.attribute(*it)) {
            if let Some(id) = address.strip_prefix('#') {
                assert!(ids.contains(&id), "{shown}: {address} leads nowhere");
            } else if !["https://", "http://", "mailto:"].iter().any(|it| address.starts_with(it)) {
                let mut target = folder.to_owned();
                for part in decoded(address).split('/') {
                    if part == ".." { assert!(target.pop(), "{shown}") } else { target.push(part) }
                }
                assert!(all.contains_key(&target), "{shown}: {address} leads nowhere");
            }
        }
        for id in ["aria-labelledby"].iter().filter_map(|it| node.attribute(*it)).flat_map(str::split_whitespace) {
            assert!(ids.contains(&id), "{shown}: no {id}");
        }
    }
}

/// Every amount in a page's and in a view's tables, in order.
fn amounts(view: &Value, out: &mut Vec<String>) {
    match view {
        Value::Object(map) if map.get("block").is_some_and(|it| it == "tabell") => {
            let right = |it: &Value| it["justering"] == "hoger";
            let columns: Vec<bool> = map["kolumner"].as_array().expect("columns").iter().map(right).collect();
            for row in map["rader"].as_array().expect("rows").iter().filter(|it| it["slag"] != "grupp") {
                let cells = row["celler"].as_array().expect("cells").iter().zip(&columns).filter(|(_, right)| **right);
                out.extend(cells.map(|(it, _)| it["inline"][0]["text"].as_str().unwrap_or_default().to_owned()));
            }
        }
        Value::Object(map) => map.values().for_each(|it| amounts(it, out)),
        Value::Array(all) => all.iter().for_each(|it| amounts(it, out)),
        _ => {}
    }
}

#[test]
fn the_plans_of_the_repository_become_pages() {
    let (first, second) = (folder(), folder());
    let (plans, examples) = (root().join("plans"), root().join("examples/solbacka"));
    let formats = ["--as", "html,md,json,xlsx"];
    let made = run("render", &[&plans, &examples], first.path(), &formats);
    assert!(made.code.contains("(0)"), "{}{}", made.out, made.err);
    run("render", &[&examples, &plans], second.path(), &[&formats[..], &["--jobs", "1"]].concat());
    let (once, again) = (files(first.path()), files(second.path()));
    assert_eq!(once.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>());
    assert!(once.iter().all(|(name, bytes)| again[name] == *bytes), "the same plans give the same bytes");
    let mut pages = 0;
    for (name, bytes) in once.iter().filter(|(name, _)| name.extension().is_some_and(|it| it == "html")) {
        let html = std::str::from_utf8(bytes).expect("UTF-8");
        judge(name, html, &once);
        pages += 1;
        let Some(json) = once.get(&name.with_extension("json")) else { continue };
        let view: Value = serde_json::from_slice(json).expect("JSON");
        let mut wanted = Vec::new();
        amounts(&view["innehall"], &mut wanted);
        let xml = tree(html);
        let page = roxmltree::Document::parse(&xml).expect("a page");
        let right = |it: &roxmltree::Node<'_, '_>| it.has_tag_name("td") && it.attribute("class") == Some("h");
        let found: Vec<String> = page.descendants().filter(right).map(all_text).collect();
        assert_eq!(found, wanted, "{}", name.display());
    }
    let documents = once.keys().filter(|it| it.extension().is_some_and(|it| it == "json")).count();
    assert!(documents >= 15, "the plans, follow-ups, action plans, decisions and memoranda: {documents}");
    assert_eq!(pages, documents + 1, "every document and the index");
    let index = text(&once, "index.html");
    for wanted in ["Alingsås kommun", "2023.445 KS", "2023-11-27", "Utkast", "uppfoljning.xlsx"] {
        assert!(index.contains(wanted), "{wanted}");
    }
    // A second run writes nothing.
    let before = fs::metadata(first.path().join("index.html")).and_then(|it| it.modified()).expect("a time");
    let made = run("render", &[&plans, &examples], first.path(), &formats);
    assert_eq!(made.out, "");
    assert_eq!(fs::metadata(first.path().join("index.html")).and_then(|it| it.modified()).expect("a time"), before);
}

/// Texts that would be markup somewhere.
const EVIL: [&str; 12] = [
    "<script>alert(1)</script>",
    "\"&'<>",
    "](http://evil.example)",
    "a | b",
    "<img src=x onerror=alert(1)>",
    "http://evil.example/x www.evil.example",
    "# rubrik",
    "1. punkt",
    "--> <!-- {{x}}",
    "`kod` ~~struket~~ $x$",
    "&lt;b&gt;",
    "\\<b>",
];

#[test]
fn user_text_is_never_markup() {
    for evil in EVIL.iter().filter(|it| !it.contains("{{")) {
        let (from, to) = (folder(), folder());
        let toml = evil.replace('\\', "\\\\").replace('"', "\\\"");
        let prose = format!("text = '''\n\\`{}\n'''", evil.replace(['<', '>', '`', '~', '&', '\\', '#'], ""));
        let plan = format!(
            "{}\n[[avsnitt]]\nrubrik = \"{toml}\"\n{prose}\nvisa = [\"budget\", \"budgetdiagram\", \"fokusomraden\"]\n\n[[fokusomrade]]\nid = \"a\"\nrubrik = \"{toml}\"\n\n[[budget.rad]]\nslag = \"omkostnad\"\npost = \"{toml}\"\nregion = 10.50\nkommun = 10.50\n",
            PLAN.replace("Verksamhetsplan {{ ar }}", &toml)
        );
        let profile = kommun("").replace("Provköpings kommun", &toml);
        write(from.path(), &[("k/kommun.toml", profile.as_bytes()), ("k/plan.toml", plan.as_bytes())]);
        let made = run("render", &[from.path()], to.path(), &["--as", "html,md", "--draft"]);
        assert!(!made.out.is_empty(), "{evil}: {}", made.err);
        let all = files(to.path());
        for name in ["k/plan.html", "index.html"] {
            let html = text(&all, name);
            judge(Path::new(name), &html, &all);
            let xml = tree(&html);
            let page = roxmltree::Document::parse(&xml).expect("a page");
            let says = all_text(page.root_element());
            assert!(says.contains(&evil.replace('"', "”").replace('\'', "’")) || says.contains(evil), "{evil}: {says}");
        }
        for name in ["k/plan.md", "index.md"] {
            only_own_markup(&text(&all, name), evil);
        }
    }
}

/// Markdown read by a reader that is not ours: whatever is no link or code of the program is plain text.
fn only_own_markup(markdown: &str, evil: &str) {
    let options = pulldown_cmark::Options::all();
    for event in pulldown_cmark::Parser::new_ext(markdown, options) {
        match event {
            pulldown_cmark::Event::Html(it) | pulldown_cmark::Event::InlineHtml(it) => {
                assert!(["<br>", "<!-- -->"].contains(&it.trim()), "{evil}: {it}");
            }
            pulldown_cmark::Event::Start(pulldown_cmark::Tag::Link { dest_url, .. }) => {
                assert!(!dest_url.contains("evil"), "{evil}: {dest_url}");
            }
            pulldown_cmark::Event::Code(it) => panic!("{evil}: {it} is code"),
            pulldown_cmark::Event::Start(
                it @ (pulldown_cmark::Tag::Image { .. }
                | pulldown_cmark::Tag::Strikethrough
                | pulldown_cmark::Tag::CodeBlock(_)),
            ) => panic!("{evil}: {it:?}"),
            _ => {}
        }
    }
    let rows = markdown.lines().filter(|it| it.starts_with('|'));
    for row in rows {
        let bars = row.replace("\\\\", "").replace("\\|", "").matches('|').count();
        assert!([5, 8].contains(&bars), "{evil}: {row}");
    }
}

#[test]
fn names_with_swedish_letters_can_be_linked_to() {
    let (from, to) = (folder(), folder());
    let files_in: [(&str, &[u8]); 2] =
        [("åmål/kommun.toml", kommun("").leak().as_bytes()), ("åmål/2024/vår plan & så.toml", PLAN.as_bytes())];
    write(from.path(), &files_in);
    let made = run("render", &[from.path()], to.path(), &["--as", "html,md"]);
    assert!(made.code.contains("(0)"), "{}", made.err);
    let all = files(to.path());
    for (name, bytes) in all.iter().filter(|(name, _)| name.extension().is_some_and(|it| it == "html")) {
        judge(name, std::str::from_utf8(bytes).expect("UTF-8"), &all);
    }
    assert!(text(&all, "index.md").contains("](<%C3%A5m%C3%A5l/2024/v%C3%A5r%20plan%20%26%20s%C3%A5.md>)"));
}

#[test]
fn a_draft_says_so_and_an_index_holds_only_its_run() {
    let (from, to) = (folder(), folder());
    let wrong = format!("{PLAN}okand = 1\n");
    let files_in: [(&str, &[u8]); 3] = [
        ("k/kommun.toml", kommun("").leak().as_bytes()),
        ("k/plan.toml", PLAN.as_bytes()),
        ("k/fel.toml", wrong.leak().as_bytes()),
    ];
    write(from.path(), &files_in);
    run("render", &[from.path()], to.path(), &["--as", "html", "--draft"]);
    let all = files(to.path());
    assert!(text(&all, "k/fel.html").contains("Utkast – innehåller fel"));
    assert!(text(&all, "index.html").contains("k/fel.html"));
    let made = run("render", &[from.path()], to.path(), &["--as", "html"]);
    assert!(made.code.contains("(1)"), "{}", made.err);
    let index = text(&files(to.path()), "index.html");
    assert!(index.contains("k/plan.html") && !index.contains("k/fel.html"));
}

#[test]
fn a_frame_of_ones_own_is_used_and_its_mistakes_are_told() {
    let (from, to) = (folder(), folder());
    let index: &[u8] = b"{% extends \"bas.html\" %}\n{% block sida %}<p>{{ finns.inte }}</p>{% endblock %}\n";
    let style: &[u8] = b"p { color: black; }\n";
    let files_in: [(&str, &[u8]); 4] = [
        ("plans/k/kommun.toml", kommun("").leak().as_bytes()),
        ("plans/k/plan.toml", PLAN.as_bytes()),
        ("templates/sidor/stil.css", style),
        ("templates/sidor/sida.html", index),
    ];
    write(from.path(), &files_in);
    let made = run("render", &[from.path()], to.path(), &["--as", "html"]);
    assert!(made.code.contains("(2)") && made.err.contains("sidor/sida.html, rad 2"), "{}", made.err);
    fs::remove_file(from.path().join("templates/sidor/sida.html")).expect("it is there");
    let made = run("render", &[from.path()], to.path(), &["--as", "html"]);
    assert!(made.code.contains("(0)"), "{}", made.err);
    let all = files(to.path());
    let own = all.iter().find(|(name, _)| name.to_string_lossy().starts_with("stil-")).expect("a style of its own");
    assert_eq!(own.1, style);
}

#[test]
fn the_summary_adds_up_to_the_last_ore() {
    let (from, to) = (folder(), folder());
    let budget = |region: &str, kommun: &str| {
        format!(
            "{PLAN}\n[[fokusomrade]]\nid = \"a\"\nrubrik = \"Område\"\ninsats = [{{ id = \"i\", text = \"En insats\" }}]\n\n[[budget.rad]]\nslag = \"personal\"\npost = \"Strateg\"\nregion = {region}\nkommun = {kommun}\n\n[[budget.rad]]\nslag = \"insats\"\nomrade = \"a\"\nregion = 0.10\nkommun = 0.20\n"
        )
    };
    let kommuner = ["Åmåls kommun", "Ale kommun"].map(|it| kommun("").replace("Provköpings kommun", it));
    let plans = [budget("100.10", "0.15"), budget("999_999_999_999.99", "0.35")];
    let wrong = format!("{PLAN}okand = 1\n");
    let files_in: [(&str, &[u8]); 6] = [
        ("åmål/kommun.toml", kommuner[0].as_bytes()),
        ("åmål/plan.toml", plans[0].as_bytes()),
        ("ale/kommun.toml", kommuner[1].as_bytes()),
        ("ale/plan.toml", plans[1].as_bytes()),
        ("fel/kommun.toml", kommuner[1].as_bytes()),
        ("fel/plan.toml", wrong.as_bytes()),
    ];
    write(from.path(), &files_in);
    let made = run("summary", &[from.path()], to.path(), &[]);
    assert!(made.code.contains("(1)"), "{}", made.err);
    let all = files(to.path());
    let json: Value = serde_json::from_str(&text(&all, "sammanstallning.json")).expect("JSON");
    let year = &json["ar"][0];
    let names: Vec<&Value> = year["kommuner"].as_array().expect("a list").iter().map(|it| &it["kommun"]).collect();
    assert_eq!(names, ["Ale kommun", "Åmåls kommun"], "å comes last");
    assert_eq!(year["totalt"]["budget"]["region"], "1000000000100.29");
    assert_eq!(year["totalt"]["budget"]["kommun"], "0.90");
    assert_eq!(year["totalt"]["budget"]["summa"], "1000000000101.19");
    assert_eq!(year["kommuner"][1]["omraden"][0]["summa"], "0.30");
    assert_eq!(year["totalt"]["ekonomi"], Value::Null);
    assert!(json["utelamnade"][0]["fil"].as_str().is_some_and(|it| it.ends_with("fel/plan.toml")));
    assert!(text(&all, "sammanstallning.md").contains("| **1\u{a0}000\u{a0}000\u{a0}000\u{a0}101,19** |"));
    let again = run("summary", &[from.path()], to.path(), &[]);
    assert_eq!(again.out, "", "nothing has changed");
}

#[test]
fn the_summary_tells_what_the_money_became() {
    let to = folder();
    let made = run("summary", &[&root().join("examples/solbacka"), &root().join("plans")], to.path(), &[]);
    assert!(made.code.contains("(0)"), "{}", made.err);
    let json: Value = serde_json::from_str(&text(&files(to.path()), "sammanstallning.json")).expect("JSON");
    let year = |ar: i64| json["ar"].as_array().expect("a list").iter().find(|it| it["ar"] == ar).expect("the year");
    let told = &year(2025)["kommuner"][0]["ekonomi"];
    assert_eq!(told["utfall"]["summa"], "891681.58");
    assert_eq!(told["utgaende"]["region"], "17204.36");
    assert_eq!(year(2024)["totalt"]["budget"]["summa"], "2100000.00");
    assert_eq!(year(2021)["totalt"]["budget"], Value::Null, "a plan without a budget is no nought");
}
