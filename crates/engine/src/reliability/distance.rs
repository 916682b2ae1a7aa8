//! How far apart two values are. Values by their number enter; a distance of 0 or more leaves.

/// The distance between values.
#[derive(Clone, Debug)]
pub enum Distance {
    /// 1 between different values.
    Nominal,
    /// By how far the places of the values are apart.
    Line {
        /// The place of each value, none before that of the value before it.
        places: Vec<f64>,
        /// What the square of the difference counts.
        squared: f64,
        /// What the difference itself counts.
        plain: f64,
    },
    /// The squared difference over the squared sum.
    Ratio(Vec<f64>),
    /// Row by row.
    Table(usize, Vec<f64>),
}

impl Distance {
    /// Between two values.
    pub fn between(&self, a: u32, b: u32) -> f64 {
        let (a, b) = (a as usize, b as usize);
        match self {
            Distance::Nominal => f64::from(u8::from(a != b)),
            Distance::Line { places, squared, plain } => {
                let far = (places[a] - places[b]).abs();
                squared * far * far + plain * far
            }
            Distance::Ratio(places) if a == b || places[a] == places[b] => 0.0,
            Distance::Ratio(places) => ((places[a] - places[b]) / (places[a] + places[b])).powi(2),
            Distance::Table(n, cells) => cells[a * n + b],
        }
    }

    /// The sum over ordered pairs of ratings of one unit, of which values and how often are given.
    pub fn within(&self, counted: &[(u32, u32)]) -> f64 {
        let mut sum = 0.0;
        for (at, &(a, n)) in counted.iter().enumerate() {
            for &(b, m) in &counted[at + 1..] {
                sum += 2.0 * f64::from(n) * f64::from(m) * self.between(a, b);
            }
        }
        sum
    }

    /// For each value the sum of its distances to all, each as often as it occurs.
    pub fn to_all(&self, n: &[f64], sums: &mut Vec<f64>) {
        sums.clear();
        match self {
            Distance::Nominal => {
                let all: f64 = n.iter().sum();
                sums.extend(n.iter().map(|it| all - it));
            }
            Distance::Line { places, squared, plain } => {
                let all: f64 = n.iter().sum();
                let moment = |power: i32| -> f64 {
                    n.iter().zip(places).map(|(n, place)| n * place.powi(power)).sum()
                };
                let (first, second) = (moment(1), moment(2));
                // what stands below a place, and the sum of the places of it
                let (mut below, mut places_below) = (0.0, 0.0);
                sums.extend(n.iter().zip(places).map(|(n, place)| {
                    let squares = (all * place * place - 2.0 * place * first + second).max(0.0);
                    let differences = place * (2.0 * below - all) - 2.0 * places_below + first;
                    below += n;
                    places_below += n * place;
                    squared * squares + plain * differences.max(0.0)
                }));
            }
            Distance::Ratio(_) | Distance::Table(..) => {
                sums.extend((0..n.len() as u32).map(|a| -> f64 {
                    (0..).zip(n).filter(|it| *it.1 > 0.0).map(|(b, n)| n * self.between(a, b)).sum()
                }));
            }
        }
    }

    /// The sum of the distances of all ordered pairs of ratings, where each value occurs so often. `room`
    /// is written over.
    pub fn total(&self, n: &[f64], room: &mut Vec<f64>) -> f64 {
        match self {
            Distance::Ratio(places) => 2.0 * ratios(places, n),
            _ => {
                self.to_all(n, room);
                n.iter().zip(room).map(|(n, sum)| n * *sum).sum()
            }
        }
    }

    /// The table of the distances of `n` values.
    pub fn table(n: usize, between: impl Fn(usize, usize) -> f64) -> Distance {
        let cells = (0..n * n).map(|it| between(it / n, it % n)).collect();
        Distance::Table(n, cells)
    }

    /// Numbers, of which none is below that before it, as places on a line, moved so that their middle is
    /// zero: squares stay exact longer.
    pub fn line(numbers: &[f64], squared: f64, plain: f64) -> Distance {
        let middle = match (numbers.first(), numbers.last()) {
            (Some(first), Some(last)) => first / 2.0 + last / 2.0,
            _ => 0.0,
        };
        let places = numbers.iter().map(|it| it - middle).collect();
        Distance::Line { places, squared, plain }
    }
}

/// The sum over unordered pairs of values that occur. It is what a draw of a bootstrap costs, so each pair is
/// looked at once, and four sums run beside each other.
fn ratios(places: &[f64], n: &[f64]) -> f64 {
    let present: Vec<(f64, f64)> =
        places.iter().zip(n).filter(|it| *it.1 > 0.0).map(|it| (*it.0, *it.1)).collect();
    let mut all = 0.0;
    for (at, &(place, n)) in present.iter().enumerate() {
        let others = present.get(at + 1..).unwrap_or_default();
        let far = |&(other, m): &(f64, f64)| {
            // two values may be one number, as `0` and `0.0` are
            let far = (other - place) / (other + place).max(f64::MIN_POSITIVE);
            m * far * far
        };
        let mut sums = [0.0; 4];
        let fours = others.chunks_exact(4);
        let rest: f64 = fours.remainder().iter().map(far).sum();
        for four in fours {
            for (sum, other) in sums.iter_mut().zip(four) {
                *sum += far(other);
            }
        }
        all += n * (sums.iter().sum::<f64>() + rest);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_every_pair() {
        let numbers = [0.0, 0.5, 1.0, 3.0, 4.5, 8.0, 9.25];
        let n = [2.0, 0.0, 1.0, 5.0, 1.0, 3.0, 1.0];
        for distance in [
            Distance::Nominal,
            Distance::line(&numbers, 1.0, 0.0),
            Distance::line(&numbers, 0.0, 0.2),
            Distance::line(&numbers, 0.5, 0.25),
            Distance::Ratio(numbers.to_vec()),
        ] {
            let mut sums = Vec::new();
            distance.to_all(&n, &mut sums);
            let mut total = 0.0;
            for (a, sum) in (0..).zip(&sums) {
                let pairs = (0..).zip(&n).map(|(b, n)| n * distance.between(a, b));
                let expected: f64 = pairs.sum();
                assert!((sum - expected).abs() < 1e-12, "{distance:?}: {sum}, not {expected}");
                total += n[a as usize] * expected;
            }
            let found = distance.total(&n, &mut sums);
            assert!((found - total).abs() < 1e-11, "{distance:?}: {found}, not {total}");
        }
    }
}
