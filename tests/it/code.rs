//! `framebook code` on corpora as they are. The shared ones are real texts: what is held here is what
//! does not depend on the rules of a codebook (documents, columns, what is refused), and that
//! something is in scope.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::folder::{Folder, Ran, shared};

const CODEBOOK: &str = "codebooks/silk-road.toml";

fn code(folder: &Folder, corpus: &Path, more: &[&str]) -> Ran {
    let corpus = corpus.to_str().expect("a path in UTF-8");
    let mut arguments = vec!["code", corpus, "--codebook", CODEBOOK, "--out", "out"];
    arguments.extend(more);
    folder.run(&arguments)
}

/// Codes a corpus, which has to succeed; gives back the rows of codings.csv.
fn codings(folder: &Folder, corpus: &Path, more: &[&str]) -> Vec<BTreeMap<String, String>> {
    let ran = code(folder, corpus, more);
    assert_eq!(ran.exit, Some(0), "{corpus:?}: {}", ran.err);
    folder.rows("out/results/codings.csv")
}

fn documents(rows: &[BTreeMap<String, String>]) -> usize {
    rows.iter().map(|row| row["document"].as_str()).collect::<BTreeSet<_>>().len()
}

fn in_scope(folder: &Folder) -> u64 {
    let rows = folder.rows("out/results/tables/frequency.csv");
    let row = rows.iter().find(|row| row["kind"] == "in_scope").expect("a row");
    row["segments"].parse().expect("a number")
}

#[test]
fn speeches_of_the_un_are_coded_by_sentence_and_continent() {
    let Some(corpus) = shared("ungd-2017.csv") else { return };
    let folder = Folder::of_the_project();
    let rows = codings(&folder, &corpus, &["--unit", "sentence", "--by", "continent"]);
    assert_eq!(documents(&rows), 196);
    assert!(rows.len() > 10_000, "{} sentences", rows.len());
    for column in ["country", "iso", "continent", "year", "gdp_per_capita"] {
        assert!(rows[0].contains_key(column), "{column}: {:?}", rows[0].keys());
    }
    assert!(in_scope(&folder) > 0);
    let groups: BTreeSet<String> = folder
        .rows("out/results/tables/by-continent.csv")
        .iter()
        .map(|row| row["group"].clone())
        .collect();
    assert!(groups.contains("Asia") && groups.contains("Africa"), "{groups:?}");
}

#[test]
fn a_bad_byte_is_refused_with_file_and_offset_and_replaced_when_asked() {
    let Some(corpus) = shared("inaugural") else { return };
    let folder = Folder::of_the_project();
    let refused = code(&folder, &corpus, &[]);
    assert_eq!(refused.exit, Some(2));
    let hint = "`America’s` if read as big5";
    for expected in ["2005-Bush.txt", "byte 837", "--encoding", "--replace-invalid", hint] {
        assert!(refused.err.contains(expected), "`{expected}` is not in: {}", refused.err);
    }
    assert!(!folder.path().join("out/results").exists(), "nothing is published");
    let rows = codings(
        &folder,
        &corpus,
        &["--replace-invalid", "--name-pattern", "{year:int}-{president}", "--with-text"],
    );
    assert_eq!(documents(&rows), 59);
    let bush = rows.iter().find(|row| row["document"].contains("2005-Bush")).expect("a row");
    assert_eq!((bush["year"].as_str(), bush["president"].as_str()), ("2005", "Bush"));
    let replaced = |row: &BTreeMap<String, String>| row["text"].contains('\u{fffd}');
    assert!(rows.iter().any(replaced), "the bad byte is shown as replaced");
    assert!(folder.read("out/results/manifest.json").len() > 2);
}

#[test]
fn addresses_on_the_state_of_the_union_take_their_year_from_the_file_name() {
    let Some(corpus) = shared("state-of-the-union") else { return };
    let folder = Folder::of_the_project();
    let pattern = ["--name-pattern", "{year:int}-{president}", "--by", "year"];
    let refused = code(&folder, &corpus, &pattern);
    assert_eq!(refused.exit, Some(2), "some files are no UTF-8");
    assert!(refused.err.contains("1970-Nixon.txt"), "{}", refused.err);
    assert_eq!(refused.err.matches(".txt`: byte ").count(), 6, "all at once: {}", refused.err);
    for told in ["` if read as big5", "`½¢` if read as windows-1252", "'197*-Nixon.txt=big5'"] {
        assert!(refused.err.contains(told), "`{told}` is not in: {}", refused.err);
    }
    let mut more = pattern.to_vec();
    more.extend(["--encoding", "*Nixon*=big5", "--encoding", "1954*=windows-1252", "--with-text"]);
    let rows = codings(&folder, &corpus, &more);
    assert_eq!(documents(&rows), 65);
    let mut signs = BTreeMap::new();
    for row in rows.iter().filter(|row| row["president"] == "Nixon") {
        for sign in row["text"].chars().filter(|it| !it.is_ascii()) {
            *signs.entry(sign).or_insert(0) += 1;
        }
    }
    // counted in the bytes of the files: 0xA158 0xA1A6 0xA1A7 0xA1A8 0xA14B, and 0xA140 inside
    // segments; nothing else
    let quoted = [('—', 119), ('’', 75), ('“', 12), ('”', 12), ('…', 1)];
    for (sign, n) in quoted {
        assert_eq!(signs.remove(&sign), Some(n), "{sign}");
    }
    signs.remove(&'\u{3000}');
    assert!(signs.is_empty(), "{signs:?}");
    assert!(
        rows.iter().all(|row| (1945..=2006).contains(&row["year"].parse::<u32>().unwrap_or(0)))
    );
}

#[test]
fn the_declaration_of_human_rights_is_told_in_four_languages() {
    let Some(corpus) = shared("udhr") else { return };
    let folder = Folder::of_the_project();
    let rows = codings(&folder, &corpus, &["--unit", "sentence", "--by", "language"]);
    assert_eq!(documents(&rows), 4);
    for language in ["en", "ru", "kk", "zh"] {
        // Headings of one or two words (`11 бап`) tell no language.
        let of = rows.iter().filter(|row| row["document"].contains(language));
        let of: Vec<_> =
            of.filter(|row| row["words"].parse::<u32>().is_ok_and(|n| n >= 3)).collect();
        let told = of.iter().filter(|row| row["language"] == language).count();
        assert!(told * 10 >= of.len() * 9 && !of.is_empty(), "{language}: {told} of {}", of.len());
    }
}

#[test]
fn chinese_reports_are_coded_by_year_and_those_without_one_are_missing() {
    let Some(corpus) = shared("china-government-work-reports.jsonl") else { return };
    let folder = Folder::of_the_project();
    let rows = codings(&folder, &corpus, &["--unit", "paragraph", "--by", "year"]);
    assert_eq!(documents(&rows), 72);
    assert!(rows.iter().filter(|row| row["language"] == "zh").count() * 100 >= rows.len() * 95);
    assert!(in_scope(&folder) > 0);
    let without: BTreeSet<_> =
        rows.iter().filter(|row| row["year"].is_empty()).map(|row| &row["document"]).collect();
    let source = std::fs::read_to_string(&corpus).expect("the corpus");
    let dated = source.lines().filter(|line| {
        let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
        record["year"].as_str().is_some_and(|year| !year.is_empty())
    });
    assert_eq!(without.len(), 72 - dated.count(), "missing stays missing");
    assert!(!without.is_empty());
    let table = folder.rows("out/results/tables/by-year.csv");
    let missing = table.iter().find(|row| row["group_kind"] == "missing").expect("a group");
    assert_eq!(missing["group"], "(missing)");
    assert!(table.iter().any(|row| row["group"] == "1954"));
}

#[test]
fn kazakh_sentences_are_told_kazakh() {
    let Some(corpus) = shared("kazakh-news-sentences.csv") else { return };
    let folder = Folder::of_the_project();
    let rows = codings(&folder, &corpus, &["--unit", "sentence"]);
    assert_eq!(documents(&rows), 22_474);
    assert!(in_scope(&folder) > 0);
    let kazakh = rows.iter().filter(|row| row["language"] == "kk").count();
    assert!(kazakh * 100 >= rows.len() * 95, "{kazakh} of {}", rows.len());
    assert!(rows[0].contains_key("meta_part"), "`part` is the part of a document");
}

#[test]
fn lines_that_look_hard_wrapped_are_joined_and_it_is_told() {
    let folder = Folder::of_the_project();
    let wrapped = "The minister said on Monday that trade with the neighbouring\nstate had grown by a fifth since the new crossing opened and\n\
                   that the road would be widened before winter so that more\nlorries could pass each day than in any year before.\n";
    folder.write("wrapped.txt", wrapped);
    let corpus = folder.path().join("wrapped.txt");
    let told = "lines look hard-wrapped and are joined";
    for (more, segments, is_told) in [
        (&["--unit", "paragraph"][..], 1, true),
        (&["--unit", "paragraph", "--lines", "paragraphs"], 4, false),
    ] {
        let ran = code(&folder, &corpus, more);
        assert_eq!(ran.exit, Some(0), "{}", ran.err);
        assert_eq!(ran.out.contains(told), is_told, "{}", ran.out);
        let n = format!("{segments} segment");
        assert!(ran.err.contains(&n) || ran.out.contains(&n), "{} {}", ran.out, ran.err);
    }
}

#[test]
fn without_the_object_everything_is_in_scope_and_titled_mentions() {
    let folder = Folder::of_the_project();
    let news = folder.path().join("corpus/news");
    let about = code(&folder, &news, &[]);
    assert_eq!(about.exit, Some(0), "{}", about.err);
    let framings = in_scope(&folder);
    let off = code(&folder, &news, &["--about", "off"]);
    assert_eq!(off.exit, Some(0), "{}", off.err);
    let all = folder.rows("out/results/codings.csv").len() as u64;
    assert!(off.out.contains(&format!("{all} of {all} segments in scope")), "{}", off.out);
    assert!(framings < all);
    let said = folder.succeed(&["table", "--in", "out"]);
    assert!(said.starts_with("Mentions"), "{said}");
}

#[test]
fn the_same_text_is_coded_alike_in_every_encoding() {
    let folder = Folder::empty();
    folder.write("tiny.toml", crate::folder::TINY);
    let text = "Дорога открыта, и все дороги ведут в Алматы. Люди говорят о дороге каждый день, \
                и никто не спорит о том, куда она ведёт.";
    let (koi, _, _) = encoding_rs::KOI8_R.encode(text);
    let (windows, _, _) = encoding_rs::WINDOWS_1251.encode(text);
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let cases: [(&str, Vec<u8>, Option<&str>); 7] = [
        ("utf-8", text.as_bytes().to_vec(), None),
        ("mark", [b"\xef\xbb\xbf", text.as_bytes()].concat(), None),
        ("utf-16", utf16, None),
        ("koi8-r", koi.clone().into_owned(), None),
        ("windows-1251", windows.clone().into_owned(), None),
        ("koi8-r-told", koi.into_owned(), Some("koi8-r")),
        ("windows-1251-told", windows.into_owned(), Some("windows-1251")),
    ];
    for (name, bytes, told) in cases {
        folder.write("text.txt", bytes);
        let out = format!("out-{name}");
        let mut arguments = vec![
            "code",
            "text.txt",
            "--codebook",
            "tiny.toml",
            "--unit",
            "sentence",
            "--with-text",
        ];
        arguments.extend(["--out", &out]);
        arguments.extend(told.iter().flat_map(|encoding| ["--encoding", encoding]));
        folder.succeed(&arguments);
        let rows = folder.rows(&format!("{out}/results/codings.csv"));
        let road: Vec<&str> = rows.iter().map(|row| row["road_n"].as_str()).collect();
        assert_eq!(road, ["2", "1"], "{name}");
        assert_eq!(rows[0]["text"], "Дорога открыта, и все дороги ведут в Алматы.", "{name}");
    }
}

/// What is printed after invalid bytes can be pasted into a shell, and reads them right.
#[test]
fn the_command_that_is_offered_after_invalid_bytes_reads_them_right() {
    let folder = Folder::empty();
    folder.write("tiny.toml", crate::folder::TINY);
    std::fs::create_dir(folder.path().join("old texts")).expect("a folder");
    let said = "The road to the sea—it’s “closed”.";
    let (big5, ..) = encoding_rs::BIG5.encode(said);
    let price = "A road toll of ½¢ a mile.";
    let (windows, ..) = encoding_rs::WINDOWS_1252.encode(price);
    folder.write("old texts/1970-A.txt", &big5);
    folder.write("old texts/1971-A.txt", &big5);
    folder.write("old texts/it's $5.txt", &windows);
    folder.write("old texts/plain.txt", "A road’s end.");
    folder.write("old texts/stray.txt", b"A road\xff and a ro\x81ad");
    let out = ["--with-text", "--out", "out"];
    let code = ["code", "old texts", "--codebook", "tiny.toml", "--unit", "document"];
    let refused = folder.run(&[&code[..], &out].concat());
    assert_eq!(refused.exit, Some(2), "{}", refused.err);
    assert!(refused.err.contains("4 files hold bytes"), "{}", refused.err);
    let offered = refused.err.trim_end().lines().last().expect("a line").trim();
    let named = ["--encoding '197*-A.txt=big5'", "=windows-1252'", "--replace-invalid"];
    for expected in named {
        assert!(offered.contains(expected), "`{expected}` is not in: {offered}");
    }
    let program =
        format!("\"$FRAMEBOOK\"{}", offered.strip_prefix("framebook").expect("a command"));
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &program]).env("FRAMEBOOK", crate::folder::FRAMEBOOK);
    let pasted = crate::folder::ran(shell.current_dir(folder.path()));
    assert_eq!(pasted.exit, Some(0), "{offered}: {}", pasted.err);
    let rows = folder.rows("out/results/codings.csv");
    let texts: Vec<&str> = rows.iter().map(|row| row["text"].as_str()).collect();
    let stray = "A road\u{fffd} and a ro\u{fffd}ad";
    assert_eq!(texts, [said, said, price, "A road’s end.", stray]);
}

/// In a study the same is told as a line of its file.
#[test]
fn a_study_is_told_the_line_that_reads_invalid_bytes_right() {
    let folder = Folder::empty();
    folder.write("tiny.toml", crate::folder::TINY);
    let (big5, ..) = encoding_rs::BIG5.encode("The road’s end—at last.");
    folder.write("old.txt", &big5);
    folder.write("new.txt", "A road.");
    let study = "[study]\nname = \"s\"\n[[source]]\nname = \"a\"\ncodebooks = [\"tiny.toml\"]\n\
                 [source.corpus]\nfiles = [\"*.txt\"]\n";
    folder.write("study.toml", study);
    let refused = folder.run(&["run"]);
    assert_eq!(refused.exit, Some(2), "{}", refused.err);
    let line = refused.err.trim_end().lines().last().expect("a line").trim().to_owned();
    assert_eq!(line, "encoding = { \"old.txt\" = \"big5\" }");
    folder.write("study.toml", format!("{study}{line}\n"));
    folder.succeed(&["run", "--with-text"]);
    let rows = folder.rows("output/s/results/codings.csv");
    assert!(rows.iter().any(|row| row["text"] == "The road’s end—at last."), "{rows:?}");
}

#[test]
fn a_run_that_fails_leaves_no_folder_behind() {
    let folder = Folder::of_the_project();
    folder.write("a.csv", "id,text\n1,A road to China.\n");
    let run = |text: &str, out: &str| {
        let arguments = ["code", "a.csv", "--codebook", CODEBOOK, "--text", text, "--out", out];
        folder.run(&arguments)
    };
    let ran = run("body", "new/deep");
    assert_eq!(ran.exit, Some(2), "{}", ran.err);
    assert!(
        ran.err.contains("column `body`") && !folder.path().join("new").exists(),
        "{}",
        ran.err
    );
    // a folder that was there stays, with what was in it
    for name in ["mine", "empty"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    folder.write("mine/notes.txt", "mine");
    for out in ["empty", "mine"] {
        assert_eq!(run("body", out).exit, Some(2));
    }
    let names = |name: &str| std::fs::read_dir(folder.path().join(name)).unwrap().count();
    assert_eq!((names("empty"), names("mine")), (0, 1));
    assert_eq!(folder.read("mine/notes.txt"), "mine");
    // results that stand stay
    assert_eq!(run("text", "out").exit, Some(0));
    let before = names("out");
    assert_eq!(run("body", "out").exit, Some(2));
    assert_eq!(names("out"), before);
    assert!(folder.path().join("out/results/manifest.json").exists());
}

#[test]
fn tables_and_whole_texts_are_not_one_corpus_unless_they_share_a_column() {
    let folder = Folder::of_the_project();
    folder.write("a.csv", "nr,Antwort\n1,A road to China.\n");
    std::fs::create_dir(folder.path().join("texts")).unwrap();
    folder.write("texts/b.txt", "A road to China.");
    let both = |table: &str| folder.run(&["code", table, "texts", "--codebook", CODEBOOK]);
    let ran = both("a.csv");
    assert_eq!(ran.exit, Some(2));
    let expected = "`a.csv` is a table of texts and `texts/b.txt` is one text: they are mixed, and the first has no \
                    column `text`; code them apart, each with columns of its own";
    assert!(ran.err.contains(expected), "{}", ran.err);
    folder.write("c.csv", "nr,text\n1,A road to China.\n");
    assert_eq!(both("c.csv").exit, Some(0));
}

#[test]
fn a_declared_non_answer_that_no_text_is_is_told() {
    let folder = Folder::of_the_project();
    folder.write("a.csv", "id,text\n1,A road to China.\n2,Не знаю!\n");
    let answers =
        ["--non-answer", "не знаю", "--non-answer", "dont know", "--non-answer", "不知道"];
    let arguments = ["code", "a.csv", "--codebook", CODEBOOK];
    // the second run takes up what stands
    for _ in 0..2 {
        let ran = folder.run(&[&arguments[..], &answers].concat());
        let expected =
            "declared non-answers that no text is: `dont know`, `不知道`; see how they are written";
        assert!(ran.err.contains(expected) || ran.out.contains(expected), "{}{}", ran.out, ran.err);
    }
    let ran = folder.run(&[&arguments[..], &answers[..2]].concat());
    assert!(!(ran.out + &ran.err).contains("declared non-answers"));
}

#[test]
fn a_new_study_of_answers_names_the_short_ones_that_stand_often() {
    let folder = Folder::empty();
    let rows: String =
        ["Не знаю", "не знаю.", "The road was opened", "НЕ ЗНАЮ", "不知道", "不知道", "不知道。"]
            .iter()
            .enumerate()
            .map(|(id, answer)| format!("{id},{answer}\n"))
            .collect();
    folder.write("answers.csv", format!("id,answer\n{rows}"));
    folder.succeed(&["new", "--from", "answers.csv", "made"]);
    let study = folder.read("made/study.toml");
    let expected = "# short answers that stand several times: Не знаю 3, 不知道 3; those that are none, such as \
                    \"don't know\":\n# non_answers = [\"Не знаю\", \"不知道\"]\n";
    assert!(study.contains(expected), "{study}");
}
