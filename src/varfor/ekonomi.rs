//! The sums of a follow-up: what the money became, and how it closes for each agreement.

use super::budget::{PARTER, ingaende, kontroll, poster, word};
use super::{Grupp, Krav, Post, Relation, Vem, radnamn};
use crate::belopp::Belopp;
use crate::budget::{Part, Rad};
use crate::ekonomi::{self, Ekonomilage, Pott};
use crate::modell::Kommun;
use crate::plan::Verksamhetsplan;
use crate::read::Id;
use crate::svenska;
use crate::uppfoljning::Uppfoljning;

/// What a follow-up's sums are made from.
struct Underlag<'a> {
    uppfoljning: &'a Uppfoljning,
    plan: &'a Verksamhetsplan,
    lage: &'a Ekonomilage<'a>,
    kommun: &'a Kommun,
    text: &'a dyn Fn(&str) -> String,
}

/// Every sum of a follow-up. `text` turns a name as typed into printed text.
pub(super) fn grupper(
    uppfoljning: &Uppfoljning,
    plan: &Verksamhetsplan,
    lage: &Ekonomilage<'_>,
    kommun: &Kommun,
    text: &dyn Fn(&str) -> String,
) -> Vec<Grupp> {
    let underlag = Underlag { uppfoljning, plan, lage, kommun, text };
    let ar = plan.ar();
    let several = lage.potter.len() > 1;
    let mut all = underlag.potters("ekonomi", &lage.potter.iter().collect::<Vec<_>>(), &ar.to_string());
    let named: Vec<(&Pott<'_>, &str)> = lage.potter.iter().filter_map(|it| Some((it, it.avtal?.id.as_str()))).collect();
    if several {
        let names = named.iter().map(|(_, id)| format!("ekonomi.avtal.{}.kvar", word(id)));
        let names = svenska::list(&names.collect::<Vec<_>>(), "och");
        let not = format!("Pengarna ska gå ihop inom vart avtal för sig. Fråga efter {names}.");
        all.iter_mut().filter(|it| it.namn == "ekonomi.kvar").for_each(|it| it.not = Some(not.clone()));
    }
    for (pott, id) in named {
        let name = pott.avtal.map(|it| text(it.benamning.as_str())).unwrap_or_default();
        all.extend(underlag.potters(
            &format!("ekonomi.avtal.{}", word(id)),
            &[pott],
            &format!("{ar} i avtalet ”{name}”"),
        ));
    }
    for (idx, row) in plan.budget.iter().flat_map(|it| &it.rad).enumerate() {
        all.extend(underlag.radens(row, idx));
    }
    all.retain(|it| !it.poster.is_empty());
    all
}

impl Underlag<'_> {
    /// The sums of some pots together.
    fn potters(&self, under: &str, potter: &[&Pott<'_>], when: &str) -> Vec<Grupp> {
        let rows = || potter.iter().flat_map(|it| &it.rader).copied();
        let belongs = |avtal: Option<&Id>| potter.iter().any(|it| self.lage.hor_till(it, avtal));
        let budget: Vec<Post> = rows().flat_map(|it| poster(it, &self.namn(it))).collect();
        let incoming = self.ingaende(&belongs);
        let moved: Vec<Post> = rows().flat_map(|it| self.omfordelning(it)).collect();
        let outcome: Vec<Post> = rows().flat_map(|it| self.utfall(it)).collect();
        let outgoing = self.utgaende(&belongs);
        let repaid = self.aterbetalning(&belongs);
        let spent = || outcome.iter().map(Post::vand);
        let left: Vec<Post> = budget.iter().chain(&incoming).chain(&moved).cloned().chain(spent()).collect();
        let gone: Vec<Post> = outgoing.iter().chain(&repaid).cloned().collect();
        // Money of others stands outside the agreement, and nobody carries it on.
        let parties = |it: &Post| it.vem != Vem::Annan;
        let rest = left.iter().cloned().chain(gone.iter().map(Post::vand)).filter(parties).collect();
        let deviation = budget.iter().chain(&moved).cloned().chain(spent()).collect();

        let all_of_it = under == "ekonomi";
        let alone = potter.len() == 1;
        let group = |name: &str, what: &str, poster: Vec<Post>| {
            Grupp::new(format!("{under}.{name}"), format!("{what} {when}"), poster)
        };
        let mut budget = group("budget", "budgeten", budget);
        let mut incoming = group("ingaende", "den ingående överföringen till", incoming);
        let mut moved = group("omfordelning", "omfördelningen", moved);
        let mut outcome = group("utfall", "utfallet", outcome);
        let mut left = group("kvar", "det som är kvar av pengarna", left);
        let mut outgoing = group("utgaende", "den utgående överföringen från", outgoing);
        let repaid = group("aterbetalning", "återbetalningen för", repaid);
        let mut rest = group("aterstar", "det som återstår när året är avslutat", rest);

        if let Some(control) =
            self.uppfoljning.ekonomi.as_ref().and_then(|it| it.kontrollsumma.as_ref()).filter(|_| all_of_it)
        {
            budget.krav = control.budget.as_ref().map(|it| kontroll(it, &budget, "kontrollsumman")).unwrap_or_default();
            outcome.krav =
                control.utfall.as_ref().map(|it| kontroll(it, &outcome, "kontrollsumman")).unwrap_or_default();
        }
        for (part, vem) in PARTER {
            incoming.krav.extend(self.planens_ingaende(&incoming, vem, &belongs));
            if moved.has(vem) {
                moved.krav.push(Krav::new(
                    vem,
                    moved.summa(vem),
                    "lika mycket tas bort som läggs till",
                    Belopp::NOLL,
                    None,
                ));
            }
            outgoing.krav.extend(self.nasta_ar(&outgoing, part, vem, &belongs));
            if let [pott] = potter {
                outgoing.krav.extend(hogst_over(pott, &outgoing, part, vem));
            }
            if alone {
                let sum = left.summa(vem);
                let mot: Vec<Post> = gone.iter().filter(|it| it.vem == vem).cloned().collect();
                let used = mot.iter().map(Post::varde).sum();
                let krav = Krav::new(vem, sum, "utgående överföring och återbetalning", used, None);
                left.krav.push(Krav { mot, ..krav });
                rest.krav.push(Krav::new(vem, rest.summa(vem), "inget får återstå", Belopp::NOLL, None));
            }
        }
        let deviation = group("avvikelse", "avvikelsen (budget och omfördelning minus utfall)", deviation);
        vec![budget, incoming, moved, outcome, deviation, left, outgoing, repaid, rest]
    }

    /// What became of one budget row.
    fn radens(&self, row: &Rad, idx: usize) -> Vec<Grupp> {
        let (name, namn, ar) = (radnamn(self.plan, idx), self.namn(row), self.plan.ar());
        let (budget, moved, outcome) = (poster(row, &namn), self.omfordelning(row), self.utfall(row));
        let deviation = budget.iter().chain(&moved).cloned().chain(outcome.iter().map(Post::vand)).collect();
        let group = |what: &str, text: &str, poster: Vec<Post>| Grupp {
            aven: Some(format!("ekonomi.rad[{idx}].{what}")),
            ..Grupp::new(format!("ekonomi.rad[{name}].{what}"), format!("{text} för budgetraden ”{namn}” {ar}"), poster)
        };
        vec![
            group("budget", "budgeten", budget),
            group("omfordelning", "omfördelningen", moved),
            group("utfall", "utfallet", outcome),
            group("avvikelse", "avvikelsen (budget och omfördelning minus utfall)", deviation),
        ]
    }

    fn namn(&self, row: &Rad) -> String {
        (self.text)(row.namn(self.plan))
    }

    fn ingaende(&self, belongs: &dyn Fn(Option<&Id>) -> bool) -> Vec<Post> {
        let incoming = ekonomi::ingaende(self.plan, self.kommun);
        let incoming = incoming.into_iter().filter(|it| belongs(it.avtal));
        let post = |it: ekonomi::Inkommande<'_>| {
            let namn = format!("Överföring från {}", it.fran_ar);
            Post { vem: vem(it.part), belopp: it.belopp.value, minus: false, namn, span: it.belopp.span }
        };
        incoming.map(post).collect()
    }

    /// What was moved to a row, and from it.
    fn omfordelning(&self, row: &Rad) -> Vec<Post> {
        let is_row = |it: &Option<Id>| it.as_ref().is_some_and(|it| it.as_str() == row.nyckel());
        let mut all = Vec::new();
        for it in self.uppfoljning.ekonomi.iter().flat_map(|it| &it.omfordelning) {
            for (minus, word) in [(false, "till"), (true, "från")] {
                if !is_row(if minus { &it.fran } else { &it.till }) {
                    continue;
                }
                let parts = PARTER.into_iter().filter_map(|(part, vem)| Some((vem, it.del(part)?)));
                let namn = format!("Omfördelning {word} {}", self.namn(row));
                all.extend(parts.map(|(vem, it)| Post {
                    vem,
                    belopp: it.value,
                    minus,
                    namn: namn.clone(),
                    span: it.span,
                }));
            }
        }
        all
    }

    fn utfall(&self, row: &Rad) -> Vec<Post> {
        let Some(told) = self.uppfoljning.utfall(row.nyckel()) else { return Vec::new() };
        let namn = format!("Utfall: {}", self.namn(row));
        let amounts = [(Vem::Region, &told.region), (Vem::Kommun, &told.kommun), (Vem::Annan, &told.annan)];
        let amounts = amounts.into_iter().filter_map(|(vem, it)| Some((vem, it.as_ref()?)));
        amounts
            .map(|(vem, it)| Post { vem, belopp: it.value, minus: false, namn: namn.clone(), span: it.span })
            .collect()
    }

    fn utgaende(&self, belongs: &dyn Fn(Option<&Id>) -> bool) -> Vec<Post> {
        let outgoing = self.uppfoljning.overforingar().filter(|it| belongs(it.avtal.as_ref()));
        let post = |it: &crate::uppfoljning::Utgaende| {
            let belopp = it.belopp.as_ref()?;
            let namn = format!("Överföring till {}", self.uppfoljning.till_ar(it));
            Some(Post { vem: vem(it.part.value), belopp: belopp.value, minus: false, namn, span: belopp.span })
        };
        outgoing.filter_map(post).collect()
    }

    fn aterbetalning(&self, belongs: &dyn Fn(Option<&Id>) -> bool) -> Vec<Post> {
        let repaid = self.uppfoljning.ekonomi.iter().flat_map(|it| &it.aterbetalning);
        let repaid = repaid.filter(|it| belongs(it.avtal.as_ref()));
        let namn = "Återbetalning";
        repaid
            .map(|it| Post {
                vem: vem(it.part.value),
                belopp: it.belopp.value,
                minus: false,
                namn: namn.to_owned(),
                span: it.belopp.span,
            })
            .collect()
    }

    /// What the plan says comes in, where it says anything.
    fn planens_ingaende(&self, group: &Grupp, vem: Vem, belongs: &dyn Fn(Option<&Id>) -> bool) -> Option<Krav> {
        let budget = self.plan.budget.as_ref().filter(|it| !it.overforing.is_empty())?;
        let of_pot = |it: &Post| {
            let told = budget.overforing.iter().find(|told| told.belopp.span == it.span);
            it.vem == vem && told.is_some_and(|it| belongs(it.avtal.as_ref()))
        };
        let mot: Vec<Post> = ingaende(budget).into_iter().filter(of_pot).collect();
        // What only the plan tells of is not held against itself.
        let same = |it: &Post| mot.iter().any(|told| told.span == it.span);
        if group.for_vem(vem).count() == mot.len() && group.for_vem(vem).all(same) {
            return None;
        }
        let sum = mot.iter().map(Post::varde).sum();
        let krav = Krav::new(vem, group.summa(vem), "det som planen tar in", sum, mot.first().map(|it| it.span));
        Some(Krav { mot, ..krav })
    }

    /// What the next plan says comes in from this year, where it says anything and all goes to one year.
    fn nasta_ar(&self, group: &Grupp, part: Part, vem: Vem, belongs: &dyn Fn(Option<&Id>) -> bool) -> Option<Krav> {
        let mut years: Vec<i16> = self.uppfoljning.overforingar().map(|it| self.uppfoljning.till_ar(it)).collect();
        years.dedup();
        let [year] = years.as_slice() else { return None };
        let budget = self.kommun.plan(*year)?.budget.as_ref()?;
        let told =
            |it: &&crate::budget::Ingaende| it.fran_ar.as_ref().is_some_and(|it| it.value == self.uppfoljning.ar());
        budget.overforing.iter().find(told)?;
        let mine = budget.overforing.iter().filter(told);
        let mine = mine.filter(|it| it.part.as_ref().is_some_and(|it| it.value == part) && belongs(it.avtal.as_ref()));
        let namn = format!("Planen {year} tar in");
        let post = |it: &crate::budget::Ingaende| Post {
            vem,
            belopp: it.belopp.value,
            minus: false,
            namn: namn.clone(),
            span: it.belopp.span,
        };
        let mot: Vec<Post> = mine.map(post).collect();
        let sum = mot.iter().map(Post::varde).sum();
        let med = format!("det som planen {year} tar in");
        let krav = Krav::new(vem, group.summa(vem), med, sum, mot.first().map(|it| it.span));
        (group.has(vem) || !mot.is_empty()).then_some(Krav { mot, ..krav })
    }
}

fn vem(part: Part) -> Vem {
    match part {
        Part::Region => Vem::Region,
        Part::Kommun => Vem::Kommun,
    }
}

/// The most that the agreement lets go on.
fn hogst_over(pott: &Pott<'_>, group: &Grupp, part: Part, vem: Vem) -> Option<Krav> {
    let rule = pott.avtal?.overforing.as_ref()?;
    let most = pott.hogst_over(part).filter(|_| group.has(vem))?;
    let med = match &rule.hogst_procent {
        Some(percent) if rule.tillaten.value => {
            let percent = svenska::percent(percent.value.0, 2);
            format!("högst {percent} av budgeten {} kr", pott.budget.part(part))
        }
        _ => "avtalet medger ingen överföring".to_owned(),
    };
    let krav = Krav::new(vem, group.summa(vem), med, most, Some(rule.span));
    Some(Krav { relation: Relation::Hogst, ..krav })
}
