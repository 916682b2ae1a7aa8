//! What a metadata column holds, found over the whole corpus: its type, its missing values, how
//! many distinct values. Values are looked at as written; nothing is converted.

use std::collections::HashSet;
use std::fmt;

/// Distinct values are counted up to this many.
pub const MAX_DISTINCT: usize = 1000;

/// The narrowest type that every value of a column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// There is no value.
    Empty,
    /// `true` or `false`, in any case.
    Bool,
    /// Whole numbers of up to 18 digits; with a leading zero it is a label, not a number.
    Int,
    /// Numbers with a decimal point.
    Float,
    /// ISO 8601: `2013-09-07`, `2013-09`, `2013` among these, with or without a time after `T` or a space.
    Date,
    /// `07.09.2013`.
    DayMonthYear,
    /// `07/09/2013`, the day first: a number above 12 says so.
    DaySlashed,
    /// `09/07/2013`, the month first: a number above 12 says so.
    MonthSlashed,
    /// `07/09/2013`, and no value says whether the day or the month is first.
    Slashed,
    /// Anything else.
    Text,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Float => "float",
            Self::Date => "date",
            Self::DayMonthYear => "date (d.m.Y)",
            Self::DaySlashed => "date (d/m/Y)",
            Self::MonthSlashed => "date (m/d/Y)",
            Self::Slashed => "date (d/m/Y or m/d/Y)",
            Self::Text => "text",
        })
    }
}

/// Types from narrow to wide: a column is of the first that all its values admit.
const LATTICE: [Kind; 7] = [
    Kind::Bool,
    Kind::Int,
    Kind::Float,
    Kind::Date,
    Kind::DayMonthYear,
    Kind::DaySlashed,
    Kind::MonthSlashed,
];
/// The bits of the two readings of a slashed date.
const SLASHED: u8 = 0b110_0000;

/// A metadata column over the whole corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSummary {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// Documents with a value.
    pub n_present: u64,
    /// Documents without one.
    pub n_missing: u64,
    /// Distinct values; `None` where they are more than [`MAX_DISTINCT`].
    pub n_distinct: Option<usize>,
}

/// Looks at the values of a column one by one.
pub(super) struct ColumnScan {
    /// One bit for each type of the lattice that every value so far admits.
    admitted: u8,
    n_present: u64,
    n_missing: u64,
    distinct: HashSet<Box<str>>,
    many: bool,
    last: String,
}

impl ColumnScan {
    pub(super) fn new() -> Self {
        Self {
            admitted: u8::MAX,
            n_present: 0,
            n_missing: 0,
            distinct: HashSet::new(),
            many: false,
            last: String::new(),
        }
    }

    pub(super) fn add(&mut self, value: Option<&str>) {
        let Some(value) = value else {
            self.n_missing += 1;
            return;
        };
        self.n_present += 1;
        if self.admitted == 0 && self.many {
            return;
        }
        // corpora come sorted: most values are the one before
        if self.n_present > 1 && self.last == value {
            return;
        }
        if self.admitted != 0 {
            self.admitted &= admitted(value.trim());
        }
        if !self.many && !self.distinct.contains(value) {
            if self.distinct.len() == MAX_DISTINCT {
                self.many = true;
                self.distinct = HashSet::new();
            } else {
                self.distinct.insert(value.into());
            }
        }
        // a column of long texts must not be copied only to be compared
        self.last.clear();
        if value.len() <= 64 {
            self.last.push_str(value);
        }
    }

    pub(super) fn finish(&self, name: &str) -> ColumnSummary {
        let narrow = (0..LATTICE.len()).find(|bit| self.admitted & (1 << bit) != 0);
        let kind = match (self.n_present, narrow) {
            (0, _) => Kind::Empty,
            _ if self.admitted & 0b111_1111 == SLASHED => Kind::Slashed,
            (_, Some(bit)) => LATTICE[bit],
            (_, None) => Kind::Text,
        };
        ColumnSummary {
            name: name.to_owned(),
            kind,
            n_present: self.n_present,
            n_missing: self.n_missing,
            n_distinct: (!self.many).then_some(self.distinct.len()),
        }
    }
}

/// The types that a value admits, one bit each.
fn admitted(value: &str) -> u8 {
    let bytes = value.as_bytes();
    if bytes.is_empty() || bytes.len() > 40 {
        return 0;
    }
    let holds = [
        value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false"),
        is_int(bytes),
        is_float(bytes),
        is_date(bytes),
        is_year_last(bytes, b'.', false),
        is_year_last(bytes, b'/', false),
        is_year_last(bytes, b'/', true),
    ];
    holds.iter().enumerate().fold(0, |bits, (bit, &holds)| bits | (u8::from(holds) << bit))
}

fn digits(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit)
}

fn unsigned(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"-").or_else(|| bytes.strip_prefix(b"+")).unwrap_or(bytes)
}

fn is_int(bytes: &[u8]) -> bool {
    let bytes = unsigned(bytes);
    digits(bytes) && bytes.len() <= 18 && (bytes.len() == 1 || bytes[0] != b'0')
}

fn is_float(bytes: &[u8]) -> bool {
    let bytes = unsigned(bytes);
    let (number, exponent) = match bytes.iter().position(|b| matches!(b, b'e' | b'E')) {
        Some(at) => (&bytes[..at], Some(unsigned(&bytes[at + 1..]))),
        None => (bytes, None),
    };
    let (whole, fraction) = match number.iter().position(|&b| b == b'.') {
        Some(at) => (&number[..at], Some(&number[at + 1..])),
        None => (number, None),
    };
    let label = whole.len() > 1 && whole[0] == b'0';
    digits(whole) && !label && fraction.is_none_or(digits) && exponent.is_none_or(digits)
}

fn number(bytes: &[u8]) -> Option<u32> {
    digits(bytes).then(|| bytes.iter().fold(0, |n, b| n * 10 + u32::from(b - b'0')))
}

fn is_day(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}

fn is_date(bytes: &[u8]) -> bool {
    let (date, time) = match bytes.iter().position(|b| matches!(b, b'T' | b't' | b' ')) {
        Some(at) => (&bytes[..at], Some(&bytes[at + 1..])),
        None => (bytes, None),
    };
    let mut parts = date.split(|&b| b == b'-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let part = |part: Option<&[u8]>, length| match part {
        Some(part) if part.len() == length => number(part),
        _ => None,
    };
    if month.is_none() && time.is_none() {
        return part(year, 4).is_some_and(|y| (1000..3000).contains(&y));
    }
    let (Some(y), Some(m), None) = (part(year, 4), part(month, 2), parts.next()) else {
        return false;
    };
    let day = match day {
        None => time.is_none().then_some(1),
        Some(_) => part(day, 2),
    };
    day.is_some_and(|d| is_day(y, m, d)) && time.is_none_or(is_time)
}

fn is_time(bytes: &[u8]) -> bool {
    let signs = bytes.iter().all(|b| b.is_ascii_digit() || b":.,+-Zz".contains(b));
    signs && bytes.len() >= 5 && digits(&bytes[..2]) && bytes[2] == b':' && digits(&bytes[3..5])
}

/// Day, month and year with a sign between them, or month, day and year.
fn is_year_last(bytes: &[u8], between: u8, month_first: bool) -> bool {
    let mut parts = bytes.split(|&b| b == between);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(d), Some(m), Some(y), None) if d.len() <= 2 && m.len() <= 2 && y.len() == 4 => {
            let (d, m) = if month_first { (m, d) } else { (d, m) };
            match (number(d), number(m), number(y)) {
                (Some(d), Some(m), Some(y)) => is_day(y, m, d),
                _ => false,
            }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(values: &[&str]) -> Kind {
        let mut scan = ColumnScan::new();
        values.iter().for_each(|value| scan.add(Some(value)));
        scan.finish("column").kind
    }

    #[test]
    fn a_column_has_the_narrowest_type_of_all_its_values() {
        let cases: &[(&[&str], Kind)] = &[
            (&[], Kind::Empty),
            (&["true", "False"], Kind::Bool),
            (&["1", "-20", "+3", "0"], Kind::Int),
            (&["1", "2.5", "1e-3"], Kind::Float),
            (&["2013-09-07", "2013-09", "2013-09-07T10:00:00Z", "2013-09-07 10:00"], Kind::Date),
            (&["07.09.2013", "7.9.2013"], Kind::DayMonthYear),
            (&["07.09.2013", "2013-09-07"], Kind::Text),
            (&["2013-09-07", "2013"], Kind::Date),
            (&["2013-09-07", "20130"], Kind::Text),
            (&["11/24/2017", "03/04/2017"], Kind::MonthSlashed),
            (&["24/11/2017", "3/4/2017"], Kind::DaySlashed),
            (&["03/04/2017", "11/12/2017"], Kind::Slashed),
            (&["11/24/2017", "24/11/2017"], Kind::Text),
            (&["03/04/2017", "03.04.2017"], Kind::Text),
            (&["2017", "2018"], Kind::Int),
            (&["1", "2", "n/a"], Kind::Text),
            (&["007", "12"], Kind::Text),
            (&["true", "1"], Kind::Text),
            (&["2013-02-29"], Kind::Text),
            (&["2012-02-29"], Kind::Date),
            (&["1,5"], Kind::Text),
            (&["Астана", "阿斯塔纳"], Kind::Text),
            (&["1234567890123456789"], Kind::Float),
            (&[" 12 "], Kind::Int),
            (&["."], Kind::Text),
            (&["-"], Kind::Text),
            (&["e5"], Kind::Text),
        ];
        for (values, expected) in cases {
            assert_eq!(kind(values), *expected, "{values:?}");
        }
    }

    #[test]
    fn distinct_values_are_counted_up_to_a_thousand_then_many() {
        for (n, expected) in [(0, Some(0)), (1, Some(1)), (1000, Some(1000)), (1001, None)] {
            let mut scan = ColumnScan::new();
            for round in 0..2 {
                (0..n).for_each(|value| scan.add(Some(&format!("v{value}"))));
                assert_eq!(scan.finish("c").n_present, (round + 1) * n as u64);
            }
            scan.add(None);
            let summary = scan.finish("c");
            assert_eq!((summary.n_distinct, summary.n_missing), (expected, 1));
        }
    }
}
