//! `framebook chart` and the charts of a run.

use std::fs;

use crate::folder::Folder;

const FOUR_SCRIPTS: [&str; 4] = ["Silk Road", "Шёлковый путь", "Жібек жолы", "丝绸之路"];

fn coded() -> Folder {
    let folder = Folder::empty();
    let mut codebook = "[codebook]\nid = \"four\"\ntitle = \"Four scripts\"\n".to_owned();
    for (index, label) in FOUR_SCRIPTS.iter().enumerate() {
        codebook += &format!(
            "\n[[code]]\nid = \"c{index}\"\nlabel = \"{label}\"\ndefinition = \"It.\"\nrules = ['{label}']\n"
        );
    }
    folder.write("four.toml", codebook);
    let rows: String = FOUR_SCRIPTS.iter().map(|it| format!("{it},Ел {it}\n")).collect();
    folder.write("texts.csv", format!("text,country\n{rows}"));
    folder.succeed(&[
        "code",
        "texts.csv",
        "--codebook",
        "four.toml",
        "--by",
        "country",
        "--out",
        "out",
    ]);
    folder
}

#[test]
fn an_svg_holds_its_labels_as_text_in_four_scripts() {
    let folder = coded();
    let svg = folder.read("out/results/charts/frequency.svg");
    assert!(svg.starts_with("<?xml") || svg.starts_with("<svg"), "{}", &svg[..80]);
    assert!(svg.trim_end().ends_with("</svg>"));
    for label in FOUR_SCRIPTS {
        assert!(svg.contains(label), "`{label}` is not in the chart");
    }
    let svg = folder.read("out/results/charts/by-country.svg");
    for label in FOUR_SCRIPTS {
        let group = format!("Ел {label}");
        assert!(text_of(&svg).contains(&group), "group `{group}` is not in the chart");
    }
}

/// The text of an SVG without its tags: a label in two scripts is set in two spans.
fn text_of(svg: &str) -> String {
    svg.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect()
}

#[test]
fn chart_draws_svg_png_and_caption_where_it_is_told() {
    let folder = coded();
    folder.succeed(&["chart", "--in", "out", "--by", "country", "--out", "drawn"]);
    let png = fs::read(folder.path().join("drawn.png")).expect("a PNG");
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("a PNG");
    let (width, height) = (reader.info().width, reader.info().height);
    // 174 mm at 300 dpi
    assert!((2045..=2065).contains(&width) && height > 200, "{width} × {height}");
    let mut pixels = vec![0; reader.output_buffer_size().expect("its size")];
    reader.next_frame(&mut pixels).expect("whole");
    assert!(pixels.iter().any(|it| *it != pixels[0]), "nothing is drawn");
    let caption = folder.read("drawn.txt");
    for expected in
        ["Four scripts", "by country", "indicators, not validated", "codebook “Four scripts”"]
    {
        assert!(caption.contains(expected), "`{expected}` is not in: {caption}");
    }
    let refused = folder.run(&["chart", "--in", "out", "--by", "planet"]);
    assert_eq!(refused.exit, Some(2));
    assert!(refused.err.contains("country"), "{}", refused.err);
}
