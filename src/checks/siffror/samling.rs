//! Gathers what a document's data says, with the names that sentences and messages have for it.

use rust_decimal::Decimal;

use super::fakta::{Faktum, Post, Skede, Vem};
use super::siffra::{Enhet, Sak};
use crate::belopp::Belopp;
use crate::budget::{Budget, Part, Rad, Radslag, Summor};
use crate::ekonomi::{Ekonomilage, Pott};
use crate::handlingsplan::Handlingsplan;
use crate::modell::{Kommun, id_as_name};
use crate::plan::{Fokusomrade, Insats, Verksamhetsplan};
use crate::source::Span;
use crate::uppfoljning::Uppfoljning;

/// What is added up over a kommun's agreements.
type Summering = fn(&Pott<'_>) -> Summor;

/// Where the amounts of the region, of the kommun and of all stand.
#[derive(Clone, Copy)]
struct Platser([Option<Span>; 3]);

impl Platser {
    /// All at one place.
    fn one(at: Option<Span>) -> Self {
        Self([at; 3])
    }

    /// In some rows: an amount that only one row has is there, a sum begins with the first row.
    fn of(rows: &[&Rad]) -> Self {
        let first = rows.first().map(|it| it.namn_span());
        let part = |part: Part| {
            let mut typed = rows.iter().filter_map(|it| it.del(part));
            let only = typed.next().map(|it| it.span).filter(|_| typed.next().is_none());
            only.or(first)
        };
        Self([part(Part::Region), part(Part::Kommun), first])
    }
}

/// Facts as they are gathered, and what the parties are called in their names.
pub(super) struct Samling {
    pub alla: Vec<Faktum>,
    region: String,
    kommun: String,
}

impl Samling {
    pub(super) fn new(kommun: &Kommun, ar: i16) -> Self {
        let avtal = kommun.profil.huvudavtal(ar);
        let region = avtal.map_or("regionen", |it| it.region_kort.as_str()).to_owned();
        let own = kommun.profil.kommun.kort.as_ref().filter(|it| it.as_str() != "Kommun");
        let own = own.map_or("kommunen", |it| it.as_str()).to_owned();
        Self { alla: Vec::new(), region, kommun: own }
    }

    pub(super) fn add_profile(&mut self, kommun: &Kommun, ar: i16) {
        if let Some(it) = &kommun.profil.kommun.invanare {
            let uttryck = Some("kommun.invanare".to_owned());
            self.add(Enhet::Invanare, it.value.into(), Post::Totalt, "antalet invånare", uttryck, Some(it.span));
        }
        let main = kommun.profil.huvudavtal(ar).map(|it| &it.id);
        for avtal in kommun.profil.avtal_for(ar) {
            if let Some(it) = &avtal.sats_per_invanare {
                let uttryck = (Some(&avtal.id) == main).then(|| "avtal.sats_per_invanare".to_owned());
                let varde = it.value.decimal();
                self.add(
                    Enhet::KronorPerInvanare,
                    varde,
                    Post::Totalt,
                    "avtalets belopp per invånare",
                    uttryck,
                    Some(it.span),
                );
            }
        }
    }

    pub(super) fn add_frames(&mut self, kommun: &Kommun, ar: i16) {
        let main = kommun.profil.huvudavtal(ar).map(|it| &it.id);
        for avtal in kommun.profil.avtal_for(ar) {
            if let Some(it) = &avtal.ram {
                let uttryck = (Some(&avtal.id) == main).then(|| "avtal.ram".to_owned());
                let varde = it.value.decimal();
                let (enhet, post, vem) = (Enhet::Kronor, Post::Totalt, Vem::Region);
                let namn = "avtalets ram per part".to_owned();
                self.alla.push(Faktum {
                    enhet,
                    varde,
                    skede: Skede::Ram,
                    post,
                    vem,
                    namn,
                    uttryck,
                    plats: Some(it.span),
                });
            }
        }
    }

    pub(super) fn add_plan(&mut self, plan: &Verksamhetsplan) {
        let areas = plan.fokusomrade.len();
        let first = plan.fokusomrade.first().map(|it| it.rubrik.span());
        let name = |it: &str| Some(format!("antal.{it}"));
        self.add_count(
            Sak::Fokusomraden,
            areas,
            Post::Totalt,
            "antalet fokusområden i planen",
            name("fokusomraden"),
            first,
        );
        let own = plan.fokusomrade.iter().filter(|it| it.ovrigt != Some(true)).count();
        if own != areas {
            self.add_count(
                Sak::Fokusomraden,
                own,
                Post::Totalt,
                "antalet fokusområden utan övriga insatser",
                None,
                first,
            );
        }
        let all: Vec<(&Fokusomrade, &Insats)> = plan.insatser().collect();
        let first = all.first().map(|(_, it)| it.text.span());
        self.add_count(Sak::Insatser, all.len(), Post::Totalt, "antalet insatser i planen", name("insatser"), first);
        let goals = |insatser: &[Insats]| insatser.iter().map(|it| it.mal.len()).sum::<usize>();
        let number = plan.fokusomrade.iter().map(|it| goals(&it.insats)).sum();
        self.add_count(Sak::Mal, number, Post::Totalt, "antalet mål i planen", name("mal"), first);
        for (idx, it) in plan.fokusomrade.iter().enumerate() {
            let (post, heading) = (Post::Omrade(idx), it.rubrik.as_str());
            let at = Some(it.rubrik.span());
            self.add_count(Sak::Insatser, it.insats.len(), post, &format!("antalet insatser i {heading}"), None, at);
            self.add_count(Sak::Mal, goals(&it.insats), post, &format!("antalet mål i {heading}"), None, at);
        }
        for (idx, (_, it)) in all.iter().enumerate() {
            if let Some(tjanst) = &it.tjanst {
                let uttryck = Some(format!("tjanst.{}.omfattning", id_as_name(it.id.as_str())));
                let (varde, at) = (tjanst.omfattning_procent.value.0, tjanst.omfattning_procent.span);
                self.add(
                    Enhet::Tjanst,
                    varde,
                    Post::Insats(idx),
                    &format!("tjänsten {}", tjanst.funktion.as_str()),
                    uttryck,
                    Some(at),
                );
            }
        }
        self.add_indicators(plan);
    }

    fn add_indicators(&mut self, plan: &Verksamhetsplan) {
        for (idx, it) in plan.fokusomrade.iter().flat_map(|it| &it.indikator).enumerate() {
            let enhet = Enhet::Tal { procent: matches!(it.enhet.as_str().trim(), "procent" | "%") };
            let uttryck = it.id.as_ref().map(|it| format!("indikator.{}.varde", id_as_name(it.as_str())));
            let name = it.namn.as_str();
            self.add(enhet, it.varde.value, Post::Indikator(idx), name, uttryck, Some(it.varde.span));
            for other in &it.jamforelse {
                let name = format!("{name}, {}", other.namn.as_str());
                self.add(enhet, other.varde.value, Post::Jamforelse(idx), &name, None, Some(other.varde.span));
            }
        }
    }

    pub(super) fn add_budget(&mut self, budget: &Budget, plan: &Verksamhetsplan) {
        let total = budget.totalt();
        let place = |rows: &[&Rad]| rows.first().map(|it| it.namn_span());
        let rows: Vec<&Rad> = budget.rad.iter().collect();
        self.add_sums(Skede::Budget, Post::Totalt, total, "budgeten", Some("budget.totalt"), Platser::of(&rows));
        let kinds = [
            (Radslag::Personal, Post::Personal, "personalkostnaderna", "budget.personal"),
            (Radslag::Omkostnad, Post::Omkostnad, "omkostnaderna", "budget.omkostnad"),
            (Radslag::Insats, Post::Insatser, "insatserna", "budget.insatser"),
        ];
        for (slag, post, name, path) in kinds {
            let of_kind: Vec<&Rad> = rows.iter().copied().filter(|it| it.slag == slag).collect();
            self.add_sums(Skede::Budget, post, Summor::of(&of_kind), name, Some(path), Platser::of(&of_kind));
            self.add_shares(post, Summor::of(&of_kind), total, name, Some(path), place(&of_kind));
        }
        for (idx, area) in plan.fokusomrade.iter().enumerate() {
            let of_area = |it: &&Rad| it.omrade.as_ref().is_some_and(|id| *id == area.id);
            let own: Vec<&Rad> = rows.iter().copied().filter(of_area).collect();
            let path = format!("budget.omrade.{}", id_as_name(area.id.as_str()));
            let (post, name) = (Post::Omrade(idx), area.rubrik.as_str());
            self.add_sums(Skede::Budget, post, Summor::of(&own), name, Some(&path), Platser::of(&own));
            self.add_shares(post, Summor::of(&own), total, name, Some(&path), place(&own));
            let insatser = budget.slag(Radslag::Insats).summa();
            if let Some(share) = Summor::of(&own).summa().share_of(insatser) {
                let post = Post::OmradeAvInsatserna(idx);
                self.add(Enhet::Andel, share, post, name, None, place(&own));
            }
        }
        for (vem, part) in [(Vem::Region, total.region), (Vem::Kommun, total.kommun), (Vem::Annan, total.annan)] {
            if let Some(share) = part.share_of(total.summa()) {
                let namn = self.named("budgeten", vem);
                let plats = place(&rows);
                let (enhet, skede, post) = (Enhet::Andel, Skede::Budget, Post::Totalt);
                self.alla.push(Faktum { enhet, varde: share, skede, post, vem, namn, uttryck: None, plats });
            }
        }
        for (idx, row) in rows.iter().enumerate() {
            let post = Post::Rad(idx);
            let name = row.namn(plan);
            self.add_sums(Skede::Budget, post, row.summor(), name, None, Platser::of(&[row]));
            for it in &row.specifikation {
                self.add_amount(Skede::Budget, post, Vem::Alla, it.belopp.value, name, None, Some(it.belopp.span));
            }
            for it in &row.annan {
                self.add_amount(Skede::Budget, post, Vem::Annan, it.belopp.value, name, None, Some(it.belopp.span));
            }
        }
        let incoming = |it: Part| Summor::only(it, budget.ingaende(it));
        let sum = incoming(Part::Region) + incoming(Part::Kommun);
        let at = budget.overforing.first().map(|it| it.belopp.span);
        self.add_sums(
            Skede::Ingaende,
            Post::Totalt,
            sum,
            "pengar från förra året",
            Some("budget.ingaende"),
            Platser::one(at),
        );
    }

    pub(super) fn add_outcome(&mut self, it: &Uppfoljning, plan: &Verksamhetsplan, kommun: &Kommun) {
        let Some(ekonomi) = &it.ekonomi else { return };
        let lage = Ekonomilage::new(it, plan, kommun);
        let at = ekonomi.utfall.first().map(|it| it.rad.span());
        let sums: [(Skede, &str, &str, Summering); 6] = [
            (Skede::Ingaende, "pengar från förra året", "ingaende", |it| it.ingaende),
            (Skede::Utfall, "utfallet", "utfall", |it| it.utfall),
            (Skede::Kvar, "det som är kvar", "kvar", |it| it.kvar()),
            (Skede::Utgaende, "pengar som förs över", "utgaende", |it| it.utgaende),
            (Skede::Aterbetalning, "pengar som betalas tillbaka", "aterbetalning", |it| it.aterbetalning),
            (Skede::Omfordelning, "omfördelningen", "omfordelning", |it| it.omfordelning),
        ];
        for (skede, name, key, sum) in sums {
            self.add_sums(
                skede,
                Post::Totalt,
                lage.totalt(sum),
                name,
                Some(&format!("ekonomi.{key}")),
                Platser::one(at),
            );
        }
        for (idx, row) in lage.rader.iter().enumerate() {
            let area = row.rad.omrade.as_ref().and_then(|id| plan.fokusomrade.iter().position(|it| it.id == *id));
            let post = match (area, row.rad.slag) {
                (Some(it), _) => Post::Omrade(it),
                (None, Radslag::Personal) => Post::Personal,
                (None, Radslag::Omkostnad) => Post::Omkostnad,
                (None, Radslag::Insats) => Post::Rad(idx),
            };
            let (name, at) = (row.rad.namn(plan), row.svar.map(|it| it.rad.span()));
            self.add_sums(Skede::Utfall, post, row.utfall, &format!("utfallet för {name}"), None, Platser::one(at));
            self.add_sums(
                Skede::Kvar,
                post,
                row.avvikelse(),
                &format!("det som är kvar av {name}"),
                None,
                Platser::one(at),
            );
        }
        for it in &ekonomi.omfordelning {
            let at = it.fran.as_ref().or(it.till.as_ref()).map(crate::read::Id::span);
            self.add_sums(Skede::Omfordelning, Post::Totalt, it.summor(), "omfördelningen", None, Platser::one(at));
        }
        let (used, budget) = (lage.totalt(|it| it.utfall), lage.totalt(|it| it.budget));
        if let Some(varde) = used.summa().share_of(budget.summa()) {
            let (enhet, skede, namn) = (Enhet::Andel, Skede::Utfall, "utfallet av budgeten".to_owned());
            let (post, vem) = (Post::Totalt, Vem::Alla);
            self.alla.push(Faktum { enhet, varde, skede, post, vem, namn, uttryck: None, plats: at });
        }
    }

    pub(super) fn add_action_plan(&mut self, plan: &Handlingsplan) {
        let name = |it: &str| Some(format!("antal.{it}"));
        let first = plan.mal.first().map(|it| it.text.span());
        self.add_count(Sak::Mal, plan.mal.len(), Post::Totalt, "antalet mål i planen", name("mal"), first);
        let first = plan.programomrade.first().map(|it| it.rubrik.span());
        let count = plan.programomrade.len();
        self.add_count(
            Sak::Programomraden,
            count,
            Post::Totalt,
            "antalet programområden",
            name("programomraden"),
            first,
        );
    }

    /// Adds what each pays and what they pay together. What is nothing is not told of.
    fn add_sums(&mut self, skede: Skede, post: Post, sums: Summor, name: &str, path: Option<&str>, at: Platser) {
        let path = |key: &str| path.map(|it| format!("{it}.{key}"));
        let everybody = if sums.annan.is_zero() { Vem::Parterna } else { Vem::Alla };
        let mut amounts = vec![
            (Vem::Region, sums.region, path("region")),
            (Vem::Kommun, sums.kommun, path("kommun")),
            (everybody, sums.summa(), path("summa")),
        ];
        if !sums.annan.is_zero() {
            amounts.push((Vem::Annan, sums.annan, path("annan")));
            amounts.push((Vem::Parterna, sums.parterna(), None));
        }
        for (vem, belopp, uttryck) in amounts {
            let Platser([region, kommun, all]) = at;
            let place = match vem {
                Vem::Region => region,
                Vem::Kommun => kommun,
                _ => all,
            };
            self.add_amount(skede, post, vem, belopp, name, uttryck, place);
        }
    }

    #[allow(clippy::too_many_arguments, reason = "a fact is all of this")]
    fn add_amount(
        &mut self,
        skede: Skede,
        post: Post,
        vem: Vem,
        belopp: Belopp,
        name: &str,
        uttryck: Option<String>,
        plats: Option<Span>,
    ) {
        if !belopp.is_zero() {
            let namn = self.named(name, vem);
            let (enhet, varde) = (Enhet::Kronor, belopp.decimal());
            self.alla.push(Faktum { enhet, varde, skede, post, vem, namn, uttryck, plats });
        }
    }

    /// Adds what share of the budget some rows are.
    fn add_shares(&mut self, post: Post, own: Summor, total: Summor, name: &str, path: Option<&str>, at: Option<Span>) {
        let shares = [
            (Vem::Alla, own.summa().share_of(total.summa()), path.map(|it| format!("{it}.andel"))),
            (Vem::Region, own.region.share_of(total.region), None),
            (Vem::Kommun, own.kommun.share_of(total.kommun), None),
        ];
        for (vem, share, uttryck) in shares {
            let Some(varde) = share.filter(|it| !it.is_zero()) else { continue };
            let namn = self.named(name, vem);
            let (enhet, skede) = (Enhet::Andel, Skede::Budget);
            self.alla.push(Faktum { enhet, varde, skede, post, vem, namn, uttryck, plats: at });
        }
    }

    fn add_count(&mut self, sak: Sak, count: usize, post: Post, name: &str, uttryck: Option<String>, at: Option<Span>) {
        self.add(Enhet::Antal(sak), Decimal::from(count), post, name, uttryck, at);
    }

    fn add(
        &mut self,
        enhet: Enhet,
        varde: Decimal,
        post: Post,
        name: &str,
        uttryck: Option<String>,
        plats: Option<Span>,
    ) {
        let (skede, vem, namn) = (Skede::Budget, Vem::Alla, name.to_owned());
        self.alla.push(Faktum { enhet, varde, skede, post, vem, namn, uttryck, plats });
    }

    /// The name of what somebody pays.
    fn named(&self, name: &str, vem: Vem) -> String {
        match vem {
            Vem::Region => format!("{name} ({})", self.region),
            Vem::Kommun => format!("{name} ({})", self.kommun),
            Vem::Annan => format!("{name} (andra)"),
            Vem::Parterna | Vem::Alla => format!("{name} (tillsammans)"),
        }
    }
}
