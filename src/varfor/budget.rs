//! The sums of a plan's budget, and what the agreements and the control sum say of them.

use super::{Grupp, Krav, Post, Radskillnad, Relation, Vem, radnamn};
use crate::belopp::Belopp;
use crate::budget::{Budget, Part, Rad, Radslag};
use crate::modell::Kommun;
use crate::plan::Verksamhetsplan;
use crate::profil::{Avtal, Niva, Regel};
use crate::svenska;
use rust_decimal::Decimal;

/// The parties, with what they are called and each other.
pub(super) const PARTER: [(Part, Vem); 2] = [(Part::Region, Vem::Region), (Part::Kommun, Vem::Kommun)];

/// Every sum of a plan. `text` turns a name as typed into printed text.
pub(super) fn grupper(plan: &Verksamhetsplan, kommun: &Kommun, text: &dyn Fn(&str) -> String) -> Vec<Grupp> {
    let Some(budget) = &plan.budget else { return Vec::new() };
    let namn = |row: &Rad| text(row.namn(plan));
    let of = |keep: &dyn Fn(&Rad) -> bool| -> Vec<Post> {
        budget.rad.iter().filter(|it| keep(it)).flat_map(|it| poster(it, &namn(it))).collect()
    };
    let ar = plan.ar();
    let agreements = budget.per_avtal(&kommun.profil, ar);
    let mut all = Vec::new();

    let mut total = Grupp::new("budget.totalt", format!("budgeten {ar}"), of(&|_| true));
    total.krav = kontrollsumma(budget, &total);
    match agreements.as_slice() {
        [(avtal, rows)] => total.krav.extend(avtalets(avtal, rows, kommun, &total, plan, text)),
        [] => {}
        several => {
            let names = several.iter().map(|(it, _)| format!("budget.avtal.{}", word(it.id.as_str())));
            let names = svenska::list(&names.collect::<Vec<_>>(), "och");
            total.not = Some(format!("Avtalens regler gäller inom vart och ett. Fråga efter {names}."));
        }
    }
    all.push(total);
    for (name, slag, what) in [
        ("personal", Radslag::Personal, "personalkostnaderna"),
        ("omkostnad", Radslag::Omkostnad, "omkostnaderna"),
        ("insatser", Radslag::Insats, "insatserna"),
    ] {
        let what = format!("{what} i budgeten {ar}");
        all.push(Grupp::new(format!("budget.{name}"), what, of(&|it| it.slag == slag)));
    }
    for area in &plan.fokusomrade {
        let id = area.id.as_str();
        let what = format!("budgeten {ar} för fokusområdet ”{}”", text(area.rubrik.as_str()));
        let belongs = |it: &Rad| it.omrade.as_ref().is_some_and(|it| it.as_str() == id);
        all.push(Grupp::new(format!("budget.omrade.{}", word(id)), what, of(&belongs)));
    }
    for (avtal, rows) in &agreements {
        let what = format!("budgeten {ar} i avtalet ”{}”", text(avtal.benamning.as_str()));
        let of_rows = rows.iter().flat_map(|it| poster(it, &namn(it))).collect();
        let mut group = Grupp::new(format!("budget.avtal.{}", word(avtal.id.as_str())), what, of_rows);
        group.krav = avtalets(avtal, rows, kommun, &group, plan, text);
        if avtal.fordelning.value.niva == Niva::Rad && avtal.fordelning.value.regel != Regel::Fri {
            group.not = Some("Avtalets regel gäller varje rad för sig. Fråga efter raden.".to_owned());
        }
        all.push(group);
    }
    if !budget.overforing.is_empty() {
        let incoming = ingaende(budget);
        let what = format!("det som budgeten {ar} tar in från tidigare år");
        all.push(Grupp::new("budget.ingaende", what, incoming.clone()));
        let together = of(&|_| true).into_iter().chain(incoming).collect();
        let what = format!("budgeten {ar} med det som kommer in från tidigare år");
        all.push(Grupp::new("budget.att_anvanda", what, together));
    }
    for (idx, row) in budget.rad.iter().enumerate() {
        let avtal = agreements.iter().find(|(_, rows)| rows.iter().any(|it| std::ptr::eq(*it, row)));
        all.extend(radens(row, idx, plan, avtal.map(|(it, _)| *it), text));
    }
    all.retain(|it| !it.poster.is_empty());
    all
}

/// An id as it stands in a name that texts can use.
pub(super) fn word(id: &str) -> String {
    id.replace('-', "_")
}

/// What each pays of a row.
pub(super) fn poster(row: &Rad, namn: &str) -> Vec<Post> {
    let post = |vem, belopp, namn: &str, span| Post { vem, belopp, minus: false, namn: namn.to_owned(), span };
    let parties = PARTER.into_iter().filter_map(|(part, vem)| {
        let it = row.del(part)?;
        Some(post(vem, it.value, namn, it.span))
    });
    let others = row.annan.iter().map(|it| {
        let whose = it.namn.as_ref().map_or("annan medfinansiär", |it| it.as_str());
        post(Vem::Annan, it.belopp.value, &format!("{namn}: {}", svenska::quoted(whose)), it.belopp.span)
    });
    parties.chain(others).collect()
}

/// What the plan itself says comes in from earlier years.
pub(super) fn ingaende(budget: &Budget) -> Vec<Post> {
    let told = budget.overforing.iter().filter_map(|it| {
        let vem = if it.part.as_ref()?.value == Part::Region { Vem::Region } else { Vem::Kommun };
        let from = it.fran_ar.as_ref().map_or("ett tidigare år".to_owned(), |it| it.value.to_string());
        let namn = format!("Ingående överföring från {from}");
        Some(Post { vem, belopp: it.belopp.value, minus: false, namn, span: it.belopp.span })
    });
    told.collect()
}

/// The sum of one row, and what it is shared on.
fn radens(
    row: &Rad,
    idx: usize,
    plan: &Verksamhetsplan,
    avtal: Option<&Avtal>,
    text: &dyn Fn(&str) -> String,
) -> Vec<Grupp> {
    let (name, namn) = (radnamn(plan, idx), text(row.namn(plan)));
    let aven = |end: &str| Some(format!("budget.rad[{idx}]{end}"));
    let what = format!("budgetraden ”{namn}” {}", plan.ar());
    let mut group = Grupp { aven: aven(""), ..Grupp::new(format!("budget.rad[{name}]"), what, poster(row, &namn)) };
    if let Some(avtal) = avtal.filter(|it| it.fordelning.value.niva == Niva::Rad) {
        group.krav = fordelning(avtal, &[row], &group, plan, text);
    }
    let parts = row.specifikation.iter().map(|it| {
        let of_insats = it.insats.as_ref().map(|id| {
            let name = plan.insats(id.as_str()).and_then(|(_, it)| it.namn.as_ref());
            name.map_or_else(|| id.as_str().to_owned(), |it| text(it.as_str()))
        });
        let namn = it.post.as_ref().map(|it| text(it.as_str())).or(of_insats).unwrap_or_default();
        Post { vem: Vem::Alla, belopp: it.belopp.value, minus: false, namn, span: it.belopp.span }
    });
    let what = format!("det som budgetraden ”{namn}” fördelas på {}", plan.ar());
    let name = format!("budget.rad[{name}].specifikation");
    let mut shared = Grupp { aven: aven(".specifikation"), ..Grupp::new(name, what, parts.collect()) };
    let sum = shared.summa(Vem::Alla);
    let most = Krav::new(Vem::Alla, sum, "raden", row.summor().summa(), Some(row.namn_span()));
    shared.krav = vec![Krav { relation: Relation::Hogst, ..most }];
    vec![group, shared]
}

fn kontrollsumma(budget: &Budget, total: &Grupp) -> Vec<Krav> {
    budget.kontrollsumma.as_ref().map(|it| kontroll(it, total, "kontrollsumman")).unwrap_or_default()
}

/// Sums that somebody else has worked out, held against ours.
pub(super) fn kontroll(stated: &crate::budget::Kontrollsumma, group: &Grupp, med: &str) -> Vec<Krav> {
    let all = [
        (Vem::Region, &stated.region),
        (Vem::Kommun, &stated.kommun),
        (Vem::Annan, &stated.annan),
        (Vem::Alla, &stated.summa),
    ];
    let stated = all.into_iter().filter_map(|(vem, it)| Some((vem, it.as_ref()?)));
    stated.map(|(vem, it)| Krav::typed(vem, group.summa(vem), med, it.value, it.span)).collect()
}

/// What an agreement says of the rows under it.
fn avtalets(
    avtal: &Avtal,
    rows: &[&Rad],
    kommun: &Kommun,
    group: &Grupp,
    plan: &Verksamhetsplan,
    text: &dyn Fn(&str) -> String,
) -> Vec<Krav> {
    let mut all = match avtal.fordelning.value.niva {
        Niva::Totalt => fordelning(avtal, rows, group, plan, text),
        Niva::Rad => Vec::new(),
    };
    // As the checks see it, less than a krona is rounding.
    let slack = Belopp::KRONA - Belopp::ORE;
    for (_, vem) in PARTER {
        let sum = group.summa(vem);
        if let Some(ram) = &avtal.ram {
            all.push(Krav { slack, ..Krav::new(vem, sum, "avtalets ram", ram.value, Some(ram.span)) });
        }
        if let Some((sats, wanted)) = avtal.sats_per_invanare.as_ref().zip(kommun.profil.per_invanare(avtal)) {
            let people = kommun.profil.kommun.invanare.as_ref().map_or(0, |it| it.value);
            let people = svenska::number(Decimal::from(people));
            let med = format!("avtalets {} kr × {people} invånare", sats.value);
            all.push(Krav { slack, ..Krav::new(vem, sum, med, wanted, Some(sats.span)) });
        }
    }
    all
}

/// An agreement's sharing rule, for each party.
fn fordelning(
    avtal: &Avtal,
    rows: &[&Rad],
    group: &Grupp,
    plan: &Verksamhetsplan,
    text: &dyn Fn(&str) -> String,
) -> Vec<Krav> {
    let shares = match avtal.fordelning.value.regel {
        Regel::Fri => return Vec::new(),
        Regel::Lika => None,
        Regel::Procent { region, kommun } => Some([region, kommun]),
    };
    let (region, kommun) = (group.summa(Vem::Region), group.summa(Vem::Kommun));
    let sides = [(Vem::Region, region, Vem::Kommun, kommun), (Vem::Kommun, kommun, Vem::Region, region)];
    let of_side = |idx: usize, (vem, own, other, others): (Vem, Belopp, Vem, Belopp)| {
        let share = shares.map(|it| it[idx]);
        let (med, wanted, slack) = match share {
            None => {
                let whose = other.genitive().to_lowercase();
                (format!("{whose} summa (avtalet delar lika)"), others, Belopp::NOLL)
            }
            // Shares in per cent may not come out even; an öre that cannot be split is nobody's mistake.
            Some(share) => {
                let wanted = (own + others).percent(share);
                let med = format!("avtalets {} av {} kr", svenska::percent(share, 2), own + others);
                (med, wanted, Belopp::ORE)
            }
        };
        let (eget, andras) = hojning(share, own, others);
        let mot = group.for_vem(other).cloned().collect();
        let rader = rows.iter().map(|row| radskillnad(row, vem, share, &text(row.namn(plan)))).collect();
        let krav = Krav::new(vem, own, med, wanted, Some(avtal.fordelning.span));
        Krav { slack, mot, hoj: (eget, andras), rader: Some(rader), ..krav }
    };
    sides.into_iter().enumerate().map(|(idx, side)| of_side(idx, side)).collect()
}

/// How much a party's own sum would have to rise, or the other's instead, for the own to be its share of both.
fn hojning(share: Option<Decimal>, own: Belopp, others: Belopp) -> (Belopp, Belopp) {
    let Some(share) = share else { return (others - own, own - others) };
    (own.rise_to_share(share, others), others.rise_to_share(Decimal::ONE_HUNDRED - share, own))
}

fn radskillnad(row: &Rad, vem: Vem, share: Option<Decimal>, namn: &str) -> Radskillnad {
    let sums = row.summor();
    let (own, others) = if vem == Vem::Region { (sums.region, sums.kommun) } else { (sums.kommun, sums.region) };
    let (eget, andras) = hojning(share, own, others);
    // What moves from one to the other leaves the row as large as it is.
    let flytt = share.map(|share| (own + others).percent(share) - own);
    let part = if vem == Vem::Region { Part::Region } else { Part::Kommun };
    let span = row.del(part).map_or(row.namn_span(), |it| it.span);
    Radskillnad { namn: namn.to_owned(), span, eget, andras, flytt }
}
