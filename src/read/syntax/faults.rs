//! What to say about statements that do not end as they should and lines that are none.

use std::ops::Range;

use super::scalars::quoted;
use super::statements::{Fault, Kind, Loose, Statement, is_blank, is_curly};
use super::wording::shown;
use super::{SyntaxKind, SyntaxMistake};

/// A mistake that has no check of its own.
pub(super) fn syntax(place: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> SyntaxMistake {
    SyntaxMistake::new(SyntaxKind::Syntax, place, message, help)
}

/// What the text has at a place.
pub(super) fn piece<'t>(text: &'t str, place: &Range<usize>) -> &'t str {
    text.get(place.clone()).unwrap_or_default()
}

/// What to say about lines that are no statement; the place is the first of them.
pub(super) fn loose(sort: Loose, source: &str, start: usize) -> SyntaxMistake {
    let line = source.lines().next().unwrap_or_default().trim_end();
    let place = start..start + line.len();
    let count = source.lines().filter(|it| !it.trim().is_empty()).count();
    let said = shown(line);
    match sort {
        Loose::Conflict => SyntaxMistake::new(
            SyntaxKind::Konflikt,
            place,
            format!("Märket ”{said}” är kvar från när två versioner slogs ihop."),
            "Kontrollera att rätt rader står kvar runt märket och ta bort det.",
        ),
        Loose::Comment => {
            let words = line.trim_start_matches(['/', '-', '*', ';', '%', '<', '!', ' ']);
            let message = format!("Kommentaren ”{said}” börjar inte med #.");
            let help = format!("Skriv # {} i stället.", shown(words));
            let help = if words.is_empty() { "Ta bort raden, eller skriv # först.".to_owned() } else { help };
            comments(syntax(place, message, help).label("kommentar utan #"), source, start)
        }
        Loose::Closer => {
            let message = format!("”{said}” stänger något som inte har öppnats.");
            syntax(place, message, "Ta bort raden, eller kontrollera parenteserna på raderna före.")
                .label("hör inte ihop med något")
        }
        Loose::Blank => space(source, 0).moved(start),
        Loose::Prose if source.contains("\"\"\"") => syntax(
            place,
            format!("Raden ”{said}” hör inte till någon nyckel."),
            "En text på flera rader börjar och slutar med tre raka citattecken. Kontrollera var texten börjar och slutar.",
        ),
        Loose::Prose if line == "{" || line.starts_with('"') && line.contains("\":") => syntax(
            place,
            format!("Raden ”{said}” ser ut som JSON."),
            "En plan skrivs som TOML: en rubrik inom hakparenteser, till exempel [dokument], och under den nyckel = värde.",
        ),
        Loose::Prose if line.starts_with("- ") => {
            let item = quoted(line.get(2..).unwrap_or_default());
            let message = format!("Raden ”{said}” är en punktlista utanför en text.");
            syntax(place, message, format!("Skriv listan som nyckel = [{}, …].", shown(&item)))
        }
        Loose::Prose => {
            let rows = if count > 1 {
                format!("{count} rader från ”{said}” hör inte till någon nyckel.")
            } else {
                String::new()
            };
            let message =
                if count > 1 { rows } else { format!("Raden ”{said}” är varken rubrik, nyckel eller kommentar.") };
            let help = "Skriv nyckel = värde, eller sätt # först om det är en kommentar. Hör raderna till en text ska hela \
                        texten stå mellan tre raka citattecken (\"\"\") före och tre efter.";
            syntax(place, message, help)
        }
    }
}

fn space(text: &str, at: usize) -> SyntaxMistake {
    let help =
        "Radera det osynliga tecknet och skriv ett vanligt mellanslag. Tecknet följer ofta med från Word eller webben.";
    let it = syntax(at..at + 1, "Här står ett osynligt tecken som inte är ett vanligt mellanslag.", help)
        .label("osynligt tecken");
    match text.get(at..).and_then(|it| it.chars().next()).filter(|it| is_blank(*it)) {
        Some(sign) => it.mended(true, at..at + sign.len_utf8(), if sign.is_whitespace() { " " } else { "" }),
        None => it,
    }
}

/// Lines that are comments of another language, with `#` first instead.
fn comments(mistake: SyntaxMistake, source: &str, start: usize) -> SyntaxMistake {
    let (mut mistake, mut at) = (mistake, start);
    for line in source.split_inclusive('\n') {
        let blank = line.len() - line.trim_start().len();
        let marked = line.trim_start();
        let words = marked.trim_start_matches(['/', '-', ';', '%', ' ']);
        // What encloses a comment of several lines is left to a person.
        let plain = ["//", "--", ";", "%"].iter().any(|it| marked.starts_with(it)) && !words.trim().is_empty();
        if plain && !line.contains("/*") && !line.contains("-->") {
            let place = at + blank..at + line.len() - words.len();
            mistake = mistake.mended(true, place, "# ");
        }
        at += line.len();
    }
    mistake
}

/// What to say about a statement that does not end as it should.
pub(super) fn fault(text: &str, statement: &Statement, fault: &Fault) -> SyntaxMistake {
    match fault {
        Fault::Bracket { open, closers, next } => bracket(text, statement, *open, closers, next.clone()),
        Fault::Mismatch { open, close } => {
            let (begins, ends) = (piece(text, &(*open..open + 1)), piece(text, &(*close..close + 1)));
            let right = if begins == "{" { "}" } else { "]" };
            let message = format!("Det som börjar med {begins} slutar med {ends}.");
            let help = format!("Skriv {right} här, eller kontrollera om en parentes saknas på raden.");
            syntax(*close..close + 1, message, help)
                .label(format!("här ska stå {right}"))
                .other(*open..open + 1, "öppnas här")
                .mended(true, *close..close + 1, right)
        }
        Fault::Stray { close } => {
            let sign = piece(text, &(*close..close + 1));
            let message = format!("Tecknet {sign} stänger något som inte har öppnats.");
            syntax(*close..close + 1, message, format!("Ta bort {sign}.")).label("hör inte ihop med något").mended(
                false,
                *close..close + 1,
                "",
            )
        }
        Fault::Quote { place, wrapped } => quote(text, place, *wrapped),
        Fault::Block { open, next } => {
            let mark = piece(text, &(*open..open + 3));
            let it = syntax(
                *open..open + 3,
                "Texten som börjar här får aldrig något slut.",
                format!("Skriv {mark} efter textens sista ord, före nästa nyckel eller rubrik."),
            );
            let it = it.label("texten börjar här");
            next.clone().map(|next| it.clone().other(next, "hör knappast till texten")).unwrap_or(it)
        }
        Fault::Unquoted { place } => {
            let key = shown(piece(text, &(statement.range.start..place.start)).trim_end_matches([' ', '=']));
            let help = format!("Skriv {key} = \"\"\" på raden före texten och \"\"\" efter den.");
            let message = format!("Texten under ”{key}” saknar tre citattecken före sig.");
            syntax(statement.range.start..place.end, message, help).label("här ska stå \"\"\"")
        }
        Fault::Dashes { first } => {
            let item = quoted(piece(text, first).get(2..).unwrap_or_default());
            let key = piece(text, &statement.range).split([':', '=']).next().unwrap_or_default().trim();
            let help = format!("Skriv {} = [{}, …].", shown(key), shown(&item));
            syntax(first.clone(), "En lista kan inte skrivas med streck.", help).label("lista med streck")
        }
        Fault::Below { equals } => {
            let help = "Flytta upp värdet, så att det börjar på samma rad som nyckeln.";
            let it = syntax(*equals..equals + 1, "Värdet står på raden under sin nyckel.", help);
            let below = text.get(equals + 1..).unwrap_or_default();
            let blank = below.len() - below.trim_start().len();
            let it = if below.trim_start().starts_with('#') {
                it
            } else {
                it.mended(true, equals + 1..equals + 1 + blank, " ")
            };
            it.label("värdet ska stå här")
        }
        Fault::Space { at } => space(text, *at),
    }
}

fn bracket(text: &str, statement: &Statement, open: usize, closers: &str, next: Option<Range<usize>>) -> SyntaxMistake {
    let sign = piece(text, &(open..open + 1));
    let what = if sign == "[" { "Listan" } else { "Gruppen" };
    let message = format!("{what} som börjar med {sign} får aldrig något slut.");
    let help = format!("Skriv {closers} efter det sista värdet.");
    let it = syntax(open..open + 1, message, help).label("öppnas här");
    let last = statement.tokens.iter().rfind(|it| it.kind != Kind::Newline).map_or(open + 1, |it| it.end);
    let on_one_line = !piece(text, &(statement.range.start..last)).contains('\n');
    let it = match &next {
        Some(next) if next.len() == 1 => it,
        _ => it.mended(on_one_line, last..last, closers),
    };
    match next {
        Some(next) if next.len() == 1 => it.other(next, "stänger något annat"),
        Some(next) => it.other(next, "här börjar något annat"),
        None => it,
    }
}

fn quote(text: &str, place: &Range<usize>, wrapped: bool) -> SyntaxMistake {
    let raw = piece(text, place);
    let sign = raw.get(..1).unwrap_or("\"");
    if wrapped {
        let help = "Skriv tre raka citattecken (\"\"\") före och efter en text som går över flera rader.";
        return syntax(place.clone(), "Texten går över flera rader men har bara ett citattecken.", help)
            .label("texten börjar här");
    }
    let inner = raw.get(1..).unwrap_or_default().trim_end();
    let words = inner.trim_end_matches(|it| is_curly(it) || is_blank(it) || matches!(it, ',' | ']' | '}'));
    let closers = inner.get(words.len()..).unwrap_or_default().replace(is_curly, "");
    let message = "Texten saknar citattecken på slutet.";
    let it = syntax(place.clone(), message, "").label("texten börjar här");
    if words.is_empty() || words.contains(['=', '[', '{', '#']) {
        return SyntaxMistake { help: format!("Skriv {sign} efter textens sista ord."), ..it };
    }
    let help = format!("Skriv {sign}{}{sign}{} med citattecken både före och efter.", shown(words), shown(&closers));
    // A comma in the text may stand between two texts.
    let sure = closers.is_empty() && !words.contains([sign.chars().next().unwrap_or('"'), '\\']);
    SyntaxMistake { help, ..it }.mended(sure, place.clone(), format!("{sign}{words}{sign}{closers}"))
}
