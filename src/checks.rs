//! How a check speaks, and the list of all checks.

mod arende;
mod avtalsgranser;
mod balans;
mod beslut;
mod bilaga;
mod bilder;
mod budget;
mod datum;
mod ekonomi;
mod farg;
mod filen;
mod fordelning;
mod formular;
mod giltighet;
mod godkannande;
mod handelser;
mod handlingsplan;
mod hanvisningar;
mod innehall;
mod mellan_ar;
mod metadata;
mod otillatet;
mod overforing;
mod pengar_i_ord;
mod personer;
mod personnummer;
mod sammanhang;
mod siffror;
mod skrift;
mod sprak;
mod struktur;
mod summor;
mod svar;
mod texter;
mod tyst;
mod uppfoljning;
mod utfall;

use minijinja::Value;

use crate::diagnostic::{Check, Diagnostic, Report, Severity, Tier};
use crate::dokument::Handling;
use crate::formular::Formular;
use crate::inlasning::Inlast;
use crate::modell::{self, Innehall, Kommun, Underlag};
use crate::profil::Profil;
use crate::read::mistakes;
use crate::source::{FileId, Sources, Span};
use crate::uppfoljning::Uppfoljning;
use tyst::Tystnad;

pub use beslut::ANDRAD_EFTER_BESLUT;
pub use sammanhang::{Kedja, Sammanhang};

/// What a check of a form looks at.
pub struct Formularsammanhang<'a> {
    pub sources: &'a Sources,
    /// The names that the form's texts can use.
    names: Value,
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
    Formular(fn(&Formular, &Formularsammanhang<'_>, &mut Findings<'_>)),
    /// On documents of one kind; the others are passed over.
    Slag(fn(&Innehall, &Sammanhang<'_>, &mut Findings<'_>)),
    /// On any document.
    Handling(fn(&dyn Handling, &Sammanhang<'_>, &mut Findings<'_>)),
    /// On any document, when all others have spoken and found no error.
    Sist(fn(&dyn Handling, &Sammanhang<'_>, &mut Findings<'_>)),
    /// After all others, on what they found.
    Tystnad,
}

/// A check of one kind of document.
macro_rules! on {
    ($kind:ident, $check:expr, $run:path) => {
        Entry {
            check: $check,
            run: Run::Slag(|innehall, sammanhang, findings| {
                if let Innehall::$kind(it) = innehall {
                    $run(it, sammanhang, findings);
                }
            }),
        }
    };
}

const fn profil(check: &'static Check, run: fn(&Profil, &Sammanhang<'_>, &mut Findings<'_>)) -> Entry {
    Entry { check, run: Run::Profil(run) }
}

const fn formular(check: &'static Check, run: fn(&Formular, &Formularsammanhang<'_>, &mut Findings<'_>)) -> Entry {
    Entry { check, run: Run::Formular(run) }
}

const fn handling(check: &'static Check, run: fn(&dyn Handling, &Sammanhang<'_>, &mut Findings<'_>)) -> Entry {
    Entry { check, run: Run::Handling(run) }
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
    handling(&struktur::DUBBLETT_ID, struktur::dubblett_id),
    on!(Uppfoljning, &struktur::DUBBLETT_ID, struktur::dubblett_svar),
    profil(&struktur::DUBBLETT_ID, struktur::dubblett_id_i_profilen),
    formular(&struktur::DUBBLETT_ID, formular::dubblett_id),
    on!(Verksamhetsplan, &struktur::OKAND_HANVISNING, struktur::okand_hanvisning),
    handling(&struktur::OKAND_HANVISNING, struktur::okand_visning),
    profil(&struktur::OKAND_HANVISNING, struktur::okand_hanvisning_i_profilen),
    on!(Uppfoljning, &struktur::OKAND_HANVISNING, hanvisningar::okand_hanvisning),
    formular(&struktur::OKAND_HANVISNING, formular::okand_hanvisning),
    on!(Verksamhetsplan, &struktur::OMVAND_PERIOD, struktur::omvand_period),
    handling(&struktur::OMVAND_PERIOD, struktur::omvand_giltighet),
    profil(&struktur::OMVAND_PERIOD, struktur::omvand_avtalsperiod),
    on!(Verksamhetsplan, &struktur::INSATS_UTANFOR_ARET, struktur::insats_utanfor_aret),
    on!(Verksamhetsplan, &innehall::FOR_LANG_INSATS, innehall::for_lang_insats),
    on!(Verksamhetsplan, &innehall::INSATS_UTAN_MAL, innehall::insats_utan_mal),
    on!(Verksamhetsplan, &innehall::OFULLSTANDIGT_OMRADE, innehall::ofullstandigt_omrade),
    on!(Verksamhetsplan, &innehall::PRIORITERAT_OMRADE_SAKNAS, innehall::prioriterat_omrade_saknas),
    on!(Verksamhetsplan, &innehall::KAPITEL_SAKNAS, innehall::kapitel_saknas),
    on!(Verksamhetsplan, &metadata::SAKNAD_UPPGIFT, metadata::saknad_uppgift),
    on!(Verksamhetsplan, &metadata::BESLUT_SAKNAS, metadata::beslut_saknas),
    handling(&metadata::BESLUT_SAKNAS, arende::beslut_saknas),
    handling(&metadata::FEL_DIARIENUMMER, metadata::fel_diarienummer),
    on!(Verksamhetsplan, &giltighet::GILTIGHET_UTANFOR_ARET, giltighet::giltighet_utanfor_aret),
    on!(Verksamhetsplan, &giltighet::BESLUT_EFTER_START, giltighet::beslut_efter_start),
    on!(Verksamhetsplan, &giltighet::REVIDERING_EFTER_SLUT, giltighet::revidering_efter_slut),
    handling(&metadata::FEL_AR_I_TITELN, metadata::fel_ar_i_titeln),
    handling(&giltighet::AR_UTANFOR_AVTALET, giltighet::ar_utanfor_avtalet),
    handling(&metadata::PERSON_SOM_ANSVARIG, metadata::person_som_ansvarig),
    on!(Verksamhetsplan, &fordelning::OLIKA_ANDELAR, fordelning::olika_andelar),
    on!(Verksamhetsplan, &fordelning::OLIKA_RAD, fordelning::olika_rad),
    on!(Verksamhetsplan, &fordelning::RAD_UTAN_AVTAL, fordelning::rad_utan_avtal),
    on!(Verksamhetsplan, &avtalsgranser::ANNAN_AN_RAMEN, avtalsgranser::annan_an_ramen),
    on!(Verksamhetsplan, &avtalsgranser::FEL_PER_INVANARE, avtalsgranser::fel_per_invanare),
    on!(Verksamhetsplan, &avtalsgranser::FOR_LITEN_EGEN_ANDEL, avtalsgranser::for_liten_egen_andel),
    on!(Verksamhetsplan, &avtalsgranser::FOR_HOG_PERSONALANDEL, avtalsgranser::for_hog_personalandel),
    on!(Verksamhetsplan, &summor::FEL_KONTROLLSUMMA, summor::fel_kontrollsumma),
    on!(Verksamhetsplan, &summor::SUMMARAD, summor::summarad),
    on!(Verksamhetsplan, &summor::FOR_STOR_SPECIFIKATION, summor::for_stor_specifikation),
    on!(Verksamhetsplan, &budget::NEGATIVT_BELOPP, budget::negativt_belopp),
    on!(Verksamhetsplan, &budget::RAD_UTAN_POST, budget::rad_utan_post),
    on!(Verksamhetsplan, &budget::OMRADE_UTAN_BUDGETRAD, budget::omrade_utan_budgetrad),
    on!(Verksamhetsplan, &budget::BUDGETRAD_UTAN_INSATSER, budget::budgetrad_utan_insatser),
    on!(Verksamhetsplan, &budget::NAMNLOS_MEDFINANSIAR, budget::namnlos_medfinansiar),
    on!(Verksamhetsplan, &budget::TOM_BUDGET, budget::tom_budget),
    on!(Verksamhetsplan, &budget::FEL_STORLEKSORDNING, budget::fel_storleksordning),
    on!(Verksamhetsplan, &budget::OVERFORING_UTAN_URSPRUNG, budget::overforing_utan_ursprung),
    on!(Verksamhetsplan, &mellan_ar::FEL_INGAENDE, mellan_ar::fel_ingaende),
    on!(Verksamhetsplan, &mellan_ar::OMRADE_FORSVUNNET, mellan_ar::omrade_forsvunnet),
    on!(Verksamhetsplan, &handelser::FOR_SENT_SKICKAD, handelser::for_sent_skickad),
    handling(&handelser::OMOJLIG_ORDNING, handelser::omojlig_ordning),
    handling(&datum::ANNAN_DAG_AN_BESLUTET, datum::annan_dag_an_beslutet),
    handling(&datum::AVLAGSEN_HANDELSE, datum::avlagsen_handelse),
    handling(&datum::ANNAT_AR_AN_MAPPEN, datum::annat_ar_an_mappen),
    on!(Beslut, &arende::BESLUT_UTAN_DATUM, arende::beslut_utan_datum),
    on!(Beslut, &arende::ANNAT_BESLUT, arende::annat_beslut),
    on!(Beslut, &arende::ANNAN_TITEL, arende::annan_titel),
    on!(Handlingsplan, &handlingsplan::OFULLSTANDIG_HANDLINGSPLAN, handlingsplan::ofullstandig_handlingsplan),
    on!(Handlingsplan, &handlingsplan::OMRADE_UTAN_ANSVARIG, handlingsplan::omrade_utan_ansvarig),
    on!(Handlingsplan, &handlingsplan::ANSVARIG_INIFRAN, handlingsplan::ansvarig_inifran),
    on!(Uppfoljning, &uppfoljning::OKANT_FORMULAR, uppfoljning::okant_formular),
    on!(Uppfoljning, &uppfoljning::FORMULAR_FOR_ANNAT_AR, uppfoljning::formular_for_annat_ar),
    on!(Uppfoljning, &uppfoljning::PLAN_SAKNAS, uppfoljning::plan_saknas),
    on!(Uppfoljning, &mellan_ar::FLERA_UPPFOLJNINGAR, mellan_ar::flera_uppfoljningar),
    on!(Uppfoljning, &uppfoljning::PLAN_EJ_BESLUTAD, uppfoljning::plan_ej_beslutad),
    on!(Uppfoljning, &uppfoljning::INSATS_EJ_UPPFOLJD, uppfoljning::insats_ej_uppfoljd),
    on!(Uppfoljning, &uppfoljning::INSATS_UTANFOR_PLANEN, uppfoljning::insats_utanfor_planen),
    on!(Uppfoljning, &mellan_ar::INSATS_UTAN_FORTSATTNING, mellan_ar::insats_utan_fortsattning),
    on!(Uppfoljning, &svar::OBEDOMT_PASTAENDE, svar::obedomt_pastaende),
    on!(Uppfoljning, &svar::OMOTIVERAD_BEDOMNING, svar::omotiverad_bedomning),
    on!(Uppfoljning, &svar::OBEDOMD_VARDAKTOR, svar::obedomd_vardaktor),
    on!(Uppfoljning, &svar::OBESVARAD_FRAGA, svar::obesvarad_fraga),
    on!(Uppfoljning, &svar::GENOMFORD_UTAN_EFFEKTER, svar::genomford_utan_effekter),
    on!(Uppfoljning, &svar::INSTALLD_MED_EFFEKTER, svar::installd_med_effekter),
    on!(Uppfoljning, &svar::INSTALLD_UTAN_ORSAK, svar::installd_utan_orsak),
    on!(Uppfoljning, &svar::EJ_GEMENSAMMA_PENGAR, svar::ej_gemensamma_pengar),
    on!(Uppfoljning, &pengar_i_ord::PENGAR_UTAN_BELOPP, pengar_i_ord::pengar_utan_belopp),
    on!(Uppfoljning, &ekonomi::UTFALL_SAKNAS, ekonomi::utfall_saknas),
    on!(Uppfoljning, &utfall::NEGATIVT_UTFALL, utfall::negativt_utfall),
    on!(Uppfoljning, &overforing::OMFORDELNING_GAR_INTE_IHOP, overforing::omfordelning_gar_inte_ihop),
    on!(Uppfoljning, &overforing::OFULLSTANDIG_OVERFORING, overforing::ofullstandig_overforing),
    on!(Verksamhetsplan, &overforing::OFULLSTANDIG_OVERFORING, mellan_ar::overforing_utan_avtal),
    on!(Uppfoljning, &overforing::PENGAR_UTANFOR_ARET, overforing::pengar_utanfor_aret),
    on!(Uppfoljning, &balans::ANDRAD_PLAN, balans::andrad_plan),
    on!(Uppfoljning, &balans::EKONOMIN_GAR_INTE_IHOP, balans::ekonomin_gar_inte_ihop),
    on!(Uppfoljning, &ekonomi::ANNAN_BUDGET, ekonomi::annan_budget),
    on!(Uppfoljning, &utfall::STOR_AVVIKELSE, utfall::stor_avvikelse),
    on!(Uppfoljning, &overforing::OTILLATEN_OVERFORING, overforing::otillaten_overforing),
    on!(Uppfoljning, &utfall::UTFALL_MOT_STATUS, utfall::utfall_mot_status),
    on!(Uppfoljning, &utfall::ANNAN_ANDEL, utfall::annan_andel),
    on!(Uppfoljning, &uppfoljning::UNDERSKRIFT_FORE_GODKANNANDE, uppfoljning::underskrift_fore_godkannande),
    on!(Uppfoljning, &handelser::FOR_SENT_UPPFOLJD, handelser::for_sent_uppfoljd),
    on!(Uppfoljning, &uppfoljning::ANNAT_ORGAN, uppfoljning::annat_organ),
    on!(Uppfoljning, &godkannande::UTAN_GODKANNANDE, godkannande::utan_godkannande),
    on!(Uppfoljning, &godkannande::UTAN_UNDERSKRIFT, godkannande::utan_underskrift),
    on!(Uppfoljning, &godkannande::ANNAN_ROLL, godkannande::annan_roll),
    on!(Uppfoljning, &godkannande::ANNAT_BESLUTSDATUM, godkannande::annat_beslutsdatum),
    formular(&formular::FEL_FORMULARNAMN, formular::fel_formularnamn),
    formular(&formular::FOR_FA_STEG, formular::for_fa_steg),
    formular(&formular::FRAGA_VISAS_INTE, formular::fraga_visas_inte),
    formular(&bilaga::FEL_I_BILAGAN, bilaga::fel_i_bilagan),
    formular(&bilaga::BILAGA_UTAN_KONTROLL, bilaga::bilaga_utan_kontroll),
    handling(&texter::OKANT_UTTRYCK, texter::okant_uttryck),
    handling(&texter::OTILLATEN_MARKERING, texter::otillaten_markering),
    handling(&texter::OTILLATEN_MARKERING, texter::oanvandbar_lank),
    formular(&texter::OTILLATEN_MARKERING, formular::otillaten_markering),
    formular(&texter::OKANT_UTTRYCK, formular::okant_uttryck),
    handling(&texter::RUBRIKNIVA, texter::rubrikniva),
    handling(&texter::TOM_RUBRIK, texter::tom_rubrik),
    handling(&otillatet::OTILLATET_TECKEN, otillatet::otillatet_tecken),
    profil(&otillatet::OTILLATET_TECKEN, otillatet::otillatet_tecken_i_profilen),
    handling(&otillatet::TECKEN_UTANFOR_TYPSNITTET, otillatet::tecken_utanfor_typsnittet),
    profil(&otillatet::TECKEN_UTANFOR_TYPSNITTET, otillatet::tecken_utanfor_typsnittet_i_profilen),
    handling(&sprak::PLATSHALLARE, sprak::platshallare),
    handling(&sprak::FELSTAVNING, sprak::felstavning),
    handling(&sprak::NASTAN_EN_AKTOR, sprak::nastan_en_aktor),
    handling(&skrift::CITATTECKEN, skrift::citattecken),
    handling(&skrift::TANKSTRECK, skrift::tankstreck),
    handling(&skrift::SKRIVSATT, skrift::skrivsatt),
    handling(&skrift::KOMMUNENS_NAMN, skrift::kommunens_namn),
    handling(&skrift::OFORKLARAD_FORKORTNING, skrift::oforklarad_forkortning),
    handling(&skrift::ANNAN_BETECKNING, skrift::annan_beteckning),
    handling(&skrift::FELCITERAT_MAL, skrift::felciterat_mal),
    handling(&skrift::FORALDRAD_BENAMNING, skrift::foraldrad_benamning),
    handling(&skrift::OKLAR_LANKTEXT, skrift::oklar_lanktext),
    handling(&skrift::STYCKE_TVA_GANGER, skrift::stycke_tva_ganger),
    handling(&personnummer::PERSONNUMMER, personnummer::personnummer),
    handling(&personer::PERSONUPPGIFT_I_TEXT, personer::personuppgift_i_text),
    profil(&personnummer::PERSONNUMMER, personnummer::personnummer_i_profilen),
    handling(&filen::BLANDADE_RADSLUT, filen::blandade_radslut),
    handling(&siffror::SIFFRA_I_TEXT, siffror::siffra_i_text),
    handling(&siffror::FEL_SIFFRA_I_TEXT, siffror::fel_siffra_i_text),
    handling(&bilder::FIGUR_UTAN_ALTERNATIVTEXT, bilder::figur_utan_alternativtext),
    handling(&farg::FORKLARAS_MED_FARG, farg::forklaras_med_farg),
    handling(&bilder::OANVANDBAR_BILD, bilder::oanvandbar_bild),
    profil(&bilder::OANVANDBAR_BILD, bilder::oanvandbar_logotyp),
    handling(&beslut::ANDRAD_EFTER_BESLUT, beslut::andrad_efter_beslut),
    handling(&beslut::OKAND_RATTELSE, beslut::okand_rattelse),
    Entry { check: &beslut::OLAST_BESLUT, run: Run::Sist(beslut::olast_beslut) },
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

/// Runs every check on a kommun's profile, the documents that were asked for and the forms they answer. `tillval` names
/// checks that are quiet unless asked for.
pub fn run(kommun: &Kommun, sources: &Sources, tillval: &[String], report: &mut Report) {
    check_profil(&Sammanhang::new(kommun, None, sources), report);
    // The forms first: a follow-up of a form with errors has errors too.
    for form in &kommun.formular {
        let ar = kommun.uppfoljningar().find(|it| it.dokument.formular == form.formular.id).map(Uppfoljning::ar);
        let names = modell::form_names(ar.unwrap_or_default(), Some(form), &kommun.profil);
        check_formular(form, &Formularsammanhang { sources, names }, report);
    }
    for underlag in kommun.efterfragade() {
        let mut sammanhang = Sammanhang::new(kommun, Some(underlag), sources);
        sammanhang.har_lasfel = errors_in(&[underlag.fil], report).next().is_some();
        check_handling(underlag, &sammanhang, tillval, report);
    }
    report.sort();
}

/// Runs all checks on what was read. `tillval` names checks that are off unless asked for.
pub fn run_all(read: &mut Inlast, tillval: &[String]) {
    if let Some(kommun) = &read.kommun {
        run(kommun, &read.sources, tillval, &mut read.report);
    }
    for form in &read.formular {
        run_formular(form, &read.sources, &mut read.report);
    }
}

/// Runs the checks of forms on one that was asked for by itself.
pub fn run_formular(form: &Formular, sources: &Sources, report: &mut Report) {
    let names = formular::sample_names(form);
    check_formular(form, &Formularsammanhang { sources, names }, report);
    report.sort();
}

/// The errors that have been found in some files.
pub fn errors_in<'a>(files: &'a [FileId], report: &'a Report) -> impl Iterator<Item = &'a Diagnostic> {
    let all = report.diagnostics.iter();
    all.filter(|it| it.severity == Severity::Fel && files.contains(&it.span().file))
}

fn check_profil(sammanhang: &Sammanhang<'_>, report: &mut Report) {
    for entry in ALL {
        if let (Run::Profil(run), Some(severity)) = (&entry.run, entry.check.beslutad) {
            run(sammanhang.profil, sammanhang, &mut Findings { check: entry.check, severity, report });
        }
    }
}

fn check_formular(form: &Formular, sammanhang: &Formularsammanhang<'_>, report: &mut Report) {
    for entry in ALL {
        if let (Run::Formular(run), Some(severity)) = (&entry.run, entry.check.beslutad) {
            run(form, sammanhang, &mut Findings { check: entry.check, severity, report });
        }
    }
}

fn check_handling(underlag: &Underlag, sammanhang: &Sammanhang<'_>, tillval: &[String], report: &mut Report) {
    let mut own = Report::default();
    let handling = underlag.innehall.handling();
    for entry in ALL {
        let wanted = entry.check.tier != Tier::Tillval || tillval.iter().any(|it| it == entry.check.name);
        let Some(severity) = handling.severity(entry.check).filter(|_| wanted) else { continue };
        let findings = &mut Findings { check: entry.check, severity, report: &mut own };
        match &entry.run {
            Run::Slag(run) => run(&underlag.innehall, sammanhang, findings),
            Run::Handling(run) => run(handling, sammanhang, findings),
            _ => {}
        }
    }
    let mut tystnad = Tystnad::new(handling, sammanhang);
    tystnad.apply(&mut own);
    let flawed = own.has_errors() || errors_in(&sammanhang.kommun.filer(underlag), report).next().is_some();
    for entry in ALL.iter().filter(|_| !flawed) {
        if let (Run::Sist(run), Some(severity)) = (&entry.run, handling.severity(entry.check)) {
            run(handling, sammanhang, &mut Findings { check: entry.check, severity, report: &mut own });
        }
    }
    tystnad.apply(&mut own);
    // What only speaks of a document without errors has not been heard, so nothing can be said of its silence.
    let unheard = |name: &str| flawed && ALL.iter().any(|it| it.check.name == name && matches!(it.run, Run::Sist(_)));
    tystnad.judge(unheard, &mut own);
    report.diagnostics.append(&mut own.diagnostics);
    report.tystade.append(&mut own.tystade);
}
