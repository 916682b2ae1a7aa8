//! Which words tell a group from the rest: log ratios to either side of zero.

use crate::chart::{Diverging, Figure, Unit};

use super::{Asked, Failure, caption, estimated};

/// The key words of one group: of the one that is named, or of the first of two.
pub(super) fn draw(asked: &Asked<'_>) -> Result<Figure, Failure> {
    let Some(words) = asked.input.words else {
        return Err("keyness compares groups; name a variable with --by".into());
    };
    let group = match (asked.group, words.groups.as_slice()) {
        (Some(group), groups) => groups.iter().position(|it| it == group),
        (None, [_] | [_, _]) => Some(0),
        _ => None,
    };
    let names = words.groups.join(", ");
    let Some(group) = group else {
        return Err(match asked.group {
            Some(group) => format!("unknown group `{group}`, there are: {names}").into(),
            None => format!("bars to two sides compare two groups; name one with --group: {names}")
                .into(),
        });
    };
    let rest = match words.groups.as_slice() {
        [first, second] => if group == 0 { second } else { first }.clone(),
        _ => "the rest".to_owned(),
    };
    let name = words.groups[group].clone();
    let mut found: Vec<_> = words.words.iter().filter(|it| it.group == group).collect();
    let ratios = |it: &crate::table::KeyWord| it.counts.log_ratio(asked.input.context.level);
    let by_ratio = |it: &&crate::table::KeyWord| ratios(it).value().unwrap_or(0.0);
    found.sort_by(|left, right| by_ratio(right).total_cmp(&by_ratio(left)));
    let language = found.first().map(|it| &it.language);
    let several = found.iter().any(|it| Some(&it.language) != language);
    let category = |it: &&crate::table::KeyWord| match several {
        true => format!("{} ({})", it.word, it.language),
        false => it.word.clone(),
    };
    let diverging = Diverging {
        left: rest.clone(),
        right: name.clone(),
        categories: found.iter().map(category).collect(),
        cells: found
            .iter()
            .map(|it| estimated(&ratios(it), Some(it.counts.target.0 + it.counts.reference.0)))
            .collect(),
    };
    let mut figure = Figure::new("diverging", diverging);
    figure.unit = Unit::Signed;
    figure.axis_label = "Log ratio (1: twice as frequent)".to_owned();
    let percent = asked.input.context.level * 100.0;
    let what = format!(
        "the {} words that tell {name} from {rest} most by G², log ratio with {percent} % intervals, \
         each language apart",
        found.len()
    );
    figure.caption = caption(asked, &what);
    Ok(figure)
}
