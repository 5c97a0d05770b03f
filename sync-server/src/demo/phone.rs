//! A phone of the demo: a real store with a real log, pushed the way phones push.

use latarnia_core::access::Principal;
use latarnia_core::clock::Millis;
use latarnia_core::error::{Error, Result};
use latarnia_core::id::DeviceId;
use latarnia_core::store::{Store, log, meta};
use latarnia_core::sync::accept::Turned;
use latarnia_core::sync::protocol::MAX_OPS;
use rusqlite::Connection;

use crate::registry::Pushed;
use crate::registry::sqlite::take_push;

/// The app the demo's phones run.
pub const APP_VERSION: &str = "0.1.0";

/// A phone and whose it is.
pub struct Phone {
    pub device: DeviceId,
    pub owner: Principal,
    pub store: Store,
    sent: u64,
}

impl Phone {
    /// A phone that was just enrolled.
    pub fn new(device: DeviceId, owner: Principal) -> Result<Self> {
        let store = Store::in_memory()?;
        meta::set_device(store.db(), device)?;
        Ok(Self { device, owner, store, sent: 0 })
    }

    /// Sends everything that was written since the last time.
    pub fn push(&mut self, server: &Connection, now: Millis) -> Result<()> {
        loop {
            let waiting = log::after(self.store.db(), self.device, self.sent, MAX_OPS)?;
            if waiting.is_empty() {
                return Ok(());
            }
            let push = Pushed {
                device: self.device,
                writer: self.owner.clone(),
                first: self.sent + 1,
                ops: waiting.into_iter().map(|entry| entry.raw).collect(),
                erased: 0,
                tip: None,
                clock_error: 0,
                app_version: Some(APP_VERSION.to_owned()),
                now,
            };
            let (outcome, _) = take_push(server, &push).map_err(|turned| match turned {
                Turned::Store(error) => error,
                Turned::Fork { seq } => Error::MalformedOp(format!("the demo wrote operation {seq} twice")),
            })?;
            if let Some(refused) = outcome.refused.first() {
                return Err(Error::MalformedOp(format!(
                    "the demo wrote what is refused: {}",
                    refused.reason
                )));
            }
            self.sent = outcome.head;
        }
    }
}
