//! A phone that was restored or copied gets a new identity, and nothing it wrote is lost.
//!
//! Two phones with one identity would give the same numbers to different operations. The server
//! notices, and takes nothing more under that identity. The phone enrols again; what the server had
//! not answered for is numbered anew, as the new device's own log from 1. What both copies had when they
//! parted the server has answered for, whoever of them sent it ([`super::phone::carry_less`]). Records keep their ids, so
//! what the other copy has sent already is the same record, not a second one.

use rusqlite::Connection;

use super::phone::{ACKNOWLEDGED, FORKED};
use super::stretch;
use crate::error::{Error, Result};
use crate::id::{DeviceId, RecordId};
use crate::op::OpId;
use crate::store::log::{self, Entry};
use crate::store::{meta, registry};

/// Makes this file `new`'s and numbers anew what waits; returns how many operations that were. What
/// was answered for stays under the old identity, this file's own all the same.
pub fn restamp(db: &Connection, new: DeviceId) -> Result<u64> {
    let old = meta::device(db)?.ok_or_else(|| Error::Refused { code: "not_enrolled".to_owned() })?;
    if old == new {
        return Ok(0);
    }
    let acknowledged = meta::last(db, ACKNOWLEDGED)?;
    let waiting = log::after(db, old, acknowledged, usize::MAX)?;
    meta::become_device(db, new)?;
    let mut seq = 0;
    let mut touched: Vec<RecordId> = Vec::new();
    for entry in &waiting {
        seq += 1;
        touched.push(entry.op.record);
        log::renumber(db, entry.id, OpId { device: new, seq }, &renamed(&entry.raw, &waiting, new))?;
    }
    meta::set_last_seq(db, seq)?;
    meta::forget(db, ACKNOWLEDGED)?;
    meta::forget(db, FORKED)?;
    stretch::set_portion(db, None)?;
    touched.sort();
    touched.dedup();
    touched.into_iter().try_for_each(|record| registry::refold(db, record))?;
    Ok(seq)
}

/// The bytes of an operation in which what it saw has the new numbers.
fn renamed(raw: &str, waiting: &[Entry], new: DeviceId) -> String {
    let mut renamed = raw.to_owned();
    for (seen, seq) in waiting.iter().zip(1_u64..) {
        let old = format!("\"{}\"", seen.id);
        if renamed.contains(&old) {
            renamed = renamed.replace(&old, &format!("\"{new}:{seq}\""));
        }
    }
    renamed
}
