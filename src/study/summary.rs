//! A pass in a few numbers, for the closing lines of a run: what a frequency table is made from enters, lines leave.

use crate::engine::count::{CodeCount, Status};
use crate::engine::stats::{LEVEL, Method, share};
use crate::table::Input;

/// A pass in a few numbers.
#[derive(Debug)]
pub struct Summary {
    /// Source and codebook.
    pub name: String,
    /// Segments in scope, out of scope, missing, and all.
    pub segments: [u64; 4],
    /// Id, label, segments given and share of each top-level code and of "none".
    pub codes: Vec<(String, String, u64, Option<f64>)>,
}

impl Summary {
    /// Of a source and codebook by their name.
    pub(super) fn new(name: &str, input: &Input<'_>) -> Summary {
        let total = input.tally.total();
        let measure = input.codebook.measure;
        let share = |count: &CodeCount| share(&count.clusters, Method::None, LEVEL).value();
        let mut codes: Vec<_> = input
            .tally
            .top()
            .iter()
            .map(|&code| {
                let count = total.code(code, measure);
                let code = &input.codebook.codes[code];
                (code.id.clone(), code.label.clone(), count.segments, share(&count))
            })
            .collect();
        codes.sort_by_key(|code| std::cmp::Reverse(code.2));
        let none = total.none(measure);
        codes.push(("none".to_owned(), "none".to_owned(), none.segments, share(&none)));
        let all = total.all().segments;
        let of = |status| total.status(status).segments;
        let (scope, out) = (of(Status::InScope), of(Status::OutOfScope));
        let segments = [scope, out, all.saturating_sub(scope + out), all];
        Summary { name: name.trim_end_matches('-').to_owned(), segments, codes }
    }

    /// For people: what was in scope, then what was found.
    pub fn lines(&self) -> Vec<String> {
        let [scope, out, missing, all] = self.segments;
        let head = if self.name.is_empty() { String::new() } else { format!("{}: ", self.name) };
        let codes: Vec<String> = self
            .codes
            .iter()
            .map(|(_, label, n, share)| match share {
                Some(share) => format!("{label} {n} ({:.1} %)", share * 100.0),
                None => format!("{label} –"),
            })
            .collect();
        vec![
            format!(
                "{head}{scope} of {all} segments in scope, {out} out of scope, {missing} missing"
            ),
            format!("  {}", codes.join(", ")),
        ]
    }
}
