//! What each number of a table or figure counts, as a question that the report can answer by itself.
//! Tables, figures and the counts that they were made from enter; queries leave.

use std::collections::HashMap;

use crate::engine::codebook::{Codebook, Measure};
use crate::engine::count::{Level, Status};
use crate::report::{Group, Kind, Query};
use crate::table::{Layout, Place, Print, Table};

use super::super::Failure;
use super::super::stored::StoredSource;
use super::super::variable::Variables;
use super::super::views::View;
use super::columns::Index;

/// The queries of a report, each once.
#[derive(Debug, Default)]
pub struct Queries {
    queries: Vec<Query>,
    known: HashMap<Query, usize>,
}

impl Queries {
    /// The key of a query.
    pub fn key(&mut self, query: Query) -> usize {
        *self.known.entry(query).or_insert_with_key(|query| {
            self.queries.push(query.clone());
            self.queries.len() - 1
        })
    }

    /// All of them, in the order of their keys.
    pub fn finish(self) -> Vec<Query> {
        self.queries
    }
}

/// Makes the queries of a pass.
#[derive(Debug)]
pub struct Linker<'a> {
    /// Index of the source in the report.
    pub source: usize,
    /// The pass.
    pub at: usize,
    /// The source.
    pub stored: &'a StoredSource,
    /// Numbers of the values of its columns.
    pub index: &'a Index,
    /// Who voices its codings, as [`crate::report::Pass`] has it.
    pub voices: &'a [[u32; 3]],
    /// Where queries go.
    pub queries: &'a mut Queries,
}

/// A row of a table, by the names of its columns.
struct Row<'t> {
    table: &'t Table,
    row: usize,
}

impl<'t> Row<'t> {
    fn text(&self, name: &str) -> Option<&'t str> {
        self.table.frame.column(name).ok()?.str().ok()?.get(self.row)
    }

    fn count(&self, name: &str) -> Option<u64> {
        self.table.frame.column(name).ok()?.u64().ok()?.get(self.row)
    }

    fn kind(&self) -> &'t str {
        self.text("kind").unwrap_or_default()
    }

    fn measure(&self) -> Option<Measure> {
        let name = self.text("measure")?;
        Measure::ALL.into_iter().find(|it| it.name() == name)
    }
}

impl Linker<'_> {
    /// The codebook of the pass.
    pub fn codebook(&self) -> &Codebook {
        &self.stored.passes[self.at].codebook
    }

    /// A question about the pass; without a measure about the codebook's.
    pub fn query(&self, kind: Kind, measure: Option<Measure>) -> Query {
        let measure = measure.unwrap_or(self.codebook().measure) as usize;
        Query { source: self.source, pass: self.at, kind, measure, ..Query::default() }
    }

    /// The keys of the cells of a table that a view shows.
    ///
    /// # Errors
    ///
    /// An unknown variable.
    pub fn table(
        &mut self,
        view: &View<'_>,
        table: &Table,
    ) -> Result<HashMap<Place, usize>, Failure> {
        let shown = table.variables.iter().filter(|it| it.print != Print::Text);
        let mut variables: Vec<&str> = match table.layout {
            Layout::List => shown.filter(|it| it.shown).map(|it| it.name.as_str()).collect(),
            Layout::Matrix { value, count, .. } => vec![value, count],
        };
        variables.dedup();
        let by = match view.entry.name {
            "trend" => Some("year"),
            _ => view.by.first().map(String::as_str),
        };
        let grouping = by.map(|by| Grouping::new(self.stored, self.at, by)).transpose()?;
        let mut links = HashMap::new();
        for row in 0..table.frame.height() {
            let row = Row { table, row };
            for &variable in &variables {
                let query = match view.entry.name {
                    "frequency" => self.frequency(&row, variable),
                    "by-document" => self.by_document(&row, variable),
                    "cooccurrence" => self.together(&row, variable),
                    "attribution" => self.voiced(&row, variable),
                    "crosstab" | "trend" => grouping.as_ref().and_then(|it| {
                        let query = self.frequency(&row, cell_of(&row, variable)?)?;
                        Some(Query { groups: self.groups(it, &row)?, ..query })
                    }),
                    _ => None,
                };
                if let Some(query) = query.filter(|it| it.n != Some(0)) {
                    let place = Place { row: row.row, variable: variable.to_owned() };
                    links.insert(place, self.queries.key(query));
                }
            }
        }
        Ok(links)
    }

    /// A row of codes or of status, asked without groups.
    fn of_row(&self, row: &Row<'_>) -> Option<Query> {
        let code = || self.codebook().code(row.text("code")?);
        let place = |wanted: Status| Status::ALL.iter().position(|it| *it == wanted);
        let named = |name: &str| Status::ALL.iter().position(|it| it.name() == name);
        let mut query = match row.kind() {
            "framing" | "object" => {
                Query { code: Some(code()?), ..self.query(Kind::Given, row.measure()) }
            }
            "none" => self.query(Kind::None, row.measure()),
            "missing" => {
                let scope = [place(Status::InScope), place(Status::OutOfScope)];
                let all = 0..Status::ALL.len();
                let status = all.filter(|it| !scope.contains(&Some(*it))).collect();
                Query { status, ..self.query(Kind::Status, None) }
            }
            "all" => self.query(Kind::Status, None),
            "codings" => self.query(Kind::Any, row.measure()),
            name => Query { status: vec![named(name)?], ..self.query(Kind::Status, None) },
        };
        // the line n of a trend: in scope in any language
        if row.kind() == "in_scope" && row.text("period_kind").is_some() {
            query.status.extend(named("missing_language"));
        }
        Some(query)
    }

    fn frequency(&self, row: &Row<'_>, variable: &str) -> Option<Query> {
        let query = self.of_row(row)?;
        let asked = |query: Query| match query.kind {
            Kind::Given => Query { kind: Kind::Asked, ..query },
            Kind::None => Query { kind: Kind::AskedAll, ..query },
            _ => Query { status: Vec::new(), ..query },
        };
        let n = |name: &str| row.count(name);
        Some(match variable {
            // a segment with two codings is listed once
            "segments" if query.kind == Kind::Any => {
                n("segments").filter(|it| *it > 0).map(|_| query)?
            }
            "segments" | "share" => Query { n: Some(n("segments")?), ..query },
            "of_segments" => Query { n: Some(n("of_segments")?), ..asked(query) },
            "documents" => Query { n: Some(n("documents")?), documents: true, ..query },
            "of_documents" => {
                Query { n: Some(n("of_documents")?), documents: true, ..asked(query) }
            }
            // no number of segments: the list says how many they stand in
            "matches" => n("matches").filter(|it| *it > 0).map(|_| query)?,
            _ => return None,
        })
    }

    fn by_document(&self, row: &Row<'_>, variable: &str) -> Option<Query> {
        let code = self.codebook().code(row.text("code").unwrap_or_default());
        let of = |kind: Kind, n: &str| {
            let n = Some(row.count(n)?);
            Some(Query { code, documents: true, n, ..self.query(kind, row.measure()) })
        };
        match variable {
            "present" | "present_share" => of(Kind::Given, "present"),
            "of_present" => of(Kind::Asked, "of_present"),
            "dominant" | "dominant_share" if row.kind() == "mixed" => of(Kind::Mixed, "dominant"),
            "dominant" | "dominant_share" => of(Kind::Dominant, "dominant"),
            "of_dominant" => Some(Query { code: None, ..of(Kind::AskedAll, "of_dominant")? }),
            _ => None,
        }
    }

    fn together(&self, row: &Row<'_>, variable: &str) -> Option<Query> {
        let kind = match variable {
            "both" => Kind::Both,
            "first" => Kind::First,
            "second" => Kind::Second,
            "n" => Kind::AskedBoth,
            _ => return None,
        };
        let documents = row.kind() == "documents";
        Some(Query {
            code: Some(self.codebook().code(row.text("code")?)?),
            other: Some(self.codebook().code(row.text("other_code")?)?),
            together: documents,
            documents,
            n: Some(row.count(variable)?),
            ..self.query(kind, row.measure())
        })
    }

    fn voiced(&self, row: &Row<'_>, variable: &str) -> Option<Query> {
        let code = Some(self.codebook().code(row.text("code")?)?);
        let given = Query { code, ..self.query(Kind::Given, row.measure()) };
        let voice = match row.kind() {
            "voice" => {
                let actors = self.stored.passes.iter().find(|it| it.codebook.actors)?;
                Some(actors.codebook.code(row.text("voice")?)? as u32 + 1)
            }
            "unattributed" => Some(0),
            _ => None,
        };
        let query = match voice {
            Some(_) => Query { voice, kind: Kind::Voiced, ..given.clone() },
            None => given.clone(),
        };
        Some(match variable {
            "segments" | "share" => Query { n: Some(row.count("segments")?), ..query },
            "documents" => Query { n: Some(row.count("documents")?), documents: true, ..query },
            "of_segments" => Query { n: Some(row.count("of_segments")?), ..given },
            _ => return None,
        })
    }

    /// The groups of a row of a crosstab or trend; `None` where it counts nothing that can be listed.
    fn groups(&self, grouping: &Grouping, row: &Row<'_>) -> Option<Vec<Group>> {
        match row.text("group_kind").or_else(|| row.text("period_kind"))? {
            "all" => Some(Vec::new()),
            "missing" | "undated" => Some(vec![grouping.group(self.index, None)?]),
            "group" => {
                let value = row.text(&format!("by_{}", grouping.name))?;
                Some(vec![grouping.group(self.index, Some(value))?])
            }
            "period" => Some(vec![grouping.group(self.index, row.text("period"))?]),
            _ => None,
        }
    }
}

/// The variable of [`Row`] that a cell of a matrix counts.
fn cell_of<'v>(row: &Row<'_>, variable: &'v str) -> Option<&'v str> {
    let of_codes = matches!(row.kind(), "framing" | "none" | "object");
    ((variable == "share") == of_codes).then_some(variable)
}

/// Where the groups of a variable come from.
pub struct Grouping {
    name: String,
    /// Labels of codes, and the pass and codes that they are of.
    codes: Option<(Vec<String>, usize, Vec<usize>)>,
}

impl Grouping {
    /// The groups of one variable.
    ///
    /// # Errors
    ///
    /// An unknown variable.
    pub fn new(stored: &StoredSource, at: usize, by: &str) -> Result<Grouping, Failure> {
        let name = by.to_owned();
        let variables = Variables::new(stored, at, std::slice::from_ref(&name))?;
        let level = variables.dimensions.first().map(|it| &it.level);
        let codes = match (level, variables.codes()) {
            (Some(Level::Codes(names)), Some(codes)) => {
                Some((names.clone(), codes.pass, codes.codes.clone()))
            }
            _ => None,
        };
        Ok(Grouping { name, codes })
    }

    /// The group of a value; none where no segment has it.
    pub fn group(&self, index: &Index, value: Option<&str>) -> Option<Group> {
        match &self.codes {
            None => index.value(&self.name, value).map(|it| Group::Value(it.0, it.1)),
            Some((names, pass, codes)) => {
                let of = names.iter().zip(codes).filter(|it| Some(it.0.as_str()) == value);
                let of: Vec<usize> = of.map(|it| *it.1).collect();
                (!of.is_empty()).then_some(Group::Codes(*pass, of))
            }
        }
    }
}
