//! What `explain` records while the engine runs. The engine takes a trace as a generic parameter;
//! a run that explains nothing carries one that compiles to nothing.

use std::collections::HashSet;

use super::hit::Hit;

/// Why a rule that found something gave no counted match.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Blocker {
    /// `a NOT b`: b stands there.
    Not,
    /// The operands of NEAR or BEFORE stand too far apart: words between, and most allowed.
    Distance {
        /// Words between the nearest pair.
        between: u32,
        /// The operator's number less one.
        allowed: u32,
    },
    /// The operands of BEFORE stand near enough, in the other order.
    Order,
    /// The operands stand on the same words.
    Overlap,
    /// The operands stand in different sentences (paragraphs), or the hit leaves its own.
    Scope,
    /// It lies inside a hit of this `unless`.
    Unless(String),
    /// A longer, or an earlier equally long, hit of the same code took one of its words: index of
    /// that hit's rule.
    Longest(u32),
    /// `only_language`, and the segment is of another.
    Language,
    /// A cue of denial, as written.
    Flag(String),
    /// The weights of the counted matches do not reach the threshold, both in millionths.
    Threshold {
        /// Their sum.
        sum: i64,
        /// What it must reach.
        threshold: i64,
    },
    /// The segment is out of scope: no object.
    Object,
}

impl Blocker {
    /// The name of its kind: `NOT`, `distance`, `order`, `overlap`, `scope`, `unless`, `longest`, `language`,
    /// `flag`, `threshold`, `object`.
    pub fn name(&self) -> &'static str {
        match self {
            Blocker::Not => "NOT",
            Blocker::Distance { .. } => "distance",
            Blocker::Order => "order",
            Blocker::Overlap => "overlap",
            Blocker::Scope | Blocker::Object => "scope",
            Blocker::Unless(_) => "unless",
            Blocker::Longest(_) => "longest",
            Blocker::Language => "language",
            Blocker::Flag(_) => "flag",
            Blocker::Threshold { .. } => "threshold",
        }
    }
}

/// One hit that was blocked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Blocked {
    /// Row of the segment in the output.
    pub segment: u32,
    /// Index of the codebook in the set.
    pub codebook: usize,
    /// Index of the code in its codebook.
    pub code: usize,
    /// Index of the rule in its codebook; `None` where it concerns the code as a whole.
    pub rule: Option<u32>,
    /// Bytes of the extent of what was found.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What stopped it.
    pub blocker: Blocker,
    /// Bytes of what stopped it, where that stands in the text.
    pub by: Option<(u32, u32)>,
}

/// What the engine tells while it runs.
pub trait Trace {
    /// False where nothing is to be told: then nothing is computed for it either.
    const ON: bool;

    /// The segment, as its row in the output, and the codebook that are looked at from here on.
    fn at(&mut self, _segment: u32, _codebook: usize) {}

    /// The rule that is being tried.
    fn rule(&mut self, _code: usize, _rule: Option<u32>) {}

    /// A hit of the current rule was blocked.
    fn blocked(&mut self, _hit: &Hit, _blocker: Blocker, _by: Option<&Hit>) {}
}

/// Tells nothing.
#[derive(Debug, Default)]
pub struct Silent;

impl Trace for Silent {
    const ON: bool = false;
}

/// Keeps what was blocked, each once.
#[derive(Debug, Default)]
pub struct Recording {
    /// In the order in which it happened.
    pub blocked: Vec<Blocked>,
    /// Only the rows of these segments, sorted; everything where it is `None`.
    only: Option<Vec<u32>>,
    seen: HashSet<Blocked>,
    segment: u32,
    codebook: usize,
    code: usize,
    rule: Option<u32>,
}

impl Recording {
    /// Keeps what concerns these segments only, given as rows of the output: a document of many
    /// million words may block a hit in every sentence.
    pub fn of_segments(mut rows: Vec<u32>) -> Self {
        rows.sort_unstable();
        Self { only: Some(rows), ..Self::default() }
    }
}

impl Trace for Recording {
    const ON: bool = true;

    fn at(&mut self, segment: u32, codebook: usize) {
        if segment != self.segment || codebook != self.codebook {
            self.seen.clear();
        }
        (self.segment, self.codebook) = (segment, codebook);
    }

    fn rule(&mut self, code: usize, rule: Option<u32>) {
        (self.code, self.rule) = (code, rule);
    }

    fn blocked(&mut self, hit: &Hit, blocker: Blocker, by: Option<&Hit>) {
        if self.only.as_ref().is_some_and(|rows| rows.binary_search(&self.segment).is_err()) {
            return;
        }
        let blocked = Blocked {
            segment: self.segment,
            codebook: self.codebook,
            code: self.code,
            rule: self.rule,
            start: hit.start,
            end: hit.end,
            blocker,
            by: by.map(|by| (by.start, by.end)),
        };
        if self.seen.insert(blocked.clone()) {
            self.blocked.push(blocked);
        }
    }
}
