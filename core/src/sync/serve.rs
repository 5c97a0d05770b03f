//! The server's side of a pull: the next page of every scope the reader may hold.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::value::RawValue;

use super::accept::log_number;
use super::protocol::{MAX_OPS, Numbered};
use crate::error::Result;
use crate::id::DeviceId;
use crate::op::Scope;
use crate::store::log::{self, Entry};

/// One page.
#[derive(Debug, Default)]
pub struct Page {
    /// Scope → the number up to which it has been scanned.
    pub cursors: BTreeMap<Scope, u64>,
    /// The devices the operations come from.
    pub devices: Vec<DeviceId>,
    /// The operations.
    pub ops: Vec<Numbered>,
    /// Some scope has more.
    pub more: bool,
}

/// Most bytes of operations in one page.
const MAX_PAGE_BYTES: usize = 1024 * 1024;

/// Reads the next page for `reader`, whose scopes are `granted`, from where `cursors` say. Run it in
/// one read transaction: what it scanned must be what the cursor says.
pub fn page(
    db: &Connection,
    reader: DeviceId,
    granted: &[Scope],
    cursors: &BTreeMap<Scope, u64>,
) -> Result<Page> {
    let newest = log_number(db)?;
    let mut page = Page::default();
    let mut bytes = 0;
    for scope in granted {
        let from = cursors.get(scope).copied().unwrap_or_default();
        let room = MAX_OPS.saturating_sub(page.ops.len());
        let entries = if from < newest { log::page(db, *scope, from, room + 1)? } else { Vec::new() };
        let mut scanned = newest.max(from);
        for (place, entry) in entries.into_iter().enumerate() {
            if place == room || bytes > MAX_PAGE_BYTES {
                page.more = true;
                scanned = entry.number.unwrap_or_default().saturating_sub(1);
                break;
            }
            bytes += entry.raw.len();
            page.put(reader, entry)?;
        }
        page.cursors.insert(*scope, scanned);
    }
    Ok(page)
}

impl Page {
    fn put(&mut self, reader: DeviceId, entry: Entry) -> Result<()> {
        let device = entry.id.device;
        let place = self.devices.iter().position(|known| *known == device).unwrap_or_else(|| {
            self.devices.push(device);
            self.devices.len() - 1
        });
        let own = device == reader;
        self.ops.push(Numbered {
            n: entry.number.unwrap_or_default(),
            d: place,
            s: entry.id.seq,
            e: entry.effective.unwrap_or_default(),
            op: if own { None } else { Some(RawValue::from_string(entry.raw)?) },
        });
        Ok(())
    }
}
