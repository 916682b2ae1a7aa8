//! Corrected shares: values of papers, and what is refused.

use framebook_engine::stats::{Estimate, Reason};
use framebook_engine::validity::correction::{
    CORRECTIONS, Correction, Gold, Of, Options, Population, Rate, Refusal, Segment, Takes, Target,
    bounds, correction, difference, prediction_powered, rogan_gladen, share, slope,
};

fn rate(y: f64, n: f64) -> Rate {
    Rate { share: y / n, n }
}

/// Lang and Reiczigel (2014), the examples of R's asht, `prevSeSp`.
#[test]
fn rogan_gladen_agrees_with_the_paper() {
    for (apparent, sensitivity, specificity, value, low, high) in [
        ((4060.0, 11284.0), (178.0, 179.0), (358.0, 359.0), 0.3600, 0.3487, 0.3721),
        ((51.0, 2971.0), (32.0, 33.0), (20.0, 20.0), 0.0177, 0.0, 0.0533),
        ((259.0, 509.0), (84.0, 127.0), (96.0, 109.0), 0.7186, 0.5849, 0.8665),
        ((51.0, 509.0), (23.0, 41.0), (187.0, 195.0), 0.1138, 0.0366, 0.1947),
    ] {
        let of = |(y, n)| rate(y, n);
        let found = rogan_gladen(of(apparent), of(sensitivity), of(specificity), 0.95);
        let interval = found.interval().unwrap();
        for (found, expected) in
            [(found.value().unwrap(), value), (interval.low, low), (interval.high, high)]
        {
            assert!((found - expected).abs() < 6e-5, "{found}, not {expected}");
        }
    }
}

/// R's epiR, `epi.prev`: example 1 is 22 per 100, example 2 is −4, which is told and not cut to 0.
#[test]
fn rogan_gladen_agrees_with_epir() {
    let known = |share| Rate { share, n: f64::INFINITY };
    let value = |apparent, sensitivity, specificity| {
        rogan_gladen(apparent, known(sensitivity), known(specificity), 0.95).value().unwrap()
    };
    assert_eq!((100.0 * value(rate(45.0, 150.0), 0.96, 0.89)).round(), 22.0);
    let second = value(rate(6.0, 151.0), 0.964, 0.927);
    assert_eq!((100.0 * second).round(), -4.0);
    let chance = rogan_gladen(rate(1.0, 10.0), known(0.4), known(0.6), 0.95);
    assert_eq!(chance.reason(), Some(Reason::OutOfRange));
}

/// The toy of the reference, recomputed from the formula.
#[test]
fn prediction_powered_inference_agrees_with_the_formula() {
    let bits = |it: &str| it.bytes().map(|it| f64::from(it - b'0')).collect::<Vec<f64>>();
    let (gold, coded) = (bits("1011001001"), bits("1010011001"));
    let others = bits("1001000100001001000010000100100010000010");
    for (lambda, weight, mean, error) in [
        (None, 0.56, 0.36, 0.132325),
        (Some(1.0), 1.0, 0.25, 0.157123),
        (Some(0.0), 0.0, 0.50, 0.158114),
    ] {
        let found = prediction_powered(&gold, &coded, &others, lambda).unwrap();
        assert!((found.lambda - weight).abs() < 1e-9, "{found:?}");
        assert!(
            (found.mean - mean).abs() < 1e-9 && (found.error - error).abs() < 5e-7,
            "{found:?}"
        );
    }
    // ppi_py, tests/test_mean.py: Ŷ = Y + 2, and 2 everywhere else
    let gold: Vec<f64> = (0..50).map(|at| f64::from(at % 7) - 3.0).collect();
    let coded: Vec<f64> = gold.iter().map(|it| it + 2.0).collect();
    let found = prediction_powered(&gold, &coded, &[2.0; 100], Some(1.0)).unwrap();
    assert!(found.mean.abs() < 1e-12);
    assert!(prediction_powered(&gold, &coded[1..], &[2.0; 100], None).is_none());
}

/// A number from 0 to 1 that looks like chance.
pub fn chance(seed: u64, key: usize) -> f64 {
    let mut z = (key as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ seed.wrapping_mul(0xd6e8_feb8_6659_fd93);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

fn truth(at: usize) -> bool {
    chance(1, at) < 0.3
}

/// A population of `n` segments of two groups, three to a document, every fourth with gold; the coder
/// misses every fifth of the second group.
fn population(n: usize, options: Options) -> (Vec<Segment>, Population) {
    let segments: Vec<Segment> = (0..n)
        .map(|at| {
            let truth = truth(at);
            let group = (at / 3 % 2) as u32;
            let missed = group == 1 && chance(2, at) < 0.2;
            let alarm = chance(3, at) < 0.04;
            let gold = (at % 4 == 1).then_some(Gold { given: truth, probability: 0.25 });
            Segment {
                given: (truth && !missed) || alarm,
                gold,
                group,
                stratum: 0,
                cluster: at as u32 / 3,
                weight: 1.0,
            }
        })
        .collect();
    let population = Population::new(&segments, options).unwrap();
    (segments, population)
}

/// The method without what its intervals take; the arithmetic is the same.
fn whatever_it_takes(method: &Correction) -> Correction {
    Correction { takes: Takes::LEAST, ..*method }
}

#[test]
fn shares_of_groups_add_up_to_the_whole() {
    for target in [Target::Process, Target::Census] {
        let (segments, population) = population(9000, Options { target, ..Options::default() });
        for method in CORRECTIONS {
            let of = |cell: &[bool]| {
                let found = share(method, &population, cell).unwrap().estimate;
                let interval = found.interval().unwrap();
                let value = found.value().unwrap();
                assert!(interval.low < value && value < interval.high, "{}", method.name);
                value
            };
            let cells = [0, 1]
                .map(|group| segments.iter().map(|it| it.group == group).collect::<Vec<bool>>());
            let sizes = cells.clone().map(|it| it.iter().filter(|it| **it).count() as f64 / 9000.0);
            let whole = sizes[0] * of(&cells[0]) + sizes[1] * of(&cells[1]);
            assert!((of(&[true; 9000]) - whole).abs() < 1e-12, "{}", method.name);
            let found = difference(method, &population, &cells[0], &cells[1]).unwrap().estimate;
            let value = of(&cells[0]) - of(&cells[1]);
            assert!((found.estimate.value().unwrap() - value).abs() < 1e-12);
            let interval = found.estimate.interval().unwrap();
            let without_zero = interval.low > 0.0 || interval.high < 0.0;
            assert_eq!(found.p.unwrap() < 0.05, without_zero, "{}", method.name);
            let years: Vec<Option<f64>> = (0..9000).map(|at| Some((at / 1000) as f64)).collect();
            let trend = slope(method, &population, &years).unwrap().estimate;
            let interval = trend.estimate.interval().unwrap();
            // in a census the coder's own slope is no matter of chance
            let chance = target == Target::Process || method.name == "dsl";
            let flat = interval.low < 0.0 && 0.0 < interval.high;
            assert!(flat || !chance, "{}: {trend:?}", method.name);
        }
    }
}

/// Where the coder never errs, and where every segment has gold, there is one answer.
#[test]
fn a_coder_without_errors_and_a_gold_standard_of_everything_leave_nothing_to_correct() {
    let (mut segments, _) = population(3000, Options::default());
    for (at, segment) in segments.iter_mut().enumerate() {
        segment.given = truth(at);
    }
    let all = (0..3000).filter(|at| truth(*at)).count() as f64 / 3000.0;
    let perfect = Population::new(&segments, Options::default()).unwrap();
    for method in CORRECTIONS {
        let method = whatever_it_takes(method);
        let found = share(&method, &perfect, &[true; 3000]).unwrap();
        // the last has λ below 1, so that the gold sample keeps a say
        let near = if method.name == "ppi" { 0.01 } else { 1e-9 };
        let value = found.estimate.value().unwrap();
        assert!((value - all).abs() < near, "{}: {value}, not {all}", method.name);
        assert!(found.warnings.is_empty());
    }
    let (mut segments, _) = population(3000, Options::default());
    for (at, segment) in segments.iter_mut().enumerate() {
        segment.gold = Some(Gold { given: truth(at), probability: 1.0 });
    }
    let options = Options { target: Target::Census, ..Options::default() };
    let coded = Population::new(&segments, options).unwrap();
    let found = share(correction("dsl").unwrap(), &coded, &[true; 3000]).unwrap();
    let interval = found.estimate.interval().unwrap();
    assert!((found.estimate.value().unwrap() - all).abs() < 1e-9);
    assert!(interval.high - interval.low < 1e-9, "nothing is left to chance: {interval:?}");
}

/// Documents of three segments. A sample of segments, one of whole documents, and the halves of documents that a
/// sample of three or of two segments in four leaves.
#[test]
fn a_census_takes_a_sample_of_segments_and_not_of_documents() {
    type Drawn = fn(usize) -> bool;
    let samples: [(Drawn, bool); 4] = [
        (|at| at % 4 == 1, false),
        (|at| chance(5, at / 3) < 0.25, true),
        (|at| chance(5, at / 3) < 0.5 && chance(4, at) < 0.75, true),
        (|at| chance(5, at / 3) < 0.5 && chance(4, at) < 0.5, false),
    ];
    let (segments, _) = population(3000, Options::default());
    for (number, (drawn, refused)) in samples.into_iter().enumerate() {
        let of = |target| {
            let probability = (0..3000).filter(|at| drawn(*at)).count() as f64 / 3000.0;
            let gold = |at| Gold { given: truth(at), probability };
            let coded: Vec<Segment> = segments
                .iter()
                .enumerate()
                .map(|(at, it)| Segment { gold: drawn(at).then(|| gold(at)), ..*it })
                .collect();
            let coded = Population::new(&coded, Options { target, ..Options::default() }).unwrap();
            share(&CORRECTIONS[0], &coded, &[true; 3000])
        };
        assert!(of(Target::Process).is_ok(), "{number}");
        match of(Target::Census) {
            Ok(_) => assert!(!refused, "{number}"),
            Err(why) => assert!(refused && why.to_string().contains("by documents"), "{why}"),
        }
    }
}

/// What is not refused holds the truth as often as it says: test halves of samples of segments, with errors and
/// prevalence that go by document.
#[test]
fn halves_of_documents_that_a_census_takes_hold_the_truth() {
    for (size, drawn) in [(5, 0.5), (15, 0.3), (15, 0.6)] {
        let (n, mut held, mut made) = (120 * size, 0, 0);
        for draw in 0..200 {
            let of = |what: u64, key: usize| chance(draw * 7 + 10 + what, key);
            let truth = |at: usize| of(1, at) < 0.1 + 0.4 * of(2, at / size);
            let given = |at: usize| match truth(at) {
                true => of(3, at) >= 0.4 * of(4, at / size),
                false => of(3, at) < 0.2 * of(5, at / size),
            };
            let gold = |at: usize| of(6, at) < drawn && of(7, at / size) < 0.5;
            let probability = (0..n).filter(|at| gold(*at)).count() as f64 / n as f64;
            let segment = |at| Segment {
                given: given(at),
                gold: gold(at).then(|| Gold { given: truth(at), probability }),
                group: 0,
                stratum: 0,
                cluster: (at / size) as u32,
                weight: 1.0,
            };
            let segments: Vec<Segment> = (0..n).map(segment).collect();
            let options = Options { target: Target::Census, ..Options::default() };
            let population = Population::new(&segments, options).unwrap();
            let Ok(found) = share(&CORRECTIONS[0], &population, &vec![true; n]) else { continue };
            let interval = found.estimate.interval().unwrap();
            let share = (0..n).filter(|at| truth(*at)).count() as f64 / n as f64;
            held += u32::from(interval.low <= share && share <= interval.high);
            made += 1;
        }
        let coverage = f64::from(held) / f64::from(made);
        println!("{size} segments a document, {drawn} of them drawn: {coverage:.3} of {made}");
        assert!(made > 150 && (0.92..=0.99).contains(&coverage), "{size} {drawn}: {coverage}");
    }
}

#[test]
fn the_seed_draws_the_folds_and_nothing_else() {
    let of = |seed| {
        let (_, population) = population(3000, Options { seed, ..Options::default() });
        share(&CORRECTIONS[0], &population, &[true; 3000]).unwrap()
    };
    assert_eq!(of(1), of(1));
    let (a, b) = (of(1).estimate.value().unwrap(), of(2).estimate.value().unwrap());
    assert!(a != b && (a - b).abs() < 0.002, "{a} {b}");
}

#[test]
fn too_little_gold_is_refused_with_what_is_missing() {
    let dsl = correction("dsl").unwrap();
    let (segments, population) = population(3000, Options::default());
    let refused = |cell: &[bool]| share(dsl, &population, cell).unwrap_err();
    let few: Vec<bool> = (0..3000).map(|at| at < 160).collect();
    assert_eq!(
        refused(&few).to_string(),
        "40 gold segments in the cell, 50 are needed: code 10 more"
    );
    let none: Vec<bool> = (0..3000).map(|at| !truth(at)).collect();
    assert_eq!(
        refused(&none).to_string(),
        "the gold standard gives the code to 0 segments in the cell, 10 are needed: find 10 more, by \
         drawing more of what the coder gave it"
    );
    let given: Vec<bool> =
        segments.iter().enumerate().map(|(at, it)| it.given || at < 40).collect();
    assert!(matches!(refused(&given), Refusal::FewDecided { given: false, .. }));
    assert_eq!(refused(&[false; 3000]), Refusal::Empty);
    // one miss among the 19,800 segments of 20,000 that the coder did not give it
    let rare: Vec<Segment> = (0..20_000)
        .map(|at| {
            let given = at % 100 == 0;
            let probability = if given { 0.5 } else { 100.0 / 19_800.0 };
            let drawn = if given { at % 200 == 0 } else { at % 198 == 1 };
            let gold = drawn.then_some(Gold { given, probability });
            let stratum = u32::from(given);
            Segment { given, gold, group: 0, stratum, cluster: at as u32 / 5, weight: 1.0 }
        })
        .collect();
    let rare = Population::new(&rare, Options::default()).unwrap();
    let Err(Refusal::Coarse { of: Of::Given, given: false, weight, more, .. }) =
        share(dsl, &rare, &[true; 20_000])
    else {
        panic!("a miss would double the share");
    };
    assert!((0.9..1.1).contains(&weight) && (700..750).contains(&more), "{weight} {more}");
    // of a third that the coder gave the code, one in forty has it
    let few: Vec<Segment> = (0..9000)
        .map(|at| {
            let given = at % 3 == 0;
            let probability = if given { 1.0 / 3.0 } else { 30.0 / 6000.0 };
            let drawn = if given { at % 9 == 0 } else { at % 300 == 1 };
            let gold = drawn.then_some(Gold { given: given && at % 360 == 0, probability });
            let stratum = u32::from(given);
            Segment { given, gold, group: 0, stratum, cluster: at as u32 / 5, weight: 1.0 }
        })
        .collect();
    let few = Population::new(&few, Options::default()).unwrap();
    let found = share(dsl, &few, &[true; 9000]);
    assert!(matches!(found, Err(Refusal::Coarse { of: Of::Found, given: false, .. })), "{found:?}");
    let never: Vec<Segment> = segments
        .iter()
        .map(|it| Segment { given: it.gold.is_some_and(|it| !it.given), ..*it })
        .collect();
    let never = Population::new(&never, Options::default()).unwrap();
    assert_eq!(share(dsl, &never, &[true; 3000]), Err(Refusal::NoAgreement { given: true }));
    assert_eq!(refused(&[true; 2]), Refusal::Length { found: 2, expected: 3000 });
    let score = |score| slope(dsl, &population, &[Some(score); 3000]).unwrap_err();
    assert_eq!(score(1990.0), Refusal::OneScore);
    assert_eq!(score(f64::NAN), Refusal::NoScore);
}

/// A group with too little gold refuses the whole, unless one pair of rates is to stand for all.
#[test]
fn groups_are_pooled_only_where_that_is_asked_for() {
    let pooled = |pooled| {
        let (mut segments, _) = population(3000, Options::default());
        let of_second = segments.iter_mut().filter(|it| it.group == 1 && it.gold.is_some());
        of_second.skip(30).for_each(|it| it.gold = None);
        let population =
            Population::new(&segments, Options { pooled, ..Options::default() }).unwrap();
        share(&CORRECTIONS[0], &population, &[true; 3000])
    };
    assert_eq!(
        pooled(false).unwrap_err().to_string(),
        "30 gold segments in group 1, 50 are needed: code 20 more"
    );
    assert!(pooled(true).is_ok());
}

/// Two outlets of one language, 30 % of either with the code: the coder finds 90 % in the first and 50 % in the
/// second, with more false alarms there. Rates of both outlets together say that they differ.
#[test]
fn error_rates_are_those_of_each_cell_compared_or_there_is_no_number() {
    let rogan_gladen = correction("rogan_gladen").unwrap();
    let outlet = |at: usize| at / 3 % 2;
    let truth = |at: usize| chance(21, at) < 0.3;
    let of = |n_gold_of_second: usize| {
        let mut left = n_gold_of_second;
        let segments: Vec<Segment> = (0..6000)
            .map(|at| {
                let (hit, alarm) = [(0.9, 0.03), (0.5, 0.08)][outlet(at)];
                let drawn = chance(22, at) < 0.5 && (outlet(at) == 0 || left > 0);
                left -= usize::from(drawn && outlet(at) == 1);
                Segment {
                    given: chance(23, at) < if truth(at) { hit } else { alarm },
                    gold: drawn.then(|| Gold { given: truth(at), probability: 0.5 }),
                    group: 0,
                    stratum: 0,
                    cluster: at as u32 / 3,
                    weight: 1.0,
                }
            })
            .collect();
        Population::new(&segments, Options::default()).unwrap()
    };
    let cells = [0, 1].map(|it| (0..6000).map(|at| outlet(at) == it).collect::<Vec<bool>>());
    let population = of(usize::MAX);
    let found = difference(rogan_gladen, &population, &cells[0], &cells[1]).unwrap().estimate;
    let truths = cells
        .each_ref()
        .map(|cell| (0..6000).filter(|at| cell[*at] && truth(*at)).count() as f64 / 3000.0);
    let value = found.estimate.value().unwrap();
    assert!((value - (truths[0] - truths[1])).abs() < 0.03, "{value} of {truths:?}");
    let interval = found.estimate.interval().unwrap();
    assert!(interval.low < 0.0 && 0.0 < interval.high, "{interval:?}");
    // a trend from the one to the other is flat, too
    let scores: Vec<Option<f64>> = (0..6000).map(|at| Some(outlet(at) as f64)).collect();
    let trend = slope(rogan_gladen, &population, &scores).unwrap().estimate.estimate;
    assert!((trend.value().unwrap() + value).abs() < 1e-9, "{trend:?} {value}");
    // with too little gold in the second outlet its share is none, nor is what rests on it
    let population = of(30);
    assert!(share(rogan_gladen, &population, &cells[0]).is_ok());
    let why = "30 gold segments in the cell, 50 are needed: code 20 more";
    let second = share(rogan_gladen, &population, &cells[1]).unwrap_err();
    assert_eq!(second.to_string(), why);
    let found = difference(rogan_gladen, &population, &cells[0], &cells[1]).unwrap_err();
    assert_eq!(found.to_string(), why);
    let found = slope(rogan_gladen, &population, &scores).unwrap_err();
    assert_eq!(found.to_string(), why.replace("in the cell", "in group 0 at 1"));
}

/// A third of 3,000 segments has gold, nine in ten of the coder's positives among them: what was not drawn
/// has next to none of these. Over 40 draws the mean is the truth, of the whole population and of a census.
#[test]
fn a_sample_of_the_coders_positives_does_not_bias_a_share() {
    for target in [Target::Process, Target::Census] {
        for method in CORRECTIONS {
            let (mut off, mut held) = (0.0, 0);
            for draw in 0..40 {
                let of = |what: u64, at: usize| chance(100 + 5 * draw + what, at);
                let truth = |at: usize| of(1, at) < 0.3;
                let given = |at: usize| of(2, at) < if truth(at) { 0.7 } else { 0.1 };
                let probability = |at: usize| if given(at) { 0.9 } else { 0.1 };
                let gold = |at: usize| Gold { given: truth(at), probability: probability(at) };
                let segment = |at: usize| Segment {
                    given: given(at),
                    gold: (of(3, at) < probability(at)).then(|| gold(at)),
                    group: 0,
                    stratum: u32::from(given(at)),
                    cluster: at as u32 / 3,
                    weight: 1.0,
                };
                let segments: Vec<Segment> = (0..3000).map(segment).collect();
                let population =
                    Population::new(&segments, Options { target, ..Options::default() }).unwrap();
                let method = whatever_it_takes(method);
                let found = share(&method, &population, &[true; 3000]).unwrap().estimate;
                let value = match target {
                    Target::Process => 0.3,
                    Target::Census => (0..3000).filter(|at| truth(*at)).count() as f64 / 3000.0,
                };
                off += (found.value().unwrap() - value) / 40.0;
                let interval = found.interval().unwrap();
                held += u32::from(interval.low <= value && value <= interval.high);
            }
            let name = method.name;
            assert!(off.abs() < 0.012, "{name} {target:?}: {off}");
            assert!(held >= 34, "{name} {target:?}: {held} of 40");
        }
    }
}

/// The second half of the documents weighs three times as much and has the code twice as often: shares, their
/// raw ones and slopes are those of the same population with these documents there three times.
#[test]
fn weights_are_those_of_documents_that_stand_there_as_often() {
    let heavy = |at: usize| at / 3 % 2 == 1;
    let truth = |at: usize| chance(31, at) < if heavy(at) { 0.5 } else { 0.25 };
    let segment = |at: usize, weight: f64, cluster: u32| Segment {
        given: chance(32, at) < if truth(at) { 0.8 } else { 0.05 },
        gold: (at % 4 == 1).then(|| Gold { given: truth(at), probability: 0.25 }),
        group: 0,
        stratum: 0,
        cluster,
        weight,
    };
    let weight = |at: usize| if heavy(at) { 3.0 } else { 1.0 };
    let weighted: Vec<Segment> =
        (0..6000).map(|at| segment(at, weight(at), at as u32 / 3)).collect();
    let often: Vec<usize> = (0..6000).flat_map(|at| vec![at; weight(at) as usize]).collect();
    let copies: Vec<Segment> = often.iter().map(|at| segment(*at, 1.0, *at as u32 / 3)).collect();
    let score = |at: &usize| Some((at / 2000) as f64);
    let all: Vec<usize> = (0..6000).collect();
    for method in CORRECTIONS {
        let of = |segments: &[Segment], places: &[usize]| {
            let population = Population::new(segments, Options::default()).unwrap();
            let scores: Vec<Option<f64>> = places.iter().map(score).collect();
            let found = share(method, &population, &vec![true; segments.len()]).unwrap().estimate;
            let trend = slope(method, &population, &scores).unwrap().estimate.estimate;
            (found.value().unwrap(), found.interval().unwrap(), trend)
        };
        let (a, b) = (of(&weighted, &all), of(&copies, &often));
        assert!((a.0 - b.0).abs() < 1e-4, "{}: {} and {}", method.name, a.0, b.0);
        let slopes = [&a, &b].map(|it| it.2.value().unwrap());
        assert!((slopes[0] - slopes[1]).abs() < 1e-4, "{}: {slopes:?}", method.name);
        // 1·.25 + 3·.5 of 4, not .375
        assert!((a.0 - 0.4375).abs() < 0.04, "{}: {}", method.name, a.0);
        // clusters are the same, so the interval is about as wide, and no narrower for the copies
        let width = [a.1, b.1].map(|it| it.high - it.low);
        assert!((0.9..1.2).contains(&(width[0] / width[1])), "{}: {width:?}", method.name);
    }
    for weight in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(Population::new(&[segment(0, weight, 0)], Options::default()).is_err());
    }
}

#[test]
fn a_coder_near_chance_is_told() {
    let (mut segments, _) = population(3000, Options::default());
    for (at, segment) in segments.iter_mut().enumerate() {
        segment.given = chance(4, at) < 0.4;
    }
    let population = Population::new(&segments, Options::default()).unwrap();
    let found = share(&CORRECTIONS[0], &population, &[true; 3000]).unwrap();
    assert_eq!(found.warnings.len(), 2, "{:?}", found.warnings);
    let rogan_gladen = whatever_it_takes(correction("rogan_gladen").unwrap());
    let rogan_gladen = share(&rogan_gladen, &population, &[true; 3000]);
    assert!(matches!(rogan_gladen, Err(Refusal::Chance { .. } | Refusal::Outside { .. }) | Ok(_)));
}

#[test]
fn bounds_of_a_gold_standard_that_errs() {
    let near = |share, false_positive, false_negative, low: f64, high: f64| {
        let found = bounds(share, false_positive, false_negative).unwrap();
        assert!((found.low - low).abs() < 1e-9 && (found.high - high).abs() < 1e-9, "{found:?}");
    };
    near(0.3, 0.0, 0.0, 0.3, 0.3);
    near(0.3, 0.1, 0.25, 0.2 / 0.9, 0.4);
    near(0.05, 0.1, 0.0, 0.0, 0.05);
    near(0.9, 0.0, 0.5, 0.9, 1.0);
    for (share, e) in [(1.1, 0.0), (0.5, 1.0), (f64::NAN, 0.0), (0.5, f64::NAN)] {
        assert_eq!(bounds(share, e, 0.0), None);
    }
}

#[test]
fn each_method_has_a_name_and_a_line_of_its_own() {
    let names: Vec<&str> = CORRECTIONS.iter().map(|it| it.name).collect();
    assert_eq!(names, ["dsl", "rogan_gladen", "ppi"]);
    assert!(CORRECTIONS.iter().all(|it| !it.doc.is_empty() && correction(it.name).is_some()));
}

#[test]
fn hostile_populations_do_no_harm() {
    let methods = || CORRECTIONS.iter();
    let empty = Population::new(&[], Options::default()).unwrap();
    assert!(methods().all(|it| share(it, &empty, &[]) == Err(Refusal::Empty)));
    let one = Segment { given: true, gold: None, group: 0, stratum: 0, cluster: 0, weight: 1.0 };
    for probability in [f64::NAN, 0.0, 2.0, -1.0, f64::INFINITY] {
        let gold = Some(Gold { given: true, probability });
        assert!(Population::new(&[Segment { gold, ..one }], Options::default()).is_err());
    }
    assert!(Population::new(&[one], Options { level: f64::NAN, ..Options::default() }).is_err());
    // all in one document, and all alike
    for (given, truth) in [(true, true), (false, true), (true, false)] {
        let gold = Some(Gold { given: truth, probability: 1e-300 });
        let segments = vec![Segment { given, gold, ..one }; 100];
        let population = Population::new(&segments, Options::default()).unwrap();
        for method in methods() {
            let Ok(found) = share(method, &population, &[true; 100]) else { continue };
            assert!(matches!(
                found.estimate,
                Estimate::Defined { interval: Err(_), .. } | Estimate::Undefined(_)
            ));
        }
    }
}
