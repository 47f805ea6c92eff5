//! Checks that a plan has what the agreement and the kommun want in it: areas, goals, chapters, and no insats for too long.

use super::{Findings, Sammanhang};
use crate::check;
use crate::plan::{Avsnitt, Fokusomrade, Insats, Verksamhetsplan};
use crate::profil::Avtal;
use crate::svenska::{self, quoted};

check! {
    /// Ett fokusområde har ett nuläge, målgrupper och insatser.
    ///
    /// Nuläget säger varför området är viktigt, målgrupperna vilka det gäller och insatserna vad som görs. Ett område märkt
    /// `ovrigt` behöver bara insatser.
    ///
    /// ```toml,fails
    /// [[fokusomrade]]
    /// id = "skolan"
    /// rubrik = "Skolan"
    /// malgrupper = ["Barn och unga"]
    /// ```
    ///
    /// ```toml
    /// [[fokusomrade]]
    /// id = "skolan"
    /// rubrik = "Skolan"
    /// nulage = "Fler går ut skolan med godkända betyg."
    /// malgrupper = ["Barn och unga"]
    ///
    ///   [[fokusomrade.insats]]
    ///   id = "laslust"
    ///   text = "Läsklubbar på fritidshemmen"
    ///   mal = ["Fler barn läser på fritiden"]
    /// ```
    pub(super) const OFULLSTANDIGT_OMRADE: Check = Vanlig("ofullstandigt-omrade", Some(Varning), Some(Varning));
}

pub(super) fn ofullstandigt_omrade(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for area in plan.fokusomrade.iter().filter(|_| !sammanhang.har_lasfel) {
        let is_other = area.ovrigt == Some(true);
        // A budget row that pays for no insats is told of as such.
        let is_paid = plan
            .budget
            .iter()
            .flat_map(|it| &it.rad)
            .any(|row| row.omrade.as_ref().is_some_and(|it| it.as_str() == area.id.as_str()));
        let parts = [
            ("nuläge", "nulage = \"\"\"…\"\"\"", area.nulage.is_none() && !is_other),
            ("målgrupper", "malgrupper = [\"…\"]", area.malgrupper.is_empty() && !is_other),
            ("insatser", "[[fokusomrade.insats]]", area.insats.is_empty() && !is_paid),
        ];
        let missing: Vec<_> = parts.iter().filter(|it| it.2).collect();
        if missing.is_empty() {
            continue;
        }
        let names: Vec<&str> = missing.iter().map(|it| it.0).collect();
        let keys: Vec<&str> = missing.iter().map(|it| it.1).collect();
        let message = format!("Fokusområdet ”{}” saknar {}.", heading(area), svenska::list(&names, "och"));
        findings.add(area.rubrik.span(), message, |it| {
            it.help(format!("Lägg till {} i området.", svenska::list(&keys, "och")))
        });
    }
}

check! {
    /// Varje insats har minst ett mål.
    ///
    /// Utan mål går det inte att följa upp vad insatsen ledde till.
    ///
    /// ```toml,fails
    /// [[fokusomrade]]
    /// id = "skolan"
    /// rubrik = "Skolan"
    ///
    ///   [[fokusomrade.insats]]
    ///   id = "laslust"
    ///   text = "Läsklubbar på fritidshemmen"
    /// ```
    ///
    /// ```toml
    /// [[fokusomrade]]
    /// id = "skolan"
    /// rubrik = "Skolan"
    ///
    ///   [[fokusomrade.insats]]
    ///   id = "laslust"
    ///   text = "Läsklubbar på fritidshemmen"
    ///   mal = ["Fler barn läser på fritiden"]
    /// ```
    pub(super) const INSATS_UTAN_MAL: Check = Vanlig("insats-utan-mal", Some(Varning), Some(Varning));
}

pub(super) fn insats_utan_mal(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for (_, insats) in plan.insatser().filter(|(_, it)| it.mal.is_empty() && !sammanhang.har_lasfel) {
        findings.add(insats.id.span(), format!("Insatsen ”{}” saknar mål.", insats.id.as_str()), |it| {
            it.help("Lägg till mal = [\"…\"], med ett mål i taget.")
        });
    }
}

check! {
    /// En insats pågår inte längre än avtalet medger.
    ///
    /// Gränsen är avtalets `langsta_insats_ar`. Åren räknas från insatsens `period`, eller från den första av kommunens planer
    /// i rad som har en insats med samma id.
    ///
    /// ```toml,insats-ar,fails
    /// [[fokusomrade]]
    /// id = "skolan"
    /// rubrik = "Skolan"
    ///
    ///   [[fokusomrade.insats]]
    ///   id = "skolcoach"
    ///   text = "En skolcoach"
    ///   period = { fran = 2021, till = 2024 }
    /// ```
    ///
    /// ```toml,insats-ar
    /// [[fokusomrade]]
    /// id = "skolan"
    /// rubrik = "Skolan"
    ///
    ///   [[fokusomrade.insats]]
    ///   id = "skolcoach"
    ///   text = "En skolcoach"
    ///   period = { fran = 2022, till = 2024 }
    /// ```
    pub(super) const FOR_LANG_INSATS: Check = Vanlig("for-lang-insats", Some(Varning), Some(Varning));
}

pub(super) fn for_lang_insats(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for (area, insats) in plan.insatser() {
        let paying = paying_agreements(plan, area, insats, sammanhang);
        let limit = paying.iter().filter_map(|it| it.langsta_insats_ar.as_ref()).min_by_key(|it| it.value);
        let Some(limit) = limit else { continue };
        let first = first_year(plan, insats, sammanhang);
        let years = u32::try_from(i32::from(plan.ar()) - i32::from(first) + 1).unwrap_or(0);
        if years <= limit.value {
            continue;
        }
        let place = insats.period.as_ref().map_or(insats.id.span(), |it| it.fran.span);
        let id = insats.id.as_str();
        let most = svenska::count(limit.value as usize, "år", "år");
        let message = format!("Insatsen ”{id}” går in på år {years}. Avtalet medger högst {most}.");
        findings.add(place, message, |it| {
            let it = it.here(format!("sedan {first}")).label(limit.span, "avtalets gräns");
            it.help("Låt insatsen gå över i ordinarie verksamhet, eller be parterna om ett undantag och tysta kontrollen med det som skäl.")
        });
    }
}

/// The agreements that pay for an insats: those its budget rows name, or all of the year's.
fn paying_agreements<'a>(
    plan: &Verksamhetsplan,
    area: &Fokusomrade,
    insats: &Insats,
    sammanhang: &Sammanhang<'a>,
) -> Vec<&'a Avtal> {
    let rows = plan.budget.iter().flat_map(|it| &it.rad);
    let pays = rows.filter(|row| {
        let of_insats = |id: Option<&str>| id == Some(insats.id.as_str());
        row.omrade.as_ref().is_some_and(|it| it.as_str() == area.id.as_str())
            || row.specifikation.iter().any(|it| of_insats(it.insats.as_ref().map(|it| it.as_str())))
    });
    let named: Vec<&str> = pays.filter_map(|it| it.avtal.as_ref()).map(|it| it.as_str()).collect();
    let of_year = sammanhang.profil.avtal_for(plan.ar());
    of_year.filter(|it| named.is_empty() || named.contains(&it.id.as_str())).collect()
}

/// The year when an insats began, as its period or the plans of the years before tell.
fn first_year(plan: &Verksamhetsplan, insats: &Insats, sammanhang: &Sammanhang<'_>) -> i16 {
    let mut first = insats.period.as_ref().map_or(plan.ar(), |it| it.fran.value.min(plan.ar()));
    while let Some((_, before)) = sammanhang.kommun.plan(first - 1).and_then(|it| it.insats(insats.id.as_str())) {
        first = before.period.as_ref().map_or(first - 1, |it| it.fran.value.min(first - 1));
    }
    first
}

check! {
    /// Avtalets prioriterade områden finns i planen.
    ///
    /// Områdena är id:n i avtalets `prioriterade_omraden`. Ett delområde räknas också, liksom ett område som har bytt id, om
    /// `ersatter` säger det i planen för något år.
    ///
    /// ```toml,prioriterat,fails
    /// [[fokusomrade]]
    /// id = "skolan"
    /// rubrik = "Skolan"
    /// ```
    ///
    /// ```toml,prioriterat
    /// [[fokusomrade]]
    /// id = "psykisk-halsa"
    /// rubrik = "Psykisk hälsa"
    /// ```
    pub(super) const PRIORITERAT_OMRADE_SAKNAS: Check =
        Vanlig("prioriterat-omrade-saknas", Some(Varning), Some(Varning));
}

pub(super) fn prioriterat_omrade_saknas(
    plan: &Verksamhetsplan,
    sammanhang: &Sammanhang<'_>,
    findings: &mut Findings<'_>,
) {
    let wanted = sammanhang.profil.avtal_for(plan.ar()).flat_map(|it| &it.prioriterade_omraden);
    for wanted in wanted.filter(|_| !sammanhang.har_lasfel) {
        let id = wanted.as_str();
        let part = |it: &Fokusomrade| it.delomrade.iter().any(|it| it.id.as_str() == id);
        // The plan of any year may tell that an area came in the place of another.
        let same = sammanhang.kommun.planer().flat_map(|it| &it.fokusomrade).flat_map(|area| {
            let ersatter = area.ersatter.iter().map(|old| old.as_str());
            ersatter.map(|old| (old, area.id.as_str()))
        });
        let other_id = same.filter_map(|(old, new)| match id {
            id if id == old => Some(new),
            id if id == new => Some(old),
            _ => None,
        });
        let mut ids = other_id.chain([id]);
        if ids.any(|it| plan.omrade(it).is_some()) || plan.fokusomrade.iter().any(part) {
            continue;
        }
        let place = plan.fokusomrade.first().map_or(plan.dokument.ar.span, |it| it.id.span());
        findings.add(place, format!("Avtalets prioriterade område ”{id}” finns inte i planen."), |it| {
            it.label(wanted.span(), "avtalets område").help(format!(
                "Lägg till ett fokusområde med id = \"{id}\", eller skriv ersatter = [\"{id}\"] i det område som motsvarar det."
            ))
        });
    }
}

check! {
    /// Planen har de kapitel som kommunen vill ha, och de är inte tomma.
    ///
    /// Kapitlen är rubrikerna i kommunens `kapitel`, i kommun.toml. Ett kapitel är inte tomt om det har text, organisation,
    /// något i `visa` eller ett underkapitel som inte är tomt.
    ///
    /// ```toml,kapitel,fails
    /// [[avsnitt]]
    /// rubrik = "Budget {{ ar }}"
    /// ```
    ///
    /// ```toml,kapitel
    /// [[avsnitt]]
    /// rubrik = "Budget {{ ar }}"
    /// text = "Budgeten beslutas i november."
    /// ```
    pub(super) const KAPITEL_SAKNAS: Check = Vanlig("kapitel-saknas", Some(Varning), Some(Fel));
}

pub(super) fn kapitel_saknas(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let chapters = plan.alla_avsnitt();
    for wanted in sammanhang.profil.kommun.kapitel.iter().filter(|_| !sammanhang.har_lasfel) {
        let name = plain_heading(&wanted.value);
        let named: Vec<_> = chapters.iter().filter(|it| plain_heading(it.rubrik.as_str()) == name).collect();
        let shown = quoted(&wanted.value);
        let (place, message, help) = match named.first() {
            None => {
                let place = chapters.first().map_or(plan.dokument.titel.span(), |it| it.rubrik.span());
                let help = format!("Lägg till [[avsnitt]] med rubrik = \"{shown}\".");
                (place, format!("Kapitlet ”{shown}” saknas."), help)
            }
            Some(first) if named.iter().all(|it| is_empty(it)) => {
                let help = "Skriv kapitlets text, eller visa något där, till exempel visa = \"budget\".".to_owned();
                (first.rubrik.span(), format!("Kapitlet ”{shown}” är tomt."), help)
            }
            Some(_) => continue,
        };
        findings.add(place, message, |it| it.label(wanted.span, "ska finnas").help(help));
    }
}

/// A heading as headings are compared: without expressions, years, numbers and capitals.
fn plain_heading(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, expression)) = rest.split_once("{{") {
        plain.push_str(before);
        rest = expression.split_once("}}").map_or("", |it| it.1);
    }
    plain.push_str(rest);
    let words = plain.split_whitespace().filter(|it| it.chars().any(char::is_alphabetic));
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

fn is_empty(section: &Avsnitt) -> bool {
    let text = section.text.as_ref().is_some_and(|it| !it.as_str().trim().is_empty());
    !text && section.visa.0.is_empty() && section.organisation.is_empty() && section.avsnitt.iter().all(is_empty)
}

fn heading(area: &Fokusomrade) -> String {
    quoted(area.rubrik.as_str())
}
