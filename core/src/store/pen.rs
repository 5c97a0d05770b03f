//! The pen: the one way in which anything new is written, on a phone and on the console alike. It
//! checks the form, makes the operation, appends it to the log and folds it into the registry.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use serde_json::Value;

use super::log::{self, Entry, Verdict};
use super::registry::{CLOCK_TOLERANCE_MS, Query, Row};
use super::{attachment, erase, kin, ledger, meta, registry};
use crate::clock::{Hlc, Millis};
use crate::error::{Error, OrNotFound, Result};
use crate::id::{DeviceId, PersonId, RecordId, WorkerId};
use crate::merge::{Cell, State};
use crate::op::{Change, Op, OpId, Removed, SCHEMA, Scope};
use crate::record::{Codes, FieldError, FieldSpec, Form, Kind, Media, Problem, Record, Shape, attached_in};

/// What happens to an operation after it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// A phone's: it waits for the server.
    Phone {
        /// Milliseconds the phone's clock is set right by.
        skew: i64,
    },
    /// The server's own: numbered at once.
    Server,
}

/// Writes operations as one worker on one device, inside a transaction of the caller.
pub struct Pen<'a> {
    /// The open transaction.
    pub db: &'a Connection,
    /// Whose file this is.
    pub device: DeviceId,
    /// Who writes.
    pub author: WorkerId,
    /// The time, as well as this device knows it.
    pub now: Millis,
    /// What happens next.
    pub ink: Ink,
}

/// Where a new record belongs.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Its id.
    pub id: RecordId,
    /// Who may hold it.
    pub scope: Scope,
    /// The person it tells about.
    pub subject: Option<PersonId>,
}

impl Pen<'_> {
    /// Writes a new record.
    ///
    /// # Errors
    /// [`Error::Invalid`] lists every field that is wrong or missing; nothing is written.
    pub fn create<R: Record>(&self, place: Place, record: &R) -> Result<()> {
        self.create_form(R::KIND, place, record.to_form())
    }

    /// Writes a new record of `kind` whose document is `form`.
    pub fn create_form(&self, kind: Kind, place: Place, form: Form) -> Result<()> {
        let errors = kind.check_new(&form, Codes::Known);
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        self.adopt_attachments(kind, place.id, &form, &Form::new())?;
        match kind.shape() {
            Shape::Event => self.write(kind, place, Change::Event { form }).map(|_| ()),
            Shape::Living => self.write_living(kind, place, form),
        }
    }

    fn write_living(&self, kind: Kind, place: Place, form: Form) -> Result<()> {
        let is_set = |name: &str| kind.field(name).is_some_and(|field| field.many);
        let (sets, fields): (Form, Form) = form.into_iter().partition(|(name, _)| is_set(name));
        self.write(kind, place, Change::Set { fields, saw: BTreeMap::new() })?;
        let items: BTreeMap<String, Vec<Value>> = sets
            .into_iter()
            .filter_map(|(set, values)| match values {
                Value::Array(values) if !values.is_empty() => Some((set, values)),
                _ => None,
            })
            .collect();
        if !items.is_empty() {
            self.write(kind, place, Change::Add { items })?;
        }
        Ok(())
    }

    /// Changes a living record into what `wanted` says; fields it does not name stay. Writes only
    /// what differs, with the versions the writer saw.
    pub fn edit(&self, record: RecordId, wanted: &Form) -> Result<()> {
        let row = registry::row(self.db, record)?.or_not_found(record)?;
        let errors = row.kind.check_values(wanted, Codes::Known);
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        self.adopt_attachments(row.kind, record, wanted, &row.doc)?;
        let state = registry::state(self.db, record)?;
        let place = place_of(&row);
        for change in self.differences(&row, &state, wanted)? {
            self.write(row.kind, place, change)?;
        }
        Ok(())
    }

    fn differences(&self, row: &Row, state: &State, wanted: &Form) -> Result<Vec<Change>> {
        let document = state.document();
        let (mut fields, mut saw) = (Form::new(), BTreeMap::new());
        let (mut added, mut removed) = (BTreeMap::new(), BTreeMap::new());
        for (name, value) in wanted {
            let have = document.get(name).unwrap_or(&Value::Null);
            // What a supervisor says once more of an important field is a decision, and is written.
            let decides = |field: &FieldSpec| field.important && self.ink == Ink::Server;
            let known = row.kind.field(name);
            let Some(field) = known.filter(|field| have != value || decides(field)) else { continue };
            if field.many {
                let (new, gone) = set_difference(state, name, have, value);
                added.extend((!new.is_empty()).then(|| (name.clone(), new)));
                removed.extend((!gone.is_empty()).then(|| (name.clone(), gone)));
            } else {
                fields.insert(name.clone(), value.clone());
                saw.insert(name.clone(), self.versions_seen(row.id, state, field)?);
            }
        }
        let mut changes = Vec::new();
        changes.extend((!fields.is_empty()).then_some(Change::Set { fields, saw }));
        changes.extend((!added.is_empty()).then_some(Change::Add { items: added }));
        changes.extend((!removed.is_empty()).then_some(Change::Remove { items: removed }));
        Ok(changes)
    }

    /// A worker on a phone has seen the value shown; two concurrent values of an important field stay
    /// two until a supervisor, who is shown both, decides. She is shown those of linked records, too.
    fn versions_seen(&self, record: RecordId, state: &State, field: &FieldSpec) -> Result<Vec<OpId>> {
        let heads = |state: &State| state.field(field.name).map(Cell::seen).unwrap_or_default();
        if !field.important {
            return Ok(heads(state));
        }
        if self.ink != Ink::Server {
            let shown = state.field(field.name).and_then(Cell::winner);
            return Ok(shown.map(|(id, _)| *id).into_iter().collect());
        }
        let mut seen = Vec::new();
        for member in kin::group(self.db, record)? {
            seen.extend(heads(&registry::state(self.db, member)?));
        }
        Ok(seen)
    }

    /// Corrects an event: `form` is its whole new version, the old one stays readable.
    pub fn amend(&self, record: RecordId, form: Form) -> Result<()> {
        let row = registry::row(self.db, record)?.or_not_found(record)?;
        let errors = row.kind.check_new(&form, Codes::Known);
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        self.adopt_attachments(row.kind, record, &form, &row.doc)?;
        let saw = registry::state(self.db, record)?.form().seen();
        let place = place_of(&row);
        self.write(row.kind, place, Change::Amend { form, saw }).map(|_| ())
    }

    /// Withdraws a record made by mistake.
    pub fn void(&self, record: RecordId, reason: &str) -> Result<()> {
        let row = registry::row(self.db, record)?.or_not_found(record)?;
        let place = place_of(&row);
        self.write(row.kind, place, Change::Void { reason: reason.to_owned() }).map(|_| ())
    }

    /// Takes a record out for good, a person with all that tells about her; or, if some are named, only
    /// those fields, in every version.
    pub fn erase(&self, record: RecordId, fields: &BTreeSet<String>) -> Result<()> {
        let row = registry::row(self.db, record)?.or_not_found(record)?;
        let too = if fields.is_empty() { erase::told_since(self.db, record)? } else { Vec::new() };
        for told in too.into_iter().map(|told| registry::row(self.db, told)) {
            let Some(told) = told? else { continue };
            self.write(told.kind, place_of(&told), Change::Erase { fields: BTreeSet::new() })?;
        }
        self.write(row.kind, place_of(&row), Change::Erase { fields: fields.clone() }).map(|_| ())
    }

    /// The same for a record this file does not hold: it may hold it yet, from a phone that does not know
    /// of the order, and must not. Of which kind it was nobody here knows.
    pub fn erase_unseen(&self, record: RecordId, fields: &BTreeSet<String>) -> Result<()> {
        let place = Place { id: record, scope: Scope::Organisation, subject: None };
        self.write(Kind::Person, place, Change::Erase { fields: fields.clone() }).map(|_| ())
    }

    /// Gives one record to another scope.
    pub fn relocate(&self, record: RecordId, scope: Scope) -> Result<()> {
        let row = registry::row(self.db, record)?.or_not_found(record)?;
        if row.scope != scope {
            self.write(row.kind, place_of(&row), Change::Move { scope })?;
        }
        Ok(())
    }

    /// Gives a person or site to another scope, with all that tells about it.
    pub fn relocate_with_history(&self, record: RecordId, scope: Scope) -> Result<()> {
        let row = registry::row(self.db, record)?.or_not_found(record)?;
        let about = match row.kind {
            Kind::Person => Query { subjects: vec![record.into()], with_void: true, ..Query::default() },
            Kind::Site => Query { sites: vec![record.into()], with_void: true, ..Query::default() },
            _ => return self.relocate(record, scope),
        };
        let about = registry::rows(self.db, &about)?;
        // What tells about a person goes where the person goes, not where she was met.
        let own = |other: &&Row| row.kind == Kind::Person || other.subject.is_none();
        for other in about.iter().filter(own).filter(|other| other.id != record) {
            self.relocate(other.id, scope)?;
        }
        self.relocate(record, scope)
    }

    /// What was kept for a form on this phone becomes the record's. An attachment that is neither kept here
    /// nor named by the record already would be one that nobody could ever see or hear.
    fn adopt_attachments(&self, kind: Kind, record: RecordId, form: &Form, before: &Form) -> Result<()> {
        if self.ink == Ink::Server {
            return Ok(());
        }
        let known = attached_in(kind, before);
        for attached in attached_in(kind, form) {
            let is_known = known.iter().any(|known| known.hash == attached.hash);
            if !attachment::adopt(self.db, record, &attached)? && !is_known {
                let gone = match attached.media {
                    Media::Picture => Problem::PhotoGone,
                    Media::Sound => Problem::SoundGone,
                };
                return Err(Error::Invalid(vec![FieldError::new(attached.field, gone)]));
            }
        }
        Ok(())
    }

    pub(super) fn write(&self, kind: Kind, place: Place, change: Change) -> Result<OpId> {
        let at = meta::tick(self.db, self.now)?;
        let set_back = at.millis().since(self.now) > CLOCK_TOLERANCE_MS;
        let op = Op {
            at,
            wall: set_back.then_some(self.now),
            author: self.author,
            record: place.id,
            kind: kind.to_string(),
            scope: place.scope,
            subject: place.subject,
            stands_for: None,
            schema: SCHEMA,
            change,
        };
        let raw = op.to_raw();
        match self.ink {
            Ink::Phone { skew } => self.leave_waiting(op, raw, skew),
            Ink::Server => self.take_in(op, &raw, at),
        }
    }

    /// Writes what is kept aside as the server's own operation, which stands for it. `raw` is its bytes as they may be
    /// taken in.
    pub(crate) fn stand_for(&self, aside: OpId, mut raw: Value) -> Result<OpId> {
        let at = meta::tick(self.db, self.now)?;
        if let Some(members) = raw.as_object_mut() {
            members.remove("wall");
            members.insert("at".to_owned(), serde_json::to_value(at)?);
            members.insert("for".to_owned(), serde_json::to_value(aside)?);
        }
        let raw = raw.to_string();
        let op = crate::op::parse(&raw)?;
        let first = log::first_effective(self.db, op.record)?.map_or(at, Hlc::next);
        self.take_in(op, &raw, at.max(first))
    }

    fn leave_waiting(&self, op: Op, raw: String, skew: i64) -> Result<OpId> {
        let id = self.next_id()?;
        let entry = Entry { id, number: None, effective: None, verdict: Verdict::Waiting, skew, raw, op };
        log::append(self.db, &entry)?;
        registry::apply(self.db, &entry)?;
        Ok(id)
    }

    /// Into the server's ledger, effective not before `earliest` and after all it says to have seen.
    fn take_in(&self, op: Op, raw: &str, earliest: Hlc) -> Result<OpId> {
        let id = self.next_id()?;
        let mut effective = earliest;
        for seen in op.saw() {
            if let Some(time) = log::effective_of(self.db, seen)? {
                effective = effective.max(time.next());
            }
        }
        ledger::take_in(self.db, id, op, raw, effective)?;
        Ok(id)
    }

    fn next_id(&self) -> Result<OpId> {
        Ok(OpId { device: self.device, seq: meta::next_seq(self.db)? })
    }
}

pub(super) const fn place_of(row: &Row) -> Place {
    Place { id: row.id, scope: row.scope, subject: row.subject }
}

fn set_difference(state: &State, set: &str, have: &Value, want: &Value) -> (Vec<Value>, Vec<Removed>) {
    let (none, have, want) = (Vec::new(), have.as_array(), want.as_array());
    let (have, want) = (have.unwrap_or(&none), want.unwrap_or(&none));
    let new = want.iter().filter(|value| !have.contains(value)).cloned().collect();
    let gone = have.iter().filter(|value| !want.contains(value));
    let gone = gone.map(|value| Removed { value: value.clone(), saw: state.adds(set, value) }).collect();
    (new, gone)
}
