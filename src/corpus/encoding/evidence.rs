//! What a file with an invalid byte could be. Each encoding is tried over the whole file, and one is
//! named only where every sign beyond ASCII makes sense in it: letters within words, apostrophes
//! between letters, quotation marks that open and close, dashes, signs of money beside digits. Stray
//! bytes fit no encoding throughout, so nothing is said of them. A path enters; a name and a sample
//! for the user to judge leave. Nothing is read by it.

use std::path::Path;

use super::Encoding;
use super::detect::{COMMON_HAN, is_cyrillic, score};
use crate::corpus::stream::{SLAB, TextStream};

/// Encodings that are tried; the first wins among those that read the same.
const TRIED: [Encoding; 9] = [
    Encoding::Utf8,
    Encoding::Windows1252,
    Encoding::Big5,
    Encoding::Gb18030,
    Encoding::Windows1251,
    Encoding::Kz1048,
    Encoding::Koi8R,
    Encoding::Utf16Le,
    Encoding::Utf16Be,
];

/// So much has to speak for an encoding: an apostrophe between two letters, or two lesser signs.
const ENOUGH: f64 = 1.0;

/// An encoding in which the whole of a file makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// The encoding.
    pub encoding: Encoding,
    /// A word or two of the file, decoded, around a sign that speaks for it.
    pub sample: String,
}

/// The encoding that every sign of a file speaks for; `None` where there is none, or two that differ.
/// `invalid` is the one that it is known not to have.
pub fn guess(path: &Path, invalid: &str) -> Option<Guess> {
    guess_in_slabs(path, invalid, SLAB)
}

fn guess_in_slabs(path: &Path, invalid: &str, slab: usize) -> Option<Guess> {
    let mut best: Option<(f64, Guess)> = None;
    let mut tied = false;
    for encoding in TRIED.into_iter().filter(|it| it.name() != invalid) {
        let Some((weight, sample)) = weigh(path, encoding, slab) else { continue };
        match &best {
            Some((most, found)) if weight == *most => tied |= found.sample != sample,
            Some((most, _)) if weight < *most => {}
            _ => (best, tied) = (Some((weight, Guess { encoding, sample })), false),
        }
    }
    best.filter(|_| !tied).map(|(_, guess)| guess)
}

/// How much speaks for an encoding, and a sample; `None` where anything speaks against it.
fn weigh(path: &Path, encoding: Encoding, slab: usize) -> Option<(f64, String)> {
    let shown = path.to_string_lossy();
    let mut stream = TextStream::open(path, &shown, encoding, false, slab).ok()?;
    let (mut judge, mut slab) = (Judge::new(encoding), String::new());
    while stream.refill(&mut slab).ok()? {
        if !judge.read(&slab) {
            return None;
        }
    }
    judge.finish()
}

/// Reads a decoded text sign by sign: each is judged by those before and after it.
struct Judge {
    encoding: Encoding,
    /// What was read last, for the sample.
    tail: String,
    before: char,
    sign: char,
    /// Letters on end, of which one at least is not ASCII once it is judged.
    word: String,
    weight: f64,
    /// How much speaks for the sample.
    shown: f64,
    sample: String,
    /// The sample goes on to the next white space.
    open: bool,
    n_cyrillic: f64,
    cyrillic: f64,
    n_han: usize,
    n_common: usize,
}

/// Signs of a sample on either side.
const CONTEXT: usize = 16;
/// Signs of a long stretch of ASCII that are read at either end.
const NEAR: usize = 64;
/// Letters of a word that are looked at.
const LONGEST_WORD: usize = 200;

impl Judge {
    fn new(encoding: Encoding) -> Self {
        Self {
            encoding,
            tail: String::new(),
            before: '\n',
            sign: '\n',
            word: String::new(),
            weight: 0.0,
            shown: 0.0,
            sample: String::new(),
            open: false,
            n_cyrillic: 0.0,
            cyrillic: 0.0,
            n_han: 0,
            n_common: 0,
        }
    }

    /// False where something makes no sense.
    fn read(&mut self, text: &str) -> bool {
        let mut from = 0;
        while from < text.len() {
            let at = from + ascii_length(&text.as_bytes()[from..]);
            // of a long stretch of ASCII only the ends are read
            let (near, far) = if at - from > 2 * NEAR {
                (&text[from..from + NEAR], &text[at - NEAR..at])
            } else {
                (&text[from..at], "")
            };
            let gap = if far.is_empty() { "" } else { " " };
            if !near.chars().chain(gap.chars()).chain(far.chars()).all(|next| self.step(next)) {
                return false;
            }
            from = at;
            for next in text[at..].chars().take_while(|it| !it.is_ascii()) {
                from += next.len_utf8();
                if !self.step(next) {
                    return false;
                }
            }
            let enough = self.n_cyrillic + self.n_han as f64 > 200.0;
            if enough && !self.reads_well() {
                return false;
            }
        }
        true
    }

    fn finish(mut self) -> Option<(f64, String)> {
        let whole = self.step('\n') && self.step('\n');
        let weight = self.weight + self.n_han as f64 / 4.0;
        (whole && self.reads_well() && self.n_han != 1 && weight >= ENOUGH)
            .then(|| (weight, self.sample.trim().to_owned()))
    }

    /// What stands in words has to read like the language.
    fn reads_well(&self) -> bool {
        let cyrillic = self.n_cyrillic == 0.0 || self.cyrillic / self.n_cyrillic > 0.3;
        cyrillic && self.n_common * 7 >= self.n_han
    }

    /// Judges the sign read before, now that the one after it is known.
    fn step(&mut self, next: char) -> bool {
        let (before, sign) = (self.before, self.sign);
        (self.before, self.sign) = (sign, next);
        let letter = sign.is_alphabetic() && !is_han(sign) && !matches!(sign, 'ª' | 'º');
        if letter && self.word.len() < LONGEST_WORD {
            self.word.push(sign);
        }
        self.remember(sign);
        let ends = letter && (!next.is_alphabetic() || is_han(next));
        if ends && !self.end_word() {
            return false;
        }
        if letter || sign.is_ascii() {
            return true;
        }
        match self.weight_of(before, sign, next) {
            None => false,
            Some(weight) => {
                self.speak(weight);
                true
            }
        }
    }

    /// Keeps what a sample is made of.
    fn remember(&mut self, sign: char) {
        if self.open {
            self.open = !sign.is_whitespace() && self.sample.chars().count() < 2 * CONTEXT;
            if self.open {
                self.sample.push(sign);
            }
        }
        if sign.is_whitespace() {
            self.tail.clear();
            return;
        }
        self.tail.push(sign);
        if self.tail.chars().count() > CONTEXT {
            self.tail.remove(0);
        }
    }

    /// Something at the end of what was read speaks for the encoding.
    fn speak(&mut self, weight: f64) {
        self.weight += weight;
        if weight > self.shown && !self.open {
            self.shown = weight;
            self.sample.clone_from(&self.tail);
            self.open = true;
        }
    }

    /// Judges the word that ends here.
    fn end_word(&mut self) -> bool {
        let word = std::mem::take(&mut self.word);
        if word.is_ascii() {
            return true;
        }
        let n = word.chars().count();
        if !cased_as_words_are(&word) {
            return false;
        }
        if word.chars().all(is_cyrillic) {
            let reads = score(&word);
            self.n_cyrillic += n as f64;
            self.cyrillic += reads * n as f64;
            // the longer the word, the less it is chance
            self.speak(if n < 3 { 0.0 } else { 0.1 * n as f64 * reads.max(0.0) });
            return true;
        }
        let accented = word.chars().filter(|it| !it.is_ascii()).count();
        let known = word.chars().all(|it| it.is_ascii() || ACCENTED.contains(it));
        let lone = n == 1 && "àÀèÈéÉìòóÓùúáÁôêü".contains(&word);
        let mut run = 0;
        let crowded = word.chars().any(|it| {
            run = if it.is_ascii() { 0 } else { run + 1 };
            run > 2
        });
        if !lone && (!known || accented * 2 > n || crowded) {
            return false;
        }
        self.speak(if lone { 0.0 } else { 0.5 });
        true
    }

    /// How much a sign that is no letter speaks for the encoding; `None` where it makes no sense.
    fn weight_of(&mut self, before: char, sign: char, next: char) -> Option<f64> {
        let space = |it: char| it.is_whitespace() || it == '\u{3000}';
        let number = |it: char| it.is_ascii_digit() || "½¼¾".contains(it);
        let word = |it: char| it.is_alphanumeric();
        let money = |it: char| "$€£¥¢%".contains(it);
        let fits = |fits: bool, weight: f64| fits.then_some(weight);
        match sign {
            '’' if before.is_alphabetic() && next.is_alphabetic() => Some(1.0),
            '’' => fits(!space(before) || word(next), if word(before) { 0.5 } else { 0.25 }),
            '”' => fits(!space(before) && !word(next), 0.5),
            '»' | '›' => fits(!word(next), 0.5),
            '«' | '‹' => fits(!word(before), 0.5),
            // they close in German
            '“' | '‘' if !space(before) && !word(next) => Some(0.5),
            '“' | '„' | '‘' | '‚' | '¿' | '¡' => fits(!word(before) && !space(next), 0.5),
            // a dash stands between two words with a space on both sides or on none
            '–' | '—' => Some(if space(before) == space(next) { 0.5 } else { 0.0 }),
            '…' => Some(if word(before) { 0.5 } else { 0.0 }),
            '½' | '¼' | '¾' if number(before) || money(before) || money(next) => Some(0.5),
            '½' | '¼' | '¾' => fits(space(before) && !word(next), 0.25),
            '¢' => fits(number(before), 0.5),
            '€' | '£' | '¥' => {
                let beside = number(before) || number(next);
                fits(beside || (!word(before) && !word(next)), if beside { 0.5 } else { 0.0 })
            }
            '°' | '²' | '³' | 'º' | 'ª' => fits(word(before) && !next.is_alphabetic(), 0.25),
            '§' | '№' | '¶' => fits(!word(before) && (number(next) || space(next)), 0.25),
            '±' | '×' | '÷' => fits(number(next) || space(next), 0.25),
            '•' | '·' => fits(space(before), 0.25),
            '®' | '©' | '™' => fits(!word(next), 0.25),
            '\u{A0}' | '\u{AD}' | '\u{FEFF}' | '\u{200B}' => Some(0.0),
            '\u{3000}' if space(before) || space(next) => Some(0.0),
            '\u{3001}'..='\u{3011}' | '\u{3014}'..='\u{301F}' | '\u{FF01}'..='\u{FF5E}' => {
                fits(is_east_asian(before) || is_east_asian(next), 0.0)
            }
            '\u{3000}' => fits(is_east_asian(before) || is_east_asian(next), 0.0),
            _ if is_han(sign) => {
                let common =
                    if self.encoding == Encoding::Big5 { COMMON_TRADITIONAL } else { COMMON_HAN };
                self.n_han += 1;
                self.n_common += usize::from(common.contains(sign));
                // one character between Latin letters or blanks is no Chinese
                let latin = |it: char| it.is_ascii_alphabetic() || it == ' ' || it == '\n';
                fits(!latin(before) || !latin(next) || common.contains(sign), 0.01)
            }
            _ => None,
        }
    }
}

/// Bytes up to the first that is not ASCII.
fn ascii_length(bytes: &[u8]) -> usize {
    let chunks = bytes.chunks(512);
    let whole: usize = chunks.take_while(|it| it.is_ascii()).map(<[u8]>::len).sum();
    whole + bytes[whole..].iter().take_while(|it| it.is_ascii()).count()
}

/// Small letters, capitals, or a capital and small letters after it.
fn cased_as_words_are(word: &str) -> bool {
    let mut rest = word.chars();
    let first = rest.next().is_none_or(|it| !it.is_lowercase());
    let small = |it: char| !it.is_uppercase();
    let capital = |it: char| !it.is_lowercase() || it == 'ß';
    rest.clone().all(small) || (first && rest.all(capital))
}

/// The accented letters of Western European languages that are not rare in them.
const ACCENTED: &str = "àáâãäåæçèéêëìíîïñòóôõöøùúûüßœšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒŠŽ";

/// The commonest characters of Chinese prose in traditional script.
const COMMON_TRADITIONAL: &str = "的一是不了人我在有他這為之大來以個中上們到說國和地也子時道出而要於就下得可你年生自會那\
後能對著事其里所去行過家十用發天如然作方成者多日都三小軍二無同麼經法當起與好看學進種將還分此心前面又定見只主沒公從知全工使兩間\
相長現些問本外最已理政府民體系社會業產關係開動機實力並更由新高等";

fn is_han(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_east_asian(sign: char) -> bool {
    is_han(sign) || matches!(sign, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}')
}

#[cfg(test)]
mod tests {
    use super::super::tests::encode;
    use super::*;

    fn guessed(bytes: &[u8], slab: usize) -> Option<(Encoding, String)> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        std::fs::write(&path, bytes).expect("a file");
        guess_in_slabs(&path, "", slab).map(|it| (it.encoding, it.sample))
    }

    const PLAIN: &str = "The delegates of nine states met for two days and spoke of rivers. ";

    #[test]
    fn an_encoding_is_named_where_every_sign_makes_sense_in_it() {
        use Encoding::*;
        let cases: &[(&str, Encoding, &str)] = &[
            ("a nation’s rivers", Big5, "nation’s"),
            ("\u{3000}Dear guests—all of you—“rivers” know no states…", Big5, "guests—all"),
            ("a nation’s rivers", Windows1252, "nation’s"),
            ("the dues of ½¢ a ton", Windows1252, "½¢"),
            ("„so sagt man“ heißt es", Windows1252, "„so"),
            ("a café – and naïve “talks” there", Windows1252, "café"),
            ("«Ақбұлақ» is a spring, «Суық су» another", Kz1048, "«Ақбұлақ»"),
            ("the paper «Новая жизнь» reports", Windows1251, "«Новая"),
            ("the paper Новая жизнь reports", Koi8R, "Новая"),
            ("他們說：“這是我們國家的河流。”", Big5, "他們說：“這是我們國家的河流。”."),
            ("they say 我们的河流 of it", Gb18030, "我们的河流"),
        ];
        for (said, encoding, sample) in cases {
            for times in [1, 40] {
                let text = format!("{}{said}. {}", PLAIN.repeat(times), PLAIN.repeat(times));
                let found = guessed(&encode(&text, *encoding), SLAB);
                let expected = Some((*encoding, (*sample).to_owned()));
                assert_eq!(found, expected, "{said} in {encoding:?} × {times}");
            }
        }
    }

    #[test]
    fn a_sample_and_a_word_may_lie_across_two_slabs() {
        for slab in 1..12 {
            let found = guessed(&encode("The river is a nation’s own", Encoding::Big5), slab);
            assert_eq!(found, Some((Encoding::Big5, "nation’s".to_owned())), "{slab}");
        }
    }

    #[test]
    fn one_accented_letter_or_a_mark_of_two_encodings_says_nothing() {
        let cases: &[&[u8]] = &[
            b"one caf\xe9 in a long text",
            b"an \xff alone",
            b"a\x81b and \x9d",
            b"a nation\xa1\xa6s rivers and a stray \xff byte",
            b"a nation\x92s rivers \xa1Xand another\xa1\xa6s",
            "the nation’s rivers and a nation".as_bytes().split_last().expect("bytes").1,
            b"",
            b"plain",
        ];
        for bytes in cases.iter().filter(|it| std::str::from_utf8(it).is_err() || it.is_ascii()) {
            assert_eq!(guessed(bytes, SLAB), None, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn stray_bytes_are_given_no_encoding() {
        let mut state = 20_260_705_u64;
        let mut random = |limit: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % limit
        };
        let plain = PLAIN.repeat(20).into_bytes();
        for _ in 0..300 {
            let mut bytes = plain.clone();
            for _ in 0..6 {
                bytes.insert(random(bytes.len()), 0x80 + random(0x80) as u8);
            }
            assert_eq!(guessed(&bytes, SLAB), None, "{}", String::from_utf8_lossy(&bytes));
        }
    }
}
