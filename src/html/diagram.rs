//! Bar charts as SVG inside the page. `templates/diagram.typ` draws the same for the PDF.

#![expect(clippy::disallowed_types, reason = "drawing coordinates, never a sum")]

use super::skriv::{Attribut, Skrivare};
use crate::element::{Stapel, Stapeldiagram};

/// The drawing's width in its own units; letters are as wide as in the widest usual type.
const WIDTH: f64 = 640.0;
const TYPE: f64 = 15.0;
const LETTER: f64 = 9.0;
const LINE: f64 = 20.0;
const GAP: f64 = 6.0;

/// The looks of the series: dark, light, hatched, white, and again. They differ without colour too.
const LOOKS: [&str; 4] = ["s1", "s2", "s3", "s4"];

pub(super) fn stapeldiagram(w: &mut Skrivare, chart: &Stapeldiagram, free: bool) {
    // On a phone a chart is scrolled, with the keyboard as well.
    w.open("figure", &[("class", if free { "diagram bred" } else { "diagram" }), ("tabindex", "0")]);
    let id = |what: &str| format!("figur-{}-{what}", chart.nummer);
    let mut ritning = Ritning { body: Skrivare::default(), y: 0.0, chart };
    ritning.legend();
    for bar in &chart.poster {
        ritning.bar(bar);
    }
    let Ritning { body, y, .. } = ritning;
    let view_box = format!("0 0 {WIDTH} {}", round(y + 4.0));
    let names = format!("{} {}", id("titel"), id("text"));
    let attributes = [("viewBox", view_box.as_str()), ("role", "img"), ("aria-labelledby", &names)];
    w.open("svg", &attributes);
    w.leaf("title", &[("id", &id("titel"))], &chart.bildtext);
    w.leaf("desc", &[("id", &id("text"))], &chart.alt);
    hatch(w, &id("monster"));
    w.append(body);
    w.close("svg");
    w.open("figcaption", &[]);
    w.leaf("strong", &[], &format!("Figur {}.", chart.nummer));
    w.text(" ");
    w.text(&chart.bildtext);
    w.close("figcaption");
    w.close("figure");
}

/// The third series' fill: lines, as in a drawing made with a pen.
fn hatch(w: &mut Skrivare, id: &str) {
    w.open("defs", &[]);
    let attributes = [("id", id), ("width", "7"), ("height", "7"), ("patternUnits", "userSpaceOnUse")];
    w.open("pattern", &attributes);
    w.leaf("rect", &[("class", "botten"), ("width", "7"), ("height", "7")], "");
    w.leaf("path", &[("class", "streck"), ("d", "M-1 8L8 -1M-1 1L1 -1M6 8L8 6")], "");
    w.close("pattern");
    w.close("defs");
}

struct Ritning<'a> {
    body: Skrivare,
    y: f64,
    chart: &'a Stapeldiagram,
}

impl Ritning<'_> {
    fn words(&mut self, x: f64, y: f64, class: &str, words: &str) {
        let (x, y) = (round(x), round(y));
        self.body.leaf("text", &[("x", &x), ("y", &y), ("class", class)], words);
    }

    fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, serie: usize) {
        let [x, y, width, height] = [x, y, width, height].map(round);
        let look = LOOKS[serie % LOOKS.len()];
        let fill = format!("url(#figur-{}-monster)", self.chart.nummer);
        let mut attributes: Vec<Attribut<'_>> =
            vec![("x", &x), ("y", &y), ("width", &width), ("height", &height), ("class", look)];
        if look == LOOKS[2] {
            attributes.push(("fill", &fill));
        }
        self.body.leaf("rect", &attributes, "");
    }

    /// The series' names, each beside a piece of its look.
    fn legend(&mut self) {
        let mut x = 1.0;
        for (idx, serie) in self.chart.serier.iter().enumerate() {
            let room = 30.0 + length(&serie.namn) + 18.0;
            if x > 1.0 && x + room > WIDTH {
                x = 1.0;
                self.y += LINE;
            }
            self.rect(x, self.y + 4.0, 22.0, 12.0, idx);
            self.words(x + 30.0, self.y + TYPE, "namn", &serie.namn);
            x += room;
        }
        self.y += LINE + 2.0 * GAP;
    }

    /// The bar's name above it, the amounts in it where there is room, and the total after it.
    fn bar(&mut self, bar: &Stapel) {
        let widest = self.chart.poster.iter().map(|it| length(&it.summa)).fold(0.0, f64::max);
        let full = (WIDTH - widest - 3.0 * GAP).max(WIDTH / 3.0);
        let below_another = self.chart.grupperad && bar.etikett.is_empty();
        if below_another {
            self.y -= GAP + 2.0;
        } else {
            for line in wrapped(&bar.etikett) {
                self.words(0.0, self.y + TYPE, "namn", &line);
                self.y += LINE;
            }
        }
        let height = if self.chart.grupperad { 20.0 } else { 26.0 };
        let text_at = self.y + height / 2.0 + 5.0;
        let mut x = 1.0;
        let mut rest = Vec::new();
        for part in &bar.delar {
            let width = part.andel * full;
            self.rect(x, self.y, width, height, part.serie);
            let fits = width > length(&part.text) + 2.0 * GAP;
            if fits && (!self.chart.grupperad || bar.delar.len() > 1) {
                let middle = x + width / 2.0;
                if LOOKS[part.serie % LOOKS.len()] == LOOKS[2] {
                    // Digits on lines cannot be read, so they stand on a ground of their own.
                    let wide = length(&part.text) + GAP;
                    let at = [middle - wide / 2.0, self.y + 4.0, wide, height - 8.0].map(round);
                    let [left, top, wide, high] = &at;
                    self.body.leaf(
                        "rect",
                        &[("x", left), ("y", top), ("width", wide), ("height", high), ("class", "botten")],
                        "",
                    );
                }
                let class = if part.serie % LOOKS.len() == 0 { "tal ljus" } else { "tal" };
                self.words(middle, text_at, class, &part.text);
            } else if bar.delar.len() > 1 {
                let name = self.chart.serier.get(part.serie).map_or("", |it| it.namn.as_str());
                rest.push(format!("{name} {}", part.text));
            }
            x += width;
        }
        let rest = rest.join(", ");
        let beside = rest.is_empty() || x + GAP + length(&bar.summa) + 2.0 * GAP + length(&rest) < WIDTH;
        let (at, line) = (round(x + GAP), round(text_at));
        self.body.open("text", &[("x", &at), ("y", &line)]);
        self.body.leaf("tspan", &[("class", "summa")], &bar.summa);
        if beside && !rest.is_empty() {
            self.body.leaf("tspan", &[("class", "rest"), ("dx", "12")], &rest);
        }
        self.body.close("text");
        if !beside {
            self.y += LINE;
            self.words(1.0, self.y + height - 3.0, "rest", &rest);
        }
        self.y += height + 2.0 * GAP;
    }
}

/// A label on as many lines as it needs.
fn wrapped(label: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in label.split_whitespace() {
        match lines.last_mut() {
            Some(line) if length(line) + LETTER + length(word) < WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Roughly how long a text is.
#[expect(clippy::cast_precision_loss, reason = "a text has far fewer letters than a coordinate has steps")]
fn length(text: &str) -> f64 {
    text.chars().count() as f64 * LETTER
}

/// A coordinate with at most one decimal.
fn round(at: f64) -> String {
    let text = format!("{at:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
