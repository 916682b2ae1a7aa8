//! Raw shares with those corrected for the coder's errors beside. Lines enter, a table leaves.

use framebook_engine::codebook::Codebook;
use framebook_engine::stats::Estimate;

use super::builder::{Builder, Cell, cells, hidden, variable};
use super::{Layout, Print, Provenance, Table, TableError, Variable};

/// One share, difference or slope.
#[derive(Clone, Debug)]
pub struct Line {
    /// The code, by its place in the codebook.
    pub code: usize,
    /// `code`, `group`, `difference` or `slope`.
    pub kind: &'static str,
    /// The group.
    pub group: Option<String>,
    /// Of a difference: the group that it is to.
    pub reference: Option<String>,
    /// Segments.
    pub n: u64,
    /// Those that the coder gave the code.
    pub given: u64,
    /// The raw statistic.
    pub raw: Option<f64>,
    /// Of a raw share: its interval.
    pub raw_interval: Option<(f64, f64)>,
    /// The corrected one, or why there is none.
    pub corrected: Result<Told, String>,
    /// Of a difference or slope: its probability if there were none.
    pub p: Option<f64>,
    /// The same, adjusted for the number of its family.
    pub p_adjusted: Option<f64>,
    /// Of a share: what errors of the gold standard could make of it.
    pub bounded: Option<Bounded>,
}

/// What errors of the gold standard could make of a corrected share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounded {
    /// The least and the largest share.
    pub share: (f64, f64),
    /// The least lower and the largest upper end of its interval.
    pub interval: Option<(f64, f64)>,
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
    /// Whether bounds were asked for.
    pub bounded: bool,
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
        provenance: &Provenance,
    ) -> Result<Table, TableError> {
        let (text, count, percent) = (Print::Text, Print::Count, Print::Percent);
        let mut variables = vec![
            hidden("kind", "code, group, difference or slope", text),
            hidden("code", "Id of the code", text),
            variable("label", "Code", "Label of the code, or the group", text),
            hidden("depth", "Depth in the tree of codes and groups", count),
            hidden("variable", "The variable that groups are of", text),
            hidden("group", "The group", text),
            hidden("reference", "Of a difference: the group that it is to", text),
            variable("n", "segments", "Segments in scope, each text once", count),
            variable("given", "given", "Those that the coder gave the code", count),
            variable("raw", "raw %", "Their share; of differences and slopes in points", percent),
            hidden("raw_low", "Lower end of its interval", percent),
            hidden("raw_high", "Upper end of its interval", percent),
            variable(
                "corrected",
                "corrected %",
                "The share corrected for the coder's errors",
                percent,
            ),
            variable("corrected_low", "low", "Lower end of its interval", percent),
            variable("corrected_high", "high", "Upper end of its interval", percent),
        ];
        if self.bounded {
            let of = |name, heading, label| variable(name, heading, label, percent);
            variables.extend([
                of("bound_low", "least %", "The least share that the gold standard's errors allow"),
                of("bound_high", "most %", "The largest share that they allow"),
                of("bound_interval_low", "lowest", "The lower end of the interval, bounded"),
                of("bound_interval_high", "highest", "The upper end of the interval, bounded"),
            ]);
        }
        let p = Print::Probability;
        let changes = self.lines.iter().any(|it| matches!(it.kind, "difference" | "slope"));
        let adjusted = variable("p_adjusted", "p", "The probability adjusted within its family", p);
        variables.extend([
            hidden("p", "Probability of a difference or slope if there were none", p),
            Variable { shown: changes, ..adjusted },
            variable("gold", "gold", "Segments with a gold coding that it rests on", count),
            variable(
                "positives",
                "with code",
                "Those that have the code in the gold standard",
                count,
            ),
            hidden("undefined_because", "Why there is no corrected share or interval", text),
            hidden("warning", "What to beware of", text),
        ]);
        let mut builder = Builder::of_people(variables, provenance);
        let mut told: Vec<(String, String)> = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            let entry = &codebook.codes[line.code];
            let group = line.group.as_deref();
            let label = match (line.kind, group, line.reference.as_deref()) {
                ("code", ..) => entry.label.clone(),
                ("slope", ..) => "change a year".to_owned(),
                (_, group, Some(reference)) => {
                    format!("{} − {reference}", group.unwrap_or_default())
                }
                (_, group, None) => group.unwrap_or_default().to_owned(),
            };
            let whole = matches!(line.kind, "code" | "group");
            let ends =
                |ends: Option<(f64, f64)>| [ends.map(|it| it.0).into(), ends.map(|it| it.1).into()];
            let mut row: Vec<Cell> = vec![
                line.kind.into(),
                entry.id.as_str().into(),
                label.clone().into(),
                u64::from(line.kind != "code").into(),
                self.by.as_deref().filter(|_| line.kind != "code").into(),
                group.into(),
                line.reference.as_deref().into(),
                whole.then_some(line.n).into(),
                whole.then_some(line.given).into(),
                line.raw.into(),
            ];
            row.extend(ends(line.raw_interval));
            let found = line.corrected.as_ref().ok();
            row.extend(found.map_or([const { Cell::Missing }; 3], |it| cells(&it.estimate)));
            if self.bounded {
                row.extend(ends(line.bounded.map(|it| it.share)));
                row.extend(ends(line.bounded.and_then(|it| it.interval)));
            }
            row.extend([line.p.into(), line.p_adjusted.into()]);
            row.extend([found.map(|it| it.gold).into(), found.map(|it| it.positives).into()]);
            match &line.corrected {
                Ok(found) => {
                    row.push(found.estimate.reason().map(|it| it.sentence()).into());
                    let warnings = &found.warnings;
                    row.push((!warnings.is_empty()).then(|| warnings.join("; ")).into());
                    told.extend(warnings.iter().map(|it| (label.clone(), it.clone())));
                }
                Err(why) => {
                    row.extend([Cell::from(why.as_str()), Cell::Missing]);
                    // what keeps a group from its share keeps it from its difference too
                    if line.reference.is_none() || told.iter().all(|it| it.1 != *why) {
                        told.push((label.clone(), why.clone()));
                    }
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
                    "{}: {n} numbers are missing or to be taken with care; `framebook correct --format csv` says why of each",
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
