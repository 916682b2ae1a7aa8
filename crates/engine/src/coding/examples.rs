//! The codebook tested like code: every example must receive its code, no counter-example may, and
//! a counter-example must hold a hit that is then blocked or flagged.
//!
//! The rules alone are tested, each example as one unit: whether the object is named is not asked.

use std::sync::Arc;

use crate::codebook::{Codebook, Measure};
use crate::diagnostic::Diagnostic;
use crate::segment::Unit;

use super::{BatchOutput, Blocked, CompiledSet, Document, Options, Recording, Worker};

/// What the test of a codebook came to.
#[derive(Clone, Debug, Default)]
pub struct Tested {
    /// Number of examples.
    pub n_examples: usize,
    /// Number of counter-examples.
    pub n_counter_examples: usize,
    /// One error for each that fails, one warning for each counter-example that tests nothing.
    pub diagnostics: Vec<Diagnostic>,
}

/// Runs every example and counter-example under the headline measure.
pub fn test_examples(codebook: &Arc<Codebook>) -> Tested {
    let options = Options { unit: Unit::Document, ignore_about: true, ..Options::default() };
    let set = CompiledSet::new(vec![Arc::clone(codebook)], options);
    let mut worker = Worker::default();
    let mut out = BatchOutput::default();
    let mut tested = Tested::default();
    for (code, entry) in codebook.codes.iter().enumerate() {
        let both = entry.examples.iter().map(|it| (it, true));
        let both = both.chain(entry.counter_examples.iter().map(|it| (it, false)));
        for (example, wanted) in both {
            *(if wanted { &mut tested.n_examples } else { &mut tested.n_counter_examples }) += 1;
            out.clear(1);
            let mut trace = Recording::default();
            let parts = [Some(example.text.as_str())];
            let document = Document { parts: &parts, language: example.language, absent: None };
            worker.document(&set, 0, document, &mut out, &mut trace);
            let codings = &out.passes[0].codings;
            let row = codings.code.iter().position(|&it| it as usize == code);
            let given = row.is_some_and(|row| match codebook.measure {
                Measure::Asserted => codings.given_asserted[row],
                Measure::Mention => codings.given_mention[row],
            });
            let blocked: Vec<&Blocked> = trace
                .blocked
                .iter()
                .filter(|it| codebook.ancestors(it.code).any(|ancestor| ancestor == code))
                .collect();
            let span = example.span.clone();
            let file = &codebook.file;
            let id = &entry.id;
            match (wanted, given) {
                (true, false) => tested.diagnostics.push(
                    Diagnostic::error(file, span, format!("example of `{id}` does not receive the code"))
                        .help(reason(codebook, &example.text, &blocked)),
                ),
                (false, true) => {
                    let by = found(codebook, &out, &example.text, code);
                    tested.diagnostics.push(
                        Diagnostic::error(file, span, format!("counter-example of `{id}` receives the code"))
                            .help(by),
                    );
                }
                (false, false) if row.is_none() && blocked.is_empty() => tested.diagnostics.push(
                    Diagnostic::warning(file, span, format!("counter-example of `{id}` tests nothing"))
                        .help("no rule finds anything in it; choose a text that a rule would find, were it not blocked or denied"),
                ),
                _ => {}
            }
        }
    }
    tested
}

fn reason(codebook: &Codebook, text: &str, blocked: &[&Blocked]) -> String {
    let Some(first) = blocked.first() else {
        return "no rule finds anything in it".to_owned();
    };
    let extent = &text[first.start as usize..first.end as usize];
    let rule = first
        .rule
        .map_or(String::new(), |rule| format!(" of rule `{}`", codebook.rules[rule as usize].text));
    format!("`{extent}`{rule} is blocked: {}", first.blocker.name())
}

fn found(codebook: &Codebook, out: &BatchOutput, text: &str, code: usize) -> String {
    let matches = &out.passes[0].matches;
    let row = (0..matches.code.len()).find(|&row| {
        !matches.negated[row]
            && codebook.ancestors(matches.code[row] as usize).any(|ancestor| ancestor == code)
    });
    row.map_or_else(
        || "a threshold or a subcode gives it".to_owned(),
        |row| {
            format!(
                "rule `{}` finds `{}` in it",
                codebook.rules[matches.rule[row] as usize].text,
                &text[matches.start[row] as usize..matches.end[row] as usize]
            )
        },
    )
}
