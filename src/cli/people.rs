//! Where what people code lies, for every command that reads or writes it: in `codings` beside `study.toml`, as
//! `output` does.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::study::stored::{people_of_results, people_of_study};

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
        self.codings.clone().unwrap_or_else(|| people_of_study(study))
    }

    /// The folder that is named, or the one beside the study of these results.
    pub fn of_results(&self, results: &Path) -> PathBuf {
        self.codings.clone().unwrap_or_else(|| people_of_results(results))
    }
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
            assert_eq!(people_of_study(Path::new(study)), Path::new(expected), "{study}");
            assert_eq!(people_of_results(Path::new(results)), Path::new(expected), "{results}");
        }
        let named = People { codings: Some("x".into()) };
        assert_eq!(named.of_study(Path::new("a/study.toml")), Path::new("x"));
    }
}
