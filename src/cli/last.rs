//! Which results are asked of: those in the folder that is named, else those of the study that stands here,
//! else the ones that were made last under `output/`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::study::Study;

/// Where the results lie.
#[derive(Debug, Args)]
pub struct Results {
    /// The output folder [default: that of the study here, else the last one under output]
    #[arg(long = "in")]
    folder: Option<PathBuf>,
    /// The study whose results they are [default: study.toml]
    #[arg(long, value_name = "FILE", conflicts_with = "folder", value_parser = output_of)]
    study: Option<PathBuf>,
}

/// The output folder of a study, by its file.
fn output_of(file: &str) -> Result<PathBuf, String> {
    let path = Path::new(file);
    let study = Study::read(path).map_err(|error| error.to_string())?;
    Ok(study.output(path.parent().unwrap_or(Path::new(""))))
}

impl Results {
    /// The folder. Where there are no results at all, it is the one in which they will lie.
    pub fn folder(&self) -> PathBuf {
        self.folder.clone().or_else(|| self.study.clone()).unwrap_or_else(last)
    }
}

fn last() -> PathBuf {
    let study = Study::read(Path::new("study.toml")).ok().map(|it| it.output(Path::new("")));
    let made =
        |folder: &PathBuf| folder.join("results/manifest.json").metadata().ok()?.modified().ok();
    if let Some(folder) = study.as_ref().filter(|it| made(it).is_some()) {
        return folder.clone();
    }
    let folders = std::fs::read_dir("output").into_iter().flatten().flatten();
    let folders = folders.map(|entry| Path::new("output").join(entry.file_name()));
    let last = folders.filter_map(|it| Some((made(&it)?, it))).max();
    last.map(|it| it.1).or(study).unwrap_or_else(|| PathBuf::from("output/code"))
}
