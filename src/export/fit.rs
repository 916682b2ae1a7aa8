//! Texts in the room that a format has for them, and what is told where there was too little.

pub(super) use crate::table::one_line;

use super::dataset::Variable;

/// What was cut or altered, a sentence each, in the order in which it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Warnings(Vec<String>);

impl Warnings {
    /// Adds a sentence, unless it stands there.
    pub fn push(&mut self, sentence: String) {
        if !self.0.contains(&sentence) {
            self.0.push(sentence);
        }
    }

    /// The sentences.
    pub fn sentences(&self) -> &[String] {
        &self.0
    }
}

/// The first signs of a text in at most so many bytes.
pub(super) fn within(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// The label of a variable on one line: with its own name behind it where the program's is another.
pub(super) fn labelled(variable: &Variable, name: &str) -> String {
    let label = one_line(&variable.label);
    let original = one_line(&variable.original);
    if original == name || original == label {
        return label;
    }
    let known = |it: char| it.is_ascii_alphanumeric();
    // `security.evils` as `security_evils` needs no telling
    let same = original.replace(|it: char| !known(it), "_") == name;
    if same { label } else { format!("{label} [{original}]") }
}

/// Cuts a label to bytes and says so.
pub(super) fn label(text: &str, bytes: usize, what: &str, warnings: &mut Warnings) -> String {
    let text = one_line(text);
    if text.len() > bytes {
        warnings.push(format!(
            "{what}: a label of {} bytes is cut to {bytes}; the whole stands in variables.csv",
            text.len()
        ));
    }
    within(&text, bytes).to_owned()
}

/// Cuts a label to signs and says so.
pub(super) fn label_signs(text: &str, signs: usize, what: &str, warnings: &mut Warnings) -> String {
    let text = one_line(text);
    let Some((end, _)) = text.char_indices().nth(signs) else { return text };
    warnings.push(format!(
        "{what}: a label of {} signs is cut to {signs}; the whole stands in variables.csv",
        text.chars().count()
    ));
    text[..end].to_owned()
}

/// Says how many texts of a variable were cut.
pub(super) fn texts_cut(name: &str, n: u64, limit: &str, warnings: &mut Warnings) {
    if n > 0 {
        warnings.push(format!("variable `{name}`: {n} texts are cut to {limit}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_cut_between_signs_and_it_is_told() {
        let cases = [
            ("дорога", 5, "до", 1),
            ("дорога", 12, "дорога", 0),
            ("丝绸之路", 10, "丝绸之", 1),
            (" two\r\n lines\u{7} ", 100, "two lines", 0),
        ];
        for (text, bytes, expected, n) in cases {
            let mut warnings = Warnings::default();
            assert_eq!(label(text, bytes, "variable `road`", &mut warnings), expected);
            assert_eq!(warnings.sentences().len(), n, "{text}");
            assert!(warnings.sentences().iter().all(|it| it.contains("`road`")));
        }
        let mut warnings = Warnings::default();
        assert_eq!(label_signs("丝绸之路", 3, "x", &mut warnings), "丝绸之");
        assert_eq!(label_signs("丝绸之路", 4, "x", &mut warnings), "丝绸之路");
        assert_eq!(warnings.sentences().len(), 1);
    }

    #[test]
    fn a_label_tells_the_name_that_was_altered() {
        let label = |original: &str, name: &str| {
            let kind = crate::export::dataset::Kind::Text;
            let measure = crate::export::dataset::Measure::Nominal;
            let mut variable = Variable::new("x", "Evil forces", kind, measure);
            variable.original = original.to_owned();
            labelled(&variable, name)
        };
        assert_eq!(label("security.evils", "security_evils"), "Evil forces");
        assert_eq!(label("a.b", "a_b_2"), "Evil forces [a.b]");
        assert_eq!(label("город", "gorod"), "Evil forces [город]");
        assert_eq!(label("Evil forces", "v_1"), "Evil forces");
    }
}
