//! The commands: each file parses its arguments, calls, and prints. Nothing is computed here.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod adjudicate;
mod again;
mod agree;
mod agree_text;
mod annotate;
mod asks;
mod chart;
mod check;
mod check_corpus;
mod clean;
mod code;
mod codings;
mod columns;
mod completions;
mod correct;
mod dossier;
mod draw;
mod explain;
mod export;
mod keyboard;
mod kwic;
mod last;
mod making;
mod man;
mod new;
mod people;
mod progress;
mod reading;
mod report;
mod run;
mod sample;
mod screen;
mod sheet;
mod summary;
mod table;
mod unit_view;
mod validate;
mod write;

use screen::Screen;

/// Code texts for framings with a codebook that says why.
///
/// framebook cuts the texts of a corpus into segments, assigns the codes of a codebook to them by
/// rules, shows which rule did it, and leaves tables, charts and files for SPSS and R.
#[derive(Debug, Parser)]
#[command(name = "framebook", version, max_term_width = 100)]
#[command(
    after_help = "Begin with the example study:\n  framebook run\nor with a corpus of your own:\n  framebook new --from corpus/survey.csv my-study"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Print nothing but what was asked for: no progress, no notes
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::New),
    Run(run::Run),
    Code(code::Code),
    Codings(codings::CodingsCommand),
    Check(check::Check),
    Table(table::TableCommand),
    Chart(chart::ChartCommand),
    Explain(explain::Explain),
    Export(export::ExportCommand),
    Report(report::ReportCommand),
    Kwic(kwic::Kwic),
    Sample(sample::SampleCommand),
    Sheet(sheet::SheetCommand),
    Annotate(annotate::Annotate),
    Adjudicate(adjudicate::Adjudicate),
    Validate(validate::Validate),
    Correct(correct::Correct),
    Dossier(dossier::Dossier),
    Agree(agree::Agree),
    Clean(clean::Clean),
    Completions(completions::Completions),
    Man(man::Man),
}

/// What a command comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It did what was asked: exit 0.
    Done,
    /// A negative finding that was asked about: exit 1.
    Negative,
}

/// What ends a command with exit 2.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs the command line and says how the process ends: 0 done, 1 a negative finding, 2 an error.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut screen = Screen::new(arguments.quiet);
    let result = match arguments.command {
        Command::New(command) => command.run(&mut screen),
        Command::Run(command) => command.run(&mut screen),
        Command::Code(command) => command.run(&mut screen),
        Command::Codings(command) => command.run(&mut screen),
        Command::Check(command) => command.run(&mut screen),
        Command::Table(command) => command.run(&mut screen),
        Command::Chart(command) => command.run(&mut screen),
        Command::Explain(command) => command.run(&mut screen),
        Command::Export(command) => command.run(&mut screen),
        Command::Report(command) => command.run(&mut screen),
        Command::Kwic(command) => command.run(&mut screen),
        Command::Sample(command) => command.run(&mut screen),
        Command::Sheet(command) => command.run(&mut screen),
        Command::Annotate(command) => command.run(&mut screen),
        Command::Adjudicate(command) => command.run(&mut screen),
        Command::Validate(command) => command.run(&mut screen),
        Command::Correct(command) => command.run(&mut screen),
        Command::Dossier(command) => command.run(&mut screen),
        Command::Agree(command) => command.run(&mut screen),
        Command::Clean(command) => command.run(&mut screen),
        Command::Completions(command) => command.run(&mut screen),
        Command::Man(command) => command.run(&mut screen),
    };
    let result = result.and_then(|outcome| Ok(screen.flush().map(|()| outcome)?));
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Negative) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = screen.flush();
            let _ = writeln!(io::stderr(), "error: {error}");
            let arguments: Vec<_> = std::env::args_os().skip(1).collect();
            if let Some(way_on) = again::way_on(&*error, &arguments) {
                let _ = writeln!(io::stderr(), "{way_on}");
            }
            ExitCode::from(2)
        }
    }
}

/// The reader of our output went away, as `head` does: no reason to complain.
fn is_closed_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut error = Some(error);
    while let Some(current) = error {
        if let Some(io) = current.downcast_ref::<io::Error>()
            && io.kind() == io::ErrorKind::BrokenPipe
        {
            return true;
        }
        error = current.source();
    }
    false
}
