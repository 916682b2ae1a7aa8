//! Two codes in documents that share clusters and have weights: R's package survey.

use framebook_engine::stats::{Joint, Method, Reason};

use crate::fixture::{Family, lines, values};

const PAIRS: &str = include_str!("../fixtures/stats/pairs.csv");
const JOINT: &str = include_str!("../fixtures/stats/joint.csv");

/// The sets in their order. Weights are in millionths, as a tally has them.
fn sets() -> Vec<(&'static str, Joint)> {
    let mut sets: Vec<(&str, Joint)> = Vec::new();
    let mut cluster: Vec<(u64, [u64; 4])> = Vec::new();
    let mut lines = lines(PAIRS).peekable();
    while let Some(line) = lines.next() {
        if sets.last().is_none_or(|it| it.0 != line[0]) {
            sets.push((line[0], Joint::default()));
        }
        let weight = (line[2].parse::<f64>().expect("a weight") * 1e6).round() as u64;
        let cell = |at: usize| line[3 + at].parse::<u64>().expect("a number");
        cluster.push((weight, [cell(0), cell(1), cell(2), cell(3)]));
        let ends = lines.peek().is_none_or(|next| next[..2] != line[..2]);
        if let (true, Some((_, joint))) = (ends, sets.last_mut()) {
            joint.add(&std::mem::take(&mut cluster));
        }
    }
    sets
}

#[test]
fn coefficients_agree_with_svycontrast_and_svymean() {
    let expected = values(JOINT);
    let mut family = Family::new("phi, lift, Jaccard, survey::svycontrast and svymean", 1e-8);
    let sets = sets();
    assert_eq!(sets.len(), expected.len());
    for (name, joint) in sets {
        let expected = &expected[name];
        family.hold(name, "clusters", joint.clusters as f64, expected["clusters"]);
        for (at, share) in ["both", "first", "second"].into_iter().enumerate() {
            let found = joint.sums[at] as f64 / joint.sums[3] as f64;
            family.hold(name, share, found, expected[share]);
        }
        for (method, kind) in [(Method::WilsonClustered, ""), (Method::Wilson, "_iid")] {
            let lift = joint.lift(method, 0.95);
            for (statistic, found) in [
                ("jaccard", joint.jaccard(method, 0.95)),
                ("phi", joint.phi(method, 0.95)),
                ("lift", lift),
            ] {
                family.hold_estimate(name, &format!("{statistic}{kind}"), &found, expected);
            }
            if expected["both"] == 0.0 {
                assert_eq!((lift.value(), lift.reason()), (Some(0.0), Some(Reason::EmptyCell)));
            }
        }
        let ratio = joint.jaccard(Method::None, 0.95).value().expect("a share");
        family.hold(name, "ratio", ratio, expected["ratio"]);
    }
    family.done(350);
}
