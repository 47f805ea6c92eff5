//! The answer for other programs. Amounts are text with two decimals, so that nothing rounds them.

use serde_json::{Value, json};

use super::text::demands;
use super::{Grupp, Krav, Platser, Post, Relation, Summor, Svar, Vem};
use crate::source::Span;

/// The version of this shape; a change that is no mere addition raises it.
const SCHEMA: u32 = 1;

fn output(what: &str, content: &[Value]) -> String {
    let tool = json!({ "name": "fhplan", "version": env!("CARGO_PKG_VERSION") });
    let output = json!({ "schema": SCHEMA, "tool": tool, what: content });
    serde_json::to_string_pretty(&output).unwrap_or_default() + "\n"
}

/// The answers to a question, one for each document that has the name.
pub fn answers(all: &[(&Summor<'_>, Svar<'_>, &Platser<'_>)]) -> String {
    let one = |(summor, svar, places): &(&Summor<'_>, Svar<'_>, &Platser<'_>)| match svar {
        Svar::Summa { grupp, vem, andel } => {
            let mut answer = summa(summor, grupp, *vem, places);
            if let (Some(andel), Some(answer)) = (andel, answer.as_object_mut()) {
                answer.insert("percent".to_owned(), json!(andel.procent.round_dp(4).normalize().to_string()));
            }
            answer
        }
        Svar::Varde { namn, span, ingar, jamfors } => {
            json!({ "name": namn, "typed": place(*span, places), "partOf": ingar, "comparedWith": jamfors })
        }
    };
    output("answers", &all.iter().map(one).collect::<Vec<_>>())
}

fn place(span: Span, places: &Platser<'_>) -> Value {
    let (file, position) = places.at(span);
    json!({ "file": file, "line": position.line, "column": position.column })
}

fn summa(summor: &Summor<'_>, grupp: &Grupp, vem: Vem, places: &Platser<'_>) -> Value {
    let (file, _) = places.at(Span::new(summor.underlag.fil, 0..0));
    let term = |it: &Post| {
        json!({
            "amount": it.varde().json(),
            "party": it.vem.word(),
            "name": it.namn,
            "typed": place(it.span, places),
        })
    };
    let demand = |it: &Krav| {
        let relation = if it.relation == Relation::Lika { "equal" } else { "at_most" };
        let suggestions: Vec<Value> = summor
            .forslag(grupp, it, places)
            .iter()
            .map(|it| {
                let change = |(span, to): &(Span, crate::belopp::Belopp)| {
                    json!({ "typed": place(*span, places), "amount": to.json() })
                };
                json!({ "text": it.text, "changes": it.andringar.iter().map(change).collect::<Vec<_>>() })
            })
            .collect();
        json!({
            "party": it.vem.word(),
            "with": it.med,
            "relation": relation,
            "sum": it.summa.json(),
            "amount": it.belopp.json(),
            "difference": it.skillnad().json(),
            "holds": it.haller(),
            "typed": it.span.map(|it| place(it, places)),
            "suggestions": suggestions,
        })
    };
    json!({
        "name": grupp.med(vem),
        "file": file,
        "year": summor.ar,
        "description": grupp.text,
        "sum": grupp.summa(vem).json(),
        "terms": grupp.for_vem(vem).map(term).collect::<Vec<_>>(),
        "comparisons": demands(grupp, vem).map(demand).collect::<Vec<_>>(),
        "note": grupp.not,
    })
}

/// Every name of every document, with what it comes to.
pub fn listing(all: &[(&Summor<'_>, &Platser<'_>)]) -> String {
    let one = |(summor, places): &(&Summor<'_>, &Platser<'_>)| {
        let (file, _) = places.at(Span::new(summor.underlag.fil, 0..0));
        let names: Vec<Value> = summor
            .grupper
            .iter()
            .flat_map(|grupp| {
                let present = Vem::ALLA.into_iter().filter(|vem| grupp.has(*vem));
                present.map(|vem| {
                    let sum = grupp.summa(vem).json();
                    let holds = demands(grupp, vem).all(Krav::haller);
                    json!({ "name": grupp.med(vem), "sum": sum, "holds": holds })
                })
            })
            .collect();
        json!({ "file": file, "year": summor.ar, "names": names })
    };
    output("documents", &all.iter().map(one).collect::<Vec<_>>())
}
