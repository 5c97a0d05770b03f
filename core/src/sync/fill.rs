//! First reading, the phone's side: the pieces of a scope are fetched one after the other, each resumed
//! where it broke off, and read as they come. A scope has a cursor only when all of them were read.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::phone::{ACKNOWLEDGED, Received, Report, Transport, receive};
use super::protocol::unpack;
use super::segment::{Plan, Segment, hash_of};
use crate::error::{Error, Result};
use crate::op::Scope;
use crate::store::fill::{self, Wanted};
use crate::store::segment::SegmentHash;
use crate::store::{Store, leave, meta, registry};

/// Bytes to ask for at once.
pub const STEP: u64 = 256 * 1024;

/// What the server says of the scopes without a cursor: what they consist of, or nothing, if they are read
/// by pages or may not be held any more.
pub(super) fn note(
    db: &Connection,
    plans: &BTreeMap<Scope, Plan>,
    granted: &BTreeMap<Scope, u64>,
) -> Result<()> {
    for scope in fill::scopes(db)?.into_keys() {
        if !plans.contains_key(&scope) {
            fill::forget(db, scope)?;
        }
        if !plans.contains_key(&scope) && !granted.contains_key(&scope) {
            leave::leave_scope(db, scope)?;
        }
    }
    for (scope, plan) in plans {
        let pieces: Result<Vec<(SegmentHash, u64)>> =
            plan.segments.iter().map(|piece| Ok((hash_of(&piece.hash)?, piece.length))).collect();
        if let Some(since) = fill::plan(db, *scope, plan.pinned, &pieces?)? {
            meta::set_cursor(db, *scope, since)?;
        }
    }
    Ok(())
}

/// The scopes being read for the first time, each with the number to read on from.
pub(super) fn since(db: &Connection) -> Result<BTreeMap<Scope, u64>> {
    fill::scopes(db)
}

/// No scope is being read for the first time any more: the log is another one.
pub(super) fn give_up(db: &Connection) -> Result<()> {
    fill::scopes(db)?.into_keys().try_for_each(|scope| fill::forget(db, scope))
}

/// The next bytes to fetch; `None` if no scope is being read for the first time.
pub fn next(store: &Store) -> Result<Option<Wanted>> {
    fill::next(store.db())
}

/// How often in one sync a piece may be gone before it has come.
const MOST_VOIDED: u32 = 8;
/// The server's word for what it does not have.
const NOT_FOUND: &str = "not_found";

/// Fetches the next bytes. `None` if the server does not have that piece any more, because something in it was
/// taken out since: the next answer names the pieces there are now. Who is told so again and again gives up for
/// this time.
///
/// # Errors
/// As [`Transport::fetch`].
pub fn fetch(transport: &mut dyn Transport, wanted: &Wanted, report: &mut Report) -> Result<Option<Vec<u8>>> {
    match transport.fetch(wanted) {
        Err(Error::Refused { code }) if code == NOT_FOUND && report.voided < MOST_VOIDED => {
            report.voided += 1;
            Ok(None)
        }
        bytes => bytes.map(Some),
    }
}

/// Takes bytes of a piece in, in one transaction: keeps them, or reads the piece if they were its last.
/// Returns how many operations were read; `None` while the piece is not whole.
///
/// # Errors
/// [`Error::MalformedMessage`] if they are not what was asked for; the piece is then fetched anew.
pub fn take(store: &mut Store, wanted: &Wanted, bytes: &[u8]) -> Result<Option<u64>> {
    let come = wanted.held + u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if bytes.is_empty() || come > wanted.length {
        return Err(Error::MalformedMessage("a segment is longer or shorter than it was said to be".into()));
    }
    if come < wanted.length {
        store.write(|db| fill::add(db, wanted, bytes))?;
        return Ok(None);
    }
    let read = store.write(|db| {
        let whole = fill::add(db, wanted, bytes)?;
        if *blake3::hash(&whole).as_bytes() != wanted.hash {
            fill::begin_again(db, wanted)?;
            return Ok(None);
        }
        read(db, wanted, &whole).map(Some)
    });
    match read {
        Ok(Some(ops)) => Ok(Some(ops)),
        Ok(None) => Err(Error::MalformedMessage("a segment does not have the hash it is named by".into())),
        Err(error) => {
            store.write(|db| fill::begin_again(db, wanted))?;
            Err(error)
        }
    }
}

fn read(db: &Connection, wanted: &Wanted, packed: &[u8]) -> Result<u64> {
    let own = meta::device(db)?.ok_or_else(|| Error::Refused { code: "not_enrolled".to_owned() })?;
    let segment: Segment = unpack(packed)?;
    let answered = meta::last(db, ACKNOWLEDGED)?;
    if segment.ops.iter().any(|op| op.s > answered && segment.devices.get(op.d) == Some(&own)) {
        // Sent by a copy of this file, or by this one and not heard of yet. The next answer tells.
        return Err(Error::MalformedMessage(
            "a segment holds more of this phone's than was answered for".into(),
        ));
    }
    let mut changed = BTreeSet::new();
    for op in &segment.ops {
        if let Received::Changed(record) = receive(db, own, &segment.devices, op)? {
            changed.insert(record);
        }
    }
    for record in changed {
        registry::refold(db, record)?;
    }
    if let Some(since) = fill::taken(db, wanted)? {
        meta::set_cursor(db, wanted.scope, since)?;
    }
    Ok(u64::try_from(segment.ops.len()).unwrap_or(u64::MAX))
}
