//! The results of a run: tables, charts and codings of every source, made in a folder beside and
//! published as a whole.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Map, json};

use crate::chart::{self, Figure};
use crate::engine::codebook::Within;
use crate::export::{self, NoRoom, Place, SHAPES, Warnings};
use crate::store::{ResultsManifest, Staging, Store};
use crate::table::{self, Input, Needs, Table, TableEntry, TableError};

use super::Failure;
use super::report::{Builder, REPORT_LIMIT};
use super::reprints::Reprints;
use super::stored::{SourceRecord, StoredPass, StoredSource, open_source};
use super::summary::Summary;
use super::variable::date_column;
use super::views::{self, View};

/// Segments up to which `codings.csv` is made without being asked for.
pub const WIDE_LIMIT: u64 = 1_000_000;

/// What is wanted in the results.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Make `codings.csv` also above [`WIDE_LIMIT`] segments.
    pub codings: bool,
    /// With the text of each segment.
    pub with_text: bool,
    /// The folder of what people code, which shares are corrected by.
    pub people: PathBuf,
    /// Title and settings of the study, for the manifest.
    pub study: Map<String, serde_json::Value>,
}

/// What was published.
#[derive(Debug)]
pub struct Published {
    /// The folder.
    pub folder: PathBuf,
    /// Its files, relative to it.
    pub files: Vec<String>,
    /// What the user must know, a sentence each.
    pub notes: Vec<String>,
    /// For each source and pass the counts, for the closing lines.
    pub summaries: Vec<Summary>,
}

/// Makes and publishes the results of sources whose passes stand.
///
/// # Errors
///
/// A pass that can not be read, a variable that does not exist, a file that can not be written; the
/// former results then stand.
pub fn publish(
    store: &Store,
    records: &[SourceRecord],
    wanted: &Wanted,
) -> Result<Published, Failure> {
    let sources = records
        .iter()
        .map(|record| {
            let mut source = open_source(store.out(), record.clone())?;
            source.people.clone_from(&wanted.people);
            if let Some(stored) = source.passes.first().filter(|_| record.sampling.reprints) {
                source.reprints = Reprints::find(store, &stored.pass)?;
            }
            Ok(source)
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    let mut study = wanted.study.clone();
    study.insert("sources".to_owned(), serde_json::to_value(records)?);
    let identity = json!([records, study, wanted.codings, wanted.with_text]).to_string();
    let hash = blake3::hash(identity.as_bytes()).to_hex()[..16].to_owned();
    let staging = store.stage(&hash)?;
    let n: u64 = sources.iter().flat_map(|it| it.passes.first()).map(n_segments).sum();
    let mut maker = Maker {
        staging: &staging,
        files: Vec::new(),
        notes: Vec::new(),
        summaries: Vec::new(),
        report: (n <= REPORT_LIMIT).then(|| Builder::new(&sources, &wanted.study, true)),
    };
    let single = sources.len() == 1;
    for source in &sources {
        maker.source(source, single, wanted)?;
    }
    match maker.report.take() {
        Some(report) => maker.put("report.html".to_owned(), report.finish()?.as_bytes())?,
        None => maker.notes.push(format!(
            "no report.html: {n} segments, more than {REPORT_LIMIT}; ask for it with `framebook report`"
        )),
    }
    let Maker { files, notes, summaries, .. } = maker;
    let mut passes: Vec<String> = records.iter().flat_map(|it| it.passes.clone()).collect();
    passes.sort_unstable();
    passes.dedup();
    let mut segments: Vec<String> = sources
        .iter()
        .flat_map(|source| source.passes.iter().take(1))
        .map(|pass| format!("segments-{}", pass.pass.manifest.segments))
        .collect();
    segments.sort_unstable();
    segments.dedup();
    study.insert("files".to_owned(), json!(files));
    study.insert("notes".to_owned(), json!(notes));
    let folder = staging.publish(&ResultsManifest::new(segments, passes, study))?;
    Ok(Published { folder, files, notes, summaries })
}

struct Maker<'a> {
    staging: &'a Staging<'a>,
    files: Vec<String>,
    notes: Vec<String>,
    summaries: Vec<Summary>,
    /// The report being made, where the corpus is not too large.
    report: Option<Builder>,
}

fn n_segments(stored: &StoredPass) -> u64 {
    stored.pass.segments_manifest.counts.segments
}

impl Maker<'_> {
    fn put(&mut self, name: String, bytes: &[u8]) -> Result<(), Failure> {
        self.staging.put(&name, bytes)?;
        self.files.push(name);
        Ok(())
    }

    fn source(
        &mut self,
        source: &StoredSource,
        single: bool,
        wanted: &Wanted,
    ) -> Result<(), Failure> {
        let prefix = if single { String::new() } else { format!("{}-", source.record.name) };
        if let Some(report) = &mut self.report {
            report.source(source)?;
        }
        for (at, stored) in source.passes.iter().enumerate() {
            let several = source.passes.len() > 1;
            let name =
                if several { format!("{prefix}{}-", stored.codebook.id) } else { prefix.clone() };
            views::each(source, at, &mut |view| {
                if let Some(report) = &mut self.report {
                    report.view(source, at, &view)?;
                }
                self.view(&name, stored, &view)
            })?;
            self.corrected(&name, source, at)?;
        }
        self.codings(&prefix, source, wanted)?;
        self.exports(&prefix, source, wanted)
    }

    /// Writes the corrected shares of a pass and their charts.
    fn corrected(&mut self, name: &str, source: &StoredSource, at: usize) -> Result<(), Failure> {
        let lacking = views::corrected(source, at, &mut |view| {
            if let Some(report) = &mut self.report {
                report.corrected(at, &view);
            }
            let stem = self.free_stem(&format!("{name}{}", view.stem));
            self.table(&stem, &view.table)?;
            match &view.figure {
                Ok(figure) => self.chart(&stem, figure)?,
                Err(reason) => self.notes.push(format!("no chart `{stem}`: {reason}")),
            }
            Ok(())
        })?;
        self.notes.extend(lacking.map(|(stem, why)| format!("no {name}{stem}: {why}")));
        Ok(())
    }

    /// Writes a table and its figure.
    fn view(&mut self, name: &str, stored: &StoredPass, view: &View<'_>) -> Result<(), Failure> {
        if view.is("frequency") {
            let input = view.prepared.input();
            self.tell(name, stored, &input);
            self.summaries.push(Summary::new(name, &input));
        }
        let mut stem = format!("{name}{}", view.stem);
        match &view.table {
            None => {
                while self.files.contains(&format!("charts/{stem}.svg")) {
                    stem.push('_');
                }
            }
            Some(Ok(table)) => {
                stem = self.free_stem(&stem);
                self.table(&stem, table)?;
            }
            // dates that are no years do not keep the other tables from the user
            Some(Err(error @ TableError::NoTime)) => self.notes.push(format!("no {stem}: {error}")),
            Some(Err(error)) => return Err(error.clone().into()),
        }
        match &view.figure {
            Some(Ok(figure)) => self.chart(&stem, figure)?,
            Some(Err(reason)) => self.notes.push(format!("no chart `{stem}`: {reason}")),
            None => {}
        }
        Ok(())
    }

    /// The stem, or one like it that no table has yet.
    fn free_stem(&self, stem: &str) -> String {
        let mut stem = stem.to_owned();
        while self.files.iter().any(|file| *file == format!("tables/{stem}.csv")) {
            stem.push('_');
        }
        stem
    }

    /// What the user must know of a pass: rows dropped or kept, a scope that leaves next to nothing.
    fn tell(&mut self, name: &str, stored: &StoredPass, input: &Input<'_>) {
        let head = if name.is_empty() {
            String::new()
        } else {
            format!("{}: ", name.trim_end_matches('-'))
        };
        self.notes.extend(input.context.notes.iter().map(|note| format!("{head}{note}")));
        let unmet = &stored.pass.segments_manifest.unmet_non_answers;
        if !unmet.is_empty() {
            let names: Vec<String> = unmet.iter().map(|it| format!("`{it}`")).collect();
            self.notes.push(format!(
                "{head}declared non-answers that no text is: {}; see how they are written in the corpus",
                names.join(", ")
            ));
        }
        let total = input.tally.total();
        let (scope, all) = (total.in_scope(), total.all().segments);
        if let Some(about) = stored.codebook.about.filter(|_| !stored.ignore_about)
            && scope * 5 < all
        {
            let wider = match stored.codebook.about_within {
                Within::Document => "",
                _ => {
                    "to count those whose document names it use --about-within document (in a study `about_within = \"document\"`), "
                }
            };
            self.notes.push(format!(
                "{head}{scope} of {all} segments name the object `{}`; {wider}to count mentions in all of them --about off (`about = false`)",
                stored.codebook.codes[about].id
            ));
        }
    }

    fn table(&mut self, stem: &str, table: &Table) -> Result<(), Failure> {
        for format in ["csv", "markdown"] {
            let entry = table::format(format)?;
            let bytes = entry.render.bytes(table, usize::MAX)?;
            self.put(format!("tables/{stem}.{}", entry.extension), &bytes)?;
        }
        Ok(())
    }

    fn chart(&mut self, stem: &str, figure: &Figure) -> Result<(), Failure> {
        let rendered = match chart::render(figure) {
            Ok(rendered) => rendered,
            // The tables stand: a figure too large to be one must not keep them from the user.
            Err(error) => {
                self.notes.push(format!("no chart `{stem}`: {error}"));
                return Ok(());
            }
        };
        if !rendered.missing_glyphs.is_empty() {
            let glyphs: String = rendered.missing_glyphs.iter().collect();
            self.notes.push(format!("chart `{stem}`: the fonts lack `{glyphs}`"));
        }
        self.put(format!("charts/{stem}.svg"), rendered.svg.as_bytes())?;
        self.put(format!("charts/{stem}.png"), &rendered.png)?;
        self.put(format!("charts/{stem}.pdf"), &rendered.pdf)?;
        self.put(format!("charts/{stem}.txt"), rendered.caption.as_bytes())
    }

    fn codings(
        &mut self,
        prefix: &str,
        source: &StoredSource,
        wanted: &Wanted,
    ) -> Result<(), Failure> {
        let Some(first) = source.passes.first() else { return Ok(()) };
        let n = n_segments(first);
        if n > WIDE_LIMIT && !wanted.codings {
            self.notes.push(format!(
                "no {prefix}codings.csv: {n} segments, more than {WIDE_LIMIT}; ask for it with --codings"
            ));
            return Ok(());
        }
        let mut opened = super::export::open(source, None)?;
        opened.with_text = wanted.with_text;
        let dataset = (SHAPES[0].build)(&opened)?;
        let name = format!("{prefix}codings.csv");
        export::csv::rows(&dataset, &mut self.staging.create(&name)?)?;
        self.files.push(name);
        Ok(())
    }

    /// The files for other programs that the source asks for.
    fn exports(
        &mut self,
        prefix: &str,
        source: &StoredSource,
        wanted: &Wanted,
    ) -> Result<(), Failure> {
        let head = prefix.trim_end_matches('-');
        let head = if head.is_empty() { String::new() } else { format!("{head}: ") };
        // what is told of several files is told once
        let mut told: Vec<(String, Vec<&str>)> = Vec::new();
        for text in &source.record.exports {
            let wish = export::wish(text)?;
            let mut warnings = Warnings::default();
            let mut place = Staged { staging: self.staging, made: Vec::new() };
            let written = super::export::write(
                source,
                None,
                wanted.with_text,
                &[wish],
                &|(entry, shape)| match entry.of {
                    export::Of::Codebook => format!("{prefix}codebook"),
                    _ => format!("{prefix}{}", shape.name),
                },
                &mut place,
                &mut warnings,
            );
            match written {
                Ok(()) => {}
                // The rest stands: what one program has no room for must not keep it from the user.
                Err(error) if error.is::<NoRoom>() => {
                    self.notes.push(format!("no export `{text}`: {error}"));
                }
                Err(error) => return Err(error),
            }
            place.made.retain(|name| !self.files.contains(name));
            self.files.append(&mut place.made);
            for sentence in warnings.sentences() {
                match told.iter_mut().find(|it| it.0 == *sentence) {
                    Some((_, texts)) => texts.push(text),
                    None => told.push((sentence.clone(), vec![text])),
                }
            }
        }
        for (sentence, texts) in told {
            self.notes.push(format!("{head}export {}: {sentence}", texts.join(", ")));
        }
        Ok(())
    }
}

/// Files of an export among the results that are being made.
struct Staged<'s> {
    staging: &'s Staging<'s>,
    made: Vec<String>,
}

impl Place for Staged<'_> {
    fn create(&mut self, name: &str) -> Result<Box<dyn Write + '_>, Failure> {
        let name = format!("export/{name}");
        let file = self.staging.create(&name)?;
        self.made.push(name);
        Ok(Box::new(file))
    }
}

/// True for a table of the whole that the source has data for, beside frequency.
pub(super) fn applies(source: &StoredSource, at: usize, entry: &TableEntry) -> bool {
    let stored = &source.passes[at];
    match entry.needs {
        Needs::Total if entry.name == "cooccurrence" => stored.codebook.framings().count() > 1,
        Needs::Total => entry.name != "frequency",
        Needs::Groups | Needs::Words => false,
        Needs::Time => date_column(&stored.pass).is_some(),
        Needs::Voices => {
            !stored.codebook.actors && source.passes.iter().any(|it| it.codebook.actors)
        }
    }
}

/// Where the results of a run lie, relative to where the user stands if that is shorter.
pub fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let inner = here.as_deref().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
    inner.strip_prefix(".").unwrap_or(inner).display().to_string()
}
