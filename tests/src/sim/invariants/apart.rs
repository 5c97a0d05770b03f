//! A phone holds nothing of scopes that are not its own.

use std::collections::BTreeSet;

use super::Findings;
use super::erased::everything;
use super::kept::{believed, granted};
use crate::sim::harm::Harm;
use crate::sim::ledger::{marks_in, raw_of};
use crate::sim::phone::Phone;
use crate::sim::world::World;

/// No operation, no row, no word of another scope is left on any phone. What a worker wrote and the
/// server refused stays with her.
pub fn judge(world: &World) -> Findings {
    let mut found = Findings::new();
    for phone in world.well() {
        let scopes = granted(world, phone);
        let knows = believed(world, phone);
        if scopes.iter().collect::<BTreeSet<_>>() != knows.iter().collect() {
            found.push((Harm::Diverged, format!("phone {phone} holds {knows:?} and may hold {scopes:?}")));
        }
        for mark in marks_left(&world.phones[phone]) {
            let scope = world.ledger.record_of(&mark).and_then(|record| world.scope_of(record));
            if let Some(scope) = scope.filter(|scope| !scopes.contains(scope)) {
                found.push((Harm::Leaked, format!("{mark} of {scope} is left on phone {phone}")));
            }
        }
    }
    found
}

/// The marks in a phone's store, but those of its own refused operations.
fn marks_left(phone: &Phone) -> BTreeSet<String> {
    let db = phone.disk.store().db();
    let mut all = marks_in(&everything(db));
    for entry in latarnia_core::store::log::unaccepted(db).expect("a store can be read") {
        let raw = raw_of(db, entry.id).expect("it is there");
        for mark in marks_in(&raw) {
            all.remove(&mark);
        }
    }
    all
}
