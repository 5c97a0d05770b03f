//! Where everything rests. [`Registry`] holds the records and their log, [`Attachments`] their pictures,
//! [`Accounts`] who may come in.
//!
//! The signatures name no database: SQLite is the default, PostgreSQL is behind the same traits and the
//! same contract tests; [`Opened`] is either.

mod accounts;
mod attachments;
mod opened;
pub mod postgres;
pub mod sqlite;

pub use accounts::{Accounts, AuditRow, DeviceRecord, KnownDevice, NewDevice, NewUser, Note, Redeemed, User};
pub use attachments::{Attachments, Picture, Sent};
pub use opened::Opened;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::pin::Pin;

use latarnia_core::access::{Principal, Role};
use latarnia_core::clock::Millis;
use latarnia_core::error::Error;
use latarnia_core::id::{AreaId, CountId, DeviceId, OutingId, PersonId, RecordId, SiteId, WorkerId};
use latarnia_core::op::{OpId, Scope};
use latarnia_core::record::{Form, Kind};
use latarnia_core::store::seal::Tip;
use latarnia_core::store::segment::SegmentHash;
use latarnia_core::sync::accept::{Outcome, Turned};
use latarnia_core::sync::serve::{Page, Pull};
use latarnia_core::view::{
    CountCard, CountRow, HistoryEntry, OutingCard, PersonCard, PersonRow, Review, SiteCard, SiteRow,
};
use tokio::sync::watch;

use self::sqlite::copy::Copied;

/// How often segments are made for one page.
const TRIES: u32 = 4;

/// What a method of a registry promises.
pub type Answer<'a, T, E = Error> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// The records and their log.
///
/// The contract: a write is one transaction with its audit note, durable when answered; numbers of
/// operations are dense in the order of commits; a read sees one moment. What a reader may not see is
/// left out or answered with `NotFound`, never shown in part: redaction happens in here.
pub trait Registry: Send + Sync {
    /// Takes a stretch of a phone's log in, and notes that the phone was heard of.
    fn push(&self, push: Pushed) -> Answer<'_, (Outcome, Option<Change>), Turned>;
    /// The next page of what the reader may hold, read in one moment; it may name segments that must be made
    /// first.
    fn page_of_now(&self, pull: Pull) -> Answer<'_, Page>;
    /// Makes the segments of scopes up to a number, once for all who wait for them.
    fn make_segments(&self, unmade: Vec<(Scope, u64)>) -> Answer<'_, ()>;
    /// The next page of what the reader may hold. Segments make first reading faster and nothing depends on them:
    /// where they cannot be made, for want of room or because something is taken out again and again, the scopes
    /// are read by pages.
    fn page(&self, pull: Pull) -> Answer<'_, Page> {
        Box::pin(async move {
            for _ in 0..TRIES {
                let page = self.page_of_now(pull.clone()).await?;
                if page.unmade.is_empty() {
                    return Ok(page);
                }
                if let Err(error) = self.make_segments(page.unmade).await {
                    tracing::warn!(%error, "no segments could be made; the log is read by pages");
                    break;
                }
            }
            self.page_of_now(Pull { segments: None, ..pull }).await
        })
    }
    /// A segment of one of these scopes; none if it is not current.
    fn segment(&self, hash: SegmentHash, scopes: Vec<Scope>) -> Answer<'_, Option<Vec<u8>>>;
    /// The highest sequence number held of a device's log.
    fn head(&self, device: DeviceId) -> Answer<'_, u64>;
    /// The number of the newest operation.
    fn log_number(&self) -> Answer<'_, u64>;
    /// Writes as the console does: checked, numbered, folded and noted at once.
    fn write(&self, stroke: Stroke) -> Answer<'_, (RecordId, Change)>;
    /// The sites that pass the filter, most urgent first.
    fn sites(&self, reader: Reader, filter: SiteFilter) -> Answer<'_, Vec<SiteRow>>;
    /// One site with its people and history.
    fn site(&self, reader: Reader, site: SiteId) -> Answer<'_, SiteCard>;
    /// The people whose words fit the text, best first; all, last seen first, without a text.
    fn people(&self, reader: Reader, text: Option<String>) -> Answer<'_, Vec<PersonRow>>;
    /// One person with the history.
    fn person(&self, reader: Reader, person: PersonId) -> Answer<'_, PersonCard>;
    /// The outings begun since, newest first.
    fn outings(&self, reader: Reader, since: Millis) -> Answer<'_, Vec<OutingCard>>;
    /// One outing with what happened on it.
    fn outing(&self, reader: Reader, outing: OutingId) -> Answer<'_, (OutingCard, Vec<HistoryEntry>)>;
    /// The records of one event, withdrawn or not: itself, and what was given within it.
    fn event(&self, reader: Reader, kind: Kind, event: RecordId) -> Answer<'_, Vec<RecordId>>;
    /// The counts, those that run first; `offset` is the reader's wall clock, in minutes east of UTC.
    fn counts(&self, reader: Reader, offset: i16) -> Answer<'_, Vec<CountRow>>;
    /// One count with its places.
    fn count(&self, reader: Reader, count: CountId, offset: i16) -> Answer<'_, CountCard>;
    /// The areas of the centre, by name.
    fn areas(&self) -> Answer<'_, Vec<(AreaId, String)>>;
    /// The scope of every area of the centre.
    fn area_scopes(&self) -> Answer<'_, Vec<Scope>> {
        let areas = self.areas();
        Box::pin(async { Ok(areas.await?.into_iter().map(|(id, _)| Scope::Area(id)).collect()) })
    }
    /// The staff, by name.
    fn staff(&self) -> Answer<'_, Vec<StaffMember>>;
    /// The operations kept aside that the reader may know of, newest first.
    fn quarantine(&self, reader: Reader) -> Answer<'_, Vec<Aside>>;
    /// What waits for a decision of the reader.
    fn review(&self, reader: Reader) -> Answer<'_, Review>;
    /// The orders to erase, newest first.
    fn erasures(&self) -> Answer<'_, Vec<Erasure>>;
    /// Copies everything as it is at one moment to a new file, while others read and write, and checks the
    /// copy; gives up once `stopping` is true.
    fn backup(&self, target: PathBuf, stopping: watch::Receiver<bool>) -> Answer<'_, Copied, crate::Error>;
}

/// A stretch of a phone's log, as it came.
#[derive(Clone, Debug)]
pub struct Pushed {
    pub device: DeviceId,
    pub writer: Principal,
    /// Sequence number of the first operation.
    pub first: u64,
    /// The operations' bytes.
    pub ops: Vec<String>,
    /// The newest order to erase the phone has carried out.
    pub erased: u64,
    /// The newest place in the log the phone was told of.
    pub tip: Option<Tip>,
    /// Milliseconds by which the device's clock is behind ours.
    pub clock_error: i64,
    /// The version of the app, if it said so.
    pub app_version: Option<String>,
    pub now: Millis,
}

/// Something new is in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The newest number.
    pub number: u64,
    /// What it is about.
    pub kinds: BTreeSet<String>,
}

/// Who looks, and when.
#[derive(Clone, Debug)]
pub struct Reader {
    pub who: Principal,
    pub now: Millis,
}

/// One change made on the console or the command line.
#[derive(Clone, Debug)]
pub struct Stroke {
    pub author: WorkerId,
    pub now: Millis,
    pub deed: Deed,
    pub note: Note,
}

/// What a stroke does.
#[derive(Clone, Debug)]
pub enum Deed {
    /// A new record.
    Create { kind: Kind, scope: Scope, form: Form },
    /// A new count, in a scope of its own.
    OpenCount { form: Form },
    /// Places of a count: copies of sites and facilities, and forms told by hand.
    AddCountPlaces { count: CountId, copied: Vec<RecordId>, places: Vec<Form>, writer: Principal },
    /// Other values for some fields of a record of that kind, if the writer reaches it.
    Edit { kind: Kind, record: RecordId, fields: Form, writer: Principal },
    /// Two records are the same person or site.
    Link { kind: Kind, record: RecordId, other: RecordId, writer: Principal },
    /// They are not.
    Unlink { kind: Kind, record: RecordId, other: RecordId, writer: Principal },
    /// A person or site goes to another scope, with all that tells about it.
    Move { kind: Kind, record: RecordId, scope: Scope, writer: Principal },
    /// Two records, looked at side by side, are two people or sites.
    TellApart { kind: Kind, record: RecordId, other: RecordId, writer: Principal },
    /// That is taken back.
    ForgetApart { kind: Kind, record: RecordId, other: RecordId, writer: Principal },
    /// What was kept aside of a phone's log is taken in after all.
    LetIn { aside: OpId, writer: Principal },
    /// From now on only these, who was on her team before and the writer know of a person.
    Restrict { person: PersonId, team: BTreeSet<WorkerId>, writer: Principal },
    /// From now on everyone of that scope knows of her again.
    Release { person: PersonId, scope: Scope, writer: Principal },
    /// A record is taken out for good, a person with all that tells about her; or only some fields.
    Erase { kind: Kind, record: RecordId, fields: BTreeSet<String>, writer: Principal },
}

/// Which sites.
#[derive(Clone, Debug, Default)]
pub struct SiteFilter {
    /// In one of these states; any if empty.
    pub states: BTreeSet<String>,
    /// Of one of these categories; any if empty.
    pub categories: BTreeSet<String>,
    /// In one of these areas; any if empty.
    pub areas: BTreeSet<AreaId>,
    pub overdue: bool,
    pub frost: bool,
    /// Not visited for more than so many days, or never.
    pub unvisited_days: Option<u16>,
    pub text: Option<String>,
}

/// A member of staff.
#[derive(Clone, Debug)]
pub struct StaffMember {
    pub id: WorkerId,
    pub name: String,
    /// `None` if there is no account.
    pub role: Option<Role>,
    pub areas: Vec<AreaId>,
    pub left: bool,
}

/// An operation kept aside.
#[derive(Clone, Debug)]
pub struct Aside {
    pub device: DeviceId,
    pub device_name: String,
    pub seq: u64,
    pub reason: String,
    /// `None` if its bytes are no operation.
    pub kind: Option<String>,
    /// When it was written, by the writer's clock.
    pub at: Option<Millis>,
}

/// An order to erase, without whom or what it was about.
#[derive(Clone, Debug)]
pub struct Erasure {
    /// Its number in the log; a phone that has carried out this one or a later one has confirmed it.
    pub number: u64,
    pub at: Millis,
    pub author: WorkerId,
    /// Of what kind the record was.
    pub kind: String,
    /// How many fields of it; 0 is the whole record.
    pub fields: usize,
}
