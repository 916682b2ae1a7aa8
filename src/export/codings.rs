//! `codings.csv`: a row a segment, wide. Columns: `document, part, segment, start, end, language,
//! words`, the metadata of the document as written, then for each code its coding (1, 0, empty for
//! missing) and `<code>_n`, the matches of the headline measure, then for each codebook that asks for an
//! object `in_scope` (1, 0; `<codebook>_in_scope` where several ask). `start` and `end` are bytes of the
//! part's decoded text; `words` counts characters where `language` is `zh`. No cell is altered:
//! UTF-8, fields quoted only where CSV asks for it.

use std::io::Write;

use crate::engine::codebook::{Codebook, Measure};
use crate::engine::text::Language;
use crate::store::{Pass, StoreError};

/// A pass with the codebook that made it.
#[derive(Clone, Copy, Debug)]
pub struct Coded<'a> {
    /// The stored pass.
    pub pass: &'a Pass,
    /// Its codebook.
    pub codebook: &'a Codebook,
    /// True where the object is asked for: then a column says which segments are in scope.
    pub asks: bool,
}

/// Writes the codings of passes over the same segments side by side.
///
/// # Errors
///
/// A part that can not be read, an output that can not be written, texts that were not kept.
pub fn write(
    passes: &[Coded<'_>],
    parts: &[String],
    metadata: &[String],
    with_text: bool,
    out: &mut impl Write,
) -> Result<(), super::Failure> {
    let Some(first) = passes.first() else { return Ok(()) };
    let mut line = Vec::new();
    header(passes, metadata, with_text, &mut line);
    out.write_all(&line)?;
    let covers: Vec<Vec<[bool; 6]>> = passes
        .iter()
        .map(|it| {
            let codes = 0..it.codebook.codes.len();
            codes
                .map(|code| Language::ALL.map(|language| it.codebook.covers(code, language)))
                .collect()
        })
        .collect();
    let mut suffix = Vec::new();
    for part in 0..first.pass.n_parts() {
        let documents = first.pass.documents(part)?;
        let segments = first.pass.segments(part)?;
        let codings: Vec<_> =
            passes.iter().map(|it| it.pass.codings(part)).collect::<Result<_, StoreError>>()?;
        let scopes: Vec<_> = passes
            .iter()
            .map(|it| if it.asks { it.pass.in_scope(part).map(Some) } else { Ok(None) })
            .collect::<Result<_, StoreError>>()?;
        let mut texts = if with_text { Some(first.pass.texts(part)?) } else { None };
        let mut next = vec![0; passes.len()];
        let mut described = u32::MAX;
        let mut id = Vec::new();
        let origin = documents.document.first().copied().unwrap_or(0);
        for row in 0..segments.document.len() {
            let document = segments.document[row];
            let at = (document - origin) as usize;
            if described != document {
                described = document;
                id.clear();
                field(documents.id.get(at).unwrap_or_default(), &mut id);
                suffix.clear();
                for column in &documents.metadata {
                    suffix.push(b',');
                    field(column.get(at).unwrap_or_default(), &mut suffix);
                }
            }
            line.clear();
            line.extend_from_slice(&id);
            line.push(b',');
            field(parts.get(segments.part[row] as usize).map_or("", String::as_str), &mut line);
            for number in [segments.number[row], segments.start[row], segments.end[row]] {
                line.push(b',');
                integer(number, &mut line);
            }
            line.push(b',');
            line.extend_from_slice(segments.language[row].code().as_bytes());
            line.push(b',');
            integer(segments.words[row], &mut line);
            line.extend_from_slice(&suffix);
            for (index, coded) in passes.iter().enumerate() {
                let codebook = coded.codebook;
                let asserted = codebook.measure == Measure::Asserted;
                let found = &codings[index];
                let absent = segments.absent[row].is_some();
                for (code, covered) in covers[index].iter().enumerate() {
                    let here = next[index];
                    let stands = found.segment.get(here) == Some(&(row as u32))
                        && found.code[here] as usize == code;
                    let (given, n) = if stands {
                        next[index] += 1;
                        if asserted {
                            (found.given_asserted[here], found.asserted[here])
                        } else {
                            (found.given_mention[here], found.mention[here])
                        }
                    } else {
                        (false, 0)
                    };
                    if absent || !covered[segments.language[row] as usize] {
                        line.extend_from_slice(b",,");
                    } else if !stands {
                        line.extend_from_slice(b",0,0");
                    } else {
                        line.extend_from_slice(if given { b",1," } else { b",0," });
                        integer(n, &mut line);
                    }
                }
            }
            for (index, in_scope) in scopes.iter().enumerate() {
                let Some(in_scope) = in_scope else { continue };
                let language = segments.language[row] as usize;
                let told =
                    passes[index].codebook.about.is_some_and(|it| covers[index][it][language]);
                let absent = segments.absent[row].is_some();
                line.extend_from_slice(match in_scope.get(row) {
                    Some(true) if !absent => b",1".as_slice(),
                    Some(false) if told && !absent => b",0",
                    _ => b",",
                });
            }
            if let Some(texts) = &mut texts {
                line.push(b',');
                let text = texts.text(at, segments.part[row] as usize)?.unwrap_or_default();
                let span = segments.start[row] as usize..segments.end[row] as usize;
                field(text.get(span).unwrap_or_default(), &mut line);
            }
            line.push(b'\n');
            out.write_all(&line)?;
        }
    }
    Ok(())
}

/// The header. Names are unique: a code gives way to the columns that every file has (`code_words`), a
/// column of the corpus to both (`meta_language`).
fn header(passes: &[Coded<'_>], metadata: &[String], with_text: bool, line: &mut Vec<u8>) {
    let fixed = ["document", "part", "segment", "start", "end", "language", "words"];
    let mut taken: Vec<String> = fixed.map(str::to_owned).to_vec();
    if with_text {
        taken.push("text".to_owned());
    }
    let scopes: Vec<String> =
        passes.iter().filter_map(|coded| scope_column(coded, passes)).collect();
    taken.extend(scopes.iter().cloned());
    let mut codes = Vec::new();
    for code in passes.iter().flat_map(|coded| &coded.codebook.codes) {
        let column = code.id.replace('.', "_");
        for name in [column.clone(), format!("{column}_n")] {
            let name = free(name, "code_", |name| taken.contains(name));
            taken.push(name.clone());
            codes.push(name);
        }
    }
    let mut of_corpus = Vec::new();
    for (index, name) in metadata.iter().enumerate() {
        let others = [&metadata[..index], &metadata[index + 1..]].concat();
        let ours = |name: &String| taken.contains(name);
        let name = if ours(name) {
            free(format!("meta_{name}"), "meta_", |name| ours(name) || others.contains(name))
        } else {
            name.clone()
        };
        of_corpus.push(name);
    }
    let text = with_text.then(|| "text".to_owned());
    line.clear();
    let names = fixed.map(str::to_owned).into_iter();
    for (index, name) in names.chain(of_corpus).chain(codes).chain(scopes).chain(text).enumerate() {
        if index > 0 {
            line.push(b',');
        }
        field(&name, line);
    }
    line.push(b'\n');
}

/// A name that is not taken, with the prefix as often as it needs.
fn free(mut name: String, prefix: &str, taken: impl Fn(&String) -> bool) -> String {
    while taken(&name) {
        name.insert_str(0, prefix);
    }
    name
}

/// The column that says which segments are in scope, where the codebook asks for an object.
fn scope_column(coded: &Coded<'_>, passes: &[Coded<'_>]) -> Option<String> {
    let several = passes.iter().filter(|it| it.asks).count() > 1;
    let name = if several { format!("{}_in_scope", coded.codebook.id) } else { "in_scope".into() };
    coded.asks.then_some(name)
}

fn integer(number: u32, line: &mut Vec<u8>) {
    let mut buffer = itoa::Buffer::new();
    line.extend_from_slice(buffer.format(number).as_bytes());
}

/// A field as RFC 4180 writes it: in quotation marks only where it must be.
fn field(text: &str, line: &mut Vec<u8>) {
    let quote = text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'));
    if !quote {
        line.extend_from_slice(text.as_bytes());
        return;
    }
    line.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            line.push(b'"');
        }
        line.push(byte);
    }
    line.push(b'"');
}
