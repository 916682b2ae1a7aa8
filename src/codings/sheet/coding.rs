//! A coding sheet: what a coder is asked of which units, as a page; and what a page that was filled in says, as
//! answers. Blind: of a unit it shows its text, its context, and what was named to be shown.

use std::collections::BTreeSet;

use crate::codings::{Kind, Unit, version_of};
use crate::engine::codebook::{Code, Codebook, Example};

use super::check::Filled;
use super::how::CODING;
use super::page::{Column, Entry, Page, Part, Side, near};
use super::said::Answer;

/// The values of a code.
pub const VALUES: &[&str] = &["1", "0", "?"];
/// Whether the speaker shares what is coded.
pub const STANCES: &[&str] = &["shares", "rejects", "unclear"];
/// The coder is not sure.
const UNSURE: &[&str] = &["1", "0"];

/// Signs of the context on each side.
const CONTEXT: usize = 240;

/// What a coder is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CodingSheet {
    /// Its name in the store, unlike that of any other.
    pub name: String,
    /// Who codes.
    pub coder: String,
    /// What is asked of each unit.
    pub asked: Asked,
    /// Names of metadata that are shown beside the text.
    pub shown: Vec<String>,
    /// The units, in the order in which they are coded.
    pub rows: Vec<Row>,
}

/// What is asked of each unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// The codebook's id.
    pub codebook: String,
    /// The codebook's title.
    pub title: String,
    /// The version of what coders read.
    pub version: String,
    /// The codes that are asked for, and those below them.
    pub codes: Vec<Entry>,
    /// Whether voice and stance are asked for.
    pub voice: bool,
}

/// A unit, as a coder sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub unit: String,
    /// What stands before it.
    pub before: String,
    /// The text to code.
    pub text: String,
    /// What stands after it.
    pub after: String,
    /// The metadata that are shown.
    pub shown: Vec<String>,
}

impl Row {
    /// A unit as it is shown, with these metadata of it.
    #[must_use]
    pub fn of(unit: &Unit, shown: &[String]) -> Self {
        let value = |name: &String| {
            let found = unit.metadata.iter().find(|it| it.0 == *name);
            found.map(|it| it.1.clone()).unwrap_or_default()
        };
        Self {
            unit: unit.id.clone(),
            before: unit.before.clone(),
            text: unit.text.clone(),
            after: unit.after.clone(),
            shown: shown.iter().map(value).collect(),
        }
    }
}

impl Asked {
    /// The codes of a codebook that are asked for, each with its subcodes below it: those of `ids`, or, where
    /// there are none, the codes of the top level, without the object where a question supplies it.
    ///
    /// # Errors
    /// An unknown code.
    pub fn of(codebook: &Codebook, ids: &[String], object: bool) -> Result<Self, String> {
        let asked: BTreeSet<usize> = match ids {
            [] => {
                let top = codebook.codes.iter().enumerate().filter(|it| it.1.parent.is_none());
                top.map(|it| it.0).filter(|it| object || codebook.about != Some(*it)).collect()
            }
            ids => ids.iter().map(|id| known(codebook, id)).collect::<Result<_, _>>()?,
        };
        let mut codes = Vec::new();
        for (at, code) in codebook.codes.iter().enumerate() {
            let is_asked = asked.contains(&at);
            let above: Vec<usize> = std::iter::successors(Some(at), |it| {
                codebook.codes.get(*it).and_then(|it| it.parent)
            })
            .take(codebook.codes.len())
            .collect();
            let depth = above.iter().position(|it| asked.contains(it));
            if let Some(depth) = depth {
                let depth = if is_asked { 0 } else { depth };
                codes.push(entry(code, depth, is_asked));
            }
        }
        Ok(Self {
            codebook: codebook.id.clone(),
            title: codebook.title.clone(),
            version: version_of(&codebook.source),
            codes,
            voice: false,
        })
    }

    /// The codes that are asked for.
    pub fn columns(&self) -> impl Iterator<Item = &Entry> {
        self.codes.iter().filter(|it| it.is_asked)
    }
}

fn known(codebook: &Codebook, id: &str) -> Result<usize, String> {
    codebook.code(id).ok_or_else(|| {
        let ids: Vec<&str> = codebook.codes.iter().map(|it| it.id.as_str()).collect();
        format!("unknown code `{id}` in codebook `{}`; there are: {}", codebook.id, ids.join(", "))
    })
}

fn entry(code: &Code, depth: usize, is_asked: bool) -> Entry {
    let label = if code.label.is_empty() { &code.id } else { &code.label };
    let lines = |examples: &[Example]| {
        let line = |it: &Example| match it.language {
            Some(language) => format!("{}: {}", language.code(), it.text),
            None => it.text.clone(),
        };
        examples.iter().map(line).collect()
    };
    Entry {
        depth,
        is_asked,
        id: code.id.clone(),
        label: label.clone(),
        definition: code.definition.clone(),
        include: code.include.clone(),
        exclude: code.exclude.clone(),
        examples: lines(&code.examples),
        counter_examples: lines(&code.counter_examples),
    }
}

/// Headings for labels, each unlike the others and unlike those that are `taken`; the id stands behind a label
/// that would not be.
#[must_use]
pub fn headings(codes: &[&Entry], taken: &[&str]) -> Vec<String> {
    let key = |text: &str| super::page::plain(text).to_lowercase();
    let taken: BTreeSet<String> = taken.iter().map(|it| key(it)).collect();
    let n = |label: &str| codes.iter().filter(|it| key(&it.label) == key(label)).count();
    let heading = |code: &&Entry| match n(&code.label) > 1 || taken.contains(&key(&code.label)) {
        true => format!("{} ({})", code.label, code.id),
        false => code.label.clone(),
    };
    codes.iter().map(heading).collect()
}

/// Headings of columns that no code may have.
pub(super) const FIXED: [&str; 10] = [
    "no",
    "unit",
    "context before",
    "text",
    "context after",
    "unsure",
    "memo",
    "voice",
    "stance",
    "sheet",
];

/// What a column asks for: the code and the kind of answer.
fn asks(sheet: &CodingSheet) -> Vec<(String, Kind)> {
    let mut asks: Vec<(String, Kind)> =
        sheet.asked.columns().map(|it| (it.id.clone(), Kind::Coding)).collect();
    let mut of_unit = vec![Kind::Unsure, Kind::Memo];
    if sheet.asked.voice {
        of_unit.extend([Kind::Voice, Kind::Stance]);
    }
    asks.extend(of_unit.into_iter().map(|it| (String::new(), it)));
    asks
}

impl CodingSheet {
    /// The page that is filled in.
    #[must_use]
    pub fn page(&self) -> Page {
        let column = |heading: &str, part: Part, help: &str| Column {
            heading: heading.to_owned(),
            part,
            help: help.to_owned(),
        };
        let mut columns = vec![
            column("no", Part::Number, ""),
            column("unit", Part::Unit, ""),
            column("context before", Part::Before, ""),
            column("text", Part::Text, ""),
            column("context after", Part::After, ""),
        ];
        let codes: Vec<&Entry> = self.asked.columns().collect();
        let headings = headings(&codes, &FIXED);
        for name in &self.shown {
            columns.push(column(&shown_heading(name, &headings), Part::Shown, ""));
        }
        for (code, heading) in codes.iter().zip(&headings) {
            columns.push(column(heading, Part::Coding(VALUES), &code.definition));
        }
        columns.push(column("unsure", Part::Choice(UNSURE), "1 where you are not sure."));
        columns.push(column("memo", Part::Free, "What should be talked about."));
        if self.asked.voice {
            columns.push(column("voice", Part::Free, "Who says it."));
            let help = "Whether who says it shares it.";
            columns.push(column("stance", Part::Choice(STANCES), help));
        }
        columns.push(column("sheet", Part::Sheet, ""));
        let n_asks = asks(self).len();
        let row = |(at, row): (usize, &Row)| {
            let mut cells = vec![
                (at + 1).to_string(),
                row.unit.clone(),
                context(&row.before, Side::End),
                row.text.clone(),
                context(&row.after, Side::Start),
            ];
            let shown = (0..self.shown.len()).map(|it| row.shown.get(it).cloned());
            cells.extend(shown.map(Option::unwrap_or_default));
            cells.extend(std::iter::repeat_n(String::new(), n_asks));
            cells.push(self.name.clone());
            cells
        };
        Page {
            name: self.name.clone(),
            title: format!("{} · {} · {}", self.asked.title, self.coder, self.name),
            columns,
            rows: self.rows.iter().enumerate().map(row).collect(),
            codebook: self.asked.codes.clone(),
            how: CODING,
        }
    }

    /// What a page that was filled in says.
    #[must_use]
    pub fn answers(&self, filled: &Filled) -> Vec<Answer> {
        let asks = asks(self);
        let first = 5 + self.shown.len();
        let mut answers = Vec::new();
        for cell in &filled.cells {
            let asked = cell.column.checked_sub(first).and_then(|it| asks.get(it));
            let (Some((code, kind)), Some(row)) = (asked, self.rows.get(cell.row)) else {
                continue;
            };
            let (kind, value) = match (kind, cell.value.as_str()) {
                (Kind::Coding, "?") => (Kind::CannotCode, "1"),
                // sure is what everybody is who says nothing
                (Kind::Unsure, "0") => (Kind::Unsure, ""),
                (kind, value) => (*kind, value),
            };
            let value = value.to_owned();
            answers.push(Answer { unit: row.unit.clone(), code: code.clone(), kind, value });
        }
        answers
    }
}

/// The heading of a metadata variable, unlike those of codes.
pub(super) fn shown_heading(name: &str, headings: &[String]) -> String {
    let is = |other: &str| super::grid::same(name, other);
    let taken = FIXED.iter().any(|it| is(it)) || headings.iter().any(|it| is(it));
    if taken { format!("{name} (shown)") } else { name.to_owned() }
}

/// Context as it is shown; Chinese says more in as many signs.
pub(crate) fn context(text: &str, side: Side) -> String {
    let n = text.chars().count().max(1);
    let wide = text.chars().filter(|it| ('\u{2e80}'..='\u{9fff}').contains(it)).count();
    let signs = if wide * 3 > n { CONTEXT / 2 } else { CONTEXT };
    near(text, signs, side)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_unlike_each_other() {
        let code = |id: &str, label: &str| Entry {
            id: id.to_owned(),
            label: label.to_owned(),
            ..Entry::default()
        };
        let codes =
            [code("a", "Failure"), code("b", "failure "), code("c", "Text"), code("d", "D")];
        let codes: Vec<&Entry> = codes.iter().collect();
        let expected = ["Failure (a)", "failure  (b)", "Text (c)", "D"];
        assert_eq!(headings(&codes, &FIXED), expected);
    }
}
