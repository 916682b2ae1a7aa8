//! Which documents of a source are reprints of each other: found once in the texts that the store
//! keeps, then kept beside the segments. Texts enter part by part; groups of documents leave.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::corpus::near_duplicate::{self, Shingles, Sketch, THRESHOLD};
use crate::store::{Pass, Store, StoreError, TextBlocks};

use super::Failure;
use super::variable::{date_column, day, month_first};

/// The file beside the segments; its name says by which method, so that another is found anew.
const NAME: &str = "reprints-5-30.json";
/// Sets of shingles that are held while pairs are verified.
const HELD: usize = 20_000;

/// The reprints of a source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reprints {
    /// Documents that were long enough to compare.
    pub n_compared: u64,
    /// Groups of documents, by their numbers in the corpus; the earliest first.
    pub groups: Vec<Vec<u32>>,
    /// Ids of the earliest, one a group.
    pub ids: Vec<String>,
    #[serde(skip)]
    group_of: HashMap<u32, u32>,
}

impl Reprints {
    /// Those that were found before.
    ///
    /// # Errors
    ///
    /// A file that can not be read, or is not as it was written.
    pub fn kept(pass: &Pass) -> Result<Option<Reprints>, Failure> {
        let Some(bytes) = pass.kept(NAME)? else { return Ok(None) };
        let mut reprints: Reprints = serde_json::from_slice(&bytes)?;
        for (group, documents) in (0..).zip(&reprints.groups) {
            reprints.group_of.extend(documents.iter().map(|it| (*it, group)));
        }
        Ok(Some(reprints))
    }

    /// Finds them where that was not done before. `None` where the texts were not kept.
    ///
    /// # Errors
    ///
    /// A part that can not be read, a file that can not be written.
    pub fn find(store: &Store, pass: &Pass) -> Result<Option<Reprints>, Failure> {
        if let Some(kept) = Reprints::kept(pass)? {
            return Ok(Some(kept));
        }
        let Some(sketches) = sketches(pass)? else { return Ok(None) };
        let candidates = near_duplicate::candidates(&sketches);
        let pairs = verified(pass, &candidates)?;
        let mut reprints = Reprints {
            n_compared: sketches.len() as u64,
            groups: near_duplicate::groups(&pairs),
            ..Reprints::default()
        };
        reprints.order(pass)?;
        store.keep(pass, NAME, &serde_json::to_vec(&reprints)?)?;
        Reprints::kept(pass)
    }

    /// The group of a document.
    pub fn group(&self, document: usize) -> Option<u32> {
        self.group_of.get(&u32::try_from(document).ok()?).copied()
    }

    /// Each document that is printed several times, with the id of its group.
    pub fn by_document(&self) -> impl Iterator<Item = (u32, &str)> {
        self.group_of.iter().filter_map(|(document, group)| Some((*document, self.id(*group)?)))
    }

    /// The id of a group: that of its earliest document.
    pub fn id(&self, group: u32) -> Option<&str> {
        self.ids.get(group as usize).map(String::as_str)
    }

    /// True for a document that is not the earliest of its group.
    pub fn is_copy(&self, document: usize) -> bool {
        let group = self.group(document).and_then(|it| self.groups.get(it as usize));
        group.is_some_and(|it| it.first().is_none_or(|first| *first as usize != document))
    }

    /// Number of documents that are not the earliest of their group.
    pub fn n_copies(&self) -> u64 {
        self.groups.iter().map(|it| it.len() as u64 - 1).sum()
    }

    /// The earliest first, by the date as far as it is told, then by the order of the corpus.
    fn order(&mut self, pass: &Pass) -> Result<(), Failure> {
        let date = date_column(pass);
        let month_first = month_first(pass);
        let mut known: HashMap<u32, (Option<[u32; 3]>, String)> = HashMap::new();
        let wanted: std::collections::HashSet<u32> =
            self.groups.iter().flatten().copied().collect();
        for part in 0..pass.n_parts() {
            let documents = pass.documents(part)?;
            for (row, number) in documents.document.iter().enumerate() {
                if wanted.contains(number) {
                    let date = date.and_then(|it| documents.metadata.get(it)?.get(row));
                    let date = date.and_then(|it| day(it, month_first));
                    let id = documents.id.get(row).unwrap_or_default().to_owned();
                    known.insert(*number, (date, id));
                }
            }
        }
        for group in &mut self.groups {
            group.sort_by_key(|document| {
                let date = known.get(document).and_then(|it| it.0);
                (date.is_none(), date, *document)
            });
            let first = group.first().and_then(|it| known.get(it));
            self.ids.push(first.map(|it| it.1.clone()).unwrap_or_default());
        }
        Ok(())
    }
}

/// The shingles of a document of a part.
fn shingles(texts: &mut TextBlocks, row: usize, n_parts: usize) -> Result<Shingles, StoreError> {
    let mut whole = Vec::new();
    for part in 0..n_parts {
        whole.extend(texts.text(row, part)?.map(str::to_owned));
    }
    Ok(Shingles::new(whole.iter().map(String::as_str)))
}

/// The sketches of all documents that are long enough; parts are shared out to all cores.
fn sketches(pass: &Pass) -> Result<Option<Vec<(u32, Sketch)>>, Failure> {
    let n_parts = pass.segments_manifest.parts.len();
    let of_part = |part: usize| -> Result<Vec<(u32, Sketch)>, StoreError> {
        let mut texts = pass.texts(part)?;
        let numbers = texts.documents().document.clone();
        let mut found = Vec::new();
        for (row, number) in numbers.into_iter().enumerate() {
            let shingles = shingles(&mut texts, row, n_parts)?;
            if shingles.is_comparable() {
                found.push((number, Sketch::new(&shingles)));
            }
        }
        Ok(found)
    };
    let threads = crate::study::cores();
    let mut all = Vec::new();
    let parts: Vec<usize> = (0..pass.n_parts()).collect();
    for some in parts.chunks(threads) {
        let found: Vec<_> = std::thread::scope(|scope| {
            let started: Vec<_> = some.iter().map(|part| scope.spawn(|| of_part(*part))).collect();
            started.into_iter().map(|it| it.join()).collect()
        });
        for sketches in found {
            match sketches.map_err(|_| "a thread that compared documents ended early")? {
                Ok(sketches) => all.extend(sketches),
                Err(StoreError::NoTexts(_)) => return Ok(None),
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(Some(all))
}

/// The candidates that are similar enough.
fn verified(pass: &Pass, candidates: &[(u32, u32)]) -> Result<Vec<(u32, u32)>, Failure> {
    let spans = pass.spans();
    let n_parts = pass.segments_manifest.parts.len();
    let mut open: Option<(usize, TextBlocks)> = None;
    let mut held: HashMap<u32, Shingles> = HashMap::new();
    let mut pairs = Vec::new();
    for &(left, right) in candidates {
        if held.len() > HELD {
            held.clear();
        }
        for document in [left, right] {
            if held.contains_key(&document) {
                continue;
            }
            let number = u64::from(document);
            let part = spans.partition_point(|it| it.1 <= number);
            let (at, mut texts) = match open.take() {
                Some((at, texts)) if at == part => (at, texts),
                _ => (part, pass.texts(part)?),
            };
            let row = (number - spans[part].0) as usize;
            held.insert(document, shingles(&mut texts, row, n_parts)?);
            open = Some((at, texts));
        }
        if let (Some(a), Some(b)) = (held.get(&left), held.get(&right))
            && a.jaccard(b) >= THRESHOLD
        {
            pairs.push((left, right));
        }
    }
    Ok(pairs)
}
