//! The codebook: codes, their rules, and what makes a match a coding.
//!
//! A codebook enters as the text of a TOML file; it leaves as a [`Codebook`] whose rules are parsed
//! and whose references are known to exist, or as diagnostics with the place of every mistake.

pub mod expression;
pub mod lexer;
pub mod operator;
pub mod pattern;
pub mod syntax;

pub mod check;
pub mod covering;
mod cues;
pub mod likely;
pub mod lint;
mod look_alike;
mod nearest;
mod reader;
mod tables;

use std::collections::HashMap;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::text::Language;

pub use cues::{Cue, Denial, Saying, Side};
use expression::{Expression, Scope};

/// A codebook as compiled rules need it: every reference exists, nothing is cyclic.
#[derive(Clone, Debug, Default)]
pub struct Codebook {
    /// The file's name as the user gave it.
    pub file: String,
    /// The file's text.
    pub source: String,
    /// Id: letters, digits, `-` and `_`.
    pub id: String,
    /// Title for tables and the appendix.
    pub title: String,
    /// Version as the author counts it; empty where none is given.
    pub version: String,
    /// The headline measure.
    pub measure: Measure,
    /// Index of the code that a framing must be of.
    pub about: Option<usize>,
    /// Where the object must stand.
    pub about_within: Within,
    /// Its codes are actors: who speaks, for the voice of the other codebooks' matches.
    pub actors: bool,
    /// At most one top-level code a segment.
    pub single_label: bool,
    /// With `single_label`: top-level codes from the most to the least preferred.
    pub priority: Vec<usize>,
    /// The codes in the order of the file.
    pub codes: Vec<Code>,
    /// The rules of all codes, in the order of the file.
    pub rules: Vec<Rule>,
    /// Cues of denial for each language of [`Language::CODED`].
    pub denial: [Denial; 4],
    /// Verbs of saying for each language of [`Language::CODED`].
    pub saying: [Saying; 4],
}

/// Which matches count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Those that are not negated.
    #[default]
    Asserted,
    /// All.
    Mention,
}

impl Measure {
    /// Both, in the order of the documentation.
    pub const ALL: [Measure; 2] = [Measure::Asserted, Measure::Mention];

    /// `asserted` or `mention`.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Asserted => "asserted",
            Measure::Mention => "mention",
        }
    }
}

/// Where the object must stand for a segment to be in scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Within {
    /// In a sentence of the segment.
    Sentence,
    /// In a paragraph that the segment stands in.
    #[default]
    Paragraph,
    /// Anywhere in the document.
    Document,
}

impl Within {
    /// All, from the narrowest to the widest.
    pub const ALL: [Within; 3] = [Within::Sentence, Within::Paragraph, Within::Document];

    /// `sentence`, `paragraph` or `document`.
    pub fn name(self) -> &'static str {
        match self {
            Within::Sentence => "sentence",
            Within::Paragraph => "paragraph",
            Within::Document => "document",
        }
    }
}

/// An exact decimal, in millionths.
pub type Weight = i64;
/// The weight 1.
pub const ONE: Weight = 1_000_000;

/// A framing, or another thing that segments are coded for.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// `security`, or `security.borders` for a subcode.
    pub id: String,
    /// What tables print.
    pub label: String,
    /// What the code means.
    pub definition: String,
    /// What belongs.
    pub include: String,
    /// What does not.
    pub exclude: String,
    /// Texts that must receive the code.
    pub examples: Vec<Example>,
    /// Texts that must not, though a rule finds something in them.
    pub counter_examples: Vec<Example>,
    /// Index of the parent.
    pub parent: Option<usize>,
    /// Indices of the subcodes one level down.
    pub children: Vec<usize>,
    /// Its rules, as indices into the codebook's.
    pub rules: Range<usize>,
    /// What drops a hit that lies inside it.
    pub unless: Vec<Rule>,
    /// Sum of weights that the counted matches must reach.
    pub threshold: Option<Weight>,
    /// Bytes of the file in which the id stands.
    pub span: Range<usize>,
    /// Languages of [`Language::CODED`] that the code or a subcode has a rule for.
    pub covers: [bool; 4],
}

/// A text that tests a code.
#[derive(Clone, Debug, Default)]
pub struct Example {
    /// The text.
    pub text: String,
    /// Its language where the author says it.
    pub language: Option<Language>,
    /// Bytes of the file.
    pub span: Range<usize>,
}

/// A pattern that indicates a code.
#[derive(Clone, Debug)]
pub struct Rule {
    /// As written.
    pub text: String,
    /// As parsed.
    pub expression: Expression,
    /// How `~` is read, and which language the code covers by it; `None` covers every language.
    pub language: Option<Language>,
    /// Only on segments of its language.
    pub only_language: bool,
    /// What a match adds towards a threshold.
    pub weight: Weight,
    /// Bytes of the file in which the rule's string stands, with its quotation marks.
    pub span: Range<usize>,
    /// Index of its code.
    pub code: usize,
}

impl Codebook {
    /// Reads a codebook. `file` is the name that diagnostics carry.
    ///
    /// # Errors
    ///
    /// Every mistake of the file at once; the codebook is `Some` when none of them is an error.
    /// Warnings may stand beside it.
    pub fn parse(file: &str, source: &str) -> (Option<Codebook>, Vec<Diagnostic>) {
        reader::read(file, source)
    }

    /// Index of the code with this id.
    pub fn code(&self, id: &str) -> Option<usize> {
        self.codes.iter().position(|code| code.id == id)
    }

    /// The index of each id.
    pub fn numbers(&self) -> HashMap<&str, usize> {
        // The first of two codes with one id, as in `code`.
        self.codes.iter().enumerate().rev().map(|(code, it)| (it.id.as_str(), code)).collect()
    }

    /// True when a coding of the code in this language is 1 or 0, not missing.
    pub fn covers(&self, code: usize, language: Language) -> bool {
        match language {
            Language::Undetermined => true,
            Language::Other => self.codes[code].covers == [true; 4] && self.universal(code),
            coded => self.codes[code].covers[coded as usize],
        }
    }

    /// True when the code or a subcode has a rule without a language.
    fn universal(&self, code: usize) -> bool {
        self.rules[self.codes[code].rules.clone()].iter().any(|rule| rule.language.is_none())
            || self.codes[code].children.iter().any(|&child| self.universal(child))
    }

    /// Codes ordered so that every code comes after those that its matches rest on: its subcodes and
    /// the codes that its rules, or its own and its ancestors' `unless`, refer to.
    pub fn order(&self) -> Vec<usize> {
        check::order(self)
    }

    /// The code, its parent, and so on up.
    pub fn ancestors(&self, code: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(code), |&code| self.codes[code].parent)
    }

    /// True for the code that the codebook is about, and for its subcodes.
    pub fn is_object(&self, code: usize) -> bool {
        self.about.is_some_and(|about| self.ancestors(code).any(|ancestor| ancestor == about))
    }

    /// True for a top-level framing: neither a subcode nor the object.
    pub fn is_framing(&self, code: usize) -> bool {
        self.codes[code].parent.is_none() && !self.is_object(code)
    }

    /// The top-level framings, in the order of the codebook.
    pub fn framings(&self) -> impl Iterator<Item = usize> {
        (0..self.codes.len()).filter(|&it| self.is_framing(it))
    }

    /// The measure under which a code puts a segment into a group, as in tables by the object: an
    /// object is spoken of where it is mentioned, denied or not; every other code counts under the
    /// headline measure.
    pub fn group_measure(&self, code: usize) -> Measure {
        if self.is_object(code) { Measure::Mention } else { self.measure }
    }
}

impl Scope {
    /// The suffix of an operator with this scope.
    pub fn suffix(self) -> &'static str {
        match self {
            Scope::Sentence => "",
            Scope::Paragraph => "/p",
            Scope::Unit => "/u",
        }
    }
}
