//! Results are exchanged as a whole; a cut exchange is healed; what is not used is swept.

use super::*;

const HASH: &str = "00000000000000ee";

fn put(out: &Path, name: &str, what: &str) {
    let path = out.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, what).unwrap();
}

#[test]
fn an_exchange_cut_anywhere_is_healed_to_the_old_or_the_new() {
    let new = format!("results.new-{HASH}");
    let old = format!("results.old-{HASH}");
    let whole = [format!("{new}/a"), format!("{new}/manifest.json")];
    // what stands, and what it is healed to
    type Stands<'a> = &'a [(&'a str, &'a str)];
    let cases: [(Stands, Option<&str>); 7] = [
        (&[], None),
        (&[(&whole[0], "new")], None),
        (&[("results/a", "old"), (&whole[0], "new")], Some("old")),
        (&[("results/a", "old"), (&whole[0], "new"), (&whole[1], "{}")], Some("old")),
        (&[(&format!("{old}/a"), "old"), (&whole[0], "new"), (&whole[1], "{}")], Some("new")),
        (&[(&format!("{old}/a"), "old"), (&whole[0], "new")], Some("old")),
        (&[("results/a", "new"), (&format!("{old}/a"), "old")], Some("new")),
    ];
    for (stands, expected) in cases {
        let out = tempfile::tempdir().unwrap();
        for (name, what) in stands {
            put(out.path(), name, what);
        }
        let read = |folder: Option<std::path::PathBuf>| {
            folder.map(|folder| fs::read_to_string(folder.join("a")).unwrap())
        };
        assert_eq!(read(results(out.path()).unwrap()).as_deref(), expected, "before: {stands:?}");
        let store = open(out.path(), Faults::default());
        assert_eq!(read(results(out.path()).unwrap()).as_deref(), expected, "after: {stands:?}");
        let left = disk::names(store.out()).unwrap();
        let known = |name: &str| matches!(name, ".framebook" | ".lock" | "results");
        assert!(left.iter().all(|name| known(name)), "{left:?}");
    }
}

#[test]
fn publishes_all_or_nothing_and_drops_what_the_new_results_lack() {
    let out = tempfile::tempdir().unwrap();
    let store = open(out.path(), Faults::default());
    let manifest = |n: u32| {
        let study = serde_json::json!({ "seed": n }).as_object().cloned().unwrap_or_default();
        ResultsManifest::new(Vec::new(), Vec::new(), study)
    };
    for (n, name) in [(1, "tables/a.csv"), (2, "charts/b.svg"), (3, "charts/b.svg")] {
        let staging = store.stage(HASH).unwrap();
        std::io::Write::write_all(&mut staging.create(name).unwrap(), &[n as u8; 9]).unwrap();
        let path = staging.publish(&manifest(n)).unwrap();
        let found = tree(&path);
        let files: Vec<_> = found.keys().filter(|name| !name.ends_with('/')).collect();
        assert_eq!(files.len(), 2, "{files:?}");
        assert_eq!(found[name], [n as u8; 9]);
        let text = String::from_utf8_lossy(&found["manifest.json"]).into_owned();
        assert!(text.contains(&format!("\"seed\": {n}")), "{text}");
    }
    let staging = store.stage(HASH).unwrap();
    for name in ["../x", "/x", "a/../../x"] {
        let error = staging.put(name, b"").unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
    }
    drop(staging);
    assert_eq!(disk::names(out.path()).unwrap().len(), 4);
}

#[test]
fn clean_keeps_what_results_name_and_what_is_not_ours() {
    let out = tempfile::tempdir().unwrap();
    let store = open(out.path(), Faults::default());
    fill(&store, &plan(1, true, &[FIRST, SECOND]), Fake::of(20)).unwrap();
    let names = [FIRST, SECOND].map(|hash| pass(hash).name());
    let staging = store.stage(HASH).unwrap();
    let first = vec![names[0].clone()];
    staging.publish(&ResultsManifest::new(Vec::new(), first, serde_json::Map::new())).unwrap();
    drop(store);
    let lost = "passes/dictionary-ffffffffffffffff";
    for (name, what) in [
        ("segments-ffffffffffffffff/part-00000.done.json", "12345"),
        ("passes/dictionary-ffffffffffffffff/x", "123"),
        ("results.new-ffffffffffffffff/x", "1"),
        ("segments-mine/x", "kept"),
        ("passes/notes.txt", "kept"),
        ("codings/x", "kept"),
    ] {
        put(out.path(), name, what);
    }
    let before = tree(out.path());
    let swept = clean(out.path(), &names[1..]).unwrap();
    let expected = [lost, "results.new-ffffffffffffffff", "segments-ffffffffffffffff"];
    assert_eq!((&swept.removed[..], swept.bytes), (&expected.map(String::from)[..], 9));
    let mut kept = before.clone();
    kept.retain(|name, _| !expected.iter().any(|lost| name.starts_with(lost)));
    assert_same(&kept, &tree(out.path()), "clean");

    let swept = clean(out.path(), &[]).unwrap();
    assert_eq!(swept.removed, [format!("passes/{}", names[1])]);
    assert!(swept.bytes > 0);
    Pass::open(out.path(), &names[0]).unwrap().part(0).unwrap();
    assert_eq!(clean(out.path(), &[]).unwrap(), Swept::default());

    fs::write(out.path().join("results/manifest.json"), "{").unwrap();
    let before = tree(out.path());
    assert!(matches!(clean(out.path(), &[]), Err(StoreError::Damaged { .. })));
    assert_same(&before, &tree(out.path()), "clean without knowing");
    assert!(clean(&out.path().join("nowhere"), &[]).is_err());
}
