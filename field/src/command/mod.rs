//! The commands, one family per file: read the input, do one thing in one transaction, answer.

pub mod basemap;
pub mod contact;
pub mod draft;
pub mod facility;
pub mod intervention;
pub mod outing;
pub mod person;
pub mod search;
pub mod session;
pub mod settings;
pub mod site;
pub mod sync;
pub mod today;
pub mod visit;
