//! Zip archives that come from elsewhere: a Word document, an Excel workbook. A part of one can unpack to a
//! thousand times its size, and say that it does not; so what is unpacked is counted as it comes, and never more
//! than [`MOST_UNPACKED`] of it. What a part means is the business of who reads it.

use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

/// The most parts of an archive.
pub const MOST_PARTS: usize = 20_000;
/// The most bytes that are unpacked of an archive.
pub const MOST_UNPACKED: u64 = 1_000_000_000;
/// No honest part is packed stronger than this.
const STRONGEST: u64 = 500;
/// Below this size the ratio says nothing.
const SMALL: u64 = 10 << 20;

/// What an encrypted document and those before 2007 begin with.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// Opens an archive.
///
/// # Errors
/// What is none, is encrypted, or has more than [`MOST_PARTS`].
pub fn open<R: Read + Seek>(mut reader: R) -> Result<ZipArchive<R>, String> {
    let mut mark = Vec::new();
    let read = reader.by_ref().take(4).read_to_end(&mut mark);
    read.and_then(|_| reader.seek(SeekFrom::Start(0))).map_err(|error| error.to_string())?;
    if mark == COMPOUND {
        return Err("it has a password, or is of a version before 2007".to_owned());
    }
    if !mark.starts_with(b"PK") {
        return Err("it does not begin as a zip archive does".to_owned());
    }
    let archive = ZipArchive::new(reader).map_err(|error| error.to_string())?;
    match archive.len() {
        n if n > MOST_PARTS => {
            Err(format!("the archive has {n} parts, and no more than {MOST_PARTS} are read"))
        }
        _ => Ok(archive),
    }
}

/// A part as it is unpacked: an error comes where it is larger than it may be.
#[derive(Debug)]
pub struct Part<R> {
    inner: R,
    left: u64,
    most: u64,
}

impl<R: Read> Part<R> {
    /// Of a part that says to be so large, packed and unpacked, where so much may still be unpacked.
    ///
    /// # Errors
    /// A part that says to be larger, or is packed as only a zip bomb is.
    pub fn new(inner: R, packed: u64, size: u64, left: u64) -> Result<Self, String> {
        if size > left {
            return Err(too_large());
        }
        if size > SMALL && size / packed.max(1) > STRONGEST {
            return Err(format!("{packed} bytes unpack to {size}, as in a zip bomb"));
        }
        // the size that the archive tells may be a lie
        let most = left.min(SMALL.max(packed.saturating_mul(STRONGEST)));
        Ok(Self { inner, left: most, most })
    }

    /// The bytes that were unpacked.
    pub fn unpacked(&self) -> u64 {
        self.most - self.left
    }
}

impl<R: Read> Read for Part<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 && !buffer.is_empty() {
            let mut more = [0];
            return match self.inner.read(&mut more)? {
                0 => Ok(0),
                _ => Err(io::Error::other(too_large())),
            };
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let n = self.inner.read(buffer.get_mut(..most).unwrap_or_default())?;
        self.left -= n as u64;
        Ok(n)
    }
}

fn too_large() -> String {
    format!(
        "it unpacks to more than {} GB, which is the most that is read",
        MOST_UNPACKED / 1_000_000_000
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_gives_no_more_than_it_may() {
        let part = |packed, size, left| Part::new(&[7; 100][..], packed, size, left);
        assert!(part(1, 101, 100).unwrap_err().contains("more than 1 GB"));
        assert!(part(1, SMALL + 1, MOST_UNPACKED).unwrap_err().contains("as in a zip bomb"));
        let mut bytes = Vec::new();
        let mut whole = part(50, 100, 100).unwrap();
        assert_eq!((whole.read_to_end(&mut bytes).unwrap(), whole.unpacked()), (100, 100));
        // it said to have 40
        let mut more = part(50, 40, 99).unwrap();
        let error = more.read_to_end(&mut bytes).unwrap_err();
        assert!(error.to_string().contains("more than 1 GB"), "{error}");
    }

    #[test]
    fn what_is_no_archive_is_told_from_what_has_a_password() {
        for (bytes, expected) in [
            (&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], "a password"),
            (b"", "does not begin"),
            (b"PK", "nvalid"),
            (b"text", "does not begin"),
        ] {
            let error = open(io::Cursor::new(bytes)).map(|it| it.len()).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
