//! What stands around a segment, for its coder to read. The text of a part and a place in it enter; the text
//! before and behind leaves, cut where a sentence ends, or a word where a sentence is longer than there is room.

use crate::engine::segment::{Lines, Structure};

/// Characters before a segment, and behind it.
pub const ROOM: usize = 400;

/// The text before and behind the bytes from `start` to `end`, each of at most `room` characters. White space at
/// their ends is left out; `…` stands where a sentence is cut.
#[must_use]
pub fn around(text: &str, start: usize, end: usize, room: usize) -> (String, String) {
    let (before, behind) = (text.get(..start).unwrap_or(""), text.get(end..).unwrap_or(""));
    (last(before.trim_end(), room), first(behind.trim_start(), room))
}

/// The last sentences of a text that have room.
fn last(text: &str, room: usize) -> String {
    let Some((from, _)) = room.checked_sub(1).and_then(|it| text.char_indices().rev().nth(it))
    else {
        return if room == 0 { String::new() } else { text.trim_start().to_owned() };
    };
    if from == 0 {
        return text.trim_start().to_owned();
    }
    let sentences = Structure::of(text, Lines::Auto).sentences;
    let whole = sentences.iter().map(|it| it.start as usize).find(|it| *it >= from);
    if let Some(sentence) = whole.and_then(|it| text.get(it..)) {
        return sentence.to_owned();
    }
    let cut = text.get(from..).unwrap_or_default();
    let word = cut.find(char::is_whitespace).and_then(|it| cut.get(it..)).unwrap_or(cut);
    format!("…{}", word.trim_start())
}

/// The first sentences of a text that have room.
fn first(text: &str, room: usize) -> String {
    let Some((to, _)) = text.char_indices().nth(room) else {
        return text.trim_end().to_owned();
    };
    let sentences = Structure::of(text, Lines::Auto).sentences;
    let whole = sentences.iter().map(|it| it.end as usize).rfind(|it| *it <= to);
    if let Some(sentence) = whole.and_then(|it| text.get(..it)) {
        return sentence.to_owned();
    }
    let cut = text.get(..to).unwrap_or_default();
    let word = cut.rfind(char::is_whitespace).and_then(|it| cut.get(..it)).unwrap_or(cut);
    format!("{}…", word.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_ends_with_a_sentence_where_one_has_room() {
        let text = "One is here. Two is here.\n\nThree. FOUR. Five is here. Six.";
        let cases = [
            (400, "One is here. Two is here.\n\nThree.", "Five is here. Six."),
            (21, "Two is here.\n\nThree.", "Five is here. Six."),
            (14, "Three.", "Five is here."),
            (5, "…hree.", "Five…"),
            (0, "", "…"),
        ];
        let start = text.find("FOUR").unwrap();
        for (room, before, behind) in cases {
            let found = around(text, start, start + 5, room);
            assert_eq!(found, (before.to_owned(), behind.to_owned()), "{room}");
        }
    }

    #[test]
    fn context_of_any_script_is_cut_between_characters() {
        let text = "一带一路倡议。上合组织会议在北京举行。ШЫҚТЫ. Қазақстан мен Қытай келісті.";
        let start = text.find("ШЫҚТЫ").unwrap();
        for room in 0..60 {
            let (before, behind) = around(text, start, start + "ШЫҚТЫ.".len(), room);
            assert!(before.chars().count() <= room + 1 && behind.chars().count() <= room + 1);
        }
        assert_eq!(around(text, start, start, 13).0, "上合组织会议在北京举行。");
        assert_eq!(around(text, 1, 4, 10).0, "", "a place inside a character");
        assert_eq!(around("", 0, 0, 10), (String::new(), String::new()));
    }
}
