//! What each number of a figure counts: a figure and the counts that it was drawn from enter, keys of
//! queries are put on its numbers. Groups are told apart by their place, as [`super::super::figure`] set
//! them, never by their label.

use crate::chart::{
    Cell, Cells, Data, Diverging, Figure, Matrix, Mode, Network, Panels, Series, Unit, Whole,
};
use crate::engine::codebook::Codebook;
use crate::engine::count::{Counted, GroupKey, Status};
use crate::report::{Group, Kind, Query};
use crate::table::comparison::is_compared;

use super::super::Failure;
use super::super::variable::label;
use super::super::views::View;
use super::links::{Grouping, Linker};

/// A group of a tally, as the report asks for it.
type Shown<'t> = (GroupKey, Counted<'t>, Vec<Group>);

impl Linker<'_> {
    /// Keys for the numbers of a figure.
    ///
    /// # Errors
    ///
    /// An unknown variable.
    pub fn figure(&mut self, view: &View<'_>, figure: &mut Figure) -> Result<(), Failure> {
        let years = [String::from("year")];
        let by = if view.entry.name == "trend" { &years[..] } else { view.by };
        let groupings: Vec<Grouping> = by
            .iter()
            .map(|by| Grouping::new(self.stored, self.at, by))
            .collect::<Result<_, _>>()?;
        let mut groups: Vec<Shown<'_>> = Vec::new();
        for (key, counted) in view.prepared.tally.groups() {
            let values = groupings.iter().zip(&key.0);
            let wanted = values.map(|(it, value)| it.group(self.index, value.as_deref()));
            groups.push((key.clone(), counted, wanted.collect::<Option<_>>().unwrap_or_default()));
        }
        let in_scope = |it: &&Shown<'_>| it.1.in_scope() > 0;
        match &mut figure.data {
            Data::Cells(cells) => self.cells(view, &groups, cells),
            Data::Series(series) => self.series(&groups, view.prepared.tally.top(), series),
            Data::Matrix(matrix) if view.by.is_empty() => self.pairs(view, matrix),
            Data::Matrix(matrix) => {
                let residuals = figure.unit == Unit::Signed;
                let shown: Vec<_> = groups
                    .iter()
                    .filter(|it| if residuals { is_compared(&it.0) } else { in_scope(it) })
                    .collect();
                let (n, turned) = (matrix.columns.len().max(1), matrix.turned);
                for (place, cell) in matrix.cells.iter_mut().enumerate() {
                    let (row, column) = (place / n, place % n);
                    let (code, group) = if turned { (column, row) } else { (row, column) };
                    let code = view.prepared.tally.top().get(code);
                    if let (Some(cell), Some(&code)) = (cell, code) {
                        self.number(cell, code, shown.get(group).copied());
                    }
                }
            }
            Data::Panels(panels) if panels.turned => {
                let shown: Vec<_> = groups.iter().filter(in_scope).collect();
                let top = view.prepared.tally.top();
                for (panel, &code) in panels.panels.iter_mut().zip(top) {
                    match &mut panel.data {
                        Data::Cells(cells) => {
                            for (cell, group) in cells.cells.iter_mut().zip(&shown) {
                                self.number(cell, code, Some(group));
                            }
                        }
                        Data::Series(series) => self.series(&groups, &[code], series),
                        _ => {}
                    }
                }
            }
            Data::Panels(panels) => self.panels(view, &groups, panels),
            Data::Network(network) if view.by.is_empty() => self.voices(network),
            Data::Network(network) => self.network(view, &groups, network),
            Data::Diverging(diverging) => self.words(view, diverging)?,
        }
        Ok(())
    }

    /// The key of a code in a group; nothing where no segment is behind it.
    fn number(&mut self, cell: &mut Cell, code: usize, group: Option<&Shown<'_>>) {
        let Some((_, counted, wanted)) = group else { return };
        let n = counted.code(code, self.codebook().measure).segments;
        if n > 0 && cell.value.is_some() && !wanted.is_empty() {
            let groups = wanted.clone();
            let query =
                Query { code: Some(code), groups, n: Some(n), ..self.query(Kind::Given, None) };
            cell.key = Some(self.queries.key(query));
        }
    }

    /// Shares: codes by the groups that have segments in scope; parts of a whole lie the other way.
    fn cells(&mut self, view: &View<'_>, groups: &[Shown<'_>], cells: &mut Cells) {
        let top = view.prepared.tally.top();
        if view.by.is_empty() {
            let measure = self.codebook().measure;
            for (cell, &code) in cells.cells.iter_mut().zip(top) {
                let n = view.prepared.tally.total().code(code, measure).segments;
                if n > 0 && cell.value.is_some() {
                    let query =
                        Query { code: Some(code), n: Some(n), ..self.query(Kind::Given, None) };
                    cell.key = Some(self.queries.key(query));
                }
            }
            return;
        }
        let (whole, per) = (cells.whole, cells.per_category());
        let shown: Vec<_> =
            groups.iter().filter(|it| whole == Whole::Codings || it.1.in_scope() > 0).collect();
        for (place, cell) in cells.cells.iter_mut().enumerate() {
            let (code, group) = match whole {
                Whole::None => (place / per, place % per),
                Whole::Segments | Whole::Codings => (place % per, place / per),
            };
            if let Some(&code) = top.get(code) {
                self.number(cell, code, shown.get(group).copied());
            }
        }
    }

    /// The points of lines by year, a line a code: of all groups, or of those of a panel.
    fn series(&mut self, groups: &[Shown<'_>], codes: &[usize], series: &mut Series) {
        for (line, &code) in series.lines.iter_mut().zip(codes) {
            for (x, point) in series.x.iter().zip(&mut line.points) {
                let year = Some(format!("{x:.0}"));
                self.number(point, code, groups.iter().find(|it| it.0.0.first() == Some(&year)));
            }
        }
    }

    /// The panels of small multiples: one a value of the last variable.
    fn panels(&mut self, view: &View<'_>, groups: &[Shown<'_>], panels: &mut Panels) {
        let mut of_panels: Vec<(Option<&Option<String>>, Vec<Shown<'_>>)> = Vec::new();
        let mut names: Vec<&[Option<String>]> = Vec::new();
        for group in groups.iter().filter(|it| it.1.in_scope() > 0) {
            let within = &group.0.0[..group.0.0.len().saturating_sub(1)];
            if !names.contains(&within) {
                names.push(within);
            }
            let last = group.0.0.last();
            match of_panels.iter_mut().find(|it| it.0 == last) {
                Some((_, own)) => own.push(group.clone()),
                None => of_panels.push((last, vec![group.clone()])),
            }
        }
        for (panel, (_, own)) in panels.panels.iter_mut().zip(&of_panels) {
            match &mut panel.data {
                Data::Series(series) => self.series(own, view.prepared.tally.top(), series),
                Data::Cells(cells) => {
                    let per = cells.per_category();
                    for (place, cell) in cells.cells.iter_mut().enumerate() {
                        let (code, name) =
                            (view.prepared.tally.top().get(place / per), names.get(place % per));
                        if let (Some(&code), Some(name)) = (code, name) {
                            self.number(cell, code, own.iter().find(|it| it.0.0.starts_with(name)));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// The fields of a figure of pairs of codes.
    fn pairs(&mut self, view: &View<'_>, matrix: &mut Matrix) {
        let top = view.prepared.tally.top();
        let pairs = view.prepared.tally.pairs(self.codebook().measure);
        let n = matrix.columns.len().max(1);
        for (place, cell) in matrix.cells.iter_mut().enumerate() {
            let (Some(cell), Some(&row), Some(&column)) =
                (cell.as_mut(), top.get(place / n), top.get(place % n))
            else {
                continue;
            };
            let pair = pairs.iter().find(|it| it.codes == (column, row));
            let both = pair.map_or(0, |it| it.segments.counts.both);
            if both > 0 {
                let query = Query {
                    code: Some(column),
                    other: Some(row),
                    n: Some(both),
                    ..self.query(Kind::Both, None)
                };
                cell.key = Some(self.queries.key(query));
            }
        }
    }

    /// The nodes of actors and framings: the segments of all lines of a node.
    fn voices(&mut self, network: &mut Network) {
        let Some(actors) = self.stored.passes.iter().find(|it| it.codebook.actors) else { return };
        let actors = &actors.codebook;
        let name = |codebook: &Codebook, at: usize| label(codebook, at);
        let own = &self.stored.passes[self.at].codebook;
        let top = |at: usize| own.is_framing(at);
        network.keys.clear();
        for node in &network.nodes {
            let of = match node.mode {
                Mode::Actor => (0..actors.codes.len()).find(|it| name(actors, *it) == node.name),
                Mode::Code => {
                    (0..own.codes.len()).find(|it| name(own, *it) == node.name && top(*it))
                }
            };
            let Some(at) = of else {
                network.keys.push(None);
                continue;
            };
            // voices come segment by segment
            let counts = |it: &&[u32; 3]| match node.mode {
                Mode::Actor => it[2] == at as u32 + 1 && top(it[1] as usize),
                Mode::Code => it[1] == at as u32 && it[2] > 0,
            };
            let mut segments: Vec<u32> =
                self.voices.iter().filter(counts).map(|it| it[0]).collect();
            segments.dedup();
            let query =
                Query { n: Some(segments.len() as u64), ..self.query(Kind::VoicedAny, None) };
            let query = match node.mode {
                Mode::Actor => Query { voice: Some(at as u32 + 1), ..query },
                Mode::Code => Query { code: Some(at), ..query },
            };
            network.keys.push((!segments.is_empty()).then(|| self.queries.key(query)));
        }
    }

    /// The nodes of the groups of a variable and of framings: what a group is given at all, and the
    /// segments of a framing.
    fn network(&mut self, view: &View<'_>, groups: &[Shown<'_>], network: &mut Network) {
        let (top, measure) = (view.prepared.tally.top(), self.codebook().measure);
        let given = |it: &&Shown<'_>| top.iter().any(|&code| it.1.code(code, measure).segments > 0);
        let mut shown = groups.iter().filter(given);
        network.keys.clear();
        for (place, node) in network.nodes.iter().enumerate() {
            let query = match node.mode {
                Mode::Code => top
                    .get(place)
                    .map(|&code| Query { code: Some(code), ..self.query(Kind::Given, None) }),
                Mode::Actor => shown
                    .next()
                    .map(|it| Query { groups: it.2.clone(), ..self.query(Kind::Any, None) }),
            };
            let query = query.filter(|it| it.code.is_some() || !it.groups.is_empty());
            network.keys.push(query.map(|it| self.queries.key(it)));
        }
    }

    /// The bars of words: the segments in scope with the word, of the group that it speaks for.
    fn words(&mut self, view: &View<'_>, diverging: &mut Diverging) -> Result<(), Failure> {
        let Some(by) = view.by.first() else { return Ok(()) };
        let grouping = Grouping::new(self.stored, self.at, by)?;
        let languages = Grouping::new(self.stored, self.at, "language")?;
        let scope = Status::ALL.iter().position(|it| *it == Status::InScope);
        let sides = [&diverging.left, &diverging.right];
        let [left, right] = sides.map(|it| grouping.group(self.index, Some(it)));
        for (category, cell) in diverging.categories.iter().zip(&mut diverging.cells) {
            let Some(value) = cell.value else { continue };
            // words of several languages bear the language behind them
            let (word, language) =
                match category.strip_suffix(')').and_then(|it| it.rsplit_once(" (")) {
                    Some((word, language)) => (word, languages.group(self.index, Some(language))),
                    None => (category.as_str(), None),
                };
            let group = if value < 0.0 { &left } else { &right };
            let query = Query {
                status: scope.into_iter().collect(),
                groups: group.iter().cloned().chain(language).collect(),
                word: Some(word.to_owned()),
                ..self.query(Kind::Status, None)
            };
            cell.key = Some(self.queries.key(query));
        }
        Ok(())
    }
}
