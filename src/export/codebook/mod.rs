//! The codebook as an appendix: every code with label, definition, include, exclude, examples,
//! counter-examples and rules, these by language. One file a form; what they have in common is here.

pub mod csv;
pub mod docx;
pub mod markdown;

use crate::engine::codebook::{Code, Codebook, Example, ONE, Rule};
use crate::engine::text::Language;

use super::shape::language_name;
use super::source::Source;
use crate::writing::{Block, Field};

/// Languages of rules and examples; `None` is that of no language.
const LANGUAGES: [Option<Language>; 5] = [
    None,
    Some(Language::English),
    Some(Language::Russian),
    Some(Language::Kazakh),
    Some(Language::Chinese),
];

/// The columns of [`rows`].
pub const HEADER: [&str; 28] = [
    "codebook",
    "code",
    "parent",
    "label",
    "definition",
    "include",
    "exclude",
    "threshold",
    "examples_any",
    "examples_en",
    "examples_ru",
    "examples_kk",
    "examples_zh",
    "counter_examples_any",
    "counter_examples_en",
    "counter_examples_ru",
    "counter_examples_kk",
    "counter_examples_zh",
    "rules_any",
    "rules_en",
    "rules_ru",
    "rules_kk",
    "rules_zh",
    "unless_any",
    "unless_en",
    "unless_ru",
    "unless_kk",
    "unless_zh",
];

/// A row a code, in the order of the codebooks; several texts of a cell stand on a line each.
pub fn rows(source: &Source<'_>) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for codebook in source.coded.iter().map(|it| it.codebook) {
        for code in &codebook.codes {
            let parent = code.parent.map_or("", |it| codebook.codes[it].id.as_str());
            let plain = [
                codebook.id.as_str(),
                &code.id,
                parent,
                &code.label,
                &code.definition,
                &code.include,
                &code.exclude,
            ];
            let mut row: Vec<String> = plain.map(str::to_owned).to_vec();
            row.push(code.threshold.map(decimal).unwrap_or_default());
            for texts in [&code.examples, &code.counter_examples] {
                row.extend(LANGUAGES.map(|language| of_examples(texts, language).join("\n")));
            }
            for rules in [&codebook.rules[code.rules.clone()], &code.unless] {
                row.extend(LANGUAGES.map(|language| of_rules(rules, language).join("\n")));
            }
            rows.push(row);
        }
    }
    rows
}

fn of_examples(examples: &[Example], language: Option<Language>) -> Vec<String> {
    let of = examples.iter().filter(|it| it.language == language);
    of.map(|it| it.text.clone()).collect()
}

/// Rules as written, with what is set on them.
fn of_rules(rules: &[Rule], language: Option<Language>) -> Vec<String> {
    let shown = |rule: &Rule| {
        let mut settings = Vec::new();
        if rule.only_language {
            settings.push("only in its language".to_owned());
        }
        if rule.weight != ONE {
            settings.push(format!("weight {}", decimal(rule.weight)));
        }
        if settings.is_empty() {
            rule.text.clone()
        } else {
            format!("{} [{}]", rule.text, settings.join(", "))
        }
    };
    rules.iter().filter(|it| it.language == language).map(shown).collect()
}

/// Millionths as a decimal without superfluous zeros.
fn decimal(millionths: i64) -> String {
    let text = format!("{}.{:06}", millionths / ONE, (millionths % ONE).abs());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A code as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    /// Depth in the tree, from 0.
    depth: usize,
    /// What stands above it.
    heading: String,
    /// Its id.
    id: String,
    fields: Vec<Field>,
}

/// The codebooks of a source, one after another, each with its title.
fn pages(source: &Source<'_>) -> Vec<Block> {
    source.coded.iter().flat_map(|it| blocks(it.codebook, 0)).collect()
}

/// A codebook as part of a page; its title is a heading of that depth.
pub fn blocks(codebook: &Codebook, depth: usize) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(depth, codebook.title.clone())];
    blocks.extend(opening(codebook).into_iter().map(Block::Paragraph));
    for entry in entries(codebook) {
        let heading = format!("{} ({})", entry.heading, entry.id);
        blocks.push(Block::Heading(depth + 1 + entry.depth, heading));
        if !entry.fields.is_empty() {
            blocks.push(Block::Fields(entry.fields));
        }
    }
    blocks
}

/// What is told of the codebook before its codes, a line each.
fn opening(codebook: &Codebook) -> Vec<String> {
    let version = if codebook.version.is_empty() {
        "no version".to_owned()
    } else {
        codebook.version.clone()
    };
    let mut lines = vec![
        format!("Codebook {}, version {version}; {} codes.", codebook.id, codebook.codes.len()),
        match codebook.measure.name() {
            "asserted" => "A match counts where nothing denies it (measure asserted).".to_owned(),
            measure => format!("Every match counts, denied or not (measure {measure})."),
        },
    ];
    if let Some(about) = codebook.about {
        let about = &codebook.codes[about];
        lines.push(format!(
            "A framing is of the object “{}” ({}), which stands in the same {}; a segment without it \
             is out of scope.",
            about.label,
            about.id,
            codebook.about_within.name()
        ));
    }
    lines.push(
        "A subcode counts for its parent. Several codes may apply to one segment.".to_owned(),
    );
    if codebook.single_label {
        lines.pop();
        lines.push(
            "A subcode counts for its parent. One top-level code applies to a segment.".to_owned(),
        );
    }
    lines
}

/// The codes as a tree in the order of the codebook.
fn entries(codebook: &Codebook) -> Vec<Entry> {
    let mut entries = Vec::new();
    for root in (0..codebook.codes.len()).filter(|&it| codebook.codes[it].parent.is_none()) {
        add(codebook, root, 0, &mut entries);
    }
    entries
}

fn add(codebook: &Codebook, at: usize, depth: usize, entries: &mut Vec<Entry>) {
    let code = &codebook.codes[at];
    let heading = if code.label.is_empty() { code.id.clone() } else { code.label.clone() };
    entries.push(Entry { depth, heading, id: code.id.clone(), fields: fields(codebook, code) });
    for &child in &code.children {
        add(codebook, child, depth + 1, entries);
    }
}

fn fields(codebook: &Codebook, code: &Code) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut put = |name: String, texts: Vec<String>, is_typed: bool| {
        if texts.iter().any(|it| !it.is_empty()) {
            fields.push(Field { name, texts, is_typed });
        }
    };
    put("Definition".to_owned(), vec![code.definition.clone()], false);
    put("Include".to_owned(), vec![code.include.clone()], false);
    put("Exclude".to_owned(), vec![code.exclude.clone()], false);
    for (name, texts) in
        [("Examples", &code.examples), ("Counter-examples", &code.counter_examples)]
    {
        for language in LANGUAGES {
            put(named(name, language), of_examples(texts, language), false);
        }
    }
    for (name, rules) in
        [("Rules", &codebook.rules[code.rules.clone()]), ("Unless", &code.unless[..])]
    {
        for language in LANGUAGES {
            put(named(name, language), of_rules(rules, language), true);
        }
    }
    let threshold = code.threshold.map(decimal).into_iter().collect();
    put("Weights must reach".to_owned(), threshold, false);
    fields
}

fn named(name: &str, language: Option<Language>) -> String {
    match language {
        Some(language) => format!("{name}, {}", language_name(language)),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: &str = r#"[codebook]
id = "roads"
title = "Roads"
version = "2"

[[code]]
id = "road"
label = "Road"
definition = "A road."
threshold = 1.5
examples.en = ["A road.", "Two roads."]
counter_examples.ru = ["Не дорога."]
rules.en = ["road*", { rule = "way", weight = 0.5 }]
rules.any = ["/rd\\.?/"]
unless.en = ["silk road"]

[[code]]
id = "road.silk"
definition = "The Silk Road."
rules.zh = ["丝绸之路"]
"#;

    fn book() -> Codebook {
        let (book, diagnostics) = Codebook::parse("roads.toml", BOOK);
        book.unwrap_or_else(|| panic!("{diagnostics:?}"))
    }

    #[test]
    fn entries_are_the_tree_with_what_is_told_of_each_code() {
        let entries = entries(&book());
        let heads: Vec<_> = entries.iter().map(|it| (it.depth, it.heading.as_str())).collect();
        assert_eq!(heads, [(0, "Road"), (1, "road.silk")]);
        let names: Vec<&str> = entries[0].fields.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "Definition",
                "Examples, English",
                "Counter-examples, Russian",
                "Rules",
                "Rules, English",
                "Unless, English",
                "Weights must reach"
            ]
        );
        assert_eq!(entries[0].fields[4].texts, ["road*", "way [weight 0.5]"]);
        assert_eq!(entries[0].fields[6].texts, ["1.5"]);
        assert_eq!(entries[1].fields[1].texts, ["丝绸之路"]);
    }

    #[test]
    fn the_columns_are_those_of_the_languages() {
        let of = |prefix: &str| {
            let names = LANGUAGES.map(|it| it.map_or("any", |language| language.code()));
            names.map(|name| format!("{prefix}_{name}"))
        };
        let named = ["examples", "counter_examples", "rules", "unless"].map(of).concat();
        assert_eq!(HEADER[8..], named);
    }
}
