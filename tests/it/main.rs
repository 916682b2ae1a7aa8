//! The program as its users meet it: each test runs the built `framebook` in a folder of its own and
//! reads what it printed and left. One file a command, and four that read the project itself.
//!
//! Three kinds of things may be missing. A program (R and its package survey, PSPP, Python): the test
//! says that it is skipped, or fails with `FRAMEBOOK_TEST_REQUIRE_ALL=1`. The shared corpora,
//! `../shared/corpora` beside the project: the test says that it is skipped, always; they are data and
//! no part of the project. A page of docs/: nothing to hold.

mod adjudicate;
mod again;
mod agree;
mod agree_spans;
mod annotate;
mod chart;
mod check;
mod code;
mod codings;
mod codings_store;
mod correct;
mod docs;
mod dossier;
mod explain;
mod export;
mod folder;
mod formats;
mod gold;
mod kwic;
mod mistakes;
mod people;
mod report;
mod run;
mod sample;
mod sheet;
mod statistics;
mod structure;
mod table;
mod validate;
