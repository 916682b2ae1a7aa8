use super::*;

const A: &str = "u1";
const B: &str = "u2";

/// Events of one coder from `unit code kind value round origin minute`.
fn events(lines: &[&str]) -> Vec<Event> {
    let one = |(n, line): (usize, &&str)| {
        let [unit, code, kind, value, round, origin, minute] =
            line.split_whitespace().collect::<Vec<_>>()[..]
        else {
            panic!("{line}")
        };
        let empty = |it: &str| if it == "-" { String::new() } else { it.to_owned() };
        Event {
            id: format!("{n:032x}"),
            unit: unit.to_owned(),
            coder: "aigerim".to_owned(),
            code: empty(code),
            kind: Kind::parse(kind).unwrap(),
            value: empty(value),
            version: "v1".to_owned(),
            round: Round::parse(round).unwrap(),
            at: format!("2026-03-01T09:{minute}:00Z"),
            origin: origin.to_owned(),
        }
    };
    lines.iter().enumerate().map(one).collect()
}

fn now(lines: &[&str], unit: &str, code: &str) -> Option<&'static str> {
    let found = current(&events(lines)).into_iter().find(|it| it.unit == unit && it.code == code);
    found.and_then(|it| it.coded).map(Coded::as_str)
}

fn at_first(lines: &[&str], unit: &str, code: &str) -> Option<&'static str> {
    let key = ("aigerim".to_owned(), unit.to_owned(), code.to_owned());
    first(&events(lines)).get(&key).map(|it| it.coded.as_str())
}

#[test]
fn what_stands_and_what_was_first_are_told_apart() {
    // what is said, what stands of unit and code, what was first
    let cases: [(&[&str], Option<&str>, Option<&str>); 12] = [
        (&["u1 road coding 1 independent terminal 01"], Some("1"), Some("1")),
        // a slip, undone at once, then nothing
        (
            &[
                "u1 road coding 1 independent terminal 01",
                "u1 road coding - independent terminal 02",
            ],
            None,
            None,
        ),
        // a slip, undone at once, then the other key
        (
            &[
                "u1 road coding 1 independent terminal 01",
                "u1 road coding - independent terminal 02",
                "u1 road coding 0 independent terminal 03",
                "u2 road coding 1 independent terminal 04",
            ],
            Some("0"),
            Some("0"),
        ),
        // changed after the next unit was looked at: the first stays
        (
            &[
                "u1 road coding 1 independent terminal 01",
                "u2 road coding 1 independent terminal 02",
                "u1 road coding 0 independent terminal 03",
            ],
            Some("0"),
            Some("1"),
        ),
        // taken back later: the first stays, nothing stands
        (
            &[
                "u1 road coding 1 independent terminal 01",
                "u2 road coding 1 independent terminal 02",
                "u1 road coding - independent terminal 03",
            ],
            None,
            Some("1"),
        ),
        // undone at once, coded in a later sitting: that is the first
        (
            &[
                "u1 road coding 1 independent terminal 01",
                "u1 road coding - independent terminal 02",
                "u2 road coding 1 independent terminal 03",
                "u1 road coding 0 independent terminal 04",
            ],
            Some("0"),
            Some("0"),
        ),
        // a sheet that is handed in finishes its units
        (
            &["u1 road coding 1 independent a.xlsx 01", "u1 road coding 0 independent a.xlsx 02"],
            Some("0"),
            Some("1"),
        ),
        // what is said later is no first coding
        (&["u1 road coding 1 later terminal 01"], Some("1"), None),
        // nor is what is adjudicated, and it is not what the coder says for themselves
        (
            &[
                "u1 road coding 0 independent terminal 01",
                "u1 road coding 1 adjudicated terminal 02",
            ],
            Some("0"),
            Some("0"),
        ),
        // the later of a coding and "can not be coded" stands, and each comes back when the other is taken back
        (
            &[
                "u1 road coding 1 independent terminal 01",
                "u1 road cannot_code 1 independent terminal 02",
            ],
            Some("cannot_code"),
            Some("cannot_code"),
        ),
        (
            &[
                "u1 road coding 1 independent terminal 01",
                "u1 road cannot_code 1 independent terminal 02",
                "u1 road cannot_code - independent terminal 03",
            ],
            Some("1"),
            Some("1"),
        ),
        // the unit as a whole can not be coded
        (
            &[
                "u1 road coding 1 independent terminal 01",
                "u1 - cannot_code 1 independent terminal 02",
            ],
            Some("cannot_code"),
            Some("cannot_code"),
        ),
    ];
    for (lines, stands, was_first) in cases {
        assert_eq!(now(lines, A, "road"), stands, "stands: {lines:#?}");
        assert_eq!(at_first(lines, A, "road"), was_first, "first: {lines:#?}");
    }
    assert_eq!(now(&["u1 road coding 1 independent terminal 01"], B, "road"), None);
}

#[test]
fn remarks_stand_beside_the_coding_and_the_last_word_settles() {
    let said = events(&[
        "u1 road coding 1 independent terminal 01",
        "u1 road unsure 1 independent terminal 02",
        "u1 road memo мост independent terminal 03",
        "u1 road span 0-4 independent terminal 04",
        "u1 road voice 习近平 independent terminal 05",
        "u1 road coding 0 adjudicated terminal 06",
        "u1 road reason gap adjudicated terminal 07",
        "u1 road coding 1 adjudicated terminal 08",
    ]);
    let own = current(&said);
    let [own] = &own[..] else { panic!("{own:#?}") };
    assert_eq!((own.coded, own.unsure, own.memo.as_str()), (Some(Coded::Yes), true, "мост"));
    assert_eq!((own.span.as_str(), own.voice.as_str(), own.reason.as_str()), ("0-4", "习近平", ""));
    assert_eq!(own.at, "2026-03-01T09:05:00Z");
    let settled = adjudicated(&said);
    let [settled] = &settled[..] else { panic!("{settled:#?}") };
    assert_eq!((settled.coded, settled.reason.as_str()), (Some(Coded::Yes), "gap"));
    assert_eq!((settled.coder.as_str(), settled.round), ("aigerim", Round::Adjudicated));
}
