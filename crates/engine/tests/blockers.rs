//! For a rule that almost held, what kept it from holding: every kind of blocker as `explain` hears
//! it, with the rule, the place of what was found and of what stands in its way.

use std::sync::Arc;

use framebook_engine::codebook::Codebook;
use framebook_engine::coding::{BatchOutput, CompiledSet, Document, Options, Recording, Worker};
use framebook_engine::segment::Unit;
use framebook_engine::text::Language;

/// Each blocked hit: `code / rule / kind [detail]: what was found <- what stands in its way`.
fn blocked(codebook: &str, language: Language, text: &str) -> Vec<String> {
    let (parsed, diagnostics) = Codebook::parse("test.toml", codebook);
    let codebook = Arc::new(parsed.unwrap_or_else(|| panic!("{diagnostics:#?}")));
    let options = Options { unit: Unit::Document, ..Options::default() };
    let set = CompiledSet::new(vec![Arc::clone(&codebook)], options);
    let mut out = BatchOutput::default();
    // Makes room for the one codebook of the set.
    Worker::default().code_batch(&set, [], &mut out);
    let mut trace = Recording::default();
    let parts = [Some(text)];
    let document = Document { parts: &parts, language: Some(language), absent: None };
    Worker::default().document(&set, 0, document, &mut out, &mut trace);
    let told = trace.blocked.iter().map(|it| {
        let rule = it.rule.map_or("-", |rule| codebook.rules[rule as usize].text.as_str());
        let by = it.by.map_or(String::new(), |(start, end)| {
            format!(" <- {}", &text[start as usize..end as usize])
        });
        let found = &text[it.start as usize..it.end as usize];
        let code = &codebook.codes[it.code].id;
        format!("{code} / {rule} / {}{}: {found}{by}", it.blocker.name(), detail(&codebook, it))
    });
    told.collect()
}

fn detail(codebook: &Codebook, blocked: &framebook_engine::coding::Blocked) -> String {
    use framebook_engine::coding::Blocker;
    match &blocked.blocker {
        Blocker::Distance { between, allowed } => format!(" [{between} of {allowed}]"),
        Blocker::Unless(text) | Blocker::Flag(text) => format!(" [{text}]"),
        Blocker::Longest(rule) => format!(" [{}]", codebook.rules[*rule as usize].text),
        Blocker::Threshold { sum, threshold } => format!(" [{sum} of {threshold}]"),
        _ => String::new(),
    }
}

/// One code `a` with one rule.
fn check(language: &str, rule: &str, text: &str, expected: &[&str]) {
    let codebook = format!("[[code]]\nid = \"a\"\nrules.{language} = ['{rule}']\n");
    let language = Language::from_code(language).unwrap();
    assert_eq!(blocked(&codebook, language, text), expected, "{rule} in {text:?}");
}

#[test]
fn not_names_what_stands_in_the_sentence() {
    check(
        "en",
        "silk road NOT market",
        "The silk road market was closed.",
        &["a / silk road NOT market / NOT: silk road <- market"],
    );
    check(
        "zh",
        "丝绸之路 NOT/2 网站",
        "丝绸之路网站",
        &["a / 丝绸之路 NOT/2 网站 / NOT: 丝绸之路 <- 网站"],
    );
    check("en", "china NOT/2 bone", "Bone of the old china", &[]);
    // Of several the nearest before, or else the nearest behind; one that overlaps too.
    check(
        "en",
        "china NOT/5 bone",
        "A bone, a bone of china, a bone",
        &["a / china NOT/5 bone / NOT: china <- bone"],
    );
    check(
        "ru",
        "путь NOT шелковый путь",
        "Шёлковый путь",
        &["a / путь NOT шелковый путь / NOT: путь <- Шёлковый путь"],
    );
    check(
        "kk",
        "жол NOT/2/u сауда",
        "Жол. Сауда емес.",
        &["a / жол NOT/2/u сауда / NOT: Жол <- Сауда"],
    );
}

#[test]
fn distance_names_the_words_between_and_the_most_allowed() {
    check(
        "ru",
        "китай NEAR/3 угроза",
        "Китай — это не наша угроза.",
        &["a / китай NEAR/3 угроза / distance [3 of 2]: Китай <- угроза"],
    );
    check(
        "kk",
        "қытай BEFORE/2 қауіп",
        "Қытай жақта үлкен қауіп бар.",
        &["a / қытай BEFORE/2 қауіп / distance [2 of 1]: Қытай <- қауіп"],
    );
    check("ru", "китай NEAR/3 угроза", "Китай далеко.", &[]);
}

#[test]
fn order_is_told_where_only_the_order_is_wrong() {
    check(
        "en",
        "china BEFORE/3 threat",
        "The threat to China",
        &["a / china BEFORE/3 threat / order: China <- threat"],
    );
    // Too far apart as well: neither alone would mend it.
    check(
        "en",
        "china BEFORE/2 threat",
        "The threat to old China",
        &[
            "a / china BEFORE/2 threat / order: China <- threat",
            "a / china BEFORE/2 threat / distance [2 of 1]: China <- threat",
        ],
    );
    // A pair in the right order that is too far apart, and one far away in the wrong order.
    check(
        "en",
        "china BEFORE/2 threat",
        "The threat to our old China is no threat",
        &["a / china BEFORE/2 threat / distance [2 of 1]: China <- threat"],
    );
    // NEAR knows no order.
    check(
        "zh",
        "中国 NEAR/2 威胁",
        "威胁不是中国",
        &["a / 中国 NEAR/2 威胁 / distance [2 of 1]: 中国 <- 威胁"],
    );
}

#[test]
fn overlap_is_told_where_the_operands_stand_on_the_same_words() {
    check(
        "en",
        "security AND security council",
        "The Security Council met.",
        &["a / security AND security council / overlap: Security <- Security Council"],
    );
    check(
        "ru",
        "шелковый путь NEAR/5 путь",
        "Шёлковый путь длинный.",
        &["a / шелковый путь NEAR/5 путь / overlap: Шёлковый путь <- путь"],
    );
    check(
        "kk",
        "жібек жолы BEFORE/5 жолы",
        "Жібек жолы ұзақ.",
        &["a / жібек жолы BEFORE/5 жолы / overlap: Жібек жолы <- жолы"],
    );
    check("zh", "中国 AND 中", "中国", &["a / 中国 AND 中 / overlap: 中国 <- 中"]);
    // In one sentence they share a word, in another one there is a side without the other.
    check(
        "en",
        "council AND security council",
        "The council met. The Security Council met.",
        &["a / council AND security council / overlap: Council <- Security Council"],
    );
}

#[test]
fn scope_is_told_where_the_operands_stand_in_different_sentences() {
    check(
        "en",
        "china AND threat",
        "China rose. The threat did not.",
        &["a / china AND threat / scope: China <- threat"],
    );
    check(
        "zh",
        "中国 NEAR/9 威胁",
        "这是中国。威胁在哪里？",
        &["a / 中国 NEAR/9 威胁 / scope: 中国 <- 威胁"],
    );
    check(
        "ru",
        "китай AND/p угроза",
        "Китай рядом.\n\nУгроза далеко.",
        &["a / китай AND/p угроза / scope: Китай <- Угроза"],
    );
    // Of several the nearest two.
    check(
        "en",
        "china AND threat",
        "China rose. China fell. The threat did not.",
        &["a / china AND threat / scope: China <- threat"],
    );
    check(
        "kk",
        "қытай BEFORE/3 қауіп",
        "Қытай көрші. Қауіп жоқ.",
        &["a / қытай BEFORE/3 қауіп / scope: Қытай <- Қауіп"],
    );
    // A hit that leaves the sentence in which the operator looks.
    check(
        "en",
        "(china AND/u threat) NOT peace",
        "China rose. The threat did not.",
        &["a / (china AND/u threat) NOT peace / scope: China rose. The threat"],
    );
}

#[test]
fn unless_names_its_pattern_and_where_it_stands() {
    let codebook = "[[code]]\nid = \"a\"\nrules.en = ['security']\nrules.zh = ['安全']\nunless.en = ['security council']\nunless.zh = ['安全带']\n";
    assert_eq!(
        blocked(codebook, Language::English, "the Security Council"),
        ["a / security / unless [security council]: Security <- Security Council"]
    );
    assert_eq!(
        blocked(codebook, Language::Chinese, "请系好安全带"),
        ["a / 安全 / unless [安全带]: 安全 <- 安全带"]
    );
    let below = "[[code]]\nid = \"a\"\nrules = ['war']\nunless = ['security council']\n[[code]]\nid = \"a.b\"\nrules = ['council']\n";
    assert_eq!(
        blocked(below, Language::English, "the Security Council"),
        ["a.b / council / unless [security council]: Council <- Security Council"]
    );
}

#[test]
fn longest_names_the_rule_that_took_the_words() {
    let codebook = "[[code]]\nid = \"a\"\nrules.kk = ['жол', 'жібек жолы', 'жолы*']\n";
    assert_eq!(
        blocked(codebook, Language::Kazakh, "Жібек жолы"),
        ["a / жолы* / longest [жібек жолы]: жолы <- Жібек жолы"]
    );
    let parent = "[[code]]\nid = \"a\"\nrules = ['road']\n[[code]]\nid = \"a.b\"\nrules = ['belt and road']\n";
    assert_eq!(
        blocked(parent, Language::English, "Belt and Road"),
        ["a / road / longest [belt and road]: Road <- Belt and Road"]
    );
    // The rule of a subcode that holds is not blocked by what its parent counts.
    let child = "[[code]]\nid = \"a\"\nrules = ['belt and road']\n[[code]]\nid = \"a.b\"\nrules = ['road']\n";
    assert_eq!(blocked(child, Language::English, "Belt and Road"), [""; 0]);
    // Another branch takes nothing.
    let branches =
        "[[code]]\nid = \"a\"\nrules = ['road']\n[[code]]\nid = \"b\"\nrules = ['belt and road']\n";
    assert_eq!(blocked(branches, Language::English, "Belt and Road"), [""; 0]);
}

#[test]
fn language_is_told_for_a_rule_of_another_language_only() {
    let codebook = "[[code]]\nid = \"a\"\nrules.ru = [{ rule = 'бар', only_language = true }, 'паб']\nrules.kk = ['кафе']\n";
    assert_eq!(blocked(codebook, Language::Kazakh, "Бізде бар."), ["a / бар / language: бар"]);
    assert_eq!(blocked(codebook, Language::Kazakh, "Бізде паб."), [""; 0]);
    assert_eq!(blocked(codebook, Language::Russian, "Новый бар."), [""; 0]);
}

#[test]
fn flag_names_the_cue_that_denies() {
    check("en", "bloc", "It is not a bloc.", &["a / bloc / flag [not]: bloc <- not"]);
    check("ru", "блок", "Это не блок.", &["a / блок / flag [не]: блок <- не"]);
    check("kk", "одақ", "Бұл одақ емес.", &["a / одақ / flag [емес]: одақ <- емес"]);
    check("zh", "集团", "它并非集团。", &["a / 集团 / flag [并非]: 集团 <- 并非"]);
    check("en", "bloc", "It is not only a bloc.", &[]);
    // The headline measure counts it all the same.
    let mention = "[codebook]\nmeasure = 'mention'\n[[code]]\nid = \"a\"\nrules = ['bloc']\n";
    assert_eq!(blocked(mention, Language::English, "It is not a bloc."), [""; 0]);
}

#[test]
fn an_unless_that_almost_held_blocks_nothing() {
    let codebook = "[[code]]\nid = \"a\"\nrules.en = ['security']\nunless.en = ['social NEAR/2 benefits', 'job NEAR/9 loss']\n";
    let text = "Security of social and other benefits. A job. The loss.";
    assert_eq!(blocked(codebook, Language::English, text), [""; 0]);
}

#[test]
fn threshold_names_the_sum_and_what_it_must_reach() {
    let codebook = "[[code]]\nid = \"a\"\nthreshold = 1.5\nrules = ['trade', { rule = 'market', weight = 0.5 }]\n";
    assert_eq!(
        blocked(codebook, Language::English, "Trade grew."),
        ["a / - / threshold [1000000 of 1500000]: Trade"]
    );
    assert_eq!(blocked(codebook, Language::English, "Trade in a market grew."), [""; 0]);
    // A parent's own union against its own threshold; a subcode that is given gives it.
    let parent = "[[code]]\nid = \"a\"\nthreshold = 3\nrules = ['war']\n[[code]]\nid = \"a.b\"\nthreshold = 2\nrules = ['border']\n";
    assert_eq!(
        blocked(parent, Language::English, "The war at the border"),
        [
            "a / - / threshold [2000000 of 3000000]: war",
            "a.b / - / threshold [1000000 of 2000000]: border",
        ]
    );
    assert_eq!(blocked(parent, Language::English, "The border, the border"), [""; 0]);
    // Reached, and yet missing or another code's.
    let missing = "[[code]]\nid = \"a\"\nthreshold = 1\nrules.ru = ['мир']\n";
    assert_eq!(blocked(missing, Language::English, "мир"), [""; 0]);
    let single = "[codebook]\nsingle_label = true\npriority = ['a', 'b']\n[[code]]\nid = \"a\"\nthreshold = 1\nrules = ['trade']\n[[code]]\nid = \"b\"\nthreshold = 1\nrules = ['war']\n";
    assert_eq!(blocked(single, Language::English, "Trade and war"), [""; 0]);
    // What is denied does not count under the headline measure.
    assert_eq!(
        blocked(codebook, Language::English, "Trade grew in no market."),
        ["a / market / flag [no]: market <- no", "a / - / threshold [1000000 of 1500000]: Trade"]
    );
}

#[test]
fn a_rule_that_holds_is_not_told_and_nor_is_one_that_finds_nothing() {
    check("en", "china AND threat", "China is a threat.", &[]);
    check("en", "china AND threat", "Rain.", &[]);
    check("en", "china AND threat", "", &[]);
    // A side that is missing: nothing almost held.
    check("en", "china AND threat AND trade", "China is a threat.", &[]);
    check("en", "china NEAR/3 threat", "China, China.", &[]);
    check("en", "china BEFORE/3 threat", "A threat.", &[]);
    check("en", "threat NOT china", "China.", &[]);
    // A pair that holds, beside one that does not.
    check("en", "china NEAR/2 threat", "China is our threat. The China threat.", &[]);
}
