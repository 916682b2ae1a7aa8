//! `framebook dossier`: what a reviewer asks for. The shares without each rule are held to whole runs of the
//! program with a codebook that never had the rule.

use framebook::study::sensitivity::rules::each;
use framebook::study::stored::open;

use crate::folder::Folder;

/// Rules that overlap, deny each other, refer to another code, and one that finds nothing.
const RULES: [(&str, &str); 7] = [
    ("road", "road*"),
    ("road", "silk road"),
    ("road", "way NOT (no way)"),
    ("trade", "trade"),
    ("trade", "silk"),
    ("trade", "#road NEAR/3 goods"),
    ("trade", "zeppelin"),
];

fn codebook(without: Option<usize>) -> String {
    let mut text = "[codebook]\nid = \"b\"\ntitle = \"B\"\nversion = \"1\"\n".to_owned();
    for code in ["road", "trade"] {
        let rules = RULES.iter().enumerate().filter(|it| it.1.0 == code && without != Some(it.0));
        let rules: Vec<String> = rules.map(|it| format!("'{}'", it.1.1)).collect();
        text += &format!(
            "[[code]]\nid = \"{code}\"\nlabel = \"{code}\"\ndefinition = \"{code}\"\nrules.en = [{}]\n",
            rules.join(", ")
        );
    }
    text
}

/// Sixty texts of the words that the rules look for, and some that they do not.
fn corpus() -> String {
    let words = [
        "the road",
        "silk road",
        "a way",
        "no way",
        "trade",
        "silk",
        "goods",
        "not",
        "hills",
        "and",
    ];
    let mut text = "id,text\n".to_owned();
    for n in 0..60usize {
        let some: Vec<&str> =
            (0..7).map(|it| words[(n * 7 + it * it * 3 + n * it) % words.len()]).collect();
        text += &format!("d{n},{} here.\n", some.join(" "));
    }
    text
}

#[test]
fn shares_without_a_rule_are_those_of_a_codebook_without_it() {
    let folder = Folder::empty();
    folder.write("corpus.csv", corpus());
    let share = |without: Option<usize>, name: &str| -> Vec<f64> {
        folder.write(&format!("{name}.toml"), codebook(without));
        let (book, out) = (format!("{name}.toml"), format!("output/{name}"));
        folder.succeed(&[
            "code",
            "-q",
            "corpus.csv",
            "--codebook",
            &book,
            "--unit",
            "document",
            "--out",
            &out,
        ]);
        let rows = folder.rows(&format!("{out}/results/tables/frequency.csv"));
        let of = |code: &str| {
            let row = rows.iter().find(|it| it["code"] == code).expect("a row");
            row["share"].parse().expect("a share")
        };
        vec![of("road"), of("trade")]
    };
    let whole = share(None, "whole");
    let sources = open(&folder.path().join("output/whole")).expect("results");
    let (as_coded, found) = each(&sources[0], 0, &|_, _| {}).expect("shares");
    assert_eq!(as_coded[..2].iter().map(|it| it.expect("a share")).collect::<Vec<_>>(), whole);
    assert_eq!(found.len(), RULES.len() - 1, "all but the rule that finds nothing");
    let mut moved = 0;
    for it in found {
        let expected = share(Some(it.rule), &format!("without{}", it.rule));
        let shares: Vec<f64> = it.shares[..2].iter().map(|it| it.expect("a share")).collect();
        assert_eq!(shares, expected, "without {}", RULES[it.rule].1);
        moved += usize::from(shares != whole);
    }
    assert!(moved >= 3, "{moved}");
}

#[test]
fn what_is_not_there_is_missing_with_the_way_to_make_it_and_texts_are_no_markup() {
    let folder = Folder::empty();
    folder.write("corpus.csv", corpus());
    folder.write(
        "b.toml",
        codebook(None).replace("label = \"road\"", "label = \"<script>road</script>\""),
    );
    folder.succeed(&["code", "-q", "corpus.csv", "--codebook", "b.toml", "--out", "output/b"]);
    let said = folder.succeed(&["dossier", "--in", "output/b", "--out", "appendix.md"]);
    assert_eq!(said, "appendix.md\nappendix.docx\nappendix.html\nappendix.rules.csv\n");
    // every rule with a match by each framing, and the difference is that of the two shares
    let rules = folder.read("appendix.rules.csv");
    let lines: Vec<Vec<&str>> = rules.lines().skip(1).map(|it| it.split(',').collect()).collect();
    assert!(lines.len() > 2 && rules.contains("silk road"), "{rules}");
    for line in &lines {
        let numbers: Vec<f64> = line[8..].iter().map(|it| it.parse().expect(it)).collect();
        assert!((numbers[1] - numbers[0] - numbers[2]).abs() < 2e-8, "{line:?}");
    }
    assert!(lines.iter().any(|it| it[10] != "0"), "{rules}");
    let text = folder.read("appendix.md");
    for expected in [
        "# Dossier: ",
        "60 documents (60 segments",
        "Nobody has coded: framebook sample",
        "its shares are indicators, not validated",
        "**Shares without one rule**",
        "BLAKE3",
        "`silk road`",
    ] {
        assert!(text.contains(expected), "no {expected} in {text}");
    }
    let page = folder.read("appendix.html");
    assert!(page.contains("&lt;script&gt;road") && !page.contains("<script>"), "{page}");
    // a source that is not there is refused with those there are
    let refused = folder.run(&["dossier", "--in", "output/b", "--codebook", "x"]);
    assert_eq!(refused.exit, Some(2));
    assert!(refused.err.contains("unknown codebook `x`; there are: b"), "{}", refused.err);
    // texts that were not kept can not be coded anew
    folder.succeed(&[
        "code",
        "-q",
        "corpus.csv",
        "--codebook",
        "b.toml",
        "--no-texts",
        "--out",
        "output/c",
    ]);
    folder.succeed(&["dossier", "-q", "--in", "output/c", "--out", "c"]);
    assert!(folder.read("c.md").contains("Rules left out: undefined: the texts are not kept"));
}
