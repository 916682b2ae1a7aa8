//! A row a segment, wide: `document, part, segment, start, end, language, words`, the metadata of the
//! document, for each code its coding and `<code>_n`, the matches of the headline measure, for each
//! codebook that asks for an object `in_scope`, `reprint_group` where reprints were looked for,
//! `text_status`, and `text` where it is asked for.
//! `start` and `end` are bytes of the part's decoded text; `words` counts characters where `language`
//! is `zh`. This is `codings.csv`.

use crate::engine::coding::Absent;
use crate::export::Failure;
use crate::export::dataset::{
    Dataset, Kind, Level, Measure, Sink, Value, Variable, binary, levels,
};
use crate::export::source::{REPRINTS, Source};
use crate::store::StoreError;

use super::{emptied, languages};

/// The data set of a source.
pub fn build<'a>(source: &'a Source<'a>) -> Result<Dataset<'a>, Failure> {
    let mut dataset = Dataset::new(variables(source), move |sink| rows(source, sink));
    dataset.weight = weight(source, &dataset.variables);
    dataset.title = "codings, a row a segment".to_owned();
    dataset.notes = source.notes();
    Ok(dataset)
}

/// The variable that is the weight: the metadata stand after the place of the segment.
fn weight(source: &Source<'_>, variables: &[Variable]) -> Option<usize> {
    let name = &source.metadata[source.weight?].name;
    (PLACE.len()..variables.len()).find(|&at| variables[at].original == *name)
}

const PLACE: [(&str, &str, Kind, Measure); 7] = [
    ("document", "Id of the document", Kind::Text, Measure::Nominal),
    ("part", "Part of the document", Kind::Labelled, Measure::Nominal),
    ("segment", "Number of the segment in its document, from 1", Kind::Whole, Measure::Ordinal),
    ("start", "First byte of the segment in its part, from 0", Kind::Whole, Measure::Scale),
    ("end", "First byte behind the segment", Kind::Whole, Measure::Scale),
    ("language", "Language of the segment", Kind::Labelled, Measure::Nominal),
    ("words", "Number of words; of characters in Chinese", Kind::Whole, Measure::Scale),
];

fn variables(source: &Source<'_>) -> Vec<Variable> {
    let scopes = source.scopes();
    let mut fixed: Vec<String> = PLACE.iter().map(|it| it.0.to_owned()).collect();
    fixed.extend(scopes.iter().flatten().cloned());
    fixed.extend([REPRINTS.to_owned(), "text_status".to_owned()]);
    if source.with_text {
        fixed.push("text".to_owned());
    }
    let (codes, metadata) = source.columns(&fixed);
    let mut variables = Vec::new();
    for (name, label, kind, measure) in PLACE {
        let mut variable = Variable::new(name, label, kind, measure);
        variable.levels = match name {
            "part" => source.parts(),
            "language" => languages(),
            _ => Vec::new(),
        };
        variables.push(variable);
    }
    for (column, name) in source.metadata.iter().zip(metadata) {
        variables.push(column.variable(name));
    }
    let mut names = codes.into_iter();
    for coded in &source.coded {
        let measure = coded.codebook.measure.name();
        for (code, name) in coded.codebook.codes.iter().zip(&mut names) {
            let label = if code.label.is_empty() { &code.id } else { &code.label };
            let mut given = Variable::labelled(&name, label, binary("not given", "given"));
            given.original.clone_from(&code.id);
            variables.push(given);
            let label = format!("{label}: number of matches ({measure})");
            let mut count =
                Variable::new(&format!("{name}_n"), &label, Kind::Whole, Measure::Scale);
            count.original = format!("{}_n", code.id);
            variables.push(count);
        }
    }
    for (coded, name) in source.coded.iter().zip(&scopes) {
        let Some(name) = name else { continue };
        let about = coded.codebook.about.map(|it| &coded.codebook.codes[it]);
        let label = about.map_or("", |it| if it.label.is_empty() { &it.id } else { &it.label });
        let label = format!("In scope: {label} stands there");
        variables.push(Variable::labelled(name, &label, binary("out of scope", "in scope")));
    }
    variables.extend(source.reprint_variable());
    variables.push(text_status());
    if source.with_text {
        variables.push(Variable::new("text", "Text", Kind::Text, Measure::Nominal));
    }
    variables
}

/// Why a segment has no text; the levels other than the first are why codings are missing.
fn text_status() -> Variable {
    let named = [
        ("text", "has a text"),
        ("empty", "no text, or no word in it"),
        ("non_answer", "a declared non-answer"),
        ("unreadable", "could not be read"),
    ];
    let mut found = levels(named);
    for level in &mut found {
        level.code -= 1;
        level.missing = level.code > 0;
    }
    let found: Vec<Level> = found;
    Variable::labelled("text_status", "Whether there is a text to code", found)
}

fn status(absent: Option<Absent>) -> Value<'static> {
    Value::Level(match absent {
        None => 0,
        Some(Absent::Empty) => 1,
        Some(Absent::NonAnswer) => 2,
        Some(Absent::Unreadable) => 3,
    })
}

fn rows(source: &Source<'_>, sink: Sink<'_>) -> Result<(), Failure> {
    let pass = source.first();
    let covers: Vec<_> = source.coded.iter().map(|it| it.covers()).collect();
    let mut spare: Vec<Value<'static>> = Vec::new();
    for part in 0..pass.n_parts() {
        let documents = pass.documents(part)?;
        let segments = pass.segments(part)?;
        let codings = source.coded.iter().map(|it| it.pass.codings(part));
        let codings: Vec<_> = codings.collect::<Result<_, StoreError>>()?;
        let scopes = source.coded.iter();
        let scopes = scopes.map(|it| it.asks.then(|| it.pass.in_scope(part)).transpose());
        let scopes: Vec<_> = scopes.collect::<Result<_, StoreError>>()?;
        let mut texts = if source.with_text { Some(pass.texts(part)?) } else { None };
        let mut next = vec![0; source.coded.len()];
        let mut described = u32::MAX;
        let mut metadata: Vec<Value<'_>> = Vec::new();
        let origin = documents.document.first().copied().unwrap_or(0);
        for at in 0..segments.document.len() {
            let document = (segments.document[at] - origin) as usize;
            if described != segments.document[at] {
                described = segments.document[at];
                let columns = source.metadata.iter().enumerate();
                metadata.clear();
                metadata.extend(
                    columns.map(|(it, column)| column.value(documents.metadata.get(it), document)),
                );
            }
            let language = segments.language[at] as usize;
            let absent = segments.absent[at].is_some();
            let mut row = emptied(spare);
            row.push(Value::Text(documents.id.get(document).unwrap_or_default()));
            row.push(Value::Level(segments.part[at] as usize));
            row.extend([
                Value::Count(segments.number[at]),
                Value::Count(segments.start[at]),
                Value::Count(segments.end[at]),
                Value::Level(language),
                Value::Count(segments.words[at]),
            ]);
            row.extend_from_slice(&metadata);
            for (index, coded) in source.coded.iter().enumerate() {
                let found = &codings[index];
                let asserted = coded.asserted();
                for (code, covered) in covers[index].iter().enumerate() {
                    let here = next[index];
                    let stands = found.segment.get(here) == Some(&(at as u32))
                        && found.code[here] as usize == code;
                    next[index] += usize::from(stands);
                    if absent || !covered[language] {
                        row.extend([Value::Missing, Value::Missing]);
                        continue;
                    }
                    let (given, n) = match (stands, asserted) {
                        (false, _) => (false, 0),
                        (true, true) => (found.given_asserted[here], found.asserted[here]),
                        (true, false) => (found.given_mention[here], found.mention[here]),
                    };
                    row.extend([Value::Level(usize::from(given)), Value::Count(n)]);
                }
            }
            for (index, in_scope) in scopes.iter().enumerate() {
                let Some(in_scope) = in_scope else { continue };
                let about = source.coded[index].codebook.about;
                let told = about.is_some_and(|it| covers[index][it][language]);
                row.push(match in_scope.get(at) {
                    Some(true) if !absent => Value::Level(1),
                    Some(false) if told && !absent => Value::Level(0),
                    _ => Value::Missing,
                });
            }
            row.extend(source.reprint(segments.document[at]));
            row.push(status(segments.absent[at]));
            if let Some(texts) = &mut texts {
                let text = texts.text(document, segments.part[at] as usize)?.unwrap_or_default();
                let span = segments.start[at] as usize..segments.end[at] as usize;
                row.push(Value::Text(text.get(span).unwrap_or_default()));
                sink(&row)?;
            } else {
                sink(&row)?;
            }
            spare = emptied(row);
        }
    }
    Ok(())
}
