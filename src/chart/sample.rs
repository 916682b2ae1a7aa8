//! Constructed figures: what the gallery shows and the tests measure. Every number is invented, by
//! formulas without dice.

use super::data::{
    Cell, Cells, Data, Diverging, Edge, Event, Matrix, Mode, Network, Node, Panel, Panels, Phase,
    Series, Trend, Whole,
};
use super::figure::{Figure, Unit};
use super::words::Words;

/// An invented share with its interval.
fn share(i: usize, n: u64) -> Cell {
    let value = 0.52 / (1.0 + 0.21 * i as f64) + 0.004 * ((i * 7) % 5) as f64;
    with_interval(value, n)
}

/// A share with an interval as of a clustered sample.
fn with_interval(value: f64, n: u64) -> Cell {
    let half = 1.96 * (value * (1.0 - value) / n as f64 * 1.8).sqrt();
    Cell::new(value, Some(((value - half).max(0.0), (value + half).min(1.0))), Some(n))
}

/// An even mixture of small numbers, 0 to 1, for what should look irregular.
fn noise(i: usize, j: usize) -> f64 {
    ((i * 37 + j * 61 + (i * j) % 7 * 17) % 101) as f64 / 100.0
}

fn owned(labels: &[&str]) -> Vec<String> {
    labels.iter().map(|label| (*label).to_owned()).collect()
}

impl Words {
    /// So many framings: short labels for a few, long ones among many.
    pub fn framings(&self, n: usize) -> Vec<String> {
        let labels: &[&str] = if n <= self.short.len() { &self.short } else { &self.labels };
        owned(labels.get(..n).unwrap_or(labels))
    }

    fn figure(&self, chart: &str, axis_label: &str, shows: &str, data: impl Into<Data>) -> Figure {
        Figure {
            axis_label: axis_label.to_owned(),
            note: self.note.to_owned(),
            caption: format!("Constructed example: {shows}."),
            ..Figure::new(chart, data)
        }
    }

    /// Shares of framings, as of a frequency table.
    pub fn frequency(&self, chart: &str, n: usize) -> Figure {
        let cells = (0..n).map(|i| share(i, 1240)).collect();
        let data = Cells { categories: self.framings(n), cells, ..Cells::default() };
        self.figure(chart, self.axis_label, "shares of framings, 95 % intervals", data)
    }

    /// Shares of framings by group, one of them missing and one undefined.
    pub fn by_group(&self, chart: &str, n: usize, n_groups: usize) -> Figure {
        self.figure(
            chart,
            self.axis_label,
            "shares of framings by language of the outlet, 95 % intervals",
            self.crosstab(n, n_groups),
        )
    }

    fn crosstab(&self, n: usize, n_groups: usize) -> Cells {
        let group = |g: usize| match self.groups.get(g) {
            Some(group) => (*group).to_owned(),
            None => format!("{} {}", self.groups[g % 4], g / 4 + 1),
        };
        let mut cells: Vec<Cell> = (0..n * n_groups)
            .map(|i| share(i / n_groups * 3 + i % n_groups * 2, 310 + 97 * (i % n_groups) as u64))
            .collect();
        if cells.len() > 6 {
            cells[2] = Cell::missing("no rules in this language", cells[2].n);
            cells[5] = Cell::missing("no segment in scope", cells[5].n);
        }
        Cells {
            categories: self.framings(n),
            legend_title: self.legend_title.to_owned(),
            groups: (0..n_groups).map(group).collect(),
            cells,
            whole: Whole::None,
        }
    }

    /// Documents by dominant framing, a bar for each group; at most twelve framings.
    pub fn parts(&self, chart: &str, n: usize) -> Figure {
        let n = n.min(12);
        let groups = self.groups.len();
        let weight = |g: usize, i: usize| 1.0 / (1.0 + i as f64) + noise(g + 1, i + 2) / 2.0;
        let cells = (0..groups).flat_map(|g| {
            let all: f64 = (0..n).map(|i| weight(g, i)).sum();
            (0..n).map(move |i| Cell::new(weight(g, i) / all, None, Some(64 + 23 * g as u64)))
        });
        let data = Cells {
            categories: owned(&self.groups),
            legend_title: self.framing.to_owned(),
            groups: self.framings(n),
            cells: cells.collect(),
            whole: Whole::Segments,
        };
        self.figure(
            chart,
            self.parts_label,
            "documents by their dominant framing and the language of the outlet",
            data,
        )
    }

    /// Shares of framings by year, with years without documents; a few lines, or six.
    pub fn by_year(&self, chart: &str, n: usize) -> Figure {
        let lines = if n <= self.short.len() { 3.min(n) } else { 6 };
        let names = self.framings(if lines == 3 { 3 } else { 20 });
        let trends = names.into_iter().take(lines).enumerate();
        let trends = trends.map(|(line, name)| Trend { name, points: years(line) });
        let data = Series { legend_title: self.framing.to_owned(), ..self.timeline(trends) };
        self.figure(
            chart,
            self.axis_label,
            "shares of framings by year, 95 % intervals; phases shaded, events marked",
            data,
        )
    }

    /// Years, phases and events around lines.
    fn timeline(&self, lines: impl Iterator<Item = Trend>) -> Series {
        const PHASES: [(f64, f64); 4] =
            [(1992.0, 2000.0), (2001.0, 2012.0), (2013.0, 2016.0), (2017.0, 2019.0)];
        const EVENTS: [f64; 7] = [1996.0, 2001.0, 2003.0, 2006.0, 2010.0, 2013.0, 2017.0];
        let phases = PHASES.into_iter().zip(self.phases);
        let events = EVENTS.into_iter().zip(self.events);
        Series {
            x: (1992..2020).map(f64::from).collect(),
            lines: lines.collect(),
            phases: phases
                .map(|((from, to), name)| Phase { from, to, name: name.to_owned() })
                .collect(),
            events: events.map(|(at, name)| Event { at, name: name.to_owned() }).collect(),
            ..Series::default()
        }
    }

    /// Trends of one framing, a panel for each group; or of as many framings, a panel each.
    pub fn panels_of_years(&self, chart: &str, n: usize) -> Figure {
        let titles = if n <= self.short.len() { owned(&self.groups) } else { self.framings(n) };
        let panels = titles.into_iter().enumerate().map(|(panel, title)| {
            let line = Trend { name: String::new(), points: years(panel) };
            let series = self.timeline(std::iter::once(line));
            Panel { title, data: series.into() }
        });
        self.figure(
            chart,
            self.axis_label,
            "shares by year, a panel each, 95 % intervals; phases shaded, events marked",
            Panels { panels: panels.collect(), turned: false },
        )
    }

    /// Shares of framings, a panel for each group.
    pub fn panels_of_dots(&self, chart: &str, n: usize) -> Figure {
        let all = self.crosstab(n, self.groups.len());
        let panels = self.groups.iter().enumerate().map(|(group, title)| {
            let cells = all.rows().filter_map(|(_, cells)| cells.get(group)).cloned();
            let data = Cells {
                categories: all.categories.clone(),
                cells: cells.collect(),
                ..Cells::default()
            };
            Panel { title: (*title).to_owned(), data: data.into() }
        });
        self.figure(
            chart,
            self.axis_label,
            "shares of framings, a panel for each language of the outlet, 95 % intervals",
            Panels { panels: panels.collect(), turned: false },
        )
    }

    /// Shares of four framings, a panel each, by as many groups; one share is missing.
    pub fn panels_of_codes(&self, chart: &str, n: usize) -> Figure {
        let labels = self.framings(n);
        let panels = self.framings(4).into_iter().enumerate().map(|(code, title)| {
            let cells = (0..n).map(|row| match (code, row) {
                (1, 1) => Cell::missing("no rules in this language", Some(21)),
                _ => share(row * 3 + code * 2, 20 + row as u64),
            });
            let categories = labels.clone();
            let data = Cells { categories, cells: cells.collect(), ..Cells::default() };
            Panel { title, data: data.into() }
        });
        self.figure(
            chart,
            self.axis_label,
            "shares by group, a panel a framing, 95 % intervals",
            Panels { panels: panels.collect(), turned: true },
        )
    }

    /// Raw shares of framings with the corrected ones beside, one of these undefined.
    pub fn raw_and_corrected(&self, chart: &str, n: usize) -> Figure {
        let panel = Panel { title: String::new(), data: self.pair(self.framings(n), 1).into() };
        self.figure(
            chart,
            self.axis_label,
            "raw shares of framings, and corrected for the coder's errors, 95 % intervals",
            Panels { panels: vec![panel], turned: false },
        )
    }

    /// The same by group, a panel for each framing; at most twelve framings.
    pub fn raw_and_corrected_by_group(&self, chart: &str, n: usize) -> Figure {
        let panels = self.framings(n.min(12)).into_iter().enumerate().map(|(panel, title)| {
            let data = self.pair(owned(&self.groups), panel);
            Panel { title, data: data.into() }
        });
        self.figure(
            chart,
            self.axis_label,
            "raw and corrected shares by language of the outlet, a panel for each framing, 95 % intervals",
            Panels { panels: panels.collect(), turned: false },
        )
    }

    /// Two shares of each category; the second of the third is missing.
    fn pair(&self, categories: Vec<String>, panel: usize) -> Cells {
        let both = |i: usize| {
            let raw = share(i + panel, 480);
            let value = raw.value.unwrap_or_default() * (0.7 + 0.6 * noise(i + 2, panel + 1));
            let corrected = match i {
                2 => Cell::missing("31 gold segments in the cell, 50 are needed", None),
                _ => with_interval(value, 90),
            };
            [Cell { n: None, ..raw }, Cell { n: None, ..corrected }]
        };
        Cells {
            cells: (0..categories.len()).flat_map(both).collect(),
            categories,
            groups: owned(&self.pair),
            ..Cells::default()
        }
    }

    /// Shares of framings by group, as a matrix.
    pub fn shares(&self, chart: &str, n: usize) -> Figure {
        let cells = self.crosstab(n, self.groups.len());
        self.figure(
            chart,
            self.axis_label,
            "shares of framings by language of the outlet, in percent",
            Matrix::from(&cells),
        )
    }

    /// Adjusted residuals of framings by group.
    pub fn residuals(&self, chart: &str, n: usize) -> Figure {
        let cells = (0..n * self.groups.len()).map(|i| {
            let (row, column) = (i / self.groups.len(), i % self.groups.len());
            Some(Cell::new(9.0 * noise(row + 3, column + 1) - 4.5, None, None))
        });
        let data = Matrix {
            rows: self.framings(n),
            column_title: self.legend_title.to_owned(),
            columns: owned(&self.groups),
            cells: cells.collect(),
            ..Matrix::default()
        };
        Figure { unit: Unit::Signed, ..self.figure(chart, self.residual_label, "adjusted residuals of framings by language of the outlet; beyond ±1.96 a cell differs from independence", data) }
    }

    /// How often two framings stand in one segment.
    pub fn pairs(&self, chart: &str, n: usize) -> Figure {
        let data = Matrix::symmetric(self.framings(n.max(2)), |row, column| {
            let together = 60.0 * noise(row, column) / (1.0 + 0.1 * (row + column) as f64);
            Cell::new(together.round(), None, Some(1240))
        });
        Figure {
            unit: Unit::Quantity,
            ..self.figure(
                chart,
                self.pair_label,
                "segments in which two framings stand together",
                data,
            )
        }
    }

    /// Words that two corpora differ in: a few words, or as many long labels.
    pub fn keyness(&self, chart: &str, n: usize) -> Figure {
        let categories =
            if n <= self.short.len() { owned(&self.keywords) } else { self.framings(n) };
        let n = categories.len();
        let value = |i: usize| {
            let at = i as f64 / (n.max(2) - 1) as f64;
            4.2 - 8.0 * at + if i % 3 == 1 { 0.3 } else { 0.0 }
        };
        let cells = (0..n).map(|i| {
            let half = 0.35 + 0.3 * noise(i, 3);
            Cell::new(value(i), Some((value(i) - half, value(i) + half)), None)
        });
        let data = Diverging {
            left: self.groups[2].to_owned(),
            right: self.groups[3].to_owned(),
            cells: cells.collect(),
            categories,
        };
        Figure {
            unit: Unit::Signed,
            ..self.figure(
                chart,
                self.ratio_label,
                "what two corpora differ in, log ratio with 95 % intervals",
                data,
            )
        }
    }

    /// Actors and the framings that they use.
    pub fn network(&self, chart: &str, n: usize) -> Figure {
        let (n_actors, framings) = match n <= self.short.len() {
            true => (8, self.framings(n)),
            false => (self.actors.len(), self.framings(n)),
        };
        let actors = self.actors.iter().take(n_actors);
        let mut nodes: Vec<Node> = actors
            .map(|name| Node { name: (*name).to_owned(), mode: Mode::Actor, n: 0 })
            .chain(framings.into_iter().map(|name| Node { name, mode: Mode::Code, n: 0 }))
            .collect();
        let mut edges = Vec::new();
        for actor in 0..n_actors {
            for code in n_actors..nodes.len() {
                // each actor leans to some framings
                let lean = if (actor * 3 + code * 2) % 7 < 2 { 1.0 } else { 0.18 };
                let n = (46.0 * lean * noise(actor + 1, code)) as u64;
                if n > 0 {
                    edges.push(Edge { from: actor, to: code, n });
                    nodes[actor].n += n;
                    nodes[code].n += n;
                }
            }
        }
        let minimum = if n <= self.short.len() { 5 } else { 9 };
        let data = Network {
            modes: self.modes.map(String::from),
            nodes,
            edges,
            minimum,
            seed: 1,
            ..Network::default()
        };
        self.figure(
            chart,
            self.edge_label,
            "which framings an actor uses; the area of a node is the number of its codings",
            data,
        )
    }
}

/// Invented shares for 1992 to 2019: some years have no documents, and one line has no rules for a while.
fn years(line: usize) -> Vec<Cell> {
    (0..28)
        .map(|year| {
            let n = 9 + 6 * year as u64 + (year as u64 * 13) % 31;
            match (line % 3, year) {
                (_, 1 | 6) => return Cell::missing("no documents", Some(0)),
                (1, 3 | 4) => return Cell::missing("no rules in this language", Some(0)),
                _ => {}
            }
            let along = year as f64 / 27.0;
            let value = match line % 4 {
                0 => 0.52 - 0.3 * along,
                1 => 0.12 + 0.42 * along * along,
                2 => 0.2 + 0.25 * along * (1.0 - along),
                _ => 0.33 + 0.1 * along,
            };
            let value = value - 0.03 * (line / 4) as f64 + 0.09 * (noise(year, line) - 0.5);
            with_interval(value.clamp(0.02, 0.95), n)
        })
        .collect()
}
