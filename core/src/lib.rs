//! The part of Latarnia that is the same on a phone and on the server.
//!
//! Read it in the order a change travels:
//!
//! * [`record`]: what is known: persons, sites, contacts …; one typed struct and one field table each
//! * [`op`]: how it changes: the operation and its versioned codec
//! * [`merge`]: why two logs give one truth: cells, and the fold over a record's operations
//! * [`store`]: where it rests: one SQLite file with log, registry, search and positions
//! * [`sync`]: how logs travel: the protocol's types, the phone's side and the server's side of it
//! * [`view`]: what people look at: read models that never write
//!
//! Beside them: [`id`], [`clock`], [`access`] (who may see and do what) and [`error`].
//!
//! This crate deliberately has no async, no network, no clock and no randomness of its own: time and
//! ids are arguments, so that a test or a simulation owns them.

pub mod access;
pub mod clock;
pub mod error;
pub mod id;
pub mod merge;
pub mod op;
pub mod record;
pub mod store;
pub mod sync;
pub mod typescript;
pub mod view;

pub use error::{Error, Result};
