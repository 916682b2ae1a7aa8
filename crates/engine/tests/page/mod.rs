//! The examples of docs/rules.md as data.
//!
//! The page enters; its fenced blocks leave, each with the codebook that it is of and what it asks.
//! Nothing is run here.

pub mod second;

use framebook_engine::segment::Unit;
use framebook_engine::text::Language;

const INVISIBLE: [char; 4] = ['\u{AD}', '\u{200B}', '\u{FEFF}', '\u{301}'];

/// A fenced block of the page with the line of its fence.
pub struct Block<'a> {
    pub kind: &'a str,
    pub line: usize,
    pub body: Vec<&'a str>,
}

pub fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut open = false;
    for (at, line) in page.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(kind) => {
                open = true;
                blocks.push(Block { kind: kind.trim(), line: at + 1, body: Vec::new() });
            }
            None if open => blocks.last_mut().expect("an open block").body.push(line),
            None => {}
        }
    }
    blocks
}

/// From the notation of the page to a text, and back.
fn text_of(written: &str) -> String {
    let mut text = written.trim().replace(" ¶ ", "\n\n").replace(" ⏎ ", "\n");
    for sign in INVISIBLE {
        text = text.replace(&format!("[U+{:04X}]", sign as u32), &sign.to_string());
    }
    text
}

pub fn shown(text: &str) -> String {
    let mut shown = text.replace("\n\n", " ¶ ").replace('\n', " ⏎ ");
    for sign in INVISIBLE {
        shown = shown.replace(sign, &format!("[U+{:04X}]", sign as u32));
    }
    shown
}

/// What a block asks of one text.
#[derive(Default)]
pub struct Case {
    pub text: String,
    pub unit: Unit,
    pub language: Option<Language>,
    pub ignore_about: bool,
    pub finds: Option<String>,
    pub codings: Vec<String>,
    pub matches: Option<String>,
    pub scope: Option<String>,
    /// The subcodes of the object that each segment is grouped under.
    pub groups: Option<String>,
}

/// What the page says of a codebook: refused, warned of, or run on texts.
#[derive(Default)]
pub struct Asked {
    pub refused: Vec<String>,
    pub warned: Vec<String>,
    pub cases: Vec<Case>,
}

pub fn asked(lines: &[&str]) -> Result<Asked, String> {
    let mut asked = Asked::default();
    let mut next = Case::default();
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        let (key, value) = line.split_once(':').ok_or(format!("no key: {line}"))?;
        let value = value.trim().to_owned();
        let last = asked.cases.last_mut();
        match (key.trim(), last) {
            ("refused", _) => asked.refused.push(value),
            ("warned", _) => asked.warned.push(value),
            ("unit", _) => next.unit = Unit::parse(&value)?,
            ("language", _) => {
                next.language =
                    Some(Language::from_code(&value).ok_or(format!("no language: {line}"))?);
            }
            ("about", _) => next.ignore_about = value == "off",
            ("text", _) => {
                let case =
                    Case { text: text_of(&value), unit: next.unit, ..std::mem::take(&mut next) };
                next = Case { unit: case.unit, ..Case::default() };
                asked.cases.push(case);
            }
            ("finds", Some(case)) => case.finds = Some(value),
            ("codings", Some(case)) => case.codings.push(value),
            ("matches", Some(case)) => case.matches = Some(value),
            ("scope", Some(case)) => case.scope = Some(value),
            ("groups", Some(case)) => case.groups = Some(value),
            _ => return Err(format!("what is `{line}`?")),
        }
    }
    Ok(asked)
}

/// A `rule` or `refused` block as a codebook of one code `x`, and what it asks.
pub fn rule_block(block: &Block<'_>) -> Result<(String, Asked), String> {
    let (key, rule) = block.body[0].split_once(':').ok_or("a block begins with its rule")?;
    let language = match key {
        "rule" => "",
        _ => key.strip_prefix("rule").ok_or("a block begins with its rule")?,
    };
    let rule = rule.trim().replace('\\', "\\\\").replace('"', "\\\"");
    let codebook = format!("[[code]]\nid = \"x\"\nrules{language} = [\"{rule}\"]\n");
    let mut asked = asked(&block.body[1..])?;
    for case in &mut asked.cases {
        case.unit = Unit::Document;
        case.language = case.language.or(Language::from_code(language.trim_start_matches('.')));
        if case.finds.is_none() {
            return Err("a text without `finds`".into());
        }
    }
    Ok((codebook, asked))
}

/// A `codebook` block: TOML, perhaps a second codebook behind `+++`, then `---` and what it asks.
pub fn codebook_block(block: &Block<'_>) -> Result<(Vec<String>, Asked), String> {
    let end = block.body.iter().position(|line| *line == "---").ok_or("no line `---`")?;
    let sources = block.body[..end].split(|line| *line == "+++").map(|it| it.join("\n")).collect();
    Ok((sources, asked(&block.body[end + 1..])?))
}
