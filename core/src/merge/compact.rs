//! Compaction: what was replaced need not be told to who reads a log for the first time.
//!
//! A replaced write counts no more and is never read, but it must still be known: it says which writes
//! it saw. So it stays, without its value. The law, tested in `laws.rs`: any prefix of a log compacted,
//! then the rest, in any order, folds to the very bytes all of the log folds to.

use super::State;
use crate::op::{Change, Op, OpId, without_values};

/// The bytes of an operation without the values that others replaced, as far as `state`, the fold of all
/// that is to be told of its record, knows; `None` if nothing of it was replaced.
pub fn compact(state: &State, id: OpId, op: &Op, raw: &str) -> Option<String> {
    let Change::Set { fields, .. } = &op.change else { return None };
    let is_replaced = |name: &&String| state.field(name).is_some_and(|cell| cell.has_replaced(&id));
    let replaced = fields.keys().filter(is_replaced).cloned().collect();
    without_values(raw, &replaced)
}
