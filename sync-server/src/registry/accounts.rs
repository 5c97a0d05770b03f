//! Who may come in, with what, and what they did: [`Accounts`].

use latarnia_core::access::{Principal, Role};
use latarnia_core::clock::Millis;
use latarnia_core::id::{AreaId, DeviceId, RecordId, WorkerId};
use latarnia_core::record::Kind;

use super::Answer;
use crate::auth::token::TokenHash;

/// Users, sessions, devices, one-time codes and the audit.
///
/// The contract: secrets come in as hashes; a code is spent at most once whatever races; a revoked
/// device and the sessions of a changed password have no access from the answer on.
pub trait Accounts: Send + Sync {
    /// Adds a member of staff who may sign in. Refused if the name is taken.
    fn add_user(&self, user: NewUser) -> Answer<'_, WorkerId>;
    /// Whoever signs in by that name.
    fn user(&self, name: String) -> Answer<'_, Option<User>>;
    /// Everyone who may sign in, by name.
    fn users(&self) -> Answer<'_, Vec<User>>;
    /// Sets a password and ends the sessions opened with the former one.
    fn set_password(&self, worker: WorkerId, password: String, note: Note) -> Answer<'_, ()>;
    /// A worker as a principal, with the name; `None` if unknown or gone.
    fn principal(&self, worker: WorkerId) -> Answer<'_, Option<(Principal, String)>>;
    /// Opens a session.
    fn open_session(&self, token: TokenHash, note: Note, expires: Millis) -> Answer<'_, ()>;
    /// Who holds that session.
    fn session(&self, token: TokenHash, now: Millis) -> Answer<'_, Option<Principal>>;
    /// Ends a session.
    fn end_session(&self, token: TokenHash, note: Note) -> Answer<'_, ()>;
    /// Keeps a one-time code for a phone of `worker`.
    fn offer_code(&self, code: TokenHash, worker: WorkerId, expires: Millis, note: Note) -> Answer<'_, ()>;
    /// Spends a code for a new device.
    fn redeem_code(&self, code: TokenHash, device: NewDevice) -> Answer<'_, Redeemed>;
    /// The device that holds that token.
    fn device(&self, token: TokenHash) -> Answer<'_, Option<KnownDevice>>;
    /// Every device, newest first.
    fn devices(&self) -> Answer<'_, Vec<DeviceRecord>>;
    /// Ends a device's access; false if there is no such device.
    fn revoke(&self, device: DeviceId, note: Note) -> Answer<'_, bool>;
    /// Keeps a note of something read. `once_within` milliseconds: the same note is not kept again.
    fn note(&self, note: Note, once_within: i64) -> Answer<'_, ()>;
    /// The newest notes.
    fn audit(&self, limit: u32) -> Answer<'_, Vec<AuditRow>>;
}

/// What is kept of a deed: ids and codes only.
#[derive(Clone, Debug)]
pub struct Note {
    pub at: Millis,
    /// `None`: the command line.
    pub worker: Option<WorkerId>,
    pub action: &'static str,
    pub kind: Option<Kind>,
    pub record: Option<RecordId>,
    pub detail: String,
}

impl Note {
    /// A note that `worker` did `action`.
    pub const fn of(worker: WorkerId, action: &'static str, at: Millis) -> Self {
        Self { at, worker: Some(worker), action, kind: None, record: None, detail: String::new() }
    }

    /// A note of the command line.
    pub const fn of_command_line(action: &'static str, at: Millis) -> Self {
        Self { at, worker: None, action, kind: None, record: None, detail: String::new() }
    }

    /// To which record.
    #[must_use]
    pub fn about(self, kind: Kind, record: impl Into<RecordId>) -> Self {
        Self { kind: Some(kind), record: Some(record.into()), ..self }
    }

    /// To which kind of records.
    #[must_use]
    pub fn about_kind(self, kind: Kind) -> Self {
        Self { kind: Some(kind), ..self }
    }

    /// To which device.
    #[must_use]
    pub fn about_device(self, device: DeviceId) -> Self {
        Self { record: Some(RecordId::new(device.uuid())), ..self }
    }

    /// With which counts and codes.
    #[must_use]
    pub fn saying(self, detail: String) -> Self {
        Self { detail, ..self }
    }
}

/// A line of the audit.
#[derive(Clone, Debug)]
pub struct AuditRow {
    pub id: i64,
    pub at: Millis,
    pub worker: Option<WorkerId>,
    pub worker_name: Option<String>,
    pub action: String,
    pub kind: Option<String>,
    pub record: Option<RecordId>,
    pub detail: String,
}

/// Somebody to be let in.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// What is typed at sign-in, lower case.
    pub name: String,
    /// First and last name, as colleagues see it.
    pub full_name: String,
    pub role: Role,
    pub areas: Vec<AreaId>,
    /// The argon2id hash.
    pub password: String,
    pub now: Millis,
}

/// Somebody who may sign in.
#[derive(Clone, Debug)]
pub struct User {
    pub worker: WorkerId,
    pub name: String,
    pub full_name: String,
    pub role: Role,
    /// The argon2id hash.
    pub password: String,
    pub left: bool,
}

/// A device about to be enrolled.
#[derive(Clone, Debug)]
pub struct NewDevice {
    pub id: DeviceId,
    pub name: String,
    pub app_version: String,
    pub token: TokenHash,
    pub now: Millis,
}

/// What became of a code.
#[derive(Clone, Debug)]
pub enum Redeemed {
    /// It was spent for this worker's device.
    By(Principal, String),
    /// It is wrong, spent or late.
    Refused,
}

/// A device that showed its token.
#[derive(Clone, Debug)]
pub struct KnownDevice {
    pub id: DeviceId,
    /// `None` if its worker has no account or has left.
    pub who: Option<Principal>,
    pub revoked: bool,
}

/// A device on the list.
#[derive(Clone, Debug)]
pub struct DeviceRecord {
    pub id: DeviceId,
    pub name: String,
    pub worker: WorkerId,
    pub worker_name: String,
    pub enrolled: Millis,
    pub last_sync: Option<Millis>,
    pub clock_error: Option<i64>,
    pub app_version: String,
    pub revoked: bool,
    /// The newest order to erase it has confirmed.
    pub erased: u64,
    /// People in the scopes it may hold.
    pub people: u64,
    /// Sites in the scopes it may hold.
    pub sites: u64,
}
