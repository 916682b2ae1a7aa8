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

/// Two framings and two speakers over four years, with actors: enough for every kind of chart.
fn spoken() -> Folder {
    spoken_with("")
}

/// The same, with more lines of the source in the study.
fn spoken_with(more: &str) -> Folder {
    let folder = Folder::empty();
    let book = |head: &str, codes: &[(&str, &str)]| {
        let code = |(id, word): &(&str, &str)| {
            format!(
                "[[code]]\nid = \"{id}\"\nlabel = \"{word}\"\ndefinition = \"d\"\nrules.en = ['{word}']\n"
            )
        };
        format!("[codebook]\n{head}\n") + &codes.iter().map(code).collect::<String>()
    };
    folder.write("book.toml", book("id = \"book\"", &[("trade", "trade"), ("terror", "terror")]));
    folder.write(
        "who.toml",
        book("id = \"who\"\nactors = true", &[("cn", "China"), ("us", "Washington")]),
    );
    let mut texts = "id,text,date,side,w\nx,Trade goes on.,2001,east,1\n".to_owned();
    for row in 0..48 {
        let who = ["China", "Washington"][row % 2];
        let what = ["trade", "terror", "trade and terror", "the weather"][row / 2 % 4];
        let (year, side) = (2001 + row % 5 % 4, ["east", "west"][usize::from(row % 7 < 3)]);
        // a word of each side
        let way = if side == "east" { "rail" } else { "port" };
        let weight = [0.5, 1.0, 2.5][row % 3];
        texts +=
            &format!("{row},{who} said that {what} by {way} matters.,{year},{side},{weight}\n");
    }
    folder.write("texts.csv", texts);
    let study = format!(
        "[study]\nname = \"s\"\noutput = \"out\"\n[[source]]\nname = \"s\"\n\
         codebooks = [\"book.toml\", \"who.toml\"]\nreprints = false\n{more}[source.corpus]\n\
         files = [\"texts.csv\"]\n"
    );
    folder.write("study.toml", study);
    folder.succeed(&["run"]);
    folder
}

#[test]
fn what_a_study_knows_is_drawn_by_every_kind_of_chart() {
    let folder = spoken();
    let help = folder.succeed(&["chart", "--help"]);
    let kinds = help.lines().filter_map(|it| it.trim().strip_prefix("- ")?.split_once(':'));
    let kinds: Vec<&str> = kinds.map(|it| it.0).filter(|it| !it.contains(' ')).collect();
    assert!(kinds.len() >= 10, "{help}");
    for kind in kinds {
        // drawn in correct.rs, where people have coded
        if kind == "corrected" {
            let refused =
                folder.run(&["chart", "--in", "out", "--codebook", "book", "--kind", kind]);
            assert_eq!(refused.exit, Some(2));
            assert!(refused.err.contains("nobody has coded here"), "{}", refused.err);
            continue;
        }
        // what it is split by, a word of its axis or legend, and of its caption
        let (by, drawn, told) = match kind {
            "bars" => ("", "Share of segments", "95 % intervals"),
            "trend" => ("", "2003", "by year"),
            "cooccurrence" => ("", "phi", "standing together"),
            "network" => ("", "Washington", "1 of 49 codings have no voice"),
            "dots" => ("--by side", "west", "95 % intervals"),
            "stacked" => ("--by side", "Share of codings", "share of the codings"),
            "heat" => ("--by side", "Share of segments", "by side"),
            "residuals" => ("--by side", "Adjusted residual", "residuals"),
            "panels" => ("--by year --by side", "2001", "a panel a value of side"),
            "keyness" => {
                ("--by side --group west", "Log ratio", "tell segments of side “west” from east")
            }
            kind => panic!("`{kind}` is not tried"),
        };
        let mut arguments = vec!["chart", "--in", "out", "--codebook", "book", "--kind", kind];
        arguments.extend(by.split_whitespace());
        let ran = folder.run(&arguments);
        assert_eq!(ran.exit, Some(0), "{kind}: {}", ran.err);
        let svg = text_of(&folder.read("chart.svg"));
        assert!(svg.contains(drawn), "{kind}: `{drawn}` is not in: {svg}");
        let caption = folder.read("chart.txt");
        assert!(caption.contains(told), "{kind}: `{told}` is not in: {caption}");
    }
    let refused = folder.run(&[
        "chart",
        "--in",
        "out",
        "--codebook",
        "book",
        "--kind",
        "keyness",
        "--by",
        "side",
        "--group",
        "north",
    ]);
    assert_eq!(refused.exit, Some(2));
    assert!(refused.err.contains("unknown group `north`, there are: "), "{}", refused.err);
}

#[test]
fn words_that_tell_no_group_apart_are_not_drawn() {
    let folder = spoken();
    let chart = ["chart", "--in", "out", "--codebook", "book", "--kind", "keyness", "--by"];
    folder.succeed(&[&chart[..], &["side", "--group", "west"]].concat());
    let (caption, svg) = (folder.read("chart.txt"), text_of(&folder.read("chart.svg")));
    assert!(caption.starts_with("Key words: the 2 words that tell segments of side “west” from east most, by G² at p < .05 (adjusted by Holm over "), "{caption}");
    assert!(svg.contains("port") && svg.contains("rail") && !svg.contains("weather"), "{svg}");
    folder.succeed(&[&chart[..], &["framing", "--group", "trade"]].concat());
    let caption = folder.read("chart.txt");
    assert!(caption.contains("tell segments with “trade” from the rest"), "{caption}");
    let refused = folder.run(&[&chart[..], &["year", "--group", "2002"]].concat());
    assert_eq!(refused.exit, Some(2));
    for told in [
        "no word tells segments of year “2002” from the rest at p < .05 (adjusted by Holm over ",
        "`framebook table keyness --by year` lists the nearest",
    ] {
        assert!(refused.err.contains(told), "{}", refused.err);
    }
    let table =
        folder.succeed(&["table", "keyness", "--in", "out", "--codebook", "book", "--by", "year"]);
    assert!(table.contains("2002"), "{table}");
}

#[test]
fn a_weighted_source_says_so_in_every_title_and_caption() {
    let folder = spoken_with("weight = \"w\"\n");
    for table in ["frequency", "by-document", "trend", "cooccurrence", "attribution"] {
        let text = folder.read(&format!("out/results/tables/book-{table}.md")).replace('\\', "");
        let title = text.lines().next().unwrap_or_default();
        assert!(title.contains(", weighted by `w` ("), "{table}: {title}");
        assert!(text.contains("shares weighted by `w`, counts unweighted"), "{table}: {text}");
        assert!(!text.contains("not weighted"), "{table}: {text}");
    }
    let of_words = ["table", "keyness", "--in", "out", "--codebook", "book", "--by", "side"];
    let text = folder.succeed(&of_words);
    assert!(text.contains("words are not weighted") && !text.contains("weighted by"), "{text}");
    let caption = |chart: &str| folder.read(&format!("out/results/charts/book-{chart}.txt"));
    for chart in ["frequency", "trend", "cooccurrence"] {
        assert!(caption(chart).contains("; weighted by `w`; "), "{chart}: {}", caption(chart));
    }
    assert!(caption("attribution").contains("; unweighted; "), "{}", caption("attribution"));
    assert!(!caption("attribution").contains("weighted by"), "{}", caption("attribution"));
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
