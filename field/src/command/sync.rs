//! Sync, told honestly.

use latarnia_core::clock::Millis;
use latarnia_core::id::RecordId;
use latarnia_core::record::Kind;
use serde::Serialize;
use ts_rs::TS;

use super::Nothing;
use super::attachment::PhotoQueue;
use crate::FieldApp;
use crate::error::{CallError, Code};

/// What waits, what was refused, what goes on.
#[derive(Clone, Debug, Serialize, TS)]
pub struct SyncState {
    /// What goes on now.
    pub phase: Phase,
    /// Operations not yet on the server.
    pub waiting: u64,
    /// When the server last answered, by its clock.
    pub last_sync: Option<Millis>,
    /// Until when this phone opens without asking the server; absent before the first answer.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lease_until: Option<Millis>,
    /// Why the last attempt failed; gone after one that did not.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<Code>,
    /// When the next attempt is made by itself.
    pub next_attempt: Option<Millis>,
    /// How far the first reading of an area has come; absent when everything has been read once.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filling: Option<Filling>,
    /// How wrong this phone's clock is, in milliseconds; shown above five minutes.
    pub clock_error_ms: i64,
    /// Records that wait or were refused.
    pub records: u64,
    /// Of these, refused.
    pub refused: u64,
    /// The first of them: those refused, then those that wait, oldest first.
    pub items: Vec<SyncItem>,
    /// How pictures stand; they never hold up the rest.
    pub photos: PhotoQueue,
}

/// An area being read for the first time. What came of it can be worked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Filling {
    /// Pieces that are here.
    pub taken: u64,
    /// All pieces.
    pub total: u64,
}

/// What goes on now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Phase {
    /// Nothing waits, nothing goes on.
    Done,
    /// Something waits.
    Waiting,
    /// Sending: `sent` of `total` operations were answered for.
    Sending {
        /// Answered for.
        sent: u64,
        /// To send.
        total: u64,
    },
    /// Reading what is new; so many operations so far.
    Receiving {
        /// Read so far.
        received: u64,
    },
}

/// One record that waits or was refused.
#[derive(Clone, Debug, Serialize, TS)]
pub struct SyncItem {
    /// Which record.
    pub record: RecordId,
    /// Of which kind; absent if this version does not know it.
    pub kind: Option<Kind>,
    /// What it is called, or whom it is about.
    pub title: String,
    /// When it was written.
    pub at: Millis,
    /// Absent while it waits; else the code of the reason it was refused for.
    pub refused: Option<String>,
}

/// How sync stands.
pub fn show(app: &FieldApp, _: Nothing) -> Result<SyncState, CallError> {
    app.sync_state()
}

/// Starts a sync.
pub fn start(app: &FieldApp, _: Nothing) -> Result<SyncState, CallError> {
    app.start_sync();
    app.sync_state()
}
