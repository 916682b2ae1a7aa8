//! Chinese words by a dictionary: what a text is cut into, and whether a place in it lies inside a
//! longer word. Text enters, byte ranges leave. Rules know nothing of it: to them a character is a
//! word.

use std::ops::Range;
use std::sync::LazyLock;

use jieba_rs::Jieba;

use crate::engine::text::class::{Class, class};

/// Loaded once, where it is first asked: that takes a moment.
static WORDS: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Characters looked at on each side of a find: more than any sentence has without a sign.
const REACH: usize = 200;

/// The dictionary.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dictionary;

impl Dictionary {
    /// The words of a run of Han characters, as bytes of it. Only words of the dictionary are longer
    /// than a character: none is guessed.
    pub fn words(&self, run: &str) -> Vec<Range<usize>> {
        let mut end = 0;
        let words = WORDS.cut(run, false).into_iter();
        words
            .map(|token| {
                let start = end;
                end += token.word.len();
                start..end
            })
            .collect()
    }

    /// The dictionary word that the bytes lie inside of, where it is longer than they are.
    pub fn longer_word<'t>(&self, text: &'t str, find: Range<usize>) -> Option<&'t str> {
        let (before, after) = (text.get(..find.start)?, text.get(find.end..)?);
        let length = |characters: &mut dyn Iterator<Item = char>| -> usize {
            let run = characters.take(REACH).take_while(|it| class(*it) == Class::Han);
            run.map(char::len_utf8).sum()
        };
        let start = find.start - length(&mut before.chars().rev());
        let end = find.end + length(&mut after.chars());
        let run = text.get(start..end)?;
        let word = self
            .words(run)
            .into_iter()
            .map(|word| word.start + start..word.end + start)
            .find(|word| word.start <= find.start && word.end >= find.end)?;
        (word.len() > find.len()).then(|| &text[word])
    }
}

/// True for a text of Han characters alone.
pub fn is_han(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|it| class(it) == Class::Han)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_find_inside_a_longer_word_names_the_word() {
        let dictionary = Dictionary;
        let cases: &[(&str, &str, Option<&str>)] = &[
            ("他访问了印度洋。", "印度", Some("印度洋")),
            ("他访问了印度。", "印度", None),
            ("印度洋", "印度洋", None),
            ("В 印度洋, 2013", "印度", Some("印度洋")),
            ("丝绸之路经济带", "路经", None),
            ("丝绸之路经济带", "经济", Some("经济带")),
            ("他访问了印度尼西亚。", "印度", Some("印度尼西亚")),
            ("请系好安全带。", "安全", Some("安全带")),
            ("坐经济舱", "经济", Some("经济舱")),
            ("中国人民", "中国", None),
        ];
        for (text, find, expected) in cases {
            let start = text.find(find).unwrap();
            let found = dictionary.longer_word(text, start..start + find.len());
            assert_eq!(found, *expected, "{find} in {text}");
        }
        // places that are none
        assert_eq!(dictionary.longer_word("印度", 1..3), None);
        assert_eq!(dictionary.longer_word("", 0..9), None);
    }
}
