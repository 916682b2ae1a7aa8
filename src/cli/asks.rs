//! What people are asked: the options of the commands by which people code.

use std::path::PathBuf;

use clap::Args;

use crate::study::Failure;
use crate::study::asking::{Asking, Question};

use super::people::People;

/// What is asked, and where it lies.
#[derive(Debug, Args)]
pub struct Asks {
    /// The source, where segments of several were drawn
    #[arg(long)]
    pub source: Option<String>,
    /// A code to ask for; several may be given [default: those of the top level]
    #[arg(long, value_delimiter = ',')]
    pub code: Vec<String>,
    /// The codebook, where it is not that of the sample
    #[arg(long)]
    pub codebook: Option<String>,
    /// The study
    #[arg(long, default_value = "study.toml")]
    pub study: PathBuf,
    #[command(flatten)]
    people: People,
}

impl Asks {
    /// The folder of what people code.
    pub fn folder(&self) -> PathBuf {
        self.people.of_study(&self.study)
    }

    /// Opens the codings and finds the codebook.
    ///
    /// # Errors
    /// As [`Question::open`].
    pub fn open(&self) -> Result<Asking, Failure> {
        Question {
            study: &self.study,
            codings: &self.folder(),
            source: self.source.as_deref(),
            codebook: self.codebook.as_deref(),
            codes: &self.code,
        }
        .open()
    }
}

/// A name that files, sheets and tables can hold.
pub fn person(name: &str) -> Result<String, String> {
    if matches!(name, "dictionary" | "adjudicated" | "any") {
        return Err(format!("`{name}` is no name of a coder: validate means something else by it"));
    }
    let legal = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_' | '.' | ' ');
    let name = name.trim();
    match !name.is_empty() && name.chars().all(legal) && !name.starts_with('.') {
        true => Ok(name.to_owned()),
        false => Err("a name has letters, digits, `-`, `_` and `.`".to_owned()),
    }
}
