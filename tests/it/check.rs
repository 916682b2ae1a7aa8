//! `framebook check`: problems drawn under their text, coverage, examples run as tests.

use crate::folder::{Folder, project, ran};

/// One mistake a code, in four scripts.
const FIFTEEN: &str = r##"[codebook]
id = "fifteen"
title = "Fifteen mistakes"

[[code]]
id = "operator"
definition = "An unknown operator."
rules.en = ["silk XOR road"]

[[code]]
id = "mixed"
definition = "Two operators at one level."
rules.ru = ["пояс AND путь OR дорога"]

[[code]]
id = "unbalanced"
definition = "A parenthesis that is not closed."
rules.kk = ["(жібек жолы"]

[[code]]
id = "wide"
definition = "A full-width parenthesis."
rules.zh = ["（一带 OR 一路）"]

[[code]]
id = "quotation"
definition = "A quotation mark that is not closed."
rules.en = ['"RATS']

[[code]]
id = "undefined"
definition = "A reference to nothing."
rules.en = ["#nowhere AND road"]

[[code]]
id = "cyclic"
definition = "A reference to itself."
rules.en = ["#cyclic AND road"]

[[code]]
id = "twice"
definition = "First."
rules.en = ["pipeline"]

[[code]]
id = "twice"
definition = "Second."
rules.en = ["corridor"]

[[code]]
id = "distance"
definition = "No distance."
rules.en = ["belt NEAR/0 road"]

[[code]]
id = "glob"
definition = "A glob that finds all that a rule finds."
rules.ru = ["безопасност*", "безопасность"]

[[code]]
id = "phrase"
definition = "A phrase inside a phrase."
rules.kk = ["жібек жолы", "жаңа жібек жолы"]

[[code]]
id = "blocked"
definition = "A rule inside its own unless."
rules.zh = ["上海"]
unless.zh = ["上海"]

[[code]]
id = "itself"
definition = "A word AND itself."
rules.en = ["road AND road"]

[[code]]
id = "lookalike"
definition = "A Latin letter in a Cyrillic word."
rules.ru = ["Шaнхай*"]

[[code]]
id = "lower"
definition = "An operator in lower case."
rules.en = ["terror or separatism"]

[[code]]
id = "ambiguous"
definition = "A number where a text is wanted."
rules.en = [1996]
"##;

#[test]
fn every_mistake_of_a_codebook_is_drawn_at_once_under_its_text() {
    let folder = Folder::empty();
    folder.write("fifteen.toml", FIFTEEN);
    let checked = folder.run(&["check", "fifteen.toml"]);
    assert_eq!(checked.exit, Some(1), "{}", checked.err);
    // What is said, and what is drawn: the line with its number, and the marks under it.
    let cases = [
        ("unknown operator `XOR`", "silk XOR road"),
        ("`AND` and `OR` stand at one level", "пояс AND путь OR дорога"),
        ("parenthesis `(` is not closed", "(жібек жолы"),
        ("full-width parenthesis `（`", "（一带 OR 一路）"),
        ("quotation mark `\"` is not closed", "\"RATS"),
        ("unknown code `#nowhere`", "#nowhere AND road"),
        ("codes rest on one another: `cyclic`", "#cyclic AND road"),
        ("code `twice` is defined twice (first at line 41)", "id = \"twice\""),
        ("`NEAR/0`: the distance is at least 1", "belt NEAR/0 road"),
        ("`безопасност*` finds all that `безопасность` finds", "безопасность"),
        ("`жібек жолы` stands inside `жаңа жібек жолы`", "жаңа жібек жолы"),
        ("lies wholly inside its `unless`", "上海"),
        ("`AND` of something with itself", "road AND road"),
        ("Latin `a` in the Cyrillic word `Шaнхай*`", "Шaнхай*"),
        ("`or` in lower case is a word of the phrase", "terror or separatism"),
        ("ambiguous type", "1996"),
    ];
    let drawn: Vec<&str> = checked.out.split("\n\n").collect();
    let mut missing = Vec::new();
    for (message, text) in cases {
        let found = drawn.iter().any(|block| {
            let mut lines = block.lines();
            lines.next().is_some_and(|title| title.contains(message))
                && block.contains(text)
                && block
                    .lines()
                    .any(|line| line.trim_start().starts_with("| ") && line.contains('^'))
        });
        if !found {
            missing.push(message);
        }
    }
    assert!(missing.is_empty(), "not drawn: {missing:#?}\n{}", checked.out);
}

/// The marks of a drawing stand under what they speak of, also where characters are two columns wide.
#[test]
fn marks_stand_under_their_text_in_wide_characters() {
    let folder = Folder::empty();
    folder.write("wide.toml", TINY_WIDE);
    let out = folder.run(&["check", "wide.toml"]).out;
    let line = out.lines().find(|line| line.contains("一带")).unwrap_or_else(|| panic!("{out}"));
    let marks = out.lines().find(|line| line.contains('^')).unwrap_or_else(|| panic!("{out}"));
    let before = &line[..line.find('）').unwrap_or_else(|| panic!("{out}"))];
    let width: usize = before.chars().map(|it| if it >= '\u{2e80}' { 2 } else { 1 }).sum();
    assert_eq!(marks.find('^'), Some(width), "{out}");
}

/// Files from other systems: a byte order mark, CRLF, tabs, rules over several lines.
#[test]
fn line_ends_and_tabs_are_not_drawn() {
    let folder = Folder::empty();
    let source = "\u{feff}[codebook]\nid = \"x\"\n\n[[code]]\nid = \"a\"\ndefinition = \"d\"\nrules.ru = [\n\t'пояс XOR путь',\n\t\"\"\"\nсилк OR\n  дорога AND путь\"\"\",\n]\n";
    folder.write("other.toml", source.replace('\n', "\r\n"));
    let out = folder.run(&["check", "other.toml"]).out;
    for (line, marks) in [("8 |     'пояс XOR путь',", 14), ("11 |   дорога AND путь\"\"\",", 14)]
    {
        let at = out.lines().position(|it| it == line).unwrap_or_else(|| panic!("{out}"));
        let drawn = out.lines().nth(at + 1).and_then(|it| it.find('^'));
        assert_eq!(drawn, Some(marks), "{out}");
    }
    assert!(!out.contains(['\r', '\t', '␍', '\u{feff}']), "{out:?}");
}

/// A rule of hundreds of words: its line is cut to the terminal, around the mistake.
#[test]
fn a_long_line_is_cut_around_the_mistake() {
    let folder = Folder::empty();
    let words: Vec<String> = (0..300).map(|n| format!("слово{n}")).collect();
    let rule = format!("{} XOR 安全 OR {}", words.join(" OR "), words.join(" OR "));
    folder.write(
        "long.toml",
        format!("[[code]]\nid = \"a\"\ndefinition = \"d\"\nrules = ['{rule}']\n"),
    );
    let checked = ran(folder.command(&["check", "long.toml"]).env("COLUMNS", "90"));
    let drawn: Vec<&str> = checked.out.lines().take(5).collect();
    assert!(drawn[3].contains("XOR 安全"), "{}", checked.out);
    assert!(drawn.iter().all(|line| line.chars().count() <= 100), "{}", checked.out);
    assert!(drawn[4].contains("^^^"), "{}", checked.out);
}

const TINY_WIDE: &str = r#"[codebook]
id = "wide"
title = "Wide"

[[code]]
id = "wide"
definition = "It closes nothing."
rules.zh = ["一带一路）"]
"#;

#[test]
fn the_codebooks_that_framebook_ships_have_no_errors_and_pass_their_examples() {
    for name in ["codebooks/silk-road.toml", "codebooks/actors.toml"] {
        let folder = Folder::of_the_project();
        let checked = folder.run(&["check", name]);
        assert_eq!(checked.exit, Some(0), "{}", checked.out);
        assert!(checked.out.contains("counter-examples tested: 0 failed"), "{}", checked.out);
        assert!(checked.out.contains("rules by code and language"), "{}", checked.out);
    }
}

#[test]
fn an_example_that_does_not_receive_its_code_is_an_error() {
    let folder = Folder::empty();
    let codebook = crate::folder::TINY.to_owned()
        + "examples.en = [\"The path is open.\"]\ncounter_examples.en = [\"The road is open.\"]\n";
    folder.write("codebook.toml", codebook);
    let checked = folder.run(&["check", "codebook.toml"]);
    assert_eq!(checked.exit, Some(1), "{}", checked.out);
    assert!(checked.out.contains("The path is open."), "{}", checked.out);
    assert!(checked.out.contains("The road is open."), "{}", checked.out);
    assert!(checked.out.contains("2 failed"), "{}", checked.out);
}

#[test]
fn problems_as_json_name_line_column_and_remedy() {
    let folder = Folder::empty();
    folder.write("fifteen.toml", FIFTEEN);
    let checked = folder.run(&["check", "fifteen.toml", "--json"]);
    assert_eq!(checked.exit, Some(1));
    let answer: serde_json::Value = serde_json::from_str(&checked.out).expect("JSON");
    let problems = answer[0]["problems"].as_array().expect("a list");
    let problem = problems
        .iter()
        .find(|it| it["message"].as_str().is_some_and(|it| it.contains("XOR")))
        .expect("the unknown operator");
    assert_eq!((&problem["line"], &problem["column"]), (&8.into(), &19.into()), "{problem}");
    assert_eq!(problem["text"], "XOR");
    assert!(problem["help"].as_str().is_some_and(|it| it.contains("there are: OR")), "{problem}");
}

/// A codebook that is no UTF-8, empty or a folder is refused with its name, never with a panic.
#[test]
fn any_file_is_refused_with_its_name() {
    let folder = Folder::empty();
    folder.write("latin.toml", b"title = \"\xe9\"");
    folder.write("empty.toml", "");
    folder.write("nul.toml", b"\0\0\0");
    folder.write("mark.toml", "\u{feff}[codebook\r\n");
    for name in ["latin.toml", "empty.toml", "nul.toml", "mark.toml", "."] {
        let ran = ran(folder.command(&["check", name]).env("RUST_BACKTRACE", "0"));
        assert!(matches!(ran.exit, Some(1 | 2)), "{name}: {ran:?}");
        assert!(format!("{}{}", ran.out, ran.err).contains(name), "{name}: {ran:?}");
        assert!(!ran.err.contains("panicked"), "{name}: {ran:?}");
    }
    assert!(project().is_dir());
}
