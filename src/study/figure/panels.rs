//! Small multiples: the same chart for each group of a variable, on the same axes. Lines where the other
//! variable is the year, points with intervals where it is another or none.

use crate::chart::{Cell, Cells, Data, Figure, Panel, Panels};
use crate::engine::count::{Counted, GroupKey};

use super::{Asked, Failure, caption, cell, intervals, labels, scope, trend};

/// The groups of one panel: its title, and the value of the other variable with the counts.
type Group<'t> = (String, Vec<(String, Counted<'t>)>);

/// A panel a group of the last variable; a group without a segment in scope has none.
pub(super) fn draw(asked: &Asked<'_>) -> Result<Figure, Failure> {
    let input = asked.input;
    let (within, last) = match asked.by {
        [last] => ("", last),
        [within, last] => (within.as_str(), last),
        _ => return Err("panels need one or two variables; name them with --by".into()),
    };
    let groups = input.tally.groups();
    let mut panels: Vec<Group<'_>> = Vec::new();
    let mut titles: Vec<&Option<String>> = Vec::new();
    for (key, counted) in groups.iter().filter(|it| it.1.in_scope() > 0) {
        let (Some(title), values) = (key.0.last(), &key.0[..key.0.len().saturating_sub(1)]) else {
            continue;
        };
        let group = (GroupKey(values.to_vec()).label(), *counted);
        // a missing value and one that reads as its label are two
        match titles.iter().position(|it| *it == title) {
            Some(at) => panels[at].1.push(group),
            None => {
                titles.push(title);
                panels.push((GroupKey(vec![title.clone()]).label(), vec![group]));
            }
        }
    }
    let data: Vec<Data> = match within {
        "year" => lines(asked, &panels)?,
        _ => points(asked, within, &panels),
    };
    let titles = panels.into_iter().map(|it| it.0);
    let panels = titles.zip(data).map(|(title, data)| Panel { title, data }).collect();
    let mut figure = Figure::new("panels", Panels { panels, turned: false });
    let scope = scope(input);
    figure.axis_label = format!("Share of {scope}");
    let intervals = intervals(input);
    let what = format!("share of {scope} with the code{intervals}; a panel a value of {last}");
    figure.caption = caption(asked, &what);
    Ok(figure)
}

/// All panels over the same years.
fn lines<'t>(asked: &Asked<'_>, panels: &[Group<'t>]) -> Result<Vec<Data>, Failure> {
    let dated = |(year, counted): &(String, Counted<'t>)| Some((year.parse().ok()?, *counted));
    let panels: Vec<Vec<(i32, Counted<'t>)>> =
        panels.iter().map(|it| it.1.iter().filter_map(dated).collect()).collect();
    let years = trend::span(panels.iter().flatten().map(|it| it.0))?;
    Ok(panels.iter().map(|it| trend::series(asked, years, it).into()).collect())
}

/// All panels with the same groups, in the order in which the first panels have them.
fn points(asked: &Asked<'_>, within: &str, panels: &[Group<'_>]) -> Vec<Data> {
    let (input, measure) = (asked.input, asked.measure());
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in panels.iter().flat_map(|it| &it.1) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let of_panel = |groups: &Vec<(String, Counted<'_>)>| {
        let cells = input.tally.top().iter().flat_map(|&code| {
            names.iter().map(move |name| match groups.iter().find(|it| it.0 == *name) {
                Some((_, counted)) => cell(input, &counted.code(code, measure)),
                None => Cell::missing("no segment in scope", Some(0)),
            })
        });
        Data::from(Cells {
            categories: labels(input),
            legend_title: within.to_owned(),
            groups: match within {
                "" => Vec::new(),
                _ => names.iter().map(|&it| it.to_owned()).collect(),
            },
            cells: cells.collect(),
            ..Cells::default()
        })
    };
    panels.iter().map(|it| of_panel(&it.1)).collect()
}
