//! The parts of a new study that depend on its corpus: the section `[source.corpus]` with what was
//! guessed said beside it, the variables to split by, the candidates for rules. Text leaves.

use std::fmt::Write;

use crate::corpus::{Corpus, EncodingSpec, Kind, Policy, Spec};
use crate::engine::text::Language;

use super::look::Look;

/// Tables are split by variables of so many values.
const GROUPS: std::ops::RangeInclusive<usize> = 2..=12;
/// So many columns are proposed as variables.
const MAX_BY: usize = 3;
/// Texts of at most so many words on average are coded as a whole.
const SHORT_TEXT: u64 = 60;

/// The keys of `[source.corpus]`; `spec` says what the user has named, the rest was guessed.
pub fn corpus(spec: &Spec, files: &[String], corpus: &Corpus, look: &Look) -> String {
    let mut text = String::new();
    let mut key = |name: &str, value: String, why: &str| {
        let _ = writeln!(text, "# {why}\n{name} = {value}");
    };
    let why = |key: &str, named: bool| {
        let prefix = format!("{key}: ");
        let note = corpus.notes().iter().find_map(|it| it.strip_prefix(&prefix));
        note.map_or_else(
            || if named { "as you named it" } else { "what stands in each file" }.to_owned(),
            |note| format!("guessed: {}", clean(note)),
        )
    };
    let column = |index: usize| string(&corpus.columns()[index]);
    key(
        "files",
        list(files),
        "files, folders and patterns such as \"news/*.csv\", from this file on",
    );
    match corpus.id_column() {
        Some(id) => key("id", string(id), &why("id", spec.id.is_some())),
        None => key(
            "id",
            string(crate::corpus::spec::DEFAULT_ID),
            "no column is named like an id: made of file and row, or of the name of a text file",
        ),
    }
    let several = "; several columns are parts of a document: [\"headline\", \"body\"]";
    key("text", list(corpus.parts()), &format!("{}{several}", why("text", !spec.text.is_empty())));
    if let Some(date) = corpus.date_column() {
        key("date", column(date), &why("date", spec.date.is_some()));
    }
    match corpus.language_column() {
        Some(language) => {
            key("language", column(language), &why("language", spec.language.is_some()))
        }
        None => {
            text += "# no column is named like a language: told from the words of each segment\n"
        }
    }
    options(spec, look, &mut text);
    let of_roles = ["id: ", "text: ", "date: ", "language: "];
    for note in corpus.notes().iter().filter(|it| !of_roles.iter().any(|role| it.starts_with(role)))
    {
        let _ = writeln!(text, "# found: {}", clean(note));
    }
    variables(look, &mut text);
    text
}

fn options(spec: &Spec, look: &Look, text: &mut String) {
    let mut key = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = writeln!(text, "{name} = {value}");
        }
    };
    key("name_pattern", spec.name_pattern.as_deref().map(string));
    key("delimiter", spec.delimiter.as_deref().map(string));
    key(
        "encoding",
        match &spec.encoding {
            None => None,
            Some(EncodingSpec::All(name)) => Some(string(name)),
            Some(EncodingSpec::ByFile(names)) => {
                let names =
                    names.iter().map(|(name, it)| format!("{} = {}", string(name), string(it)));
                Some(format!("{{ {} }}", names.collect::<Vec<_>>().join(", ")))
            }
        },
    );
    key("replace_invalid", spec.replace_invalid.then(|| "true".to_owned()));
    key("non_answers", (!spec.non_answers.is_empty()).then(|| list(&spec.non_answers)));
    text.push_str("# what to do with rows that do not fit: \"refuse\", \"drop\" or \"keep\"\n");
    for (name, policy) in
        [("duplicate_ids", spec.duplicate_ids), ("ragged", spec.ragged), ("empty", spec.empty)]
    {
        let policy = match policy {
            Policy::Refuse => "refuse",
            Policy::Drop => "drop",
            Policy::Keep => "keep",
        };
        let _ = writeln!(text, "{name} = \"{policy}\"");
    }
    if !spec.non_answers.is_empty() {
        return;
    }
    if look.repeated.is_empty() {
        text.push_str("# answers that are none:\n# non_answers = [\"don't know\", \"не знаю\", \"білмеймін\", \"不知道\"]\n");
        return;
    }
    let counted: Vec<String> =
        look.repeated.iter().map(|(answer, n)| format!("{} {n}", clean(answer))).collect();
    let answers: Vec<String> = look.repeated.iter().map(|it| it.0.clone()).collect();
    let _ = writeln!(
        text,
        "# short answers that stand several times: {}; those that are none, such as \"don't know\":\n# non_answers = {}",
        counted.join(", "),
        clean(&list(&answers))
    );
}

/// What else there is: the other columns, each with its type and its number of values.
fn variables(look: &Look, text: &mut String) {
    if look.columns.is_empty() {
        text.push_str("# no other column\n");
        return;
    }
    let _ = writeln!(
        text,
        "# What there is for `by`, over all {} documents; `metadata = [...]` keeps some of it only:",
        look.n_documents
    );
    for column in &look.columns {
        let values = match column.n_distinct {
            Some(1) => "1 value".to_owned(),
            Some(n) => format!("{n} values"),
            None => format!("more than {} values", crate::corpus::column::MAX_DISTINCT),
        };
        let missing = match column.n_missing {
            0 => String::new(),
            n => format!(", missing in {n} documents"),
        };
        let _ = writeln!(text, "#   {}: {}, {values}{missing}", clean(&column.name), column.kind);
    }
}

/// Variables worth a table: columns of a few values, the language where there are several, the year.
pub fn by(corpus: &Corpus, look: &Look) -> Vec<String> {
    let mut by = Vec::new();
    let language = corpus.language_column();
    // a document or two that is told wrongly makes no second language
    let several =
        look.languages.get(1).is_some_and(|second| second.n_documents * 20 >= look.n_sampled);
    if several {
        by.push(language.map_or("language", |column| corpus.columns()[column].as_str()).to_owned());
    }
    if let Some(date) = corpus.date_column().and_then(|column| look.columns.get(column)) {
        let dated = matches!(date.kind, Kind::Date | Kind::DayMonthYear);
        if date.kind == Kind::Int && date.n_distinct != Some(1) {
            by.push(date.name.clone());
        } else if dated && !corpus.columns().iter().any(|it| it == "year") {
            by.push("year".to_owned());
        }
    }
    let few = look.columns.iter().enumerate().filter(|(index, column)| {
        Some(*index) != corpus.date_column()
            && Some(*index) != language
            && column.n_distinct.is_some_and(|n| GROUPS.contains(&n))
            && matches!(column.kind, Kind::Text | Kind::Int | Kind::Bool)
    });
    by.extend(few.take(MAX_BY).map(|(_, column)| column.name.clone()));
    by
}

/// The unit, and why.
pub fn unit(look: &Look) -> (&'static str, String) {
    let n_words = look.n_words.checked_div(look.n_sampled).unwrap_or(0);
    let of = format!("guessed: {n_words} words a text on average");
    if n_words <= SHORT_TEXT { ("document", of) } else { ("auto", of) }
}

/// The words that stand in most documents, as comments of a codebook.
pub fn candidates(look: &Look) -> String {
    let mut text = String::from(
        "#\n# What your corpus speaks of: its most frequent words, with the number of documents they stand in. They are\n\
         # candidates for rules, no codes. Left out by a simple rule: words under four letters (two characters in Chinese)\n",
    );
    let _ = writeln!(
        text,
        "# and a short list of stop words. Counted in {} of {} documents.",
        look.n_sampled, look.n_documents
    );
    for found in &look.languages {
        let words: Vec<String> =
            found.words.iter().map(|(word, n)| format!("{word} {n}")).collect();
        let words = if words.is_empty() {
            "no word stands in two documents".to_owned()
        } else {
            words.join(", ")
        };
        let _ = writeln!(
            text,
            "#   {}, {} documents: {words}",
            name(found.language),
            found.n_documents
        );
    }
    text.push('\n');
    text
}

fn name(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::Russian => "Russian",
        Language::Kazakh => "Kazakh",
        Language::Chinese => "Chinese",
        Language::Other => "other",
        Language::Undetermined => "undetermined",
    }
}

/// A string of TOML.
pub fn string(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// A list of strings of TOML.
pub fn list(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| string(item)).collect();
    format!("[{}]", items.join(", "))
}

/// On one line: a comment ends with it.
fn clean(text: &str) -> String {
    text.split(|it: char| it.is_control() || it.is_whitespace())
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
