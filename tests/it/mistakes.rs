//! What a user gets wrong, and what the world does: each ends with 2 and a sentence that says where and
//! how to go on, without a panic, and nothing of the user's is lost.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::folder::{FRAMEBOOK, Folder, Ran, TINY, files, ran, skip};

/// A folder with what the mistakes are made with.
fn prepared() -> Folder {
    let folder = Folder::empty();
    folder.write("tiny.toml", TINY);
    folder.write("one.csv", "id,text,group\n1,A road,a\n");
    folder.write("empty.csv", "");
    folder.write("empty.jsonl", "");
    folder.write("empty.xlsx", "");
    folder.write("blank.csv", "\n\n");
    folder.write("head.csv", "id,text\n");
    folder.write("twice.csv", "id,text,text\n1,a,b\n");
    folder.write("again.csv", "id,text\n1,a\n1,b\n");
    folder.write("ragged.csv", "id,text\n1,a\n2,b,c\n");
    folder.write("open.csv", "id,text\n1,\"a\n");
    folder.write("broken.jsonl", "{\"text\": \"a\"}\n{\"text\": \n");
    folder.write("stray.txt", b"a \xff b");
    folder.write("a-file", "mine");
    fs::create_dir(folder.path().join("folder.csv")).expect("a folder");
    fs::create_dir_all(folder.path().join("mine/results")).expect("a folder");
    folder.write("mine/results/thesis.txt", "mine");
    symlink("nowhere.csv", folder.path().join("link.csv")).expect("a link");
    folder.succeed(&[
        "code",
        "one.csv",
        "--codebook",
        "tiny.toml",
        "--by",
        "group",
        "--out",
        "out",
    ]);
    folder
}

#[test]
fn each_mistake_ends_with_2_and_says_how_to_go_on() {
    let folder = prepared();
    let before = files(folder.path());
    // the files of a corpus, then what the message says
    let corpora: &[(&str, &[&str])] = &[
        ("absent.csv", &["`absent.csv`: no such file", "check the path"]),
        ("*.tsv", &["`*.tsv`: no such file", "check the path"]),
        ("tiny.toml", &["unknown format `toml`", "`.csv`"]),
        ("folder.csv", &["`folder.csv`: the folder holds no file", "`.csv`", "name another"]),
        ("empty.csv", &["`empty.csv:1`", "begins with a header"]),
        ("blank.csv", &["`blank.csv:1`", "begins with a header"]),
        ("empty.jsonl", &["`empty.jsonl:1`", "write one object a line"]),
        ("empty.xlsx", &["`empty.xlsx:1`", "save it anew, or as CSV"]),
        ("twice.csv", &["`twice.csv:1`", "both named `text`", "rename one"]),
        ("again.csv", &["`again.csv:2`", "`again.csv:3`", "duplicate_ids"]),
        ("ragged.csv", &["`ragged.csv:3`", "3 fields", "ragged"]),
        ("open.csv", &["`open.csv:2`", "never closed", "close it"]),
        ("broken.jsonl", &["`broken.jsonl:2`", "mend it or leave it out"]),
        (
            "stray.txt",
            &["byte 2 (`0xff`)", "--encoding", "framebook code stray.txt", "--replace-invalid"],
        ),
        ("link.csv", &["`link.csv`", "leads nowhere"]),
        ("/dev/null", &["neither a file nor a folder"]),
    ];
    for (corpus, said) in corpora {
        let ran = folder.run(&["code", corpus, "--codebook", "tiny.toml", "--out", "new"]);
        told(&ran, corpus, said);
    }
    let code = "code one.csv --codebook tiny.toml";
    let commands: &[(&str, &[&str])] = &[
        (&format!("{code} --out a-file"), &["`a-file`", "name another folder with `--out`"]),
        (
            &format!("{code} --out a-file/out"),
            &["`a-file/out`", "name another folder with `--out`"],
        ),
        (&format!("{code} --out mine"), &["`mine/results`", "nothing was touched", "--out"]),
        (&format!("{code} --by planet"), &["unknown variable `planet`", "group, language"]),
        (&format!("{code} --text planet"), &["unknown column `planet` in `text`", "`group`"]),
        (&format!("{code} --encoding latin9"), &["unknown encoding `latin9`", "`koi8-r`"]),
        (&format!("{code} --encoding *.txt=big5"), &["encoding `*.txt`", "`one.csv`"]),
        (&format!("{code} --delimiter ::"), &["unknown delimiter `::`", "`tab`"]),
        (&format!("{code} --lines no"), &["unknown lines `no`", "wrapped"]),
        (&format!("{code} --codebook tiny.toml"), &["codebook `tiny.toml` is named twice"]),
        ("code one.csv --codebook absent.toml", &["absent.toml", "name a codebook"]),
        ("code one.csv --codebook folder.csv", &["folder.csv", "name a codebook"]),
        ("run", &["study.toml", "framebook new"]),
        ("run --study folder.csv", &["folder.csv", "framebook new"]),
        ("check folder.csv", &["folder.csv", "name a codebook"]),
        ("check tiny.toml --corpus absent.csv", &["`absent.csv`: no such file"]),
        ("table --in a-file", &["a-file: no results here", "framebook run"]),
        ("table --in folder.csv", &["folder.csv: no results here", "framebook run"]),
        ("table --by planet --in out", &["unknown variable `planet`", "group, language"]),
        ("chart --by planet --in out", &["unknown variable `planet`", "group, language"]),
        ("chart --in out --out absent/chart", &["`absent/chart.svg`", "make its folder"]),
        ("chart --in out --out a-file/chart", &["`a-file/chart.svg`", "a file bears the name"]),
        ("man --out a-file", &["`a-file`", "a file bears the name"]),
        ("explain 1:1 --in out --html folder.csv", &["`folder.csv`", "name another file"]),
        ("explain 9:1 --in out", &["no document `9`", "codings.csv"]),
        ("explain one --in out", &["`one` names no segment", "document:segment"]),
        ("explain --code rail --in out", &["unknown code `rail`", "road"]),
        ("kwic --code rail --in out", &["unknown code `rail`", "road"]),
        ("kwic road absent.csv", &["`absent.csv`: no such file"]),
        ("kwic road one.csv --show planet", &["unknown column `planet`", "group"]),
        ("kwic ( one.csv", &["pattern `(`"]),
        ("clean a-file", &["a-file: no such folder"]),
        ("clean folder.csv", &["`folder.csv` is no output folder", "name one that a run made"]),
        ("new a-file", &["a-file: there is a file", "a-file-2"]),
        ("new mine", &["mine: the folder is not empty", "mine-2"]),
        ("new --from absent.csv", &["`absent.csv`: no such file"]),
        ("new --from head.csv made", &["head.csv: there is no document"]),
    ];
    for (command, said) in commands {
        let arguments: Vec<&str> = command.split(' ').collect();
        told(&folder.run(&arguments), command, said);
    }
    let mut after = files(folder.path());
    after.retain(|name, _| !name.starts_with("new") && !name.starts_with("output"));
    assert!(after == before, "a mistake has changed what stood");
    assert!(!folder.path().join("made").exists(), "a study of nothing was made");
}

/// Exit 2, a message that says all of it, no panic.
fn told(ran: &Ran, what: &str, said: &[&str]) {
    assert_eq!(ran.exit, Some(2), "{what}: {}{}", ran.out, ran.err);
    assert!(ran.err.contains("error: ") && !ran.err.contains("panicked"), "{what}: {}", ran.err);
    for said in said {
        assert!(ran.err.contains(said), "{what}: `{said}` is not in: {}", ran.err);
    }
}

#[test]
fn a_study_is_refused_with_its_line_and_the_keys_there_are() {
    let folder = prepared();
    let head = "[study]\nname = \"s\"\n";
    let source = "[[source]]\nname = \"a\"\ncodebooks = [\"tiny.toml\"]\n";
    let corpus = "[source.corpus]\nfiles = [\"one.csv\"]\n";
    let cases: &[(String, &[&str])] = &[
        (String::new(), &["missing field `study`", "framebook new"]),
        (
            format!("{head}unti = 1\n{source}{corpus}"),
            &["line 3", "unknown field `unti`", "`name`"],
        ),
        (
            format!("{head}{source}unti = 1\n{corpus}"),
            &["line 6", "unknown field `unti`", "`unit`"],
        ),
        (format!("{head}{source}{corpus}encodin = 1\n"), &["line 8", "`encodin`", "`encoding`"]),
        (format!("{head}{source}{corpus}encoding = 1\n"), &["line 8", "give an encoding"]),
        (format!("{head}{source}{corpus}ragged = \"skip\"\n"), &["line 8", "`refuse`, `drop`"]),
        (
            format!("{head}{source}{corpus}encoding = {{ \"*.txt\" = \"big5\" }}\n"),
            &["`*.txt`", "`one.csv`"],
        ),
        (
            format!("{head}[[source]]\nname = \"a\"\ncodebooks = []\n{corpus}"),
            &["no codebook", "FILE.toml"],
        ),
        (format!("{head}{source}[source.corpus]\nfiles = []\n"), &["no files are named", "`.csv`"]),
        (
            format!("{head}{source}unit = \"verse\"\n{corpus}"),
            &["unknown unit `verse`", "sentence"],
        ),
        (
            format!("{head}{source}by = [\"planet\"]\n{corpus}"),
            &["unknown variable `planet`", "group"],
        ),
        (head.to_owned(), &["no [[source]]"]),
        ("[study\n".to_owned(), &["line 1"]),
    ];
    for (study, said) in cases {
        folder.write("study.toml", study);
        told(&folder.run(&["run"]), study, said);
    }
}

/// The superuser may write everywhere: then the program is run as nobody, where that can be done.
#[test]
fn what_may_not_be_read_or_written_is_named_with_the_way_on() {
    let folder = prepared();
    let shut = |name: &str, mode: u32| {
        let path = folder.path().join(name);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
    };
    folder.write("shut.csv", "text\na road\n");
    folder.write("shut.toml", TINY);
    fs::create_dir(folder.path().join("shut")).expect("a folder");
    fs::create_dir(folder.path().join("free")).expect("a folder");
    shut("free", 0o777);
    for name in ["shut.csv", "shut.toml", "shut"] {
        shut(name, 0o000);
    }
    shut("", 0o755);
    let own = ["chart.svg", "page.html", "made"];
    let before = files(&folder.path().join("out"));
    let run = |arguments: &str| {
        let mut command = as_nobody(&folder, arguments);
        ran(&mut command)
    };
    if fs::metadata(folder.path().join("shut.csv")).is_ok_and(|_| run("--version").exit != Some(0))
    {
        skip("there is no other user to run as");
        return;
    }
    let read = "give yourself the right to read it, or leave it out";
    let write = "give yourself the right to write there";
    let cases: &[(&str, &[&str])] = &[
        ("code shut.csv --codebook tiny.toml --out free/out", &["`shut.csv`", read]),
        ("code shut --codebook tiny.toml --out free/out", &["`shut`", read]),
        ("code one.csv --codebook shut.toml --out free/out", &["shut.toml", "name a codebook"]),
        ("kwic road shut.csv", &["`shut.csv`", read]),
        ("code one.csv --codebook tiny.toml --out out", &["`out/.lock`", write, "--out"]),
        ("code one.csv --codebook tiny.toml --out new", &["`new`", write, "--out"]),
        ("clean out", &["`out/.lock`", write]),
        ("chart --in out --out chart", &["`chart.svg`", write]),
        ("explain 1:1 --in out --html page.html", &["`page.html`", write]),
        ("new made", &["`made", "name a folder where you can write"]),
    ];
    for (arguments, said) in cases {
        told(&run(arguments), arguments, said);
    }
    assert_eq!(run("table --in out").exit, Some(0), "results can be read by others");
    assert!(files(&folder.path().join("out")) == before, "the results are as they were");
    for name in own {
        assert!(!folder.path().join(name).exists(), "{name}");
    }
    for name in ["shut.csv", "shut.toml", "shut"] {
        shut(name, 0o755);
    }
}

/// The program as a user without rights: the one who runs the tests, or nobody.
fn as_nobody(folder: &Folder, arguments: &str) -> std::process::Command {
    let superuser =
        fs::metadata("/proc/self").is_ok_and(|it| std::os::unix::fs::MetadataExt::uid(&it) == 0);
    if !superuser {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        return folder.command(&arguments);
    }
    let mut command = std::process::Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", FRAMEBOOK]);
    command.args(arguments.split(' ')).current_dir(folder.path());
    command
}

#[test]
fn paths_in_every_script_with_blanks_and_links_are_read_and_written() {
    let folder = prepared();
    for name in ["Мои тексты", "数据 1", "қала", "with 'quotes' and $signs", "-dash"]
    {
        let corpus = folder.path().join(name);
        fs::create_dir(&corpus).expect("a folder");
        fs::write(corpus.join(format!("{name}.csv")), "id,text\n1,A road\n").expect("a file");
        let [corpus, out] = [format!("./{name}"), format!("./{name}/out")];
        let code = ["code", &corpus, "--codebook", "tiny.toml", "--out", &out];
        folder.succeed(&code);
        // the output lies within the corpus: it is no part of it
        let again = folder.run(&code);
        assert!(
            again.out.contains("1 document in 1 file, 1 segment, coded before"),
            "{}",
            again.out
        );
        assert!(again.err.contains("was left out: it is an output folder"), "{}", again.err);
        assert!(folder.succeed(&["table", "--in", &out]).contains("Road"), "{name}");
        assert!(folder.succeed(&["kwic", "road", &corpus]).contains("[road]"), "{name}");
    }
}

#[test]
fn links_are_followed_but_not_round_and_round() {
    let folder = prepared();
    let within = |name: &str| folder.path().join(name);
    fs::create_dir_all(within("a/b")).expect("folders");
    folder.write("a/b/one.csv", "id,text\n1,A road\n");
    symlink("../..", within("a/b/up")).expect("a link");
    symlink("b", within("a/c")).expect("a link");
    symlink(within("one.csv"), within("a/two.csv")).expect("a link");
    symlink("a/out", within("out-link")).expect("a link");
    fs::create_dir(within("a/out")).expect("a folder");
    let mut arguments = vec!["code", "a", "--codebook", "tiny.toml", "--out", "out-link"];
    arguments.extend(["--id", "file#row"]);
    let ran = folder.run(&arguments);
    assert_eq!(ran.exit, Some(0), "{}", ran.err);
    // `a/c/one.csv` is `a/b/one.csv`, and is read once
    assert!(ran.out.contains("2 documents in 2 files"), "{}", ran.out);
    assert!(ran.err.contains("`a/b/up` was left out: it is a link that leads back"), "{}", ran.err);
    assert!(within("a/out/results").is_dir(), "the link is followed to the output");
    symlink("nowhere.csv", within("a/lost.csv")).expect("a link");
    told(&folder.run(&arguments), "a link to nothing", &["`a/lost.csv`", "leads nowhere"]);
}

/// Ten thousand columns, five thousand groups, ids and cells with everything in them.
#[test]
fn what_is_unusual_but_right_is_coded() {
    let folder = prepared();
    let wide: Vec<String> = (0..9_999).map(|column| format!("c{column}")).collect();
    let cells = vec!["x"; 9_999].join(",");
    folder.write("wide.csv", format!("text,{}\nA road,{cells}\n", wide.join(",")));
    let rows: String = (0..5_000).map(|row| format!("{row},A road {row},g{row}\n")).collect();
    folder.write("many.csv", format!("id,text,group\n{rows}"));
    folder.write("odd.csv", "id,text,road,word\n\"a\nb\",\"a\0 road\",x,\"y,\"\"z\"\n");
    folder.write("one-column.csv", "text\nA road\n");
    let cases: &[(&str, &[&str], &str)] = &[
        ("wide.csv", &[], "1 document"),
        ("many.csv", &["--by", "group"], "no chart `by-group`: 5000 groups"),
        ("odd.csv", &["--by", "word"], "1 document"),
        ("one-column.csv", &[], "1 document"),
        ("head.csv", &[], "0 documents"),
    ];
    for (corpus, more, said) in cases {
        let arguments = ["code", corpus, "--codebook", "tiny.toml", "--out", "unusual"];
        let ran = folder.run(&[&arguments[..], more].concat());
        assert_eq!(ran.exit, Some(0), "{corpus}: {}", ran.err);
        assert!(ran.out.contains(said), "{corpus}: {}", ran.out);
        let none = "the corpus has no document: see that its files have rows";
        assert_eq!(ran.err.contains(none), *corpus == "head.csv", "{}", ran.err);
    }
    let groups = folder.run(&["table", "--by", "group", "--in", "out"]);
    assert_eq!(groups.exit, Some(0), "{}", groups.err);
}

#[test]
fn dates_of_which_only_the_year_is_sure_are_told() {
    let folder = prepared();
    let cases = [
        ("2017-11-24", "2018-02-01", None),
        ("24.11.2017", "01.02.2018", None),
        ("11/24/2017", "02/01/2018", None),
        ("11/12/2017", "02/01/2018", Some("can be day/month/year or month/day/year")),
        ("2017", "2018", None),
        ("24 ноября 2017 г.", "2018年2月1日", Some("are not all of one form")),
        ("2017-11-24", "01.02.2018", Some("are not all of one form")),
        ("24.11.2017 10:05", " 2018-02-01 ", Some("are not all of one form")),
    ];
    for (first, second, told) in cases {
        folder.write("dates.csv", format!("text,date\nA road,{first}\nA road,{second}\nA road,\n"));
        let arguments = ["code", "dates.csv", "--codebook", "tiny.toml", "--by", "year"];
        // told again where everything was coded before
        for _ in 0..2 {
            let ran = folder.run(&[&arguments[..], &["--out", "dates"]].concat());
            assert_eq!(ran.exit, Some(0), "{}", ran.err);
            let said = ran.err.contains("only their years are used");
            assert_eq!(said, told.is_some(), "{first}: {}", ran.err);
            assert!(told.is_none_or(|told| ran.err.contains(told)), "{first}: {}", ran.err);
        }
        let rows = folder.rows("dates/results/tables/by-year.csv");
        for group in ["2017", "2018", "(missing)"] {
            let found = rows.iter().find(|it| it["kind"] == "all" && it["group"] == group);
            assert_eq!(found.map(|it| it["segments"].as_str()), Some("1"), "{first}: {group}");
        }
    }
}

/// A device that is always full stands for a full disk where the way on is told; a small file system
/// where one can be mounted.
#[test]
fn a_full_disk_leaves_the_last_results_and_the_next_run_goes_on() {
    let folder = prepared();
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).expect("a folder");
    let mounted = Mounted::new(&disk, "1100k");
    let Some(mounted) = mounted else {
        skip("no file system can be mounted");
        return;
    };
    let rows: String = (0..5_000).map(|row| format!("{row},A road {row},g{row}\n")).collect();
    folder.write("many.csv", format!("id,text,group\n{rows}"));
    let code = |by: &[&str]| {
        let arguments = ["code", "many.csv", "--codebook", "tiny.toml", "--out", "disk/out"];
        folder.run(&[&arguments[..], by].concat())
    };
    let first = code(&[]);
    assert_eq!(first.exit, Some(0), "{}", first.err);
    let results = files(&disk.join("out/results"));
    // a table of 5,000 groups has no room
    let full = code(&["--by", "group"]);
    told(&full, "a full disk", &["disk/out/results.new-", "free some space and run again"]);
    assert!(files(&disk.join("out/results")) == results, "the last results stand");
    assert!(folder.succeed(&["table", "--in", "disk/out"]).contains("Road"));
    let page = "explain --code road --sample 2000 --in disk/out --html disk/page.html";
    let page = folder.run(&page.split(' ').collect::<Vec<_>>());
    told(&page, "a page", &["disk/page.html", "free some space"]);
    let chart = folder.run(&["chart", "--in", "disk/out", "--out", "disk/chart"]);
    assert!(matches!(chart.exit, Some(0 | 2)), "{chart:?}");
    let left: Vec<_> = files(&disk).into_keys().filter(|it| it.ends_with(".tmp")).collect();
    assert!(left.is_empty(), "{left:?}");
    mounted.grow("30m");
    let more = code(&["--by", "group"]);
    assert_eq!(more.exit, Some(0), "{}", more.err);
    assert!(more.out.contains("coded before"), "{}", more.out);
}

/// A small file system in memory.
struct Mounted<'p>(&'p Path);

impl<'p> Mounted<'p> {
    fn new(path: &'p Path, size: &str) -> Option<Self> {
        let done = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(path)
            .output();
        done.is_ok_and(|it| it.status.success()).then_some(Self(path))
    }

    fn grow(&self, size: &str) {
        let mut command = std::process::Command::new("mount");
        let size = format!("remount,size={size}");
        assert_eq!(ran(command.args(["-o", &size]).arg(self.0)).exit, Some(0));
    }
}

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(self.0).output();
    }
}
