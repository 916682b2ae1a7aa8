//! How well a coder does against a gold standard: what the engine measured of it enters, a table leaves. A row a code,
//! below it a row a group, at the end the means over top-level framings.

use framebook_engine::codebook::Codebook;
use framebook_engine::stats::{Estimate, Reason, Test, TestName};
use framebook_engine::validity::{Average, Compared, METRICS, Validity};

use super::builder::{Builder, Cell, cells, hidden, variable};
use super::{Layout, Print, Provenance, Table, TableError};

/// One code measured.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The code, by its place in the codebook.
    pub code: usize,
    /// Over all units.
    pub whole: Validity,
    /// How far the people agree who made its gold standard; none where no unit was coded twice.
    pub gold_agreement: Option<GoldAgreement>,
    /// By the groups of each variable.
    pub groups: Vec<Compared>,
}

/// How far the people agree who made the gold standard of a code: Krippendorff's alpha, nominal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GoldAgreement {
    /// Alpha.
    pub alpha: Option<f64>,
    /// The ends of its interval.
    pub interval: Option<(f64, f64)>,
    /// Segments that two coders or more coded.
    pub n: u64,
    /// Why alpha or its interval is missing.
    pub undefined_because: Option<&'static str>,
}

/// A coder measured.
#[derive(Clone, Debug)]
pub struct Validation {
    /// The codes, in the order of the codebook.
    pub codes: Vec<Measured>,
    /// Means over top-level framings, one a metric.
    pub macro_average: Vec<Average>,
    /// All their codings as one.
    pub micro_average: Option<Validity>,
    /// Labels of the groups of each variable, by the number that [`Compared::groups`] has.
    pub groups: Vec<(String, Vec<String>)>,
    /// For each variable and metric the probabilities of the codes that groups differ, adjusted over the codes by
    /// Holm; none where there is no test.
    pub adjusted: Vec<Vec<Vec<Option<f64>>>>,
}

/// The metrics that a view shows with their intervals.
const SHOWN: [&str; 3] = ["precision", "recall", "f1"];

/// What is told of the test of a metric beside its adjusted probability.
const TEST: [(&str, &str, Print); 5] = [
    ("p", "The same, not adjusted", Print::Probability),
    (
        "f",
        "Wald's statistic of the test, as an F; none where a group is at an end of the scale",
        Print::Decimal,
    ),
    ("df", "Degrees of freedom of its numerator", Print::Decimal),
    ("df_denominator", "Degrees of freedom of its denominator", Print::Decimal),
    ("pairs", "Pairs of groups that the test is of where there is no F", Print::Count),
];

/// What each row says of itself before its numbers.
struct Head<'a> {
    kind: &'static str,
    code: Option<&'a str>,
    label: String,
    depth: usize,
    variable: Option<&'a str>,
    group: Option<&'a str>,
}

impl Validation {
    /// The table.
    ///
    /// # Errors
    ///
    /// A frame that can not be built: a fault of framebook.
    pub fn table(
        &self,
        codebook: &Codebook,
        title: String,
        notes: Vec<String>,
        provenance: &Provenance,
    ) -> Result<Table, TableError> {
        let (text, count, decimal) = (Print::Text, Print::Count, Print::Decimal);
        let mut variables = vec![
            hidden("kind", "code, group, macro or micro", text),
            hidden("code", "Id of the code", text),
            variable("label", "Code", "Label of the code, or the group", text),
            hidden("depth", "Depth in the tree of codes and groups", count),
            hidden("variable", "The variable that groups are of", text),
            hidden("group", "The group", text),
            variable("n", "n", "Segments that both have coded", count),
            variable("gold", "gold", "Segments with the code in the gold standard", count),
            variable("coder", "coder", "Segments that the coder gave the code", count),
            hidden("true_positive", "Segments with the code in both", count),
            hidden("false_positive", "Segments with the code from the coder alone", count),
            hidden("false_negative", "Segments with the code in the gold standard alone", count),
            hidden("true_negative", "Segments with the code in neither", count),
            hidden("clusters", "Documents, a group of reprints being one", count),
        ];
        for metric in METRICS {
            let heading = metric.name.replace('_', " ");
            let shown = SHOWN.contains(&metric.name);
            let one = |name: &str, heading: &str, label: &str| match shown {
                true => variable(name, heading, label, decimal),
                false => hidden(name, label, decimal),
            };
            variables.push(match metric.name {
                "f1" => variable("f1", "F1", metric.doc, decimal),
                name => one(name, &heading, metric.doc),
            });
            let ends =
                [("low", "Lower end of its interval"), ("high", "Upper end of its interval")];
            for (end, label) in ends {
                variables.push(one(&format!("{}_{end}", metric.name), end, label));
            }
            let p = format!("{}_p_adjusted", metric.name);
            let label = "Probability of a difference between the groups at least as large if there were none, adjusted \
                         over the codes by Holm";
            let compared = !self.groups.is_empty() && matches!(metric.name, "precision" | "recall");
            variables.push(match compared {
                true => variable(&p, "p", label, Print::Probability),
                false => hidden(&p, label, Print::Probability),
            });
            for (end, label, print) in TEST {
                variables.push(hidden(&format!("{}_{end}", metric.name), label, print));
            }
        }
        let alpha = "Krippendorff's alpha of those who made the gold standard of the code";
        variables.extend([
            hidden("gold_alpha", alpha, decimal),
            hidden("gold_alpha_low", "Lower end of its interval", decimal),
            hidden("gold_alpha_high", "Upper end of its interval", decimal),
            hidden("gold_alpha_n", "Segments that two of them or more coded", count),
            hidden("gold_alpha_undefined_because", "Why alpha or its interval is missing", text),
        ]);
        variables.push(hidden(
            "undefined_because",
            "Why a value, interval or test is missing",
            text,
        ));
        let mut builder = Builder::of_people(variables, provenance);
        for (place, measured) in self.codes.iter().enumerate() {
            let entry = &codebook.codes[measured.code];
            let depth = codebook.ancestors(measured.code).count().saturating_sub(1);
            let head = |kind, label, depth, variable, group| Head {
                kind,
                code: Some(entry.id.as_str()),
                label,
                depth,
                variable,
                group,
            };
            // one variable's test stands beside the code; of several each beside its first group
            let alone = (self.groups.len() == 1).then_some(0);
            let p = |variable: Option<usize>, metric: usize| {
                let adjusted = *self.adjusted.get(variable?)?.get(metric)?.get(place)?;
                Some((adjusted, *measured.groups.get(variable?)?.joint.get(metric)?))
            };
            builder.row(row(
                head("code", entry.label.clone(), depth, None, None),
                &measured.whole,
                |it| p(alone, it),
                measured.gold_agreement.as_ref(),
            ));
            for (at, (compared, (name, labels))) in
                measured.groups.iter().zip(&self.groups).enumerate()
            {
                for (first, (number, validity)) in compared.groups.iter().enumerate() {
                    let group = labels.get(*number as usize).map(String::as_str);
                    let label = group.unwrap_or_default().to_owned();
                    let head = head("group", label, depth + 1, Some(name.as_str()), group);
                    let tested = (first == 0 && self.groups.len() > 1).then_some(at);
                    builder.row(row(head, validity, |it| p(tested, it), None));
                }
            }
        }
        let whole = |kind, label: &str| Head {
            kind,
            code: None,
            label: label.to_owned(),
            depth: 0,
            variable: None,
            group: None,
        };
        if self.codes.len() > 1 && !self.macro_average.is_empty() {
            let mut cells = head_cells(whole("macro", "Macro average"));
            cells.extend((0..8).map(|_| Cell::Missing));
            let estimates: Vec<Estimate> =
                self.macro_average.iter().map(|it| it.estimate).collect();
            cells.extend(measures(&estimates, |_| None, None));
            builder.row(cells);
        }
        if let Some(micro) = self.micro_average.as_ref().filter(|_| self.codes.len() > 1) {
            builder.row(row(whole("micro", "Micro average"), micro, |_| None, None));
        }
        builder.table("validity", title, Layout::List, notes)
    }
}

fn head_cells(head: Head<'_>) -> Vec<Cell> {
    vec![
        head.kind.into(),
        head.code.into(),
        head.label.into(),
        (head.depth as u64).into(),
        head.variable.into(),
        head.group.into(),
    ]
}

/// A test of whether groups differ, or why there is none, with its adjusted probability.
type Tested = Option<(Option<f64>, Result<Test, Reason>)>;

fn row(
    head: Head<'_>,
    validity: &Validity,
    test: impl Fn(usize) -> Tested,
    agreement: Option<&GoldAgreement>,
) -> Vec<Cell> {
    let it = validity.cells;
    let (right, wrong, missed, rest) =
        (it.true_positive, it.false_positive, it.false_negative, it.true_negative);
    let mut cells = head_cells(head);
    cells.extend([it.n(), right + missed, right + wrong].map(Cell::from));
    cells.extend([right, wrong, missed, rest, validity.clusters].map(Cell::from));
    cells.extend(measures(&validity.measures, test, agreement));
    cells
}

/// The measures with their tests, the gold standard's own agreement, and why a measure is missing.
fn measures(
    estimates: &[Estimate],
    test: impl Fn(usize) -> Tested,
    agreement: Option<&GoldAgreement>,
) -> Vec<Cell> {
    let mut found = Vec::new();
    let mut why = Vec::new();
    for (at, (estimate, metric)) in estimates.iter().zip(METRICS).enumerate() {
        found.extend(cells(estimate));
        let tested = test(at);
        found.push(tested.and_then(|it| it.0).into());
        let of = |take: fn(&Test) -> Option<f64>| tested.and_then(|it| take(&it.1.ok()?));
        found.push(of(|it| Some(it.p)).into());
        found.push(of(|it| (it.name == TestName::Wald).then_some(it.statistic)).into());
        found.push(of(|it| (it.name == TestName::Wald).then_some(it.df)).into());
        found.push(of(|it| it.denominator_df).into());
        let n_pairs = tested.and_then(|it| it.1.ok()).filter(|it| it.name == TestName::Pairs);
        found.push(n_pairs.map(|it| it.df as u64).into());
        if let Some(reason) = estimate.reason() {
            why.push(format!("{}: {}", metric.name, reason.sentence()));
        }
        if let Some((_, Err(reason))) = tested {
            why.push(format!("{}_p: {}", metric.name, reason.sentence()));
        }
    }
    let interval = agreement.and_then(|it| it.interval);
    found.extend([
        agreement.and_then(|it| it.alpha).into(),
        interval.map(|it| it.0).into(),
        interval.map(|it| it.1).into(),
        agreement.map(|it| it.n).into(),
        agreement.and_then(|it| it.undefined_because).into(),
    ]);
    let why = (!why.is_empty()).then(|| why.join("; "));
    found.push(why.into());
    found
}
