//! Which groups stand out: adjusted residuals of codes by groups, beyond ±1.96 where a difference is more
//! than chance would make in one of twenty.

use crate::chart::{Cell, Figure, Matrix, Unit};
use crate::engine::count::Of;
use crate::table::comparison::{compare, is_compared, is_tested};

use super::shares::are_many;
use super::{Asked, Failure, caption, labels};

/// Codes by groups; a group of which a value is not known is not compared.
pub(super) fn draw(asked: &Asked<'_>) -> Result<Figure, Failure> {
    let input = asked.input;
    let by = asked.by.join(" · ");
    if by.is_empty() {
        return Err("residuals compare groups; name a variable with --by".into());
    }
    if !is_tested(input) {
        return Err(format!(
            "no residuals by `{by}`: its groups overlap, or the corpus is all there is; take `heat`"
        )
        .into());
    }
    let groups = input.tally.groups();
    let compared: Vec<_> = groups.iter().filter(|it| is_compared(&it.0)).collect();
    let mut cells = Vec::new();
    for &code in input.tally.top() {
        let found = compare(input, Of::Code(code), asked.measure());
        for (place, (_, counted)) in compared.iter().enumerate() {
            let n = Some(counted.in_scope());
            cells.push(Some(match found.residuals.get(place).copied().flatten() {
                Some(residual) => Cell::new(residual, None, n),
                None => Cell::missing(
                    found.test.as_ref().err().map_or("no variance", |it| it.sentence()),
                    n,
                ),
            }));
        }
    }
    let matrix = Matrix {
        rows: labels(input),
        column_title: by,
        columns: compared.iter().map(|it| it.0.label()).collect(),
        cells,
        turned: false,
    };
    let matrix = if are_many(&matrix.columns, &matrix.rows) { matrix.turned() } else { matrix };
    let mut figure = Figure::new("heat", matrix);
    figure.unit = Unit::Signed;
    figure.axis_label = "Adjusted residual".to_owned();
    let what = "adjusted residuals, over the design effect where segments share a document or have \
                weights (beyond ±1.96: p < .05 for this cell alone)";
    figure.caption = caption(asked, what);
    Ok(figure)
}
