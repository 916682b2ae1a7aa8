//! What a coefficient is: an entry of the registry, and a function of how often each kind of unit
//! stands in the ratings. Deliberately absent: intervals, which are made of that function.

use std::cell::OnceCell;

use super::kinds::{Kinds, View};
use super::pair_bootstrap::Pairs;
use super::{Ratings, Reason};

/// Most different values of which every pair is looked at, in every draw: a table of them has 200 MB, a thousand
/// draws of ratios take ten seconds.
const MOST_VALUES: usize = 5_000;

/// What kind of values a coefficient takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// Any: they are the same or not.
    Any,
    /// Numbers.
    Numbers,
    /// Numbers of zero or more.
    Amounts,
    /// Sets of labels.
    Sets,
}

/// How many coders a coefficient takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coders {
    /// Two or more.
    Any,
    /// Two.
    Two,
}

/// What a coefficient needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    /// Kind of values.
    pub values: Values,
    /// Number of coders.
    pub coders: Coders,
    /// It corrects for chance, and has no value where all ratings are the same.
    pub variation: bool,
    /// It looks at every pair of different values, of which there may not be too many.
    pub pairwise: bool,
}

/// A coefficient of the registry.
#[derive(Clone, Copy)]
pub struct Coefficient {
    /// Its name, in snake case.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub doc: &'static str,
    /// What it needs.
    pub needs: Needs,
    pub(super) prepare: for<'b> fn(&'b Basis<'_>) -> Box<dyn Statistic + 'b>,
}

impl std::fmt::Debug for Coefficient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Coefficient").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Coefficient {
    /// Why the coefficient has no value for these ratings, where that is seen before it is computed.
    pub fn refuses(&self, ratings: &Ratings) -> Option<Reason> {
        let n_coders = ratings.active_coders().len();
        let fits = match self.needs.values {
            Values::Any => Ok(()),
            Values::Sets => ratings.sets.as_ref().map(drop).ok_or(Reason::NoSets),
            Values::Numbers => ratings.numbers.as_ref().map(drop).ok_or(Reason::NoNumbers),
            Values::Amounts => match &ratings.numbers {
                None => Err(Reason::NoNumbers),
                Some(numbers) if numbers.iter().any(|it| *it < 0.0) => Err(Reason::BelowZero),
                Some(_) => Ok(()),
            },
        };
        match fits {
            Err(reason) => Some(reason),
            Ok(()) if ratings.n_ratings() == 0 => Some(Reason::NoRatings),
            Ok(()) if n_coders < 2 => Some(Reason::OneCoder),
            Ok(()) if ratings.n_pairable() == 0 => Some(Reason::NoOverlap),
            Ok(()) if self.needs.coders == Coders::Two && n_coders > 2 => {
                Some(Reason::MoreThanTwoCoders)
            }
            Ok(()) if self.needs.variation && !ratings.varies() => Some(Reason::OneValue),
            Ok(()) if self.needs.pairwise && ratings.values.len() > MOST_VALUES => {
                Some(Reason::TooManyValues)
            }
            Ok(()) => None,
        }
    }
}

/// Ratings with their kinds, each view made once.
pub struct Basis<'r> {
    /// The ratings.
    pub ratings: &'r Ratings,
    counted: OnceCell<Kinds>,
    coded: OnceCell<Kinds>,
}

impl<'r> Basis<'r> {
    /// Of these ratings.
    pub fn new(ratings: &'r Ratings) -> Self {
        Basis { ratings, counted: OnceCell::new(), coded: OnceCell::new() }
    }

    /// The kinds of a view.
    pub fn kinds(&self, view: View) -> &Kinds {
        let cell = match view {
            View::Counted => &self.counted,
            View::Coded => &self.coded,
        };
        cell.get_or_init(|| Kinds::new(self.ratings, view))
    }
}

/// A coefficient that has looked at ratings once.
pub trait Statistic {
    /// Which kinds it counts.
    fn view(&self) -> View;

    /// Its value where each kind of unit weighs so much: as often as it stands there, where units are not weighted.
    fn value(&mut self, weights: &[f64]) -> Result<f64, Reason>;

    /// How far each kind of unit draws the value towards itself, for a variance by linearisation.
    fn influence(&mut self, _weights: &[f64]) -> Result<Influence, Reason> {
        Err(Reason::NoSource)
    }

    /// The pairs of values that Krippendorff's bootstrap draws.
    fn pairs(&mut self, _weights: &[f64]) -> Result<Pairs, Reason> {
        Err(Reason::NotOfThis)
    }
}

/// How a variance is made of influences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Over n (n − 1), with the t distribution of n − 1 degrees of freedom.
    Gwet,
    /// Over n², with the normal distribution.
    FleissCohenEveritt,
}

/// The influence of each kind of unit.
pub struct Influence {
    /// `None` for a kind that is not counted.
    pub of_kind: Vec<Option<f64>>,
    /// What the influences scatter about.
    pub centre: f64,
    /// How a variance is made of them.
    pub form: Form,
}
