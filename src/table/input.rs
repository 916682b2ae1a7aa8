//! What a table is made from: counts with their codebook, and what the counts do not say.

use framebook_engine::codebook::{Codebook, Measure};
use framebook_engine::count::{Tally, Voiced};
use framebook_engine::stats::{Keyness, LEVEL, Method, benjamini_hochberg, holm};

/// What a table is made from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The codebook that the tally was made with.
    pub codebook: &'a Codebook,
    /// The counts.
    pub tally: &'a Tally,
    /// What the counts do not say.
    pub context: &'a Context,
    /// Who voices the codings, for tables that ask.
    pub voices: Option<Voices<'a>>,
    /// The key words of groups, for tables that ask.
    pub words: Option<&'a KeyWords>,
    /// The counts without reprints, where there are any: the figure beside.
    pub collapsed: Option<&'a Tally>,
}

/// Who voices the codings.
#[derive(Clone, Copy, Debug)]
pub struct Voices<'a> {
    /// The codebook of the actors.
    pub actors: &'a Codebook,
    /// For each measure that is shown the sums by code and voice.
    pub of: &'a [(Measure, Vec<Voiced>)],
}

/// The key words of the groups of a variable, among the segments in scope.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeyWords {
    /// Labels of the groups.
    pub groups: Vec<String>,
    /// Number of words that were tested in each group.
    pub n_tested: u64,
    /// Occurrences that a word must have to be tested.
    pub least: u64,
    /// The key words, group by group.
    pub words: Vec<KeyWord>,
}

/// A word that tells a group from the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyWord {
    /// Index of the group.
    pub group: usize,
    /// Language of the segments that it was counted in.
    pub language: String,
    /// The word, folded.
    pub word: String,
    /// How often it stands in the group and in the rest of the language.
    pub counts: Keyness,
    /// For each document with it how often, and how many words of the language the document has.
    pub documents: Vec<(u64, u64)>,
    /// The segments in scope of the language.
    pub corpus: CorpusSize,
}

/// The segments in scope of one language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CorpusSize {
    /// Their words.
    pub words: u64,
    /// Documents with any of these.
    pub documents: u64,
    /// Words of the smallest of these.
    pub smallest: u64,
}

/// What the counts do not say and the reader must know.
#[derive(Clone, Debug, PartialEq)]
pub struct Context {
    /// The unit of analysis as the user wrote it, such as `paragraph`.
    pub unit: String,
    /// True where the object was asked for, or a survey's question supplies it: then the table is of
    /// framings, otherwise of mentions.
    pub framings: bool,
    /// The column that shares are weighted by.
    pub weight: Option<String>,
    /// How the p values of a family of tests are adjusted for their number.
    pub adjustment: Adjustment,
    /// True where a validation of this coder is stored.
    pub validated: bool,
    /// The measures to show; none is the codebook's headline measure.
    pub measures: Vec<Measure>,
    /// How intervals are made.
    pub method: Method,
    /// The confidence level, such as .95.
    pub level: f64,
    /// The seed, where chance had a part.
    pub seed: Option<u64>,
    /// More notes: what was dropped and why, reprints, weights.
    pub notes: Vec<String>,
}

/// What stands before the weight in the note of weighted shares.
pub const WEIGHTED: &str = "shares weighted by ";
/// What the note on reprints ends with.
pub const ONE_CLUSTER: &str = "; a group is one cluster";

impl Context {
    /// For a table of words, which are counted as they stand: without weights and clusters.
    #[must_use]
    pub fn of_words(&self) -> Context {
        let plain = |note: &String| match note.strip_suffix(ONE_CLUSTER) {
            Some(note) => format!("{note}; the words of each print count"),
            None if note.starts_with(WEIGHTED) => "words are not weighted".to_owned(),
            None => note.clone(),
        };
        Context { notes: self.notes.iter().map(plain).collect(), weight: None, ..self.clone() }
    }
}

/// How the p values of a family of tests are adjusted for their number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Adjustment {
    /// Holm: the probability of any false positive in the family.
    #[default]
    Holm,
    /// Benjamini and Hochberg: the share of false positives among the positives.
    BenjaminiHochberg,
    /// Not at all.
    None,
}

impl Adjustment {
    /// The p values of a family, adjusted.
    #[must_use]
    pub fn adjust(self, family: &[Option<f64>]) -> Vec<Option<f64>> {
        match self {
            Adjustment::Holm => holm(family),
            Adjustment::BenjaminiHochberg => benjamini_hochberg(family),
            Adjustment::None => family.to_vec(),
        }
    }

    /// One phrase for the note under a table.
    pub fn phrase(self) -> &'static str {
        match self {
            Adjustment::Holm => "adjusted by Holm",
            Adjustment::BenjaminiHochberg => "adjusted by Benjamini and Hochberg",
            Adjustment::None => "not adjusted for their number",
        }
    }
}

impl Default for Context {
    fn default() -> Self {
        Context {
            unit: "paragraph".to_owned(),
            framings: true,
            weight: None,
            adjustment: Adjustment::default(),
            validated: false,
            measures: Vec::new(),
            method: Method::WilsonClustered,
            level: LEVEL,
            seed: None,
            notes: Vec::new(),
        }
    }
}
