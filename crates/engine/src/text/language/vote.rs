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
//! letters and most short texts in other Latin languages (English), Japanese without kana (Chinese),
//! two or three Russian words around a name in Kazakh letters (Kazakh).
//!
//! # Measured
//! Sentences of 2 to 5 words written for it, right of all: Russian 238 of 239, Kazakh 186 of 190
//! (60 of the latter chosen for having next to no letter of Kazakh's own; of 30 such that were
//! written last and changed nothing, 27), other languages 10 of 10:
//! `cargo run -p framebook-engine --example confusion < crates/engine/tests/fixtures/language.tsv`.
//! On real texts fed to the same example: Kazakh news sentences of 3 to 6 words .996 (n 4,750; a
//! test repeats it; .994 before anything was mended after a look at them); pieces of 3 to 6 words
//! of the Universal Declaration, news, speeches and reports: Russian 1.000 (n 343), Kazakh .994
//! (n 4,312), English 1.000 (n 4,379), Chinese .994 (n 4,000; the rest is a licence in English).
//! Kazakh news with its letters put as a Russian keyboard has them: sentences .932, pieces .904.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_script::{Script, UnicodeScript};

use super::{
    Language, spelling,
    words::{
        ENGLISH, KAZAKH, KAZAKH_RUSSIAN_KEYBOARD, OTHER_CYRILLIC, OTHER_LATIN, RUSSIAN, SHARED,
    },
};

/// Evidence that hardly errs: a letter, a frequent word, an ending of one language only.
pub(super) const CERTAIN: i8 = 8;
/// Evidence that errs at times.
pub(super) const LIKELY: i8 = 4;

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

fn latin(word: &str, letters: usize) -> Writing {
    if let Some(writing) = LATIN.get(word) {
        *writing
    } else if !word.is_ascii() && word.chars().any(has_diacritic) {
        Writing::LatinForeign
    } else if letters <= 4 {
        Writing::LatinShort
    } else {
        Writing::Latin
    }
}

static LATIN: LazyLock<FxHashMap<&str, Writing>> = LazyLock::new(|| {
    let english = ENGLISH.split_whitespace().map(|word| (word, Writing::LatinEnglish));
    let foreign = OTHER_LATIN.split_whitespace().map(|word| (word, Writing::LatinForeign));
    foreign.chain(english).collect()
});

/// Lean and other language of the listed words in Cyrillic.
static CYRILLIC: LazyLock<FxHashMap<&str, (i8, i8)>> = LazyLock::new(|| {
    let lists = [
        (RUSSIAN, (-CERTAIN, 0)),
        (KAZAKH, (CERTAIN, 0)),
        (KAZAKH_RUSSIAN_KEYBOARD, (CERTAIN, 0)),
        (OTHER_CYRILLIC, (0, CERTAIN)),
    ];
    let shared = SHARED.iter().map(|(lean, words)| (*words, (*lean, 0)));
    let every = lists.into_iter().chain(shared);
    every.flat_map(|(words, vote)| words.split_whitespace().map(move |word| (word, vote))).collect()
});

fn has_diacritic(letter: char) -> bool {
    matches!(letter, 'à'..='ö' | 'ø'..='ɏ' | 'ß')
}

fn cyrillic(word: &str) -> Vote {
    let writing = Writing::Cyrillic;
    if let Some(&(lean, other)) = CYRILLIC.get(word) {
        return Vote { writing, lean, other: other + letters_of_another(word) };
    }
    let own = word.contains(['ә', 'ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'һ', 'і']);
    let lean = if own { CERTAIN } else { spelling::lean(word) };
    Vote { writing, lean, other: letters_of_another(word) }
}

/// Letters of Ukrainian, Kyrgyz, Tatar, Tajik, Uzbek; `қ ғ ұ` speak against most of them and count
/// below zero.
fn letters_of_another(word: &str) -> i8 {
    let foreign = ['є', 'ї', 'ґ', 'ў', 'җ', 'ҳ', 'ҷ', 'ӣ', 'ӯ', 'ђ', 'ј', 'љ', 'њ', 'ћ', 'џ'];
    if word.contains(foreign) {
        CERTAIN
    } else if ["өө", "үү", "ээ", "уу", "аа"].iter().any(|long| word.contains(long)) {
        LIKELY
    } else if word.contains(['қ', 'ғ', 'ұ']) {
        -CERTAIN
    } else {
        0
    }
}

/// The votes of a segment's words, added up.
///
/// # Undefined
/// Without a letter the language is [`Language::Undetermined`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Votes {
    /// Words by writing, in the order of [`Writing`].
    words: [u32; Writing::Other as usize + 1],
    lean: i32,
    other: i32,
}

impl Votes {
    /// Adds the vote of one running word.
    #[inline]
    pub fn add(&mut self, vote: Vote) {
        self.words[vote.writing as usize] += 1;
        self.lean += i32::from(vote.lean);
        self.other += i32::from(vote.other);
    }

    fn words(&self, writing: Writing) -> u32 {
        self.words[writing as usize]
    }

    /// Begins a new segment.
    pub fn clear(&mut self) {
        *self = Votes::default();
    }

    /// Half words in Latin, Cyrillic, Han, kana and other scripts.
    fn half_words(&self) -> [u32; 5] {
        let latin = self.words(Writing::LatinShort)
            + 2 * (self.words(Writing::Latin)
                + self.words(Writing::LatinEnglish)
                + self.words(Writing::LatinForeign));
        let twice = |writing| 2 * self.words(writing);
        let han = self.words(Writing::Han);
        [latin, twice(Writing::Cyrillic), han, twice(Writing::Kana), twice(Writing::Other)]
    }

    /// The language that the votes so far make.
    pub fn language(&self) -> Language {
        let [latin, cyrillic, han, kana, rest] = self.half_words();
        // kana stands among Han in Japanese
        let (han, kana) = if kana * 3 > han { (0, kana + han) } else { (han, 0) };
        let most = latin.max(cyrillic).max(han).max(kana).max(rest);
        if most == 0 {
            Language::Undetermined
        } else if cyrillic == most {
            self.cyrillic_language()
        } else if han == most {
            Language::Chinese
        } else if latin == most {
            self.latin_language()
        } else {
            Language::Other
        }
    }

    fn cyrillic_language(&self) -> Language {
        if self.shows_another() {
            Language::Other
        } else if self.lean > 0 {
            Language::Kazakh
        } else {
            Language::Russian
        }
    }

    /// Two words such as `вакуум` make no long text another language's.
    fn shows_another(&self) -> bool {
        self.other >= i32::from(CERTAIN).max(self.cyrillic_words() / 4)
    }

    fn cyrillic_words(&self) -> i32 {
        self.words(Writing::Cyrillic) as i32
    }

    /// True where the words are in Cyrillic and nothing certain tells which language they are of:
    /// `11 бап`. Then the document does: see [`Votes::within`].
    pub fn is_doubtful(&self) -> bool {
        let [latin, cyrillic, han, kana, rest] = self.half_words();
        cyrillic > 0
            && cyrillic >= latin.max(han).max(kana).max(rest)
            && !self.shows_another()
            && self.lean.abs() < i32::from(CERTAIN)
    }

    /// The language of a segment in a document whose words, its own among them, made these votes:
    /// what is doubtful is of the document's language, where that one is not doubtful itself. Only
    /// languages in Cyrillic are told so: another script is another language.
    ///
    /// # Examples
    /// ```
    /// use framebook_engine::text::language::{Language, Votes, vote};
    /// let (mut heading, mut document) = (Votes::default(), Votes::default());
    /// heading.add(vote("бап"));
    /// "бап әркімнің өмір сүруге құқығы бар".split(' ').for_each(|word| document.add(vote(word)));
    /// assert_eq!(heading.language(), Language::Russian);
    /// assert_eq!(heading.within(&document), Language::Kazakh);
    /// ```
    pub fn within(&self, document: &Votes) -> Language {
        // A word each on the whole: what is half of one and half of the other decides nothing.
        let clear = document.lean.abs() >= document.cyrillic_words().max(i32::from(CERTAIN));
        if self.is_doubtful() && (clear || document.shows_another()) {
            document.cyrillic_language()
        } else {
            self.language()
        }
    }

    fn latin_language(&self) -> Language {
        let (english, foreign) =
            (self.words(Writing::LatinEnglish), self.words(Writing::LatinForeign));
        let words =
            self.words(Writing::LatinShort) + self.words(Writing::Latin) + english + foreign;
        let foreign = words >= 5 && foreign >= 2 && foreign > 2 * english;
        if foreign { Language::Other } else { Language::English }
    }
}
