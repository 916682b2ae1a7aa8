//! A table that is no corpus: one file, its columns by name, its rows one after the other. Formats,
//! encodings and delimiters are found as for a corpus; what a row means is the caller's.

use std::path::Path;

use super::error::CorpusError;
use super::reader::{Fault, Row};
use super::spec::Spec;
use super::stream::SLAB;
use super::{CorpusFile, open};

/// A file of rows under column names.
#[derive(Debug)]
pub struct Tabular {
    file: CorpusFile,
    replace_invalid: bool,
    notes: Vec<String>,
}

impl Tabular {
    /// Opens the one file that `spec` names, relative to `base`.
    ///
    /// # Errors
    /// Where it can not be read, is no table, or several are named.
    pub fn open(spec: &Spec, base: &Path) -> Result<Self, CorpusError> {
        let mut notes = Vec::new();
        let mut files = open::open_files(spec, base, SLAB, &mut notes)?;
        let (Some(file), true) = (files.pop(), files.is_empty()) else {
            return Err(CorpusError::Spec(format!(
                "`{}`: several files; name one table",
                spec.files.join(", ")
            )));
        };
        if file.format.one_document {
            let name = file.format.name;
            return Err(CorpusError::format(
                &file.shown,
                1,
                format!("a {name} file is no table; name a CSV file with a header"),
            ));
        }
        Ok(Self { file, replace_invalid: spec.replace_invalid, notes })
    }

    /// What was found, a sentence each, for the user to read.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The name of the file in messages.
    pub fn shown(&self) -> &str {
        &self.file.shown
    }

    /// The names of the columns.
    pub fn names(&self) -> &[String] {
        &self.file.names
    }

    /// The number of a column.
    ///
    /// # Errors
    /// An unknown name; the message lists the known ones.
    pub fn column(&self, name: &str) -> Result<usize, CorpusError> {
        let names = &self.file.names;
        names.iter().position(|it| it == name).ok_or_else(|| {
            CorpusError::format(
                &self.file.shown,
                1,
                format!("no column `{name}`; there are: {}", names.join(", ")),
            )
        })
    }

    /// Gives each row to `take`: its line, and the fields of the columns that are asked for, `None`
    /// where they are empty.
    ///
    /// # Errors
    /// Where the file can not be read, a row has other fields than the header, or `take` refuses.
    pub fn rows<E: From<CorpusError>>(
        &self,
        columns: &[usize],
        mut take: impl FnMut(u64, &[Option<&str>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut opened = self.file.open(self.replace_invalid, SLAB).map_err(E::from)?;
        let mut wanted = vec![false; self.file.names.len()];
        for &column in columns {
            if let Some(wanted) = wanted.get_mut(column) {
                *wanted = true;
            }
        }
        let (mut text, mut fields) = (String::new(), Vec::new());
        let mut n_row = 0;
        loop {
            text.clear();
            fields.clear();
            n_row += 1;
            let (text, fields) = (&mut text, &mut fields);
            let mut row = Row { text, fields, wanted: &wanted, line: n_row, fault: None };
            if !opened.rows.next(&mut row).map_err(E::from)? {
                return Ok(());
            }
            let (line, fault) = (row.line, row.fault);
            if let Some(fault) = fault {
                return Err(self.misfit(line, fault).into());
            }
            let field = |column: usize| {
                let (start, end) = fields.get(column).copied().flatten()?;
                text.get(start..end)
            };
            let found: Vec<Option<&str>> = columns.iter().map(|it| field(*it)).collect();
            take(line, &found)?;
        }
    }

    fn misfit(&self, line: u64, fault: Fault) -> CorpusError {
        let message = match fault {
            Fault::Fields(n) => {
                let header = self.file.names.len();
                format!("the row has {n} fields, the header has {header}; mend it")
            }
            Fault::AfterQuote => "signs stand after a closing quotation mark; double a quotation \
                                  mark that belongs to the text"
                .to_owned(),
        };
        CorpusError::format(&self.file.shown, line, message)
    }
}
