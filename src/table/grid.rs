//! From a table to cells of text as people read them: shares as percent, thousands set apart, an en
//! dash for what is missing, subcodes indented, counts and intervals below; and the lines that say why something is missing.

pub use super::printed::{MISSING, clean, one_line, percent, print, thousands, trim};
use super::{Print, Table, TableError, Variable};

/// The variable that names the test of a line; what is printed is its statistic.
pub const TEST: &str = "test";

/// What a layout may set behind a value.
const MARKS: [char; 2] = ['↑', '↓'];

/// Why a share of a year without documents is missing: its line says so by its n.
pub const NO_DOCUMENTS: &str = "no documents";

/// How people see a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A line a row of the frame, with the shown variables.
    List,
    /// A line a value of `line`, a column a value of `column`; in the cells `value` for codes, below it
    /// `count` and the interval of the value; `count` alone for the rows that are counts.
    Matrix {
        /// The variable that opens a line: `label` of the code, or a period.
        line: &'static str,
        /// The variable whose values head the columns.
        column: &'static str,
        /// The variable in the cells.
        value: &'static str,
        /// The variable in the cells of rows that are counts.
        count: &'static str,
        /// A variable whose text is set behind the value; empty for none.
        mark: &'static str,
        /// Variables of the whole line, set after its cells where they are shown; below each its interval,
        /// below [`TEST`] the degrees of freedom.
        tail: &'static [&'static str],
    },
}

/// Where a cell of a view comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Row of the frame.
    pub row: usize,
    /// Name of the variable.
    pub variable: String,
}

/// A table as text, not yet aligned: all that a form of it is made from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// What stands above it.
    pub title: String,
    /// Headings; true where the column is of numbers and stands at the right.
    pub head: Vec<(String, bool)>,
    /// As many cells a row as headings.
    pub rows: Vec<Vec<String>>,
    /// What stands below the cells of a row, in smaller type: counts and intervals; of a row with
    /// nothing below it no cell.
    pub details: Vec<Vec<String>>,
    /// Where each cell comes from; none of what opens or ends a line of a matrix.
    pub places: Vec<Vec<Option<Place>>>,
    /// Rows that a new section begins with: other measure, the object, the rows that are counts.
    pub sections: Vec<usize>,
    /// How many of the last columns are of the whole line; they stay side by side.
    pub tail: usize,
    /// What stands below it: what is undefined, and why, then what the table says of itself.
    pub notes: Vec<String>,
}

/// Headings of the ends of an interval and of a test, which stand behind what they are of.
const BEHIND: [&str; 6] = ["low", "high", "lowest", "highest", "p", "with code"];

impl Grid {
    /// The rows for a form that has one line a cell: each row, and below it what stands below its cells.
    /// With each line the row that it is of.
    pub fn lines(&self) -> Vec<(usize, &[String])> {
        let mut lines = Vec::with_capacity(self.rows.len() + self.details.len());
        for (at, row) in self.rows.iter().enumerate() {
            lines.push((at, row.as_slice()));
            if let Some(below) = self.details.get(at).filter(|it| !it.is_empty()) {
                lines.push((at, below.as_slice()));
            }
        }
        lines
    }

    /// The grid in blocks of columns that fit `room`, for a page that can not be scrolled: the columns of
    /// text open each, the notes stand below the last. `width` is what a column takes; one that takes more
    /// than there is stands alone.
    pub fn blocks(&self, room: usize, width: &dyn Fn(usize) -> usize) -> Vec<Grid> {
        let fixed = self.head.iter().take_while(|it| !it.1).count();
        let left = room.saturating_sub((0..fixed).map(width).sum());
        let tail = self.head.len() - self.tail;
        let (mut blocks, mut columns, mut used) = (Vec::new(), Vec::new(), 0);
        for column in fixed..self.head.len() {
            let needed = match column == tail {
                true => (column..self.head.len()).map(width).sum(),
                false => width(column),
            };
            if used + needed > left && !columns.is_empty() {
                let from = self.begins(columns[0], column).unwrap_or(column);
                let next = columns.split_off(columns.partition_point(|it| *it < from));
                used = next.iter().map(|it| width(*it)).sum();
                blocks.push(std::mem::replace(&mut columns, next));
            }
            columns.push(column);
            used += width(column);
        }
        // a column alone would be a table of next to nothing
        if let ([alone], Some(before)) = (columns.as_slice(), blocks.last_mut())
            && *alone != tail
            && let Some(from) = self.begins(before[0], alone - 1)
        {
            let with = before.split_off(before.partition_point(|it| *it < from));
            columns.splice(0..0, with);
        }
        blocks.push(columns);
        let last = blocks.len() - 1;
        let of =
            |(at, columns): (usize, Vec<usize>)| self.part(fixed, &columns, at > 0, at == last);
        blocks.into_iter().enumerate().map(of).collect()
    }

    /// Where the block after one of the columns from `first` begins, at `column` or before it: what stands behind the
    /// value that it is of stays with it. `None` where that value is the first.
    pub fn begins(&self, first: usize, column: usize) -> Option<usize> {
        let is_behind =
            |it: &usize| self.head.get(*it).is_some_and(|it| BEHIND.contains(&it.0.as_str()));
        (first + 1..=column).rev().find(|it| !is_behind(it))
    }

    /// Some of the columns, behind the fixed ones.
    fn part(&self, fixed: usize, columns: &[usize], goes_on: bool, is_last: bool) -> Grid {
        let take = |row: &Vec<String>| -> Vec<String> {
            let columns = (0..fixed).chain(columns.iter().copied());
            columns.filter_map(|it| row.get(it).cloned()).collect()
        };
        Grid {
            title: match goes_on {
                true => format!("{} (continued)", self.title),
                false => self.title.clone(),
            },
            head: (0..fixed)
                .chain(columns.iter().copied())
                .filter_map(|it| self.head.get(it).cloned())
                .collect(),
            rows: self.rows.iter().map(take).collect(),
            details: self.details.iter().map(take).collect(),
            sections: self.sections.clone(),
            notes: if is_last { self.notes.clone() } else { Vec::new() },
            ..Grid::default()
        }
    }

    /// What stands below a cell; empty where nothing does.
    pub fn detail(&self, row: usize, column: usize) -> &str {
        self.details.get(row).and_then(|it| it.get(column)).map_or("", String::as_str)
    }
}

/// The grid of a table in its layout.
pub fn grid(table: &Table) -> Result<Grid, TableError> {
    let frame = Frame { table };
    let mut grid = match table.layout {
        Layout::List => frame.list()?,
        Layout::Matrix { line, column, value, count, mark, tail } => {
            let mut grid = frame.matrix(line, column, (value, mark), count)?;
            Frame::align_marks(&mut grid);
            frame.tail(line, tail, &mut grid)?;
            grid
        }
    };
    grid.title = table.title.clone();
    grid.notes = frame.reasons()?;
    grid.notes.extend(table.notes.iter().cloned());
    Ok(grid)
}

struct Frame<'t> {
    table: &'t Table,
}

impl Frame<'_> {
    fn variable(&self, name: &str) -> Result<&Variable, TableError> {
        let found = self.table.variables.iter().find(|it| it.name == name);
        found.ok_or_else(|| TableError::Frame(format!("no column {name}")))
    }

    fn cell(&self, variable: &Variable, row: usize) -> Result<String, TableError> {
        let value = self.table.frame.column(&variable.name)?.get(row)?;
        let text = print(&value, variable.print);
        if variable.name == "label" {
            let depth = self.table.frame.column("depth")?.get(row)?.try_extract::<u64>()?;
            return Ok("  ".repeat(depth as usize) + &text);
        }
        Ok(text)
    }

    fn text(&self, name: &str, row: usize) -> Result<Option<String>, TableError> {
        let value = self.table.frame.column(name)?.get(row)?;
        Ok(value.get_str().map(str::to_owned))
    }

    /// What a row has in common with its neighbours: measure, and framing, object or count.
    fn section(&self, row: usize) -> Result<(Option<String>, u8), TableError> {
        let kind = self.text("kind", row)?.unwrap_or_default();
        let class = match kind.as_str() {
            "framing" | "none" | "mixed" | "voice" | "unattributed" | "segments" => 0,
            "documents" => 3,
            "object" => 1,
            _ => 2,
        };
        let measure = if class < 2 { self.text("measure", row)? } else { None };
        Ok((measure, class))
    }

    fn list(&self) -> Result<Grid, TableError> {
        let shown: Vec<&Variable> = self.table.variables.iter().filter(|it| it.shown).collect();
        let head = shown.iter().map(|it| (it.heading.clone(), it.print != Print::Text)).collect();
        let mut grid = Grid { head, ..Grid::default() };
        let mut last = None;
        for row in 0..self.table.frame.height() {
            let section = self.section(row)?;
            if last.as_ref().is_some_and(|it| *it != section) {
                grid.sections.push(row);
            }
            last = Some(section);
            grid.rows.push(shown.iter().map(|it| self.cell(it, row)).collect::<Result<_, _>>()?);
            let place = |it: &&Variable| Some(Place { row, variable: it.name.clone() });
            grid.places.push(shown.iter().map(place).collect());
        }
        Ok(grid)
    }

    /// The rows of a line come together in the frame, and each line has the same columns in the same
    /// order: a new line begins where its opening, or of codes also the kind or the measure, changes.
    fn matrix(
        &self,
        line: &str,
        column: &str,
        (value, mark): (&str, &str),
        count: &str,
    ) -> Result<Grid, TableError> {
        let of_codes = line == "label";
        let (value, count) = (self.variable(value)?, self.variable(count)?);
        let ends = self.ends(value);
        let label = self.variable(line)?;
        let measure = self.variable("measure")?;
        let mut grid = Grid::default();
        if measure.shown {
            grid.head.push((measure.heading.clone(), false));
        }
        grid.head.push((label.heading.clone(), false));
        let mut last = None;
        for row in 0..self.table.frame.height() {
            let kind = self.text("kind", row)?.unwrap_or_default();
            let key = self.key(line, row)?;
            if last.as_ref() != Some(&key) {
                if of_codes && row > 0 && self.section(row)? != self.section(row - 1)? {
                    grid.sections.push(grid.rows.len());
                }
                let mut cells = Vec::new();
                if measure.shown {
                    cells.push(self.cell(measure, row)?);
                }
                cells.push(self.cell(label, row)?);
                grid.places.push(vec![None; cells.len()]);
                grid.details.push(vec![String::new(); cells.len()]);
                grid.rows.push(cells);
                last = Some(key);
            }
            let is_code = matches!(kind.as_str(), "framing" | "none" | "object");
            let shown = if is_code { value } else { count };
            let mut text = self.cell(shown, row)?;
            if !mark.is_empty() {
                text.push_str(&self.text(mark, row)?.unwrap_or_default());
            }
            let first = grid.rows.len() == 1;
            if first {
                let group = self.text(column, row)?.unwrap_or_default();
                grid.head.push((clean(&group), true));
            }
            let width = grid.head.len();
            if let Some(cells) = grid.rows.last_mut().filter(|it| it.len() < width) {
                cells.push(text);
                let place = Place { row, variable: shown.name.clone() };
                grid.places.last_mut().into_iter().for_each(|it| it.push(Some(place.clone())));
                let mut below = String::new();
                if is_code && value.name != count.name {
                    below = self.cell(count, row)?;
                    if let Some(interval) = self.interval(ends, row)? {
                        below = format!("{below} {interval}");
                    }
                }
                grid.details.last_mut().into_iter().for_each(|it| it.push(below.clone()));
            }
        }
        for cells in &mut grid.details {
            if cells.iter().all(|it| it.is_empty() || it == MISSING) {
                cells.clear();
            }
        }
        Ok(grid)
    }

    /// The variables of the ends of a variable's interval, where the table has them.
    fn ends(&self, variable: &Variable) -> Option<[&Variable; 2]> {
        let end = |end: &str| self.variable(&format!("{}_{end}", variable.name)).ok();
        Some([end("low")?, end("high")?])
    }

    /// The interval of a row, between brackets.
    fn interval(
        &self,
        ends: Option<[&Variable; 2]>,
        row: usize,
    ) -> Result<Option<String>, TableError> {
        let Some([low, high]) = ends else { return Ok(None) };
        let (low, high) = (self.cell(low, row)?, self.cell(high, row)?);
        Ok((low != MISSING && high != MISSING).then(|| format!("[{low}, {high}]")))
    }

    /// Numbers without a mark stay under those with one.
    fn align_marks(grid: &mut Grid) {
        for column in 0..grid.head.len() {
            let marked = |row: &Vec<String>| row.get(column).is_some_and(|it| it.ends_with(MARKS));
            if grid.rows.iter().any(marked) {
                for cell in grid.rows.iter_mut().filter(|row| !marked(row)) {
                    cell.iter_mut().skip(column).take(1).for_each(|it| it.push(' '));
                }
            }
        }
    }

    /// The variables of whole lines: each line takes them from its first row.
    fn tail(&self, line: &str, tail: &[&str], grid: &mut Grid) -> Result<(), TableError> {
        let shown = tail.iter().map(|name| self.variable(name)).collect::<Result<Vec<_>, _>>()?;
        let shown: Vec<&Variable> = shown.into_iter().filter(|it| it.shown).collect();
        if shown.is_empty() {
            return Ok(());
        }
        grid.tail = shown.len();
        grid.head.extend(shown.iter().map(|it| (it.heading.clone(), true)));
        let mut last = None;
        let mut lines = grid.rows.iter_mut().zip(&mut grid.details);
        for row in 0..self.table.frame.height() {
            let key = self.key(line, row)?;
            if last.as_ref() != Some(&key) {
                last = Some(key);
                let Some((cells, below)) = lines.next() else { break };
                for variable in &shown {
                    let (cell, detail) = match variable.name == TEST {
                        true => self.test(row)?,
                        false => {
                            let interval = self.interval(self.ends(variable), row)?;
                            (self.cell(variable, row)?, interval.unwrap_or_default())
                        }
                    };
                    cells.push(cell);
                    if !below.is_empty() {
                        below.push(detail);
                    }
                }
            }
        }
        Ok(())
    }

    /// The statistic of a line's test, and its degrees of freedom.
    fn test(&self, row: usize) -> Result<(String, String), TableError> {
        let sign = match self.text(TEST, row)?.as_deref() {
            None => return Ok((MISSING.to_owned(), String::new())),
            Some("Rao-Scott F") => "F",
            Some("Pearson") => "χ²",
            Some(_) => return Ok(("exact".to_owned(), String::new())),
        };
        let [statistic, df, denominator] = ["statistic", "df", "df_denominator"]
            .map(|name| self.variable(name).and_then(|it| self.cell(it, row)));
        let df = [df?, denominator?].into_iter().filter(|it| it != MISSING);
        let df = df.map(|it| it.trim_end_matches(".00").to_owned()).collect::<Vec<_>>().join(", ");
        Ok((format!("{sign} {}", statistic?), format!("df {df}")))
    }

    /// What is the same in all rows of a line.
    fn key(&self, line: &str, row: usize) -> Result<[Option<String>; 3], TableError> {
        let measure = self.text("measure", row)?;
        Ok(if line == "label" {
            [measure, self.text("kind", row)?, self.text("code", row)?]
        } else {
            [measure, None, self.text(line, row)?]
        })
    }

    /// Why what the view shows is missing, each reason once with the rows it holds for.
    fn reasons(&self) -> Result<Vec<String>, TableError> {
        const NAMED: usize = 4;
        let mut found: Vec<(String, Vec<String>)> = Vec::new();
        let has = |name: &&str| self.table.variables.iter().any(|it| it.name == *name);
        let group = ["group", "period"].into_iter().find(has);
        let untested = has(&"untested_because") && self.variable(TEST).is_ok_and(|it| it.shown);
        let not_asked = framebook_engine::stats::Reason::NotAsked.sentence();
        for row in 0..self.table.frame.height() {
            let kind = self.text("kind", row)?.unwrap_or_default();
            if !matches!(kind.as_str(), "framing" | "none" | "object" | "mixed") {
                continue;
            }
            let name = self.text("label", row)?.unwrap_or_default();
            let mut tell =
                |reason: String, name: String| match found.iter_mut().find(|it| it.0 == reason) {
                    Some((_, names)) if names.last() == Some(&name) => {}
                    Some((_, names)) => names.push(name),
                    None => found.push((reason, vec![name])),
                };
            if untested && let Some(reason) = self.text("untested_because", row)? {
                tell(format!("no test: {reason}"), name.clone());
            }
            let Some(reason) = self.text("undefined_because", row)? else { continue };
            if reason == not_asked || reason == NO_DOCUMENTS {
                continue;
            }
            match group {
                Some(group) => {
                    let group = self.text(group, row)?.unwrap_or_default();
                    tell(reason, format!("{name} × {group}"));
                }
                None => tell(reason, name),
            }
        }
        let line = |(reason, names): (String, Vec<String>)| {
            let shown = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            let more = match names.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("{MISSING} {reason}: {shown}{more}")
        };
        Ok(found.into_iter().map(line).collect())
    }
}
