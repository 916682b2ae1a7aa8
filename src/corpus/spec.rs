//! What a study says about a corpus: files, columns, encodings and what to do with rows that do
//! not fit. Plain data, read from study.toml or from the command line; nothing is opened here.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::encoding::assign::EVERY_FILE;

/// The `id` that asks for the default ids instead of a column.
pub const DEFAULT_ID: &str = "file#row";

/// What to do with a row that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// Stop with an error that names its file and line.
    Refuse,
    /// Leave it out and count it.
    Drop,
    /// Take it as it is and count it.
    Keep,
}

/// One encoding for every file, or one for each name pattern.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(
    untagged,
    expecting = "give an encoding (`\"big5\"`), or one for names and patterns (`{ \"old-*.txt\" = \"big5\" }`)"
)]
pub enum EncodingSpec {
    /// Every file that does not open with a byte order mark.
    All(String),
    /// File name pattern to encoding: a file's very name goes before a pattern, a pattern before `*`,
    /// and files that none names are looked at.
    ByFile(BTreeMap<String, String>),
}

impl EncodingSpec {
    /// Reads what a command line says, each `ENCODING` or `PATTERN=ENCODING`; `None` where it says
    /// nothing.
    ///
    /// # Errors
    /// A pattern that is given two encodings, or is empty.
    pub fn from_arguments(written: &[String]) -> Result<Option<Self>, String> {
        let mut named = BTreeMap::<String, String>::new();
        for written in written {
            // the last `=`: a file's name may hold others
            let (pattern, encoding) = written.rsplit_once('=').unwrap_or((EVERY_FILE, written));
            if pattern.is_empty() || encoding.is_empty() {
                return Err(format!(
                    "encoding `{written}`: write ENCODING, or PATTERN=ENCODING such as \
                     `old-*.txt=windows-1251`"
                ));
            }
            let before = named.insert(pattern.to_owned(), encoding.to_owned());
            if let Some(before) = before.filter(|before| before != encoding) {
                let what = if pattern == EVERY_FILE { "all files" } else { pattern };
                return Err(format!(
                    "encoding: {what} can not be `{before}` and `{encoding}` at once; give one"
                ));
            }
        }
        let all = named.get(EVERY_FILE).filter(|_| named.len() == 1).cloned();
        Ok(match all {
            Some(encoding) => Some(Self::All(encoding)),
            None => Some(Self::ByFile(named)).filter(|_| !written.is_empty()),
        })
    }
}

/// The corpus of a study.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Spec {
    /// Files, folders and glob patterns, relative to the study.
    pub files: Vec<String>,
    /// Column that holds the id, `file#row` for ids made of file and row; else guessed.
    pub id: Option<String>,
    /// Columns that hold text: each is a part of the document; guessed where empty, which makes
    /// parts of columns that are named as headline, lead and body.
    pub text: Vec<String>,
    /// Column that holds the date; guessed where it is not named.
    pub date: Option<String>,
    /// Column that holds the language; guessed where it is not named.
    pub language: Option<String>,
    /// Metadata in file names: `{year:int}-{speaker}`.
    pub name_pattern: Option<String>,
    /// Delimiter of CSV: `,`, `;`, `|`, `tab` or another ASCII sign; found where it is not named.
    pub delimiter: Option<String>,
    /// Encoding of all files or of some; found where it is not named.
    pub encoding: Option<EncodingSpec>,
    /// Read invalid bytes as U+FFFD and count them, instead of refusing them.
    pub replace_invalid: bool,
    /// Documents whose id an earlier one has.
    pub duplicate_ids: Policy,
    /// Rows with more or fewer fields than the header.
    pub ragged: Policy,
    /// Documents in which no part has text.
    pub empty: Policy,
    /// Answers that are none (`don't know`): their part is missing; compared as
    /// [`NonAnswers`](super::non_answer::NonAnswers) does, without case and last stops.
    pub non_answers: Vec<String>,
    /// Metadata columns to keep; all where it is not given.
    pub metadata: Option<Vec<String>>,
}

impl Spec {
    /// Whether the encoding of single files is named already.
    pub(super) fn encoding_by_file(&self) -> bool {
        matches!(self.encoding, Some(EncodingSpec::ByFile(_)))
    }
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            files: Vec::new(),
            id: None,
            text: Vec::new(),
            date: None,
            language: None,
            name_pattern: None,
            delimiter: None,
            encoding: None,
            replace_invalid: false,
            duplicate_ids: Policy::Refuse,
            ragged: Policy::Refuse,
            empty: Policy::Keep,
            non_answers: Vec::new(),
            metadata: None,
        }
    }
}
