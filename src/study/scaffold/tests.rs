use std::sync::Arc;

use super::*;
use crate::engine::codebook::Codebook;
use crate::engine::coding::test_examples;
use crate::study::Study;

fn checked(path: &Path) -> Arc<Codebook> {
    let source = fs::read_to_string(path).unwrap();
    let (codebook, mut problems) = Codebook::parse("codebook", &source);
    let codebook = Arc::new(codebook.unwrap());
    let tested = test_examples(&codebook);
    problems.extend(tested.diagnostics);
    assert!(problems.is_empty(), "{problems:?}");
    assert!(tested.n_examples >= 12 && tested.n_counter_examples >= 12);
    codebook
}

#[test]
fn a_new_study_reads_and_its_codebook_has_no_problem() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("мұра-2");
    let written = Scaffold::starter(&folder).unwrap().write().unwrap();
    assert_eq!(written.len(), 3);
    let study = Study::read(&folder.join("study.toml")).unwrap();
    assert_eq!((study.study.name.as_str(), study.sources.len()), ("мұра-2", 1));
    assert_eq!(checked(&folder.join("codebooks/мұра-2.toml")).codes.len(), 3);
    let corpus = Corpus::open(&study.sources[0].corpus, &folder).unwrap();
    assert_eq!(Look::through(&corpus).unwrap().n_documents, 12);
    assert!(folder.join("output").is_dir());
    let names = written.iter().map(|it| fs::read_to_string(it).unwrap());
    assert!(names.into_iter().all(|text| !text.contains("{name}") && !text.contains("{title}")));
}

#[test]
fn nothing_is_overwritten() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("study");
    fs::create_dir(&folder).unwrap();
    assert!(Scaffold::starter(&folder).is_ok(), "an empty folder is free");
    let prepared = Scaffold::starter(&folder).unwrap();
    fs::write(folder.join("study.toml"), "mine").unwrap();
    let error = Scaffold::starter(&folder).unwrap_err().to_string();
    assert!(error.contains("not empty") && error.contains("study-2"), "{error}");
    assert!(prepared.write().is_err());
    assert_eq!(fs::read_to_string(folder.join("study.toml")).unwrap(), "mine");
    fs::write(place.path().join("file"), "mine").unwrap();
    let error = Scaffold::starter(&place.path().join("file")).unwrap_err().to_string();
    assert!(error.contains("file of that name"), "{error}");
    for name in ["a b", "..", "a\"b", "/"] {
        assert!(Scaffold::starter(Path::new(name)).is_err(), "{name}");
    }
}

#[test]
fn a_corpus_is_named_with_what_was_guessed() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "a.csv",
            "\u{feff}id,Дата,город,ответ\r\n1,2013-09-07,Алматы,Граница\r\n2,2014-01-01,Астана,Граница\r\n",
            &[
                "id = \"id\"",
                "guessed: column `ответ`, by its name",
                "text = [\"ответ\"]",
                "date = \"Дата\"",
                "#   город: text, 2 values",
                "by = [\"year\", \"город\"]",
                "unit = \"document\"",
            ],
        ),
        (
            "a.jsonl",
            "{\"n\": 1, \"x\": \"中国的经济和贸易\"}\n{\"n\": 2, \"x\": \"贸易\"}\n",
            &[
                "id = \"file#row\"",
                "it holds the longest texts",
                "text = [\"x\"]",
                "#   n: int, 2 values",
            ],
        ),
        (
            "a.csv",
            "a\"b,text\n1,жер\n2,су\n",
            &["by = [\"language\", \"a\\\"b\"]", "no column is named like"],
        ),
        ("a.csv", "\"a\n[x]\",text\n1,жер\n", &["#   a [x]: int, 1 value"]),
    ];
    for (name, content, expected) in cases {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join(name);
        fs::write(&file, content).unwrap();
        let folder = place.path().join("deep/er/study");
        let files = vec![file.to_str().unwrap().to_owned()];
        let spec = Spec { files, ..Spec::default() };
        Scaffold::of_corpus(&folder, &spec, "auto").unwrap().write().unwrap();
        let text = fs::read_to_string(folder.join("study.toml")).unwrap();
        for expected in *expected {
            // TOML may quote a string in more than one way
            let single = expected.replace("\"a\\\"b\"", "'a\"b'");
            assert!(text.contains(expected) || text.contains(&single), "{expected}\n{text}");
        }
        assert!(text.contains(&format!("files = [\"../../../{name}\"]")), "{text}");
        let study = Study::read(&folder.join("study.toml")).unwrap();
        let corpus = Corpus::open(&study.sources[0].corpus, &folder).unwrap();
        assert!(Look::through(&corpus).unwrap().n_documents > 0);
        checked(&folder.join("codebooks/study.toml"));
    }
}

#[test]
fn what_the_user_named_is_kept_and_not_called_a_guess() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("a.csv");
    fs::write(&file, [b"id;body;note\n1;".as_slice(), &[0xC6, 0xF3, 0xEA], b";x\n"].concat())
        .unwrap();
    let spec = Spec {
        files: vec![file.to_str().unwrap().to_owned()],
        text: vec!["body".to_owned()],
        delimiter: Some(";".to_owned()),
        encoding: Some(crate::corpus::EncodingSpec::All("windows-1251".to_owned())),
        non_answers: vec!["не знаю".to_owned()],
        ..Spec::default()
    };
    let folder = place.path().join("study");
    Scaffold::of_corpus(&folder, &spec, "wrapped").unwrap().write().unwrap();
    let study = Study::read(&folder.join("study.toml")).unwrap();
    let read = &study.sources[0];
    assert_eq!((&read.corpus.text, &read.corpus.delimiter), (&spec.text, &spec.delimiter));
    assert_eq!(
        (&read.corpus.encoding, &read.corpus.non_answers),
        (&spec.encoding, &spec.non_answers)
    );
    assert_eq!(read.lines, "wrapped");
    let text = fs::read_to_string(folder.join("study.toml")).unwrap();
    assert!(text.contains("# as you named it; several"), "{text}");
}

#[test]
fn a_study_is_named_after_its_file() {
    let cases = [
        ("answers.csv", "answers-study"),
        ("/data/my answers (2).xlsx", "my-answers-2-study"),
        ("texts/", "texts-study"),
        ("жауаптар.jsonl", "жауаптар-study"),
        ("data/*.csv", "study"),
        ("", "study"),
    ];
    for (file, expected) in cases {
        assert_eq!(name_of(file), expected, "{file}");
    }
}

#[test]
fn the_way_from_a_study_to_its_corpus_is_relative() {
    let cases = [
        ("/a/b/c.csv", "/a/d", "../b/c.csv"),
        ("/a/b/*.csv", "/a/b", "*.csv"),
        ("/a/b", "/a/b/c", ".."),
        ("/a/b", "/a/b", "."),
    ];
    for (path, folder, expected) in cases {
        assert_eq!(relative(Path::new(path), Path::new(folder)).unwrap(), expected);
    }
}
