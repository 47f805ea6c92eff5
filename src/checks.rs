//! What a check is given, how it speaks, and the list of all checks.

mod avtalsgranser;
mod bilder;
mod budget;
mod fordelning;
mod giltighet;
mod metadata;
mod struktur;
mod summor;
mod texter;
mod tyst;

use std::cell::OnceCell;
use std::path::Path;

use minijinja::Value;

use crate::diagnostic::{Check, Diagnostic, Report, Severity, Tier};
use crate::dokument::Handling;
use crate::modell::{self, Innehall, Kommun};
use crate::plan::Verksamhetsplan;
use crate::profil::Profil;
use crate::read::mistakes;
use crate::source::{FileId, Sources, Span};
use crate::typsnitt;
use crate::uttryck::TextMistake;

/// What a check looks at.
pub struct Sammanhang<'a> {
    pub profil: &'a Profil,
    /// The folder no image may lie outside.
    pub kommunmapp: &'a Path,
    /// The folder that the document's own paths start from.
    pub mapp: &'a Path,
    pub sources: &'a Sources,
    names: OnceCell<Value>,
    text_mistakes: OnceCell<Vec<(Span, TextMistake)>>,
    odd_characters: OnceCell<(FileId, bool)>,
}

impl<'a> Sammanhang<'a> {
    fn new(kommun: &'a Kommun, mapp: &'a Path, sources: &'a Sources) -> Self {
        let (names, text_mistakes, odd_characters) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        let (profil, kommunmapp) = (&kommun.profil, kommun.mapp.as_path());
        Self { profil, kommunmapp, mapp, sources, names, text_mistakes, odd_characters }
    }

    /// What is wrong with the plan's texts; they are parsed once for all checks that ask.
    fn text_mistakes(&self, plan: &Verksamhetsplan) -> &[(Span, TextMistake)] {
        self.text_mistakes.get_or_init(|| texter::mistakes(plan, self))
    }

    /// Whether a file holds anything but the characters that Swedish text is nearly all made of, or an escape that could
    /// stand for such.
    fn has_odd_characters(&self, file: FileId) -> bool {
        let odd = |text: &str| text.contains('\\') || typsnitt::has_uncommon(text);
        let (known, odd) = *self.odd_characters.get_or_init(|| (file, odd(&self.sources.get(file).text)));
        // Each context looks at one file; should it look at another, that one is taken to be odd and looked at closely.
        odd || known != file
    }

    /// The names that the plan's texts can use; computed when a text first uses one.
    fn names(&self, plan: &Verksamhetsplan) -> &Value {
        self.names.get_or_init(|| modell::names(plan, self.profil))
    }
}

/// The findings of one check: it can speak only under its own name and at its own level.
pub struct Findings<'a> {
    check: &'static Check,
    severity: Severity,
    report: &'a mut Report,
}

impl Findings<'_> {
    /// Adds a finding at a place; `more` gives it labels and help.
    fn add(&mut self, span: Span, message: impl Into<String>, more: impl FnOnce(Diagnostic) -> Diagnostic) {
        let mut diagnostic = more(Diagnostic::new(self.check, span, message));
        diagnostic.severity = self.severity;
        self.report.push(diagnostic);
    }
}

/// A check and how it is run.
pub struct Entry {
    pub check: &'static Check,
    run: Run,
}

/// What a check is run on.
enum Run {
    /// While files are read; nothing is left to do.
    Lasning,
    Profil(fn(&Profil, &Sammanhang<'_>, &mut Findings<'_>)),
    Verksamhetsplan(fn(&Verksamhetsplan, &Sammanhang<'_>, &mut Findings<'_>)),
    /// After all others, on what they found.
    Tystnad,
}

const fn plan(check: &'static Check, run: fn(&Verksamhetsplan, &Sammanhang<'_>, &mut Findings<'_>)) -> Entry {
    Entry { check, run: Run::Verksamhetsplan(run) }
}

const fn profil(check: &'static Check, run: fn(&Profil, &Sammanhang<'_>, &mut Findings<'_>)) -> Entry {
    Entry { check, run: Run::Profil(run) }
}

const fn lasning(check: &'static Check) -> Entry {
    Entry { check, run: Run::Lasning }
}

/// Every check, in the order of the documentation.
pub const ALL: &[Entry] = &[
    lasning(&mistakes::TOML_SYNTAX),
    lasning(&mistakes::KONFLIKTMARKERING),
    lasning(&mistakes::OLASBAR_FIL),
    lasning(&mistakes::EJ_UTF_8),
    lasning(&mistakes::SAKNAD_KOMMUNPROFIL),
    lasning(&mistakes::EJ_DOKUMENT),
    lasning(&mistakes::NYCKEL_MED_PRICKAR),
    lasning(&mistakes::OKAND_NYCKEL),
    lasning(&mistakes::SAKNAD_NYCKEL),
    lasning(&mistakes::DUBBLETT_NYCKEL),
    lasning(&mistakes::FEL_TYP),
    lasning(&mistakes::OKANT_VARDE),
    lasning(&mistakes::TOM_TEXT),
    lasning(&mistakes::BELOPP_SOM_TEXT),
    lasning(&mistakes::OGILTIGT_BELOPP),
    lasning(&mistakes::OGILTIGT_TAL),
    lasning(&mistakes::OGILTIGT_DATUM),
    lasning(&mistakes::OGILTIGT_ID),
    plan(&struktur::DUBBLETT_ID, struktur::dubblett_id),
    profil(&struktur::DUBBLETT_ID, struktur::dubblett_id_i_profilen),
    plan(&struktur::OKAND_HANVISNING, struktur::okand_hanvisning),
    profil(&struktur::OKAND_HANVISNING, struktur::okand_hanvisning_i_profilen),
    plan(&struktur::OMVAND_PERIOD, struktur::omvand_period),
    profil(&struktur::OMVAND_PERIOD, struktur::omvand_avtalsperiod),
    plan(&struktur::INSATS_UTANFOR_ARET, struktur::insats_utanfor_aret),
    plan(&metadata::SAKNAD_UPPGIFT, metadata::saknad_uppgift),
    plan(&metadata::BESLUT_SAKNAS, metadata::beslut_saknas),
    plan(&metadata::FEL_DIARIENUMMER, metadata::fel_diarienummer),
    plan(&giltighet::GILTIGHET_UTANFOR_ARET, giltighet::giltighet_utanfor_aret),
    plan(&giltighet::BESLUT_EFTER_START, giltighet::beslut_efter_start),
    plan(&giltighet::REVIDERING_EFTER_SLUT, giltighet::revidering_efter_slut),
    plan(&metadata::FEL_AR_I_TITELN, metadata::fel_ar_i_titeln),
    plan(&giltighet::AR_UTANFOR_AVTALET, giltighet::ar_utanfor_avtalet),
    plan(&metadata::PERSON_SOM_ANSVARIG, metadata::person_som_ansvarig),
    plan(&fordelning::OLIKA_ANDELAR, fordelning::olika_andelar),
    plan(&fordelning::OLIKA_RAD, fordelning::olika_rad),
    plan(&fordelning::RAD_UTAN_AVTAL, fordelning::rad_utan_avtal),
    plan(&avtalsgranser::ANNAN_AN_RAMEN, avtalsgranser::annan_an_ramen),
    plan(&avtalsgranser::FEL_PER_INVANARE, avtalsgranser::fel_per_invanare),
    plan(&avtalsgranser::FOR_LITEN_EGEN_ANDEL, avtalsgranser::for_liten_egen_andel),
    plan(&avtalsgranser::FOR_HOG_PERSONALANDEL, avtalsgranser::for_hog_personalandel),
    plan(&summor::FEL_KONTROLLSUMMA, summor::fel_kontrollsumma),
    plan(&summor::SUMMARAD, summor::summarad),
    plan(&summor::FOR_STOR_SPECIFIKATION, summor::for_stor_specifikation),
    plan(&budget::NEGATIVT_BELOPP, budget::negativt_belopp),
    plan(&budget::RAD_UTAN_POST, budget::rad_utan_post),
    plan(&budget::OMRADE_UTAN_BUDGETRAD, budget::omrade_utan_budgetrad),
    plan(&budget::BUDGETRAD_UTAN_INSATSER, budget::budgetrad_utan_insatser),
    plan(&budget::NAMNLOS_MEDFINANSIAR, budget::namnlos_medfinansiar),
    plan(&budget::TOM_BUDGET, budget::tom_budget),
    plan(&budget::FEL_STORLEKSORDNING, budget::fel_storleksordning),
    plan(&budget::OVERFORING_UTAN_URSPRUNG, budget::overforing_utan_ursprung),
    plan(&texter::OKANT_UTTRYCK, texter::okant_uttryck),
    plan(&texter::OTILLATEN_MARKERING, texter::otillaten_markering),
    plan(&texter::RUBRIKNIVA, texter::rubrikniva),
    plan(&texter::TOM_RUBRIK, texter::tom_rubrik),
    plan(&texter::OTILLATET_TECKEN, texter::otillatet_tecken),
    profil(&texter::OTILLATET_TECKEN, texter::otillatet_tecken_i_profilen),
    plan(&texter::TECKEN_UTANFOR_TYPSNITTET, texter::tecken_utanfor_typsnittet),
    profil(&texter::TECKEN_UTANFOR_TYPSNITTET, texter::tecken_utanfor_typsnittet_i_profilen),
    plan(&bilder::FIGUR_UTAN_ALTERNATIVTEXT, bilder::figur_utan_alternativtext),
    plan(&bilder::OANVANDBAR_BILD, bilder::oanvandbar_bild),
    profil(&bilder::OANVANDBAR_BILD, bilder::oanvandbar_logotyp),
    Entry { check: &tyst::OKAND_KONTROLL, run: Run::Tystnad },
    Entry { check: &tyst::ONODIG_TYST, run: Run::Tystnad },
];

/// Every check once, in the order of the documentation.
pub fn documented() -> impl Iterator<Item = &'static Check> {
    ALL.iter().enumerate().filter_map(|(idx, entry)| {
        let seen = ALL[..idx].iter().any(|it| it.check.name == entry.check.name);
        (!seen).then_some(entry.check)
    })
}

/// What a check wants: the first sentence of its manual page.
pub fn summary(check: &Check) -> String {
    let first = check.docs.split("\n\n").next().unwrap_or_default();
    first.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs every check on a kommun's profile and documents. `tillval` names checks that are quiet unless asked for.
pub fn run(kommun: &Kommun, sources: &Sources, tillval: &[String], report: &mut Report) {
    check_profil(&Sammanhang::new(kommun, &kommun.mapp, sources), report);
    for underlag in &kommun.handlingar {
        let mapp = underlag.path.parent().unwrap_or(Path::new(""));
        let sammanhang = Sammanhang::new(kommun, mapp, sources);
        match &underlag.innehall {
            Innehall::Verksamhetsplan(plan) => check_plan(plan, &sammanhang, tillval, report),
        }
    }
    report.sort();
}

fn check_profil(sammanhang: &Sammanhang<'_>, report: &mut Report) {
    for entry in ALL {
        if let (Run::Profil(run), Some(severity)) = (&entry.run, entry.check.beslutad) {
            run(sammanhang.profil, sammanhang, &mut Findings { check: entry.check, severity, report });
        }
    }
}

fn check_plan(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, tillval: &[String], report: &mut Report) {
    let mut own = Report::default();
    for entry in ALL {
        let wanted = entry.check.tier != Tier::Tillval || tillval.iter().any(|it| it == entry.check.name);
        if let (Run::Verksamhetsplan(run), Some(severity), true) = (&entry.run, plan.severity(entry.check), wanted) {
            run(plan, sammanhang, &mut Findings { check: entry.check, severity, report: &mut own });
        }
    }
    tyst::apply(plan, sammanhang, &mut own);
    report.diagnostics.append(&mut own.diagnostics);
    report.tystade.append(&mut own.tystade);
}
