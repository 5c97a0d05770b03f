//! Nothing is lost.

use std::collections::{BTreeMap, BTreeSet};

use latarnia_core::op::{OpId, Scope, without_fields};
use latarnia_core::store::{log, meta};
use rusqlite::Connection;

use super::Findings;
use crate::sim::harm::Harm;
use crate::sim::ledger::{Deed, Written, log_of};
use crate::sim::phone::Standing;
use crate::sim::wiretap::numbered;
use crate::sim::world::World;

/// What became of an operation: 0 waiting, 1 accepted, 2 suppressed, 3 quarantined.
type Verdict = i64;
const QUARANTINED: Verdict = 3;

/// Every promise kept, every operation on the server, every accepted one on every phone of its scope.
pub fn judge(world: &World) -> Findings {
    let server = world.server.disk.store().db();
    let held: BTreeSet<Deed> = log_of(server, None).expect("a store can be read").into_iter().collect();
    let mut found = Findings::new();
    broken_promises(world, &held, &mut found);
    never_arrived(world, &held, &mut found);
    let verdicts = verdicts(server);
    for phone in world.well() {
        unsettled(world, phone, &verdicts, &mut found);
        unseen(world, phone, &mut found);
    }
    found
}

fn broken_promises(world: &World, held: &BTreeSet<Deed>, found: &mut Findings) {
    for deed in world.ledger.promised.difference(held) {
        found.push((Harm::Lost, format!("{} was acknowledged and is not on the server", deed.0)));
    }
}

/// A forked phone may still keep what it wrote: it is stranded, not lost.
fn never_arrived(world: &World, held: &BTreeSet<Deed>, found: &mut Findings) {
    let forked = world.phones.iter().filter(|phone| phone.standing == Standing::Forked);
    let stranded: BTreeSet<Deed> = forked
        .flat_map(|phone| log_of(phone.disk.store().db(), Some(phone.device)).expect("a store can be read"))
        .collect();
    for (deed, written) in &world.ledger.written {
        let wanted = !written.gone && !world.ledger.tells_of_erased(&written.raw);
        if wanted
            && !held.contains(deed)
            && !held.contains(&reduced(world, deed, written))
            && !stranded.contains(deed)
        {
            found.push((Harm::Lost, format!("{} was committed and never arrived: {}", deed.0, written.raw)));
        }
    }
}

/// The operation as a phone sends it that carried out an order about some fields while it waited.
fn reduced(world: &World, deed: &Deed, written: &Written) -> Deed {
    let orders = world.server.erased.iter().filter(|(record, _)| *record == written.record);
    let fields: BTreeSet<String> = orders.flat_map(|(_, fields)| fields.iter().cloned()).collect();
    let rest = without_fields(&written.raw, &fields);
    (deed.0, rest.map_or(deed.1, |rest| log::digest(&rest)))
}

fn verdicts(db: &Connection) -> BTreeMap<OpId, Verdict> {
    let mut select = db.prepare("select device, seq, verdict from op").expect("the log has these columns");
    let rows = select.query_map([], |row| {
        let device = row.get::<_, [u8; 16]>(0)?.into();
        Ok((OpId { device, seq: u64::try_from(row.get::<_, i64>(1)?).unwrap_or_default() }, row.get(2)?))
    });
    rows.and_then(Iterator::collect).expect("a store can be read")
}

/// What a phone says became of its operations is what the server says.
fn unsettled(world: &World, phone: usize, server: &BTreeMap<OpId, Verdict>, found: &mut Findings) {
    let (db, own) = (world.phones[phone].disk.store().db(), world.phones[phone].device);
    let waiting = log::waiting(db, own).expect("a store can be read");
    if waiting > 0 {
        found.push((Harm::Lost, format!("{waiting} operations of phone {phone} wait for ever")));
    }
    let here = verdicts(db);
    let refused = server.iter().filter(|(id, verdict)| id.device == own && **verdict == QUARANTINED);
    for (id, _) in refused.filter(|(id, _)| !world.phones[phone].forgot && !here.contains_key(id)) {
        found.push((Harm::Lost, format!("{id} was refused and is gone from phone {phone}")));
    }
    for (id, here) in here.into_iter().filter(|(id, _)| id.device == own) {
        let there = server.get(&id);
        if here != 0 && there != Some(&here) {
            found.push((Harm::Lost, format!("{id}: phone {phone} says {here}, the server says {there:?}")));
        }
    }
}

/// Every accepted operation is on every phone that may hold it.
fn unseen(world: &World, phone: usize, found: &mut Findings) {
    let here = log_of(world.phones[phone].disk.store().db(), None).expect("a store can be read");
    let here: BTreeSet<OpId> = here.into_iter().map(|(id, _)| id).collect();
    for scope in granted(world, phone) {
        for (number, id) in numbered(world.server.disk.store().db(), scope, u64::MAX) {
            if !here.contains(&id) {
                found
                    .push((Harm::Lost, format!("number {number} ({id}) of {scope} is not on phone {phone}")));
            }
        }
    }
}

/// The scopes of a phone, by what the server says now.
pub fn granted(world: &World, phone: usize) -> Vec<Scope> {
    world.server.principal(world.phones[phone].device).map(|who| who.scopes()).unwrap_or_default()
}

/// The scopes a phone believes to hold.
pub fn believed(world: &World, phone: usize) -> Vec<Scope> {
    let cursors = meta::cursors(world.phones[phone].disk.store().db()).expect("a store can be read");
    cursors.into_iter().map(|(scope, _)| scope).collect()
}
