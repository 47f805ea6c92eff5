//! What a comparison says in sentences, for every output alike: what changed, for how much, who pays, does it balance.

use super::{Amounts, Balance, Comparison, Document, Fate, Group, Money, MoneyKind, Sum, Verdict};
use crate::belopp::Belopp;
use crate::budget::Summor;
use crate::svenska::{self, NBSP};

/// The direction and the size of a change, never told by colour.
pub(super) struct Delta {
    /// `↑ +10 000`, or `oförändrad`.
    pub kronor: String,
    /// `+2,0 %`; a dash where there is nothing to hold it against.
    pub percent: String,
}

/// How one amount differs from another.
pub(super) fn delta(before: Option<Belopp>, after: Option<Belopp>) -> Delta {
    let (old, new) = (before.unwrap_or_default(), after.unwrap_or_default());
    let difference = new - old;
    if difference.is_zero() {
        return Delta { kronor: "oförändrat".to_owned(), percent: "–".to_owned() };
    }
    let (arrow, sign) = if difference.is_negative() { ('↓', '\u{2212}') } else { ('↑', '+') };
    let kronor = format!("{arrow}{NBSP}{sign}{}", difference.abs());
    Delta { kronor, percent: percent(old, new).unwrap_or_else(|| "–".to_owned()) }
}

/// The change in per cent, with its sign: `+2,0 %`.
pub(super) fn percent(old: Belopp, new: Belopp) -> Option<String> {
    let share = (new - old).abs().share_of(old.abs())?;
    let sign = if new < old { '\u{2212}' } else { '+' };
    let text = svenska::percent(share, 1);
    // What is less than a twentieth of a per cent is told as such.
    let nothing = text.starts_with("0\u{a0}");
    Some(if nothing { format!("{sign}<0,1{NBSP}%") } else { format!("{sign}{text}") })
}

/// One who pays: what they are called, and their part of a sum.
pub(super) type Payer<'a> = (&'a str, fn(Summor) -> Belopp);

/// Those who pay in a document; others only where there are any.
pub(super) fn payers<'a>(document: &'a Document, sums: &[&Sum]) -> Vec<Payer<'a>> {
    let others = sums.iter().flat_map(|it| [it.before, it.after]).flatten().any(|it| !it.0.annan.is_zero());
    let [region, kommun] = &document.parties;
    let mut all: Vec<Payer<'a>> = vec![(region, |it| it.region), (kommun, |it| it.kommun)];
    if others {
        all.push(("Andra", |it| it.annan));
    }
    all
}

/// A comparison in one or two sentences.
pub(super) fn lead(all: &Comparison) -> String {
    let mut parts = Vec::new();
    match all.documents.as_slice() {
        [] if all.unread.is_empty() => parts.push("Ingen ändring i sak.".to_owned()),
        [] => parts.push("Ingen ändring i sak i det som gick att läsa.".to_owned()),
        [one] => parts.push(format!("{}: {}", titled(one), document(one))),
        several => parts.push(together(several)),
    }
    let broken =
        all.unread.iter().filter(|it| it.whole).map(|it| it.file.as_str()).collect::<std::collections::BTreeSet<_>>();
    if !broken.is_empty() {
        let files = svenska::count(broken.len(), "fil", "filer");
        parts.push(format!("{files} gick inte att läsa och är inte med i jämförelsen."));
    }
    parts.join(" ")
}

/// A document's kommun and name.
pub(super) fn titled(it: &Document) -> String {
    if it.kommun.is_empty() { it.name.clone() } else { format!("{}, {}", it.kommun, lowered(&it.name)) }
}

/// A name inside a sentence.
fn lowered(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Several documents at once.
fn together(documents: &[Document]) -> String {
    let mut kommuner: Vec<&str> = documents.iter().map(|it| it.kommun.as_str()).filter(|it| !it.is_empty()).collect();
    kommuner.sort_unstable();
    kommuner.dedup();
    let place = match kommuner.as_slice() {
        [] => String::new(),
        [one] => format!(" i {one}"),
        several => format!(" i {}", svenska::count(several.len(), "kommun", "kommuner")),
    };
    let mut parts = vec![format!("{}{place} ändras.", svenska::count(documents.len(), "dokument", "dokument"))];
    let budgets: Vec<&Sum> = budgets(documents).filter_map(|(_, it)| it.sums.first()).collect();
    let total =
        |side: fn(&Sum) -> Option<Amounts>| -> Summor { budgets.iter().filter_map(|it| side(it)).map(|it| it.0).sum() };
    let (old, new) = (total(|it| it.before), total(|it| it.after));
    if old != new {
        let what = if budgets.len() == 1 { "Budgeten" } else { "Budgetarna" };
        let payers: [Payer<'_>; 3] =
            [("regionen", |it| it.region), ("kommunerna", |it| it.kommun), ("andra", |it| it.annan)];
        let payers = payers
            .map(|(name, part)| (if name == "kommunerna" && kommuner.len() < 2 { "kommunen" } else { name }, part));
        parts.push(format!("{} {}", moved(what, old, new, budgets.len() > 1), paid(&payers, old, new, "betalar")));
    } else if !budgets.is_empty() {
        parts.push("Budgetarnas summa är oförändrad.".to_owned());
    }
    let judged: Vec<(&Document, &Verdict)> = documents
        .iter()
        .filter_map(|it| Some((it, it.money.as_ref()?)))
        .flat_map(|(document, money)| money.balance.iter().filter_map(move |it| Some((document, it.after.as_ref()?))))
        .collect();
    let off: Vec<String> =
        judged.iter().filter(|(_, it)| it.balanced == Some(false)).map(|(it, _)| titled(it)).collect();
    if !off.is_empty() {
        let mut off = off;
        off.dedup();
        let hidden = off.len().saturating_sub(5);
        off.truncate(5);
        if hidden > 0 {
            off.push(format!("{hidden} till"));
        }
        parts.push(format!("Inte i balans: {}.", svenska::list(&off, "och")));
    } else if judged.iter().any(|(_, it)| it.balanced == Some(true)) {
        parts.push("Allt som går att bedöma är i balans.".to_owned());
    }
    parts.join(" ")
}

fn budgets(documents: &[Document]) -> impl Iterator<Item = (&Document, &Money)> {
    documents.iter().filter_map(|it| Some((it, it.money.as_ref().filter(|it| it.kind == MoneyKind::Budget)?)))
}

/// A document in a few sentences.
pub(super) fn document(it: &Document) -> String {
    let mut parts: Vec<String> = Vec::new();
    match it.change {
        Fate::Added => parts.push(format!("{} är ny{}.", kind(it), status(it))),
        Fate::Removed => parts.push(format!("{} tas bort.", kind(it))),
        Fate::Follows => parts.push("Filen är densamma, men räknar med det som ändras i en annan fil.".to_owned()),
        Fate::Changed => {}
    }
    if it.change == Fate::Changed
        && let (Some(before), Some(after)) = (&it.status_before, &it.status)
        && before != after
    {
        parts.push(format!("Statusen ändras från {before} till {after}."));
    }
    if let Some(money) = &it.money {
        parts.push(of_money(it, money));
        parts.extend(balance(it, money));
    }
    parts.extend(counted(it));
    parts.join(" ")
}

fn kind(it: &Document) -> String {
    match it.slag.as_str() {
        "kommun" => "Kommunen".to_owned(),
        "formular" => "Formuläret".to_owned(),
        "verksamhetsplan" => "Verksamhetsplanen".to_owned(),
        "uppfoljning" => "Uppföljningen".to_owned(),
        "handlingsplan" => "Handlingsplanen".to_owned(),
        _ => "Dokumentet".to_owned(),
    }
}

fn status(it: &Document) -> String {
    it.status.as_ref().map(|it| format!(" ({it})")).unwrap_or_default()
}

/// What an amount does: `Budgeten höjs med 20 000 kr (+2,0 %), från 1 000 000 kr till 1 020 000 kr.`
fn moved(what: &str, old: Summor, new: Summor, many: bool) -> String {
    let (from, to) = (old.summa(), new.summa());
    let difference = to - from;
    if difference.is_zero() {
        let other = if old == new { "som förut" } else { "som förut, men delas annorlunda" };
        return format!("{what} är {to}{NBSP}kr {other}.");
    }
    let verb = if difference.is_negative() { "sänks" } else { "höjs" };
    let share = percent(from, to).map(|it| format!(" ({it})")).unwrap_or_default();
    let together = if many { " tillsammans" } else { "" };
    format!("{what} {verb}{together} med {}{NBSP}kr{share}, från {from}{NBSP}kr till {to}{NBSP}kr.", difference.abs())
}

/// Who pays the difference: `DRN betalar 10 000 kr mer, kommunen lika mycket som förut.`
fn paid(payers: &[Payer<'_>], old: Summor, new: Summor, verb: &str) -> String {
    let mut first = true;
    let clauses: Vec<String> = payers
        .iter()
        .filter(|(_, part)| !part(old).is_zero() || !part(new).is_zero())
        .map(|(name, part)| {
            let difference = part(new) - part(old);
            let how = match (difference.is_zero(), difference.is_negative()) {
                (true, _) => "lika mycket som förut".to_owned(),
                (_, true) => format!("{}{NBSP}kr mindre", difference.abs()),
                _ => format!("{difference}{NBSP}kr mer"),
            };
            let verb = if std::mem::take(&mut first) { format!(" {verb}") } else { String::new() };
            format!("{name}{verb} {how}")
        })
        .collect();
    svenska::capitalised(&svenska::list(&clauses, "och")) + "."
}

fn of_money(it: &Document, money: &Money) -> String {
    let Some(total) = money.sums.first() else { return String::new() };
    let (what, verb) = match money.kind {
        MoneyKind::Budget => ("Budgeten", "betalar"),
        MoneyKind::Ekonomi => ("Utfallet", "har betalat"),
    };
    let payers = payers(it, &[total]);
    let shares = |sums: Summor| {
        let parts: Vec<String> = payers.iter().map(|(name, part)| format!("{name} {}{NBSP}kr", part(sums))).collect();
        svenska::list(&parts, "och")
    };
    match (total.before, total.after) {
        (Some(old), Some(new)) if old != new => {
            format!("{} {}", moved(what, old.0, new.0, false), paid(&payers, old.0, new.0, verb))
        }
        (Some(_), Some(new)) if !money.rows.is_empty() => {
            let rows = svenska::count(money.rows.len(), "budgetrad", "budgetrader");
            format!("{what} är {}{NBSP}kr som förut, men {rows} har andra belopp.", new.0.summa())
        }
        (Some(_), Some(new)) => format!("{what} är {}{NBSP}kr som förut.", new.0.summa()),
        (None, Some(new)) => format!("{what} är {}{NBSP}kr: {}.", new.0.summa(), shares(new.0)),
        (Some(old), None) => format!("{what} var {}{NBSP}kr: {}.", old.0.summa(), shares(old.0)),
        (None, None) => String::new(),
    }
}

/// Whether the money balances, before and after.
fn balance(it: &Document, money: &Money) -> Vec<String> {
    let all: Vec<&Balance> = money.balance.iter().collect();
    let good = |it: &&Balance| {
        it.after.as_ref().is_some_and(|it| it.balanced == Some(true))
            && it.before.as_ref().is_none_or(|it| it.balanced == Some(true))
    };
    if it.change == Fate::Removed {
        return Vec::new();
    }
    if all.len() > 1 && all.iter().all(good) {
        let as_before = if all.iter().any(|it| it.before.is_some()) { ", som förut" } else { "" };
        return vec![format!("{} i alla {} avtalen{as_before}.", verdict_words(money.kind).0, all.len())];
    }
    all.into_iter().map(|it| one_balance(it, money.kind)).collect()
}

/// The words for money that balances, and for money that does not.
fn verdict_words(kind: MoneyKind) -> (&'static str, &'static str, &'static str, &'static str) {
    match kind {
        MoneyKind::Budget => (
            "Budgeten är i balans",
            "Budgeten är inte i balans",
            "Budgeten är inte längre i balans",
            "Budgeten är nu i balans",
        ),
        MoneyKind::Ekonomi => {
            ("Pengarna går ihop", "Pengarna går inte ihop", "Pengarna går inte längre ihop", "Pengarna går nu ihop")
        }
    }
}

fn one_balance(it: &Balance, kind: MoneyKind) -> String {
    let (good, bad, worse, better) = verdict_words(kind);
    let under = it.avtal.as_ref().map(|it| format!(" i avtalet ”{it}”")).unwrap_or_default();
    let state = |it: &Option<Verdict>| it.as_ref().and_then(|it| it.balanced);
    let Some(after) = &it.after else { return format!("Avtalet{under} gäller inte längre budgeten.") };
    let text = &after.text;
    match (state(&it.before), after.balanced) {
        (_, None) => format!("{}{}.", svenska::capitalised(text), under),
        (Some(true), Some(true)) => format!("{good}{under}, som förut ({text})."),
        (_, Some(true)) if it.before.is_none() => format!("{good}{under} ({text})."),
        (_, Some(true)) => format!("{better}{under} ({text})."),
        (Some(true), Some(false)) => format!("{worse}{under}: {text}."),
        (Some(false), Some(false)) => {
            let before = it.before.as_ref().map(|it| it.text.as_str()).filter(|it| it != text);
            let before = before.map(|it| format!(" Före ändringen: {it}.")).unwrap_or_default();
            format!("{bad}{under}: {text}.{before}")
        }
        (None, Some(false)) => format!("{bad}{under}: {text}."),
    }
}

/// How many other changes there are, and in what.
fn counted(it: &Document) -> Option<String> {
    let groups = Group::ALL.into_iter().filter_map(|group| {
        let count = it.changes.iter().filter(|it| it.group == group).count();
        (count > 0).then(|| format!("{count} i {}", lowered(group.heading())))
    });
    let groups: Vec<String> = groups.map(|it| it.replace(" i mer om pengarna", " i pengarna i övrigt")).collect();
    (!groups.is_empty()).then(|| {
        format!("Ändringar i texten: {}.", svenska::list(&groups, "och"))
            .replace("Ändringar i texten", if it.money.is_some() { "Andra ändringar" } else { "Ändringar" })
    })
}
