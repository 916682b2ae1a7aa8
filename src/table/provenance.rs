//! Where the numbers of a table of people's codings come from, as columns that are the same in every row: what is known
//! of a pass, a gold standard and a method enters, variables and cells leave. Tables of counts have theirs from their
//! input.

use framebook_engine::codebook::Codebook;

use super::builder::{Cell, hidden};
use super::{Print, Variable};

/// Where the numbers of a table come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The codebook's id.
    pub codebook: String,
    /// Its version; empty where it has none.
    pub codebook_version: String,
    /// The unit of analysis.
    pub unit: String,
    /// Who is judged or corrected: `dictionary`, or a coder's name.
    pub judged: String,
    /// The gold standard as it is asked for: `adjudicated`, `any`, or a coder's name.
    pub gold_standard: String,
    /// Which segments of the sample: `test`, `dev`, or `all`.
    pub split: &'static str,
    /// The sample's id; several with a comma between.
    pub sample: String,
    /// The seed that it was drawn with; none where there are several.
    pub sample_seed: Option<u64>,
    /// How the numbers are made.
    pub method: String,
    /// The seed of what was left to chance after that: a bootstrap, folds.
    pub seed: u64,
}

impl Provenance {
    /// What is known of a codebook.
    #[must_use]
    pub fn of(codebook: &Codebook) -> Provenance {
        Provenance {
            codebook: codebook.id.clone(),
            codebook_version: codebook.version.clone(),
            ..Provenance::default()
        }
    }

    /// The columns, one for each of [`Provenance::cells`].
    pub(super) fn variables() -> Vec<Variable> {
        let text = |name, label| hidden(name, label, Print::Text);
        vec![
            text("codebook", "Id of the codebook"),
            text("codebook_version", "Version of the codebook"),
            text("unit", "Unit of analysis"),
            text("judged", "Whose codings: those of the dictionary, or a coder's name"),
            text("gold_standard", "The gold standard: adjudicated, any, or a coder's name"),
            text("split", "Which segments of the sample: test, dev or all"),
            text("sample", "The sample"),
            hidden("sample_seed", "Seed that the sample was drawn with", Print::Count),
            text("method", "How the numbers are made"),
            text("tool", "framebook's version"),
            hidden(
                "seed",
                "Seed of what was left to chance after that: a bootstrap, folds",
                Print::Count,
            ),
        ]
    }

    /// What stands in them.
    pub(super) fn cells(&self) -> Vec<Cell> {
        let text = |it: &str| Cell::from(Some(it).filter(|it| !it.is_empty()));
        vec![
            text(&self.codebook),
            text(&self.codebook_version),
            text(&self.unit),
            text(&self.judged),
            text(&self.gold_standard),
            text(self.split),
            text(&self.sample),
            self.sample_seed.into(),
            text(&self.method),
            concat!("framebook ", env!("CARGO_PKG_VERSION")).into(),
            self.seed.into(),
        ]
    }
}
