//! `framebook run`: a study from its sources to its results.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, json};

use crate::store::Store;
use crate::study::corrected::method;
use crate::study::stored::people_of_study;
use crate::study::validated::kept;
use crate::study::{Population, Sampling, SourceRecord, Study};

use super::making::{Making, coded};
use super::{Failure, Outcome, Screen};

/// Run a study: code its sources and make its tables, charts and files
///
/// Reads study.toml, codes each source with its codebooks and leaves the results in
/// output/<study>/results. What is finished from an earlier run is taken up.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  framebook run --study study.toml")]
pub struct Run {
    /// The study
    #[arg(long, default_value = "study.toml")]
    study: PathBuf,
    #[command(flatten)]
    making: Making,
}

/// What went wrong with a source of the study.
#[derive(Debug, thiserror::Error)]
#[error("source `{name}`: {source}")]
struct InSource {
    name: String,
    source: Failure,
}

impl Run {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let study = Study::read(&self.study)?;
        let base =
            self.study.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let jobs = study
            .sources
            .iter()
            .map(|source| {
                source.job(&study.study, base, self.making.threads(), !self.making.no_texts)
            })
            .collect::<Result<Vec<_>, Failure>>()?;
        study.study.correction.as_deref().map(method).transpose()?;
        let people = people_of_study(&self.study);
        let store = Store::open(&study.output(base))?;
        let mut sources = Vec::new();
        let mut records = Vec::new();
        for (source, job) in study.sources.iter().zip(&jobs) {
            let done = coded(job, &store, base, &source.name, screen)
                .map_err(|error| InSource { name: source.name.clone(), source: error })?;
            records.push(SourceRecord {
                name: source.name.clone(),
                passes: done.outcome.passes.clone(),
                by: source.by.clone(),
                // A question that supplies the object makes framings of all answers.
                framings: job.asks_for_an_object(),
                sampling: Sampling {
                    weight: source.weight.clone(),
                    census: study.study.population == Population::Census,
                    reprints: source.reprints,
                },
                exports: source.exports.clone(),
                charts: source.charts.clone(),
                adjust: study.study.adjust,
                correction: study.study.correction.clone(),
                correction_pooled: study.study.correction_pooled,
                correction_all: study.study.correction_all,
                phases: study.study.phases.clone(),
                events: study.study.events.clone(),
                validations: kept(&people, &done.outcome.passes)?,
            });
            sources.push((done, source.name.as_str()));
        }
        let mut head = Map::new();
        head.insert("name".to_owned(), json!(study.study.name));
        head.insert("title".to_owned(), json!(study.study.title));
        let sources: Vec<_> = sources.iter().map(|(coded, name)| (coded, *name)).collect();
        self.making.publish(&store, &records, &sources, head, &people, screen)
    }
}
