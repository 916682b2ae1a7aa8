//! The fixtures, and how values are held to them.

use std::collections::BTreeMap;

use framebook_engine::stats::Estimate;

/// The lines of a CSV after its header, cell by cell. No cell holds a comma.
pub fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).map(|line| line.split(',').collect())
}

/// The values of a file: by case, by statistic. What R or Python found no value for is NaN.
pub type Values = BTreeMap<&'static str, BTreeMap<&'static str, f64>>;

/// Reads a file of `case,statistic,value`.
pub fn values(text: &'static str) -> Values {
    let mut values = Values::new();
    for line in lines(text) {
        let value = line[2].parse().unwrap_or(f64::NAN);
        let before = values.entry(line[0]).or_default().insert(line[1], value);
        assert!(before.is_none(), "{line:?} twice");
    }
    values
}

/// Holds values of one family to those of a program.
pub struct Family {
    name: &'static str,
    tolerance: f64,
    n: usize,
    largest: f64,
}

impl Family {
    /// Relative errors of at most `tolerance`.
    pub fn new(name: &'static str, tolerance: f64) -> Family {
        Family { name, tolerance, n: 0, largest: 0.0 }
    }

    /// One value.
    pub fn hold(&mut self, case: &str, statistic: &str, found: f64, expected: f64) {
        // what is zero up to rounding has no relative error
        let scale = if expected.abs() < 1e-14 { 1.0 } else { expected.abs() };
        let error = (found - expected).abs() / scale;
        self.n += 1;
        self.largest = self.largest.max(error);
        let name = self.name;
        assert!(
            error <= self.tolerance,
            "{name}, {case}, {statistic}: {found:e}, not {expected:e} ({error:e})"
        );
    }

    /// A value with its interval, which stand as `name`, `name_low` and `name_high`, where the value
    /// stands there at all.
    pub fn hold_estimate(
        &mut self,
        case: &str,
        name: &str,
        found: &Estimate,
        expected: &BTreeMap<&'static str, f64>,
    ) {
        let Some(&value) = expected.get(name).filter(|it| it.is_finite()) else { return };
        let found_value = found.value().unwrap_or_else(|| panic!("{case}, {name}: {found:?}"));
        self.hold(case, name, found_value, value);
        for (end, of) in [("low", 0), ("high", 1)] {
            let end = format!("{name}_{end}");
            let Some(&expected) = expected.get(end.as_str()).filter(|it| it.is_finite()) else {
                continue;
            };
            let interval = found.interval();
            let interval = interval.unwrap_or_else(|| panic!("{case}, {end}: {found:?}"));
            self.hold(case, &end, [interval.low, interval.high][of], expected);
        }
    }

    /// Prints what was held, and fails where it was less than there is.
    pub fn done(self, least: usize) {
        println!("{}: {} values, largest error {:.1e}", self.name, self.n, self.largest);
        assert!(self.n >= least, "{}: {} values of {least}", self.name, self.n);
    }
}
