//! The texts that the page holds, in blocks that a browser unpacks one at a time. Texts with their
//! matches enter in the order of the corpus; blocks leave. A long text is held around its matches.

use serde_json::{Value, json};

use super::data::packed;

/// Bytes of a block before it is packed: a list of 20 segments from everywhere opens as many blocks.
const BLOCK: usize = 1 << 15;
/// A text up to this many bytes is held whole.
const WHOLE: usize = 4000;
/// Bytes that are held at the beginning of a longer one.
const OPENING: usize = 1200;
/// Bytes that are held on either side of a match.
const AROUND: usize = 300;
/// Bytes up to which stretches around matches are held.
const MOST: usize = 8000;
/// Most matches of a segment that are marked.
const MARKED: usize = 200;

/// The texts of a source.
#[derive(Debug, Default)]
pub struct Texts {
    /// For each segment whether its text is held.
    pub held: Vec<bool>,
    /// Number of texts held.
    pub n_held: usize,
    /// The blocks.
    pub blocks: Vec<Block>,
}

/// Some texts, packed.
#[derive(Debug, Default)]
pub struct Block {
    /// The number of its first text among those held.
    pub first: usize,
    /// Base64 of deflate of JSON.
    pub packed: String,
}

/// A match to be marked: bytes of the segment's text, by which rule of which pass, and what is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// Index of the pass.
    pub pass: usize,
    /// Index of the rule.
    pub rule: u32,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// 1 where denied, + 2 × how it is quoted (1 term, 2 speech, 3 title).
    pub flags: u8,
    /// 1 + index of the actor who says it; 0 for nobody.
    pub voice: u32,
}

/// Builds the texts of a source.
#[derive(Debug, Default)]
pub struct TextsBuilder {
    texts: Texts,
    open: String,
    first: usize,
    /// Bytes of all blocks that are closed.
    pub n_packed: usize,
    /// Bytes of all texts as JSON.
    pub n_raw: usize,
}

impl TextsBuilder {
    /// Passes over a segment whose text is not held.
    pub fn skip(&mut self) {
        self.texts.held.push(false);
    }

    /// Adds the text of a segment with its matches.
    pub fn add(&mut self, text: &str, matches: &[Marked]) {
        let entry = entry(text, matches).to_string();
        self.n_raw += entry.len();
        self.open.push(if self.open.is_empty() { '[' } else { ',' });
        self.open.push_str(&entry);
        self.texts.held.push(true);
        self.texts.n_held += 1;
        if self.open.len() >= BLOCK {
            self.close();
        }
    }

    fn close(&mut self) {
        if self.open.is_empty() {
            return;
        }
        self.open.push(']');
        let packed = packed(self.open.as_bytes());
        self.n_packed += packed.len();
        self.texts.blocks.push(Block { first: self.first, packed });
        self.first = self.texts.n_held;
        self.open.clear();
    }

    /// The texts, and their size in bytes.
    pub fn finish(mut self) -> (Texts, usize) {
        self.close();
        (self.texts, self.n_packed)
    }
}

/// Bytes that a text takes, about, before it is packed.
pub fn size(n_bytes: usize, n_matches: usize) -> usize {
    let most = if n_bytes <= WHOLE { n_bytes } else { MOST.min(OPENING + 2 * AROUND * n_matches) };
    most + 24 * n_matches.min(MARKED) + 8
}

/// A text as the script reads it: what is held of it, where something is left out (place and number of
/// characters), and the matches (pass, rule, place, length, flags, voice). Places are in the units that
/// the script counts strings by (UTF-16).
fn entry(text: &str, matches: &[Marked]) -> Value {
    let mut kept = kept(text, matches);
    kept.dedup();
    let mut held = String::new();
    let mut gaps: Vec<(usize, usize)> = Vec::new();
    let mut starts: Vec<(usize, usize, usize)> = Vec::new();
    let (mut units, mut last) = (0, 0);
    for (start, end) in kept {
        if start > last {
            gaps.push((units, text[last..start].chars().count()));
        }
        starts.push((start, end, units));
        held.push_str(&text[start..end]);
        units += width(&text[start..end]);
        last = end;
    }
    if last < text.len() {
        gaps.push((units, text[last..].chars().count()));
    }
    let place = |byte: usize| {
        let of = starts.iter().rev().find(|it| it.0 <= byte && byte <= it.1)?;
        Some(of.2 + width(text.get(of.0..byte)?))
    };
    let marked = matches.iter().take(MARKED).filter_map(|it| {
        let (start, end) = (place(it.start)?, place(it.end)?);
        (start < end).then(|| json!([it.pass, it.rule, start, end - start, it.flags, it.voice]))
    });
    let marked: Vec<Value> = marked.collect();
    json!([held, gaps, marked])
}

fn width(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The stretches of a text that are held, in order and apart.
fn kept(text: &str, matches: &[Marked]) -> Vec<(usize, usize)> {
    if text.len() <= WHOLE {
        return vec![(0, text.len())];
    }
    let down = |byte: usize| (0..=byte).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0);
    let up = |byte: usize| (byte..text.len()).find(|it| text.is_char_boundary(*it));
    let up = |byte: usize| up(byte).unwrap_or(text.len());
    let mut stretches = vec![(0, up(OPENING))];
    // of a match that is longer than what is held around one, its two ends
    let ends = |it: &Marked| match it.end.saturating_sub(it.start) > 2 * AROUND {
        true => [(it.start, it.start), (it.end, it.end)],
        false => [(it.start, it.end); 2],
    };
    let mut places: Vec<(usize, usize)> = matches.iter().flat_map(ends).collect();
    places.sort_unstable();
    let mut n = OPENING;
    for (start, end) in places {
        if n > MOST {
            break;
        }
        let (start, end) = (down(start.saturating_sub(AROUND)), up(end.saturating_add(AROUND)));
        match stretches.last_mut() {
            Some(last) if start <= last.1 => {
                n += end.saturating_sub(last.1);
                last.1 = last.1.max(end);
            }
            _ => {
                n += end - start;
                stretches.push((start, end));
            }
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: usize, end: usize) -> Marked {
        Marked { pass: 1, rule: 2, start, end, flags: 3, voice: 4 }
    }

    #[test]
    fn places_are_counted_as_the_script_counts_strings() {
        for (text, marked, expected) in [
            ("the Silk Road", "Silk", 4),
            ("о «Поясе»", "Поясе", 3),
            ("😀 中国人", "中国", 3),
            ("e\u{301}\u{202e}x", "x", 3),
        ] {
            let start = text.find(marked).unwrap();
            let entry = entry(text, &[at(start, start + marked.len())]);
            let n = marked.encode_utf16().count();
            assert_eq!(entry, json!([text, [], [[1, 2, expected, n, 3, 4]]]), "{text}");
        }
    }

    #[test]
    fn a_long_text_is_held_around_its_matches_and_says_what_is_left_out() {
        let text = format!("{}тут{}", "ы".repeat(4000), "ю".repeat(4000));
        let entry = entry(&text, &[at(8000, 8006)]);
        let held = entry[0].as_str().unwrap();
        assert!(held.contains("ытутю") && held.len() < 3000);
        let left: u64 = entry[1].as_array().unwrap().iter().map(|it| it[1].as_u64().unwrap()).sum();
        assert_eq!(left as usize + held.chars().count(), 8003);
        let (start, n) = (entry[2][0][2].as_u64().unwrap(), entry[2][0][3].as_u64().unwrap());
        let marked: String = held.chars().skip(start as usize).take(n as usize).collect();
        assert_eq!(marked, "тут");
    }

    #[test]
    fn of_a_long_match_the_two_ends_are_held() {
        let text = "a".repeat(100_000);
        let entry = entry(&text, &[at(20_000, 90_000)]);
        assert!(entry[0].as_str().unwrap().len() < 4000);
        let left: u64 = entry[1].as_array().unwrap().iter().map(|it| it[1].as_u64().unwrap()).sum();
        assert_eq!(left as usize + entry[0].as_str().unwrap().len(), 100_000);
        assert_eq!(entry[2].as_array().unwrap().len(), 1, "it is marked");
    }

    #[test]
    fn a_match_that_lies_on_no_character_is_not_marked() {
        let text = "中国";
        assert_eq!(entry(text, &[at(1, 3), at(0, 99), at(3, 3)]), json!([text, [], []]));
    }

    #[test]
    fn blocks_hold_the_texts_in_their_order() {
        let mut builder = TextsBuilder::default();
        for n in 0..3000 {
            if n % 3 == 0 {
                builder.skip()
            } else {
                builder.add(&format!("text {n} ").repeat(9), &[])
            }
        }
        let (texts, size) = builder.finish();
        assert_eq!((texts.held.len(), texts.n_held), (3000, 2000));
        assert!(texts.blocks.len() > 2 && size > 0);
        assert!(texts.blocks.windows(2).all(|it| it[0].first < it[1].first));
    }
}
