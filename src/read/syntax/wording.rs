//! The words: how text from a plan is quoted in a message, and what toml's own messages mean in Swedish.

use crate::svenska;

/// Text for a message, on one line.
pub(super) fn shown(text: &str) -> String {
    svenska::quoted(&text.trim_matches(|it: char| it.is_ascii_whitespace()).replace(['\n', '\r', '\t'], " "))
}

/// The message and the help for a message of toml's.
pub(super) fn translated(message: &str) -> (&'static str, &'static str) {
    let entry = MESSAGES.iter().find(|(theirs, ..)| message.contains(theirs));
    entry.map_or(
        ("Raden kan inte läsas.", "Skriv nyckel = värde, med text inom raka citattecken och tal utan mellanslag."),
        |(_, message, help)| (message, help),
    )
}

const MESSAGES: &[(&str, &str, &str)] = &[
    (
        "missing comma between array elements",
        "Det saknas ett kommatecken i listan.",
        "Skriv ett kommatecken mellan varje värde, till exempel [\"a\", \"b\"].",
    ),
    (
        "missing comma between key-value pairs",
        "Det saknas ett kommatecken mellan två nycklar inom { }.",
        "Skriv ett kommatecken mellan dem, till exempel { fran = 2023, till = 2024 }.",
    ),
    ("extra comma", "Det står ett kommatecken för mycket.", "Ta bort kommatecknet, eller skriv det värde som fattas."),
    ("extra `=`", "Det står ett likhetstecken för mycket.", "Skriv ett likhetstecken mellan nyckeln och värdet."),
    (
        "extra assignment",
        "Det står ett likhetstecken för mycket.",
        "Skriv ett likhetstecken mellan nyckeln och värdet.",
    ),
    (
        "unexpected `=` in array",
        "Det står en nyckel direkt i en lista.",
        "Skriv nyckeln inom klammer, till exempel [{ namn = \"Regionen\", varde = 27 }].",
    ),
    ("missing array opening", "Det saknas en [ före värdet.", "Skriv [ först i listan, eller ta bort ]."),
    (
        "missing inline table opening",
        "Det saknas en { före nyckeln.",
        "Skriv { före den första nyckeln, eller ta bort }.",
    ),
    ("missing table open", "Det saknas en [ före rubriken.", "Skriv rubriken som [dokument] eller [[fokusomrade]]."),
    ("unclosed array table", "Rubriken saknar ]] på slutet.", "Skriv ]] efter rubrikens namn."),
    ("unclosed array", "Listan saknar ] på slutet.", "Skriv ] efter det sista värdet."),
    ("unclosed inline table", "Det saknas en } på slutet.", "Skriv } efter det sista värdet."),
    ("unclosed table", "Rubriken saknar ] på slutet.", "Skriv ] efter rubrikens namn."),
    (
        "missing key for inline table element",
        "Det saknas en nyckel inom { }.",
        "Skriv nyckel = värde för varje del, till exempel { fran = 2023, till = 2024 }.",
    ),
    (
        "missing assignment between key-value pairs",
        "Det saknas ett likhetstecken inom { }.",
        "Skriv nyckel = värde för varje del, till exempel { fran = 2023, till = 2024 }.",
    ),
    (
        "invalid inline table element",
        "Det som står inom { } kan inte läsas.",
        "Skriv nyckel = värde för varje del, till exempel { fran = 2023, till = 2024 }.",
    ),
    ("missing value", "Det saknas ett värde.", "Skriv värdet efter likhetstecknet, eller ta bort raden."),
    ("key with no value", "Nyckeln har inget värde.", "Skriv = och värdet efter nyckeln, eller ta bort raden."),
    ("invalid key-value pair", "Raden saknar nyckel.", "Skriv nyckel = värde."),
    (
        "unquoted keys cannot be empty",
        "Det saknas en nyckel.",
        "Skriv nyckelns namn före likhetstecknet eller punkten.",
    ),
    ("keys cannot be multi-line", "En nyckel kan inte stå inom tre citattecken.", "Skriv nyckeln utan citattecken."),
    ("invalid unquoted key", "Nyckeln har ett tecken som inte får stå där.", "Skriv nyckeln med a–z, 0–9 och _."),
    (
        "string values must be quoted",
        "Texten saknar citattecken.",
        "Skriv raka citattecken före och efter texten: \"…\".",
    ),
    ("missing opening quote", "Texten saknar citattecken.", "Skriv raka citattecken före och efter texten: \"…\"."),
    (
        "escape",
        "Texten har ett bakstreck (\\) som inte kan läsas.",
        "Skriv \\\\ för ett bakstreck, eller sätt texten inom raka enkla citattecken: '…'.",
    ),
    (
        "unicode",
        "Texten har ett bakstreck (\\) som inte kan läsas.",
        "Skriv \\\\ för ett bakstreck, eller sätt texten inom raka enkla citattecken: '…'.",
    ),
    (
        "string",
        "Texten kan inte läsas.",
        "Skriv texten inom raka citattecken, \"…\", och en text på flera rader inom tre: \"\"\"…\"\"\".",
    ),
    ("leading zero", "Talet börjar med en nolla för mycket.", "Ta bort nollan, eller skriv en kod inom citattecken."),
    ("`_` may only go between digits", "Talet har ett _ på fel plats.", "Skriv _ bara mellan siffror, som i 350_000."),
    ("sign", "Talet har ett tecken för mycket.", "Skriv talet med siffror och högst ett minustecken."),
    ("number", "Talet kan inte läsas.", "Skriv talet med siffror och decimalpunkt, till exempel 48_500.50."),
    ("date", "Datumet kan inte läsas.", "Skriv datumet som år-månad-dag, till exempel 2023-11-27."),
    ("time", "Klockslaget kan inte läsas.", "Skriv klockslaget som 13:30:00."),
    ("recurs", "Det är för många parenteser inuti varandra.", "Skriv värdena i egna delar med rubriker i stället."),
    (
        "carriage return",
        "Raden slutar med ett ensamt vagnreturtecken.",
        "Spara filen med vanliga radslut (LF eller CRLF).",
    ),
    ("comment", "Kommentaren har ett tecken som inte får stå där.", "Ta bort tecknet eller kommentaren."),
    (
        "unexpected content",
        "Det står mer på raden än det får.",
        "Skriv en nyckel och ett värde på raden. En kommentar börjar med #.",
    ),
    (
        "unexpected key or value",
        "Det står mer på raden än det får.",
        "Skriv en nyckel och ett värde på raden. En kommentar börjar med #.",
    ),
    ("duplicate key", "Nyckeln finns redan.", "Ta bort den ena."),
];
