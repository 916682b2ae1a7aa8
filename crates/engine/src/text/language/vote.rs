//! The language of a segment from its words: each distinct word votes once, a segment adds up.
//!
//! Folded words enter ([`vote`], worth caching), a [`Language`] leaves ([`Votes::language`]).
//! The script with the most words decides first (a Han character counts as half a word). Within
//! Cyrillic, Kazakh is told from Russian by its own letters, by frequent words, by endings and by
//! what Russian spelling forbids (`жы`, `кы`); without any evidence it leans to Russian. Latin is
//! English unless a longer segment shows foreign frequent words and hardly an English one.
//!
//! Deliberately absent: models learnt from a corpus. Known to be told wrongly: languages in Cyrillic
//! beside Russian and Kazakh when their own letters and frequent words are missing, Kazakh in Latin
//! letters and most short texts in other Latin languages (English), Japanese without kana (Chinese).
//!
//! # Measured
//! Pieces of 3 to 6 words; row: the language, column: what was told. Repeated by
//! `cargo run -p framebook-engine --example confusion < crates/engine/tests/fixtures/language.tsv`.

use unicode_script::{Script, UnicodeScript};

use super::Language;
use super::words::{
    ENGLISH, KAZAKH, KAZAKH_RUSSIAN_KEYBOARD, OTHER_CYRILLIC, OTHER_LATIN, RUSSIAN, SHARED,
};

/// Evidence that hardly errs: a letter, a frequent word, an ending of one language only.
const CERTAIN: i8 = 8;
/// Evidence that errs at times.
const LIKELY: i8 = 4;

/// What one distinct word says about the language of its segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Vote {
    writing: Writing,
    /// Above zero to Kazakh, below to Russian.
    lean: i8,
    /// Above zero to another language in Cyrillic, below to none such.
    other: i8,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Writing {
    #[default]
    None,
    /// Up to four letters: half a word, as most are acronyms.
    LatinShort,
    Latin,
    LatinEnglish,
    LatinForeign,
    Cyrillic,
    Han,
    Kana,
    Other,
}

/// The vote of one word as it stands folded; a Han character is a word.
///
/// # Examples
/// ```
/// use framebook_engine::text::language::{Language, Votes, vote};
/// let mut votes = Votes::default();
/// for word in ["казахстан", "и", "китай", "подписали", "соглашение"] {
///     votes.add(vote(word));
/// }
/// assert_eq!(votes.language(), Language::Russian);
/// ```
pub fn vote(word_folded: &str) -> Vote {
    let mut counts = [0usize; 5];
    for letter in word_folded.chars().filter(|letter| letter.is_alphabetic()) {
        let place = match letter {
            'a'..='z' => 0,
            'а'..='я' | 'ё' => 1,
            _ => match letter.script() {
                Script::Latin => 0,
                Script::Cyrillic => 1,
                Script::Han => 2,
                Script::Hiragana | Script::Katakana => 3,
                Script::Common | Script::Inherited => continue,
                _ => 4,
            },
        };
        counts[place] += 1;
    }
    let Some(most) = counts.iter().copied().max().filter(|most| *most > 0) else {
        return Vote::default();
    };
    let plain = |writing| Vote { writing, ..Vote::default() };
    match counts.iter().position(|count| *count == most) {
        Some(0) => plain(latin(word_folded, most)),
        Some(1) => cyrillic(word_folded),
        Some(2) => plain(Writing::Han),
        Some(3) => plain(Writing::Kana),
        _ => plain(Writing::Other),
    }
}

fn listed(list: &[&str], word: &str) -> bool {
    list.binary_search(&word).is_ok()
}

fn latin(word: &str, letters: usize) -> Writing {
    if listed(ENGLISH, word) {
        Writing::LatinEnglish
    } else if listed(OTHER_LATIN, word) || !word.is_ascii() && word.chars().any(has_diacritic) {
        Writing::LatinForeign
    } else if letters <= 4 {
        Writing::LatinShort
    } else {
        Writing::Latin
    }
}

fn has_diacritic(letter: char) -> bool {
    matches!(letter, 'à'..='ö' | 'ø'..='ɏ' | 'ß')
}

fn cyrillic(word: &str) -> Vote {
    let other = other_cyrillic(word);
    let lean = if let Ok(place) = SHARED.binary_search_by(|(shared, _)| (*shared).cmp(word)) {
        SHARED[place].1
    } else if listed(RUSSIAN, word) {
        -CERTAIN
    } else if word.contains(['ә', 'ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'һ', 'і'])
        || listed(KAZAKH, word)
        || listed(KAZAKH_RUSSIAN_KEYBOARD, word)
    {
        CERTAIN
    } else {
        spelling(word)
    };
    Vote { writing: Writing::Cyrillic, lean, other }
}

/// Letters and frequent words of Ukrainian, Kyrgyz, Tatar, Tajik, Uzbek; letters that speak
/// against all of them are counted below zero.
fn other_cyrillic(word: &str) -> i8 {
    let foreign = ['є', 'ї', 'ґ', 'ў', 'җ', 'ҳ', 'ҷ', 'ӣ', 'ӯ', 'ђ', 'ј', 'љ', 'њ', 'ћ', 'џ'];
    if word.contains(foreign) || listed(OTHER_CYRILLIC, word) {
        CERTAIN
    } else if ["өө", "үү", "ээ", "уу", "аа"].iter().any(|long| word.contains(long)) {
        LIKELY
    } else if word.contains(['қ', 'ғ', 'ұ']) {
        -CERTAIN
    } else {
        0
    }
}

/// Spellings and endings, in the order in which they are tried: the first that fits decides.
/// `^` begins a spelling that must begin the word, `$` ends one that must end it.
const SPELLINGS: &[(i8, &[&str])] = &[
    (
        -CERTAIN,
        &[
            "ого$",
            "ему$",
            "ому$",
            "ыми$",
            "ение$",
            "ения$",
            "ению$",
            "ением$",
            "ений$",
            "ание$",
            "ания$",
            "анию$",
            "анием$",
            "аний$",
            "ость$",
            "ости$",
            "остью$",
            "ться$",
            "тся$",
            "лся$",
            "лась$",
            "лись$",
            "лось$",
            "вать$",
            "ский$",
            "ская$",
            "ское$",
            "ские$",
            "ских$",
            "ским$",
            "скую$",
            "ской$",
            "ные$",
            "ных$",
            "ным$",
            "ную$",
            "ная$",
            "ное$",
            "ции$",
            "цию$",
            "цией$",
            "циях$",
            "иями$",
            "ешь$",
            "ишь$",
            "ые$",
            "щий$",
            "щая$",
            "щие$",
            "щих$",
            "щее$",
        ],
    ),
    // к г х ж ч ш щ before ы: never in Russian, but for names of the region
    (0, &["^кыргыз", "^кызылорд"]),
    (
        CERTAIN,
        &[
            "жы",
            "шы",
            "ында$",
            "сында$",
            "ынан$",
            "ынын$",
            "ынша$",
            "йтын$",
            "атын$",
            "етин$",
            "уы",
            "ыу",
            "ып$",
            "лары$",
            "ларын$",
            "лардын$",
            "лардан$",
            "ларга$",
            "дардын$",
            "тардын$",
            "ындагы$",
            "дагы$",
            "инде$",
            "индеги$",
            "инин$",
            "лерин$",
            "лери$",
            "лердин$",
            "терин$",
            "дерин$",
        ],
    ),
    (
        LIKELY,
        &[
            "кы",
            "гы",
            "йды$",
            "^ы",
            "лау$",
            "дау$",
            "тау$",
            "еу$",
            "ерди$",
            "нын$",
            "дын$",
            "леди$",
            "ылды$",
            "илди$",
            "инди$",
            "елди$",
            "алды$",
            "олды$",
            "лган$",
            "лген$",
            "нген$",
            "деги$",
            "ысын$",
            "асын$",
            "есин$",
            "асына$",
            "есине$",
            "ысына$",
            "исине$",
            "сынын$",
            "синин$",
            "еси$",
            "лерге$",
            "терге$",
            "дерге$",
            "лерден$",
            "терден$",
            "лыкт",
            "дыкт",
            "тыкт",
        ],
    ),
    (
        -6,
        &[
            "ает$", "яет$", "ует$", "еет$", "ать$", "ять$", "ить$", "еть$", "ях$", "ых$", "ую$",
            "ию$", "ии$", "ией$", "ью$", "ое$", "ают$", "уют$", "яют$", "его$", "ный$", "ной$",
        ],
    ),
    (
        -LIKELY,
        &[
            "ая$",
            "яя$",
            "ие$",
            "ый$",
            "их$",
            "ями$",
            "ами$",
            "ут$",
            "ют$",
            "ят$",
            "ит$",
            "ться",
            "щ",
            "^вз",
            "^вс",
            "^вы",
            "ьн",
            "ств",
            "ей$",
            "ой$",
            "ом$",
            "ел$",
            "ала$",
            "или$",
            "али$",
            "ило$",
            "ало$",
            "ки$",
            "ги$",
            "хи$",
            "жи$",
            "чи$",
            "ши$",
            "ник$",
            "тель$",
            "ах$",
        ],
    ),
    (2, &["лар$", "дар$", "тар$", "ган$", "ген$", "ады$", "еди$", "иди$", "лык$", "лик$", "мыз$"]),
    (-1, &["ь", "ч", "в", "^пр", "^тр", "^ст", "^ср", "^гр", "^кр", "^др", "ы$", "ем$"]),
];

fn spelling(word: &str) -> i8 {
    let fits = |spelling: &&str| {
        if let Some(end) = spelling.strip_suffix('$') {
            // the ending of something: two letters more
            word.strip_suffix(end).is_some_and(|rest| rest.chars().nth(1).is_some())
        } else if let Some(start) = spelling.strip_prefix('^') {
            word.starts_with(start)
        } else {
            word.contains(*spelling)
        }
    };
    let found = SPELLINGS.iter().find(|(_, spellings)| spellings.iter().any(fits));
    found.map_or(0, |(lean, _)| *lean)
}

/// The votes of a segment's words, added up.
///
/// # Undefined
/// Without a letter the language is [`Language::Undetermined`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Votes {
    /// Half words by writing.
    latin: u32,
    cyrillic: u32,
    han: u32,
    kana: u32,
    rest: u32,
    /// Words.
    latin_words: u32,
    english: u32,
    foreign: u32,
    lean: i32,
    other: i32,
}

impl Votes {
    /// Adds the vote of one running word.
    pub fn add(&mut self, vote: Vote) {
        match vote.writing {
            Writing::None => {}
            Writing::Cyrillic => {
                self.cyrillic += 2;
                self.lean += i32::from(vote.lean);
                self.other += i32::from(vote.other);
            }
            Writing::Han => self.han += 1,
            Writing::Kana => self.kana += 2,
            Writing::Other => self.rest += 2,
            Writing::LatinShort => {
                (self.latin, self.latin_words) = (self.latin + 1, self.latin_words + 1)
            }
            Writing::Latin => self.add_latin(),
            Writing::LatinEnglish => {
                self.add_latin();
                self.english += 1;
            }
            Writing::LatinForeign => {
                self.add_latin();
                self.foreign += 1;
            }
        }
    }

    fn add_latin(&mut self) {
        self.latin += 2;
        self.latin_words += 1;
    }

    /// Begins a new segment.
    pub fn clear(&mut self) {
        *self = Votes::default();
    }

    /// The language that the votes so far make.
    pub fn language(&self) -> Language {
        // kana stands among Han in Japanese
        let (han, kana) =
            if self.kana * 3 > self.han { (0, self.kana + self.han) } else { (self.han, 0) };
        let most = self.latin.max(self.cyrillic).max(han).max(kana).max(self.rest);
        if most == 0 {
            Language::Undetermined
        } else if self.cyrillic == most {
            self.cyrillic_language()
        } else if han == most {
            Language::Chinese
        } else if self.latin == most {
            self.latin_language()
        } else {
            Language::Other
        }
    }

    fn cyrillic_language(&self) -> Language {
        if self.other >= i32::from(CERTAIN) {
            Language::Other
        } else if self.lean > 0 {
            Language::Kazakh
        } else {
            Language::Russian
        }
    }

    fn latin_language(&self) -> Language {
        let foreign = self.latin_words >= 5 && self.foreign >= 2 && self.foreign > 2 * self.english;
        if foreign { Language::Other } else { Language::English }
    }
}
