//! A data set as a program for statistics sees it: variables, and rows that come one after another.
//!
//! A shape (`shape/`) makes one of the stored passes; a format writes it. The rows are read part by
//! part each time they are asked for, so a format holds no more of them than it has to. What a format
//! must know of all rows before the first (the longest text, the largest number) is in [`Profile`],
//! which costs one reading and is made once.

use std::cell::OnceCell;

use super::Failure;
pub use crate::table::Scale as Measure;

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name in CSV, Excel and Parquet; unique within the data set.
    pub name: String,
    /// What its owner calls it: the id of a code, the column of the corpus.
    pub original: String,
    /// What it holds, in words.
    pub label: String,
    /// Nominal, ordinal or scale.
    pub measure: Measure,
    /// What its values are.
    pub kind: Kind,
    /// The values of a [`Kind::Labelled`] variable, by rising code.
    pub levels: Vec<Level>,
}

/// What the values of a variable are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text as it stands.
    Text,
    /// Whole numbers, none beyond [`MAX_WHOLE`].
    Whole,
    /// Numbers.
    Number,
    /// `true` and `false`, in any case, of the corpus.
    Flag,
    /// Days, written in this form.
    Date(DateForm),
    /// One of the variable's levels.
    Labelled,
}

/// How a corpus writes days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateForm {
    /// `2013-09-07`
    Iso,
    /// `07.09.2013`
    DayMonthYear,
}

/// Every whole number up to this is a floating point number too, which is all that SPSS, Stata, R and
/// Excel have.
pub const MAX_WHOLE: i64 = 1 << 53;

/// A value that has a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// The number that stands for it where values are numbers.
    pub code: i32,
    /// What stands for it in CSV, Excel and Parquet.
    pub text: String,
    /// What a reader sees.
    pub label: String,
    /// True where it says why there is no value: user-missing in SPSS, `.a` and on in Stata.
    pub missing: bool,
}

/// A cell. Of values of the corpus the second part is the text as written.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Value<'a> {
    /// Nothing is known: empty, system-missing, `NA`.
    #[default]
    Missing,
    /// A whole number that was counted here.
    Count(u32),
    /// A number of the corpus.
    Number(f64, &'a str),
    /// True or false.
    Flag(bool, &'a str),
    /// Days since 1970-01-01.
    Date(i32, &'a str),
    /// Index into the levels of the variable.
    Level(usize),
    /// Text.
    Text(&'a str),
}

impl Value<'_> {
    /// The number that the value is, where it is one without its labels.
    pub fn number(&self) -> Option<f64> {
        match *self {
            Value::Count(number) => Some(f64::from(number)),
            Value::Number(number, _) => Some(number),
            Value::Flag(flag, _) => Some(f64::from(u8::from(flag))),
            Value::Missing | Value::Date(..) | Value::Level(_) | Value::Text(_) => None,
        }
    }
}

impl Variable {
    /// A variable without levels, called the same everywhere.
    pub fn new(name: &str, label: &str, kind: Kind, measure: Measure) -> Variable {
        Variable {
            name: name.to_owned(),
            original: name.to_owned(),
            label: label.to_owned(),
            measure,
            kind,
            levels: Vec::new(),
        }
    }

    /// A nominal variable of levels.
    pub fn labelled(name: &str, label: &str, levels: Vec<Level>) -> Variable {
        Variable { levels, ..Variable::new(name, label, Kind::Labelled, Measure::Nominal) }
    }

    /// The number of a value in a program whose labelled values are numbers; days are counted from
    /// 1970-01-01. `None` for text and for what is missing.
    pub fn code(&self, value: &Value<'_>) -> Option<f64> {
        match value {
            Value::Level(level) => self.levels.get(*level).map(|it| f64::from(it.code)),
            Value::Date(days, _) => Some(f64::from(*days)),
            other => other.number(),
        }
    }

    /// The value as CSV has it: what the corpus or framebook writes; `None` where it is missing or
    /// a count.
    pub fn text<'v>(&'v self, value: &Value<'v>) -> Option<&'v str> {
        match *value {
            Value::Number(_, text) | Value::Flag(_, text) | Value::Date(_, text) => Some(text),
            Value::Text(text) => Some(text),
            Value::Level(level) => self.levels.get(level).map(|it| it.text.as_str()),
            Value::Missing | Value::Count(_) => None,
        }
    }

    /// True where the levels are called by their numbers: 0 and 1.
    pub fn is_binary(&self) -> bool {
        self.kind == Kind::Labelled && self.levels.iter().all(|it| it.text == it.code.to_string())
    }
}

/// The levels of a variable that is 1 or 0.
pub fn binary(no: &str, yes: &str) -> Vec<Level> {
    [(0, no), (1, yes)]
        .map(|(code, label)| Level {
            code,
            text: code.to_string(),
            label: label.to_owned(),
            missing: false,
        })
        .to_vec()
}

/// Levels with codes from 1, each called by its text and labelled.
pub fn levels<'t>(named: impl IntoIterator<Item = (&'t str, &'t str)>) -> Vec<Level> {
    (1..)
        .zip(named)
        .map(|(code, (text, label))| Level {
            code,
            text: text.to_owned(),
            label: if label.is_empty() { text.to_owned() } else { label.to_owned() },
            missing: false,
        })
        .collect()
}

/// Takes a row: one value a variable.
pub type Sink<'s> = &'s mut dyn FnMut(&[Value<'_>]) -> Result<(), Failure>;
type Rows<'a> = Box<dyn Fn(Sink<'_>) -> Result<(), Failure> + 'a>;

/// Variables and rows.
pub struct Dataset<'a> {
    /// The columns.
    pub variables: Vec<Variable>,
    /// Index of the variable that the rows are weighted by.
    pub weight: Option<usize>,
    /// In one line what it is.
    pub title: String,
    /// What its reader must know: codebooks and versions, unit, measure, weights.
    pub notes: Vec<String>,
    rows: Rows<'a>,
    profile: OnceCell<Profile>,
}

impl<'a> Dataset<'a> {
    /// A data set; `rows` gives its rows to a sink, the same each time.
    pub fn new(
        variables: Vec<Variable>,
        rows: impl Fn(Sink<'_>) -> Result<(), Failure> + 'a,
    ) -> Dataset<'a> {
        Dataset {
            variables,
            weight: None,
            title: String::new(),
            notes: Vec::new(),
            rows: Box::new(rows),
            profile: OnceCell::new(),
        }
    }

    /// Gives every row to a sink, in order.
    ///
    /// # Errors
    ///
    /// A part that can not be read; what the sink says.
    pub fn each(&self, sink: Sink<'_>) -> Result<(), Failure> {
        (self.rows)(sink)
    }

    /// What all rows together are like. Reads them the first time it is asked.
    ///
    /// # Errors
    ///
    /// A part that can not be read.
    pub fn profile(&self) -> Result<&Profile, Failure> {
        if let Some(profile) = self.profile.get() {
            return Ok(profile);
        }
        let mut profile =
            Profile { rows: 0, columns: vec![ColumnProfile::default(); self.variables.len()] };
        self.each(&mut |row| {
            profile.rows += 1;
            for (column, value) in profile.columns.iter_mut().zip(row) {
                column.add(value);
            }
            Ok(())
        })?;
        Ok(self.profile.get_or_init(|| profile))
    }
}

impl std::fmt::Debug for Dataset<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dataset").field("variables", &self.variables).finish_non_exhaustive()
    }
}

/// What the rows of a data set are like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// Number of rows.
    pub rows: u64,
    /// One a variable.
    pub columns: Vec<ColumnProfile>,
}

/// What the values of a variable are like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnProfile {
    /// Rows without a value.
    pub missing: u64,
    /// Bytes of the longest text.
    pub longest: usize,
    /// Bytes of all texts.
    pub bytes: u64,
    /// Texts that are not empty.
    pub texts: u64,
    /// The smallest number; 0 where there is none.
    pub smallest: f64,
    /// The largest number; 0 where there is none.
    pub largest: f64,
    /// The most digits behind a decimal point, as written.
    pub decimals: u8,
    /// Texts with a line break in them.
    pub broken: u64,
    /// Texts with a zero byte in them, which ends a text in SPSS and Stata.
    pub zeros: u64,
}

impl ColumnProfile {
    fn add(&mut self, value: &Value<'_>) {
        match *value {
            Value::Missing => self.missing += 1,
            Value::Text(text) => {
                self.longest = self.longest.max(text.len());
                self.bytes += text.len() as u64;
                self.texts += u64::from(!text.is_empty());
                self.broken += u64::from(text.contains(['\n', '\r']));
                self.zeros += u64::from(text.contains('\0'));
            }
            Value::Number(number, written) => {
                self.number(number);
                self.decimals = self.decimals.max(decimals(written));
            }
            Value::Count(number) => self.number(f64::from(number)),
            Value::Flag(..) | Value::Date(..) | Value::Level(_) => {}
        }
    }

    fn number(&mut self, number: f64) {
        self.smallest = self.smallest.min(number);
        self.largest = self.largest.max(number);
    }

    /// Digits before the decimal point of the longest number, its sign among them; at least 1.
    pub fn whole_digits(&self) -> usize {
        let digits = |number: f64| format!("{:.0}", number.trunc()).len();
        digits(self.smallest).max(digits(self.largest))
    }
}

fn decimals(written: &str) -> u8 {
    let number = written.trim();
    if number.contains(['e', 'E']) {
        return 6;
    }
    let digits = number.rsplit_once(['.', ',']).map_or(0, |(_, fraction)| fraction.len());
    digits.min(16) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_tells_what_a_format_must_know_before_the_first_row() {
        let variables = vec![
            Variable::new("text", "", Kind::Text, Measure::Nominal),
            Variable::new("number", "", Kind::Number, Measure::Scale),
        ];
        let rows = [
            [Value::Text("дорога\n"), Value::Number(-12.25, "-12.25")],
            [Value::Missing, Value::Number(3.5, "3,5")],
            [Value::Text(""), Value::Missing],
            [Value::Text("a\0b"), Value::Count(7)],
        ];
        let dataset = Dataset::new(variables, move |sink: Sink<'_>| {
            rows.iter().try_for_each(|row| sink(row))
        });
        let profile = dataset.profile().expect("a profile");
        assert_eq!(profile.rows, 4);
        let text = ColumnProfile {
            missing: 1,
            longest: 13,
            bytes: 16,
            texts: 2,
            broken: 1,
            zeros: 1,
            ..ColumnProfile::default()
        };
        assert_eq!(profile.columns[0], text);
        let number = &profile.columns[1];
        assert_eq!((number.missing, number.smallest, number.largest), (1, -12.25, 7.0));
        assert_eq!((number.decimals, number.whole_digits()), (2, 3));
    }

    #[test]
    fn a_labelled_value_has_a_number_and_a_text() {
        let variable = Variable::labelled("language", "", levels([("en", "English"), ("ru", "")]));
        assert_eq!(variable.code(&Value::Level(1)), Some(2.0));
        assert_eq!(variable.text(&Value::Level(1)), Some("ru"));
        assert_eq!(variable.levels[1].label, "ru");
        assert!(!variable.is_binary());
        assert!(Variable::labelled("road", "", binary("not given", "given")).is_binary());
    }
}
