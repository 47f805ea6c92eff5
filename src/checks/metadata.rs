//! Checks of the title, the metadata block and the decision.

use super::{Findings, Sammanhang};
use crate::check;
use crate::datum::{Datum, Slut, Tidpunkt};
use crate::dokument::{Handling, Status};
use crate::plan::Verksamhetsplan;
use crate::profil::Uppgift;

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
    let chosen: Vec<Uppgift> = sammanhang.profil.kommun.styrdokument.iter().map(|it| it.value).collect();
    let wanted = if chosen.is_empty() { Uppgift::VANLIGA.to_vec() } else { chosen };
    let block = plan.styrdokument.as_ref();
    let missing: Vec<&str> = wanted
        .into_iter()
        .filter_map(|it| {
            let (key, present) = match it {
                Uppgift::Typ => ("typ", block.is_some_and(|it| it.typ.is_some())),
                Uppgift::BeslutandeInstans => {
                    ("beslutande_instans", block.is_some_and(|it| it.beslutande_instans.is_some()))
                }
                Uppgift::Diarienummer => ("diarienummer", block.is_some_and(|it| it.diarienummer.is_some())),
                Uppgift::GallerFor => ("galler_for", block.is_some_and(|it| it.galler_for.is_some())),
                Uppgift::Giltighetstid => {
                    let both = block.is_some_and(|it| it.giltig_fran.is_some() && it.giltig_till.is_some());
                    ("giltig_fran och giltig_till", both)
                }
                Uppgift::ReviderasSenast => ("revideras_senast", block.is_some_and(|it| it.revideras_senast.is_some())),
                Uppgift::Dokumentansvarig => {
                    ("dokumentansvarig", block.is_some_and(|it| it.dokumentansvarig.is_some()))
                }
                Uppgift::Version => ("version", plan.dokument.version.is_some()),
                Uppgift::RegionDiarienummer => {
                    ("region_diarienummer", block.is_some_and(|it| it.region_diarienummer.is_some()))
                }
                // The decision has a check of its own.
                Uppgift::Beslut => return None,
            };
            (!present).then_some(key)
        })
        .collect();
    if !missing.is_empty() {
        let list = crate::svenska::list(&missing, "och");
        let noun = if missing.len() == 1 { "Uppgift" } else { "Uppgifter" };
        findings.add(plan.block_span(), format!("{noun} saknas i [styrdokument]: {list}."), |it| {
            it.here("här saknas något").help("Lägg till det. Det ska stå på kommunens styrdokument.")
        });
    }
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
        let list = crate::svenska::list(&missing, "och");
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

pub(super) fn fel_diarienummer(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let number = plan.styrdokument.as_ref().and_then(|it| it.diarienummer.as_ref());
    let pattern = sammanhang.profil.kommun.diarienummer.as_ref();
    let Some((number, pattern)) = number.zip(pattern) else { return };
    if !pattern.monster.0.is_match(&number.value) {
        let shown = crate::svenska::quoted(&number.value);
        findings.add(number.span, format!("Diarienumret ”{shown}” följer inte kommunens mönster."), |it| {
            it.help(format!("Skriv det som till exempel \"{}\".", pattern.exempel.value))
        });
    }
}

check! {
    /// Planens giltighetstid omfattar hela planåret.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "utkast"
    ///
    /// [styrdokument]
    /// giltig_fran = 2023-01-01
    /// giltig_till = 2023-12-31
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
    /// giltig_fran = 2024-01-01
    /// giltig_till = "tills vidare"
    /// ```
    pub(super) const GILTIGHET_UTANFOR_ARET: Check = Vanlig("giltighet-utanfor-aret", Some(Fel), Some(Fel));
}

pub(super) fn giltighet_utanfor_aret(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let ar = plan.ar();
    let (Some(first), Some(last)) = (Datum::new(ar, 1, 1), Datum::new(ar, 12, 31)) else { return };
    let block = plan.styrdokument.as_ref();
    let both = block.and_then(|it| it.giltig_fran.as_ref().zip(it.giltig_till.as_ref()));
    // Dates that run backwards are told by another check.
    if both.is_some_and(|(from, to)| matches!(to.value, Slut::Datum(day) if day < from.value)) {
        return;
    }
    let from = block.and_then(|it| it.giltig_fran.as_ref()).filter(|it| it.value > first);
    let to =
        block.and_then(|it| it.giltig_till.as_ref()).filter(|it| matches!(it.value, Slut::Datum(day) if day < last));
    // A decision late in the year makes a plan valid from the decision on, which is another check's matter.
    let from = from.filter(|it| it.value > last);
    let found = from.map(|it| (it.span, format!("börjar gälla {}", it.value))).or_else(|| {
        to.and_then(|it| match it.value {
            Slut::Datum(day) => Some((it.span, format!("slutar gälla {day}"))),
            Slut::TillsVidare => None,
        })
    });
    if let Some((span, what)) = found {
        findings.add(span, format!("Planen för {ar} {what}. Giltighetstiden täcker inte planåret."), |it| {
            it.label(plan.dokument.ar.span, "planåret")
                .help(format!("Skriv giltig_fran = {first} och giltig_till = {last}, eller rätta planåret."))
        });
    }
}

check! {
    /// Beslutet fattas innan planen börjar gälla.
    ///
    /// Ett senare beslut är tillåtet men bör uppmärksammas: pengar har kanske använts utan beslut.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "beslutad"
    ///
    /// [styrdokument]
    /// beslutsdatum = 2024-02-12
    /// giltig_fran = 2024-01-01
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
    /// beslutsdatum = 2023-11-27
    /// giltig_fran = 2024-01-01
    /// ```
    pub(super) const BESLUT_EFTER_START: Check = Vanlig("beslut-efter-start", Some(Upplysning), Some(Varning));
}

pub(super) fn beslut_efter_start(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(block) = &plan.styrdokument else { return };
    let Some((decided, from)) = block.beslutsdatum.as_ref().zip(block.giltig_fran.as_ref()) else { return };
    if decided.value > from.value {
        let message = format!("Beslutet ({}) togs efter att planen börjat gälla ({}).", decided.value, from.value);
        findings.add(decided.span, message, |it| {
            it.here("beslutet")
                .label(from.span, "börjar gälla")
                .help("Kontrollera datumen. Är de rätta kan du tysta kontrollen med [[tyst]] och ange varför.")
        });
    }
}

check! {
    /// Planen revideras senast medan den ännu gäller.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "beslutad"
    ///
    /// [styrdokument]
    /// giltig_till = 2024-12-31
    /// revideras_senast = "2025-11"
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
    /// giltig_till = 2024-12-31
    /// revideras_senast = "2024-11"
    /// ```
    pub(super) const REVIDERING_EFTER_SLUT: Check = Vanlig("revidering-efter-slut", Some(Upplysning), Some(Varning));
}

pub(super) fn revidering_efter_slut(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(block) = &plan.styrdokument else { return };
    let Some((revision, to)) = block.revideras_senast.as_ref().zip(block.giltig_till.as_ref()) else { return };
    let Slut::Datum(end) = to.value else { return };
    if revision.value.first() > end {
        let message = format!("Planen ska revideras senast {}, men den slutar gälla {end}.", revision.value);
        let example = match revision.value {
            Tidpunkt::Manad(_) => format!("\"{}-{:02}\"", end.ar(), end.manad()),
            Tidpunkt::Datum(_) => end.to_string(),
        };
        findings.add(revision.span, message, |it| {
            it.here("efter planens slut")
                .label(to.span, "slutar gälla")
                .help(format!("Skriv senast revideras_senast = {example}."))
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

pub(super) fn fel_ar_i_titeln(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let title = &plan.dokument.titel;
    let (printed, _) = crate::prosa::plain(title.as_str(), sammanhang.names(plan));
    let years: Vec<i16> = printed
        .split(|it: char| !it.is_ascii_digit())
        .filter(|it| it.len() == 4)
        .filter_map(|it| it.parse().ok())
        .filter(|it| (1990..2100).contains(it))
        .collect();
    // A title may name the agreement's period; then the plan's year is among the years it spans.
    let (Some(first), Some(last)) = (years.iter().min(), years.iter().max()) else { return };
    if !(*first..=*last).contains(&plan.ar()) {
        let year = years[0];
        findings.add(title.span(), format!("Titeln nämner {year}, men planåret är {}.", plan.ar()), |it| {
            it.here(format!("{year}"))
                .label(plan.dokument.ar.span, "planåret")
                .help("Skriv {{ ar }} i titeln i stället för ett årtal.")
        });
    }
}

check! {
    /// Planåret ligger inom ett samverkansavtal eller dess förlängning.
    ///
    /// Utan avtal finns ingen regel för hur kostnaderna delas.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2031
    /// status = "utkast"
    /// ```
    ///
    /// ```toml
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2025
    /// status = "utkast"
    /// ```
    pub(super) const AR_UTANFOR_AVTALET: Check = Vanlig("ar-utanfor-avtalet", Some(Fel), Some(Fel));
}

pub(super) fn ar_utanfor_avtalet(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let profil = sammanhang.profil;
    let ar = plan.ar();
    // An agreement that runs backwards covers no year, and is told about in the profile.
    let backwards = profil.avtal.iter().any(|it| it.giltig_till.value < it.giltig_fran.value);
    if backwards || profil.avtal_for(ar).next().is_some() {
        return;
    }
    let span = plan.dokument.ar.span;
    let Some(avtal) = profil.avtal.last() else {
        findings.add(span, format!("Det finns inget avtal för planåret {ar}."), |it| {
            it.here("planåret").help("Lägg till avtalet som [[avtal]] i kommun.toml.")
        });
        return;
    };
    let period = format!("{}–{}", avtal.giltig_fran.value.ar(), avtal.sista_dag().ar());
    findings.add(span, format!("Planåret {ar} ligger utanför avtalet ({period})."), |it| {
        it.here("planåret")
            .label(avtal.forlangt_till.as_ref().map_or(avtal.giltig_till.span, |it| it.span), "avtalets sista dag")
            .help("Skriv forlangt_till i kommun.toml om avtalet är förlängt, eller lägg till det nya avtalet.")
    });
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

pub(super) fn person_som_ansvarig(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(owner) = plan.styrdokument.as_ref().and_then(|it| it.dokumentansvarig.as_ref()) else { return };
    let words: Vec<&str> = owner.as_str().split_whitespace().collect();
    let capitalised = |it: &&str| {
        let mut chars = it.chars();
        chars.next().is_some_and(char::is_uppercase)
            && it.chars().count() > 2
            && chars.all(|it| it.is_lowercase() || it == '-')
    };
    // Two or three capitalised words in a row are a name; a role has one capital, at its beginning.
    if (2..=3).contains(&words.len()) && words.iter().all(capitalised) {
        let shown = crate::svenska::quoted(owner.as_str());
        findings.add(owner.span(), format!("Dokumentansvarig ”{shown}” ser ut att vara en person."), |it| {
            it.help("Skriv en funktion, till exempel \"Folkhälsostrateg\".")
        });
    }
}
