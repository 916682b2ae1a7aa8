//! What may be said, what it comes to, and what needs another look.

use super::*;

#[test]
fn samples_are_added_whole_and_the_first_draw_of_a_unit_holds() {
    let (_folder, mut codings) = store(&units("sample-1", 5));
    let mut again = units("sample-2", 7);
    again[0].probability = 1.0;
    let added = codings.add_sample(&sample("sample-2"), &again).unwrap();
    assert_eq!((added.added, added.kept.len()), (2, 5));
    let kept = codings.unit(&again[0].id).unwrap().unwrap();
    assert_eq!((kept.sample.as_str(), kept.probability), ("sample-1", 1.0 / 3.0));
    type Change = fn(&mut Sample, &mut Vec<Unit>);
    let cases: [(Change, &str); 8] = [
        (|_, it| it[0].text.push('!'), "a changed text is another unit"),
        (|_, it| it[0].probability = 0.0, "`0` is no probability"),
        (|_, it| it[0].probability = f64::NAN, "`NaN` is no probability"),
        (|_, it| it[1] = it[0].clone(), "is drawn twice"),
        (|_, it| it[0].sample = "other".to_owned(), "is of sample `other`, not `sample-3`"),
        (|it, _| it.at = "today".to_owned(), "`today` is no time"),
        (|it, _| it.design = "{".to_owned(), "its design is no JSON"),
        (|it, _| it.id = "sample-1".to_owned(), "is of sample `sample-3`, not `sample-1`"),
    ];
    for (change, expected) in cases {
        let (mut drawn, mut units) = (sample("sample-3"), units("sample-3", 30));
        change(&mut drawn, &mut units);
        let found = problems(codings.add_sample(&drawn, &units).unwrap_err());
        assert!(found.iter().any(|it| it.contains(expected)), "{expected}: {found:?}");
    }
    assert_eq!(codings.units(&UnitFilter::default()).unwrap().len(), 7, "nothing half added");
    let other = Sample { seed: 5, ..sample("sample-1") };
    let found = problems(codings.add_sample(&other, &[]).unwrap_err());
    assert!(found[0].contains("seed"), "{found:?}");
}

#[test]
fn events_that_can_not_be_are_refused_all_of_them() {
    let units = units("sample-1", 5);
    let (_folder, mut codings) = store(&units);
    let mut dice = Dice(10);
    let mut coding =
        |code: &str, kind: Kind, value: &str| event(&mut dice, &units[0], "A", code, kind, value);
    let alien = Event { unit: "ab".to_owned(), ..coding("road", Kind::Coding, "1") };
    let nobody = Event { coder: String::new(), ..coding("road", Kind::Coding, "1") };
    let never =
        Event { at: "2026-13-01T00:00:00Z".to_owned(), ..coding("road", Kind::Coding, "1") };
    let misnamed = Event { id: "x".to_owned(), ..coding("road", Kind::Coding, "1") };
    let cases = [
        (vec![alien], "unit `ab` (coder `A`) is not in the store"),
        (vec![nobody], "no coder; name one"),
        (vec![never], "is no time"),
        (vec![misnamed], "`x` is no id"),
        (vec![coding("road", Kind::Coding, "yes")], "unknown coding `yes`; there are: 1, 0"),
        (vec![coding("", Kind::Coding, "1")], "a coding is of one"),
        (vec![coding("road", Kind::Unsure, "0")], "unknown unsure `0`; there are: 1"),
        (vec![coding("road", Kind::Span, "5-2")], "unknown span `5-2`"),
        (vec![coding("road", Kind::Span, "0-99999")], "ends behind its"),
        (
            vec![coding("road", Kind::Coding, "1"), coding("road", Kind::Coding, "0")],
            "coding is `1` and `0`",
        ),
        (
            vec![coding("road", Kind::Coding, "1"), coding("road", Kind::CannotCode, "1")],
            "can not be coded; say one",
        ),
    ];
    for (events, expected) in cases {
        let found = problems(codings.add_events(&events).unwrap_err());
        assert!(found.iter().any(|it| it.contains(expected)), "{expected}: {found:?}");
    }
    let many: Vec<Event> = (0..50).map(|n| coding(&n.to_string(), Kind::Coding, "maybe")).collect();
    let error = codings.add_events(&many).unwrap_err();
    let text = error.to_string();
    assert_eq!(problems(error).len(), 50, "each is named");
    assert!(text.ends_with("and 30 more\nnothing was saved"), "{text}");
    assert_eq!(codings.events().unwrap(), []);
    let said = coding("road", Kind::Coding, "1");
    codings.add_events(std::slice::from_ref(&said)).unwrap();
    let found =
        problems(codings.add_events(&[Event { value: "0".to_owned(), ..said }]).unwrap_err());
    assert!(found[0].contains("says another thing in the store"), "{found:?}");
}

#[test]
fn a_clock_that_is_set_back_does_not_turn_the_order() {
    let units = units("sample-1", 2);
    let (_folder, mut codings) = store(&units);
    let mut dice = Dice(11);
    for (at, value) in [("2026-03-02T00:00:00Z", "1"), ("2026-03-01T00:00:00Z", "0")] {
        let said = Event {
            at: at.to_owned(),
            ..event(&mut dice, &units[0], "A", "road", Kind::Coding, value)
        };
        codings.add_events(&[said]).unwrap();
    }
    let current = codings.current().unwrap();
    assert_eq!(current[0].coded, Some(Coded::No), "the later word stands");
    assert_eq!(current[0].at, "2026-03-01T00:00:00Z", "and the coder's clock is kept");
}

#[test]
fn reliability_has_a_row_for_what_is_assigned_and_missing() {
    let units = units("sample-1", 4);
    let (_folder, mut codings) = store(&units);
    let ids: Vec<String> = units.iter().map(|it| it.id.clone()).collect();
    let codes = ["road".to_owned(), "gate".to_owned()];
    codings.add_sheet("a.xlsx", "A", &ids[..3], &codes, "v", AT).unwrap();
    assert_eq!(codings.sheet("a.xlsx").unwrap().unwrap().units, ids[..3]);
    let mut dice = Dice(12);
    let mut say = |unit: usize, coder: &str, code: &str, kind, value: &str| {
        event(&mut dice, &units[unit], coder, code, kind, value)
    };
    let events = [
        say(1, "A", "road", Kind::Coding, "1"),
        say(0, "A", "", Kind::CannotCode, "1"),
        say(3, "B", "gate", Kind::Coding, "0"),
    ];
    codings.add_events(&events).unwrap();
    let settled = Event { round: Round::Adjudicated, ..say(1, "C", "road", Kind::Coding, "0") };
    codings.add_events(&[settled]).unwrap();
    let rows = codings.reliability().unwrap();
    let shown = |it: &Row| {
        let unit = ids.iter().position(|id| *id == it.unit).unwrap();
        let coded = it.coded.map_or("-", Coded::as_str);
        let order = it.order.map_or("-".to_owned(), |it| it.to_string());
        format!("{} {} {unit} {coded} {order}", it.code, it.coder)
    };
    let mut shown: Vec<String> = rows.iter().map(shown).collect();
    shown.sort();
    // code, coder, unit, coding, which unit of the coder it was
    let expected = [
        "gate A 0 cannot_code 2",
        "gate A 1 - -",
        "gate A 2 - -",
        "gate B 3 0 1",
        "road A 0 cannot_code 2",
        "road A 1 1 1",
        "road A 2 - -",
    ];
    assert_eq!(shown, expected);
    assert_eq!(codings.adjudicated().unwrap()[0].coded, Some(Coded::No));
    let mut bytes = Vec::new();
    // six that A was assigned, what A said of a unit as a whole, B's, and what C settled
    assert_eq!(codings.export(Form::Csv, &mut bytes).unwrap(), 9);
}

const CODEBOOK: &str = r#"[codebook]
id = "tiny"
title = "Roads"

[[code]]
id = "road"
label = "Road"
definition = "A road."
rules.en = ["road"]

[[code]]
id = "gate"
label = "Gate"
definition = "A gate."
rules.en = ["gate"]
"#;

#[test]
fn what_a_changed_definition_makes_old_is_listed() {
    let units = units("sample-1", 4);
    let (_folder, mut codings) = store(&units);
    let old = version_of(CODEBOOK);
    codings.add_codebook(&old, "tiny", CODEBOOK).unwrap();
    let mut dice = Dice(13);
    let mut say = |unit: usize, code: &str, version: &str| Event {
        version: version.to_owned(),
        ..event(&mut dice, &units[unit], "A", code, Kind::Coding, "1")
    };
    let events = [
        say(0, "road", &old),
        say(0, "gate", &old),
        say(1, "road", "lost"),
        say(2, "bridge", &old),
    ];
    codings.add_events(&events).unwrap();
    let present = |text: &str| vec![(version_of(text), meanings_of(text).unwrap())];
    let look = |text: &str| -> Vec<(String, Why, usize)> {
        let status = codings.status(Some(&present(text))).unwrap();
        let mut found: Vec<_> = status
            .stale
            .iter()
            .map(|(it, n)| (format!("{} {}", it.code, it.language), it.why, *n))
            .collect();
        found.sort();
        found
    };
    // the same version: only what was coded with another one
    assert_eq!(look(CODEBOOK), [("road kk".to_owned(), Why::Unknown, 1)]);
    // another rule is no other meaning
    let rule = CODEBOOK.replace("[\"gate\"]", "[\"gate\", \"door\"]");
    let gone = ("bridge zh".to_owned(), Why::Gone, 1);
    assert_eq!(look(&rule), [gone.clone(), ("road kk".to_owned(), Why::Unknown, 1)]);
    let meaning = CODEBOOK.replace("A gate.", "A gate of a town.");
    let changed = ("gate en".to_owned(), Why::Changed, 1);
    assert_eq!(look(&meaning), [gone, changed, ("road kk".to_owned(), Why::Unknown, 1)]);
    let status = codings.status(None).unwrap();
    assert!(status.stale.is_empty());
    assert_eq!(status.unassigned, 1);
    let english = status.progress[&("A".to_owned(), "en".to_owned())];
    assert_eq!((english.units, english.assigned, english.coded, english.left), (1, 2, 2, 0));
}
