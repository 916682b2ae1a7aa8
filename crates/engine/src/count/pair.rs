//! How often two top-level framings stand together, in a segment and in a document. Deliberately
//! absent: coefficients of association.

use std::collections::BTreeMap;

use crate::stats::Together;
use crate::text::Language;

use super::coverage::{Coverage, LANGUAGES};
use super::sums::{Local, MEASURES};

/// Two top-level framings and where they meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Indices of the codes.
    pub codes: (usize, usize),
    /// Segments in scope in which neither coding is missing.
    pub segments: Together,
    /// Documents with a segment in which the one, and a segment in which the other, is asked.
    pub documents: Together,
}

/// The sums that pairs are made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pairs {
    segments: BTreeMap<(u16, u16), [u64; MEASURES]>,
    given: BTreeMap<u16, [[u64; LANGUAGES]; MEASURES]>,
    in_scope: [u64; LANGUAGES],
    documents: BTreeMap<(u16, u16), [u64; MEASURES]>,
    /// Documents given the code, in which a class of segments is not empty.
    given_beside: BTreeMap<(u16, usize), [u64; MEASURES]>,
    /// Documents in which two classes are not empty.
    asked: BTreeMap<(usize, usize), u64>,
}

impl Pairs {
    /// Adds a segment in scope with the top-level framings that it is given, in order.
    pub fn segment(&mut self, language: Language, given: &[Vec<u16>; MEASURES]) {
        self.in_scope[language as usize] += 1;
        for (measure, tops) in given.iter().enumerate() {
            for (place, &left) in tops.iter().enumerate() {
                self.given.entry(left).or_default()[measure][language as usize] += 1;
                for &right in &tops[place + 1..] {
                    self.segments.entry((left, right)).or_default()[measure] += 1;
                }
            }
        }
    }

    /// Adds a document.
    pub fn document(&mut self, local: &Local, coverage: &Coverage) {
        let asked: Vec<usize> =
            (0..coverage.classes.len()).filter(|&class| local.n(class) > 0).collect();
        for (place, &left) in asked.iter().enumerate() {
            for &right in &asked[place..] {
                *self.asked.entry((left, right)).or_default() += 1;
            }
        }
        for measure in 0..MEASURES {
            let tops = coverage.top.iter().filter(|&&code| local.y(code, measure) > 0);
            let tops: Vec<u16> = tops.map(|&code| code as u16).collect();
            for (place, &left) in tops.iter().enumerate() {
                for &class in &asked {
                    self.given_beside.entry((left, class)).or_default()[measure] += 1;
                }
                for &right in &tops[place + 1..] {
                    self.documents.entry((left, right)).or_default()[measure] += 1;
                }
            }
        }
    }

    pub fn merge(&mut self, other: &Pairs) {
        fn add<K: Ord + Copy>(
            sums: &mut BTreeMap<K, [u64; MEASURES]>,
            other: &BTreeMap<K, [u64; MEASURES]>,
        ) {
            for (key, n) in other {
                let sums = sums.entry(*key).or_default();
                sums.iter_mut().zip(n).for_each(|(sum, n)| *sum += n);
            }
        }
        add(&mut self.segments, &other.segments);
        add(&mut self.documents, &other.documents);
        add(&mut self.given_beside, &other.given_beside);
        for (code, given) in &other.given {
            let sums = self.given.entry(*code).or_default();
            let sums = sums.iter_mut().flatten();
            sums.zip(given.iter().flatten()).for_each(|(sum, n)| *sum += n);
        }
        self.in_scope.iter_mut().zip(other.in_scope).for_each(|(sum, n)| *sum += n);
        for (classes, n) in &other.asked {
            *self.asked.entry(*classes).or_default() += n;
        }
    }

    /// Every pair, also those that never meet.
    pub fn of(&self, coverage: &Coverage, measure: usize) -> Vec<Pair> {
        let mut pairs = Vec::new();
        for (place, &left) in coverage.top.iter().enumerate() {
            for &right in &coverage.top[place + 1..] {
                let codes = (left, right);
                let segments = self.in_segments(coverage, measure, codes);
                let documents = self.in_documents(coverage, measure, codes);
                pairs.push(Pair { codes, segments, documents });
            }
        }
        pairs
    }

    fn in_segments(
        &self,
        coverage: &Coverage,
        measure: usize,
        (left, right): (usize, usize),
    ) -> Together {
        let languages = |code: usize| coverage.classes[coverage.class_of[code]].languages;
        let (a, b) = (languages(left), languages(right));
        let common: Vec<usize> = (0..LANGUAGES).filter(|&it| a[it] && b[it]).collect();
        let given = |code: usize| {
            let of = self.given.get(&(code as u16)).map(|it| it[measure]).unwrap_or_default();
            common.iter().map(|&language| of[language]).sum()
        };
        let key = (left as u16, right as u16);
        Together {
            first: given(left),
            second: given(right),
            both: self.segments.get(&key).map_or(0, |it| it[measure]),
            n: common.iter().map(|&language| self.in_scope[language]).sum(),
        }
    }

    fn in_documents(
        &self,
        coverage: &Coverage,
        measure: usize,
        (left, right): (usize, usize),
    ) -> Together {
        let (a, b) = (coverage.class_of[left], coverage.class_of[right]);
        let beside = |code: usize, class: usize| {
            self.given_beside.get(&(code as u16, class)).map_or(0, |it| it[measure])
        };
        let key = (left as u16, right as u16);
        Together {
            first: beside(left, b),
            second: beside(right, a),
            both: self.documents.get(&key).map_or(0, |it| it[measure]),
            n: self.asked.get(&(a.min(b), a.max(b))).copied().unwrap_or(0),
        }
    }
}
