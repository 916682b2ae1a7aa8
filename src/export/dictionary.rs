//! `variables.csv`, the data dictionary: a row a variable, with its name in every program, its whole
//! label, its values, its measurement level, and what stands for missing.

use super::csv::{field, header};
use super::dataset::{Kind, Measure, Variable};
use super::naming::{Naming, Target};
use super::{Export, ExportEntry, Failure, Of, Place, Warnings};

/// The entry in the registry.
pub const ENTRY: ExportEntry = ExportEntry {
    name: "variables",
    doc: "the data dictionary as CSV: names in each program, labels, values, measure, missing",
    extension: "variables.csv",
    of: Of::Data,
    write,
};

fn write(
    export: &Export<'_>,
    place: &mut dyn Place,
    _warnings: &mut Warnings,
) -> Result<(), Failure> {
    let mut line = Vec::new();
    let mut out = place.create(&export.file(".variables.csv"))?;
    header(COLUMNS.into_iter(), &mut line);
    out.write_all(&line)?;
    for row in rows(export) {
        line.clear();
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                line.push(b',');
            }
            field(cell, &mut line);
        }
        line.push(b'\n');
        out.write_all(&line)?;
    }
    Ok(())
}

/// The columns of the dictionary.
pub(super) const COLUMNS: [&str; 11] = [
    "variable", "original", "spss", "stata", "r", "label", "type", "measure", "values", "missing",
    "weight",
];

/// A row a variable.
pub(super) fn rows(export: &Export<'_>) -> Vec<[String; COLUMNS.len()]> {
    let variables = &export.dataset.variables;
    let names: Vec<&str> = variables.iter().map(|it| it.name.as_str()).collect();
    let naming = Naming::new(&names);
    let name = |target: Target, index: usize| naming.of(target)[index].clone();
    let row = |(index, variable): (usize, &Variable)| {
        [
            variable.name.clone(),
            variable.original.clone(),
            name(Target::Spss, index),
            name(Target::Stata, index),
            name(Target::R, index),
            variable.label.clone(),
            kind(variable).to_owned(),
            measure(variable.measure).to_owned(),
            values(variable),
            missing(variable),
            if export.dataset.weight == Some(index) { "yes" } else { "" }.to_owned(),
        ]
    };
    variables.iter().enumerate().map(row).collect()
}

fn kind(variable: &Variable) -> &'static str {
    match variable.kind {
        Kind::Text => "text",
        Kind::Whole => "whole number",
        Kind::Number => "number",
        Kind::Flag => "true or false",
        Kind::Date(_) => "date",
        Kind::Labelled => "labelled",
    }
}

pub(super) fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Nominal => "nominal",
        Measure::Ordinal => "ordinal",
        Measure::Scale => "scale",
    }
}

/// Each value on a line: its number in SPSS and Stata, its text in the other files where that is
/// another, its label.
fn values(variable: &Variable) -> String {
    let value = |level: &super::dataset::Level| {
        let text = if level.text == level.code.to_string() { "" } else { level.text.as_str() };
        let gap = if text.is_empty() { "" } else { " " };
        format!("{}{gap}{text} = {}", level.code, level.label)
    };
    variable.levels.iter().map(value).collect::<Vec<_>>().join("\n")
}

fn missing(variable: &Variable) -> String {
    let codes = variable.levels.iter().filter(|it| it.missing).map(|it| it.code.to_string());
    let codes: Vec<String> = codes.collect();
    if codes.is_empty() { "empty".to_owned() } else { format!("empty, {}", codes.join(", ")) }
}
