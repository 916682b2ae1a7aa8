//! `framebook adjudicate`: what coders coded differently, settled in a sheet or on the terminal.

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::codings::adjudicate::{Contested, REASONS, compare, page, shuffle, sign};
use crate::codings::annotate::Key;
use crate::codings::sheet::import::units;
use crate::codings::sheet::page::{Side, near};
use crate::codings::sheet::said::{Answer, events};
use crate::codings::sheet::{Asked, format_of};
use crate::codings::{self, Kind, Round, TERMINAL, Unit};
use crate::study::asking::Asking;
use crate::study::explain::text::{clean, wrap};
use crate::study::results::shown;

use super::asks::{Asks, person};
use super::keyboard::Keyboard;
use super::sheet::create;
use super::unit_view::progress;
use super::{Failure, Outcome, Screen};

/// Settle what coders coded differently
///
/// A case is a segment and a code of which the first codings of two coders or more differ. Who they are
/// is hidden, and which letter is whom changes from case to case. What is settled is the gold standard;
/// so is what all coders agree on, without a word. The first codings stay: they alone enter reliability.
///
/// With --out it writes a sheet to fill in: settled (1, 0 or ?), reason (ambiguous text, gap in the
/// codebook, coder's error, edge case), note. It comes back by `framebook codings import`. Without, it
/// asks on the terminal: 1, 0 or ? settles, then 1 to 4 says why (Enter: no reason); u takes the last
/// back, s later, q quits.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  framebook adjudicate --adjudicator dana --out adjudication.xlsx
  framebook adjudicate --adjudicator dana")]
pub struct Adjudicate {
    /// Who settles
    #[arg(long, value_parser = person)]
    adjudicator: String,
    #[command(flatten)]
    asks: Asks,
    /// Another seed gives another order
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write a sheet to this file, by its ending .xlsx or .csv
    #[arg(long)]
    out: Option<PathBuf>,
}

impl Adjudicate {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let mut asking = self.asks.open()?;
        let here: HashSet<&str> = asking.units.iter().map(|it| it.id.as_str()).collect();
        let of_book = |code: &str| asking.codebook.code(code).is_some();
        let wanted = |unit: &str, code: &str| {
            let asked = self.asks.code.is_empty() || self.asks.code.iter().any(|it| it == code);
            here.contains(unit) && asked && of_book(code)
        };
        let mut comparison = compare(&asking.codings.events()?, wanted);
        shuffle(&mut comparison.contested, self.seed);
        let contested = comparison.contested;
        let n = contested.len();
        let (agreed, settled) = (comparison.n_agreed, comparison.n_settled);
        screen.note(&format!("{n} to settle, {settled} settled; on {agreed} all coders agree"));
        let own = |it: &&Contested| it.coded.iter().any(|it| it.0 == self.adjudicator);
        let n_own = contested.iter().filter(own).count();
        if n_own > 0 {
            screen.note(&format!(
                "{} coded {n_own} of these themselves: let somebody settle them who did not; what rests on them is told \
                 by validate",
                self.adjudicator
            ));
        }
        if contested.is_empty() {
            return Ok(Outcome::Done);
        }
        let mut codes: Vec<String> = contested.iter().map(|it| it.code.clone()).collect();
        codes.sort();
        codes.dedup();
        asking.asked = Asked::of(&asking.codebook, &codes, true)?;
        asking.keep_codebook()?;
        match &self.out {
            Some(out) => self.sheet(&asking, &contested, out, screen),
            None => self.walk(&mut asking, contested, screen),
        }
    }

    fn sheet(
        &self,
        asking: &Asking,
        contested: &[Contested],
        out: &Path,
        screen: &mut Screen,
    ) -> Result<Outcome, Failure> {
        let format = format_of(&out.display().to_string())?;
        let units = units(&asking.codings)?;
        let page = page(contested, &units, &asking.asked, &self.adjudicator, self.seed);
        create(out, &(format.write)(&page)?)?;
        writeln!(screen, "{}", shown(out))?;
        Ok(Outcome::Done)
    }

    fn walk(
        &self,
        asking: &mut Asking,
        contested: Vec<Contested>,
        screen: &mut Screen,
    ) -> Result<Outcome, Failure> {
        let units = units(&asking.codings)?;
        let mut keyboard = Keyboard::new();
        let (mut queue, all) = (std::collections::VecDeque::from(contested), 0);
        let all = all + queue.len();
        let mut done: Vec<(Contested, Vec<Answer>)> = Vec::new();
        while let Some(case) = queue.front().cloned() {
            if keyboard.is_terminal() {
                let head = progress((done.len(), all), None);
                let case = self.case(&case, units.get(&case.unit), &asking.asked, screen);
                write!(screen, "\x1b[2J\x1b[H{head}\n\n{case}")?;
                screen.flush()?;
            }
            let Some(key) = keyboard.key()? else { break };
            let value = match key {
                Key::Digit(1) => (Kind::Coding, "1"),
                Key::Digit(0) => (Kind::Coding, "0"),
                Key::CannotCode => (Kind::CannotCode, "1"),
                Key::Skip => {
                    queue.rotate_left(1);
                    continue;
                }
                Key::Undo => {
                    if let Some((case, said)) = done.pop() {
                        let back = |it: &Answer| Answer { value: String::new(), ..it.clone() };
                        let back: Vec<Answer> = said.iter().map(back).collect();
                        self.save(asking, &back)?;
                        tell("taken back", &case, "", &keyboard, screen)?;
                        queue.push_front(case);
                    }
                    continue;
                }
                Key::Quit => break,
                _ => continue,
            };
            let answer = |(kind, value): (Kind, &str)| Answer {
                unit: case.unit.clone(),
                code: case.code.clone(),
                kind,
                value: value.to_owned(),
            };
            let mut said = vec![answer(value)];
            if keyboard.is_terminal() {
                let reasons = REASONS.iter().enumerate().map(|(at, it)| format!("{} {it}", at + 1));
                write!(screen, "why? {} ", reasons.collect::<Vec<_>>().join(" · "))?;
                screen.flush()?;
            }
            match keyboard.key()? {
                Some(Key::Digit(number)) => {
                    let place = usize::from(number).checked_sub(1);
                    let reason = place.and_then(|it| REASONS.get(it));
                    said.extend(reason.map(|it| answer((Kind::Reason, it))));
                }
                Some(Key::Quit | Key::Undo) => continue,
                _ => {}
            }
            self.save(asking, &said)?;
            let shown = if value.0 == Kind::CannotCode { "?" } else { value.1 };
            tell("settled", &case, shown, &keyboard, screen)?;
            queue.pop_front();
            done.push((case, said));
        }
        screen.flush()?;
        screen.note(&format!("{} settled, {} left", done.len(), queue.len()));
        Ok(Outcome::Done)
    }

    /// A case as it is shown.
    fn case(
        &self,
        case: &Contested,
        unit: Option<&Unit>,
        asked: &Asked,
        screen: &Screen,
    ) -> String {
        let (grey, bold, plain) = match screen.colours() {
            true => ("\x1b[90m", "\x1b[1m", "\x1b[0m"),
            false => ("", "", ""),
        };
        let width = screen.width.clamp(20, 96);
        let mut out = String::new();
        let mut put = |text: &str, style: &str| {
            for line in text.lines().flat_map(|it| wrap(&clean(it), width)) {
                out.push_str(&format!("{style}{line}{plain}\n"));
            }
            out.push('\n');
        };
        if let Some(unit) = unit {
            put(&near(&unit.before, 400, Side::End), grey);
            put(&unit.text, bold);
            put(&near(&unit.after, 400, Side::Start), grey);
        }
        if let Some(code) = asked.codes.iter().find(|it| it.id == case.code) {
            put(&code.label, bold);
            put(&code.definition, "");
        }
        let coded = case
            .hidden(self.seed)
            .into_iter()
            .zip('A'..)
            .map(|(it, letter)| format!("{letter} {}", sign(it)));
        put(&coded.collect::<Vec<_>>().join("   "), "");
        put("1 yes · 0 no · ? can not be coded · u take back · s later · q quit", grey);
        out
    }

    fn save(&self, asking: &mut Asking, said: &[Answer]) -> Result<(), Failure> {
        let answers = said.iter().map(|it| (it.clone(), Round::Adjudicated)).collect();
        let (version, now) = (asking.asked.version.clone(), codings::now());
        let events = events(answers, &self.adjudicator, &version, TERMINAL, &now)?;
        asking.codings.add_events(&events)?;
        Ok(())
    }
}

/// For scripts: each case on a line of its own, at once.
fn tell(
    what: &str,
    case: &Contested,
    value: &str,
    keyboard: &Keyboard,
    screen: &mut Screen,
) -> Result<(), Failure> {
    if !keyboard.is_terminal() {
        writeln!(screen, "{what} {} {}={value}", case.unit, case.code)?;
        screen.flush()?;
    }
    Ok(())
}
