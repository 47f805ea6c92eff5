//! Silencing: what `[[tyst]]` takes away, and what is wrong with a `[[tyst]]`.

use super::{Sammanhang, documented};
use crate::check;
use crate::diagnostic::{Diagnostic, Fix, Report, Tier};
use crate::dokument::{Handling, Tyst};
use crate::read::{KeyIndex, nearest, only_near};
use crate::source::Span;
use crate::svenska::quoted;

check! {
    /// `[[tyst]]` nämner en kontroll som finns och som får tystas.
    ///
    /// Fel som gör att dokumentet inte kan skapas kan inte tystas.
    ///
    /// ```toml,fails
    /// [[tyst]]
    /// kontroll = "omrade-utan-budgetrat"
    /// orsak = "Görs inom ordinarie budget."
    /// ```
    ///
    /// ```toml
    /// [[fokusomrade]]
    /// id = "ovrigt"
    /// rubrik = "Övriga insatser"
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
    ///
    /// [[tyst]]
    /// kontroll = "omrade-utan-budgetrad"
    /// plats = "ovrigt"
    /// orsak = "Görs inom ordinarie budget."
    /// ```
    pub(super) const OKAND_KONTROLL: Check = Grund("okand-kontroll", Some(Fel), Some(Fel));
}

check! {
    /// Varje `[[tyst]]` tystar något.
    ///
    /// En rad som inte längre behövs kan dölja nästa fel på samma plats.
    ///
    /// ```toml,fails
    /// [[tyst]]
    /// kontroll = "omrade-utan-budgetrad"
    /// plats = "ovrigt"
    /// orsak = "Görs inom ordinarie budget."
    /// ```
    ///
    /// ```toml
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350
    /// kommun = 350
    ///
    /// [[tyst]]
    /// kontroll = "fel-storleksordning"
    /// orsak = "Beloppen är verkligen så små det första året."
    /// ```
    pub(super) const ONODIG_TYST: Check = Grund("onodig-tyst", Some(Varning), Some(Varning));
}

/// What the `[[tyst]]` tables of a document have silenced so far.
pub(super) struct Tystnad<'a> {
    handling: &'a dyn Handling,
    /// The document as it was typed.
    text: &'a str,
    /// `None` when the document silences nothing.
    keys: Option<KeyIndex>,
    used: Vec<bool>,
}

impl<'a> Tystnad<'a> {
    pub(super) fn new(handling: &'a dyn Handling, sammanhang: &Sammanhang<'a>) -> Self {
        let tables = handling.tyst();
        let text = sammanhang.sources.get(handling.span().file).text.as_str();
        let keys = (!tables.is_empty()).then(|| KeyIndex::new(text));
        Self { handling, text, keys, used: vec![false; tables.len()] }
    }

    /// Takes away the findings that are silenced.
    pub(super) fn apply(&mut self, report: &mut Report) {
        let Some(keys) = &self.keys else { return };
        for finding in std::mem::take(&mut report.diagnostics) {
            let silencing = self.handling.tyst().iter().position(|tyst| {
                let named = tyst.kontroll.value == finding.check.name && finding.check.tier != Tier::Grund;
                named && covers(tyst, &finding, self.handling, keys)
            });
            match silencing {
                Some(idx) => {
                    self.used[idx] = true;
                    report.tystade.push((finding, self.handling.tyst()[idx].orsak.value.clone()));
                }
                None => report.diagnostics.push(finding),
            }
        }
    }

    /// Judges the tables themselves, when nothing is left to silence. `unheard` tells the checks that did not run.
    pub(super) fn judge(self, unheard: impl Fn(&str) -> bool, report: &mut Report) {
        for (tyst, used) in self.handling.tyst().iter().zip(self.used) {
            let used = used || unheard(&tyst.kontroll.value);
            if let Some(diagnostic) = judge(tyst, used, self.text) {
                report.push(diagnostic);
            }
        }
    }
}

/// Whether a finding stands where a `[[tyst]]` looks: at an id, below a key, or anywhere when no place is named.
fn covers(tyst: &Tyst, finding: &Diagnostic, handling: &dyn Handling, keys: &KeyIndex) -> bool {
    let Some(place) = &tyst.plats else { return true };
    let inside =
        |it: Span| finding.span().file == it.file && it.start <= finding.span().start && finding.span().end <= it.end;
    let named =
        handling.ids().into_iter().flatten().filter(|it| it.as_str() == place.value).any(|it| inside(it.span()));
    named
        || keys.at(finding.span().start as usize).is_some_and(|path| {
            let below = |it: &str| {
                it.strip_prefix(place.value.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            };
            below(&path.indexed) || path.ids.contains(&place.value)
        })
}

fn judge(tyst: &Tyst, used: bool, text: &str) -> Option<Diagnostic> {
    let name = tyst.kontroll.value.as_str();
    let span = tyst.kontroll.span;
    let diagnostic = match documented().find(|it| it.name == name) {
        None => {
            let names: Vec<&str> = documented().map(|it| it.name).collect();
            let near = nearest(name, &names);
            let help = match near {
                Some(near) => format!("Menade du ”{near}”?"),
                None => "Kommandot fhplan explain visar alla kontroller.".to_owned(),
            };
            let told = format!("Det finns ingen kontroll som heter ”{}”.", quoted(name));
            let found = Diagnostic::new(&OKAND_KONTROLL, span, told).help(help).meant(near);
            match only_near(name, &names) {
                Some(only) => found.fix(Fix::safe(span, format!("\"{only}\""))),
                None => found,
            }
        }
        Some(check) if check.tier == Tier::Grund => {
            Diagnostic::new(&OKAND_KONTROLL, span, format!("Kontrollen ”{name}” kan inte tystas."))
                .help("Utan den går det inte att skapa ett riktigt dokument. Rätta felet och ta bort [[tyst]].")
        }
        Some(_) if !used => {
            let found = unused(tyst);
            Diagnostic { fix: whole_table(tyst, text), ..found }
        }
        Some(_) => return None,
    };
    Some(diagnostic)
}

/// Takes away the whole table, when it stands under a header of its own. One that names a place may only name the wrong
/// one.
fn whole_table(tyst: &Tyst, text: &str) -> Option<Fix> {
    let last = [Some(tyst.kontroll.span), tyst.plats.as_ref().map(|it| it.span), Some(tyst.orsak.span)];
    let end = last.into_iter().flatten().map(|it| it.end as usize).max()?;
    let header = tyst.span.range();
    let before =
        text.get(..header.start).filter(|_| text.get(header.clone()).is_some_and(|it| it.starts_with("[[")))?;
    // The blank line before it goes with it.
    let gap = before.trim_end_matches([' ', '\t']);
    let start = if gap.ends_with("\n\n") || gap.ends_with("\n\r\n") { gap.trim_end().len() } else { header.start };
    let place = Span::new(tyst.span.file, start..end);
    Some(if tyst.plats.is_none() { Fix::safe(place, "") } else { Fix::risky(place, "") })
}

/// A `[[tyst]]` that silences nothing points at its place, where it names one: that is what is most likely wrong.
fn unused(tyst: &Tyst) -> Diagnostic {
    let name = tyst.kontroll.value.as_str();
    match &tyst.plats {
        Some(place) => {
            let message = format!("Kontrollen ”{name}” har inget att tysta vid ”{}”.", quoted(&place.value));
            Diagnostic::new(&ONODIG_TYST, place.span, message)
                .help("Rätta plats till ett id som finns i dokumentet, eller ta bort [[tyst]].")
        }
        None => Diagnostic::new(&ONODIG_TYST, tyst.kontroll.span, format!("Kontrollen ”{name}” har inget att tysta."))
            .help("Ta bort [[tyst]]."),
    }
}
