//! The one look of all charts: type size, lengths in millimetres of the printed page, colours. It
//! decides nothing about a figure; layouts read it.

/// A colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// Millimetres in a typographic point.
pub const MM_PER_PT: f64 = 25.4 / 72.0;
/// Type size of all text, in points at the printed width: the least that journals take.
pub const TYPE_PT: f64 = 8.0;
/// The em in millimetres.
pub const EM: f64 = TYPE_PT * MM_PER_PT;
/// From baseline to baseline, in millimetres.
pub const LINE: f64 = 1.25 * EM;
/// Room over the baseline that no glyph leaves (Й and Ё are the highest), in em.
pub const ASCENT: f64 = 0.94;
/// Room under the baseline that no glyph leaves, in em.
pub const DESCENT: f64 = 0.28;
/// Half the height of a capital letter in em: what centres a line on a bar.
pub const HALF_CAPITAL: f64 = 0.357;
/// Empty border of the page, in millimetres.
pub const MARGIN: f64 = 1.5;
/// Between a text and what it belongs to, in millimetres.
pub const GAP: f64 = 1.5;

/// Text and axis.
pub const INK: Rgb = Rgb(0x1A, 0x1A, 0x1A);
/// The mark of a missing value.
pub const FAINT_INK: Rgb = Rgb(0x59, 0x59, 0x59);
/// Grid lines.
pub const GRID: Rgb = Rgb(0xDD, 0xDD, 0xDD);
/// The paper, and the halo of a line that crosses a bar.
pub const PAPER: Rgb = Rgb(0xFF, 0xFF, 0xFF);

/// Line widths in millimetres.
pub mod stroke {
    /// The axis on which bars stand.
    pub const AXIS: f64 = 0.25;
    /// A grid line.
    pub const GRID: f64 = 0.15;
    /// An interval.
    pub const INTERVAL: f64 = 0.28;
    /// The light border that keeps an interval visible on a dark bar.
    pub const HALO: f64 = 0.56;
    /// The border of a bar.
    pub const OUTLINE: f64 = 0.15;
    /// A line of a hatch.
    pub const HATCH: f64 = 0.25;
}

/// Lines over a fill, so that groups stay apart in grey print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hatch {
    /// None.
    Solid,
    /// Diagonal lines of this colour.
    Diagonal(Rgb),
    /// Upright lines of this colour.
    Upright(Rgb),
}

/// How the bars of one group are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    /// The ground.
    pub colour: Rgb,
    /// The lines over it.
    pub hatch: Hatch,
}

const BLACK: Rgb = Rgb(0x00, 0x00, 0x00);
const ORANGE: Rgb = Rgb(0xE6, 0x9F, 0x00);
const SKY_BLUE: Rgb = Rgb(0x56, 0xB4, 0xE9);
const GREEN: Rgb = Rgb(0x00, 0x9E, 0x73);
const YELLOW: Rgb = Rgb(0xF0, 0xE4, 0x42);
const BLUE: Rgb = Rgb(0x00, 0x72, 0xB2);
const VERMILLION: Rgb = Rgb(0xD5, 0x5E, 0x00);
const PURPLE: Rgb = Rgb(0xCC, 0x79, 0xA7);

const fn fill(colour: Rgb, hatch: Hatch) -> Fill {
    Fill { colour, hatch }
}

/// The fills of the groups, in order: the colours of Okabe and Ito, told apart with any colour vision;
/// two with the same kind of hatch differ by 10 or more in lightness (L*), so grey print tells them too.
///
/// # Reference
/// Okabe and Ito (2008), Color Universal Design, figure 16.
pub const FILLS: [Fill; 12] = [
    fill(BLUE, Hatch::Solid),
    fill(ORANGE, Hatch::Solid),
    fill(BLACK, Hatch::Solid),
    fill(YELLOW, Hatch::Solid),
    fill(GREEN, Hatch::Solid),
    fill(SKY_BLUE, Hatch::Diagonal(BLACK)),
    fill(VERMILLION, Hatch::Diagonal(PAPER)),
    fill(PURPLE, Hatch::Upright(BLACK)),
    fill(PAPER, Hatch::Diagonal(BLACK)),
    fill(BLUE, Hatch::Upright(PAPER)),
    fill(YELLOW, Hatch::Upright(BLACK)),
    fill(GREEN, Hatch::Upright(PAPER)),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// CIE lightness of a colour, 0 to 100.
    fn lightness(Rgb(r, g, b): Rgb) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        let y = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
        if y > 0.008856 { 116.0 * y.cbrt() - 16.0 } else { 903.3 * y }
    }

    #[test]
    fn any_two_groups_differ_in_hatch_or_by_ten_in_lightness() {
        assert!((lightness(PAPER) - 100.0).abs() < 0.01);
        for (i, a) in FILLS.iter().enumerate() {
            for b in &FILLS[..i] {
                let apart = (lightness(a.colour) - lightness(b.colour)).abs();
                assert!(a.hatch != b.hatch || apart >= 10.0, "{a:?} {b:?} differ by {apart:.1}");
            }
        }
    }
}
