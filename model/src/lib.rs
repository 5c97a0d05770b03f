//! A small model of the sync protocol, looked through to the end.
//!
//! It mirrors `docs/SYNC.md`, not the engine: what is here is written down a second time, from the rules.
//! Three phones and a server write, sync, fail and go back in every order there is, and in every state that
//! can be reached the [`claims`] are looked at. The rules can be switched off one by one ([`rules`]); for
//! each there is a test in which the checker then finds what it prevents.
//!
//! * [`op`], [`server`], [`phone`]: who takes part
//! * [`world`]: what can happen
//! * [`claims`]: what must be true
//! * [`explore`]: how it is looked through
//! * [`story`]: how much of it is looked through at once
//!
//! Not in it: scopes and moves (there is one scope), quarantine, segments, pictures, erasure of single
//! fields, the merge of sets, and several servers.

pub mod claims;
pub mod explore;
pub mod fingerprint;
pub mod op;
pub mod phone;
pub mod reduce;
pub mod rules;
pub mod server;
pub mod story;
pub mod sweep;
pub mod world;
