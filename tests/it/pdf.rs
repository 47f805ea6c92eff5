//! The documents of every plan in the repository: made, the same each time, whole, tagged and in Swedish.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::verktyg::{PLAN, Run, fhplan, findings, folder, kommun, root, write};

fn render(paths: &[&Path], to: &Path, more: &[&str]) -> Run {
    let mut arguments: Vec<OsString> = vec!["render".into(), "-o".into(), to.into()];
    arguments.extend(more.iter().map(OsString::from));
    arguments.extend(paths.iter().map(|it| it.as_os_str().to_owned()));
    fhplan(arguments)
}

/// Every PDF below a folder, by its path in it.
fn pdfs(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path);
    let pdfs = files.filter(|it| it.extension().is_some_and(|it| it == "pdf"));
    pdfs.map(|it| (it.strip_prefix(folder).expect("inside").to_owned(), fs::read(&it).expect("readable"))).collect()
}

/// The text of a PDF in reading order, with every kind of white space as one space.
fn text(bytes: &[u8]) -> String {
    let document = lopdf::Document::load_mem(bytes).expect("a PDF");
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    let text = document.extract_text(&pages).expect("text");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text without white space: where words are parted depends on the layout.
fn dense(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace() && *it != '\u{ad}').collect()
}

#[test]
fn the_plans_of_the_repository_become_documents() {
    let (first, second) = (folder(), folder());
    let (plans, examples) = (root().join("plans"), root().join("examples/solbacka"));
    let run = render(&[&plans, &examples], first.path(), &[]);
    assert!(run.code.contains("(0)"), "{}{}", run.out, run.err);
    let run = render(&[&examples, &plans], second.path(), &["--jobs", "1"]);
    assert!(run.code.contains("(0)"), "{}{}", run.out, run.err);
    let (once, again) = (pdfs(first.path()), pdfs(second.path()));
    assert!(once.contains_key(Path::new("alingsas/2024/verksamhetsplan.pdf")));
    assert_eq!(once.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>());
    for (name, bytes) in &once {
        assert!(again[name] == *bytes, "{} is not the same twice", name.display());
        let document = lopdf::Document::load_mem(bytes).expect("a PDF");
        let catalog = document.catalog().expect("a catalog");
        let language = catalog.get(b"Lang").and_then(lopdf::Object::as_str).expect("a language");
        assert!(language.starts_with(b"sv"), "{}", name.display());
        for key in [&b"StructTreeRoot"[..], b"MarkInfo", b"Outlines", b"Metadata"] {
            assert!(catalog.has(key), "{} lacks {}", name.display(), String::from_utf8_lossy(key));
        }
    }
}

#[test]
fn the_alingsas_plan_says_what_the_meeting_decided() {
    let to = folder();
    let run = render(&[&root().join("plans/alingsas/2024")], to.path(), &[]);
    assert_eq!(run.err, "");
    let bytes = &pdfs(to.path())[Path::new("alingsas/2024/verksamhetsplan.pdf")];
    let printed = dense(&text(bytes));
    for wanted in [
        "Verksamhetsplan och budget för lokalt folkhälsoarbete och social hållbarhet 2024",
        "Dokumentansvarig",
        "Folkhälsostrateg",
        "2023-11-27, § 210",
        "2023.445 KS",
        "1 januari–31 december 2024",
        "1 050 000 1 050 000 2 100 000",
        "350 000 300 000 650 000",
        "Totalt",
        "Summa insatser",
        "700 000 650 000 1 350 000",
        "Innehåll",
        "Mål med insatsen",
        "Prioriterade målgrupper",
        "ANDTS står för alkohol",
        "28 %",
        "Figur 1",
        "Figur 2",
    ] {
        assert!(printed.contains(&dense(wanted)), "”{wanted}” is not in the document");
    }
    // Roles of the tag tree that a listener finds her way by.
    let roles = String::from_utf8_lossy(&uncompressed(bytes)).into_owned();
    for role in ["/H1", "/H2", "/TH", "/TOC", "/Figure", "/Note", "/Table", "/Lbl"] {
        assert!(roles.contains(role), "no {role}");
    }
}

#[test]
fn the_vanersborg_follow_up_answers_the_form() {
    let to = folder();
    let run = render(&[&root().join("plans/vanersborg/2021")], to.path(), &[]);
    assert!(run.code.contains("(0)"), "{}", run.err);
    let printed = dense(&text(&pdfs(to.path())[Path::new("vanersborg/2021/uppfoljning.pdf")]));
    for wanted in [
        "Uppföljning av samverkansavtal avseende lokalt folkhälsoarbete 2021",
        "mellan norra hälso- och sjukvårdsnämnden och Vänersborgs kommun",
        "25 januari 2022",
        "15 februari 2022",
        "Folkhälsoarbetet ska utgå från befolkningens behov, vara systematiskt och långsiktigt",
        "Helt uppfyllt",
        "Valt",
        "Mödravårdscentral",
        "(nytt för 2021)",
        "a) Beskriv kortfattat utgångspunkterna",
        "b) Beskriv kortfattat rådets insatser",
        "Bestämningsfaktorer för hälsa",
        "Framflyttad",
        "Fortsätter i ordinarie verksamhet",
        "Syftar målet till att utjämna skillnaderna i hälsa?",
        "Senior i VBG",
        "Våld i nära relation",
        "I kommunen:",
        "Dokumentet undertecknas elektroniskt",
    ] {
        assert!(printed.contains(&dense(wanted)), "”{wanted}” is not in the document");
    }
}

#[test]
fn the_follow_up_closes_the_year_and_says_what_rounding_did() {
    let to = folder();
    let run = render(&[&root().join("examples/solbacka/2025")], to.path(), &[]);
    assert!(run.code.contains("(0)"), "{}", run.err);
    let printed = dense(&text(&pdfs(to.path())[Path::new("solbacka/2025/uppfoljning.pdf")]));
    for wanted in [
        // 179 619,75 + 12 480,25 − 174 895,64 = 17 204,36, in whole kronor.
        "Kvar att förfoga över 17 204 14 968 32 172",
        "Utgående överföring till 2026 −17 204 −14 968 −32 172",
        "Återbetalning −38 063 −25 375 −63 438",
        "Återstår 0 0 0",
        "Varje belopp är avrundat för sig till hela kronor",
        "summan av budget för Folkhälsonämnden: delarna blir 516 071 kr, summan är 516 070 kr",
        "Minus i kolumnen Avvikelse är underskott",
        // A form with another scale, other questions, no care actors and no direction.
        "5 Helt och hållet",
        "Vilka av målen i planen har ni nått?",
        "Namnförtydligande",
    ] {
        assert!(printed.contains(&dense(wanted)), "”{wanted}” is not in the document");
    }
    assert!(!printed.contains("Vårdaktör"));
}

#[test]
fn decisions_and_action_plans_become_documents() {
    let to = folder();
    let solbacka = root().join("examples/solbacka");
    let paths = [root().join("plans/perstorp"), root().join("plans/alingsas/2025"), solbacka];
    let run = render(&paths.each_ref().map(std::path::PathBuf::as_path), to.path(), &[]);
    assert!(run.code.contains("(0)"), "{}", run.err);
    let made = pdfs(to.path());
    let wanted: [(&str, &[&str]); 4] = [
        (
            "perstorp/2020/handlingsplan.pdf",
            &[
                "Ägare: Koncernledningen",
                "Författare: Processledare",
                "2020–2030",
                "Självförsörjning",
                "Hängrännor",
                "Bilaga 1.",
            ],
        ),
        (
            "alingsas/2025/beslut.pdf",
            &[
                "Utdrag ur protokoll",
                "§ 196",
                "2024.475 KS",
                "4 december 2024, § 202",
                "Beslutsunderlag",
                "reviderad version",
            ],
        ),
        ("alingsas/2025/beslut-tjansteskrivelse.pdf", &["Tjänsteskrivelse", "2024-11-26", "Förslag till beslut"]),
        // Title and sums are the plan's own.
        (
            "solbacka/2026/beslut-tjansteskrivelse.pdf",
            &["Verksamhetsplan för folkhälsa 2026", "976 373,50", "526 499,70 410 873,05 39 000,75 976 373,50"],
        ),
    ];
    for (name, texts) in wanted {
        let printed = dense(&text(&made[Path::new(name)]));
        for wanted in texts {
            assert!(printed.contains(&dense(wanted)), "”{wanted}” is not in {name}");
        }
    }
}

#[test]
fn a_correction_is_printed() {
    let (from, to) = (folder(), folder());
    let rattelse = "[[rattelse]]\ndatum = 2024-02-01\nplats = \"dokument.titel\"\norsak = \"Titeln var felskriven.\"\nbeslut = \"Ordföranden\"\n";
    let plan = format!("{PLAN}\n{rattelse}");
    write(from.path(), &[("k/kommun.toml", kommun("").as_bytes()), ("k/plan.toml", plan.as_bytes())]);
    let run = render(&[from.path()], to.path(), &[]);
    assert!(run.code.contains("(0)"), "{}", run.err);
    let printed = dense(&text(&pdfs(to.path())[Path::new("k/plan.pdf")]));
    for wanted in ["Rättelser efter beslutet", "2024-02-01", "Titeln var felskriven. Beslutat av: Ordföranden."] {
        assert!(printed.contains(&dense(wanted)), "”{wanted}” is not in the document");
    }
}

/// A PDF with its streams unpacked, so that what it holds can be searched.
fn uncompressed(bytes: &[u8]) -> Vec<u8> {
    let mut document = lopdf::Document::load_mem(bytes).expect("a PDF");
    document.decompress();
    let mut out = Vec::new();
    document.save_to(&mut out).expect("room in memory");
    for object in document.objects.values() {
        out.extend(format!("{object:?}").into_bytes());
    }
    out
}

#[test]
fn a_second_run_makes_nothing_anew() {
    let to = folder();
    let plans = root().join("plans");
    render(&[&plans], to.path(), &[]);
    let file = to.path().join("alingsas/2024/verksamhetsplan.pdf");
    let made = fs::metadata(&file).and_then(|it| it.modified()).expect("a time");
    let run = render(&[&plans], to.path(), &[]);
    assert!(run.out.is_empty() && run.err.contains("har inte ändrats"), "{}{}", run.out, run.err);
    assert_eq!(fs::metadata(&file).and_then(|it| it.modified()).expect("a time"), made);
    // A document that somebody has changed is made again.
    fs::write(&file, b"changed").expect("writable");
    let run = render(&[&plans], to.path(), &[]);
    assert!(run.out.contains("verksamhetsplan.pdf"), "{}", run.err);
}

#[test]
fn a_comment_changes_nothing_in_the_document() {
    let (from, to) = (folder(), folder());
    let plan =
        format!("{PLAN}\n[[avsnitt]]\nrubrik = \"Nuläge\"\ntext = \"Fler mår bra[^a].\\n\\n[^a]: Enkät 2024.\"\n");
    let commented = plan.replace("[[avsnitt]]", "# Skrivs om till hösten.\n\n[[avsnitt]]");
    write(from.path(), &[("kommun.toml", kommun("").as_bytes()), ("a/plan.toml", plan.as_bytes())]);
    write(from.path(), &[("b/plan.toml", commented.as_bytes())]);
    let run = render(&[from.path()], to.path(), &["--draft", "--as", "pdf,json"]);
    assert!(run.out.contains("plan.pdf"), "{}{}", run.out, run.err);
    for name in ["plan.pdf", "plan.json"] {
        let made = |folder: &str| {
            let files = walkdir::WalkDir::new(to.path()).into_iter().filter_map(Result::ok);
            let mut found = files.filter(|it| it.path().ends_with(Path::new(folder).join(name)));
            fs::read(found.next().expect("made").path()).expect("readable")
        };
        assert!(made("a") == made("b"), "{name}");
    }
}

#[test]
fn a_plan_with_errors_is_not_written_but_a_draft_of_it_can_be() {
    let (from, to) = (folder(), folder());
    let plan = format!(
        "{PLAN}\n[[avsnitt]]\nrubrik = \"Nuläge\"\ntext = \"Summan är {{{{ budget.totalt.region | kr }}}}.\"\n"
    );
    write(from.path(), &[("k/kommun.toml", kommun("").as_bytes()), ("k/plan.toml", plan.as_bytes())]);
    let run = render(&[from.path()], to.path(), &[]);
    assert!(run.code.contains("(1)") && run.out.is_empty() && run.err.contains("okant-uttryck"), "{}", run.err);
    assert!(pdfs(to.path()).is_empty());
    let run = render(&[from.path()], to.path(), &["--draft"]);
    assert!(run.code.contains("(1)"), "{}", run.err);
    assert!(text(&pdfs(to.path())[Path::new("k/plan.pdf")]).to_uppercase().contains("UTKAST"));
}

#[test]
fn user_text_is_never_code() {
    let (from, to) = (folder(), folder());
    let text_of_plan = r##"Skriv #read("kommun.toml") och #import "@preview/x:1.0.0" och #eval("1+1"), $x^2$, @ref, #{ while true {} }, \ och // slut."##;
    let plan = format!("{PLAN}\n[[avsnitt]]\nrubrik = '#panic(\"x\")'\ntext = '{text_of_plan}'\n");
    write(from.path(), &[("k/kommun.toml", kommun("").as_bytes()), ("k/plan.toml", plan.as_bytes())]);
    let run = render(&[from.path()], to.path(), &[]);
    assert!(run.code.contains("(0)"), "{}", run.err);
    let printed = dense(&text(&pdfs(to.path())[Path::new("k/plan.pdf")]));
    for wanted in ["#panic(”x”)", "#read(”kommun.toml”)", "#eval(”1+1”)", "$x^2$", "#{while true {}}", "// slut."]
    {
        assert!(printed.contains(&dense(wanted)), "”{wanted}” is not printed as typed: {printed}");
    }
}

#[test]
fn a_template_that_never_ends_or_reaches_out_is_stopped() {
    let cases = [
        ("#import \"@preview/cetz:0.3.0\": *", "denied"),
        ("#read(\"/etc/passwd\")", "templates/verksamhetsplan.typ, rad 1"),
        ("#read(\"../../../../etc/passwd\")", "templates/verksamhetsplan.typ, rad 1"),
        ("#while true {}", "templates/verksamhetsplan.typ, rad 1"),
        ("#for i in range(100000000) { let x = i }", "mer än 1 sekunder"),
    ];
    for (template, wanted) in cases {
        let (from, to) = (folder(), folder());
        let files: [(&str, &[u8]); 3] = [
            ("plans/k/kommun.toml", kommun("").leak().as_bytes()),
            ("plans/k/plan.toml", PLAN.as_bytes()),
            ("templates/verksamhetsplan.typ", template.as_bytes()),
        ];
        write(from.path(), &files);
        // The program ends itself when a template does not, so it runs in a process of its own.
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_fhplan"));
        let output =
            program.args(["render", "--timeout", "1", "-o"]).arg(to.path()).arg(from.path()).output().expect("it runs");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{template}: {err}");
        assert!(err.contains(wanted), "{template}: {err}");
        assert!(pdfs(to.path()).is_empty());
    }
}

#[test]
fn what_check_passes_render_renders() {
    let odd = [
        ("arabiska", "text = \"שלום سلام عليكم\""),
        (
            "djupa-listor",
            "text = \"\"\"\n- a\n  - b\n    - c\n      - d\n        - e\n          - f\n            - g\n              - h\n\"\"\"",
        ),
        ("langt-ord", &format!("text = \"{}\"", "Folkhälsoarbetets".repeat(400))),
        ("tabell", "text = \"\"\"\n| a | b |\n|---|--:|\n| 1 | 2 |\n\"\"\""),
        ("citat", "text = \"\"\"\n> > > citat\n\n1. ett\n1. två\n\"\"\""),
        ("tom", "text = \"\"\"\n\\u00a0\n\"\"\""),
    ];
    for (name, body) in odd {
        let (from, to) = (folder(), folder());
        let plan = format!("{PLAN}\n[[avsnitt]]\nrubrik = \"Prov\"\n{body}\n");
        write(from.path(), &[("k/kommun.toml", kommun("").as_bytes()), ("k/plan.toml", plan.as_bytes())]);
        let errors: Vec<_> =
            findings(&[from.path()], &[]).into_iter().filter(|(_, severity)| severity == "error").collect();
        if errors.is_empty() {
            let run = render(&[from.path()], to.path(), &[]);
            assert!(run.code.contains("(0)"), "{name}: {}", run.err);
        }
    }
}

#[test]
fn the_view_can_be_had_as_json() {
    let to = folder();
    let run = render(&[&root().join("plans/alingsas/2024")], to.path(), &["--as", "pdf,json"]);
    assert!(run.code.contains("(0)"), "{}", run.err);
    let json = fs::read(to.path().join("alingsas/2024/verksamhetsplan.json")).expect("written");
    let view: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(view["diarienummer"], "2023.445 KS");
    assert_eq!(pdfs(to.path()).len(), 1);
}

#[test]
fn many_rows_add_up_exactly() {
    let (from, to) = (folder(), folder());
    let rows: String = (0..2_000).map(|it| format!("[[budget.rad]]\nslag = \"omkostnad\"\npost = \"Rad {it}\"\nregion = 999_999_999_999.99\nkommun = 999_999_999_999.99\n")).collect();
    write(
        from.path(),
        &[
            ("k/kommun.toml", kommun("").as_bytes()),
            (
                "k/plan.toml",
                format!("{PLAN}\n[[avsnitt]]\nrubrik = \"Budget\"\nvisa = \"budget\"\n\n{rows}").as_bytes(),
            ),
        ],
    );
    let run = render(&[from.path()], to.path(), &[]);
    assert!(run.code.contains("(0)"), "{}", run.err);
    let printed = dense(&text(&pdfs(to.path())[Path::new("k/plan.pdf")]));
    assert!(
        printed.contains(&dense("1 999 999 999 999 980,00")) || printed.contains(&dense("1 999 999 999 999 980")),
        "the sum is exact"
    );
}
