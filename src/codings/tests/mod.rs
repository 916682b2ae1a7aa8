//! The store, held to what it promises.

use std::path::Path;

use tempfile::TempDir;

use super::*;

mod kept;
mod merged;
mod said;

const AT: &str = "2026-03-01T09:30:00Z";

/// Texts that break what is not careful: quotes, NUL, line ends, Kazakh, Chinese, SQL, a formula, spaces.
const HOSTILE: [&str; 9] = [
    "\"quoted\", 'and' \\ back\0NUL",
    "line\nline\r\nline\rend",
    "Қазақстан — Жібек жолы; ә ғ қ ң ө ұ ү һ і",
    "一带一路：丝绸之路经济带",
    "'); DROP TABLE events; --",
    "=1+1",
    "  spaces  ",
    "\u{feff}mark \u{202e}turned",
    "",
];

/// Counted steps of splitmix64 (Steele, Lea and Flood 2014): the same dice on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn of<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }

    fn id(&mut self) -> String {
        format!("{:016x}{:016x}", self.next(), self.next())
    }
}

fn sample(name: &str) -> Sample {
    Sample {
        id: name.to_owned(),
        source: "news".to_owned(),
        seed: u64::MAX,
        pass: "dictionary-1".to_owned(),
        codebook: "silk-road".to_owned(),
        version: "00112233aabbccdd".to_owned(),
        design: "{\"size\":200}".to_owned(),
        at: AT.to_owned(),
    }
}

/// The nth unit of a sample; every ninth text is hostile, every second unit is for the test.
fn unit(sample: &str, n: u64) -> Unit {
    let text = format!("{} {n}", HOSTILE[usize::try_from(n).unwrap() % HOSTILE.len()]);
    let document = format!("doc-{}", n / 3);
    Unit {
        id: Unit::name("news", &document, "body", n * 100, &text),
        sample: sample.to_owned(),
        source: "news".to_owned(),
        document: document.clone(),
        part: "body".to_owned(),
        segment: n % 3 + 1,
        start: n * 100,
        end: n * 100 + text.len() as u64,
        text,
        before: "before\0".to_owned(),
        after: "«after»".to_owned(),
        language: ["en", "kk", "zh", ""][usize::try_from(n).unwrap() % 4].to_owned(),
        stratum: "Economic development · kk".to_owned(),
        probability: 1.0 / 3.0 / (n + 1) as f64,
        cluster: document,
        split: if n.is_multiple_of(2) { Split::Dev } else { Split::Test },
        metadata: vec![
            ("year".to_owned(), "2019".to_owned()),
            ("a\"b".to_owned(), "\0".to_owned()),
        ],
    }
}

fn units(sample: &str, n: u64) -> Vec<Unit> {
    (0..n).map(|it| unit(sample, it)).collect()
}

fn event(dice: &mut Dice, unit: &Unit, coder: &str, code: &str, kind: Kind, value: &str) -> Event {
    Event {
        id: dice.id(),
        unit: unit.id.clone(),
        coder: coder.to_owned(),
        code: code.to_owned(),
        kind,
        value: value.to_owned(),
        version: "00112233aabbccdd".to_owned(),
        round: Round::Independent,
        at: AT.to_owned(),
        origin: "sheet.xlsx".to_owned(),
    }
}

fn store(units: &[Unit]) -> (TempDir, Codings) {
    let folder = tempfile::tempdir().unwrap();
    let mut codings = Codings::create(&folder.path().join("codings")).unwrap();
    // What the disk does is no matter here, and it is slow.
    codings.connection.pragma_update(None, "synchronous", "OFF").unwrap();
    if !units.is_empty() {
        codings.add_sample(&sample("sample-1"), units).unwrap();
    }
    (folder, codings)
}

fn problems(error: CodingsError) -> Vec<String> {
    match error {
        CodingsError::Refused(problems) => problems,
        other => panic!("{other}"),
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
