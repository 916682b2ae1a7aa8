//! `framebook new`: a folder with a study that runs, of constructed texts or of the user's own.

use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use unicode_width::UnicodeWidthStr;

use crate::store::Store;
use crate::study::results::shown;
use crate::study::sample::{Line, Sample};
use crate::study::scaffold::{Scaffold, name_of};
use crate::study::{Study, stored};

use super::columns::{cut, cut_start, one_line};
use super::progress::Bar;
use super::reading::Reading;
use super::{Failure, Outcome, Screen};

/// Coded segments that are shown.
const N_LINES: usize = 20;
/// Notes that are printed; all of them stand in study.toml.
const N_NOTES: usize = 8;

/// Make a new study: a folder with study.toml, a codebook, texts
///
/// Without --from the study has a few constructed texts in four languages and runs at once. With
/// --from it is of your own files, which are not copied: the columns are guessed and study.toml says
/// what was guessed and what else there is; the starter codebook of three codes lists the most
/// frequent words of your texts as candidates for rules; then everything is coded once and 20 coded
/// segments are shown. Nothing that stands is overwritten.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  framebook new my-study\n  framebook new --from corpus/survey.csv my-survey"
)]
pub struct New {
    /// The folder to make; its name is the name of the study [default with --from: FILE-study]
    #[arg(required_unless_present = "from")]
    name: Option<PathBuf>,
    /// Files, folders or globs of your own: .csv .tsv .jsonl .parquet .xlsx .txt .md .docx
    #[arg(long, value_name = "FILE")]
    from: Vec<String>,
    #[command(flatten)]
    reading: Reading,
}

impl New {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let first = self.from.first().map(String::as_str).unwrap_or_default();
        let folder = self.name.unwrap_or_else(|| PathBuf::from(name_of(first)));
        let own = !self.from.is_empty();
        let scaffold = if own {
            self.reading.lines()?;
            let lines = self.reading.lines_name().to_owned();
            Scaffold::of_corpus(&folder, &self.reading.spec(self.from)?, &lines)?
        } else {
            Scaffold::starter(&folder)?
        };
        for path in scaffold.write()? {
            writeln!(screen, "made {}", path.display())?;
        }
        let path = folder.join("study.toml");
        let study = Study::read(&path)?;
        let codebook = folder.join(format!("codebooks/{}.toml", study.study.name));
        if !own {
            writeln!(screen, "\nRun it:\n  framebook run --study {}", shown(&path))?;
            return Ok(Outcome::Done);
        }
        for note in scaffold.notes.iter().take(N_NOTES) {
            writeln!(screen, "guessed or found: {note}")?;
        }
        if let Some(more) = scaffold.notes.len().checked_sub(N_NOTES).filter(|n| *n > 0) {
            writeln!(screen, "and {more} more, all in {}", shown(&path))?;
        }
        let sample = coded(screen, &study, &folder)?;
        print(screen, &sample)?;
        writeln!(
            screen,
            "\nThe codes are a start, no analysis. Next:\n  1. in {} see that the columns are right\n  2. in {} write your own codes; candidates for rules stand at its top\n  framebook check {}\n  framebook run --study {}",
            shown(&path),
            shown(&codebook),
            shown(&codebook),
            shown(&path)
        )?;
        Ok(Outcome::Done)
    }
}

/// Codes the new study and draws from it.
fn coded(screen: &mut Screen, study: &Study, folder: &std::path::Path) -> Result<Sample, Failure> {
    let source = study.sources.first().ok_or("no source")?;
    let threads = crate::study::cores();
    let out = study.output(folder);
    let store = Store::open(&out)?;
    let mut bar = Bar::new(screen, "coding");
    let done = source.job(&study.study, folder, threads, true)?.run(
        &store,
        folder,
        &mut |at, total| {
            bar.show(at, total);
        },
    )?;
    bar.finish();
    let name = done.outcome.passes.first().ok_or("no pass")?;
    Sample::draw(&stored::open_pass(&out, name)?, N_LINES)
}

fn print(screen: &mut Screen, sample: &Sample) -> Result<(), Failure> {
    let mut text = String::from("\n");
    let codes: Vec<String> = sample.lines.iter().map(|line| line.codes.join(", ")).collect();
    let right = codes.iter().map(|it| it.width()).max().unwrap_or(0);
    let left = screen.width.saturating_sub(right + 2).max(20);
    for (line, codes) in sample.lines.iter().zip(&codes) {
        let segment = segment(line, left);
        let space = " ".repeat(left.saturating_sub(segment.width()));
        let _ = writeln!(text, "{}", format!("{segment}{space}  {codes}").trim_end());
    }
    let _ = match (sample.n_coded, sample.lines.len()) {
        (0, n) => writeln!(
            text,
            "\nNone of {} segments has a code of the starter codebook: these are the first {n}.",
            sample.n_segments
        ),
        (coded, n) => writeln!(
            text,
            "\n{n} of the {coded} segments that have a code; {} segments in all.",
            sample.n_segments
        ),
    };
    screen.write_all(text.as_bytes())?;
    Ok(())
}

/// A segment in at most `width` columns, so that its first match is seen.
fn segment(line: &Line, width: usize) -> String {
    let (mut before, found) = (one_line(&line.before), one_line(&line.found));
    if line.before.ends_with(char::is_whitespace) && !before.is_empty() {
        before.push(' ');
    }
    // a third before the match, more where the segment ends soon
    let room = width.saturating_sub(found.width()).max(width / 3);
    let before = cut_start(&before, room);
    cut(&format!("{before}{found}"), width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_match_of_a_segment_is_seen() {
        let cases = [
            ("", "Trade doubled.", 40, "Trade doubled."),
            ("The ministers agreed that ", "trade doubled.", 24, "…agreed that trade doubl…"),
            ("会议首先讨论", "边境安全。代表们说，", 20, "…讨论边境安全。代表…"),
            ("Товарооборот\nвырос. ", "Экономика", 60, "Товарооборот вырос. Экономика"),
        ];
        for (before, found, width, expected) in cases {
            let line = Line { before: before.into(), found: found.into(), ..Line::default() };
            let shown = segment(&line, width);
            assert!(shown.width() <= width, "{shown}");
            let seen: String = found.chars().take(3).collect();
            assert!(shown.contains(&seen), "{shown} {expected}");
            if width >= 40 {
                assert_eq!(shown, expected);
            }
        }
    }
}
