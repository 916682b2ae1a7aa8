//! `framebook kwic`: a concordance of a pattern or of a code.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use unicode_width::UnicodeWidthStr;

use crate::corpus::Spec;
use crate::engine::coding::Options;
use crate::engine::segment::Unit;
use crate::engine::text::Language;
use crate::study::StoredPass;
use crate::study::concordance::{
    Line, Order, Pattern, Sorter, View, for_terminal, of_code, of_corpus, of_stored,
};
use crate::study::explain::text::{clean, shorten};
use crate::study::file::read_codebooks;

use super::reading::Reading;
use super::table::{Which, names};
use super::{Failure, Outcome, Screen};

/// Most lines that are printed for a person who has asked for no limit.
const LINES: usize = 500;

/// Print every place where a pattern or a code is found, with its context
///
/// PATTERN is any rule of the rule language: `belt and road`, `terror* NEAR/5 border`, `/пояс\w*/`. It
/// is run by the engine over the stored texts of an output folder (--in), or over files. With --code
/// the stored matches of the code and its subcodes are shown. `#id` in a pattern is a code of the
/// codebook of the results; with files, of the file that --codebook names.
///
/// Columns of --format csv: document, part, segment, start, end (bytes of the part's decoded text),
/// left, match, right (white space as single blanks), code and rule (empty for a pattern), denied (1 where
/// a cue of denial reaches the match of a code, 0 where none does), then the columns of --show.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  framebook kwic \"belt and road\" corpus/news --show country --sort right
  framebook kwic --code security --in output/silk-road --show outlet --format csv
To see why a segment has its codes: framebook explain")]
pub struct Kwic {
    /// The pattern, then files, folders and globs to search instead of an output folder
    #[arg(value_name = "PATTERN | CORPUS")]
    pattern_and_corpus: Vec<String>,
    /// Show the matches of this code instead of a pattern's
    #[arg(long)]
    code: Option<String>,
    /// Language of the pattern: en, ru, kk, zh; says how `~word` is read
    #[arg(long, value_parser = names(Language::CODED.iter().map(|it| it.code())))]
    pattern_language: Option<String>,
    #[command(flatten)]
    which: Which,
    /// Columns of a terminal for the context on either side; Chinese signs take two
    #[arg(long, default_value_t = 40)]
    width: usize,
    /// A column of the corpus to show, or `language`; several may be given
    #[arg(long, value_delimiter = ',')]
    show: Vec<String>,
    /// Order: position, left, right, or a column of the corpus
    #[arg(long, default_value = "position")]
    sort: String,
    /// At most this many lines; 0 for all [default: 500 as text, all as CSV]
    #[arg(long)]
    limit: Option<usize>,
    /// The format: text, csv
    #[arg(long, default_value = "text", value_parser = ["text", "csv"])]
    format: String,
    /// With files: the unit that `/u` of a rule looks within and that segments are numbered by
    #[arg(long, default_value = "auto")]
    unit: String,
    #[command(flatten)]
    reading: Reading,
}

/// A resolved question.
enum Query {
    Code(StoredPass, usize),
    Stored(StoredPass, Pattern),
    Corpus(Spec, Pattern, Options),
}

impl Query {
    fn search(
        &self,
        view: &View,
        sink: &mut dyn FnMut(Line) -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        match self {
            Query::Code(stored, code) => of_code(stored, *code, view, sink),
            Query::Stored(stored, pattern) => of_stored(stored, pattern, view, sink),
            Query::Corpus(spec, pattern, options) => {
                of_corpus(spec, Path::new("."), pattern, *options, view, sink)
            }
        }
    }
}

impl Kwic {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let csv = self.format == "csv";
        let limit = match self.limit {
            None if csv => usize::MAX,
            None => LINES,
            Some(0) => usize::MAX,
            Some(limit) => limit,
        };
        let query = self.query(screen)?;
        let (view, order) = self.view();
        let mut sorter = Sorter::new(order, limit);
        let mut n = 0_usize;
        let mut stopped = false;
        if csv {
            self.csv_head(screen)?;
        }
        if order == Order::Position {
            query.search(&view, &mut |line| {
                if n == limit {
                    stopped = true;
                    return Ok(false);
                }
                n += 1;
                self.print(&line, csv, screen)?;
                Ok(true)
            })?;
        } else {
            query.search(&view, &mut |line| {
                sorter.push(line);
                Ok(true)
            })?;
            stopped = sorter.n_lines() > limit as u64;
            for line in sorter.into_lines() {
                n += 1;
                self.print(&line, csv, screen)?;
            }
        }
        if stopped && self.limit.is_none() {
            screen.flush()?;
            screen.note(&format!("the first {n} lines; --limit 0 shows all"));
        } else if n == 0 {
            screen.note("nothing found");
        }
        Ok(if n == 0 { Outcome::Negative } else { Outcome::Done })
    }

    fn view(&self) -> (View, Order) {
        let mut columns = self.show.clone();
        let order = match self.sort.as_str() {
            "position" => Order::Position,
            "left" => Order::Left,
            "right" => Order::Right,
            column => {
                let at = columns.iter().position(|it| it == column).unwrap_or_else(|| {
                    columns.push(column.to_owned());
                    columns.len() - 1
                });
                Order::Column(at)
            }
        };
        (View { width: self.width, columns }, order)
    }

    /// What is looked for and where, before any of it is read.
    fn query(&self, screen: &mut Screen) -> Result<Query, Failure> {
        let language = self.pattern_language.as_deref().and_then(Language::from_code);
        match (&self.code, self.pattern_and_corpus.as_slice()) {
            (Some(id), []) => {
                let stored = self.which.pass(screen)?;
                let code = stored.codebook.code(id).ok_or_else(|| {
                    let ids: Vec<&str> =
                        stored.codebook.codes.iter().map(|it| it.id.as_str()).collect();
                    format!(
                        "unknown code `{id}` in codebook `{}`; there are: {}; `--codebook` and `--source` name others",
                        stored.codebook.id,
                        ids.join(", ")
                    )
                })?;
                Ok(Query::Code(stored, code))
            }
            (Some(_), _) => Err("`--code` shows stored matches; leave the pattern and files out, or search for `#id`".into()),
            (None, []) => Err("nothing to look for; give a pattern, or `--code`".into()),
            (None, [pattern]) => {
                let stored = self.which.pass(screen)?;
                let pattern = Pattern::new(pattern, language, Some(&stored.codebook))?;
                Ok(Query::Stored(stored, pattern))
            }
            (None, [pattern, files @ ..]) => {
                let known = match &self.which.codebook {
                    None => None,
                    Some(path) => read_codebooks(&[PathBuf::from(path)])?.into_iter().next(),
                };
                let pattern = Pattern::new(pattern, language, known.as_deref())?;
                let options = Options {
                    unit: Unit::parse(&self.unit)?,
                    lines: self.reading.lines()?,
                    ..Options::default()
                };
                Ok(Query::Corpus(self.reading.spec(files.to_vec())?, pattern, options))
            }
        }
    }

    fn csv_head(&self, screen: &mut Screen) -> Result<(), Failure> {
        let fixed = [
            "document", "part", "segment", "start", "end", "left", "match", "right", "code",
            "rule", "denied",
        ];
        let shown = self.show.iter().map(String::as_str);
        record(fixed.into_iter().chain(shown), screen)
    }

    fn print(&self, line: &Line, csv: bool, screen: &mut Screen) -> Result<(), Failure> {
        let shown = line.shown.iter().take(self.show.len());
        let shown = shown.map(|it| it.as_deref().unwrap_or_default());
        if csv {
            let numbers = [line.segment, line.start, line.end].map(|it| it.to_string());
            let before =
                [line.document.as_str(), &line.part, &numbers[0], &numbers[1], &numbers[2]];
            let denied = match (line.code.as_str(), line.denied) {
                ("", _) => "",
                (_, true) => "1",
                (_, false) => "0",
            };
            let after =
                [line.left.as_str(), &line.found, &line.right, &line.code, &line.rule, denied];
            return record(before.into_iter().chain(after).chain(shown), screen);
        }
        let place = shorten(&format!("{}:{}", clean(&line.document), line.segment), 24);
        write!(screen, "{place}{}", blank(24, &place))?;
        for value in shown {
            let value = shorten(&clean(value), 16);
            write!(screen, "  {value}{}", blank(16, &value))?;
        }
        let (left, found, right) = for_terminal(line);
        let found = shorten(&found, self.width.max(20));
        let (on, off) = if screen.colours() { ("\x1b[1;36m", "\x1b[0m") } else { ("[", "]") };
        writeln!(
            screen,
            "  {}{left}{on}{found}{off}{}{}",
            blank(self.width, &left),
            right.trim_end(),
            if line.denied { "  (denied)" } else { "" }
        )?;
        Ok(())
    }
}

/// Blanks that fill a text up to a number of columns.
fn blank(columns: usize, text: &str) -> String {
    " ".repeat(columns.saturating_sub(text.width()))
}

fn record<'a>(fields: impl Iterator<Item = &'a str>, screen: &mut Screen) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(fields)?;
    screen.write_all(&writer.into_inner().map_err(|error| error.to_string())?)?;
    Ok(())
}
