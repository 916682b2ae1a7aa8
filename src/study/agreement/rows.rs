//! Rows of codings, as they stand in a file or a store: each text once, and a row its numbers. A million rows of a few
//! hundred units and coders take little more than their numbers.

use std::collections::{BTreeSet, HashMap};
use std::num::NonZeroU32;
use std::rc::Rc;

/// A text of [`Rows`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Name(NonZeroU32);

/// A coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The code; `None` where there is one thing that was coded.
    pub code: Option<Name>,
    /// The unit.
    pub unit: Name,
    /// The coder.
    pub coder: Name,
    /// The value; `None` where it is missing.
    pub value: Option<Name>,
    /// The cluster of the unit, such as its document.
    pub cluster: Option<Name>,
    /// The language of the unit, or another group.
    pub language: Option<Name>,
    /// When the coder gave it: a number, a date, anything that sorts.
    pub order: Option<Name>,
    /// The line in the file; 0 where there is none.
    pub line: u32,
}

/// A row with its texts, for what has few of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// The code.
    pub code: Option<String>,
    /// The unit.
    pub unit: String,
    /// The coder.
    pub coder: String,
    /// The value.
    pub value: Option<String>,
    /// The cluster of the unit.
    pub cluster: Option<String>,
    /// The language of the unit, or another group.
    pub language: Option<String>,
    /// Where the row stands, for messages.
    pub place: String,
}

/// Rows with their texts.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// The name of the file that they stand in; `None` where it is the store.
    pub file: Option<String>,
    /// The rows, in the order of the file.
    pub rows: Vec<Row>,
    /// The strata that units were drawn from, whoever has rated any, with the number of segments of each; empty where
    /// that is not known.
    pub strata: HashMap<Name, f64>,
    /// The stratum of each unit.
    pub stratum_of: HashMap<Name, Name>,
    /// Why it is not known how units of a store were drawn.
    pub unweighted: Option<String>,
    numbers: HashMap<Rc<str>, Name>,
    texts: Vec<Rc<str>>,
}

impl Rows {
    /// No rows yet, of a file.
    pub fn of_file(name: &str) -> Self {
        Self { file: Some(name.to_owned()), ..Self::default() }
    }

    /// The name of a text.
    ///
    /// # Errors
    /// More than four billion texts.
    pub fn name(&mut self, text: &str) -> Result<Name, String> {
        if let Some(name) = self.numbers.get(text) {
            return Ok(*name);
        }
        let number = u32::try_from(self.texts.len() + 1).ok().and_then(NonZeroU32::new);
        let name = Name(number.ok_or("more different texts than can be counted")?);
        let text: Rc<str> = text.into();
        self.texts.push(Rc::clone(&text));
        self.numbers.insert(text, name);
        Ok(name)
    }

    /// Leaves the rows of these coders; of none named all.
    ///
    /// # Errors
    /// A coder who has no row.
    pub fn only(&mut self, coders: &[String]) -> Result<(), String> {
        if coders.is_empty() {
            return Ok(());
        }
        let known: BTreeSet<&str> = self.rows.iter().map(|it| self.text(it.coder)).collect();
        if let Some(name) = coders.iter().find(|it| !known.contains(it.as_str())) {
            let known: Vec<&str> = known.into_iter().collect();
            return Err(format!("nothing is coded by `{name}`; there are: {}", known.join(", ")));
        }
        let mut rows = std::mem::take(&mut self.rows);
        rows.retain(|it| coders.iter().any(|name| name == self.text(it.coder)));
        self.rows = rows;
        Ok(())
    }

    /// The text of a name of these rows.
    pub fn text(&self, name: Name) -> &str {
        self.texts.get(name.0.get() as usize - 1).map_or("", |it| it)
    }

    /// The text, where there is a name.
    pub fn some(&self, name: Option<Name>) -> Option<&str> {
        name.map(|it| self.text(it))
    }

    /// A row with its texts.
    pub fn texts(&self, row: &Row) -> Texts {
        let some = |name| self.some(name).map(str::to_owned);
        Texts {
            code: some(row.code),
            unit: self.text(row.unit).to_owned(),
            coder: self.text(row.coder).to_owned(),
            value: some(row.value),
            cluster: some(row.cluster),
            language: some(row.language),
            place: self.place(row),
        }
    }

    /// Where a row stands, for messages.
    pub fn place(&self, row: &Row) -> String {
        match &self.file {
            Some(file) => format!("`{file}:{}`", row.line),
            None => format!("codings of {}", self.text(row.coder)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_name_and_a_row_its_numbers() {
        let mut rows = Rows::default();
        let (a, b) = (rows.name("Алия").unwrap(), rows.name("").unwrap());
        assert_eq!(rows.name("Алия"), Ok(a));
        assert_eq!((rows.text(a), rows.some(Some(b)), rows.some(None)), ("Алия", Some(""), None));
        assert!(size_of::<Row>() <= 32);
    }
}
