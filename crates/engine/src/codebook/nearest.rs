//! Which of the known names somebody most likely meant.

/// Names listed at most; a codebook may have thousands.
const LISTED: usize = 30;
/// Names among which the nearest is looked for.
const SEARCHED: usize = 1_000;

/// The way on from a name that is unknown: the one that was most likely meant, and those there are.
pub fn help<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let listed = known.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    let rest = match known.len().saturating_sub(LISTED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    match nearest(word, &known[..known.len().min(SEARCHED)]) {
        Some(name) => format!("did you mean `{name}`? there are: {listed}{rest}"),
        None => format!("there are: {listed}{rest}"),
    }
}

/// The first of the nearest names: alike but for case, or but for a third of its letters.
fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().take(100).collect();
    let mut best: Option<(usize, &str)> = None;
    for name in known {
        let letters: Vec<char> = name.to_lowercase().chars().take(100).collect();
        let longest = letters.len().max(word.len());
        let allowed = longest.div_ceil(3).min(3).min(longest.saturating_sub(1));
        if word.len().abs_diff(letters.len()) > allowed {
            continue;
        }
        let steps = distance(&word, &letters);
        if steps <= allowed && best.is_none_or(|(least, _)| steps < least) {
            best = Some((steps, name));
        }
    }
    best.map(|(_, name)| name)
}

/// Letters to put in, take out, change, or swap with their neighbour, to make one of the other.
///
/// # Reference
///
/// Damerau (1964), as the optimal string alignment: no piece is edited twice.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = changed.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                let swapped: &[usize] = &before;
                least = least.min(swapped[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_was_meant_is_offered() {
        let keys =
            ["id", "label", "definition", "include", "examples", "counter_examples", "rules"];
        let cases = [
            ("lable", Some("label")),
            ("Label", Some("label")),
            ("definiton", Some("definition")),
            ("exampels", Some("examples")),
            ("counterexamples", Some("counter_examples")),
            ("rule", Some("rules")),
            ("ids", Some("id")),
            ("weight", None),
            ("title", None),
            ("x", None),
            ("", None),
            ("安全", None),
        ];
        for (word, expected) in cases {
            assert_eq!(nearest(word, &keys), expected, "{word}");
        }
    }

    #[test]
    fn steps_are_counted() {
        let cases =
            [("", "", 0), ("ab", "ba", 1), ("abc", "abd", 1), ("abc", "", 3), ("ca", "abc", 3)];
        for (a, b, expected) in cases {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            assert_eq!(distance(&a, &b), expected, "{a:?} {b:?}");
        }
    }

    #[test]
    fn a_long_list_is_cut() {
        let names: Vec<String> = (0..100).map(|n| format!("code{n}")).collect();
        let help = help("nowhere", names.iter().map(String::as_str));
        assert!(help.ends_with("code29 and 70 more"), "{help}");
    }
}
