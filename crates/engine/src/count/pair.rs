//! What documents come to as units, and how often two top-level framings stand together, in a segment and in a
//! document. Deliberately absent: shares and coefficients of association.

use crate::stats::{Clusters, Joint};
use crate::text::Language;

use super::coverage::{Coverage, LANGUAGES};
use super::design::Weight;
use super::level::{Given, Level, Member, place};
use super::sums::{Dominant, Local, MEASURES};

/// Two top-level framings and where they meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Indices of the codes.
    pub codes: (usize, usize),
    /// Segments in scope in which neither coding is missing.
    pub segments: Joint,
    /// Documents with a segment in which the one, and a segment in which the other, is asked.
    pub documents: Joint,
}

/// Documents that are counted as one each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Documents {
    /// Given the code with this index in a segment, of those in which it is asked.
    With(usize),
    /// In which more segments are given this top-level framing than any other, of those with a segment of
    /// which every top-level framing is asked.
    Dominant(usize),
    /// Of these, without any.
    None,
    /// Of these, with several framings in front.
    Mixed,
}

/// By codes of a segment or document: numbers in each measure.
type ByCode<T> = Vec<(T, [[u64; LANGUAGES]; MEASURES])>;

/// The sums of both levels, and the segments of the document at hand.
#[derive(Clone, Debug, Default)]
pub(super) struct Levels {
    segments: Level,
    documents: Level,
    in_scope: [u64; LANGUAGES],
    given: ByCode<u16>,
    both: ByCode<(u16, u16)>,
    member: Member,
}

fn add<K: Copy + PartialEq>(list: &mut ByCode<K>, key: K, measure: usize, language: usize) {
    let at = list.iter().position(|it| it.0 == key).unwrap_or_else(|| {
        list.push((key, Default::default()));
        list.len() - 1
    });
    list[at].1[measure][language] += 1;
}

impl Levels {
    /// Adds a segment in scope with the top-level framings that it is given, in order.
    pub fn segment(&mut self, language: Language, given: &[Vec<u16>; MEASURES]) {
        self.in_scope[language as usize] += 1;
        for (measure, tops) in given.iter().enumerate() {
            for (place, &left) in tops.iter().enumerate() {
                add(&mut self.given, left, measure, language as usize);
                for &right in &tops[place + 1..] {
                    add(&mut self.both, (left, right), measure, language as usize);
                }
            }
        }
    }

    /// Adds the document of these segments.
    pub fn document(
        &mut self,
        local: &Local,
        coverage: &Coverage,
        weight: Weight,
        cluster: Option<u32>,
    ) {
        self.as_segments(coverage);
        self.segments.add(&mut self.member, weight, cluster, coverage);
        self.as_one(local, coverage);
        self.documents.add(&mut self.member, weight, cluster, coverage);
        self.in_scope = [0; LANGUAGES];
        self.given.clear();
        self.both.clear();
    }

    /// Makes the segments of the document a member.
    fn as_segments(&mut self, coverage: &Coverage) {
        let member = &mut self.member;
        let classes = &coverage.classes;
        member.clear(classes.len());
        let languages = (0..LANGUAGES).filter(|&it| self.in_scope[it] > 0);
        for language in languages {
            let asked =
                |class: &usize| !classes[*class].object && classes[*class].languages[language];
            for high in (0..classes.len()).filter(asked) {
                for low in (0..=high).filter(asked) {
                    member.n[place(low, high)] += self.in_scope[language];
                }
            }
        }
        for (code, by_language) in &self.given {
            let own = coverage.class_of[*code as usize];
            for (other, class) in classes.iter().enumerate().filter(|it| !it.1.object) {
                let of = by_language.map(|numbers| {
                    let asked = numbers.iter().zip(class.languages);
                    asked.filter(|it| it.1).map(|it| it.0).sum()
                });
                member.given.push(((Given::Code(*code), place(own, other)), of));
            }
        }
        let both = self.both.iter();
        member.both.extend(both.map(|(codes, it)| (*codes, it.map(|it| it.iter().sum()))));
        member.sort();
    }

    /// Makes the document one unit.
    fn as_one(&mut self, local: &Local, coverage: &Coverage) {
        let member = &mut self.member;
        let classes = coverage.classes.len();
        member.clear(classes);
        let asked: Vec<usize> = (0..classes).filter(|&class| local.n(class) > 0).collect();
        for (at, &high) in asked.iter().enumerate() {
            for &low in &asked[..=at] {
                member.n[place(low, high)] = 1;
            }
        }
        let mut tops: Vec<(u16, [u64; MEASURES])> = Vec::new();
        for &code in local.touched() {
            let own = coverage.class_of[code];
            let given = [0, 1].map(|measure| u64::from(local.y(code, measure) > 0));
            let key = |class: usize| (Given::Code(code as u16), place(own, class));
            if coverage.is_top[code] {
                member.given.extend(asked.iter().map(|class| (key(*class), given)));
                tops.push((code as u16, given));
            } else {
                member.given.push((key(own), given));
            }
        }
        tops.sort_unstable();
        for (at, (left, first)) in tops.iter().enumerate() {
            for (right, second) in &tops[at + 1..] {
                let both = [0, 1].map(|measure| first[measure] * second[measure]);
                member.both.push(((*left, *right), both));
            }
        }
        if local.n(coverage.complete) > 0 {
            let here = place(coverage.complete, coverage.complete);
            for measure in 0..MEASURES {
                let given = match local.dominant(coverage, measure) {
                    Dominant::Code(code) => Given::Dominant(code as u16),
                    Dominant::None => Given::NoFraming,
                    Dominant::Mixed => Given::Mixed,
                };
                let mut one = [0; MEASURES];
                one[measure] = 1;
                match member.given.iter_mut().find(|it| it.0 == (given, here)) {
                    Some((_, numbers)) => numbers[measure] = 1,
                    None => member.given.push(((given, here), one)),
                }
            }
        }
        member.sort();
    }

    pub fn merge(&mut self, other: &Levels, coverage: &Coverage) {
        self.segments.merge(&other.segments, coverage);
        self.documents.merge(&other.documents, coverage);
    }

    /// Weighted sums over clusters of documents.
    pub fn documents(&self, of: Documents, coverage: &Coverage, measure: usize) -> Clusters {
        let (given, class) = match of {
            Documents::With(code) => (Given::Code(code as u16), coverage.class_of[code]),
            Documents::Dominant(code) => (Given::Dominant(code as u16), coverage.complete),
            Documents::None => (Given::NoFraming, coverage.complete),
            Documents::Mixed => (Given::Mixed, coverage.complete),
        };
        self.documents.clusters((given, place(class, class)), measure)
    }

    /// Every pair, also those that never meet.
    pub fn pairs(&self, coverage: &Coverage, measure: usize) -> Vec<Pair> {
        let mut pairs = Vec::new();
        for (place, &left) in coverage.top.iter().enumerate() {
            for &right in &coverage.top[place + 1..] {
                let codes = (left as u16, right as u16);
                let of = |level: &Level| level.joint(codes, measure, coverage);
                let (segments, documents) = (of(&self.segments), of(&self.documents));
                pairs.push(Pair { codes: (left, right), segments, documents });
            }
        }
        pairs
    }
}

impl PartialEq for Levels {
    fn eq(&self, other: &Self) -> bool {
        self.segments == other.segments && self.documents == other.documents
    }
}
