//! The summary as JSON: amounts are texts with two decimals, so that no program rounds them.

use serde_json::{Map, Value, json};

use super::{Arspost, Del, PARTER, Sammanstallning, UTFALL, Utfall, totalt, utfall};
use crate::budget::Summor;

/// The version of this shape; a change that is no mere addition raises it.
const SCHEMA: u32 = 1;

/// The summary for other programs.
pub fn json(all: &Sammanstallning) -> Vec<u8> {
    let years = all.ar.iter().map(|(ar, posts)| {
        json!({
            "ar": ar,
            "kommuner": posts.iter().map(post).collect::<Vec<_>>(),
            "totalt": {
                "budget": totalt(posts).map(summor),
                "insatser": posts.iter().map(|it| it.insatser).sum::<usize>(),
                "ekonomi": told(|part| utfall(posts, part)),
            },
        })
    });
    let left_out = all.utelamnade.iter().map(|it| json!({ "fil": it.fil, "skal": it.skal }));
    let value = json!({
        "schema": SCHEMA,
        "ar": years.collect::<Vec<_>>(),
        "utelamnade": left_out.collect::<Vec<_>>(),
    });
    let mut bytes = serde_json::to_vec_pretty(&value).expect("a summary holds only texts, numbers and lists of them");
    bytes.push(b'\n');
    bytes
}

fn post(it: &Arspost) -> Value {
    let parts = |all: &[Del]| {
        let all = all.iter().map(|it| {
            let mut value = summor(it.summor);
            value.insert("namn".to_owned(), Value::from(it.namn.as_str()));
            Value::from(value)
        });
        all.collect::<Vec<_>>()
    };
    json!({
        "kommun": it.kommun,
        "status": if it.beslutad { "beslutad" } else { "utkast" },
        "insatser": it.insatser,
        "budget": it.budget.map(summor),
        "slag": parts(&it.slag),
        "omraden": parts(&it.omraden),
        "ekonomi": told(|part| it.ekonomi.as_ref().map(part)),
        "uppfoljning": it.ekonomi.map(|it| if it.beslutad { "beslutad" } else { "utkast" }),
    })
}

/// What the money became, by the names of the follow-up; nothing when nobody has told.
fn told(sum: impl Fn(fn(&Utfall) -> Summor) -> Option<Summor>) -> Value {
    let names = ["ingaende", "omfordelning", "utfall", "kvar", "utgaende", "aterbetalning"];
    let parts = names.iter().zip(UTFALL).map(|(name, (_, part))| Some(((*name).to_owned(), summor(sum(part)?).into())));
    parts.collect::<Option<Map<String, Value>>>().map_or(Value::Null, Value::from)
}

fn summor(summor: Summor) -> Map<String, Value> {
    PARTER.iter().map(|(name, part)| (name.to_lowercase(), Value::from(part(summor).json()))).collect()
}
