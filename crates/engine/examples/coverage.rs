//! How often the intervals of `validity` hold the truth, by simulation; prints the tables of
//! docs/correction.md.
//!
//! `cargo run --release -p framebook-engine --example coverage [draws] [seed] [n,…] [prevalence,…] [sensitivity,…]
//! [specificity,…]`, the last two of the coder in each language
//!
//! A draw is a corpus of about 20,000 segments in 2,000 documents of two languages, in which the coder errs
//! differently, and a gold sample of it. Prevalence varies between documents (intraclass correlation .2),
//! so do both error rates (.1). The truth is what the documents were drawn with; it enters nothing but
//! the comparison. Measures of the coder are held to what they are in the corpus.

use std::collections::BTreeMap;
use std::ops::Range;

use framebook_engine::stats::Estimate;
use framebook_engine::validity::correction::{
    CORRECTIONS, Gold, Options, Population, Segment, Target, difference, share, slope,
};
use framebook_engine::validity::{Cells, Judged, METRICS, validity};

/// Times the draws that are asked for, at most, where many are refused.
const MOST_ROUNDS: u64 = 20;
const DOCUMENTS: usize = 2000;
const YEARS: u64 = 10;
const BETWEEN: f64 = 0.2;
const BETWEEN_ERRORS: f64 = 0.1;

/// xorshift64*, seeded.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Dice {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..20 {
            dice.next();
        }
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn unit(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Marsaglia and Tsang (2000).
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * self.unit().powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.unit().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// A share that varies around a mean, two draws with which correlate by `between`.
    fn share(&mut self, mean: f64, between: f64) -> f64 {
        let size = (1.0 - between) / between;
        let (a, b) = (self.gamma(mean * size), self.gamma((1.0 - mean) * size));
        if a + b > 0.0 { a / (a + b) } else { f64::from(u8::from(self.unit() < mean)) }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Design {
    /// A quarter of the sample from each language and decision of the coder.
    Oversampled,
    /// Segments drawn alike.
    Simple,
}

#[derive(Clone, Copy)]
struct Case {
    sensitivity: [f64; 2],
    specificity: [f64; 2],
    prevalence: f64,
    n: usize,
    design: Design,
    target: Target,
}

/// The prevalence in a language and a year from 0 to 9.
fn prevalence(mean: f64, language: usize, year: u64) -> f64 {
    let factor = [1.25, 0.75][language] * (1.0 + 0.04 * (year as f64 - 4.5));
    mean * factor
}

struct Draw {
    segments: Vec<Segment>,
    truth: Vec<bool>,
    years: Vec<Option<f64>>,
}

fn draw(case: &Case, dice: &mut Dice) -> Draw {
    let mut drawn = Draw { segments: Vec::new(), truth: Vec::new(), years: Vec::new() };
    for document in 0..DOCUMENTS {
        let language = dice.below(2);
        let year = dice.next() % YEARS;
        let share = dice.share(prevalence(case.prevalence, language, year), BETWEEN);
        let hit = dice.share(case.sensitivity[language], BETWEEN_ERRORS);
        let false_alarm = dice.share(1.0 - case.specificity[language], BETWEEN_ERRORS);
        for _ in 0..3 + dice.below(15) {
            let truth = dice.unit() < share;
            let given = dice.unit() < if truth { hit } else { false_alarm };
            let stratum = match case.design {
                Design::Oversampled => 2 * language as u32 + u32::from(given),
                Design::Simple => 0,
            };
            let group = language as u32;
            drawn.segments.push(Segment {
                given,
                gold: None,
                group,
                stratum,
                cluster: document as u32,
                weight: 1.0,
            });
            drawn.truth.push(truth);
            drawn.years.push(Some(year as f64));
        }
    }
    let strata = if case.design == Design::Oversampled { 4 } else { 1 };
    for stratum in 0..strata {
        let mut of: Vec<usize> = (0..drawn.truth.len())
            .filter(|at| drawn.segments[*at].stratum == stratum as u32)
            .collect();
        let n = (case.n / strata).min(of.len());
        let probability = n as f64 / of.len() as f64;
        for at in 0..n {
            let other = at + dice.below(of.len() - at);
            of.swap(at, other);
            let at = of[at];
            drawn.segments[at].gold = Some(Gold { given: drawn.truth[at], probability });
        }
    }
    drawn
}

/// How often an interval held the truth, and how often there was none.
#[derive(Clone, Copy, Default)]
struct Count {
    held: u32,
    below: u32,
    defined: u32,
    all: u32,
    width: f64,
}

impl Count {
    fn add(&mut self, of: &Count) {
        self.held += of.held;
        self.below += of.below;
        self.defined += of.defined;
        self.all += of.all;
        self.width += of.width;
    }

    /// Whether there was next to no interval.
    fn is_refused(&self) -> bool {
        f64::from(self.defined) < 0.05 * f64::from(self.all)
    }
}

type Counts = BTreeMap<(usize, &'static str), Count>;

fn note(counts: &mut Counts, key: (usize, &'static str), found: Option<&Estimate>, truth: f64) {
    let count = counts.entry(key).or_default();
    count.all += 1;
    let Some(interval) = found.and_then(|it| it.interval()) else { return };
    count.defined += 1;
    count.held += u32::from(interval.low <= truth && truth <= interval.high);
    count.below += u32::from(interval.high < truth);
    count.width += interval.high - interval.low;
}

fn one(case: &Case, seed: u64, counts: &mut Counts) {
    let mut dice = Dice::new(seed);
    let drawn = draw(case, &mut dice);
    let options = Options { seed, target: case.target, ..Options::default() };
    let population = Population::new(&drawn.segments, options).expect("a population");
    let cells = [0, 1].map(|language| {
        drawn.segments.iter().map(|it| it.group == language).collect::<Vec<bool>>()
    });
    let all = vec![true; drawn.segments.len()];
    let census = |cell: &[bool]| {
        let of = drawn.truth.iter().zip(cell).filter(|it| *it.1);
        let (sum, n) =
            of.fold((0.0, 0.0), |(sum, n), it| (sum + f64::from(u8::from(*it.0)), n + 1.0));
        sum / n
    };
    let of = |language| match case.target {
        Target::Process => {
            prevalence(case.prevalence, language, 0) / 2.0
                + prevalence(case.prevalence, language, YEARS - 1) / 2.0
        }
        Target::Census => census(&cells[language]),
    };
    let truths = [of(0), of(1)];
    let whole = match case.target {
        Target::Process => (truths[0] + truths[1]) / 2.0,
        Target::Census => census(&all),
    };
    for (at, method) in CORRECTIONS.iter().enumerate() {
        let found = share(method, &population, &all);
        note(counts, (at, "1 all"), found.ok().map(|it| it.estimate).as_ref(), whole);
        for (cell, (name, truth)) in
            cells.iter().zip(["2 first", "3 second"].into_iter().zip(truths))
        {
            let found = share(method, &population, cell);
            note(counts, (at, name), found.ok().map(|it| it.estimate).as_ref(), truth);
        }
        let found = difference(method, &population, &cells[0], &cells[1]);
        let found = found.ok().map(|it| it.estimate.estimate);
        note(counts, (at, "4 difference"), found.as_ref(), truths[0] - truths[1]);
        if case.target == Target::Process {
            let found = slope(method, &population, &drawn.years);
            let found = found.ok().map(|it| it.estimate.estimate);
            note(counts, (at, "5 slope"), found.as_ref(), case.prevalence * 0.04);
        }
    }
    if case.target == Target::Census {
        return;
    }
    let rows: Vec<Judged> = drawn
        .segments
        .iter()
        .filter_map(|it| {
            let gold = it.gold?;
            Some(Judged {
                coder: Some(it.given),
                gold: Some(gold.given),
                probability: gold.probability,
                stratum: it.stratum,
                cluster: it.cluster,
                group: Some(it.group),
            })
        })
        .collect();
    let found = validity(&rows, 0.95).expect("probabilities");
    let mut cells = Cells::<f64>::default();
    for (segment, truth) in drawn.segments.iter().zip(&drawn.truth) {
        let cell = match (segment.given, truth) {
            (true, true) => &mut cells.true_positive,
            (true, false) => &mut cells.false_positive,
            (false, true) => &mut cells.false_negative,
            (false, false) => &mut cells.true_negative,
        };
        *cell += 1.0;
    }
    for (metric, estimate) in METRICS.iter().zip(&found.measures) {
        let truth = (metric.of)(&cells).expect("a truth").value;
        note(counts, (usize::MAX, metric.name), Some(estimate), truth);
    }
}

/// Draws until each interval has been made so often, but for those that are refused nearly always.
fn run(case: &Case, draws: u64, seed: u64) -> Counts {
    let mut counts = Counts::new();
    for round in 0..MOST_ROUNDS {
        for (key, of) in several(case, round * draws..(round + 1) * draws, seed) {
            counts.entry(key).or_default().add(&of);
        }
        let few = |it: &Count| !it.is_refused() && u64::from(it.defined) < draws * 9 / 10;
        if !counts.values().any(few) {
            break;
        }
    }
    counts
}

fn several(case: &Case, draws: Range<u64>, seed: u64) -> Counts {
    let half = |from: u64| {
        let mut counts = Counts::new();
        for at in (draws.start + from..draws.end).step_by(2) {
            one(case, seed.wrapping_mul(1_000_003).wrapping_add(at), &mut counts);
        }
        counts
    };
    let (mut a, b) = std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        (half(0), other.join().expect("a thread"))
    });
    for (key, of) in b {
        a.entry(key).or_default().add(&of);
    }
    a
}

/// Coverage, with the share of draws that were refused where there are any.
fn cell(count: &Count) -> String {
    let refused = 1.0 - f64::from(count.defined) / f64::from(count.all);
    if count.is_refused() {
        return "refused".to_owned();
    }
    let held = f64::from(count.held) / f64::from(count.defined);
    let held = format!("{held:.3}").trim_start_matches('0').to_owned();
    let width = if std::env::var_os("WIDTHS").is_some() {
        let defined = f64::from(count.defined);
        format!(" w{:.3} b{:.3}", count.width / defined, f64::from(count.below) / defined)
    } else {
        String::new()
    };
    if refused > 0.0005 {
        return format!("{held}{width} ({:.0} % refused)", refused * 100.0);
    }
    held + &width
}

fn main() {
    let argument =
        |at: usize, or: u64| std::env::args().nth(at).and_then(|it| it.parse().ok()).unwrap_or(or);
    let (draws, seed) = (argument(1, 1000), argument(2, 1));
    let list = |at: usize, or: &str| {
        let given = std::env::args().nth(at).unwrap_or(or.to_owned());
        given.split(',').filter_map(|it| it.parse().ok()).collect::<Vec<f64>>()
    };
    let (sizes, prevalences) = (list(3, "200,500,1000"), list(4, "0.03,0.2,0.5"));
    let two =
        |at, or| <[f64; 2]>::try_from(list(at, or)).expect("a number for each of two languages");
    let (sensitivity, specificity) = (two(5, "0.85,0.6"), two(6, "0.985,0.96"));
    let cases = |design, target| {
        let mut cases = Vec::new();
        for n in &sizes {
            for &prevalence in &prevalences {
                let n = *n as usize;
                cases.push(Case { sensitivity, specificity, prevalence, n, design, target });
            }
        }
        cases
    };
    let mut quality = Vec::new();
    for (title, design, target) in [
        ("Coder's positives oversampled", Design::Oversampled, Target::Process),
        ("Simple sample", Design::Simple, Target::Process),
        ("Coder's positives oversampled, the corpus a census", Design::Oversampled, Target::Census),
        ("Simple sample, the corpus a census", Design::Simple, Target::Census),
    ] {
        println!("\n{title}, {draws} draws\n");
        println!(
            "| Method | n | Prevalence | All | First language | Second | Difference | Slope |"
        );
        println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
        let found: Vec<(Case, Counts)> = cases(design, target)
            .into_iter()
            .map(|case| {
                let counts = run(&case, draws, seed);
                (case, counts)
            })
            .collect();
        for (at, method) in CORRECTIONS.iter().enumerate() {
            for (case, counts) in &found {
                let of = counts.iter().filter(|it| it.0.0 == at).map(|it| cell(it.1));
                let of: Vec<String> = of.collect();
                let (n, p) = (case.n, case.prevalence);
                let end = if of.len() < 5 { " |" } else { "" };
                println!("| {} | {n} | {p:.2} | {} |{end}", method.name, of.join(" | "));
            }
        }
        if target == Target::Process {
            quality.push((title, found));
        }
    }
    for (title, found) in quality {
        println!("\n{title}: measures of the coder\n");
        let names: Vec<&str> = METRICS.iter().map(|it| it.name).collect();
        println!("| n | Prevalence | {} |", names.join(" | "));
        println!("| --- | --- |{}", " --- |".repeat(names.len()));
        for (case, counts) in &found {
            let of = names.iter().filter_map(|it| counts.get(&(usize::MAX, *it))).map(cell);
            let of: Vec<String> = of.collect();
            println!("| {} | {:.2} | {} |", case.n, case.prevalence, of.join(" | "));
        }
    }
}
