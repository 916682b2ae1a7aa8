//! The sums of a corpus or of any part of it, added document by document, merged in any order.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::codebook::{Codebook, Measure};
use crate::coding::{PassOutput, Segments};
use crate::stats::{Clusters, Crossed, Shared};

use super::counted::{Counted, Of};
use super::coverage::{Coverage, Status};
use super::design::{Design, Member, Product, Products, Weight};
use super::group::{Dimension, GroupKey, Groups, Level, TooManyGroups};
use super::pair::{Documents, Levels, Pair};
use super::sums::{Local, MEASURES, Sums};

/// What one codebook's codings add up to, over all segments and by group.
///
/// Its memory is bounded by codes times groups, never by segments. Two tallies are equal when their
/// counts are, in whatever order the documents came.
#[derive(Clone, Debug)]
pub struct Tally {
    coverage: Coverage,
    total: Sums,
    groups: Groups,
    of_group: Vec<Sums>,
    levels: Levels,
    /// The sums of each cluster of several documents, of the whole and of each group.
    clusters: FxHashMap<u32, Cluster>,
    /// For each class the documents that are clusters of their own and have a segment in a group of which every value
    /// is known.
    known: Vec<u64>,
    /// The same of the document at hand.
    known_here: Vec<bool>,
    /// Products over clusters that have segments in two groups, the smaller number first.
    shared: FxHashMap<(usize, usize), Products>,
    local: Local,
    /// Pairs of group and segment of the document at hand.
    group_of: Vec<(usize, usize)>,
}

/// A cluster of several documents.
#[derive(Clone, Debug)]
struct Cluster {
    whole: Member,
    of_group: Vec<(usize, Member)>,
}

impl Tally {
    /// An empty tally. With `ignore_about` the pass was coded without asking for the object
    /// (as [`crate::coding::Options`] says it). `dimensions` are the variables to group by; none
    /// counts the whole only.
    pub fn new(codebook: &Codebook, ignore_about: bool, dimensions: Vec<Dimension>) -> Tally {
        let coverage = Coverage::new(codebook, ignore_about);
        Tally {
            total: Sums::new(&coverage),
            known: vec![0; coverage.classes.len()],
            known_here: vec![false; coverage.classes.len()],
            coverage,
            groups: Groups::new(dimensions),
            of_group: Vec::new(),
            levels: Levels::default(),
            clusters: FxHashMap::default(),
            shared: FxHashMap::default(),
            local: Local::default(),
            group_of: Vec::new(),
        }
    }

    /// Adds the segments of whole documents: a document never straddles two calls. `design` is asked
    /// for the value of every dimension of [`Level::Document`], for weights and for clusters.
    ///
    /// # Errors
    ///
    /// More than [`super::MAX_GROUPS`] groups; then the tally is of no use any more.
    pub fn add<'v>(
        &mut self,
        segments: &Segments,
        pass: &PassOutput,
        design: impl Design<'v>,
    ) -> Result<(), TooManyGroups> {
        let n = segments.document.len();
        let (mut first, mut coding) = (0, 0);
        while first < n {
            let document = segments.document[first];
            let length =
                segments.document[first..].iter().take_while(|it| **it == document).count();
            let last = first + length;
            let of_segment = &pass.codings.segment;
            let codings =
                of_segment[coding..].iter().take_while(|it| (**it as usize) < last).count();
            let rows = coding..coding + codings;
            if design.counts(document as usize) {
                self.document(segments, pass, first..last, rows, &design, document as usize)?;
            }
            (first, coding) = (last, coding + codings);
        }
        Ok(())
    }

    fn document<'v>(
        &mut self,
        segments: &Segments,
        pass: &PassOutput,
        range: Range<usize>,
        codings: Range<usize>,
        design: &impl Design<'v>,
        document: usize,
    ) -> Result<(), TooManyGroups> {
        let (weight, cluster) = (design.weight(document), design.cluster(document));
        self.local.clear(&self.coverage);
        let all = |_| true;
        self.fill(segments, pass, range.clone(), codings.clone(), all, true);
        self.total.count(&self.local, &self.coverage);
        self.total.weigh(&self.local, weight, &self.coverage);
        self.levels.document(&self.local, &self.coverage, weight, cluster);
        let whole = cluster.map(|_| self.local.member(weight, &self.coverage));
        let mut of_group: Vec<(usize, Member)> = Vec::new();
        if !self.groups.dimensions.is_empty() {
            self.find_groups(segments, range.clone(), design, document)?;
            let pairs = std::mem::take(&mut self.group_of);
            let one = pairs.len() == range.len() && pairs.iter().all(|it| it.0 == pairs[0].0);
            self.known_here.fill(false);
            for of_one in pairs.chunk_by(|left, right| left.0 == right.0) {
                let group = of_one[0].0;
                if !one {
                    let mut members = of_one.iter().map(|it| it.1).peekable();
                    let belongs = |segment: usize| members.next_if(|it| *it == segment).is_some();
                    self.local.clear(&self.coverage);
                    self.fill(segments, pass, range.clone(), codings.clone(), belongs, false);
                }
                self.of_group[group].count(&self.local, &self.coverage);
                self.of_group[group].weigh(&self.local, weight, &self.coverage);
                if self.groups.is_known(group) {
                    let classes = self.known_here.iter_mut().zip(&self.local.classes);
                    classes.for_each(|(known, class)| *known |= class.0 > 0);
                }
                if !one || cluster.is_some() {
                    of_group.push((group, self.local.member(weight, &self.coverage)));
                }
            }
            self.group_of = pairs;
            if cluster.is_none() && weight != Weight::ZERO {
                let documents = self.known.iter_mut().zip(&self.known_here);
                documents.for_each(|(n, known)| *n += u64::from(*known));
            }
        }
        for (place, (group, member)) in of_group.iter().enumerate() {
            for (other, earlier) in &of_group[..place] {
                self.share((*other, earlier), (*group, member));
            }
        }
        if let (Some(cluster), Some(whole)) = (cluster, whole) {
            self.join(cluster, Cluster { whole, of_group });
        }
        Ok(())
    }

    /// Adds the products of two members of one cluster that stand in different groups.
    fn share(&mut self, first: (usize, &Member), second: (usize, &Member)) {
        let (first, second) = if first.0 < second.0 { (first, second) } else { (second, first) };
        let products = self.shared.entry((first.0, second.0)).or_default();
        products.add(first.1, second.1, &self.coverage);
    }

    /// Makes what was added as a cluster of its own a part of the cluster that stands.
    fn join(&mut self, number: u32, new: Cluster) {
        let Some(mut standing) = self.clusters.remove(&number) else {
            self.clusters.insert(number, new);
            return;
        };
        self.total.join(&standing.whole, &new.whole, &self.coverage);
        standing.whole.merge(&new.whole);
        for (group, member) in &new.of_group {
            for (other, earlier) in &standing.of_group {
                if other == group {
                    self.of_group[*group].join(earlier, member, &self.coverage);
                } else {
                    self.share((*other, earlier), (*group, member));
                }
            }
        }
        for (group, member) in new.of_group {
            match standing.of_group.iter_mut().find(|it| it.0 == group) {
                Some((_, sums)) => sums.merge(&member),
                None => standing.of_group.push((group, member)),
            }
        }
        self.clusters.insert(number, standing);
    }

    /// The groups of each segment of the document, as pairs of group and segment, in order. A segment
    /// stands in no group where a dimension of codes gives it none, and in several where several.
    fn find_groups<'v>(
        &mut self,
        segments: &Segments,
        range: Range<usize>,
        design: &impl Design<'v>,
        document: usize,
    ) -> Result<(), TooManyGroups> {
        let dimensions = Arc::clone(&self.groups.dimensions);
        let codes = dimensions.iter().position(|it| matches!(it.level, Level::Codes(_)));
        self.group_of.clear();
        for segment in range {
            let given = codes.map_or(&[0][..], |at| design.codes(at, segment));
            for &code in given {
                let group = self.groups.find(|at| match &dimensions[at].level {
                    Level::Document | Level::Ordered(_) => design.value(at, document),
                    Level::Part(names) => {
                        names.get(segments.part[segment] as usize).map(String::as_str)
                    }
                    Level::Language => Some(segments.language[segment].code()),
                    Level::Codes(names) => names.get(code as usize).map(String::as_str),
                })?;
                if group == self.of_group.len() {
                    self.of_group.push(Sums::new(&self.coverage));
                }
                self.group_of.push((group, segment));
            }
        }
        self.group_of.sort_unstable();
        self.group_of.dedup();
        Ok(())
    }

    /// Counts the segments of a document that belong into `self.local`.
    fn fill(
        &mut self,
        segments: &Segments,
        pass: &PassOutput,
        range: Range<usize>,
        mut codings: Range<usize>,
        mut belongs: impl FnMut(usize) -> bool,
        whole: bool,
    ) {
        let rows = &pass.codings;
        let mut given_tops: [Vec<u16>; MEASURES] = Default::default();
        for segment in range {
            let start = codings.start;
            while codings.start < codings.end && rows.segment[codings.start] as usize <= segment {
                codings.start += 1;
            }
            if !belongs(segment) {
                continue;
            }
            let language = segments.language[segment];
            let status =
                self.coverage.status(segments.absent[segment], pass.in_scope[segment], language);
            let words = u64::from(segments.words[segment]);
            self.local.segment(status, language, words, &self.coverage);
            let complete = self.coverage.asks(self.coverage.complete, status, language);
            given_tops.iter_mut().for_each(Vec::clear);
            for row in start..codings.start {
                let code = rows.code[row] as usize;
                // a coding that is missing, though something matched
                if !self.coverage.asks(self.coverage.class_of[code], status, language) {
                    continue;
                }
                let given = [rows.given_asserted[row], rows.given_mention[row]];
                let matches = [rows.asserted[row], rows.mention[row]];
                self.local.coding(code, given, matches, complete);
                if self.coverage.is_top[code] {
                    for (tops, given) in given_tops.iter_mut().zip(given) {
                        tops.extend(given.then_some(rows.code[row]));
                    }
                }
            }
            if complete {
                self.local.any([0, 1].map(|measure| !given_tops[measure].is_empty()));
            }
            if whole && status == Status::InScope {
                self.levels.segment(language, &given_tops);
            }
        }
    }

    /// Adds another tally of the same codebook, options and dimensions, of other documents.
    ///
    /// # Errors
    ///
    /// More than [`super::MAX_GROUPS`] groups together.
    pub fn merge(&mut self, other: &Tally) -> Result<(), TooManyGroups> {
        debug_assert!(self.coverage == other.coverage, "tallies of one codebook");
        self.total.merge(&other.total);
        self.levels.merge(&other.levels, &self.coverage);
        self.known.iter_mut().zip(&other.known).for_each(|(n, more)| *n += more);
        let mut ours = Vec::with_capacity(other.of_group.len());
        for (theirs, sums) in other.of_group.iter().enumerate() {
            let group = self.groups.find(|dimension| other.groups.value(theirs, dimension))?;
            if group == self.of_group.len() {
                self.of_group.push(Sums::new(&self.coverage));
            }
            self.of_group[group].merge(sums);
            ours.push(group);
        }
        for (&(first, second), products) in &other.shared {
            let (first, second) = (ours[first], ours[second]);
            if first < second {
                self.shared.entry((first, second)).or_default().merge(products);
            } else {
                self.shared.entry((second, first)).or_default().merge(&products.turned());
            }
        }
        for (&number, cluster) in &other.clusters {
            let of_group = cluster.of_group.iter().map(|(group, it)| (ours[*group], it.clone()));
            let cluster = Cluster { whole: cluster.whole.clone(), of_group: of_group.collect() };
            self.join(number, cluster);
        }
        Ok(())
    }

    /// The counts over all groups.
    pub fn total(&self) -> Counted<'_> {
        Counted { coverage: &self.coverage, sums: &self.total }
    }

    /// The variables that the groups are of.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.groups.dimensions
    }

    /// The counts of each group, sorted: in the order of the variable where it has one, else numbers by
    /// size, then text; the missing last.
    pub fn groups(&self) -> Vec<(GroupKey, Counted<'_>)> {
        let sums = |at: usize| Counted { coverage: &self.coverage, sums: &self.of_group[at] };
        self.groups.sorted().into_iter().map(|(key, at)| (key, sums(at))).collect()
    }

    /// A code by the groups that `keep` keeps, all of them or those of which every value is known, in the order of [`Tally::groups`]: what the tests of
    /// a crosstab are computed from. A cluster counts where it has a segment in one of them.
    pub fn crossed(&self, of: Of, measure: Measure, keep: impl Fn(&GroupKey) -> bool) -> Crossed {
        let mut kept = self.groups.sorted();
        kept.retain(|it| keep(&it.0));
        let place: FxHashMap<usize, usize> =
            kept.iter().enumerate().map(|(place, it)| (it.1, place)).collect();
        let measure_at = measure as usize;
        let class = match of {
            Of::Code(code) => self.coverage.class_of[code],
            Of::None => self.coverage.complete,
        };
        let groups = kept
            .iter()
            .map(|&(_, at)| {
                let counted = Counted { coverage: &self.coverage, sums: &self.of_group[at] };
                counted.of(of, measure).clusters
            })
            .collect();
        let product = |products: &Products| match of {
            Of::Code(code) => {
                products.codes.get(&(code as u16)).map_or(Product::default(), |it| it[measure_at])
            }
            Of::None => products.none[measure_at],
        };
        let mut shared: Vec<Shared> = self
            .shared
            .iter()
            .filter_map(|((first, second), products)| {
                let groups = (*place.get(first)?, *place.get(second)?);
                let Product { yy, yn, ny } = product(products);
                let nn = products.nn[class];
                let turned = groups.0 > groups.1;
                Some(Shared {
                    groups: if turned { (groups.1, groups.0) } else { groups },
                    yy,
                    yn: if turned { ny } else { yn },
                    ny: if turned { yn } else { ny },
                    nn,
                })
            })
            .collect();
        shared.sort_unstable_by_key(|it| it.groups);
        // a cluster of several documents may stand in a group that is left out, too
        let stands = |it: &&Cluster| {
            let has = |(group, member): &(usize, Member)| {
                place.contains_key(group) && member.n.get(class).is_some_and(|n| *n > 0)
            };
            it.of_group.iter().any(has)
        };
        let clusters = match place.len() == self.groups.len() {
            true => self.total.classes[class].clusters,
            false => self.known[class] + self.clusters.values().filter(stands).count() as u64,
        };
        Crossed { groups, shared, clusters }
    }

    /// The top-level framings, as indices into the codebook's codes.
    pub fn top(&self) -> &[usize] {
        &self.coverage.top
    }

    /// Weighted sums of documents, each of which counts as one: for the share of documents and its
    /// interval.
    pub fn documents(&self, of: Documents, measure: Measure) -> Clusters {
        self.levels.documents(of, &self.coverage, measure as usize)
    }

    /// How often two top-level framings stand in one segment and in one document: every pair, also
    /// those that never meet.
    pub fn pairs(&self, measure: Measure) -> Vec<Pair> {
        self.levels.pairs(&self.coverage, measure as usize)
    }
}

impl PartialEq for Tally {
    fn eq(&self, other: &Self) -> bool {
        let sorted = |tally: &Tally| -> Vec<(GroupKey, Sums)> {
            let groups = tally.groups().into_iter();
            groups.map(|(key, counted)| (key, counted.sums.clone())).collect()
        };
        self.coverage == other.coverage
            && self.total == other.total
            && self.groups.dimensions == other.groups.dimensions
            && self.levels == other.levels
            && sorted(self) == sorted(other)
            && Measure::ALL.iter().all(|&measure| {
                let codes = (0..self.coverage.class_of.len()).map(Of::Code);
                codes.chain([Of::None]).all(|of| {
                    self.crossed(of, measure, |_| true) == other.crossed(of, measure, |_| true)
                })
            })
    }
}
