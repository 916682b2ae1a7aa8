//! Which segments stand in which denominator: scope, language and reason of every segment, and for
//! every code the class of segments that it is asked of.

use crate::codebook::Codebook;
use crate::coding::Absent;
use crate::text::Language;

/// Number of values of [`Language`].
pub(super) const LANGUAGES: usize = Language::ALL.len();

/// What a segment is to the framings of a codebook. Every segment has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The object is there, or none is asked for: in the denominator.
    InScope,
    /// The object is not there: kept and counted, in no denominator.
    OutOfScope,
    /// No coding of it is 1 or 0.
    Missing(Missing),
}

/// Why every framing of a segment is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missing {
    /// No text, or none with a word in it.
    Empty,
    /// A declared non-answer such as "don't know".
    NonAnswer,
    /// The source could not be read.
    Unreadable,
    /// No object was found, and the code of the object has no rules for the segment's language.
    ScopeUndetermined,
    /// In scope, but no framing has rules for the segment's language.
    LanguageNotCovered,
}

impl Status {
    /// Every value, in the order of the tables.
    pub const ALL: [Status; 7] = [
        Status::InScope,
        Status::OutOfScope,
        Status::Missing(Missing::LanguageNotCovered),
        Status::Missing(Missing::ScopeUndetermined),
        Status::Missing(Missing::Empty),
        Status::Missing(Missing::NonAnswer),
        Status::Missing(Missing::Unreadable),
    ];

    /// The place in [`Status::ALL`].
    pub(super) fn index(self) -> usize {
        match self {
            Status::InScope => 0,
            Status::OutOfScope => 1,
            Status::Missing(Missing::LanguageNotCovered) => 2,
            Status::Missing(Missing::ScopeUndetermined) => 3,
            Status::Missing(Missing::Empty) => 4,
            Status::Missing(Missing::NonAnswer) => 5,
            Status::Missing(Missing::Unreadable) => 6,
        }
    }

    /// True when there is no text to code.
    pub fn is_absent(self) -> bool {
        use Missing::{Empty, NonAnswer, Unreadable};
        matches!(self, Status::Missing(Empty | NonAnswer | Unreadable))
    }

    /// The word in tidy tables: `in_scope`, `out_of_scope`, `missing_empty` and so on.
    pub fn name(self) -> &'static str {
        match self {
            Status::InScope => "in_scope",
            Status::OutOfScope => "out_of_scope",
            Status::Missing(Missing::LanguageNotCovered) => "missing_language",
            Status::Missing(Missing::ScopeUndetermined) => "missing_scope",
            Status::Missing(Missing::Empty) => "missing_empty",
            Status::Missing(Missing::NonAnswer) => "missing_non_answer",
            Status::Missing(Missing::Unreadable) => "missing_unreadable",
        }
    }

    /// What a table prints.
    pub fn label(self) -> &'static str {
        match self {
            Status::InScope => "In scope",
            Status::OutOfScope => "Out of scope",
            Status::Missing(Missing::LanguageNotCovered) => "Missing: language not covered",
            Status::Missing(Missing::ScopeUndetermined) => {
                "Missing: scope undetermined (no rules for the object in the language)"
            }
            Status::Missing(Missing::Empty) => "Missing: no text or no word",
            Status::Missing(Missing::NonAnswer) => "Missing: non-answer",
            Status::Missing(Missing::Unreadable) => "Missing: unreadable",
        }
    }
}

/// Segments of which the same codes are asked: those of certain languages, in scope, or for the
/// object's codes in scope or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Class {
    pub languages: [bool; LANGUAGES],
    pub object: bool,
}

/// For one codebook: what is asked of a segment of which status and language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The code of the object, where scope is asked for, and the languages it has rules for.
    scope: Option<[bool; LANGUAGES]>,
    pub(super) classes: Vec<Class>,
    /// For each code its class.
    pub(super) class_of: Vec<usize>,
    /// The class of segments of which every top-level framing is asked: that of the row "none".
    pub(super) complete: usize,
    pub(super) top: Vec<usize>,
    pub(super) is_top: Vec<bool>,
    /// Languages that at least one top-level framing has rules for.
    any: [bool; LANGUAGES],
}

impl Coverage {
    /// Of a codebook; with `ignore_about` no object is asked for.
    pub fn new(codebook: &Codebook, ignore_about: bool) -> Coverage {
        let languages = |code: usize| Language::ALL.map(|it| codebook.covers(code, it));
        let mut classes = Vec::new();
        let mut class = |it: Class| {
            classes.iter().position(|known| *known == it).unwrap_or_else(|| {
                classes.push(it);
                classes.len() - 1
            })
        };
        let mut class_of = Vec::new();
        let mut is_top = Vec::new();
        for (code, entry) in codebook.codes.iter().enumerate() {
            let object = codebook.is_object(code);
            class_of.push(class(Class { languages: languages(code), object }));
            is_top.push(entry.parent.is_none() && !object);
        }
        let top: Vec<usize> = (0..is_top.len()).filter(|&code| is_top[code]).collect();
        let (mut all, mut any) = ([true; LANGUAGES], [top.is_empty(); LANGUAGES]);
        for &code in &top {
            for (language, covered) in languages(code).into_iter().enumerate() {
                all[language] &= covered;
                any[language] |= covered;
            }
        }
        let complete = class(Class { languages: all, object: false });
        let scope = codebook.about.filter(|_| !ignore_about).map(languages);
        Coverage { scope, classes, class_of, complete, top, is_top, any }
    }

    /// What a segment is to the framings.
    pub fn status(&self, absent: Option<Absent>, in_scope: bool, language: Language) -> Status {
        match absent {
            Some(Absent::Empty) => return Status::Missing(Missing::Empty),
            Some(Absent::NonAnswer) => return Status::Missing(Missing::NonAnswer),
            Some(Absent::Unreadable) => return Status::Missing(Missing::Unreadable),
            None => {}
        }
        if !in_scope {
            return match self.scope {
                Some(covered) if !covered[language as usize] => {
                    Status::Missing(Missing::ScopeUndetermined)
                }
                _ => Status::OutOfScope,
            };
        }
        if self.any[language as usize] {
            Status::InScope
        } else {
            Status::Missing(Missing::LanguageNotCovered)
        }
    }

    /// Top-level framings, in the order of the codebook.
    pub fn top(&self) -> &[usize] {
        &self.top
    }

    /// True when the segment is in the denominator of the code.
    pub fn asks_code(&self, code: usize, status: Status, language: Language) -> bool {
        self.class_of.get(code).is_some_and(|&class| self.asks(class, status, language))
    }

    /// True when every top-level framing is asked of the segment: then it may have none.
    pub fn asks_all(&self, status: Status, language: Language) -> bool {
        self.asks(self.complete, status, language)
    }

    /// True when the segment is in the denominator of the class's codes. A status of scope or
    /// language says nothing of the object's own codes: they are asked of every text.
    pub(super) fn asks(&self, class: usize, status: Status, language: Language) -> bool {
        let class = &self.classes[class];
        let place = if class.object { !status.is_absent() } else { status == Status::InScope };
        place && class.languages[language as usize]
    }
}
