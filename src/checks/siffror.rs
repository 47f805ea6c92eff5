//! Checks of the figures in running text: an amount, a share or a count that is typed by hand is compared with the data.

mod dom;
mod fakta;
mod mening;
mod omnamnt;
mod ordlista;
mod rakneord;
mod samling;
mod siffra;
mod tabell;

use std::cell::OnceCell;

use rust_decimal::Decimal;

use super::sprak::is_typed;
use super::texter::place_in;
use super::{Findings, Sammanhang};
use crate::belopp::Belopp;
use crate::check;
use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::dokument::{Handling, Slag};
use crate::modell::Innehall;
use crate::read::Walk;
use crate::source::{Located, Span};
use crate::svenska::{self, NBSP, quoted};
use crate::text::TextRef;
use crate::uttryck;
use dom::{Dom, Fall};
use fakta::{Fakta, Faktum};
use omnamnt::{Namn, Omnamnanden};
use siffra::{Enhet, Form, Siffra};

check! {
    /// En summa, en andel eller ett antal i en text hämtas ur planen i stället för att skrivas en gång till.
    ///
    /// Kontrollen hittar siffror i löpande text, som ”250 000 kr”, ”1,2 mnkr”, ”hälften av budgeten” och ”tre fokusområden”,
    /// och jämför dem med planens budget, indikatorer och insatser. Stämmer siffran säger den vad som kan stå i stället.
    /// Ändras budgeten senare ändras då texten också. I ett beslutat och låst dokument står siffran kvar.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Budget"
    /// text = """Budgeten är 350 000 kr per part."""
    ///
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Budget"
    /// text = """Budgeten är {{ budget.totalt.region | kr }} per part."""
    ///
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    pub(super) const SIFFRA_I_TEXT: Check = Vanlig("siffra-i-text", Some(Upplysning), Some(Upplysning));
}

check! {
    /// En summa, en andel eller ett antal i en text är det som planens egna uppgifter säger.
    ///
    /// Kontrollen säger till när en mening tydligt handlar om budgeten, planen eller kommunen och siffran är en annan än
    /// den som står där. Siffror om annat, som statistik, andra år och lagar, bedöms inte. I en uppföljning jämförs texten
    /// med både planen och utfallet, i ett beslut med planen för samma år. I en tabell säger kolumnens rubrik vems pengarna
    /// är.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Budget"
    /// text = """Budgeten är 530 000 kr per part."""
    ///
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Budget"
    /// text = """Budgeten är {{ budget.totalt.region | kr }} per part. Under 2021 var den 530 000 kr per part."""
    ///
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    pub(super) const FEL_SIFFRA_I_TEXT: Check = Vanlig("fel-siffra-i-text", Some(Varning), Some(Varning));
}

/// A figure in a text, and what there is to say of it.
pub(super) struct Siffersvar {
    is_wrong: bool,
    place: Span,
    message: String,
    help: String,
    /// Where the data says it, and what it says there.
    label: Option<(Span, String)>,
    fix: Option<Fix>,
}

pub(super) fn siffra_i_text(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    // What is decided and locked stays as it was typed.
    let locked = sammanhang.underlag.is_some_and(|it| it.lock.exists);
    if !locked {
        tell(false, sammanhang, findings);
    }
}

pub(super) fn fel_siffra_i_text(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    tell(true, sammanhang, findings);
}

fn tell(wrong: bool, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for it in sammanhang.figures().iter().filter(|it| it.is_wrong == wrong) {
        findings.add(it.place, it.message.clone(), |found| {
            let found = found.help(it.help.clone());
            let found = it.label.iter().fold(found, |found, (span, text)| found.label(*span, text.clone()));
            it.fix.iter().fold(found, |found: Diagnostic, fix| found.fix(fix.clone()))
        });
    }
}

/// What there is to say of the figures in a document's texts. They are looked at once for both checks.
pub(super) fn figures(sammanhang: &Sammanhang<'_>) -> Vec<Siffersvar> {
    let mut all = Vec::new();
    let Some(underlag) = sammanhang.underlag else { return all };
    let mut reader = None;
    underlag.innehall.handling().texts(&mut |text| {
        let text = text.located();
        // Most texts have no figures, and most documents few; what the data says is added up when the first is met.
        let places = ordlista::may_say_numbers(&text.value);
        if !places.is_empty() {
            reader.get_or_insert_with(|| Lasare::new(sammanhang, &underlag.innehall)).read(text, &places, &mut all);
        }
    });
    all
}

/// Reads the figures of one document.
struct Lasare<'a> {
    sammanhang: &'a Sammanhang<'a>,
    fakta: Fakta<'a>,
    namn: Namn,
    slag: Slag,
    /// Whether any indicator counts something else than per cent.
    counts: bool,
    /// Where the texts of the focus areas begin, in order, and of which area each is.
    omraden: OnceCell<Vec<(Span, usize)>>,
}

impl<'a> Lasare<'a> {
    fn new(sammanhang: &'a Sammanhang<'a>, innehall: &'a Innehall) -> Self {
        let fakta = Fakta::of(innehall, sammanhang.kommun);
        let (ar, slag) = (innehall.handling().ar().value, innehall.handling().slag());
        let namn = Namn::new(&fakta, sammanhang.kommun, ar, slag == Slag::Uppfoljning);
        let counts = fakta.med(Enhet::Tal { procent: false }).next().is_some();
        Self { sammanhang, fakta, namn, slag, counts, omraden: OnceCell::new() }
    }

    /// Reads the figures of one text; `places` are where there may be any.
    fn read(&self, text: &Located<String>, places: &[usize], all: &mut Vec<Siffersvar>) {
        let typed = text.value.as_str();
        let mut end = 0;
        for at in places.iter().copied() {
            if at < end || !siffra::may_begin(typed, at, self.counts) || !is_typed(typed, &(at..at + 1)) {
                continue;
            }
            let mening = mening::around(typed, at);
            end = mening.place.end.max(at + 1);
            let figures = siffra::in_sentence(&mening);
            if figures.is_empty() {
                continue;
            }
            let om = Omnamnanden::of(&mening, &self.namn);
            let omrade = self.area(text.span);
            for siffra in &figures {
                let (mening, om, fakta) = (&mening, &om, &self.fakta);
                let fall = Fall { siffra, mening, om, fakta, omrade, slag: self.slag };
                all.extend(fall.dom().map(|it| self.answer(text, siffra, &it)));
            }
        }
    }

    /// The focus area whose text this is.
    fn area(&self, span: Span) -> Option<usize> {
        let plan = self.fakta.plan.filter(|it| it.span().file == span.file)?;
        let texts = self.omraden.get_or_init(|| {
            let mut texts = Vec::new();
            for (idx, it) in plan.fokusomrade.iter().enumerate() {
                it.walk(&mut |text: TextRef<'_>| texts.push((text.located().span, idx)));
            }
            texts.sort_unstable_by_key(|(span, _)| span.start);
            texts
        });
        let found = texts.binary_search_by_key(&span.start, |(span, _)| span.start).ok()?;
        Some(texts[found].1)
    }

    fn answer(&self, text: &Located<String>, siffra: &Siffra, dom: &Dom<'_>) -> Siffersvar {
        let shown = &text.value[siffra.place.clone()];
        let place = place_in(self.sammanhang.sources, text.span, siffra.place.clone());
        let shown_once = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        let typed = quoted(&shown_once);
        match dom {
            Dom::Lika(facts) => {
                let message = match facts.as_slice() {
                    [only] => format!("”{typed}” är skriven för hand, men finns att hämta: {}.", named(only)),
                    _ => format!("”{typed}” är skriven för hand, men finns att hämta på flera ställen."),
                };
                let (help, fix) = match facts.as_slice() {
                    [only] => self.quoting(siffra, only, shown, place),
                    many => (self.choices(siffra, many), None),
                };
                Siffersvar { is_wrong: false, place, message, help, label: None, fix }
            }
            Dom::Fel { narmast, entydig } => {
                let message = if *entydig {
                    format!("”{typed}” stämmer inte: {} är {}.", named(narmast), value_of(narmast))
                } else {
                    format!("”{typed}” stämmer inte. Närmast är {}: {}.", named(narmast), value_of(narmast))
                };
                let label = narmast.plats.map(|it| (it, label_of(narmast, self.sammanhang.sources.text(it))));
                let quote = self.quote(siffra, narmast);
                let help = quote.as_ref().map_or_else(
                    || "Rätta texten, eller uppgiften som den ska stämma med.".to_owned(),
                    |it| {
                        format!(
                            "Skriv {it}, så kan de inte skilja sig åt. Är det texten som är rätt ändrar du uppgiften."
                        )
                    },
                );
                let fix = quote.filter(|_| *entydig).map(|it| Fix::risky(place, it));
                Siffersvar { is_wrong: true, place, message, help, label, fix }
            }
        }
    }

    /// What to write instead of a figure that is right, and the fix that writes it.
    fn quoting(&self, siffra: &Siffra, fact: &Faktum, shown: &str, place: Span) -> (String, Option<Fix>) {
        let Some(quote) = self.quote(siffra, fact) else {
            let name = fact.uttryck.as_deref().unwrap_or_default();
            return (format!("Skriv om meningen så att {{{{ {name} }}}} kan stå i den, och inte först."), None);
        };
        let printed = uttryck::evaluate(&quote, 0..quote.len(), self.sammanhang.names()).unwrap_or_default();
        let plain = |it: &str| svenska::typographic(it).replace([NBSP, '\n'], " ");
        let applicability = if plain(shown) == plain(&printed) { Applicability::Safe } else { Applicability::Unsafe };
        let (help, fix) = match applicability {
            Applicability::Safe => (format!("Skriv {quote}."), Fix::safe(place, quote)),
            Applicability::Unsafe => {
                (format!("Skriv {quote}. Då står det ”{}”.", plain(&printed)), Fix::risky(place, quote))
            }
        };
        (help, Some(fix))
    }

    /// The things that a figure may be.
    fn choices(&self, siffra: &Siffra, facts: &[&Faktum]) -> String {
        /// More are not read.
        const MOST: usize = 4;
        let one = |it: &&Faktum| Some(format!("{} för {}", self.quote(siffra, it)?, named(it)));
        let all: Vec<String> = facts.iter().take(MOST).filter_map(one).collect();
        format!("Välj det som menas: {}.", svenska::list(&all, "eller"))
    }

    /// The expression that stands in the place of a figure; `None` where no value can stand there.
    fn quote(&self, siffra: &Siffra, fact: &Faktum) -> Option<String> {
        let name = fact.uttryck.as_ref()?;
        let filter = match (siffra.enhet, siffra.form) {
            (_, Form::Versal) => return None,
            (Enhet::Kronor | Enhet::KronorPerInvanare, form) => match form {
                Form::Kr => " | kr",
                Form::Tkr => " | tkr",
                Form::Mnkr => " | mnkr",
                Form::Bar => "",
                _ => " | kronor",
            },
            (Enhet::Andel, _) => " | procent",
            (Enhet::Tjanst | Enhet::Tal { procent: true }, Form::Procent) => " | procent",
            (Enhet::Tjanst | Enhet::Tal { procent: true }, _) => return None,
            (Enhet::Antal(_), Form::Ord) => " | ord",
            (Enhet::Antal(_), _) => "",
            (Enhet::Invanare | Enhet::Tal { .. }, _) => " | tal",
        };
        let quote = format!("{{{{ {name}{filter} }}}}");
        // A thing that the document has but its texts cannot name, such as another agreement's, has no expression.
        uttryck::evaluate(&quote, 0..quote.len(), self.sammanhang.names()).ok().map(|_| quote)
    }
}

/// What a fact is called in a sentence.
fn named(fact: &Faktum) -> String {
    match fact.enhet {
        Enhet::Tal { .. } => format!("indikatorn ”{}”", quoted(&fact.namn)),
        Enhet::Andel => format!("andelen för {}", fact.namn),
        _ => fact.namn.clone(),
    }
}

/// What a fact says, as it is printed.
fn value_of(fact: &Faktum) -> String {
    match fact.enhet {
        Enhet::Kronor => format!("{}{NBSP}kr", kronor(fact.varde)),
        Enhet::KronorPerInvanare => format!("{}{NBSP}kr per invånare", kronor(fact.varde)),
        Enhet::Andel | Enhet::Tjanst | Enhet::Tal { procent: true } => svenska::percent(fact.varde, 1),
        Enhet::Tal { procent: false } | Enhet::Invanare | Enhet::Antal(_) => svenska::number(fact.varde),
    }
}

/// An amount as it is printed: with both ören where it has any.
fn kronor(varde: Decimal) -> String {
    Belopp::parse(&varde.to_string()).map_or_else(|_| svenska::number(varde), |it| it.to_string())
}

/// What the place of a fact says, where this is typed: the thing itself, or the first that it is made of.
fn label_of(fact: &Faktum, typed: &str) -> String {
    let is_typed = Belopp::parse(&typed.replace('_', "")).is_ok_and(|it| it.decimal() == fact.varde);
    match fact.enhet {
        Enhet::Antal(_) => "här börjar de".to_owned(),
        Enhet::Kronor | Enhet::Andel if !is_typed => format!("här räknas {} fram", value_of(fact)),
        _ => format!("här står {}", value_of(fact)),
    }
}
