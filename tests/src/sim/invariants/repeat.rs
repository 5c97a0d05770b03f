//! Sending everything once more changes nothing.

use latarnia_core::clock::Clock;
use latarnia_core::op::is_blank;
use latarnia_core::store::log;
use latarnia_core::sync::protocol::{MAX_OPS, Request, VERSION, pack};
use rusqlite::Connection;
use serde_json::value::RawValue;

use super::Findings;
use crate::sim::harm::Harm;
use crate::sim::world::World;

/// Every phone sends its whole log again.
pub fn judge(world: &mut World) -> Findings {
    let before = server_tables(world.server.disk.store().db());
    let mut found = Findings::new();
    for phone in world.well() {
        for request in everything_again(world, phone) {
            let device = world.phones[phone].device;
            let taken = world.server.begin(device, &request, world.now);
            if let Err(refusal) = taken {
                found.push((Harm::Lost, format!("phone {phone} may not repeat itself: {refusal:?}")));
            }
        }
    }
    let after = server_tables(world.server.disk.store().db());
    if before != after {
        found.push((Harm::Doubled, "sending everything once more changed the server".into()));
    }
    found
}

/// A phone's own log in requests, each a stretch without a hole.
fn everything_again(world: &World, phone: usize) -> Vec<Vec<u8>> {
    let (db, device) = (world.phones[phone].disk.store().db(), world.phones[phone].device);
    let entries = log::after(db, device, 0, usize::MAX).expect("a store can be read");
    let mut stretches: Vec<(u64, Vec<Box<RawValue>>)> = Vec::new();
    for entry in entries.into_iter().filter(|entry| !is_blank(&entry.op)) {
        let raw = RawValue::from_string(entry.raw).expect("it was JSON when it was written");
        match stretches.last_mut().filter(|(first, ops)| {
            ops.len() < MAX_OPS && first + u64::try_from(ops.len()).unwrap_or_default() == entry.id.seq
        }) {
            Some((_, ops)) => ops.push(raw),
            None => stretches.push((entry.id.seq, vec![raw])),
        }
    }
    let now = world.phones[phone].clock(world.now).now();
    let epoch = world.server.epoch.name.clone();
    let request = |(first, ops)| Request {
        proto: VERSION,
        epoch: Some(epoch.clone()),
        now,
        first,
        ops,
        ..Request::default()
    };
    stretches.into_iter().map(|stretch| pack(&request(stretch)).expect("a request can be packed")).collect()
}

fn server_tables(db: &Connection) -> Vec<String> {
    let select =
        "select json_array(hex(device), seq, number, effective, verdict, reason, hex(digest), raw) from op
        union all select json_array(hex(id), doc, void, updated, occurred) from record
        union all select json_array(key, value) from meta order by 1";
    let mut select = db.prepare(select).expect("the store has these columns");
    let rows = select.query_map([], |row| row.get(0));
    rows.and_then(Iterator::collect).expect("a store can be read")
}
