//! The command line as people meet it: help, exit codes, odd files, streams.

use std::path::Path;

use crate::verktyg::{PLAN, fhplan, findings, folder, kommun, program, root, write};

fn code(arguments: &[&str]) -> String {
    fhplan(arguments.iter().copied()).code
}

#[test]
fn exit_codes_say_how_it_went() {
    let dir = folder();
    write(
        dir.path(),
        &[
            ("kommun.toml", kommun("").as_bytes()),
            ("plan.toml", PLAN.as_bytes()),
            ("fel.toml", format!("{PLAN}x = 1\n").as_bytes()),
        ],
    );
    let path = |name: &str| dir.path().join(name).display().to_string();
    assert!(code(&["check", &path("plan.toml")]).contains("(0)"), "warnings alone are no failure");
    assert!(code(&["check", "--strict", &path("plan.toml")]).contains("(1)"));
    assert!(code(&["check", &path("fel.toml")]).contains("(1)"));
    assert!(code(&["check", &path("finns-inte.toml")]).contains("(2)"));
    assert!(code(&["check", "--okand"]).contains("(2)"));
    assert!(code(&["check", "--med", "okand", &path("plan.toml")]).contains("(2)"));
    assert!(code(&["explain", "finns-inte"]).contains("(2)"));
    assert!(code(&["--help"]).contains("(0)") && code(&["--version"]).contains("(0)"));
}

#[test]
fn json_is_alone_on_its_stream_and_counts_characters() {
    let dir = folder();
    let plan = format!("{PLAN}\n[[avsnitt]]\nrubrik = \"åäö\" # ä\nokänd = 1\n").replace("okänd", "\"okänd\"");
    write(dir.path(), &[("kommun.toml", kommun("").as_bytes()), ("plan.toml", plan.as_bytes())]);
    let run = fhplan(["check", "--format", "json", &dir.path().join("plan.toml").display().to_string()]);
    assert_eq!(run.err, "1 dokument kontrollerade: 1 fel och 2 varningar.\n");
    let output: serde_json::Value = serde_json::from_str(&run.out).expect("JSON and nothing else");
    assert_eq!(output["schema"], 1);
    assert_eq!(output["summary"]["errors"], 1);
    let found = output["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|it| it["check"] == "okand-nyckel")
        .expect("it is found");
    assert_eq!(found["range"]["start"]["line"], 9);
    assert_eq!(found["range"]["start"]["column"], 1);
    assert_eq!(found["range"]["end"]["column"], 8, "”okänd” with quotes is seven characters, though eight bytes");
    let bytes = found["range"]["end"]["offset"].as_u64().expect("a number")
        - found["range"]["start"]["offset"].as_u64().expect("a number");
    assert_eq!(bytes, 8);
}

#[test]
fn line_ends_and_byte_order_mark_change_nothing() {
    let dir = folder();
    let crlf = PLAN.replace('\n', "\r\n");
    let bom = format!("\u{feff}{PLAN}");
    write(
        dir.path(),
        &[
            ("kommun.toml", kommun("").as_bytes()),
            ("lf.toml", PLAN.as_bytes()),
            ("crlf.toml", crlf.as_bytes()),
            ("bom.toml", bom.as_bytes()),
        ],
    );
    let of = |name: &str| findings(&[&dir.path().join(name)], &[]);
    assert_eq!(of("lf.toml"), of("crlf.toml"));
    assert_eq!(of("lf.toml"), of("bom.toml"));
}

#[test]
fn odd_files_are_told_about_and_never_hang() {
    let dir = folder();
    let deep = format!("{PLAN}x = {}\n", "[".repeat(1_000));
    let large = vec![b'#'; 10 << 20];
    let files: [(&str, &[u8], &str); 9] = [
        ("utf16.toml", &[0xff, 0xfe, b'a', 0], "ej-utf-8"),
        ("latin1.toml", b"[dokument]\ntitel = \"\xe5\"", "ej-utf-8"),
        ("djup.toml", deep.as_bytes(), "toml-syntax"),
        ("stor.toml", &large, "olasbar-fil"),
        ("nul.toml", b"[dokument]\ntitel = \"a\x00b\"\n", "toml-syntax"),
        ("lfs.toml", b"version https://git-lfs.github.com/spec/v1\n", "olasbar-fil"),
        ("tom.toml", b"[dokument]", "saknad-nyckel"),
        ("mapp.toml/x.txt", b"", "olasbar-fil"),
        ("konflikt.toml", b"[dokument]\n<<<<<<< a\nar = 1\n=======\nar = 2\n>>>>>>> b\n", "konfliktmarkering"),
    ];
    for (name, content, check) in files {
        write(dir.path(), &[("kommun.toml", kommun("").as_bytes()), (name, content)]);
        let path = dir.path().join(name.split('/').next().expect("a name"));
        // A folder named as a file is found by looking in the folder above it.
        let given = if path.is_dir() { dir.path().to_owned() } else { path };
        let found = findings(&[Path::new(&given)], &[]);
        assert!(found.iter().any(|(it, _)| it == check), "{name}: {found:?}");
    }
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_refused() {
    let dir = folder();
    write(dir.path(), &[("k/kommun.toml", kommun("").as_bytes()), ("utanfor.toml", PLAN.as_bytes())]);
    std::os::unix::fs::symlink(dir.path().join("utanfor.toml"), dir.path().join("k/lank.toml"))
        .expect("a link can be made");
    let made = std::process::Command::new("mkfifo").arg(dir.path().join("k/ror.toml")).status().expect("mkfifo runs");
    assert!(made.success());
    let found = findings(&[&dir.path().join("k")], &[]);
    assert_eq!(found.iter().filter(|(it, _)| it == "olasbar-fil").count(), 2, "{found:?}");
}

#[test]
fn explain_tells_every_check_and_the_format() {
    let all = fhplan(["explain"]).out;
    for check in fhplan::checks::documented() {
        assert!(all.contains(check.name));
        let page = fhplan(["explain", check.name]).out;
        assert!(page.starts_with(check.name) && !page.contains("```"), "{page}");
    }
    let reference = fhplan(["explain", "verksamhetsplan"]).out;
    for key in ["[[fokusomrade.insats]]", "`malgrupper`", "[budget.kontrollsumma]", "belopp i kronor"] {
        assert!(reference.contains(key), "{key}");
    }
    assert!(fhplan(["explain", "kommun.toml"]).out.contains("sats_per_invanare"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    struct Closed;
    impl std::io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let arguments = ["fhplan", "explain"].into_iter().map(Into::into);
    let code = fhplan::commands::run(arguments, &mut Closed, &mut Vec::new());
    assert!(format!("{code:?}").contains("(0)"));
}

#[test]
fn the_commands_in_readme_print_what_it_says() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("there is a README");
    let blocks: Vec<&str> = readme.split("```console\n").skip(1).filter_map(|it| it.split("\n```").next()).collect();
    assert!(!blocks.is_empty(), "README shows the program at work");
    for block in blocks {
        let (command, expected) = block.split_once('\n').expect("a command and what it prints");
        let arguments = command.strip_prefix("$ fhplan ").expect("a command of this program").split(' ');
        let output = program(&root()).args(arguments).output().expect("it runs");
        let printed = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
        assert_eq!(printed.trim_end(), expected, "{command}");
    }
}
