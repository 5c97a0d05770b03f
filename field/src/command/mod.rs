//! The commands, one family per file: read the input, do one thing in one transaction, answer.

pub mod alarm;
pub mod attachment;
pub mod basemap;
pub mod consent;
pub mod contact;
pub mod count;
pub mod draft;
pub mod event;
pub mod facility;
pub mod finger;
pub mod intervention;
pub mod outing;
pub mod person;
pub mod referral;
pub mod report;
pub mod route;
pub mod search;
pub mod session;
pub mod settings;
pub mod site;
pub mod sync;
pub mod task;
pub mod today;
pub mod visit;
pub mod week;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Nothing to say, on the way in or out.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, TS)]
pub struct Nothing {}
