//! A codebook of the page for the naive evaluator: the TOML is read once more, without the engine.

use crate::naive;

const SHIPPED: &str = include_str!("../../src/codebook/cues.toml");

/// Reads the TOML once more, for the naive evaluator: without the engine.
pub fn naive_codebook(source: &str) -> Result<naive::Codebook, String> {
    let table: toml::Table = source.parse().map_err(|error| format!("{error}"))?;
    let head = table.get("codebook").and_then(toml::Value::as_table);
    let mut book = naive::Codebook {
        about: head.and_then(|it| it.get("about")?.as_str()).map(str::to_owned),
        single_label: head.and_then(|it| it.get("single_label")?.as_bool()).unwrap_or_default(),
        priority: texts(head.and_then(|it| it.get("priority"))),
        ..naive::Codebook::default()
    };
    for code in table.get("code").and_then(toml::Value::as_array).into_iter().flatten() {
        let id = code.get("id").and_then(toml::Value::as_str).unwrap_or_default().to_owned();
        let rules = by_language(code.get("rules")).into_iter().map(|(language, rule)| {
            let text = rule.as_str().or_else(|| rule.get("rule")?.as_str()).unwrap_or_default();
            let only = rule.get("only_language").and_then(toml::Value::as_bool).unwrap_or_default();
            let weight = rule.get("weight").map_or(1_000_000, millionths);
            naive::Rule { only_language: only, weight, ..naive::Rule::new(language, text) }
        });
        let unless = by_language(code.get("unless")).into_iter();
        let unless =
            unless.map(|(language, it)| (language, it.as_str().unwrap_or_default().to_owned()));
        book.codes.push(naive::Code {
            id,
            rules: rules.collect(),
            unless: unless.collect(),
            threshold: code.get("threshold").map(millionths),
        });
    }
    let shipped: toml::Table = SHIPPED.parse().map_err(|error| format!("{error}"))?;
    for language in ["en", "ru", "kk", "zh"] {
        let of = |table: &toml::Table| table.get("denial")?.get(language).cloned();
        let denial = of(&table).or_else(|| of(&shipped)).ok_or("no cues")?;
        let cue = |it: &toml::Value| naive::Cue {
            cue: it.as_str().or_else(|| it.get("cue")?.as_str()).unwrap_or_default().to_owned(),
            side: match it.get("side").and_then(toml::Value::as_str) {
                Some("after") => naive::Side::After,
                _ => naive::Side::Before,
            },
            reach: it.get("reach").and_then(toml::Value::as_integer).map(|n| n as usize),
        };
        let list = |key: &str| {
            denial.get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default()
        };
        let cues = list("cues").iter().map(cue).collect();
        let pseudo = list("pseudo").iter().map(|it| cue(it).cue).collect();
        book.denial.push((language, naive::Denial { cues, pseudo }));
    }
    Ok(book)
}

fn texts(list: Option<&toml::Value>) -> Vec<String> {
    let list = list.and_then(toml::Value::as_array).into_iter().flatten();
    list.filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

fn by_language(value: Option<&toml::Value>) -> Vec<(Option<&'static str>, toml::Value)> {
    let list = |language, value: &toml::Value| {
        let values = value.as_array().cloned().unwrap_or_default();
        values.into_iter().map(move |it| (language, it)).collect::<Vec<_>>()
    };
    match value {
        Some(toml::Value::Table(table)) => table
            .iter()
            .flat_map(|(key, value)| {
                list(["en", "ru", "kk", "zh"].into_iter().find(|it| it == key), value)
            })
            .collect(),
        Some(value) => list(None, value),
        None => Vec::new(),
    }
}

fn millionths(value: &toml::Value) -> i64 {
    let number = value.as_float().or_else(|| value.as_integer().map(|n| n as f64));
    (number.unwrap_or_default() * 1e6).round() as i64
}
