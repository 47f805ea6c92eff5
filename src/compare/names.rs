//! What keys and things are called when their changes are told.

use std::collections::BTreeMap;

use crate::read::tree::{Kind, Leaf, Node, Table};
use crate::svenska;

/// Keys and words of the format that a person spells otherwise than with `_` as a space, and what one thing of a list is
/// called. Every other key is told as it is.
const WORDS: [(&str, &str, &str); 96] = [
    ("agare", "ägare", ""),
    ("aktor", "aktör", "Aktören"),
    ("aktorer", "aktörer", ""),
    ("annan", "annan medfinansiär", "Medfinansiären"),
    ("ansvarig_utifran", "ansvarig utifrån", ""),
    ("ar", "år", ""),
    ("arendebeskrivning", "ärendebeskrivning", ""),
    ("aterbetalning", "återbetalning", "Återbetalningen"),
    ("avslut", "avslut", ""),
    ("avsnitt", "avsnitt", "Avsnittet"),
    ("avtal", "avtal", "Avtalet"),
    ("bedomning", "bedömning", ""),
    ("begrepp", "begrepp", "Begreppet"),
    ("behov", "behov", "Behovet"),
    ("benamning", "benämning", ""),
    ("bilaga", "bilaga", "Bilagan"),
    ("bitradande", "biträdande", ""),
    ("del", "del", "Delen"),
    ("del_av", "del av", ""),
    ("delomrade", "delområde", "Delområdet"),
    ("egen_andel_minst_procent", "egen andel, minst procent", ""),
    ("egen_forvaltning", "egen förvaltning", ""),
    ("ersatter", "ersätter", ""),
    ("farg", "färg", ""),
    ("figur", "figur", "Figuren"),
    ("fokusomrade", "fokusområde", "Fokusområdet"),
    ("folkhalsorad", "folkhälsoråd", ""),
    ("forankring", "förankring", ""),
    ("fordelning", "fördelning", ""),
    ("forfattare", "författare", ""),
    ("forkortning", "förkortning", "Förkortningen"),
    ("forlangt_till", "förlängt till", ""),
    ("formular", "formulär", ""),
    ("forslag", "förslag", ""),
    ("forvaltning", "förvaltning", ""),
    ("fraga", "fråga", "Frågan"),
    ("fran", "från", ""),
    ("fran_ar", "från år", ""),
    ("galler_for", "gäller för", ""),
    ("genomford", "genomförd", ""),
    ("giltig_fran", "giltig från och med", ""),
    ("giltig_till", "giltig till och med", ""),
    ("godkand", "godkänd", ""),
    ("godkannande_organ", "godkännande organ", ""),
    ("godkanns_av", "godkänns av", ""),
    ("handelse", "händelse", "Händelsen"),
    ("handlaggare", "handläggare", ""),
    ("hogst_procent", "högst procent", ""),
    ("indikator", "indikator", "Indikatorn"),
    ("innebord", "innebörd", ""),
    ("inriktning", "inriktning", "Inriktningen"),
    ("insats", "insats", "Insatsen"),
    ("insatsfraga", "fråga om insatser", "Frågan"),
    ("installd", "inställd", ""),
    ("invanare", "invånare", ""),
    ("jamforelse", "jämförelse", "Jämförelsen"),
    ("kalla", "källa", ""),
    ("kalla_id", "källans id", ""),
    ("kf", "kommunfullmäktige", ""),
    ("kolumner", "kolumner", "Kolumnen"),
    ("kravs", "krävs", ""),
    ("ks", "kommunstyrelsen", ""),
    ("ksau", "kommunstyrelsens arbetsutskott", ""),
    ("lank", "länk", ""),
    ("langsta_insats_ar", "längsta insats, år", ""),
    ("mal", "mål", "Målet"),
    ("malgrupper", "målgrupper", ""),
    ("malomrade", "målområde", ""),
    ("moten_per_ar", "möten per år", ""),
    ("niva", "nivå", ""),
    ("nulage", "nuläge", ""),
    ("omfordelning", "omfördelning", "Omfördelningen"),
    ("omrade", "område", ""),
    ("organisation", "organisation", "Rollen"),
    ("overforing", "överföring", "Överföringen"),
    ("ovrigt", "övrigt", ""),
    ("pagar", "pågår", ""),
    ("pastaende", "påstående", "Påståendet"),
    ("perspektiv", "perspektiv", "Perspektivet"),
    ("prioriterade_omraden", "prioriterade områden", ""),
    ("programomrade", "programområde", "Programområdet"),
    ("rad", "rad", "Budgetraden"),
    ("rattelse", "rättelse", "Rättelsen"),
    ("sats_per_invanare", "kronor per invånare", ""),
    ("skala", "skala", "Skalan"),
    ("skickad_faststalld", "skickad fastställd", ""),
    ("skickad_uppfoljning", "skickad uppföljning", ""),
    ("specifikation", "specifikation", "Delen"),
    ("steg", "steg", "Steget"),
    ("styrande_dokument", "styrande dokument", "Det styrande dokumentet"),
    ("svar", "svar", "Svaret"),
    ("tjansteskrivelse", "tjänsteskrivelse", ""),
    ("tyst", "tystad kontroll", "Den tystade kontrollen"),
    ("uppfoljningsrutin", "rutin för uppföljning", "Rutinen"),
    ("utfall", "utfall", "Utfallet för"),
    ("vardaktor", "vårdaktör", "Vårdaktören"),
];

/// More words that are spelt with å, ä or ö; in a list of their own since nothing more is said of them.
const SPELLINGS: [(&str, &str); 15] = [
    ("aterstar", "återstår"),
    ("ej_aktuellt", "inte aktuellt"),
    ("inkl_lonebikostnader", "inklusive lönebikostnader"),
    ("internationell", "internationell"),
    ("namn", "namn"),
    ("ordinarie_verksamhet", "ordinarie verksamhet"),
    ("region_diarienummer", "regionens diarienummer"),
    ("region_kort", "regionens korta namn"),
    ("region_namn", "regionens namn"),
    ("tillaten", "tillåten"),
    ("till_ar", "till år"),
    ("tjanst", "tjänst"),
    ("undertecknas_av", "undertecknas av"),
    ("uppfoljning", "uppföljning"),
    ("varde", "värde"),
];

/// Longer names, in characters, are cut where they stand in a heading.
pub(super) const LONGEST_NAME: usize = 70;

/// A key or a word of the format as running text has it.
pub(super) fn word(key: &str) -> String {
    let known = WORDS.iter().find(|it| it.0 == key).map(|it| it.1);
    let known = known.or_else(|| SPELLINGS.iter().find(|it| it.0 == key).map(|it| it.1));
    known.map_or_else(|| key.replace('_', " "), str::to_owned)
}

/// A key as it begins a line.
pub(super) fn label(key: &str) -> String {
    svenska::capitalised(&word(key))
}

/// One thing of a list, in the definite form: `Fokusområdet`.
pub(super) fn one_of(key: &str) -> String {
    let known = WORDS.iter().find(|it| it.0 == key && !it.2.is_empty()).map(|it| it.2.to_owned());
    known.unwrap_or_else(|| label(key))
}

/// The keys that name a thing to a reader, the best first.
pub(super) const NAMING: [&str; 9] =
    ["namn", "rubrik", "titel", "benamning", "post", "funktion", "term", "roll", "organ"];

/// The keys that tell what an answer or a part is about, when it has no name.
const POINTING: [&str; 6] = ["rad", "insats", "fraga", "aktor", "kontroll", "omrade"];

/// Puts the values of `{{ … }}` into a text.
pub(super) type Expand<'a> = Box<dyn Fn(&str) -> String + 'a>;

/// What the ids and the texts of one side mean.
#[derive(Default)]
pub(super) struct Meaning<'a> {
    /// The names of things by their ids.
    pub ids: BTreeMap<String, String>,
    /// Puts the values of `{{ … }}` into a text.
    pub expand: Option<Expand<'a>>,
}

impl Meaning<'_> {
    /// Takes over the names of things that only the other side has.
    pub(super) fn learn(&mut self, other: &Meaning<'_>) {
        for (id, name) in &other.ids {
            self.ids.entry(id.clone()).or_insert_with(|| name.clone());
        }
    }

    /// A text with its values put in.
    pub(super) fn text(&self, text: &str) -> String {
        match &self.expand {
            Some(expand) if text.contains("{{") => expand(text),
            _ => text.to_owned(),
        }
    }

    /// The name of the thing with an id, or the id.
    fn named(&self, id: &str) -> String {
        self.ids.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// A value as a reader meets it.
    pub(super) fn value(&self, leaf: &Leaf) -> String {
        match leaf.kind {
            Kind::Prosa | Kind::Text => self.text(&leaf.text),
            Kind::Id => self.named(&leaf.text),
            Kind::Belopp => crate::belopp::Belopp::parse(&leaf.text)
                .map_or_else(|_| format!("”{}”", leaf.text), |it| format!("{it}{}kr", svenska::NBSP)),
            Kind::Tal => leaf.text.parse().map_or_else(|_| leaf.text.clone(), |it| number(it, &leaf.text)),
            Kind::JaNej => match leaf.text.as_str() {
                "true" => "ja".to_owned(),
                "false" => "nej".to_owned(),
                other => other.to_owned(),
            },
            Kind::Ord => word(&leaf.text),
            Kind::Annat => leaf.text.clone(),
        }
    }

    /// What a thing is called, and the keys that say so: its own name, else what it is about, else how it begins.
    pub(super) fn naming(&self, table: &Table) -> Option<(String, Vec<&'static str>)> {
        let text = |key: &str| table.text(key);
        if let (Some(kind), Some(day)) = (text("typ"), text("datum")) {
            return Some((format!("{} {day}", word(kind)), vec!["typ", "datum"]));
        }
        if let Some(part) = text("part") {
            return Some((of_party(part, table), vec!["part", "fran_ar", "till_ar", "avtal"]));
        }
        let own = NAMING.into_iter().find_map(|key| Some((self.text(text(key)?), vec![key])));
        let moved = || {
            let end = |word: &str, key: &str| text(key).map(|it| format!("{word} {}", self.named(it)));
            let ends: Vec<String> = end("från", "fran").into_iter().chain(end("till", "till")).collect();
            (!ends.is_empty()).then(|| (ends.join(" "), vec!["fran", "till"]))
        };
        let about = || POINTING.into_iter().find_map(|key| Some((self.named(text(key)?), vec![key])));
        let place = || Some((format!("{} {}", text("datum")?, text("plats")?), vec!["datum", "plats"]));
        let known = || Some((self.ids.get(text("id")?)?.clone(), Vec::new()));
        let begins = || text("text").map(|it| (shortened(&self.text(it), LONGEST_NAME), Vec::new()));
        let id = || Some((text("id")?.to_owned(), Vec::new()));
        own.or_else(moved).or_else(about).or_else(place).or_else(known).or_else(begins).or_else(id)
    }

    /// A thing of the list under a key, as a heading names it: `Insatsen ”Skolcoach”`.
    pub(super) fn item(&self, key: &str, table: &Table) -> String {
        let one = one_of(key);
        self.naming(table).map_or(one.clone(), |(it, _)| format!("{one} ”{}”", shortened(&it, LONGEST_NAME)))
    }
}

/// Whose money is carried or repaid, and where it comes from or goes.
fn of_party(part: &str, table: &Table) -> String {
    let whose = if part == "region" { "regionens" } else { "kommunens" };
    let from = table.text("fran_ar").map(|it| format!(" från {it}")).unwrap_or_default();
    let to = table.text("till_ar").map(|it| format!(" till {it}")).unwrap_or_default();
    let under = table.text("avtal").map(|it| format!(", {it}")).unwrap_or_default();
    format!("{whose} pengar{from}{to}{under}")
}

/// A number; a year has no space in it.
fn number(it: rust_decimal::Decimal, digits: &str) -> String {
    let year = digits.len() == 4 && digits.bytes().all(|it| it.is_ascii_digit());
    if year { digits.to_owned() } else { svenska::number(it) }
}

/// The beginning of a text.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', '.', ';', ':']))
}

/// The names of all things in a tree that have an id.
pub(super) fn collect(node: &Node, meaning: &Meaning<'_>, all: &mut BTreeMap<String, String>) {
    match node {
        Node::Table(table) => {
            // A budget row without a name of its own has that of its area.
            if let Some(id) = table.text("id")
                && let Some(name) = NAMING.iter().chain(&["text"]).find_map(|it| table.text(it))
            {
                all.entry(id.to_owned()).or_insert_with(|| shortened(&meaning.text(name), LONGEST_NAME));
            }
            for it in &table.entries {
                collect(&it.node, meaning, all);
            }
        }
        Node::List(items) => items.iter().for_each(|it| collect(it, meaning, all)),
        Node::Leaf(_) => {}
    }
}
