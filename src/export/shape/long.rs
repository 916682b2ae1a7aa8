//! A row a segment and code, long: `document, part, segment, language`, `codebook` where there are
//! several, `code, coding, n, mention, asserted`, `in_scope` where a codebook asks for an object, and
//! the weight. `n` counts the matches of the codebook's headline measure, by which the coding is
//! decided; all numbers of a missing coding are missing.

use crate::export::Failure;
use crate::export::dataset::{Dataset, Kind, Measure, Sink, Value, Variable, binary, levels};
use crate::export::source::Source;
use crate::store::StoreError;

use super::{emptied, languages};

/// The data set of a source.
pub fn build<'a>(source: &'a Source<'a>) -> Result<Dataset<'a>, Failure> {
    let variables = variables(source);
    let weight = source.weight.map(|_| variables.len() - 1);
    let mut dataset = Dataset::new(variables, move |sink| rows(source, sink));
    dataset.weight = weight;
    dataset.title = "codings, a row a segment and code".to_owned();
    dataset.notes = source.notes();
    Ok(dataset)
}

/// Every code of every codebook, as levels.
pub(super) fn codes(source: &Source<'_>) -> Variable {
    let all = source.coded.iter().flat_map(|it| &it.codebook.codes);
    let named = all.map(|code| (code.id.as_str(), code.label.as_str()));
    Variable::labelled("code", "Code", levels(named))
}

/// The codebooks, as levels; none where there is one only.
pub(super) fn codebooks(source: &Source<'_>) -> Option<Variable> {
    let named = source.coded.iter().map(|it| (it.codebook.id.as_str(), it.codebook.title.as_str()));
    (source.coded.len() > 1)
        .then(|| Variable::labelled("codebook", "Codebook of the code", levels(named)))
}

/// The document, the part and the number of the segment, and its language.
pub(super) fn place(source: &Source<'_>) -> Vec<Variable> {
    let number = "Number of the segment in its document, from 1";
    vec![
        Variable::new("document", "Id of the document", Kind::Text, Measure::Nominal),
        Variable::labelled("part", "Part of the document", source.parts()),
        Variable::new("segment", number, Kind::Whole, Measure::Ordinal),
        Variable::labelled("language", "Language of the segment", languages()),
    ]
}

/// The column of weights, called so that it meets no other.
pub(super) fn weight(source: &Source<'_>, others: &[Variable]) -> Option<Variable> {
    let column = &source.metadata[source.weight?];
    let mut name = column.name.clone();
    while others.iter().any(|it| it.name == name) {
        name.insert_str(0, "meta_");
    }
    Some(column.variable(name))
}

fn variables(source: &Source<'_>) -> Vec<Variable> {
    let mut variables = place(source);
    variables.extend(codebooks(source));
    variables.push(codes(source));
    variables.push(Variable::labelled("coding", "Coding", binary("not given", "given")));
    for (name, label) in [
        ("n", "Number of matches that count"),
        ("mention", "Number of all matches"),
        ("asserted", "Number of matches that are not denied"),
    ] {
        variables.push(Variable::new(name, label, Kind::Whole, Measure::Scale));
    }
    if source.coded.iter().any(|it| it.asks) {
        let label = "In scope of the codebook";
        variables.push(Variable::labelled("in_scope", label, binary("out of scope", "in scope")));
    }
    variables.extend(weight(source, &variables));
    variables
}

fn rows(source: &Source<'_>, sink: Sink<'_>) -> Result<(), Failure> {
    let pass = source.first();
    let covers: Vec<_> = source.coded.iter().map(|it| it.covers()).collect();
    let asks = source.coded.iter().any(|it| it.asks);
    let several = source.coded.len() > 1;
    let mut spare: Vec<Value<'static>> = Vec::new();
    for part in 0..pass.n_parts() {
        let documents = pass.documents(part)?;
        let segments = pass.segments(part)?;
        let codings = source.coded.iter().map(|it| it.pass.codings(part));
        let codings: Vec<_> = codings.collect::<Result<_, StoreError>>()?;
        let scopes = source.coded.iter();
        let scopes = scopes.map(|it| it.asks.then(|| it.pass.in_scope(part)).transpose());
        let scopes: Vec<_> = scopes.collect::<Result<_, StoreError>>()?;
        let mut next = vec![0; source.coded.len()];
        let origin = documents.document.first().copied().unwrap_or(0);
        for at in 0..segments.document.len() {
            let document = (segments.document[at] - origin) as usize;
            let language = segments.language[at] as usize;
            let absent = segments.absent[at].is_some();
            let mut level = 0;
            for (index, coded) in source.coded.iter().enumerate() {
                let found = &codings[index];
                let about = coded.codebook.about;
                let told = about.is_some_and(|it| covers[index][it][language]);
                let in_scope = match scopes[index].as_ref().and_then(|it| it.get(at)) {
                    Some(true) if !absent => Value::Level(1),
                    Some(false) if told && !absent => Value::Level(0),
                    _ => Value::Missing,
                };
                for (code, covered) in covers[index].iter().enumerate() {
                    let here = next[index];
                    let stands = found.segment.get(here) == Some(&(at as u32))
                        && found.code[here] as usize == code;
                    next[index] += usize::from(stands);
                    let mut row = emptied(spare);
                    row.push(Value::Text(documents.id.get(document).unwrap_or_default()));
                    row.push(Value::Level(segments.part[at] as usize));
                    row.push(Value::Count(segments.number[at]));
                    row.push(Value::Level(language));
                    if several {
                        row.push(Value::Level(index));
                    }
                    row.push(Value::Level(level));
                    level += 1;
                    if absent || !covered[language] {
                        row.extend([Value::Missing; 4]);
                    } else if stands {
                        let (mention, asserted) = (found.mention[here], found.asserted[here]);
                        let (given, n) = if coded.asserted() {
                            (found.given_asserted[here], asserted)
                        } else {
                            (found.given_mention[here], mention)
                        };
                        row.push(Value::Level(usize::from(given)));
                        row.extend([n, mention, asserted].map(Value::Count));
                    } else {
                        row.push(Value::Level(0));
                        row.extend([Value::Count(0); 3]);
                    }
                    if asks {
                        row.push(in_scope);
                    }
                    if let Some(column) = source.weight {
                        let values = documents.metadata.get(column);
                        row.push(source.metadata[column].value(values, document));
                    }
                    sink(&row)?;
                    spare = emptied(row);
                }
            }
        }
    }
    Ok(())
}
