//! Prints the time and the memory that texts take which are made to be slow: nothing but hits, one
//! sentence without a stop, cues and quotations without end.
//!
//! `cargo run -p framebook-engine --example hostile -- 20` runs all on texts of 20 MB, each in a
//! process of its own; a name behind the size runs one. Processor time and memory are read from
//! `/proc` (0 elsewhere).

use std::{env, fs, process::Command, sync::Arc};

use framebook_engine::codebook::Codebook;
use framebook_engine::coding::{BatchOutput, CompiledSet, Document, Options, Worker};
use framebook_engine::segment::Unit;
use framebook_engine::text::Language;

const THREAT: &str = "[[code]]\nid = 'x'\nrules.en = ['threat']\n";
const ACTORS: &str = "[codebook]\nid = 'actors'\nactors = true\n[[code]]\nid = 'y'\nrules.en = ['astana']\n[[code]]\nid = 'z'\nrules.en = ['moscow']\n";

/// Name, rule of English (or whole codebook), what stands first, what is repeated (one after the
/// other where `|` stands between), what stands last.
const CASES: &[(&str, &str, &str, &str, &str)] = &[
    ("plain word", "a", "", "a b ", ""),
    ("regex, one branch fails at the end", "/a[^z]*z|a/", "", "a b ", ""),
    ("regex, one branch is long", "/a.{0,900}z|a/", "", "a b ", ""),
    ("regex of words", "/thr\\w*/", "", "a threat to us ", ""),
    ("NEAR of neighbours", "a NEAR/100/u b", "", "a b ", ""),
    ("NEAR of runs", "a NEAR/1000/u b", "", "a a a a a a a a b b b b b b b b ", ""),
    ("NEAR of long runs", "a NEAR/1000/u b", "", RUNS, ""),
    ("BEFORE in the wrong order", "a BEFORE/1000/u b", "", "b b b b b b b b a ", ""),
    ("AND, one side first", "a AND/u b", "", "a ", "b"),
    ("AND, sides apart", "(a AND/u c) AND/u b", "", "a b ", "c"),
    ("NOT/n of a wide hit", "a NOT/3/u ((c AND/u d) OR b)", "c ", "b x |d a x x x ", ""),
    ("denied", THREAT, "", "not a threat ", ""),
    ("denied no more", THREAT, "", "not only a threat ", ""),
    ("denials first", THREAT, "not, ", "not so ", ", a threat"),
    ("terms", THREAT, "“", "«no» threat and ", "”"),
    ("terms said", THREAT, "", "«threat» x x x x said ", ""),
    ("voices", THREAT, "", "Astana said threat ", ""),
    ("voices by sentence", THREAT, "", "Astana said it is a threat. ", ""),
    ("actors and verbs", THREAT, "threat ", "Astana said Moscow said ", ""),
];

const RUNS: &str = concat!(
    "a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a ",
    "a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a ",
    "b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b ",
    "b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b ",
);

fn main() {
    let mut arguments = env::args().skip(1);
    let size = arguments.next().and_then(|it| it.parse::<f64>().ok()).unwrap_or(1.0);
    match arguments.next() {
        Some(name) => CASES.iter().filter(|case| case.0 == name).for_each(|case| run(case, size)),
        None => {
            println!("{:>40} {:>10} {:>8} {:>9}", "", "matches", "s", "MB");
            for (name, ..) in CASES {
                let this = env::current_exe().unwrap_or_default();
                if let Err(error) = Command::new(this).args([&size.to_string(), *name]).status() {
                    println!("{name}: {error}");
                }
            }
        }
    }
}

fn run((name, rule, first, repeated, last): &(&str, &str, &str, &str, &str), size: f64) {
    let pieces = repeated.split('|').map(|it| it.repeat((size * 1e6) as usize / repeated.len()));
    let text = format!("{first}{}{last}", pieces.collect::<String>());
    let book = if rule.starts_with('[') {
        (*rule).to_owned()
    } else {
        format!("[[code]]\nid = 'x'\nrules.en = ['{rule}']\n")
    };
    let parse = |source: &str| Codebook::parse("hostile.toml", source).0.map(Arc::new);
    let (Some(book), Some(actors)) = (parse(&book), parse(ACTORS)) else {
        println!("{name}: the codebook is refused");
        return;
    };
    let set = CompiledSet::new(
        vec![book, actors],
        Options { unit: Unit::Document, ..Options::default() },
    );
    let parts = [Some(text.as_str())];
    let document = Document { parts: &parts, language: Some(Language::English), absent: None };
    let mut out = BatchOutput::default();
    let begin = seconds();
    Worker::default().code_batch(&set, [document], &mut out);
    let seconds = seconds() - begin;
    let matches = out.passes.first().map_or(0, |pass| pass.matches.code.len());
    println!("{name:>40} {matches:>10} {seconds:>8.2} {:>9}", peak());
}

/// Processor time of this process so far.
fn seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default().split_whitespace();
    let ticks: f64 = fields.skip(11).take(2).filter_map(|it| it.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// The most memory that this process has held, in MB.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|it| it.split_whitespace().next()?.parse::<usize>().ok());
    kilobytes.unwrap_or(0) / 1000
}
