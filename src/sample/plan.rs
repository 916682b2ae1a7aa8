//! How many segments are needed. A frame, a design and an expectation enter; for a number of segments half the
//! width of the 95 % interval leaves, by code and by what is to be known, and for a width the number. It draws
//! nothing.
//!
//! `validate` and `correct` ask the segments that are held out as test, agreement asks all: so a share, precision and
//! recall are planned with the part of the draw that [`Design::test`] holds out, and alpha with all of it.
//!
//! What is planned by is the draw that would be made: its strata and their probabilities. Documents are held out as a
//! whole, so that those that are left have as many segments as were drawn of them. Segments of a document say
//! partly the same, by 1 + (m − 1)·ICC: m is how many of a document would be drawn, the ICC is that of the
//! dictionary's own codings over documents, which stands in for that of its errors. No account is taken of what a
//! sample gains by being a large part of the corpus, nor of what the strata gain for a share; so the numbers are
//! rather too large than too small.

use crate::engine::count::Status;
use crate::engine::stats::{LEVEL, half_width, normal};

use super::allocation::{TooFew, allocate};
use super::draw::{Design, Scope, strata_of};
use super::frame::{Frame, FrameSegment};
use super::nesting::{Nesting, intraclass};
use super::stratum::Stratum;

/// What precision, recall and alpha are taken to be where nothing else is said.
pub const EXPECTED: f64 = 0.8;
/// The sizes of sample that a plan shows.
pub const SIZES: [u64; 10] = [50, 100, 150, 200, 300, 400, 600, 800, 1200, 2000];

/// What is to be known of a code.
#[derive(Debug)]
pub struct TargetEntry {
    /// The name that it is asked for by.
    pub name: &'static str,
    /// What it is, for the help.
    pub doc: &'static str,
    /// Which segments the commands that estimate it ask, where nobody asks for others.
    pub judges: Judges,
    /// Half the width of its interval.
    width: fn(&Question<'_>) -> Option<f64>,
}

/// Everything that can be planned for; the first is the default.
pub const TARGETS: &[TargetEntry] = &[
    TargetEntry {
        name: "share",
        doc: "the share of segments with a code, by people",
        judges: Judges::Test,
        width: share,
    },
    TargetEntry {
        name: "precision",
        doc: "of segments that the dictionary gives a code, the share where people do",
        judges: Judges::Test,
        width: precision,
    },
    TargetEntry {
        name: "recall",
        doc: "of segments that people give a code, the share where the dictionary does",
        judges: Judges::Test,
        width: recall,
    },
    TargetEntry {
        name: "alpha",
        doc: "agreement of two people beyond chance",
        judges: Judges::All,
        width: alpha,
    },
];

/// Which of the segments drawn a value is estimated with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judges {
    /// Those held out as test.
    Test,
    /// All, dev segments too.
    All,
}

/// The target of this name.
///
/// # Errors
///
/// An unknown name, with those there are.
pub fn target(name: &str) -> Result<&'static TargetEntry, String> {
    TARGETS.iter().find(|it| it.name == name).ok_or_else(|| {
        let known: Vec<&str> = TARGETS.iter().map(|it| it.name).collect();
        format!("unknown target `{name}`; there are: {}", known.join(", "))
    })
}

/// A frame, ready to be planned with.
#[derive(Debug)]
pub struct Plan<'f> {
    design: &'f Design,
    strata: Vec<Stratum>,
    expected: Option<f64>,
    /// All that are asked of: in scope, or all where scope is not asked for.
    asked: Nesting,
    /// All that can be drawn.
    all: Nesting,
    /// One a top-level code.
    pub codes: Vec<PlannedCode>,
}

/// What a plan knows of a code.
#[derive(Debug)]
pub struct PlannedCode {
    /// As people read it.
    pub name: String,
    /// Segments of the frame that the dictionary gives it.
    pub n: u64,
    /// Their share of those that it is asked of; `None` without any.
    pub share: Option<f64>,
    /// How much segments of one document say the same, 0 to 1; `None` where it can not be told.
    pub correlation: Option<f64>,
    given: Nesting,
    not_given: Nesting,
}

/// What is asked of one code and one draw.
struct Question<'p> {
    code: &'p PlannedCode,
    asked: &'p Nesting,
    all: &'p Nesting,
    expected: Option<f64>,
    /// One a stratum.
    probabilities: &'p [f64],
    /// Which part of the segments drawn is asked, in whole documents: above 0, at most 1.
    part: f64,
}

/// How many segments a width takes for a code.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Needed {
    /// So many to be drawn; of these [`Plan::n_judging`] are asked.
    Segments(u64),
    /// All of the frame, drawn, leave an interval of this half-width.
    Never(f64),
    /// It can not be told: the dictionary gives the code to no segment, or no segment is asked.
    Undefined,
}

impl<'f> Plan<'f> {
    /// A plan of draws by a design. `expected` is what precision, recall and alpha are taken to be, and a share:
    /// where it is none, [`EXPECTED`] and the dictionary's share.
    #[must_use]
    pub fn new(frame: &Frame, design: &'f Design, expected: Option<f64>) -> Plan<'f> {
        let strata = strata_of(frame, design);
        let mut stratum_of = vec![0; frame.segments.len()];
        for (at, stratum) in (0..).zip(&strata) {
            for segment in &stratum.segments {
                if let Some(place) = stratum_of.get_mut(*segment as usize) {
                    *place = at;
                }
            }
        }
        let all_alike = design.scope == Scope::All;
        let is_asked = |it: &FrameSegment| all_alike || it.status == Status::InScope;
        let nesting = |of: &dyn Fn(&FrameSegment) -> bool| Nesting::of(frame, &stratum_of, of);
        let asked = nesting(&is_asked);
        let of_code = |(code, name): (u16, &String)| {
            let has = |it: &FrameSegment| is_asked(it) && it.codes.contains(&code);
            let given = nesting(&has);
            let not_given = nesting(&|it| is_asked(it) && !it.codes.contains(&code));
            let clusters = yes_and_all(frame, &is_asked, &has);
            let (n, of) = clusters.iter().fold((0, 0), |it, (y, n)| (it.0 + y, it.1 + n));
            PlannedCode {
                name: name.clone(),
                n,
                share: (of > 0).then(|| n as f64 / of as f64),
                correlation: intraclass(&clusters),
                given,
                not_given,
            }
        };
        let codes = (0..).zip(&frame.codes).map(of_code).collect();
        Plan { design, expected, asked, all: nesting(&|_| true), codes, strata }
    }

    /// Number of segments that can be drawn.
    #[must_use]
    pub fn n_frame(&self) -> u64 {
        self.strata.iter().map(|it| it.segments.len() as u64).sum()
    }

    /// The fewest segments that the strata allow.
    #[must_use]
    pub fn least(&self) -> u64 {
        allocate(&self.strata, self.design.allocation, &self.design.floors, 0)
            .map_or_else(|few| few.least, |_| 0)
    }

    /// How many of `n` segments drawn are asked, as many as the design holds out on average.
    #[must_use]
    pub fn n_judging(&self, judges: Judges, n: u64) -> u64 {
        (n as f64 * self.part(judges)).round() as u64
    }

    /// Half the width of each code's interval where `n` are drawn and those that judge are asked; `None` where there
    /// is none.
    ///
    /// # Errors
    ///
    /// [`TooFew`].
    pub fn widths(
        &self,
        target: &TargetEntry,
        judges: Judges,
        n: u64,
    ) -> Result<Vec<Option<f64>>, TooFew> {
        let probabilities = self.probabilities(n)?;
        let width = |code| self.width(target, judges, code, &probabilities);
        Ok(self.codes.iter().map(width).collect())
    }

    /// The fewest segments to draw that leave each code an interval of this half-width, with those of them that
    /// [`TargetEntry::judges`] asks.
    ///
    /// # Errors
    ///
    /// [`TooFew`] can not be: the search begins where the strata allow a draw.
    pub fn needed(&self, target: &TargetEntry, width: f64) -> Result<Vec<Needed>, TooFew> {
        let at = |code: &PlannedCode, n: u64| {
            Ok(self.width(target, target.judges, code, &self.probabilities(n)?))
        };
        let needed = |code: &PlannedCode| {
            let n_frame = self.n_frame();
            match at(code, n_frame)? {
                None => return Ok(Needed::Undefined),
                Some(best) if best > width => return Ok(Needed::Never(best)),
                Some(_) => {}
            }
            let mut low = self.least();
            let mut high = low.max(1);
            // what is needed is mostly a small part of a large frame
            while high < n_frame && at(code, high)?.is_none_or(|it| it > width) {
                low = high + 1;
                high = (high * 2).min(n_frame);
            }
            while low < high {
                let middle = low + (high - low) / 2;
                if at(code, middle)?.is_some_and(|it| it <= width) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            Ok(Needed::Segments(high))
        };
        self.codes.iter().map(needed).collect()
    }

    fn probabilities(&self, n: u64) -> Result<Vec<f64>, TooFew> {
        let given = allocate(&self.strata, self.design.allocation, &self.design.floors, n)?;
        let share = |(n, it): (u64, &Stratum)| n as f64 / it.segments.len().max(1) as f64;
        Ok(given.into_iter().zip(&self.strata).map(share).collect())
    }

    fn part(&self, judges: Judges) -> f64 {
        match judges {
            Judges::Test => self.design.test,
            Judges::All => 1.0,
        }
    }

    fn width(
        &self,
        target: &TargetEntry,
        judges: Judges,
        code: &PlannedCode,
        probabilities: &[f64],
    ) -> Option<f64> {
        let part = self.part(judges);
        let (asked, all, expected) = (&self.asked, &self.all, self.expected);
        let question = Question { code, asked, all, expected, probabilities, part };
        if part > 0.0 { (target.width)(&question) } else { None }
    }
}

/// For each cluster how many segments have it, of how many.
fn yes_and_all(
    frame: &Frame,
    is_asked: &impl Fn(&FrameSegment) -> bool,
    has: &impl Fn(&FrameSegment) -> bool,
) -> Vec<(u64, u64)> {
    let mut sums: std::collections::BTreeMap<&str, (u64, u64)> = std::collections::BTreeMap::new();
    for segment in frame.segments.iter().filter(|it| is_asked(it)) {
        let sum = sums.entry(&segment.cluster).or_default();
        sum.0 += u64::from(has(segment));
        sum.1 += 1;
    }
    sums.into_values().collect()
}

impl Question<'_> {
    fn expected(&self) -> f64 {
        self.expected.unwrap_or(EXPECTED)
    }

    /// How many segments of a kind there are, and the variance of their weighted sum for a spread of 1: the sum of
    /// N over the probabilities, nested. Documents are asked as a whole, so the effect of the design is that of the
    /// draw.
    fn weighed(&self, of: &Nesting) -> (f64, f64) {
        let sizes = of.sizes(self.probabilities.len());
        let drawn = sizes.iter().zip(self.probabilities).filter(|it| *it.0 > 0.0);
        let spread: f64 = drawn.map(|(size, probability)| size / probability).sum();
        (sizes.iter().sum(), spread / self.part * self.design_effect(of))
    }

    fn design_effect(&self, of: &Nesting) -> f64 {
        let correlation = self.code.correlation.unwrap_or(0.0);
        1.0 + (of.mean_size(self.probabilities) - 1.0) * correlation
    }
}

/// Half the width of the interval of a share of `n` segments, which need not be a whole number.
fn wilson(share: f64, n: f64) -> Option<f64> {
    // without a segment there is no interval, not one of all that can be
    (n > 0.0).then(|| half_width(share, n, LEVEL)).filter(|it| it.is_finite())
}

fn share(it: &Question<'_>) -> Option<f64> {
    let (n, spread) = it.weighed(it.asked);
    wilson(it.expected.or(it.code.share)?, n * n / spread)
}

fn precision(it: &Question<'_>) -> Option<f64> {
    let (n, spread) = it.weighed(&it.code.given);
    wilson(it.expected(), n * n / spread)
}

/// By the variance of a ratio: true positives are counted among segments with the code, those that are missed among
/// the others, and both have errors.
///
/// # Reference
///
/// Cochran (1977), Sampling Techniques, 3rd ed., section 6.4.
fn recall(it: &Question<'_>) -> Option<f64> {
    let (precision, recall) = (it.expected(), it.expected());
    let (n_given, given) = it.weighed(&it.code.given);
    let (n_others, others) = it.weighed(&it.code.not_given);
    let all = n_given * precision / recall;
    let missed = all * (1.0 - recall) / n_others;
    if n_given == 0.0 || n_others == 0.0 || missed > 1.0 {
        return None;
    }
    let of_given = precision * (1.0 - precision) * given;
    let of_missed = missed * (1.0 - missed) * others;
    let variance = ((1.0 - recall).powi(2) * of_given + recall.powi(2) * of_missed) / all.powi(2);
    wilson(recall, recall * (1.0 - recall) / variance)
}

/// For two coders and a yes or no.
///
/// # Reference
///
/// Bloch and Kraemer (1989), Biometrics 45, 269–287; Donner and Eliasziw (1992), Statistics in Medicine 11,
/// 1511–1519, for the intraclass kappa, to which alpha comes as segments become many.
fn alpha(it: &Question<'_>) -> Option<f64> {
    let drawn = |of: &Nesting| -> f64 {
        let sizes = of.sizes(it.probabilities.len());
        sizes.iter().zip(it.probabilities).map(|(size, probability)| size * probability).sum()
    };
    let (n, alpha) = (drawn(it.all), it.expected());
    let share = drawn(&it.code.given) / n;
    let n = n * it.part;
    if share <= 0.0 || share >= 1.0 {
        return None;
    }
    let chance = alpha * (2.0 - alpha) / (2.0 * share * (1.0 - share));
    let variance = (1.0 - alpha) * ((1.0 - alpha) * (1.0 - 2.0 * alpha) + chance) / n;
    let half = normal(LEVEL) * (variance * it.design_effect(it.all)).sqrt();
    half.is_finite().then_some(half)
}
