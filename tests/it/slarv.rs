//! Three hundred slips of the kind people make, seeded into good plans: nearly all are found, at their line. The slips are
//! the same on every run, and those that are missed stand in `slarv-missat.txt` (`SNAPSHOTS=overwrite` writes it anew).

use std::collections::BTreeSet;
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use regex_lite::Regex;
use serde_json::Value;

use crate::verktyg::{fhplan, folder, root};

/// The documents that slips are made in, below the copied repository.
const DOCUMENTS: [&str; 8] = [
    "solbacka/2025/verksamhetsplan.toml",
    "alingsas/2024/verksamhetsplan.toml",
    "solbacka/2025/uppfoljning.toml",
    "vanersborg/2021/uppfoljning.toml",
    "solbacka/2026/verksamhetsplan.toml",
    "perstorp/2020/handlingsplan.toml",
    "solbacka/2026/beslut.toml",
    "alingsas/kommun.toml",
];

/// How many slips of each kind are made; with the kinds below that is a little over three hundred.
const EACH: usize = 8;

/// At least this many of a hundred slips give a finding at the right line.
const GOOD: usize = 95;

/// A file with a slip in it.
struct Slip {
    text: String,
    /// The lines where the mistake can be seen, from 1.
    lines: RangeInclusive<usize>,
}

/// Makes a slip at one of the places where it can be made, or none.
type Make = fn(&str, &mut Dice) -> Option<Slip>;

/// The kinds of slips. What is left out are those that leave a plan as good as before.
const KINDS: [(&str, Make); 40] = [
    ("två bokstäver i en nyckel byter plats", |text, dice| letters(text, r"(?m)^ *([a-z_]{4,}) =", dice, swapped)),
    ("en bokstav i en nyckel saknas", |text, dice| letters(text, r"(?m)^ *([a-z_]{4,}) =", dice, dropped)),
    ("en bokstav i ett tabellnamn saknas", |text, dice| letters(text, r"(?m)^ *\[+([a-z_]+)[\].]", dice, dropped)),
    ("likhetstecknet saknas", |text, dice| edit(text, r"(?m)^ *[a-z_]+( =) ", dice, |_| Some(String::new()))),
    ("kolon i stället för likhetstecken", |text, dice| {
        edit(text, r"(?m)^ *[a-z_]+( =) ", dice, |_| Some(":".into()))
    }),
    ("sista citattecknet saknas", |text, dice| {
        edit(text, r#"(?m)^ *[a-z_]+ = "[^"\n]+(")$"#, dice, |_| Some(String::new()))
    }),
    ("krokiga citattecken", |text, dice| {
        edit(text, r#"(?m)^ *[a-z_]+ = ("[^"\n]+")$"#, dice, |it| Some(format!("”{}”", it.trim_matches('"'))))
    }),
    ("text utan citattecken", |text, dice| {
        edit(text, r#"(?m)^ *(?:titel|rubrik|text|post|roll|organ) = ("[^"\n{]+")$"#, dice, |it| {
            Some(it.trim_matches('"').to_owned())
        })
    }),
    ("klammern efter en tabell saknas", |text, dice| {
        edit(text, r"(?m)^ *\[\[?[a-z_.]+(\])\]?$", dice, |_| Some(String::new()))
    }),
    ("två siffror i ett belopp byter plats", |text, dice| letters(text, BUDGET, dice, swapped_digits)),
    ("en siffra i ett belopp saknas", |text, dice| letters(text, BUDGET, dice, dropped)),
    ("en nolla för mycket i ett belopp", |text, dice| edit(text, BUDGET, dice, |it| Some(format!("{it}0")))),
    ("ett utfall är fel", |text, dice| letters(text, OUTCOME, dice, swapped_digits)),
    ("belopp med mellanslag och kr", |text, dice| {
        edit(text, BUDGET, dice, |it| Some(format!("{} kr", it.replace('_', " "))))
    }),
    ("belopp inom citattecken", |text, dice| {
        edit(text, BUDGET, dice, |it| Some(format!("\"{}\"", it.replace('_', " "))))
    }),
    ("belopp med decimalkomma", |text, dice| edit(text, BUDGET, dice, |it| Some(format!("{it},50")))),
    ("belopp i tusental", |text, dice| {
        edit(text, BUDGET, dice, |it| it.strip_suffix("_000").filter(|it| it.len() > 1).map(str::to_owned))
    }),
    ("en budgetrad saknas", |text, dice| {
        block(text, r"(?m)^ *\[\[budget\.rad\]\]\n(?:.+\n)+", dice, |_| String::new())
    }),
    ("en budgetrad står två gånger", |text, dice| {
        block(text, r"(?m)^ *\[\[budget\.rad\]\]\n(?:.+\n)+\n", dice, |it| format!("{it}{it}"))
    }),
    ("ett utfall saknas", |text, dice| {
        block(text, r"(?m)^ *\[\[ekonomi\.utfall\]\]\n(?:.+\n)+", dice, |_| String::new())
    }),
    ("fel år", |text, dice| {
        edit(text, r"(?m)^(?:ar|giltig_fran|giltig_till|beslutsdatum) = (\d{4})", dice, next_year)
    }),
    ("fel år i en händelse", |text, dice| {
        edit(text, r"(?m)^\[\[handelse\]\]\ntyp = .*\ndatum = (\d{4})", dice, |it| {
            it.parse::<i32>().ok().map(|it| (it + 1).to_string())
        })
    }),
    ("en dag som inte finns", |text, dice| edit(text, r"(?m)= \d{4}-(\d\d-\d\d)", dice, |_| Some("02-30".into()))),
    ("datum i ord", |text, dice| {
        edit(text, r"(?m)= (\d{4}-\d\d-\d\d)", dice, |it| Some(format!("\"{}\"", it.replace('-', "."))))
    }),
    ("ett val är felstavat", |text, dice| {
        letters(text, r#"(?m)^ *(?:slag|status|typ|niva|part) = "([a-z_]{4,})""#, dice, swapped)
    }),
    ("en hänvisning är felstavad", |text, dice| {
        letters(text, r#"(?m)^ *(?:omrade|rad|fran|till|formular) = "([a-z-]{4,})""#, dice, dropped)
    }),
    ("en aktör i en lista är felstavad", |text, dice| {
        letters(text, r#"(?m)^ *aktorer = \["([a-z-]{4,})""#, dice, swapped)
    }),
    ("samma id två gånger", double_id),
    ("nyckel med prickar", |text, dice| {
        edit(text, r"(?m)^ *(nulage|malgrupper|fokusomrade|motivering|mal) =", dice, |it| {
            Some(it.replace("lage", "läge").replace("mal", "mål").replace("omrade", "område").replace("ering", "ëring"))
        })
    }),
    ("ett uttryck är felstavat", |text, dice| letters(text, r"\{\{ ([a-z]+\.[a-z_]+)", dice, dropped)),
    ("ett uttryck slutar inte", |text, dice| edit(text, r"\{\{ [^}]+( \}\})", dice, |_| Some(" }".into()))),
    ("en punkt klistrad från Word", |text, dice| edit(text, PROSE, dice, |it| Some(format!("\u{f0b7} {it}")))),
    ("en platshållare", |text, dice| edit(text, PROSE, dice, |it| Some(format!("{it} [fyll i]")))),
    ("HTML i en text", |text, dice| edit(text, PROSE, dice, |it| Some(format!("<b>{it}</b>")))),
    ("ett ord är felstavat", |text, dice| {
        edit(text, r"(?i)(förvaltning|folkhälsostrateg|delaktighet|rådighet)", dice, |it| {
            let slip = [("valt", "vatl"), ("strateg", "stateg"), ("aktigh", "aktig"), ("ådigh", "ådhigh")];
            let slip = slip.iter().find(|(right, _)| it.contains(right))?;
            Some(it.replace(slip.0, slip.1))
        })
    }),
    ("procent utan mellanslag", |text, dice| {
        edit(text, PROSE, dice, |it| Some(format!("{it} Det var 28% av eleverna.")))
    }),
    ("ett stycke står två gånger", |text, dice| {
        block(text, r"\n\n[A-ZÅÄÖ][^=\n{]{90,}\n(?:[^\n\[{=]+\n)*\n", dice, |it| {
            format!("{it}{}", it.trim_start_matches('\n'))
        })
    }),
    ("ett belopp i text som inte stämmer", |text, dice| {
        edit(text, r"(\{\{ budget\.totalt\.[a-z]+ \| [a-z]+ \}\})", dice, |_| Some("417 000 kronor".into()))
    }),
    ("ett personnummer", |text, dice| {
        edit(text, PROSE, dice, |it| Some(format!("{it} Kontakta den som har nummer 640823-3234.")))
    }),
    ("konfliktmärken från git", |text, dice| {
        block(text, r"(?m)^ *[a-z_]+ = [^\n]+\n", dice, |it| format!("<<<<<<< HEAD\n{it}=======\n{it}>>>>>>> gren\n"))
    }),
];

/// The parties' money in the budget.
const BUDGET: &str = r"(?m)^ *(?:region|kommun) = (\d{2,3}_\d{3})$";
/// The parties' money in what a year became.
const OUTCOME: &str = r"(?m)^ *(?:region|kommun) = (\d{2,3}_\d{3}\.\d\d)$";
/// A line of a text.
const PROSE: &str = r"(?m)^([A-ZÅÄÖ][a-zåäö]+ [^=|{}\[\]*<>\n]{20,}\.)$";

#[test]
fn slips_are_found_at_their_line() {
    let dir = repository();
    let texts: Vec<String> =
        DOCUMENTS.iter().map(|it| fs::read_to_string(dir.path().join(it)).expect("the document is there")).collect();
    let calm: Vec<BTreeSet<String>> = DOCUMENTS.iter().map(|it| said(&dir.path().join(it)).1).collect();
    let (mut made, mut at_place, mut named, mut missed) = (0, 0, 0, String::new());
    for (kind, make) in KINDS {
        let (mut of_kind, mut tries) = (0, 0);
        let mut dice = Dice(20_261_122);
        while of_kind < EACH && tries < EACH * DOCUMENTS.len() {
            let idx = tries % DOCUMENTS.len();
            tries += 1;
            let Some(slip) = make(&texts[idx], &mut dice).filter(|it| it.text != texts[idx]) else { continue };
            of_kind += 1;
            let path = dir.path().join(DOCUMENTS[idx]);
            fs::write(&path, &slip.text).expect("writable");
            let (findings, _) = said(&path);
            fs::write(&path, &texts[idx]).expect("writable");
            let new: Vec<&Value> = findings.iter().filter(|it| !calm[idx].contains(&sentence(it))).collect();
            let first = new.iter().any(|it| is_at(&it["range"], &slip.lines));
            let labelled = new.iter().any(|it| {
                let labels = it["labels"].as_array().into_iter().flatten();
                labels.filter(|label| label["file"] == it["file"]).any(|it| is_at(&it["range"], &slip.lines))
            });
            at_place += usize::from(first);
            named += usize::from(!first && labelled);
            if !(first || labelled) {
                let line = *slip.lines.start();
                let typed = slip.text.lines().nth(line - 1).unwrap_or_default().trim();
                let said: Vec<&str> = new.iter().filter_map(|it| it["check"].as_str()).collect();
                missed += &format!("{kind}: {}:{line} {typed} {said:?}\n", DOCUMENTS[idx]);
            }
        }
        made += of_kind;
        assert!(of_kind > 0, "no document has a place for: {kind}");
    }
    let head = format!("{made} slarvfel: {at_place} hittas på sin rad, {named} nämns på sin rad, resten missas:\n");
    let found = at_place + named;
    let path = root().join("tests/it/slarv-missat.txt");
    let report = head + &missed;
    if std::env::var("SNAPSHOTS").is_ok_and(|it| it == "overwrite") {
        fs::write(&path, &report).expect("writable");
    }
    assert!(made >= 300, "there are three hundred slips, not {made}");
    assert!(found * 100 >= made * GOOD, "too many slips are missed\n{report}");
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), report, "other slips are missed than before");
}

/// A copy of the plans without their locks, which would find any change.
fn repository() -> tempfile::TempDir {
    let dir = folder();
    for (from, to) in [("plans", ""), ("examples/solbacka", "solbacka"), ("examples/templates", "templates")] {
        let from = root().join(from);
        for entry in walkdir::WalkDir::new(&from).into_iter().filter_map(Result::ok) {
            let path = entry.path();
            let to: PathBuf = dir.path().join(to).join(path.strip_prefix(&from).expect("below"));
            if entry.file_type().is_dir() {
                fs::create_dir_all(to).expect("writable");
            } else if path.extension().is_none_or(|it| it != "lock") {
                fs::copy(path, to).expect("writable");
            }
        }
    }
    dir
}

/// What is said of a file, and the sentences of it.
fn said(path: &Path) -> (Vec<Value>, BTreeSet<String>) {
    let run = fhplan(["check".as_ref(), "--format".as_ref(), "json".as_ref(), path.as_os_str()]);
    let output: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("no JSON: {}{}", run.out, run.err));
    let all = output["diagnostics"].as_array().expect("a list").clone();
    let name = path.file_name().and_then(|it| it.to_str()).expect("a name");
    let own: Vec<Value> =
        all.into_iter().filter(|it| it["file"].as_str().is_some_and(|it| it.ends_with(name))).collect();
    let sentences = own.iter().map(sentence).collect();
    (own, sentences)
}

fn sentence(finding: &Value) -> String {
    format!("{} {}", finding["check"], finding["message"])
}

fn is_at(range: &Value, lines: &RangeInclusive<usize>) -> bool {
    let line = |it: &str| usize::try_from(range[it]["line"].as_u64().unwrap_or_default()).unwrap_or_default();
    line("start") <= *lines.end() && *lines.start() <= line("end")
}

/// A small generator whose numbers are the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// Replaces what the pattern's group holds, at one of its places.
fn edit(text: &str, pattern: &str, dice: &mut Dice, slip: impl Fn(&str) -> Option<String>) -> Option<Slip> {
    let pattern = Regex::new(pattern).expect("the pattern is right");
    let places: Vec<_> = pattern.captures_iter(text).filter_map(|it| it.get(1)).collect();
    let place = places.get(dice.below(places.len()))?.range();
    let changed = slip(&text[place.clone()])?;
    let line = line_of(text, place.start);
    Some(Slip { text: format!("{}{changed}{}", &text[..place.start], &text[place.end..]), lines: line..=line })
}

/// Changes a letter or digit of what the pattern's group holds.
fn letters(text: &str, pattern: &str, dice: &mut Dice, slip: fn(&str, usize) -> Option<String>) -> Option<Slip> {
    let start = dice.below(100);
    edit(text, pattern, dice, |it| (0..it.len()).find_map(|idx| slip(it, (start + idx) % it.len())))
}

/// Replaces a whole block. What is gone can be seen at the blocks of the same kind, and where the thing is named.
fn block(text: &str, pattern: &str, dice: &mut Dice, slip: fn(&str) -> String) -> Option<Slip> {
    let pattern = Regex::new(pattern).expect("the pattern is right");
    let places: Vec<_> = pattern.find_iter(text).collect();
    let place = places.get(dice.below(places.len()))?;
    let changed = slip(place.as_str());
    let lines = if changed.is_empty() {
        line_of(text, places[0].start())..=line_of(text, places[places.len() - 1].end()) + 1
    } else {
        let first = line_of(text, place.start());
        first..=first + changed.matches('\n').count()
    };
    Some(Slip { text: format!("{}{changed}{}", &text[..place.start()], &text[place.end()..]), lines })
}

fn swapped(word: &str, at: usize) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    let differ = at + 1 < letters.len() && letters[at] != letters[at + 1];
    differ.then(|| {
        letters.swap(at, at + 1);
        letters.into_iter().collect()
    })
}

fn swapped_digits(number: &str, at: usize) -> Option<String> {
    let digits = number.as_bytes().get(at..at + 2)?.iter().all(u8::is_ascii_digit);
    swapped(number, at).filter(|it| digits && !it.starts_with('0'))
}

fn dropped(word: &str, at: usize) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    let gone = letters.remove(at.min(letters.len() - 1));
    (gone.is_alphanumeric() && letters.first().is_none_or(|it| *it != '0')).then(|| letters.into_iter().collect())
}

fn next_year(year: &str) -> Option<String> {
    year.parse::<i32>().ok().map(|it| (it + 10).to_string())
}

/// Gives one table the id of the table of the same kind before it.
fn double_id(text: &str, dice: &mut Dice) -> Option<Slip> {
    let pattern = Regex::new(r#"(?m)^ *\[\[([a-z_.]+)\]\]\n *id = "([a-z0-9-]+)""#).expect("the pattern is right");
    let all: Vec<_> = pattern.captures_iter(text).collect();
    let pairs: Vec<_> = all.windows(2).filter(|it| it[0][1] == it[1][1]).collect();
    let pair = pairs.get(dice.below(pairs.len()))?;
    let place = pair[1].get(2)?.range();
    let line = line_of(text, place.start);
    Some(Slip { text: format!("{}{}{}", &text[..place.start], &pair[0][2], &text[place.end..]), lines: line..=line })
}
