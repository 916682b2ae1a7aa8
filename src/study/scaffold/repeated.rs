//! Short texts that stand in several documents, alike as non-answers are compared: among them may be answers that are
//! none. Texts enter one after the other; the most frequent leave. Which of them are none, nobody can tell but who
//! asked.

use std::collections::HashMap;

use crate::corpus::non_answer::form;

/// Letters of the longest that are counted.
const LONGEST: usize = 40;
/// Texts held; above it those that stand once are forgotten.
const HELD: usize = 100_000;
/// A text stands so often to be named.
const LEAST: u64 = 3;
/// So many are named.
const MOST: usize = 12;

/// Short texts, and how often each stands there.
#[derive(Debug, Default)]
pub struct Repeated {
    /// By normal form: as it stood first, and how often.
    texts: HashMap<String, (String, u64)>,
}

impl Repeated {
    /// Counts a text, where it is short.
    pub fn count(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() || text.chars().nth(LONGEST).is_some() {
            return;
        }
        let Some(form) = form(text, usize::MAX) else { return };
        self.texts.entry(form).or_insert_with(|| (text.to_owned(), 0)).1 += 1;
        if self.texts.len() > HELD {
            self.texts.retain(|_, (_, n)| *n > 1);
        }
    }

    /// The most frequent of `n_documents`, with their numbers: those that stand three times or more, and in one of
    /// five hundred documents.
    pub fn most(self, n_documents: u64) -> Vec<(String, u64)> {
        let least = LEAST.max(n_documents.div_ceil(500));
        let mut texts: Vec<(String, u64)> =
            self.texts.into_values().filter(|it| it.1 >= least).collect();
        texts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        texts.truncate(MOST);
        texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_that_stand_often_are_named_as_they_stood_first() {
        let mut repeated = Repeated::default();
        for text in [
            "Не знаю.",
            "не знаю",
            " НЕ ЗНАЮ!",
            "不知道",
            "不知道。",
            "不知道",
            "yes",
            "yes",
            "Білмеймін",
            "білмеймін",
            "білмеймін…",
            "білмеймін",
            "",
        ] {
            repeated.count(text);
        }
        (0..5).for_each(|_| repeated.count(&"long ".repeat(20)));
        let found = repeated.most(13);
        let named: Vec<(&str, u64)> = found.iter().map(|it| (it.0.as_str(), it.1)).collect();
        assert_eq!(named, [("Білмеймін", 4), ("Не знаю.", 3), ("不知道", 3)]);
        let mut few = Repeated::default();
        (0..3).for_each(|_| few.count("no"));
        assert_eq!(few.most(2_000), []);
    }
}
