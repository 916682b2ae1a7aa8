//! Words whose stop need not end a sentence, and words that a sentence likes to begin with.
//!
//! A folded word enters (lower case, ё as е, without its last stop, inner stops kept: `т.е`), its
//! kind leaves. One table serves every language: a Russian abbreviation in an English sentence is
//! still one. Where the stop stands is not this module's business but `stop`'s.

/// What may follow the stop of an abbreviation, and so when the stop ends a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Always more to come: a title, an address, "that is". Ends none.
    Before,
    /// A number follows (`No. 5`, `рис. 3`); before anything else it is a common word.
    Number,
    /// Part of a name (`St.`, `Inc.`, `U.S.`): ends one only before a word of [`is_opener`].
    Name,
    /// Closes a phrase (`etc.`, `и т.д.`, `руб.`): a capital after it begins a sentence.
    Phrase,
    /// A time of day: as [`Kind::Phrase`], unless a weekday or a time zone follows.
    Clock,
    /// After a number a year or century (`2013 г.`, `III ғ.`), else an initial or a town.
    Year,
    /// After a number a measure (`300 мың т.`), else an initial.
    Measure,
}

use Kind::{Before, Clock, Measure, Name, Number, Phrase, Year};

/// In the order of their bytes.
const ABBREVIATIONS: &[(&str, Kind)] = &[
    ("a.m", Clock),
    ("adm", Before),
    ("al", Name),
    ("amb", Before),
    ("approx", Before),
    ("apr", Number),
    ("art", Number),
    ("arts", Number),
    ("assn", Name),
    ("aug", Number),
    ("ave", Name),
    ("b.a", Name),
    ("blvd", Name),
    ("brig", Before),
    ("bros", Name),
    ("ca", Before),
    ("capt", Before),
    ("cf", Before),
    ("ch", Number),
    ("chs", Number),
    ("cl", Number),
    ("cmdr", Before),
    ("co", Name),
    ("col", Before),
    ("corp", Name),
    ("cpl", Before),
    ("d.c", Name),
    ("dec", Number),
    ("dept", Name),
    ("dr", Before),
    ("drs", Before),
    ("e.g", Before),
    ("e.u", Name),
    ("esq", Name),
    ("est", Before),
    ("etc", Phrase),
    ("feb", Number),
    ("fig", Number),
    ("figs", Number),
    ("ft", Before),
    ("gen", Before),
    ("gov", Before),
    ("govt", Name),
    ("hon", Before),
    ("i.e", Before),
    ("inc", Name),
    ("intl", Name),
    ("jan", Number),
    ("jr", Name),
    ("jul", Number),
    ("jun", Number),
    ("ll.d", Name),
    ("lt", Before),
    ("ltd", Name),
    ("m.a", Name),
    ("m.d", Name),
    ("maj", Before),
    ("mar", Number),
    ("messrs", Before),
    ("mr", Before),
    ("mrs", Before),
    ("ms", Before),
    ("mt", Before),
    ("mx", Before),
    ("no", Number),
    ("nos", Number),
    ("nov", Number),
    ("oct", Number),
    ("p", Number),
    ("p.m", Clock),
    ("para", Number),
    ("paras", Number),
    ("ph.d", Name),
    ("pp", Number),
    ("prof", Before),
    ("rd", Name),
    ("rep", Before),
    ("reps", Before),
    ("rev", Before),
    ("rt", Before),
    ("sec", Number),
    ("secs", Number),
    ("sen", Before),
    ("sep", Number),
    ("sept", Number),
    ("sgt", Before),
    ("sr", Name),
    ("st", Name),
    ("supt", Before),
    ("u.k", Name),
    ("u.n", Name),
    ("u.s", Name),
    ("u.s.a", Name),
    ("u.s.s.r", Name),
    ("univ", Name),
    ("viz", Before),
    ("vol", Number),
    ("vols", Number),
    ("vs", Before),
    ("абз", Number),
    ("акад", Before),
    ("англ", Before),
    ("атынд", Before),
    ("б", Number),
    ("б.з.б", Number),
    ("б.з.д", Phrase),
    ("бет", Number),
    ("бул", Before),
    ("в", Year),
    ("в.и.о", Before),
    ("вв", Year),
    ("вып", Number),
    ("г", Year),
    ("г-да", Before),
    ("г-жа", Before),
    ("г-н", Before),
    ("га", Measure),
    ("гг", Year),
    ("ген", Before),
    ("гл", Name),
    ("греч", Before),
    ("д-р", Before),
    ("даңғ", Before),
    ("долл", Phrase),
    ("доц", Before),
    ("др", Phrase),
    ("ж", Year),
    ("жж", Year),
    ("зав", Before),
    ("зам", Before),
    ("и.о", Before),
    ("илл", Number),
    ("им", Before),
    ("каз", Before),
    ("кв", Name),
    ("кг", Measure),
    ("кест", Number),
    ("кит", Before),
    ("км", Measure),
    ("кн", Name),
    ("коп", Phrase),
    ("корп", Before),
    ("көш", Before),
    ("л", Measure),
    ("лат", Before),
    ("м", Measure),
    ("мин-р", Before),
    ("млн", Phrase),
    ("млрд", Phrase),
    ("мыс", Before),
    ("н.э", Phrase),
    ("наб", Before),
    ("напр", Before),
    ("нем", Before),
    ("обл", Phrase),
    ("ок", Name),
    ("п", Number),
    ("пер", Before),
    ("пл", Before),
    ("подп", Before),
    ("пп", Number),
    ("пр", Name),
    ("прим", Number),
    ("просп", Before),
    ("проф", Before),
    ("проч", Phrase),
    ("разд", Number),
    ("респ", Before),
    ("рис", Number),
    ("руб", Phrase),
    ("рус", Before),
    ("с", Number),
    ("с.с", Phrase),
    ("св", Before),
    ("сек", Phrase),
    ("сер", Name),
    ("см", Before),
    ("ср", Before),
    ("сс", Number),
    ("ст", Name),
    ("стр", Name),
    ("сур", Number),
    ("т", Measure),
    ("т.б", Phrase),
    ("т.д", Phrase),
    ("т.е", Before),
    ("т.к", Before),
    ("т.н", Before),
    ("т.о", Before),
    ("т.п", Phrase),
    ("т.с.с", Phrase),
    ("т.т", Phrase),
    ("табл", Name),
    ("тар", Number),
    ("тг", Phrase),
    ("тов", Before),
    ("трлн", Phrase),
    ("тыс", Phrase),
    ("ул", Before),
    ("франц", Before),
    ("ц", Measure),
    ("ч", Number),
    ("чел", Phrase),
    ("ш.а", Before),
    ("экз", Phrase),
    ("ғ", Year),
    ("ғғ", Year),
    ("қар", Before),
];

/// Function words of the three languages with capitals, in the order of their bytes.
const OPENERS: &[&str] = &[
    "a",
    "according",
    "after",
    "all",
    "although",
    "an",
    "and",
    "another",
    "as",
    "at",
    "before",
    "between",
    "both",
    "but",
    "by",
    "despite",
    "during",
    "each",
    "every",
    "for",
    "from",
    "he",
    "her",
    "here",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "it",
    "its",
    "later",
    "many",
    "meanwhile",
    "moreover",
    "most",
    "my",
    "no",
    "nobody",
    "none",
    "not",
    "now",
    "on",
    "one",
    "or",
    "other",
    "others",
    "our",
    "over",
    "she",
    "since",
    "so",
    "some",
    "such",
    "that",
    "the",
    "their",
    "then",
    "there",
    "therefore",
    "these",
    "they",
    "this",
    "those",
    "though",
    "thus",
    "to",
    "today",
    "under",
    "until",
    "we",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "whose",
    "why",
    "with",
    "yesterday",
    "yet",
    "you",
    "your",
    "а",
    "ал",
    "алайда",
    "барлығы",
    "барлық",
    "басқа",
    "без",
    "большинство",
    "біз",
    "біздің",
    "бірақ",
    "бірде",
    "бүгін",
    "бұл",
    "бұрын",
    "бәрі",
    "в",
    "ведь",
    "весь",
    "вместе",
    "во",
    "все",
    "вся",
    "вчера",
    "вы",
    "где",
    "да",
    "даже",
    "дегенмен",
    "для",
    "до",
    "другие",
    "егер",
    "его",
    "ее",
    "енді",
    "ертең",
    "если",
    "ешкім",
    "ештеңе",
    "еще",
    "және",
    "за",
    "завтра",
    "затем",
    "здесь",
    "и",
    "из",
    "или",
    "их",
    "к",
    "каждый",
    "как",
    "какой",
    "кейбір",
    "кейін",
    "кеше",
    "ко",
    "когда",
    "кроме",
    "кто",
    "кім",
    "көп",
    "лишь",
    "между",
    "мен",
    "менің",
    "многие",
    "мой",
    "мы",
    "мұнда",
    "мұндай",
    "мұның",
    "на",
    "над",
    "наш",
    "наша",
    "наши",
    "не",
    "неге",
    "некоторые",
    "немесе",
    "нет",
    "никто",
    "ничего",
    "но",
    "о",
    "об",
    "однако",
    "ол",
    "олар",
    "олардың",
    "оларға",
    "он",
    "она",
    "онда",
    "они",
    "оно",
    "оны",
    "оның",
    "осы",
    "осыдан",
    "осылайша",
    "осындай",
    "от",
    "оған",
    "перед",
    "по",
    "под",
    "после",
    "потом",
    "потому",
    "почему",
    "поэтому",
    "при",
    "про",
    "с",
    "себебі",
    "сегодня",
    "сейчас",
    "сен",
    "со",
    "согласно",
    "содан",
    "сол",
    "сонда",
    "сондай",
    "сондықтан",
    "сонымен",
    "соның",
    "соңғы",
    "среди",
    "сіз",
    "так",
    "также",
    "там",
    "тағы",
    "тек",
    "теперь",
    "тогда",
    "того",
    "только",
    "тому",
    "тут",
    "ты",
    "уже",
    "хотя",
    "через",
    "что",
    "чтобы",
    "эта",
    "эти",
    "это",
    "этот",
    "я",
    "қазір",
    "қай",
    "қалай",
    "қандай",
    "әр",
    "өйткені",
];

/// True for an abbreviation of any language, folded and without its last stop: `mr`, `т.е`, `г`.
///
/// # Examples
///
/// ```
/// use framebook_engine::segment::is_abbreviation;
///
/// assert!(["mr", "u.s", "т.е", "ул", "ғ"].into_iter().all(is_abbreviation));
/// assert!(!is_abbreviation("trade"));
/// ```
pub fn is_abbreviation(folded_word: &str) -> bool {
    kind(folded_word.as_bytes()).is_some()
}

/// The kind of an abbreviation.
pub(super) fn kind(folded_word: &[u8]) -> Option<Kind> {
    if !may_be_listed(folded_word) {
        return None;
    }
    ABBREVIATIONS
        .binary_search_by(|(word, _)| word.as_bytes().cmp(folded_word))
        .ok()
        .and_then(|at| ABBREVIATIONS.get(at))
        .map(|(_, kind)| *kind)
}

/// No abbreviation has more bytes; a longer word need not be folded.
pub(super) const LONGEST: usize = {
    let mut longest = 0;
    let mut at = 0;
    while at < ABBREVIATIONS.len() {
        if ABBREVIATIONS[at].0.len() > longest {
            longest = ABBREVIATIONS[at].0.len();
        }
        at += 1;
    }
    longest
};

/// One bit for each length, first and last byte that an abbreviation has: nearly every other word
/// is told by it without a search.
const LISTED: [u64; 64] = {
    let mut bits = [0; 64];
    let mut at = 0;
    while at < ABBREVIATIONS.len() {
        let place = place(ABBREVIATIONS[at].0.as_bytes());
        bits[place / 64] |= 1 << (place % 64);
        at += 1;
    }
    bits
};

const fn place(word: &[u8]) -> usize {
    match word {
        [] => 0,
        [only] => *only as usize,
        [first, .., last] => {
            (word.len() * 997 + *first as usize * 31 + *last as usize * 257) % (64 * 64)
        }
    }
}

fn may_be_listed(word: &[u8]) -> bool {
    let place = place(word);
    word.len() <= LONGEST && LISTED[place / 64] & (1 << (place % 64)) != 0
}

/// True for a word that begins sentences and hardly ever names.
pub(super) fn is_opener(folded_word: &str) -> bool {
    OPENERS.binary_search(&folded_word).is_ok()
}

/// True for a word that goes on after `5 p.m.`.
pub(super) fn follows_clock(folded_word: &str) -> bool {
    folded_word.ends_with("day")
        || matches!(folded_word, "gmt" | "utc" | "est" | "edt" | "cet" | "et" | "eastern" | "local")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_in_order_and_without_doubles() {
        assert!(ABBREVIATIONS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(OPENERS.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn entries_are_folded_and_have_no_last_stop() {
        for word in ABBREVIATIONS.iter().map(|(word, _)| *word).chain(OPENERS.iter().copied()) {
            assert_eq!(word.to_lowercase().replace('ё', "е"), word);
            assert!(!word.ends_with('.') && !word.contains(char::is_whitespace), "{word}");
        }
    }
}
