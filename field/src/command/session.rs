//! Enrolling, unlocking, locking.

use latarnia_core::access::Role;
use latarnia_core::clock::Millis;
use latarnia_core::id::WorkerId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Nothing;
use crate::FieldApp;
use crate::error::CallError;
use crate::second_key::FingerState;

/// What this phone is right now.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Session {
    /// Not enrolled, locked or open.
    pub state: SessionState,
    /// Who it belongs to, while open.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker: Option<Me>,
    /// The server it is enrolled with.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// Until when it opens without asking the server, while open.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lease_until: Option<Millis>,
    /// The workers who share this phone, to choose from while locked.
    pub vaults: Vec<VaultName>,
}

/// One worker's vault, closed.
#[derive(Clone, Debug, Serialize, TS)]
pub struct VaultName {
    /// Which.
    pub slot: u32,
    /// First and last name; empty if it was never opened since names are kept.
    pub name: String,
    /// Whether a finger or a face opens it, and if not any more, why.
    pub finger: FingerState,
}

/// What logging out came to.
#[derive(Clone, Debug, Serialize, TS)]
pub struct LoggedOut {
    /// How this phone is now: locked, or without this worker's vault.
    pub session: Session,
    /// Entries, pictures and half-typed forms that exist only here: then nothing was removed, only locked.
    pub kept: u64,
}

/// Not enrolled, locked or open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// No vault here yet.
    NotEnrolled,
    /// A vault, closed.
    Locked,
    /// A vault, open.
    Open,
}

/// The worker whose vault is open.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Me {
    /// Who.
    pub id: WorkerId,
    /// First and last name.
    pub name: String,
    /// In which role.
    pub role: Role,
    /// The centre.
    pub organisation: String,
}

/// What enrolling needs.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct Enrol {
    /// `https://…` of the server, or the whole scanned text `latarnia://enrol?server=…&code=…`.
    pub address: String,
    /// The one-time code; empty if the scanned text holds it.
    pub code: String,
    /// The new PIN: at least six digits.
    pub pin: String,
    /// What the console calls this phone.
    pub device_name: String,
    /// Another worker on a phone that has one already; that one's vault stays.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub another: bool,
}

/// What enrolling again needs: the vault, its PIN and its notes stay.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct EnrolAgain {
    /// `https://…` of the server, or the whole scanned text `latarnia://enrol?server=…&code=…`.
    pub address: String,
    /// The one-time code; empty if the scanned text holds it.
    pub code: String,
    /// What the console calls this phone.
    pub device_name: String,
}

/// The PIN.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct Unlock {
    /// The digits.
    pub pin: String,
    /// Whose vault; the only one if absent.
    #[serde(default)]
    #[ts(optional)]
    pub slot: Option<u32>,
}

/// What this phone is right now.
pub fn show(app: &FieldApp, _: Nothing) -> Result<Session, CallError> {
    app.session()
}

/// Enrols this phone.
pub fn enrol(app: &FieldApp, input: Enrol) -> Result<Session, CallError> {
    app.enrol(&input)?;
    app.session()
}

/// Gives a phone that was restored or copied a new identity.
pub fn enrol_again(app: &FieldApp, input: EnrolAgain) -> Result<Session, CallError> {
    app.enrol_again(&input)?;
    app.session()
}

/// Opens the vault.
pub fn unlock(app: &FieldApp, input: Unlock) -> Result<Session, CallError> {
    app.unlock(&input)?;
    app.session()
}

/// Closes the vault.
pub fn lock(app: &FieldApp, _: Nothing) -> Result<Session, CallError> {
    app.lock();
    app.session()
}

/// Leaves this phone: what is on the server is removed here; if anything is not, it is only locked.
pub fn log_out(app: &FieldApp, _: Nothing) -> Result<LoggedOut, CallError> {
    let kept = app.log_out()?;
    Ok(LoggedOut { session: app.session()?, kept })
}
