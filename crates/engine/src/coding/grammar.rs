//! What four languages need to be known of, to tell who says what: lists of words that may or may not
//! stand beside a verb of saying, and what endings tell of case and number.
//!
//! Written from knowledge of the languages, not drawn from a corpus. Titles, which depend on what is
//! studied, stand in `cues.toml`.

use crate::text::Language;
use crate::text::fold::fold;

/// Words, folded, with blanks between.
#[derive(Clone, Copy)]
pub(super) struct List(&'static str);

impl List {
    /// The words.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        self.0.split(' ').filter(|word| !word.is_empty())
    }

    /// True when a word is one of them.
    pub fn holds(self, word: &str) -> bool {
        self.words().any(|it| it == word)
    }
}

/// What a language needs to be told.
pub(super) struct Grammar {
    /// Most words between an actor and a verb; in Chinese, characters.
    pub reach: usize,
    /// May stand between an actor and its verb and change nothing.
    pub light: List,
    /// Between a preposition and its noun.
    pub articles: List,
    /// Stand before an actor that does something else than to speak.
    pub prepositions: List,
    /// Stand behind one.
    pub postpositions: List,
    /// Stand between an actor and a name of the place where it is or that it is of: `a trader in
    /// Almaty said`.
    pub places: List,
    /// Never between a verb and the one who speaks.
    pub stops: List,
    /// Directly before a verb: somebody else spoke.
    pub passive: List,
    /// Directly before a verb: the one who speaks may follow.
    pub leads: List,
    /// Most words between a verb and the one who speaks behind it: `дейді көлік саласының
    /// сарапшысы`; 0 where none stands there.
    pub inverted: usize,
    /// What is said may stand, in quotation marks, between the one who speaks and the verb.
    pub encloses: bool,
}

/// The grammar of a language; of none for texts whose language is none of the four.
pub(super) fn grammar(language: Language) -> Option<&'static Grammar> {
    match language {
        Language::English => Some(&ENGLISH),
        Language::Russian => Some(&RUSSIAN),
        Language::Kazakh => Some(&KAZAKH),
        Language::Chinese => Some(&CHINESE),
        Language::Other | Language::Undetermined => None,
    }
}

static ENGLISH: Grammar = Grammar {
    reach: 6,
    light: List(
        "\
        s has have had also again later then repeatedly once often always still now today \
        yesterday officially publicly recently already first himself herself itself of for on \
        openly earlier clearly",
    ),
    articles: List("the a an its their our his her this some many most"),
    prepositions: List(
        "\
        in at to from with about on into onto near over against between by under across towards \
        toward for without like behind through via inside outside around after before since than \
        among beyond along within of",
    ),
    postpositions: List(""),
    places: List("in from at of near"),
    stops: List(
        "\
        that it he she they we i you who whom which whose this these those there if how why what \
        when where whether and but or not no is are was were be been will would could should may \
        might must can had has have his her their our your my as so",
    ),
    passive: List("be been being is are was were am get got gets"),
    leads: List("as"),
    inverted: 6,
    encloses: false,
};

static RUSSIAN: Grammar = Grammar {
    reach: 6,
    light: List(
        "\
        также тоже уже ранее раньше вчера сегодня накануне неоднократно официально затем потом \
        позже снова вновь сам сама сами недавно впервые прямо открыто всегда часто села поселка \
        аула города района области столицы деревни приграничья рынка базара",
    ),
    articles: List(""),
    prepositions: List(
        "\
        в во на к ко с со у о об обо от из изо до для при про через по за под над между против \
        без ради среди около вокруг кроме вдоль перед",
    ),
    postpositions: List(""),
    places: List("из в с"),
    stops: List(
        "\
        что чтобы который которая которое которые он она оно они мы я вы ты кто это этот эта эти \
        как если а но и или где когда то его ее их ему ей им не ли же",
    ),
    passive: List(""),
    leads: List("как этом"),
    inverted: 4,
    encloses: false,
};

static KAZAKH: Grammar = Grammar {
    reach: 6,
    light: List(
        "\
        да де бүгін кеше тағы қайта бірнеше рет мұны оны бұны осыны ашық алғаш өзі былтыр \
        жақында әрдайым",
    ),
    articles: List(""),
    prepositions: List(""),
    postpositions: List(
        "\
        туралы жайлы жайында жөнінде үшін арқылы сияқты секілді бойынша қарай дейін соң кейін \
        бірге қарсы сай тәрізді емес ішінде",
    ),
    places: List(""),
    stops: List(
        "\
        ол олар біз мен пен бен сен сіз бұл сол осы оның олардың оған деп деген екен бірақ ал \
        және немесе кім не емес жоқ бар",
    ),
    passive: List(""),
    leads: List("деп"),
    inverted: 4,
    encloses: true,
};

static CHINESE: Grammar = Grammar {
    reach: 14,
    light: List(
        "\
        也 还 還 又 再 则 則 曾 已 都 近日 日前 今天 昨天 今日 昨日 多次 再次 一再 随后 隨後 \
        当天 當天 公开 公開 明确 明確 已经 已經 一直 同时 同時 特别 正式 首次",
    ),
    articles: List(""),
    prepositions: List(
        "\
        在 对 對 与 與 和 同 向 从 從 由 给 給 把 被 让 讓 请 請 到 去 离 離 因 为 為 将 將 以 \
        于 於 跟 比 就",
    ),
    postpositions: List(""),
    places: List(""),
    stops: List(""),
    passive: List(""),
    leads: List(""),
    inverted: 0,
    encloses: false,
};

/// What may follow an actor behind 据 and its kin, beside a title.
pub(super) const REPORTS: List =
    List("统计 統計 消息 报道 報道 介绍 介紹 数据 數據 说法 說法 估计");

/// The form of a Russian verb for several: заявили, считают, говорят, опасаются, уверены.
pub(super) fn is_plural(verb: &str) -> bool {
    let verb = fold(verb);
    let verb = verb.strip_suffix("ся").or_else(|| verb.strip_suffix("сь")).unwrap_or(&verb);
    ["ли", "ют", "ут", "ят", "ат", "ны"].iter().any(|end| verb.ends_with(end))
}

/// китайский, российские, американская.
pub(super) fn is_russian_adjective(word: &str) -> bool {
    let ends = [
        "ский",
        "ская",
        "ское",
        "ские",
        "ского",
        "скому",
        "ским",
        "ском",
        "ской",
        "скую",
        "ских",
        "скими",
        "дный",
        "дная",
        "дные",
        "дных",
        "дного",
    ];
    ends.iter().any(|end| word.ends_with(end))
}

/// эксперта, водителя, продавца: a Russian word for a person in the second case, which ends as a word of
/// the other gender in the first.
pub(super) fn is_russian_genitive(word: &str) -> bool {
    let ends = [
        "теля",
        "вца",
        "рца",
        "ста",
        "ерта",
        "ента",
        "ора",
        "ера",
        "истра",
        "олога",
        "осла",
        "рика",
        "тика",
        "кима",
        "мэра",
        "веда",
        "графа",
        "овника",
        "путата",
        "ителя",
        "нсула",
        "омата",
    ];
    ends.iter().any(|end| word.ends_with(end))
}

pub(super) fn is_kazakh_genitive(word: &str) -> bool {
    ["ның", "нің", "дың", "дің", "тың", "тің"].iter().any(|end| word.ends_with(end))
}

/// сарапшы, тарихшылар, фермер, тұрғындары: a Kazakh word for somebody who does something, by the
/// endings that make such words, or listed.
pub(super) fn is_kazakh_person(word: &str) -> bool {
    let strip = |word: &str, ends: &[&str]| -> Option<String> {
        ends.iter().find_map(|end| word.strip_suffix(end)).map(str::to_owned)
    };
    let own = ["сы", "сі", "ы", "і", "мыз", "міз"];
    let many = ["лар", "лер", "дар", "дер", "тар", "тер"];
    let listed = [
        "тұрғын",
        "фермер",
        "ғалым",
        "мұғалім",
        "маман",
        "халық",
        "студент",
        "дәрігер",
        "профессор",
        "экономис",
        "журналис",
        "шаруа",
        "шопан",
        "диқан",
    ];
    if listed.iter().any(|it| word.starts_with(it)) {
        return true;
    }
    let made = ["шы", "ші", "гер", "кер", "ист", "лог"];
    let makes = |word: &str| made.iter().any(|end| word.ends_with(end));
    let whole = word.to_owned();
    let one = strip(word, &own);
    let several =
        [Some(&whole), one.as_ref()].into_iter().flatten().find_map(|it| strip(it, &many));
    [Some(whole), one, several].into_iter().flatten().any(|it| makes(&it))
}

/// жергілікті, алматылық, бұрынғы, бір: a Kazakh word that stands before a noun which it tells more
/// of, by the endings that make such words, or listed.
pub(super) fn is_kazakh_adjective(word: &str) -> bool {
    ["лық", "лік", "дық", "дік", "тық", "тік", "ғы", "гі", "қы", "кі", "лікті"]
        .iter()
        .any(|end| word.ends_with(end))
        || [
            "бір",
            "кейбір",
            "көп",
            "барлық",
            "бірқатар",
            "екі",
            "үш",
            "белгілі",
            "қарапайым",
            "аға",
            "жас",
            "кәрі",
            "қазақ",
            "шетел",
            "басқа",
            "көптеген",
        ]
        .contains(&word)
}

/// True when a Kazakh word stands in another case than the first or the second.
pub(super) fn is_kazakh_object(word: &str, ending: Option<&str>) -> bool {
    // Names that only look so.
    if ending.is_none() && (word.ends_with("стан") || matches!(word, "ақорда" | "астана"))
    {
        return false;
    }
    let ends = |list: &[&str]| match ending {
        Some(ending) => list.contains(&ending),
        None => list.iter().any(|end| word.ends_with(end)),
    };
    ends(&[
        "ға", "ге", "қа", "ке", "сына", "сіне", "да", "де", "та", "те", "нда", "нде", "дан", "ден",
        "тан", "тен", "нан", "нен", "мен", "бен", "пен", "ны", "ні", "ды", "ді", "қты", "кті",
        "пты", "пті", "тты", "тті", "сты", "сті", "шты", "шті",
    ])
}
