//! Tests of whole charts: no two texts overlap, none leaves the page, in four scripts; the same bytes
//! twice; text is text and never markup.

use super::sample::SAMPLES;
use super::*;

fn scene(figure: &Figure) -> Scene {
    lay_out(CHARTS, figure, Fonts::shared().unwrap()).unwrap()
}

/// Every text inside the page, apart from every other, at 8 points or more.
fn assert_legible(name: &str, figure: &Figure) {
    let scene = scene(figure);
    assert!(!scene.labels.is_empty());
    let page = Area { left: 0.0, top: 0.0, right: scene.width, bottom: scene.height };
    for (i, label) in scene.labels.iter().enumerate() {
        let area = label.area();
        assert!(label.size_pt >= 8.0, "{name}: {label:?}");
        assert!(
            area.left >= page.left
                && area.top >= page.top
                && area.right <= page.right
                && area.bottom <= page.bottom,
            "{name}: {label:?} leaves the page {page:?}"
        );
        for other in &scene.labels[..i] {
            assert!(!area.overlaps(&other.area()), "{name}: {label:?} over {other:?}");
        }
    }
}

/// Every figure that the tests look at, with a name.
fn figures() -> Vec<(String, Figure)> {
    let mut figures = Vec::new();
    for sample in SAMPLES {
        for n in [1, 20] {
            figures.push((format!("{}-frequency-{n}", sample.name), sample.frequency(n)));
            for groups in [1, 4, 12] {
                let name = format!("{}-grouped-{n}x{groups}", sample.name);
                figures.push((name, sample.grouped(n, groups)));
            }
        }
    }
    figures
}

#[test]
fn no_text_overlaps_or_leaves_the_page_in_any_script_at_any_width() {
    for (name, figure) in figures() {
        for width in [Width::OneColumn, Width::TwoColumns, Width::Millimetres(60.0)] {
            let figure = Figure { width, ..figure.clone() };
            assert_legible(&format!("{name} {width:?}"), &figure);
        }
    }
}

/// The texts of a tree of resvg, in the order of the SVG.
fn texts<'a>(group: &'a resvg::usvg::Group, found: &mut Vec<&'a resvg::usvg::Text>) {
    for node in group.children() {
        match node {
            resvg::usvg::Node::Group(group) => texts(group, found),
            resvg::usvg::Node::Text(text) => found.push(text),
            _ => {}
        }
    }
}

#[test]
fn resvg_sets_every_text_as_wide_as_it_was_measured() {
    let fonts = Fonts::shared().unwrap();
    let odd = "“上合”‘’ — “win-win”…一带—一路 Te\u{301}st ё й".to_owned();
    let mixed = Cells {
        categories: vec![odd.clone(), "龘 Бұл “一带一路” бастамасы".to_owned(), "”…一".to_owned()],
        cells: vec![Cell::default(); 3],
        ..Cells::default()
    };
    let figures = SAMPLES.iter().map(|sample| sample.grouped(20, 4));
    for figure in figures.chain([Figure::of_cells("bars", mixed)]) {
        let scene = scene(&figure);
        let svg = svg::with_style(&scene, "", fonts, "").unwrap();
        let tree = resvg::usvg::Tree::from_str(&svg, &png::options(fonts)).unwrap();
        let mut drawn = Vec::new();
        texts(tree.root(), &mut drawn);
        assert_eq!(drawn.len(), scene.labels.len());
        for (label, text) in scene.labels.iter().zip(drawn) {
            let width = f64::from(text.bounding_box().width()) / svg::UNITS_PER_MM;
            assert!((width - label.width).abs() < 0.05, "{label:?} is drawn {width} mm wide");
        }
    }
}

#[test]
fn labels_without_a_place_to_break_still_fit() {
    for text in ["x".repeat(300), "ы".repeat(90), "字".repeat(300), "W ".repeat(200)] {
        let cells = Cells {
            categories: vec![text.clone(), String::new(), text.clone()],
            legend_title: text.clone(),
            groups: vec![text.clone(), text.clone()],
            cells: vec![Cell::default(); 6],
        };
        let figure = Figure {
            axis_label: text.clone(),
            note: text.clone(),
            ..Figure::of_cells("bars", cells)
        };
        for width in [Width::OneColumn, Width::TwoColumns] {
            assert_legible(&text, &Figure { width, ..figure.clone() });
        }
    }
}

#[test]
fn every_label_is_shown_whole() {
    for sample in SAMPLES {
        let texts: Vec<String> =
            scene(&sample.grouped(20, 4)).labels.into_iter().map(|l| l.text).collect();
        let shown = texts.concat().replace(' ', "");
        for label in sample.labels.iter().chain(&sample.groups).chain([&sample.note]) {
            assert!(shown.contains(&label.replace(' ', "")), "{label}");
        }
    }
}

#[test]
fn a_missing_value_is_marked_and_has_no_bar() {
    let bars = |cells| {
        let categories = vec!["a".to_owned(), "b".to_owned()];
        let figure = Figure::of_cells("bars", Cells { categories, cells, ..Cells::default() });
        let scene = scene(&figure);
        let marks = scene.labels.iter().filter(|label| label.text == "n/a").count();
        let bars =
            scene.shapes.iter().filter(|shape| matches!(shape, Shape::Rectangle { .. })).count();
        (marks, bars)
    };
    let (given, zero) = (Cell::new(0.5, None, None), Cell::new(0.0, None, None));
    let (_, two) = bars(vec![given.clone(), given.clone()]);
    let (marks, one) = bars(vec![given.clone(), Cell::missing("no data", None)]);
    assert_eq!((marks, one), (1, two / 2));
    assert_eq!(bars(vec![given, zero]), (0, two / 2));
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    let figure = SAMPLES[3].grouped(8, 4);
    let first = render(&figure).unwrap();
    assert_eq!(first, render(&figure).unwrap());
    assert_eq!(first.missing_glyphs, vec![]);
}

#[test]
fn the_png_has_300_dots_to_the_inch_of_the_stated_width_on_white() {
    for (width, pixels) in [(Width::OneColumn, 992), (Width::TwoColumns, 2055)] {
        let figure = Figure { width, ..SAMPLES[0].frequency(3) };
        let bytes = render(&figure).unwrap().png;
        let mut reader = ::png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut frame = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut frame).unwrap();
        assert!(info.width.abs_diff(pixels) <= 1, "{} for {pixels}", info.width);
        assert_eq!(frame[..3], [255, 255, 255]);
        let ink = frame.chunks(3).filter(|pixel| pixel[0] < 64).count();
        assert!(ink > 1_000, "{ink}");
        assert_eq!(reader.info().pixel_dims.map(|dims| dims.xppu), Some(11_811));
    }
}

#[test]
fn the_fonts_inside_the_svg_do_not_change_the_png() {
    let fonts = Fonts::shared().unwrap();
    let scene = scene(&SAMPLES[3].frequency(3));
    let bare = svg::with_style(&scene, "", fonts, "").unwrap();
    let full = svg::write(&scene, "", fonts).unwrap();
    assert!(full.len() > bare.len() + 10_000);
    assert_eq!(png::render(&bare, fonts).unwrap(), png::render(&full, fonts).unwrap());
}

#[test]
fn text_never_becomes_markup() {
    let evil = "<script>alert('x')</script> & \"quoted\" ]]> \u{0}\u{8}\u{202E}end";
    let cells = Cells {
        categories: vec![evil.to_owned()],
        legend_title: evil.to_owned(),
        groups: vec![evil.to_owned()],
        cells: vec![Cell::missing(evil, None)],
    };
    let figure = Figure {
        axis_label: evil.to_owned(),
        note: evil.to_owned(),
        caption: evil.to_owned(),
        ..Figure::of_cells("bars", cells)
    };
    let svg = render(&figure).unwrap().svg;
    let document = resvg::usvg::roxmltree::Document::parse(&svg).unwrap();
    let known = ["svg", "desc", "style", "rect", "line", "g", "text", "tspan"];
    for node in document.descendants().filter(|node| node.is_element()) {
        assert!(known.contains(&node.tag_name().name()), "{node:?}");
    }
    assert!(!svg.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202E}'));
    let text: Vec<&str> = document
        .descendants()
        .filter(|node| node.has_tag_name("text"))
        .flat_map(|node| node.descendants().filter_map(|inner| inner.text()))
        .collect();
    assert!(text.concat().contains("<script>alert('x')</script>"), "{text:?}");
}

#[test]
fn a_character_without_a_glyph_is_told_of() {
    let cells = Cells {
        categories: vec!["龘 and 中 and 😀".to_owned()],
        cells: vec![Cell::new(0.5, None, None)],
        ..Cells::default()
    };
    let rendered = render(&Figure::of_cells("bars", cells)).unwrap();
    assert_eq!(rendered.missing_glyphs, vec!['龘', '😀']);
}

#[test]
fn what_can_not_be_read_is_refused_with_the_remedy() {
    let many = |n: usize, groups: usize| {
        let cells = Cells {
            categories: vec!["c".to_owned(); n],
            groups: vec!["g".to_owned(); groups],
            cells: vec![Cell::default(); n * groups.max(1)],
            ..Cells::default()
        };
        Figure::of_cells("bars", cells)
    };
    let cases = [
        (many(1, 13), "`13` groups in one chart can not be told apart (at most 12); merge groups"),
        (many(400, 0), "draw fewer categories or groups"),
        (Figure { chart: "pie".into(), ..many(1, 0) }, "unknown chart `pie`; there are: bars"),
        (Figure { width: Width::Millimetres(f64::NAN), ..many(1, 0) }, "`NaN` mm wide"),
        (many(0, 0), "no categories"),
    ];
    for (figure, part) in cases {
        let message = render(&figure).map_err(|error| error.to_string());
        assert!(message.as_ref().is_err_and(|m| m.contains(part)), "{part}: {message:?}");
    }
}

#[test]
fn a_chart_more_is_one_line_in_the_registry() {
    fn blank(figure: &Figure, _: &Fonts) -> Result<Scene, ChartError> {
        let mut scene = Scene::new(figure.width.millimetres()?);
        scene.height = 10.0;
        Ok(scene)
    }
    let dummy = ChartEntry { name: "dummy", doc: "nothing", draw: blank };
    let charts = [CHARTS, &[dummy]].concat();
    let figure = Figure { chart: "dummy".into(), ..SAMPLES[0].frequency(1) };
    assert!(render_with(&charts, &figure).is_ok());
    let unknown = Figure { chart: "x".into(), ..figure };
    let message = render_with(&charts, &unknown).unwrap_err().to_string();
    assert!(message.ends_with("bars, dummy"), "{message}");
    for entry in CHARTS {
        assert!(!entry.name.is_empty() && !entry.doc.is_empty());
        assert_eq!(CHARTS.iter().filter(|other| other.name == entry.name).count(), 1);
    }
}

/// Writes the pictures of the figures to the folder that `FRAMEBOOK_CHART_DIR` names, to be looked at.
#[test]
fn pictures_are_written_where_asked() {
    let Some(folder) = std::env::var_os("FRAMEBOOK_CHART_DIR").map(std::path::PathBuf::from) else {
        println!("skipped: FRAMEBOOK_CHART_DIR is not set");
        return;
    };
    std::fs::create_dir_all(&folder).unwrap();
    let wanted = std::env::var("FRAMEBOOK_CHART_NAMES").unwrap_or_default();
    for (name, figure) in figures().into_iter().filter(|(name, _)| name.contains(&wanted)) {
        for (width, suffix) in [(Width::TwoColumns, ""), (Width::OneColumn, "-narrow")] {
            let rendered = render(&Figure { width, ..figure.clone() }).unwrap();
            std::fs::write(folder.join(format!("{name}{suffix}.svg")), rendered.svg).unwrap();
            std::fs::write(folder.join(format!("{name}{suffix}.png")), rendered.png).unwrap();
        }
    }
}

/// The drawing without its fonts; `FRAMEBOOK_UPDATE_GOLDEN=1` writes the files anew.
#[test]
fn the_drawings_are_the_golden_ones() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/chart");
    let cases = [
        ("bars-en.svg", SAMPLES[0].frequency(3)),
        ("bars-grouped-kk.svg", SAMPLES[2].grouped(2, 4)),
        ("bars-grouped-zh-narrow.svg", {
            Figure { width: Width::OneColumn, ..SAMPLES[3].grouped(2, 7) }
        }),
    ];
    for (name, figure) in cases {
        let fonts = Fonts::shared().unwrap();
        let drawn = svg::with_style(&scene(&figure), &figure.full_caption(), fonts, "").unwrap();
        let path = folder.join(name);
        if std::env::var_os("FRAMEBOOK_UPDATE_GOLDEN").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &drawn).unwrap();
        }
        let golden = std::fs::read_to_string(&path).unwrap();
        assert!(drawn == golden, "{name} is drawn differently:\n{drawn}");
    }
}
