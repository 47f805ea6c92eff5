//! The command line itself: mistakes are told in Swedish, and help, completions and manual pages know every command.

use std::path::Path;
use std::process::Command;

use crate::verktyg::{fhplan, folder};

/// Words of the argument parser's own language that no answer may have.
const ENGLISH: [&str; 22] = [
    "error",
    "usage",
    "unexpected",
    "unrecognized",
    "required",
    "invalid",
    "possible",
    "similar",
    "found",
    "supplied",
    "cannot",
    "provided",
    "argument '",
    "value",
    "options:",
    "arguments:",
    "commands:",
    "[default",
    " the ",
    " tip",
    "more ",
    "print help",
];

/// A wrong way to run the program, and what it says.
const WRONG: [(&str, &str); 20] = [
    ("chek", "Det finns inget kommando som heter ”chek”.\n\n  Menade du check?"),
    ("hjälp", "Det finns inget kommando som heter ”hjälp”."),
    ("--verson", "Det finns inget val som heter --verson.\n\n  Menade du --version?"),
    ("check --strikt", "Det finns inget val som heter --strikt.\n\n  Menade du --strict?"),
    ("check -x", "Det finns inget val som heter -x."),
    ("check --strict=ja", "--strict ska inte ha något värde, men här står ”ja”."),
    ("check --strict --strict", "--strict kan bara stå en gång."),
    ("check --format xml", "”xml” går inte att använda för --format <FORMAT>.\n\n  Välj "),
    ("check --format jso", "”jso” går inte att använda för --format <FORMAT>.\n\n  Menade du json?"),
    ("check --format", "Värdet saknas för --format <FORMAT>."),
    ("render --as pdf,doc", "”doc” går inte att använda för --as <FORMAT>."),
    ("render -o", "Värdet saknas för --output <MAPP>."),
    ("render -j noll", "”noll” går inte att använda för --jobs <ANTAL>."),
    ("explain a b", "”b” är ett argument för mycket."),
    (
        "lock",
        "Det här saknas: <FIL ELLER MAPP>.\n\nAnvändning: fhplan lock <FIL ELLER MAPP>…\n\nMer hjälp: fhplan lock --help\n",
    ),
    ("why --ar i-fjol", "”i-fjol” går inte att använda för --ar <ÅR>.\n\nMer hjälp: fhplan why --help\n"),
    ("schema -o mapp beslut", "--output <MAPP> går inte att kombinera med [SLAG]."),
    ("completions", "Det här saknas: <SKAL>."),
    ("completions basch", "”basch” går inte att använda för <SKAL>.\n\n  Menade du bash?"),
    ("man chek", "Det finns inget kommando som heter ”chek”. Menade du ”check”?"),
];

fn is_swedish(text: &str) -> Result<(), &'static str> {
    let text = text.to_lowercase();
    ENGLISH.into_iter().find(|it| text.contains(it)).map_or(Ok(()), Err)
}

/// What the program prints, without colours.
fn printed(arguments: &[&str]) -> String {
    anstream::adapter::strip_str(&fhplan(arguments.iter().copied()).out).to_string()
}

/// The commands, as the program's own help names them.
fn commands() -> Vec<String> {
    let help = printed(&["--help"]);
    let (_, listed) = help.split_once("Kommandon:\n").expect("help names the commands");
    let lines = listed.lines().take_while(|it| !it.is_empty());
    lines.filter_map(|it| it.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn mistakes_in_the_arguments_are_told_in_swedish() {
    for (wrong, told) in WRONG {
        let run = fhplan(wrong.split(' '));
        assert!(run.code.contains("(2)") && run.out.is_empty(), "{wrong}: {}{}", run.code, run.out);
        assert!(run.err.starts_with(&format!("fhplan: {told}")), "{wrong}: {}", run.err);
        assert_eq!(is_swedish(&run.err), Ok(()), "{wrong}: {}", run.err);
    }
    let run = fhplan(Vec::<&str>::new());
    assert!(run.code.contains("(2)") && run.err.contains("Kommandon:"), "without a command the help is shown");
}

#[test]
fn every_command_helps_in_swedish() {
    let commands = commands();
    assert!(commands.len() > 7, "{commands:?}");
    for command in &commands {
        for flag in ["--help", "-h"] {
            let run = fhplan([command.as_str(), flag]);
            assert!(
                run.code.contains("(0)") && run.out.contains(&format!("Användning: fhplan {command}")),
                "{command}"
            );
            assert_eq!(is_swedish(&run.out), Ok(()), "{}", run.out);
        }
    }
}

#[test]
fn completions_know_every_command_and_are_right() {
    let dir = folder();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = fhplan(["completions", shell]).out;
        assert!(commands().iter().all(|it| script.contains(it.as_str())), "{shell}");
        let path = dir.path().join(shell);
        std::fs::write(&path, script).expect("writable");
        // Those that can read a script without running it, where they are at hand.
        if ["bash", "zsh", "fish"].contains(&shell) {
            assert!(reads(shell, &path), "{shell} refuses its script");
        }
    }
}

/// Whether a shell reads a script; one that is not at hand has nothing against it.
fn reads(shell: &str, script: &Path) -> bool {
    Command::new(shell).arg("-n").arg(script).status().map_or(true, |it| it.success())
}

#[test]
fn every_command_has_a_manual_page() {
    let dir = folder();
    let to = dir.path().join("man1");
    let run = fhplan(["man", "-o", &to.display().to_string()]);
    assert_eq!(run.out.lines().count(), commands().len() + 1, "{}", run.err);
    for name in commands().iter().map(|it| format!("fhplan-{it}")).chain(["fhplan".to_owned()]) {
        let page = std::fs::read_to_string(to.join(format!("{name}.1"))).expect("there is a page");
        let headings: Vec<&str> = page.lines().filter_map(|it| it.strip_prefix(".SH ")).collect();
        let known = ["NAMN", "SYNOPSIS", "BESKRIVNING", "ARGUMENT", "VAL", "KOMMANDON", "SLUTKOD", "\"SE ÄVEN\""];
        assert!(headings.iter().all(|it| known.contains(it)), "{name}: {headings:?}");
        assert!(page.contains(&format!(".TH {} 1 ", name.to_uppercase())) && page.contains("utf-8"), "{name}");
        assert!(page.contains(&format!("{} \\- ", name.replace('-', "\\-"))), "whatis finds {name}");
    }
    let one = fhplan(["man", "check"]).out;
    assert_eq!(one, std::fs::read_to_string(to.join("fhplan-check.1")).expect("readable"));
}
