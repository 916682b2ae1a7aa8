//! How far apart two values are. Values by their number enter; a distance of 0 or more leaves.

/// The distance between values.
#[derive(Clone, Debug)]
pub enum Distance {
    /// 1 between different values.
    Nominal,
    /// The squared difference of the places of the values on a line.
    Line(Vec<f64>),
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
            Distance::Line(places) => (places[a] - places[b]).powi(2),
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
            Distance::Line(places) => {
                let all: f64 = n.iter().sum();
                let moment = |power: i32| -> f64 {
                    n.iter().zip(places).map(|(n, place)| n * place.powi(power)).sum()
                };
                let (first, second) = (moment(1), moment(2));
                let sum = |place: &f64| all * place * place - 2.0 * place * first + second;
                sums.extend(places.iter().map(|it| sum(it).max(0.0)));
            }
            Distance::Ratio(_) | Distance::Table(..) => {
                sums.extend((0..n.len() as u32).map(|a| -> f64 {
                    (0..).zip(n).filter(|it| *it.1 > 0.0).map(|(b, n)| n * self.between(a, b)).sum()
                }));
            }
        }
    }

    /// The table of the distances of `n` values.
    pub fn table(n: usize, between: impl Fn(usize, usize) -> f64) -> Distance {
        let cells = (0..n * n).map(|it| between(it / n, it % n)).collect();
        Distance::Table(n, cells)
    }

    /// Numbers as places on a line, moved so that their middle is zero: squares stay exact longer.
    pub fn line(numbers: &[f64]) -> Distance {
        let middle = match (numbers.first(), numbers.last()) {
            (Some(first), Some(last)) => first / 2.0 + last / 2.0,
            _ => 0.0,
        };
        Distance::Line(numbers.iter().map(|it| it - middle).collect())
    }
}
