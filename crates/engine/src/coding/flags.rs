//! Flags of a match: is it denied, is it quoted. Both are read off the segment around the match;
//! neither takes the match away.

use crate::codebook::Side;
use crate::segment::Quotation;
use crate::text::fold::fold;
use crate::text::word::Words;
use crate::text::{Language, Span};

use super::Quoted;
use super::compile::CodebookProgram;
use super::hit::Hit;
use super::scan::Found;

/// Most words of a quotation that is a term; in Chinese, characters.
fn longest_term(language: Language) -> usize {
    if language == Language::Chinese { 12 } else { 6 }
}

/// Words that end the reach of a cue, folded.
const CONTRASTS: [&str; 4] = ["but", "но", "бірақ", "但"];
/// Signs that end the reach of a cue.
const CLAUSE_MARKS: [char; 8] = [',', ';', ':', '–', '—', '，', '；', '：'];
/// Most words between an actor and the verb of saying that makes it a voice.
const ATTRIBUTION: u32 = 5;
/// Words between a quotation and a verb of saying that stands beside it.
const BESIDE: usize = 3;

/// The cues of denial that stand in a segment.
#[derive(Debug, Default)]
pub struct Denials {
    cues: Vec<(Hit, Side, u32, usize)>,
}

impl Denials {
    /// Finds them; what overlaps a pseudo-cue is none.
    pub fn find(&mut self, program: &CodebookProgram, language: Language, found: &Found) {
        self.cues.clear();
        let Some(denial) = program.denial.get(language as usize).filter(|_| found.aside) else {
            return;
        };
        for (index, cue) in denial.cues.iter().enumerate() {
            for (_, hit) in found.of(cue.pattern) {
                let pseudo = denial.pseudo.iter().any(|&pattern| {
                    found.of(pattern).iter().any(|(_, other)| found.arena.share(hit, other))
                });
                if !pseudo {
                    self.cues.push((*hit, cue.side, cue.reach, index));
                }
            }
        }
        self.cues.sort_unstable_by_key(|(hit, _, _, index)| (hit.first, hit.last, *index));
    }

    /// The cue that reaches a hit: its place and its number in the codebook's list.
    pub fn reaches(&self, hit: &Hit, text: &str) -> Option<(Hit, usize)> {
        // Cues are in order of place, and so of sentence.
        let from = self.cues.partition_point(|(cue, ..)| cue.sentence < hit.sentence);
        self.cues[from..]
            .iter()
            .take_while(|(cue, ..)| cue.sentence == hit.sentence)
            .find(|(cue, side, reach, _)| {
                let (from, to) = match side {
                    Side::Before if cue.last < hit.first => (cue.end, hit.start),
                    Side::After if hit.last < cue.first => (hit.end, cue.start),
                    _ => return false,
                };
                cue.sentence == hit.sentence
                    && cue.between(hit).is_some_and(|between| between < *reach)
                    && !stops(text, from, to)
            })
            .map(|(cue, _, _, index)| (*cue, *index))
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

/// For each quotation the furthest end of those up to it: what [`quoted`] stops by.
pub fn furthest_ends(quotations: &[Quotation], reach: &mut Vec<u32>) {
    reach.clear();
    let mut furthest = 0;
    reach.extend(quotations.iter().map(|it| {
        furthest = it.span_inside.end.max(furthest);
        furthest
    }));
}

/// The hits of a sentence, of hits in order of place.
fn of_sentence(hits: &[(u32, Hit)], sentence: u32) -> &[(u32, Hit)] {
    let from = hits.partition_point(|(_, hit)| hit.sentence < sentence);
    let length = hits[from..].partition_point(|(_, hit)| hit.sentence == sentence);
    &hits[from..from + length]
}

/// How a match is quoted; the innermost quotation counts.
pub fn quoted(
    hit: &Hit,
    text: &str,
    (quotations, reach): (&[Quotation], &[u32]),
    program: &CodebookProgram,
    language: Language,
    found: &Found,
) -> Option<Quoted> {
    // They are in order of place and nest: the last that holds the hit is the innermost. None that
    // begins before it reaches over the hit once the furthest end so far does not.
    let upto = quotations.partition_point(|it| it.span_inside.start <= hit.start);
    let around = (0..upto)
        .rev()
        .take_while(|&at| hit.end <= reach[at])
        .map(|at| &quotations[at])
        .find(|it| hit.end <= it.span_inside.end)?;
    if around.title {
        return Some(Quoted::Title);
    }
    let words = Words::within(text, around.span_inside).take(longest_term(language) + 1).count();
    if words > longest_term(language) || beside_saying(hit, around, text, program, language, found)
    {
        return Some(Quoted::Speech);
    }
    Some(Quoted::Term)
}

/// A verb of saying stands in the same sentence just outside of the quotation.
fn beside_saying(
    hit: &Hit,
    quotation: &Quotation,
    text: &str,
    program: &CodebookProgram,
    language: Language,
    found: &Found,
) -> bool {
    let Some(saying) = program.saying.get(language as usize) else { return false };
    let outside = quotation.span_outside;
    let verbs = |&pattern: &u32| of_sentence(found.of(pattern), hit.sentence);
    saying.verbs.iter().flat_map(verbs).any(|(_, verb)| {
        let between = if verb.end <= outside.start {
            Span { start: verb.end, end: outside.start }
        } else if outside.end <= verb.start {
            Span { start: outside.end, end: verb.start }
        } else {
            return false;
        };
        verb.sentence == hit.sentence
            && Words::within(text, between).take(BESIDE + 1).count() <= BESIDE
    })
}

/// Who says what in a segment: actors beside a verb of saying, or after "according to".
#[derive(Debug, Default)]
pub struct Voices {
    /// The actors that are mentioned, by place, with their codes.
    pub actors: Vec<(Hit, u16)>,
    attributions: Vec<(Hit, u16)>,
}

impl Voices {
    /// Finds the attributions among the actors. A mention of an actor alone is no voice.
    pub fn find(&mut self, program: &CodebookProgram, language: Language, found: &Found) {
        self.attributions.clear();
        let Some(saying) = program.saying.get(language as usize) else { return };
        if self.actors.is_empty() || !found.aside {
            return;
        }
        let actors = &self.actors;
        let near = |cue: &Hit, side: Option<Side>| {
            let candidates = actors.iter().filter_map(|&(actor, code)| {
                let between = cue.between(&actor).filter(|between| *between <= ATTRIBUTION)?;
                let follows = cue.last < actor.first;
                let fits = match side {
                    None => true,
                    Some(Side::Before) => follows,
                    Some(Side::After) => !follows,
                };
                // The subject before its verb comes first, as it does in all four languages.
                (fits && cue.sentence == actor.sentence).then_some((follows, between, actor, code))
            });
            candidates.min_by_key(|(follows, between, actor, code)| {
                (*follows, *between, actor.first, *code)
            })
        };
        for &pattern in &saying.verbs {
            for (_, verb) in found.of(pattern) {
                self.attributions.extend(near(verb, None).map(|(.., actor, code)| (actor, code)));
            }
        }
        for according in &saying.according {
            for (_, cue) in found.of(according.pattern) {
                let actor = near(cue, Some(according.side));
                self.attributions.extend(actor.map(|(.., actor, code)| (actor, code)));
            }
        }
        self.attributions.sort_by_key(|(actor, code)| (actor.first, actor.last, *code));
        self.attributions.dedup();
    }

    /// The voice of a match: the attributed actor of its sentence that stands nearest.
    pub fn of(&self, hit: &Hit) -> Option<u16> {
        self.attributions
            .iter()
            .filter(|(actor, _)| actor.sentence == hit.sentence)
            .min_by_key(|(actor, code)| (actor.between(hit).unwrap_or(0), actor.first, *code))
            .map(|(_, code)| *code)
    }
}
