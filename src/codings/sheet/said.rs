//! From answers to events: what is new in them, and of which round. Answers enter, and what the person said before;
//! events leave. Nothing is saved here.

use std::collections::{HashMap, HashSet};

use crate::codings::{CodingsError, Event, Kind, Round, new_id};

/// What a coder says of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The unit.
    pub unit: String,
    /// The code's id; empty for what is said of the unit as a whole.
    pub code: String,
    /// What kind of thing is said.
    pub kind: Kind,
    /// What is said.
    pub value: String,
}

/// What an import comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Answers that were not there.
    pub n_new: usize,
    /// Answers that say something else than before.
    pub n_changed: usize,
    /// Answers that say the same of a code that means something else now.
    pub n_confirmed: usize,
    /// Answers that stand there already.
    pub n_same: usize,
    /// Codings that stand there and are empty in the sheet: they stay.
    pub n_kept: usize,
    /// Answers of an older sheet to what was coded since with another meaning of the code: those stay.
    pub n_since: usize,
}

/// What a person said last of a unit, a code and a kind; empty where it was taken back.
pub type Said<'a> = HashMap<(&'a str, &'a str, Kind), &'a str>;

/// What a coder said for themselves, from events in their order.
#[must_use]
pub fn said_by<'a>(events: &'a [Event], coder: &str) -> Said<'a> {
    said(events, |it| it.coder == coder && it.round != Round::Adjudicated)
}

/// What was settled, by whomever, from events in their order.
#[must_use]
pub fn settled(events: &[Event]) -> Said<'_> {
    said(events, |it| it.round == Round::Adjudicated)
}

fn said(events: &[Event], fits: impl Fn(&&Event) -> bool) -> Said<'_> {
    let fitting = events.iter().filter(fits);
    fitting.map(|it| ((it.unit.as_str(), it.code.as_str(), it.kind), it.value.as_str())).collect()
}

/// Answers that are not said yet, each with its round, and how many there are. What is said for the first time is of
/// the round `first`; what changes it is of `again`: a changed coding comes later, so that the first stays the one
/// that reliability is read from. So does what says the same of a unit and code to be said `anew`. An answer that is
/// missing takes nothing back.
#[must_use]
pub fn not_said(
    answers: &[Answer],
    said: &Said<'_>,
    anew: &HashSet<(String, String)>,
    (first, again): (Round, Round),
) -> (Vec<(Answer, Round)>, Counts) {
    let (mut new, mut counts) = (Vec::new(), Counts::default());
    for answer in answers {
        let before = |kind| said.get(&(answer.unit.as_str(), answer.code.as_str(), kind)).copied();
        let standing = before(answer.kind).unwrap_or_default();
        // a coding takes back that it can not be coded, and the other way round
        let other = match answer.kind {
            Kind::Coding => Some(Kind::CannotCode),
            Kind::CannotCode => Some(Kind::Coding),
            _ => None,
        };
        let opposed = other.filter(|it| before(*it).is_some_and(|it| !it.is_empty()));
        let is_same = standing == answer.value && opposed.is_none();
        let is_coding = other.is_some() && !answer.value.is_empty();
        if is_same && is_coding && anew.contains(&(answer.unit.clone(), answer.code.clone())) {
            new.push((answer.clone(), again));
            counts.n_confirmed += 1;
            continue;
        }
        if is_same {
            counts.n_same += usize::from(!standing.is_empty());
            continue;
        }
        let is_again = before(answer.kind).is_some() || opposed.is_some();
        let round = if is_again { again } else { first };
        if let Some(kind) = opposed {
            new.push((Answer { kind, value: String::new(), ..answer.clone() }, round));
        }
        new.push((answer.clone(), round));
        counts.n_changed += usize::from(is_again);
        counts.n_new += usize::from(!is_again);
    }
    (new, counts)
}

/// Events of answers, said at one moment.
///
/// # Errors
/// A system without a source of randomness.
pub fn events(
    answers: Vec<(Answer, Round)>,
    coder: &str,
    version: &str,
    origin: &str,
    at: &str,
) -> Result<Vec<Event>, CodingsError> {
    let event = |(answer, round): (Answer, Round)| {
        Ok(Event {
            id: new_id()?,
            unit: answer.unit,
            coder: coder.to_owned(),
            code: answer.code,
            kind: answer.kind,
            value: answer.value,
            version: version.to_owned(),
            round,
            at: at.to_owned(),
            origin: origin.to_owned(),
        })
    };
    answers.into_iter().map(event).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_again_comes_later_and_takes_its_contrary_back() {
        use Kind::{CannotCode, Coding};
        use Round::{Independent, Later};
        let said: Said<'_> = HashMap::from([
            (("u", "was0", Coding), "0"),
            (("u", "was0now?", Coding), "0"),
            (("u", "taken", Coding), ""),
            (("u", "was?", CannotCode), "1"),
        ]);
        for (code, kind, value, expected) in [
            ("new", Coding, "1", vec![(Coding, "1", Independent)]),
            ("was0", Coding, "0", vec![]),
            ("was0", Coding, "1", vec![(Coding, "1", Later)]),
            ("taken", Coding, "1", vec![(Coding, "1", Later)]),
            ("was?", Coding, "1", vec![(CannotCode, "", Later), (Coding, "1", Later)]),
            ("was0now?", CannotCode, "1", vec![(Coding, "", Later), (CannotCode, "1", Later)]),
            ("new", Kind::Unsure, "", vec![]),
        ] {
            let (unit, code, value) = ("u".to_owned(), code.to_owned(), value.to_owned());
            let shown = format!("{code} {value}");
            let answers = [Answer { unit, code, kind, value }];
            let (new, counts) = not_said(&answers, &said, &HashSet::new(), (Independent, Later));
            let found: Vec<_> = new.iter().map(|it| (it.0.kind, &*it.0.value, it.1)).collect();
            assert_eq!(found, expected, "{shown}");
            let n = counts.n_new + counts.n_changed + counts.n_same;
            assert_eq!(n, usize::from(shown != "new "), "{shown}");
        }
    }
}
