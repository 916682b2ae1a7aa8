//! Who says it: actors that a verb of saying, or "according to", makes the voice of a sentence.

use crate::codebook::Side;
use crate::text::{Language, Span};

use super::compile::CodebookProgram;
use super::flags::Quotations;
use super::grammar::grammar;
use super::hit::{Hit, furthest};
use super::scan::Found;
use super::subject::{Clause, Stand};

/// Actors at the beginning of a sentence that are asked whether they speak: a sentence opens with one,
/// and some stand in several codes.
const OPENING: usize = 4;

/// The verbs of saying of a segment.
#[derive(Debug, Default)]
pub struct Verbs {
    /// In order of place.
    hits: Vec<Hit>,
    /// The same by their ends.
    by_end: Vec<Hit>,
}

impl Verbs {
    /// Finds them.
    pub fn find(&mut self, program: &CodebookProgram, language: Language, found: &Found) {
        self.hits.clear();
        self.by_end.clear();
        let Some(saying) = program.saying.get(language as usize).filter(|_| found.aside) else {
            return;
        };
        self.hits.extend(found.of_all(saying.verbs.clone()).iter().map(|(_, hit)| *hit));
        self.hits.sort_unstable_by_key(|hit| (hit.first, hit.last));
        self.hits.dedup();
        self.by_end.extend_from_slice(&self.hits);
        self.by_end.sort_unstable_by_key(|hit| (hit.end, hit.start));
    }

    /// The last one that ends at or before a byte.
    pub fn before(&self, byte: u32) -> Option<&Hit> {
        let upto = self.by_end.partition_point(|hit| hit.end <= byte);
        self.by_end[..upto].last()
    }

    /// The first one that begins at or after a byte.
    pub fn after(&self, byte: u32) -> Option<&Hit> {
        self.hits.get(self.hits.partition_point(|hit| hit.start < byte))
    }
}

/// An actor that says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Attribution {
    actor: Hit,
    code: u16,
    /// The bytes of what says so: the verb, or "according to".
    cue: Span,
}

impl Attribution {
    /// The bytes from the actor to the verb, whichever comes first.
    fn span(&self) -> Span {
        let Span { start, end } = self.cue;
        Span { start: start.min(self.actor.start), end: end.max(self.actor.end) }
    }
}

/// Who says what in a segment: actors with a verb of saying, or after "according to".
#[derive(Debug, Default)]
pub struct Voices {
    /// The actors that are mentioned, with their codes; in order of place once they are looked at.
    pub actors: Vec<(Hit, u16)>,
    /// Places of the actors in the order of their ends.
    by_end: Vec<u32>,
    attributions: Vec<Attribution>,
    hits: Vec<Hit>,
    furthest: Vec<(u32, usize)>,
}

impl Voices {
    /// Finds the attributions among the actors. A mention of an actor alone is no voice.
    pub fn find(
        &mut self,
        program: &CodebookProgram,
        language: Language,
        (text, found): (&str, &Found),
        verbs: &Verbs,
        quotations: Quotations<'_>,
    ) {
        self.attributions.clear();
        self.hits.clear();
        self.furthest.clear();
        let Some(saying) = program.saying.get(language as usize) else { return };
        let Some(grammar) = grammar(language) else { return };
        if self.actors.is_empty() || !found.aside {
            return;
        }
        // Words that stand apart are no name.
        self.actors.retain(|(hit, _)| hit.words == hit.last - hit.first + 1);
        self.actors.sort_unstable_by_key(|(hit, code)| (hit.first, hit.last, *code));
        let actors = &self.actors;
        self.by_end.clear();
        self.by_end.extend(0..actors.len() as u32);
        self.by_end.sort_by_key(|&at| actors[at as usize].0.end);
        let clause = Clause { text, language, grammar, titles: &saying.titles };
        let sentences = &found.sentences;
        let said = Said { clause, actors, by_end: &self.by_end, sentences, quotations };
        for verb in &verbs.hits {
            if !said.clause.is_noun(Span { start: verb.start, end: verb.end }) {
                let near = said.before(verb).or_else(|| said.after(verb));
                let cue = Span { start: verb.start, end: verb.end };
                let of = |(actor, code)| Attribution { actor, code, cue };
                self.attributions.extend(near.or_else(|| said.around(verb)).map(of));
            }
        }
        for according in &saying.according {
            for (_, cue) in found.of(according.pattern) {
                let span = Span { start: cue.start, end: cue.end };
                let of = |(actor, code)| Attribution { actor, code, cue: span };
                self.attributions.extend(said.according(cue, according.side).map(of));
            }
        }
        self.attributions.sort_unstable_by_key(|it| {
            (it.actor.first, it.actor.last, it.code, it.cue.start, it.cue.end)
        });
        self.attributions.dedup();
        self.hits.extend(self.attributions.iter().map(|it| it.actor));
        self.furthest = furthest(&self.hits, |hit| hit.sentence);
    }

    /// The voice of a match: the attributed actor of its sentence that stands nearest and that no
    /// semicolon parts from it. One whose verb encloses it goes before; between two the first has what
    /// follows its verb, but for a quotation that leads up to the second.
    pub fn of(&self, hit: &Hit, text: &str, quotations: Quotations<'_>) -> Option<u16> {
        let upto =
            self.hits.partition_point(|it| (it.sentence, it.first) <= (hit.sentence, hit.last));
        let here = |at: &usize| self.hits[*at].sentence == hit.sentence;
        let before = upto.checked_sub(1).filter(here).map(|at| self.furthest[at].1);
        let behind = Some(upto).filter(|&at| at < self.hits.len()).filter(here);
        let whole = |at: &usize| !parted(text, self.attributions[*at].span(), hit);
        let (before, behind) = (before.filter(whole), behind.filter(whole));
        let nearest = [before, behind].into_iter().flatten();
        let nearest = nearest.min_by_key(|&at| self.hits[at].between(hit).unwrap_or(0))?;
        let (Some(before), Some(behind)) = (before, behind) else {
            return Some(self.attributions[nearest].code);
        };
        let (first, second) = (&self.attributions[before], &self.attributions[behind]);
        let encloses = first.span().start <= hit.start && hit.end <= first.span().end;
        let follows = first.span().end <= hit.start && second.actor.end <= second.cue.start;
        let at = match encloses || (follows && !leads_up(text, second.span(), hit, quotations)) {
            true => before,
            false => nearest,
        };
        Some(self.attributions[at].code)
    }
}

/// True where a semicolon stands between what says and what is said.
fn parted(text: &str, span: Span, hit: &Hit) -> bool {
    let (from, to) = match span.end <= hit.start {
        true => (span.end, hit.start),
        false => (hit.end, span.start),
    };
    text.get(from as usize..to as usize).is_some_and(|between| between.contains([';', '；']))
}

/// True where a match is quoted, and nothing but signs stands between the quotation and what says so.
fn leads_up(text: &str, span: Span, hit: &Hit, quotations: Quotations<'_>) -> bool {
    let Some(quotation) = quotations.ending_before(span.start) else { return false };
    let between = text.get(quotation.end as usize..span.start as usize).unwrap_or_default();
    quotation.start <= hit.start
        && hit.end <= quotation.end
        && !between.contains(char::is_alphanumeric)
}

/// What the speaker of a verb is looked for in.
struct Said<'a> {
    clause: Clause<'a>,
    /// In order of place.
    actors: &'a [(Hit, u16)],
    by_end: &'a [u32],
    sentences: &'a [Span],
    quotations: Quotations<'a>,
}

impl Said<'_> {
    /// The nearest actor before a verb that says it.
    fn before(&self, verb: &Hit) -> Option<(Hit, u16)> {
        let grammar = self.clause.grammar;
        let span = Span { start: verb.start, end: verb.end };
        // Behind what is said, the one who speaks stands before that.
        let quoted =
            if grammar.encloses { self.quotations.ending_before(verb.start) } else { None };
        let joined = quoted.filter(|quoted| self.clause.joins(quoted.end, verb.start));
        let upto = joined.map_or(verb.start, |quoted| quoted.start);
        let known = self.by_end.partition_point(|&at| self.actors[at as usize].0.end <= upto);
        let mut passed: Vec<Span> = Vec::new();
        for &at in self.by_end[..known].iter().rev() {
            let (actor, code) = self.actors[at as usize];
            let near = match joined {
                None => verb.first - actor.last <= grammar.reach as u32 + 1,
                Some(quoted) => self.clause.reaches(actor.end, quoted.start),
            };
            if actor.sentence != verb.sentence || !near {
                break;
            }
            let quotation = self.quotations.innermost(verb.start, verb.end);
            if self.quotations.innermost(actor.start, actor.end) != quotation {
                continue;
            }
            match self.clause.before(&actor, span, upto, &passed) {
                Stand::Speaks => return Some((actor, code)),
                Stand::Passed(span) => passed.push(span),
                Stand::Unknown => {}
            }
        }
        None
    }

    /// The actor that a sentence opens with whose verb closes it.
    fn around(&self, verb: &Hit) -> Option<(Hit, u16)> {
        let sentence = *self.sentences.get(verb.sentence as usize)?;
        let span = Span { start: verb.start, end: verb.end };
        let from = self.actors.partition_point(|(actor, _)| actor.start < sentence.start);
        let before = |(actor, _): &&(Hit, u16)| actor.end <= verb.start;
        let mut opening = self.actors[from..].iter().take_while(before).take(OPENING).copied();
        opening.find(|(actor, _)| self.clause.frames(actor, sentence, span))
    }

    /// The first actor behind a verb, if it says it.
    fn after(&self, verb: &Hit) -> Option<(Hit, u16)> {
        let from = self.actors.partition_point(|(actor, _)| actor.first <= verb.last);
        let (actor, code) = *self.actors.get(from)?;
        let near = actor.first - verb.last <= self.clause.grammar.inverted as u32 + 1;
        let span = Span { start: verb.start, end: verb.end };
        let within = |hit: &Hit| self.quotations.innermost(hit.start, hit.end);
        let fits = self.clause.grammar.inverted > 0
            && near
            && actor.sentence == verb.sentence
            && within(&actor) == within(verb)
            && self.clause.after(&actor, span);
        fits.then_some((actor, code))
    }

    /// The actor on one side of an expression such as "according to".
    fn according(&self, cue: &Hit, side: Side) -> Option<(Hit, u16)> {
        let span = Span { start: cue.start, end: cue.end };
        let (actor, code) = match side {
            Side::Before => {
                let from = self.actors.partition_point(|(actor, _)| actor.first <= cue.last);
                *self.actors.get(from)?
            }
            Side::After => {
                let upto =
                    self.by_end.partition_point(|&at| self.actors[at as usize].0.end <= cue.start);
                self.actors[self.by_end[upto.checked_sub(1)?] as usize]
            }
        };
        let fits = actor.sentence == cue.sentence
            && match side {
                Side::Before => self.clause.according(&actor, span),
                Side::After => self.clause.according_behind(&actor, span),
            };
        fits.then_some((actor, code))
    }
}
