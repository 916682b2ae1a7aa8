//! Sums of products of sums, without rounding: what a variance between documents is left of, when
//! large numbers that almost cancel are subtracted.
//!
//! Sums over documents, weighted in millionths, have up to 128 bits and their coefficients too; the
//! products are added in 256 bits and only the result becomes a float. So documents that do not
//! differ have a variance of exactly zero.

use std::cmp::Ordering;

/// A number of 256 bits without sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Wide {
    high: u128,
    low: u128,
}

impl Wide {
    fn product(a: u128, b: u128) -> Wide {
        const MASK: u128 = u64::MAX as u128;
        let (a1, a0) = (a >> 64, a & MASK);
        let (b1, b0) = (b >> 64, b & MASK);
        let low = a0 * b0;
        let middle = a1 * b0 + (low >> 64);
        let (middle, carry) = middle.overflowing_add(a0 * b1);
        let high = a1 * b1 + (middle >> 64) + (u128::from(carry) << 64);
        Wide { high, low: (middle << 64) | (low & MASK) }
    }

    fn plus(self, other: Wide) -> Wide {
        let (low, carry) = self.low.overflowing_add(other.low);
        Wide { high: self.high.saturating_add(other.high).saturating_add(carry.into()), low }
    }

    /// The difference to a smaller number.
    fn minus(self, other: Wide) -> Wide {
        let (low, borrow) = self.low.overflowing_sub(other.low);
        Wide { high: self.high.wrapping_sub(other.high).wrapping_sub(borrow.into()), low }
    }

    fn to_f64(self) -> f64 {
        self.high as f64 * 2f64.powi(128) + self.low as f64
    }
}

/// A sum of signed products.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Exact {
    plus: Wide,
    minus: Wide,
}

impl Exact {
    /// Adds a coefficient times a coefficient times a sum; the coefficients have up to 64 bits.
    pub fn add(&mut self, first: i128, second: i128, sum: u128) {
        let coefficient = first.unsigned_abs().saturating_mul(second.unsigned_abs());
        let product = Wide::product(coefficient, sum);
        if (first < 0) == (second < 0) {
            self.plus = self.plus.plus(product);
        } else {
            self.minus = self.minus.plus(product);
        }
    }

    /// The sum, rounded once or twice.
    pub fn to_f64(self) -> f64 {
        match self.plus.cmp(&self.minus) {
            Ordering::Less => -self.minus.minus(self.plus).to_f64(),
            Ordering::Equal => 0.0,
            Ordering::Greater => self.plus.minus(self.minus).to_f64(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn products_of_the_largest_numbers_are_right() {
        let max = u128::MAX;
        // (2^128 - 1)^2 = 2^256 - 2^129 + 1
        assert_eq!(Wide::product(max, max), Wide { high: max - 1, low: 1 });
        assert_eq!(Wide::product(max, 1), Wide { high: 0, low: max });
        assert_eq!(Wide::product(1 << 100, 1 << 100), Wide { high: 1 << 72, low: 0 });
    }

    #[test]
    fn what_cancels_leaves_nothing() {
        let mut sum = Exact::default();
        let big = i128::from(u64::MAX);
        sum.add(big, big, u128::MAX);
        sum.add(big, -big, u128::MAX - 1);
        assert_eq!(sum.to_f64(), (big as f64).powi(2));
        sum.add(-big, big, 1);
        assert_eq!(sum.to_f64(), 0.0);
        sum.add(1, -1, 7);
        assert_eq!(sum.to_f64(), -7.0);
    }

    proptest! {
        #[test]
        fn products_agree_with_small_ones(a in any::<u64>(), b in any::<u64>(), c in any::<u64>()) {
            let (a, b, c) = (u128::from(a), u128::from(b), u128::from(c));
            prop_assert_eq!(Wide::product(a, b), Wide { high: 0, low: a * b });
            // (a·2^64 + c)·b by parts
            let parts = Wide::product(a << 64, b).plus(Wide::product(c, b));
            prop_assert_eq!(Wide::product((a << 64) + c, b), parts);
            prop_assert_eq!(parts.minus(Wide::product(c, b)), Wide::product(a << 64, b));
        }
    }
}
