//! What `Codebook::parse` says of a codebook, and the piece of the file that it points at.

use framebook_engine::codebook::Codebook;

/// Each problem as `message [what is pointed at]`, in the order of the file.
fn said(source: &str) -> Vec<String> {
    let (_, problems) = Codebook::parse("check.toml", source);
    let line = |it: &framebook_engine::diagnostic::Diagnostic| {
        format!("{} [{}]", it.message, source.get(it.span.clone()).unwrap_or("no place"))
    };
    problems.iter().map(line).collect()
}

/// A code with these lines in it.
fn code(lines: &str) -> String {
    format!("[[code]]\nid = \"a\"\ndefinition = \"d\"\n{lines}\n")
}

fn check(cases: &[(&str, &[&str])], build: impl Fn(&str) -> String) {
    let mut wrong = Vec::new();
    for (lines, expected) in cases {
        let got = said(&build(lines));
        if got != *expected {
            wrong.push(format!("{lines}\n  {}", got.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rules_that_say_the_same_or_swallow_one_another_are_told() {
    let cases: &[(&str, &[&str])] = &[
        (
            "rules.en = ['silk road', 'SILK-Road']",
            &["rule `SILK-Road` says the same as `silk road` ['SILK-Road']"],
        ),
        ("rules.ru = ['ещё', 'ЕЩЕ']", &["rule `ЕЩЕ` says the same as `ещё` ['ЕЩЕ']"]),
        ("rules.kk = ['ШЫҰ', 'шыұ']", &["rule `шыұ` says the same as `ШЫҰ` ['шыұ']"]),
        ("rules.zh = ['ＳＣＯ', 'sco']", &["rule `sco` says the same as `ＳＣＯ` ['sco']"]),
        ("rules.zh = ['上合', '上合']", &["rule `上合` stands twice in this code ['上合']"]),
        (
            "rules.en = ['a OR b', 'b OR a']",
            &["rule `b OR a` says the same as `a OR b` ['b OR a']"],
        ),
        (
            "rules.en = ['a AND b', 'b AND A']",
            &["rule `b AND A` says the same as `a AND b` ['b AND A']"],
        ),
        ("rules.en = ['a BEFORE/2 b', 'b BEFORE/2 a']", &[]),
        ("rules.en = ['\"RATS\"', '\"Rats\"']", &[]),
        ("rules.en = ['rats']\nrules.ru = ['rats']", &[]),
        (
            "rules.en = ['security', 'secur*']",
            &["`secur*` finds all that `security` finds ['security']"],
        ),
        (
            "rules.ru = ['*безопасн*', 'кибербезопасность']",
            &["`*безопасн*` finds all that `кибербезопасность` finds ['кибербезопасность']"],
        ),
        (
            "rules.kk = ['?ауіпсізді*', 'қауіпсіздік']",
            &["`?ауіпсізді*` finds all that `қауіпсіздік` finds ['қауіпсіздік']"],
        ),
        (
            "rules.zh = ['上 * 组织', '上合组织']",
            &["`上 * 组织` finds all that `上合组织` finds ['上合组织']"],
        ),
        (
            "rules.en = ['secur* council', 'security council']",
            &["`secur* council` finds all that `security council` finds ['security council']"],
        ),
        (
            "rules.ru = ['~граница', 'границами']",
            &["`~граница` finds all that `границами` finds ['границами']"],
        ),
        (
            "rules.en = ['rats', '\"RATS\"']",
            &["`rats` finds all that `\"RATS\"` finds ['\"RATS\"']"],
        ),
        (
            "rules.en = ['a* OR b', 'ab OR b']",
            &["`a* OR b` finds all that `ab OR b` finds ['ab OR b']"],
        ),
        ("rules.en = ['secur*', { rule = 'security', weight = 2 }]", &[]),
        // It is the rule by which the code covers Kazakh.
        ("rules.ru = ['террор*']\nrules.kk = ['терроризм']", &[]),
        ("rules.ru = [{ rule = 'террор*', only_language = true }, 'терроризм']", &[]),
        (
            "rules.en = ['silk road', 'new silk road']",
            &["`silk road` stands inside `new silk road` ['new silk road']"],
        ),
        (
            "rules.kk = ['жібек жолы', 'жаңа жібек жолы']",
            &["`жібек жолы` stands inside `жаңа жібек жолы` ['жаңа жібек жолы']"],
        ),
        ("rules.en = ['silk road OR new silk road']", &[]),
        (
            "rules.zh = ['上海']\nunless.zh = ['上海']",
            &["rule `上海` lies wholly inside its `unless` `上海` ['上海']"],
        ),
        (
            "rules.ru = ['пояс*']\nunless.ru = ['пояс*', 'поя*']",
            &[
                "rule `пояс*` lies wholly inside its `unless` `пояс*` ['пояс*']",
                "rule `пояс*` lies wholly inside its `unless` `поя*` ['пояс*']",
            ],
        ),
        (
            "rules.en = ['a NEAR/3 b']\nunless.en = ['b NEAR/3 a']",
            &["rule `a NEAR/3 b` lies wholly inside its `unless` `b NEAR/3 a` ['a NEAR/3 b']"],
        ),
        ("rules.en = ['road AND Road']", &["`AND` of something with itself [Road]"]),
        ("rules.kk = ['жол OR жол']", &["`OR` of something with itself [жол]"]),
        ("rules.zh = ['路 AND/p (路)']", &["`AND/p` of something with itself [路]"]),
    ];
    check(cases, code);
}

#[test]
fn words_that_look_like_something_else_are_told() {
    let cases: &[(&str, &[&str])] = &[
        ("rules.en = ['silk or road']", &["`or` in lower case is a word of the phrase [or]"]),
        (
            "rules.en = ['terror* and/p extremis*']",
            &["`and/p` in lower case is a word of the phrase [and/p]"],
        ),
        ("rules.ru = ['пояс ИЛИ путь']", &["`ИЛИ` is a word of the phrase [ИЛИ]"]),
        ("rules.kk = ['белдеу немесе жол']", &["`немесе` is a word of the phrase [немесе]"]),
        ("rules.zh = ['一带 或 一路']", &["`或` is a word of the phrase [或]"]),
        ("unless.en = ['silk or road']", &["`or` in lower case is a word of the phrase [or]"]),
        ("rules.en = ['silk or road']\nexclude = 'By silk or road, as they say.'", &[]),
        ("rules.en = ['belt and road', 'not a threat']", &[]),
        ("rules.zh = ['一带 ＯＲ 一路']", &["full-width operator `ＯＲ` [ＯＲ]"]),
        ("rules.en = ['silk ＮＥＡＲ/0 road']", &["full-width operator `ＮＥＡＲ/0` [ＮＥＡＲ/0]"]),
        (
            "rules.zh = ['＂ＳＣＯ＂']",
            &["full-width quotation mark `＂` [＂]", "full-width quotation mark `＂` [＂]"],
        ),
        ("rules.ru = ['Шaнхай']", &["Latin `a` in the Cyrillic word `Шaнхай` [Шaнхай]"]),
        ("rules.en = ['seсurity']", &["Cyrillic `с` in the Latin word `seсurity` [seсurity]"]),
        ("rules.en = ['silk ОR road']", &["Cyrillic `О` in the Latin word `ОR` [ОR]"]),
        ("rules.en = ['‘RATS’']", &["`‘` is passed over: no quotation mark of rules [‘]"]),
    ];
    check(cases, code);
}

#[test]
fn a_mistake_is_told_once_and_with_its_place() {
    let cases: &[(&str, &[&str])] = &[
        ("rules.en = ['silk XOR road OR belt']", &["unknown operator `XOR` [XOR]"]),
        ("rules.en = ['a AND b OR c']", &["`AND` and `OR` stand at one level [OR]"]),
        ("rules.en = ['a NEAR / 3 b']", &["a blank inside of an operator [NEAR / 3]"]),
        ("rules.ru = ['(пояс']", &["parenthesis `(` is not closed [(]"]),
        ("rules.kk = ['белдеу)']", &["parenthesis `)` closes nothing [)]"]),
        (
            "rules.zh = ['［一带］']",
            &[
                "`［` separates words and can not stand in a phrase [［一带］]",
                "`］` separates words and can not stand in a phrase [［一带］]",
            ],
        ),
        ("rules.en = [1996]", &["ambiguous type: a rule is a number, a text is wanted [1996]"]),
        ("rules.en = 'silk'", &["ambiguous type: `rules.en` is a text, a list is wanted ['silk']"]),
        ("lable = 'x'", &["unknown key `lable` in a code [lable]"]),
        ("rules.kz = ['x']", &["unknown language `kz` in `rules` [kz]"]),
        (
            "status = [{ role = 'member', from = '2001', til = 2 }]",
            &[
                "ambiguous type: `from` is a text, a year is wanted ['2001']",
                "unknown key `til` in a status [til]",
            ],
        ),
        (
            "status = ['member']",
            &["ambiguous type: a status is a text, a table is wanted ['member']"],
        ),
        ("rules.en = ['#b']", &["unknown code `#b` [#b]"]),
        ("rules.en = ['#a AND x']", &["codes rest on one another: `a` → `a` [#a]"]),
        ("unless = ['x OR #a']", &["codes rest on one another: `a` → `a` [#a]"]),
        (
            "rules.en = ['a' 'b']",
            &["this is no TOML: missing comma between array elements, expected `,` []"],
        ),
    ];
    check(cases, code);
}

#[test]
fn places_hold_in_every_kind_of_string_and_of_line() {
    let strings = [
        "'X'",
        "\"X\"",
        "'''X'''",
        "\"\"\"X\"\"\"",
        "'''\nX'''",
        "\"\"\"\n\\\n   X\"\"\"",
        "\"\\u043F\\t X\"",
    ];
    for string in strings {
        for lines in [
            "rules.ru = [S]",
            "rules.ru = [\n\tS,\n]",
            "rules.ru = [\n  { rule = S, weight = 2 },\n]",
        ] {
            for ends in ["\n", "\r\n"] {
                for mark in ["", "\u{feff}"] {
                    let string = string.replace('X', "пояс XOR путь");
                    let source = mark.to_owned() + &code(&lines.replace('S', &string));
                    let source = source.replace('\n', ends);
                    assert_eq!(said(&source), ["unknown operator `XOR` [XOR]"], "{source:?}");
                }
            }
        }
    }
}

#[test]
fn every_cycle_is_told_and_no_code_hides_behind_another() {
    let book = |codes: &[(&str, &str)]| -> String {
        let code = |(id, rule): &(&str, &str)| {
            format!("[[code]]\nid = '{id}'\ndefinition = 'd'\nrules = ['{rule}']\n")
        };
        codes.iter().map(code).collect()
    };
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);
    let cases: &[Case<'_>] = &[
        (&[("a", "#a"), ("b", "#c"), ("c", "#b"), ("d", "x")], &["a → a", "b → c → b"]),
        (&[("a", "#a OR #b"), ("b", "#a")], &["a → a", "a → b → a"]),
        (&[("a", "#a.b"), ("a.b", "#a")], &["a → a.b → a"]),
        (&[("a", "#b"), ("b", "#c"), ("c", "x")], &[]),
    ];
    for (codes, expected) in cases {
        let cycles: Vec<String> = said(&book(codes))
            .iter()
            .filter_map(|it| it.strip_prefix("codes rest on one another: "))
            .map(|it| it.split(" [").next().unwrap_or_default().replace('`', ""))
            .collect();
        assert_eq!(cycles, *expected, "{codes:?}");
    }
}

#[test]
fn a_code_without_a_definition_is_told_and_names_that_nobody_knows_are_met_with_those_there_are() {
    let source = "[codebook]\nmeasur = \"mention\"\nmeasure = \"asserte\"\nabout = \"sekurity\"\n\n[[code]]\nid = \"security\"\nrules = ['x']\n";
    let (_, problems) = Codebook::parse("check.toml", source);
    let told: Vec<(&str, &str)> = problems
        .iter()
        .map(|it| (it.message.as_str(), it.help.as_deref().unwrap_or_default()))
        .collect();
    let expected = [
        (
            "unknown key `measur` in `[codebook]`",
            "did you mean `measure`? there are: id, title, version, ",
        ),
        ("unknown measure `asserte`", "did you mean `asserted`? there are: asserted, mention"),
        ("unknown code `sekurity` in `about`", "did you mean `security`? there are: security"),
        ("code `security` has no definition", "say what it means: `definition = \"…\"`"),
    ];
    for ((message, help), (expected_message, expected_help)) in told.iter().zip(expected) {
        assert_eq!(*message, expected_message);
        assert!(help.starts_with(expected_help), "{help}");
    }
    assert_eq!(told.len(), expected.len(), "{told:?}");
    let wrong =
        [("codebook = 5\n", "`codebook` is a number"), ("[code]\nid = 'a'\n", "`code` is a table")];
    for (source, expected) in wrong {
        assert!(said(source).iter().any(|it| it.contains(expected)), "{:?}", said(source));
    }
}
