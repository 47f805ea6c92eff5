//! Checks of how texts are written: quotation marks, dashes, units, names, quotations, abbreviations and links.

mod benamning;
mod citat;
mod citattecken;
mod forkortning;
mod fraser;
mod lank;
mod streck;
mod text;
mod upprepning;

use std::ops::Range;

use super::{Findings, Sammanhang, personer};
use crate::check;
use crate::diagnostic::Fix;
use crate::dokument::Handling;
use crate::source::Span;
use crate::svenska::quoted;
use text::Text;

pub(super) use text::paragraphs;

check! {
    /// Citat står mellan svenska citattecken, ”…”, med samma tecken före och efter.
    ///
    /// Raka citattecken, "…", blir ” i dokumentet. Andra tecken, som “…” och „…“, skrivs ut som de är. Ett citat som
    /// börjar men inte slutar gör att det inte går att se vem som säger vad.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = """
    /// 28 % anger att de "i allmänhet inte kan lita på de flesta människor”.
    /// """
    /// ```
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Analysen heter ”Social kompass och görs vartannat år."
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "28 % anger att de ”i allmänhet inte kan lita på de flesta människor”."
    /// ```
    pub(super) const CITATTECKEN: Check = Vanlig("citattecken", Some(Upplysning), Some(Upplysning));
}

check! {
    /// Tankstreck och intervall har kort tankstreck: ” – ” i en mening, ”2021–2024” i ett intervall.
    ///
    /// Bara sådant som säkert är ett intervall påpekas: två årtal, eller tal med ett ord som år, gånger eller åk bredvid
    /// sig. Datum, telefonnummer och diarienummer har bindestreck.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Strategin gäller 2021 – 2030."
    /// ```
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Gruppen träffas 2-4 gånger per år - oftare när det behövs."
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Strategin gäller 2021–2030 – och beslutades 2020-04-07. Ring 0322-61 60 00 om hälso- och sjukvård."
    /// ```
    pub(super) const TANKSTRECK: Check = Vanlig("tankstreck", Some(Upplysning), Some(Upplysning));
}

check! {
    /// Enheter och förkortningar skrivs som i andra offentliga texter: 50 %, procentenheter, mnkr, tkr.
    ///
    /// Förkortningen mkr avråds, eftersom den kan läsas som miljarder kronor.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Andelen ökade till 28%."
    /// ```
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Ökningen är 3 %-enheter och kostade 1,5 mkr."
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Andelen ökade till 28 %, med 3 procentenheter, och kostade 1,5 mnkr."
    /// ```
    pub(super) const SKRIVSATT: Check = Vanlig("skrivsatt", Some(Upplysning), Some(Upplysning));
}

check! {
    /// Kommunens namn skrivs likadant överallt.
    ///
    /// Namnet står i kommun.toml. Ordet kommun har liten bokstav.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "I Provköpings Kommun mår de flesta bra."
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "I Provköpings kommun mår de flesta bra."
    /// ```
    pub(super) const KOMMUNENS_NAMN: Check = Vanlig("kommunens-namn", Some(Upplysning), Some(Upplysning));
}

check! {
    /// En förkortning förklaras: i kommun.toml, eller första gången den står i texten.
    ///
    /// Kontrollen gäller ord med två till sex stora bokstäver. Förkortningar som de flesta känner till, som EU och SCB, och
    /// namn i kommun.toml behöver ingen förklaring. Det som står under `[forkortning]` förklaras av sig självt i dokumentet.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Strategen för MR deltar."
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Strategen för mänskliga rättigheter (MR) deltar. MR-frågorna behandlas av DRN."
    /// ```
    pub(super) const OFORKLARAD_FORKORTNING: Check =
        Vanlig("oforklarad-forkortning", Some(Upplysning), Some(Varning));
}

check! {
    /// Regionens part kallas det som avtalet kallar den.
    ///
    /// Två beteckningar på samma organ ser ut som två organ. Avtalets beteckning är `region_kort` i kommun.toml.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Planen skickas till DRNV."
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Planen skickas till DRN."
    /// ```
    pub(super) const ANNAN_BETECKNING: Check = Vanlig("annan-beteckning", Some(Upplysning), Some(Upplysning));
}

check! {
    /// Nationella mål citeras ordagrant.
    ///
    /// Kontrollen känner till folkhälsomålet, målen för ungdoms- och jämställdhetspolitiken och målet med hälso- och
    /// sjukvården. En del av ett mål får citeras. Utan citattecken påpekas bara ord som nästan är de rätta.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Utgångspunkter"
    /// text = """
    /// Målet är ”att skapa samhällsliga förutsättningar för en god och jämlik hälsa i hela befolkningen och sluta de
    /// påverkbara hälsoklyftorna inom en generation”.
    /// """
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Utgångspunkter"
    /// text = """
    /// Målet är ”att skapa samhälleliga förutsättningar för en god och jämlik hälsa i hela befolkningen och sluta de
    /// påverkbara hälsoklyftorna inom en generation”.
    /// """
    /// ```
    pub(super) const FELCITERAT_MAL: Check = Vanlig("felciterat-mal", Some(Varning), Some(Varning));
}

check! {
    /// Det som har bytt namn kallas det nya namnet i dokument för tiden efter bytet.
    ///
    /// I stycken som nämner ett tidigare årtal, eller säger att något hette eller var tidigare, får det gamla namnet stå.
    /// Det får det också mellan citattecken, i titlar på styrande dokument och när avtalet använder det.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Utgångspunkter"
    /// text = "Planen utgår från de elva målområdena. Landstinget betalar hälften."
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Utgångspunkter"
    /// text = "Planen utgår från de åtta målområdena. Till 2017 var de elva målområden."
    /// ```
    pub(super) const FORALDRAD_BENAMNING: Check = Vanlig("foraldrad-benamning", Some(Upplysning), Some(Upplysning));
}

check! {
    /// En länks text säger vart länken leder.
    ///
    /// Den som lyssnar på dokumentet hör länkarna var för sig. ”Klicka här” och en webbadress säger inget (WCAG 2.4.4).
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Läs mer [här](https://www.folkhalsomyndigheten.se)."
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = "Läs mer på [Folkhälsomyndighetens webbplats](https://www.folkhalsomyndigheten.se)."
    /// ```
    pub(super) const OKLAR_LANKTEXT: Check = Vanlig("oklar-lanktext", Some(Upplysning), Some(Varning));
}

check! {
    /// Inget stycke finns två gånger.
    ///
    /// Bara stycken med minst 80 tecken jämförs, ord för ord.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = """
    /// Utöver specifika prioriteringar ses ett fortsatt behov av samverkan inom de tvärsektoriella frågorna.
    ///
    /// Utöver specifika prioriteringar ses ett fortsatt behov av samverkan inom de
    /// tvärsektoriella frågorna.
    /// """
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// text = """
    /// Utöver specifika prioriteringar ses ett fortsatt behov av samverkan inom de tvärsektoriella frågorna.
    ///
    /// Utöver specifika prioriteringar ses ett fortsatt behov av samordning med externa aktörer i hela kommunen.
    /// """
    /// ```
    pub(super) const STYCKE_TVA_GANGER: Check = Vanlig("stycke-tva-ganger", Some(Varning), Some(Varning));
}

/// What a remark is about; each is told by a check of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amne {
    Citattecken,
    Tankstreck,
    Skrivsatt,
    Kommunnamn,
    Forkortning,
    Beteckning,
    Citat,
    Benamning,
    Lanktext,
    Upprepning,
    Personuppgift,
}

/// Something to remark on in a text.
#[derive(Debug)]
pub(super) struct Anmarkning {
    amne: Amne,
    place: Span,
    message: String,
    help: String,
    label: Option<(Span, &'static str)>,
    fix: Option<Fix>,
}

/// Everything to remark on in the document's texts. They are looked at once for all checks that ask.
pub(super) fn remarks(sammanhang: &Sammanhang<'_>) -> Vec<Anmarkning> {
    let mut all = Vec::new();
    let Some(underlag) = sammanhang.underlag else { return all };
    let handling = underlag.innehall.handling();
    let (mut forkortningar, mut stycken) = (forkortning::Samling::default(), upprepning::Stycken::default());
    let funna = fraser::Funna::in_file(handling.span().file, sammanhang);
    let mut marks = Vec::new();
    handling.texts(&mut |text| {
        let located = text.located();
        let value = located.value.as_str();
        let text = Text { value, span: located.span, sources: sammanhang.sources, open: !handling.is_decided() };
        marks.clear();
        text::signs(value, |at| match value.as_bytes()[at] {
            b'%' => all.extend(fraser::percent(&text, at)),
            b'<' | b']' => all.extend(lank::judge(&text, at)),
            b'A'..=b'Z' => forkortningar.see(&text, at),
            _ if citattecken::mark_at(value, at).is_some() => marks.push(at),
            _ => all.extend(streck::judge(&text, at)),
        });
        citattecken::judge(&text, &marks, &mut all);
        let quoted = personer::quotations(value, &marks).into_iter().filter(|it| text.is_words(it));
        all.extend(quoted.map(|it| quotation_of_somebody(&text, it)));
        stycken.see(&text);
        fraser::judge(&text, &funna, sammanhang, &mut all);
    });
    forkortningar.judge(sammanhang, &mut all);
    stycken.judge(&mut all);
    all
}

fn quotation_of_somebody(text: &Text<'_>, quotation: Range<usize>) -> Anmarkning {
    let shown = text.value[quotation.clone()].trim_matches(['"', '”', '“', '„']);
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    Anmarkning {
        amne: Amne::Personuppgift,
        place: text.place(quotation),
        message: format!("Citatet ”{}” kan peka ut en person.", quoted(&shown)),
        help: "Återge det med egna ord, eller skriv så att ingen kan kännas igen.".to_owned(),
        label: None,
        fix: None,
    }
}

/// The quotations of or about somebody.
pub(super) fn quotations_of_people(sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    tell(Amne::Personuppgift, sammanhang, findings);
}

/// Whether a place is part of a quotation that has been remarked on.
pub(super) fn is_misquoted(place: Span, sammanhang: &Sammanhang<'_>) -> bool {
    let overlaps = |it: Span| it.file == place.file && it.start < place.end && place.start < it.end;
    sammanhang.remarks().iter().any(|it| it.amne == Amne::Citat && overlaps(it.place))
}

fn tell(amne: Amne, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    for it in sammanhang.remarks().iter().filter(|it| it.amne == amne) {
        findings.add(it.place, it.message.clone(), |found| {
            let found = found.help(it.help.clone());
            let found = it.label.iter().fold(found, |found, (span, text)| found.label(*span, *text));
            it.fix.iter().fold(found, |found, fix| found.fix(fix.clone()))
        });
    }
}

pub(super) fn citattecken(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    tell(Amne::Citattecken, sammanhang, findings);
}

pub(super) fn tankstreck(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    tell(Amne::Tankstreck, sammanhang, findings);
}

pub(super) fn skrivsatt(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    tell(Amne::Skrivsatt, sammanhang, findings);
}

pub(super) fn kommunens_namn(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    tell(Amne::Kommunnamn, sammanhang, findings);
}

pub(super) fn oforklarad_forkortning(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    tell(Amne::Forkortning, sammanhang, findings);
}

pub(super) fn annan_beteckning(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    tell(Amne::Beteckning, sammanhang, findings);
}

pub(super) fn felciterat_mal(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    tell(Amne::Citat, sammanhang, findings);
}

pub(super) fn foraldrad_benamning(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    tell(Amne::Benamning, sammanhang, findings);
}

pub(super) fn oklar_lanktext(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    tell(Amne::Lanktext, sammanhang, findings);
}

pub(super) fn stycke_tva_ganger(_: &dyn Handling, sammanhang: &Sammanhang<'_>, findings: &mut Findings<'_>) {
    tell(Amne::Upprepning, sammanhang, findings);
}
