//! Tables of counts whose observations are independent: Pearson's X², the likelihood ratio G²,
//! expected counts, adjusted residuals.
//!
//! Counts enter, row by row. Deliberately absent: tables of segments that stand in documents (for
//! these there is [`super::rao_scott`]), and a continuity correction.

use super::distribution::chi_square_p;
use super::{Reason, Test, TestName};

/// A table of counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts<'c> {
    cells: &'c [u64],
    columns: usize,
}

/// What a table of counts comes to. Cells stand row by row, as they came.
#[derive(Clone, Debug, PartialEq)]
pub struct ChiSquare {
    /// Pearson's X².
    pub pearson: Test,
    /// G².
    pub likelihood_ratio: Test,
    /// Number of observations.
    pub n: u64,
    /// Rows and columns that hold anything.
    pub shape: (usize, usize),
    /// The count of each cell if rows and columns were independent; 0 in an empty row or column.
    pub expected: Vec<f64>,
    /// The adjusted (standardised) residual of each cell, about normal if rows and columns are
    /// independent; `None` in an empty row or column.
    pub residuals: Vec<Option<f64>>,
}

/// Expected counts that are too small for the chi-square distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SmallExpected {
    /// Cells with an expected count below 5.
    pub below_five: usize,
    /// Cells in rows and columns that hold anything.
    pub cells: usize,
    /// The least expected count.
    pub least: f64,
}

impl<'c> Counts<'c> {
    /// A table of so many columns; `None` where the cells do not fill its rows.
    ///
    /// # Examples
    ///
    /// ```
    /// use framebook_engine::stats::{Counts, chi_square};
    ///
    /// let counts = Counts::new(&[762, 327, 468, 484, 239, 477], 3).unwrap();
    /// let table = chi_square(&counts).unwrap();
    /// assert!((table.pearson.statistic - 30.0701491).abs() < 1e-7);
    /// assert_eq!(table.pearson.df, 2.0);
    /// assert!(table.small_expected().is_none());
    /// ```
    pub fn new(cells: &'c [u64], columns: usize) -> Option<Counts<'c>> {
        (columns > 0 && cells.len().is_multiple_of(columns)).then_some(Counts { cells, columns })
    }

    fn sums(&self) -> (Vec<u64>, Vec<u64>) {
        let rows = self.cells.chunks(self.columns).map(|row| row.iter().sum()).collect();
        let mut columns = vec![0; self.columns];
        for row in self.cells.chunks(self.columns) {
            columns.iter_mut().zip(row).for_each(|(sum, cell)| *sum += cell);
        }
        (rows, columns)
    }
}

/// Tests whether the rows and columns of a table are independent. Rows and columns that hold nothing
/// are left out of the degrees of freedom.
///
/// # Undefined
///
/// Without observations, and where fewer than two rows or two columns hold anything.
///
/// # Reference
///
/// Agresti (2013), Categorical Data Analysis, 3rd ed., section 3.2; the residuals: Haberman (1973),
/// Biometrics 29, 205–220.
pub fn chi_square(counts: &Counts<'_>) -> Result<ChiSquare, Reason> {
    let (rows, columns) = counts.sums();
    let total: u64 = rows.iter().sum();
    if total == 0 {
        return Err(Reason::NoDenominator);
    }
    let filled = |sums: &[u64]| sums.iter().filter(|it| **it > 0).count();
    let shape = (filled(&rows), filled(&columns));
    if shape.0 < 2 || shape.1 < 2 {
        return Err(Reason::OneGroup);
    }
    let n = total as f64;
    let (mut pearson, mut ratio) = (0.0, 0.0);
    let mut expected = Vec::with_capacity(counts.cells.len());
    let mut residuals = Vec::with_capacity(counts.cells.len());
    for (&row, cells) in rows.iter().zip(counts.cells.chunks(counts.columns)) {
        for (&column, &cell) in columns.iter().zip(cells) {
            let (row, column) = (row as f64, column as f64);
            let (of, cell) = (row * column / n, cell as f64);
            expected.push(of);
            if of == 0.0 {
                residuals.push(None);
                continue;
            }
            let difference = cell - of;
            pearson += difference * difference / of;
            ratio += deviance(cell, of);
            let variance = of * (1.0 - row / n) * (1.0 - column / n);
            residuals.push(Some(difference / variance.sqrt()));
        }
    }
    let df = ((shape.0 - 1) * (shape.1 - 1)) as f64;
    let test = |statistic: f64, name: TestName| Test {
        statistic,
        df,
        denominator_df: None,
        p: chi_square_p(statistic, df),
        name,
    };
    Ok(ChiSquare {
        pearson: test(pearson, TestName::Pearson),
        likelihood_ratio: test(2.0 * ratio, TestName::LikelihoodRatio),
        n: total,
        shape,
        expected,
        residuals,
    })
}

/// What a cell adds to half of G²: cell·ln(cell / expected), less cell − expected. The differences of a
/// table add up to zero, and so that nothing cancels they are taken off here: no term is negative.
pub(super) fn deviance(cell: f64, expected: f64) -> f64 {
    let difference = cell - expected;
    if cell > 0.0 {
        (cell * (difference / expected).ln_1p() - difference).max(0.0)
    } else {
        expected
    }
}

impl ChiSquare {
    /// Whether the expected counts are too small for the p values to be trusted: one of them below 1,
    /// or more than a fifth below 5.
    ///
    /// # Reference
    ///
    /// Cochran (1954), Biometrics 10, 417–451.
    pub fn small_expected(&self) -> Option<SmallExpected> {
        let filled = || self.expected.iter().copied().filter(|it| *it > 0.0);
        let found = SmallExpected {
            below_five: filled().filter(|it| *it < 5.0).count(),
            cells: filled().count(),
            least: filled().fold(f64::INFINITY, f64::min),
        };
        (found.least < 1.0 || found.below_five * 5 > found.cells).then_some(found)
    }
}

impl SmallExpected {
    /// The warning for the note under a table, without a last stop.
    pub fn sentence(&self) -> String {
        format!(
            "{} of {} expected counts are below 5 (the least is {:.1}): the chi-square p value is not to be trusted, use the exact test or fewer groups",
            self.below_five, self.cells, self.least
        )
    }
}
