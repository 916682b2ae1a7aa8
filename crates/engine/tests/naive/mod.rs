//! The naive evaluator: docs/rules.md once more, slow and plain, sharing no code with the engine.
//!
//! Enters: a codebook as plain structs and one segment whose sentences, paragraphs, language and
//! stems are given. Leaves: for every code its matches, counts and decision. Deliberately absent:
//! cutting of sentences, telling of languages, `quoted`, `voice`, how far the object may stand away.
//!
//! Where docs/rules.md leaves a choice, a comment that begins with "Reading:" names the one taken.

pub mod cases;
pub mod codebook;
pub mod generate;
mod hits;
mod parse;
mod words;

pub use codebook::{Code, Codebook, Cue, Denial, Rule, Side};
use hits::{Hit, Place, between, first, last, longest_wins, share_a_word};
use parse::{Expr, parse};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A segment and what is known of it.
#[derive(Clone, Debug)]
pub struct Segment {
    pub text: String,
    /// Bytes of its sentences and paragraphs, in order; every word begins in one of each.
    pub sentences: Vec<Range<usize>>,
    pub paragraphs: Vec<Range<usize>>,
    /// `en`, `ru`, `kk`, `zh`, `other` or `und`.
    pub language: &'static str,
    /// Whether a word of a rule and a word of a text, both folded, have one stem in a language.
    pub stem_equal: fn(&str, &str, &str) -> bool,
}

/// The folds of the abbreviations whose stop does not separate.
pub const ABBREVIATIONS: [&str; 4] = ["mr", "dr", "г", "т"];

/// What one code gets in a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeResult {
    pub id: String,
    /// Matches of its own rules.
    pub own: Vec<Match>,
    /// The same with the matches of its subcodes; what is counted and what `#id` means.
    pub matches: Vec<Match>,
    pub mention: usize,
    pub asserted: usize,
    /// Always false where `missing`.
    pub given_mention: bool,
    pub given_asserted: bool,
    pub missing: bool,
}

/// A place where a rule holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Indices of its words in the segment.
    pub words: Hit,
    /// Where these words stand.
    pub bytes: Vec<Range<usize>>,
    /// The text of its rule. Not its index: rule 10 knows the text only.
    pub rule: String,
    pub weight: i64,
    pub negated: bool,
}

/// A hit with the rule that it came from.
#[derive(Clone)]
struct Candidate {
    hit: Hit,
    rule: String,
    weight: i64,
}

struct Evaluation<'a> {
    book: &'a Codebook,
    rules: Vec<Vec<Expr>>,
    unless: Vec<Vec<Expr>>,
    language: &'a str,
    place: Place<'a>,
    /// What `matches` has found out.
    known: RefCell<BTreeMap<usize, Vec<Candidate>>>,
}

/// What every code of a codebook gets in a segment, in the order of the codebook; or why the
/// codebook is refused.
pub fn evaluate(book: &Codebook, segment: &Segment) -> Result<Vec<CodeResult>, String> {
    let abbreviations: BTreeSet<String> = ABBREVIATIONS.map(String::from).into();
    let mut rules = Vec::new();
    let mut unless = Vec::new();
    for code in &book.codes {
        let read = |(language, text): (Option<&str>, &str)| {
            let tree = parse(text, &abbreviations)?;
            // Reading: a `~word` in a rule without language has none to be read in; Chinese has no stems.
            let readable = language.is_some_and(|it| it != "zh") || !tree.has_stem();
            if readable { Ok(tree) } else { Err(format!("`{text}`: `~` needs a language")) }
        };
        let own: Result<Vec<Expr>, String> =
            code.rules.iter().map(|rule| read((rule.language, &rule.text))).collect();
        rules.push(own?);
        let own: Result<Vec<Expr>, String> =
            code.unless.iter().map(|(language, text)| read((*language, text))).collect();
        unless.push(own?);
        if !unless[unless.len() - 1].iter().all(Expr::is_unless_pattern) {
            return Err(format!("`unless` of `{}` takes no AND and no NOT", code.id));
        }
    }
    let place = place(segment, &abbreviations);
    let known = RefCell::default();
    let evaluation = Evaluation { book, rules, unless, language: segment.language, place, known };
    for code in 0..book.codes.len() {
        evaluation.check_references(code, &mut Vec::new())?;
    }
    let cues = evaluation.cues(&abbreviations)?;
    let mut results: Vec<CodeResult> =
        (0..book.codes.len()).map(|code| evaluation.result(code, &cues)).collect();
    evaluation.give_parents(&mut results);
    if book.single_label {
        evaluation.keep_one(&mut results, |result| &mut result.given_mention, true);
        evaluation.keep_one(&mut results, |result| &mut result.given_asserted, false);
    }
    Ok(results)
}

/// Rule 16 where the segment is all that is asked: it is in scope when its object is mentioned, denied
/// or not; without an object always.
pub fn in_scope(book: &Codebook, results: &[CodeResult]) -> bool {
    let object = |result: &&CodeResult| Some(&result.id) == book.about.as_ref();
    book.about.is_none() || results.iter().find(object).is_some_and(|it| it.mention > 0)
}

/// Rule 16: the object's subcodes that the segment is grouped under, those that are mentioned.
pub fn objects<'a>(book: &Codebook, results: &'a [CodeResult]) -> Vec<&'a str> {
    let Some(about) = &book.about else { return Vec::new() };
    let below = |id: &str| id.strip_prefix(about.as_str()).is_some_and(|it| it.starts_with('.'));
    let mentioned = results.iter().filter(|it| it.given_mention && !it.missing && below(&it.id));
    mentioned.map(|it| it.id.as_str()).collect()
}

fn place<'a>(segment: &'a Segment, abbreviations: &BTreeSet<String>) -> Place<'a> {
    let text = segment.text.as_str();
    let words = words::words(text, abbreviations);
    let within = |spans: &[Range<usize>]| -> Vec<usize> {
        let of = |byte| spans.iter().filter(|span| span.start <= byte).count();
        words.iter().map(|word| of(word.start)).collect()
    };
    let (sentence, paragraph) = (within(&segment.sentences), within(&segment.paragraphs));
    let joins = |i: usize| {
        i + 1 < words.len()
            && sentence[i] == sentence[i + 1]
            && paragraph[i] == paragraph[i + 1]
            && words::adjacent(&words[i], &text[words[i].end..words[i + 1].start])
    };
    let joined = (0..words.len()).map(joins).collect();
    Place { text, words, sentence, paragraph, joined, stem_equal: segment.stem_equal }
}

/// The sides, reaches and hits of the cues of denial.
type Cues = Vec<(Side, usize, BTreeSet<Hit>)>;

impl Evaluation<'_> {
    fn index(&self, id: &str) -> Result<usize, String> {
        let found = self.book.codes.iter().position(|code| code.id == id);
        found.ok_or_else(|| format!("there is no code `{id}`"))
    }

    fn parent(&self, code: usize) -> Option<&str> {
        self.book.codes[code].id.rsplit_once('.').map(|(parent, _)| parent)
    }

    fn children(&self, code: usize) -> Vec<usize> {
        let id = &self.book.codes[code].id;
        (0..self.book.codes.len()).filter(|child| self.parent(*child) == Some(id)).collect()
    }

    /// The code, its parent, the parent of that one.
    fn line(&self, code: usize) -> Vec<usize> {
        let id = &self.book.codes[code].id;
        let above = |other: &usize| id.starts_with(&format!("{}.", self.book.codes[*other].id));
        (0..self.book.codes.len()).filter(|other| *other == code || above(other)).collect()
    }

    /// Refuses missing parents, unknown codes, and cycles through references, `unless`, parents.
    fn check_references(&self, code: usize, path: &mut Vec<usize>) -> Result<(), String> {
        let id = &self.book.codes[code].id;
        if path.contains(&code) {
            return Err(format!("`{id}` refers to itself"));
        }
        if self.book.codes.iter().filter(|other| other.id == *id).count() > 1 {
            return Err(format!("code `{id}` is defined twice"));
        }
        if let Some(parent) = self.parent(code) {
            self.index(parent)?;
        }
        let unless = self.line(code).into_iter().flat_map(|code| &self.unless[code]);
        let patterns = self.rules[code].iter().chain(unless);
        let mut needed = self.children(code);
        for id in patterns.flat_map(Expr::codes) {
            needed.push(self.index(id)?);
        }
        path.push(code);
        for other in needed {
            self.check_references(other, path)?;
        }
        path.pop();
        Ok(())
    }

    fn hits(&self, pattern: &Expr, language: Option<&str>) -> BTreeSet<Hit> {
        let matches_of = |id: &str| {
            let code = self.book.codes.iter().position(|code| code.id == id);
            let matches = code.map(|code| self.matches(code)).unwrap_or_default();
            matches.into_iter().map(|candidate| candidate.hit).collect()
        };
        self.place.hits(pattern, language.unwrap_or(""), &matches_of)
    }

    /// Rules 8 and 9: the hits of a code's own rules, less those inside an `unless`.
    fn own_hits(&self, code: usize) -> Vec<Candidate> {
        let mut barred: BTreeSet<Hit> = BTreeSet::new();
        for above in self.line(code) {
            let patterns = self.unless[above].iter().zip(&self.book.codes[above].unless);
            barred.extend(patterns.flat_map(|(tree, (language, _))| self.hits(tree, *language)));
        }
        let inside =
            |hit: &Hit, outer: &Hit| first(outer) <= first(hit) && last(hit) <= last(outer);
        let mut found = Vec::new();
        for (tree, rule) in self.rules[code].iter().zip(&self.book.codes[code].rules) {
            if rule.only_language && rule.language != Some(self.language) {
                continue;
            }
            for hit in self.hits(tree, rule.language) {
                if !barred.iter().any(|outer| inside(&hit, outer)) {
                    found.push(Candidate { hit, rule: rule.text.clone(), weight: rule.weight });
                }
            }
        }
        found
    }

    /// Rule 10 for the code with its subcodes. Reading: a parent's own *hits* compete, as the page
    /// says, not what longest wins left of them. So a hit that lost to one that then loses to a child
    /// returns here, and is counted though it is none of the code's `own` matches.
    fn matches(&self, code: usize) -> Vec<Candidate> {
        if let Some(matches) = self.known.borrow().get(&code) {
            return matches.clone();
        }
        let mut all = self.own_hits(code);
        all.extend(self.children(code).into_iter().flat_map(|child| self.matches(child)));
        let matches = reduce(&all);
        self.known.borrow_mut().insert(code, matches.clone());
        matches
    }

    /// Rule 11: the cues of the segment's language, less those that share a word with a pseudo-cue.
    fn cues(&self, abbreviations: &BTreeSet<String>) -> Result<Cues, String> {
        let read = |text: &str| match parse(text, abbreviations)? {
            tree if tree.is_wording() => Ok(tree),
            _ => Err(format!("`{text}`: a cue holds words, phrases and `OR` of these")),
        };
        let mut cues = Vec::new();
        for (language, denial) in &self.book.denial {
            let texts = denial.pseudo.iter().chain(denial.cues.iter().map(|cue| &cue.cue));
            let trees: Vec<Expr> = texts.map(|text| read(text)).collect::<Result<_, _>>()?;
            if *language != self.language {
                continue;
            }
            let (pseudo, trees) = trees.split_at(denial.pseudo.len());
            let hits = |tree: &Expr| self.hits(tree, Some(language));
            let pseudo: BTreeSet<Hit> = pseudo.iter().flat_map(hits).collect();
            for (cue, tree) in denial.cues.iter().zip(trees) {
                let mut hits = hits(tree);
                hits.retain(|hit| !pseudo.iter().any(|other| share_a_word(hit, other)));
                let reach = cue.reach.unwrap_or(if *language == "zh" { 10 } else { 6 });
                cues.push((cue.side, reach, hits));
            }
        }
        Ok(cues)
    }

    fn is_negated(&self, hit: &Hit, cues: &Cues) -> bool {
        let place = &self.place;
        let reaches = |side: Side, reach: usize, cue: &Hit| {
            let (earlier, later) = if side == Side::Before { (cue, hit) } else { (hit, cue) };
            let (from, to) = (last(earlier), first(later));
            let stopped = |from: usize, to: usize| {
                let but = |word: usize| {
                    ["but", "но", "бірақ", "但"].contains(&place.words[word].fold.as_str())
                };
                let gap =
                    |word: usize| &place.text[place.words[word].end..place.words[word + 1].start];
                (from + 1..to).any(but)
                    || (from..to)
                        .any(|word| gap(word).contains([',', ';', ':', '–', '—', '，', '；', '：']))
            };
            from < to
                && between(earlier, later).is_some_and(|words| words < reach)
                && place.sentence[first(cue)] == place.sentence[first(hit)]
                && !stopped(from, to)
        };
        let reached = |(side, reach, hits): &(Side, usize, BTreeSet<Hit>)| {
            hits.iter().any(|cue| reaches(*side, *reach, cue))
        };
        cues.iter().any(reached)
    }

    /// Rule 15. An empty text is one without a word.
    fn is_missing(&self, code: usize) -> bool {
        let id = &self.book.codes[code].id;
        let below = |other: &&Code| other.id == *id || other.id.starts_with(&format!("{id}."));
        let covers = |rule: &Rule| rule.language.is_none_or(|language| language == self.language);
        let covered = self.language == "und"
            || self.book.codes.iter().filter(below).flat_map(|code| &code.rules).any(covers);
        !covered || self.place.words.is_empty()
    }

    /// Rules 13 to 15, but for what children add.
    fn result(&self, code: usize, cues: &Cues) -> CodeResult {
        let shown = |candidate: &Candidate| {
            let words = candidate.hit.iter().map(|word| &self.place.words[*word]);
            Match {
                words: candidate.hit.clone(),
                bytes: words.map(|word| word.start..word.end).collect(),
                rule: candidate.rule.clone(),
                weight: candidate.weight,
                negated: self.is_negated(&candidate.hit, cues),
            }
        };
        let matches: Vec<Match> = self.matches(code).iter().map(shown).collect();
        let missing = self.is_missing(code);
        let given = |counted: &[&Match]| match self.book.codes[code].threshold {
            _ if missing || counted.is_empty() => false,
            Some(threshold) => counted.iter().map(|found| found.weight).sum::<i64>() >= threshold,
            None => true,
        };
        let all: Vec<&Match> = matches.iter().collect();
        let asserted: Vec<&Match> = matches.iter().filter(|found| !found.negated).collect();
        CodeResult {
            id: self.book.codes[code].id.clone(),
            own: reduce(&self.own_hits(code)).iter().map(shown).collect(),
            mention: all.len(),
            asserted: asserted.len(),
            given_mention: given(&all),
            given_asserted: given(&asserted),
            missing,
            matches,
        }
    }

    /// Rule 14: a parent is given when a child is given.
    fn give_parents(&self, results: &mut [CodeResult]) {
        for code in 0..results.len() {
            for above in self.line(code) {
                results[above].given_mention |= results[code].given_mention;
                results[above].given_asserted |= results[code].given_asserted;
            }
        }
    }

    /// Rule 14, single label. Reading: top-level codes compete; those outside `priority` come after
    /// it by their ids; the subcodes of a loser become 0 with it. The object takes no part.
    fn keep_one(
        &self,
        results: &mut [CodeResult],
        given: fn(&mut CodeResult) -> &mut bool,
        mention: bool,
    ) {
        let mut best: Option<(i64, usize, String)> = None;
        let about = self.book.about.as_deref();
        let competes = |id: &str| id.split('.').next() != about;
        for result in results.iter_mut().filter(|it| !it.id.contains('.') && competes(&it.id)) {
            let counted = result.matches.iter().filter(|found| mention || !found.negated);
            let weight: i64 = counted.map(|found| found.weight).sum();
            let place = self.book.priority.iter().position(|id| *id == result.id);
            let rank = (-weight, place.unwrap_or(usize::MAX), result.id.clone());
            if *given(result) && best.as_ref().is_none_or(|best| rank < *best) {
                best = Some(rank);
            }
        }
        for result in results.iter_mut().filter(|it| competes(&it.id)) {
            let top = result.id.split('.').next().unwrap_or_default();
            *given(result) &= best.as_ref().is_some_and(|(_, _, id)| id == top);
        }
    }
}

/// Longest wins with its last two tie-breakers, greater weight and the rule's text.
fn reduce(candidates: &[Candidate]) -> Vec<Candidate> {
    longest_wins(candidates, |found| &found.hit, |found| (-found.weight, found.rule.clone()))
}
