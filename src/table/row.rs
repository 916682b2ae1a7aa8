//! The rows that tables have in common: the tree of framings, "none", the object with its subcodes,
//! and below them what is in scope, out of scope and missing.

use framebook_engine::codebook::{Codebook, Measure};
use framebook_engine::count::{CodeCount, Counted, Counts, Status};

use super::builder::{Cell, hidden, measures, variable};
use super::{Input, Print, Variable};

/// The variables that every table opens with: measure, kind, code, label and depth. Their cells are
/// [`Row::opening`] and [`Below::opening`].
pub fn opening(input: &Input<'_>) -> Vec<Variable> {
    let mut measure = hidden("measure", "Which matches count", Print::Text);
    measure.shown = measures(input).len() > 1;
    measure.values = vec![
        ("asserted".to_owned(), "matches that are not denied".to_owned()),
        ("mention".to_owned(), "all matches".to_owned()),
    ];
    vec![
        measure,
        hidden("kind", "What the row is of", Print::Text),
        hidden("code", "Id of the code", Print::Text),
        variable("label", "Code", "Label of the code", Print::Text),
        hidden("depth", "Depth in the tree of codes", Print::Count),
    ]
}

/// What a row is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// A framing; its depth in the tree.
    Framing(usize, usize),
    /// Segments without any top-level framing.
    None,
    /// The object or a subcode of it; its depth below the object.
    Object(usize, usize),
}

impl Row {
    /// Framings as a tree in the order of the codebook, "none", then the object's tree.
    pub fn all(codebook: &Codebook) -> Vec<Row> {
        let mut rows = Vec::new();
        let roots = (0..codebook.codes.len()).filter(|&it| codebook.codes[it].parent.is_none());
        for root in roots {
            push(codebook, root, 0, false, &mut rows);
        }
        if !rows.is_empty() {
            rows.push(Row::None);
        }
        if let Some(about) = codebook.about {
            push(codebook, about, 0, true, &mut rows);
        }
        rows
    }

    pub fn kind(self) -> &'static str {
        match self {
            Row::Framing(..) => "framing",
            Row::None => "none",
            Row::Object(..) => "object",
        }
    }

    pub fn code(self, codebook: &Codebook) -> Option<String> {
        match self {
            Row::Framing(code, _) | Row::Object(code, _) => Some(codebook.codes[code].id.clone()),
            Row::None => None,
        }
    }

    pub fn label(self, codebook: &Codebook) -> String {
        match self {
            Row::Framing(code, _) | Row::Object(code, _) => {
                let code = &codebook.codes[code];
                if code.label.is_empty() { code.id.clone() } else { code.label.clone() }
            }
            Row::None => "None of these".to_owned(),
        }
    }

    pub fn depth(self) -> u64 {
        match self {
            Row::Framing(_, depth) | Row::Object(_, depth) => depth as u64,
            Row::None => 0,
        }
    }

    /// The cells of [`opening`].
    pub fn opening(self, codebook: &Codebook, measure: Measure) -> Vec<Cell> {
        vec![
            measure.name().into(),
            self.kind().into(),
            self.code(codebook).into(),
            self.label(codebook).into(),
            self.depth().into(),
        ]
    }

    pub fn count(self, counted: &Counted<'_>, measure: Measure) -> CodeCount {
        match self {
            Row::Framing(code, _) | Row::Object(code, _) => counted.code(code, measure),
            Row::None => counted.none(measure),
        }
    }
}

fn push(codebook: &Codebook, code: usize, depth: usize, object: bool, rows: &mut Vec<Row>) {
    if codebook.is_object(code) != object {
        return;
    }
    rows.push(if object { Row::Object(code, depth) } else { Row::Framing(code, depth) });
    for &child in &codebook.codes[code].children {
        push(codebook, child, depth + 1, object, rows);
    }
}

/// A row of no code: kind, label and depth.
pub struct Below {
    pub kind: &'static str,
    pub label: &'static str,
    pub depth: u64,
}

impl Below {
    /// The cells of [`opening`] of a row that is the same in every measure.
    pub fn opening(&self) -> Vec<Cell> {
        self.cells(Cell::Missing)
    }

    /// The cells of [`opening`] of a row that differs by measure.
    pub fn opening_of(&self, measure: Measure) -> Vec<Cell> {
        self.cells(measure.name().into())
    }

    fn cells(&self, measure: Cell) -> Vec<Cell> {
        vec![measure, self.kind.into(), Cell::Missing, self.label.into(), self.depth.into()]
    }
}

/// In scope, out of scope, missing with its reasons, all. The reasons are those that occur anywhere
/// in the total, so that every group has the same rows.
pub fn below(total: &Counted<'_>) -> Vec<Below> {
    let mut rows = vec![
        Below { kind: "in_scope", label: "In scope", depth: 0 },
        Below { kind: "out_of_scope", label: "Out of scope", depth: 0 },
        Below { kind: "missing", label: "Missing", depth: 0 },
    ];
    for status in Status::ALL {
        if matches!(status, Status::Missing(_)) && total.status(status).segments > 0 {
            let label = status.label().trim_start_matches("Missing: ");
            rows.push(Below { kind: status.name(), label, depth: 1 });
        }
    }
    rows.push(Below { kind: "all", label: "All", depth: 0 });
    rows
}

/// Segments, documents and words of a row of [`below`].
pub fn below_counts(kind: &str, counted: &Counted<'_>) -> Counts {
    match Status::ALL.into_iter().find(|it| it.name() == kind) {
        Some(status) => counted.status(status),
        None if kind == "missing" => counted.missing(),
        None => counted.all(),
    }
}
