use std::path::Path;

use unicode_width::UnicodeWidthStr;

use super::*;
use crate::engine::codebook::Codebook;
use crate::engine::segment::Unit;
use crate::store::Store;
use crate::study::Job;
use crate::study::stored::open_pass;

const CODEBOOK: &str = "[[code]]\nid = 'road'\nrules.any = ['silk road', 'шелков* пут*', 'жібек жолы', '丝绸之路']\n\
    [[code]]\nid = 'road.new'\nrules.any = ['new silk road', '新丝绸之路']\n";

const CORPUS: &str = "\u{FEFF}id,year,language,text\r\n\
    en,10,en,\"On the new Silk Road\r\nand the old silk road.\"\r\n\
    ru,9,ru,По Шёлковому пути. Был путь.\r\n\
    kk,,kk,Ұлы Жібек жолы — ұлы жол.\r\n\
    zh,2019,zh,共同建设新丝绸之路经济带，丝绸之路很长。\r\n\
    nil,1,en,\r\n";

fn spec(folder: &Path) -> Spec {
    std::fs::write(folder.join("corpus.csv"), CORPUS).unwrap();
    Spec { files: vec!["corpus.csv".to_owned()], ..Spec::default() }
}

fn stored(folder: &Path, texts: bool) -> StoredPass {
    let (codebook, problems) = Codebook::parse("test.toml", CODEBOOK);
    let job = Job {
        corpus: spec(folder),
        codebooks: vec![Arc::new(codebook.unwrap_or_else(|| panic!("{problems:#?}")))],
        options: Options { unit: Unit::Sentence, ..Options::default() },
        by: Vec::new(),
        phases: false,
        texts,
        threads: 1,
    };
    let out = folder.join("out");
    let coded = job.run(&Store::open(&out).unwrap(), folder, &mut |_, _| {}).unwrap();
    open_pass(&out, &coded.outcome.passes[0]).unwrap()
}

fn view(width: usize, columns: &[&str]) -> View {
    View { width, columns: columns.iter().map(|it| (*it).to_owned()).collect() }
}

fn collect(search: impl FnOnce(Sink<'_>) -> Result<(), Failure>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut sink = |line| {
        lines.push(line);
        Ok(true)
    };
    search(&mut sink).unwrap();
    lines
}

fn drawn(line: &Line) -> String {
    format!("{}:{} {}[{}]{}", line.document, line.segment, line.left, line.found, line.right)
}

fn patterns(pattern: &str, language: Option<Language>) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let stored = stored(folder.path(), true);
    let pattern = Pattern::new(pattern, language, Some(&stored.codebook)).unwrap();
    let view = view(12, &[]);
    let here = collect(|sink| of_stored(&stored, &pattern, &view, sink));
    // The corpus as it lies there gives the same lines as the stored texts.
    let options = Options { unit: Unit::Sentence, ..Options::default() };
    let there = collect(|sink| {
        of_corpus(&spec(folder.path()), folder.path(), &pattern, options, &view, sink)
    });
    assert_eq!(here, there);
    here.iter().map(drawn).collect()
}

#[test]
fn finds_a_pattern_in_four_scripts_with_context_by_width() {
    assert_eq!(
        patterns("silk road", None),
        ["en:1 On the new [Silk Road] and the old", "en:2 and the old [silk road]."]
    );
    assert_eq!(patterns("шелковому", None), ["ru:1 По [Шёлковому] пути. Был п"]);
    assert_eq!(patterns("~путь", Some(Language::Russian)).len(), 2);
    assert_eq!(patterns("жібек BEFORE/1 жолы", None), ["kk:1 Ұлы [Жібек жолы] — ұлы жол."]);
    assert_eq!(
        patterns("丝绸之路", None),
        ["zh:1 共同建设新[丝绸之路]经济带，丝绸", "zh:1 之路经济带，[丝绸之路]很长。"]
    );
    assert_eq!(patterns("nowhere", None), [] as [&str; 0]);
    assert_eq!(patterns("/жолы/", None), ["kk:1 Ұлы Жібек [жолы] — ұлы жол."]);
}

#[test]
fn a_pattern_may_refer_to_codes_of_the_codebook() {
    assert_eq!(
        patterns("#road.new", None),
        ["en:1 On the [new Silk Road] and the old", "zh:1 共同建设[新丝绸之路]经济带，丝绸"]
    );
    assert_eq!(patterns("#road AND 经济", None).len(), 1);
}

#[test]
fn shows_the_matches_of_a_code_and_its_subcodes_with_their_rules() {
    let folder = tempfile::tempdir().unwrap();
    let stored = stored(folder.path(), true);
    let view = view(6, &["year", "language"]);
    let lines = collect(|sink| of_code(&stored, 0, &view, sink));
    let told: Vec<String> = lines
        .iter()
        .map(|it| format!("{} {} {} {:?}", it.document, it.code, it.found, it.shown[0]))
        .collect();
    assert_eq!(
        told,
        [
            "en road.new new Silk Road Some(\"10\")",
            "en road silk road Some(\"10\")",
            "ru road Шёлковому пути Some(\"9\")",
            "kk road Жібек жолы None",
            "zh road.new 新丝绸之路 Some(\"2019\")",
            "zh road 丝绸之路 Some(\"2019\")",
        ]
    );
    assert_eq!(lines[0].rule, "new silk road");
    let source = "On the new Silk Road\r\nand the old silk road.";
    assert_eq!(&source[lines[1].start as usize..lines[1].end as usize], "silk road");
}

#[test]
fn refuses_what_can_not_be_searched() {
    let folder = tempfile::tempdir().unwrap();
    let known = stored(folder.path(), false);
    let cases = [
        ("a AND b OR c", "pattern `a AND b OR c`, sign 9: "),
        ("~word", "name its language: `--pattern-language ru`"),
        ("#nothing", "unknown code `#nothing`; there are: road, road.new"),
        ("", "pattern ``"),
    ];
    for (pattern, expected) in cases {
        let error = Pattern::new(pattern, None, Some(&known.codebook)).unwrap_err().to_string();
        assert!(error.contains(expected), "{pattern}: {error}");
    }
    let pattern = Pattern::new("road", None, None).unwrap();
    let mut sink = |_| Ok(true);
    let error = of_stored(&known, &pattern, &view(9, &["size"]), &mut sink).unwrap_err();
    assert_eq!(error.to_string(), "unknown column `size`; there are: language, year");
    let error = of_stored(&known, &pattern, &view(9, &[]), &mut sink).unwrap_err();
    assert!(error.to_string().contains("keeps no texts"), "{error}");
}

#[test]
fn stops_when_no_more_lines_are_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let stored = stored(folder.path(), true);
    let pattern = Pattern::new("silk road", None, None).unwrap();
    let mut n = 0;
    let mut sink = |_| {
        n += 1;
        Ok(false)
    };
    of_stored(&stored, &pattern, &view(9, &[]), &mut sink).unwrap();
    assert_eq!(n, 1);
}

#[test]
fn contexts_keep_to_their_width_and_never_begin_with_a_loose_mark() {
    let text = "a\u{301}b 中文\t\r\n字 e\u{301}";
    for width in 0..14 {
        let (before, after) = (left(text, width), right(text, width));
        assert!(before.width() <= width && after.width() <= width, "{width}: {before:?} {after:?}");
        assert!(!before.starts_with('\u{301}'), "{width}: {before:?}");
    }
    assert_eq!(left(text, 4), "字 e\u{301}");
    assert_eq!(left(text, 99), "a\u{301}b 中文 字 e\u{301}");
    assert_eq!(right("  \n x", 9), " x");
}

fn sorted(order: Order, limit: usize) -> Vec<u32> {
    let mut sorter = Sorter::new(order, limit);
    let lines = [
        ("the old ", " zone", Some("10")),
        ("an Old ", " Alpha", Some("9")),
        ("в ", " ёлка", None),
        ("新", "路很长", Some("-3")),
        ("", "", Some("text")),
    ];
    for (n, (left, right, value)) in lines.into_iter().enumerate() {
        sorter.push(Line {
            segment: n as u32,
            left: left.to_owned(),
            right: right.to_owned(),
            shown: vec![value.map(str::to_owned)],
            ..Line::default()
        });
    }
    assert_eq!(sorter.n_lines(), 5);
    sorter.into_lines().map(|it| it.segment).collect()
}

#[test]
fn sorts_by_the_nearest_words_and_by_columns() {
    let cases = [
        (Order::Position, vec![0, 1, 2, 3, 4]),
        (Order::Left, vec![4, 1, 0, 2, 3]),
        (Order::Right, vec![4, 1, 0, 2, 3]),
        (Order::Column(0), vec![3, 1, 0, 4, 2]),
    ];
    for (order, expected) in cases {
        assert_eq!(sorted(order, 9), expected, "{order:?}");
        assert_eq!(sorted(order, 2), expected[..2], "{order:?}");
    }
}
