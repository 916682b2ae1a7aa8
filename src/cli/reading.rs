//! How a corpus is read: the options that every command has that takes files.

use clap::Args;

use crate::corpus::{EncodingSpec, Policy, Spec};
use crate::engine::segment::Lines;
use crate::study::file::lines;

use super::Failure;

/// How the corpus is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading the corpus")]
pub struct Reading {
    /// Column of the ids; `file#row` asks for ids made of file and row
    #[arg(long)]
    id: Option<String>,
    /// Column of the text; several are parts of one document, such as headline and body
    #[arg(long)]
    text: Vec<String>,
    /// Column of the date
    #[arg(long)]
    date: Option<String>,
    /// Column of the language
    #[arg(long)]
    language: Option<String>,
    /// Metadata from the file name, such as `{year:int}-{speaker}`
    #[arg(long)]
    name_pattern: Option<String>,
    /// Delimiter of CSV files: `,`, `;`, `tab` or `|`
    #[arg(long)]
    delimiter: Option<String>,
    /// Encoding of the files where it is not found rightly: of all (`big5`), or of those whose names
    /// fit a pattern (`old-*.txt=windows-1251`); may be repeated
    #[arg(long, value_name = "[PATTERN=]ENCODING")]
    encoding: Vec<String>,
    /// Replace invalid bytes by U+FFFD and count them
    #[arg(long)]
    replace_invalid: bool,
    /// Rows whose id stood before: refuse, drop or keep
    #[arg(long, default_value = "refuse", value_parser = policy)]
    duplicate_ids: Policy,
    /// Rows with more or fewer fields than the header: refuse, drop or keep
    #[arg(long, default_value = "refuse", value_parser = policy)]
    ragged: Policy,
    /// Documents without a text: refuse, drop or keep (their codings are missing)
    #[arg(long, default_value = "keep", value_parser = policy)]
    empty: Policy,
    /// An answer that is none, such as "don't know"; its codings are missing. Case, kind of
    /// apostrophe, blanks and last stops do not matter
    #[arg(long)]
    non_answer: Vec<String>,
    /// What a single line break means: auto, paragraphs, wrapped
    #[arg(long, default_value = "auto")]
    lines: String,
}

fn policy(name: &str) -> Result<Policy, String> {
    match name {
        "refuse" => Ok(Policy::Refuse),
        "drop" => Ok(Policy::Drop),
        "keep" => Ok(Policy::Keep),
        _ => Err("there are: refuse, drop, keep".to_owned()),
    }
}

impl Reading {
    /// What a single line break means.
    ///
    /// # Errors
    /// An unknown name.
    pub fn lines(&self) -> Result<Lines, Failure> {
        lines(&self.lines)
    }

    /// What a single line break means, by the name that was given.
    pub fn lines_name(&self) -> &str {
        &self.lines
    }

    /// What the corpus is read with.
    ///
    /// # Errors
    /// Encodings that contradict each other.
    pub fn spec(&self, files: Vec<String>) -> Result<Spec, Failure> {
        Ok(Spec {
            files,
            id: self.id.clone(),
            text: self.text.clone(),
            date: self.date.clone(),
            language: self.language.clone(),
            name_pattern: self.name_pattern.clone(),
            delimiter: self.delimiter.clone(),
            encoding: EncodingSpec::from_arguments(&self.encoding)?,
            replace_invalid: self.replace_invalid,
            duplicate_ids: self.duplicate_ids,
            ragged: self.ragged,
            empty: self.empty,
            non_answers: self.non_answer.clone(),
            metadata: None,
        })
    }
}
