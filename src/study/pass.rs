//! One coding pass: a corpus and codebooks enter, the folders of segments and passes stand when it
//! is done. What was coded already is not coded again.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::corpus::{self, Batch, Corpus, CorpusError, PartState, Place, Reader, Spec};
use crate::engine::codebook::expression::{Kind, Scope};
use crate::engine::codebook::{Codebook, Rule};
use crate::engine::coding::{Absent, BatchOutput, CompiledSet, Document, Options, Worker};
use crate::engine::segment::{Lines, Structure, Unit};
use crate::engine::text::language::from_declared;
use crate::store::{
    self, Closing, Dropped, MetadataColumn, Outcome, PassPlan, Progress, RunPlan, SegmentsPlan,
    Source, Store,
};

use super::Failure;

/// The sources that cut, read and code, hashed by build.rs: another engine codes anew.
const ENGINE: &str = env!("FRAMEBOOK_ENGINE");
/// Characters of a rule that a note shows.
const FIRST_OF_RULE: usize = 60;
const CHANGED: &str =
    "the corpus changed while it was read; nothing of this run is kept, run again";

/// What a pass is asked for.
#[derive(Clone, Debug)]
pub struct Job {
    /// The corpus.
    pub corpus: Spec,
    /// The codebooks, one pass each.
    pub codebooks: Vec<Arc<Codebook>>,
    /// Unit and what goes with it.
    pub options: Options,
    /// Variables that will be asked for: refused before the work when there is no such column.
    pub by: Vec<String>,
    /// True where the study names phases, so that `phase` is a variable.
    pub phases: bool,
    /// False leaves the texts out of the output folder.
    pub texts: bool,
    /// Number of worker threads; no byte of the output depends on it.
    pub threads: usize,
}

/// What a pass came to.
#[derive(Debug)]
pub struct Coded {
    /// The folders.
    pub outcome: Outcome,
    /// What was guessed or found about the corpus, a sentence each.
    pub notes: Vec<String>,
    /// Number of files.
    pub n_files: usize,
    /// Names of the parts.
    pub parts: Vec<String>,
    /// Index of the column that holds the date.
    pub date: Option<usize>,
}

impl Job {
    /// Runs the pass into a store. `base` is the folder that relative paths of the corpus start at;
    /// `progress` hears how far it is, with the bytes of the corpus.
    ///
    /// # Errors
    ///
    /// A corpus that can not be read, codebooks whose codes collide, a store that can not be
    /// written.
    pub fn run(
        &self,
        store: &Store,
        base: &Path,
        progress: &mut dyn FnMut(Progress, u64),
    ) -> Result<Coded, Failure> {
        distinct_codes(&self.codebooks)?;
        let corpus = Corpus::open(&self.corpus, base)?;
        known_variables(&corpus, &self.codebooks, &self.by, self.phases)?;
        let plan = self.plan(&corpus)?;
        let set = CompiledSet::new(self.codebooks.clone(), self.options);
        let total = corpus.n_bytes();
        let outcome = store.run(
            &plan,
            CorpusSource {
                corpus: &corpus,
                reader: corpus.reader(),
                hash: &plan.segments.corpus.hash,
                lines: self.options.lines,
                wrapped: (0, None),
            },
            || {
                let mut worker = Worker::default();
                let (set, corpus) = (&set, &corpus);
                move |batch: &Batch, out: &mut BatchOutput| {
                    code(set, corpus, &mut worker, batch, out);
                }
            },
            &mut |at| progress(at, total),
        );
        let outcome = outcome.inspect_err(|error| {
            if error.to_string().contains(CHANGED) {
                discard(store.out(), &plan);
            }
        })?;
        let mut notes = corpus.notes().to_vec();
        notes.extend(self.narrow_units());
        notes.extend(date_note(&corpus, store, &outcome)?);
        if outcome.counts.documents == 0 {
            notes.push(
                "the corpus has no document: see that its files have rows below their header"
                    .to_owned(),
            );
        }
        Ok(Coded {
            outcome,
            notes,
            n_files: corpus.files().len(),
            parts: corpus.parts().to_vec(),
            date: corpus.date_column(),
        })
    }

    /// Whether a codebook names the object of its framings.
    pub fn asks_for_an_object(&self) -> bool {
        self.codebooks.iter().any(|codebook| codebook.about.is_some())
    }

    /// Rules that look further than the unit reaches: `/p` in a sentence unit.
    fn narrow_units(&self) -> Vec<String> {
        if self.options.unit != Unit::Sentence {
            return Vec::new();
        }
        let is_wide = |rule: &&Rule| {
            let mut wide = false;
            rule.expression.walk(&mut |node| {
                wide |= matches!(&node.kind, Kind::Operation(operator, _)
                    if operator.scope() != Scope::Sentence);
            });
            wide
        };
        let told = |codebook: &Arc<Codebook>| {
            let wide: Vec<&Rule> = codebook.rules.iter().filter(is_wide).collect();
            let text = &wide.first()?.text;
            let first: String = text.chars().take(FIRST_OF_RULE).collect();
            let dots = if first.len() < text.len() { " …" } else { "" };
            let rules = if wide.len() == 1 {
                "1 rule looks"
            } else {
                &format!("{} rules look", wide.len())
            };
            Some(format!(
                "{}: {rules} beyond the sentence (/p, /u), and the unit is the sentence: a rule sees one segment; first \
                 `{first}{dots}`",
                codebook.file
            ))
        };
        self.codebooks.iter().filter_map(told).collect()
    }

    fn plan(&self, corpus: &Corpus) -> Result<RunPlan, Failure> {
        let corpus_hash = corpus.hash()?;
        let options = self.options;
        let mut declared = Map::new();
        declared.insert("lines".to_owned(), json!(format!("{:?}", options.lines).to_lowercase()));
        declared.insert("id".to_owned(), json!(corpus.id_column()));
        declared.insert("language".to_owned(), name(corpus, corpus.language_column()));
        declared.insert("date".to_owned(), name(corpus, corpus.date_column()));
        let segments = hash(&json!([
            ENGINE,
            corpus_hash,
            options.unit.to_string(),
            declared,
            corpus.parts(),
            corpus.columns(),
            reading_options(&self.corpus),
        ]));
        let actors: Vec<String> = self
            .codebooks
            .iter()
            .filter(|codebook| codebook.actors)
            .map(|codebook| content_hash(codebook))
            .collect();
        let passes = self
            .codebooks
            .iter()
            .map(|codebook| {
                let mut asked = Map::new();
                let about = codebook.about.filter(|_| !options.ignore_about);
                asked.insert(
                    "about".to_owned(),
                    json!(about.map(|about| codebook.codes[about].id.clone())),
                );
                asked.insert("about_within".to_owned(), json!(codebook.about_within.name()));
                asked.insert("measure".to_owned(), json!(codebook.measure.name()));
                asked.insert("source".to_owned(), json!(codebook.source));
                asked.insert("file".to_owned(), json!(file_name(&codebook.file)));
                let content = content_hash(codebook);
                PassPlan {
                    coder: "dictionary".to_owned(),
                    hash: hash(&json!([
                        segments,
                        content,
                        actors,
                        about.map(|_| codebook.about_within.name()),
                        file_name(&codebook.file)
                    ])),
                    codebook: store::Codebook {
                        id: codebook.id.clone(),
                        version: codebook.version.clone(),
                        hash: content,
                    },
                    codes: codebook.codes.iter().map(|code| code.id.clone()).collect(),
                    options: asked,
                }
            })
            .collect();
        Ok(RunPlan {
            segments: SegmentsPlan {
                hash: segments,
                corpus: store::Corpus {
                    hash: corpus_hash,
                    files: corpus.files().iter().map(|file| file.name.clone()).collect(),
                },
                unit: options.unit.to_string(),
                options: declared,
                parts: corpus.parts().to_vec(),
                metadata: corpus.columns().to_vec(),
                texts: self.texts,
            },
            passes,
            threads: self.threads,
        })
    }
}

/// What the user must know of dates of which only the years are sure, by the type that the column was
/// found to have over the whole corpus.
fn date_note(corpus: &Corpus, store: &Store, outcome: &Outcome) -> Result<Option<String>, Failure> {
    let (Some(column), Some(pass)) = (corpus.date_column(), outcome.passes.first()) else {
        return Ok(None);
    };
    let manifest = store::Pass::open(store.out(), pass)?.segments_manifest;
    let name = &corpus.columns()[column];
    let found = manifest.metadata.iter().find(|it| it.name == *name);
    let kind = found.and_then(|it| it.r#type.as_deref()).unwrap_or_default();
    let told = if kind == corpus::Kind::Slashed.to_string() {
        "can be day/month/year or month/day/year"
    } else if kind == corpus::Kind::Text.to_string() {
        "are not all of one form (`2013-09-07`, `07.09.2013`, `2013`)"
    } else {
        return Ok(None);
    };
    Ok(Some(format!("date: the values of `{name}` {told}; only their years are used")))
}

/// Removes the parts of a pass over a corpus that changed under it.
fn discard(out: &Path, plan: &RunPlan) {
    let passes = plan.passes.iter().map(|pass| out.join("passes").join(pass.name()));
    for folder in passes.chain([out.join(plan.segments.name())]) {
        if !folder.join("manifest.json").exists() {
            // What can not be removed now is refused by its hashes or counts later.
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// Refuses a grouping variable that neither the corpus nor the codebooks have, before anything is
/// coded.
fn known_variables(
    corpus: &Corpus,
    codebooks: &[Arc<Codebook>],
    by: &[String],
    phases: bool,
) -> Result<(), Failure> {
    let mut known: Vec<&str> = corpus.columns().iter().map(String::as_str).collect();
    known.extend(["part", "language", "framing"]);
    if corpus.date_column().is_some() {
        known.push("year");
        known.extend(phases.then_some("phase"));
    }
    known.extend(codebooks.iter().any(|it| it.about.is_some()).then_some("object"));
    known.extend(codebooks.iter().map(|it| it.id.as_str()));
    let codes = codebooks.iter().flat_map(|it| &it.codes);
    known.extend(codes.filter(|it| !it.children.is_empty()).map(|it| it.id.as_str()));
    known.sort_unstable();
    known.dedup();
    match by.iter().find(|name| !known.contains(&name.as_str())) {
        Some(name) if corpus.parts().contains(name) => Err(format!(
            "`{name}` is a part of the text, no variable; take `part` to set the parts apart, or \
             name the text without it (`--text`, in a study `text`); there are: {}",
            known.join(", ")
        )
        .into()),
        Some(name) if name == "phase" && corpus.date_column().is_some() => {
            Err("`phase` needs spans of years; name them in a study, as `phases` under [study]"
                .into())
        }
        Some(name) => Err(super::variable::unknown(name, &known).into()),
        None => Ok(()),
    }
}

/// What of the specification changes documents beside the columns that are in the hash already.
fn reading_options(spec: &Spec) -> Value {
    json!([
        spec.name_pattern,
        spec.delimiter,
        format!("{:?}", spec.encoding),
        spec.replace_invalid,
        format!("{:?}{:?}{:?}", spec.duplicate_ids, spec.ragged, spec.empty),
        spec.non_answers,
    ])
}

fn name(corpus: &Corpus, column: Option<usize>) -> Value {
    json!(column.and_then(|column| corpus.columns().get(column)))
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn hash(value: &Value) -> String {
    blake3::hash(value.to_string().as_bytes()).to_hex()[..16].to_owned()
}

fn content_hash(codebook: &Codebook) -> String {
    blake3::hash(codebook.source.as_bytes()).to_hex().to_string()
}

/// Two codebooks of a set must not share a code: their columns stand side by side.
fn distinct_codes(codebooks: &[Arc<Codebook>]) -> Result<(), Failure> {
    let mut seen = std::collections::HashMap::new();
    for codebook in codebooks {
        for code in &codebook.codes {
            if let Some(other) = seen.insert(code.id.as_str(), &codebook.file) {
                if *other == codebook.file {
                    return Err(format!("codebook `{other}` is named twice; name it once").into());
                }
                return Err(format!(
                    "code `{}` stands in `{other}` and in `{}`; rename one, or code with one codebook at a time",
                    code.id, codebook.file
                )
                .into());
            }
        }
    }
    if codebooks.iter().filter(|codebook| codebook.actors).count() > 1 {
        return Err("two codebooks say `actors = true`; a voice comes from one of them".into());
    }
    Ok(())
}

struct CorpusSource<'c> {
    corpus: &'c Corpus,
    reader: Reader<'c>,
    /// The hash that the folders are named by.
    hash: &'c str,
    /// What a single line break means.
    lines: Lines,
    /// Texts whose lines were taken for wrapped, and the first of them.
    wrapped: (u64, Option<Place>),
}

impl CorpusSource<'_> {
    /// Counts what [`Lines::Auto`] reads otherwise than it is written.
    fn count_wrapped(&mut self, batch: &Batch) {
        if self.lines != Lines::Auto {
            return;
        }
        for document in 0..batch.len() {
            let mut texts =
                (0..self.corpus.parts().len()).filter_map(|it| batch.part(document, it));
            if texts.any(Structure::looks_wrapped) {
                self.wrapped.0 += 1;
                self.wrapped.1.get_or_insert(batch.place(document));
            }
        }
    }
}

impl Source for CorpusSource<'_> {
    type Error = CorpusError;

    fn fill(&mut self, batch: &mut Batch) -> Result<bool, CorpusError> {
        let more = self.reader.fill(batch)?;
        self.count_wrapped(batch);
        // What was read must be what was hashed, or the folders would lie under a wrong name.
        if !more && self.corpus.hash()? != self.hash {
            return Err(CorpusError::Spec(CHANGED.to_owned()));
        }
        Ok(more)
    }

    fn closing(&self) -> Closing {
        let report = self.reader.report();
        // Names without folders: the same corpus gives the same bytes wherever it lies.
        let name =
            |file: usize| self.corpus.files().get(file).map_or(String::new(), |it| it.name.clone());
        let dropped = report
            .tallies
            .iter()
            .map(|tally| Dropped {
                reason: format!("{}{}", tally.reason, if tally.dropped { "" } else { " (kept)" }),
                n: tally.n,
                first: tally
                    .places
                    .first()
                    .map(|place| format!("{}:{}", name(place.file as usize), place.line)),
            })
            .chain(report.replaced.iter().map(|&(file, n)| Dropped {
                reason: "invalid byte replaced by U+FFFD".to_owned(),
                n,
                first: Some(name(file as usize)),
            }))
            .chain((self.wrapped.0 > 0).then(|| Dropped {
                reason: "lines look hard-wrapped and are joined; `--lines paragraphs` (in a study `lines`) ends a \
                         paragraph at each"
                    .to_owned(),
                n: self.wrapped.0,
                first: self.wrapped.1.map(|place| format!("{}:{}", name(place.file as usize), place.line)),
            }))
            .collect();
        let metadata = report
            .columns
            .iter()
            .map(|column| MetadataColumn {
                name: column.name.clone(),
                r#type: Some(column.kind.to_string()),
            })
            .collect();
        Closing { dropped, unmet: report.unmet.clone(), metadata }
    }
}

/// Codes one batch: the bridge from the slab of the reader to the documents of the engine.
pub(super) fn code(
    set: &CompiledSet,
    corpus: &Corpus,
    worker: &mut Worker,
    batch: &Batch,
    out: &mut BatchOutput,
) {
    let n_parts = corpus.parts().len();
    let mut parts: Vec<Option<&str>> = Vec::with_capacity(batch.len() * n_parts);
    for document in 0..batch.len() {
        parts.extend((0..n_parts).map(|part| batch.part(document, part)));
    }
    let documents = (0..batch.len()).map(|document| {
        let states = || (0..n_parts).map(|part| batch.state(document, part));
        let absent = (!states().any(|state| state == PartState::Text)).then(|| {
            if states().any(|state| state == PartState::NonAnswer) {
                Absent::NonAnswer
            } else {
                Absent::Empty
            }
        });
        let declared = corpus.language_column().and_then(|column| batch.metadata(document, column));
        Document {
            parts: &parts[document * n_parts..(document + 1) * n_parts],
            language: declared.and_then(from_declared),
            absent,
        }
    });
    worker.code_batch(set, documents, out);
}
