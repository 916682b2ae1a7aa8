//! Random codebooks on random texts, from so few words that hits are dense and collide.
//!
//! A study draws its words mostly from one palette (a script), sometimes from all of them.

use super::{Code, Codebook, Cue, Denial, Rule, Segment, Side};
use framebook_engine::text::stem::{keys_of, stem_key};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use std::ops::Range;

type Language = Option<&'static str>;
type Text = BoxedStrategy<String>;

struct Palette {
    language: &'static str,
    /// What texts are made of.
    words: &'static [&'static str],
    separators: &'static [&'static str],
    terminals: &'static [&'static str],
    /// What rules are made of.
    rule_words: &'static [&'static str],
    special: &'static [&'static str],
    stems: &'static [&'static str],
    regexes: &'static [&'static str],
}

const SEPARATORS: &[&str] = &[
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    "  ",
    "-",
    " – ",
    " — ",
    "--",
    " - - ",
    "/",
    "'",
    " “",
    "” ",
    "\" ",
    " «",
    "», ",
    ", ",
    ", ",
    "; ",
    ": ",
    ". ",
    ".",
    "\n",
    "\r\n",
    "\u{a0}",
    " \u{200b}",
    "\u{ad}",
    "",
    " (",
    ") ",
    "·",
    " − ",
];

const PALETTES: [Palette; 4] = [
    Palette {
        language: "en",
        words: &[
            "a",
            "b",
            "c",
            "a",
            "b",
            "c",
            "A",
            "a\u{301}",
            "rat",
            "rats",
            "Rat",
            "RAT",
            "ｒａｔ",
            "r\u{ad}at",
            "u.s",
            "U.S.",
            "U.S.A.",
            "mr",
            "Mr.",
            "not",
            "only",
            "but",
            "3.5",
            "1,000",
            "5",
            "\u{feff}b",
        ],
        separators: SEPARATORS,
        terminals: &[".", "!", "?", "…", ".”"],
        rule_words: &[
            "a", "b", "c", "a", "b", "c", "A", "rat", "Rats", "u.s.", "U.S", "mr.", "3.5", "ｒat",
        ],
        special: &[
            "r*",
            "*t",
            "?at",
            "r?t*",
            "u*",
            "*5",
            "\"RAT\"",
            "\"a b\"",
            "“U.S.”",
            "\"A\"",
            "a-b",
            "a\u{200b} b",
        ],
        stems: &["~rat", "~Rats"],
        regexes: &[
            "/a.b/", "/rat/", "/[bc] a/", "/, ?b/", "/^a/", "/t /", "/\\./", "/ab?/", "/a b|b/",
            "/A/",
        ],
    },
    Palette {
        language: "ru",
        words: &[
            "а",
            "б",
            "а",
            "б",
            "мир",
            "мира",
            "миру",
            "Мир",
            "МИР",
            "ми\u{301}р",
            "ёж",
            "еж",
            "Ёж",
            "е\u{308}ж",
            "г",
            "г.",
            "т.е.",
            "А.С.",
            "не",
            "только",
            "но",
            "что",
            "не, что",
            "мира, будто",
            "ѝ",
        ],
        separators: SEPARATORS,
        terminals: &[".", "!", "?", "…", ".»"],
        rule_words: &["а", "б", "а", "б", "мир", "МИР", "мира", "ёж", "г.", "т.е.", "А.С", "и"],
        special: &["ми*", "*р", "?ж", "ми?", "\"МИР\"", "«мир»", "„Ёж“", "\"а б\"", "а-б"],
        stems: &["~мир", "~миру"],
        regexes: &["/мир/", "/а./", "/б а/", "/ёж/", "/р\\s+а/", "/[аб]/"],
    },
    Palette {
        language: "kk",
        words: &[
            "қала",
            "қаланы",
            "Қала",
            "ҚАЛА",
            "ел",
            "елі",
            "ел",
            "жол",
            "емес",
            "ғана",
            "бірақ",
            "іс",
            "ә\u{301}",
        ],
        separators: SEPARATORS,
        terminals: &[".", "!", "?", "…"],
        rule_words: &["қала", "Қаланы", "ел", "елі", "жол", "ел", "іс", "ә"],
        special: &["қ*", "*л", "е?", "*а*", "\"ҚАЛА\"", "«ел жол»", "ел-жол"],
        stems: &["~қала", "~ел", "~елі"],
        regexes: &["/ел/", "/ала/", "/л ж/", "/./"],
    },
    Palette {
        language: "zh",
        words: &[
            "中", "国", "一", "带", "中", "国", "中国", "一带", "国国", "不", "不仅", "但", "々",
            "〇", "GDP", "a", "⼀",
        ],
        separators: &[
            "", "", "", "", "", "", "", "", "，", "、", "：", "《", "》", "“", "”", "——", "-", " ",
            "\n", ".", "\u{200b}",
        ],
        terminals: &["。", "！", "？", "。”", "."],
        rule_words: &[
            "中", "国", "一", "带", "中国", "一带", "国", "国中", "gdp", "a", "中a", "〇",
        ],
        special: &["\"中国\"", "“国”", "g*", "?dp", "中-国", "中 国", "中 * 国"],
        stems: &["gdp", "中"],
        regexes: &["/中./", "/国/", "/国中|中国/", "/[一不]+/"],
    },
];

/// The words of the palette, or now and then of all of them.
fn mostly(palette: usize, of: fn(&Palette) -> &'static [&'static str]) -> Text {
    let all: Vec<&str> = PALETTES.iter().flat_map(of).copied().collect();
    prop_oneof![9 => select(of(&PALETTES[palette])), 1 => select(all)]
        .prop_map(str::to_owned)
        .boxed()
}

fn language() -> BoxedStrategy<&'static str> {
    select(vec!["en", "ru", "kk", "zh"]).boxed()
}

// --- texts

fn sentence(palette: usize) -> Text {
    let separators =
        prop_oneof![19 => select(PALETTES[palette].separators), 1 => select(SEPARATORS)];
    let words = vec((mostly(palette, |palette| palette.words), separators), 0..10);
    let opening = prop_oneof![6 => Just(""), 1 => select(vec!["“", "«", "(", "— ", "\u{feff}"])];
    let last = mostly(palette, |palette| palette.words);
    let terminal = select(PALETTES[palette].terminals);
    (opening, words, last, terminal)
        .prop_map(|(opening, words, last, terminal)| {
            let words: String = words.into_iter().map(|(word, gap)| word + gap).collect();
            format!("{opening}{words}{last}{terminal}")
        })
        .boxed()
}

/// Sentences by paragraph, as a text with its spans. A sentence that ends in 。 ！ ？ touches the next.
pub fn assemble(paragraphs: &[Vec<String>]) -> (String, Vec<Range<usize>>, Vec<Range<usize>>) {
    let (mut text, mut sentences, mut spans) = (String::new(), vec![], vec![]);
    for (i, paragraph) in paragraphs.iter().enumerate() {
        text += if i > 0 { "\n\n" } else { "" };
        let start = text.len();
        for (i, sentence) in paragraph.iter().enumerate() {
            let touches = i == 0 || text.ends_with(['。', '！', '？']);
            text += if touches { "" } else { " " };
            sentences.push(text.len()..text.len() + sentence.len());
            text += sentence;
        }
        spans.push(start..text.len());
    }
    (text, sentences, spans)
}

fn segment(palette: usize) -> BoxedStrategy<Segment> {
    let paragraphs = vec(vec(sentence(palette), 1..4), 1..4);
    let signs = select(vec!["—", "* * *", "？！…", "(«»)", "\u{feff}."]);
    let signs = signs.prop_map(|signs| vec![vec![signs.to_owned()]]);
    let paragraphs = prop_oneof![29 => paragraphs, 1 => Just(vec![]), 1 => signs];
    let language = prop_oneof![
        6 => Just(PALETTES[palette].language),
        3 => language(),
        1 => select(vec!["und", "other"]),
    ];
    (paragraphs, language)
        .prop_map(|(paragraphs, language)| {
            let (text, sentences, paragraphs) = assemble(&paragraphs);
            Segment { text, sentences, paragraphs, language, stem_equal }
        })
        .boxed()
}

/// Stems are the engine's: they have tests of their own, against lists of forms.
pub fn stem_equal(language: &str, rule_word: &str, text_word: &str) -> bool {
    let Some(language) = framebook_engine::text::Language::from_code(language) else {
        return false;
    };
    let mut keys = Vec::new();
    keys_of(language, text_word, &mut keys);
    stem_key(language, rule_word).is_ok_and(|key| keys.contains(&key))
}

// --- rules

fn leaf(palette: usize, language: Language) -> Text {
    let plain = prop_oneof![
        7 => mostly(palette, |palette| palette.rule_words),
        2 => mostly(palette, |palette| palette.special),
    ];
    if language.is_none_or(|language| language == "zh") {
        return plain.boxed();
    }
    prop_oneof![9 => plain, 2 => mostly(palette, |palette| palette.stems)].boxed()
}

fn phrase(palette: usize, language: Language) -> Text {
    let group = vec(vec(leaf(palette, language), 1..3), 1..4).prop_map(|phrases| {
        let phrases: Vec<String> = phrases.iter().map(|phrase| phrase.join(" ")).collect();
        format!("({})", phrases.join(" OR "))
    });
    let element = prop_oneof![5 => leaf(palette, language), 1 => group];
    let gap = prop_oneof![8 => Just(" "), 1 => select(vec![" * ", " * * ", "-", " — ", " ' "])];
    (element.clone(), vec((gap, element), 1..3))
        .prop_map(|(first, rest)| {
            rest.into_iter().fold(first, |phrase, (gap, element)| phrase + gap + &element)
        })
        .boxed()
}

/// Leaves, phrases and `OR` of these.
fn wording(palette: usize, language: Language) -> Text {
    let simple = prop_oneof![5 => leaf(palette, language), 2 => phrase(palette, language)];
    let either =
        vec(simple.clone(), 2..4).prop_map(|phrases| format!("({})", phrases.join(" OR ")));
    prop_oneof![7 => simple, 1 => either].boxed()
}

/// What NEAR takes, parentheses included.
fn near_operand(palette: usize, language: Language, ids: &[String]) -> Text {
    let found = mostly(palette, |palette| palette.regexes);
    let text = prop_oneof![8 => wording(palette, language), 1 => found];
    if ids.is_empty() {
        return text.boxed();
    }
    let code = select(ids.to_vec()).prop_map(|id| format!("#{id}"));
    let either =
        (code.clone(), wording(palette, language)).prop_map(|(a, b)| format!("({a} OR {b})"));
    prop_oneof![6 => text, 1 => code, 1 => either].boxed()
}

fn scope() -> BoxedStrategy<&'static str> {
    prop_oneof![3 => Just(""), 1 => Just("/p"), 1 => Just("/u")].boxed()
}

fn near(palette: usize, language: Language, ids: &[String]) -> Text {
    let operand = || near_operand(palette, language, ids);
    (operand(), select(vec!["NEAR", "BEFORE"]), 1..7, scope(), operand())
        .prop_map(|(a, name, n, scope, b)| format!("{a} {name}/{n}{scope} {b}"))
        .boxed()
}

/// Any rule.
pub fn rule(palette: usize, language: Language, ids: &[String]) -> Text {
    let parenthesised = |text: String| format!("({text})");
    let simple = near_operand(palette, language, ids);
    let leaf =
        prop_oneof![3 => simple.clone(), 2 => near(palette, language, ids).prop_map(parenthesised)];
    let operand =
        leaf.prop_recursive(2, 8, 3, move |inner| compound(inner).prop_map(parenthesised));
    prop_oneof![3 => simple, 3 => near(palette, language, ids), 4 => compound(operand)].boxed()
}

fn compound(operand: impl Strategy<Value = String> + Clone + 'static) -> Text {
    let operator = (0..4, 1..7, scope()).prop_map(|(kind, n, scope)| match kind {
        0 => " OR ".to_owned(),
        1 => format!(" AND{scope} "),
        2 => format!(" NOT{scope} "),
        _ => format!(" NOT/{n}{scope} "),
    });
    (operator, vec(operand, 2..4)).prop_map(|(operator, operands)| operands.join(&operator)).boxed()
}

fn unless_pattern(palette: usize, language: Language, ids: &[String]) -> Text {
    prop_oneof![2 => near_operand(palette, language, ids), 1 => near(palette, language, ids)]
        .boxed()
}

// --- codebooks

const IDS: [&str; 7] = ["a", "a.b", "a.b.c", "a.d", "e", "e.f", "g"];

fn with_language(palette: usize) -> BoxedStrategy<Language> {
    prop_oneof![
        3 => Just(None),
        5 => Just(Some(PALETTES[palette].language)),
        1 => language().prop_map(Some),
    ]
    .boxed()
}

fn code(palette: usize, id: String, all: &[String]) -> BoxedStrategy<Code> {
    // `a` refers to `e` and `g`, `e` to `g`, all to their subcodes: no cycle. `unless` holds for
    // subcodes too and refers to no relative.
    let strangers: Vec<String> = all.iter().filter(|other| other[..1] > id[..1]).cloned().collect();
    let below = all.iter().filter(|other| other.starts_with(&format!("{id}."))).cloned();
    let ids: Vec<String> = strangers.iter().cloned().chain(below).collect();
    let weight = prop_oneof![3 => Just(1_000_000), 2 => select(vec![500_000, 2_500_000, 100_000])];
    let rules = (with_language(palette), weight, prop::bool::weighted(0.15)).prop_flat_map(
        move |(language, weight, only)| {
            rule(palette, language, &ids).prop_map(move |text| Rule {
                text,
                language,
                weight,
                only_language: only && language.is_some(),
            })
        },
    );
    let unless = with_language(palette).prop_flat_map(move |language| {
        unless_pattern(palette, language, &strangers).prop_map(move |text| (language, text))
    });
    let threshold = select(vec![500_000, 1_000_000, 1_600_000, 2_000_000, 3_000_000]);
    let unless = prop_oneof![2 => Just(vec![]), 1 => vec(unless, 1..3)];
    (vec(rules, 1..4), unless, proptest::option::weighted(0.4, threshold))
        .prop_map(move |(rules, unless, threshold)| {
            // The text of a rule names it in the results, so it stands once in a code.
            let mut unique: Vec<Rule> = Vec::new();
            for rule in rules {
                if !unique.iter().any(|other| other.text == rule.text) {
                    unique.push(rule);
                }
            }
            Code { id: id.clone(), rules: unique, unless, threshold }
        })
        .boxed()
}

fn denial(language: &'static str) -> BoxedStrategy<(&'static str, Denial)> {
    let (cues, pseudo): (&[&str], &[&str]) = match language {
        "en" => (&["not", "a b", "b OR not a", "u.s."], &["not only", "not c"]),
        "ru" => (&["не", "а б", "~мир", "г."], &["не только", "не а"]),
        "kk" => (&["емес", "жол", "ел емес"], &["ғана емес", "емес ел"]),
        _ => (&["不", "一带", "不 OR 〇"], &["不仅", "不国"]),
    };
    let side = select(vec![Side::Before, Side::After]);
    let cue = (select(cues), side, proptest::option::of(1usize..5))
        .prop_map(|(cue, side, reach)| Cue { cue: cue.to_owned(), side, reach });
    let pseudo = subsequence(pseudo, 0..=pseudo.len());
    (vec(cue, 1..4), pseudo)
        .prop_map(move |(cues, pseudo)| {
            let pseudo = pseudo.into_iter().map(str::to_owned).collect();
            (language, Denial { cues, pseudo })
        })
        .boxed()
}

fn codebook(palette: usize) -> BoxedStrategy<Codebook> {
    let ids = subsequence(&IDS, 1..=IDS.len()).prop_map(|chosen| {
        let is_above = |id: &str| chosen.iter().any(|other| other.starts_with(&format!("{id}.")));
        let closed = IDS.iter().filter(|id| chosen.contains(id) || is_above(id));
        closed.map(|id| (*id).to_owned()).collect::<Vec<String>>()
    });
    let codes = ids.prop_flat_map(move |all| {
        let codes: Vec<_> = all.iter().map(|id| code(palette, id.clone(), &all)).collect();
        codes
    });
    let denials = (denial("en"), denial("ru"), denial("kk"), denial("zh"));
    (codes.prop_shuffle(), denials, prop::bool::weighted(0.2), any::<[bool; 2]>())
        .prop_map(|(codes, (en, ru, kk, zh), single_label, [reversed, asks])| {
            let top = codes.iter().map(|code| code.id.clone()).filter(|id| !id.contains('.'));
            let mut priority: Vec<String> = top.collect();
            // The object is no framing: another one must be there.
            let about = Some(priority[0].clone()).filter(|_| asks && priority.len() > 1);
            priority.retain(|id| Some(id) != about.as_ref());
            priority.sort();
            if reversed {
                priority.reverse();
            }
            Codebook { codes, denial: vec![en, ru, kk, zh], about, single_label, priority }
        })
        .boxed()
}

/// A codebook and a segment of the same palette.
pub fn study() -> BoxedStrategy<(Codebook, Segment)> {
    (0..PALETTES.len()).prop_flat_map(|palette| (codebook(palette), segment(palette))).boxed()
}

/// Two operands and a segment of the same palette.
pub fn operands() -> BoxedStrategy<(String, String, Segment)> {
    let of = |palette| {
        (near_operand(palette, None, &[]), near_operand(palette, None, &[]), segment(palette))
    };
    (0..PALETTES.len()).prop_flat_map(of).boxed()
}

/// A rule of one operator on a long segment of few words, nearly all of them hits.
pub fn dense() -> BoxedStrategy<(String, Segment)> {
    let operand = select(vec![
        "a",
        "b",
        "c",
        "(a OR b)",
        "(b OR c)",
        "a b",
        "(a OR a b)",
        "b a",
        "(a b OR c)",
        "/a b|a/",
        "/b.a/",
        "#y",
        "(#y OR a)",
    ]);
    let distance = prop_oneof![3 => 1_usize..8, 1 => Just(40_usize)];
    let operator = (0..5, distance, scope()).prop_map(|(kind, n, scope)| match kind {
        0 | 1 => format!("NEAR/{n}{scope}"),
        2 => format!("BEFORE/{n}{scope}"),
        3 => format!("NOT/{n}{scope}"),
        _ => format!("AND{scope}"),
    });
    // Runs of one word, which is where pairs are hard to choose.
    let run = (select(vec!["a ", "b ", "c ", "x "]), 1_usize..7);
    let sentence = vec(run, 1..8).prop_map(|runs| {
        let words: String = runs.into_iter().map(|(word, n)| word.repeat(n)).collect();
        format!("{}.", words.trim_end())
    });
    let paragraphs = vec(vec(sentence, 1..3), 1..3);
    (operand.clone(), operator, operand, paragraphs)
        .prop_map(|(a, operator, b, paragraphs)| {
            let (text, sentences, paragraphs) = assemble(&paragraphs);
            let segment = Segment { text, sentences, paragraphs, language: "en", stem_equal };
            (format!("{a} {operator} {b}"), segment)
        })
        .boxed()
}
