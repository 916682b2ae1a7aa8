//! From codebooks to one set that is looked up once: all phrases in one trie, all rules as programs
//! over pattern numbers.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::codebook::expression::{Expression, Kind, Operator, Scope};
use crate::codebook::{Codebook, Cue, Side, pattern};
use crate::segment::{Lines, Unit};
use crate::text::Language;

use super::finder::Finder;
use super::lexicon::Lexicon;
use super::prefilter::Prefilter;
use super::trie::Trie;

/// How documents are cut and what is asked of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The unit of analysis.
    pub unit: Unit,
    /// What a single line break means.
    pub lines: Lines,
    /// False leaves the object out: every segment is in scope.
    pub ignore_about: bool,
}

/// Several codebooks, compiled to be run over documents together.
#[derive(Debug)]
pub struct CompiledSet {
    /// The codebooks, in the order given.
    pub codebooks: Vec<Arc<Codebook>>,
    /// How documents are cut.
    pub options: Options,
    pub(super) lexicon: Lexicon,
    pub(super) trie: Trie,
    pub(super) regexes: Vec<Regular>,
    /// Which of them a text can hold a find of.
    pub(super) prefilter: Prefilter,
    pub(super) programs: Vec<CodebookProgram>,
    /// Codebooks in the order of evaluation: actors first, who are the voices of the others.
    pub(super) evaluation: Vec<usize>,
    /// For each pattern what its hits are for.
    pub(super) uses: Vec<Use>,
}

/// A regular expression, compiled once for all rules that it stands in.
#[derive(Debug)]
pub(super) struct Regular {
    /// The patterns that its finds are hits of.
    pub patterns: Vec<u32>,
    pub finder: Finder,
}

/// What a pattern's hits are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// A rule of a code: codebook, code, and place of the rule in the code.
    Rule(u16, u16, u32),
    /// Something that only matters where a rule holds.
    Aside,
}

/// A codebook as programs.
#[derive(Debug, Default)]
pub(super) struct CodebookProgram {
    pub codes: Vec<CodeProgram>,
    /// Codes after those that they rest on.
    pub order: Vec<usize>,
    pub denial: [DenialProgram; 4],
    pub saying: [SayingProgram; 4],
}

#[derive(Debug, Default)]
pub(super) struct CodeProgram {
    pub rules: Vec<RuleProgram>,
    /// Places of the rules that refer to other codes: no pattern of theirs tells that they may hold.
    pub referring: Vec<u32>,
    /// Its own and its ancestors' patterns, each with its text.
    pub unless: Vec<(Node, String)>,
    pub dependencies: Vec<usize>,
}

#[derive(Debug)]
pub(super) struct RuleProgram {
    /// Index in the codebook's rules.
    pub rule: u32,
    pub node: Node,
    pub only_language: Option<Language>,
    /// What it finds counts for nothing.
    pub left_out: bool,
}

#[derive(Debug, Default)]
pub(super) struct DenialProgram {
    /// Their patterns are numbered one after the other.
    pub cues: Vec<CueProgram>,
    /// Patterns.
    pub pseudo: Range<u32>,
}

#[derive(Debug, Default)]
pub(super) struct SayingProgram {
    /// Patterns.
    pub verbs: Range<u32>,
    pub according: Vec<CueProgram>,
    /// Words of titles and offices, folded.
    pub titles: Vec<String>,
}

#[derive(Debug)]
pub(super) struct CueProgram {
    pub pattern: u32,
    pub side: Side,
    pub reach: u32,
    pub text: String,
}

/// A node of a rule over pattern numbers.
#[derive(Debug)]
pub(super) enum Node {
    Pattern(u32),
    /// The matches of a code of the same codebook.
    Reference(usize),
    Or(Vec<Node>),
    And(Scope, Vec<Node>),
    Not(Option<u32>, Scope, Vec<Node>),
    /// Ordered when true.
    Near(u32, Scope, bool, Box<[Node; 2]>),
}

impl CompiledSet {
    /// Compiles codebooks that were parsed without an error.
    pub fn new(codebooks: Vec<Arc<Codebook>>, options: Options) -> Self {
        let mut compiler = Compiler::default();
        let programs = codebooks
            .iter()
            .enumerate()
            .map(|(index, codebook)| compiler.codebook(index as u16, codebook))
            .collect();
        let mut evaluation: Vec<usize> = (0..codebooks.len()).collect();
        evaluation.sort_by_key(|&index| !codebooks[index].actors);
        let Compiler { lexicon, trie, regexes, regular, uses } = compiler;
        let mut texts: Vec<(usize, &str)> =
            regular.iter().map(|(text, place)| (*place, text.as_str())).collect();
        texts.sort_unstable();
        let prefilter = Prefilter::new(texts.into_iter().map(|it| it.1));
        Self { codebooks, options, lexicon, trie, regexes, prefilter, programs, evaluation, uses }
    }

    /// True when an object is asked for: then each segment is in scope or not.
    pub(super) fn asks(&self) -> bool {
        let object = |codebook: &Arc<Codebook>| codebook.about.is_some();
        !self.options.ignore_about && self.codebooks.iter().any(object)
    }

    /// Leaves a rule of a codebook out, by its place in it, in place of the one that was left out before; none takes
    /// all in again. The codings are those of a codebook without the rule, but for languages that the code then has
    /// no rules for: it still covers them.
    pub fn leave_out(&mut self, codebook: usize, rule: Option<usize>) {
        let programs = self.programs.get_mut(codebook).into_iter().flat_map(|it| &mut it.codes);
        for program in programs.flat_map(|it| &mut it.rules) {
            program.left_out = rule == Some(program.rule as usize);
        }
    }

    /// True when a `/…/` rule is among them: it runs over every segment, outside the speed promise.
    pub fn has_regex(&self) -> bool {
        !self.regexes.is_empty()
    }
}

#[derive(Default)]
struct Compiler {
    lexicon: Lexicon,
    trie: Trie,
    regexes: Vec<Regular>,
    /// Place of each regular expression by its text.
    regular: HashMap<String, usize>,
    uses: Vec<Use>,
}

impl Compiler {
    fn codebook(&mut self, index: u16, codebook: &Codebook) -> CodebookProgram {
        let mut program = CodebookProgram { order: codebook.order(), ..Default::default() };
        let ids = codebook.numbers();
        let dependencies = crate::codebook::check::dependencies(codebook);
        for (code, dependencies) in dependencies.into_iter().enumerate() {
            let entry = &codebook.codes[code];
            let mut compiled = CodeProgram { dependencies, ..Default::default() };
            for number in entry.rules.clone() {
                let rule = &codebook.rules[number];
                let place = compiled.rules.len() as u32;
                let purpose = Use::Rule(index, code as u16, place);
                if !rule.expression.references().is_empty() {
                    compiled.referring.push(place);
                }
                let node = self.node(&rule.expression, rule.language, &ids, purpose);
                let only_language = if rule.only_language { rule.language } else { None };
                let rule = number as u32;
                let program = RuleProgram { rule, node, only_language, left_out: false };
                compiled.rules.push(program);
            }
            for ancestor in codebook.ancestors(code) {
                for rule in &codebook.codes[ancestor].unless {
                    let node = self.node(&rule.expression, rule.language, &ids, Use::Aside);
                    compiled.unless.push((node, rule.text.clone()));
                }
            }
            program.codes.push(compiled);
        }
        for language in Language::CODED {
            let denial = &codebook.denial[language as usize];
            let cues = denial.cues.iter().map(|cue| self.cue(cue, language)).collect();
            let pseudo = self.patterns(&denial.pseudo, language);
            program.denial[language as usize] = DenialProgram { cues, pseudo };
            let saying = &codebook.saying[language as usize];
            let verbs = self.patterns(&saying.verbs, language);
            let according = saying.according.iter().map(|cue| self.cue(cue, language)).collect();
            program.saying[language as usize] =
                SayingProgram { verbs, according, titles: saying.titles.clone() };
        }
        program
    }

    fn pattern(&mut self, purpose: Use) -> u32 {
        self.uses.push(purpose);
        (self.uses.len() - 1) as u32
    }

    /// The patterns of cues that nothing more is asked of.
    fn patterns(&mut self, cues: &[Cue], language: Language) -> Range<u32> {
        let from = self.uses.len() as u32;
        for cue in cues {
            self.cue(cue, language);
        }
        from..self.uses.len() as u32
    }

    fn cue(&mut self, cue: &Cue, language: Language) -> CueProgram {
        let pattern = self.pattern(Use::Aside);
        cue.expression.walk(&mut |node| {
            if let Kind::Phrase(elements) = &node.kind {
                let lexicon = &mut self.lexicon;
                self.trie.add(elements, pattern, &mut |leaf| lexicon.number(leaf, Some(language)));
            }
        });
        CueProgram { pattern, side: cue.side, reach: cue.reach, text: cue.text.clone() }
    }

    fn node(
        &mut self,
        expression: &Expression,
        language: Option<Language>,
        ids: &HashMap<&str, usize>,
        purpose: Use,
    ) -> Node {
        match &expression.kind {
            Kind::Phrase(elements) => {
                let pattern = self.pattern(purpose);
                let lexicon = &mut self.lexicon;
                self.trie.add(elements, pattern, &mut |leaf| lexicon.number(leaf, language));
                Node::Pattern(pattern)
            }
            Kind::Regex(text) => {
                let number = self.pattern(purpose);
                // The parser has compiled it once already; one that fails finds nothing.
                match self.regular.get(text) {
                    Some(&place) => self.regexes[place].patterns.push(number),
                    None => {
                        if let Some(compiled) = pattern::compile(text) {
                            self.regular.insert(text.clone(), self.regexes.len());
                            let finder = Finder::new(compiled);
                            self.regexes.push(Regular { patterns: vec![number], finder });
                        }
                    }
                }
                Node::Pattern(number)
            }
            Kind::Reference(id) => match ids.get(id.as_str()) {
                Some(&code) => Node::Reference(code),
                None => Node::Or(Vec::new()),
            },
            Kind::Operation(operator, operands) => {
                // What only takes away is no reason to evaluate the rule.
                let takes_away = |place: usize| place > 0 && matches!(operator, Operator::Not(..));
                let mut nodes: Vec<Node> = (0..)
                    .zip(operands)
                    .map(|(place, operand)| {
                        let purpose = if takes_away(place) { Use::Aside } else { purpose };
                        self.node(operand, language, ids, purpose)
                    })
                    .collect();
                match *operator {
                    Operator::Or => Node::Or(nodes),
                    Operator::And(scope) => Node::And(scope, nodes),
                    Operator::Not(distance, scope) => Node::Not(distance, scope, nodes),
                    Operator::Near(n, scope) | Operator::Before(n, scope) => {
                        let ordered = matches!(operator, Operator::Before(..));
                        match (nodes.pop(), nodes.pop()) {
                            (Some(second), Some(first)) => {
                                Node::Near(n, scope, ordered, Box::new([first, second]))
                            }
                            _ => Node::Or(Vec::new()),
                        }
                    }
                }
            }
        }
    }
}
