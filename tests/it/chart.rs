//! `framebook chart` and the charts of a run.

use std::fs;
use std::process::Command;

use crate::folder::{Folder, require_poppler};

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
fn chart_draws_svg_png_pdf_and_caption_where_it_is_told() {
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
    let pdf = fs::read(folder.path().join("drawn.pdf")).expect("a PDF");
    assert!(pdf.starts_with(b"%PDF-"));
    assert!(folder.path().join("out/results/charts/by-country.pdf").is_file());
    let refused = folder.run(&["chart", "--in", "out", "--by", "planet"]);
    assert_eq!(refused.exit, Some(2));
    assert!(refused.err.contains("country"), "{}", refused.err);
}

#[test]
fn every_kind_of_chart_that_help_lists_is_drawn() {
    let folder = coded();
    let help = folder.succeed(&["chart", "--help"]);
    for (kind, axis) in [
        ("dots", "Share of segments"),
        ("bars", "Share of segments"),
        ("heat", "Share of segments"),
        // a text of this corpus can have several codes: their shares can not be stacked
        ("stacked", "Share of codings"),
    ] {
        assert!(help.contains(&format!("- {kind}:")), "`{kind}` is not in: {help}");
        folder.succeed(&["chart", "--in", "out", "--by", "country", "--kind", kind]);
        assert!(folder.read("chart.svg").contains(axis), "{kind}");
        let caption = folder.read("chart.txt");
        let intervals = caption.contains("95 % intervals");
        assert_eq!(intervals, matches!(kind, "dots" | "bars"), "{kind}: {caption}");
    }
    for (arguments, part) in [
        (["--kind", "heat"], "needs groups; name a variable with --by"),
        (["--kind", "pie"], "possible values: bars, dots, stacked, heat"),
    ] {
        let refused = folder.run(&[&["chart", "--in", "out"], &arguments[..]].concat());
        assert_eq!(refused.exit, Some(2));
        assert!(refused.err.contains(part), "{}", refused.err);
    }
}

#[test]
fn the_text_of_a_pdf_can_be_selected_in_four_scripts() {
    if !require_poppler("pdftotext") {
        return;
    }
    let folder = coded();
    folder.succeed(&["chart", "--in", "out", "--by", "country", "--out", "drawn"]);
    let mut command = Command::new("pdftotext");
    let output = command.args(["drawn.pdf", "-"]).current_dir(folder.path()).output();
    let text = String::from_utf8(output.expect("pdftotext runs").stdout).expect("UTF-8");
    for label in FOUR_SCRIPTS {
        assert!(text.contains(label), "`{label}` is not in:\n{text}");
        assert!(text.contains(&format!("Ел {label}")), "`Ел {label}` is not in:\n{text}");
    }
}

/// Red, green and blue of every pixel, row by row, and the width.
fn pixels(png: Vec<u8>) -> (Vec<u8>, usize) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("its size")];
    let info = reader.next_frame(&mut pixels).expect("whole");
    (pixels, info.width as usize)
}

#[test]
fn a_pdf_looks_as_its_png() {
    if !require_poppler("pdftoppm") {
        return;
    }
    let folder = coded();
    for kind in ["bars", "dots", "heat", "stacked"] {
        folder.succeed(&["chart", "--in", "out", "--by", "country", "--kind", kind]);
        let mut command = Command::new("pdftoppm");
        command.args(["-r", "300", "-png", "-singlefile", "chart.pdf", "page"]);
        assert!(command.current_dir(folder.path()).status().expect("pdftoppm runs").success());
        let read = |name: &str| pixels(fs::read(folder.path().join(name)).expect("a PNG"));
        let ((drawn, width), (printed, other)) = (read("chart.png"), read("page.png"));
        assert!(width.abs_diff(other) <= 1, "{kind}: {width} and {other} dots");
        // a dot more or less at the edge of the page, and edges that are smoothed otherwise
        let rows = drawn.chunks(3 * width).zip(printed.chunks(3 * other));
        let differences: Vec<f64> = rows
            .flat_map(|(a, b)| a.iter().zip(b))
            .map(|(a, b)| f64::from(a.abs_diff(*b)) / 255.0)
            .collect();
        let mean = differences.iter().sum::<f64>() / differences.len() as f64;
        assert!(mean < 0.02, "{kind}: the pages differ by {mean:.3} of black and white");
    }
}
