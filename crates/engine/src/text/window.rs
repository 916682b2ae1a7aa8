//! Which of up to 64 bytes of a text can belong to a word, one bit each: what lets a scanner step
//! from word to word instead of from byte to byte. It knows no characters: a byte that is not ASCII
//! can belong to a word and is marked, and the caller looks at the character.

/// Bytes that a window holds.
const WIDTH: usize = 64;

/// The marks of a stretch of a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Window {
    start: usize,
    end: usize,
    /// ASCII letters and digits, and bytes that are not ASCII.
    words: u64,
    /// Bytes that are not ASCII.
    wide: u64,
}

/// A run of marked bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// First byte.
    pub start: usize,
    /// One past the last byte that is known of.
    pub end: usize,
    /// True when every byte is ASCII.
    pub ascii: bool,
    /// True when the run may go on behind the window.
    pub cut: bool,
}

impl Window {
    /// The first run of marked bytes at or after `at`, before `end`; the window moves on where it
    /// must. A window serves one `end`.
    #[inline]
    pub fn run(&mut self, bytes: &[u8], mut at: usize, end: usize) -> Option<Run> {
        loop {
            let mut left = 0;
            if at < self.end {
                left = self.words >> (at - self.start);
            }
            if left == 0 {
                at = at.max(self.end);
                if at >= end {
                    return None;
                }
                self.fill(bytes, at, end);
                continue;
            }
            let start = at + left.trailing_zeros() as usize;
            let length = (!(left >> left.trailing_zeros())).trailing_zeros();
            let stop = start + length as usize;
            let mut cut = false;
            if stop == self.end {
                cut = stop < end;
                if cut && start > self.start {
                    self.fill(bytes, start, end);
                    at = start;
                    continue;
                }
            }
            let mask = u64::MAX >> (WIDTH as u32 - length);
            let ascii = self.wide >> (start - self.start) & mask == 0;
            return Some(Run { start, end: stop, ascii, cut });
        }
    }

    /// Moves the window to `start`; it ends after 64 bytes, or at `end`.
    #[inline(never)]
    fn fill(&mut self, bytes: &[u8], start: usize, end: usize) {
        let length = (end - start).min(WIDTH);
        let width = length.next_multiple_of(8);
        *self = Window { start, end: start + length, words: 0, wide: 0 };
        let mut padded = [0; WIDTH];
        let bytes = match bytes.get(start..start + width) {
            Some(bytes) => bytes,
            None => {
                let rest = bytes.get(start..).unwrap_or_default();
                padded[..rest.len()].copy_from_slice(rest);
                &padded[..width]
            }
        };
        let mut any_wide = 0;
        for (number, eight) in bytes.chunks_exact(8).enumerate() {
            let eight = eight.first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
            any_wide |= eight;
            self.words |= bits(words_of(eight)) << (8 * number);
        }
        if any_wide & TOPS != 0 {
            for (number, eight) in bytes.chunks_exact(8).enumerate() {
                let eight = eight.first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
                self.wide |= bits(eight & TOPS) << (8 * number);
            }
        }
        self.words &= u64::MAX >> (WIDTH - length);
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x80 * ONES;

/// The top bit of each of eight bytes that is an ASCII letter or digit, or not ASCII.
#[inline]
fn words_of(eight: u64) -> u64 {
    let ascii = eight & !TOPS;
    // The top bit of a sum tells which bytes are at least `from`: no byte carries into the next.
    let reaches = |bytes: u64, from: u8| bytes + (0x80 - u64::from(from)) * ONES;
    let small = ascii | (0x20 * ONES);
    let letters = reaches(small, b'a') & !reaches(small, b'z' + 1);
    let digits = reaches(ascii, b'0') & !reaches(ascii, b'9' + 1);
    (letters | digits | eight) & TOPS
}

/// The top bits of eight bytes, side by side in one.
#[inline]
fn bits(tops: u64) -> u64 {
    (tops >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same, byte by byte.
    fn naive(bytes: &[u8], at: usize, end: usize) -> Vec<(usize, usize, bool)> {
        let mut runs = Vec::new();
        for (place, &byte) in bytes.iter().enumerate().take(end).skip(at) {
            if byte.is_ascii_alphanumeric() || !byte.is_ascii() {
                runs.push((place, place + 1, byte.is_ascii()));
            }
        }
        join(&runs)
    }

    #[test]
    fn finds_the_runs_that_a_look_at_each_byte_finds() {
        let every: Vec<u8> = (0..=255).collect();
        let words = b"a bc def ghij klmno, pqrst.uv 0123456789 \xD0\xB6 x\xC3\xA9y !";
        let mut state = 1u32;
        let mut random = Vec::new();
        for _ in 0..3000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            random.push(words[state as usize >> 16 & 31]);
        }
        for bytes in [&every[..], words, &random, b"", b"a", b" "] {
            for at in 0..bytes.len().min(70) {
                for end in [at, at + 1, at + 7, at + 63, at + 64, at + 65, bytes.len()] {
                    let end = end.min(bytes.len());
                    let (mut window, mut place, mut found) = (Window::default(), at, Vec::new());
                    while let Some(run) = window.run(bytes, place, end) {
                        found.push((run.start, run.end, run.ascii));
                        place = run.end;
                    }
                    assert_eq!(join(&found), naive(bytes, at, end), "{at}..{end} of {bytes:?}");
                }
            }
        }
    }

    /// Pieces that touch are one run: one that is longer than a window comes in pieces.
    fn join(found: &[(usize, usize, bool)]) -> Vec<(usize, usize, bool)> {
        let mut runs: Vec<(usize, usize, bool)> = Vec::new();
        for &(start, end, ascii) in found {
            match runs.last_mut().filter(|run| run.1 == start) {
                Some(run) => *run = (run.0, end, run.2 && ascii),
                None => runs.push((start, end, ascii)),
            }
        }
        runs
    }
}
