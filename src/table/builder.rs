//! From rows of cells to a frame with its variables, and the title and notes that every table has.

use framebook_engine::codebook::Measure;
use framebook_engine::count::Status;
use framebook_engine::stats::{Estimate, Method};
use polars::prelude::{Column, DataFrame, NamedFrom, Series};

use super::{Input, Layout, Print, Provenance, Scale, Table, TableError, Variable};

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Count(u64),
    Number(f64),
    Missing,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Cell::Count(count)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Cell::Number(number)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Missing, Into::into)
    }
}

/// Value, lower and upper end.
pub fn cells(estimate: &Estimate) -> [Cell; 3] {
    let interval = estimate.interval();
    [estimate.value().into(), interval.map(|it| it.low).into(), interval.map(|it| it.high).into()]
}

/// A count of something that could be; missing where every coding is missing, so that no 0 stands
/// for a language without rules.
pub fn defined(count: u64, of: u64) -> Cell {
    (of > 0).then_some(count).into()
}

/// A variable that a view shows.
pub fn variable(name: &str, heading: &str, label: &str, print: Print) -> Variable {
    let scale = if print == Print::Text { Scale::Nominal } else { Scale::Scale };
    Variable {
        name: name.to_owned(),
        label: label.to_owned(),
        heading: heading.to_owned(),
        values: Vec::new(),
        scale,
        print,
        shown: true,
    }
}

/// A variable that only the file holds.
pub fn hidden(name: &str, label: &str, print: Print) -> Variable {
    Variable { shown: false, ..variable(name, name, label, print) }
}

enum Values {
    Text(Vec<Option<String>>),
    Count(Vec<Option<u64>>),
    Number(Vec<Option<f64>>),
}

/// A table being filled, row by row.
pub struct Builder {
    variables: Vec<Variable>,
    columns: Vec<Values>,
    provenance: Vec<Cell>,
    fault: Option<String>,
}

impl Builder {
    /// Begins a table of people's codings with these variables; those of its provenance are added.
    pub fn of_people(mut variables: Vec<Variable>, provenance: &Provenance) -> Builder {
        variables.extend(Provenance::variables());
        Builder::with(variables, provenance.cells())
    }

    /// Begins a table with these variables; those that say where it comes from are added.
    pub fn new(mut variables: Vec<Variable>, input: &Input<'_>) -> Builder {
        let (codebook, context) = (input.codebook, input.context);
        let text = |name, label| hidden(name, label, Print::Text);
        variables.extend([
            text("codebook", "Id of the codebook"),
            text("codebook_version", "Version of the codebook"),
            text("unit", "Unit of analysis"),
            text("validation", "What is known of the coder's validity"),
            text("tool", "framebook's version"),
            hidden("seed", "Seed, where chance had a part", Print::Count),
        ]);
        let version = Some(codebook.version.as_str()).filter(|it| !it.is_empty());
        let provenance = vec![
            codebook.id.as_str().into(),
            version.into(),
            context.unit.as_str().into(),
            if context.validated { "validated" } else { NOT_VALIDATED }.into(),
            concat!("framebook ", env!("CARGO_PKG_VERSION")).into(),
            context.seed.into(),
        ];
        Builder::with(variables, provenance)
    }

    fn with(variables: Vec<Variable>, provenance: Vec<Cell>) -> Builder {
        let columns = variables.iter().map(|it| match it.print {
            Print::Text => Values::Text(Vec::new()),
            Print::Count => Values::Count(Vec::new()),
            Print::Percent | Print::Decimal | Print::Probability => Values::Number(Vec::new()),
        });
        Builder { columns: columns.collect(), variables, provenance, fault: None }
    }

    /// Adds a row: a cell for each variable that `new` was given.
    pub fn row(&mut self, row: Vec<Cell>) {
        if row.len() + self.provenance.len() != self.columns.len() {
            self.fault = Some(format!("a row of {} cells", row.len()));
        }
        let cells = row.into_iter().chain(self.provenance.clone());
        for ((column, variable), cell) in self.columns.iter_mut().zip(&self.variables).zip(cells) {
            match (column, cell) {
                (Values::Text(values), Cell::Text(text)) => values.push(Some(text)),
                (Values::Count(values), Cell::Count(count)) => values.push(Some(count)),
                (Values::Number(values), Cell::Number(number)) if number.is_finite() => {
                    values.push(Some(number));
                }
                (Values::Text(values), Cell::Missing) => values.push(None),
                (Values::Count(values), Cell::Missing) => values.push(None),
                (Values::Number(values), Cell::Missing) => values.push(None),
                (_, cell) => self.fault = Some(format!("{cell:?} in column {}", variable.name)),
            }
        }
    }

    /// The table; `subject` is what its title says after framings or mentions.
    pub fn finish(
        self,
        name: &'static str,
        subject: &str,
        layout: Layout,
        mut notes: Vec<String>,
        input: &Input<'_>,
    ) -> Result<Table, TableError> {
        // the words of keyness are others
        let is_of_words = name == "keyness";
        let common = common_notes(input).into_iter();
        notes.extend(common.filter(|it| !is_of_words || it != CHINESE_WORDS));
        let context = input.context;
        let what = if context.framings { "Framings" } else { "Mentions" };
        let suffix = if context.validated { "" } else { " (indicators, not validated)" };
        let weight = context.weight.as_ref().map(|it| format!(", weighted by `{it}`"));
        let weight = weight.unwrap_or_default();
        let title = format!("{what}, {subject}{weight}{suffix} — {}", input.codebook.title);
        self.table(name, title, layout, notes)
    }

    /// The table under a title of its own.
    pub fn table(
        self,
        name: &'static str,
        title: String,
        layout: Layout,
        notes: Vec<String>,
    ) -> Result<Table, TableError> {
        if let Some(fault) = self.fault {
            return Err(TableError::Frame(fault));
        }
        let columns: Vec<Column> = self
            .columns
            .into_iter()
            .zip(&self.variables)
            .map(|(values, variable)| {
                let name = variable.name.as_str().into();
                match values {
                    Values::Text(values) => Series::new(name, values),
                    Values::Count(values) => Series::new(name, values),
                    Values::Number(values) => Series::new(name, values),
                }
                .into()
            })
            .collect();
        Ok(Table {
            name,
            title,
            frame: DataFrame::new_infer_height(columns)?,
            variables: self.variables,
            notes,
            layout,
        })
    }
}

/// What a word of Chinese is where words are counted.
const CHINESE_WORDS: &str = "Chinese words are characters";

const NOT_VALIDATED: &str = "indicators, not validated";

/// The measures that the tables of this input show.
pub fn measures(input: &Input<'_>) -> Vec<Measure> {
    if input.context.measures.is_empty() {
        vec![input.codebook.measure]
    } else {
        input.context.measures.clone()
    }
}

/// What a reader of shares must know of their denominators.
pub fn denominator_notes(input: &Input<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if input.context.framings && input.codebook.about.is_some() {
        notes.push(
            "codes: share of the segments in scope in a language that the code has rules for; \
             the object and its subcodes: of all segments with a text"
                .to_owned(),
        );
    } else {
        notes.push(
            "codes: share of the segments in a language that the code has rules for".to_owned(),
        );
    }
    if !input.codebook.single_label {
        notes.push("a segment can be given several codes; a subcode counts for its parent".into());
    }
    notes
}

/// What stands below a share in the cells of a matrix.
pub fn below_note(input: &Input<'_>) -> String {
    let level = super::grid::trim(input.context.level * 100.0);
    match input.context.method {
        Method::None => "below it the number given the code".to_owned(),
        _ => format!("below it the number given the code and the {level} % interval"),
    }
}

/// How the intervals of a table are made.
pub fn interval_note(input: &Input<'_>, phrase: &str) -> String {
    let percent = super::grid::trim(input.context.level * 100.0);
    match input.context.method {
        Method::None => phrase.to_owned(),
        _ => format!("{percent} % intervals: {phrase}"),
    }
}

/// What every table says below.
fn common_notes(input: &Input<'_>) -> Vec<String> {
    let Input { codebook, tally, context, .. } = *input;
    let measures = measures(input).into_iter().map(|it| match it {
        Measure::Asserted => "asserted (matches that are not denied)",
        Measure::Mention => "mention (all matches)",
    });
    let measures: Vec<&str> = measures.collect();
    let total = tally.total();
    let count = |status| super::grid::thousands(total.status(status).segments);
    let missing: Vec<String> = Status::ALL
        .iter()
        .filter(|it| matches!(it, Status::Missing(_)) && total.status(**it).segments > 0)
        .map(|it| {
            let label = it.label().trim_start_matches("Missing: ");
            format!("{label} {}", count(*it))
        })
        .collect();
    let missing = if missing.is_empty() { "none".to_owned() } else { missing.join(", ") };
    let version = if codebook.version.is_empty() { "without version" } else { &codebook.version };
    let seed = context.seed.map(|it| format!("; seed {it}")).unwrap_or_default();
    let mut notes = vec![
        format!("unit {}; measure {}", context.unit, measures.join(" and ")),
        format!(
            "segments: {} in all, {} in scope, {} out of scope; missing: {missing}",
            super::grid::thousands(total.all().segments),
            count(Status::InScope),
            count(Status::OutOfScope),
        ),
        CHINESE_WORDS.to_owned(),
    ];
    notes.extend(context.notes.iter().cloned());
    notes.push(format!(
        "codebook {} {version}; framebook {}{seed}",
        codebook.id,
        env!("CARGO_PKG_VERSION"),
    ));
    notes
}
