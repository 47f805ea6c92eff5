//! The examples in the checks' manual pages hold: a failing one gives its check, a passing one does not.

use crate::verktyg::{PLAN, findings, folder, kommun, write};

/// A department of the kommun.
const KULTUR: &str = "[[aktor]]\nid = \"kultur\"\nnamn = \"Kulturförvaltningen\"\ntyp = \"intern\"";

const SVG: &[u8] = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z"/></svg>"#;

/// The profile that an example's word asks for.
fn profile(words: &[&str]) -> String {
    let extra = words.iter().find_map(|it| match *it {
        "ram" => Some("ram = 400_000".to_owned()),
        "sats" => Some("sats_per_invanare = 14.00".to_owned()),
        "egen-andel" => Some(format!("egen_andel_minst_procent = 50\n\n{KULTUR}")),
        "plan-senast" => Some("plan_senast = \"1 december\"".to_owned()),
        "aktor" => Some(format!("\n{KULTUR}")),
        "insats-ar" => Some("langsta_insats_ar = 3".to_owned()),
        "prioriterat" => Some("prioriterade_omraden = [\"psykisk-halsa\"]".to_owned()),
        "personal" => Some("personal_hogst_procent = 60".to_owned()),
        "overforing" => Some("overforing = { tillaten = true, hogst_procent = 10 }".to_owned()),
        "flera-avtal" => {
            let more = kommun("").split_once("[[avtal]]").map(|(_, it)| it.to_owned());
            Some(format!(
                "\n[[avtal]]{}",
                more.expect("a profile has an agreement").replace("samverkansavtal", "tjanst")
            ))
        }
        _ => None,
    });
    let profile = kommun(&extra.unwrap_or_default());
    match words.contains(&"kapitel") {
        true => profile.replacen("[kommun]\n", "[kommun]\nkapitel = [\"Budget\"]\n", 1),
        false => profile,
    }
}

/// The plan that examples of follow-ups follow up.
const FOLLOWED: &str = r#"[dokument]
slag = "verksamhetsplan"
titel = "Verksamhetsplan {{ ar }}"
ar = 2024
status = "beslutad"

[[fokusomrade]]
id = "skolan"
rubrik = "Skolan"

  [[fokusomrade.insats]]
  id = "laslust"
  text = "Läsklubbar på fritidshemmen"

  [[fokusomrade.insats]]
  id = "skolcoach"
  text = "En skolcoach"

[[fokusomrade]]
id = "gang-och-cykel"
rubrik = "Gång och cykel"

  [[fokusomrade.insats]]
  id = "cykelvagar"
  text = "Trygga cykelvägar"

[[budget.rad]]
id = "strateg"
slag = "personal"
post = "Folkhälsostrateg"
region = 350_000
kommun = 350_000

[[budget.rad]]
slag = "insats"
omrade = "skolan"
region = 50_000
kommun = 50_000
"#;

/// The form that they answer.
const FORM: &str = r#"[formular]
id = "prov"
ar = [2023, 2024]
titel = "Uppföljning {{ ar }}"
sista_dag = "25 januari"
godkanns_av = "folkhälsorådet"
undertecknas_av = "Ordförande i folkhälsorådet"

[[skala]]
id = "uppfyllelse"
steg = [{ id = "helt", text = "Helt uppfyllt" }, { id = "delvis", text = "Delvis uppfyllt" }]

[[skala]]
id = "delaktighet"
steg = [{ id = "4", text = "4" }, { id = "3", text = "3" }]

[[pastaende]]
id = "behov"
text = "Arbetet utgår från behoven"
skala = "uppfyllelse"
motivera = ["delvis"]

[[vardaktor]]
id = "primarvard"
namn = "Primärvård"
skala = "delaktighet"

[insatser]
beskrivning = "Insatser"
effekter = "Effekter"
aktorer = "Aktörer"

[[insatsfraga]]
id = "utjamnar"
text = "Syftar insatsen till att utjämna skillnaderna i hälsa?"
kort = "Utjämnar"

[[insatsfraga]]
id = "inflytande"
text = "Har målgruppen varit delaktig?"
kort = "Delaktig"
delaktighet = true

[[fraga]]
id = "lardomar"
text = "Vad har ni lärt er?"
kravs = true

[[del]]
rubrik = "Allt"
visa = ["pastaenden", "vardaktorer", "insatser", "ekonomi", "fraga.lardomar"]
"#;

/// A follow-up of a year, before what an example adds.
fn follow_up(ar: u16, status: &str) -> String {
    format!("[dokument]\nslag = \"uppfoljning\"\nar = {ar}\nformular = \"prov\"\nstatus = \"{status}\"\n")
}

/// The files around an example, as its words ask for them.
fn surroundings(words: &[&str], header: &str) -> Vec<(&'static str, String)> {
    let has = |word: &str| words.contains(&word);
    let mut files = vec![("kommun.toml", profile(words))];
    if has("uppfoljning") {
        files.push(("templates/formular/prov.toml", FORM.to_owned()));
        if !has("utan-plan") {
            let draft = if has("plan-ar-utkast") { "utkast" } else { "beslutad" };
            files.push(("arets.toml", FOLLOWED.replace("beslutad", draft)));
        }
        if has("plan-andrad") {
            let before = FOLLOWED.replace("350_000", "340_000");
            let decided = toml::de::DeTable::parse(&before).expect("the plan is TOML");
            files.push(("arets.lock", fhplan::lock::write(decided.get_ref(), None)));
        }
        if has("tva-forra-aret") {
            let money = "[[ekonomi.overforing]]\npart = \"region\"\nbelopp = 10_000.50\n";
            let text = format!("{}\n{money}", follow_up(2023, "beslutad"));
            files.extend([("forra.toml", text.clone()), ("forra-kopia.toml", text)]);
        }
        if has("nasta-plan") {
            files.push(("nasta.toml", PLAN.replace("2024", "2025")));
        }
    }
    if has("efter-uppfoljning") {
        let money = "[[ekonomi.overforing]]\npart = \"region\"\nbelopp = 10_000.50\n";
        files.push(("templates/formular/prov.toml", FORM.to_owned()));
        files.push(("forra.toml", FOLLOWED.replace("2024", "2023")));
        files.push(("uppfoljning.toml", format!("{}\n{money}", follow_up(2023, "beslutad"))));
    }
    if has("efter-plan") {
        files.push(("forra.toml", FOLLOWED.replace("2024", "2023")));
    }
    if has("beslutad-plan") {
        let block = "[styrdokument]\nbeslutande_instans = \"Kommunstyrelsen\"\nbeslutsdatum = 2023-11-27\nparagraf = 210\ndiarienummer = \"2023.445 KS\"\n";
        files.push((
            "arets.toml",
            FOLLOWED.replace("[[fokusomrade]]\nid = \"skolan\"", &format!("{block}\n[[fokusomrade]]\nid = \"skolan\"")),
        ));
    }
    if has("last") {
        let decided = toml::de::DeTable::parse(header).expect("the header is TOML");
        files.push(("plan.lock", fhplan::lock::write(decided.get_ref(), None)));
    }
    files
}

#[test]
fn examples_of_every_check_hold() {
    // What an example that is no whole plan stands below: the levels of a decided plan are the strictest.
    let header = PLAN.replace("utkast", "beslutad");
    for check in fhplan::checks::documented() {
        let optional = check.tier == fhplan::diagnostic::Tier::Tillval;
        let mut blocks = check.docs.split("```toml");
        let prose = blocks.next().unwrap_or_default();
        assert!(prose.trim().ends_with('.'), "{}: the manual page begins with a sentence", check.name);
        for block in blocks {
            let (words, rest) = block.split_once('\n').expect("a block has lines");
            let words: Vec<&str> = words.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
            let body = rest.split("```").next().unwrap_or_default();
            let body: String = body.lines().map(|it| it.strip_prefix(' ').unwrap_or(it).to_owned() + "\n").collect();
            let form = words.contains(&"formular");
            let whole = form || words.contains(&"whole") || body.contains("[dokument]");
            let above = if words.contains(&"uppfoljning") { follow_up(2024, "beslutad") } else { header.clone() };
            let text = if whole { body.clone() } else { format!("{above}\n{body}") };
            let name = match () {
                () if form => "templates/formular/prov.toml",
                () if words.contains(&"i-mappen-2026") => "2026/plan.toml",
                () => "plan.toml",
            };
            let dir = folder();
            for (name, text) in surroundings(&words, &header) {
                write(dir.path(), &[(name, text.as_bytes())]);
            }
            write(dir.path(), &[(name, text.as_bytes()), ("stjarnan.svg", SVG)]);
            let more: &[&str] = if optional { &["--med", check.name] } else { &[] };
            let found = findings(&[&dir.path().join(name)], more);
            let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
            let expected = words.contains(&"fails");
            assert_eq!(names.contains(&check.name), expected, "{} {words:?}:\n{body}\ngave {names:?}", check.name);
        }
    }
}

#[test]
fn every_check_has_a_failing_and_a_passing_example() {
    // These are about files that cannot be told in TOML; `misstag` shows them.
    const WITHOUT: [&str; 4] = ["olasbar-fil", "ej-utf-8", "saknad-kommunprofil", "blandade-radslut"];
    for check in fhplan::checks::documented().filter(|it| !WITHOUT.contains(&it.name)) {
        let blocks: Vec<&str> =
            check.docs.split("```toml").skip(1).map(|it| it.lines().next().unwrap_or_default()).collect();
        let fails = |it: &&str| it.split(',').any(|it| it == "fails");
        assert!(blocks.iter().any(fails), "{} has no failing example", check.name);
        assert!(blocks.iter().any(|it| !fails(it)), "{} has no passing example", check.name);
    }
}

#[test]
fn names_of_checks_are_unique_ascii_words() {
    for check in fhplan::checks::documented() {
        let good = check.name.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-');
        assert!(good, "{}", check.name);
    }
}
