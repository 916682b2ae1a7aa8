//! The way on after invalid bytes, ready to be pasted: the command that was typed with the encodings
//! that the files speak for, or the lines for `study.toml`. An error enters; text leaves.

use std::error::Error;
use std::ffi::OsString;
use std::fmt::Write;

use crate::corpus::{CorpusError, InvalidBytes};
use crate::store::StoreError;

use super::Failure;

/// What can be done about invalid bytes that an error tells of; `None` where it tells of none.
/// `arguments` are those of the command line, without the program.
pub fn way_on(error: &(dyn Error + 'static), arguments: &[OsString]) -> Option<String> {
    let invalid = find(error)?;
    // a study keeps its settings in its file
    if arguments.first().is_some_and(|it| it == "run") {
        return Some(in_study(invalid));
    }
    let replace = invalid.some_without_guess().then_some(" --replace-invalid");
    let mut command = String::from("framebook");
    for argument in arguments {
        let _ = write!(command, " {}", quoted(&argument.to_string_lossy()));
    }
    for (pattern, encoding) in &invalid.overrides {
        let named = quoted(&format!("{pattern}={}", encoding.name()));
        let _ = write!(command, " --encoding {named}");
    }
    Some(format!("{}:\n  {command}{}", said(invalid), replace.unwrap_or_default()))
}

/// The same error as a table has it, whose encoding is one name.
pub fn of_table(error: Failure) -> Failure {
    match find(&*error) {
        Some(invalid) => invalid.of_table().into(),
        None => error,
    }
}

fn in_study(invalid: &InvalidBytes) -> String {
    let mut text = format!("{}, in [source.corpus] of the study:", said(invalid));
    if !invalid.overrides.is_empty() {
        let pairs = invalid.overrides.iter().map(|(pattern, encoding)| {
            format!("{} = \"{}\"", toml::Value::from(pattern.as_str()), encoding.name())
        });
        let _ = write!(text, "\n  encoding = {{ {} }}", pairs.collect::<Vec<_>>().join(", "));
    }
    if invalid.some_without_guess() {
        text.push_str("\n  replace_invalid = true");
    }
    text
}

fn said(invalid: &InvalidBytes) -> &'static str {
    match (invalid.overrides.is_empty(), invalid.some_without_guess()) {
        (false, false) => "to read them so",
        (false, true) => "to read those so, and replace the invalid bytes of the others",
        (true, _) => "to replace the invalid bytes",
    }
}

fn find<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e InvalidBytes> {
    let mut error = Some(error);
    while let Some(current) = error {
        match current.downcast_ref::<CorpusError>() {
            Some(CorpusError::InvalidBytes(invalid)) => return Some(invalid),
            Some(_) => return None,
            None => {}
        }
        // a transparent error shows its source's source as its own
        error = match current.downcast_ref::<StoreError>() {
            Some(StoreError::Source(source)) => Some(&**source),
            _ => current.source(),
        };
    }
    None
}

/// An argument as a POSIX shell reads it back.
fn quoted(argument: &str) -> String {
    let plain = |it: char| it.is_alphanumeric() || "-_./=:,+@%".contains(it);
    if !argument.is_empty() && argument.chars().all(plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_quoted_where_a_shell_would_change_them() {
        let cases = [
            ("corpus/news", "corpus/news"),
            ("новости", "новости"),
            ("two words", "'two words'"),
            ("don't", "'don'\\''t'"),
            ("197*=big5", "'197*=big5'"),
            ("$HOME", "'$HOME'"),
            ("", "''"),
        ];
        for (argument, expected) in cases {
            assert_eq!(quoted(argument), expected);
        }
    }
}
