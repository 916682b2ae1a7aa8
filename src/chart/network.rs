//! Who says what: actors as discs, codes as squares, their areas and the width of the lines between them by
//! the number of codings. Places come from a seeded force layout; labels stand under their nodes and
//! overlap nothing. Lines below the stated minimum are left out, which the caption tells.

use super::data::{Data, Edge, Mode, Network, Node};
use super::figure::{Figure, grouped};
use super::font::Fonts;
use super::force::{self, Pull};
use super::legend::{self, Entry, Key};
use super::rows;
use super::scene::{Anchor, Area, Scene, block_height};
use super::text::{self, Line, widest, wrap};
use super::theme::{EDGE, GAP, LINE, MARGIN, PAPER};
use super::{ChartEntry, ChartError};

/// What commands, help and docs read.
pub(super) const ENTRY: ChartEntry = ChartEntry {
    name: "network",
    doc: "actors and the framings they use, joined by lines as wide as the number of codings",
    takes: "a network",
    noun: "node",
    draw,
    samples: &[|words, n| words.network("network", n)],
};

/// More nodes than this can not be read.
const MOST_NODES: usize = 60;
/// Radius of the least and the greatest node, in millimetres.
const RADIUS: (f64, f64) = (0.9, 3.4);
/// Radius of the nodes in the legend.
const KEY: f64 = 1.4;
/// Width of the thinnest and the thickest line.
const WIDTH: (f64, f64) = (0.2, 1.8);
/// Labels are wrapped to the first of these widths that cuts no word.
const LABELS: [f64; 3] = [26.0, 32.0, 38.0];

/// Lays out a network.
///
/// # Errors
/// Other data than a network; more nodes than can be read.
fn draw(figure: &Figure, fonts: &Fonts) -> Result<Scene, ChartError> {
    let Data::Network(data) = &figure.data else { return Err(ENTRY.refuses(&figure.data)) };
    let mut scene = Scene::new(figure.width.millimetres()?);
    let shown: Vec<usize> = (0..data.nodes.len()).filter(|node| data.is_drawn(*node)).collect();
    if shown.len() > MOST_NODES {
        return Err(ChartError::TooManyNodes { n: shown.len(), most: MOST_NODES });
    }
    let nodes: Vec<&Node> = shown.iter().filter_map(|node| data.nodes.get(*node)).collect();
    let sizes = Sizes::new(&nodes, data);
    let top = legend(&mut scene, fonts, figure, data, &sizes);

    let labels: Vec<Vec<Line>> = nodes.iter().map(|node| label(fonts, &node.name)).collect();
    let radii: Vec<f64> = nodes.iter().map(|node| sizes.radius(node.n)).collect();
    let halves: Vec<(f64, f64)> = labels
        .iter()
        .zip(&radii)
        .map(|(lines, radius)| {
            let half = (widest(lines) / 2.0).max(*radius);
            (half, radius + block_height(lines.len()) / 2.0)
        })
        .collect();
    let place = |node: usize| shown.iter().position(|it| *it == node).unwrap_or_default();
    let edges: Vec<&Edge> = data.drawn().collect();
    let pulls: Vec<Pull> = edges
        .iter()
        .map(|edge| (place(edge.from), place(edge.to), sizes.of_edge(edge.n)))
        .collect();
    let layout = force::layout(&halves, &pulls, scene.width - 2.0 * MARGIN, data.seed);
    // the node stands in the upper part of its box, the label under it
    let at = |node: usize| {
        let (x, y) = layout.centres.get(node).copied().unwrap_or_default();
        let half = halves.get(node).map_or(0.0, |(_, half)| *half);
        let radius = radii.get(node).copied().unwrap_or_default();
        (MARGIN + x, top + y - half + radius)
    };
    let mut thin_first: Vec<(&Pull, &&Edge)> = pulls.iter().zip(&edges).collect();
    thin_first.sort_by_key(|(_, edge)| edge.n);
    for ((from, to, _), edge) in thin_first {
        scene.line(at(*from), at(*to), EDGE, sizes.width(edge.n));
    }
    for (index, lines) in labels.iter().enumerate() {
        let (x, y) = at(index);
        let top = y + radii.get(index).copied().unwrap_or_default();
        halo(&mut scene, lines, x, top);
        scene.block(lines, x, top, Anchor::Middle);
    }
    for (index, node) in nodes.iter().enumerate() {
        legend::node(&mut scene, node.mode, at(index), sizes.radius(node.n));
        let key = shown.get(index).and_then(|it| data.keys.get(*it)).copied().flatten();
        let ((x, y), half) = (at(index), sizes.radius(node.n).max(RADIUS.0));
        let area = Area { left: x - half, top: y - half, right: x + half, bottom: y + half };
        scene.hit(area, key);
    }
    rows::finish(&mut scene, fonts, figure, top + layout.height);
    Ok(scene)
}

/// The label of a node, in lines of about one width.
fn label(fonts: &Fonts, name: &str) -> Vec<Line> {
    let [first, .., last] = LABELS;
    let whole = LABELS.into_iter().find(|width| text::fits(fonts, name, *width));
    let lines = wrap(fonts, name, whole.unwrap_or(first));
    if lines.len() > 4 { wrap(fonts, name, last) } else { lines }
}

/// Paper under the lines of a label, so that edges do not cross it.
fn halo(scene: &mut Scene, lines: &[Line], x: f64, top: f64) {
    let mut line_top = top + 0.35;
    for (index, line) in lines.iter().enumerate() {
        let half = line.width / 2.0 + 0.3;
        let bottom = match index + 1 == lines.len() {
            true => line_top + block_height(1) - 0.35,
            false => line_top + LINE,
        };
        scene.rectangle(Area { left: x - half, top: line_top, right: x + half, bottom }, PAPER);
        line_top += LINE;
    }
}

/// From numbers of codings to lengths.
struct Sizes {
    most_node: u64,
    least_edge: u64,
    most_edge: u64,
}

impl Sizes {
    fn new(nodes: &[&Node], data: &Network) -> Self {
        Self {
            most_node: nodes.iter().map(|node| node.n).max().unwrap_or(1).max(1),
            least_edge: data.drawn().map(|edge| edge.n).min().unwrap_or(1),
            most_edge: data.drawn().map(|edge| edge.n).max().unwrap_or(1).max(1),
        }
    }

    /// Areas grow evenly with the number.
    fn radius(&self, n: u64) -> f64 {
        let share = n as f64 / self.most_node as f64;
        let (least, most) = (RADIUS.0 * RADIUS.0, RADIUS.1 * RADIUS.1);
        (least + (most - least) * share).sqrt()
    }

    fn of_edge(&self, n: u64) -> f64 {
        n as f64 / self.most_edge as f64
    }

    fn width(&self, n: u64) -> f64 {
        WIDTH.0 + (WIDTH.1 - WIDTH.0) * self.of_edge(n)
    }
}

/// What discs, squares and lines are, and how large some numbers of codings look; returns where the
/// layout may begin.
fn legend(scene: &mut Scene, fonts: &Fonts, figure: &Figure, data: &Network, sizes: &Sizes) -> f64 {
    let mut entries = Vec::new();
    for (mode, name) in [Mode::Actor, Mode::Code].into_iter().zip(&data.modes) {
        entries.push(Entry { key: Key::Node(mode, KEY), text: name.clone() });
    }
    let mut ends = vec![sizes.least_edge, sizes.most_edge];
    ends.dedup();
    for n in ends {
        let text = match figure.axis_label.is_empty() {
            true => grouped(n),
            false => format!("{}: {}", figure.axis_label, grouped(n)),
        };
        entries.push(Entry { key: Key::Line(EDGE, sizes.width(n)), text });
    }
    legend::place(scene, fonts, "", entries, MARGIN) + 2.0 * GAP
}
