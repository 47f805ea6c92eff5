//! Checks of the title and the metadata block.

use super::{Findings, Sammanhang};
use crate::check;
use crate::diagnostic::Fix;
use crate::dokument::{Handling, Slag, Status, Styrdokument};
use crate::modell::Innehall;
use crate::plan::Verksamhetsplan;
use crate::profil::Uppgift;
use crate::source::Span;
use crate::svenska;

check! {
    /// Metadatablocket har de uppgifter som kommunens styrdokument ska ha.
    ///
    /// Vilka de är står i kommun.toml under `styrdokument`. Beslutets dag och paragraf behövs först när planen är
    /// beslutad, och kontrolleras för sig.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "utkast"
    ///
    /// [styrdokument]
    /// typ = "Verksamhetsplan"
    /// ```
    ///
    /// ```toml
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "utkast"
    ///
    /// [styrdokument]
    /// typ = "Verksamhetsplan"
    /// beslutande_instans = "Kommunstyrelsen"
    /// diarienummer = "2023.445 KS"
    /// galler_for = "Kommunövergripande"
    /// giltig_fran = 2024-01-01
    /// giltig_till = 2024-12-31
    /// revideras_senast = "2024-11"
    /// dokumentansvarig = "Folkhälsostrateg"
    /// ```
    pub(super) const SAKNAD_UPPGIFT: Check = Vanlig("saknad-uppgift", Some(Varning), Some(Fel));
}

pub(super) fn saknad_uppgift(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let wanted = sammanhang.profil.kommun.uppgifter();
    let block = plan.styrdokument.as_ref();
    let missing: Vec<_> = wanted.iter().flat_map(|it| missing_keys(*it, block)).collect();
    tell_missing("styrdokument", plan.block_span(), block.is_some(), &missing, plan.ar(), findings);
    if wanted.contains(&Uppgift::Version) && plan.dokument.version.is_none() {
        tell_missing("dokument", plan.span(), true, &["version"], plan.ar(), findings);
    }
}

/// The keys of `[styrdokument]` that one of the kommun's facts is made of and that are not there.
fn missing_keys(uppgift: Uppgift, block: Option<&Styrdokument>) -> Vec<&'static str> {
    let has = |is_there: fn(&Styrdokument) -> bool| block.is_some_and(is_there);
    let keys = match uppgift {
        Uppgift::Typ => vec![("typ", has(|it| it.typ.is_some()))],
        Uppgift::BeslutandeInstans => vec![("beslutande_instans", has(|it| it.beslutande_instans.is_some()))],
        Uppgift::Diarienummer => vec![("diarienummer", has(|it| it.diarienummer.is_some()))],
        Uppgift::GallerFor => vec![("galler_for", has(|it| it.galler_for.is_some()))],
        Uppgift::Giltighetstid => vec![
            ("giltig_fran", has(|it| it.giltig_fran.is_some())),
            ("giltig_till", has(|it| it.giltig_till.is_some())),
        ],
        Uppgift::ReviderasSenast => vec![("revideras_senast", has(|it| it.revideras_senast.is_some()))],
        Uppgift::Dokumentansvarig => vec![("dokumentansvarig", has(|it| it.dokumentansvarig.is_some()))],
        Uppgift::RegionDiarienummer => vec![("region_diarienummer", has(|it| it.region_diarienummer.is_some()))],
        // The version stands in `[dokument]`, and the decision has a check of its own.
        Uppgift::Version | Uppgift::Beslut => Vec::new(),
    };
    keys.into_iter().filter(|(_, is_there)| !is_there).map(|(key, _)| key).collect()
}

fn tell_missing(table: &str, place: Span, exists: bool, keys: &[&str], ar: i16, findings: &mut Findings<'_>) {
    if keys.is_empty() {
        return;
    }
    let line = |key: &&str| match *key {
        "giltig_fran" => format!("giltig_fran = {ar}-01-01"),
        "giltig_till" => format!("giltig_till = {ar}-12-31"),
        "revideras_senast" => format!("revideras_senast = \"{ar}-11\""),
        key => format!("{key} = \"…\""),
    };
    let lines: Vec<String> = keys.iter().map(line).collect();
    let (noun, rows, they) = match keys {
        [_] => ("Uppgift", "raden", "Den"),
        _ => ("Uppgifter", "raderna", "De"),
    };
    let header = if exists { String::new() } else { format!("[{table}] med ") };
    let message = format!("{noun} saknas i [{table}]: {}.", svenska::list(keys, "och"));
    let lines = svenska::list(&lines, "och");
    findings.add(place, message, |it| {
        it.here("här saknas något")
            .help(format!("Lägg till {header}{rows} {lines}. {they} ska stå på kommunens styrdokument."))
    });
}

check! {
    /// En beslutad plan säger vem som beslutade, när och i vilken paragraf.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "beslutad"
    ///
    /// [styrdokument]
    /// typ = "Verksamhetsplan"
    /// beslutande_instans = "Kommunstyrelsen"
    /// ```
    ///
    /// ```toml
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "beslutad"
    ///
    /// [styrdokument]
    /// typ = "Verksamhetsplan"
    /// beslutande_instans = "Kommunstyrelsen"
    /// beslutsdatum = 2023-11-27
    /// paragraf = 210
    /// ```
    pub(super) const BESLUT_SAKNAS: Check = Vanlig("beslut-saknas", None, Some(Fel));
}

pub(super) fn beslut_saknas(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let block = plan.styrdokument.as_ref();
    let present = [
        ("beslutsdatum", block.is_some_and(|it| it.beslutsdatum.is_some())),
        ("paragraf", block.is_some_and(|it| it.paragraf.is_some())),
        ("beslutande_instans", block.is_some_and(|it| it.beslutande_instans.is_some())),
    ];
    let missing: Vec<&str> = present.into_iter().filter(|(_, present)| !present).map(|(key, _)| key).collect();
    if plan.dokument.status.value == Status::Beslutad && !missing.is_empty() {
        let list = svenska::list(&missing, "och");
        findings.add(plan.block_span(), format!("Planen är märkt som beslutad, men {list} saknas."), |it| {
            it.here("här saknas beslutet")
                .label(plan.dokument.status.span, "märkt som beslutad")
                .help("Lägg till uppgifterna ur protokollet, eller skriv status = \"utkast\".")
        });
    }
}

check! {
    /// Diarienumret följer kommunens mönster.
    ///
    /// Mönstret står i kommun.toml under `diarienummer`.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "utkast"
    ///
    /// [styrdokument]
    /// diarienummer = "KS 445/2023"
    /// ```
    ///
    /// ```toml
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "utkast"
    ///
    /// [styrdokument]
    /// diarienummer = "2023.445 KS"
    /// ```
    pub(super) const FEL_DIARIENUMMER: Check = Vanlig("fel-diarienummer", Some(Varning), Some(Fel));
}

pub(super) fn fel_diarienummer(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let number = handling.styrdokument().and_then(|it| it.diarienummer.as_ref());
    let pattern = sammanhang.profil.kommun.diarienummer.as_ref();
    let Some((number, pattern)) = number.zip(pattern) else { return };
    if !pattern.monster.0.is_match(&number.value) {
        let shown = svenska::quoted(&number.value);
        findings.add(number.span, format!("Diarienumret ”{shown}” följer inte kommunens mönster."), |it| {
            it.help(format!("Skriv det som till exempel \"{}\".", pattern.exempel.value))
        });
    }
}

check! {
    /// Ett årtal i titeln är planåret.
    ///
    /// Skriv hellre `{{ ar }}` i titeln, så kan året inte bli fel när planen kopieras till nästa år.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan för folkhälsa 2023"
    /// ar = 2024
    /// status = "utkast"
    /// ```
    ///
    /// ```toml
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan för folkhälsa {{ ar }}"
    /// ar = 2024
    /// status = "utkast"
    /// ```
    pub(super) const FEL_AR_I_TITELN: Check = Vanlig("fel-ar-i-titeln", Some(Varning), Some(Fel));
}

/// An action plan spans years, and its title may name any of them.
pub(super) fn fel_ar_i_titeln(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(title) = handling.titel().filter(|_| handling.slag() != Slag::Handlingsplan) else { return };
    let (ar, what) = (handling.ar(), if handling.slag() == Slag::Verksamhetsplan { "planåret" } else { "året" });
    let (printed, _) = crate::prosa::plain(title.as_str(), sammanhang.names());
    let years: Vec<i16> = printed
        .split(|it: char| !it.is_ascii_digit())
        .filter(|it| it.len() == 4)
        .filter_map(|it| it.parse().ok())
        .filter(|it| (1990..2100).contains(it))
        .collect();
    // A title may name the agreement's period; then the plan's year is among the years it spans.
    let (Some(first), Some(last)) = (years.iter().min(), years.iter().max()) else { return };
    if !(*first..=*last).contains(&ar.value) {
        let year = years[0];
        findings.add(title.span(), format!("Titeln nämner {year}, men {what} är {}.", ar.value), |it| {
            // The finding stands at the whole title, and the year at one place in it.
            let typed: Vec<usize> = title.as_str().match_indices(&year.to_string()).map(|(at, _)| at).collect();
            let place = |at: usize| super::texter::place_in(sammanhang.sources, title.span(), at..at + 4);
            let it = it.here(format!("{year}")).label(ar.span, what);
            let it = it.help("Skriv {{ ar }} i titeln i stället för ett årtal.");
            match typed.as_slice() {
                [at] => it.fix(Fix::risky(place(*at), "{{ ar }}")),
                _ => it,
            }
        });
    }
}

check! {
    /// Dokumentansvarig är en funktion, inte en person.
    ///
    /// Planen gäller längre än en person har sitt arbete, och namn på enskilda hör inte hemma i den.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "utkast"
    ///
    /// [styrdokument]
    /// dokumentansvarig = "Anna Andersson"
    /// ```
    ///
    /// ```toml
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "utkast"
    ///
    /// [styrdokument]
    /// dokumentansvarig = "Folkhälsostrateg"
    /// ```
    pub(super) const PERSON_SOM_ANSVARIG: Check = Vanlig("person-som-ansvarig", Some(Upplysning), Some(Upplysning));
}

pub(super) fn person_som_ansvarig(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let owner = handling.styrdokument().and_then(|it| it.dokumentansvarig.as_ref());
    let own = match sammanhang.underlag.map(|it| &it.innehall) {
        Some(Innehall::Handlingsplan(plan)) => plan.dokument.forfattare.as_ref().map(|it| ("Författaren", it)),
        Some(Innehall::Beslut(beslut)) => {
            beslut.tjansteskrivelse.as_ref().and_then(|it| it.handlaggare.as_ref()).map(|it| ("Handläggaren", it))
        }
        Some(Innehall::Uppfoljning(it)) => it.underskrift.as_ref().map(|it| ("Undertecknaren", &it.roll)),
        _ => None,
    };
    for (what, role) in owner.map(|it| ("Dokumentansvarig", it)).into_iter().chain(own) {
        if !is_a_name(role.as_str()) {
            continue;
        }
        let shown = svenska::quoted(role.as_str());
        findings.add(role.span(), format!("{what} ”{shown}” ser ut att vara en person."), |it| {
            it.help("Skriv en funktion, till exempel \"Folkhälsostrateg\".")
        });
    }
}

/// Whether a role is typed as a person's name: two or three capitalised words in a row. A role has one capital, at its
/// beginning.
fn is_a_name(role: &str) -> bool {
    let words: Vec<&str> = role.split_whitespace().collect();
    let capitalised = |it: &&str| {
        let mut chars = it.chars();
        chars.next().is_some_and(char::is_uppercase)
            && it.chars().count() > 2
            && chars.all(|it| it.is_lowercase() || it == '-')
    };
    (2..=3).contains(&words.len()) && words.iter().all(capitalised)
}
