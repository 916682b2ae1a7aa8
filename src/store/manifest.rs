//! The manifests: what a folder holds, from what it was made, and what was left out. Plain structs
//! enter, JSON leaves and comes back. No clock, path or number of threads has a field here.

use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::StoreError;

/// Version of everything that this module's folders hold. Another version is refused.
pub const FORMAT: u32 = 1;

/// The name under which a folder is finished.
pub(super) const MANIFEST: &str = "manifest.json";

/// The program that wrote a manifest.
pub(super) fn tool() -> String {
    format!("framebook {}", env!("CARGO_PKG_VERSION"))
}

/// The corpus that was cut.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corpus {
    /// Hash of its content, in hexadecimal.
    pub hash: String,
    /// The names of its files, without their folders; a document's `file` is an index into it.
    pub files: Vec<String>,
}

/// The codebook of a pass.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Codebook {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Hash of its content, in hexadecimal.
    pub hash: String,
}

/// A column of metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetadataColumn {
    /// Its name in the corpus.
    pub name: String,
    /// Its type as found over the whole corpus; `None` where nobody looked.
    pub r#type: Option<String>,
}

/// Rows that were left out, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// Why.
    pub reason: String,
    /// How many.
    pub n: u64,
    /// Where the first was, such as `answers.csv:17`.
    pub first: Option<String>,
}

/// What a folder of segments adds up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Number of parts.
    pub parts: u32,
    /// Number of batches.
    pub batches: u64,
    /// Number of documents.
    pub documents: u64,
    /// Number of segments.
    pub segments: u64,
    /// Bytes of texts, ids and metadata.
    pub bytes: u64,
    /// Rows of codings; 0 for a folder of segments.
    pub codings: u64,
    /// Rows of matches; 0 for a folder of segments.
    pub matches: u64,
    /// Segments in scope; 0 for a folder of segments.
    pub in_scope: u64,
}

/// `segments-<hash>/manifest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SegmentsManifest {
    /// [`FORMAT`].
    pub format: u32,
    /// Program and version that wrote it.
    pub tool: String,
    /// The hash in the folder's name.
    pub hash: String,
    /// What was cut.
    pub corpus: Corpus,
    /// The unit.
    pub unit: String,
    /// Everything else that the segments depend on.
    pub options: Map<String, Value>,
    /// False where the texts were left out.
    pub texts: bool,
    /// The parts of a document, such as headline and body; a segment's `part` is an index into it.
    pub parts: Vec<String>,
    /// The columns of metadata, in the order of the corpus.
    pub metadata: Vec<MetadataColumn>,
    /// Sums over all parts.
    pub counts: Counts,
    /// What was left out.
    pub dropped: Vec<Dropped>,
    /// Declared non-answers that no text is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmet_non_answers: Vec<String>,
}

/// `passes/<coder>-<hash>/manifest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PassManifest {
    /// [`FORMAT`].
    pub format: u32,
    /// Program and version that wrote it.
    pub tool: String,
    /// Who coded, such as `dictionary`.
    pub coder: String,
    /// The hash in the folder's name.
    pub hash: String,
    /// The hash of the segments that were coded.
    pub segments: String,
    /// By what they were coded.
    pub codebook: Codebook,
    /// Ids of the codes; a coding's `code` is an index into it.
    pub codes: Vec<String>,
    /// Everything else that the codings depend on: `about`, the measure.
    pub options: Map<String, Value>,
    /// Sums over all parts.
    pub counts: Counts,
}

/// `results/manifest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResultsManifest {
    /// [`FORMAT`].
    pub format: u32,
    /// Program and version that wrote it.
    pub tool: String,
    /// Folders of segments that the results rest on, such as `segments-0123456789abcdef`.
    pub segments: Vec<String>,
    /// Folders of passes that the results rest on, such as `dictionary-0123456789abcdef`.
    pub passes: Vec<String>,
    /// What else the study says of its results.
    #[serde(flatten)]
    pub study: Map<String, Value>,
}

impl ResultsManifest {
    /// A manifest of this version of framebook.
    pub fn new(segments: Vec<String>, passes: Vec<String>, study: Map<String, Value>) -> Self {
        ResultsManifest { format: FORMAT, tool: tool(), segments, passes, study }
    }
}

/// JSON with a line break at its end.
pub(super) fn json(value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(|error| StoreError::Internal(format!("a manifest is no JSON: {error}")))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Reads a file of JSON that says its format; `None` where there is no such file.
pub(super) fn load<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, StoreError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io("read", path, error)),
    };
    let value: Value =
        serde_json::from_slice(&bytes).map_err(|error| StoreError::damaged(path, error))?;
    let found = value.get("format").and_then(Value::as_u64);
    let found = found.ok_or_else(|| StoreError::damaged(path, "it names no format version"))?;
    if found != u64::from(FORMAT) {
        return Err(StoreError::Format { path: path.to_path_buf(), found, known: FORMAT });
    }
    serde_json::from_value(value).map(Some).map_err(|error| StoreError::damaged(path, error))
}
