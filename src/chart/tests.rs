//! Tests of whole charts, over every entry of the registry and its samples: no two texts overlap, none
//! leaves the page, in four scripts; the same bytes twice; text is text and never markup.

use super::*;

fn scene(figure: &Figure) -> Scene {
    lay_out(CHARTS, figure, Fonts::shared().unwrap()).unwrap().1
}

/// Every text inside the page, apart from every other, at 8 points or more.
fn assert_legible(name: &str, scene: &Scene) {
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

/// Every sample of every chart with about so many categories, in four languages, with a name.
fn samples(n: usize) -> Vec<(String, Figure)> {
    let mut figures = Vec::new();
    for words in &WORDS {
        for entry in CHARTS {
            for (index, sample) in entry.samples.iter().enumerate() {
                let name = format!("{}-{index}-{}-{n}", entry.name, words.name);
                figures.push((name, sample(words, n)));
            }
        }
    }
    figures
}

/// More groups than the samples have, and none.
fn more_groups() -> Vec<(String, Figure)> {
    let mut figures = Vec::new();
    for words in &WORDS {
        for chart in ["bars", "dots"] {
            for n in [1, 20] {
                let name = format!("{chart}-{}-{n}", words.name);
                figures.push((format!("{name}-frequency"), words.frequency(chart, n)));
                for groups in [1, 12] {
                    let figure = words.by_group(chart, n, groups);
                    figures.push((format!("{name}x{groups}"), figure));
                }
            }
        }
    }
    figures
}

#[test]
fn no_text_overlaps_or_leaves_the_page_in_any_script_at_any_width() {
    let all = [samples(1), samples(5), samples(20), more_groups()].concat();
    for (name, figure) in all {
        for width in [Width::OneColumn, Width::TwoColumns, Width::Millimetres(60.0)] {
            let figure = Figure { width, ..figure.clone() };
            match lay_out(CHARTS, &figure, Fonts::shared().unwrap()) {
                Ok((_, scene)) => assert_legible(&format!("{name} {width:?}"), &scene),
                // what does not fit is refused, with a width that does
                Err(ChartError::TooNarrow { needed, .. }) => {
                    let given = width.millimetres().unwrap();
                    assert!(needed > given && given < 100.0, "{name}: {needed} for {given}");
                    let wide = Figure { width: Width::Millimetres(needed.ceil()), ..figure };
                    assert_legible(&format!("{name} {needed}"), &scene(&wide));
                }
                // four panels of twenty wrapped labels each, one under the other
                Err(ChartError::TooHigh { .. })
                    if name.starts_with("panels-") && width != Width::TwoColumns => {}
                Err(error) => panic!("{name} {width:?}: {error}"),
            }
        }
    }
}

#[test]
fn every_label_is_shown_whole() {
    for words in &WORDS {
        for entry in CHARTS {
            for sample in entry.samples {
                let figure = sample(words, 6);
                let shown: Vec<String> =
                    scene(&figure).labels.into_iter().map(|label| label.text).collect();
                let shown = shown.concat().replace([' ', '\u{a0}'], "");
                let mut wanted = vec![figure.note.clone(), figure.axis_label.clone()];
                match &figure.data {
                    Data::Cells(data) => {
                        wanted.extend([&data.categories[..], &data.groups].concat())
                    }
                    Data::Matrix(data) => wanted.extend(data.rows.clone()),
                    Data::Diverging(data) => wanted.extend(data.categories.clone()),
                    Data::Series(data) => {
                        wanted.extend(data.lines.iter().map(|line| line.name.clone()));
                        wanted.extend(data.events.iter().map(|event| event.name.clone()));
                        wanted.extend(data.phases.iter().map(|phase| phase.name.clone()));
                    }
                    Data::Network(data) => {
                        let nodes = data.nodes.iter().enumerate();
                        let drawn = nodes.filter(|(node, _)| data.is_drawn(*node));
                        wanted.extend(drawn.map(|(_, node)| node.name.clone()));
                    }
                    Data::Panels(data) => {
                        wanted.extend(data.panels.iter().map(|panel| panel.title.clone()));
                        let cells = data.cells().unwrap_or_default();
                        wanted.extend(cells.iter().flat_map(|it| it.groups.clone()));
                    }
                }
                for label in wanted {
                    assert!(shown.contains(&label.replace(' ', "")), "{}: {label}", entry.name);
                }
            }
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
    let turned = Figure { axis_label: odd, ..WORDS[3].by_year("trend", 3) };
    let figures = WORDS.iter().map(|words| words.by_group("bars", 20, 4));
    for figure in figures.chain([Figure::new("bars", mixed), turned]) {
        let scene = scene(&figure);
        let svg = svg::with_style(&scene, "", fonts, "").unwrap();
        let tree = resvg::usvg::Tree::from_str(&svg, &png::options(fonts)).unwrap();
        let mut drawn = Vec::new();
        texts(tree.root(), &mut drawn);
        assert_eq!(drawn.len(), scene.labels.len());
        for (label, text) in scene.labels.iter().zip(drawn) {
            let drawn = text.abs_bounding_box();
            let area = label.area();
            let (long, start) = match label.turned {
                true => (drawn.height(), (drawn.bottom(), area.bottom)),
                false => (drawn.width(), (drawn.left(), area.left)),
            };
            // bounding boxes are in dots of the PNG
            let mm = |dots: f32| f64::from(dots) * 25.4 / f64::from(DPI);
            assert!((mm(long) - label.width).abs() < 0.05, "{label:?} is {} mm", mm(long));
            assert!((mm(start.0) - start.1).abs() < 0.1, "{label:?} starts at {}", mm(start.0));
        }
    }
}

#[test]
fn labels_without_a_place_to_break_still_fit() {
    for text in ["x".repeat(300), "ы".repeat(90), "字".repeat(300), "W ".repeat(200)] {
        let owned = || text.clone();
        let cells = Cells {
            categories: vec![owned(), String::new(), owned()],
            legend_title: owned(),
            groups: vec![owned(), owned()],
            cells: vec![Cell::default(); 6],
            ..Cells::default()
        };
        let numbers = |n: usize| vec![Cell::new(0.4, Some((0.3, 0.5)), Some(9)); n];
        let series = Series {
            x: vec![1.0, 2.0],
            x_label: owned(),
            lines: vec![Trend { name: owned(), points: numbers(2) }; 2],
            phases: vec![Phase { from: 1.0, to: 1.0, name: owned() }],
            events: vec![Event { at: 1.0, name: owned() }, Event { at: 2.0, name: owned() }],
            legend_title: owned(),
        };
        let node = |mode| Node { name: owned(), mode, n: 3 };
        let diverging = Diverging {
            left: owned(),
            right: owned(),
            categories: vec![owned(), owned()],
            cells: vec![Cell::new(1.0, Some((-1.0, 3.0)), None), Cell::new(-1.0, None, None)],
        };
        let network = Network {
            modes: [owned(), owned()],
            nodes: vec![node(Mode::Actor), node(Mode::Code)],
            edges: vec![Edge { from: 0, to: 1, n: 3 }],
            minimum: 1,
            seed: 0,
            ..Network::default()
        };
        let panels = [Data::from(cells.clone()), Data::from(series.clone())]
            .map(|data| Panels { panels: vec![Panel { title: owned(), data }; 2], turned: false });
        let [of_cells, of_series] = panels;
        let figures = [
            Figure::new("bars", cells.clone()),
            Figure::new("dots", cells.clone()),
            Figure::new("stacked", Cells { whole: Whole::Segments, ..cells.clone() }),
            Figure::new("heat", Matrix::from(&cells)),
            Figure::new("trend", series),
            Figure { unit: Unit::Signed, ..Figure::new("diverging", diverging) },
            Figure::new("network", network),
            Figure::new("panels", of_cells.clone()),
            Figure::new("paired", of_cells),
            Figure::new("panels", of_series),
        ];
        for figure in figures {
            for width in [Width::OneColumn, Width::TwoColumns] {
                let figure = Figure { axis_label: owned(), note: owned(), width, ..figure.clone() };
                assert_legible(&format!("{} {text}", figure.chart), &scene(&figure));
            }
        }
    }
}

/// Rectangles and marks "n/a" of a chart of two categories.
fn bars(chart: &str, cells: Vec<Cell>) -> (usize, usize) {
    let categories = vec!["a".to_owned(), "b".to_owned()];
    let scene = scene(&Figure::new(chart, Cells { categories, cells, ..Cells::default() }));
    let marks = scene.labels.iter().filter(|label| label.text == "n/a").count();
    let drawn = |shape: &&Shape| match chart {
        "dots" => matches!(shape, Shape::Disc { .. }),
        _ => matches!(shape, Shape::Rectangle { .. }),
    };
    (marks, scene.shapes.iter().filter(drawn).count())
}

#[test]
fn a_missing_value_is_marked_and_zero_is_not() {
    for chart in ["bars", "dots"] {
        let (given, zero) = (Cell::new(0.5, None, None), Cell::new(0.0, None, None));
        let (_, two) = bars(chart, vec![given.clone(), given.clone()]);
        let (marks, one) = bars(chart, vec![given.clone(), Cell::missing("no data", None)]);
        assert_eq!((marks, one), (1, two / 2), "{chart}");
        // a bar of zero has no length, a dot at zero is a dot
        let shown = if chart == "dots" { two } else { two / 2 };
        assert_eq!(bars(chart, vec![given, zero]), (0, shown), "{chart}");
    }
}

#[test]
fn a_trend_draws_no_line_across_a_gap() {
    let line = |values: &[Option<f64>]| {
        let point = |value: &Option<f64>| match value {
            Some(value) => Cell::new(*value, None, None),
            None => Cell::missing("no documents", Some(0)),
        };
        let series = Series {
            x: (0..values.len()).map(|x| 2000.0 + x as f64).collect(),
            lines: vec![Trend { name: String::new(), points: values.iter().map(point).collect() }],
            ..Series::default()
        };
        let scene = scene(&Figure::new("trend", series));
        let lengths = scene.shapes.iter().filter_map(|shape| match shape {
            Shape::Path { points, .. } => Some(points.len()),
            _ => None,
        });
        let discs = scene.shapes.iter().filter(|it| matches!(it, Shape::Disc { .. })).count();
        (lengths.collect::<Vec<_>>(), discs)
    };
    let (a, none) = (Some(0.2), None);
    let (whole, signs) = line(&[a, a, a, a, a]);
    assert_eq!(whole, [5]);
    // a sign is a disc over a light border
    assert_eq!(signs, 10);
    assert_eq!(line(&[a, a, none, a, a]), (vec![2, 2], 8));
    assert_eq!(line(&[a, a, none, a, none]), (vec![2], 6));
    assert_eq!(line(&[none, none]), (vec![], 0));
}

#[test]
fn numbers_in_cells_are_read_on_their_colours() {
    for (name, figure) in samples(20).into_iter().filter(|(name, _)| name.starts_with("heat")) {
        let scene = scene(&figure);
        let mut checked = 0;
        for label in &scene.labels {
            let (x, y) = label.area().centre();
            let holds =
                |area: &Area| area.left < x && x < area.right && area.top < y && y < area.bottom;
            let ground = scene.shapes.iter().rev().find_map(|shape| match shape {
                Shape::Rectangle { area, colour } if holds(area) => Some(*colour),
                _ => None,
            });
            let contrast = label.colour.contrast(ground.unwrap_or(theme::PAPER));
            assert!(contrast >= 4.5, "{name}: {label:?} {contrast:.2}");
            checked += usize::from(ground.is_some());
        }
        assert!(checked >= 80, "{name}: {checked}");
    }
}

#[test]
fn a_scale_of_signed_numbers_has_zero_in_the_middle() {
    let colours = |values: [f64; 3], unit| {
        let data = Matrix {
            rows: vec!["r".into()],
            columns: ["a", "b", "c"].map(String::from).to_vec(),
            cells: values.map(|value| Some(Cell::new(value, None, None))).to_vec(),
            ..Matrix::default()
        };
        let scene = scene(&Figure { unit, ..Figure::new("heat", data) });
        let mut cells = scene.shapes.iter().filter_map(|shape| match shape {
            Shape::Rectangle { colour, .. } => Some(*colour),
            _ => None,
        });
        [cells.next(), cells.next(), cells.next()].map(Option::unwrap)
    };
    let [below, zero, above] = colours([-1.0, 0.0, 4.0], Unit::Signed);
    assert_eq!(zero, theme::diverging(0.0));
    assert_eq!((below, above), (theme::diverging(-0.25), theme::diverging(1.0)));
    let [zero, half, most] = colours([0.0, 2.0, 4.0], Unit::Quantity);
    assert_eq!(
        [zero, half, most],
        [theme::sequential(0.0), theme::sequential(0.5), theme::sequential(1.0)]
    );
}

#[test]
fn stacked_bars_are_refused_for_codes_that_overlap() {
    let figure = |whole, axis: &str, values: [f64; 2]| {
        let data = Cells {
            categories: vec!["kk".into()],
            groups: vec!["security".into(), "economic".into()],
            cells: values.map(|value| Cell::new(value, None, None)).to_vec(),
            whole,
            ..Cells::default()
        };
        Figure { axis_label: axis.to_owned(), ..Figure::new("stacked", data) }
    };
    let cases = [
        (figure(Whole::None, "Share of codings", [0.4, 0.3]), Some("codes overlap")),
        (figure(Whole::Codings, "Share of segments", [0.4, 0.6]), Some("\"of codings\"")),
        (figure(Whole::Segments, "Share", [0.6, 0.6]), Some("`kk` add up to 1.200")),
        (figure(Whole::Codings, "Share of codings", [0.4, 0.6]), None),
        (figure(Whole::Segments, "Share of segments", [0.4, 0.3]), None),
    ];
    for (figure, expected) in cases {
        let drawn = render(&figure).map_err(|error| error.to_string());
        match expected {
            None => assert!(drawn.is_ok(), "{drawn:?}"),
            Some(part) => assert!(drawn.as_ref().is_err_and(|m| m.contains(part)), "{drawn:?}"),
        }
    }
}

#[test]
fn an_unknown_part_leaves_no_bar_that_looks_whole() {
    let data = Cells {
        categories: vec!["kk".into(), "ru".into()],
        groups: vec!["a".into(), "b".into()],
        cells: vec![
            Cell::new(0.5, None, None),
            Cell::missing("no rules", None),
            Cell::new(0.5, None, None),
            Cell::new(0.5, None, None),
        ],
        whole: Whole::Segments,
        ..Cells::default()
    };
    let rendered = render(&Figure::new("stacked", data)).unwrap();
    assert!(rendered.svg.contains(">n/a<"));
    assert_eq!(rendered.caption, "n/a: no rules (kk × b).");
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    for (name, figure) in samples(5).into_iter().filter(|(name, _)| name.contains("-zh-")) {
        let first = render(&figure).unwrap();
        assert_eq!(first, render(&figure).unwrap(), "{name}");
        assert_eq!(first.missing_glyphs, vec![], "{name}");
    }
}

#[test]
fn the_png_has_300_dots_to_the_inch_of_the_stated_width_on_white() {
    for (width, pixels) in [(Width::OneColumn, 992), (Width::TwoColumns, 2055)] {
        let figure = Figure { width, ..WORDS[0].frequency("bars", 3) };
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
fn the_pdf_has_the_stated_size_and_its_fonts_inside() {
    for (words, faces) in [(&WORDS[0], 1), (&WORDS[3], 2)] {
        let figure = Figure { width: Width::OneColumn, ..words.by_group("dots", 3, 2) };
        let pdf = render(&figure).unwrap().pdf;
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.starts_with("%PDF-"));
        // 84 mm in points
        assert!(text.contains("/MediaBox[0 0 238.11"), "{}", words.name);
        assert_eq!(text.matches("/FontFile2").count(), faces, "{}", words.name);
        assert!(pdf.len() < 60_000, "{}", pdf.len());
    }
}

#[test]
fn the_fonts_inside_the_svg_do_not_change_the_png() {
    let fonts = Fonts::shared().unwrap();
    let scene = scene(&WORDS[3].frequency("bars", 3));
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
        ..Cells::default()
    };
    let matrix = Matrix::from(&cells);
    for figure in [Figure::new("bars", cells), Figure::new("heat", matrix)] {
        let figure = Figure {
            axis_label: evil.to_owned(),
            note: evil.to_owned(),
            caption: evil.to_owned(),
            ..figure
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
}

#[test]
fn a_character_without_a_glyph_is_told_of() {
    let cells = Cells {
        categories: vec!["龘 and 中 and 😀".to_owned()],
        cells: vec![Cell::new(0.5, None, None)],
        ..Cells::default()
    };
    let rendered = render(&Figure::new("bars", cells)).unwrap();
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
        Figure::new("bars", cells)
    };
    let of = |chart: &str, figure: Figure| Figure { chart: chart.to_owned(), ..figure };
    let nodes = |n: usize| {
        let node = |i: usize| Node {
            name: format!("n{i}"),
            mode: if i == 0 { Mode::Actor } else { Mode::Code },
            n: 1,
        };
        let edges = (1..n).map(|to| Edge { from: 0, to, n: 1 }).collect();
        Network { nodes: (0..n).map(node).collect(), edges, ..Network::default() }
    };
    let lines = |n: usize| Series {
        x: vec![1.0],
        lines: vec![Trend { name: "l".into(), points: vec![Cell::default()] }; n],
        ..Series::default()
    };
    let cases = [
        (many(1, 13), "`13` groups in one chart can not be told apart (at most 12); merge groups"),
        (of("dots", many(1, 13)), "`13` groups"),
        (many(400, 0), "draw fewer categories or groups"),
        (of("pie", many(1, 0)), "unknown chart `pie`; there are: bars, dots, stacked, heat"),
        (Figure { width: Width::Millimetres(f64::NAN), ..many(1, 0) }, "`NaN` mm wide"),
        (many(0, 0), "nothing to draw"),
        (of("heat", many(1, 0)), "chart `heat` takes a matrix, not cells"),
        (Figure { unit: Unit::Signed, ..many(1, 0) }, "take `diverging` or `dots`"),
        (Figure::new("network", nodes(62)), "`62` nodes can not be read (at most 60)"),
        (Figure::new("trend", lines(7)), "`7` groups in one chart"),
        (
            Figure { width: Width::OneColumn, ..WORDS[0].pairs("heat", 20) },
            "20 columns do not fit 84 mm in type of 8 points (it takes",
        ),
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
    let dummy = ChartEntry {
        name: "dummy",
        doc: "nothing",
        takes: "cells",
        noun: "nothing",
        draw: blank,
        samples: &[],
    };
    let charts = [CHARTS, &[dummy]].concat();
    let figure = WORDS[0].frequency("dummy", 1);
    assert!(render_with(&charts, &figure).is_ok());
    let unknown = Figure { chart: "x".into(), ..figure };
    let message = render_with(&charts, &unknown).unwrap_err().to_string();
    assert!(message.ends_with("paired, dummy"), "{message}");
    for entry in CHARTS {
        assert!(!entry.doc.is_empty() && !entry.noun.is_empty() && !entry.samples.is_empty());
        assert_eq!(CHARTS.iter().filter(|other| other.name == entry.name).count(), 1);
        for sample in entry.samples {
            let figure = sample(&WORDS[0], 3);
            assert_eq!(figure.chart, entry.name);
            assert_eq!(figure.data.kind(), entry.takes);
        }
    }
}

/// The drawing without its fonts; `FRAMEBOOK_UPDATE_GOLDEN=1` writes the files anew.
#[test]
fn the_drawings_are_the_golden_ones() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/chart");
    let update = std::env::var_os("FRAMEBOOK_UPDATE_GOLDEN").is_some();
    if update {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
    }
    let fonts = Fonts::shared().unwrap();
    let mut cases = vec![
        ("bars-ungrouped-en".to_owned(), WORDS[0].frequency("bars", 3)),
        ("bars-7-groups-zh".to_owned(), WORDS[3].by_group("bars", 2, 7)),
    ];
    let mut index = 0;
    for entry in CHARTS {
        for (number, sample) in entry.samples.iter().enumerate() {
            // every script comes up, and both widths
            let words = &WORDS[index % WORDS.len()];
            let width = if index % 3 == 0 { Width::TwoColumns } else { Width::OneColumn };
            let name = format!("{}-{}-{}", entry.name, number + 1, words.name);
            cases.push((name, Figure { width, ..sample(words, 3) }));
            index += 1;
        }
    }
    let mut names: Vec<String> = Vec::new();
    for (name, figure) in cases {
        let (entry, scene) = lay_out(CHARTS, &figure, fonts).unwrap();
        assert_legible(&name, &scene);
        let caption = figure.full_caption(entry.noun);
        let drawn = svg::with_style(&scene, &caption, fonts, "").unwrap();
        let path = folder.join(format!("{name}.svg"));
        if update {
            std::fs::write(&path, &drawn).unwrap();
        }
        let golden = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(drawn == golden, "{name} is drawn differently:\n{drawn}");
        names.push(format!("{name}.svg"));
    }
    let mut there: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    there.sort();
    assert_eq!(names, there);
}
