//! A PDF proves what it is: against the files it carries, against a repository's history, and not when it has been changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use lopdf::{Dictionary, Document, IncrementalDocument, Object, dictionary};
use tempfile::TempDir;

use crate::verktyg::{PLAN, folder, kommun, root, write};

/// Runs the program in a process of its own, in a folder.
fn fhplan(arguments: &[&str], folder: &Path) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_fhplan")).args(arguments).current_dir(folder).output();
    let Output { status, stdout, stderr } = output.expect("it runs");
    let said = String::from_utf8([stdout, stderr].concat()).expect("UTF-8");
    (status.code().expect("it ends by itself"), said.replace('\u{a0}', " "))
}

fn render(arguments: &[&str], folder: &Path) {
    let (code, said) = fhplan(&[&["render"], arguments].concat(), folder);
    assert_eq!(code, 0, "{said}");
}

fn git(folder: &Path, day: &str, arguments: &[&str]) {
    let date = format!("{day}T12:00:00Z");
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=Prov", "-c", "user.email=prov@example.org", "-c", "commit.gpgsign=false"])
        .args(["-c", "core.hooksPath=/dev/null", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_DATE", &date)
        .env("GIT_COMMITTER_DATE", &date)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The plan as it was, became and is.
const WORDS: [&str; 3] = ["Första lydelsen.", "Andra lydelsen.", "Tredje lydelsen."];

fn plan(words: &str) -> String {
    format!("{PLAN}\n[[avsnitt]]\nrubrik = \"Nuläge\"\ntext = \"Här är allt som sägs. {words} Resten är lika.\"\n")
}

/// A repository whose plan has changed twice, and the PDF of each version, plain and with its sources.
struct Repo {
    folder: TempDir,
    plain: Vec<Vec<u8>>,
    carrying: Vec<Vec<u8>>,
}

fn repo() -> &'static Repo {
    static REPO: OnceLock<Repo> = OnceLock::new();
    REPO.get_or_init(|| {
        let folder = folder();
        let path = folder.path();
        git(path, "2024-01-01", &["init", "-q"]);
        let (mut plain, mut carrying) = (Vec::new(), Vec::new());
        for (idx, words) in WORDS.iter().enumerate() {
            let day = format!("2024-0{}-15", idx + 1);
            write(path, &[("k/kommun.toml", kommun("").as_bytes()), ("k/2024/plan.toml", plan(words).as_bytes())]);
            git(path, &day, &["add", "k"]);
            git(path, &day, &["commit", "-q", "-m", words]);
            let out = folder.path().join(".ut");
            render(&["-o", ".ut", "k"], path);
            plain.push(fs::read(out.join("k/2024/plan.pdf")).expect("written"));
            render(&["-o", ".ut", "--with-source", "k"], path);
            carrying.push(fs::read(out.join("k/2024/plan.pdf")).expect("written"));
            fs::remove_dir_all(out).expect("removed");
        }
        // Another kommun, and another document, whose commits say nothing of the plan.
        let other = kommun("").replace("Provköpings", "Annans");
        write(path, &[("a/kommun.toml", other.as_bytes()), ("a/plan.toml", plan("Annat.").as_bytes())]);
        write(path, &[("k/2025/plan.toml", plan("Nästa år.").replace("ar = 2024", "ar = 2025").as_bytes())]);
        git(path, "2024-06-01", &["add", "a", "k"]);
        git(path, "2024-06-01", &["commit", "-q", "-m", "Annat"]);
        Repo { folder, plain, carrying }
    })
}

/// Verifies a file in a folder.
fn verify(bytes: &[u8], more: &[&str], folder: &Path) -> (i32, String) {
    let own = crate::verktyg::folder();
    let file = own.path().join("fil.pdf");
    fs::write(&file, bytes).expect("written");
    let file = file.display().to_string();
    let arguments = [&["verify"], more, &[file.as_str()]].concat();
    fhplan(&arguments, folder)
}

/// What a signing service appends: a field on the first page with a signature, and whatever `more` does.
fn signed(bytes: &[u8], more: impl Fn(&mut IncrementalDocument)) -> Vec<u8> {
    let document = Document::load_mem(bytes).expect("a PDF");
    let page = document.get_pages()[&1];
    let catalog = document.trailer.get(b"Root").and_then(Object::as_reference).expect("a catalog");
    let mut update = IncrementalDocument::create_from(bytes.to_vec(), document);
    let signature = update.new_document.add_object(dictionary! {
        "Type" => "Sig", "Filter" => "Adobe.PPKLite", "SubFilter" => "ETSI.CAdES.detached",
        "ByteRange" => vec![0.into(), 10.into(), 20.into(), 10.into()],
        "Contents" => Object::String(vec![0; 64], lopdf::StringFormat::Hexadecimal),
    });
    let field = update.new_document.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "T" => Object::string_literal("Underskrift"),
        "V" => Object::Reference(signature), "P" => Object::Reference(page), "F" => 132,
        "Rect" => vec![10.into(), 10.into(), 90.into(), 40.into()],
    });
    for id in [page, catalog] {
        update.opt_clone_object_to_new_document(id).expect("it is there");
    }
    let own = |update: &mut IncrementalDocument, id, key: &str, value: Object| {
        update.new_document.get_object_mut(id).and_then(Object::as_dict_mut).expect("a dictionary").set(key, value);
    };
    own(&mut update, page, "Annots", Object::Array(vec![Object::Reference(field)]));
    let form = dictionary! { "Fields" => vec![Object::Reference(field)], "SigFlags" => 3 };
    own(&mut update, catalog, "AcroForm", Object::Dictionary(form));
    more(&mut update);
    let mut out = Vec::new();
    update.save_to(&mut out).expect("room in memory");
    assert!(out.starts_with(bytes) && out.len() > bytes.len());
    out
}

/// Changes an entry of the first page.
fn page_entry(update: &mut IncrementalDocument, change: impl Fn(&mut Dictionary)) {
    let page = update.get_prev_documents().get_pages()[&1];
    change(update.new_document.get_object_mut(page).and_then(Object::as_dict_mut).expect("a page"));
}

/// The file with one text in place of another of the same length.
fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let at = bytes.windows(old.len()).position(|it| it == old).expect("the text is there");
    [&bytes[..at], new, &bytes[at + old.len()..]].concat()
}

#[test]
fn the_history_says_which_version_a_file_is() {
    let repo = repo();
    for (idx, day) in ["2024-01-15", "2024-02-15", "2024-03-15"].iter().enumerate() {
        for bytes in [&repo.plain[idx], &repo.carrying[idx]] {
            let (code, said) = verify(bytes, &[], repo.folder.path());
            assert_eq!(code, 0, "{said}");
            assert!(said.starts_with("Filen är k/2024/plan.toml vid incheckning "), "{said}");
            assert!(said.contains(&format!(" ({day}), byte för byte.")), "{said}");
            let newer = said.contains("nyare version") && said.contains("(2024-03-15).");
            assert_eq!(newer, idx < 2, "{said}");
        }
    }
    // From elsewhere, and below the kommun's folder, it is the same.
    let path = repo.folder.path().join("k").display().to_string();
    let (code, said) = verify(&repo.plain[1], &["--repo", &path], folder().path());
    assert!(code == 0 && said.contains("(2024-02-15), byte för byte."), "{said}");
}

#[test]
fn a_changed_file_is_told_from_every_version() {
    let repo = repo();
    let own = &repo.plain[0];
    let emptied = {
        let mut document = Document::load_mem(own).expect("a PDF");
        let page = *document.get_pages().values().last().expect("a page");
        document.change_page_content(page, b"BT ET".to_vec()).expect("changed");
        let mut out = Vec::new();
        document.save_to(&mut out).expect("room");
        out
    };
    let saved_again = {
        let mut document = Document::load_mem(own).expect("a PDF");
        let mut out = Vec::new();
        document.save_to(&mut out).expect("room");
        out
    };
    let more = |change: fn(&mut Dictionary)| signed(own, |update| page_entry(update, change));
    let cases: Vec<(&str, Vec<u8>, i32, &[&str])> = vec![
        ("a page emptied", emptied, 1, &["säger sig vara k/2024/plan.toml", "(2024-01-15)", "skiljer sig. I filen: ”"]),
        ("saved by another program", saved_again, 1, &["Sidorna är desamma", "sparad på nytt"]),
        ("another title", replaced(own, b"Verksamhetsplan 2024", b"Verksamhetsplan 2042"), 1, &["men är inte det"]),
        (
            "signed",
            signed(own, |_| {}),
            0,
            &[
                "byten är k/2024/plan.toml vid incheckning",
                "byte lagts till",
                "elektronisk underskrift. Den syns på sida 1. Inget annat",
            ],
        ),
        ("signed twice", signed(&signed(own, |_| {}), |_| {}), 0, &["elektronisk underskrift"]),
        ("signed and turned", more(|page| page.set("Rotate", 180)), 1, &["Men sida 1 har ändrats."]),
        (
            "signed where it is not seen",
            more(|page| page.set("Annots", Object::Array(vec![]))),
            0,
            &["underskrift. Inget annat"],
        ),
        (
            "signed and covered",
            signed(own, |update| {
                let note = update.new_document.add_object(dictionary! {
                    "Type" => "Annot", "Subtype" => "FreeText", "Contents" => Object::string_literal("350 000"),
                    "Rect" => vec![0.into(), 0.into(), 500.into(), 500.into()],
                });
                page_entry(update, |page| page.set("Annots", Object::Array(vec![Object::Reference(note)])));
            }),
            1,
            &["Men sida 1 har ändrats."],
        ),
        (
            "signed and another start",
            signed(own, |update| {
                let root =
                    update.get_prev_documents().trailer.get(b"Root").and_then(Object::as_reference).expect("one");
                let catalog = update.new_document.get_object_mut(root).and_then(Object::as_dict_mut).expect("one");
                catalog.set("OpenAction", dictionary! { "S" => "JavaScript" });
            }),
            1,
            &["Men annat i dokumentet har också ändrats."],
        ),
        (
            "something after the end",
            [own, b"\nhej".as_slice()].concat(),
            0,
            &["ingen underskrift", "Inget annat på sidorna"],
        ),
        ("cut at the end", own[..own.len() - 3].to_vec(), 1, &["Filen är avkortad", "byten i k/2024/plan.toml"]),
        ("cut in the middle", own[..own.len() / 2].to_vec(), 2, &["skadad eller avkortad"]),
        ("no PDF", b"hej".to_vec(), 2, &["är ingen PDF"]),
        ("empty", Vec::new(), 2, &["är ingen PDF"]),
        ("the head of one", b"%PDF-1.7\n%%EOF".to_vec(), 2, &["skadad eller avkortad"]),
        (
            "another program's",
            replaced(own, b"/Creator(fhplan 0", b"/Creator(Writer 0"),
            2,
            &["inte gjord med fhplan", "Writer 0"],
        ),
        (
            "another version's",
            replaced(own, b"/Creator(fhplan 0", b"/Creator(fhplan 9"),
            2,
            &["gjord med fhplan 9.", "bara samma version"],
        ),
        (
            "no version's",
            {
                let at = own.windows(8).position(|it| it == b"(sha256:").expect("it is there");
                let mut other = own.clone();
                other[at + 8..at + 24].copy_from_slice(b"0123456789abcdef");
                other
            },
            1,
            &["inte k/2024/plan.toml i någon version", "vid incheckning", "(2024-01-15)", "byte"],
        ),
        ("another kommun's", replaced(own, b"/Author<FEFF0050", b"/Author<FEFF0047"), 1, &["men är inte det"]),
    ];
    for (name, bytes, expected, words) in cases {
        let (code, said) = verify(&bytes, &[], repo.folder.path());
        assert_eq!(code, expected, "{name}: {said}");
        for word in words {
            assert!(said.contains(word), "{name}: ”{word}” is not in: {said}");
        }
    }
}

#[test]
fn a_draft_from_before_its_commit_and_one_that_is_not_committed() {
    let own = folder();
    let path = own.path();
    git(path, "2024-01-01", &["init", "-q"]);
    let make = |words: &str| {
        write(path, &[("k/kommun.toml", kommun("").as_bytes()), ("k/plan.toml", plan(words).as_bytes())]);
        render(&["-o", ".ut", "k"], path);
        fs::read(path.join(".ut/k/plan.pdf")).expect("written")
    };
    let commit = |day: &str| {
        git(path, day, &["add", "k"]);
        git(path, day, &["commit", "-q", "-m", "x"]);
    };
    make("Ett.");
    commit("2024-01-15");
    let early = make("Två.");
    let (code, said) = verify(&early, &[], path);
    assert!(code == 0 && said.contains("k/plan.toml så som mappen är nu") && said.contains("inte incheckad"), "{said}");
    commit("2024-02-15");
    let (code, said) = verify(&early, &[], path);
    assert!(code == 0 && said.contains("(2024-02-15)") && said.contains("innan det checkades in"), "{said}");
    // A folder without a history has a present.
    fs::remove_dir_all(path.join(".git")).expect("removed");
    let (code, said) = verify(&early, &[], path);
    assert!(code == 0 && said.contains("så som mappen är nu") && said.contains("inte till något git-repo"), "{said}");
}

#[test]
fn a_file_that_carries_its_sources_can_be_made_of_itself() {
    let (to, again, empty) = (folder(), folder(), folder());
    let plans =
        [root().join("plans/alingsas/2024"), root().join("examples/solbacka")].map(|it| it.display().to_string());
    for out in [&to, &again] {
        let out = out.path().display().to_string();
        render(&["--with-source", "--with-annex", "-o", &out, &plans[0], &plans[1]], empty.path());
    }
    let files = walkdir::WalkDir::new(to.path()).into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path);
    let pdfs: Vec<PathBuf> = files.filter(|it| it.extension().is_some_and(|it| it == "pdf")).collect();
    assert!(pdfs.len() >= 8, "{pdfs:?}");
    let mut with_annex = 0;
    for path in pdfs {
        let bytes = fs::read(&path).expect("readable");
        let name = path.strip_prefix(to.path()).expect("inside");
        assert!(fs::read(again.path().join(name)).expect("readable") == bytes, "{} is the same twice", name.display());
        let (code, said) = verify(&bytes, &[], empty.path());
        assert!(code == 0 && said.contains("gjord av källorna i den, byte för byte."), "{}: {said}", name.display());
        let carried = fhplan::pdffil::read(&bytes).expect("a PDF").bilagor().expect("whole");
        assert!(carried.iter().any(|it| it.namn == "kommun.toml"), "{carried:?}");
        assert!(carried.iter().all(|it| !it.namn.contains('/') && it.beskrivning.contains(" Sökväg: ")));
        with_annex += usize::from(carried.iter().any(|it| it.namn.ends_with(".xlsx")));
    }
    assert!(with_annex >= 4, "{with_annex} carry a workbook");
    assert_eq!(fs::read_dir(empty.path()).expect("readable").count(), 0, "nothing is written where one stands");

    // The workbook that is carried is the one that is written beside.
    let out = to.path().display().to_string();
    render(&["--as", "xlsx", "-o", &out, &plans[1]], empty.path());
    let beside = fs::read(to.path().join("solbacka/2025/uppfoljning.xlsx")).expect("written");
    let pdf = fs::read(to.path().join("solbacka/2025/uppfoljning.pdf")).expect("written");
    let carried = fhplan::pdffil::read(&pdf).expect("a PDF").bilagor().expect("whole");
    let names: Vec<&str> = carried.iter().map(|it| it.namn.as_str()).collect();
    let all = [
        "2025-uppfoljning.toml",
        "2025-verksamhetsplan.toml",
        "kommun.toml",
        "logotyp.svg",
        "templates-formular-solbacka-2025.toml",
        "uppfoljning.xlsx",
    ];
    assert!(all.iter().all(|it| names.contains(it)) && names.len() == all.len(), "{names:?}");
    assert!(carried.iter().any(|it| it.bytes == beside && !it.kalla));
}

#[test]
fn carried_files_that_were_tampered_with_prove_nothing() {
    let (repo, empty) = (repo(), folder());
    let own = &repo.carrying[0];
    /// The file with another content, name or description of what it carries.
    fn edited(bytes: &[u8], change: impl Fn(&mut Object)) -> Vec<u8> {
        let mut document = Document::load_mem(bytes).expect("a PDF");
        document.decompress();
        document.objects.values_mut().for_each(change);
        let mut out = Vec::new();
        document.save_to(&mut out).expect("room");
        out
    }
    let content = edited(own, |it| {
        if let Object::Stream(stream) = it
            && stream.content.starts_with(b"[dokument]")
        {
            let text = String::from_utf8(stream.content.clone()).expect("UTF-8").replace("Första", "Falska");
            stream.set_content(text.into_bytes());
        }
    });
    let escaping = edited(own, |it| {
        if let Object::Dictionary(file) = it
            && file.has(b"AFRelationship")
        {
            file.set("UF", Object::string_literal("../../utbruten.toml"));
            file.set("Desc", Object::string_literal("X. Sökväg: ../../utbruten.toml"));
        }
    });
    let bomb = edited(own, |it| {
        if let Object::Stream(stream) = it
            && stream.content.starts_with(b"[dokument]")
        {
            stream.set_content(vec![b'#'; 21 << 20]);
            stream.compress().expect("compressed");
        }
    });
    let cases: [(&str, Vec<u8>, i32, &str); 4] = [
        ("another text", content, 1, "inte det som källorna i den blir"),
        ("a path upwards", escaping, 2, "Ange mappen med källorna"),
        ("too much", bomb, 2, "större än 20 MB"),
        ("a byte", replaced(own, b"Verksamhetsplan 2024", b"Verksamhetsplan 2042"), 1, "men är inte det"),
    ];
    for (name, bytes, expected, word) in cases {
        let (code, said) = verify(&bytes, &[], empty.path());
        assert!(code == expected && said.contains(word), "{name}: {code} {said}");
    }
    // Sources of one's own make a file that is whole in itself, but no version of the plan.
    let own = folder();
    write(
        own.path(),
        &[("k/kommun.toml", kommun("").as_bytes()), ("k/2024/plan.toml", plan("Falska lydelsen.").as_bytes())],
    );
    render(&["-o", ".ut", "--with-source", "k"], own.path());
    let forged = fs::read(own.path().join(".ut/k/2024/plan.pdf")).expect("written");
    let (code, said) = verify(&forged, &[], repo.folder.path());
    assert_eq!(code, 1, "{said}");
    for word in ["i någon version här", "Sida 1 skiljer sig", "Källorna i den är alltså andra"] {
        assert!(said.contains(word), "”{word}” is not in: {said}");
    }
}

#[test]
fn a_history_that_is_cut_short_or_of_others_is_told() {
    let (repo, to) = (repo(), folder());
    let from = format!("file://{}", repo.folder.path().display());
    git(to.path(), "2024-07-01", &["clone", "-q", "--depth", "1", &from, "kopia"]);
    let clone = to.path().join("kopia");
    let (code, said) = verify(&repo.plain[0], &[], &clone);
    assert!(code == 1 && said.contains("avkortad (git clone --depth)"), "{said}");
    let nowhere = folder();
    let (code, said) = verify(&repo.plain[0], &[], nowhere.path());
    assert!(code == 2 && said.contains("inget dokument som filen kan vara") && said.contains("--repo"), "{said}");
    let (code, said) = verify(&repo.carrying[0], &["--repo", "."], nowhere.path());
    assert!(code == 2 && said.contains("gjord av källorna i den") && said.contains("--repo"), "{said}");
    assert_eq!(fhplan(&["verify", "finns-inte.pdf"], nowhere.path()).0, 2);
    assert_eq!(fhplan(&["verify", "."], nowhere.path()).0, 2);
}

#[test]
fn own_templates_prove_a_file_in_their_repository_only() {
    let own = folder();
    let path = own.path();
    git(path, "2024-01-01", &["init", "-q"]);
    let template = "#import \"bas.typ\": dokument\n#dokument(framsida: false)\n";
    write(
        path,
        &[
            ("k/kommun.toml", kommun("").as_bytes()),
            ("k/plan.toml", plan("Ett.").as_bytes()),
            ("templates/verksamhetsplan.typ", template.as_bytes()),
        ],
    );
    git(path, "2024-01-15", &["add", "k", "templates"]);
    git(path, "2024-01-15", &["commit", "-q", "-m", "Egen mall"]);
    render(&["-o", ".ut", "--with-source", "k"], path);
    let bytes = fs::read(path.join(".ut/k/plan.pdf")).expect("written");
    git(path, "2024-02-15", &["rm", "-q", "-r", "templates"]);
    git(path, "2024-02-15", &["commit", "-q", "-m", "Programmets mall"]);
    let (code, said) = verify(&bytes, &[], path);
    assert!(code == 0 && said.contains("(2024-01-15), byte för byte.") && said.contains("(2024-02-15)."), "{said}");
    let (code, said) = verify(&bytes, &[], folder().path());
    assert!(code == 1 && said.contains("egna mallar") && said.contains("--repo"), "{said}");
    let carried = fhplan::pdffil::read(&bytes).expect("a PDF").bilagor().expect("whole");
    assert!(carried.iter().all(|it| it.namn.ends_with(".toml")), "no template travels");
}

#[test]
fn what_a_file_carries_is_asked_for_and_bounded() {
    let (from, to) = (folder(), folder());
    let section = "\n[[avsnitt]]\nrubrik = \"Bild\"\nvisa = [\"figur.stor\", \"figur.ocksa\"]\n";
    let figure = |id: &str| {
        format!("\n[[figur]]\nid = \"{id}\"\nfil = \"bilder/{id}.svg\"\nalt = \"En ruta\"\nbildtext = \"En ruta\"\n")
    };
    let budget = "\n[[avsnitt]]\nrubrik = \"Budget\"\nvisa = \"budget\"\n\n[[budget.rad]]\nslag = \"omkostnad\"\npost = \"Lokal\"\nregion = 10\nkommun = 10\n";
    let square = |pad: usize| {
        let pad = "x".repeat(pad);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><rect width=\"9\" height=\"9\"/><!-- {pad} --></svg>"
        )
    };
    write(
        from.path(),
        &[
            ("k/kommun.toml", kommun("").as_bytes()),
            ("k/utan.toml", PLAN.as_bytes()),
            ("k/pengar.toml", format!("{PLAN}{budget}").as_bytes()),
        ],
    );
    let out = to.path().display().to_string();
    let part = |name: &str| {
        let bytes = fs::read(to.path().join("k").join(name)).expect("written");
        let part = |it: &str| bytes.windows(it.len()).any(|at| at == it.as_bytes());
        let of = |number: usize| part(&format!("<pdfaid:part>{number}</pdfaid:part>"));
        if of(2) { 2 } else { 3 * usize::from(of(3)) }
    };
    for (option, without, with) in [("--draft", 2, 2), ("--with-annex", 2, 3), ("--with-source", 3, 3)] {
        render(&["-o", &out, option, "k"], from.path());
        assert_eq!((part("utan.pdf"), part("pengar.pdf")), (without, with), "{option}");
    }
    // The same sources in other words make the same document, unless it carries them.
    let plain = fs::read(to.path().join("k/utan.pdf")).expect("written");
    write(from.path(), &[("k/utan.toml", PLAN.replace('\n', "\r\n").as_bytes())]);
    render(&["-o", &out, "--with-source", "k"], from.path());
    assert!(fs::read(to.path().join("k/utan.pdf")).expect("written") == plain, "line ends change nothing");

    write(
        from.path(),
        &[
            ("k/utan.toml", format!("{PLAN}{section}{}{}", figure("stor"), figure("ocksa")).as_bytes()),
            ("k/bilder/stor.svg", square(11 << 20).as_bytes()),
            ("k/bilder/ocksa.svg", square(11 << 20).as_bytes()),
        ],
    );
    let (code, said) = fhplan(&["render", "-o", &out, "--with-source", "k"], from.path());
    assert!(code == 2 && said.contains("22 MB. Högst 20 MB"), "{said}");
}

#[test]
fn no_file_makes_the_reader_fail() {
    // Bytes of a real file changed here and there, the same ones each time.
    let own = &repo().carrying[0];
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).expect("small")
    };
    let mut read = 0;
    for round in 0..400 {
        let mut bytes = own.clone();
        for _ in 0..1 + round % 12 {
            let at = next(bytes.len());
            match next(3) {
                0 => bytes[at] = u8::try_from(next(256)).expect("a byte"),
                1 => drop(bytes.drain(at..(at + 1 + next(40)).min(bytes.len()))),
                _ => {
                    let part = bytes[at..(at + 200).min(bytes.len())].to_vec();
                    bytes.extend(part);
                }
            }
        }
        if let Ok(file) = fhplan::pdffil::forsta_version(&bytes) {
            let _ = (file.uppgifter(), file.bilagor(), file.sidtexter());
            read += 1;
        }
    }
    assert!(read > 100, "{read} of 400 are still files");
}
