//! Which encoding a file has, from the bytes that open it. A legacy encoding is found only where
//! words speak for it: letters that follow each other as they do in Cyrillic, Chinese or accented
//! Latin text. A few stray bytes in plain text fit several encodings and speak for none: the file
//! is then UTF-8 with an invalid byte, which the user is told; what else it could be is looked for in
//! [`evidence`](super::evidence).

use encoding_rs::DecoderResult;

use super::{Decoder, Encoding, kz1048};
use crate::corpus::stream::unfinished;

/// At most so many bytes of a file are looked at, from its head or from its first that is not ASCII.
pub const WINDOW: usize = 16 << 20;

/// At most so many bytes are held to a legacy encoding.
const SAMPLE: usize = 1 << 20;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detected {
    /// The encoding.
    Found(Encoding),
    /// UTF-8 but for the byte at this place among those looked at.
    Invalid(usize),
}

/// Finds the encoding of a file whose first bytes are `head`; `whole` where they reach to its end.
pub fn detect(head: &[u8], whole: bool) -> Detected {
    if let Some((encoding, _)) = Encoding::from_mark(head) {
        return Detected::Found(encoding);
    }
    let head = if whole { head } else { &head[..head.len() - unfinished(head)] };
    let invalid = std::str::from_utf8(head).err().map(|error| error.valid_up_to());
    if let Some(utf16) = utf16(head, invalid.is_some()) {
        return Detected::Found(utf16);
    }
    let Some(at) = invalid else { return Detected::Found(Encoding::Utf8) };
    let (mut n_valid, mut n_invalid) = (0_u64, 0_u64);
    for piece in head.utf8_chunks() {
        n_valid += piece.valid().chars().filter(|sign| !sign.is_ascii()).count() as u64;
        n_invalid += u64::from(!piece.invalid().is_empty());
    }
    let sample = sample(head, at);
    // sequences of UTF-8 hardly arise by chance: where they prevail it is UTF-8, damaged; only a
    // few Chinese words may hold as many
    let legacy = if n_valid > n_invalid {
        let chinese = n_valid <= 2 * n_invalid && is_gb18030(sample);
        chinese.then_some(Encoding::Gb18030)
    } else {
        legacy(sample)
    };
    match legacy {
        Some(encoding) => Detected::Found(encoding),
        None => Detected::Invalid(at),
    }
}

/// The bytes around the first that is not UTF-8: a long ASCII header says nothing.
fn sample(head: &[u8], at: usize) -> &[u8] {
    let start = at.saturating_sub(SAMPLE / 4);
    &head[start..head.len().min(start + SAMPLE)]
}

/// The legacy encoding that the words speak for.
fn legacy(sample: &[u8]) -> Option<Encoding> {
    if is_gb18030(sample) {
        return Some(Encoding::Gb18030);
    }
    if is_windows1252(sample) {
        return Some(Encoding::Windows1252);
    }
    cyrillic(sample)
}

/// UTF-16 without a mark: units that are nearly all letters, Han and signs of our scripts, in bytes
/// that are no UTF-8 or full of control signs. (ASCII taken in pairs looks Han.)
fn utf16(head: &[u8], broken: bool) -> Option<Encoding> {
    let sample = &head[..head.len().min(SAMPLE / 16) & !1];
    if sample.len() < 4 {
        return None;
    }
    let n_units = sample.len() / 2;
    // Cyrillic and Latin of UTF-16 may be valid UTF-8, but then of a kind that no text is
    let n_control = sample.iter().filter(|byte| **byte < 0x20 && !b"\t\n\r".contains(byte)).count();
    if !broken && n_control * 4 < sample.len() {
        return None;
    }
    let mut best = (0, None);
    for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
        let units = sample.chunks_exact(2).map(|unit| match encoding {
            Encoding::Utf16Le => u16::from_le_bytes([unit[0], unit[1]]),
            _ => u16::from_be_bytes([unit[0], unit[1]]),
        });
        let (mut n_ours, mut n_han, mut n_common) = (0, 0, 0);
        for unit in units {
            n_ours += usize::from(is_ours(unit));
            let han =
                char::from_u32(u32::from(unit)).filter(|it| ('\u{4E00}'..='\u{9FFF}').contains(it));
            n_han += usize::from(han.is_some());
            n_common += usize::from(han.is_some_and(|it| COMMON_HAN.contains(it)));
        }
        // Latin letters taken in pairs are Han that nobody writes
        if n_common * 7 < n_han {
            continue;
        }
        if n_ours > best.0 && n_ours * 20 >= n_units * 19 {
            best = (n_ours, Some(encoding));
        }
    }
    best.1
}

fn is_ours(unit: u16) -> bool {
    matches!(unit,
        0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0xA0..=0x17F | 0x400..=0x4FF | 0x2010..=0x203A
        | 0x20AC | 0x2116 | 0x3000..=0x303F | 0x4E00..=0x9FFF | 0xFF00..=0xFFEF)
}

/// The 150 commonest Han characters of modern Chinese prose: a third to a half of any text, and of
/// no Cyrillic text that is read as GB 18030.
pub(super) const COMMON_HAN: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过\
子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它\
合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月\
公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计";

/// No sequence invalid, and the characters those that Chinese is made of.
fn is_gb18030(sample: &[u8]) -> bool {
    let mut decoder = encoding_rs::GB18030.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(sample.len() * 2 + 16);
    let (result, read) = decoder.decode_to_string_without_replacement(sample, &mut text, false);
    if let DecoderResult::Malformed(..) = result {
        return false;
    }
    debug_assert_eq!(read, sample.len());
    let (mut n_han, mut n_common, mut n_other) = (0_usize, 0_usize, 0_usize);
    for sign in text.chars().filter(|sign| !sign.is_ascii()).take(5000) {
        match sign {
            '\u{4E00}'..='\u{9FFF}' => {
                n_han += 1;
                n_common += usize::from(COMMON_HAN.contains(sign));
            }
            '\u{2010}'..='\u{2030}' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}' => {}
            _ => n_other += 1,
        }
    }
    let few = n_han < 12 && n_common * 4 >= n_han;
    n_han >= 2 && n_other * 10 <= n_han && (n_common * 7 >= n_han || few) && n_common > 0
}

/// Accented letters inside Latin words and typographic signs where they belong, at least five or
/// one in 200 bytes, and hardly any byte elsewhere.
fn is_windows1252(sample: &[u8]) -> bool {
    let (mut fitting, mut strange) = (0_usize, 0_usize);
    for (at, &byte) in sample.iter().enumerate().filter(|(_, byte)| **byte >= 0x80) {
        let before = at.checked_sub(1).and_then(|at| sample.get(at)).copied().unwrap_or(b' ');
        let after = sample.get(at + 1).copied().unwrap_or(b' ');
        let (letter_before, letter_after) = (is_latin(before), is_latin(after));
        let fits = match byte {
            // Š Œ Ž š œ ž Ÿ and the accented letters
            0x8A
            | 0x8C
            | 0x8E
            | 0x9A
            | 0x9C
            | 0x9E
            | 0x9F
            | 0xC0..=0xD6
            | 0xD8..=0xF6
            | 0xF8..=0xFF => {
                let ascii = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
                let alone = !letter_before && !letter_after && matches!(byte, 0xC0 | 0xE0);
                // éé stands in no word for long, ПП does
                let many = before >= 0xC0 && after >= 0xC0;
                (ascii && !many) || alone
            }
            // opening quotation marks
            0x82 | 0x84 => !letter_before && after != b' ',
            // opens in English, closes in German
            0x93 => (!letter_before && after != b' ') || (before != b' ' && !letter_after),
            // ¡ and ¿ open a sentence
            0xA1 | 0xBF => !letter_before && (letter_after || matches!(after, 0xA1 | 0xBF | b'"')),
            // ª and º: 1ª, nº, N.º
            0xAA | 0xBA => {
                !letter_after && (letter_before || before.is_ascii_digit() || before == b'.')
            }
            0xAB => !letter_before,
            0x91 => !letter_before || letter_after,
            // apostrophe, closing quotation marks, ellipsis, nº, trade marks
            0x92 => letter_before || letter_after || before.is_ascii_digit(),
            0x85 | 0x94 | 0x99 | 0xA9 | 0xAE | 0xB2 | 0xB3 | 0xBB => !letter_after,
            // dashes, no-break space, bullets, currencies, degrees, paragraphs
            0x80 | 0x8B | 0x95..=0x97 | 0x9B | 0xA0 | 0xA3 | 0xA7 | 0xB0 | 0xB7 => true,
            // half pence and the like stand in no number of places: neither for nor against
            _ => false,
        };
        if fits {
            fitting += 1;
        } else {
            strange += 1;
        }
    }
    let enough = fitting >= 5 || (fitting > 0 && fitting * 200 >= sample.len());
    enough && strange * 20 <= fitting
}

fn is_latin(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || (byte >= 0xC0 && byte != 0xD7 && byte != 0xF7)
}

/// Letters of Russian and Kazakh in tiers, by the logarithm of how much oftener than by chance they
/// stand in running text; every other letter of the script is rarer.
const CYRILLIC: [(&str, f64); 3] =
    [("оеаинтсрвлыі", 1.0), ("кмдпуяьгзбқғңөүұә", 0.3), ("чйхжшюїєў", -0.5)];
const RARE: f64 = -1.2;

/// The Cyrillic encoding under which the bytes read most like words.
fn cyrillic(sample: &[u8]) -> Option<Encoding> {
    // a few letters in a long text of another script are strays, whatever they spell
    let n_high = sample.iter().filter(|byte| **byte >= 0x80).count();
    if n_high < 4 || (n_high < 50 && n_high * 50 < sample.len()) {
        return None;
    }
    let best = [Encoding::Windows1251, Encoding::Koi8R, Encoding::Kz1048]
        .into_iter()
        .map(|encoding| (score(&decoded(sample, encoding)), encoding))
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    let (score, encoding) = best?;
    if score <= 0.3 {
        return None;
    }
    match encoding {
        Encoding::Koi8R => Some(Encoding::Koi8R),
        _ if has_kazakh(sample) => Some(Encoding::Kz1048),
        _ => Some(Encoding::Windows1251),
    }
}

fn decoded(sample: &[u8], encoding: Encoding) -> String {
    let mut text = String::new();
    Decoder::new(encoding, 0).decode(sample, false, &mut text, |_, _| true);
    text
}

/// How much the signs above ASCII read like Cyrillic words: at most about 1.5 a sign, below 0 where
/// cases are mixed within words and boxes stand among letters.
pub(super) fn score(text: &str) -> f64 {
    let (mut sum, mut n) = (0.0, 0_u32);
    let mut before = ' ';
    for sign in text.chars() {
        if !sign.is_ascii() {
            n += 1;
            sum += if is_cyrillic(sign) {
                let lower = sign.to_lowercase().next().unwrap_or(sign);
                let tier = CYRILLIC.iter().find(|(letters, _)| letters.contains(lower));
                let common = tier.map_or(RARE, |(_, weight)| *weight);
                let joined = match before {
                    // a capital after a small letter, a Latin letter within a Cyrillic word
                    b if is_cyrillic(b) && b.is_lowercase() && sign.is_uppercase() => -2.0,
                    b if is_cyrillic(b) && sign.is_uppercase() => 0.3,
                    b if is_cyrillic(b) => 0.5,
                    b if b.is_ascii_alphabetic() => -1.5,
                    _ => 0.0,
                };
                common + joined
            } else if "«»“”„‘’…–—№§°\u{A0}\u{AD}•·€".contains(sign) {
                0.0
            } else {
                -2.0
            };
        } else if sign.is_ascii_alphabetic() && is_cyrillic(before) {
            sum -= 1.5;
        }
        before = sign;
    }
    if n == 0 { 0.0 } else { sum / f64::from(n) }
}

pub(super) fn is_cyrillic(sign: char) -> bool {
    matches!(sign, '\u{400}'..='\u{4FF}')
}

/// Whether the letters that KZ-1048 has in the places of other languages of Windows-1251 are Kazakh. They
/// are where other letters stand that those languages do not have, or where they stand as they do in
/// Kazakh words.
fn has_kazakh(sample: &[u8]) -> bool {
    let sign = |at: Option<usize>| {
        let sign = at.and_then(|at| sample.get(at)).map_or(' ', |&byte| kz1048(byte));
        sign.to_lowercase().next().unwrap_or(sign)
    };
    // Macedonian and Serbian, Ukrainian, Belarusian: how often letters stand that are theirs or
    // Kazakh, how often letters that they do not have, how many of theirs stand as in Kazakh
    let (mut theirs, mut alien, mut for_kazakh) = ([0_usize; 3], [0_usize; 3], [0_usize; 3]);
    let (mut southern, mut n_letters) = (0, 0);
    for at in (0..sample.len()).filter(|&at| sample[at] >= 0x80) {
        let (before, own, after) = (sign(at.checked_sub(1)), sign(Some(at)), sign(Some(at + 1)));
        if !is_cyrillic(own) || !(is_cyrillic(before) || is_cyrillic(after)) {
            continue;
        }
        n_letters += 1;
        for (alien, letters) in alien.iter_mut().zip(["іыйэюящьъё", "ыэъё", "ищъ"])
        {
            *alien += usize::from(letters.contains(own));
        }
        let (language, fits) = match own {
            'ң' => (0, true),
            // Macedonian ќ is followed by a front vowel or stands at the end of a word
            'қ' => (0, is_cyrillic(after) && !"еиу".contains(after)),
            // Serbian ј has a vowel beside it
            'ә' => (0, !is_vowel(before) && !is_vowel(after)),
            'ө' => (1, true),
            // Ukrainian ї and Belarusian ў follow a vowel or begin a word, not before these letters
            'ү' if !is_cyrillic(before) => (1, "йклнрш".contains(after)),
            'ұ' if !is_cyrillic(before) => (2, after == 'й'),
            'ү' => (1, !is_vowel(before)),
            'ұ' => (2, !is_vowel(before)),
            // Ukrainian є is followed by no vowel of the back
            'ғ' => (1, "аыоұ".contains(after)),
            'љ' | 'њ' | 'ђ' | 'ѓ' | 'џ' => {
                southern += 1;
                continue;
            }
            _ => continue,
        };
        theirs[language] += 1;
        for_kazakh[language] += usize::from(fits);
    }
    let mut kazakh = 0;
    for language in 0..3 {
        kazakh += match alien[language] {
            // Kazakh goes on so long without these letters in no text
            0 if n_letters >= [20, 40, usize::MAX][language] => 0,
            n if n * 4 >= theirs[language] => theirs[language],
            _ => for_kazakh[language],
        };
    }
    let all: usize = theirs.iter().sum::<usize>() + southern;
    all > 0 && 2 * kazakh > all
}

fn is_vowel(sign: char) -> bool {
    "аәеиіоөуұүыэюяё".contains(sign)
}

#[cfg(test)]
mod tests {
    use super::super::tests::encode;
    use super::*;

    const RUSSIAN: &str = "Экономический пояс Шёлкового пути объединяет страны региона.";
    const KAZAKH: &str = "Қазақстан мен Қытай арасындағы ынтымақтастық нығайып келеді.";
    const CHINESE: &str = "中国与哈萨克斯坦共同建设丝绸之路经济带，这是两国人民的事业。";
    const FRENCH: &str = "Le café où l’été s’achève: « déjà vu », très naïf, à Besançon.";

    #[test]
    fn encodings_are_found_in_four_scripts_short_and_long() {
        use Encoding::*;
        let ukrainian = "Україна є європейською державою, її столиця Київ, її мова українська.";
        let belarusian = "Дзяўчына пайшла ў лес, а хлопец застаўся дома і ўсю ноч чытаў кніжку.";
        let serbian = "Моја кућа је на брду, а њена је у долини поред реке и старе цркве.";
        let macedonian = "Куќата на мојот татко е ѕвезда на селото, а ноќта таму е тивка.";
        let cases: &[(&str, &[Encoding])] = &[
            ("plain ASCII\n", &[Utf8]),
            ("", &[Utf8]),
            (RUSSIAN, &[Utf8, Utf16Le, Utf16Be, Windows1251, Koi8R]),
            ("Шёлковый путь", &[Utf8, Windows1251, Koi8R]),
            ("НОВЫЙ ШЁЛКОВЫЙ ПУТЬ И ЕГО СТРАНЫ", &[Utf8, Windows1251, Koi8R]),
            ("id,text\n1,Россия и Китай подписали договор\n", &[Utf8, Windows1251, Koi8R]),
            (ukrainian, &[Utf8, Windows1251]),
            (belarusian, &[Utf8, Windows1251]),
            (serbian, &[Utf8, Windows1251]),
            (macedonian, &[Utf8, Windows1251]),
            ("Бұл ұйым үшін үлкен жаңалық", &[Kz1048]),
            ("Түнде үйіме келді, бәрі дұрыс", &[Kz1048]),
            ("В Алма-Ате говорили о программе «Нұрлы жол» и о дороге", &[Kz1048]),
            (KAZAKH, &[Utf8, Utf16Le, Utf16Be, Kz1048]),
            ("Ұлы Жібек жолы", &[Utf8]),
            ("Қазақ тілі", &[Utf8, Kz1048]),
            ("id;мәтін\r\n1;Елдің болашағы жарқын болады\r\n", &[Utf8, Kz1048]),
            (CHINESE, &[Utf8, Utf16Le, Utf16Be, Gb18030]),
            ("一带一路", &[Utf8, Gb18030]),
            ("id,text\n1,经济合作\n2,国家安全问题\n", &[Utf8, Gb18030, Utf16Le]),
            (FRENCH, &[Utf8, Utf16Le, Windows1252]),
            ("The people’s “choice” – America’s and the world’s", &[Utf8, Windows1252]),
            ("NUL\0 is tolerated in a text of some length", &[Utf8]),
        ];
        for (text, encodings) in cases {
            for &encoding in *encodings {
                for times in [1, 50] {
                    let bytes = encode(&text.repeat(times), encoding);
                    let got = detect(&bytes, true);
                    assert_eq!(got, Detected::Found(encoding), "{text} as {encoding:?} × {times}");
                }
            }
        }
    }

    #[test]
    fn stray_bytes_are_an_invalid_byte_at_its_offset() {
        let plain = "The quick brown fox jumps over the lazy dog. ".repeat(40);
        let bytes = |before: &str, stray: &[u8], after: &str| {
            [before.as_bytes(), stray, after.as_bytes()].concat()
        };
        let cases = [
            (bytes("abc", b"\xff", &plain), 3),
            (bytes(&plain, b"\xbd\xa2 ", &plain), plain.len()),
            (bytes(&RUSSIAN.repeat(20), b"\x92", CHINESE), RUSSIAN.len() * 20),
            (bytes(KAZAKH, b"\xe4\xb8", ""), KAZAKH.len()),
            (bytes(&plain, b"caf\xe9 ", &plain), plain.len() + 3),
            // punctuation of another encoding in an English text is in no word of ours
            (bytes("sabbatical", b"\xa1Xand", &plain), 10),
            (bytes("A town", b" \xa1\xaa ", "and its people."), 7),
        ];
        for (bytes, offset) in cases {
            match detect(&bytes, true) {
                Detected::Invalid(found) => assert_eq!(found, offset),
                other => panic!("{other:?} at {offset}"),
            }
        }
    }

    #[test]
    fn a_sign_cut_at_the_end_of_the_window_is_not_invalid() {
        let bytes = RUSSIAN.as_bytes();
        assert_eq!(detect(&bytes[..31], false), Detected::Found(Encoding::Utf8));
    }
}
