//! `framebook annotate`, driven by lines of standard input as a script does it.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::folder::{Folder, Ran};
use crate::people::{said, store, study, unit};

/// Runs the command with lines typed into it.
fn typed(folder: &Folder, arguments: &[&str], lines: &str) -> Ran {
    typed_by("anna", folder, arguments, lines)
}

/// The same of another coder.
pub fn typed_by(coder: &str, folder: &Folder, arguments: &[&str], lines: &str) -> Ran {
    folder.write("typed.txt", lines);
    let input = std::fs::File::open(folder.path().join("typed.txt")).unwrap();
    let mut command = folder.command(&[&["annotate", "--coder", coder], arguments].concat());
    crate::folder::ran(command.stdin(input))
}

/// The places of the units that were told to be saved, in their order.
fn saved(out: &str) -> Vec<usize> {
    let ids = out.lines().filter_map(|it| it.strip_prefix("saved ")?.split(' ').next());
    ids.map(|id| (0..8).find(|at| unit(*at) == id).unwrap()).collect()
}

#[test]
fn one_key_codes_saves_and_moves_on() {
    let folder = study();
    let ran = typed(&folder, &["--code", "trade"], "1\n0\n?\nu\n1\nq\n");
    assert_eq!(ran.exit, Some(0), "{}", ran.err);
    let ids: Vec<&str> = ran.out.lines().map(|it| it.rsplit_once(' ').unwrap().1).collect();
    assert_eq!(ids, ["trade=1", "trade=0", "trade=?", "trade=", "trade=1"], "{}", ran.out);
    assert!(ran.err.contains("anna: 3 of 8 segments are coded"), "{}", ran.err);
    let order = saved(&ran.out);
    assert_eq!(order[2], order[3], "the one that was taken back comes again");
    // the slip that was taken back at once is no first coding
    let first: Vec<String> = store(&folder)
        .reliability()
        .unwrap()
        .into_iter()
        .filter_map(|it| Some(format!("{}={}", it.code, it.coded?.as_str())))
        .collect();
    assert_eq!(first.len(), 3);
    assert!(!first.contains(&"trade=cannot_code".to_owned()), "{first:?}");
    // what is coded does not come again; the rest in the same order
    let rest = typed(&folder, &["--code", "trade"], "1\n1\n1\n1\n1\n");
    let mut all: Vec<usize> = order[..3].iter().copied().chain(saved(&rest.out)).collect();
    all.sort_unstable();
    assert_eq!(all, [0, 1, 2, 3, 4, 5, 6, 7]);
    let ran = typed(&folder, &["--code", "trade"], "1\n");
    assert_eq!((ran.exit, ran.out.as_str()), (Some(0), ""));
    assert!(ran.err.contains("anna has coded all 8 segments"), "{}", ran.err);
}

#[test]
fn keys_that_do_nothing_are_told_once_where_they_are_piped() {
    let folder = study();
    let ran = typed(&folder, &["--code", "trade"], "x\nyes\n1\n7\nq\n");
    assert_eq!((ran.exit, saved(&ran.out).len()), (Some(0), 1), "{}", ran.err);
    let told: Vec<&str> = ran.err.lines().filter(|it| it.starts_with("passed over")).collect();
    let expected = "passed over: this key does nothing here; there are: 1 yes, 0 no, ? can not be coded, n not sure, \
                    m memo, u take back, s later, h help, q quit";
    assert_eq!(told, [expected], "{}", ran.err);
    let ran = typed(&folder, &[], "9\nq\n");
    assert!(
        ran.err
            .contains("passed over: no code has this number; there are: 1 to 2 a code, Enter save")
    );
}

#[test]
fn keys_of_russian_and_kazakh_layouts_code_too() {
    let folder = study();
    // choose the second, save by the space bar; take back; a remark; not sure; later; quit
    let ran = typed(&folder, &[], "ә \nг\n\"\n\nь\nнеясно\nт\n\nы\nй\n");
    assert_eq!(ran.exit, Some(0), "{}", ran.err);
    let told: Vec<String> = ran
        .out
        .lines()
        .map(|it| {
            let (what, rest) = it.split_at(it.find(|it: char| it.is_ascii_digit()).unwrap_or(0));
            let rest = rest.split_once(' ').map_or("", |it| it.1);
            format!("{}{rest}", what.trim_end_matches(|it: char| it.is_ascii_hexdigit()))
        })
        .collect();
    let last = |line: &str| {
        line.split_once("object").map(|it| format!("object{}", it.1)).unwrap_or_default()
    };
    let told: Vec<String> = told.iter().map(|it| last(it)).collect();
    assert_eq!(
        told,
        [
            "object=0 trade=1",
            "object= trade=",
            "object=1 trade=1",
            "object=0 trade=0 unsure=1 memo=неясно"
        ]
    );
    assert_eq!(said(&folder, "anna").len(), 2 + 2 + 2 + 4);
}

#[test]
fn whoever_has_a_sheet_codes_its_units_in_its_order() {
    let folder = study();
    folder.succeed(&["sheet", "--coders", "anna,bekzat", "--overlap", "0", "--format", "csv"]);
    let sheet = store(&folder).sheet("news-anna").unwrap().unwrap();
    let ran = typed(&folder, &[], "\n\n\n\n\n\n\n\n\n");
    let ids: Vec<&str> = ran.out.lines().filter_map(|it| it.split(' ').nth(1)).collect();
    assert_eq!(ids, sheet.units, "{}", ran.err);
    assert_eq!(ids.len(), 4);
}

#[test]
fn what_was_said_to_be_saved_is_there_when_it_is_killed() {
    let folder = study();
    let mut command = folder.command(&["annotate", "--coder", "anna", "--code", "trade"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for _ in 0..3 {
        writeln!(input, "1").unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert!(line.starts_with("saved "), "{line}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(said(&folder, "anna").len(), 3);
}

#[test]
fn more_codes_than_keys_and_unknown_ones_are_refused() {
    let folder = study();
    let ran = typed(&folder, &["--code", "tarde"], "1\n");
    assert_eq!(ran.exit, Some(2));
    assert!(
        ran.err.contains("unknown code `tarde` in codebook `roads`; there are: object"),
        "{}",
        ran.err
    );
    let ran = typed(&folder, &["--source", "survey"], "1\n");
    assert!(ran.err.contains("there are: news"), "{}", ran.err);
    let many: String = (0..10)
        .map(|it| {
            format!("[[code]]\nid = \"c{it}\"\ndefinition = \"C.\"\nrules.en = [\"w{it}\"]\n")
        })
        .collect();
    folder.write(
        "roads.toml",
        format!("[codebook]\nid = \"roads\"\ntitle = \"R\"\nversion = \"2\"\n{many}"),
    );
    let ran = typed(&folder, &[], "1\n");
    assert_eq!(ran.exit, Some(2));
    assert!(ran.err.contains("10 codes are asked for, and there are keys for 9"), "{}", ran.err);
    assert!(said(&folder, "anna").is_empty());
}
