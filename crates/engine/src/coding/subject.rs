//! Whether an actor beside a verb of saying is the one who says it.
//!
//! A text, places of an actor and of a verb enter, yes or no leaves. There is no parser here. What
//! may stand between the two is listed: titles (`president`, `外交部`), names, words that change
//! nothing (`also`, `has`); any other word says no, and so does a sign between, but for an
//! apposition between two commas. Prepositions, cases and the form of the verb tell an actor that
//! is only spoken of. Where this can not tell, the answer is no: no voice is better than a wrong one.

use crate::text::class::{Class, class};
use crate::text::fold::fold;
use crate::text::word::Words;
use crate::text::{Language, Span};

use super::grammar::{
    Grammar, REPORTS, is_kazakh_genitive, is_kazakh_object, is_kazakh_person, is_plural,
    is_russian_adjective, is_russian_genitive,
};
use super::hit::Hit;

/// Bytes before a word in which the words before it are looked for.
const WINDOW: u32 = 96;

/// How an actor before a verb stands to it.
pub(super) enum Stand {
    /// It says it.
    Speaks,
    /// It is spoken of: these words may stand between the one who speaks and the verb.
    Passed(Span),
    /// It can not be told, or another one speaks.
    Unknown,
}

/// A word, with what stands before it.
pub(super) struct Token<'a> {
    pub gap: &'a str,
    pub span: Span,
    pub fold: String,
    pub capital: bool,
}

/// The text around a verb of saying.
pub(super) struct Clause<'a> {
    pub text: &'a str,
    pub language: Language,
    pub grammar: &'static Grammar,
    /// Words of titles and offices, folded; `*` at the end stands for any ending.
    pub titles: &'a [String],
}

impl<'a> Clause<'a> {
    /// How an actor stands to a verb behind it. `upto` is where the verb begins, or the quotation
    /// before it; `passed` are words of others that are spoken of.
    pub fn before(&self, actor: &Hit, verb: Span, upto: u32, passed: &[Span]) -> Stand {
        if self.language == Language::Chinese {
            return self.before_in_chinese(actor, upto, passed);
        }
        let Some((tokens, last)) = self.tokens(actor.end, upto, self.grammar.reach) else {
            return Stand::Unknown;
        };
        if let Some(span) = self.spoken_of(actor, Some(verb), tokens.first()) {
            return Stand::Passed(span);
        }
        let passive = tokens.last().is_some_and(|it| self.grammar.passive.holds(&it.fold));
        let apposition =
            tokens.first().is_some_and(|it| it.gap.trim() == ",") && last.trim() == ",";
        let plain = tokens.iter().enumerate().all(|(at, it)| {
            let of_place = self.grammar.places.holds(&it.fold)
                && tokens.get(at + 1).is_some_and(|next| next.capital && is_plain(next.gap));
            is_plain(it.gap) && (of_place || self.changes_nothing(it, passed))
        });
        // A quotation follows on a colon, a comma or a dash.
        let ends = upto < verb.start || is_plain(last);
        let closes = last.trim() == "," && self.is_apposition(actor, &tokens);
        if !passive && self.is_whole(actor, &tokens) && (apposition || closes || plain && ends) {
            Stand::Speaks
        } else {
            Stand::Unknown
        }
    }

    /// True when an actor behind a verb says it: `said Tokayev`, `— заявил посол Китая`.
    pub fn after(&self, actor: &Hit, verb: Span) -> bool {
        let grammar = self.grammar;
        let Some((tokens, last)) = self.tokens(verb.end, actor.start, grammar.inverted) else {
            return false;
        };
        if !self.leads_on(verb) {
            return false;
        }
        // In English a name, and who that is behind a comma: `said Ann Lee, a trade official`.
        let english = self.language == Language::English;
        let mut named = false;
        let fits = |token: &Token<'_>, named: &mut bool| {
            let comma = english && token.gap.trim() == ",";
            *named |= comma;
            // Whose title it is behind `of`, is asked of the actor.
            let of = english && token.fold == "of";
            let listed =
                token.capital || self.is_title(&token.fold) || self.is_article(&token.fold);
            (is_plain(token.gap) || comma)
                && (of || !self.stops(&token.fold) && (listed || *named || !english))
        };
        let comma = english && !tokens.is_empty() && last.trim() == ",";
        tokens.iter().all(|token| fits(token, &mut named))
            && (is_plain(last) || comma && !named)
            && self.speaks_alone(actor)
            && self.spoken_of(actor, None, self.word_after(actor.end).as_ref()).is_none()
    }

    /// True when an expression such as "according to" before an actor means that one.
    pub fn according(&self, actor: &Hit, cue: Span) -> bool {
        if self.language == Language::Chinese {
            let rest = self.run_of_han(actor.end);
            let rest = rest.strip_prefix('的').unwrap_or(rest);
            return cue.end == actor.start
                && (rest.is_empty()
                    || self.is_titled(actor)
                    || REPORTS.words().any(|it| rest.starts_with(it))
                    || self.title_at(rest).is_some());
        }
        let Some((tokens, last)) = self.tokens(cue.end, actor.start, self.grammar.reach) else {
            return false;
        };
        let fits = |it: &Token<'_>| {
            let listed = it.capital || self.is_title(&it.fold) || self.is_article(&it.fold);
            is_plain(it.gap) && (listed || it.fold == "of")
        };
        is_plain(last) && tokens.iter().all(fits) && self.speaks_alone(actor)
    }

    /// The same for an expression behind an actor: `Тоқаевтың айтуынша`.
    pub fn according_behind(&self, actor: &Hit, cue: Span) -> bool {
        if self.language == Language::Chinese {
            return self.names_one(self.text_between(actor.end, cue.start), actor);
        }
        self.tokens(actor.end, cue.start, self.grammar.reach).is_some_and(|(tokens, last)| {
            is_plain(last)
                && tokens.iter().all(|it| is_plain(it.gap) && self.changes_nothing(it, &[]))
        })
    }

    /// True for what is a verb elsewhere and here a part of a noun: 评论人, 批评者.
    pub fn is_noun(&self, verb: Span) -> bool {
        let both = ["评论", "評論", "批评", "批評", "声明", "聲明", "主张", "主張"];
        both.contains(&verb.of(self.text))
            && self.run_of_han(verb.end).starts_with(['人', '者', '员', '員', '家', '书', '書'])
    }

    /// True when no more words stand between two bytes than an actor may be away.
    pub fn reaches(&self, from: u32, to: u32) -> bool {
        let words = Words::within(self.text, Span { start: from, end: to });
        words.take(self.grammar.reach + 1).count() <= self.grammar.reach
    }

    /// True when only signs stand between a quotation and a verb, or the word that joins them: деп.
    pub fn joins(&self, from: u32, to: u32) -> bool {
        self.tokens(from, to, 1)
            .is_some_and(|(tokens, _)| tokens.iter().all(|it| self.grammar.leads.holds(&it.fold)))
    }

    // --- words

    pub(super) fn text_between(&self, from: u32, to: u32) -> &'a str {
        self.text.get(from as usize..to as usize).unwrap_or_default()
    }

    pub(super) fn token(&self, from: u32, span: Span) -> Token<'a> {
        let written = span.of(self.text);
        Token {
            gap: self.text_between(from, span.start),
            span,
            fold: fold(written),
            capital: written.starts_with(char::is_uppercase),
        }
    }

    /// The words between two bytes and what stands behind the last; `None` where they are more.
    pub(super) fn tokens(
        &self,
        from: u32,
        to: u32,
        most: usize,
    ) -> Option<(Vec<Token<'a>>, &'a str)> {
        let mut at = from;
        let mut tokens = Vec::new();
        for span in Words::within(self.text, Span { start: from, end: to }).take(most + 1) {
            tokens.push(self.token(at, span));
            at = span.end;
        }
        (tokens.len() <= most).then(|| (tokens, self.text_between(at, to)))
    }

    /// The word before a byte, where only blanks stand between.
    pub(super) fn word_before(&self, at: u32) -> Option<Token<'a>> {
        let mut from = at.saturating_sub(WINDOW);
        while !self.text.is_char_boundary(from as usize) {
            from += 1;
        }
        let span = Words::within(self.text, Span { start: from, end: at }).last()?;
        // The window may begin inside of a word.
        let whole = span.start > from || from == 0;
        let gap = self.text_between(span.end, at);
        (whole && is_plain(gap)).then(|| self.token(span.start, span))
    }

    /// The word behind a byte, where only blanks stand between.
    pub(super) fn word_after(&self, at: u32) -> Option<Token<'a>> {
        let rest = Span { start: at, end: self.text.len() as u32 };
        let token = self.token(at, Words::within(self.text, rest).next()?);
        is_plain(token.gap).then_some(token)
    }

    pub(super) fn is_title(&self, fold: &str) -> bool {
        self.titles.iter().any(|title| match title.strip_suffix('*') {
            Some(stem) => fold.starts_with(stem),
            None => fold == title,
        })
    }

    pub(super) fn is_article(&self, fold: &str) -> bool {
        self.grammar.articles.holds(fold)
    }

    pub(super) fn stops(&self, fold: &str) -> bool {
        let grammar = self.grammar;
        [grammar.stops, grammar.prepositions, grammar.postpositions]
            .iter()
            .any(|list| list.holds(fold))
    }

    /// A title, a name, a listed word, or a word of one who is spoken of.
    fn changes_nothing(&self, token: &Token<'_>, passed: &[Span]) -> bool {
        let within = |span: &Span| span.start <= token.span.start && token.span.end <= span.end;
        let ending = token.gap == "-" && !token.capital;
        passed.iter().any(within)
            || self.grammar.light.holds(&token.fold)
            || self.is_title(&token.fold)
            || ending
            || token.capital && !self.stops(&token.fold)
    }

    /// True when the one who speaks may stand behind a verb: a sign stands before the verb, or one
    /// of a few words, or nothing.
    fn leads_on(&self, verb: Span) -> bool {
        // деген, айтқан, айтып: what follows is spoken of
        let written = verb.of(self.text);
        let participle = self.language == Language::Kazakh
            && ["ген", "ған", "қан", "кен", "ып", "іп"].iter().any(|end| written.ends_with(end));
        let led = match self.word_before(verb.start) {
            None => true,
            Some(word) => self.grammar.leads.holds(&word.fold),
        };
        led && !participle
    }

    // --- who is spoken of

    /// The words of an actor who is spoken of and does not speak, with the preposition before it.
    fn spoken_of(&self, actor: &Hit, verb: Option<Span>, next: Option<&Token<'_>>) -> Option<Span> {
        let whole = |start: u32| Some(Span { start, end: actor.end });
        let behind = next.filter(|it| self.grammar.postpositions.holds(&it.fold));
        if let Some(word) = behind {
            return Some(Span { start: actor.start, end: word.span.end });
        }
        // The words before it that belong to it: articles, titles, `of`.
        let mut start = actor.start;
        let mut titled = false;
        let mut of = None;
        let preposition = loop {
            let Some(word) = self.word_before(start) else { break None };
            if self.language == Language::English && word.fold == "of" && of.is_none() {
                of = Some(word.span.start);
            } else if self.is_title(&word.fold) {
                titled = true;
                of = None;
            } else if !self.is_article(&word.fold) {
                break Some(word);
            }
            start = word.span.start;
        };
        if of.is_some() {
            return whole(start);
        }
        let preposition = preposition.filter(|it| self.grammar.prepositions.holds(&it.fold));
        match self.language {
            Language::Russian => {
                let plural = verb.is_some_and(|verb| is_plural(verb.of(self.text)));
                let together = preposition.as_ref().is_some_and(|it| it.fold == "в" && plural);
                let cased = || !together && !self.is_russian_subject(actor, verb, plural);
                match preposition {
                    Some(word) if !together => whole(word.span.start),
                    _ if !titled && cased() => whole(start),
                    _ => None,
                }
            }
            Language::Kazakh => {
                let ending = next.filter(|it| it.gap == "-").map(|it| it.fold.as_str());
                is_kazakh_object(&self.last_word(actor), ending).then_some(()).and(whole(start))
            }
            _ => preposition.and_then(|word| whole(word.span.start)),
        }
    }

    pub(super) fn last_word(&self, actor: &Hit) -> String {
        let span = Span { start: actor.start, end: actor.end };
        Words::within(self.text, span)
            .last()
            .map(|word| fold(word.of(self.text)))
            .unwrap_or_default()
    }

    /// True when a Russian actor stands in the first case, and in the number and gender of the verb
    /// where there is one. What can not be told from the ending is let pass.
    fn is_russian_subject(&self, actor: &Hit, verb: Option<Span>, plural: bool) -> bool {
        let word = self.last_word(actor);
        let ends = |list: &[&str]| list.iter().any(|end| word.ends_with(end));
        let written = Span { start: actor.start, end: actor.end }.of(self.text);
        if written.chars().count() > 1 && written.chars().all(char::is_uppercase) {
            return true;
        }
        if is_russian_adjective(&word) {
            return ends(&["ий", "ый", "ая", "ое", "ие", "ые"]);
        }
        if ends(&[
            "у", "ю", "е", "ом", "ем", "ым", "им", "ой", "ей", "ам", "ям", "ами", "ями", "ах", "ях",
        ]) {
            return false;
        }
        // Жена эксперта сказала
        if written.starts_with(char::is_lowercase) && is_russian_genitive(&word) {
            return false;
        }
        let Some(verb) = verb.map(|verb| fold(verb.of(self.text))) else { return true };
        if plural {
            return ends(&["ы", "и"]);
        }
        let feminine = ["ла", "на"].iter().any(|end| verb.ends_with(end));
        let masculine = ["л", "н"].iter().any(|end| verb.ends_with(end));
        let soft = ends(&["а", "я"]);
        if feminine {
            return soft;
        }
        let several = ends(&["ы", "и"]);
        !(several || masculine && soft)
    }

    /// True when an actor is no mere modifier of an unknown noun before a verb: `Қытайдың
    /// ықпалын`, `китайские товары`.
    fn is_whole(&self, actor: &Hit, tokens: &[Token<'_>]) -> bool {
        let word = self.last_word(actor);
        let modifies = match self.language {
            Language::Russian => is_russian_adjective(&word),
            Language::Kazakh => is_kazakh_genitive(&word),
            Language::English => {
                return tokens.first().is_none_or(|it| {
                    it.fold != "s" || tokens.get(1).is_some_and(|it| self.is_title(&it.fold))
                });
            }
            _ => false,
        };
        !modifies || tokens.iter().any(|it| self.is_title(&it.fold))
    }

    /// The same where nothing is known of what follows the actor.
    fn speaks_alone(&self, actor: &Hit) -> bool {
        let mut next = self.word_after(actor.end);
        // China's, АҚШ-тың
        while let Some(word) = &next
            && (word.fold == "s" || word.gap == "-" && !word.capital)
        {
            let behind = self.word_after(word.span.end);
            if word.fold == "s" {
                return behind.is_some_and(|it| self.is_title(&it.fold));
            }
            next = behind;
        }
        let modifies = match self.language {
            Language::Russian => is_russian_adjective(&self.last_word(actor)),
            _ => next.is_some(),
        };
        // деді елші журналистерге: a word in a case of its own belongs to the verb.
        let to_whom = self.language == Language::Kazakh
            && next.as_ref().is_some_and(|it| is_kazakh_object(&it.fold, None))
            && is_kazakh_person(&self.last_word(actor));
        !modifies
            || to_whom
            || next.is_some_and(|it| {
                it.capital
                    || self.is_title(&it.fold)
                    || self.is_article(&it.fold)
                    || self.language != Language::Russian
                        && (self.stops(&it.fold) || self.grammar.light.holds(&it.fold))
            })
    }
}

/// Blanks and joints, no sign that parts.
pub(super) fn is_plain(gap: &str) -> bool {
    gap.chars().all(|c| {
        c.is_whitespace() || matches!(c, '\'' | '’' | '-' | '‑') || class(c) == Class::Ignorable
    })
}
