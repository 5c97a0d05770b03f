//! Measurements: our engine beside its floors and its peers, on the same forms of ten fields, in turn.
//!
//! * [`table`]: what is printed: medians, their spread, ratios and goals
//! * [`ours`]: a real server and phones over loopback, request by request
//! * [`floor`]: the same rows, written by nothing but SQLite
//! * [`peer`]: Anki's and `PouchDB`'s servers and clients, each run by a small program in `tests/peers`
//! * [`capture`]: saving one contact on a phone
//! * [`history`]: what a sync takes of memory where there is a long history
//! * [`town`]: a phone that holds ten years of a large city

pub mod capture;
pub mod floor;
pub mod history;
pub mod ours;
pub mod peer;
pub mod table;
pub mod town;

pub use table::{Goal, Samples, Table};
