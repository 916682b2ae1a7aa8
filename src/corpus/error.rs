//! What can be wrong with a corpus, said so that its reader can mend it: value, place, remedy.

use std::io;

use super::invalid::{InvalidByte, InvalidBytes};

/// Why a corpus can not be opened or read on.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// The operating system refused a file.
    #[error("`{file}`: {source}; {}", remedy(source))]
    Io {
        /// The file, as the study names it.
        file: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// A path or pattern of `files` names nothing.
    #[error("`{pattern}`: no such file; {remedy}")]
    NoFile {
        /// The path, folder or pattern as written.
        pattern: String,
        /// What to do.
        remedy: String,
    },
    /// The specification contradicts itself or names something that is not there.
    #[error("{0}")]
    Spec(String),
    /// A file of a format that no reader takes.
    #[error("`{file}`: unknown format `{extension}`, there are: {known}")]
    UnknownFormat {
        /// The file, as the study names it.
        file: String,
        /// Its extension.
        extension: String,
        /// The extensions that are read.
        known: String,
    },
    /// An encoding that is not read.
    #[error("unknown encoding `{name}`, there are: {known}")]
    UnknownEncoding {
        /// The name as written.
        name: String,
        /// The encodings that are read.
        known: String,
    },
    /// A column that no file has.
    #[error("unknown column `{name}` in `{key}`, there are: {known}")]
    UnknownColumn {
        /// The key of the study that names it.
        key: &'static str,
        /// The column as written.
        name: String,
        /// The columns of the files.
        known: String,
    },
    /// Bytes that are not valid in the encoding of their file.
    #[error("{0}")]
    InvalidBytes(InvalidBytes),
    /// A file that breaks its format.
    #[error("`{file}:{line}`: {message}")]
    Format {
        /// The file, as the study names it.
        file: String,
        /// The line, or the row where the format has no lines, from 1.
        line: u64,
        /// What is wrong and what to do.
        message: String,
    },
    /// The same id twice.
    #[error(
        "{}: the id stands twice, at `{first}` and at `{second}`; name another column as id, \
         leave it out with `id = \"file#row\"`, or set duplicate_ids to `drop` or `keep`",
        quoted(.id)
    )]
    DuplicateId {
        /// The id, empty where only its places are still known.
        id: String,
        /// `file:line` of the first.
        first: String,
        /// `file:line` of the second.
        second: String,
    },
    /// A document without text where the study refuses such.
    #[error("`{place}`: the document has no text; set empty to `keep` or `drop`")]
    Empty {
        /// `file:line`.
        place: String,
    },
}

fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "give yourself the right to read it, or leave it out",
        io::ErrorKind::NotFound => {
            "it was removed, or is a link that leads nowhere; put it back or leave it out"
        }
        io::ErrorKind::StorageFull => "free some space and run again",
        _ => "see that it can be read, or leave it out",
    }
}

fn quoted(id: &str) -> String {
    if id.is_empty() { "duplicate id".to_owned() } else { format!("duplicate id `{id}`") }
}

impl CorpusError {
    /// An operating system's refusal of `file`.
    pub fn io(file: &str) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Io { file: file.to_owned(), source }
    }

    /// An invalid byte; what the file could be is looked for where all files are known.
    pub fn invalid(byte: InvalidByte) -> Self {
        Self::InvalidBytes(InvalidBytes::unexplained(vec![byte]))
    }

    /// A break of the format at a line.
    pub fn format(file: &str, line: u64, message: impl Into<String>) -> Self {
        Self::Format { file: file.to_owned(), line, message: message.into() }
    }
}
