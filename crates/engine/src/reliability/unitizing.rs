//! Agreement on spans: coders mark stretches of a text and give each a value, and what they leave out
//! is a gap. Krippendorff's family of coefficients of unitized continua, in the version of 2016, which
//! differs from that of 1995 (and of the DKPro library) for more than two coders and in what is
//! expected by chance. Several documents make one continuum; no span runs from one into another. Where
//! documents stand in clusters, a draw of the bootstrap is of clusters.
//!
//! # Reference
//!
//! Krippendorff, Mathet, Bouvry and Widlöcher (2016), On the reliability of unitizing textual continua:
//! further developments, Quality & Quantity 50, 2347–2364: equations 1 (coincidences), 4 (what is
//! expected), 5 (uα) and 6 (|uα).

use std::collections::BTreeMap;

use thiserror::Error;

use super::Reason;
use super::bootstrap::{Draws, percentiles};
use super::measure::{IntervalKind, Measured, Settings};
use super::random::Random;
use crate::stats::{Estimate, Method};

/// A document that a coder has worked on, whether or not any span was marked.
#[derive(Clone, Copy, Debug)]
pub struct Continuum<'a> {
    /// The document.
    pub document: &'a str,
    /// The coder.
    pub coder: &'a str,
    /// Length of the document, in any unit: signs, words, bytes.
    pub length: u64,
    /// What the document stands in, that is drawn as a whole; `None` is the document itself.
    pub cluster: Option<&'a str>,
}

/// A stretch that a coder marked.
#[derive(Clone, Copy, Debug)]
pub struct Span<'a> {
    /// The document.
    pub document: &'a str,
    /// The coder.
    pub coder: &'a str,
    /// Where it begins.
    pub start: u64,
    /// One past its end.
    pub end: u64,
    /// The value that it was given.
    pub value: &'a str,
}

/// Why spans are refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SpanError {
    /// A span of a coder who has not worked on the document.
    #[error(
        "document `{document}`, coder `{coder}`: a span, but the coder is not said to have coded the document; say so with its length"
    )]
    Unknown {
        /// The document.
        document: String,
        /// The coder.
        coder: String,
    },
    /// A document of two lengths or clusters, or one that stands twice for a coder.
    #[error(
        "document `{document}`, coder `{coder}`: it stands twice, or with two lengths or clusters; keep one"
    )]
    Twice {
        /// The document.
        document: String,
        /// The coder.
        coder: String,
    },
    /// A span without a length, or that runs past the end.
    #[error(
        "document `{document}`, coder `{coder}`: span {start} to {end} is empty or runs past the end; mend it"
    )]
    OutOfRange {
        /// The document.
        document: String,
        /// The coder.
        coder: String,
        /// Where it begins.
        start: u64,
        /// Where it ends.
        end: u64,
    },
    /// Two spans of one coder that share a place.
    #[error(
        "document `{document}`, coder `{coder}`: two spans overlap at {start}; one place has one value of a coder, so measure codes that overlap apart"
    )]
    Overlap {
        /// The document.
        document: String,
        /// The coder.
        coder: String,
        /// Where the second begins.
        start: u64,
    },
}

/// Number of a gap among the values.
const GAP: usize = 0;

/// A unit of a coder: start, end, value.
type Unit = (u64, u64, usize);

/// A coefficient as a function of the sums.
type Kind = fn(&Sums) -> Result<f64, Reason>;

/// Sums of a document, which add up over documents.
#[derive(Clone, Debug, Default)]
struct Sums {
    /// Length times coders.
    all: f64,
    /// Of each value: its length over all coders, the length at which it meets itself, the sum of the
    /// squared lengths of its units (of gaps, which have no structure, of their lengths).
    length: Vec<f64>,
    same: Vec<f64>,
    squares: Vec<f64>,
}

/// Marked documents.
#[derive(Clone, Debug)]
pub struct Spans {
    n_coders: usize,
    n_values: usize,
    /// Number of documents that two coders or more have worked on.
    n_documents: usize,
    /// Of each of their clusters.
    clusters: Vec<Sums>,
}

/// A document: its length, its cluster, the units of each coder.
struct Document<'a> {
    length: u64,
    cluster: Option<&'a str>,
    coders: BTreeMap<&'a str, Vec<Unit>>,
}

/// A coefficient of spans.
#[derive(Clone, Copy, Debug)]
pub struct SpanCoefficient {
    /// Its name.
    pub name: &'static str,
    /// What it is, in one line.
    pub doc: &'static str,
    of: Kind,
}

/// Every coefficient of spans, the default first.
pub const SPAN_COEFFICIENTS: &[SpanCoefficient] = &[
    SpanCoefficient {
        name: "krippendorff_u_alpha",
        doc: "of spans: whether the same was marked and given the same value (Krippendorff and others 2016)",
        of: Sums::u_alpha,
    },
    SpanCoefficient {
        name: "krippendorff_u_alpha_binary",
        doc: "of spans: whether the same was marked, whatever its value",
        of: Sums::binary,
    },
];

impl Spans {
    /// Spans of documents.
    ///
    /// # Errors
    ///
    /// A span outside of its document, over another of the same coder, or of an unknown document.
    pub fn new<'a>(
        continua: impl IntoIterator<Item = Continuum<'a>>,
        spans: impl IntoIterator<Item = Span<'a>>,
    ) -> Result<Spans, SpanError> {
        let mut documents: BTreeMap<&str, Document<'_>> = BTreeMap::new();
        for Continuum { document, coder, length, cluster } in continua {
            let new = || Document { length, cluster, coders: BTreeMap::new() };
            let of = documents.entry(document).or_insert_with(new);
            let same = of.length == length && of.cluster == cluster;
            if !same || of.coders.insert(coder, Vec::new()).is_some() {
                return Err(SpanError::Twice { document: document.into(), coder: coder.into() });
            }
        }
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        for Span { document, coder, start, end, value } in spans {
            let of = documents.get_mut(document);
            let Some((length, units)) =
                of.and_then(|it| Some((it.length, it.coders.get_mut(coder)?)))
            else {
                return Err(SpanError::Unknown { document: document.into(), coder: coder.into() });
            };
            if start >= end || end > length {
                let (document, coder) = (document.into(), coder.into());
                return Err(SpanError::OutOfRange { document, coder, start, end });
            }
            let next = numbers.len() + 1;
            units.push((start, end, *numbers.entry(value).or_insert(next)));
        }
        let n_values = numbers.len() + 1;
        let mut coders: Vec<&str> = Vec::new();
        let mut n_documents = 0;
        let mut sums: BTreeMap<(Option<&str>, &str), Sums> = BTreeMap::new();
        for (document, of) in &mut documents {
            for (coder, units) in &mut of.coders {
                units.sort_unstable();
                if let Some(pair) = units.windows(2).find(|it| it[1].0 < it[0].1) {
                    let (document, coder) = ((*document).into(), (*coder).into());
                    return Err(SpanError::Overlap { document, coder, start: pair[1].0 });
                }
                coders.push(coder);
            }
            let units: Vec<&[Unit]> = of.coders.values().map(Vec::as_slice).collect();
            if units.len() > 1 {
                n_documents += 1;
                // a document without a cluster is one, whatever clusters are called
                let cluster = (of.cluster, if of.cluster.is_some() { "" } else { *document });
                let sum = sums.entry(cluster).or_insert_with(|| Sums::empty(n_values));
                sum.add(&Sums::new(of.length, &units, n_values), 1.0);
            }
        }
        coders.sort_unstable();
        coders.dedup();
        let clusters = sums.into_values().collect();
        Ok(Spans { n_coders: coders.len(), n_values, n_documents, clusters })
    }

    /// Number of coders who worked on any document.
    pub fn n_coders(&self) -> usize {
        self.n_coders
    }

    /// Number of documents that two coders or more worked on.
    pub fn n_documents(&self) -> usize {
        self.n_documents
    }

    /// The coefficients, each with its interval by draws of clusters where the settings ask for a bootstrap.
    ///
    /// # Undefined
    ///
    /// With one coder, without a document that two coders worked on, where nothing was marked, or all
    /// with one value (uα), or just all (|uα).
    pub fn measure(
        &self,
        coefficients: &[&'static SpanCoefficient],
        settings: &Settings,
    ) -> Vec<Measured> {
        let n = self.clusters.len();
        let whole = self.total(&vec![1; n]);
        let boots = settings.interval == IntervalKind::Bootstrap && n > 1;
        let mut drawn = vec![Vec::new(); coefficients.len()];
        for number in 0..if boots { settings.draws } else { 0 } {
            let mut random = Random::new(settings.seed, u64::from(number));
            let mut times = vec![0; n];
            for _ in 0..n {
                times[random.below(n)] += 1;
            }
            let total = self.total(&times);
            for (coefficient, drawn) in coefficients.iter().zip(&mut drawn) {
                drawn.extend((coefficient.of)(&total));
            }
        }
        let none = match settings.interval {
            IntervalKind::Bootstrap => Reason::OneCluster,
            IntervalKind::None => Reason::NotAsked,
            IntervalKind::Analytic => Reason::NoSource,
            IntervalKind::Krippendorff => Reason::NotOfThis,
        };
        let measured = |(coefficient, drawn): (&&SpanCoefficient, Vec<f64>)| {
            let value = match self.n_coders {
                0 | 1 => Err(Reason::OneCoder),
                _ if self.clusters.is_empty() => Err(Reason::NoOverlap),
                _ => (coefficient.of)(&whole),
            };
            let value = match value {
                Ok(value) => value,
                Err(reason) => {
                    let estimate = Estimate::Undefined(reason);
                    return Measured { estimate, standard_error: None, draws: None };
                }
            };
            let (interval, draws): (_, Option<Draws>) = if boots {
                let (interval, draws) = percentiles(drawn, settings.draws, settings.level);
                (interval, Some(draws))
            } else {
                (Err(none), None)
            };
            let (n, method) = (self.n_documents as u64, Method::BootstrapClusters);
            let estimate = Estimate::Defined { value, interval, n, method };
            Measured { estimate, standard_error: None, draws }
        };
        coefficients.iter().zip(drawn).map(measured).collect()
    }

    fn total(&self, times: &[u32]) -> Sums {
        let mut total = Sums::empty(self.n_values);
        for (cluster, &times) in self.clusters.iter().zip(times).filter(|it| *it.1 > 0) {
            total.add(cluster, f64::from(times));
        }
        total
    }
}

impl Sums {
    fn empty(n_values: usize) -> Sums {
        let none = vec![0.0; n_values];
        Sums { all: 0.0, length: none.clone(), same: none.clone(), squares: none }
    }

    fn new(length: u64, coders: &[&[Unit]], n_values: usize) -> Sums {
        let mut sums = Sums::empty(n_values);
        let m = coders.len() as f64;
        sums.all = m * length as f64;
        // between two neighbouring ends every coder has one value
        let ends = coders.iter().flat_map(|it| it.iter()).flat_map(|it| [it.0, it.1]);
        let mut ends: Vec<u64> = ends.chain([0, length]).collect();
        ends.sort_unstable();
        ends.dedup();
        let mut next = vec![0; coders.len()];
        let mut counts = vec![0.0; n_values];
        for pair in ends.windows(2) {
            let long = (pair[1] - pair[0]) as f64;
            counts.fill(0.0);
            for (units, next) in coders.iter().zip(&mut next) {
                while units.get(*next).is_some_and(|it| it.1 <= pair[0]) {
                    *next += 1;
                }
                let here = units.get(*next).filter(|it| it.0 <= pair[0]);
                counts[here.map_or(GAP, |it| it.2)] += 1.0;
            }
            for (value, &n) in counts.iter().enumerate().filter(|it| *it.1 > 0.0) {
                sums.length[value] += n * long;
                sums.same[value] += n * (n - 1.0) / (m - 1.0) * long;
            }
        }
        sums.squares[GAP] = sums.length[GAP];
        for &(start, end, value) in coders.iter().flat_map(|it| it.iter()) {
            sums.squares[value] += ((end - start) as f64).powi(2);
        }
        sums
    }

    fn add(&mut self, other: &Sums, times: f64) {
        self.all += times * other.all;
        let fields = [
            (&mut self.length, &other.length),
            (&mut self.same, &other.same),
            (&mut self.squares, &other.squares),
        ];
        for (sums, others) in fields {
            sums.iter_mut().zip(others).for_each(|(sum, other)| *sum += times * other);
        }
    }

    /// Equation 5.
    fn u_alpha(&self) -> Result<f64, Reason> {
        let observed = self.all - self.same.iter().sum::<f64>();
        let pairs = self.length.iter().zip(&self.squares);
        let same: f64 = pairs.map(|(length, squares)| length * length - squares).sum();
        let expected = self.all - self.all * same / self.possible();
        Self::ratio(observed, expected, self.length.iter().filter(|it| **it > 0.0).count())
    }

    /// Equation 6.
    fn binary(&self) -> Result<f64, Reason> {
        let gap = self.length[GAP];
        let observed = gap - self.same[GAP];
        let expected = self.all * gap * (self.all - gap) / self.possible();
        Self::ratio(observed, expected, if gap > 0.0 && gap < self.all { 2 } else { 1 })
    }

    /// Pairs of places, none of them within one unit.
    fn possible(&self) -> f64 {
        self.all * self.all - self.squares.iter().sum::<f64>()
    }

    fn ratio(observed: f64, expected: f64, n_values: usize) -> Result<f64, Reason> {
        if n_values < 2 {
            return Err(Reason::OneValue);
        }
        let alpha = 1.0 - observed / expected;
        if alpha.is_finite() && expected > 0.0 { Ok(alpha) } else { Err(Reason::OneValue) }
    }
}
