//! Where matches begin and end in the text of a segment: from extents, which may overlap, to pieces of
//! text that a view writes one after the other. Long stretches without a match are left out. Nothing is
//! coloured or escaped here.

use super::Explained;

/// Stretches without a match are shown up to this many characters at either end.
const SHOWN: usize = 280;

/// Most matches that are marked: a segment may be a whole library.
const MARKED: usize = 2000;

/// A piece of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Text, with the matches that it lies in: `(finding, match)`.
    Text(&'t str, Vec<(usize, usize)>),
    /// A match begins.
    Open(usize, usize),
    /// A match ends.
    Close(usize, usize),
    /// This many characters are left out.
    Gap(usize),
}

/// The pieces of a segment, in order. Where several matches end at one place the one that began last
/// ends first.
pub fn pieces(segment: &Explained) -> Vec<Piece<'_>> {
    let mut spans: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (finding, it) in segment.findings.iter().enumerate() {
        for (index, found) in it.matches.iter().enumerate() {
            let start = found.start.saturating_sub(segment.start) as usize;
            let end = found.end.saturating_sub(segment.start) as usize;
            let whole = segment.text.is_char_boundary(start) && segment.text.is_char_boundary(end);
            if start < end && whole {
                spans.push((start, end, finding, index));
            }
        }
    }
    // Longer ones open first.
    spans.sort_by_key(|&(start, end, finding, index)| {
        (start, std::cmp::Reverse(end), finding, index)
    });
    let unmarked = spans.len() > MARKED;
    spans.truncate(MARKED);
    let mut edges: Vec<usize> = spans.iter().flat_map(|it| [it.0, it.1]).collect();
    edges.extend([0, segment.text.len()]);
    edges.sort_unstable();
    edges.dedup();
    let mut pieces = Vec::new();
    let mut open: Vec<(usize, usize, usize, usize)> = Vec::new();
    let mut next = 0;
    for (place, &edge) in edges.iter().enumerate() {
        while let Some(at) = open.iter().rposition(|it| it.1 == edge) {
            let (_, _, finding, index) = open.remove(at);
            pieces.push(Piece::Close(finding, index));
        }
        while let Some(&span) = spans.get(next).filter(|it| it.0 == edge) {
            open.push(span);
            pieces.push(Piece::Open(span.2, span.3));
            next += 1;
        }
        if let Some(&upto) = edges.get(place + 1) {
            let inside = open.iter().map(|it| (it.2, it.3)).collect();
            let last = place + 2 == edges.len();
            text(&segment.text[edge..upto], inside, unmarked && last, &mut pieces);
        }
    }
    pieces
}

/// `open_end` leaves out everything but the start: what follows holds matches that are not marked.
fn text<'t>(
    text: &'t str,
    inside: Vec<(usize, usize)>,
    open_end: bool,
    pieces: &mut Vec<Piece<'t>>,
) {
    // Three times what is shown: a gap must be worth its mark.
    let long = text.len() > 3 * SHOWN && text.chars().count() > 3 * SHOWN;
    if !long && !open_end {
        pieces.push(Piece::Text(text, inside));
        return;
    }
    let boundary = |mut characters: std::str::CharIndices<'t>| characters.nth(SHOWN).map(|it| it.0);
    let head = boundary(text.char_indices()).unwrap_or(0);
    let tail = match open_end {
        true => text.len(),
        false => text.char_indices().rev().nth(SHOWN - 1).map_or(text.len(), |it| it.0),
    };
    pieces.push(Piece::Text(&text[..head], inside.clone()));
    pieces.push(Piece::Gap(text[head..tail].chars().count()));
    pieces.push(Piece::Text(&text[tail..], inside));
}

/// A number that the matches of a top-level code and its subcodes have in common, from 0, over all
/// codebooks: what views colour by.
pub fn family(segment: &Explained, finding: usize, code: usize) -> usize {
    let tops = |finding: &super::Finding, upto: usize| {
        let codes = finding.codebook.codes.iter().take(upto);
        codes.filter(|it| it.parent.is_none()).count()
    };
    let before: usize = segment.findings[..finding].iter().map(|it| tops(it, usize::MAX)).sum();
    let it = &segment.findings[finding];
    before + tops(it, it.codebook.ancestors(code).last().unwrap_or(code))
}
