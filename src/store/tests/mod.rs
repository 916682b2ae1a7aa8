//! A fake corpus, a fake coder that is a pure function of the text, and what they must come back as.

mod errors;
mod publish;
mod resume;
mod run;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fs;
use std::path::Path;

use super::*;
use crate::corpus::Batch;
use crate::corpus::batch::Place;
use crate::engine::coding::{Absent, BatchOutput, PassOutput, Quoted};
use crate::engine::text::Language;

pub const SEGMENTS: &str = "00000000000000aa";
pub const FIRST: &str = "00000000000000b1";
pub const SECOND: &str = "00000000000000b2";

/// A corpus of batches of twelve documents; the texts follow from their numbers.
#[derive(Clone)]
pub struct Fake {
    pub n_batches: u64,
    pub next: u64,
    pub salt: u64,
}

impl Fake {
    pub fn of(n_batches: u64) -> Fake {
        Fake { n_batches, next: 0, salt: 0 }
    }
}

pub const SENTENCES: [&str; 8] = [
    "The SCO is a security bloc.",
    "Қазақстан мен Қытай ынтымақтастығы.",
    "Шанхайская организация сотрудничества;\r\nне новый Варшавский договор.",
    "上海合作组织不是军事联盟。",
    "\u{feff}A BOM stands here.",
    "Trade grows.",
    " ",
    "“Win-win”, they say.",
];

/// The texts of a document: a headline that may be missing, and a body that may be empty.
pub fn texts(document: u64, salt: u64) -> [Option<String>; 2] {
    let headline = (!document.is_multiple_of(3)).then(|| format!("Headline {document}"));
    let n = (document * 7 + salt) % 5;
    let body = (0..n).map(|i| SENTENCES[((document * 5 + i * 3 + salt) % 8) as usize]);
    [headline, Some(body.collect::<Vec<_>>().join("|"))]
}

impl Source for Fake {
    type Error = Infallible;

    fn fill(&mut self, batch: &mut Batch) -> Result<bool, Infallible> {
        batch.reset(self.next, 2, 3);
        if self.next == self.n_batches {
            return Ok(false);
        }
        for row in 0..12 {
            let document = self.next * 12 + row;
            let [headline, body] = texts(document, self.salt);
            let year = format!("{}", 1992 + document % 28);
            let place = Place { file: (document / 100) as u32, line: document + 2 };
            let columns =
                [Some(year.as_str()), (!document.is_multiple_of(4)).then_some("Алматы"), Some("")];
            let id = format!("doc#{document}");
            batch.push(place, &id, [headline.as_deref(), body.as_deref()], columns);
        }
        self.next += 1;
        Ok(true)
    }

    fn closing(&self) -> Closing {
        let first = Some("a.csv:17".to_string());
        let dropped = vec![Dropped { reason: "no id".to_string(), n: 3, first }];
        Closing { dropped, ..Closing::default() }
    }
}

/// Cuts at `|`; codes by letters.
pub fn coder(n_passes: usize) -> impl Fn() -> fn(&Batch, &mut BatchOutput) {
    move || {
        if n_passes == 1 {
            |batch, out| code(batch, out, 1)
        } else {
            |batch, out| code(batch, out, 2)
        }
    }
}

pub fn code(batch: &Batch, out: &mut BatchOutput, n_passes: usize) {
    *out = BatchOutput { passes: vec![PassOutput::default(); n_passes], ..BatchOutput::default() };
    for document in 0..batch.len() {
        let mut number = 0;
        for part in 0..2 {
            let Some(text) = batch.part(document, part) else { continue };
            let mut start = 0;
            for piece in text.split('|') {
                number += 1;
                let segment = out.segments.document.len() as u32;
                let segments = &mut out.segments;
                segments.document.push(document as u32);
                segments.part.push(part as u16);
                segments.number.push(number);
                segments.start.push(start as u32);
                segments.end.push((start + piece.len()) as u32);
                segments.char_start.push(text[..start].chars().count() as u32);
                segments.char_end.push(text[..start + piece.len()].chars().count() as u32);
                segments.words.push(piece.split_whitespace().count() as u32);
                segments.language.push(Language::ALL[piece.len() % 6]);
                segments.absent.push(piece.trim().is_empty().then_some(Absent::Empty));
                for (place, pass) in out.passes.iter_mut().enumerate() {
                    code_segment(pass, segment, piece, start as u32, place);
                }
                start += piece.len() + 1;
            }
        }
    }
}

fn code_segment(pass: &mut PassOutput, segment: u32, piece: &str, start: u32, place: usize) {
    pass.in_scope.push(piece.contains(['S', '上', 'Ш', 'Қ']));
    for (code, letter) in ['a', 'о', 'н', '不'].into_iter().skip(place).enumerate() {
        let code = code as u16;
        let places: Vec<_> = piece.match_indices(letter).map(|(at, _)| at as u32).collect();
        if places.is_empty() {
            continue;
        }
        for &at in &places {
            pass.matches.segment.push(segment);
            pass.matches.code.push(code);
            pass.matches.rule.push(u32::from(code) * 10);
            pass.matches.start.push(start + at);
            pass.matches.end.push(start + at + letter.len_utf8() as u32);
            pass.matches.words.push(1);
            pass.matches.negated.push(at % 2 == 0);
            pass.matches.quoted.push(
                [None, Some(Quoted::Term), Some(Quoted::Speech), Some(Quoted::Title)]
                    [at as usize % 4],
            );
            pass.matches.voice.push((at % 3 == 0).then_some(code));
        }
        let asserted = places.iter().filter(|&at| at % 2 == 1).count() as u32;
        pass.codings.segment.push(segment);
        pass.codings.code.push(code);
        pass.codings.mention.push(places.len() as u32);
        pass.codings.asserted.push(asserted);
        pass.codings.given_mention.push(true);
        pass.codings.given_asserted.push(asserted > 0);
    }
}

pub fn pass(hash: &str) -> PassPlan {
    let codes = ["a", "a.o", "n", "bu"].map(String::from).to_vec();
    let codebook = Codebook { id: "test".into(), version: "1".into(), hash: hash.repeat(4) };
    let (coder, hash) = ("dictionary".to_string(), hash.to_string());
    PassPlan { coder, hash, codebook, codes, ..PassPlan::default() }
}

pub fn plan(threads: usize, texts: bool, passes: &[&str]) -> RunPlan {
    let corpus = Corpus { hash: "c0".repeat(32), files: vec!["a.csv".into(), "b.csv".into()] };
    let segments = SegmentsPlan {
        hash: SEGMENTS.to_string(),
        corpus,
        unit: "sentence".to_string(),
        parts: vec!["headline".to_string(), "body".to_string()],
        // names that ours must not meet
        metadata: ["document", "text.body.offset", "meta.id"].map(String::from).to_vec(),
        texts,
        ..SegmentsPlan::default()
    };
    RunPlan { segments, passes: passes.iter().map(|hash| pass(hash)).collect(), threads }
}

/// A store with parts of about 160 documents.
pub fn open(out: &Path, faults: Faults) -> Store {
    // What these tests lay there by hand is the store's own.
    if disk::names(out).unwrap().iter().any(|name| name.starts_with("results")) {
        mark(out);
    }
    let mut store = Store::open_with(out, faults).unwrap();
    store.limits = done::Limits { bytes: 1 << 20, documents: 160, segments: 420 };
    store
}

/// Makes a folder one that the store may exchange things in.
pub fn mark(out: &Path) {
    std::fs::create_dir_all(out).unwrap();
    std::fs::write(out.join(super::MARKER), super::MARKED).unwrap();
}

/// Fills a store and says what that came to.
pub fn fill(store: &Store, plan: &RunPlan, source: Fake) -> Result<Outcome, StoreError> {
    store.run(plan, source, coder(plan.passes.len()), &mut |_| ())
}

/// Every file under a folder with its bytes; folders that hold none are named too.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, prefix: &str, into: &mut BTreeMap<String, Vec<u8>>) {
        for name in disk::names(folder).unwrap() {
            let path = folder.join(&name);
            let name = format!("{prefix}{name}");
            if path.is_dir() {
                into.insert(format!("{name}/"), Vec::new());
                walk(&path, &format!("{name}/"), into);
            } else {
                into.insert(name, fs::read(path).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(folder, "", &mut files);
    files
}

/// Names the first file that differs, rather than printing megabytes.
pub fn assert_same(
    left: &BTreeMap<String, Vec<u8>>,
    right: &BTreeMap<String, Vec<u8>>,
    when: &str,
) {
    let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(left), names(right), "{when}: other files");
    for (name, bytes) in left {
        assert!(bytes == &right[name], "{when}: `{name}` differs");
    }
}
