//! Hashes the sources that decide what a pass holds, so that a pass of another engine is never taken
//! for one of this.

use std::fs;
use std::path::Path;

fn main() {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for folder in ["crates/engine/src", "src/corpus", "src/study/pass.rs"] {
        println!("cargo:rerun-if-changed={folder}");
        add(Path::new(folder), &mut hash);
    }
    println!("cargo:rustc-env=FRAMEBOOK_ENGINE={hash:016x}");
}

/// FNV-1a over names and bytes, folders in the order of their names.
fn add(path: &Path, hash: &mut u64) {
    let mut mix = |bytes: &[u8]| {
        for byte in bytes {
            *hash = (*hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    };
    if path.is_dir() {
        let mut inner: Vec<_> =
            fs::read_dir(path).into_iter().flatten().flatten().map(|it| it.path()).collect();
        inner.sort();
        for path in inner {
            add(&path, hash);
        }
    } else if let Ok(bytes) = fs::read(path) {
        mix(path.to_string_lossy().as_bytes());
        mix(&bytes);
    }
}
