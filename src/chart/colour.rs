//! Colours and what can be computed of them: mixtures that look even, how light a colour is in grey print,
//! how far two stand apart, and for the tests how they look without green cones. No colour is chosen here.

/// A colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Red, green and blue as amounts of light, 0 to 1.
    fn linear(self) -> [f64; 3] {
        [self.0, self.1, self.2].map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn from_linear(light: [f64; 3]) -> Self {
        let [r, g, b] = light.map(|c| {
            let c = c.clamp(0.0, 1.0);
            let c = if c <= 0.003_130_8 { 12.92 * c } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 };
            (c * 255.0).round() as u8
        });
        Rgb(r, g, b)
    }

    /// How light the colour is, 0 (black) to 1 (white).
    ///
    /// # Reference
    /// WCAG 2.2, relative luminance.
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Contrast of two colours, 1 (the same) to 21; small text needs 4.5.
    ///
    /// # Reference
    /// WCAG 2.2, success criterion 1.4.3.
    pub fn contrast(self, other: Rgb) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if a > b { a / b } else { b / a }
    }

    /// The colour that lies between two, at `share` of the way from the first to the second.
    ///
    /// # Reference
    /// Ottosson (2020), A perceptual color space for image processing (Oklab).
    pub fn mixed(self, other: Rgb, share: f64) -> Rgb {
        let (from, to) = (self.oklab(), other.oklab());
        let mut lab = [0.0; 3];
        for ((mixed, a), b) in lab.iter_mut().zip(from).zip(to) {
            *mixed = a + (b - a) * share;
        }
        Rgb::from_oklab(lab)
    }

    /// Lightness and the two opponent axes of Oklab.
    pub(super) fn oklab(self) -> [f64; 3] {
        const LMS: [[f64; 3]; 3] = [
            [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
            [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
            [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
        ];
        const LAB: [[f64; 3]; 3] = [
            [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
            [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
            [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
        ];
        times(&LAB, times(&LMS, self.linear()).map(f64::cbrt))
    }

    fn from_oklab(lab: [f64; 3]) -> Rgb {
        const LMS: [[f64; 3]; 3] = [
            [1.0, 0.396_337_777_4, 0.215_803_757_3],
            [1.0, -0.105_561_345_8, -0.063_854_172_8],
            [1.0, -0.089_484_177_5, -1.291_485_548_0],
        ];
        const RGB: [[f64; 3]; 3] = [
            [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
            [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
            [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0],
        ];
        Rgb::from_linear(times(&RGB, times(&LMS, lab).map(|x| x * x * x)))
    }
}

fn times(matrix: &[[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
}

#[cfg(test)]
pub(super) mod seen {
    //! How colours are seen: for the tests of the theme.

    use super::{Rgb, times};

    /// CIE lightness, 0 to 100: what is left of a colour in grey print.
    pub fn lightness(colour: Rgb) -> f64 {
        let y = colour.luminance();
        if y > 0.008856 { 116.0 * y.cbrt() - 16.0 } else { 903.3 * y }
    }

    /// The colour as somebody without green cones sees it (Machado, Oliveira and Fernandes 2009,
    /// table 1, deuteranomaly of severity 1).
    pub fn deuteranopia(colour: Rgb) -> Rgb {
        const SEEN: [[f64; 3]; 3] = [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ];
        Rgb::from_linear(times(&SEEN, colour.linear()))
    }

    /// Distance of two colours in Oklab, times 100: 2 is just seen side by side.
    pub fn apart(a: Rgb, b: Rgb) -> f64 {
        let square: f64 = a.oklab().iter().zip(b.oklab()).map(|(x, y)| (x - y) * (x - y)).sum();
        100.0 * square.sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::seen::{deuteranopia, lightness};
    use super::*;

    #[test]
    fn mixtures_begin_and_end_at_their_colours_and_keep_grey_grey() {
        let (a, b) = (Rgb(0xB3, 0x58, 0x06), Rgb(0x21, 0x66, 0xAC));
        assert_eq!(a.mixed(b, 0.0), a);
        assert_eq!(a.mixed(b, 1.0), b);
        let Rgb(r, g, b) = Rgb(0, 0, 0).mixed(Rgb(255, 255, 255), 0.5);
        // half the lightness of Oklab is a little darker than half the bytes
        assert!(r == g && g == b && (95..=103).contains(&r), "{r} {g} {b}");
    }

    #[test]
    fn oklab_gives_the_published_values() {
        // Ottosson's page: the lightness of white is 1, its axes are 0; red by his code
        for (colour, expected) in [
            (Rgb(255, 255, 255), [1.0, 0.0, 0.0]),
            (Rgb(255, 0, 0), [0.627_955, 0.224_863, 0.125_846]),
            (Rgb(0, 0, 255), [0.452_014, -0.032_457, -0.311_528]),
        ] {
            for (found, wanted) in colour.oklab().iter().zip(expected) {
                assert!((found - wanted).abs() < 2e-4, "{colour:?}: {found} for {wanted}");
            }
        }
    }

    #[test]
    fn contrast_and_lightness_are_those_of_the_standards() {
        let (black, white) = (Rgb(0, 0, 0), Rgb(255, 255, 255));
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        assert!((white.contrast(white) - 1.0).abs() < 1e-9);
        // #767676 on white is the lightest grey that passes 4.5
        assert!((Rgb(0x76, 0x76, 0x76).contrast(white) - 4.54).abs() < 0.01);
        assert!((lightness(white) - 100.0).abs() < 0.01 && lightness(black) < 0.01);
    }

    #[test]
    fn without_green_cones_red_and_green_come_together_and_grey_stays() {
        let (red, green) = (Rgb(0xC0, 0x40, 0x30), Rgb(0x60, 0x70, 0x30));
        let far = seen::apart(red, green);
        let near = seen::apart(deuteranopia(red), deuteranopia(green));
        assert!(near < far / 2.0, "{far:.1} {near:.1}");
        let Rgb(r, g, b) = deuteranopia(Rgb(128, 128, 128));
        assert!(r.abs_diff(128) < 2 && g.abs_diff(128) < 2 && b.abs_diff(128) < 2);
    }
}
