//! A merge loses nothing, doubles nothing, and the order does not matter.

use std::collections::BTreeSet;

use super::*;

/// A store as sets: what of it is the same in every copy.
fn sets(codings: &Codings) -> [BTreeSet<String>; 7] {
    let it = codings.contents().unwrap();
    fn set<T: std::fmt::Debug>(rows: Vec<T>) -> BTreeSet<String> {
        let n = rows.len();
        let set: BTreeSet<String> = rows.iter().map(|it| format!("{it:?}")).collect();
        assert_eq!(set.len(), n, "a row stands twice");
        set
    }
    [
        set(it.samples),
        set(it.units),
        set(it.moves),
        set(it.events),
        set(it.sheets),
        set(it.codebooks),
        set(it.validations),
    ]
}

/// A store of some of the samples that a study has, in which some coders said some things: half of the dice are thrown
/// alike for all stores, so that they share events.
fn random(seed: u64) -> (TempDir, Codings) {
    let (folder, mut codings) = store(&[]);
    let mut own = Dice(seed);
    let all: Vec<Unit> = (0..3)
        .flat_map(|s| (s * 10..s * 10 + 10).map(move |n| unit(&format!("s{s}"), n)))
        .collect();
    for s in 0..3_usize {
        if own.below(3) > 0 {
            let mut sample = sample(&format!("s{s}"));
            sample.at = format!("2026-03-0{}T09:30:00Z", own.below(2) + 1);
            codings.add_sample(&sample, &all[s * 10..s * 10 + 10]).unwrap();
        }
    }
    let there = codings.units(&UnitFilter::default()).unwrap();
    let mut shared = Dice(7);
    for turn in 0..30 {
        let dice = if turn % 2 == 0 { &mut shared } else { &mut own };
        let unit = all[usize::try_from(dice.below(30)).unwrap()].clone();
        let (coder, code) = (dice.of(&["A", "Б", "习"]), dice.of(&["road", "gate"]));
        let value = dice.of(&["1", "0", ""]);
        let mut said = event(dice, &unit, coder, code, Kind::Coding, value);
        said.at = format!("2026-03-{:02}T09:30:00Z", turn + 1);
        let (moved, day) = (dice.below(4) == 0, dice.below(2) + 1);
        if there.iter().any(|it| it.id == unit.id) {
            codings.add_events(&[said]).unwrap();
            if moved {
                codings
                    .move_to_dev(&[&unit.id], "shown", &format!("2026-04-0{day}T00:00:00Z"))
                    .unwrap();
            }
        }
    }
    codings.add_codebook("v1", "x", "text").unwrap();
    if own.below(2) == 0 && !there.is_empty() {
        codings.add_sheet("a.xlsx", "A", &[there[0].id.clone()], &[], "v1", AT).unwrap_or_default();
        codings.add_validation("pass", AT, "{}").unwrap();
    }
    (folder, codings)
}

/// The same store beside.
fn copied(codings: &Codings) -> (TempDir, Codings) {
    let (folder, mut copy) = store(&[]);
    copy.merge(codings, AT).unwrap();
    (folder, copy)
}

#[test]
fn stores_merged_in_any_order_are_the_same() {
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let mut held = 0;
    for seed in 0..6 {
        let stores = [random(seed * 3 + 100), random(seed * 3 + 101), random(seed * 3 + 102)];
        let union = |order: &[usize]| -> Result<[BTreeSet<String>; 7], CodingsError> {
            let (_folder, mut first) = copied(&stores[order[0]].1);
            for at in &order[1..] {
                first.merge(&stores[*at].1, AT)?;
                let again = first.merge(&stores[*at].1, AT)?;
                assert!(again.is_empty(), "merged twice: {again:?}");
            }
            assert_eq!(verify(&first.folder().join(FILE)).unwrap().problems, Vec::<String>::new());
            Ok(sets(&first))
        };
        let merged = union(&orders[0]);
        for order in &orders[1..] {
            match (&merged, union(order)) {
                (Ok(one), Ok(other)) => assert!(*one == other, "seed {seed}, order {order:?}"),
                (Err(_), Err(_)) => {}
                (one, other) => panic!("seed {seed}, order {order:?}: {one:?} {other:?}"),
            }
        }
        if let Ok(merged) = merged {
            held += 1;
            // Nothing of any store is lost.
            for (_, store) in &stores {
                for (whole, part) in merged.iter().zip(sets(store)) {
                    assert!(part.is_subset(whole), "seed {seed}");
                }
            }
        }
    }
    assert!(held >= 3, "{held} of 6 could be merged");
}

#[test]
fn what_contradicts_is_named_and_nothing_is_changed() {
    let mine = units("sample-1", 5);
    let changed = |change: fn(&mut Unit)| {
        let mut theirs = mine.clone();
        change(&mut theirs[2]);
        theirs
    };
    type Case<'c> = (Vec<Unit>, Sample, &'c str);
    let other_seed = Sample { seed: 2, ..sample("sample-1") };
    let cases: [Case; 4] = [
        (
            changed(|it| it.probability = 0.5),
            sample("sample-1"),
            "probability is `0.1111111111111111`",
        ),
        (
            changed(|it| it.split = Split::Test),
            sample("sample-1"),
            "split is `dev` in the store and `test`",
        ),
        (changed(|it| it.metadata.clear()), sample("sample-1"), "metadata is `[[\"year\""),
        (
            mine.clone(),
            other_seed,
            "sample `sample-1`: seed is `18446744073709551615` in the store and `2`",
        ),
    ];
    for (theirs, drawn, expected) in cases {
        let (_a, mut here) = store(&mine);
        let (_b, mut there) = store(&[]);
        there.add_sample(&drawn, &theirs).unwrap();
        there
            .add_events(&[event(&mut Dice(8), &theirs[0], "A", "road", Kind::Coding, "1")])
            .unwrap();
        let before = here.contents().unwrap();
        let found = problems(here.merge(&there, AT).unwrap_err());
        assert!(found.iter().any(|it| it.contains(expected)), "{expected}: {found:?}");
        assert!(here.contents().unwrap() == before, "{expected}");
        assert!(!here.folder().join("backups").exists(), "{expected}");
    }
}

#[test]
fn segments_of_two_draws_are_told_once_by_the_names_of_the_samples() {
    let (_a, mut here) = store(&[]);
    here.add_sample(&sample("news-300-0a1b2c3d"), &units("news-300-0a1b2c3d", 5)).unwrap();
    let (_b, mut there) = store(&[]);
    there.add_sample(&sample("news-200-99887766"), &units("news-200-99887766", 4)).unwrap();
    let found = problems(here.merge(&there, AT).unwrap_err());
    assert_eq!(found.len(), 1, "{found:?}");
    let expected = "4 segments of sample `news-300-0a1b2c3d` here were drawn by sample `news-200-99887766` there";
    assert!(found[0].starts_with(expected), "{found:?}");
}
