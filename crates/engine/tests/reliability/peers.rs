//! Values of other programs.

use std::collections::{BTreeMap, BTreeSet};

use framebook_engine::reliability::{
    Continuum, IntervalKind, Level, Rating, Ratings, SPAN_COEFFICIENTS, Settings, Span, Spans,
    coefficient, measure,
};

const RATINGS: &str = include_str!("../fixtures/reliability/ratings.csv");
const PEERS: &str = include_str!("../fixtures/reliability/peers.csv");
const SETS: &str = include_str!("../fixtures/reliability/sets.csv");
const SPANS: &str = include_str!("../fixtures/reliability/spans.csv");

pub fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).map(|line| line.split(',').collect())
}

/// Ratings of coders, one a line, `.` for what is missing.
pub fn ratings(level: Level, coders: &[&str]) -> Ratings {
    let names: Vec<String> = (0..100_000).map(|it| format!("{it:05}")).collect();
    let rows = coders.iter().zip(&names).flat_map(|(row, coder)| {
        let given = row.split(' ').zip(&names).filter(|it| it.0 != ".");
        given.map(move |(value, unit)| Rating { unit, coder, value, cluster: None })
    });
    Ratings::new(level, rows).unwrap()
}

/// The coders of each data set.
pub fn sets_of(text: &'static str) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut sets: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for line in lines(text) {
        sets.entry(line[0]).or_default().push(line[1]);
    }
    sets
}

/// What a statistic of the fixture is here: of a coefficient its value, `_se` or `_low`.
fn found(ratings: &Ratings, statistic: &str) -> Option<f64> {
    let settings = Settings { interval: IntervalKind::Analytic, ..Settings::default() };
    let (name, end) = match (statistic.strip_suffix("_se"), statistic.strip_suffix("_low")) {
        (Some(name), _) => (name, "se"),
        (_, Some(name)) => (name, "low"),
        _ => (statistic, ""),
    };
    let found = measure(ratings, &[coefficient(name).unwrap()], &settings)[0];
    match end {
        "se" => found.standard_error,
        "low" => found.estimate.interval().map(|it| it.low),
        _ => found.estimate.value(),
    }
}

#[test]
fn coefficients_agree_with_other_programs() {
    let sets = sets_of(RATINGS);
    let mut programs: BTreeMap<&str, (BTreeSet<&str>, usize, f64, f64)> = BTreeMap::new();
    for line in lines(PEERS) {
        let (name, program, statistic) = (line[0], line[1], line[2]);
        let expected: f64 = line[3].parse().unwrap();
        let ratings = ratings(Level::Ordinal, &sets[name]);
        let found = found(&ratings, statistic);
        let found =
            found.unwrap_or_else(|| panic!("{name}, {statistic}: undefined, not {expected}"));
        let error = (found - expected).abs();
        let of = programs.entry(program).or_default();
        of.0.insert(name);
        of.1 += 1;
        // the quantiles of t in scipy 1.12 have nine digits
        let is_end = statistic.ends_with("_low");
        let largest = if is_end { &mut of.3 } else { &mut of.2 };
        *largest = largest.max(error);
        let tolerance = if is_end { 1e-8 } else { 1e-10 };
        assert!(
            error < tolerance,
            "{name}, {program}, {statistic}: {found}, not {expected} ({error:e})"
        );
    }
    for (program, (sets, n, error, end)) in &programs {
        println!(
            "{program}: {} data sets, {n} values, largest error {error:.1e}, of ends {end:.1e}",
            sets.len()
        );
    }
    println!("{} data sets in all", sets.len());
    assert!(sets.len() >= 30 && programs["krippendorff"].0.len() >= 30);
    assert!(programs["irrCAC"].1 > 700 && programs["sklearn"].1 > 40, "{programs:?}");
}

#[test]
fn alpha_of_sets_agrees_with_krippendorff() {
    let mut sets: BTreeMap<&str, (Vec<&str>, [f64; 2])> = BTreeMap::new();
    for line in lines(SETS) {
        let values = [line[1].parse().unwrap(), line[2].parse().unwrap()];
        sets.entry(line[0]).or_insert_with(|| (Vec::new(), values)).0.push(line[3]);
    }
    let mut largest: f64 = 0.0;
    for (name, (coders, values)) in &sets {
        let ratings = ratings(Level::Sets, coders);
        for (metric, value) in ["masi", "jaccard"].into_iter().zip(values) {
            let found = found(&ratings, &format!("krippendorff_alpha_{metric}")).unwrap();
            largest = largest.max((found - value).abs());
            assert!((found - value).abs() < 1e-12, "{name}, {metric}: {found}, not {value}");
        }
    }
    println!("alpha of sets: {} data sets, largest error {largest:.1e}", sets.len());
    assert_eq!(sets.len(), 4);
}

#[test]
fn spans_agree_with_the_equations() {
    let rows: Vec<Vec<&str>> = lines(SPANS).collect();
    let names: BTreeSet<&str> = rows.iter().map(|it| it[0]).collect();
    let mut largest: f64 = 0.0;
    for name in &names {
        let of: Vec<_> = rows.iter().filter(|it| it[0] == *name).collect();
        let continua = of.iter().map(|it| Continuum {
            document: it[1],
            coder: it[3],
            length: it[2].parse().unwrap(),
            cluster: None,
        });
        let spans = of.iter().flat_map(|row| {
            row[4].split_whitespace().map(|span| {
                let (place, value) = span.split_once(':').unwrap();
                let (start, end) = place.split_once('-').unwrap();
                let (start, end) = (start.parse().unwrap(), end.parse().unwrap());
                Span { document: row[1], coder: row[3], start, end, value }
            })
        });
        let both: Vec<_> = SPAN_COEFFICIENTS.iter().collect();
        let found = Spans::new(continua, spans).unwrap().measure(&both, &Settings::default());
        for (found, column) in found.into_iter().zip([5, 6]) {
            let expected: f64 = of[0][column].parse().unwrap();
            let value = found.estimate.value().unwrap();
            largest = largest.max((value - expected).abs());
            assert!((value - expected).abs() < 1e-12, "{name}: {value}, not {expected}");
            let n_documents = of.iter().map(|it| it[1]).collect::<BTreeSet<_>>().len();
            assert_eq!(found.estimate.interval().is_some(), n_documents > 1, "{found:?}");
        }
    }
    println!("spans: {} data sets, largest error {largest:.1e}", names.len());
    assert_eq!(names.len(), 6);
}
