//! Parquet, row group by row group, and within a large one slice by slice: only the columns that
//! are asked for are read. Numbers become their shortest digits, dates and times ISO 8601 (UTC
//! where they have a zone), categories their texts, decimals their digits. Columns of other types
//! (lists, records, bytes, times of day, durations) are left out, and that is told.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use polars::prelude::{AnyValue, ArrowDataType, ArrowField, ArrowTimeUnit, NamedFrom, Series};
use polars_arrow::array::{Array, PrimitiveArray};
use polars_parquet::read::{
    BasicDecompressor, FileMetadata, Filter, PageReader, column_iter_to_arrays, infer_schema,
    read_metadata,
};

use super::{Input, Opened, ReaderEntry, Row, Rows};
use crate::corpus::error::CorpusError;

/// The entry in the registry.
pub const ENTRY: ReaderEntry = ReaderEntry {
    name: "parquet",
    extensions: &["parquet", "pq"],
    doc: "Parquet: one row a document, read by row group, large ones in slices of about 32 MiB.",
    is_text: false,
    one_document: false,
    open,
};

/// About so many bytes, unpacked, are held of the columns that are asked for.
const SLICE_BYTES: i64 = 32 << 20;

/// How a column's values are written.
#[derive(Clone, Debug)]
enum Form {
    Plain,
    /// Days since 1970-01-01.
    Date,
    /// So many units a second since 1970-01-01.
    Time(i64),
    /// Digits with so many behind the point.
    Decimal(usize),
    /// Every value is missing.
    Nothing,
}

struct ParquetRows {
    file: File,
    shown: String,
    metadata: FileMetadata,
    /// The columns that are read, and how.
    columns: Vec<(ArrowField, Form)>,
    group: usize,
    /// First row of the group that is not yet in `slice`.
    from: usize,
    slice: Vec<Option<Series>>,
    n_slice: usize,
    at: usize,
    n_row: u64,
}

fn open(input: &Input) -> Result<Opened, CorpusError> {
    let shown = &input.shown;
    let file = File::open(&input.path).map_err(CorpusError::io(shown))?;
    let read = guarded(|| {
        let mut buffered = BufReader::new(&file);
        let metadata = read_metadata(&mut buffered).map_err(|error| error.to_string())?;
        let schema = infer_schema(&metadata).map_err(|error| error.to_string())?;
        Ok((metadata, schema))
    });
    let (metadata, schema) = read.map_err(|message| wrong(shown, 1, &message))?;
    let mut columns = Vec::new();
    let mut notes = Vec::new();
    for field in schema.iter_values() {
        match plan(field.clone()) {
            Some(column) => columns.push(column),
            None => notes.push(format!(
                "`{shown}`: the column `{}` is left out: it holds {}; write it as text to have it",
                field.name,
                kind(&field.dtype)
            )),
        }
    }
    let names: Vec<String> = columns.iter().map(|(field, _)| field.name.to_string()).collect();
    let rows = ParquetRows {
        file,
        shown: shown.clone(),
        metadata,
        columns,
        group: 0,
        from: 0,
        slice: Vec::new(),
        n_slice: 0,
        at: 0,
        n_row: 0,
    };
    Ok(Opened { rows: Box::new(rows), names: Arc::from(names), delimiter: None, notes })
}

fn wrong(shown: &str, row: u64, message: &str) -> CorpusError {
    let message = format!("Parquet can not be read: {message}; write the file anew, or as CSV");
    CorpusError::format(shown, row, message)
}

/// A broken file may make the Parquet library panic: that is an error like any other.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err("the file is broken".to_owned()))
}

/// The type as which a column is decoded: dates as the numbers that they are stored as, categories
/// as their texts, so that the frames library needs no types beyond its smallest set. None for a
/// type that is not read.
fn plan(mut field: ArrowField) -> Option<(ArrowField, Form)> {
    use ArrowDataType as T;
    let (dtype, form) = match &field.dtype {
        T::Utf8 | T::LargeUtf8 | T::Utf8View => (T::Utf8View, Form::Plain),
        T::Dictionary(_, values, _) if matches!(**values, T::Utf8 | T::LargeUtf8 | T::Utf8View) => {
            (T::Utf8View, Form::Plain)
        }
        T::Boolean => (T::Boolean, Form::Plain),
        T::Int8 | T::Int16 | T::Int32 | T::UInt8 | T::UInt16 => (T::Int32, Form::Plain),
        T::Int64 => (T::Int64, Form::Plain),
        T::UInt32 => (T::UInt32, Form::Plain),
        T::UInt64 => (T::UInt64, Form::Plain),
        T::Float32 => (T::Float32, Form::Plain),
        T::Float64 => (T::Float64, Form::Plain),
        T::Date32 => (T::Int32, Form::Date),
        T::Timestamp(unit, _) => {
            let per_second = match unit {
                ArrowTimeUnit::Second => 1,
                ArrowTimeUnit::Millisecond => 1_000,
                ArrowTimeUnit::Microsecond => 1_000_000,
                ArrowTimeUnit::Nanosecond => 1_000_000_000,
            };
            (T::Int64, Form::Time(per_second))
        }
        T::Decimal(precision, scale) => (T::Decimal(*precision, *scale), Form::Decimal(*scale)),
        T::Null => (T::Null, Form::Nothing),
        _ => return None,
    };
    field.dtype = dtype;
    field.metadata = None;
    Some((field, form))
}

/// What a column holds that is not read.
fn kind(dtype: &ArrowDataType) -> &'static str {
    use ArrowDataType as T;
    match dtype {
        T::List(_) | T::LargeList(_) | T::FixedSizeList(..) => "lists",
        T::Struct(_) | T::Map(..) => "records",
        T::Binary | T::LargeBinary | T::BinaryView | T::FixedSizeBinary(_) => "bytes",
        T::Time32(_) | T::Time64(_) => "times of day",
        T::Duration(_) | T::Interval(_) => "durations",
        _ => "values of another type",
    }
}

impl ParquetRows {
    /// Reads the next slice; false at the end.
    fn next_slice(&mut self, wanted: &[bool]) -> Result<bool, CorpusError> {
        loop {
            let Some(group) = self.metadata.row_groups.get(self.group) else { return Ok(false) };
            let n_rows = group.num_rows();
            if self.from >= n_rows {
                self.group += 1;
                self.from = 0;
                continue;
            }
            let asked = |name: &str| {
                let column = self.columns.iter().position(|(field, _)| field.name == name);
                column.is_some_and(|column| wanted.get(column).copied().unwrap_or(false))
            };
            let bytes: i64 = group
                .parquet_columns()
                .iter()
                .filter(|c| c.descriptor().path_in_schema.first().is_some_and(|name| asked(name)))
                .map(|column| column.uncompressed_size())
                .sum();
            let n_slices = usize::try_from(bytes / SLICE_BYTES).unwrap_or(0) + 1;
            let end = n_rows.min(self.from + n_rows.div_ceil(n_slices));
            let read = guarded(|| self.read_slice(wanted, self.from, end));
            let row = self.n_row + 1;
            self.slice = read.map_err(|message| wrong(&self.shown, row, &message))?;
            self.n_slice = end - self.from;
            (self.at, self.from) = (0, end);
            return Ok(true);
        }
    }

    fn read_slice(
        &self,
        wanted: &[bool],
        from: usize,
        end: usize,
    ) -> Result<Vec<Option<Series>>, String> {
        let group = &self.metadata.row_groups[self.group];
        let mut slice = Vec::with_capacity(self.columns.len());
        for (number, (field, form)) in self.columns.iter().enumerate() {
            if !wanted.get(number).copied().unwrap_or(false) {
                slice.push(None);
                continue;
            }
            if matches!(form, Form::Nothing) {
                slice.push(None);
                continue;
            }
            let chunks = group.columns_under_root_iter(&field.name);
            let chunks: Vec<_> = chunks.into_iter().flatten().collect();
            let [chunk] = chunks.as_slice() else {
                return Err(format!("the column `{}` is not there", field.name));
            };
            let range = chunk.byte_range();
            let (mut bytes, mut file) = (Vec::new(), &self.file);
            file.seek(SeekFrom::Start(range.start)).map_err(|error| error.to_string())?;
            file.take(range.end.saturating_sub(range.start))
                .read_to_end(&mut bytes)
                .map_err(|error| error.to_string())?;
            let pages = PageReader::new(Cursor::new(bytes.into()), chunk, vec![], usize::MAX);
            let (arrays, _) = column_iter_to_arrays(
                vec![BasicDecompressor::new(pages, vec![])],
                vec![&chunk.descriptor().descriptor.primitive_type],
                field.clone(),
                Some(Filter::new_ranged(from, end)),
            )
            .map_err(|error| error.to_string())?;
            let series = match form {
                Form::Decimal(scale) => decimals(field, &arrays, *scale)?,
                _ => Series::try_from((field, arrays)).map_err(|error| error.to_string())?,
            };
            if series.len() != end - from {
                return Err(format!("the column `{}` is too short", field.name));
            }
            slice.push(Some(series));
        }
        Ok(slice)
    }
}

impl Rows for ParquetRows {
    fn next(&mut self, row: &mut Row<'_>) -> Result<bool, CorpusError> {
        if self.at >= self.n_slice && !self.next_slice(row.wanted)? {
            return Ok(false);
        }
        self.n_row += 1;
        row.line = self.n_row;
        for (series, (_, form)) in self.slice.iter().zip(&self.columns) {
            let start = row.text.len();
            if let Some(series) = series {
                let value = series.get(self.at).unwrap_or(AnyValue::Null);
                write_value(&value, form, row.text);
            }
            row.end_field(start);
        }
        self.at += 1;
        Ok(true)
    }
}

/// Decimals as text.
fn decimals(field: &ArrowField, arrays: &[Box<dyn Array>], scale: usize) -> Result<Series, String> {
    let mut texts: Vec<Option<String>> = Vec::new();
    for array in arrays {
        let array = array.as_any().downcast_ref::<PrimitiveArray<i128>>();
        let array = array.ok_or("decimals of more than 38 digits are not read")?;
        texts.extend(array.iter().map(|it| it.map(|it| decimal(*it, scale))));
    }
    Ok(Series::new(field.name.clone(), texts))
}

/// The shortest digits of a whole number over a power of ten.
fn decimal(number: i128, scale: usize) -> String {
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    let part = part.trim_end_matches('0');
    let sign = if number < 0 { "-" } else { "" };
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

fn write_value(value: &AnyValue<'_>, form: &Form, text: &mut String) {
    use std::fmt::Write as _;
    // writing to a string does not fail
    let _ = match (value, form) {
        (AnyValue::String(value), _) => {
            text.push_str(value);
            Ok(())
        }
        (AnyValue::Boolean(value), _) => write!(text, "{value}"),
        (AnyValue::Int32(days), Form::Date) => {
            write_date(i64::from(*days), text);
            Ok(())
        }
        (AnyValue::Int64(time), Form::Time(per_second)) => {
            write_time(*time, *per_second, text);
            Ok(())
        }
        (AnyValue::Int32(value), _) => write!(text, "{value}"),
        (AnyValue::Int64(value), _) => write!(text, "{value}"),
        (AnyValue::UInt32(value), _) => write!(text, "{value}"),
        (AnyValue::UInt64(value), _) => write!(text, "{value}"),
        // how tools without a missing number write one
        (AnyValue::Float32(value), _) if value.is_nan() => Ok(()),
        (AnyValue::Float64(value), _) if value.is_nan() => Ok(()),
        (AnyValue::Float32(value), _) => write!(text, "{value}"),
        (AnyValue::Float64(value), _) => write!(text, "{value}"),
        _ => Ok(()),
    };
}

fn write_time(time: i64, per_second: i64, text: &mut String) {
    use std::fmt::Write as _;
    let seconds = time.div_euclid(per_second);
    write_date(seconds.div_euclid(86_400), text);
    let second = seconds.rem_euclid(86_400);
    let fraction = time.rem_euclid(per_second);
    if second == 0 && fraction == 0 {
        return;
    }
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let _ = write!(text, "T{hour:02}:{minute:02}:{second:02}");
    if fraction > 0 {
        let width = per_second.ilog10() as usize;
        let digits = format!("{fraction:0width$}");
        let _ = write!(text, ".{}", digits.trim_end_matches('0'));
    }
}

/// Days since 1970-01-01 as a date of the proleptic Gregorian calendar (Howard Hinnant,
/// `civil_from_days`, <https://howardhinnant.github.io/date_algorithms.html>).
fn write_date(days: i64, text: &mut String) {
    use std::fmt::Write as _;
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let _ = write!(text, "{year:04}-{month:02}-{day:02}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_their_shortest_digits() {
        for (number, scale, expected) in [
            (1250, 2, "12.5"),
            (-5, 2, "-0.05"),
            (300, 2, "3"),
            (0, 3, "0"),
            (7, 0, "7"),
            (i128::MIN, 38, "-1.70141183460469231731687303715884105728"),
        ] {
            assert_eq!(decimal(number, scale), expected);
        }
    }

    #[test]
    fn days_and_times_become_iso_dates() {
        for (days, expected) in
            [(0, "1970-01-01"), (15_955, "2013-09-07"), (-1, "1969-12-31"), (11_016, "2000-02-29")]
        {
            let mut text = String::new();
            write_date(days, &mut text);
            assert_eq!(text, expected);
        }
        for (time, per_second, expected) in [
            (0, 1000, "1970-01-01"),
            (1_378_519_200_000, 1000, "2013-09-07T02:00:00"),
            (-1_500, 1000, "1969-12-31T23:59:58.5"),
            (i64::MIN, 1, "-292277022657-01-27T08:29:52"),
        ] {
            let mut text = String::new();
            write_time(time, per_second, &mut text);
            assert_eq!(text, expected);
        }
    }
}
