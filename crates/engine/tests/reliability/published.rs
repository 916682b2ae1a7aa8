//! Values that were published with their data, to the last digit that was printed.
//!
//! `R2.01` to `R3.10` are the twenty files of Freelon (2010), ReCal: Intercoder reliability calculation as a
//! web service, International Journal of Internet Science 5, 20–33, tables 9 and 10; `KALPHA` is the SPSS
//! macro of Hayes there. `tidycomm_…` are the matrices of the tests of R tidycomm, `fbposts_…` its example
//! (45 posts by six coders) with the values of its README. Brennan and Prediger's coefficient of three coders
//! is left out: tidycomm has that of von Eye (2006), which counts only what all coders agree in (.644 there,
//! .704 of pairs).

use std::collections::BTreeMap;

use framebook_engine::reliability::{
    IntervalKind, Level, Ratings, Settings, coefficient, measure, of_pair, pairs,
};

use super::peers::{lines, ratings, sets_of};

const RATINGS: &str = include_str!("../fixtures/reliability/published-ratings.csv");
const PUBLISHED: &str = include_str!("../fixtures/reliability/published.csv");

fn value(ratings: &Ratings, name: &str) -> Option<f64> {
    let settings = Settings { interval: IntervalKind::None, ..Settings::default() };
    measure(ratings, &[coefficient(name).unwrap()], &settings)[0].estimate.value()
}

/// The mean over pairs of coders; none where a pair has none.
fn mean_of_pairs(ratings: &Ratings, name: &str) -> Option<f64> {
    let values = pairs(ratings).into_iter().map(|(a, b)| value(&of_pair(ratings, a, b), name));
    let values: Vec<f64> = values.collect::<Option<_>>()?;
    Some(values.iter().sum::<f64>() / values.len() as f64)
}

#[test]
fn values_are_those_that_were_published() {
    let sets = sets_of(RATINGS);
    let mut programs: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines(PUBLISHED) {
        let (name, program, statistic, printed) = (line[0], line[1], line[2], line[3]);
        let ratings = ratings(Level::Nominal, &sets[name]);
        let found = match statistic.strip_suffix("_of_pairs") {
            Some(statistic) => mean_of_pairs(&ratings, statistic),
            None => value(&ratings, statistic),
        };
        *programs.entry(program).or_default() += 1;
        if printed == "NA" {
            assert_eq!(found, None, "{name}, {program}, {statistic}");
            continue;
        }
        let digits = printed.split_once('.').map_or(0, |it| it.1.len());
        let expected: f64 = printed.parse().unwrap();
        let found = found.unwrap_or_else(|| panic!("{name}, {statistic}: undefined"));
        let half = 0.5 * 10_f64.powi(-(digits as i32)) + 1e-12;
        assert!(
            (found - expected).abs() <= half,
            "{name}, {program}, {statistic}: {found}, not {printed}"
        );
    }
    println!("published: {} data sets, values of each program {programs:?}", sets.len());
    assert_eq!((sets.len(), programs["ReCal"], programs["KALPHA"]), (27, 80, 20));
    assert_eq!(programs["tidycomm"], 12);
}
