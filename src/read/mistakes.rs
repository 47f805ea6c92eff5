//! The mistakes that reading a file finds, with their manual pages.

use crate::check;

check! {
    /// Filen följer reglerna för TOML.
    ///
    /// TOML är formatet som planen skrivs i: `nyckel = värde` på egna rader, text inom citattecken, tabeller inom
    /// hakparenteser. Filen läses som TOML 1.1.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = verksamhetsplan
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "utkast"
    /// ```
    ///
    /// ```toml
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "utkast"
    /// ```
    pub const TOML_SYNTAX: Check = Grund("toml-syntax", Some(Fel), Some(Fel));
}

check! {
    /// Filen har inga rester av två versioner som har slagits ihop.
    ///
    /// När två personer har ändrat samma rader lämnar git båda versionerna kvar mellan märkena.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// <<<<<<< HEAD
    /// ar = 2024
    /// =======
    /// ar = 2025
    /// >>>>>>> utkast
    /// status = "utkast"
    /// ```
    ///
    /// ```toml
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2025
    /// status = "utkast"
    /// ```
    pub const KONFLIKTMARKERING: Check = Grund("konfliktmarkering", Some(Fel), Some(Fel));
}

check! {
    /// Filen går att öppna, är en vanlig fil och är inte för stor.
    ///
    /// En plan är några tiotal kilobyte. Filer över 4 MB läses inte.
    pub const OLASBAR_FIL: Check = Grund("olasbar-fil", Some(Fel), Some(Fel));
}

check! {
    /// Filen är sparad som UTF-8.
    ///
    /// UTF-8 är den teckenkodning som TOML kräver. Med en annan kodning blir å, ä och ö fel.
    pub const EJ_UTF_8: Check = Grund("ej-utf-8", Some(Fel), Some(Fel));
}

check! {
    /// Dokumentet hör till en kommun: det finns en kommun.toml i samma mapp eller i en mapp ovanför.
    ///
    /// Där står kommunens namn, avtal och hur diarienumret ser ut.
    pub const SAKNAD_KOMMUNPROFIL: Check = Grund("saknad-kommunprofil", Some(Fel), Some(Fel));
}

check! {
    /// En fil med planens tabeller har tabellen `[dokument]`.
    ///
    /// Utan den går det inte att se vad det är för dokument.
    ///
    /// ```toml,whole,fails
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml,whole
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan {{ ar }}"
    /// ar = 2024
    /// status = "utkast"
    /// ```
    pub const EJ_DOKUMENT: Check = Grund("ej-dokument", Some(Fel), Some(Fel));
}

check! {
    /// En nyckel skrivs utan å, ä och ö.
    ///
    /// TOML tillåter bara a–z, siffror, `_` och `-` i nycklar. Skriv a för å och ä och o för ö, eller sätt nyckeln inom
    /// citattecken.
    ///
    /// ```toml,fails
    /// [[fokusomrade]]
    /// id = "levnadsvanor"
    /// rubrik = "Levnadsvanor"
    /// målgrupper = ["barn och unga"]
    /// ```
    ///
    /// ```toml
    /// [[fokusomrade]]
    /// id = "levnadsvanor"
    /// rubrik = "Levnadsvanor"
    /// "målgrupper" = ["barn och unga"]
    /// ```
    pub const NYCKEL_MED_PRICKAR: Check = Grund("nyckel-med-prickar", Some(Fel), Some(Fel));
}

check! {
    /// Varje nyckel är en som formatet känner till.
    ///
    /// ```toml,fails
    /// [[fokusomrade]]
    /// id = "levnadsvanor"
    /// rubrik = "Levnadsvanor"
    /// malgrupp = ["barn och unga"]
    /// ```
    ///
    /// ```toml
    /// [[fokusomrade]]
    /// id = "levnadsvanor"
    /// rubrik = "Levnadsvanor"
    /// malgrupper = ["barn och unga"]
    /// ```
    pub const OKAND_NYCKEL: Check = Grund("okand-nyckel", Some(Fel), Some(Fel));
}

check! {
    /// Varje tabell har de nycklar den måste ha.
    ///
    /// ```toml,fails
    /// [[fokusomrade]]
    /// id = "levnadsvanor"
    /// ```
    ///
    /// ```toml
    /// [[fokusomrade]]
    /// id = "levnadsvanor"
    /// rubrik = "Levnadsvanor"
    /// ```
    pub const SAKNAD_NYCKEL: Check = Grund("saknad-nyckel", Some(Fel), Some(Fel));
}

check! {
    /// Varje nyckel står en gång i sin tabell.
    ///
    /// ```toml,fails
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// region = 360_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    pub const DUBBLETT_NYCKEL: Check = Grund("dubblett-nyckel", Some(Fel), Some(Fel));
}

check! {
    /// Varje värde är av rätt sort: text, tal, datum, lista eller tabell.
    ///
    /// ```toml,fails
    /// [[fokusomrade]]
    /// id = "levnadsvanor"
    /// rubrik = "Levnadsvanor"
    /// malgrupper = "barn och unga"
    /// ```
    ///
    /// ```toml
    /// [[fokusomrade]]
    /// id = "levnadsvanor"
    /// rubrik = "Levnadsvanor"
    /// malgrupper = ["barn och unga"]
    /// ```
    pub const FEL_TYP: Check = Grund("fel-typ", Some(Fel), Some(Fel));
}

check! {
    /// Ett val är ett av de ord som går att välja.
    ///
    /// ```toml,fails
    /// [[budget.rad]]
    /// slag = "lön"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    pub const OKANT_VARDE: Check = Grund("okant-varde", Some(Fel), Some(Fel));
}

check! {
    /// En text som finns är inte tom.
    ///
    /// ```toml,fails
    /// [[avsnitt]]
    /// rubrik = ""
    /// ```
    ///
    /// ```toml
    /// [[avsnitt]]
    /// rubrik = "Nuläge"
    /// ```
    pub const TOM_TEXT: Check = Grund("tom-text", Some(Fel), Some(Fel));
}

check! {
    /// Belopp skrivs som tal: `350_000`, utan mellanslag, komma, ”kr” och citattecken.
    ///
    /// Understrecken är frivilliga. Ören skrivs med punkt: `48_500.50`.
    ///
    /// ```toml,fails
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = "350 000 kr"
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml,fails
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350 000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000
    /// kommun = 350_000
    /// ```
    pub const BELOPP_SOM_TEXT: Check = Grund("belopp-som-text", Some(Fel), Some(Fel));
}

check! {
    /// Ett belopp har högst två decimaler och är rimligt stort.
    ///
    /// Punkt är decimaltecken i TOML, så `350.000` skulle vara trehundrafemtio kronor.
    ///
    /// ```toml,fails
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350.000
    /// kommun = 350_000
    /// ```
    ///
    /// ```toml
    /// [[budget.rad]]
    /// slag = "personal"
    /// post = "Folkhälsostrateg"
    /// region = 350_000.00
    /// kommun = 350_000
    /// ```
    pub const OGILTIGT_BELOPP: Check = Grund("ogiltigt-belopp", Some(Fel), Some(Fel));
}

check! {
    /// Ett tal ligger inom det som kan menas: ett årtal har fyra siffror, en andel är 0–100 procent.
    ///
    /// De nationella målområdena är 1–8. Decimaler skrivs med punkt, `84.5`, och procenttecknet skrivs inte.
    ///
    /// ```toml,fails
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan"
    /// ar = 24
    /// status = "utkast"
    /// ```
    ///
    /// ```toml
    /// [dokument]
    /// slag = "verksamhetsplan"
    /// titel = "Verksamhetsplan"
    /// ar = 2024
    /// status = "utkast"
    /// ```
    pub const OGILTIGT_TAL: Check = Grund("ogiltigt-tal", Some(Fel), Some(Fel));
}

check! {
    /// Ett datum finns i almanackan och skrivs ÅÅÅÅ-MM-DD utan citattecken.
    ///
    /// ```toml,fails
    /// [[handelse]]
    /// typ = "ks"
    /// datum = "27 november 2023"
    /// ```
    ///
    /// ```toml
    /// [[handelse]]
    /// typ = "ks"
    /// datum = 2023-11-27
    /// ```
    pub const OGILTIGT_DATUM: Check = Grund("ogiltigt-datum", Some(Fel), Some(Fel));
}

check! {
    /// Ett id skrivs med små bokstäver a–z, siffror och bindestreck.
    ///
    /// Id:n hänvisas till från andra filer och andra år, så de måste skrivas exakt likadant varje gång.
    ///
    /// ```toml,fails
    /// [[fokusomrade]]
    /// id = "Fullföljda studier"
    /// rubrik = "Fullföljda studier"
    /// ```
    ///
    /// ```toml
    /// [[fokusomrade]]
    /// id = "fullfoljda-studier"
    /// rubrik = "Fullföljda studier"
    /// ```
    pub const OGILTIGT_ID: Check = Grund("ogiltigt-id", Some(Fel), Some(Fel));
}
