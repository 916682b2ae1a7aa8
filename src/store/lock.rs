//! One run at a time on an output folder: a lock of the operating system on `.lock`, which ends with
//! the process, however that ends. The file stays, but for a run that left nothing: whoever had opened it before it
//! was removed holds a lock on nothing, and takes the one that is there.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::StoreError;

/// The name of the file.
pub(super) const LOCK: &str = ".lock";

/// Held while it lives.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    pub fn take(out: &Path) -> Result<Lock, StoreError> {
        let path = out.join(LOCK);
        loop {
            let file = OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .open(&path)
                .map_err(|source| StoreError::io("write", &path, source))?;
            match file.try_lock() {
                Ok(()) if is_there(&file, &path) => return Ok(Lock { _file: file }),
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(StoreError::Locked(out.to_path_buf())),
                Err(TryLockError::Error(source)) => {
                    return Err(StoreError::io("lock", &path, source));
                }
            }
        }
    }
}

/// Whether the file is the one of that name.
#[cfg(unix)]
fn is_there(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |it: std::fs::Metadata| (it.dev(), it.ino());
    let there = std::fs::metadata(path).map(number);
    file.metadata().map(number).is_ok_and(|it| there.is_ok_and(|there| it == there))
}

/// Whether the file is the one of that name: elsewhere one that is open can not be removed.
#[cfg(not(unix))]
fn is_there(_: &File, _: &Path) -> bool {
    true
}
