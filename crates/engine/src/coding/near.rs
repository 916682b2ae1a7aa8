//! The pairs of NEAR and BEFORE: by fewest words between, then leftmost, each hit once a side.
//!
//! Two reduced operands enter, the hits of the pairs leave. Not every pair within reach is looked
//! at: of the hits that are left, the closest two are neighbours, the second the next of its side
//! after the first, and the first the last of its side before the second; one between them would be
//! closer. So only neighbours are candidates, and where a pair is taken, others become neighbours
//! around it. The work is h log h in the number of hits, whatever n is.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::hit::{Arena, Hit};

/// The hits of the pairs, in the order in which they are taken.
///
/// Both sides are sorted by their first words, and no two hits of one side share a word. `place`
/// names the sentence (paragraph, unit) of a hit, which it does not leave. `ordered` asks for a hit
/// of the first side before one of the second.
pub fn pairs(
    n: u32,
    ordered: bool,
    (a, b): (&[Hit], &[Hit]),
    place: impl Fn(&Hit) -> u32,
    arena: &mut Arena,
) -> Vec<Hit> {
    let sides = [Side::new(a), Side::new(b)];
    let fronts: &[usize] = if ordered { &[0] } else { &[0, 1] };
    let mut neighbours = Neighbours { sides, n, place, waiting: BinaryHeap::new() };
    for &front in fronts {
        for at in 0..neighbours.sides[front].hits.len() {
            neighbours.after(front, at);
        }
    }
    let mut taken = Vec::new();
    while let Some([x, y]) = neighbours.closest(arena) {
        taken.push(arena.union(&a[x], &b[y]));
        neighbours.sides[0].take(x);
        neighbours.sides[1].take(y);
        let pair = [x, y];
        for &front in fronts {
            let back = 1 - front;
            if let Some(at) = neighbours.sides[front].preceding(pair[front]) {
                neighbours.after(front, at);
            }
            if let Some(at) = neighbours.sides[back].following(pair[back]) {
                neighbours.before(front, at);
            }
        }
    }
    taken
}

/// Words between and first word of a pair as one number, and the place of its hit on either side.
type Waiting = Reverse<(u64, u32, u32)>;

struct Neighbours<'a, P> {
    sides: [Side<'a>; 2],
    n: u32,
    place: P,
    waiting: BinaryHeap<Waiting>,
}

impl<'a, P: Fn(&Hit) -> u32> Neighbours<'a, P> {
    /// The side in front and the other one.
    fn split(&mut self, front: usize) -> (&mut Side<'a>, &mut Side<'a>) {
        let [first, second] = &mut self.sides;
        if front == 0 { (first, second) } else { (second, first) }
    }

    /// Lets a hit in front wait with the next one of the other side, where they are neighbours.
    fn after(&mut self, front: usize, at: usize) {
        let (own, other) = self.split(front);
        let back = other.first_after(own.hits[at].last);
        if let Some(back) = back.filter(|&it| own.last_before(other.hits[it].first) == Some(at)) {
            self.wait(front, at, back);
        }
    }

    /// Lets a hit behind wait with the last one in front of it, where they are neighbours.
    fn before(&mut self, front: usize, back: usize) {
        let (own, other) = self.split(front);
        let at = own.last_before(other.hits[back].first);
        if let Some(at) = at.filter(|&it| other.first_after(own.hits[it].last) == Some(back)) {
            self.wait(front, at, back);
        }
    }

    fn wait(&mut self, front: usize, at: usize, back: usize) {
        let (earlier, later) = (&self.sides[front].hits[at], &self.sides[1 - front].hits[back]);
        let near = earlier.between(later).filter(|between| *between < self.n);
        if let Some(between) = near
            && (self.place)(earlier) == (self.place)(later)
        {
            let key = u64::from(between) << 32 | u64::from(earlier.first);
            let (x, y) = if front == 0 { (at, back) } else { (back, at) };
            self.waiting.push(Reverse((key, x as u32, y as u32)));
        }
    }

    /// The next pair to be taken: its hit on either side.
    fn closest(&mut self, arena: &Arena) -> Option<[usize; 2]> {
        loop {
            let Reverse((key, x, y)) = self.waiting.pop()?;
            if !self.is_left(x, y) {
                continue;
            }
            let mut best = (x, y);
            // The same words between and the same first word: one pair has a in front, the other b.
            while let Some(&Reverse((same, x, y))) = self.waiting.peek().filter(|it| it.0.0 == key)
            {
                self.waiting.pop();
                if self.is_left(x, y) && (x, y) != best {
                    let other = (x, y);
                    let (next, later) = match self.compare(other, best, arena) {
                        Ordering::Less => (other, best),
                        _ => (best, other),
                    };
                    best = next;
                    self.waiting.push(Reverse((same, later.0, later.1)));
                    break;
                }
            }
            return Some([best.0 as usize, best.1 as usize]);
        }
    }

    fn is_left(&self, x: u32, y: u32) -> bool {
        self.sides[0].is_left(x as usize) && self.sides[1].is_left(y as usize)
    }

    /// By the places of their words, then of those of the first side.
    fn compare(&self, one: (u32, u32), other: (u32, u32), arena: &Arena) -> Ordering {
        let hits =
            |(x, y): (u32, u32)| (&self.sides[0].hits[x as usize], &self.sides[1].hits[y as usize]);
        let ((a, b), (c, d)) = (hits(one), hits(other));
        let words = |x: &Hit, y: &Hit| {
            let (front, back) = if x.first < y.first { (x, y) } else { (y, x) };
            arena.words(front).chain(arena.words(back)).collect::<Vec<u32>>()
        };
        words(a, b).cmp(&words(c, d)).then_with(|| arena.places(a, c))
    }
}

/// The hits of one side, and which of them are left.
struct Side<'a> {
    /// In order of their first words.
    hits: &'a [Hit],
    /// The same in order of their last words, where that is another order; and the reverse.
    by_last: Option<(Vec<u32>, Vec<u32>)>,
    /// From a place in the order of first words towards the next that is left; one past the last at
    /// the end.
    next: Vec<u32>,
    /// From a place in the order of last words, counted from 1, towards the one before it that is
    /// left; 0 where there is none.
    before: Vec<u32>,
}

impl<'a> Side<'a> {
    fn new(hits: &'a [Hit]) -> Self {
        let n = hits.len() as u32;
        let by_last = (!hits.is_sorted_by_key(|hit| hit.last)).then(|| {
            let mut order: Vec<u32> = (0..n).collect();
            order.sort_unstable_by_key(|&at| hits[at as usize].last);
            let mut rank = vec![0; hits.len()];
            for (place, &at) in (0..n).zip(&order) {
                rank[at as usize] = place;
            }
            (order, rank)
        });
        Self { hits, by_last, next: (0..=n).collect(), before: (0..=n).collect() }
    }

    fn is_left(&self, at: usize) -> bool {
        self.next[at] as usize == at
    }

    fn take(&mut self, at: usize) {
        self.next[at] += 1;
        let rank = self.rank(at);
        self.before[rank + 1] -= 1;
    }

    fn rank(&self, at: usize) -> usize {
        self.by_last.as_ref().map_or(at, |(_, rank)| rank[at] as usize)
    }

    fn at_rank(&self, rank: usize) -> usize {
        self.by_last.as_ref().map_or(rank, |(order, _)| order[rank] as usize)
    }

    /// The first hit left that begins after a word.
    fn first_after(&mut self, word: u32) -> Option<usize> {
        let from = self.hits.partition_point(|hit| hit.first <= word);
        Some(end_of(&mut self.next, from)).filter(|&at| at < self.hits.len())
    }

    /// The last hit left that ends before a word.
    fn last_before(&mut self, word: u32) -> Option<usize> {
        let upto = match &self.by_last {
            None => self.hits.partition_point(|hit| hit.last < word),
            Some((order, _)) => order.partition_point(|&at| self.hits[at as usize].last < word),
        };
        let rank = end_of(&mut self.before, upto).checked_sub(1)?;
        Some(self.at_rank(rank))
    }

    /// The hit left that begins next after one that was taken.
    fn following(&mut self, at: usize) -> Option<usize> {
        Some(end_of(&mut self.next, at)).filter(|&at| at < self.hits.len())
    }

    /// The hit left that ends next before one that was taken.
    fn preceding(&mut self, at: usize) -> Option<usize> {
        let rank = self.rank(at);
        let rank = end_of(&mut self.before, rank + 1).checked_sub(1)?;
        Some(self.at_rank(rank))
    }
}

/// Where a chain of places ends; the way there is halved for those who come after.
fn end_of(chain: &mut [u32], mut at: usize) -> usize {
    while chain[at] as usize != at {
        chain[at] = chain[chain[at] as usize];
        at = chain[at] as usize;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::hit::Run;
    use super::*;

    /// Hits of one side, as lists of words of which no two share one.
    fn side() -> impl Strategy<Value = Vec<Vec<u32>>> {
        // Each word belongs to one of a few hits, or to none.
        vec(0_usize..12, 1..40).prop_map(|owners| {
            let mut hits = vec![Vec::new(); 12];
            for (word, owner) in (0..).zip(owners) {
                // Owners from 6 on hold one word each.
                if owner < 6 { hits[owner].push(word) } else { hits.push(vec![word]) }
            }
            hits.retain(|hit| !hit.is_empty());
            for hit in &mut hits {
                // Not too wide, so that pairs remain.
                let first = hit[0];
                hit.retain(|word| *word < first + 7);
            }
            hits.sort();
            hits
        })
    }

    fn hit(words: &[u32], arena: &mut Arena) -> Hit {
        let one = |word: u32| {
            let run = Run { first: word, last: word, start: word, end: word + 1 };
            Hit::run(run, word / 10, word / 10)
        };
        words[1..].iter().fold(one(words[0]), |all, &word| arena.union(&all, &one(word)))
    }

    /// Every pair within reach, sorted, the first of those whose hits are left taken.
    fn slowly(n: u32, ordered: bool, a: &[Vec<u32>], b: &[Vec<u32>], scope: u32) -> Vec<Vec<u32>> {
        let mut all = Vec::new();
        for x in a {
            for y in b {
                let (first, last) = (|hit: &[u32]| hit[0], |hit: &[u32]| hit[hit.len() - 1]);
                let between = if last(x) < first(y) {
                    first(y) - last(x) - 1
                } else if last(y) < first(x) && !ordered {
                    first(x) - last(y) - 1
                } else {
                    continue;
                };
                if between < n && first(x) / scope == first(y) / scope {
                    let mut both = [&x[..], y].concat();
                    both.sort();
                    all.push((between, both[0], both, x, y));
                }
            }
        }
        all.sort();
        let (mut left, mut right, mut taken) = (Vec::new(), Vec::new(), Vec::new());
        for (_, _, both, x, y) in all {
            if !left.contains(&x) && !right.contains(&y) {
                left.push(x);
                right.push(y);
                taken.push(both);
            }
        }
        taken
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn pairs_are_those_of_looking_at_every_pair(
            (a, b, n) in (side(), side(), 1_u32..12),
            ordered in any::<bool>(),
            whole in any::<bool>(),
        ) {
            let scope = if whole { 1_000 } else { 10 };
            // What leaves its place is no operand.
            let stays = |hit: &Vec<u32>| hit[0] / scope == hit[hit.len() - 1] / scope;
            let [a, b] = [a, b].map(|hits| hits.into_iter().filter(stays).collect::<Vec<_>>());
            let mut arena = Arena::default();
            let [x, y] = [&a, &b].map(|hits| {
                hits.iter().map(|words| hit(words, &mut arena)).collect::<Vec<Hit>>()
            });
            let found = pairs(n, ordered, (&x, &y), |hit| hit.first / scope, &mut arena);
            let found: Vec<Vec<u32>> = found.iter().map(|hit| arena.words(hit).collect()).collect();
            prop_assert_eq!(found, slowly(n, ordered, &a, &b, scope), "{:?} {:?}", a, b);
        }
    }
}
