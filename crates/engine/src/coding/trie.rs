//! Phrases of leaves, stepped one word at a time.

use rustc_hash::FxHashMap;

use crate::codebook::expression::{Element, Leaf};

/// A trie over leaf numbers. Node 0 is the root.
#[derive(Debug)]
pub struct Trie {
    arcs: FxHashMap<u64, u32>,
    /// The node behind each leaf from the root; 0 for none.
    first: Vec<u32>,
    /// Leaves that stand behind another place of a phrase.
    later: Vec<bool>,
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    /// The node behind a lone `*`; 0 for none.
    any: u32,
    /// True when an arc leads on.
    inner: bool,
    /// Patterns that end here.
    patterns: Vec<u32>,
}

impl Default for Trie {
    fn default() -> Self {
        Self {
            arcs: FxHashMap::default(),
            first: Vec::new(),
            later: Vec::new(),
            nodes: vec![Node::default()],
        }
    }
}

impl Trie {
    /// Adds a phrase that ends in `pattern`. A leaf for which `number` says `None` is never found.
    pub fn add(
        &mut self,
        elements: &[Element],
        pattern: u32,
        number: &mut impl FnMut(&Leaf) -> Option<u32>,
    ) {
        for node in self.insert(vec![0], elements, number) {
            let patterns = &mut self.nodes[node as usize].patterns;
            if !patterns.contains(&pattern) {
                patterns.push(pattern);
            }
        }
    }

    fn insert(
        &mut self,
        mut from: Vec<u32>,
        elements: &[Element],
        number: &mut impl FnMut(&Leaf) -> Option<u32>,
    ) -> Vec<u32> {
        for element in elements {
            from = match element {
                Element::Leaf(leaf) => match number(leaf) {
                    Some(leaf) => from.into_iter().map(|node| self.arc(node, leaf)).collect(),
                    None => Vec::new(),
                },
                Element::Any => from.into_iter().map(|node| self.any_arc(node)).collect(),
                Element::Choice(phrases) => {
                    let mut ends = Vec::new();
                    for phrase in phrases {
                        ends.extend(self.insert(from.clone(), phrase, number));
                    }
                    ends.sort_unstable();
                    ends.dedup();
                    ends
                }
            };
        }
        from
    }

    fn arc(&mut self, node: u32, leaf: u32) -> u32 {
        let next = self.nodes.len() as u32;
        let target = *self.arcs.entry(key(node, leaf)).or_insert(next);
        let n = leaf as usize + 1;
        if self.first.len() < n {
            self.first.resize(n, 0);
            self.later.resize(n, false);
        }
        if node == 0 {
            self.first[leaf as usize] = target;
        } else {
            self.later[leaf as usize] = true;
        }
        if target == next {
            self.nodes.push(Node::default());
        }
        self.nodes[node as usize].inner = true;
        target
    }

    fn any_arc(&mut self, node: u32) -> u32 {
        if self.nodes[node as usize].any == 0 {
            self.nodes[node as usize].any = self.nodes.len() as u32;
            self.nodes[node as usize].inner = true;
            self.nodes.push(Node::default());
        }
        self.nodes[node as usize].any
    }

    /// The node behind a leaf that begins a phrase.
    pub fn begin(&self, leaf: u32) -> Option<u32> {
        self.first.get(leaf as usize).copied().filter(|&node| node != 0)
    }

    /// True when the leaf can go on with a phrase that another word began.
    pub fn goes_on(&self, leaf: u32) -> bool {
        self.later.get(leaf as usize).copied().unwrap_or(false)
    }

    /// The node behind a leaf.
    #[inline]
    pub fn step(&self, node: u32, leaf: u32) -> Option<u32> {
        self.arcs.get(&key(node, leaf)).copied()
    }

    /// The node behind a lone `*`.
    #[inline]
    pub fn step_any(&self, node: u32) -> Option<u32> {
        match self.nodes[node as usize].any {
            0 => None,
            any => Some(any),
        }
    }

    /// The patterns that end at a node.
    #[inline]
    pub fn patterns(&self, node: u32) -> &[u32] {
        &self.nodes[node as usize].patterns
    }

    /// True when a longer phrase leads on from a node.
    #[inline]
    pub fn leads_on(&self, node: u32) -> bool {
        self.nodes[node as usize].inner
    }
}

fn key(node: u32, leaf: u32) -> u64 {
    u64::from(node) << 32 | u64::from(leaf)
}
