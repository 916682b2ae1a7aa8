//! The dossier of a study: what a reviewer asks for. Stored passes and what people coded enter, the blocks of a page
//! leave: how texts were coded, the sample, the coders, their agreement, the dictionary's validity by language,
//! corrected shares, the sensitivity of each share, the codebooks, and a paragraph on method with versions, seeds
//! and hashes. What is not there is said to be missing, with the command that makes it.

mod coders;
mod held;
mod method;
mod sampled;
mod sensitive;

use serde_json::{Map, Value};

use crate::codings::Codings;
use crate::export::codebook;
use crate::table::Grid;
use crate::writing::{Block, Field};

use super::Failure;
use super::gold::{Gold, of_coder};
use super::stored::StoredSource;
pub use sensitive::{LeftOut, csv};

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The gold standard.
    pub gold: Gold,
    /// One source; none is all.
    pub source: Option<String>,
    /// One codebook; none is all of framings.
    pub codebook: Option<String>,
}

/// The blocks, and all shares without each rule. `codings` is what people coded, where anybody has; `told` hears how many of how many documents
/// were coded anew for the rules.
///
/// # Errors
///
/// An unknown source or codebook; a part that can not be read.
pub fn blocks(
    sources: &[StoredSource],
    codings: Option<&Codings>,
    study: &Map<String, Value>,
    asked: &Asked,
    told: &(dyn Fn(usize, usize) + Sync),
) -> Result<(Vec<Block>, Vec<LeftOut>), Failure> {
    let passes = passes(sources, asked)?;
    if let (Gold::Coder(name), Some(codings)) = (&asked.gold, codings) {
        of_coder(&codings.events()?, name)?;
    }
    let text = |key: &str| study.get(key).and_then(Value::as_str).filter(|it| !it.is_empty());
    let title = text("title").or_else(|| text("name")).unwrap_or("Coded texts");
    let mut blocks = vec![Block::Heading(0, format!("Dossier: {title}"))];
    blocks.push(Block::Paragraph(
        "What the results rest on. Substantive evidence: the codebook and its rules (Codebook). Structural evidence: \
         agreement between coders (Agreement), and how far shares depend on choices (Sensitivity). External evidence: \
         the dictionary held to a gold standard (Validity), and shares corrected for its errors (Correction)."
            .to_owned(),
    ));
    let mut rules = Vec::new();
    let mut codebooks: Vec<&crate::engine::codebook::Codebook> = Vec::new();
    for &(source, at) in &passes {
        let codebook = source.passes[at].codebook.as_ref();
        if !codebooks.iter().any(|it| it.id == codebook.id && it.version == codebook.version) {
            codebooks.push(codebook);
        }
        let chapter = match source.record.name.as_str() {
            "" => codebook.title.clone(),
            name => format!("Source {name}: {}", codebook.title),
        };
        blocks.push(Block::Heading(1, chapter));
        let people = codings.map(|it| held::People::of(it, source, at, asked)).transpose()?;
        blocks.push(Block::Heading(2, "Method".to_owned()));
        blocks.extend(method::paragraphs(source, at, codings, people.as_ref())?);
        blocks.push(Block::Heading(2, "Shares".to_owned()));
        blocks.push(method::frequency(source, at)?);
        blocks.push(Block::Heading(2, "Sample".to_owned()));
        blocks.extend(sampled::blocks(codings, &source.record.name)?);
        blocks.extend(held::blocks(codings, people.as_ref(), source, at)?);
        blocks.push(Block::Heading(2, "Sensitivity".to_owned()));
        blocks.extend(sensitive::blocks(source, at, told, &mut rules)?);
    }
    blocks.push(Block::Heading(1, "Coders".to_owned()));
    blocks.extend(coders::blocks(codings)?);
    blocks.push(Block::Heading(1, "Versions, seeds and hashes".to_owned()));
    blocks.push(method::versions(&passes, codings)?);
    blocks.push(Block::Heading(1, "Codebook".to_owned()));
    blocks.extend(codebooks.into_iter().flat_map(|it| codebook::blocks(it, 2)));
    Ok((blocks, rules))
}

/// The passes that are asked of: those of framings.
fn passes<'s>(
    sources: &'s [StoredSource],
    asked: &Asked,
) -> Result<Vec<(&'s StoredSource, usize)>, Failure> {
    if let Some(name) = &asked.source
        && !sources.iter().any(|it| it.record.name == *name)
    {
        let names: Vec<&str> = sources.iter().map(|it| it.record.name.as_str()).collect();
        return Err(format!("unknown source `{name}`; there are: {}", names.join(", ")).into());
    }
    let all = sources
        .iter()
        .filter(|it| asked.source.as_ref().is_none_or(|name| it.record.name == *name))
        .flat_map(|it| (0..it.passes.len()).map(move |at| (it, at)));
    let framings: Vec<_> = all.filter(|(source, at)| !source.passes[*at].codebook.actors).collect();
    let id = |it: &(&'s StoredSource, usize)| it.0.passes[it.1].codebook.id.as_str();
    let wanted: Vec<_> = framings
        .iter()
        .filter(|it| asked.codebook.as_ref().is_none_or(|name| id(it) == name))
        .copied()
        .collect();
    match &asked.codebook {
        Some(name) if wanted.is_empty() => {
            let mut ids: Vec<&str> = framings.iter().map(id).collect();
            ids.dedup();
            Err(format!("unknown codebook `{name}`; there are: {}", ids.join(", ")).into())
        }
        _ => Ok(wanted),
    }
}

/// A table of text as a block: headings, true where the column is of numbers.
fn table(title: &str, head: &[(&str, bool)], rows: Vec<Vec<String>>, notes: Vec<String>) -> Block {
    let head = head.iter().map(|it| (it.0.to_owned(), it.1)).collect();
    Block::Table(Grid { title: title.to_owned(), head, rows, notes, ..Grid::default() })
}

fn field(name: impl Into<String>, text: impl Into<String>) -> Field {
    Field { name: name.into(), texts: vec![text.into()], is_typed: false }
}

/// A paragraph that says what is missing.
fn missing(text: &str) -> Vec<Block> {
    vec![Block::Paragraph(text.to_owned())]
}

/// What is said where nobody has coded.
const NO_STORE: &str =
    "Nobody has coded: framebook sample, framebook sheet, framebook codings import.";
