//! What `fhplan fmt` promises of every file: it says the same afterwards, twice is as once, and no comment is lost or
//! leaves what it stands at. Files are made by chance, the same on every run.

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::fs;

use fhplan::format::{Refused, formatted};
use fhplan::modell::Innehall;
use fhplan::read::ascii_key;
use fhplan::read::reference::{Record, Shape};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use toml::de::{DeTable, DeValue};

use crate::mutation::{Dice, FILES, damage};
use crate::verktyg::root;

/// How many files are made.
const CASES: u32 = 1_500;

/// A file that was made by chance, and what must be on one line after formatting: a comment, then what it stands at.
#[derive(Debug)]
struct Made {
    text: String,
    beside: Vec<(String, String)>,
    above: Vec<(String, String)>,
}

/// Makes a file out of numbers; when they are used up only the simplest things are made, so that a failing file shrinks.
struct Maker {
    numbers: std::vec::IntoIter<u16>,
    made: Made,
    marks: usize,
}

impl Maker {
    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.numbers.next().unwrap_or(0)) % limit.max(1)
    }

    /// Once in `times`.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 1
    }

    fn mark(&mut self, letter: char) -> String {
        self.marks += 1;
        format!("{letter}{}z", self.marks)
    }

    fn push(&mut self, text: &str) {
        self.made.text.push_str(text);
    }

    /// Blanks where they mean nothing.
    fn gap(&mut self) {
        let gap = ["", "", " ", "  ", "\t"][self.below(5)];
        self.push(gap);
    }

    fn comment(&mut self) -> String {
        let mark = self.mark('k');
        let text = ["# ", "#", "#  --- ", "#\t"][self.below(4)];
        format!("{text}{mark} \"[{{=")
    }

    /// Sometimes empty lines and comments on lines of their own; gives the comments that stand right above what follows.
    fn between(&mut self) -> Vec<String> {
        let mut right_above = Vec::new();
        while self.once_in(4) {
            if self.once_in(2) {
                let comment = self.comment();
                self.gap();
                let line = format!("{comment}\n");
                self.push(&line);
                right_above.push(comment);
            } else {
                self.push(["\n", "  \n", "\n\n\n"][0]);
                right_above.clear();
            }
        }
        right_above
    }

    /// The end of a line, sometimes with a comment.
    fn end_of_line(&mut self, at: Option<&str>) {
        self.gap();
        if self.once_in(5) {
            let comment = self.comment();
            self.push(&comment);
            if let Some(at) = at {
                self.made.beside.push((comment, at.to_owned()));
            }
        }
        self.push("\n");
    }

    /// A key as people may type it.
    fn key(&mut self, name: &str) -> String {
        match self.below(8) {
            1 => format!("\"{name}\""),
            2 => format!("'{name}'"),
            3 if name.contains('a') => format!("\"{}\"", name.replacen('a', "ä", 1)),
            4 if name.contains('o') => format!("'{}'", name.replacen('o', "ö", 1)),
            _ => name.to_owned(),
        }
    }

    fn scalar(&mut self, shape: Option<&Shape>) -> String {
        let mark = self.mark('v');
        if shape.is_some_and(Shape::is_money) && !self.once_in(4) {
            return ["350000", "+1234567.50", "48_500.5", "12_34567", "-99999", "500", "1000", "0.25", "1e5"]
                [self.below(9)]
            .to_owned();
        }
        match self.below(12) {
            1 => format!("'{mark}'"),
            2 => format!("'C:\\{mark}\"'"),
            3 => format!("\"\"\"\n{mark} \nen rad  \n   \ntvå\t\n\"\"\""),
            4 => format!("'''{mark} #'''"),
            5 => format!("\"\"\"{mark} \\\n   fortsätter \"\" {{{{ x \n }}}} \n\"\"\""),
            6 => "2024-11-27".to_owned(),
            7 => "true".to_owned(),
            8 => "123456".to_owned(),
            9 => "0xFF_FF".to_owned(),
            10 => format!("\"\\\"{mark}\\u00e5 \\\\ # [\""),
            11 => "6.02e23".to_owned(),
            _ => format!("\"{mark} åäö\""),
        }
    }

    fn value(&mut self, shape: Option<&Shape>, depth: usize) {
        match self.below(if depth > 2 { 3 } else { 6 }) {
            3 => self.list(shape.map(Shape::item), depth),
            4 | 5 => self.braces(shape.and_then(record), depth),
            _ => {
                let text = self.scalar(shape);
                self.push(&text);
            }
        }
    }

    fn list(&mut self, shape: Option<&Shape>, depth: usize) {
        self.push("[");
        self.inside();
        for _ in 0..self.below(4) {
            self.value(shape, depth + 1);
            self.inside();
            self.push(",");
            self.inside();
        }
        if self.once_in(2) {
            self.value(shape, depth + 1);
            self.inside();
        }
        self.push("]");
    }

    /// Blanks, line breaks and comments between the items of a list.
    fn inside(&mut self) {
        self.gap();
        while self.once_in(4) {
            if self.once_in(2) {
                let comment = self.comment();
                self.push(&comment);
            }
            self.push("\n");
            self.gap();
        }
    }

    fn braces(&mut self, record: Option<&'static Record>, depth: usize) {
        self.push("{");
        let keys = self.keys(record);
        for (idx, (name, shape)) in keys.iter().enumerate() {
            self.push(if idx > 0 { "," } else { "" });
            self.gap();
            let key = self.key(name);
            self.push(&key);
            self.gap();
            self.push("=");
            self.gap();
            self.value(shape.as_ref(), depth + 1);
            self.gap();
        }
        self.push("}");
    }

    /// Some keys of a record in any order, and some that it does not know.
    fn keys(&mut self, record: Option<&'static Record>) -> Vec<(String, Option<Shape>)> {
        let mut keys: Vec<(String, Option<Shape>)> = Vec::new();
        for _ in 0..self.below(5) {
            let key = match record.filter(|it| !it.keys.is_empty()) {
                Some(record) if !self.once_in(5) => {
                    let key = &record.keys[self.below(record.keys.len())];
                    (key.name.to_owned(), Some((key.shape)()))
                }
                _ => (format!("okand_{}", self.below(4)), None),
            };
            if !keys.iter().any(|it| it.0 == key.0) {
                keys.push(key);
            }
        }
        keys
    }

    /// A table's keys and, with headers of their own, the tables in it.
    fn table(&mut self, path: &str, record: Option<&'static Record>, depth: usize) {
        let mut below = Vec::new();
        for (name, shape) in self.keys(record) {
            let inner = shape.as_ref().and_then(crate::form_egenskaper::record);
            let has_header = depth < 3 && (inner.is_some() && !self.once_in(3) || self.once_in(9));
            match has_header {
                true => below.push((name, shape, inner)),
                false => self.entry(&name, shape.as_ref(), inner),
            }
        }
        let mut blocks: Vec<VecDeque<String>> = Vec::new();
        for (name, shape, inner) in below {
            let key = self.key(&name);
            let path = if path.is_empty() { key } else { format!("{path}.{key}") };
            let many = matches!(shape, Some(Shape::Lista(_))) != self.once_in(9);
            let outside = std::mem::take(&mut self.made.text);
            let mut own = VecDeque::new();
            for _ in 0..if many { 1 + self.below(3) } else { 1 } {
                if !many && self.once_in(6) {
                    // A table may stand before the one it is in.
                    self.header(&format!("{path}.inre"), false);
                    self.entry("x", None, None);
                }
                self.header(&path, many);
                self.table(&path, inner, depth + 1);
                own.push_back(std::mem::take(&mut self.made.text));
            }
            self.made.text = outside;
            blocks.push(own);
        }
        // Tables of one name keep their order, but others may stand between them.
        while !blocks.is_empty() {
            let at = self.below(blocks.len());
            match blocks[at].pop_front() {
                Some(block) => self.push(&block),
                None => drop(blocks.remove(at)),
            }
        }
    }

    fn header(&mut self, path: &str, many: bool) {
        self.between();
        self.gap();
        let header = if many { format!("[[{path}]]") } else { format!("[ {path}\t]") };
        self.push(&header);
        self.end_of_line(None);
    }

    fn entry(&mut self, name: &str, shape: Option<&Shape>, inner: Option<&'static Record>) {
        let above = self.between();
        let start = self.made.text.len();
        self.gap();
        let mut key = self.key(name);
        if self.once_in(6) {
            let inner = inner.filter(|it| !it.keys.is_empty()).map(|it| it.keys[self.below(it.keys.len())].name);
            let _ = write!(key, " . {}", inner.unwrap_or("x"));
        }
        self.push(&key);
        self.gap();
        self.push("=");
        self.gap();
        self.value(shape, 0);
        let typed = self.made.text[start..].to_owned();
        let mark =
            typed.split(|it: char| !it.is_ascii_alphanumeric()).find(|it| it.starts_with('v') && it.ends_with('z'));
        let mark = mark.filter(|_| !typed.contains(['\n', '[', '{'])).map(str::to_owned);
        if let Some(mark) = &mark {
            self.made.above.extend(above.into_iter().map(|it| (it, mark.clone())));
        }
        self.end_of_line(mark.as_deref());
    }
}

/// The record of the tables that a shape allows.
fn record(shape: &Shape) -> Option<&'static Record> {
    match shape {
        Shape::Tabell(record) => Some(record),
        Shape::Lista(inner) | Shape::Fritt(inner) => record(inner),
        Shape::Antingen(one, other) => record(one).or_else(|| record(other)),
        Shape::Enkel(_) | Shape::Val(_) => None,
    }
}

fn make(numbers: Vec<u16>, root: &'static Record) -> Made {
    let made = Made { text: String::new(), beside: Vec::new(), above: Vec::new() };
    let mut maker = Maker { numbers: numbers.into_iter(), made, marks: 0 };
    let is_windows = maker.once_in(4);
    maker.between();
    maker.table("", Some(root), 0);
    maker.between();
    let mut made = maker.made;
    if is_windows {
        made.text = made.text.replace('\n', "\r\n");
    }
    made
}

/// Everything that a file says, by the keys that lead to it.
fn content(text: &str) -> Option<BTreeMap<String, String>> {
    fn add(path: &str, value: &DeValue<'_>, all: &mut BTreeMap<String, String>) {
        let mut put = |text: String| all.insert(path.to_owned(), text);
        match value {
            DeValue::Table(entries) => {
                put("table".to_owned());
                for (key, value) in entries {
                    add(&format!("{path}.{}", ascii_key(key.get_ref())), value.get_ref(), all);
                }
            }
            DeValue::Array(items) => {
                put(format!("list of {}", items.len()));
                for (idx, item) in items.iter().enumerate() {
                    add(&format!("{path}[{idx}]"), item.get_ref(), all);
                }
            }
            DeValue::String(text) => {
                // Two blanks at the end of a line are a line break, one is nothing.
                let text = text.replace("\r\n", "\n").replace(" \n", "\n").replace(" \n", "  \n");
                let lines: Vec<&str> = text.split('\n').map(|it| if it.trim().is_empty() { "" } else { it }).collect();
                put(lines.join("\n"));
            }
            DeValue::Integer(it) => {
                put(it.to_string());
            }
            DeValue::Float(it) => {
                put(it.as_str().to_owned());
            }
            DeValue::Boolean(it) => {
                put(it.to_string());
            }
            DeValue::Datetime(it) => {
                put(it.to_string());
            }
        }
    }
    let table = DeTable::parse(text).ok()?;
    let mut all = BTreeMap::new();
    for (key, value) in table.get_ref() {
        add(&ascii_key(key.get_ref()), value.get_ref(), &mut all);
    }
    Some(all)
}

/// What holds of a text that can be formatted.
fn holds(text: &str, root: &'static Record) -> Result<String, TestCaseError> {
    let new = formatted(text, root).map_err(|it| TestCaseError::fail(format!("{it:?}:\n{text}")))?;
    prop_assert_eq!(content(text), content(&new), "\n{}\nbecame\n{}", text, new);
    let again = formatted(&new, root).map_err(|it| TestCaseError::fail(format!("{it:?} again:\n{new}")))?;
    prop_assert_eq!(&new, &again, "twice is as once:\n{}", text);
    prop_assert!(!new.contains('\r') && (new.is_empty() || new.ends_with('\n') && !new.ends_with("\n\n")), "{}", new);
    Ok(new)
}

/// Comments are there once, and at what they stood at.
fn keeps_comments(made: &Made, new: &str) -> Result<(), TestCaseError> {
    let comments = made.text.lines().filter_map(|it| it.rfind('#').map(|at| it[at..].trim_end()));
    for comment in comments.filter(|it| it.contains("z \"[{=")) {
        prop_assert_eq!(new.matches(comment).count(), 1, "{}\n{}\nbecame\n{}", comment, made.text, new);
    }
    for (comment, mark) in &made.beside {
        let is_beside = new.lines().any(|it| it.contains(mark.as_str()) && it.ends_with(comment.as_str()));
        prop_assert!(is_beside, "{} beside {}:\n{}\nbecame\n{}", comment, mark, made.text, new);
    }
    for (comment, mark) in &made.above {
        let below =
            new.lines().skip_while(|it| it.trim_start() != comment).find(|it| !it.trim_start().starts_with('#'));
        prop_assert!(
            below.is_some_and(|it| it.contains(mark.as_str())),
            "{} above {}:\n{}\nbecame\n{}",
            comment,
            mark,
            made.text,
            new
        );
    }
    Ok(())
}

#[test]
fn made_plans_say_the_same_after_formatting() {
    let config = Config { cases: CASES, failure_persistence: None, max_shrink_iters: 4_000, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let roots = Innehall::RECORDS;
    let numbers = (0..roots.len(), proptest::collection::vec(any::<u16>(), 0..400));
    let readable = Cell::new(0);
    let result = runner.run(&numbers, |(root, numbers)| {
        let root = roots[root].1;
        let made = make(numbers, root);
        // Some of what chance makes is no TOML, such as a key that is dotted and a table.
        if DeTable::parse(&made.text).is_err() {
            prop_assert_eq!(formatted(&made.text, root), Err(Refused::NoToml));
            return Ok(());
        }
        readable.set(readable.get() + 1);
        let new = holds(&made.text, root)?;
        keeps_comments(&made, &new)
    });
    match result {
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        other => other.expect("the files can be made"),
    }
    assert!(readable.get() > CASES / 2, "{} of {CASES} can be formatted", readable.get());
}

#[test]
fn damaged_plans_are_left_or_say_the_same() {
    let record =
        |name: &str| Innehall::RECORDS.iter().find(|it| name.contains(it.0)).map_or(Innehall::RECORDS[0].1, |it| it.1);
    let examples = root().join("examples");
    let mut dice = Dice(7);
    let mut readable = 0;
    for name in FILES {
        let text = fs::read_to_string(examples.join(name)).expect("the example is there");
        for _ in 0..60 {
            let damaged = damage(&text, &mut dice);
            match DeTable::parse(&damaged) {
                Ok(_) => {
                    readable += 1;
                    if let Err(error) = holds(&damaged, record(name)) {
                        panic!("{error}");
                    }
                }
                Err(_) => assert_eq!(formatted(&damaged, record(name)), Err(Refused::NoToml)),
            }
        }
    }
    assert!(readable > 30, "{readable} can be formatted");
}
