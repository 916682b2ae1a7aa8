//! All that a store holds as flat records, in CSV and in lines of JSON, and back, every field of it. One table for all
//! kinds of rows: `record` says which, and a row fills the columns that its kind has.

use std::collections::HashMap;
use std::io::Write;

use super::read::{Imported, KeptCodebook, KeptValidation, Move, Saved, metadata_text};
use super::{CodingsError, Contents, Event, Kind, Round, Sample, Sheet, Split, Unit};

/// The columns, the first of which says what a row is.
pub(super) const COLUMNS: [&str; 36] = [
    "record",
    "id",
    "unit",
    "coder",
    "code",
    "kind",
    "value",
    "version",
    "round",
    "at",
    "moment",
    "origin",
    "why",
    "sample",
    "source",
    "document",
    "part",
    "segment",
    "start",
    "end",
    "text",
    "before",
    "after",
    "language",
    "stratum",
    "probability",
    "cluster",
    "split",
    "metadata",
    "seed",
    "pass",
    "codebook",
    "design",
    "units",
    "codes",
    "events",
];

/// A form of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// CSV with a header, UTF-8, LF.
    Csv,
    /// An object a line.
    Jsonl,
}

impl Form {
    /// The form of a file, by its ending.
    ///
    /// # Errors
    /// Another ending.
    pub fn of(file: &str) -> Result<Self, CodingsError> {
        let ending = file.rsplit_once('.').map_or("", |it| it.1).to_lowercase();
        match ending.as_str() {
            "csv" => Ok(Self::Csv),
            "jsonl" => Ok(Self::Jsonl),
            _ => Err(CodingsError::File(format!(
                "`{file}`: unknown format `{ending}`; there are: .csv, .jsonl"
            ))),
        }
    }

    /// Writes rows of named values; in lines of JSON empty values are null, or left out where rows are `sparse`.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write<'r>(
        self,
        out: &mut dyn Write,
        columns: &[&'static str],
        sparse: bool,
        rows: impl Iterator<Item = HashMap<&'static str, String>> + 'r,
    ) -> std::io::Result<()> {
        match self {
            Self::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(columns)?;
                for row in rows {
                    let cells = columns.iter().map(|it| row.get(it).map_or("", String::as_str));
                    writer.write_record(cells)?;
                }
                writer.flush()
            }
            Self::Jsonl => {
                for mut row in rows {
                    let mut object = serde_json::Map::new();
                    for column in columns {
                        match row.remove(column).filter(|it| !it.is_empty()) {
                            Some(value) => object.insert((*column).to_owned(), value.into()),
                            None if sparse => None,
                            None => object.insert((*column).to_owned(), serde_json::Value::Null),
                        };
                    }
                    serde_json::to_writer(&mut *out, &object).map_err(std::io::Error::from)?;
                    out.write_all(b"\n")?;
                }
                Ok(())
            }
        }
    }
}

type Flat = HashMap<&'static str, String>;

fn flat<const N: usize>(record: &str, fields: [(&'static str, String); N]) -> Flat {
    let mut flat: Flat = fields.into_iter().collect();
    flat.insert("record", record.to_owned());
    flat
}

/// All rows of a store: what others name comes first.
pub(super) fn rows(contents: &Contents) -> impl Iterator<Item = Flat> + '_ {
    let samples = contents.samples.iter().map(of_sample);
    let units = contents.units.iter().map(of_unit);
    let moves = contents.moves.iter().map(|it| {
        flat("move", [("unit", it.unit.clone()), ("at", it.at.clone()), ("why", it.why.clone())])
    });
    let list = |it: &[String]| serde_json::Value::from(it).to_string();
    let sheets = contents.sheets.iter().map(move |it| {
        let Sheet { name, coder, units, codes, version, at } = it;
        flat(
            "sheet",
            [
                ("id", name.clone()),
                ("coder", coder.clone()),
                ("units", list(units)),
                ("codes", list(codes)),
                ("version", version.clone()),
                ("at", at.clone()),
            ],
        )
    });
    let codebooks = contents.codebooks.iter().map(|it| {
        let (version, id, text) = (it.version.clone(), it.id.clone(), it.text.clone());
        flat("codebook", [("version", version), ("id", id), ("text", text)])
    });
    let validations = contents.validations.iter().map(|it| {
        let (id, pass, at, result) =
            (it.id.clone(), it.pass.clone(), it.at.clone(), it.result.clone());
        flat("validation", [("id", id), ("pass", pass), ("at", at), ("text", result)])
    });
    let imports = contents.imports.iter().map(|it| {
        let (hash, file, at) = (it.hash.clone(), it.file.clone(), it.at.clone());
        flat(
            "import",
            [("id", hash), ("origin", file), ("at", at), ("events", it.events.to_string())],
        )
    });
    let shown = contents
        .not_blind
        .iter()
        .map(move |(who, names)| flat("shown", [("id", who.clone()), ("metadata", list(names))]));
    let events = contents.events.iter().map(of_event);
    samples
        .chain(units)
        .chain(moves)
        .chain(sheets)
        .chain(codebooks)
        .chain(validations)
        .chain(imports)
        .chain(shown)
        .chain(events)
}

fn of_sample(it: &Sample) -> Flat {
    flat(
        "sample",
        [
            ("id", it.id.clone()),
            ("source", it.source.clone()),
            ("seed", it.seed.to_string()),
            ("pass", it.pass.clone()),
            ("codebook", it.codebook.clone()),
            ("version", it.version.clone()),
            ("design", it.design.clone()),
            ("at", it.at.clone()),
        ],
    )
}

fn of_unit(it: &Unit) -> Flat {
    flat(
        "unit",
        [
            ("id", it.id.clone()),
            ("sample", it.sample.clone()),
            ("source", it.source.clone()),
            ("document", it.document.clone()),
            ("part", it.part.clone()),
            ("segment", it.segment.to_string()),
            ("start", it.start.to_string()),
            ("end", it.end.to_string()),
            ("text", it.text.clone()),
            ("before", it.before.clone()),
            ("after", it.after.clone()),
            ("language", it.language.clone()),
            ("stratum", it.stratum.clone()),
            ("probability", it.probability.to_string()),
            ("cluster", it.cluster.clone()),
            ("split", it.split.as_str().to_owned()),
            ("metadata", metadata_text(&it.metadata)),
        ],
    )
}

fn of_event(Saved { event, moment }: &Saved) -> Flat {
    let Event { id, unit, coder, code, kind, value, version, round, at, origin } = event;
    flat(
        "event",
        [
            ("id", id.clone()),
            ("unit", unit.clone()),
            ("coder", coder.clone()),
            ("code", code.clone()),
            ("kind", kind.as_str().to_owned()),
            ("value", value.clone()),
            ("version", version.clone()),
            ("round", round.as_str().to_owned()),
            ("at", at.clone()),
            ("origin", origin.clone()),
            ("moment", moment.to_string()),
        ],
    )
}

/// A row being read: where it stands, and what is wrong with it.
struct Reading<'r> {
    place: String,
    row: &'r HashMap<String, String>,
    wrong: &'r mut Vec<String>,
}

impl Reading<'_> {
    fn text(&self, column: &str) -> String {
        self.row.get(column).cloned().unwrap_or_default()
    }

    fn parsed<T>(
        &mut self,
        column: &str,
        parse: impl Fn(&str) -> Option<T>,
        known: &str,
    ) -> Option<T> {
        let text = self.text(column);
        let found = parse(&text);
        if found.is_none() {
            let shown = super::check::shortened(&text);
            self.wrong
                .push(format!("{}: unknown {column} `{shown}`; there are: {known}", self.place));
        }
        found
    }

    fn number<T: std::str::FromStr>(&mut self, column: &str) -> Option<T> {
        self.parsed(column, |it| it.parse().ok(), "numbers")
    }

    fn list<T: serde::de::DeserializeOwned>(&mut self, column: &str) -> Option<T> {
        self.parsed(column, |it| serde_json::from_str(it).ok(), "lists in JSON")
    }
}

/// Rows of named values back to what they were.
///
/// # Errors
/// Every row that is not understood, with its place.
pub(super) fn contents(
    rows: &[(String, HashMap<String, String>)],
) -> Result<Contents, CodingsError> {
    let mut contents = Contents::default();
    let mut wrong = Vec::new();
    for (place, row) in rows {
        let mut it = Reading { place: place.clone(), row, wrong: &mut wrong };
        match row.get("record").map_or("", String::as_str) {
            "sample" => contents.samples.extend(sample(&mut it)),
            "unit" => contents.units.extend(unit(&mut it)),
            "event" => contents.events.extend(event(&mut it)),
            "move" => {
                contents.moves.push(Move {
                    unit: it.text("unit"),
                    at: it.text("at"),
                    why: it.text("why"),
                });
            }
            "sheet" => contents.sheets.extend(sheet(&mut it)),
            "codebook" => contents.codebooks.push(KeptCodebook {
                version: it.text("version"),
                id: it.text("id"),
                text: it.text("text"),
            }),
            "validation" => contents.validations.push(KeptValidation {
                id: it.text("id"),
                pass: it.text("pass"),
                at: it.text("at"),
                result: it.text("text"),
            }),
            "import" => contents.imports.extend(import(&mut it)),
            "shown" => {
                let who = it.text("id");
                contents.not_blind.extend(it.list("metadata").map(|names| (who, names)));
            }
            other => {
                let shown = super::check::shortened(other);
                it.wrong.push(format!(
                    "{place}: unknown record `{shown}`; there are: sample, unit, move, sheet, codebook, \
                     validation, import, shown, event"
                ));
            }
        }
    }
    super::store::refuse(wrong)?;
    Ok(contents)
}

fn sample(it: &mut Reading) -> Option<Sample> {
    Some(Sample {
        id: it.text("id"),
        source: it.text("source"),
        seed: it.number("seed")?,
        pass: it.text("pass"),
        codebook: it.text("codebook"),
        version: it.text("version"),
        design: it.text("design"),
        at: it.text("at"),
    })
}

fn unit(it: &mut Reading) -> Option<Unit> {
    Some(Unit {
        id: it.text("id"),
        sample: it.text("sample"),
        source: it.text("source"),
        document: it.text("document"),
        part: it.text("part"),
        segment: it.number("segment")?,
        start: it.number("start")?,
        end: it.number("end")?,
        text: it.text("text"),
        before: it.text("before"),
        after: it.text("after"),
        language: it.text("language"),
        stratum: it.text("stratum"),
        probability: it.number("probability")?,
        cluster: it.text("cluster"),
        split: it.parsed("split", Split::parse, "dev, test")?,
        metadata: it.list("metadata")?,
    })
}

fn event(it: &mut Reading) -> Option<Saved> {
    let kinds: Vec<&str> = Kind::ALL.iter().map(|it| it.as_str()).collect();
    let rounds: Vec<&str> = Round::ALL.iter().map(|it| it.as_str()).collect();
    let event = Event {
        id: it.text("id"),
        unit: it.text("unit"),
        coder: it.text("coder"),
        code: it.text("code"),
        kind: it.parsed("kind", Kind::parse, &kinds.join(", "))?,
        value: it.text("value"),
        version: it.text("version"),
        round: it.parsed("round", Round::parse, &rounds.join(", "))?,
        at: it.text("at"),
        origin: it.text("origin"),
    };
    Some(Saved { event, moment: it.number("moment")? })
}

fn sheet(it: &mut Reading) -> Option<Sheet> {
    Some(Sheet {
        name: it.text("id"),
        coder: it.text("coder"),
        units: it.list("units")?,
        codes: it.list("codes")?,
        version: it.text("version"),
        at: it.text("at"),
    })
}

fn import(it: &mut Reading) -> Option<Imported> {
    let (hash, file, at) = (it.text("id"), it.text("origin"), it.text("at"));
    Some(Imported { hash, file, at, events: it.number("events")? })
}
