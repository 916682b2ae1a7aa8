//! The report of a study: its stored passes and its tables enter, one HTML file leaves. What stands in
//! the file and how it looks is the business of [`crate::report`].

mod columns;
mod figures;
mod links;
mod texts;

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::report::{self, Report, Section};

use super::Failure;
use super::context::context;
use super::sensitivity;
use super::stored::StoredSource;
use super::variable::label;
use super::views::{self, CorrectedView, View};

use columns::Index;
use links::Queries;

/// Segments up to which a run makes the report without being asked for.
pub const REPORT_LIMIT: u64 = 200_000;
/// Groups up to which a crosstab is shown in the report.
const WIDEST: usize = 120;

/// A report being made: source by source, table by table.
#[derive(Debug)]
pub struct Builder {
    report: Report,
    queries: Queries,
    /// Numbers of the values of the source at hand.
    index: Index,
    /// Bytes of all texts of the study.
    n_bytes: u64,
    with_texts: bool,
}

impl Builder {
    /// Begins a report. `study` is what the results say of the study: `name` and `title`; without
    /// `with_texts` the file holds no text.
    pub fn new(sources: &[StoredSource], study: &Map<String, Value>, with_texts: bool) -> Builder {
        let text = |key: &str| study.get(key).and_then(Value::as_str).filter(|it| !it.is_empty());
        let title = text("title").or_else(|| text("name")).unwrap_or("Coded texts").to_owned();
        let counts = sources.iter().filter_map(|it| it.passes.first());
        let n_bytes = counts.map(|it| it.pass.segments_manifest.counts.bytes).sum();
        let facts =
            vec![("Tool".to_owned(), concat!("framebook ", env!("CARGO_PKG_VERSION")).to_owned())];
        // a codebook of actors gives no shares of framings
        let validated = sources.iter().all(|source| {
            let passes = source.passes.iter().enumerate();
            passes.filter(|it| !it.1.codebook.actors).all(|it| source.is_validated(it.0))
        });
        Builder {
            report: Report { title, facts, validated, ..Report::default() },
            queries: Queries::default(),
            index: Index::default(),
            n_bytes,
            with_texts,
        }
    }

    /// Adds a source without its tables.
    ///
    /// # Errors
    ///
    /// A part that can not be read.
    pub fn source(&mut self, stored: &StoredSource) -> Result<(), Failure> {
        let (mut source, index) = columns::read(stored)?;
        self.index = index;
        let Some(first) = stored.passes.first() else { return Ok(()) };
        let manifest = &first.pass.segments_manifest;
        let n_dropped = manifest.dropped.len();
        source.notes.splice(0..0, context(stored, 0)?.notes.split_off(n_dropped));
        let share = manifest.counts.bytes as f64 / self.n_bytes.max(1) as f64;
        if self.with_texts {
            texts::fill(stored, &mut source, share)?;
        }
        let (held, all) = (source.texts.n_held, source.len());
        source.notes.push(match (held, self.with_texts, manifest.texts) {
            (0, false, _) => "the texts are left out of this file".to_owned(),
            (0, true, false) => "the texts are not kept: this file holds none".to_owned(),
            (held, ..) if held == all => format!("this file holds the texts of all {all} segments"),
            (held, ..) => format!(
                "this file holds the texts of {held} of {all} segments, so that it can be sent: examples \
                 of each code and language, then segments with a code, then others, drawn by seed {}",
                texts::SEED
            ),
        });
        for (at, pass) in stored.passes.iter().enumerate() {
            source.passes[at].sensitivity = sensitivity::lines(stored, at)?;
            let codebook = &pass.pass.manifest.codebook;
            let hash: String = codebook.hash.chars().take(16).collect();
            let version =
                if codebook.version.is_empty() { "without version" } else { &codebook.version };
            let fact = format!(
                "{} {version} (BLAKE3 {hash}); measure {}; {}",
                codebook.id,
                pass.codebook.measure.name(),
                match pass.codebook.about.filter(|_| !pass.ignore_about) {
                    Some(about) => format!(
                        "object “{}” within the {}",
                        label(&pass.codebook, about),
                        pass.codebook.about_within.name()
                    ),
                    None => "no object asked for".to_owned(),
                }
            );
            self.fact(stored, "codebook", fact);
        }
        let corpus: String = manifest.corpus.hash.chars().take(16).collect();
        self.fact(stored, "corpus", format!("BLAKE3 {corpus}; unit {}", manifest.unit));
        self.report.sources.push(source);
        Ok(())
    }

    fn fact(&mut self, stored: &StoredSource, what: &str, value: String) {
        let name = &stored.record.name;
        let of = if name.is_empty() { String::new() } else { format!(" of {name}") };
        let what = format!("{}{}{of}", what[..1].to_uppercase(), &what[1..]);
        self.report.facts.push((what, value));
    }

    /// Adds a table of the source that was added last.
    ///
    /// # Errors
    ///
    /// A table that is not as its kind is.
    pub fn view(
        &mut self,
        stored: &StoredSource,
        at: usize,
        view: &View<'_>,
    ) -> Result<(), Failure> {
        let table = match &view.table {
            Some(Err(_)) => return Ok(()),
            Some(Ok(table)) => Some(table),
            None => None,
        };
        let source = self.report.sources.len().saturating_sub(1);
        let pass = self.report.sources.last().and_then(|it| it.passes.get(at));
        let mut linker = links::Linker {
            source,
            at,
            stored,
            index: &self.index,
            voices: pass.map_or(&[], |it| &it.voices),
            queries: &mut self.queries,
        };
        let crosstab = view.entry.name == "crosstab";
        let n_groups = if crosstab { view.prepared.tally.groups().len() } else { 0 };
        let wide = n_groups > WIDEST;
        let links = match table.filter(|_| !wide) {
            Some(table) => linker.table(view, table)?,
            None => HashMap::new(),
        };
        let mut figure = view.figure.as_ref().and_then(|it| it.as_ref().ok()).cloned();
        if let Some(figure) = figure.as_mut() {
            linker.figure(view, figure)?;
        }
        let too_wide =
            || format!("{n_groups} groups are too many for a page; they are in the tables beside");
        let why = view.figure.as_ref().and_then(|it| it.as_ref().err());
        let section = Section {
            heading: view.heading.clone(),
            table: table.filter(|_| !wide).cloned(),
            links,
            figure,
            note: if wide { Some(too_wide()) } else { why.cloned() },
        };
        if let Some(pass) = self.report.sources.last_mut().and_then(|it| it.passes.get_mut(at)) {
            pass.sections.push(section);
        }
        Ok(())
    }

    /// Takes the corrected shares of a pass. Their numbers open no texts: they count none.
    pub fn corrected(&mut self, at: usize, view: &CorrectedView) {
        let section = Section {
            heading: view.heading.clone(),
            table: Some(view.table.clone()),
            links: HashMap::new(),
            figure: view.figure.as_ref().ok().cloned(),
            note: view.figure.as_ref().err().cloned(),
        };
        if let Some(pass) = self.report.sources.last_mut().and_then(|it| it.passes.get_mut(at)) {
            pass.sections.push(section);
        }
    }

    /// The file.
    ///
    /// # Errors
    ///
    /// A table that can not be shown.
    pub fn finish(mut self) -> Result<String, Failure> {
        self.report.queries = self.queries.finish();
        Ok(report::render(&self.report)?)
    }
}

/// The report of stored sources.
///
/// # Errors
///
/// A part that can not be read.
pub fn html(
    sources: &[StoredSource],
    study: &Map<String, Value>,
    with_texts: bool,
) -> Result<String, Failure> {
    let mut builder = Builder::new(sources, study, with_texts);
    for source in sources {
        builder.source(source)?;
        for at in 0..source.passes.len() {
            views::each(source, at, &mut |view| builder.view(source, at, &view))?;
            views::corrected(source, at, &mut |view| {
                builder.corrected(at, &view);
                Ok(())
            })?;
        }
    }
    builder.finish()
}
