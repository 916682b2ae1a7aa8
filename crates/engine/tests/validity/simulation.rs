//! A small simulation with a fixed seed: nested segments, the coder's positives oversampled, errors that
//! differ between groups. The large one, with more cases, is `examples/coverage.rs`.

use framebook_engine::validity::correction::{
    CORRECTIONS, Gold, Options, Population, Segment, difference, share,
};
use framebook_engine::validity::{Judged, METRICS, validity};

const DRAWS: u64 = 200;

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// 600 documents of five segments. A document is dense with probability ½: then twice the share.
fn draw(seed: u64, sensitivity: [f64; 2], prevalence: f64) -> Vec<Segment> {
    let mut dice = Dice(seed << 20);
    let (mut segments, mut truths) = (Vec::new(), Vec::new());
    for cluster in 0..600 {
        let group = u32::from(dice.unit() < 0.5);
        let dense = if dice.unit() < 0.5 { 1.6 } else { 0.4 };
        for _ in 0..5 {
            let truth = dice.unit() < prevalence * dense;
            let given = dice.unit() < if truth { sensitivity[group as usize] } else { 0.05 };
            let stratum = 2 * group + u32::from(given);
            segments.push(Segment { given, gold: None, group, stratum, cluster, weight: 1.0 });
            truths.push(truth);
        }
    }
    for stratum in 0..4 {
        let mut of: Vec<usize> =
            (0..segments.len()).filter(|at| segments[*at].stratum == stratum).collect();
        let probability = 60.0 / of.len() as f64;
        for at in 0..60 {
            let other = at + (dice.unit() * (of.len() - at) as f64) as usize;
            of.swap(at, other);
            let at = of[at];
            segments[at].gold = Some(Gold { given: truths[at], probability });
        }
    }
    segments
}

#[test]
fn intervals_hold_the_truth_about_as_often_as_they_say() {
    let (sensitivity, prevalence) = ([0.9, 0.6], 0.3);
    let mut held = [0u64; 4];
    let mut measured = vec![0u64; METRICS.len()];
    let mut raw = 0;
    let mean = (sensitivity[0] + sensitivity[1]) / 2.0;
    let truth = framebook_engine::validity::Cells {
        true_positive: prevalence * mean,
        false_negative: prevalence * (1.0 - mean),
        false_positive: (1.0 - prevalence) * 0.05,
        true_negative: (1.0 - prevalence) * 0.95,
    };
    for seed in 1..=DRAWS {
        let segments = draw(seed, sensitivity, prevalence);
        let population = Population::new(&segments, Options::default()).unwrap();
        let all = vec![true; segments.len()];
        let cells =
            [0, 1].map(|group| segments.iter().map(|it| it.group == group).collect::<Vec<bool>>());
        let holds = |it: framebook_engine::stats::Estimate, truth: f64| {
            let interval = it.interval().unwrap();
            u64::from(interval.low <= truth && truth <= interval.high)
        };
        let dsl = &CORRECTIONS[0];
        held[0] += holds(share(dsl, &population, &all).unwrap().estimate, prevalence);
        for group in [0, 1] {
            let found = share(dsl, &population, &cells[group]).unwrap();
            held[1 + group] += holds(found.estimate, prevalence);
        }
        let found = difference(dsl, &population, &cells[0], &cells[1]).unwrap();
        held[3] += holds(found.estimate.estimate, 0.0);
        let given = segments.iter().filter(|it| it.given).count() as u64;
        raw += holds(framebook_engine::stats::wilson(given, all.len() as u64, 0.95), prevalence);
        let rows: Vec<Judged> = segments
            .iter()
            .filter_map(|it| {
                let gold = it.gold?;
                Some(Judged {
                    coder: Some(it.given),
                    gold: Some(gold.given),
                    probability: gold.probability,
                    stratum: it.stratum,
                    cluster: it.cluster,
                    group: None,
                })
            })
            .collect();
        let found = validity(&rows, 0.95).unwrap();
        for ((metric, held), found) in METRICS.iter().zip(&mut measured).zip(found.measures) {
            *held += holds(found, (metric.of)(&truth).unwrap().value);
        }
    }
    println!("corrected {held:?}, measures {measured:?}, raw {raw} of {DRAWS}");
    // .95 of 200 is 190, give or take 3 times 3.1
    for held in held.iter().chain(&measured) {
        assert!((180..=199).contains(held), "{held} of {DRAWS}");
    }
    assert!(raw < DRAWS / 2, "the raw share is biased, or the case shows nothing");
}
