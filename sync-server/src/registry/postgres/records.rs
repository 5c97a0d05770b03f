//! [`Registry`] over the journal and the replica.

use std::path::PathBuf;

use latarnia_core::clock::Millis;
use latarnia_core::error::Result;
use latarnia_core::id::{AreaId, CountId, DeviceId, OutingId, PersonId, RecordId, SiteId};
use latarnia_core::op::Scope;
use latarnia_core::record::Kind;
use latarnia_core::store::ledger::log_number;
use latarnia_core::store::log;
use latarnia_core::store::segment::{self, SegmentHash};
use latarnia_core::sync::accept::{Outcome, Turned};
use latarnia_core::sync::serve::{self, Page, Pull};
use latarnia_core::view::{
    self, CountCard, CountRow, HistoryEntry, OutingCard, PersonCard, PersonRow, Review, SiteCard, SiteRow,
};

use tokio::sync::watch;

use super::desk::{self, Desk};
use super::{Postgres, rows};
use crate::registry::sqlite::copy::Copied;
use crate::registry::sqlite::{Struck, Taken, reading, staff, strike, take_into_log};
use crate::registry::{
    Answer, Aside, Change, Deed, Erasure, Pushed, Reader, Registry, SiteFilter, StaffMember, Stroke,
};

/// Where a backup of a shared registry comes from.
pub const BACKED_UP_THERE: &str = "the registry is in PostgreSQL: back it up with `pg_dump --format=custom`, or with \
    base backups and an archive of the write-ahead log; replicas need no backup";

impl Registry for Postgres {
    fn push(&self, push: Pushed) -> Answer<'_, (Outcome, Option<Change>), Turned> {
        Box::pin(async move {
            if push.ops.is_empty() {
                return Ok((self.idle(push).await?, None));
            }
            self.entrance.ask(move |desk| take_push(desk, &push)).await
        })
    }

    fn page_of_now(&self, pull: Pull) -> Answer<'_, Page> {
        Box::pin(self.read(move |db| serve::page(db, &pull)))
    }

    fn make_segments(&self, unmade: Vec<(Scope, u64)>) -> Answer<'_, ()> {
        Box::pin(self.replica.file.make_all(unmade))
    }

    fn segment(&self, hash: SegmentHash, scopes: Vec<Scope>) -> Answer<'_, Option<Vec<u8>>> {
        Box::pin(self.read(move |db| segment::find(db, &hash, &scopes)))
    }

    fn head(&self, device: DeviceId) -> Answer<'_, u64> {
        Box::pin(self.read(move |db| log::head(db, device)))
    }

    fn log_number(&self) -> Answer<'_, u64> {
        Box::pin(self.read(log_number))
    }

    fn write(&self, stroke: Stroke) -> Answer<'_, (RecordId, Change)> {
        Box::pin(async move {
            let erases = matches!(stroke.deed, Deed::Erase { .. });
            let struck: Result<_> = self
                .entrance
                .ask(move |desk| {
                    let Struck { record, change, note, gone, pictures } = strike(desk.db, &stroke)?;
                    desk.beside.notes.push(note);
                    desk.beside.gone.extend(gone);
                    desk.beside.pictures.extend(&pictures);
                    desk.beside.changes.push(change.clone());
                    Ok((record, change, pictures))
                })
                .await;
            let (record, change, pictures) = struck?;
            // A piece may have come between that transaction's look at the pictures and its end.
            self.drop_pictures(&pictures).await;
            if erases {
                self.replica.erased.learn(&self.replica.file).await?;
            }
            Ok((record, change))
        })
    }

    fn sites(&self, reader: Reader, filter: SiteFilter) -> Answer<'_, Vec<SiteRow>> {
        Box::pin(self.read(move |db| reading::sites(db, &reader, &filter)))
    }

    fn site(&self, reader: Reader, site: SiteId) -> Answer<'_, SiteCard> {
        Box::pin(self.read(move |db| view::site_card(&reading::look(db, &reader), site)))
    }

    fn people(&self, reader: Reader, text: Option<String>) -> Answer<'_, Vec<PersonRow>> {
        Box::pin(self.read(move |db| reading::people(db, &reader, text.as_deref())))
    }

    fn person(&self, reader: Reader, person: PersonId) -> Answer<'_, PersonCard> {
        Box::pin(self.read(move |db| view::person_card(&reading::look(db, &reader), person)))
    }

    fn outings(&self, reader: Reader, since: Millis) -> Answer<'_, Vec<OutingCard>> {
        Box::pin(self.read(move |db| view::outings(&reading::look(db, &reader), since)))
    }

    fn outing(&self, reader: Reader, outing: OutingId) -> Answer<'_, (OutingCard, Vec<HistoryEntry>)> {
        Box::pin(self.read(move |db| reading::outing(db, &reader, outing)))
    }

    fn event(&self, reader: Reader, kind: Kind, event: RecordId) -> Answer<'_, Vec<RecordId>> {
        Box::pin(self.read(move |db| reading::event(db, &reader, kind, event)))
    }

    fn counts(&self, reader: Reader, offset: i16) -> Answer<'_, Vec<CountRow>> {
        Box::pin(self.read(move |db| view::counts(&reading::look(db, &reader), offset)))
    }

    fn count(&self, reader: Reader, id: CountId, offset: i16) -> Answer<'_, CountCard> {
        Box::pin(self.read(move |db| view::count_card(&reading::look(db, &reader), id, offset)))
    }

    fn areas(&self) -> Answer<'_, Vec<(AreaId, String)>> {
        Box::pin(self.read(staff::areas))
    }

    fn staff(&self) -> Answer<'_, Vec<StaffMember>> {
        Box::pin(async {
            let (connection, end) = self.now().await?;
            let roles = rows::roles(&connection).await?;
            self.replica.read(connection, end, move |db| staff::staff(db, &roles)).await
        })
    }

    fn quarantine(&self, reader: Reader) -> Answer<'_, Vec<Aside>> {
        Box::pin(async {
            let (connection, end) = self.now().await?;
            let names = rows::device_names(&connection).await?;
            self.replica.read(connection, end, move |db| reading::quarantine(db, &reader, &names)).await
        })
    }

    fn review(&self, reader: Reader) -> Answer<'_, Review> {
        Box::pin(self.read(move |db| view::review(&reading::look(db, &reader))))
    }

    fn erasures(&self) -> Answer<'_, Vec<Erasure>> {
        Box::pin(self.read(reading::erasures))
    }

    fn backup(&self, _target: PathBuf, _stopping: watch::Receiver<bool>) -> Answer<'_, Copied, crate::Error> {
        Box::pin(async { Err(crate::Error::Refused(BACKED_UP_THERE.to_owned())) })
    }
}

impl Postgres {
    /// A phone that brings nothing waits for nobody's lock.
    async fn idle(&self, push: Pushed) -> Result<Outcome> {
        let (connection, end) = self.now().await?;
        desk::heard_of(&connection, &push).await?;
        let device = push.device;
        let head = self.replica.read(connection, end, move |db| log::head(db, device)).await?;
        Ok(Outcome { head, ..Outcome::default() })
    }
}

fn take_push(desk: &mut Desk<'_>, push: &Pushed) -> Result<(Outcome, Option<Change>), Turned> {
    let Taken { outcome, change, note } = take_into_log(desk.db, push)?;
    desk.beside.heard_of(push);
    desk.beside.notes.extend(note);
    desk.beside.changes.extend(change.clone());
    Ok((outcome, change))
}
