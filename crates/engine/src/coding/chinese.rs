//! Whether an actor beside a Chinese verb of saying is the one who says it: nothing parts words, so
//! what stands between is read off character by character.
//!
//! A text, places of an actor and of a verb enter, yes or no leaves. As in `subject`, what can not be
//! told is no.

use crate::text::Span;
use crate::text::class::{Class, class};

use super::hit::Hit;
use super::subject::{Clause, Stand};

impl<'a> Clause<'a> {
    pub(super) fn before_in_chinese(&self, actor: &Hit, upto: u32, passed: &[Span]) -> Stand {
        let before = self.word_before(actor.start).filter(|it| it.span.end == actor.start);
        let preposition = before.filter(|it| self.grammar.prepositions.holds(&it.fold));
        if let Some(word) = preposition {
            return Stand::Passed(Span { start: word.span.start, end: actor.end });
        }
        // What is passed over is cut out.
        let mut between = String::new();
        let mut at = actor.end;
        let mut inside: Vec<&Span> =
            passed.iter().filter(|it| at <= it.start && it.end <= upto).collect();
        inside.sort_unstable_by_key(|it| it.start);
        for span in inside {
            if span.start >= at {
                between += self.text_between(at, span.start);
                at = span.end;
            }
        }
        between += self.text_between(at, upto);
        let quoted = between.strip_prefix(['，', '：', '“']).is_none();
        if quoted && self.names_one(&between, actor) { Stand::Speaks } else { Stand::Unknown }
    }

    /// True when Han characters behind an actor are titles, listed words, and one name behind a
    /// title.
    pub(super) fn names_one(&self, between: &str, actor: &Hit) -> bool {
        let mut titled = self.is_titled(actor);
        // 专家们: several
        let mut rest = between.strip_prefix('们').unwrap_or(between);
        while !rest.is_empty() {
            let light = self.grammar.light.words().filter(|it| rest.starts_with(*it));
            if let Some(title) = self.title_at(rest) {
                titled = true;
                rest = &rest[title..];
            } else if let Some(light) = light.max_by_key(|it| it.len()) {
                rest = &rest[light.len()..];
            } else if titled {
                return is_chinese_name(self.without_light(rest));
            } else {
                return false;
            }
        }
        true
    }

    /// True for 学者, 中国专家: a name may follow.
    pub(super) fn is_titled(&self, actor: &Hit) -> bool {
        let written = self.text_between(actor.start, actor.end);
        self.titles.iter().any(|title| written.ends_with(title.as_str()))
    }

    /// Without the listed words at its end.
    fn without_light<'b>(&self, mut text: &'b str) -> &'b str {
        while let Some(rest) = self.grammar.light.words().find_map(|it| text.strip_suffix(it)) {
            text = rest;
        }
        text
    }

    /// Bytes of the longest title at the beginning.
    pub(super) fn title_at(&self, text: &str) -> Option<usize> {
        self.titles.iter().filter(|it| text.starts_with(it.as_str())).map(String::len).max()
    }

    /// The Han characters from a byte on.
    pub(super) fn run_of_han(&self, from: u32) -> &'a str {
        let text = self.text.get(from as usize..).unwrap_or_default();
        let han = text.chars().take(self.grammar.reach).take_while(|c| class(*c) == Class::Han);
        &text[..han.map(char::len_utf8).sum()]
    }
}

/// At most four characters, or eight where a dot parts them: 贺敬川, 萨比特·热恩别克.
fn is_chinese_name(text: &str) -> bool {
    let dotted = text.contains('·');
    let han = |c: char| class(c) == Class::Han && !"的了是有不没在着们被把".contains(c) || c == '·';
    (1..=if dotted { 9 } else { 4 }).contains(&text.chars().count()) && text.chars().all(han)
}
