//! A code by groups, as sums over clusters: what tests of a crosstab are computed from.
//!
//! Integer sums enter; the tests of the other files read them, by the products of linear forms over
//! clusters. Deliberately absent: the groups' names, and any test.

use rustc_hash::FxHashMap;

use super::wide::Exact;
use super::{Clusters, Reason};

/// More groups are in no test: the products of all pairs of them would fill the memory.
const MOST_GROUPS: usize = 1000;

/// Segments given a code or not, by G groups.
///
/// A cluster (a document, or a group of reprints) may have segments in several groups; then its
/// products stand in `shared`, so that the covariance between groups is not lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crossed {
    /// The sums of each group, over the clusters with a segment in it.
    pub groups: Vec<Clusters>,
    /// Products over the clusters that have segments in two groups, at most one entry a pair, sorted by
    /// groups.
    pub shared: Vec<Shared>,
    /// Number of clusters with a segment in any group.
    pub clusters: u64,
}

/// Sums over the clusters that have segments in both of two groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// Indices of the groups, the smaller first.
    pub groups: (usize, usize),
    /// Sum of y of the first times y of the second.
    pub yy: u128,
    /// Sum of y of the first times n of the second.
    pub yn: u128,
    /// Sum of n of the first times y of the second.
    pub ny: u128,
    /// Sum of n of the first times n of the second.
    pub nn: u128,
}

/// A linear form of what a cluster has in one group: (y·`y` + n·`n` + N·`all`) / `divisor`, where N is
/// the n of the cluster in all groups together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    pub group: usize,
    pub y: i128,
    pub n: i128,
    pub all: i128,
    pub divisor: f64,
}

impl Form {
    /// The residual y − p·n of a group, for the share p = `y`/`n`, over `divisor` / `n`.
    pub fn residual(group: usize, y: u64, n: u64, divisor: f64) -> Form {
        Form { group, y: n.into(), n: -i128::from(y), all: 0, divisor }
    }
}

impl Crossed {
    /// No cluster yet, of so many groups.
    pub fn new(groups: usize) -> Crossed {
        Crossed { groups: vec![Clusters::default(); groups], ..Crossed::default() }
    }

    /// Adds a cluster without weights: for each group the segments given the code, and all segments.
    /// Groups that it says nothing of have no segment in it.
    pub fn add(&mut self, cluster: &[(u64, u64)]) {
        if cluster.iter().all(|it| it.1 == 0) {
            return;
        }
        self.clusters += 1;
        for (first, &(y, n)) in cluster.iter().enumerate().take(self.groups.len()) {
            self.groups[first].add(y, n);
            for (second, &(other_y, other_n)) in cluster.iter().enumerate().skip(first + 1) {
                if n > 0 && other_n > 0 && second < self.groups.len() {
                    let wide = |a: u64, b: u64| u128::from(a) * u128::from(b);
                    let sums = self.pair((first, second));
                    sums.yy += wide(y, other_y);
                    sums.yn += wide(y, other_n);
                    sums.ny += wide(n, other_y);
                    sums.nn += wide(n, other_n);
                }
            }
        }
    }

    fn pair(&mut self, groups: (usize, usize)) -> &mut Shared {
        let at = match self.shared.binary_search_by_key(&groups, |it| it.groups) {
            Ok(at) => at,
            Err(at) => {
                self.shared.insert(at, Shared { groups, ..Shared::default() });
                at
            }
        };
        &mut self.shared[at]
    }

    /// The groups that hold any segment.
    ///
    /// # Undefined
    ///
    /// Where more is given than there is; where fewer than two groups hold a segment; where the code
    /// is given to all segments or to none; where there are more than a thousand groups.
    pub(super) fn compared(&self) -> Result<Vec<usize>, Reason> {
        if self.groups.iter().any(|it| it.y > it.n) {
            return Err(Reason::Inconsistent);
        }
        let groups: Vec<usize> =
            (0..self.groups.len()).filter(|it| self.groups[*it].n > 0).collect();
        let given = |it: &usize| self.groups[*it].y;
        match groups.len() {
            0 => Err(Reason::NoDenominator),
            1 => Err(Reason::OneGroup),
            n if n > MOST_GROUPS => Err(Reason::TooLarge),
            _ if groups.iter().all(|it| given(it) == 0) => Err(Reason::NoVariation),
            _ if groups.iter().all(|it| given(it) == self.groups[*it].n) => {
                Err(Reason::NoVariation)
            }
            _ => Ok(groups),
        }
    }

    /// C/(C − 1) for C clusters, by which a sum of squared residuals becomes a variance.
    pub(super) fn correction(&self) -> Result<f64, Reason> {
        if self.clusters < 2 {
            return Err(Reason::OneCluster);
        }
        Ok(self.clusters as f64 / (self.clusters - 1) as f64)
    }

    /// For each pair of forms the sum over clusters of their product.
    pub(super) fn products(&self, forms: &[Form]) -> Vec<Vec<f64>> {
        let shared: FxHashMap<(usize, usize), &Shared> =
            self.shared.iter().map(|it| (it.groups, it)).collect();
        // over the clusters in both of two groups: y·y, y·n, n·y and n·n
        let moments = |first: usize, second: usize| {
            if first == second {
                let it = &self.groups[first];
                return [it.yy, it.yn, it.yn, it.nn];
            }
            let turned = first > second;
            let groups = if turned { (second, first) } else { (first, second) };
            match shared.get(&groups) {
                Some(it) if turned => [it.yy, it.ny, it.yn, it.nn],
                Some(it) => [it.yy, it.yn, it.ny, it.nn],
                None => [0; 4],
            }
        };
        // of each group: y and n times the n of all groups
        let mut y_all: Vec<u128> = self.groups.iter().map(|it| it.yn).collect();
        let mut n_all: Vec<u128> = self.groups.iter().map(|it| it.nn).collect();
        for it in self.shared.iter().filter(|it| it.groups.1 < self.groups.len()) {
            let (first, second) = it.groups;
            y_all[first] += it.yn;
            y_all[second] += it.ny;
            n_all[first] += it.nn;
            n_all[second] += it.nn;
        }
        let all_all: u128 = n_all.iter().sum();
        let product = |a: &Form, b: &Form| {
            let [yy, yn, ny, nn] = moments(a.group, b.group);
            let mut sum = Exact::default();
            sum.add(a.y, b.y, yy);
            sum.add(a.y, b.n, yn);
            sum.add(a.n, b.y, ny);
            sum.add(a.n, b.n, nn);
            sum.add(a.y, b.all, y_all[a.group]);
            sum.add(a.n, b.all, n_all[a.group]);
            sum.add(a.all, b.y, y_all[b.group]);
            sum.add(a.all, b.n, n_all[b.group]);
            sum.add(a.all, b.all, all_all);
            sum.to_f64() / a.divisor / b.divisor
        };
        forms.iter().map(|a| forms.iter().map(|b| product(a, b)).collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_of_forms_are_sums_over_the_clusters() {
        let clusters = [[(3, 10), (0, 2)], [(0, 4), (0, 0)], [(1, 6), (5, 5)], [(0, 0), (2, 9)]];
        let mut crossed = Crossed::new(2);
        clusters.iter().for_each(|it| crossed.add(it));
        crossed.add(&[(0, 0), (0, 0)]);
        assert_eq!(crossed.clusters, 4);
        let forms = [
            Form { group: 0, y: 20, n: -4, all: 1, divisor: 2.0 },
            Form { group: 1, y: 16, n: -7, all: -3, divisor: 4.0 },
        ];
        let found = crossed.products(&forms);
        for (a, first) in forms.iter().enumerate() {
            for (b, second) in forms.iter().enumerate() {
                let value = |form: &Form, cluster: &[(i128, i128); 2]| {
                    let (y, n) = cluster[form.group];
                    let all = cluster[0].1 + cluster[1].1;
                    (y * form.y + n * form.n + all * form.all) as f64 / form.divisor
                };
                let expected: f64 = clusters
                    .iter()
                    .map(|it| it.map(|(y, n)| (i128::from(y), i128::from(n))))
                    .map(|it: [(i128, i128); 2]| value(first, &it) * value(second, &it))
                    .sum();
                assert_eq!(found[a][b], expected);
            }
        }
    }

    #[test]
    fn what_can_not_be_compared_says_why() {
        for (cluster, reason) in [
            (vec![], Reason::NoDenominator),
            (vec![(1, 3)], Reason::OneGroup),
            (vec![(1, 3), (0, 0)], Reason::OneGroup),
            (vec![(0, 3), (0, 4)], Reason::NoVariation),
            (vec![(3, 3), (4, 4)], Reason::NoVariation),
            (vec![(4, 3), (1, 4)], Reason::Inconsistent),
            (vec![(1, 2); 1001], Reason::TooLarge),
        ] {
            let mut crossed = Crossed::new(cluster.len());
            crossed.add(&cluster);
            assert_eq!(crossed.compared(), Err(reason), "{cluster:?}");
            assert_eq!(crossed.correction(), Err(Reason::OneCluster));
        }
        let mut crossed = Crossed::new(3);
        crossed.add(&[(0, 3), (0, 0), (1, 1)]);
        assert_eq!(crossed.compared(), Ok(vec![0, 2]));
    }
}
