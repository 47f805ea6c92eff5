//! A view → an accessible page; an index → the page that leads to the others. Frames are templates, what a document says
//! is written by [`block`]: user text is data and never markup.

mod block;
mod diagram;
mod farg;
mod mallar;
mod sidbilder;
mod skriv;
mod tabell;

use std::path::Path;

use minijinja::{Value, context};

use crate::index::{Index, Kommunpost, href};
use crate::typsnitt::TEMPLATES;
use crate::view::{Bildfil, Dokumentvy, FARG};

use mallar::Mallar;
pub use sidbilder::andrade_sidor;

/// What the pages of one override folder share.
pub struct Sidor {
    mallar: Mallar,
}

/// A file that pages need beside them.
pub struct Hjalpfil {
    pub namn: String,
    pub text: String,
}

/// The fonts that the program's stylesheet names, and their licence, by their place below the output folder. They are
/// the PDF's own, so that a page looks the same everywhere and asks no other site for anything.
pub fn typsnitt() -> impl Iterator<Item = (String, &'static [u8])> {
    const FILES: [&str; 5] = [
        "SourceSans3-Regular.otf",
        "SourceSans3-It.otf",
        "SourceSans3-Semibold.otf",
        "SourceSans3-Bold.otf",
        "LICENS-SourceSans3.md",
    ];
    FILES.iter().filter_map(|it| {
        let name = format!("typsnitt/{it}");
        let file = TEMPLATES.get_file(&name)?;
        Some((name, file.contents()))
    })
}

/// Where an image of a view lies, beside the document with this name: the logotype, or the image with its number.
pub fn bildnamn(bild: &Bildfil, stam: &str) -> String {
    let name = bild.namn.rsplit('/').next().unwrap_or_default();
    if name.starts_with("logotyp") { format!("{stam}-{name}") } else { format!("{stam}-bild-{name}") }
}

impl Sidor {
    /// Reads the frames.
    ///
    /// # Errors
    /// Says which file of the override folder cannot be used.
    pub fn new(overrides: Option<&Path>) -> Result<Self, String> {
        Mallar::new(overrides).map(|mallar| Self { mallar })
    }

    /// The document as a page that is written as `namn` below the output folder.
    ///
    /// # Errors
    /// What an overriding frame does wrong.
    pub fn sida(&self, vy: &Dokumentvy, namn: &Path) -> Result<Vec<u8>, String> {
        let stam = namn.file_stem().unwrap_or_default().to_string_lossy();
        let image = |wanted: &str| {
            let found = vy.bilder.iter().find(|it| it.namn == wanted)?;
            Some(href(Path::new(&bildnamn(found, &stam))))
        };
        let sida = block::sida(vy, &image);
        let plain = |it: String| Value::from_safe_string(it);
        let fakta: Vec<Value> = match (&vy.metadata[..], &vy.datum) {
            ([], Some(datum)) => vec![context! { etikett => "Datum", varde => datum }],
            (facts, _) => facts.iter().map(|it| context! { etikett => &it.etikett, varde => &it.varde }).collect(),
        };
        let values = context! {
            rot => plain("../".repeat(namn.components().count().saturating_sub(1))),
            farg => plain(Self::farg(&vy.kommun.farg).namn),
            stil => plain(self.mallar.stil.namn.clone()),
            titel => &vy.titel,
            undertitel => &vy.undertitel,
            kommun => &vy.kommun.namn,
            logotyp => vy.kommun.logotyp.as_deref().and_then(image).map(plain),
            utkast => utkast(vy),
            diarienummer => &vy.diarienummer,
            beskrivning => &vy.beskrivning,
            nyckelord => vy.nyckelord.join(", "),
            fakta => fakta,
            rubriker => sida.rubriker,
            innehall => plain(sida.innehall),
            noter => plain(sida.noter),
        };
        self.mallar.render("sida.html", values).map(String::into_bytes)
    }

    /// The index as a page at the top of the output folder.
    ///
    /// # Errors
    /// What an overriding frame does wrong.
    pub fn index(&self, index: &Index) -> Result<Vec<u8>, String> {
        let plain = |it: &String| Value::from_safe_string(it.clone());
        let kommun = |(idx, it): (usize, &Kommunpost)| {
            let poster = it.poster.iter().map(|post| {
                let filer = post.filer.iter().filter(|it| it.slut != "html");
                let filer = filer.map(|it| context! { namn => it.namn(), lank => plain(&it.lank) });
                context! {
                    ar => post.ar,
                    titel => &post.titel,
                    slag => &post.slag,
                    status => post.status,
                    beslutat => &post.beslutat,
                    diarienummer => &post.diarienummer,
                    sida => post.lank("html").map(plain),
                    filer => filer.collect::<Vec<_>>(),
                }
            });
            context! { id => format!("kommun-{}", idx + 1), namn => &it.namn, poster => poster.collect::<Vec<_>>() }
        };
        let values = context! {
            rot => "",
            farg => Value::from_safe_string(Self::farg(FARG).namn),
            stil => plain(&self.mallar.stil.namn),
            titel => Index::TITEL,
            antal => index.antal(),
            kommuner => index.kommuner.iter().enumerate().map(kommun).collect::<Vec<_>>(),
        };
        self.mallar.render("index.html", values).map(String::into_bytes)
    }

    /// The stylesheet that these pages name.
    pub fn stil(&self) -> Hjalpfil {
        Hjalpfil { namn: self.mallar.stil.namn.clone(), text: self.mallar.stil.text.clone() }
    }

    /// The colours of pages in a kommun's colour. They are a file of their own, named by the colour: a later run for
    /// another kommun then changes no page of this one, and a site may forbid styles inside pages.
    pub fn farg(farg: &str) -> Hjalpfil {
        let digits: String = farg.chars().filter(char::is_ascii_hexdigit).collect();
        Hjalpfil { namn: format!("farg-{}.css", digits.to_lowercase()), text: farg::tema(farg) }
    }
}

/// The words of the draft mark.
pub(crate) fn utkast(vy: &Dokumentvy) -> Option<&'static str> {
    match (vy.underkand, vy.utkast) {
        (true, _) => Some("Utkast – innehåller fel"),
        (false, true) => Some("Utkast"),
        (false, false) => None,
    }
}

/// A heading's text as an address: letters without dots, digits and hyphens.
fn slug(text: &str) -> String {
    let mut out = String::new();
    for it in text.to_lowercase().chars() {
        match it {
            'å' | 'ä' | 'á' | 'à' => out.push('a'),
            'ö' | 'ø' => out.push('o'),
            'é' | 'è' | 'ë' => out.push('e'),
            'ü' => out.push('u'),
            it if it.is_ascii_alphanumeric() => out.push(it),
            _ if out.ends_with('-') || out.is_empty() => {}
            _ => out.push('-'),
        }
        if out.len() >= 60 {
            break;
        }
    }
    out.trim_end_matches('-').to_owned()
}
