//! How things change: the operation. Every change of data, from a phone, the console or an import, is one.

mod blank;
mod codec;
mod scope;

pub use blank::{blank, is_blank, is_without_values, without_fields, without_values};
pub use codec::{SCHEMA, parse};
pub use scope::Scope;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::{Hlc, Millis};
use crate::id::{DeviceId, PersonId, RecordId, WorkerId};
use crate::record::{Form, Kind};

/// Which operation: the device that wrote it, and its place in that device's log, dense from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId {
    /// The writing device.
    pub device: DeviceId,
    /// Its place in the device's log.
    pub seq: u64,
}

impl fmt::Display for OpId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.device, self.seq)
    }
}

impl fmt::Debug for OpId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for OpId {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts =
            text.rsplit_once(':').and_then(|(device, seq)| Some((device.parse().ok()?, seq.parse().ok()?)));
        let (device, seq) = parts.ok_or_else(|| format!("{text:?} is not device:seq"))?;
        Ok(Self { device, seq })
    }
}

impl Serialize for OpId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OpId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// One operation, parsed. Its bytes are kept beside it, as received.
#[derive(Clone, Debug, PartialEq)]
pub struct Op {
    /// When it was written, by the writer's hybrid clock.
    pub at: Hlc,
    /// What the writer's wall clock said, if it had been set back and disagrees with `at`.
    pub wall: Option<Millis>,
    /// Who wrote it.
    pub author: WorkerId,
    /// The record it changes.
    pub record: RecordId,
    /// That record's kind; perhaps one this version does not know.
    pub kind: String,
    /// Who may hold it.
    pub scope: Scope,
    /// The person it tells about, so that erasure can find it.
    pub subject: Option<PersonId>,
    /// The operation that was kept aside and that this one, the server's own, lets in.
    pub stands_for: Option<OpId>,
    /// The schema of the writer.
    pub schema: u32,
    /// What it does.
    pub change: Change,
}

impl Op {
    /// The kind, if this version knows it.
    pub fn known_kind(&self) -> Option<Kind> {
        self.kind.parse().ok()
    }

    /// The writer's clock when it wrote: what `at` was made from, before it was kept from running
    /// backwards.
    pub fn written_at(&self) -> Hlc {
        self.wall.map_or(self.at, Hlc::of)
    }

    /// The person whom its form or its fields name, if they name one.
    pub fn named(&self) -> Option<PersonId> {
        let (Change::Event { form: fields }
        | Change::Amend { form: fields, .. }
        | Change::Set { fields, .. }) = &self.change
        else {
            return None;
        };
        fields.get("person")?.as_str()?.parse().ok()
    }

    /// Does it tell about this person: by its subject, or by whom it names?
    pub fn tells_about(&self, person: PersonId) -> bool {
        self.subject == Some(person) || self.named() == Some(person)
    }

    /// The operations this one says it saw and replaces.
    pub fn saw(&self) -> Vec<OpId> {
        match &self.change {
            Change::Amend { saw, .. } | Change::Unlink { saw, .. } => saw.clone(),
            Change::Set { saw, .. } => saw.values().flatten().copied().collect(),
            Change::Remove { items } => items.values().flatten().flat_map(|gone| gone.saw.clone()).collect(),
            Change::Event { .. }
            | Change::Void { .. }
            | Change::Add { .. }
            | Change::Link { .. }
            | Change::Move { .. }
            | Change::Erase { .. }
            | Change::Unknown { .. } => Vec::new(),
        }
    }
}

/// What an operation does to its record.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// One whole, immutable form.
    Event {
        /// The form.
        form: Form,
    },
    /// A new version of a form; the old one stays readable.
    Amend {
        /// The whole corrected form.
        form: Form,
        /// The versions it replaces.
        saw: Vec<OpId>,
    },
    /// The record was made by mistake.
    Void {
        /// Why, in the writer's words.
        reason: String,
    },
    /// New values for some fields of a living record.
    Set {
        /// Field → value; null clears.
        fields: Form,
        /// Field → the versions the writer saw.
        saw: BTreeMap<String, Vec<OpId>>,
    },
    /// New elements of sets.
    Add {
        /// Set → elements.
        items: BTreeMap<String, Vec<Value>>,
    },
    /// Elements taken out of sets.
    Remove {
        /// Set → elements, each with the adds it takes back.
        items: BTreeMap<String, Vec<Removed>>,
    },
    /// This record and another are one and the same person or site.
    Link {
        /// The other record.
        other: RecordId,
    },
    /// They are not.
    Unlink {
        /// The other record.
        other: RecordId,
        /// The links the writer saw; a link it did not see stands.
        saw: Vec<OpId>,
    },
    /// From now on others hold the record. Only the server writes this.
    Move {
        /// Who holds it now.
        scope: Scope,
    },
    /// What was written is taken out of every log and every registry, for good: some fields of the
    /// record, or, without any, the record whole; a person with all that tells about her. Only the
    /// server writes this.
    Erase {
        /// The fields to take out; all if empty.
        fields: BTreeSet<String>,
    },
    /// Something a newer version does; kept and passed on untouched.
    Unknown {
        /// What it calls itself.
        name: String,
    },
}

/// An element taken out of a set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Removed {
    /// The element.
    pub value: Value,
    /// The adds the writer saw; an add it did not see wins.
    pub saw: Vec<OpId>,
}
