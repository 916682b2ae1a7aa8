//! Which words tell a group from the rest: log ratios to either side of zero.

use crate::chart::{Diverging, Figure, Unit};
use crate::engine::count::Level;
use crate::engine::stats::Estimate;
use crate::table::keyness::tested;
use crate::table::{KeyWord, thousands};

use super::{Asked, Failure, caption_of_counts, estimated};

/// The key words of one group, of the one that is named or of the first of two: those that tell it from the
/// rest at the adjusted p of the intervals' level.
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
    let name = words.groups[group].clone();
    let of_codes =
        asked.input.tally.dimensions().iter().any(|it| matches!(it.level, Level::Codes(_)));
    let rest = match words.groups.as_slice() {
        [first, second] if !of_codes => if group == 0 { second } else { first }.clone(),
        _ => "the rest".to_owned(),
    };
    let by = asked.by.join(" and ");
    let target = match of_codes {
        true => format!("segments with “{name}”"),
        false => format!("segments of {by} “{name}”"),
    };
    let mut found = tested(asked.input, words, group);
    let most = 1.0 - asked.input.context.level;
    found.retain(|it| it.2.is_some_and(|p| p < most));
    let level = format!("p < {most:.2}").replace("0.", ".");
    let family = format!(
        "{} over {} words",
        asked.input.context.adjustment.phrase(),
        thousands(words.n_tested)
    );
    if found.is_empty() {
        return Err(format!(
            "no word tells {target} from {rest} at {level} ({family}); `framebook table keyness --by \
             {by}` lists the nearest with their p; larger groups tell more"
        )
        .into());
    }
    let ratio = |it: &KeyWord| it.counts.log_ratio(asked.input.context.level);
    let mut found: Vec<_> = found.into_iter().map(|it| (it.0, ratio(it.0))).collect();
    let value = |it: &Estimate| it.value().unwrap_or(0.0);
    found.sort_by(|left, right| value(&right.1).total_cmp(&value(&left.1)));
    let language = words.words.first().map(|it| &it.language);
    let several = words.words.iter().any(|it| Some(&it.language) != language);
    let category = |(it, _): &(&KeyWord, Estimate)| match several {
        true => format!("{} ({})", it.word, it.language),
        false => it.word.clone(),
    };
    let n = |it: &KeyWord| Some(it.counts.target.0 + it.counts.reference.0);
    let diverging = Diverging {
        left: rest.clone(),
        right: name,
        categories: found.iter().map(category).collect(),
        cells: found.iter().map(|(word, ratio)| estimated(ratio, n(word))).collect(),
    };
    let mut figure = Figure::new("diverging", diverging);
    figure.unit = Unit::Signed;
    figure.axis_label = "Log ratio (1: twice as frequent)".to_owned();
    let percent = asked.input.context.level * 100.0;
    let tell = match found.len() {
        1 => format!("the word that tells {target} from {rest}, by G²"),
        n => format!("the {n} words that tell {target} from {rest} most, by G²"),
    };
    let what = format!(
        "{tell} at {level} ({family}); log ratio with {percent} % intervals, each language apart"
    );
    figure.caption = caption_of_counts(asked, "Key words", &what);
    Ok(figure)
}
