//! What may be saved: every reason against a sample, a unit, an event, a sheet, or events together. Nothing is read
//! from a store.

use std::collections::HashMap;

use super::{Event, Kind, Round, Sample, Sheet, Unit, clock};

/// A time that is none.
pub(super) fn time(what: &str, at: &str) -> Option<String> {
    let wrong = clock::microseconds(at).is_none();
    wrong.then(|| {
        format!("{what}: `{at}` is no time; it is written in UTC as `2026-03-01T09:30:00Z`")
    })
}

pub(super) fn sample(sample: &Sample) -> Vec<String> {
    let id = &sample.id;
    let mut wrong: Vec<String> = time(&format!("sample `{id}`"), &sample.at).into_iter().collect();
    if id.is_empty() {
        wrong.push("a sample has no name; give it one".to_owned());
    }
    if let Err(error) = serde_json::from_str::<serde_json::Value>(&sample.design) {
        wrong.push(format!("sample `{id}`: its design is no JSON: {error}"));
    }
    wrong
}

pub(super) fn unit(unit: &Unit) -> Vec<String> {
    let id = &unit.id;
    let mut wrong = Vec::new();
    let name = |part: &str| Unit::name(&unit.source, &unit.document, part, unit.start, &unit.text);
    if name(&unit.part) != *id && name("") != *id {
        let name = name(&unit.part);
        wrong.push(format!(
            "unit `{id}` (document `{}`): its place and text have the id `{name}`; a changed text is \
             another unit",
            unit.document
        ));
    }
    if !(unit.probability > 0.0 && unit.probability <= 1.0) {
        wrong.push(format!(
            "unit `{id}`: `{}` is no probability of being drawn; it is above 0 and at most 1",
            unit.probability
        ));
    }
    if unit.end < unit.start
        || i64::try_from(unit.end).is_err()
        || i64::try_from(unit.segment).is_err()
    {
        wrong.push(format!("unit `{id}`: it can not stand at {} to {}", unit.start, unit.end));
    }
    wrong
}

pub(super) fn event(event: &Event) -> Vec<String> {
    let about = || about(event);
    let mut wrong: Vec<String> = time(&about(), &event.at).into_iter().collect();
    if !clock::is_id(&event.id) {
        wrong.push(format!("{}: `{}` is no id; it has 32 hexadecimal digits", about(), event.id));
    }
    if event.coder.is_empty() {
        wrong.push(format!("{}: no coder; name one", about()));
    }
    if event.code.is_empty() && event.kind == Kind::Coding {
        wrong.push(format!("{}: no code; a coding is of one", about()));
    }
    let fits = match event.kind {
        _ if event.value.is_empty() => true,
        Kind::Coding => matches!(event.value.as_str(), "1" | "0"),
        Kind::CannotCode | Kind::Unsure => event.value == "1",
        Kind::Span => span(&event.value).is_some(),
        Kind::Memo | Kind::Voice | Kind::Stance | Kind::Reason => true,
    };
    if !fits {
        let there_are = match event.kind {
            Kind::Coding => "1, 0, or empty to take it back",
            Kind::Span => "`start-end` in bytes of the unit, or empty to take it back",
            _ => "1, or empty to take it back",
        };
        wrong.push(format!(
            "{}: unknown {} `{}`; there are: {there_are}",
            about(),
            event.kind.as_str(),
            shortened(&event.value)
        ));
    }
    wrong
}

/// Start and end of a span.
pub(super) fn span(value: &str) -> Option<(u64, u64)> {
    let (start, end) = value.split_once('-')?;
    let (start, end) = (start.parse().ok()?, end.parse().ok()?);
    (start < end).then_some((start, end))
}

/// Events saved at once must not say two things of one unit, code and kind, nor that a unit has a coding and can
/// not be coded.
pub(super) fn together(events: &[Event]) -> Vec<String> {
    let mut said: HashMap<(&str, &str, &str, bool, Kind), &Event> = HashMap::new();
    let mut ids: HashMap<&str, &Event> = HashMap::new();
    let mut wrong = Vec::new();
    for event in events {
        let adjudicated = event.round == Round::Adjudicated;
        let key = |kind| {
            (event.coder.as_str(), event.unit.as_str(), event.code.as_str(), adjudicated, kind)
        };
        if let Some(other) = said.insert(key(event.kind), event) {
            wrong.push(format!(
                "{}: {} is `{}` and `{}`; say one of them",
                about(event),
                event.kind.as_str(),
                shortened(&other.value),
                shortened(&event.value)
            ));
        }
        let opposite = match event.kind {
            Kind::Coding => Some(Kind::CannotCode),
            Kind::CannotCode => Some(Kind::Coding),
            _ => None,
        };
        let other = opposite.and_then(|kind| said.get(&key(kind)));
        if other.is_some_and(|other| !other.value.is_empty() && !event.value.is_empty()) {
            wrong.push(format!(
                "{}: it has a coding and can not be coded; say one of them",
                about(event)
            ));
        }
        if ids.insert(&event.id, event).is_some() {
            wrong.push(format!("{}: the id `{}` is given twice", about(event), event.id));
        }
    }
    wrong
}

pub(super) fn sheet(sheet: &Sheet) -> Vec<String> {
    let name = &sheet.name;
    let mut wrong: Vec<String> = time(&format!("sheet `{name}`"), &sheet.at).into_iter().collect();
    if name.is_empty() || sheet.coder.is_empty() {
        wrong.push(format!("sheet `{name}` of coder `{}`: it has a name and a coder", sheet.coder));
    }
    let mut units: Vec<&String> = sheet.units.iter().collect();
    units.sort();
    if let Some(twice) =
        units.windows(2).find_map(|it| (it.first() == it.last()).then(|| it.first()))
    {
        let twice = twice.map_or("", |it| it.as_str());
        wrong.push(format!("sheet `{name}`: unit `{twice}` stands in it twice"));
    }
    wrong
}

/// Of whom and what an event is, for a message.
fn about(event: &Event) -> String {
    let Event { unit, coder, code, .. } = event;
    match code.as_str() {
        "" => format!("unit `{unit}`, coder `{coder}`"),
        code => format!("unit `{unit}`, code `{code}`, coder `{coder}`"),
    }
}

/// A value as a message shows it.
pub(super) fn shortened(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
