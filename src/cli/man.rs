//! `framebook man`: the man pages, one for framebook and one a command.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_mangen::Man as Page;

use super::write::{unwritable, write_beside};
use super::{Arguments, Failure, Outcome, Screen};

/// Print the man page, or write those of all commands to a folder
///
/// Without a folder it prints framebook.1. With one it writes framebook.1 and framebook-COMMAND.1
/// for each command, for `man -l FILE` or a folder of $MANPATH such as ~/.local/share/man/man1.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  framebook man --out output/man")]
pub struct Man {
    /// The folder to write the pages to
    #[arg(long)]
    out: Option<PathBuf>,
}

impl Man {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let pages = pages()?;
        let Some(folder) = self.out else {
            if let Some((_, page)) = pages.first() {
                screen.write_all(page)?;
            }
            return Ok(Outcome::Done);
        };
        std::fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        for (name, page) in pages {
            let path = folder.join(name);
            write_beside(&path, &page)?;
            writeln!(screen, "{}", path.display())?;
        }
        Ok(Outcome::Done)
    }
}

/// File names and contents, framebook's own first.
fn pages() -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut command = Arguments::command().disable_help_subcommand(true);
    command.build();
    let commands: Vec<clap::Command> = command.get_subcommands().cloned().collect();
    std::iter::once(command)
        .chain(commands)
        .map(|command| {
            let page = Page::new(command);
            let mut text = Vec::new();
            page.render(&mut text)?;
            Ok((page.get_filename(), text))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_page_of_framebook_and_one_a_command() {
        let pages = pages().unwrap();
        assert_eq!(pages[0].0, "framebook.1");
        let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        for name in ["framebook-run.1", "framebook-check.1", "framebook-new.1", "framebook-man.1"] {
            assert!(names.contains(&name), "{name} in {names:?}");
        }
        for (name, page) in &pages {
            let page = String::from_utf8_lossy(page);
            assert!(page.contains(".SH SYNOPSIS") && page.contains("framebook"), "{name}");
        }
    }
}
