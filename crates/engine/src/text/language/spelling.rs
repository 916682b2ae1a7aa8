//! What the spelling of a word in Cyrillic says about its language, where no list holds it.
//!
//! A folded word without a letter of Kazakh's own enters, a lean leaves. Deliberately absent: the
//! stem of the word, which may be a loan in either language.

use std::sync::LazyLock;

use super::vote::{CERTAIN, LIKELY};

/// By lean, in the order in which they are tried: the first that fits decides. `^` begins what must
/// begin the word; `$` ends what must end it, after at least two letters.
const SPELLINGS: &[(i8, &str)] = &[
    (
        -CERTAIN,
        "ого$ ему$ ому$ ыми$ ение$ ения$ ению$ ением$ ений$ ание$ ания$ анию$ анием$ аний$ \
         ость$ ости$ остью$ ться$ тся$ лся$ лась$ лись$ лось$ вать$ ский$ ская$ ское$ ские$ \
         ских$ ским$ скую$ ской$ ные$ ных$ ным$ ную$ ная$ ное$ ции$ цию$ цией$ циях$ иями$ \
         ешь$ ишь$ ые$ щий$ щая$ щие$ щих$ щее$",
    ),
    // к г х ж ч ш щ before ы: never in Russian, but for names of the region
    (0, "^кыргыз ^кызылорд ^шымкент"),
    (
        CERTAIN,
        "жы шы ында$ сында$ ынан$ ынын$ ынша$ йтын$ атын$ етин$ уы ыу ып$ лары$ ларын$ \
         лардын$ лардан$ ларга$ дардын$ тардын$ ындагы$ дагы$ инде$ индеги$ инин$ лерин$ \
         лери$ лердин$ терин$ дерин$",
    ),
    (
        LIKELY,
        "кы гы йды$ ^ы лау$ дау$ тау$ еу$ ерди$ нын$ дын$ леди$ ылды$ ынды$ нсын$ лсын$ ымы$ илди$ инди$ елди$ алды$ \
         олды$ лган$ лген$ нген$ деги$ ысын$ асын$ есин$ асына$ есине$ ысына$ исине$ сынын$ \
         синин$ еси$ лерге$ терге$ дерге$ лерден$ терден$ лыкт дыкт тыкт",
    ),
    (
        -6,
        "ает$ яет$ ует$ еет$ ать$ ять$ ить$ еть$ ях$ ых$ ую$ ию$ ии$ ией$ ью$ ое$ ают$ уют$ \
         яют$ его$ ный$ ной$",
    ),
    (
        -LIKELY,
        "ая$ яя$ ие$ ый$ их$ ями$ ами$ ут$ ют$ ят$ ит$ ться щ ^вз ^вс ^вы ьн ств ей$ ой$ ом$ \
         ел$ ала$ ила$ ил$ вку$ зку$ тку$ дку$ чку$ шку$ ску$ нку$ или$ али$ ило$ ало$ ки$ ги$ хи$ жи$ чи$ ши$ ник$ тель$ ах$",
    ),
    (2, "лар$ дар$ тар$ ады$ еди$ иди$ лык$ лик$ мыз$"),
    (1, "ган$ ген$"),
    (-1, "ь ч в ^пр ^тр ^ст ^ср ^гр ^кр ^др ы$ ем$ ал$"),
];

enum Spelling {
    Begins(&'static str),
    Ends(&'static str),
    Holds(&'static str),
}

static TRIED: LazyLock<Vec<(i8, Spelling)>> = LazyLock::new(|| {
    let read =
        |spelling: &'static str| match (spelling.strip_prefix('^'), spelling.strip_suffix('$')) {
            (Some(start), _) => Spelling::Begins(start),
            (None, Some(end)) => Spelling::Ends(end),
            (None, None) => Spelling::Holds(spelling),
        };
    let split = |(lean, list): &(i8, &'static str)| {
        let lean = *lean;
        list.split_whitespace().map(move |spelling| (lean, read(spelling)))
    };
    SPELLINGS.iter().flat_map(split).collect()
});

/// The lean of a word: above zero to Kazakh, below to Russian, zero without evidence.
pub(super) fn lean(word: &str) -> i8 {
    let fits = |spelling: &Spelling| match spelling {
        Spelling::Begins(start) => word.starts_with(start),
        Spelling::Ends(end) => {
            word.strip_suffix(end).is_some_and(|rest| rest.chars().nth(1).is_some())
        }
        Spelling::Holds(part) => word.contains(part),
    };
    TRIED.iter().find(|(_, spelling)| fits(spelling)).map_or(0, |(lean, _)| *lean)
}
