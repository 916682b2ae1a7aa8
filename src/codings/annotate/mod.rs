//! Coding with keys: a key enters, what is to be saved leaves. The session knows which unit is next, what is
//! chosen and what can be taken back; it reads no keyboard, shows nothing and saves nothing.

mod key;

use std::collections::VecDeque;

use super::Kind;
use super::sheet::{Answer, Entry};

pub use key::Key;

/// The most codes that keys are there for.
pub const MOST_CODES: usize = 9;

/// What is chosen for a unit, and not saved yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// For each code whether it is given.
    pub given: Vec<bool>,
    /// Whether the coder is not sure.
    pub unsure: bool,
    /// A remark.
    pub memo: String,
}

/// What a key comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Show the unit again.
    Show,
    /// Save this, then call [`Session::saved`].
    Save(Vec<Answer>),
    /// Take this back, then call [`Session::taken_back`].
    TakeBack(Vec<Answer>),
    /// Ask for a remark, then call [`Session::remark`].
    Remark,
    /// Show what the codes mean.
    Explain,
    /// End.
    Quit,
    /// Tell this, and show the unit again.
    Tell(&'static str),
    /// The key does nothing here: tell why, and show the unit again.
    Unknown(&'static str),
}

/// Units on their way through the hands of a coder.
#[derive(Clone, Debug)]
pub struct Session {
    codes: Vec<Entry>,
    queue: VecDeque<String>,
    draft: Draft,
    done: Vec<(String, Draft, Vec<Answer>)>,
    n_before: usize,
}

impl Session {
    /// Units to be coded for these codes, in their order; `n_before` were coded before.
    #[must_use]
    pub fn new(codes: Vec<Entry>, units: Vec<String>, n_before: usize) -> Self {
        let mut session = Self {
            codes,
            queue: units.into(),
            draft: Draft::default(),
            done: Vec::new(),
            n_before,
        };
        session.draft = session.blank();
        session
    }

    /// The codes that are asked for.
    #[must_use]
    pub fn codes(&self) -> &[Entry] {
        &self.codes
    }

    /// The unit that is coded now; none where all are.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        self.queue.front().map(String::as_str)
    }

    /// What is chosen for it.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// How many units are coded, those from before among them, and how many there are.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let done = self.n_before + self.done.len();
        (done, done + self.queue.len())
    }

    /// Whether one code is asked for: then its value is saved by one key.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.codes.len() == 1
    }

    /// The keys that do something here.
    #[must_use]
    pub fn keys(&self) -> String {
        let code = match self.codes.len() {
            1 => "1 yes, 0 no".to_owned(),
            n => format!("1 to {n} a code, Enter save"),
        };
        format!(
            "{code}, ? can not be coded, n not sure, m memo, u take back, s later, h help, q quit"
        )
    }

    /// What a key comes to.
    pub fn press(&mut self, key: Key) -> Step {
        let single = self.is_single();
        match key {
            Key::Digit(value @ (0 | 1)) if single => {
                self.draft.given = vec![value == 1];
                self.save(false)
            }
            Key::Digit(_) | Key::Enter if single => {
                Step::Unknown("1: yes, 0: no, ?: can not be coded")
            }
            Key::Digit(number) => {
                let place = usize::from(number).checked_sub(1);
                match place.and_then(|it| self.draft.given.get_mut(it)) {
                    Some(given) => {
                        *given = !*given;
                        Step::Show
                    }
                    None => Step::Unknown("no code has this number"),
                }
            }
            Key::Enter => self.save(false),
            Key::CannotCode => self.save(true),
            Key::Unsure => {
                self.draft.unsure = !self.draft.unsure;
                Step::Show
            }
            Key::Memo => Step::Remark,
            Key::Help => Step::Explain,
            Key::Quit => Step::Quit,
            Key::Skip => {
                if self.queue.len() < 2 {
                    return Step::Tell("this is the last unit; q quits");
                }
                self.queue.rotate_left(1);
                self.draft = self.blank();
                Step::Tell("skipped; it comes again after the others")
            }
            Key::Undo => match self.done.last() {
                None => Step::Tell("nothing of this sitting to take back"),
                Some((_, _, said)) => {
                    let back = said.iter().filter(|it| !it.value.is_empty());
                    let back = back.map(|it| Answer { value: String::new(), ..it.clone() });
                    Step::TakeBack(back.collect())
                }
            },
            Key::Other => Step::Unknown("this key does nothing here"),
        }
    }

    /// What was saved is on the disk: the next unit.
    pub fn saved(&mut self, said: Vec<Answer>) {
        if let Some(unit) = self.queue.pop_front() {
            self.done.push((unit, std::mem::take(&mut self.draft), said));
        }
        self.draft = self.blank();
    }

    /// What was taken back is on the disk: its unit again, with what was chosen.
    pub fn taken_back(&mut self) {
        if let Some((unit, draft, _)) = self.done.pop() {
            self.queue.push_front(unit);
            self.draft = draft;
        }
    }

    /// A remark on the unit.
    pub fn remark(&mut self, memo: &str) {
        self.draft.memo = memo.trim().to_owned();
    }

    fn blank(&self) -> Draft {
        Draft { given: vec![false; self.codes.len()], ..Draft::default() }
    }

    /// All that the coder says of the unit, in one piece.
    fn save(&self, cannot: bool) -> Step {
        let Some(unit) = self.unit() else { return Step::Quit };
        let answer = |code: &str, kind: Kind, value: &str| Answer {
            unit: unit.to_owned(),
            code: code.to_owned(),
            kind,
            value: value.to_owned(),
        };
        let code = |(code, given): (&Entry, &bool)| match (cannot, given) {
            (true, _) => answer(&code.id, Kind::CannotCode, "1"),
            (false, true) => answer(&code.id, Kind::Coding, "1"),
            (false, false) => answer(&code.id, Kind::Coding, "0"),
        };
        let mut said: Vec<Answer> = self.codes.iter().zip(&self.draft.given).map(code).collect();
        if self.draft.unsure {
            said.push(answer("", Kind::Unsure, "1"));
        }
        if !self.draft.memo.is_empty() {
            said.push(answer("", Kind::Memo, &self.draft.memo));
        }
        Step::Save(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(codes: &[&str], n: usize) -> Session {
        let entry = |id: &&str| Entry { id: (*id).to_owned(), ..Entry::default() };
        let units = (0..n).map(|it| format!("u{it}")).collect();
        Session::new(codes.iter().map(entry).collect(), units, 2)
    }

    /// Presses keys as on a keyboard, and saves what is to be saved; gives back what was said, a line a save.
    fn pressed(session: &mut Session, keys: &str) -> Vec<String> {
        let mut lines = Vec::new();
        for sign in keys.chars() {
            let line = |said: &[Answer]| {
                let of = |it: &Answer| {
                    format!("{}{}{}={}", it.unit, it.code, &it.kind.as_str()[..1], it.value)
                };
                said.iter().map(of).collect::<Vec<_>>().join(" ")
            };
            match session.press(Key::of(sign)) {
                Step::Save(said) => {
                    lines.push(line(&said));
                    session.saved(said);
                }
                Step::TakeBack(said) => {
                    lines.push(line(&said));
                    session.taken_back();
                }
                Step::Remark => session.remark(" why "),
                Step::Quit => return lines,
                _ => {}
            }
        }
        lines
    }

    #[test]
    fn a_key_codes_saves_and_moves_on_where_one_code_is_asked() {
        let mut one = session(&["a"], 4);
        assert_eq!(pressed(&mut one, "1\n70?"), ["u0ac=1", "u1ac=0", "u2ac=1"]);
        assert_eq!(one.progress(), (5, 6));
        assert_eq!(one.unit(), Some("u3"));
    }

    #[test]
    fn digits_choose_and_enter_saves_where_several_are_asked() {
        let mut several = session(&["a", "b"], 5);
        let said = pressed(&mut several, "1\n2 12211\nnm?");
        assert_eq!(
            said,
            ["u0ac=1 u0bc=0", "u1ac=0 u1bc=1", "u2ac=1 u2bc=0", "u3ac=1 u3bc=1 u3u=1 u3m=why"]
        );
        assert_eq!(pressed(&mut several, "90 "), ["u4ac=0 u4bc=0"]);
        assert_eq!(several.unit(), None);
        assert_eq!(several.press(Key::Enter), Step::Quit);
    }

    #[test]
    fn what_is_taken_back_comes_again_with_what_was_chosen() {
        let mut several = session(&["a", "b"], 2);
        assert_eq!(
            pressed(&mut several, "u2\nu1\n"),
            ["u0ac=0 u0bc=1", "u0ac= u0bc=", "u0ac=1 u0bc=1"]
        );
    }

    #[test]
    fn what_is_skipped_comes_after_the_others() {
        let mut one = session(&["a"], 3);
        assert_eq!(pressed(&mut one, "s111s"), ["u1ac=1", "u2ac=1", "u0ac=1"]);
    }
}
