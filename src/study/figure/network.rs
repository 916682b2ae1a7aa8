//! Who goes with which framing: actors and top-level framings, joined by the segments in which the one voices
//! the other; with a variable by the segments of each of its groups, so that `actors` shows mentions.

use crate::chart::{Edge, Figure, Mode, Network, Node};
use crate::engine::codebook::Codebook;
use crate::engine::count::{Voice, Voiced};
use crate::table::thousands;

use super::super::variable::label;
use super::{Asked, Failure, caption_of_counts, labels};

/// Names of actors or groups, and for each how many segments it has with a framing, by its place.
type Joined = Vec<(String, Vec<(usize, u64)>)>;

/// Actors or groups with the framings that they stand with.
pub(super) fn draw(asked: &Asked<'_>) -> Result<Figure, Failure> {
    let (joined, mode, what) = match asked.by {
        [] => {
            let (unvoiced, all) = unvoiced(asked)?;
            let what = format!(
                "by voice: segments in which an actor voices the framing (a verb of saying or “according \
                 to”); a mention is no voice; a group of actors counts its members, and is left out where they are all that \
                 is voiced; {} of {} codings have no voice",
                thousands(unvoiced),
                thousands(all)
            );
            (voices(asked)?, "Actor".to_owned(), what)
        }
        [by] => {
            let what = "segments of each group with the framing".to_owned();
            (groups(asked), asked.title(by), what)
        }
        _ => return Err("a network joins framings to the groups of one variable".into()),
    };
    let node = |name, mode| Node { name, mode, n: 0 };
    let mut nodes: Vec<Node> =
        labels(asked.input).into_iter().map(|name| node(name, Mode::Code)).collect();
    let mut edges = Vec::new();
    for (name, with) in joined.into_iter().filter(|it| !it.1.is_empty()) {
        let from = nodes.len();
        nodes.push(node(name, Mode::Actor));
        for (to, n) in with {
            edges.push(Edge { from, to, n });
            for end in [from, to] {
                nodes[end].n += n;
            }
        }
    }
    if edges.is_empty() {
        return Err("no segment joins an actor and a framing".into());
    }
    let modes = [mode, "Framing".to_owned()];
    let network = Network { modes, nodes, edges, minimum: 1, ..Network::default() };
    let mut figure = Figure::new("network", network);
    figure.caption = caption_of_counts(asked, &asked.subject(), &what);
    Ok(figure)
}

/// The actors, and what is voiced under the measure that is drawn.
fn voiced<'a>(asked: &Asked<'a>) -> Result<(&'a Codebook, &'a [Voiced]), Failure> {
    let Some(voices) = asked.input.voices else {
        return Err("no codebook of actors; name one with `actors = true` in `codebooks`".into());
    };
    let found = voices.of.iter().find(|it| it.0 == asked.measure());
    Ok((voices.actors, found.map_or(&[][..], |it| &it.1)))
}

/// Codings of top-level framings that nobody voices, and all of them.
fn unvoiced(asked: &Asked<'_>) -> Result<(u64, u64), Failure> {
    let (_, voiced) = voiced(asked)?;
    let (tally, measure) = (asked.input.tally, asked.measure());
    let unvoiced = voiced.iter().filter(|it| {
        it.voice == Voice::Unattributed && tally.top().contains(&usize::from(it.code))
    });
    let all = tally.top().iter().map(|&code| tally.total().code(code, measure).segments);
    Ok((unvoiced.map(|it| it.segments).sum(), all.sum()))
}

/// Actors by what they voice. A group of actors is left out where its members are all that is voiced.
fn voices(asked: &Asked<'_>) -> Result<Joined, Failure> {
    let (actors, voiced) = voiced(asked)?;
    let top = asked.input.tally.top();
    let of_actor = |actor: usize| {
        let own = voiced.iter().filter(move |it| it.voice == Voice::Actor(actor as u16));
        let places = own.filter_map(|it| {
            let place = top.iter().position(|code| *code == it.code as usize)?;
            (it.segments > 0).then_some((place, it.segments))
        });
        (label(actors, actor), places.collect())
    };
    let joined: Joined = (0..actors.codes.len()).map(of_actor).collect();
    let of = |actor: usize, place: usize| {
        joined[actor].1.iter().find(|it| it.0 == place).map_or(0, |it| it.1)
    };
    let is_drawn = |actor: &usize| {
        let members = &actors.codes[*actor].children;
        let own = |&(place, n): &(usize, u64)| {
            n > members.iter().map(|&member| of(member, place)).sum::<u64>()
        };
        joined[*actor].1.iter().any(own)
    };
    Ok((0..joined.len()).filter(is_drawn).map(|it| joined[it].clone()).collect())
}

/// The groups of a variable, by the framings of their segments.
fn groups(asked: &Asked<'_>) -> Joined {
    let (tally, measure) = (asked.input.tally, asked.measure());
    let groups = tally.groups().into_iter().map(|(key, counted)| {
        let n = tally.top().iter().map(|&code| counted.code(code, measure).segments);
        (key.label(), n.enumerate().filter(|it| it.1 > 0).collect())
    });
    groups.collect()
}
