//! A study: what is coded with what, and what is made of it. `study.toml` enters; finished results
//! leave.

pub mod agreement;
pub mod asking;
pub mod chinese;
pub mod compared;
pub mod concordance;
pub mod context;
pub mod corrected;
mod counted;
pub mod decided;
pub mod dossier;
pub mod drawn;
pub mod errors;
pub mod explain;
pub mod export;
pub mod figure;
pub mod file;
pub mod gold;
pub mod meaning;
pub mod pairs;
pub mod pass;
pub mod prepared;
mod recode;
pub mod report;
pub mod reprints;
pub mod results;
pub mod sample;
pub mod scaffold;
pub mod sensitivity;
pub mod stored;
pub mod summary;
pub mod usage;
pub mod validated;
pub mod validation;
pub mod variable;
pub mod views;
pub mod words;

pub use file::{Population, Study, StudySource};
pub use pass::{Coded, Job};
pub use results::{Published, Wanted, publish};
pub use stored::{ChartWish, Event, Phase, Sampling, SourceRecord, StoredPass, StoredSource};

/// What ends a study: the message says what, where, and how to go on.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How many threads work is spread over: the cores that this program may use, 1 where that is not known.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
