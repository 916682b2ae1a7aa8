//! Numbers that look like chance and are a function of their place: a key leads to the same number on
//! any machine, in any order.
//!
//! Keys enter, 64 bits leave. Deliberately absent: a state.

/// The number of a key under a seed.
///
/// # Reference
///
/// Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators, OOPSLA, 453–472; the
/// finalizer is Stafford's variant 13.
pub(super) fn number(seed: u64, key: u64) -> u64 {
    let mix = |mut z: u64| {
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let step = 0x9e37_79b9_7f4a_7c15u64;
    mix(mix(seed.wrapping_add(step)).wrapping_add(key.wrapping_mul(step)).wrapping_add(step))
}
