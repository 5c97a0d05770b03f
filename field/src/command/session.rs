//! Enrolling, unlocking, locking.

use latarnia_core::access::Role;
use latarnia_core::clock::Millis;
use latarnia_core::id::WorkerId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Nothing;
use crate::FieldApp;
use crate::error::CallError;

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
    app.unlock(&input.pin)?;
    app.session()
}

/// Closes the vault.
pub fn lock(app: &FieldApp, _: Nothing) -> Result<Session, CallError> {
    app.lock();
    app.session()
}
