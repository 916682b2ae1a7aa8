//! `framebook completions`: what a shell needs to complete commands and options.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use super::{Arguments, Failure, Outcome, Screen};

/// Print the completions of commands and options for a shell
///
/// The script is for the shell to read at its start: for bash the file
/// ~/.local/share/bash-completion/completions/framebook, for zsh a file `_framebook` in a folder of
/// $fpath, for fish ~/.config/fish/completions/framebook.fish, for PowerShell a line in $PROFILE.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  framebook completions bash")]
pub struct Completions {
    /// The shell
    #[arg(value_parser = shells())]
    shell: String,
}

const SHELLS: [(&str, Shell); 4] = [
    ("bash", Shell::Bash),
    ("zsh", Shell::Zsh),
    ("fish", Shell::Fish),
    ("powershell", Shell::PowerShell),
];

fn shells() -> clap::builder::PossibleValuesParser {
    SHELLS.map(|(name, _)| name).into()
}

impl Completions {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let shell = SHELLS.iter().find(|(name, _)| *name == self.shell);
        let Some((_, shell)) = shell else {
            return Err(format!("unknown shell `{}`", self.shell).into());
        };
        // into memory first: the generator knows no closed pipe
        let mut script = Vec::new();
        generate(*shell, &mut Arguments::command(), "framebook", &mut script);
        screen.write_all(&script)?;
        Ok(Outcome::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shell_is_told_of_every_command() {
        let mut command = Arguments::command();
        command.build();
        for (name, shell) in SHELLS {
            let mut script = Vec::new();
            generate(shell, &mut Arguments::command(), "framebook", &mut script);
            let script = String::from_utf8(script).unwrap();
            for command in command.get_subcommands() {
                assert!(script.contains(command.get_name()), "{name}: {}", command.get_name());
            }
        }
    }

    #[test]
    fn every_help_opens_with_what_the_command_does_and_ends_with_an_example() {
        let mut command = Arguments::command();
        command.build();
        command.clone().debug_assert();
        for command in command.get_subcommands_mut().filter(|it| it.get_name() != "help") {
            // help is wrapped to the terminal
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let help = command.render_long_help().to_string();
            let name = command.get_name().to_owned();
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            let opens = words(&help).starts_with(&words(&about));
            assert!(!about.is_empty() && opens, "{name}: {help}");
            // after the example a line may name another command
            let end = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let example = format!("  framebook {name}");
            assert!(end.lines().any(|line| line.starts_with(&example)), "{name}: {end}");
        }
    }
}
