//! The basemap on this phone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Nothing;
use crate::FieldApp;
use crate::error::{CallError, Code};

/// What map there is.
#[derive(Clone, Debug, Serialize, TS)]
pub struct BasemapState {
    /// The map on this phone; its bytes are at `basemap.pmtiles` of the app's own origin.
    pub here: Option<Basemap>,
    /// What the server offers, when last asked.
    pub offered: Option<Basemap>,
    /// Fetching: bytes here, of `offered.bytes`.
    pub fetched: Option<u64>,
    /// Why fetching stopped.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<Code>,
}

/// One PMTiles file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Basemap {
    /// BLAKE3 of its bytes, hexadecimal.
    pub hash: String,
    /// Its size.
    pub bytes: u64,
    /// West, south, east, north in degrees.
    pub bounds: [f64; 4],
    /// The deepest zoom it holds.
    pub max_zoom: u8,
}

/// What map there is.
pub fn show(app: &FieldApp, _: Nothing) -> Result<BasemapState, CallError> {
    Ok(app.basemap_state())
}

/// Starts or resumes fetching.
pub fn fetch(app: &FieldApp, _: Nothing) -> Result<BasemapState, CallError> {
    app.fetch_basemap()?;
    Ok(app.basemap_state())
}

/// Stops fetching.
pub fn stop(app: &FieldApp, _: Nothing) -> Result<BasemapState, CallError> {
    app.stop_basemap();
    Ok(app.basemap_state())
}
