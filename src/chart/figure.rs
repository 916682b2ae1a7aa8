//! What a chart shows, as plain data. In: numbers and labels from tables; out: a [`Figure`] that has
//! been checked. It knows no colours, fonts or places on the page: the same figure can be drawn by
//! any chart of [`CHARTS`](super::CHARTS) that takes its data.

use super::ChartError;

/// How wide the chart is printed; every length and type size follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Width {
    /// One column of a two-column page: 84 mm.
    OneColumn,
    /// The whole width of the page: 174 mm.
    #[default]
    TwoColumns,
    /// A width in millimetres, 60 to 400.
    Millimetres(f64),
}

impl Width {
    /// The width in millimetres.
    ///
    /// # Errors
    /// [`ChartError::Width`] outside 60 to 400 mm: 8 pt type does not fit below, no page is above.
    pub fn millimetres(self) -> Result<f64, ChartError> {
        match self {
            Width::OneColumn => Ok(84.0),
            Width::TwoColumns => Ok(174.0),
            Width::Millimetres(width) if (60.0..=400.0).contains(&width) => Ok(width),
            Width::Millimetres(width) => Err(ChartError::Width(width)),
        }
    }
}

/// What the numbers of a figure are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// Shares from 0 to 1, shown in percent.
    #[default]
    Share,
    /// Quantities of 0 or more, shown as they are.
    Quantity,
}

/// One number of a figure with its interval; a missing or undefined one has no value and a reason.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// The value, in the figure's unit; `None` is missing or undefined, which is never zero.
    pub value: Option<f64>,
    /// Lower end of the 95 % interval; drawn only together with `high`.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
    /// What the value rests on: the denominator of a share.
    pub n: Option<u64>,
    /// Why there is no value; told in the caption.
    pub reason: String,
}

impl Cell {
    /// A value with its interval and the number it rests on.
    pub fn new(value: f64, interval: Option<(f64, f64)>, n: Option<u64>) -> Self {
        let (low, high) = interval.unzip();
        Self { value: Some(value), low, high, n, reason: String::new() }
    }

    /// No value, and why: `"no segment in scope"`.
    pub fn missing(reason: impl Into<String>, n: Option<u64>) -> Self {
        Self { n, reason: reason.into(), ..Self::default() }
    }
}

/// Numbers by category, or by category and group.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cells {
    /// What the bars stand for (codes, countries): the labels, in the order from top to bottom.
    pub categories: Vec<String>,
    /// Name of the grouping variable, over the legend; may be empty.
    pub legend_title: String,
    /// The values of the grouping variable; empty when nothing is grouped.
    pub groups: Vec<String>,
    /// The numbers, category by category, inside a category group by group:
    /// `categories.len() * max(1, groups.len())` of them.
    pub cells: Vec<Cell>,
}

impl Cells {
    /// Bars in one category: the number of groups, 1 when nothing is grouped.
    pub fn per_category(&self) -> usize {
        self.groups.len().max(1)
    }

    /// Each category with its cells. Of ragged data the last category has fewer.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &[Cell])> {
        self.categories.iter().map(String::as_str).zip(self.cells.chunks(self.per_category()))
    }

    /// Each cell with the name of its category and group.
    pub fn named(&self) -> impl Iterator<Item = (String, &Cell)> {
        self.rows().flat_map(move |(category, cells)| {
            cells.iter().enumerate().map(move |(group, cell)| match self.groups.get(group) {
                Some(name) => (format!("{category} × {name}"), cell),
                None => (category.to_owned(), cell),
            })
        })
    }
}

/// The data of a figure; a chart says which it takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// Numbers by category and group.
    Cells(Cells),
}

/// A chart to be drawn: pure data.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Which chart: a name in [`CHARTS`](super::CHARTS).
    pub chart: String,
    /// Printed width.
    pub width: Width,
    /// Label of the value axis: `"Share of segments in scope"`.
    pub axis_label: String,
    /// What the numbers are.
    pub unit: Unit,
    /// Text for beside the file: what is shown, of what, with which intervals.
    pub caption: String,
    /// Text inside the chart, under it; empty for none.
    pub note: String,
    /// The numbers.
    pub data: Data,
}

impl Figure {
    /// A figure of numbers by category at the default width, in shares, without axis label and texts.
    pub fn of_cells(chart: impl Into<String>, cells: Cells) -> Self {
        Self {
            chart: chart.into(),
            width: Width::default(),
            axis_label: String::new(),
            unit: Unit::default(),
            caption: String::new(),
            note: String::new(),
            data: Data::Cells(cells),
        }
    }

    /// Refuses data that no chart could draw truthfully.
    ///
    /// # Errors
    /// No category, a number of cells that does not fit, a value or an end of an interval that is not
    /// a number of the unit, an interval that does not hold its value.
    pub fn check(&self) -> Result<(), ChartError> {
        let Data::Cells(data) = &self.data;
        if data.categories.is_empty() {
            return Err(ChartError::Empty);
        }
        if data.cells.len() != data.categories.len() * data.per_category() {
            return Err(ChartError::Ragged {
                categories: data.categories.len(),
                groups: data.per_category(),
                cells: data.cells.len(),
            });
        }
        let most = match self.unit {
            Unit::Share => 1.0,
            Unit::Quantity => 1e12,
        };
        for (place, cell) in data.named() {
            let numbers = [cell.value, cell.low, cell.high];
            if let Some(number) = numbers.iter().flatten().find(|x| !(0.0..=most).contains(*x)) {
                return Err(ChartError::Value { place, value: *number, unit: self.unit });
            }
            if let (Some(value), Some(low), Some(high)) = (cell.value, cell.low, cell.high)
                && !(low <= value && value <= high)
            {
                return Err(ChartError::Interval { place, value, low, high });
            }
        }
        Ok(())
    }

    /// The caption with what a reader must know of the missing bars and of what the bars rest on.
    pub(super) fn full_caption(&self) -> String {
        let Data::Cells(data) = &self.data;
        let mut caption = self.caption.trim().to_owned();
        for sentence in [missing(data), varying_n(data)].into_iter().flatten() {
            if !caption.is_empty() {
                caption.push(' ');
            }
            caption.push_str(&sentence);
        }
        caption
    }
}

/// How many missing bars of one reason are named before they are only counted.
const NAMED: usize = 6;

fn missing(data: &Cells) -> Option<String> {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for (place, cell) in data.named().filter(|(_, cell)| cell.value.is_none()) {
        let reason = if cell.reason.is_empty() { "missing" } else { cell.reason.as_str() };
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, places)) => places.push(place),
            None => reasons.push((reason, vec![place])),
        }
    }
    let told: Vec<String> = reasons
        .into_iter()
        .map(|(reason, places)| match places.len() {
            0..=NAMED => format!("{reason} ({})", places.join(", ")),
            n => format!("{reason} ({n} bars)"),
        })
        .collect();
    (!told.is_empty()).then(|| format!("n/a: {}.", told.join("; ")))
}

fn varying_n(data: &Cells) -> Option<String> {
    if data.groups.is_empty() || group_n(data).iter().all(Option::is_some) {
        return None;
    }
    let numbers = || data.cells.iter().filter_map(|cell| cell.n);
    let (least, most) = (numbers().min()?, numbers().max()?);
    Some(format!("Each bar rests on n = {} to {}.", grouped(least), grouped(most)))
}

/// For each group the n that all its cells rest on, where there is one.
pub(super) fn group_n(data: &Cells) -> Vec<Option<u64>> {
    (0..data.per_category())
        .map(|group| {
            let mut numbers = data.rows().map(|(_, cells)| cells.get(group).and_then(|c| c.n));
            let first = numbers.next().flatten()?;
            numbers.all(|n| n == Some(first)).then_some(first)
        })
        .collect()
}

/// An integer with a comma between thousands: `12,345`.
pub(super) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(cells: Vec<Cell>) -> Figure {
        let categories = (0..cells.len()).map(|i| format!("c{i}")).collect();
        Figure::of_cells("bars", Cells { categories, cells, ..Cells::default() })
    }

    #[test]
    fn refuses_what_can_not_be_drawn_truthfully_and_says_where() {
        let cases = [
            (figure(vec![]), "no categories"),
            (figure(vec![Cell::new(1.2, None, None)]), "`1.2` at `c0`"),
            (figure(vec![Cell::new(f64::NAN, None, None)]), "`NaN` at `c0`"),
            (figure(vec![Cell::new(-0.1, None, None)]), "`-0.1` at `c0`"),
            (figure(vec![Cell::new(0.5, Some((0.6, 0.7)), None)]), "`0.6` to `0.7` at `c0`"),
            (figure(vec![Cell::new(0.5, Some((0.1, f64::INFINITY)), None)]), "`inf` at `c0`"),
        ];
        for (figure, part) in cases {
            let message = figure.check().map_err(|e| e.to_string());
            assert!(message.as_ref().is_err_and(|m| m.contains(part)), "{part}: {message:?}");
        }
        let mut ragged = figure(vec![Cell::default()]);
        let Data::Cells(data) = &mut ragged.data;
        data.groups = vec!["a".into(), "b".into()];
        assert!(ragged.check().is_err_and(|e| e.to_string().contains("`1` cells")));
        assert!(figure(vec![Cell::default(), Cell::new(0.0, None, Some(0))]).check().is_ok());
    }

    #[test]
    fn the_caption_tells_why_a_bar_is_missing_and_what_bars_rest_on() {
        let cells = ["a", "b"].map(String::from).to_vec();
        let data = Cells {
            categories: cells.clone(),
            groups: vec!["қазақша".into(), "русский".into()],
            cells: vec![
                Cell::new(0.1, None, Some(1200)),
                Cell::missing("no segment in scope", Some(0)),
                Cell::new(0.2, None, Some(30)),
                Cell::missing("", None),
            ],
            ..Cells::default()
        };
        let figure = Figure { caption: "Shares.".into(), ..Figure::of_cells("bars", data) };
        assert_eq!(
            figure.full_caption(),
            "Shares. n/a: no segment in scope (a × русский); missing (b × русский). \
             Each bar rests on n = 0 to 1,200."
        );
    }

    #[test]
    fn thousands_are_set_apart() {
        for (n, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(n), text);
        }
    }
}
