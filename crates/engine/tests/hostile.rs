//! Any bytes as a codebook: read or refused, never a panic, and every place that is pointed at is a
//! place of the file. The shipped codebooks are cut, doubled and spoilt at random.

use std::sync::Arc;

use framebook_engine::codebook::Codebook;
use framebook_engine::coding::test_examples;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

const SHIPPED: [&str; 2] = [
    include_str!("../../../codebooks/silk-road.toml"),
    include_str!("../../../codebooks/actors.toml"),
];

/// What breaks readers: marks of TOML and of rules, of all widths, half characters' neighbours.
const PIECES: [&str; 52] = [
    "'",
    "\"",
    "'''",
    "\"\"\"",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "#",
    "\\",
    "\\u0430",
    "\\U0001F600",
    "\\x41",
    "\\\n  ",
    "(",
    ")",
    "（",
    "）",
    "＂",
    "“",
    "”",
    "„",
    "«",
    "»",
    "/",
    "//",
    "~",
    "*",
    "?",
    " * ",
    " OR ",
    " AND/p ",
    " NEAR/0 ",
    " NOT/99999999999 ",
    " ＯＲ ",
    " или ",
    "#a",
    "#security",
    "\0",
    "\u{feff}",
    "\u{301}",
    "中",
    "𠀀",
    "rules.kk = [",
    "[[code]]\nid = ",
];

/// One way to spoil a text, at places of it.
#[derive(Clone, Debug)]
enum Change {
    Cut(Index, usize),
    Put(Index, usize),
    Double(Index, usize),
    Move(Index, Index, usize),
    End(Index),
    Returns,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (any::<Index>(), 1usize..200).prop_map(|(at, n)| Change::Cut(at, n)),
        8 => (any::<Index>(), 0..PIECES.len()).prop_map(|(at, n)| Change::Put(at, n)),
        2 => (any::<Index>(), 1usize..500).prop_map(|(at, n)| Change::Double(at, n)),
        2 => (any::<Index>(), any::<Index>(), 1usize..200).prop_map(|(a, b, n)| Change::Move(a, b, n)),
        1 => any::<Index>().prop_map(Change::End),
        1 => Just(Change::Returns),
    ]
}

/// The nearest boundary of a character at or before a byte.
fn boundary(text: &str, mut byte: usize) -> usize {
    byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

fn spoil(text: &mut String, change: &Change) {
    let place = |text: &str, at: &Index| boundary(text, at.index(text.len() + 1));
    match change {
        Change::Cut(at, n) => {
            let from = place(text, at);
            let to = boundary(text, from + n);
            text.replace_range(from..to, "");
        }
        Change::Put(at, n) => {
            let at = place(text, at);
            text.insert_str(at, PIECES[*n]);
        }
        Change::Double(at, n) => {
            let from = place(text, at);
            let piece = text[from..boundary(text, from + n)].to_owned();
            text.insert_str(from, &piece);
        }
        Change::Move(from, to, n) => {
            let from = place(text, from);
            let piece: String = text.drain(from..boundary(text, from + n)).collect();
            let to = place(text, to);
            text.insert_str(to, &piece);
        }
        Change::End(at) => text.truncate(place(text, at)),
        Change::Returns => *text = text.replace('\n', "\r\n"),
    }
}

/// Reads a text and looks at every place that is told; tests its examples where they are few.
fn read(source: &str, examples: bool) -> Result<(), TestCaseError> {
    let (codebook, mut diagnostics) = Codebook::parse("hostile.toml", source);
    let errors = diagnostics.iter().any(|it| it.is_error());
    prop_assert_eq!(codebook.is_none(), errors, "a codebook or an error");
    if let Some(codebook) = codebook.filter(|_| examples) {
        diagnostics.extend(test_examples(&Arc::new(codebook)).diagnostics);
    }
    for diagnostic in diagnostics {
        let place = source.get(diagnostic.span.clone());
        prop_assert!(place.is_some(), "{:?} in {} bytes", diagnostic, source.len());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 200, ..ProptestConfig::default() })]

    /// A page of a shipped codebook, spoilt: small enough that its rules are compiled too.
    #[test]
    fn a_spoilt_page_of_a_codebook_is_read_or_refused(
        which in 0..SHIPPED.len(),
        from in any::<Index>(),
        changes in vec(change(), 0..12),
    ) {
        let codes: Vec<&str> = SHIPPED[which].split("\n[[code]]").skip(1).collect();
        let from = from.index(codes.len());
        let page = codes[from..codes.len().min(from + 3)].join("\n[[code]]");
        let mut source = format!("[codebook]\nid = \"page\"\n\n[[code]]{page}");
        changes.iter().for_each(|change| spoil(&mut source, change));
        read(&source, true)?;
    }

    #[test]
    fn any_signs_are_read_or_refused(
        pieces in vec(prop_oneof![
            (0..PIECES.len()).prop_map(|n| PIECES[n].to_owned()),
            any::<char>().prop_map(|c| c.to_string()),
            vec(any::<u8>(), 0..20).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        ], 0..40),
        inside in any::<bool>(),
    ) {
        let signs = pieces.concat();
        let source = if inside {
            format!("[[code]]\nid = \"a\"\nrules.ru = ['{signs}', \"{signs}\", '''{signs}''']\nunless = ['{signs}']\n")
        } else {
            signs
        };
        read(&source, true)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 50, ..ProptestConfig::default() })]

    #[test]
    fn a_spoilt_codebook_is_read_or_refused(
        which in 0..SHIPPED.len(),
        changes in vec(change(), 1..20),
    ) {
        let mut source = SHIPPED[which].to_owned();
        changes.iter().for_each(|change| spoil(&mut source, change));
        read(&source, false)?;
    }
}

/// What is too large is refused and said to be, in a moment.
#[test]
fn what_could_blow_up_is_refused() {
    let code =
        |rules: &str| format!("[[code]]\nid = \"a\"\ndefinition = \"d\"\nrules = [{rules}]\n");
    let choices = |n: usize, rule: usize| {
        let choice = |i: usize| {
            let words: Vec<String> = (0..10).map(|j| format!("w{rule}x{i}x{j}")).collect();
            format!("({})", words.join(" OR "))
        };
        format!("'{}'", (0..n).map(choice).collect::<Vec<_>>().join(" "))
    };
    let many: Vec<String> = (0..101).map(|rule| choices(4, rule)).collect();
    let regexes: Vec<String> = (0..200).map(|n| format!("'/(w{n}\\pL{{1,40}}x)/'")).collect();
    let cases: [(String, &str); 15] = [
        (code(&format!("'{}'", "a".repeat(1_000_000))), "rule of 1000000 bytes; at most 20000"),
        (code(&format!("'{}a{}'", "(".repeat(9000), ")".repeat(9000))), "nested deeper than 50"),
        (
            code(&format!("'{}'", "a*".repeat(5000))),
            "word with a wildcard of 10000 characters; at most 200",
        ),
        (code(&format!("'{}'", "a ".repeat(5000))), "phrase of 5000 words; at most 100"),
        (code(&format!("'{}'", "中".repeat(5000))), "phrase of 5000 words; at most 100"),
        (code("'a NEAR/99999999999999999999999 b'"), "the distance is at most 1000"),
        (code("'a NOT/4294967296/u b'"), "the distance is at most 1000"),
        (code(&choices(5, 0)), "phrase with 100000 variants; at most 10000"),
        (code(&many.join(",")), "more than 1000000 variants"),
        (code("'/((a{100}){100}){100}/'"), "compiles to more than 2 MB"),
        (code("'/(/'"), "regular expression is not understood"),
        (code(&regexes.join(",")), "compile to more than 64 MB"),
        (
            format!("[[code]]\nid = \"{}\"\nrules = ['a']\n", "a".repeat(100_000)),
            "id of 100000 bytes; at most 200",
        ),
        (format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000)), "this is no TOML"),
        (format!("{} = 1", vec!["a"; 100_000].join(".")), "this is no TOML"),
    ];
    for (source, expected) in cases {
        let (codebook, diagnostics) = Codebook::parse("hostile.toml", &source);
        assert!(codebook.is_none(), "{expected}");
        let said: Vec<&str> = diagnostics.iter().map(|it| it.message.as_str()).collect();
        assert!(said.iter().any(|it| it.contains(expected)), "{expected}: {said:?}");
        assert!(said.len() < 5, "{expected}: {said:?}");
    }
    // A hundred thousand words, and four thousand in one rule, are nothing.
    let words: Vec<String> = (0..100_000).map(|n| format!("'w{n}*'")).collect();
    let alternatives: Vec<String> = (0..2_000).map(|n| format!("v{n}")).collect();
    let source = code(&format!("{}, '{}'", words.join(","), alternatives.join(" OR ")));
    let (codebook, diagnostics) = Codebook::parse("large.toml", &source);
    assert_eq!(codebook.map(|it| it.rules.len()), Some(100_001), "{:?}", diagnostics.first());
}
