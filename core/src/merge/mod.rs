//! Why two logs give one truth.
//!
//! [`State`] is a fold over the operations of one record. Its laws, each a property test in `laws.rs`:
//!
//! 1. any order of the same operations gives an equal state, byte for byte;
//! 2. an operation applied twice changes nothing;
//! 3. any cut into batches gives an equal state;
//! 4. nothing written is lost: every value is the winner, a readable loser, or was replaced by a write
//!    that says it saw it;
//! 5. operations of a kind we do not know change nothing and harm nothing;
//! 6. any prefix compacted, then the rest, gives an equal state.

mod cell;
mod compact;
#[cfg(test)]
mod laws;

pub use cell::{Cell, Write};
pub use compact::compact;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::Hlc;
use crate::id::{PersonId, RecordId, WorkerId};
use crate::op::{Change, Op, OpId, Scope};
use crate::record::Form;

/// Everything known of one record: the fold of its operations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The first operation, by effective time: it says kind, scope and subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    born: Option<Born>,
    /// The newest effective time of any operation.
    updated: Hlc,
    /// The whole form of an event.
    #[serde(default, skip_serializing_if = "Cell::is_empty")]
    form: Cell,
    /// The fields of a living record.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<String, Cell>,
    /// Set → element (as JSON text) → its adds.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    sets: BTreeMap<String, BTreeMap<String, Cell>>,
    /// The records that are the same person or site.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    links: BTreeMap<RecordId, Cell>,
    /// The newest move, if it was ever moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moved: Option<Moved>,
    /// The reasons for which the record was withdrawn.
    #[serde(default, skip_serializing_if = "Cell::is_empty")]
    void: Cell,
}

/// What the first operation of a record says about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Born {
    /// Effective time of the first operation.
    pub at: Hlc,
    /// The first operation.
    pub op: OpId,
    /// The record's kind.
    pub kind: String,
    /// Who held it first.
    pub scope: Scope,
    /// The person it tells about.
    pub subject: Option<PersonId>,
    /// Who made it.
    pub author: WorkerId,
}

/// Where a record went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Moved {
    at: Hlc,
    op: OpId,
    scope: Scope,
}

impl State {
    /// Folds one operation in, as of its effective time `at`.
    pub fn apply(&mut self, id: OpId, op: &Op, at: Hlc) {
        let write = |value: Value| Write { at, by: op.author, value };
        match &op.change {
            // What is erased is taken out of the log itself, not folded.
            Change::Unknown { .. } | Change::Erase { .. } => return,
            Change::Event { form } => self.form.write(id, write(Value::Object(form.clone())), &[]),
            Change::Amend { form, saw } => self.form.write(id, write(Value::Object(form.clone())), saw),
            Change::Void { reason } => self.void.write(id, write(Value::String(reason.clone())), &[]),
            Change::Set { fields, saw } => {
                for (name, value) in fields {
                    let seen = saw.get(name).map_or(&[][..], Vec::as_slice);
                    self.fields.entry(name.clone()).or_default().write(id, write(value.clone()), seen);
                }
            }
            Change::Add { items } => {
                for (set, value) in each(items) {
                    self.element(set, value).write(id, write(Value::Null), &[]);
                }
            }
            Change::Remove { items } => {
                for (set, gone) in each(items) {
                    self.element(set, &gone.value).replace(&gone.saw);
                }
            }
            Change::Link { other } => {
                self.links.entry(*other).or_default().write(id, write(Value::Null), &[]);
            }
            Change::Unlink { other, saw } => self.links.entry(*other).or_default().replace(saw),
            Change::Move { scope } => self.relocate(id, at, *scope),
        }
        self.updated = self.updated.max(at);
        self.witness(id, op, at);
    }

    /// Folds in what was kept aside: its values are shown where they were written, but of what kind the record is, who
    /// holds it and whom it tells about it says only where nothing else does.
    pub fn apply_aside<'a>(&mut self, aside: impl IntoIterator<Item = (OpId, &'a Op, Hlc)>) {
        let (born, moved) = (self.born.take(), self.moved.take());
        for (id, op, at) in aside {
            self.apply(id, op, at);
        }
        self.born = born.or_else(|| self.born.take());
        self.moved = moved;
    }

    fn relocate(&mut self, op: OpId, at: Hlc, scope: Scope) {
        if self.moved.as_ref().is_none_or(|known| (known.at, known.op) < (at, op)) {
            self.moved = Some(Moved { at, op, scope });
        }
    }

    fn element(&mut self, set: &str, value: &Value) -> &mut Cell {
        self.sets.entry(set.to_owned()).or_default().entry(value.to_string()).or_default()
    }

    fn witness(&mut self, id: OpId, op: &Op, at: Hlc) {
        let earlier = self.born.as_ref().is_none_or(|born| (at, id) < (born.at, born.op));
        if earlier {
            self.born = Some(Born {
                at,
                op: id,
                kind: op.kind.clone(),
                scope: op.scope,
                subject: op.subject,
                author: op.author,
            });
        }
    }

    /// What the first operation says; `None` if only unknown operations came.
    pub const fn born(&self) -> Option<&Born> {
        self.born.as_ref()
    }

    /// Who holds it: those of its first operation, until it was moved.
    pub fn scope(&self) -> Option<Scope> {
        self.moved.as_ref().map(|moved| moved.scope).or_else(|| self.born.as_ref().map(|born| born.scope))
    }

    /// The records that are the same person or site, as far as this one says.
    pub fn linked(&self) -> impl Iterator<Item = RecordId> {
        self.links.iter().filter(|(_, links)| !links.is_empty()).map(|(other, _)| *other)
    }

    /// The links to `other` that nobody took back.
    pub fn links_to(&self, other: RecordId) -> Vec<OpId> {
        self.links.get(&other).map(Cell::seen).unwrap_or_default()
    }

    /// The newest effective time of any operation.
    pub const fn updated(&self) -> Hlc {
        self.updated
    }

    /// The document people read: the winning form, or the winning values and the sets' elements.
    pub fn document(&self) -> Form {
        let mut document = match self.form.winner() {
            Some((_, Write { value: Value::Object(form), .. })) => form.clone(),
            _ => Form::new(),
        };
        for (name, cell) in &self.fields {
            if let Some((_, write)) = cell.winner().filter(|(_, write)| !write.value.is_null()) {
                document.insert(name.clone(), write.value.clone());
            }
        }
        for (set, elements) in &self.sets {
            let present: Vec<Value> = elements
                .iter()
                .filter(|(_, adds)| !adds.is_empty())
                .filter_map(|(text, _)| serde_json::from_str(text).ok())
                .collect();
            if !present.is_empty() {
                document.insert(set.clone(), Value::Array(present));
            }
        }
        document
    }

    /// Why the record was withdrawn, if it was.
    pub fn void_reason(&self) -> Option<&str> {
        self.void.winner().and_then(|(_, write)| write.value.as_str())
    }

    /// The cell of one field.
    pub fn field(&self, name: &str) -> Option<&Cell> {
        self.fields.get(name)
    }

    /// Every field that was ever set.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Cell)> {
        self.fields.iter().map(|(name, cell)| (name.as_str(), cell))
    }

    /// The cell of an event's form; its losers are concurrent corrections.
    pub const fn form(&self) -> &Cell {
        &self.form
    }

    /// The adds of one set element that nobody took back.
    pub fn adds(&self, set: &str, value: &Value) -> Vec<OpId> {
        let elements = self.sets.get(set);
        elements.and_then(|set| set.get(&value.to_string())).map(Cell::seen).unwrap_or_default()
    }
}

fn each<T>(items: &BTreeMap<String, Vec<T>>) -> impl Iterator<Item = (&str, &T)> {
    items.iter().flat_map(|(set, values)| values.iter().map(move |value| (set.as_str(), value)))
}
