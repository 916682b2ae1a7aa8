//! Where what people code lies, for every command that reads or writes it: in `codings` beside `study.toml`, as
//! `output` does.

use std::path::{Path, PathBuf};

use clap::Args;

/// The name of the folder.
pub const FOLDER: &str = "codings";

/// Where what people code lies.
#[derive(Clone, Debug, Args)]
pub struct People {
    /// The folder of what people code [default: codings beside study.toml, as output is]
    #[arg(long, value_name = "DIR")]
    codings: Option<PathBuf>,
}

impl People {
    /// The folder that is named, or the one beside this study.
    pub fn of_study(&self, study: &Path) -> PathBuf {
        self.codings.clone().unwrap_or_else(|| of_study(study))
    }

    /// The folder that is named, or the one beside the study of these results.
    pub fn of_results(&self, results: &Path) -> PathBuf {
        self.codings.clone().unwrap_or_else(|| of_results(results))
    }
}

/// The folder beside a study.
pub fn of_study(study: &Path) -> PathBuf {
    study.parent().unwrap_or(Path::new("")).join(FOLDER)
}

/// The folder beside the study of results that lie in `output` beside it; that of the current folder for others.
pub fn of_results(results: &Path) -> PathBuf {
    let output = results.parent().filter(|it| it.file_name().is_some_and(|it| it == "output"));
    output.and_then(Path::parent).unwrap_or(Path::new("")).join(FOLDER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codings_lie_beside_the_study() {
        for (study, results, expected) in [
            ("study.toml", "output/roads", "codings"),
            ("a/study.toml", "a/output/roads", "a/codings"),
            ("../b/mine.toml", "../b/output/roads/", "../b/codings"),
            ("study.toml", "elsewhere/roads", "codings"),
            ("study.toml", "output", "codings"),
        ] {
            assert_eq!(of_study(Path::new(study)), Path::new(expected), "{study}");
            assert_eq!(of_results(Path::new(results)), Path::new(expected), "{results}");
        }
        let named = People { codings: Some("x".into()) };
        assert_eq!(named.of_study(Path::new("a/study.toml")), Path::new("x"));
    }
}
