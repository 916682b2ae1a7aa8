//! SPSS syntax that reads a CSV file of its own: `<stem>.sps` and `<stem>-spss.csv`. For those who
//! keep their data work as syntax, and for PSPP.
//!
//! The CSV differs from [`super::csv`] where SPSS asks for it: names are SPSS's, labelled values are
//! their numbers, days are `2013-09-07`, and a line break within a cell is a blank, since SPSS ends
//! the case there; that is told. The syntax is UTF-8 with a byte order mark, by which SPSS knows it.

use std::io::{BufWriter, Write};

use super::csv::{field, header, integer};
use super::dataset::{ColumnProfile, Dataset, Kind, Level, Measure, Value, Variable};
use super::fit::{self, one_line, within};
use super::naming::{Naming, Target};
use super::{Export, ExportEntry, Failure, Of, Place, Warnings};

/// The entry in the registry.
pub const ENTRY: ExportEntry = ExportEntry {
    name: "sps",
    doc: "SPSS and PSPP syntax with labels, and the CSV that it reads",
    extension: "sps",
    of: Of::RenamedData,
    write,
};

/// Bytes of a string in SPSS.
pub(super) const LONGEST_TEXT: usize = 32_767;
/// Bytes of a variable's label.
pub(super) const LONGEST_LABEL: usize = 255;
/// Bytes of a value's label.
pub(super) const LONGEST_VALUE_LABEL: usize = 120;
/// Bytes of a quoted piece in a line of syntax.
const PIECE: usize = 100;

fn write(
    export: &Export<'_>,
    place: &mut dyn Place,
    warnings: &mut Warnings,
) -> Result<(), Failure> {
    let dataset = export.dataset;
    let names: Vec<&str> = dataset.variables.iter().map(|it| it.name.as_str()).collect();
    let naming = Naming::new(&names);
    let names = naming.of(Target::Spss);
    let file = format!("{}-spss.csv", export.stem);
    let syntax = syntax(export, names, &file, warnings)?;
    place.create(&export.file(".sps"))?.write_all(syntax.as_bytes())?;
    data(dataset, names, &mut place.create(&export.file("-spss.csv"))?)
}

fn data(dataset: &Dataset<'_>, names: &[String], out: &mut impl Write) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    let mut line = Vec::new();
    header(names.iter().map(String::as_str), &mut line);
    out.write_all(&line)?;
    dataset.each(&mut |row| {
        line.clear();
        for (index, (variable, value)) in dataset.variables.iter().zip(row).enumerate() {
            if index > 0 {
                line.push(b',');
            }
            match value {
                Value::Missing => {}
                Value::Count(number) => integer(*number, &mut line),
                Value::Text(text) if text.contains(['\n', '\r', '\0']) => {
                    let signs = ['\n', '\r', '\0'];
                    field(&text.replace("\r\n", " ").replace(signs, " "), &mut line);
                }
                Value::Text(text) => field(text, &mut line),
                Value::Date(days, _) => field(&iso(*days), &mut line),
                Value::Number(number, _) => field(&number.to_string(), &mut line),
                Value::Flag(flag, _) => line.push(b'0' + u8::from(*flag)),
                Value::Level(level) => {
                    let code = variable.levels.get(*level).map_or(0, |it| it.code);
                    integer(code.unsigned_abs(), &mut line);
                }
            }
        }
        line.push(b'\n');
        Ok(out.write_all(&line)?)
    })?;
    Ok(out.flush()?)
}

/// A day as `2013-09-07`.
///
/// # Reference
///
/// Fliegel and Van Flandern 1968, "A machine algorithm for processing calendar dates".
fn iso(days: i32) -> String {
    let mut l = days + 2_440_588 + 68_569;
    let n = 4 * l / 146_097;
    l -= (146_097 * n + 3) / 4;
    let i = 4000 * (l + 1) / 1_461_001;
    l = l - 1461 * i / 4 + 31;
    let j = 80 * l / 2447;
    let day = l - 2447 * j / 80;
    l = j / 11;
    format!("{:04}-{:02}-{day:02}", 100 * (n - 49) + i + l, j + 2 - 12 * l)
}

fn syntax(
    export: &Export<'_>,
    names: &[String],
    file: &str,
    warnings: &mut Warnings,
) -> Result<String, Failure> {
    let dataset = export.dataset;
    let profile = dataset.profile()?;
    let mut text = String::from("\u{feff}* Encoding: UTF-8.\n");
    let mut note = |line: &str| text.push_str(&format!("* {}.\n", line.trim_end_matches('.')));
    note(&one_line(&dataset.title));
    dataset.notes.iter().for_each(|it| note(&one_line(it)));
    note(&format!("Reads {file} in the working directory: CD 'the folder of both files'"));
    text.push_str(&format!(
        "PRESERVE.\nSET DECIMAL=DOT.\nGET DATA /TYPE=TXT\n  /FILE={}\n  /ENCODING='UTF8'\n  \
         /DELCASE=LINE\n  /DELIMITERS=','\n  /QUALIFIER='\"'\n  /ARRANGEMENT=DELIMITED\n  \
         /FIRSTCASE=2\n  /VARIABLES=",
        quoted(file)
    ));
    for ((variable, name), column) in dataset.variables.iter().zip(names).zip(&profile.columns) {
        text.push_str(&format!("{}{name} {}", gap(name, "\n    "), form(variable, column)));
        let shown = &variable.name;
        if column.longest > LONGEST_TEXT {
            warnings.push(format!("variable `{shown}`: texts are cut to {LONGEST_TEXT} bytes"));
        }
        if column.broken > 0 {
            warnings.push(format!(
                "variable `{shown}`: line breaks in {} texts are blanks in {file}; SPSS can not read them",
                column.broken
            ));
        }
    }
    text.push_str(".\nEXECUTE.\nRESTORE.\n");
    text.push_str("VARIABLE LABELS");
    for (index, (variable, name)) in dataset.variables.iter().zip(names).enumerate() {
        let what = format!("variable `{}`", variable.name);
        let label = fit::labelled(variable, name);
        let label = fit::label(&label, LONGEST_LABEL, &what, warnings);
        text.push_str(&format!("{}{name} {}", slash(index), quoted(&label)));
    }
    text.push_str(".\n");
    let sets = label_sets(&dataset.variables);
    if !sets.is_empty() {
        text.push_str("VALUE LABELS");
        for (index, (levels, members)) in sets.iter().enumerate() {
            text.push_str(slash(index));
            list(members.iter().map(|&it| names[it].as_str()), &mut text);
            for level in levels {
                let what = format!("variable `{}`", dataset.variables[members[0]].name);
                let label = fit::label(&level.label, LONGEST_VALUE_LABEL, &what, warnings);
                text.push_str(&format!("\n    {} {}", level.code, quoted(&label)));
            }
        }
        text.push_str(".\n");
    }
    for (variable, name) in dataset.variables.iter().zip(names) {
        let missing = user_missing(&variable.levels);
        if !missing.is_empty() {
            text.push_str(&format!("MISSING VALUES {name} ({}).\n", missing.join(", ")));
        }
    }
    text.push_str("VARIABLE LEVEL");
    let mut first = 0;
    for measure in [Measure::Nominal, Measure::Ordinal, Measure::Scale] {
        let of = dataset.variables.iter().zip(names).filter(|it| it.0.measure == measure);
        let of: Vec<&str> = of.map(|it| it.1.as_str()).collect();
        if !of.is_empty() {
            text.push_str(slash(first));
            list(of.into_iter(), &mut text);
            text.push_str(&format!("({})", super::dictionary::measure(measure).to_uppercase()));
            first += 1;
        }
    }
    text.push_str(".\n");
    if let Some(weight) = dataset.weight {
        text.push_str(&format!("WEIGHT BY {}.\n", names[weight]));
    }
    text.push_str("EXECUTE.\n");
    Ok(text)
}

fn slash(index: usize) -> &'static str {
    if index == 0 { " " } else { "\n  /" }
}

/// What stands before a name on a line of its own: a blank where PSPP would take the name for the
/// command DOCUMENT, which it looks for wherever a line begins.
fn gap<'g>(name: &str, gap: &'g str) -> &'g str {
    let lower = name.to_ascii_lowercase();
    if lower.len() >= 3 && "documents".starts_with(&lower) { " " } else { gap }
}

/// Names, eight on a line, a blank behind each.
fn list<'n>(names: impl Iterator<Item = &'n str>, text: &mut String) {
    for (index, name) in names.enumerate() {
        if index > 0 && index % 8 == 0 {
            text.push_str(gap(name, "\n    "));
        }
        text.push_str(name);
        text.push(' ');
    }
}

/// How SPSS reads a variable.
fn form(variable: &Variable, column: &ColumnProfile) -> String {
    match variable.kind {
        Kind::Text => format!("A{}", column.longest.clamp(1, LONGEST_TEXT)),
        Kind::Date(_) => "SDATE10".to_owned(),
        Kind::Labelled | Kind::Flag => "F4.0".to_owned(),
        Kind::Whole => format!("F{}.0", column.whole_digits().clamp(4, 40)),
        Kind::Number => {
            let decimals = usize::from(column.decimals);
            format!("F{}.{decimals}", (column.whole_digits() + 1 + decimals).clamp(8, 40))
        }
    }
}

/// A text in quotation marks, in pieces short enough for a line of syntax.
fn quoted(text: &str) -> String {
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.len() > PIECE {
        let piece = within(rest, PIECE);
        pieces.push(piece);
        rest = &rest[piece.len()..];
    }
    pieces.push(rest);
    let pieces: Vec<String> =
        pieces.into_iter().map(|it| format!("'{}'", it.replace('\'', "''"))).collect();
    pieces.join("+\n    ")
}

/// The levels that several variables share, each with the indices of these, in their order.
pub(super) fn label_sets(variables: &[Variable]) -> Vec<(Vec<Level>, Vec<usize>)> {
    let mut sets: Vec<(Vec<Level>, Vec<usize>)> = Vec::new();
    for (index, variable) in variables.iter().enumerate() {
        let levels = match variable.kind {
            Kind::Flag => super::dataset::binary("false", "true"),
            _ => variable.levels.clone(),
        };
        if levels.is_empty() {
            continue;
        }
        match sets.iter_mut().find(|it| it.0 == levels) {
            Some(set) => set.1.push(index),
            None => sets.push((levels, vec![index])),
        }
    }
    sets
}

/// The codes that SPSS takes for missing: at most three.
pub(super) fn user_missing(levels: &[Level]) -> Vec<String> {
    levels.iter().filter(|it| it.missing).take(3).map(|it| it.code.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_broken_into_pieces_that_are_the_label() {
        let long = "қауіпсіздік 'және' экономика; ".repeat(8);
        let written = quoted(&long);
        assert!(written.lines().all(|line| line.len() < 2 * PIECE), "{written}");
        let bare = |it: &str| it[1..it.len() - 1].replace("''", "'");
        let read: String = written.split("+\n    ").map(bare).collect();
        assert_eq!(read, long);
        assert_eq!(quoted("it's"), "'it''s'");
    }

    #[test]
    fn days_are_written_as_they_are_read() {
        for (days, expected) in
            [(0, "1970-01-01"), (15_955, "2013-09-07"), (11_016, "2000-02-29"), (-1, "1969-12-31")]
        {
            assert_eq!(iso(days), expected);
        }
    }
}
