//! Flags of a match: is it denied, is it quoted. Both are read off the segment around the match;
//! neither takes the match away.

use std::cmp::Reverse;

use crate::codebook::Side;
use crate::segment::Quotation;
use crate::text::fold::fold;
use crate::text::word::Words;
use crate::text::{Language, Span};

use super::Quoted;
use super::compile::CodebookProgram;
use super::hit::{Hit, furthest};
use super::scan::Found;
use super::voice::Verbs;

/// Most words of a quotation that is a term; in Chinese, characters.
fn longest_term(language: Language) -> usize {
    if language == Language::Chinese { 12 } else { 6 }
}

/// Words that end the reach of a cue, folded.
const CONTRASTS: [&str; 4] = ["but", "но", "бірақ", "但"];
/// Signs that end the reach of a cue.
const CLAUSE_MARKS: [char; 8] = [',', ';', ':', '–', '—', '，', '；', '：'];
/// Words between a quotation and a verb of saying that stands beside it.
const BESIDE: usize = 3;

/// The cues of denial that stand in a segment.
#[derive(Debug, Default)]
pub struct Denials {
    /// Those that stand before what they deny, in order of their ends.
    before: Vec<Cue>,
    /// Those that stand after it, in order of their beginnings.
    after: Vec<Cue>,
    /// The longest reach of any of them.
    longest: u32,
}

/// Its place, its reach, and its number in the codebook's list.
#[derive(Clone, Copy, Debug)]
struct Cue {
    hit: Hit,
    reach: u32,
    number: usize,
}

impl Denials {
    /// Finds them; what overlaps a pseudo-cue is none.
    pub fn find(&mut self, program: &CodebookProgram, language: Language, found: &Found) {
        self.before.clear();
        self.after.clear();
        self.longest = 0;
        let Some(denial) = program.denial.get(language as usize).filter(|_| found.aside) else {
            return;
        };
        let (Some(first), Some(last)) = (denial.cues.first(), denial.cues.last()) else { return };
        let cues = found.of_all(first.pattern..last.pattern + 1);
        if cues.is_empty() {
            return;
        }
        let pseudo = found.of_all(denial.pseudo.clone()).iter().map(|(_, hit)| *hit);
        let mut pseudo: Vec<Hit> = pseudo.collect();
        pseudo.sort_unstable_by_key(|hit| hit.first);
        let ends = furthest(&pseudo, |_| 0);
        // Cues are phrases: what overlaps shares a word.
        let is_pseudo = |hit: &Hit| {
            let upto = pseudo.partition_point(|other| other.first <= hit.last);
            upto.checked_sub(1).is_some_and(|at| ends[at].0 >= hit.first)
        };
        for &(pattern, hit) in cues.iter().filter(|(_, hit)| !is_pseudo(hit)) {
            let number = (pattern - first.pattern) as usize;
            let cue = &denial.cues[number];
            let side = match cue.side {
                Side::Before => &mut self.before,
                Side::After => &mut self.after,
            };
            side.push(Cue { hit, reach: cue.reach, number });
            self.longest = self.longest.max(cue.reach);
        }
        // Of those that end (begin) at one word the longest is the nearest to be looked at.
        self.before.sort_unstable_by_key(|it| (it.hit.last, Reverse((it.hit.first, it.number))));
        self.after.sort_unstable_by_key(|it| (it.hit.first, Reverse(it.hit.last), it.number));
    }

    /// The cue that reaches a hit: its place and its number in the codebook's list; the nearest of
    /// several, those before the hit first.
    pub fn reaches(&self, hit: &Hit, text: &str) -> Option<(Hit, usize)> {
        let upto = self.before.partition_point(|cue| cue.hit.last < hit.first);
        let from = self.after.partition_point(|cue| cue.hit.first <= hit.last);
        let before = self.nearest(self.before[..upto].iter().rev(), hit, text);
        before.or_else(|| self.nearest(self.after[from..].iter(), hit, text))
    }

    /// The first that reaches a hit, of the cues on one side of it, nearest first. What stops one
    /// stops all behind it.
    fn nearest<'a>(
        &self,
        cues: impl Iterator<Item = &'a Cue>,
        hit: &Hit,
        text: &str,
    ) -> Option<(Hit, usize)> {
        let mut open = (hit.start, hit.end);
        for cue in cues {
            let between = cue.hit.between(hit).filter(|between| *between < self.longest)?;
            if cue.hit.sentence != hit.sentence {
                return None;
            }
            let (from, to) = if cue.hit.first < hit.first {
                (cue.hit.end, open.0)
            } else {
                (open.1, cue.hit.start)
            };
            if from < to && stops(text, from, to) {
                return None;
            }
            open = (from.min(open.0), to.max(open.1));
            if between < cue.reach {
                return Some((cue.hit, cue.number));
            }
        }
        None
    }
}

/// True when a clause mark or a word of contrast stands between.
fn stops(text: &str, from: u32, to: u32) -> bool {
    let mut at = from as usize;
    let marked = |gap: &str| gap.contains(CLAUSE_MARKS);
    for word in Words::within(text, Span { start: from, end: to }) {
        if marked(&text[at..word.start as usize])
            || CONTRASTS.contains(&fold(word.of(text)).as_str())
        {
            return true;
        }
        at = word.end as usize;
    }
    marked(&text[at..to as usize])
}

/// The quotations of a text, in order of place, and for each the place of the one around it; its own
/// where there is none.
#[derive(Clone, Copy, Debug)]
pub struct Quotations<'a> {
    /// The quotations.
    pub all: &'a [Quotation],
    /// By [`enclosing`].
    pub around: &'a [u32],
}

/// For each quotation the place of the one around it; its own where there is none.
pub fn enclosing(quotations: &[Quotation], around: &mut Vec<u32>) {
    around.clear();
    for (at, quotation) in (0_u32..).zip(quotations) {
        let mut outer = at.checked_sub(1);
        while let Some(it) = outer
            && quotations[it as usize].span_inside.end < quotation.span_inside.end
        {
            outer = Some(around[it as usize]).filter(|next| *next != it);
        }
        around.push(outer.unwrap_or(at));
    }
}

impl Quotations<'_> {
    /// The place of the innermost that holds these bytes.
    pub fn innermost(&self, start: u32, end: u32) -> Option<usize> {
        // They nest: the last that begins before, or one around it.
        let upto = self.all.partition_point(|it| it.span_inside.start <= start);
        let mut at = upto.checked_sub(1)?;
        while self.all[at].span_inside.end < end {
            at = Some(self.around[at] as usize).filter(|next| *next != at)?;
        }
        Some(at)
    }

    /// The last outermost one of those that end before a byte and begin inside nothing that holds it.
    pub fn ending_before(&self, byte: u32) -> Option<Span> {
        let upto = self.all.partition_point(|it| it.span_outside.start < byte);
        let mut at = upto.checked_sub(1)?;
        while let Some(next) = Some(self.around[at] as usize).filter(|next| *next != at)
            && self.all[next].span_outside.end <= byte
        {
            at = next;
        }
        Some(self.all[at].span_outside).filter(|span| span.end <= byte)
    }
}

/// How a match is quoted; the innermost quotation counts.
pub fn quoted(
    hit: &Hit,
    text: &str,
    quotations: Quotations<'_>,
    verbs: &Verbs,
    language: Language,
) -> Option<Quoted> {
    let quotation = &quotations.all[quotations.innermost(hit.start, hit.end)?];
    if quotation.title {
        return Some(Quoted::Title);
    }
    let inside = Words::within(text, quotation.span_inside);
    let longer = inside.take(longest_term(language) + 1).count() > longest_term(language);
    let speech = longer || beside_saying(hit, quotation, text, verbs);
    Some(if speech { Quoted::Speech } else { Quoted::Term })
}

/// A verb of saying stands in the same sentence just outside of the quotation.
fn beside_saying(hit: &Hit, quotation: &Quotation, text: &str, verbs: &Verbs) -> bool {
    let outside = quotation.span_outside;
    let beside = |verb: Option<&Hit>, span: fn(&Hit, Span) -> Span| {
        verb.filter(|verb| verb.sentence == hit.sentence).is_some_and(|verb| {
            Words::within(text, span(verb, outside)).take(BESIDE + 1).count() <= BESIDE
        })
    };
    beside(verbs.before(outside.start), |verb, it| Span { start: verb.end, end: it.start })
        || beside(verbs.after(outside.end), |verb, it| Span { start: it.end, end: verb.start })
}
