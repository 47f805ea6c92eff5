//! Keys and headers: what looks like one, what is wrong with one, and how it is written in ASCII.

use std::ops::Range;

use super::statements::{is_blank, is_curly};
use super::wording::shown;
use super::{SyntaxKind, SyntaxMistake, accepts};
use crate::read::folded;

/// What stands before the first sign that cannot be part of a key, and that sign.
fn head(line: &str) -> (&str, Option<char>) {
    let mut quote = None;
    // The last sign that is no blank, and the last sign.
    let (mut previous, mut adjacent) = (' ', ' ');
    for (idx, it) in line.char_indices() {
        let begins = previous == '.' || line.get(..idx).is_some_and(|it| it.len() < 40 && it.trim().is_empty());
        match quote {
            Some(closing) if it == closing || is_curly(closing) && is_curly(it) => quote = None,
            Some(_) => {}
            None if begins && (matches!(it, '"' | '\'') || is_curly(it)) => quote = Some(it),
            None if matches!(it, '=' | '"' | '[' | '{' | '#') => {
                return (line.get(..idx).unwrap_or_default(), Some(it));
            }
            None if (it == '\'' || is_curly(it)) && !adjacent.is_alphanumeric() => {
                return (line.get(..idx).unwrap_or_default(), Some(it));
            }
            None => {}
        }
        adjacent = it;
        if !it.is_whitespace() {
            previous = it;
        }
    }
    (line, None)
}

/// Whether a line begins with a key, however misspelt, and `=`.
pub(super) fn assigns(line: &str) -> bool {
    let line = line.trim_matches(is_blank);
    let (head, sign) = head(line);
    let wordy = head.contains(", ") || head.contains(". ") || head.split_whitespace().nth(4).is_some();
    sign == Some('=') && !line.starts_with("==") && !wordy && head.len() <= 80
}

/// What follows a well-written key and its `=`.
pub(super) fn after_plain_key(line: &str) -> Option<&str> {
    let (key, value) = line.split_once('=')?;
    let plain =
        |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-'));
    (key.len() <= 80 && key.trim().split('.').all(plain)).then(|| value.trim())
}

/// Whether a line is, beyond doubt, a well-written key with the beginning of a value.
pub(super) fn assigns_plainly(line: &str) -> bool {
    after_plain_key(line).is_some_and(|it| {
        it.starts_with(['"', '\'', '[', '{', '-'])
            || it.starts_with(|it: char| it.is_ascii_digit())
            || matches!(it, "true" | "false")
    })
}

/// Whether a line begins a statement with a key, even one whose `=` is missing or a colon.
pub(super) fn is_assignment(line: &str) -> bool {
    let (head, sign) = head(line);
    let (first, more) = head.trim().split_once(char::is_whitespace).unwrap_or((head.trim(), ""));
    let begins_value = || sign.is_some_and(|it| it != '#' && it != '=') && more.is_empty() && is_word(first);
    assigns(line) || first.strip_suffix(':').is_some_and(is_word) || begins_value()
}

/// Whether a line is a lone key or a key and one word, which might as well be prose.
pub(super) fn may_be_assignment(line: &str) -> bool {
    let (head, sign) = head(line.trim());
    let mut words = head.split_whitespace();
    let key = words.next().is_some_and(is_word);
    let value = words.next().is_none_or(|it| it.contains(char::is_alphanumeric));
    key && value && words.next().is_none() && sign.is_none_or(|it| it == '#')
}

/// Whether a word could be a key of the format.
fn is_word(word: &str) -> bool {
    let letter = |it: char| it.is_alphanumeric() && !it.is_uppercase() || matches!(it, '_' | '-' | '.');
    word.starts_with(|it: char| it.is_ascii_lowercase()) && !word.ends_with('.') && word.chars().all(letter)
}

/// Whether a line can only be meant as a header.
pub(super) fn is_header(line: &str) -> bool {
    let closed_only = || {
        let words = line.split(" #").next().unwrap_or(line).trim_end();
        let name = words.trim_end_matches(']');
        words.len() - name.len() <= 2 && words.len() > name.len() && is_name(name)
    };
    // A footnote's definition stands at the line's beginning too, in a text that has lost its quotes.
    line.starts_with('[') && !line.starts_with("[^") || closed_only()
}

/// Whether a line inside a bracket is a header rather than an array in an array.
pub(super) fn looks_like_header(line: &str) -> bool {
    let Some(inner) = line.trim().strip_prefix('[') else { return false };
    let inner = inner.strip_prefix('[').unwrap_or(inner);
    let Some((name, after)) = inner.split_once(']') else { return false };
    let after = after.strip_prefix(']').unwrap_or(after).trim_start();
    let value = ["true", "false", "inf", "nan"].contains(&name.trim());
    is_name(name) && !value && (after.is_empty() || after.starts_with('#'))
}

fn is_name(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 80
        && text.starts_with(char::is_alphabetic)
        && text.chars().all(|it| it.is_alphanumeric() || matches!(it, '_' | '-' | '.' | ' '))
}

/// A dotted key with every part that TOML would refuse written in ASCII.
pub(super) fn in_ascii(key: &str) -> String {
    // A longer key is a hostile one, and the suggestion only has to be short.
    const LONGEST: usize = 200;
    let mut parts = vec![String::new()];
    let mut quote = None;
    for it in key.trim_matches(is_blank).chars().take(LONGEST) {
        match quote {
            Some(closing) if it == closing => quote = None,
            None if matches!(it, '"' | '\'') => quote = Some(it),
            None if it == '.' => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(it);
        }
    }
    let several = parts.len() > 1;
    let parts = parts.iter().map(|it| it.trim_matches(is_blank)).filter(|it| !several || !it.is_empty());
    let parts: Vec<String> = parts.map(part_in_ascii).collect();
    parts.join(".")
}

fn part_in_ascii(part: &str) -> String {
    if accepts(&format!("{part} = 0")) {
        return part.to_owned();
    }
    let bare = part.trim_matches(|it| matches!(it, '"' | '\'') || is_curly(it));
    // An abbreviation is data, not one of the format's words, so it keeps its letters.
    if bare.chars().filter(|it| it.is_uppercase()).count() > 1 && !bare.contains(char::is_control) {
        return format!("\"{}\"", bare.replace(['"', '\\'], ""));
    }
    let mut ascii = String::new();
    for it in bare.chars().flat_map(char::to_lowercase) {
        match folded(it) {
            Some(letters) => ascii.push_str(letters),
            None if it.is_ascii_alphanumeric() => ascii.push(it),
            None => ascii.push('_'),
        }
    }
    let words: Vec<&str> = ascii.split('_').filter(|it| !it.is_empty()).collect();
    if words.is_empty() { "nyckel".to_owned() } else { words.join("_") }
}

/// What is wrong with a key, if anything is, and the key to write.
pub(super) fn mistake(raw: &str, place: Range<usize>) -> Option<(SyntaxMistake, String)> {
    if accepts(&format!("{raw} = 0")) {
        return None;
    }
    let ascii = in_ascii(raw);
    if raw.ends_with(':') {
        let message = format!("Det står := efter ”{}”.", shown(&ascii));
        let help = format!("Skriv {} = …, utan kolon.", shown(&ascii));
        return Some((SyntaxMistake::new(SyntaxKind::Syntax, place.end - 1..place.end, message, help), ascii));
    }
    let help = format!("Skriv {} = …, {}.", shown(&ascii), how(raw, &ascii));
    if raw.trim().contains(is_blank) && !raw.contains(is_accented) {
        let message = format!("Nyckeln ”{}” har ett mellanslag.", shown(raw));
        return Some((
            SyntaxMistake::new(SyntaxKind::Syntax, place, message, help).label("mellanslag i nyckeln"),
            ascii,
        ));
    }
    let message = format!("Nyckeln ”{}” kan inte skrivas så.", shown(raw));
    Some((SyntaxMistake::new(SyntaxKind::AsciiNyckel, place, message, help).label(why(raw)), ascii))
}

/// Whether a letter is not one of a–z, or is an accent of its own.
fn is_accented(it: char) -> bool {
    it.is_alphabetic() && !it.is_ascii() || matches!(it, '\u{300}'..='\u{36f}')
}

fn why(raw: &str) -> &'static str {
    if raw.contains(is_accented) { "bara a–z utan prickar" } else { "otillåtet tecken i nyckeln" }
}

fn how(raw: &str, ascii: &str) -> String {
    if ascii.contains('"') {
        return "med raka citattecken om en nyckel som inte bara har bokstäverna a–z".to_owned();
    }
    let letters = raw.contains(is_accented).then_some("utan prickar och accenter");
    let blanks = raw.trim().contains(is_blank).then_some("med _ i stället för mellanslag");
    let said: Vec<&str> = [letters, blanks].into_iter().flatten().collect();
    if said.is_empty() { "bara med a–z, 0–9 och _".to_owned() } else { said.join(" och ") }
}

/// What is wrong with a header line, and the header to write if it can be told.
pub(super) fn header(line: &str, start: usize) -> (SyntaxMistake, Option<String>) {
    let (head, name, closed, rest) = parts(line);
    let whole = start..start + line.len() - rest.len();
    let opened = head.chars().filter(|it| *it == '[').count();
    let double = opened > 1 || closed.matches(']').count() > 1;
    let ascii = in_ascii(name);
    let fixed = if double { format!("[[{ascii}]]") } else { format!("[{ascii}]") };
    let syntax = |place: Range<usize>, message: String, help: String| {
        let repaired = accepts(&fixed).then(|| fixed.clone());
        (SyntaxMistake::new(SyntaxKind::Syntax, place, message, help), repaired)
    };
    // What follows the header on its line has to find a place of its own first.
    let mended = |it: SyntaxMistake| {
        let sure = rest.is_empty() && accepts(&fixed);
        if sure { it.mended(true, start..start + text_end(line, rest), fixed.clone()) } else { it }
    };
    let text = line.get(..line.len() - rest.len()).unwrap_or(line).trim_end();
    if name.trim().is_empty() {
        let help = "Skriv rubrikens namn mellan hakparenteserna, till exempel [dokument].".to_owned();
        return syntax(whole, format!("Rubriken ”{}” har inget namn.", shown(text)), help);
    }
    if name.contains([',', '{', '}', '=']) || opened > 2 {
        let help = "Skriv en rubrik som [dokument] eller [[fokusomrade]], eller nyckel = […] om raden är en lista.";
        return syntax(whole, format!("Raden ”{}” är ingen rubrik.", shown(text)), help.to_owned());
    }
    if opened != closed.matches(']').count() {
        let message = format!("Rubriken ”{}” har inte lika många hakparenteser före som efter.", shown(text));
        let (mistake, repaired) = syntax(whole, message, format!("Skriv {}.", shown(&fixed)));
        return (mended(mistake.label("hakparentes saknas eller är för många")), repaired);
    }
    if head.contains(is_blank) || closed.contains(is_blank) {
        let message = format!("Rubriken ”{}” har mellanrum som inte får finnas där.", shown(text));
        let help = format!("Skriv {} utan mellanrum och osynliga tecken.", shown(&fixed));
        let (mistake, repaired) = syntax(whole, message, help);
        return (mended(mistake), repaired);
    }
    if let Some((mut it, _)) = mistake(name, whole.clone()) {
        it.message = format!("Rubriken ”{}” kan inte skrivas så.", shown(text));
        it.help = format!("Skriv {}, {}.", shown(&fixed), how(name, &ascii));
        let it = mended(it);
        return (it, accepts(&fixed).then_some(fixed));
    }
    let place = start + line.len() - rest.len()..start + line.len();
    let message = format!("Efter rubriken {} står ”{}” på samma rad.", shown(text), shown(rest));
    let (it, repaired) =
        syntax(place, message, "Flytta det till en egen rad, eller sätt # först om det är en kommentar.".to_owned());
    (it.label("hör inte till rubriken"), repaired)
}

/// Where the header of a line ends: before its comment, or what stands after it.
fn text_end(line: &str, rest: &str) -> usize {
    let head = line.get(..line.len() - rest.len()).unwrap_or(line);
    head.split('#').next().unwrap_or(head).trim_end().len()
}

/// A header line's opening brackets, name, closing brackets and what follows them other than a comment.
fn parts(line: &str) -> (&str, &str, &str, &str) {
    let bracket = |wanted: char| move |it: char| it == wanted || is_blank(it);
    let inner = line.trim_start_matches(bracket('['));
    let head = line.get(..line.len() - inner.len()).unwrap_or_default();
    let comment = inner.find('#').unwrap_or(inner.len());
    let end = inner.find([']']).unwrap_or(inner.len()).min(comment);
    let (name, tail) = inner.split_at_checked(end).unwrap_or((inner, ""));
    let after = tail.trim_start_matches(bracket(']'));
    let closed = tail.get(..tail.len() - after.len()).unwrap_or_default();
    let rest = if after.starts_with('#') { "" } else { after };
    (head, name, closed.trim_end_matches([' ', '\t']), rest)
}
