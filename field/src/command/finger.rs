//! Opening by finger or face: switched on after the PIN, refused on a phone that several workers share.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Nothing;
use super::session::Session;
use crate::FieldApp;
use crate::error::CallError;

/// Whether the open vault may be opened by a finger or a face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FingerOffer {
    /// This device has no reader that is good enough: nothing is offered.
    Absent,
    /// It has one, and nobody's finger or face is enrolled in the phone.
    NobodyEnrolled,
    /// Several workers share this phone: whoever is enrolled in it could open any vault, so none is opened so.
    Shared,
    /// Not switched on.
    Off,
    /// Switched on.
    On,
}

/// The PIN, before anything else opens the vault.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct SwitchOnFinger {
    /// The digits.
    pub pin: String,
}

/// Whose vault.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct UnlockByFinger {
    /// Its number; the only one if absent.
    #[serde(default)]
    #[ts(optional)]
    pub slot: Option<u32>,
}

/// Whether a finger may open the open vault, and whether it does.
pub fn show(app: &FieldApp, _: Nothing) -> Result<FingerOffer, CallError> {
    app.finger_offer()
}

/// Lets a finger or a face open the vault; asks for one.
pub fn switch_on(app: &FieldApp, input: SwitchOnFinger) -> Result<FingerOffer, CallError> {
    app.switch_on_finger(&input.pin)?;
    app.finger_offer()
}

/// Nothing but the PIN opens the vault from now on.
pub fn switch_off(app: &FieldApp, _: Nothing) -> Result<FingerOffer, CallError> {
    app.switch_off_finger()?;
    app.finger_offer()
}

/// Opens the vault by a finger or a face.
pub fn unlock(app: &FieldApp, input: UnlockByFinger) -> Result<Session, CallError> {
    app.unlock_by_finger(input.slot)?;
    app.session()
}
