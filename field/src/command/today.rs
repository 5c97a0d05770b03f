//! *Today*.

use latarnia_core::record::Position;
use latarnia_core::view::{self, Today};
use serde::Deserialize;
use ts_rs::TS;

use crate::FieldApp;
use crate::error::CallError;

/// Where the phone is, if it knows.
#[derive(Clone, Copy, Debug, Default, Deserialize, TS)]
pub struct ShowToday {
    /// The last position, for distances.
    #[serde(default)]
    #[ts(optional)]
    pub here: Option<Position>,
}

/// The first screen.
pub fn show(app: &FieldApp, input: ShowToday) -> Result<Today, CallError> {
    let frost_at = app.settings()?.frost_at;
    app.look(input.here, |look| view::today(look, frost_at))
}
