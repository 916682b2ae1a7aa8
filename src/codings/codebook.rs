//! Codebooks that coders had before them: which version, and what each code meant in it. Parsing is the engine's.

use std::collections::BTreeMap;

use crate::engine::codebook::Codebook;

/// The version hash of a codebook: 16 hexadecimal digits of its text.
#[must_use]
pub fn version_of(toml: &str) -> String {
    blake3::hash(toml.as_bytes()).to_hex().chars().take(16).collect()
}

/// What each code means to a person who codes, as a hash by its id: label, definition, what belongs and what does
/// not. Rules and examples may change without making it another code.
#[must_use]
pub fn meanings(codebook: &Codebook) -> BTreeMap<String, String> {
    let meaning = |code: &crate::engine::codebook::Code| {
        let mut hash = blake3::Hasher::new();
        for field in [&code.label, &code.definition, &code.include, &code.exclude] {
            hash.update(&(field.len() as u64).to_le_bytes());
            hash.update(field.as_bytes());
        }
        (code.id.clone(), hash.finalize().to_hex().chars().take(16).collect())
    };
    codebook.codes.iter().map(meaning).collect()
}

/// What each code of a kept text means; none where the text is not understood any more.
#[must_use]
pub fn meanings_of(toml: &str) -> Option<BTreeMap<String, String>> {
    Codebook::parse("kept", toml).0.as_ref().map(meanings)
}
