//! Concordances: every place where a pattern or a code is found, with its context. A pattern is
//! compiled as a codebook of one rule and run by the engine over stored texts or over a corpus,
//! document by document; a code's places are the stored matches. Lines leave one at a time, in the
//! order of the corpus; nothing is aligned or printed here.

use std::path::Path;
use std::sync::Arc;

use crate::corpus::{Batch, Corpus, Spec};
use crate::engine::coding::{BatchOutput, CompiledSet, Document, Options, Worker};
use crate::engine::text::Language;
use crate::engine::text::language::from_declared;

use super::Failure;
use super::explain::text::clean;
use super::recode::StoredDocuments;
use super::stored::StoredPass;

mod context;
mod order;
mod pattern;

use context::{blanks, left, right};
pub use order::{Order, Sorter};
pub use pattern::Pattern;

/// A place where something was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Id of the document.
    pub document: String,
    /// Name of the part of the document.
    pub part: String,
    /// Running number of the segment in the document, from 1.
    pub segment: u32,
    /// First byte in the part's decoded text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What stands before it, white space as single blanks.
    pub left: String,
    /// What was found, white space as single blanks.
    pub found: String,
    /// What stands after it.
    pub right: String,
    /// Id of the code; empty for a pattern.
    pub code: String,
    /// The rule as written.
    pub rule: String,
    /// True for a match that a cue of denial reaches; a pattern is not asked.
    pub denied: bool,
    /// The values of the columns that were asked for, as written.
    pub shown: Vec<Option<String>>,
}

/// What a line shows.
#[derive(Clone, Debug)]
pub struct View {
    /// Columns of a terminal that the context may take on either side; Chinese signs take two.
    pub width: usize,
    /// Columns of metadata; `language` is that of the segment where the corpus has no such column.
    pub columns: Vec<String>,
}

/// Takes a line; false ends the search.
pub type Sink<'s> = &'s mut dyn FnMut(Line) -> Result<bool, Failure>;

/// Runs a pattern over the texts of a pass.
///
/// # Errors
///
/// Texts that were not kept, an unknown column, a part that can not be read; what the sink says.
pub fn of_stored(
    stored: &StoredPass,
    pattern: &Pattern,
    view: &View,
    sink: Sink<'_>,
) -> Result<(), Failure> {
    let manifest = &stored.pass.segments_manifest;
    let names: Vec<&str> = manifest.metadata.iter().map(|it| it.name.as_str()).collect();
    let columns = Columns::new(&names, &manifest.parts, &view.columns)?;
    let options = Options { ignore_about: true, ..stored.options() };
    let mut engine = Engine::new(pattern, options);
    for part in 0..stored.pass.n_parts() {
        let mut documents = StoredDocuments::open(&stored.pass, part)?;
        for row in 0..documents.documents().len() {
            documents.load(row)?;
            let metadata = &documents.documents().metadata;
            let about = About {
                id: documents.documents().id.get(row).unwrap_or_default(),
                parts: &manifest.parts,
                columns: &columns,
                value: &|column| metadata.get(column)?.get(row),
                width: view.width,
            };
            if !documents.with(|document| engine.lines(document, &about, sink))? {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Runs a pattern over a corpus as it lies there. `base` is where relative paths start.
///
/// # Errors
///
/// A corpus that can not be read, an unknown column; what the sink says.
pub fn of_corpus(
    spec: &Spec,
    base: &Path,
    pattern: &Pattern,
    options: Options,
    view: &View,
    sink: Sink<'_>,
) -> Result<(), Failure> {
    let corpus = Corpus::open(spec, base)?;
    let names: Vec<&str> = corpus.columns().iter().map(String::as_str).collect();
    let columns = Columns::new(&names, corpus.parts(), &view.columns)?;
    let mut engine = Engine::new(pattern, Options { ignore_about: true, ..options });
    let mut reader = corpus.reader();
    let mut batch = Batch::default();
    while reader.fill(&mut batch)? {
        for row in 0..batch.len() {
            let parts: Vec<Option<&str>> =
                (0..corpus.parts().len()).map(|part| batch.part(row, part)).collect();
            let declared = corpus.language_column().and_then(|it| batch.metadata(row, it));
            let language = declared.and_then(from_declared);
            let about = About {
                id: batch.id(row),
                parts: corpus.parts(),
                columns: &columns,
                value: &|column| batch.metadata(row, column),
                width: view.width,
            };
            let document = Document { parts: &parts, language, absent: None };
            if !engine.lines(document, &about, sink)? {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The stored matches of a code and its subcodes. A match of a subcode is a line of its own, with its
/// own code, also where the parent's rule found the same words.
///
/// # Errors
///
/// Texts that were not kept, an unknown column, a part that can not be read; what the sink says.
pub fn of_code(
    stored: &StoredPass,
    code: usize,
    view: &View,
    sink: Sink<'_>,
) -> Result<(), Failure> {
    let codebook = &stored.codebook;
    let manifest = &stored.pass.segments_manifest;
    let names: Vec<&str> = manifest.metadata.iter().map(|it| it.name.as_str()).collect();
    let columns = Columns::new(&names, &manifest.parts, &view.columns)?;
    for part in 0..stored.pass.n_parts() {
        let matches = stored.pass.matches(part)?;
        let wanted =
            |row: &usize| codebook.ancestors(matches.code[*row] as usize).any(|it| it == code);
        let mut rows: Vec<usize> = (0..matches.segment.len()).filter(wanted).collect();
        rows.sort_by_key(|&row| (matches.segment[row], matches.start[row], matches.end[row]));
        if rows.is_empty() {
            continue;
        }
        let segments = stored.pass.segments(part)?;
        let mut texts = stored.pass.texts(part)?;
        let documents = stored.pass.documents(part)?;
        let origin = documents.document.first().copied().unwrap_or(0);
        for row in rows {
            let segment = matches.segment[row] as usize;
            let document = (segments.document[segment] - origin) as usize;
            let of_part = segments.part[segment] as usize;
            let text = texts.text(document, of_part)?.unwrap_or_default();
            let about = About {
                id: documents.id.get(document).unwrap_or_default(),
                parts: &manifest.parts,
                columns: &columns,
                value: &|column| documents.metadata.get(column)?.get(document),
                width: view.width,
            };
            let mut line = about.line(
                text,
                of_part,
                (matches.start[row], matches.end[row]),
                segments.language[segment],
            );
            line.segment = segments.number[segment];
            line.code.clone_from(&codebook.codes[matches.code[row] as usize].id);
            line.denied = matches.negated[row];
            line.rule = codebook
                .rules
                .get(matches.rule[row] as usize)
                .map(|it| it.text.clone())
                .unwrap_or_default();
            if !sink(line)? {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Where the columns of a view come from.
#[derive(Debug)]
struct Columns(Vec<Option<usize>>);

impl Columns {
    /// Finds the columns among those of the metadata; `parts` are those of the text.
    fn new(names: &[&str], parts: &[String], wanted: &[String]) -> Result<Self, Failure> {
        let find = |name: &String| match names.iter().position(|it| it == name) {
            Some(column) => Ok(Some(column)),
            None if name == "language" => Ok(None),
            None => {
                let mut known = names.to_vec();
                known.push("language");
                known.sort_unstable();
                known.dedup();
                let known = known.join(", ");
                let what = if parts.contains(name) {
                    format!(
                        "`{name}` is a part of the text, no variable; name the text without it (`--text`)"
                    )
                } else {
                    format!("unknown column `{name}`")
                };
                Err(format!("{what}; there are: {known}").into())
            }
        };
        wanted.iter().map(find).collect::<Result<_, Failure>>().map(Columns)
    }
}

/// What is known of a document.
struct About<'a> {
    id: &'a str,
    parts: &'a [String],
    columns: &'a Columns,
    value: &'a dyn Fn(usize) -> Option<&'a str>,
    width: usize,
}

impl About<'_> {
    fn line(&self, text: &str, part: usize, (start, end): (u32, u32), language: Language) -> Line {
        let (from, upto) = (start as usize, end as usize);
        let shown = |column: &Option<usize>| match column {
            Some(column) => (self.value)(*column).map(str::to_owned),
            None => Some(language.code().to_owned()),
        };
        Line {
            document: self.id.to_owned(),
            part: self.parts.get(part).cloned().unwrap_or_default(),
            start,
            end,
            left: left(text.get(..from).unwrap_or_default(), self.width),
            found: blanks(text.get(from..upto).unwrap_or_default()),
            right: right(text.get(upto..).unwrap_or_default(), self.width),
            shown: self.columns.0.iter().map(shown).collect(),
            ..Line::default()
        }
    }
}

struct Engine {
    set: CompiledSet,
    code: usize,
    rule: String,
    worker: Worker,
    out: BatchOutput,
}

impl Engine {
    fn new(pattern: &Pattern, options: Options) -> Self {
        let rule = pattern.codebook.rules.last().map(|it| it.text.clone()).unwrap_or_default();
        let set = CompiledSet::new(vec![Arc::clone(&pattern.codebook)], options);
        let (worker, out) = (Worker::default(), BatchOutput::default());
        Self { set, code: pattern.code, rule, worker, out }
    }

    /// The lines of a document; false when the sink wants no more.
    fn lines(
        &mut self,
        document: Document<'_>,
        about: &About<'_>,
        sink: Sink<'_>,
    ) -> Result<bool, Failure> {
        self.worker.code_batch(&self.set, [document], &mut self.out);
        let Some(pass) = self.out.passes.first() else { return Ok(true) };
        let segments = &self.out.segments;
        for row in
            (0..pass.matches.code.len()).filter(|&it| pass.matches.code[it] as usize == self.code)
        {
            let segment = pass.matches.segment[row] as usize;
            let part = segments.part[segment] as usize;
            let text = document.parts.get(part).copied().flatten().unwrap_or_default();
            let extent = (pass.matches.start[row], pass.matches.end[row]);
            let mut line = about.line(text, part, extent, segments.language[segment]);
            line.segment = segments.number[segment];
            line.rule.clone_from(&self.rule);
            if !sink(line)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// The line as a terminal shows it: context, match, context, of which none can steer the terminal.
pub fn for_terminal(line: &Line) -> (String, String, String) {
    (clean(&line.left), clean(&line.found), clean(&line.right))
}

#[cfg(test)]
mod tests;
