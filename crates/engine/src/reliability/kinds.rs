//! Kinds of units: units whose ratings are the same are counted, not walked one by one. On ten coders
//! and a binary code there are eleven kinds, however many units. Two views: what was given how often
//! (most coefficients), and who gave what (those that know coders apart).

use rustc_hash::FxHashMap;

use super::Ratings;

/// Which units are taken for the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Units that got the same values, whoever gave them.
    Counted,
    /// Units that got the same values from the same coders.
    Coded,
}

/// The kinds of a view.
#[derive(Debug)]
pub struct Kinds {
    /// The kind of each unit.
    pub of_unit: Vec<u32>,
    starts: Vec<usize>,
    /// Counted: value and how often; coded: coder and value.
    entries: Vec<(u32, u32)>,
    /// Ratings of a unit of the kind.
    pub sizes: Vec<u32>,
    /// What each unit weighs, 1 on average; `None` where all weigh the same.
    pub unit_weights: Option<Vec<f64>>,
}

impl Kinds {
    /// The kinds of units of a view, in the order in which they are met.
    pub fn new(ratings: &Ratings, view: View) -> Kinds {
        let mut kinds = Kinds {
            of_unit: Vec::new(),
            starts: vec![0],
            entries: Vec::new(),
            sizes: Vec::new(),
            unit_weights: ratings.weights.clone(),
        };
        let mut known: FxHashMap<Vec<(u32, u32)>, u32> = FxHashMap::default();
        let mut entries: Vec<(u32, u32)> = Vec::new();
        for unit in 0..ratings.units.len() {
            let coded = ratings.of_unit(unit);
            entries.clear();
            match view {
                View::Coded => entries.extend(coded.iter().map(|it| (it.coder, it.value))),
                View::Counted => {
                    entries.extend(coded.iter().map(|it| (it.value, 1)));
                    entries.sort_unstable();
                    entries.dedup_by(|next, first| {
                        let same = next.0 == first.0;
                        first.1 += u32::from(same) * next.1;
                        same
                    });
                }
            }
            let kind = known.get(&entries).copied().unwrap_or_else(|| {
                let kind = kinds.sizes.len() as u32;
                known.insert(entries.clone(), kind);
                kinds.entries.extend_from_slice(&entries);
                kinds.starts.push(kinds.entries.len());
                kinds.sizes.push(coded.len() as u32);
                kind
            });
            kinds.of_unit.push(kind);
        }
        kinds
    }

    /// Number of kinds.
    pub fn len(&self) -> usize {
        self.sizes.len()
    }

    /// What a unit of the kind got.
    pub fn entries(&self, kind: usize) -> &[(u32, u32)] {
        let ends = self.starts.get(kind).zip(self.starts.get(kind + 1));
        ends.and_then(|(&start, &end)| self.entries.get(start..end)).unwrap_or_default()
    }

    /// What the units of each kind weigh together.
    pub fn weights(&self) -> Vec<f64> {
        let mut weights = Vec::new();
        self.weigh(&vec![1; self.of_unit.len()], &mut weights);
        weights
    }

    /// What the units of each kind weigh together where each unit stands `times` often.
    pub fn weigh(&self, times: &[u32], weights: &mut Vec<f64>) {
        weights.clear();
        weights.resize(self.len(), 0.0);
        let each = self.of_unit.iter().zip(times);
        match &self.unit_weights {
            None => each.for_each(|(&kind, &times)| weights[kind as usize] += f64::from(times)),
            Some(of) => each.zip(of).for_each(|((&kind, &times), weight)| {
                weights[kind as usize] += f64::from(times) * weight;
            }),
        }
    }
}
