//! Values as people read them: shares as percent, thousands set apart, an en dash for what is missing.

use polars::prelude::AnyValue;

use super::Print;

/// What stands for a missing value in a view.
pub const MISSING: &str = "–";

/// A value as people read it. Control characters of a label become spaces: a metadata value must
/// not steer a terminal.
pub fn print(value: &AnyValue<'_>, print: Print) -> String {
    if let Some(text) = value.get_str() {
        return clean(text);
    }
    match (value, print) {
        (AnyValue::UInt64(count), _) => thousands(*count),
        (AnyValue::Float64(number), Print::Percent) if *number < 1.0 && *number >= 0.9995 => {
            ">99.9".to_owned()
        }
        (AnyValue::Float64(number), Print::Percent) => rounded(number * 100.0, 1),
        (AnyValue::Float64(number), Print::Probability) => rounded(*number, 3),
        (AnyValue::Float64(number), _) => rounded(*number, 2),
        _ => MISSING.to_owned(),
    }
}

/// A number with so many decimals; what is little but not 0 does not become 0.
fn rounded(number: f64, decimals: usize) -> String {
    let smallest = 0.1_f64.powi(decimals as i32);
    if number > 0.0 && number < smallest / 2.0 {
        return format!("<{smallest:.decimals$}");
    }
    format!("{number:.decimals$}")
}

/// The text without signs that a terminal would obey, or that turn the direction of what follows.
pub fn clean(text: &str) -> String {
    let steers =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if steers(c) { ' ' } else { c }).collect()
}

/// The text on one line, with single spaces.
pub fn one_line(text: &str) -> String {
    let words = text.split(|it: char| it.is_whitespace() || it.is_control());
    words.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A share from 0 to 1 as percent, as tables print it.
pub fn percent(share: f64) -> String {
    print(&AnyValue::Float64(share), Print::Percent)
}

/// A whole number with commas between thousands.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with at most eight decimals and no last zeros.
pub fn trim(number: f64) -> String {
    let text = format!("{number:.8}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
