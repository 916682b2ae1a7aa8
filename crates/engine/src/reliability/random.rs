//! Random numbers that are a function of a seed and of a number: the same on every machine, whatever
//! was drawn before.
//!
//! # Reference
//!
//! Blackman and Vigna (2021), Scrambled linear pseudorandom number generators, ACM Transactions on
//! Mathematical Software 47: xoshiro256++, its state filled by splitmix64.

/// A stream of numbers.
#[derive(Clone, Debug)]
pub struct Random([u64; 4]);

fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Random {
    /// The stream of that number under a seed.
    pub fn new(seed: u64, stream: u64) -> Random {
        let mut state = seed;
        let mut start = splitmix(&mut state) ^ stream.wrapping_mul(0xD1B5_4A32_D192_ED03);
        Random([(); 4].map(|()| splitmix(&mut start)))
    }

    fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// A number from 0 to below `n`, each as likely as another up to `n` in 2^64; 0 for `n` = 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the authors' C code: splitmix64 of 0, and xoshiro256++ of the state 1, 2, 3, 4.
    #[test]
    fn numbers_are_those_of_the_authors() {
        assert_eq!(splitmix(&mut 0), 0xE220_A839_7B1D_CDAF);
        let mut random = Random([1, 2, 3, 4]);
        assert_eq!(
            [(); 3].map(|()| random.next()),
            [41_943_041, 58_720_359, 3_588_806_011_781_223]
        );
    }

    #[test]
    fn every_number_below_n_is_drawn_about_as_often() {
        let mut counts = [0_u32; 7];
        let mut random = Random::new(1, 2);
        for _ in 0..70_000 {
            counts[random.below(7)] += 1;
        }
        assert!(counts.iter().all(|it| it.abs_diff(10_000) < 500), "{counts:?}");
        assert_eq!(random.below(0), 0);
        assert_ne!(Random::new(1, 2).next(), Random::new(1, 3).next());
    }
}
