//! How far the shares depend on choices: unit, measure, reprints, each rule.

use crate::engine::text::Language;
use crate::report::Line;
use crate::study::Failure;
use crate::study::sensitivity::{self, rules};
use crate::study::stored::StoredSource;
use crate::study::variable::label;
use crate::table::{percent, thousands, trim};
use crate::writing::Block;

use super::table;

/// Rules of a code that are named: those without which its share changes most.
const NAMED: usize = 5;
/// Characters of a rule that are shown.
const SHOWN: usize = 120;

/// A share without one rule: a row of the table of all of them.
#[derive(Clone, Debug)]
pub struct LeftOut {
    source: String,
    codebook: String,
    codebook_version: String,
    /// Id of the code that the rule is of.
    rule_code: String,
    language: Option<&'static str>,
    rule: String,
    /// Documents with a match of the rule.
    documents: u64,
    /// Id of the code whose share it is.
    code: String,
    as_coded: Option<f64>,
    without: Option<f64>,
}

/// All shares without each rule, as tidy CSV: a row a rule and top-level code. Shares from 0 to 1.
///
/// # Errors
///
/// None: what is written is text and numbers.
pub fn csv(rows: &[LeftOut]) -> Result<Vec<u8>, Failure> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record([
        "source",
        "codebook",
        "codebook_version",
        "rule_code",
        "rule_language",
        "rule",
        "documents",
        "code",
        "share",
        "share_without",
        "difference",
    ])?;
    let number = |it: Option<f64>| it.map(trim).unwrap_or_default();
    for row in rows {
        let difference = row.without.zip(row.as_coded).map(|(without, with)| without - with);
        out.write_record([
            row.source.as_str(),
            &row.codebook,
            &row.codebook_version,
            &row.rule_code,
            row.language.unwrap_or("any"),
            &row.rule,
            &row.documents.to_string(),
            &row.code,
            &number(row.as_coded),
            &number(row.without),
            &number(difference),
        ])?;
    }
    Ok(out.into_inner().map_err(|error| error.into_error())?)
}

pub(super) fn blocks(
    source: &StoredSource,
    at: usize,
    told: &(dyn Fn(usize, usize) + Sync),
    rules: &mut Vec<LeftOut>,
) -> Result<Vec<Block>, Failure> {
    let Some(mut found) = sensitivity::lines(source, at)? else { return Ok(Vec::new()) };
    let each = rules::each(source, at, told);
    if let (Ok((whole, left_out)), Some(line)) =
        (&each, found.lines.iter_mut().find(|it| it.name == sensitivity::WITHOUT_RULE))
    {
        own_rules(line, whole, left_out);
    }
    let mut head = vec![("Code", false)];
    head.extend(found.lines.iter().map(|it| (it.name.as_str(), true)));
    let row = |(place, code): (usize, &String)| {
        let of = |line: &Line| share(line.shares.get(place).copied().flatten());
        std::iter::once(code.clone()).chain(found.lines.iter().map(of)).collect()
    };
    let rows = found.codes.iter().enumerate().map(row).collect();
    let notes = found.lines.iter().map(|it| format!("{}: {}", it.name, it.told)).collect();
    let mut blocks = vec![table("Shares under other choices, %", &head, rows, notes)];
    match each {
        Err(why) => blocks.push(Block::Paragraph(format!("Rules left out: undefined: {why}."))),
        Ok((whole, left_out)) => {
            blocks.push(each_rule(source, at, &whole, &left_out));
            rules.extend(left_out.iter().flat_map(|it| all_shares(source, at, &whole, it)));
        }
    }
    Ok(blocks)
}

/// Puts the share of each code without the rule that moves it most in the place of that without one rule for all.
fn own_rules(line: &mut Line, whole: &[Option<f64>], left_out: &[rules::WithoutRule]) {
    for (place, share) in line.shares.iter_mut().enumerate() {
        let Some(as_coded) = whole.get(place).copied().flatten() else { continue };
        let without = left_out.iter().filter_map(|it| it.shares.get(place).copied().flatten());
        let far = |it: &f64| (it - as_coded).abs();
        *share = without.max_by(|a, b| far(a).total_cmp(&far(b))).or(*share);
    }
    line.told = format!(
        "of each code that without which its share moves most (named below); of all together {}",
        line.told
    );
}

/// The shares of all top-level codes without a rule.
fn all_shares<'s>(
    source: &'s StoredSource,
    at: usize,
    whole: &'s [Option<f64>],
    left_out: &'s rules::WithoutRule,
) -> impl Iterator<Item = LeftOut> + 's {
    let codebook = &source.passes[at].codebook;
    let rule = &codebook.rules[left_out.rule];
    let share = |of: &[Option<f64>], place: usize| of.get(place).copied().flatten();
    codebook.framings().enumerate().map(move |(place, code)| LeftOut {
        source: source.record.name.clone(),
        codebook: codebook.id.clone(),
        codebook_version: codebook.version.clone(),
        rule_code: codebook.codes[rule.code].id.clone(),
        language: rule.language.map(Language::code),
        rule: rule.text.clone(),
        documents: left_out.documents,
        code: codebook.codes[code].id.clone(),
        as_coded: share(whole, place),
        without: share(&left_out.shares, place),
    })
}

/// For each top-level code how far its share moves when one rule is left out, and by which rules most.
fn each_rule(
    source: &StoredSource,
    at: usize,
    whole: &[Option<f64>],
    left_out: &[rules::WithoutRule],
) -> Block {
    let codebook = &source.passes[at].codebook;
    let mut rows = Vec::new();
    for (place, code) in codebook.framings().enumerate() {
        let Some(as_coded) = whole.get(place).copied().flatten() else { continue };
        let without = |it: &rules::WithoutRule| it.shares.get(place).copied().flatten();
        let mut moved: Vec<(f64, &rules::WithoutRule)> = left_out
            .iter()
            .filter_map(|it| Some((without(it)? - as_coded, it)))
            .filter(|it| it.0 != 0.0)
            .collect();
        moved.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()).then(a.1.rule.cmp(&b.1.rule)));
        let n = thousands(moved.len() as u64);
        rows.push(vec![
            label(codebook, code),
            "as coded".to_owned(),
            String::new(),
            share(Some(as_coded)),
            String::new(),
        ]);
        for (by, it) in moved.iter().take(NAMED) {
            let rule = &codebook.rules[it.rule];
            let mut text: String = rule.text.chars().take(SHOWN).collect();
            if text.len() < rule.text.len() {
                text.push('…');
            }
            rows.push(vec![
                format!("  {}", label(codebook, rule.code)),
                text,
                thousands(it.documents),
                share(without(it)),
                format!("{:+.1}", by * 100.0),
            ]);
        }
        let more = moved.len().saturating_sub(NAMED);
        if more > 0 {
            let least = moved.iter().map(|it| it.0).fold(0.0, f64::min);
            let most = moved.iter().map(|it| it.0).fold(0.0, f64::max);
            rows.push(vec![
                String::new(),
                format!(
                    "{n} rules in all move it, between {:+.1} and {:+.1} points",
                    least * 100.0,
                    most * 100.0
                ),
                String::new(),
                String::new(),
                String::new(),
            ]);
        }
    }
    let head =
        [("Code", false), ("Rule left out", false), ("Documents", true), ("%", true), ("±", true)];
    let n = left_out.len() as u64;
    let mut notes = vec![format!(
        "each of the {} rules with a match was left out by itself and the documents in which it has one coded anew; \
         the {NAMED} that move a share most are named, all stand in the CSV beside; documents: those with a match of the rule; ±: percentage points",
        thousands(n)
    )];
    if codebook.rules.iter().any(|it| it.language.is_some()) {
        notes.push(
            "a code whose last rule in a language is left out has no segment there; it is not missing there, as it \
             would be for a codebook that never had the rule"
                .to_owned(),
        );
    }
    table("Shares without one rule", &head, rows, notes)
}

fn share(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), percent)
}
