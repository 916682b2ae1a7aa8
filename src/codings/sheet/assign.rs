//! Who codes which units, and in which order: by seed, the same on any machine. Units and names enter;
//! places of units leave.

use std::collections::HashSet;

/// A unit to be given to coders.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// Its id.
    pub id: &'a str,
    /// The stratum that it was drawn from: what is given to all, and to each, is spread over the strata.
    pub stratum: &'a str,
}

/// For each coder the places of their units, in the order in which they code them. A share `overlap` of all
/// units, at least, is given to every coder; the rest is divided, without units that are `taken` already.
#[must_use]
pub fn assign(
    units: &[Given<'_>],
    taken: &HashSet<&str>,
    coders: &[String],
    overlap: f64,
    seed: u64,
) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..units.len()).collect();
    let of = |at: &usize| units.get(*at).map_or(("", 0), |it| (it.stratum, draw(seed, "", it.id)));
    order.sort_by_cached_key(|it| (of(it).0.to_owned(), of(it).1));
    let mut given: Vec<Vec<usize>> = vec![Vec::new(); coders.len()];
    let reached = |n: usize| (n as f64 * overlap.clamp(0.0, 1.0) - 1e-9).ceil() as usize;
    let mut next = 0;
    for (n, at) in order.into_iter().enumerate() {
        // evenly over the strata, and in all not fewer than the share
        if reached(n + 1) > reached(n) {
            given.iter_mut().for_each(|it| it.push(at));
        } else if !units.get(at).is_some_and(|it| taken.contains(it.id)) {
            if let Some(coder) = given.get_mut(next % coders.len().max(1)) {
                coder.push(at);
            }
            next += 1;
        }
    }
    for (coder, places) in coders.iter().zip(&mut given) {
        places.sort_by_cached_key(|at| {
            units.get(*at).map_or((0, ""), |it| (draw(seed, coder, it.id), it.id))
        });
    }
    given
}

/// A number that depends on the seed, a name and an id alone.
#[must_use]
pub fn draw(seed: u64, name: &str, id: &str) -> u64 {
    let mut hash = blake3::Hasher::new();
    hash.update(&seed.to_le_bytes());
    for field in [name, id] {
        hash.update(&(field.len() as u64).to_le_bytes());
        hash.update(field.as_bytes());
    }
    hash.finalize().as_bytes().iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(n: usize) -> Vec<String> {
        (0..n).map(|it| format!("unit-{it}")).collect()
    }

    fn names(n: usize) -> Vec<String> {
        (0..n).map(|it| format!("coder-{it}")).collect()
    }

    #[test]
    fn every_unit_is_coded_and_at_least_the_share_by_all() {
        for (n, coders, overlap, shared) in [
            (100, 2, 0.3, 30),
            (100, 3, 0.301, 31),
            (7, 2, 0.5, 4),
            (10, 1, 0.0, 0),
            (10, 3, 1.0, 10),
            (1, 2, 0.1, 1),
            (0, 2, 0.5, 0),
        ] {
            let ids = ids(n);
            let stratum = |at: usize| if at.is_multiple_of(3) { "kk" } else { "ru" };
            let units = ids.iter().enumerate();
            let units: Vec<Given<'_>> =
                units.map(|(at, id)| Given { id, stratum: stratum(at) }).collect();
            let given = assign(&units, &HashSet::new(), &names(coders), overlap, 1);
            let n_of = |at: usize| given.iter().filter(|it| it.contains(&at)).count();
            let all = (0..n).filter(|it| n_of(*it) == coders).count();
            if coders > 1 {
                assert_eq!(all, shared, "{n} {coders} {overlap}");
            }
            assert!((0..n).all(|it| n_of(it) == 1 || n_of(it) == coders));
            let sizes: Vec<usize> = given.iter().map(Vec::len).collect();
            let (least, most) = (sizes.iter().min(), sizes.iter().max());
            assert!(most.unwrap() - least.unwrap() <= 1, "{sizes:?}");
        }
    }

    #[test]
    fn what_is_taken_is_not_given_again_unless_to_all() {
        let ids = ids(20);
        let units: Vec<Given<'_>> = ids.iter().map(|id| Given { id, stratum: "" }).collect();
        let taken: HashSet<&str> = ids.iter().map(String::as_str).collect();
        assert_eq!(assign(&units, &taken, &names(1), 0.25, 1)[0].len(), 5);
    }

    #[test]
    fn coders_read_in_orders_of_their_own_which_seeds_change() {
        let ids = ids(50);
        let units: Vec<Given<'_>> = ids.iter().map(|id| Given { id, stratum: "" }).collect();
        let given = |seed| assign(&units, &HashSet::new(), &names(2), 1.0, seed);
        assert_eq!(given(1), given(1));
        assert_ne!(given(1)[0], given(1)[1]);
        assert_ne!(given(1)[0], given(2)[0]);
        assert_eq!(draw(1, "anna", "u"), draw(1, "anna", "u"));
        assert_ne!(draw(1, "a", "nna"), draw(1, "an", "na"));
    }
}
