//! Who says what: nodes of two kinds, and lines only between the two.

use std::collections::BTreeSet;

use crate::chart::ChartError;
use crate::chart::figure::grouped;

/// Which of the two kinds a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Who speaks.
    Actor,
    /// What is said.
    Code,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its label.
    pub name: String,
    /// Which kind it is.
    pub mode: Mode,
    /// Its size: all its codings, also those of edges that are not drawn.
    pub n: u64,
}

/// A line from an actor to a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The actor: its place in [`Network::nodes`].
    pub from: usize,
    /// The code: its place in [`Network::nodes`].
    pub to: usize,
    /// Its width: the codings of this code by this actor.
    pub n: u64,
}

/// A network of actors and codes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Network {
    /// What actors and codes are called in the legend: `["Actor", "Framing"]`.
    pub modes: [String; 2],
    /// The nodes.
    pub nodes: Vec<Node>,
    /// The edges, each pair once.
    pub edges: Vec<Edge>,
    /// Edges of fewer codings are not drawn, and nodes without a drawn edge neither; the caption says so.
    pub minimum: u64,
    /// Where the layout begins: another seed, another picture of the same network.
    pub seed: u64,
    /// For each node the number of what it counts, for a page that lists it; may be empty.
    pub keys: Vec<Option<usize>>,
}

impl Network {
    /// The edges that are drawn.
    pub fn drawn(&self) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(|edge| edge.n >= self.minimum.max(1))
    }

    /// Whether the node has an edge that is drawn.
    pub fn is_drawn(&self, node: usize) -> bool {
        self.drawn().any(|edge| edge.from == node || edge.to == node)
    }

    pub(super) fn check(&self) -> Result<(), ChartError> {
        if self.drawn().next().is_none() {
            return Err(ChartError::NoEdges { minimum: self.minimum, edges: self.edges.len() });
        }
        let mut seen = BTreeSet::new();
        for edge in &self.edges {
            let mode = |node: usize| self.nodes.get(node).map(|node| node.mode);
            let right = mode(edge.from) == Some(Mode::Actor) && mode(edge.to) == Some(Mode::Code);
            if !right || !seen.insert((edge.from, edge.to)) {
                return Err(ChartError::Edge { from: edge.from, to: edge.to });
            }
        }
        Ok(())
    }

    pub(super) fn told(&self) -> Vec<String> {
        let mut told = Vec::new();
        let (drawn, all) = (self.drawn().count(), self.edges.len());
        let minimum = grouped(self.minimum.max(1));
        told.push(match all - drawn {
            0 => format!("Edges: n of {minimum} or more, all {all} of them."),
            _ => format!("Edges: n of {minimum} or more, {drawn} of {all}."),
        });
        let hidden: Vec<&str> = (0..self.nodes.len())
            .filter(|node| !self.is_drawn(*node))
            .filter_map(|node| self.nodes.get(node).map(|node| node.name.as_str()))
            .collect();
        match hidden.len() {
            0 => {}
            1..=6 => told.push(format!("Without such an edge: {}.", hidden.join(", "))),
            n => told.push(format!("Without such an edge: {n} nodes.")),
        }
        told.push(format!(
            "Places by a force layout (seed {}); distances have no scale.",
            self.seed
        ));
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(edges: &[(usize, usize, u64)], minimum: u64) -> Network {
        let node = |name: &str, mode| Node { name: name.into(), mode, n: 9 };
        Network {
            nodes: vec![
                node("China", Mode::Actor),
                node("USA", Mode::Actor),
                node("security", Mode::Code),
                node("debt", Mode::Code),
            ],
            edges: edges.iter().map(|&(from, to, n)| Edge { from, to, n }).collect(),
            minimum,
            ..Network::default()
        }
    }

    #[test]
    fn refuses_edges_that_are_none_between_an_actor_and_a_code() {
        for (edges, part) in [
            (&[(0, 1, 5)][..], "from `0` to `1`"),
            (&[(2, 0, 5)], "from `2` to `0`"),
            (&[(0, 9, 5)], "from `0` to `9`"),
            (&[(0, 2, 5), (0, 2, 1)], "from `0` to `2`"),
            (&[(0, 2, 1)], "no edge of 3 or more"),
            (&[], "no edge of 3 or more"),
        ] {
            let message = network(edges, 3).check().map_err(|error| error.to_string());
            assert!(message.as_ref().is_err_and(|m| m.contains(part)), "{part}: {message:?}");
        }
        assert!(network(&[(0, 2, 5), (1, 2, 1)], 3).check().is_ok());
    }

    #[test]
    fn the_caption_tells_what_is_not_drawn() {
        let told = network(&[(0, 2, 5), (1, 2, 1), (1, 3, 2)], 3).told().join(" ");
        assert_eq!(
            told,
            "Edges: n of 3 or more, 1 of 3. Without such an edge: USA, debt. \
             Places by a force layout (seed 0); distances have no scale."
        );
    }
}
