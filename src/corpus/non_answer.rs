//! Answers that are none, such as "don't know": what is declared, and whether a text is one of them.
//! A whole text is compared, never a part of it, by its normal form: as respondents and keyboards
//! vary one answer, so do two texts with one form.

use std::collections::HashMap;

use crate::engine::text::class::{Class, class};
use crate::engine::text::fold::fold;

/// Bytes by which a text may be longer than its normal form and still be looked at, beside eight
/// times the form: what is folded away (invisible signs, full-width letters) is never that long.
const SLACK: usize = 64;

/// The declared non-answers of a corpus.
#[derive(Clone, Debug, Default)]
pub struct NonAnswers {
    /// The normal forms, with their place in `declared`.
    forms: HashMap<String, usize>,
    /// Those that are declared, one a form.
    declared: Vec<String>,
    longest: usize,
}

impl NonAnswers {
    /// Those that are declared; what holds nothing but white space is none.
    pub fn new(declared: &[String]) -> Self {
        let mut found = Self::default();
        for answer in declared {
            let form = form(answer, usize::MAX).filter(|form| !form.is_empty());
            let Some(form) = form.filter(|form| !found.forms.contains_key(form)) else { continue };
            found.longest = found.longest.max(form.len());
            found.forms.insert(form, found.declared.len());
            found.declared.push(answer.clone());
        }
        found
    }

    /// Those that are declared, one a form.
    pub fn declared(&self) -> &[String] {
        &self.declared
    }

    /// The place in [`NonAnswers::declared`] of the one that a text is; none where it is an answer.
    pub fn which(&self, text: &str) -> Option<usize> {
        if self.forms.is_empty() {
            return None;
        }
        form(text, self.longest).and_then(|form| self.forms.get(&form).copied())
    }
}

/// The normal form of a text: folded as words are (case, NFKC, ё, stress marks, invisible signs),
/// apostrophes as `'`, white space as single blanks, without stops and exclamation marks at its
/// end. `None` for a text that is surely longer than `longest`, which most texts are.
pub fn form(text: &str, longest: usize) -> Option<String> {
    // A text of stops alone may be declared too: then they are what is compared.
    let body = Some(text.trim_end_matches(is_last)).filter(|it| !it.trim().is_empty());
    let limit = longest.saturating_mul(8).saturating_add(SLACK);
    let mut form = String::new();
    for word in body.unwrap_or(text).split_whitespace() {
        if word.len() > limit || form.len() > longest {
            return None;
        }
        if !form.is_empty() {
            form.push(' ');
        }
        form.push_str(&fold(&word.replace(is_apostrophe, "'")));
    }
    // Full-width blanks and the like become white space only now.
    Some(form.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Stops, ellipses and exclamation marks, of all widths, and what stands between and behind them.
fn is_last(character: char) -> bool {
    matches!(character, '.' | '…' | '!' | '。' | '．' | '｡' | '！' | '‼' | '⋯')
        || matches!(class(character), Class::Space | Class::Ignorable)
}

fn is_apostrophe(character: char) -> bool {
    matches!(
        character,
        '’' | '‘' | '‛' | 'ʼ' | 'ʻ' | 'ˈ' | '`' | '´' | '′' | '＇' | '՚' | '\u{2BD}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_compared_whole_as_it_is_varied() {
        let declared =
            ["don't know", "не знаю", "всё равно", "білмеймін", "不知道", "N/A", "...", " "];
        let non_answers = NonAnswers::new(&declared.map(str::to_owned));
        let cases = [
            ("don't know", true),
            ("Don’t  Know.", true),
            ("DONʼT KNOW!!!", true),
            ("don`t know", true),
            ("don´t\nknow …", true),
            ("ｄｏｎ＇ｔ\u{3000}ｋｎｏｗ", true),
            ("don't\u{A0}know", true),
            ("dont know", false),
            ("I don't know", false),
            ("don't know?", false),
            ("don't know, but fear it", false),
            ("  НЕ ЗНАЮ...  ", true),
            ("не зна\u{301}ю", true),
            ("Не\u{200B} знаю. ", true),
            ("незнаю", false),
            ("все равно", true),
            ("Всё равно!", true),
            ("БІЛМЕЙМІН", true),
            ("Бiлмеймiн", false),
            ("不知道。", true),
            ("不知道！", true),
            ("不 知道", false),
            ("我不知道", false),
            ("n/a.", true),
            ("...", true),
            ("…", true),
            ("....", false),
            (".", false),
            ("", false),
            (" ", false),
            ("!", false),
        ];
        for (text, expected) in cases {
            assert_eq!(non_answers.which(text).is_some(), expected, "{text:?}");
        }
        assert_eq!(NonAnswers::default().which("don't know"), None);
        assert_eq!(NonAnswers::new(&[String::new(), " \t".to_owned()]).which(""), None);
    }

    #[test]
    fn a_long_text_is_none() {
        let non_answers = NonAnswers::new(&["不知道".to_owned(), "no".to_owned()]);
        for text in ["不知道".repeat(10_000), "no ".repeat(10_000), "\u{200B}".repeat(10_000)] {
            assert_eq!(non_answers.which(&text), None);
        }
        let spaced = format!("no{}.", " ".repeat(10_000));
        assert!(non_answers.which(&spaced).is_some());
    }
}
