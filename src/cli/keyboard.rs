//! Where keys come from: a terminal, key by key, or lines of standard input, so that scripts can code too. A line
//! is the keys on it; an empty line is Enter.

use std::collections::VecDeque;
use std::io::{self, BufRead, IsTerminal};

use console::Term;

use crate::codings::annotate::Key;

/// What keys are read from.
#[derive(Debug)]
pub struct Keyboard {
    terminal: Option<Term>,
    pending: VecDeque<Key>,
}

impl Keyboard {
    /// The terminal, where both ends are one; else standard input.
    pub fn new() -> Self {
        let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
        Self { terminal: is_terminal.then(Term::stdout), pending: VecDeque::new() }
    }

    /// Whether a person sits there.
    pub fn is_terminal(&self) -> bool {
        self.terminal.is_some()
    }

    /// The next key; none where there are no more.
    ///
    /// # Errors
    /// Input that can not be read.
    pub fn key(&mut self) -> io::Result<Option<Key>> {
        if let Some(terminal) = &self.terminal {
            return Ok(Some(match terminal.read_key()? {
                console::Key::Enter => Key::Enter,
                console::Key::Char(sign) => Key::of(sign),
                console::Key::Backspace => Key::Undo,
                console::Key::Escape | console::Key::CtrlC => Key::Quit,
                _ => Key::Other,
            }));
        }
        if let Some(key) = self.pending.pop_front() {
            return Ok(Some(key));
        }
        let Some(line) = line()? else { return Ok(None) };
        self.pending = line.chars().map(Key::of).collect();
        Ok(Some(self.pending.pop_front().unwrap_or(Key::Enter)))
    }

    /// A line of text; none where there are no more.
    ///
    /// # Errors
    /// Input that can not be read.
    pub fn text(&mut self, before: &str) -> io::Result<Option<String>> {
        match &self.terminal {
            Some(terminal) => terminal.read_line_initial_text(before).map(Some),
            None => line(),
        }
    }
}

fn line() -> io::Result<Option<String>> {
    let mut line = String::new();
    let n = io::stdin().lock().read_line(&mut line)?;
    Ok((n > 0).then(|| line.trim_end_matches(['\n', '\r']).to_owned()))
}
