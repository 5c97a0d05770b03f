//! What one push carries.

use rusqlite::Connection;
use serde_json::value::RawValue;

use super::protocol::{GONE, MAX_OPS, MAX_PUSH_BYTES};
use crate::error::Result;
use crate::id::DeviceId;
use crate::op::is_blank;
use crate::store::{log, meta};

/// A stretch of this phone's log.
#[derive(Default)]
pub(super) struct Stretch {
    pub ops: Vec<Box<RawValue>>,
    /// How the clock was set right when they were written.
    pub skew: Option<i64>,
}

/// The longest stretch after `acknowledged` that fits one push and was written with the clock set the
/// same way. It is dense: where this file no longer has an operation, because its record left or was
/// erased, stands [`GONE`]; else what was written after it could never be sent.
pub(super) fn after(db: &Connection, device: DeviceId, acknowledged: u64) -> Result<Stretch> {
    let gone = || Ok::<_, crate::Error>(RawValue::from_string(GONE.to_owned())?);
    let mut stretch = Stretch { ops: Vec::new(), skew: None };
    let most = portion(db)?.unwrap_or(MAX_OPS).clamp(1, MAX_OPS);
    let (mut next, mut bytes) = (acknowledged + 1, 0);
    for entry in log::after(db, device, acknowledged, most)? {
        bytes += entry.raw.len();
        let alike = stretch.skew.is_none_or(|skew| skew == entry.skew);
        let fits = alike && (bytes <= MAX_PUSH_BYTES || stretch.skew.is_none());
        while next < entry.id.seq && stretch.ops.len() < most {
            stretch.ops.push(gone()?);
            next += 1;
        }
        if !fits || stretch.ops.len() == most {
            return Ok(stretch);
        }
        stretch.skew = Some(entry.skew);
        let is_blank = is_blank(&entry.op);
        stretch.ops.push(if is_blank { gone()? } else { RawValue::from_string(entry.raw)? });
        next += 1;
    }
    while next <= meta::last_seq(db)? && stretch.ops.len() < most {
        stretch.ops.push(gone()?);
        next += 1;
    }
    Ok(stretch)
}

/// Most operations this phone's messages carry, if that is fewer than they may.
const PORTION: &str = "portion";

/// Most operations one message is to carry, if somebody said so.
pub(super) fn portion(db: &Connection) -> Result<Option<usize>> {
    Ok(meta::get(db, PORTION)?.and_then(|text| text.parse().ok()))
}

/// Says how many operations one message is to carry at most; `None`: as many as may be.
pub fn set_portion(db: &Connection, most: Option<usize>) -> Result<()> {
    most.map_or_else(|| meta::forget(db, PORTION), |most| meta::set(db, PORTION, &most.to_string()))
}
