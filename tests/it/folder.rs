//! A folder of its own for each test, and the built program run in it. Programs and corpora that may
//! be missing are asked for here.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// The program under test.
pub const FRAMEBOOK: &str = env!("CARGO_BIN_EXE_framebook");

/// A codebook of one code with rules in three languages, for tests that are about something else.
pub const TINY: &str = r#"[codebook]
id = "tiny"
title = "Roads"
version = "1"

[[code]]
id = "road"
label = "Road"
definition = "A road."
rules.en = ["road"]
rules.ru = ["дорог*"]
rules.zh = ["一路"]
"#;

/// The root of the project.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The news of the example study alone, without its charts and files.
pub const NEWS: &str = r#"[study]
name = "silk-road"

[[source]]
name = "news"
unit = "paragraph"
codebooks = ["codebooks/silk-road.toml"]
about_within = "document"

[source.corpus]
files = ["corpus/news/*.csv"]
id = "id"
text = ["headline", "body"]
date = "date"
language = "language"
"#;

/// A temporary folder.
pub struct Folder {
    held: tempfile::TempDir,
}

/// What a run of the program came to.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; `None` where it was killed.
    pub exit: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Folder {
    pub fn empty() -> Self {
        Self { held: tempfile::tempdir().expect("a temporary folder") }
    }

    /// With the files that a fresh clone offers to a study.
    pub fn of_the_project() -> Self {
        let folder = Self::empty();
        for name in ["study.toml", "corpus", "codebooks"] {
            copy(&project().join(name), &folder.path().join(name));
        }
        folder
    }

    /// The same with the results of the example study, which is run once for all tests.
    pub fn of_the_example() -> Self {
        static EXAMPLE: OnceLock<Folder> = OnceLock::new();
        let example = EXAMPLE.get_or_init(|| {
            let folder = Self::of_the_project();
            folder.succeed(&["run", "--quiet"]);
            folder
        });
        let folder = Self::empty();
        for entry in fs::read_dir(example.path()).expect("a folder") {
            let entry = entry.expect("an entry");
            copy(&entry.path(), &folder.path().join(entry.file_name()));
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.held.path()
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path().join(name), content).expect("a file is written");
    }

    pub fn read(&self, name: &str) -> String {
        let read = fs::read_to_string(self.path().join(name));
        read.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The program, about to be run here.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(FRAMEBOOK);
        command.args(arguments).current_dir(self.path());
        for name in ["FRAMEBOOK_TEST_DELAY", "FRAMEBOOK_TEST_KILL_AFTER", "COLUMNS"] {
            command.env_remove(name);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        ran(&mut self.command(arguments))
    }

    /// Runs the program, which has to end with 0; gives back what it printed.
    pub fn succeed(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.exit, Some(0), "{arguments:?}: {}{}", ran.out, ran.err);
        ran.out
    }

    /// The rows of a CSV file, by the names of its columns.
    pub fn rows(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        let read = self.read(name);
        let mut reader = csv::Reader::from_reader(read.as_bytes());
        reader.deserialize().collect::<Result<_, _>>().unwrap_or_else(|it| panic!("{name}: {it}"))
    }
}

/// Runs a command to its end.
pub fn ran(command: &mut Command) -> Ran {
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8 is printed");
    Ran { exit: status.code(), out: text(stdout), err: text(stderr) }
}

/// Every file under a folder with its bytes, by its path from there.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(&current).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(folder).expect("under the folder").to_path_buf();
            if path.is_symlink() {
                let target = fs::read_link(&path).expect("a link");
                found.insert(name, target.into_os_string().into_encoded_bytes());
            } else if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

/// Holds two folders to the same names and bytes; a difference is told by its names, not its bytes.
pub fn assert_same_files(left: &Path, right: &Path, what: &str) {
    let (left, right) = (files(left), files(right));
    let names = left.keys().chain(right.keys());
    let differ: Vec<_> = names.filter(|name| left.get(*name) != right.get(*name)).collect();
    assert!(differ.is_empty(), "{what}: {differ:?} differ");
    assert!(!left.is_empty(), "{what}: there is nothing to compare");
}

pub fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
        return;
    }
    fs::create_dir_all(to).expect("a folder is made");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}

/// Whether a program is there that a test needs; where it is not, the test says that it is skipped.
pub fn require(program: &str) -> bool {
    there(&format!("`{program}`"), Command::new(program).arg("--version"))
}

/// Whether a program of poppler is there, which tells its version otherwise.
pub fn require_poppler(program: &str) -> bool {
    there(&format!("`{program}`"), Command::new(program).arg("-v"))
}

/// Whether R and a package of it are there.
pub fn require_r(package: &str) -> bool {
    let load = format!("loadNamespace(\"{package}\")");
    there(&format!("R's package `{package}`"), Command::new("Rscript").args(["-e", &load]))
}

fn there(what: &str, asks: &mut Command) -> bool {
    if asks.output().is_ok_and(|it| it.status.success()) {
        return true;
    }
    let required = std::env::var("FRAMEBOOK_TEST_REQUIRE_ALL").is_ok_and(|value| value == "1");
    assert!(!required, "{what} is missing and FRAMEBOOK_TEST_REQUIRE_ALL=1 asks for it");
    skip(&format!("{what} is not installed"));
    false
}

/// Whether Python has modules that a test needs; where it has not, the test says that it is skipped.
pub fn require_modules(modules: &[&str]) -> bool {
    if !require("python3") {
        return false;
    }
    let line = format!("import {}", modules.join(", "));
    if Command::new("python3").args(["-c", &line]).output().is_ok_and(|it| it.status.success()) {
        return true;
    }
    let required = std::env::var("FRAMEBOOK_TEST_REQUIRE_ALL").is_ok_and(|value| value == "1");
    let modules = modules.join("`, `");
    assert!(!required, "Python lacks `{modules}` and FRAMEBOOK_TEST_REQUIRE_ALL=1 asks for it");
    skip(&format!("Python has no `{modules}`"));
    false
}

/// A shared corpus, where it is there; where it is not, the test says that it is skipped.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = project().join("../shared/corpora").join(name);
    if path.exists() {
        return Some(path);
    }
    skip(&format!("`../shared/corpora/{name}` is not there"));
    None
}

/// Past the capture of `cargo test`, so that a skipped test is seen and `.ci/run` can count it.
pub fn skip(reason: &str) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {reason}");
}
