//! How findings are written for other programs: a snapshot a format, limits, options, and that no plan can steer a reader.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;
use snapbox::assert::Assert;
use snapbox::data::{Data, DataFormat};

use crate::verktyg::{PLAN, folder, kommun, program, root, write};

/// The formats for other programs, each with the ending of its snapshot.
pub(crate) const FORMATS: [(&str, &str); 9] = [
    ("concise", "txt"),
    ("json", "json"),
    ("jsonl", "jsonl"),
    ("github", "txt"),
    ("gitlab", "json"),
    ("sarif", "json"),
    ("junit", "xml"),
    ("rdjson", "json"),
    ("markdown", "md"),
];

/// A key that would be a command, markup or a link if anything read it so.
const HOSTILE: &str =
    "100 % ::error file=x::y ##[error]z ##vso[task.complete] <b>@namn</b> [l](https://example.org) `k`";

/// A small repository with what is hard: å, ä, ö and spaces in names, characters of one to four bytes before a place, a
/// place of several lines, a line break in a quoted text, a finding in two files, one in an empty file, and hostile text.
pub(crate) fn hard_cases() -> tempfile::TempDir {
    let dir = folder();
    let unequal = format!(
        "{PLAN}\n[[budget.rad]]\nid = \"strateg\"\nslag = \"personal\"\npost = \"Strateg\"\nregion = 350_000\nkommun = 340_000\n"
    );
    let broken = format!(
        "{}\n[[budget.rad]]\nid = \"rad-1\"\nslag = \"personal\"\n\"{HOSTILE}\" = 1\npost = \"Åtgärd\"\nregion = [\n  1,\n  2,\n]\nannan = [{{ namn = \"å😀\", belop = 1 }}]\n",
        PLAN.replace("\"utkast\"", "\"ut\\nkast\"")
    );
    write(
        dir.path(),
        &[
            (".git/HEAD", b""),
            ("Ås kommun/kommun.toml", kommun("").as_bytes()),
            ("Ås kommun/olika rader.toml", unequal.as_bytes()),
            ("Ås kommun/fel på rader.toml", broken.as_bytes()),
            ("Tom/kommun.toml", b""),
        ],
    );
    dir
}

/// Runs `check` in a folder.
pub(crate) fn check(folder: &Path, arguments: &[&str]) -> Output {
    program(folder).arg("check").args(arguments).output().expect("the program runs")
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the program writes UTF-8")
}

pub(crate) fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// `SNAPSHOTS=overwrite` writes them anew.
#[test]
fn every_format_writes_the_hard_cases() {
    let dir = hard_cases();
    let assert = Assert::new().action_env("SNAPSHOTS").normalize_paths(false);
    for (format, ending) in FORMATS {
        let output = check(dir.path(), &["--format", format]);
        assert_eq!(output.status.code(), Some(1), "{format}");
        assert_eq!(
            String::from_utf8_lossy(&output.stderr),
            "3 dokument kontrollerade: 5 fel och 2 varningar. 2 kan rättas med --fix.\n",
            "{format}"
        );
        let text = steady(format, &out(&output));
        let path = root().join(format!("tests/it/rapport/{format}.{ending}"));
        assert.eq(text, Data::read_from(&path, Some(DataFormat::Text)));
    }
}

/// What a format writes without that which other changes than of the format would change.
fn steady(format: &str, text: &str) -> String {
    let text = text.replace(&format!("\"{}\"", env!("CARGO_PKG_VERSION")), "\"VERSION\"");
    match format {
        // The cases of checks that found nothing, and how many they are.
        "junit" => {
            let found = |it: &&str| !it.ends_with("\"/>");
            let numbers = |it: &str| it.split(' ').filter(|it| !it.starts_with("tests=")).collect::<Vec<_>>().join(" ");
            text.lines().filter(found).map(|it| numbers(it) + "\n").collect()
        }
        // The manual pages, but for their names.
        "sarif" => {
            let mut log = parsed(&text);
            for rule in log["runs"][0]["tool"]["driver"]["rules"].as_array_mut().expect("a list") {
                assert!(rule["help"]["markdown"].as_str().is_some_and(|it| it.contains("```toml\n")));
                *rule = rule["id"].clone();
            }
            serde_json::to_string_pretty(&log).expect("JSON") + "\n"
        }
        _ => text,
    }
}

#[test]
fn columns_are_counted_as_each_format_counts_them() {
    let dir = hard_cases();
    let of = |format: &str| parsed(&out(&check(dir.path(), &["--format", format])));
    // `annan = [{ namn = "å😀", belop = 1 }]`: å is two bytes and one unit, 😀 four bytes and two units.
    let all = of("json");
    let is = |it: &&Value| it["message"].as_str().is_some_and(|it| it.contains("”belop”"));
    let found = all["diagnostics"].as_array().expect("a list").iter().find(is).expect("it is found");
    assert_eq!(found["range"]["start"]["column"], 25);
    let all = of("sarif");
    assert_eq!(all["runs"][0]["columnKind"], "utf16CodeUnits");
    let is = |it: &&Value| it["message"]["text"].as_str().is_some_and(|it| it.contains("”belop”"));
    let found = all["runs"][0]["results"].as_array().expect("a list").iter().find(is).expect("it is found");
    assert_eq!(found["locations"][0]["physicalLocation"]["region"]["startColumn"], 26);
    let all = of("rdjson");
    let is = |it: &&Value| it["message"].as_str().is_some_and(|it| it.contains("”belop”"));
    let found = all["diagnostics"].as_array().expect("a list").iter().find(is).expect("it is found");
    assert_eq!(found["location"]["range"]["start"]["column"], 29);
}

/// The lines of a text that a build server would take for its commands, but for our own annotations.
fn commands(text: &str) -> Vec<&str> {
    let ours = |it: &str| {
        let levels = ["::error ", "::warning ", "::notice "];
        levels
            .iter()
            .any(|level| it.starts_with(&format!("{level}file=")) || it.starts_with(&format!("{level}title=fhplan")))
    };
    let steers =
        |it: &&str| it.trim_start().starts_with("::") && !ours(it) || it.contains("##[") || it.contains("##vso[");
    // An annotation's own text is escaped, and GitHub looks for nothing more in such a line.
    text.lines().filter(steers).filter(|it| !ours(it) || it.contains("##vso[")).collect()
}

#[test]
fn no_plan_can_steer_those_who_read() {
    let dir = hard_cases();
    // Names of files can be as hostile as what stands in them, where the system allows it.
    if cfg!(unix) {
        let name = "::error::Åh\n##[error]\u{1b}[31m\u{202e}/plan.toml";
        write(dir.path(), &[(name, PLAN.as_bytes())]);
    }
    for format in FORMATS.iter().map(|it| it.0).chain(["text"]) {
        let text = out(&check(dir.path(), &["--format", format]));
        assert!(text.contains("100 %") || text.contains("100 %25"), "{format} tells of the hostile text: {text}");
        assert_eq!(commands(&text), Vec::<&str>::new(), "{format}");
        let hidden = |it: char| it.is_control() && it != '\n' || it == '\u{202e}';
        assert!(!text.contains(hidden), "{format}: {text:?}");
    }
}

#[test]
fn markdown_holds_no_markup_but_ours() {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let dir = hard_cases();
    let text = out(&check(dir.path(), &["--format", "markdown"]));
    for event in Parser::new_ext(&text, Options::all()) {
        match event {
            Event::Start(tag) => assert!(
                matches!(
                    tag,
                    Tag::Heading { .. } | Tag::Paragraph | Tag::List(_) | Tag::Item | Tag::Strong | Tag::Emphasis
                ),
                "{tag:?} in {text}"
            ),
            // The only raw text is the empty comment that parts an address.
            Event::InlineHtml(html) => assert_eq!(&*html, "<!-- -->"),
            Event::Code(code) => assert!(!code.contains(' '), "{code}"),
            event => assert!(!matches!(event, Event::Html(_) | Event::Rule | Event::InlineMath(_)), "{event:?}"),
        }
    }
    assert!(!text.contains("https://") && !text.replace("<!-- -->@", "").contains("@namn"), "{text}");
}

/// A kommun with so many plans, each with so many unknown keys.
fn many(plans: usize, keys: usize) -> tempfile::TempDir {
    let dir = folder();
    write(dir.path(), &[(".git/HEAD", b""), ("kommun.toml", kommun("").as_bytes())]);
    for plan in 0..plans {
        let keys: String = (0..keys).map(|it| format!("okand{it} = 1\n")).collect();
        write(dir.path(), &[(&format!("{plan:02}.toml"), format!("{PLAN}[styrdokument]\n{keys}").as_bytes())]);
    }
    dir
}

#[test]
fn github_shows_ten_of_each_level_and_says_how_many_more_there_are() {
    let errors = |plans, keys| -> Vec<String> {
        let text = out(&check(many(plans, keys).path(), &["--format", "github"]));
        text.lines().filter(|it| it.starts_with("::error ")).map(str::to_owned).collect()
    };
    assert!(errors(1, 10).iter().all(|it| it.contains("title=okand-nyckel")), "all are shown when they are ten");
    assert_eq!(errors(1, 10).len(), 10);
    // One of each check in each file, and the last line counts the rest.
    let lines = errors(3, 20);
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert_eq!(lines[3], "::error title=fhplan::Ytterligare 57 fel, se loggen.");
    let lines = errors(14, 1);
    assert_eq!(lines.len(), 10);
    assert_eq!(lines[9], "::error title=fhplan::Ytterligare 5 fel, se loggen.");
}

#[test]
fn a_job_on_github_gets_text_annotations_and_a_summary() {
    let dir = many(2, 20);
    let summary = dir.path().join("sammanfattning.md");
    fs::write(&summary, "# Före\n").expect("writable");
    let job = |arguments: &[&str]| {
        let mut command = program(dir.path());
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &summary).arg("check").args(arguments);
        out(&command.output().expect("the program runs"))
    };
    let text = job(&[]);
    assert!(text.contains("\nFel okand-nyckel\n"), "{text}");
    assert_eq!(text.lines().filter(|it| it.starts_with("::error ")).count(), 3);
    assert!(text.contains("\n::error title=fhplan::Ytterligare 38 fel, se sammanfattningen.\n"), "{text}");
    let page = fs::read_to_string(&summary).expect("readable");
    assert!(page.starts_with("# Före\n## fhplan\n\n2 dokument kontrollerade: 40 fel"), "{page}");
    assert_eq!(page.matches("`okand-nyckel`").count(), 40);
    // A format that is named is all there is.
    let text = job(&["--format", "json"]);
    assert!(text.starts_with('{') && parsed(&text)["summary"]["errors"] == 40);
    assert_eq!(fs::read_to_string(&summary).expect("readable"), page);
}

#[test]
fn summaries_are_cut_by_whole_findings() {
    let dir = many(20, 100);
    let text = out(&check(dir.path(), &["--format", "markdown"]));
    assert!(text.chars().count() <= 65_536 && text.chars().count() > 60_000, "{}", text.chars().count());
    let shown = text.matches("\n- **").count();
    let all = parsed(&out(&check(dir.path(), &["--format", "json"])))["diagnostics"].as_array().map_or(0, Vec::len);
    let rest = format!("\nYtterligare {} anmärkningar får inte plats här. `fhplan check` visar alla.\n", all - shown);
    assert!(text.ends_with(&rest), "{shown} of {all}");
    // A step's summary holds what the step has already written too.
    let summary = dir.path().join("sammanfattning.md");
    fs::write(&summary, "x".repeat((1 << 20) - 5_000)).expect("writable");
    let mut command = program(dir.path());
    command.env("GITHUB_STEP_SUMMARY", &summary).args(["check", "--format", "github"]);
    assert!(!command.output().expect("the program runs").stdout.is_empty());
    let length = fs::metadata(&summary).expect("it is there").len();
    assert!(length > (1 << 20) - 500 && length <= 1 << 20, "{length}");
}

#[test]
fn reports_are_written_whole_also_when_there_are_errors() {
    let dir = hard_cases();
    let reports: Vec<String> =
        FORMATS.iter().chain([&("text", "txt")]).map(|it| format!("{0}=ut/{0}.{1}", it.0, it.1)).collect();
    let arguments: Vec<&str> = reports.iter().flat_map(|it| ["--report", it]).collect();
    let run = check(dir.path(), &arguments);
    assert_eq!(run.status.code(), Some(1));
    let read = |name: &str| fs::read_to_string(dir.path().join(name)).expect("the report is there");
    for (format, ending) in FORMATS {
        let alone = out(&check(dir.path(), &["--format", format]));
        assert_eq!(read(&format!("ut/{format}.{ending}")), alone, "{format}");
    }
    assert_eq!(read("ut/text.txt"), out(&run), "the same text, without colours");
    assert_eq!(
        fs::read_dir(dir.path().join("ut")).expect("a folder").count(),
        FORMATS.len() + 1,
        "nothing else is left"
    );
    // A report that cannot be written is no small matter, and leaves nothing.
    let run = check(dir.path(), &["--report", "json=Tom"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("Tom kunde inte skrivas"));
    for wrong in ["json", "json=", "yaml=fil"] {
        assert_eq!(check(dir.path(), &["--report", wrong]).status.code(), Some(2), "{wrong}");
    }
    assert_eq!(check(dir.path(), &["--report", "json=a", "--report", "sarif=a"]).status.code(), Some(2));
    assert!(!dir.path().join("a").exists());
}

#[test]
fn options_say_how_much_is_written_and_how_it_ends() {
    let dir = hard_cases();
    let quiet = check(dir.path(), &["-q"]);
    assert!(!out(&quiet).contains("Varning ") && out(&quiet).contains("Fel "));
    assert!(quiet.stderr.is_empty() && quiet.status.code() == Some(1));
    let json = parsed(&out(&check(dir.path(), &["-q", "--format", "json"])));
    assert_eq!(json["diagnostics"].as_array().map(Vec::len), Some(5));
    let silent = check(dir.path(), &["-qq", "--report", "json=allt.json"]);
    assert!(silent.stdout.is_empty() && silent.stderr.is_empty() && silent.status.code() == Some(1));
    assert_eq!(parsed(&fs::read_to_string(dir.path().join("allt.json")).expect("readable"))["summary"]["errors"], 5);
    assert_eq!(check(dir.path(), &["--exit-zero"]).status.code(), Some(0));
    assert_eq!(check(dir.path(), &["--exit-zero", "finns-inte.toml"]).status.code(), Some(2));
    let named = |format: &str| {
        let mut command = program(dir.path());
        command.env("FHPLAN_FORMAT", format).arg("check").output().expect("the program runs")
    };
    assert_eq!(out(&named("concise")), out(&check(dir.path(), &["--format", "concise"])));
    assert_eq!(named("yaml").status.code(), Some(2));
}

#[test]
fn standard_input_is_a_file_in_every_format() {
    let dir = hard_cases();
    let typed = |format: &str, more: &[&str]| {
        let mut command = program(&dir.path().join("Tom"));
        command.args(["check", "-", "--format", format]).args(more).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn().expect("the program runs");
        let text = fs::read(dir.path().join("Ås kommun/olika rader.toml")).expect("readable");
        child.stdin.take().expect("it listens").write_all(&text).expect("it reads");
        out(&child.wait_with_output().expect("it ends"))
    };
    for format in FORMATS.iter().map(|it| it.0).chain(["text"]) {
        // The file need not exist: what counts is whose it would be, and what it is called.
        let text = typed(format, &["--stdin-filename", "../Ås kommun/ny.toml"]);
        assert!(text.contains("olika-andelar") && text.contains("ny.toml"), "{format}: {text}");
        if !["text", "concise"].contains(&format) {
            assert!(!text.contains(".."), "from the top of the repository: {format}: {text}");
        }
        assert!(!typed(format, &[]).is_empty(), "{format}");
    }
    let json = parsed(&typed("json", &["--stdin-filename", "../Ås kommun/ny.toml"]));
    assert_eq!(json["diagnostics"][0]["file"], "Ås kommun/ny.toml");
    assert_eq!(
        check(dir.path(), &["--stdin-filename", "x.toml"]).status.code(),
        Some(2),
        "without - it stands for nothing"
    );
}
