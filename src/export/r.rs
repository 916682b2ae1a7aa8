//! An R script that reads the CSV with base R, and that CSV: `<stem>.R` and `<stem>.csv`. Nothing has
//! to be installed.
//!
//! Labelled values become factors, days become `Date`, empty cells `NA`; labels of variables are
//! attributes `label`, as haven sets them. The script is ASCII, every other sign an escape: R on
//! Windows before 4.2 reads a script in the code page of the machine.

use std::io::Write;

use super::dataset::{DateForm, Kind, Level, Variable};
use super::fit::{self, one_line};
use super::naming::{Naming, Target};
use super::sps::label_sets;
use super::{Export, ExportEntry, Failure, Of, Place, Warnings, csv};

/// The entry in the registry.
pub const ENTRY: ExportEntry = ExportEntry {
    name: "r",
    doc: "R script (base R, no packages) with factors and labels, and the CSV that it reads",
    extension: "R",
    of: Of::RenamedData,
    write,
};

fn write(
    export: &Export<'_>,
    place: &mut dyn Place,
    _warnings: &mut Warnings,
) -> Result<(), Failure> {
    place.create(&export.file(".R"))?.write_all(script(export)?.as_bytes())?;
    csv::rows(export.dataset, &mut place.create(&export.file(".csv"))?)
}

/// A whole number that R's integers hold.
const MAX_INTEGER: f64 = 2_147_483_647.0;

fn script(export: &Export<'_>) -> Result<String, Failure> {
    let dataset = export.dataset;
    let profile = dataset.profile()?;
    let names: Vec<&str> = dataset.variables.iter().map(|it| it.name.as_str()).collect();
    let naming = Naming::new(&names);
    let names = naming.of(Target::R);
    let frame = export.shape;
    let file = format!("{}.csv", export.stem);
    let mut text = String::new();
    let mut note = |line: &str| text.push_str(&format!("# {}\n", comment(line)));
    note(&dataset.title);
    dataset.notes.iter().for_each(|it| note(it));
    note(&format!("Makes the data frame `{frame}`. Before: setwd(\"the folder of both files\")"));
    text.push_str(&format!(
        "\nfile <- {}\n\
         # TRUE: codings are factors (\"not given\", \"given\"); FALSE: numbers 0 and 1, for mean()\n\
         codings_as_factors <- TRUE\n\n\
         if (!file.exists(file)) stop(file, \" is not in \", getwd(), \"; setwd() to its folder\")\n\
         {frame} <- read.csv(file, encoding = \"UTF-8\", check.names = FALSE, na.strings = \"\",\n  \
         colClasses = c(",
        quoted(&file)
    ));
    let columns = dataset.variables.iter().zip(&profile.columns).enumerate();
    let classes = columns.map(|(index, (variable, column))| {
        let integer = column.smallest >= -MAX_INTEGER && column.largest <= MAX_INTEGER;
        match variable.kind {
            Kind::Whole if integer => "\"integer\"",
            Kind::Whole => "\"numeric\"",
            Kind::Number if dataset.weight != Some(index) => "\"numeric\"",
            Kind::Labelled if variable.is_binary() => "\"integer\"",
            _ => "\"character\"",
        }
    });
    text.push_str(&wrapped(classes));
    text.push_str("))\nnames(");
    text.push_str(frame);
    text.push_str(") <- c(");
    text.push_str(&wrapped(names.iter().map(|it| quoted(it))));
    text.push_str(")\n\n");
    for (index, (variable, name)) in dataset.variables.iter().zip(names).enumerate() {
        let column = format!("{frame}[[{}]]", quoted(name));
        if dataset.weight == Some(index) {
            text.push_str(&weight(&column));
        } else if let Some(made) = made(variable, &column) {
            text.push_str(&made);
        }
    }
    for (levels, members) in label_sets(&dataset.variables) {
        let binary = |it: &usize| dataset.variables[*it].is_binary();
        if !members.iter().all(binary) {
            continue;
        }
        text.push_str(&format!(
            "if (codings_as_factors) for (i in c({})) {{\n  {frame}[[i]] <- \
             factor({frame}[[i]], levels = 0:1, labels = c({}))\n}}\n",
            wrapped(members.iter().map(|&it| quoted(&names[it]))),
            wrapped(factor_labels(&levels).into_iter())
        ));
    }
    text.push_str("\nvariable_labels <- c(");
    let labels = dataset.variables.iter().zip(names);
    text.push_str(&wrapped(labels.map(|(it, name)| quoted(&fit::labelled(it, name)))));
    text.push_str(&format!(
        ")\nfor (i in seq_along({frame})) attr({frame}[[i]], \"label\") <- variable_labels[i]\n"
    ));
    if let Some(weight) = dataset.weight {
        let name = quoted(&names[weight]);
        text.push_str(&format!(
            "\n# Weights: {frame}[[{name}]] weighs each row. With the package survey:\n\
             # design <- svydesign(ids = ~document, weights = {frame}[[{name}]], data = {frame})\n\
             attr({frame}, \"weights\") <- {name}\n",
            name = name
        ));
    }
    text.push_str("rm(file, variable_labels, i, codings_as_factors)\n");
    Ok(text)
}

/// The lines that give a column its type.
fn made(variable: &Variable, column: &str) -> Option<String> {
    Some(match variable.kind {
        Kind::Text | Kind::Whole | Kind::Number => return None,
        Kind::Flag => format!("{column} <- tolower({column}) == \"true\"\n"),
        Kind::Date(DateForm::Iso) => format!("{column} <- as.Date({column})\n"),
        Kind::Date(DateForm::DayMonthYear) => {
            format!("{column} <- as.Date({column}, \"%d.%m.%Y\")\n")
        }
        Kind::Labelled if variable.is_binary() => return None,
        Kind::Labelled => {
            let levels = variable.levels.iter().map(|it| quoted(&it.text));
            format!(
                "{column} <- factor({column}, levels = c({}),\n  labels = c({}))\n",
                wrapped(levels),
                wrapped(factor_labels(&variable.levels).into_iter())
            )
        }
    })
}

/// The lines that make numbers of weights: with a comma or a stop; what is none is missing.
fn weight(column: &str) -> String {
    format!(
        "{column} <- suppressWarnings(as.numeric(sub(\",\", \".\", {column})))\n\
         {column}[which({column} < 0 | {column} > 1e6)] <- NA\n"
    )
}

/// Labels that differ: R makes one level of two that are called the same.
fn factor_labels(levels: &[Level]) -> Vec<String> {
    let label = |level: &Level| {
        let label = one_line(&level.label);
        let same = levels.iter().filter(|it| one_line(&it.label) == label).count();
        quoted(&if same > 1 { format!("{label} ({})", level.text) } else { label })
    };
    levels.iter().map(label).collect()
}

/// Items on lines of about eighty signs.
fn wrapped(items: impl Iterator<Item = impl AsRef<str>>) -> String {
    let (mut text, mut used) = (String::new(), 0);
    for (index, item) in items.enumerate() {
        let item = item.as_ref();
        if index > 0 {
            text.push(',');
            if used + item.len() > 80 {
                text.push_str("\n  ");
                used = 0;
            } else {
                text.push(' ');
            }
        }
        text.push_str(item);
        used += item.len() + 2;
    }
    text
}

/// A string of R in ASCII.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            ' '..='~' => quoted.push(sign),
            // R has no zero byte in a string
            '\0' => quoted.push(' '),
            sign if u32::from(sign) > 0xffff => {
                quoted.push_str(&format!("\\U{:08x}", u32::from(sign)));
            }
            sign => quoted.push_str(&format!("\\u{:04x}", u32::from(sign))),
        }
    }
    quoted.push('"');
    quoted
}

/// A line of comment in ASCII: signs that are not become `?`, as nobody runs it.
fn comment(text: &str) -> String {
    one_line(text).chars().map(|it| if it.is_ascii() { it } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::dataset::levels;

    #[test]
    fn a_string_is_ascii_and_escaped() {
        let cases = [
            ("a \"b\" \\ c", r#""a \"b\" \\ c""#),
            ("жол\n路", r#""\u0436\u043e\u043b\n\u8def""#),
            ("𠀀", r#""\U00020000""#),
        ];
        for (text, expected) in cases {
            assert_eq!(quoted(text), expected);
        }
    }

    #[test]
    fn levels_that_are_called_the_same_are_told_apart() {
        let levels = levels([("a", "Other"), ("b", "Other"), ("c", "Road")]);
        assert_eq!(factor_labels(&levels), ["\"Other (a)\"", "\"Other (b)\"", "\"Road\""]);
    }
}
