//! [`Registry`] over the file.

use std::collections::BTreeSet;
use std::path::PathBuf;

use latarnia_core::access::{Deed as Act, Principal};
use latarnia_core::clock::Millis;
use latarnia_core::error::{Error, OrNotFound, Result};
use latarnia_core::id::{AreaId, CountId, DeviceId, Ids, OutingId, PersonId, RecordId, SiteId, SystemIds};
use latarnia_core::op::Scope;
use latarnia_core::record::{Codes, FieldError, Form, Kind, Problem};
use latarnia_core::store::registry::{self, Row};
use latarnia_core::store::segment::{self, SegmentHash};
use latarnia_core::store::{erase, ledger, log, pen::Place};
use latarnia_core::sync::accept::{self, Outcome, Push, Turned};
use latarnia_core::sync::let_in::let_in;
use latarnia_core::sync::serve::{self, Page, Pull};
use latarnia_core::view::{
    CountCard, CountRow, HistoryEntry, OutingCard, PersonCard, PersonRow, Review, SiteCard, SiteRow,
};
use rusqlite::{Connection, params};
use tokio::sync::watch;

use super::copy::Copied;
use super::{Sqlite, audit, count, reading, staff};
use crate::registry::{
    Answer, Aside, Change, Deed, Erasure, Note, Pushed, Reader, Registry, SiteFilter, StaffMember, Stroke,
};

impl Registry for Sqlite {
    fn push(&self, push: Pushed) -> Answer<'_, (Outcome, Option<Change>), Turned> {
        Box::pin(self.write(move |db| take_push(db, &push)))
    }

    fn page_of_now(&self, pull: Pull) -> Answer<'_, Page> {
        Box::pin(self.read(move |db| serve::page(db, &pull)))
    }

    fn make_segments(&self, unmade: Vec<(Scope, u64)>) -> Answer<'_, ()> {
        Box::pin(self.make_all(unmade))
    }

    fn segment(&self, hash: SegmentHash, scopes: Vec<Scope>) -> Answer<'_, Option<Vec<u8>>> {
        Box::pin(self.read(move |db| segment::find(db, &hash, &scopes)))
    }

    fn head(&self, device: DeviceId) -> Answer<'_, u64> {
        Box::pin(self.read(move |db| log::head(db, device)))
    }

    fn log_number(&self) -> Answer<'_, u64> {
        Box::pin(self.read(ledger::log_number))
    }

    fn write(&self, stroke: Stroke) -> Answer<'_, (RecordId, Change)> {
        Box::pin(async move {
            let order = match &stroke.deed {
                Deed::Erase { record, fields, .. } => Some((*record, fields.clone())),
                _ => None,
            };
            let written = self.write(move |db| {
                let Struck { record, change, note, gone, .. } = strike(db, &stroke)?;
                audit::forget_details(db, &gone)?;
                audit::keep(db, &note)?;
                Ok::<_, Error>((record, change))
            });
            let written = written.await?;
            if let Some((record, fields)) = order {
                self.erased(record, fields).await?;
            }
            Ok(written)
        })
    }

    fn sites(&self, reader: Reader, filter: SiteFilter) -> Answer<'_, Vec<SiteRow>> {
        Box::pin(self.read(move |db| reading::sites(db, &reader, &filter)))
    }

    fn site(&self, reader: Reader, site: SiteId) -> Answer<'_, SiteCard> {
        Box::pin(self.read(move |db| latarnia_core::view::site_card(&reading::look(db, &reader), site)))
    }

    fn people(&self, reader: Reader, text: Option<String>) -> Answer<'_, Vec<PersonRow>> {
        Box::pin(self.read(move |db| reading::people(db, &reader, text.as_deref())))
    }

    fn person(&self, reader: Reader, person: PersonId) -> Answer<'_, PersonCard> {
        Box::pin(self.read(move |db| latarnia_core::view::person_card(&reading::look(db, &reader), person)))
    }

    fn outings(&self, reader: Reader, since: Millis) -> Answer<'_, Vec<OutingCard>> {
        Box::pin(self.read(move |db| latarnia_core::view::outings(&reading::look(db, &reader), since)))
    }

    fn outing(&self, reader: Reader, outing: OutingId) -> Answer<'_, (OutingCard, Vec<HistoryEntry>)> {
        Box::pin(self.read(move |db| reading::outing(db, &reader, outing)))
    }

    fn event(&self, reader: Reader, kind: Kind, event: RecordId) -> Answer<'_, Vec<RecordId>> {
        Box::pin(self.read(move |db| reading::event(db, &reader, kind, event)))
    }

    fn counts(&self, reader: Reader, offset: i16) -> Answer<'_, Vec<CountRow>> {
        Box::pin(self.read(move |db| latarnia_core::view::counts(&reading::look(db, &reader), offset)))
    }

    fn count(&self, reader: Reader, id: CountId, offset: i16) -> Answer<'_, CountCard> {
        Box::pin(
            self.read(move |db| latarnia_core::view::count_card(&reading::look(db, &reader), id, offset)),
        )
    }

    fn areas(&self) -> Answer<'_, Vec<(AreaId, String)>> {
        Box::pin(self.read(staff::areas))
    }

    fn staff(&self) -> Answer<'_, Vec<StaffMember>> {
        Box::pin(self.read(|db| staff::staff(db, &staff::roles(db)?)))
    }

    fn quarantine(&self, reader: Reader) -> Answer<'_, Vec<Aside>> {
        Box::pin(self.read(move |db| reading::quarantine(db, &reader, &staff::device_names(db)?)))
    }

    fn review(&self, reader: Reader) -> Answer<'_, Review> {
        Box::pin(self.read(move |db| latarnia_core::view::review(&reading::look(db, &reader))))
    }

    fn erasures(&self) -> Answer<'_, Vec<Erasure>> {
        Box::pin(self.read(reading::erasures))
    }

    fn backup(&self, target: PathBuf, stopping: watch::Receiver<bool>) -> Answer<'_, Copied, crate::Error> {
        Box::pin(self.copy_to(target, stopping))
    }
}

/// Takes a push in, with its audit note, inside a transaction of the caller.
pub fn take_push(db: &Connection, push: &Pushed) -> Result<(Outcome, Option<Change>), Turned> {
    let Taken { outcome, change, note } = take_into_log(db, push)?;
    heard_of(db, push)?;
    if let Some(note) = &note {
        audit::keep(db, note)?;
    }
    Ok((outcome, change))
}

/// What taking a push in came to.
pub struct Taken {
    pub outcome: Outcome,
    /// What others are to be told.
    pub change: Option<Change>,
    /// What is to be kept of it.
    pub note: Option<Note>,
}

/// Takes a push into the log and the records.
pub fn take_into_log(db: &Connection, push: &Pushed) -> Result<Taken, Turned> {
    let ops = push.ops.iter().map(String::as_str).collect();
    let Pushed { device, first, erased, tip, clock_error, now, .. } = *push;
    let push_in = Push { device, writer: &push.writer, first, ops, erased, tip, clock_error, now };
    let outcome = accept::accept(db, &push_in)?;
    if outcome.fresh == 0 {
        return Ok(Taken { outcome, change: None, note: None });
    }
    let detail = format!("operations={} refused={}", outcome.fresh, outcome.refused.len());
    let note = Some(Note::of(push.writer.worker, "pushed", now).about_device(device).saying(detail));
    let change = Change { number: ledger::log_number(db)?, kinds: outcome.kinds.clone() };
    let visible = outcome.fresh > outcome.refused.len();
    Ok(Taken { outcome, change: visible.then_some(change), note })
}

fn heard_of(db: &Connection, push: &Pushed) -> Result<()> {
    let update =
        "update device set last_sync = ?2, clock_error = ?3, app_version = coalesce(?4, app_version),
        erased = max(erased, ?5) where id = ?1";
    let columns = params![
        push.device.as_bytes(),
        push.now.0,
        push.clock_error,
        push.app_version,
        i64::try_from(push.erased).unwrap_or(i64::MAX)
    ];
    db.prepare_cached(update)?.execute(columns)?;
    Ok(())
}

/// What a stroke did.
pub struct Struck {
    pub record: RecordId,
    /// What others are to be told.
    pub change: Change,
    /// What is to be kept of it.
    pub note: Note,
    /// The records it took out for good.
    pub gone: BTreeSet<RecordId>,
    /// The records whose pictures went with that.
    pub pictures: BTreeSet<RecordId>,
}

/// Does what a stroke says.
pub fn strike(db: &Connection, stroke: &Stroke) -> Result<Struck> {
    let pen = staff::pen(db, stroke.author, stroke.now)?;
    let (mut gone, mut pictures) = (BTreeSet::new(), BTreeSet::new());
    let (kind, record) = match &stroke.deed {
        Deed::Create { kind, scope, form } => {
            let id = if *kind == Kind::Person { SystemIds.opaque() } else { SystemIds.ordered(stroke.now) };
            let subject = (*kind == Kind::Person).then(|| id.into());
            pen.create_form(*kind, Place { id, scope: *scope, subject }, form.clone())?;
            (*kind, id)
        }
        Deed::OpenCount { form } => (Kind::Count, count::open(&pen, form)?),
        Deed::AddCountPlaces { count: id, copied, places, writer } => {
            count::add_places(&pen, writer, *id, copied, places)?;
            (Kind::CountPlace, (*id).into())
        }
        Deed::Edit { kind, record, fields, writer } => {
            let row = reached(db, writer, *kind, *record)?;
            check_whole(*kind, row.doc, fields)?;
            pen.edit(*record, fields)?;
            (*kind, *record)
        }
        Deed::Link { kind, record, other, writer }
        | Deed::Unlink { kind, record, other, writer }
        | Deed::TellApart { kind, record, other, writer }
        | Deed::ForgetApart { kind, record, other, writer } => {
            reached(db, writer, *kind, *record)?;
            reached(db, writer, *kind, *other)?;
            match stroke.deed {
                Deed::Link { .. } => pen.link(*record, *other)?,
                Deed::Unlink { .. } => pen.unlink(*record, *other)?,
                Deed::TellApart { .. } => pen.tell_apart(*record, *other)?,
                _ => pen.forget_apart(*record, *other)?,
            }
            (*kind, *record)
        }
        Deed::LetIn { aside, writer } => {
            let (kind, record) = let_in(&pen, *aside, writer)?;
            let note = stroke.note.clone();
            let note = match kind.parse() {
                Ok(known) => note.about(known, record),
                Err(_) => note,
            };
            let change = Change { number: ledger::log_number(db)?, kinds: [kind].into() };
            return Ok(Struck { record, change, note, gone, pictures });
        }
        Deed::Restrict { person, team, writer } => {
            reached(db, writer, Kind::Person, (*person).into())?;
            let team = team.iter().copied().chain([writer.worker]).collect();
            pen.restrict(*person, &team)?;
            (Kind::Person, (*person).into())
        }
        Deed::Release { person, scope, writer } => {
            reached(db, writer, Kind::Person, (*person).into())?;
            pen.release(*person, *scope)?;
            (Kind::Person, (*person).into())
        }
        Deed::Move { kind, record, scope, writer } => {
            reached(db, writer, *kind, *record)?;
            pen.relocate_with_history(*record, *scope)?;
            (*kind, *record)
        }
        Deed::Erase { kind, record, fields, writer } => {
            known(db, writer, *kind, *record)?;
            gone = erase::concerned(db, *record)?;
            if fields.is_empty() {
                pictures.clone_from(&gone);
            } else if erase::names_attachments(fields) {
                pictures.insert(*record);
            }
            pen.erase(*record, fields)?;
            (*kind, *record)
        }
    };
    let kinds = [kind.to_string()].into();
    let change = Change { number: ledger::log_number(db)?, kinds };
    Ok(Struck { record, change, note: stroke.note.clone().about(kind, record), gone, pictures })
}

/// The record, if the writer knows of it and may write it.
fn reached(db: &Connection, writer: &Principal, kind: Kind, record: RecordId) -> Result<Row> {
    Some(known(db, writer, kind, record)?).filter(|row| !row.void).or_not_found(record)
}

/// The same of a record that may have been withdrawn.
fn known(db: &Connection, writer: &Principal, kind: Kind, record: RecordId) -> Result<Row> {
    let row = registry::row(db, record)?.filter(|row| row.kind == kind);
    let row = row.filter(|row| writer.reaches(row.scope) && writer.may(Act::Read, kind));
    let row = row.or_not_found(record)?;
    match writer.allow_write(Some(kind), row.scope) {
        Ok(()) => Ok(row),
        Err(code) => Err(Error::Refused { code: code.to_owned() }),
    }
}

/// The record as it would stand after the edit must still be one, and every field must be one we know.
fn check_whole(kind: Kind, mut doc: Form, fields: &Form) -> Result<()> {
    let unknown = fields.keys().filter(|name| kind.field(name).is_none());
    let unknown: Vec<FieldError> = unknown.map(|name| FieldError::new(name, Problem::WrongType)).collect();
    if !unknown.is_empty() {
        return Err(Error::Invalid(unknown));
    }
    doc.extend(fields.clone());
    // What a newer phone wrote into other fields is no business of this edit.
    let errors = kind.check_new(&doc, Codes::Open);
    let errors: Vec<FieldError> = errors
        .into_iter()
        .filter(|error| {
            fields.contains_key(&error.field) || matches!(error.problem, Problem::MissingOneOf { .. })
        })
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}
