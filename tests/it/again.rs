//! `sheet --again` and `annotate --again`: what was coded when its code meant something else.

use std::collections::BTreeMap;

use framebook::codings::sheet::csv;

use crate::annotate::typed_by;
use crate::folder::Folder;
use crate::people::{BOOK, hand_in, page, said, store, study};

#[test]
fn what_a_changed_definition_leaves_open_is_asked_again() {
    let folder = study();
    folder.succeed(&["sheet", "-q", "--coders", "anna", "--format", "csv"]);
    let cells = [(0, "Trade", "1"), (1, "Trade", "0"), (2, "Object", "1")];
    hand_in(&folder, "news-anna", "news-anna.csv", &csv::ENTRY, &cells);
    folder.succeed(&["codings", "-q", "import", "news-anna.csv"]);
    typed_by("bek", &folder, &["-q", "--code", "trade"], "1\n0\n1\nq\n");
    let again = |folder: &Folder| {
        let told = folder.succeed(&["codings", "status", "--json"]);
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        let mut by_coder: BTreeMap<String, u64> = BTreeMap::new();
        for it in told["look_again"].as_array().unwrap() {
            let coder = it["coder"].as_str().unwrap().to_owned();
            *by_coder.entry(coder).or_default() += it["n_codings"].as_u64().unwrap();
        }
        by_coder.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(again(&folder), []);
    let asked = ["sheet", "--coders", "anna", "--again", "--format", "csv"];
    assert!(folder.run(&asked).err.contains("anna has coded nothing that needs another look"));
    folder.write("roads.toml", BOOK.replace("Goods are bought", "Things are bought"));
    assert_eq!(again(&folder), [("anna".into(), 2), ("bek".into(), 3)]);
    let told = folder.succeed(&["codings", "status"]);
    assert!(told.contains("framebook annotate --coder NAME --again"), "{told}");
    // a sheet of what was coded so, with the definition of now; what is said again stands anew, the first stays
    folder.succeed(&[&asked[..], &["-q"]].concat());
    let sheet = page(&folder, "news-anna-2", &[]);
    assert_eq!(sheet.rows.len(), 2);
    let first: Vec<String> = said(&folder, "anna");
    let trade = |it: usize, value: &'static str| (it, "Trade", value);
    hand_in(&folder, "news-anna-2", "2.csv", &csv::ENTRY, &[trade(0, "1"), trade(1, "1")]);
    let told = folder.succeed(&["codings", "import", "2.csv"]);
    assert!(told.contains("0 new, 1 changed, 0 as before"), "{told}");
    assert!(told.contains("1 said again of a code that means something else now"), "{told}");
    assert_eq!(again(&folder), [("bek".into(), 3)]);
    let after = said(&folder, "anna");
    let (stay, new): (Vec<&String>, Vec<&String>) =
        after.iter().partition(|it| it.ends_with(" independent"));
    assert_eq!(stay, first.iter().collect::<Vec<_>>());
    assert!(new.len() == 2 && new.iter().all(|it| it.ends_with("coding=1 later")), "{new:?}");
    let told = folder.run(&["codings", "import", "2.csv"]).out;
    assert!(told.contains("0 changed, 2 as before") || told.contains("imported before"), "{told}");
    // on the terminal
    let ran = typed_by("bek", &folder, &["--code", "trade"], "q\n");
    assert!(!ran.out.contains("saved"), "{}", ran.out);
    let asked = ["-q", "--code", "trade", "--again"];
    // what is taken back leaves what stood, still to be looked at
    let stood = |code: &'static str| {
        let own = store(&folder).current().unwrap().into_iter().filter(move |it| it.coder == "bek");
        own.filter(|it| it.code == code).map(|it| (it.unit, it.coded)).collect::<BTreeMap<_, _>>()
    };
    let before = stood("trade");
    typed_by("bek", &folder, &asked, "1\nu\nq\n");
    assert_eq!((again(&folder), stood("trade")), (vec![("bek".into(), 3)], before));
    // of several codes those are asked alone that mean something else now
    typed_by("bek", &folder, &["-q", "--code", "object"], "1\n1\n1\n1\nq\n");
    let objects = stood("object");
    let ran = typed_by("bek", &folder, &["-q", "--again"], "1\n1\n1\n1\n");
    assert_eq!(ran.out.matches("saved").count(), 3, "{}", ran.out);
    assert_eq!((again(&folder), stood("object")), (vec![], objects));
    // a sheet that is older than what was coded since changes none of it
    hand_in(&folder, "news-anna", "old.csv", &csv::ENTRY, &[(0, "Trade", "0"), (3, "Object", "1")]);
    let told = folder.succeed(&["codings", "import", "old.csv"]);
    assert!(told.contains("1 new, 0 changed"), "{told}");
    assert!(told.contains("1 left out, as they were coded since with another meaning"), "{told}");
}
