//! The page that shows changed pages side by side.

use super::skriv::Skrivare;
use crate::sidbilder::{INGA, SPALTER, TITEL, TOM, Visning};

const STYLE: &str = "body{font-family:system-ui,sans-serif;margin:2rem;max-width:110rem;line-height:1.5;color:#1a1a1a}\
table{border-collapse:collapse;width:100%;table-layout:fixed}\
th{text-align:left;padding:.5rem}td{vertical-align:top;padding:.5rem}\
img{width:100%;height:auto;border:1px solid #767676}";

/// The page of changes, whole and with nothing but its images outside it.
pub fn andrade_sidor(visningar: &[Visning]) -> Vec<u8> {
    let mut body = Skrivare::default();
    body.leaf("h1", &[], TITEL);
    if visningar.is_empty() {
        body.leaf("p", &[], INGA);
    }
    for it in visningar {
        body.line();
        document(it, &mut body);
    }
    let page = format!(
        "<!doctype html>\n<html lang=\"sv\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{TITEL}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n{}\n</main>\n</body>\n</html>\n",
        body.finish()
    );
    page.into_bytes()
}

fn document(visning: &Visning, out: &mut Skrivare) {
    out.leaf("h2", &[], &visning.namn);
    out.leaf("p", &[], &visning.sammanfattning());
    if visning.par.is_empty() {
        return;
    }
    out.open("table", &[]);
    out.open("thead", &[]);
    out.open("tr", &[]);
    SPALTER.iter().for_each(|it| out.leaf("th", &[("scope", "col")], it));
    out.close("tr");
    out.close("thead");
    out.open("tbody", &[]);
    for par in &visning.par {
        out.line();
        out.open("tr", &[]);
        for (spalt, page) in par.iter().enumerate() {
            out.open("td", &[]);
            match page {
                Some(page) => {
                    out.leaf("p", &[], &format!("Sida {}", page.nummer));
                    out.open("img", &[("src", &page.lank), ("alt", &visning.alt(page, spalt)), ("loading", "lazy")]);
                }
                None => out.leaf("p", &[], TOM[spalt]),
            }
            out.close("td");
        }
        out.close("tr");
    }
    out.close("tbody");
    out.close("table");
}
