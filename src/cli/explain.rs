//! `framebook explain`: why a segment has its codes, and why a rule that almost held did not.

use std::io::{Read, Write};
use std::path::PathBuf;

use clap::Args;

use crate::engine::segment::Unit;
use crate::engine::text::language::from_declared;
use crate::study::explain::{self, Explained, Place, html, json, text};
use crate::study::file::read_codebooks;
use crate::study::stored::{StoredSource, open};

use super::last::Results;
use super::write::write_beside;
use super::{Failure, Outcome, Screen};

/// Show why a segment has its codes: its matches, their rules, and what blocked the rules that almost held
///
/// Runs the engine anew on a stored document, or on a text of your own, and tells for each codebook:
/// the coding of each code under both measures (1, 0, missing), whether the segment is in scope, each
/// match with its rule and flags (negated, quoted, voice), and for each rule that found something and
/// yet gave no counted match the blocker: NOT, distance, order, overlap, scope, unless, longest,
/// language, flag, threshold.
#[derive(Debug, Args)]
#[command(after_help = "\
With --json the answer is a list with an object a segment: document, part, segment, start, end (bytes of \
the part's decoded text), language, words, absent, text, metadata, and codebooks, a list of: codebook, \
measure, in_scope (null where no object is asked for), codings (code, asserted and mention: 1, 0 or null \
for missing, n_asserted, n_mention), matches (code, rule, start, end, text, negated, quoted, voice) and \
blocked (code, rule, start, end, text, blocker, by, reason).

A sample depends on the seed, the documents' ids and the segments' places alone: it is the same on \
every machine.

Examples:
  framebook explain --text \"China is no threat.\" --codebook codebooks/silk-road.toml
  framebook explain en-001:2 --in output/silk-road
  framebook explain --code security --sample 5 --in output/silk-road --html security.html")]
pub struct Explain {
    /// Segments, as `document:segment` of codings.csv
    #[arg(required_unless_present_any = ["code", "text"])]
    segment: Vec<String>,
    /// Take a sample of the segments in scope to which this code is given
    #[arg(long, conflicts_with_all = ["segment", "text"])]
    code: Option<String>,
    /// Number of segments in the sample
    #[arg(long, default_value_t = 10, requires = "code")]
    sample: usize,
    /// Another seed takes another sample
    #[arg(long, default_value_t = 1, requires = "code")]
    seed: u64,
    /// With --codebook: try this text; `-` reads it from standard input
    #[arg(long, conflicts_with = "segment", requires = "codebook")]
    text: Option<String>,
    /// With --text a codebook file, several may be given; else the id of a codebook of the results
    #[arg(long)]
    codebook: Vec<String>,
    /// With --text: the language of the text: en, ru, kk, zh [default: told from its words]
    #[arg(long, requires = "text")]
    language: Option<String>,
    /// With --text: the unit that it is cut into
    #[arg(long, default_value = "document", requires = "text")]
    unit: String,
    #[command(flatten)]
    results: Results,
    /// The source, where the study has several [default: the first that has the segment]
    #[arg(long)]
    source: Option<String>,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
    /// Write the answer as an HTML page into this file
    #[arg(long)]
    html: Option<PathBuf>,
}

impl Explain {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let (title, explained) = if let Some(text) = &self.text {
            ("A text, explained".to_owned(), self.try_text(text)?)
        } else {
            let sources = self.sources()?;
            match &self.code {
                Some(code) => self.sample(&sources, code, screen)?,
                None => ("Segments, explained".to_owned(), self.segments(&sources)?),
            }
        };
        if let Some(path) = &self.html {
            write_beside(path, html::render(&title, &explained).as_bytes())?;
            screen.note(&format!("{}: {} segments", path.display(), explained.len()));
        }
        if self.json {
            // As an IO error again, by which a closed pipe is known.
            serde_json::to_writer_pretty(&mut *screen, &json::render(&explained))
                .map_err(std::io::Error::from)?;
            writeln!(screen)?;
        } else if self.html.is_none() {
            write!(screen, "{}", text::render(&explained, screen.width, screen.colours()))?;
        }
        Ok(Outcome::Done)
    }

    fn try_text(&self, text: &str) -> Result<Vec<Explained>, Failure> {
        let paths: Vec<PathBuf> = self.codebook.iter().map(PathBuf::from).collect();
        let codebooks = read_codebooks(&paths)?;
        let language =
            match &self.language {
                None => None,
                Some(name) => Some(from_declared(name).ok_or_else(|| {
                    format!("unknown language `{name}`; there are: en, ru, kk, zh")
                })?),
            };
        let mut piped = String::new();
        if text == "-" {
            std::io::stdin()
                .read_to_string(&mut piped)
                .map_err(|error| format!("standard input: {error}; pipe a text in UTF-8"))?;
        }
        let text = if text == "-" { &piped } else { text };
        Ok(explain::try_text(text, codebooks, language, Unit::parse(&self.unit)?))
    }

    fn sources(&self) -> Result<Vec<StoredSource>, Failure> {
        let mut sources = open(&self.results.folder())?;
        let names: Vec<String> = sources.iter().map(|it| it.record.name.clone()).collect();
        if let Some(name) = &self.source {
            sources.retain(|it| it.record.name == *name);
            if sources.is_empty() {
                return Err(
                    format!("unknown source `{name}`; there are: {}", names.join(", ")).into()
                );
            }
        }
        for asked in &self.codebook {
            let ids = sources.iter().flat_map(|it| &it.passes).map(|it| it.codebook.id.as_str());
            let ids: std::collections::BTreeSet<&str> = ids.collect();
            if !ids.contains(asked.as_str()) {
                let ids: Vec<&str> = ids.into_iter().collect();
                return Err(
                    format!("unknown codebook `{asked}`; there are: {}", ids.join(", ")).into()
                );
            }
        }
        Ok(sources)
    }

    fn explain(&self, source: &StoredSource, places: &[Place]) -> Result<Vec<Explained>, Failure> {
        explain::segments(source, places, |codebook| {
            self.codebook.is_empty() || self.codebook.contains(&codebook.id)
        })
    }

    fn segments(&self, sources: &[StoredSource]) -> Result<Vec<Explained>, Failure> {
        // By source, so that the segments of one document are coded once.
        let mut wanted: Vec<Vec<Place>> = vec![Vec::new(); sources.len()];
        for segment in &self.segment {
            let (document, number) = address(segment)?;
            let mut found = false;
            for (index, source) in sources.iter().enumerate() {
                let places = explain::find(source, document, number)?;
                if !places.is_empty() {
                    wanted[index].extend(places);
                    found = true;
                    break;
                }
            }
            if !found {
                let names: Vec<&str> = sources.iter().map(|it| it.record.name.as_str()).collect();
                return Err(format!(
                    "no document `{document}` in {}; take `document` and `segment` from codings.csv",
                    names.join(", ")
                )
                .into());
            }
        }
        let mut explained = Vec::new();
        for (source, places) in sources.iter().zip(&wanted) {
            explained.extend(self.explain(source, places)?);
        }
        Ok(explained)
    }

    fn sample(
        &self,
        sources: &[StoredSource],
        id: &str,
        screen: &mut Screen,
    ) -> Result<(String, Vec<Explained>), Failure> {
        let passes = || {
            sources.iter().flat_map(|source| source.passes.iter().map(move |pass| (source, pass)))
        };
        let found =
            passes().find_map(|(source, pass)| Some((source, pass, pass.codebook.code(id)?)));
        let Some((source, pass, code)) = found else {
            let mut codes: Vec<&str> =
                passes().flat_map(|(_, it)| &it.codebook.codes).map(|it| it.id.as_str()).collect();
            codes.dedup();
            return Err(format!("unknown code `{id}`; there are: {}", codes.join(", ")).into());
        };
        let (places, total) = explain::sample(pass, code, self.sample, self.seed)?;
        let told = format!(
            "{} of {total} segments in scope with `{id}`, seed {}",
            places.len(),
            self.seed
        );
        screen.note(&told);
        Ok((
            format!("{} of {total} segments with {id}", places.len()),
            self.explain(source, &places)?,
        ))
    }
}

/// The document and the number of a segment.
fn address(segment: &str) -> Result<(&str, u32), Failure> {
    let parsed = segment.rsplit_once(':').and_then(|(id, number)| Some((id, number.parse().ok()?)));
    parsed.ok_or_else(|| {
        format!("`{segment}` names no segment; write `document:segment`, such as `en-001:2`").into()
    })
}
