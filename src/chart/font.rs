//! The two faces of all charts, compiled in: Noto Sans for Latin, Cyrillic and Kazakh, Noto Sans CJK SC (cut to
//! the characters of GB 2312 and the frequent ones of Big5) for Chinese. In: text; out: its width as the PNG will
//! set it (shaped by rustybuzz, kerning included), the characters that no face has, and web fonts of just the
//! glyphs used. The fonts of the machine are never looked at: the same figure gives the same bytes everywhere.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use resvg::usvg::fontdb;
use rustybuzz::{Direction, Face, Script, ShapePlan, UnicodeBuffer, script};

use super::ChartError;
use super::theme::MM_PER_PT;

const HAN_TTF: &[u8] = include_bytes!("fonts/NotoSansCJKsc.ttf");

/// A part of a line that one face sets.
pub(super) struct Run<'a> {
    pub text: &'a str,
    /// The face's family as CSS names it, with what to fall back to where fonts are ignored.
    pub css: &'static str,
    /// Which of [`Fonts::bytes`].
    pub face: usize,
}

/// The family of most text; a run of another face names its own.
pub(super) const MAIN_CSS: &str = "'Noto Sans', sans-serif";
const HAN_CSS: &str = "'Noto Sans CJK SC', sans-serif";

struct Loaded {
    family: &'static str,
    bytes: &'static [u8],
    face: Face<'static>,
    /// How the scripts of the four languages are shaped: made once, since making costs more than shaping.
    plans: Vec<(Option<Script>, ShapePlan)>,
}

impl Loaded {
    fn new(family: &'static str, bytes: &'static [u8]) -> Option<Self> {
        let face = Face::from_slice(bytes, 0)?;
        let plan =
            |script| (script, ShapePlan::new(&face, Direction::LeftToRight, script, None, &[]));
        let plans =
            [None, Some(script::LATIN), Some(script::CYRILLIC), Some(script::HAN)].map(plan).into();
        Some(Self { family, bytes, face, plans })
    }

    /// Advance of a run in em.
    fn advance(&self, run: &str) -> f64 {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(run);
        buffer.guess_segment_properties();
        let script = Some(buffer.script()).filter(|known| *known != script::UNKNOWN);
        let shaped = match self.plans.iter().find(|(planned, _)| *planned == script) {
            Some((_, plan)) => rustybuzz::shape_with_plan(&self.face, plan, buffer),
            None => rustybuzz::shape(&self.face, &[], buffer),
        };
        let units: i32 = shaped.glyph_positions().iter().map(|position| position.x_advance).sum();
        f64::from(units) / f64::from(self.face.units_per_em().max(1))
    }
}

/// The faces, ready to measure with.
pub struct Fonts {
    faces: Vec<Loaded>,
    database: Arc<fontdb::Database>,
}

impl Fonts {
    /// The faces of all charts; read once.
    ///
    /// # Errors
    /// [`ChartError::Font`] when a compiled-in face does not parse, which a test rules out.
    pub fn shared() -> Result<&'static Self, ChartError> {
        static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
        FONTS
            .get_or_init(Self::load)
            .as_ref()
            .ok_or_else(|| ChartError::Font("a face does not parse".to_owned()))
    }

    fn load() -> Option<Self> {
        let mut database = fontdb::Database::new();
        let mut faces = Vec::new();
        for (family, bytes) in [("Noto Sans", notosans::REGULAR_TTF), ("Noto Sans CJK SC", HAN_TTF)]
        {
            faces.push(Loaded::new(family, bytes)?);
            database.load_font_source(fontdb::Source::Binary(Arc::new(bytes)));
        }
        Some(Self { faces, database: Arc::new(database) })
    }

    /// The same faces for resvg.
    pub(super) fn database(&self) -> Arc<fontdb::Database> {
        Arc::clone(&self.database)
    }

    /// The files of the faces, in the order of [`Run::face`].
    pub(super) fn bytes(&self) -> impl Iterator<Item = &'static [u8]> {
        self.faces.iter().map(|loaded| loaded.bytes)
    }

    /// Which face has a glyph for the character.
    fn face_of(&self, c: char) -> Option<usize> {
        self.faces.iter().position(|loaded| loaded.face.glyph_index(c).is_some())
    }

    /// The line in runs of one face each. Which face draws a character is settled here and written into
    /// the SVG: left to themselves, renderers disagree (resvg takes the Chinese face for “ or not, by
    /// what else stands in the line), and then the measured widths are wrong.
    pub(super) fn runs<'a>(&self, line: &'a str) -> Vec<Run<'a>> {
        let mut runs: Vec<Run<'a>> = Vec::new();
        let mut start = 0;
        let mut current = None;
        let mut chars = line.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            // signs that both faces have go with the text that they hug; a character that no face has
            // is drawn as the first face's box
            let face = match c {
                '“' | '‘' => chars.peek().map(|&(_, next)| next).or(Some(c)),
                '”' | '’' | '…' | '—' | '·' => {
                    line.get(..at).and_then(|l| l.chars().next_back())
                }
                _ => Some(c),
            };
            let face = match face {
                Some('“' | '‘' | '”' | '’' | '…' | '—' | '·') => current.unwrap_or(0),
                Some(c) => self.face_of(c).unwrap_or(0),
                None => 0,
            };
            if let Some(before) = current.filter(|before| *before != face) {
                runs.extend(line.get(start..at).map(|text| Self::run(text, before)));
                start = at;
            }
            current = Some(face);
        }
        runs.extend(current.and_then(|face| Some(Self::run(line.get(start..)?, face))));
        runs
    }

    fn run(text: &str, face: usize) -> Run<'_> {
        Run { text, css: if face == 0 { MAIN_CSS } else { HAN_CSS }, face }
    }

    /// Width of a line in millimetres at a type size in points.
    pub fn width(&self, text: &str, size_pt: f64) -> f64 {
        let advance =
            |run: Run<'_>| self.faces.get(run.face).map_or(0.0, |face| face.advance(run.text));
        self.runs(text).into_iter().map(advance).sum::<f64>() * size_pt * MM_PER_PT
    }

    /// The characters of the texts that no face has, sorted; they show as a box.
    pub fn missing<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> Vec<char> {
        let used: BTreeSet<char> = texts.into_iter().flat_map(str::chars).collect();
        used.into_iter().filter(|&c| self.face_of(c).is_none()).collect()
    }

    /// CSS that brings the glyphs of the texts along: one `@font-face` for each face that is used, the
    /// font (TrueType, only those glyphs) inside it.
    ///
    /// # Errors
    /// [`ChartError::Font`] when a face cannot be cut.
    pub(super) fn embedded<'a>(
        &self,
        texts: impl IntoIterator<Item = &'a str>,
    ) -> Result<String, ChartError> {
        let runs: Vec<Run<'_>> = texts.into_iter().flat_map(|text| self.runs(text)).collect();
        let mut css = String::new();
        for (index, loaded) in self.faces.iter().enumerate() {
            let own: BTreeSet<char> = runs
                .iter()
                .filter(|run| run.face == index)
                .flat_map(|run| run.text.chars())
                .filter(|&c| loaded.face.glyph_index(c).is_some())
                .collect();
            if own.is_empty() {
                continue;
            }
            let cut = font_subset::Font::opentype(loaded.bytes)
                .and_then(|font| Ok(font.subset(&own)?.to_opentype()))
                .map_err(|error| ChartError::Font(error.to_string()))?;
            css.push_str(&format!(
                "@font-face{{font-family:'{}';src:url(data:font/ttf;base64,{}) format('truetype')}}\n",
                loaded.family,
                BASE64_STANDARD.encode(cut)
            ));
        }
        Ok(css)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_the_four_languages_has_a_glyph() {
        let fonts = Fonts::shared().unwrap();
        let text = "AZaz ÄÖÜéñ АЯая Ёё ӘҒҚҢӨҰҮҺІ әғқңөұүһі «» „“ № — – … × ± ≥ % 中国丝绸之路上海合作组织經濟國際關係龍絲綢，。《》（）“”！？：；、１２";
        assert_eq!(fonts.missing([text]), vec![]);
        assert_eq!(fonts.missing(["𠀀a\u{1F600}龘", "𠀀"]), vec!['龘', '\u{1F600}', '𠀀']);
    }

    #[test]
    fn width_follows_the_font_and_the_size() {
        let fonts = Fonts::shared().unwrap();
        let em = 8.0 * MM_PER_PT;
        for (text, expected) in [("", 0.0), ("中国", 2.0 * em), ("中", em)] {
            assert!((fonts.width(text, 8.0) - expected).abs() < 1e-9, "{text}");
        }
        assert!((fonts.width("中国", 16.0) - 4.0 * em).abs() < 1e-9);
        let mixed = fonts.width("ШЫҰ 上合组织", 8.0);
        let parts = fonts.width("ШЫҰ ", 8.0) + fonts.width("上合组织", 8.0);
        assert!((mixed - parts).abs() < 1e-9);
        assert!(fonts.width("AVAV", 8.0) < 4.0 * fonts.width("A", 8.0).max(fonts.width("V", 8.0)));
    }

    #[test]
    fn quotation_marks_take_the_face_of_what_they_hug() {
        let fonts = Fonts::shared().unwrap();
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("“win-win”", &["“win-win”"]),
            ("“一带一路”倡议", &["“一带一路”倡议"]),
            ("“‘一带’”", &["“", "‘一带’”"]),
            ("BRI “一带一路” BRI", &["BRI ", "“一带一路”", " BRI"]),
            ("5G—网络——5G", &["5G—", "网络——", "5G"]),
        ];
        for (line, runs) in cases {
            let found: Vec<&str> = fonts.runs(line).iter().map(|run| run.text).collect();
            assert_eq!(found, *runs, "{line}");
        }
    }

    #[test]
    fn an_embedded_font_holds_only_the_glyphs_used() {
        let fonts = Fonts::shared().unwrap();
        assert_eq!(fonts.embedded([]).unwrap(), "");
        let latin = fonts.embedded(["Qazaqstan"]).unwrap();
        assert!(latin.contains("'Noto Sans'") && !latin.contains("CJK"));
        assert!(latin.len() < 20_000, "{}", latin.len());
        let both = fonts.embedded(["Қазақстан", "丝绸之路"]).unwrap();
        assert!(both.contains("'Noto Sans CJK SC'"));
        let start = both.rfind("base64,").unwrap() + "base64,".len();
        let end = both[start..].find(')').unwrap() + start;
        let bytes = BASE64_STANDARD.decode(&both[start..end]).unwrap();
        let face = rustybuzz::ttf_parser::Face::parse(&bytes, 0).unwrap();
        assert!(face.glyph_index('丝').is_some() && face.glyph_index('国').is_none());
        assert_eq!(face.number_of_glyphs(), 5);
    }
}
