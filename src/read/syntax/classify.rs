//! What is wrong with one statement that TOML refuses.

use std::ops::Range;

use super::faults::{self, loose, syntax};
use super::scalars::{COMMENT, Reading, UNQUOTED, bad_escape, is_value, junk, quoted, reading};
use super::slots::{Slot, is_row, slots};
use super::sorts::Sort;
use super::statements::{Fault, Form, Kind, Statement, Token, is_curly};
use super::wording::shown;
use super::{MOST, SyntaxMistake, is_well_formed, keys, shape, toml_says};

/// The label of a text in typographic quotes.
const CURLY: &str = "kommer ofta från Word";

/// The mistakes of a statement, and for a header the header that was meant.
pub(super) fn statement(text: &str, statement: &Statement) -> (Vec<SyntaxMistake>, Option<String>) {
    let source = text.get(statement.range.clone()).unwrap_or_default();
    match statement.form {
        Form::Header => {
            let (mistake, repaired) = keys::header(source, statement.range.start);
            (vec![mistake], repaired)
        }
        Form::Loose(sort) => (vec![loose(sort, source, statement.range.start)], None),
        Form::Assignment => (Assignment::new(text, statement).mistakes(), None),
    }
}

/// A comment is only mended outside brackets: within them it would take what closes them with it.
fn outside_only(reading: Reading, slot: &Slot) -> Reading {
    let sure = reading.sure.filter(|_| slot.inside.is_none() || reading.label != COMMENT);
    Reading { sure, ..reading }
}

/// A broken `key = value`.
struct Assignment<'t> {
    text: &'t str,
    statement: &'t Statement,
    found: Vec<SyntaxMistake>,
    /// Replacements that would mend what has been found.
    patches: Vec<(Range<usize>, String)>,
}

impl<'t> Assignment<'t> {
    fn new(text: &'t str, statement: &'t Statement) -> Self {
        Self { text, statement, found: Vec::new(), patches: Vec::new() }
    }

    fn mistakes(mut self) -> Vec<SyntaxMistake> {
        if let Some(fault @ (Fault::Dashes { .. } | Fault::Unquoted { .. })) = &self.statement.fault {
            return vec![faults::fault(self.text, self.statement, fault)];
        }
        let slots = slots(&self.statement.tokens);
        if let Some(it) = shape::mistake(self.text, self.statement, &slots) {
            return vec![it];
        }
        for slot in slots {
            // Many patches in few mistakes are one long list whose texts lack quotes.
            if self.found.len() > MOST || self.patches.len() > 20 * MOST {
                break;
            }
            if slot.is_key { self.key(&slot) } else { self.value(&slot) }
        }
        match &self.statement.fault {
            Some(fault) if !self.told(fault) => self.found.push(faults::fault(self.text, self.statement, fault)),
            Some(_) => {}
            None => self.rest(),
        }
        self.found
    }

    fn words(&self, place: &Range<usize>) -> &'t str {
        self.text.get(place.clone()).unwrap_or_default()
    }

    /// Tells of a mistake that `fixed` mends in the place of what stands there.
    fn mend(&mut self, sure: bool, mistake: SyntaxMistake, place: Range<usize>, fixed: impl Into<String>) {
        let fixed = fixed.into();
        self.tell(mistake.mended(sure, place.clone(), fixed.clone()), place, fixed);
    }

    /// Tells of a mistake; `fixed` stands in for what was meant, so that the rest of the statement can be looked at.
    fn tell(&mut self, mistake: SyntaxMistake, place: Range<usize>, fixed: impl Into<String>) {
        let fixed = fixed.into();
        if !self.joins_last(&mistake, &fixed) {
            self.found.push(mistake);
        }
        self.patches.push((place, fixed));
    }

    /// Adds to the last mistake one of the same sort in the next item of the list: `[barn, unga]` is one mistake.
    fn joins_last(&mut self, mistake: &SyntaxMistake, fixed: &str) -> bool {
        let text = self.text;
        let several = match mistake.label.as_deref() {
            Some(UNQUOTED) => "Texterna i listan saknar citattecken.",
            Some(CURLY) => "Texterna i listan har typografiska citattecken runt sig.",
            _ => return false,
        };
        let Some(last) = self.found.last_mut() else { return false };
        let between = text.get(last.end..mistake.start).unwrap_or("=");
        if last.label != mistake.label || !between.trim().trim_start_matches(',').is_empty() {
            return false;
        }
        let first = self.patches.last().map(|(_, fixed)| fixed.clone()).unwrap_or_default();
        if last.message != several {
            last.help = format!("Skriv {}, {} med raka citattecken.", shown(&first), shown(fixed));
            several.clone_into(&mut last.message);
        } else if !last.help.contains(", … med") {
            last.help = last.help.replace(" med raka", ", … med raka");
        }
        last.end = mistake.end;
        match (&mut last.mending, &mistake.mending) {
            (Some(all), Some(more)) => {
                all.sure &= more.sure;
                all.edits.extend(more.edits.iter().cloned());
            }
            _ => last.mending = None,
        }
        true
    }

    fn tell_reading(&mut self, reading: Reading, place: Range<usize>) {
        let shown = (place.start + reading.from).min(place.end)..place.end;
        let it = SyntaxMistake::new(reading.kind, shown, reading.message, reading.help).label(reading.label);
        match reading.sure {
            Some(sure) => self.mend(sure, it, place, reading.fixed),
            None => self.tell(it, place, reading.fixed),
        }
    }

    /// What toml says once everything that was found is mended.
    fn rest(&mut self) {
        // A mistake that could not be mended may be the very one that toml stumbles on.
        let (mended, moved) = self.mended();
        if !self.found.is_empty() || is_well_formed(&mended) {
            return;
        }
        let end = self.statement.range.end;
        for mut it in toml_says(&mended, 1) {
            (it.start, it.end) = (moved(it.start).min(end), moved(it.end).min(end));
            self.found.push(self.widened(it));
        }
    }

    /// The mistake at a whole token, or at the value that lacks a comma after it.
    fn widened(&self, mut mistake: SyntaxMistake) -> SyntaxMistake {
        let tokens = &self.statement.tokens;
        let Some(idx) = tokens.iter().position(|it| (it.start..it.end).contains(&mistake.start)) else {
            return mistake;
        };
        let (before, at) = tokens.split_at_checked(idx).unwrap_or_default();
        let value = before.iter().rfind(|it| it.kind != Kind::Newline);
        match (value, at.first()) {
            (Some(value), _) if mistake.message.contains("saknas ett kommatecken") => {
                (mistake.start, mistake.end) = (value.start, value.end);
                mistake.label("efter detta ska stå ,").mended(true, value.end..value.end, ",")
            }
            (_, Some(token)) => {
                mistake.start = token.start;
                mistake.end = mistake.end.max(token.end);
                mistake
            }
            _ => mistake,
        }
    }

    /// The statement with its patches, and where a place in it comes from.
    fn mended(&self) -> (String, impl Fn(usize) -> usize + use<>) {
        let mut mended = String::new();
        let mut marks = Vec::new();
        let mut at = self.statement.range.start;
        for (place, fixed) in &self.patches {
            if place.start < at {
                continue;
            }
            marks.push((mended.len(), at));
            mended.push_str(self.words(&(at..place.start)));
            marks.push((mended.len(), place.start));
            mended.push_str(fixed);
            at = place.end;
        }
        marks.push((mended.len(), at));
        mended.push_str(self.words(&(at..self.statement.range.end)));
        let moved = move |place: usize| {
            let last = marks.iter().rev().find(|(mended, _)| *mended <= place);
            last.map_or(place, |(mended, source)| source + place - mended)
        };
        (mended, moved)
    }

    fn key(&mut self, slot: &Slot) {
        let raw = self.words(&slot.place);
        if slot.after == Some(Kind::Equals)
            && let Some((mistake, fixed)) = keys::mistake(raw, slot.place.clone())
        {
            self.mend(true, mistake, slot.place.clone(), fixed);
        }
    }

    fn value(&mut self, slot: &Slot) {
        let tokens = self.statement.tokens.get(slot.tokens.clone()).unwrap_or_default();
        let raw = self.words(&slot.place);
        match tokens {
            [] => self.empty(slot),
            [.., last] if slot.after == Some(Kind::Equals) && last.kind == Kind::Bare => self.run_together(slot, last),
            [it] if it.kind == Kind::OpenText => {}
            [it] if it.kind == Kind::Text => self.escapes(slot),
            [it] if it.kind == Kind::Curly => self.curly(slot, raw),
            [first, more @ ..] if first.kind == Kind::Bare || first.kind == Kind::Curly => {
                if matches!(slot.before, Some(Kind::Close(_))) {
                    self.trailing(slot, raw);
                } else if slot.inside == Some('[') && is_row(raw) {
                    self.commas(slot, raw);
                } else if !(more.is_empty() && is_value(raw)) {
                    let key = slot.key.clone().map(|it| self.words(&it));
                    self.tell_reading(outside_only(reading(raw, key), slot), slot.place.clone());
                }
            }
            [first, .., last] => self.after_text(slot, first, last),
            [_] => {}
        }
    }

    /// Numbers of a list with only spaces between them.
    fn commas(&mut self, slot: &Slot, raw: &str) {
        let fixed = raw.split_whitespace().collect::<Vec<_>>().join(", ");
        let help = format!("Skriv {} med kommatecken emellan.", shown(&fixed));
        let it = syntax(slot.place.clone(), "Det saknas kommatecken mellan värdena i listan.", help);
        self.mend(true, it, slot.place.clone(), fixed);
    }

    /// A `=` without a value.
    fn empty(&mut self, slot: &Slot) {
        let place = slot.place.clone();
        let key = slot.key.clone().map(|it| self.words(&it)).unwrap_or_default();
        let comment = self.text.get(place.end..).and_then(|it| it.lines().next()).unwrap_or_default().trim();
        if slot.after == Some(Kind::Equals) {
            let it = syntax(
                place.clone(),
                "Det står två likhetstecken.",
                format!("Skriv ett likhetstecken: {} = …", shown(key)),
            );
            return self.mend(true, it, place, "");
        }
        let color = comment.split_whitespace().next().filter(|it| it.starts_with('#') && it.len() > 3);
        let help = match color {
            Some(color) => {
                format!("Skriv {} = \"{}\": det som står efter # är annars en kommentar.", shown(key), shown(color))
            }
            None => "Skriv ett värde efter likhetstecknet, eller ta bort raden.".to_owned(),
        };
        let it = syntax(
            slot.key.clone().map_or(place.start, |it| it.start)..place.end,
            format!("Nyckeln ”{}” har inget värde.", shown(key)),
            help,
        );
        let it = match color {
            Some(color) => {
                let rest = self.text.get(place.end..).unwrap_or_default();
                let start = place.end + rest.find('#').unwrap_or_default();
                it.mended(true, start..start + color.len(), format!("\"{color}\""))
            }
            None => it,
        };
        self.tell(it.label("värde saknas"), place.end..place.end, " 0");
    }

    /// `a = 1 b = 2` on one line, or two keys of a table without a comma between them.
    fn run_together(&mut self, slot: &Slot, last: &Token) {
        let words = self.words(&(last.start..last.end));
        let key = words.rsplit(char::is_whitespace).next().unwrap_or_default();
        let start = last.end - key.len();
        if start == slot.place.start {
            let equals = self.statement.tokens.get(slot.tokens.end).map_or(last.start..last.end, |it| it.start..it.end);
            let it = syntax(equals, "Raden har två likhetstecken.", "Skriv en nyckel och ett värde på varje rad.");
            return self.tell(it, slot.place.clone(), "0 \n");
        }
        let value = self.words(&(slot.place.start..start)).trim_end().to_owned();
        let good = is_value(&value);
        let fixed = if good { value } else { reading(&value, None).fixed };
        let (message, help, sign) = if slot.inside == Some('{') {
            (
                "Det saknas ett kommatecken före",
                format!("Skriv {}, {} = … med komma emellan.", shown(&fixed), shown(key)),
                ", ",
            )
        } else {
            ("Två nycklar står på samma rad: här börjar", format!("Flytta {} = … till en egen rad.", shown(key)), "\n")
        };
        let it = syntax(start..last.end, format!("{message} ”{}”.", shown(key)), help);
        let fixed = format!("{fixed}{sign}{key}");
        if good { self.mend(true, it, slot.place.clone(), fixed) } else { self.tell(it, slot.place.clone(), fixed) }
    }

    /// A text with a backslash that TOML cannot read.
    fn escapes(&mut self, slot: &Slot) {
        let raw = self.words(&slot.place);
        if is_value(raw) || !raw.starts_with('"') {
            return;
        }
        let (Some(at), triple) = (bad_escape(raw), raw.starts_with("\"\"\"")) else { return };
        let inner = raw.trim_matches('"');
        let doubled = format!("\"{}\"", inner.replace('\\', "\\\\"));
        let help = if triple {
            "Skriv \\\\ där texten ska ha ett bakstreck, eller ta bort det.".to_owned()
        } else if inner.contains('\'') {
            format!("Skriv {} med dubbla bakstreck.", shown(&doubled))
        } else {
            format!(
                "Skriv '{}' med raka enkla citattecken, eller {} med dubbla bakstreck.",
                shown(inner),
                shown(&doubled)
            )
        };
        let start = slot.place.start + at;
        let length = raw.get(at + 1..).and_then(|it| it.chars().next()).map_or(0, char::len_utf8);
        let sign = self.words(&(start..start + 1 + length));
        let it = syntax(
            start..start + 1 + length,
            format!("Texten har ett bakstreck som inte kan läsas: ”{}”.", shown(sign)),
            help,
        );
        // The next one is told when this one is mended.
        let it = it.label("bakstreck i texten").mended(true, start..start, "\\");
        self.tell(it, slot.place.clone(), "\"\"");
    }

    fn curly(&mut self, slot: &Slot, raw: &str) {
        let of = slot.key.clone().map(|it| self.words(&it));
        if Sort::of(of) != Sort::Other {
            let inner = raw.trim_matches(|it| is_curly(it) || it == ' ');
            let meant = if is_value(inner) { Reading::plain(inner, of) } else { reading(inner, of) };
            return self.tell_reading(meant, slot.place.clone());
        }
        let fixed = quoted(raw);
        let key = slot.key.clone().map(|it| format!("{} = ", shown(self.words(&it)))).unwrap_or_default();
        let help = format!("Skriv {key}{} med raka citattecken.", shown(&fixed));
        let it = syntax(slot.place.clone(), "Texten har typografiska citattecken runt sig.", help);
        self.mend(true, it.label(CURLY), slot.place.clone(), fixed);
    }

    /// A text with something after it.
    fn after_text(&mut self, slot: &Slot, first: &Token, last: &Token) {
        let raw = self.words(&slot.place);
        let text = self.words(&(first.start..first.end));
        let rest = self.words(&(first.end..slot.place.end)).trim_start();
        if slot.inside == Some('[') && rest.starts_with(';') {
            let place = slot.place.end - rest.len()..slot.place.end - rest.len() + 1;
            let it =
                syntax(place.clone(), "Det står semikolon mellan värdena i listan.", "Skriv kommatecken mellan dem.");
            return self.mend(true, it.label("här ska stå ,"), place, ",");
        }
        if let Some(it) = junk(rest, "") {
            return self.tell_reading(outside_only(it, slot), slot.place.end - rest.len()..slot.place.end);
        }
        let ends_in_text =
            last.kind != Kind::Bare || raw.ends_with('"') || raw.ends_with(is_curly) || raw.ends_with('\'');
        let bare =
            self.statement.tokens.get(slot.tokens.clone()).unwrap_or_default().iter().any(|it| it.kind != Kind::Text);
        if !ends_in_text {
            return self.trailing(slot, rest);
        }
        let cut = last.kind == Kind::OpenText && slot.inside.is_some();
        if text.starts_with("\"\"\"") || text.starts_with("'''") {
            let place = first.end..slot.place.end;
            let it = syntax(
                place,
                "Texten slutar vid de tre citattecknen, men det står mer efter dem.",
                "Ta bort det som står efter, eller flytta de tre citattecknen till slutet av texten.",
            );
            self.tell(it, slot.place.clone(), text);
        } else if cut {
            let help = "Skriv ett rakt citattecken före och ett efter varje text, till exempel [\"a\", \"b\"].";
            let it = syntax(slot.place.clone(), "Ett citattecken saknas på raden.", help);
            self.tell(it, slot.place.clone(), "\"\"");
        } else if bare || slot.inside.is_none() {
            self.inner_quotes(slot, raw);
        }
    }

    /// Straight quotes inside a text in straight quotes.
    fn inner_quotes(&mut self, slot: &Slot, raw: &str) {
        let inner = raw.trim_matches(['"', '\'']);
        let fixed = quoted(inner);
        let key = slot.key.clone().map(|it| format!("{} = ", shown(self.words(&it)))).unwrap_or_default();
        let (message, help) = if inner.contains('"') {
            (
                "Texten har raka citattecken inuti.",
                format!("Skriv {key}{} med ” inuti, eller \\\" för ett rakt.", shown(&fixed)),
            )
        } else if raw.starts_with('\'') {
            (
                "Texten har raka enkla citattecken runt sig och en apostrof inuti.",
                format!("Skriv {key}{}.", shown(&fixed)),
            )
        } else {
            (
                "Texten har inte lika många citattecken före som efter, eller för många.",
                format!("Skriv {key}{}.", shown(&fixed)),
            )
        };
        let it = syntax(slot.place.clone(), message, help).label("texten slutar för tidigt");
        self.mend(false, it, slot.place.clone(), fixed);
    }

    /// Something after a value that is already complete.
    fn trailing(&mut self, slot: &Slot, rest: &str) {
        if slot.inside == Some('[') && is_value(rest) {
            return;
        }
        let place = slot.place.end - rest.len()..slot.place.end;
        if let Some(it) = junk(rest, "") {
            return self.tell_reading(outside_only(it, slot), place);
        }
        let message = format!("Efter värdet står ”{}”.", shown(rest));
        let help = "Ta bort det, sätt det inom citattecknen eller sätt # före om det är en kommentar.";
        self.tell(syntax(place.clone(), message, help).label("hör inte till värdet"), place, "");
    }

    /// Whether what was found in the values already explains the fault.
    fn told(&self, fault: &Fault) -> bool {
        let at = match fault {
            Fault::Quote { place, .. } => place.start,
            Fault::Mismatch { close: at, .. } | Fault::Stray { close: at } | Fault::Space { at } => *at,
            _ => return false,
        };
        self.patches.iter().any(|(place, _)| place.contains(&at))
    }
}
