//! `framebook annotate`: coding on the terminal, key by key; each save is on the disk before the next unit
//! is shown.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::time::Instant;

use clap::Args;

use crate::codings::annotate::{Key, MOST_CODES, Session, Step};
use crate::codings::sheet::assign::draw;
use crate::codings::sheet::said::events;
use crate::codings::sheet::{Answer, Entry};
use crate::codings::{self, Kind, Round, Standing, TERMINAL, Unit};
use crate::study::asking::Asking;

use super::asks::{Asks, person};
use super::keyboard::Keyboard;
use super::unit_view::{View, code_help};
use super::{Failure, Outcome, Screen};

/// Code on the terminal what was drawn, key by key
///
/// Keys: 1 to 9 give a code or take it away, Enter or the space bar saves and moves on (what is not
/// given is 0). Where one code is asked for (--code), 1 and 0 code, save and move on. ? it can not be
/// coded, n not sure, m a remark, u takes the last back, s later, h what the codes mean, q quits. They
/// work in Russian and Kazakh layouts too.
///
/// Each save is one transaction: what was said to be saved is there. Whoever has sheets codes the units
/// of these, in their order; else all that was drawn, in an order of their own. What they coded before
/// does not come again. Blind as sheets are.
///
/// Where standard input is no terminal, a line is the keys on it, and an empty line is Enter; each save
/// prints `saved UNIT CODE=VALUE …`. Keys that do nothing are told once.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  framebook annotate --coder anna
  framebook annotate --coder anna --code economic
  framebook annotate --coder anna --again
To code in a spreadsheet: framebook sheet")]
pub struct Annotate {
    /// Who codes
    #[arg(long, value_parser = person)]
    coder: String,
    #[command(flatten)]
    asks: Asks,
    /// Metadata to show above the text; several may be given; `dictionary` is what the dictionary gave the segment
    /// when it was drawn
    #[arg(long, value_name = "VAR", value_delimiter = ',')]
    show: Vec<String>,
    /// Code again what was coded when its code meant something else; the first codings stay
    #[arg(long)]
    again: bool,
    /// Another seed gives another order
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Codings that need another look, by unit and code.
type Stale = HashMap<(String, String), Standing>;

fn key_of(it: &Answer) -> (String, String) {
    (it.unit.clone(), it.code.clone())
}

impl Annotate {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let mut asking = self.asks.open()?;
        asking.known(&self.show)?;
        let again = self.to_look_at(&asking)?;
        let is_asked = |it: &&Entry| !self.again || again.keys().any(|key| key.1 == it.id);
        let codes: Vec<Entry> = asking.asked.columns().filter(is_asked).cloned().collect();
        if codes.len() > MOST_CODES {
            return Err(format!(
                "{} codes are asked for, and there are keys for {MOST_CODES}; choose with --code",
                codes.len()
            )
            .into());
        }
        let (units, n_before) = self.units(&asking, &codes, &again)?;
        if units.is_empty() {
            let n = asking.to_look_at(&self.coder)?.len();
            screen.note(&match (self.again, n) {
                (true, _) => format!("{} has coded nothing that needs another look", self.coder),
                (false, 0) => format!("{} has coded all {n_before} segments", self.coder),
                (false, _) => format!(
                    "{} has coded all {n_before} segments; {n} codings were made when their code meant something \
                     else: --again asks for them anew",
                    self.coder
                ),
            });
            return Ok(Outcome::Done);
        }
        asking.keep_codebook()?;
        let who = format!("{} at the terminal", self.coder);
        asking.codings.note_shown(&who, &self.show, &codings::now())?;
        let mut session = Session::new(codes, units, n_before);
        self.work(&mut session, &mut asking, &again, screen)?;
        let (done, all) = session.progress();
        screen.flush()?;
        screen.note(&format!("{}: {done} of {all} segments are coded", self.coder));
        Ok(Outcome::Done)
    }

    /// The units that are left, in their order, and how many are coded.
    fn units(
        &self,
        asking: &Asking,
        codes: &[Entry],
        again: &Stale,
    ) -> Result<(Vec<String>, usize), Failure> {
        let here: HashSet<&str> = asking.units.iter().map(|it| it.id.as_str()).collect();
        let mut order: Vec<String> = Vec::new();
        let mut seen = HashSet::new();
        for sheet in asking.codings.sheets()?.into_iter().filter(|it| it.coder == self.coder) {
            let of_source = sheet.units.into_iter().filter(|it| here.contains(it.as_str()));
            order.extend(of_source.filter(|it| seen.insert(it.clone())));
        }
        if order.is_empty() {
            order.extend(asking.units.iter().map(|it| it.id.clone()));
            order.sort_by_cached_key(|it| (draw(self.seed, &self.coder, it), it.clone()));
        }
        let current = asking.codings.current()?;
        let own = current.iter().filter(|it| it.coder == self.coder && it.coded.is_some());
        let coded: HashSet<(&str, &str)> =
            own.map(|it| (it.unit.as_str(), it.code.as_str())).collect();
        let asked_again: HashSet<&str> = again.keys().map(|it| it.0.as_str()).collect();
        let is_done = |unit: &String| match self.again {
            true => !asked_again.contains(unit.as_str()),
            false => codes.iter().all(|it| coded.contains(&(unit, &it.id))),
        };
        let n_all = order.len();
        order.retain(|it| !is_done(it));
        let n_before = n_all - order.len();
        Ok((order, n_before))
    }

    fn work(
        &self,
        session: &mut Session,
        asking: &mut Asking,
        again: &Stale,
        screen: &mut Screen,
    ) -> Result<(), Failure> {
        let units: HashMap<String, Unit> =
            asking.units.iter().map(|it| (it.id.clone(), it.clone())).collect();
        let mut keyboard = Keyboard::new();
        let (begun, first) = (Instant::now(), session.progress().0);
        let (mut told, mut warned) = (String::new(), false);
        while let Some(unit) = session.unit().map(str::to_owned) {
            if keyboard.is_terminal() {
                let coded = session.progress().0.saturating_sub(first);
                let each = (coded > 2).then(|| begun.elapsed().as_secs_f64() / coded as f64);
                let view = View {
                    unit: units.get(&unit),
                    show: &self.show,
                    session,
                    told: &told,
                    seconds_each: each,
                };
                write!(screen, "\x1b[2J\x1b[H{}", view.render(screen.width, screen.colours()))?;
                screen.flush()?;
            }
            told.clear();
            let Some(key) = keyboard.key()? else { break };
            match session.press(key) {
                Step::Show => {}
                Step::Tell(text) => told = text.to_owned(),
                Step::Unknown(text) => {
                    if !keyboard.is_terminal() && !std::mem::replace(&mut warned, true) {
                        let keys = session.keys();
                        screen.note(&format!("passed over: {text}; there are: {keys}"));
                    }
                    told = text.to_owned();
                }
                Step::Quit => break,
                Step::Save(mut said) => {
                    // of a unit that is asked again, what needs no other look stays
                    said.retain(|it| {
                        !self.again || it.code.is_empty() || again.contains_key(&key_of(it))
                    });
                    self.save(asking, &said)?;
                    told = line("saved", &said);
                    session.saved(said);
                    print(&told, &unit, &keyboard, screen)?;
                }
                Step::TakeBack(said) => {
                    self.take_back(asking, &said, again)?;
                    session.taken_back();
                    let unit = session.unit().unwrap_or_default().to_owned();
                    told = line("taken back", &said);
                    print(&told, &unit, &keyboard, screen)?;
                }
                Step::Remark => {
                    if keyboard.is_terminal() {
                        write!(screen, "memo: ")?;
                        screen.flush()?;
                    }
                    match keyboard.text(&session.draft().memo)? {
                        Some(memo) => session.remark(&memo),
                        None => break,
                    }
                }
                Step::Explain if keyboard.is_terminal() => {
                    let codes = session.codes();
                    let text = code_help(codes, screen.width, screen.colours());
                    let lines: Vec<&str> = text.lines().collect();
                    for page in lines.chunks(screen.height - 2) {
                        write!(
                            screen,
                            "\x1b[2J\x1b[H{}\n\nany key goes on, q leaves ",
                            page.join("\n")
                        )?;
                        screen.flush()?;
                        if keyboard.key()? == Some(Key::Quit) {
                            break;
                        }
                    }
                }
                Step::Explain => {
                    write!(screen, "{}", code_help(session.codes(), screen.width, false))?
                }
            }
        }
        Ok(())
    }

    /// What needs another look, where that is asked for: each coding as it stands.
    fn to_look_at(&self, asking: &Asking) -> Result<Stale, Failure> {
        if !self.again {
            return Ok(Stale::new());
        }
        let keys = asking.to_look_at(&self.coder)?;
        let own = asking.codings.current()?.into_iter().filter(|it| it.coder == self.coder);
        let keyed = own.map(|it| ((it.unit.clone(), it.code.clone()), it));
        Ok(keyed.filter(|it| keys.contains(&it.0)).collect())
    }

    /// Takes back what was saved last; of what was asked again what stood before stands again, with the codebook that
    /// it was coded with.
    fn take_back(
        &self,
        asking: &mut Asking,
        said: &[Answer],
        again: &Stale,
    ) -> Result<(), Failure> {
        let (version, now) = (asking.asked.version.clone(), codings::now());
        let mut all = Vec::new();
        for it in said {
            let stood =
                again.get(&key_of(it)).and_then(|it| Some((it.coded?.value(), &it.version)));
            let stood = stood.filter(|_| matches!(it.kind, Kind::Coding | Kind::CannotCode));
            let restored = stood.map(|(value, version)| match value {
                Some(value) => (Kind::Coding, value.to_string(), version),
                None => (Kind::CannotCode, "1".to_owned(), version),
            });
            let kind = restored.as_ref().map(|it| it.0);
            if kind != Some(it.kind) {
                let back = vec![(it.clone(), self.round())];
                all.extend(events(back, &self.coder, &version, TERMINAL, &now)?);
            }
            if let Some((kind, value, version)) = restored {
                let said = vec![(Answer { kind, value, ..it.clone() }, self.round())];
                all.extend(events(said, &self.coder, version, TERMINAL, &now)?);
            }
        }
        asking.codings.add_events(&all)?;
        Ok(())
    }

    /// What is asked again is said later than the first coding, which stays.
    fn round(&self) -> Round {
        if self.again { Round::Later } else { Round::Independent }
    }

    /// Saves what is said in one transaction: when it comes back it is on the disk.
    fn save(&self, asking: &mut Asking, said: &[Answer]) -> Result<(), Failure> {
        let answers = said.iter().map(|it| (it.clone(), self.round())).collect();
        let (version, now) = (asking.asked.version.clone(), codings::now());
        let events = events(answers, &self.coder, &version, TERMINAL, &now)?;
        asking.codings.add_events(&events)?;
        Ok(())
    }
}

/// What was saved, on a line.
fn line(what: &str, said: &[Answer]) -> String {
    let of = |it: &Answer| match it.code.as_str() {
        "" => format!(" {}={}", it.kind.as_str(), it.value),
        code if it.kind == codings::Kind::CannotCode && it.value == "1" => format!(" {code}=?"),
        code => format!(" {code}={}", it.value),
    };
    format!("{what}:{}", said.iter().map(of).collect::<String>())
}

/// For scripts: each save on a line of its own, at once.
fn print(told: &str, unit: &str, keyboard: &Keyboard, screen: &mut Screen) -> Result<(), Failure> {
    if !keyboard.is_terminal() {
        writeln!(screen, "{}", told.replacen(':', &format!(" {unit}"), 1))?;
        screen.flush()?;
    }
    Ok(())
}
