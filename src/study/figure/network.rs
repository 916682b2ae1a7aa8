//! Who goes with which framing: actors and top-level framings, joined by the segments in which the one voices
//! the other; with a variable by the segments of each of its groups, so that `actors` shows mentions.

use crate::chart::{Edge, Figure, Mode, Network, Node};
use crate::engine::count::Voice;

use super::{Asked, Failure, caption, labels};

/// Segments of an actor or group with a framing: the name, the place of the framing, how many.
type Joined = Vec<(String, usize, u64)>;

/// Actors or groups with the framings that they stand with.
pub(super) fn draw(asked: &Asked<'_>) -> Result<Figure, Failure> {
    let (joined, mode, what) = match asked.by {
        [] => (
            voices(asked)?,
            "Actor",
            "by voice: segments in which an actor voices the framing (a verb of saying or “according \
             to”); a mention is no voice, groups of actors are left out",
        ),
        [by] => (groups(asked), by.as_str(), "segments of each group with the framing"),
        _ => return Err("a network joins framings to the groups of one variable".into()),
    };
    if joined.is_empty() {
        return Err("no segment joins an actor and a framing".into());
    }
    let code = |name| Node { name, mode: Mode::Code, n: 0 };
    let mut nodes: Vec<Node> = labels(asked.input).into_iter().map(code).collect();
    let mut edges = Vec::new();
    for (name, to, n) in joined {
        let known = nodes.iter().position(|it| it.mode == Mode::Actor && it.name == name);
        let from = known.unwrap_or(nodes.len());
        if from == nodes.len() {
            nodes.push(Node { name, mode: Mode::Actor, n: 0 });
        }
        edges.push(Edge { from, to, n });
        for end in [from, to] {
            nodes[end].n += n;
        }
    }
    let modes = [mode.to_owned(), "Framing".to_owned()];
    let network = Network { modes, nodes, edges, minimum: 1, ..Network::default() };
    let mut figure = Figure::new("network", network);
    figure.caption = caption(asked, what);
    Ok(figure)
}

/// Actors that are no groups of others, by what they voice.
fn voices(asked: &Asked<'_>) -> Result<Joined, Failure> {
    let Some(voices) = asked.input.voices else {
        return Err("no codebook of actors; name one with `actors = true` in `codebooks`".into());
    };
    let found = voices.of.iter().find(|it| it.0 == asked.measure());
    let actors = &voices.actors.codes;
    let is_group = |actor: usize| actors.iter().any(|it| it.parent == Some(actor));
    let mut joined = Vec::new();
    for voiced in found.map_or(&[][..], |it| &it.1) {
        let Voice::Actor(actor) = voiced.voice else { continue };
        let place = asked.input.tally.top().iter().position(|it| *it == voiced.code as usize);
        let (Some(place), Some(code)) = (place, actors.get(actor as usize)) else { continue };
        if voiced.segments > 0 && !is_group(actor as usize) {
            let label = if code.label.is_empty() { &code.id } else { &code.label };
            joined.push((label.clone(), place, voiced.segments));
        }
    }
    Ok(joined)
}

/// The groups of a variable, by the framings of their segments.
fn groups(asked: &Asked<'_>) -> Joined {
    let (tally, measure) = (asked.input.tally, asked.measure());
    let mut joined = Vec::new();
    for (key, counted) in tally.groups() {
        for (place, &code) in tally.top().iter().enumerate() {
            let n = counted.code(code, measure).segments;
            if n > 0 {
                joined.push((key.label(), place, n));
            }
        }
    }
    joined
}
