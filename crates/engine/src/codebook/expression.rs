//! What a rule is: leaves, phrases, operators.

use std::ops::Range;

use crate::text::fold::{fold, fold_keeping_case};

/// What a single word of a text is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Leaf {
    /// A word, by its fold.
    Word(String),
    /// A folded pattern with `*` and `?`.
    Glob(String),
    /// `~word`: the fold of the word whose stem counts.
    Stem(String),
    /// A word of `"RATS"`: the case counts.
    Exact(String),
}

impl Leaf {
    pub(crate) fn word(text: &str) -> Self {
        let folded = fold(text);
        if text.contains(['*', '?']) { Leaf::Glob(folded) } else { Leaf::Word(folded) }
    }

    pub(crate) fn exact(text: &str) -> Self {
        Leaf::Exact(fold_keeping_case(text))
    }
}

/// A place in a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// One word that the leaf fits.
    Leaf(Leaf),
    /// A lone `*`: any one word.
    Any,
    /// `(belt OR silk)`: one of several phrases.
    Choice(Vec<Vec<Element>>),
}

/// How far an operator looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Within one sentence.
    #[default]
    Sentence,
    /// `/p`: within one paragraph.
    Paragraph,
    /// `/u`: anywhere in the unit.
    Unit,
}

/// An operator with everything that makes two of them different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `OR`
    Or,
    /// `AND`, `AND/p`, `AND/u`
    And(Scope),
    /// `NOT`, `NOT/n`, `NOT/p`, `NOT/n/p` …
    Not(Option<u32>, Scope),
    /// `NEAR/n`, `NEAR/n/p` …
    Near(u32, Scope),
    /// `BEFORE/n`, `BEFORE/n/p` …
    Before(u32, Scope),
}

impl Operator {
    /// The scope; `OR` has none and counts as the sentence.
    pub fn scope(self) -> Scope {
        match self {
            Operator::Or => Scope::Sentence,
            Operator::And(scope)
            | Operator::Not(_, scope)
            | Operator::Near(_, scope)
            | Operator::Before(_, scope) => scope,
        }
    }
}

impl std::fmt::Display for Operator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Operator::Or => f.write_str("OR")?,
            Operator::And(_) => f.write_str("AND")?,
            Operator::Not(None, _) => f.write_str("NOT")?,
            Operator::Not(Some(n), _) => write!(f, "NOT/{n}")?,
            Operator::Near(n, _) => write!(f, "NEAR/{n}")?,
            Operator::Before(n, _) => write!(f, "BEFORE/{n}")?,
        }
        f.write_str(match self.scope() {
            Scope::Sentence => "",
            Scope::Paragraph => "/p",
            Scope::Unit => "/u",
        })
    }
}

/// A rule, with the bytes of the rule's text that each node stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// What it is.
    pub kind: Kind,
    /// Bytes of the rule's text.
    pub span: Range<usize>,
}

/// A node of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A leaf or a phrase of leaves.
    Phrase(Vec<Element>),
    /// `/…/`, without its slashes.
    Regex(String),
    /// `#id`: the matches of another code.
    Reference(String),
    /// One operator over two or more operands, read from the left.
    Operation(Operator, Vec<Expression>),
}

impl Expression {
    /// Calls `visit` on this node and on every node below it, from the left.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Expression)) {
        visit(self);
        if let Kind::Operation(_, operands) = &self.kind {
            for operand in operands {
                operand.walk(visit);
            }
        }
    }

    /// The ids of the codes that the rule refers to, with their places.
    pub fn references(&self) -> Vec<(&str, Range<usize>)> {
        let mut found = Vec::new();
        self.walk(&mut |node| {
            if let Kind::Reference(id) = &node.kind {
                found.push((id.as_str(), node.span.clone()));
            }
        });
        found
    }

    /// What the rule says, however it is written: two rules with one form find the same. Places are
    /// left out, and of operators that do not care for it the order of their operands.
    pub fn form(&self) -> String {
        match &self.kind {
            Kind::Phrase(elements) => format!("{elements:?}"),
            Kind::Regex(pattern) => format!("/{pattern}/"),
            Kind::Reference(id) => format!("#{id}"),
            Kind::Operation(operator, operands) => {
                let mut forms: Vec<String> = operands.iter().map(Expression::form).collect();
                if matches!(operator, Operator::Or | Operator::And(_) | Operator::Near(..)) {
                    forms.sort_unstable();
                }
                if *operator == Operator::Or {
                    forms.dedup();
                    if forms.len() == 1 {
                        return forms.remove(0);
                    }
                }
                format!("({})", forms.join(&format!(" {operator} ")))
            }
        }
    }

    /// True for what NEAR, BEFORE and `unless` are built of: leaves, phrases, `#id`, `OR` of these.
    pub fn is_plain(&self) -> bool {
        match &self.kind {
            Kind::Phrase(_) | Kind::Regex(_) | Kind::Reference(_) => true,
            Kind::Operation(Operator::Or, operands) => operands.iter().all(Expression::is_plain),
            Kind::Operation(..) => false,
        }
    }
}

/// Every leaf of a phrase.
pub fn leaves(elements: &[Element]) -> Vec<&Leaf> {
    let mut found = Vec::new();
    for element in elements {
        match element {
            Element::Leaf(leaf) => found.push(leaf),
            Element::Any => {}
            Element::Choice(phrases) => found.extend(phrases.iter().flat_map(|it| leaves(it))),
        }
    }
    found
}
