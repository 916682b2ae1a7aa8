//! What `explain` records while the engine runs. The engine takes a trace as a generic parameter;
//! a run that explains nothing carries one that compiles to nothing.

use super::hit::Hit;

/// Why a rule that found something gave no counted match.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// The name of its kind: `NOT`, `distance`, `order`, `scope`, `unless`, `longest`, `language`,
    /// `flag`, `threshold`, `object`.
    pub fn name(&self) -> &'static str {
        match self {
            Blocker::Not => "NOT",
            Blocker::Distance { .. } => "distance",
            Blocker::Order => "order",
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
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

/// Keeps everything that was blocked.
#[derive(Debug, Default)]
pub struct Recording {
    /// In the order in which it happened.
    pub blocked: Vec<Blocked>,
    code: usize,
    rule: Option<u32>,
}

impl Trace for Recording {
    const ON: bool = true;

    fn rule(&mut self, code: usize, rule: Option<u32>) {
        (self.code, self.rule) = (code, rule);
    }

    fn blocked(&mut self, hit: &Hit, blocker: Blocker, by: Option<&Hit>) {
        let (code, rule) = (self.code, self.rule);
        let by = by.map(|by| (by.start, by.end));
        let blocked = Blocked { code, rule, start: hit.start, end: hit.end, blocker, by };
        if !self.blocked.contains(&blocked) {
            self.blocked.push(blocked);
        }
    }
}
