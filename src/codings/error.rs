//! What can go wrong with codings, in words that name the file and the remedy.

use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// An error of the store of codings. Where one comes back, nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum CodingsError {
    /// There is no store.
    #[error(
        "there are no codings in `{}`; draw segments for people with `framebook sample`, or name \
         the folder with `--codings`", .0.display()
    )]
    Missing(PathBuf),
    /// A file is no store of codings.
    #[error("`{}` holds no codings of framebook; nothing was touched, name another", .0.display())]
    Foreign(PathBuf),
    /// A store was written by a later framebook.
    #[error(
        "`{}` has format version {found}, and this framebook reads version {known}; use the \
         framebook that wrote it", path.display()
    )]
    Format {
        /// The file.
        path: PathBuf,
        /// The version it says.
        found: i64,
        /// The version that is read.
        known: i64,
    },
    /// Another process writes, and went on for longer than we wait.
    #[error(
        "`{}` is being written by another framebook; nothing was saved, try again when it has ended",
        .0.display()
    )]
    Busy(PathBuf),
    /// SQLite refused.
    #[error("can not {action} `{}`: {source}; {}", path.display(), remedy(source))]
    Sql {
        /// What was tried: a verb.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The system refused.
    #[error("can not {action} `{}`: {source}; {}", path.display(), remedy_of_the_system(source))]
    Io {
        /// What was tried: a verb.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What was to be saved can not be: every reason, one a line.
    #[error("{}", listed(.0))]
    Refused(Vec<String>),
    /// What is stored is not what framebook once wrote.
    #[error(
        "`{}` is damaged: {reason}; `framebook codings verify` names all that is wrong, and a copy \
         from before lies in its `backups`", path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// A file that was to be read is not understood.
    #[error("{0}")]
    File(String),
}

impl CodingsError {
    pub(super) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { action, path: path.to_path_buf(), source }
    }

    /// What SQLite said, told apart where there is a remedy of its own.
    pub(super) fn sql(action: &'static str, path: &Path, source: rusqlite::Error) -> Self {
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Self::Busy(path.to_path_buf())
            }
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                Self::Damaged { path: path.to_path_buf(), reason: source.to_string() }
            }
            _ => Self::Sql { action, path: path.to_path_buf(), source },
        }
    }
}

fn remedy(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            "nothing was saved; give yourself the right to write there, or name another folder with \
             `--codings`"
        }
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure) => {
            "nothing was saved; free some space and try again"
        }
        _ => "nothing was saved",
    }
}

fn remedy_of_the_system(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "give yourself the right to write there, or name another place"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            "free some space and try again"
        }
        io::ErrorKind::NotFound => "name one that is there",
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            "a file bears the name of a folder; name another place"
        }
        _ => "nothing was saved",
    }
}

/// As many reasons as a person reads, the number of the others, and that nothing was saved.
fn listed(reasons: &[String]) -> String {
    const SHOWN: usize = 20;
    let mut text = String::new();
    for reason in reasons.iter().take(SHOWN) {
        let _ = writeln!(text, "{reason}");
    }
    if reasons.len() > SHOWN {
        let _ = writeln!(text, "and {} more", reasons.len() - SHOWN);
    }
    text.push_str("nothing was saved");
    text
}
