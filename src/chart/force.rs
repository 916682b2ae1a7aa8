//! A force layout of our own: boxes that push each other off, joined by edges that pull. In: the sizes of
//! the boxes, the edges, the width of the page, a seed; out: the middles of the boxes, none over another.
//! It counts with sums, products and square roots only, which are the same on every machine.

/// Where the boxes stand.
pub(super) struct Layout {
    /// The middle of each box: x, y in millimetres, the upper left corner at 0, 0.
    pub centres: Vec<(f64, f64)>,
    /// The height that they take.
    pub height: f64,
}

/// An edge: the places of its ends in the list of boxes, and how strongly it pulls, 0 to 1.
pub(super) type Pull = (usize, usize, f64);

/// Layouts tried, of which the one with the fewest crossings is taken.
const STARTS: u64 = 32;
const STEPS: usize = 240;
/// Least distance of two boxes.
const APART: f64 = 1.4;

/// Lays out boxes, given by half their width and height, in a page of this width.
pub(super) fn layout(halves: &[(f64, f64)], edges: &[Pull], width: f64, seed: u64) -> Layout {
    let area: f64 = halves.iter().map(|(w, h)| (2.0 * w + 4.0) * (2.0 * h + 4.0)).sum();
    let height = (1.9 * area / width).max(0.3 * width);
    let mut best: Option<(f64, Vec<(f64, f64)>)> = None;
    for start in 0..STARTS {
        let mut dice = Dice(seed.wrapping_mul(STARTS).wrapping_add(start));
        let mut centres: Vec<(f64, f64)> =
            halves.iter().map(|_| (dice.next() * width, dice.next() * height)).collect();
        settle(&mut centres, halves, edges, width, height);
        spread(&mut centres, halves, width);
        separate(&mut centres, halves, width);
        let cost = cost(&centres, halves, edges, width);
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, centres));
        }
    }
    let mut centres = best.map(|(_, centres)| centres).unwrap_or_default();
    push_down(&mut centres, halves);
    let edges = |sign: f64| {
        let edge = move |((_, y), (_, half)): (&(f64, f64), &(f64, f64))| y + sign * half;
        centres.iter().zip(halves).map(edge)
    };
    let top = edges(-1.0).fold(f64::INFINITY, f64::min);
    let bottom = edges(1.0).fold(f64::NEG_INFINITY, f64::max);
    let height = (bottom - top).max(0.0);
    for (_, y) in &mut centres {
        *y -= top;
    }
    Layout { centres, height }
}

/// Numbers from 0 to 1 that follow from a seed.
///
/// # Reference
/// Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        (z >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Lets boxes push and edges pull, by ever smaller steps.
///
/// # Reference
/// Fruchterman and Reingold (1991), Graph drawing by force-directed placement.
fn settle(
    centres: &mut [(f64, f64)],
    halves: &[(f64, f64)],
    edges: &[Pull],
    width: f64,
    height: f64,
) {
    let n = centres.len().max(1) as f64;
    let k = 0.8 * (width * height / n).sqrt();
    for step in 0..STEPS {
        let mut moves = vec![(0.0, 0.0); centres.len()];
        for i in 0..centres.len() {
            for j in 0..i {
                let (dx, dy, d) = between(centres[i], centres[j]);
                // what is far does not push: else all would stand along the edges of the page
                if d > 2.2 * k {
                    continue;
                }
                let push = k * k / (d * d);
                moves[i].0 += dx * push;
                moves[i].1 += dy * push;
                moves[j].0 -= dx * push;
                moves[j].1 -= dy * push;
            }
        }
        for &(from, to, strength) in edges {
            let (dx, dy, d) = between(centres[from], centres[to]);
            let pull = d / k * (0.5 + strength);
            moves[from].0 -= dx * pull;
            moves[from].1 -= dy * pull;
            moves[to].0 += dx * pull;
            moves[to].1 += dy * pull;
        }
        let most = 0.12 * width * (1.0 - step as f64 / STEPS as f64) + 0.05;
        for ((centre, (dx, dy)), half) in centres.iter_mut().zip(moves).zip(halves) {
            // a little gravity keeps parts that no edge joins on the page
            let (dx, dy) =
                (dx + 0.1 * (width / 2.0 - centre.0), dy + 0.1 * (height / 2.0 - centre.1));
            let length = (dx * dx + dy * dy).sqrt().max(1e-9);
            let step = length.min(most) / length;
            centre.0 = inside(centre.0 + dx * step, half.0, width);
            centre.1 = inside(centre.1 + dy * step, half.1, height);
        }
    }
}

/// The way from the second place to the first, never of no length.
fn between(a: (f64, f64), b: (f64, f64)) -> (f64, f64, f64) {
    let (dx, dy) = (a.0 - b.0, a.1 - b.1);
    let d = (dx * dx + dy * dy).sqrt();
    if d < 0.01 { (0.01, 0.0, 0.01) } else { (dx, dy, d) }
}

fn inside(x: f64, half: f64, width: f64) -> f64 {
    x.min(width - half).max(half)
}

/// Stretches the layout to the width of the page.
fn spread(centres: &mut [(f64, f64)], halves: &[(f64, f64)], width: f64) {
    let edges = centres.iter().zip(halves).map(|((x, _), (half, _))| (x - half, x + half));
    let (left, right) = edges.fold((f64::INFINITY, f64::NEG_INFINITY), |(left, right), edge| {
        (left.min(edge.0), right.max(edge.1))
    });
    if right - left > 1.0 {
        for ((x, _), (half, _)) in centres.iter_mut().zip(halves) {
            *x = inside((*x - left) * width / (right - left), *half, width);
        }
    }
}

/// Moves boxes that overlap apart, along the shorter way, until none does or patience ends.
fn separate(centres: &mut [(f64, f64)], halves: &[(f64, f64)], width: f64) {
    for _ in 0..400 {
        let mut moved = false;
        for i in 0..centres.len() {
            for j in 0..i {
                let (dx, dy) = (centres[i].0 - centres[j].0, centres[i].1 - centres[j].1);
                let over = (
                    halves[i].0 + halves[j].0 + APART - dx.abs(),
                    halves[i].1 + halves[j].1 + APART - dy.abs(),
                );
                if over.0 <= 0.0 || over.1 <= 0.0 {
                    continue;
                }
                moved = true;
                // boxes are wide: the way down is the shorter one, unless they stand side by side
                if over.0 < over.1 {
                    let step = if dx < 0.0 { -over.0 } else { over.0 } / 2.0 * 1.02;
                    centres[i].0 = inside(centres[i].0 + step, halves[i].0, width);
                    centres[j].0 = inside(centres[j].0 - step, halves[j].0, width);
                } else {
                    let step = if dy < 0.0 { -over.1 } else { over.1 } / 2.0 * 1.02;
                    centres[i].1 += step;
                    centres[j].1 -= step;
                }
            }
        }
        if !moved {
            break;
        }
    }
}

/// From the highest box to the lowest, moves each down until it is over no other: always ends.
fn push_down(centres: &mut [(f64, f64)], halves: &[(f64, f64)]) {
    let mut order: Vec<usize> = (0..centres.len()).collect();
    order.sort_by(|a, b| (centres[*a].1 - halves[*a].1).total_cmp(&(centres[*b].1 - halves[*b].1)));
    for (rank, &i) in order.iter().enumerate() {
        while let Some(&j) = order[..rank].iter().find(|&&j| {
            (centres[i].0 - centres[j].0).abs() < halves[i].0 + halves[j].0 + 0.5
                && (centres[i].1 - centres[j].1).abs() < halves[i].1 + halves[j].1 + 0.49
        }) {
            centres[i].1 = centres[j].1 + halves[j].1 + halves[i].1 + 0.5;
        }
    }
}

/// How hard a layout is to read: edges that cross, edges through boxes, long edges, height.
fn cost(centres: &[(f64, f64)], halves: &[(f64, f64)], edges: &[Pull], width: f64) -> f64 {
    let mut cost = 0.0;
    for (index, &(a, b, _)) in edges.iter().enumerate() {
        let (from, to) = (centres[a], centres[b]);
        let (_, _, length) = between(from, to);
        cost += 0.5 * length / width;
        for &(c, d, _) in &edges[..index] {
            let apart = a != c && b != d && a != d && b != c;
            if apart && cross(from, to, centres[c], centres[d]) {
                cost += 1.0;
            }
        }
        for (node, (centre, half)) in centres.iter().zip(halves).enumerate() {
            if node != a && node != b && through(from, to, *centre, *half) {
                cost += 1.0;
            }
        }
    }
    let bottom = centres.iter().zip(halves).map(|((_, y), (_, half))| y + half);
    let top = centres.iter().zip(halves).map(|((_, y), (_, half))| y - half);
    let height = bottom.fold(f64::NEG_INFINITY, f64::max) - top.fold(f64::INFINITY, f64::min);
    cost + 4.0 * height / width
}

/// On which side of the line from `a` to `b` the point lies.
fn side(a: (f64, f64), b: (f64, f64), point: (f64, f64)) -> f64 {
    (b.0 - a.0) * (point.1 - a.1) - (b.1 - a.1) * (point.0 - a.0)
}

fn cross(a: (f64, f64), b: (f64, f64), c: (f64, f64), d: (f64, f64)) -> bool {
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

/// Whether the line from `a` to `b` goes through a box.
fn through(a: (f64, f64), b: (f64, f64), (x, y): (f64, f64), half: (f64, f64)) -> bool {
    let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
        .map(|(dx, dy)| (x + dx * half.0, y + dy * half.1));
    cross(a, b, corners[0], corners[2]) || cross(a, b, corners[1], corners[3])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxes(n: usize) -> Vec<(f64, f64)> {
        (0..n).map(|i| (4.0 + (i * 7 % 11) as f64, 3.0 + (i * 5 % 4) as f64)).collect()
    }

    #[test]
    fn no_box_is_over_another_or_leaves_the_page() {
        for (n, width) in [(0, 80.0), (1, 80.0), (2, 60.0), (25, 80.0), (60, 60.0), (60, 170.0)] {
            let halves = boxes(n);
            let edges: Vec<Pull> = (1..n).map(|i| (i / 2, i, (i % 3) as f64 / 3.0)).collect();
            let layout = layout(&halves, &edges, width, 7);
            for (i, (a, half)) in layout.centres.iter().zip(&halves).enumerate() {
                assert!(a.0 - half.0 >= -1e-9 && a.0 + half.0 <= width + 1e-9, "{n}: {a:?}");
                assert!(a.1 - half.1 >= -1e-9 && a.1 + half.1 <= layout.height + 1e-9);
                for (b, other) in layout.centres[..i].iter().zip(&halves) {
                    let apart = (a.0 - b.0).abs() >= half.0 + other.0
                        || (a.1 - b.1).abs() >= half.1 + other.1;
                    assert!(apart, "{n}: {a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn the_seed_alone_decides() {
        let halves = boxes(12);
        let edges: Vec<Pull> = (1..12).map(|i| (i / 3, i, 0.5)).collect();
        let at = |seed| layout(&halves, &edges, 100.0, seed).centres;
        assert_eq!(at(3), at(3));
        assert_ne!(at(3), at(4));
    }

    #[test]
    fn what_an_edge_joins_stands_nearer_than_what_none_does() {
        // two stars of four that nothing joins
        let halves = vec![(2.0, 2.0); 10];
        let edges: Vec<Pull> =
            (1..5).map(|i| (0, i, 1.0)).chain((6..10).map(|i| (5, i, 1.0))).collect();
        let layout = layout(&halves, &edges, 120.0, 1);
        let mean = |pairs: &[(usize, usize)]| {
            let lengths =
                pairs.iter().map(|&(a, b)| between(layout.centres[a], layout.centres[b]).2);
            lengths.sum::<f64>() / pairs.len() as f64
        };
        let joined: Vec<(usize, usize)> = edges.iter().map(|&(a, b, _)| (a, b)).collect();
        let apart: Vec<(usize, usize)> =
            (0..5).flat_map(|a| (5..10).map(move |b| (a, b))).collect();
        assert!(2.0 * mean(&joined) < mean(&apart), "{} {}", mean(&joined), mean(&apart));
    }
}
