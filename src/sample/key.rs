//! The numbers that decide who is drawn and who is held out: hashes of names, so that they are the same on any
//! machine, for any order of the corpus, and for ever. Nothing is rolled.

/// The number that orders the segments of a stratum: those with the smallest are drawn. It is that of the
/// segment and the seed alone, so that a larger sample holds the smaller one.
#[must_use]
pub fn order(seed: u64, document: &str, part: &str, start: u32) -> u64 {
    let (seed, start) = (seed.to_le_bytes(), u64::from(start).to_le_bytes());
    number("order", &[&seed, document.as_bytes(), &start, part.as_bytes()])
}

/// A number from 0 to below 1 for a cluster: below the share of test segments it is held out. The seed has no
/// part in it, so that what one sample holds out no other shows.
#[must_use]
pub fn held_out(cluster: &str) -> f64 {
    // the 53 bits that a floating point number holds
    (number("split", &[cluster.as_bytes()]) >> 11) as f64 / (1_u64 << 53) as f64
}

/// What two texts have in common that are the same but for case, spelling of signs and white space.
#[must_use]
pub fn fingerprint(text: &str) -> u128 {
    let mut hash = blake3::Hasher::new();
    for word in text.split_whitespace() {
        hash.update(crate::engine::text::fold::fold(word).as_bytes());
        hash.update(b" ");
    }
    let mut bytes = [0; 16];
    hash.finalize_xof().fill(&mut bytes);
    u128::from_le_bytes(bytes)
}

/// A hash of fields, each with its length before it, so that no two rows of fields run together.
fn number(purpose: &str, fields: &[&[u8]]) -> u64 {
    let mut hash = blake3::Hasher::new();
    for field in std::iter::once(purpose.as_bytes()).chain(fields.iter().copied()) {
        hash.update(&(field.len() as u64).to_le_bytes());
        hash.update(field);
    }
    let mut bytes = [0; 8];
    hash.finalize_xof().fill(&mut bytes);
    u64::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed in Python with PyPI blake3: `int.from_bytes(blake3(fields).digest()[:8], "little")`, where each of
    /// the fields `b"order"`, seed, document, start, part has its length in 8 bytes before it.
    #[test]
    fn keys_are_those_computed_elsewhere() {
        let cases = [
            (1, "en-001", "body", 0, 2_388_468_696_724_538_666),
            (1, "en-001", "headline", 0, 8_401_998_657_535_352_000),
            (1, "Қз-7", "", 4096, 16_026_329_146_260_504_354),
            (7, "", "", 0, 4_467_714_009_106_522_030),
        ];
        for (seed, document, part, start, expected) in cases {
            assert_eq!(order(seed, document, part, start), expected, "{document} {part} {start}");
        }
        assert!((held_out("en-001") - 0.612_073_896_192_448_9).abs() < 1e-15);
    }

    #[test]
    fn fields_do_not_run_together() {
        assert_ne!(order(1, "a", "bc", 0), order(1, "ab", "c", 0));
        assert_ne!(order(1, "a", "", 0), order(1, "", "a", 0));
        assert_ne!(order(1, "a", "", 0), order(2, "a", "", 0));
    }

    #[test]
    fn texts_that_read_alike_are_one() {
        for (left, right, same) in [
            ("Read more", "READ  more\n", true),
            ("Ещё о Шёлковом пути", "еще о шелковом пути", true),
            ("Read more", "Readmore", false),
            ("一带一路", "一带 一路", false),
            ("", " ", true),
        ] {
            assert_eq!(fingerprint(left) == fingerprint(right), same, "{left} {right}");
        }
    }
}
