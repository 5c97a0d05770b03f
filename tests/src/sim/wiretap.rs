//! Listens to every answer on the wire, and looks at every phone that heard one.

use std::collections::BTreeSet;

use latarnia_core::id::{DeviceId, RecordId};
use latarnia_core::op::{Scope, parse};
use latarnia_core::store::meta;
use latarnia_core::sync::protocol::{MAX_OP_BYTES, MAX_OPS, Reply, unpack};
use latarnia_core::sync::segment::Segment;
use rusqlite::{Connection, params};

use super::filling::Piece;
use super::harm::Harm;
use super::ledger::marks_in;
use super::world::World;

/// Most bytes of operations in one answer: a page, and the operation that went over its limit.
const MOST_BYTES: usize = 1024 * 1024 + MAX_OP_BYTES;

/// Nothing out of the reader's scopes is in an answer, and no answer is larger than a page.
pub fn listen(world: &mut World, reader: DeviceId, answer: &[u8], granted: &[Scope]) {
    let Ok(reply) = unpack::<Reply>(answer) else {
        return world.harms.note(Harm::Lost, format!("an answer to {reader} cannot be read"));
    };
    let bytes: usize = reply.ops.iter().filter_map(|op| op.op.as_ref()).map(|raw| raw.get().len()).sum();
    world.largest = world.largest.max(bytes);
    if reply.ops.len() > MAX_OPS || bytes > MOST_BYTES {
        let size = format!("an answer of {} operations and {bytes} bytes", reply.ops.len());
        world.harms.note(Harm::Diverged, size);
    }
    let records: BTreeSet<RecordId> =
        reply.ops.iter().filter_map(|op| Some(parse(op.op.as_ref()?.get()).ok()?.record)).collect();
    for record in records {
        forbidden(world, reader, granted, world.scope_of(record), || format!("{record:?}"));
    }
    for mark in marks_in(&serde_json::to_string(&reply).expect("it was JSON a moment ago")) {
        let scope = world.ledger.record_of(&mark).and_then(|record| world.scope_of(record));
        forbidden(world, reader, granted, scope, || mark);
    }
}

fn forbidden(
    world: &mut World,
    reader: DeviceId,
    granted: &[Scope],
    scope: Option<Scope>,
    what: impl FnOnce() -> String,
) {
    if let Some(scope) = scope.filter(|scope| !granted.contains(scope)) {
        world.harms.note(Harm::Leaked, format!("{} of {scope} was sent to {reader}", what()));
    }
}

/// Nothing out of the reader's scopes is in a segment.
pub fn listen_to_piece(world: &mut World, reader: DeviceId, piece: &Piece) {
    let Ok(segment) = unpack::<Segment>(&piece.whole) else {
        return world.harms.note(Harm::Lost, format!("a segment for {reader} cannot be read"));
    };
    for raw in segment.ops.iter().filter_map(|op| op.op.as_ref()) {
        let record = parse(raw.get()).ok().map(|op| op.record);
        let scope = record.and_then(|record| world.scope_of(record));
        forbidden(world, reader, &piece.granted, scope, || format!("{record:?}"));
    }
}

/// A phone's cursor never passes a number it has not seen. While the log of the server never went back and
/// no record was moved or erased, numbers mean the same on both sides.
pub fn look_for_gaps(world: &mut World, phone: usize) {
    let (here, there) = (world.phones[phone].disk.store().db(), world.server.disk.store().db());
    let moved = "select exists (select 1 from departure) or exists (select 1 from erased)";
    let moved = there.query_row(moved, [], |row| row.get::<_, bool>(0)).expect("a store can be read");
    if world.server.setbacks > 0 || moved {
        return;
    }
    for (scope, cursor) in meta::cursors(here).expect("a store can be read") {
        let (seen, numbered) = (count(here, scope, cursor), count(there, scope, cursor));
        if seen != numbered {
            let gap = format!("phone {phone} read {scope} up to {cursor} and has {seen} of {numbered}");
            return world.harms.note(Harm::Lost, gap);
        }
    }
}

fn count(db: &Connection, scope: Scope, until: u64) -> i64 {
    let select = "select count(*) from op where scope = ?1 and number <= ?2";
    let until = i64::try_from(until).unwrap_or(i64::MAX);
    let mut select = db.prepare_cached(select).expect("the log has these columns");
    select.query_row(params![scope.to_string(), until], |row| row.get(0)).expect("a store can be read")
}
