//! A row a match, long: `document, part, segment, language`, `codebook` where there are several,
//! `code, rule, start, end, words, negated, quoted, voice`, the matched `text` where the texts were
//! kept, and the weight of the document. A match is not a coding: it is a place where a rule holds.
//! The matches are those of a code's own rules; a parent has none of its subcodes'.

use crate::engine::coding::Quoted;
use crate::export::Failure;
use crate::export::dataset::{Dataset, Kind, Measure, Sink, Value, Variable, binary, levels};
use crate::export::source::Source;

use super::emptied;
use super::long::{codebooks, codes, place, weight};

/// The data set of a source.
pub fn build<'a>(source: &'a Source<'a>) -> Result<Dataset<'a>, Failure> {
    let variables = variables(source);
    let weight = source.weight.map(|_| variables.len() - 1);
    let mut dataset = Dataset::new(variables, move |sink| rows(source, sink));
    dataset.weight = weight;
    dataset.title = "matches, a row a match".to_owned();
    dataset.notes = source.notes();
    Ok(dataset)
}

fn variables(source: &Source<'_>) -> Vec<Variable> {
    let mut variables = place(source);
    variables.extend(codebooks(source));
    variables.push(codes(source));
    variables.push(Variable::new("rule", "Rule as written", Kind::Text, Measure::Nominal));
    for (name, label) in [
        ("start", "First byte of the match in its part, from 0"),
        ("end", "First byte behind the match"),
        ("words", "Number of words; of characters in Chinese"),
    ] {
        variables.push(Variable::new(name, label, Kind::Whole, Measure::Scale));
    }
    variables.push(Variable::labelled("negated", "Denied", binary("no", "yes")));
    let quoted =
        [("term", "a term in quotation marks"), ("speech", "speech"), ("title", "a title")];
    variables.push(Variable::labelled("quoted", "Quoted", levels(quoted)));
    if let Some(actors) = source.actors {
        let named = actors.codes.iter().map(|code| (code.id.as_str(), code.label.as_str()));
        variables.push(Variable::labelled("voice", "Who says it", levels(named)));
    }
    if source.first().segments_manifest.texts {
        variables.push(Variable::new("text", "Matched text", Kind::Text, Measure::Nominal));
    }
    variables.extend(weight(source, &variables));
    variables
}

fn rows(source: &Source<'_>, sink: Sink<'_>) -> Result<(), Failure> {
    let pass = source.first();
    let several = source.coded.len() > 1;
    let with_text = pass.segments_manifest.texts;
    let mut spare: Vec<Value<'static>> = Vec::new();
    let mut extent = String::new();
    for part in 0..pass.n_parts() {
        let documents = pass.documents(part)?;
        let segments = pass.segments(part)?;
        let mut texts = if with_text { Some(pass.texts(part)?) } else { None };
        let origin = documents.document.first().copied().unwrap_or(0);
        let mut first_level = 0;
        for (index, coded) in source.coded.iter().enumerate() {
            let matches = coded.pass.matches(part)?;
            for at in 0..matches.segment.len() {
                let segment = matches.segment[at] as usize;
                let document = (segments.document[segment] - origin) as usize;
                let (start, end) = (matches.start[at], matches.end[at]);
                extent.clear();
                if let Some(texts) = &mut texts {
                    let text = texts.text(document, segments.part[segment] as usize)?;
                    let span = start as usize..end as usize;
                    extent.push_str(text.and_then(|it| it.get(span)).unwrap_or_default());
                }
                let rule = coded.codebook.rules.get(matches.rule[at] as usize);
                let mut row = emptied(spare);
                row.push(Value::Text(documents.id.get(document).unwrap_or_default()));
                row.push(Value::Level(segments.part[segment] as usize));
                row.push(Value::Count(segments.number[segment]));
                row.push(Value::Level(segments.language[segment] as usize));
                if several {
                    row.push(Value::Level(index));
                }
                row.push(Value::Level(first_level + matches.code[at] as usize));
                row.push(Value::Text(rule.map_or("", |it| it.text.as_str())));
                row.extend([start, end, matches.words[at]].map(Value::Count));
                row.push(Value::Level(usize::from(matches.negated[at])));
                row.push(match matches.quoted[at] {
                    None => Value::Missing,
                    Some(Quoted::Term) => Value::Level(0),
                    Some(Quoted::Speech) => Value::Level(1),
                    Some(Quoted::Title) => Value::Level(2),
                });
                if source.actors.is_some() {
                    let voice = matches.voice[at];
                    row.push(voice.map_or(Value::Missing, |it| Value::Level(it as usize)));
                }
                if with_text {
                    row.push(Value::Text(&extent));
                }
                if let Some(column) = source.weight {
                    let values = documents.metadata.get(column);
                    row.push(source.metadata[column].value(values, document));
                }
                sink(&row)?;
                spare = emptied(row);
            }
            first_level += coded.codebook.codes.len();
        }
    }
    Ok(())
}
