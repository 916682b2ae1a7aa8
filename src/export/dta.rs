//! Stata data files, `.dta` of release 118, which Stata reads from version 14 on: names and labels in
//! UTF-8, value labels, `.` for missing, long texts as `strL`.
//!
//! Labelled values are numbers with their labels; a value that says why there is none is `.a`, `.b`
//! and on. Names are ASCII, so that they can be typed; the original stands in the label and in the
//! characteristic `original`. No clock is in the file.
//!
//! # Reference
//!
//! Stata's `help dta_118`.

use std::io::{BufWriter, Write};

use super::dataset::{ColumnProfile, Dataset, Kind, Level, Value, Variable};
use super::fit;
use super::naming::{Naming, Target};
use super::sav::zeros;
use super::sps::label_sets;
use super::{Export, ExportEntry, Failure, NoRoom, Of, Place, Warnings};

/// The entry in the registry.
pub const ENTRY: ExportEntry = ExportEntry {
    name: "dta",
    doc: "Stata data file (version 14 and later) with labels and missing values",
    extension: "dta",
    of: Of::RenamedData,
    write,
};

/// Bytes of a `str`; longer texts are `strL`.
const LONGEST_STR: usize = 2045;
/// Signs of the label of a variable or of the data.
const LONGEST_LABEL: usize = 80;
/// Bytes of a value's label.
const LONGEST_VALUE_LABEL: usize = 32_000;
/// Variables in a file.
const MOST_VARIABLES: usize = 32_767;
/// Days from 1960-01-01, on which Stata's time begins, to 1970-01-01.
const EPOCH: i32 = 3653;

/// How a variable is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Storage {
    Str(usize),
    StrL,
    Double,
    Long,
    Int,
    Byte,
}

impl Storage {
    fn new(variable: &Variable, column: &ColumnProfile) -> Storage {
        let whole = |smallest: f64, largest: f64| {
            let within = |low: f64, high: f64| smallest >= low && largest <= high;
            if within(-127.0, 100.0) {
                Storage::Byte
            } else if within(-32_767.0, 32_740.0) {
                Storage::Int
            } else if within(-2_147_483_647.0, 2_147_483_620.0) {
                Storage::Long
            } else {
                Storage::Double
            }
        };
        match variable.kind {
            Kind::Text if column.longest > LONGEST_STR => Storage::StrL,
            Kind::Text => Storage::Str(column.longest.max(1)),
            Kind::Number => Storage::Double,
            Kind::Whole => whole(column.smallest, column.largest),
            Kind::Flag => Storage::Byte,
            Kind::Date(_) => Storage::Long,
            Kind::Labelled => whole(0.0, variable.levels.len() as f64),
        }
    }

    fn code(self) -> u16 {
        match self {
            Storage::Str(bytes) => bytes as u16,
            Storage::StrL => 32_768,
            Storage::Double => 65_526,
            Storage::Long => 65_528,
            Storage::Int => 65_529,
            Storage::Byte => 65_530,
        }
    }

    fn bytes(self) -> usize {
        match self {
            Storage::Str(bytes) => bytes,
            Storage::StrL | Storage::Double => 8,
            Storage::Long => 4,
            Storage::Int => 2,
            Storage::Byte => 1,
        }
    }

    fn format(self, kind: Kind) -> String {
        match (kind, self) {
            (Kind::Date(_), _) => "%td".to_owned(),
            (_, Storage::Str(bytes)) => format!("%-{}s", bytes.min(32)),
            (_, Storage::StrL) => "%-32s".to_owned(),
            (_, Storage::Double) => "%12.0g".to_owned(),
            _ => "%8.0g".to_owned(),
        }
    }

    /// A number, or with `None` the missing value `.`, with `Some(Err(n))` the n-th of `.a`, `.b`.
    fn put(self, number: Option<Result<f64, u8>>, out: &mut Vec<u8>) {
        let missing = number.is_none_or(|it| it.is_err());
        let letter = number.and_then(Result::err).unwrap_or(0);
        let value = number.and_then(Result::ok).unwrap_or(0.0);
        match self {
            Storage::Byte => {
                let code = if missing { 101 + letter as i8 } else { value as i8 };
                out.extend_from_slice(&code.to_le_bytes());
            }
            Storage::Int => {
                let code = if missing { 32_741 + i16::from(letter) } else { value as i16 };
                out.extend_from_slice(&code.to_le_bytes());
            }
            Storage::Long => {
                let code = if missing { 2_147_483_621 + i32::from(letter) } else { value as i32 };
                out.extend_from_slice(&code.to_le_bytes());
            }
            Storage::Double if missing => {
                let code = 0x7fe0_0000_0000_0000_u64 + (u64::from(letter) << 40);
                out.extend_from_slice(&code.to_le_bytes());
            }
            Storage::Double => out.extend_from_slice(&value.to_le_bytes()),
            Storage::Str(_) | Storage::StrL => {}
        }
    }
}

fn write(
    export: &Export<'_>,
    place: &mut dyn Place,
    warnings: &mut Warnings,
) -> Result<(), Failure> {
    let dataset = export.dataset;
    if dataset.variables.len() > MOST_VARIABLES {
        return Err(NoRoom(format!(
            "{} variables, and Stata has at most {MOST_VARIABLES}; take the shape `long`",
            dataset.variables.len()
        ))
        .into());
    }
    let profile = dataset.profile()?;
    let columns = dataset.variables.iter().zip(&profile.columns);
    let storage: Vec<Storage> = columns.map(|(it, column)| Storage::new(it, column)).collect();
    let names: Vec<&str> = dataset.variables.iter().map(|it| it.name.as_str()).collect();
    let naming = Naming::new(&names);
    let file = File { dataset, storage: &storage, names: naming.of(Target::Stata) };
    let head = file.head(profile.rows, warnings);
    let labels = file.value_labels(warnings);
    let mut out = BufWriter::with_capacity(1 << 16, place.create(&export.file(".dta"))?);
    let case: usize = storage.iter().map(|it| it.bytes()).sum();
    let data = "<data>".len() as u64 + case as u64 * profile.rows + "</data>".len() as u64;
    let long = storage.iter().zip(&profile.columns).filter(|it| *it.0 == Storage::StrL);
    let long: u64 = long.map(|(_, column)| column.bytes + column.texts * (GSO as u64 + 1)).sum();
    let strls = long + "<strls></strls>".len() as u64;
    out.write_all(&head.with_map(&[data, strls, labels.len() as u64]))?;
    out.write_all(b"<data>")?;
    let mut line = Vec::with_capacity(case);
    let mut observation = 0_u64;
    dataset.each(&mut |row| {
        observation += 1;
        line.clear();
        for (index, (variable, value)) in dataset.variables.iter().zip(row).enumerate() {
            file.cell(index, variable, value, observation, &mut line);
        }
        Ok(out.write_all(&line)?)
    })?;
    out.write_all(b"</data><strls>")?;
    if storage.contains(&Storage::StrL) {
        file.long_texts(&mut out)?;
    }
    out.write_all(b"</strls>")?;
    out.write_all(&labels)?;
    out.write_all(b"</stata_dta>")?;
    out.flush()?;
    zeros(dataset, warnings)
}

/// Bytes before the text of a `strL`.
const GSO: usize = 3 + 4 + 8 + 1 + 4;

struct File<'f> {
    dataset: &'f Dataset<'f>,
    storage: &'f [Storage],
    names: &'f [String],
}

/// What stands before the data, with a gap for the map.
struct HeadBytes {
    before: Vec<u8>,
    after: Vec<u8>,
    /// Where each section begins, counted from the end of the map.
    sections: Vec<u64>,
}

impl HeadBytes {
    /// With the map of all sections; the lengths are those of data, long texts and value labels.
    fn with_map(self, lengths: &[u64]) -> Vec<u8> {
        let map = "<map></map>".len() + 14 * 8;
        let from = (self.before.len() + map) as u64;
        let mut offsets = vec![0, self.before.len() as u64];
        offsets.extend(self.sections.iter().map(|it| from + it));
        let mut next = from + self.after.len() as u64;
        for length in lengths {
            offsets.push(next);
            next += length;
        }
        offsets.push(next);
        offsets.push(next + "</stata_dta>".len() as u64);
        let mut out = self.before;
        out.extend_from_slice(b"<map>");
        offsets.iter().for_each(|it| out.extend_from_slice(&it.to_le_bytes()));
        out.extend_from_slice(b"</map>");
        out.extend_from_slice(&self.after);
        out
    }
}

impl File<'_> {
    fn head(&self, rows: u64, warnings: &mut Warnings) -> HeadBytes {
        let variables = &self.dataset.variables;
        let mut before = b"<stata_dta><header><release>118</release>\
            <byteorder>LSF</byteorder><K>"
            .to_vec();
        before.extend_from_slice(&(variables.len() as u16).to_le_bytes());
        before.extend_from_slice(b"</K><N>");
        before.extend_from_slice(&rows.to_le_bytes());
        before.extend_from_slice(b"</N><label>");
        let title = fit::label_signs(&self.dataset.title, LONGEST_LABEL, "the title", warnings);
        before.extend_from_slice(&(title.len() as u16).to_le_bytes());
        before.extend_from_slice(title.as_bytes());
        before.extend_from_slice(b"</label><timestamp>\0</timestamp></header>");
        let sets = label_sets(variables);
        let mut after = Vec::new();
        let mut sections = Vec::new();
        let mut section = |name: &str, content: Vec<u8>| {
            sections.push(after.len() as u64);
            after.extend_from_slice(format!("<{name}>").as_bytes());
            after.extend_from_slice(&content);
            after.extend_from_slice(format!("</{name}>").as_bytes());
        };
        let fixed = |texts: &mut dyn Iterator<Item = String>, bytes: usize| {
            let mut content = Vec::new();
            texts.for_each(|text| zero_padded(&text, bytes, &mut content));
            content
        };
        let types = self.storage.iter().flat_map(|it| it.code().to_le_bytes()).collect();
        section("variable_types", types);
        section("varnames", fixed(&mut self.names.iter().cloned(), 129));
        section("sortlist", vec![0; 2 * (variables.len() + 1)]);
        let formats = variables.iter().zip(self.storage).map(|(it, of)| of.format(it.kind));
        section("formats", fixed(&mut { formats }, 57));
        let of = |index: usize| {
            let set = sets.iter().find(|set| set.1.contains(&index));
            set.map_or(String::new(), |set| self.names[set.1[0]].clone())
        };
        section("value_label_names", fixed(&mut (0..variables.len()).map(of), 129));
        let labels = variables.iter().zip(self.names).map(|(variable, name)| {
            let what = format!("variable `{}`", variable.name);
            fit::label_signs(&fit::labelled(variable, name), LONGEST_LABEL, &what, warnings)
        });
        section("variable_labels", fixed(&mut { labels }, 321));
        section("characteristics", self.characteristics());
        HeadBytes { before, after, sections }
    }

    /// The notes of the data, and the original name of each variable that has another.
    fn characteristics(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut put = |variable: &str, name: &str, text: &str| {
            let length = 2 * 129 + text.len() + 1;
            out.extend_from_slice(b"<ch>");
            out.extend_from_slice(&(length as u32).to_le_bytes());
            zero_padded(variable, 129, &mut out);
            zero_padded(name, 129, &mut out);
            zero_padded(text, text.len() + 1, &mut out);
            out.extend_from_slice(b"</ch>");
        };
        let notes = &self.dataset.notes;
        put("_dta", "note0", &notes.len().to_string());
        for (number, note) in (1..).zip(notes) {
            put("_dta", &format!("note{number}"), &fit::one_line(note));
        }
        if let Some(weight) = self.dataset.weight {
            put("_dta", "weight", &self.names[weight]);
        }
        for (variable, name) in self.dataset.variables.iter().zip(self.names) {
            if variable.original != *name {
                put(name, "original", &fit::one_line(&variable.original));
            }
        }
        out
    }

    fn cell(
        &self,
        index: usize,
        variable: &Variable,
        value: &Value<'_>,
        observation: u64,
        line: &mut Vec<u8>,
    ) {
        let text = if let Value::Text(text) = value { *text } else { "" };
        match self.storage[index] {
            Storage::Str(bytes) => {
                zero_padded(text, bytes, line);
            }
            Storage::StrL if text.is_empty() => line.extend_from_slice(&[0; 8]),
            Storage::StrL => {
                line.extend_from_slice(&(index as u16 + 1).to_le_bytes());
                line.extend_from_slice(&observation.to_le_bytes()[..6]);
            }
            storage => storage.put(number(variable, value), line),
        }
    }

    /// The texts of `strL` variables, each with its variable and observation.
    fn long_texts(&self, out: &mut impl Write) -> Result<(), Failure> {
        let mut observation = 0_u64;
        let mut text_bytes = Vec::new();
        self.dataset.each(&mut |row| {
            observation += 1;
            for (index, value) in row.iter().enumerate() {
                let (Storage::StrL, Value::Text(text)) = (self.storage[index], value) else {
                    continue;
                };
                if text.is_empty() {
                    continue;
                }
                text_bytes.clear();
                zero_padded(text, text.len() + 1, &mut text_bytes);
                out.write_all(b"GSO")?;
                out.write_all(&(index as u32 + 1).to_le_bytes())?;
                out.write_all(&observation.to_le_bytes())?;
                out.write_all(&[130])?;
                out.write_all(&(text_bytes.len() as u32).to_le_bytes())?;
                out.write_all(&text_bytes)?;
            }
            Ok(())
        })
    }

    fn value_labels(&self, warnings: &mut Warnings) -> Vec<u8> {
        let mut out = b"<value_labels>".to_vec();
        for (levels, members) in label_sets(&self.dataset.variables) {
            let what = format!("variable `{}`", self.dataset.variables[members[0]].name);
            let mut texts = Vec::new();
            let mut entries: Vec<(i32, u32)> = Vec::new();
            for (at, level) in levels.iter().enumerate() {
                entries.push((stata_code(&levels, at), texts.len() as u32));
                let label = fit::label(&level.label, LONGEST_VALUE_LABEL, &what, warnings);
                zero_padded(&label, label.len() + 1, &mut texts);
            }
            entries.sort_by_key(|it| it.0);
            let length = 8 + 8 * entries.len() + texts.len();
            out.extend_from_slice(b"<lbl>");
            out.extend_from_slice(&(length as u32).to_le_bytes());
            zero_padded(&self.names[members[0]], 129, &mut out);
            out.extend_from_slice(&[0; 3]);
            out.extend_from_slice(&(entries.len() as u32).to_le_bytes());
            out.extend_from_slice(&(texts.len() as u32).to_le_bytes());
            entries.iter().for_each(|it| out.extend_from_slice(&it.1.to_le_bytes()));
            entries.iter().for_each(|it| out.extend_from_slice(&it.0.to_le_bytes()));
            out.extend_from_slice(&texts);
            out.extend_from_slice(b"</lbl>");
        }
        out.extend_from_slice(b"</value_labels>");
        out
    }
}

/// The number of a value, or the place of its missing value among `.a`, `.b` and on, from 1.
fn number(variable: &Variable, value: &Value<'_>) -> Option<Result<f64, u8>> {
    match value {
        Value::Level(at) => {
            let level = variable.levels.get(*at)?;
            Some(match letter(&variable.levels, *at) {
                Some(letter) => Err(letter),
                None => Ok(f64::from(level.code)),
            })
        }
        Value::Date(days, _) => Some(Ok(f64::from(days + EPOCH))),
        value => variable.code(value).map(Ok),
    }
}

/// Stata has 26 of them.
fn letter(levels: &[Level], at: usize) -> Option<u8> {
    let place = levels[..=at].iter().filter(|it| it.missing).count();
    (levels[at].missing && place <= 26).then_some(place as u8)
}

/// The code of a value in a table of labels.
fn stata_code(levels: &[Level], at: usize) -> i32 {
    letter(levels, at).map_or(levels[at].code, |letter| 2_147_483_621 + i32::from(letter))
}

/// A text in so many bytes, zeros behind it; a zero within it would end it and is a blank.
fn zero_padded(text: &str, bytes: usize, out: &mut Vec<u8>) {
    let text = fit::within(text, bytes);
    out.extend(text.bytes().map(|it| if it == 0 { b' ' } else { it }));
    out.resize(out.len() + bytes - text.len(), 0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::dataset::Measure;

    #[test]
    fn a_number_is_stored_as_small_as_it_can_be() {
        let variable = Variable::new("n", "", Kind::Whole, Measure::Scale);
        for (smallest, largest, expected) in [
            (0.0, 100.0, Storage::Byte),
            (0.0, 101.0, Storage::Int),
            (-32_768.0, 0.0, Storage::Long),
            (0.0, 2_147_483_621.0, Storage::Double),
        ] {
            let column = ColumnProfile { smallest, largest, ..ColumnProfile::default() };
            assert_eq!(Storage::new(&variable, &column), expected, "{smallest} {largest}");
        }
    }

    #[test]
    fn what_is_missing_has_the_bytes_of_stata() {
        // help dta: byte 101, int 32741, long 2147483621, double 7fe0 0000 0000 0000; .a follows
        let bytes = |storage: Storage, number| {
            let mut out = Vec::new();
            storage.put(number, &mut out);
            out
        };
        assert_eq!(bytes(Storage::Byte, None), [101]);
        assert_eq!(bytes(Storage::Byte, Some(Err(2))), [103]);
        assert_eq!(bytes(Storage::Byte, Some(Ok(-3.0))), [253]);
        assert_eq!(bytes(Storage::Int, None), 32_741_i16.to_le_bytes());
        assert_eq!(bytes(Storage::Long, Some(Err(1))), 2_147_483_622_i32.to_le_bytes());
        assert_eq!(bytes(Storage::Double, None), [0, 0, 0, 0, 0, 0, 0xe0, 0x7f]);
        assert_eq!(bytes(Storage::Double, Some(Err(1))), [0, 0, 0, 0, 0, 1, 0xe0, 0x7f]);
    }
}
