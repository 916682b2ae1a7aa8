//! A page: the rows that people fill in, as plain cells. Coding sheets and sheets of adjudication become
//! pages; a page becomes a file and is held to the one that comes back. What is in a cell means nothing here.

/// What a sheet holds, whatever the format of its file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The name of the sheet in the store: it stands in each row, so that rows of another sheet are seen.
    pub name: String,
    /// What stands above the explanation.
    pub title: String,
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// The rows: a cell a column, empty where it is filled in.
    pub rows: Vec<Vec<String>>,
    /// What stands on the sheet `codebook`.
    pub codebook: Vec<Entry>,
    /// What stands on the sheet `how to`: a language with its lines.
    pub how: &'static [How],
}

/// How a sheet is filled in, in a language.
pub type How = (&'static str, &'static [&'static str]);

/// A column of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its heading, unlike that of any other.
    pub heading: String,
    /// What it is for.
    pub part: Part,
    /// What is told of it where it is filled in; empty where nothing is.
    pub help: String,
}

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The number of the row.
    Number,
    /// The id of the unit: what a row is known by.
    Unit,
    /// What stands before the text.
    Before,
    /// The text to code.
    Text,
    /// What stands after it.
    After,
    /// Something that is shown beside.
    Shown,
    /// The code that the row asks for, where a row asks for one: a row is known by it too.
    Which,
    /// To be filled in with one of these, in every row: a coding.
    Coding(&'static [&'static str]),
    /// To be filled in with one of these where there is reason to.
    Choice(&'static [&'static str]),
    /// To be filled in.
    Free,
    /// The name of the sheet.
    Sheet,
}

impl Part {
    /// True where people write.
    #[must_use]
    pub const fn is_filled_in(self) -> bool {
        matches!(self, Self::Coding(_) | Self::Choice(_) | Self::Free)
    }
}

/// A code as people read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its depth in the tree of the codebook, from 0.
    pub depth: usize,
    /// True where the sheet asks for it; else it is a subcode, which counts for its parent.
    pub is_asked: bool,
    /// Its id.
    pub id: String,
    /// Its label, or its id where it has none.
    pub label: String,
    /// What it means.
    pub definition: String,
    /// What belongs.
    pub include: String,
    /// What does not.
    pub exclude: String,
    /// Examples, a line each, with their language before them.
    pub examples: Vec<String>,
    /// Counter-examples, a line each, with their language before them.
    pub counter_examples: Vec<String>,
}

/// The id of a unit, without the apostrophe that keeps a spreadsheet from taking it for a number.
#[must_use]
pub fn unit_of(shown: &str) -> &str {
    let shown = shown.trim();
    shown.strip_prefix('\'').unwrap_or(shown)
}

/// A text of which only white space, line breaks and control characters may have changed on the way.
#[must_use]
pub fn plain(text: &str) -> String {
    let words = text.split(|it: char| it.is_whitespace() || it.is_control() || it == '\u{feff}');
    words.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The signs that a text ends with or begins with, at most so many, cut between words where there are
/// blanks, with an ellipsis where something is left out.
#[must_use]
pub fn near(text: &str, signs: usize, side: Side) -> String {
    let text = text.trim();
    let n = text.chars().count();
    if n <= signs {
        return text.to_owned();
    }
    let nth = |at: usize| text.char_indices().nth(at).map_or(text.len(), |it| it.0);
    // a word is at most so long that a cut before it is better than one within it
    let edge = signs.min(30);
    match side {
        Side::End => {
            let cut = text.get(nth(n - signs)..).unwrap_or_default();
            let blank = cut.char_indices().take(edge).find(|it| it.1.is_whitespace());
            let cut = blank.and_then(|it| cut.get(it.0..)).unwrap_or(cut);
            format!("… {}", cut.trim_start())
        }
        Side::Start => {
            let cut = text.get(..nth(signs)).unwrap_or_default();
            let blank = cut.char_indices().rev().take(edge).find(|it| it.1.is_whitespace());
            let cut = blank.and_then(|it| cut.get(..it.0)).unwrap_or(cut);
            format!("{} …", cut.trim_end())
        }
    }
}

/// A side of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// From its first sign on.
    Start,
    /// Up to its last sign.
    End,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_cut_on_the_far_side_between_words() {
        for (text, signs, side, expected) in [
            ("short", 10, Side::End, "short"),
            ("one two three four", 12, Side::End, "… three four"),
            ("one two three four", 12, Side::Start, "one two …"),
            ("中国与哈萨克斯坦建立外交关系", 4, Side::End, "… 外交关系"),
            ("中国与哈萨克斯坦建立外交关系", 2, Side::Start, "中国 …"),
            ("", 4, Side::Start, ""),
        ] {
            assert_eq!(near(text, signs, side), expected, "{text}");
        }
    }

    #[test]
    fn texts_are_alike_whatever_became_of_their_blanks() {
        assert_eq!(plain(" a\r\nb\u{a0}c\t \u{1} d "), plain("a b c d"));
        assert_ne!(plain("ab"), plain("a b"));
    }
}
