//! Checks of single budget rows, and of what they pay for.

use super::{Findings, Sammanhang};
use crate::belopp::Belopp;
use crate::budget::Radslag;
use crate::check;
use crate::plan::Verksamhetsplan;
use crate::svenska::quoted;

check! {
    /// Inget belopp är negativt.
    ///
    /// Pengar som kommer från ett tidigare år skrivs som `[[budget.overforing]]`.
    ///
    /// ```toml,fails
    /// [[budget.rad]]
    /// slag = "omkostnad"
    /// post = "Överskott från i fjol"
    /// region = -20_000
    /// kommun = -20_000
    /// ```
    ///
    /// ```toml
    /// [[budget.rad]]
    /// slag = "omkostnad"
    /// post = "Omkostnader"
    /// region = 20_000
    /// kommun = 20_000
    ///
    /// [[budget.overforing]]
    /// part = "region"
    /// fran_ar = 2023
    /// belopp = 20_000
    /// ```
    pub(super) const NEGATIVT_BELOPP: Check = Vanlig("negativt-belopp", Some(Fel), Some(Fel));
}

pub(super) fn negativt_belopp(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(budget) = &plan.budget else { return };
    for row in &budget.rad {
        for amount in row.belopp().filter(|it| it.value.is_negative()) {
            let message = format!("{}: beloppet är negativt ({} kr).", quoted(row.namn(plan)), amount.value);
            findings.add(amount.span, message, |it| {
                it.help("Skriv pengar från ett tidigare år som [[budget.overforing]]. En kostnad är aldrig negativ.")
            });
        }
    }
    for carried in budget.overforing.iter().filter(|it| it.belopp.value.is_negative()) {
        let message = format!("Ingående överföring är negativ ({} kr).", carried.belopp.value);
        findings.add(carried.belopp.span, message, |it| {
            it.help("Ett underskott förs inte över som pengar. Skriv beloppet utan minustecken, eller ta bort raden.")
        });
    }
}

check! {
    /// Varje budgetrad säger vad den betalar: en post, eller ett fokusområde.
    ///
    /// ```toml,fails
    /// [[budget.rad]]
    /// slag = "omkostnad"
    /// region = 20_000
    /// kommun = 20_000
    /// ```
    ///
    /// ```toml
    /// [[budget.rad]]
    /// slag = "omkostnad"
    /// post = "Omkostnader"
    /// region = 20_000
    /// kommun = 20_000
    /// ```
    pub(super) const RAD_UTAN_POST: Check = Grund("rad-utan-post", Some(Fel), Some(Fel));
}

pub(super) fn rad_utan_post(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(budget) = &plan.budget else { return };
    for row in budget.rad.iter().filter(|it| it.post.is_none() && it.omrade.is_none()) {
        findings.add(row.span, "Budgetraden saknar namn.", |it| {
            it.help("Lägg till post = \"…\", eller omrade = \"…\" om raden betalar ett fokusområde.")
        });
    }
    for part in budget.rad.iter().flat_map(|it| &it.specifikation) {
        if part.insats.is_none() && part.post.is_none() {
            findings.add(part.belopp.span, "Delen av budgetraden saknar namn.", |it| {
                it.help("Lägg till insats = \"…\" eller post = \"…\".")
            });
        }
    }
}

check! {
    /// Ett fokusområde med insatser har en budgetrad.
    ///
    /// Görs insatserna inom ordinarie budget skrivs raden med 0, eller så tystas kontrollen med ett skäl.
    ///
    /// ```toml,fails
    /// [[fokusomrade]]
    /// id = "levnadsvanor"
    /// rubrik = "Levnadsvanor"
    ///
    ///   [[fokusomrade.insats]]
    ///   id = "rorelse"
    ///   text = "Fler får möjlighet att röra på sig"
    ///
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
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
    ///
    /// [[budget.rad]]
    /// slag = "insats"
    /// omrade = "levnadsvanor"
    /// region = 0
    /// kommun = 0
    /// ```
    pub(super) const OMRADE_UTAN_BUDGETRAD: Check = Vanlig("omrade-utan-budgetrad", Some(Varning), Some(Varning));
}

pub(super) fn omrade_utan_budgetrad(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    // Without any row there is no budget yet, which another check says.
    let Some(budget) = plan.budget.as_ref().filter(|it| !it.rad.is_empty()) else { return };
    for area in plan.fokusomrade.iter().filter(|it| !it.insats.is_empty()) {
        let paid = budget.rad.iter().any(|row| row.omrade.as_ref() == Some(&area.id));
        if !paid {
            let message = format!("Området ”{}” har insatser men ingen budgetrad.", quoted(area.rubrik.as_str()));
            findings.add(area.id.span(), message, |it| {
                it.help(format!(
                    "Lägg till en [[budget.rad]] med omrade = \"{}\". Skriv 0 om insatserna görs inom ordinarie budget.",
                    area.id.as_str()
                ))
            });
        }
    }
}

check! {
    /// En budgetrad för ett fokusområde betalar insatser som finns i planen.
    ///
    /// ```toml,fails
    /// [[fokusomrade]]
    /// id = "levnadsvanor"
    /// rubrik = "Levnadsvanor"
    ///
    /// [[budget.rad]]
    /// slag = "insats"
    /// omrade = "levnadsvanor"
    /// region = 50_000
    /// kommun = 50_000
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
    ///
    /// [[budget.rad]]
    /// slag = "insats"
    /// omrade = "levnadsvanor"
    /// region = 50_000
    /// kommun = 50_000
    /// ```
    pub(super) const BUDGETRAD_UTAN_INSATSER: Check = Vanlig("budgetrad-utan-insatser", Some(Varning), Some(Fel));
}

pub(super) fn budgetrad_utan_insatser(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for row in plan.budget.iter().flat_map(|it| &it.rad).filter(|it| it.slag == Radslag::Insats) {
        let Some(area) = row.fokusomrade(plan).filter(|it| it.insats.is_empty()) else { continue };
        let sum = row.summor().summa();
        if !sum.is_zero() {
            let message = format!("Budgetraden ”{}” ({sum} kr) saknar insatser i planen.", quoted(row.namn(plan)));
            findings.add(row.namn_span(), message, |it| {
                it.label(area.id.span(), "området utan insatser")
                    .help("Skriv in områdets insatser som [[fokusomrade.insats]], eller flytta pengarna.")
            });
        }
    }
}

check! {
    /// En annan medfinansiär har ett namn.
    ///
    /// Annan medfinansiering räknas aldrig in när parternas andelar jämförs.
    ///
    /// ```toml,fails
    /// [[budget.rad]]
    /// slag = "insats"
    /// post = "Fullföljda studier"
    /// region = 300_000
    /// kommun = 300_000
    /// annan = [{ belopp = 40_000 }]
    /// ```
    ///
    /// ```toml
    /// [[budget.rad]]
    /// slag = "insats"
    /// post = "Fullföljda studier"
    /// region = 300_000
    /// kommun = 300_000
    /// annan = [{ namn = "Länsstyrelsen", belopp = 40_000 }]
    /// ```
    pub(super) const NAMNLOS_MEDFINANSIAR: Check = Vanlig("namnlos-medfinansiar", Some(Varning), Some(Fel));
}

pub(super) fn namnlos_medfinansiar(plan: &Verksamhetsplan, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let profil = sammanhang.profil;
    let avtal = profil.huvudavtal(plan.ar());
    for other in plan.budget.iter().flat_map(|it| &it.rad).flat_map(|it| &it.annan) {
        let Some(name) = &other.namn else {
            findings.add(
                other.belopp.span,
                format!("Annan medfinansiär ({} kr) saknar namn.", other.belopp.value),
                |it| {
                    let amount = other.belopp.value.toml();
                    it.help(format!(
                        "Skriv vem som betalar, till exempel {{ namn = \"Länsstyrelsen\", belopp = {amount} }}."
                    ))
                },
            );
            continue;
        };
        // A party that hides among the others would be left out of the comparison.
        let party = [
            avtal.map(|it| it.region_kort.as_str()),
            avtal.map(|it| it.region_namn.as_str()),
            Some(profil.kommun.namn.as_str()),
        ];
        if party.into_iter().flatten().any(|it| it.eq_ignore_ascii_case(name.as_str().trim())) {
            let message = format!("”{}” är part i avtalet, inte en annan medfinansiär.", quoted(name.as_str()));
            findings.add(name.span(), message, |it| {
                it.help("Flytta beloppet till region = … eller kommun = … på samma rad.")
            });
        }
    }
}

check! {
    /// Budgeten har rader med belopp.
    ///
    /// ```toml,fails
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 0
    /// kommun = 0
    /// ```
    ///
    /// ```toml
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    pub(super) const TOM_BUDGET: Check = Vanlig("tom-budget", Some(Varning), Some(Fel));
}

pub(super) fn tom_budget(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let rows = plan.budget.as_ref().map(|it| it.rad.as_slice()).unwrap_or_default();
    if rows.iter().all(|it| it.belopp().all(|it| it.value.is_zero())) {
        let span = rows.first().map_or(plan.dokument.span, |it| it.namn_span());
        let message = if rows.is_empty() {
            "Budgeten är tom: planen har inga budgetrader."
        } else {
            "Budgeten är tom: alla belopp är 0."
        };
        let help = if rows.is_empty() {
            "Lägg till raderna som [[budget.rad]] med region och kommun i kronor."
        } else {
            "Skriv vad vardera parten betalar på raderna, i kronor."
        };
        findings.add(span, message, |it| it.help(help));
    }
}

check! {
    /// Beloppen är skrivna i hela kronor.
    ///
    /// Är alla belopp små är de troligen skrivna i tusental. Är summan mycket stor är de troligen skrivna i ören.
    ///
    /// ```toml,fails
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350
    /// kommun = 350
    /// ```
    ///
    /// ```toml
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    pub(super) const FEL_STORLEKSORDNING: Check = Vanlig("fel-storleksordning", Some(Varning), Some(Varning));
}

pub(super) fn fel_storleksordning(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(budget) = &plan.budget else { return };
    let kronor = |digits: &str| Belopp::parse(digits).unwrap_or_default();
    let amounts: Vec<_> = budget.rad.iter().flat_map(|it| it.belopp()).filter(|it| !it.value.is_zero()).collect();
    let Some(largest) = amounts.iter().max_by_key(|it| it.value) else { return };
    if amounts.iter().all(|it| it.value.abs() < kronor("10000")) {
        let message = format!("Beloppen ser ut att vara i tusental: det största är {} kr.", largest.value);
        let meant = (0..1000).fold(Belopp::NOLL, |sum, _| sum + largest.value);
        findings.add(largest.span, message, |it| it.help(format!("Ange hela kronor, till exempel {}.", meant.toml())));
    }
    let total = budget.totalt();
    let sum = total.region.max(total.kommun);
    if sum > kronor("100000000") {
        findings.add(largest.span, format!("Beloppen ser ut att vara i ören: en part betalar {sum} kr."), |it| {
            it.here("det största beloppet").help("Ange hela kronor, inte ören.")
        });
    }
}

check! {
    /// Ingående överföring säger vems pengarna är och kommer från ett tidigare år.
    ///
    /// ```toml,fails
    /// [[budget.overforing]]
    /// belopp = 18_749.50
    /// ```
    ///
    /// ```toml
    /// [[budget.overforing]]
    /// part = "region"
    /// fran_ar = 2023
    /// belopp = 18_749.50
    /// ```
    pub(super) const OVERFORING_UTAN_URSPRUNG: Check = Vanlig("overforing-utan-ursprung", Some(Fel), Some(Fel));
}

pub(super) fn overforing_utan_ursprung(plan: &Verksamhetsplan, _: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for carried in plan.budget.iter().flat_map(|it| &it.overforing) {
        let (amount, span) = (carried.belopp.value, carried.belopp.span);
        let missing = [
            ("vilket år den kommer från (fran_ar)", format!("fran_ar = {}", plan.ar() - 1), carried.fran_ar.is_none()),
            ("vems den är (part)", "part = \"region\" eller \"kommun\"".to_owned(), carried.part.is_none()),
        ];
        let (what, lines): (Vec<&str>, Vec<String>) =
            missing.into_iter().filter(|(_, _, missing)| *missing).map(|(what, line, _)| (what, line)).unzip();
        if !what.is_empty() {
            let what = crate::svenska::list(&what, "och");
            findings.add(span, format!("Ingående överföring på {amount} kr säger inte {what}."), |it| {
                it.help(format!("Lägg till {}.", crate::svenska::list(&lines, "och")))
            });
        }
        if let Some(year) = carried.fran_ar.as_ref().filter(|it| it.value >= plan.ar()) {
            let which = if year.value == plan.ar() { "som är planåret" } else { "som är efter planåret" };
            let message = format!("Ingående överföring på {amount} kr kommer från {}, {which}.", year.value);
            findings.add(year.span, message, |it| {
                it.label(plan.dokument.ar.span, "planåret")
                    .help(format!("Skriv ett tidigare år, till exempel fran_ar = {}.", plan.ar() - 1))
            });
        }
        if let Some(year) = carried.till_ar.as_ref().filter(|it| it.value != plan.ar()) {
            let ar = plan.ar();
            let message = format!("Ingående överföring på {amount} kr går till {}, men planåret är {ar}.", year.value);
            findings.add(year.span, message, |it| {
                it.label(plan.dokument.ar.span, "planåret")
                    .help(format!("Skriv till_ar = {ar}, eller ta bort raden."))
                    .instead(ar.to_string())
            });
        }
    }
}
