//! A progress bar with rate and time left on a terminal; nothing on a pipe.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use crate::store::Progress;

use super::Screen;

/// The bar of one pass.
#[derive(Debug)]
pub struct Bar {
    bar: Option<ProgressBar>,
}

impl Bar {
    /// A bar where somebody can see it.
    pub fn new(screen: &Screen, what: &'static str) -> Self {
        let template = "{msg} {bar:30} {percent:>3} %  {binary_bytes_per_sec}, {eta} left";
        Self { bar: seen(screen, what, template) }
    }

    /// How far the pass is, of this many bytes of corpus.
    pub fn show(&mut self, at: Progress, total: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(total.max(at.bytes));
            bar.set_position(at.bytes);
        }
    }

    /// Takes the bar away.
    pub fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

/// The bar of many steps of one kind, which several threads may take.
#[derive(Debug)]
pub struct Steps(Option<ProgressBar>);

impl Steps {
    /// A bar where somebody can see it.
    pub fn new(screen: &Screen, what: &'static str) -> Self {
        Self(seen(screen, what, "{msg} {bar:30} {pos} of {len}, {eta} left"))
    }

    /// How many of how many are done.
    pub fn show(&self, done: usize, all: usize) {
        if let Some(bar) = &self.0 {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        }
    }

    /// Takes the bar away.
    pub fn finish(self) {
        if let Some(bar) = self.0 {
            bar.finish_and_clear();
        }
    }
}

fn seen(screen: &Screen, what: &'static str, template: &str) -> Option<ProgressBar> {
    let seen = !screen.quiet && std::io::stderr().is_terminal();
    seen.then(|| {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what);
        bar
    })
}
