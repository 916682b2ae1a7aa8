//! `framebook explain` on stored results and on a text.

use crate::folder::Folder;

fn coded(extra: &[&str]) -> Folder {
    let folder = Folder::of_the_project();
    let mut command = vec!["code", "corpus/news", "--codebook", "codebooks/silk-road.toml"];
    command.extend(["--unit", "sentence", "--out", "out"]);
    command.extend(extra);
    folder.succeed(&command);
    folder
}

#[test]
fn explains_every_kind_of_row_of_codings_csv_as_it_was_coded() {
    let folder = coded(&["--with-text"]);
    let rows = folder.rows("out/results/codings.csv");
    let picked: Vec<_> = rows.iter().filter(|row| row["security"] == "1").step_by(7).collect();
    assert!(picked.len() > 3, "{}", picked.len());
    let names: Vec<String> =
        picked.iter().map(|row| format!("{}:{}", row["document"], row["segment"])).collect();
    let mut command = vec!["explain", "--in", "out", "--json"];
    command.extend(names.iter().map(String::as_str));
    let answer: serde_json::Value =
        serde_json::from_str(&folder.succeed(&command)).expect("the answer is JSON");
    for (row, segment) in picked.iter().zip(answer.as_array().expect("a list")) {
        assert_eq!(segment["text"], row["text"]);
        let codings = segment["codebooks"][0]["codings"].as_array().expect("a list");
        for coding in codings {
            let column = coding["code"].as_str().unwrap_or_default().replace('.', "_");
            let shown = coding["asserted"].as_u64().map_or(String::new(), |it| it.to_string());
            assert_eq!(shown, row[&column], "{column} of {row:?}");
        }
    }
}

#[test]
fn a_sample_is_the_same_each_time_and_makes_a_page() {
    let folder = coded(&[]);
    let command = ["explain", "--code", "security", "--sample", "3", "--in", "out"];
    assert_eq!(folder.succeed(&command), folder.succeed(&command));
    let mut page = command.to_vec();
    page.extend(["--html", "page.html"]);
    assert_eq!(folder.succeed(&page), "");
    let page = folder.read("page.html");
    assert_eq!(page.matches("<article>").count(), 3);
    assert!(page.contains("<mark") && !page.contains("<script") && !page.contains("http:"));
}

#[test]
fn tries_a_text_in_four_languages() {
    let folder = Folder::of_the_project();
    for (text, marked) in [
        ("The Silk Road helps.", "[Silk Road]{object.silk_road}"),
        ("На Шёлковом пути тихо.", "[Шёлковом пути]{object.silk_road}"),
        ("Жібек жолы ашылды.", "[Жібек жолы]{object.silk_road}"),
        ("丝绸之路很长。", "[丝绸之路]{object.silk_road}"),
    ] {
        let command = ["explain", "--text", text, "--codebook", "codebooks/silk-road.toml"];
        let answer = folder.succeed(&command);
        assert!(answer.contains(marked), "{answer}");
    }
}

#[test]
fn says_how_to_go_on_without_texts_and_with_an_unknown_segment() {
    let folder = coded(&["--no-texts"]);
    for (segment, expected) in [
        ("en-001:1", "keeps no texts"),
        ("en-001:999", "document `en-001` has no segment 999"),
        ("nobody:1", "no document `nobody`"),
        ("en-001", "`en-001` names no segment"),
    ] {
        let ran = folder.run(&["explain", segment, "--in", "out"]);
        assert_eq!(ran.exit, Some(2), "{segment}");
        assert!(ran.err.contains(expected), "{segment}: {}", ran.err);
    }
}
