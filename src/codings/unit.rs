//! A segment drawn for people to code, with all that later estimates need: how likely it was drawn, from
//! which stratum, and which document it stands in.

/// One sample: how its units were drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Its name, unique in the store: `sample-1`.
    pub id: String,
    /// The source of the study that it was drawn from.
    pub source: String,
    /// The seed of the draw.
    pub seed: u64,
    /// The pass whose segments were drawn from: the name of its folder.
    pub pass: String,
    /// The codebook's id.
    pub codebook: String,
    /// The codebook's version hash, 16 hexadecimal digits.
    pub version: String,
    /// Every argument of the draw, as JSON: sizes, strata, what was left out.
    pub design: String,
    /// When it was drawn, RFC 3339 in UTC.
    pub at: String,
}

/// A segment to be coded.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// What names it everywhere, the same on any machine: [`Unit::name`].
    pub id: String,
    /// The sample that drew it.
    pub sample: String,
    /// The source.
    pub source: String,
    /// The document's id.
    pub document: String,
    /// The part of the document, as `codings.csv` names it: headline, body; empty in older stores where a document has
    /// one.
    pub part: String,
    /// Its number in its document, from 1, as `codings.csv` counts segments; 0 where it is not known.
    pub segment: u64,
    /// Where it begins, in bytes of the decoded part.
    pub start: u64,
    /// Where it ends.
    pub end: u64,
    /// The text to code.
    pub text: String,
    /// What stands before it in its part, for the coder to read.
    pub before: String,
    /// What stands after it.
    pub after: String,
    /// Its language: `en`, `ru`, `kk`, `zh`, empty where unknown.
    pub language: String,
    /// The stratum that it was drawn from, as people read it: `Economic development · kk`.
    pub stratum: String,
    /// How likely it was drawn: above 0, at most 1.
    pub probability: f64,
    /// What its errors are nested in: the group of reprints, or else the document.
    pub cluster: String,
    /// Whether it may be looked at while rules are mended.
    pub split: Split,
    /// Metadata of its document, in the order of the corpus: names and values as text.
    pub metadata: Vec<(String, String)>,
}

impl Unit {
    /// Where it stands, as `framebook explain` takes it, and its part: `en-027:2 · body`. Without a number where that is
    /// not known.
    #[must_use]
    pub fn address(&self) -> String {
        let Self { document, part, segment, .. } = self;
        let number = if *segment > 0 { format!(":{segment}") } else { String::new() };
        let part = if part.is_empty() { String::new() } else { format!(" · {part}") };
        format!("{document}{number}{part}")
    }

    /// The name of a segment: 32 hexadecimal digits of a hash of where it stands and what it says, so that two
    /// machines that draw the same segment name it alike, and a changed text is another unit. `part` is empty where a
    /// document has one part: what that is called is no part of the name.
    #[must_use]
    pub fn name(source: &str, document: &str, part: &str, start: u64, text: &str) -> String {
        let mut hash = blake3::Hasher::new();
        for field in [source, document, part, &start.to_string(), text] {
            hash.update(&(field.len() as u64).to_le_bytes());
            hash.update(field.as_bytes());
        }
        hash.finalize().to_hex().chars().take(32).collect()
    }
}

/// What a drawn segment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Split {
    /// Rules may be mended by it: its errors are shown.
    Dev,
    /// It judges the rules: showing its errors makes it `Dev` for good.
    Test,
}

impl Split {
    /// As it is written: `dev`, `test`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Test => "test",
        }
    }

    /// From how it is written; none where it is no split.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Dev, Self::Test].into_iter().find(|it| it.as_str() == text)
    }
}
