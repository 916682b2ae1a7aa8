//! Groups: the values of one or two variables, a missing value being a group of its own.

use std::sync::Arc;

use rustc_hash::FxHashMap;

/// A tally refuses more groups than this: a variable with as many values is no grouping.
pub const MAX_GROUPS: usize = 10_000;

/// A variable that segments are grouped by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// The name that the user wrote.
    pub name: String,
    /// Where its values come from.
    pub level: Level,
}

/// Where the values of a grouping variable come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Level {
    /// One value a document, told by the caller: its metadata, or its source.
    Document,
    /// The same, of values that have an order of their own, such as phases.
    Ordered(Vec<String>),
    /// The part that a segment stands in; the names of the parts in their order.
    Part(Vec<String>),
    /// The language of the segment.
    Language,
    /// Codes that the segment was given: it stands in the group of each, and in none without one. The
    /// names in their order; at most one such dimension.
    Codes(Vec<String>),
}

impl Level {
    /// True where one value holds for the whole document.
    pub fn of_document(&self) -> bool {
        matches!(self, Level::Document | Level::Ordered(_))
    }

    /// The place of a value in the order of the variable, where it has one.
    fn place(&self, value: &str) -> Option<usize> {
        match self {
            Level::Document | Level::Language => None,
            Level::Ordered(names) | Level::Part(names) | Level::Codes(names) => {
                names.iter().position(|it| it == value)
            }
        }
    }
}

/// The values that make a group, one a dimension; `None` is a missing value. Sorted as a reader
/// expects: numbers by size, then text, then missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct GroupKey(pub Vec<Option<String>>);

impl GroupKey {
    /// What tables print for a missing value.
    pub const MISSING: &'static str = "(missing)";

    /// The values joined by ` · `, a missing one as `(missing)`.
    pub fn label(&self) -> String {
        let value = |it: &Option<String>| it.clone().unwrap_or_else(|| Self::MISSING.to_owned());
        self.0.iter().map(value).collect::<Vec<_>>().join(" · ")
    }

    fn order(&self) -> Vec<(u8, f64, &str)> {
        let place = |value: &'_ Option<String>| match value.as_deref().map(str::parse::<f64>) {
            Some(Ok(number)) if number.is_finite() => (0, number),
            Some(_) => (1, 0.0),
            None => (2, 0.0),
        };
        self.0
            .iter()
            .map(|value| {
                let (kind, number) = place(value);
                (kind, number, value.as_deref().unwrap_or_default())
            })
            .collect()
    }
}

impl PartialOrd for GroupKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for GroupKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let (left, right) = (self.order(), other.order());
        for (a, b) in left.iter().zip(&right) {
            let order = a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then_with(|| a.2.cmp(b.2));
            if order.is_ne() {
                return order;
            }
        }
        left.len().cmp(&right.len())
    }
}

/// More groups than a table can hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{variables}` makes more than {MAX_GROUPS} groups; group by a variable with fewer values")]
pub struct TooManyGroups {
    /// The names of the variables, joined by `,`.
    pub variables: String,
}

/// Numbers for values and for combinations of values, in the order of their first appearance.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    /// Shared, so that a document can be grouped while groups are added.
    pub dimensions: Arc<[Dimension]>,
    values: Vec<FxHashMap<String, u32>>,
    names: Vec<Vec<String>>,
    index: FxHashMap<Vec<u32>, usize>,
    keys: Vec<Vec<u32>>,
    scratch: Vec<u32>,
}

/// The number of the missing value in every dimension.
const MISSING: u32 = u32::MAX;

impl Groups {
    pub fn new(dimensions: Vec<Dimension>) -> Groups {
        let n = dimensions.len();
        Groups {
            dimensions: dimensions.into(),
            values: vec![FxHashMap::default(); n],
            names: vec![Vec::new(); n],
            ..Groups::default()
        }
    }

    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// The group of these values, one a dimension; a new one where they were not seen together.
    pub fn find<'v>(
        &mut self,
        value: impl Fn(usize) -> Option<&'v str>,
    ) -> Result<usize, TooManyGroups> {
        self.scratch.clear();
        for dimension in 0..self.dimensions.len() {
            let number = match value(dimension).filter(|it| !it.is_empty()) {
                None => MISSING,
                Some(text) => match self.values[dimension].get(text) {
                    Some(&number) => number,
                    None => {
                        let number = self.names[dimension].len();
                        if number >= MAX_GROUPS {
                            return Err(self.too_many());
                        }
                        self.values[dimension].insert(text.to_owned(), number as u32);
                        self.names[dimension].push(text.to_owned());
                        number as u32
                    }
                },
            };
            self.scratch.push(number);
        }
        if let Some(&group) = self.index.get(&self.scratch) {
            return Ok(group);
        }
        let group = self.keys.len();
        if group >= MAX_GROUPS {
            return Err(self.too_many());
        }
        self.index.insert(self.scratch.clone(), group);
        self.keys.push(self.scratch.clone());
        Ok(group)
    }

    fn too_many(&self) -> TooManyGroups {
        let names: Vec<&str> = self.dimensions.iter().map(|it| it.name.as_str()).collect();
        TooManyGroups { variables: names.join(",") }
    }

    pub fn value(&self, group: usize, dimension: usize) -> Option<&str> {
        let number = *self.keys.get(group)?.get(dimension)?;
        self.names[dimension].get(number as usize).map(String::as_str)
    }

    /// Whether every value of a group is known.
    pub fn is_known(&self, group: usize) -> bool {
        (0..self.dimensions.len()).all(|it| self.value(group, it).is_some())
    }

    /// The groups with their keys, sorted: by the order of the variable where it has one, else numbers
    /// by size, then text; the missing last.
    pub fn sorted(&self) -> Vec<(GroupKey, usize)> {
        let place = |key: &GroupKey| -> Vec<usize> {
            let values = self.dimensions.iter().zip(&key.0);
            values
                .map(|(dimension, value)| match value {
                    Some(value) => dimension.level.place(value).unwrap_or(usize::MAX - 1),
                    None => usize::MAX,
                })
                .collect()
        };
        let mut groups: Vec<(GroupKey, usize)> =
            (0..self.len()).map(|group| (self.key(group), group)).collect();
        groups.sort_by(|(left, _), (right, _)| {
            let ordered = place(left).cmp(&place(right));
            ordered.then_with(|| left.cmp(right))
        });
        groups
    }

    pub fn key(&self, group: usize) -> GroupKey {
        let value = |dimension| self.value(group, dimension).map(str::to_owned);
        GroupKey((0..self.dimensions.len()).map(value).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_sorted_as_a_reader_expects() {
        let values = [
            None,
            Some("中国"),
            Some("Қазақстан"),
            Some("2010"),
            Some("992"),
            Some("1e2"),
            Some("a"),
        ];
        let mut keys: Vec<GroupKey> = values.map(|it| GroupKey(vec![it.map(str::to_owned)])).into();
        keys.sort();
        let labels: Vec<String> = keys.iter().map(GroupKey::label).collect();
        assert_eq!(labels, ["1e2", "992", "2010", "a", "Қазақстан", "中国", "(missing)"]);
    }

    #[test]
    fn a_missing_value_and_an_empty_one_are_the_same_group() {
        let dimension = Dimension { name: "outlet".into(), level: Level::Document };
        let mut groups = Groups::new(vec![dimension]);
        assert_eq!(groups.find(|_| None), Ok(0));
        assert_eq!(groups.find(|_| Some("")), Ok(0));
        assert_eq!(groups.find(|_| Some("(missing)")), Ok(1));
        assert_eq!(groups.key(0), GroupKey(vec![None]));
    }

    #[test]
    fn refuses_a_variable_with_a_value_a_document() {
        let dimension = Dimension { name: "title".into(), level: Level::Document };
        let mut groups = Groups::new(vec![dimension]);
        for number in 0..MAX_GROUPS {
            let value = number.to_string();
            assert_eq!(groups.find(|_| Some(value.as_str())), Ok(number));
        }
        let error = groups.find(|_| Some("one more")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`title` makes more than 10000 groups; group by a variable with fewer values"
        );
        assert_eq!(groups.find(|_| Some("17")), Ok(17));
    }
}
