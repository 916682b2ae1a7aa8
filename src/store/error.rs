//! What can go wrong with a store, in words that name the file and the remedy.

use std::io;
use std::path::{Path, PathBuf};

/// An error of the store. Each message names the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The system refused an operation on a file or folder.
    #[error("can not {action} `{}`: {source}; {}", path.display(), remedy(source))]
    Io {
        /// What was tried: a verb.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another run is at work on the same output.
    #[error(
        "output folder `{}` is in use by another run of framebook; wait until it ends, or name \
         another folder with `--out`", .0.display()
    )]
    Locked(PathBuf),
    /// Something that framebook did not make bears a name that it would exchange or remove.
    #[error(
        "`{}` was not made by framebook; nothing was touched, name another output folder with \
         `--out` (in a study `output = \"…\"`)", .0.display()
    )]
    Foreign(PathBuf),
    /// A file was written in a format that this version does not know.
    #[error(
        "`{}` has format version {found}, and this framebook reads version {known}; use the \
         framebook that wrote it, or remove its folder and run again", path.display()
    )]
    Format {
        /// The manifest.
        path: PathBuf,
        /// The version it says.
        found: u64,
        /// The version that is read.
        known: u32,
    },
    /// A file is not what the store once wrote.
    #[error("`{}` is damaged: {reason}; remove its folder and run again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// There is no such pass, part or folder.
    #[error("there is no {what} in `{}`; there are: {known}", path.display())]
    Missing {
        /// What was asked for.
        what: String,
        /// Where.
        path: PathBuf,
        /// What could have been asked for.
        known: String,
    },
    /// Texts were asked of a store that was made without them.
    #[error("`{}` keeps no texts (it was made with `--no-texts`); run again without it", .0.display())]
    NoTexts(PathBuf),
    /// The corpus of a resumed run is not the one that was begun.
    #[error(
        "the corpus changed since `{}` was begun: {reason}; remove that folder and run again",
        path.display()
    )]
    CorpusChanged {
        /// The folder whose finished parts no longer fit.
        path: PathBuf,
        /// What differs.
        reason: String,
    },
    /// More than the columns can number.
    #[error("{what} exceed 4,294,967,295 at batch {batch}; split the corpus")]
    TooLarge {
        /// What is counted.
        what: &'static str,
        /// The batch.
        batch: u64,
    },
    /// A name or setting that the caller gave is not fit.
    #[error("{0}")]
    Setting(String),
    /// The reader of the corpus failed.
    #[error(transparent)]
    Source(Box<dyn std::error::Error + Send + Sync>),
    /// A fault of framebook itself: a coder whose columns do not agree, a stage that panicked.
    #[error("{0}; this is a fault of framebook, please report it")]
    Internal(String),
}

impl StoreError {
    pub(super) fn io(action: &'static str, path: &Path, source: io::Error) -> StoreError {
        StoreError::Io { action, path: path.to_path_buf(), source }
    }

    pub(super) fn damaged(path: &Path, reason: impl ToString) -> StoreError {
        StoreError::Damaged { path: path.to_path_buf(), reason: reason.to_string() }
    }
}

fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "give yourself the right to write there, or name another folder with `--out`"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space and run again: what is finished is kept"
        }
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            "a file bears the name of a folder; name another folder with `--out`"
        }
        io::ErrorKind::NotFound => "run again to make it anew",
        _ => "mend that and run again: what is finished is kept",
    }
}
