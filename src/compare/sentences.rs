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

/// A comparison in a few sentences; one of a single document does not name it.
pub(super) fn lead(all: &Comparison) -> String {
    let mut parts = Vec::new();
    match all.documents.as_slice() {
        [] if all.unread.is_empty() => parts.push("Ingen ändring i sak.".to_owned()),
        [] => parts.push("Ingen ändring i sak i det som gick att läsa.".to_owned()),
        [one] => parts.push(document(one)),
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
    let count = |fates: &[Fate]| documents.iter().filter(|it| fates.contains(&it.change)).count();
    let (changed, added, removed) =
        (count(&[Fate::Changed, Fate::Follows]), count(&[Fate::Added]), count(&[Fate::Removed]));
    let clause = |count: usize, verb: &str| (count > 0).then(|| (count, verb.to_owned()));
    let clauses = [clause(changed, "ändras"), clause(added, "tillkommer"), clause(removed, "tas bort")];
    let clauses: Vec<String> = clauses
        .into_iter()
        .flatten()
        .enumerate()
        .map(
            |(at, (count, verb))| {
                if at == 0 { format!("{count} dokument{place} {verb}") } else { format!("{count} {verb}") }
            },
        )
        .collect();
    let mut parts = vec![svenska::list(&clauses, "och") + "."];
    let of = |fates: &[Fate]| -> Vec<&Sum> {
        budgets(documents).filter(|(it, _)| fates.contains(&it.change)).filter_map(|(_, it)| it.sums.first()).collect()
    };
    let total = |sums: &[&Sum], side: fn(&Sum) -> Option<Amounts>| -> Summor {
        sums.iter().filter_map(|it| side(it)).map(|it| it.0).sum()
    };
    let kept = of(&[Fate::Changed, Fate::Follows]);
    let (old, new) = (total(&kept, |it| it.before), total(&kept, |it| it.after));
    if old != new {
        let what = if kept.len() == 1 { "Budgeten" } else { "Budgetarna" };
        let one = kommuner.len() < 2;
        let payers: [Payer<'_>; 3] = [
            (if one { "regionen" } else { "regionerna" }, |it| it.region),
            (if one { "kommunen" } else { "kommunerna" }, |it| it.kommun),
            ("andra", |it| it.annan),
        ];
        parts.push(format!("{} {}", moved(what, old, new, kept.len() > 1), paid(&payers, old, new, "betalar")));
    } else if !kept.is_empty() {
        parts.push("Budgetarnas summa är densamma.".to_owned());
    }
    for (sums, amount, word) in [
        (of(&[Fate::Added]), total(&of(&[Fate::Added]), |it| it.after), "Nya budgetar"),
        (of(&[Fate::Removed]), total(&of(&[Fate::Removed]), |it| it.before), "Borttagna budgetar"),
    ] {
        if !sums.is_empty() {
            parts.push(format!("{word}: {}{NBSP}kr.", amount.summa()));
        }
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
    } else if it.change == Fate::Changed && it.status_before.as_deref() == Some("beslutad") {
        parts.push("Dokumentet var redan beslutat.".to_owned());
    }
    let moves = it.money.as_ref().is_some_and(Money::differs) || it.change != Fate::Changed;
    if let Some(money) = it.money.as_ref().filter(|_| moves) {
        parts.extend(of_money(it, money));
        parts.extend(balance(it, money));
    }
    if it.money_unknown {
        parts.push("Summorna går inte att räkna ut, för något i filen eller i det den bygger på har fel.".to_owned());
    }
    parts.extend(counted(it, moves));
    if let Some(money) = it.money.as_ref().filter(|_| !moves) {
        parts.extend(still(money));
    }
    parts.join(" ")
}

/// Money that is what it was: `Inga belopp ändras: budgeten är 1 000 000 kr och i balans.`
fn still(money: &Money) -> Option<String> {
    let total = money.sums.first()?.after?.0.summa();
    let verdicts: Vec<&Verdict> = money.balance.iter().filter_map(|it| it.after.as_ref()).collect();
    let (what, good, bad) = match money.kind {
        MoneyKind::Budget => ("budgeten", "i balans", "fortfarande inte i balans"),
        MoneyKind::Ekonomi => ("utfallet", "pengarna går ihop", "pengarna går fortfarande inte ihop"),
    };
    let state = match () {
        () if verdicts.iter().any(|it| it.balanced == Some(false)) => format!(" och {bad}"),
        () if !verdicts.is_empty() && verdicts.iter().all(|it| it.balanced == Some(true)) => format!(" och {good}"),
        () => String::new(),
    };
    Some(format!("Inga belopp ändras: {what} är {total}{NBSP}kr{state}."))
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
    if from.is_zero() {
        return format!("{what} är {to}{NBSP}kr, förut inget.");
    }
    let verb = if difference.is_negative() { "sänks" } else { "höjs" };
    let share = percent(from, to).map(|it| format!(" ({it})")).unwrap_or_default();
    let together = if many { " tillsammans" } else { "" };
    format!("{what} {verb}{together} med {}{NBSP}kr{share}, från {from}{NBSP}kr till {to}{NBSP}kr.", difference.abs())
}

/// Who pays the difference: `DRN betalar 10 000 kr mer. Kommunen betalar lika mycket som förut.`
fn paid(payers: &[Payer<'_>], old: Summor, new: Summor, verb: &str) -> String {
    let pays = payers.iter().filter(|(_, part)| !part(old).is_zero() || !part(new).is_zero());
    let (same, other): (Vec<_>, Vec<_>) = pays.partition(|(_, part)| part(old) == part(new));
    let clause = |(at, (name, part)): (usize, &&Payer<'_>)| {
        let difference = part(new) - part(old);
        let how = if difference.is_negative() { "mindre" } else { "mer" };
        // The verb stands once, after the first who pays.
        let verb = if at == 0 { format!(" {verb}") } else { String::new() };
        format!("{}{verb} {}{NBSP}kr {how}", inside(name), difference.abs())
    };
    let clauses: Vec<String> = other.iter().enumerate().map(clause).collect();
    let names: Vec<String> = same.iter().map(|(name, _)| inside(name)).collect();
    let mut parts = Vec::new();
    if !clauses.is_empty() {
        parts.push(svenska::capitalised(&svenska::list(&clauses, "och")) + ".");
    }
    if !names.is_empty() {
        let names = svenska::capitalised(&svenska::list(&names, "och"));
        parts.push(format!("{names} {verb} lika mycket som förut."));
    }
    parts.join(" ")
}

/// One who pays as a sentence names them.
fn inside(name: &str) -> String {
    if ["Andra", "Kommunen", "Regionen"].contains(&name) { lowered(name) } else { name.to_owned() }
}

fn of_money(it: &Document, money: &Money) -> Vec<String> {
    let Some(total) = money.sums.first() else { return Vec::new() };
    let (what, verb) = match money.kind {
        MoneyKind::Budget => ("Budgeten", "betalar"),
        MoneyKind::Ekonomi => ("Utfallet", "har betalat"),
    };
    let payers = payers(it, &[total]);
    let shares = |sums: Summor| {
        let parts = payers.iter().filter(|(_, part)| !part(sums).is_zero());
        let parts: Vec<String> = parts.map(|(name, part)| format!("{} {}{NBSP}kr", inside(name), part(sums))).collect();
        if parts.is_empty() { String::new() } else { format!(": {}", svenska::list(&parts, "och")) }
    };
    let mut all = vec![match (total.before, total.after) {
        (Some(old), Some(new)) if old != new => {
            format!("{} {}", moved(what, old.0, new.0, false), paid(&payers, old.0, new.0, verb))
        }
        (Some(_), Some(new)) if !money.rows.is_empty() => {
            let rows = svenska::count(money.rows.len(), "budgetrad", "budgetrader");
            format!("{what} är {}{NBSP}kr som förut, men {rows} har andra belopp.", new.0.summa())
        }
        (Some(_), Some(new)) => format!("{what} är {}{NBSP}kr som förut.", new.0.summa()),
        (None, Some(new)) => format!("{what} är {}{NBSP}kr{}.", new.0.summa(), shares(new.0)),
        (Some(old), None) => format!("{what} var {}{NBSP}kr{}.", old.0.summa(), shares(old.0)),
        (None, None) => return Vec::new(),
    }];
    // What comes from another year is no part of the budget's sum.
    if it.change == Fate::Changed {
        let carried = money.sums.iter().filter(|it| CARRIED.contains(&it.name.as_str()) && it.before != it.after);
        let amount = |it: Option<Amounts>| it.map(|it| it.0).unwrap_or_default();
        all.extend(carried.map(|it| moved(&it.name, amount(it.before), amount(it.after), false)));
    }
    all
}

/// The sums that are told in words beside the first.
const CARRIED: [&str; 3] = ["Ingående överföring", "Utgående överföring", "Återbetalning"];

/// Whether the money balances, before and after.
fn balance(it: &Document, money: &Money) -> Vec<String> {
    if it.change == Fate::Removed {
        return Vec::new();
    }
    let is_good = |it: &Option<Verdict>| it.as_ref().is_some_and(|it| it.balanced == Some(true));
    // Agreements that balance as they did are told together.
    let quiet = |it: &&Balance| is_good(&it.after) && it.before.as_ref().is_none_or(|_| is_good(&it.before));
    let (good, told): (Vec<&Balance>, Vec<&Balance>) = money.balance.iter().partition(quiet);
    let several = money.balance.len() > 1;
    let mut all: Vec<String> = told.into_iter().map(|it| one_balance(it, money.kind)).collect();
    let words = verdict_words(money.kind);
    let as_before = if good.iter().any(|it| it.before.is_some()) { ", som förut" } else { "" };
    match good.as_slice() {
        [] => {}
        [one] if !several => all.push(one_balance(one, money.kind)),
        good if all.is_empty() => all.push(format!("{} i alla {} avtalen{as_before}.", words.0, good.len())),
        good => {
            let names: Vec<String> =
                good.iter().filter_map(|it| it.avtal.as_ref()).map(|it| format!("”{it}”")).collect();
            all.push(format!("{} i {}{as_before}.", words.0, svenska::list(&names, "och")));
        }
    }
    all
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
fn counted(it: &Document, moves: bool) -> Option<String> {
    let groups = Group::ALL.into_iter().filter_map(|group| {
        let count = it.changes.iter().filter(|it| it.group == group).count();
        (count > 0).then(|| format!("{count} i {}", group.subject()))
    });
    let groups: Vec<String> = groups.collect();
    let what = if moves && it.money.is_some() { "Andra ändringar" } else { "Ändringar" };
    (!groups.is_empty()).then(|| format!("{what}: {}.", svenska::list(&groups, "och")))
}
