//! The encodings that are read: their names, and how their bytes become text. Which of them a
//! file has is found in [`detect`] or said by the user ([`assign`]), what a file with an invalid byte
//! could have in [`evidence`]; files are opened in `stream`, not here.

pub mod assign;
pub mod detect;
pub mod evidence;

use encoding_rs::{Decoder as RsDecoder, DecoderResult};

/// An encoding of text files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Cyrillic, Windows.
    Windows1251,
    /// Western European, Windows; ISO-8859-1 is read as this.
    Windows1252,
    /// Cyrillic, Unix.
    Koi8R,
    /// Kazakh, Windows (STRK 1048-2002): Windows-1251 with the Kazakh letters.
    Kz1048,
    /// Chinese, simplified; GBK and GB 2312 are parts of it.
    Gb18030,
    /// Chinese, traditional. Read when named, never found: its signs stand in English texts too.
    Big5,
}

/// Names by which an encoding may be given: the first is the one it is told by.
const NAMES: &[(Encoding, &[&str])] = &[
    (Encoding::Utf8, &["utf-8", "utf8"]),
    (Encoding::Utf16Le, &["utf-16le", "utf16le", "utf-16", "utf16"]),
    (Encoding::Utf16Be, &["utf-16be", "utf16be"]),
    (Encoding::Windows1251, &["windows-1251", "cp1251", "1251"]),
    (Encoding::Windows1252, &["windows-1252", "cp1252", "1252", "iso-8859-1", "latin1"]),
    (Encoding::Koi8R, &["koi8-r", "koi8r"]),
    (Encoding::Kz1048, &["kz-1048", "kz1048", "strk1048-2002", "strk1048", "rk1048"]),
    (Encoding::Gb18030, &["gb18030", "gbk", "gb2312", "cp936"]),
    (Encoding::Big5, &["big5", "cp950"]),
];

impl Encoding {
    /// The encoding of a name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase().replace('_', "-");
        NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(found, _)| *found)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(found, _)| *found == self).map_or("utf-8", |(_, names)| names[0])
    }

    /// The names of all, for messages.
    pub fn known() -> String {
        NAMES.iter().map(|(_, names)| format!("`{}`", names[0])).collect::<Vec<_>>().join(", ")
    }

    /// The encoding that a byte order mark tells, and the length of the mark.
    pub fn from_mark(head: &[u8]) -> Option<(Self, usize)> {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => Some((Self::Utf8, 3)),
            [0xFF, 0xFE, ..] => Some((Self::Utf16Le, 2)),
            [0xFE, 0xFF, ..] => Some((Self::Utf16Be, 2)),
            _ => None,
        }
    }

    /// The decoder of encoding_rs; `None` for the table of our own.
    fn table(self) -> Option<&'static encoding_rs::Encoding> {
        Some(match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
            Self::Windows1251 => encoding_rs::WINDOWS_1251,
            Self::Windows1252 => encoding_rs::WINDOWS_1252,
            Self::Koi8R => encoding_rs::KOI8_R,
            Self::Kz1048 => return None,
            Self::Gb18030 => encoding_rs::GB18030,
            Self::Big5 => encoding_rs::BIG5,
        })
    }
}

/// Turns the bytes of a file into text, piece by piece: a sign may lie across two pieces.
pub struct Decoder {
    rs: Option<RsDecoder>,
    offset: u64,
}

impl Decoder {
    /// A decoder whose first byte stands at `offset` of the file.
    pub fn new(encoding: Encoding, offset: u64) -> Self {
        let rs = encoding.table().map(|table| table.new_decoder_without_bom_handling());
        Self { rs, offset }
    }

    /// Appends the text of `bytes`; each invalid sequence is given to `invalid` as offset and
    /// first byte, and becomes one U+FFFD where that answers true. Answers false where it did not.
    pub fn decode(
        &mut self,
        bytes: &[u8],
        last: bool,
        text: &mut String,
        mut invalid: impl FnMut(u64, u8) -> bool,
    ) -> bool {
        let Some(rs) = &mut self.rs else {
            return self.decode_kz1048(bytes, text, invalid);
        };
        let mut rest = bytes;
        loop {
            let need = rs.max_utf8_buffer_length_without_replacement(rest.len());
            text.reserve(need.unwrap_or(rest.len()).max(16));
            let (result, read) = rs.decode_to_string_without_replacement(rest, text, last);
            self.offset += read as u64;
            rest = rest.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => return true,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, after) => {
                    let back = u64::from(length) + u64::from(after);
                    let start = self.offset.saturating_sub(back);
                    // a sequence that began in the piece before has its first byte there
                    let at = (bytes.len() - rest.len()).checked_sub(back as usize);
                    let byte = at.and_then(|at| bytes.get(at)).copied().unwrap_or_default();
                    if !invalid(start, byte) {
                        return false;
                    }
                    text.push(char::REPLACEMENT_CHARACTER);
                }
            }
        }
    }

    fn decode_kz1048(
        &mut self,
        bytes: &[u8],
        text: &mut String,
        mut invalid: impl FnMut(u64, u8) -> bool,
    ) -> bool {
        text.reserve(bytes.len() * 2);
        for &byte in bytes {
            let sign = kz1048(byte);
            if sign == char::REPLACEMENT_CHARACTER && !invalid(self.offset, byte) {
                return false;
            }
            text.push(sign);
            self.offset += 1;
        }
        true
    }
}

/// The upper half of STRK 1048-2002 up to `А`; from there it runs on as Windows-1251 does.
/// Source: the mapping KZ1048 of the Unicode consortium; 0x98 is not assigned.
const KZ1048: [char; 64] = [
    'Ђ', 'Ѓ', '‚', 'ѓ', '„', '…', '†', '‡', '€', '‰', 'Љ', '‹', 'Њ', 'Қ', 'Һ', 'Џ', //
    'ђ', '‘', '’', '“', '”', '•', '–', '—', '\u{FFFD}', '™', 'љ', '›', 'њ', 'қ', 'һ', 'џ', //
    '\u{A0}', 'Ұ', 'ұ', 'Ә', '¤', 'Ө', '¦', '§', 'Ё', '©', 'Ғ', '«', '¬', '\u{AD}', '®',
    'Ү', //
    '°', '±', 'І', 'і', 'ө', 'µ', '¶', '·', 'ё', '№', 'ғ', '»', 'ә', 'Ң', 'ң', 'ү',
];

/// The sign of a byte of KZ-1048; U+FFFD where none is assigned.
fn kz1048(byte: u8) -> char {
    match byte {
        0..=0x7F => char::from(byte),
        0x80..=0xBF => KZ1048[usize::from(byte - 0x80)],
        0xC0..=0xFF => {
            char::from_u32(0x410 + u32::from(byte - 0xC0)).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The bytes of a text in an encoding; for tests, which write their own files.
    pub fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
        match encoding {
            Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Encoding::Kz1048 => text
                .chars()
                .map(|sign| {
                    let ascii = u8::try_from(sign).ok().filter(u8::is_ascii);
                    let found = ascii.or_else(|| (128..=255).find(|&byte| kz1048(byte) == sign));
                    found.expect("not in KZ-1048")
                })
                .collect(),
            _ => encoding.table().expect("a table").encode(text).0.into_owned(),
        }
    }

    fn decode_in_pieces(bytes: &[u8], encoding: Encoding, size: usize) -> (String, Vec<u64>) {
        let (mut text, mut offsets) = (String::new(), Vec::new());
        let mut decoder = Decoder::new(encoding, 0);
        let mut note = |offset, _| {
            offsets.push(offset);
            true
        };
        for piece in bytes.chunks(size) {
            assert!(decoder.decode(piece, false, &mut text, &mut note));
        }
        assert!(decoder.decode(&[], true, &mut text, &mut note));
        (text, offsets)
    }

    #[test]
    fn every_encoding_gives_its_text_back_in_pieces_of_any_size() {
        use Encoding::*;
        let cases: &[(&str, &[Encoding])] = &[
            (
                "Шёлковый путь — «новый»\r\n",
                &[Utf8, Utf16Le, Utf16Be, Windows1251, Kz1048, Gb18030],
            ),
            ("ШЁЛКОВЫЙ путь ё", &[Koi8R]),
            ("Қазақстан: ұлы жібек жолы, ә ғ ң ө ү һ", &[Utf8, Utf16Le, Utf16Be, Kz1048, Gb18030]),
            ("丝绸之路经济带，“一带一路” 𠀀", &[Utf8, Utf16Le, Utf16Be, Gb18030]),
            ("絲綢之路", &[Big5]),
            ("café – “naïve” ½", &[Utf8, Windows1252]),
            ("", &[Utf8, Utf16Le, Windows1251, Kz1048, Gb18030]),
        ];
        for (text, encodings) in cases {
            for &encoding in *encodings {
                let bytes = encode(text, encoding);
                for size in [1, 2, 3, 7, 1000] {
                    let got = decode_in_pieces(&bytes, encoding, size);
                    assert_eq!(got, ((*text).to_owned(), vec![]), "{encoding:?} in {size}");
                }
            }
        }
    }

    #[test]
    fn invalid_sequences_are_told_with_their_offset_and_replaced() {
        use Encoding::*;
        let cases: &[(Encoding, &[u8], &str, &[u64])] = &[
            (Kz1048, b"a\x98b", "a\u{FFFD}b", &[1]),
            (Gb18030, b"ab\xff\xb5\xc4", "ab\u{FFFD}的", &[2]),
            (Utf16Le, b"a\0\x00\xd8b\0", "a\u{FFFD}b", &[2]),
            (Utf16Le, b"a\0b", "a\u{FFFD}", &[2]),
        ];
        for (encoding, bytes, text, offsets) in cases {
            let got = decode_in_pieces(bytes, *encoding, 100);
            assert_eq!(got, ((*text).to_owned(), offsets.to_vec()), "{encoding:?}");
        }
    }

    #[test]
    fn names_are_read_in_any_case_and_every_name_leads_to_its_encoding() {
        for (encoding, names) in NAMES {
            for name in *names {
                assert_eq!(Encoding::from_name(&name.to_uppercase()), Some(*encoding), "{name}");
            }
        }
        assert_eq!(Encoding::from_name("ebcdic"), None);
        assert!(Encoding::known().contains("`kz-1048`"));
    }
}
