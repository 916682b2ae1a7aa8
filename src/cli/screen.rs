//! Where commands print: buffered, told whether a person is looking, silent where asked.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use crate::table::clean;

/// Standard output of a command.
#[derive(Debug)]
pub struct Screen {
    out: BufWriter<Stdout>,
    /// No progress and no notes.
    pub quiet: bool,
    /// Standard output is a terminal.
    pub terminal: bool,
    /// Columns of the terminal; 100 where there is none.
    pub width: usize,
    /// Lines of the terminal; 24 where there is none.
    pub height: usize,
}

impl Screen {
    /// Standard output as it is.
    pub fn new(quiet: bool) -> Self {
        let declared = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = io::stdout().is_terminal();
        let size = terminal_size::terminal_size();
        let seen = size.map(|(width, _)| usize::from(width.0));
        let height = size.map_or(24, |(_, height)| usize::from(height.0)).max(4);
        let width = declared.or(seen.filter(|_| terminal)).unwrap_or(100);
        Self { out: BufWriter::new(io::stdout()), quiet, terminal, width, height }
    }

    /// True when colours help: a terminal, and nobody has asked for none.
    pub fn colours(&self) -> bool {
        self.terminal && std::env::var_os("NO_COLOR").is_none()
    }

    /// A line about the work, on standard error, unless quiet.
    pub fn note(&mut self, text: &str) {
        if !self.quiet {
            for line in text.lines() {
                let _ = writeln!(io::stderr(), "{}", clean(line));
            }
        }
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
