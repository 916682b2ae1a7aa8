//! SPSS system files, `.sav`: what SPSS, PSPP, R's haven and pyreadstat open, with labels, measurement
//! levels and missing values. Numbers are compressed by SPSS's byte codes, so a coding takes a byte.
//!
//! Codings are numbers 0 and 1, other labelled values numbers from 1; a missing one is
//! system-missing. Texts longer than 255 bytes are SPSS's very long strings. Variables' labels hold
//! 255 bytes, values' 120, texts 32,767: longer ones are cut between two signs and told. No clock is
//! in the file: the date of its making is 1970-01-01.
//!
//! # Reference
//!
//! GNU PSPP Internals, "System File Format".

use std::io::{self, BufWriter, Write};

use super::dataset::{ColumnProfile, Dataset, Kind, Level, Measure, Value, Variable};
use super::fit::{self, one_line, within};
use super::naming::{Naming, Target};
use super::sps::{LONGEST_LABEL, LONGEST_TEXT, LONGEST_VALUE_LABEL, label_sets, user_missing};
use super::{Export, ExportEntry, Failure, Of, Place, Warnings};

/// The entry in the registry.
pub const ENTRY: ExportEntry = ExportEntry {
    name: "sav",
    doc: "SPSS system file with labels, measures, missing values and weight",
    extension: "sav",
    of: Of::RenamedData,
    write,
};

/// Bytes of a string in one variable record; longer ones are several.
const LONGEST_SEGMENT: usize = 255;
/// Bytes by which a very long string is divided into segments.
const DIVISOR: usize = 252;
/// Days from 1582-10-14, on which SPSS's time begins, to 1970-01-01.
const EPOCH: i32 = 141_428;
/// System-missing.
const SYSMIS: f64 = -f64::MAX;
/// The second smallest number: the lowest value of a range of missing ones.
const LOWEST: u64 = 0xffef_ffff_ffff_fffe;
/// What is added to a small whole number to make a byte of it.
const BIAS: f64 = 100.0;

fn write(
    export: &Export<'_>,
    place: &mut dyn Place,
    warnings: &mut Warnings,
) -> Result<(), Failure> {
    let dataset = export.dataset;
    let profile = dataset.profile()?;
    let columns: Vec<Column> =
        dataset.variables.iter().zip(&profile.columns).map(Column::new).collect();
    let names: Vec<&str> = dataset.variables.iter().map(|it| it.name.as_str()).collect();
    let naming = Naming::new(&names);
    let head = Head { dataset, columns: &columns, names: naming.of(Target::Spss) };
    let mut out = BufWriter::with_capacity(1 << 16, place.create(&export.file(".sav"))?);
    out.write_all(&head.bytes(profile.rows, warnings))?;
    let mut packed = Packed::new(out);
    let mut cut = vec![0; columns.len()];
    let mut cell = Vec::new();
    dataset.each(&mut |row| {
        for (index, (variable, value)) in dataset.variables.iter().zip(row).enumerate() {
            match columns[index].width {
                None => packed.number(number(variable, value))?,
                Some(width) => {
                    let Value::Text(text) = value else {
                        columns[index].blank(&mut packed)?;
                        continue;
                    };
                    let fitting = within(text, width);
                    cut[index] += u64::from(fitting.len() < text.len());
                    cell.clear();
                    // a zero byte would end the text in readers
                    cell.extend(fitting.bytes().map(|it| if it == 0 { b' ' } else { it }));
                    columns[index].text(&cell, &mut packed)?;
                }
            }
        }
        Ok(())
    })?;
    packed.finish()?;
    for (variable, n) in dataset.variables.iter().zip(cut) {
        fit::texts_cut(&variable.name, n, "32,767 bytes", warnings);
    }
    zeros(dataset, warnings)
}

/// Says which variables hold zero bytes.
pub(super) fn zeros(dataset: &Dataset<'_>, warnings: &mut Warnings) -> Result<(), Failure> {
    for (variable, column) in dataset.variables.iter().zip(&dataset.profile()?.columns) {
        if column.zeros > 0 {
            let (name, n) = (&variable.name, column.zeros);
            warnings.push(format!("variable `{name}`: zero bytes in {n} texts are blanks"));
        }
    }
    Ok(())
}

/// The number of a value: days are seconds.
fn number(variable: &Variable, value: &Value<'_>) -> f64 {
    match value {
        Value::Date(days, _) => f64::from(days + EPOCH) * 86_400.0,
        value => variable.code(value).unwrap_or(SYSMIS),
    }
}

/// How a variable lies in a case.
struct Column {
    /// Bytes of a string; none for a number.
    width: Option<usize>,
    /// SPSS's format: kind, width, decimals.
    format: [u8; 3],
}

impl Column {
    fn new((variable, profile): (&Variable, &ColumnProfile)) -> Column {
        let number = |kind, width: usize, decimals| Column {
            width: None,
            format: [kind, width.min(40) as u8, decimals],
        };
        match variable.kind {
            Kind::Text => {
                let width = profile.longest.clamp(1, LONGEST_TEXT);
                Column { width: Some(width), format: [1, width.min(LONGEST_SEGMENT) as u8, 0] }
            }
            Kind::Date(_) => number(39, 10, 0),
            Kind::Labelled | Kind::Flag => number(5, 4, 0),
            Kind::Whole => number(5, profile.whole_digits().max(4), 0),
            Kind::Number => {
                let width = profile.whole_digits() + 1 + usize::from(profile.decimals);
                number(5, width.max(8), profile.decimals)
            }
        }
    }

    /// Bytes that each variable record of the column declares; 0 for a number.
    fn segments(&self) -> Vec<usize> {
        match self.width {
            None => vec![0],
            Some(width) if width <= LONGEST_SEGMENT => vec![width],
            Some(width) => {
                let n = width.div_ceil(DIVISOR);
                let last = width - (n - 1) * DIVISOR;
                let mut segments = vec![LONGEST_SEGMENT; n - 1];
                segments.push(last);
                segments
            }
        }
    }

    /// Places of eight bytes that it takes in a case.
    fn places(&self) -> usize {
        self.segments().iter().map(|&width| width.max(1).div_ceil(8)).sum()
    }

    fn blank(&self, packed: &mut Packed<impl Write>) -> io::Result<()> {
        (0..self.places()).try_for_each(|_| packed.eight(*b"        "))
    }

    /// Writes a text: each segment holds 255 bytes of it, blanks behind the last.
    fn text(&self, text: &[u8], packed: &mut Packed<impl Write>) -> io::Result<()> {
        let mut rest = text;
        for width in self.segments() {
            let (piece, behind) = rest.split_at(rest.len().min(LONGEST_SEGMENT));
            rest = behind;
            let mut eights = piece.chunks(8);
            for _ in 0..width.div_ceil(8) {
                let mut place = *b"        ";
                if let Some(bytes) = eights.next() {
                    place[..bytes.len()].copy_from_slice(bytes);
                }
                packed.eight(place)?;
            }
        }
        Ok(())
    }
}

/// Everything before the cases.
struct Head<'h> {
    dataset: &'h Dataset<'h>,
    columns: &'h [Column],
    names: &'h [String],
}

impl Head<'_> {
    fn bytes(&self, rows: u64, warnings: &mut Warnings) -> Vec<u8> {
        let mut out = Vec::new();
        self.file_header(rows, &mut out);
        let shorts = self.variables(&mut out, warnings);
        self.value_labels(&mut out, warnings);
        self.documents(&mut out);
        self.information(rows, &shorts, &mut out);
        int(999, &mut out);
        int(0, &mut out);
        out
    }

    /// Number of the first place of each variable in a case, from 1.
    fn places(&self) -> Vec<i32> {
        let mut next = 1;
        let place = |column: &Column| {
            let here = next;
            next += column.places() as i32;
            here
        };
        self.columns.iter().map(place).collect()
    }

    fn file_header(&self, rows: u64, out: &mut Vec<u8>) {
        out.extend_from_slice(b"$FL2");
        let product = concat!("@(#) SPSS DATA FILE framebook ", env!("CARGO_PKG_VERSION"));
        padded(product, 60, out);
        int(2, out);
        int(self.columns.iter().map(|it| it.places() as i32).sum(), out);
        int(1, out);
        int(self.dataset.weight.map_or(0, |weight| self.places()[weight]), out);
        int(i32::try_from(rows).unwrap_or(-1), out);
        double(BIAS, out);
        out.extend_from_slice(b"01 Jan 7000:00:00");
        padded(&one_line(&self.dataset.title), 64, out);
        out.extend_from_slice(&[0; 3]);
    }

    /// The variable records; gives back the short names that the others refer to.
    fn variables(&self, out: &mut Vec<u8>, warnings: &mut Warnings) -> Vec<String> {
        let mut shorts = Vec::new();
        let mut n = 0;
        for ((variable, column), name) in
            self.dataset.variables.iter().zip(self.columns).zip(self.names)
        {
            let what = format!("variable `{}`", variable.name);
            let label = fit::labelled(variable, name);
            let label = fit::label(&label, LONGEST_LABEL, &what, warnings);
            let missing = user_missing(&variable.levels);
            for (segment, width) in column.segments().into_iter().enumerate() {
                // A name that no long one can be: those begin with a letter.
                let short = format!("@{n:07}");
                n += 1;
                let first = segment == 0;
                int(2, out);
                int(width as i32, out);
                int(i32::from(first && !label.is_empty()), out);
                int(if first { missing.len() as i32 } else { 0 }, out);
                let [kind, mut shown, decimals] = column.format;
                if column.width.is_some() {
                    shown = width as u8;
                }
                let format = [decimals, shown, kind, 0];
                out.extend_from_slice(&format);
                out.extend_from_slice(&format);
                out.extend_from_slice(short.as_bytes());
                if first {
                    if !label.is_empty() {
                        int(label.len() as i32, out);
                        out.extend_from_slice(label.as_bytes());
                        out.resize(out.len() + label.len().next_multiple_of(4) - label.len(), b' ');
                    }
                    for code in &missing {
                        double(code.parse().unwrap_or(SYSMIS), out);
                    }
                    shorts.push(short);
                }
                for _ in 1..width.max(1).div_ceil(8) {
                    [2, -1, 0, 0, 0, 0].into_iter().for_each(|it| int(it, out));
                    out.extend_from_slice(b"        ");
                }
            }
        }
        shorts
    }

    fn value_labels(&self, out: &mut Vec<u8>, warnings: &mut Warnings) {
        let places = self.places();
        for (levels, members) in label_sets(&self.dataset.variables) {
            let what = format!("variable `{}`", self.dataset.variables[members[0]].name);
            int(3, out);
            int(levels.len() as i32, out);
            for Level { code, label, .. } in &levels {
                let label = fit::label(label, LONGEST_VALUE_LABEL, &what, warnings);
                double(f64::from(*code), out);
                out.push(label.len() as u8);
                out.extend_from_slice(label.as_bytes());
                let length = label.len() + 1;
                out.resize(out.len() + length.next_multiple_of(8) - length, b' ');
            }
            int(4, out);
            int(members.len() as i32, out);
            members.iter().for_each(|&member| int(places[member], out));
        }
    }

    /// Lines of notes, which SPSS shows with DISPLAY DOCUMENTS.
    fn documents(&self, out: &mut Vec<u8>) {
        let lines: Vec<String> =
            self.dataset.notes.iter().flat_map(|note| lines(&one_line(note))).collect();
        if !lines.is_empty() {
            int(6, out);
            int(lines.len() as i32, out);
            lines.iter().for_each(|line| padded(line, 80, out));
        }
    }

    fn information(&self, rows: u64, shorts: &[String], out: &mut Vec<u8>) {
        // version 1.0.0, IEEE 754, compressed, little-endian, UTF-8
        extension(3, 4, 8, out);
        [1, 0, 0, -1, 1, 1, 2, 65_001].into_iter().for_each(|it| int(it, out));
        extension(4, 8, 3, out);
        [SYSMIS, f64::MAX, f64::from_bits(LOWEST)].into_iter().for_each(|it| double(it, out));
        let segments: Vec<usize> = self.columns.iter().map(|it| it.segments().len()).collect();
        extension(11, 4, 3 * segments.iter().sum::<usize>(), out);
        for (index, variable) in self.dataset.variables.iter().enumerate() {
            let measure = match variable.measure {
                Measure::Nominal => 1,
                Measure::Ordinal => 2,
                Measure::Scale => 3,
            };
            let width = self.columns[index].width;
            let shown = width.map_or(8, |it| it.clamp(8, 24) as i32);
            for _ in 0..segments[index] {
                [measure, shown, i32::from(width.is_none())]
                    .into_iter()
                    .for_each(|it| int(it, out));
            }
        }
        let long = shorts.iter().zip(self.names).map(|(short, name)| format!("{short}={name}"));
        let long = long.collect::<Vec<_>>().join("\t");
        extension(13, 1, long.len(), out);
        out.extend_from_slice(long.as_bytes());
        let mut very_long = Vec::new();
        for (column, short) in self.columns.iter().zip(shorts) {
            if let Some(width) = column.width.filter(|&it| it > LONGEST_SEGMENT) {
                very_long.extend_from_slice(format!("{short}={width:05}\0\t").as_bytes());
            }
        }
        if !very_long.is_empty() {
            extension(14, 1, very_long.len(), out);
            out.extend_from_slice(&very_long);
        }
        extension(16, 8, 2, out);
        out.extend_from_slice(&1_i64.to_le_bytes());
        out.extend_from_slice(&(rows as i64).to_le_bytes());
        extension(20, 1, 5, out);
        out.extend_from_slice(b"UTF-8");
    }
}

/// A text in lines of at most 80 bytes, broken at blanks where there are any.
fn lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let most = within(rest, 80);
        let whole = most.len() == rest.len();
        let end = if whole { None } else { most.rfind(' ').filter(|&it| it > 0) };
        let line = &rest[..end.unwrap_or(most.len())];
        lines.push(line.to_owned());
        rest = rest[line.len()..].trim_start();
    }
    lines
}

fn int(number: i32, out: &mut Vec<u8>) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn double(number: f64, out: &mut Vec<u8>) {
    out.extend_from_slice(&number.to_le_bytes());
}

/// A text in exactly so many bytes.
fn padded(text: &str, bytes: usize, out: &mut Vec<u8>) {
    let text = within(text, bytes);
    out.extend_from_slice(text.as_bytes());
    out.resize(out.len() + bytes - text.len(), b' ');
}

/// The head of an extension record.
fn extension(kind: i32, size: i32, n: usize, out: &mut Vec<u8>) {
    [7, kind, size, n as i32].into_iter().for_each(|it| int(it, out));
}

/// The cases: for each place of eight bytes a code, and the bytes only where the code says so. Eight
/// codes stand before what belongs to them.
struct Packed<W> {
    out: W,
    codes: Vec<u8>,
    literals: Vec<u8>,
}

impl<W: Write> Packed<W> {
    fn new(out: W) -> Self {
        Packed { out, codes: Vec::with_capacity(8), literals: Vec::with_capacity(64) }
    }

    fn number(&mut self, number: f64) -> io::Result<()> {
        let biased = number + BIAS;
        if number == SYSMIS {
            self.code(255)
        } else if (1.0..=251.0).contains(&biased) && biased.fract() == 0.0 {
            self.code(biased as u8)
        } else {
            self.literals.extend_from_slice(&number.to_le_bytes());
            self.code(253)
        }
    }

    fn eight(&mut self, bytes: [u8; 8]) -> io::Result<()> {
        if bytes == *b"        " {
            return self.code(254);
        }
        self.literals.extend_from_slice(&bytes);
        self.code(253)
    }

    fn code(&mut self, code: u8) -> io::Result<()> {
        self.codes.push(code);
        if self.codes.len() == 8 { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.codes.resize(8, 0);
        self.out.write_all(&self.codes)?;
        self.out.write_all(&self.literals)?;
        self.codes.clear();
        self.literals.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.code(252)?;
        if !self.codes.is_empty() {
            self.flush()?;
        }
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_takes_the_places_that_spss_counts() {
        // PSPP's sfm_width_to_octs: 1, 2, 32; 255 + 148 bytes in 32 + 19 places
        for (width, segments, places) in [
            (1, vec![1], 1),
            (9, vec![9], 2),
            (255, vec![255], 32),
            (256, vec![255, 4], 33),
            (400, vec![255, 148], 51),
            (32_767, [vec![255; 130], vec![7]].concat(), 130 * 32 + 1),
        ] {
            let column = Column { width: Some(width), format: [1, 0, 0] };
            assert_eq!((column.segments(), column.places()), (segments, places), "{width}");
            let mut packed = Packed::new(Vec::new());
            let text: Vec<u8> = (0..width).map(|at| b'a' + (at % 26) as u8).collect();
            column.text(&text, &mut packed).expect("memory");
            // every byte of the text is there, whatever was divided where
            packed.codes.clear();
            let letters = packed.out.iter().chain(&packed.literals);
            let letters = letters.filter(|it| it.is_ascii_lowercase()).count();
            assert_eq!(letters, width, "{width}");
        }
    }

    #[test]
    fn notes_are_broken_at_blanks() {
        let text = "слово ".repeat(20);
        let broken = lines(text.trim());
        assert!(broken.iter().all(|it| it.len() <= 80 && !it.ends_with(' ')), "{broken:?}");
        assert_eq!(broken.join(" "), text.trim());
        assert_eq!(lines(&"路".repeat(30)).concat(), "路".repeat(30));
        assert!(lines("").is_empty());
    }

    #[test]
    fn small_whole_numbers_take_a_byte() {
        let mut packed = Packed::new(Vec::new());
        for number in [0.0, 1.0, -99.0, 151.0, SYSMIS] {
            packed.number(number).expect("memory");
        }
        packed.number(0.5).expect("memory");
        packed.number(152.0).expect("memory");
        packed.eight(*b"        ").expect("memory");
        assert_eq!(packed.out[..8], [100, 101, 1, 251, 255, 253, 253, 254]);
        assert_eq!(packed.out[8..], [0.5_f64.to_le_bytes(), 152_f64.to_le_bytes()].concat());
        assert!(packed.codes.is_empty());
    }
}
