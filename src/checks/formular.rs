//! Checks of a region's form: its own references, its annex, and that everything asked is shown.

use minijinja::Value;

use super::hanvisningar::meant;
use super::struktur::{duplicates, rewritten, unknown};
use super::texter::Textfel;
use super::{Findings, Formularsammanhang, texter};
use crate::check;
use crate::diagnostic::Diagnostic;
use crate::formular::{Formular, Formularblock, Stegord};
use crate::read::Id;
use crate::svenska::quoted;
use crate::uttryck::TextMistakeKind;

/// Names for a form that is looked at by itself, with no kommun that answers it.
pub(super) fn sample_names(form: &Formular) -> Value {
    let text = |it: &str| Value::from(it);
    let map = |entries: Vec<(&str, Value)>| -> Value {
        entries
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect::<std::collections::BTreeMap<_, _>>()
            .into()
    };
    let day = crate::datum::Datum::new(2024, 1, 1).map_or(Value::UNDEFINED, crate::uttryck::datum);
    let avtal = map(vec![
        ("benamning", text("Samverkansavtal")),
        ("region_namn", text("regionen")),
        ("region_kort", text("Regionen")),
        ("giltig_fran", day.clone()),
        ("giltig_till", day.clone()),
        ("forlangt_till", day),
    ]);
    let kommun = map(vec![("namn", text("Kommunen")), ("kort", text("Kommun")), ("invanare", Value::from(1_000))]);
    let ar = form.formular.ar.first().map_or(2024, |it| it.value);
    let own = crate::modell::form_facts(&form.formular, ar);
    map(vec![("ar", Value::from(ar)), ("kommun", kommun), ("avtal", avtal), ("formular", own)])
}

pub(super) fn dubblett_id(form: &Formular, _: &Formularsammanhang<'_>, findings: &mut Findings<'_>) {
    let kinds: [Vec<&Id>; 5] = [
        form.skala.iter().map(|it| &it.id).collect(),
        form.pastaende.iter().map(|it| &it.id).collect(),
        form.vardaktor.iter().map(|it| &it.id).collect(),
        form.insatsfraga.iter().map(|it| &it.id).collect(),
        form.fraga.iter().map(|it| &it.id).collect(),
    ];
    for ids in &kinds {
        duplicates(ids, findings);
    }
    for scale in &form.skala {
        for (idx, step) in scale.steg.iter().enumerate() {
            if let Some(first) = scale.steg[..idx].iter().find(|it| it.id == step.id) {
                let message = format!("Steget ”{}” finns två gånger på skalan.", quoted(step.id.as_str()));
                findings.add(step.id.0.span, message, |it| {
                    it.here("en gång till").label(first.id.0.span, "först här").help("Ge det ena ett eget id.")
                });
            }
        }
    }
}

pub(super) fn okand_hanvisning(form: &Formular, _: &Formularsammanhang<'_>, findings: &mut Findings<'_>) {
    let scales: Vec<&str> = form.skala.iter().map(|it| it.id.as_str()).collect();
    let of_statements = form.pastaende.iter().map(|it| (&it.id, &it.skala));
    let of_actors = form.vardaktor.iter().map(|it| (&it.id, &it.skala));
    let of_questions = form.insatsfraga.iter().filter_map(|it| Some((&it.id, it.skala.as_ref()?)));
    for (id, skala) in of_statements.chain(of_actors).chain(of_questions) {
        unknown(skala.as_str(), skala.span(), &scales, &format!("”{}”", id.as_str()), "skalan", "formuläret", findings);
    }
    for statement in &form.pastaende {
        let Some(scale) = form.skala(&statement.skala) else { continue };
        for step in &statement.motivera {
            let who = format!("”{}”", statement.id.as_str());
            unknown(step.as_str(), step.0.span, &scale.svar(), &who, "steget", "skalan", findings);
        }
    }
    let questions: Vec<&str> = form.fraga.iter().map(|it| it.id.as_str()).collect();
    for (part, shown) in form.alla_delar().into_iter().flat_map(|it| it.visa.0.iter().map(move |shown| (it, shown))) {
        if let Formularblock::Fraga(id) = &shown.value {
            let who = format!("Delen ”{}”", quoted(part.rubrik.as_str()));
            rewritten(
                findings,
                |id| format!("\"fraga.{id}\""),
                |findings| unknown(id, shown.span, &questions, &who, "frågan", "formuläret", findings),
            );
        }
    }
}

pub(super) fn texts(
    kind: TextMistakeKind,
    form: &Formular,
    sammanhang: &Formularsammanhang<'_>,
    findings: &mut Findings<'_>,
) {
    let all = texter::mistakes_in_form(form, sammanhang).into_iter();
    for Textfel { span, mistake, fix } in all.filter(|it| it.mistake.kind == kind) {
        findings.add(span, mistake.message, |it| Diagnostic { fix, ..it.help(mistake.help) });
    }
}

pub(super) fn okant_uttryck(form: &Formular, sammanhang: &Formularsammanhang<'_>, findings: &mut Findings<'_>) {
    texts(TextMistakeKind::Uttryck, form, sammanhang, findings);
}

pub(super) fn otillaten_markering(form: &Formular, sammanhang: &Formularsammanhang<'_>, findings: &mut Findings<'_>) {
    texts(TextMistakeKind::Markering, form, sammanhang, findings);
}

check! {
    /// Formulärets id är filens namn.
    ///
    /// Uppföljningen nämner formuläret med dess id, och filen hittas med det namnet.
    ///
    /// ```toml,fails,formular
    /// [formular]
    /// id = "ett-annat-namn"
    /// ar = [2024]
    /// titel = "Uppföljning {{ ar }}"
    /// ```
    ///
    /// ```toml,formular
    /// [formular]
    /// id = "prov"
    /// ar = [2024]
    /// titel = "Uppföljning {{ ar }}"
    /// ```
    pub(super) const FEL_FORMULARNAMN: Check = Grund("fel-formularnamn", Some(Fel), Some(Fel));
}

pub(super) fn fel_formularnamn(form: &Formular, sammanhang: &Formularsammanhang<'_>, findings: &mut Findings<'_>) {
    let id = &form.formular.id;
    let name = &sammanhang.sources.get(id.span().file).name;
    let stem = name.rsplit('/').next().and_then(|it| it.strip_suffix(".toml")).unwrap_or(name);
    // Standard input has no name to compare with.
    if stem != id.as_str() && !name.starts_with('<') {
        findings.add(
            id.span(),
            format!("Formuläret har id:t ”{}”, men filen heter {stem}.toml.", id.as_str()),
            |it| {
                it.help(format!("Skriv id = \"{stem}\", eller byt namn på filen till {}.toml.", id.as_str()))
                    .meant(Some(stem))
            },
        );
    }
}

check! {
    /// Allt som formuläret frågar om visas i någon av dess delar.
    ///
    /// En fråga som ingen del visar kommer aldrig med i dokumentet.
    ///
    /// ```toml,fails,formular
    /// [formular]
    /// id = "prov"
    /// ar = [2024]
    /// titel = "Uppföljning {{ ar }}"
    ///
    /// [[fraga]]
    /// id = "lardomar"
    /// text = "Vad har ni lärt er?"
    /// ```
    ///
    /// ```toml,formular
    /// [formular]
    /// id = "prov"
    /// ar = [2024]
    /// titel = "Uppföljning {{ ar }}"
    ///
    /// [[fraga]]
    /// id = "lardomar"
    /// text = "Vad har ni lärt er?"
    ///
    /// [[del]]
    /// rubrik = "Lärdomar"
    /// visa = "fraga.lardomar"
    /// ```
    pub(super) const FRAGA_VISAS_INTE: Check = Vanlig("fraga-visas-inte", Some(Varning), Some(Varning));
}

pub(super) fn fraga_visas_inte(form: &Formular, _: &Formularsammanhang<'_>, findings: &mut Findings<'_>) {
    let mut hidden = Vec::new();
    let known: Vec<&str> = form.fraga.iter().map(|it| it.id.as_str()).collect();
    let shown = form.alla_delar().into_iter().flat_map(|it| &it.visa.0).filter_map(|it| match &it.value {
        Formularblock::Fraga(id) => Some(id.as_str()),
        _ => None,
    });
    let meant = meant(shown, &known);
    for question in form.fraga.iter().filter(|it| !meant.contains(it.id.as_str())) {
        let block = Formularblock::Fraga(question.id.as_str().to_owned());
        if !form.visar(&block) {
            hidden.push((
                question.id.span(),
                format!("Frågan ”{}”", question.id.as_str()),
                format!("fraga.{}", question.id.as_str()),
            ));
        }
    }
    // Who asks for the accounts by a day or in an annex, and for a signature, wants to see them.
    let money = form.bilaga.as_ref().map(|it| it.span);
    let money = money.or(form.formular.sista_dag_ekonomi.map(|_| form.formular.span));
    let signed = form.formular.undertecknas_av.as_ref().map(crate::text::Klartext::span);
    let groups = [
        (form.pastaende.first().map(|it| it.span), "Påståendena", Formularblock::Pastaenden, "pastaenden"),
        (form.vardaktor.first().map(|it| it.span), "Vårdaktörerna", Formularblock::Vardaktorer, "vardaktorer"),
        (form.inriktning.first().map(|it| it.span), "Nämndens inriktning", Formularblock::Inriktning, "inriktning"),
        (form.insatser.as_ref().map(|it| it.span), "Insatserna", Formularblock::Insatser, "insatser"),
        (money, "Ekonomin", Formularblock::Ekonomi, "ekonomi"),
        (signed, "Underskriften", Formularblock::Underskrift, "underskrift"),
    ];
    for (span, what, block, word) in groups {
        if let Some(span) = span.filter(|_| !form.visar(&block)) {
            hidden.push((span, what.to_owned(), word.to_owned()));
        }
    }
    for (span, what, word) in hidden {
        findings.add(span, format!("{what} visas inte i någon del."), |it| {
            it.help(format!("Skriv visa = \"{word}\" i den [[del]] där det ska stå."))
        });
    }
}

pub(super) fn for_fa_steg(form: &Formular, _: &Formularsammanhang<'_>, findings: &mut Findings<'_>) {
    for scale in form.skala.iter().filter(|it| it.steg.len() < 2) {
        findings.add(scale.id.span(), format!("Skalan ”{}” har inget att välja mellan.", scale.id.as_str()), |it| {
            it.help("Skriv minst två steg: steg = [{ id = \"helt\", text = \"Helt\" }, { id = \"delvis\", text = \"Delvis\" }].")
        });
    }
    let word = Stegord::EJ_AKTUELLT;
    for step in form.skala.iter().flat_map(|it| &it.steg).filter(|it| it.id.as_str() == word) {
        findings.add(step.id.0.span, format!("”{word}” är inget eget steg."), |it| {
            it.help("Ta bort steget och skriv ej_aktuellt = true i skalan.")
        });
    }
}

check! {
    /// En skala har minst två steg att välja mellan.
    ///
    /// ```toml,fails,formular
    /// [formular]
    /// id = "prov"
    /// ar = [2024]
    /// titel = "Uppföljning {{ ar }}"
    ///
    /// [[skala]]
    /// id = "uppfyllelse"
    /// steg = [{ id = "helt", text = "Helt uppfyllt" }]
    /// ```
    ///
    /// ```toml,formular
    /// [formular]
    /// id = "prov"
    /// ar = [2024]
    /// titel = "Uppföljning {{ ar }}"
    ///
    /// [[skala]]
    /// id = "uppfyllelse"
    /// steg = [{ id = "helt", text = "Helt uppfyllt" }, { id = "delvis", text = "Delvis uppfyllt" }]
    /// ```
    pub(super) const FOR_FA_STEG: Check = Grund("for-fa-steg", Some(Fel), Some(Fel));
}
