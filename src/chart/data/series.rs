//! Numbers along an axis of numbers: shares by year, with phases and events. A place on the axis without
//! a number is a gap, and so is a place that the data leave out: no line is drawn across either.

use super::{Cell, rests_on};
use crate::chart::ChartError;
use crate::chart::axis::plain;
use crate::chart::figure::Unit;

/// More events than this can not be told apart.
const MOST_EVENTS: usize = 40;

/// One line of a series.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trend {
    /// What it stands for, in the legend; may be empty where there is one line.
    pub name: String,
    /// Its numbers, one for each place of [`Series::x`].
    pub points: Vec<Cell>,
}

/// A stretch of the axis with a name, both ends in it: 2001 to 2012.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Phase {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Its name.
    pub name: String,
}

/// A place on the axis with a name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Event {
    /// Where it stands.
    pub at: f64,
    /// Its name.
    pub name: String,
}

/// Numbers along an axis of numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    /// The places, such as years: finite, rising.
    pub x: Vec<f64>,
    /// Label of the axis of places; empty where it speaks for itself, as years do.
    pub x_label: String,
    /// Name of what the lines stand for, over the legend; may be empty.
    pub legend_title: String,
    /// The lines.
    pub lines: Vec<Trend>,
    /// Shaded stretches, rising and apart.
    pub phases: Vec<Phase>,
    /// Marked places, in any order.
    pub events: Vec<Event>,
}

impl Series {
    /// The least distance between two places; 1 where there is one place only.
    pub fn step(&self) -> f64 {
        let steps = self.x.windows(2).map(|pair| pair[1] - pair[0]);
        let least = steps.fold(f64::INFINITY, f64::min);
        if least.is_finite() { least } else { 1.0 }
    }

    /// First and last place, with half a step of room on either side.
    pub fn range(&self) -> (f64, f64) {
        let half = self.step() / 2.0;
        let first = self.x.first().copied().unwrap_or_default();
        let last = self.x.last().copied().unwrap_or_default();
        (first - half, last + half)
    }

    /// The stretches of a line without a gap: places with their cells.
    pub fn stretches<'a>(&self, line: &'a Trend) -> Vec<Vec<(f64, f64, &'a Cell)>> {
        let most = 1.5 * self.step();
        let mut stretches: Vec<Vec<(f64, f64, &Cell)>> = Vec::new();
        for (x, cell) in self.x.iter().zip(&line.points) {
            let Some(value) = cell.value else { continue };
            let goes_on = stretches
                .last()
                .and_then(|stretch| stretch.last())
                .is_some_and(|(before, ..)| x - before <= most && !self.between(line, *before, *x));
            match stretches.last_mut().filter(|_| goes_on) {
                Some(stretch) => stretch.push((*x, value, cell)),
                None => stretches.push(vec![(*x, value, cell)]),
            }
        }
        stretches
    }

    /// Whether a missing number stands between two places.
    fn between(&self, line: &Trend, from: f64, to: f64) -> bool {
        let mut inner = self.x.iter().zip(&line.points).filter(|(x, _)| **x > from && **x < to);
        inner.any(|(_, cell)| cell.value.is_none())
    }

    /// Whether a place is on the axis.
    pub(in crate::chart) fn holds(&self, at: f64) -> bool {
        let (from, to) = self.range();
        (from..=to).contains(&at)
    }

    pub(super) fn check(&self, unit: Unit) -> Result<(), ChartError> {
        if self.x.is_empty() || self.lines.is_empty() {
            return Err(ChartError::Empty);
        }
        if self.events.len() > MOST_EVENTS {
            return Err(ChartError::TooManyEvents { n: self.events.len(), most: MOST_EVENTS });
        }
        let places = self.events.iter().map(|event| event.at);
        let ends = self.phases.iter().flat_map(|phase| [phase.from, phase.to]);
        if let Some(x) = self.x.iter().copied().chain(places).chain(ends).find(|x| !x.is_finite()) {
            return Err(ChartError::Place(x));
        }
        if let Some(pair) = self.x.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(ChartError::Order { before: pair[0], after: pair[1] });
        }
        for phase in &self.phases {
            if phase.from > phase.to {
                return Err(ChartError::Order { before: phase.from, after: phase.to });
            }
        }
        if let Some(pair) = self.phases.windows(2).find(|pair| pair[0].to >= pair[1].from) {
            return Err(ChartError::Order { before: pair[0].to, after: pair[1].from });
        }
        for line in &self.lines {
            if line.points.len() != self.x.len() {
                return Err(ChartError::Ragged {
                    rows: 1,
                    columns: self.x.len(),
                    cells: line.points.len(),
                });
            }
            for (x, cell) in self.x.iter().zip(&line.points) {
                cell.check(&self.place(line, &plain(*x)), unit)?;
            }
        }
        Ok(())
    }

    fn place(&self, line: &Trend, x: &str) -> String {
        match line.name.is_empty() {
            true => x.to_owned(),
            false => format!("{}, {x}", line.name),
        }
    }

    pub(super) fn told(&self, noun: &str) -> Vec<String> {
        let cells = self.lines.iter().flat_map(|line| &line.points);
        [self.gaps(), self.left_out(), self.off_axis(), rests_on(cells, noun)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// `Gaps: no documents (1994–1996); too few (Kazakh, 1999).`
    pub(super) fn gaps(&self) -> Option<String> {
        let mut told: Vec<(&str, Vec<String>)> = Vec::new();
        let mut tell = |reason, places| match told.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, known)) => known.push(places),
            None => told.push((reason, vec![places])),
        };
        let mut shared: Vec<(f64, &str)> = Vec::new();
        if let Some((first, others)) = self.lines.split_first() {
            for (at, (x, cell)) in self.x.iter().zip(&first.points).enumerate() {
                let same = |line: &Trend| {
                    line.points
                        .get(at)
                        .is_some_and(|it| it.value.is_none() && it.why() == cell.why())
                };
                if cell.value.is_none() && others.iter().all(same) {
                    shared.push((*x, cell.why()));
                }
            }
        }
        for (reason, places) in self.runs(&shared) {
            tell(reason, places);
        }
        for line in &self.lines {
            let own: Vec<(f64, &str)> = self
                .x
                .iter()
                .zip(&line.points)
                .filter(|(x, cell)| {
                    cell.value.is_none() && !shared.iter().any(|(known, _)| known == *x)
                })
                .map(|(x, cell)| (*x, cell.why()))
                .collect();
            for (reason, places) in self.runs(&own) {
                tell(reason, self.place(line, &places));
            }
        }
        let told: Vec<String> = told
            .into_iter()
            .map(|(reason, places)| format!("{reason} ({})", places.join("; ")))
            .collect();
        (!told.is_empty()).then(|| format!("Gaps: {}.", told.join("; ")))
    }

    /// Places of one reason as stretches: `1994–1996, 1999`.
    fn runs<'a>(&self, places: &[(f64, &'a str)]) -> Vec<(&'a str, String)> {
        let most = 1.5 * self.step();
        let mut reasons: Vec<(&str, Vec<(f64, f64)>)> = Vec::new();
        for (x, reason) in places {
            let known = match reasons.iter().position(|(known, _)| known == reason) {
                Some(known) => known,
                None => {
                    reasons.push((reason, Vec::new()));
                    reasons.len() - 1
                }
            };
            if let Some((_, runs)) = reasons.get_mut(known) {
                match runs.last_mut().filter(|(_, last)| x - *last <= most) {
                    Some((_, last)) => *last = *x,
                    None => runs.push((*x, *x)),
                }
            }
        }
        let written = |(from, to): &(f64, f64)| match from == to {
            true => plain(*from),
            false => format!("{}–{}", plain(*from), plain(*to)),
        };
        reasons
            .into_iter()
            .map(|(reason, runs)| (reason, runs.iter().map(written).collect::<Vec<_>>().join(", ")))
            .collect()
    }

    /// `No data between 1995 and 1999.`
    pub(super) fn left_out(&self) -> Option<String> {
        let most = 1.5 * self.step();
        let holes: Vec<String> = self
            .x
            .windows(2)
            .filter(|pair| pair[1] - pair[0] > most)
            .map(|pair| format!("{} and {}", plain(pair[0]), plain(pair[1])))
            .collect();
        (!holes.is_empty()).then(|| format!("No data between {}.", holes.join(", ")))
    }

    /// `Outside the axis: Shanghai Five (1996).`
    pub(super) fn off_axis(&self) -> Option<String> {
        let (from, to) = self.range();
        let events = self.events.iter().filter(|event| !self.holds(event.at));
        let phases = self.phases.iter().filter(|phase| phase.to < from || phase.from > to);
        let outside: Vec<String> = phases
            .map(|it| format!("{} ({}–{})", it.name, plain(it.from), plain(it.to)))
            .chain(events.map(|it| format!("{} ({})", it.name, plain(it.at))))
            .collect();
        (!outside.is_empty()).then(|| format!("Outside the axis: {}.", outside.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(x: &[f64], lines: &[&[Option<f64>]]) -> Series {
        let lines = lines.iter().enumerate().map(|(index, values)| Trend {
            name: format!("l{index}"),
            points: values
                .iter()
                .map(|value| match value {
                    Some(value) => Cell::new(*value, None, Some(10)),
                    None => Cell::missing("no documents", Some(0)),
                })
                .collect(),
        });
        Series { x: x.to_vec(), lines: lines.collect(), ..Series::default() }
    }

    fn stretches(series: &Series) -> Vec<Vec<f64>> {
        let found = series.stretches(&series.lines[0]);
        found.into_iter().map(|it| it.into_iter().map(|(x, ..)| x).collect()).collect()
    }

    #[test]
    fn a_line_stops_where_a_number_is_missing_or_left_out() {
        let (a, none) = (Some(0.1), None);
        type Case<'a> = (&'a [f64], &'a [Option<f64>], &'a [&'a [f64]]);
        let cases: &[Case<'_>] = &[
            (&[1.0, 2.0, 3.0], &[a, a, a], &[&[1.0, 2.0, 3.0]]),
            (&[1.0, 2.0, 3.0], &[a, none, a], &[&[1.0], &[3.0]]),
            (&[1.0, 2.0, 5.0, 6.0], &[a, a, a, a], &[&[1.0, 2.0], &[5.0, 6.0]]),
            (&[1.0, 2.0, 3.0], &[none, none, none], &[]),
            (&[2000.0], &[a], &[&[2000.0]]),
            // half years among years: what is missing stays a gap
            (&[1.0, 1.5, 2.0, 2.5], &[a, none, a, a], &[&[1.0], &[2.0, 2.5]]),
        ];
        for (x, values, expected) in cases {
            assert_eq!(stretches(&series(x, &[values])), *expected, "{x:?}");
        }
    }

    #[test]
    fn the_caption_tells_gaps_and_what_was_left_out() {
        let (a, none) = (Some(0.1), None);
        let both = series(
            &[1992.0, 1993.0, 1994.0, 1995.0, 1999.0],
            &[&[none, none, a, a, a], &[none, none, a, none, a]],
        );
        let told = both.told("point").join(" ");
        assert_eq!(
            told,
            "Gaps: no documents (1992–1993; l1, 1995). No data between 1995 and 1999. \
             Each point rests on n = 10."
        );
    }

    #[test]
    fn refuses_places_that_do_not_rise_and_phases_that_overlap() {
        let phase = |from, to| Phase { from, to, name: "p".into() };
        let good = series(&[1.0, 2.0], &[&[Some(0.1), Some(0.2)]]);
        let cases = [
            (Series { x: vec![2.0, 2.0], ..good.clone() }, "`2` is followed by `2`"),
            (Series { x: vec![f64::NAN, 2.0], ..good.clone() }, "`NaN`"),
            (Series { x: vec![1.0], ..good.clone() }, "`2` cells do not fit 1 × 1"),
            (Series { x: vec![], ..good.clone() }, "nothing to draw"),
            (
                Series { phases: vec![phase(1.0, 2.0), phase(2.0, 3.0)], ..good.clone() },
                "`2` is followed by `2`",
            ),
            (Series { phases: vec![phase(3.0, 2.0)], ..good.clone() }, "`3` is followed by `2`"),
            (
                Series { events: vec![Event { at: 1.0, name: "e".into() }; 41], ..good.clone() },
                "`41` events on one axis",
            ),
        ];
        assert!(good.check(Unit::Share).is_ok());
        for (series, part) in cases {
            let message = series.check(Unit::Share).map_err(|error| error.to_string());
            assert!(message.as_ref().is_err_and(|m| m.contains(part)), "{part}: {message:?}");
        }
    }

    #[test]
    fn what_stands_outside_the_axis_is_told() {
        let event = |at, name: &str| Event { at, name: name.into() };
        let data = Series {
            events: vec![event(0.0, "early"), event(1.5, "on it")],
            phases: vec![Phase { from: 7.0, to: 9.0, name: "late".into() }],
            ..series(&[1.0, 2.0], &[&[Some(0.1), Some(0.2)]])
        };
        assert!(
            data.told("point").contains(&"Outside the axis: late (7–9), early (0).".to_owned())
        );
    }
}
