//! Images of the pages: the same each time, as many as there are pages, and the changed ones shown side by side.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::verktyg::{PLAN, Run, fhplan, folder, kommun, root, write};

fn run(arguments: &[&str], paths: &[&Path]) -> Run {
    let paths = paths.iter().map(|it| it.as_os_str().to_owned());
    fhplan(arguments.iter().map(Into::into).chain(paths))
}

/// Every image below a folder, by its path in it.
fn images(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path);
    let images = files.filter(|it| it.extension().is_some_and(|it| it == "png"));
    images.map(|it| (it.strip_prefix(folder).expect("inside").to_owned(), fs::read(&it).expect("readable"))).collect()
}

fn names(folder: &Path) -> Vec<String> {
    images(folder).keys().map(|it| it.to_str().expect("UTF-8").replace('\\', "/")).collect()
}

/// A plan with some chapters, each on a page of its own or more.
fn plan(chapters: &[&str]) -> String {
    let section = |it: &&str| {
        let text = format!("{it} text som fyller sidan. ").repeat(150);
        format!("\n[[avsnitt]]\nrubrik = \"{it}\"\ntext = \"{text}\"\n")
    };
    format!("{PLAN}{}", chapters.iter().map(section).collect::<String>())
}

#[test]
fn every_page_becomes_an_image_and_the_same_one_each_time() {
    let (first, second, coarse) = (folder(), folder(), folder());
    let plan = root().join("plans/alingsas/2024");
    let paths = [plan.as_path()];
    let to = |folder: &Path| folder.display().to_string();
    let both = run(&["render", "--as", "pdf,png", "-o", &to(first.path())], &paths);
    assert!(both.code.contains("(0)"), "{}", both.err);
    let alone = run(&["render", "--as", "png", "--jobs", "1", "-o", &to(second.path())], &paths);
    assert!(alone.code.contains("(0)"), "{}", alone.err);
    assert!(images(first.path()) == images(second.path()), "the same images, with the PDF or without");
    let pdf = fs::read(first.path().join("alingsas/2024/verksamhetsplan.pdf")).expect("written");
    let pages = lopdf::Document::load_mem(&pdf).expect("a PDF").get_pages().len();
    let expected: Vec<String> = (1..=pages).map(|it| format!("alingsas/2024/verksamhetsplan-{it:02}.png")).collect();
    assert_eq!(names(first.path()), expected);

    let run_again = run(&["render", "--as", "pdf,png", "-o", &to(first.path())], &paths);
    assert!(run_again.out.is_empty() && run_again.err.contains("har inte ändrats"), "{}", run_again.out);
    run(&["render", "--as", "png", "--ppi", "36", "-o", &to(coarse.path())], &paths);
    let width = |bytes: &[u8]| u32::from_be_bytes(bytes[16..20].try_into().expect("four bytes"));
    let page = Path::new("alingsas/2024/verksamhetsplan-01.png");
    // A4 is 8.27 inches wide.
    assert_eq!((width(&images(first.path())[page]), width(&images(coarse.path())[page])), (909, 298));
    for wrong in ["35", "601", "x"] {
        assert!(run(&["render", "--as", "png", "--ppi", wrong], &[]).code.contains("(2)"), "{wrong}");
    }
}

#[test]
fn pages_of_a_longer_earlier_version_go_and_other_files_stay() {
    let (from, to) = (folder(), folder());
    let out = to.path().display().to_string();
    let make = |chapters: &[&str]| {
        write(from.path(), &[("k/kommun.toml", kommun("").as_bytes()), ("k/plan.toml", plan(chapters).as_bytes())]);
        let run = run(&["render", "--as", "png", "--ppi", "50", "-o", &out], &[from.path()]);
        assert!(run.code.contains("(0)"), "{}", run.err);
        names(to.path())
    };
    let long = make(&["Ett", "Två", "Tre", "Fyra"]);
    write(
        to.path(),
        &[("k/plan-karta.png", b"x"), ("k/plan-1.png", b"x"), ("k/annan-01.png", b"x"), ("k/plan-99.txt", b"x")],
    );
    let short = make(&["Ett"]);
    let pages = |all: &[String]| all.iter().filter(|it| it.starts_with("k/plan-0")).count();
    assert!(pages(&long) > pages(&short), "{long:?} {short:?}");
    for foreign in ["k/plan-karta.png", "k/plan-1.png", "k/annan-01.png"] {
        assert!(short.iter().any(|it| it == foreign), "{foreign} is not ours");
    }
    assert!(to.path().join("k/plan-99.txt").exists());
    // A page that somebody has changed is made again.
    fs::write(to.path().join("k/plan-01.png"), b"changed").expect("writable");
    let run = run(&["render", "--as", "png", "--ppi", "50", "-o", &out], &[from.path()]);
    assert_eq!(run.out.trim(), to.path().join("k/plan-01.png").display().to_string());
}

#[test]
fn changed_pages_stand_side_by_side() {
    let (from, to) = (folder(), folder());
    let (before, after, out) = (to.path().join("fore"), to.path().join("efter"), to.path().join("ut"));
    let make = |chapters: &[&str], to: &Path| {
        write(from.path(), &[("k/kommun.toml", kommun("").as_bytes()), ("k/plan.toml", plan(chapters).as_bytes())]);
        let run = run(&["render", "--as", "png", "--ppi", "50", "-o", &to.display().to_string()], &[from.path()]);
        assert!(run.code.contains("(0)"), "{}", run.err);
    };
    let long = ["Ett", "Två", "Tre", "Fyra", "Fem", "Sex"];
    make(&long, &before);
    make(&long, &after);
    let compare = |more: &[&str]| {
        let output = out.display().to_string();
        run(&[&["pages", "-o", &output], more].concat(), &[&before, &after])
    };
    let same = compare(&["--exit-code"]);
    assert!(same.code.contains("(0)") && same.out.contains("Inga sidor har ändrats."), "{}{}", same.out, same.err);
    assert_eq!(names(&out), Vec::<String>::new());

    make(&["Ett", "Två", "Tre", "Fyra", "Fem", "Annat"], &after);
    let changed = compare(&["--exit-code"]);
    assert!(changed.code.contains("(1)"), "{}", changed.err);
    let shown = names(&out);
    let count = names(&before).len();
    assert!(shown.len() >= 4 && shown.len() / 2 < count, "{shown:?} of {count}");
    assert!(shown.iter().all(|it| it.ends_with("-fore.png") || it.ends_with("-efter.png")), "{shown:?}");
    let page = |name: &str| fs::read_to_string(out.join(name)).expect("written");
    let last = format!("k/plan-{count:02}");
    for wanted in [format!("![k/plan, sida {count}, före](<{last}-fore.png>)"), format!("(<{last}-efter.png>)")] {
        assert!(page("index.md").contains(&wanted), "{wanted}: {}", page("index.md"));
    }
    for wanted in ["<html lang=\"sv\">", &format!("alt=\"k/plan, sida {count}, efter\""), "<th scope=\"col\">Före</th>"]
    {
        assert!(page("index.html").contains(wanted), "{wanted}: {}", page("index.html"));
    }

    // A new last page changes the number of pages, which stands in the foot of all.
    make(&long, &after);
    let added = names(&after).last().cloned().expect("pages");
    let more = format!("k/plan-{:02}.png", count + 1);
    fs::copy(after.join(&added), after.join(&more)).expect("copied");
    let one = compare(&[]);
    assert!(one.code.contains("(0)") && one.out.contains("1 ny sida"), "{}", one.out);
    assert_eq!(names(&out), [more.replace(".png", "-efter.png")], "pages of the earlier comparison are gone");
    assert!(run(&["pages"], &[&before, &to.path().join("saknas")]).code.contains("(2)"));
}
