//! Segments in documents, by groups and with weights: R's package survey, and Newcombe's interval with
//! effective n.

use std::collections::BTreeMap;

use framebook_engine::stats::{
    Clusters, Crossed, Method, Reason, Shared, difference_clustered, effective_n, rao_scott,
    ratio_clustered, share, trend_clustered, wald,
};

use crate::fixture::{Family, Values, lines, values};

const CLUSTERS: &str = include_str!("../fixtures/stats/clusters.csv");
const SURVEY: &str = include_str!("../fixtures/stats/survey.csv");
const PLAIN: &str = include_str!("../fixtures/stats/plain.csv");

/// Scores of the slopes called `uneven`.
const UNEVEN: [f64; 6] = [0.0, 1.0, 3.0, 4.5, 10.0, 11.0];

/// What a cluster has in a group: y and n in millionths of weight, segments, squared weights.
type Part = (u64, u64, u64, u128);

struct Set {
    name: &'static str,
    crossed: Crossed,
    whole: Clusters,
}

fn sets() -> Vec<Set> {
    let mut order = Vec::new();
    let mut sets: BTreeMap<&str, BTreeMap<u64, BTreeMap<usize, Part>>> = BTreeMap::new();
    for line in lines(CLUSTERS) {
        if !sets.contains_key(line[0]) {
            order.push(line[0]);
        }
        let number = |at: usize| line[at].parse::<u64>().expect("a number");
        let weight = (line[3].parse::<f64>().expect("a weight") * 1e6).round() as u64;
        let (given, segments) = (number(4), number(5));
        let cluster = sets.entry(line[0]).or_default().entry(number(1)).or_default();
        let part = cluster.entry(number(2) as usize - 1).or_default();
        part.0 += weight * given;
        part.1 += weight * segments;
        part.2 += segments;
        part.3 += u128::from(weight) * u128::from(weight) * u128::from(segments);
    }
    order.into_iter().map(|name| Set::new(name, &sets[name])).collect()
}

impl Set {
    fn new(name: &'static str, clusters: &BTreeMap<u64, BTreeMap<usize, Part>>) -> Set {
        let groups = clusters.values().flat_map(BTreeMap::keys).max().map_or(0, |it| it + 1);
        let mut crossed = Crossed { clusters: clusters.len() as u64, ..Crossed::new(groups) };
        let mut whole = Clusters::default();
        let mut shared: BTreeMap<(usize, usize), Shared> = BTreeMap::new();
        for cluster in clusters.values() {
            let sum = cluster.values().fold((0, 0, 0, 0), |sum, it| {
                (sum.0 + it.0, sum.1 + it.1, sum.2 + it.2, sum.3 + it.3)
            });
            add(&mut whole, sum);
            for (&group, &part) in cluster {
                add(&mut crossed.groups[group], part);
                for (&other, &(other_y, other_n, ..)) in cluster.range(group + 1..) {
                    let pair = shared.entry((group, other)).or_default();
                    let wide = |a: u64, b: u64| u128::from(a) * u128::from(b);
                    pair.groups = (group, other);
                    pair.yy += wide(part.0, other_y);
                    pair.yn += wide(part.0, other_n);
                    pair.ny += wide(part.1, other_y);
                    pair.nn += wide(part.1, other_n);
                }
            }
        }
        crossed.shared = shared.into_values().collect();
        Set { name, crossed, whole }
    }
}

fn add(sums: &mut Clusters, (y, n, segments, ww): Part) {
    let (wide_y, wide_n) = (u128::from(y), u128::from(n));
    sums.merge(&Clusters {
        documents: 1,
        segments,
        ww,
        y,
        n,
        yy: wide_y * wide_y,
        yn: wide_y * wide_n,
        nn: wide_n * wide_n,
    });
}

fn survey() -> Values {
    values(SURVEY)
}

#[test]
fn rao_scott_agrees_with_svychisq() {
    let survey = survey();
    let mut family = Family::new("Rao-Scott, survey::svychisq", 1e-8);
    for Set { name, crossed, .. } in sets() {
        let found = rao_scott(&crossed).unwrap_or_else(|it| panic!("{name}: {it:?}"));
        let (second, first) = (found.second_order, found.first_order);
        let denominator = second.denominator_df.unwrap();
        for (statistic, value) in [
            ("f", second.statistic),
            ("ndf", second.df),
            ("ddf", denominator),
            ("f_p", second.p),
            // R calls X-squared what is not yet divided by the design effect
            ("chisq", found.pearson),
            ("chisq_df", first.df),
            ("chisq_p", first.p),
        ] {
            family.hold(name, statistic, value, survey[name][statistic]);
        }
        let corrected = found.pearson / found.design_effect;
        family.hold(name, "corrected", first.statistic, corrected);
    }
    family.done(26 * 8);
}

#[test]
fn wald_agrees_with_svychisq() {
    let survey = survey();
    let mut family = Family::new("Wald, survey::svychisq", 1e-8);
    for Set { name, crossed, .. } in sets() {
        if crossed.groups.len() > 2 {
            assert_eq!(wald(&crossed), Err(Reason::NotOfThis));
            continue;
        }
        let found = wald(&crossed).unwrap_or_else(|it| panic!("{name}: {it:?}"));
        family.hold(name, "wald", found.statistic, survey[name]["wald"]);
        family.hold(name, "wald_ddf", found.denominator_df.unwrap(), survey[name]["wald_ddf"]);
        family.hold(name, "wald_p", found.p, survey[name]["wald_p"]);
    }
    family.done(9 * 3);
}

#[test]
fn trends_agree_with_svyglm() {
    let survey = survey();
    let mut family = Family::new("linear trend, survey::svyglm", 1e-8);
    for Set { name, crossed, .. } in sets() {
        let ranks: Vec<f64> = (1..=crossed.groups.len()).map(|it| it as f64).collect();
        for (of, scores) in [("trend", &ranks[..]), ("uneven", &UNEVEN[..ranks.len()])] {
            let expected = |it: &str| survey[name][format!("{of}_{it}").as_str()];
            let found = trend_clustered(&crossed, scores, 0.95).unwrap();
            family.hold(name, "slope", found.slope.value().unwrap(), expected("slope"));
            if expected("t").is_nan() {
                assert_eq!(found.test, Err(Reason::TooFewClusters), "{name}");
                assert_eq!(found.slope.reason(), Some(Reason::TooFewClusters), "{name}");
                continue;
            }
            let test = found.test.unwrap_or_else(|it| panic!("{name}: {it:?}"));
            let interval = found.slope.interval().unwrap();
            for (statistic, value) in [
                ("t", test.statistic),
                ("df", test.df),
                ("p", test.p),
                ("low", interval.low),
                ("high", interval.high),
            ] {
                family.hold(name, statistic, value, expected(statistic));
            }
            assert_eq!(found.z(), Some(test.statistic));
        }
    }
    family.done(25 * 2 * 6);
}

#[test]
fn weighted_shares_agree_with_svymean() {
    let survey = survey();
    let mut family = Family::new("weighted shares, survey::svymean and svyciprop", 1e-8);
    for Set { name, whole, .. } in sets() {
        let expected = &survey[name];
        let value = share(&whole, Method::WilsonClustered, 0.95).value().unwrap();
        family.hold(name, "share", value, expected["share"]);
        family.hold(name, "variance", whole.variance().unwrap(), expected["variance"]);
        let effective = effective_n(&whole, 0.95).unwrap();
        let design_effect = effective.design_effect.unwrap();
        family.hold(name, "deff", design_effect, expected["deff"]);
        // svyciprop compares with p(1 − p)/n, and has no least design effect
        let n = whole.segments as f64;
        let effective = effective.n * design_effect.max(1.0) / design_effect * (n - 1.0) / n;
        family.hold(name, "effective", effective, expected["effective"]);
        let weight = whole.n as f64;
        family.hold(name, "kish", weight * weight / whole.ww as f64, expected["kish"]);
    }
    family.done(26 * 5);
}

#[test]
fn ratios_agree_with_svycontrast() {
    let survey = survey();
    let mut family = Family::new("ratio of shares, survey::svycontrast", 1e-8);
    for Set { name, crossed, .. } in sets() {
        if crossed.groups.len() > 2 {
            continue;
        }
        let found = ratio_clustered(&crossed, 1, 0, 0.95);
        family.hold_estimate(name, "ratio", &found, &survey[name]);
        if !survey[name]["ratio"].is_finite() {
            assert_eq!(found.reason(), Some(Reason::EmptyCell), "{name}");
        }
    }
    family.done(8 * 3);
}

#[test]
fn differences_agree_with_newcombe_of_effective_n() {
    let plain = values(PLAIN);
    let mut family = Family::new("difference, clustered", 1e-8);
    for Set { name, crossed, .. } in sets() {
        let found = difference_clustered(&crossed, 0, 1, 0.95);
        let Some(expected) = plain.get(name) else {
            assert_eq!(found.p, Err(Reason::OneCluster), "{name}");
            continue;
        };
        family.hold_estimate(name, "difference", &found.estimate, expected);
        family.hold(name, "difference_p", found.p.unwrap(), expected["difference_p"]);
    }
    family.done(20 * 4);
}
