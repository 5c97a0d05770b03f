//! Listens to every answer on the wire, and looks at every phone that heard one.

use std::collections::BTreeSet;

use latarnia_core::id::{DeviceId, RecordId};
use latarnia_core::op::{Change, Op, OpId, Scope, is_blank, parse};
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

/// A phone's cursor never passes a number it has not seen. While the log of the server never went back, numbers mean
/// the same on both sides; once a record was moved or erased, they do for a phone that has read to the end.
pub fn look_for_gaps(world: &mut World, phone: usize) {
    let (here, there) = (world.phones[phone].disk.store().db(), world.server.disk.store().db());
    let moved = "select exists (select 1 from departure) or exists (select 1 from erased)";
    let moved = there.query_row(moved, [], |row| row.get::<_, bool>(0)).expect("a store can be read");
    let cursors = meta::cursors(here).expect("a store can be read");
    let end = world.server.log_number();
    let is_behind = cursors.iter().any(|(_, cursor)| *cursor < end);
    if world.server.setbacks > 0 || (moved && is_behind) {
        return;
    }
    let fills = "select exists (select 1 from fill)";
    let fills = here.query_row(fills, [], |row| row.get::<_, bool>(0)).expect("a store can be read");
    for (scope, cursor) in cursors {
        let [seen, there] = [here, there].map(|db| numbered(db, scope, cursor));
        let lacks = there.difference(&seen).map(|one| (one, "lacks"));
        // What is newer than the segments of a scope may be here before them: it is taken for what it says of itself.
        let too_many = seen.difference(&there).filter(|_| !fills).map(|one| (one, "has of it alone"));
        if let Some(((number, id), word)) = lacks.chain(too_many).next() {
            let gap = format!("phone {phone} read {scope} up to {cursor} and {word} number {number} ({id})");
            return world.harms.note(Harm::Lost, gap);
        }
    }
}

/// What has a number in a scope, up to one. Of what was erased nothing is handed on, and orders to erase are handed on
/// another way.
pub fn numbered(db: &Connection, scope: Scope, until: u64) -> BTreeSet<(i64, OpId)> {
    let select = "select number, device, seq, raw from op where scope = ?1 and number <= ?2";
    let mut select = db.prepare_cached(select).expect("the log has these columns");
    let until = i64::try_from(until).unwrap_or(i64::MAX);
    let rows = select.query_map(params![scope.to_string(), until], |row| {
        let seq = u64::try_from(row.get::<_, i64>(2)?).unwrap_or_default();
        let id = OpId { device: row.get::<_, [u8; 16]>(1)?.into(), seq };
        Ok((row.get(0)?, id, row.get::<_, String>(3)?))
    });
    let rows: Vec<(i64, OpId, String)> = rows.and_then(Iterator::collect).expect("a store can be read");
    let is_order = |op: &Op| matches!(op.change, Change::Erase { .. });
    let is_left = |raw: &str| parse(raw).is_ok_and(|op| !is_blank(&op) && !is_order(&op));
    rows.into_iter().filter(|(_, _, raw)| is_left(raw)).map(|(number, id, _)| (number, id)).collect()
}
