//! What the interval of a method takes to hold the truth as often as it says, and what is refused without it.

use framebook_engine::validity::correction::{
    CORRECTIONS, Gold, Options, Place, Population, Refusal, Segment, correction, share, slope,
};

use crate::correction::chance;

/// 4,000 segments of one group, or of two; each with its gold coding where `drawn` gives it a likelihood, in the stratum
/// that it gives.
fn sampled(
    prevalence: f64,
    groups: u32,
    drawn: impl Fn(usize, bool) -> Option<(f64, u32)>,
) -> Vec<Segment> {
    (0..4000)
        .map(|at| {
            let truth = chance(41, at) < prevalence;
            let given = chance(42, at) < if truth { 0.8 } else { 0.02 };
            let (gold, stratum) = match drawn(at, given) {
                Some((probability, stratum)) => (Some(Gold { given: truth, probability }), stratum),
                None => (None, 0),
            };
            let (group, cluster) = (at as u32 % groups, at as u32 / 4);
            Segment { given, gold, group, stratum, cluster, weight: 1.0 }
        })
        .collect()
}

/// What each method refuses of its own: cells where its interval is known not to hold the truth as often as it says.
#[test]
fn what_an_interval_takes_is_asked_for_and_dsl_is_named() {
    let of = |name: &str, segments: &[Segment]| {
        let population = Population::new(segments, Options::default()).unwrap();
        let found = share(correction(name).unwrap(), &population, &vec![true; segments.len()]);
        found.map(|_| ()).map_err(|it| it.to_string())
    };
    let every =
        |n: usize| move |at: usize, _: bool| at.is_multiple_of(n).then_some((1.0 / n as f64, 0));
    // too few for a normal interval
    let few = sampled(0.3, 1, every(20));
    assert_eq!(of("dsl", &few), Ok(()));
    assert_eq!(
        of("ppi", &few).unwrap_err(),
        "200 gold segments in the cell, 600 are needed by ppi: code 400 more, or take dsl"
    );
    assert_eq!(
        of("rogan_gladen", &few).unwrap_err(),
        "the gold standard gives the code to 65 segments in group 0 of the cell, 80 are needed by rogan_gladen: find \
         15 more, by drawing more segments, or take dsl"
    );
    let enough = sampled(0.3, 1, every(5));
    for method in CORRECTIONS {
        assert_eq!(of(method.name, &enough), Ok(()), "{}", method.name);
    }
    // a trend of ppi has an interval of t, and takes no more than others do
    let population = Population::new(&few, Options::default()).unwrap();
    let years: Vec<Option<f64>> = (0..4000).map(|at| Some((at / 400) as f64)).collect();
    assert!(slope(correction("ppi").unwrap(), &population, &years).is_ok());
    // one more error would weigh too much for a normal interval
    let rare = sampled(0.05, 1, |at, given| match given {
        true => Some((1.0, 1)),
        false => at.is_multiple_of(10).then_some((0.1, 0)),
    });
    assert_eq!(of("dsl", &rare), Ok(()));
    let refused = of("ppi", &rare).unwrap_err();
    assert!(refused.contains("3.0 % are allowed by ppi: code "), "{refused}");
    assert!(refused.ends_with(" more of these segments, or take dsl"), "{refused}");
    // drawn by what the coder decided; all the same, but for how likely; and both
    let by_decision =
        |at: usize, given: bool| at.is_multiple_of(5).then_some((0.2, u32::from(given)));
    let unequal = |at: usize, _: bool| match at % 3 {
        0 => Some((1.0, 0)),
        _ => at.is_multiple_of(5).then_some((0.2, 0)),
    };
    for segments in [sampled(0.3, 1, by_decision), sampled(0.3, 1, unequal)] {
        assert_eq!(of("dsl", &segments), Ok(()));
        let refused = of("rogan_gladen", &segments).unwrap_err();
        assert!(refused.contains("is of segments drawn alike: take dsl"), "{refused}");
    }
}

/// A language in which the coder gives the code to next to nothing that has a gold coding is not judged there, though
/// the cell has enough of it.
#[test]
fn few_gold_segments_of_a_decision_in_one_group_refuse_the_whole() {
    let segments = sampled(0.3, 2, |at, given| {
        let drawn = at.is_multiple_of(8) || at % 8 == 1 && (!given || at < 200);
        drawn.then_some((0.125, 0))
    });
    let population = Population::new(&segments, Options::default()).unwrap();
    let found = share(&CORRECTIONS[0], &population, &[true; 4000]).unwrap_err();
    assert!(
        matches!(found, Refusal::FewDecided { place: Place::Group(1), given: true, .. }),
        "{found}"
    );
    let options = Options { pooled: true, ..Options::default() };
    let pooled = Population::new(&segments, options).unwrap();
    assert!(share(&CORRECTIONS[0], &pooled, &[true; 4000]).is_ok());
}

/// The gold sample is a part of what is measured: every second segment here. An interval that took it for another sample
/// would count the coder's errors twice, and be a third too wide.
#[test]
fn an_interval_of_rogan_gladen_counts_the_coders_errors_once() {
    let method = correction("rogan_gladen").unwrap();
    let (mut off, mut width, mut held) = (Vec::new(), 0.0, 0);
    let draws = 120;
    for draw in 0..draws {
        let of = |what: u64, at: usize| chance(1000 + 5 * draw + what, at);
        let segment = |at: usize| {
            let truth = of(1, at) < 0.3;
            let gold = (of(3, at) < 0.5).then_some(Gold { given: truth, probability: 0.5 });
            let given = of(2, at) < if truth { 0.7 } else { 0.1 };
            Segment { given, gold, group: 0, stratum: 0, cluster: at as u32, weight: 1.0 }
        };
        let segments: Vec<Segment> = (0..1000).map(segment).collect();
        let population = Population::new(&segments, Options::default()).unwrap();
        let found = share(method, &population, &[true; 1000]).unwrap().estimate;
        let interval = found.interval().unwrap();
        off.push(found.value().unwrap() - 0.3);
        width += (interval.high - interval.low) / draws as f64;
        held += u32::from(interval.low <= 0.3 && 0.3 <= interval.high);
    }
    let deviation = (off.iter().map(|it| it * it).sum::<f64>() / draws as f64).sqrt();
    let ratio = width / (2.0 * 1.96 * deviation);
    assert!((0.85..1.15).contains(&ratio), "{ratio}");
    assert!((0.9..=0.99).contains(&(f64::from(held) / draws as f64)), "{held} of {draws}");
}
