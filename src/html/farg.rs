//! A page's colours from the kommun's one colour, with the contrast that reading needs. `templates/tema.typ` computes the
//! same for the PDF.

#![expect(clippy::disallowed_types, reason = "shares of light, never a sum")]

use std::fmt::Write as _;

/// The least contrast that WCAG asks of text.
const LEAST: f64 = 4.5;

/// A colour as shares of red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Farg([f64; 3]);

const WHITE: Farg = Farg([1.0; 3]);
const BLACK: Farg = Farg([0.0; 3]);
/// The grey of a draft's mark, the darkest ground after the tint that the accent stands on.
const MARK: Farg = Farg([0.93; 3]);

impl Farg {
    /// Reads `#rrggbb`; anything else is black, on which every rule below still holds.
    fn parse(text: &str) -> Self {
        let digits = text.trim_start_matches('#');
        let share = |at: usize| digits.get(at..at + 2).and_then(|it| u8::from_str_radix(it, 16).ok()).map(f64::from);
        let shares = [share(0), share(2), share(4)];
        Self(shares.map(|it| it.unwrap_or_default() / 255.0))
    }

    /// `share` of this colour and the rest of another.
    fn mix(self, share: f64, other: Self) -> Self {
        Self(std::array::from_fn(|it| self.0[it] * share + other.0[it] * (1.0 - share)))
    }

    fn tint(self, share: f64) -> Self {
        self.mix(share, WHITE)
    }

    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|it| if it <= 0.04045 { it / 12.92 } else { ((it + 0.055) / 1.055).powf(2.4) });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// WCAG's contrast ratio, 1 to 21.
    fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The colour as a stylesheet writes it, which is also what a screen shows of it.
    fn hex(self) -> String {
        self.0.iter().fold("#".to_owned(), |mut out, it| {
            let _ = write!(out, "{:02x}", byte(*it));
            out
        })
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of light is between 0 and 1")]
fn byte(share: f64) -> u8 {
    (share.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// A page's colours as custom properties of a stylesheet.
pub(super) fn tema(farg: &str) -> String {
    let base = Farg::parse(farg);
    let mut accent = base;
    // What carries text is darkened until it can be read on the darkest ground it stands on.
    let grounds = [base.tint(0.16), MARK];
    while grounds.iter().any(|it| accent.contrast(*it) < LEAST) {
        accent = accent.mix(0.9, BLACK);
    }
    let on_base = if WHITE.contrast(base) >= LEAST { WHITE } else { BLACK };
    let colours = [
        ("grund", base),
        ("pa-grund", on_base),
        ("accent", accent),
        ("blek", base.tint(0.06)),
        ("ton", base.tint(0.16)),
        ("klar", accent.tint(0.32)),
    ];
    let mut out = ":root {\n".to_owned();
    for (name, colour) in colours {
        let _ = writeln!(out, "  --{name}: {};", colour.hex());
    }
    out.push_str("}\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_be_read_whatever_colour_a_kommun_has() {
        for red in (0..=255u8).step_by(51) {
            for green in (0..=255u8).step_by(51) {
                for blue in (0..=255u8).step_by(51) {
                    let text = tema(&format!("#{red:02x}{green:02x}{blue:02x}"));
                    let of = |name: &str| {
                        let line = text.lines().find(|it| it.trim_start().starts_with(&format!("--{name}:")));
                        let value = line.and_then(|it| it.split(": ").nth(1)).expect("the property is there");
                        Farg::parse(value.trim_end_matches(';'))
                    };
                    assert!(of("grund").contrast(of("pa-grund")) >= 4.49, "{text}");
                    for ground in ["ton", "blek"] {
                        assert!(of("accent").contrast(of(ground)) >= 4.45, "{text}");
                    }
                    assert!(of("klar").contrast(BLACK) >= 4.5, "{text}");
                }
            }
        }
    }
}
