//! The workbooks: formulas with exact results, text that stays text, the same bytes every time.

use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::verktyg::{fhplan, folder, kommun, root, write};

fn render(path: &Path, to: &Path) {
    let run = fhplan([
        "render".into(),
        "--as".into(),
        "xlsx".into(),
        "-o".into(),
        to.as_os_str().to_owned(),
        path.as_os_str().to_owned(),
    ]);
    assert!(run.code.contains("(0)"), "{}{}", run.out, run.err);
}

fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).expect("a workbook");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("UTF-8");
    text
}

/// A cell with a formula: its name, the formula and the stored result.
struct Formula {
    cell: String,
    formula: String,
    result: String,
}

fn formulas(sheet: &str) -> Vec<Formula> {
    let document = roxmltree::Document::parse(sheet).expect("XML");
    let cells = document
        .descendants()
        .filter(|it| it.has_tag_name(("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "c")));
    let child = |it: &roxmltree::Node<'_, '_>, name: &str| {
        it.children().find(|it| it.tag_name().name() == name).and_then(|it| it.text()).map(str::to_owned)
    };
    cells
        .filter_map(|it| {
            let (formula, result) = (child(&it, "f")?, child(&it, "v").unwrap_or_default());
            Some(Formula { cell: it.attribute("r").unwrap_or_default().to_owned(), formula, result })
        })
        .collect()
}

/// The example's annex.
fn annex() -> Vec<u8> {
    let to = folder();
    render(&root().join("examples/solbacka/2025/uppfoljning.toml"), to.path());
    fs::read(to.path().join("solbacka/2025/uppfoljning.xlsx")).expect("written")
}

#[test]
fn the_annex_is_the_same_every_time() {
    assert!(annex() == annex());
    let properties = part(&annex(), "docProps/core.xml");
    assert!(!properties.contains("2026-11"), "no clock has a say: {properties}");
    assert!(properties.contains("Solbacka kommun"), "{properties}");
}

#[test]
fn sums_are_formulas_and_the_control_is_nothing() {
    let bytes = annex();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    let formulas = formulas(&sheet);
    assert!(formulas.iter().filter(|it| it.formula.starts_with("SUM(")).count() > 8, "{sheet}");
    assert!(formulas.iter().all(|it| !it.result.is_empty()), "every formula has its result");
    let control: Vec<&Formula> = formulas.iter().filter(|it| it.formula.starts_with("ROUND(")).collect();
    assert_eq!(control.len(), 4, "one for each party under each agreement");
    assert!(control.iter().all(|it| it.result == "0"), "the year is closed");
    for wanted in ["hidden=\"1\"", "state=\"frozen\"", "orientation=\"landscape\"", "fitToHeight=\"0\""] {
        assert!(sheet.contains(wanted), "no {wanted}");
    }
    assert!(part(&bytes, "xl/sharedStrings.xml").contains(">strateg<"), "the ids are there");
}

#[test]
fn text_that_looks_like_a_formula_stays_text() {
    let (from, to) = (folder(), folder());
    let names = ["=1+1", "+46 521", "-rabatt", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "_x0041_"];
    let rows: String = names
        .iter()
        .map(|it| {
            format!("[[budget.rad]]\nslag = \"omkostnad\"\npost = '{it}'\nregion = 1_000.05\nkommun = 1_000.05\n")
        })
        .collect();
    let plan = format!("{}\n{rows}", crate::verktyg::PLAN);
    write(from.path(), &[("k/kommun.toml", kommun("").as_bytes()), ("k/plan.toml", plan.as_bytes())]);
    render(from.path(), to.path());
    let bytes = fs::read(to.path().join("k/plan.xlsx")).expect("written");
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    let sums = formulas(&sheet);
    assert!(sums.iter().all(|it| it.formula.starts_with("SUM(") || it.formula.matches('+').count() == 2));
    assert!(sums.iter().any(|it| it.result == "12000.6"), "six rows of 2 000,10");
    assert!(!sheet.contains("hyperlink"), "no link is made of text");
    let texts = part(&bytes, "xl/sharedStrings.xml");
    for name in ["=1+1", "+46 521", "-rabatt", "@SUM(A1)"] {
        assert!(texts.contains(&format!(">{name}<")), "{name}: {texts}");
    }
}

#[test]
fn a_document_without_money_has_no_workbook() {
    let to = folder();
    render(&root().join("plans/vanersborg"), to.path());
    assert!(!to.path().join("vanersborg/2021/uppfoljning.xlsx").exists());
}

/// A workbook whose formulas have lost their results, so that whoever opens it must count.
fn without_results(bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for idx in 0..archive.len() {
        let mut file = archive.by_index(idx).expect("a part");
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("readable");
        let name = file.name().expect("a name").into_owned();
        if name.starts_with("xl/worksheets/sheet") {
            let text = String::from_utf8(content).expect("UTF-8");
            let mut out = String::new();
            for piece in text.split_inclusive("</f>") {
                // What follows a formula is its result.
                match piece.strip_prefix("<v>").and_then(|it| it.split_once("</v>")) {
                    Some((_, rest)) => out.push_str(rest),
                    None => out.push_str(piece),
                }
            }
            assert_ne!(out, text, "the results are gone");
            content = out.into_bytes();
        }
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(name, options).expect("a part");
        writer.write_all(&content).expect("room in memory");
    }
    writer.finish().expect("a workbook").into_inner()
}

/// The cells of a CSV file with `;` between them and `"` around texts.
fn cells(csv: &str) -> Vec<Vec<String>> {
    csv.lines().map(|it| it.split(';').map(|it| it.trim_matches('"').to_owned()).collect()).collect()
}

/// A cell's row and column from its name, such as `C12`.
fn place(name: &str) -> (usize, usize) {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase);
    let column = letters.clone().fold(0, |sum, it| sum * 26 + usize::from(it - b'A') + 1) - 1;
    let row: usize = name[letters.count()..].parse().expect("a row");
    (row - 1, column)
}

#[test]
#[ignore = "needs LibreOffice; .ci/run installs it and runs this"]
fn libreoffice_counts_the_same_sums() {
    let bytes = annex();
    let dir = folder();
    let file: PathBuf = dir.path().join("bilaga.xlsx");
    fs::write(&file, without_results(&bytes)).expect("writable");
    let profile = format!("-env:UserInstallation=file://{}", dir.path().join("profil").display());
    // 59 is the semicolon, 34 the quotation mark, 76 UTF-8; then: not as shown, but with all its decimals.
    let output = Command::new("libreoffice")
        .args([
            &profile,
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,false,false",
        ])
        .arg("--outdir")
        .arg(dir.path())
        .arg(&file)
        .output()
        .expect("LibreOffice runs");
    let csv = fs::read_to_string(dir.path().join("bilaga.csv"));
    let csv = csv.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let cells = cells(&csv);
    let formulas = formulas(&part(&bytes, "xl/worksheets/sheet1.xml"));
    assert!(formulas.len() > 20, "the annex has its formulas");
    for it in &formulas {
        let (row, column) = place(&it.cell);
        let counted = &cells[row][column];
        // The cells ask for Swedish, so LibreOffice writes a decimal comma.
        let number = |text: &str| {
            rust_decimal::Decimal::from_str_exact(&text.replace(',', ".")).map(|it| it.round_dp(2).normalize())
        };
        match (number(counted), number(&it.result)) {
            (Ok(counted), Ok(stored)) => assert_eq!(counted, stored, "{} = {}", it.cell, it.formula),
            _ => assert_eq!(*counted, it.result, "{} = {}", it.cell, it.formula),
        }
    }
    println!("LibreOffice counted {} formulas to the same öre", formulas.len());
}
