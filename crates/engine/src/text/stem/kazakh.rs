//! Kazakh nouns: from a word back to every stem from which a legal chain of endings leads to it.
//!
//! A folded word enters, stems leave. The chain is stem – number – possessive – case – person,
//! with two endings that make a stem of a case form: `-ғы` after the locative (`шекарадағы`) and
//! `-нікі`. Each ending has the shape that the letter before it asks for (`елдер`, `жолдар`,
//! `халықтар`), all vowels of a chain are back or all front, a vowel ending softens `п к қ`
//! (`кітап`, `кітабы`) or drops `ы і` (`халық`, `халқы`); here all of it is undone.
//!
//! Deliberately absent: a lexicon, so a stem need not be a word, and a word that looks like a form
//! of another is one of its keys (`қалам`, pen, is "my city" too); derivation (`-шы`, `-лық`, `-лы`,
//! `-сыз`, `-дай`, `-ша`, and `-ғы` without locative: `жылғы`); verbs beside their noun in `-у`; the
//! irregular cases of pronouns (`маған`, `оған`); Kazakh typed on a Russian keyboard (`халык`),
//! which stays a word of its own.
//!
//! # Measured
//! On `tests/fixtures/kazakh-forms.tsv`: 782 forms of 130 nouns and 563 words that begin like one of
//! them, judged one by one. Its first two parts, written after the stemmer was frozen: 531 of 536
//! forms found (.991), 4 of 381 other words conflated (.010). After three mendings (1st person
//! plural after `м н ң`, `қауіп`, `процестер`) the fresh third part: 243 of 246 found (.988), 4 of
//! 182 conflated (.022). Now, after two more for loans in `-ст` and `-ль`: 782 of 782, and 8 of 563
//! (.014). `cargo test -p framebook-engine --lib stem::forms -- --nocapture` repeats the last.
//!
//! # Reference
//! K. A. Krippes, Kazakh Grammar with Affix List (Dunwoody Press, 1996): vowel harmony 0.1.1,
//! voicing 0.2.2, assimilation of sonorants 0.2.5, nominal affixes and the seven cases 2.0–2.0.7,
//! predicative affixes 3.3, and the affix list for the shapes of each affix (dative after a
//! possessive: its entry `*ҒА`; `-нікі`: `*НІКІ`).

use Slot::{Case, Locative, Owned, Person, Plural, Relative, Third};

/// The place of an ending in the chain; `Stem` is what a chain begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
enum Slot {
    /// Nothing stripped: the stem itself.
    Stem = 1,
    /// `-лар`.
    Plural = 2,
    /// First and second person singular, after which the dative is `-а`.
    Owned = 4,
    /// First person plural and polite second person.
    OwnedPlural = 8,
    /// Third person, after which most cases begin with `н`.
    Third = 16,
    /// Any case but the locative.
    Case = 32,
    /// The locative, the only one that takes `-ғы`.
    Locative = 64,
    /// `-ғы` and `-нікі`: they make a stem.
    Relative = 128,
    /// The predicate's person; ends a chain.
    Person = 256,
}

const STEM: u16 = Slot::Stem as u16;
const PLURAL: u16 = Slot::Plural as u16;
const OWNED: u16 = Slot::Owned as u16;
const OWNED_PLURAL: u16 = Slot::OwnedPlural as u16;
const THIRD: u16 = Slot::Third as u16;
const CASES: u16 = Slot::Case as u16 | Slot::Locative as u16;
const LOCATIVE: u16 = Slot::Locative as u16;
const RELATIVE: u16 = Slot::Relative as u16;
/// What a case may follow when it is not bound to one possessive.
const NOUN: u16 = STEM | RELATIVE | PLURAL | OWNED_PLURAL;

/// Classes of the letter before an ending.
const VOWEL: u8 = 1;
/// `й р` and the `у и ю` that end in a glide: `-лар`, `-дың`, `-мен`.
const GLIDE: u8 = 2;
/// `л`: `-дар`, `-дың`, `-мен`.
const LIQUID: u8 = 4;
/// `м н ң`: `-дар`, `-ның`, `-мен`.
const NASAL: u8 = 8;
/// `з ж`: `-дар`, `-дың`, `-бен`.
const SIBILANT: u8 = 16;
/// The voiceless, and `б в г ғ д`, which are so at the end of a word: `-тар`, `-тың`, `-пен`.
const MUTE: u8 = 32;
const CONSONANT: u8 = GLIDE | LIQUID | NASAL | SIBILANT | MUTE;
const VOICED: u8 = VOWEL | GLIDE | LIQUID | NASAL | SIBILANT;

/// One ending in its back and its front shape (equal where it has no vowel or one vowel only).
struct Ending {
    slot: Slot,
    back: &'static str,
    front: &'static str,
    /// Classes of the letter that it may follow.
    after: u8,
    /// Slots that it may follow.
    inner: u16,
}

const fn ending(
    slot: Slot,
    back: &'static str,
    front: &'static str,
    after: u8,
    inner: u16,
) -> Ending {
    Ending { slot, back, front, after, inner }
}

const ANY_NOUN: u16 = NOUN | OWNED | THIRD;
const PREDICATE: u16 = ANY_NOUN | CASES;
/// `-сыз` on a bare stem is read as "without" (`жұмыссыз`), which makes another word.
const POLITE: u16 = PREDICATE & !STEM;

/// `-нікі` is declined like the third person: `қазақтікінен`.
const LIKE_THIRD: u16 = THIRD | RELATIVE;

const ENDINGS: &[Ending] = &[
    // number
    ending(Plural, "лар", "лер", VOWEL | GLIDE, STEM | RELATIVE),
    ending(Plural, "дар", "дер", LIQUID | NASAL | SIBILANT, STEM | RELATIVE),
    ending(Plural, "тар", "тер", MUTE, STEM | RELATIVE),
    // possessive
    ending(Owned, "м", "м", VOWEL, STEM),
    ending(Owned, "ым", "ім", CONSONANT, STEM | PLURAL),
    ending(Owned, "ң", "ң", VOWEL, STEM),
    ending(Owned, "ың", "ің", CONSONANT, STEM | PLURAL),
    ending(Slot::OwnedPlural, "ңыз", "ңіз", VOWEL, STEM),
    ending(Slot::OwnedPlural, "ыңыз", "іңіз", CONSONANT, STEM | PLURAL),
    ending(Slot::OwnedPlural, "мыз", "міз", VOWEL, STEM),
    ending(Slot::OwnedPlural, "ымыз", "іміз", CONSONANT, STEM | PLURAL),
    ending(Third, "сы", "сі", VOWEL, STEM | RELATIVE),
    ending(Third, "ы", "і", CONSONANT, STEM | PLURAL),
    // genitive
    ending(Case, "ның", "нің", VOWEL | NASAL, ANY_NOUN),
    ending(Case, "дың", "дің", GLIDE | LIQUID | SIBILANT, ANY_NOUN),
    ending(Case, "тың", "тің", MUTE, ANY_NOUN),
    // accusative
    ending(Case, "ны", "ні", VOWEL, NOUN),
    ending(Case, "ды", "ді", VOICED & !VOWEL, NOUN | OWNED),
    ending(Case, "ты", "ті", MUTE, NOUN),
    ending(Case, "н", "н", VOWEL, LIKE_THIRD),
    // dative
    ending(Case, "ға", "ге", VOICED, NOUN),
    ending(Case, "қа", "ке", MUTE, NOUN),
    ending(Case, "а", "е", NASAL, OWNED),
    ending(Case, "на", "не", VOWEL, LIKE_THIRD),
    // locative
    ending(Locative, "да", "де", VOICED, NOUN | OWNED),
    ending(Locative, "та", "те", MUTE, NOUN),
    ending(Locative, "нда", "нде", VOWEL, LIKE_THIRD),
    // ablative
    ending(Case, "дан", "ден", VOICED & !NASAL, NOUN),
    ending(Case, "нан", "нен", NASAL, NOUN | OWNED),
    ending(Case, "тан", "тен", MUTE, NOUN),
    ending(Case, "нан", "нен", VOWEL, LIKE_THIRD),
    // instrumental: one vowel for all stems
    ending(Case, "мен", "мен", VOWEL | GLIDE | LIQUID | NASAL, ANY_NOUN),
    ending(Case, "бен", "бен", SIBILANT, ANY_NOUN),
    ending(Case, "пен", "пен", MUTE, ANY_NOUN),
    // case forms that are stems again
    ending(Relative, "ғы", "гі", VOWEL, LOCATIVE),
    ending(Relative, "нікі", "нікі", VOWEL | NASAL, ANY_NOUN & !RELATIVE),
    ending(Relative, "дікі", "дікі", GLIDE | LIQUID | SIBILANT, ANY_NOUN & !RELATIVE),
    ending(Relative, "тікі", "тікі", MUTE, ANY_NOUN & !RELATIVE),
    // person
    ending(Person, "мын", "мін", VOWEL | GLIDE | LIQUID | NASAL, PREDICATE),
    ending(Person, "бын", "бін", SIBILANT, PREDICATE),
    ending(Person, "пын", "пін", MUTE, PREDICATE),
    ending(Person, "мыз", "міз", VOWEL | GLIDE | LIQUID, PREDICATE),
    ending(Person, "быз", "біз", NASAL | SIBILANT, PREDICATE),
    ending(Person, "пыз", "піз", MUTE, PREDICATE),
    ending(Person, "сың", "сің", VOWEL | CONSONANT, PREDICATE),
    ending(Person, "сыңдар", "сіңдер", VOWEL | CONSONANT, PREDICATE),
    ending(Person, "сыз", "сіз", VOWEL | CONSONANT, POLITE),
    ending(Person, "сыздар", "сіздер", VOWEL | CONSONANT, POLITE),
];

/// Letters of the longest word that is taken apart; a longer one stands for itself.
const LONGEST: usize = 48;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Harmony {
    Back,
    Front,
}

/// Appends to `out` the word itself and every stem that endings can be stripped down to.
///
/// Stems have at least two letters, one of them a vowel. Words of more than 48 letters, and words
/// with a sign that is no Cyrillic letter, give themselves alone.
///
/// # Examples
/// ```
/// let mut stems = Vec::new();
/// framebook_engine::text::stem::kazakh::stems("аузында", &mut stems);
/// assert!(stems.contains(&"ауыз".to_owned()));
/// ```
pub fn stems(word: &str, out: &mut Vec<String>) {
    let from = out.len();
    out.push(word.to_owned());
    let mut letters = ['\0'; LONGEST];
    let mut length = 0;
    for letter in word.chars() {
        if length == LONGEST || class(letter).is_none() {
            return;
        }
        letters[length] = letter;
        length += 1;
    }
    let every = PREDICATE | Slot::Person as u16;
    Search { out, from }.strip(&letters[..length], every & !STEM, None);
}

struct Search<'a> {
    out: &'a mut Vec<String>,
    from: usize,
}

impl Search<'_> {
    /// Strips one ending in every way that `allowed` and the harmony of the chain so far permit.
    fn strip(&mut self, word: &[char], allowed: u16, harmony: Option<Harmony>) {
        for ending in ENDINGS.iter().filter(|ending| allowed & ending.slot as u16 != 0) {
            let (shape, own) = if ending.back == ending.front {
                (ending.back, None)
            } else if ends_with(word, ending.back) {
                (ending.back, Some(Harmony::Back))
            } else {
                (ending.front, Some(Harmony::Front))
            };
            if !ends_with(word, shape) || (own.is_some() && harmony.is_some() && own != harmony) {
                continue;
            }
            let rest = &word[..word.len() - shape.chars().count()];
            let Some(class) = sounding(rest).and_then(class) else { continue };
            if class & ending.after == 0 {
                continue;
            }
            // `-мен` and `-нікі` say nothing about the stem, whatever follows them
            let chain = match ending.slot {
                Relative if own.is_none() => None,
                _ => own.or(harmony),
            };
            // `-ғы` once a word
            let inner = match ending.slot {
                Locative if allowed & (STEM | PLURAL) == 0 => ending.inner & !RELATIVE,
                _ => ending.inner,
            };
            if inner & STEM != 0 {
                self.stem(rest, chain, shape);
            } else if ending.inner == LIKE_THIRD {
                self.owned_whole(rest);
            }
            if inner != STEM {
                self.strip(rest, inner & !STEM, chain);
            }
        }
    }

    /// Keeps a form in the third person possessive as a stem: who writes it in a rule means it.
    fn owned_whole(&mut self, rest: &[char]) {
        if rest.last().is_some_and(|last| matches!(last, 'ы' | 'і')) {
            self.keep(rest.iter().collect());
        }
    }

    /// Keeps the stem before the innermost ending in the shapes that it may have had.
    fn stem(&mut self, rest: &[char], chain: Option<Harmony>, ending: &str) {
        let softens = ending.starts_with(['ы', 'і']);
        let vowels = rest.iter().filter(|letter| is_vowel(**letter)).count();
        if rest.len() < 2 || vowels == 0 {
            return;
        }
        if softens {
            self.dropped_vowel(rest, chain, vowels);
        }
        let [head @ .., before, last] = rest else { return };
        let whole: String = rest.iter().collect();
        // loans lose a ь whose stem may be front: секретарь, секретары; медаль, медалі
        if softens && matches!(last, 'л' | 'р' | 'н') {
            self.keep(format!("{whole}ь"));
        }
        if !agrees(rest, chain) {
            return;
        }
        // ст and т are written ст: журналист, журналистер
        if ending.starts_with('т') && *last == 'с' {
            self.keep(format!("{whole}т"));
        }
        if softens && is_vowel(*before) {
            let hard = match last {
                'б' => Some('п'),
                'г' => Some('к'),
                'ғ' => Some('қ'),
                _ => None,
            };
            if let Some(hard) = hard {
                self.keep(head.iter().chain([before, &hard]).collect());
            }
            // never кітапы; loans keep what they have: принципі
            if matches!(last, 'п' | 'к' | 'қ') && !is_loan(rest) {
                return;
            }
        }
        // loans lose one of two letters: процесс, процесі
        if matches!(last, 'с' | 'л') && before != last {
            self.keep(format!("{whole}{last}"));
        }
        // the linking vowel of loans in -кт: объект, объектілер
        if let Some(loan) = whole.strip_suffix("кті") {
            self.keep(format!("{loan}кт"));
        }
        self.keep(whole);
    }

    /// `халқ` was `халық`, `ерн` was `ерін`, `ауз` was `ауыз`: stems of two syllables.
    fn dropped_vowel(&mut self, rest: &[char], chain: Option<Harmony>, vowels: usize) {
        let [head @ .., before, last] = rest else { return };
        if is_vowel(*last) || before == last {
            return;
        }
        let dropped = match before {
            // a glide, counted among the vowels; қауіп: the restored vowel decides the harmony
            'у' => vowels == 2 && head.last().is_some_and(|letter| is_vowel(*letter)),
            'р' | 'л' | 'й' | 'н' | 'ң' => vowels == 1 && agrees(rest, chain),
            _ => false,
        };
        if dropped {
            let vowel = if chain == Some(Harmony::Front) { 'і' } else { 'ы' };
            self.keep(head.iter().chain([before, &vowel, last]).collect());
        }
    }

    fn keep(&mut self, stem: String) {
        if !self.out[self.from..].contains(&stem) {
            self.out.push(stem);
        }
    }
}

/// The letter that decides the shape of the next ending: the last one that is not a sign.
fn sounding(word: &[char]) -> Option<char> {
    word.iter().rev().copied().find(|letter| !matches!(letter, 'ь' | 'ъ'))
}

fn ends_with(word: &[char], ending: &str) -> bool {
    let mut letters = word.iter().rev();
    ending.chars().rev().all(|letter| letters.next() == Some(&letter))
}

/// The class of a letter; none for what is no letter of Kazakh or Russian.
fn class(letter: char) -> Option<u8> {
    Some(match letter {
        'а' | 'ә' | 'е' | 'ё' | 'о' | 'ө' | 'ұ' | 'ү' | 'ы' | 'і' | 'э' | 'я' => VOWEL,
        'и' | 'у' | 'ю' | 'й' | 'р' => GLIDE,
        'л' => LIQUID,
        'м' | 'н' | 'ң' => NASAL,
        'з' | 'ж' => SIBILANT,
        'б' | 'в' | 'г' | 'ғ' | 'д' | 'к' | 'қ' | 'п' | 'с' | 'т' | 'ф' | 'х' | 'һ' | 'ц' | 'ч'
        | 'ш' | 'щ' | 'ъ' | 'ь' => MUTE,
        _ => return None,
    })
}

fn is_vowel(letter: char) -> bool {
    class(letter) == Some(VOWEL) || matches!(letter, 'и' | 'у' | 'ю')
}

/// Loans break harmony and softening; these letters give them away.
fn is_loan(stem: &[char]) -> bool {
    let foreign =
        |letter: &char| matches!(letter, 'в' | 'ф' | 'ц' | 'ч' | 'щ' | 'ъ' | 'ь' | 'э' | 'ё');
    stem.iter().any(foreign)
}

/// Back or front by the last vowel; none where that vowel does not decide.
fn harmony_of(stem: &[char]) -> Option<Harmony> {
    for letter in stem.iter().rev() {
        match letter {
            'а' | 'о' | 'ұ' | 'ы' | 'я' | 'ё' => return Some(Harmony::Back),
            'ә' | 'ө' | 'ү' | 'і' | 'е' | 'э' => return Some(Harmony::Front),
            // тарихы but терроризмге
            'и' | 'ю' => return None,
            _ => {}
        }
    }
    None
}

fn agrees(stem: &[char], chain: Option<Harmony>) -> bool {
    let Some(chain) = chain else { return true };
    // банкі, педагогке: к and г after a back vowel are foreign; куәсі and куәлар
    let undecided = matches!(stem.last(), Some('к' | 'г' | 'ә')) || is_loan(stem);
    undecided || harmony_of(stem).is_none_or(|own| own == chain)
}
