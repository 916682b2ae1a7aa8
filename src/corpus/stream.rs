//! A text file as a stream of text: slabs of a set size, decoded, the byte order mark taken off.
//! What enters is a path and an encoding; what leaves are strings and, at the end, how many invalid
//! sequences were replaced. It cuts neither lines nor records.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::encoding::{Decoder, Encoding};
use super::error::CorpusError;
use super::invalid::InvalidByte;
use super::reader::Input;

/// Bytes read at once.
pub const SLAB: usize = 1 << 20;

/// Text, slab by slab.
pub struct TextStream {
    file: File,
    shown: String,
    encoding: Encoding,
    replace: bool,
    slab: usize,
    /// Offset in the file of the first byte not yet read.
    offset: u64,
    /// Bytes of a sign that the last slab cut.
    carry: Vec<u8>,
    raw: Vec<u8>,
    decoder: Decoder,
    n_invalid: u64,
    ended: bool,
}

impl TextStream {
    /// Opens a file; `shown` is its name in messages.
    ///
    /// # Errors
    /// When it can not be read.
    pub fn open(
        path: &Path,
        shown: &str,
        encoding: Encoding,
        replace: bool,
        slab: usize,
    ) -> Result<Self, CorpusError> {
        let mut file = File::open(path).map_err(CorpusError::io(shown))?;
        let mut head = Vec::with_capacity(3);
        (&mut file).take(3).read_to_end(&mut head).map_err(CorpusError::io(shown))?;
        let mark = match Encoding::from_mark(&head) {
            Some((marked, length)) if marked == encoding => length,
            _ => 0,
        };
        file.seek(SeekFrom::Start(mark as u64)).map_err(CorpusError::io(shown))?;
        Ok(Self {
            file,
            shown: shown.to_owned(),
            encoding,
            replace,
            slab: slab.max(1),
            offset: mark as u64,
            carry: Vec::new(),
            raw: Vec::new(),
            decoder: Decoder::new(encoding, mark as u64),
            n_invalid: 0,
            ended: false,
        })
    }

    /// Opens a file as its reader was told to.
    ///
    /// # Errors
    /// When it can not be read.
    pub fn of(input: &Input) -> Result<Self, CorpusError> {
        let Input { path, shown, encoding, replace_invalid, slab, .. } = input;
        Self::open(path, shown, *encoding, *replace_invalid, *slab)
    }

    /// The file's name in messages.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Invalid sequences replaced so far.
    pub fn n_invalid(&self) -> u64 {
        self.n_invalid
    }

    /// Bytes read so far.
    pub fn n_bytes(&self) -> u64 {
        self.offset
    }

    /// Replaces `text` by the next slab, which is not empty; false at the end.
    ///
    /// # Errors
    /// When the file can not be read, or holds an invalid byte that is not to be replaced.
    pub fn refill(&mut self, text: &mut String) -> Result<bool, CorpusError> {
        while !self.ended {
            if self.encoding == Encoding::Utf8 {
                self.refill_utf8(text)?;
            } else {
                self.refill_decoded(text)?;
            }
            if !text.is_empty() {
                return Ok(true);
            }
        }
        text.clear();
        Ok(false)
    }

    fn read(&mut self, bytes: &mut Vec<u8>) -> Result<(), CorpusError> {
        let limit = self.slab as u64;
        let n = (&mut self.file)
            .take(limit)
            .read_to_end(bytes)
            .map_err(CorpusError::io(&self.shown))?;
        self.ended = n == 0;
        self.offset += n as u64;
        Ok(())
    }

    /// UTF-8 is not copied: the bytes are checked where they were read.
    fn refill_utf8(&mut self, text: &mut String) -> Result<(), CorpusError> {
        let mut bytes = std::mem::take(text).into_bytes();
        bytes.clear();
        bytes.append(&mut self.carry);
        self.read(&mut bytes)?;
        if !self.ended {
            let cut = bytes.len() - unfinished(&bytes);
            self.carry.extend_from_slice(&bytes[cut..]);
            bytes.truncate(cut);
        }
        let start = self.offset - (bytes.len() + self.carry.len()) as u64;
        *text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let bytes = error.into_bytes();
                if !self.replace {
                    let byte = bytes.get(at).copied().unwrap_or_default();
                    return Err(self.invalid(start + at as u64, byte));
                }
                let mut replaced = String::with_capacity(bytes.len() + 64);
                for piece in bytes.utf8_chunks() {
                    replaced.push_str(piece.valid());
                    if !piece.invalid().is_empty() {
                        replaced.push(char::REPLACEMENT_CHARACTER);
                        self.n_invalid += 1;
                    }
                }
                replaced
            }
        };
        Ok(())
    }

    fn refill_decoded(&mut self, text: &mut String) -> Result<(), CorpusError> {
        text.clear();
        let mut raw = std::mem::take(&mut self.raw);
        raw.clear();
        self.read(&mut raw)?;
        let (mut first, mut n, replace) = (None, 0, self.replace);
        let valid = self.decoder.decode(&raw, self.ended, text, |offset, byte| {
            first = Some((offset, byte));
            n += 1;
            replace
        });
        self.raw = raw;
        self.n_invalid += n;
        match first {
            Some((offset, byte)) if !valid => Err(self.invalid(offset, byte)),
            _ => Ok(()),
        }
    }

    fn invalid(&self, offset: u64, byte: u8) -> CorpusError {
        CorpusError::invalid(InvalidByte {
            file: self.shown.clone(),
            offset,
            byte,
            encoding: self.encoding.name(),
        })
    }
}

/// How many bytes at the end begin a UTF-8 sign that is not yet whole: 0 to 3.
pub(super) fn unfinished(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        let byte = bytes[bytes.len() - back];
        let length = match byte {
            0x80..=0xBF => continue,
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => 1,
        };
        return if length > back { back } else { 0 };
    }
    0
}
