//! Checks that names are declared once, refer to something and that periods run forwards.

use std::collections::BTreeMap;

use super::{Findings, Sammanhang};
use crate::check;
use crate::diagnostic::Fix;
use crate::dokument::{Handling, Slag};
use crate::modell::Innehall;
use crate::plan::{Verksamhetsplan, Visa, alla_avsnitt};
use crate::profil::Profil;
use crate::read::{Id, nearest};
use crate::source::{Located, Span};
use crate::svenska::{self, quoted};
use crate::uppfoljning::Uppfoljning;

check! {
    /// Två saker av samma slag har inte samma id.
    ///
    /// Uppföljningen, budgeten och figurerna pekar på saker med deras id. Två likadana id:n går inte att skilja åt.
    ///
    /// ```toml,fails
    /// [[fokusomrade]]
    /// id = "psykisk-halsa"
    /// rubrik = "Psykisk hälsa"
    ///
    /// [[fokusomrade]]
    /// id = "psykisk-halsa"
    /// rubrik = "Levnadsvanor"
    /// ```
    ///
    /// ```toml
    /// [[fokusomrade]]
    /// id = "psykisk-halsa"
    /// rubrik = "Psykisk hälsa"
    ///
    /// [[fokusomrade]]
    /// id = "levnadsvanor"
    /// rubrik = "Levnadsvanor"
    /// ```
    pub(super) const DUBBLETT_ID: Check = Grund("dubblett-id", Some(Fel), Some(Fel));
}

/// A follow-up declares no ids: it answers those of others.
pub(super) fn dubblett_id(handling: &dyn Handling, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for ids in handling.ids().into_iter().filter(|_| handling.slag() != Slag::Uppfoljning) {
        duplicates(&ids, findings);
    }
}

/// A follow-up declares no ids but answers those of others, each once.
pub(super) fn dubblett_svar(it: &Uppfoljning, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    const TWICE: [&str; 4] = ["följs upp två gånger", "bedöms två gånger", "besvaras två gånger", "har två utfall"];
    for (ids, twice) in it.ids().into_iter().zip(TWICE) {
        for (idx, id) in ids.iter().enumerate() {
            let Some(first) = ids[..idx].iter().find(|it| *it == id) else { continue };
            findings.add(id.span(), format!("”{}” {twice}.", id.as_str()), |it| {
                it.here("en gång till").label(first.span(), "först här").help("Slå ihop dem till en, eller rätta id:t.")
            });
        }
    }
}

pub(super) fn dubblett_id_i_profilen(profil: &Profil, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    duplicates(&profil.avtal.iter().map(|it| &it.id).collect::<Vec<_>>(), findings);
    duplicates(&profil.aktor.iter().map(|it| &it.id).collect::<Vec<_>>(), findings);
}

pub(super) fn duplicates(ids: &[&Id], findings: &mut Findings<'_>) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for id in ids {
        match first.get(id.as_str()) {
            Some(earlier) => {
                findings.add(id.span(), format!("Id:t ”{}” används två gånger.", id.as_str()), |it| {
                    it.here("används igen").label(*earlier, "används först här").help("Ge den ena ett eget id.")
                });
            }
            None => {
                first.insert(id.as_str(), id.span());
            }
        }
    }
}

check! {
    /// Det som en rad hänvisar till finns i planen eller i kommunens profil.
    ///
    /// Budgetrader pekar på fokusområden och avtal, insatser på aktörer, avsnitt på figurer. En hänvisning som inte
    /// leder någonstans gör att pengar eller ansvar tappas bort.
    ///
    /// ```toml,fails
    /// [[budget.rad]]
    /// slag = "insats"
    /// omrade = "psykisk-halsa-unga"
    /// region = 50_000
    /// kommun = 50_000
    /// ```
    ///
    /// ```toml
    /// [[fokusomrade]]
    /// id = "psykisk-halsa"
    /// rubrik = "Psykisk hälsa"
    ///
    /// [[budget.rad]]
    /// slag = "insats"
    /// omrade = "psykisk-halsa"
    /// region = 50_000
    /// kommun = 50_000
    /// ```
    pub(super) const OKAND_HANVISNING: Check = Grund("okand-hanvisning", Some(Fel), Some(Fel));
}

pub(super) fn okand_hanvisning(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let profil = sammanhang.profil;
    let areas: Vec<&str> = plan.fokusomrade.iter().map(|it| it.id.as_str()).collect();
    let insatser: Vec<&str> = plan.insatser().map(|(_, it)| it.id.as_str()).collect();
    let actors: Vec<&str> = profil.aktor.iter().map(|it| it.id.as_str()).collect();
    let agreements: Vec<&str> = profil.avtal.iter().map(|it| it.id.as_str()).collect();
    let mut refer = |id: &str, span: Span, known: &[&str], who: &str, what: &str, where_: &str| {
        unknown(id, span, known, who, what, where_, findings);
    };
    for row in plan.budget.iter().flat_map(|it| &it.rad) {
        let named = row.post.as_ref().map(|it| format!("Budgetraden ”{}”", quoted(it.as_str())));
        let who = named.unwrap_or_else(|| "Budgetraden".to_owned());
        if let Some(id) = &row.omrade {
            refer(id.as_str(), id.span(), &areas, &who, "området", "planen");
        }
        if let Some(id) = &row.avtal {
            refer(id.as_str(), id.span(), &agreements, &who, "avtalet", "kommun.toml");
        }
        for id in row.specifikation.iter().filter_map(|it| it.insats.as_ref()) {
            refer(id.as_str(), id.span(), &insatser, &who, "insatsen", "planen");
        }
    }
    for (_, insats) in plan.insatser() {
        let who = format!("Insatsen ”{}”", insats.id.as_str());
        for id in insats.ansvarig.iter().chain(&insats.aktorer) {
            refer(id.as_str(), id.span(), &actors, &who, "aktören", "kommun.toml");
        }
    }
}

/// Figures that sections, focus areas and appendices show exist, and what is shown is something that the kind has.
pub(super) fn okand_visning(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let figures: Vec<&str> = handling.figurer().iter().map(|it| it.id.as_str()).collect();
    let named: Vec<(String, &Id)> = match sammanhang.underlag.map(|it| &it.innehall) {
        Some(Innehall::Verksamhetsplan(plan)) => {
            let of = |it: &'_ crate::plan::Fokusomrade| format!("Området ”{}”", it.id.as_str());
            plan.fokusomrade.iter().flat_map(|area| area.figurer.iter().map(move |id| (of(area), id))).collect()
        }
        Some(Innehall::Handlingsplan(plan)) => {
            let of = |it: &'_ crate::handlingsplan::Bilaga| format!("Bilagan ”{}”", quoted(it.rubrik.as_str()));
            plan.bilaga.iter().flat_map(|it| it.figurer.iter().map(move |id| (of(it), id))).collect()
        }
        _ => Vec::new(),
    };
    for (who, id) in named {
        unknown(id.as_str(), id.span(), &figures, &who, "figuren", "planen", findings);
    }
    let sections = alla_avsnitt(handling.avsnitt());
    for (section, shown) in sections.into_iter().flat_map(|it| it.visa.0.iter().map(move |visa| (it, visa))) {
        let who = format!("Avsnittet ”{}”", quoted(section.rubrik.as_str()));
        if let Visa::Figur(id) = &shown.value {
            rewritten(
                findings,
                |id| format!("\"figur.{id}\""),
                |findings| unknown(id, shown.span, &figures, &who, "figuren", "planen", findings),
            );
        }
        if let Some(slag) = shown.value.slag().filter(|it| *it != handling.slag()) {
            let (word, here) = (shown.value.word(), handling.slag().text());
            findings.add(shown.span, format!("{who} visar ”{word}”, som inte finns i en {here}."), |it| {
                it.here("finns inte").help(format!("Ta bort det. Det hör hemma i en {}.", slag.text()))
            });
        }
    }
}

/// The names that a message lists; of many, the first ones.
pub(super) fn few(known: &[&str]) -> String {
    const MOST: usize = 10;
    match known.len().checked_sub(MOST) {
        None | Some(0) => svenska::list(known, "och"),
        Some(more) => format!("{} och {more} till", known[..MOST].join(", ")),
    }
}

/// Where known names stand, as a sentence begins with it: something stands on a scale, but in a file.
fn place_name(where_: &str) -> String {
    if where_ == "skalan" { "På skalan".to_owned() } else { format!("I {where_}") }
}

/// Writes the id that was probably meant in another way than as a text of its own, in all that `tell` reports.
pub(super) fn rewritten(
    findings: &mut Findings<'_>,
    how: impl Fn(&str) -> String,
    tell: impl FnOnce(&mut Findings<'_>),
) {
    let before = findings.report.diagnostics.len();
    tell(findings);
    let told = findings.report.diagnostics.iter_mut().skip(before);
    for edit in told.filter_map(|it| it.fix.as_mut()).flat_map(|it| &mut it.edits) {
        edit.text = how(edit.text.trim_matches('"'));
    }
}

/// Reports a reference that leads nowhere, with what was most likely meant.
pub(super) fn unknown(
    id: &str,
    span: Span,
    known: &[&str],
    who: &str,
    what: &str,
    where_: &str,
    findings: &mut Findings<'_>,
) {
    if known.contains(&id) {
        return;
    }
    let there = if where_ == "skalan" { "på skalan".to_owned() } else { format!("i {where_}") };
    findings.add(span, format!("{who} hänvisar till {what} ”{}” som inte finns {there}.", quoted(id)), |it| {
        let near = nearest(id, known);
        let it = it.here("finns inte").meant(near);
        match near {
            Some(near) => it.help(format!("Menade du ”{near}”?")),
            None if what == "aktören" => {
                let there = match known {
                    [] => String::new(),
                    known => format!(" Där finns {}.", few(known)),
                };
                let id = crate::read::ascii_key(id).replace('_', "-");
                it.help(format!("Lägg till en [[aktor]] i kommun.toml med id = \"{}\" och namn.{there}", quoted(&id)))
            }
            None if known.is_empty() => it.help(format!("Lägg till {what} i {where_}, eller ta bort hänvisningen.")),
            None => it.help(format!("{} finns {}.", place_name(where_), few(known))),
        }
    });
}

pub(super) fn okand_hanvisning_i_profilen(profil: &Profil, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for aktor in &profil.aktor {
        let Some(id) = aktor.del_av.as_ref().filter(|it| profil.aktor(it.as_str()).is_none()) else { continue };
        let message = format!("Aktören ”{}” är en del av ”{}” som inte finns.", aktor.id.as_str(), id.as_str());
        findings.add(id.span(), message, |it| it.here("finns inte").help("Lägg till en [[aktor]] med det id:t."));
    }
}

check! {
    /// En period börjar innan den slutar.
    ///
    /// ```toml,fails
    /// [[fokusomrade]]
    /// id = "levnadsvanor"
    /// rubrik = "Levnadsvanor"
    ///
    ///   [[fokusomrade.insats]]
    ///   id = "rorelse"
    ///   text = "Fler får möjlighet att röra på sig"
    ///   period = { fran = 2025, till = 2023 }
    /// ```
    ///
    /// ```toml
    /// [[fokusomrade]]
    /// id = "levnadsvanor"
    /// rubrik = "Levnadsvanor"
    ///
    ///   [[fokusomrade.insats]]
    ///   id = "rorelse"
    ///   text = "Fler får möjlighet att röra på sig"
    ///   period = { fran = 2023, till = 2025 }
    /// ```
    pub(super) const OMVAND_PERIOD: Check = Grund("omvand-period", Some(Fel), Some(Fel));
}

pub(super) fn omvand_period(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let of_insatser = plan.insatser().filter_map(|(_, it)| it.period.as_ref());
    for period in of_insatser {
        runs_backwards(&period.fran, &period.till, findings);
    }
}

/// Reports a period that ends before it begins.
fn runs_backwards(fran: &Located<i16>, till: &Located<i16>, findings: &mut Findings<'_>) {
    if fran.value > till.value {
        let message = format!("Perioden slutar {} men börjar {}.", till.value, fran.value);
        findings.add(till.span, message, |it| {
            let swapped = Fix::risky(fran.span, till.value.to_string()).and(till.span, fran.value.to_string());
            it.here("slutar före början")
                .label(fran.span, "börjar här")
                .help("Byt plats på åren, eller rätta det ena.")
                .fix(swapped)
        });
    }
}

/// The periods that documents of every kind can have.
pub(super) fn omvand_giltighet(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for period in handling.styrande_dokument().iter().filter_map(|it| it.period.as_ref()) {
        runs_backwards(&period.fran, &period.till, findings);
    }
    if let Some(Innehall::Handlingsplan(plan)) = sammanhang.underlag.map(|it| &it.innehall)
        && let Some(it) = &plan.tidsplan
    {
        runs_backwards(&it.fran, &it.till, findings);
    }
    if let Some(block) = handling.styrdokument()
        && let (Some(from), Some(to)) = (&block.giltig_fran, &block.giltig_till)
        && let crate::datum::Slut::Datum(end) = to.value
        && end < from.value
    {
        findings.add(to.span, format!("Dokumentet slutar gälla {end} men börjar gälla {}.", from.value), |it| {
            it.here("slutar före början").label(from.span, "börjar här").help("Rätta det ena datumet.")
        });
    }
}

pub(super) fn omvand_avtalsperiod(profil: &Profil, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for avtal in &profil.avtal {
        let (from, to) = (&avtal.giltig_fran, &avtal.giltig_till);
        if to.value < from.value {
            findings.add(to.span, format!("Avtalet slutar {} men börjar {}.", to.value, from.value), |it| {
                it.here("slutar före början").label(from.span, "börjar här").help("Rätta det ena datumet.")
            });
        }
        if let Some(prolonged) = avtal.forlangt_till.as_ref().filter(|it| it.value <= to.value) {
            let message = format!("Avtalet är förlängt till {}, men gäller redan till {}.", prolonged.value, to.value);
            findings.add(prolonged.span, message, |it| {
                it.here("ingen förlängning").label(to.span, "gäller hit").help("Skriv den nya, senare sista dagen.")
            });
        }
    }
}

check! {
    /// En insats pågår någon gång under planåret.
    ///
    /// Perioden får börja före planåret och sluta efter det, men måste röra det.
    ///
    /// ```toml,fails
    /// [[fokusomrade]]
    /// id = "levnadsvanor"
    /// rubrik = "Levnadsvanor"
    ///
    ///   [[fokusomrade.insats]]
    ///   id = "rorelse"
    ///   text = "Fler får möjlighet att röra på sig"
    ///   period = { fran = 2021, till = 2022 }
    /// ```
    ///
    /// ```toml
    /// [[fokusomrade]]
    /// id = "levnadsvanor"
    /// rubrik = "Levnadsvanor"
    ///
    ///   [[fokusomrade.insats]]
    ///   id = "rorelse"
    ///   text = "Fler får möjlighet att röra på sig"
    ///   period = { fran = 2023, till = 2024 }
    /// ```
    pub(super) const INSATS_UTANFOR_ARET: Check = Vanlig("insats-utanfor-aret", Some(Fel), Some(Fel));
}

pub(super) fn insats_utanfor_aret(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for (_, insats) in plan.insatser() {
        let Some(period) =
            insats.period.as_ref().filter(|it| !it.omfattar(plan.ar()) && it.fran.value <= it.till.value)
        else {
            continue;
        };
        let (id, years, ar) = (insats.id.as_str(), period.text(), plan.ar());
        findings.add(period.span, format!("Insatsen ”{id}” pågår {years} och rör inte planåret {ar}."), |it| {
            it.here(years.to_string())
                .label(plan.dokument.ar.span, "planåret")
                .help(format!("Rätta perioden så att den omfattar {ar}, eller ta bort insatsen ur planen."))
        });
    }
}
