//! What can be wrong with a corpus, said so that its reader can mend it: value, place, remedy.

use std::fmt;
use std::io;

/// An invalid byte in a file that is otherwise readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidByte {
    /// The file, as the study names it.
    pub file: String,
    /// Offset of the byte in the file, from 0.
    pub offset: u64,
    /// The byte.
    pub byte: u8,
    /// The encoding in which it is invalid.
    pub encoding: &'static str,
    /// An encoding that the bytes would fit, where one was found.
    pub looks_like: Option<&'static str>,
}

impl fmt::Display for InvalidByte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, offset, byte, encoding, looks_like } = self;
        write!(f, "`{file}`: byte {offset} (`0x{byte:02x}`) is not valid {encoding}")?;
        match looks_like {
            Some(name) => write!(f, ", the file may be {name}"),
            None => Ok(()),
        }
    }
}

/// Why a corpus can not be opened or read on.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// The operating system refused a file.
    #[error("`{file}`: {source}")]
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
    #[error(
        "{}; name the encoding (`--encoding windows-1252`), or replace invalid bytes and count \
         them (`--replace-invalid`)",
        join(.0)
    )]
    InvalidBytes(Vec<InvalidByte>),
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

/// Problems of several files in one message: ten, then how many more.
fn join(problems: &[InvalidByte]) -> String {
    const SHOWN: usize = 10;
    let mut text = problems.iter().take(SHOWN).map(ToString::to_string).collect::<Vec<_>>();
    if problems.len() > SHOWN {
        text.push(format!("and {} more files", problems.len() - SHOWN));
    }
    text.join("; ")
}

fn quoted(id: &str) -> String {
    if id.is_empty() { "duplicate id".to_owned() } else { format!("duplicate id `{id}`") }
}

impl CorpusError {
    /// An operating system's refusal of `file`.
    pub fn io(file: &str) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Io { file: file.to_owned(), source }
    }

    /// A break of the format at a line.
    pub fn format(file: &str, line: u64, message: impl Into<String>) -> Self {
        Self::Format { file: file.to_owned(), line, message: message.into() }
    }
}
