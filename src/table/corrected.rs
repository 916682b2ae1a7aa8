//! Raw shares with those corrected for the coder's errors beside. Lines enter, a table leaves.

use framebook_engine::codebook::Codebook;
use framebook_engine::stats::Estimate;

use super::builder::{Builder, Cell, cells, hidden, variable};
use super::{Layout, Print, Table, TableError};

/// One share, difference or slope.
#[derive(Clone, Debug)]
pub struct Line {
    /// The code, by its place in the codebook.
    pub code: usize,
    /// `code`, `group`, `difference` or `slope`.
    pub kind: &'static str,
    /// The group.
    pub group: Option<String>,
    /// Segments.
    pub n: u64,
    /// Those that the coder gave the code.
    pub given: u64,
    /// The raw statistic.
    pub raw: Option<f64>,
    /// The corrected one, or why there is none.
    pub corrected: Result<Told, String>,
    /// Of a difference or slope: its probability if there were none.
    pub p: Option<f64>,
}

/// A corrected statistic.
#[derive(Clone, Debug)]
pub struct Told {
    /// The statistic.
    pub estimate: Estimate,
    /// Segments with a gold coding that it rests on.
    pub gold: u64,
    /// Those of them with the code in the gold standard.
    pub positives: u64,
    /// What to beware of, a sentence each.
    pub warnings: Vec<String>,
}

/// Refusals of groups of a code that are told one by one; of more only how many.
const TOLD: usize = 4;

/// All lines, code by code.
#[derive(Clone, Debug)]
pub struct Shares {
    /// The lines.
    pub lines: Vec<Line>,
    /// The variable that groups are of.
    pub by: Option<String>,
}

impl Shares {
    /// The table.
    ///
    /// # Errors
    ///
    /// A frame that can not be built: a fault of framebook.
    pub fn table(
        &self,
        codebook: &Codebook,
        title: String,
        mut notes: Vec<String>,
    ) -> Result<Table, TableError> {
        let (text, count, percent) = (Print::Text, Print::Count, Print::Percent);
        let variables = vec![
            hidden("kind", "code, group, difference or slope", text),
            hidden("code", "Id of the code", text),
            variable("label", "Code", "Label of the code, or the group", text),
            hidden("depth", "Depth in the tree of codes and groups", count),
            hidden("variable", "The variable that groups are of", text),
            hidden("group", "The group", text),
            variable("n", "segments", "Segments in scope, each text once", count),
            variable("given", "given", "Those that the coder gave the code", count),
            variable("raw", "raw %", "Their share; of differences and slopes in points", percent),
            variable(
                "corrected",
                "corrected %",
                "The share corrected for the coder's errors",
                percent,
            ),
            variable("corrected_low", "low", "Lower end of its interval", percent),
            variable("corrected_high", "high", "Upper end of its interval", percent),
            variable(
                "p",
                "p",
                "Probability of a difference or slope if there were none",
                Print::Probability,
            ),
            variable("gold", "gold", "Segments with a gold coding that it rests on", count),
            variable(
                "positives",
                "with code",
                "Those that have the code in the gold standard",
                count,
            ),
            hidden("undefined_because", "Why there is no corrected share or interval", text),
            hidden("warning", "What to beware of", text),
        ];
        let mut builder = Builder::bare(variables);
        let mut told: Vec<(String, String)> = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            let entry = &codebook.codes[line.code];
            let group = line.group.as_deref();
            let label = match (line.kind, group) {
                ("code", _) => entry.label.clone(),
                ("slope", _) => "change a year".to_owned(),
                (_, group) => group.unwrap_or_default().to_owned(),
            };
            let whole = matches!(line.kind, "code" | "group");
            let mut row: Vec<Cell> = vec![
                line.kind.into(),
                entry.id.as_str().into(),
                label.clone().into(),
                u64::from(line.kind != "code").into(),
                self.by.as_deref().filter(|_| line.kind != "code").into(),
                group.into(),
                whole.then_some(line.n).into(),
                whole.then_some(line.given).into(),
                line.raw.into(),
            ];
            match &line.corrected {
                Ok(found) => {
                    row.extend(cells(&found.estimate));
                    row.extend([line.p.into(), found.gold.into(), found.positives.into()]);
                    row.push(found.estimate.reason().map(|it| it.sentence()).into());
                    let warnings = &found.warnings;
                    row.push((!warnings.is_empty()).then(|| warnings.join("; ")).into());
                    told.extend(warnings.iter().map(|it| (label.clone(), it.clone())));
                }
                Err(why) => {
                    row.extend((0..6).map(|_| Cell::Missing));
                    row.extend([Cell::from(why.as_str()), Cell::Missing]);
                    told.push((label.clone(), why.clone()));
                }
            }
            builder.row(row);
            let last = self.lines.get(at + 1).is_none_or(|it| it.code != line.code);
            if !last {
                continue;
            }
            if told.len() > TOLD {
                let n = told.len();
                notes.push(format!(
                    "{}: {n} numbers are missing or to be taken with care; `--format csv` says why of each",
                    entry.label
                ));
                told.clear();
            }
            notes.extend(told.drain(..).map(|(label, why)| match label == entry.label {
                true => format!("{label}: {why}"),
                false => format!("{}, {label}: {why}", entry.label),
            }));
        }
        builder.table("corrected", title, Layout::List, notes)
    }
}
