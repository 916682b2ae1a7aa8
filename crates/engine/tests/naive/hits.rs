//! Rule 7: the hits of a rule in one segment, and longest wins (10).

use super::parse::{Expr, Operator, Scope};
use super::words::Word;
use std::collections::BTreeSet;

/// The places of the words of a hit, ascending, never empty.
pub type Hit = Vec<usize>;

/// A segment cut into words, with the sentence and paragraph of each.
pub struct Place<'a> {
    pub text: &'a str,
    pub words: Vec<Word>,
    pub sentence: Vec<usize>,
    pub paragraph: Vec<usize>,
    /// Whether the word and the next one are adjacent.
    pub joined: Vec<bool>,
    pub stem_equal: fn(&str, &str, &str) -> bool,
}

pub fn first(hit: &Hit) -> usize {
    hit[0]
}

pub fn last(hit: &Hit) -> usize {
    hit[hit.len() - 1]
}

/// The union of two hits.
fn union(a: &Hit, b: &Hit) -> Hit {
    a.iter().chain(b).copied().collect::<BTreeSet<_>>().into_iter().collect()
}

pub fn share_a_word(a: &Hit, b: &Hit) -> bool {
    a.iter().any(|place| b.contains(place))
}

/// Words between two extents; `None` when they overlap.
pub fn between(a: &Hit, b: &Hit) -> Option<usize> {
    if last(a) < first(b) {
        Some(first(b) - last(a) - 1)
    } else if last(b) < first(a) {
        Some(first(a) - last(b) - 1)
    } else {
        None
    }
}

/// Longest wins over things that have a hit; what is equal there goes by `tie`, smaller first.
pub fn longest_wins<T: Clone, K: Ord>(
    candidates: &[T],
    hit: impl Fn(&T) -> &Hit,
    tie: impl Fn(&T) -> K,
) -> Vec<T> {
    let mut order: Vec<&T> = candidates.iter().collect();
    order.sort_by_key(|t| {
        let hit = hit(t);
        (usize::MAX - hit.len(), first(hit), last(hit), hit.clone(), tie(t))
    });
    let mut taken: Vec<T> = Vec::new();
    for candidate in order {
        if !taken.iter().any(|t| share_a_word(hit(t), hit(candidate))) {
            taken.push(candidate.clone());
        }
    }
    taken.sort_by_key(|t| hit(t).clone());
    taken
}

impl Place<'_> {
    /// All hits of a rule. `language` is the rule's, `matches_of` gives the matches of a code.
    pub fn hits(
        &self,
        expr: &Expr,
        language: &str,
        matches_of: &dyn Fn(&str) -> Vec<Hit>,
    ) -> BTreeSet<Hit> {
        match expr {
            Expr::Code(id) => matches_of(id).into_iter().collect(),
            Expr::Regex(regex) => self.regex_hits(regex),
            Expr::Operation(operator, a, b) => {
                let a = self.hits(a, language, matches_of);
                let b = self.hits(b, language, matches_of);
                self.operate(*operator, a, b)
            }
            wording => {
                let ranges = |start| {
                    let ends = self.ends(wording, start, language);
                    ends.into_iter().map(move |end| (start..=end).collect::<Hit>())
                };
                (0..self.words.len()).flat_map(ranges).collect()
            }
        }
    }

    /// The last words of the hits of a wording that begin at the word `start`.
    fn ends(&self, wording: &Expr, start: usize, language: &str) -> BTreeSet<usize> {
        let Some(word) = self.words.get(start) else { return BTreeSet::new() };
        let one = |holds: bool| if holds { BTreeSet::from([start]) } else { BTreeSet::new() };
        match wording {
            Expr::Word(fold) => one(word.fold == *fold),
            Expr::Glob(glob) => one(glob_holds(glob, &word.fold)),
            Expr::AnyWord => one(true),
            Expr::Stem(rule_word) => one((self.stem_equal)(language, rule_word, &word.fold)),
            Expr::Exact(exact) => one(word.exact == *exact),
            Expr::Operation(_, a, b) => {
                &self.ends(a, start, language) | &self.ends(b, start, language)
            }
            Expr::Phrase(elements) => {
                let mut ends = self.ends(&elements[0], start, language);
                for element in &elements[1..] {
                    let nexts = ends.into_iter().filter(|end| self.joined[*end]);
                    ends = nexts.flat_map(|end| self.ends(element, end + 1, language)).collect();
                }
                ends
            }
            Expr::Regex(_) | Expr::Code(_) => unreachable!("no wording"),
        }
    }

    fn regex_hits(&self, regex: &regex::Regex) -> BTreeSet<Hit> {
        let touched = |found: regex::Match| -> Hit {
            let touches = |word: &Word| word.start < found.end() && found.start() < word.end;
            (0..self.words.len()).filter(|i| touches(&self.words[*i])).collect()
        };
        regex.find_iter(self.text).map(touched).filter(|hit| !hit.is_empty()).collect()
    }

    /// The sentence (paragraph, unit) that a hit stands in.
    fn home(&self, hit: &Hit, scope: Scope) -> usize {
        match scope {
            Scope::Sentence => self.sentence[first(hit)],
            Scope::Paragraph => self.paragraph[first(hit)],
            Scope::Unit => 0,
        }
    }

    /// The hits that stay inside one sentence (paragraph, unit), reduced by longest wins.
    fn operand(&self, hits: BTreeSet<Hit>, scope: Scope) -> Vec<Hit> {
        let stays = |hit: &Hit| {
            let end = vec![last(hit)];
            self.home(hit, scope) == self.home(&end, scope)
        };
        let staying: Vec<Hit> = hits.into_iter().filter(stays).collect();
        longest_wins(&staying, |hit| hit, |_| ())
    }

    fn operate(&self, operator: Operator, a: BTreeSet<Hit>, b: BTreeSet<Hit>) -> BTreeSet<Hit> {
        let scope = match operator {
            Operator::Or => return &a | &b,
            Operator::And(scope) | Operator::Not(scope) => scope,
            Operator::NotWithin(_, scope) => scope,
            Operator::Near(_, scope) | Operator::Before(_, scope) => scope,
        };
        let (a, b) = (self.operand(a, scope), self.operand(b, scope));
        let together = |a: &Hit, b: &Hit| self.home(a, scope) == self.home(b, scope);
        let mut pairs: Vec<(&Hit, &Hit)> = Vec::new();
        for a in &a {
            pairs.extend(b.iter().filter(|b| together(a, b)).map(|b| (a, b)));
        }
        match operator {
            Operator::Or => unreachable!("returned above"),
            Operator::Not(_) => {
                a.iter().filter(|a| !b.iter().any(|b| together(a, b))).cloned().collect()
            }
            Operator::NotWithin(n, _) => {
                let blocks = |a: &Hit, b: &Hit| {
                    together(a, b) && between(a, b).is_none_or(|words| words < n)
                };
                a.iter().filter(|a| !b.iter().any(|b| blocks(a, b))).cloned().collect()
            }
            Operator::And(_) => {
                let mut best: BTreeSet<(usize, usize, usize, Hit)> = BTreeSet::new();
                for (a, b) in pairs.into_iter().filter(|(a, b)| !share_a_word(a, b)) {
                    let both = union(a, b);
                    best.insert((self.home(a, scope), last(&both), first(&both), both));
                }
                let mut homes = BTreeSet::new();
                best.into_iter().filter(|pair| homes.insert(pair.0)).map(|pair| pair.3).collect()
            }
            Operator::Near(n, _) | Operator::Before(n, _) => {
                let ordered = matches!(operator, Operator::Before(..));
                let mut order = BTreeSet::new();
                for (a, b) in pairs {
                    if let Some(words) = between(a, b).filter(|words| *words < n)
                        && (!ordered || last(a) < first(b))
                    {
                        let both = union(a, b);
                        order.insert((words, first(&both), both, a, b));
                    }
                }
                let (mut used_a, mut used_b) = (BTreeSet::new(), BTreeSet::new());
                let mut hits = BTreeSet::new();
                for (_, _, both, a, b) in order {
                    if !used_a.contains(a) && !used_b.contains(b) {
                        used_a.insert(a);
                        used_b.insert(b);
                        hits.insert(both);
                    }
                }
                hits
            }
        }
    }
}

/// `*` any run of characters, `?` one.
fn glob_holds(glob: &str, fold: &str) -> bool {
    let mut rest = glob.chars();
    match rest.next() {
        None => fold.is_empty(),
        Some('*') => {
            let ends = fold.char_indices().map(|(i, _)| i).chain([fold.len()]);
            ends.into_iter().any(|i| glob_holds(rest.as_str(), &fold[i..]))
        }
        Some(c) => {
            let mut text = fold.chars();
            text.next()
                .is_some_and(|t| (c == '?' || c == t) && glob_holds(rest.as_str(), text.as_str()))
        }
    }
}
