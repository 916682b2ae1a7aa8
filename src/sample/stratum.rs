//! How a frame is cut into strata: a partition, so that how likely each segment is drawn is exactly known. A frame
//! and a design enter; for each segment its stratum leaves.
//!
//! A segment can have several codes. It stands in the stratum of the *rarest* of them in the frame (the first in
//! the codebook where two are as rare), or in that of no code, so that no segment stands in two and a rare code
//! keeps all its segments together. Languages and the variables that are asked for are crossed with this; segments
//! out of scope are a stratum of their own in each. A stratum does not depend on how many are drawn.

use std::collections::BTreeMap;

use crate::engine::count::Status;

use super::frame::Frame;

/// What a stratum holds, beside its language and group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Segments of which this code, by its place in the codebook, is the rarest.
    Code(u16),
    /// Segments in scope without a code.
    None,
    /// Segments out of scope.
    OutOfScope,
    /// All segments in scope: a simple sample.
    All,
}

/// A stratum of a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Stratum {
    /// The language and the values of the variables; empty in a simple sample.
    pub group: Vec<String>,
    /// What it holds.
    pub kind: Kind,
    /// As people read it: `Economic development · kk`.
    pub name: String,
    /// The segments of the frame, by their index.
    pub segments: Vec<u32>,
}

/// Cuts a frame: `simple` into those in scope and those out of it, else by language, variables and codes.
/// `by_scope` keeps those out of scope apart. Strata are ordered by group, then as [`Kind`].
#[must_use]
pub fn strata(frame: &Frame, simple: bool, by_scope: bool) -> Vec<Stratum> {
    let n_by_code = frame.n_by_code();
    let mut found: BTreeMap<(Vec<String>, Kind), Vec<u32>> = BTreeMap::new();
    for (index, segment) in (0..).zip(&frame.segments) {
        let rarest = segment.codes.iter().copied().min_by_key(|code| {
            (n_by_code.get(usize::from(*code)).copied().unwrap_or_default(), *code)
        });
        let kind = match rarest {
            _ if by_scope && segment.status != Status::InScope => Kind::OutOfScope,
            _ if simple => Kind::All,
            Some(code) => Kind::Code(code),
            None => Kind::None,
        };
        let mut group = Vec::new();
        if !simple {
            group.push(segment.language.code().to_owned());
            group.extend(segment.groups.iter().cloned());
        }
        found.entry((group, kind)).or_default().push(index);
    }
    let named = |((group, kind), segments): ((Vec<String>, Kind), Vec<u32>)| {
        let of = match kind {
            Kind::Code(code) => frame.codes.get(usize::from(code)).map_or("?", String::as_str),
            Kind::None => "no code",
            Kind::OutOfScope => "out of scope",
            Kind::All => "all",
        };
        let words = std::iter::once(of).chain(group.iter().map(String::as_str));
        let name = words.collect::<Vec<_>>().join(" · ");
        Stratum { group, kind, name, segments }
    };
    found.into_iter().map(named).collect()
}
