//! The phone's brain, with no window in it: the same commands behind the Tauri shell, the loopback
//! bridge and the tests.
//!
//! * [`commands`]: the table of everything a screen can ask for; `command/` has one file per family
//! * [`app`]: [`FieldApp`], which owns the vault, the clock and the background work
//! * [`vault`]: the encrypted store, its key, the PIN; [`keystore`] is the seam to the phone's hardware;
//!   [`hold`] keeps a second program out, [`slots`] keep the workers of a shared phone apart; [`alarm`] is the
//!   seam to its alarm clock, [`trust`] to its certificates, [`biometric`] to its reader of fingers and faces, which
//!   opens a [`second_key`] of the vault
//! * [`syncer`] and [`http`]: sync in the background, with honest states
//! * [`photos`]: pictures in the background, [`picture`] draws them, [`connection`] says what sending costs;
//!   [`errand`] is what both kinds of background work have in common
//! * [`map_file`]: fetching the basemap, resumable and checked
//!
//! It deliberately knows nothing of Tauri, and draws no screen.

pub mod alarm;
pub mod app;
pub mod biometric;
pub mod command;
pub mod commands;
pub mod connection;
pub mod enrolment;
pub mod errand;
pub mod error;
mod finger;
pub mod hold;
pub mod http;
pub mod keystore;
pub mod map_file;
pub mod photos;
pub mod picture;
pub mod second_key;
pub mod slots;
pub mod syncer;
#[cfg(test)]
mod testing;
pub mod throttle;
pub mod trust;
pub mod vault;

pub use app::{Event, FieldApp, Parts};
pub use error::{CallError, Code};
