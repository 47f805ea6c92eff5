//! Checks that what was decided is as it was decided.

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, Sammanhang};
use crate::belopp::Belopp;
use crate::check;
use crate::datum::Datum;
use crate::diagnostic::Report;
use crate::dokument::{Handling, Rattelse, Slag};
use crate::inlasning::shown;
use crate::lock::{self, Change, Entry, LockState};
use crate::modell::Underlag;
use crate::read::{self, nearest};
use crate::source::{FileId, Located, Span};
use crate::svenska::quoted;

check! {
    /// Ett beslutat dokument är som det var när det beslutades.
    ///
    /// Kommandot `fhplan lock` skriver ner det beslutade i en fil bredvid dokumentet, med samma namn men slutet `.lock`.
    /// Filen följer med i versionshanteringen, så att en ändring märks hos alla.
    ///
    /// Ett skrivfel rättas i dokumentet och redovisas med en `[[rattelse]]`, som skrivs ut. En ändring i sak kräver ett nytt
    /// beslut: skriv in det nya beslutsdatumet och lås igen. JO har kritiserat en kommun som bytte en sida i ett justerat
    /// protokoll utan att rättelsen syntes (dnr 581-2013).
    ///
    /// ```toml,fails,last
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// undertitel = "En ny undertitel"
    /// ar = 2024
    /// status = "beslutad"
    /// ```
    ///
    /// ```toml,last
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// undertitel = "En ny undertitel"
    /// ar = 2024
    /// status = "beslutad"
    ///
    /// [[rattelse]]
    /// datum = 2024-02-01
    /// plats = "dokument.undertitel"
    /// orsak = "Undertiteln saknades."
    /// ```
    pub const ANDRAD_EFTER_BESLUT: Check = Vanlig("andrad-efter-beslut", None, Some(Fel));
}

/// The words that tell of a document's decision: a follow-up is approved.
struct Ord {
    after: &'static str,
    anew: &'static str,
    decided_anew: &'static str,
}

impl Ord {
    fn of(slag: Slag) -> Self {
        match slag {
            Slag::Uppfoljning => Self {
                after: "efter godkännandet",
                anew: "Ändras något i sak behöver uppföljningen godkännas på nytt.",
                decided_anew: "Uppföljningen har ett nytt godkännande",
            },
            _ => Self {
                after: "efter beslutet",
                anew: "Ändras något i sak behövs ett nytt beslut.",
                decided_anew: "Dokumentet har ett nytt beslut",
            },
        }
    }
}

/// The day of a decision that is not the locked one.
fn decided_anew<'a>(handling: &'a dyn Handling, lock: &LockState) -> Option<&'a Located<Datum>> {
    let before = lock.decided_on.as_ref()?;
    handling.beslutad().filter(|it| *before != it.value.to_string())
}

/// The changes of a decided document that neither a correction nor a new decision explains.
pub(super) fn unexplained<'a>(handling: &dyn Handling, lock: &'a LockState) -> Vec<&'a Change> {
    if !handling.is_decided() || decided_anew(handling, lock).is_some() {
        return Vec::new();
    }
    uncorrected(handling, lock)
}

fn uncorrected<'a>(handling: &dyn Handling, lock: &'a LockState) -> Vec<&'a Change> {
    let corrected = |change: &&Change| handling.rattelse().iter().any(|it| covers(&it.plats.value, &change.place));
    lock.changes.iter().filter(|it| !corrected(it)).collect()
}

pub(super) fn andrad_efter_beslut(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(underlag) = sammanhang.underlag.filter(|_| handling.is_decided()) else { return };
    let file = shown(&underlag.path);
    let mut changes = uncorrected(handling, &underlag.lock);
    if changes.is_empty() {
        return;
    }
    let word = Ord::of(handling.slag());
    // A new decision explains every change, and only needs to be kept.
    if let Some(date) = decided_anew(handling, &underlag.lock) {
        let message = format!("{} ({}), men det förra är låst.", word.decided_anew, date.value);
        return findings.add(date.span, message, |it| {
            let before =
                changes.iter().find(|it| it.place == "styrdokument.beslutsdatum").and_then(|it| it.then.as_ref());
            let it = before.map_or(it.clone(), |(_, span)| it.label(*span, "låst"));
            it.help(format!("Kör fhplan lock {file} för att låsa det nya."))
        });
    }
    let places = Places::new(underlag, sammanhang);
    // A correction whose place is misspelt is told of itself.
    let meant: Vec<String> = places.unknown(handling).filter_map(|it| places.nearest(&it.plats.value)).collect();
    changes.retain(|change| !meant.iter().any(|it| covers(it, &change.place)));
    let mut told: BTreeSet<String> = BTreeSet::new();
    for change in &changes {
        // A table that was added or taken away is one change, whatever it holds.
        let table = places.whole_table(change).filter(|_| change.now.is_none() || change.then.is_none());
        let place = table.unwrap_or(&change.place).to_owned();
        if !told.insert(place.clone()) {
            continue;
        }
        let help = format!(
            "Ändra tillbaka. Var det ett skrivfel, lägg till [[rattelse]] med plats = \"{place}\", datum och orsak. {}",
            word.anew
        );
        let (span, message, here) = what_changed(change, &quoted(&place), &changes, &places, handling, &word);
        let hashed = change.then.as_ref().is_some_and(|(value, _)| is_hash(value)) && table.is_none();
        let help = if hashed { format!("{help} Den beslutade lydelsen finns i versionshanteringen.") } else { help };
        findings.add(span, message, |it| {
            let it = match &change.then {
                Some((_, span)) => it.here(here).label(*span, "beslutat"),
                None => it.here(here).label(handling.status().span, "beslutad"),
            };
            it.help(help)
        });
    }
}

/// Where a change is told, what is said of it and what the place is called.
fn what_changed(
    change: &Change,
    place: &str,
    changes: &[&Change],
    places: &Places,
    handling: &dyn Handling,
    word: &Ord,
) -> (Span, String, String) {
    let after = word.after;
    match (&change.now, &change.then) {
        (Some((now, span)), Some((then, _))) => {
            let message = match (shown_value(now, &change.place), shown_value(then, &change.place)) {
                (Some(now), Some(then)) => format!("{place} har ändrats {after}: {then} har blivit {now}."),
                _ => format!("Texten i {place} har ändrats {after}."),
            };
            (*span, message, "nu".to_owned())
        }
        (Some((_, span)), None) => (*span, format!("{place} har lagts till {after}."), "tillagt".to_owned()),
        (None, then) => {
            let name = change.place.rsplit('.').next().unwrap_or_default();
            let (whole, here) = match change.place == place {
                true => (false, format!("här stod {name}")),
                false => {
                    let name = place.rsplit('[').next().unwrap_or_default().trim_end_matches(']');
                    (true, format!("här saknas {name}"))
                }
            };
            let amounts = changes.iter().filter(|it| it.place.starts_with(&format!("{place}."))).filter_map(|it| {
                let key = it.place.rsplit('.').next()?;
                let (value, _) = it.then.as_ref().filter(|_| ["region", "kommun", "annan"].contains(&key))?;
                Belopp::parse(value).ok()
            });
            let sum: Belopp = amounts.sum();
            let message = match then.as_ref().and_then(|(it, _)| shown_value(it, &change.place)) {
                _ if whole && !sum.is_zero() => format!("{place} ({sum} kr) har tagits bort {after}."),
                Some(then) if !whole => format!("{place} har tagits bort {after}. Beslutat är {then}."),
                _ => format!("{place} har tagits bort {after}."),
            };
            (places.beside(&change.place).unwrap_or(handling.span()), message, here)
        }
    }
}

/// The places of a document, as it is now and as it was decided.
struct Places {
    file: FileId,
    now: BTreeMap<String, Entry>,
    then: BTreeSet<String>,
}

impl Places {
    fn new(underlag: &Underlag, sammanhang: &Sammanhang<'_>) -> Self {
        let text = &sammanhang.sources.get(underlag.fil).text;
        let table = read::parse(underlag.fil, text, &mut Report::default());
        let now = table.map(|it| lock::content(it.get_ref())).unwrap_or_default();
        let mut then: BTreeSet<String> = now.keys().cloned().collect();
        for change in &underlag.lock.changes {
            match change.then {
                Some(_) => then.insert(change.place.clone()),
                None => then.remove(&change.place),
            };
        }
        Self { file: underlag.fil, now, then }
    }

    /// The outermost table around something added or taken away that was added or taken away with all it holds.
    fn whole_table<'a>(&self, change: &'a Change) -> Option<&'a str> {
        let inside = |key: &str, table: &str| key.strip_prefix(table).is_some_and(|it| it.starts_with('.'));
        let mut tables = change.place.match_indices(']').map(|(at, _)| &change.place[..=at]);
        tables.find(|table| match change.now {
            Some(_) => !self.then.iter().any(|it| inside(it, table)),
            None => !self.now.keys().any(|it| inside(it, table)),
        })
    }

    /// A place in the document near one that was taken away: in its table, else in the one around.
    fn beside(&self, place: &str) -> Option<Span> {
        let mut above = place;
        while let Some((table, _)) = above.rsplit_once(['.', '[']) {
            let near =
                self.now.iter().find(|(key, _)| key.strip_prefix(table).is_some_and(|it| it.starts_with(['.', '['])));
            if let Some((_, entry)) = near {
                return Some(Span::new(self.file, entry.range.clone()));
            }
            above = table;
        }
        None
    }

    /// The corrections of places that there are not.
    fn unknown<'a>(&'a self, handling: &'a dyn Handling) -> impl Iterator<Item = &'a Rattelse> {
        let known =
            |place: &str| lock::may_change(place) || self.now.keys().chain(&self.then).any(|it| covers(place, it));
        handling.rattelse().iter().filter(move |it| !known(&it.plats.value))
    }

    /// The place, or the table, that a misspelt one most likely stands for.
    fn nearest(&self, typed: &str) -> Option<String> {
        let keys: Vec<&str> = self.now.keys().chain(&self.then).map(String::as_str).collect();
        let tables = keys.iter().flat_map(|key| {
            key.match_indices(['.', ']']).map(|(at, it)| match it {
                "]" => &key[..=at],
                _ => &key[..at],
            })
        });
        let ids = keys.iter().flat_map(|key| key.split('[').skip(1).filter_map(|it| it.split(']').next()));
        let all: Vec<&str> = keys.iter().copied().chain(tables).chain(ids).collect();
        nearest(typed, &all).map(str::to_owned)
    }
}

check! {
    /// En rättelse gäller ett ställe som finns i dokumentet.
    ///
    /// Stället är ett id, eller nycklarna som leder dit.
    ///
    /// ```toml,fails
    /// [[rattelse]]
    /// datum = 2024-02-01
    /// plats = "dokument.undertiteln"
    /// orsak = "Undertiteln saknades."
    /// ```
    ///
    /// ```toml
    /// [[rattelse]]
    /// datum = 2024-02-01
    /// plats = "dokument.titel"
    /// orsak = "Året var fel."
    /// ```
    pub(super) const OKAND_RATTELSE: Check = Vanlig("okand-rattelse", Some(Varning), Some(Fel));
}

pub(super) fn okand_rattelse(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(underlag) = sammanhang.underlag.filter(|_| !handling.rattelse().is_empty()) else { return };
    let places = Places::new(underlag, sammanhang);
    for correction in places.unknown(handling) {
        let place = &correction.plats;
        let message = format!("Rättelsen gäller ”{}”, som inte finns i dokumentet.", quoted(&place.value));
        let near = places.nearest(&place.value);
        let there = near.as_ref().and_then(|near| places.now.iter().find(|(key, _)| covers(near, key)));
        findings.add(place.span, message, |it| {
            let it = match there {
                Some((_, entry)) => it.label(Span::new(places.file, entry.range.clone()), "finns"),
                None => it,
            };
            it.meant(near.as_deref()).help(match near {
                Some(near) => format!("Menade du ”{}”?", quoted(&near)),
                None => {
                    "Skriv ett id, eller nycklarna som leder till stället: \"budget.rad[strateg].region\".".to_owned()
                }
            })
        });
    }
}

/// Whether a value is a text that is kept as its hash.
fn is_hash(value: &str) -> bool {
    value.starts_with("sha256:")
}

/// A value as a message shows it; `None` for a text that is kept as its hash.
fn shown_value(value: &str, place: &str) -> Option<String> {
    if is_hash(value) {
        return None;
    }
    let money = ["region", "kommun", "annan", "summa", "belopp", "ram", "kronor"];
    let last = place.rsplit('.').next().unwrap_or_default();
    match Belopp::parse(value).ok().filter(|_| money.contains(&last)) {
        Some(amount) => Some(format!("{amount} kr")),
        None => Some(format!("”{}”", quoted(value))),
    }
}

/// Whether a correction of a place tells of a value: by its keys, by keys above it, or by an id on the way to it.
fn covers(correction: &str, place: &str) -> bool {
    let below = place.strip_prefix(correction).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    below || place.contains(&format!("[{correction}]"))
}

check! {
    /// Ett beslutat dokument är låst.
    ///
    /// Utan lås märks det inte om någon ändrar det som är beslutat. Kontrollen säger till när dokumentet i övrigt är utan fel.
    ///
    /// ```toml,fails,whole
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
    /// diarienummer = "2023.445 KS"
    /// galler_for = "Alla nämnder"
    /// giltig_fran = 2024-01-01
    /// giltig_till = 2024-12-31
    /// revideras_senast = "2024-11"
    /// dokumentansvarig = "Folkhälsostrateg"
    ///
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "utkast"
    /// ```
    pub(super) const OLAST_BESLUT: Check = Vanlig("olast-beslut", None, Some(Upplysning));
}

/// Runs after the others: a document with errors cannot be locked, and has other things to tell.
pub(super) fn olast_beslut(handling: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(underlag) = sammanhang.underlag.filter(|_| handling.is_decided()) else { return };
    if underlag.lock.exists {
        return;
    }
    let file = shown(&underlag.path);
    findings.add(handling.status().span, "Dokumentet är beslutat men inte låst.", |it| {
        it.help(format!("Kör fhplan lock {file}, så märks det om någon ändrar det beslutade."))
    });
}
