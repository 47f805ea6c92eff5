//! Mistakes in the shape of an assignment, which must be told before its values can be looked at one by one.

use super::SyntaxMistake;
use super::faults::{piece, syntax};
use super::keys;
use super::scalars::{is_value, reading};
use super::slots::{Slot, unnest};
use super::statements::{Kind, Statement};
use super::wording::shown;

/// What is wrong with the statement as a whole, if anything is.
pub(super) fn mistake(text: &str, statement: &Statement, slots: &[Slot]) -> Option<SyntaxMistake> {
    without_equals(text, statement)
        .or_else(|| row_list(text, statement))
        .or_else(|| without_brace(text, statement, slots))
}

/// A line without `=`: with a colon, or with nothing between key and value.
fn without_equals(text: &str, statement: &Statement) -> Option<SyntaxMistake> {
    let tokens = &statement.tokens;
    let brackets = tokens.iter().position(|it| matches!(it.kind, Kind::Open(_))).unwrap_or(tokens.len());
    let head = tokens.get(..brackets).unwrap_or_default();
    let first = tokens.first()?;
    if first.kind == Kind::Equals {
        return Some(syntax(
            first.start..first.end,
            "Det saknas en nyckel före likhetstecknet.",
            "Skriv nyckel = värde.",
        ));
    }
    if head.iter().any(|it| it.kind == Kind::Equals) {
        return None;
    }
    let start = statement.range.start;
    let line = piece(text, &statement.range).lines().next().unwrap_or_default();
    let end = line.find([':', ' ', '\t', '"', '[', '{', '=']).unwrap_or(line.len());
    let (key, after) = line.split_at_checked(end)?;
    let colon = after.trim_start().starts_with(':');
    let value = after.trim_start().trim_start_matches(':').split(" #").next().unwrap_or_default().trim();
    let key = keys::in_ascii(key);
    let after_key = line.get(end..).unwrap_or_default();
    let opens = |it: &str| it.starts_with(['[', '{', '"', '\'']);
    let good = is_value(value) || opens(value);
    let value = match value {
        "" => {
            let message = format!("Nyckeln ”{}” saknar likhetstecken och värde.", shown(&key));
            let help = format!("Skriv {} = och sedan värdet, eller ta bort raden.", shown(&key));
            return Some(syntax(start..start + line.trim_end().len(), message, help).label("värde saknas"));
        }
        _ if good => value.to_owned(),
        _ => reading(value, None).fixed,
    };
    let place = if colon { start + end..start + end + 1 } else { start..start + end };
    let what = if colon { "Det står kolon i stället för likhetstecken" } else { "Det saknas ett likhetstecken" };
    let message = format!("{what} efter ”{}”.", shown(&key));
    let it = syntax(place, message, format!("Skriv {key} = {}", shown(&value))).label("här ska stå =");
    let sign = after_key.len() - after_key.trim_start_matches([':', ' ', '\t']).len();
    let assigned = start..start + end + sign;
    if good {
        return Some(it.mended(true, assigned, format!("{key} = ")));
    }
    // Words after a colon may be a stray line of prose.
    let typed = after_key.get(sign..)?.split(" #").next()?.trim_end().len();
    Some(it.mended(false, assigned.start..assigned.end + typed, format!("{key} = {value}")))
}

/// Keys that stand in a list, or right after `=`, without a `{` before them.
fn without_brace(text: &str, statement: &Statement, slots: &[Slot]) -> Option<SyntaxMistake> {
    let words = piece(text, &statement.range);
    let stray = words.contains('}') && !words.contains('{');
    let key = slots.iter().find(|it| {
        let expected = it.inside == Some('[') || it.inside.is_none() && stray;
        !it.is_key
            && it.tokens.len() == 1
            && it.after == Some(Kind::Equals)
            && expected
            && !matches!(it.before, Some(Kind::Close(_)))
    })?;
    let words = piece(text, &key.place);
    let message = format!("Det saknas en {{ före ”{}”.", shown(words));
    let help = format!("Skriv {{ före {} och }} efter det sista värdet.", shown(words));
    Some(syntax(key.place.clone(), message, help).label("här ska stå {"))
}

/// Several values in a row without brackets around them, or one with a comma after it.
fn row_list(text: &str, statement: &Statement) -> Option<SyntaxMistake> {
    let tokens = &statement.tokens;
    let (mut open, mut equals, mut comma, mut stray) = (Vec::new(), None, None, None);
    for (idx, it) in tokens.iter().enumerate() {
        match it.kind {
            Kind::Open(bracket) => open.push(bracket),
            Kind::Close(bracket) => stray = (!unnest(&mut open, bracket)).then_some(bracket),
            Kind::Equals if open.is_empty() => equals = equals.or(Some(idx)),
            Kind::Comma if open.is_empty() && equals.is_some() => comma = comma.or(Some(idx)),
            _ => {}
        }
    }
    let (equals, comma) = (equals?, comma?);
    let (first, last) = (tokens.get(equals + 1)?, tokens.last()?);
    let sign = tokens.get(comma)?;
    if comma + 1 == tokens.len() {
        let help = "Ta bort kommatecknet: en rad slutar utan skiljetecken.";
        let it = syntax(sign.start..sign.end, "Raden slutar med ett kommatecken.", help);
        return Some(it.label("hör inte hit").mended(true, sign.start..sign.end, ""));
    }
    if let Some(close) = stray.filter(|_| matches!(last.kind, Kind::Close(_))) {
        let begins = if close == ']' { "[" } else { "{" };
        let message = format!("Det saknas en {begins} före det första värdet.");
        let it = syntax(first.start..first.end, message, format!("Skriv {begins} efter likhetstecknet."));
        let it = it.label(format!("här ska stå {begins}")).other(last.start..last.end, "stängs här");
        return Some(it.mended(true, first.start..first.start, begins));
    }
    let values = piece(text, &(first.start..last.end));
    let key = piece(text, &(statement.range.start..tokens.get(equals)?.start)).trim();
    let message = format!("”{}” är flera värden utan hakparenteser.", shown(values));
    let help = format!("Skriv {} = [{}]", shown(key), shown(values));
    let it = syntax(first.start..last.end, message, help).label("flera värden");
    let listed = is_value(&format!("[{values}]"));
    Some(if listed { it.mended(true, first.start..last.end, format!("[{values}]")) } else { it })
}
