//! `framebook chart`: a chart of the last results as SVG, PNG and PDF.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::chart;
use crate::engine::codebook::Measure;
use crate::study::figure::{self, Asked, FIGURES};
use crate::study::prepared::Prepared;

use super::people::People;
use super::table::{Which, described, names};
use super::write::{with_ending, without_ending, write_beside};
use super::{Failure, Outcome, Screen};

/// Draw a chart of the last results
///
/// Shares of each top-level code with 95 % intervals, grouped by a variable where one is named, or what
/// `--kind` says. Writes FILE.svg, FILE.png (300 dpi), FILE.pdf and the caption in FILE.txt. SVG and PDF
/// have their fonts inside and their text as text.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  framebook chart --by country --in output/silk-road --out framings"
)]
pub struct ChartCommand {
    #[command(flatten)]
    which: Which,
    /// A variable to group by; two cross
    #[arg(long)]
    by: Vec<String>,
    /// What is drawn [default: bars; with --by dots]
    #[arg(long, value_parser = described(FIGURES.iter().map(|it| (it.name, it.doc))))]
    kind: Option<String>,
    /// The group that is held to the rest: --kind keyness
    #[arg(long)]
    group: Option<String>,
    /// The measure: asserted, mention [default: the codebook's]
    #[arg(long, value_parser = names(Measure::ALL.iter().map(|it| it.name())))]
    measure: Option<String>,
    #[command(flatten)]
    people: People,
    /// Width in millimetres: 84 is one column, 174 is two
    #[arg(long, default_value_t = 174.0)]
    width: f64,
    /// The files to write, without their endings
    #[arg(long, default_value = "chart")]
    out: PathBuf,
}

/// Height of the text of a page of A4, in millimetres.
const PAGE: f64 = 247.0;

impl ChartCommand {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let (mut source, at) = self.which.open(screen)?;
        source.people = self.people.of_results(&self.which.results.folder());
        let default = if self.by.is_empty() { "bars" } else { "dots" };
        let entry = figure::entry(self.kind.as_deref().unwrap_or(default))?;
        let not = [
            (self.group.is_some() && entry.name != "keyness", "--group", "of --kind keyness alone"),
            (
                self.measure.is_some() && entry.name == "corrected",
                "--measure",
                "not of --kind corrected: what people coded is held to the codebook's measure",
            ),
        ];
        if let Some((_, name, why)) = not.into_iter().find(|it| it.0) {
            return Err(format!("{name} is {why}; leave it out").into());
        }
        let measures = Measure::ALL
            .into_iter()
            .filter(|it| self.measure.as_deref() == Some(it.name()))
            .collect();
        let prepared = Prepared::new(&source, at, entry.table(&self.by)?, &self.by, measures)?;
        let mut figure = (entry.draw)(&Asked {
            source: &source,
            at,
            input: &prepared.input(),
            by: &self.by,
            group: self.group.as_deref(),
            phases: &source.record.phases,
            events: &source.record.events,
        })?;
        figure.width = chart::Width::Millimetres(self.width);
        let rendered = chart::render(&figure)?;
        let files: [(&str, &[u8]); 4] = [
            ("svg", rendered.svg.as_bytes()),
            ("png", &rendered.png),
            ("pdf", &rendered.pdf),
            ("txt", rendered.caption.as_bytes()),
        ];
        // `--out shares.png` means the same as `--out shares`
        let stem = without_ending(&self.out, files.iter().map(|it| it.0));
        for (ending, bytes) in files {
            let path = with_ending(&stem, ending);
            write_beside(&path, bytes)?;
            writeln!(screen, "{}", path.display())?;
        }
        if figure.chart == "panels" && entry.name != "panels" {
            screen.note(&format!(
                "drawn as small multiples, a panel a code: there is more than `{}` tells apart",
                entry.name
            ));
        }
        if rendered.height > PAGE {
            screen.note(&format!(
                "the figure is {:.0} mm high, and a page of A4 holds {PAGE:.0} mm; draw it wider, or fewer categories or groups",
                rendered.height
            ));
        }
        if !rendered.missing_glyphs.is_empty() {
            let glyphs: String = rendered.missing_glyphs.iter().collect();
            screen.note(&format!("the fonts lack `{glyphs}`"));
        }
        Ok(Outcome::Done)
    }
}
