//! The summary as sheets, whose sums are formulas with the model's own results.

use super::{Arspost, PARTER, Sammanstallning, TITEL, UTFALL, totalt, utfall};
use crate::budget::Summor;
use crate::view::{Ark, Arkcell, Arkkolumn, Arkrad, Formel, Radstil};

/// The sheets: budgets, what they pay for, and what the money became.
pub fn arks(all: &Sammanstallning) -> Vec<Ark> {
    let mut budget = Blad::new("Budget", &["År", "Kommunens namn", "Status", "Insatser"]);
    let mut delar = Blad::new("Slag och områden", &["År", "Kommunens namn", "Uppdelning", "Namn"]);
    let mut ekonomi = Blad::new("Utfall", &["År", "Kommunens namn", "Status", "Post"]);
    for (ar, posts) in &all.ar {
        let year = ar.to_string();
        let first = budget.ark.rader.len();
        for it in posts {
            let count = it.insatser.to_string();
            budget.row([&year, &it.kommun, status(it.beslutad), &count], it.budget);
        }
        if let Some(total) = totalt(posts) {
            budget.sum([&year, "Alla kommuner", "", "Totalt"], first, total);
        }
        for it in posts {
            for (kind, parts) in [("Slag", &it.slag), ("Område", &it.omraden)] {
                let first = delar.ark.rader.len();
                for part in parts {
                    delar.row([&year, &it.kommun, kind, &part.namn], Some(part.summor));
                }
                if let Some(total) = it.budget {
                    delar.sum([&year, &it.kommun, kind, "Totalt"], first, total);
                }
            }
        }
        for (name, part) in UTFALL {
            let first = ekonomi.ark.rader.len();
            let told = posts.iter().filter_map(|it: &Arspost| Some((it, it.ekonomi.as_ref()?)));
            for (it, told) in told {
                ekonomi.row([&year, &it.kommun, status(told.beslutad), name], Some(part(told)));
            }
            if let Some(total) = utfall(posts, part) {
                ekonomi.sum([&year, "Alla kommuner", "Totalt", name], first, total);
            }
        }
    }
    [budget, delar, ekonomi].into_iter().map(|it| it.ark).collect()
}

fn status(beslutad: bool) -> &'static str {
    if beslutad { "beslutad" } else { "utkast" }
}

/// The columns of words before the four sums.
const WORDS: usize = 4;

struct Blad {
    ark: Ark,
}

impl Blad {
    fn new(namn: &str, words: &[&str; WORDS]) -> Self {
        let word = |(rubrik, bredd): (&&str, u16)| Arkkolumn {
            rubrik: (*rubrik).to_owned(),
            bredd,
            belopp: false,
            dold: false,
        };
        let amount =
            |(rubrik, _): &(&str, _)| Arkkolumn { rubrik: (*rubrik).to_owned(), bredd: 18, belopp: true, dold: false };
        let kolumner = words.iter().zip([8, 30, 14, 34]).map(word).chain(PARTER.iter().map(amount)).collect();
        let rubriker = vec![TITEL.to_owned(), format!("{namn}. Belopp i kronor.")];
        Self { ark: Ark { namn: namn.to_owned(), rubriker, kolumner, rader: Vec::new() } }
    }

    fn push(&mut self, stil: Radstil, words: [&str; WORDS], amounts: impl Iterator<Item = Arkcell>) {
        let celler = words.into_iter().map(|it| Arkcell::Text(it.to_owned())).chain(amounts).collect();
        self.ark.rader.push(Arkrad { stil, celler });
    }

    /// A row whose last amount is the sum of the others; a plan without a budget leaves them empty.
    fn row(&mut self, words: [&str; WORDS], summor: Option<Summor>) {
        let row = self.ark.rader.len();
        let parties = PARTER.len() - 1;
        let amounts = PARTER.iter().enumerate().map(|(idx, (_, part))| match summor.map(part) {
            None => Arkcell::Tom,
            Some(amount) if idx < parties => Arkcell::Belopp(amount),
            Some(amount) => {
                let across = (WORDS..WORDS + parties).map(|column| (false, row, column)).collect();
                Arkcell::Formel(Formel::Kombination(across), amount)
            }
        });
        self.push(Radstil::Rad, words, amounts);
    }

    /// The sum of the rows from `first` on; `summor` is what the model says it is.
    fn sum(&mut self, words: [&str; WORDS], first: usize, summor: Summor) {
        let Some(last) = self.ark.rader.len().checked_sub(1).filter(|it| *it >= first) else { return };
        let amounts = PARTER.iter().enumerate().map(|(idx, (_, part))| {
            Arkcell::Formel(Formel::Summa { kolumn: WORDS + idx, fran: first, till: last }, part(summor))
        });
        self.push(Radstil::Summa, words, amounts);
    }
}
