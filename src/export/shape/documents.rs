//! A row a document, wide: `document`, its metadata, `n_segments`, then for each code whether it is
//! present (given in a segment of its denominator) and `<code>_n`, in how many such segments it is
//! given; for each codebook `n_in_scope` and `dominant`, the top-level code that is given in more
//! segments than any other, `mixed` where two lead, `none` where none is given, and `reprint_group`. These are the
//! documents of the table `by-document`: a document without a segment of a denominator is missing.

use crate::engine::coding::{Codings, Segments};
use crate::engine::count::{Coverage, Status};
use crate::export::Failure;
use crate::export::dataset::{Dataset, Kind, Measure, Sink, Value, Variable, binary, levels};
use crate::export::source::{Coded, REPRINTS, Source};
use crate::store::StoreError;

use super::emptied;

/// The data set of a source.
pub fn build<'a>(source: &'a Source<'a>) -> Result<Dataset<'a>, Failure> {
    // the metadata stand behind the id
    let weight = source.weight.map(|column| column + 1);
    let mut dataset = Dataset::new(variables(source), move |sink| rows(source, sink));
    dataset.weight = weight;
    dataset.title = "codings, a row a document".to_owned();
    dataset.notes = source.notes();
    Ok(dataset)
}

fn variables(source: &Source<'_>) -> Vec<Variable> {
    let several = source.coded.len() > 1;
    let own = |name: &str| -> Vec<String> {
        source.coded.iter().map(|it| source.own(it, name, several)).collect()
    };
    let (in_scope, dominant) = (own("n_in_scope"), own("dominant"));
    let mut fixed = ["document", "n_segments", REPRINTS].map(str::to_owned).to_vec();
    fixed.extend(in_scope.iter().chain(&dominant).cloned());
    let (codes, metadata) = source.columns(&fixed);
    let mut variables =
        vec![Variable::new("document", "Id of the document", Kind::Text, Measure::Nominal)];
    for (column, name) in source.metadata.iter().zip(metadata) {
        variables.push(column.variable(name));
    }
    let count = |name: &str, label: &str| Variable::new(name, label, Kind::Whole, Measure::Scale);
    variables.push(count("n_segments", "Number of segments"));
    let mut names = codes.into_iter();
    for coded in &source.coded {
        let measure = coded.codebook.measure.name();
        for (code, name) in coded.codebook.codes.iter().zip(&mut names) {
            let label = if code.label.is_empty() { &code.id } else { &code.label };
            let mut present = Variable::labelled(&name, label, binary("absent", "present"));
            present.original.clone_from(&code.id);
            variables.push(present);
            let label = format!("{label}: number of segments given it ({measure})");
            let mut n = count(&format!("{name}_n"), &label);
            n.original = format!("{}_n", code.id);
            variables.push(n);
        }
    }
    for ((coded, in_scope), dominant) in source.coded.iter().zip(in_scope).zip(dominant) {
        variables.push(count(&in_scope, "Number of segments in scope"));
        variables.push(dominance(coded, &dominant));
    }
    variables.extend(source.reprint_variable());
    variables
}

fn dominance(coded: &Coded<'_>, name: &str) -> Variable {
    let coverage = Coverage::new(coded.codebook, !coded.asks);
    let top = coverage.top().iter().map(|&code| &coded.codebook.codes[code]);
    let named = top.map(|code| (code.id.as_str(), code.label.as_str()));
    // Behind every code, so that their numbers are their places; a code may be called so as well.
    let last = [("(mixed)", "mixed: several in front"), ("(none)", "none of these")];
    Variable::labelled(name, "Dominant code", levels(named.chain(last)))
}

/// What one document comes to under one codebook.
struct Sums {
    coverage: Coverage,
    in_scope: u32,
    /// Segments of which every top-level framing is asked.
    complete: u32,
    /// For each code: segments of its denominator, segments given it, those of them in `complete`.
    codes: Vec<[u32; 3]>,
}

impl Sums {
    fn new(coded: &Coded<'_>) -> Sums {
        Sums {
            coverage: Coverage::new(coded.codebook, !coded.asks),
            in_scope: 0,
            complete: 0,
            codes: vec![[0; 3]; coded.codebook.codes.len()],
        }
    }

    fn clear(&mut self) {
        (self.in_scope, self.complete) = (0, 0);
        self.codes.fill([0; 3]);
    }

    /// Adds a segment; `next` is the first of its codings and becomes the first of the next one's.
    fn add(
        &mut self,
        segments: &Segments,
        at: usize,
        in_scope: bool,
        (codings, next): (&Codings, &mut usize),
        asserted: bool,
    ) {
        let language = segments.language[at];
        let status = self.coverage.status(segments.absent[at], in_scope, language);
        let complete = self.coverage.asks_all(status, language);
        self.in_scope += u32::from(status == Status::InScope);
        self.complete += u32::from(complete);
        for (code, sums) in self.codes.iter_mut().enumerate() {
            sums[0] += u32::from(self.coverage.asks_code(code, status, language));
        }
        while codings.segment.get(*next).is_some_and(|&it| it as usize == at) {
            let code = codings.code[*next] as usize;
            let given = if asserted { &codings.given_asserted } else { &codings.given_mention };
            if given[*next] && self.coverage.asks_code(code, status, language) {
                self.codes[code][1] += 1;
                self.codes[code][2] += u32::from(complete);
            }
            *next += 1;
        }
    }

    /// The values of the codes, then what stands behind all codes.
    fn values<'v>(&self) -> (impl Iterator<Item = Value<'v>>, [Value<'v>; 2]) {
        let codes = self.codes.iter().flat_map(|&[asked, given, _]| {
            if asked == 0 {
                [Value::Missing, Value::Missing]
            } else {
                [Value::Level(usize::from(given > 0)), Value::Count(given)]
            }
        });
        (codes, [Value::Count(self.in_scope), self.dominant()])
    }

    fn dominant<'v>(&self) -> Value<'v> {
        let top = self.coverage.top();
        if self.complete == 0 {
            return Value::Missing;
        }
        let most = top.iter().map(|&code| self.codes[code][2]).max().unwrap_or(0);
        let mut leading = (0..top.len()).filter(|&place| self.codes[top[place]][2] == most);
        match (most, leading.next(), leading.next()) {
            (0, ..) => Value::Level(top.len() + 1),
            (_, Some(place), None) => Value::Level(place),
            _ => Value::Level(top.len()),
        }
    }
}

fn rows(source: &Source<'_>, sink: Sink<'_>) -> Result<(), Failure> {
    let pass = source.first();
    let mut sums: Vec<Sums> = source.coded.iter().map(Sums::new).collect();
    let mut spare: Vec<Value<'static>> = Vec::new();
    for part in 0..pass.n_parts() {
        let documents = pass.documents(part)?;
        let segments = pass.segments(part)?;
        let codings = source.coded.iter().map(|it| it.pass.codings(part));
        let codings: Vec<_> = codings.collect::<Result<_, StoreError>>()?;
        let scopes = source.coded.iter().map(|it| it.pass.in_scope(part));
        let scopes: Vec<_> = scopes.collect::<Result<_, StoreError>>()?;
        let mut next = vec![0; source.coded.len()];
        let mut at = 0;
        for document in 0..documents.len() {
            sums.iter_mut().for_each(Sums::clear);
            let first = at;
            while segments.document.get(at) == documents.document.get(document)
                && at < segments.document.len()
            {
                for (index, coded) in source.coded.iter().enumerate() {
                    let in_scope = scopes[index].get(at).copied().unwrap_or_default();
                    let found = (&codings[index], &mut next[index]);
                    sums[index].add(&segments, at, in_scope, found, coded.asserted());
                }
                at += 1;
            }
            let mut row = emptied(spare);
            row.push(Value::Text(documents.id.get(document).unwrap_or_default()));
            for (column, values) in source.metadata.iter().zip(&documents.metadata) {
                row.push(column.value(Some(values), document));
            }
            row.push(Value::Count((at - first) as u32));
            for sums in &sums {
                row.extend(sums.values().0);
            }
            for sums in &sums {
                row.extend(sums.values().1);
            }
            row.extend(documents.document.get(document).and_then(|it| source.reprint(*it)));
            sink(&row)?;
            spare = emptied(row);
        }
    }
    Ok(())
}
