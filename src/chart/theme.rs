//! The one look of all charts: type size, lengths in millimetres of the printed page, colours, fills,
//! signs. It decides nothing about a figure; layouts read it.

pub use super::colour::Rgb;

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
/// Share of the page that labels beside a plot may take.
pub const LABEL_SHARE: f64 = 0.42;
/// A chart higher than this, in millimetres, is refused: four pages.
pub const MOST_HEIGHT: f64 = 1_000.0;

/// Text and axis.
pub const INK: Rgb = Rgb(0x1A, 0x1A, 0x1A);
/// The mark of a missing value.
pub const FAINT_INK: Rgb = Rgb(0x59, 0x59, 0x59);
/// Grid lines.
pub const GRID: Rgb = Rgb(0xDD, 0xDD, 0xDD);
/// Every second row or phase.
pub const SHADE: Rgb = Rgb(0xF3, 0xF3, 0xF3);
/// The mark of an event.
pub const EVENT: Rgb = Rgb(0x8C, 0x8C, 0x8C);
/// A line between two nodes.
pub const EDGE: Rgb = Rgb(0xA8, 0xA8, 0xA8);
/// The paper, and the halo of a line that crosses a bar.
pub const PAPER: Rgb = Rgb(0xFF, 0xFF, 0xFF);
/// How much the band of an interval hides, 0 to 1.
pub const BAND: f64 = 0.2;

/// Line widths in millimetres.
pub mod stroke {
    /// The axis on which bars stand.
    pub const AXIS: f64 = 0.25;
    /// A grid line.
    pub const GRID: f64 = 0.15;
    /// The mark of an event.
    pub const EVENT: f64 = 0.2;
    /// An interval.
    pub const INTERVAL: f64 = 0.28;
    /// The light border that keeps an interval visible on a dark bar.
    pub const HALO: f64 = 0.56;
    /// The border of a bar.
    pub const OUTLINE: f64 = 0.15;
    /// A line of a hatch.
    pub const HATCH: f64 = 0.25;
    /// A line of a trend.
    pub const TREND: f64 = 0.45;
    /// The border of an open sign.
    pub const SIGN: f64 = 0.32;
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

/// The outline of a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outline {
    /// A circle.
    Circle,
    /// A square on its side.
    Square,
    /// A triangle on its side.
    Triangle,
    /// A square on its corner.
    Diamond,
    /// A triangle on its corner.
    Down,
}

/// The sign of one group at its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign {
    /// Its colour, also of the line through the signs.
    pub colour: Rgb,
    /// Its outline.
    pub outline: Outline,
    /// Whether only the outline is drawn.
    pub open: bool,
}

const BLACK: Rgb = Rgb(0x00, 0x00, 0x00);
const CHARCOAL: Rgb = Rgb(0x40, 0x40, 0x40);
const GREY: Rgb = Rgb(0x6E, 0x6E, 0x6E);
const SILVER: Rgb = Rgb(0xB4, 0xB4, 0xB4);
const ORANGE: Rgb = Rgb(0xE6, 0x9F, 0x00);
const SKY_BLUE: Rgb = Rgb(0x56, 0xB4, 0xE9);
const GREEN: Rgb = Rgb(0x00, 0x9E, 0x73);
const YELLOW: Rgb = Rgb(0xF0, 0xE4, 0x42);
const BLUE: Rgb = Rgb(0x00, 0x72, 0xB2);
const VERMILLION: Rgb = Rgb(0xD5, 0x5E, 0x00);
const PURPLE: Rgb = Rgb(0xCC, 0x79, 0xA7);
const BROWN: Rgb = Rgb(0x7A, 0x4A, 0x12);

const fn fill(colour: Rgb, hatch: Hatch) -> Fill {
    Fill { colour, hatch }
}

const fn sign(colour: Rgb, outline: Outline, open: bool) -> Sign {
    Sign { colour, outline, open }
}

/// The fills of the groups, in order: the colours of Okabe and Ito (black as charcoal), told apart with
/// any colour vision; two with the same kind of hatch differ by 10 or more in lightness (L*), so grey
/// print tells them too.
///
/// # Reference
/// Okabe and Ito (2008), Color Universal Design, figure 16.
pub const FILLS: [Fill; 12] = [
    fill(BLUE, Hatch::Solid),
    fill(ORANGE, Hatch::Solid),
    fill(CHARCOAL, Hatch::Solid),
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

/// The signs of the groups, in order. Two differ in outline or in being open, or else by 10 or more in
/// lightness: colour is never all that tells them apart.
pub const SIGNS: [Sign; 12] = [
    sign(BLUE, Outline::Circle, false),
    sign(VERMILLION, Outline::Square, false),
    sign(CHARCOAL, Outline::Triangle, false),
    sign(GREEN, Outline::Diamond, false),
    sign(ORANGE, Outline::Down, false),
    sign(PURPLE, Outline::Circle, true),
    sign(SKY_BLUE, Outline::Square, true),
    sign(BROWN, Outline::Triangle, true),
    sign(CHARCOAL, Outline::Diamond, true),
    sign(BLUE, Outline::Down, true),
    sign(SILVER, Outline::Circle, false),
    sign(YELLOW, Outline::Square, false),
];

/// The signs of two values of one thing: the raw one, the one that is put right.
pub const PAIR: [Sign; 2] = [sign(GREY, Outline::Circle, true), sign(BLUE, Outline::Circle, false)];

/// The two sides of a comparison: the left one, the right one.
pub const SIDES: [Rgb; 2] = [ORANGE, BLUE];

/// The two kinds of nodes of a network.
pub const MODES: [Rgb; 2] = [ORANGE, BLUE];

/// The colour of a number on a scale that begins at zero; `share` is how far up it is, 0 to 1. Darker is
/// more, in grey too.
pub fn sequential(share: f64) -> Rgb {
    const LIGHT: Rgb = Rgb(0xEF, 0xF4, 0xF9);
    const MIDDLE: Rgb = Rgb(0x5C, 0xA0, 0xCC);
    const DARK: Rgb = Rgb(0x0A, 0x36, 0x63);
    let share = share.clamp(0.0, 1.0);
    match share < 0.5 {
        true => LIGHT.mixed(MIDDLE, 2.0 * share),
        false => MIDDLE.mixed(DARK, 2.0 * share - 1.0),
    }
}

/// The colour of a number on a scale with zero in the middle; `at` is -1 to 1. Orange is below, blue
/// above, and both ends are equally dark: in grey the sign of the printed number tells the side.
pub fn diverging(at: f64) -> Rgb {
    const MIDDLE: Rgb = Rgb(0xF6, 0xF6, 0xF6);
    const BELOW: [Rgb; 2] = [Rgb(0xE8, 0x9A, 0x45), Rgb(0x84, 0x3C, 0x05)];
    const ABOVE: [Rgb; 2] = [Rgb(0x6B, 0xAB, 0xD6), Rgb(0x10, 0x4A, 0x84)];
    let [near, far] = if at < 0.0 { BELOW } else { ABOVE };
    let share = at.abs().min(1.0);
    match share < 0.5 {
        true => MIDDLE.mixed(near, 2.0 * share),
        false => near.mixed(far, 2.0 * share - 1.0),
    }
}

/// Black or white, whichever is read better on the ground.
pub fn text_on(ground: Rgb) -> Rgb {
    if ground.contrast(BLACK) >= ground.contrast(PAPER) { BLACK } else { PAPER }
}

#[cfg(test)]
mod tests {
    use super::super::colour::seen::{apart, deuteranopia, lightness};
    use super::*;

    /// Whether two colours can be told apart with green cones, without them, and in grey print.
    fn told_apart(a: Rgb, b: Rgb) -> bool {
        (lightness(a) - lightness(b)).abs() >= 10.0
            && apart(a, b) >= 8.0
            && apart(deuteranopia(a), deuteranopia(b)) >= 8.0
    }

    #[test]
    fn any_two_groups_of_bars_are_told_apart_by_everybody_and_in_grey() {
        for (i, a) in FILLS.iter().enumerate() {
            for b in &FILLS[..i] {
                assert!(a.hatch != b.hatch || told_apart(a.colour, b.colour), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn any_two_groups_of_signs_are_told_apart_by_everybody_and_in_grey() {
        for (i, a) in SIGNS.iter().enumerate() {
            for b in &SIGNS[..i] {
                let shape = a.outline != b.outline || a.open != b.open;
                assert!(shape || told_apart(a.colour, b.colour), "{a:?} {b:?}");
            }
        }
        for sides in [SIDES, MODES] {
            assert!(told_apart(sides[0], sides[1]), "{sides:?}");
        }
    }

    #[test]
    fn more_is_darker_and_every_step_is_seen() {
        let scale: Vec<Rgb> = (0..=20).map(|i| sequential(f64::from(i) / 20.0)).collect();
        for pair in scale.windows(2) {
            assert!(lightness(pair[0]) - lightness(pair[1]) > 2.0, "{pair:?}");
        }
        for quarter in scale.windows(6) {
            assert!(told_apart(quarter[0], quarter[5]), "{quarter:?}");
        }
    }

    #[test]
    fn both_sides_of_zero_grow_alike_and_are_told_apart_without_green_cones() {
        for i in 1..=10 {
            let at = f64::from(i) / 10.0;
            let (below, above) = (diverging(-at), diverging(at));
            let grey = (lightness(below) - lightness(above)).abs();
            assert!(grey < 5.0, "{at}: {grey:.1}");
            let seen = apart(deuteranopia(below), deuteranopia(above));
            assert!(seen > 3.0 + 12.0 * at, "{at}: {seen:.1}");
            let darker = lightness(diverging(at - 0.1)) - lightness(above);
            assert!(darker > 2.0, "{at}: {darker:.1}");
        }
    }

    #[test]
    fn text_is_read_on_every_colour_of_both_scales() {
        for i in 0..=200 {
            let at = f64::from(i) / 100.0 - 1.0;
            for ground in [sequential(at.abs()), diverging(at)] {
                let contrast = text_on(ground).contrast(ground);
                assert!(contrast >= 4.5, "{at}: {contrast:.2}");
            }
        }
        assert!(INK.contrast(SHADE) > 10.0 && FAINT_INK.contrast(SHADE) > 4.5);
    }
}
