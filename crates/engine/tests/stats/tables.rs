//! Tables of independent observations: base R, and Python.

use std::collections::BTreeMap;

use framebook_engine::stats::{
    Counts, Keyness, Reason, Together, benjamini_hochberg, chi_square, cramers_v, difference,
    fisher, holm, ratio, trend,
};

use crate::fixture::{Family, lines, values};

const TABLES: &str = include_str!("../fixtures/stats/tables.csv");
const BASE: &str = include_str!("../fixtures/stats/base.csv");
const PLAIN: &str = include_str!("../fixtures/stats/plain.csv");
const UNEVEN: [f64; 6] = [0.0, 1.0, 3.0, 4.5, 10.0, 11.0];

struct Table {
    name: &'static str,
    columns: usize,
    cells: Vec<u64>,
}

impl Table {
    /// Groups as (given, segments), of a table of two columns.
    fn groups(&self) -> Option<Vec<(u64, u64)>> {
        let groups = self.cells.chunks(2).map(|it| (it[0], it[0] + it[1]));
        (self.columns == 2).then(|| groups.collect())
    }

    fn pair(&self) -> Option<[(u64, u64); 2]> {
        self.groups()?.try_into().ok()
    }
}

fn tables() -> Vec<Table> {
    let number = |it: &str| it.parse().expect("a number");
    lines(TABLES)
        .map(|line| Table {
            name: line[0],
            columns: number(line[1]) as usize,
            cells: line[2].split(' ').map(number).collect(),
        })
        .collect()
}

#[test]
fn chi_square_agrees_with_base_r() {
    let base = values(BASE);
    let mut family = Family::new("X², expected counts and residuals, base R", 1e-10);
    for table in tables() {
        let found = chi_square(&Counts::new(&table.cells, table.columns).unwrap()).unwrap();
        let expected = &base[table.name];
        family.hold(table.name, "x2", found.pearson.statistic, expected["x2"]);
        family.hold(table.name, "df", found.pearson.df, expected["df"]);
        family.hold(table.name, "p", found.pearson.p, expected["p"]);
        for (at, (residual, of)) in found.residuals.iter().zip(&found.expected).enumerate() {
            let of_cell = |it: &str| expected[format!("{it}_{}", at + 1).as_str()];
            family.hold(table.name, "expected", *of, of_cell("expected"));
            match residual {
                Some(residual) => {
                    family.hold(table.name, "residual", *residual, of_cell("residual"));
                }
                None => assert!(of_cell("residual").is_nan(), "{}", table.name),
            }
        }
    }
    family.done(600);
}

#[test]
fn small_expected_counts_are_told() {
    for (name, small) in [("tea", true), ("sparse", true), ("methods", false), ("lopsided", false)]
    {
        let table = tables().into_iter().find(|it| it.name == name).unwrap();
        let found = chi_square(&Counts::new(&table.cells, 2.max(table.columns)).unwrap()).unwrap();
        let told = found.small_expected();
        assert_eq!(told.is_some(), small, "{name}: {told:?}");
    }
    let tea = chi_square(&Counts::new(&[3, 1, 1, 3], 2).unwrap()).unwrap();
    let told = tea.small_expected().unwrap();
    assert_eq!((told.below_five, told.cells, told.least), (4, 4, 2.0));
    assert!(told.sentence().starts_with("4 of 4 expected counts are below 5 (the least is 2.0)"));
}

#[test]
fn tables_without_a_second_row_or_column_say_why() {
    for (cells, columns, reason) in [
        (vec![], 2, Reason::NoDenominator),
        (vec![0, 0, 0, 0], 2, Reason::NoDenominator),
        (vec![1, 2], 2, Reason::OneGroup),
        (vec![1, 2], 1, Reason::OneGroup),
        (vec![1, 0, 2, 0], 2, Reason::OneGroup),
    ] {
        let counts = Counts::new(&cells, columns).unwrap();
        assert_eq!(chi_square(&counts).unwrap_err(), reason, "{cells:?}");
    }
    assert_eq!(Counts::new(&[1, 2, 3], 2), None);
    assert_eq!(Counts::new(&[], 0), None);
    assert!(cramers_v(3.0, 0, (2, 2), 1.0, 0.95).value().is_none());
    assert!(cramers_v(3.0, 9, (1, 2), 1.0, 0.95).value().is_none());
    assert!(cramers_v(3.0, 9, (2, 2), 0.0, 0.95).value().is_none());
}

#[test]
fn g2_and_cramers_v_agree_with_python() {
    let plain = values(PLAIN);
    let mut family = Family::new("G²", 1e-9);
    let mut strengths = Family::new("Cramér's V with its interval", 1e-8);
    for table in tables() {
        let found = chi_square(&Counts::new(&table.cells, table.columns).unwrap()).unwrap();
        let expected = &plain[table.name];
        let ratio = found.likelihood_ratio;
        family.hold(table.name, "table_g2", ratio.statistic, expected["table_g2"]);
        family.hold(table.name, "table_g2_p", ratio.p, expected["table_g2_p"]);
        let v = cramers_v(found.pearson.statistic, found.n, found.shape, 1.0, 0.95);
        strengths.hold_estimate(table.name, "v", &v, expected);
    }
    family.done(56 * 2);
    strengths.done(56 * 3);
}

#[test]
fn a_design_effect_widens_the_interval_and_leaves_the_value() {
    let plain = cramers_v(30.07, 2757, (2, 3), 1.0, 0.95);
    let clustered = cramers_v(30.07, 2757, (2, 3), 3.0, 0.95);
    assert_eq!(plain.value(), clustered.value());
    let (a, b) = (plain.interval().unwrap(), clustered.interval().unwrap());
    assert!(b.low < a.low && b.high > a.high);
}

#[test]
fn fisher_agrees_with_base_r_and_with_whole_numbers() {
    let (base, plain) = (values(BASE), values(PLAIN));
    let mut exact = Family::new("Fisher's exact test, whole numbers", 1e-10);
    // R's network merges nodes that differ by 3e-7
    let mut family = Family::new("Fisher's exact test, base R", 1e-6);
    for table in tables() {
        let Some(groups) = table.groups() else { continue };
        if let Some(expected) = base[table.name].get("fisher") {
            family.hold(table.name, "fisher", fisher(&groups).unwrap(), *expected);
        }
        if let Some(expected) = plain[table.name].get("exact") {
            exact.hold(table.name, "exact", fisher(&groups).unwrap(), *expected);
        }
    }
    family.done(38);
    exact.done(35);
}

#[test]
fn trends_agree_with_prop_trend_test() {
    let base = values(BASE);
    let mut family = Family::new("Cochran-Armitage, prop.trend.test", 1e-8);
    for table in tables() {
        let Some(groups) = table.groups() else { continue };
        let ranks: Vec<f64> = (1..=groups.len()).map(|it| it as f64).collect();
        for (of, scores) in [("trend", &ranks[..]), ("uneven", &UNEVEN[..ranks.len()])] {
            let found = trend(&groups, scores, 0.95).unwrap();
            let expected = |it: &str| base[table.name][format!("{of}_{it}").as_str()];
            let test = found.test.unwrap();
            family.hold(table.name, "x2", test.statistic, expected("x2"));
            family.hold(table.name, "p", test.p, expected("p"));
            let z = found.z().unwrap();
            assert!((z * z - test.statistic).abs() <= 1e-9 * test.statistic);
            assert!(z == 0.0 || z.signum() == found.slope.value().unwrap().signum());
        }
    }
    family.done(40 * 4);
}

#[test]
fn differences_and_ratios_agree_with_python() {
    let plain = values(PLAIN);
    let mut differences = Family::new("difference, Newcombe", 1e-8);
    let mut ratios = Family::new("ratio of shares, Katz", 1e-9);
    for table in tables() {
        let Some([first, second]) = table.pair() else { continue };
        let Some(expected) = plain[table.name].get("difference_p") else { continue };
        let found = difference(first, second, 0.95);
        differences.hold_estimate(table.name, "difference", &found.estimate, &plain[table.name]);
        differences.hold(table.name, "difference_p", found.p.unwrap(), *expected);
        let found = ratio(first, second, 0.95);
        ratios.hold_estimate(table.name, "ratio", &found, &plain[table.name]);
    }
    differences.done(25 * 4);
    ratios.done(20 * 3);
}

#[test]
fn associations_agree_with_python() {
    let plain = values(PLAIN);
    let mut family = Family::new("association of two codes", 1e-8);
    for table in tables() {
        let &[both, first_only, second_only, neither] = table.cells.as_slice() else { continue };
        let expected = &plain[table.name];
        if table.columns != 2 || !expected.contains_key("odds") {
            continue;
        }
        // rows of plain.py: a, c and b, d
        let codes = Together {
            both,
            first: both + first_only,
            second: both + second_only,
            n: both + first_only + second_only + neither,
        };
        for (name, found) in [
            ("jaccard", codes.jaccard(0.95)),
            ("phi", codes.phi(0.95)),
            ("lift", codes.lift(0.95)),
            ("npmi", codes.npmi(0.95)),
            ("odds", codes.odds_ratio(0.95)),
        ] {
            family.hold_estimate(table.name, name, &found, expected);
        }
    }
    family.done(300);
}

#[test]
fn keyness_of_tables_agrees_with_python() {
    let plain = values(PLAIN);
    let mut family = Family::new("keyness of tables", 1e-8);
    for table in tables() {
        let Some([target, reference]) = table.pair() else { continue };
        if plain[table.name].contains_key("g2") {
            let counts = Keyness { target, reference };
            crate::words::hold_keyness(&mut family, table.name, &counts, &plain[table.name]);
        }
    }
    family.done(25 * 10);
}

#[test]
fn adjusted_p_values_agree_with_p_adjust() {
    let base = values(BASE);
    let mut family = Family::new("Holm, Benjamini-Hochberg, p.adjust", 1e-14);
    for name in ["hochberg", "ties", "one", "small", "all_one", "none"] {
        let expected: &BTreeMap<&str, f64> = &base[name];
        let of = |kind: &str| -> Vec<Option<f64>> {
            let n = expected.keys().filter(|it| it.starts_with("given_")).count();
            let value = |at: usize| expected[format!("{kind}_{at}").as_str()];
            (1..=n).map(|at| Some(value(at)).filter(|it| !it.is_nan())).collect()
        };
        let given = of("given");
        for (kind, found) in [("holm", holm(&given)), ("BH", benjamini_hochberg(&given))] {
            for (found, expected) in found.iter().zip(of(kind)) {
                match (found, expected) {
                    (Some(found), Some(expected)) => family.hold(name, kind, *found, expected),
                    (found, expected) => assert_eq!(*found, expected, "{name} {kind}"),
                }
            }
        }
    }
    family.done(50);
}
