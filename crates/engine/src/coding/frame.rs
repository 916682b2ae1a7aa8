//! Whether an actor that stands apart from a verb of saying is the one who says it: an apposition
//! that a comma closes, and a Kazakh sentence that opens with its speaker and closes with the verb.
//!
//! A text, places of an actor, a sentence and a verb enter, yes or no leaves. As in `subject`, what
//! can not be told is no.

use crate::text::word::Words;
use crate::text::{Language, Span};

use super::grammar::{is_kazakh_adjective, is_kazakh_genitive, is_kazakh_object, is_kazakh_person};
use super::hit::Hit;
use super::subject::{Clause, Token, is_plain};

/// Kazakh words for others who may be the ones that speak.
const PRONOUNS: [&str; 8] = ["ол", "олар", "біз", "мен", "сен", "сіз", "кім", "ешкім"];

/// Signs that part what an actor opens from its verb.
const PARTING: [char; 9] = [',', ';', ':', '–', '—', '«', '»', '“', '"'];
/// Most words of titles and names behind an actor.
const NAME: usize = 3;

/// What may stand before the first word of a sentence.
fn is_opening(gap: &str) -> bool {
    gap.chars().all(|c| c.is_whitespace() || matches!(c, '–' | '—' | '-' | '\u{feff}'))
}

/// What may stand behind the last word of a sentence.
fn is_closing(gap: &str) -> bool {
    gap.chars().all(|c| c.is_whitespace() || matches!(c, '.' | '!' | '?' | '…'))
}

impl Clause<'_> {
    /// True when an actor says who a name before it is: `Ann Lee, a professor of law, said`.
    pub(super) fn is_apposition(&self, actor: &Hit, tokens: &[Token<'_>]) -> bool {
        let opens = tokens.first().is_none_or(|it| {
            self.is_title(&it.fold) || it.fold == "of" || self.grammar.places.holds(&it.fold)
        });
        let plain = |it: &Token<'_>| is_plain(it.gap) && !self.grammar.stops.holds(&it.fold);
        if !opens || !tokens.iter().all(plain) {
            return false;
        }
        let mut start = actor.start;
        while let Some(word) = self.word_before(start)
            && (self.is_article(&word.fold) || self.is_title(&word.fold))
        {
            start = word.span.start;
        }
        let before = self.text_between(start.saturating_sub(2).min(start), start);
        before == ", "
            && self.word_before(start - 2).is_some_and(|it| it.span.end == start - 2 && it.capital)
    }

    /// True when a Kazakh person or office that opens the sentence says it with the verb that closes
    /// the sentence, whatever is said between the two: `Сарапшы қарыз өседі деп ескертті`.
    pub(super) fn frames(&self, actor: &Hit, sentence: Span, verb: Span) -> bool {
        let behind = self.text_between(verb.end, sentence.end);
        let between = self.text_between(actor.end, verb.start);
        if self.language != Language::Kazakh
            || !is_closing(behind)
            || !self.opens(actor, sentence.start)
            || between.contains(PARTING)
        {
            return false;
        }
        let own = self.last_word(actor);
        let words = Words::within(self.text, Span { start: actor.end, end: verb.start });
        let mut words = words.map(|span| self.token(span.start, span)).peekable();
        if words.peek().is_some_and(|it| self.grammar.postpositions.holds(&it.fold)) {
            return false;
        }
        let person = self.is_title(&own) || is_kazakh_person(&own);
        // What bears the case is the last of a title and a name: министр Асқар Омаровқа.
        let mut head = own;
        for _ in 0..NAME {
            let named = |it: &Token<'_>| it.capital || self.is_title(&it.fold);
            let Some(word) = words.next_if(named) else { break };
            head = word.fold;
        }
        person
            && !is_kazakh_genitive(&head)
            && !is_kazakh_object(&head, None)
            && !words.any(|it| PRONOUNS.contains(&it.fold.as_str()))
    }

    /// True when only words that belong to an actor stand before it in its sentence: `Жергілікті
    /// тұрғындар`, `Көлік министрі`.
    fn opens(&self, actor: &Hit, sentence: u32) -> bool {
        let Some((tokens, last)) = self.tokens(sentence, actor.start, 2) else { return false };
        let possessed = self.last_word(actor).ends_with(['і', 'ы']);
        let belongs = |it: &Token<'_>| {
            is_kazakh_adjective(&it.fold)
                || possessed && !is_kazakh_object(&it.fold, None) && !self.stops(&it.fold)
        };
        let fits = |(at, it): (usize, &Token<'_>)| {
            (if at == 0 { is_opening(it.gap) } else { is_plain(it.gap) }) && belongs(it)
        };
        (if tokens.is_empty() { is_opening(last) } else { is_plain(last) })
            && tokens.iter().enumerate().all(fits)
    }
}
