//! The cell: the one causal structure everything merges by.
//!
//! A cell holds the writes nobody has replaced (its *heads*) and the ids of all writes somebody said
//! they saw and replaced. A write that arrives after its replacement is therefore known to be old,
//! whatever the order of arrival. The newest head wins; the others are the concurrent losers, still
//! there to be read. A field of a living record is a cell, a whole event form is a cell, and an
//! element of an add-wins set is a cell whose heads are the adds nobody took back.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::Hlc;
use crate::id::WorkerId;
use crate::op::OpId;

/// One value somebody wrote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Write {
    /// When, by the effective time.
    pub at: Hlc,
    /// Who.
    pub by: WorkerId,
    /// What.
    pub value: Value,
}

/// The writes of one field, form or set element that nobody has replaced.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    heads: BTreeMap<OpId, Write>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    replaced: BTreeSet<OpId>,
}

impl Cell {
    /// Takes the write of operation `id`, which saw and replaces `saw`.
    pub fn write(&mut self, id: OpId, write: Write, saw: &[OpId]) {
        self.replace(saw);
        if !self.replaced.contains(&id) {
            self.heads.insert(id, write);
        }
    }

    /// Takes back the writes `saw` without putting another in their place.
    pub fn replace(&mut self, saw: &[OpId]) {
        for id in saw {
            self.heads.remove(id);
            self.replaced.insert(*id);
        }
    }

    /// The write that counts: the newest head.
    pub fn winner(&self) -> Option<(&OpId, &Write)> {
        self.heads.iter().max_by_key(|(id, write)| (write.at, **id))
    }

    /// The concurrent writes that lost, newest first.
    pub fn losers(&self) -> Vec<(&OpId, &Write)> {
        let winner = self.winner().map(|(id, _)| *id);
        let mut rest: Vec<_> = self.heads.iter().filter(|(id, _)| Some(**id) != winner).collect();
        rest.sort_by_key(|(id, write)| std::cmp::Reverse((write.at, **id)));
        rest
    }

    /// The ids of all heads: what a writer who has seen this cell has seen.
    pub fn seen(&self) -> Vec<OpId> {
        self.heads.keys().copied().collect()
    }

    /// Did somebody say they saw that write and replaced it?
    pub fn has_replaced(&self, id: &OpId) -> bool {
        self.replaced.contains(id)
    }

    /// How many versions were written: those that count and those that were replaced.
    pub fn versions(&self) -> usize {
        self.heads.len() + self.replaced.len()
    }

    /// Has nobody written, or everybody taken back?
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }
}
