//! Checks that money told of in words is told of in figures too.

use super::{Findings, Sammanhang};
use crate::check;
use crate::formular::Formularblock;
use crate::source::Span;
use crate::uppfoljning::Uppfoljning;

check! {
    /// Det som svaren säger om pengar finns också i ekonomin.
    ///
    /// Står det i ett svar att pengar förs över eller omfördelas ska det gå att se hur mycket.
    ///
    /// ```toml,fails,uppfoljning
    /// [[svar]]
    /// fraga = "lardomar"
    /// text = "Läsklubben kom igång sent. Därför behöver medel föras över till nästa år."
    /// ```
    ///
    /// ```toml,uppfoljning
    /// [[svar]]
    /// fraga = "lardomar"
    /// text = "Läsklubben kom igång sent. Därför behöver medel föras över till nästa år."
    ///
    /// [[ekonomi.overforing]]
    /// part = "region"
    /// belopp = 12_000.50
    /// ```
    pub(super) const PENGAR_UTAN_BELOPP: Check = Vanlig("pengar-utan-belopp", Some(Varning), Some(Varning));
}

/// What a sentence says of money.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sags {
    ForsOver,
    Omfordelas,
}

pub(super) fn pengar_utan_belopp(it: &Uppfoljning, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    let Some(kedja) = sammanhang.kedja() else { return };
    let has = |empty: Option<bool>| empty == Some(false);
    let carried = has(it.ekonomi.as_ref().map(|it| it.overforing.is_empty()));
    let moved = has(it.ekonomi.as_ref().map(|it| it.omfordelning.is_empty()));
    let asked = kedja.formular.visar(&Formularblock::Ekonomi);
    let kinds = [
        (carried, Sags::ForsOver, "förs över", "[[ekonomi.overforing]] med part och belopp"),
        (moved, Sags::Omfordelas, "omfördelas", "[[ekonomi.omfordelning]] med fran, till och region eller kommun"),
    ];
    let answers = it.svar.iter().map(|it| (it.text.as_str(), it.text.span()));
    let of_insatser = it.insats.iter().flat_map(|it| it.orsak.iter().chain(&it.effekter));
    let comments = it.ekonomi.iter().flat_map(|it| &it.utfall).filter_map(|it| it.kommentar.as_ref());
    let texts: Vec<(&str, Span)> = answers
        .chain(of_insatser.map(|it| (it.as_str(), it.span())))
        .chain(comments.map(|it| (it.as_str(), it.span())))
        .collect();
    for (_, kind, what, table) in kinds.into_iter().filter(|(told, ..)| !told && asked) {
        let first = texts.iter().find_map(|(typed, span)| {
            let mut at = 0;
            typed.split_inclusive(['.', '!', '?']).find_map(|sentence| {
                let start = at + sentence.len() - sentence.trim_start().len();
                at += sentence.len();
                let says = said(sentence, it.ar()) == Some(kind);
                says.then(|| super::texter::place_in(sammanhang.sources, *span, start..at))
            })
        });
        if let Some(span) = first {
            findings.add(span, format!("Här står att pengar {what}, men ekonomin säger inte hur mycket."), |it| {
                it.help(format!("Lägg till {table}."))
            });
        }
    }
}

/// What a sentence of a follow-up says of money. Words that can be said of other things too count when money is near.
fn said(sentence: &str, ar: i16) -> Option<Sags> {
    /// How many words there may be between the money and what is done with it.
    const NEAR: usize = 5;
    let lower = sentence.to_lowercase();
    let words: Vec<&str> = lower.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    let money: Vec<usize> = (0..words.len()).filter(|it| is_money(words[*it])).collect();
    let near = |at: usize| money.iter().any(|it| it.abs_diff(at) <= NEAR);
    let none = words.iter().any(|it| ["inga", "ingen", "inget"].contains(it));
    let without = lower.starts_with("utan ") || (lower.contains(" utan ") && !lower.contains(", utan "));
    if money.is_empty() || none || without {
        return None;
    }
    // `inte` says something of the verb that it stands by: money that was not used can well be carried over.
    let denied = |at: usize| words[at.saturating_sub(2)..(at + 3).min(words.len())].contains(&"inte");
    let later = ["nästa år", "kommande år", "året efter"].iter().any(|it| lower.contains(it))
        || words.iter().any(|it| it.parse::<i16>().is_ok_and(|it| (ar + 1..=ar + 3).contains(&it)));
    let follows = |at: usize, next: &str| words.get(at + 1) == Some(&next);
    words.iter().enumerate().find_map(|(at, word)| {
        let over = ["föra", "föras", "förs", "för", "fördes", "förts"].contains(word) && follows(at, "över");
        let again = ["fördelas", "fördelats", "fördelades", "fördelade"].contains(word) && follows(at, "om");
        let along = ["ta", "tar", "tas", "tagit", "tog"].contains(word) && follows(at, "med");
        let saved = ["spara", "sparar", "sparas", "sparat", "sparats", "sparades"].contains(word);
        let moved = word.starts_with("flytta");
        let kind = match () {
            () if over || word.starts_with("överför") => Sags::ForsOver,
            () if again || word.starts_with("omfördel") => Sags::Omfordelas,
            () if (along || saved || moved) && near(at) && later => Sags::ForsOver,
            () if moved && near(at) => Sags::Omfordelas,
            () => return None,
        };
        (!denied(at)).then_some(kind)
    })
}

/// Whether a word means money.
fn is_money(word: &str) -> bool {
    const OTHER_MEANS: [&str; 5] = ["läkemed", "livsmed", "hjälpmed", "transportmed", "färdmed"];
    let means = ["medel", "medlen"].iter().any(|it| word.ends_with(it));
    let means = means && !OTHER_MEANS.iter().any(|it| word.starts_with(it));
    let begins = ["pengar", "kronor", "överskott", "budget", "resurs"].iter().any(|it| word.starts_with(it));
    means || begins || ["kr", "tkr"].contains(&word)
}

#[cfg(test)]
mod tests {
    use super::{Sags, said};

    #[test]
    fn money_in_words_is_understood() {
        for sentence in [
            "Överskottet förs över till nästa år.",
            "Vi behöver ta med oss 20 000 kr till 2026.",
            "20 tkr överförs till 2026.",
            "Outnyttjade medel sparas till nästa år.",
            "Medel som inte har använts förs över.",
            "Pengarna flyttas till nästa år.",
        ] {
            assert!(said(sentence, 2025) == Some(Sags::ForsOver), "{sentence}");
        }
        for sentence in [
            "Budgeten har omfördelats mellan insatserna.",
            "Resurserna flyttades till drogförebyggande arbete.",
            "Medlen flyttades till dansen.",
        ] {
            assert!(said(sentence, 2025) == Some(Sags::Omfordelas), "{sentence}");
        }
    }

    #[test]
    fn other_sentences_say_nothing_of_money() {
        for sentence in [
            "Inga medel behöver överföras till nästa år.",
            "Kunskapen överfördes till skolan utan extra pengar.",
            "Överskottet behöver inte föras över.",
            "Medlen kommer inte att omfördelas.",
            "Träffen flyttades till nästa år.",
            "Läkemedel flyttades till ett låst skåp.",
            "Vi sparade 2 000 kr på att låna lokaler.",
        ] {
            assert!(said(sentence, 2025).is_none(), "{sentence}");
        }
    }
}
