//! How two codes go together where units share clusters or have weights: Jaccard, phi and lift of weighted
//! shares, with intervals by linearisation over clusters.
//!
//! Integer sums over clusters enter. Where every unit is a cluster of its own and none has a weight, all is
//! as in [`Together`]. Deliberately absent: what units are (segments, or documents) and which are a cluster.

use super::association::Cells;
use super::wide::Exact;
use super::{Clusters, Estimate, Method, Reason, Together, normal, share, student};

/// Units given two codes, of those in which neither coding is missing, as sums over clusters.
///
/// With weights the sums are of weights in millionths, as in [`Clusters`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Joint {
    /// Units, unweighted; also those that weigh nothing.
    pub counts: Together,
    /// Number of clusters with a unit.
    pub clusters: u64,
    /// Number of units that have a weight.
    pub units: u64,
    /// Sum of the squared weights of the units.
    pub ww: u128,
    /// Sums of the weights of units given both, the first, the second, and of all.
    pub sums: [u64; 4],
    /// Sums over clusters of the products of these four, each with each.
    pub products: [[u128; 4]; 4],
    /// Those given both, of those given any of the two.
    pub any: Clusters,
}

/// Places of [`Joint::sums`].
const ALL: usize = 3;

impl Joint {
    /// Adds a cluster: for each weight in it how many units are given both, the first only, the second
    /// only, and neither. Without weights the weight is 1.
    pub fn add(&mut self, cluster: &[(u64, [u64; 4])]) {
        let mut sums = [0; 4];
        let mut any = Clusters::default();
        for &(weight, [both, first_only, second_only, neither]) in cluster {
            let of_any = both + first_only + second_only;
            let units = [both, both + first_only, both + second_only, of_any + neither];
            let Together { both: b, first, second, n } = &mut self.counts;
            [b, first, second, n].into_iter().zip(units).for_each(|(sum, it)| *sum += it);
            if weight == 0 {
                continue;
            }
            let square = |n: u64| u128::from(weight) * u128::from(weight) * u128::from(n);
            sums.iter_mut().zip(units).for_each(|(sum, it)| *sum += weight * it);
            self.units += units[ALL];
            self.ww += square(units[ALL]);
            any.segments += of_any;
            any.ww += square(of_any);
        }
        self.clusters += u64::from(sums[ALL] > 0);
        for (first, row) in self.products.iter_mut().enumerate() {
            for (second, product) in row.iter_mut().enumerate() {
                *product += u128::from(sums[first]) * u128::from(sums[second]);
            }
        }
        self.sums.iter_mut().zip(sums).for_each(|(sum, it)| *sum += it);
        let (y, n) = (sums[0], sums[1] + sums[2] - sums[0]);
        any.documents = u64::from(n > 0);
        (any.y, any.n) = (y, n);
        any.yy = u128::from(y) * u128::from(y);
        any.yn = u128::from(y) * u128::from(n);
        any.nn = u128::from(n) * u128::from(n);
        self.any.merge(&any);
    }

    /// Jaccard's coefficient of the weighted shares, from 0 to 1: the share of units with both codes in
    /// those with any of the two, with the interval of such a share ([`super::share`]).
    ///
    /// # Undefined
    ///
    /// Where no unit has any of the two; the interval where all these stand in one cluster.
    ///
    /// # Reference
    ///
    /// Jaccard (1912), New Phytologist 11, 37–50.
    pub fn jaccard(&self, method: Method, level: f64) -> Estimate {
        match self.cells() {
            Ok(_) => share(&self.any, method, level),
            Err(reason) => Estimate::Undefined(reason),
        }
    }

    /// Phi of the weighted shares, the correlation of the two codes, from −1 to 1. Its interval is that of
    /// Fisher's z, linearised over clusters; t with C − 1 degrees of freedom for C clusters. Equal to
    /// `svycontrast` of R's survey for the inverse hyperbolic tangent of phi.
    ///
    /// # Undefined
    ///
    /// As [`Together::phi`]; the interval with one cluster too, and where clusters do not differ.
    ///
    /// # Reference
    ///
    /// Yule (1912), Journal of the Royal Statistical Society 75, 579–652; the variance of a function of
    /// totals: Binder (1983), International Statistical Review 51, 279–292; Lumley (2010), Complex
    /// Surveys, section 2.3.
    ///
    /// # Examples
    ///
    /// ```
    /// use framebook_engine::stats::{Joint, Method};
    ///
    /// let mut codes = Joint::default();
    /// for units in [[3, 1, 2, 6], [0, 2, 1, 5], [4, 0, 1, 9], [1, 1, 0, 7]] {
    ///     codes.add(&[(1, units)]);
    /// }
    /// let phi = codes.phi(Method::WilsonClustered, 0.95);
    /// let interval = phi.interval().unwrap();
    /// assert!((phi.value().unwrap() - 0.537634).abs() < 1e-6);
    /// assert!((interval.low + 0.178939).abs() < 1e-6 && (interval.high - 0.881517).abs() < 1e-6);
    /// ```
    pub fn phi(&self, method: Method, level: f64) -> Estimate {
        let methods = [Method::DeltaFisher, Method::DeltaFisherClustered];
        self.estimate(method, methods, level, |cells, reach| cells.phi(reach))
    }

    /// Lift of the weighted shares: the share of units with both codes over what it would be if the codes
    /// were independent. 1 is chance. Its interval is that of its logarithm, linearised over clusters; t
    /// with C − 1 degrees of freedom. Equal to `svycontrast` of R's survey for the logarithm.
    ///
    /// # Undefined
    ///
    /// As [`Together::lift`]; the interval with one cluster too, and where clusters do not differ.
    ///
    /// # Reference
    ///
    /// Brin and others (1997), Proceedings of SIGMOD, 255–264 (there *interest*); the variance as for
    /// [`Joint::phi`].
    pub fn lift(&self, method: Method, level: f64) -> Estimate {
        let methods = [Method::Delta, Method::LogRatioClustered];
        self.estimate(method, methods, level, |cells, reach| cells.lift(reach))
    }

    /// The two by two table of the weighted shares, with Kish's effective number of units; undefined where
    /// there is none, or where its sums contradict each other.
    fn cells(&self) -> Result<Cells, Reason> {
        let n = self.sums[ALL] as f64;
        let [both, first, second, all] = self.sums;
        Cells::new(&Together { both, first, second, n: all }, n * n / self.ww as f64)
    }

    /// True where every unit is a cluster of its own, or is taken as one; with weights only where asked for.
    fn is_independent(&self, method: Method) -> bool {
        let alone = self.sums[ALL] == self.units && self.clusters == self.units;
        method == Method::Wilson || alone
    }

    fn estimate(
        &self,
        method: Method,
        [independent, clustered]: [Method; 2],
        level: f64,
        of: impl FnOnce(&Cells, &dyn Fn([f64; 4]) -> Result<f64, Reason>) -> super::association::Found,
    ) -> Estimate {
        let (method, found) = match (method, self.cells()) {
            (_, Err(reason)) => return Estimate::Undefined(reason),
            (Method::None, Ok(cells)) => (method, of(&cells, &|_| Err(Reason::NotAsked))),
            (_, Ok(cells)) if self.is_independent(method) => {
                let reach = |derivative| Ok(normal(level) * cells.error(derivative)?);
                (independent, of(&cells, &reach))
            }
            (Method::WilsonClustered, Ok(cells)) => {
                (clustered, of(&cells, &|derivative| self.reach(derivative, level)))
            }
            (_, Ok(cells)) => (method, of(&cells, &|_| Err(Reason::NotOfThis))),
        };
        match found {
            Ok((value, interval)) => Estimate::new(value, interval, self.counts.n, method),
            Err(reason) => Estimate::Undefined(reason),
        }
    }

    /// Half the width of the interval of a statistic whose derivative by each cell is given, up to a
    /// constant: linearised over clusters.
    fn reach(
        &self,
        [both, first_only, second_only, neither]: [f64; 4],
        level: f64,
    ) -> Result<f64, Reason> {
        if self.clusters < 2 {
            return Err(Reason::OneCluster);
        }
        // by the sums instead of the cells; that of all units falls out, as the residuals of n are 0
        let by = [
            both - first_only - second_only + neither,
            first_only - neither,
            second_only - neither,
        ];
        let (mut variance, mut terms) = (0.0, 0.0);
        for (first, a) in by.iter().enumerate() {
            for (second, b) in by.iter().enumerate() {
                let term = a * b * self.covariance(first, second);
                variance += term;
                terms += f64::abs(term);
            }
        }
        // what rounding leaves of terms that cancel
        if variance <= 1e-12 * terms || variance <= 0.0 {
            return Err(Reason::NoClusterVariation);
        }
        let clusters = self.clusters as f64;
        let error = (clusters / (clusters - 1.0) * variance).sqrt();
        Ok(student(level, self.clusters - 1) * error)
    }

    /// Sum over clusters of the products of the residuals of two shares; in integers, so that clusters with
    /// equal shares give exactly zero.
    fn covariance(&self, first: usize, second: usize) -> f64 {
        let wide = |at: usize| i128::from(self.sums[at]);
        let (n, a, b) = (wide(ALL), wide(first), wide(second));
        let mut sum = Exact::default();
        sum.add(n, n, self.products[first][second]);
        sum.add(n, -b, self.products[first][ALL]);
        sum.add(-a, n, self.products[ALL][second]);
        sum.add(a, b, self.products[ALL][ALL]);
        let n = n as f64;
        sum.to_f64() / (n * n) / (n * n)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn joint(clusters: &[[u64; 4]]) -> Joint {
        let mut joint = Joint::default();
        clusters.iter().for_each(|it| joint.add(&[(1, *it)]));
        joint
    }

    fn all(joint: &Joint, method: Method) -> [Estimate; 3] {
        [joint.jaccard(method, 0.95), joint.phi(method, 0.95), joint.lift(method, 0.95)]
    }

    #[test]
    fn what_is_undefined_says_why() {
        let reasons = |clusters: &[[u64; 4]]| {
            all(&joint(clusters), Method::WilsonClustered).map(|it| it.reason())
        };
        let one = Some(Reason::OneCluster);
        let none = Some(Reason::NoDenominator);
        let varies = Some(Reason::NoVariation);
        let alike = Some(Reason::NoClusterVariation);
        assert_eq!(reasons(&[]), [none; 3]);
        assert_eq!(reasons(&[[1, 1, 1, 2]]), [one; 3]);
        assert_eq!(reasons(&[[0, 0, 0, 2], [0, 0, 0, 3]]), [none, varies, varies]);
        // any of the two in one cluster only
        assert_eq!(reasons(&[[1, 1, 1, 2], [0, 0, 0, 3]]), [one, None, None]);
        assert_eq!(reasons(&[[1, 1, 1, 2], [2, 2, 2, 4]]), [None, alike, alike]);
        assert_eq!(reasons(&[[0, 1, 1, 2], [0, 2, 1, 4]]), [None, None, Some(Reason::EmptyCell)]);
        let mut wrong = joint(&[[1, 1, 1, 2], [2, 1, 3, 4]]);
        wrong.sums[0] = 9;
        let wrong = all(&wrong, Method::WilsonClustered).map(|it| it.reason());
        assert_eq!(wrong, [Some(Reason::Inconsistent); 3]);
        let census = all(&joint(&[[1, 1, 1, 2], [2, 1, 3, 4]]), Method::None);
        assert!(census.iter().all(|it| it.value().is_some()));
        assert_eq!(census.map(|it| it.reason()), [Some(Reason::NotAsked); 3]);
    }

    #[test]
    fn what_weighs_nothing_is_counted_and_in_no_share() {
        let mut weighted = Joint::default();
        weighted.add(&[(2_000_000, [1, 2, 1, 3]), (500_000, [1, 0, 0, 2])]);
        weighted.add(&[(1_000_000, [0, 1, 2, 2])]);
        let before = weighted;
        weighted.add(&[(0, [5, 1, 1, 0])]);
        assert_eq!(weighted.counts, Together { both: 7, first: 11, second: 11, n: 22 });
        assert_eq!(Joint { counts: before.counts, ..weighted }, before);
    }

    proptest! {
        #[test]
        fn a_unit_a_cluster_is_a_table_of_independent_units(
            both in 0u64..9, first_only in 0u64..9, second_only in 0u64..9, neither in 0u64..30
        ) {
            let units = [both, first_only, second_only, neither];
            let mut single = Joint::default();
            for (at, n) in units.into_iter().enumerate() {
                for _ in 0..n {
                    let mut unit = [0; 4];
                    unit[at] = 1;
                    single.add(&[(1, unit)]);
                }
            }
            let plain = single.counts;
            let plain = [plain.jaccard(0.95), plain.phi(0.95), plain.lift(0.95)];
            let found = all(&single, Method::WilsonClustered);
            prop_assert_eq!(found[1..].to_vec(), plain[1..].to_vec());
            prop_assert_eq!(found[0].value(), plain[0].value());
            if let (Some(a), Some(b)) = (found[0].interval(), plain[0].interval()) {
                prop_assert!((a.low - b.low).abs() < 1e-12 && (a.high - b.high).abs() < 1e-12);
            }
            let taken = all(&joint(&[units]), Method::Wilson);
            prop_assert_eq!(taken.to_vec(), plain.to_vec());
        }

        #[test]
        fn intervals_hold_their_value_and_codes_may_change_places(
            clusters in prop::collection::vec(
                prop::collection::vec((1u64..5, prop::array::uniform4(0u64..5)), 1..3), 2..9)
        ) {
            let (mut codes, mut turned) = (Joint::default(), Joint::default());
            for cluster in &clusters {
                codes.add(cluster);
                let cluster: Vec<_> =
                    cluster.iter().map(|(w, [a, b, c, d])| (*w, [*a, *c, *b, *d])).collect();
                turned.add(&cluster);
            }
            for method in [Method::Wilson, Method::WilsonClustered] {
                for (found, turned) in all(&codes, method).into_iter().zip(all(&turned, method)) {
                    prop_assert_eq!(found.reason(), turned.reason());
                    let Some(value) = found.value() else { continue };
                    prop_assert!((value - turned.value().unwrap()).abs() < 1e-12 * (1.0 + value.abs()));
                    let Some(interval) = found.interval() else { continue };
                    prop_assert!(interval.low <= value && value <= interval.high, "{found:?}");
                }
            }
        }
    }
}
