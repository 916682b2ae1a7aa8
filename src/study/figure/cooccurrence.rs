//! How top-level codes go together in a segment: phi of each pair.

use crate::chart::{Cell, Figure, Matrix, Unit};

use super::{Asked, Failure, caption, estimated, labels};

/// Most codes whose pairs can be told apart.
const MOST: usize = 40;

/// The half of the matrix under the diagonal.
pub(super) fn draw(asked: &Asked<'_>) -> Result<Figure, Failure> {
    let (input, measure) = (asked.input, asked.measure());
    let top = input.tally.top();
    if top.len() < 2 {
        return Err("two codes are needed to stand together".into());
    }
    if top.len() > MOST {
        return Err(
            format!("`{}` codes are too many for one picture (at most {MOST})", top.len()).into()
        );
    }
    let pairs = input.tally.pairs(measure);
    let phi = |row: usize, column: usize| {
        let pair = pairs.iter().find(|it| it.codes == (top[column], top[row]));
        let Some(pair) = pair else { return Cell::missing("no such pair", None) };
        let phi = pair.segments.phi(input.context.method, input.context.level);
        Cell { low: None, high: None, ..estimated(&phi, Some(pair.segments.counts.n)) }
    };
    let mut figure = Figure::new("heat", Matrix::symmetric(labels(input), phi));
    figure.unit = Unit::Signed;
    figure.axis_label = "phi".to_owned();
    let what = "standing together: phi, the correlation of two codes over segments (0 by chance)";
    figure.caption = caption(asked, what);
    Ok(figure)
}
