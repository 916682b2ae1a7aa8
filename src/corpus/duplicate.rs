//! Ids that stand twice, found in memory that does not grow with the corpus. An id is known by 128
//! bits of hash (two SipHashes): among 10,000,000 ids two different ones share a hash with a
//! probability below 1e-24, so a find is not looked up again. Up to [`HELD`] ids are held with
//! their places, and a repetition is known at once; beyond, they go sorted into a temporary file
//! and repetitions across such runs are found at the end, by merging.

use std::cmp::Reverse;
use std::collections::hash_map::{DefaultHasher, Entry};
use std::collections::{BinaryHeap, HashMap};
use std::fs::File;
use std::hash::{BuildHasherDefault, Hasher};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use super::batch::Place;

/// Ids held in memory: about 32 MB.
pub const HELD: usize = 400_000;

/// Hash (16 bytes), file (4), line (8).
const RECORD: usize = 28;

/// An id that stood before: its first place, and where it stands again.
pub type Repetition = (Place, Place);

/// Watches ids go by.
pub struct IdCheck {
    held: HashMap<u128, Place, BuildHasherDefault<Half>>,
    limit: usize,
    spill: Option<Spill>,
}

impl IdCheck {
    /// A check that holds `limit` ids in memory.
    pub fn new(limit: usize) -> Self {
        Self { held: HashMap::default(), limit: limit.max(1), spill: None }
    }

    /// Notes an id; answers the place of an earlier one where it is still held.
    ///
    /// # Errors
    /// When the temporary file can not be written.
    pub fn add(&mut self, id: &str, place: Place) -> io::Result<Option<Place>> {
        let known = match self.held.entry(hash(id)) {
            Entry::Occupied(first) => return Ok(Some(*first.get())),
            Entry::Vacant(vacant) => {
                vacant.insert(place);
                None
            }
        };
        if self.held.len() >= self.limit {
            self.write_run()?;
        }
        Ok(known)
    }

    fn write_run(&mut self) -> io::Result<()> {
        let mut run: Vec<(u128, Place)> = self.held.drain().collect();
        run.sort_unstable();
        let spill = match &mut self.spill {
            Some(spill) => spill,
            None => self.spill.insert(Spill::create()?),
        };
        spill.write(&run)
    }

    /// Repetitions that were not known when they were added, in the order of their places.
    ///
    /// # Errors
    /// When the temporary file can not be read.
    pub fn finish(mut self) -> io::Result<Vec<Repetition>> {
        if self.spill.is_none() {
            return Ok(Vec::new());
        }
        self.write_run()?;
        match self.spill {
            Some(spill) => spill.repetitions(),
            None => Ok(Vec::new()),
        }
    }
}

/// The lower half of a hash is as good as another hash of it.
#[derive(Default)]
struct Half(u64);

impl Hasher for Half {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |half, byte| half.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u128(&mut self, hash: u128) {
        self.0 = hash as u64;
    }
}

fn hash(id: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        hasher.write_u8(salt);
        hasher.write(id.as_bytes());
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

/// Sorted runs of ids in one temporary file, which goes with the value.
struct Spill {
    path: PathBuf,
    out: Option<BufWriter<File>>,
    /// Offset of each run, then the end.
    starts: Vec<u64>,
}

impl Spill {
    fn create() -> io::Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("framebook-ids-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let file = File::options().write(true).create_new(true).open(&path)?;
        Ok(Self { path, out: Some(BufWriter::new(file)), starts: vec![0] })
    }

    fn write(&mut self, run: &[(u128, Place)]) -> io::Result<()> {
        let Some(out) = &mut self.out else { return Ok(()) };
        for (hash, place) in run {
            out.write_all(&hash.to_be_bytes())?;
            out.write_all(&place.file.to_be_bytes())?;
            out.write_all(&place.line.to_be_bytes())?;
        }
        let start = self.starts.last().copied().unwrap_or(0);
        self.starts.push(start + (run.len() * RECORD) as u64);
        Ok(())
    }

    fn repetitions(mut self) -> io::Result<Vec<Repetition>> {
        if let Some(mut out) = self.out.take() {
            out.flush()?;
        }
        let mut runs = Vec::new();
        let mut heap = BinaryHeap::new();
        for pair in self.starts.windows(2) {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(pair[0]))?;
            let run = BufReader::with_capacity(1 << 16, file.take(pair[1] - pair[0]));
            runs.push(run);
        }
        for (number, run) in runs.iter_mut().enumerate() {
            if let Some(record) = read_record(run)? {
                heap.push(Reverse((record, number)));
            }
        }
        let mut found = Vec::new();
        let mut last: Option<(u128, Place)> = None;
        while let Some(Reverse((record, number))) = heap.pop() {
            match last {
                // runs are in the order of the corpus, so the first of a hash is its first place
                Some((hash, first)) if hash == record.0 => found.push((first, record.1)),
                _ => last = Some(record),
            }
            if let Some(next) = read_record(&mut runs[number])? {
                heap.push(Reverse((next, number)));
            }
        }
        found.sort_unstable_by_key(|&(first, again)| (again, first));
        Ok(found)
    }
}

impl Drop for Spill {
    fn drop(&mut self) {
        // nothing can be done about a temporary file that will not go
        let _ = std::fs::remove_file(&self.path);
    }
}

fn read_record(run: &mut impl Read) -> io::Result<Option<(u128, Place)>> {
    let mut bytes = [0; RECORD];
    match run.read_exact(&mut bytes) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let number = |range: std::ops::Range<usize>| {
        bytes[range].iter().fold(0, |number: u128, byte| number << 8 | u128::from(*byte))
    };
    let place = Place { file: number(16..20) as u32, line: number(20..28) as u64 };
    Ok(Some((number(0..16), place)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids that repeat, at once or at the end, whatever is held.
    fn repetitions(ids: &[String], limit: usize) -> Vec<Repetition> {
        let mut check = IdCheck::new(limit);
        let mut found = Vec::new();
        for (line, id) in ids.iter().enumerate() {
            let place = Place { file: 0, line: line as u64 + 1 };
            if let Some(first) = check.add(id, place).expect("temporary file") {
                found.push((first, place));
            }
        }
        found.extend(check.finish().expect("temporary file"));
        found.sort_by_key(|&(_, again)| again);
        found
    }

    #[test]
    fn repetitions_are_found_however_little_is_held_in_memory() {
        let mut ids: Vec<String> = (0..5000).map(|n| format!("құжат-{n}")).collect();
        assert_eq!(repetitions(&ids, 7), []);
        ids[4000] = ids[10].clone();
        ids[11] = ids[10].clone();
        ids[4999] = ids[2500].clone();
        let place = |line| Place { file: 0, line };
        let expected =
            [(place(11), place(12)), (place(11), place(4001)), (place(2501), place(5000))];
        for limit in [1, 7, 100, 4998, 1 << 20] {
            assert_eq!(repetitions(&ids, limit), expected, "{limit}");
        }
    }
}
