//! Ratings by language, and by the time at which a coder gave them.

use std::collections::HashMap;

use crate::engine::reliability::{Ratings, parts, thirds};

use super::{Row, Rows};

/// The ratings of each language, in the order of their names.
pub fn languages(ratings: &Ratings, rows: &Rows, of: &[&Row]) -> Vec<(String, Ratings)> {
    let each = of.iter();
    let of_unit: HashMap<&str, &str> =
        each.filter_map(|it| Some((rows.text(it.unit), rows.some(it.language)?))).collect();
    parts(ratings, |unit| of_unit.get(unit).copied())
}

/// When a rating was given: by number where every order of the rows is one, by text elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum When {
    Number(i64, u64),
    Text(String),
}

/// Of each coder the thirds of what the coder rated, in the order in which it was: coder, third, what
/// all coders gave to the units of it.
pub fn drift(ratings: &Ratings, rows: &Rows, of: &[&Row]) -> Vec<(u32, usize, Ratings)> {
    let number = |row: &&Row| rows.some(row.order).is_none_or(|it| read(it).is_some());
    let numbers = of.iter().all(number);
    let mut when: HashMap<(&str, &str), When> = HashMap::new();
    for row in of {
        let Some(order) = rows.some(row.order) else { continue };
        let order = match read(order).filter(|_| numbers) {
            Some((whole, rest)) => When::Number(whole, rest),
            None => When::Text(order.to_owned()),
        };
        when.insert((rows.text(row.coder), rows.text(row.unit)), order);
    }
    let mut found = Vec::new();
    for coder in ratings.active_coders() {
        let Some(name) = ratings.coders().get(coder as usize) else { continue };
        let order = |unit: &str| when.get(&(name.as_str(), unit)).cloned();
        let each = thirds(ratings, coder, order).into_iter();
        found.extend(each.map(|(third, part)| (coder, third, part)));
    }
    found
}

/// A number as what sorts like it: its whole part, and the rest in parts of 2^53.
fn read(order: &str) -> Option<(i64, u64)> {
    let number: f64 = order.trim().parse().ok().filter(|it: &f64| it.is_finite())?;
    let whole = number.floor();
    Some((whole as i64, ((number - whole) * 9_007_199_254_740_992.0) as u64))
}
