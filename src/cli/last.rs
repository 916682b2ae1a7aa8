//! Which results are asked of where no folder is named: those of the study that stands here, else the
//! ones that were made last under `output/`.

use std::path::{Path, PathBuf};

use crate::study::Study;

/// The folder. Where there are no results at all, it is the one in which they will lie.
pub fn last_results() -> PathBuf {
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
